/* crash.c - the disk whose power can be cut keeps what was synced, loses what it may, and shows what a real one shows; and what that taught the store. */
#include <sqlite3.h>

#include "crash.h"
#include "store_thing.h"

struct ground {
	struct arena *arena;
	struct crash *disk;
	struct world  world;
	struct error  e;
	char          folder[32];
};

static struct ground begin(uint64_t seed)
{
	struct ground g = { .arena = arena_new(0), .disk = crash_new(seed), .world = world_real(), .folder = "/tmp/danvan-crash-XXXXXX" };
	assert_non_null(mkdtemp(g.folder));
	crash_world(g.disk, &g.world);
	return g;
}

static void end(struct ground *g)
{
	remove(text_c(g->arena, text_print(g->arena, "%s/thing.db", g->folder)));
	remove(g->folder);
	crash_free(g->disk);
	arena_free(g->arena);
}

static const char *path_of(struct ground *g, const char *name) { return text_c(g->arena, text_print(g->arena, "%s/%s", g->folder, name)); }

static bool put(struct ground *g, const char *name, const char *words)
{
	return g->world.file_replace(&g->world, path_of(g, name), text_of(words), 0600, &g->e);
}

static void assert_holds(struct ground *g, const char *name, const char *words)
{
	struct text is;
	assert_true(g->world.file_read(&g->world, g->arena, path_of(g, name), 1000, &is, &g->e));
	assert_string_equal(text_c(g->arena, is), words);
}

static void what_was_synced_outlives_every_cut(void **state)
{
	for (int fate = 0; fate < CRASH_FATES; fate++) {
		struct ground g = begin((uint64_t)fate + 1);
		assert_true(put(&g, "key", "first"));
		assert_true(g.world.folders_make(&g.world, path_of(&g, "a/b/c"), 0700, &g.e) && put(&g, "a/b/c", "deep"));
		crash_kill(g.disk);
		assert_false(put(&g, "key", "without power"));
		crash_power_on(g.disk, (enum crash_fate)fate);
		assert_holds(&g, "key", "first");
		assert_holds(&g, "a/b/c", "deep");
		end(&g);
	}
}

/* At whichever sync the power fails: the old file or the new one, and the new one if the caller was told so. */
static void a_file_that_is_being_replaced_is_the_old_or_the_new_one(void **state)
{
	bool old = false, new = false;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct ground g = begin(seed);
		struct text   is;
		assert_true(put(&g, "key", "first"));
		crash_arm(g.disk, CRASH_CUT, 1 + (int64_t)seed % 3);
		bool done = put(&g, "key", "second");
		assert_int_equal(done, !crash_happened(g.disk));
		crash_kill(g.disk);
		crash_power_on(g.disk, (enum crash_fate)(seed % CRASH_FATES));
		assert_true(g.world.file_read(&g.world, g.arena, path_of(&g, "key"), 100, &is, &g.e));
		assert_true(text_is(is, "second") || (!done && text_is(is, "first")));
		old = old || text_is(is, "first");
		new = new || text_is(is, "second");
		end(&g);
	}
	assert_true(old && new);
}

static void without_the_sync_of_its_folder_a_name_may_be_gone(void **state)
{
	bool gone = false, there = false;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct ground g = begin(seed);
		int           fd = g.world.disk->make(&g.world, path_of(&g, "new"), 0600);
		assert_int_equal(g.world.disk->write(&g.world, fd, "x", 1), 1);
		assert_int_equal(g.world.disk->sync(&g.world, fd), 0);
		crash_kill(g.disk);
		crash_power_on(g.disk, CRASH_KEEP);
		bool exists = g.world.file_exists(&g.world, path_of(&g, "new"));
		gone = gone || !exists;
		there = there || exists;
		end(&g);
	}
	assert_true(gone && there);
}

static void a_torn_write_leaves_a_beginning_in_whole_sectors(void **state)
{
	static const size_t sector[CRASH_FATES] = { [CRASH_TEAR_512] = 512, [CRASH_TEAR_4096] = 4096 };
	char                bytes[20000];
	memset(bytes, 'x', sizeof(bytes));
	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct ground   g = begin(seed);
		enum crash_fate fate = seed % 2 ? CRASH_TEAR_512 : CRASH_TEAR_4096;
		struct text     is;
		assert_true(put(&g, "big", "")); /* its name is kept */
		int fd = g.world.disk->make(&g.world, path_of(&g, "big"), 0600);
		bool ends[sizeof(bytes) + 1] = { true }; /* of a write: the system may take a part only */
		for (size_t done = 0; done < sizeof(bytes); ends[done] = true)
			done += (size_t)g.world.disk->write(&g.world, fd, bytes + done, sizeof(bytes) - done);
		crash_kill(g.disk);
		crash_power_on(g.disk, fate);
		assert_true(g.world.file_read(&g.world, g.arena, path_of(&g, "big"), 1 << 20, &is, &g.e));
		assert_true(is.len == sizeof(bytes) || is.len % sector[fate] == 0 || ends[is.len]);
		for (size_t i = 0; i < is.len; i++)
			assert_int_equal(is.at[i], 'x');
		end(&g);
	}
}

static void what_a_failed_sync_should_have_kept_is_seen_until_the_power_fails(void **state)
{
	struct ground g = begin(1);
	int           fd = (assert_true(put(&g, "log", "")), g.world.disk->make(&g.world, path_of(&g, "log"), 0600));
	assert_true(g.world.disk->write(&g.world, fd, "a", 1) == 1 && g.world.disk->sync(&g.world, fd) == 0);
	crash_arm(g.disk, CRASH_FAIL_ONCE, 1);
	assert_true(g.world.disk->write(&g.world, fd, "b", 1) == 1 && g.world.disk->sync(&g.world, fd) != 0);
	assert_true(g.world.disk->write(&g.world, fd, "c", 1) == 1 && g.world.disk->sync(&g.world, fd) == 0); /* well again, it says */
	assert_holds(&g, "log", "abc");
	crash_kill(g.disk);
	crash_power_on(g.disk, CRASH_KEEP);
	struct text is;
	assert_true(g.world.file_read(&g.world, g.arena, path_of(&g, "log"), 10, &is, &g.e));
	assert_int_equal(is.len, 3);
	assert_memory_equal(is.at, "a\0c", 3); /* what was never written is a hole */
	end(&g);
}

/* ---- the store on such a disk */

OWN(thing_change, WRITES, "iB", "", "UPDATE thing SET data = $2 WHERE id = $1");
OWN(thing_all, READS, "", "iB", "SELECT id, data FROM thing ORDER BY id", "thing");

enum { THINGS = 40 };

struct process { struct store *store; struct connection *db; };

static struct process start(struct ground *g)
{
	struct process p = { 0 };
	const char    *url = text_c(g->arena, text_print(g->arena, "sqlite:%s/thing.db", g->folder));
	if (!store_open(url, &p.store, &g->e) || !store_connect(p.store, STORE_WRITE, &p.db, &g->e))
		test_fail("start", &g->e);
	return p;
}

static void stop(struct process *p)
{
	connection_close(p->db);
	store_close(p->store);
}

/* The first thing says `first`, all others the same word, which is told. */
static bool all_say(struct ground *g, struct process *p, char *ret_first, char *ret)
{
	_cleanup_query_ struct query *q = NULL;
	int                           n = 0;
	if (!query_start(p->db, &thing_all, NULL, &q, &g->e))
		return false;
	for (; query_next(q); n++) {
		char is = query_bytes(q, 1).at[0];
		if (n > 1 && is != *ret)
			return false;
		*(n == 0 ? ret_first : ret) = is;
	}
	return query_end_ok(q, &g->e) && n == THINGS;
}

static void say(struct ground *g, struct process *p, const struct statement *how, char word, int things, enum store_outcome outcome)
{
	char large[3000];
	memset(large, word, sizeof(large));
	if (!store_begin(p->db, BEGIN_WRITE, &g->e))
		test_fail("say", &g->e);
	for (int64_t id = 1; id <= things; id++) {
		struct value bytes = value_bytes(text_bytes(large, sizeof(large))), add[] = { value_int(id), value_null(), bytes }, change[] = { value_int(id), bytes };
		if (!statement_run(p->db, how, how == &thing_add ? add : change, NULL, &g->e))
			test_fail("say", &g->e);
	}
	assert_int_equal(store_commit(p->db, &g->e), outcome);
}

static void restart(struct ground *g, struct process *p)
{
	crash_kill(g->disk);
	stop(p);
	crash_start_again(g->disk);
	*p = start(g);
}

/* The log that the next process sees holds a change that the disk never got. Whether that process keeps it or not: after a cut of the power at any of its syncs the database is
 * wholly the one or wholly the other. It was not, as long as the change went from the seen log straight into the database: then the part of the log that the disk did have laid the
 * old first thing over the new ones. One thing more would be too much: a cut while that log is being written again, on a disk that leaves a sector neither old nor new. */
static void a_change_whose_sync_failed_never_comes_back_in_parts(void **state)
{
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct ground  g = begin(seed);
		struct process p = start(&g);
		char           first = 0, word = 0;
		int64_t        at = 1 + (int64_t)seed % 4;
		assert_true(store_migrate_with(p.db, thing_schema, &g.e));
		say(&g, &p, &thing_add, 'a', THINGS, STORE_DONE);
		restart(&g, &p);
		say(&g, &p, &thing_change, 'b', 1, STORE_DONE);
		crash_arm(g.disk, CRASH_FAIL_ONCE, 1);
		say(&g, &p, &thing_change, 'c', THINGS, STORE_UNKNOWN);
		restart(&g, &p);
		crash_arm(g.disk, CRASH_CUT, at);
		store_force(p.db, &g.e);
		crash_kill(g.disk);
		stop(&p);
		crash_power_on(g.disk, (enum crash_fate)(seed % (at == 1 ? CRASH_GARBLE : CRASH_FATES)));
		p = start(&g);
		if (!store_force(p.db, &g.e) || !all_say(&g, &p, &first, &word) || !((first == 'b' && word == 'a') || (first == 'c' && word == 'c')))
			fail_msg("seed %llu, %s: the first says %c, the others %c", (unsigned long long)seed, crash_fate_name((enum crash_fate)(seed % CRASH_FATES)), first, word);
		stop(&p);
		crash_start_again(g.disk);
		end(&g);
	}
}

/* The power fails; what the next process finds the first thing and all others say. */
static void cut_and_look(struct ground *g, struct process *p, uint64_t seed, char *ret_first, char *ret_word)
{
	crash_kill(g->disk);
	stop(p);
	crash_power_on(g->disk, (enum crash_fate)(seed % CRASH_FATES));
	*p = start(g);
	if (!store_force(p->db, &g->e) || !all_say(g, p, ret_first, ret_word))
		fail_msg("seed %llu, %s: in parts", (unsigned long long)seed, crash_fate_name((enum crash_fate)(seed % CRASH_FATES)));
}

/* A process with all things, and another connection of it. */
static struct process start_two(struct ground *g, struct connection **ret_other)
{
	struct process p = start(g);
	assert_true(store_migrate_with(p.db, thing_schema, &g->e) && store_connect(p.store, STORE_WRITE, ret_other, &g->e));
	say(g, &p, &thing_add, 'a', THINGS, STORE_DONE);
	return p;
}

/* Commits that leave their sync to another are lost from the last backwards, each as a whole, and none that the other has synced. */
static void what_is_to_be_synced_later_is_lost_as_a_whole_or_not_at_all(void **state)
{
	bool lost = false, kept = false;
	for (uint64_t seed = 1; seed <= 100; seed++) {
		struct ground      g = begin(seed);
		struct connection *other;
		struct process     p = start_two(&g, &other);
		char               first = 0, word = 0;
		store_sync_later(p.db, true);
		say(&g, &p, &thing_change, 'b', THINGS, STORE_DONE);
		assert_true(store_sync(other, &g.e));
		say(&g, &p, &thing_change, 'c', THINGS, STORE_DONE);
		say(&g, &p, &thing_change, 'd', THINGS, STORE_DONE);
		connection_close(other);
		cut_and_look(&g, &p, seed, &first, &word);
		assert_true(first == word && word >= 'b' && word <= 'd');
		lost = lost || word < 'd';
		kept = kept || word == 'd';
		stop(&p);
		crash_start_again(g.disk);
		end(&g);
	}
	assert_true(lost && kept);
}

/* The new log lies over an old one that began with a change of the first thing alone. Were its header not synced before its pages, an old header would take that change out of
 * what is left of the old log, and lay it over the newer database. */
static void a_log_that_begins_anew_brings_nothing_old_back(void **state)
{
	for (uint64_t seed = 1; seed <= 400; seed++) {
		struct ground  g = begin(seed);
		struct process p = start(&g);
		char           first = 0, word = 0;
		assert_true(store_migrate_with(p.db, thing_schema, &g.e));
		say(&g, &p, &thing_add, 'a', THINGS, STORE_DONE);
		assert_true(store_force(p.db, &g.e));
		store_sync_later(p.db, true);
		say(&g, &p, &thing_change, 'b', 1, STORE_DONE);
		say(&g, &p, &thing_change, 'c', THINGS, STORE_DONE);
		assert_true(store_tidy(p.db, false, &g.e)); /* all of it: the next commit begins the log anew */
		say(&g, &p, &thing_change, 'd', THINGS, STORE_DONE);
		cut_and_look(&g, &p, seed, &first, &word);
		if (first != word || (word != 'c' && word != 'd'))
			fail_msg("seed %llu, %s: the first says %c, the others %c", (unsigned long long)seed, crash_fate_name((enum crash_fate)(seed % CRASH_FATES)), first, word);
		stop(&p);
		crash_start_again(g.disk);
		end(&g);
	}
}

/* Whoever carries the log into the database beside the writer syncs it first, or a cut would leave the later half of a change in the database and no log to complete it. */
static void what_is_carried_beside_the_writer_is_in_the_log_before(void **state)
{
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct ground      g = begin(seed);
		struct connection *other;
		struct process     p = start_two(&g, &other);
		char               first = 0, word = 0;
		assert_true(store_force(p.db, &g.e)); /* the log forgets it */
		store_sync_later(p.db, true);
		say(&g, &p, &thing_change, 'b', THINGS, STORE_DONE);
		crash_arm(g.disk, CRASH_CUT, 1 + (int64_t)(seed / 6 % 4));
		store_tidy(seed % 2 ? p.db : other, seed % 3 == 0, &g.e);
		crash_kill(g.disk);
		connection_close(other);
		cut_and_look(&g, &p, seed, &first, &word);
		assert_true(first == word && (word == 'a' || word == 'b'));
		stop(&p);
		crash_start_again(g.disk);
		end(&g);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_synced_outlives_every_cut),
		cmocka_unit_test(a_file_that_is_being_replaced_is_the_old_or_the_new_one),
		cmocka_unit_test(without_the_sync_of_its_folder_a_name_may_be_gone),
		cmocka_unit_test(a_torn_write_leaves_a_beginning_in_whole_sectors),
		cmocka_unit_test(what_a_failed_sync_should_have_kept_is_seen_until_the_power_fails),
		cmocka_unit_test(a_change_whose_sync_failed_never_comes_back_in_parts),
		cmocka_unit_test(what_is_to_be_synced_later_is_lost_as_a_whole_or_not_at_all),
		cmocka_unit_test(a_log_that_begins_anew_brings_nothing_old_back),
		cmocka_unit_test(what_is_carried_beside_the_writer_is_in_the_log_before),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
