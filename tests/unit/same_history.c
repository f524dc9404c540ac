/* same_history.c - I7: the same seeded history on SQLite and on PostgreSQL gives the same ledger and the same rows in every table, byte for byte.
 *
 * DANVAN_TEST_COMMANDS (250) and DANVAN_TEST_SEED make it longer and another one. */
#include "base/base.h"

#include "history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { COMMANDS = 250 };

struct outcome_of_run {
	struct hash      entries, dump;
	struct tree_head head;
	size_t           dump_bytes;
	int64_t          commands;
};

/* Where the key file stands differs from house to house, by the folder's name. */
static bool is_wanted(void *context, const char *table) { return strcmp(table, "ledger_meta") != 0; }

static bool gather(void *arg, const struct kept_entry *n, struct error *e)
{
	build_print(arg, "%lld ", (long long)n->index);
	build_add(arg, n->bytes);
	return true;
}

static struct outcome_of_run run(const char *engine, uint64_t seed)
{
	struct history        t;
	struct ledger_meta    meta;
	struct outcome_of_run o;
	bool                  found;
	setenv("DANVAN_TEST_ENGINE", engine, 1);
	history_begin(&t, seed);
	history_run(&t, (size_t)test_number("DANVAN_TEST_COMMANDS", COMMANDS));
	history_publish(&t);
	struct build b = { .arena = t.h.arena };
	house_must(&t.h, ledger_meta(t.h.db, t.h.arena, &meta, &found, &t.h.e) && ledger_walk(t.h.db, 0, meta.head.size, gather, &b, &t.h.e));
	struct text dump = test_dump(t.h.arena, t.h.db, is_wanted);
	const char *folder = getenv("DANVAN_TEST_KEEP"); /* to look at what differs */
	if (folder)
		house_must(&t.h, t.h.world.file_replace(&t.h.world, text_c(t.h.arena, text_print(t.h.arena, "%s/%s.dump", folder, engine)), dump, 0600, &t.h.e));
	o = (struct outcome_of_run){ .entries = sha256(build_text(&b)), .dump = sha256(dump), .head = meta.head, .dump_bytes = dump.len, .commands = t.commands };
	history_end(&t);
	return o;
}

static void both_engines_end_with_the_same_bytes(void **state)
{
	const uint64_t seeds[] = { (uint64_t)test_number("DANVAN_TEST_SEED", 1), 20261123 };
	/* one seed that was asked for is one long history */
	for (size_t i = 0; i < (getenv("DANVAN_TEST_SEED") ? 1 : COUNT_OF(seeds)); i++) {
		_cleanup_arena_ struct arena *a = arena_new(0);
		struct outcome_of_run         lite = run("sqlite", seeds[i]), server = run("postgresql", seeds[i]);
		printf("I7: seed %llu, %lld commands, %lld entries, root %.16s, dump of %zu bytes %.16s\n", (unsigned long long)seeds[i], (long long)lite.commands,
		       (long long)lite.head.size, hash_hex(a, lite.head.root).at, lite.dump_bytes, hash_hex(a, lite.dump).at);
		assert_int_equal(lite.commands, server.commands);
		assert_int_equal(lite.head.size, server.head.size);
		assert_true(hash_equal(lite.entries, server.entries));
		assert_true(hash_equal(lite.head.root, server.head.root));
		assert_int_equal(lite.dump_bytes, server.dump_bytes);
		assert_true(hash_equal(lite.dump, server.dump));
	}
}

static void another_seed_gives_another_ledger(void **state)
{
	struct outcome_of_run one = run("sqlite", 3), again = run("sqlite", 3), other = run("sqlite", 4);
	assert_true(hash_equal(one.dump, again.dump) && hash_equal(one.head.root, again.head.root));
	assert_false(hash_equal(one.head.root, other.head.root));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_engines_end_with_the_same_bytes),
		cmocka_unit_test(another_seed_gives_another_ledger),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
