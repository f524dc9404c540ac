/* house.c - opening a database for a command, and closing it again. */
#include "base/base.h"

#include "config.h"
#include "house.h"

static struct text state_folder(const struct cli *c)
{
	const char *state = cli_variable(c, "XDG_STATE_HOME"), *home = cli_variable(c, "HOME");
	if (state)
		return text_print(c->arena, "%s/danvan", state);
	if (home)
		return text_print(c->arena, "%s/.local/state/danvan", home);
	return TEXT("/var/lib/danvan-keys");
}

struct text house_key_path(const struct cli *c, const char *key_id)
{
	return text_print(c->arena, "%.*s/%s.key", TEXT_ARG(state_folder(c)), key_id);
}

struct text house_session_path(const struct cli *c)
{
	return text_print(c->arena, "%.*s/session", TEXT_ARG(state_folder(c)));
}

bool house_open(struct cli *c, struct house *h, struct error *e)
{
	*h = (struct house){ .cli = c };
	if (!c->db_url)
		return error(e, CLI_NO_DATABASE, .name = text_of(c->command->name));
	return store_open(c->db_url, &h->store, e) && store_connect(h->store, STORE_READ, &h->db, e) && store_schema_check(h->db, e);
}

bool house_ground(struct house *h, struct error *e) { return ground_load(h->db, &h->ground, e); }

bool house_key(struct house *h, struct error *e)
{
	struct ledger_meta meta;
	bool               found;
	if (h->key)
		return true;
	if (!ledger_meta(h->db, h->cli->arena, &meta, &found, e))
		return false;
	if (!found)
		return error(e, ACT_NO_LEDGER);
	const char *path = config_text(h->cli->config, "key");
	h->key_file = path ? path : text_c(h->cli->arena, meta.key_path);
	h->owns_key = key_load(h->cli->world, h->key_file, &h->key, e);
	return h->owns_key;
}

bool house_actor(struct house *h, struct error *e)
{
	struct cli  *c = h->cli;
	struct text  token;
	struct error none;
	bool         found = false;
	if (c->world->file_read(c->world, c->arena, text_c(c->arena, house_session_path(c)), 256, &token, &none) &&
	    !session_find(h->db, c->arena, text_trim(token), c->world->now(c->world), "console", &h->actor, &found, e))
		return false;
	if (!found)
		h->actor = (struct actor){ .day = world_today(c->world), .via = "console", .console = true };
	return true;
}

bool house_open_to_write(struct cli *c, struct house *h, struct error *e)
{
	if (!house_open(c, h, e))
		return false;
	bool serves = c->command && strcmp(c->command->name, "serve") == 0; /* what comes through the pages is not done on the console */
	struct act_config config = { .world = c->world, .store = h->store, .key_path = config_text(c->config, "key"), .via = serves ? "web" : "console",
				     .clock_fixed = c->clock_is_fixed };
	if (!act_open(&config, &h->act, e))
		return false;
	h->key = (struct ledger_key *)(uintptr_t)act_key(h->act); /* the act's own */
	return house_ground(h, e) && house_actor(h, e);
}

void house_close(struct house *h)
{
	if (h->owns_key)
		key_free(h->key);
	act_close(h->act);
	ground_free(h->ground);
	connection_close(h->db);
	store_close(h->store);
	*h = (struct house){ 0 };
}
