/* one_person.c - I9: two matters of one person are looked for by every role in every row of the table of pages, and in the table of commands. A third matter, of
 * somebody else, filed on the same day at the same office, tells a list that shows everything from a search that joins: an answer with the two and without the third joins them. */
#include "base/base.h"

#include "cli/cli.h"
#include "site.h"
#include "web/form.h"
#include "web/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { ROLES = HISTORY_PEOPLE + 1 /* and nobody */ };

struct fixture {
	struct history t;
	struct site   *site;
	struct server *server;
	struct arena  *arena;
	struct text    one, other, third;
	struct text    key; /* of `one` */
	size_t         asked, answered, posted, searched;
};

static const char phone[] = "0987112233", name[] = "Nguyễn Kaplaviq";

static struct text file(struct fixture *p, const char *text, const char *by_phone, const char *by_name, struct text *ret_key)
{
	struct matter_file f = { .procedure = TEXT("phan-anh-kien-nghi"), .place = TEXT("02155"), .text = text_of(text), .received = DAY_NONE, .channel = TEXT("web"),
				 .party = { .name = text_of(by_name), .phone = text_of(by_phone) }, .ground = p->t.ground };
	house_do(&p->t.h, &row_matter_file, &f);
	if (ret_key)
		*ret_key = text_copy(p->arena, f.ret_key);
	return text_copy(p->arena, f.ret_code);
}

static int begin(void **state)
{
	struct fixture *p = calloc(1, sizeof(*p));
	p->arena = arena_new(0);
	history_begin(&p->t, 9);
	p->one = file(p, "Cầu hỏng, gọi tôi 0987112233, Nguyễn Kaplaviq", phone, name, &p->key);
	p->other = file(p, "Đường hỏng, gọi tôi 0987112233, Nguyễn Kaplaviq", phone, name, NULL);
	p->third = file(p, "Chợ bẩn", "0911000111", "Trần Khác", NULL);
	history_publish(&p->t);
	/* the server's clock is the machine's; a session that began long before it would be over */
	struct world real = world_real();
	house_later(&p->t.h, real.now(&real).ms - p->t.h.world.fixed.ms);
	house_must(&p->t.h, act_start(p->t.h.act, &p->t.h.e));
	p->server = history_serve(&p->t, p->arena, "now", &p->site);
	*state = p;
	return 0;
}

static int end(void **state)
{
	struct fixture *p = *state;
	server_stop(p->server);
	site_free(p->site);
	history_end(&p->t);
	arena_free(p->arena);
	free(p);
	return 0;
}

/* A session of the n-th of the people, as a cookie; nobody after the last: empty. */
static const char *sign_in(struct fixture *p, struct arena *a, size_t n)
{
	if (n >= HISTORY_PEOPLE)
		return "";
	struct sign_in       s = { .account = p->t.account[n], .now = p->t.h.world.fixed };
	struct session_start start = { .sign_in = &s, .what = "web" };
	house_do(&p->t.h, &row_session_start, &start);
	return text_c(a, text_print(a, "danvan_session=%.*s", TEXT_ARG(start.ret_token)));
}

/* A browser with that cookie and no other: one a request, or cookies that pages set would stand beside it. */
static struct client *browser(struct fixture *p, struct arena *a, const char *cookie)
{
	struct client *c = client_new(a, p->server);
	if (*cookie)
		client_header(c, "Cookie", cookie);
	client_header(c, "Origin", p->server->url);
	return c;
}

/* The path with its holes filled: the code of one of the two, else something that may exist. */
static const char *path_of(struct fixture *p, struct arena *a, const struct route *r)
{
	struct build b = { .arena = a };
	for (const char *at = r->path; *at; at++) {
		const char *end = *at == '{' ? strchr(at, '}') : NULL;
		if (!end) {
			build_byte(&b, *at);
			continue;
		}
		struct text hole = text_bytes(at + 1, (size_t)(end - at) - 1);
		if (text_is(hole, "code"))
			build_add(&b, p->one);
		else if (text_is(hole, "id") || text_is(hole, "unit"))
			build_c(&b, "org-vn-02155-20250701-ubnd");
		else
			build_c(&b, "1");
		at = end;
	}
	return text_c(a, build_text(&b));
}

static bool shows(struct arena *a, struct text body, struct text code)
{
	return text_find(body, code) != SIZE_MAX || text_find(body, grouped(a, code, 4, '-')) != SIZE_MAX;
}

static void judge(struct fixture *p, struct arena *a, const struct route *r, const char *who, const char *how, struct reply reply)
{
	p->asked++;
	p->answered += reply.status == 200;
	p->searched += strcmp(r->name, "work.find") == 0 && reply.status == 200;
	if (shows(a, reply.body, p->one) && shows(a, reply.body, p->other) && !shows(a, reply.body, p->third))
		fail_msg("%s (%s) joins two matters of one person for %s, asked %s", r->name, r->path, who, how);
}

/* ---- tokens of forms: each belongs to a session and a route, so they are taken from the pages on which the forms stand */

struct form_token { struct text action, token; };
struct tokens { struct form_token at[600]; size_t n; };

/* What stands behind `before` and ends with a quotation mark; empty: not there. */
static struct text quoted(struct text in, const char *before)
{
	size_t at = text_find(in, text_of(before));
	if (at == SIZE_MAX)
		return TEXT_EMPTY;
	struct text rest = text_from(in, at + strlen(before));
	return text_first(rest, text_find(rest, TEXT("\"")));
}

static void gather(struct fixture *p, struct arena *a, const char *path, struct text body, struct tokens *ret)
{
	for (size_t at; (at = text_find(body, TEXT("<form"))) != SIZE_MAX;) {
		struct text form = text_from(body, at), token, action, tag;
		size_t      end = text_find(form, TEXT("</form>"));
		body = text_from(form, end == SIZE_MAX ? form.len : end);
		form = text_first(form, end == SIZE_MAX ? form.len : end);
		token = quoted(form, "name=\"_token\" value=\"");
		tag = text_first(form, text_find(form, TEXT(">")));
		action = quoted(tag, "action=\"");
		if (token.len > 0 && ret->n < COUNT_OF(ret->at))
			ret->at[ret->n++] = (struct form_token){ text_copy(p->arena, action.len > 0 ? action : text_of(path)), text_copy(p->arena, token) };
	}
}

static struct text token_for(const struct tokens *t, const char *path)
{
	for (size_t i = 0; i < t->n; i++)
		if (text_is(t->at[i].action, path))
			return t->at[i].token;
	return TEXT_EMPTY;
}

/* Routes that end the session or change how one signs in come last. */
static bool ends_session(const struct route *r)
{
	static const char *const words[] = { "sign", "password", "session", "account", "close" };
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (r->method == POST && (strstr(r->path, words[i]) || strstr(r->name, words[i])))
			return true;
	return false;
}

/* The two and not the third, by whatever one field may be given: the row, with each of its fields alone holding what the person gave. */
static void ask_route(struct fixture *p, const char *cookie, const struct tokens *tokens, const struct route *r, const char *login)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	const char                   *path = path_of(p, a, r), *token = text_c(a, token_for(tokens, path));
	if (r->method != POST)
		judge(p, a, r, login, "for nothing", http_get(browser(p, a, cookie), path));
	for (const struct field *f = r->form; f && f->name; f++) {
		struct client *c = browser(p, a, cookie);
		struct reply   reply;
		if (f->need == IN_PATH)
			continue;
		if (r->method != POST)
			reply = http_get(c, text_c(a, text_print(a, "%s?%s", path, form_of(a, f->name, phone, NULL))));
		else if (r->csrf == CSRF_NO_COOKIES)
			reply = http_send(c, "POST", path, "application/json", text_print(a, "{\"%s\":\"%s\"}", f->name, phone));
		else
			reply = http_follow(c, http_post(c, path, form_of(a, f->name, phone, "_token", token, NULL)));
		p->posted += r->method == POST && reply.status < 400;
		judge(p, a, r, login, f->name, reply);
	}
}

static void ask_all(struct fixture *p, size_t who, size_t *visited)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	const char                   *login = who < HISTORY_PEOPLE ? text_c(a, history_actor(&p->t, a, who)->account.login) : "nobody";
	const char                   *cookie = sign_in(p, a, who);
	struct tokens                *tokens = ARENA_NEW(a, struct tokens);
	const struct route           *r;
	for (size_t n = 0; (r = route_at(web_routes, n)); n++) {
		struct reply page = r->method == POST ? (struct reply){ .status = 404 } : http_get(browser(p, a, cookie), path_of(p, a, r));
		if (page.status == 200)
			gather(p, a, path_of(p, a, r), page.body, tokens);
	}
	for (int last = 0; last < 2; last++)
		for (size_t n = 0; (r = route_at(web_routes, n)); n++)
			if (ends_session(r) == (last == 1)) {
				ask_route(p, cookie, tokens, r, login);
				++*visited;
			}
}

static void no_page_joins_what_one_person_said(void **state)
{
	struct fixture *p = *state;
	size_t        routes = 0, visited = 0;
	while (route_at(web_routes, routes))
		routes++;
	for (size_t who = 0; who < ROLES; who++)
		ask_all(p, who, &visited);
	printf("I9: %zu rows of pages visited of %zu for each of %d roles; %zu requests, %zu of them answered, %zu forms taken, %zu searches of officers\n", visited / ROLES, routes, ROLES, p->asked, p->answered,
	       p->posted, p->searched);
	assert_int_equal(visited, routes * ROLES);
	assert_true(p->answered > 500 && p->posted > 100 && p->searched > 4); /* signed in, forms with their tokens; officers did search */
}

/* What a command may be asked for about people: who files or signs in says it of himself; nothing else takes it. */
static bool may_be_told(const struct cli_command *c)
{
	static const char *const names[] = { "matter open", "setup", "user add", "user open", "user new", "user" };
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (strcmp(c->name, names[i]) == 0)
			return true;
	return false;
}

static void no_command_asks_for_matters_by_who_sent_them(void **state)
{
	static const char *const traits[] = { "phone", "email", "address", "sender", "author", "party", "citizen" };
	int                      commands = 0;
	const struct cli_command *c;
	for (; (c = cli_command_at(commands)); commands++)
		for (const struct cli_option *o = c->options; o && o->name && !may_be_told(c); o++)
			for (size_t i = 0; i < COUNT_OF(traits); i++)
				if (strcmp(o->name, traits[i]) == 0)
					fail_msg("danvan %s takes --%s", c->name, o->name);
	printf("I9: %d commands visited of %d\n", commands, commands);
	assert_true(commands > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_page_joins_what_one_person_said),
		cmocka_unit_test(no_command_asks_for_matters_by_who_sent_them),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
