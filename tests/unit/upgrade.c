/* upgrade.c - P19: a database of every earlier schema, with rows in it, whose migration dies at every statement (or every eleventh). It is then what it was before, and migrated in the end it is
 * byte for byte what a migration that nothing stopped makes of it. The ledger stays what it was.
 *
 * A database of schema k is made by the first k numbered files, which never change (STORE_CHANGED_SCHEMA), and filled from a history of today as far as its columns go. */
#include <libpq-fe.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"

#include "history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct embedded schema_files[];

enum { FILES_MOST = 64, COLUMNS_MOST = 400 };

struct old { struct history *t; struct arena *arena; struct store *store; struct connection *db; const char *url; struct embedded first[FILES_MOST]; };

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
static const char *schema_of(const char *url) { return strstr(url, "schema=") + strlen("schema="); }

/* ---- a database of the first k files */

STATEMENT(upgrade_sqlite_columns, READS, "", "tt",
          "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, p.cid");
STATEMENT(upgrade_postgresql_columns, READS, "", "tt",
          "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position");

static void copy_table(struct build *sql, const struct old *o, struct text table, struct text columns)
{
	if (table.len == 0 || text_is(table, "schema_version"))
		return;
	const char *into = is_sqlite(o->t) ? "old" : schema_of(o->url);
	build_print(sql, "DELETE FROM \"%s\".%.*s; INSERT INTO \"%s\".%.*s (%.*s) SELECT %.*s FROM %.*s;\n", into, TEXT_ARG(table), into, TEXT_ARG(table), TEXT_ARG(columns),
	            TEXT_ARG(columns), TEXT_ARG(table));
}

static void fill(struct old *o)
{
	struct build   sql = { .arena = o->arena }, columns = { .arena = o->arena };
	struct text    table = TEXT_EMPTY;
	struct query  *q = NULL;
	struct error   e = { 0 };
	if (is_sqlite(o->t))
		build_print(&sql, "ATTACH '%s' AS old;\n", o->url + strlen("sqlite:"));
	if (!query_start(o->db, is_sqlite(o->t) ? &upgrade_sqlite_columns : &upgrade_postgresql_columns, NULL, &q, &e))
		test_fail("columns", &e);
	while (query_next(q)) {
		if (!text_equal(table, query_text(q, 0))) {
			copy_table(&sql, o, table, build_text(&columns));
			table = text_copy(o->arena, query_text(q, 0));
			columns = (struct build){ .arena = o->arena };
		}
		build_print(&columns, "%s%.*s", columns.len ? ", " : "", TEXT_ARG(query_text(q, 1)));
	}
	query_end(q);
	copy_table(&sql, o, table, build_text(&columns));
	if (is_sqlite(o->t))
		build_c(&sql, "DETACH old");
	house_tamper(&o->t->h, text_c(o->arena, build_text(&sql)));
}

static struct old old_database(struct history *t, struct arena *a, size_t k)
{
	struct old   o = { .t = t, .arena = a, .url = test_database(a) };
	struct error e = { 0 };
	memcpy(o.first, schema_files, k * sizeof(o.first[0]));
	o.store = test_store_at(a, o.url);
	o.db = test_connection(a, o.store, STORE_WRITE);
	if (!store_migrate_with(o.db, o.first, &e))
		test_fail("the first files", &e);
	fill(&o);
	return o;
}

/* ---- what stands in it */

static struct text dump_of(struct old *o, store_table_wanted wanted) { return test_dump(o->arena, o->db, wanted); }

static bool of_ledger(void *context, const char *table)
{
	static const char *const tables[] = { "entry", "part", "tile", "blob", "data_key", "ledger_meta" };
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		if (strcmp(tables[i], table) == 0)
			return true;
	return false;
}

/* Without the number and the hash of the schema, which stand first, and the hash of it all, which stands last. */
static struct text rows_of(struct text dump) { return text_first(text_from(dump, 97), dump.len - 97 - 32); }

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
static bool deadly_files(struct old *o, size_t k, size_t n, struct embedded ret[FILES_MOST])
{
	const char *death = is_sqlite(o->t) ? "SELECT die();" : "SELECT pg_terminate_backend(pg_backend_pid());";
	memset(ret, 0, FILES_MOST * sizeof(ret[0]));
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
	size_t          last = 0, deaths = 0, every = test_everything() ? 1 : 11; /* each schema begins at another statement, so that a sample reaches all that is new */
	while (schema_files[last].path)
		last++;
	assert_true(last < FILES_MOST);
	for (size_t k = 1; k < last; k++) {
		_cleanup_arena_ struct arena *a = arena_new(0);
		struct old                    broken = old_database(t, a, k), unbroken = old_database(t, a, k);
		struct text                   before = dump_of(&broken, NULL), ledger = rows_of(dump_of(&broken, of_ledger));
		struct embedded               files[FILES_MOST];
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
		assert_true(text_equal(ledger, rows_of(dump_of(&broken, of_ledger))));
	}
	printf("P19: %zu earlier schemas, %zu deaths, one at every %zu. statement; the same bytes in the end\n", last - 1, deaths, every);
	assert_true(deaths > last);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_migration_that_dies_at_any_statement_leaves_what_was_there) };
	return cmocka_run_group_tests(tests, begin, end);
}
