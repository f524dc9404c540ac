/* act.c - the one writer: groups, refusals, doubt, and clocks that cannot be trusted. */
#include "base/base.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "../support/ledger.h"

enum { MINUTE = 60 * 1000, DAY = 24 * 60 * MINUTE };

static struct test_house house, *h = &house;

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

/* ---- a command of our own: an entry and a setting, which refuses or breaks where it is told to */

struct note {
	const char *name, *value;
	const char *refuse, *break_record, *break_apply; /* a code: fails there */
	int64_t     index;
	day_t       day;
	int         loaded;
};

static bool note_load(struct act_run *run, void *command, struct error *e)
{
	struct note *n = command;
	n->loaded++;
	return true;
}

static bool note_decide(struct act_run *run, void *command, struct error *e)
{
	struct note *n = command;
	return !n->refuse || error(e, n->refuse);
}

static bool note_record(struct act_run *run, void *command, struct error *e)
{
	struct note *n = command;
	struct json  j = json_start(run->arena, false);
	json_object(&j);
	json_key(&j, "by");
	json_object(&j);
	json_end(&j);
	json_member_text(&j, "name", text_of(n->name));
	json_member_text(&j, "value", text_of(n->value));
	json_end(&j);
	n->day = run->today;
	if (!ledger_append(run->batch, &(struct entry){ .kind = "setting.changed", .day = run->today, .members = json_done(&j) }, &n->index, e))
		return false;
	return !n->break_record || error(e, n->break_record);
}

STATEMENT(test_note_put, WRITES, "tti", "", "INSERT INTO setting (name, value, entry) VALUES ($1, $2, $3)");

static bool note_apply(struct act_run *run, void *command, struct error *e)
{
	struct note *n = command;
	struct value v[] = { value_text(text_of(n->name)), value_text(text_of(n->value)), value_int(n->index) };
	if (!statement_run(run->db, &test_note_put, v, NULL, e))
		return false;
	return !n->break_apply || error(e, n->break_apply);
}

static const struct act_row row_note = { .name = "note", .load = note_load, .decide = note_decide, .record = note_record, .apply = note_apply };

static bool keep_apply(struct act_run *run, void *command, struct error *e)
{
	struct note *n = command;
	assert_null(run->batch);
	return statement_run(run->db, &test_note_put, (struct value[]){ value_text(text_of(n->name)), value_text(text_of(n->value)), value_int(0) }, NULL, e);
}

static const struct act_row row_keep = { .name = "keep", .keeps = true, .apply = keep_apply };

static bool is_kept(const char *name)
{
	struct text value;
	bool        found;
	house_must(h, setting_read(h->db, h->arena, name, &value, &found, &h->e));
	return found;
}

/* ---- many at once: submitted before the writer's thread runs, so that they are one group */

enum { MANY = 60 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  answered = PTHREAD_COND_INITIALIZER;
static int             answers;

static void count_answer(struct act_work *w)
{
	pthread_mutex_lock(&lock);
	answers++;
	pthread_cond_broadcast(&answered);
	pthread_mutex_unlock(&lock);
}

static struct act_work works[MANY];
static struct note     notes[MANY];

static void make_notes(void)
{
	answers = 0;
	for (int i = 0; i < MANY; i++) {
		notes[i] = (struct note){ .name = text_c(h->arena, text_print(h->arena, "name-%02d", i)), .value = "x", .index = -1 };
		works[i] = (struct act_work){ .row = &row_note, .command = &notes[i], .arena = h->arena, .done = count_answer };
	}
}

static void run_group(int count)
{
	for (int i = 0; i < count; i++)
		act_submit(h->act, &works[i]);
	house_must(h, act_start(h->act, &h->e));
	pthread_mutex_lock(&lock);
	while (answers < count)
		pthread_cond_wait(&answered, &lock);
	pthread_mutex_unlock(&lock);
}

static void a_command_alone_is_one_entry_and_a_signed_checkpoint(void **state)
{
	struct note       n = { .name = "a", .value = "1" };
	struct act_result r;
	house_must(h, act_do(h->act, &row_note, &n, h->arena, &r, &h->e));
	assert_int_equal(n.index, 1);
	assert_int_equal(r.head.size, 2);
	assert_true(text_starts(r.checkpoint, "demo.test/ledger\n2\n"));
	assert_true(is_kept("a"));
	struct text outer;
	house_must(h, h->world.file_read(&h->world, h->arena, h->outer_path, 4096, &outer, &h->e));
	assert_true(text_equal(outer, r.checkpoint));
}

static void sixty_that_wait_are_one_group_in_queue_order(void **state)
{
	make_notes();
	run_group(MANY);
	for (int i = 0; i < MANY; i++) {
		assert_true(works[i].did);
		assert_int_equal(notes[i].index, 1 + i);
		assert_int_equal(works[i].result.head.size, 1 + MANY); /* all share the checkpoint of the group */
		assert_int_equal(notes[i].loaded, 1);
	}
	assert_int_equal(house_size(h), 1 + MANY);
}

static void a_refused_command_writes_nothing_and_the_others_go_on(void **state)
{
	make_notes();
	for (int i = 0; i < MANY; i += 7)
		notes[i].refuse = ACCESS_BAD_ROLE;
	run_group(MANY);
	int64_t next = 1;
	for (int i = 0; i < MANY; i++) {
		assert_int_equal(works[i].did, i % 7 != 0);
		if (i % 7 == 0)
			assert_string_equal(works[i].error.code, ACCESS_BAD_ROLE);
		else
			assert_int_equal(notes[i].index, next++);
		assert_int_equal(is_kept(notes[i].name), i % 7 != 0);
	}
	assert_int_equal(house_size(h), next);
}

static void one_that_breaks_is_alone_refused(void **state)
{
	make_notes();
	notes[3].break_record = ACCESS_BAD_DAYS;
	notes[9].break_apply = ACCESS_NO_GRANT;
	notes[12].name = notes[11].name; /* the table refuses it: the transaction itself is spoiled */
	run_group(20);
	for (int i = 0; i < 20; i++)
		assert_int_equal(works[i].did, i != 3 && i != 9 && i != 12);
	assert_string_equal(works[3].error.code, ACCESS_BAD_DAYS);
	assert_string_equal(works[9].error.code, ACCESS_NO_GRANT);
	assert_string_equal(works[12].error.code, STORE_CONFLICT);
	assert_false(is_kept(notes[3].name));
	assert_false(is_kept(notes[9].name));
	assert_int_equal(house_size(h), 1 + 17);
}

static void what_only_keeps_makes_no_entry_and_moves_no_checkpoint(void **state)
{
	struct note n = { .name = "kept", .value = "1" };
	house_do(h, &row_keep, &n);
	assert_true(is_kept("kept"));
	assert_int_equal(house_size(h), 1);
	make_notes();
	works[1].row = works[2].row = &row_keep; /* in the middle of the queue: three groups, all done */
	run_group(5);
	for (int i = 0; i < 5; i++)
		assert_true(works[i].did && is_kept(notes[i].name));
	assert_int_equal(house_size(h), 1 + 3);
}

static void with_its_own_thread_act_do_waits_for_the_answer(void **state)
{
	house_must(h, act_start(h->act, &h->e));
	struct note good = { .name = "a", .value = "1" }, bad = { .name = "b", .value = "1", .refuse = ACCESS_BAD_ROLE };
	house_do(h, &row_note, &good);
	assert_false(house_try(h, &row_note, &bad));
	assert_string_equal(h->e.code, ACCESS_BAD_ROLE);
	assert_int_equal(house_size(h), 2);
}

static void a_full_queue_refuses_at_once(void **state)
{
	struct act_config config = house_config(h);
	config.queue_limit = 2;
	house_must(h, house_open_again(h, &config));
	make_notes();
	for (int i = 0; i < 3; i++)
		act_submit(h->act, &works[i]);
	assert_int_equal(answers, 1);
	assert_string_equal(works[2].error.code, ACT_BUSY);
	assert_int_equal(works[2].error.limit, 2);
	house_must(h, act_start(h->act, &h->e)); /* house_end waits for the two */
}

/* ---- doubt */

static bool replace_fails(struct world *w, const char *path, struct text bytes, unsigned mode, struct error *e)
{
	return error(e, BASE_FILE_WRITE, .name = text_of(path), .value = TEXT("Input/output error"));
}

static void after_a_checkpoint_that_could_not_be_written_nothing_is_answered_as_done(void **state)
{
	struct note first = { .name = "a", .value = "1" }, second = { .name = "b", .value = "1" };
	h->world.file_replace = replace_fails;
	assert_false(house_try(h, &row_note, &first));
	assert_string_equal(h->e.code, ACT_UNKNOWN); /* it is in the database, but nobody may rely on it */
	assert_false(act_is_ready(h->act, &h->e));
	assert_string_equal(h->e.code, ACT_STOPPED);
	h->world.file_replace = world_real().file_replace;
	assert_false(house_try(h, &row_note, &second)); /* not even when the disk seems well again */
	assert_string_equal(h->e.code, ACT_STOPPED);
	assert_false(is_kept("b"));

	struct act_config config = house_config(h);
	house_must(h, house_open_again(h, &config)); /* a new process looks, and goes on from what was committed */
	house_do(h, &row_note, &second);
	assert_int_equal(house_size(h), 3);
}

static bool replace_has_no_room(struct world *w, const char *path, struct text bytes, unsigned mode, struct error *e)
{
	return error(e, BASE_FILE_FULL, .name = text_of(path), .value = TEXT("No space left on device"));
}

static void without_room_for_the_checkpoint_it_refuses_and_goes_on_by_itself_when_there_is_some(void **state)
{
	struct note first = { .name = "a", .value = "1" }, second = { .name = "b", .value = "1" }, third = { .name = "c", .value = "1" };
	h->world.file_replace = replace_has_no_room;
	assert_false(house_try(h, &row_note, &first));
	assert_string_equal(h->e.code, ACT_UNKNOWN); /* committed, and nobody may rely on it yet */
	assert_false(house_try(h, &row_note, &second));
	assert_string_equal(h->e.code, BASE_FILE_FULL); /* what comes then is not even committed */
	assert_true(is_kept("a") && !is_kept("b"));
	assert_true(act_is_ready(h->act, &h->e));
	h->world.file_replace = world_real().file_replace;
	house_do(h, &row_note, &third);
	assert_true(is_kept("c"));

	first.name = "d", third.name = "e"; /* the same with a thread of its own for the checkpoints */
	h->world.file_replace = replace_has_no_room;
	house_must(h, act_start(h->act, &h->e));
	assert_false(house_try(h, &row_note, &first));
	assert_string_equal(h->e.code, ACT_UNKNOWN);
	assert_false(house_try(h, &row_note, &second));
	assert_string_equal(h->e.code, BASE_FILE_FULL);
	h->world.file_replace = world_real().file_replace;
	house_do(h, &row_note, &third);
	assert_true(is_kept("d") && !is_kept("b") && is_kept("e"));
}

static void in_a_group_the_refused_keep_their_refusal_when_the_rest_is_in_doubt(void **state)
{
	make_notes();
	notes[1].refuse = ACCESS_BAD_ROLE;
	h->world.file_replace = replace_fails;
	run_group(3);
	assert_string_equal(works[0].error.code, ACT_UNKNOWN);
	assert_string_equal(works[1].error.code, ACCESS_BAD_ROLE);
	assert_string_equal(works[2].error.code, ACT_UNKNOWN);
	for (int i = 0; i < 3; i++)
		assert_false(works[i].did);
}

/* ---- the checkpoint of one group is written while the next is made */

static struct { pthread_mutex_t lock; pthread_cond_t moved; int entered; bool may_go, fails; } gate = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER };

/* Writes when it may; fails then where it shall. */
static bool replace_at_gate(struct world *w, const char *path, struct text bytes, unsigned mode, struct error *e)
{
	pthread_mutex_lock(&gate.lock);
	gate.entered++;
	pthread_cond_broadcast(&gate.moved);
	while (!gate.may_go)
		pthread_cond_wait(&gate.moved, &gate.lock);
	bool fails = gate.fails;
	pthread_mutex_unlock(&gate.lock);
	return fails ? error(e, BASE_FILE_WRITE, .name = text_of(path)) : world_real().file_replace(w, path, bytes, mode, e);
}

static void gate_close(bool fails)
{
	gate.entered = 0;
	gate.may_go = false;
	gate.fails = fails;
	h->world.file_replace = replace_at_gate;
}

static void gate_open(void)
{
	pthread_mutex_lock(&gate.lock);
	gate.may_go = true;
	pthread_cond_broadcast(&gate.moved);
	pthread_mutex_unlock(&gate.lock);
}

static void wait_for_answers(int count)
{
	pthread_mutex_lock(&lock);
	while (answers < count)
		pthread_cond_wait(&answered, &lock);
	pthread_mutex_unlock(&lock);
}

/* The first note is committed and its checkpoint waits at the gate; the second is committed meanwhile. */
static void commit_two_behind_the_gate(void)
{
	make_notes();
	house_must(h, act_start(h->act, &h->e));
	act_submit(h->act, &works[0]);
	pthread_mutex_lock(&gate.lock);
	while (gate.entered == 0)
		pthread_cond_wait(&gate.moved, &gate.lock);
	pthread_mutex_unlock(&gate.lock);
	act_submit(h->act, &works[1]);
	while (!is_kept(notes[1].name))
		;
}

static void what_is_committed_while_a_checkpoint_is_written_waits_for_the_next_one(void **state)
{
	gate_close(false);
	commit_two_behind_the_gate();
	assert_int_equal(answers, 0); /* nobody is told before a checkpoint that speaks of it is synced */
	gate_open();
	wait_for_answers(2);
	assert_int_equal(gate.entered, 2);
	assert_true(works[0].did && works[1].did);
	assert_int_equal(works[0].result.head.size, 2);
	assert_int_equal(works[1].result.head.size, 3);
	struct text outer;
	house_must(h, h->world.file_read(&h->world, h->arena, h->outer_path, 4096, &outer, &h->e));
	assert_true(text_equal(outer, works[1].result.checkpoint));
}

static void a_checkpoint_that_fails_leaves_in_doubt_what_was_committed_behind_it(void **state)
{
	gate_close(true);
	commit_two_behind_the_gate();
	gate_open();
	wait_for_answers(2);
	assert_int_equal(gate.entered, 1); /* not tried again */
	for (int i = 0; i < 2; i++) {
		assert_false(works[i].did);
		assert_string_equal(works[i].error.code, ACT_UNKNOWN);
	}
	act_submit(h->act, &works[2]);
	wait_for_answers(3);
	assert_string_equal(works[2].error.code, ACT_STOPPED);
}

static bool show_apply(struct act_run *run, void *command, struct error *e)
{
	struct text outer;
	int64_t     size = 0;
	struct text origin, line;
	if (!run->world->file_read(run->world, run->arena, h->outer_path, 4096, &outer, e) || !text_next(&outer, '\n', &origin) || !text_next(&outer, '\n', &line))
		return false;
	text_to_int(line, &size);
	*(int64_t *)command = size;
	return true;
}

static const struct act_row row_show = { .name = "show", .shows = true, .apply = show_apply };

static void what_shows_the_ledger_begins_when_all_before_it_is_signed(void **state)
{
	int64_t         shown = 0;
	struct act_work show = { .row = &row_show, .command = &shown, .arena = h->arena, .done = count_answer };
	gate_close(false);
	commit_two_behind_the_gate();
	act_submit(h->act, &show);
	gate_open();
	wait_for_answers(3);
	assert_true(show.did);
	assert_int_equal(shown, 3);
}

static void without_the_outer_checkpoint_nothing_is_appended(void **state)
{
	struct note n = { .name = "a", .value = "1" };
	assert_int_equal(remove(h->outer_path), 0);
	assert_false(house_try(h, &row_note, &n));
	assert_string_equal(h->e.code, LEDGER_NO_OUTER);
	assert_false(is_kept("a"));
}

static void a_database_without_a_ledger_cannot_be_written(void **state)
{
	house_tamper(h, "DELETE FROM ledger_meta");
	struct act_config config = house_config(h);
	assert_false(house_open_again(h, &config));
	assert_string_equal(h->e.code, ACT_NO_LEDGER);
}

/* ---- clocks */

static int real_begin(void **state)
{
	house_begin_at(h, "xa-na-ri.test/ledger");
	return 0;
}

static void a_fixed_clock_works_only_on_a_demonstration(void **state)
{
	struct act_config config = house_config(h);
	config.clock_fixed = true;
	assert_false(house_open_again(h, &config));
	assert_string_equal(h->e.code, ACT_FIXED_CLOCK);
	assert_string_equal(h->e.value, "xa-na-ri.test/ledger");
}

static int64_t boot_at;
static int64_t boot_of_test(struct world *w) { return boot_at; }

static void a_wall_clock_that_leaves_the_boot_clock_is_refused(void **state)
{
	struct act_config config = house_config(h);
	struct note       n = { .name = "a", .value = "1" };
	config.clock_fixed = false;
	boot_at = 1000;
	h->world.boot_ms = boot_of_test;
	house_must(h, house_open_again(h, &config));
	house_later(h, 4 * MINUTE);
	assert_true(act_is_ready(h->act, &h->e));
	house_later(h, 2 * MINUTE);
	assert_false(act_is_ready(h->act, &h->e));
	assert_false(house_try(h, &row_note, &n));
	assert_string_equal(h->e.code, ACT_CLOCK_JUMPED);
	assert_int_equal(h->e.number, 6 * 60);
	house_later(h, -12 * MINUTE);
	assert_false(house_try(h, &row_note, &n));
	assert_string_equal(h->e.code, ACT_CLOCK_JUMPED);
	assert_false(is_kept("a"));
	house_later(h, 6 * MINUTE);
	house_do(h, &row_note, &n);
}

static void a_clock_that_differs_from_the_database_servers_is_refused(void **state)
{
	if (store_engine(h->store) == STORE_SQLITE)
		return; /* there is no server */
	struct act_config config = house_config(h);
	struct note       n = { .name = "a", .value = "1" };
	config.clock_fixed = false;
	house_later(h, 7 * MINUTE);
	house_must(h, house_open_again(h, &config)); /* wall and boot clock agree */
	assert_false(house_try(h, &row_note, &n));
	assert_string_equal(h->e.code, ACT_CLOCK_SERVER);
}

static void a_start_over_forty_days_after_the_last_entry_is_refused(void **state)
{
	struct act_config config = house_config(h);
	config.clock_fixed = false;
	house_later(h, INT64_C(40) * DAY);
	house_must(h, house_open_again(h, &config));
	house_later(h, DAY);
	assert_false(house_open_again(h, &config));
	assert_string_equal(h->e.code, ACT_CLOCK_WRONG);
}

static void a_clock_before_the_last_entry_is_refused_until_somebody_accepts_it(void **state)
{
	struct act_config config = house_config(h);
	struct note       n = { .name = "a", .value = "1" }, later = { .name = "b", .value = "1" };
	house_later(h, -3 * DAY);
	assert_false(house_try(h, &row_note, &n)); /* while it runs */
	assert_string_equal(h->e.code, ACT_CLOCK_WRONG);
	assert_false(house_open_again(h, &config));
	assert_string_equal(h->e.code, ACT_CLOCK_WRONG);
	assert_int_equal(h->e.day.n, TEST_TODAY.n);

	config.clock_accept = true;
	config.clock_reason = "the clock ran three days ahead";
	house_must(h, house_open_again(h, &config));
	struct kept_entry entry;
	bool              found;
	house_must(h, ledger_entry(h->db, 1, h->arena, &entry, &found, &h->e) && found);
	assert_true(text_equal(entry.bytes, TEXT("{\"by\":{\"role\":\"administrator\",\"via\":\"console\"},\"day\":\"2026-11-23\",\"from\":\"2026-11-23\","
	                                         "\"kind\":\"clock.corrected\",\"reason\":\"the clock ran three days ahead\",\"to\":\"2026-11-20\",\"v\":1}")));

	config.clock_accept = false;
	house_must(h, house_open_again(h, &config));
	house_do(h, &row_note, &later);
	assert_int_equal(later.day.n, TEST_TODAY.n - 3);
}

static void a_clock_set_right_by_a_second_at_midnight_lets_no_day_fall(void **state)
{
	struct act_config config = house_config(h);
	struct note       before = { .name = "a", .value = "1" }, after = { .name = "b", .value = "1" };
	config.clock_fixed = false; /* on SQLite no server's clock is compared */
	if (store_engine(h->store) != STORE_SQLITE)
		return;
	house_must(h, house_open_again(h, &config));
	h->world.fixed.ms = day_start(day_add(TEST_TODAY, 1)).ms + 200;
	house_do(h, &row_note, &before);
	house_later(h, -1000);
	house_do(h, &row_note, &after);
	assert_int_equal(before.day.n, TEST_TODAY.n + 1);
	assert_int_equal(after.day.n, TEST_TODAY.n + 1);
}

#define HOUSE(test) cmocka_unit_test_setup_teardown(test, begin, end)
#define REAL(test) cmocka_unit_test_setup_teardown(test, real_begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HOUSE(a_command_alone_is_one_entry_and_a_signed_checkpoint),
		HOUSE(sixty_that_wait_are_one_group_in_queue_order),
		HOUSE(a_refused_command_writes_nothing_and_the_others_go_on),
		HOUSE(one_that_breaks_is_alone_refused),
		HOUSE(what_only_keeps_makes_no_entry_and_moves_no_checkpoint),
		HOUSE(with_its_own_thread_act_do_waits_for_the_answer),
		HOUSE(a_full_queue_refuses_at_once),
		HOUSE(after_a_checkpoint_that_could_not_be_written_nothing_is_answered_as_done),
		HOUSE(without_room_for_the_checkpoint_it_refuses_and_goes_on_by_itself_when_there_is_some),
		HOUSE(in_a_group_the_refused_keep_their_refusal_when_the_rest_is_in_doubt),
		HOUSE(what_is_committed_while_a_checkpoint_is_written_waits_for_the_next_one),
		HOUSE(a_checkpoint_that_fails_leaves_in_doubt_what_was_committed_behind_it),
		HOUSE(what_shows_the_ledger_begins_when_all_before_it_is_signed),
		HOUSE(without_the_outer_checkpoint_nothing_is_appended),
		HOUSE(a_database_without_a_ledger_cannot_be_written),
		REAL(a_fixed_clock_works_only_on_a_demonstration),
		REAL(a_wall_clock_that_leaves_the_boot_clock_is_refused),
		REAL(a_clock_that_differs_from_the_database_servers_is_refused),
		REAL(a_start_over_forty_days_after_the_last_entry_is_refused),
		HOUSE(a_clock_before_the_last_entry_is_refused_until_somebody_accepts_it),
		HOUSE(a_clock_set_right_by_a_second_at_midnight_lets_no_day_fall),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
