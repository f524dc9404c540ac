/* may.c - whether a step may be taken, before any field is filled in: state, rule, role, conditions, clocks. */
#include "base/base.h"

#include "inside.h"

static const char *const who_codes[] = { "clerk", "officer", "head", "leader", "inspector", "administrator", "author", "system", "anybody" };

struct words who_words(struct arena *a, unsigned who, unsigned above)
{
	struct words w;
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct build b = { .arena = a };
		for (int bit = 0; bit < 2 * (int)COUNT_OF(who_codes); bit++) {
			int  n = bit % (int)COUNT_OF(who_codes);
			bool is_above = bit >= (int)COUNT_OF(who_codes);
			if (!((is_above ? above : who) & (1u << n)))
				continue;
			build_c(&b, b.len ? ", " : "");
			say(&b, (enum lang)lang, text_c(a, text_print(a, "procedure.%s.%s", is_above ? "above" : "who", who_codes[n])), NULL);
		}
		w.in[lang] = build_text(&b);
	}
	return w;
}

static struct text basis_of(const struct version *v) { return v ? v->pub.basis : TEXT_EMPTY; }
static struct text label_of(struct view *v, const struct step *s) { return s->pub.label.in[v->lang]; }

static bool leaves_from(struct view *v, const struct step *s)
{
	const struct state *now = state_find(v->pack, v->s->state);
	for (size_t i = 0; i < s->from_n; i++)
		if (text_equal(s->from[i], v->s->state))
			return true;
	return s->from_all_open && now && now->pub.is_open;
}

static bool state_fits(struct view *v, const struct step *s, const struct version *rule, struct error *e)
{
	struct build        b = { .arena = v->arena };
	const struct state *now = state_find(v->pack, v->s->state);
	if (leaves_from(v, s))
		return true;
	for (size_t i = 0; i < v->pack->states_n; i++) {
		const struct state *from = &v->pack->states[i];
		bool                is_from = s->from_all_open && from->pub.is_open;
		for (size_t j = 0; j < s->from_n; j++)
			is_from |= text_equal(s->from[j], from->pub.name);
		if (is_from)
			build_print(&b, "%s%.*s", b.len ? ", " : "", TEXT_ARG(from->pub.word.in[v->lang]));
	}
	return error(e, PROCEDURE_WRONG_STATE, .name = label_of(v, s), .value = now ? now->pub.word.in[v->lang] : v->s->state, .expected = build_text(&b),
		.basis = basis_of(rule));
}

static bool role_fits(struct view *v, const struct step *s, const struct step_actor *a, const struct version *rule, struct error *e)
{
	if ((s->pub.who & WHO_ANYBODY) || ((s->pub.who & WHO_AUTHOR) && a->is_author) || ((s->pub.who & WHO_SYSTEM) && a->is_system) ||
	    (s->pub.who & a->at_holder & (WHO_AUTHOR - 1)) || (s->pub.who_above & a->at_above))
		return true;
	return error(e, PROCEDURE_NOT_YOUR_ROLE, .name = label_of(v, s), .expected = who_words(v->arena, s->pub.who, s->pub.who_above).in[v->lang],
		.basis = basis_of(rule));
}

static bool once_fits(struct view *v, const struct step *s, const struct version *rule, struct error *e)
{
	struct text did = text_print(v->arena, "did.%.*s", TEXT_ARG(s->pub.name));
	if (!s->is_once || !named_find(v->s->facts, v->s->facts_n, did).len)
		return true;
	return error(e, PROCEDURE_ONLY_ONCE, .name = label_of(v, s), .basis = basis_of(rule));
}

/* The tests that speak of facts; those of fields wait for the fields. */
static bool condition_fits(struct view *v, const struct step *s, const struct version *rule, struct error *e)
{
	for (size_t i = 0; i < s->if_.tests_n; i++) {
		const struct condition one = { &s->if_.tests[i], 1 };
		if (!field_find(s, s->if_.tests[i].is.name) && !condition_holds(v, &one))
			return error(e, PROCEDURE_CONDITION, .name = label_of(v, s), .expected = s->because.in[v->lang], .basis = basis_of(rule));
	}
	return true;
}

/* Somebody inside sends it up, and nobody stands above. The author's step stays where it is instead: a right is not lost at the top. */
static bool above_fits(struct view *v, const struct step *s, struct error *e)
{
	bool only_up = s->holder_n == 1 && text_is(s->holder[0].to, "above") && !s->holder[0].if_.tests_n;
	if (!v->s->is_top || !only_up || (s->pub.who & (WHO_AUTHOR | WHO_ANYBODY)))
		return true;
	return error(e, PROCEDURE_NO_ABOVE, .name = label_of(v, s));
}

static bool some_point_fits(struct view *v, const struct step *s, struct error *e)
{
	if (s->pub.acts_on == POINT_WHOLE)
		return true;
	for (size_t i = 0; i < v->s->points_n; i++) {
		const struct point *p = &v->s->points[i];
		if (p->kind == s->pub.acts_on && (s->point == POINT_REVIVES ? text_is(p->outcome, "withdrawn") && !p->is_open : p->is_open))
			return true;
	}
	return error(e, PROCEDURE_NO_POINT, .name = label_of(v, s));
}

static const struct clock *clock_now(const struct situation *s, struct text name)
{
	for (size_t i = 0; i < s->clocks_n; i++)
		if (text_equal(s->clocks[i].name, name))
			return &s->clocks[i];
	return NULL;
}

static void earlier(day_t *until, day_t day)
{
	if (!day_is_known(*until) || day.n < until->n)
		*until = day;
}

/* A term is lengthened while it runs, before its end, and by extension only once. */
static bool lengthening_fits(struct view *v, const struct step *s, const struct effect *x, const struct version *rule, day_t *until, struct error *e)
{
	const struct clock *c = clock_now(v->s, x->clock);
	if (!c || c->status != CLOCK_RUNNING)
		return error(e, PROCEDURE_NO_CLOCK, .name = label_of(v, s), .expected = clock_find(v->pack, x->clock)->pub.label.in[v->lang],
			.basis = basis_of(rule));
	if (x->kind == EFFECT_EXTEND && c->extended > 0)
		return error(e, PROCEDURE_ONLY_ONCE, .name = label_of(v, s), .basis = basis_of(rule));
	if (v->day.n > c->due.n)
		return error(e, PROCEDURE_TOO_LATE, .name = label_of(v, s), .day = c->due, .basis = basis_of(rule));
	earlier(until, c->due);
	return true;
}

static bool effects_fit(struct view *v, const struct step *s, const struct version *rule, day_t *until, struct error *e)
{
	for (size_t i = 0; i < s->effects_n; i++) {
		const struct effect *x = &s->effects[i];
		if ((x->kind == EFFECT_EXTEND || x->kind == EFFECT_RETIME) && condition_holds(v, &x->if_) && !lengthening_fits(v, s, x, rule, until, e))
			return false;
	}
	return true;
}

bool step_may(struct view *v, const struct step *s, const struct step_actor *actor, day_t *ret_until, struct error *e)
{
	const struct version *rule = view_rule(v, s->pub.rule);
	const struct rule    *any = rule_find(v->pack, s->pub.rule);
	*ret_until = DAY_NONE;
	if (!rule)
		return error(e, PROCEDURE_NOT_IN_FORCE, .name = label_of(v, s), .basis = any->versions[0].pub.basis, .day = any->versions[0].pub.from);
	return state_fits(v, s, rule, e) && role_fits(v, s, actor, rule, e) && once_fits(v, s, rule, e) && condition_fits(v, s, rule, e) &&
	       above_fits(v, s, e) && some_point_fits(v, s, e) && effects_fit(v, s, rule, ret_until, e) && days_fit(v, s, true, ret_until, e);
}
