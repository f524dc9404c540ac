/* load.c - reads a backup into a database, all or nothing; what the file says is believed only after its hash fits. */
#include <errno.h>
#include <unistd.h>

#include "dump_format.h"
#include "engine.h"

struct load {
	struct connection       *connection;
	int                      fd;
	struct sha256            hash;
	char                     block[DUMP_BLOCK];
	size_t                   at, len, hashed; /* of the block: read so far, all, in the hash so far */
	bool                     bad;        /* cut off, or a length that cannot be */
	bool                     is_fresh;   /* the schema was made by this very call */
	struct arena            *arena;      /* of the whole load */
	struct arena            *row_arena;
	struct table             table;      /* the last one */
	struct statement         insert;
	bool                     has_table;
};

static void hash_so_far(struct load *l)
{
	sha256_add(&l->hash, l->block + l->hashed, l->at - l->hashed);
	l->hashed = l->at;
}

/* The block is used up. */
static void refill(struct load *l)
{
	ssize_t n;
	hash_so_far(l);
	while ((n = read(l->fd, l->block, sizeof(l->block))) < 0 && errno == EINTR)
		;
	l->bad = n <= 0;
	l->at = l->hashed = 0;
	l->len = n > 0 ? (size_t)n : 0;
}

static void get(struct load *l, void *to, size_t len)
{
	char *at = to;
	for (size_t wanted = len; wanted > 0 && !l->bad;) {
		if (l->at == l->len) {
			refill(l);
			continue;
		}
		size_t n = wanted < l->len - l->at ? wanted : l->len - l->at;
		memcpy(at, l->block + l->at, n);
		l->at += n;
		at += n;
		wanted -= n;
	}
	if (l->bad)
		memset(to, 0, len);
}

static char get_letter(struct load *l)
{
	char letter;
	get(l, &letter, 1);
	return letter;
}

static int64_t get_number(struct load *l)
{
	unsigned char bytes[8];
	uint64_t      number = 0;
	get(l, bytes, sizeof(bytes));
	for (int i = 0; i < 8; i++)
		number = number << 8 | bytes[i];
	return (int64_t)number;
}

static struct text get_text(struct load *l, struct arena *a)
{
	uint64_t len = (uint64_t)get_number(l);
	l->bad = l->bad || len > DUMP_TEXT_MAX;
	if (l->bad)
		return TEXT_EMPTY;
	char *at = arena_alloc(a, (size_t)len + 1);
	get(l, at, (size_t)len);
	return text_bytes(at, (size_t)len);
}

/* ---- tables */

/* What a migration put in is in the file too. */
static bool empty_all_tables(struct load *l, struct error *e)
{
	struct text *names;
	size_t       count;
	if (!tables_list(l->connection, l->arena, &names, &count, e))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct text      sql = text_print(l->arena, "DELETE FROM \"%.*s\"", TEXT_ARG(names[i]));
		struct statement empty = { .does = WRITES, .params = "", .result = "", .sql = text_c(l->arena, sql) };
		if (!text_is(names[i], "schema_version") && !statement_run(l->connection, &empty, NULL, NULL, e))
			return false;
	}
	return true;
}

static bool table_is_empty(struct load *l, bool *ret, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct text                   sql = text_print(l->arena, "SELECT 1 FROM \"%.*s\" LIMIT 1", TEXT_ARG(l->table.name));
	struct statement              any = { .does = READS, .params = "", .result = "i", .sql = text_c(l->arena, sql) };
	if (!query_start(l->connection, &any, NULL, &q, e))
		return false;
	*ret = !query_next(q);
	return query_end_ok(q, e);
}

static void make_insert(struct load *l)
{
	struct build columns = { .arena = l->arena }, marks = { .arena = l->arena }, params = { .arena = l->arena };
	for (size_t i = 0; i < l->table.column_count; i++) {
		build_print(&columns, "%s\"%.*s\"", i ? ", " : "", TEXT_ARG(l->table.columns[i].name));
		build_print(&marks, "%s$%zu", i ? ", " : "", i + 1);
		build_byte(&params, char_upper(l->table.columns[i].letter));
	}
	struct text sql = text_print(l->arena, "INSERT INTO \"%.*s\" (%.*s) VALUES (%.*s)", TEXT_ARG(l->table.name), TEXT_ARG(build_text(&columns)),
	                             TEXT_ARG(build_text(&marks)));
	l->insert = (struct statement){ .name = "backup_insert", .does = WRITES, .params = text_c(l->arena, build_text(&params)), .result = "",
		                        .sql = text_c(l->arena, sql) };
}

/* Names from the file never reach SQL: the table must be one of ours, with the very columns. */
static bool begin_table(struct load *l, struct error *e)
{
	bool        exists, is_empty, same;
	struct text name = get_text(l, l->arena);
	if (l->bad || text_is(name, "schema_version") || memchr(name.at, 0, name.len))
		return error(e, STORE_BAD_DUMP);
	if (!table_exists(l->connection, l->arena, text_c(l->arena, name), &exists, e))
		return false;
	if (!exists)
		return error(e, STORE_BAD_DUMP, .name = name);
	if (!table_describe(l->connection, l->arena, name, &l->table, e) || !table_is_empty(l, &is_empty, e))
		return false;
	same = (uint64_t)get_number(l) == l->table.column_count;
	for (size_t i = 0; same && i < l->table.column_count; i++)
		same = text_equal(get_text(l, l->arena), l->table.columns[i].name) && get_letter(l) == l->table.columns[i].letter;
	if (!same)
		return error(e, STORE_BAD_DUMP, .name = name);
	if (!is_empty)
		return error(e, STORE_NOT_EMPTY, .name = name);
	connection_forget_statements(l->connection); /* the insert of the table before */
	make_insert(l);
	l->has_table = true;
	return true;
}

static bool get_value(struct load *l, char column_letter, struct value *ret)
{
	char letter = get_letter(l);
	if (letter == 'n')
		*ret = value_null();
	else if (letter != column_letter)
		return false;
	else if (letter == 'i')
		*ret = value_int(get_number(l));
	else if (letter == 't')
		*ret = value_text(get_text(l, l->row_arena));
	else
		*ret = value_bytes(get_text(l, l->row_arena));
	return !l->bad;
}

static bool load_row(struct load *l, struct error *e)
{
	if (!l->has_table)
		return error(e, STORE_BAD_DUMP);
	arena_reset(l->row_arena);
	struct value *row = ARENA_ARRAY(l->row_arena, struct value, l->table.column_count);
	for (size_t i = 0; i < l->table.column_count; i++)
		if (!get_value(l, l->table.columns[i].letter, &row[i]))
			return error(e, STORE_BAD_DUMP, .name = l->table.name);
	return statement_run(l->connection, &l->insert, row, NULL, e);
}

/* ---- the whole file */

/* Into an empty database: makes the schema of the file. Else it must have that schema already. */
static bool agree_on_schema(struct load *l, struct error *e)
{
	char        magic[sizeof(DUMP_MAGIC) - 1];
	int64_t     number, wanted;
	struct text hash, wanted_hash;
	get(l, magic, sizeof(magic));
	if (memcmp(magic, DUMP_MAGIC, sizeof(magic)) != 0 || get_letter(l) != 'V')
		return error(e, STORE_BAD_DUMP);
	wanted = get_number(l);
	wanted_hash = get_text(l, l->arena);
	if (l->bad || !schema_last(l->connection, l->arena, &number, &hash, e))
		return l->bad ? error(e, STORE_BAD_DUMP) : false;
	l->is_fresh = number == 0;
	if (l->is_fresh && !(schema_apply(l->connection, schema_files, wanted, e) && schema_last(l->connection, l->arena, &number, &hash, e)))
		return false;
	if (number < wanted)
		return error(e, STORE_NEWER_SCHEMA, .number = wanted, .limit = number);
	if (number > wanted)
		return error(e, STORE_NOT_EMPTY, .name = TEXT("schema_version"), .number = number, .limit = wanted);
	if (!text_equal(hash, wanted_hash))
		return error(e, STORE_CHANGED_SCHEMA, .number = number);
	return !l->is_fresh || empty_all_tables(l, e);
}

static bool check_hash(struct load *l, struct error *e)
{
	struct hash ours, theirs;
	char        more;
	hash_so_far(l);
	ours = sha256_end(&l->hash);
	sha256_start(&l->hash);
	get(l, theirs.at, sizeof(theirs.at));
	if (l->bad || !hash_equal(ours, theirs))
		return error(e, STORE_BAD_DUMP);
	get(l, &more, 1);
	return l->bad ? true : error(e, STORE_BAD_DUMP); /* something follows the end */
}

static bool load_rows(struct load *l, struct error *e)
{
	for (;;) {
		bool ok;
		switch (get_letter(l)) {
		case 'T': ok = begin_table(l, e); break;
		case 'R': ok = load_row(l, e); break;
		case 'E': return check_hash(l, e);
		default: ok = error(e, STORE_BAD_DUMP);
		}
		if (!ok)
			return false;
	}
}

/* Only into a schema of this very call: elsewhere there may be rows. */
static bool load_all(struct load *l, struct error *e)
{
	struct index *indexes = NULL;
	size_t        count = 0;
	if (!agree_on_schema(l, e) || (l->is_fresh && !indexes_take_down(l->connection, l->arena, &indexes, &count, e)))
		return false;
	return load_rows(l, e) && indexes_put_up(l->connection, l->arena, indexes, count, e);
}

bool store_load(struct connection *c, int fd, struct error *e)
{
	bool is_part = connection_in_transaction(c);
	if (!is_part && !store_begin(c, BEGIN_WRITE, e))
		return false;
	struct load *l = memory_new(sizeof(*l));
	l->connection = c;
	l->fd = fd;
	l->arena = arena_new(0);
	l->row_arena = arena_new(0);
	sha256_start(&l->hash);
	bool ok = (!c->engine->roomy || c->engine->roomy(c, true, e)) && load_all(l, e);
	if (c->engine->roomy)
		(void)c->engine->roomy(c, false, NULL);
	connection_forget_statements(c); /* the insert is gone with `l` */
	arena_free(l->row_arena);
	arena_free(l->arena);
	free(l);
	if (ok)
		return is_part || store_commit(c, e) == STORE_DONE;
	store_rollback(c);
	return false;
}
