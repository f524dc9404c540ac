/* group.c - one transaction: lock, head, commands, read-back, commit, sign, answer. */
#include "base/base.h"

#include "inside.h"

#include <assert.h>

enum group_end {
	GROUP_DONE,    /* committed and, where there were entries, signed */
	GROUP_KEPT,    /* committed; the sealer signs and answers */
	GROUP_REFUSED, /* nothing was written: every command had its own refusal, or the transaction could not begin */
	GROUP_BROKEN,  /* a command failed where it may not; rolled back */
	GROUP_UNKNOWN  /* nobody knows */
};

struct group {
	struct act          *act;
	struct act_work    **works;
	size_t               count;
	bool                 keeps, shows;
	struct act_run       run;
	struct tree_head     head;
	struct text          checkpoint;
	struct error         error;
};

void act_stop(struct act *act, const struct error *why)
{
	pthread_mutex_lock(&act->lock);
	if (!act->stopped) {
		act->stopped = true;
		act->why = *why;
	}
	pthread_mutex_unlock(&act->lock);
}

/* A clock that is set right by a second at midnight must not make a day fall: the ledger's day holds until the clock's has caught up. A real clock cannot be
 * further behind (clock_check_group); a fixed one can, and is refused. */
static bool keep_day(struct group *g)
{
	day_t floor = ledger_batch_day(g->run.batch);
	if (!day_is_known(floor) || day_compare(g->run.today, floor) >= 0)
		return true;
	if (g->act->config.clock_accept)
		return true; /* the correction itself */
	if (g->act->config.clock_fixed)
		return error(&g->error, ACT_CLOCK_WRONG, .day = floor, .value = day_print(g->act->arena, g->run.today));
	g->run.today = floor;
	return true;
}

static bool begin(struct group *g)
{
	struct act   *act = g->act;
	struct world *w = act->config.world;
	g->run = (struct act_run){ .world = w, .db = act->db, .ledger = act->ledger, .key = act->key, .at = w->now(w), .via = act->config.via };
	g->run.today = instant_day(g->run.at);
	if (!clock_check_group(act, g->run.at, &g->error) || !clock_check_server(act, g->run.at, &g->error) || (!g->keeps && !seal_owed(act, &g->error)))
		return false;
	/* Drafts are answered at once, and what everybody is shown must not be taken back: neither leaves its sync to the sealer. */
	store_sync_later(act->db, act->has_thread && !g->keeps && !g->shows);
	if (!store_begin(act->db, g->keeps ? BEGIN_KEEP : BEGIN_WRITE, &g->error))
		return false;
	if (g->keeps || (ledger_begin(act->ledger, act->db, act->arena, &g->run.batch, &g->error) && keep_day(g)))
		return true;
	store_rollback(act->db);
	return false;
}

static bool phase(struct group *g, bool (*f)(struct act_run *, void *, struct error *), struct act_work *w)
{
	return !f || f(&g->run, w->command, &w->error);
}

/* Every command in queue order. False: one broke after it may have written. */
static bool run_commands(struct group *g, size_t *ret_done)
{
	*ret_done = 0;
	for (size_t i = 0; i < g->count; i++) {
		struct act_work *w = g->works[i];
		g->run.arena = w->arena;
		w->did = false;
		if (!phase(g, w->row->load, w) || !phase(g, w->row->decide, w)) {
			if (!text_starts(text_of(w->error.code), "store."))
				continue; /* refused: it has written nothing, the others go on */
			g->error = w->error; /* the database failed, and the transaction with it */
			return false;
		}
		if (!phase(g, w->row->record, w) || !phase(g, w->row->apply, w)) {
			g->error = w->error;
			return false;
		}
		w->did = true;
		++*ret_done;
	}
	return true;
}

static enum group_end commit(struct group *g)
{
	struct act *act = g->act;
	if (!g->keeps && !ledger_finish(g->run.batch, &g->head, &g->error)) {
		store_rollback(act->db);
		return GROUP_BROKEN;
	}
	if (act_is_stopped(act, &g->error)) { /* meanwhile, by the sealer: what is not committed yet need not be in doubt */
		store_rollback(act->db);
		return GROUP_REFUSED;
	}
	switch (store_commit(act->db, &g->error)) {
	case STORE_DONE:
		break;
	case STORE_NOT_DONE:
		return GROUP_BROKEN;
	case STORE_UNKNOWN:
		return GROUP_UNKNOWN;
	}
	if (g->keeps)
		return GROUP_DONE;
	ledger_committed(g->run.batch);
	if (act->has_thread)
		return GROUP_KEPT;
	if (ledger_seal(act->ledger, act->db, g->head, act->arena, &g->checkpoint, &g->error))
		return GROUP_DONE;
	seal_failed(act, g->head, &g->error); /* kept, but not signed or not synced beside the database: nobody may be told that it is done */
	return GROUP_UNKNOWN;
}

static enum group_end run_once(struct group *g)
{
	size_t done;
	g->error = (struct error){ 0 };
	if (!begin(g))
		return GROUP_REFUSED;
	if (!run_commands(g, &done)) {
		store_rollback(g->act->db);
		return GROUP_BROKEN;
	}
	if (done == 0) {
		store_rollback(g->act->db);
		return GROUP_DONE;
	}
	return commit(g);
}

static void answer(struct group *g, enum group_end end)
{
	struct act_work *first = NULL, *last = NULL;
	for (size_t i = 0; i < g->count; i++) {
		struct act_work *w = g->works[i];
		if (end == GROUP_UNKNOWN && w->did)
			error(&w->error, ACT_UNKNOWN, .value = text_of(g->error.code));
		else if (end == GROUP_REFUSED || end == GROUP_BROKEN)
			w->error = g->error;
		w->did = w->did && (end == GROUP_DONE || end == GROUP_KEPT);
		if (w->did)
			w->result = (struct act_result){ .head = g->head, .checkpoint = text_copy(w->arena, g->checkpoint), .at = g->run.at };
		if (!w->did || end == GROUP_DONE) {
			w->done(w);
			continue;
		}
		*(last ? &last->next : &first) = w;
		last = w;
	}
	if (first)
		seal_later(g->act, first, last, g->head);
}

/* A connection that died is not used again (promises: P3). A server that went away may be asked anew; a disk that failed may not: the process ends. */
static void after(struct group *g, enum group_end end)
{
	struct act        *act = g->act;
	struct connection *again = NULL;
	struct error       e;
	if (end == GROUP_DONE || end == GROUP_KEPT || !connection_is_dead(act->db))
		return;
	if (!error_is(&g->error, STORE_LOST) && !error_is(&g->error, STORE_UNKNOWN_OUTCOME)) {
		act_stop(act, &g->error);
		return;
	}
	if (!store_connect(act->config.store, STORE_WRITE, &again, &e))
		return; /* the next group is refused, and tries again */
	connection_close(act->db);
	act->db = again;
}

static bool shows(struct act_work **works, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (works[i]->row->shows)
			return true;
	return false;
}

void group_run(struct act *act, struct act_work **works, size_t count)
{
	struct group g = { .act = act, .works = works, .count = count, .keeps = works[0]->row->keeps, .shows = shows(works, count) };
	assert(count > 0 && count <= GROUP_MOST);
	arena_reset(act->arena);
	if (act->has_thread && g.shows)
		seal_wait(act);
	enum group_end end = run_once(&g);
	after(&g, end);
	if (end != GROUP_BROKEN || count == 1) {
		answer(&g, end);
		return;
	}
	/* One of them broke what the others had no part in: each alone, so that only the culprit is refused. */
	for (size_t i = 0; i < count; i++)
		group_run(act, works + i, 1);
}
