/* grant.c - rights from the command line. */
#include "base/base.h"
#include "base/say.h"

#include "commands.h"
#include "office.h"

static const char all_roles[] = "clerk, officer, head, leader, inspector, administrator";

static bool find_account(struct house *h, const char *login, struct account *ret, struct error *e)
{
	bool found;
	if (!account_find(h->db, h->cli->arena, text_of(login), ret, &found, e))
		return false;
	return found || error(e, ACCESS_NO_ACCOUNT, .value = text_of(login));
}

static void json_grant(struct json *j, const struct grant *g)
{
	struct arena *a = j->out.arena;
	json_object(j);
	json_member_int(j, "account", g->account);
	json_member_text(j, "from", day_print(a, g->from));
	json_member_int(j, "grant", g->number);
	json_member_text(j, "role", text_of(role_name(g->role)));
	json_member_text(j, "to", day_print(a, g->to));
	json_member_text(j, "unit", g->unit);
	json_end(j);
}

static bool give(struct cli *c, struct house *h, struct grant_give *g, struct error *e)
{
	struct account    account;
	struct act_result result;
	if (!role_parse(text_of(cli_argument(c, 1)), &g->role))
		return error(e, ACCESS_BAD_ROLE, .value = text_of(cli_argument(c, 1)), .expected = text_of(all_roles));
	if (!cli_day(c, "from", &g->from, e) || !cli_day(c, "to", &g->to, e) || !house_open_to_write(c, h, e) ||
	    !find_account(h, cli_argument(c, 0), &account, e))
		return false;
	g->account = account.number;
	g->unit = text_of(cli_argument(c, 2));
	g->by = &h->actor;
	g->registry = ground_registry(h->ground);
	return act_do(h->act, &row_grant_give, g, c->arena, &result, e);
}

static int run_give(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	struct grant_give            g = { .from = DAY_NONE, .to = DAY_NONE };
	if (!give(c, &h, &g, &e))
		return cli_fail(c, &e);
	struct grant given = { g.ret_number, g.account, g.role, g.unit, g.from, g.to };
	struct json  j = json_start(c->arena, false);
	json_grant(&j, &given);
	cli_print(c, c->json ? json_done(&j) : text_print(c->arena, "%lld", (long long)g.ret_number));
	return EXIT_DONE;
}

static void print_grant(struct cli *c, struct house *h, const struct grant *g)
{
	struct account account = { 0 };
	struct error   e;
	bool           found = false;
	struct build   role = { .arena = c->arena };
	if (!account_by_number(h->db, c->arena, g->account, &account, &found, &e) || !found)
		account.login = TEXT("?");
	say(&role, c->lang, text_c(c->arena, text_print(c->arena, "role.%s", role_name(g->role))), (const struct fact[]){ { 0 } });
	struct text title = unit_title_at(ground_registry(h->ground), c->arena, g->unit, world_today(c->world));
	fprintf(c->out, "%lld\t%.*s\t%s\t%.*s\t%.*s\t%.*s\t%.*s\t%.*s\n", (long long)g->number, TEXT_ARG(account.login), role_name(g->role),
		TEXT_ARG(g->unit), TEXT_ARG(day_print(c->arena, g->from)),
		TEXT_ARG(day_compare(g->to, DAY_MAX) == 0 ? TEXT("-") : day_print(c->arena, g->to)), TEXT_ARG(build_text(&role)), TEXT_ARG(title));
}

static int run_list(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	struct account               account = { 0 };
	struct grant                *rows;
	size_t                       n;
	struct json                  j = json_start(c->arena, false);
	if (!house_open(c, &h, &e) || !house_ground(&h, &e) || (cli_argument(c, 0) && !find_account(&h, cli_argument(c, 0), &account, &e)) ||
	    !grant_list(h.db, c->arena, account.number, &rows, &n, &e))
		return cli_fail(c, &e);
	json_array(&j);
	for (size_t i = 0; i < n; i++) {
		json_grant(&j, &rows[i]);
		if (!c->json)
			print_grant(c, &h, &rows[i]);
	}
	json_end(&j);
	if (c->json)
		cli_print_json(c, json_done(&j));
	return EXIT_DONE;
}

static int run_end(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	struct act_result            result;
	struct grant_end             g = { .to = DAY_NONE };
	if (!text_to_int(text_of(cli_argument(c, 0)), &g.number) || g.number < 1) {
		error(&e, CLI_BAD_NUMBER, .name = TEXT("NUMBER"), .value = text_of(cli_argument(c, 0)), .number = 1, .limit = INT32_MAX);
		return cli_fail(c, &e);
	}
	if (!cli_day(c, "on", &g.to, &e) || !house_open_to_write(c, &h, &e))
		return cli_fail(c, &e);
	g.by = &h.actor;
	g.registry = ground_registry(h.ground);
	if (!act_do(h.act, &row_grant_end, &g, c->arena, &result, &e))
		return cli_fail(c, &e);
	struct json j = json_start(c->arena, false);
	json_object(&j);
	json_member_int(&j, "grant", g.number);
	json_member_text(&j, "to", day_print(c->arena, g.to));
	json_end(&j);
	if (c->json)
		cli_print_json(c, json_done(&j));
	return EXIT_DONE;
}

static const struct cli_option give_options[] = {
	{ "from", "DATE", "ngày bắt đầu (mặc định: hôm nay)", "first day (left out: today)", false, false },
	{ "to", "DATE", "từ ngày này thì hết quyền (mặc định: không thời hạn)", "first day without it (left out: no end)", false, false },
	{ 0 },
};
static const struct cli_option end_options[] = {
	{ "on", "DATE", "từ ngày này thì hết quyền (mặc định: hôm nay)", "first day without it (left out: today)", false, false },
	{ 0 },
};

#define BY_VI "Ai làm: phiên của danvan login (phải là người quản trị tại đơn vị đó hoặc cấp trên), không có thì là máy chủ (via: console). Mỗi lần là một dòng trong sổ cái."
#define BY_EN "Who does it: the session of danvan login (an administrator at that unit or above it), else the console (via: console). Each is an entry of the ledger."

const struct cli_command grant_commands[] = {
	{ .name = "grant give", .group = "office", .arguments = "LOGIN ROLE UNIT", .options = give_options, .run = run_give, .exits = "1 69 74 77 78",
	  .one_line_vi = "giao quyền tại một đơn vị và cấp dưới", .one_line_en = "give a right at a unit and all under it",
	  .help_vi = "ROLE: clerk (tiếp nhận), officer (thụ lý), head (người đứng đầu), leader (lãnh đạo theo dõi), inspector (thanh tra), administrator (quản trị).\nUNIT: mã hoặc định danh. Không giao lùi ngày.\n" BY_VI,
	  .help_en = "ROLE: clerk, officer, head, leader, inspector, administrator. UNIT: code or identity. No right begins before today.\n" BY_EN,
	  .examples = "danvan grant give lan officer org-vn-02155-20250701-ubnd\ndanvan grant give tam clerk 02155 --to 2027-01-01",
	  .output_vi = "số của quyền; với --json: account, from, grant, role, to, unit", .output_en = "number of the right; with --json: account, from, grant, role, to, unit" },
	{ .name = "grant list", .group = "office", .arguments = "[LOGIN]", .run = run_list, .exits = "1 69 78",
	  .one_line_vi = "các quyền đã giao", .one_line_en = "the rights that were given", .help_vi = "Kể cả quyền đã hết; của mọi tài khoản nếu không nêu LOGIN.", .help_en = "Those that have ended too; of all accounts without LOGIN.",
	  .examples = "danvan grant list\ndanvan grant list lan --json",
	  .output_vi = "mỗi dòng: số, tên đăng nhập, vai trò, đơn vị, từ ngày, đến trước ngày, tên vai trò, tên đơn vị; cách nhau bằng dấu tab", .output_en = "a line each: number, login, role, unit, from, until before, name of the role, name of the unit; separated by tabs" },
	{ .name = "grant end", .group = "office", .arguments = "NUMBER", .options = end_options, .run = run_end, .exits = "1 69 74 77 78",
	  .one_line_vi = "kết thúc một quyền", .one_line_en = "end a right", .help_vi = "NUMBER là số trong danvan grant list. Quyền chỉ rút ngắn được, không kéo dài. Không bỏ được người quản trị cuối cùng.\n" BY_VI,
	  .help_en = "NUMBER as in danvan grant list. Rights are only ever made shorter. The last administrator cannot be removed.\n" BY_EN,
	  .examples = "danvan grant end 4\ndanvan grant end 4 --on 2027-01-01", .output_vi = "không in gì; với --json: grant, to", .output_en = "nothing; with --json: grant, to" },
	{ 0 },
};
