/* tamper_rows.c - I3 and P13: rows at random. A value is changed, two rows have theirs swapped, days and instants move back (one of them, or all of a matter together, with everything that derives
 * from it made anew), a row goes or a copy of one comes; an audit finds each of them and names table, column and matter.
 *
 * DANVAN_TEST_MUTANTS: how many; DANVAN_TEST_SEED. */
#include "base/base.h"

#include "audit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { COLUMNS_MOST = 600, WIDTH_MOST = 40, TRIES = 200, CODE = 12 /* characters of a matter's */ };

struct table { const struct column *column; int width; };
struct row { struct value at[WIDTH_MOST]; };
enum sort { CHANGED, SWAPPED, BACK_DATED, MATTER_BACK_DATED, TAKEN_AWAY, PUT_IN, SORTS };
static const char *const sort_names[SORTS] = { "changed", "swapped", "back-dated", "whole matters back-dated", "taken away", "put in" };

struct mutant { enum sort sort; const struct table *table; int column; struct text matter; };
struct attack {
	struct history    *history;
	struct connection *db;
	struct arena      *arena; /* of one mutant */
	struct column      columns[COLUMNS_MOST];
	struct table       tables[100];
	size_t             tables_n;
	int64_t            made[SORTS], found, named;
};

/* ---- tables and rows ---- */

/* Rows that something can be held against; of all others audit.c says why not. */
static const char *held(const char *table)
{
	static const struct { const char *table, *where; } some[] = {
		{ "reading", "entry IS NOT NULL" }, { "file_piece", "file IN (SELECT file FROM attachment)" }, { "tally", "count <> 0" }, { "tally_week", "open <> 0" },
		{ "word_count", "count <> 0" }, { "public_count", "count <> 0" }, { "public_open", "count <> 0" }, { "public_month", "count <> 0" },
		{ "public_period", "open <> 0 OR in_time <> 0 OR late <> 0" }, { "public_due", "count <> 0" }, { "public_week", "open <> 0" },
	};
	for (size_t i = 0; i < COUNT_OF(some); i++)
		if (strcmp(some[i].table, table) == 0)
			return some[i].where;
	return "1 = 1";
}

static void tables_of(struct attack *k)
{
	size_t n = schema_columns(k->history, k->columns, COLUMNS_MOST);
	for (size_t i = 0; i < n; i++) {
		struct table *last = k->tables_n > 0 ? &k->tables[k->tables_n - 1] : NULL;
		if (last && strcmp(last->column->table, k->columns[i].table) == 0)
			last->width++;
		else if (!column_is_kept_apart(k->columns[i].table, "*") && !table_is_of_units(k->columns[i].table))
			k->tables[k->tables_n++] = (struct table){ &k->columns[i], 1 };
	}
}

static const struct statement *statement(struct attack *k, bool writes, const char *params, const char *result, struct build *sql)
{
	return test_statement(k->history, writes, params, result, build_text(sql));
}

static void letters(const struct table *t, const char *before, char *ret)
{
	size_t n = (size_t)snprintf(ret, WIDTH_MOST, "%s", before);
	for (int i = 0; i < t->width; i++)
		ret[n++] = "ITB"[t->column[i].type];
	ret[n] = '\0';
}

static int64_t rows_of(struct attack *k, const struct table *t)
{
	struct build sql = { .arena = k->arena };
	struct value row[1];
	bool         found;
	build_print(&sql, "SELECT count(*) FROM %s WHERE %s", t->column->table, held(t->column->table));
	house_must(&k->history->h, statement_one(k->db, statement(k, false, "", "i", &sql), NULL, k->arena, row, &found, &k->history->h.e));
	return row[0].number;
}

/* The n-th row in an order that depends on nothing but what stands in it. */
static struct row row_at(struct attack *k, const struct table *t, int64_t n)
{
	struct build sql = { .arena = k->arena };
	struct row   row;
	char         result[WIDTH_MOST];
	bool         found;
	build_c(&sql, "SELECT ");
	for (int i = 0; i < t->width; i++)
		build_print(&sql, "%s%s", i ? ", " : "", t->column[i].name);
	build_print(&sql, " FROM %s WHERE %s ORDER BY ", t->column->table, held(t->column->table));
	for (int i = 0; i < t->width; i++)
		build_print(&sql, "%s%d", i ? ", " : "", i + 1);
	build_c(&sql, " LIMIT 1 OFFSET $1");
	letters(t, "", result);
	house_must(&k->history->h, statement_one(k->db, statement(k, false, "i", result, &sql), (struct value[]){ value_int(n) }, k->arena, row.at, &found, &k->history->h.e));
	assert_true(found);
	return row;
}

static bool some_row(struct attack *k, const struct table *t, struct row *ret)
{
	int64_t n = rows_of(k, t);
	if (n > 0)
		*ret = row_at(k, t, (int64_t)history_draw(k->history, (uint64_t)n));
	return n > 0;
}

static void where_it_is(struct build *sql, const struct table *t, int first)
{
	for (int i = 0; i < t->width; i++)
		build_print(sql, "%s %s IS NOT DISTINCT FROM $%d", i ? " AND" : " WHERE", t->column[i].name, first + i);
}

/* False: the schema refuses it, and the transaction is spoiled. */
static bool run(struct attack *k, const struct statement *s, const struct value *values)
{
	struct error e = { 0 };
	int64_t      n = 0;
	bool         did = statement_run(k->db, s, values, &n, &e);
	if (!did && !error_is(&e, STORE_CONFLICT) && !error_is(&e, STORE_CONSTRAINT))
		fail_msg("%s: %s %s", s->sql, e.code, e.value);
	if (did && n != 1)
		fail_msg("%s: %lld rows", s->sql, (long long)n);
	return did;
}

static bool put_cell(struct attack *k, const struct table *t, struct row *row, int column, struct value value)
{
	struct build sql = { .arena = k->arena };
	struct value values[WIDTH_MOST] = { value };
	char         params[WIDTH_MOST];
	build_print(&sql, "UPDATE %s SET %s = $1", t->column->table, t->column[column].name);
	where_it_is(&sql, t, 2);
	memcpy(values + 1, row->at, (size_t)t->width * sizeof(*values));
	letters(t, (const char[]){ "ITB"[t->column[column].type], '\0' }, params);
	if (!run(k, statement(k, true, params, "", &sql), values))
		return false;
	row->at[column] = value;
	return true;
}

static bool same(struct value a, struct value b) { return a.type == b.type && (a.type == VALUE_INT ? a.number == b.number : text_equal(a.text, b.text)); }

/* ---- the attacks ---- */

static struct value another(struct attack *k, const struct column *c, struct value v)
{
	struct history *t = k->history;
	if (v.type == VALUE_NULL)
		return c->type == 0 ? value_int(5) : c->type == 1 ? value_text(TEXT("x")) : value_bytes(TEXT("x"));
	if (c->may_be_null && history_draw(t, 4) == 0)
		return value_null();
	if (c->type == 0)
		return value_int(v.number + 1 + (int64_t)history_draw(t, 5000));
	if (c->type == 1)
		return value_text(text_print(k->arena, "%.*sx", TEXT_ARG(v.text)));
	if (v.text.len == 0)
		return value_bytes(TEXT("x"));
	char  *bytes = memcpy(arena_alloc(k->arena, v.text.len), v.text.at, v.text.len);
	size_t at = history_draw(t, v.text.len);
	bytes[at] = (char)(bytes[at] ^ 1 << history_draw(t, 8));
	return value_bytes(text_bytes(bytes, v.text.len));
}

static bool is_of_time(const struct column *c)
{
	static const char *const days[] = { "day", "due", "received", "accepted", "entered", "arrived", "paused", "closed", "from_day", "to_day", "imported", "announced", "old_due",
		"new_due", "sort_due", "month", "period", "week", "at" };
	bool counts = strcmp(c->table, "tally") == 0 && strcmp(c->name, "paused") == 0, sums = strcmp(c->table, "tally_week") == 0;
	for (size_t i = 0; i < COUNT_OF(days); i++)
		if (c->type == 0 && !counts && (!sums || strcmp(c->name, "week") == 0) && strcmp(c->name, days[i]) == 0)
			return true;
	return false;
}

/* A day, a month or a year earlier; an instant by as many days. */
static struct value earlier(struct attack *k, const struct column *c, struct value v)
{
	int64_t by = 1 + (int64_t)history_draw(k->history, history_draw(k->history, 2) ? 3 : 400);
	return value_int(v.number - (strcmp(c->name, "at") == 0 ? by * 24 * 3600 * 1000 : by));
}

static struct text matter_of(const struct table *t, const struct row *row)
{
	for (int i = 0; i < t->width; i++) {
		bool names = strcmp(t->column[i].name, "matter") == 0 || strcmp(t->column[i].name, "code") == 0 ||
			     (strcmp(t->column[i].name, "scope") == 0 && row->at[i].text.len == CODE);
		if (names)
			return row->at[i].text;
	}
	return TEXT_EMPTY;
}

/* A column that an entry determines. */
static int some_column(struct attack *k, const struct table *t, bool of_time)
{
	for (int tries = 0; tries < TRIES; tries++) {
		int i = (int)history_draw(k->history, (uint64_t)t->width);
		if (!column_is_kept_apart(t->column->table, t->column[i].name) && (!of_time || is_of_time(&t->column[i])))
			return i;
	}
	return -1;
}

static bool change(struct attack *k, struct mutant *m)
{
	const struct table *t = m->table;
	struct row          row;
	m->column = some_column(k, t, m->sort == BACK_DATED);
	if (m->column < 0 || !some_row(k, t, &row) || (m->sort == BACK_DATED && row.at[m->column].type == VALUE_NULL))
		return false;
	const struct column *c = &t->column[m->column];
	m->matter = matter_of(t, &row);
	return put_cell(k, t, &row, m->column, m->sort == BACK_DATED ? earlier(k, c, row.at[m->column]) : another(k, c, row.at[m->column]));
}

/* Two rows that stay two others when only this column is swapped. */
static bool differ(const struct table *t, const struct row *a, const struct row *b, int column)
{
	bool others = false;
	for (int i = 0; i < t->width; i++)
		others = others || (i != column && !same(a->at[i], b->at[i]) && !column_is_kept_apart(t->column->table, t->column[i].name));
	return others && !same(a->at[column], b->at[column]);
}

static bool swap(struct attack *k, struct mutant *m)
{
	const struct table *t = m->table;
	struct row          a, b;
	m->column = some_column(k, t, false);
	if (m->column < 0 || !some_row(k, t, &a) || !some_row(k, t, &b) || !differ(t, &a, &b, m->column))
		return false;
	struct value was = a.at[m->column], is = b.at[m->column], between = another(k, &(struct column){ .type = t->column[m->column].type }, was);
	m->matter = matter_of(t, &a);
	return put_cell(k, t, &a, m->column, between) && put_cell(k, t, &b, m->column, was) && put_cell(k, t, &a, m->column, is);
}

static bool take_away(struct attack *k, struct mutant *m)
{
	struct build sql = { .arena = k->arena };
	struct row   row;
	char         params[WIDTH_MOST];
	if (!some_row(k, m->table, &row))
		return false;
	m->matter = matter_of(m->table, &row);
	build_print(&sql, "DELETE FROM %s", m->table->column->table);
	where_it_is(&sql, m->table, 1);
	letters(m->table, "", params);
	return run(k, statement(k, true, params, "", &sql), row.at);
}

/* A copy of a row, in which one value is another. */
static bool put_in(struct attack *k, struct mutant *m)
{
	const struct table *t = m->table;
	struct build        sql = { .arena = k->arena };
	struct row          row;
	char                params[WIDTH_MOST];
	int                 i = some_column(k, t, false);
	if (i < 0 || !some_row(k, t, &row))
		return false;
	row.at[i] = another(k, &(struct column){ .type = t->column[i].type }, row.at[i]);
	m->matter = matter_of(t, &row);
	build_print(&sql, "INSERT INTO %s (", t->column->table);
	for (int c = 0; c < t->width; c++)
		build_print(&sql, "%s%s", c ? ", " : "", t->column[c].name);
	build_c(&sql, ") VALUES (");
	for (int c = 0; c < t->width; c++)
		build_print(&sql, "%s$%d", c ? ", " : "", c + 1);
	build_c(&sql, ")");
	letters(t, "", params);
	return run(k, statement(k, true, params, "", &sql), row.at);
}

/* All that a matter's rows say of days, by the same number of them, and what derives from matters made to fit. */
static bool back_date_matter(struct attack *k, struct mutant *m)
{
	static const char *const moves[] = {
		("UPDATE matter SET due = CASE WHEN is_open = 1 THEN due - $2 ELSE due END, received = received - $2, accepted = accepted - $2, entered = entered - $2, "
		"arrived = arrived - $2, closed = closed - $2, paused = paused - $2 WHERE code = $1"),
		"UPDATE matter_step SET day = day - $2 WHERE matter = $1",
		"UPDATE matter_recount SET old_due = old_due - $2, new_due = new_due - $2 WHERE matter = $1",
		"UPDATE public_matter SET received = received - $2, due = due - $2, closed = closed - $2, paused = paused - $2 WHERE code = $1",
		"UPDATE public_step SET day = day - $2 WHERE matter = $1",
		"UPDATE entry SET day = day - $2 WHERE matter = $1",
	};
	struct history *t = k->history;
	struct value    values[] = { value_text(t->code[history_draw(t, t->codes)]), value_int(1 + (int64_t)history_draw(t, 30)) };
	for (size_t i = 0; i < COUNT_OF(moves); i++)
		house_must(&t->h, statement_run(k->db, test_statement(t, true, "ti", "", text_of(moves[i])), values, NULL, &t->h.e));
	house_must(&t->h, matter_rebuild(k->db, &t->h.e));
	m->matter = values[0].text;
	return true;
}

static bool (*const makers[SORTS])(struct attack *, struct mutant *) = { change, swap, change, back_date_matter, take_away, put_in };

/* ---- the judge ---- */

/* The table; the column, unless a whole row is meant; the matter, where the row is about one. Readings are committed to a day at a time, so which of a day's lines it is nobody can tell. */
static bool is_named(const struct mutant *m, const struct found *f)
{
	if (m->sort == MATTER_BACK_DATED)
		return found_column(f, "entry", "day") && found_matter(f, m->matter);
	const char *table = m->table->column->table;
	bool        whole = m->sort == TAKEN_AWAY || m->sort == PUT_IN || (m->sort == SWAPPED && m->table->column[m->column].is_key); /* then all others are swapped */
	if (m->sort == TAKEN_AWAY && strcmp(table, "data_key") == 0)
		table = "part"; /* which no longer opens */
	return (whole ? found_table(f, table) : found_column(f, table, m->table->column[m->column].name)) && (m->matter.len == 0 || strcmp(table, "reading") == 0 || found_matter(f, m->matter));
}

static void judge(struct attack *k, const struct mutant *m)
{
	struct found f;
	char         what[160];
	const char  *table = m->sort == MATTER_BACK_DATED ? "matter" : m->table->column->table;
	snprintf(what, sizeof(what), "%s: %.40s.%.40s of '%.*s'", sort_names[m->sort], table, m->column >= 0 && m->table ? m->table->column[m->column].name : "*", TEXT_ARG(m->matter));
	k->made[m->sort]++;
	if (audit_inside(k->history, k->db, &f) == 0) {
		printf("not found, %s (seed %llu)\n", what, (unsigned long long)history_seed());
		return;
	}
	k->found++;
	if (is_named(m, &f))
		k->named++;
	else
		printf("found, not named, %s: %d misfits, the first %s '%s'\n", what, f.count, found_first(&f), f.is[0].matter);
}

static void one(struct attack *k)
{
	struct history *t = k->history;
	enum sort       sort = (enum sort)history_draw(t, SORTS);
	for (bool made = false; !made;) {
		struct mutant m = { .sort = sort, .table = &k->tables[history_draw(t, k->tables_n)], .column = -1 };
		house_must(&t->h, store_begin(k->db, BEGIN_WRITE, &t->h.e));
		made = makers[m.sort](k, &m);
		if (made)
			judge(k, &m);
		store_rollback(k->db);
		arena_reset(k->arena);
	}
}

static void rows_that_are_changed_swapped_back_dated_taken_away_or_put_in_are_found_and_named(void **state)
{
	struct history *t = *state;
	struct attack  *k = ARENA_NEW(t->h.arena, struct attack);
	struct found    f;
	bool            is_lite = store_engine(t->h.store) == STORE_SQLITE;
	int64_t         mutants = test_number("DANVAN_TEST_MUTANTS", test_everything() ? (is_lite ? 5000 : 500) : (is_lite ? 12 : 6)), made = 0;
	_cleanup_arena_ struct arena *a = arena_new(0);
	*k = (struct attack){ .history = t, .db = test_connection(t->h.arena, t->h.store, STORE_WRITE), .arena = a };
	tables_of(k);
	fill_tables(t, k->columns, schema_columns(t, k->columns, COLUMNS_MOST), held);
	history_publish(t);
	history_run(t, 10); /* and something that is not published yet */
	assert_int_equal(audit_all(t, &f), 0);
	for (int64_t i = 0; i < mutants; i++)
		one(k);
	for (int i = 0; i < SORTS; i++) {
		printf("%s%lld %s", i ? ", " : "P13: ", (long long)k->made[i], sort_names[i]);
		made += k->made[i];
	}
	printf(": %lld of %lld found, %lld named by table, column and matter; %lld entries, seed %llu\n", (long long)k->found, (long long)made, (long long)k->named,
	       (long long)house_size(&t->h), (unsigned long long)history_seed());
	assert_int_equal(k->found, made);
	assert_true(k->named * 100 >= made * 99);
	assert_int_equal(audit_all(t, &f), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(rows_that_are_changed_swapped_back_dated_taken_away_or_put_in_are_found_and_named) };
	return cmocka_run_group_tests(tests, history_setup, history_teardown);
}
