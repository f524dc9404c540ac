#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <poll.h>
#include <pthread.h>

#include "frame.h"
#include "store/store.h"

atomic_int frame_version, frame_runs, sink_bytes, sink_whole, sink_broken;

enum { PHONE, ABOUT, KIND, DAY };
static const char *const kinds[] = { "road", "water", NULL };
const struct field frame_filing[] = {
	[PHONE] = { "phone", field_phone, 20, OPTIONAL, "Đ8" },
	[ABOUT] = { "text", field_text, 100, REQUIRED },
	[KIND] = { "kind", field_choice, 10, OPTIONAL, .choices = kinds },
	[DAY] = { "day", field_day, 12, OPTIONAL },
	{ NULL },
};
enum { CODE };
const struct field frame_matter_path[] = { [CODE] = { "code", field_code, 12, IN_PATH }, { NULL } };
enum { FILES, NOTE };
const struct field frame_with_files[] = {
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

void frame_home(struct request *r)
{
	frame_runs++;
	say_html(r, "lang", text_of(lang_tag(r->lang)));
	for (int i = 0; i < 200; i++)
		out_put(r->out, "<p>again and again</p>", 22);
}

bool frame_home_version(struct request *r, struct build *b)
{
	build_int(b, frame_version);
	return true;
}

static void show_form(struct request *r, const char *sends_to)
{
	out_put(r->out, "<input name=\"_token\" value=\"", 28);
	out_attr(r->out, text_c(r->arena, request_token(r, sends_to)));
	out_put(r->out, "\">", 2);
}

static void form_show(struct request *r) { show_form(r, "file.send"); }

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

static void upload_show(struct request *r) { show_form(r, "upload.send"); }

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

static void slow_upload_show(struct request *r) { show_form(r, "upload.slow"); }

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

static const struct route pages[] = {
	{ GET, "/", ANYONE, NULL, 0, frame_home, NULL, frame_home_version, .name = "home", .cache = REVALIDATE, .listed = true, FRAME_HELP },
	{ GET, "/file", ANYONE, NULL, 0, form_show, .name = "file.show", FRAME_HELP },
	{ POST, "/file", ANYONE, frame_filing, 4096, form_take, form_refused, .name = "file.send", FRAME_HELP },
	{ GET, "/upload", ANYONE, NULL, 0, upload_show, .name = "upload.show", FRAME_HELP },
	{ POST, "/upload", ANYONE, frame_with_files, 4096, upload_take, .name = "upload.send", .sink = &sink, FRAME_HELP },
	{ GET, "/slow-upload", ANYONE, NULL, 0, slow_upload_show, .name = "upload.slow_show", FRAME_HELP },
	{ POST, "/slow-upload", ANYONE, frame_with_files, 4096, upload_take, .name = "upload.slow", .sink = &slow_sink, FRAME_HELP },
	{ GET, "/m/{code}", ANYONE, frame_matter_path, 0, matter_show, .name = "matter.show", FRAME_HELP },
	{ GET, "/m/find", ANYONE, NULL, 0, wait_page, .name = "wait", FRAME_HELP },
	{ POST, "/look", ANYONE, frame_filing, 4096, frame_home, .csrf = CSRF_SAME_ORIGIN, .name = "look", FRAME_HELP },
	{ POST, "/api/v1/matters", ANYONE, frame_filing, 65536, api_take, .csrf = CSRF_NO_COOKIES, .produces = JSON, .name = "api.open", FRAME_HELP },
	{ GET, "/api/v1/full", ANYONE, NULL, 0, full, .csrf = CSRF_NO_COOKIES, .produces = JSON, .name = "api.full", FRAME_HELP },
	{ GET, "/reads", ANYONE, NULL, 0, reads, .name = "reads", FRAME_HELP },
	{ GET, "/breaks", ANYONE, NULL, 0, breaks, .name = "breaks", FRAME_HELP },
	{ GET, "/full", ANYONE, NULL, 0, full, .name = "full", FRAME_HELP },
	{ GET, "/inside", ANYONE, NULL, 0, broken_inside, .name = "inside", FRAME_HELP },
	{ GET, "/download", ANYONE, NULL, 0, download, .produces = BYTES, .name = "download", FRAME_HELP },
	{ GET, "/cookies", ANYONE, NULL, 0, cookies_show, .name = "cookies", FRAME_HELP },
	{ GET, "/desk", SIGNED_IN, NULL, 0, frame_home, .name = "desk", FRAME_HELP },
	{ GET, "/admin", ADMINISTRATOR, NULL, 0, frame_home, .name = "admin", FRAME_HELP },
	{ GET, "/secret/{code}", HANDLER_OF_MATTER, frame_matter_path, 0, matter_show, .name = "secret", FRAME_HELP },
	{ GET, "/limited", ANYONE, NULL, 0, frame_home, .name = "limited", .limit = LIMIT_KEY, FRAME_HELP },
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

struct web_config config_plain(void)
{
	return (struct web_config){ .routes = areas, .session = session_of, .may = may_of };
}

int open_house(void **state)
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

int close_house(void **state)
{
	struct house *h = *state;
	FILE *log = h->log;
	arena_free(h->arena);
	fclose(log);
	return 0;
}

void assert_has(struct text t, const char *words)
{
	if (text_find(t, text_of(words)) == SIZE_MAX) {
		fprintf(stderr, "expected \"%s\" in:\n%.*s\n", words, TEXT_ARG(text_first(t, t.len < 2000 ? t.len : 2000)));
		fail();
	}
}

void assert_hasnt(struct text t, const char *words)
{
	if (text_find(t, text_of(words)) != SIZE_MAX) {
		fprintf(stderr, "unexpected \"%s\" in:\n%.*s\n", words, TEXT_ARG(t));
		fail();
	}
}

void assert_header(struct reply r, const char *name, const char *value)
{
	char *is = calloc(1, 2000);
	snprintf(is, 2000, "%.*s", TEXT_ARG(reply_header(r, name)));
	assert_string_equal(is, value);
	free(is);
}

struct text raw(struct house *h, const char *bytes)
{
	return http_raw(h->arena, h->server, text_of(bytes), 400);
}

const char *token_for(struct house *h, const char *path)
{
	return text_c(h->arena, reply_input(h->arena, http_get(h->client, path), "_token"));
}
