/* web_frame.c - the frame of the web server, asked from outside as browsers, programs and attackers do. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "database.h"
#include "http.h"

/* ---- a small house of pages ---- */

static atomic_int version_now, runs, sink_bytes, sink_whole, sink_broken;

enum { PHONE, ABOUT, KIND, DAY };
static const char *const kinds[] = { "road", "water", NULL };
static const struct field filing[] = {
	[PHONE] = { "phone", field_phone, 20, OPTIONAL, "Đ8" },
	[ABOUT] = { "text", field_text, 100, REQUIRED },
	[KIND] = { "kind", field_choice, 10, OPTIONAL, .choices = kinds },
	[DAY] = { "day", field_day, 12, OPTIONAL },
	{ NULL },
};
enum { CODE };
static const struct field matter_path[] = { [CODE] = { "code", field_code, 12, IN_PATH }, { NULL } };
enum { FILES, NOTE };
static const struct field with_files[] = {
	[FILES] = { "file", field_file, 100000, OPTIONAL, .many = 2, .accept = ACCEPTS(FILE_JPEG) | ACCEPTS(FILE_PNG) },
	[NOTE] = { "note", field_line, 50, OPTIONAL },
	{ NULL },
};

static void say_html(struct request *r, const char *name, struct text value)
{
	out_put(r->out, "<p id=", 6);
	out_put(r->out, name, strlen(name));
	out_put(r->out, ">", 1);
	out_html(r->out, value);
	out_put(r->out, "</p>", 4);
}

static void home(struct request *r)
{
	runs++;
	say_html(r, "lang", text_of(lang_tag(r->lang)));
	for (int i = 0; i < 200; i++)
		out_put(r->out, "<p>again and again</p>", 22);
}

static bool home_version(struct request *r, struct build *b)
{
	build_int(b, version_now);
	return true;
}

static void form_show(struct request *r)
{
	const char *token = text_c(r->arena, request_token(r, "file.send"));
	out_put(r->out, "<input name=\"_token\" value=\"", 28);
	out_attr(r->out, token);
	out_put(r->out, "\">", 2);
}

static void form_refused(struct request *r)
{
	for (size_t i = 0; i < 4; i++) {
		say_html(r, "typed", r->given[i].typed);
		say_html(r, "error", request_field_error(r, i));
	}
}

static void form_take(struct request *r)
{
	answer_see(r, request_path(r, "matter.show", "7Q4M2RXAK9TD", NULL), "loi");
}

static void upload_show(struct request *r)
{
	const char *token = text_c(r->arena, request_token(r, "upload.send"));
	out_put(r->out, "<input name=\"_token\" value=\"", 28);
	out_attr(r->out, token);
	out_put(r->out, "\">", 2);
}

static bool sink_piece(struct request *r, struct upload *u, struct text bytes, struct error *e)
{
	sink_bytes += (int)bytes.len;
	return true;
}

static void sink_end(struct request *r, struct upload *u, bool whole)
{
	*(whole ? &sink_whole : &sink_broken) += 1;
}
static const struct file_sink sink = { NULL, sink_piece, sink_end };

static void slow_upload_show(struct request *r)
{
	const char *token = text_c(r->arena, request_token(r, "upload.slow"));
	out_put(r->out, "<input name=\"_token\" value=\"", 28);
	out_attr(r->out, token);
	out_put(r->out, "\">", 2);
}

static void finish_soon_then(struct request *r)
{
}

static void *finish_soon(void *request)
{
	poll(NULL, 0, 20);
	request_finish(request);
	return NULL;
}

static void in_thread(struct request *r, void *(*run)(void *))
{
	pthread_t t;
	pthread_create(&t, NULL, run, r);
	pthread_detach(t);
}

static bool slow_piece(struct request *r, struct upload *u, struct text bytes, struct error *e)
{
	sink_bytes += (int)bytes.len;
	request_suspend(r, finish_soon_then);
	in_thread(r, finish_soon);
	return true;
}
static const struct file_sink slow_sink = { NULL, slow_piece, sink_end };

static void upload_take(struct request *r)
{
	for (size_t i = 0; i < r->upload_count; i++) {
		say_html(r, "file", r->uploads[i].file_name);
		say_html(r, "size", text_print(r->arena, "%zu", r->uploads[i].size));
	}
	say_html(r, "note", request_text(r, NOTE));
}

static void matter_show(struct request *r)
{
	say_html(r, "code", request_text(r, CODE));
}

static void wait_then(struct request *r)
{
	say_html(r, "state", text_of(r->state));
}

static void wait_page(struct request *r)
{
	static char woken[] = "woken";
	r->state = woken;
	request_suspend(r, wait_then);
	in_thread(r, finish_soon);
}

static void api_take(struct request *r)
{
	struct text key = TEXT_EMPTY;
	struct json j = json_start(r->arena, true);
	request_idempotency_key(r, &key);
	json_object(&j);
	json_member_text(&j, "key", key);
	json_member_text(&j, "text", request_text(r, ABOUT));
	json_end(&j);
	answer_json(r, 201, json_done(&j));
}

static void breaks(struct request *r)
{
}

static void full(struct request *r)
{
	struct error e;
	error(&e, "store.full", .value = TEXT("SQLITE_FULL in /var/lib/secret.db"));
	answer_error(r, &e);
}

static void broken_inside(struct request *r)
{
	struct error e;
	error(&e, "store.failed", .name = TEXT("matter_by_code"), .value = TEXT("no such table: matter"));
	answer_error(r, &e);
}

static void download(struct request *r)
{
	answer_bytes(r, 200, "application/pdf", TEXT("%PDF-"), &TEXT("Đơn \"của\" bà\r\nX-Evil: 1.pdf"));
}

static void cookies_show(struct request *r)
{
	answer_cookie(r, (struct cookie){ .name = "key", .value = TEXT("abc"), .seconds = 3600, .path = "/m/X" });
	say_html(r, "seen", request_cookie(r, "seen"));
}

STATEMENT(one_row, READS, "", "i", "SELECT 41 + 1");

static void reads(struct request *r)
{
	struct connection *db = web_read(r);
	struct value row[1];
	bool found;
	struct error e;
	if (!db)
		return;
	assert_true(connection_in_transaction(db) && web_read(r) == db);
	assert_true(statement_one(db, &one_row, NULL, r->arena, row, &found, &e) && found);
	say_html(r, "read", text_print(r->arena, "%d", (int)row[0].number));
}

#define HELP .help_vi = "Thử", .help_en = "Test"
static const struct route pages[] = {
	{ GET, "/", ANYONE, NULL, 0, home, NULL, home_version, .name = "home", .cache = REVALIDATE, .listed = true, HELP },
	{ GET, "/file", ANYONE, NULL, 0, form_show, .name = "file.show", HELP },
	{ POST, "/file", ANYONE, filing, 4096, form_take, form_refused, .name = "file.send", HELP },
	{ GET, "/upload", ANYONE, NULL, 0, upload_show, .name = "upload.show", HELP },
	{ POST, "/upload", ANYONE, with_files, 4096, upload_take, .name = "upload.send", .sink = &sink, HELP },
	{ GET, "/slow-upload", ANYONE, NULL, 0, slow_upload_show, .name = "upload.slow_show", HELP },
	{ POST, "/slow-upload", ANYONE, with_files, 4096, upload_take, .name = "upload.slow", .sink = &slow_sink, HELP },
	{ GET, "/m/{code}", ANYONE, matter_path, 0, matter_show, .name = "matter.show", HELP },
	{ GET, "/m/find", ANYONE, NULL, 0, wait_page, .name = "wait", HELP },
	{ POST, "/look", ANYONE, filing, 4096, home, .csrf = CSRF_SAME_ORIGIN, .name = "look", HELP },
	{ POST, "/api/v1/matters", ANYONE, filing, 65536, api_take, .csrf = CSRF_NO_COOKIES, .produces = JSON, .name = "api.open", HELP },
	{ GET, "/api/v1/full", ANYONE, NULL, 0, full, .csrf = CSRF_NO_COOKIES, .produces = JSON, .name = "api.full", HELP },
	{ GET, "/reads", ANYONE, NULL, 0, reads, .name = "reads", HELP },
	{ GET, "/breaks", ANYONE, NULL, 0, breaks, .name = "breaks", HELP },
	{ GET, "/full", ANYONE, NULL, 0, full, .name = "full", HELP },
	{ GET, "/inside", ANYONE, NULL, 0, broken_inside, .name = "inside", HELP },
	{ GET, "/download", ANYONE, NULL, 0, download, .produces = BYTES, .name = "download", HELP },
	{ GET, "/cookies", ANYONE, NULL, 0, cookies_show, .name = "cookies", HELP },
	{ GET, "/desk", SIGNED_IN, NULL, 0, home, .name = "desk", HELP },
	{ GET, "/admin", ADMINISTRATOR, NULL, 0, home, .name = "admin", HELP },
	{ GET, "/secret/{code}", HANDLER_OF_MATTER, matter_path, 0, matter_show, .name = "secret", HELP },
	{ GET, "/limited", ANYONE, NULL, 0, home, .name = "limited", .limit = LIMIT_KEY, HELP },
	{ 0 },
};
extern const struct route frame_routes[];
static const struct route *const areas[] = { pages, frame_routes, NULL };

static const struct session *session_of(struct request *r, struct text token)
{
	return text_is(token, "let-me-in") ? (const struct session *)"a session" : NULL;
}

static enum may may_of(struct request *r, enum right right)
{
	return right == HANDLER_OF_MATTER ? MAY_NOT_KNOW : right == ADMINISTRATOR && !r->session ? MAY_AFTER_SIGN_IN : MAY_NOT;
}

struct house {
	struct arena  *arena;
	struct server *server;
	struct client *client;
	FILE          *log;
};

static struct web_config config_plain(void)
{
	return (struct web_config){ .routes = areas, .session = session_of, .may = may_of };
}

static int open_house(void **state)
{
	struct arena *a = arena_new(0);
	struct house *h = ARENA_NEW(a, struct house);
	struct web_config c = config_plain();
	c.log = h->log = tmpfile();
	h->arena = a;
	h->server = server_start(a, &c);
	h->client = client_new(a, h->server);
	*state = h;
	return 0;
}

static int close_house(void **state)
{
	struct house *h = *state;
	FILE *log = h->log;
	arena_free(h->arena);
	fclose(log);
	return 0;
}

static void assert_has(struct text t, const char *words)
{
	if (text_find(t, text_of(words)) == SIZE_MAX) {
		fprintf(stderr, "expected \"%s\" in:\n%.*s\n", words, TEXT_ARG(text_first(t, t.len < 2000 ? t.len : 2000)));
		fail();
	}
}

static void assert_hasnt(struct text t, const char *words)
{
	if (text_find(t, text_of(words)) != SIZE_MAX) {
		fprintf(stderr, "unexpected \"%s\" in:\n%.*s\n", words, TEXT_ARG(t));
		fail();
	}
}

static void assert_header(struct reply r, const char *name, const char *value)
{
	char *is = calloc(1, 2000);
	snprintf(is, 2000, "%.*s", TEXT_ARG(reply_header(r, name)));
	assert_string_equal(is, value);
	free(is);
}

static struct text raw(struct house *h, const char *bytes)
{
	return http_raw(h->arena, h->server, text_of(bytes), 400);
}

static const char *token_for(struct house *h, const char *path)
{
	return text_c(h->arena, reply_input(h->arena, http_get(h->client, path), "_token"));
}

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
	int ran = runs;
	client_header(h->client, "If-None-Match", text_c(h->arena, text_print(h->arena, "\"x\", W/%s", tag)));
	r = http_get(h->client, "/");
	assert_int_equal(r.status, 304);
	assert_int_equal(r.body.len, 0);
	assert_header(r, "ETag", tag);
	assert_header(r, "Cache-Control", "public, no-cache");
	assert_int_equal(runs, ran);
	version_now++;
	assert_int_equal(http_get(h->client, "/").status, 200);
	version_now--;
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

static void a_flood_of_chunks_is_cut_off(void **state)
{
	struct house *h = *state;
	struct build b = { .arena = h->arena };
	build_c(&b, "POST /look HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n");
	for (int i = 0; i < 400000; i++)
		build_c(&b, "1\r\na\r\n");
	assert_hasnt(http_raw(h->arena, h->server, build_text(&b), 400), " 200 ");
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
		{ { GET, "/a", NOBODY, NULL, 0, home, .name = "a", HELP } },
		{ { GET, "/a/{code}", ANYONE, NULL, 0, home, .name = "a", HELP } },
		{ { GET, "/a", ANYONE, matter_path, 0, home, .name = "a", HELP } },
		{ { GET, "/a", SIGNED_IN, NULL, 0, home, NULL, home_version, .name = "a", .cache = REVALIDATE, HELP } },
		{ { GET, "/a", ANYONE, NULL, 0, home, .name = "a", .cache = REVALIDATE, HELP } },
		{ { GET, "/a", ANYONE, NULL, 0, home, .name = "a" } },
		{ { POST, "/a", ANYONE, NULL, 0, home, .name = "a", HELP } },
		{ { POST, "/a", SIGNED_IN, filing, 10, home, .name = "a", .csrf = CSRF_NO_COOKIES, HELP } },
		{ { POST, "/a", ANYONE, with_files, 10, home, .name = "a", HELP } },
	};
	for (size_t i = 0; i < COUNT_OF(odd); i++) {
		const struct route *const table[] = { odd[i], NULL };
		assert_false(routes_check(table, &e));
		assert_string_equal(e.code, WEB_TABLE);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, open_house, close_house)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_page_that_is_not_there_is_told_in_the_readers_language),
		T(another_method_is_405_and_says_which),
		T(head_is_get_without_a_body),
		T(the_more_exact_path_goes_first),
		T(a_hole_that_does_not_fit_is_404),
		T(vietnamese_comes_first_and_the_choice_is_kept),
		T(every_answer_carries_the_headers_of_safety),
		T(behind_https_cookies_are_bound_to_the_host_and_browsers_stay_on_https),
		T(a_public_address_without_https_is_refused),
		T(a_cookie_that_we_could_not_have_set_is_none),
		T(a_download_keeps_its_name_and_cannot_make_headers_or_run),
		T(what_the_browser_has_is_not_sent_again_and_not_made_again),
		T(a_tag_tells_language_query_and_packing_apart),
		T(a_signed_in_reader_gets_nothing_that_may_be_kept),
		T(long_text_is_packed_as_the_browser_likes),
		T(an_asset_is_kept_for_ever),
		T(who_has_no_right_does_not_get_in),
		T(a_form_with_its_token_is_taken_and_answered_by_see_other),
		T(a_form_without_its_own_token_is_refused),
		T(another_sites_form_is_refused_even_with_the_token),
		T(a_refused_form_keeps_all_that_was_typed_and_says_each_error),
		T(a_field_that_comes_twice_or_is_no_text_is_refused),
		T(a_body_of_another_type_is_415),
		T(a_body_over_its_limit_is_413),
		T(a_file_goes_to_its_sink_whole),
		T(no_byte_of_a_file_is_kept_before_the_token),
		T(a_file_is_refused_by_what_it_is_not_by_its_name),
		T(a_multipart_body_that_is_cut_or_bent_is_400),
		T(a_sink_may_make_the_body_wait),
		T(a_json_body_fills_the_same_fields),
		T(refusals_for_programs_are_problem_details),
		T(json_that_is_broken_deep_or_another_type_is_refused),
		T(a_request_that_waits_is_answered_when_it_wakes),
		T(a_client_that_leaves_while_it_waits_harms_nobody),
		T(a_full_disk_is_503_with_a_time_to_come_back_and_nothing_of_the_inside),
		T(pipelined_requests_are_answered_in_order),
		T(where_a_request_ends_is_never_in_doubt),
		T(attack_strings_in_heads_change_nothing),
		T(a_flood_of_chunks_is_cut_off),
		T(a_slow_client_makes_room_and_others_are_served),
		T(who_tries_too_often_waits_but_only_behind_a_proxy_is_loopback_counted),
		T(the_log_holds_no_path_no_query_and_one_line_a_request),
		T(when_it_stops_it_says_so_first_and_finishes_what_runs),
		T(a_page_reads_in_a_snapshot_and_a_database_that_is_away_is_503),
		T(the_table_is_sound_and_says_what_is_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
