/* init.c - danvan init: an empty database that can be served at once, and the key that signs for it. Never asks. */
#include "base/base.h"

#include "commands.h"
#include "config.h"
#include "house.h"
#include "version.h"

static const char default_origin[] = "demo.localhost/ledger";

struct beginning {
	const struct ledger_key *key;
	struct registry_source   source;
	struct registry_data    *data;
};

static bool record_list(struct act_run *run, const char *what, const char *name, struct text bytes, struct error *e)
{
	int64_t     lines = 0;
	struct text rest = bytes, line;
	while (text_next(&rest, '\n', &line))
		lines += line.len > 0;
	return ledger_import(run->batch, run->today, text_of(what), text_of(name), lines - 1, bytes, NULL, e);
}

static bool record_lists(struct act_run *run, const struct beginning *b, struct error *e)
{
	const struct registry_source *s = &b->source;
	if (!record_list(run, "units", s->units_file, s->units, e) || !record_list(run, "organisations", s->organisations_file, s->organisations, e))
		return false;
	for (size_t i = 0; i < s->orders_n; i++)
		if (!ledger_import(run->batch, run->today, TEXT("list-order"), text_of(s->orders[i].name), (int64_t)registry_order_parts(b->data, i), s->orders[i].bytes, NULL, e))
			return false;
	return true;
}

static bool begin_record(struct act_run *run, void *command, struct error *e)
{
	const struct beginning *b = command;
	struct json             j = json_start(run->arena, false);
	json_object(&j);
	json_member_text(&j, "origin", text_of(key_origin(b->key)));
	json_member_text(&j, "program", TEXT("danvan " DANVAN_VERSION));
	json_member_text(&j, "vkey", key_vkey(run->arena, b->key));
	json_end(&j);
	struct entry entry = { .kind = "ledger.start", .day = run->today, .members = json_done(&j) };
	return ledger_append(run->batch, &entry, NULL, e) && record_lists(run, b, e);
}

static bool begin_apply(struct act_run *run, void *command, struct error *e)
{
	const struct beginning *b = command;
	int64_t units;
	return registry_import(run->db, b->data, run->today, &units, e);
}

static const struct act_row row_begin = { .name = "ledger.start", .record = begin_record, .apply = begin_apply };

static bool make_ledger(struct cli *c, struct store *store, const struct ledger_key *key, const char *path, struct error *e)
{
	struct connection *db = NULL;
	bool               made = store_connect(store, STORE_WRITE, &db, e) && store_migrate(db, e) && store_begin(db, BEGIN_WRITE, e) &&
	            ledger_create(db, key, path, e) && store_commit(db, e) == STORE_DONE;
	connection_close(db);
	return made;
}

static bool import_packs(struct cli *c, struct act *act, const struct actor *by, struct error *e)
{
	struct act_result       result;
	const struct pack_import *packs;
	size_t                  n = pack_imports_builtin(c->arena, &packs);
	for (size_t i = 0; i < n; i++) {
		struct pack_import one = packs[i];
		one.by = by;
		if (!act_do(act, &row_pack_import, &one, c->arena, &result, e))
			return false;
	}
	return true;
}

static bool fill(struct cli *c, struct store *store, const char *path, const struct ledger_key *key, struct error *e)
{
	struct beginning       b = { .key = key, .source = registry_builtin(c->arena) };
	struct registry_faults faults = { 0 };
	struct act_config      config = { .world = c->world, .store = store, .key_path = path, .via = "console", .clock_fixed = c->clock_is_fixed };
	struct act            *act = NULL;
	struct act_result      result;
	struct publish         publish = { 0 };
	struct actor           by = { .via = "console", .console = true, .day = world_today(c->world) };
	if (!registry_parse(c->arena, b.source, &b.data, &faults)) {
		*e = faults.at[0];
		return false;
	}
	bool done = act_open(&config, &act, e) && act_do(act, &row_begin, &b, c->arena, &result, e) && import_packs(c, act, &by, e) &&
	            act_do(act, &row_publish, &publish, c->arena, &result, e);
	act_close(act);
	return done;
}

/* Refuses a database that holds something already: nothing is ever written over. */
static bool is_empty(struct cli *c, struct store *store, struct error *e)
{
	struct connection *db = NULL;
	int64_t            version = 0;
	bool               read = store_connect(store, STORE_WRITE, &db, e) && store_schema_version(db, &version, e);
	connection_close(db);
	return read && (version == 0 || error(e, CLI_DATABASE_EXISTS, .name = text_of(c->db_url)));
}

bool init_database(struct cli *c, struct store *store, const char *origin, const char *key_file, struct text *ret_vkey, struct error *e)
{
	struct ledger_key *key = NULL;
	if (!is_empty(c, store, e) || !key_make(c->world, text_of(origin), &key, e))
		return false;
	const char *path = key_file ? key_file : text_c(c->arena, house_key_path(c, key_id(key)));
	/* a folder that is given must be there; ours is made, and must outlive a power cut as the key in it */
	bool made = (key_file || c->world->folders_make(c->world, path, 0700, e)) && key_save(c->world, key, path, e) && make_ledger(c, store, key, path, e) && fill(c, store, path, key, e);
	*ret_vkey = key_vkey(c->arena, key);
	key_free(key);
	return made;
}

static int run_init(struct cli *c)
{
	struct error  e = { 0 };
	struct store *store = NULL;
	struct text   vkey;
	const char   *origin = cli_option(c, "origin"), *key = cli_option(c, "key");
	if (!c->db_url) {
		error(&e, CLI_NO_DATABASE, .name = text_of(c->command->name));
		return cli_fail(c, &e);
	}
	bool made = store_open(c->db_url, &store, &e) && init_database(c, store, origin ? origin : default_origin, key ? key : config_text(c->config, "key"), &vkey, &e);
	store_close(store);
	if (!made)
		return cli_fail(c, &e);
	if (!c->json) {
		cli_print(c, vkey);
		return EXIT_DONE;
	}
	struct json j = json_start(c->arena, false);
	json_object(&j);
	json_member_text(&j, "vkey", vkey);
	json_end(&j);
	cli_print_json(c, json_done(&j));
	return EXIT_DONE;
}

static const struct cli_option init_options[] = {
	{ "origin", "NAME", "tên sổ cái, không có https:// ở đầu (mặc định demo.localhost/ledger)", "name of the ledger, without https:// (default demo.localhost/ledger)", false, false },
	{ "key", "FILE", "tệp khóa sẽ được tạo (mặc định trong thư mục trạng thái của người chạy)", "key file to be made (default: in the state folder of who runs it)", false, false },
	{ 0 },
};

const struct cli_command init_commands[] = {
	{
		.name = "init",
		.group = "installation",
		.one_line_vi = "tạo cơ sở dữ liệu mới và khóa ký sổ cái",
		.one_line_en = "make a new database and the key that signs its ledger",
		.options = init_options,
		.help_vi = "Tạo một cơ sở dữ liệu trống, đã có đơn vị hành chính, cơ quan và các quy trình, cùng một khóa ký.\n"
			   "Tệp khóa nằm ngoài cơ sở dữ liệu và ngoài bản sao lưu: mất khóa thì không ký tiếp được, lộ khóa thì người khác ký thay được.\n"
			   "Lệnh này không hỏi gì và không bao giờ ghi đè.",
		.help_en = "Makes an empty database that already holds units, offices and procedures, and a signing key.\n"
			   "The key file lies outside the database and outside backups: lost, nothing more can be signed; leaked, others can sign.\n"
			   "It never asks and never writes over anything.",
		.examples = "danvan init --db sqlite:var/danvan.db --origin xa-na-ri.example/ledger\ndanvan init --db postgresql:///danvan",
		.output_vi = "khóa kiểm tra (vkey) trên một dòng; với --json: {\"vkey\": …}",
		.output_en = "the verifier key alone on a line; with --json: {\"vkey\": …}",
		.exits = "69 73 74 78",
		.run = run_init,
	},
	{ 0 },
};
