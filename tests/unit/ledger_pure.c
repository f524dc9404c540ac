/* ledger_pure.c - the ledger's formats: hashes, proofs, tiles, notes, receipts, canonical JSON, and that nothing else than the truth passes. */
#include "base/base.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>

#include <cmocka.h>

#include "ledger/canon.h"
#include "ledger/checkpoint.h"
#include "ledger/commit.h"
#include "ledger/kinds.h"
#include "ledger/merkle.h"
#include "ledger/note.h"
#include "ledger/proof.h"
#include "ledger/tile.h"

static struct arena *arena;
static struct world  world;

static int begin(void **state)
{
	arena = arena_new(0);
	world = world_real();
	world_seed(&world, 20261123);
	return 0;
}

static int end(void **state)
{
	arena_free(arena);
	return 0;
}

static uint32_t draw(uint32_t below)
{
	uint32_t n;
	world.random(&world, &n, sizeof(n));
	return n % below;
}

static void assert_hash(struct hash h, const char *hex) { assert_string_equal(text_c(arena, hash_hex(arena, h)), hex); }

/* ---- hashes ---- */

static void the_processors_sha256_is_libsodiums(void **state)
{
	char bytes[700];
	world.random(&world, bytes, sizeof(bytes));
	for (size_t len = 0; len <= 300; len++)
		for (size_t cut = 0; cut <= len; cut += 1 + draw(9)) {
			struct text piece[] = { { bytes + draw(300), cut }, { bytes + draw(300), len - cut }, { bytes, draw(100) } };
			assert_true(hash_equal(sha256_pieces(piece, 3), sha256_portable(piece, 3)));
		}
	for (size_t len = 0; len <= 300; len++) {
		struct text two[] = { { bytes + draw(300), len }, { bytes + draw(300), draw(300) } };
		struct hash pair[2];
		char        prefix = (char)draw(256);
		sha256_pair((uint8_t)prefix, two[0], two[1], pair);
		for (int i = 0; i < 2; i++)
			assert_true(hash_equal(pair[i], sha256_portable((struct text[]){ { &prefix, 1 }, two[i] }, 2)));
	}
	assert_hash(sha256(TEXT("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/* ---- the tree, against a naive one that follows the RFC's recursive definitions over an array of leaves ---- */

struct naive { struct hash leaf[300]; int64_t size; };

static struct hash naive_root(const struct hash *leaf, int64_t n)
{
	if (n == 0)
		return sha256(TEXT_EMPTY);
	if (n == 1)
		return leaf[0];
	int64_t k = 1;
	while (k * 2 < n)
		k *= 2;
	char both[65] = { 1 };
	struct hash left = naive_root(leaf, k), right = naive_root(leaf + k, n - k);
	memcpy(both + 1, left.at, 32);
	memcpy(both + 33, right.at, 32);
	return sha256(text_bytes(both, sizeof(both)));
}

static bool naive_read(void *arg, int level, int64_t n, struct hash *ret, struct error *e)
{
	const struct naive *t = arg;
	assert_true((n + 1) << level <= t->size);
	*ret = naive_root(t->leaf + (n << level), INT64_C(1) << level);
	return true;
}

static struct naive naive_random(int64_t size)
{
	struct naive t = { .size = size };
	world.random(&world, t.leaf, sizeof(t.leaf));
	return t;
}

static struct tree_head naive_head(const struct naive *t, int64_t size) { return (struct tree_head){ size, naive_root(t->leaf, size) }; }

static void the_roots_of_the_published_vectors_come_out(void **state)
{
	static const char *const leaf[] = { "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f" };
	static const char *const root[] = {
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	};
	struct frontier f = { 0 };
	for (size_t i = 0;; i++) {
		struct text bytes;
		assert_hash(frontier_root(&f), root[i]);
		if (i == COUNT_OF(leaf))
			break;
		assert_true(hex_decode(arena, text_of(leaf[i]), &bytes));
		frontier_add(&f, leaf_hash(bytes));
	}
}

static struct naive vector_tree(void)
{
	static const char *const leaf[] = { "", "00", "10", "2021", "3031", "40414243", "5051525354555657" };
	struct naive             t = { .size = COUNT_OF(leaf) };
	for (size_t i = 0; i < COUNT_OF(leaf); i++) {
		struct text bytes;
		assert_true(hex_decode(arena, text_of(leaf[i]), &bytes));
		t.leaf[i] = leaf_hash(bytes);
	}
	return t;
}

static void the_proofs_of_the_published_vectors_come_out(void **state)
{
	struct naive       t = vector_tree();
	struct hash_reader r = { naive_read, &t };
	struct proof       p;
	assert_true(inclusion_make(&r, 5, 7, &p, NULL));
	assert_int_equal(p.count, 3);
	assert_hash(p.at[0], "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
	assert_hash(p.at[1], "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f");
	assert_hash(p.at[2], "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
	assert_true(consistency_make(&r, 3, 7, &p, NULL));
	assert_int_equal(p.count, 4);
	assert_hash(p.at[0], "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7");
	assert_hash(p.at[1], "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7");
	assert_hash(p.at[2], "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
	assert_hash(p.at[3], "837dbb152e9b079010717e84e865da4ebc0fa198a806d59d31bf15accef22d0e");
}

static void every_leaf_of_every_tree_up_to_130_is_proved_and_no_other(void **state)
{
	struct naive       t = naive_random(130);
	struct hash_reader r = { naive_read, &t };
	struct proof       p;
	for (int64_t n = 1; n <= 130; n++) {
		struct tree_head head = naive_head(&t, n);
		for (int64_t m = 0; m < n; m++) {
			assert_true(inclusion_make(&r, m, n, &p, NULL));
			assert_true(inclusion_holds(t.leaf[m], m, head, &p));
			assert_false(inclusion_holds(t.leaf[m + 1], m, head, &p));
			assert_false(inclusion_holds(t.leaf[m], m ^ 1, head, &p));
			p.at[p.count++] = t.leaf[0];
			assert_false(inclusion_holds(t.leaf[m], m, head, &p));
			if ((p.count -= 2) >= 0)
				assert_false(inclusion_holds(t.leaf[m], m, head, &p));
		}
	}
}

static void every_tree_up_to_130_is_consistent_with_all_it_grew_from(void **state)
{
	struct naive       t = naive_random(130);
	struct hash_reader r = { naive_read, &t };
	struct proof       p;
	for (int64_t n = 0; n <= 130; n++)
		for (int64_t m = 0; m <= n; m++) {
			struct tree_head old = naive_head(&t, m), now = naive_head(&t, n);
			assert_true(consistency_make(&r, m, n, &p, NULL));
			assert_true(consistency_holds(old, now, &p));
			if (m > 0) {
				struct tree_head other = old;
				other.root.at[draw(32)] ^= (uint8_t)(1 << draw(8));
				assert_false(consistency_holds(other, now, &p));
			}
			if (p.count > 0) {
				p.at[draw((uint32_t)p.count)].at[draw(32)] ^= (uint8_t)(1 << draw(8));
				assert_false(consistency_holds(old, now, &p));
			}
		}
}

static void hashes_side_by_side_fold_to_the_naive_root(void **state)
{
	struct naive    t = naive_random(256);
	struct frontier f = { 0 }, g = { 0 };
	for (size_t n = 1; n <= 256; n++)
		assert_true(hash_equal(fold(t.leaf, n), naive_root(t.leaf, (int64_t)n)));
	for (int i = 0; i < 256; i++) {
		frontier_add(&f, t.leaf[i]);
		if (i % 8 == 7)
			frontier_add_tree(&g, 3, fold(t.leaf + i - 7, 8));
	}
	assert_true(f.size == g.size && hash_equal(frontier_root(&f), frontier_root(&g)));
}

static void a_frontier_is_the_naive_root_and_can_be_read_back(void **state)
{
	struct naive       t = naive_random(300);
	struct hash_reader r = { naive_read, &t };
	struct frontier    f = { 0 }, again;
	for (int64_t n = 0; n < 300; n++) {
		struct hash root = naive_root(t.leaf, n);
		assert_true(hash_equal(frontier_root(&f), root));
		assert_true(frontier_read(&r, n, &again, NULL));
		assert_true(hash_equal(frontier_root(&again), root));
		frontier_add(&f, t.leaf[n]);
	}
}

/* ---- tiles ---- */

static void assert_path(struct tile t, const char *path)
{
	struct tile again;
	assert_string_equal(text_c(arena, tile_path(arena, t)), path);
	assert_true(tile_parse(text_of(path), &again));
	assert_true(again.level == t.level && again.n == t.n && again.width == t.width);
}

static void tile_paths_are_those_of_the_specification(void **state)
{
	assert_path((struct tile){ 0, 1234067, 256 }, "tile/0/x001/x234/067");
	assert_path((struct tile){ 0, 273, 112 }, "tile/0/273.p/112");
	assert_path((struct tile){ TILE_ENTRIES, 0, 256 }, "tile/entries/000");
	assert_path((struct tile){ TILE_ENTRIES, 1000, 1 }, "tile/entries/x001/000.p/1");
	assert_path((struct tile){ 5, 999, 255 }, "tile/5/999.p/255");
	assert_path((struct tile){ 0, 1000000, 256 }, "tile/0/x001/x000/000");
}

static void what_only_looks_like_a_tile_path_is_refused(void **state)
{
	static const char *const bad[] = { "", "tile", "tile/", "tile/0", "tile/0/", "tile/0/00", "tile/0/0000", "tile/0/x000/001", "tile/00/000",
					   "tile/64/000", "tile/-1/000", "tile/+1/000", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01",
					   "tile/0/000.p/", "tile/0/000/", "tile/0/x001", "tile/0/000/x001", "tile/8/0/000", "tile/0//000",
					   "tile/entries", "tile/0/000.p/1/2", "/tile/0/000", "tile/0/x001/x001/x001/x001/x001/x001/x001/001" };
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct tile t;
		if (tile_parse(text_of(bad[i]), &t))
			fail_msg("taken: %s", bad[i]);
	}
}

static void a_tree_of_70000_has_the_tiles_of_the_example(void **state)
{
	assert_int_equal(tile_width(70000, 0, 272), 256);
	assert_int_equal(tile_width(70000, 0, 273), 112);
	assert_int_equal(tile_width(70000, 0, 274), 0);
	assert_int_equal(tile_width(70000, 1, 0), 256);
	assert_int_equal(tile_width(70000, 1, 1), 17);
	assert_int_equal(tile_width(70000, 2, 0), 1);
	assert_int_equal(tile_width(70000, 3, 0), 0);
}

static void a_bundle_gives_back_its_entries(void **state)
{
	struct build b = { .arena = arena };
	struct text  large = { arena_alloc(arena, 65535), 65535 }, rest, entry;
	bundle_add(&b, TEXT("a"));
	bundle_add(&b, TEXT_EMPTY);
	bundle_add(&b, large);
	rest = build_text(&b);
	assert_true(bundle_next(&rest, &entry) && text_is(entry, "a"));
	assert_true(bundle_next(&rest, &entry) && entry.len == 0);
	struct text cut = text_first(rest, rest.len - 1);
	assert_false(bundle_next(&cut, &entry));
	assert_true(bundle_next(&rest, &entry) && text_equal(entry, large) && rest.len == 0);
	assert_false(bundle_next(&rest, &entry));
}

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

/* ---- commitments ---- */

static void the_worked_vector_of_the_six_parts_comes_out(void **state)
{
	static const char *const text[PART_COUNT] = { "{\"at\":\"2026-11-23T09:41:07+07:00\"}", "{\"text\":\"Cầu treo hỏng.\\nĐề nghị sửa.\"}", "", "", "", "" };
	static const char *const expected[PART_COUNT] = {
		"05d2ff169433bec1eb53acff45b0a9d45c055f0827bcdef792fe8943c4b0b3d1", "9df3f4ca91f09817f2efe8d0ba8f6249d799a215eef43fca864e081a244555af",
		"962a768a66988db75e4f259da88465eed3cf6bfb407bfa670c07dc4ecb5e43d0", "d11decb6b3f3da2d34cea9977a2291cb5ee06e48adbb8c394135036707e33195",
		"0c15bb491e4b1ce0bed5c0738cca2ea6ffc37e6ca701140dfaf31df7a6d3c5cc", "4fa2189a8a3b66cd10c6253233b044e7c116302f8b5a89916e06909e8648c908",
	};
	struct hash part[PART_COUNT];
	assert_int_equal(strlen(text[1]), 50);
	for (int p = 0; p < PART_COUNT; p++) {
		uint8_t salt[SALT];
		memset(salt, p, sizeof(salt));
		part[p] = part_commitment((enum part)p, salt, text_of(text[p]));
		assert_hash(part[p], expected[p]);
	}
	assert_hash(commit_of(part), "1ee725e62f15c75de57d80dbaa177f3ff3b52a0e9f7df310881e2584a5d44692");
}

/* ---- canonical JSON ---- */

static void canonical_json_is_taken_and_nothing_near_it(void **state)
{
	static const char *const good[] = { "{}", "[]", "0", "-1", "9007199254740991", "-9007199254740991", "\"\"", "{\"a\":1,\"b\":[true,false,null]}",
					    "\"\\\"\\\\\"", "\"Đề nghị\"", "{\"a\":{\"a\":{}}}" };
	static const char *const bad[] = { "", " {}", "{} ", "{ }", "{\"b\":1,\"a\":2}", "{\"a\":1,\"a\":2}", "01", "-0", "+1", "1.0", "1e3", "9007199254740992",
					   "-", "\"\\u0041\"", "\"\\/\"", "\"\\n\"", "\"\n\"", "\"\x01\"", "\"", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "[1,]", "[1 ,2]",
					   "nul", "truefalse", "{\"\\u0061\":1}", "{\"đ\":1}", "{a:1}", "'a'", "\"\xff\"", "{}{}", "99999999999999999999" };
	for (size_t i = 0; i < COUNT_OF(good); i++)
		if (!canon_is_good(text_of(good[i]), false))
			fail_msg("refused: %s", good[i]);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (canon_is_good(text_of(bad[i]), false))
			fail_msg("taken: %s", bad[i]);
	assert_true(canon_is_good(TEXT("{\"text\":\"a\\nb\\tc\\u001f\"}"), true));
	assert_false(canon_is_good(TEXT("\"\\u000a\""), true));
	assert_false(canon_is_good(TEXT("\"\\u001F\""), true));
}

static void nesting_has_a_limit_instead_of_a_stack_overflow(void **state)
{
	char *deep = arena_alloc(arena, 100000);
	memset(deep, '[', 100000);
	assert_false(canon_is_good((struct text){ deep, 100000 }, false));
}

static void members_and_items_are_found(void **state)
{
	struct text o = TEXT("{\"a\":\"x\\\\y\",\"b\":-5,\"c\":[1,\"two\",{\"d\":[]}],\"e\":{\"b\":7}}"), t, item;
	int64_t     n;
	size_t      at = 0;
	assert_true(entry_text(arena, o, "a", &t) && text_is(t, "x\\y"));
	assert_true(entry_int(o, "b", &n) && n == -5);
	assert_false(entry_text(arena, o, "b", &t) || entry_int(o, "a", &n) || entry_raw(o, "d", &t));
	assert_true(entry_raw(o, "c", &t));
	assert_true(entry_item(t, &at, &item) && text_is(item, "1"));
	assert_true(entry_item(t, &at, &item) && text_is(item, "\"two\""));
	assert_true(entry_item(t, &at, &item) && text_is(item, "{\"d\":[]}"));
	assert_false(entry_item(t, &at, &item));
}

/* ---- kinds ---- */

static void assert_in_order(const struct entry_member *m, const char *kind)
{
	for (; m->name; m++) {
		if (m[1].name && strcmp(m->name, m[1].name) >= 0)
			fail_msg("%s: %s stands before %s", kind, m->name, m[1].name);
		if ((m->type == MEMBER_OBJECT || m->type == MEMBER_LIST) != (m->of != NULL) || (m->type == MEMBER_WORD) != (m->words != NULL) || !m->doc)
			fail_msg("%s: %s is not complete", kind, m->name);
		if (m->of)
			assert_in_order(m->of, kind);
	}
}

static void every_kind_has_its_members_in_order(void **state)
{
	for (const struct entry_kind *k = entry_kinds; k->kind; k++) {
		assert_non_null(k->doc);
		assert_in_order(k->members, k->kind);
		assert_ptr_equal(kind_find(text_of(k->kind)), k);
	}
}

/* Each kind has a section "### `kind`" with an example that its row takes, and without any one of its required members takes no more. */
static void every_kind_is_documented_with_an_example_that_its_row_takes(void **state)
{
	struct text doc;
	assert_true(world.file_read(&world, arena, "docs/entries.md", 1 << 20, &doc, NULL));
	for (const struct entry_kind *k = entry_kinds; k->kind; k++) {
		size_t             at = text_find(doc, text_print(arena, "### `%s`\n", k->kind));
		struct entry_facts f;
		struct error       e = { 0 };
		if (at == SIZE_MAX)
			fail_msg("docs/entries.md has no section for %s", k->kind);
		struct text section = text_from(doc, at + 4), example;
		size_t      next = text_find(section, TEXT("\n### ")), start;
		section = text_first(section, next == SIZE_MAX ? section.len : next);
		start = text_find(section, TEXT("\n{"));
		if (start == SIZE_MAX)
			fail_msg("%s has no example", k->kind);
		section = text_from(section, start + 1);
		text_next(&section, '\n', &example);
		if (!kind_check(arena, example, 0, &f, &e) || f.kind != k)
			fail_msg("the example of %s is refused: %s %s", k->kind, e.code ? e.code : "other kind", e.name);
		struct text name, raw, own, value;
		for (size_t i = 0; canon_member(example, &i, &name, &raw);) {
			struct json j = json_start(arena, false);
			bool        required = text_is(name, "v") || text_is(name, "day") || text_is(name, "kind") || text_is(name, "commit");
			for (const struct entry_member *m = k->members; m->name; m++)
				required = required || (m->required && text_is(name, m->name));
			json_object(&j);
			for (size_t o = 0; canon_member(example, &o, &own, &value);)
				if (!text_equal(own, name)) {
					json_key(&j, text_c(arena, own));
					json_raw(&j, value);
				}
			json_end(&j);
			if (required && kind_check(arena, json_done(&j), 0, &f, NULL))
				fail_msg("%s is taken without %.*s", k->kind, TEXT_ARG(name));
		}
	}
}

static void assert_wrong(const char *entry, const char *code, const char *member)
{
	struct entry_facts f;
	struct error       e = { 0 };
	assert_false(kind_check(arena, text_of(entry), 3, &f, &e));
	assert_string_equal(e.code, code);
	assert_string_equal(e.name, member);
	assert_int_equal(e.number, 3);
}

#define COMMIT "\"commit\":\"1ee725e62f15c75de57d80dbaa177f3ff3b52a0e9f7df310881e2584a5d44692\","

/* The first member named kind, at whatever depth, is only a guess of the reader. */
static void what_looks_like_a_kind_inside_a_member_is_not_that_of_the_entry(void **state)
{
	struct entry_facts f;
	assert_wrong("{\"by\":{\"kind\":\"import\"},\"day\":\"2026-11-23\",\"kind\":\"ledger.key\",\"reason\":\"r\",\"v\":1,\"vkey\":\"k\"}", LEDGER_ENTRY_WRONG, "kind");
	assert_true(kind_check(arena, TEXT("{\"by\":{\"role\":\"\\\"kind\\\":\\\"import\\\"\"},\"day\":\"2026-11-23\",\"kind\":\"ledger.key\",\"reason\":\"r\",\"v\":1,"
					   "\"vkey\":\"k\"}"), 0, &f, NULL));
	assert_string_equal(f.kind->kind, "ledger.key");
}

/* Every documented example with one byte changed, taken away or another put before it: what is still taken is canonical by the general reader. */
static void what_is_taken_of_changed_examples_is_canonical(void **state)
{
	struct text doc, line;
	int         taken = 0, tried = 0;
	assert_true(world.file_read(&world, arena, "docs/entries.md", 1 << 20, &doc, NULL));
	while (text_next(&doc, '\n', &line)) {
		if (!text_starts(line, "{\"") || text_find(line, TEXT("\"v\":1")) == SIZE_MAX)
			continue;
		for (size_t at = 0; at < line.len; at++, tried++) {
			char               put[] = { (char)(draw(8) ? 32 + draw(95) : draw(256)), line.at[at] };
			struct text        changed = text_print(arena, "%.*s%.*s%.*s", (int)at, line.at, (int)draw(3), put, TEXT_ARG(text_from(line, at + 1))), kind;
			struct entry_facts f;
			if (!kind_check(arena, changed, 0, &f, NULL))
				continue;
			taken++;
			if (!canon_is_good(changed, false) || !entry_text(arena, changed, "kind", &kind) || !text_is(kind, f.kind->kind))
				fail_msg("taken: %.*s", TEXT_ARG(changed));
		}
	}
	assert_true(taken > tried / 20 && taken < tried);
}

static void an_entry_that_its_kind_does_not_allow_is_refused_by_name(void **state)
{
	assert_wrong("{\"day\":\"2026-11-23\",\"kind\":\"nothing.such\",\"v\":1}", LEDGER_ENTRY_WRONG, "kind");
	assert_wrong("{\"day\":\"2026-02-30\",\"kind\":\"ledger.start\",\"origin\":\"a\",\"program\":\"p\",\"v\":1,\"vkey\":\"k\"}", LEDGER_ENTRY_WRONG, "day");
	assert_wrong("{\"day\":\"2026-11-23\",\"kind\":\"ledger.start\",\"origin\":\"a\",\"program\":\"p\",\"v\":2,\"vkey\":\"k\"}", LEDGER_ENTRY_WRONG, "v");
	assert_wrong("{\"day\":\"2026-11-23\",\"kind\":\"ledger.start\",\"origin\":7,\"program\":\"p\",\"v\":1,\"vkey\":\"k\"}", LEDGER_ENTRY_WRONG, "origin");
	assert_wrong("{\"day\":\"2026-11-23\",\"hour\":9,\"kind\":\"ledger.start\",\"origin\":\"a\",\"program\":\"p\",\"v\":1,\"vkey\":\"k\"}", LEDGER_ENTRY_WRONG,
		     "hour");
	assert_wrong("{" COMMIT "\"day\":\"2026-11-23\",\"due\":\"2026-12-01\",\"kind\":\"grouped\",\"matter\":\"A\",\"received\":\"2026-11-20\",\"status\":\"hidden\","
		     "\"unit\":\"u\",\"v\":1}", LEDGER_ENTRY_WRONG, "status");
	assert_wrong("{" COMMIT "\"day\":\"2026-11-23\",\"due\":\"2026-12-01\",\"kind\":\"grouped\",\"received\":\"2026-11-20\",\"status\":\"open\","
		     "\"unit\":\"u\",\"v\":1}", LEDGER_ENTRY_WRONG, "matter");
	assert_wrong("{" COMMIT "\"day\":\"2026-11-23\",\"due\":\"2026-12-01\",\"kind\":\"grouped\",\"matter\":\"A\",\"received\":\"2026-11-24\",\"status\":\"open\","
		     "\"unit\":\"u\",\"v\":1}", LEDGER_RECEIVED_LATER, "");
}

static void the_schema_is_canonical_json_and_names_every_kind(void **state)
{
	struct text schema = ledger_schema(arena);
	assert_true(canon_is_good(schema, false));
	for (const struct entry_kind *k = entry_kinds; k->kind; k++)
		assert_true(text_find(schema, text_print(arena, "\"title\":\"%s\"", k->kind)) != SIZE_MAX);
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
#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		T(the_processors_sha256_is_libsodiums),
		T(the_roots_of_the_published_vectors_come_out),
		T(the_proofs_of_the_published_vectors_come_out),
		T(every_leaf_of_every_tree_up_to_130_is_proved_and_no_other),
		T(every_tree_up_to_130_is_consistent_with_all_it_grew_from),
		T(hashes_side_by_side_fold_to_the_naive_root),
		T(a_frontier_is_the_naive_root_and_can_be_read_back),
		T(tile_paths_are_those_of_the_specification),
		T(what_only_looks_like_a_tile_path_is_refused),
		T(a_tree_of_70000_has_the_tiles_of_the_example),
		T(a_bundle_gives_back_its_entries),
		T(the_published_note_verifies_and_its_key_prints_again),
		T(a_flipped_bit_of_a_note_or_of_its_key_is_refused),
		T(sixteen_signatures_are_taken_and_unknown_ones_ignored),
		T(a_checkpoint_needs_the_logs_own_signature),
		T(a_bad_signature_of_a_known_key_refuses_the_note),
		T(the_worked_vector_of_the_six_parts_comes_out),
		T(canonical_json_is_taken_and_nothing_near_it),
		T(nesting_has_a_limit_instead_of_a_stack_overflow),
		T(members_and_items_are_found),
		T(every_kind_has_its_members_in_order),
		T(every_kind_is_documented_with_an_example_that_its_row_takes),
		T(what_looks_like_a_kind_inside_a_member_is_not_that_of_the_entry),
		T(what_is_taken_of_changed_examples_is_canonical),
		T(an_entry_that_its_kind_does_not_allow_is_refused_by_name),
		T(the_schema_is_canonical_json_and_names_every_kind),
		T(a_receipt_verifies_with_the_right_key_only),
		T(any_one_flipped_bit_of_a_receipt_is_refused),
		T(any_one_flipped_bit_of_the_key_refuses_the_receipt),
		T(a_key_file_is_read_back_kept_from_others_and_never_replaced),
		T(an_origin_is_a_name_without_scheme_space_plus_or_slash_at_the_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
