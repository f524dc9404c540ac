/* out.c - escaping by place, and whole parts of pages given what attackers write. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "pages.h"
#include "web/look.h"
#include "web/out.h"

static int open_arena(void **state)
{
	*state = arena_new(0);
	return 0;
}

static int close_arena(void **state)
{
	arena_free(*state);
	return 0;
}

#define assert_written(expected, write, value)                                                              \
	do {                                                                                                \
		struct out o = out_start(*state, LANG_VI);                                                  \
		write(&o, value);                                                                           \
		if (!text_is(out_text(&o), expected))                                                       \
			fail_msg("wrote \"%.*s\" instead of \"%s\"", TEXT_ARG(out_text(&o)), expected);     \
	} while (0)

static void text_becomes_no_markup(void **state)
{
	assert_written("&lt;script&gt;alert(1)&lt;/script&gt;", out_html, "<script>alert(1)</script>");
	assert_written("&quot; onload=&quot;x", out_attr, "\" onload=\"x");
	assert_written("&#39;&amp;amp;", out_attr, TEXT("'&amp;"));
	assert_written("Ẫ Ặ ỵ", out_html, "Ẫ Ặ ỵ");
	assert_written("a\xEF\xBF\xBD" "b", out_html, text_bytes("a\0b", 3));
	assert_written("", out_html, TEXT_EMPTY);
	assert_written("-9223372036854775808", out_html, INT64_MIN);
	assert_written("1", out_html, true);
}

static void an_address_runs_no_script_and_leads_nowhere_by_stealth(void **state)
{
	static const char *const attacks[] = { "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", " javascript:alert(1)", "\tjavascript:x",
		"data:text/html,x", "vbscript:x", "//evil.example/", "/\\evil.example", "\\\\evil.example", "blob:x", "\x01javascript:x", "http:evil", "file:///etc/passwd" };
	for (size_t i = 0; i < COUNT_OF(attacks); i++)
		assert_written("#", out_url, attacks[i]);
	assert_written("/m/7Q4M?x=1&amp;y=2#z", out_url, "/m/7Q4M?x=1&y=2#z");
	assert_written("https://a.example/?q=a:b", out_url, "https://a.example/?q=a:b");
	assert_written("mailto:a@b.example", out_url, "mailto:a@b.example");
	assert_written("tel:+84912345678", out_url, "tel:+84912345678");
	assert_written("?lang=en", out_url, "?lang=en");
	assert_written("#phone", out_url, "#phone");
	assert_written("/a?b=javascript:x", out_url, "/a?b=javascript:x");
}

static void a_piece_of_an_address_stays_a_piece(void **state)
{
	assert_written("..%2F..%2Fa%3Fb%26c%23d", out_part, "../../a?b&c#d");
	assert_written("javascript%3Ax", out_part, "javascript:x");
	assert_written("%E1%BB%B5%20%22%3C", out_part, "ỵ \"<");
	assert_written("A-z0._~", out_part, "A-z0._~");
}

static void json_ends_neither_its_string_nor_its_script(void **state)
{
	assert_written("\"\\u003c/script\\u003e\"", out_json, "</script>");
	assert_written("\"\\u003c!--\"", out_json, "<!--");
	assert_written("\"a\\\"b\\\\c\"", out_json, "a\"b\\c");
	assert_written("\"\\u000a\\u0000\"", out_json, text_bytes("\n\0", 2));
	assert_written("\"\\u2028\\u2029 \xE2\x80\xA6\"", out_json, "\xE2\x80\xA8\xE2\x80\xA9 \xE2\x80\xA6");
	assert_written("-5", out_json, -5);
}

static void a_body_grows_as_far_as_it_must(void **state)
{
	struct out o = out_start(*state, LANG_VI);
	for (int i = 0; i < 100000; i++)
		out_html(&o, "<a>");
	assert_int_equal(out_text(&o).len, 100000 * strlen("&lt;a&gt;"));
	assert_memory_equal(out_text(&o).at + out_text(&o).len - 9, "&lt;a&gt;", 9);
}

static void an_attack_in_a_field_stays_in_its_field(void **state)
{
	struct out              o = out_start(*state, LANG_EN);
	const struct field_view v = { .id = "x", .value = TEXT("\"><img src=x onerror=alert(1)>"), .error = TEXT("<b>no</b>") };
	part_field(&o, &v, TEXT("</label><script>"), TEXT_EMPTY);
	assert_true(text_find(out_text(&o), TEXT("<img")) == SIZE_MAX);
	assert_true(text_find(out_text(&o), TEXT("<script")) == SIZE_MAX);
	assert_true(text_find(out_text(&o), TEXT("<b>")) == SIZE_MAX);
	assert_true(text_find(out_text(&o), TEXT("value=\"&quot;&gt;&lt;img")) != SIZE_MAX);
}

static size_t place_of(struct text page, const char *what)
{
	size_t at = text_find(page, text_of(what));
	if (at == SIZE_MAX)
		fail_msg("the page lacks %s", what);
	return at;
}

static void a_wrong_field_has_label_hint_error_input_in_this_order(void **state)
{
	struct out              o = out_start(*state, LANG_VI);
	const struct field_view v = { .id = "phone", .error = TEXT("Sai.") };
	part_field(&o, &v, TEXT("Máy"), TEXT("Gợi ý"));
	struct text page = out_text(&o);
	assert_true(place_of(page, "<label for=\"phone\">") < place_of(page, "id=\"phone-hint\""));
	assert_true(place_of(page, "id=\"phone-hint\"") < place_of(page, "id=\"phone-error\""));
	assert_true(place_of(page, "id=\"phone-error\"") < place_of(page, "<input id=\"phone\""));
	place_of(page, "aria-describedby=\"phone-hint phone-error\"");
	place_of(page, "aria-invalid=\"true\"");
}

static void the_error_summary_is_first_in_main_and_takes_the_focus(void **state)
{
	struct out o = out_start(*state, LANG_VI);
	look_write(&o, false);
	struct text page = out_text(&o);
	place_of(page, "<title>Lỗi: ");
	place_of(page, "<html lang=\"vi\"");
	place_of(page, "<body><a class=\"skip\" href=\"#noi-dung\">");
	size_t summary = place_of(page, "<div class=\"error-summary\" id=\"loi\" tabindex=\"-1\" autofocus><div role=\"alert\">");
	assert_true(place_of(page, "<main") < summary && summary < place_of(page, "<h1>"));
	assert_true(place_of(page, "Nơi chịu trách nhiệm") > place_of(page, "</main>"));
}

static void what_was_typed_first_in_an_area_is_kept_though_it_is_a_newline(void **state)
{
	struct out              o = out_start(*state, LANG_VI);
	const struct field_view v = { .id = "text", .value = TEXT("\n  a") };
	part_area(&o, &v, TEXT("A"), TEXT_EMPTY);
	place_of(out_text(&o), ">\n\n  a</textarea>");
}

static void the_bar_shows_where_today_and_the_due_date_stand(void **state)
{
	(void)state;
	struct clock_view v = { .face = FACE_RUNNING, .received = { 100 }, .due = { 110 }, .today = { 105 }, .met_on = DAY_NONE, .paused_since = DAY_NONE };
	assert_int_equal(clock_passed(&v), 500);
	assert_int_equal(clock_due_at(&v), 1000);
	v.today = (day_t){ 99 };
	assert_int_equal(clock_passed(&v), 0);
	v.face = FACE_LATE, v.today = (day_t){ 120 };
	assert_int_equal(clock_passed(&v), 1000);
	assert_int_equal(clock_due_at(&v), 500);
	v.face = FACE_MET, v.met_on = (day_t){ 102 };
	assert_int_equal(clock_passed(&v), 200);
	v.due = v.met_on = v.received;
	assert_int_equal(clock_passed(&v), 0);
	v.due = DAY_NONE;
	assert_int_equal(clock_passed(&v), 0);
}

static void each_page_speaks_one_language(void **state)
{
	struct out o = out_start(*state, LANG_EN);
	look_write(&o, true);
	place_of(out_text(&o), "<html lang=\"en\"");
	place_of(out_text(&o), "Who is responsible here");
	assert_true(text_find(out_text(&o), TEXT("Vì sao là ngày này")) == SIZE_MAX);
}

static void an_asset_is_found_by_its_address_and_nothing_else_is(void **state)
{
	const struct asset *css = asset_at(text_of(asset_url("style.css")));
	assert_non_null(css);
	assert_string_equal(css->type, "text/css; charset=utf-8");
	assert_true(css->len > 1000);
	assert_true(text_starts(text_of(css->url), "/assets/style."));
	assert_null(asset_at(TEXT("/assets/style.css")));
	assert_null(asset_at(TEXT("/assets/../style.css")));
}

#define CLAIM(f) cmocka_unit_test_setup_teardown(f, open_arena, close_arena)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CLAIM(text_becomes_no_markup),
		CLAIM(an_address_runs_no_script_and_leads_nowhere_by_stealth),
		CLAIM(a_piece_of_an_address_stays_a_piece),
		CLAIM(json_ends_neither_its_string_nor_its_script),
		CLAIM(a_body_grows_as_far_as_it_must),
		CLAIM(an_attack_in_a_field_stays_in_its_field),
		CLAIM(a_wrong_field_has_label_hint_error_input_in_this_order),
		CLAIM(the_error_summary_is_first_in_main_and_takes_the_focus),
		CLAIM(what_was_typed_first_in_an_area_is_kept_though_it_is_a_newline),
		CLAIM(the_bar_shows_where_today_and_the_due_date_stand),
		CLAIM(each_page_speaks_one_language),
		CLAIM(an_asset_is_found_by_its_address_and_nothing_else_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
