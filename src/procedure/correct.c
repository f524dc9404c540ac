/* correct.c - what changes without a step forward: a wrong step put right, and due days counted anew when days off are announced. */
#include "base/base.h"

#include "inside.h"

static const struct clock *clock_in(const struct situation *s, struct text name)
{
	for (size_t i = 0; i < s->clocks_n; i++)
		if (text_equal(s->clocks[i].name, name))
			return &s->clocks[i];
	return NULL;
}

static bool clock_same(const struct clock *a, const struct clock *b)
{
	return a->status == b->status && a->due.n == b->due.n && a->from.n == b->from.n && a->term.amount == b->term.amount && a->extended == b->extended &&
	       a->paused.n == b->paused.n && a->ended.n == b->ended.n;
}

static void clocks_restore(struct making *m, const struct situation *now, const struct version *rule)
{
	for (size_t i = 0; i < m->clocks_n; i++) {
		const struct clock *is = clock_in(now, m->clocks[i].name);
		if (!is || !clock_same(is, &m->clocks[i]))
			making_change(m, &m->clocks[i], CLOCK_RESTORED, is ? is->due : DAY_NONE, rule->pub.reference, rule->pub.basis);
	}
	for (size_t i = 0; i < now->clocks_n; i++)
		if (!clock_in(m->began, now->clocks[i].name)) { /* the wrong step began it */
			struct clock *c = &m->clocks[m->clocks_n++];
			*c = now->clocks[i];
			c->status = CLOCK_ENDED;
			c->ended = m->view->day;
			making_change(m, c, CLOCK_WAS_ENDED, c->due, rule->pub.reference, rule->pub.basis);
		}
}

static void facts_restore(struct making *m, const struct situation *now)
{
	for (size_t i = 0; i < now->facts_n; i++)
		if (!named_find(m->facts, m->facts_n, now->facts[i].name).len && now->facts[i].value.len)
			making_note(m, now->facts[i].name, TEXT_EMPTY);
	for (size_t i = 0; i < m->began->facts_n; i++) {
		const struct named *was = &m->began->facts[i];
		if (!text_equal(named_find(now->facts, now->facts_n, was->name), was->value))
			making_note(m, was->name, was->value);
	}
}

/* Only the office's own steps, and only those that are not final. */
static bool wrong_fits(struct view *v, struct text wrong, struct error *e)
{
	const struct step *s = step_find(v->pack, wrong);
	if (!s)
		return error(e, PROCEDURE_NO_STEP, .value = wrong);
	bool by_office = (s->pub.who & (WHO_AUTHOR - 1)) || s->pub.who_above;
	if (!by_office || s->pub.is_final || text_is(wrong, "open") || text_is(wrong, "correct"))
		return error(e, PROCEDURE_FINAL, .name = s->pub.label.in[v->lang]);
	return true;
}

static bool before_fits(const struct pack *p, const struct situation *now, const struct situation *before, struct error *e)
{
	if (!state_find(p, before->state) || before->received.n != now->received.n)
		return error(e, PROCEDURE_SITUATION, .name = before->state);
	for (size_t i = 0; i < now->clocks_n; i++)
		if (!clock_find(p, now->clocks[i].name))
			return error(e, PROCEDURE_SITUATION, .name = now->clocks[i].name);
	return true;
}

bool procedure_correct(const struct pack *p, const struct calendar *c, const struct situation *now, const struct situation *before, struct text wrong,
		       const struct move *move, day_t today, struct arena *a, struct outcome *ret, struct error *e)
{
	const struct step *step = step_find(p, TEXT("correct"));
	struct view        v = { .pack = p, .calendar = c, .s = now, .values = move->values, .values_n = move->values_n, .today = today, .day = today,
			   .lang = move->lang, .arena = a, .used = ARENA_ARRAY(a, struct text, 4), .used_room = 4 };
	struct outcome     o = { 0 };
	day_t              until;
	if (!step)
		return error(e, PROCEDURE_NO_STEP, .value = TEXT("correct"));
	if (!before_fits(p, now, before, e) || !wrong_fits(&v, wrong, e) || !step_may(&v, step, &move->actor, &until, e) || !values_fit(&v, step, e))
		return false;
	const struct version *rule = view_rule(&v, step->pub.rule);
	v.s = before;
	struct making m = making_start(&v, now->clocks_n, 0);
	facts_restore(&m, now);
	clocks_restore(&m, now, rule);
	if (!text_equal(before->holder, now->holder) && before->holder.len) {
		o.holder = HOLDER_TO_UNIT;
		o.holder_unit = before->holder;
	}
	making_done(&m, &o, before->state);
	o.from = now->state;
	o.step = &step->pub;
	o.after.holder = now->holder;
	o.after.holder_level = now->holder_level;
	o.after.is_top = now->is_top;
	*ret = o;
	return true;
}

/* Of a running clock, with the days off as they are known now. */
static bool clock_recount(struct making *m, struct clock *c, day_t announced, struct error *e)
{
	struct due  due, least;
	day_t       old = c->due;
	bool        was_sure = c->sure;
	struct term none = { .amount = 0, .unit = TERM_DAYS };
	if (c->status != CLOCK_RUNNING || old.n <= announced.n) /* a day that has passed stays as it was */
		return true;
	if (!calendar_due(m->view->calendar, c->from, c->term, &due, e) ||
	    (due.day.n <= announced.n && !calendar_due(m->view->calendar, day_add(announced, 1), none, &least, e)))
		return false;
	c->due = due.day.n <= announced.n ? least.day : due.day;
	c->sure = due.sure;
	if (c->due.n != old.n || c->sure != was_sure)
		making_change(m, c, CLOCK_MOVED, old, c->rule, c->basis);
	return true;
}

bool procedure_recount(const struct pack *p, const struct calendar *calendar, const struct situation *s, day_t announced, struct arena *a, struct outcome *ret,
		       struct error *e)
{
	struct view    v = { .pack = p, .calendar = calendar, .s = s, .today = announced, .day = announced, .arena = a };
	struct making  m = making_start(&v, 0, 0);
	struct outcome o = { 0 };
	for (size_t i = 0; i < m.clocks_n; i++)
		if (!clock_recount(&m, &m.clocks[i], announced, e))
			return false;
	making_done(&m, &o, s->state);
	*ret = o;
	return true;
}
