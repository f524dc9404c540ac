/* setup.c - danvan setup: what a real commune still has to do in its first hour, and how. It only looks; each line names the command that does it. */
#include "base/base.h"

#include "commands.h"
#include "config.h"
#include "house.h"

struct check {
	const char *name; /* "setup.NAME": what it is; "setup.NAME_todo": what to do */
	bool (*done)(struct house *, bool *ret, struct error *);
};

static bool is_real(struct house *h, bool *ret, struct error *e)
{
	struct ledger_meta meta;
	bool               found;
	if (!ledger_meta(h->db, h->cli->arena, &meta, &found, e))
		return false;
	*ret = found && !text_starts(meta.origin, "demo.");
	return true;
}

static bool has_key(struct house *h, bool *ret, struct error *e)
{
	struct error why;
	*ret = house_key(h, &why);
	return true;
}

/* Somebody active in each role that the reflections need, beside an administrator. */
static bool has_people(struct house *h, bool *ret, struct error *e)
{
	static const unsigned needed = ROLE_CLERK | ROLE_OFFICER | ROLE_HEAD | ROLE_ADMINISTRATOR;
	struct account       *accounts;
	size_t                n;
	unsigned              have = 0;
	if (!account_list(h->db, h->cli->arena, &accounts, &n, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct actor actor;
		if (!accounts[i].active || accounts[i].invented)
			continue;
		if (!actor_load(h->db, h->cli->arena, accounts[i].number, world_today(h->cli->world), "console", &actor, e))
			return false;
		for (size_t g = 0; g < actor.grants_n; g++)
			have |= actor.grants[g].role;
	}
	*ret = (have & needed) == needed;
	return true;
}

static bool is_set(const struct house *h, const char *key)
{
	const char *value = config_text(h->cli->config, key);
	return value && value[0] != '\0';
}

static bool has_office(struct house *h, bool *ret, struct error *e)
{
	*ret = is_set(h, "office") && is_set(h, "address") && is_set(h, "hours") && is_set(h, "phone");
	return true;
}

static bool has_address(struct house *h, bool *ret, struct error *e)
{
	*ret = is_set(h, "public_url");
	return true;
}

static bool has_totp(struct house *h, bool *ret, struct error *e)
{
	*ret = config_switch(h->cli->config, "totp");
	return true;
}

static bool has_extractor(struct house *h, bool *ret, struct error *e)
{
	*ret = is_set(h, "extract");
	return true;
}

static bool rules_verified(struct house *h, bool *ret, struct error *e)
{
	const struct pack *pack;
	*ret = true;
	for (size_t i = 0; (pack = ground_pack_at(h->ground, i)); i++) {
		const struct pack_rule *rule;
		for (size_t k = 0; (rule = pack_rule_at(pack, k)); k++)
			*ret = *ret && rule->verified != RULE_UNVERIFIED;
	}
	return true;
}

static const struct check checks[] = {
	{ "setup.real", is_real },       { "setup.key", has_key },     { "setup.people", has_people },       { "setup.office", has_office },
	{ "setup.address", has_address }, { "setup.totp", has_totp },   { "setup.extract", has_extractor },   { "setup.rules", rules_verified },
};

static struct text sentence(struct cli *c, const char *code)
{
	struct build b = { .arena = c->arena };
	say(&b, c->lang, code, NULL);
	return build_text(&b);
}

static void show(struct cli *c, struct json *j, const struct check *check, bool done)
{
	const char *todo = text_c(c->arena, text_print(c->arena, "%s_todo", check->name));
	if (c->json) {
		json_object(j);
		json_member_text(j, "check", text_of(check->name));
		json_key(j, "done");
		json_bool(j, done);
		json_end(j);
		return;
	}
	fprintf(c->out, "[%s] %.*s\n", done ? "x" : " ", TEXT_ARG(sentence(c, check->name)));
	if (!done)
		fprintf(c->out, "    %.*s\n", TEXT_ARG(sentence(c, todo)));
}

static int run_setup(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	bool                         all = true;
	struct json                  j = json_start(c->arena, false);
	if (!house_open(c, &h, &e) || !house_ground(&h, &e))
		return cli_fail(c, &e);
	json_array(&j);
	for (size_t i = 0; i < COUNT_OF(checks); i++) {
		bool done = false;
		if (!checks[i].done(&h, &done, &e))
			return cli_fail(c, &e);
		show(c, &j, &checks[i], done);
		all = all && done;
	}
	json_end(&j);
	if (c->json)
		cli_print_json(c, json_done(&j));
	return all ? EXIT_DONE : EXIT_REFUSED;
}

const struct cli_command setup_commands[] = {
	{
		.name = "setup", .group = "installation", .one_line_vi = "những việc còn phải làm để chạy thật", .one_line_en = "what is left to do before real use",
		.help_vi = "Xem từng điều một xã thật cần có trong giờ đầu: khóa, tài khoản, cơ quan, địa chỉ, mã sáu số, quy tắc cần xác nhận. Chỉ xem, không đổi gì; mỗi dòng chưa xong nói lệnh phải chạy.",
		.help_en = "Looks at each thing that a real commune needs in its first hour: key, accounts, office, address, one-time codes, rules to confirm. It changes nothing; each line that is not done names the command.",
		.examples = "danvan setup --db sqlite:/var/lib/danvan/danvan.db",
		.output_vi = "mỗi dòng một điều, [x] là xong; với --json: một mảng", .output_en = "a line each, [x] is done; with --json an array", .exits = "1 69 78", .run = run_setup,
	},
	{ 0 },
};
