/* registry_list_store.c - random lists of a small country, one after the other, in a database of the engine of this run: after each, codes are unique on any day, whoever is
 * there stands under somebody who is there, the tables are what was planned, and what is derived is what the facts make of it. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/say.h"
#include "country.h"

STATEMENT(test_above, READS, "", "ttiii", "SELECT unit, above, from_day, to_day, depth FROM unit_above ORDER BY unit, above, from_day", "unit_above");
STATEMENT(test_names, READS, "", "ttii", "SELECT word, unit, from_day, to_day FROM unit_name ORDER BY word, unit, from_day", "unit_name");

enum { DAYS = 5, HISTORIES = 6 };
static const int days[DAYS] = { 18175, 18500, 19000, 20148, 20270 };

/* Thirty provinces; districts, or none; communes that keep or change name, kind and unit above, and may name whom they came from. */
static struct list *drawn_list(struct world *w, struct arena *a, bool districts, bool before)
{
	static const char *const names[] = { "Lương Hạ", "Kim Hỷ", "Văn Học", "Yến Lạc", "Ân Tình", "Trần Phú" }, *const types[] = { "xa", "thi_tran", "phuong" };
	struct build             b = { .arena = a };
	struct list_findings     found = list_findings(a);
	struct list             *l;
	bool                     there[12];
	build_c(&b, "code,name,type,parent,before\n");
	for (int i = 10; i < 40; i++)
		build_print(&b, "%d,Đất số %d,tinh,,\n", i, i);
	for (int i = 0; i < 12 && districts; i++) {
		there[i] = i < 2 || test_draw(w, 4) > 0;
		if (there[i])
			build_print(&b, "1%02d,%s %d,huyen,%zu,\n", i, names[test_draw(w, 2)], i, 10 + test_draw(w, 3));
	}
	for (int i = 0; i < 60; i++) {
		size_t district = test_draw(w, 12);
		if (test_draw(w, 5) == 0)
			continue;
		build_print(&b, "%05d,%s,%s,", i, names[test_draw(w, 8) > 0 ? (size_t)i % 6 : test_draw(w, 6)], types[test_draw(w, 8) > 0 ? 0 : test_draw(w, 3)]);
		build_print(&b, districts ? "1%02zu," : "%zu,", districts ? (there[district] ? district : 0) : 10 + district % 3);
		for (size_t k = 0; before && k < test_draw(w, 4); k++)
			build_print(&b, "%05zu%s; ", test_draw(w, 60), test_draw(w, 6) == 0 ? "*" : "");
		build_c(&b, "\n");
	}
	if (!list_read(a, LIST_CSV, build_text(&b), "list.csv", "list.csv", &l, &found))
		fail_msg("%.*s", TEXT_ARG(error_say(a, LANG_EN, &found.at[0].error)));
	return l;
}

static void days_are_whole(const struct registry *r, struct arena *a)
{
	for (size_t d = 0; d < DAYS; d++)
		for (int near = -1; near <= 1; near++) {
			const struct unit_fact **all;
			day_t                    on = { days[d] + near };
			size_t                   n = unit_list(r, a, TEXT_EMPTY, LEVELS_PLACES, on, &all);
			for (size_t i = 0; i < n && on.n >= days[0]; i++) {
				if (i > 0 && text_equal(all[i]->code, all[i - 1]->code))
					fail_msg("on %.*s the code %.*s is there twice", TEXT_ARG(day_print(a, on)), TEXT_ARG(all[i]->code));
				if (all[i]->parent.len > 0 && !unit_exists(r, all[i]->parent, on))
					fail_msg("on %.*s %.*s stands under %.*s, which is not there", TEXT_ARG(day_print(a, on)), TEXT_ARG(all[i]->unit), TEXT_ARG(all[i]->parent));
			}
		}
}

static void tables_are(struct connection *db, struct arena *a, const struct registry *planned)
{
	struct registry        *r;
	struct error            e;
	const struct unit_fact *was, *is;
	const struct unit_fact **all;
	struct text             above = rows_print(db, a, &test_above), names = rows_print(db, a, &test_names);
	if (!registry_load(db, &r, &e) || !store_begin(db, BEGIN_WRITE, &e) || !registry_rebuild(db, &e) || store_commit(db, &e) != STORE_DONE)
		test_fail("rebuild", &e);
	assert_true(text_equal(above, rows_print(db, a, &test_above)));
	assert_true(text_equal(names, rows_print(db, a, &test_names)));
	for (size_t i = 0, n = unit_list(planned, a, TEXT_EMPTY, LEVELS_PLACES, (day_t){ days[DAYS - 1] }, &all); i < n; i++) {
		size_t facts = unit_history(planned, all[i]->unit, &was);
		assert_int_equal(unit_history(r, all[i]->unit, &is), facts);
		for (size_t k = 0; k < facts; k++)
			assert_true(was[k].from.n == is[k].from.n && was[k].to.n == is[k].to.n && text_equal(was[k].parent, is[k].parent) && text_equal(was[k].basis, is[k].basis));
	}
	registry_free(r);
}

static void history(struct world *w, struct arena *a, struct connection *db)
{
	struct registry_data  *data;
	struct registry_faults faults;
	struct registry_source s = { .units_file = "u", .organisations_file = "o", .organisations = TEXT("id,name,kind,unit_id,parent_id,valid_from,valid_to,note\n") };
	struct error           e;
	int64_t                units;
	s.units = TEXT("id,code,name,type,parent_id,valid_from,valid_to,note\nvn-10-0,10,Đất số 10,tinh,,,,\nvn-100-0,100,Chợ Mới,huyen,vn-10-0,,2025-07-01,\n"
		       "vn-00001-0,00001,Yên Đĩnh,xa,vn-100-0,,2020-02-01,\nvn-00002-20200201,00002,Đồng Tâm,thi_tran,vn-100-0,2020-02-01,2025-07-01,NQ 855\n");
	assert_true(registry_parse(a, s, &data, &faults));
	if (!store_begin(db, BEGIN_WRITE, &e) || !registry_import(db, data, (day_t){ days[0] }, &units, &e) || store_commit(db, &e) != STORE_DONE)
		test_fail("the list of acts", &e);
	for (size_t d = 0; d < DAYS; d++) {
		struct registry     *r;
		struct list_plan     plan;
		struct list_findings found = list_findings(a);
		struct list         *l = drawn_list(w, a, d < DAYS - 1, d >= DAYS - 2);
		if (!registry_load(db, &r, &e))
			test_fail("load", &e);
		bool                 part = test_draw(w, 5) == 0;
		bool planned = list_plan(r, a, l, (day_t){ days[d] }, part, &plan, &found);
		/* a list of a part may take what others stand under: then it is refused as a whole */
		for (size_t i = 0; !planned && i < found.n; i++)
			if (found.at[i].serious && !(part && error_is(&found.at[i].error, LIST_ORPHANS)))
				fail_msg("day %zu, part %d: %.*s", d, part, TEXT_ARG(error_say(a, LANG_EN, &found.at[i].error)));
		if (!planned) {
			registry_free(r);
			continue;
		}
		if (!store_begin(db, BEGIN_WRITE, &e) || !list_apply(db, &plan, &e) || store_commit(db, &e) != STORE_DONE)
			test_fail("apply", &e);
		days_are_whole(plan.after, a);
		tables_are(db, a, plan.after);
		registry_free(r);
	}
}

static void after_every_list_the_days_are_whole_and_the_tables_are_what_was_planned(void **state)
{
	struct world w = test_random_world();
	for (int i = 0; i < HISTORIES; i++) {
		_cleanup_arena_ struct arena *a = arena_new(0);
		history(&w, a, test_connection(a, test_store(a), STORE_WRITE));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(after_every_list_the_days_are_whole_and_the_tables_are_what_was_planned) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
