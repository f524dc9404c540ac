/* store.h - the database: one SQL text for SQLite (a file) and PostgreSQL (a server); no other module knows which of the two it is.
 *
 * A statement is a row that stands above the one function that runs it:
 *
 *     STATEMENT(matter_by_code, READS, "t", "itD", "SELECT id, title, due FROM matter WHERE code = $1");
 *
 *     _cleanup_query_ struct query *q = NULL;
 *     if (!query_start(db, &matter_by_code, (struct value[]){ value_text(code) }, &q, e))
 *             return false;
 *     while (query_next(q))
 *             show(query_int(q, 0), query_text(q, 1), query_day(q, 2));
 *     return query_end_ok(q, e);
 *
 * Anything that fails inside a transaction spoils it: what follows is refused with STORE_SPOILED until store_rollback. Where a row may be there
 * already and the work goes on, write ON CONFLICT DO NOTHING. A text with NUL bytes or that is not UTF-8 is refused (STORE_BAD_TEXT), on both engines. */
#pragma once
#include "base/base.h"
#include "base/embed.h"

struct store;      /* a database: where it is, which engine; may be shared between threads */
struct connection; /* one connection with its prepared statements; used by one thread at a time */
struct query;      /* one running statement */

/* `url`: sqlite:PATH, or whatever libpq takes after postgresql: (several hosts too), with `schema=NAME` for tables in a schema of their own.
 * Connects to nothing yet. */
bool store_open(const char *url, struct store **ret, struct error *);
/* After all its connections are closed; NULL is allowed. */
void store_close(struct store *);
enum store_engine { STORE_SQLITE, STORE_POSTGRESQL };
enum store_engine store_engine(const struct store *);

enum store_mode { STORE_READ /* cannot write; the database must exist */, STORE_WRITE /* makes the SQLite file (0600) if there is none */ };
bool store_connect(struct store *, enum store_mode, struct connection **ret, struct error *);
/* Rolls back what is open; NULL is allowed. */
void connection_close(struct connection *);
/* Every later call will be refused (server gone, or STORE_STOPPED): close it. After a lost server connect anew; after STORE_STOPPED end the process. */
bool connection_is_dead(const struct connection *);

/* One letter a value in `params` and `result`: i integer of 64 bits, t text, b bytes, d day (kept as an integer); upper case: may be NULL.
 * Values of other types than the letters end the process (assert); a result of another width or type is STORE_STATEMENT.
 * `scans`: tables (as named in the SQL, separated by blanks) that may be read whole because they stay small or are meant to be read whole; all
 * others must be reached by an index, and a test sees to it. */
struct statement {
	const char *name;
	enum { READS, WRITES } does;
	const char *params, *result, *sql;
	const char *scans;
};
/* STATEMENT(name, READS or WRITES, params, result, sql [, scans]); also puts it where statements_all finds it. */
#define STATEMENT(id, ...)                                                                                  \
	static const struct statement        id = { #id, __VA_ARGS__ };                                      \
	static const struct statement *const id##_row __attribute__((used, section("danvan_statement"))) = &id
/* All statements that are linked into this program. */
const struct statement *const *statements_all(size_t *ret_count);
/* For the test of all statements: prepares it, compares letters with the engine's types, refuses READS that write (STORE_STATEMENT), and gives the
 * tables that it reads whole although `scans` does not name them (blank between; empty when all is well, and always on PostgreSQL). */
bool statement_check(struct connection *, const struct statement *, struct arena *, struct text *ret_scans, struct error *);

struct value {
	enum value_type { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BYTES } type;
	int64_t     number;
	struct text text; /* text or bytes */
};
static inline struct value value_null(void) { return (struct value){ .type = VALUE_NULL }; }
static inline struct value value_int(int64_t n) { return (struct value){ .type = VALUE_INT, .number = n }; }
static inline struct value value_text(struct text t) { return (struct value){ .type = VALUE_TEXT, .text = t }; }
static inline struct value value_bytes(struct text t) { return (struct value){ .type = VALUE_BYTES, .text = t }; }
/* DAY_NONE is NULL. */
static inline struct value value_day(day_t d) { return day_is_known(d) ? value_int(d.n) : value_null(); }
static inline struct value value_instant(instant_t t) { return value_int(t.ms); }
/* The way back, for rows of statement_one. */
static inline day_t value_as_day(struct value v) { return v.type == VALUE_NULL ? DAY_NONE : (day_t){ (int32_t)v.number }; }

/* READS run anywhere; WRITES only between store_begin and store_commit (asserted). `values`: as many as `params` has letters; NULL when none. */
bool query_start(struct connection *, const struct statement *, const struct value *values, struct query **ret, struct error *);
/* The same for a result that grows with the database: its rows come as they are asked for, on both engines, and are never all in memory, inside a transaction at least.
 * Other queries may run on the connection meanwhile. The statement has no parameters. */
bool query_stream(struct connection *, const struct statement *, struct query **ret, struct error *);
/* True while there is a row. */
bool query_next(struct query *);
/* Column `column` of the row, from 0; NULL gives 0, the empty text, DAY_NONE. Views are valid until the next query_next. */
bool        query_is_null(struct query *, int column);
int64_t     query_int(struct query *, int column);
struct text query_text(struct query *, int column);
struct text query_bytes(struct query *, int column);
day_t       query_day(struct query *, int column);
/* All columns of the row, by their letters; views likewise. `ret` has room for as many. */
void query_row(struct query *, struct value *ret);
/* After the last row: whether all rows came. */
bool query_end_ok(struct query *, struct error *);
void query_end(struct query *);
static inline void query_endp(struct query **q) { query_end(*q); }
#define _cleanup_query_ _cleanup_(query_endp)

/* Runs to the end; ret_changed (may be NULL): number of rows inserted, changed or deleted. */
bool statement_run(struct connection *, const struct statement *, const struct value *values, int64_t *ret_changed, struct error *);
/* A statement that writes, and whose success nobody need know before the transaction goes on: where there is a server it is sent without waiting for the answer, so that
 * the statements of a group cost no round trip each. True: it is on its way. Should it fail, that is told by one of the next calls on the connection, the commit at the
 * latest, and the transaction is spoiled. */
bool statement_send(struct connection *, const struct statement *, const struct value *values, struct error *);
/* At most one row, copied into the arena: ret_row has room for as many values as `result` has letters, and is all NULL when not found. */
bool statement_one(struct connection *, const struct statement *, const struct value *values, struct arena *, struct value *ret_row, bool *ret_found,
                   struct error *);

enum store_begin {
	BEGIN_WRITE, /* takes THE lock: one writer of the ledger at a time, in all processes; waits 10 s, then STORE_BUSY */
	BEGIN_READ,  /* one snapshot for all that follows; cannot write on PostgreSQL, must not on SQLite */
	BEGIN_KEEP,  /* writes apart (sessions, drafts), without THE lock */
};
bool store_begin(struct connection *, enum store_begin, struct error *);
/* BEGIN_READ on all of them, one and the same snapshot, while others go on writing. *ret: on how many, the first ones; all but where a writer would not leave a moment between two commits,
 * and then on one, which has a snapshot of its own. */
bool store_begin_together(struct connection *const *, int count, int *ret, struct error *);
/* After any outcome no transaction is open. STORE_UNKNOWN (STORE_UNKNOWN_OUTCOME): it may or may not have been kept; the connection is dead. */
enum store_outcome { STORE_DONE, STORE_NOT_DONE, STORE_UNKNOWN };
enum store_outcome store_commit(struct connection *, struct error *);
/* Allowed without a transaction. */
void store_rollback(struct connection *);
bool connection_in_transaction(const struct connection *);

/* A number that is the same only while nobody else, in this process or another, has committed anything since it was last asked on this very connection; inside a
 * transaction it is that of its snapshot. The connection itself must only read. False: not known (always on PostgreSQL, where asking costs as much as reading). */
bool store_mark(struct connection *, int64_t *ret);

/* At every start before anything is signed: what the log holds, written anew after a failure, goes into the database and is synced (promise P3). The first transaction
 * that writes does it by itself where nobody has asked before. Nothing to do on PostgreSQL. */
bool store_force(struct connection *, struct error *);
/* Whether the commits of transactions that begin from now on return before their rows are on the disk, so that the next transaction need not wait for that. Others see
 * them already; nothing may be answered or signed before store_sync has returned. What was not synced when the power fails is as if it had never been committed, the last
 * first. Nothing changes on PostgreSQL. */
void store_sync_later(struct connection *, bool later);
/* What this connection can read, whoever committed it, is on the disk. Any connection may do it, in a transaction too. False: it failed, and nobody knows how much is kept. */
bool store_sync(struct connection *, struct error *);
/* Whether so much waits in the engine's log, after the last commit on this connection, that it should be carried into the database. Never on PostgreSQL, which does it by itself. */
bool store_log_is_long(const struct connection *);
/* Carries it, as far as nobody has to wait for that; others may read and write meanwhile. The log begins anew only when all of it was carried while nobody added to it: so who
 * tidies beside a writer carries nearly all, and the writer itself the rest. Where nobody tidies, a commit does when the log has become three times as long. */
bool store_tidy(struct connection *, bool beside, struct error *);
/* The database server's clock; *ret_has false and nothing else when there is no server. */
bool store_clock(struct connection *, bool *ret_has, instant_t *ret, struct error *);

/* Applies the program's schema/NNNN_*.sql that are missing, in order, in one transaction under THE lock; twice is once. Inside a write transaction it is a part of
 * that one, which the caller commits; when it fails, that one is rolled back.
 * Refuses a database of a later program (STORE_NEWER_SCHEMA) and one whose applied files were others (STORE_CHANGED_SCHEMA). */
bool store_migrate(struct connection *, struct error *);
/* The same with another list of files, ended by a path of NULL. */
bool store_migrate_with(struct connection *, const struct embedded *files, struct error *);
/* The last applied number; 0 for an empty database. */
bool store_schema_version(struct connection *, int64_t *ret, struct error *);
/* For connections that only read: the database has exactly this program's schema, else STORE_NEWER_SCHEMA or STORE_OLDER_SCHEMA. */
bool store_schema_check(struct connection *, struct error *);

/* Backup, the same bytes for the same contents on both engines: every table that `wanted` (NULL: all) says yes to, by primary key, in one snapshot:
 * its own, or the caller's where a transaction is open. No other query may run on the connection. */
typedef bool (*store_table_wanted)(void *context, const char *table);
bool store_dump(struct connection *, int fd, store_table_wanted wanted, void *context, struct error *);
/* All or nothing. Into an empty database it first applies the schema up to the file's number; into one with that very schema it fills tables that
 * must be empty (STORE_NOT_EMPTY): so a second file (keys) follows the first. Call store_migrate after the last file.
 * Inside a write transaction it is a part of that one, likewise. */
bool store_load(struct connection *, int fd, struct error *);

/* Codes; name: the statement, table or file concerned; value: the engine's own word, for the operator */
#define STORE_BAD_URL "store.bad_url"
#define STORE_CANNOT_OPEN "store.cannot_open"
#define STORE_NO_SCHEMA "store.no_schema"             /* name: the schema of the URL, which does not exist */
#define STORE_READ_ONLY "store.read_only"
#define STORE_CONFLICT "store.conflict"               /* a unique index refused: a result that callers may look for */
#define STORE_CONSTRAINT "store.constraint"           /* another rule of the schema refused */
#define STORE_BUSY "store.busy"                       /* somebody else held the lock too long */
#define STORE_FULL "store.full"                       /* no room on the disk */
#define STORE_NO_MEMORY "store.no_memory"             /* the engine had too little memory; nothing was kept */
#define STORE_LOST "store.lost"                       /* the server went away; nothing was kept of the transaction */
#define STORE_UNKNOWN_OUTCOME "store.unknown_outcome" /* only from store_commit, store_migrate, store_load */
#define STORE_STOPPED "store.stopped"                 /* a write to the disk failed: nothing is written any more by this process */
#define STORE_SPOILED "store.spoiled"
#define STORE_DAMAGED "store.damaged"                 /* the file cannot be read or is no database */
#define STORE_FAILED "store.failed"                   /* anything else the engine says */
#define STORE_STATEMENT "store.statement"             /* the statement itself is wrong: a mistake in the program */
#define STORE_BAD_TEXT "store.bad_text"
#define STORE_NEWER_SCHEMA "store.newer_schema"       /* number: the database's; limit: the program's */
#define STORE_OLDER_SCHEMA "store.older_schema"
#define STORE_CHANGED_SCHEMA "store.changed_schema"   /* name: the file */
#define STORE_NOT_EMPTY "store.not_empty"             /* name: the table */
#define STORE_BAD_DUMP "store.bad_dump"               /* not a backup file, cut off or changed */
