/* tidy.c - what is in the engine's log is carried into the database beside the writer, not by it.
 *
 * Carrying reads and writes thousands of pages in random order and waits for the disk; nobody who files should. But the log begins anew only when all of it was carried at a moment
 * at which nobody adds to it. So a thread of its own carries what there is, then what came meanwhile, and the writer itself, between two groups, the little that is left. */
#include "base/base.h"

#include "inside.h"

/* False: nothing will come any more. */
static bool wait_until_long(struct act *act)
{
	pthread_mutex_lock(&act->lock);
	while (act->log != LOG_LONG && !act->tidier_ends)
		pthread_cond_wait(&act->log_is_long, &act->lock);
	bool ends = act->tidier_ends;
	pthread_mutex_unlock(&act->lock);
	return !ends;
}

static void log_becomes(struct act *act, enum act_log log)
{
	pthread_mutex_lock(&act->lock);
	act->log = log;
	pthread_mutex_unlock(&act->lock);
}

static void *tidier(void *arg)
{
	struct act  *act = arg;
	struct error e;
	while (wait_until_long(act)) {
		if (!store_tidy(act->tidiers, true, &e))
			act_stop(act, &e);
		log_becomes(act, LOG_NEARLY_CARRIED);
	}
	return NULL;
}

bool tidy_start(struct act *act, struct error *e)
{
	if (!store_connect(act->config.store, STORE_WRITE, &act->tidiers, e))
		return false;
	if (pthread_create(&act->tidier, NULL, tidier, act) == 0)
		return true;
	connection_close(act->tidiers);
	return error(e, ACT_STOPPED, .value = TEXT("thread"));
}

void tidy_end(struct act *act)
{
	pthread_mutex_lock(&act->lock);
	act->tidier_ends = true;
	pthread_cond_signal(&act->log_is_long);
	pthread_mutex_unlock(&act->lock);
	pthread_join(act->tidier, NULL);
	connection_close(act->tidiers);
}

void tidy_after_group(struct act *act)
{
	struct error e;
	if (!act->has_thread || !store_log_is_long(act->db))
		return;
	pthread_mutex_lock(&act->lock);
	bool mine = act->log == LOG_NEARLY_CARRIED;
	if (act->log == LOG_SHORT) {
		act->log = LOG_LONG;
		pthread_cond_signal(&act->log_is_long);
	}
	pthread_mutex_unlock(&act->lock);
	if (!mine)
		return;
	if (!store_tidy(act->db, false, &e))
		act_stop(act, &e);
	log_becomes(act, LOG_SHORT);
}
