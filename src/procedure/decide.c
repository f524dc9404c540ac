/* decide.c - what a step does, and what a new matter begins with. Everything it touches is a copy: the situation given stays as it is. */
#include "base/base.h"

#include "inside.h"

enum { RULES_USUAL = 16 };

static struct view view_start(const struct pack *p, const struct calendar *c, const struct situation *s, const struct move *m, day_t today, struct arena *a)
{
	return (struct view){ .pack = p, .calendar = c, .s = s, .values = m->values, .values_n = m->values_n, .today = today,
		.day = day_is_known(m->received) ? m->received : today, .lang = m->lang, .arena = a, .used = ARENA_ARRAY(a, struct text, RULES_USUAL),
		.used_room = RULES_USUAL };
}

/* Paper that came on an earlier day moves the matter as of that day, but not before the matter itself and not in the future. */
static bool received_fits(struct view *v, const struct step *s, struct error *e)
{
	if (v->day.n > v->today.n)
		return error(e, PROCEDURE_DAY_FUTURE, .name = s->pub.label.in[v->lang], .day = v->today);
	if (day_is_known(v->s->received) && v->day.n < v->s->received.n)
		return error(e, PROCEDURE_DAY_EARLY, .name = s->pub.label.in[v->lang], .day = v->s->received);
	return true;
}

static bool situation_fits(const struct pack *p, const struct situation *s, struct error *e)
{
	if (!state_find(p, s->state))
		return error(e, PROCEDURE_SITUATION, .name = s->state);
	for (size_t i = 0; i < s->clocks_n; i++)
		if (!clock_find(p, s->clocks[i].name))
			return error(e, PROCEDURE_SITUATION, .name = s->clocks[i].name);
	return true;
}

static void facts_apply(struct making *m, const struct step *s)
{
	struct view *v = m->view;
	for (size_t i = 0; i < s->fields_n; i++) {
		const struct pack_field *f = &s->fields[i].pub;
		struct text              value = named_find(v->values, v->values_n, f->name);
		if (f->sets.len && value.len)
			making_set(m, f->sets, value);
	}
	for (size_t i = 0; i < s->sets_n; i++)
		making_set(m, s->sets[i].name, text_is(s->sets[i].value, "none") ? TEXT_EMPTY : s->sets[i].value);
	if (s->is_once)
		making_set(m, text_print(v->arena, "did.%.*s", TEXT_ARG(s->pub.name)), TEXT("1"));
}

static void point_add(struct making *m, enum point_kind kind)
{
	int64_t last = 0;
	for (size_t i = 0; i < m->points_n; i++)
		if (m->points[i].kind == kind && m->points[i].number > last)
			last = m->points[i].number;
	m->points[m->points_n++] = (struct point){ .kind = kind, .number = last + 1, .is_open = true };
}

/* The point that the step acts on; 0 means the only one that can be meant. */
static struct point *point_meant(struct making *m, const struct step *s, const struct move *move)
{
	struct point *found = NULL;
	bool          revives = s->point == POINT_REVIVES;
	for (size_t i = 0; i < m->points_n; i++) {
		struct point *p = &m->points[i];
		bool          fits = p->kind == s->pub.acts_on && (revives ? !p->is_open && text_is(p->outcome, "withdrawn") : p->is_open);
		if (!fits || (move->target && (p->number != move->target || move->target_kind != p->kind)))
			continue;
		if (found)
			return NULL;
		found = p;
	}
	return found;
}

static bool point_apply(struct making *m, const struct step *s, const struct move *move, struct error *e)
{
	if (s->point == POINT_ADDS)
		point_add(m, s->adds);
	if (s->pub.acts_on == POINT_WHOLE)
		return move->target == 0 || error(e, PROCEDURE_NO_POINT, .name = s->pub.label.in[m->view->lang], .number = move->target);
	struct point *p = point_meant(m, s, move);
	if (!p)
		return error(e, PROCEDURE_NO_POINT, .name = s->pub.label.in[m->view->lang], .number = move->target);
	p->is_open = s->point == POINT_REVIVES;
	p->outcome = s->point == POINT_REVIVES ? TEXT_EMPTY : s->point_outcome;
	return true;
}

static bool none_is_open(const struct making *m, enum point_kind kind)
{
	for (size_t i = 0; i < m->points_n; i++)
		if (m->points[i].kind == kind && m->points[i].is_open)
			return false;
	return true;
}

static struct text state_after(struct making *m, const struct step *s)
{
	if (s->none_open.len && none_is_open(m, s->pub.acts_on))
		return s->none_open;
	for (size_t i = 0; i < s->to_n; i++)
		if (condition_holds(m->view, &s->to[i].if_))
			return s->to[i].to;
	return m->view->s->state;
}

static void holder_after(struct view *v, const struct step *s, struct outcome *o)
{
	for (size_t i = 0; i < s->holder_n; i++) {
		if (!condition_holds(v, &s->holder[i].if_))
			continue;
		if (text_is(s->holder[i].to, "above")) {
			o->holder = v->s->is_top ? HOLDER_STAYS : HOLDER_TO_ABOVE;
			return;
		}
		o->holder_unit = named_find(v->values, v->values_n, s->holder[i].to);
		o->holder = o->holder_unit.len ? HOLDER_TO_UNIT : HOLDER_STAYS;
		return;
	}
}

/* A closed matter owes nothing: its clocks end, its points have the matter's outcome. */
static void close_apply(struct making *m, const struct version *rule, struct text state)
{
	const struct state *s = state_find(m->view->pack, state);
	if (s->pub.is_open)
		return;
	clocks_end_all(m, rule);
	for (size_t i = 0; i < m->points_n; i++)
		if (m->points[i].is_open) {
			m->points[i].is_open = false;
			m->points[i].outcome = s->pub.outcome;
		}
}

/* What was a point's by closing is open again when the matter is. */
static void reopen_apply(struct making *m, struct text state)
{
	const struct state *was = state_find(m->view->pack, m->began->state), *is = state_find(m->view->pack, state);
	if (!was || was->pub.is_open || !is->pub.is_open)
		return;
	for (size_t i = 0; i < m->points_n; i++)
		if (text_equal(m->points[i].outcome, was->pub.outcome)) {
			m->points[i].is_open = true;
			m->points[i].outcome = TEXT_EMPTY;
		}
}

static bool has_content_steps(const struct pack *p)
{
	for (size_t i = 0; i < p->steps_n; i++)
		if (p->steps[i].pub.acts_on == POINT_CONTENT)
			return true;
	return false;
}

/* From here on conditions see the facts as the step leaves them. */
static bool step_apply(struct view *v, const struct step *s, const struct move *move, struct outcome *o, struct error *e)
{
	const struct version *rule = view_rule(v, s->pub.rule);
	struct making         m = making_start(v, s->effects_n, 2);
	struct situation      now = *v->s;
	bool                  opens = text_is(s->pub.name, "open");
	facts_apply(&m, s);
	if (!point_apply(&m, s, move, e))
		return false;
	if (opens && has_content_steps(v->pack))
		point_add(&m, POINT_CONTENT);
	if (opens)
		now.received = v->day;
	if (s->accepts.len)
		now.accepted = view_day(v, s->accepts);
	now.facts = m.facts;
	now.facts_n = m.facts_n;
	now.points = m.points;
	now.points_n = m.points_n;
	v->s = &now;
	for (size_t i = 0; i < s->effects_n; i++)
		if (!effect_apply(&m, rule, &s->effects[i], e))
			return false;
	struct text state = state_after(&m, s);
	reopen_apply(&m, state);
	close_apply(&m, rule, state);
	holder_after(v, s, o);
	o->step = &s->pub;
	o->becomes = s->pub.becomes;
	making_done(&m, o, state);
	return true;
}

bool procedure_decide(const struct pack *p, const struct calendar *c, const struct situation *s, const struct move *move, day_t today, struct arena *a,
		      struct outcome *ret, struct error *e)
{
	const struct step *step = step_find(p, move->step);
	struct view        v = view_start(p, c, s, move, today, a);
	struct outcome     o = { 0 };
	day_t              until;
	if (!step || text_is(move->step, "open") || text_is(move->step, "correct"))
		return error(e, PROCEDURE_NO_STEP, .value = move->step);
	if (!situation_fits(p, s, e) || !received_fits(&v, step, e) || !step_may(&v, step, &move->actor, &until, e) || !values_fit(&v, step, e) ||
	    !days_fit(&v, step, false, &until, e) || !step_apply(&v, step, move, &o, e))
		return false;
	*ret = o;
	return true;
}

static bool opener_fits(const struct view *v, const struct step *s, const struct step_actor *a, struct error *e)
{
	if ((s->pub.who & WHO_ANYBODY) || ((s->pub.who & WHO_AUTHOR) && a->is_author) || (s->pub.who & a->at_holder & (WHO_AUTHOR - 1)) ||
	    (s->pub.who_above & a->at_above) || ((s->pub.who & WHO_SYSTEM) && a->is_system))
		return true;
	return error(e, PROCEDURE_NOT_YOUR_ROLE, .name = s->pub.label.in[v->lang], .expected = who_words(v->arena, s->pub.who, s->pub.who_above).in[v->lang]);
}

bool procedure_open(const struct pack *p, const struct calendar *c, const struct situation *begin, const struct move *move, day_t today, struct arena *a,
		    struct outcome *ret, struct error *e)
{
	const struct step *open = step_find(p, TEXT("open"));
	struct situation   s = *begin;
	struct view        v = view_start(p, c, &s, move, today, a);
	struct outcome     o = { 0 };
	day_t              until;
	s.state = TEXT_EMPTY;
	s.received = s.accepted = DAY_NONE;
	if (!received_fits(&v, open, e))
		return false;
	s.received = v.day;
	if (!view_rule(&v, open->pub.rule))
		return error(e, PROCEDURE_NOT_IN_FORCE, .name = open->pub.label.in[v.lang], .day = p->since);
	if (!opener_fits(&v, open, &move->actor, e) || !values_fit(&v, open, e) || !days_fit(&v, open, false, &until, e) || !step_apply(&v, open, move, &o, e))
		return false;
	*ret = o;
	return true;
}
