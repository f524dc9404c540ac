/* registry_list.c - lists of the country: how each format is read, what is refused and in which words, and what becomes of the units from list to list.
 *
 * tests/lists/ok has lists with what is read and told of them, tests/lists/refused lists with the sentences that refuse them; the ending of a file is its format.
 * DANVAN_ACCEPT=1 renews both. */
#include "base/base.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/say.h"
#include "registry/registry.h"

static struct arena *ground;

static int setup(void **state)
{
	ground = arena_new(0);
	return 0;
}

static int teardown(void **state)
{
	arena_free(ground);
	return 0;
}

/* ---- files */

static struct text file_of(const char *path)
{
	struct world world = world_real();
	struct error e = { 0 };
	struct text  bytes = TEXT_EMPTY;
	return world.file_read(&world, ground, path, 1024 * 1024, &bytes, &e) ? bytes : TEXT_EMPTY;
}

/* The file PATH.txt says `is`; or is made to. */
static void expects(const char *path, struct text is)
{
	struct world world = world_real();
	struct error e = { 0 };
	const char  *beside = text_c(ground, text_print(ground, "%s.txt", path));
	if (getenv("DANVAN_ACCEPT"))
		assert_true(world.file_replace(&world, beside, is, 0644, &e));
	if (!text_equal(is, file_of(beside)))
		fail_msg("%s: it says\n%.*s\nnot\n%.*s", path, TEXT_ARG(is), TEXT_ARG(file_of(beside)));
}

static int is_list(const struct dirent *d) { return d->d_name[0] != '.' && !text_ends(text_of(d->d_name), ".txt"); }

static size_t each_list(const char *folder, void (*see)(const char *path, const char *name, enum list_format))
{
	struct dirent **names;
	int             n = scandir(folder, &names, is_list, alphasort);
	assert_true(n > 0);
	for (int i = 0; i < n; i++) {
		struct error     e;
		enum list_format format = LIST_CSV;
		const char      *dot = strrchr(names[i]->d_name, '.');
		assert_true(dot && list_format_parse(text_of(dot + 1), &format, &e));
		see(text_c(ground, text_print(ground, "%s/%s", folder, names[i]->d_name)), text_c(ground, text_of(names[i]->d_name)), format);
		free(names[i]);
	}
	free(names);
	return (size_t)n;
}

static struct text findings_print(const struct list_findings *found)
{
	struct build b = { .arena = ground };
	for (size_t i = 0; i < found->n; i++)
		for (enum lang lang = 0; lang < LANG_COUNT; lang++)
			build_print(&b, "%s %s: %.*s\n", found->at[i].serious ? "WRONG" : "notice", found->at[i].error.code, TEXT_ARG(error_say(ground, lang, &found->at[i].error)));
	return build_text(&b);
}

static void is_read(const char *path, const char *name, enum list_format format)
{
	struct list_findings found = list_findings(ground), again = list_findings(ground);
	struct list         *l, *m;
	if (!list_read(ground, format, file_of(path), name, NULL, &l, &found))
		fail_msg("%s is refused: %.*s", path, TEXT_ARG(findings_print(&found)));
	struct text csv = list_print(ground, l);
	expects(path, text_print(ground, "%.*s%.*s", TEXT_ARG(csv), TEXT_ARG(findings_print(&found))));
	/* what the ledger keeps is the same list */
	assert_true(list_read(ground, LIST_CSV, csv, "kept", NULL, &m, &again));
	assert_true(m->n == l->n && m->tells_before == l->tells_before);
	assert_true(text_equal(csv, list_print(ground, m)));
}

static void every_format_is_read_and_what_is_odd_is_told(void **state) { assert_true(each_list("tests/lists/ok", is_read) >= 8); }

static void is_refused(const char *path, const char *name, enum list_format format)
{
	struct list_findings found = list_findings(ground);
	struct list         *l;
	if (list_read(ground, format, file_of(path), name, NULL, &l, &found) || found.serious == 0)
		fail_msg("%s is accepted", path);
	expects(path, findings_print(&found));
}

static void lists_that_are_wrong_are_refused_with_every_reason_and_its_place(void **state) { assert_true(each_list("tests/lists/refused", is_refused) >= 30); }

static void findings_are_all_counted_and_so_many_of_a_kind_are_kept(void **state)
{
	struct build         b = { .arena = ground };
	struct list_findings found = list_findings(ground);
	struct list         *l;
	build_c(&b, "code,name,type,parent\n");
	for (int i = 0; i < 200; i++)
		build_print(&b, "%d,A,xa,\n", i % 7);
	assert_false(list_read(ground, LIST_CSV, build_text(&b), "list.csv", NULL, &l, &found));
	assert_true(found.n <= LIST_FINDINGS_MOST);
	size_t counted = 0;
	for (size_t i = 0; i < found.tally_n; i++) {
		assert_true(found.tally[i].kept <= LIST_FINDINGS_EACH);
		counted += found.tally[i].n;
	}
	assert_int_equal(counted, found.serious + found.notices);
	assert_true(found.serious >= 200 + 193);
}

/* ---- from list to list: thirty provinces, and what a test adds */

static struct list *country(const char *rows)
{
	struct build         b = { .arena = ground };
	struct list_findings found = list_findings(ground);
	struct list         *l;
	build_c(&b, "code,name,type,parent,before\n");
	for (int i = 10; i < 40; i++)
		build_print(&b, "%d,Đất số %d,tinh,,\n", i, i);
	build_c(&b, rows);
	if (!list_read(ground, LIST_CSV, build_text(&b), "list.csv", "list.csv", &l, &found))
		fail_msg("%.*s", TEXT_ARG(findings_print(&found)));
	return l;
}

static day_t day(const char *s)
{
	day_t d;
	assert_true(day_parse(text_of(s), &d));
	return d;
}

static struct list_findings found;

static bool tries(const struct registry *r, struct list *l, const char *on, bool part, struct list_plan *ret)
{
	found = list_findings(ground);
	return list_plan(r, ground, l, day(on), part, ret, &found);
}

/* The registry after the list. */
static struct list_plan brings(const struct registry *r, const char *rows, const char *on)
{
	struct list_plan plan;
	if (!tries(r, country(rows), on, false, &plan))
		fail_msg("%.*s", TEXT_ARG(findings_print(&found)));
	return plan;
}

static const struct registry *acts(void)
{
	struct registry_data    *data;
	struct registry_faults   faults;
	struct registry_source   s = { .units_file = "u", .organisations_file = "o", .organisations = TEXT("id,name,kind,unit_id,parent_id,valid_from,valid_to,note\n") };
	s.units = TEXT("id,code,name,type,parent_id,valid_from,valid_to,note\n"
		       "vn-10-0,10,Đất số 10,tinh,,,,\n"
		       "vn-101-0,101,Chợ Mới,huyen,vn-10-0,,,\n"
		       "vn-10101-0,10101,Yên Đĩnh,xa,vn-101-0,,2020-02-01,\n"
		       "vn-10104-20200201,10104,Đồng Tâm,thi_tran,vn-101-0,2020-02-01,,NQ 855/NQ-UBTVQH14\n");
	assert_true(registry_parse(ground, s, &data, &faults));
	return registry_of(data);
}

#define DISTRICT "100,Na Rì,huyen,11,\n"

static const struct unit_fact *unit(const struct registry *r, const char *code, const char *on)
{
	const struct unit_fact *f = unit_at(r, text_of(code), day(on));
	if (!f)
		fail_msg("nobody has the code %s on %s", code, on);
	return f;
}

static bool told(const char *code)
{
	for (size_t i = 0; i < found.tally_n; i++)
		if (strcmp(found.tally[i].code, code) == 0)
			return true;
	return false;
}

static void the_first_list_knows_not_since_when(void **state)
{
	struct list_plan        p = brings(acts(), DISTRICT "10001,Lương Hạ,xa,100,\n10101,Yên Đĩnh,xa,101,\n101,Chợ Mới,huyen,10,\n", "2019-10-06");
	const struct unit_fact *f = unit(p.after, "10001", "2019-10-06");
	assert_true(text_is(f->unit, "vn-10001-0") && text_is(f->parent, "vn-100-0"));
	assert_int_equal(f->from.n, DAY_NONE.n);
	assert_int_equal(f->to.n, DAY_MAX.n);
	assert_true(text_is(f->basis, "Danh mục ngày 06/10/2019 (list.csv), chưa rõ văn bản"));
	/* 29 provinces, a district and a commune; the tenth province, Chợ Mới and Yên Đĩnh are known */
	assert_int_equal(p.made, 31);
	assert_int_equal(p.known, 3);
	assert_int_equal(found.serious + found.notices, 0);
}

static void a_unit_first_seen_in_a_later_list_has_the_day_of_that_list(void **state)
{
	struct list_plan        p = brings(acts(), DISTRICT "10001,Lương Hạ,xa,100,\n", "2025-03-01");
	const struct unit_fact *f = unit(p.after, "10001", "2025-03-01");
	assert_true(text_is(f->unit, "vn-10001-20250301"));
	assert_int_equal(f->from.n, day("2025-03-01").n);
}

static void what_is_known_by_an_act_stays_and_the_difference_is_told(void **state)
{
	struct list_plan p = brings(acts(), "101,Chợ Mới,thi_xa,10,\n10104,Chợ Mới,thi_tran,101,\n", "2021-01-01");
	assert_true(text_is(unit(p.after, "101", "2021-01-01")->type, "huyen"));
	assert_true(text_is(unit(p.after, "10104", "2021-01-01")->name, "Đồng Tâm"));
	assert_true(told(LIST_DIFFERS));
	p = brings(acts(), "", "2021-01-01");
	assert_true(told(LIST_ALONE));
	assert_true(unit_exists(p.after, TEXT("vn-10104-20200201"), day("2024-01-01")));
}

static void a_code_that_an_act_gives_away_later_ends_there(void **state)
{
	/* the act of 2020 gives 10104 to a new unit: who had it before, by the list of 2019, ends on that day */
	struct list_plan p = brings(acts(), "101,Chợ Mới,huyen,10,\n10101,Yên Đĩnh,xa,101,\n10104,Nông Thịnh,xa,101,\n", "2019-10-06");
	assert_true(text_is(unit(p.after, "10104", "2020-01-31")->unit, "vn-10104-0"));
	assert_true(text_is(unit(p.after, "10104", "2020-02-01")->unit, "vn-10104-20200201"));
}

#define FIRST DISTRICT "10001,Lương Hạ,xa,100,\n10004,Kim Hỷ,xa,100,\n10007,Văn Học,xa,100,\n"

static void the_same_code_and_name_goes_on(void **state)
{
	struct list_plan a = brings(acts(), FIRST, "2019-10-06"), b = brings(a.after, FIRST, "2025-03-01");
	assert_true(list_plan_is_empty(&b));
	assert_int_equal(b.stay + b.known, 34);
	/* spelled otherwise: the same too, and it is told */
	b = brings(a.after, DISTRICT "10001,Lương Hạ,xa,100,\n10004,Kim Hỉ,xa,100,\n10007,Vân Học,xa,100,\n", "2025-03-01");
	assert_true(list_plan_is_empty(&b));
	assert_true(told(LIST_SPELLED));
}

static void another_name_is_another_unit_and_never_a_rename(void **state)
{
	struct list_plan        a = brings(acts(), FIRST, "2019-10-06"), b = brings(a.after, DISTRICT "10001,Sơn Lương,xa,100,\n10004,Kim Hỷ,xa,100,\n", "2025-03-01");
	const struct unit_fact *was = unit(b.after, "10001", "2025-02-28"), *is = unit(b.after, "10001", "2025-03-01");
	const struct lineage  **rows;
	assert_true(text_is(was->unit, "vn-10001-0") && text_is(is->unit, "vn-10001-20250301"));
	assert_int_equal(lineage_from(b.after, ground, was->unit, &rows), 0);
	assert_int_equal(was->to.n, day("2025-03-01").n);
	/* Văn Học is gone */
	assert_null(unit_at(b.after, TEXT("10007"), day("2025-03-01")));
	assert_non_null(unit_at(b.after, TEXT("10007"), day("2025-02-28")));
	assert_int_equal(b.gone, 2);
}

static void another_kind_or_another_unit_above_is_the_same_unit(void **state)
{
	struct list_plan        a = brings(acts(), FIRST, "2019-10-06");
	struct list_plan        b = brings(a.after, DISTRICT "103,Bạch Thông,huyen,11,\n10001,Lương Hạ,thi_tran,100,\n10004,Kim Hỷ,xa,103,\n10007,Văn Học,xa,100,\n", "2025-03-01");
	const struct unit_fact *facts;
	assert_int_equal(unit_history(b.after, TEXT("vn-10001-0"), &facts), 2);
	assert_true(text_is(facts[0].type, "xa") && text_is(facts[1].type, "thi_tran"));
	assert_true(text_is(unit(b.after, "10004", "2025-03-01")->parent, "vn-103-20250301"));
	assert_true(unit_is_under(b.after, TEXT("vn-10004-0"), TEXT("vn-11-0"), day("2025-03-01")));
	assert_int_equal(b.changed, 2);
}

static void a_list_of_a_part_ends_nobody(void **state)
{
	struct list_plan a = brings(acts(), FIRST, "2019-10-06"), b;
	struct list     *l = country(DISTRICT "10001,Lương Hạ,xa,100,\n");
	assert_true(tries(a.after, l, "2025-03-01", true, &b));
	assert_true(list_plan_is_empty(&b));
	l->n = 20; /* of the thirty provinces */
	assert_false(tries(a.after, l, "2025-03-01", false, &b));
	assert_true(told(LIST_FEW_PROVINCES));
}

static void lists_come_in_the_order_of_their_days(void **state)
{
	struct list_plan a = brings(acts(), FIRST, "2025-03-01"), b;
	assert_false(tries(a.after, country(FIRST), "2019-10-06", false, &b));
	assert_true(told(LIST_ORDER));
	assert_false(tries(acts(), country(FIRST), "2019-10-05", false, &b));
	assert_true(told(LIST_DAY));
}

/* ---- predecessors that a list names */

static struct list_plan reformed(const char *rows)
{
	struct list_plan a = brings(acts(), FIRST "12001,Ea Súp,xa,121,\n121,Ea H'leo,huyen,12,\n", "2019-10-06");
	return brings(a.after, rows, "2025-07-01");
}

static enum extent extent_of(const struct registry *r, const char *from, const char *to)
{
	const struct lineage **rows;
	size_t                 n = lineage_from(r, ground, text_of(from), &rows);
	for (size_t i = 0; i < n; i++)
		if (text_is(rows[i]->to, to))
			return rows[i]->extent;
	fail_msg("%s gave nothing to %s", from, to);
	return EXTENT_WHOLE;
}

static void a_unit_that_took_others_is_a_new_one_even_with_the_same_name(void **state)
{
	struct list_plan p = reformed("10001,Lương Hạ,xa,11,10001 Xã Lương Hạ; 10004 Xã Kim Hỷ\n10007,Văn Học,xa,11,10007 Xã Văn Học\n12001,Ea Súp,xa,12,12001 Xã Ea Súp\n");
	assert_true(text_is(unit(p.after, "10001", "2025-07-01")->unit, "vn-10001-20250701"));
	assert_int_equal(extent_of(p.after, "vn-10001-0", "vn-10001-20250701"), EXTENT_WHOLE);
	assert_int_equal(extent_of(p.after, "vn-10004-0", "vn-10001-20250701"), EXTENT_WHOLE);
	/* who took nobody and gave nothing is the same unit, now right under its province */
	assert_true(text_is(unit(p.after, "10007", "2025-07-01")->unit, "vn-10007-0"));
	assert_true(text_is(unit(p.after, "10007", "2025-07-01")->parent, "vn-11-0"));
	assert_null(unit_at(p.after, TEXT("100"), day("2025-07-01")));
	assert_int_equal(p.heirless, 0);
}

static void one_that_went_to_several_went_in_parts(void **state)
{
	struct list_plan p = reformed("10001,Lương Hạ,xa,11,10001 Xã Lương Hạ; 10007 Xã Văn Học\n10004,Kim Hỷ,xa,11,10004 Xã Kim Hỷ; 10007 Xã Văn Học\n12001,Ea Súp,xa,12,12001\n");
	assert_int_equal(extent_of(p.after, "vn-10007-0", "vn-10001-20250701"), EXTENT_PART);
	assert_int_equal(extent_of(p.after, "vn-10007-0", "vn-10004-20250701"), EXTENT_PART);
	assert_int_equal(extent_of(p.after, "vn-10001-0", "vn-10001-20250701"), EXTENT_WHOLE);
	/* and one of whom a row could not be used */
	p = reformed("10001,Lương Hạ,xa,11,10001 Xã Lương Hạ; 10004* Xã Kim Hỷ\n12001,Ea Súp,xa,12,\n");
	assert_int_equal(extent_of(p.after, "vn-10004-0", "vn-10001-20250701"), EXTENT_PART);
}

static void who_is_gone_without_an_heir_is_counted_and_told(void **state)
{
	struct list_plan p = reformed("10001,Lương Hạ,xa,11,10001 Xã Lương Hạ; 10004 Xã Kim Hỷ\n12001,Ea Súp,xa,12,12001 Xã Ea Súp\n");
	assert_int_equal(p.heirless, 1);
	assert_true(told(LIST_HEIRLESS));
}

static void a_predecessor_by_another_name_or_code_is_not_believed(void **state)
{
	struct list_plan       p = reformed("10001,Lương Hạ,xa,11,10001 Xã Lương Hạ; 10004 Xã Hảo Nghĩa; 99999 Xã Nowhere\n10007,Văn Học,xa,11,10007\n12001,Ea Súp,xa,12,12001\n");
	const struct lineage **rows;
	assert_true(told(LIST_BEFORE_NAME) && told(LIST_BEFORE_UNKNOWN));
	assert_int_equal(lineage_to(p.after, ground, TEXT("vn-10001-20250701"), &rows), 1);
	assert_int_equal(p.heirless, 1);
}

static void a_province_came_from_those_whose_communes_came_to_it(void **state)
{
	struct list_plan p = reformed("10001,Lương Hạ,xa,11,10001; 10004; 10007\n12001,Ea Súp,xa,11,12001\n");
	/* the communes of 12 went to 11, so 11 is another province than before; 12 is in the list all the same, and its communes are not */
	assert_true(text_is(unit(p.after, "11", "2025-07-01")->unit, "vn-11-20250701"));
	assert_int_equal(extent_of(p.after, "vn-12-0", "vn-11-20250701"), EXTENT_WHOLE);
	assert_int_equal(extent_of(p.after, "vn-11-0", "vn-11-20250701"), EXTENT_WHOLE);
	assert_true(text_is(unit(p.after, "13", "2025-07-01")->unit, "vn-13-0"));
	assert_true(text_is(unit(p.after, "12001", "2025-07-01")->parent, "vn-11-20250701"));
}

/* ---- between two lists */

static struct list *small(const char *rows)
{
	struct list_findings f = list_findings(ground);
	struct list         *l;
	if (!list_read(ground, LIST_CSV, text_print(ground, "code,name,type,parent,before\n06,Bắc Kạn,tinh,,\n%s", rows), "list.csv", "list.csv", &l, &f))
		fail_msg("%.*s", TEXT_ARG(findings_print(&f)));
	return l;
}

static const char *changes_of(const char *was, const char *is)
{
	struct list_change *c;
	struct build        b = { .arena = ground };
	size_t              n = list_diff(ground, small(was), small(is), &c);
	for (size_t i = 0; i < n; i++)
		build_print(&b, "%s%.*s %.*s", i > 0 ? "; " : "", TEXT_ARG(list_change_words(ground, c[i].what)), TEXT_ARG(c[i].is ? c[i].is->code : c[i].was->code));
	return text_c(ground, build_text(&b));
}

#define NA_RI "066,Na Rì,huyen,06,\n"

static void two_lists_are_compared_by_code(void **state)
{
	assert_string_equal(changes_of(NA_RI "02155,Lương Hạ,xa,066,\n", NA_RI "02155,Lương Hạ,xa,066,\n"), "");
	assert_string_equal(changes_of(NA_RI "02155,Lý Hòa,xa,066,\n", NA_RI "02155,Lí Hoà,xa,066,\n"), ""); /* spelled otherwise */
	assert_string_equal(changes_of(NA_RI, NA_RI "02155,Lương Hạ,xa,066,\n"), "added 02155");
	assert_string_equal(changes_of(NA_RI "02155,Lương Hạ,xa,066,\n", NA_RI), "gone 02155");
	assert_string_equal(changes_of(NA_RI "02155,Lương Hạ,xa,066,\n", NA_RI "02155,Yến Lạc,thi_tran,066,\n"), "name,type 02155");
	assert_string_equal(changes_of(NA_RI "02155,Lương Hạ,xa,066,\n", NA_RI "02155,Lương Hạ,xa,06,\n"), "parent 02155");
	assert_string_equal(changes_of(NA_RI "02134,Yến Lạc,xa,066,\n", NA_RI "02155,Yến Lạc,xa,066,\n"), "code 02155");
	/* two of the name: nobody knows which is which */
	assert_string_equal(changes_of(NA_RI "02134,Yến Lạc,xa,066,\n02137,Yến Lạc,xa,06,\n", NA_RI "02155,Yến Lạc,xa,066,\n"), "gone 02134; gone 02137; added 02155");
}

static struct text drafted(const char *was, const char *is)
{
	struct list        *a = small(was), *b = small(is);
	struct list_change *c;
	size_t              n = list_diff(ground, a, b, &c);
	return list_draft(ground, LANG_EN, a, b, day("2020-02-01"), c, n);
}

static bool holds(struct text t, const char *what) { return text_find(t, text_of(what)) != SIZE_MAX; }

static void a_draft_never_renames_and_cannot_be_taken_as_it_is(void **state)
{
	struct text t = drafted(NA_RI "02155,Lương Hạ,xa,066,\n02134,Yến Lạc,thi_tran,066,\n02149,Văn Học,xa,066,\n", NA_RI "02155,Yến Lạc,thi_tran,066,\n");
	assert_false(holds(t, "rename:"));
	assert_true(holds(t, "\n  - merge: [\"02155\", \"?\"]\n    into: { name: \"Yến Lạc\", type: thi_tran, code: \"02155\", parent: \"066\" }\n"));
	assert_true(holds(t, "Gone beside it: 02134 thị trấn Yến Lạc, 02149 xã Văn Học."));
	assert_true(holds(t, "thị trấn Yến Lạc was the unit 02134 before"));
	assert_true(holds(t, "\n  - absorb: [\"02149\"]\n    to: \"?\"\n"));
	assert_true(holds(t, "\norder: draft-2020-02-01\n") && holds(t, "\neffective: 2020-02-01\n"));
	assert_false(holds(t, "\nbasis:"));
}

static void a_draft_says_what_the_lists_do_say(void **state)
{
	struct text t = drafted(NA_RI "02155,Lương Hạ,xa,066,\n02158,Kim Lư,xa,066,\n", NA_RI "064,Chợ Đồn,huyen,06,\n02155,Lương Hạ,thi_tran,066,\n02158,Kim Lư,xa,064,\n02161,\"A \"\"B\",xa,066,\n");
	assert_true(holds(t, "  - retype: \"02155\"  # xã Lương Hạ\n    type: thi_tran\n"));
	assert_true(holds(t, "  - reparent: [\"02158\"]  # xã Kim Lư\n    parent: \"064\"\n"));
	assert_true(holds(t, "  - create: { name: \"Chợ Đồn\", type: huyen, code: \"064\", parent: \"06\" }\n"));
	assert_true(holds(t, "  - create: { name: \"A \\\"B\", type: xa, code: \"02161\", parent: \"066\" }\n"));
	t = drafted(NA_RI "02155,Lương Hạ,xa,066,\n02158,Kim Lư,xa,066,\n02161,Sơn Thành,xa,066,\n02164,Ân Tình,xa,066,\n",
		    "02155,Na Rì,xa,06,02155; 02158\n02161,Sơn Thành,xa,06,02161; 02158\n02164,Ân Tình,xa,06,02164\n");
	assert_true(holds(t, "  - abolish: [huyen]\n    under: \"06\"\n"));
	assert_true(holds(t, "  - merge: [\"02155\", { unit: \"02158\", take: part }]\n    into: { name: \"Na Rì\", type: xa, code: \"02155\", parent: \"06\" }\n"));
	assert_true(holds(t, "  - merge: [\"02161\", { unit: \"02158\", take: part }]\n"));
	assert_false(holds(t, "02164"));
	assert_false(holds(t, "absorb"));
}

static void the_registry_has_a_list_of_each_day(void **state)
{
	struct list *l = list_of(acts(), ground, day("2020-02-01"));
	assert_int_equal(l->n, 3);
	assert_true(text_is(list_unit_at(l, TEXT("10104"))->parent, "101") && text_is(l->source, "@2020-02-01"));
	assert_null(list_unit_at(l, TEXT("10101")));
}

static void the_title_of_an_import_says_all_that_repeating_it_needs(void **state)
{
	struct list *l = country("");
	day_t        on;
	bool         part;
	struct text  source;
	assert_true(list_title_parse(ground, list_title(ground, l, day("2025-03-01"), true), &on, &part, &source));
	assert_true(on.n == day("2025-03-01").n && part && text_is(source, "list.csv"));
	assert_true(list_title_parse(ground, TEXT("2025-03-01 dvhcvn"), &on, &part, &source) && !part && text_is(source, "dvhcvn"));
	assert_false(list_title_parse(ground, TEXT("2025-03-01"), &on, &part, &source));
	assert_false(list_title_parse(ground, TEXT("dvhcvn 2025-03-01"), &on, &part, &source));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_format_is_read_and_what_is_odd_is_told),
		cmocka_unit_test(lists_that_are_wrong_are_refused_with_every_reason_and_its_place),
		cmocka_unit_test(findings_are_all_counted_and_so_many_of_a_kind_are_kept),
		cmocka_unit_test(the_first_list_knows_not_since_when),
		cmocka_unit_test(a_unit_first_seen_in_a_later_list_has_the_day_of_that_list),
		cmocka_unit_test(what_is_known_by_an_act_stays_and_the_difference_is_told),
		cmocka_unit_test(a_code_that_an_act_gives_away_later_ends_there),
		cmocka_unit_test(the_same_code_and_name_goes_on),
		cmocka_unit_test(another_name_is_another_unit_and_never_a_rename),
		cmocka_unit_test(another_kind_or_another_unit_above_is_the_same_unit),
		cmocka_unit_test(a_list_of_a_part_ends_nobody),
		cmocka_unit_test(lists_come_in_the_order_of_their_days),
		cmocka_unit_test(a_unit_that_took_others_is_a_new_one_even_with_the_same_name),
		cmocka_unit_test(one_that_went_to_several_went_in_parts),
		cmocka_unit_test(who_is_gone_without_an_heir_is_counted_and_told),
		cmocka_unit_test(a_predecessor_by_another_name_or_code_is_not_believed),
		cmocka_unit_test(a_province_came_from_those_whose_communes_came_to_it),
		cmocka_unit_test(two_lists_are_compared_by_code),
		cmocka_unit_test(a_draft_never_renames_and_cannot_be_taken_as_it_is),
		cmocka_unit_test(a_draft_says_what_the_lists_do_say),
		cmocka_unit_test(the_registry_has_a_list_of_each_day),
		cmocka_unit_test(the_title_of_an_import_says_all_that_repeating_it_needs),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
