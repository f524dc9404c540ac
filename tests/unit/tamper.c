/* tamper.c - I3: nothing changes unseen. On a random history each column of each table is changed by hand, rows are taken away and put in, and an audit of what the ledger says finds
 * and names it; what is healthy, rebuilt or erased is no misfit. */
#include "base/base.h"

#include "audit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <unistd.h>

enum { SOME = 20 };

/* ---- I3 ---- */

static void a_healthy_history_has_no_misfit(void **state)
{
	struct history *t = *state;
	struct found    f;
	for (int i = 0; i < 4; i++) {
		history_run(t, SOME);
		if (audit_all(t, &f) != 0)
			fail_msg("%d misfits, the first: %s (seed %llu)", f.count, found_first(&f), (unsigned long long)history_seed());
	}
	history_publish(t);
	assert_int_equal(audit_all(t, &f), 0);
	history_tell(t);
	printf("I3: 0 false alarms over %lld entries\n", (long long)house_size(&t->h));
}

/* Which row is changed: the one that most can be held against. Names of the key columns of a table, in the order of its primary key. */
static const char *where(const char *table)
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
			return rows[i].where;
	return "1 = 1";
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
	build_print(&b, " WHERE %s", where(c->table));
	const struct statement *s = test_statement(t, true, "", "", build_text(&b));
	if (!statement_run(db, s, NULL, &n, &t->h.e))
		fail_msg("%s: %s %s", s->sql, t->h.e.code, t->h.e.value);
	return n;
}

static void every_column_that_is_changed_is_found_and_named(void **state)
{
	struct history    *t = *state;
	struct column      columns[600];
	struct found       f;
	size_t             changed = 0, passed = 0, missed = 0, n = schema_columns(t, columns, COUNT_OF(columns));
	size_t             apart = store_engine(t->h.store) == STORE_SQLITE || test_everything() ? 1 : 5; /* an audit reads matter by matter: many ways to a server and back */
	struct connection *db = test_connection(t->h.arena, t->h.store, STORE_WRITE);
	fill_tables(t, columns, n, where);
	struct setting_change setting = { .name = "totp", .value = TEXT("off"), .by = &t->h.console };
	house_do(&t->h, &row_setting_change, &setting);
	history_publish(t);
	assert_int_equal(audit_all(t, &f), 0);
	for (size_t i = 0; i < n; i++) {
		const struct column *c = &columns[i];
		if (column_is_kept_apart(c->table, c->name) || table_is_of_units(c->table) || i % apart != history_seed() % apart) {
			passed++;
			continue;
		}
		house_must(&t->h, store_begin(db, BEGIN_WRITE, &t->h.e));
		int64_t rows = change(t, db, c);
		if (rows == 0) {
			printf("no row to change in %s (%s)\n", c->table, c->name);
			missed++;
		} else if (audit_inside(t, db, &f) == 0 || !found_column(&f, c->table, c->name)) {
			printf("not named: %s.%s (%d misfits, first %s)\n", c->table, c->name, f.count, found_first(&f));
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
	{ "DELETE FROM public_period WHERE unit = (SELECT max(unit) FROM public_period)", "public_period" },
	{ "DELETE FROM public_week WHERE unit = (SELECT max(unit) FROM public_week)", "public_week" },
	{ "DELETE FROM public_due WHERE due = (SELECT max(due) FROM public_due)", "public_due" },
	{ "DELETE FROM tally WHERE desk = (SELECT max(desk) FROM tally)", "tally" },
	{ "INSERT INTO subject_word (word, is_open, desk, due, matter) SELECT 'doc', is_open, desk, due, code FROM matter WHERE code = (SELECT max(code) FROM matter)", "subject_word" },
	{ "DELETE FROM tally_week WHERE desk = (SELECT max(desk) FROM tally_week)", "tally_week" },
	{ "DELETE FROM word_count WHERE word = (SELECT max(word) FROM word_count)", "word_count" },
	{ "DELETE FROM subject_word WHERE matter = (SELECT max(matter) FROM subject_word)", "subject_word" },
	{ "DELETE FROM pack WHERE name = 'phan-anh-kien-nghi'", "pack" },
	{ "DELETE FROM public_state", "public_state" },
	{ "UPDATE entry SET matter = NULL WHERE idx = (SELECT max(idx) FROM entry WHERE kind = 'matter.step')", "entry" },
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
		house_must(&t->h, statement_run(db, test_statement(t, true, "", "", text_of(rows_moved[i].sql)), NULL, &n, &t->h.e));
		audit_inside(t, db, &f);
		bool named = found_table(&f, rows_moved[i].table);
		store_rollback(db);
		if (n == 0 || !named)
			fail_msg("%s: %lld rows, %d misfits, the first %s", rows_moved[i].sql, (long long)n, f.count, found_first(&f));
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
			fail_msg("%d misfits after erasing an %s matter, the first %s", f.count, classes[i], found_first(&f));
		struct text sql = text_print(t->h.arena, "UPDATE matter SET receipt_entry = receipt_entry + 1 WHERE code = '%.*s'", TEXT_ARG(row[0].text));
		house_must(&t->h, store_begin(db, BEGIN_WRITE, &t->h.e) && statement_run(db, test_statement(t, true, "", "", sql), NULL, NULL, &t->h.e));
		assert_true(audit_inside(t, db, &f) > 0 && found_column(&f, "matter", "receipt_entry"));
		store_rollback(db);
	}
}

/* ---- by how many threads it is done changes nothing ---- */

static const struct { const char *spoil, *mend; } spoilt[] = {
	{ "UPDATE matter SET receipt_entry = receipt_entry + 1 WHERE version > 1", "UPDATE matter SET receipt_entry = receipt_entry - 1 WHERE version > 1" },
	{ "UPDATE entry SET day = day + 1 WHERE idx % 7 = 3", "UPDATE entry SET day = day - 1 WHERE idx % 7 = 3" },
	{ "UPDATE public_step SET day = day + 1 WHERE entry % 5 = 1", "UPDATE public_step SET day = day - 1 WHERE entry % 5 = 1" },
	{ "UPDATE subject_word SET due = due + 1", "UPDATE subject_word SET due = due - 1" },
	{ "UPDATE tally SET count = count + 1 WHERE count > 0", "UPDATE tally SET count = count - 1 WHERE count > 0" },
	{ "UPDATE data_key SET erased = 5 WHERE erased IS NULL AND part = 0", "UPDATE data_key SET erased = NULL WHERE wrapped IS NOT NULL AND part = 0" },
	{ "UPDATE public_matter SET due = due + 1 WHERE due IS NOT NULL", "UPDATE public_matter SET due = due - 1 WHERE due IS NOT NULL" },
};

static void run_each(struct history *t, bool spoils)
{
	struct connection *db = test_connection(t->h.arena, t->h.store, STORE_WRITE);
	house_must(&t->h, store_begin(db, BEGIN_WRITE, &t->h.e));
	for (size_t i = 0; i < COUNT_OF(spoilt); i++)
		house_must(&t->h, statement_run(db, test_statement(t, true, "", "", text_of(spoils ? spoilt[i].spoil : spoilt[i].mend)), NULL, NULL, &t->h.e));
	house_must(&t->h, store_commit(db, &t->h.e) == STORE_DONE);
}

static void write_down(void *lines, const struct misfit *m)
{
	build_print(lines, "%s.%s %.*s %lld\n", m->table, m->column, TEXT_ARG(m->matter), (long long)m->index);
}

/* All that is told, by so many threads; 0: by the two audits, one after the other. */
static struct text told_by(struct history *t, int threads)
{
	struct build       lines = { .arena = t->h.arena };
	struct connection *db[8];
	int                together;
	int64_t            n, more = 0, told = 0;
	for (int i = 0; i < threads || i == 0; i++)
		db[i] = test_connection(t->h.arena, t->h.store, STORE_READ);
	house_must(&t->h, store_begin_together(db, threads ? threads : 1, &together, &t->h.e));
	if (threads)
		house_must(&t->h, matter_audit_with_ledger(db, together, act_key(t->h.act), write_down, &lines, &n, &t->h.e));
	else
		house_must(&t->h, matter_audit(db[0], act_key(t->h.act), write_down, &lines, &n, &t->h.e) &&
					  ledger_audit(db[0], act_key(t->h.act), write_down, &lines, &more, &t->h.e));
	for (int i = 0; i < together; i++)
		store_rollback(db[i]);
	for (size_t i = 0; i < lines.len; i++)
		told += lines.at[i] == '\n';
	assert_int_equal(told, n + more);
	return build_text(&lines);
}

static void several_threads_tell_the_same_as_one_in_the_same_order(void **state)
{
	struct history *t = *state;
	history_run(t, SOME);
	history_publish(t);
	assert_int_equal(told_by(t, 4).len, 0);
	run_each(t, true);
	struct text one = told_by(t, 0);
	for (int threads = 1; threads <= 8; threads++)
		assert_true(text_equal(told_by(t, threads), one));
	run_each(t, false);
	assert_int_equal(told_by(t, 3).len, 0);
	printf("%zu bytes of misfits over %lld entries, the same by 1 to 8 threads\n", one.len, (long long)house_size(&t->h));
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
	static const char *const spoil[] = { "UPDATE tally_week SET fresh = fresh + 1", "UPDATE subject_word SET word = word || 'x'", "UPDATE public_matter SET state = 'x'" };
	for (size_t i = 0; i < COUNT_OF(spoil); i++)
		house_must(&t->h, statement_run(db, test_statement(t, true, "", "", text_of(spoil[i])), NULL, NULL, &t->h.e));
	house_must(&t->h, store_commit(db, &t->h.e) == STORE_DONE);
	assert_false(text_equal(before, test_dump(t->h.arena, t->h.db, NULL)));
	house_must(&t->h, store_begin(db, BEGIN_WRITE, &t->h.e) && matter_rebuild(db, &t->h.e) && store_commit(db, &t->h.e) == STORE_DONE);
	assert_true(text_equal(before, test_dump(t->h.arena, t->h.db, NULL)));
	/* and what a backup leaves out */
	house_must(&t->h, store_begin(db, BEGIN_WRITE, &t->h.e));
	for (const char *const *table = matter_derived; *table; table++)
		house_must(&t->h, statement_run(db, test_statement(t, true, "", "", text_print(t->h.arena, "DELETE FROM %s", *table)), NULL, NULL, &t->h.e));
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
		T(several_threads_tell_the_same_as_one_in_the_same_order),
		T(rebuilding_what_derives_changes_nothing),
		T(a_matter_that_was_erased_is_no_misfit),
	};
	return cmocka_run_group_tests(tests, history_setup, history_teardown);
}
