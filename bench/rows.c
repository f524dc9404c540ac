/* rows.c - the reference of filings: a bare loop that inserts the very rows of filings that the program made, and nothing else.
 *
 * Usage: bench_rows FILLED.db FOLDER GROUP [N]       into a new SQLite file in FOLDER, GROUP filings a commit
 *        bench_rows FILLED.db postgresql://URL 16 [N]   from 16 connections, one filing a commit
 * The rows are read from FILLED.db (bench_fill) before the clock starts: entry, part, data_key, matter, matter_step, subject_word, tally, tally_week, word_count of the last N filings (default 5,000);
 * tables and indexes are the same. On SQLite the pragmas are those of src/store/sqlite.c, and each commit is followed by the syncs of the outer checkpoint (a file
 * replaced: file and folder synced), so that rows and syncs are what the program does too. Prints filings a second, and microseconds of this process's CPU a filing. */
#include <fcntl.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { TABLES = 9, COLUMNS_MOST = 32, ROWS_MOST = 8, THREADS = 16, CHECKPOINT_PAGES = 8000 };

/* `of`: how the rows of one filing are found by its code. */
static const struct table { const char *name, *of, *after; } tables[TABLES] = {
	{ "entry", "matter = ?1", "" },
	{ "part", "idx IN (SELECT idx FROM entry WHERE matter = ?1)", "" },
	{ "data_key", "scope = ?1", "" },
	{ "matter", "code = ?1", "" },
	{ "matter_step", "matter = ?1", "" },
	{ "subject_word", "matter = ?1", "" },
	{ "tally", "desk = (SELECT desk FROM matter WHERE code = ?1) AND due = (SELECT due FROM matter WHERE code = ?1)",
	  " ON CONFLICT (desk, procedure, state, due, paused, fresh, waits_for) DO UPDATE SET count = tally.count + 1" },
	{ "tally_week", "desk = (SELECT desk FROM matter WHERE code = ?1) AND assignee = -1 AND week IN ((SELECT (due + 719162) / 7 FROM matter WHERE code = ?1), 521723)",
	  " ON CONFLICT (desk, assignee, week) DO UPDATE SET open = tally_week.open + 1, d0 = tally_week.d0 + 1, fresh = tally_week.fresh + 1" },
	{ "word_count", "word IN (SELECT word FROM subject_word WHERE matter = ?1)", " ON CONFLICT (word) DO UPDATE SET count = word_count.count + 1" },
};

struct cell { int type; int64_t number; char *at; int len; };
struct row { struct cell cell[COLUMNS_MOST]; };
struct filing { struct row *rows[TABLES]; int n[TABLES]; };
static struct { struct filing *at; int n; int columns[TABLES]; bool is_bytes[TABLES][COLUMNS_MOST]; char *ddl; } all;

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "bench_rows: %s: %s\n", what, why);
	exit(70);
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Seconds of CPU of this process. */
static double cpu(void)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

/* ---- the rows of what was filed ---- */

static void keep(sqlite3_stmt *q, int columns, struct row *ret)
{
	for (int i = 0; i < columns; i++) {
		struct cell *c = &ret->cell[i];
		c->type = sqlite3_column_type(q, i);
		c->number = sqlite3_column_int64(q, i);
		c->len = c->type == SQLITE_TEXT || c->type == SQLITE_BLOB ? sqlite3_column_bytes(q, i) : 0;
		c->at = calloc(1, (size_t)c->len + 24);
		if (c->len)
			memcpy(c->at, sqlite3_column_blob(q, i), (size_t)c->len);
		else if (c->type == SQLITE_INTEGER)
			c->len = snprintf(c->at, 24, "%lld", (long long)c->number);
	}
}

static void read_table(sqlite3_stmt *q, int t, const char *code, struct filing *f)
{
	sqlite3_bind_text(q, 1, code, -1, SQLITE_STATIC);
	f->rows[t] = calloc(ROWS_MOST, sizeof(struct row));
	while (f->n[t] < ROWS_MOST && sqlite3_step(q) == SQLITE_ROW)
		keep(q, all.columns[t], &f->rows[t][f->n[t]++]);
	sqlite3_reset(q);
}

static void read_schema(sqlite3 *db)
{
	sqlite3_stmt *q;
	size_t        len = 0;
	FILE         *f = open_memstream(&all.ddl, &len);
	sqlite3_prepare_v2(db, "SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name IN ('entry','part','data_key','matter','matter_step','subject_word','tally','tally_week','word_count')"
	                       " ORDER BY type DESC, name", -1, &q, NULL);
	while (sqlite3_step(q) == SQLITE_ROW)
		fprintf(f, "%s\n", (const char *)sqlite3_column_text(q, 0));
	sqlite3_finalize(q);
	fclose(f);
}

static void read_all(const char *path, int most)
{
	sqlite3      *db;
	sqlite3_stmt *codes, *of[TABLES];
	char          sql[512];
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		fail(path, sqlite3_errmsg(db));
	read_schema(db);
	for (int t = 0; t < TABLES; t++) {
		snprintf(sql, sizeof(sql), "SELECT * FROM %s WHERE %s", tables[t].name, tables[t].of);
		if (strcmp(tables[t].name, "tally") == 0)
			strncat(sql, " LIMIT 1", sizeof(sql) - strlen(sql) - 1);
		if (sqlite3_prepare_v2(db, sql, -1, &of[t], NULL) != SQLITE_OK)
			fail(sql, sqlite3_errmsg(db));
		all.columns[t] = sqlite3_column_count(of[t]);
		for (int i = 0; i < all.columns[t]; i++) {
			const char *type = sqlite3_column_decltype(of[t], i);
			all.is_bytes[t][i] = type && !strcmp(type, "BLOB");
		}
	}
	all.at = calloc((size_t)most, sizeof(*all.at));
	sqlite3_prepare_v2(db, "SELECT matter FROM entry WHERE kind = 'matter.filed' ORDER BY idx DESC LIMIT ?1", -1, &codes, NULL);
	sqlite3_bind_int(codes, 1, most);
	while (all.n < most && sqlite3_step(codes) == SQLITE_ROW) {
		for (int t = 0; t < TABLES; t++)
			read_table(of[t], t, (const char *)sqlite3_column_text(codes, 0), &all.at[all.n]);
		all.n++;
	}
	if (all.n == 0)
		fail(path, "no filings in it");
	sqlite3_finalize(codes);
	for (int t = 0; t < TABLES; t++)
		sqlite3_finalize(of[t]);
	sqlite3_close(db);
}

static void insert_sql(int t, char mark, char *ret, size_t room)
{
	size_t n = (size_t)snprintf(ret, room, "INSERT INTO %s VALUES (", tables[t].name);
	for (int i = 0; i < all.columns[t]; i++)
		n += (size_t)snprintf(ret + n, room - n, "%s%c%d", i ? ", " : "", mark, i + 1);
	snprintf(ret + n, room - n, ")%s", tables[t].after);
}

/* ---- SQLite ---- */

static int count_pages(void *pages, sqlite3 *db, const char *name, int n)
{
	*(int *)pages = n;
	return SQLITE_OK;
}

static void must(sqlite3 *db, int rc, const char *what)
{
	if (rc != SQLITE_OK && rc != SQLITE_DONE)
		fail(what, sqlite3_errmsg(db));
}

static void bind(sqlite3_stmt *q, const struct row *r, int columns)
{
	for (int i = 0; i < columns; i++) {
		const struct cell *c = &r->cell[i];
		if (c->type == SQLITE_INTEGER)
			sqlite3_bind_int64(q, i + 1, c->number);
		else if (c->type == SQLITE_TEXT)
			sqlite3_bind_text(q, i + 1, c->at, c->len, SQLITE_STATIC);
		else if (c->type == SQLITE_BLOB)
			sqlite3_bind_blob(q, i + 1, c->at, c->len, SQLITE_STATIC);
		else
			sqlite3_bind_null(q, i + 1);
	}
}

static void tell(double from, double used)
{
	printf("%.0f\t%.1f\n", (double)all.n / (now() - from), (cpu() - used) * 1e6 / all.n);
}

/* The syncs of the outer checkpoint: written beside, synced, renamed, folder synced. */
static void replace_file(const char *folder, const char *path, const char *beside)
{
	static const char note[200] = "checkpoint";
	int               fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC, 0600), at = open(folder, O_RDONLY | O_DIRECTORY);
	if (fd < 0 || at < 0 || write(fd, note, sizeof(note)) != sizeof(note) || fsync(fd) || rename(beside, path) || fsync(at))
		fail(path, "cannot be replaced");
	close(fd);
	close(at);
}

static void run_sqlite(const char *folder, int group)
{
	char          path[4096], note[4096], beside[4096], sql[2048];
	sqlite3      *db;
	sqlite3_stmt *insert[TABLES];
	int           pages = 0;
	snprintf(path, sizeof(path), "%s/rows.db", folder);
	snprintf(note, sizeof(note), "%s/rows.checkpoint", folder);
	snprintf(beside, sizeof(beside), "%s/rows.checkpoint.new", folder);
	if (sqlite3_open(path, &db) != SQLITE_OK)
		fail(path, sqlite3_errmsg(db));
	must(db, sqlite3_exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA cell_size_check = ON;"
	                          "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384", NULL, NULL, NULL), "pragmas");
	must(db, sqlite3_exec(db, all.ddl, NULL, NULL, NULL), "tables");
	sqlite3_wal_hook(db, count_pages, &pages);
	for (int t = 0; t < TABLES; t++) {
		insert_sql(t, '?', sql, sizeof(sql));
		must(db, sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &insert[t], NULL), sql);
	}
	double from = now(), used = cpu();
	for (int i = 0; i < all.n; i++) {
		if (i % group == 0)
			must(db, sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), "begin");
		for (int t = 0; t < TABLES; t++)
			for (int k = 0; k < all.at[i].n[t]; k++) {
				bind(insert[t], &all.at[i].rows[t][k], all.columns[t]);
				must(db, sqlite3_step(insert[t]), tables[t].name);
				sqlite3_reset(insert[t]);
			}
		if (i % group != group - 1 && i + 1 < all.n)
			continue;
		must(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), "commit");
		replace_file(folder, note, beside);
		if (pages >= CHECKPOINT_PAGES)
			sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	}
	tell(from, used);
}

/* ---- PostgreSQL ---- */

static void pg_must(PGconn *c, PGresult *r, const char *what)
{
	ExecStatusType s = PQresultStatus(r);
	if (s != PGRES_COMMAND_OK && s != PGRES_TUPLES_OK)
		fail(what, PQerrorMessage(c));
	PQclear(r);
}

static PGconn *pg_connect(const char *url)
{
	PGconn *c = PQconnectdb(url);
	char    sql[2048];
	if (PQstatus(c) != CONNECTION_OK)
		fail(url, PQerrorMessage(c));
	pg_must(c, PQexec(c, "SET search_path = bench_rows; SET client_min_messages = error"), "search_path");
	for (int t = 0; t < TABLES; t++) {
		insert_sql(t, '$', sql, sizeof(sql));
		pg_must(c, PQprepare(c, tables[t].name, sql, 0, NULL), sql);
	}
	return c;
}

static void pg_insert(PGconn *c, int t, const struct row *r)
{
	const char *values[COLUMNS_MOST];
	int         lengths[COLUMNS_MOST], formats[COLUMNS_MOST];
	for (int i = 0; i < all.columns[t]; i++) {
		values[i] = r->cell[i].type == SQLITE_NULL ? NULL : r->cell[i].at;
		lengths[i] = r->cell[i].len;
		formats[i] = all.is_bytes[t][i];
	}
	pg_must(c, PQexecPrepared(c, tables[t].name, all.columns[t], values, lengths, formats, 1), tables[t].name);
}

static const char *pg_url;
static int         pg_next;

static void *pg_thread(void *arg)
{
	PGconn *c = arg;
	for (int i; (i = __atomic_fetch_add(&pg_next, 1, __ATOMIC_RELAXED)) < all.n;) {
		pg_must(c, PQexec(c, "BEGIN"), "begin");
		for (int t = 0; t < TABLES; t++)
			for (int k = 0; k < all.at[i].n[t]; k++)
				pg_insert(c, t, &all.at[i].rows[t][k]);
		pg_must(c, PQexec(c, "COMMIT"), "commit");
	}
	return NULL;
}

static char *replaced(char *in, const char *word, const char *by)
{
	char  *out = NULL, *from = in;
	size_t len = 0;
	FILE  *f = open_memstream(&out, &len);
	for (char *at; (at = strstr(from, word)); from = at + strlen(word))
		fprintf(f, "%.*s%s", (int)(at - from), from, by);
	fprintf(f, "%s", from);
	fclose(f);
	free(in);
	return out;
}

/* The same tables by PostgreSQL's words. */
static void pg_tables(void)
{
	PGconn *c = PQconnectdb(pg_url);
	char   *ddl = replaced(replaced(replaced(replaced(strdup(all.ddl), " BLOB", " BYTEA"), " INTEGER", " BIGINT"), "WITHOUT ROWID, ", ""), ") STRICT", ")");
	if (PQstatus(c) != CONNECTION_OK)
		fail(pg_url, PQerrorMessage(c));
	pg_must(c, PQexec(c, "SET client_min_messages = error; DROP SCHEMA IF EXISTS bench_rows CASCADE; CREATE SCHEMA bench_rows; SET search_path = bench_rows"), "schema");
	pg_must(c, PQexec(c, ddl), "tables");
	PQfinish(c);
	free(ddl);
}

static void run_postgresql(void)
{
	pthread_t threads[THREADS];
	PGconn   *connections[THREADS];
	pg_tables();
	for (int i = 0; i < THREADS; i++)
		connections[i] = pg_connect(pg_url);
	double from = now(), used = cpu();
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, pg_thread, connections[i]))
			fail("thread", "cannot be made");
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	tell(from, used);
	for (int i = 0; i < THREADS; i++)
		PQfinish(connections[i]);
}

int main(int argc, char **argv)
{
	int group = argc > 3 ? atoi(argv[3]) : 0;
	if (argc < 4 || argc > 5 || group < 1) {
		fprintf(stderr, "usage: bench_rows FILLED.db FOLDER|postgresql://URL GROUP [N]\n");
		return 64;
	}
	read_all(argv[1], argc > 4 ? atoi(argv[4]) : 5000);
	pg_url = argv[2];
	if (strncmp(argv[2], "postgresql:", 11))
		run_sqlite(argv[2], group);
	else
		run_postgresql();
	return 0;
}
