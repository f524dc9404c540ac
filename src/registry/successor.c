/* successor.c - who answers today for what was another unit's: along the heirs that orders named. */
#include "model.h"

enum { DEEPEST = 16, FOREBEARS_MOST = 4096 };

/* The lineage by which the unit's desks and accounts went on, at most on that day: the marked heir, or the only one there is. */
static const struct lineage *heir_line(const struct registry *r, struct text unit, day_t day)
{
	const struct lineage *only = NULL;
	size_t                n = 0;
	for (size_t i = chains_first(&r->by_from, unit); i != SIZE_MAX; i = chains_next(&r->by_from, i)) {
		const struct lineage *l = &r->lineages[i];
		if (l->day.n > day.n)
			continue;
		if (l->heir)
			return l;
		only = l;
		n++;
	}
	return n == 1 ? only : NULL;
}

const struct lineage *unit_successor_act(const struct registry *r, struct text unit, day_t day)
{
	return unit_exists(r, unit, day) ? NULL : heir_line(r, unit, day);
}

struct text unit_successor(const struct registry *r, struct text unit, day_t day)
{
	for (int depth = 0; depth < DEEPEST; depth++) {
		if (unit_exists(r, unit, day))
			return unit;
		const struct lineage *l = heir_line(r, unit, day);
		if (!l)
			return TEXT_EMPTY;
		unit = l->to;
	}
	return TEXT_EMPTY;
}

size_t unit_forebears(const struct registry *r, struct arena *a, struct text unit, day_t day, struct text **ret)
{
	struct text *list = ARENA_ARRAY(a, struct text, FOREBEARS_MOST);
	size_t       n = 0;
	list[n++] = unit;
	for (size_t k = 0; k < n; k++)
		for (size_t i = chains_first(&r->by_to, list[k]); i != SIZE_MAX && n < FOREBEARS_MOST; i = chains_next(&r->by_to, i)) {
			struct text from = r->lineages[i].from;
			bool        known = !text_equal(unit_successor(r, from, day), unit);
			for (size_t m = 0; m < n && !known; m++)
				known = text_equal(list[m], from);
			if (!known)
				list[n++] = from;
		}
	*ret = list;
	return n;
}

/* The place of a body that was divided: lineages on that day, when the heir's is still to be sorted. */
static size_t divided(const struct registry *r, struct arena *a, struct text unit, day_t day, const struct lineage ***ret)
{
	bool   to_sort = false;
	size_t n = 0;
	*ret = ARENA_ARRAY(a, const struct lineage *, r->lineage_count + 1);
	for (size_t i = chains_first(&r->by_from, unit); i != SIZE_MAX; i = chains_next(&r->by_from, i))
		if (r->lineages[i].day.n == day.n) {
			to_sort = to_sort || r->lineages[i].to_sort;
			(*ret)[n++] = &r->lineages[i];
		}
	return to_sort ? n : 0;
}

size_t desk_to_sort(const struct registry *r, struct arena *a, struct text desk, day_t today, const struct lineage ***ret)
{
	for (size_t i = chains_first(&r->by_desk, desk); i != SIZE_MAX; i = chains_next(&r->by_desk, i)) {
		const struct unit_desk *d = &r->desks[i];
		const struct unit_fact *body = d->to.n < DAY_MAX.n && d->to.n <= today.n ? unit_on(r, d->unit, day_add(d->to, -1)) : NULL;
		size_t                  n = body ? divided(r, a, body->place.len > 0 ? body->place : body->unit, d->to, ret) : 0;
		if (n > 0)
			return n;
	}
	return 0;
}
