/* account.c - sessions, accounts and rights from the command line: the same rows as the pages, with the session of `danvan login` or as the console. */
#include "base/base.h"

#include "commands.h"
#include "config.h"
#include "office.h"

/* ---- signing in ---- */

/* Whether one-time codes are asked for is a setting; when it changed, an entry says so before anybody signs in under it. */
static bool record_totp_setting(struct house *h, bool off, struct error *e)
{
	struct act_result     result;
	struct actor          console = { .console = true, .via = "console", .day = world_today(h->cli->world) };
	struct setting_change c = { .name = "totp", .value = text_of(off ? "off" : "on"), .by = &console };
	struct text           kept;
	bool                  found;
	if (!setting_read(h->db, h->cli->arena, "totp", &kept, &found, e))
		return false;
	if (found ? text_equal(kept, c.value) : !off)
		return true; /* on is how it begins */
	return act_do(h->act, &row_setting_change, &c, h->cli->arena, &result, e);
}

bool office_sign_in(struct house *h, const char *login, struct sign_in *ret, struct error *e)
{
	struct cli       *c = h->cli;
	struct act_result result;
	struct error      unused;
	*ret = (struct sign_in){ .login = text_of(login), .address = TEXT("console"), .totp_off = !config_switch(c->config, "totp") };
	if (!record_totp_setting(h, ret->totp_off, e) || !cli_ask(c, "Mật khẩu", "Password", true, &ret->password, e) ||
	    (!ret->totp_off && !cli_ask(c, "Mã một lần (6 chữ số)", "One-time code (6 digits)", false, &ret->code, e)))
		return false;
	ret->now = c->world->now(c->world);
	if (sign_in_check(h->db, h->key, c->arena, ret, e))
		return true;
	if (ret->failed)
		act_do(h->act, &row_sign_in_failed, ret, c->arena, &result, &unused);
	return false;
}

static bool login(struct cli *c, struct house *h, struct error *e)
{
	struct sign_in       s;
	struct session_start start = { .sign_in = &s, .what = "cli" };
	struct act_result    result;
	const char          *path = text_c(c->arena, house_session_path(c));
	return house_open_to_write(c, h, e) && office_sign_in(h, cli_argument(c, 0), &s, e) && act_do(h->act, &row_session_start, &start, c->arena, &result, e) &&
	       c->world->folders_make(c->world, path, 0700, e) && c->world->file_replace(c->world, path, start.ret_token, 0600, e) && house_actor(h, e);
}

static void print_actor(struct cli *c, const struct actor *a)
{
	if (!c->json) {
		fprintf(c->out, "%.*s\t%.*s\n", TEXT_ARG(a->account.login), TEXT_ARG(a->account.name));
		return;
	}
	struct json j = json_start(c->arena, true);
	json_object(&j);
	json_member_int(&j, "account", a->account.number);
	json_member_text(&j, "login", a->account.login);
	json_member_text(&j, "name", a->account.name);
	json_end(&j);
	cli_print_json(c, json_done(&j));
}

static int run_login(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	if (!login(c, &h, &e))
		return cli_fail(c, &e);
	print_actor(c, &h.actor);
	return EXIT_DONE;
}

static int run_logout(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	struct act_result            result;
	struct session_end           end = { 0 };
	const char                  *path = text_c(c->arena, house_session_path(c));
	if (!house_open_to_write(c, &h, &e))
		return cli_fail(c, &e);
	memcpy(end.hash, h.actor.session, sizeof(end.hash));
	if (!h.actor.console && !act_do(h.act, &row_session_end, &end, c->arena, &result, &e))
		return cli_fail(c, &e);
	if (c->world->file_exists(c->world, path) && !c->world->file_remove(c->world, path, &e))
		return cli_fail(c, &e);
	if (h.actor.console) {
		error(&e, CLI_NOT_SIGNED_IN);
		return cli_fail(c, &e);
	}
	if (c->json)
		cli_print(c, TEXT("{}"));
	return EXIT_DONE;
}

/* ---- accounts ---- */

static bool find_account(struct house *h, const char *login, struct account *ret, struct error *e)
{
	bool found;
	if (!account_find(h->db, h->cli->arena, text_of(login), ret, &found, e))
		return false;
	return found || error(e, ACCESS_NO_ACCOUNT, .value = text_of(login));
}

/* What is shown once and stands nowhere else. */
struct secrets { int64_t account; struct text login, password, totp, uri; };

static void print_secrets(struct cli *c, const struct secrets *s)
{
	const struct { const char *key, *vi, *en; struct text value; } rows[] = {
		{ "login", "tên đăng nhập", "login", s->login },
		{ "password", "mật khẩu", "password", s->password },
		{ "totp_secret", "mã cho ứng dụng xác thực", "secret for the authenticator", s->totp },
		{ "totp_uri", "địa chỉ cho mã QR", "address for a QR code", s->uri },
	};
	struct json j = json_start(c->arena, false);
	json_object(&j);
	json_member_int(&j, "account", s->account);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (rows[i].value.len == 0)
			continue;
		json_member_text(&j, rows[i].key, rows[i].value);
		if (!c->json)
			fprintf(c->out, "%s: %.*s\n", cli_word(c, rows[i].vi, rows[i].en), TEXT_ARG(rows[i].value));
	}
	json_end(&j);
	if (c->json)
		cli_print_json(c, json_done(&j));
	else if (s->password.len > 0 || s->totp.len > 0)
		fprintf(c->err, "%s\n", cli_word(c, "Các mã trên chỉ hiện một lần này. Hãy trao tận tay, không gửi qua thư hay tin nhắn.",
						 "These are shown only this once. Hand them over in person, not by mail or message."));
}

static int run_user_add(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	struct act_result            result;
	struct account_open          a = { .login = text_of(cli_argument(c, 0)), .name = text_nfc(c->arena, text_of(cli_option(c, "name"))) };
	if (!text_is_utf8(text_of(cli_option(c, "name")))) {
		error(&e, BASE_NOT_TEXT, .name = TEXT("--name"));
		return cli_fail(c, &e);
	}
	if (!house_open_to_write(c, &h, &e) || (cli_has(c, "ask") && !cli_ask(c, "Mật khẩu mới", "New password", true, &a.password, &e)))
		return cli_fail(c, &e);
	a.by = &h.actor;
	a.without_totp = !config_switch(c->config, "totp");
	if (!account_open_prepare(c->world, c->arena, &a, &e) || !act_do(h.act, &row_account_open, &a, c->arena, &result, &e))
		return cli_fail(c, &e);
	print_secrets(c, &(struct secrets){ a.ret_number, a.login, a.ret_password, a.ret_totp_secret, a.ret_totp_uri });
	return EXIT_DONE;
}

static void json_account(struct json *j, const struct account *a)
{
	json_object(j);
	json_member_int(j, "account", a->number);
	json_key(j, "active");
	json_bool(j, a->active);
	json_key(j, "authenticator");
	json_bool(j, a->has_totp);
	json_key(j, "invented");
	json_bool(j, a->invented);
	json_member_text(j, "login", a->login);
	json_member_text(j, "name", a->name);
	json_end(j);
}

static int run_user_list(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	struct account              *rows;
	size_t                       n;
	struct json                  j = json_start(c->arena, true);
	if (!house_open(c, &h, &e) || !account_list(h.db, c->arena, &rows, &n, &e))
		return cli_fail(c, &e);
	json_array(&j);
	for (size_t i = 0; i < n; i++) {
		json_account(&j, &rows[i]);
		if (!c->json)
			fprintf(c->out, "%lld\t%.*s\t%.*s\t%s\t%s\n", (long long)rows[i].number, TEXT_ARG(rows[i].login), TEXT_ARG(rows[i].name),
				rows[i].active ? cli_word(c, "đang dùng", "active") : cli_word(c, "đã khóa", "closed"),
				rows[i].has_totp ? cli_word(c, "có mã một lần", "authenticator") : cli_word(c, "không có mã một lần", "no authenticator"));
	}
	json_end(&j);
	if (c->json)
		cli_print_json(c, json_done(&j));
	return EXIT_DONE;
}

static int change(struct cli *c, int what)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	struct act_result            result;
	struct account               account;
	struct account_change        a = { .what = what };
	if (!house_open_to_write(c, &h, &e) || !find_account(&h, cli_argument(c, 0), &account, &e) ||
	    (what == ACCOUNT_PASSWORD && cli_has(c, "ask") && !cli_ask(c, "Mật khẩu mới", "New password", true, &a.password, &e)))
		return cli_fail(c, &e);
	a.number = account.number;
	a.by = &h.actor;
	a.registry = ground_registry(h.ground);
	if (!account_change_prepare(c->world, c->arena, &a, &e) || !act_do(h.act, &row_account_change, &a, c->arena, &result, &e))
		return cli_fail(c, &e);
	print_secrets(c, &(struct secrets){ account.number, account.login, a.ret_password, a.ret_totp_secret, a.ret_totp_uri });
	return EXIT_DONE;
}

static int run_user_close(struct cli *c) { return change(c, ACCOUNT_CLOSE); }
static int run_user_reopen(struct cli *c) { return change(c, ACCOUNT_REOPEN); }
static int run_user_passwd(struct cli *c) { return change(c, ACCOUNT_PASSWORD); }
static int run_user_totp(struct cli *c) { return change(c, ACCOUNT_TOTP); }

static const struct cli_option add_options[] = {
	{ "name", "TEXT", "họ tên người dùng tài khoản", "name of the person", true, false },
	{ "ask", NULL, "hỏi mật khẩu (hay đọc một dòng từ đầu vào); không có thì chương trình tự sinh", "ask for the password (or read a line of standard input); without it one is drawn", false, false },
	{ 0 },
};
static const struct cli_option passwd_options[] = {
	{ "ask", NULL, "hỏi mật khẩu mới (hay đọc một dòng từ đầu vào); không có thì chương trình tự sinh", "ask for the new password (or read a line of standard input); without it one is drawn", false, false },
	{ 0 },
};

#define BY_VI "Ai làm: phiên của danvan login (phải là người quản trị của mọi đơn vị mà tài khoản đó có quyền), không có thì là máy chủ (via: console). Mỗi lần là một dòng trong sổ cái, chỉ ghi số tài khoản."
#define BY_EN "Who does it: the session of danvan login (an administrator of every unit where that account has rights), else the console (via: console). Each is an entry of the ledger, which names accounts by number only."
#define SECRETS_VI "số, tên đăng nhập và những mã mới, mỗi mã một dòng; với --json: account, login, password, totp_secret, totp_uri"
#define SECRETS_EN "number, login and the new secrets, a line each; with --json: account, login, password, totp_secret, totp_uri"

const struct cli_command account_commands[] = {
	{ .name = "login", .group = "office", .arguments = "ACCOUNT", .run = run_login, .exits = "1 69 74 78",
	  .one_line_vi = "đăng nhập để làm việc bằng lệnh", .one_line_en = "sign in, to work with commands",
	  .help_vi = "Hỏi mật khẩu rồi mã một lần; không có màn hình thì đọc hai dòng từ đầu vào. Phiên được giữ trong một tệp chỉ mình người chạy đọc được, nhiều nhất 30 ngày.\nNhập sai 5 lần thì phải chờ.",
	  .help_en = "Asks for the password, then the one-time code; without a terminal it reads two lines of standard input. The session is kept in a file that only you can read, for 30 days at most.\nAfter 5 wrong attempts one has to wait.",
	  .examples = "danvan login lan --db sqlite:var/danvan.db",
	  .output_vi = "tên đăng nhập và họ tên; với --json: account, login, name", .output_en = "login and name; with --json: account, login, name" },
	{ .name = "logout", .group = "office", .run = run_logout, .exits = "69 74 77 78",
	  .one_line_vi = "kết thúc phiên của danvan login", .one_line_en = "end the session of danvan login",
	  .help_vi = "Xóa phiên ở máy chủ và tệp phiên ở đây. Không có phiên nào: mã thoát 77.", .help_en = "Deletes the session in the database and its file here. Without a session: exit code 77.",
	  .examples = "danvan logout --db sqlite:var/danvan.db", .output_vi = "không in gì; với --json: {}", .output_en = "nothing; with --json: {}" },
	{ .name = "user add", .group = "office", .arguments = "LOGIN", .options = add_options, .run = run_user_add, .exits = "1 65 69 74 77 78",
	  .one_line_vi = "mở tài khoản", .one_line_en = "open an account",
	  .help_vi = "LOGIN gồm 2 đến 32 ký tự a-z, 0-9, dấu chấm, gạch nối. Mật khẩu và mã cho ứng dụng xác thực chỉ hiện một lần.\n" BY_VI,
	  .help_en = "LOGIN has 2 to 32 of a-z, 0-9, dot, hyphen. Password and secret of the authenticator are shown once.\n" BY_EN,
	  .examples = "danvan user add lan --name \"Nông Thị Lan\"", .output_vi = SECRETS_VI, .output_en = SECRETS_EN },
	{ .name = "user list", .group = "office", .run = run_user_list, .exits = "69 78",
	  .one_line_vi = "danh sách tài khoản", .one_line_en = "the accounts",
	  .help_vi = "Mọi tài khoản, xếp theo tên đăng nhập.", .help_en = "All accounts, ordered by login.", .examples = "danvan user list --json",
	  .output_vi = "mỗi dòng: số, tên đăng nhập, họ tên, trạng thái, mã một lần; cách nhau bằng dấu tab", .output_en = "a line each: number, login, name, state, authenticator; separated by tabs" },
	{ .name = "user close", .group = "office", .arguments = "LOGIN", .run = run_user_close, .exits = "1 69 74 77 78",
	  .one_line_vi = "khóa tài khoản", .one_line_en = "close an account",
	  .help_vi = "Mọi phiên kết thúc ngay. Người quản trị cuối cùng không khóa được.\n" BY_VI, .help_en = "All its sessions end at once. The last administrator cannot be closed.\n" BY_EN,
	  .examples = "danvan user close lan", .output_vi = SECRETS_VI, .output_en = SECRETS_EN },
	{ .name = "user reopen", .group = "office", .arguments = "LOGIN", .run = run_user_reopen, .exits = "1 69 74 77 78",
	  .one_line_vi = "mở lại tài khoản đã khóa", .one_line_en = "open a closed account again", .help_vi = BY_VI, .help_en = BY_EN,
	  .examples = "danvan user reopen lan", .output_vi = SECRETS_VI, .output_en = SECRETS_EN },
	{ .name = "user passwd", .group = "office", .arguments = "LOGIN", .options = passwd_options, .run = run_user_passwd, .exits = "1 69 74 77 78",
	  .one_line_vi = "đặt mật khẩu mới", .one_line_en = "set a new password", .help_vi = "Mọi phiên của tài khoản kết thúc.\n" BY_VI, .help_en = "All sessions of the account end.\n" BY_EN,
	  .examples = "danvan user passwd lan\ndanvan user passwd lan --ask", .output_vi = SECRETS_VI, .output_en = SECRETS_EN },
	{ .name = "user totp", .group = "office", .arguments = "LOGIN", .run = run_user_totp, .exits = "1 69 74 77 78",
	  .one_line_vi = "cấp mã mới cho ứng dụng xác thực", .one_line_en = "give a new authenticator", .help_vi = "Mã cũ hết dùng được, mọi phiên kết thúc.\n" BY_VI, .help_en = "The old one works no more, all sessions end.\n" BY_EN,
	  .examples = "danvan user totp lan", .output_vi = SECRETS_VI, .output_en = SECRETS_EN },
	{ 0 },
};
