/* admin_account.c - one account: opened, closed, reset; roles at units given and ended. Each is an entry; what is drawn is shown once. */
#include "base/base.h"

#include "admin.h"
#include "pages.h"

static const char *const roles[] = { "clerk", "officer", "head", "leader", "inspector", "administrator", NULL };

/* ---- a new account ---- */

enum { LOGIN, NAME, ROLE, UNIT, UNIT_ID, FIND, NEW_FIELDS };
const struct field admin_new_form[] = {
	[LOGIN] = { "login", field_line, 60, REQUIRED, .label = "officer.login" },
	[NAME] = { "name", field_name, 120, REQUIRED, .label = "officer.name_of" },
	[ROLE] = { "role", field_choice, 20, REQUIRED, .label = "officer.role", .choices = roles },
	[UNIT] = { "unit", field_line, 200, OPTIONAL, .label = "officer.unit_of" },
	[UNIT_ID] = { "unit_id", field_id, 170, OPTIONAL },
	[FIND] = { "find", field_flag, 5, OPTIONAL },
	{ NULL },
};

static struct choice_view role_choice(struct request *r, struct text chosen)
{
	struct choice *o = ARENA_ARRAY(r->arena, struct choice, COUNT_OF(roles));
	size_t         n = 0;
	for (; roles[n]; n++)
		o[n] = (struct choice){ .value = roles[n], .label = desk_word(r, "role", text_of(roles[n])), .hint = desk_word(r, "officer.role_hint", text_of(roles[n])), .chosen = text_is(chosen, roles[n]) };
	return (struct choice_view){ .id = "role", .choices = o, .choices_n = n };
}

static bool is_new_post(const struct request *r) { return r->route->form == admin_new_form; }

static void new_show(struct request *r, const struct error *e, const char *at)
{
	bool                    posted = is_new_post(r), finding = posted && request_has(r, FIND);
	struct desk_errors      errors = { 0 };
	struct account_new_view v = { .login = { .id = "login", .width = 20, .no_spellcheck = true }, .name = { .id = "name", .no_spellcheck = true },
				      .role = role_choice(r, posted ? r->given[ROLE].typed : TEXT_EMPTY) };
	request_layout(r, &v.layout);
	v.layout.back_url = TEXT("/admin");
	v.token = request_token(r, "admin.account.new.post");
	v.unit = desk_picker(r, "unit", posted ? r->given[UNIT].typed : TEXT_EMPTY, posted ? request_text(r, UNIT_ID) : TEXT_EMPTY, posted, true);
	if (posted) {
		request_show_field(r, LOGIN, &v.login);
		request_show_field(r, NAME, &v.name);
	}
	if (posted && !finding) {
		v.role.error = request_field_error(r, ROLE);
		desk_field_errors(r, &errors, NEW_FIELDS);
	} else {
		v.login.error = v.name.error = TEXT_EMPTY;
	}
	if (e) {
		struct text sentence = error_say(r->arena, r->lang, e);
		*(strcmp(at, "unit") == 0 ? &v.unit.error : &v.login.error) = sentence;
		desk_error(r, &errors, at, sentence);
	}
	v.errors = desk_summary(r, &errors, &v.layout);
	if (finding)
		answer_status(r, 200);
	page_account_new(r->out, &v);
}

void admin_account_new(struct request *r) { new_show(r, NULL, NULL); }

static struct text new_unit(struct request *r) { return desk_unit(r, r->given[UNIT].typed, request_text(r, UNIT_ID), true); }

void admin_account_new_refused(struct request *r)
{
	struct error e = { 0 };
	bool         unit = request_has(r, FIND) || new_unit(r).len > 0;
	new_show(r, unit ? NULL : (error(&e, OFFICER_NO_PLACE), &e), "unit");
}

struct opening_account { struct account_open open; struct grant_give give; };

/* Shown once: the page is never kept, and what was drawn is nowhere else in the clear. */
static void secret_show(struct request *r, struct secret_view *v, struct text uri)
{
	if (uri.len > 0)
		v->qr_path = site_qr(r, uri, &v->qr_size);
	request_layout(r, &v->layout);
	page_secret(r->out, v);
}

static struct text account_url(struct request *r, int64_t number) { return text_print(r->arena, "/admin/accounts/%lld", (long long)number); }

static void role_was_given(struct request *r)
{
	struct opening_account *o = r->state;
	struct secret_view      v = { .login = o->open.login, .password = o->open.ret_password, .totp = grouped(r->arena, o->open.ret_totp_secret, 4, ' '),
				      .next_url = account_url(r, o->open.ret_number), .grant_failed = !r->did };
	if (!r->did)
		v.grant_error = error_say(r->arena, r->lang, &r->error);
	secret_show(r, &v, o->open.ret_totp_uri);
}

static void was_opened(struct request *r)
{
	struct opening_account *o = r->state;
	if (!r->did) {
		new_show(r, &r->error, "login");
		return;
	}
	o->give.account = o->open.ret_number;
	request_act(r, &row_grant_give, &o->give, role_was_given);
}

void admin_account_new_post(struct request *r)
{
	struct opening_account *o = r->state = ARENA_NEW(r->arena, struct opening_account);
	const struct ground    *g = site_ground(r);
	struct error            e = { 0 };
	struct world            machine = world_real(); /* what is drawn here is no part of a history */
	struct text             unit = new_unit(r);
	if (!g)
		return;
	if (request_has(r, FIND) || unit.len == 0) {
		new_show(r, request_has(r, FIND) ? NULL : (error(&e, OFFICER_NO_PLACE), &e), "unit");
		return;
	}
	o->open = (struct account_open){ .login = request_text(r, LOGIN), .name = request_text(r, NAME), .invented = site_is_demo(r), .by = site_actor(r) };
	o->give = (struct grant_give){ .unit = unit, .from = DAY_NONE, .to = DAY_NONE, .by = site_actor(r), .registry = ground_registry(g) };
	role_parse(request_text(r, ROLE), &o->give.role);
	site_slow_begin(r);
	bool prepared = account_open_prepare(&machine, r->arena, &o->open, &e);
	site_slow_end(r);
	if (prepared)
		request_act(r, &row_account_open, &o->open, was_opened);
	else
		new_show(r, &e, "login");
}

/* ---- one account ---- */

enum { NUMBER, GIVE_ROLE, GIVE_UNIT, GIVE_UNIT_ID, GIVE_FROM, GIVE_TO, GIVE_FIND, GIVE_FIELDS };
const struct field admin_give_form[] = {
	[NUMBER] = { "number", field_number, 12, IN_PATH, .least = 1, .most = INT64_C(1) << 40 },
	[GIVE_ROLE] = { "role", field_choice, 20, REQUIRED, .label = "officer.role", .choices = roles },
	[GIVE_UNIT] = { "unit", field_line, 200, OPTIONAL, .label = "officer.unit_of" },
	[GIVE_UNIT_ID] = { "unit_id", field_id, 170, OPTIONAL },
	[GIVE_FROM] = { "from", field_day, 30, OPTIONAL, .label = "officer.from" },
	[GIVE_TO] = { "to", field_day, 30, OPTIONAL, .label = "officer.to" },
	[GIVE_FIND] = { "find", field_flag, 5, OPTIONAL },
	{ NULL },
};
enum { CHANGE_WHAT = 1 };
static const char *const changes[] = { "close", "reopen", "password", "totp", NULL }; /* in the order of account_change.what */
const struct field admin_change_form[] = {
	[NUMBER] = { "number", field_number, 12, IN_PATH, .least = 1, .most = INT64_C(1) << 40 },
	[CHANGE_WHAT] = { "what", field_choice, 20, REQUIRED, .choices = changes },
	{ NULL },
};
enum { END_GRANT = 1 };
const struct field admin_end_form[] = {
	[NUMBER] = { "number", field_number, 12, IN_PATH, .least = 1, .most = INT64_C(1) << 40 },
	[END_GRANT] = { "grant", field_number, 12, REQUIRED, .least = 1, .most = INT64_C(1) << 40 },
	{ NULL },
};

static bool grants_of(struct request *r, struct account_admin_view *v)
{
	struct grant *rows;
	struct error  e;
	size_t        n;
	if (!grant_list(web_read(r), r->arena, v->number, &rows, &n, &e)) {
		answer_error(r, &e);
		return false;
	}
	struct grant_line *lines = ARENA_ARRAY(r->arena, struct grant_line, n + 1);
	for (size_t i = 0; i < n; i++)
		lines[i] = (struct grant_line){ .number = rows[i].number, .role = desk_word(r, "role", text_of(role_name(rows[i].role))), .unit = site_title(r, rows[i].unit), .from = rows[i].from,
						.to = rows[i].to, .open_ended = day_compare(rows[i].to, DAY_MAX) >= 0, .ended = day_compare(rows[i].to, site_today(r)) <= 0 };
	v->grants = lines;
	v->grants_n = n;
	return true;
}

static void give_part(struct request *r, struct account_admin_view *v, struct desk_errors *errors)
{
	bool posted = r->route->form == admin_give_form;
	v->role = role_choice(r, posted ? r->given[GIVE_ROLE].typed : TEXT_EMPTY);
	v->unit = desk_picker(r, "unit", posted ? r->given[GIVE_UNIT].typed : TEXT_EMPTY, posted ? request_text(r, GIVE_UNIT_ID) : TEXT_EMPTY, posted, true);
	v->from = (struct field_view){ .id = "from", .width = 10, .optional = true };
	v->to = (struct field_view){ .id = "to", .width = 10, .optional = true };
	if (!posted)
		return;
	request_show_field(r, GIVE_FROM, &v->from);
	request_show_field(r, GIVE_TO, &v->to);
	if (request_has(r, GIVE_FIND))
		return;
	v->role.error = request_field_error(r, GIVE_ROLE);
	desk_field_errors(r, errors, GIVE_FIELDS);
}

static void account_show(struct request *r, const struct error *e, const char *at, const char *done)
{
	struct account_admin_view v = { .number = request_number(r, NUMBER) };
	struct desk_errors        errors = { 0 };
	struct account            a;
	struct error              fault;
	bool                      found = false;
	if (!account_by_number(web_read(r), r->arena, v.number, &a, &found, &fault)) {
		answer_error(r, &fault);
		return;
	}
	if (!found) {
		answer_not_found(r);
		return;
	}
	v.login = a.login;
	v.name = a.name;
	v.active = a.active;
	v.has_totp = a.has_totp;
	if (!grants_of(r, &v))
		return;
	request_layout(r, &v.layout);
	v.layout.back_url = TEXT("/admin");
	v.token_change = request_token(r, "admin.account.change");
	v.token_give = request_token(r, "admin.grant.give");
	v.token_end = request_token(r, "admin.grant.end");
	give_part(r, &v, &errors);
	if (done)
		v.done = (struct notice_view){ .kind = NOTICE_DONE, .title = desk_word(r, "officer.account_did", text_of(done)) };
	if (e) {
		struct text sentence = error_say(r->arena, r->lang, e);
		if (strcmp(at, "unit") == 0)
			v.unit.error = sentence;
		desk_error(r, &errors, at, sentence);
	}
	v.errors = desk_summary(r, &errors, &v.layout);
	if (r->route->form == admin_give_form && request_has(r, GIVE_FIND))
		answer_status(r, 200);
	page_account_admin(r->out, &v);
}

void admin_account(struct request *r) { account_show(r, NULL, NULL, NULL); }

/* ---- closing, opening, resetting ---- */

static void was_changed(struct request *r)
{
	struct account_change *c = r->state;
	struct account         a = { 0 };
	struct error           e;
	bool                   found = false;
	if (!r->did) {
		account_show(r, &r->error, "noi-dung", NULL);
		return;
	}
	if (c->what == ACCOUNT_CLOSE || c->what == ACCOUNT_REOPEN) {
		account_show(r, NULL, NULL, changes[c->what]);
		return;
	}
	if (!account_by_number(web_read(r), r->arena, c->number, &a, &found, &e)) {
		answer_error(r, &e);
		return;
	}
	struct secret_view v = { .login = a.login, .password = c->ret_password, .totp = grouped(r->arena, c->ret_totp_secret, 4, ' '), .next_url = account_url(r, c->number) };
	secret_show(r, &v, c->ret_totp_uri);
}

void admin_account_change(struct request *r)
{
	const struct ground   *g = site_ground(r);
	struct account_change *c = r->state = ARENA_NEW(r->arena, struct account_change);
	struct world           machine = world_real();
	struct error           e = { 0 };
	if (!g)
		return;
	*c = (struct account_change){ .number = request_number(r, NUMBER), .by = site_actor(r), .registry = ground_registry(g) };
	for (int i = 0; changes[i]; i++)
		if (text_is(request_text(r, CHANGE_WHAT), changes[i]))
			c->what = i;
	site_slow_begin(r);
	bool prepared = account_change_prepare(&machine, r->arena, c, &e);
	site_slow_end(r);
	if (prepared)
		request_act(r, &row_account_change, c, was_changed);
	else
		account_show(r, &e, "noi-dung", NULL);
}

/* ---- roles ---- */

void admin_grant_refused(struct request *r)
{
	struct error e = { 0 };
	bool         unit = request_has(r, GIVE_FIND) || desk_unit(r, r->given[GIVE_UNIT].typed, request_text(r, GIVE_UNIT_ID), true).len > 0;
	account_show(r, unit ? NULL : (error(&e, OFFICER_NO_PLACE), &e), "unit", NULL);
}

static void see_account(struct request *r)
{
	if (r->did)
		answer_see(r, account_url(r, request_number(r, NUMBER)), NULL);
	else
		account_show(r, &r->error, "noi-dung", NULL);
}

void admin_grant_give(struct request *r)
{
	const struct ground *g = site_ground(r);
	struct grant_give   *c = ARENA_NEW(r->arena, struct grant_give);
	struct text          unit = desk_unit(r, r->given[GIVE_UNIT].typed, request_text(r, GIVE_UNIT_ID), true);
	if (!g)
		return;
	if (request_has(r, GIVE_FIND) || unit.len == 0) {
		admin_grant_refused(r);
		return;
	}
	*c = (struct grant_give){ .account = request_number(r, NUMBER), .unit = unit, .from = request_day(r, GIVE_FROM), .to = request_day(r, GIVE_TO), .by = site_actor(r),
				  .registry = ground_registry(g) };
	role_parse(request_text(r, GIVE_ROLE), &c->role);
	request_act(r, &row_grant_give, c, see_account);
}

void admin_grant_end(struct request *r)
{
	const struct ground *g = site_ground(r);
	struct grant_end    *c = ARENA_NEW(r->arena, struct grant_end);
	struct grant        *rows;
	struct error         e;
	size_t               n;
	if (!g)
		return;
	if (!grant_list(web_read(r), r->arena, request_number(r, NUMBER), &rows, &n, &e)) {
		answer_error(r, &e);
		return;
	}
	*c = (struct grant_end){ .number = request_number(r, END_GRANT), .to = site_today(r), .by = site_actor(r), .registry = ground_registry(g) };
	for (size_t i = 0; i < n; i++)
		if (rows[i].number == c->number) {
			request_act(r, &row_grant_end, c, see_account);
			return;
		}
	answer_not_found(r); /* not this account's */
}
