/* say.c - sentences, days, numbers, sizes and plurals in both languages. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "base/say.h"
#include "base/say_table.h"

static int open_arena(void **state)
{
	*state = arena_new(0);
	return 0;
}

static int close_arena(void **state)
{
	arena_free(*state);
	return 0;
}

static day_t the_day(const char *iso)
{
	day_t d;
	assert_true(day_parse(text_of(iso), &d));
	return d;
}

static void assert_built(const struct build *b, const char *expected)
{
	struct text t = build_text(b);
	if (!text_is(t, expected))
		fail_msg("said \"%.*s\" instead of \"%s\"", TEXT_ARG(t), expected);
}

/* assert_said("1.234", "1,234", say_number, 1234) */
#define assert_said(vi, en, how, ...)                                              \
	do {                                                                       \
		struct build b_vi = { .arena = *state }, b_en = { .arena = *state }; \
		how(&b_vi, LANG_VI, __VA_ARGS__);                                  \
		how(&b_en, LANG_EN, __VA_ARGS__);                                  \
		assert_built(&b_vi, vi);                                           \
		assert_built(&b_en, en);                                           \
	} while (0)

static void a_date_is_said_as_people_write_it(void **state)
{
	assert_said("03/12/2026", "3 December 2026", say_date, the_day("2026-12-03"));
	assert_said("thứ Hai 03/02/2020", "Monday 3 February 2020", say_day, the_day("2020-02-03"));
	assert_said("chủ nhật 29/02/2032", "Sunday 29 February 2032", say_day, the_day("2032-02-29"));
	assert_said("tháng 05/2026", "May 2026", say_month, the_day("2026-05-17"));
	assert_said("chưa rõ", "not known", say_day, DAY_NONE);
}

static void each_weekday_has_its_name(void **state)
{
	static const char *const vi[] = { "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "chủ nhật" };
	static const char *const en[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };
	for (int i = 0; i < 7; i++)
		assert_said(vi[i], en[i], say_weekday, day_add(the_day("2026-11-23"), i));
}

static void an_instant_is_said_in_the_time_of_vietnam(void **state)
{
	instant_t at;
	assert_true(instant_parse(TEXT("2026-11-23T17:05:59Z"), &at));
	assert_said("00:05 ngày 24/11/2026", "00:05 on 24 November 2026", say_instant, at);
}

static void numbers_are_grouped_in_threes(void **state)
{
	assert_said("0", "0", say_number, 0);
	assert_said("999", "999", say_number, 999);
	assert_said("1.000", "1,000", say_number, 1000);
	assert_said("1.234.567", "1,234,567", say_number, 1234567);
	assert_said("−12.345", "−12,345", say_number, -12345);
	assert_said("−9.223.372.036.854.775.808", "−9,223,372,036,854,775,808", say_number, INT64_MIN);
}

static void decimals_take_the_language_s_mark(void **state)
{
	assert_said("1.234,5", "1,234.5", say_decimal, 12345, 1);
	assert_said("0,05", "0.05", say_decimal, 5, 2);
	assert_said("−0,5", "−0.5", say_decimal, -5, 1);
	assert_said("98,5 %", "98.5%", say_permille, 985);
	assert_said("100 %", "100%", say_permille, 1000);
}

static void sizes_are_said_in_units_of_1024(void **state)
{
	assert_said("1 byte", "1 byte", say_size, 1);
	assert_said("1.023 byte", "1,023 bytes", say_size, 1023);
	assert_said("1 KB", "1 KB", say_size, 1024);
	assert_said("1,2 MB", "1.2 MB", say_size, 1258300);
	assert_said("10 MB", "10 MB", say_size, 10 * 1024 * 1024);
	assert_said("7,9 EB", "7.9 EB", say_size, INT64_MAX);
}

static void a_duration_is_said_in_two_units_at_most(void **state)
{
	assert_said("1 giờ 30 phút", "1 hour 30 minutes", say_duration, 90 * 60000);
	assert_said("2 ngày 1 giờ", "2 days 1 hour", say_duration, (49 * 3600 + 59) * INT64_C(1000));
	assert_said("0 giây", "0 seconds", say_duration, 999);
	assert_said("1 ngày", "1 day", say_duration, 86400000);
}

static void what_is_left_is_counted_in_the_rule_s_unit(void **state)
{
	assert_said("Còn 4 ngày làm việc", "4 working days left", say_left, 4, SAY_WORKING_DAYS);
	assert_said("Còn 1 ngày", "1 day left", say_left, 1, SAY_DAYS);
	assert_said("Hết hạn hôm nay", "Due today", say_left, 0, SAY_DAYS);
	assert_said("Quá hạn 2 ngày", "2 days late", say_left, -2, SAY_DAYS);
	assert_said("Quá hạn 1 ngày làm việc", "1 working day late", say_left, -1, SAY_WORKING_DAYS);
}

static void an_error_is_said_with_its_facts(void **state)
{
	struct error e;
	error(&e, BASE_TOO_LARGE, .name = TEXT("anh.jpg"), .number = 12345678, .limit = 1);
	assert_true(text_is(error_say(*state, LANG_EN, &e), "anh.jpg is too large: 12,345,678 bytes, at most 1 byte. Use a smaller one."));
	assert_true(text_is(error_say(*state, LANG_VI, &e), "anh.jpg quá lớn: 12.345.678 byte, nhiều nhất là 1 byte. Hãy dùng bản nhỏ hơn."));
}

static void a_code_without_a_sentence_is_told_with_the_code(void **state)
{
	struct error e;
	error(&e, "nobody.knows");
	assert_false(say_knows("nobody.knows"));
	assert_true(text_find(error_say(*state, LANG_EN, &e), TEXT("(nobody.knows)")) != SIZE_MAX);
}

static void the_table_is_in_order_and_whole(void **state)
{
	assert_true(say_rows_n > 10);
	for (size_t i = 0; i < say_rows_n; i++) {
		assert_true(i == 0 || strcmp(say_rows[i - 1].code, say_rows[i].code) < 0);
		assert_true(say_knows(say_rows[i].code));
		for (int l = 0; l < LANG_COUNT; l++)
			assert_true(strlen(say_rows[i].sentence[l]) > 1);
	}
}

static void a_language_is_read_from_its_tag(void **state)
{
	enum lang l = LANG_VI;
	assert_true(lang_read(TEXT("en-GB"), &l) && l == LANG_EN);
	assert_true(lang_read(TEXT("VI"), &l) && l == LANG_VI);
	assert_false(lang_read(TEXT("english"), &l));
	assert_false(lang_read(TEXT("fr"), &l));
	assert_false(lang_read(TEXT_EMPTY, &l));
}

#define CLAIM(f) cmocka_unit_test_setup_teardown(f, open_arena, close_arena)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(a_date_is_said_as_people_write_it),
		CLAIM(each_weekday_has_its_name),
		CLAIM(an_instant_is_said_in_the_time_of_vietnam),
		CLAIM(numbers_are_grouped_in_threes),
		CLAIM(decimals_take_the_language_s_mark),
		CLAIM(sizes_are_said_in_units_of_1024),
		CLAIM(a_duration_is_said_in_two_units_at_most),
		CLAIM(what_is_left_is_counted_in_the_rule_s_unit),
		CLAIM(an_error_is_said_with_its_facts),
		CLAIM(a_code_without_a_sentence_is_told_with_the_code),
		CLAIM(the_table_is_in_order_and_whole),
		CLAIM(a_language_is_read_from_its_tag),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
