/* upgrade.c - P19: a database of every earlier schema, with rows in it, whose migration dies at every statement (or every eleventh). It is then what it was before, and migrated in the end it is
 * byte for byte what a migration that nothing stopped makes of it. The ledger stays what it was. */
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"

#include "history.h"
#include "older.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct embedded schema_files[];

struct old { struct history *t; struct arena *arena; struct store *store; struct connection *db; const char *url; };

static int begin(void **state)
{
	struct history *t = calloc(1, sizeof(*t));
	history_begin(t, 20261123);
	history_run(t, 60);
	history_publish(t);
	*state = t;
	return 0;
}

static int end(void **state)
{
	history_end(*state);
	free(*state);
	return 0;
}

static bool is_sqlite(const struct history *t) { return store_engine(t->h.store) == STORE_SQLITE; }

static struct old old_database(struct history *t, struct arena *a, size_t k)
{
	struct old o = { .t = t, .arena = a, .url = test_database(a) };
	older_make(a, t->h.url, o.url, k);
	o.store = test_store_at(a, o.url);
	o.db = test_connection(a, o.store, STORE_WRITE);
	return o;
}

/* ---- what stands in it */

static struct text dump_of(struct old *o, store_table_wanted wanted) { return test_dump(o->arena, o->db, wanted); }

static int64_t version_of(struct old *o)
{
	struct error e = { 0 };
	int64_t      version = -1;
	if (!store_schema_version(o->db, &version, &e))
		test_fail("version", &e);
	return version;
}

/* ---- dying at statement n of what is missing */

/* Where the n-th statement of a script ends (a comment holds none); SIZE_MAX: it has fewer, and n less those is left in *n. */
static size_t statement_end(struct text script, size_t *n)
{
	bool comment = false;
	for (size_t i = 0; i < script.len; i++) {
		comment = comment ? script.at[i] != '\n' : script.len - i > 1 && script.at[i] == '-' && script.at[i + 1] == '-';
		if (!comment && script.at[i] == ';' && --*n == 0)
			return i + 1;
	}
	return SIZE_MAX;
}

/* All files, of which the one with the n-th statement behind the first k files ends in death right after it. False: there are not so many. */
static bool deadly_files(struct old *o, size_t k, size_t n, struct embedded ret[OLDER_FILES_MOST])
{
	const char *death = is_sqlite(o->t) ? "SELECT die();" : "SELECT pg_terminate_backend(pg_backend_pid());";
	memset(ret, 0, OLDER_FILES_MOST * sizeof(ret[0]));
	for (size_t i = 0; schema_files[i].path; i++) {
		struct text script = text_bytes(schema_files[i].at, schema_files[i].len);
		ret[i] = schema_files[i];
		size_t at = i < k ? SIZE_MAX : statement_end(script, &n);
		if (at == SIZE_MAX)
			continue;
		struct text deadly = text_print(o->arena, "%.*s\n%s\n", (int)at, script.at, death);
		ret[i].at = (const unsigned char *)deadly.at;
		ret[i].len = deadly.len;
		return true;
	}
	return false;
}

static void die(sqlite3_context *context, int count, sqlite3_value **values) { kill(getpid(), SIGKILL); }
static int teach_to_die(sqlite3 *db, char **why, const struct sqlite3_api_routines *api) { return sqlite3_create_function(db, "die", 0, SQLITE_UTF8, NULL, die, NULL, NULL); }

/* On SQLite the process dies, on PostgreSQL the server's end of the connection. */
static void migrate_and_die(struct old *o, const struct embedded *files)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct error                  e = { 0 };
	if (!is_sqlite(o->t)) {
		struct connection *db = test_connection(a, test_store_at(a, o->url), STORE_WRITE);
		assert_false(store_migrate_with(db, files, &e));
		return;
	}
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		sqlite3_auto_extension((void (*)(void))teach_to_die);
		struct connection *db = test_connection(a, test_store_at(a, o->url), STORE_WRITE);
		store_migrate_with(db, files, &e);
		_exit(3);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void a_migration_that_dies_at_any_statement_leaves_what_was_there(void **state)
{
	struct history *t = *state;
	size_t          last = older_last(), deaths = 0, every = test_everything() ? 1 : 11; /* each schema begins at another statement, so that a sample reaches all that is new */
	for (size_t k = 1; k < last; k++) {
		_cleanup_arena_ struct arena *a = arena_new(0);
		struct old                    broken = old_database(t, a, k), unbroken = old_database(t, a, k);
		struct text                   before = dump_of(&broken, NULL), ledger = older_rows(dump_of(&broken, older_of_ledger));
		struct embedded               files[OLDER_FILES_MOST];
		struct error                  e = { 0 };
		assert_true(text_equal(before, dump_of(&unbroken, NULL)));
		for (size_t n = 1 + k % every; deadly_files(&broken, k, n, files); n += every, deaths++) {
			migrate_and_die(&broken, files);
			assert_int_equal(version_of(&broken), k);
		}
		assert_true(text_equal(before, dump_of(&broken, NULL)));
		if (!store_migrate(broken.db, &e) || !store_migrate(unbroken.db, &e))
			test_fail("migrate", &e);
		assert_int_equal(version_of(&broken), last);
		assert_true(text_equal(dump_of(&broken, NULL), dump_of(&unbroken, NULL)));
		assert_true(text_equal(ledger, older_rows(dump_of(&broken, older_of_ledger))));
	}
	printf("P19: %zu earlier schemas, %zu deaths, one at every %zu. statement; the same bytes in the end\n", last - 1, deaths, every);
	assert_true(deaths > last);
}

static bool is_sum(void *context, const char *table)
{
	static const char *const sums[] = { "tally", "tally_week", "word_count", "public_count", "public_open", "public_month", "public_period", "public_week", "public_due" };
	for (size_t i = 0; i < COUNT_OF(sums); i++)
		if (strcmp(table, sums[i]) == 0)
			return true;
	return false;
}

static void what_the_last_migration_sums_up_is_what_a_rebuild_sums_up(void **state)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct old                    o = old_database(*state, a, older_last() - 1);
	struct error                  e = { 0 };
	if (!store_migrate(o.db, &e))
		test_fail("migrate", &e);
	struct text migrated = older_rows(dump_of(&o, is_sum));
	if (!store_begin(o.db, BEGIN_WRITE, &e) || !matter_rebuild(o.db, &e) || store_commit(o.db, &e) != STORE_DONE)
		test_fail("rebuild", &e);
	struct text rebuilt = older_rows(dump_of(&o, is_sum));
	print_message("%zu bytes of sums\n", migrated.len);
	assert_true(migrated.len > 1000);
	assert_true(text_equal(migrated, rebuilt));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_last_migration_sums_up_is_what_a_rebuild_sums_up),
		cmocka_unit_test(a_migration_that_dies_at_any_statement_leaves_what_was_there),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
