/* audit.c - what an audit of everything finds. */
#include "base/base.h"

#include <assert.h>

#include "audit.h"

void found_note(void *arg, const struct misfit *m)
{
	struct found *f = arg;
	if (f->count < FOUND_MOST) {
		snprintf(f->is[f->count].at, sizeof(f->is[0].at), "%s.%s", m->table, m->column);
		snprintf(f->is[f->count].matter, sizeof(f->is[0].matter), "%.*s", TEXT_ARG(m->matter));
		f->is[f->count].index = m->index;
	}
	if (f->count++ < FOUND_MOST && getenv("DANVAN_TEST_TELL"))
		printf("   %s.%s %.*s %lld\n", m->table, m->column, TEXT_ARG(m->matter), (long long)m->index);
}

const char *found_first(const struct found *f) { return f->count > 0 ? f->is[0].at : "-"; }

static int kept(const struct found *f) { return f->count < FOUND_MOST ? f->count : FOUND_MOST; }

bool found_table(const struct found *f, const char *table)
{
	size_t len = strlen(table);
	for (int i = 0; i < kept(f); i++)
		if (strncmp(f->is[i].at, table, len) == 0 && f->is[i].at[len] == '.')
			return true;
	return false;
}

bool found_matter(const struct found *f, struct text matter)
{
	for (int i = 0; i < kept(f); i++)
		if (text_is(matter, f->is[i].matter))
			return true;
	return false;
}

/* A key column that is changed is told by what is no longer found under the old key. */
static const struct { const char *table, *column, *told_as; } aliases[] = {
	{ "data_key", "scope", "part" }, { "data_key", "part", "part" }, { "data_key", "wrapped", "part" }, { "blob", "hash", "blob.bytes" },
	{ "tile", "level", "tile.bytes" }, { "tile", "n", "tile.bytes" }, { "file_piece", "piece", "file_piece.sealed" }, { "entry", "bytes", "entry.leaf" },
	{ "reading", "entry", "reading." },
};

static bool is_told_as(const struct found *f, const char *told_as)
{
	for (int i = 0; i < kept(f); i++)
		if (strncmp(f->is[i].at, told_as, strlen(told_as)) == 0)
			return true;
	return false;
}

bool found_column(const struct found *f, const char *table, const char *column)
{
	char at[80];
	snprintf(at, sizeof(at), "%.32s.%.32s", table, column);
	for (int i = 0; i < kept(f); i++) {
		const char *is = f->is[i].at, *dot = strchr(is, '.');
		/* the trace of readings is committed to line by line: a misfit names the columns of the line */
		if (strcmp(is, at) == 0 || (dot && strncmp(is, at, (size_t)(dot - is) + 1) == 0 && strstr(dot, column)))
			return true;
	}
	for (size_t i = 0; i < COUNT_OF(aliases); i++)
		if (strcmp(aliases[i].table, table) == 0 && strcmp(aliases[i].column, column) == 0 && is_told_as(f, aliases[i].told_as))
			return true;
	return false;
}

int audit_all(struct history *t, struct found *f)
{
	int64_t            n;
	struct connection *db = t->h.db;
	*f = (struct found){ 0 };
	t->h.e = (struct error){ 0 };
	house_must(&t->h, store_begin(db, BEGIN_READ, &t->h.e) && ledger_audit(db, act_key(t->h.act), found_note, f, &n, &t->h.e) &&
				  matter_audit(db, act_key(t->h.act), found_note, f, &n, &t->h.e) && access_audit(db, act_key(t->h.act), found_note, f, &n, &t->h.e));
	store_rollback(db);
	return f->count;
}

int audit_inside(struct history *t, struct connection *db, struct found *f)
{
	int64_t      n;
	struct error why = { 0 };
	*f = (struct found){ 0 };
	if (!ledger_audit(db, act_key(t->h.act), found_note, f, &n, &why) || !matter_audit(db, act_key(t->h.act), found_note, f, &n, &why) ||
	    !access_audit(db, act_key(t->h.act), found_note, f, &n, &why))
		found_note(f, &(struct misfit){ why.name[0] ? why.name : why.code, "", TEXT_EMPTY, 0 });
	return f->count;
}

/* ---- the schema ---- */

/* What no entry can tell, with the reason. A column that is added later and stands neither here nor in the audits fails the test. */
static const struct allowed { const char *table, *column, *why; } allowed[] = {
	{ "schema_version", "*", "the store's own: compared with the program's files at every start (STORE_CHANGED_SCHEMA)" },
	{ "ledger_meta", "one", "always 1: a lookup that finds nothing stops everything" },
	{ "ledger_meta", "key_path", "where the key file stands: a wrong one stops the start" },
	{ "account", "totp_step", "keeping: last one-time step used; an entry for each sign-in would say when people work" },
	{ "account", "invented", "of a demonstration: shows a mark, gives no right" },
	{ "account", "keys_off", "keeping: a person's own way to work" },
	{ "account", "lang", "keeping: a person's own language" },
	{ "session", "*", "keeping: a token that was not drawn by sign-in opens nothing; gone after 12 hours" },
	{ "sign_in_attempt", "*", "keeping: counts failures for minutes" },
	{ "idempotency", "*", "keeping, 7 days: says which request got which answer" },
	{ "draft", "*", "keeping, 7 days: sealed under a token that only the cookie holds" },
	{ "draft_file", "*", "keeping, 7 days: likewise" },
	{ "job", "*", "keeping: when a job runs next" },
	{ "public_state", "version", "counts publications, for the tags of pages" },
};

bool column_is_kept_apart(const char *table, const char *column)
{
	for (size_t i = 0; i < COUNT_OF(allowed); i++)
		if (strcmp(allowed[i].table, table) == 0 && (allowed[i].column[0] == '*' || strcmp(allowed[i].column, column) == 0))
			return true;
	return false;
}

static const char *const elsewhere[] = { "unit", "unit_fact", "lineage", "desk", "unit_desk", "registry_state", "unit_above", "unit_name",
	"unit_order", "order_change", "lineage_share", "unit_measure" };

bool table_is_of_units(const char *table)
{
	for (size_t i = 0; i < COUNT_OF(elsewhere); i++)
		if (strcmp(elsewhere[i], table) == 0)
			return true;
	return false;
}

STATEMENT(sqlite_columns, READS, "", "ttiii",
          "SELECT m.name, p.name, CASE WHEN p.type LIKE '%INT%' THEN 0 WHEN p.type LIKE '%BLOB%' THEN 2 ELSE 1 END, 1 - p.\"notnull\", CASE WHEN p.pk > 0 THEN 1 ELSE 0 END FROM sqlite_master m JOIN pragma_table_info(m.name) p "
          "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, p.cid");
STATEMENT(postgresql_columns, READS, "", "ttiii",
          "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(CASE WHEN data_type = 'bigint' THEN 0 WHEN data_type = 'bytea' THEN 2 ELSE 1 END AS BIGINT), "
          "CAST(CASE WHEN is_nullable = 'YES' THEN 1 ELSE 0 END AS BIGINT), CAST((SELECT count(*) FROM information_schema.key_column_usage k "
          "JOIN information_schema.table_constraints t ON t.constraint_name = k.constraint_name AND t.table_schema = k.table_schema AND t.table_name = k.table_name "
          "WHERE t.constraint_type = 'PRIMARY KEY' AND k.table_schema = columns.table_schema AND k.table_name = columns.table_name AND k.column_name = columns.column_name) AS BIGINT) "
          "FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position");

size_t schema_columns(struct history *t, struct column *ret, size_t most)
{
	_cleanup_query_ struct query *q = NULL;
	size_t                        n = 0;
	house_must(&t->h, query_start(t->h.db, store_engine(t->h.store) == STORE_SQLITE ? &sqlite_columns : &postgresql_columns, NULL, &q, &t->h.e));
	while (query_next(q)) {
		assert(n < most);
		snprintf(ret[n].table, sizeof(ret[n].table), "%.*s", TEXT_ARG(query_text(q, 0)));
		snprintf(ret[n].name, sizeof(ret[n].name), "%.*s", TEXT_ARG(query_text(q, 1)));
		ret[n].type = (int)query_int(q, 2);
		ret[n].may_be_null = query_int(q, 3) != 0;
		ret[n++].is_key = query_int(q, 4) != 0;
	}
	house_must(&t->h, query_end_ok(q, &t->h.e));
	return n;
}

const struct statement *test_statement(struct history *t, bool writes, const char *params, const char *result, struct text sql)
{
	struct told { struct statement is; struct told *next; };
	struct told *all = t->statements;
	for (struct told *s = all; s; s = s->next)
		if (text_is(sql, s->is.sql) && strcmp(s->is.params, params) == 0)
			return &s->is;
	struct arena *a = t->h.arena;
	struct told  *s = ARENA_NEW(a, struct told);
	*s = (struct told){ { "test", writes ? WRITES : READS, text_c(a, text_of(params)), text_c(a, text_of(result)), text_c(a, sql), NULL }, all };
	t->statements = s;
	return &s->is;
}

void fill_tables(struct history *t, const struct column *columns, size_t n, const char *(*where)(const char *table))
{
	bool full = false;
	for (int tries = 0; !full && tries < 20; tries++) {
		struct reading r = { .matter = t->code[0], .account = t->account[1], .what = "text", .purpose = TEXT("để giải quyết") };
		house_do(&t->h, &row_reading, &r);
		house_later(&t->h, 24 * 3600 * 1000);
		house_do(&t->h, &row_readings_commit, NULL);
		full = true;
		for (size_t i = 0; full && i < n; i++) {
			struct value row[1];
			bool         found = true;
			if (column_is_kept_apart(columns[i].table, columns[i].name) || table_is_of_units(columns[i].table) || strcmp(columns[i].table, "setting") == 0)
				continue;
			struct text sql = text_print(t->h.arena, "SELECT count(*) FROM %s WHERE %s", columns[i].table, where(columns[i].table));
			house_must(&t->h, statement_one(t->h.db, test_statement(t, false, "", "i", sql), NULL, t->h.arena, row, &found, &t->h.e));
			full = row[0].number > 0;
		}
		if (!full)
			history_run(t, 50);
	}
}
