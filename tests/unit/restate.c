/* restate.c - figures of the units of one day for those of another: summed where a unit went whole, told where it was divided, never shared out. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "country.h"

static bool restate(const char *csv, const char *on, const char *to, struct restated *ret, struct error *e)
{
	static const struct text sums[] = { { "people", 6 } };
	struct restate           how = { .csv = text_of(csv), .file = "f.csv", .on = day(on), .to = day(to), .column = TEXT("code"), .sums = sums, .sums_n = 1 };
	return figures_restate(registry, arena, &how, ret, e);
}

static void assert_restated(const char *csv, const char *on, const char *to, const char *rows)
{
	struct restated ret;
	struct error    e = { 0 };
	assert_true(restate(csv, on, to, &ret, &e));
	assert_string_equal(text_c(arena, ret.csv), text_c(arena, text_print(arena, "unit_id,code,name,\"people\",complete\n%s", rows)));
}

static void units_that_were_merged_are_summed(void **state)
{
	assert_restated("code,people\n02158,100\n02167,20\n02161,\"30,5\"\n", "2019-12-31", "2025-07-01", "vn-02155-20250701,02155,\"xã Na Rì\",150.50,yes\n");
	/* by id too, and a unit that goes on keeps its own */
	assert_restated("code,people\nvn-02158-0,100\n01957,7\n", "2019-12-31", "2020-02-01",
	                "vn-01957-0,01957,\"xã Thượng Quan\",7,yes\nvn-02158-0,02158,\"xã Kim Lư\",100,yes\n");
}

static void a_unit_that_was_divided_is_told_and_its_heirs_are_incomplete(void **state)
{
	struct restated ret;
	struct error    e = { 0 };
	assert_true(restate("code,people\n02149,1011\n02137,1828\n", "2019-12-31", "2020-02-01", &ret, &e)); /* Văn Học, Vũ Loan */
	assert_int_equal(ret.not_restated_n, 1);
	assert_int_equal(ret.not_restated[0].why, RESTATE_DIVIDED);
	assert_int_equal(ret.not_restated[0].line, 2);
	assert_non_null(strstr(text_c(arena, ret.csv), "xã Văn Vũ\",1828,no"));
	assert_non_null(strstr(text_c(arena, ret.csv), "xã Cường Lợi\",0,no"));
}

static void what_followed_a_division_later_is_not_whole_either(void **state)
{
	struct restated ret;
	struct error    e = { 0 };
	assert_true(restate("code,people\n02155,500\n", "2019-12-31", "2026-01-01", &ret, &e)); /* Lương Hạ */
	assert_int_equal(ret.not_restated_n, 1);
	assert_non_null(strstr(text_c(arena, ret.csv), "xã Na Rì\",0,no"));
}

static void rates_are_left_out_and_told(void **state)
{
	struct restated ret;
	struct error    e = { 0 };
	assert_true(restate("code,people,share of poor\n02158,100,3\n", "2019-12-31", "2025-07-01", &ret, &e));
	assert_string_equal(text_c(arena, ret.left_out), "share of poor");
}

static void what_can_be_read_in_two_ways_is_refused(void **state)
{
	struct restated ret;
	struct error    e = { 0 };
	assert_false(restate("code,people\n02158,1.250\n", "2019-12-31", "2025-07-01", &ret, &e));
	assert_true(error_is(&e, REGISTRY_CSV_VALUE) && e.line == 2);
	assert_false(restate("code,people\n02158,1\n", "2025-07-01", "2019-12-31", &ret, &e));
	assert_true(error_is(&e, REGISTRY_RESTATE_BACK));
	assert_false(restate("code,persons\n02158,1\n", "2019-12-31", "2025-07-01", &ret, &e));
	assert_true(error_is(&e, REGISTRY_CSV_HEADING));
	assert_false(restate("code,people\n02158,1,2\n", "2019-12-31", "2025-07-01", &ret, &e));
	assert_true(error_is(&e, REGISTRY_CSV_FIELDS));
}

static void a_unit_that_was_not_there_is_told(void **state)
{
	struct restated ret;
	struct error    e = { 0 };
	assert_true(restate("code,people\n99999,1\n061,5\n", "2019-12-31", "2025-07-01", &ret, &e));
	assert_int_equal(ret.not_restated_n, 2);
	assert_int_equal(ret.not_restated[0].why, RESTATE_NO_UNIT);
	assert_int_equal(ret.not_restated[1].why, RESTATE_NO_HEIR); /* a district: nobody followed it */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(units_that_were_merged_are_summed),
		cmocka_unit_test(a_unit_that_was_divided_is_told_and_its_heirs_are_incomplete),
		cmocka_unit_test(what_followed_a_division_later_is_not_whole_either),
		cmocka_unit_test(rates_are_left_out_and_told),
		cmocka_unit_test(what_can_be_read_in_two_ways_is_refused),
		cmocka_unit_test(a_unit_that_was_not_there_is_told),
	};
	return cmocka_run_group_tests(tests, country_begin, country_end);
}
