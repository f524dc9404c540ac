/* registry.c - the real units of Bắc Kạn and Thái Nguyên, in a database of the engine of this run. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/fold.h"
#include "country.h"

struct fixture {
	struct arena      *arena;
	struct connection *db;
	struct registry   *registry;
};

/* One database for all tests that only read. */
static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct error    e;
	int64_t         units;
	f->arena = arena_new(0);
	f->db = test_connection(f->arena, test_store(f->arena), STORE_WRITE);
	if (!store_begin(f->db, BEGIN_WRITE, &e) || !registry_import(f->db, country_data(f->arena), day("2025-07-01"), &units, &e) ||
	    store_commit(f->db, &e) != STORE_DONE || !registry_load(f->db, &f->registry, &e))
		test_fail("the lists of the program", &e);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	registry_free(f->registry);
	arena_free(f->arena);
	free(f);
	return 0;
}

static const char *title_of(const struct fixture *f, const struct unit_fact *fact) { return fact ? text_c(f->arena, unit_title(f->arena, fact)) : "nobody"; }

static const char *title_of_code(const struct fixture *f, const char *code, const char *on)
{
	return title_of(f, unit_at(f->registry, text_of(code), day(on)));
}

static size_t communes(const struct fixture *f, const char *above, const char *on)
{
	const struct unit_fact **list;
	return unit_list(f->registry, f->arena, text_of(above), LEVEL_COMMUNE, day(on), &list);
}

static void one_code_is_three_units_in_time(void **state)
{
	const struct fixture *f = *state;
	assert_string_equal(title_of_code(f, "02155", "2020-01-31"), "xã Lương Hạ");
	assert_string_equal(title_of_code(f, "02155", "2020-02-01"), "thị trấn Yến Lạc");
	assert_string_equal(title_of_code(f, "02155", "2025-06-30"), "thị trấn Yến Lạc");
	assert_string_equal(title_of_code(f, "02155", "2025-07-01"), "xã Na Rì");
	assert_string_equal(title_of_code(f, "02134", "2020-01-31"), "thị trấn Yến Lạc");
	assert_string_equal(title_of_code(f, "02134", "2020-02-01"), "nobody");
}

static void a_unit_keeps_its_identity_when_its_code_or_type_changes(void **state)
{
	const struct fixture   *f = *state;
	const struct unit_fact *facts;
	assert_int_equal(unit_history(f->registry, TEXT("vn-02134-0"), &facts), 2);
	assert_true(text_is(facts[0].code, "02134") && text_is(facts[1].code, "02155"));
	assert_int_equal(facts[0].from.n, DAY_NONE.n);
	assert_int_equal(facts[0].to.n, facts[1].from.n);
	assert_int_equal(unit_history(f->registry, TEXT("vn-01954-0"), &facts), 2);
	assert_true(text_is(facts[0].type, "xa") && text_is(facts[1].type, "thi_tran"));
	assert_int_equal(unit_history(f->registry, TEXT("vn-99999-0"), &facts), 0);
}

static void the_numbers_of_communes_are_those_of_the_resolutions(void **state)
{
	const struct fixture *f = *state;
	assert_int_equal(communes(f, "vn-06-0", "2019-10-06"), 122);
	assert_int_equal(communes(f, "vn-06-0", "2020-01-31"), 122);
	assert_int_equal(communes(f, "vn-06-0", "2020-02-01"), 108);
	assert_int_equal(communes(f, "vn-06-0", "2023-04-10"), 108);
	assert_int_equal(communes(f, "vn-06-0", "2025-06-30"), 108);
	assert_int_equal(communes(f, "vn-06-0", "2025-07-01"), 0);
	assert_int_equal(communes(f, "vn-19-20250701", "2025-07-01"), 92);
	static const struct { const char *district; size_t before, after; } districts[] = {
		{ "vn-061-0", 16, 15 }, { "vn-062-0", 11, 10 }, { "vn-063-0", 17, 14 }, { "vn-064-0", 22, 20 },
		{ "vn-065-0", 16, 14 }, { "vn-066-0", 22, 17 }, { "vn-060-0", 10, 10 }, { "vn-058-0", 8, 8 },
	};
	for (size_t i = 0; i < COUNT_OF(districts); i++) {
		assert_int_equal(communes(f, districts[i].district, "2020-01-31"), districts[i].before);
		assert_int_equal(communes(f, districts[i].district, "2020-02-01"), districts[i].after);
	}
}

static void thirty_seven_communes_of_today_come_from_bac_kan(void **state)
{
	const struct fixture    *f = *state;
	const struct unit_fact **old;
	size_t                   count = unit_list(f->registry, f->arena, TEXT("vn-06-0"), LEVEL_COMMUNE, day("2025-06-30"), &old), found = 0;
	struct text              heirs[128];
	for (size_t i = 0; i < count; i++) {
		struct heir *list;
		assert_int_equal(unit_heirs(f->registry, f->arena, old[i]->unit, day("2025-07-01"), &list), 1);
		assert_int_equal(list[0].extent, EXTENT_WHOLE);
		bool known = false;
		for (size_t k = 0; k < found; k++)
			known = known || text_equal(heirs[k], list[0].fact->unit);
		if (!known)
			heirs[found++] = list[0].fact->unit;
	}
	assert_int_equal(found, 37);
}

static void on_each_day_of_change_a_code_is_one_unit_and_every_commune_has_a_parent(void **state)
{
	const struct fixture *f = *state;
	static const char *const days[] = { "2019-10-06", "2020-01-31", "2020-02-01", "2023-04-09", "2023-04-10", "2025-06-30", "2025-07-01", "2026-11-23" };
	for (size_t d = 0; d < COUNT_OF(days); d++) {
		const struct unit_fact **list;
		size_t                   count = unit_list(f->registry, f->arena, TEXT_EMPTY, LEVELS_PLACES, day(days[d]), &list);
		assert_true(count > 90);
		for (size_t i = 0; i < count; i++) {
			assert_ptr_equal(unit_at(f->registry, list[i]->code, day(days[d])), list[i]);
			if (i > 0)
				assert_false(text_equal(list[i]->code, list[i - 1]->code));
			if (list[i]->level != LEVEL_PROVINCE)
				assert_true(unit_exists(f->registry, list[i]->parent, day(days[d])));
		}
	}
}

static void every_commune_of_today_has_one_desk_held_by_its_ubnd(void **state)
{
	const struct fixture    *f = *state;
	const struct unit_fact **list;
	struct error             e;
	size_t                   count = unit_list(f->registry, f->arena, TEXT("vn-19-20250701"), LEVEL_COMMUNE, day("2026-11-23"), &list);
	for (size_t i = 0; i < count; i++) {
		struct office o;
		assert_true(office_of(f->registry, list[i]->code, day("2026-11-23"), &o, &e));
		assert_string_equal(text_c(f->arena, o.unit), text_c(f->arena, text_print(f->arena, "org-%.*s-ubnd", TEXT_ARG(list[i]->unit))));
		assert_true(text_equal(desk_holder(f->registry, o.desk, day("2026-11-23")), o.unit));
		assert_true(text_equal(o.place, list[i]->unit));
		assert_true(text_equal(desk_holder(f->registry, o.desk, day("2025-06-30")), TEXT_EMPTY));
	}
	assert_int_equal(count, 92);
	struct text *desks;
	assert_int_equal(desk_list(f->registry, f->arena, TEXT("vn-02155-20250701"), day("2026-11-23"), &desks), 6);
	assert_int_equal(desk_list(f->registry, f->arena, TEXT("org-vn-02155-20250701-ubnd"), day("2026-11-23"), &desks), 5);
	assert_int_equal(desk_list(f->registry, f->arena, TEXT("vn-19-20250701"), day("2026-11-23"), &desks), 92 * 6 + 22 + 5); /* five of the old Bắc Kạn sit there now */
}

static void a_place_that_has_ended_leads_to_the_office_of_its_heir(void **state)
{
	const struct fixture *f = *state;
	struct office         o;
	struct error          e;
	assert_true(office_of(f->registry, TEXT("vn-02128-0"), day("2026-11-23"), &o, &e)); /* xã Yên Đĩnh */
	assert_string_equal(text_c(f->arena, unit_title_at(f->registry, f->arena, o.unit, day("2026-11-23"))), "UBND xã Chợ Mới");
	assert_true(office_of(f->registry, TEXT("02128"), day("2026-11-23"), &o, &e));
	assert_true(text_is(o.place, "vn-02086-20250701"));
	/* Lương Hạ was divided */
	assert_false(office_of(f->registry, TEXT("vn-02155-0"), day("2026-11-23"), &o, &e));
	assert_string_equal(e.code, REGISTRY_SEVERAL_HEIRS);
	assert_non_null(strstr(e.expected, "xã Cường Lợi"));
	assert_non_null(strstr(e.expected, "xã Na Rì"));
	assert_false(office_of(f->registry, TEXT("vn-066-0"), day("2026-11-23"), &o, &e));
	assert_string_equal(e.code, REGISTRY_NO_OFFICE);
	assert_false(office_of(f->registry, TEXT("77777"), day("2026-11-23"), &o, &e));
	assert_string_equal(e.code, REGISTRY_NO_SUCH_UNIT);
	assert_true(office_of(f->registry, TEXT("org-19-sxd"), day("2026-11-23"), &o, &e));
	assert_true(text_is(o.unit, "org-19-sxd") && text_is(o.place, "vn-19-20250701"));
}

static void what_concerns_an_officer_goes_to_the_level_above(void **state)
{
	const struct fixture *f = *state;
	static const struct { const char *unit, *handler; } rows[] = {
		{ "org-vn-02155-20250701-ubnd", "org-19-btcd" }, { "org-vn-01957-0-ubnd", "org-19-btcd" },
		{ "org-vn-02155-20250701-kt", "org-vn-02155-20250701-ubnd" }, { "org-19-sxd", "org-19-btcd" },
		{ "org-19-btcd", "org-19-ubnd" }, { "org-19-vp", "org-19-ubnd" },
	};
	struct office o;
	struct error  e;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_true(office_above(f->registry, text_of(rows[i].unit), day("2026-11-23"), &o, &e));
		assert_string_equal(text_c(f->arena, o.unit), rows[i].handler);
	}
	assert_false(office_above(f->registry, TEXT("org-19-ubnd"), day("2026-11-23"), &o, &e));
	assert_string_equal(e.code, REGISTRY_NO_LEVEL_ABOVE);
}

static void a_subtree_is_that_of_the_day(void **state)
{
	const struct registry *r = ((struct fixture *)*state)->registry;
	assert_true(unit_is_under(r, TEXT("vn-02155-0"), TEXT("vn-06-0"), day("2020-01-31")));
	assert_false(unit_is_under(r, TEXT("vn-02155-0"), TEXT("vn-06-0"), day("2020-02-01")));
	assert_true(unit_is_under(r, TEXT("vn-01957-0"), TEXT("vn-062-0"), day("2025-06-30")));
	assert_false(unit_is_under(r, TEXT("vn-01957-0"), TEXT("vn-062-0"), day("2025-07-01")));
	assert_true(unit_is_under(r, TEXT("vn-01957-0"), TEXT("vn-19-20250701"), day("2025-07-01")));
	assert_true(unit_is_under(r, TEXT("org-vn-02155-20250701-kt"), TEXT("org-19-ubnd"), day("2026-01-01")));
	assert_true(unit_is_under(r, TEXT("org-vn-02155-20250701-kt"), TEXT("vn-19-20250701"), day("2026-01-01")));
	assert_true(unit_is_under(r, TEXT("vn-066-0"), TEXT("vn-066-0"), day("2020-01-01")));
	assert_false(unit_is_under(r, TEXT("org-19-ubnd"), TEXT("org-vn-02155-20250701-kt"), day("2026-01-01")));
}

STATEMENT(test_above, READS, "", "ttii", "SELECT unit, above, from_day, to_day FROM unit_above ORDER BY unit, above, from_day", "unit_above");

/* The table, for joins, and the picture, for questions, say the same. */
static void the_closure_in_the_database_is_the_tree(void **state)
{
	const struct fixture         *f = *state;
	_cleanup_query_ struct query *q = NULL;
	struct error                  e;
	static const char *const      days[] = { "2019-10-06", "2020-02-01", "2025-07-01" };
	size_t                        rows = 0, in_table[COUNT_OF(days)] = { 0 }, in_tree[COUNT_OF(days)] = { 0 };
	assert_true(query_start(f->db, &test_above, NULL, &q, &e));
	for (; query_next(q); rows++)
		for (size_t d = 0; d < COUNT_OF(days); d++)
			if (query_int(q, 2) <= day(days[d]).n && day(days[d]).n < query_int(q, 3)) {
				assert_true(unit_is_under(f->registry, query_text(q, 0), query_text(q, 1), day(days[d])));
				in_table[d]++;
			}
	assert_true(query_end_ok(q, &e));
	assert_true(rows > 2000);
	for (size_t d = 0; d < COUNT_OF(days); d++) {
		const struct unit_fact **all;
		size_t                   count = unit_list(f->registry, f->arena, TEXT_EMPTY, LEVELS_ALL, day(days[d]), &all);
		for (size_t i = 0; i < count; i++)
			for (size_t k = 0; k < count; k++)
				in_tree[d] += unit_is_under(f->registry, all[i]->unit, all[k]->unit, day(days[d]));
		assert_int_equal(in_table[d], in_tree[d]);
	}
}

static void an_error_says_when_the_unit_was_there(void **state)
{
	const struct fixture   *f = *state;
	const struct unit_fact *fact;
	struct error            e;
	assert_true(unit_show(f->registry, TEXT("vn-02155-0"), day("2020-01-31"), &fact, &e));
	assert_false(unit_show(f->registry, TEXT("vn-02155-0"), day("2020-02-01"), &fact, &e));
	assert_string_equal(e.code, REGISTRY_NO_UNIT);
	assert_string_equal(e.expected, "xã Lương Hạ (… - 2020-02-01)");
	assert_string_equal(text_c(f->arena, unit_title_at(f->registry, f->arena, TEXT("vn-02155-0"), day("2026-01-01"))), "xã Lương Hạ");
}

static void the_words_for_urban_wards_are_those_of_the_list(void **state)
{
	const struct fixture *f = *state;
	assert_string_equal(text_c(f->arena, unit_title_at(f->registry, f->arena, TEXT("org-vn-01843-20250701-kt"), day("2026-01-01"))),
	                    "Phòng Kinh tế - Hạ tầng - Đô thị phường Bắc Kạn");
	assert_string_equal(text_c(f->arena, unit_title_at(f->registry, f->arena, TEXT("org-vn-02155-20250701-kt"), day("2026-01-01"))),
	                    "Phòng Kinh tế xã Na Rì");
}

static void lineage_comes_from_the_orders(void **state)
{
	const struct fixture  *f = *state;
	const struct lineage **rows;
	assert_int_equal(lineage_to(f->registry, f->arena, TEXT("vn-02155-20250701"), &rows), 3);
	assert_true(text_is(rows[0]->from, "vn-02134-0") && text_is(rows[1]->from, "vn-02158-0") && text_is(rows[2]->from, "vn-02161-20200201"));
	assert_true(text_starts(rows[0]->basis, "1683/NQ-UBTVQH15"));
	assert_int_equal(lineage_from(f->registry, f->arena, TEXT("vn-02155-0"), &rows), 2);
	assert_int_equal(rows[0]->extent, EXTENT_PART);
	assert_int_equal(rows[0]->day.n, day("2020-02-01").n);
	assert_int_equal(lineage_to(f->registry, f->arena, TEXT("vn-19-20250701"), &rows), 2); /* Bắc Kạn and Thái Nguyên */
	/* the spelling of the note is another one: Sỹ Bình, Hòa Mục, Trung Hòa */
	assert_int_equal(lineage_from(f->registry, f->arena, TEXT("vn-01978-0"), &rows), 1);
	assert_int_equal(lineage_from(f->registry, f->arena, TEXT("vn-01948-0"), &rows), 1);
	/* Thượng Quan goes on */
	assert_int_equal(lineage_from(f->registry, f->arena, TEXT("vn-01957-0"), &rows), 0);
}

static void a_second_import_is_refused_and_a_rebuild_makes_the_same(void **state)
{
	const struct fixture *f = *state;
	struct error          e;
	int64_t               units, before, after;
	assert_true(registry_version(f->db, &before, &e));
	assert_int_equal(before, registry_loaded_version(f->registry));
	assert_true(store_begin(f->db, BEGIN_WRITE, &e));
	assert_false(registry_import(f->db, country_data(f->arena), day("2025-07-01"), &units, &e));
	assert_string_equal(e.code, REGISTRY_NOT_EMPTY);
	store_rollback(f->db);
	assert_true(store_begin(f->db, BEGIN_WRITE, &e));
	assert_true(registry_rebuild(f->db, &e));
	assert_int_equal(store_commit(f->db, &e), STORE_DONE);
	assert_true(registry_version(f->db, &after, &e));
	assert_int_equal(after, before + 1); /* so that other processes notice */
	the_closure_in_the_database_is_the_tree(state);
}

static void an_empty_database_says_so(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct connection            *db = test_connection(a, test_store(a), STORE_WRITE);
	struct registry              *r;
	struct error                  e;
	assert_false(registry_load(db, &r, &e));
	assert_string_equal(e.code, REGISTRY_EMPTY);
}

/* Who has the desk from the day of the order on. */
static const char *holder_after(const struct fixture *f, const char *parts, const char *desk)
{
	struct order       *order;
	struct order_plan   plan;
	struct order_faults faults;
	struct error        e;
	struct text         file = text_print(f->arena, "order: t-2030\ntitle: { vi: \"a\", en: \"a\" }\nbasis: \"1\"\neffective: 2030-01-01\nparts:\n%s", parts);
	if (!order_read(f->arena, file, "t.yaml", &order, &e))
		test_fail("order_read", &e);
	if (!order_plan(f->registry, f->arena, order, &plan, &faults))
		test_fail("order_plan", &faults.wrong[0]);
	const struct registry *then = order_applied(f->registry, f->arena, &plan);
	struct text            holder = desk_holder(then, text_of(desk), order->day);
	assert_true(unit_exists(then, holder, order->day)); /* I2 */
	return text_c(f->arena, unit_title_at(then, f->arena, holder, order->day));
}

static void a_desk_goes_to_who_is_there_from_the_day_on(void **state)
{
	static const char merged[] = "  - merge: [\"02176\", \"02191\"]\n    into: { name: Mới, type: xa, code: \"02176\", parent: \"19\" }\n";
	const struct fixture *f = *state;
	assert_string_equal(holder_after(f, merged, "desk-org-vn-02191-20250701-kt"), "Phòng Kinh tế xã Mới");
	/* its heir ends on that very day */
	const char *two = text_c(f->arena, text_print(f->arena, "  - absorb: [org-vn-02155-20250701-ubnd]\n    to: org-vn-02176-20250701-ubnd\n%s", merged));
	assert_string_equal(holder_after(f, two, "desk-org-vn-02155-20250701-ubnd"), "UBND xã Mới");
	/* no body of that kind is at the heir: its people's committee takes it */
	assert_string_equal(holder_after(f, "  - dissolve: org-vn-02155-20250701-hcc\n    heir: org-vn-02155-20250701-ubnd\n  - absorb: [\"02176\"]\n    to: \"02155\"\n",
	                                 "desk-org-vn-02176-20250701-hcc"), "UBND xã Na Rì");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_code_is_three_units_in_time),
		cmocka_unit_test(a_unit_keeps_its_identity_when_its_code_or_type_changes),
		cmocka_unit_test(the_numbers_of_communes_are_those_of_the_resolutions),
		cmocka_unit_test(thirty_seven_communes_of_today_come_from_bac_kan),
		cmocka_unit_test(on_each_day_of_change_a_code_is_one_unit_and_every_commune_has_a_parent),
		cmocka_unit_test(every_commune_of_today_has_one_desk_held_by_its_ubnd),
		cmocka_unit_test(a_place_that_has_ended_leads_to_the_office_of_its_heir),
		cmocka_unit_test(what_concerns_an_officer_goes_to_the_level_above),
		cmocka_unit_test(a_subtree_is_that_of_the_day),
		cmocka_unit_test(the_closure_in_the_database_is_the_tree),
		cmocka_unit_test(an_error_says_when_the_unit_was_there),
		cmocka_unit_test(the_words_for_urban_wards_are_those_of_the_list),
		cmocka_unit_test(lineage_comes_from_the_orders),
		cmocka_unit_test(a_desk_goes_to_who_is_there_from_the_day_on),
		cmocka_unit_test(a_second_import_is_refused_and_a_rebuild_makes_the_same),
		cmocka_unit_test(an_empty_database_says_so),
	};
	return cmocka_run_group_tests_name("registry", tests, setup, teardown);
}
