/* offers.c - every step as it stands for one actor today: what a page shows without knowing any procedure. */
#include "base/base.h"

#include "inside.h"

static size_t fields_now(struct view *v, const struct step *s, struct pack_field *ret)
{
	size_t n = 0;
	for (size_t i = 0; i < s->fields_n; i++)
		if (!s->fields[i].pub.rule.len || view_rule(v, s->fields[i].pub.rule))
			ret[n++] = s->fields[i].pub;
	return n;
}

static struct offer offer_of(struct view *v, const struct step *s, const struct pack_rule *rule, const struct move *move)
{
	struct pack_field *fields = ARENA_ARRAY(v->arena, struct pack_field, s->fields_n + 1);
	struct offer       o = { .step = &s->pub, .fields = fields, .until = DAY_NONE, .rule = rule->reference, .basis = rule->basis };
	o.fields_n = fields_now(v, s, fields);
	o.who = who_words(v->arena, s->pub.who, s->pub.who_above);
	o.may = step_may(v, s, &move->actor, &o.until, &o.why);
	if (o.may)
		o.why = (struct error){ 0 };
	return o;
}

bool procedure_offers(const struct pack *p, const struct calendar *c, const struct situation *s, const struct move *move, day_t today, struct arena *a,
		      struct offers *ret, struct error *e)
{
	struct view   v = { .pack = p, .calendar = c, .s = s, .today = today, .day = today, .lang = move->lang, .arena = a };
	struct offer *all = ARENA_ARRAY(a, struct offer, p->steps_n + 1);
	size_t        n = 0;
	if (!state_find(p, s->state))
		return error(e, PROCEDURE_SITUATION, .name = s->state);
	for (size_t i = 0; i < p->steps_n; i++) {
		const struct pack_rule *rule = procedure_rule(p, p->steps[i].pub.rule, s->received, s->accepted, today);
		if (rule && !text_is(p->steps[i].pub.name, "open"))
			all[n++] = offer_of(&v, &p->steps[i], rule, move);
	}
	*ret = (struct offers){ all, n };
	return true;
}
