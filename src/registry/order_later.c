/* order_later.c - orders may be applied in another sequence than that of their days: what one does must go on fitting what is already known of the days after it. */
#include "base/base.h"

#include "order_inside.h"

static const struct spot *place_of_end(const struct planning *p, const struct touched *t) { return part_place(p, t->ends ? t->ended_by : t->part); }

/* Something of that day or a later one: one sentence for the day itself, one for what comes after. */
static void known_already(struct planning *p, const struct touched *t, day_t day, struct text basis)
{
	if (day.n == p->day.n)
		FAULT(p, *place_of_end(p, t), ORDER_SAME_DAY, .name = title_after(p, t), .value = basis);
	else
		FAULT(p, *place_of_end(p, t), ORDER_OVERTAKEN, .name = title_after(p, t), .day = day);
}

/* What stands under, or sits at, a unit that ends and is not moved away by this order: it begins, or changes, on a later day. */
static bool is_leant_on(struct planning *p, const struct touched *t, const struct chains *by)
{
	for (size_t i = chains_first(by, t->id); i != SIZE_MAX; i = chains_next(by, i)) {
		const struct unit_fact *f = &p->r->facts[i];
		if (f->from.n >= p->day.n || (f->to.n > p->day.n && f->to.n < DAY_MAX.n)) {
			known_already(p, t, f->from.n >= p->day.n ? f->from : f->to, f->basis);
			return true;
		}
	}
	return false;
}

/* Somebody is to come to a unit that will not be there any more. */
static bool is_awaited(struct planning *p, const struct touched *t)
{
	for (size_t i = chains_first(&p->r->by_to, t->id); i != SIZE_MAX; i = chains_next(&p->r->by_to, i))
		if (p->r->lineages[i].day.n >= p->day.n) {
			known_already(p, t, p->r->lineages[i].day, p->r->lineages[i].basis);
			return true;
		}
	return false;
}

/* The unit above, or the seat, must not end later without taking this one along: who made that order did not know of it. */
static void above_stays(struct planning *p, const struct touched *t, struct text above)
{
	const struct unit_fact *f = above.len > 0 && !touched_find(p, above) ? unit_on(p->r, above, p->day) : NULL;
	if (f && f->to.n < DAY_MAX.n && !unit_exists(p->r, above, f->to))
		FAULT(p, *place_of_end(p, t), ORDER_OVERTAKEN, .name = unit_title(p->arena, f), .day = f->to);
}

/* A code that somebody else bears from a later day on. */
static void code_stays_free(struct planning *p, const struct touched *t, struct text code)
{
	for (size_t i = code.len > 0 ? chains_first(&p->r->by_code, code) : SIZE_MAX; i != SIZE_MAX; i = chains_next(&p->r->by_code, i)) {
		const struct unit_fact *f = &p->r->facts[i];
		if (f->from.n > p->day.n && !text_equal(f->unit, t->id)) {
			FAULT(p, *place_of_end(p, t), ORDER_CODE_TAKEN, .value = code, .name = unit_title(p->arena, f));
			return;
		}
	}
}

/* Does this order say, or end, that figure of the unit? */
static bool is_figure_changed(const struct planning *p, const struct touched *t, struct text what)
{
	for (size_t i = 0; i < COUNT_OF(t->stated); i++)
		if (text_is(what, unit_measures[i]) && (t->stated[i] != UNKNOWN || t->blurred[i]))
			return true;
	for (size_t i = 0; i < p->order->parts_n; i++) {
		const struct order_part *o = &p->order->parts[i];
		if (o->kind == ORDER_MEASURE && text_equal(o->what, what) && (text_equal(o->from[0].unit, t->id) || (t->before && text_equal(o->from[0].unit, t->before->code))))
			return true;
	}
	return t->ends;
}

/* A figure from that day or a later one on was reckoned from what this order changes. */
static bool is_measured_later(struct planning *p, const struct touched *t)
{
	const struct unit_measure *all;
	for (size_t i = 0, n = unit_measures_of(p->r, t->id, &all); i < n; i++)
		if (all[i].from.n >= p->day.n && is_figure_changed(p, t, all[i].what)) {
			known_already(p, t, all[i].from, all[i].basis);
			return true;
		}
	return false;
}

/* Another order of that day sends the same on the same way. */
static bool is_sent_twice(struct planning *p, const struct touched *t)
{
	for (size_t i = chains_first(&p->r->by_from, t->id); i != SIZE_MAX; i = chains_next(&p->r->by_from, i))
		for (size_t k = 0; k < t->gives_n; k++)
			if (p->r->lineages[i].day.n == p->day.n && text_equal(p->r->lineages[i].to, t->gives[k].to->id)) {
				known_already(p, t, p->day, p->r->lineages[i].basis);
				return true;
			}
	return false;
}

static void unit_check(struct planning *p, const struct touched *t)
{
	if (is_measured_later(p, t) || is_sent_twice(p, t))
		return;
	if (t->ends) {
		if (!is_leant_on(p, t, &p->r->by_parent) && !is_leant_on(p, t, &p->r->by_place))
			is_awaited(p, t);
		return;
	}
	struct unit_fact f = fact_after(p, t);
	above_stays(p, t, f.parent);
	above_stays(p, t, f.place);
	code_stays_free(p, t, f.code);
}

void later_check(struct planning *p)
{
	for (const struct touched *t = p->first; t; t = t->next)
		if (is_place(t))
			unit_check(p, t);
	bool told = p->faults->wrong_n > 0; /* of a place: its bodies would only tell it again */
	for (const struct touched *t = p->first; t && !told; t = t->next)
		if (!is_place(t))
			unit_check(p, t);
}
