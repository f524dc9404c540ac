/* dump.c - writes a backup: tables in slices by primary key, so that a large one never stands in memory. */
#include <errno.h>
#include <sodium.h>
#include <unistd.h>

#include "dump_format.h"
#include "engine.h"

enum { SLICE_ROWS = 100 };

struct dump {
	struct connection       *connection;
	int                      fd;
	crypto_hash_sha256_state hash;
	char                     block[DUMP_BLOCK];
	size_t                   len;
	int                      system_error; /* errno of the first write that failed */
};

static void flush(struct dump *d)
{
	for (size_t done = 0; done < d->len && !d->system_error;) {
		ssize_t n = write(d->fd, d->block + done, d->len - done);
		if (n > 0)
			done += (size_t)n;
		else if (errno != EINTR)
			d->system_error = errno;
	}
	d->len = 0;
}

static void put(struct dump *d, const void *at, size_t len)
{
	crypto_hash_sha256_update(&d->hash, at, len);
	for (const char *from = at; len > 0;) {
		size_t n = len < sizeof(d->block) - d->len ? len : sizeof(d->block) - d->len;
		memcpy(d->block + d->len, from, n);
		d->len += n;
		from += n;
		len -= n;
		if (d->len == sizeof(d->block))
			flush(d);
	}
}

static void put_letter(struct dump *d, char letter)
{
	put(d, &letter, 1);
}

static void put_number(struct dump *d, int64_t number)
{
	unsigned char bytes[8];
	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)((uint64_t)number >> (56 - 8 * i));
	put(d, bytes, sizeof(bytes));
}

static void put_text(struct dump *d, struct text t)
{
	put_number(d, (int64_t)t.len);
	put(d, t.at, t.len);
}

static void put_value(struct dump *d, struct value value)
{
	put_letter(d, "nitb"[value.type]);
	if (value.type == VALUE_INT)
		put_number(d, value.number);
	else if (value.type != VALUE_NULL)
		put_text(d, value.text);
}

/* SELECT "a", "b" FROM "t" [WHERE ("a", "b") > ($1, $2)] ORDER BY "a", "b" LIMIT 100 */
static struct statement slice_statement(struct arena *a, const struct table *table, bool after)
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
		build_byte(&params, column->letter);
	}
	struct text where = TEXT_EMPTY;
	if (after)
		where = text_print(a, " WHERE (%.*s) > (%.*s)", TEXT_ARG(build_text(&key)), TEXT_ARG(build_text(&marks)));
	struct text sql = text_print(a, "SELECT %.*s FROM \"%.*s\"%.*s ORDER BY %.*s LIMIT %d", TEXT_ARG(build_text(&columns)), TEXT_ARG(table->name),
	                             TEXT_ARG(where), TEXT_ARG(build_text(&key)), SLICE_ROWS);
	return (struct statement){ .does = READS,
		                   .params = after ? text_c(a, build_text(&params)) : "",
		                   .result = text_c(a, build_text(&result)),
		                   .sql = text_c(a, sql) };
}

static struct value column_value(struct query *q, const struct column *column, int i)
{
	if (query_is_null(q, i))
		return value_null();
	switch (column->letter) {
	case 'i': return value_int(query_int(q, i));
	case 't': return value_text(query_text(q, i));
	}
	return value_bytes(query_bytes(q, i));
}

/* Writes one slice after `key` (NULL: from the start) and gives the key of its last row, which lives in `a`. */
static bool dump_slice(struct dump *d, struct arena *a, const struct table *table, const struct value *key, struct value **ret_key,
                       size_t *ret_rows, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct statement              slice = slice_statement(a, table, key != NULL);
	struct value                 *last = ARENA_ARRAY(a, struct value, table->key_count);
	if (!query_start(d->connection, &slice, key, &q, e))
		return false;
	for (*ret_rows = 0; query_next(q) && !d->system_error; ++*ret_rows) {
		put_letter(d, 'R');
		for (size_t i = 0; i < table->column_count; i++)
			put_value(d, column_value(q, &table->columns[i], (int)i));
		for (size_t i = 0; i < table->key_count; i++) {
			last[i] = column_value(q, &table->columns[table->key[i]], (int)table->key[i]);
			last[i].text = text_copy(a, last[i].text.len ? last[i].text : TEXT_EMPTY);
		}
	}
	*ret_key = last;
	return query_end_ok(q, e);
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
	size_t        rows = SLICE_ROWS;
	struct value *key = NULL;
	struct arena *arenas[2] = { arena_new(0), arena_new(0) }; /* the key of the slice before lives while the next one is read */
	bool          ok = true;
	for (int turn = 0; ok && rows == SLICE_ROWS && !d->system_error; turn = !turn) {
		arena_reset(arenas[turn]);
		ok = dump_slice(d, arenas[turn], &table, key, &key, &rows, e);
	}
	arena_free(arenas[0]);
	arena_free(arenas[1]);
	return ok;
}

static bool dump_all(struct dump *d, store_table_wanted wanted, void *context, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	int64_t                       number;
	struct text                   sha256, *names;
	size_t                        count;
	if (!schema_last(d->connection, a, &number, &sha256, e) || !tables_list(d->connection, a, &names, &count, e))
		return false;
	put(d, DUMP_MAGIC, strlen(DUMP_MAGIC));
	put_letter(d, 'V');
	put_number(d, number);
	put_text(d, sha256);
	for (size_t i = 0; i < count && !d->system_error; i++)
		if (!text_is(names[i], "schema_version") && (!wanted || wanted(context, text_c(a, names[i]))) && !dump_table(d, a, names[i], e))
			return false;
	put_letter(d, 'E');
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_final(&d->hash, hash);
	put(d, hash, sizeof(hash));
	flush(d);
	return d->system_error ? error(e, BASE_FILE_WRITE, .name = TEXT("backup"), .value = text_of(strerror(d->system_error))) : true;
}

bool store_dump(struct connection *c, int fd, store_table_wanted wanted, void *context, struct error *e)
{
	if (!store_begin(c, BEGIN_READ, e))
		return false;
	struct dump *d = memory_new(sizeof(*d));
	d->connection = c;
	d->fd = fd;
	crypto_hash_sha256_init(&d->hash);
	bool ok = dump_all(d, wanted, context, e);
	free(d);
	store_rollback(c);
	return ok;
}
