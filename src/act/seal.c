/* seal.c - the second half of a group: its rows on the disk, signature, outer checkpoint, answers. It waits for the disk while the writer is at the next group.
 *
 * Nothing is answered before its rows are synced, and after them a checkpoint that speaks of them beside the database. Groups that were committed while one was being sealed share the next
 * checkpoint. When one cannot be sealed the writer stops for good, and all that were committed without being sealed are told that it is not known. But where there was only no room
 * for the file, what follows is refused until it could be written, and then the writer goes on. */
#include "base/base.h"

#include "inside.h"

struct sealing {
	struct act_work *first;
	struct tree_head head;
	bool             stopped;
	struct error     why;
};

/* All that waits; false: nothing will come any more. */
static bool take(struct act *act, struct sealing *ret)
{
	pthread_mutex_lock(&act->lock);
	act->seals = false;
	if (!act->unsealed)
		pthread_cond_broadcast(&act->sealed);
	while (!act->unsealed && !act->sealer_ends)
		pthread_cond_wait(&act->unsealed_waits, &act->lock);
	*ret = (struct sealing){ .first = act->unsealed, .head = act->unsealed_head, .stopped = act->stopped, .why = act->why };
	act->unsealed = act->unsealed_last = NULL;
	act->seals = ret->first != NULL;
	pthread_mutex_unlock(&act->lock);
	return ret->first != NULL;
}

static void answer(const struct sealing *s, bool sealed, struct text checkpoint)
{
	for (struct act_work *w = s->first, *next; w; w = next) {
		next = w->next; /* who is answered may be gone */
		w->next = NULL;
		w->did = sealed;
		if (!sealed)
			error(&w->error, ACT_UNKNOWN, .value = text_of(s->why.code));
		else {
			w->result.head = s->head;
			w->result.checkpoint = text_copy(w->arena, checkpoint);
		}
		w->done(w);
	}
}

void seal_failed(struct act *act, struct tree_head head, const struct error *why)
{
	if (!error_is(why, BASE_FILE_FULL)) {
		act_stop(act, why);
		return;
	}
	pthread_mutex_lock(&act->lock);
	act->owes = true;
	act->owed = head;
	pthread_mutex_unlock(&act->lock);
}

/* A checkpoint speaks for all smaller ones. */
static void seal_paid(struct act *act, struct tree_head head)
{
	pthread_mutex_lock(&act->lock);
	act->owes = act->owes && act->owed.size > head.size;
	pthread_mutex_unlock(&act->lock);
}

static bool owes(struct act *act, struct tree_head *ret)
{
	pthread_mutex_lock(&act->lock);
	bool does = act->owes;
	*ret = act->owed;
	pthread_mutex_unlock(&act->lock);
	return does;
}

bool seal_owed(struct act *act, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct tree_head              head;
	struct error                  why = { 0 };
	if (!owes(act, &head))
		return true;
	if (act->has_thread)
		seal_wait(act);
	if (!owes(act, &head))
		return true;
	if (ledger_seal(act->ledger, act->db, head, a, NULL, &why)) {
		seal_paid(act, head);
		return true;
	}
	seal_failed(act, head, &why);
	*e = why;
	return false;
}

/* Where another process has written a checkpoint meanwhile, it is held against the database over a connection of its own: the writer is using the other. */
static bool seal(struct act *act, struct sealing *s, struct arena *a, struct text *ret)
{
	struct connection *db = NULL;
	if (!store_sync(act->sealers, &s->why))
		return false;
	if (ledger_seal(act->ledger, NULL, s->head, a, ret, &s->why))
		return true;
	bool sealed = error_is(&s->why, LEDGER_OUTER_MOVED) && store_connect(act->config.store, STORE_READ, &db, &s->why) &&
	              ledger_seal(act->ledger, db, s->head, a, ret, &s->why);
	connection_close(db);
	return sealed;
}

static void *sealer(void *arg)
{
	struct act                   *act = arg;
	_cleanup_arena_ struct arena *a = arena_new(0);
	for (struct sealing s; take(act, &s); arena_reset(a)) {
		struct text checkpoint = TEXT_EMPTY;
		bool        sealed = !s.stopped && seal(act, &s, a, &checkpoint);
		if (!sealed && !s.stopped)
			seal_failed(act, s.head, &s.why); /* kept, but not signed or not synced beside the database: nobody may be told that it is done */
		if (sealed)
			seal_paid(act, s.head);
		answer(&s, sealed, checkpoint);
	}
	return NULL;
}

bool seal_start(struct act *act, struct error *e)
{
	if (!store_connect(act->config.store, STORE_WRITE, &act->sealers, e))
		return false;
	if (pthread_create(&act->sealer, NULL, sealer, act) == 0)
		return true;
	connection_close(act->sealers);
	return error(e, ACT_STOPPED, .value = TEXT("thread"));
}

void seal_end(struct act *act)
{
	pthread_mutex_lock(&act->lock);
	act->sealer_ends = true;
	pthread_cond_signal(&act->unsealed_waits);
	pthread_mutex_unlock(&act->lock);
	pthread_join(act->sealer, NULL);
	connection_close(act->sealers);
}

void seal_later(struct act *act, struct act_work *first, struct act_work *last, struct tree_head head)
{
	pthread_mutex_lock(&act->lock);
	*(act->unsealed_last ? &act->unsealed_last->next : &act->unsealed) = first;
	act->unsealed_last = last;
	act->unsealed_head = head;
	pthread_cond_signal(&act->unsealed_waits);
	pthread_mutex_unlock(&act->lock);
}

void seal_wait(struct act *act)
{
	pthread_mutex_lock(&act->lock);
	while (act->unsealed || act->seals)
		pthread_cond_wait(&act->sealed, &act->lock);
	pthread_mutex_unlock(&act->lock);
}
