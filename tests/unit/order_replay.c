/* order_replay.c - the list of 06/10/2019 and the orders since then give the real units, day by day and id by id. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "country.h"

static size_t communes(const char *above, const char *on)
{
	const struct unit_fact **list;
	const struct unit_fact  *unit = unit_at(registry, text_of(above), day(on));
	return unit_list(registry, arena, unit ? unit->unit : text_of(above), LEVEL_COMMUNE, day(on), &list);
}

static void bac_kan_has_122_then_108_communes_and_thai_nguyen_92(void **state)
{
	assert_int_equal(communes("06", "2019-10-06"), 122);
	assert_int_equal(communes("06", "2020-01-31"), 122);
	assert_int_equal(communes("06", "2020-02-01"), 108);
	assert_int_equal(communes("06", "2023-04-10"), 108);
	assert_int_equal(communes("06", "2025-06-30"), 108);
	assert_int_equal(communes("06", "2025-07-01"), 0);
	assert_int_equal(communes("19", "2025-07-01"), 92);
}

static void each_district_has_the_communes_that_are_counted_there(void **state)
{
	static const struct { const char *district; size_t before, after; } counts[] = { { "058", 8, 8 }, { "060", 10, 10 }, { "061", 16, 15 }, { "062", 11, 10 },
		{ "063", 17, 14 }, { "064", 22, 20 }, { "065", 16, 14 }, { "066", 22, 17 } };
	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		assert_int_equal(communes(counts[i].district, "2020-01-31"), counts[i].before);
		assert_int_equal(communes(counts[i].district, "2020-02-01"), counts[i].after);
	}
}

/* tests/data/units.csv holds the same facts, made by hand from the lists of three days: id, code, name, type, parent, from, to. */
static void the_replay_gives_the_facts_of_the_list_made_by_hand(void **state)
{
	char   line[2048];
	size_t rows = 0, facts = 0;
	FILE  *f = fopen("tests/data/units.csv", "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	while (fgets(line, sizeof(line), f)) {
		struct text rest = text_of(line), field[7];
		for (size_t i = 0; i < COUNT_OF(field); i++)
			assert_true(text_next(&rest, ',', &field[i]));
		day_t                   from = DAY_NONE, to = DAY_MAX;
		assert_true((field[5].len == 0 || day_parse(field[5], &from)) && (field[6].len == 0 || day_parse(field[6], &to)));
		const struct unit_fact *all, *found = NULL;
		size_t                  n = unit_history(registry, field[0], &all);
		for (size_t i = 0; i < n; i++)
			found = all[i].from.n == from.n ? &all[i] : found;
		if (!found || !text_equal(found->code, field[1]) || !text_equal(found->name, field[2]) || !text_equal(found->type, field[3]) ||
		    !text_equal(found->parent, field[4]) || found->to.n != to.n)
			fail_msg("not as in the list: %s", line);
		rows++;
	}
	fclose(f);
	const struct unit_fact **list;
	for (day_t d = day("2019-10-06"); d.n <= day("2025-07-01").n; d.n++) { /* no fact besides */
		size_t n = unit_list(registry, arena, TEXT_EMPTY, LEVELS_PLACES, d, &list);
		for (size_t i = 0; i < n; i++)
			facts += list[i]->from.n == d.n || (d.n == day("2019-10-06").n && list[i]->from.n < d.n);
	}
	assert_int_equal(rows, 238);
	assert_int_equal(facts, rows);
}

static void on_each_day_codes_are_unique_and_every_commune_has_a_parent(void **state)
{
	static const char *const days[] = { "2019-10-06", "2020-01-31", "2020-02-01", "2023-04-09", "2023-04-10", "2025-06-30", "2025-07-01", "2026-11-23" };
	for (size_t k = 0; k < COUNT_OF(days); k++) {
		const struct unit_fact **list;
		size_t                   n = unit_list(registry, arena, TEXT_EMPTY, LEVELS_PLACES, day(days[k]), &list);
		for (size_t i = 0; i < n; i++) {
			assert_true(i == 0 || !text_equal(list[i]->code, list[i - 1]->code) || list[i]->code.len == 0);
			assert_true(list[i]->level == LEVEL_PROVINCE || unit_exists(registry, list[i]->parent, day(days[k])));
		}
	}
}

static void a_split_says_how_much_went_where_and_that_its_matters_are_to_be_sorted(void **state)
{
	const struct lineage **rows;
	assert_int_equal(lineage_from(registry, arena, TEXT("vn-02149-0"), &rows), 2); /* Văn Học */
	for (size_t i = 0; i < 2; i++) {
		bool to_cuong_loi = text_is(rows[i]->to, "vn-02152-0");
		assert_int_equal(rows[i]->extent, EXTENT_PART);
		assert_int_equal(rows[i]->people, to_cuong_loi ? 159 : 852);
		assert_int_equal(rows[i]->hectares, to_cuong_loi ? 394 : 1056);
		assert_int_equal(rows[i]->heir, !to_cuong_loi);
		assert_int_equal(rows[i]->to_sort, !to_cuong_loi);
	}
	assert_string_equal(text_c(arena, unit_successor(registry, TEXT("vn-02149-0"), day("2021-01-01"))), "vn-02137-20200201");
}

static void area_and_people_are_known_from_the_orders(void **state)
{
	int64_t n;
	assert_true(unit_measure_on(registry, TEXT("vn-02152-0"), "people", day("2020-01-31"), &n) && n == 1804);
	assert_true(unit_measure_on(registry, TEXT("vn-02152-0"), "people", day("2020-02-01"), &n) && n == 2320);
	assert_true(unit_measure_on(registry, TEXT("vn-02152-0"), "hectares", day("2020-02-01"), &n) && n == 2699);
	assert_true(unit_measure_on(registry, TEXT("vn-02059-20200201"), "people", day("2020-02-01"), &n) && n == 2057 + 1560);
	assert_false(unit_measure_on(registry, TEXT("vn-02149-0"), "people", day("2020-02-01"), &n));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bac_kan_has_122_then_108_communes_and_thai_nguyen_92),
		cmocka_unit_test(each_district_has_the_communes_that_are_counted_there),
		cmocka_unit_test(the_replay_gives_the_facts_of_the_list_made_by_hand),
		cmocka_unit_test(on_each_day_codes_are_unique_and_every_commune_has_a_parent),
		cmocka_unit_test(a_split_says_how_much_went_where_and_that_its_matters_are_to_be_sorted),
		cmocka_unit_test(area_and_people_are_known_from_the_orders),
	};
	return cmocka_run_group_tests(tests, country_begin, country_end);
}
