/* table.c - which tables and columns the database has. */
#include "engine.h"

bool tables_list(struct connection *c, struct arena *a, struct text **ret_names, size_t *ret_count, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct text                  *names = NULL;
	size_t                        count = 0;
	if (!query_start(c, c->engine->tables, NULL, &q, e))
		return false;
	while (query_next(q)) {
		if ((count & (count - 1)) == 0)
			names = arena_grow(a, names, count, count ? count * 2 : 1, sizeof(*names));
		names[count++] = text_copy(a, query_text(q, 0));
	}
	if (!query_end_ok(q, e))
		return false;
	*ret_names = names;
	*ret_count = count;
	return true;
}

bool table_exists(struct connection *c, struct arena *a, const char *name, bool *ret, struct error *e)
{
	struct text *names;
	size_t       count;
	if (!tables_list(c, a, &names, &count, e))
		return false;
	*ret = false;
	for (size_t i = 0; i < count; i++)
		*ret = *ret || text_is(names[i], name);
	return true;
}

/* The primary key's columns, in its order. */
static void find_key(struct table *table)
{
	for (size_t i = 0; i < table->column_count; i++) {
		int place = table->columns[i].key_place;
		if (place == 0)
			continue;
		assert((size_t)place <= COUNT_OF(table->key));
		table->key[place - 1] = i;
		table->key_count++;
	}
}

bool table_describe(struct connection *c, struct arena *a, struct text name, struct table *ret, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct table                  table = { .name = name };
	if (!query_start(c, c->engine->columns, (struct value[]){ value_text(name) }, &q, e))
		return false;
	while (query_next(q)) {
		size_t n = table.column_count++;
		if ((n & (n - 1)) == 0)
			table.columns = arena_grow(a, table.columns, n, n ? n * 2 : 1, sizeof(*table.columns));
		struct text letter = query_text(q, 1);
		if (letter.len != 1)
			return connection_refuse(c, e, STORE_STATEMENT, text_c(a, name), "a column of a type that is none of ours");
		table.columns[n] = (struct column){ .name = text_copy(a, query_text(q, 0)), .letter = letter.at[0], .key_place = (int)query_int(q, 2) };
	}
	if (!query_end_ok(q, e))
		return false;
	find_key(&table);
	if (table.key_count == 0)
		return connection_refuse(c, e, STORE_STATEMENT, text_c(a, name), "a table without a primary key");
	*ret = table;
	return true;
}
