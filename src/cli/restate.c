/* restate.c - a table of figures by unit of one day, given for the units of a later one. */
#include "base/base.h"

#include "commands.h"
#include "units.h"

enum { FILE_MOST = 64 * 1024 * 1024, SUMS_MOST = 16 };

static bool command_read(struct cli *c, const struct units *u, struct restate *ret, struct error *e)
{
	struct text *sums = ARENA_ARRAY(c->arena, struct text, SUMS_MOST + 1);
	struct text  list = text_of(cli_option(c, "sum")), one;
	const char  *path = cli_argument(c, 0), *slash = strrchr(path, '/');
	*ret = (struct restate){ .file = slash ? slash + 1 : path, .to = u->today, .column = text_of(cli_option(c, "column")), .sums = sums };
	while (text_next(&list, ',', &one) && ret->sums_n <= SUMS_MOST)
		if (text_trim(one).len > 0)
			sums[ret->sums_n++] = text_trim(one);
	return cli_day(c, "on", &ret->on, e) && cli_day(c, "to", &ret->to, e) && c->world->file_read(c->world, c->arena, path, FILE_MOST, &ret->csv, e);
}

static void tell(struct cli *c, const struct registry *r, const struct restate *how, const struct restated *done)
{
	static const struct { const char *vi, *en; } why[] = {
		[RESTATE_DIVIDED] = { "đã chia; số liệu không tự chia được", "was divided; its figures can't be divided" },
		[RESTATE_NO_UNIT] = { "không có đơn vị này ngày ấy", "no such unit on that day" },
		[RESTATE_NO_HEIR] = { "không rõ ai kế thừa", "nobody knows who followed it" },
	};
	for (size_t i = 0; i < done->not_restated_n; i++) {
		const struct not_restated *n = &done->not_restated[i];
		const struct lineage     **lines;
		size_t                     count = n->why == RESTATE_DIVIDED ? lineage_from(r, c->arena, n->divided, &lines) : 0;
		fprintf(c->err, cli_word(c, "dòng %d: %.*s: %s", "line %d: %.*s: %s"), n->line, TEXT_ARG(unit_title_at(r, c->arena, n->unit, how->on)),
			cli_word(c, why[n->why].vi, why[n->why].en));
		for (size_t k = 0; k < count; k++)
			if (lines[k]->day.n > how->on.n && lines[k]->day.n <= how->to.n)
				fprintf(c->err, cli_word(c, "%s%.*s (%lld người, %lld ha)", "%s%.*s (%lld people, %lld ha)"), k > 0 ? ", " : ": ",
					TEXT_ARG(unit_title_at(r, c->arena, lines[k]->to, lines[k]->day)), (long long)lines[k]->people, (long long)lines[k]->hectares);
		fputc('\n', c->err);
	}
	if (done->left_out.len > 0)
		fprintf(c->err, cli_word(c, "Bỏ ra, vì không có trong --sum: %.*s\n", "Left out, for --sum does not name them: %.*s\n"), TEXT_ARG(done->left_out));
}

static void print_json(struct cli *c, const struct restated *done)
{
	static const char *const why[] = { [RESTATE_DIVIDED] = "divided", [RESTATE_NO_UNIT] = "no_unit", [RESTATE_NO_HEIR] = "no_heir" };
	struct json j = json_start(c->arena, true);
	json_object(&j);
	json_member_text(&j, "csv", done->csv);
	json_member_text(&j, "left_out", done->left_out.at ? done->left_out : TEXT_EMPTY);
	json_key(&j, "not_restated");
	json_array(&j);
	for (size_t i = 0; i < done->not_restated_n; i++) {
		json_object(&j);
		json_member_int(&j, "line", done->not_restated[i].line);
		json_member_text(&j, "unit", done->not_restated[i].unit);
		json_member_text(&j, "why", text_of(why[done->not_restated[i].why]));
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
	cli_print_json(c, json_done(&j));
}

static int run_restate(struct cli *c)
{
	_cleanup_units_ struct units u = { 0 };
	struct restate               how;
	struct restated              done;
	struct error                 e = { 0 };
	if (!units_open(c, &u, &e) || !command_read(c, &u, &how, &e) || !figures_restate(u.registry, c->arena, &how, &done, &e))
		return cli_fail(c, &e);
	if (c->json)
		print_json(c, &done);
	else {
		fprintf(c->out, "%.*s", TEXT_ARG(done.csv));
		tell(c, u.registry, &how, &done);
	}
	return EXIT_DONE;
}

static const struct cli_option restate_options[] = {
	{ "on", "DATE", "ngày của số liệu", "the day of the figures", true, false },
	{ "to", "DATE", "ngày của các đơn vị cần có (mặc định hôm nay)", "the day of the units that are asked for (default: today)", false, false },
	{ "column", "NAME", "cột có mã hoặc mã định danh của đơn vị", "the column with the unit's code or id", true, false },
	{ "sum", "NAMES", "các cột được phép cộng, cách nhau bằng dấu phẩy", "the columns that may be summed, with commas between", true, false },
	{ 0 },
};

const struct cli_command restate_commands[] = {
	{ .name = "unit restate", .group = "unit", .arguments = "FILE", .options = restate_options, .run = run_restate, .exits = "1 65 69 74",
	  .one_line_vi = "tính số liệu của đơn vị cũ cho đơn vị của ngày sau", .one_line_en = "give figures of old units for the units of a later day",
	  .help_vi = "Cộng các cột của --sum cho đơn vị tiếp nhận toàn bộ. Đơn vị bị chia thì không tự chia số: nói rõ từng đơn vị, và ghi complete = no ở nơi nhận một phần.\n"
		     "Tỷ lệ, bình quân không cộng được nên bị bỏ ra. Số viết 1250 hoặc 12,5; 1.250 bị từ chối vì có thể hiểu hai cách.",
	  .help_en = "Sums the columns of --sum for the unit that took a whole unit in. Where one was divided nothing is shared out: each is named, and who got a part has complete = no.\n"
		     "Rates and averages are no sums and are left out. Numbers are written 1250 or 12,5; 1.250 is refused, for it can be read in two ways.",
	  .examples = "danvan unit restate households-2019.csv --on 2019-12-31 --to 2025-07-01 --column code --sum households,people",
	  .output_vi = "CSV: unit_id, code, name, các cột đã cộng, complete; với --json: csv, left_out, not_restated",
	  .output_en = "CSV: unit_id, code, name, the sums, complete; with --json: csv, left_out, not_restated" },
	{ 0 },
};
