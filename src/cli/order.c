/* order.c - orders from the command line: checked, planned, applied, revoked, listed. */
#include "base/base.h"

#include "commands.h"
#include "house.h"

static bool order_bytes(struct cli *c, struct order_apply *o, struct error *e)
{
	const char *path = cli_argument(c, 0), *slash = strrchr(path, '/');
	*o = (struct order_apply){ .file = slash ? slash + 1 : path, .ret_entry = -1 };
	return c->world->file_read(c->world, c->arena, path, ORDER_BYTES_MOST + 1, &o->bytes, e);
}

/* ---- what is wrong, what is worth knowing: a sentence a line */

static void print_faults(struct cli *c, const struct error *at, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct text sentence = error_say(c->arena, c->lang, &at[i]);
		fprintf(c->err, "%.*s\n", TEXT_ARG(sentence));
	}
}

static void json_faults(struct json *j, struct cli *c, const char *key, const struct error *at, size_t n)
{
	json_key(j, key);
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		json_object(j);
		json_member_text(j, "code", text_of(at[i].code));
		json_member_int(j, "column", at[i].column);
		json_member_int(j, "line", at[i].line);
		json_member_text(j, "words", error_say(c->arena, c->lang, &at[i]));
		json_end(j);
	}
	json_end(j);
}

/* ---- the registry that an order is held against: the database's, or the lists of the program as they are on the day before it */

struct against { struct house house; const struct registry *registry; bool has_database; };

static bool plan_against_lists(struct cli *c, struct order_apply *o, const struct registry **ret, struct error *e)
{
	struct registry_source source = registry_builtin(c->arena);
	struct registry_data  *data;
	struct registry_faults faults;
	struct order          *order;
	if (!order_read(c->arena, o->bytes, o->file, &order, e))
		return false;
	source.before = order->day; /* so that an order of the past is held against its own time */
	if (!registry_parse(c->arena, source, &data, &faults)) {
		*e = faults.at[0];
		return false;
	}
	*ret = registry_of(data);
	return (order_plan(*ret, c->arena, order, &o->ret_plan, &o->ret_faults) || error(e, ORDER_FAULTY, .number = (int64_t)o->ret_faults.wrong_n));
}

static bool plan(struct cli *c, struct order_apply *o, struct against *ret, struct error *e)
{
	*ret = (struct against){ .has_database = c->db_url != NULL };
	if (!order_bytes(c, o, e))
		return false;
	if (!c->db_url)
		return plan_against_lists(c, o, &ret->registry, e);
	return house_open(c, &ret->house, e) && order_preview(ret->house.db, c->arena, o, world_today(c->world), &ret->registry, e);
}

static int fail_plan(struct cli *c, const struct order_apply *o, const struct error *e)
{
	if (c->json) {
		struct json j = json_start(c->arena, true);
		json_object(&j);
		json_faults(&j, c, "notices", o->ret_faults.notices, o->ret_faults.notices_n);
		json_faults(&j, c, "wrong", o->ret_faults.wrong, o->ret_faults.wrong_n);
		json_end(&j);
		cli_print_json(c, json_done(&j));
	}
	if (!c->json) {
		print_faults(c, o->ret_faults.notices, o->ret_faults.notices_n);
		print_faults(c, o->ret_faults.wrong, o->ret_faults.wrong_n);
	}
	return cli_fail(c, e);
}

static int run_check(struct cli *c)
{
	struct against     a;
	struct order_apply o = { 0 };
	struct error       e = { 0 };
	bool               ok = plan(c, &o, &a, &e);
	if (!ok) {
		int code = fail_plan(c, &o, &e);
		house_close(&a.house);
		return code;
	}
	const struct order_plan *p = &o.ret_plan;
	if (c->json) {
		struct json j = json_start(c->arena, true);
		json_object(&j);
		json_faults(&j, c, "notices", o.ret_faults.notices, o.ret_faults.notices_n);
		json_faults(&j, c, "wrong", o.ret_faults.wrong, o.ret_faults.wrong_n);
		json_end(&j);
		cli_print_json(c, json_done(&j));
	} else
		fprintf(c->out, cli_word(c, "%.*s: không có chỗ sai. %zu đơn vị chấm dứt, %zu đơn vị mới, %zu đơn vị thay đổi.\n",
				       "%.*s: nothing is wrong. %zu units end, %zu begin, %zu change.\n"),
			TEXT_ARG(p->order->id), p->ended_n, p->made_n, p->changed_n);
	if (!c->json)
		print_faults(c, o.ret_faults.notices, o.ret_faults.notices_n);
	house_close(&a.house);
	return EXIT_DONE;
}

/* ---- what it will do */

static struct text title_of(struct cli *c, const struct registry *r, struct text unit, day_t day) { return unit_title_at(r, c->arena, unit, day); }

static void print_units(struct cli *c, const struct registry *r, const char *word, const struct text *units, size_t n, day_t day)
{
	for (size_t i = 0; i < n; i++) {
		const struct unit_fact *f = unit_on(r, units[i], day);
		struct text             title = title_of(c, r, units[i], day), code = f ? f->code : TEXT_EMPTY;
		fprintf(c->out, "%s\t%.*s\t%.*s\t%.*s\n", word, TEXT_ARG(units[i]), TEXT_ARG(code), TEXT_ARG(title));
	}
}

static void print_lineage(struct cli *c, const struct order_plan *p, const struct registry *now, const struct registry *then)
{
	day_t before = day_add(p->order->day, -1);
	for (size_t i = 0; i < p->changes_n; i++) {
		const struct lineage *l = &p->changes[i].lineage;
		if (p->changes[i].what != CHANGE_LINEAGE)
			continue;
		const char *how = l->extent == EXTENT_WHOLE ? cli_word(c, "toàn bộ", "whole") : cli_word(c, "một phần", "part");
		const char *heir = l->heir ? cli_word(c, "tiếp nhận vụ việc", "takes the matters") : "";
		fprintf(c->out, "%s\t%.*s\t%.*s\t%s\t%s\n", cli_word(c, "kế thừa", "follows"), TEXT_ARG(title_of(c, now, l->from, before)),
			TEXT_ARG(title_of(c, then, l->to, p->order->day)), how, heir);
	}
}

struct moved_account { int64_t number; enum role role; struct text from, to; };

/* Accounts whose rights hold at another unit from the day on. */
static bool accounts_moved(struct cli *c, struct against *a, const struct order_plan *p, const struct registry *then, struct moved_account **ret, size_t *ret_n, struct error *e)
{
	struct grant *grants;
	size_t        n;
	*ret = NULL;
	*ret_n = 0;
	if (!a->has_database)
		return true;
	if (!grant_list(a->house.db, c->arena, 0, &grants, &n, e))
		return false;
	*ret = ARENA_ARRAY(c->arena, struct moved_account, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct text now = grant_unit(&grants[i], a->registry, day_add(p->order->day, -1)), later = grant_unit(&grants[i], then, p->order->day);
		if (grants[i].to.n > p->order->day.n && !text_equal(now, later))
			(*ret)[(*ret_n)++] = (struct moved_account){ grants[i].account, grants[i].role, now, later };
	}
	return true;
}

struct planned { struct desk_load *desks; size_t desks_n; struct moved_account *accounts; size_t accounts_n; const struct registry *then; };

static void print_plan(struct cli *c, const struct against *a, const struct order_plan *p, const struct planned *w)
{
	day_t before = day_add(p->order->day, -1);
	print_units(c, a->registry, cli_word(c, "chấm dứt", "ends"), p->ended, p->ended_n, before);
	print_units(c, w->then, cli_word(c, "mới", "begins"), p->made, p->made_n, p->order->day);
	print_units(c, w->then, cli_word(c, "thay đổi", "changes"), p->changed, p->changed_n, p->order->day);
	print_lineage(c, p, a->registry, w->then);
	for (size_t i = 0; i < w->desks_n; i++)
		fprintf(c->out, cli_word(c, "đầu mối\t%.*s\t%.*s\t%.*s\t%lld vụ việc đang mở, %lld quá hạn\n", "desk\t%.*s\t%.*s\t%.*s\t%lld open, %lld late\n"),
			TEXT_ARG(w->desks[i].desk), TEXT_ARG(title_of(c, a->registry, w->desks[i].from, before)), TEXT_ARG(title_of(c, w->then, w->desks[i].to, p->order->day)),
			(long long)w->desks[i].open, (long long)w->desks[i].late);
	for (size_t i = 0; i < w->accounts_n; i++)
		fprintf(c->out, "%s\t%lld\t%s\t%.*s\t%.*s\n", cli_word(c, "tài khoản", "account"), (long long)w->accounts[i].number, role_name(w->accounts[i].role),
			TEXT_ARG(title_of(c, a->registry, w->accounts[i].from, before)), TEXT_ARG(title_of(c, w->then, w->accounts[i].to, p->order->day)));
}

static void json_texts(struct json *j, const char *key, const struct text *at, size_t n)
{
	json_key(j, key);
	json_array(j);
	for (size_t i = 0; i < n; i++)
		json_text(j, at[i]);
	json_end(j);
}

static void json_plan(struct cli *c, const struct order_apply *o, const struct planned *w)
{
	const struct order_plan *p = &o->ret_plan;
	struct json              j = json_start(c->arena, true);
	json_object(&j);
	json_key(&j, "accounts");
	json_array(&j);
	for (size_t i = 0; i < w->accounts_n; i++) {
		json_object(&j);
		json_member_int(&j, "account", w->accounts[i].number);
		json_member_text(&j, "from", w->accounts[i].from);
		json_member_text(&j, "role", text_of(role_name(w->accounts[i].role)));
		json_member_text(&j, "to", w->accounts[i].to);
		json_end(&j);
	}
	json_end(&j);
	json_texts(&j, "begins", p->made, p->made_n);
	json_texts(&j, "changes", p->changed, p->changed_n);
	json_key(&j, "desks");
	json_array(&j);
	for (size_t i = 0; i < w->desks_n; i++) {
		json_object(&j);
		json_member_text(&j, "desk", w->desks[i].desk);
		json_member_text(&j, "from", w->desks[i].from);
		json_member_int(&j, "late", w->desks[i].late);
		json_member_int(&j, "open", w->desks[i].open);
		json_member_text(&j, "to", w->desks[i].to);
		json_end(&j);
	}
	json_end(&j);
	json_member_text(&j, "effective", day_print(c->arena, p->order->day));
	json_texts(&j, "ends", p->ended, p->ended_n);
	json_faults(&j, c, "notices", o->ret_faults.notices, o->ret_faults.notices_n);
	json_member_text(&j, "order", p->order->id);
	json_end(&j);
	cli_print_json(c, json_done(&j));
}

static int run_plan(struct cli *c)
{
	struct against     a;
	struct order_apply o = { 0 };
	struct error       e = { 0 };
	struct planned     w = { 0 };
	bool               ok = plan(c, &o, &a, &e);
	int                code = EXIT_DONE;
	if (ok) {
		w.then = order_applied(a.registry, c->arena, &o.ret_plan);
		ok = (!a.has_database || order_desks(a.house.db, c->arena, &o.ret_plan, world_today(c->world), &w.desks, &w.desks_n, &e)) &&
		     accounts_moved(c, &a, &o.ret_plan, w.then, &w.accounts, &w.accounts_n, &e);
	}
	if (!ok)
		code = fail_plan(c, &o, &e);
	else if (c->json)
		json_plan(c, &o, &w);
	else
		print_plan(c, &a, &o.ret_plan, &w);
	if (ok && !c->json)
		print_faults(c, o.ret_faults.notices, o.ret_faults.notices_n);
	house_close(&a.house);
	return code;
}

/* ---- doing it, taking it back */

static void print_entry(struct cli *c, struct text order, int64_t entry)
{
	struct json j = json_start(c->arena, false);
	if (!c->json) {
		fprintf(c->out, "%.*s\t%lld\n", TEXT_ARG(order), (long long)entry);
		return;
	}
	json_object(&j);
	json_member_int(&j, "entry", entry);
	json_member_text(&j, "order", order);
	json_end(&j);
	cli_print_json(c, json_done(&j));
}

static int run_apply(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	struct order_apply           o = { 0 };
	struct act_result            result;
	if (!order_bytes(c, &o, &e) || !house_open_to_write(c, &h, &e))
		return cli_fail(c, &e);
	o.by = &h.actor;
	if (!act_do(h.act, &row_order_apply, &o, c->arena, &result, &e))
		return fail_plan(c, &o, &e);
	print_entry(c, o.ret_plan.order->id, o.ret_entry);
	if (!c->json)
		print_faults(c, o.ret_faults.notices, o.ret_faults.notices_n);
	return EXIT_DONE;
}

static int run_revoke(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	struct order_revoke          o = { .id = text_of(cli_argument(c, 0)), .reason = text_of(cli_option(c, "reason")) };
	struct act_result            result;
	if (!house_open_to_write(c, &h, &e))
		return cli_fail(c, &e);
	o.by = &h.actor;
	if (!act_do(h.act, &row_order_revoke, &o, c->arena, &result, &e))
		return cli_fail(c, &e);
	print_entry(c, o.id, o.ret_entry);
	return EXIT_DONE;
}

static struct text day_words(struct cli *c, const struct order_row *o)
{
	return o->day_unknown ? text_print(c->arena, cli_word(c, "trong năm %d", "in %d"), day_date(o->day).year) : day_print(c->arena, o->day);
}

static void json_order(struct json *j, struct cli *c, const struct order_row *o)
{
	json_object(j);
	json_member_text(j, "basis", o->basis);
	json_key(j, "effective");
	if (o->day_unknown)
		json_null(j);
	else
		json_text(j, day_print(c->arena, o->day));
	json_member_int(j, "entry", o->entry);
	json_member_text(j, "hash", o->hash);
	json_member_text(j, "order", o->id);
	json_member_int(j, "parts", o->parts);
	json_key(j, "revoked");
	json_bool(j, o->revoked > 0);
	json_member_text(j, "title", o->title.in[c->lang]);
	json_member_int(j, "year", day_date(o->day).year);
	json_end(j);
}

static int run_list(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	struct order_row            *rows;
	size_t                       n;
	if (!house_open(c, &h, &e) || !order_list(h.db, c->arena, &rows, &n, &e))
		return cli_fail(c, &e);
	struct json j = json_start(c->arena, true);
	json_array(&j);
	for (size_t i = 0; i < n; i++) {
		json_order(&j, c, &rows[i]);
		if (!c->json)
			fprintf(c->out, "%.*s\t%.*s\t%.*s\t%.*s%s\n", TEXT_ARG(day_words(c, &rows[i])), TEXT_ARG(rows[i].id), TEXT_ARG(rows[i].basis),
				TEXT_ARG(rows[i].title.in[c->lang]), rows[i].revoked > 0 ? cli_word(c, "\tđã rút", "\trevoked") : "");
	}
	json_end(&j);
	if (c->json)
		cli_print_json(c, json_done(&j));
	return EXIT_DONE;
}

static const struct cli_option revoke_options[] = {
	{ "reason", "TEXT", "lý do, một dòng; ai cũng đọc được trong sổ cái", "why, one line; everybody reads it in the ledger", true, false },
	{ 0 },
};

const struct cli_command order_commands[] = {
	{ .name = "order check", .group = "unit", .arguments = "FILE", .run = run_check, .exits = "1 65 69 74",
	  .one_line_vi = "nói mọi chỗ sai của một phương án sắp xếp", .one_line_en = "say everything that is wrong with an order",
	  .help_vi = "Đọc FILE và đối chiếu với các đơn vị của cơ sở dữ liệu, hoặc của danh mục có sẵn khi không có --db. Mỗi chỗ sai một dòng, có số dòng trong tệp.\n"
		     "Không ghi gì. Cách viết: docs/orders.md.",
	  .help_en = "Reads FILE and holds it against the units of the database, or without --db of the lists in the program. A line for each fault, with its line in the file.\n"
		     "Writes nothing. How to write one: docs/orders.md.",
	  .examples = "danvan order check merger-2027.yaml\ndanvan order check merger-2027.yaml --db sqlite:var/danvan.db",
	  .output_vi = "một dòng tóm tắt; với --json: notices, wrong", .output_en = "one line; with --json: notices, wrong" },
	{ .name = "order plan", .group = "unit", .arguments = "FILE", .run = run_plan, .exits = "1 65 69 74",
	  .one_line_vi = "cho xem một phương án sẽ làm thay đổi những gì", .one_line_en = "show what an order will change",
	  .help_vi = "Đơn vị chấm dứt, đơn vị mới, ai kế thừa ai, đầu mối nào chuyển đi cùng bao nhiêu vụ việc đang mở, quyền của tài khoản nào đổi nơi. Không ghi gì.",
	  .help_en = "Units that end and begin, who follows whom, which desks move with how many open matters, whose rights hold elsewhere. Writes nothing.",
	  .examples = "danvan order plan merger-2027.yaml --db sqlite:var/danvan.db",
	  .output_vi = "mỗi thay đổi một dòng, các cột cách bằng tab; với --json: accounts, begins, changes, desks, effective, ends, notices, order",
	  .output_en = "a line for each change, columns by tab; with --json: accounts, begins, changes, desks, effective, ends, notices, order" },
	{ .name = "order apply", .group = "unit", .arguments = "FILE", .run = run_apply, .exits = "1 65 69 74 77",
	  .one_line_vi = "áp dụng một phương án trước ngày hiệu lực", .one_line_en = "apply an order before its day",
	  .help_vi = "Tất cả hoặc không gì cả, trong một lần ghi. Tệp nằm công khai trong sổ cái. Không vụ việc nào bị sửa: các đầu mối đổi chủ đúng ngày hiệu lực.\n"
		     "Trước ngày ấy còn rút được bằng order revoke. Người quản trị của mọi đơn vị liên quan làm.",
	  .help_en = "All of it or nothing, in one write. The file stands publicly in the ledger. No matter is rewritten: desks change hands on the day.\n"
		     "Until then order revoke takes it back. For an administrator of every unit concerned.",
	  .examples = "danvan order apply merger-2027.yaml --db sqlite:var/danvan.db",
	  .output_vi = "mã phương án và số mục sổ cái; với --json: entry, order", .output_en = "the order and its entry in the ledger; with --json: entry, order" },
	{ .name = "order revoke", .group = "unit", .arguments = "ORDER", .options = revoke_options, .run = run_revoke, .exits = "1 65 69 74 77",
	  .one_line_vi = "rút một phương án chưa đến ngày hiệu lực", .one_line_en = "take an order back before its day",
	  .help_vi = "Mọi dòng mà phương án đã ghi được trả về như trước. Sổ cái giữ cả hai: đã áp dụng và đã rút, kèm lý do.",
	  .help_en = "Every row that the order wrote becomes what it was. The ledger keeps both: that it was applied and that it was revoked, with the reason.",
	  .examples = "danvan order revoke nq-12-2027 --reason \"Hoãn theo NQ 15/NQ-HĐND\" --db sqlite:var/danvan.db",
	  .output_vi = "mã phương án và số mục sổ cái; với --json: entry, order", .output_en = "the order and its entry in the ledger; with --json: entry, order" },
	{ .name = "order list", .group = "unit", .run = run_list, .exits = "69",
	  .one_line_vi = "các phương án đã áp dụng, mới nhất trước", .one_line_en = "orders that were applied, latest first",
	  .help_vi = "Cả những phương án của danh mục ban đầu. Ngày không rõ thì chỉ ghi năm.", .help_en = "Those of the first lists too. Where the day is not known, only the year.",
	  .examples = "danvan order list --db sqlite:var/danvan.db",
	  .output_vi = "ngày, mã, căn cứ, tên; cách bằng tab; với --json: một mảng", .output_en = "day, id, basis, title; by tab; with --json: an array" },
	{ 0 },
};
