/* officer_sign_in.c - signing in and out, and what belongs to one's own account. */
#include "base/base.h"

#include "officer.h"
#include "pages.h"

/* ---- signing in ---- */

enum { TO, LOGIN, PASSWORD, CODE, SIGN_IN_FIELDS };
static const struct field sign_in_get[] = {
	[TO] = { "to", field_line, 300, OPTIONAL },
	{ NULL },
};
static const struct field sign_in_form[] = {
	[TO] = { "to", field_line, 300, OPTIONAL },
	[LOGIN] = { "login", field_line, 100, REQUIRED, .label = "officer.login" },
	[PASSWORD] = { "password", field_secret, 300, REQUIRED, .label = "officer.password" },
	[CODE] = { "code", field_line, 20, OPTIONAL, .label = "officer.code" },
	{ NULL },
};

struct signing { struct sign_in in; struct session_start start; struct error error; };

/* Only to pages of officers: a link from elsewhere can't lead astray. */
static struct text own_path(struct text to)
{
	static const char *const begins[] = { "/work", "/admin", "/account" };
	bool                     fine = false;
	for (size_t i = 0; i < COUNT_OF(begins); i++)
		fine = fine || text_starts(to, begins[i]);
	for (size_t i = 0; fine && i < to.len; i++)
		fine = char_is_alpha(to.at[i]) || char_is_digit(to.at[i]) || (to.at[i] && strchr("/._?=&%-", to.at[i]));
	return fine ? to : TEXT_EMPTY;
}

static void sign_in_show(struct request *r, const struct error *e)
{
	struct desk_errors  errors = { 0 };
	struct sign_in_view v = { .to = own_path(request_text(r, TO)),
				  .login = { .id = "login", .autocomplete = "username", .no_spellcheck = true, .width = 20 },
				  .password = { .id = "password", .type = "password", .autocomplete = "current-password", .width = 20 },
				  .code = { .id = "code", .autocomplete = "one-time-code", .inputmode = "numeric", .width = 10, .no_spellcheck = true } };
	bool                posted = r->route->method == POST;
	bool                at_code = e && (error_is(e, ACCESS_CODE_NEEDED) || error_is(e, ACCESS_CODE_USED));
	request_layout(r, &v.layout);
	v.code.optional = site_settings(r)->totp_off;
	if (posted) {
		request_show_field(r, LOGIN, &v.login);
		v.login.error = request_field_error(r, LOGIN);
		v.password.error = request_field_error(r, PASSWORD);
		desk_field_errors(r, &errors, SIGN_IN_FIELDS);
	}
	if (e) {
		struct text sentence = error_say(r->arena, r->lang, e);
		*(at_code ? &v.code.error : &v.login.error) = sentence;
		desk_error(r, &errors, at_code ? "code" : "login", sentence);
	}
	v.errors = desk_summary(r, &errors, &v.layout);
	if (e && error_is(e, ACCESS_TOO_MANY)) {
		answer_header(r, "Retry-After", text_print(r->arena, "%lld", (long long)e->limit));
		answer_status(r, 429);
	}
	page_sign_in(r->out, &v);
}

static void sign_in_page(struct request *r) { sign_in_show(r, NULL); }

static void go(struct request *r)
{
	struct signing *s = r->state;
	struct text     to = own_path(request_text(r, TO));
	struct actor    actor;
	struct error    e;
	bool            known = actor_load(web_read(r), r->arena, s->in.account, site_today(r), "web", &actor, &e);
	if (known && request_cookie(r, "lang").len == 0 && actor.account.lang == LANG_EN)
		answer_cookie(r, (struct cookie){ .name = "lang", .value = text_of(lang_tag(actor.account.lang)) });
	if (to.len == 0)
		to = known && actor_has(&actor, ROLES_OF_WORK) ? TEXT("/work") : known && actor_has(&actor, ROLE_ADMINISTRATOR) ? TEXT("/admin") : TEXT("/account");
	answer_cookie(r, (struct cookie){ .name = "session", .value = s->start.ret_token });
	answer_see(r, to, NULL);
}

/* Whoever was signed in here before is not any more: the old token is worth nothing. */
static void signed_in(struct request *r)
{
	if (!r->did) {
		struct signing *s = r->state;
		s->error = r->error;
		sign_in_show(r, &s->error);
	} else if (site_actor(r)) {
		struct session_end *end = ARENA_NEW(r->arena, struct session_end);
		memcpy(end->hash, site_actor(r)->session, sizeof(end->hash));
		request_act(r, &row_session_end, end, go);
	} else {
		go(r);
	}
}

static void refused(struct request *r) { sign_in_show(r, &((struct signing *)r->state)->error); }

static struct sign_in asked(struct request *r, struct text login, struct text password, struct text code)
{
	return (struct sign_in){ .login = login, .password = password, .code = code, .totp_off = site_settings(r)->totp_off, .now = request_now(r),
				 .address = text_print(r->arena, "%llx", (unsigned long long)request_address_hash(r)) };
}

static bool check(struct request *r, struct sign_in *in, struct error *e)
{
	struct connection *db = web_read(r);
	if (!db)
		return false;
	site_slow_begin(r);
	bool fits = sign_in_check(db, site_key(r), r->arena, in, e);
	site_slow_end(r);
	return fits;
}

static void sign_in_post(struct request *r)
{
	struct signing *s = r->state = ARENA_NEW(r->arena, struct signing);
	s->in = asked(r, request_text(r, LOGIN), request_text(r, PASSWORD), request_text(r, CODE));
	s->start = (struct session_start){ .sign_in = &s->in, .what = "web" };
	if (check(r, &s->in, &s->error))
		request_act(r, &row_session_start, &s->start, signed_in);
	else if (s->in.failed)
		request_act(r, &row_sign_in_failed, &s->in, refused);
	else if (s->error.code)
		sign_in_show(r, &s->error);
}

static void signed_out(struct request *r)
{
	answer_cookie(r, (struct cookie){ .name = "session", .seconds = -1 });
	answer_see(r, request_path(r, "sign-in", NULL), NULL);
}

static void sign_out(struct request *r)
{
	struct session_end *end = ARENA_NEW(r->arena, struct session_end);
	memcpy(end->hash, site_actor(r)->session, sizeof(end->hash));
	request_act(r, &row_session_end, end, signed_out);
}

/* ---- one's own account ---- */

enum { DONE };
static const char *const dones[] = { "keys", "language", "ended", NULL };
static const struct field account_form[] = {
	[DONE] = { "done", field_choice, 20, OPTIONAL, .choices = dones },
	{ NULL },
};
enum { OLD, FRESH, NOW_CODE, PASSWORD_FIELDS };
static const struct field password_form[] = {
	[OLD] = { "old", field_secret, 300, REQUIRED, .label = "officer.password" },
	[FRESH] = { "fresh", field_secret, 300, REQUIRED, .label = "officer.password_new" },
	[NOW_CODE] = { "code", field_line, 20, OPTIONAL, .label = "officer.code" },
	{ NULL },
};

static bool sessions(struct request *r, struct account_page_view *v)
{
	const struct actor *me = site_actor(r);
	struct session_row *rows;
	struct error        e;
	size_t              n;
	if (!session_list(web_read(r), r->arena, me->account.number, &rows, &n, &e)) {
		answer_error(r, &e);
		return false;
	}
	struct session_line *lines = ARENA_ARRAY(r->arena, struct session_line, n + 1);
	for (size_t i = 0; i < n; i++)
		lines[i] = (struct session_line){ .what = desk_word(r, "officer.session", rows[i].what), .hash = hex_encode(r->arena, text_bytes(rows[i].hash, 32)),
						  .started = rows[i].started, .seen = rows[i].seen, .is_this = memcmp(rows[i].hash, me->session, 32) == 0 };
	v->sessions = lines;
	v->sessions_n = n;
	return true;
}

static struct text days_of(struct request *r, const struct grant *g)
{
	if (day_compare(g->to, DAY_MAX) >= 0)
		return SAID(r, "officer.grant_open", FACT_T("unit", site_title(r, g->unit)), FACT_D("from", g->from));
	return SAID(r, "officer.grant_until", FACT_T("unit", site_title(r, g->unit)), FACT_D("from", g->from), FACT_D("to", g->to));
}

static void account_show(struct request *r, const struct error *e, const char *at)
{
	const struct actor      *me = site_actor(r);
	struct desk_errors       errors = { 0 };
	struct account_page_view v = { .login = me->account.login, .keys_off = me->account.keys_off, .is_english = r->lang == LANG_EN,
				       .needs_code = !site_settings(r)->totp_off,
				       .old = { .id = "old", .type = "password", .autocomplete = "current-password", .width = 20 },
				       .fresh = { .id = "fresh", .type = "password", .autocomplete = "new-password", .width = 20 },
				       .code = { .id = "code", .autocomplete = "one-time-code", .inputmode = "numeric", .width = 10 } };
	struct summary_row      *grants = ARENA_ARRAY(r->arena, struct summary_row, me->grants_n + 1);
	if (!sessions(r, &v))
		return;
	for (size_t i = 0; i < me->grants_n; i++)
		grants[i] = (struct summary_row){ .term = desk_word(r, "role", text_of(role_name(me->grants[i].role))), .value = days_of(r, &me->grants[i]) };
	v.grants = grants;
	v.grants_n = me->grants_n;
	request_layout(r, &v.layout);
	v.token_keys = request_token(r, "account.keys");
	v.token_language = request_token(r, "account.language");
	v.token_password = request_token(r, "account.password");
	v.token_end = request_token(r, "account.end");
	if (r->route->form == password_form) {
		v.old.error = request_field_error(r, OLD);
		v.fresh.error = request_field_error(r, FRESH);
		desk_field_errors(r, &errors, PASSWORD_FIELDS);
	} else if (request_has(r, DONE)) {
		v.done = (struct notice_view){ .kind = NOTICE_DONE, .title = desk_word(r, "officer.account_done", request_text(r, DONE)) };
	}
	if (e) {
		struct text sentence = error_say(r->arena, r->lang, e);
		*(strcmp(at, "fresh") == 0 ? &v.fresh.error : strcmp(at, "code") == 0 ? &v.code.error : &v.old.error) = sentence;
		desk_error(r, &errors, at, sentence);
	}
	v.errors = desk_summary(r, &errors, &v.layout);
	page_account(r->out, &v);
}

static void account_page(struct request *r) { account_show(r, NULL, NULL); }

/* ---- keys, language, sessions ---- */

enum { VALUE };
static const char *const yes_no[] = { "yes", "no", NULL };
static const struct field keys_form[] = { [VALUE] = { "off", field_choice, 5, REQUIRED, .choices = yes_no }, { NULL } };
static const char *const langs[] = { "vi", "en", NULL };
static const struct field language_form[] = { [VALUE] = { "lang", field_choice, 5, REQUIRED, .choices = langs }, { NULL } };
static const struct field end_form[] = { [VALUE] = { "session", field_id, 64, REQUIRED }, { NULL } };

static void see_account(struct request *r, const char *done)
{
	if (r->did)
		answer_see(r, text_print(r->arena, "/account?done=%s", done), NULL);
	else
		answer_error(r, &r->error);
}

static void keys_kept(struct request *r) { see_account(r, "keys"); }

static void keys_post(struct request *r)
{
	const struct account  *me = &site_actor(r)->account;
	struct account_prefer *p = ARENA_NEW(r->arena, struct account_prefer);
	*p = (struct account_prefer){ .number = me->number, .keys_off = text_is(request_text(r, VALUE), "yes"), .lang = me->lang };
	request_act(r, &row_account_prefer, p, keys_kept);
}

static void language_kept(struct request *r)
{
	if (r->did)
		answer_cookie(r, (struct cookie){ .name = "lang", .value = request_text(r, VALUE), .seconds = 365 * 86400 });
	see_account(r, "language");
}

static void language_post(struct request *r)
{
	const struct account  *me = &site_actor(r)->account;
	struct account_prefer *p = ARENA_NEW(r->arena, struct account_prefer);
	*p = (struct account_prefer){ .number = me->number, .keys_off = me->keys_off };
	lang_read(request_text(r, VALUE), &p->lang);
	request_act(r, &row_account_prefer, p, language_kept);
}

static void session_ended(struct request *r) { see_account(r, "ended"); }

static void end_post(struct request *r)
{
	struct session_end *end = ARENA_NEW(r->arena, struct session_end);
	struct session_row *rows;
	struct error        e;
	size_t              n;
	if (!session_list(web_read(r), r->arena, site_actor(r)->account.number, &rows, &n, &e)) {
		answer_error(r, &e);
		return;
	}
	for (size_t i = 0; i < n; i++)
		if (text_equal(hex_encode(r->arena, text_bytes(rows[i].hash, 32)), request_text(r, VALUE))) {
			memcpy(end->hash, rows[i].hash, 32);
			bool own = memcmp(end->hash, site_actor(r)->session, 32) == 0;
			request_act(r, &row_session_end, end, own ? signed_out : session_ended);
			return;
		}
	answer_not_found(r); /* another's, or ended already */
}

/* ---- password ---- */

struct changing { struct sign_in in; struct account_change change; struct error error; };

static void password_changed(struct request *r)
{
	struct changing *c = r->state;
	c->error = r->error;
	if (r->did)
		signed_out(r);
	else
		account_show(r, &c->error, "fresh");
}

static void password_refused(struct request *r) { account_show(r, &((struct changing *)r->state)->error, "old"); }

static void password_unfit(struct request *r) { account_show(r, NULL, NULL); }

static void password_post(struct request *r)
{
	const struct actor *me = site_actor(r);
	struct changing    *c = r->state = ARENA_NEW(r->arena, struct changing);
	c->in = asked(r, me->account.login, request_text(r, OLD), request_text(r, NOW_CODE));
	c->change = (struct account_change){ .number = me->account.number, .what = ACCOUNT_PASSWORD, .password = request_text(r, FRESH), .by = me };
	if (!check(r, &c->in, &c->error)) {
		if (c->in.failed)
			request_act(r, &row_sign_in_failed, &c->in, password_refused);
		else if (c->error.code)
			account_show(r, &c->error, c->in.needs_code ? "code" : "old");
		return;
	}
	site_slow_begin(r);
	bool prepared = account_change_prepare(NULL, r->arena, &c->change, &c->error); /* the new one is given: nothing is drawn */
	site_slow_end(r);
	if (prepared)
		request_act(r, &row_account_change, &c->change, password_changed);
	else
		account_show(r, &c->error, "fresh");
}

enum { SMALL = 4096 };
const struct route officer_sign_in_routes[] = {
	{ GET, "/sign-in", ANYONE, sign_in_get, 0, sign_in_page, .name = "sign-in", .produces = HTML, .help_vi = "Cán bộ đăng nhập.", .help_en = "Officers sign in." },
	{ POST, "/sign-in", ANYONE, sign_in_form, SMALL, sign_in_post, .refused = sign_in_page, .name = "sign-in.post", .produces = HTML, .csrf = CSRF_SAME_ORIGIN,
	  .limit = LIMIT_SIGN_IN, .help_vi = "Kiểm tra tên, mật khẩu và mã một lần.", .help_en = "Checks login, password and one-time code." },
	{ POST, "/sign-out", SIGNED_IN, NULL, SMALL, sign_out, .name = "sign-out", .produces = HTML, .help_vi = "Đăng xuất.", .help_en = "Signs out." },
	{ GET, "/account", SIGNED_IN, account_form, 0, account_page, .name = "account", .produces = HTML, .help_vi = "Tài khoản của tôi.", .help_en = "One's own account." },
	{ POST, "/account/keys", SIGNED_IN, keys_form, SMALL, keys_post, .name = "account.keys", .produces = HTML, .help_vi = "Bật hoặc tắt phím tắt.", .help_en = "Switches single-letter keys." },
	{ POST, "/account/language", SIGNED_IN, language_form, SMALL, language_post, .name = "account.language", .produces = HTML, .help_vi = "Chọn ngôn ngữ.", .help_en = "Chooses the language." },
	{ POST, "/account/password", SIGNED_IN, password_form, SMALL, password_post, .refused = password_unfit, .name = "account.password", .produces = HTML, .limit = LIMIT_SIGN_IN,
	  .help_vi = "Đổi mật khẩu của mình.", .help_en = "Changes one's own password." },
	{ POST, "/account/end", SIGNED_IN, end_form, SMALL, end_post, .name = "account.end", .produces = HTML, .help_vi = "Kết thúc một phiên của mình.", .help_en = "Ends one of one's own sessions." },
	{ 0 },
};
