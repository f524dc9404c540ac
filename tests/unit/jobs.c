/* jobs.c - P17: what is due is done, though the worker dies at any step: before its lease, with it, in the middle of the effect, after the effect and before it says so.
 *
 * Days pass in moments; each has one job due. A worker is a process of its own, killed where the seed says. DANVAN_TEST_DAYS (40), DANVAN_TEST_SEED. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"

#include "../support/ledger.h"
#include "act/job.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { MINUTE = 60 * 1000, LEASE = MINUTE };
#define DAY_MS (24 * INT64_C(3600000))
/* where the worker dies */
enum death { NOWHERE, LEASED, IN_THE_EFFECT, EFFECT_MADE, DEATHS };

static struct test_house house, *h = &house;
static enum death        death; /* of this worker */

static void die_at(enum death where)
{
	if (death == where)
		kill(getpid(), SIGKILL);
}

static int begin(void **state)
{
	house_begin(h);
	return 0;
}

static int end(void **state)
{
	house_end(h);
	return 0;
}

/* ---- the effect: one entry and one row a day, however often it is tried */

struct effect { char name[32]; bool there; int64_t index; };

STATEMENT(test_effect_there, READS, "t", "i", "SELECT entry FROM setting WHERE name = $1");
STATEMENT(test_effect_put, WRITES, "tti", "", "INSERT INTO setting (name, value, entry) VALUES ($1, $2, $3)");

static bool effect_load(struct act_run *run, void *command, struct error *e)
{
	struct effect *c = command;
	struct value   row[1];
	die_at(LEASED);
	snprintf(c->name, sizeof(c->name), "done %d", run->today.n);
	return statement_one(run->db, &test_effect_there, (struct value[]){ value_text(text_of(c->name)) }, run->arena, row, &c->there, e);
}

static bool effect_record(struct act_run *run, void *command, struct error *e)
{
	struct effect *c = command;
	struct json    j = json_start(run->arena, false);
	if (c->there)
		return true;
	json_object(&j);
	json_key(&j, "by");
	json_object(&j);
	json_end(&j);
	json_member_text(&j, "name", text_of(c->name));
	json_member_text(&j, "value", TEXT("x"));
	json_end(&j);
	return ledger_append(run->batch, &(struct entry){ .kind = "setting.changed", .day = run->today, .members = json_done(&j) }, &c->index, e);
}

static bool effect_apply(struct act_run *run, void *command, struct error *e)
{
	struct effect *c = command;
	struct value   v[] = { value_text(text_of(c->name)), value_text(TEXT("x")), value_int(c->index) };
	if (c->there)
		return true;
	if (!statement_run(run->db, &test_effect_put, v, NULL, e))
		return false;
	die_at(IN_THE_EFFECT);
	return true;
}

static const struct act_row row_effect = { .name = "test.effect", .load = effect_load, .record = effect_record, .apply = effect_apply };

static instant_t tomorrow(const struct job *j, instant_t now)
{
	die_at(EFFECT_MADE);
	return (instant_t){ day_start(day_add(instant_day(now), 1)).ms };
}

static const struct job jobs[] = { { .name = "daily", .row = &row_effect, .command = sizeof(struct effect), .next = tomorrow } };

/* ---- a worker: opens the house, runs what is due, goes */

static void work(void)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct store                 *store = test_store_at(a, h->url);
	struct act_config             config = house_config(h);
	struct act                   *act = NULL;
	instant_t                     next;
	size_t                        failed = 0;
	struct error                  e = { 0 };
	config.store = store;
	if (!act_open(&config, &act, &e) || !jobs_run(act, store, &h->world, jobs, COUNT_OF(jobs), &next, &failed, &e) || failed > 0)
		test_fail("worker", &e);
	act_close(act);
}

static bool worker_lives(enum death where)
{
	int status;
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		death = where;
		work();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) ? WEXITSTATUS(status) == 0 : WTERMSIG(status) == SIGKILL);
	return WIFEXITED(status);
}

static bool is_done(day_t day)
{
	struct value row[1];
	bool         found;
	house_must(h, statement_one(h->db, &test_effect_there, (struct value[]){ value_text(text_print(h->arena, "done %d", day.n)) }, h->arena, row, &found, &h->e));
	return found;
}

static void what_is_due_is_done_once_though_the_worker_dies_at_any_step(void **state)
{
	uint64_t draws = (uint64_t)test_number("DANVAN_TEST_SEED", 20261123);
	int64_t  days = test_number("DANVAN_TEST_DAYS", 40), deaths = 0, latest = 0, size = house_size(h);
	act_close(h->act); /* the workers are the only writers */
	h->act = NULL;
	for (int64_t i = 0; i < days; i++) {
		int64_t began = h->world.fixed.ms;
		for (int tries = 0;; tries++) {
			draws = draws * 6364136223846793005u + 1442695040888963407u;
			enum death where = tries < 3 ? (enum death)((draws >> 40) % DEATHS) : NOWHERE;
			if (worker_lives(where) && is_done(world_today(&h->world)))
				break;
			deaths++;
			bool done = is_done(world_today(&h->world));
			assert_true(done || where != EFFECT_MADE);
			if (worker_lives(NOWHERE)) /* another one comes at once: the lease of the dead one still holds, so it does nothing twice */
				assert_int_equal(is_done(world_today(&h->world)), done);
			house_later(h, LEASE + 1);
		}
		latest = h->world.fixed.ms - began > latest ? h->world.fixed.ms - began : latest;
		assert_true(is_done(world_today(&h->world)));
		h->world.fixed.ms = day_start(day_add(world_today(&h->world), 1)).ms + 5 * MINUTE;
	}
	assert_int_equal(house_size(h), size + days); /* one entry a day, no more */
	printf("P17: %lld days, %lld workers killed; each job done once, the latest %lld s after it was due\n", (long long)days, (long long)deaths, (long long)latest / 1000);
	assert_true(deaths > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test_setup_teardown(what_is_due_is_done_once_though_the_worker_dies_at_any_step, begin, end) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
