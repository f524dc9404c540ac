/* postgresql.c - PostgreSQL: statements prepared at first use, values in binary both ways, THE lock an advisory one of the schema.
 *
 * A COMMIT whose wait for a standby is cancelled succeeds with a mere WARNING though no standby has it; a terminated one just loses the connection.
 * So any warning at COMMIT and any lost connection is "unknown", never success (promises P7). */
#include <endian.h>
#include <libpq-fe.h>

#include "base/late.h"
#include "engine.h"

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_NAME = 19, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25, OID_VARCHAR = 1043 };
enum { LOCK_SPACE = 0x64616e76 }; /* "danv": the first of the two numbers of THE lock */
enum { PARAMS_MAX = 128 };

/* ---- libpq, for those who need it */

#define LIBPQ(F) \
	F(clear) F(cmdStatus) F(cmdTuples) F(connectdbParams) F(conninfoFree) F(conninfoParse) F(describePrepared) F(enterPipelineMode) F(errorMessage) \
	F(exec) F(execParams) F(execPrepared) F(exitPipelineMode) F(finish) F(flush) F(freemem) F(ftype) F(getisnull) F(getlength) F(getResult) F(getvalue) F(nfields) \
	F(nparams) F(ntuples) F(pipelineSync) F(prepare) F(resultErrorField) F(resultStatus) F(sendQueryPrepared) F(setNoticeReceiver) F(status) \
	F(transactionStatus)
#define POINTER(name) typeof(PQ##name) *name;
#define NAME(name) "PQ" #name,
static struct { LIBPQ(POINTER) } pq;
static const char *const pq_names[] = { LIBPQ(NAME) };
static struct late       libpq = { "libpq.so.5", pq_names, &pq, COUNT_OF(pq_names), false };

/* ---- errors */

static const struct {
	const char *sqlstate, *code; /* a state or its first characters; the first row that fits */
} states[] = {
	{ "23505", STORE_CONFLICT }, { "23", STORE_CONSTRAINT }, { "55P03", STORE_BUSY },  { "40", STORE_BUSY },    { "53100", STORE_FULL },
	{ "25006", STORE_READ_ONLY }, { "25P03", STORE_LOST },   { "57P", STORE_LOST },    { "08", STORE_LOST },    { "42", STORE_STATEMENT },
	{ "22", STORE_STATEMENT },    { "XX001", STORE_DAMAGED }, { "XX002", STORE_DAMAGED }, { "", STORE_FAILED },
};

static const char *code_of(const char *sqlstate)
{
	size_t i = 0;
	while (strncmp(sqlstate ? sqlstate : "", states[i].sqlstate, strlen(states[i].sqlstate)) != 0)
		i++;
	return states[i].code;
}

static bool refuse(struct connection *c, const PGresult *result, const char *name, struct error *e)
{
	const char *code = code_of(pq.resultErrorField(result, PG_DIAG_SQLSTATE));
	const char *word = pq.resultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	if (pq.status(c->handle) == CONNECTION_BAD)
		c->dead = code = STORE_LOST;
	return connection_refuse(c, e, code, name, word ? word : pq.errorMessage(c->handle));
}

static bool succeeded(const PGresult *result)
{
	ExecStatusType status = pq.resultStatus(result);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* ---- statements that were sent without waiting (libpq's pipeline mode) */

/* The result of the next statement of the pipeline; NULL when the connection is lost. */
static PGresult *next_result(struct connection *c)
{
	PGresult *result = pq.getResult(c->handle), *end;
	while (result && (end = pq.getResult(c->handle))) { /* each statement's results end with NULL */
		pq.clear(end);
		if (pq.status(c->handle) == CONNECTION_BAD)
			break;
	}
	return result;
}

/* Takes in the results of all that was sent; *ret_last: that of one more, sent after them (NULL: there is none). The first that failed is told. */
static bool collect(struct connection *c, PGresult **ret_last, struct error *e)
{
	bool ok = pq.pipelineSync(c->handle) == 1 || refuse(c, NULL, NULL, e);
	int  count = c->sent_count;
	c->sent_count = 0;
	for (int i = 0; i < count && pq.status(c->handle) == CONNECTION_OK; i++) {
		PGresult *result = next_result(c);
		if (ok && !succeeded(result))
			ok = refuse(c, result, c->sent[i], e);
		pq.clear(result);
	}
	if (ret_last)
		*ret_last = next_result(c);
	PGresult *sync = pq.getResult(c->handle);
	bool      is_whole = pq.resultStatus(sync) == PGRES_PIPELINE_SYNC && pq.exitPipelineMode(c->handle) == 1;
	pq.clear(sync);
	return ok ? is_whole || refuse(c, NULL, NULL, e) : false;
}

static bool settle(struct connection *c, struct error *e) { return c->sent_count == 0 || collect(c, NULL, e); }

static bool run(struct connection *c, const char *sql, struct error *e)
{
	if (!settle(c, e))
		return false;
	PGresult *result = pq.exec(c->handle, sql);
	bool      ok = succeeded(result) || refuse(c, result, NULL, e);
	pq.clear(result);
	return ok;
}

static void note_warning(void *connection, const PGresult *notice)
{
	const char *severity = pq.resultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
	if (severity && strcmp(severity, "WARNING") == 0)
		((struct connection *)connection)->warned = true;
}

/* ---- connections */

/* What the URL says under `options`, and ours after it. False when libpq cannot read the URL. */
static bool session_options(const struct connection *c, struct arena *a, struct text *ret, struct error *e)
{
	char             *wrong = NULL;
	struct build      options = { .arena = a };
	PQconninfoOption *given = pq.conninfoParse(c->store->where, &wrong);
	if (!given) {
		error(e, STORE_BAD_URL, .value = text_trim(text_of(wrong)));
		pq.freemem(wrong);
		return false;
	}
	for (PQconninfoOption *option = given; option->keyword; option++)
		if (strcmp(option->keyword, "options") == 0 && option->val)
			build_print(&options, "%s ", option->val);
	pq.conninfoFree(given);
	if (c->store->schema)
		build_print(&options, "-c search_path=%s ", c->store->schema);
	build_c(&options, c->mode == STORE_WRITE
	                          ? "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s -c default_transaction_isolation=read\\ committed"
	                          : "-c default_transaction_read_only=on -c default_transaction_isolation=repeatable\\ read");
	*ret = build_text(&options);
	return true;
}

/* The schema in which tables are made and found; its number makes THE lock. Without one the lock would silently be none. */
static bool find_schema(struct connection *c, struct error *e)
{
	PGresult *result = pq.exec(c->handle, "SELECT CAST(CAST(oid AS bigint) AS text) FROM pg_namespace WHERE nspname = current_schema()");
	bool      ok = succeeded(result) || refuse(c, result, NULL, e);
	int64_t   number = 0;
	if (ok && (pq.ntuples(result) != 1 || !text_to_int(text_of(pq.getvalue(result, 0, 0)), &number)))
		ok = error(e, STORE_NO_SCHEMA, .name = text_of(c->store->schema));
	c->lock = (int32_t)(uint32_t)number;
	pq.clear(result);
	return ok;
}

static bool postgresql_connect(struct connection *c, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct text                   options;
	if (!late_load(&libpq, e) || !session_options(c, a, &options, e))
		return false;
	/* The URL stands in the middle: it overrules what is before it and not what is after it. */
	const char *const keywords[] = { "connect_timeout", "tcp_user_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count",
		"target_session_attrs", "application_name", "dbname", "options", "client_encoding", NULL };
	const char *const values[] = { "10", "10000", "10", "5", "3", "primary", "danvan", c->store->where, text_c(a, options), "UTF8", NULL };
	c->handle = pq.connectdbParams(keywords, values, 1);
	if (pq.status(c->handle) != CONNECTION_OK)
		return error(e, STORE_CANNOT_OPEN, .value = text_trim(text_of(pq.errorMessage(c->handle))));
	pq.setNoticeReceiver(c->handle, note_warning, c);
	if (!find_schema(c, e))
		return false;
	/* "off" would acknowledge what a crash loses; finer settings are the administrator's. */
	return c->mode == STORE_READ || run(c, "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'", e);
}

static void postgresql_close(struct connection *c)
{
	pq.finish(c->handle);
	c->handle = NULL;
}

/* ---- statements */

static const char unnamed_handle; /* the handle of a statement that has no name and lives until the next one without a name */

static const char *server_name(const void *handle, char *room, size_t size)
{
	if (handle == &unnamed_handle)
		return "";
	snprintf(room, size, "s%p", handle);
	return room;
}

static Oid param_type(char letter)
{
	switch (char_lower(letter)) {
	case 't': return OID_TEXT;
	case 'b': return OID_BYTEA;
	}
	return OID_INT8;
}

static bool postgresql_prepare(struct connection *c, const struct statement *s, void **ret_handle, struct error *e)
{
	char   name[32];
	Oid    types[PARAMS_MAX];
	size_t count = strlen(s->params);
	assert(count <= PARAMS_MAX);
	for (size_t i = 0; i < count; i++)
		types[i] = param_type(s->params[i]);
	const void *handle = s->name ? (const void *)s : &unnamed_handle;
	if (!settle(c, e))
		return false;
	PGresult   *result = pq.prepare(c->handle, server_name(handle, name, sizeof(name)), s->sql, (int)count, types);
	bool        ok = succeeded(result) || refuse(c, result, s->name, e);
	pq.clear(result);
	*ret_handle = (void *)handle;
	return ok;
}

static void postgresql_forget(struct connection *c, void *handle)
{
	char room[32], sql[64];
	if (handle == &unnamed_handle || c->dead || pq.status(c->handle) != CONNECTION_OK)
		return;
	if (!settle(c, NULL))
		return;
	snprintf(sql, sizeof(sql), "DEALLOCATE \"%s\"", server_name(handle, room, sizeof(room)));
	pq.clear(pq.exec(c->handle, sql));
}

static bool type_fits(char letter, Oid type)
{
	switch (char_lower(letter)) {
	case 't': return type == OID_TEXT || type == OID_VARCHAR || type == OID_NAME;
	case 'b': return type == OID_BYTEA;
	}
	return type == OID_INT8 || type == OID_INT4 || type == OID_INT2 || type == OID_BOOL;
}

/* Also for what PQdescribePrepared gives. */
static bool columns_fit(struct connection *c, const struct statement *s, const PGresult *result, struct error *e)
{
	char wrong[64];
	int  count = (int)strlen(s->result);
	if (pq.nfields(result) != count)
		return connection_refuse(c, e, STORE_STATEMENT, s->name, "number of columns");
	for (int i = 0; i < count; i++)
		if (!type_fits(s->result[i], pq.ftype(result, i))) {
			snprintf(wrong, sizeof(wrong), "type %u of column %d", pq.ftype(result, i), i);
			return connection_refuse(c, e, STORE_STATEMENT, s->name, wrong);
		}
	return true;
}

/* A statement's values as libpq wants them. */
struct bound {
	const char *at[PARAMS_MAX];
	int         lengths[PARAMS_MAX], formats[PARAMS_MAX], count;
	uint64_t    numbers[PARAMS_MAX];
};

static void bind(const struct statement *s, const struct value *values, struct bound *b)
{
	b->count = (int)strlen(s->params);
	for (int i = 0; i < b->count; i++) {
		bool is_number = values[i].type == VALUE_INT;
		b->numbers[i] = htobe64((uint64_t)values[i].number);
		b->at[i] = is_number ? (const char *)&b->numbers[i] : values[i].text.len > 0 ? values[i].text.at : "";
		if (values[i].type == VALUE_NULL)
			b->at[i] = NULL;
		b->lengths[i] = is_number ? 8 : (int)values[i].text.len;
		b->formats[i] = 1;
	}
}

static bool send(struct query *q, const struct value *values, struct error *e)
{
	struct connection *c = q->connection;
	struct bound       b;
	char               name[32];
	bind(q->statement, values, &b);
	return pq.sendQueryPrepared(c->handle, server_name(q->handle, name, sizeof(name)), b.count, b.at, b.lengths, b.formats, 1) == 1 ||
	       refuse(c, NULL, q->statement->name, e);
}

/* Now and then what was written is pushed on its way, so that the server works while the next are made. */
static bool postgresql_send(struct query *q, const struct value *values, struct error *e)
{
	enum { PUSH_EVERY = 16 };
	struct connection *c = q->connection;
	if ((c->sent_count == SENT_MOST && !settle(c, e)) || (c->sent_count == 0 && pq.enterPipelineMode(c->handle) != 1 && !refuse(c, NULL, q->statement->name, e)))
		return false;
	if (!send(q, values, e))
		return false;
	c->sent[c->sent_count++] = q->statement->name;
	return c->sent_count % PUSH_EVERY != 0 || pq.flush(c->handle) >= 0 || refuse(c, NULL, q->statement->name, e);
}

/* Behind others that are on their way it is sent at once, and all their results come in one round trip. */
static bool run_prepared(struct query *q, const struct value *values, PGresult **ret, struct error *e)
{
	struct connection *c = q->connection;
	struct bound       b;
	char               name[32];
	if (c->sent_count > 0)
		return send(q, values, e) && collect(c, ret, e);
	bind(q->statement, values, &b);
	*ret = pq.execPrepared(c->handle, server_name(q->handle, name, sizeof(name)), b.count, b.at, b.lengths, b.formats, 1);
	return true;
}

static bool postgresql_start(struct query *q, const struct value *values, struct error *e)
{
	struct connection *c = q->connection;
	PGresult          *result = NULL;
	bool               ok = run_prepared(q, values, &result, e);
	q->rows = result;
	if (!ok)
		return false;
	if (!succeeded(result))
		return refuse(c, result, q->statement->name, e);
	q->row = -1;
	q->row_count = pq.ntuples(result);
	if (q->statement->does == WRITES)
		text_to_int(text_of(pq.cmdTuples(result)), &q->changed);
	return columns_fit(c, q->statement, result, e);
}

/* ---- results that grow with the database: a cursor, and its rows by the thousand */

enum { FETCHED = 1000 };

static bool fetch(struct query *q, struct error *e)
{
	struct connection *c = q->connection;
	char               sql[64];
	pq.clear(q->rows);
	q->rows = NULL;
	snprintf(sql, sizeof(sql), "FETCH %d FROM danvan_%lld", FETCHED, (long long)q->cursor);
	if (!settle(c, e))
		return false;
	q->rows = pq.execParams(c->handle, sql, 0, NULL, NULL, NULL, NULL, 1);
	if (!succeeded(q->rows))
		return refuse(c, q->rows, q->statement->name, e);
	q->row_count = pq.ntuples(q->rows);
	q->row = -1;
	return columns_fit(c, q->statement, q->rows, e);
}

static bool postgresql_stream(struct query *q, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	q->cursor = ++q->connection->cursors;
	const char *sql = text_c(a, text_print(a, "DECLARE danvan_%lld NO SCROLL CURSOR FOR %s", (long long)q->cursor, q->statement->sql));
	if (run(q->connection, sql, e) && fetch(q, e))
		return true;
	pq.clear(q->rows);
	return false;
}

static bool postgresql_next(struct query *q)
{
	if (++q->row < q->row_count)
		return true;
	if (q->cursor == 0 || q->row_count < FETCHED)
		return false;
	q->failed = !fetch(q, &q->error);
	return !q->failed && ++q->row < q->row_count;
}

static int64_t number_of(const char *at, int length)
{
	int64_t number = length > 0 && at[0] < 0 && length > 1 ? -1 : 0; /* the sign reaches up to bit 63 */
	for (int i = 0; i < length; i++)
		number = (int64_t)((uint64_t)number << 8 | (unsigned char)at[i]);
	return number;
}

static struct value postgresql_cell(struct query *q, int column)
{
	if (pq.getisnull(q->rows, q->row, column))
		return value_null();
	const char *at = pq.getvalue(q->rows, q->row, column);
	int         length = pq.getlength(q->rows, q->row, column);
	switch (pq.ftype(q->rows, column)) {
	case OID_BYTEA: return value_bytes(text_bytes(at, (size_t)length));
	case OID_TEXT:
	case OID_VARCHAR:
	case OID_NAME: return value_text(text_bytes(at, (size_t)length));
	}
	return value_int(number_of(at, length));
}

/* The end of the transaction ends its cursors; in one that is spoiled nothing else may be said. */
static void postgresql_stop(struct query *q)
{
	struct connection *c = q->connection;
	char               sql[48];
	pq.clear(q->rows);
	if (q->cursor == 0 || c->dead || c->spoiled || !c->in_transaction)
		return;
	snprintf(sql, sizeof(sql), "CLOSE danvan_%lld", (long long)q->cursor);
	run(c, sql, NULL);
}

/* ---- transactions */

static bool postgresql_begin(struct connection *c, enum store_begin begin, struct error *e)
{
	char sql[160];
	if (begin == BEGIN_READ) /* the first statement makes the snapshot */
		return run(c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1", e);
	if (begin == BEGIN_KEEP)
		return run(c, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", e);
	snprintf(sql, sizeof(sql), "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT pg_advisory_xact_lock(%d, %d)", LOCK_SPACE, c->lock);
	return run(c, sql, e);
}

static bool postgresql_share(struct connection *c, char ret[SNAPSHOT_NAME], struct error *e)
{
	if (!settle(c, e))
		return false;
	PGresult *result = pq.exec(c->handle, "SELECT pg_export_snapshot()");
	bool      ok = succeeded(result) || refuse(c, result, NULL, e);
	if (ok)
		snprintf(ret, SNAPSHOT_NAME, "%s", pq.getvalue(result, 0, 0));
	pq.clear(result);
	return ok;
}

/* A snapshot is taken for one's own before the first statement: so it is begun anew. */
static bool postgresql_join(struct connection *c, const char *name, struct error *e)
{
	char sql[200];
	snprintf(sql, sizeof(sql), "ROLLBACK; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '%s'", name);
	return run(c, sql, e);
}

static void postgresql_rollback(struct connection *c)
{
	if (!c->dead && c->sent_count > 0)
		collect(c, NULL, NULL); /* whatever became of it */
	if (!c->dead && pq.transactionStatus(c->handle) != PQTRANS_IDLE)
		run(c, "ROLLBACK", NULL);
}

static enum store_outcome unknown(struct connection *c, const char *word, struct error *e)
{
	if (c->begun == BEGIN_READ) { /* nothing was to be kept */
		c->dead = STORE_LOST;
		error(e, STORE_LOST);
		return STORE_NOT_DONE;
	}
	error(e, STORE_UNKNOWN_OUTCOME, .value = text_trim(text_of(word)));
	c->dead = STORE_LOST;
	return STORE_UNKNOWN;
}

static enum store_outcome postgresql_commit(struct connection *c, struct error *e)
{
	if (!settle(c, e)) {
		postgresql_rollback(c);
		return STORE_NOT_DONE;
	}
	c->warned = false;
	PGresult *result = pq.exec(c->handle, "COMMIT");
	enum store_outcome outcome = STORE_NOT_DONE;
	if (!result || pq.status(c->handle) == CONNECTION_BAD)
		outcome = unknown(c, pq.errorMessage(c->handle), e);
	else if (c->warned)
		outcome = unknown(c, "COMMIT: WARNING", e);
	else if (!succeeded(result))
		refuse(c, result, NULL, e);
	else if (strcmp(pq.cmdStatus(result), "COMMIT") != 0) /* the server had given the transaction up */
		error(e, STORE_SPOILED);
	else
		outcome = STORE_DONE;
	pq.clear(result);
	return outcome;
}

static bool postgresql_force(struct connection *c, struct error *e)
{
	return true; /* the server ends itself when a sync fails, and replays its log when it starts */
}

static bool postgresql_clock(struct connection *c, bool *ret_has, instant_t *ret, struct error *e)
{
	if (!settle(c, e))
		return false;
	PGresult *result = pq.exec(c->handle, "SELECT CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS bigint)");
	bool      ok = succeeded(result) || refuse(c, result, NULL, e);
	int64_t   ms;
	if (ok && text_to_int(text_of(pq.getvalue(result, 0, 0)), &ms)) {
		*ret = (instant_t){ ms };
		*ret_has = true;
	}
	pq.clear(result);
	return ok;
}

static bool postgresql_check(struct connection *c, const struct statement *s, struct arena *a, struct text *ret_scans, struct error *e)
{
	struct statement unnamed = *s;
	void            *handle;
	unnamed.name = NULL;
	if (!postgresql_prepare(c, &unnamed, &handle, e))
		return error_is(e, STORE_STATEMENT) ? error(e, STORE_STATEMENT, .name = text_of(s->name), .value = text_copy(a, text_of(e->value))) : false;
	PGresult *result = pq.describePrepared(c->handle, "");
	bool      ok = succeeded(result) ? columns_fit(c, s, result, e) : refuse(c, result, s->name, e);
	if (ok && pq.nparams(result) != (int)strlen(s->params))
		ok = connection_refuse(c, e, STORE_STATEMENT, s->name, "number of parameters");
	pq.clear(result);
	*ret_scans = TEXT_EMPTY;
	return ok;
}

static const struct statement postgresql_tables = {
	NULL, READS, "", "t",
	"SELECT CAST(relname AS text) COLLATE \"C\" AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
	" WHERE nspname = current_schema() AND relkind IN ('r', 'p') ORDER BY name"
};
static const struct statement postgresql_indexes = {
	NULL, READS, "", "tt",
	"SELECT CAST(relname AS text) COLLATE \"C\" AS name, pg_get_indexdef(pg_class.oid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
	" JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = current_schema()"
	" AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = pg_class.oid) ORDER BY name"
};
static const struct statement postgresql_columns = {
	NULL, READS, "t", "tti",
	"SELECT CAST(attname AS text), CASE CAST(atttypid AS integer) WHEN 20 THEN 'i' WHEN 25 THEN 't' WHEN 17 THEN 'b' ELSE '' END,"
	" COALESCE(array_position(CAST(indkey AS smallint[]), attnum) + 1, 0)"
	" FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace JOIN pg_attribute ON attrelid = pg_class.oid"
	" LEFT JOIN pg_index ON indrelid = pg_class.oid AND indisprimary"
	" WHERE nspname = current_schema() AND relname = $1 AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
};

const struct engine postgresql_engine = {
	.kind = STORE_POSTGRESQL,
	.schemes = (const char *const[]){ "postgresql://", "postgres://", NULL },
	.keeps_scheme = true,
	.words = (const struct ddl_word[]){
		{ "INT8", "BIGINT", "BIGINT" }, { "TEXT", "TEXT COLLATE \"C\"", "TEXT" }, { "BYTES", "BYTEA", "BYTEA" }, { "CLUSTERED", "", "" }, { NULL } },
	.table_end = "",
	.tables = &postgresql_tables,
	.indexes = &postgresql_indexes,
	.columns = &postgresql_columns,
	.connect = postgresql_connect,
	.close = postgresql_close,
	.prepare = postgresql_prepare,
	.forget = postgresql_forget,
	.start = postgresql_start,
	.send = postgresql_send,
	.stream = postgresql_stream,
	.next = postgresql_next,
	.cell = postgresql_cell,
	.stop = postgresql_stop,
	.script = run,
	.begin = postgresql_begin,
	.commit = postgresql_commit,
	.rollback = postgresql_rollback,
	.force = postgresql_force,
	.share = postgresql_share,
	.join = postgresql_join,
	.clock = postgresql_clock,
	.check = postgresql_check,
};
