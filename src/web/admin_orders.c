/* admin_orders.c - an order is checked, seen as a plan, applied, and taken back while its day has not come. The text itself goes from form to form: nothing is kept until it is applied. */
#include "base/base.h"

#include "admin.h"
#include "pages.h"

enum { TEXT_MOST = 200000 };
static const char *const phases[] = { "check", "apply", NULL };
enum { FILE_TEXT_FIELD, PHASE };
const struct field admin_order_form[] = {
	[FILE_TEXT_FIELD] = { "order", field_text, TEXT_MOST, REQUIRED, .label = "officer.order_text" },
	[PHASE] = { "phase", field_choice, 10, OPTIONAL, .choices = phases },
	{ NULL },
};
enum { ID, REASON };
const struct field admin_order_revoke_form[] = {
	[ID] = { "id", field_id, 80, IN_PATH },
	[REASON] = { "reason", field_line, 300, REQUIRED, .label = "officer.reason" },
	{ NULL },
};

static struct text said(struct request *r, const char *code, const struct fact *facts)
{
	struct build b = { .arena = r->arena };
	say(&b, r->lang, code, facts);
	return build_text(&b);
}

static bool is_post(const struct request *r) { return r->route->form == admin_order_form; }

static struct text *sentences(struct request *r, const struct error *e, size_t n)
{
	struct text *s = ARENA_ARRAY(r->arena, struct text, n + 1);
	for (size_t i = 0; i < n; i++)
		s[i] = error_say(r->arena, r->lang, &e[i]);
	return s;
}

/* ---- what it will do */

static void add_units(struct request *r, struct order_plan_view *v, struct summary_row *rows, const char *word, const struct registry *reg, const struct text *units, size_t n, day_t day)
{
	struct build b = { .arena = r->arena };
	for (size_t i = 0; i < n; i++)
		build_print(&b, "%s%.*s", i > 0 ? ", " : "", TEXT_ARG(unit_title_at(reg, r->arena, units[i], day)));
	if (n > 0)
		rows[v->units.rows_n++] = (struct summary_row){ .term = desk_word(r, "officer.order", text_of(word)), .value = build_text(&b) };
}

static struct text move_words(struct request *r, const char *code, struct text from, struct text to, int64_t n, int64_t late, struct text who)
{
	return said(r, code, (const struct fact[]){ FACT_T("from", from), FACT_T("to", to), FACT_N("n", n), FACT_N("late", late), FACT_T("who", who), { .name = NULL } });
}

static bool plan_desks(struct request *r, const struct order_plan *p, const struct registry *now, const struct registry *then, struct order_plan_view *v, struct error *e)
{
	struct desk_load *desks;
	size_t            n;
	if (!order_desks(web_read(r), r->arena, p, site_today(r), &desks, &n, e))
		return false;
	struct text *lines = ARENA_ARRAY(r->arena, struct text, n + 1);
	for (size_t i = 0; i < n; i++)
		lines[i] = move_words(r, "officer.order_desk", unit_title_at(now, r->arena, desks[i].from, day_add(p->order->day, -1)),
				      unit_title_at(then, r->arena, desks[i].to, p->order->day), desks[i].open, desks[i].late, TEXT_EMPTY);
	v->desks = lines;
	v->desks_n = n;
	return true;
}

/* Accounts whose rights hold at another unit from the day on. */
static bool plan_accounts(struct request *r, const struct order_plan *p, const struct registry *now, const struct registry *then, struct order_plan_view *v, struct error *e)
{
	struct grant *grants;
	size_t        n;
	day_t         day = p->order->day;
	if (!grant_list(web_read(r), r->arena, 0, &grants, &n, e))
		return false;
	struct text *lines = ARENA_ARRAY(r->arena, struct text, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct text was = grant_unit(&grants[i], now, day_add(day, -1)), is = grant_unit(&grants[i], then, day);
		if (grants[i].to.n > day.n && !text_equal(was, is))
			lines[v->accounts_n++] = move_words(r, "officer.order_account", unit_title_at(now, r->arena, was, day_add(day, -1)), unit_title_at(then, r->arena, is, day), 0, 0,
							    text_print(r->arena, "%.*s, %.*s", TEXT_ARG(desk_account(r, grants[i].account)),
								       TEXT_ARG(desk_word(r, "role", text_of(role_name(grants[i].role))))));
	}
	v->accounts = lines;
	return true;
}

static void plan_heirs(struct request *r, const struct order_plan *p, const struct registry *now, const struct registry *then, struct order_plan_view *v)
{
	struct text *lines = ARENA_ARRAY(r->arena, struct text, p->changes_n + 1);
	for (size_t i = 0; i < p->changes_n; i++) {
		const struct lineage *l = &p->changes[i].lineage;
		if (p->changes[i].what == CHANGE_LINEAGE)
			lines[v->heirs_n++] = text_print(r->arena, "%.*s → %.*s%s%.*s", TEXT_ARG(unit_title_at(now, r->arena, l->from, day_add(p->order->day, -1))),
							 TEXT_ARG(unit_title_at(then, r->arena, l->to, p->order->day)), l->heir ? ". " : "",
							 TEXT_ARG(l->heir ? SAID(r, "public.takes_matters") : TEXT_EMPTY));
	}
	v->heirs = lines;
}

/* ---- the page */

static struct table_view applied(struct request *r, const struct order_row *rows, size_t n)
{
	static const char *const headings[] = { "public.order_day", "public.order_title", "public.basis" };
	enum { N = COUNT_OF(headings) };
	struct table_column *columns = ARENA_ARRAY(r->arena, struct table_column, N);
	struct cell         *cells = ARENA_ARRAY(r->arena, struct cell, n * N + 1), *c = cells;
	for (size_t i = 0; i < N; i++)
		columns[i].heading = said(r, headings[i], (const struct fact[]){ { .name = NULL } });
	for (size_t i = 0; i < n; i++) {
		*c++ = rows[i].day_unknown ? (struct cell){ .text = text_print(r->arena, "%d", day_date(rows[i].day).year) } : (struct cell){ .day = rows[i].day, .is_day = true };
		*c++ = (struct cell){ .text = rows[i].title.in[r->lang], .href = text_print(r->arena, "/orders/%.*s", TEXT_ARG(rows[i].id)) };
		*c++ = (struct cell){ .text = rows[i].basis };
	}
	return (struct table_view){ .caption = SAID(r, "public.orders"), .columns = columns, .columns_n = N, .cells = cells, .rows_n = n };
}

static bool fill_applied(struct request *r, struct admin_orders_view *v)
{
	struct order_row *rows;
	size_t            n;
	struct error      e;
	if (!order_list(web_read(r), r->arena, &rows, &n, &e)) {
		answer_error(r, &e);
		return false;
	}
	struct order_coming *coming = ARENA_ARRAY(r->arena, struct order_coming, n + 1);
	for (size_t i = 0; i < n; i++)
		if (rows[i].revoked == 0 && !rows[i].day_unknown && rows[i].day.n > site_today(r).n)
			coming[v->coming_n++] = (struct order_coming){ .title = rows[i].title.in[r->lang], .basis = rows[i].basis, .day = rows[i].day,
								       .href = text_print(r->arena, "/orders/%.*s", TEXT_ARG(rows[i].id)),
								       .url = text_print(r->arena, "/admin/orders/%.*s/revoke", TEXT_ARG(rows[i].id)) };
	v->coming = coming;
	v->table = applied(r, rows, n);
	return true;
}

static void show(struct request *r, struct admin_orders_view *v)
{
	if (!fill_applied(r, v))
		return;
	v->order.id = "order";
	v->order.rows = 14;
	v->order.no_spellcheck = true;
	if (is_post(r))
		v->order.value = r->given[FILE_TEXT_FIELD].typed;
	v->token = request_token(r, "admin.orders.post");
	v->token_revoke = request_token(r, "admin.order.revoke");
	request_layout(r, &v->layout);
	v->layout.back_url = TEXT("/admin");
	v->layout.has_error = v->wrong_n > 0;
	if (v->wrong_n > 0)
		answer_status(r, 422);
	page_admin_orders(r->out, v);
}

void admin_orders(struct request *r)
{
	struct admin_orders_view v = { 0 };
	show(r, &v);
}

static void faults(struct request *r, const struct order_apply *o, const struct error *e, struct admin_orders_view *v)
{
	v->wrong = o->ret_faults.wrong_n > 0 ? sentences(r, o->ret_faults.wrong, o->ret_faults.wrong_n) : sentences(r, e, 1);
	v->wrong_n = o->ret_faults.wrong_n > 0 ? o->ret_faults.wrong_n : 1;
}

void admin_orders_refused(struct request *r)
{
	struct admin_orders_view v = { .wrong_n = 1 };
	v.wrong = sentences(r, &r->given[FILE_TEXT_FIELD].error, 1);
	show(r, &v);
}

static void was_applied(struct request *r)
{
	struct order_apply      *o = r->state;
	struct admin_orders_view v = { 0 };
	if (r->did) {
		answer_see(r, text_print(r->arena, "/orders/%.*s", TEXT_ARG(o->ret_plan.order->id)), NULL);
		return;
	}
	faults(r, o, &r->error, &v);
	show(r, &v);
}

void admin_orders_post(struct request *r)
{
	struct order_apply      *o = r->state = ARENA_NEW(r->arena, struct order_apply);
	struct admin_orders_view v = { 0 };
	const struct registry   *now = NULL, *then;
	struct error             e = { 0 };
	*o = (struct order_apply){ .bytes = request_text(r, FILE_TEXT_FIELD), .file = "order", .by = site_actor(r) };
	if (text_is(request_text(r, PHASE), "apply")) {
		request_act(r, &row_order_apply, o, was_applied);
		return;
	}
	if (!order_preview(web_read(r), r->arena, o, site_today(r), &now, &e)) {
		faults(r, o, &e, &v);
		show(r, &v);
		return;
	}
	const struct order_plan *p = &o->ret_plan;
	struct summary_row      *rows = ARENA_ARRAY(r->arena, struct summary_row, 3);
	then = order_applied(now, r->arena, p);
	add_units(r, &v.plan, rows, "ends", now, p->ended, p->ended_n, day_add(p->order->day, -1));
	add_units(r, &v.plan, rows, "begins", then, p->made, p->made_n, p->order->day);
	add_units(r, &v.plan, rows, "changes", then, p->changed, p->changed_n, p->order->day);
	v.plan.units.rows = rows;
	v.plan.day = p->order->day;
	v.plan.notices = sentences(r, o->ret_faults.notices, o->ret_faults.notices_n);
	v.plan.notices_n = o->ret_faults.notices_n;
	v.planned = true;
	plan_heirs(r, p, now, then, &v.plan);
	if (plan_desks(r, p, now, then, &v.plan, &e) && plan_accounts(r, p, now, then, &v.plan, &e))
		show(r, &v);
	else
		answer_error(r, &e);
}

/* ---- taking it back */

static void was_revoked(struct request *r)
{
	if (r->did)
		answer_see(r, text_print(r->arena, "/orders/%.*s", TEXT_ARG(request_text(r, ID))), NULL);
	else
		answer_error(r, &r->error);
}

void admin_order_revoke(struct request *r)
{
	struct order_revoke *o = ARENA_NEW(r->arena, struct order_revoke);
	*o = (struct order_revoke){ .id = request_text(r, ID), .reason = request_text(r, REASON), .by = site_actor(r) };
	request_act(r, &row_order_revoke, o, was_revoked);
}
