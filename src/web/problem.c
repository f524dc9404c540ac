/* problem.c - errors as their readers need them: a page in their language, or problem details (RFC 9457); the status by the error's code.
 *
 * Faults of the program and of the machine are shown as one of a few sentences that say what to do next; what the engine said stays inside. */
#include "base/base.h"

#include "act/act.h"
#include "inside.h"
#include "pages.h"
#include "public.h"
#include "web/views_problem.h"

/* By code; a row that ends with a dot stands for all codes of that beginning. The first row that fits counts; what fits none is 422. */
static const struct {
	const char     *code;
	struct standing standing;
} standings[] = {
	{ WEB_NOT_FOUND, { 404 } },
	{ WEB_METHOD, { 405 } },
	{ WEB_BAD_REQUEST, { 400 } },
	{ WEB_BAD_JSON, { 400 } },
	{ WEB_DEEP_JSON, { 400 } },
	{ WEB_TOO_LARGE, { 413 } },
	{ WEB_WRONG_TYPE, { 415 } },
	{ WEB_FIELDS, { 422 } },
	{ WEB_FORGED, { 403 } },
	{ WEB_NOT_ALLOWED, { 403 } },
	{ WEB_GIVE_KEY, { 403 } },
	{ WEB_SIGN_IN, { 401 } },
	{ WEB_LIMITED, { 429 } },
	{ WEB_STOPPING, { 503, 5 } },
	{ WEB_UNAVAILABLE, { 503, 10 } },
	{ WEB_FULL, { 503, 60 } },
	{ WEB_DOUBT, { 503, 5 } },
	{ MATTER_NO_SUCH, { 404 } },
	{ MATTER_WRONG_KEY, { 403 } },
	{ MATTER_MOVED_ON, { 409 } },
	{ PROCEDURE_NOT_YOUR_ROLE, { 403 } },
	{ PUBLIC_NO_ENTRY, { 404 } },
	{ API_BAD_KEY, { 400 } },
	{ STORE_FULL, { 503, 60, WEB_FULL } },
	{ BASE_FILE_FULL, { 503, 60, WEB_FULL } },
	{ STORE_UNKNOWN_OUTCOME, { 503, 5, WEB_DOUBT } },
	{ ACT_UNKNOWN, { 503, 5, WEB_DOUBT } },
	{ STORE_BUSY, { 503, 2, WEB_UNAVAILABLE } },
	{ STORE_LOST, { 503, 5, WEB_UNAVAILABLE } },
	{ STORE_STOPPED, { 503, 30, WEB_UNAVAILABLE } },
	{ STORE_CANNOT_OPEN, { 503, 10, WEB_UNAVAILABLE } },
	{ STORE_NO_MEMORY, { 503, 10, WEB_UNAVAILABLE } },
	{ BASE_NO_MEMORY, { 503, 60, WEB_UNAVAILABLE } },
	{ ACT_BUSY, { 503, 2, WEB_UNAVAILABLE } },
	{ "act.", { 503, 30, WEB_UNAVAILABLE } },
	{ "store.", { 500, 0, WEB_INTERNAL } },
	{ "ledger.", { 500, 0, WEB_INTERNAL } },
	{ "base.", { 500, 0, WEB_INTERNAL } },
	{ WEB_INTERNAL, { 500 } },
};

static bool ends(const char *code, const char *end)
{
	size_t n = strlen(code), m = strlen(end);
	return n >= m && !strcmp(code + n - m, end);
}

struct standing error_standing(const char *code)
{
	for (size_t i = 0; i < COUNT_OF(standings); i++) {
		const char *row = standings[i].code;
		size_t n = strlen(row);
		if (row[n - 1] == '.' ? !strncmp(code, row, n) : !strcmp(code, row))
			return standings[i].standing;
	}
	if (ends(code, ".not_found") || ends(code, ".unknown") || ends(code, "_not_found"))
		return (struct standing){ 404 };
	if (ends(code, ".not_allowed"))
		return (struct standing){ 403 };
	if (ends(code, ".wrong_state") || ends(code, ".still_running"))
		return (struct standing){ 409 };
	return (struct standing){ 422 };
}

bool wants_json(const struct hit *h)
{
	if (h->r.route)
		return h->r.route->produces == JSON || text_starts(h->path, "/api/");
	return text_starts(h->path, "/api/") || text_starts(text_trim(header_in(h, "Accept")), "application/json") ||
	       text_starts(text_trim(header_in(h, "Accept")), "application/problem+json");
}

static struct text title_of(struct hit *h, int status)
{
	static const int known[] = { 400, 401, 403, 404, 405, 413, 415, 422, 429, 500, 503 };
	struct build b = { .arena = h->r.arena };
	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (known[i] == status)
			say(&b, h->r.lang, text_c(h->r.arena, text_print(h->r.arena, "web.title_%d", status)), (const struct fact[]){ { NULL } });
	if (!b.len)
		SAY(&b, h->r.lang, status >= 500 ? "web.title_500" : "web.title_422");
	return build_text(&b);
}

static void errors_json(struct hit *h, struct json *j)
{
	json_key(j, "errors");
	json_array(j);
	for (size_t i = 0; i < route_fields(h->r.route); i++) {
		const struct error *e = &h->r.given[i].error;
		if (!e->code)
			continue;
		json_object(j);
		json_member_text(j, "detail", error_say(h->r.arena, h->r.lang, e));
		json_member_text(j, "error", text_of(e->code));
		json_member_text(j, "pointer", text_print(h->r.arena, "#/%s", h->r.route->form[i].name));
		json_end(j);
	}
	json_end(j);
}

static void problem_json(struct hit *h, const struct error *e, int status)
{
	struct json j = json_start(h->r.arena, true);
	json_object(&j);
	json_member_text(&j, "detail", error_say(h->r.arena, h->r.lang, e));
	json_member_text(&j, "error", text_of(e->code));
	if (h->r.route && h->r.given && error_is(e, WEB_FIELDS))
		errors_json(h, &j);
	json_member_int(&j, "status", status);
	json_member_text(&j, "title", title_of(h, status));
	json_member_text(&j, "type", text_print(h->r.arena, "/errors/%s", e->code));
	json_end(&j);
	answer_bytes(&h->r, status, "application/problem+json", json_done(&j), NULL);
}

static void problem_html(struct hit *h, const struct error *e, int status)
{
	struct problem_view v = { .title = title_of(h, status), .text = error_say(h->r.arena, h->r.lang, e), .both = status == 500 };
	const struct web_config *c = &h->r.web->config;
	request_layout(&h->r, &v.layout);
	v.layout.has_error = true;
	if (v.both)
		v.other = error_say(h->r.arena, h->r.lang == LANG_VI ? LANG_EN : LANG_VI, e);
	const char *next = error_is(e, WEB_SIGN_IN) ? c->sign_in : NULL;
	if (next)
		v.next_url = request_path(&h->r, next, NULL);
	v.errors_n = h->r.route && h->r.given && error_is(e, WEB_FIELDS) ? take_refused(h) : 0;
	struct error_row *rows = ARENA_ARRAY(h->r.arena, struct error_row, v.errors_n + 1);
	for (size_t i = 0, n = 0; v.errors_n && i < route_fields(h->r.route); i++)
		if (h->r.given[i].error.code)
			rows[n++] = (struct error_row){ .text = error_say(h->r.arena, h->r.lang, &h->r.given[i].error) };
	v.errors = rows;
	h->out = out_start(h->r.arena, h->r.lang);
	page_problem(&h->out, &v);
	h->status = status;
	h->answered = true;
	h->type = "text/html";
	h->answer = out_text(&h->out);
}

void problem_show(struct hit *h, const char *code)
{
	problem_html(h, &(struct error){ .code = code }, error_standing(code).status);
	h->status = 200;
}

/* To the page to sign in, and from there back here. */
static void see_sign_in(struct hit *h)
{
	struct build b = { .arena = h->r.arena };
	build_add(&b, request_path(&h->r, h->r.web->config.sign_in, NULL));
	build_c(&b, "?to=");
	percent_add(&b, h->target);
	answer_see(&h->r, build_text(&b), NULL);
}

void answer_refusal(struct hit *h, const struct error *given)
{
	struct standing s = error_standing(given->code);
	struct error e = *given;
	if (h->is_refusing || h->is_refused)
		return;
	h->is_refusing = true;
	if (s.shown)
		e = (struct error){ .code = s.shown };
	h->log_code = given->code;
	h->is_personal = true; /* an error is never kept */
	if (s.retry_after)
		answer_header(&h->r, "Retry-After", text_print(h->r.arena, "%d", s.retry_after));
	if (error_is(given, WEB_BAD_REQUEST))
		h->closes = true;
	const struct web_config *c = &h->r.web->config;
	if (wants_json(h))
		problem_json(h, &e, s.status);
	else if (error_is(&e, WEB_SIGN_IN) && c->sign_in && h->r.route->method == GET)
		see_sign_in(h);
	else if (error_is(&e, WEB_GIVE_KEY) && c->give_key && h->hole_count > 0) /* the first hole of a matter's page is its code */
		answer_see(&h->r, request_path(&h->r, c->give_key, text_c(h->r.arena, h->holes[0]), NULL), NULL);
	else
		problem_html(h, &e, s.status);
	h->is_refusing = false;
	h->is_refused = true;
}

void answer_error(struct request *r, const struct error *e)
{
	answer_refusal(hit_of(r), e);
}

void answer_not_found(struct request *r)
{
	answer_refusal(hit_of(r), &(struct error){ .code = WEB_NOT_FOUND });
}
