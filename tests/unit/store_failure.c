/* store_failure.c - what happens when the disk, the server or the address fails. */
#include <errno.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store_thing.h"

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

/* Thirty commits, some of whose syncs are left to another connection, and the log carried into the database now and then. True when all were done. */
static bool commit_thirty(struct fixture *f, struct connection *other)
{
	static char large[300000];
	bool        failed = false;
	for (int64_t id = 1; id <= 30; id++) {
		struct value row[] = { value_int(id), value_null(), value_bytes(text_bytes(large, sizeof(large))) };
		store_sync_later(f->writer, id % 2 == 0);
		bool done = store_begin(f->writer, BEGIN_WRITE, &f->e) && statement_run(f->writer, &thing_add, row, NULL, &f->e)
		            && store_commit(f->writer, &f->e) == STORE_DONE && (id % 2 || store_sync(other, &f->e))
		            && (id % 5 || store_tidy(other, true, &f->e)) && (id % 10 || store_tidy(f->writer, false, &f->e));
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
		untouched = commit_thirty(&f, test_connection(f.arena, f.store, STORE_WRITE));
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

/* ---- the system refuses what SQLite writes, or only a byte at a time: that is how it enlarges the log's index */

static enum { REFUSES_NOTHING, REFUSES_ALL, REFUSES_INDEX } refuses;
static int why_refused;

static ssize_t pwrite_or_refuse(int fd, const void *bytes, size_t count, off_t at)
{
	if (refuses == REFUSES_NOTHING || (refuses == REFUSES_INDEX && count > 1))
		return pwrite(fd, bytes, count, at);
	errno = why_refused;
	return -1;
}

static sqlite3_vfs *refuse_writes(sqlite3_syscall_ptr call)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	assert_int_equal(vfs->xSetSystemCall(vfs, "pwrite64", call), SQLITE_OK);
	assert_int_equal(vfs->xSetSystemCall(vfs, "pwrite", call), SQLITE_OK);
	return vfs;
}

/* Full, or the quota used up: refused, nothing carried, and with room again all goes on. */
static void without_room_all_is_refused_and_goes_on_by_itself(void **state)
{
	static const int whys[] = { ENOSPC, EDQUOT };
	for (size_t i = 0; i < COUNT_OF(whys) && test_engine() == STORE_SQLITE; i++) {
		_cleanup_fixture_ struct fixture f = fixture_new();
		refuse_writes((sqlite3_syscall_ptr)pwrite_or_refuse);
		add(&f, 1, value_null(), value_null());
		why_refused = whys[i];
		refuses = REFUSES_ALL;
		must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
		must(statement_run(f.writer, &thing_add, (struct value[]){ value_int(2), value_null(), value_null() }, NULL, &f.e), &f);
		assert_int_equal(store_commit(f.writer, &f.e), STORE_NOT_DONE);
		assert_string_equal(f.e.code, STORE_FULL);
		must(store_tidy(f.writer, true, &f.e), &f);
		refuses = REFUSES_NOTHING;
		add(&f, 3, value_null(), value_null());
		must(store_tidy(f.writer, true, &f.e), &f);
		assert_int_equal(count_of(&f, f.reader), 2);
		refuse_writes(NULL);
	}
}

/* A log that becomes long without room for a longer index: 6,000 pages. */
static void a_long_log_needs_no_more_room_for_its_index(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	static char                      large[1000000];
	if (test_engine() != STORE_SQLITE)
		return;
	refuse_writes((sqlite3_syscall_ptr)pwrite_or_refuse);
	why_refused = ENOSPC;
	refuses = REFUSES_INDEX;
	for (int64_t id = 1; id <= 24; id++)
		add(&f, id, value_null(), value_bytes(text_bytes(large, sizeof(large))));
	refuses = REFUSES_NOTHING;
	refuse_writes(NULL);
	assert_int_equal(count_of(&f, f.reader), 24);
}

/* What SQLite may take is limited for the whole process. */
static void a_transaction_ends_where_no_memory_is_left(void **state)
{
	_cleanup_fixture_ struct fixture f = fixture_new();
	if (test_engine() != STORE_SQLITE)
		return;
	static char  large[1000000];
	struct value row[] = { value_int(1), value_null(), value_bytes(text_bytes(large, sizeof(large))) };
	must(store_begin(f.writer, BEGIN_WRITE, &f.e), &f);
	sqlite3_hard_heap_limit64(1);
	bool refused = !statement_run(f.writer, &thing_add, row, NULL, &f.e);
	store_rollback(f.writer);
	sqlite3_hard_heap_limit64(0);
	assert_true(refused && error_is(&f.e, STORE_NO_MEMORY));
	add(&f, 2, value_null(), value_null());
	assert_int_equal(count_of(&f, f.reader), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(urls_that_mean_no_database_are_refused),
		cmocka_unit_test(a_database_that_is_not_there_is_not_read),
		cmocka_unit_test(the_database_file_is_for_its_owner_alone),
		cmocka_unit_test(a_commit_on_a_cut_connection_has_an_unknown_outcome),
		cmocka_unit_test(a_warning_at_commit_has_an_unknown_outcome),
		cmocka_unit_test(after_a_failed_sync_nothing_is_written_any_more),
		cmocka_unit_test(a_sync_that_fails_at_any_moment_is_never_followed_by_success),
		cmocka_unit_test(a_full_disk_refuses_and_loses_nothing),
		cmocka_unit_test(without_room_all_is_refused_and_goes_on_by_itself),
		cmocka_unit_test(a_long_log_needs_no_more_room_for_its_index),
		cmocka_unit_test(a_transaction_ends_where_no_memory_is_left),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
