/* store.c - values, transactions, statements and the schema, on the engine of this run. */
#include <fcntl.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store_thing.h"

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

OWN(thing_one, READS, "i", "iTB", "SELECT id, word, data FROM thing WHERE id = $1");
OWN(thing_words, READS, "", "T", "SELECT word FROM thing ORDER BY word, id", "thing");
OWN(thing_unindexed, READS, "b", "i", "SELECT id FROM thing WHERE data = $1 ORDER BY id");
OWN(thing_wrong_columns, READS, "", "ii", "SELECT id FROM thing ORDER BY id", "thing");
OWN(thing_sly, READS, "", "", "DELETE FROM thing", "thing");
OWN(thing_change, WRITES, "T", "", "UPDATE thing SET word = $1 WHERE id > 1", "thing");
OWN(thing_return, WRITES, "i", "iT", "INSERT INTO thing (id, word) VALUES ($1, 'made') RETURNING id, word");
OWN(thing_twice, READS, "iti", "itI", "SELECT $1 + $3, $2 || $2, NULLIF($1, $3)");
OWN(version_fake, WRITES, "", "", "INSERT INTO schema_version (number, name, sha256) VALUES (9999, '9999_later.sql', '')");

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

/* Statements that are sent without waiting (statement_send). */

static void send_things(struct fixture *f, int64_t from, int64_t to)
{
	for (int64_t id = from; id <= to; id++)
		must(statement_send(f->writer, &thing_add, (struct value[]){ value_int(id), value_null(), value_null() }, &f->e), f);
}

static void what_is_sent_is_there_for_the_next_statement_and_after_the_commit(void **state)
{
	enum { MORE_THAN_FIT = 1000 };
	_cleanup_fixture_ struct fixture f = fixture_new();
	struct value                     row[3];
	bool                             found;
	must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
	send_things(&f, 1, 20);
	must(statement_one(f.writer, &thing_one, (struct value[]){ value_int(20) }, f.arena, row, &found, &f.e), &f);
	assert_true(found && row[0].number == 20);
	send_things(&f, 21, MORE_THAN_FIT);
	assert_int_equal(count_of(&f, f.writer), MORE_THAN_FIT);
	send_things(&f, MORE_THAN_FIT + 1, MORE_THAN_FIT + 3);
	assert_int_equal(store_commit(f.writer, &f.e), STORE_DONE);
	assert_int_equal(count_of(&f, f.reader), MORE_THAN_FIT + 3);
}

static void what_is_sent_and_rolled_back_was_never_there(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
	send_things(&f, 1, 5);
	store_rollback(f.writer);
	assert_int_equal(count_of(&f, f.writer), 0);
	must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
	send_things(&f, 1, 5);
	assert_int_equal(store_commit(f.writer, &f.e), STORE_DONE);
	assert_int_equal(count_of(&f, f.reader), 5);
}

/* Sends a row that is there already between two that are not; true: nothing was told yet. */
static bool send_twice(struct fixture *f)
{
	struct value row[] = { value_int(1), value_null(), value_null() };
	send_things(f, 1, 2);
	if (!statement_send(f->writer, &thing_add, row, &f->e))
		return false;
	row[0] = value_int(3);
	return statement_send(f->writer, &thing_add, row, &f->e);
}

static void what_is_sent_and_fails_is_told_by_the_next_call_or_the_commit(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	struct value                     row[3];
	bool                             found;
	must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
	assert_refused(send_twice(&f) && statement_one(f.writer, &thing_one, (struct value[]){ value_int(1) }, f.arena, row, &found, &f.e), STORE_CONFLICT);
	assert_refused(statement_send(f.writer, &thing_add, (struct value[]){ value_int(9), value_null(), value_null() }, &f.e), STORE_SPOILED);
	assert_int_equal(store_commit(f.writer, &f.e), STORE_NOT_DONE);
	must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
	bool sent = send_twice(&f);
	assert_int_equal(store_commit(f.writer, &f.e), STORE_NOT_DONE);
	assert_string_equal(f.e.code, sent ? STORE_CONFLICT : STORE_SPOILED);
	assert_int_equal(count_of(&f, f.reader), 0);
	must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f); /* the connection goes on */
	send_things(&f, 1, 2);
	assert_int_equal(store_commit(f.writer, &f.e), STORE_DONE);
	assert_int_equal(count_of(&f, f.reader), 2);
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

/* ---- one moment on several connections */

struct busy_writer { struct fixture *f; _Atomic bool over; };

static void *write_on_and_on(void *argument)
{
	struct busy_writer *w = argument;
	struct arena       *a = arena_new(0);
	struct connection  *db = test_connection(a, w->f->store, STORE_WRITE);
	for (int64_t id = 1; !w->over; id++)
		if (!store_begin(db, BEGIN_WRITE, NULL) || !statement_run(db, &thing_add, (struct value[]){ value_int(id), value_null(), value_null() }, NULL, NULL) ||
		    store_commit(db, NULL) != STORE_DONE)
			break;
	arena_free(a);
	return NULL;
}

static void several_connections_begin_at_one_moment_while_another_writes(void **state)
{
	enum { READERS = 4, TIMES = 200, ROWS = 50 };
	_cleanup_fixture_ struct fixture f = fixture_new();
	struct busy_writer               w = { .f = &f };
	struct connection               *readers[READERS];
	pthread_t                        thread;
	int                              all = 0, last = 0, times = 0;
	for (int i = 0; i < READERS; i++)
		readers[i] = test_connection(f.arena, f.store, STORE_READ);
	assert_int_equal(pthread_create(&thread, NULL, write_on_and_on, &w), 0);
	for (int n; times < TIMES || last < ROWS; times++) {
		must(store_begin_together(readers, READERS, &n, &f.e), &f);
		int seen = count_of(&f, readers[0]);
		assert_true(n == READERS || n == 1);
		assert_true(seen >= last);
		for (int k = 1; k < n; k++)
			assert_int_equal(count_of(&f, readers[k]), seen);
		for (int k = 0; k < READERS; k++) {
			assert_int_equal(connection_in_transaction(readers[k]), k < n);
			store_rollback(readers[k]);
		}
		all += n == READERS;
		last = seen;
	}
	w.over = true;
	pthread_join(thread, NULL);
	printf("%d of %d times together, %d rows written meanwhile\n", all, times, last);
	assert_true(all > times / 2);
}

/* ---- results that grow */

static void a_result_that_streams_is_whole_and_lets_others_run(void **state)
{
	enum { ROWS = 2300 };
	_cleanup_fixture_ struct fixture f = fixture_new();
	must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
	for (int64_t i = 0; i < ROWS; i++)
		must(statement_send(f.writer, &thing_add, (struct value[]){ value_int(i), value_null(), value_null() }, &f.e), &f);
	assert_int_equal(store_commit(f.writer, &f.e), STORE_DONE);
	must(store_begin(f.reader, BEGIN_READ, &f.e), &f);
	for (int64_t until = 0; until <= ROWS + 1; until += ROWS + 1) { /* given up after no row, and read to the end */
		_cleanup_query_ struct query *q = NULL, *inner = NULL;
		int64_t                       n = 0;
		must(query_stream(f.reader, &thing_ids, &q, &f.e) && query_stream(f.reader, &thing_ids, &inner, &f.e), &f);
		for (; n < until && query_next(q); n++) {
			struct value row[1];
			query_row(q, row);
			assert_true(row[0].type == VALUE_INT && row[0].number == n);
			assert_true(n % 2 || (query_next(inner) && query_int(inner, 0) == n / 2));
		}
		must(query_end_ok(q, &f.e), &f);
		assert_int_equal(n, until ? ROWS : 0);
	}
	assert_int_equal(count_of(&f, f.reader), ROWS);
	assert_int_equal(store_commit(f.reader, &f.e), STORE_DONE);
}

struct second_writer {
	struct fixture *f;
	bool            began;
	int             seen;
};

/* SQLite's lock of a file that is in use: 510 bytes after the first gigabyte. Asked from a child, because a process never sees its own locks; sqlite itself is left alone there. */
static bool is_locked_for_others(const char *path)
{
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000002, .l_len = 510 };
		int          fd = open(path, O_RDWR);
		_exit(fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK ? 0 : 1);
	}
	int status = 1;
	assert_int_equal(waitpid(child, &status, 0), child);
	return status == 0;
}

/* Without this lock a program that opens the same file for a moment takes itself for the last one and deletes the log, with all that is acknowledged and stands in it. */
static void a_connection_more_does_not_take_the_file_from_the_others(void **state)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	const char                   *url = test_database_of(a, STORE_SQLITE);
	struct store                 *s = test_store_at(a, url);
	struct connection            *first = test_connection(a, s, STORE_WRITE), *reads = test_connection(a, s, STORE_READ), *second;
	struct error                  e = { 0 };
	assert_true(is_locked_for_others(url + strlen("sqlite:")));
	second = test_connection(a, s, STORE_WRITE);
	assert_true(first && reads && second && is_locked_for_others(url + strlen("sqlite:")));
	assert_true(store_connect(s, STORE_WRITE, &second, &e));
	connection_close(second);
	assert_true(is_locked_for_others(url + strlen("sqlite:")));
}

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
	assert_int_equal(f.e.number, 9999);
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
		cmocka_unit_test(what_is_sent_is_there_for_the_next_statement_and_after_the_commit),
		cmocka_unit_test(what_is_sent_and_rolled_back_was_never_there),
		cmocka_unit_test(what_is_sent_and_fails_is_told_by_the_next_call_or_the_commit),
		cmocka_unit_test(a_second_row_with_the_same_key_is_a_conflict_and_spoils_the_transaction),
		cmocka_unit_test(a_reader_cannot_write_whatever_the_statement_says),
		cmocka_unit_test(a_read_transaction_sees_one_moment),
		cmocka_unit_test(several_connections_begin_at_one_moment_while_another_writes),
		cmocka_unit_test(a_result_that_streams_is_whole_and_lets_others_run),
		cmocka_unit_test(a_connection_more_does_not_take_the_file_from_the_others),
		cmocka_unit_test(a_second_writer_waits_and_then_sees_what_the_first_wrote),
		cmocka_unit_test(a_statement_is_checked_against_its_row),
		cmocka_unit_test(every_statement_of_the_store_is_in_the_list),
		cmocka_unit_test(migrating_twice_is_migrating_once),
		cmocka_unit_test(a_schema_of_a_later_program_is_refused),
		cmocka_unit_test(a_migration_that_was_changed_after_it_was_applied_is_refused),
		cmocka_unit_test(a_migration_that_fails_leaves_nothing),
		cmocka_unit_test(the_schema_of_this_program_applies_and_passes_its_check),
		cmocka_unit_test(a_server_tells_its_time_and_a_file_has_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
