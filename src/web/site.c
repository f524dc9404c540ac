/* site.c - who it is, what it may, what stands around every page. */
#include "base/base.h"

#include "site.h"

#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <sodium.h>

enum { KEY_DAYS = 2, SLOW_MOST = 2, GATHERED_MOST = 512 << 20 };

/* A picture of the ground that requests hold while they run. */
struct held {
	struct ground *ground;
	struct site   *site;
	int            users;
	bool           old;
};

struct site {
	struct site_config config;
	bool               is_demo;
	pthread_mutex_t    lock;   /* over `now` and the counts of users */
	struct held       *now;
	sem_t              slow;   /* passwords being compared */
	struct gathering   gathering;
};

struct session {
	struct actor actor;
	struct text  token;
};

struct site *site_new(const struct site_config *config)
{
	struct site *s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	s->config = *config;
	s->gathering.most = config->gathered_most ? config->gathered_most : GATHERED_MOST;
	s->is_demo = text_starts(text_of(key_origin(act_key(config->act))), "demo.");
	pthread_mutex_init(&s->lock, NULL);
	sem_init(&s->slow, 0, SLOW_MOST);
	return s;
}

static void held_free(struct held *h)
{
	ground_free(h->ground);
	free(h);
}

void site_free(struct site *s)
{
	if (!s)
		return;
	if (s->now)
		held_free(s->now);
	pthread_mutex_destroy(&s->lock);
	sem_destroy(&s->slow);
	free(s);
}

struct site *site_of(const struct request *r) { return r->house; }

const struct site_config *site_settings(const struct request *r) { return &site_of(r)->config; }

struct gathering *site_gathering(const struct request *r) { return &site_of(r)->gathering; }

const struct ledger_key *site_key(const struct request *r) { return act_key(site_of(r)->config.act); }

const struct actor *site_actor(const struct request *r) { return r->session ? &r->session->actor : NULL; }

day_t site_today(const struct request *r) { return request_today(r); }

void site_slow_begin(const struct request *r)
{
	while (sem_wait(&site_of(r)->slow) != 0)
		; /* a signal came: wait on */
}

void site_slow_end(const struct request *r) { sem_post(&site_of(r)->slow); }

bool site_is_demo(const struct request *r) { return site_of(r)->is_demo; }

/* ---- the ground ---- */

static void release(void *arg)
{
	struct held *h = arg;
	struct site *s = h->site;
	pthread_mutex_lock(&s->lock);
	bool last = --h->users == 0 && h->old;
	pthread_mutex_unlock(&s->lock);
	if (last)
		held_free(h);
}

/* Puts a new picture in the place of the old one, which lives on while requests hold it. */
static struct held *replace(struct site *s, struct ground *ground)
{
	struct held *h = calloc(1, sizeof(*h));
	if (!h)
		abort();
	*h = (struct held){ .ground = ground, .site = s };
	if (s->now) {
		s->now->old = true;
		if (s->now->users == 0)
			held_free(s->now);
	}
	return s->now = h;
}

const struct ground *site_ground(struct request *r)
{
	struct site       *s = site_of(r);
	struct connection *db = web_read(r);
	struct ground     *fresh = NULL;
	struct error       e = { 0 };
	bool               current = false, ok = true;
	if (!db)
		return NULL;
	if (r->held) /* one snapshot, one picture: whoever has looked once need not look again, nor fear that it fails the second time */
		return ((struct held *)r->held)->ground;
	pthread_mutex_lock(&s->lock);
	struct held *h = s->now;
	if (h)
		ok = ground_is_current(db, h->ground, &current, &e);
	if (ok && !current) {
		ok = ground_load(db, &fresh, &e);
		if (ok)
			h = replace(s, fresh);
	}
	if (ok)
		h->users++;
	pthread_mutex_unlock(&s->lock);
	if (!ok) {
		answer_error(r, &e);
		return NULL;
	}
	arena_owns(r->arena, release, h);
	r->held = h;
	return h->ground;
}

struct text site_title(struct request *r, struct text unit)
{
	const struct ground *g = site_ground(r);
	return g ? unit_title_at(ground_registry(g), r->arena, unit, site_today(r)) : unit;
}

/* ---- who it is ---- */

static const struct session *find_session(struct request *r, struct text token)
{
	struct connection *db = web_read(r);
	struct session    *s = ARENA_NEW(r->arena, struct session);
	struct error       e = { 0 };
	bool               found = false;
	if (!db || !session_find(db, r->arena, token, request_now(r), "web", &s->actor, &found, &e) || !found)
		return NULL;
	s->token = text_copy(r->arena, token);
	return s;
}

/* ---- keys of matters ---- */

static struct text key_token(const struct request *r, struct text code, day_t day)
{
	uint8_t     bytes[32];
	struct text input = text_print(r->arena, "%.*s %d", TEXT_ARG(code), day.n);
	key_derive(site_key(r), "has shown the key", input, bytes);
	return text_print(r->arena, "%d.%.*s", day.n, TEXT_ARG(hex_encode(r->arena, text_bytes(bytes, 16))));
}

/* For the pages of that matter alone: its path says so, and the browser sends it nowhere else. */
void site_give_key(struct request *r, struct text code)
{
	const char *path = text_c(r->arena, text_print(r->arena, "/m/%.*s", TEXT_ARG(code)));
	answer_cookie(r, (struct cookie){ .name = "key", .value = key_token(r, code, site_today(r)), .path = path });
}

bool site_has_key(const struct request *r, struct text code)
{
	struct text given = request_cookie(r, "key"), day;
	struct text rest = given;
	int64_t     n;
	if (!text_next(&rest, '.', &day) || !text_to_int(day, &n) || n > site_today(r).n || n <= site_today(r).n - KEY_DAYS)
		return false;
	struct text right = key_token(r, code, (day_t){ (int32_t)n });
	return right.len == given.len && sodium_memcmp(right.at, given.at, given.len) == 0;
}

/* ---- drafts ---- */

struct text site_draft(const struct request *r)
{
	enum { TOKEN_CHARS = 43 }; /* as request_draft draws it */
	struct text token = request_cookie(r, "draft");
	return token.len == TOKEN_CHARS ? token : TEXT_EMPTY;
}

struct text site_draft_begin(struct request *r) { return request_draft_renew(r); }

void site_draft_end(struct request *r) { answer_cookie(r, (struct cookie){ .name = "draft", .seconds = -1 }); }

/* ---- what it may ---- */

/* The code in the route's path, if it has one. */
static struct text path_code(const struct request *r)
{
	for (size_t i = 0; r->route->form && r->route->form[i].name; i++)
		if (r->route->form[i].need == IN_PATH && strcmp(r->route->form[i].name, "code") == 0)
			return request_text(r, i);
	return TEXT_EMPTY;
}

static enum may may_see_matter(struct request *r, struct text code)
{
	const struct ground *g = site_ground(r);
	struct matter        m;
	struct error         e;
	bool                 found;
	if (!site_actor(r))
		return MAY_AFTER_SIGN_IN;
	if (!g || !matter_load(web_read(r), r->arena, g, code, site_today(r), &m, &found, &e))
		return MAY_NOT;
	return found && matter_may_see(&m, g, site_actor(r)) ? MAY : MAY_NOT_KNOW; /* the same answer for what is forbidden and what is not there */
}

/* Roles that open a right, anywhere; the scope is held against the matter or unit by the modules. */
static unsigned roles_for(enum right right)
{
	static const unsigned roles[] = {
		[ENTERS_PAPER] = ROLE_CLERK | ROLE_OFFICER | ROLE_HEAD,
		[OFFICER] = ROLE_CLERK | ROLE_OFFICER | ROLE_HEAD | ROLE_LEADER | ROLE_INSPECTOR,
		[LEADER_OF_UNIT] = ROLE_HEAD | ROLE_LEADER,
		[LEADER] = ROLE_HEAD | ROLE_LEADER,
		[OVERSEER] = ROLE_LEADER | ROLE_INSPECTOR,
		[ADMINISTRATOR] = ROLE_ADMINISTRATOR,
	};
	return (size_t)right < COUNT_OF(roles) ? roles[right] : 0;
}

static enum may may(struct request *r, enum right right)
{
	if (right == HOLDER_OF_KEY)
		return site_has_key(r, path_code(r)) ? MAY : MAY_AFTER_KEY;
	if (right == READER_OF_MATTER && site_has_key(r, path_code(r)))
		return MAY;
	if (right == READER_OF_MATTER || right == HANDLER_OF_MATTER)
		return may_see_matter(r, path_code(r));
	if (!site_actor(r))
		return MAY_AFTER_SIGN_IN;
	return actor_has(site_actor(r), roles_for(right)) ? MAY : MAY_NOT;
}

/* ---- around every page ---- */

static const struct route *route_named(const char *name)
{
	const struct route *row;
	for (size_t n = 0; (row = route_at(web_routes, n)); n++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

static void officers_menu(struct request *r, struct layout_view *v)
{
	static const struct {
		const char *route, *code;
		unsigned    roles;
	} items[] = {
		{ "work", "menu.work", ROLE_CLERK | ROLE_OFFICER | ROLE_HEAD | ROLE_LEADER | ROLE_INSPECTOR },
		{ "work.enter", "menu.enter", ROLE_CLERK | ROLE_OFFICER | ROLE_HEAD },
		{ "work.late", "menu.late", ROLE_HEAD | ROLE_LEADER },
		{ "admin", "menu.admin", ROLE_ADMINISTRATOR },
	};
	struct menu_item *menu = ARENA_ARRAY(r->arena, struct menu_item, COUNT_OF(items));
	for (size_t i = 0; i < COUNT_OF(items); i++) {
		if (!actor_has(site_actor(r), items[i].roles) || !route_named(items[i].route))
			continue;
		struct build label = { .arena = r->arena };
		SAY(&label, r->lang, items[i].code);
		menu[v->menu_n++] = (struct menu_item){ .label = build_text(&label), .href = request_path(r, items[i].route, NULL),
							.is_current = r->route && strcmp(r->route->name, items[i].route) == 0 };
	}
	v->menu = menu;
}

static void layout(struct request *r, struct layout_view *v)
{
	struct site        *s = site_of(r);
	const struct actor *actor = site_actor(r);
	const struct ground *g = site_ground(r);
	struct text          office = s->config.office.len > 0 ? s->config.office : TEXT("org-19-ubnd");
	v->office = g ? unit_title_at(ground_registry(g), r->arena, office, site_today(r)) : TEXT("danvan");
	v->address = s->config.address;
	v->hours = s->config.hours;
	v->phone = s->config.phone;
	v->is_demo = s->is_demo;
	if (v->phone.len > 0)
		v->phone_url = text_print(r->arena, "tel:%.*s", TEXT_ARG(v->phone));
	if (!actor)
		return;
	v->officer = actor->account.name;
	v->keys_off = actor->account.keys_off;
	v->for_officers = true;
	if (route_named("sign-out"))
		v->token = request_token(r, "sign-out");
	officers_menu(r, v);
}

void site_configure(struct site *s, struct web_config *c)
{
	c->house = s;
	c->store = s->config.store;
	c->act = s->config.act;
	c->world = s->config.world;
	c->session = find_session;
	c->may = may;
	c->layout = layout;
	c->sign_in = "sign-in";
	c->give_key = "matter";
}
