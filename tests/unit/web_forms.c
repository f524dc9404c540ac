/* web_forms.c - what people and programs send: forms and their tokens, files and their sinks, JSON. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "frame.h"

/* ---- forms ---- */

static void a_form_with_its_token_is_taken_and_answered_by_see_other(void **state)
{
	struct house *h = *state;
	const char *token = token_for(h, "/file");
	struct reply r = http_post(h->client, "/file", form_of(h->arena, "_token", token, "text", "Đường hỏng", "phone", "0912 345 678", NULL));
	assert_int_equal(r.status, 303);
	assert_string_equal(r.location, "/m/7Q4M2RXAK9TD#loi");
	assert_true(reply_says(http_follow(h->client, r), "7Q4M2RXAK9TD"));
}

static void a_form_without_its_own_token_is_refused(void **state)
{
	struct house *h = *state;
	const char *token = token_for(h, "/file"), *other = token_for(h, "/upload");
	assert_int_equal(http_post(h->client, "/file", "text=x").status, 403);
	assert_int_equal(http_post(h->client, "/file", form_of(h->arena, "_token", other, "text", "x", NULL)).status, 403);
	assert_int_equal(http_post(h->client, "/file", form_of(h->arena, "_token", "", "text", "x", NULL)).status, 403);
	char *bent = text_c(h->arena, text_of(token));
	bent[40] = bent[40] == 'A' ? 'B' : 'A';
	assert_int_equal(http_post(h->client, "/file", form_of(h->arena, "_token", bent, "text", "x", NULL)).status, 403);
	struct client *stranger = client_new(h->arena, h->server);
	assert_int_equal(http_post(stranger, "/file", form_of(h->arena, "_token", token, "text", "x", NULL)).status, 403);
	http_get(stranger, "/file");
	struct reply r = http_post(stranger, "/file", form_of(h->arena, "_token", token, "text", "x", NULL));
	assert_int_equal(r.status, 403);
	assert_true(reply_says(r, "tải lại trang"));
	assert_int_equal(http_post(h->client, "/file", form_of(h->arena, "_token", token, "text", "x", NULL)).status, 303);
}

static void another_sites_form_is_refused_even_with_the_token(void **state)
{
	struct house *h = *state;
	const char *body = form_of(h->arena, "_token", token_for(h, "/file"), "text", "x", NULL);
	static const char *const told[][3] = { { "Sec-Fetch-Site", "cross-site", "403" }, { "Sec-Fetch-Site", "same-site", "403" }, { "Origin", "http://evil.example", "403" },
					       { "Origin", "null", "403" }, { "Sec-Fetch-Site", "same-origin", "303" } };
	for (size_t i = 0; i < COUNT_OF(told); i++) {
		client_header(h->client, told[i][0], told[i][1]);
		assert_int_equal(http_post(h->client, "/file", body).status, atoi(told[i][2]));
		client_header(h->client, told[i][0], NULL);
	}
	client_header(h->client, "Origin", h->server->url);
	assert_int_equal(http_post(h->client, "/file", body).status, 303);
	client_header(h->client, "Origin", "http://evil.example");
	assert_int_equal(http_post(h->client, "/look", "text=x").status, 403);
	client_header(h->client, "Origin", NULL);
	assert_int_equal(http_post(h->client, "/look", "text=x").status, 200);
}

static void a_refused_form_keeps_all_that_was_typed_and_says_each_error(void **state)
{
	struct house *h = *state;
	const char *token = token_for(h, "/file");
	struct reply r = http_post(h->client, "/file", form_of(h->arena, "_token", token, "phone", "12 <b>", "kind", "sky", "day", "31/02/2020", NULL));
	assert_int_equal(r.status, 422);
	assert_true(reply_says(r, "12 &lt;b&gt;"));
	assert_true(reply_says(r, "sky"));
	assert_true(reply_says(r, "31/02/2020"));
	assert_true(reply_says(r, "Hãy điền"));
	assert_true(reply_says(r, "road, water"));
	assert_header(r, "Cache-Control", "no-store");
}

static void a_field_that_comes_twice_or_is_no_text_is_refused(void **state)
{
	struct house *h = *state;
	const char *token = token_for(h, "/file");
	struct reply r = http_post(h->client, "/file", text_c(h->arena, text_print(h->arena, "text=a&text=b&_token=%s", token)));
	assert_int_equal(r.status, 422);
	r = http_post(h->client, "/file", text_c(h->arena, text_print(h->arena, "text=%%ff%%fe&_token=%s", token)));
	assert_int_equal(r.status, 422);
	r = http_post(h->client, "/file", text_c(h->arena, text_print(h->arena, "text=a%%00b&_token=%s", token)));
	assert_int_equal(r.status, 422);
}

static void a_body_of_another_type_is_415(void **state)
{
	struct house *h = *state;
	assert_int_equal(http_send(h->client, "POST", "/file", "application/json", TEXT("{}")).status, 415);
	assert_int_equal(http_send(h->client, "POST", "/file", "text/plain", TEXT("text=x")).status, 415);
	assert_int_equal(http_send(h->client, "POST", "/file", "multipart/form-data", TEXT("x")).status, 415);
	client_header(h->client, "Content-Encoding", "gzip");
	assert_int_equal(http_send(h->client, "POST", "/file", "application/x-www-form-urlencoded", TEXT("x")).status, 415);
}

static void a_body_over_its_limit_is_413(void **state)
{
	struct house *h = *state;
	char *long_body = arena_alloc(h->arena, 3 << 20);
	memset(long_body, 'a', 3 << 20);
	assert_int_equal(http_send(h->client, "POST", "/file", "application/x-www-form-urlencoded", (struct text){ long_body, 5000 }).status, 413);
	assert_int_equal(http_send(h->client, "POST", "/file", "application/x-www-form-urlencoded", (struct text){ long_body, 3 << 20 }).status, 413);
	assert_int_equal(http_send(h->client, "POST", "/api/v1/matters", "application/json", (struct text){ long_body, 70000 }).status, 413);
	assert_int_equal(http_get(h->client, "/healthz").status, 200);
}

/* ---- files ---- */

#define JPEG "\xff\xd8\xff\xe0\0\x10JFIF\0\1"

static struct text multipart(struct house *h, const char *token, const char *file_name, struct text file)
{
	struct build b = { .arena = h->arena };
	if (token)
		build_print(&b, "--BB\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n%s\r\n", token);
	build_print(&b, "--BB\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: image/jpeg\r\n\r\n", file_name);
	build_add(&b, file);
	build_c(&b, "\r\n--BB\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nghi chú\r\n--BB--\r\n");
	return build_text(&b);
}

static struct reply upload(struct house *h, const char *path, struct text body)
{
	return http_send(h->client, "POST", path, "multipart/form-data; boundary=BB", body);
}

static struct text picture(struct house *h, size_t size)
{
	char *at = arena_alloc(h->arena, size);
	memset(at, '\r', size);
	memcpy(at, JPEG, sizeof JPEG);
	return (struct text){ at, size };
}

static void a_file_goes_to_its_sink_whole(void **state)
{
	struct house *h = *state;
	sink_bytes = sink_whole = sink_broken = 0;
	struct reply r = upload(h, "/upload", multipart(h, token_for(h, "/upload"), "C:\\\\fakepath\\\\ảnh.jpg", picture(h, 90000)));
	assert_int_equal(r.status, 200);
	assert_true(reply_says(r, "<p id=file>ảnh.jpg</p>"));
	assert_true(reply_says(r, "<p id=size>90000</p>"));
	assert_true(reply_says(r, "ghi chú"));
	assert_int_equal(sink_bytes, 90000);
	assert_int_equal(sink_whole, 1);
}

static void no_byte_of_a_file_is_kept_before_the_token(void **state)
{
	struct house *h = *state;
	token_for(h, "/upload");
	sink_bytes = sink_whole = 0;
	assert_int_equal(upload(h, "/upload", multipart(h, NULL, "a.jpg", picture(h, 50000))).status, 403);
	assert_int_equal(upload(h, "/upload", multipart(h, "wrong", "a.jpg", picture(h, 50000))).status, 403);
	assert_int_equal(sink_bytes, 0);
}

static void a_file_is_refused_by_what_it_is_not_by_its_name(void **state)
{
	struct house *h = *state;
	const char *token = token_for(h, "/upload");
	static const struct { const char *bytes; size_t len; const char *says; } bad[] = {
		{ "<svg onload=alert(1)>", 21, "JPEG, PNG" }, { "MZ\x90", 3, "JPEG, PNG" }, { "", 0, "trống" }, { "\0\0\0\x18" "ftypheic\0\0\0\0", 16, "HEIC" },
	};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		sink_bytes = 0;
		struct reply r = upload(h, "/upload", multipart(h, token, "a.jpg", (struct text){ bad[i].bytes, bad[i].len }));
		assert_int_equal(r.status, 422);
		assert_true(reply_says(r, bad[i].says));
		assert_int_equal(sink_bytes, 0);
	}
	sink_whole = 0;
	assert_int_equal(upload(h, "/upload", multipart(h, token, "a.jpg", picture(h, 100001))).status, 422);
	assert_int_equal(sink_whole, 0);
	assert_int_equal(upload(h, "/upload", multipart(h, token, "", TEXT(""))).status, 200);
}

static void a_multipart_body_that_is_cut_or_bent_is_400(void **state)
{
	struct house *h = *state;
	const char *token = token_for(h, "/upload");
	struct text whole = multipart(h, token, "a.jpg", picture(h, 30000));
	sink_whole = sink_broken = 0;
	assert_int_equal(upload(h, "/upload", text_first(whole, whole.len - 200)).status, 400);
	assert_int_equal(sink_broken, 1);
	assert_int_equal(sink_whole, 0);
	assert_int_equal(upload(h, "/upload", TEXT("--BB\r\nContent-Disposition: form-data\r\n\r\nx\r\n--BB--")).status, 400);
	assert_int_equal(upload(h, "/upload", TEXT("nothing of the kind")).status, 400);
}

static void a_sink_may_make_the_body_wait(void **state)
{
	struct house *h = *state;
	sink_bytes = sink_whole = 0;
	struct reply r = upload(h, "/slow-upload", multipart(h, token_for(h, "/slow-upload"), "a.jpg", picture(h, 90000)));
	assert_int_equal(r.status, 200);
	assert_true(reply_says(r, "<p id=size>90000</p>"));
	assert_int_equal(sink_bytes, 90000);
	assert_int_equal(sink_whole, 1);
}

/* ---- programs ---- */

static struct reply api(struct house *h, const char *json)
{
	return http_send(h->client, "POST", "/api/v1/matters", "application/json", text_of(json));
}

static void a_json_body_fills_the_same_fields(void **state)
{
	struct house *h = *state;
	client_header(h->client, "Idempotency-Key", "\"abc-1\"");
	struct reply r = api(h, "{\"text\":\"\\u0110\\u01b0\\u1eddng \\ud83d\\ude00\",\"other\":[1,{\"a\":[]}],\"phone\":null}");
	assert_int_equal(r.status, 201);
	assert_header(r, "Content-Type", "application/json");
	assert_has(r.body, "{\"key\":\"abc-1\",\"text\":\"Đường 😀\"}");
	client_header(h->client, "Idempotency-Key", "abc-1");
	assert_has(api(h, "{\"text\":\"x\"}").body, "\"key\":\"abc-1\"");
}

static void refusals_for_programs_are_problem_details(void **state)
{
	struct house *h = *state;
	struct reply r = api(h, "{\"phone\":\"12\",\"kind\":7}");
	assert_int_equal(r.status, 422);
	assert_header(r, "Content-Type", "application/problem+json");
	assert_has(r.body, "\"error\":\"web.fields\"");
	assert_has(r.body, "\"pointer\":\"#/text\"");
	assert_has(r.body, "\"pointer\":\"#/kind\"");
	assert_has(r.body, "\"type\":\"/errors/web.fields\"");
	assert_has(r.body, "\"status\":422");
	assert_int_equal(http_get(h->client, "/errors/web.fields").status, 200);
	assert_int_equal(http_get(h->client, "/errors/no.such").status, 404);
	r = http_get(h->client, "/api/none");
	assert_int_equal(r.status, 404);
	assert_header(r, "Content-Type", "application/problem+json");
}

static void json_that_is_broken_deep_or_another_type_is_refused(void **state)
{
	struct house *h = *state;
	static const char *const bad[] = { "", "{", "[]", "{\"text\":\"a\",}", "{\"text\":\"\\ud800\"}", "{\"text\":\"a\"}x", "{text:1}", "{\"text\":01}", "{\"text\":\"\x01\"}",
					   "{\"text\":\"a\",\"text\":\"b\"}", "nul", "{\"text\":\"\xff\"}", "\"x\"" };
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_int_equal(api(h, bad[i]).status, 400);
	struct build deep = { .arena = h->arena };
	build_c(&deep, "{\"text\":\"a\",\"o\":");
	for (int i = 0; i < 60; i++)
		build_c(&deep, "[");
	struct reply r = http_send(h->client, "POST", "/api/v1/matters", "application/json", build_text(&deep));
	assert_int_equal(r.status, 400);
	assert_has(r.body, "web.deep_json");
	assert_int_equal(http_send(h->client, "POST", "/api/v1/matters", "text/plain", TEXT("{\"text\":\"a\"}")).status, 415);
	assert_int_equal(http_send(h->client, "POST", "/api/v1/matters", NULL, TEXT("{\"text\":\"a\"}")).status, 415);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRAME_TEST(a_form_with_its_token_is_taken_and_answered_by_see_other),
		FRAME_TEST(a_form_without_its_own_token_is_refused),
		FRAME_TEST(another_sites_form_is_refused_even_with_the_token),
		FRAME_TEST(a_refused_form_keeps_all_that_was_typed_and_says_each_error),
		FRAME_TEST(a_field_that_comes_twice_or_is_no_text_is_refused),
		FRAME_TEST(a_body_of_another_type_is_415),
		FRAME_TEST(a_body_over_its_limit_is_413),
		FRAME_TEST(a_file_goes_to_its_sink_whole),
		FRAME_TEST(no_byte_of_a_file_is_kept_before_the_token),
		FRAME_TEST(a_file_is_refused_by_what_it_is_not_by_its_name),
		FRAME_TEST(a_multipart_body_that_is_cut_or_bent_is_400),
		FRAME_TEST(a_sink_may_make_the_body_wait),
		FRAME_TEST(a_json_body_fills_the_same_fields),
		FRAME_TEST(refusals_for_programs_are_problem_details),
		FRAME_TEST(json_that_is_broken_deep_or_another_type_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
