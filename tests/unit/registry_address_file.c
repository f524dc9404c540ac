/* registry_address_file.c - whole files of addresses: what stays as it was, byte for byte, what is put behind each record, and what is refused or reported. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "country.h"

static struct conversion *conversion;

static int setup(void **state)
{
	struct error e;
	country_begin(state);
	return conversion_start(registry, arena, day("2019-12-31"), day("2026-11-23"), TEXT_EMPTY, &conversion, &e) ? 0 : 1;
}

struct run {
	struct text         out, report;
	struct address_done done;
	struct error        error;
	bool                ok;
};

/* Through in pieces of `piece` bytes (0: all at once), beginning behind what `resume` says was done. */
static struct run converted(struct text file, const char *column, size_t piece, const struct address_done *resume)
{
	struct build         out = { .arena = arena }, report = { .arena = arena };
	struct run           r = { .ok = true };
	struct address_file *f = address_file_start(conversion, arena, (struct address_how){ .column = text_of(column), .lang = LANG_EN, .resume = resume });
	for (size_t at = 0; r.ok && at < file.len; at += piece ? piece : file.len)
		r.ok = address_file_feed(f, text_first(text_from(file, at), piece ? piece : file.len), &out, &report, &r.error);
	r.ok = r.ok && address_file_end(f, &out, &report, &r.error);
	r.out = build_text(&out);
	r.report = build_text(&report);
	r.done = address_file_done(f);
	return r;
}

#define HEADS "unit_id,old_code,new_code,new_name,certainty,reason,candidates"
#define KIM_LU "vn-02158-0,02158,02155,xã Na Rì,certain,name and the unit above,"
#define NOTHING ",,,,unknown,no unit of such a name,"
#define EMPTY ",,,,unknown,empty,"

static void assert_file(const char *file, const char *expected)
{
	struct run r = converted(text_of(file), "address", 0, NULL);
	if (!r.ok)
		fail_msg("refused: %s", r.error.code);
	assert_string_equal(text_c(arena, r.out), expected);
	assert_int_equal(r.done.bytes, strlen(file));
}

static void everything_else_stays_byte_for_byte(void **state)
{
	(void)state;
	assert_file("id,address\n1,\"Kim Lư, Na Rì\"\n", "id,address," HEADS "\n1,\"Kim Lư, Na Rì\"," KIM_LU "\n");
	/* order of columns, CR LF, byte order mark, a last line without its end */
	assert_file("\xEF\xBB\xBF" "address,x\r\nKim Lư - Na Rì,\" a \"\"b\"\" \"\r\nzz,", "\xEF\xBB\xBF" "address,x," HEADS "\r\nKim Lư - Na Rì,\" a \"\"b\"\" \"," KIM_LU "\r\nzz,," NOTHING);
	/* line ends inside quotes, blank lines, mixed line ends, blanks */
	assert_file("address,note\n\n\"Kim Lư\nNa Rì\",\"one\r\ntwo\"\r\n\r\n  ,  \n\n", "address,note," HEADS "\n\n\"Kim Lư\nNa Rì\",\"one\r\ntwo\"," KIM_LU "\r\n\r\n  ,  ," EMPTY "\n\n");
	/* quotes inside a field that does not begin with one */
	assert_file("address,n\nKim Lư - Na Rì,5\" pipe \"x\"\n", "address,n," HEADS "\nKim Lư - Na Rì,5\" pipe \"x\"," KIM_LU "\n");
	assert_file("address", "address," HEADS);
}

static void the_heading_tells_what_divides_the_fields(void **state)
{
	(void)state;
	struct run r = converted(TEXT("id;address\n1;Kim Lư, Na Rì\n"), "address", 0, NULL);
	assert_string_equal(text_c(arena, r.out), "id;address;unit_id;old_code;new_code;new_name;certainty;reason;candidates\n"
	                                          "1;Kim Lư, Na Rì;vn-02158-0;02158;02155;xã Na Rì;certain;name and the unit above;\n");
	r = converted(TEXT("id\taddress\n1\tKim Lư, Na Rì\n"), "2", 0, NULL);
	assert_true(r.ok && r.done.by[CERTAINTY_CERTAIN] == 1);
	/* any spelling of the heading will do */
	assert_true(converted(TEXT("\"Địa chỉ\",x\n"), "dia chi", 0, NULL).ok);
}

static void assert_refused(struct text file, const char *column, const char *code)
{
	struct run r = converted(file, column, 0, NULL);
	assert_false(r.ok);
	assert_string_equal(r.error.code, code);
}

static void what_cannot_be_read_at_all_is_refused(void **state)
{
	(void)state;
	struct error e = converted(TEXT("id,name\n"), "address", 0, NULL).error;
	assert_string_equal(e.code, REGISTRY_CONVERT_COLUMN);
	assert_string_equal(e.expected, "id, name");
	assert_refused(TEXT(""), "address", REGISTRY_CONVERT_EMPTY);
	assert_refused(TEXT("\n\naddress\n"), "address", REGISTRY_CONVERT_EMPTY);
	assert_refused(TEXT("address,new_code\n"), "address", REGISTRY_CONVERT_TWICE);
	assert_refused(TEXT("\"address\n"), "address", REGISTRY_CSV_QUOTE);
	assert_refused(TEXT("\xFF\xFE" "a\0d\0"), "address", REGISTRY_CONVERT_UTF16);
	assert_refused(TEXT("a\0d\0d\0,\0x\0\n\0"), "address", REGISTRY_CONVERT_UTF16);
}

/* What goes wrong in a line is told of that line, and costs no other. */
static void a_bad_line_is_reported_and_goes_through(void **state)
{
	(void)state;
	struct text file = TEXT("id,address\n"
	                        "1,\"Kim Lư, Na Rì\n"          /* 2: not closed */
	                        "2,\"Kim Lư, Na Rì\"\n"
	                        "3,\"Kim Lư\" Na Rì\n"         /* 4: behind the quote */
	                        "4,Kim Lư, Na Rì\n"            /* 5: a comma too many */
	                        "5\n"                          /* 6: a field too few */
	                        "6,Kim L\0 Na Rì\n"            /* 7 */
	                        "7,\xC3\x28\n"                 /* 8: no UTF-8 */
	                        "8,\"Kim Lư, Na Rì\"\n"
	                        "9,\"open");                   /* 10 */
	struct run  r = converted(file, "address", 0, NULL);
	assert_true(r.ok);
	assert_int_equal(r.done.faults, 6);
	assert_int_equal(r.done.records, 9);
	assert_int_equal(r.done.lines, 10);
	assert_int_equal(r.done.by[CERTAINTY_CERTAIN], 2);
	assert_string_equal(text_c(arena, r.report), "2\tunknown\ta quote in this line is not closed or stands in the wrong place\t\n"
	                                             "4\tunknown\ta quote in this line is not closed or stands in the wrong place\t\n"
	                                             "5\tunknown\tthis line has more or fewer fields than the heading\t\n"
	                                             "6\tunknown\tthis line has more or fewer fields than the heading\t\n"
	                                             "7\tunknown\tthis line holds bytes that are no text\t\n"
	                                             "8\tunknown\tnot UTF-8 text, and no old encoding that can be told for sure\t\n"
	                                             "10\tunknown\ta quote in this line is not closed or stands in the wrong place\t\n");
	/* the columns stand under their headings where fields are lacking */
	assert_true(text_find(r.out, TEXT("\n5,,,,,,unknown,")) != SIZE_MAX);
}

static void a_line_beyond_all_measure_is_refused_in_little_memory(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *a = arena_new(0), *work = arena_new(0);
	struct address_file          *f = address_file_start(conversion, a, (struct address_how){ .column = TEXT("address") });
	struct error                  e = { 0 };
	struct build                  out = { .arena = work };
	char                         *piece = memset(arena_alloc(a, 65536), 'x', 65536);
	bool                          ok = address_file_feed(f, TEXT("address\nx\n"), &out, NULL, &e);
	int                           fed = 0;
	while (ok && fed < 16384) /* a gigabyte */
		ok = address_file_feed(f, text_bytes(piece, 65536), &out, NULL, &e) && ++fed;
	assert_false(ok);
	assert_string_equal(e.code, REGISTRY_CONVERT_LARGE);
	assert_int_equal(e.line, 3);
	assert_true(fed < 20 && arena_used(a) < 8 * 1024 * 1024);
}

/* A quote that is never closed is not looked for to the end of the file. */
static void an_open_quote_costs_its_own_line_in_a_large_file_too(void **state)
{
	(void)state;
	struct build b = { .arena = arena };
	build_c(&b, "address\n\"open\n");
	for (int i = 0; i < 100000; i++)
		build_c(&b, "Kim Lư - Na Rì\n");
	struct run r = converted(build_text(&b), "address", 4096, NULL);
	assert_true(r.ok);
	assert_int_equal(r.done.by[CERTAINTY_CERTAIN], 100000);
	assert_int_equal(r.done.faults, 1);
}

static const char tricky[] = "\xEF\xBB\xBF" "id,address,x\r\n1,\"Kim Lư, \"\"Na Rì\",\"a\nb\"\r\n\n2,Kim Lư - Na Rì,\"\"\n\"3,4\",\"Văn Học, Na Rì\",\r\n5,\"open,\n6,\"x\"y,z\n7,zz\n8,,,,\n9,\"Côn Minh\", \"\"\"\"\n10,xã Kim Lư,";

static void pieces_of_any_size_give_the_same(void **state)
{
	(void)state;
	struct text file = text_of(tricky);
	struct run  whole = converted(file, "address", 0, NULL);
	assert_true(whole.ok);
	for (size_t piece = 1; piece < 70; piece++) {
		struct run r = converted(file, "address", piece, NULL);
		assert_string_equal(text_c(arena, r.out), text_c(arena, whole.out));
		assert_string_equal(text_c(arena, r.report), text_c(arena, whole.report));
	}
}

static void an_interrupted_run_goes_on_where_it_was(void **state)
{
	(void)state;
	struct text file = text_of(tricky);
	struct run  whole = converted(file, "address", 0, NULL);
	for (size_t stop = 1; stop < file.len; stop++) {
		/* as much as came before it was ended */
		struct build         out = { .arena = arena }, report = { .arena = arena };
		struct error         e;
		struct address_file *f = address_file_start(conversion, arena, (struct address_how){ .column = TEXT("address"), .lang = LANG_EN });
		assert_true(address_file_feed(f, text_first(file, stop), &out, &report, &e));
		struct address_done done = address_file_done(f);
		struct run          r = converted(file, "address", 7, &done);
		assert_true(r.ok);
		assert_string_equal(text_c(arena, text_print(arena, "%.*s%.*s", TEXT_ARG(build_text(&out)), TEXT_ARG(r.out))), text_c(arena, whole.out));
		assert_string_equal(text_c(arena, text_print(arena, "%.*s%.*s", TEXT_ARG(build_text(&report)), TEXT_ARG(r.report))), text_c(arena, whole.report));
		assert_memory_equal(&r.done, &whole.done, sizeof(r.done));
	}
	struct address_done more = { .bytes = 100000, .lines = 10 };
	assert_string_equal(converted(file, "address", 0, &more).error.code, REGISTRY_CONVERT_OTHER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_else_stays_byte_for_byte),
		cmocka_unit_test(the_heading_tells_what_divides_the_fields),
		cmocka_unit_test(what_cannot_be_read_at_all_is_refused),
		cmocka_unit_test(a_bad_line_is_reported_and_goes_through),
		cmocka_unit_test(a_line_beyond_all_measure_is_refused_in_little_memory),
		cmocka_unit_test(an_open_quote_costs_its_own_line_in_a_large_file_too),
		cmocka_unit_test(pieces_of_any_size_give_the_same),
		cmocka_unit_test(an_interrupted_run_goes_on_where_it_was),
	};
	return cmocka_run_group_tests_name("registry_address_file", tests, setup, country_end);
}
