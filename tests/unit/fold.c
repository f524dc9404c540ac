/* fold.c - folding, typing without a Vietnamese keyboard, old encodings, order and telephone numbers. Tables: tests/data/fold.tsv, tests/data/sorted.txt. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/fold.h"

static struct text file_read(struct arena *a, const char *path)
{
	struct world world = world_real();
	struct text  t;
	struct error e;
	if (!world.file_read(&world, a, path, 1 << 20, &t, &e))
		fail_msg("%s: %s", path, e.value);
	return t;
}

static void every_pair_of_the_table_folds(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct text                   rest = file_read(a, "tests/data/fold.tsv"), line, typed;
	size_t                        pairs = 0;
	while (text_next(&rest, '\n', &line)) {
		if (line.len == 0 || line.at[0] == '#')
			continue;
		struct text wanted = line;
		assert_true(text_next(&wanted, '\t', &typed));
		struct text folded = text_fold(a, typed);
		if (!text_equal(folded, wanted))
			fail_msg("\"%.*s\" folds to \"%.*s\", not \"%.*s\"", TEXT_ARG(typed), TEXT_ARG(folded), TEXT_ARG(wanted));
		assert_true(text_equal(text_fold(a, folded), folded)); /* twice changes nothing */
		pairs++;
	}
	assert_true(pairs >= 200);
}

static void a_spelling_forgives_only_the_way_of_writing(void **state)
{
	(void)state;
	static const struct { const char *a, *b; bool same; } rows[] = {
		{ "Hòa Mục", "Hoà Mục", true }, { "Liêm Thủy", "liêm thuỷ", true }, { "Lý", "Lí", true },         { "Mỹ", "mĩ", true },
		{ "Yên Lạc", "Yến Lạc", false }, { "Văn Lang", "Văn Lăng", false }, { "dong", "đong", false },     { "Na Rì", "Na Ri", false },
		{ "Na-rì", "Na Rì", true },      { "Bắc Kạn", "BẮC KẠN", true },    { "a\xCC\xA3\xCC\x82", "ậ", true }, { "â\xCC\xA3", "ậ", true },
	};
	_cleanup_arena_ struct arena *a = arena_new(0);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (text_equal(text_spelling(a, text_of(rows[i].a)), text_spelling(a, text_of(rows[i].b))) != rows[i].same)
			fail_msg("%s and %s", rows[i].a, rows[i].b);
}

static void raw_telex_and_vni_are_read(void **state)
{
	(void)state;
	static const struct { bool (*read)(struct arena *, struct text, struct text *); const char *typed, *meant; } rows[] = {
		{ text_telex, "Yeen Lacj", "Yên Lạc" },      { text_telex, "Yeesn Lacj", "Yến Lạc" },  { text_telex, "Ddoongr Xas", "Đổng Xá" },
		{ text_telex, "dduwowngf", "đường" },        { text_telex, "duongdwf", "đường" },      { text_telex, "Nguyeenx Thij Minh Khai", "Nguyễn Thị Minh Khai" },
		{ text_telex, "hoaf binhf", "hòa bình" },    { text_telex, "muwa", "mưa" },            { text_telex, "muaw", "mưa" },
		{ text_telex, "hoawcj", "hoặc" },            { text_telex, "quawn", "quăn" },          { text_telex, "thuyr", "thủy" },
		{ text_telex, "gias", "giá" },               { text_telex, "gif", "gì" },              { text_telex, "Baacs Kanj", "Bấc Kạn" },
		{ text_telex, "Bawcs Kanj", "Bắc Kạn" },     { text_telex, "nuwowcs", "nước" },        { text_telex, "khuyeens", "khuyến" },
		{ text_telex, "xas 722/NQ", "xá 722/NQ" },   { text_telex, "asz", "a" },               { text_telex, "NAWNG", "NĂNG" },
		{ text_vni, "Ye6n La5c", "Yên Lạc" },        { text_vni, "Ye61n La5c", "Yến Lạc" },    { text_vni, "D9o6ng3 Xa1", "Đổng Xá" },
		{ text_vni, "d9u7o7ng2", "đường" },          { text_vni, "duong972", "đường" },        { text_vni, "Ba81c Ka5n", "Bắc Kạn" },
		{ text_vni, "thu3y", "thủy" },               { text_vni, "Nguye6n4 Thi5", "Nguyễn Thị" }, { text_vni, "ho8", NULL },
		{ text_telex, "Na Ri", NULL },               { text_telex, "xin chao", NULL },         { text_telex, "", NULL },
		{ text_telex, "Yến Lạc", NULL },             { text_vni, "02155", NULL },              { text_vni, "QL3", NULL },
		{ text_telex, "abcdefghijklmnopqrstuvwxyz", NULL },
	};
	_cleanup_arena_ struct arena *a = arena_new(0);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text got = TEXT("nothing");
		bool        any = rows[i].read(a, text_of(rows[i].typed), &got);
		if (any != (rows[i].meant != NULL) || (any && !text_is(got, rows[i].meant)))
			fail_msg("\"%s\" gives \"%.*s\", not \"%s\"", rows[i].typed, TEXT_ARG(got), rows[i].meant ? rows[i].meant : "nothing");
	}
}

static void old_encodings_are_recognised_and_nothing_else_is(void **state)
{
	(void)state;
	static const struct { const char *typed; enum legacy is; const char *meant; } rows[] = {
		{ "Céng hßa x· héi chñ nghÜa ViÖt Nam", LEGACY_TCVN3, "Cộng hòa xã hội chủ nghĩa Việt Nam" },
		{ "§éc lËp - Tù do - H¹nh phóc", LEGACY_TCVN3, "Độc lập - Tự do - Hạnh phúc" },
		{ "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", LEGACY_VNI, "Cộng hòa xã hội chủ nghĩa Việt Nam" },
		{ "Ñoäc laäp - Töï do - Haïnh phuùc", LEGACY_VNI, "Độc lập - Tự do - Hạnh phúc" },
		{ "Ngaân Sôn", LEGACY_VNI, "Ngân Sơn" },
		{ "n\xC2\xAD" "íc", LEGACY_TCVN3, "nước" },
		{ "hoà bình là gì", LEGACY_NONE, NULL },
		{ "Cộng hòa xã hội", LEGACY_NONE, NULL },
		{ "25 m² và 20 °C · a", LEGACY_NONE, NULL },
		{ "Müller café naïve", LEGACY_NONE, NULL },
		{ "Bac Kan", LEGACY_NONE, NULL },
		{ "", LEGACY_NONE, NULL },
	};
	_cleanup_arena_ struct arena *a = arena_new(0);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text got = TEXT("nothing");
		enum legacy is = text_legacy(a, text_of(rows[i].typed), &got);
		if (is != rows[i].is || (is != LEGACY_NONE && !text_is(got, rows[i].meant)))
			fail_msg("\"%s\" is %d \"%.*s\"", rows[i].typed, (int)is, TEXT_ARG(got));
	}
}

static void names_sort_as_cldr_sorts_them(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct text                   rest = file_read(a, "tests/data/sorted.txt"), line, before = TEXT_EMPTY, key_before = TEXT_EMPTY;
	size_t                        names = 0;
	while (text_next(&rest, '\n', &line)) {
		if (line.len == 0)
			continue;
		struct text key = text_sort_key(a, line);
		if (names > 0 && text_compare(key_before, key) >= 0)
			fail_msg("%.*s should come after %.*s", TEXT_ARG(line), TEXT_ARG(before));
		before = line;
		key_before = key;
		names++;
	}
	assert_int_equal(names, 100);
	/* composed or not, the place is the same; the version is kept beside the keys */
	assert_true(text_equal(text_sort_key(a, TEXT("ậ")), text_sort_key(a, TEXT("a\xCC\xA3\xCC\x82"))));
	assert_true(text_starts(text_sort_version(a), "icu "));
}

static void one_telephone_number_has_twenty_spellings(void **state)
{
	(void)state;
	static const char *const rows[] = {
		"0912345678",        "0912 345 678",       "0912.345.678",      "0912-345-678",       "0912 34 56 78",        "(0912) 345 678",   "+84912345678",
		"+84 912 345 678",   "+84 (0) 912 345 678", "84912345678",      "0084912345678",      "00 84 912 345 678",    "912345678",        "912 345 678",
		"ĐT: 0912 345 678",  "tel:+84-912-345-678", "０９１２３４５６７８", "0912\xC2\xA0" "345\xC2\xA0" "678", "sđt 0912.345678", "0912 345 678 (Zalo)", "091 234 5678",
		"+84(0)912345678",
	};
	_cleanup_arena_ struct arena *a = arena_new(0);
	assert_true(COUNT_OF(rows) >= 20);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text  got;
		struct error e;
		if (!phone_read(a, text_of(rows[i]), &got, &e))
			fail_msg("\"%s\": %s", rows[i], e.code);
		if (!text_is(got, "+84912345678"))
			fail_msg("\"%s\" gives %.*s", rows[i], TEXT_ARG(got));
	}
}

static void other_numbers_become_todays_or_are_refused_with_a_reason(void **state)
{
	(void)state;
	static const struct { const char *typed, *result; } rows[] = {
		{ "0209 3870 123", "+842093870123" }, { "(0281) 3870 123", "+842093870123" }, { "0280 3855 123", "+842083855123" }, { "024 3825 1234", "+842438251234" },
		{ "+84 209 3870123", "+842093870123" }, { "0168 123 4567", "+84381234567" },  { "0123 456 7890", "+84834567890" },   { "01234567890", "+84834567890" },
		{ "1900 1234", "+8419001234" },       { "1800 599 920", "+841800599920" },    { "+49 30 123456", "+4930123456" },    { "0033 1 23 45 67 89", "+33123456789" },
		{ "006085001234", FOLD_PHONE_IS_CCCD }, { "0060 8500 1234", FOLD_PHONE_IS_CCCD }, { "019 185 001 234", FOLD_PHONE_IS_CCCD },
		{ "0912 345", FOLD_PHONE_SHORT },     { "", FOLD_PHONE_SHORT },               { "gọi cho tôi", FOLD_PHONE_SHORT },
		{ "0412 345 678", FOLD_PHONE },       { "0912 345 6789", FOLD_PHONE },        { "0912345678 hoặc 0987654321", FOLD_PHONE }, { "++84912345678", FOLD_PHONE },
		{ "0912+345678", FOLD_PHONE },        { "12345678901234567890123456789", FOLD_PHONE }, { "0000000000", FOLD_PHONE },
	};
	_cleanup_arena_ struct arena *a = arena_new(0);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text  got = TEXT_EMPTY;
		struct error e = { 0 };
		const char  *result = phone_read(a, text_of(rows[i].typed), &got, &e) ? text_c(a, got) : e.code;
		if (strcmp(result, rows[i].result) != 0)
			fail_msg("\"%s\" gives %s, not %s", rows[i].typed, result, rows[i].result);
		assert_true(e.value[0] == '\0'); /* personal: never in an error */
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pair_of_the_table_folds),
		cmocka_unit_test(a_spelling_forgives_only_the_way_of_writing),
		cmocka_unit_test(raw_telex_and_vni_are_read),
		cmocka_unit_test(old_encodings_are_recognised_and_nothing_else_is),
		cmocka_unit_test(names_sort_as_cldr_sorts_them),
		cmocka_unit_test(one_telephone_number_has_twenty_spellings),
		cmocka_unit_test(other_numbers_become_todays_or_are_refused_with_a_reason),
	};
	return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
