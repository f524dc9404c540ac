/* admin_plan.c - what an order will do, in words: places first, then the bodies that follow them, the desks with something open on them, the accounts. */
#include "base/base.h"

#include "admin.h"

enum { LISTS = 4 };
struct plan { struct request *r; const struct order_plan *p; const struct registry *now, *then; day_t before; };

static struct text title_before(const struct plan *w, struct text unit) { return unit_title_at(w->now, w->r->arena, unit, w->before); }

static struct text title_after(const struct plan *w, struct text unit) { return unit_title_at(w->then, w->r->arena, unit, w->p->order->day); }

static bool is_body(const struct plan *w, struct text unit)
{
	const struct unit_fact *f = unit_on(w->now, unit, w->before);
	f = f ? f : unit_on(w->then, unit, w->p->order->day);
	return f && f->level == LEVEL_ORGANISATION;
}

/* One that goes on: by its name, or by both where it gets another. */
static struct text changed_words(const struct plan *w, struct text unit)
{
	struct text was = title_before(w, unit), is = title_after(w, unit);
	return text_equal(was, is) ? is : text_print(w->r->arena, "%.*s → %.*s", TEXT_ARG(was), TEXT_ARG(is));
}

static struct plan_list units_list(const struct plan *w, const char *word, const struct text *units, size_t n, bool bodies, struct text words(const struct plan *, struct text))
{
	struct text     *lines = ARENA_ARRAY(w->r->arena, struct text, n + 1);
	struct plan_list l = { .title = desk_word(w->r, "officer.order", text_of(word)), .lines = lines };
	for (size_t i = 0; i < n; i++)
		if (is_body(w, units[i]) == bodies)
			lines[l.n++] = words(w, units[i]);
	return l;
}

static struct plan_list heirs_list(const struct plan *w, bool bodies)
{
	struct text     *lines = ARENA_ARRAY(w->r->arena, struct text, w->p->changes_n + 1);
	struct plan_list list = { .title = desk_word(w->r, "officer.order", TEXT("follows")), .lines = lines };
	for (size_t i = 0; i < w->p->changes_n; i++) {
		const struct lineage *l = &w->p->changes[i].lineage;
		if (w->p->changes[i].what == CHANGE_LINEAGE && is_body(w, l->from) == bodies)
			lines[list.n++] = text_print(w->r->arena, "%.*s → %.*s%s%.*s", TEXT_ARG(title_before(w, l->from)), TEXT_ARG(title_after(w, l->to)), l->heir ? ". " : "",
						     TEXT_ARG(l->heir ? SAID(w->r, "public.takes_matters") : TEXT_EMPTY));
	}
	return list;
}

/* Those that have a line. */
static const struct plan_list *lists(const struct plan *w, bool bodies, size_t *ret_n, int64_t *ret_units)
{
	const struct order_plan *p = w->p;
	const struct plan_list   all[LISTS] = {
                units_list(w, "ends", p->ended, p->ended_n, bodies, title_before),
                units_list(w, "begins", p->made, p->made_n, bodies, title_after),
                units_list(w, "changes", p->changed, p->changed_n, bodies, changed_words),
                heirs_list(w, bodies),
	};
	struct plan_list *some = ARENA_ARRAY(w->r->arena, struct plan_list, LISTS);
	*ret_n = 0;
	*ret_units = (int64_t)(all[0].n + all[1].n + all[2].n);
	for (size_t i = 0; i < LISTS; i++)
		if (all[i].n > 0)
			some[(*ret_n)++] = all[i];
	return some;
}

static bool desks(const struct plan *w, struct order_plan_view *v, struct error *e)
{
	struct desk_load *loads;
	size_t            n;
	if (!order_desks(web_read(w->r), w->r->arena, w->p, site_today(w->r), &loads, &n, e))
		return false;
	struct text *lines = ARENA_ARRAY(w->r->arena, struct text, n + 1);
	for (size_t i = 0; i < n; i++)
		if (loads[i].open > 0)
			lines[v->desks_n++] = SAID(w->r, "officer.order_desk", FACT_T("from", title_before(w, loads[i].from)), FACT_T("to", title_after(w, loads[i].to)),
						   FACT_N("n", loads[i].open), FACT_N("late", loads[i].late));
	v->desks = lines;
	v->desks_idle = (int64_t)(n - v->desks_n);
	return true;
}

/* Accounts whose rights hold at another unit from the day on. */
static bool accounts(const struct plan *w, struct order_plan_view *v, struct error *e)
{
	struct grant *grants;
	size_t        n;
	day_t         day = w->p->order->day;
	if (!grant_list(web_read(w->r), w->r->arena, 0, &grants, &n, e))
		return false;
	struct text *lines = ARENA_ARRAY(w->r->arena, struct text, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct text was = grant_unit(&grants[i], w->now, w->before), is = grant_unit(&grants[i], w->then, day);
		struct text who = text_print(w->r->arena, "%.*s, %.*s", TEXT_ARG(desk_account(w->r, grants[i].account)),
					     TEXT_ARG(desk_word(w->r, "role", text_of(role_name(grants[i].role)))));
		if (grants[i].to.n > day.n && !text_equal(was, is))
			lines[v->accounts_n++] = SAID(w->r, "officer.order_account", FACT_T("who", who), FACT_T("from", title_before(w, was)), FACT_T("to", title_after(w, is)));
	}
	v->accounts = lines;
	return true;
}

bool admin_plan(struct request *r, const struct order_apply *o, const struct registry *now, struct order_plan_view *ret, struct error *e)
{
	const struct order_plan *p = &o->ret_plan;
	struct plan              w = { r, p, now, order_applied(now, r->arena, p), day_add(p->order->day, -1) };
	struct text             *notices = ARENA_ARRAY(r->arena, struct text, o->ret_faults.notices_n + 1);
	int64_t                  places;
	*ret = (struct order_plan_view){ .day = p->order->day, .title = p->order->title.in[r->lang], .basis = p->order->basis, .notices = notices, .notices_n = o->ret_faults.notices_n };
	for (size_t i = 0; i < o->ret_faults.notices_n; i++)
		notices[i] = error_say(r->arena, r->lang, &o->ret_faults.notices[i]);
	ret->places = lists(&w, false, &ret->places_n, &places);
	ret->bodies = lists(&w, true, &ret->bodies_n, &ret->bodies_count);
	if (o->ret_not_yours.code)
		ret->not_yours = error_say(r->arena, r->lang, &o->ret_not_yours);
	return desks(&w, ret, e) && accounts(&w, ret, e);
}
