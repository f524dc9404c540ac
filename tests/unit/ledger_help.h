/* ledger_help.h - what the tests of the ledger's formats share: an arena and a seeded world for each test, and a tree that is simple enough to be believed. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/base.h"
#include "ledger/merkle.h"

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

static inline uint32_t draw(uint32_t below)
{
	uint32_t n;
	world.random(&world, &n, sizeof(n));
	return n % below;
}

static inline void assert_hash(struct hash h, const char *hex) { assert_string_equal(text_c(arena, hash_hex(arena, h)), hex); }

/* ---- a naive tree that follows the RFC's recursive definitions over an array of leaves ---- */

struct naive { struct hash leaf[300]; int64_t size; };

static inline struct hash naive_root(const struct hash *leaf, int64_t n)
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

static inline bool naive_read(void *arg, int level, int64_t n, struct hash *ret, struct error *e)
{
	const struct naive *t = arg;
	assert_true((n + 1) << level <= t->size);
	*ret = naive_root(t->leaf + (n << level), INT64_C(1) << level);
	return true;
}

static inline struct naive naive_random(int64_t size)
{
	struct naive t = { .size = size };
	world.random(&world, t.leaf, sizeof(t.leaf));
	return t;
}

static inline struct tree_head naive_head(const struct naive *t, int64_t size) { return (struct tree_head){ size, naive_root(t->leaf, size) }; }

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
