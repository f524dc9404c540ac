/* act.c - the queue and its writer. */
#include "base/base.h"

#include "inside.h"

#include <assert.h>

static void act_free(struct act *act)
{
	ledger_close(act->ledger);
	key_free(act->key);
	connection_close(act->db);
	arena_free(act->arena);
	free(act->key_path);
	pthread_mutex_destroy(&act->lock);
	pthread_cond_destroy(&act->waits);
	pthread_cond_destroy(&act->answered);
	pthread_cond_destroy(&act->unsealed_waits);
	pthread_cond_destroy(&act->sealed);
	pthread_cond_destroy(&act->log_is_long);
	free(act);
}

static bool open_ledger(struct act *act, struct error *e)
{
	struct ledger_meta meta;
	bool               found;
	/* What a crashed process left in the engine's log is forced into the database before anything is compared or signed. */
	if (!store_connect(act->config.store, STORE_WRITE, &act->db, e) || !store_force(act->db, e) ||
	    !ledger_meta(act->db, act->arena, &meta, &found, e))
		return false;
	if (!found)
		return error(e, ACT_NO_LEDGER);
	act->key_path = act->config.key_path ? strdup(act->config.key_path) : strndup(meta.key_path.at, meta.key_path.len);
	if (!act->key_path)
		abort();
	if (!key_load(act->config.world, act->key_path, &act->key, e) ||
	    !ledger_open(act->db, act->config.world, act->key, act->key_path, &act->ledger, e) || !clock_check_start(act, e))
		return false;
	return !act->config.clock_accept || clock_correct(act, e);
}

bool act_open(const struct act_config *config, struct act **ret, struct error *e)
{
	struct act *act = memory_new(sizeof(*act));
	act->config = *config;
	act->arena = arena_new(0);
	if (act->config.queue_limit == 0)
		act->config.queue_limit = QUEUE_MOST;
	pthread_mutex_init(&act->lock, NULL);
	pthread_cond_init(&act->waits, NULL);
	pthread_cond_init(&act->answered, NULL);
	pthread_cond_init(&act->unsealed_waits, NULL);
	pthread_cond_init(&act->sealed, NULL);
	pthread_cond_init(&act->log_is_long, NULL);
	if (!open_ledger(act, e)) {
		act_free(act);
		return false;
	}
	*ret = act;
	return true;
}

void act_close(struct act *act)
{
	if (!act)
		return;
	if (act->has_thread) {
		pthread_mutex_lock(&act->lock);
		act->ending = true;
		pthread_cond_broadcast(&act->waits);
		pthread_mutex_unlock(&act->lock);
		pthread_join(act->thread, NULL);
		seal_end(act);
		tidy_end(act);
	}
	act_free(act);
}

const struct ledger_key *act_key(const struct act *act) { return act->key; }

/* Takes at most a group from the queue: the first, and those right behind it that are of the same sort. */
static size_t take(struct act *act, struct act_work **works)
{
	size_t count = 0;
	while (act->first && count < GROUP_MOST && (count == 0 || act->first->row->keeps == works[0]->row->keeps)) {
		struct act_work *w = act->first;
		act->first = w->next;
		w->next = NULL;
		works[count++] = w;
		act->queued--;
	}
	if (!act->first)
		act->last = NULL;
	return count;
}

static void refuse(struct act_work **works, size_t count, const struct error *why)
{
	for (size_t i = 0; i < count; i++) {
		works[i]->did = false;
		works[i]->error = *why;
		works[i]->done(works[i]);
	}
}

static void stopped_error(struct act *act, struct error *ret)
{
	error(ret, ACT_STOPPED, .value = text_of(act->why.code));
}

bool act_is_stopped(struct act *act, struct error *ret)
{
	pthread_mutex_lock(&act->lock);
	bool stopped = act->stopped;
	if (stopped)
		stopped_error(act, ret);
	pthread_mutex_unlock(&act->lock);
	return stopped;
}

static void *writer(void *arg)
{
	struct act      *act = arg;
	struct act_work *works[GROUP_MOST];
	for (;;) {
		pthread_mutex_lock(&act->lock);
		while (!act->first && !act->ending)
			pthread_cond_wait(&act->waits, &act->lock);
		size_t       count = take(act, works);
		bool         stopped = act->stopped;
		struct error why;
		stopped_error(act, &why);
		pthread_mutex_unlock(&act->lock);
		if (count == 0)
			return NULL; /* ending, and all is answered */
		if (stopped)
			refuse(works, count, &why);
		else {
			group_run(act, works, count);
			tidy_after_group(act);
		}
	}
}

bool act_start(struct act *act, struct error *e)
{
	assert(!act->has_thread);
	if (!seal_start(act, e))
		return false;
	bool tidies = tidy_start(act, e);
	act->has_thread = true; /* before the writer looks */
	if (tidies && pthread_create(&act->thread, NULL, writer, act) == 0)
		return true;
	act->has_thread = false;
	if (tidies) {
		tidy_end(act);
		error(e, ACT_STOPPED, .value = TEXT("thread"));
	}
	seal_end(act);
	return false;
}

void act_submit(struct act *act, struct act_work *w)
{
	pthread_mutex_lock(&act->lock);
	bool         full = act->queued >= act->config.queue_limit || act->ending;
	bool         stopped = act->stopped;
	struct error why;
	stopped_error(act, &why);
	if (!full && !stopped) {
		w->next = NULL;
		if (act->last)
			act->last->next = w;
		else
			act->first = w;
		act->last = w;
		act->queued++;
		pthread_cond_signal(&act->waits);
	}
	pthread_mutex_unlock(&act->lock);
	if (full && !stopped)
		error(&why, ACT_BUSY, .limit = (int64_t)act->config.queue_limit);
	if (full || stopped)
		refuse(&w, 1, &why);
}

struct waiting {
	struct act *act;
	bool        answered;
};

static void wake(struct act_work *w)
{
	struct waiting *waiting = w->caller;
	pthread_mutex_lock(&waiting->act->lock);
	waiting->answered = true;
	pthread_cond_broadcast(&waiting->act->answered);
	pthread_mutex_unlock(&waiting->act->lock);
}

static void wait_for(struct act *act, struct act_work *w, struct waiting *waiting)
{
	act_submit(act, w);
	pthread_mutex_lock(&act->lock);
	while (!waiting->answered)
		pthread_cond_wait(&act->answered, &act->lock);
	pthread_mutex_unlock(&act->lock);
}

bool act_do(struct act *act, const struct act_row *row, void *command, struct arena *arena, struct act_result *ret, struct error *e)
{
	struct waiting  waiting = { .act = act };
	struct act_work work = { .row = row, .command = command, .arena = arena, .done = wake, .caller = &waiting };
	if (act->has_thread)
		wait_for(act, &work, &waiting);
	else if (act->stopped) {
		stopped_error(act, &work.error);
	} else {
		struct act_work *alone = &work;
		group_run(act, &alone, 1);
	}
	if (!work.did) {
		if (e)
			*e = work.error;
		return false;
	}
	*ret = work.result;
	return true;
}

bool act_is_ready(const struct act *act, struct error *e)
{
	struct act   *mine = (struct act *)(uintptr_t)act; /* the lock is not part of what is asked */
	struct world *w = mine->config.world;
	return !act_is_stopped(mine, e) && clock_check_group(mine, w->now(w), e);
}
