/* clocks.c - what steps do to clocks. A clock is counted from one day (`from`) by one term; a pause leaves the rest of the term, an extension adds to it. */
#include "base/base.h"

#include <assert.h>

#include "inside.h"

static struct clock *clock_of(struct making *m, struct text name)
{
	for (size_t i = 0; i < m->clocks_n; i++)
		if (text_equal(m->clocks[i].name, name))
			return &m->clocks[i];
	return NULL;
}

static void noted(struct making *m, const struct clock *c, enum clock_happened what, day_t old_due, const struct version *by)
{
	making_change(m, c, what, old_due, by ? by->pub.reference : c->rule, by ? by->pub.basis : c->basis);
}

static bool start(struct making *m, const struct effect *x, struct error *e)
{
	struct view            *v = m->view;
	const struct clock_row *row = clock_find(v->pack, x->clock);
	const struct version   *rule = view_rule(v, row->rule);
	struct clock           *c = clock_of(m, x->clock);
	day_t                   from = view_day(v, x->from.len ? x->from : TEXT("today")), old = c ? c->due : DAY_NONE;
	struct term             term;
	struct due              due;
	if (!rule) /* a clock exists only where its rule does */
		return true;
	if (!version_term(v, rule, &term))
		return error(e, PROCEDURE_NO_RULE, .name = row->rule, .day = v->today);
	if (!day_is_known(from))
		return error(e, PROCEDURE_NO_CLOCK, .name = x->from, .expected = row->pub.label.in[v->lang], .basis = rule->pub.basis);
	if (!calendar_due(v->calendar, from, term, &due, e))
		return false;
	c = c ? c : &m->clocks[m->clocks_n++];
	*c = (struct clock){ .name = row->pub.name, .status = CLOCK_RUNNING, .owed_by = row->pub.owed_by, .started = from, .from = from, .term = term,
		.due = due.day, .sure = due.sure, .paused = DAY_NONE, .ended = DAY_NONE, .rule = rule->pub.reference, .basis = rule->pub.basis };
	noted(m, c, CLOCK_STARTED, old, rule);
	return true;
}

/* A term that was missed is not mended by a pause: the clock runs on, late. */
static bool pause(struct making *m, struct clock *c, day_t on, const struct version *by, struct error *e)
{
	struct view *v = m->view;
	day_t        day = on.n < c->from.n ? c->from : on;
	struct term  left;
	if (c->status != CLOCK_RUNNING || day.n > c->due.n)
		return true;
	if (!calendar_pause(v->calendar, c->from, c->term, day, &left, e))
		return false;
	left.basis = c->term.basis;
	c->term = left;
	c->status = CLOCK_PAUSED;
	c->paused = day;
	noted(m, c, CLOCK_PAUSED_NOW, c->due, by);
	return true;
}

static bool resume(struct making *m, struct clock *c, day_t on, const struct version *by, struct error *e)
{
	struct view *v = m->view;
	struct due   due;
	day_t        old = c->due;
	if (c->status != CLOCK_PAUSED)
		return true;
	c->from = on.n < c->paused.n ? c->paused : on;
	if (!calendar_due(v->calendar, c->from, c->term, &due, e))
		return false;
	c->due = due.day.n < old.n ? old : due.day;
	c->sure = due.sure;
	c->status = CLOCK_RUNNING;
	c->paused = DAY_NONE;
	noted(m, c, CLOCK_RESUMED, old, by);
	return true;
}

/* `more` in the clock's own unit is added to its term; in another it runs on from the old due day. */
static bool lengthen(struct making *m, struct clock *c, struct term more, const struct version *by, struct error *e)
{
	struct due  due;
	struct term term = more;
	day_t       old = c->due, from = c->due;
	if (more.unit == c->term.unit) {
		term.amount += c->term.amount;
		from = c->from;
	}
	term.basis = c->term.basis;
	if (!calendar_due(m->view->calendar, from, term, &due, e))
		return false;
	c->from = from;
	c->term = term;
	c->due = due.day.n < old.n ? old : due.day;
	c->sure = due.sure;
	noted(m, c, CLOCK_EXTENDED, old, by);
	return true;
}

static bool extend(struct making *m, struct clock *c, const struct effect *x, struct error *e)
{
	const struct version *by = view_rule(m->view, x->by);
	struct term           more;
	if (!by || !version_term(m->view, by, &more))
		return error(e, PROCEDURE_NO_RULE, .name = x->by, .day = m->view->today);
	if (c->status != CLOCK_RUNNING)
		return true;
	c->extended++;
	return lengthen(m, c, more, by, e);
}

/* The clock's own table says more days now that facts changed: the difference is added. It never says less: what was promised stays. */
static bool retime(struct making *m, struct clock *c, struct error *e)
{
	struct view            *v = m->view, before = *v;
	const struct clock_row *row = clock_find(v->pack, c->name);
	const struct version   *rule = view_rule(v, row->rule);
	struct term             was, now;
	before.s = m->began;
	before.values_n = 0;
	if (c->status != CLOCK_RUNNING || !rule || !version_term(&before, rule, &was) || !version_term(v, rule, &now) || was.unit != now.unit ||
	    now.amount <= was.amount)
		return true;
	now.amount -= was.amount;
	return lengthen(m, c, now, rule, e);
}

static void finish(struct making *m, struct clock *c, enum clock_status status, day_t on, const struct version *by)
{
	day_t day = on.n < c->started.n ? c->started : on;
	if (c->status != CLOCK_RUNNING && c->status != CLOCK_PAUSED)
		return;
	if (status == CLOCK_MET && c->status == CLOCK_RUNNING && c->owed_by == OWED_BY_OFFICE && day.n > c->due.n)
		m->was_late = true;
	c->status = status;
	c->ended = day;
	noted(m, c, status == CLOCK_MET ? CLOCK_WAS_MET : CLOCK_WAS_ENDED, c->due, by);
}

void clocks_end_all(struct making *m, const struct version *by)
{
	for (size_t i = 0; i < m->clocks_n; i++)
		if (m->clocks[i].owed_by != OWED_BY_AUTHOR)
			finish(m, &m->clocks[i], CLOCK_ENDED, m->view->day, by);
}

bool effect_apply(struct making *m, const struct version *by, const struct effect *x, struct error *e)
{
	struct clock *c = clock_of(m, x->clock);
	day_t         on = x->from.len ? view_day(m->view, x->from) : m->view->day;
	if (!condition_holds(m->view, &x->if_))
		return true;
	on = day_is_known(on) ? on : m->view->day;
	if (x->kind == EFFECT_START)
		return start(m, x, e);
	if (!c)
		return true;
	switch (x->kind) {
	case EFFECT_PAUSE: return pause(m, c, on, by, e);
	case EFFECT_RESUME: return resume(m, c, on, by, e);
	case EFFECT_EXTEND: return extend(m, c, x, e);
	case EFFECT_RETIME: return retime(m, c, e);
	case EFFECT_MEET: finish(m, c, CLOCK_MET, on, by); return true;
	case EFFECT_END: finish(m, c, CLOCK_ENDED, on, by); return true;
	case EFFECT_START:
	case EFFECT_COUNT: break;
	}
	assert(!"an effect");
	return false;
}
