/* unit.c - units in time from the command line: one by its code, all that match a name, all below another. */
#include "base/base.h"

#include "commands.h"
#include "units.h"

static void json_heirs(struct json *j, struct arena *a, const struct heir *heirs, size_t count)
{
	json_array(j);
	for (size_t i = 0; i < count; i++) {
		json_object(j);
		json_member_text(j, "extent", heirs[i].extent == EXTENT_WHOLE ? TEXT("whole") : TEXT("part"));
		json_member_text(j, "id", heirs[i].fact->unit);
		json_member_text(j, "title", unit_title(a, heirs[i].fact));
		json_end(j);
	}
	json_end(j);
}

/* ---- unit show */

static void show_json(struct cli *c, const struct units *s, const struct unit_fact *f, const struct heir *heirs, size_t heir_count)
{
	const struct unit_fact *facts;
	size_t                  count = unit_history(s->registry, f->unit, &facts);
	struct json             j = json_start(c->arena, false);
	json_object(&j);
	json_key(&j, "heirs");
	json_heirs(&j, c->arena, heirs, heir_count);
	json_key(&j, "history");
	json_array(&j);
	for (size_t i = 0; i < count; i++)
		json_unit(&j, c->arena, &facts[i]);
	json_end(&j);
	json_key(&j, "unit");
	json_unit(&j, c->arena, f);
	json_end(&j);
	cli_print_json(c, json_done(&j));
}

static void show_row(const struct cli *c, const char *vi, const char *en, struct text value)
{
	if (value.len > 0)
		fprintf(c->out, "%s: %.*s\n", cli_word(c, vi, en), TEXT_ARG(value));
}

static void show_words(struct cli *c, const struct units *s, const struct unit_fact *f, day_t on, const struct heir *heirs, size_t heir_count)
{
	const struct unit_fact *facts;
	size_t                  count = unit_history(s->registry, f->unit, &facts);
	cli_print(c, unit_title(c->arena, f));
	show_row(c, "Mã", "Code", f->code);
	show_row(c, "Định danh", "Identity", f->unit);
	show_row(c, "Hiệu lực", "In force", unit_days_say(c, f));
	if (f->parent.len > 0)
		show_row(c, "Thuộc", "Under", unit_title_at(s->registry, c->arena, f->parent, on));
	show_row(c, "Căn cứ", "Legal basis", f->basis);
	if (f->to.n <= s->today.n)
		show_row(c, "Nay thuộc", "Today", unit_heirs_say(c, heirs, heir_count));
	for (size_t i = 0; count > 1 && i < count; i++)
		fprintf(c->out, "%s %s %.*s, %.*s\n", cli_word(c, "Lịch sử:", "History:"), facts[i].code.len > 0 ? text_c(c->arena, facts[i].code) : "",
			TEXT_ARG(unit_title(c->arena, &facts[i])), TEXT_ARG(unit_days_say(c, &facts[i])));
}

static int run_show(struct cli *c)
{
	_cleanup_units_ struct units s = { 0 };
	struct error            e;
	const struct unit_fact               *f;
	struct heir                          *heirs;
	if (!units_open(c, &s, &e))
		return cli_fail(c, &e);
	day_t on = s.today;
	if (!cli_day(c, "on", &on, &e) || !unit_show(s.registry, text_of(cli_argument(c, 0)), on, &f, &e))
		return cli_fail(c, &e);
	size_t count = unit_heirs(s.registry, c->arena, f->unit, s.today, &heirs);
	if (c->json)
		show_json(c, &s, f, heirs, count);
	else
		show_words(c, &s, f, on, heirs, count);
	return EXIT_DONE;
}

/* ---- unit find */

static void find_json(struct cli *c, const struct unit_match *matches, size_t count)
{
	static const char *const how[] = { "spelled", "folded", "decoded", "words", "slip" };
	struct json              j = json_start(c->arena, false);
	json_array(&j);
	for (size_t i = 0; i < count; i++) {
		json_object(&j);
		json_member_text(&j, "above", matches[i].above ? unit_title(c->arena, matches[i].above) : TEXT_EMPTY);
		json_key(&j, "heirs");
		json_heirs(&j, c->arena, matches[i].heirs, matches[i].heir_count);
		json_member_text(&j, "how", text_of(how[matches[i].how]));
		json_key(&j, "unit");
		json_unit(&j, c->arena, matches[i].fact);
		json_end(&j);
	}
	json_end(&j);
	cli_print_json(c, json_done(&j));
}

/* code, title, above, days, today: tab-separated */
static void find_row(struct cli *c, const struct units *s, const struct unit_match *m)
{
	struct text code = m->fact->code.len > 0 ? m->fact->code : m->fact->unit, above = m->above ? unit_title(c->arena, m->above) : TEXT("-");
	struct text now = m->fact->to.n <= s->today.n ? unit_heirs_say(c, m->heirs, m->heir_count) : TEXT_EMPTY;
	fprintf(c->out, "%.*s\t%.*s\t%.*s\t%.*s%s%.*s\n", TEXT_ARG(code), TEXT_ARG(m->title), TEXT_ARG(above), TEXT_ARG(unit_days_say(c, m->fact)),
		now.len > 0 ? cli_word(c, "\tnay thuộc ", "\ttoday ") : "", TEXT_ARG(now));
}

static int run_find(struct cli *c)
{
	_cleanup_units_ struct units s = { 0 };
	struct error            e;
	struct build                          typed = { .arena = c->arena };
	struct unit_match                    *matches;
	if (!units_open(c, &s, &e))
		return cli_fail(c, &e);
	for (int i = 0; cli_argument(c, i); i++)
		build_print(&typed, "%s%s", i > 0 ? " " : "", cli_argument(c, i));
	struct unit_search want = { .text = build_text(&typed), .on = DAY_NONE, .today = s.today, .levels = LEVELS_ALL, .limit = 200 };
	if (!cli_day(c, "on", &want.on, &e))
		return cli_fail(c, &e);
	if (!text_is_utf8(want.text)) {
		error(&e, BASE_NOT_TEXT, .name = TEXT("TEXT"));
		return cli_fail(c, &e);
	}
	size_t count = unit_find(s.registry, c->arena, want, &matches);
	if (c->json)
		find_json(c, matches, count);
	for (size_t i = 0; !c->json && i < count; i++)
		find_row(c, &s, &matches[i]);
	return count > 0 ? EXIT_DONE : EXIT_REFUSED;
}

/* ---- unit list */

static const struct { const char *word; unsigned levels; } level_words[] = {
	{ "tinh", LEVEL_PROVINCE }, { "huyen", LEVEL_DISTRICT }, { "xa", LEVEL_COMMUNE }, { "co-quan", LEVEL_ORGANISATION },
};

static bool level_read(const struct cli *c, unsigned *ret, struct error *e)
{
	const char *word = cli_option(c, "level");
	*ret = LEVEL_COMMUNE;
	for (size_t i = 0; word && i < COUNT_OF(level_words); i++)
		if (strcmp(word, level_words[i].word) == 0) {
			*ret = level_words[i].levels;
			return true;
		}
	return !word || error(e, REGISTRY_NO_LEVEL, .value = text_of(word), .expected = TEXT("tinh, huyen, xa, co-quan"));
}

static void list_json(struct cli *c, const struct unit_fact *const *list, size_t count)
{
	struct json j = json_start(c->arena, false);
	json_array(&j);
	for (size_t i = 0; i < count; i++)
		json_unit(&j, c->arena, list[i]);
	json_end(&j);
	cli_print_json(c, json_done(&j));
}

static int run_list(struct cli *c)
{
	_cleanup_units_ struct units s = { 0 };
	struct error            e;
	const struct unit_fact               *above = NULL, **list;
	unsigned                              levels;
	if (!units_open(c, &s, &e))
		return cli_fail(c, &e);
	day_t on = s.today;
	if (!cli_day(c, "on", &on, &e) || !level_read(c, &levels, &e))
		return cli_fail(c, &e);
	if (cli_has(c, "under") && !unit_show(s.registry, text_of(cli_option(c, "under")), on, &above, &e))
		return cli_fail(c, &e);
	size_t count = unit_list(s.registry, c->arena, above ? above->unit : TEXT_EMPTY, levels, on, &list);
	if (c->json)
		list_json(c, list, count);
	for (size_t i = 0; !c->json && i < count; i++) {
		const struct unit_fact *parent = unit_on(s.registry, list[i]->parent, on);
		struct text             up = parent && parent->code.len > 0 ? parent->code : list[i]->parent;
		fprintf(c->out, "%.*s\t%.*s\t%.*s\t%.*s\n", TEXT_ARG(list[i]->code.len > 0 ? list[i]->code : list[i]->unit), TEXT_ARG(list[i]->type),
			TEXT_ARG(list[i]->name), TEXT_ARG(up));
	}
	return EXIT_DONE;
}

#define OPTION_ON { "on", "DATE", "vào ngày này; mặc định: hôm nay", "on this day; left out: today" }
static const struct cli_option show_options[] = { OPTION_ON, { NULL } };
static const struct cli_option find_options[] = {
	{ "on", "DATE", "chỉ đơn vị có vào ngày này; mặc định: mọi thời gian", "only what was there on this day; left out: at any time" }, { NULL }
};
static const struct cli_option list_options[] = {
	{ "under", "CODE", "mã hoặc định danh của đơn vị cấp trên; mặc định: tất cả", "code or identity of the unit above; left out: all" },
	{ "level", "LEVEL", "tinh, huyen, xa (mặc định; gồm cả phường, thị trấn) hoặc co-quan", "tinh, huyen, xa (left out: this; wards and towns too) or co-quan" },
	OPTION_ON,
	{ NULL },
};

const struct cli_command unit_commands[] = {
	{ .name = "unit show", .group = "unit", .arguments = "CODE", .options = show_options, .run = run_show, .exits = "1 69",
	  .one_line_vi = "một đơn vị theo mã, vào một ngày", .one_line_en = "one unit by its code, on a day",
	  .help_vi = "CODE là mã của Tổng cục Thống kê (02155) hoặc định danh (vn-02134-0). Mã được dùng lại cho đơn vị khác, nên cùng một mã có thể là nhiều đơn vị theo thời gian.\n"
	             "Không có --db thì đọc danh mục có sẵn trong chương trình.",
	  .help_en = "CODE is the official code (02155) or an identity (vn-02134-0). Codes are given again to other units, so one code can be several units over time.\n"
	             "Without --db the lists inside the program are read.",
	  .examples = "danvan unit show 02155 --on 2020-01-31\ndanvan unit show vn-02134-0 --on 2020-02-01 --json",
	  .output_vi = "Dòng đầu là loại và tên; sau đó là mã, thời gian, cấp trên, lịch sử. Với --json: unit, history, heirs.",
	  .output_en = "The first line is type and name; then code, days, unit above, history. With --json: unit, history, heirs." },
	{ .name = "unit find", .group = "unit", .arguments = "TEXT...", .options = find_options, .run = run_find, .exits = "1 65 69",
	  .one_line_vi = "tìm đơn vị theo tên, kể cả tên cũ", .one_line_en = "find units by name, old names too",
	  .help_vi = "Không cần dấu; hiểu cả Telex, VNI chưa chuyển, chữ viết tắt (X. P. TT. H. TP), tên huyện cũ đi kèm và một lỗi gõ. Không tìm thấy: mã thoát 1.",
	  .help_en = "Needs no diacritics; reads raw Telex and VNI, abbreviations (X. P. TT. H. TP), old districts as context and one slip. Nothing found: exit code 1.",
	  .examples = "danvan unit find \"yen dinh\"\ndanvan unit find \"TT. Yeen Lacj\" --on 2019-12-31",
	  .output_vi = "Mỗi dòng: mã, tên, cấp trên khi đó, thời gian, nay thuộc đâu; cách nhau bằng dấu tab.",
	  .output_en = "A line each: code, name, the unit above at that time, days, where it is today; separated by tabs." },
	{ .name = "unit list", .group = "unit", .options = list_options, .run = run_list, .exits = "1 69",
	  .one_line_vi = "danh sách đơn vị vào một ngày", .one_line_en = "the units that were there on a day",
	  .help_vi = "Không có dòng tiêu đề, để chương trình khác đọc được ngay.", .help_en = "Without a heading, so that other programs can read it as it is.",
	  .examples = "danvan unit list --under 19 --level xa --on 2025-07-01\ndanvan unit list --under 06 --level xa --on 2020-02-01 --json",
	  .output_vi = "Mỗi dòng: mã, loại, tên, mã cấp trên; cách nhau bằng dấu tab.", .output_en = "A line each: code, type, name, code of the unit above; separated by tabs." },
	{ NULL },
};
