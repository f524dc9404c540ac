/* calendar.c - commands about days off, terms and lunar dates: what the program counts with, for anyone to check. No database. */
#include "base/base.h"

#include "calendar/calendar.h"
#include "commands.h"

#define CLI_ONE_TERM "cli.one_term"   /* not exactly one of --days, --working-days, --months, --years */
#define CLI_BAD_YEAR "cli.bad_year"   /* value */

static bool calendar_open(struct cli *c, const struct calendar **ret, struct error *e) { return calendar_load(c->arena, calendar_files, ret, e); }

static void member_day(struct json *json, const char *key, struct arena *arena, day_t d) { json_member_text(json, key, day_print(arena, d)); }

/* In both languages: whoever reads JSON chooses later. */
static void member_name(struct json *json, const struct calendar_day *d)
{
	json_key(json, "name");
	json_object(json);
	json_member_text(json, "en", text_of(d->name_en));
	json_member_text(json, "vi", text_of(d->name_vi));
	json_end(json);
}

/* ---- term ---- */

static const struct {
	const char    *option, *tag;
	enum term_unit unit;
	int            most;
} units[] = {
	{ "days", "days", TERM_DAYS, TERM_MOST },
	{ "working-days", "working-days", TERM_WORKING_DAYS, TERM_MOST },
	{ "months", "months", TERM_MONTHS, 240 },
	{ "years", "years", TERM_YEARS, 20 },
};

static bool term_given(const struct cli *c, struct term *ret, const char **ret_tag, struct error *e)
{
	int given = 0;
	for (size_t i = 0; i < COUNT_OF(units); i++) {
		int64_t amount = 0;
		if (!cli_has(c, units[i].option))
			continue;
		if (!cli_number(c, units[i].option, 0, units[i].most, &amount, e))
			return false;
		*ret = (struct term){ .amount = (int)amount, .unit = units[i].unit, .basis = "" };
		*ret_tag = units[i].tag;
		given++;
	}
	return given == 1 || error(e, CLI_ONE_TERM, .name = text_of(c->command->name));
}

static void json_counted(struct json *json, struct arena *arena, const struct count *count)
{
	json_key(json, "counted");
	json_array(json);
	for (size_t i = 0; i < count->step_count; i++) {
		const struct count_step *s = &count->steps[i];
		if (s->kind != STEP_COUNTED)
			continue;
		json_object(json);
		member_day(json, "date", arena, s->at.day);
		json_member_text(json, "kind", text_of(day_kind_tag(s->at.kind)));
		if (s->is_month_end)
			json_member_text(json, "month_end", TEXT(CALENDAR_BASIS_MONTH_END));
		member_name(json, &s->at);
		json_member_int(json, "number", s->number);
		json_end(json);
	}
	json_end(json);
}

/* Days off within a term of working days, and those on which a term would have ended. */
static void json_skipped(struct json *json, struct arena *arena, const struct count *count)
{
	json_key(json, "skipped");
	json_array(json);
	for (size_t i = 0; i < count->step_count; i++) {
		const struct count_step *s = &count->steps[i];
		if (s->kind != STEP_SKIPPED && s->kind != STEP_MOVED)
			continue;
		json_object(json);
		json_member_text(json, "basis", text_of(s->at.basis));
		member_day(json, "date", arena, s->at.day);
		json_member_text(json, "kind", text_of(day_kind_tag(s->at.kind)));
		if (s->kind == STEP_MOVED)
			json_member_text(json, "moved", TEXT(CALENDAR_BASIS_DAY_OFF));
		member_name(json, &s->at);
		json_member_text(json, "status", text_of(day_status_tag(s->at.status)));
		json_end(json);
	}
	json_end(json);
}

static struct text term_json(struct cli *c, const struct count *count, struct term term, const char *unit)
{
	struct json json = json_start(c->arena, true);
	json_object(&json);
	json_member_int(&json, "amount", term.amount);
	json_member_text(&json, "certainty", text_of(count->due.sure ? "certain" : "provisional"));
	json_counted(&json, c->arena, count);
	member_day(&json, "due", c->arena, count->due.day);
	member_day(&json, "end_before_moving", c->arena, count->end);
	json_member_text(&json, "first_day_not_counted", TEXT(CALENDAR_BASIS_FIRST_DAY));
	member_day(&json, "from", c->arena, count->from);
	json_skipped(&json, c->arena, count);
	json_member_text(&json, "unit", text_of(unit));
	json_end(&json);
	return json_done(&json);
}

/* A message, not a result: standard output holds the date alone. */
static void tell_provisional(const struct cli *c)
{
	struct build b = { .arena = c->arena };
	SAY(&b, c->lang, "calendar.provisional");
	fprintf(c->err, "%.*s\n", TEXT_ARG(build_text(&b)));
}

static int run_term(struct cli *c)
{
	const struct calendar *vn;
	struct error           e;
	struct term            term = { 0 };
	struct count           count;
	const char            *unit = "";
	day_t                  from = DAY_NONE;
	if (!cli_day(c, "from", &from, &e) || !term_given(c, &term, &unit, &e) || !calendar_open(c, &vn, &e) ||
		!calendar_count(vn, c->arena, from, term, &count, &e))
		return cli_fail(c, &e);
	if (c->json) {
		cli_print_json(c, term_json(c, &count, term, unit));
		return EXIT_DONE;
	}
	cli_print(c, day_print(c->arena, count.due.day));
	if (!count.due.sure)
		tell_provisional(c);
	return EXIT_DONE;
}

/* ---- calendar YEAR ---- */

/* What a list of days off shows: everything but ordinary days and weekends. */
static bool is_told(const struct calendar_day *d) { return d->kind != DAY_WORKING && d->kind != DAY_WEEKEND; }

static void json_day(struct json *json, struct arena *arena, const struct calendar_day *d)
{
	json_object(json);
	json_member_text(json, "basis", text_of(d->basis));
	json_member_text(json, "certainty", text_of(d->sure ? "certain" : "provisional"));
	member_day(json, "date", arena, d->day);
	json_member_text(json, "kind", text_of(day_kind_tag(d->kind)));
	member_name(json, d);
	json_key(json, "off");
	json_bool(json, day_kind_is_off(d->kind));
	if (day_is_known(d->other))
		member_day(json, "other", arena, d->other);
	json_member_text(json, "status", text_of(day_status_tag(d->status)));
	json_end(json);
}

static void print_day(struct cli *c, const struct calendar_day *d)
{
	static const char *const codes[] = { [DAY_ANNOUNCED] = "calendar.announced", [DAY_BY_RULE] = "calendar.by_rule", [DAY_UNKNOWN] = "calendar.unknown" };
	struct build             b = { .arena = c->arena };
	build_add(&b, day_print(c->arena, d->day));
	build_c(&b, "  ");
	say_weekday(&b, c->lang, d->day);
	build_print(&b, "  %s  [%s%s", cli_word(c, d->name_vi, d->name_en), d->basis, *d->basis ? "; " : "");
	SAY(&b, c->lang, codes[d->status]);
	build_c(&b, "]");
	cli_print(c, build_text(&b));
}

static int print_year(struct cli *c, const struct calendar *vn, int year, enum day_status status, day_t first)
{
	struct calendar_day d;
	struct json         json = json_start(c->arena, true);
	json_object(&json);
	json_key(&json, "days");
	json_array(&json);
	for (day_t day = first; day_date(day).year == year && calendar_at(vn, day, &d, NULL); day.n++) {
		if (!is_told(&d))
			continue;
		json_day(&json, c->arena, &d);
		if (!c->json)
			print_day(c, &d);
	}
	json_end(&json);
	json_member_text(&json, "status", text_of(day_status_tag(status)));
	json_member_int(&json, "year", year);
	json_end(&json);
	if (c->json)
		cli_print_json(c, json_done(&json));
	else if (status != DAY_ANNOUNCED)
		tell_provisional(c);
	return EXIT_DONE;
}

static int run_calendar(struct cli *c)
{
	const struct calendar *vn;
	struct error           e;
	int64_t                year;
	enum day_status        status;
	day_t                  first;
	struct text            given = text_of(cli_argument(c, 0));
	if (!text_to_int(given, &year) || given.len != 4 || !day_make((struct date){ (int)year, 1, 1 }, &first)) {
		error(&e, CLI_BAD_YEAR, .value = given);
		return cli_fail(c, &e);
	}
	if (!calendar_open(c, &vn, &e) || !calendar_year_status(vn, (int)year, &status, &e))
		return cli_fail(c, &e);
	return print_year(c, vn, (int)year, status, first);
}

/* ---- lunar dates ---- */

static int print_pair(struct cli *c, day_t solar, struct lunar lunar, struct text result)
{
	struct json json = json_start(c->arena, false);
	if (!c->json) {
		cli_print(c, result);
		return EXIT_DONE;
	}
	json_object(&json);
	json_key(&json, "leap");
	json_bool(&json, lunar.is_leap);
	json_member_text(&json, "lunar", lunar_print(c->arena, lunar));
	member_day(&json, "solar", c->arena, solar);
	json_end(&json);
	cli_print_json(c, json_done(&json));
	return EXIT_DONE;
}

static int run_lunar(struct cli *c)
{
	struct text  given = text_of(cli_argument(c, 0));
	struct error e;
	struct lunar lunar;
	day_t        day = text_is(given, "today") ? world_today(c->world) : DAY_NONE;
	if (!day_is_known(day) && !day_parse(given, &day)) {
		error(&e, CLI_BAD_DAY, .name = TEXT("DATE"), .value = given);
		return cli_fail(c, &e);
	}
	if (!lunar_of(day, &lunar)) {
		error(&e, CALENDAR_LUNAR_RANGE, .value = given);
		return cli_fail(c, &e);
	}
	return print_pair(c, day, lunar, lunar_print(c->arena, lunar));
}

static int run_solar(struct cli *c)
{
	struct text  given = text_of(cli_argument(c, 0));
	struct error e;
	struct lunar lunar;
	day_t        day;
	if (!lunar_parse(given, &lunar) || !lunar_day(lunar, &day)) {
		error(&e, CALENDAR_BAD_LUNAR, .value = given);
		return cli_fail(c, &e);
	}
	return print_pair(c, day, lunar, day_print(c->arena, day));
}

/* ---- calendar check ---- */

#define FILES_MOST 16

static bool files_read(struct cli *c, struct embedded *files, struct error *e)
{
	size_t count = 0;
	for (; calendar_files[count].path; count++)
		files[count] = calendar_files[count];
	for (int i = 0; cli_argument(c, i); i++) {
		struct text bytes;
		if (count + 1 >= FILES_MOST)
			return error(e, BASE_TOO_LARGE, .name = text_of(cli_argument(c, i)), .number = i + 1, .limit = i);
		if (!c->world->file_read(c->world, c->arena, cli_argument(c, i), 1 << 20, &bytes, e))
			return false;
		files[count++] = (struct embedded){ .path = cli_argument(c, i), .at = (const unsigned char *)bytes.at, .len = bytes.len };
	}
	files[count] = (struct embedded){ 0 };
	return true;
}

/* One line a day that changes between working and off. */
static void print_changes(struct cli *c, const struct calendar *old, const struct calendar *new)
{
	struct json         json = json_start(c->arena, true);
	struct calendar_day was, is;
	json_array(&json);
	for (day_t d = calendar_first(new); d.n <= calendar_last(new).n; d.n++) {
		if (!calendar_at(old, d, &was, NULL) || !calendar_at(new, d, &is, NULL) || day_kind_is_off(was.kind) == day_kind_is_off(is.kind))
			continue;
		json_day(&json, c->arena, &is);
		if (!c->json)
			print_day(c, &is);
	}
	json_end(&json);
	if (c->json)
		cli_print_json(c, json_done(&json));
}

static int run_check(struct cli *c)
{
	const struct calendar *old, *new;
	struct embedded        files[FILES_MOST];
	struct error           e;
	if (!files_read(c, files, &e) || !calendar_open(c, &old, &e) || !calendar_load(c->arena, files, &new, &e))
		return cli_fail(c, &e);
	print_changes(c, old, new);
	return EXIT_DONE;
}

/* ---- the rows ---- */

static const struct cli_option term_options[] = {
	{ "from", "DATE", "ngày làm mốc, không tính vào thời hạn", "the day from which it runs, itself not counted", .required = true },
	{ "days", "N", "số ngày (ngày nghỉ cũng tính)", "calendar days" },
	{ "working-days", "N", "số ngày làm việc", "working days" },
	{ "months", "N", "số tháng", "months" },
	{ "years", "N", "số năm", "years" },
	{ NULL },
};

const struct cli_command calendar_commands[] = {
	{ .name = "term", .group = "calendar", .no_database = true, .run = run_term, .options = term_options, .exits = "1",
	  .one_line_vi = "ngày cuối cùng của một thời hạn", .one_line_en = "the last day of a term",
	  .help_vi = "Tính theo Điều 147 và Điều 148 Bộ luật Dân sự 2015: không tính ngày đầu tiên; thời hạn tháng, năm kết thúc vào ngày tương ứng hoặc ngày cuối tháng;\n"
		     "ngày cuối là ngày nghỉ thì chuyển sang ngày làm việc tiếp theo. Viết đúng một trong --days, --working-days, --months, --years.",
	  .help_en = "By articles 147 and 148 of the Civil Code 2015: the first day is not counted; terms of months and years end on the matching date or the last\n"
		     "day of the month; a term that ends on a day off ends on the next working day. Give exactly one of --days, --working-days, --months, --years.",
	  .examples = "danvan term --from 2020-01-22 --days 10\ndanvan term --from 2026-11-20 --working-days 7 --json\ndanvan term --from 2025-12-31 --months 2",
	  .output_vi = "Ngày đến hạn. Nếu còn tạm tính, một câu ở đầu ra lỗi chuẩn. Với --json: từng ngày được tính (counted), bị bỏ qua (skipped) và lý do, certainty là certain hoặc provisional.",
	  .output_en = "The due date. When it is provisional, a sentence on standard error. With --json: each day counted and skipped with the reason; certainty is certain or provisional." },
	{ .name = "calendar", .group = "calendar", .no_database = true, .run = run_calendar, .arguments = "YEAR", .exits = "1",
	  .one_line_vi = "các ngày nghỉ lễ, nghỉ bù, hoán đổi trong một năm", .one_line_en = "holidays, compensations and swaps of a year",
	  .help_vi = "Mỗi dòng một ngày: tên, căn cứ, và đó là ngày đã có thông báo, theo quy định, hay chưa rõ. Thứ Bảy, Chủ nhật thường không được liệt kê;\n"
		     "thứ Bảy phải làm bù thì có.",
	  .help_en = "One line a day: its name, its basis, and whether it was announced, follows from the rule, or is not known yet. Ordinary weekends are not\n"
		     "listed; a Saturday that is worked is.",
	  .examples = "danvan calendar 2030\ndanvan calendar 2026 --json",
	  .output_vi = "NGÀY  THỨ  TÊN  [CĂN CỨ; TÌNH TRẠNG]; với --json: year, status, days.", .output_en = "DATE  WEEKDAY  NAME  [BASIS; STATUS]; with --json: year, status, days." },
	{ .name = "calendar lunar", .group = "calendar", .no_database = true, .run = run_lunar, .arguments = "DATE",
	  .one_line_vi = "đổi ngày dương lịch sang âm lịch", .one_line_en = "a solar date as a lunar date",
	  .help_vi = "Âm lịch Việt Nam, tính theo giờ UTC+7, từ năm 1900 đến năm 2100. Tháng nhuận có dấu +: 2025-06+-01.",
	  .help_en = "The Vietnamese lunar calendar at UTC+7, from 1900 to 2100. A leap month carries a plus: 2025-06+-01.",
	  .examples = "danvan calendar lunar 2030-02-02\ndanvan calendar lunar today",
	  .output_vi = "NĂM-THÁNG-NGÀY âm lịch; với --json: leap, lunar, solar.", .output_en = "The lunar YEAR-MONTH-DAY; with --json: leap, lunar, solar." },
	{ .name = "calendar solar", .group = "calendar", .no_database = true, .run = run_solar, .arguments = "DATE",
	  .one_line_vi = "đổi ngày âm lịch sang dương lịch", .one_line_en = "a lunar date as a solar date",
	  .help_vi = "Ngày âm lịch viết như 2030-03-10; tháng nhuận thêm dấu +: 2025-06+-01.", .help_en = "Lunar dates are written like 2030-03-10; a leap month carries a plus: 2025-06+-01.",
	  .examples = "danvan calendar solar 2030-03-10\ndanvan calendar solar 2025-06+-01",
	  .output_vi = "Ngày dương lịch; với --json: leap, lunar, solar.", .output_en = "The solar date; with --json: leap, lunar, solar." },
	{ .name = "calendar check", .group = "calendar", .no_database = true, .run = run_check, .arguments = "FILE...", .exits = "65 74",
	  .one_line_vi = "kiểm tra tệp thông báo ngày nghỉ mới", .one_line_en = "check a file with a new notice of days off",
	  .help_vi = "Đọc các tệp cùng với lịch có sẵn trong chương trình và liệt kê những ngày thay đổi giữa làm việc và nghỉ. Không ghi gì.",
	  .help_en = "Reads the files on top of the calendar in the program and lists the days that change between working and off. Writes nothing.",
	  .examples = "danvan calendar check notice-2028.yaml",
	  .output_vi = "Mỗi ngày thay đổi một dòng; với --json: một mảng.", .output_en = "One line for each day that changes; with --json: an array." },
	{ NULL },
};
