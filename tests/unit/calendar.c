/* Days off and legal terms: every break and swap that was announced, the articles of counting, and what holds for any term (with a printed seed).
 * To repeat a run of the properties: DANVAN_TEST_SEED=number. */
#include "calendar/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct arena          *arena;
static const struct calendar *vn;
static uint64_t               seed;

#define DAYS TERM_DAYS
#define WORKING_DAYS TERM_WORKING_DAYS
#define MONTHS TERM_MONTHS
#define YEARS TERM_YEARS

static int open_calendar(void **state)
{
	struct error e;
	struct world world = world_real();
	arena = arena_new(0);
	if (!calendar_load(arena, calendar_files, &vn, &e)) {
		print_error("%s %s:%d:%d %s %s\n", e.code, e.file, e.line, e.column, e.name, e.value);
		return -1;
	}
	world.random(&world, &seed, sizeof(seed));
	if (getenv("DANVAN_TEST_SEED"))
		seed = strtoull(getenv("DANVAN_TEST_SEED"), NULL, 10);
	return 0;
}

static int close_calendar(void **state)
{
	arena_free(arena);
	return 0;
}

static day_t day(const char *s)
{
	day_t d = DAY_NONE;
	if (!day_parse(text_of(s), &d))
		fail_msg("%s is not a day", s);
	return d;
}

static const char *print(day_t d) { return text_c(arena, day_print(arena, d)); }

static struct due due_of(day_t from, int amount, enum term_unit unit)
{
	struct due   due = { DAY_NONE, false };
	struct error e;
	if (!calendar_due(vn, from, (struct term){ amount, unit, NULL }, &due, &e))
		fail_msg("%s + %d: %s", print(from), amount, e.code);
	return due;
}

static void assert_due(const char *from, int amount, enum term_unit unit, const char *expected)
{
	assert_string_equal(print(due_of(day(from), amount, unit).day), expected);
}

static struct calendar_day at(const char *d)
{
	struct calendar_day found = { 0 };
	struct error        e;
	if (!calendar_at(vn, day(d), &found, &e))
		fail_msg("%s: %s", d, e.code);
	return found;
}

static void assert_kind(const char *d, enum day_kind kind) { assert_string_equal(day_kind_tag(at(d).kind), day_kind_tag(kind)); }

/* ---- which days are off ---- */

/* Monday to Friday off, as announced (law_checked, section 6.2) or by the Labour Code's fixed dates; Saturdays worked. MM-DD, a range with "..". */
static const struct {
	int         year;
	const char *off, *worked;
} years[] = {
	{ 2016, "01-01 02-08..02-12 04-18 05-02..05-03 09-02", "" },
	{ 2017, "01-02 01-26..02-01 04-06 05-01..05-02 09-04", "" },
	{ 2018, "01-01 02-14..02-20 04-25 04-30..05-01 09-03 12-31", "" },
	{ 2019, "01-01 02-04..02-08 04-15 04-29..05-01 09-02", "01-05 05-04" },
	{ 2020, "01-01 01-23..01-29 04-02 04-30..05-01 09-02", "" },
	{ 2021, "01-01 02-10..02-16 04-21 04-30 05-03 09-02..09-03", "" },
	{ 2022, "01-03 01-31..02-04 04-11 05-02..05-03 09-01..09-02", "" },
	{ 2023, "01-02 01-20..01-26 05-01..05-03 09-01..09-04", "" },
	{ 2024, "01-01 02-08..02-14 04-18 04-29..05-01 09-02..09-03", "05-04" },
	{ 2025, "01-01 01-27..01-31 04-07 04-30..05-02 09-01..09-02", "04-26" },
	{ 2026, "01-01..01-02 02-16..02-20 04-27 04-30..05-01 08-31..09-02 11-24", "01-10 08-22" },
	{ 2027, "01-01 02-04..02-10 04-16 04-30..05-03 09-02..09-03 11-24", "" },
	{ 2028, "01-03 01-24..01-28 04-04 05-01..05-02 09-01..09-04 11-24", "" },
	{ 2029, "01-01 02-12..02-16 04-23 04-30..05-01 09-03..09-04 11-26", "" },
	{ 2030, "01-01 01-31..02-06 04-12 04-30..05-01 09-02..09-03 11-25", "" },
	{ 2031, "01-01 01-21..01-27 04-01 04-30..05-01 09-01..09-02 11-24", "" },
	{ 2032, "01-01 02-09..02-13 04-19 04-30 05-03 09-02..09-03 11-24", "" },
	{ 2033, "01-03 01-31..02-04 04-11 05-02..05-03 09-01..09-02 11-24", "" },
	{ 2034, "01-02 02-17..02-23 04-28 05-01..05-02 09-01..09-04 11-24", "" },
	{ 2035, "01-01 02-06..02-12 04-17 04-30..05-01 09-03..09-04 11-26", "" },
};

static bool is_listed(int year, const char *list, day_t d)
{
	struct text rest = text_of(list), part;
	while (rest.len && text_next(&rest, ' ', &part)) {
		day_t first = day(text_c(arena, text_print(arena, "%d-%.*s", year, 5, part.at)));
		day_t last = part.len > 5 ? day(text_c(arena, text_print(arena, "%d-%.*s", year, 5, part.at + 7))) : first;
		if (d.n >= first.n && d.n <= last.n)
			return true;
	}
	return false;
}

static void each_weekday_off_and_each_saturday_worked_is_the_announced_one(void **state)
{
	for (size_t i = 0; i < COUNT_OF(years); i++) {
		day_t new_year = day(text_c(arena, text_print(arena, "%d-01-01", years[i].year)));
		for (day_t d = new_year; day_date(d).year == years[i].year; d.n++) {
			bool working = false, expected = day_weekday(d) <= 5;
			if (is_listed(years[i].year, years[i].off, d) && day_weekday(d) <= 5)
				expected = false;
			if (is_listed(years[i].year, years[i].worked, d))
				expected = true;
			assert_true(calendar_is_working(vn, d, &working, NULL));
			if (working != expected)
				fail_msg("%s: %s, expected %s", print(d), working ? "working" : "off", expected ? "working" : "off");
		}
	}
}

static void the_data_begin_in_2016_and_end_in_2035(void **state)
{
	assert_int_equal(COUNT_OF(years), 2035 - 2016 + 1);
	assert_string_equal(print(calendar_first(vn)), "2016-01-01");
	assert_string_equal(print(calendar_last(vn)), "2035-12-31");
}

/* The swaps of law_checked 6.2, row by row: what is off, what is worked for it. */
static void each_swap_names_its_other_day(void **state)
{
	static const char *const swaps[][2] = { { "2018-12-31", "2019-01-05" }, { "2019-04-29", "2019-05-04" }, { "2024-04-29", "2024-05-04" },
		{ "2025-05-02", "2025-04-26" }, { "2026-01-02", "2026-01-10" }, { "2026-08-31", "2026-08-22" } };
	int count = 0;
	for (size_t i = 0; i < COUNT_OF(swaps); i++) {
		assert_kind(swaps[i][0], DAY_SWAPPED_OFF);
		assert_kind(swaps[i][1], DAY_SWAPPED_WORKING);
		assert_string_equal(print(at(swaps[i][0]).other), swaps[i][1]);
		assert_string_equal(print(at(swaps[i][1]).other), swaps[i][0]);
	}
	for (day_t d = calendar_first(vn); d.n <= calendar_last(vn).n; d.n++)
		count += at(print(d)).kind == DAY_SWAPPED_OFF;
	assert_int_equal(count, COUNT_OF(swaps));
}

static void the_culture_day_of_2026_stands_alone(void **state)
{
	assert_kind("2025-11-24", DAY_WORKING);
	assert_kind("2026-11-23", DAY_WORKING);
	assert_kind("2026-11-24", DAY_HOLIDAY);
	assert_kind("2026-11-28", DAY_WEEKEND);
	assert_string_equal(at("2026-11-24").name_en, "Vietnamese Culture Day");
	assert_string_equal(at("2026-11-24").basis, "NQ 28/2026/QH16 Đ2 k1; CV 10065/VPCP-KGVX");
	assert_string_equal(at("2027-11-24").basis, "NQ 28/2026/QH16 Đ2 k1");
}

static void national_day_is_one_day_before_2021_and_two_days_since(void **state)
{
	assert_kind("2020-09-01", DAY_WORKING);
	assert_kind("2020-09-02", DAY_HOLIDAY);
	assert_kind("2020-09-03", DAY_WORKING);
	assert_kind("2021-09-03", DAY_HOLIDAY);
	assert_kind("2022-09-01", DAY_HOLIDAY);
}

static void compensations_roll_on(void **state)
{
	assert_kind("2022-05-02", DAY_COMPENSATION);
	assert_kind("2022-05-03", DAY_COMPENSATION);
	assert_string_equal(print(at("2022-05-02").other), "2022-04-30");
	assert_string_equal(print(at("2022-05-03").other), "2022-05-01");
	assert_string_equal(at("2022-05-03").name_vi, "Nghỉ bù Ngày Quốc tế lao động (01/05/2022)");
	assert_string_equal(at("2022-05-03").basis, "Đ111 k3 BLLĐ 2019");
	/* Giỗ Tổ on Saturday and 30/4 on Sunday give way to 1 May, which is off itself */
	assert_kind("2023-05-01", DAY_HOLIDAY);
	assert_string_equal(print(at("2023-05-02").other), "2023-04-29");
	assert_string_equal(print(at("2023-05-03").other), "2023-04-30");
}

static void assert_status(const char *d, enum day_status expected) { assert_string_equal(day_status_tag(at(d).status), day_status_tag(expected)); }

static void a_day_tells_what_it_rests_on(void **state)
{
	assert_status("2027-02-04", DAY_ANNOUNCED);
	assert_string_equal(at("2027-02-04").basis, "Đ112 k1 điểm b BLLĐ 2019; CV 10065/VPCP-KGVX");
	assert_status("2027-05-03", DAY_BY_RULE);
	assert_status("2030-02-02", DAY_BY_RULE);   /* Tết by rule: two days before and three from the first day on */
	assert_status("2030-09-03", DAY_UNKNOWN);   /* which neighbour of 2 September is not fixed by law */
	assert_status("2016-02-08", DAY_UNKNOWN);   /* the list of 2016 was seen, its notice was not */
	assert_true(at("2027-12-31").sure);
	assert_false(at("2028-01-03").sure);
	assert_false(at("2016-03-01").sure);
	assert_true(at("2017-01-02").sure);
}

static void the_new_years_of_all_years_are_off(void **state)
{
	/* domain 6.2: Tết and Giỗ Tổ computed at UTC+7 */
	static const char *const anchors[][2] = { { "2016-02-08", "2016-04-16" }, { "2017-01-28", "2017-04-06" }, { "2018-02-16", "2018-04-25" },
		{ "2019-02-05", "2019-04-14" }, { "2020-01-25", "2020-04-02" }, { "2021-02-12", "2021-04-21" }, { "2022-02-01", "2022-04-10" },
		{ "2023-01-22", "2023-04-29" }, { "2024-02-10", "2024-04-18" }, { "2025-01-29", "2025-04-07" }, { "2026-02-17", "2026-04-26" },
		{ "2027-02-06", "2027-04-16" }, { "2028-01-26", "2028-04-04" }, { "2029-02-13", "2029-04-23" }, { "2030-02-02", "2030-04-12" } };
	for (size_t i = 0; i < COUNT_OF(anchors); i++) {
		assert_kind(anchors[i][0], DAY_HOLIDAY);
		assert_string_equal(at(anchors[i][0]).name_vi, "Tết Âm lịch");
		assert_string_equal(at(anchors[i][1]).name_vi, "Giỗ Tổ Hùng Vương");
	}
}

/* ---- terms ---- */

static void a_term_that_ends_at_tet_ends_on_the_first_working_day_after_it(void **state)
{
	assert_due("2020-01-22", 10, DAYS, "2020-02-03");
}

static void the_first_day_is_not_counted(void **state) /* Đ147 k2 */
{
	assert_due("2026-03-02", 1, DAYS, "2026-03-03");
	assert_due("2026-03-02", 1, WORKING_DAYS, "2026-03-03");
}

static void a_term_of_nothing_ends_on_the_day_or_the_next_working_day(void **state)
{
	assert_due("2026-03-02", 0, DAYS, "2026-03-02");
	assert_due("2026-03-01", 0, WORKING_DAYS, "2026-03-02");
}

static void a_term_that_ends_on_a_weekend_moves_to_monday(void **state) /* Đ148 k5 */
{
	assert_due("2026-03-02", 5, DAYS, "2026-03-09");
	assert_due("2026-03-02", 6, DAYS, "2026-03-09");
	assert_due("2026-03-02", 7, DAYS, "2026-03-09");
}

static void working_days_skip_what_is_off_and_use_swapped_saturdays(void **state)
{
	assert_due("2026-11-20", 1, WORKING_DAYS, "2026-11-23");
	assert_due("2026-11-20", 2, WORKING_DAYS, "2026-11-25");
	assert_due("2026-08-21", 1, WORKING_DAYS, "2026-08-22"); /* a Saturday worked for 31/08 */
	assert_due("2026-08-21", 7, WORKING_DAYS, "2026-09-03");
	assert_due("2020-01-22", 1, WORKING_DAYS, "2020-01-30");
	assert_due("2026-08-16", 6, DAYS, "2026-08-22");         /* a term may end on such a Saturday */
}

static void months_end_on_the_matching_date_or_the_last_of_the_month(void **state) /* Đ148 k3, k4 */
{
	assert_due("2026-01-15", 2, MONTHS, "2026-03-16");       /* 15/03 is a Sunday */
	assert_due("2025-12-31", 2, MONTHS, "2026-03-02");       /* 28/02 is a Saturday */
	assert_due("2024-01-31", 1, MONTHS, "2024-02-29");
	assert_due("2023-11-30", 3, MONTHS, "2024-02-29");
	assert_due("2024-02-29", 1, YEARS, "2025-02-28");
	assert_due("2024-10-31", 13, MONTHS, "2025-12-01");      /* 30/11 is a Sunday */
}

static void assert_sure(const char *from, int amount, enum term_unit unit, bool expected)
{
	assert_int_equal(due_of(day(from), amount, unit).sure, expected);
}

static void a_date_is_provisional_beyond_the_announced_years(void **state)
{
	assert_sure("2027-12-01", 30, DAYS, true);
	assert_sure("2027-12-01", 31, DAYS, false); /* 01/01/2028 is a day off: what follows is by rule */
	assert_sure("2027-12-20", 30, WORKING_DAYS, false);
	assert_sure("2030-01-10", 30, DAYS, false);
	assert_sure("2026-11-23", 30, WORKING_DAYS, true);
	assert_sure("2016-12-20", 30, WORKING_DAYS, false);
	assert_sure("2016-12-20", 30, DAYS, true);
}

static void assert_no_rule(const char *from, int amount, enum term_unit unit, int year)
{
	struct due   due;
	struct error e;
	assert_false(calendar_due(vn, day(from), (struct term){ amount, unit, NULL }, &due, &e));
	assert_string_equal(e.code, CALENDAR_NO_RULE);
	assert_int_equal(e.number, year);
	assert_int_equal(e.limit, 2035);
}

static void there_is_no_date_beyond_the_last_year_with_a_rule(void **state)
{
	assert_due("2035-12-28", 3, DAYS, "2035-12-31");
	assert_no_rule("2035-12-28", 4, DAYS, 2036);
	assert_no_rule("2035-12-31", 1, WORKING_DAYS, 2036);
	assert_no_rule("2035-12-31", 1, MONTHS, 2036);
	assert_no_rule("2030-01-01", 10000, YEARS, 2036);
	assert_no_rule("2015-01-01", 2, WORKING_DAYS, 2015);
}

static void an_amount_below_0_or_above_10000_is_refused(void **state)
{
	struct due   due;
	struct error e;
	assert_false(calendar_due(vn, day("2026-01-05"), (struct term){ -1, DAYS, NULL }, &due, &e));
	assert_string_equal(e.code, CALENDAR_BAD_AMOUNT);
	assert_false(calendar_due(vn, day("2026-01-05"), (struct term){ 10001, WORKING_DAYS, NULL }, &due, &e));
	assert_string_equal(e.code, CALENDAR_BAD_AMOUNT);
}

/* ---- how a date came about ---- */

static void assert_steps(const char *from, int amount, enum term_unit unit, const char *expected)
{
	struct count count;
	struct build b = { .arena = arena };
	assert_true(calendar_count(vn, arena, day(from), (struct term){ amount, unit, NULL }, &count, NULL));
	for (size_t i = 0; i < count.step_count; i++)
		build_print(&b, "%s%s %s %d%s", i ? ", " : "", print(count.steps[i].at.day) + 5, step_kind_tag(count.steps[i].kind), count.steps[i].number,
			count.steps[i].is_month_end ? " end" : "");
	assert_string_equal(text_c(arena, build_text(&b)), expected);
}

static void the_count_tells_each_day(void **state)
{
	assert_steps("2026-11-20", 3, WORKING_DAYS,
		"11-21 skipped 0, 11-22 skipped 0, 11-23 counted 1, 11-24 skipped 1, 11-25 counted 2, 11-26 counted 3");
	assert_steps("2020-01-30", 2, DAYS, "01-31 counted 1, 02-01 counted 2, 02-01 moved 2, 02-02 moved 2, 02-03 due 2");
	assert_steps("2025-12-31", 2, MONTHS, "01-31 counted 1, 02-28 counted 2 end, 02-28 moved 2, 03-01 moved 2, 03-02 due 2");
}

/* ---- what is left, pauses, notices ---- */

static void assert_left(const char *today, const char *due, enum term_unit unit, int expected)
{
	int left = 99999;
	assert_true(calendar_left(vn, day(today), day(due), unit, &left, NULL));
	assert_int_equal(left, expected);
}

static void what_is_left_is_counted_in_the_units_of_the_rule(void **state)
{
	assert_left("2026-11-23", "2026-11-30", WORKING_DAYS, 4);
	assert_left("2026-11-23", "2026-11-30", DAYS, 7);
	assert_left("2026-11-23", "2026-11-30", MONTHS, 7);
	assert_left("2026-11-30", "2026-11-30", WORKING_DAYS, 0);
	assert_left("2026-12-02", "2026-11-30", WORKING_DAYS, -2);
	assert_left("2026-12-02", "2026-11-30", DAYS, -2);
	assert_left("2026-11-28", "2026-11-27", WORKING_DAYS, -1); /* Saturday after a due Friday: late */
	assert_left("2026-11-30", "2026-11-27", WORKING_DAYS, -1);
	assert_left("2040-01-05", "2040-01-01", DAYS, -4);         /* days need no rule */
}

static void assert_paused(const char *from, int amount, enum term_unit unit, const char *paused, int left, const char *resumed, const char *due)
{
	struct term  rest = { 0 };
	struct error e;
	if (!calendar_pause(vn, day(from), (struct term){ amount, unit, "Đ11a LKN" }, day(paused), &rest, &e))
		fail_msg("%s", e.code);
	assert_int_equal(rest.amount, left);
	assert_string_equal(rest.basis, "Đ11a LKN");
	assert_string_equal(print(due_of(day(resumed), rest.amount, rest.unit).day), due);
}

static void the_remaining_days_run_on_after_a_pause(void **state)
{
	assert_paused("2026-03-02", 10, WORKING_DAYS, "2026-03-05", 7, "2026-04-01", "2026-04-10");
	assert_paused("2026-03-02", 30, DAYS, "2026-03-12", 20, "2026-05-04", "2026-05-25"); /* 24/05 is a Sunday */
	assert_paused("2026-03-02", 1, MONTHS, "2026-03-12", 21, "2026-05-04", "2026-05-25");
	/* paused on the weekend onto which it had moved: nothing is left but the next working day */
	assert_paused("2026-03-02", 5, DAYS, "2026-03-08", 0, "2026-03-14", "2026-03-16");
}

static void a_missed_term_is_not_mended_by_a_pause(void **state)
{
	struct term  left;
	struct error e;
	assert_false(calendar_pause(vn, day("2026-03-02"), (struct term){ 5, DAYS, NULL }, day("2026-03-10"), &left, &e));
	assert_string_equal(e.code, CALENDAR_OVERDUE);
	assert_string_equal(print(e.day), "2026-03-09");
}

static void assert_before(const char *event, int amount, enum term_unit unit, const char *expected)
{
	struct due due;
	assert_true(calendar_before(vn, day(event), (struct term){ amount, unit, NULL }, &due, NULL));
	assert_string_equal(print(due.day), expected);
}

static void a_notice_is_counted_backward(void **state)
{
	assert_before("2026-11-30", 5, WORKING_DAYS, "2026-11-20"); /* 27, 26, 25, 23, 20: 24/11 is off */
	assert_before("2026-11-30", 5, DAYS, "2026-11-25");
	assert_before("2026-11-30", 1, DAYS, "2026-11-27");         /* 29/11 is a Sunday */
	assert_before("2026-03-31", 1, MONTHS, "2026-02-27");       /* 28/02 is a Saturday */
	assert_before("2026-11-24", 0, DAYS, "2026-11-23");
}

/* ---- for any term ---- */

struct draw {
	struct world world;
};

static int draw(struct draw *d, int below)
{
	uint32_t n;
	d->world.random(&d->world, &n, sizeof(n));
	return (int)(n % (uint32_t)below);
}

static struct draw draw_start(void)
{
	struct draw d = { world_real() };
	world_seed(&d.world, seed);
	return d;
}

#define HOLDS(claim, from, amount, unit) \
	do { \
		if (!(claim)) \
			fail_msg("%s: from %s, %d, unit %d; DANVAN_TEST_SEED=%llu", #claim, print(from), amount, unit, (unsigned long long)seed); \
	} while (0)

static void of_any_term_the_due_day_is_a_working_day_not_before_it_began_and_later_for_a_longer_one(void **state)
{
	struct draw d = draw_start();
	for (int i = 0; i < 20000; i++) {
		enum term_unit unit = (enum term_unit)draw(&d, 4);
		int            amount = draw(&d, unit == DAYS ? 900 : unit == WORKING_DAYS ? 600 : unit == MONTHS ? 30 : 3);
		day_t          from = day_add(calendar_first(vn), draw(&d, 365 * 16));
		struct due     due = due_of(from, amount, unit), longer = due_of(from, amount + 1, unit);
		bool           working = false;
		int            counted = 0;
		assert_true(calendar_is_working(vn, due.day, &working, NULL));
		HOLDS(working, from, amount, unit);
		HOLDS(due.day.n >= from.n, from, amount, unit);
		HOLDS(longer.day.n >= due.day.n, from, amount, unit);
		if (unit == WORKING_DAYS && amount > 0) {
			HOLDS(longer.day.n > due.day.n, from, amount, unit);
			assert_true(calendar_working_between(vn, from, due.day, &counted, NULL));
			HOLDS(counted == amount, from, amount, unit);
		}
	}
}

static void the_explanation_of_any_term_ends_where_the_term_ends(void **state)
{
	struct draw d = draw_start();
	for (int i = 0; i < 2000; i++) {
		enum term_unit unit = (enum term_unit)draw(&d, 4);
		int            amount = 1 + draw(&d, unit == YEARS ? 6 : 20), counted = 0;
		day_t          from = day_add(calendar_first(vn), draw(&d, 365 * 12)), before = from;
		struct due     due = due_of(from, amount, unit);
		struct count   count;
		bool           in_order = true;
		struct arena  *mine = arena_new(0);
		assert_true(calendar_count(vn, mine, from, (struct term){ amount, unit, NULL }, &count, NULL));
		for (size_t s = 0; s < count.step_count; s++) {
			counted += count.steps[s].kind == STEP_COUNTED;
			in_order = in_order && count.steps[s].at.day.n >= before.n;
			before = count.steps[s].at.day;
		}
		HOLDS(counted == amount, from, amount, unit);
		HOLDS(in_order, from, amount, unit);
		HOLDS(count.due.day.n == due.day.n && count.due.sure == due.sure, from, amount, unit);
		HOLDS(count.steps[count.step_count - 1].at.day.n == due.day.n, from, amount, unit);
		arena_free(mine);
	}
}

static void any_term_paused_and_resumed_on_one_day_ends_where_it_would_have_and_later_for_a_longer_pause(void **state)
{
	struct draw d = draw_start();
	for (int i = 0; i < 20000; i++) {
		enum term_unit unit = (enum term_unit)draw(&d, 4);
		int            amount = 1 + draw(&d, unit == YEARS ? 3 : 40);
		day_t          from = day_add(calendar_first(vn), draw(&d, 365 * 12));
		struct due     due = due_of(from, amount, unit);
		day_t          paused = day_add(from, draw(&d, due.day.n - from.n + 1));
		struct term    left;
		assert_true(calendar_pause(vn, from, (struct term){ amount, unit, NULL }, paused, &left, NULL));
		HOLDS(due_of(paused, left.amount, left.unit).day.n == due.day.n, from, amount, unit);
		HOLDS(due_of(day_add(paused, draw(&d, 300)), left.amount, left.unit).day.n >= due.day.n, from, amount, unit);
	}
}

static void a_notice_given_on_its_last_day_is_in_time_and_a_day_later_is_not(void **state)
{
	struct draw d = draw_start();
	for (int i = 0; i < 5000; i++) {
		int        amount = 1 + draw(&d, 30), counted = 0;
		day_t      event = day_add(calendar_first(vn), 200 + draw(&d, 365 * 15));
		struct due due;
		assert_true(calendar_before(vn, event, (struct term){ amount, WORKING_DAYS, NULL }, &due, NULL));
		/* the day of the notice and the days up to the one before the event make the amount */
		assert_true(calendar_working_between(vn, day_add(due.day, -1), day_add(event, -1), &counted, NULL));
		HOLDS(counted == amount, event, amount, WORKING_DAYS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_weekday_off_and_each_saturday_worked_is_the_announced_one),
		cmocka_unit_test(the_data_begin_in_2016_and_end_in_2035),
		cmocka_unit_test(each_swap_names_its_other_day),
		cmocka_unit_test(the_culture_day_of_2026_stands_alone),
		cmocka_unit_test(national_day_is_one_day_before_2021_and_two_days_since),
		cmocka_unit_test(compensations_roll_on),
		cmocka_unit_test(a_day_tells_what_it_rests_on),
		cmocka_unit_test(the_new_years_of_all_years_are_off),
		cmocka_unit_test(a_term_that_ends_at_tet_ends_on_the_first_working_day_after_it),
		cmocka_unit_test(the_first_day_is_not_counted),
		cmocka_unit_test(a_term_of_nothing_ends_on_the_day_or_the_next_working_day),
		cmocka_unit_test(a_term_that_ends_on_a_weekend_moves_to_monday),
		cmocka_unit_test(working_days_skip_what_is_off_and_use_swapped_saturdays),
		cmocka_unit_test(months_end_on_the_matching_date_or_the_last_of_the_month),
		cmocka_unit_test(a_date_is_provisional_beyond_the_announced_years),
		cmocka_unit_test(there_is_no_date_beyond_the_last_year_with_a_rule),
		cmocka_unit_test(an_amount_below_0_or_above_10000_is_refused),
		cmocka_unit_test(the_count_tells_each_day),
		cmocka_unit_test(what_is_left_is_counted_in_the_units_of_the_rule),
		cmocka_unit_test(the_remaining_days_run_on_after_a_pause),
		cmocka_unit_test(a_missed_term_is_not_mended_by_a_pause),
		cmocka_unit_test(a_notice_is_counted_backward),
		cmocka_unit_test(of_any_term_the_due_day_is_a_working_day_not_before_it_began_and_later_for_a_longer_one),
		cmocka_unit_test(the_explanation_of_any_term_ends_where_the_term_ends),
		cmocka_unit_test(any_term_paused_and_resumed_on_one_day_ends_where_it_would_have_and_later_for_a_longer_pause),
		cmocka_unit_test(a_notice_given_on_its_last_day_is_in_time_and_a_day_later_is_not),
	};
	return cmocka_run_group_tests_name("calendar", tests, open_calendar, close_calendar);
}
