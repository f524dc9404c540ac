/* web_frame.c - the frame of the web server, asked from outside as browsers and programs do: paths, heads, tags, rights, waiting, start and end. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "database.h"
#include "frame.h"

/* ---- methods, paths, languages ---- */

static void a_page_that_is_not_there_is_told_in_the_readers_language(void **state)
{
	struct house *h = *state;
	struct reply r = http_get(h->client, "/nothing");
	assert_int_equal(r.status, 404);
	assert_has(r.body, "Không tìm thấy trang");
	client_header(h->client, "Accept-Language", "fr, en-GB;q=0.8");
	r = http_get(h->client, "/nothing");
	assert_has(r.body, "Page not found");
	assert_has(r.body, "lang=\"en\"");
}

static void another_method_is_405_and_says_which(void **state)
{
	struct house *h = *state;
	struct reply r = http_post(h->client, "/", "a=b");
	assert_int_equal(r.status, 405);
	assert_header(r, "Allow", "GET, HEAD");
	r = http_send(h->client, "DELETE", "/file", "text/plain", TEXT("x"));
	assert_int_equal(r.status, 405);
	assert_header(r, "Allow", "GET, HEAD, POST");
	r = http_send(h->client, "OPTIONS", "/api/v1/matters", "text/plain", TEXT(""));
	assert_int_equal(r.status, 405);
}

static void head_is_get_without_a_body(void **state)
{
	struct house *h = *state;
	struct reply get = http_get(h->client, "/"), head = http_head(h->client, "/");
	assert_int_equal(head.status, 200);
	assert_int_equal(head.body.len, 0);
	assert_true(text_equal(reply_header(get, "Content-Length"), reply_header(head, "Content-Length")));
	assert_true(text_equal(reply_header(get, "ETag"), reply_header(head, "ETag")));
}

static void the_more_exact_path_goes_first(void **state)
{
	struct house *h = *state;
	assert_true(reply_says(http_get(h->client, "/m/find"), "woken"));
	assert_true(reply_says(http_get(h->client, "/m/7q4m-2rxa-k9td"), "7Q4M2RXAK9TD"));
}

static void a_hole_that_does_not_fit_is_404(void **state)
{
	struct house *h = *state;
	static const char *const paths[] = { "/m/short", "/m/7Q4M2RXAK9T%00", "/m/%2e%2e%2fetc", "/m/7Q4M2RXAK9TU", "/m/", "/m/%", "/m/%zz", "/m/..%2f..%2fetc%2fpasswd",
					     "/../etc/passwd", "/m/%ff%fe", "//evil.example", "/assets/../server.c", "/assets/none.css", "/assets/%2e%2e/x", "/file/", "/FILE" };
	for (size_t i = 0; i < COUNT_OF(paths); i++)
		assert_int_equal(http_get(h->client, paths[i]).status, 404);
}

static void vietnamese_comes_first_and_the_choice_is_kept(void **state)
{
	struct house *h = *state;
	assert_true(reply_says(http_get(h->client, "/"), ">vi<"));
	struct reply r = http_get(h->client, "/?lang=en");
	assert_true(reply_says(r, ">en<"));
	assert_has(reply_cookie(r, "danvan_lang"), "danvan_lang=en; Path=/; HttpOnly; SameSite=Lax; Max-Age=");
	assert_header(r, "Cache-Control", "no-store");
	client_header(h->client, "Accept-Language", "vi");
	assert_true(reply_says(http_get(h->client, "/"), ">en<"));
	assert_true(reply_says(http_get(h->client, "/?lang=xx"), ">en<"));
}

/* ---- headers ---- */

static void every_answer_carries_the_headers_of_safety(void **state)
{
	struct house *h = *state;
	static const char *const paths[] = { "/", "/nothing", "/desk", "/file", "/full", "/inside", "/breaks", "/healthz", "/readyz", "/robots.txt", "/api/v1/full", "/api/none", "/errors/web.forged" };
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		struct reply r = http_get(h->client, paths[i]);
		assert_has(reply_header(r, "Content-Security-Policy"), "default-src 'none'");
		assert_has(reply_header(r, "Content-Security-Policy"), "frame-ancestors 'none'");
		assert_hasnt(reply_header(r, "Content-Security-Policy"), "unsafe");
		assert_header(r, "X-Content-Type-Options", "nosniff");
		assert_header(r, "Referrer-Policy", "same-origin");
		assert_header(r, "Cross-Origin-Opener-Policy", "same-origin");
		assert_header(r, "Cross-Origin-Resource-Policy", "same-origin");
		assert_true(reply_header(r, "Permissions-Policy").len > 0);
		assert_true(reply_header(r, "Vary").len > 0);
		assert_has(reply_header(r, "Content-Type"), "/");
		static const char *const never[] = { "Date", "Server", "Last-Modified", "Strict-Transport-Security", "Access-Control-Allow-Origin", "X-Powered-By" };
		for (size_t k = 0; k < COUNT_OF(never); k++)
			assert_int_equal(reply_header(r, never[k]).len, 0);
	}
}

static void behind_https_cookies_are_bound_to_the_host_and_browsers_stay_on_https(void **state)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct web_config c = config_plain();
	c.public_origin = "https://danvan.example.vn";
	struct server *s = server_start(a, &c);
	struct reply r = http_get(client_new(a, s), "/cookies");
	assert_header(r, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
	assert_has(reply_cookie(r, "__Secure-danvan_key"), "; Path=/m/X; HttpOnly; SameSite=Lax; Secure; Max-Age=3600");
	r = http_get(client_new(a, s), "/file");
	assert_has(reply_cookie(r, "__Host-danvan_draft"), "; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=604800");
}

static void a_public_address_without_https_is_refused(void **state)
{
	struct web_config c = config_plain();
	struct world world = world_real();
	struct web *w;
	struct error e;
	c.world = &world;
	c.listen = "0.0.0.0:0";
	assert_false(web_start(&c, &w, &e));
	assert_string_equal(e.code, WEB_PLAIN_PUBLIC);
	c.listen = "nowhere";
	assert_false(web_start(&c, &w, &e));
	assert_string_equal(e.code, WEB_LISTEN);
}

static void a_cookie_that_we_could_not_have_set_is_none(void **state)
{
	struct house *h = *state;
	client_header(h->client, "Cookie", "danvan_seen=ok");
	assert_true(reply_says(http_get(h->client, "/cookies"), "id=seen>ok<"));
	static const char *const odd[] = { "danvan_seen=<script>\"x", "danvan_seen=a b", "xdanvan_seen=1", "danvan_seen", "danvan_seen=", ";;;=;", "danvan_seen=a\\b",
					   "danvan_seen=\xc4\x90" };
	for (size_t i = 0; i < COUNT_OF(odd); i++) {
		client_header(h->client, "Cookie", odd[i]);
		assert_true(reply_says(http_get(h->client, "/cookies"), "id=seen><"));
	}
}

static void a_download_keeps_its_name_and_cannot_make_headers_or_run(void **state)
{
	struct house *h = *state;
	struct reply r = http_get(h->client, "/download");
	assert_header(r, "Content-Type", "application/pdf");
	assert_has(reply_header(r, "Content-Security-Policy"), "sandbox");
	assert_has(reply_header(r, "Content-Disposition"), "filename*=UTF-8''%C4%90%C6%A1n%20%22c%E1%BB%A7a%22%20b%C3%A0%0D%0AX-Evil%3A%201.pdf");
	assert_int_equal(reply_header(r, "X-Evil").len, 0);
}

/* ---- tags and packing ---- */

static void what_the_browser_has_is_not_sent_again_and_not_made_again(void **state)
{
	struct house *h = *state;
	struct reply r = http_get(h->client, "/");
	const char *tag = text_c(h->arena, reply_header(r, "ETag"));
	assert_header(r, "Cache-Control", "public, no-cache");
	assert_header(r, "Vary", "Accept-Encoding, Accept-Language, Cookie");
	int ran = frame_runs;
	client_header(h->client, "If-None-Match", text_c(h->arena, text_print(h->arena, "\"x\", W/%s", tag)));
	r = http_get(h->client, "/");
	assert_int_equal(r.status, 304);
	assert_int_equal(r.body.len, 0);
	assert_header(r, "ETag", tag);
	assert_header(r, "Cache-Control", "public, no-cache");
	assert_int_equal(frame_runs, ran);
	frame_version++;
	assert_int_equal(http_get(h->client, "/").status, 200);
	frame_version--;
	assert_int_equal(http_get(h->client, "/?lang=en").status, 200);
}

static void a_tag_tells_language_query_and_packing_apart(void **state)
{
	struct house *h = *state;
	struct text tags[4];
	tags[0] = reply_header(http_get(h->client, "/"), "ETag");
	tags[1] = reply_header(http_get(h->client, "/?a=1"), "ETag");
	client_header(h->client, "Accept-Language", "en");
	tags[2] = reply_header(http_get(h->client, "/"), "ETag");
	client_header(h->client, "Accept-Language", NULL);
	client_header(h->client, "Accept-Encoding", "gzip");
	tags[3] = reply_header(http_get(h->client, "/"), "ETag");
	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < i; k++)
			assert_false(text_equal(tags[i], tags[k]));
}

static void a_signed_in_reader_gets_nothing_that_may_be_kept(void **state)
{
	struct house *h = *state;
	client_header(h->client, "Cookie", "danvan_session=let-me-in");
	struct reply r = http_get(h->client, "/");
	assert_header(r, "Cache-Control", "no-store");
	assert_int_equal(reply_header(r, "ETag").len, 0);
}

static void long_text_is_packed_as_the_browser_likes(void **state)
{
	struct house *h = *state;
	static const char *const wishes[][2] = { { "gzip", "gzip" }, { "br, gzip", "br" }, { "gzip, br;q=0", "gzip" }, { "identity", "" }, { "*", "br" }, { "GZIP;q=0.5", "gzip" },
						 { "br;q=0, gzip;q=0", "" } };
	for (size_t i = 0; i < COUNT_OF(wishes); i++) {
		client_header(h->client, "Accept-Encoding", wishes[i][0]);
		struct reply r = http_get(h->client, "/");
		assert_header(r, "Content-Encoding", wishes[i][1]);
		if (*wishes[i][1])
			assert_true(r.body.len < 1000);
	}
}

static void an_asset_is_kept_for_ever(void **state)
{
	struct house *h = *state;
	const char *url = asset_url("style.css");
	client_header(h->client, "Accept-Encoding", "br");
	for (int i = 0; i < 2; i++) {
		struct reply r = http_get(h->client, url);
		assert_int_equal(r.status, 200);
		assert_header(r, "Cache-Control", "public, max-age=31536000, immutable");
		assert_header(r, "Content-Encoding", "br");
		assert_has(reply_header(r, "Content-Type"), "text/css");
		assert_true(r.body.len < asset_at(text_of(url))->len);
	}
}

/* ---- who may ---- */

static void who_has_no_right_does_not_get_in(void **state)
{
	struct house *h = *state;
	assert_int_equal(http_get(h->client, "/desk").status, 401);
	assert_int_equal(http_get(h->client, "/admin").status, 401);
	client_header(h->client, "Cookie", "danvan_session=forged");
	assert_int_equal(http_get(h->client, "/desk").status, 401);
	client_header(h->client, "Cookie", "danvan_session=let-me-in");
	assert_int_equal(http_get(h->client, "/desk").status, 200);
	assert_header(http_get(h->client, "/desk"), "Cache-Control", "no-store");
	assert_int_equal(http_get(h->client, "/admin").status, 403);
	assert_int_equal(http_get(h->client, "/secret/7Q4M2RXAK9TD").status, 404);
}

/* ---- waiting, faults ---- */

static void a_request_that_waits_is_answered_when_it_wakes(void **state)
{
	struct house *h = *state;
	for (int i = 0; i < 5; i++) {
		struct reply r = http_get(h->client, "/m/find");
		assert_int_equal(r.status, 200);
		assert_true(reply_says(r, "woken"));
	}
}

static void a_client_that_leaves_while_it_waits_harms_nobody(void **state)
{
	struct house *h = *state;
	for (int i = 0; i < 5; i++) {
		int fd = http_connect(h->server);
		static const char ask[] = "GET /m/find HTTP/1.1\r\nHost: a\r\n\r\n";
		assert_int_equal(send(fd, ask, sizeof ask - 1, 0), (ssize_t)sizeof ask - 1);
		poll(NULL, 0, 5);
		close(fd);
	}
	assert_int_equal(http_get(h->client, "/m/find").status, 200);
}

static void a_full_disk_is_503_with_a_time_to_come_back_and_nothing_of_the_inside(void **state)
{
	struct house *h = *state;
	struct reply r = http_get(h->client, "/full");
	assert_int_equal(r.status, 503);
	assert_header(r, "Retry-After", "60");
	assert_true(reply_says(r, "hết chỗ"));
	assert_false(reply_says(r, "SQLITE"));
	assert_false(reply_says(r, "secret"));
	r = http_get(h->client, "/api/v1/full");
	assert_has(r.body, "\"error\":\"web.full\"");
	r = http_get(h->client, "/inside");
	assert_int_equal(r.status, 500);
	assert_false(reply_says(r, "matter_by_code"));
	assert_false(reply_says(r, "no such table"));
	assert_true(reply_says(r, "Máy chủ gặp lỗi"));
	assert_true(reply_says(r, "The server had a fault"));
	assert_int_equal(http_get(h->client, "/breaks").status, 500);
}

/* ---- start and end ---- */

static void *stop(void *server)
{
	return (void *)(intptr_t)server_stop(server);
}

static void when_it_stops_it_says_so_first_and_finishes_what_runs(void **state)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct web_config c = config_plain();
	c.drain_ms = 300;
	struct server *s = server_start(a, &c);
	struct client *client = client_new(a, s);
	assert_int_equal(http_get(client, "/readyz").status, 200);
	int waiting = http_connect(s);
	pthread_t t;
	pthread_create(&t, NULL, stop, s);
	poll(NULL, 0, 100);
	struct reply r = http_get(client, "/readyz");
	assert_int_equal(r.status, 503);
	assert_header(r, "Connection", "close");
	assert_int_equal(http_get(client, "/healthz").status, 200);
	static const char ask[] = "GET /m/find HTTP/1.1\r\nHost: a\r\n\r\n";
	send(waiting, ask, sizeof ask - 1, 0);
	char answer[2000];
	ssize_t n = recv(waiting, answer, sizeof answer, 0);
	assert_true(n > 20 && !memcmp(answer, "HTTP/1.1 200", 12));
	void *whole;
	pthread_join(t, &whole);
	assert_true(whole);
	close(waiting);
}

/* As every page of the installation: the office's name around it is read, too. */
static void layout_that_reads(struct request *r, struct layout_view *v)
{
	if (!web_read(r))
		answer_error(r, &(struct error){ .code = WEB_UNAVAILABLE });
}

static void a_page_reads_in_a_snapshot_and_a_database_that_is_away_is_503(void **state)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct web_config c = config_plain();
	struct error e;
	c.store = test_store(a);
	struct server *s = server_start(a, &c);
	struct client *client = client_new(a, s);
	for (int i = 0; i < 5; i++)
		assert_true(reply_says(http_get(client, "/reads"), "<p id=read>42</p>"));
	assert_int_equal(http_get(client, "/readyz").status, 200);
	assert_true(store_open("sqlite:/nonexistent/folder/danvan.db", &c.store, &e));
	c.layout = layout_that_reads; /* what fails around the page of an error must not make another error */
	s = server_start(a, &c);
	client = client_new(a, s);
	struct reply r = http_get(client, "/reads");
	assert_int_equal(r.status, 503);
	assert_header(r, "Retry-After", "10");
	assert_false(reply_says(r, "nonexistent"));
	assert_int_equal(http_get(client, "/readyz").status, 503);
	assert_int_equal(http_get(client, "/healthz").status, 200);
	server_stop(s);
	store_close(c.store);
}

static void the_table_is_sound_and_says_what_is_not(void **state)
{
	struct error e = { 0 };
	assert_true(routes_check(web_routes, &e));
	static const struct route odd[][2] = {
		{ { GET, "/a", NOBODY, NULL, 0, frame_home, .name = "a", FRAME_HELP } },
		{ { GET, "/a/{code}", ANYONE, NULL, 0, frame_home, .name = "a", FRAME_HELP } },
		{ { GET, "/a", ANYONE, frame_matter_path, 0, frame_home, .name = "a", FRAME_HELP } },
		{ { GET, "/a", SIGNED_IN, NULL, 0, frame_home, NULL, frame_home_version, .name = "a", .cache = REVALIDATE, FRAME_HELP } },
		{ { GET, "/a", ANYONE, NULL, 0, frame_home, .name = "a", .cache = REVALIDATE, FRAME_HELP } },
		{ { GET, "/a", ANYONE, NULL, 0, frame_home, .name = "a" } },
		{ { POST, "/a", ANYONE, NULL, 0, frame_home, .name = "a", FRAME_HELP } },
		{ { POST, "/a", SIGNED_IN, frame_filing, 10, frame_home, .name = "a", .csrf = CSRF_NO_COOKIES, FRAME_HELP } },
		{ { POST, "/a", ANYONE, frame_with_files, 10, frame_home, .name = "a", FRAME_HELP } },
	};
	for (size_t i = 0; i < COUNT_OF(odd); i++) {
		const struct route *const table[] = { odd[i], NULL };
		assert_false(routes_check(table, &e));
		assert_string_equal(e.code, WEB_TABLE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRAME_TEST(a_page_that_is_not_there_is_told_in_the_readers_language),
		FRAME_TEST(another_method_is_405_and_says_which),
		FRAME_TEST(head_is_get_without_a_body),
		FRAME_TEST(the_more_exact_path_goes_first),
		FRAME_TEST(a_hole_that_does_not_fit_is_404),
		FRAME_TEST(vietnamese_comes_first_and_the_choice_is_kept),
		FRAME_TEST(every_answer_carries_the_headers_of_safety),
		FRAME_TEST(behind_https_cookies_are_bound_to_the_host_and_browsers_stay_on_https),
		FRAME_TEST(a_public_address_without_https_is_refused),
		FRAME_TEST(a_cookie_that_we_could_not_have_set_is_none),
		FRAME_TEST(a_download_keeps_its_name_and_cannot_make_headers_or_run),
		FRAME_TEST(what_the_browser_has_is_not_sent_again_and_not_made_again),
		FRAME_TEST(a_tag_tells_language_query_and_packing_apart),
		FRAME_TEST(a_signed_in_reader_gets_nothing_that_may_be_kept),
		FRAME_TEST(long_text_is_packed_as_the_browser_likes),
		FRAME_TEST(an_asset_is_kept_for_ever),
		FRAME_TEST(who_has_no_right_does_not_get_in),
		FRAME_TEST(a_request_that_waits_is_answered_when_it_wakes),
		FRAME_TEST(a_client_that_leaves_while_it_waits_harms_nobody),
		FRAME_TEST(a_full_disk_is_503_with_a_time_to_come_back_and_nothing_of_the_inside),
		FRAME_TEST(when_it_stops_it_says_so_first_and_finishes_what_runs),
		FRAME_TEST(a_page_reads_in_a_snapshot_and_a_database_that_is_away_is_503),
		FRAME_TEST(the_table_is_sound_and_says_what_is_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
