/* Lunar dates at UTC+7, 1900-2100. With the argument "table" the program prints all of them, for tests/npm/lunar.mjs to compare. */
#include "calendar/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define FIRST ((day_t){ -25567 }) /* 1900-01-01 */

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

static void assert_lunar(const char *solar, const char *expected)
{
	struct lunar l;
	day_t        d, back;
	assert_true(day_parse(text_of(solar), &d));
	assert_true(lunar_of(d, &l));
	assert_string_equal(text_c(arena, lunar_print(arena, l)), expected);
	assert_true(lunar_parse(text_of(expected), &l));
	assert_true(lunar_day(l, &back));
	assert_int_equal(back.n, d.n);
}

static void new_years_fall_where_they_fall_in_vietnam(void **state)
{
	static const char *const tet[] = { "2016-02-08", "2017-01-28", "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22",
		"2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-02" };
	for (size_t i = 0; i < COUNT_OF(tet); i++)
		assert_lunar(tet[i], text_c(arena, text_print(arena, "%zu-01-01", 2016 + i)));
	/* where China's calendar differs: Tết of 1985, 2007 and 2030 */
	assert_lunar("1985-01-21", "1985-01-01");
	assert_lunar("2007-02-17", "2007-01-01");
	assert_lunar("2030-02-02", "2030-01-01");
}

static void the_commemoration_days_are_the_tenth_of_the_third_month(void **state)
{
	static const char *const gio_to[] = { "2016-04-16", "2017-04-06", "2018-04-25", "2019-04-14", "2020-04-02", "2021-04-21", "2022-04-10", "2023-04-29",
		"2024-04-18", "2025-04-07", "2026-04-26", "2027-04-16", "2028-04-04", "2029-04-23", "2030-04-12" };
	for (size_t i = 0; i < COUNT_OF(gio_to); i++)
		assert_lunar(gio_to[i], text_c(arena, text_print(arena, "%zu-03-10", 2016 + i)));
}

static void a_day_of_a_leap_month_is_written_with_a_plus(void **state)
{
	assert_lunar("2025-07-25", "2025-06+-01");
	assert_lunar("2025-06-25", "2025-06-01");
	assert_lunar("2023-03-22", "2023-02+-01");
	assert_lunar("2033-12-22", "2033-11+-01");
}

static void every_day_goes_to_its_lunar_date_and_back_without_a_gap(void **state)
{
	struct lunar before = { 0 }, l;
	int          count = 0;
	for (day_t d = FIRST; lunar_of(d, &l); d.n++, before = l, count++) {
		day_t back = DAY_NONE;
		assert_true(lunar_day(l, &back));
		assert_int_equal(back.n, d.n);
		bool next_day = l.year == before.year && l.month == before.month && l.is_leap == before.is_leap && l.day == before.day + 1;
		bool next_month = l.day == 1 && before.day >= 29 && before.day <= 30;
		assert_true(count == 0 || next_day || next_month);
	}
	/* to the last day of lunar 2100, 28/01/2101 */
	assert_int_equal(count, 73442);
}

static void in_19_years_there_are_7_leap_months_or_one_more_or_less(void **state)
{
	int known[][2] = { { 2001, 4 }, { 2004, 2 }, { 2006, 7 }, { 2009, 5 }, { 2012, 4 }, { 2014, 9 }, { 2017, 6 }, { 2020, 4 }, { 2023, 2 }, { 2025, 6 },
		{ 2028, 5 }, { 2031, 3 }, { 2033, 11 }, { 2036, 6 } };
	for (size_t i = 0; i < COUNT_OF(known); i++)
		assert_int_equal(lunar_leap_month(known[i][0]), known[i][1]);
	for (int year = 1900; year + 18 <= 2100; year++) {
		int leap = 0;
		for (int i = 0; i < 19; i++)
			leap += lunar_leap_month(year + i) != 0;
		assert_in_range(leap, 6, 8);
	}
	int between = 0;
	for (int year = 2001; year <= 2036; year++)
		between += lunar_leap_month(year) != 0;
	assert_int_equal(between, COUNT_OF(known));
}

static void what_is_no_lunar_date_is_refused(void **state)
{
	static const char *const wrong[] = { "2025-05+-01", "2026-06+-01", "2025-13-01", "2025-00-01", "2025-02-31", "2030-1-1", "2030-01-01 ", "2030-01-+1",
		"2030-++-01", "", "2101-01-01", "1899-11-01", "2025-06+", "2025--6-01" };
	struct lunar l;
	day_t        last;
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		if (lunar_parse(text_of(wrong[i]), &l))
			fail_msg("%s was taken", wrong[i]);
	assert_false(lunar_of(day_add(FIRST, -1), &l));
	assert_false(lunar_of(DAY_NONE, &l));
	assert_true(day_parse(TEXT("2101-01-29"), &last));
	assert_false(lunar_of(last, &l));
}

static int print_table(void)
{
	struct lunar l;
	for (day_t d = FIRST; lunar_of(d, &l); d.n++) {
		struct arena *mine = arena_new(0);
		printf("%.*s %.*s\n", TEXT_ARG(day_print(mine, d)), TEXT_ARG(lunar_print(mine, l)));
		arena_free(mine);
	}
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_years_fall_where_they_fall_in_vietnam),
		cmocka_unit_test(the_commemoration_days_are_the_tenth_of_the_third_month),
		cmocka_unit_test(a_day_of_a_leap_month_is_written_with_a_plus),
		cmocka_unit_test(every_day_goes_to_its_lunar_date_and_back_without_a_gap),
		cmocka_unit_test(in_19_years_there_are_7_leap_months_or_one_more_or_less),
		cmocka_unit_test(what_is_no_lunar_date_is_refused),
	};
	if (argc > 1 && strcmp(argv[1], "table") == 0)
		return print_table();
	return cmocka_run_group_tests_name("calendar_lunar", tests, open_arena, close_arena);
}
