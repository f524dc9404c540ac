/* The files of days off: what is taken, and what is refused with file, line and column. */
#include "calendar/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct arena *arena;

static int open_arena(void **state)
{
	arena = arena_new(0);
	return 0;
}

static int close_arena(void **state)
{
	arena_free(arena);
	return 0;
}

static bool load(const char *yaml, const struct calendar **ret, struct error *e)
{
	struct embedded files[] = { { "a.yaml", (const unsigned char *)yaml, strlen(yaml) }, { NULL } };
	return calendar_load(arena, files, ret, e);
}

#define YEARS_2026 "years: [{year: 2026, status: announced, basis: n}]\n"
#define WEEKENDS "weekends: [{days: saturday sunday, basis: w}]\n"
#define RULE "rules:\n- {id: a, on: 05-01, vi: v, en: e, basis: b}\n"

static void assert_refused(const char *yaml, const char *code, int line, int column)
{
	const struct calendar *c = NULL;
	struct error           e = { 0 };
	if (load(yaml, &c, &e))
		fail_msg("taken:\n%s", yaml);
	if (strcmp(e.code, code) != 0 || e.line != line || e.column != column)
		fail_msg("%s at %d:%d, expected %s at %d:%d, of\n%s", e.code, e.line, e.column, code, line, column, yaml);
	if (line)
		assert_string_equal(e.file, "a.yaml");
}

static void what_can_not_be_read_is_refused_where_it_stands(void **state)
{
	assert_refused("years: [", CALENDAR_DATA_SYNTAX, 2, 1);
	assert_refused("- a\n", CALENDAR_DATA_VALUE, 1, 1);
	assert_refused("", CALENDAR_DATA_MISSING, 0, 0);
	assert_refused(YEARS_2026 "---\n" WEEKENDS, CALENDAR_DATA_SYNTAX, 3, 1);
	assert_refused(YEARS_2026 "holidays: []\n", CALENDAR_DATA_KEY, 2, 1);
	assert_refused(YEARS_2026 "rules: no\n", CALENDAR_DATA_VALUE, 2, 8);
	assert_refused(YEARS_2026 "rules: [no]\n", CALENDAR_DATA_VALUE, 2, 9);
}

static void an_unknown_a_repeated_or_a_missing_key_is_refused(void **state)
{
	assert_refused(YEARS_2026 "swaps: [{of: 2026-01-02}]\n", CALENDAR_DATA_KEY, 2, 10);
	assert_refused(YEARS_2026 "swaps: [{off: 2026-01-02, off: 2026-01-02}]\n", CALENDAR_DATA_KEY, 2, 27);
	assert_refused(YEARS_2026 "swaps:\n- {off: 2026-01-02, basis: n}\n", CALENDAR_DATA_MISSING, 3, 3);
	assert_refused(YEARS_2026 "rules:\n- {id: a, vi: v, en: e, basis: b}\n", CALENDAR_DATA_MISSING, 3, 3);
}

static void a_value_of_another_shape_is_refused(void **state)
{
	assert_refused("years: [{year: 26, status: announced, basis: n}]\n", CALENDAR_DATA_VALUE, 1, 16);
	assert_refused("years: [{year: 2026, status: maybe, basis: n}]\n", CALENDAR_DATA_VALUE, 1, 30);
	assert_refused("years: [{year: 2026, status: [by_rule], basis: n}]\n", CALENDAR_DATA_VALUE, 1, 30);
	assert_refused(YEARS_2026 "weekends: [{days: caturday, basis: w}]\n", CALENDAR_DATA_VALUE, 2, 19);
	assert_refused(YEARS_2026 "swaps: [{off: 2026-02-30, work: 2026-03-01, basis: n}]\n", CALENDAR_DATA_VALUE, 2, 15);
	assert_refused(YEARS_2026 "rules: [{id: a, on: 13-01, vi: v, en: e, basis: b}]\n", CALENDAR_DATA_VALUE, 2, 21);
	assert_refused(YEARS_2026 "rules: [{id: a, on: 05-01, begins: 3, ends: 1, vi: v, en: e, basis: b}]\n", CALENDAR_DATA_VALUE, 2, 36);
	assert_refused(YEARS_2026 "rules: [{id: a, on: 05-01, vi: \"\", en: e, basis: b}]\n", CALENDAR_DATA_VALUE, 2, 32);
}

static void years_come_in_order_without_a_gap(void **state)
{
	assert_refused("years:\n- {year: 2026, status: announced, basis: n}\n- {year: 2028, status: by_rule, basis: n}\n", CALENDAR_DATA_VALUE, 3, 10);
	assert_refused("years:\n- {year: 2026, status: announced, basis: n}\n- {year: 2026, status: by_rule, basis: n}\n", CALENDAR_DATA_VALUE, 3, 10);
}

static void two_rules_of_one_name_may_not_be_in_force_together(void **state)
{
	assert_refused(YEARS_2026 RULE "- {id: a, on: 05-02, vi: v, en: e, basis: b}\n", CALENDAR_DATA_CLASH, 4, 8);
	assert_refused(YEARS_2026 "rules:\n- {id: a, on: 05-01, vi: v, en: e, basis: b, until: 2026-06-01}\n"
		"- {id: a, on: 05-02, vi: v, en: e, basis: b, from: 2026-06-01}\n", CALENDAR_DATA_CLASH, 4, 8);
}

static void a_notice_fits_its_rule(void **state)
{
	assert_refused(YEARS_2026 RULE "breaks: [{rule: b, year: 2026, first: 2026-05-01, last: 2026-05-01, basis: n}]\n", CALENDAR_DATA_VALUE, 4, 17);
	assert_refused(YEARS_2026 RULE "breaks: [{rule: a, year: 2027, first: 2027-05-01, last: 2027-05-01, basis: n}]\n", CALENDAR_DATA_VALUE, 4, 26);
	assert_refused(YEARS_2026 RULE "breaks: [{rule: a, year: 2026, first: 2026-06-01, last: 2026-06-01, basis: n}]\n", CALENDAR_DATA_VALUE, 4, 39);
	assert_refused(YEARS_2026 RULE "breaks: [{rule: a, year: 2026, first: 2026-05-01, last: 2026-05-02, basis: n}]\n", CALENDAR_DATA_VALUE, 4, 57);
	assert_refused(YEARS_2026 RULE "breaks:\n- {rule: a, year: 2026, first: 2026-05-01, last: 2026-05-01, basis: n}\n"
		"- {rule: a, year: 2026, first: 2026-05-02, last: 2026-05-02, basis: n}\n", CALENDAR_DATA_CLASH, 6, 10);
}

static void a_swap_is_between_a_working_day_and_a_weekly_day_off(void **state)
{
	assert_refused(YEARS_2026 WEEKENDS "swaps: [{off: 2026-01-03, work: 2026-01-10, basis: n}]\n", CALENDAR_DATA_CLASH, 3, 15);
	assert_refused(YEARS_2026 WEEKENDS "swaps: [{off: 2026-01-02, work: 2026-01-09, basis: n}]\n", CALENDAR_DATA_CLASH, 3, 33);
	assert_refused(YEARS_2026 WEEKENDS "swaps: [{off: 2026-12-31, work: 2027-01-02, basis: n}]\n", CALENDAR_DATA_VALUE, 3, 33);
	assert_refused(YEARS_2026 WEEKENDS RULE "swaps: [{off: 2026-05-01, work: 2026-05-02, basis: n}]\n", CALENDAR_DATA_CLASH, 5, 15);
}

static void a_file_that_is_too_large_or_no_text_is_refused(void **state)
{
	const struct calendar *c;
	struct error           e;
	char                  *large = arena_alloc(arena, 300000);
	memset(large, '#', 299999);
	assert_false(load(large, &c, &e));
	assert_string_equal(e.code, BASE_TOO_LARGE);
	assert_false(load("years: [{year: 2026, status: announced, basis: \"\xff\"}]\n", &c, &e));
	assert_string_equal(e.code, BASE_NOT_TEXT);
}

static void a_new_notice_moves_only_what_it_names(void **state)
{
	/* the data of the program with one file more: the break of 2028 is announced with one day before Tết and four from it on */
	static const char notice[] = "breaks:\n- {rule: tet-am-lich, year: 2028, first: 2028-01-25, last: 2028-01-29, basis: x}\n";
	struct embedded   files[10];
	size_t            n = 0;
	struct error      e;
	for (; calendar_files[n].path; n++)
		files[n] = calendar_files[n];
	files[n] = (struct embedded){ "3.yaml", (const unsigned char *)notice, sizeof(notice) - 1 };
	files[n + 1] = (struct embedded){ 0 };
	const struct calendar *old, *new;
	assert_true(calendar_load(arena, calendar_files, &old, &e));
	assert_true(calendar_load(arena, files, &new, &e));
	struct build changed = { .arena = arena };
	for (day_t d = calendar_first(old); d.n <= calendar_last(old).n; d.n++) {
		bool a = false, b = false;
		assert_true(calendar_is_working(old, d, &a, &e) && calendar_is_working(new, d, &b, &e));
		if (a != b)
			build_print(&changed, "%.*s %s; ", TEXT_ARG(day_print(arena, d)), b ? "working" : "off");
	}
	/* Saturday 29/01 is compensated on Monday 31/01 */
	assert_string_equal(text_c(arena, build_text(&changed)), "2028-01-24 working; 2028-01-31 off; ");
}

static void what_an_earlier_file_said_already_changes_nothing_and_of_a_year_the_later_status_counts(void **state)
{
	static const char again[] = "years:\n- {year: 2028, status: announced, basis: x}\n"
				    "rules:\n- {id: le-khac, vi: v, en: e, basis: b, on: 03-03, from: 2028-03-03, until: 2028-03-03}\n"
				    "breaks:\n- {rule: tet-am-lich, year: 2027, first: 2027-02-04, last: 2027-02-08, basis: x}\n"
				    "swaps:\n- {off: 2026-08-31, work: 2026-08-22, basis: x}\n";
	struct embedded        files[10], *last;
	const struct calendar *c;
	struct error           e = { 0 };
	enum day_status        status;
	bool                   works = true;
	for (last = files; calendar_files[last - files].path; last++)
		*last = calendar_files[last - files];
	last[0] = last[1] = (struct embedded){ "3.yaml", (const unsigned char *)again, sizeof(again) - 1 };
	last[2] = (struct embedded){ 0 };
	assert_true(calendar_load(arena, files, &c, &e));
	assert_true(calendar_year_status(c, 2028, &status, &e));
	assert_int_equal(status, DAY_ANNOUNCED);
	day_t day;
	assert_true(day_parse(TEXT("2028-03-03"), &day) && calendar_is_working(c, day, &works, &e));
	assert_false(works);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_can_not_be_read_is_refused_where_it_stands),
		cmocka_unit_test(an_unknown_a_repeated_or_a_missing_key_is_refused),
		cmocka_unit_test(a_value_of_another_shape_is_refused),
		cmocka_unit_test(years_come_in_order_without_a_gap),
		cmocka_unit_test(two_rules_of_one_name_may_not_be_in_force_together),
		cmocka_unit_test(a_notice_fits_its_rule),
		cmocka_unit_test(a_swap_is_between_a_working_day_and_a_weekly_day_off),
		cmocka_unit_test(a_file_that_is_too_large_or_no_text_is_refused),
		cmocka_unit_test(a_new_notice_moves_only_what_it_names),
		cmocka_unit_test(what_an_earlier_file_said_already_changes_nothing_and_of_a_year_the_later_status_counts),
	};
	return cmocka_run_group_tests_name("calendar_data", tests, open_arena, close_arena);
}
