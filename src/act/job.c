/* job.c - leasing and running jobs. */
#include "base/base.h"

#include "act/job.h"

enum { LEASE_MS = 60 * 1000, RETRY_MS = 60 * 1000, LOOK_MS = 60 * 1000 };

STATEMENT(job_take, WRITES, "tii", "",
          "INSERT INTO job (name, next_at, leased_until, leased_by, last_done) VALUES ($1, $2, $3, '', 0) "
          "ON CONFLICT (name) DO UPDATE SET leased_until = excluded.leased_until WHERE job.next_at <= $2 AND job.leased_until <= $2");
STATEMENT(job_give_back, WRITES, "tii", "", "UPDATE job SET next_at = $2, leased_until = 0, last_done = $3 WHERE name = $1");
STATEMENT(job_when, READS, "t", "ii", "SELECT next_at, leased_until FROM job WHERE name = $1");

struct lease {
	const char *name;
	int64_t     next_at; /* giving back */
	bool        took, did;
};

static bool take_apply(struct act_run *run, void *command, struct error *e)
{
	struct lease *l = command;
	int64_t       changed;
	struct value  v[] = { value_text(text_of(l->name)), value_instant(run->at), value_int(run->at.ms + LEASE_MS) };
	if (!statement_run(run->db, &job_take, v, &changed, e))
		return false;
	l->took = changed == 1;
	return true;
}

static const struct act_row row_job_take = { .name = "job.take", .keeps = true, .apply = take_apply };

static bool give_back_apply(struct act_run *run, void *command, struct error *e)
{
	struct lease *l = command;
	struct value  v[] = { value_text(text_of(l->name)), value_int(l->next_at), value_int(l->did ? run->at.ms : 0) };
	return statement_run(run->db, &job_give_back, v, NULL, e);
}

static const struct act_row row_job_give_back = { .name = "job.give-back", .keeps = true, .apply = give_back_apply };

/* Is it worth asking for the lease? */
static bool is_due(struct connection *db, struct arena *a, const struct job *j, instant_t now, int64_t *ret_at, bool *ret_due, struct error *e)
{
	struct value row[2];
	bool         found;
	if (!statement_one(db, &job_when, (struct value[]){ value_text(text_of(j->name)) }, a, row, &found, e))
		return false;
	*ret_at = found ? row[0].number : now.ms;
	*ret_due = !found || (row[0].number <= now.ms && row[1].number <= now.ms);
	return true;
}

static int64_t next_of(const struct job *j, instant_t now) { return j->next ? j->next(j, now).ms : now.ms + j->every_ms; }

/* Takes the lease, does it, gives it back. False: the lease could not be taken or given back. */
static bool run_one(struct act *act, struct arena *a, const struct job *j, instant_t now, bool *ret_failed, int64_t *ret_at, struct error *e)
{
	struct lease      l = { .name = j->name };
	struct act_result result;
	struct error      why;
	if (!act_do(act, &row_job_take, &l, a, &result, e))
		return false;
	*ret_at = now.ms + LOOK_MS;
	if (!l.took)
		return true; /* another node has it */
	l.did = act_do(act, j->row, j->command > 0 ? arena_alloc(a, j->command) : NULL, a, &result, &why);
	*ret_failed = !l.did;
	*ret_at = l.next_at = l.did ? next_of(j, now) : now.ms + RETRY_MS;
	return act_do(act, &row_job_give_back, &l, a, &result, e);
}

bool jobs_run(struct act *act, struct store *store, struct world *w, const struct job *jobs, size_t count, instant_t *ret_next, size_t *ret_failed, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct connection            *db = NULL;
	instant_t                     now = w->now(w);
	bool                          ok = store_connect(store, STORE_READ, &db, e);
	*ret_next = (instant_t){ now.ms + LOOK_MS };
	*ret_failed = 0;
	for (size_t i = 0; ok && i < count; i++) {
		bool    due = false, failed = false;
		int64_t at = 0;
		ok = is_due(db, a, &jobs[i], now, &at, &due, e) && (!due || run_one(act, a, &jobs[i], now, &failed, &at, e));
		*ret_failed += failed;
		if (at < ret_next->ms)
			ret_next->ms = at;
	}
	connection_close(db);
	return ok;
}
