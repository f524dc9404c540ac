/* ledger_tree.c - hashes, the tree and its proofs against a naive one, and tiles. */
#include "base/base.h"

#include "ledger/tile.h"
#include "ledger_help.h"

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

/* ---- the tree, against the naive one ---- */

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

int main(void)
{
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
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
