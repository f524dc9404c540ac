/* database.c - fresh databases for tests. */
#include "database.h"

#include <ftw.h>
#include <libpq-fe.h>
#include <unistd.h>

void test_fail(const char *what, const struct error *e)
{
	fprintf(stderr, "%s: %s name=\"%s\" value=\"%s\" number=%lld limit=%lld\n", what, e && e->code ? e->code : "(no error)", e ? e->name : "",
	        e ? e->value : "", e ? (long long)e->number : 0, e ? (long long)e->limit : 0);
	exit(1);
}

enum store_engine test_engine(void)
{
	const char *name = getenv("DANVAN_TEST_ENGINE");
	if (!name || strcmp(name, "sqlite") == 0)
		return STORE_SQLITE;
	if (strcmp(name, "postgresql") == 0)
		return STORE_POSTGRESQL;
	fprintf(stderr, "DANVAN_TEST_ENGINE is \"%s\"; it must be sqlite or postgresql.\n", name);
	exit(1);
}

bool test_everything(void) { return getenv("DANVAN_TEST_ALL") != NULL; }

int64_t test_number(const char *name, int64_t otherwise)
{
	const char *given = getenv(name);
	int64_t     n = otherwise;
	if (given && !text_to_int(text_of(given), &n))
		test_fail(name, NULL);
	return n;
}

struct world test_random_world(void)
{
	struct world real = world_real(), w = world_real();
	int64_t      any = 0;
	real.random(&real, &any, sizeof(any));
	any = test_number("DANVAN_TEST_SEED", any & INT64_MAX);
	printf("DANVAN_TEST_SEED=%lld\n", (long long)any);
	world_seed(&w, (uint64_t)any);
	return w;
}

size_t test_draw(struct world *w, size_t below)
{
	uint64_t n;
	w->random(w, &n, sizeof(n));
	return (size_t)(n % below);
}

/* ---- SQLite: a folder */

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where) { return remove(path); }

static void remove_folder(void *path) { nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS); }

const char *test_folder(struct arena *a)
{
	const char *temp = getenv("TMPDIR");
	char       *path = text_c(a, text_print(a, "%s/danvan-test.XXXXXX", temp ? temp : "/tmp"));
	if (!mkdtemp(path)) {
		perror(path);
		exit(1);
	}
	arena_owns(a, remove_folder, path);
	return path;
}

static const char *folder_database(struct arena *a) { return text_c(a, text_print(a, "sqlite:%s/test.db", test_folder(a))); }

/* ---- PostgreSQL: a schema */

static const char *cluster_url(void)
{
	const char *url = getenv("DANVAN_TEST_PG");
	if (!url || !*url) {
		fprintf(stderr, "This test needs PostgreSQL: run it as  tests/support/with-postgres meson test -C BUILD  (DANVAN_TEST_PG is not set).\n");
		exit(1);
	}
	return url;
}

static void run_on_cluster(const char *sql, bool must)
{
	PGconn   *db = PQconnectdb(cluster_url());
	PGresult *result = PQexec(db, "SET client_min_messages = error; SET lock_timeout = '5s'");
	PQclear(result);
	result = PQexec(db, sql);
	if (must && PQresultStatus(result) != PGRES_COMMAND_OK) {
		fprintf(stderr, "%s: %s", sql, PQerrorMessage(db));
		exit(1);
	}
	PQclear(result);
	PQfinish(db);
}

static void drop_schema(void *name)
{
	char sql[128];
	snprintf(sql, sizeof(sql), "DROP SCHEMA IF EXISTS \"%s\" CASCADE", (const char *)name);
	run_on_cluster(sql, false);
}

static const char *schema_database(struct arena *a)
{
	struct world  world = world_real();
	unsigned char random[8];
	world.random(&world, random, sizeof(random));
	char *name = text_c(a, text_print(a, "test_%.*s", TEXT_ARG(hex_encode(a, text_bytes(random, sizeof(random))))));
	run_on_cluster(text_c(a, text_print(a, "CREATE SCHEMA \"%s\"", name)), true);
	arena_owns(a, drop_schema, name);
	const char *url = cluster_url();
	return text_c(a, text_print(a, "%s%cschema=%s", url, strchr(url, '?') ? '&' : '?', name));
}

const char *test_database_of(struct arena *a, enum store_engine engine)
{
	return engine == STORE_SQLITE ? folder_database(a) : schema_database(a);
}

const char *test_database(struct arena *a)
{
	return test_database_of(a, test_engine());
}

/* ---- opened */

static void end_store(void *store)
{
	store_close(store);
}

static void end_connection(void *connection)
{
	connection_close(connection);
}

struct store *test_store_at(struct arena *a, const char *url)
{
	struct error  e = { 0 };
	struct store *store;
	if (!store_open(url, &store, &e))
		test_fail(url, &e);
	arena_owns(a, end_store, store);
	return store;
}

struct connection *test_connection(struct arena *a, struct store *store, enum store_mode mode)
{
	struct error       e = { 0 };
	struct connection *connection;
	if (!store_connect(store, mode, &connection, &e))
		test_fail("store_connect", &e);
	arena_owns(a, end_connection, connection);
	return connection;
}

struct store *test_store(struct arena *a)
{
	struct error  e = { 0 };
	struct store *store = test_store_at(a, test_database(a));
	struct connection *db;
	if (!store_connect(store, STORE_WRITE, &db, &e) || !store_migrate(db, &e))
		test_fail("store_migrate", &e);
	connection_close(db);
	return store;
}

struct text test_dump(struct arena *a, struct connection *db, store_table_wanted wanted)
{
	FILE        *file = tmpfile();
	struct error e = { 0 };
	if (!store_dump(db, fileno(file), wanted, NULL, &e))
		test_fail("store_dump", &e);
	long  len = (fseek(file, 0, SEEK_END), ftell(file));
	char *at = arena_bytes(a, (size_t)len + 1);
	rewind(file);
	if (fread(at, 1, (size_t)len, file) != (size_t)len)
		test_fail("store_dump", &e);
	fclose(file);
	return text_bytes(at, (size_t)len);
}
