/* clock_walk.c - P16: a wall clock that steps about at random, also in the middle of a commit and over a leap day, while the program runs and between two runs. No day in the
 * ledger falls without its `clock.corrected`; a jump of over five minutes is refused by a running writer until somebody has looked at it.
 *
 * DANVAN_TEST_STEPS (400), DANVAN_TEST_SEED. On PostgreSQL the server's own clock refuses them all; see unit_act. */
#include "base/base.h"

#include "../support/ledger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { MINUTE = 60 * 1000, HOUR = 60 * MINUTE, JUMP = 5 * MINUTE };
#define DAY_MS (24 * INT64_C(3600000))

static struct test_house house, *h = &house;
static int64_t           boot, base, step_inside;
static uint64_t          state_of_draws;

static int64_t boot_of_test(struct world *w) { return boot; }

static int64_t draw(int64_t from, int64_t to)
{
	state_of_draws = state_of_draws * 6364136223846793005u + 1442695040888963407u;
	return from + (int64_t)((state_of_draws >> 33) % (uint64_t)(to - from + 1));
}

static int begin(void **state)
{
	house_begin_at(h, "xa-na-ri.test/ledger");
	h->world.boot_ms = boot_of_test;
	return 0;
}

static int end(void **state)
{
	house_end(h);
	return 0;
}

/* ---- a command that makes one entry, while the clock may step */

static bool tick_record(struct act_run *run, void *command, struct error *e)
{
	struct json j = json_start(run->arena, false);
	json_object(&j);
	json_key(&j, "by");
	json_object(&j);
	json_end(&j);
	json_member_text(&j, "name", TEXT("tick"));
	json_member_text(&j, "value", TEXT("x"));
	json_end(&j);
	h->world.fixed.ms += step_inside;
	return ledger_append(run->batch, &(struct entry){ .kind = "setting.changed", .day = run->today, .members = json_done(&j) }, NULL, e);
}

static const struct act_row row_tick = { .name = "test.tick", .record = tick_record };

static bool open_again(bool accept)
{
	struct act_config config = house_config(h);
	config.clock_fixed = false;
	config.clock_accept = accept;
	bool opened = house_open_again(h, &config);
	base = h->world.fixed.ms - boot;
	return opened;
}

static int64_t wall_jump(void) { return h->world.fixed.ms - boot - base; }

/* The next start: refused before the last day or over 40 days after it, and then only with an entry. */
static int64_t starts_refused, accepted;

static void start_again(void)
{
	int64_t size = house_size(h);
	if (open_again(false))
		return;
	assert_string_equal(h->e.code, ACT_CLOCK_WRONG);
	starts_refused++;
	house_must(h, open_again(true));
	assert_int_equal(house_size(h), size + 1);
	accepted++;
	house_must(h, open_again(false)); /* the ledger goes on from that day */
}

static bool day_holds(void *arg, const struct kept_entry *n, struct error *e)
{
	struct { day_t last; bool corrected; int64_t falls; } *walk = arg;
	if (day_compare(n->day, walk->last) < 0) {
		if (!walk->corrected)
			fail_msg("the day of entry %lld falls", (long long)n->index);
		walk->falls++;
	}
	walk->last = n->day;
	walk->corrected = text_is(n->kind, "clock.corrected");
	return true;
}

static void step_the_clock(void)
{
	switch (draw(0, 5)) {
	case 0: h->world.fixed.ms += draw(-4 * MINUTE, 4 * MINUTE); break;
	case 1: h->world.fixed.ms += draw(-400, 400) * DAY_MS / 8; break;
	case 2: h->world.fixed.ms += draw(0, 1) ? -DAY_MS : 365 * DAY_MS; break;
	case 3: step_inside = draw(-3, 3) * HOUR; break; /* set by the next command, between its reading of the clock and its commit */
	default:
		boot += HOUR;
		h->world.fixed.ms += HOUR;
	}
}

static void no_day_falls_however_the_clock_steps(void **state)
{
	uint64_t seed = (uint64_t)test_number("DANVAN_TEST_SEED", 20261123);
	int64_t  steps = test_number("DANVAN_TEST_STEPS", 400), done = 0, refused = 0;
	if (store_engine(h->store) != STORE_SQLITE)
		return;
	state_of_draws = seed;
	house_must(h, open_again(false));
	for (int64_t i = 0; i < steps; i++) {
		step_the_clock();
		bool jumped = wall_jump() > JUMP || wall_jump() < -JUMP, did = house_try(h, &row_tick, NULL);
		if (did == jumped)
			fail_msg("a clock %lld ms away was %s (step %lld, seed %llu): %s", (long long)wall_jump(), did ? "taken" : "refused", (long long)i, (unsigned long long)seed, h->e.code);
		assert_true(did || error_is(&h->e, ACT_CLOCK_JUMPED));
		step_inside = 0;
		done += did;
		refused += !did;
		if (!did && draw(0, 1))
			h->world.fixed.ms = boot + base; /* somebody sets it right */
		else if (!did || draw(0, 9) == 0)
			start_again();
	}
	struct { day_t last; bool corrected; int64_t falls; } walk = { .last = { 0 } };
	house_must(h, ledger_walk(h->db, 0, house_size(h), day_holds, &walk, &h->e));
	printf("P16: %lld steps of the clock: %lld commands done, %lld refused; %lld starts refused, %lld clocks accepted with an entry; days fell %lld times, each right after one; seed %llu\n",
	       (long long)steps, (long long)done, (long long)refused, (long long)starts_refused, (long long)accepted, (long long)walk.falls, (unsigned long long)seed);
	assert_true(done > 0 && refused > 0 && accepted > 0 && walk.falls <= accepted);
}

static void a_leap_day_is_a_day(void **state)
{
	struct kept_entry n;
	bool              found;
	day_t             last;
	if (store_engine(h->store) != STORE_SQLITE)
		return;
	assert_true(day_parse(TEXT("2028-02-28"), &last));
	h->world.fixed.ms = day_start(last).ms + 23 * HOUR + 55 * MINUTE;
	start_again();
	static const char *const days[] = { "2028-02-28", "2028-02-29", "2028-03-01" };
	for (size_t i = 0; i < COUNT_OF(days); i++) {
		house_do(h, &row_tick, NULL);
		house_must(h, ledger_entry(h->db, house_size(h) - 1, h->arena, &n, &found, &h->e) && found);
		assert_true(text_is(day_print(h->arena, n.day), days[i]));
		h->world.fixed.ms += DAY_MS;
		boot += DAY_MS;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(no_day_falls_however_the_clock_steps, begin, end),
		cmocka_unit_test_setup_teardown(a_leap_day_is_a_day, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
