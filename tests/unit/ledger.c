/* ledger.c - the kept ledger on the engine of this run: appending, sealing, publishing, receipts, erasing, and that no tampering stays unseen. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "database.h"
#include "ledger/kinds.h"
#include "ledger/ledger.h"
#include "ledger/tile.h"

static const day_t today = { 20780 }; /* 2026-11-23 */

struct fixture {
	struct arena      *arena;
	struct world       world;
	struct connection *db;
	struct ledger_key *key;
	struct ledger     *ledger;
	const char        *folder, *key_path;
	struct text        vkey;
	struct error       e;
};

static void must(struct fixture *f, bool good)
{
	if (!good)
		test_fail("ledger", &f->e);
}

static void remove_folder(void *path)
{
	char *const word[] = { (char *)(uintptr_t) "rm", (char *)(uintptr_t) "-rf", path, NULL };
	pid_t       child = fork();
	if (child == 0) {
		execvp(word[0], word);
		_exit(127);
	}
	waitpid(child, NULL, 0);
}

static void open_database(struct fixture *f)
{
	f->db = test_connection(f->arena, test_store(f->arena), STORE_WRITE);
	must(f, store_begin(f->db, BEGIN_WRITE, &f->e) && ledger_create(f->db, f->key, f->key_path, &f->e) && store_commit(f->db, &f->e) == STORE_DONE);
	must(f, ledger_open(f->db, &f->world, f->key, f->key_path, &f->ledger, &f->e));
}

static int begin(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	char            folder[] = "/tmp/danvan-ledger-XXXXXX";
	assert_non_null(f);
	f->arena = arena_new(0);
	f->world = world_real();
	world_seed(&f->world, 7);
	f->folder = text_c(f->arena, text_of(mkdtemp(folder)));
	arena_owns(f->arena, remove_folder, (char *)(uintptr_t)f->folder);
	f->key_path = text_c(f->arena, text_print(f->arena, "%s/test.key", f->folder));
	must(f, key_make(&f->world, TEXT("demo.test/ledger"), &f->key, &f->e));
	f->vkey = key_vkey(f->arena, f->key);
	open_database(f);
	*state = f;
	return 0;
}

static int end(void **state)
{
	struct fixture *f = *state;
	ledger_close(f->ledger);
	key_free(f->key);
	arena_free(f->arena);
	free(f);
	return 0;
}

static struct ledger_batch *batch(struct fixture *f)
{
	struct ledger_batch *b = NULL;
	must(f, store_begin(f->db, BEGIN_WRITE, &f->e) && ledger_begin(f->ledger, f->db, f->arena, &b, &f->e));
	return b;
}

static struct tree_head finish(struct fixture *f, struct ledger_batch *b)
{
	struct tree_head head;
	must(f, ledger_finish(b, &head, &f->e) && store_commit(f->db, &f->e) == STORE_DONE && ledger_seal(f->ledger, f->db, head, f->arena, NULL, &f->e));
	return head;
}

static struct entry step(struct fixture *f, const char *matter, day_t day, const char *received)
{
	struct json j = json_start(f->arena, false);
	json_object(&j);
	json_member_text(&j, "due", TEXT("2026-12-03"));
	json_member_text(&j, "received", text_of(received));
	json_member_text(&j, "status", TEXT("open"));
	json_member_text(&j, "unit", TEXT("org-vn-02155-20250701-ubnd"));
	json_end(&j);
	return (struct entry){ .kind = "grouped", .day = day, .matter = text_of(matter), .members = json_done(&j),
			       .part = { [PART_TIME] = TEXT("{\"at\":\"2026-11-23T09:41:07+07:00\"}"), [PART_TEXT] = TEXT("{\"text\":\"C\xe1\xba\xa7u h\xe1\xbb\x8fng.\\n\"}") } };
}

static int64_t append(struct fixture *f, struct ledger_batch *b, const char *matter)
{
	int64_t      index;
	struct entry n = step(f, matter, today, "2026-11-20");
	must(f, ledger_append(b, &n, &index, &f->e));
	return index;
}

/* `count` entries in one group, the first of them an import when the ledger is empty. */
static struct tree_head grow(struct fixture *f, int count)
{
	struct ledger_batch *b = batch(f);
	if (ledger_batch_head(b).size == 0) {
		must(f, ledger_import(b, today, TEXT("units"), TEXT("test"), 2, TEXT("a\nb\n"), NULL, &f->e));
		count--;
	}
	for (; count > 0; count--)
		append(f, b, text_c(f->arena, text_print(f->arena, "M%d", count % 7)));
	return finish(f, b);
}

static void refused(struct fixture *f, bool good, const char *code)
{
	if (good)
		fail_msg("taken, although %s was due", code);
	if (!error_is(&f->e, code))
		fail_msg("refused with %s (%s) instead of %s", f->e.code, f->e.name, code);
}

static const char *path_of(struct fixture *f, const char *name) { return text_c(f->arena, text_print(f->arena, "%s/%s", f->folder, name)); }

static struct text file_of(struct fixture *f, const char *path)
{
	struct text bytes;
	must(f, f->world.file_read(&f->world, f->arena, path, 1 << 26, &bytes, &f->e));
	return bytes;
}

static bool verify(struct fixture *f, const char *folder, struct text since, struct ledger_report *ret)
{
	struct ledger_folder at = { &f->world, folder };
	struct ledger_reader r = ledger_reader_folder(&at);
	return verify_ledger(&r, &f->vkey, 1, since, f->arena, ret, &f->e);
}

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

/* ---- receipts and openings ---- */

static void every_entry_has_a_receipt_at_every_size(void **state)
{
	struct fixture *f = *state;
	struct text     file;
	struct receipt  r;
	grow(f, 37);
	for (int64_t size = 1; size <= 37; size++)
		for (int64_t i = 0; i < size; i++) {
			must(f, ledger_receipt(f->db, f->key, i, size, f->arena, &file, &f->e));
			must(f, verify_receipt(f->arena, file, &f->vkey, 1, &r, &f->e));
			assert_true(r.index == i && r.head.size == size && r.has_parts == (i > 0));
		}
	refused(f, ledger_receipt(f->db, f->key, 37, 38, f->arena, &file, &f->e), LEDGER_NO_ENTRY);
	refused(f, ledger_receipt(f->db, f->key, 37, 37, f->arena, &file, &f->e), LEDGER_NO_ENTRY);
}

static void what_the_writer_hands_out_is_the_receipt_that_is_made_again_later(void **state)
{
	enum { BEFORE = 253, GROUP = 9 }; /* a tile becomes full on the way */
	struct fixture       *f = *state;
	struct receipt_basis *basis[GROUP] = { NULL };
	struct text           later;
	struct receipt        r;
	grow(f, BEFORE);
	struct ledger_batch *b = batch(f);
	for (int i = 0; i < GROUP; i++) {
		int64_t index = append(f, b, i % 2 ? "M1" : text_c(f->arena, text_print(f->arena, "N%d", i)));
		if (i != 4) /* nobody asked for this one */
			ledger_ask_receipt(b, index, f->arena, &basis[i]);
	}
	assert_null(basis[0]);
	finish(f, b);
	assert_null(basis[4]);
	for (int i = 0; i < GROUP; i++) {
		if (i == 4)
			continue;
		struct text now = receipt_sign(f->key, basis[i], f->arena);
		must(f, ledger_receipt(f->db, f->key, BEFORE + i, BEFORE + i + 1, f->arena, &later, &f->e));
		assert_true(text_equal(now, later));
		must(f, verify_receipt(f->arena, now, &f->vkey, 1, &r, &f->e));
		assert_true(r.index == BEFORE + i && text_equal(r.entry, receipt_entry(basis[i])));
	}
}

static void a_matters_first_entry_is_not_taken_twice(void **state)
{
	struct fixture  *f = *state;
	struct entry     n = step(f, "M1", today, "2026-11-20");
	struct tree_head head;
	grow(f, 9);
	n.is_first = true;
	struct ledger_batch *b = batch(f);
	refused(f, ledger_append(b, &n, NULL, &f->e) && ledger_finish(b, &head, &f->e), STORE_CONFLICT);
	store_rollback(f->db);
	assert_int_equal(grow(f, 1).size, 10);
}

static void a_part_can_be_shown_alone(void **state)
{
	struct fixture *f = *state;
	struct text     file;
	struct receipt  r;
	struct opening  o;
	grow(f, 9);
	must(f, ledger_receipt(f->db, f->key, 5, 9, f->arena, &file, &f->e) && verify_receipt(f->arena, file, &f->vkey, 1, &r, &f->e));
	assert_int_equal(text_find(file, TEXT("2026-11-23T09")), SIZE_MAX);
	for (int p = 0; p < PART_COUNT; p++) {
		must(f, ledger_open_part(f->db, f->key, 5, (enum part)p, f->arena, &o, &f->e));
		file = opening_print(f->arena, &o);
		must(f, verify_opening(f->arena, &r, file, &o, &f->e));
		assert_true(text_is(o.bytes, p == PART_TIME ? "{\"at\":\"2026-11-23T09:41:07+07:00\"}" : p == PART_TEXT ? "{\"text\":\"C\xe1\xba\xa7u h\xe1\xbb\x8fng.\\n\"}" : ""));
		char *other = text_c(f->arena, file);
		for (size_t i = 0; i < 8 * file.len; i++) {
			other[i / 8] = (char)(other[i / 8] ^ 1 << i % 8);
			assert_false(verify_opening(f->arena, &r, (struct text){ other, file.len }, &o, NULL));
			other[i / 8] = (char)(other[i / 8] ^ 1 << i % 8);
		}
	}
}

/* ---- data keys ---- */

static void what_is_sealed_opens_only_where_it_was_sealed(void **state)
{
	struct fixture *f = *state;
	struct text     sealed, open;
	batch(f);
	must(f, keys_seal(f->db, &f->world, f->key, TEXT("M1"), PART_FILES, TEXT("file/1/0"), TEXT("secret"), f->arena, &sealed, &f->e));
	assert_int_equal(text_find(sealed, TEXT("secret")), SIZE_MAX);
	must(f, keys_open(f->db, f->key, TEXT("M1"), PART_FILES, TEXT("file/1/0"), sealed, f->arena, &open, &f->e));
	assert_true(text_is(open, "secret"));
	refused(f, keys_open(f->db, f->key, TEXT("M1"), PART_FILES, TEXT("file/1/1"), sealed, f->arena, &open, &f->e), LEDGER_SEAL_BROKEN);
	refused(f, keys_open(f->db, f->key, TEXT("M1"), PART_TEXT, TEXT("file/1/0"), sealed, f->arena, &open, &f->e), LEDGER_SEAL_BROKEN);
	refused(f, keys_open(f->db, f->key, TEXT("M2"), PART_FILES, TEXT("file/1/0"), sealed, f->arena, &open, &f->e), LEDGER_SEAL_BROKEN);
	store_rollback(f->db);
}

struct found { int count; char at[64]; };

static void note_misfit(void *arg, const struct misfit *m)
{
	struct found *n = arg;
	if (n->count++ == 0)
		snprintf(n->at, sizeof(n->at), "%s.%s", m->table, m->column);
}

static int64_t audit(struct fixture *f, struct found *ret)
{
	int64_t misfits;
	*ret = (struct found){ 0 };
	must(f, ledger_audit(f->db, f->key, note_misfit, ret, &misfits, &f->e));
	return misfits;
}

static void an_erased_part_is_gone_and_the_ledger_still_verifies(void **state)
{
	struct fixture *f = *state;
	struct opening  o;
	struct found    found;
	int64_t         index;
	struct ledger_report report;
	grow(f, 9);
	struct ledger_batch *b = batch(f);
	struct entry erase = { .kind = "erase", .day = today, .matter = TEXT("M3"),
			       .members = TEXT("{\"basis\":\"article\",\"by\":[{\"account\":1},{\"account\":2}],\"class\":\"request\",\"parts\":[\"text\"]}") };
	must(f, ledger_append(b, &erase, &index, &f->e) && keys_erase(f->db, TEXT("M3"), PART_TEXT, index, &f->e));
	finish(f, b);
	assert_int_equal(audit(f, &found), 0);
	refused(f, ledger_open_part(f->db, f->key, 6, PART_TEXT, f->arena, &o, &f->e), LEDGER_ERASED);
	must(f, ledger_open_part(f->db, f->key, 6, PART_TIME, f->arena, &o, &f->e));
	must(f, ledger_open_part(f->db, f->key, 5, PART_TEXT, f->arena, &o, &f->e));
	must(f, ledger_export(f->db, &f->world, f->key, 10, path_of(f, "x"), &f->e) && verify(f, path_of(f, "x"), TEXT_EMPTY, &report));
	must(f, store_begin(f->db, BEGIN_WRITE, &f->e) && keys_erase(f->db, TEXT("M3"), PART_TIME, index, &f->e) && store_commit(f->db, &f->e) == STORE_DONE);
	assert_int_equal(audit(f, &found), 1); /* the entry does not speak of this part */
	assert_string_equal(found.at, "data_key.wrapped");
}

/* ---- tampering: each column changed once ---- */

/* A statement is known to the store by where it stands, so each has a place of its own. */
static bool change(struct fixture *f, const char *sql)
{
	struct statement *s = ARENA_NEW(f->arena, struct statement);
	*s = (struct statement){ "change", WRITES, "", "", sql };
	return statement_run(f->db, s, NULL, NULL, &f->e);
}

struct tamper { const char *found, *sql; };
static const struct tamper tampers[] = {
	{ "entry.day", "UPDATE entry SET day = day - 1 WHERE idx = 5" },
	{ "entry.kind", "UPDATE entry SET kind = 'erase' WHERE idx = 5" },
	{ "entry.matter", "UPDATE entry SET matter = 'M9' WHERE idx = 5" },
	{ "entry.leaf", "UPDATE entry SET bytes = (SELECT bytes FROM entry WHERE idx = 6) WHERE idx = 5" },
	{ "entry.leaf", "UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE idx = 6) WHERE idx = 5" },
	{ "entry.idx", "DELETE FROM entry WHERE idx = 5" },
	{ "entry.idx", "INSERT INTO entry (idx, day, kind, matter, bytes, leaf) SELECT 700, day, kind, matter, bytes, leaf FROM entry WHERE idx = 5" },
	{ "tile.bytes", "UPDATE tile SET bytes = root WHERE n = 0" },
	{ "tile.root", "UPDATE tile SET root = (SELECT leaf FROM entry WHERE idx = 5) WHERE n = 0" },
	{ "tile.bytes", "DELETE FROM tile WHERE n = 1" },
	{ "tile.n", "INSERT INTO tile (level, n, bytes, root) SELECT 5, 9, bytes, root FROM tile WHERE n = 0" },
	{ "part.scope", "UPDATE part SET scope = 'M9' WHERE idx = 5" },
	{ "part.commitments", "UPDATE part SET commitments = (SELECT commitments FROM part WHERE idx = 6) WHERE idx = 5" },
	{ "part.sealed_time", "UPDATE part SET sealed_time = (SELECT sealed_time FROM part WHERE idx = 6) WHERE idx = 5" },
	{ "part.sealed_text", "UPDATE part SET sealed_text = sealed_time WHERE idx = 5" },
	{ "part.sealed_party", "UPDATE part SET sealed_party = (SELECT sealed_party FROM part WHERE idx = 6) WHERE idx = 5" },
	{ "part.sealed_files", "UPDATE part SET sealed_files = sealed_text WHERE idx = 5" },
	{ "part.sealed_acts", "UPDATE part SET sealed_acts = sealed_party WHERE idx = 5" },
	{ "part.sealed_internal", "UPDATE part SET sealed_internal = sealed_acts WHERE idx = 5" },
	{ "part.idx", "DELETE FROM part WHERE idx = 5" },
	{ "part.idx", "UPDATE part SET idx = 9999 WHERE idx = 5" },
	{ "part.sealed_time", "DELETE FROM data_key WHERE scope = 'M1' AND part = 0" },
	{ "part.sealed_time", "UPDATE data_key SET wrapped = (SELECT wrapped FROM data_key WHERE scope = 'M2' AND part = 0) WHERE scope = 'M1' AND part = 0" },
	{ "data_key.wrapped", "UPDATE data_key SET wrapped = NULL WHERE scope = 'M1' AND part = 0" },
	{ "data_key.wrapped", "UPDATE data_key SET wrapped = NULL, erased = 5 WHERE scope = 'M1' AND part = 0" },
	{ "blob.bytes", "UPDATE blob SET bytes = hash" },
	{ "blob.bytes", "UPDATE blob SET hash = bytes" },
	{ "blob.idx", "UPDATE blob SET idx = 5" },
	{ "ledger_meta.origin", "UPDATE ledger_meta SET origin = 'other'" },
	{ "ledger_meta.vkey", "UPDATE ledger_meta SET vkey = 'other'" },
	{ "ledger_meta.size", "UPDATE ledger_meta SET size = 9007199254740991" },
	{ "entry.idx", "UPDATE ledger_meta SET size = 599" },
	{ "ledger_meta.root", "UPDATE ledger_meta SET root = (SELECT leaf FROM entry WHERE idx = 5)" },
	{ "ledger_meta.published", "UPDATE ledger_meta SET published = 700" },
	{ "ledger_meta.published_note", "UPDATE ledger_meta SET published = 300" },
};

static void every_changed_column_is_found_and_named(void **state)
{
	struct fixture *f = *state;
	struct found    found;
	grow(f, 600);
	batch(f);
	must(f, ledger_publish(f->ledger, f->db, 600, &f->e) && store_commit(f->db, &f->e) == STORE_DONE);
	assert_int_equal(audit(f, &found), 0);
	for (size_t i = 0; i < COUNT_OF(tampers); i++) {
		must(f, store_begin(f->db, BEGIN_WRITE, &f->e) && change(f, tampers[i].sql));
		if (audit(f, &found) == 0 || strcmp(found.at, tampers[i].found) != 0)
			fail_msg("%s: found %s (%d)", tampers[i].sql, found.at, found.count);
		store_rollback(f->db);
	}
	assert_int_equal(audit(f, &found), 0);
}

/* Between the append and the look back, anything that differs stops the group before it is signed (P12). */
static const char *const flips[] = {
	"UPDATE entry SET day = day + 1 WHERE idx = 305",
	"UPDATE entry SET kind = 'erase' WHERE idx = 305",
	"UPDATE entry SET matter = 'M9' WHERE idx = 305",
	"UPDATE entry SET bytes = (SELECT bytes FROM entry WHERE idx = 306) WHERE idx = 305",
	"UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE idx = 306) WHERE idx = 305",
	"UPDATE entry SET bytes = (SELECT bytes FROM entry WHERE idx = 306), leaf = (SELECT leaf FROM entry WHERE idx = 306) WHERE idx = 305",
	"DELETE FROM entry WHERE idx = 305",
	"UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE idx = 6) WHERE idx = 298",
	"UPDATE tile SET root = (SELECT leaf FROM entry WHERE idx = 6) WHERE n = 0",
	"UPDATE part SET commitments = (SELECT commitments FROM part WHERE idx = 306) WHERE idx = 305",
	"UPDATE part SET sealed_text = sealed_time WHERE idx = 305",
	"UPDATE part SET sealed_party = (SELECT sealed_party FROM part WHERE idx = 306) WHERE idx = 305",
	"DELETE FROM part WHERE idx = 305",
	"UPDATE ledger_meta SET size = 299",
	"UPDATE ledger_meta SET root = (SELECT leaf FROM entry WHERE idx = 5)",
};

static void what_changes_before_signing_is_never_signed(void **state)
{
	struct fixture *f = *state;
	grow(f, 300);
	for (size_t i = 0; i < COUNT_OF(flips); i++) {
		struct ledger_batch *b = batch(f);
		struct tree_head     head;
		for (int n = 0; n < 250; n++)
			append(f, b, "M5");
		must(f, change(f, flips[i]));
		if (ledger_finish(b, &head, &f->e))
			fail_msg("not noticed: %s", flips[i]);
		if (!error_is(&f->e, LEDGER_READ_BACK) && !error_is(&f->e, LEDGER_DAMAGED) && !error_is(&f->e, LEDGER_FORKED))
			fail_msg("%s: %s", flips[i], f->e.code);
		store_rollback(f->db);
	}
	assert_int_equal(grow(f, 250).size, 550);
}

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
#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
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
		T(every_entry_has_a_receipt_at_every_size),
		T(what_the_writer_hands_out_is_the_receipt_that_is_made_again_later),
		T(a_matters_first_entry_is_not_taken_twice),
		T(a_part_can_be_shown_alone),
		T(what_is_sealed_opens_only_where_it_was_sealed),
		T(an_erased_part_is_gone_and_the_ledger_still_verifies),
		T(every_changed_column_is_found_and_named),
		T(what_changes_before_signing_is_never_signed),
		T(entries_are_walked_in_order_through_all_slices),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
