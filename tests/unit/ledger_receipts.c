/* ledger_receipts.c - notes, checkpoints, receipts and the key file, and that nothing else than the truth passes. */
#include "base/base.h"

#include <sodium.h>

#include "ledger/checkpoint.h"
#include "ledger/commit.h"
#include "ledger/note.h"
#include "ledger/proof.h"
#include "ledger_help.h"

/* ---- notes ---- */

#define EXAMPLE_KEY "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
#define EXAMPLE_SIGNATURE "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
#define EXAMPLE_NOTE "This is an example message.\n\n\xe2\x80\x94 example.com/foo " EXAMPLE_SIGNATURE "\n"

static struct vkey example_key(void)
{
	struct vkey v;
	assert_true(vkey_parse(arena, TEXT(EXAMPLE_KEY), &v, NULL));
	return v;
}

static void the_published_note_verifies_and_its_key_prints_again(void **state)
{
	struct vkey  v = example_key();
	struct note  n;
	struct error e = { 0 };
	int          good, unknown;
	assert_string_equal(text_c(arena, vkey_print(arena, v.name, v.public)), EXAMPLE_KEY);
	assert_true(note_parse(arena, TEXT(EXAMPLE_NOTE), &n, &e));
	assert_true(text_is(n.text, "This is an example message.\n"));
	assert_true(note_verify(arena, &n, &v, 1, &good, &unknown, &e));
	assert_int_equal(good, 1);
	assert_int_equal(unknown, 0);
}

static void a_flipped_bit_of_a_note_or_of_its_key_is_refused(void **state)
{
	char note[] = EXAMPLE_NOTE, key[] = EXAMPLE_KEY;
	for (size_t i = 0; i < 8 * strlen(EXAMPLE_NOTE); i++) {
		struct vkey v = example_key();
		struct note n;
		int         good, unknown;
		note[i / 8] = (char)(note[i / 8] ^ 1 << i % 8);
		assert_false(note_parse(arena, (struct text){ note, sizeof(note) - 1 }, &n, NULL) && note_verify(arena, &n, &v, 1, &good, &unknown, NULL));
		note[i / 8] = (char)(note[i / 8] ^ 1 << i % 8);
	}
	for (size_t i = 0; i < 8 * strlen(EXAMPLE_KEY); i++) {
		struct vkey v;
		key[i / 8] = (char)(key[i / 8] ^ 1 << i % 8);
		assert_false(vkey_parse(arena, (struct text){ key, sizeof(key) - 1 }, &v, NULL));
		key[i / 8] = (char)(key[i / 8] ^ 1 << i % 8);
	}
}

/* A text signed by `count` keys named w0, w1 ...; their vkeys. */
static struct text signed_by(int count, struct vkey *ret)
{
	const struct text text = TEXT("a.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
	struct build             b = { .arena = arena };
	build_add(&b, text);
	build_byte(&b, '\n');
	for (int i = 0; i < count; i++) {
		uint8_t     public[32], secret[64], seed[32] = { (uint8_t)i, 7 };
		struct text name = i == 0 ? TEXT("a.example/log") : text_print(arena, "w%d", i), whole;
		crypto_sign_seed_keypair(public, secret, seed);
		assert_true(vkey_parse(arena, vkey_print(arena, name, public), &ret[i], NULL));
		whole = note_sign(arena, text, name, secret);
		build_add(&b, text_from(whole, text.len + 1));
	}
	return build_text(&b);
}

static void sixteen_signatures_are_taken_and_unknown_ones_ignored(void **state)
{
	struct vkey       v[NOTE_SIGNATURES + 1];
	struct note       n;
	struct checkpoint c;
	int               good, unknown;
	struct text       whole = signed_by(16, v);
	assert_true(note_parse(arena, whole, &n, NULL));
	assert_true(note_verify(arena, &n, v, 16, &good, &unknown, NULL) && good == 16 && unknown == 0);
	assert_true(note_verify(arena, &n, v + 3, 2, &good, &unknown, NULL) && good == 2 && unknown == 14);
	assert_true(checkpoint_verify(arena, whole, v, 1, &c, NULL) && c.signatures == 1 && c.unknown == 15 && c.head.size == 0);
	assert_true(note_parse(arena, signed_by(NOTE_SIGNATURES, v), &n, NULL));
	assert_false(note_parse(arena, signed_by(NOTE_SIGNATURES + 1, v), &n, NULL));
}

static void a_checkpoint_needs_the_logs_own_signature(void **state)
{
	struct vkey       v[3];
	struct checkpoint c;
	struct error      e = { 0 };
	struct text       whole = signed_by(3, v);
	assert_false(checkpoint_verify(arena, whole, v + 1, 2, &c, &e)); /* two witnesses, not the log */
	assert_true(error_is(&e, LEDGER_NOT_SIGNED));
	assert_true(checkpoint_verify(arena, whole, v, 3, &c, &e));
}

static void a_bad_signature_of_a_known_key_refuses_the_note(void **state)
{
	struct vkey  v[3];
	struct note  n;
	struct error e = { 0 };
	int          good, unknown;
	char        *at = text_c(arena, signed_by(3, v));
	size_t       len = strlen(at);
	at[len - 20] = at[len - 20] == 'A' ? 'B' : 'A'; /* of the last, w2 */
	assert_true(note_parse(arena, (struct text){ at, len }, &n, &e));
	assert_true(note_verify(arena, &n, v, 2, &good, &unknown, &e));
	assert_false(note_verify(arena, &n, v, 3, &good, &unknown, &e));
	assert_true(error_is(&e, LEDGER_BAD_SIGNATURE));
	assert_string_equal(e.name, "w2");
}

/* ---- receipts ---- */

/* A receipt of one grouped entry in a tree of 70 random leaves. */
static struct text receipt_file(struct ledger_key *key, bool has_parts)
{
	struct naive      t = naive_random(70);
	struct proof_file f = { .index = 41, .has_parts = has_parts };
	struct hash_reader r = { naive_read, &t };
	world.random(&world, f.part, sizeof(f.part));
	f.entry = has_parts ? text_print(arena, "{\"commit\":\"%.*s\",\"day\":\"2026-11-23\",\"due\":\"2026-12-01\",\"kind\":\"grouped\",\"matter\":\"7Q4M2RXAK9TD\","
					 "\"received\":\"2026-11-20\",\"status\":\"open\",\"unit\":\"org-vn-02155-20250701-ubnd\",\"v\":1}",
					 TEXT_ARG(hash_hex(arena, commit_of(f.part))))
			    : TEXT("{\"day\":\"2026-11-23\",\"kind\":\"ledger.start\",\"origin\":\"a\",\"program\":\"p\",\"v\":1,\"vkey\":\"k\"}");
	t.leaf[41] = leaf_hash(f.entry);
	assert_true(inclusion_make(&r, 41, 70, &f.proof, NULL));
	f.checkpoint = checkpoint_sign(arena, key, naive_head(&t, 70));
	return proof_print(arena, &f);
}

static struct ledger_key *a_key(const char *origin)
{
	struct ledger_key *k;
	assert_true(key_make(&world, text_of(origin), &k, NULL));
	return k;
}

static void a_receipt_verifies_with_the_right_key_only(void **state)
{
	struct ledger_key *key = a_key("xa-na-ri.example/ledger"), *other = a_key("xa-na-ri.example/ledger");
	struct text        right = key_vkey(arena, key), wrong = key_vkey(arena, other), both[] = { wrong, right };
	struct receipt     r;
	struct error       e = { 0 };
	for (int parts = 0; parts < 2; parts++) {
		struct text file = receipt_file(key, parts);
		assert_true(verify_receipt(arena, file, &right, 1, &r, &e));
		assert_int_equal(r.index, 41);
		assert_int_equal(r.head.size, 70);
		assert_true(text_is(r.origin, "xa-na-ri.example/ledger"));
		assert_true(text_is(r.matter, parts ? "7Q4M2RXAK9TD" : ""));
		assert_false(verify_receipt(arena, file, &wrong, 1, &r, &e));
		assert_true(error_is(&e, LEDGER_NOT_SIGNED));
		assert_true(verify_receipt(arena, file, both, 2, &r, &e));
		assert_false(verify_receipt(arena, file, NULL, 0, &r, &e));
	}
	key_free(key);
	key_free(other);
}

static void any_one_flipped_bit_of_a_receipt_is_refused(void **state)
{
	struct ledger_key *key = a_key("xa-na-ri.example/ledger");
	struct text        vkey = key_vkey(arena, key), file = receipt_file(key, true);
	char              *at = text_c(arena, file);
	struct receipt     r;
	for (size_t i = 0; i < 8 * file.len; i++) {
		struct arena *scratch = arena_new(0);
		at[i / 8] = (char)(at[i / 8] ^ 1 << i % 8);
		if (verify_receipt(scratch, (struct text){ at, file.len }, &vkey, 1, &r, NULL))
			fail_msg("bit %zu was flipped and nobody noticed", i);
		at[i / 8] = (char)(at[i / 8] ^ 1 << i % 8);
		arena_free(scratch);
	}
	assert_true(verify_receipt(arena, (struct text){ at, file.len }, &vkey, 1, &r, NULL));
	for (size_t len = 0; len < file.len; len++)
		assert_false(verify_receipt(arena, text_first(file, len), &vkey, 1, &r, NULL));
	assert_false(verify_receipt(arena, text_print(arena, "%.*s\n", TEXT_ARG(file)), &vkey, 1, &r, NULL));
	key_free(key);
}

static void any_one_flipped_bit_of_the_key_refuses_the_receipt(void **state)
{
	struct ledger_key *key = a_key("xa-na-ri.example/ledger");
	char              *vkey = text_c(arena, key_vkey(arena, key));
	struct text        file = receipt_file(key, true), given = text_of(vkey);
	struct receipt     r;
	for (size_t i = 0; i < 8 * given.len; i++) {
		vkey[i / 8] = (char)(vkey[i / 8] ^ 1 << i % 8);
		if (verify_receipt(arena, file, &given, 1, &r, NULL))
			fail_msg("bit %zu of %s", i, vkey);
		vkey[i / 8] = (char)(vkey[i / 8] ^ 1 << i % 8);
	}
	key_free(key);
}

/* ---- key file ---- */

static void a_key_file_is_read_back_kept_from_others_and_never_replaced(void **state)
{
	struct world       w = world_real();
	struct ledger_key *key = a_key("demo.localhost/ledger"), *again;
	struct error       e = { 0 };
	char               folder[] = "/tmp/danvan-key-XXXXXX";
	const char        *path = text_c(arena, text_print(arena, "%s/k.key", mkdtemp(folder)));
	uint8_t            one[32], two[32];
	struct text        file;
	assert_true(key_save(&w, key, path, &e));
	assert_true(key_load(&w, path, &again, &e));
	assert_true(text_equal(key_vkey(arena, key), key_vkey(arena, again)));
	key_derive(key, "private key", TEXT("x"), one);
	key_derive(again, "private key", TEXT("x"), two);
	assert_memory_equal(one, two, 32);
	key_derive(again, "private key", TEXT("y"), two);
	assert_memory_not_equal(one, two, 32);
	assert_false(key_save(&w, key, path, &e));
	assert_true(error_is(&e, LEDGER_KEY_EXISTS));
	assert_true(w.file_read(&w, arena, path, 4096, &file, &e));
	assert_true(w.file_replace(&w, path, file, 0644, &e));
	key_free(again);
	assert_false(key_load(&w, path, &again, &e));
	assert_true(error_is(&e, LEDGER_KEY_FILE));
	assert_true(w.file_replace(&w, path, text_first(file, file.len - 2), 0600, &e));
	assert_false(key_load(&w, path, &again, &e));
	key_free(key);
	remove(path);
	remove(folder);
}

static void an_origin_is_a_name_without_scheme_space_plus_or_slash_at_the_end(void **state)
{
	static const char *const bad[] = { "", "https://a.example/ledger", "a.example/", "a b", "a+b", "a\nb" };
	struct ledger_key       *k;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(key_make(&world, text_of(bad[i]), &k, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_published_note_verifies_and_its_key_prints_again),
		T(a_flipped_bit_of_a_note_or_of_its_key_is_refused),
		T(sixteen_signatures_are_taken_and_unknown_ones_ignored),
		T(a_checkpoint_needs_the_logs_own_signature),
		T(a_bad_signature_of_a_known_key_refuses_the_note),
		T(a_receipt_verifies_with_the_right_key_only),
		T(any_one_flipped_bit_of_a_receipt_is_refused),
		T(any_one_flipped_bit_of_the_key_refuses_the_receipt),
		T(a_key_file_is_read_back_kept_from_others_and_never_replaced),
		T(an_origin_is_a_name_without_scheme_space_plus_or_slash_at_the_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
