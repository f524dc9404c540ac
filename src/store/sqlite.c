/* sqlite.c - SQLite: one file, a write-ahead log, every commit synced.
 *
 * After a failed sync SQLite itself answers the next commit with success, and a process that starts then sees the refused row as committed. So the
 * first failed write stops the whole store, nothing is checkpointed at closing any more, and the next process forces the log before it writes
 * anything (a mark beside the database tells it of the failure). For the same reason checkpoints are ours: SQLite's own ones, after a commit, would hide a failed sync. */
#include <errno.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_layer.h"

enum { BUSY_MS = 10000, LOG_BLOCK = 64 * 1024, PATH_ROOM = 4096 };
enum { AFTER_SYNC = 3 };
enum { LOG_INDEX_PIECE = 32 * 1024, LOG_INDEX_FRAMES = 4096 }; /* of shared memory: what SQLite maps at a time, and for how many pages of the log (the first: a few less) */
#define WRITERS_CACHE "PRAGMA cache_size = -16384" /* KB */
/* A list over many desks reads a thousand pages; two megabytes hold half of them. Each commit of another empties it, so more would seldom be used. */
#define READERS_CACHE "PRAGMA cache_size = -8192; PRAGMA query_only = ON"
#define TOUCH "SELECT 1 FROM sqlite_schema LIMIT 1"

/* ---- errors */

static const char *code_of(int rc)
{
	switch (rc) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID: return STORE_CONFLICT;
	}
	switch (rc & 0xff) {
	case SQLITE_CONSTRAINT: return STORE_CONSTRAINT;
	case SQLITE_BUSY:
	case SQLITE_LOCKED: return STORE_BUSY;
	case SQLITE_FULL: return STORE_FULL;
	case SQLITE_NOMEM: return STORE_NO_MEMORY;
	case SQLITE_READONLY: return STORE_READ_ONLY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB: return STORE_DAMAGED;
	case SQLITE_CANTOPEN: return STORE_CANNOT_OPEN;
	case SQLITE_ERROR:
	case SQLITE_RANGE: return STORE_STATEMENT;
	}
	return STORE_FAILED;
}

/* A file beside the database says that a write or a sync failed. It needs no sync of its own: where it is gone, the memory that makes it matter is gone too. */
static sqlite3_vfs *marker_path(const struct connection *c, char path[PATH_ROOM])
{
	sqlite3_vfs *layer = NULL;
	sqlite3_file_control(c->handle, NULL, SQLITE_FCNTL_VFS_POINTER, &layer);
	snprintf(path, PATH_ROOM, "%s-failed", c->store->where);
	return layer;
}

static void marker_make(const struct connection *c)
{
	char          path[PATH_ROOM];
	sqlite3_vfs  *layer = marker_path(c, path);
	sqlite3_file *file = layer ? calloc(1, (size_t)layer->szOsFile) : NULL;
	if (!file)
		return;
	if (layer->xOpen(layer, path, file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MAIN_JOURNAL, NULL) == SQLITE_OK)
		file->pMethods->xWrite(file, "failed\n", 7, 0);
	if (file->pMethods)
		file->pMethods->xClose(file);
	free(file);
}

static bool refuse(struct connection *c, int rc, const char *name, struct error *e)
{
	const char *code = code_of(rc);
	if ((rc & 0xff) == SQLITE_IOERR && c->mode == STORE_WRITE) {
		if (!atomic_exchange(&c->store->stopped, true) && c->handle)
			marker_make(c);
		c->dead = code = STORE_STOPPED;
	} else if ((rc & 0xff) == SQLITE_IOERR) {
		code = STORE_DAMAGED;
	}
	return connection_refuse(c, e, code, name, c->handle ? sqlite3_errmsg(c->handle) : sqlite3_errstr(rc));
}

static bool run(struct connection *c, const char *sql, struct error *e)
{
	int rc = sqlite3_exec(c->handle, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? true : refuse(c, rc, NULL, e);
}

/* ---- connections */

static int count_pages(void *connection, sqlite3 *db, const char *name, int pages)
{
	((struct connection *)connection)->log_pages = pages;
	return SQLITE_OK;
}

/* The file holds what nobody else on this machine may read; SQLite gives its log the same mode. It is made without being opened: closing any descriptor of a file
 * drops all locks that this process holds on it, and another process that comes and goes would then delete the log under a running server. */
static bool make_file(struct connection *c, struct error *e)
{
	if (mknod(c->store->where, S_IFREG | 0600, 0) == 0 || (errno == EEXIST && access(c->store->where, R_OK | W_OK) == 0))
		return true;
	return error(e, STORE_CANNOT_OPEN, .name = text_of(c->store->where), .value = text_of(strerror(errno)));
}

/* Changing to the log needs the file alone for a moment, and SQLite does not wait for that by itself. */
static bool use_log(struct connection *c, struct error *e)
{
	int rc = SQLITE_BUSY;
	for (int tries = 0; tries < BUSY_MS / 20 && (rc & 0xff) == SQLITE_BUSY; tries++) {
		rc = sqlite3_exec(c->handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
		if ((rc & 0xff) == SQLITE_BUSY)
			sqlite3_sleep(20);
	}
	return rc == SQLITE_OK ? true : refuse(c, rc, c->store->where, e);
}

/* What is said for every page is prepared once. */
enum own { OWN_BEGIN, OWN_PIN, OWN_ROLLBACK };
static const char *const own_sql[] = { [OWN_BEGIN] = "BEGIN", [OWN_PIN] = TOUCH, [OWN_ROLLBACK] = "ROLLBACK" };

/* Before anything is begun: a transaction must end even where there is no memory left to prepare its end (but after a change of the schema that is done anew). */
static bool prepare_own(struct connection *c, struct error *e)
{
	int rc = SQLITE_OK;
	for (size_t i = 0; rc == SQLITE_OK && i < COUNT_OF(own_sql); i++)
		rc = sqlite3_prepare_v3(c->handle, own_sql[i], -1, SQLITE_PREPARE_PERSISTENT, (sqlite3_stmt **)&c->own[i], NULL);
	return rc == SQLITE_OK ? true : refuse(c, rc, c->store->where, e);
}

/* Runs it to its first row or its end. */
static int run_own(struct connection *c, enum own which)
{
	int rc = sqlite3_step(c->own[which]);
	int end = sqlite3_reset(c->own[which]);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : end;
}

static sqlite3_file *database_file(struct connection *c)
{
	sqlite3_file *file = NULL;
	return sqlite3_file_control(c->handle, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK && file && file->pMethods ? file : NULL;
}

/* The log's index has room for as long a log as there ever is: SQLite enlarges it in the middle of a commit, and without room on the disk nobody could tell then whether that was done.
 * Where there is no room now either, it is as it was. */
static void make_room_for_index(struct connection *c)
{
	sqlite3_file  *file = database_file(c);
	void volatile *at;
	for (int piece = 0; file && file->pMethods->iVersion >= 2 && piece * LOG_INDEX_FRAMES <= LOG_MOST_PAGES; piece++)
		if (file->pMethods->xShmMap(file, piece, LOG_INDEX_PIECE, 1, &at) != SQLITE_OK)
			return;
}

static void sqlite_open(struct store *store)
{
	store->writes = file_layer_new(&log_layer);
	store->reads = file_layer_new(&read_layer);
}

static void sqlite_shut(struct store *store)
{
	file_layer_free(store->writes);
	file_layer_free(store->reads);
}

static bool sqlite_connect(struct connection *c, struct error *e)
{
	bool     writes = c->mode == STORE_WRITE;
	sqlite3 *db = NULL;
	if (writes && !make_file(c, e))
		return false;
	int rc = sqlite3_open_v2(c->store->where, &db, SQLITE_OPEN_NOMUTEX | (writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY),
		file_layer_name(writes ? c->store->writes : c->store->reads));
	c->handle = db;
	if (rc != SQLITE_OK)
		return error(e, STORE_CANNOT_OPEN, .name = text_of(c->store->where), .value = text_of(sqlite3_errstr(rc)));
	sqlite3_extended_result_codes(db, 1);
	sqlite3_busy_timeout(db, BUSY_MS);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL); /* else values that touch a partial index have the statement prepared again each time */
	if (writes && !use_log(c, e))
		return false;
	if (!run(c, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA trusted_schema = OFF;"
	            "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY", e))
		return false;
	if (!run(c, writes ? WRITERS_CACHE : READERS_CACHE, e))
		return false;
	sqlite3_wal_hook(db, count_pages, c);
	if (!prepare_own(c, e) || !run(c, TOUCH, e)) /* the first read opens the log; what is mapped before nobody would give back */
		return false;
	if (writes)
		make_room_for_index(c);
	return true;
}

static void sqlite_close(struct connection *c)
{
	if (c->handle && atomic_load(&c->store->stopped))
		sqlite3_db_config(c->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	for (size_t i = 0; i < COUNT_OF(c->own); i++) {
		sqlite3_finalize(c->own[i]);
		c->own[i] = NULL;
	}
	int rc = sqlite3_close(c->handle);
	assert(rc == SQLITE_OK);
	c->handle = NULL;
}

/* ---- statements */

/* A prepared statement, and where each of its parameters stands: $1 is a name here, and looking for names at every run costs more than binding them. */
struct made {
	sqlite3_stmt *stmt;
	int           place[]; /* of $1, $2 ... */
};

static struct made *made_new(sqlite3_stmt *stmt, size_t count)
{
	struct made *m = memory_new(sizeof(*m) + count * sizeof(m->place[0]));
	char         name[24];
	m->stmt = stmt;
	for (size_t i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "$%zu", i + 1);
		m->place[i] = sqlite3_bind_parameter_index(stmt, name);
	}
	return m;
}

static sqlite3_stmt *stmt_of(const struct query *q) { return ((struct made *)q->handle)->stmt; }

static bool sqlite_prepare(struct connection *c, const struct statement *s, void **ret_handle, struct error *e)
{
	sqlite3_stmt *made = NULL;
	const char   *tail = "";
	int           rc = sqlite3_prepare_v3(c->handle, s->sql, -1, s->name ? SQLITE_PREPARE_PERSISTENT : 0, &made, &tail);
	if (rc != SQLITE_OK)
		return refuse(c, rc, s->name, e);
	const char *wrong = NULL;
	if (text_trim(text_of(tail)).len > 0)
		wrong = "more than one statement";
	else if (sqlite3_bind_parameter_count(made) != (int)strlen(s->params))
		wrong = "number of parameters";
	else if (sqlite3_column_count(made) != (int)strlen(s->result))
		wrong = "number of columns";
	else if (s->does == READS && c->mode == STORE_WRITE && !sqlite3_stmt_readonly(made))
		wrong = "it writes";
	if (wrong) {
		sqlite3_finalize(made);
		return connection_refuse(c, e, STORE_STATEMENT, s->name, wrong);
	}
	*ret_handle = made_new(made, strlen(s->params));
	return true;
}

static void sqlite_forget(struct connection *c, void *handle)
{
	sqlite3_finalize(((struct made *)handle)->stmt);
	free(handle);
}

static int bind(sqlite3_stmt *q, int index, struct value value, sqlite3_destructor_type keep)
{
	const char *at = value.text.len > 0 ? value.text.at : ""; /* NULL would bind NULL */
	switch (value.type) {
	case VALUE_NULL: return sqlite3_bind_null(q, index);
	case VALUE_INT: return sqlite3_bind_int64(q, index, value.number);
	case VALUE_TEXT: return sqlite3_bind_text64(q, index, at, value.text.len, keep, SQLITE_UTF8);
	case VALUE_BYTES: return sqlite3_bind_blob64(q, index, at, value.text.len, keep);
	}
	return SQLITE_MISUSE;
}

/* Values are copied, for they may be gone when the next row is asked for; not where the statement ends before its caller goes on. */
static bool sqlite_start(struct query *q, const struct value *values, struct error *e)
{
	const struct made *m = q->handle;
	for (int i = 0; q->statement->params[i]; i++) {
		int rc = bind(m->stmt, m->place[i], values[i], q->is_brief ? SQLITE_STATIC : SQLITE_TRANSIENT);
		if (rc != SQLITE_OK)
			return refuse(q->connection, rc, q->statement->name, e);
	}
	return true;
}

static bool sqlite_next(struct query *q)
{
	struct connection *c = q->connection;
	int                rc = sqlite3_step(stmt_of(q));
	if (rc == SQLITE_ROW)
		return true;
	if (rc == SQLITE_DONE) {
		q->changed = q->statement->does == WRITES ? sqlite3_changes64(c->handle) : 0;
		return false;
	}
	q->failed = true;
	refuse(c, rc, q->statement->name, &q->error);
	return false;
}

static struct value sqlite_cell(struct query *q, int column)
{
	sqlite3_stmt *stmt = stmt_of(q);
	switch (sqlite3_column_type(stmt, column)) {
	case SQLITE_NULL: return value_null();
	case SQLITE_INTEGER: return value_int(sqlite3_column_int64(stmt, column));
	case SQLITE_TEXT: {
		const void *at = sqlite3_column_text(stmt, column);
		return value_text(text_bytes(at, (size_t)sqlite3_column_bytes(stmt, column)));
	}
	case SQLITE_BLOB: {
		const void *at = sqlite3_column_blob(stmt, column);
		return value_bytes(text_bytes(at ? at : "", (size_t)sqlite3_column_bytes(stmt, column)));
	}
	}
	assert(!"the schema has no floating numbers");
	return value_null();
}

static void sqlite_stop(struct query *q)
{
	sqlite3_reset(stmt_of(q));
	sqlite3_clear_bindings(stmt_of(q));
}

/* ---- transactions */

static sqlite3_file *log_of(struct connection *c)
{
	sqlite3_file *log = NULL;
	return sqlite3_file_control(c->handle, NULL, SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK && log && log->pMethods ? log : NULL;
}

static void sqlite_rollback(struct connection *c)
{
	if (!sqlite3_get_autocommit(c->handle))
		run_own(c, OWN_ROLLBACK);
}

static bool sqlite_begin(struct connection *c, enum store_begin begin, struct error *e)
{
	sqlite_rollback(c); /* what is left where not even for its end there was memory */
	if (begin == BEGIN_READ) { /* reading once makes the snapshot now, as on the other engine */
		int rc = run_own(c, OWN_BEGIN);
		if (rc == SQLITE_OK)
			rc = run_own(c, OWN_PIN);
		return rc == SQLITE_OK ? true : refuse(c, rc, NULL, e);
	}
	log_layer_sync_later(log_of(c), c->syncs_later);
	return run(c, "BEGIN IMMEDIATE", e);
}

/* The header of the log's index, which all connections of all processes share in memory and which every commit changes: a counter of commits, the length and the
 * checksum of the log (sqlite.org/walformat.html, section 2.1). SQLite's own `PRAGMA data_version` says the same, at the price of two locks of the file system. NULL:
 * not to be had. */
static const volatile uint64_t *log_header(struct connection *c)
{
	sqlite3_file  *file = database_file(c);
	void volatile *at = NULL;
	if (c->log_index) /* it stays where it is until the connection is closed */
		return c->log_index;
	if (!file || file->pMethods->iVersion < 2 || file->pMethods->xShmMap(file, 0, LOG_INDEX_PIECE, 0, &at) != SQLITE_OK)
		return NULL;
	return c->log_index = at;
}

/* What is read while a commit writes it is neither the old nor the new header, so it differs from both, and from what is read next. */
static bool sqlite_mark(struct connection *c, int64_t *ret)
{
	const volatile uint64_t *header = log_header(c);
	bool                     moved = false;
	for (size_t i = 0; header && i < COUNT_OF(c->log_header); i++) {
		uint64_t now = __atomic_load_n(&header[i], __ATOMIC_ACQUIRE);
		moved = moved || now != c->log_header[i];
		c->log_header[i] = now;
	}
	c->log_mark += moved;
	*ret = c->log_mark;
	return header != NULL;
}

static bool sqlite_sync(struct connection *c, struct error *e)
{
	sqlite3_file *log = log_of(c);
	int           rc = log ? log->pMethods->xSync(log, SQLITE_SYNC_NORMAL) : SQLITE_IOERR_FSYNC;
	return rc == SQLITE_OK ? true : refuse(c, rc, c->store->where, e);
}

/* The log is emptied into the database now and then; readers that are still on it only put that off. */
static int carry(struct connection *c)
{
	c->log_pages = 0;
	log_layer_sync_later(log_of(c), false); /* what goes into the database must be in the log on the disk before */
	int  rc = sqlite3_wal_checkpoint_v2(c->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	bool no_room = rc == SQLITE_IOERR_WRITE && log_layer_quota_is_used_up(database_file(c)); /* as SQLITE_FULL: it all stays in the log */
	return (rc & 0xff) == SQLITE_IOERR && !no_room ? rc : SQLITE_OK;
}

static int sync_database(struct connection *c)
{
	sqlite3_file *file = database_file(c);
	return file ? file->pMethods->xSync(file, SQLITE_SYNC_NORMAL) : SQLITE_IOERR_FSYNC;
}

/* SQLite syncs the database only when it has carried all there is, and while others write that never is: who carries the rest would wait for the disk to take all of it. So it is
 * synced here, and what came meanwhile is carried too: a few pages are left. */
static bool sqlite_tidy(struct connection *c, bool beside, struct error *e)
{
	int rc = carry(c);
	if (rc == SQLITE_OK && beside)
		rc = sync_database(c);
	for (int i = 0; rc == SQLITE_OK && beside && i < AFTER_SYNC; i++)
		rc = carry(c); /* each finds less than the one before */
	return rc == SQLITE_OK ? true : refuse(c, rc, c->store->where, e);
}

static enum store_outcome sqlite_commit(struct connection *c, struct error *e)
{
	int rc = sqlite3_exec(c->handle, "COMMIT", NULL, NULL, NULL);
	if (rc == SQLITE_OK && c->log_pages >= LOG_MOST_PAGES)
		rc = carry(c);
	if (rc == SQLITE_OK)
		return STORE_DONE;
	refuse(c, rc, NULL, e);
	enum store_outcome outcome = STORE_NOT_DONE;
	if (c->begun != BEGIN_READ && c->dead) {
		error(e, STORE_UNKNOWN_OUTCOME, .value = text_of(sqlite3_errstr(rc)));
		outcome = STORE_UNKNOWN;
	}
	sqlite_rollback(c);
	return outcome;
}

/* After a sync that failed the system goes on showing what it should have kept, and never writes it by itself again. Were that copied from the log into the database as it is,
 * a cut of the power could leave the newer database under the older log on the disk, and the next start would lay old pages over new ones. So after a failure each byte of the log is
 * written again first: the disk has all of the log before it has any of it in the database. Without a failure good pages are left alone. */
static int write_log_anew(struct connection *c)
{
	sqlite3_file *log = log_of(c);
	sqlite3_int64 size = 0;
	char          block[LOG_BLOCK];
	int           rc = log ? log->pMethods->xFileSize(log, &size) : SQLITE_OK;
	for (sqlite3_int64 at = 0; rc == SQLITE_OK && at < size; at += LOG_BLOCK) {
		int n = size - at < LOG_BLOCK ? (int)(size - at) : LOG_BLOCK;
		rc = log->pMethods->xRead(log, block, n, at);
		if (rc == SQLITE_OK)
			rc = log->pMethods->xWrite(log, block, n, at);
	}
	return rc == SQLITE_OK && size > 0 ? log->pMethods->xSync(log, SQLITE_SYNC_NORMAL) : rc;
}

static bool after_failure(struct connection *c, struct error *e)
{
	char         path[PATH_ROOM];
	int          marked = 0;
	sqlite3_vfs *layer = marker_path(c, path);
	if (!layer || layer->xAccess(layer, path, SQLITE_ACCESS_EXISTS, &marked) != SQLITE_OK || !marked)
		return true;
	if (!run(c, "BEGIN IMMEDIATE", e)) /* so that nobody else adds to the log meanwhile */
		return false;
	int rc = write_log_anew(c);
	if (rc != SQLITE_OK)
		refuse(c, rc, c->store->where, e);
	sqlite_rollback(c);
	if (rc == SQLITE_OK)
		layer->xDelete(layer, path, 0);
	return rc == SQLITE_OK;
}

static bool sqlite_force(struct connection *c, struct error *e)
{
	int log = 0, done = 0;
	if (!after_failure(c, e))
		return false;
	int rc = sqlite3_wal_checkpoint_v2(c->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, &log, &done);
	return rc == SQLITE_OK ? true : refuse(c, rc, c->store->where, e);
}

/* A page that does not fit is written to the log, read again and written once more. */
static void sqlite_ahead(struct connection *c) { read_layer_ahead(database_file(c)); }

static bool sqlite_roomy(struct connection *c, bool roomy, struct error *e)
{
	return run(c, roomy ? "PRAGMA cache_size = -262144" : WRITERS_CACHE, e);
}

static bool sqlite_clock(struct connection *c, bool *ret_has, instant_t *ret, struct error *e)
{
	*ret_has = false;
	return true;
}

/* ---- the test of all statements */

/* "SCAN matter USING INDEX x" reads all of it; "SCAN 3 CONSTANT ROWS", "SCAN (subquery-1)" and what the query made itself are no tables. */
static struct text scanned_name(struct text detail)
{
	struct text word, rest = text_from(detail, detail.len < 5 ? detail.len : 5);
	if (!text_starts(detail, "SCAN ") || !text_next(&rest, ' ', &word))
		return TEXT_EMPTY;
	bool is_table = char_is_alpha(word.at[0]) && !text_is(word, "CONSTANT");
	return is_table ? word : TEXT_EMPTY;
}

static struct text made_name(struct text detail)
{
	for (const char *const *verb = (const char *const[]){ "MATERIALIZE ", "CO-ROUTINE ", NULL }; *verb; verb++)
		if (text_starts(detail, *verb))
			return text_from(detail, strlen(*verb));
	return TEXT_EMPTY;
}

static void collect_scans(sqlite3_stmt *plan, struct arena *a, struct text allowed, struct text *ret)
{
	struct build scans = { .arena = a }, made = { .arena = a };
	while (sqlite3_step(plan) == SQLITE_ROW) {
		struct text detail = text_copy(a, text_of((const char *)sqlite3_column_text(plan, 3)));
		struct text name = scanned_name(detail);
		build_print(&made, "%.*s ", TEXT_ARG(made_name(detail)));
		if (name.len > 0 && !name_in_list(allowed, name) && !name_in_list(build_text(&made), name))
			build_print(&scans, scans.len > 0 ? " %.*s" : "%.*s", TEXT_ARG(name));
	}
	*ret = build_text(&scans);
}

static bool sqlite_check(struct connection *c, const struct statement *s, struct arena *a, struct text *ret_scans, struct error *e)
{
	void *prepared;
	if (!sqlite_prepare(c, s, &prepared, e))
		return false;
	sqlite_forget(c, prepared);
	sqlite3_stmt *plan = NULL;
	int           rc = sqlite3_prepare_v2(c->handle, text_c(a, text_print(a, "EXPLAIN QUERY PLAN %s", s->sql)), -1, &plan, NULL);
	if (rc != SQLITE_OK)
		return refuse(c, rc, s->name, e);
	collect_scans(plan, a, text_of(s->scans), ret_scans);
	sqlite3_finalize(plan);
	return true;
}

static const struct statement sqlite_tables = {
	NULL, READS, "", "t", "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name", "sqlite_schema"
};
static const struct statement sqlite_indexes = {
	NULL, READS, "", "tt", "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name", "sqlite_schema"
};
static const struct statement sqlite_columns = {
	NULL, READS, "t", "tti",
	"SELECT name, CASE type WHEN 'INTEGER' THEN 'i' WHEN 'TEXT' THEN 't' WHEN 'BLOB' THEN 'b' ELSE '' END, pk"
	" FROM pragma_table_info($1) ORDER BY cid",
	"pragma_table_info"
};

const struct engine sqlite_engine = {
	.kind = STORE_SQLITE,
	.schemes = (const char *const[]){ "sqlite:", NULL },
	.words = (const struct ddl_word[]){ { "INT8", "INTEGER", "INTEGER" }, { "TEXT", "TEXT", "TEXT" }, { "BYTES", "BLOB", "BLOB" }, { "CLUSTERED", "WITHOUT ROWID,", "" }, { NULL } },
	.table_end = " STRICT",
	.streams = true,
	.tables = &sqlite_tables,
	.indexes = &sqlite_indexes,
	.columns = &sqlite_columns,
	.open = sqlite_open,
	.shut = sqlite_shut,
	.connect = sqlite_connect,
	.close = sqlite_close,
	.prepare = sqlite_prepare,
	.forget = sqlite_forget,
	.start = sqlite_start,
	.next = sqlite_next,
	.cell = sqlite_cell,
	.stop = sqlite_stop,
	.script = run,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.force = sqlite_force,
	.sync = sqlite_sync,
	.tidy = sqlite_tidy,
	.ahead = sqlite_ahead,
	.roomy = sqlite_roomy,
	.clock = sqlite_clock,
	.mark = sqlite_mark,
	.check = sqlite_check,
};
