/* dump.c - writes a backup, a table after the other by primary key. Where rows come one by one a table is one query; else it is read in slices, so that a large
 * one never stands in memory. */
#include <errno.h>
#include <unistd.h>

#include "dump_format.h"
#include "dump_sink.h"
#include "engine.h"

/* A slice grows while it has fewer bytes than the one, and shrinks when it has more than the other. */
enum { SLICE_LEAST = 4, SLICE_FIRST = 100, SLICE_MOST = 5000, SLICE_SMALL = 1 << 20, SLICE_LARGE = 8 << 20 };

struct dump {
	struct connection *connection;
	struct sink       *sink;
	int64_t            bytes; /* of texts and bytes that were put */
};

static void put_letter(struct dump *d, char letter) { *sink_room(d->sink, 1) = (unsigned char)letter; }

static void put_number(struct dump *d, int64_t number)
{
	uint64_t big = htobe64((uint64_t)number);
	memcpy(sink_room(d->sink, sizeof(big)), &big, sizeof(big));
}

static void put_text(struct dump *d, struct text t)
{
	put_number(d, (int64_t)t.len);
	sink_put(d->sink, t.at, t.len);
	d->bytes += (int64_t)t.len;
}

static void put_value(struct dump *d, struct value value)
{
	put_letter(d, "nitb"[value.type]);
	if (value.type == VALUE_INT)
		put_number(d, value.number);
	else if (value.type != VALUE_NULL)
		put_text(d, value.text);
}

/* ---- a table */

/* SELECT "a", "b" FROM "t" [WHERE ("a", "b") > ($1, $2)] ORDER BY "a", "b" [LIMIT $3] */
static struct statement slice_statement(struct arena *a, const struct table *table, bool after, bool limited)
{
	struct build columns = { .arena = a }, key = { .arena = a }, marks = { .arena = a }, result = { .arena = a }, params = { .arena = a };
	for (size_t i = 0; i < table->column_count; i++) {
		build_print(&columns, "%s\"%.*s\"", i ? ", " : "", TEXT_ARG(table->columns[i].name));
		build_byte(&result, char_upper(table->columns[i].letter));
	}
	for (size_t i = 0; i < table->key_count; i++) {
		const struct column *column = &table->columns[table->key[i]];
		build_print(&key, "%s\"%.*s\"", i ? ", " : "", TEXT_ARG(column->name));
		build_print(&marks, "%s$%zu", i ? ", " : "", i + 1);
		if (after)
			build_byte(&params, column->letter);
	}
	struct text where = TEXT_EMPTY, limit = TEXT_EMPTY;
	if (after)
		where = text_print(a, " WHERE (%.*s) > (%.*s)", TEXT_ARG(build_text(&key)), TEXT_ARG(build_text(&marks)));
	if (limited) {
		limit = text_print(a, " LIMIT $%zu", after ? table->key_count + 1 : 1);
		build_byte(&params, 'i');
	}
	struct text sql = text_print(a, "SELECT %.*s FROM \"%.*s\"%.*s ORDER BY %.*s%.*s", TEXT_ARG(build_text(&columns)), TEXT_ARG(table->name), TEXT_ARG(where),
				     TEXT_ARG(build_text(&key)), TEXT_ARG(limit));
	return (struct statement){ .name = after ? "backup_next" : "backup_first", .does = READS, .params = text_c(a, build_text(&params)),
				   .result = text_c(a, build_text(&result)), .sql = text_c(a, sql) };
}

/* A table that is being written, and where it is. */
struct reading {
	const struct table *table;
	struct statement    first, next; /* with the same columns */
	struct value       *after;       /* key of the last row and, behind it, the limit; values live in `arena` */
	struct arena       *arena;
	int64_t             limit, rows; /* of a slice; rows of the last one */
};

static void keep_key(struct reading *r, struct query *q)
{
	arena_reset(r->arena);
	for (size_t i = 0; i < r->table->key_count; i++) {
		r->after[i] = query_value(q, (int)r->table->key[i]);
		if (r->after[i].type == VALUE_TEXT || r->after[i].type == VALUE_BYTES)
			r->after[i].text = text_copy(r->arena, r->after[i].text);
	}
}

static bool dump_slice(struct dump *d, struct reading *r, bool is_first, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct value                  limit = value_int(r->limit);
	r->after[r->table->key_count] = limit;
	if (!query_start(d->connection, is_first ? &r->first : &r->next, is_first ? &limit : r->after, &q, e))
		return false;
	for (r->rows = 0; query_next(q) && !sink_error(d->sink);) {
		put_letter(d, 'R');
		for (size_t i = 0; i < r->table->column_count; i++)
			put_value(d, query_value(q, (int)i));
		if (++r->rows == r->limit)
			keep_key(r, q);
	}
	return query_end_ok(q, e);
}

static bool dump_rows(struct dump *d, struct reading *r, struct error *e)
{
	bool is_first = true;
	do {
		int64_t before = d->bytes, asked = r->limit;
		if (!dump_slice(d, r, is_first, e))
			return false;
		is_first = false;
		if (r->rows < asked)
			return true;
		if (d->bytes - before < SLICE_SMALL)
			r->limit = asked * 2 < SLICE_MOST ? asked * 2 : SLICE_MOST;
		else if (d->bytes - before > SLICE_LARGE)
			r->limit = asked / 2 > SLICE_LEAST ? asked / 2 : SLICE_LEAST;
	} while (!sink_error(d->sink));
	return true;
}

static bool dump_table(struct dump *d, struct arena *a, struct text name, struct error *e)
{
	struct table table;
	if (!table_describe(d->connection, a, name, &table, e))
		return false;
	put_letter(d, 'T');
	put_text(d, name);
	put_number(d, (int64_t)table.column_count);
	for (size_t i = 0; i < table.column_count; i++) {
		put_text(d, table.columns[i].name);
		put_letter(d, table.columns[i].letter);
	}
	bool           streams = d->connection->engine->streams;
	struct reading r = { .table = &table, .first = slice_statement(a, &table, false, !streams), .next = slice_statement(a, &table, true, !streams),
			     .after = ARENA_ARRAY(a, struct value, table.key_count + 1), .limit = streams ? INT64_MAX : SLICE_FIRST, .arena = arena_new(0) };
	bool           ok = dump_rows(d, &r, e);
	arena_free(r.arena);
	connection_forget_statements(d->connection); /* they lived in `a`, and the next table has others */
	return ok;
}

/* ---- the whole file */

static bool dump_tables(struct dump *d, store_table_wanted wanted, void *context, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	int64_t                       number;
	struct text                   sha256, *names;
	size_t                        count;
	if (!schema_last(d->connection, a, &number, &sha256, e) || !tables_list(d->connection, a, &names, &count, e))
		return false;
	sink_put(d->sink, DUMP_MAGIC, strlen(DUMP_MAGIC));
	put_letter(d, 'V');
	put_number(d, number);
	put_text(d, sha256);
	for (size_t i = 0; i < count && !sink_error(d->sink); i++)
		if (!text_is(names[i], "schema_version") && (!wanted || wanted(context, text_c(a, names[i]))) && !dump_table(d, a, names[i], e))
			return false;
	put_letter(d, 'E');
	return true;
}

static int write_hash(int fd, const struct hash *hash)
{
	for (size_t done = 0; done < sizeof(hash->at);) {
		ssize_t n = write(fd, hash->at + done, sizeof(hash->at) - done);
		if (n < 0 && errno != EINTR)
			return errno;
		done += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static bool dump_all(struct connection *c, int fd, store_table_wanted wanted, void *context, struct error *e)
{
	_cleanup_(sink_closep) struct sink *sink = sink_open(fd);
	struct dump                         d = { .connection = c, .sink = sink };
	struct hash                         hash;
	connection_read_ahead(c);
	if (!dump_tables(&d, wanted, context, e))
		return false;
	int why = sink_finish(sink, &hash);
	if (!why)
		why = write_hash(fd, &hash);
	return !why || error(e, BASE_FILE_WRITE, .name = TEXT("backup"), .value = text_of(strerror(why)));
}

bool store_dump(struct connection *c, int fd, store_table_wanted wanted, void *context, struct error *e)
{
	if (connection_in_transaction(c)) /* several files of one snapshot */
		return dump_all(c, fd, wanted, context, e);
	if (!store_begin(c, BEGIN_READ, e))
		return false;
	bool ok = dump_all(c, fd, wanted, context, e);
	store_rollback(c);
	return ok;
}
