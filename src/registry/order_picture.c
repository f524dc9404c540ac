/* order_picture.c - the picture of the registry with the changes of a plan in it; the old one stays as it is. */
#include "base/base.h"

#include "order_inside.h"

struct counts { size_t facts, lineages, desks, measures; };

static struct counts begun(const struct order_plan *plan)
{
	struct counts c = { 0 };
	for (size_t i = 0; i < plan->changes_n; i++) {
		enum change_what what = plan->changes[i].what;
		c.facts += what == CHANGE_FACT_BEGINS;
		c.lineages += what == CHANGE_LINEAGE;
		c.desks += what == CHANGE_DESK_BEGINS;
		c.measures += what == CHANGE_MEASURE_BEGINS;
	}
	return c;
}

#define COPIED(r, a, field, count, more) \
	do { \
		void *copy = arena_array((a), (r)->count + (more) + 1, sizeof(*(r)->field)); \
		if ((r)->count > 0) \
			memcpy(copy, (r)->field, (r)->count * sizeof(*(r)->field)); \
		(r)->field = copy; \
	} while (0)

static void end_fact(struct registry *r, const struct chains *by_unit, const struct unit_fact *was, day_t day)
{
	for (size_t i = chains_first(by_unit, was->unit); i != SIZE_MAX; i = chains_next(by_unit, i))
		if (r->facts[i].from.n == was->from.n)
			r->facts[i].to = day;
}

static void end_desk(struct registry *r, const struct chains *by_desk, const struct unit_desk *was, day_t day)
{
	for (size_t i = chains_first(by_desk, was->desk); i != SIZE_MAX; i = chains_next(by_desk, i))
		if (r->desks[i].from.n == was->from.n)
			r->desks[i].to = day;
}

static void end_measure(struct registry *r, const struct chains *by_measured, const struct unit_measure *was, day_t day)
{
	for (size_t i = chains_first(by_measured, was->unit); i != SIZE_MAX; i = chains_next(by_measured, i))
		if (r->measures[i].from.n == was->from.n && text_equal(r->measures[i].what, was->what))
			r->measures[i].to = day;
}

static void change(struct registry *r, const struct registry *old, const struct unit_change *c, day_t day)
{
	switch (c->what) {
	case CHANGE_FACT_ENDS: end_fact(r, &old->by_unit, &c->fact, day); break;
	case CHANGE_FACT_BEGINS: r->facts[r->fact_count++] = c->fact; break;
	case CHANGE_LINEAGE: r->lineages[r->lineage_count++] = c->lineage; break;
	case CHANGE_DESK_ENDS: end_desk(r, &old->by_desk, &c->desk, day); break;
	case CHANGE_DESK_BEGINS: r->desks[r->desk_count++] = c->desk; break;
	case CHANGE_MEASURE_ENDS: end_measure(r, &old->by_measured, &c->measure, day); break;
	case CHANGE_MEASURE_BEGINS: r->measures[r->measure_count++] = c->measure; break;
	}
}

const struct registry *order_applied(const struct registry *old, struct arena *a, const struct order_plan *plan)
{
	struct registry *r = ARENA_NEW(a, struct registry);
	struct counts    more = begun(plan);
	*r = (struct registry){ .arena = a, .version = old->version, .facts = old->facts, .fact_count = old->fact_count, .lineages = old->lineages,
		                .lineage_count = old->lineage_count, .desks = old->desks, .desk_count = old->desk_count, .measures = old->measures,
		                .measure_count = old->measure_count };
	COPIED(r, a, facts, fact_count, more.facts);
	COPIED(r, a, lineages, lineage_count, more.lineages);
	COPIED(r, a, desks, desk_count, more.desks);
	COPIED(r, a, measures, measure_count, more.measures);
	for (size_t i = 0; i < plan->changes_n; i++)
		change(r, old, &plan->changes[i], plan->order->day);
	registry_index(r);
	return r;
}
