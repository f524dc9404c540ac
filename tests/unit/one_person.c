/* one_person.c - I9: two matters of one person are looked for by every role in every row of the table of pages, and in the table of commands. A third matter, of
 * somebody else, filed on the same day at the same office, tells a list that shows everything from a search that joins: an answer with the two and without the third joins them. */
#include "base/base.h"

#include "cli/cli.h"
#include "history.h"
#include "http.h"
#include "web/form.h"
#include "web/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { ROLES = HISTORY_PEOPLE + 1 /* and nobody */ };

struct place {
	struct history t;
	struct site   *site;
	struct server *server;
	struct arena  *arena;
	struct text    one, other, third;
	struct text    key; /* of `one` */
	size_t         asked, answered;
};

static const char phone[] = "0987112233", name[] = "Nguyễn Kaplaviq";

static struct text file(struct place *p, const char *text, const char *by_phone, const char *by_name, struct text *ret_key)
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
	struct place *p = calloc(1, sizeof(*p));
	p->arena = arena_new(0);
	history_begin(&p->t, 9);
	p->one = file(p, "Cầu hỏng, gọi tôi 0987112233, Nguyễn Kaplaviq", phone, name, &p->key);
	p->other = file(p, "Đường hỏng, gọi tôi 0987112233, Nguyễn Kaplaviq", phone, name, NULL);
	p->third = file(p, "Chợ bẩn", "0911000111", "Trần Khác", NULL);
	history_publish(&p->t);
	struct site_config sc = { .world = &p->t.h.world, .store = p->t.h.store, .act = p->t.h.act, .publish = TEXT("now") };
	struct web_config  wc = { 0 };
	p->site = site_new(&sc);
	site_configure(p->site, &wc);
	house_must(&p->t.h, act_start(p->t.h.act, &p->t.h.e));
	p->server = server_start(p->arena, &wc);
	*state = p;
	return 0;
}

static int end(void **state)
{
	struct place *p = *state;
	server_stop(p->server);
	site_free(p->site);
	history_end(&p->t);
	arena_free(p->arena);
	free(p);
	return 0;
}

/* A client that is signed in as the n-th of the people; nobody after the last. */
static struct client *client_of(struct place *p, struct arena *a, size_t n)
{
	struct client *c = client_new(a, p->server);
	if (n >= HISTORY_PEOPLE)
		return c;
	struct sign_in       s = { .account = p->t.account[n], .now = p->t.h.world.fixed };
	struct session_start start = { .sign_in = &s, .what = "web" };
	house_do(&p->t.h, &row_session_start, &start);
	client_header(c, "Cookie", text_c(a, text_print(a, "danvan_session=%.*s", TEXT_ARG(start.ret_token))));
	return c;
}

/* The path with its holes filled: the code of one of the two, else something that may exist. */
static const char *path_of(struct place *p, struct arena *a, const struct route *r)
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

static void judge(struct place *p, struct arena *a, const struct route *r, const char *who, const char *how, struct reply reply)
{
	p->asked++;
	p->answered += reply.status == 200;
	if (shows(a, reply.body, p->one) && shows(a, reply.body, p->other) && !shows(a, reply.body, p->third))
		fail_msg("%s (%s) joins two matters of one person for %s, asked %s", r->name, r->path, who, how);
}

/* The two and not the third by whatever one field may be given: the row, with each of its fields alone holding what the person gave. */
static void ask_route(struct place *p, const struct route *r, size_t who)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	const char                   *login = who < HISTORY_PEOPLE ? history_actor(&p->t, a, who)->account.login.at : "nobody", *path = path_of(p, a, r);
	struct client                *c = client_of(p, a, who);
	struct reply                  page = http_get(c, path);
	if (r->method != POST)
		judge(p, a, r, login, "for nothing", page);
	const char *token = text_c(a, page.status == 200 ? reply_input(a, page, "_token") : TEXT_EMPTY);
	for (const struct field *f = r->form; f && f->name; f++) {
		if (f->need == IN_PATH)
			continue;
		struct text form = text_of(form_of(a, f->name, phone, "_token", token, NULL));
		client_header(c, "Origin", p->server->url);
		if (r->method == POST && r->csrf == CSRF_NO_COOKIES)
			judge(p, a, r, login, f->name, http_send(c, "POST", path, "application/json", text_print(a, "{\"%s\":\"%s\"}", f->name, phone)));
		else if (r->method == POST)
			judge(p, a, r, login, f->name, http_follow(c, http_post(c, path, text_c(a, form))));
		else
			judge(p, a, r, login, f->name, http_get(c, text_c(a, text_print(a, "%s?%s", path, form_of(a, f->name, phone, NULL)))));
	}
}

static void no_page_joins_what_one_person_said(void **state)
{
	struct place *p = *state;
	size_t        routes = 0, visited = 0;
	while (route_at(web_routes, routes))
		routes++;
	for (size_t who = 0; who < ROLES; who++)
		for (size_t n = 0; n < routes; n++, visited++)
			ask_route(p, route_at(web_routes, n), who);
	printf("I9: %zu rows of pages visited of %zu for each of %d roles; %zu requests, %zu of them answered\n", visited / ROLES, routes, ROLES, p->asked, p->answered);
	assert_int_equal(visited, routes * ROLES);
	assert_true(p->answered > 100);
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
