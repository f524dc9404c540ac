/* store_backup.c - a backup holds all, goes over to the other engine, and is refused when it was touched. */
#include <unistd.h>

#include "store/engine.h"
#include "store_thing.h"

OWN(thing_change, WRITES, "B", "", "UPDATE thing SET data = $1", "thing");
OWN(thing_datum, READS, "i", "b", "SELECT data FROM thing WHERE id = $1");
OWN(thing_data, READS, "", "iB", "SELECT id, data FROM thing ORDER BY id", "thing");
OWN(pair_add, WRITES, "ti", "", "INSERT INTO pair (word, number) VALUES ($1, $2)");

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

/* ---- reading ahead: large values, so that pages follow one another */

static void change_all(struct fixture *f, size_t size, char to)
{
	char *data = arena_alloc(f->arena, size);
	memset(data, to, size);
	must(store_begin(f->writer, BEGIN_WRITE, &f->e), f);
	must(statement_run(f->writer, &thing_change, (struct value[]){ value_bytes(text_bytes(data, size)) }, NULL, &f->e), f);
	assert_int_equal(store_commit(f->writer, &f->e), STORE_DONE);
	must(store_tidy(f->writer, true, &f->e), f); /* as far as readers let it, what is in the log goes into the file */
}

static void fill_large(struct fixture *f, int64_t rows, size_t size)
{
	must(store_begin(f->writer, BEGIN_WRITE, &f->e), f);
	for (int64_t id = 0; id < rows; id++)
		must(statement_run(f->writer, &thing_add, (struct value[]){ value_int(id), value_null(), value_bytes(TEXT_EMPTY) }, NULL, &f->e), f);
	assert_int_equal(store_commit(f->writer, &f->e), STORE_DONE);
	change_all(f, size, '0');
	connection_read_ahead(f->reader);
}

static bool is_all(struct text t, size_t size, char c)
{
	for (size_t i = 0; i < t.len; i++)
		if (t.at[i] != c)
			return false;
	return t.len == size;
}

static void what_is_read_ahead_is_what_the_snapshot_has(void **state)
{
	enum { ROWS = 40, SIZE = 200 * 1024 };
	_cleanup_fixture_ struct fixture f = fixture_new();
	fill_large(&f, ROWS, SIZE);
	for (char c = '0'; c < '4'; c++) {
		_cleanup_query_ struct query *q = NULL;
		int                           rows = 0;
		must(store_begin(f.reader, BEGIN_READ, &f.e), &f);
		must(query_start(f.reader, &thing_data, NULL, &q, &f.e), &f);
		for (; query_next(q); rows++) {
			assert_true(is_all(query_bytes(q, 1), SIZE, c));
			if (rows == ROWS / 2) /* in the middle of it everything changes */
				change_all(&f, SIZE, (char)(c + 1));
		}
		assert_int_equal(rows, ROWS);
		must(query_end_ok(q, &f.e), &f);
		query_end(q);
		q = NULL;
		store_rollback(f.reader);
		must(store_tidy(f.writer, true, &f.e), &f);
	}
}

/* The pages of one row lie within what is kept. */
static void what_was_read_ahead_does_not_outlive_its_snapshot(void **state)
{
	enum { ROWS = 40, SIZE = 40 * 1024 };
	_cleanup_fixture_ struct fixture f = fixture_new();
	fill_large(&f, ROWS, SIZE);
	for (char c = '0'; c < '8'; c++) {
		struct value row[1];
		bool         found;
		must(statement_one(f.reader, &thing_datum, (struct value[]){ value_int(0) }, f.arena, row, &found, &f.e), &f);
		assert_true(found && is_all(row[0].text, SIZE, c));
		change_all(&f, SIZE, (char)(c + 1));
	}
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

/* Data without its keys, or keys that were to be destroyed again, are not what anybody asked for. */
static void files_that_are_loaded_in_one_transaction_are_there_together_or_not_at_all(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	struct connection               *db = test_connection(f.arena, test_store_at(f.arena, test_database(f.arena)), STORE_WRITE);
	int                              pairs = temp_file(), things = temp_file();
	struct store                    *from = test_store(f.arena);
	must(store_dump(test_connection(f.arena, from, STORE_READ), pairs, wants_pair, NULL, &f.e), &f);
	must(store_dump(f.reader, things, wants_thing, NULL, &f.e), &f);
	lseek(pairs, 0, SEEK_SET);
	lseek(things, 0, SEEK_SET);
	must(store_begin(db, BEGIN_WRITE, &f.e) && store_load(db, pairs, &f.e), &f);
	assert_true(connection_in_transaction(db));
	assert_false(store_load(db, things, &f.e)); /* of another schema */
	assert_false(connection_in_transaction(db));
	int64_t version = -1;
	must(store_schema_version(db, &version, &f.e), &f);
	assert_int_equal(version, 0);
	lseek(pairs, 0, SEEK_SET);
	must(store_begin(db, BEGIN_WRITE, &f.e) && store_load(db, pairs, &f.e) && store_migrate(db, &f.e), &f);
	assert_int_equal(store_commit(db, &f.e), STORE_DONE);
	must(store_schema_check(db, &f.e), &f);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_read_ahead_is_what_the_snapshot_has),
		cmocka_unit_test(what_was_read_ahead_does_not_outlive_its_snapshot),
		cmocka_unit_test(a_backup_of_one_engine_loads_into_the_other_and_gives_the_same_backup),
		cmocka_unit_test(two_files_of_a_backup_follow_each_other_and_neither_loads_twice),
		cmocka_unit_test(files_that_are_loaded_in_one_transaction_are_there_together_or_not_at_all),
		cmocka_unit_test(a_backup_loads_into_a_database_without_a_schema),
		cmocka_unit_test(a_backup_that_was_cut_or_changed_loads_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
