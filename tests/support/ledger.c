/* ledger.c - a house for tests. */
#include "base/base.h"

#include "ledger.h"
#include "older.h"

#include <unistd.h>

instant_t test_moment(void)
{
	return (instant_t){ day_start(TEST_TODAY).ms + ((9 * 60 + 41) * 60 + 7) * 1000 };
}

void house_must(struct test_house *h, bool good)
{
	if (!good && h->on_failure)
		h->on_failure(h);
	if (!good)
		test_fail("house", &h->e);
}

static void remove_file(void *path) { unlink(path); }

static void make_folder(struct test_house *h)
{
	h->folder = test_folder(h->arena);
	h->key_path = text_c(h->arena, text_print(h->arena, "%s/test.key", h->folder));
}

static void end_process(void *house)
{
	struct test_house *h = house;
	arena_free(h->process);
	h->process = NULL;
}

static void make_store(struct test_house *h)
{
	struct connection *db = NULL;
	h->url = test_database(h->arena);
	h->process = arena_new(0);
	arena_owns(h->arena, end_process, h); /* after the connections that the test makes, before the folder */
	h->store = test_store_at(h->process, h->url);
	house_must(h, store_connect(h->store, STORE_WRITE, &db, &h->e) && store_migrate(db, &h->e));
	connection_close(db);
}

static void make_ledger(struct test_house *h, const char *origin)
{
	struct ledger_key *key = NULL;
	struct connection *db = NULL;
	house_must(h, key_make(&h->world, text_of(origin), &key, &h->e) && key_save(&h->world, key, h->key_path, &h->e));
	house_must(h, store_connect(h->store, STORE_WRITE, &db, &h->e) && store_begin(db, BEGIN_WRITE, &h->e) &&
			      ledger_create(db, key, h->key_path, &h->e) && store_commit(db, &h->e) == STORE_DONE);
	char *outer = text_c(h->arena, text_print(h->arena, "%s/%s.checkpoint", h->folder, key_id(key)));
	arena_owns(h->arena, remove_file, outer);
	h->outer_path = outer;
	connection_close(db);
	key_free(key);
}

static bool start_record(struct act_run *run, void *command, struct error *e)
{
	struct json j = json_start(run->arena, false);
	json_object(&j);
	json_member_text(&j, "origin", text_of(key_origin(run->key)));
	json_member_text(&j, "program", TEXT("danvan test"));
	json_member_text(&j, "vkey", key_vkey(run->arena, run->key));
	json_end(&j);
	return ledger_append(run->batch, &(struct entry){ .kind = "ledger.start", .day = run->today, .members = json_done(&j) }, NULL, e);
}

static const struct act_row row_start = { .name = "ledger.start", .record = start_record };

struct act_config house_config(struct test_house *h)
{
	return (struct act_config){ .world = &h->world, .store = h->store, .key_path = h->key_path, .via = "console", .clock_fixed = true };
}

bool house_open_again(struct test_house *h, const struct act_config *config)
{
	act_close(h->act);
	h->act = NULL;
	return act_open(config, &h->act, &h->e);
}

void house_begin_in(struct test_house *h, const char *origin, const struct world *world)
{
	*h = (struct test_house){ .arena = arena_new(0), .world = *world };
	world_seed(&h->world, 7);
	world_fix_clock(&h->world, text_starts(text_of(origin), "demo.") ? test_moment() : h->world.now(&h->world));
	make_folder(h);
	make_store(h);
	make_ledger(h, origin);
	h->db = test_connection(h->process, h->store, STORE_READ);
	struct act_config config = house_config(h);
	config.clock_fixed = text_starts(text_of(origin), "demo.");
	house_must(h, act_open(&config, &h->act, &h->e));
	h->console = (struct actor){ .console = true, .via = "console", .day = world_today(&h->world) };
	house_do(h, &row_start, NULL);
}

void house_begin_at(struct test_house *h, const char *origin)
{
	struct world world = world_real();
	house_begin_in(h, origin, &world);
}

void house_begin(struct test_house *h) { house_begin_at(h, "demo.test/ledger"); }

void house_stop(struct test_house *h)
{
	act_close(h->act);
	h->act = NULL;
	end_process(h);
}

static void end_store(void *store) { store_close(store); }

static void end_connection(void *connection) { connection_close(connection); }

bool house_start(struct test_house *h)
{
	struct act_config config = house_config(h);
	h->process = arena_new(0);
	if (!store_open(h->url, &h->store, &h->e))
		return false;
	arena_owns(h->process, end_store, h->store);
	if (!store_connect(h->store, STORE_READ, &h->db, &h->e))
		return false;
	arena_owns(h->process, end_connection, h->db);
	config.store = h->store;
	return act_open(&config, &h->act, &h->e);
}

void house_end(struct test_house *h)
{
	act_close(h->act);
	arena_free(h->arena);
}

bool house_try(struct test_house *h, const struct act_row *row, void *command)
{
	struct act_result result;
	h->e = (struct error){ 0 };
	return act_do(h->act, row, command, h->arena, &result, &h->e);
}

void house_do(struct test_house *h, const struct act_row *row, void *command)
{
	if (house_try(h, row, command))
		return;
	if (h->on_failure)
		h->on_failure(h);
	test_fail(row->name, &h->e);
}

void house_later(struct test_house *h, int64_t ms)
{
	h->world.fixed.ms += ms;
	h->console.day = world_today(&h->world);
}

int64_t house_size(struct test_house *h)
{
	struct ledger_meta meta = { 0 };
	bool               found;
	house_must(h, ledger_meta(h->db, h->arena, &meta, &found, &h->e) && found);
	return meta.head.size;
}

/* RFC 4648 base32, the way back: only tests need it. */
static struct text base32_bytes(struct arena *a, struct text t)
{
	struct build    b = { .arena = a };
	uint32_t        bits = 0;
	int             n = 0;
	const char     *alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	for (size_t i = 0; i < t.len && t.at[i] != '='; i++) {
		bits = bits << 5 | (uint32_t)(strchr(alphabet, t.at[i]) - alphabet);
		n += 5;
		if (n >= 8) {
			n -= 8;
			build_byte(&b, (char)(bits >> n & 0xff));
		}
	}
	return build_text(&b);
}

struct test_account house_account(struct test_house *h, const char *login, const char *name)
{
	struct account_open c = { .login = text_of(login), .name = text_of(name), .password = TEXT("con cò bay lả"), .by = &h->console };
	house_must(h, account_open_prepare(&h->world, h->arena, &c, &h->e));
	house_do(h, &row_account_open, &c);
	return (struct test_account){ c.ret_number, c.login, TEXT("con cò bay lả"), base32_bytes(h->arena, c.ret_totp_secret) };
}

int64_t house_grant(struct test_house *h, int64_t account, enum role role, const char *unit)
{
	struct grant_give c = { .account = account, .role = role, .unit = text_of(unit), .from = DAY_NONE, .to = DAY_NONE, .by = &h->console };
	house_do(h, &row_grant_give, &c);
	return c.ret_number;
}

void house_tamper(struct test_house *h, const char *sql) { older_script(h->url, sql); }

struct search { struct text name; bool found; };

static bool look(void *arg, const struct kept_entry *n, struct error *e)
{
	struct search *s = arg;
	s->found = s->found || text_find(n->bytes, s->name) != SIZE_MAX;
	return true;
}

bool house_ledger_shows(struct test_house *h, const char *name)
{
	struct search s = { .name = text_of(name) };
	house_must(h, ledger_walk(h->db, 0, house_size(h), look, &s, &h->e));
	return s.found;
}
