/* registry_lists.c - lists that are wrong: every defect is told with its line, and nothing is taken. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "registry/data.h"

#define UNITS "id,code,name,type,parent_id,valid_from,valid_to,note\n"
#define PROVINCE "vn-06-0,06,Bắc Kạn,tinh,,,,\n"
#define DISTRICT "vn-066-0,066,Na Rì,huyen,vn-06-0,,,\n"
#define ORGANISATIONS "id,name,kind,unit_id,parent_id,valid_from,valid_to,note\n"

static bool parse(struct arena *a, const char *units, const char *organisations, struct registry_data **ret, struct registry_faults *faults)
{
	return registry_parse(a, (struct registry_source){ .units = text_of(units), .units_file = "u", .organisations = text_of(organisations), .organisations_file = "o" },
	                      ret, faults);
}

static void every_defect_is_told_with_its_line(void **state)
{
	(void)state;
	static const struct { const char *units, *organisations, *code; int line; } rows[] = {
		{ "", ORGANISATIONS, REGISTRY_CSV_HEADING, 1 },
		{ "id,code,name\n", ORGANISATIONS, REGISTRY_CSV_HEADING, 1 },
		{ UNITS "vn-06-0,06,Bắc Kạn\n", ORGANISATIONS, REGISTRY_CSV_FIELDS, 2 },
		{ UNITS PROVINCE "vn-07-0,07,\"Bắc\"x,tinh,,,,\n", ORGANISATIONS, REGISTRY_CSV_QUOTE, 3 },
		{ UNITS PROVINCE "vn-07-0,07,\"Bắc Kạn,tinh,,,,\nvn-08-0,08,A,tinh,,,,\n", ORGANISATIONS, REGISTRY_CSV_QUOTE, 3 },
		{ UNITS "vn-06-0,06,B\xE1\xBA" "c,tinh,,,,\n", ORGANISATIONS, REGISTRY_CSV_NOT_UTF8, 2 },
		{ UNITS "VN 06,06,Bắc Kạn,tinh,,,,\n", ORGANISATIONS, REGISTRY_CSV_VALUE, 2 },
		{ UNITS "vn-06-0,6,Bắc Kạn,tinh,,,,\n", ORGANISATIONS, REGISTRY_CSV_VALUE, 2 },   /* the zero is lost */
		{ UNITS "vn-06-0,06,,tinh,,,,\n", ORGANISATIONS, REGISTRY_CSV_VALUE, 2 },
		{ UNITS "vn-06-0,06,Ba\xCC\x86" "c,tinh,,,,\n", ORGANISATIONS, REGISTRY_CSV_VALUE, 2 },  /* not NFC */
		{ UNITS "vn-06-0,06,Bắc Kạn,bang,,,,\n", ORGANISATIONS, REGISTRY_CSV_VALUE, 2 },
		{ UNITS "vn-06-0,06,Bắc Kạn,tinh,,2020-02-30,,\n", ORGANISATIONS, REGISTRY_CSV_VALUE, 2 },
		{ UNITS "vn-06-0,06,Bắc Kạn,tinh,,2020-02-01,2020-02-01,\n", ORGANISATIONS, REGISTRY_CSV_DATES, 2 },
		{ UNITS PROVINCE "vn-06-0,07,Bắc Kạn,tinh,,2020-02-01,,\n", ORGANISATIONS, REGISTRY_CSV_OVERLAP, 3 },
		{ UNITS PROVINCE "vn-06-1,06,Cao Bằng,tinh,,2020-02-01,,\n", ORGANISATIONS, REGISTRY_CODE_TWICE, 3 },
		{ UNITS DISTRICT, ORGANISATIONS, REGISTRY_UNKNOWN_UNIT, 2 },
		{ UNITS "vn-06-0,06,Bắc Kạn,tinh,,,2021-01-01,\n" DISTRICT, ORGANISATIONS, REGISTRY_UNKNOWN_UNIT, 3 }, /* the parent ends too early */
		{ UNITS PROVINCE "vn-066-0,066,A,huyen,vn-067-0,,,\nvn-067-0,067,B,huyen,vn-066-0,,,\n", ORGANISATIONS, REGISTRY_CYCLE, 3 },
		{ UNITS PROVINCE "vn-066-0,066,Na Rì,huyen,vn-06-0,2020-02-01,,NQ 1: x; from Huyện Nowhere\n", ORGANISATIONS, REGISTRY_NOTE, 3 },
		{ UNITS PROVINCE, "", REGISTRY_CSV_HEADING, 1 },
		{ UNITS PROVINCE, ORGANISATIONS "org-a,A,ubnd,vn-99-0,,,,\n", REGISTRY_UNKNOWN_UNIT, 2 },
		{ UNITS PROVINCE, ORGANISATIONS "org-a,A,king,vn-06-0,,,,\n", REGISTRY_CSV_VALUE, 2 },
		{ UNITS PROVINCE, ORGANISATIONS "vn-a,A,ubnd,vn-06-0,,,,\n", REGISTRY_CSV_VALUE, 2 },
		{ UNITS PROVINCE, ORGANISATIONS "org-a,A,ubnd,vn-06-0,,,,\norg-a,B,ubnd,vn-06-0,,,,\n", REGISTRY_CSV_OVERLAP, 3 },
	};
	_cleanup_arena_ struct arena *a = arena_new(0);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct registry_data  *data = NULL;
		struct registry_faults faults;
		assert_false(parse(a, rows[i].units, rows[i].organisations, &data, &faults));
		assert_null(data);
		if (strcmp(faults.at[0].code, rows[i].code) != 0 || faults.at[0].line != rows[i].line)
			fail_msg("row %zu: %s in line %d, not %s in line %d", i, faults.at[0].code, faults.at[0].line, rows[i].code, rows[i].line);
		assert_true(strlen(faults.at[0].file) == 1);
	}
}

static void all_bad_rows_are_told_but_at_most_a_hundred(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct build                  b = { .arena = a };
	struct registry_data         *data;
	struct registry_faults        faults;
	assert_false(parse(a, UNITS "x y,06,A,tinh,,,,\n" PROVINCE "z z,07,B,tinh,,,,\n", ORGANISATIONS, &data, &faults));
	assert_int_equal(faults.count, 2);
	assert_int_equal(faults.at[0].line, 2);
	assert_int_equal(faults.at[1].line, 4);
	build_c(&b, UNITS);
	for (int i = 0; i < 1000; i++)
		build_c(&b, "x y,06,A,tinh,,,,\n");
	assert_false(parse(a, text_c(a, build_text(&b)), ORGANISATIONS, &data, &faults));
	assert_int_equal(faults.count, 100);
}

static void csv_is_read_as_others_write_it(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct csv                    c = csv_start(a, TEXT("\xEF\xBB\xBF" "a,b,c\r\n\"x,y\",\"say \"\"yes\"\"\",\"two\nlines\"\r\n\r\n,,\nlast,\"\",z"), "f");
	struct error                  e;
	assert_int_equal(csv_next(&c, &e), CSV_ROW);
	assert_true(c.count == 3 && text_is(c.field[0], "a") && text_is(c.field[2], "c"));
	assert_int_equal(csv_next(&c, &e), CSV_ROW);
	assert_true(text_is(c.field[0], "x,y") && text_is(c.field[1], "say \"yes\"") && text_is(c.field[2], "two\nlines"));
	assert_int_equal(c.line, 2);
	assert_int_equal(csv_next(&c, &e), CSV_ROW);
	assert_int_equal(c.line, 5); /* the row before took two lines, then an empty one */
	assert_true(c.count == 3 && c.field[1].len == 0);
	assert_int_equal(csv_next(&c, &e), CSV_ROW);
	assert_true(text_is(c.field[0], "last") && c.field[1].len == 0 && text_is(c.field[2], "z"));
	assert_int_equal(csv_next(&c, &e), CSV_END);
}

static void a_huge_row_or_too_many_fields_are_refused(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *a = arena_new(0);
	char                         *much = memset(arena_alloc(a, CSV_MOST_ROW + 100), 'x', CSV_MOST_ROW + 99);
	struct csv                    c = csv_start(a, text_bytes(much, CSV_MOST_ROW + 99), "f");
	struct error                  e;
	assert_int_equal(csv_next(&c, &e), CSV_BAD);
	assert_string_equal(e.code, REGISTRY_CSV_LARGE);
	assert_int_equal(csv_next(&c, &e), CSV_END);
	memset(much, ',', 200);
	c = csv_start(a, text_bytes(much, 200), "f");
	assert_int_equal(csv_next(&c, &e), CSV_BAD);
	assert_string_equal(e.code, REGISTRY_CSV_LARGE);
}

static void a_note_tells_its_origins_and_its_act(void **state)
{
	(void)state;
	static const struct { const char *note; size_t count; const char *first, *last, *basis; } rows[] = {
		{ "NQ 1683/NQ-UBTVQH15 (tỉnh Thái Nguyên); from Thị trấn Yến Lạc + Xã Kim Lư + Xã Sơn Thành; code inherited from Yến Lạc", 3, "Thị trấn Yến Lạc",
		  "Xã Sơn Thành", "NQ 1683/NQ-UBTVQH15 (tỉnh Thái Nguyên)" },
		{ "NQ 202/2025/QH15: from Bắc Kạn and Thái Nguyên", 2, "Bắc Kạn", "Thái Nguyên", "NQ 202/2025/QH15" },
		{ "NQ 1683/NQ-UBTVQH15; from Xã Thượng Quan; code inherited from Thượng Quan", 1, "Xã Thượng Quan", "Xã Thượng Quan", "NQ 1683/NQ-UBTVQH15" },
		{ "created/recoded by NQ 855/NQ-UBTVQH14; code previously Lương Hạ", 0, NULL, NULL, "NQ 855/NQ-UBTVQH14" },
		{ "ended by NQ 855/NQ-UBTVQH14; CODE REUSED from 01/02/2020 for Hiệp Lực", 0, NULL, NULL, "" },
		{ "re-established from Bắc Thái; merged into Thái Nguyên by NQ 202/2025/QH15", 0, NULL, NULL, "" },
		{ "", 0, NULL, NULL, "" },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text names[8];
		size_t      count = note_origins(text_of(rows[i].note), names, COUNT_OF(names));
		assert_int_equal(count, rows[i].count);
		assert_true(count == 0 || (text_is(names[0], rows[i].first) && text_is(names[count - 1], rows[i].last)));
		assert_true(text_is(note_basis(text_of(rows[i].note)), rows[i].basis));
	}
}

static void a_pattern_makes_one_organisation_in_each_commune(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct registry_data         *data;
	struct registry_faults        faults;
	assert_true(parse(a, UNITS PROVINCE "vn-00001-0,00001,An,xa,vn-06-0,,2020-01-01,\nvn-00002-0,00002,Bình,phuong,vn-06-0,,,\nvn-00003-0,00003,Cư,xa,vn-06-0,2030-01-01,,\n",
	                  ORGANISATIONS "org-{xa}-x,Phòng {type} {name},division,{xa},,2025-07-01,,pattern (phường: Ban)\n", &data, &faults));
	const struct registry   *r = registry_of(data);
	const struct unit_fact **list;
	assert_int_equal(unit_list(r, a, TEXT_EMPTY, LEVEL_ORGANISATION, (day_t){ 30000 }, &list), 2);
	assert_true(text_is(list[0]->unit, "org-vn-00002-0-x") && text_is(list[0]->name, "Ban phường Bình") && text_is(list[0]->place, "vn-00002-0"));
	assert_true(text_is(list[1]->unit, "org-vn-00003-0-x") && text_is(list[1]->name, "Phòng xã Cư"));
	assert_int_equal(unit_list(r, a, TEXT_EMPTY, LEVEL_ORGANISATION, (day_t){ 20500 }, &list), 1); /* the other commune comes later */
	assert_int_equal(registry_data_units(data), 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_defect_is_told_with_its_line),
		cmocka_unit_test(all_bad_rows_are_told_but_at_most_a_hundred),
		cmocka_unit_test(csv_is_read_as_others_write_it),
		cmocka_unit_test(a_huge_row_or_too_many_fields_are_refused),
		cmocka_unit_test(a_note_tells_its_origins_and_its_act),
		cmocka_unit_test(a_pattern_makes_one_organisation_in_each_commune),
	};
	return cmocka_run_group_tests_name("registry_lists", tests, NULL, NULL);
}
