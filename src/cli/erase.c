/* erase.c - danvan erase: the key of a part is destroyed, so that nobody can open it any more; two accounts decide, and an entry says so. */
#include "base/base.h"

#include "commands.h"
#include "config.h"
#include "office.h"

/* ---- the row ---- */

STATEMENT(erase_matter_there, READS, "t", "i", "SELECT version FROM matter WHERE code = $1");
STATEMENT(erase_account, WRITES, "it", "", "UPDATE account SET login = $2, name = '' WHERE number = $1");

static bool account_number(struct text scope, int64_t *ret) { return text_starts(scope, "account/") && text_to_int(text_from(scope, 8), ret) && *ret > 0; }

static bool erase_decide(struct act_run *run, void *command, struct error *e)
{
	struct erase  *c = command;
	struct value   row[1];
	struct account account;
	int64_t        number = 0;
	bool           found = false;
	if (c->is_matter ? !statement_one(run->db, &erase_matter_there, (struct value[]){ value_text(c->scope) }, run->arena, row, &found, e)
	                 : account_number(c->scope, &number) && !account_by_number(run->db, run->arena, number, &account, &found, e))
		return false;
	if (!found)
		return error(e, CLI_BAD_SCOPE, .value = c->scope);
	struct actor second;
	if (!actor_load(run->db, run->arena, c->with->account.number, run->today, "console", &second, e))
		return false;
	if (!actor_has(&second, ROLE_ADMINISTRATOR) || (!c->by->console && !actor_has(c->by, ROLE_ADMINISTRATOR)))
		return error(e, ACCESS_NOT_YOURS, .expected = text_of(role_name(ROLE_ADMINISTRATOR)));
	return (c->by->console || c->by->account.number != second.account.number) || error(e, CLI_SAME_ACCOUNT);
}

static void who(struct json *j, const struct actor *a)
{
	json_object(j);
	if (a->account.number > 0)
		json_member_int(j, "account", a->account.number);
	json_member_text(j, "role", TEXT("administrator"));
	json_member_text(j, "via", TEXT("console"));
	json_end(j);
}

static bool erase_record(struct act_run *run, void *command, struct error *e)
{
	struct erase *c = command;
	struct json   j = json_start(run->arena, false);
	int64_t       index;
	json_object(&j);
	json_member_text(&j, "basis", c->basis);
	json_key(&j, "by");
	json_array(&j);
	who(&j, c->by);
	who(&j, c->with);
	json_end(&j);
	json_member_text(&j, "class", c->class);
	json_key(&j, "parts");
	json_array(&j);
	for (int p = 0; p < PART_COUNT; p++)
		if (c->part[p])
			json_text(&j, text_of(part_name((enum part)p)));
	json_end(&j);
	if (!c->is_matter)
		json_member_text(&j, "scope", c->scope);
	json_end(&j);
	struct entry entry = { .kind = "erase", .day = run->today, .members = json_done(&j), .matter = c->is_matter ? c->scope : TEXT_EMPTY };
	if (!ledger_append(run->batch, &entry, &index, e))
		return false;
	for (int p = 0; p < PART_COUNT; p++)
		if (c->part[p] && !keys_erase(run->db, c->scope, (enum part)p, index, e))
			return false;
	return true;
}

/* What stands open in tables beside the sealed part goes too. */
static bool erase_apply(struct act_run *run, void *command, struct error *e)
{
	struct erase *c = command;
	int64_t       number = 0;
	if (c->is_matter)
		return !c->part[PART_INTERNAL] || matter_subject_erase(run->db, c->scope, e);
	if (!c->part[PART_PARTY] || !account_number(c->scope, &number))
		return true;
	struct text login = text_print(run->arena, "erased-%lld", (long long)number);
	return statement_run(run->db, &erase_account, (struct value[]){ value_int(number), value_text(login) }, NULL, e);
}

const struct act_row row_erase = { .name = "erase", .decide = erase_decide, .record = erase_record, .apply = erase_apply };

/* ---- after a restore ---- */

STATEMENT(erase_entries, READS, "", "iTb", "SELECT idx, matter, bytes FROM entry WHERE kind = 'erase' ORDER BY idx", "entry");
STATEMENT(erase_key_left, READS, "ti", "i", "SELECT CASE WHEN wrapped IS NULL THEN 0 ELSE 1 END FROM data_key WHERE scope = $1 AND part = $2");

struct erasure { int64_t index; struct text scope, bytes; };

static bool named_in_entries(struct connection *db, struct arena *a, struct erasure **ret, size_t *ret_n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct erasure                 *all = NULL;
	size_t                        n = 0;
	if (!query_start(db, &erase_entries, NULL, &q, e))
		return false;
	for (; query_next(q); n++) {
		if (n % 32 == 0)
			all = arena_grow(a, all, n, 32, sizeof(*all));
		all[n] = (struct erasure){ query_int(q, 0), text_copy(a, query_text(q, 1)), text_copy(a, query_bytes(q, 2)) };
		if (query_is_null(q, 1))
			entry_text(a, all[n].bytes, "scope", &all[n].scope);
	}
	*ret = all;
	*ret_n = n;
	return query_end_ok(q, e);
}

static bool destroy(struct connection *db, struct arena *a, const struct erasure *n, int64_t *destroyed, struct error *e)
{
	struct text  parts, item;
	struct value row[1];
	bool         found;
	enum part    part;
	if (!entry_raw(n->bytes, "parts", &parts))
		return true;
	for (size_t at = 0; entry_item(parts, &at, &item);) {
		if (item.len < 2 || !part_parse(text_first(text_from(item, 1), item.len - 2), &part))
			continue;
		if (!statement_one(db, &erase_key_left, (struct value[]){ value_text(n->scope), value_int(part) }, a, row, &found, e) ||
		    !keys_erase(db, n->scope, part, n->index, e))
			return false;
		*destroyed += found && row[0].number;
	}
	return true;
}

bool erase_again(struct connection *db, int64_t *ret, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct erasure                 *all;
	size_t                        n;
	*ret = 0;
	bool done = named_in_entries(db, a, &all, &n, e);
	for (size_t i = 0; done && i < n; i++)
		done = destroy(db, a, &all[i], ret, e);
	return done;
}

/* ---- the command ---- */

static bool parts_read(const struct cli *c, bool ret[PART_COUNT], struct error *e)
{
	enum part part;
	for (int n = 0; cli_option_at(c, "part", n); n++) {
		struct text word = text_of(cli_option_at(c, "part", n));
		bool        all = text_is(word, "all");
		if (!all && !part_parse(word, &part))
			return error(e, CLI_BAD_PART, .value = word, .expected = TEXT("time, text, party, files, acts, internal, all"));
		for (int p = 0; p < PART_COUNT; p++)
			ret[p] = ret[p] || all || p == (int)part;
	}
	return true;
}

static bool command_read(struct cli *c, struct erase *ret, struct error *e)
{
	const char *basis = cli_option(c, "basis"), *class = cli_option(c, "class");
	struct text given = text_of(cli_argument(c, 0));
	if (!text_is_utf8(text_of(basis)))
		return error(e, BASE_NOT_TEXT, .name = TEXT("--basis"));
	ret->basis = text_nfc(c->arena, text_of(basis));
	ret->class = class ? text_of(class) : TEXT("request");
	ret->is_matter = crockford_read(c->arena, given, 12, &ret->scope);
	if (!ret->is_matter)
		ret->scope = given;
	return parts_read(c, ret->part, e);
}

static bool decide_together(struct house *h, struct erase *x, struct error *e)
{
	struct cli        *c = h->cli;
	struct sign_in     s;
	struct act_result  result;
	struct actor      *second = ARENA_NEW(c->arena, struct actor);
	struct act_result  unused;
	x->by = &h->actor;
	x->with = second;
	if (!office_sign_in(h, cli_option(c, "with"), &s, e))
		return false;
	/* a code counts once: it is used up by a session that ends at once */
	struct session_start start = { .sign_in = &s, .what = "cli" };
	struct session_end   end = { 0 };
	bool                 found;
	if (!act_do(h->act, &row_session_start, &start, c->arena, &unused, e) ||
	    !session_find(h->db, c->arena, start.ret_token, c->world->now(c->world), "console", second, &found, e))
		return false;
	if (!found)
		return error(e, ACCESS_CLOSED);
	memcpy(end.hash, second->session, sizeof(end.hash));
	return act_do(h->act, &row_session_end, &end, c->arena, &unused, e) && act_do(h->act, &row_erase, x, c->arena, &result, e);
}

static int run_erase(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	struct erase                 x = { 0 };
	if (!command_read(c, &x, &e) || !house_open_to_write(c, &h, &e) || !decide_together(&h, &x, &e))
		return cli_fail(c, &e);
	struct json j = json_start(c->arena, false);
	json_object(&j);
	json_key(&j, "parts");
	json_array(&j);
	for (int p = 0; p < PART_COUNT; p++)
		if (x.part[p])
			json_text(&j, text_of(part_name((enum part)p)));
	json_end(&j);
	json_member_text(&j, "scope", x.scope);
	json_end(&j);
	cli_print(c, c->json ? json_done(&j) : x.scope);
	return EXIT_DONE;
}

static const struct cli_option erase_options[] = {
	{ "part", "PART", "phần cần xóa: time, text, party, files, acts, internal, all; nêu được nhiều lần", "part to erase: time, text, party, files, acts, internal, all; may be given several times", true, true },
	{ "basis", "TEXT", "điều luật làm căn cứ; ghi vào sổ cái", "the article that asks for it; it stands in the ledger", true, false },
	{ "with", "ACCOUNT", "tài khoản quản trị thứ hai cùng quyết định; hỏi mật khẩu và mã một lần", "the second administrator who decides; password and one-time code are asked", true, false },
	{ "class", "WORD", "request (theo yêu cầu, mặc định) hoặc nhóm thời hạn lưu giữ", "request (left out: this) or a class of retention", false, false },
	{ 0 },
};

const struct cli_command erase_commands[] = {
	{ .name = "erase", .group = "installation", .arguments = "CODE", .options = erase_options, .run = run_erase, .exits = "1 65 69 74 77 78",
	  .one_line_vi = "xóa hẳn một phần nội dung của vụ việc hay tài khoản", .one_line_en = "erase a part of a matter or of an account for good",
	  .help_vi = "CODE là mã vụ việc hoặc account/SỐ. Khóa của phần đó bị hủy, không ai mở lại được, kể cả từ bản sao lưu sau khi khôi phục. Mục trong sổ cái vẫn còn: vẫn chứng minh được là đã nhận, chỉ không còn nội dung.\n"
	             "Hai người quyết định: phiên của danvan login (hoặc máy chủ) và tài khoản nêu ở --with. Bản sao lưu khóa cũ (FILE.keys) phải được hủy theo thời hạn.",
	  .help_en = "CODE is a matter's code or account/NUMBER. The key of that part is destroyed: nobody can open it again, not from a restored backup either. Its entry stays: that it was received can still be proved, only not what it said.\n"
	             "Two decide: the session of danvan login (or the console) and the account named by --with. Old backups of the keys (FILE.keys) must be destroyed in time.",
	  .examples = "danvan erase 7Q4M-2RXA-K9TD --part party --basis \"Đ16 Luật Bảo vệ dữ liệu cá nhân\" --with hoa",
	  .output_vi = "mã đã xóa; với --json: parts, scope", .output_en = "what was erased; with --json: parts, scope" },
	{ 0 },
};
