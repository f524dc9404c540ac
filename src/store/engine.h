/* engine.h - what differs between the engines, as one row of functions and words for each. Private to the store. */
#pragma once
#include <assert.h>
#include <stdatomic.h>

#include "store/store.h"

struct store {
	const struct engine *engine;
	char                *where;   /* SQLite: the path; PostgreSQL: the URL without schema= */
	char                *schema;  /* of the URL; NULL: none given */
	struct file_layer   *writes, *reads; /* SQLite: what its writers and its readers open files through */
	_Atomic bool         stopped; /* a write to the disk failed: no connection of this store writes again (promise P3) */
	_Atomic bool         forced;  /* what an earlier process left in the engine's log is in the database */
};

struct prepared {
	const struct statement *statement; /* NULL: a free place */
	void                   *handle;
	bool                    busy;      /* a query runs on it */
};

/* A group of filings touches some thousand pages in random order: with SQLite's usual thousand pages of log each group was copied into the file twice.
 * 16 MB of log are read in a tenth of a second after a crash. */
enum { LOG_LONG_PAGES = 8000, LOG_MOST_PAGES = 3 * LOG_LONG_PAGES };
enum { SNAPSHOT_NAME = 64 };
enum { SENT_MOST = 256 }; /* what the server answers to so many fits into the buffers between, so that neither side waits for the other to read */

struct connection {
	struct store        *store;
	const struct engine *engine;
	enum store_mode      mode;
	void                *handle;        /* sqlite3 or PGconn */
	bool                 in_transaction;
	enum store_begin     begun;         /* while in_transaction */
	bool                 spoiled;       /* something failed inside this transaction */
	const char          *dead;          /* the code with which every call is refused; NULL: alive */
	struct prepared     *cache;         /* open addressing; room is a power of two */
	size_t               cache_room, cache_count;
	bool                 warned;        /* PostgreSQL: a warning since this was last cleared */
	const char          *sent[SENT_MOST]; /* PostgreSQL: names of the statements whose results are still to come, in their order */
	int                  sent_count;
	int64_t              cursors;       /* PostgreSQL: how many there have been, for their names */
	int32_t              lock;          /* PostgreSQL: number of the schema, so that each has its own THE lock */
	int                  log_pages;     /* SQLite: length of the log after the last commit; PostgreSQL: always 0 */
	bool                 syncs_later;   /* SQLite: store_sync_later */
	void                *own[3];        /* SQLite: its own short statements, prepared once (enum own) */
	const volatile uint64_t *log_index; /* SQLite: the memory that all connections share; NULL: not asked for yet */
	uint64_t             log_header[12]; /* SQLite: both copies of the header of the log's index, as they were last seen */
	int64_t              log_mark;      /* SQLite: how often they had moved */
};

struct query {
	struct connection      *connection;
	const struct statement *statement;
	size_t                  place;      /* in the cache; SIZE_MAX: a handle of its own */
	void                   *handle;     /* as prepared */
	void                   *rows;       /* PostgreSQL: PGresult */
	int                     row, row_count;
	int64_t                 cursor;     /* PostgreSQL: number of the cursor that gives the rows; 0: they all came at once */
	int64_t                 changed;
	bool                    on_row, ended, failed;
	bool                    is_brief;   /* the values outlive it */
	struct error            error;      /* when failed */
};

/* A word of our DDL and what it is here; `in_cast` where it stands after AS. */
struct ddl_word {
	const char *ours, *theirs, *in_cast;
};

struct engine {
	enum store_engine      kind;
	const char *const     *schemes;       /* "sqlite:" ..., ended by NULL */
	bool                   keeps_scheme;  /* the scheme is part of `where` */
	const struct ddl_word *words;         /* ended by a row of NULL */
	const char            *table_end;     /* after the last ) of CREATE TABLE */
	bool                   streams;       /* rows come one by one; else a query's rows all stand in memory */
	const struct statement *tables;       /* "" -> "t": name, in bytewise order */
	const struct statement *indexes;      /* "" -> "tt": name and CREATE INDEX of those that no constraint made */
	const struct statement *columns;      /* "t" -> "tti": name, letter, place in the primary key from 1 (0: none); in order */

	void (*open)(struct store *);  /* NULL: nothing to do */
	void (*shut)(struct store *);
	bool (*connect)(struct connection *, struct error *);
	void (*close)(struct connection *);
	bool (*prepare)(struct connection *, const struct statement *, void **ret_handle, struct error *);
	void (*forget)(struct connection *, void *handle);
	bool (*start)(struct query *, const struct value *values, struct error *);
	bool (*send)(struct query *, const struct value *values, struct error *); /* without waiting for its result (statement_send); NULL: as start */
	bool (*stream)(struct query *, struct error *); /* query_stream; NULL: as start */
	bool (*next)(struct query *);         /* false at the end, and on failure with query->failed and ->error */
	struct value (*cell)(struct query *, int column);
	void (*stop)(struct query *);
	bool (*script)(struct connection *, const char *sql, struct error *);
	bool (*begin)(struct connection *, enum store_begin, struct error *);
	enum store_outcome (*commit)(struct connection *, struct error *);
	void (*rollback)(struct connection *);
	bool (*force)(struct connection *, struct error *);
	bool (*sync)(struct connection *, struct error *); /* NULL: a commit has done it */
	bool (*tidy)(struct connection *, bool beside, struct error *); /* NULL: nothing to do */
	void (*ahead)(struct connection *); /* NULL: nothing to do; connection_read_ahead */
	bool (*roomy)(struct connection *, bool, struct error *); /* NULL: nothing to do; much memory for what is written from now on, or as usual again */
	bool (*clock)(struct connection *, bool *ret_has, instant_t *ret, struct error *);
	/* Inside BEGIN_READ: a name for its snapshot; another connection takes it for its own, before anything is read. NULL: there are no names, but there is `mark`. */
	bool (*share)(struct connection *, char ret[SNAPSHOT_NAME], struct error *);
	bool (*join)(struct connection *, const char *name, struct error *);
	bool (*mark)(struct connection *, int64_t *ret); /* NULL: it can't tell */
	bool (*check)(struct connection *, const struct statement *, struct arena *, struct text *ret_scans, struct error *);
};
extern const struct engine sqlite_engine, postgresql_engine;

/* ---- statement.c */
/* How deep a connection's memory of prepared statements may grow is bounded by the number of statements in the program. */
void connection_forget_statements(struct connection *);
/* Refuses, and spoils the transaction that is open. `word`: the engine's own, may be NULL. */
bool connection_refuse(struct connection *, struct error *, const char *code, const char *name, const char *word);
/* Much will be read in order from now on, until the connection is closed. */
static inline void connection_read_ahead(struct connection *c)
{
	if (c->engine->ahead)
		c->engine->ahead(c);
}
/* The cell as it is, for those who know the columns. */
struct value query_value(struct query *, int column);
/* Whether the table name stands in the list of names. */
bool name_in_list(struct text list, struct text name);

/* ---- ddl.c */
/* Splits off the next statement of a script, with our words made the engine's; false at the end. */
bool ddl_next(const struct engine *, struct arena *, struct text *script, char **ret_sql);

/* ---- table.c */
struct column {
	struct text name;
	char        letter;    /* i, t or b */
	int         key_place; /* from 1; 0: not in the primary key */
};
struct table {
	struct text    name;
	struct column *columns;
	size_t         column_count, key_count;
	size_t         key[16];  /* columns of the primary key, in its order */
};
bool tables_list(struct connection *, struct arena *, struct text **ret_names, size_t *ret_count, struct error *);
bool table_describe(struct connection *, struct arena *, struct text name, struct table *ret, struct error *);
bool table_exists(struct connection *, struct arena *, const char *name, bool *ret, struct error *);

/* ---- load_index.c; inside BEGIN_WRITE */
struct index { struct text name, sql; };
bool indexes_take_down(struct connection *, struct arena *, struct index **ret, size_t *ret_n, struct error *);
bool indexes_put_up(struct connection *, struct arena *, const struct index *, size_t n, struct error *);

/* ---- migrate.c */
/* Inside BEGIN_WRITE: applies what is missing up to number `last`. */
bool schema_apply(struct connection *, const struct embedded *files, int64_t last, struct error *);
/* The last applied migration; 0 and no hash for an empty database. */
bool schema_last(struct connection *, struct arena *, int64_t *ret_number, struct text *ret_sha256, struct error *);
extern const struct embedded schema_files[];
