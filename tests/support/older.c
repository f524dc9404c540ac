/* older.c - databases of earlier schemas. */
#include "base/base.h"

#include "older.h"

#include <assert.h>
#include <libpq-fe.h>
#include <sqlite3.h>

#include "database.h"

extern const struct embedded schema_files[];

STATEMENT(older_sqlite_columns, READS, "", "tt",
          "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, p.cid");
STATEMENT(older_postgresql_columns, READS, "", "tt",
          "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position");

static bool        is_sqlite(const char *url) { return strncmp(url, "sqlite:", strlen("sqlite:")) == 0; }
static const char *schema_of(const char *url) { return strstr(url, "schema=") + strlen("schema="); }

static void script_of_sqlite(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	char    *why = NULL;
	if (sqlite3_open(path, &db) != SQLITE_OK || sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) {
		fprintf(stderr, "%s: %s\n", sql, why ? why : "cannot open");
		exit(1);
	}
	sqlite3_close(db);
}

void older_script(const char *url, const char *sql)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	if (is_sqlite(url)) {
		script_of_sqlite(url + strlen("sqlite:"), sql);
		return;
	}
	PGconn   *db = PQconnectdb(getenv("DANVAN_TEST_PG"));
	PGresult *set = PQexec(db, text_c(a, text_print(a, "SET search_path = \"%s\"", schema_of(url))));
	PGresult *result = PQexec(db, sql);
	if (PQresultStatus(result) != PGRES_COMMAND_OK) {
		fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(db));
		exit(1);
	}
	PQclear(set);
	PQclear(result);
	PQfinish(db);
}

size_t older_last(void)
{
	size_t last = 0;
	while (schema_files[last].path)
		last++;
	assert(last < OLDER_FILES_MOST);
	return last;
}

void older_files(size_t k, struct embedded ret[OLDER_FILES_MOST])
{
	assert(k <= older_last());
	memset(ret, 0, OLDER_FILES_MOST * sizeof(ret[0]));
	memcpy(ret, schema_files, k * sizeof(ret[0]));
}

/* Tables that a later schema dropped, or keeps finer rows in (then with a column that it did not have), made again from those that it has. */
#define OPEN_ONES(assignee, due, which) "SELECT desk, " assignee " AS assignee, " due " AS due, paused, fresh, waits_for FROM matter WHERE is_open = 1" which
static const struct { const char *table, *from, *finer; } dropped[] = {
	{ "tally_day", "(SELECT desk, assignee, due, count(*) AS open, sum(CASE WHEN paused IS NULL THEN 0 ELSE 1 END) AS paused, sum(fresh) AS fresh, "
	               "sum(CASE WHEN waits_for = 'head' THEN 1 ELSE 0 END) AS sign FROM ("
	               OPEN_ONES("-1", "due", "") " UNION ALL " OPEN_ONES("-1", "2932897", "") " UNION ALL "
	               OPEN_ONES("assignee", "due", " AND assignee IS NOT NULL") " UNION ALL " OPEN_ONES("assignee", "2932897", " AND assignee IS NOT NULL")
	               ") AS every_row GROUP BY desk, assignee, due) AS tally_day" },
	{ "public_year", "(SELECT month / 12 AS year, unit, class, status, outcome, sum(count) AS count FROM public_count GROUP BY month / 12, unit, class, status, outcome) AS public_year" },
	{ "public_due", "(SELECT class, procedure, due, sum(count) AS count FROM public_due GROUP BY class, procedure, due) AS public_due", "month" },
};

static struct text source_of(struct text table, struct text columns)
{
	for (size_t i = 0; i < COUNT_OF(dropped); i++)
		if (text_is(table, dropped[i].table) && (!dropped[i].finer || text_find(columns, text_of(dropped[i].finer)) == SIZE_MAX))
			return text_of(dropped[i].from);
	return table;
}

static void copy_table(struct build *sql, const char *to, struct text table, struct text columns)
{
	if (table.len == 0 || text_is(table, "schema_version"))
		return;
	const char *into = is_sqlite(to) ? "old" : schema_of(to);
	build_print(sql, "DELETE FROM \"%s\".%.*s; INSERT INTO \"%s\".%.*s (%.*s) SELECT %.*s FROM %.*s;\n", into, TEXT_ARG(table), into, TEXT_ARG(table), TEXT_ARG(columns),
	            TEXT_ARG(columns), TEXT_ARG(source_of(table, columns)));
}

static void fill(struct arena *a, struct connection *db, const char *from, const char *to)
{
	struct build  sql = { .arena = a }, columns = { .arena = a };
	struct text   table = TEXT_EMPTY;
	struct query *q = NULL;
	struct error  e = { 0 };
	if (is_sqlite(to))
		build_print(&sql, "ATTACH '%s' AS old;\n", to + strlen("sqlite:"));
	if (!query_start(db, is_sqlite(to) ? &older_sqlite_columns : &older_postgresql_columns, NULL, &q, &e))
		test_fail("columns", &e);
	while (query_next(q)) {
		if (!text_equal(table, query_text(q, 0))) {
			copy_table(&sql, to, table, build_text(&columns));
			table = text_copy(a, query_text(q, 0));
			columns = (struct build){ .arena = a };
		}
		build_print(&columns, "%s%.*s", columns.len ? ", " : "", TEXT_ARG(query_text(q, 1)));
	}
	query_end(q);
	copy_table(&sql, to, table, build_text(&columns));
	if (is_sqlite(to))
		build_c(&sql, "DETACH old");
	older_script(from, text_c(a, build_text(&sql)));
}

void older_make(struct arena *a, const char *from, const char *to, size_t k)
{
	struct embedded    first[OLDER_FILES_MOST];
	struct error       e = { 0 };
	struct connection *db = test_connection(a, test_store_at(a, to), STORE_WRITE);
	older_files(k, first);
	if (!store_migrate_with(db, first, &e))
		test_fail("the first files", &e);
	fill(a, db, from, to);
}

bool older_of_ledger(void *context, const char *table)
{
	static const char *const tables[] = { "entry", "part", "tile", "blob", "data_key", "ledger_meta" };
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		if (strcmp(tables[i], table) == 0)
			return true;
	return false;
}

struct text older_rows(struct text dump) { return text_first(text_from(dump, 97), dump.len - 97 - 32); }
