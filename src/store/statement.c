/* statement.c - statements as rows: their list, their letters, and the prepared ones that a connection remembers. */
#include "engine.h"

/* The linker puts the rows of STATEMENT side by side and names both ends; weak, for a program without any. */
extern const struct statement *const __start_danvan_statement[] __attribute__((weak));
extern const struct statement *const __stop_danvan_statement[] __attribute__((weak));

const struct statement *const *statements_all(size_t *ret_count)
{
	*ret_count = (size_t)(__stop_danvan_statement - __start_danvan_statement);
	return __start_danvan_statement;
}

bool name_in_list(struct text list, struct text name)
{
	struct text part;
	while (text_next(&list, ' ', &part))
		if (text_equal(part, name))
			return true;
	return false;
}

bool connection_refuse(struct connection *c, struct error *e, const char *code, const char *name, const char *word)
{
	c->spoiled = c->in_transaction;
	return error(e, code, .name = text_of(name), .value = text_trim(text_of(word)));
}

/* ---- the prepared statements of a connection */

static size_t cache_place(const struct connection *c, const struct statement *s)
{
	size_t at = ((uintptr_t)s >> 4) * 2654435761u & (c->cache_room - 1);
	while (c->cache[at].statement && c->cache[at].statement != s)
		at = (at + 1) & (c->cache_room - 1);
	return at;
}

/* Only while no query runs: queries hold places. */
static void cache_grow(struct connection *c)
{
	struct prepared *old = c->cache;
	size_t           old_room = c->cache_room;
	c->cache_room = old_room ? old_room * 2 : 256;
	c->cache = memory_new(c->cache_room * sizeof(*c->cache));
	for (size_t i = 0; i < old_room; i++)
		if (old[i].statement)
			c->cache[cache_place(c, old[i].statement)] = old[i];
	free(old);
}

static bool cache_is_busy(const struct connection *c)
{
	for (size_t i = 0; i < c->cache_room; i++)
		if (c->cache[i].busy)
			return true;
	return false;
}

/* A place in the cache for the statement, prepared; SIZE_MAX when this run must do with a handle of its own: the statement
 * has no name (it lives shorter than the connection), runs already, or there is no room just now. */
static bool prepared_take(struct connection *c, const struct statement *s, size_t *ret_place, void **ret_handle, struct error *e)
{
	if (s->name && (c->cache_count + 1) * 2 > c->cache_room && !cache_is_busy(c))
		cache_grow(c);
	size_t place = s->name && c->cache_count + 1 < c->cache_room ? cache_place(c, s) : SIZE_MAX;
	if (place != SIZE_MAX && c->cache[place].busy)
		place = SIZE_MAX;
	if (place != SIZE_MAX && c->cache[place].statement) {
		*ret_handle = c->cache[place].handle;
	} else {
		struct statement unnamed = *s;
		unnamed.name = NULL;
		if (!c->engine->prepare(c, place == SIZE_MAX ? &unnamed : s, ret_handle, e))
			return false;
	}
	if (place != SIZE_MAX) {
		c->cache_count += !c->cache[place].statement;
		c->cache[place] = (struct prepared){ .statement = s, .handle = *ret_handle, .busy = true };
	}
	*ret_place = place;
	return true;
}

void connection_forget_statements(struct connection *c)
{
	for (size_t i = 0; i < c->cache_room; i++) {
		assert(!c->cache[i].busy);
		if (c->cache[i].statement)
			c->engine->forget(c, c->cache[i].handle);
		c->cache[i] = (struct prepared){ 0 };
	}
	c->cache_count = 0;
}

/* ---- letters */

static enum value_type type_of_letter(char letter)
{
	switch (char_lower(letter)) {
	case 'i':
	case 'd': return VALUE_INT;
	case 't': return VALUE_TEXT;
	case 'b': return VALUE_BYTES;
	}
	assert(!"a letter of a statement is one of i, t, b, d");
	return VALUE_NULL;
}

static bool letter_allows(char letter, enum value_type type)
{
	return type == VALUE_NULL ? letter == char_upper(letter) : type == type_of_letter(letter);
}

static bool values_fit(struct connection *c, const struct statement *s, const struct value *values, struct error *e)
{
	for (size_t i = 0; s->params[i]; i++) {
		assert(letter_allows(s->params[i], values[i].type));
		if (values[i].type == VALUE_TEXT && values[i].text.len > 0
		    && (memchr(values[i].text.at, 0, values[i].text.len) || !text_is_utf8(values[i].text)))
			return connection_refuse(c, e, STORE_BAD_TEXT, s->name, NULL);
	}
	return true;
}

/* ---- queries */

static bool may_run(struct connection *c, const struct statement *s, struct error *e)
{
	if (!c) /* a page whose connection could not be had: it has been answered 503, and finds out here */
		return error(e, STORE_LOST, .name = text_of(s->name));
	if (c->dead)
		return error(e, c->dead);
	if (c->spoiled)
		return error(e, STORE_SPOILED, .name = text_of(s->name));
	if (s->does == READS)
		return true;
	if (c->mode == STORE_READ || (c->in_transaction && c->begun == BEGIN_READ))
		return connection_refuse(c, e, STORE_READ_ONLY, s->name, NULL);
	assert(c->in_transaction);
	return atomic_load(&c->store->stopped) ? connection_refuse(c, e, STORE_STOPPED, s->name, NULL) : true;
}

static void end(struct query *q)
{
	struct connection *c = q->connection;
	c->engine->stop(q);
	if (q->cursor > 0)
		return; /* nothing was prepared for it */
	if (q->place == SIZE_MAX)
		c->engine->forget(c, q->handle);
	else
		c->cache[q->place].busy = false;
}

static bool start(struct query *q, struct connection *c, const struct statement *s, const struct value *values, bool is_brief, struct error *e)
{
	size_t place;
	void  *handle;
	if (!may_run(c, s, e) || !values_fit(c, s, values, e) || !prepared_take(c, s, &place, &handle, e))
		return false;
	*q = (struct query){ .connection = c, .statement = s, .place = place, .handle = handle, .is_brief = is_brief };
	if (c->engine->start(q, values, e))
		return true;
	end(q);
	return false;
}

bool query_start(struct connection *c, const struct statement *s, const struct value *values, struct query **ret, struct error *e)
{
	struct query *q = memory_new(sizeof(*q));
	if (!start(q, c, s, values, false, e)) {
		free(q);
		return false;
	}
	*ret = q;
	return true;
}

bool query_stream(struct connection *c, const struct statement *s, struct query **ret, struct error *e)
{
	if (c)
		connection_read_ahead(c);
	if (!c || !c->engine->stream || !c->in_transaction)
		return query_start(c, s, NULL, ret, e);
	assert(!s->params[0]);
	if (!may_run(c, s, e))
		return false;
	struct query *q = memory_new(sizeof(*q));
	*q = (struct query){ .connection = c, .statement = s, .place = SIZE_MAX };
	if (!c->engine->stream(q, e)) {
		free(q);
		return false;
	}
	*ret = q;
	return true;
}

bool query_next(struct query *q)
{
	q->on_row = !q->ended && q->connection->engine->next(q);
	q->ended = !q->on_row;
	return q->on_row;
}

static struct value cell(struct query *q, int column)
{
	assert(q->on_row && column >= 0 && (size_t)column < strlen(q->statement->result));
	struct value value = q->connection->engine->cell(q, column);
	assert(letter_allows(q->statement->result[column], value.type));
	return value;
}

struct value query_value(struct query *q, int column) { return q->connection->engine->cell(q, column); }

bool query_is_null(struct query *q, int column)
{
	return cell(q, column).type == VALUE_NULL;
}

int64_t query_int(struct query *q, int column)
{
	assert(type_of_letter(q->statement->result[column]) == VALUE_INT);
	return cell(q, column).number;
}

struct text query_text(struct query *q, int column)
{
	assert(type_of_letter(q->statement->result[column]) == VALUE_TEXT);
	struct value value = cell(q, column);
	return value.type == VALUE_NULL ? TEXT_EMPTY : value.text;
}

struct text query_bytes(struct query *q, int column)
{
	assert(type_of_letter(q->statement->result[column]) == VALUE_BYTES);
	struct value value = cell(q, column);
	return value.type == VALUE_NULL ? TEXT_EMPTY : value.text;
}

day_t query_day(struct query *q, int column)
{
	assert(char_lower(q->statement->result[column]) == 'd');
	return value_as_day(cell(q, column));
}

void query_row(struct query *q, struct value *ret)
{
	const char *letters = q->statement->result;
	assert(q->on_row);
	for (int i = 0; letters[i]; i++) {
		ret[i] = q->connection->engine->cell(q, i);
		assert(letter_allows(letters[i], ret[i].type));
	}
}

bool query_end_ok(struct query *q, struct error *e)
{
	if (q->failed && e)
		*e = q->error;
	return !q->failed;
}

void query_end(struct query *q)
{
	if (!q)
		return;
	end(q);
	free(q);
}

bool statement_run(struct connection *c, const struct statement *s, const struct value *values, int64_t *ret_changed, struct error *e)
{
	struct query q;
	if (!start(&q, c, s, values, true, e))
		return false;
	while (query_next(&q))
		;
	bool ok = query_end_ok(&q, e);
	if (ok && ret_changed)
		*ret_changed = q.changed;
	end(&q);
	return ok;
}

static struct value value_copy(struct arena *a, struct value value)
{
	if (value.type == VALUE_TEXT || value.type == VALUE_BYTES)
		value.text = text_copy(a, value.text);
	return value;
}

bool statement_send(struct connection *c, const struct statement *s, const struct value *values, struct error *e)
{
	size_t place;
	void  *handle;
	if (!c || !c->engine->send || !s->name)
		return statement_run(c, s, values, NULL, e);
	if (!may_run(c, s, e) || !values_fit(c, s, values, e) || !prepared_take(c, s, &place, &handle, e))
		return false;
	struct query q = { .connection = c, .statement = s, .place = place, .handle = handle, .is_brief = true };
	bool         ok = c->engine->send(&q, values, e);
	end(&q);
	return ok;
}

/* The one row there may be; false also when there are more. */
static bool take_one(struct query *q, struct arena *a, struct value *ret_row, bool *ret_found, struct error *e)
{
	size_t        count = strlen(q->statement->result);
	struct value *row = ARENA_ARRAY(a, struct value, count + 1);
	bool          found = query_next(q);
	for (size_t i = 0; i < count; i++)
		row[i] = found ? value_copy(a, cell(q, (int)i)) : value_null();
	if (found && query_next(q))
		return connection_refuse(q->connection, e, STORE_STATEMENT, q->statement->name, "more than one row");
	if (!query_end_ok(q, e))
		return false;
	memcpy(ret_row, row, count * sizeof(*row));
	*ret_found = found;
	return true;
}

bool statement_one(struct connection *c, const struct statement *s, const struct value *values, struct arena *a, struct value *ret_row,
                   bool *ret_found, struct error *e)
{
	struct query q;
	if (!start(&q, c, s, values, true, e))
		return false;
	bool ok = take_one(&q, a, ret_row, ret_found, e);
	end(&q);
	return ok;
}

bool statement_check(struct connection *c, const struct statement *s, struct arena *a, struct text *ret_scans, struct error *e)
{
	for (const char *letter = s->params; *letter; letter++)
		type_of_letter(*letter);
	for (const char *letter = s->result; *letter; letter++)
		type_of_letter(*letter);
	return c->engine->check(c, s, a, ret_scans, e);
}
