/* calendar_announce.c - days off that were announced are entered into an installation that runs. */
#include "base/base.h"

#include "commands.h"
#include "house.h"

enum { FILE_MOST = 256 * 1024 };

/* The last part of a path: what stands in the public ledger says nothing of this machine. */
static struct text file_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return text_of(slash ? slash + 1 : path);
}

static bool read_command(struct cli *c, struct calendar_change *ret, struct error *e)
{
	const char *path = cli_argument(c, 0);
	*ret = (struct calendar_change){ .name = file_name(path), .basis = text_of(cli_option(c, "basis")), .announced = DAY_NONE, .ret_entry = -1 };
	return cli_day(c, "announced", &ret->announced, e) && c->world->file_read(c->world, c->arena, path, FILE_MOST, &ret->bytes, e);
}

/* Dry: reads only, so that it needs neither the key file nor a right. */
static bool announce(struct cli *c, struct house *h, struct calendar_change *change, struct error *e)
{
	struct act_result result;
	if (cli_has(c, "dry-run")) {
		if (!house_open(c, h, e) || !house_ground(h, e))
			return false;
		change->ground = h->ground;
		return calendar_change_preview(h->db, c->arena, change, world_today(c->world), e);
	}
	if (!house_open_to_write(c, h, e))
		return false;
	change->ground = h->ground;
	change->by = &h->actor;
	return act_do(h->act, &row_calendar_change, change, c->arena, &result, e);
}

static void print_json(struct cli *c, const struct calendar_change *change)
{
	struct json j = json_start(c->arena, true);
	json_object(&j);
	json_key(&j, "days");
	json_array(&j);
	for (size_t i = 0; i < change->ret_days_n; i++) {
		const struct calendar_day *is = &change->ret_days[i].is;
		json_object(&j);
		json_member_text(&j, "basis", text_of(is->basis));
		json_member_text(&j, "date", day_print(c->arena, is->day));
		json_member_text(&j, "kind", text_of(day_kind_tag(is->kind)));
		json_key(&j, "off");
		json_bool(&j, day_kind_is_off(is->kind));
		json_end(&j);
	}
	json_end(&j);
	json_key(&j, "entry");
	if (change->ret_entry >= 0)
		json_int(&j, change->ret_entry);
	else
		json_null(&j);
	json_member_int(&j, "matters", change->ret_matters);
	json_end(&j);
	cli_print_json(c, json_done(&j));
}

static void print_words(struct cli *c, const struct calendar_change *change)
{
	struct build b = { .arena = c->arena };
	for (size_t i = 0; i < change->ret_days_n; i++) {
		const struct calendar_day *is = &change->ret_days[i].is, *was = &change->ret_days[i].was;
		build_add(&b, day_print(c->arena, is->day));
		build_c(&b, "  ");
		say_weekday(&b, c->lang, is->day);
		build_print(&b, "  %s -> %s", cli_word(c, was->name_vi, was->name_en), cli_word(c, is->name_vi, is->name_en));
		if (*is->basis)
			build_print(&b, "  [%s]", is->basis);
		build_c(&b, "\n");
	}
	SAY(&b, c->lang, change->ret_entry >= 0 ? "cli.calendar_moved" : "cli.calendar_would_move", FACT_N("days", (int64_t)change->ret_days_n),
	    FACT_N("matters", change->ret_matters), FACT_T("entry", text_print(c->arena, "%lld", (long long)change->ret_entry)));
	cli_print(c, build_text(&b));
}

static int run_announce(struct cli *c)
{
	_cleanup_house_ struct house h = { 0 };
	struct error                 e = { 0 };
	struct calendar_change       change;
	if (!read_command(c, &change, &e) || !announce(c, &h, &change, &e))
		return cli_fail(c, &e);
	if (c->json)
		print_json(c, &change);
	else
		print_words(c, &change);
	return EXIT_DONE;
}

static const struct cli_option announce_options[] = {
	{ "basis", "TEXT", "số, ký hiệu của thông báo; ai cũng đọc được trong sổ cái", "number and symbol of the notice; everybody reads it in the ledger", true, false },
	{ "announced", "DATE", "ngày ký thông báo; không ngày hạn nào dời về trước ngày sau đó", "day of the notice; no due day moves to before the day after it", true, false },
	{ "dry-run", NULL, "chỉ cho xem, không ghi gì", "show it and write nothing", false, false },
	{ 0 },
};

const struct cli_command calendar_announce_commands[] = {
	{ .name = "calendar announce", .group = "calendar", .arguments = "FILE", .options = announce_options, .run = run_announce, .exits = "1 65 69 74 77 78",
	  .one_line_vi = "đưa một thông báo ngày nghỉ vào hệ thống đang chạy", .one_line_en = "enter a notice of days off into a running installation",
	  .help_vi = "Đọc FILE cùng với lịch đang dùng, nói những ngày đổi giữa làm việc và nghỉ, rồi tính lại ngày hạn của mọi vụ việc đang mở. Tệp và lịch đầy đủ nằm công khai\n"
		     "trong sổ cái, cùng một dòng calendar.changed. Thời hạn đang tạm dừng hoặc đã kết thúc giữ nguyên. Người quản trị làm. Cách viết FILE: docs/calendar.md.",
	  .help_en = "Reads FILE on top of the calendar in use, tells which days change between working and off, and counts the due days of all open matters anew. The file and the\n"
		     "whole calendar stand in the public ledger, with one entry calendar.changed. Paused and ended terms stay. For administrators. How to write FILE: docs/calendar.md.",
	  .examples = "danvan calendar announce notice-2028.yaml --basis \"CV 1234/VPCP-KGVX\" --announced 2027-10-02 --dry-run\n"
		      "danvan calendar announce notice-2028.yaml --basis \"CV 1234/VPCP-KGVX\" --announced 2027-10-02",
	  .output_vi = "mỗi ngày đổi một dòng, rồi số vụ việc dời hạn; với --json: days, entry (null khi --dry-run), matters",
	  .output_en = "a line for each day that changes, then how many matters moved; with --json: days, entry (null with --dry-run), matters" },
	{ 0 },
};
