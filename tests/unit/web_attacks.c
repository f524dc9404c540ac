/* web_attacks.c - attackers and slow clients: where a request ends, what stands in its head, floods, tries without end; and what the log keeps of it. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "frame.h"

/* ---- attackers ---- */

static int answers(struct text t)
{
	int n = 0;
	for (size_t at; (at = text_find(t, TEXT("HTTP/1.1 "))) != SIZE_MAX; n++)
		t = text_from(t, at + 9);
	return n;
}

static void pipelined_requests_are_answered_in_order(void **state)
{
	struct house *h = *state;
	struct text t = raw(h, "GET /m/find HTTP/1.1\r\nHost: a\r\n\r\nHEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	assert_int_equal(answers(t), 3);
	size_t first = text_find(t, TEXT("woken")), last = text_find(t, TEXT(" 404 "));
	assert_true(first < last && last != SIZE_MAX);
}

static void where_a_request_ends_is_never_in_doubt(void **state)
{
	struct house *h = *state;
	static const char *const odd[] = {
		"POST /look HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
		"POST /look HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
		"POST /look HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 50\r\n\r\nabcdGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
		"POST /look HTTP/1.1\r\nHost: a\r\nContent-Length: +4\r\n\r\nabcdGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
	};
	for (size_t i = 0; i < COUNT_OF(odd); i++) {
		struct text t = raw(h, odd[i]);
		assert_hasnt(t, "alive");
		assert_hasnt(t, "HTTP/1.1 2");
	}
	assert_int_equal(http_get(h->client, "/healthz").status, 200);
}

static void attack_strings_in_heads_change_nothing(void **state)
{
	struct house *h = *state;
	static const char *const odd[] = {
		"GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", "GET /%0d%0aX-Evil:%201 HTTP/1.1\r\nHost: a\r\n\r\n", "GET /?lang=en%0d%0aX-Evil:1 HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nCookie: danvan_lang=en\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
		"\r\n\r\n\r\n", "FOO / HTTP/9.9\r\n\r\n", "GET /m/<script>alert(1)</script> HTTP/1.1\r\nHost: a\r\n\r\n",
	};
	for (size_t i = 0; i < COUNT_OF(odd); i++) {
		struct text t = raw(h, odd[i]);
		assert_hasnt(t, "\nX-Evil");
		assert_hasnt(t, "<script>alert");
		assert_hasnt(t, " 101 ");
	}
	struct build big = { .arena = h->arena };
	build_c(&big, "GET / HTTP/1.1\r\nHost: a\r\nX: ");
	for (int i = 0; i < 60000; i++)
		build_byte(&big, 'a');
	build_c(&big, "\r\n\r\n");
	assert_hasnt(http_raw(h->arena, h->server, build_text(&big), 400), "HTTP/1.1 200");
	assert_int_equal(http_get(h->client, "/healthz").status, 200);
}

/* POST /look, chunked, with so many chunks of so many bytes. */
static struct text chunks(struct house *h, size_t n, size_t bytes)
{
	struct build b = { .arena = h->arena };
	char        *chunk = arena_alloc(h->arena, bytes);
	memset(chunk, 'a', bytes);
	build_c(&b, "POST /look HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n");
	for (size_t i = 0; i < n; i++) {
		build_print(&b, "%zx\r\n", bytes);
		build_add(&b, text_bytes(chunk, bytes));
		build_c(&b, "\r\n");
	}
	build_c(&b, "0\r\n\r\n");
	return build_text(&b);
}

static void too_many_chunks_are_refused_once_they_end(void **state)
{
	struct house *h = *state;
	assert_has(http_raw(h->arena, h->server, chunks(h, 400000, 1), 1500), "HTTP/1.1 413 ");
	assert_int_equal(http_get(h->client, "/healthz").status, 200);
}

static void a_flood_of_chunks_is_cut_off(void **state)
{
	struct house *h = *state;
	assert_hasnt(http_raw(h->arena, h->server, chunks(h, 70, 1 << 20), 4000), "HTTP/1.1");
	assert_int_equal(http_get(h->client, "/healthz").status, 200);
}

static void a_slow_client_makes_room_and_others_are_served(void **state)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct web_config c = config_plain();
	c.head_seconds = 1;
	c.idle_seconds = 1;
	struct server *s = server_start(a, &c);
	int fds[20];
	for (size_t i = 0; i < COUNT_OF(fds); i++)
		fds[i] = http_connect(s);
	struct client *calm = client_new(a, s);
	bool open = true;
	for (int step = 0; step < 40 && open; step++) { /* one byte each 100 ms, for 4 s at most */
		for (size_t i = 0; i < COUNT_OF(fds); i++)
			send(fds[i], step == 0 ? "G" : step == 1 ? "E" : step == 2 ? "T" : step == 3 ? " " : "/", 1, MSG_NOSIGNAL);
		assert_int_equal(http_get(calm, "/healthz").status, 200);
		poll(NULL, 0, 100);
		char byte;
		open = false;
		for (size_t i = 0; i < COUNT_OF(fds); i++)
			open = open || recv(fds[i], &byte, 1, MSG_DONTWAIT) < 0;
	}
	assert_false(open);
	for (size_t i = 0; i < COUNT_OF(fds); i++)
		close(fds[i]);
}

static void who_tries_too_often_waits_but_only_behind_a_proxy_is_loopback_counted(void **state)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct web_config c = config_plain();
	c.limits[LIMIT_KEY] = (struct web_limit){ 3, 600 };
	struct server *s = server_start(a, &c);
	struct client *person = client_new(a, s);
	client_header(person, "X-Forwarded-For", "203.0.113.9");
	for (int i = 0; i < 6; i++)
		assert_int_not_equal(http_get(person, "/limited").status, 429);
	c.trusted_proxies = "10.0.0.1, 127.0.0.1";
	s = server_start(a, &c);
	person = client_new(a, s);
	client_header(person, "X-Forwarded-For", "198.51.100.77, 203.0.113.9");
	for (int i = 0; i < 3; i++)
		assert_int_not_equal(http_get(person, "/limited").status, 429);
	struct reply r = http_get(person, "/limited");
	assert_int_equal(r.status, 429);
	int64_t seconds = 0;
	assert_true(text_to_int(reply_header(r, "Retry-After"), &seconds) && seconds > 100 && seconds <= 200);
	/* what stands before the proxy's own word is anybody's */
	client_header(person, "X-Forwarded-For", "192.0.2.55, 203.0.113.9");
	assert_int_equal(http_get(person, "/limited").status, 429);
	client_header(person, "X-Forwarded-For", "203.0.113.10");
	assert_int_not_equal(http_get(person, "/limited").status, 429);
}

static void the_log_holds_no_path_no_query_and_one_line_a_request(void **state)
{
	struct house *h = *state;
	http_get(h->client, "/m/7Q4M2RXAK9TD?secret=Nguyen");
	http_get(h->client, "/nothing%0aGET%20forged");
	http_post(h->client, "/file", "text=Nguyen");
	poll(NULL, 0, 50);
	char line[200], all[2000] = "";
	rewind(h->log);
	int lines = 0;
	while (fgets(line, sizeof line, h->log)) {
		lines++;
		strncat(all, line, sizeof all - strlen(all) - 1);
	}
	assert_int_equal(lines, 3);
	assert_non_null(strstr(all, "GET matter.show 200 "));
	assert_non_null(strstr(all, "GET - 404 "));
	assert_non_null(strstr(all, "POST file.send 403 "));
	assert_non_null(strstr(all, "web.forged"));
	assert_null(strstr(all, "7Q4M"));
	assert_null(strstr(all, "Nguyen"));
	assert_null(strstr(all, "forged\n GET"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRAME_TEST(pipelined_requests_are_answered_in_order),
		FRAME_TEST(where_a_request_ends_is_never_in_doubt),
		FRAME_TEST(attack_strings_in_heads_change_nothing),
		FRAME_TEST(too_many_chunks_are_refused_once_they_end),
		FRAME_TEST(a_flood_of_chunks_is_cut_off),
		FRAME_TEST(a_slow_client_makes_room_and_others_are_served),
		FRAME_TEST(who_tries_too_often_waits_but_only_behind_a_proxy_is_loopback_counted),
		FRAME_TEST(the_log_holds_no_path_no_query_and_one_line_a_request),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
