/* migrate.c - the schema: files that are applied once, in order, and remembered with their hash. */
#include <sodium.h>

#include "engine.h"

static const char version_table[] = "CREATE TABLE schema_version (number INT8 PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL)";

/* The latest first. */
STATEMENT(schema_version_list, READS, "", "itt", "SELECT number, name, sha256 FROM schema_version ORDER BY number DESC", "schema_version");
STATEMENT(schema_version_add, WRITES, "itt", "", "INSERT INTO schema_version (number, name, sha256) VALUES ($1, $2, $3)");

/* "0003_access.sql" is number 3. */
static int64_t file_number(const struct embedded *file)
{
	int64_t number = 0;
	for (const char *at = file->path; char_is_digit(*at); at++)
		number = number * 10 + (*at - '0');
	assert(number > 0);
	return number;
}

static int64_t last_number(const struct embedded *files)
{
	int64_t last = 0;
	for (; files->path; files++)
		last = file_number(files);
	return last;
}

static struct text file_hash(struct arena *a, const struct embedded *file)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(hash, file->at, file->len);
	return hex_encode(a, text_bytes(hash, sizeof(hash)));
}

static const struct embedded *file_of(const struct embedded *files, int64_t number)
{
	for (; files->path; files++)
		if (file_number(files) == number)
			return files;
	return NULL;
}

bool schema_last(struct connection *c, struct arena *a, int64_t *ret_number, struct text *ret_sha256, struct error *e)
{
	bool exists;
	*ret_number = 0;
	*ret_sha256 = TEXT_EMPTY;
	if (!table_exists(c, a, "schema_version", &exists, e))
		return false;
	if (!exists)
		return true;
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(c, &schema_version_list, NULL, &q, e))
		return false;
	if (query_next(q)) {
		*ret_number = query_int(q, 0);
		*ret_sha256 = text_copy(a, query_text(q, 2));
	}
	return query_end_ok(q, e);
}

/* What is applied must be files of ours, unchanged; the latest comes first, so that a newer schema is called newer. */
static bool check_applied(struct connection *c, const struct embedded *files, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(c, &schema_version_list, NULL, &q, e))
		return false;
	while (query_next(q)) {
		const struct embedded *file = file_of(files, query_int(q, 0));
		if (!file && query_int(q, 0) > last_number(files))
			return error(e, STORE_NEWER_SCHEMA, .number = query_int(q, 0), .limit = last_number(files));
		if (!file || !text_equal(file_hash(a, file), query_text(q, 2)))
			return error(e, STORE_CHANGED_SCHEMA, .name = query_text(q, 1));
	}
	return query_end_ok(q, e);
}

static bool run_script(struct connection *c, struct text script, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	char                         *sql;
	while (ddl_next(c->engine, a, &script, &sql))
		if (!c->engine->script(c, sql, e))
			return false;
	return true;
}

static bool apply_file(struct connection *c, const struct embedded *file, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	if (!run_script(c, text_bytes(file->at, file->len), e))
		return error_is(e, STORE_STATEMENT) ? connection_refuse(c, e, STORE_STATEMENT, file->path, text_c(a, text_of(e->value))) : false;
	struct value row[] = { value_int(file_number(file)), value_text(text_of(file->path)), value_text(file_hash(a, file)) };
	return statement_run(c, &schema_version_add, row, NULL, e);
}

bool schema_apply(struct connection *c, const struct embedded *files, int64_t last, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	bool                          exists;
	int64_t                       applied;
	struct text                   hash;
	if (!table_exists(c, a, "schema_version", &exists, e))
		return false;
	if (!exists && !run_script(c, text_of(version_table), e))
		return false;
	if (!check_applied(c, files, e) || !schema_last(c, a, &applied, &hash, e))
		return false;
	for (; files->path; files++)
		if (file_number(files) > applied && file_number(files) <= last && !apply_file(c, files, e))
			return false;
	return true;
}

bool store_migrate_with(struct connection *c, const struct embedded *files, struct error *e)
{
	bool is_part = connection_in_transaction(c);
	if (!is_part && !store_begin(c, BEGIN_WRITE, e))
		return false;
	if (!schema_apply(c, files, last_number(files), e)) {
		store_rollback(c);
		return false;
	}
	bool ok = is_part || store_commit(c, e) == STORE_DONE;
	connection_forget_statements(c); /* their plans are those of the old tables */
	return ok;
}

bool store_migrate(struct connection *c, struct error *e)
{
	return store_migrate_with(c, schema_files, e);
}

bool store_schema_version(struct connection *c, int64_t *ret, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct text                   hash;
	return schema_last(c, a, ret, &hash, e);
}

bool store_schema_check(struct connection *c, struct error *e)
{
	int64_t number, ours = last_number(schema_files);
	if (!store_schema_version(c, &number, e))
		return false;
	if (number < ours)
		return error(e, STORE_OLDER_SCHEMA, .number = number, .limit = ours);
	return check_applied(c, schema_files, e);
}
