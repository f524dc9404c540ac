/* ledger_openings.c - what the kept ledger shows of itself on the engine of this run: receipts, parts shown alone, sealed data, erasing. */
#include "base/base.h"

#include "ledger_fixture.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_entry_has_a_receipt_at_every_size),
		T(what_the_writer_hands_out_is_the_receipt_that_is_made_again_later),
		T(a_matters_first_entry_is_not_taken_twice),
		T(a_part_can_be_shown_alone),
		T(what_is_sealed_opens_only_where_it_was_sealed),
		T(an_erased_part_is_gone_and_the_ledger_still_verifies),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
