/* order_emit.c - the changes of a plan, in the order of the units' ids: it depends on nothing but file and picture. */
#include "base/base.h"

#include "order_inside.h"

static struct unit_change *change_add(struct planning *p, enum change_what what, size_t part)
{
	struct order_plan *plan = p->plan;
	if (plan->changes_n == p->changes_room) {
		plan->changes = arena_grow(p->arena, plan->changes, plan->changes_n, p->changes_room + 64, sizeof(*plan->changes));
		p->changes_room = plan->changes_n + p->changes_room + 64;
	}
	plan->changes[plan->changes_n] = (struct unit_change){ .what = what, .part = part };
	return &plan->changes[plan->changes_n++];
}

static bool fact_changes(const struct touched *t)
{
	return t->name.given || t->type.given || t->code.given || t->parent.given || t->seat.given;
}

static size_t last_part(const struct touched *t)
{
	const struct said *const said[] = { &t->name, &t->type, &t->code, &t->parent, &t->seat };
	size_t                   part = t->part;
	for (size_t i = 0; i < COUNT_OF(said); i++)
		part = said[i]->given && said[i]->part > part ? said[i]->part : part;
	return part;
}

static void facts_emit(struct planning *p, const struct touched *t)
{
	if (t->before && (t->ends || fact_changes(t)))
		change_add(p, CHANGE_FACT_ENDS, t->ends ? t->ended_by : last_part(t))->fact = *t->before;
	if (!t->ends && (t->made || fact_changes(t)))
		change_add(p, CHANGE_FACT_BEGINS, last_part(t))->fact = fact_after(p, t);
}

static void lineage_emit(struct planning *p, const struct touched *t)
{
	for (size_t i = 0; i < t->gives_n; i++) {
		const struct give        *g = &t->gives[i];
		const struct order_share *s = g->share;
		struct text               note = s->note.len > 0 ? s->note : p->order->parts[g->part].note;
		change_add(p, CHANGE_LINEAGE, g->part)->lineage = (struct lineage){
			.from = t->id, .to = g->to->id, .day = p->day, .extent = g->whole ? EXTENT_WHOLE : EXTENT_PART, .basis = part_basis(p, g->part), .note = note,
			.hectares = s->hectares == UNKNOWN ? 0 : s->hectares, .people = s->people == UNKNOWN ? 0 : s->people, .hamlets = s->hamlets,
			.heir = t->ends && g->heir, .to_sort = t->ends && g->to_sort };
	}
}

/* The desks that an ended body holds go to its heir; a new body gets one. */
static void desks_emit(struct planning *p, const struct touched *t)
{
	const struct touched *heir = t->ends ? last_heir(t) : NULL;
	for (size_t i = chains_first(&p->r->by_holder, t->id); heir && i != SIZE_MAX; i = chains_next(&p->r->by_holder, i)) {
		const struct unit_desk *d = &p->r->desks[i];
		if (!in_force(d->from, d->to, p->day))
			continue;
		change_add(p, CHANGE_DESK_ENDS, t->ended_by)->desk = *d;
		change_add(p, CHANGE_DESK_BEGINS, t->ended_by)->desk = (struct unit_desk){ .desk = d->desk, .unit = heir->id, .from = p->day, .to = DAY_MAX };
		p->plan->desks++;
	}
	if (t->made && !is_place(t) && !p->order->day_unknown)
		change_add(p, CHANGE_DESK_BEGINS, t->part)->desk =
			(struct unit_desk){ .desk = text_print(p->arena, "desk-%.*s", TEXT_ARG(t->id)), .unit = t->id, .from = p->day, .to = DAY_MAX };
}

static void measure_emit(struct planning *p, struct text unit, struct text what, int64_t amount, size_t part)
{
	const struct unit_measure *all;
	size_t                     n = unit_measures_of(p->r, unit, &all);
	for (size_t i = 0; i < n; i++)
		if (text_equal(all[i].what, what) && in_force(all[i].from, all[i].to, p->day)) {
			if (all[i].amount == amount)
				return;
			change_add(p, CHANGE_MEASURE_ENDS, part)->measure = all[i];
		}
	if (amount != UNKNOWN)
		change_add(p, CHANGE_MEASURE_BEGINS, part)->measure =
			(struct unit_measure){ .unit = unit, .what = what, .from = p->day, .to = DAY_MAX, .amount = amount, .basis = part_basis(p, part) };
}

/* All of them, or those of one name. */
static void measures_end(struct planning *p, const struct touched *t, const char *only, size_t part)
{
	const struct unit_measure *all;
	size_t                     n = unit_measures_of(p->r, t->id, &all);
	for (size_t i = 0; i < n; i++)
		if (in_force(all[i].from, all[i].to, p->day) && (!only || text_is(all[i].what, only)))
			change_add(p, CHANGE_MEASURE_ENDS, part)->measure = all[i];
}

static void sizes_emit(struct planning *p, const struct touched *t)
{
	if (t->ends)
		measures_end(p, t, NULL, t->ended_by);
	for (size_t i = 0; !t->ends && i < COUNT_OF(t->stated); i++)
		if (t->stated[i] != UNKNOWN)
			measure_emit(p, t->id, text_of(unit_measures[i]), t->stated[i], t->part);
		else if (t->blurred[i])
			measures_end(p, t, unit_measures[i], t->part);
}

/* `measure` parts, by the unit as it is from the day on. */
static void parts_measure(struct planning *p)
{
	for (size_t i = 0; i < p->order->parts_n; i++) {
		const struct order_part *o = &p->order->parts[i];
		if (o->kind != ORDER_MEASURE)
			continue;
		const struct unit_fact *f = unit_at(p->r, o->from[0].unit, p->before);
		struct text             id = f ? f->unit : o->from[0].unit;
		const struct touched   *t = touched_find(p, id);
		if (t && t->ends)
			unit_missing(p, &o->from[0].place, o->from[0].unit, p->day);
		measure_emit(p, id, o->what, o->amount, i);
	}
}

static int by_measure(const void *a, const void *b)
{
	const struct unit_change *x = *(const struct unit_change *const *)a, *y = *(const struct unit_change *const *)b;
	int                  order = text_compare(x->measure.unit, y->measure.unit);
	return order ? order : text_compare(x->measure.what, y->measure.what);
}

/* One figure of a unit is said once. */
static void measures_once(struct planning *p)
{
	const struct unit_change **all = ARENA_ARRAY(p->arena, const struct unit_change *, p->plan->changes_n + 1);
	size_t                n = 0;
	for (size_t i = 0; i < p->plan->changes_n; i++)
		if (p->plan->changes[i].what == CHANGE_MEASURE_BEGINS)
			all[n++] = &p->plan->changes[i];
	qsort(all, n, sizeof(*all), by_measure);
	for (size_t i = 1; i < n; i++)
		if (by_measure(&all[i - 1], &all[i]) == 0)
			FAULT(p, *part_place(p, all[i]->part), ORDER_GIVEN_TWICE, .name = all[i]->measure.unit, .number = part_place(p, all[i - 1]->part)->line);
}

static int by_id(const void *a, const void *b) { return text_compare((*(struct touched *const *)a)->id, (*(struct touched *const *)b)->id); }

void changes_emit(struct planning *p)
{
	struct touched **sorted = ARENA_ARRAY(p->arena, struct touched *, p->units.count + 1);
	if (p->units.count > 0)
		memcpy(sorted, p->units.at, p->units.count * sizeof(*sorted));
	qsort(sorted, p->units.count, sizeof(*sorted), by_id);
	static void (*const emit[])(struct planning *, const struct touched *) = { facts_emit, lineage_emit, desks_emit, sizes_emit };
	for (size_t k = 0; k < COUNT_OF(emit); k++)
		for (size_t i = 0; i < p->units.count; i++)
			emit[k](p, sorted[i]);
	parts_measure(p);
	measures_once(p);
}
