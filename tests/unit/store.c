/* store.c - what the store promises, on the engine of this run. */
#include <libpq-fe.h>
#include <pthread.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "database.h"

#define FILE_ROW(name, sql) { (name), (const unsigned char *)(sql), sizeof(sql) - 1 }
static const struct embedded thing_schema[] = {
	FILE_ROW("0001_thing.sql", "-- a comment; with a semicolon and the word TEXT\n"
	                           "CREATE TABLE thing (id INT8 PRIMARY KEY NOT NULL, word TEXT UNIQUE, data BYTES);\n"
	                           "CREATE TABLE pair (word TEXT NOT NULL, number INT8 NOT NULL, note TEXT NOT NULL DEFAULT 'INT8; TEXT', PRIMARY KEY (word, number));\n"
	                           "CREATE INDEX pair_number ON pair (number, word);\n"),
	{ NULL },
};
static const struct embedded longer_schema[] = {
	FILE_ROW("0001_thing.sql", "CREATE TABLE thing (id INT8 PRIMARY KEY NOT NULL);"),
	FILE_ROW("0002_more.sql", "CREATE TABLE more (id INT8 PRIMARY KEY NOT NULL);"),
	{ NULL },
};
static const struct embedded broken_schema[] = {
	FILE_ROW("0001_thing.sql", "CREATE TABLE thing (id INT8 PRIMARY KEY NOT NULL);"),
	FILE_ROW("0002_broken.sql", "CREATE TABLE more (id INT8 PRIMARY KEY NOT NULL); CREATE TABEL x (id INT8);"),
	{ NULL },
};

/* These are of this test's own schema, so they stand outside the list of all statements. */
#define OWN(id, ...) static const struct statement id = { #id, __VA_ARGS__ }
OWN(thing_add, WRITES, "iTB", "", "INSERT INTO thing (id, word, data) VALUES ($1, $2, $3)");
OWN(thing_one, READS, "i", "iTB", "SELECT id, word, data FROM thing WHERE id = $1");
OWN(thing_words, READS, "", "T", "SELECT word FROM thing ORDER BY word, id", "thing");
OWN(thing_ids, READS, "", "i", "SELECT id FROM thing ORDER BY id", "thing");
OWN(thing_unindexed, READS, "b", "i", "SELECT id FROM thing WHERE data = $1 ORDER BY id");
OWN(thing_wrong_columns, READS, "", "ii", "SELECT id FROM thing ORDER BY id", "thing");
OWN(thing_sly, READS, "", "", "DELETE FROM thing", "thing");
OWN(thing_change, WRITES, "T", "", "UPDATE thing SET word = $1 WHERE id > 1", "thing");
OWN(thing_return, WRITES, "i", "iT", "INSERT INTO thing (id, word) VALUES ($1, 'made') RETURNING id, word");
OWN(thing_twice, READS, "iti", "itI", "SELECT $1 + $3, $2 || $2, NULLIF($1, $3)");
OWN(pair_add, WRITES, "ti", "", "INSERT INTO pair (word, number) VALUES ($1, $2)");
OWN(version_fake, WRITES, "", "", "INSERT INTO schema_version (number, name, sha256) VALUES (9, '0009_later.sql', '')");

struct fixture {
	struct arena      *arena;
	const char        *url;
	struct store      *store;
	struct connection *writer, *reader;
	struct error       e;
};

static struct fixture fixture_new(void)
{
	struct fixture f = { .arena = arena_new(0) };
	f.url = test_database(f.arena);
	f.store = test_store_at(f.arena, f.url);
	f.writer = test_connection(f.arena, f.store, STORE_WRITE);
	if (!store_migrate_with(f.writer, thing_schema, &f.e))
		test_fail("store_migrate_with", &f.e);
	f.reader = test_connection(f.arena, f.store, STORE_READ);
	return f;
}

static void fixture_end(struct fixture *f)
{
	arena_free(f->arena);
}
#define _cleanup_fixture_ _cleanup_(fixture_end)

static void must(bool ok, struct fixture *f)
{
	if (!ok)
		test_fail("refused", &f->e);
}

#define assert_refused(call, wanted)                          \
	do {                                                  \
		assert_false(call);                           \
		assert_string_equal(f.e.code, wanted);        \
	} while (0)

static void add(struct fixture *f, int64_t id, struct value word, struct value data)
{
	must(store_begin(f->writer, BEGIN_WRITE, &f->e), f);
	must(statement_run(f->writer, &thing_add, (struct value[]){ value_int(id), word, data }, NULL, &f->e), f);
	assert_int_equal(store_commit(f->writer, &f->e), STORE_DONE);
}

static int count_of(struct fixture *f, struct connection *db)
{
	_cleanup_query_ struct query *q = NULL;
	int                           count = 0;
	must(query_start(db, &thing_ids, NULL, &q, &f->e), f);
	while (query_next(q))
		count++;
	must(query_end_ok(q, &f->e), f);
	return count;
}

/* ---- values */

static void a_value_of_each_type_comes_back_as_it_went_in(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	const int64_t                    ids[] = { INT64_MIN, -1, 0, 255, 256, (int64_t)1 << 53, INT64_MAX };
	const struct text                bytes = text_bytes("\0\xff\0 \x80", 5);
	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		struct value row[3];
		bool         found;
		struct text  word = text_print(f.arena, "Đất %lld", (long long)ids[i]);
		add(&f, ids[i], value_text(word), value_bytes(bytes));
		must(statement_one(f.reader, &thing_one, (struct value[]){ value_int(ids[i]) }, f.arena, row, &found, &f.e), &f);
		assert_true(found);
		assert_true(row[0].number == ids[i]);
		assert_true(row[1].type == VALUE_TEXT && text_equal(row[1].text, word));
		assert_true(row[2].type == VALUE_BYTES && text_equal(row[2].text, bytes));
	}
}

static void empty_and_null_stay_different(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	add(&f, 1, value_text((struct text){ 0 }), value_bytes((struct text){ 0 }));
	add(&f, 2, value_null(), value_null());
	struct value row[3];
	bool         found;
	must(statement_one(f.reader, &thing_one, (struct value[]){ value_int(1) }, f.arena, row, &found, &f.e), &f);
	assert_true(row[1].type == VALUE_TEXT && row[1].text.len == 0 && row[2].type == VALUE_BYTES && row[2].text.len == 0);
	must(statement_one(f.reader, &thing_one, (struct value[]){ value_int(2) }, f.arena, row, &found, &f.e), &f);
	assert_true(row[1].type == VALUE_NULL && row[2].type == VALUE_NULL);
	must(statement_one(f.reader, &thing_one, (struct value[]){ value_int(3) }, f.arena, row, &found, &f.e), &f);
	assert_false(found);
	assert_true(row[0].type == VALUE_NULL);
}

static void parameters_are_bound_by_number_and_may_be_used_twice(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	struct value                     row[3];
	bool                             found;
	must(statement_one(f.reader, &thing_twice, (struct value[]){ value_int(40), value_text(TEXT("a")), value_int(2) }, f.arena, row, &found, &f.e), &f);
	assert_int_equal(row[0].number, 42);
	assert_true(text_is(row[1].text, "aa"));
	assert_int_equal(row[2].number, 40);
}

static void text_is_ordered_by_bytes_and_not_by_a_language(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	const char *const                words[] = { "A", "Z", "a", "ba", "bà", "bả", "bz", "Đ", "đ" };
	for (size_t i = 0; i < COUNT_OF(words); i++)
		add(&f, 100 - (int64_t)i, value_text(text_of(words[i])), value_null());
	_cleanup_query_ struct query *q = NULL;
	must(query_start(f.reader, &thing_words, NULL, &q, &f.e), &f);
	struct text before = TEXT_EMPTY;
	for (struct text word; query_next(q); before = text_copy(f.arena, word)) {
		word = query_text(q, 0);
		assert_true(text_compare(before, word) < 0);
	}
	must(query_end_ok(q, &f.e), &f);
}

static void text_that_is_not_utf8_or_holds_a_nul_is_refused(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	const struct text                bad[] = { text_bytes("a\0b", 3), text_bytes("\xff", 1), text_bytes("\xc3", 1) };
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
		assert_refused(statement_run(f.writer, &thing_add, (struct value[]){ value_int(1), value_text(bad[i]), value_null() }, NULL, &f.e), STORE_BAD_TEXT);
		store_rollback(f.writer);
	}
}

static void a_query_may_run_inside_itself(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	add(&f, 1, value_null(), value_null());
	add(&f, 2, value_null(), value_null());
	_cleanup_query_ struct query *q = NULL;
	int                           seen = 0;
	must(query_start(f.reader, &thing_ids, NULL, &q, &f.e), &f);
	while (query_next(q))
		seen += count_of(&f, f.reader);
	assert_int_equal(seen, 4);
	assert_false(query_next(q)); /* the end stays the end */
}

static void changes_are_counted_and_returned(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	struct value                     row[2];
	bool                             found;
	int64_t                          changed = -1;
	must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
	for (int64_t id = 1; id <= 4; id++)
		must(statement_one(f.writer, &thing_return, (struct value[]){ value_int(id) }, f.arena, row, &found, &f.e) || id > 1, &f);
	store_rollback(f.writer); /* 'made' is unique, so the second one spoiled it */
	for (int64_t id = 1; id <= 4; id++)
		add(&f, id, value_null(), value_null());
	must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
	must(statement_run(f.writer, &thing_change, (struct value[]){ value_null() }, &changed, &f.e), &f);
	assert_int_equal(store_commit(f.writer, &f.e), STORE_DONE);
	assert_int_equal(changed, 3);
	must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
	must(statement_one(f.writer, &thing_return, (struct value[]){ value_int(7) }, f.arena, row, &found, &f.e), &f);
	assert_true(found && row[0].number == 7 && text_is(row[1].text, "made"));
	assert_int_equal(store_commit(f.writer, &f.e), STORE_DONE);
}

/* ---- transactions */

static void what_is_rolled_back_was_never_there(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
	must(statement_run(f.writer, &thing_add, (struct value[]){ value_int(1), value_null(), value_null() }, NULL, &f.e), &f);
	assert_int_equal(count_of(&f, f.writer), 1);
	assert_int_equal(count_of(&f, f.reader), 0);
	store_rollback(f.writer);
	assert_false(connection_in_transaction(f.writer));
	assert_int_equal(count_of(&f, f.writer), 0);
}

static void a_second_row_with_the_same_key_is_a_conflict_and_spoils_the_transaction(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	struct value                     row[] = { value_int(1), value_text(TEXT("same")), value_null() };
	add(&f, 1, row[1], value_null());
	must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
	assert_refused(statement_run(f.writer, &thing_add, row, NULL, &f.e), STORE_CONFLICT);
	row[0] = value_int(2);
	assert_refused(statement_run(f.writer, &thing_add, row, NULL, &f.e), STORE_SPOILED);
	assert_int_equal(store_commit(f.writer, &f.e), STORE_NOT_DONE);
	must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
	assert_refused(statement_run(f.writer, &thing_add, row, NULL, &f.e), STORE_CONFLICT); /* the other unique index */
	store_rollback(f.writer);
	assert_int_equal(count_of(&f, f.reader), 1);
}

static void a_reader_cannot_write_whatever_the_statement_says(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	add(&f, 1, value_null(), value_null());
	assert_refused(store_begin(f.reader, BEGIN_WRITE, &f.e), STORE_READ_ONLY);
	assert_refused(store_begin(f.reader, BEGIN_KEEP, &f.e), STORE_READ_ONLY);
	assert_refused(statement_run(f.reader, &thing_change, (struct value[]){ value_null() }, NULL, &f.e), STORE_READ_ONLY);
	assert_refused(statement_run(f.reader, &thing_sly, NULL, NULL, &f.e), STORE_READ_ONLY);
	must(store_begin(f.writer, BEGIN_READ, &f.e), &f);
	assert_refused(statement_run(f.writer, &thing_change, (struct value[]){ value_null() }, NULL, &f.e), STORE_READ_ONLY);
	store_rollback(f.writer);
	assert_int_equal(count_of(&f, f.reader), 1);
}

static void a_read_transaction_sees_one_moment(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	must(store_begin(f.reader, BEGIN_READ, &f.e), &f);
	add(&f, 1, value_null(), value_null());
	assert_int_equal(count_of(&f, f.reader), 0);
	assert_int_equal(store_commit(f.reader, &f.e), STORE_DONE);
	assert_int_equal(count_of(&f, f.reader), 1);
}

struct second_writer {
	struct fixture *f;
	bool            began;
	int             seen;
};

static void *write_second(void *argument)
{
	struct second_writer *second = argument;
	struct arena         *a = arena_new(0);
	struct connection    *db = test_connection(a, second->f->store, STORE_WRITE);
	second->began = store_begin(db, BEGIN_WRITE, NULL);
	second->seen = second->began ? count_of(second->f, db) : -1;
	arena_free(a);
	return NULL;
}

static void a_second_writer_waits_and_then_sees_what_the_first_wrote(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	struct second_writer             second = { .f = &f };
	pthread_t                        thread;
	must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
	assert_int_equal(pthread_create(&thread, NULL, write_second, &second), 0);
	usleep(300000);
	must(statement_run(f.writer, &thing_add, (struct value[]){ value_int(1), value_null(), value_null() }, NULL, &f.e), &f);
	assert_int_equal(store_commit(f.writer, &f.e), STORE_DONE);
	pthread_join(thread, NULL);
	assert_true(second.began);
	assert_int_equal(second.seen, 1);
}

/* ---- statements that are wrong */

static void a_statement_is_checked_against_its_row(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	struct text                      scans;
	must(statement_check(f.writer, &thing_one, f.arena, &scans, &f.e), &f);
	assert_int_equal(scans.len, 0);
	assert_refused(statement_check(f.writer, &thing_wrong_columns, f.arena, &scans, &f.e), STORE_STATEMENT);
	must(statement_check(f.writer, &thing_unindexed, f.arena, &scans, &f.e), &f);
	if (test_engine() == STORE_SQLITE) {
		assert_true(text_is(scans, "thing"));
		assert_refused(statement_check(f.writer, &thing_sly, f.arena, &scans, &f.e), STORE_STATEMENT);
	}
}

static void every_statement_of_the_store_is_in_the_list(void **state)
{
	size_t                         count;
	const struct statement *const *all = statements_all(&count);
	bool                           found = false;
	for (size_t i = 0; i < count; i++)
		found = found || strcmp(all[i]->name, "schema_version_list") == 0;
	assert_true(found);
}

/* ---- schema */

static void migrating_twice_is_migrating_once(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	int64_t                          number;
	add(&f, 1, value_null(), value_null());
	must(store_migrate_with(f.writer, thing_schema, &f.e), &f);
	must(store_schema_version(f.reader, &number, &f.e), &f);
	assert_int_equal(number, 1);
	assert_int_equal(count_of(&f, f.reader), 1);
}

static void a_schema_of_a_later_program_is_refused(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
	must(statement_run(f.writer, &version_fake, NULL, NULL, &f.e), &f);
	assert_int_equal(store_commit(f.writer, &f.e), STORE_DONE);
	assert_refused(store_migrate_with(f.writer, thing_schema, &f.e), STORE_NEWER_SCHEMA);
	assert_int_equal(f.e.number, 9);
	assert_int_equal(f.e.limit, 1);
	assert_refused(store_schema_check(f.reader, &f.e), STORE_NEWER_SCHEMA);
}

static void a_migration_that_was_changed_after_it_was_applied_is_refused(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	assert_refused(store_migrate_with(f.writer, longer_schema, &f.e), STORE_CHANGED_SCHEMA);
	assert_string_equal(f.e.name, "0001_thing.sql");
}

static void a_migration_that_fails_leaves_nothing(void **state)
{
	_cleanup_fixture_ struct fixture f = { .arena = arena_new(0) };
	int64_t                          number;
	f.writer = test_connection(f.arena, test_store_at(f.arena, test_database(f.arena)), STORE_WRITE);
	assert_refused(store_migrate_with(f.writer, broken_schema, &f.e), STORE_STATEMENT);
	assert_string_equal(f.e.name, "0002_broken.sql");
	must(store_schema_version(f.writer, &number, &f.e), &f);
	assert_int_equal(number, 0);
	assert_refused(store_schema_check(f.writer, &f.e), STORE_OLDER_SCHEMA);
	must(store_migrate_with(f.writer, longer_schema, &f.e), &f);
}

static void the_schema_of_this_program_applies_and_passes_its_check(void **state)
{
	_cleanup_fixture_ struct fixture f = { .arena = arena_new(0) };
	struct store                    *store = test_store(f.arena);
	must(store_schema_check(test_connection(f.arena, store, STORE_READ), &f.e), &f);
}

/* ---- backup */

static int temp_file(void)
{
	char path[] = "/tmp/danvan-backup.XXXXXX";
	int  fd = mkstemp(path);
	assert_true(fd >= 0);
	unlink(path);
	return fd;
}

static struct text contents(struct arena *a, int fd)
{
	off_t len = lseek(fd, 0, SEEK_END);
	char *at = arena_alloc(a, (size_t)len + 1);
	assert_int_equal(pread(fd, at, (size_t)len, 0), len);
	lseek(fd, 0, SEEK_SET);
	return text_bytes(at, (size_t)len);
}

static void fill(struct fixture *f)
{
	must(store_begin(f->writer, BEGIN_WRITE, &f->e), f);
	for (int64_t i = -150; i <= 150; i++) { /* more than a slice, keys on both sides of zero */
		struct text  word = text_print(f->arena, "từ %lld", (long long)i);
		struct value row[] = { value_int(i * 1000003), i % 3 ? value_text(word) : value_null(), value_bytes(text_bytes("\0\1\377", (size_t)(i & 3))) };
		must(statement_run(f->writer, &thing_add, row, NULL, &f->e), f);
		must(statement_run(f->writer, &pair_add, (struct value[]){ value_text(text_first(word, 5)), value_int(i) }, NULL, &f->e), f);
	}
	assert_int_equal(store_commit(f->writer, &f->e), STORE_DONE);
}

/* An empty database with the test's own schema, on any engine. */
static struct connection *empty_on(struct fixture *f, enum store_engine engine)
{
	struct connection *db = test_connection(f->arena, test_store_at(f->arena, test_database_of(f->arena, engine)), STORE_WRITE);
	must(store_migrate_with(db, thing_schema, &f->e), f);
	return db;
}

static void a_backup_of_one_engine_loads_into_the_other_and_gives_the_same_backup(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	/* without a cluster the other engine is the same one: the run on PostgreSQL crosses over */
	enum store_engine other = test_engine() == STORE_SQLITE && !getenv("DANVAN_TEST_PG") ? STORE_SQLITE : !test_engine();
	struct connection *db = empty_on(&f, other);
	int                first = temp_file(), second = temp_file();
	fill(&f);
	must(store_dump(f.reader, first, NULL, NULL, &f.e), &f);
	struct text bytes = contents(f.arena, first);
	must(store_load(db, first, &f.e), &f);
	must(store_dump(db, second, NULL, NULL, &f.e), &f);
	assert_true(bytes.len > 10000);
	assert_true(text_equal(bytes, contents(f.arena, second)));
	assert_int_equal(count_of(&f, db), 301);
	close(first);
	close(second);
}

static bool wants_pair(void *context, const char *table)
{
	return strcmp(table, "pair") == 0;
}

static bool wants_thing(void *context, const char *table)
{
	return strcmp(table, "thing") == 0;
}

static void two_files_of_a_backup_follow_each_other_and_neither_loads_twice(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	struct connection               *db = empty_on(&f, test_engine());
	int                              pairs = temp_file(), things = temp_file();
	fill(&f);
	must(store_dump(f.reader, pairs, wants_pair, NULL, &f.e), &f);
	must(store_dump(f.reader, things, wants_thing, NULL, &f.e), &f);
	lseek(pairs, 0, SEEK_SET);
	lseek(things, 0, SEEK_SET);
	must(store_load(db, pairs, &f.e), &f);
	assert_int_equal(count_of(&f, db), 0);
	must(store_load(db, things, &f.e), &f);
	assert_int_equal(count_of(&f, db), 301);
	lseek(things, 0, SEEK_SET);
	assert_refused(store_load(db, things, &f.e), STORE_NOT_EMPTY);
	assert_int_equal(count_of(&f, db), 301);
	close(pairs);
	close(things);
}

static void a_backup_loads_into_a_database_without_a_schema(void **state)
{
	_cleanup_fixture_ struct fixture f = { .arena = arena_new(0) };
	struct store                    *from = test_store(f.arena);
	struct connection *db = test_connection(f.arena, test_store_at(f.arena, test_database(f.arena)), STORE_WRITE);
	int                first = temp_file(), second = temp_file();
	must(store_dump(test_connection(f.arena, from, STORE_READ), first, NULL, NULL, &f.e), &f);
	struct text bytes = contents(f.arena, first);
	must(store_load(db, first, &f.e), &f);
	must(store_schema_check(db, &f.e), &f);
	must(store_dump(db, second, NULL, NULL, &f.e), &f);
	assert_true(text_equal(bytes, contents(f.arena, second)));
	close(first);
	close(second);
}

static void a_backup_that_was_cut_or_changed_loads_nothing(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	struct connection               *db = empty_on(&f, test_engine());
	int                              fd = temp_file();
	fill(&f);
	must(store_dump(f.reader, fd, NULL, NULL, &f.e), &f);
	struct text whole = contents(f.arena, fd);
	for (size_t i = 0; i < 24; i++) {
		size_t at = whole.len * i / 24;
		char   changed = (char)(whole.at[at] ^ 1);
		assert_int_equal(pwrite(fd, &changed, 1, (off_t)at), 1);
		lseek(fd, 0, SEEK_SET);
		assert_false(store_load(db, fd, &f.e));
		assert_int_equal(count_of(&f, db), 0);
		assert_int_equal(pwrite(fd, whole.at + at, 1, (off_t)at), 1);
	}
	for (size_t i = 0; i < 12; i++) {
		assert_int_equal(ftruncate(fd, (off_t)(whole.len - 1 - whole.len * i / 13)), 0);
		lseek(fd, 0, SEEK_SET);
		assert_refused(store_load(db, fd, &f.e), STORE_BAD_DUMP);
		assert_int_equal(count_of(&f, db), 0);
	}
	close(fd);
}

/* ---- failures */

static void urls_that_mean_no_database_are_refused(void **state)
{
	struct fixture    f = { 0 };
	const char *const bad[] = { "", "sqlite:", "mysql://x", "/var/lib/x.db", "postgresql:///x?schema=A%20b", "postgresql:///x?schema=" };
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_refused(store_open(bad[i], &f.store, &f.e), STORE_BAD_URL);
}

static void a_database_that_is_not_there_is_not_read(void **state)
{
	_cleanup_fixture_ struct fixture f = { .arena = arena_new(0) };
	struct connection               *db;
	bool                             is_sqlite = test_engine() == STORE_SQLITE;
	f.store = test_store_at(f.arena, is_sqlite ? test_database(f.arena) : "postgresql:///x?host=/nowhere");
	assert_refused(store_connect(f.store, STORE_READ, &db, &f.e), STORE_CANNOT_OPEN);
	f.store = test_store_at(f.arena, is_sqlite ? "sqlite:/nowhere/at/all.db" : text_c(f.arena, text_print(f.arena, "%s_none", test_database(f.arena))));
	assert_refused(store_connect(f.store, STORE_WRITE, &db, &f.e), is_sqlite ? STORE_CANNOT_OPEN : STORE_NO_SCHEMA);
}

static void the_database_file_is_for_its_owner_alone(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	if (test_engine() != STORE_SQLITE)
		return;
	const char *const ends[] = { "", "-wal", "-shm" };
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		struct stat about;
		assert_int_equal(stat(text_c(f.arena, text_print(f.arena, "%s%s", f.url + strlen("sqlite:"), ends[i])), &about), 0);
		assert_int_equal(about.st_mode & 0777, 0600);
	}
}

static bool cut_connections(void)
{
	PGconn   *db = PQconnectdb(getenv("DANVAN_TEST_PG"));
	PGresult *result = PQexec(db, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'danvan_cut'");
	bool      cut = PQntuples(result) > 0;
	PQclear(result);
	PQfinish(db);
	return cut;
}

static void a_commit_on_a_cut_connection_has_an_unknown_outcome(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	if (test_engine() != STORE_POSTGRESQL)
		return;
	struct store      *store = test_store_at(f.arena, text_c(f.arena, text_print(f.arena, "%s&application_name=danvan_cut", f.url)));
	struct connection *db = test_connection(f.arena, store, STORE_WRITE);
	must(store_begin(db, BEGIN_WRITE, &f.e), &f);
	must(statement_run(db, &thing_add, (struct value[]){ value_int(1), value_null(), value_null() }, NULL, &f.e), &f);
	assert_true(cut_connections());
	assert_int_equal(store_commit(db, &f.e), STORE_UNKNOWN);
	assert_string_equal(f.e.code, STORE_UNKNOWN_OUTCOME);
	assert_true(connection_is_dead(db));
	assert_refused(store_begin(db, BEGIN_WRITE, &f.e), STORE_LOST);
	assert_int_equal(count_of(&f, f.reader), 0);
}

static void a_warning_at_commit_has_an_unknown_outcome(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	if (test_engine() != STORE_POSTGRESQL)
		return;
	/* a deferred trigger warns while COMMIT runs, as a cancelled wait for a standby does */
	PGconn *db = PQconnectdb(getenv("DANVAN_TEST_PG"));
	char   *sql = text_c(f.arena, text_print(f.arena, "SET search_path TO %s;"
	        "CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE WARNING ''cancelled wait''; RETURN NULL; END';"
	        "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON thing DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION warn()",
	        strstr(f.url, "schema=") + strlen("schema=")));
	PGresult *result = PQexec(db, sql);
	assert_int_equal(PQresultStatus(result), PGRES_COMMAND_OK);
	PQclear(result);
	PQfinish(db);
	must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
	must(statement_run(f.writer, &thing_add, (struct value[]){ value_int(1), value_null(), value_null() }, NULL, &f.e), &f);
	assert_int_equal(store_commit(f.writer, &f.e), STORE_UNKNOWN);
	assert_true(connection_is_dead(f.writer));
}

/* ---- SQLite's syncs fail, its own file layer with one method replaced */

static struct {
	const sqlite3_io_methods *usual;
	sqlite3_io_methods        failing;
} methods[4]; /* the file layer has one set for databases and one for logs */
static int (*real_open)(sqlite3_vfs *, const char *, sqlite3_file *, int, int *);
static int (*real_sync)(sqlite3_file *, int);
static int syncs_until_failure = -1; /* -1: none will fail; it fails once, and then the disk says that it is well again */
static int failed_syncs;

static int sync_or_fail(sqlite3_file *file, int flags)
{
	if (syncs_until_failure < 0 || syncs_until_failure-- > 0)
		return real_sync(file, flags);
	failed_syncs++;
	return SQLITE_IOERR_FSYNC;
}

static int open_failing(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
	int rc = real_open(vfs, name, file, flags, ret_flags);
	if (rc == SQLITE_OK && file->pMethods) {
		size_t i = 0;
		while (methods[i].usual && methods[i].usual != file->pMethods)
			i++;
		assert_true(i + 1 < COUNT_OF(methods));
		methods[i].usual = file->pMethods;
		methods[i].failing = *file->pMethods;
		real_sync = file->pMethods->xSync; /* the same in all sets */
		methods[i].failing.xSync = sync_or_fail;
		file->pMethods = &methods[i].failing;
	}
	return rc;
}

static sqlite3_vfs *failing_vfs(void)
{
	static sqlite3_vfs vfs;
	if (!vfs.zName) {
		vfs = *sqlite3_vfs_find(NULL);
		vfs.zName = "failing";
		vfs.pNext = NULL;
		real_open = vfs.xOpen;
		vfs.xOpen = open_failing;
	}
	return &vfs;
}

static void after_a_failed_sync_nothing_is_written_any_more(void **state)
{
	if (test_engine() != STORE_SQLITE)
		return;
	sqlite3_vfs *usual = sqlite3_vfs_find(NULL);
	sqlite3_vfs_register(failing_vfs(), 1);
	_cleanup_fixture_ struct fixture f = fixture_new();
	struct connection               *other = test_connection(f.arena, f.store, STORE_WRITE), *late;
	add(&f, 1, value_null(), value_null());
	must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
	must(statement_run(f.writer, &thing_add, (struct value[]){ value_int(2), value_null(), value_null() }, NULL, &f.e), &f);
	syncs_until_failure = 0;
	assert_int_equal(store_commit(f.writer, &f.e), STORE_UNKNOWN);
	assert_string_equal(f.e.code, STORE_UNKNOWN_OUTCOME);
	assert_true(connection_is_dead(f.writer) && connection_is_dead(other));
	assert_refused(store_begin(f.writer, BEGIN_WRITE, &f.e), STORE_STOPPED);
	assert_refused(store_begin(other, BEGIN_KEEP, &f.e), STORE_STOPPED);
	assert_refused(store_connect(f.store, STORE_WRITE, &late, &f.e), STORE_STOPPED);
	assert_refused(store_force(f.writer, &f.e), STORE_STOPPED);
	assert_int_equal(count_of(&f, f.reader), 1);
	/* the next start: a store of its own, forced before anything else */
	struct connection *next = test_connection(f.arena, test_store_at(f.arena, f.url), STORE_WRITE);
	must(store_force(next, &f.e), &f);
	assert_true(count_of(&f, next) >= 1);
	sqlite3_vfs_register(usual, 1);
}

/* Thirty commits, long enough for checkpoints. True when all were done. */
static bool commit_thirty(struct fixture *f)
{
	static char large[300000];
	bool        failed = false;
	for (int64_t id = 1; id <= 30; id++) {
		struct value row[] = { value_int(id), value_null(), value_bytes(text_bytes(large, sizeof(large))) };
		bool done = store_begin(f->writer, BEGIN_WRITE, &f->e) && statement_run(f->writer, &thing_add, row, NULL, &f->e)
		            && store_commit(f->writer, &f->e) == STORE_DONE;
		store_rollback(f->writer);
		assert_false(failed && done);
		assert_int_equal(!done, failed_syncs > 0);
		failed = !done;
	}
	return !failed;
}

static void a_sync_that_fails_at_any_moment_is_never_followed_by_success(void **state)
{
	if (test_engine() != STORE_SQLITE)
		return;
	sqlite3_vfs *usual = sqlite3_vfs_find(NULL);
	bool         untouched = false;
	int          n = 0;
	sqlite3_vfs_register(failing_vfs(), 1);
	for (; !untouched && n < 200; n++) {
		_cleanup_fixture_ struct fixture f = fixture_new();
		failed_syncs = 0;
		syncs_until_failure = n;
		untouched = commit_thirty(&f);
		syncs_until_failure = -1;
	}
	assert_true(untouched);
	assert_true(n > 30);
	sqlite3_vfs_register(usual, 1);
}

static void a_full_disk_refuses_and_loses_nothing(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	if (test_engine() != STORE_SQLITE)
		return;
	static char            large[1000000];
	static const struct statement limit = { NULL, READS, "", "i", "PRAGMA max_page_count = 40" };
	struct value           row[] = { value_int(2), value_null(), value_bytes(text_bytes(large, sizeof(large))) }, pages;
	bool                   found;
	add(&f, 1, value_null(), value_null());
	must(statement_one(f.writer, &limit, NULL, f.arena, &pages, &found, &f.e), &f);
	must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
	assert_refused(statement_run(f.writer, &thing_add, row, NULL, &f.e), STORE_FULL);
	store_rollback(f.writer);
	add(&f, 3, value_null(), value_null());
	assert_int_equal(count_of(&f, f.reader), 2);
}

static void a_server_tells_its_time_and_a_file_has_none(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	struct world                     world = world_real();
	bool                             has;
	instant_t                        there;
	must(store_clock(f.reader, &has, &there, &f.e), &f);
	assert_int_equal(has, test_engine() == STORE_POSTGRESQL);
	if (has)
		assert_true(world.now(&world).ms - there.ms < 60000 && there.ms - world.now(&world).ms < 60000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_of_each_type_comes_back_as_it_went_in),
		cmocka_unit_test(empty_and_null_stay_different),
		cmocka_unit_test(parameters_are_bound_by_number_and_may_be_used_twice),
		cmocka_unit_test(text_is_ordered_by_bytes_and_not_by_a_language),
		cmocka_unit_test(text_that_is_not_utf8_or_holds_a_nul_is_refused),
		cmocka_unit_test(a_query_may_run_inside_itself),
		cmocka_unit_test(changes_are_counted_and_returned),
		cmocka_unit_test(what_is_rolled_back_was_never_there),
		cmocka_unit_test(a_second_row_with_the_same_key_is_a_conflict_and_spoils_the_transaction),
		cmocka_unit_test(a_reader_cannot_write_whatever_the_statement_says),
		cmocka_unit_test(a_read_transaction_sees_one_moment),
		cmocka_unit_test(a_second_writer_waits_and_then_sees_what_the_first_wrote),
		cmocka_unit_test(a_statement_is_checked_against_its_row),
		cmocka_unit_test(every_statement_of_the_store_is_in_the_list),
		cmocka_unit_test(migrating_twice_is_migrating_once),
		cmocka_unit_test(a_schema_of_a_later_program_is_refused),
		cmocka_unit_test(a_migration_that_was_changed_after_it_was_applied_is_refused),
		cmocka_unit_test(a_migration_that_fails_leaves_nothing),
		cmocka_unit_test(the_schema_of_this_program_applies_and_passes_its_check),
		cmocka_unit_test(a_backup_of_one_engine_loads_into_the_other_and_gives_the_same_backup),
		cmocka_unit_test(two_files_of_a_backup_follow_each_other_and_neither_loads_twice),
		cmocka_unit_test(a_backup_loads_into_a_database_without_a_schema),
		cmocka_unit_test(a_backup_that_was_cut_or_changed_loads_nothing),
		cmocka_unit_test(urls_that_mean_no_database_are_refused),
		cmocka_unit_test(a_database_that_is_not_there_is_not_read),
		cmocka_unit_test(the_database_file_is_for_its_owner_alone),
		cmocka_unit_test(a_commit_on_a_cut_connection_has_an_unknown_outcome),
		cmocka_unit_test(a_warning_at_commit_has_an_unknown_outcome),
		cmocka_unit_test(after_a_failed_sync_nothing_is_written_any_more),
		cmocka_unit_test(a_sync_that_fails_at_any_moment_is_never_followed_by_success),
		cmocka_unit_test(a_full_disk_refuses_and_loses_nothing),
		cmocka_unit_test(a_server_tells_its_time_and_a_file_has_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
