/* registry_search.c - units found by what people type, in the lists of the program; no database. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "base/fold.h"
#include "country.h"

static size_t find_on(struct text typed, day_t on, struct unit_match **ret)
{
	return unit_find(registry, arena, (struct unit_search){ .text = typed, .on = on, .today = day("2026-11-23"), .limit = 200 }, ret);
}

static size_t find(const char *typed, struct unit_match **ret) { return find_on(text_of(typed), DAY_NONE, ret); }

/* "vn-02128-0 vn-..." of all matches, best first. */
static const char *ids(const char *typed)
{
	struct unit_match *m;
	size_t             count = find(typed, &m);
	struct build       b = { .arena = arena };
	for (size_t i = 0; i < count; i++)
		build_print(&b, "%s%.*s", i > 0 ? " " : "", TEXT_ARG(m[i].fact->unit));
	return text_c(arena, build_text(&b));
}

static void what_people_type_finds_the_commune(void **state)
{
	(void)state;
	static const struct { const char *typed, *best; } rows[] = {
		{ "Yên Đĩnh", "vn-02128-0" }, { "yen dinh", "vn-02128-0" }, { "YEN DINH", "vn-02128-0" }, { "Yên Định", "vn-02128-0" },
		{ "xã Yên Đĩnh, huyện Chợ Mới, tỉnh Bắc Kạn", "vn-02128-0" }, { "x. yen dinh, cho moi", "vn-02128-0" }, { "Yeen DDinhx", "vn-02128-0" },
		{ "Ye6n D9i4nh", "vn-02128-0" }, { "yên-đĩnh", "vn-02128-0" }, { "yendinh", "vn-02128-0" }, { "yen dihn", "vn-02128-0" }, { "UBND xã Yên Đĩnh", "vn-02128-0" },
		{ "TT. Yến Lạc", "vn-02134-0" }, { "thị trấn Yến Lạc", "vn-02134-0" }, { "Yeen Lacj", "vn-02134-0" }, { "Ye6n La5c", "vn-02134-0" },
		{ "Na Rì", "vn-02155-20250701" }, { "na-ri", "vn-02155-20250701" }, { "Na Rif", "vn-02155-20250701" }, { "xã Na Rì", "vn-02155-20250701" },
		{ "huyện Na Rì", "vn-066-0" }, { "H. Na Ri", "vn-066-0" }, { "huyen Tungj", "vn-01846-0" }, { "phường Huyền Tụng", "vn-01846-0" },
		{ "huyen tugn", "vn-01846-0" }, { "Đổng Xá", "vn-02194-0" }, { "xa dong xa", "vn-02194-0" }, { "Ddoongr Xas", "vn-02194-0" },
		{ "Minh Khai", "vn-01834-0" }, { "P. Nguyen Thi Minh Khai", "vn-01834-0" }, { "nguyenthiminhkhai", "vn-01834-0" },
		{ "Liêm Thủy", "vn-02197-0" }, { "Liêm Thuỷ", "vn-02197-0" }, { "Hòa Mục", "vn-02098-0" }, { "Hoà Mục", "vn-02098-0" }, { "Sỹ Bình", "vn-01978-0" },
		{ "Sĩ Bình", "vn-01978-0" }, { "Kim Hỉ", "vn-02146-0" }, { "Phương Linh", "vn-01972-0" }, { "phuong linh", "vn-01972-0" },
		{ "Bằng Thành, Pác Nặm, Bắc Kạn", "vn-01858-0" }, { "Thôn Nà Khun, xã Lương Hạ, huyện Na Rì", "vn-02155-0" }, { "Kim Lư, Na Rì", "vn-02158-0" },
		{ "Kim Lư, Thái Nguyên", "vn-02158-0" }, { "xã Kim Lư (cũ)", "vn-02158-0" }, { "Baéc Kaïn", "vn-01843-20250701" },
		{ "L\xC2\xAD\xC2\xAC" "ng H\xC2\xB9", "vn-02155-0" }, { "luong haj", "vn-02155-0" }, { "tinh Thai Nguyen", "vn-19-20250701" },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct unit_match *m;
		size_t             count = find(rows[i].typed, &m);
		if (count == 0 || !text_is(m[0].fact->unit, rows[i].best))
			fail_msg("\"%s\" gives %s, not %s", rows[i].typed, count > 0 ? ids(rows[i].typed) : "nothing", rows[i].best);
	}
}

static void namesakes_are_all_found_with_their_days_and_districts(void **state)
{
	(void)state;
	struct unit_match *m;
	assert_string_equal(ids("Bằng Thành"), "vn-01864-20250701 vn-01858-0");
	assert_int_equal(find("Chợ Mới", &m), 3);
	assert_string_equal(text_c(arena, m[0].title), "xã Chợ Mới");
	assert_int_equal(find("xã Văn Lang", &m), 3);
	assert_string_equal(text_c(arena, m[2].title), "xã Văn Lăng"); /* forgiven, so last */
	assert_string_equal(text_c(arena, unit_title(arena, m[0].above)), "tỉnh Thái Nguyên");
	assert_string_equal(text_c(arena, unit_title(arena, m[1].above)), "huyện Na Rì");
	assert_int_equal(m[1].fact->from.n, day("2020-02-01").n);
	assert_int_equal(m[1].fact->to.n, day("2025-07-01").n);
}

static void an_old_name_says_where_it_is_today(void **state)
{
	(void)state;
	struct unit_match *m;
	assert_int_equal(find("yen dinh", &m), 1);
	assert_int_equal(m[0].heir_count, 1);
	assert_string_equal(text_c(arena, unit_title(arena, m[0].heirs[0].fact)), "xã Chợ Mới");
	assert_int_equal(find("luong ha", &m), 1);
	assert_int_equal(m[0].heir_count, 2); /* divided in 2020 */
	assert_int_equal(m[0].heirs[0].extent, EXTENT_PART);
	assert_int_equal(find("phong huan", &m), 1);
	assert_int_equal(m[0].heir_count, 2);
}

static void a_day_leaves_only_what_was_there(void **state)
{
	(void)state;
	struct unit_match *m;
	assert_int_equal(find_on(TEXT("bang thanh"), day("2020-01-01"), &m), 1);
	assert_true(text_is(m[0].fact->unit, "vn-01858-0"));
	assert_int_equal(find_on(TEXT("yen dinh"), day("2020-02-01"), &m), 0);
	assert_int_equal(find_on(TEXT("yen dinh"), day("2020-01-31"), &m), 1);
}

static void a_unit_is_given_once_when_asked_for_once(void **state)
{
	(void)state;
	struct unit_match *m;
	struct unit_search want = { .text = TEXT("vân tùng"), .on = DAY_NONE, .today = day("2026-11-23") };
	assert_int_equal(unit_find(registry, arena, want, &m), 2);
	want.units_once = true;
	assert_int_equal(unit_find(registry, arena, want, &m), 1);
	assert_string_equal(text_c(arena, m[0].title), "thị trấn Vân Tùng");
}

static void nothing_like_a_name_finds_nothing(void **state)
{
	(void)state;
	struct unit_match       *m;
	static const char *const rows[] = { "", " ", ",", "xxqq zz", "0912345678", "!!!", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz zzzz" };
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(find(rows[i], &m), 0);
	/* long text is cut, not refused */
	char *much = memset(arena_alloc(arena, 100001), 'a', 100000);
	for (size_t i = 5; i < 100000; i += 6)
		much[i] = ' ';
	find(much, &m);
}

static void organisations_are_found_only_when_wanted(void **state)
{
	(void)state;
	struct unit_match *m;
	assert_int_equal(find("Sở Xây dựng", &m), 0);
	struct unit_search want = { .text = TEXT("so xay dung"), .on = DAY_NONE, .today = day("2026-11-23"), .levels = LEVELS_ALL };
	assert_int_equal(unit_find(registry, arena, want, &m), 1);
	assert_true(text_is(m[0].fact->unit, "org-19-sxd"));
}

/* ---- eight spellings of every name */

static struct text nfd(struct text t)
{
	utf8proc_uint8_t *at;
	utf8proc_ssize_t  n = utf8proc_map((const utf8proc_uint8_t *)t.at, (utf8proc_ssize_t)t.len, &at, UTF8PROC_DECOMPOSE | UTF8PROC_STABLE);
	struct text       copy = text_copy(arena, text_bytes(at, (size_t)n));
	free(at);
	return copy;
}

/* Shape marks as keys after the letter, the tone's key at the word's end. */
static struct text keyed(struct text t, const char *hook, const char *tones, char d)
{
	struct text  parts = nfd(t);
	struct build b = { .arena = arena };
	char         tone = 0, last = 0;
	for (size_t i = 0, n; i <= parts.len; i += n) {
		int32_t point = i < parts.len ? text_point(text_from(parts, i), &n) : ' ';
		n = i < parts.len ? n : 1;
		const int32_t marks[] = { 0x300, 0x309, 0x303, 0x301, 0x323 };
		bool          is_tone = false;
		for (size_t k = 0; k < COUNT_OF(marks); k++)
			if (point == marks[k]) {
				tone = tones[k];
				is_tone = true;
			}
		if (is_tone)
			continue;
		if (point == ' ') {
			if (tone)
				build_byte(&b, tone);
			tone = 0;
			if (i < parts.len)
				build_byte(&b, ' ');
		} else if (point == 0x302) {
			build_byte(&b, hook[0] ? hook[0] : char_lower(last));
		} else if (point == 0x306 || point == 0x31B) {
			build_byte(&b, point == 0x306 ? hook[1] : hook[2]);
		} else if (point == 0x110 || point == 0x111) {
			build_byte(&b, 'd');
			build_byte(&b, d);
		} else {
			build_byte(&b, last = (char)point);
		}
	}
	return build_text(&b);
}

static struct text hyphened(struct text t)
{
	struct build b = { .arena = arena };
	for (size_t i = 0; i < t.len; i++)
		build_byte(&b, t.at[i] == ' ' ? '-' : t.at[i]);
	return build_text(&b);
}

static struct text upper(struct text t)
{
	struct build b = { .arena = arena };
	for (size_t i = 0, n; i < t.len; i += n) {
		utf8proc_uint8_t at[4];
		utf8proc_ssize_t len = utf8proc_encode_char(utf8proc_toupper(text_point(text_from(t, i), &n)), at);
		build_add(&b, text_bytes(at, (size_t)len));
	}
	return build_text(&b);
}

static bool finds(struct text typed, const struct unit_fact *f)
{
	struct unit_match *m;
	size_t             count = find_on(typed, DAY_NONE, &m);
	for (size_t i = 0; i < count; i++)
		if (m[i].fact == f)
			return true;
	return false;
}

static void every_name_is_found_in_eight_spellings(void **state)
{
	(void)state;
	static const char *const days[] = { "2019-12-31", "2020-02-01", "2026-11-23" };
	size_t                   tried = 0;
	for (size_t d = 0; d < COUNT_OF(days); d++) {
		const struct unit_fact **list;
		size_t                   count = unit_list(registry, arena, TEXT_EMPTY, LEVELS_PLACES, day(days[d]), &list);
		for (size_t i = 0; i < count; i++) {
			struct text       name = list[i]->name, folded = text_fold(arena, name);
			const struct text typed[] = {
				name, folded, upper(name), nfd(name), hyphened(name), unit_title(arena, list[i]), keyed(name, "\0ww", "frxsj", 'd'),
				keyed(name, "687", "23415", '9'),
			};
			for (size_t k = 0; k < COUNT_OF(typed); k++, tried++)
				if (!finds(typed[k], list[i]))
					fail_msg("\"%.*s\" does not find %.*s", TEXT_ARG(typed[k]), TEXT_ARG(list[i]->unit));
		}
	}
	assert_true(tried > 8 * 300);
}

/* One letter left out: the unit is found, unless what remains is another name or part of one. */
static void every_name_is_found_with_one_slip(void **state)
{
	(void)state;
	const struct unit_fact **list;
	size_t                   count = unit_list(registry, arena, TEXT_EMPTY, LEVEL_COMMUNE, day("2020-01-31"), &list), found = 0, slips = 0;
	for (size_t i = 0; i < count; i++) {
		struct text folded = text_fold(arena, list[i]->name);
		for (size_t at = 1; at < folded.len; at++) {
			struct text typed = text_print(arena, "%.*s%.*s", TEXT_ARG(text_first(folded, at)), TEXT_ARG(text_from(folded, at + 1)));
			struct unit_match *m;
			if (!text_equal(text_fold(arena, typed), typed))
				continue; /* "thy" folds to "thi": two letters away from "thuy" */
			size_t             n = find_on(typed, DAY_NONE, &m);
			bool               other = n > 0 && m[0].how != MATCH_SLIP;
			slips++;
			bool ok = other || finds(typed, list[i]);
			if (!ok)
				print_message("\"%.*s\" does not find %.*s\n", TEXT_ARG(typed), TEXT_ARG(list[i]->name));
			found += ok;
		}
	}
	assert_true(slips > 900);
	assert_int_equal(found, slips);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_people_type_finds_the_commune),
		cmocka_unit_test(namesakes_are_all_found_with_their_days_and_districts),
		cmocka_unit_test(an_old_name_says_where_it_is_today),
		cmocka_unit_test(a_day_leaves_only_what_was_there),
		cmocka_unit_test(a_unit_is_given_once_when_asked_for_once),
		cmocka_unit_test(nothing_like_a_name_finds_nothing),
		cmocka_unit_test(organisations_are_found_only_when_wanted),
		cmocka_unit_test(every_name_is_found_in_eight_spellings),
		cmocka_unit_test(every_name_is_found_with_one_slip),
	};
	return cmocka_run_group_tests_name("registry_search", tests, country_begin, country_end);
}
