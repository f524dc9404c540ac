/* ledger.c - the kept ledger on the engine of this run: appending, sealing, publishing, and the head in three places. */
#include "base/base.h"

#include "ledger_fixture.h"

/* ---- appending and the public files ---- */

static void what_was_appended_verifies_from_its_files_alone(void **state)
{
	struct fixture      *f = *state;
	struct ledger_report report;
	struct text          first;
	for (int64_t size = 0; size < 600; size += 100) {
		struct tree_head head = grow(f, 100);
		assert_int_equal(head.size, size + 100);
		must(f, ledger_export(f->db, &f->world, f->key, head.size, path_of(f, "x"), &f->e));
		must(f, verify(f, path_of(f, "x"), TEXT_EMPTY, &report));
		if (size == 100)
			first = file_of(f, path_of(f, "x/checkpoint"));
	}
	must(f, verify(f, path_of(f, "x"), first, &report));
	assert_int_equal(report.since, 200);
	assert_int_equal(report.head.size, 600);
	assert_int_equal(report.tiles, 4); /* three at level 0, one above */
	assert_int_equal(report.blobs, 1);
	assert_int_equal(report.signatures, 1);
	assert_int_equal(day_compare(report.last, today), 0);
}

static void any_changed_public_file_is_refused(void **state)
{
	static const char *const file[] = { "checkpoint", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44" };
	struct fixture          *f = *state;
	struct ledger_report     report;
	int                      changed = 0;
	struct tree_head         head = grow(f, 300);
	must(f, ledger_export(f->db, &f->world, f->key, head.size, path_of(f, "x"), &f->e));
	for (size_t i = 0; i < COUNT_OF(file); i++) {
		const char *path = text_c(f->arena, text_print(f->arena, "%s/x/%s", f->folder, file[i]));
		struct text bytes = file_of(f, path);
		for (size_t at = 0; at < bytes.len; at += bytes.len / 40 + 1, changed++) {
			char *other = text_c(f->arena, bytes);
			other[at] = (char)(other[at] ^ 1 << at % 8);
			must(f, f->world.file_replace(&f->world, path, (struct text){ other, bytes.len }, 0644, &f->e));
			if (verify(f, path_of(f, "x"), TEXT_EMPTY, &report))
				fail_msg("byte %zu of %s was changed and nobody noticed", at, file[i]);
		}
		must(f, f->world.file_replace(&f->world, path, bytes, 0644, &f->e));
	}
	must(f, verify(f, path_of(f, "x"), TEXT_EMPTY, &report));
	assert_true(changed > 150);
}

static void another_history_does_not_fit_an_older_checkpoint(void **state)
{
	struct fixture      *f = *state;
	struct ledger_report report;
	struct text          old;
	grow(f, 10);
	must(f, ledger_export(f->db, &f->world, f->key, 10, path_of(f, "x"), &f->e));
	old = file_of(f, path_of(f, "x/checkpoint"));
	ledger_close(f->ledger);
	f->key_path = path_of(f, "other.key");
	unlink(path_of(f, text_c(f->arena, text_print(f->arena, "%s.checkpoint", key_id(f->key)))));
	open_database(f);
	grow(f, 12);
	must(f, ledger_export(f->db, &f->world, f->key, 12, path_of(f, "y"), &f->e));
	must(f, verify(f, path_of(f, "y"), TEXT_EMPTY, &report));
	refused(f, verify(f, path_of(f, "y"), old, &report), LEDGER_NOT_CONSISTENT);
	must(f, ledger_export(f->db, &f->world, f->key, 9, path_of(f, "z"), &f->e));
	refused(f, verify(f, path_of(f, "z"), old, &report), LEDGER_SHRUNK);
}

static void the_same_seed_gives_the_same_ledger_on_both_engines(void **state)
{
	struct fixture *f = *state;
	grow(f, 40);
	assert_string_equal(text_c(f->arena, hash_hex(f->arena, grow(f, 260).root)), "72a55221e973730d81440379d28dcb182337209c86a86ac10cf6ccb6ff3bc594");
}

static void the_published_files_are_those_of_the_export_and_no_more(void **state)
{
	static const char *const shown[] = { "checkpoint", "tile/0/000", "tile/0/001.p/24", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/24" };
	static const char *const hidden[] = { "tile/0/001.p/25", "tile/0/001", "tile/0/002", "tile/1/000", "tile/entries/002.p/1", "key", "../x", "blob/00", "" };
	struct fixture          *f = *state;
	struct ledger_file       file;
	bool                     found;
	grow(f, 280);
	must(f, ledger_file(f->db, TEXT("checkpoint"), f->arena, &file, &found, &f->e));
	assert_false(found);
	batch(f);
	must(f, ledger_publish(f->ledger, f->db, 280, &f->e) && store_commit(f->db, &f->e) == STORE_DONE);
	grow(f, 400);
	must(f, ledger_export(f->db, &f->world, f->key, 280, path_of(f, "x"), &f->e));
	for (size_t i = 0; i < COUNT_OF(shown); i++) {
		must(f, ledger_file(f->db, text_of(shown[i]), f->arena, &file, &found, &f->e));
		assert_true(found);
		assert_true(text_equal(file.bytes, file_of(f, text_c(f->arena, text_print(f->arena, "%s/x/%s", f->folder, shown[i])))));
		assert_true(file.immutable == (i > 0));
	}
	for (size_t i = 0; i < COUNT_OF(hidden); i++) {
		must(f, ledger_file(f->db, text_of(hidden[i]), f->arena, &file, &found, &f->e));
		if (found)
			fail_msg("shown: %s", hidden[i]);
	}
	/* what an older checkpoint leads to stays */
	must(f, ledger_file(f->db, TEXT("tile/0/001.p/3"), f->arena, &file, &found, &f->e));
	assert_true(found && file.bytes.len == 96);
	must(f, ledger_file(f->db, text_print(f->arena, "blob/%.*s", TEXT_ARG(hash_hex(f->arena, sha256(TEXT("a\nb\n"))))), f->arena, &file, &found, &f->e));
	assert_true(found && text_is(file.bytes, "a\nb\n"));
}

static void publication_neither_goes_back_nor_beyond_what_is_committed(void **state)
{
	struct fixture *f = *state;
	grow(f, 20);
	struct ledger_batch *b = batch(f);
	must(f, ledger_publish(f->ledger, f->db, 20, &f->e));
	refused(f, ledger_publish(f->ledger, f->db, 19, &f->e), LEDGER_PUBLISH_SIZE);
	append(f, b, "M1");
	refused(f, ledger_publish(f->ledger, f->db, 21, &f->e), LEDGER_PUBLISH_SIZE);
	store_rollback(f->db);
}

/* ---- what may not be appended ---- */

static void a_refused_entry_leaves_no_trace_in_its_group(void **state)
{
	struct fixture      *f = *state;
	struct ledger_batch *b = batch(f);
	struct entry         n;
	char                *large = arena_alloc(f->arena, 70000);
	struct ledger_report report;
	append(f, b, "M1");
	n = step(f, "M1", day_add(today, -1), "2026-11-20");
	refused(f, ledger_append(b, &n, NULL, &f->e), LEDGER_DAY_FALLS);
	assert_string_equal(f->e.expected, "2026-11-23");
	n = step(f, "M1", today, "2026-11-24");
	refused(f, ledger_append(b, &n, NULL, &f->e), LEDGER_RECEIVED_LATER);
	n = step(f, "", today, "2026-11-20");
	n.scope = TEXT("account/1");
	refused(f, ledger_append(b, &n, NULL, &f->e), LEDGER_ENTRY_WRONG);
	n = step(f, "M1", today, "2026-11-20");
	n.members = TEXT("{\"due\":\"2026-12-03\",\"v\":1}");
	refused(f, ledger_append(b, &n, NULL, &f->e), LEDGER_ENTRY_WRONG);
	n.members = TEXT("{\"due\": 1}");
	refused(f, ledger_append(b, &n, NULL, &f->e), LEDGER_ENTRY_WRONG);
	n = step(f, "M1", today, "2026-11-20");
	n.part[PART_ACTS] = TEXT("not an object");
	refused(f, ledger_append(b, &n, NULL, &f->e), LEDGER_ENTRY_WRONG);
	memset(large, 'x', 70000);
	n = (struct entry){ .kind = "ledger.start", .day = today };
	n.members = text_print(f->arena, "{\"origin\":\"%.66000s\",\"program\":\"p\",\"vkey\":\"k\"}", large);
	refused(f, ledger_append(b, &n, NULL, &f->e), LEDGER_ENTRY_TOO_LARGE);
	assert_int_equal(append(f, b, "M1"), 1);
	assert_int_equal(finish(f, b).size, 2);
	must(f, ledger_export(f->db, &f->world, f->key, 2, path_of(f, "x"), &f->e));
	must(f, verify(f, path_of(f, "x"), TEXT_EMPTY, &report));
}

static void days_fall_only_right_after_a_corrected_clock(void **state)
{
	struct fixture      *f = *state;
	struct ledger_batch *b = batch(f);
	struct entry         n = step(f, "M1", day_add(today, 40), "2026-11-20");
	struct ledger_report report;
	must(f, ledger_append(b, &n, NULL, &f->e));
	n = step(f, "M1", today, "2026-11-20");
	refused(f, ledger_append(b, &n, NULL, &f->e), LEDGER_DAY_FALLS);
	struct entry corrected = { .kind = "clock.corrected", .day = day_add(today, 40),
				   .members = TEXT("{\"by\":{\"via\":\"console\"},\"from\":\"2027-01-02\",\"reason\":\"r\",\"to\":\"2026-11-23\"}") };
	must(f, ledger_append(b, &corrected, NULL, &f->e));
	finish(f, b);
	b = batch(f);
	assert_int_equal(day_compare(ledger_batch_day(b), today), 0);
	n.day = day_add(today, -1);
	refused(f, ledger_append(b, &n, NULL, &f->e), LEDGER_DAY_FALLS);
	n.day = today;
	must(f, ledger_append(b, &n, NULL, &f->e));
	finish(f, b);
	must(f, ledger_export(f->db, &f->world, f->key, 3, path_of(f, "x"), &f->e));
	must(f, verify(f, path_of(f, "x"), TEXT_EMPTY, &report));
}

static void a_rolled_back_group_leaves_nothing(void **state)
{
	struct fixture  *f = *state;
	struct tree_head head = grow(f, 5), again;
	for (int i = 0; i < 3; i++) {
		struct ledger_batch *b = batch(f);
		append(f, b, "M9");
		must(f, ledger_finish(b, &again, &f->e));
		store_rollback(f->db);
	}
	again = ledger_batch_head(batch(f));
	assert_true(again.size == head.size && hash_equal(again.root, head.root));
	store_rollback(f->db);
}

/* ---- the head in three places ---- */

static void two_processes_may_take_turns(void **state)
{
	struct fixture *f = *state;
	struct ledger  *one = f->ledger, *two;
	must(f, ledger_open(f->db, &f->world, f->key, f->key_path, &two, &f->e));
	for (int i = 0; i < 6; i++) {
		f->ledger = i % 2 ? two : one;
		assert_int_equal(grow(f, 3).size, 3 * (i + 1));
	}
	ledger_close(two);
	f->ledger = one;
}

static void an_outer_checkpoint_that_is_missing_stops_appending_until_it_is_adopted(void **state)
{
	struct fixture      *f = *state;
	struct ledger_batch *b;
	struct tree_head     head = grow(f, 10), adopted;
	unlink(path_of(f, text_c(f->arena, text_print(f->arena, "%s.checkpoint", key_id(f->key)))));
	must(f, store_begin(f->db, BEGIN_WRITE, &f->e));
	refused(f, ledger_begin(f->ledger, f->db, f->arena, &b, &f->e), LEDGER_NO_OUTER);
	must(f, ledger_adopt(f->ledger, f->db, f->arena, &adopted, &f->e));
	assert_true(adopted.size == head.size && hash_equal(adopted.root, head.root));
	must(f, ledger_begin(f->ledger, f->db, f->arena, &b, &f->e));
	store_rollback(f->db);
}

static void an_older_or_another_database_under_the_same_key_is_refused(void **state)
{
	struct fixture      *f = *state;
	struct ledger_batch *b;
	struct tree_head     head;
	grow(f, 10);
	ledger_close(f->ledger);
	open_database(f); /* an empty one: an old backup */
	must(f, store_begin(f->db, BEGIN_WRITE, &f->e));
	refused(f, ledger_begin(f->ledger, f->db, f->arena, &b, &f->e), LEDGER_BEHIND);
	assert_int_equal(f->e.number, 0);
	assert_int_equal(f->e.limit, 10);
	refused(f, ledger_adopt(f->ledger, f->db, f->arena, &head, &f->e), LEDGER_BEHIND);
	store_rollback(f->db);

	const char *outer = path_of(f, text_c(f->arena, text_print(f->arena, "%s.checkpoint", key_id(f->key))));
	struct text kept = file_of(f, outer);
	unlink(outer);
	grow(f, 11); /* another history, with other salts */
	ledger_close(f->ledger);
	must(f, f->world.file_replace(&f->world, outer, kept, 0644, &f->e));
	must(f, ledger_open(f->db, &f->world, f->key, f->key_path, &f->ledger, &f->e));
	must(f, store_begin(f->db, BEGIN_WRITE, &f->e));
	refused(f, ledger_begin(f->ledger, f->db, f->arena, &b, &f->e), LEDGER_FORKED);
	refused(f, ledger_adopt(f->ledger, f->db, f->arena, &head, &f->e), LEDGER_FORKED);
	store_rollback(f->db);
}

static void the_wrong_key_opens_nothing(void **state)
{
	struct fixture    *f = *state;
	struct ledger_key *other;
	struct ledger     *l;
	must(f, key_make(&f->world, TEXT("demo.test/ledger"), &other, &f->e));
	refused(f, ledger_open(f->db, &f->world, other, f->key_path, &l, &f->e), LEDGER_WRONG_KEY);
	key_free(other);
}

/* ---- reading ---- */

static bool count_entry(void *arg, const struct kept_entry *n, struct error *e)
{
	int64_t *next = arg;
	assert_int_equal(n->index, *next);
	++*next;
	return n->index < 1500 || error(e, LEDGER_NO_ENTRY);
}

static void entries_are_walked_in_order_through_all_slices(void **state)
{
	struct fixture *f = *state;
	int64_t         next = 3;
	grow(f, 1400);
	must(f, ledger_walk(f->db, 3, 1400, count_entry, &next, &f->e));
	assert_int_equal(next, 1400);
	next = 0;
	refused(f, ledger_walk(f->db, 0, 1401, count_entry, &next, &f->e), LEDGER_NO_ENTRY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(what_was_appended_verifies_from_its_files_alone),
		T(any_changed_public_file_is_refused),
		T(another_history_does_not_fit_an_older_checkpoint),
		T(the_same_seed_gives_the_same_ledger_on_both_engines),
		T(the_published_files_are_those_of_the_export_and_no_more),
		T(publication_neither_goes_back_nor_beyond_what_is_committed),
		T(a_refused_entry_leaves_no_trace_in_its_group),
		T(days_fall_only_right_after_a_corrected_clock),
		T(a_rolled_back_group_leaves_nothing),
		T(two_processes_may_take_turns),
		T(an_outer_checkpoint_that_is_missing_stops_appending_until_it_is_adopted),
		T(an_older_or_another_database_under_the_same_key_is_refused),
		T(the_wrong_key_opens_nothing),
		T(entries_are_walked_in_order_through_all_slices),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
