/* store.c - which engine an URL means, connections, and what a transaction is on both engines. */
#include "engine.h"

static const struct engine *const engines[] = { &sqlite_engine, &postgresql_engine };

static const struct engine *engine_of(const char *url, size_t *ret_scheme)
{
	for (size_t i = 0; i < COUNT_OF(engines); i++)
		for (const char *const *scheme = engines[i]->schemes; *scheme; scheme++)
			if (strncmp(url, *scheme, strlen(*scheme)) == 0) {
				*ret_scheme = strlen(*scheme);
				return engines[i];
			}
	return NULL;
}

/* Names of schemas go into SQL and into options, so they are kept plain. */
static bool is_plain_name(struct text name)
{
	if (name.len == 0 || name.len > 63 || char_is_digit(name.at[0]))
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (!(name.at[i] >= 'a' && name.at[i] <= 'z') && !char_is_digit(name.at[i]) && name.at[i] != '_')
			return false;
	return true;
}

/* Takes schema=NAME out of what follows the question mark; all else stays for the engine. */
static bool split_schema(struct arena *a, struct text where, struct text *ret_where, struct text *ret_schema)
{
	struct text  part, rest = where;
	struct build kept = { .arena = a };
	*ret_schema = TEXT_EMPTY;
	text_next(&rest, '?', &part);
	build_add(&kept, part);
	char between = '?';
	while (text_next(&rest, '&', &part)) {
		if (text_starts(part, "schema=")) {
			*ret_schema = text_from(part, strlen("schema="));
			if (!is_plain_name(*ret_schema))
				return false;
			continue;
		}
		build_byte(&kept, between);
		build_add(&kept, part);
		between = '&';
	}
	*ret_where = build_text(&kept);
	return true;
}

bool store_open(const char *url, struct store **ret, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	size_t                        scheme = 0;
	const struct engine          *engine = engine_of(url, &scheme);
	if (!engine)
		return error(e, STORE_BAD_URL);
	struct text where = text_of(engine->keeps_scheme ? url : url + scheme), schema = TEXT_EMPTY;
	if (engine->keeps_scheme && !split_schema(a, where, &where, &schema))
		return error(e, STORE_BAD_URL, .name = TEXT("schema"));
	if (where.len == 0)
		return error(e, STORE_BAD_URL);
	struct store *store = memory_new(sizeof(*store));
	store->engine = engine;
	store->where = strndup(where.at, where.len);
	store->schema = schema.len > 0 ? strndup(schema.at, schema.len) : NULL;
	assert(store->where && (schema.len == 0 || store->schema));
	if (engine->open)
		engine->open(store);
	*ret = store;
	return true;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	if (store->engine->shut)
		store->engine->shut(store);
	free(store->where);
	free(store->schema);
	free(store);
}

enum store_engine store_engine(const struct store *store)
{
	return store->engine->kind;
}

bool store_connect(struct store *store, enum store_mode mode, struct connection **ret, struct error *e)
{
	if (mode == STORE_WRITE && atomic_load(&store->stopped))
		return error(e, STORE_STOPPED);
	struct connection *c = memory_new(sizeof(*c));
	c->store = store;
	c->engine = store->engine;
	c->mode = mode;
	if (!c->engine->connect(c, e)) {
		c->engine->close(c);
		free(c);
		return false;
	}
	*ret = c;
	return true;
}

void connection_close(struct connection *c)
{
	if (!c)
		return;
	store_rollback(c);
	connection_forget_statements(c);
	c->engine->close(c);
	free(c->cache);
	free(c);
}

bool connection_is_dead(const struct connection *c)
{
	return c->dead || (c->mode == STORE_WRITE && atomic_load(&c->store->stopped));
}

bool connection_in_transaction(const struct connection *c)
{
	return c->in_transaction;
}

bool store_begin(struct connection *c, enum store_begin begin, struct error *e)
{
	assert(!c->in_transaction);
	if (c->dead)
		return error(e, c->dead);
	if (begin != BEGIN_READ && c->mode == STORE_READ)
		return error(e, STORE_READ_ONLY);
	if (begin != BEGIN_READ && atomic_load(&c->store->stopped))
		return error(e, STORE_STOPPED);
	if (begin != BEGIN_READ && !atomic_load(&c->store->forced) && !store_force(c, e))
		return false;
	if (!c->engine->begin(c, begin, e)) {
		c->engine->rollback(c);
		return false;
	}
	c->in_transaction = true;
	c->begun = begin;
	c->spoiled = false;
	return true;
}

static void rollback_all(struct connection *const *all, int from, int count)
{
	for (int i = from; i < count; i++)
		store_rollback(all[i]);
}

/* Whether nothing was committed between the first beginning and the last: then all see the same. */
static bool begin_between_commits(struct connection *const *all, int count, bool *ret_same, struct error *e)
{
	int64_t before = 0, after = 0;
	bool    known = store_mark(all[0], &before);
	for (int i = 0; i < count; i++)
		if (!store_begin(all[i], BEGIN_READ, e)) {
			rollback_all(all, 0, i);
			return false;
		}
	*ret_same = count == 1 || (known && store_mark(all[0], &after) && before == after);
	return true;
}

/* The engine has a name for a snapshot. */
static bool begin_by_name(struct connection *const *all, int count, struct error *e)
{
	char name[SNAPSHOT_NAME];
	if (!store_begin(all[0], BEGIN_READ, e))
		return false;
	bool good = count == 1 || all[0]->engine->share(all[0], name, e);
	for (int i = 1; good && i < count; i++)
		good = store_begin(all[i], BEGIN_READ, e) && all[i]->engine->join(all[i], name, e);
	if (!good)
		rollback_all(all, 0, count);
	return good;
}

bool store_begin_together(struct connection *const *all, int count, int *ret, struct error *e)
{
	enum { TRIES = 1000 };
	bool same = false;
	*ret = count;
	if (all[0]->engine->share)
		return begin_by_name(all, count, e);
	for (int i = 0; i < TRIES; i++) {
		if (!begin_between_commits(all, count, &same, e))
			return false;
		if (same)
			return true;
		rollback_all(all, 0, count);
	}
	*ret = 1;
	return store_begin(all[0], BEGIN_READ, e);
}

enum store_outcome store_commit(struct connection *c, struct error *e)
{
	assert(c->in_transaction);
	const char *refusal = c->spoiled ? STORE_SPOILED : NULL;
	if (c->begun != BEGIN_READ && atomic_load(&c->store->stopped))
		refusal = STORE_STOPPED; /* another connection saw the disk fail */
	if (refusal) {
		store_rollback(c);
		error(e, refusal);
		return STORE_NOT_DONE;
	}
	enum store_outcome outcome = c->engine->commit(c, e);
	c->in_transaction = false;
	return outcome;
}

void store_rollback(struct connection *c)
{
	if (c->in_transaction)
		c->engine->rollback(c);
	c->in_transaction = false;
	c->spoiled = false;
}

bool store_force(struct connection *c, struct error *e)
{
	assert(!c->in_transaction && c->mode == STORE_WRITE);
	if (c->dead || !c->engine->force(c, e))
		return c->dead ? error(e, c->dead) : false;
	atomic_store(&c->store->forced, true);
	return true;
}

void store_sync_later(struct connection *c, bool later) { c->syncs_later = later; }

bool store_sync(struct connection *c, struct error *e)
{
	if (c->dead || atomic_load(&c->store->stopped))
		return error(e, c->dead ? c->dead : STORE_STOPPED);
	return !c->engine->sync || c->engine->sync(c, e);
}

bool store_log_is_long(const struct connection *c) { return c->log_pages >= LOG_LONG_PAGES; }

bool store_tidy(struct connection *c, bool beside, struct error *e)
{
	assert(!c->in_transaction);
	return c->dead ? error(e, c->dead) : !c->engine->tidy || c->engine->tidy(c, beside, e);
}

bool store_mark(struct connection *c, int64_t *ret)
{
	return !c->dead && c->engine->mark && c->engine->mark(c, ret);
}

bool store_clock(struct connection *c, bool *ret_has, instant_t *ret, struct error *e)
{
	return c->dead ? error(e, c->dead) : c->engine->clock(c, ret_has, ret, e);
}
