/* tamper.c - I3: nothing changes unseen. On a random history each column of each table is changed by hand, rows are taken away and put in, and an audit of what the ledger says finds
 * and names it; what is healthy, rebuilt or erased is no misfit. */
#include "base/base.h"

#include "history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <unistd.h>

enum { SOME = 20 };

/* ---- I3 ---- */

struct found { int count; char at[40][80]; };
struct column { char table[48], name[48]; int type; };

static void note(void *arg, const struct misfit *m)
{
	struct found *f = arg;
	if (f->count < 40)
		snprintf(f->at[f->count], sizeof(f->at[0]), "%s.%s", m->table, m->column);
	if (f->count++ < 40 && getenv("DANVAN_TEST_TELL"))
		printf("   %s.%s %.*s %lld\n", m->table, m->column, TEXT_ARG(m->matter), (long long)m->index);
}

static int audit_all(struct history *t, struct found *f)
{
	int64_t            n;
	struct connection *db = t->h.db;
	*f = (struct found){ 0 };
	t->h.e = (struct error){ 0 };
	house_must(&t->h, store_begin(db, BEGIN_READ, &t->h.e) && ledger_audit(db, act_key(t->h.act), note, f, &n, &t->h.e) &&
				  matter_audit(db, act_key(t->h.act), note, f, &n, &t->h.e) && access_audit(db, act_key(t->h.act), note, f, &n, &t->h.e));
	store_rollback(db);
	return f->count;
}

static bool was_named(const struct found *f, const char *table, const char *column)
{
	char at[80];
	snprintf(at, sizeof(at), "%.32s.%.32s", table, column);
	for (int i = 0; i < f->count && i < 40; i++) {
		const char *dot = strchr(f->at[i], '.');
		/* the trace of readings is committed to line by line: a misfit names the columns of the line */
		if (strcmp(f->at[i], at) == 0 || (dot && strncmp(f->at[i], at, (size_t)(dot - f->at[i]) + 1) == 0 && strstr(dot, column)))
			return true;
	}
	return false;
}

static void a_healthy_history_has_no_misfit(void **state)
{
	struct history *t = *state;
	struct found    f;
	for (int i = 0; i < 4; i++) {
		history_run(t, SOME);
		if (audit_all(t, &f) != 0)
			fail_msg("%d misfits, the first: %s (seed %llu)", f.count, f.at[0], (unsigned long long)history_seed());
	}
	history_publish(t);
	assert_int_equal(audit_all(t, &f), 0);
	history_tell(t);
	printf("I3: 0 false alarms over %lld entries\n", (long long)house_size(&t->h));
}

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

/* A key column that is changed is told by what is no longer found under the old key. */
static const struct { const char *table, *column, *told_as; } aliases[] = {
	{ "data_key", "scope", "part" }, { "data_key", "part", "part" }, { "data_key", "wrapped", "part" }, { "blob", "hash", "blob.bytes" },
	{ "tile", "level", "tile.bytes" }, { "tile", "n", "tile.bytes" }, { "file_piece", "piece", "file_piece.sealed" },
};

static bool was_told(const struct found *f, const struct column *c)
{
	if (was_named(f, c->table, c->name))
		return true;
	for (size_t i = 0; i < COUNT_OF(aliases); i++)
		for (int k = 0; k < f->count && k < 40; k++)
			if (strcmp(aliases[i].table, c->table) == 0 && strcmp(aliases[i].column, c->name) == 0 && strncmp(f->at[k], aliases[i].told_as, strlen(aliases[i].told_as)) == 0)
				return true;
	return false;
}

static bool is_allowed(const char *table, const char *column)
{
	for (size_t i = 0; i < COUNT_OF(allowed); i++)
		if (strcmp(allowed[i].table, table) == 0 && (allowed[i].column[0] == '*' || strcmp(allowed[i].column, column) == 0))
			return true;
	return false;
}

/* Tables that another module's audit walks; registry's is tested with registry. */
static const char *const elsewhere[] = { "unit", "unit_fact", "lineage", "desk", "unit_desk", "registry_state", "unit_above", "unit_name",
	"unit_order", "order_change", "lineage_share", "unit_measure" };

static bool is_elsewhere(const char *table)
{
	for (size_t i = 0; i < COUNT_OF(elsewhere); i++)
		if (strcmp(elsewhere[i], table) == 0)
			return true;
	return false;
}

STATEMENT(sqlite_columns, READS, "", "tti",
          "SELECT m.name, p.name, CASE WHEN p.type LIKE '%INT%' THEN 0 WHEN p.type LIKE '%BLOB%' THEN 2 ELSE 1 END FROM sqlite_master m JOIN pragma_table_info(m.name) p "
          "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, p.cid");
STATEMENT(postgresql_columns, READS, "", "tti",
          "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(CASE WHEN data_type = 'bigint' THEN 0 WHEN data_type = 'bytea' THEN 2 ELSE 1 END AS BIGINT) "
          "FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position");

static size_t schema_columns(struct history *t, struct column *ret, size_t most)
{
	_cleanup_query_ struct query *q = NULL;
	size_t                        n = 0;
	house_must(&t->h, query_start(t->h.db, store_engine(t->h.store) == STORE_SQLITE ? &sqlite_columns : &postgresql_columns, NULL, &q, &t->h.e));
	while (query_next(q)) {
		assert_true(n < most);
		snprintf(ret[n].table, sizeof(ret[n].table), "%.*s", TEXT_ARG(query_text(q, 0)));
		snprintf(ret[n].name, sizeof(ret[n].name), "%.*s", TEXT_ARG(query_text(q, 1)));
		ret[n++].type = (int)query_int(q, 2);
	}
	house_must(&t->h, query_end_ok(q, &t->h.e));
	return n;
}

/* A statement is known to the store by where it stands, so each has a place of its own. */
static struct statement *statement_of(struct history *t, const char *letters, const char *result, struct text sql)
{
	struct statement *s = ARENA_NEW(t->h.arena, struct statement);
	*s = (struct statement){ "test", letters[0] == 'W' ? WRITES : READS, "", result, text_c(t->h.arena, sql) };
	return s;
}

/* Which row is changed: the one that most can be held against. Names of the key columns of a table, in the order of its primary key. */
static struct text where(struct history *t, const char *table)
{
	static const struct { const char *table, *where; } rows[] = {
		{ "entry", "idx = (SELECT max(idx) - 3 FROM entry WHERE matter IS NOT NULL)" },
		{ "part", "idx = (SELECT max(idx) FROM entry WHERE kind = 'matter.step')" },
		{ "tile", "level = 0 AND n = 0" },
		{ "data_key", "scope = (SELECT min(matter) FROM attachment) AND part = 3" },
		{ "blob", "idx = (SELECT min(idx) FROM blob)" },
		{ "account", "number = 3" },
		{ "role_grant", "number = 3" },
		{ "setting", "name = 'totp'" },
		{ "reading", "number = (SELECT min(number) FROM reading WHERE entry IS NOT NULL)" },
		{ "pack", "name = 'phan-anh-kien-nghi'" },
		{ "matter", "code = (SELECT max(matter) FROM matter_step WHERE number = 4 AND situation <> '')" },
		{ "matter_step", "matter = (SELECT max(matter) FROM matter_step WHERE number = 4 AND situation <> '') AND number = 3" },
		{ "matter_link", "matter = (SELECT max(matter) FROM matter_link) AND entry = (SELECT max(entry) FROM matter_link b WHERE b.matter = (SELECT max(matter) FROM matter_link))" },
		{ "attachment", "matter = (SELECT min(matter) FROM attachment) AND number = 1" },
		{ "file_piece", "file = (SELECT file FROM attachment WHERE matter = (SELECT min(matter) FROM attachment) AND number = 1) AND piece = 0" },
		{ "tally", "count > 0 AND desk = (SELECT max(desk) FROM tally WHERE count > 0) AND due = (SELECT max(due) FROM tally b WHERE b.count > 0 AND b.desk = (SELECT max(desk) FROM tally WHERE count > 0))" },
		{ "subject_word", "matter = (SELECT max(matter) FROM subject_word) AND word = (SELECT max(word) FROM subject_word b WHERE b.matter = (SELECT max(matter) FROM subject_word))" },
		{ "calendar_notice", "entry = (SELECT max(entry) FROM calendar_notice)" },
		{ "matter_recount", "entry = (SELECT max(entry) FROM matter_recount) AND clock = '' AND matter = (SELECT max(matter) FROM matter_recount WHERE entry = (SELECT max(entry) FROM matter_recount))" },
		{ "public_matter", "code = (SELECT max(code) FROM public_matter WHERE class = 'open')" },
		{ "public_step", "entry = (SELECT max(entry) FROM public_step WHERE step <> '')" },
		{ "public_count", "count > 0 AND unit = (SELECT max(unit) FROM public_count) AND class = 'open' AND status = 'open'" },
		{ "public_open", "count > 0 AND unit = (SELECT max(unit) FROM public_open WHERE count > 0) AND due = (SELECT max(due) FROM public_open b WHERE b.count > 0 AND b.unit = (SELECT max(unit) FROM public_open WHERE count > 0))" },
		{ "public_state", "id = 1" },
		{ "ledger_meta", "one = 1" },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (strcmp(rows[i].table, table) == 0)
			return text_of(rows[i].where);
	return TEXT("1 = 1");
}

/* One column of one row, to another value of its type. */
static int64_t change(struct history *t, struct connection *db, const struct column *c)
{
	struct arena *a = t->h.arena;
	struct build  b = { .arena = a };
	int64_t       n = 0;
	bool          flag = strcmp(c->name, "is_open") == 0 || strcmp(c->name, "in_use") == 0 || strcmp(c->name, "active") == 0;
	bool          earlier = strcmp(c->table, "public_state") == 0 && strcmp(c->name, "day") == 0;
	build_print(&b, "UPDATE %s SET %s = ", c->table, c->name);
	if (c->type == 2)
		build_print(&b, store_engine(t->h.store) == STORE_SQLITE ? "CAST('other' AS BLOB)" : "CAST('other' AS BYTEA)");
	else if (flag)
		build_print(&b, "1 - %s", c->name);
	else if (earlier)
		build_print(&b, "%s - 1000", c->name);
	else
		build_print(&b, c->type == 0 ? "CASE WHEN %s IS NULL THEN 5 ELSE %s + 7919 END" : "CASE WHEN %s IS NULL THEN 'x' ELSE %s || 'x' END", c->name, c->name);
	build_print(&b, " WHERE %.*s", TEXT_ARG(where(t, c->table)));
	struct statement *s = statement_of(t, "W", "", build_text(&b));
	if (!statement_run(db, s, NULL, &n, &t->h.e))
		fail_msg("%s: %s %s", s->sql, t->h.e.code, t->h.e.value);
	return n;
}

/* The history goes on until every table that is asked about holds something, and a day's readings are committed to. */
static void fill_tables(struct history *t, const struct column *columns, size_t n)
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
			if (is_allowed(columns[i].table, columns[i].name) || is_elsewhere(columns[i].table) || strcmp(columns[i].table, "setting") == 0)
				continue;
			struct text sql = text_print(t->h.arena, "SELECT count(*) FROM %s WHERE %.*s", columns[i].table, TEXT_ARG(where(t, columns[i].table)));
			house_must(&t->h, statement_one(t->h.db, statement_of(t, "R", "i", sql), NULL, t->h.arena, row, &found, &t->h.e));
			full = row[0].number > 0;
		}
		if (!full)
			history_run(t, 50);
	}
}

static int audit_inside(struct history *t, struct connection *db, struct found *f)
{
	int64_t n;
	*f = (struct found){ 0 };
	struct error why = { 0 };
	if (!ledger_audit(db, act_key(t->h.act), note, f, &n, &why) || !matter_audit(db, act_key(t->h.act), note, f, &n, &why) ||
	    !access_audit(db, act_key(t->h.act), note, f, &n, &why)) {
		/* an audit that can't go on says where: that is a find too */
		snprintf(f->at[f->count < 40 ? f->count : 39], sizeof(f->at[0]), "%.79s", why.name);
		f->count++;
	}
	return f->count;
}

static void every_column_that_is_changed_is_found_and_named(void **state)
{
	struct history    *t = *state;
	struct column      columns[600];
	struct found       f;
	size_t             changed = 0, passed = 0, missed = 0, n = schema_columns(t, columns, COUNT_OF(columns));
	size_t             apart = store_engine(t->h.store) == STORE_SQLITE || test_everything() ? 1 : 5; /* an audit reads matter by matter: many ways to a server and back */
	struct connection *db = test_connection(t->h.arena, t->h.store, STORE_WRITE);
	fill_tables(t, columns, n);
	struct setting_change setting = { .name = "totp", .value = TEXT("off"), .by = &t->h.console };
	house_do(&t->h, &row_setting_change, &setting);
	history_publish(t);
	assert_int_equal(audit_all(t, &f), 0);
	for (size_t i = 0; i < n; i++) {
		const struct column *c = &columns[i];
		if (is_allowed(c->table, c->name) || is_elsewhere(c->table) || i % apart != history_seed() % apart) {
			passed++;
			continue;
		}
		house_must(&t->h, store_begin(db, BEGIN_WRITE, &t->h.e));
		int64_t rows = change(t, db, c);
		if (rows == 0) {
			printf("no row to change in %s (%s)\n", c->table, c->name);
			missed++;
		} else if (audit_inside(t, db, &f) == 0 || !was_told(&f, c)) {
			printf("not named: %s.%s (%d misfits, first %s)\n", c->table, c->name, f.count, f.count ? f.at[0] : "-");
			missed++;
		}
		store_rollback(db);
		changed++;
	}
	printf("I3: %zu columns: %zu changed and found, %zu of keeping, of other tests or left out\n", n, changed - missed, passed);
	assert_int_equal(missed, 0);
	assert_int_equal(audit_all(t, &f), 0);
}

/* Rows taken away and put in, of every table that entries determine. */
static const struct { const char *sql, *table; } rows_moved[] = {
	{ "DELETE FROM matter WHERE code = (SELECT max(code) FROM matter)", "matter" },
	{ "DELETE FROM matter_step WHERE number = 1 AND matter = (SELECT max(matter) FROM matter_step)", "matter_step" },
	{ "INSERT INTO matter_step SELECT matter, number + 100, entry, day, step, state_before, state_after, role, unit, holder, account, via, corrects, corrected, situation, desk "
	  "FROM matter_step WHERE number = 1 AND matter = (SELECT max(matter) FROM matter_step)",
	  "matter_step" },
	{ "DELETE FROM attachment WHERE matter = (SELECT max(matter) FROM attachment) AND number = 1", "attachment" },
	{ "DELETE FROM file_piece WHERE file = (SELECT file FROM attachment WHERE number = 1 AND matter = (SELECT max(matter) FROM attachment))", "file_piece" },
	{ "INSERT INTO file_piece (file, piece, sealed) SELECT sealed, piece, sealed FROM file_piece WHERE file = (SELECT file FROM attachment WHERE number = 1 AND matter = (SELECT max(matter) FROM attachment)) AND piece = 0", "file_piece" },
	{ "INSERT INTO matter_link (matter, other, kind, entry) SELECT code, code, 'join', 9 FROM matter WHERE code = (SELECT max(code) FROM matter)", "matter_link" },
	{ "DELETE FROM public_matter WHERE code = (SELECT max(code) FROM public_matter)", "public_matter" },
	{ "DELETE FROM public_step WHERE entry = (SELECT max(entry) FROM public_step)", "public_step" },
	{ "DELETE FROM public_count WHERE unit = (SELECT max(unit) FROM public_count)", "public_count" },
	{ "DELETE FROM public_open WHERE unit = (SELECT max(unit) FROM public_open)", "public_open" },
	{ "DELETE FROM public_month WHERE month = (SELECT max(month) FROM public_month)", "public_month" },
	{ "DELETE FROM public_year WHERE unit = (SELECT max(unit) FROM public_year)", "public_year" },
	{ "DELETE FROM public_due WHERE due = (SELECT max(due) FROM public_due)", "public_due" },
	{ "DELETE FROM tally WHERE desk = (SELECT max(desk) FROM tally)", "tally" },
	{ "INSERT INTO subject_word (word, is_open, desk, due, matter) SELECT 'doc', is_open, desk, due, code FROM matter WHERE code = (SELECT max(code) FROM matter)", "subject_word" },
	{ "DELETE FROM tally_day WHERE desk = (SELECT max(desk) FROM tally_day)", "tally_day" },
	{ "DELETE FROM word_count WHERE word = (SELECT max(word) FROM word_count)", "word_count" },
	{ "DELETE FROM subject_word WHERE matter = (SELECT max(matter) FROM subject_word)", "subject_word" },
	{ "DELETE FROM pack WHERE name = 'phan-anh-kien-nghi'", "pack" },
	{ "DELETE FROM public_state", "public_state" },
};

static void a_row_that_is_taken_away_or_put_in_is_found(void **state)
{
	struct history    *t = *state;
	struct found       f;
	struct connection *db = test_connection(t->h.arena, t->h.store, STORE_WRITE);
	history_run(t, SOME);
	history_publish(t);
	for (size_t i = 0; i < COUNT_OF(rows_moved); i++) {
		int64_t n = 0;
		house_must(&t->h, store_begin(db, BEGIN_WRITE, &t->h.e));
		house_must(&t->h, statement_run(db, statement_of(t, "W", "", text_of(rows_moved[i].sql)), NULL, &n, &t->h.e));
		bool named = false;
		audit_inside(t, db, &f);
		for (int k = 0; k < f.count && k < 40; k++)
			named = named || strncmp(f.at[k], rows_moved[i].table, strlen(rows_moved[i].table)) == 0;
		store_rollback(db);
		if (n == 0 || !named)
			fail_msg("%s: %lld rows, %d misfits, the first %s", rows_moved[i].sql, (long long)n, f.count, f.count ? f.at[0] : "-");
	}
	printf("I3: %zu rows taken away or put in, all found\n", COUNT_OF(rows_moved));
}

/* ---- what was erased is no misfit, and hides nothing else ---- */

static bool erase_record(struct act_run *run, void *command, struct error *e)
{
	struct text *code = command;
	int64_t      index;
	struct entry entry = { .kind = "erase", .day = run->today, .matter = *code,
			       .members = TEXT("{\"basis\":\"Luật 91/2025\",\"by\":[{\"account\":1},{\"account\":2}],\"class\":\"request\","
					       "\"parts\":[\"time\",\"text\",\"party\",\"files\",\"acts\",\"internal\"]}") };
	if (!ledger_append(run->batch, &entry, &index, e))
		return false;
	for (int p = 0; p < PART_COUNT; p++)
		if (!keys_erase(run->db, *code, (enum part)p, index, e))
			return false;
	return true;
}

static const struct act_row row_erase = { .name = "test.erase", .record = erase_record };

STATEMENT(test_some_open, READS, "t", "t", "SELECT COALESCE(max(m.code), '') FROM matter m JOIN public_matter p ON p.code = m.code WHERE p.class = $1 AND m.version > 2", "matter public_matter");

static void a_matter_that_was_erased_is_no_misfit(void **state)
{
	struct history    *t = *state;
	struct found       f;
	struct connection *db = test_connection(t->h.arena, t->h.store, STORE_WRITE);
	static const char *const classes[] = { "open", "grouped" };
	history_publish(t);
	for (size_t i = 0; i < COUNT_OF(classes); i++) {
		struct value row[1];
		bool         found;
		house_must(&t->h, statement_one(t->h.db, &test_some_open, (struct value[]){ value_text(text_of(classes[i])) }, t->h.arena, row, &found, &t->h.e));
		assert_true(found && row[0].text.len > 0);
		house_do(&t->h, &row_erase, &row[0].text);
		if (audit_all(t, &f) != 0)
			fail_msg("%d misfits after erasing an %s matter, the first %s", f.count, classes[i], f.at[0]);
		struct text sql = text_print(t->h.arena, "UPDATE matter SET receipt_entry = receipt_entry + 1 WHERE code = '%.*s'", TEXT_ARG(row[0].text));
		house_must(&t->h, store_begin(db, BEGIN_WRITE, &t->h.e) && statement_run(db, statement_of(t, "W", "", sql), NULL, NULL, &t->h.e));
		assert_true(audit_inside(t, db, &f) > 0 && was_named(&f, "matter", "receipt_entry"));
		store_rollback(db);
	}
}

/* ---- rebuild ---- */

static void rebuilding_what_derives_changes_nothing(void **state)
{
	struct history    *t = *state;
	struct connection *db = test_connection(t->h.arena, t->h.store, STORE_WRITE);
	history_run(t, SOME);
	history_publish(t);
	struct text before = test_dump(t->h.arena, t->h.db, NULL);
	house_must(&t->h, store_begin(db, BEGIN_WRITE, &t->h.e) && matter_rebuild(db, &t->h.e) && store_commit(db, &t->h.e) == STORE_DONE);
	struct text after = test_dump(t->h.arena, t->h.db, NULL);
	assert_true(text_equal(before, after));
	/* and what was spoiled is put right */
	house_must(&t->h, store_begin(db, BEGIN_WRITE, &t->h.e));
	static const char *const spoil[] = { "UPDATE tally_day SET fresh = fresh + 1", "UPDATE subject_word SET word = word || 'x'", "UPDATE public_matter SET state = 'x'" };
	for (size_t i = 0; i < COUNT_OF(spoil); i++)
		house_must(&t->h, statement_run(db, statement_of(t, "W", "", text_of(spoil[i])), NULL, NULL, &t->h.e));
	house_must(&t->h, store_commit(db, &t->h.e) == STORE_DONE);
	assert_false(text_equal(before, test_dump(t->h.arena, t->h.db, NULL)));
	house_must(&t->h, store_begin(db, BEGIN_WRITE, &t->h.e) && matter_rebuild(db, &t->h.e) && store_commit(db, &t->h.e) == STORE_DONE);
	assert_true(text_equal(before, test_dump(t->h.arena, t->h.db, NULL)));
	/* and what a backup leaves out */
	house_must(&t->h, store_begin(db, BEGIN_WRITE, &t->h.e));
	for (const char *const *table = matter_derived; *table; table++)
		house_must(&t->h, statement_run(db, statement_of(t, "W", "", text_print(t->h.arena, "DELETE FROM %s", *table)), NULL, NULL, &t->h.e));
	house_must(&t->h, matter_rebuild(db, &t->h.e) && store_commit(db, &t->h.e) == STORE_DONE);
	assert_true(text_equal(before, test_dump(t->h.arena, t->h.db, NULL)));
	printf("rebuild: %zu bytes of dump, the same\n", before.len);
}

int main(void)
{
#define T(f) cmocka_unit_test(f)
	const struct CMUnitTest tests[] = {
		T(a_healthy_history_has_no_misfit),
		T(every_column_that_is_changed_is_found_and_named),
		T(a_row_that_is_taken_away_or_put_in_is_found),
		T(rebuilding_what_derives_changes_nothing),
		T(a_matter_that_was_erased_is_no_misfit),
	};
	return cmocka_run_group_tests(tests, history_setup, history_teardown);
}
