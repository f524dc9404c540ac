/* The commands term and calendar as a person calls them: what stands on standard output, and the exit code. */
#include "base/base.h"
#include "cli/cli.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

struct answer {
	char *out, *err;
	int   code;
};

static struct answer answer;

/* One call, its words separated by spaces. */
static void call(const char *line)
{
	static char *none[] = { NULL };
	struct world world = world_real();
	struct arena *arena = arena_new(0);
	char        *argv[20];
	int          argc = 0;
	size_t       out_len, err_len;
	struct text  rest = text_of(line), part;
	free(answer.out);
	free(answer.err);
	FILE *out = open_memstream(&answer.out, &out_len), *err = open_memstream(&answer.err, &err_len);
	assert_non_null(out);
	assert_non_null(err);
	while (rest.len && text_next(&rest, ' ', &part))
		argv[argc++] = text_c(arena, part);
	argv[argc] = NULL;
	answer.code = cli_main(&(struct cli_call){ .world = &world, .in = stdin, .out = out, .err = err, .variables = none }, argc, argv);
	fclose(out);
	fclose(err);
	arena_free(arena);
}

static void assert_prints(const char *line, const char *expected)
{
	call(line);
	assert_string_equal(answer.out, expected);
	assert_int_equal(answer.code, 0);
}

static void assert_holds(const char *line, const char *piece)
{
	call(line);
	assert_int_equal(answer.code, 0);
	if (!strstr(answer.out, piece))
		fail_msg("%s\n%s\nhas no %s", line, answer.out, piece);
}

static void assert_refused(const char *line, int code, const char *piece)
{
	call(line);
	assert_string_equal(answer.out, "");
	assert_int_equal(answer.code, code);
	if (!strstr(answer.err, piece))
		fail_msg("%s\n%s\nhas no %s", line, answer.err, piece);
}

static void a_term_prints_its_date_alone(void **state)
{
	assert_prints("danvan term --from 2020-01-22 --days 10", "2020-02-03\n");
	assert_string_equal(answer.err, "");
	assert_prints("danvan term --from 22/01/2020 --working-days 1", "2020-01-30\n");
	assert_prints("danvan term --from 2025-12-31 --months 2", "2026-03-02\n");
	assert_prints("danvan term --from 2024-02-29 --years 1", "2025-02-28\n");
}

static void a_provisional_date_says_so_beside_the_result(void **state)
{
	assert_prints("danvan term --from 2030-01-22 --days 10 --lang en", "2030-02-07\n");
	assert_non_null(strstr(answer.err, "Provisional"));
	assert_holds("danvan term --from 2030-01-22 --days 10 --json", "\"certainty\":\"provisional\"");
	assert_string_equal(answer.err, "");
}

static void as_json_a_term_tells_each_day_and_why(void **state)
{
	assert_holds("danvan term --from 2020-01-22 --days 10 --json", "\"certainty\":\"certain\"");
	assert_holds("danvan term --from 2020-01-22 --days 10 --json", "\"due\":\"2020-02-03\"");
	assert_holds("danvan term --from 2020-01-22 --days 10 --json", "\"date\":\"2020-02-01\",\"kind\":\"weekend\",\"moved\":\"Đ148 k5 BLDS 2015\"");
	assert_holds("danvan term --from 2026-11-20 --working-days 3 --json",
		"{\"basis\":\"NQ 28/2026/QH16 Đ2 k1; CV 10065/VPCP-KGVX\",\"date\":\"2026-11-24\",\"kind\":\"holiday\"");
}

static void a_year_lists_its_days_off_with_names(void **state)
{
	assert_holds("danvan calendar 2030", "2030-02-02  thứ Bảy  Tết Âm lịch  [Đ112 k1 điểm b BLLĐ 2019; theo quy định]\n");
	assert_holds("danvan calendar 2026", "2026-08-22  thứ Bảy  Làm bù cho ngày 31/08/2026");
	assert_string_equal(answer.err, "");
	assert_holds("danvan calendar 2026 --lang en", "2026-11-24  Tuesday  Vietnamese Culture Day");
	assert_null(strstr(answer.out, "2026-11-28"));
	assert_holds("danvan calendar 2030 --json", "\"status\":\"by-rule\",\"year\":2030}");
}

static void lunar_dates_go_both_ways(void **state)
{
	assert_prints("danvan calendar lunar 2030-02-02", "2030-01-01\n");
	assert_prints("danvan calendar lunar 2025-07-25", "2025-06+-01\n");
	assert_prints("danvan calendar solar 2025-06+-01", "2025-07-25\n");
}

static void what_can_not_be_answered_is_refused_in_words(void **state)
{
	assert_refused("danvan term --from 2020-01-22", 64, "--working-days");
	assert_refused("danvan term --from 2020-01-22 --days 3 --months 1", 64, "--working-days");
	assert_refused("danvan term --from 2020-01-22 --days x", 64, "--days");
	assert_refused("danvan term --from 2036-01-22 --days 3", 1, "2016 - 2035");
	assert_refused("danvan calendar 2036", 1, "2036");
	assert_refused("danvan calendar 20", 64, "20");
	assert_refused("danvan calendar lunar 2030-02-30", 64, "2030-02-30");
	assert_refused("danvan calendar lunar 2150-01-01", 1, "2150-01-01");
	assert_refused("danvan calendar solar 2026-06+-01", 64, "2026-06+-01");
	assert_refused("danvan calendar check /nowhere/at/all.yaml", 74, "/nowhere/at/all.yaml");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_term_prints_its_date_alone),
		cmocka_unit_test(a_provisional_date_says_so_beside_the_result),
		cmocka_unit_test(as_json_a_term_tells_each_day_and_why),
		cmocka_unit_test(a_year_lists_its_days_off_with_names),
		cmocka_unit_test(lunar_dates_go_both_ways),
		cmocka_unit_test(what_can_not_be_answered_is_refused_in_words),
	};
	int failed = cmocka_run_group_tests_name("cli_calendar", tests, NULL, NULL);
	free(answer.out);
	free(answer.err);
	return failed;
}
