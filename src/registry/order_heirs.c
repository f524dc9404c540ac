/* order_heirs.c - who follows whom: the heir of each unit that ends, levels that are abolished, and what stood under units that end. */
#include "base/base.h"

#include "order_inside.h"

/* ---- a level */

static bool is_type_of(struct text types, struct text type)
{
	struct text one;
	while (text_next(&types, ',', &one))
		if (text_equal(one, type))
			return true;
	return false;
}

static void abolish(struct planning *p, const struct order_part *o, size_t part)
{
	const struct unit_fact *above = named_before(p, o->parent);
	size_t                  ended = 0;
	if (!above) {
		FAULT(p, o->place, ORDER_UNKNOWN_UNIT, .value = o->parent, .day = p->before);
		return;
	}
	for (size_t i = 0; i < p->r->fact_count; i++) {
		const struct unit_fact *f = &p->r->facts[i];
		if (!in_force(f->from, f->to, p->before) || !is_type_of(o->type, f->type) || !unit_is_under(p->r, f->unit, above->unit, p->before) || text_equal(f->unit, above->unit))
			continue;
		struct touched *t = touched_of(p, f, part);
		ended++;
		if (f->to.n < DAY_MAX.n)
			FAULT(p, o->place, ORDER_OVERTAKEN, .name = unit_title(p->arena, f), .day = f->to);
		else if (!t->ends) {
			t->ends = t->by_level = true;
			t->ended_by = part;
		}
	}
	if (ended == 0)
		FAULT(p, o->place, ORDER_UNKNOWN_UNIT, .value = o->type, .day = p->before);
}

void levels_abolish(struct planning *p)
{
	for (size_t i = 0; i < p->order->parts_n; i++)
		if (p->order->parts[i].kind == ORDER_ABOLISH)
			abolish(p, &p->order->parts[i], i);
}

/* ---- heirs */

static bool differ(int64_t x, int64_t y) { return x != UNKNOWN && y != UNKNOWN && x != y; }

/* Is x a better heir than y? More people, then more land, as far as both are known; then the rest, then the one named first. */
static bool is_larger(const struct give *x, const struct give *y)
{
	if (differ(x->share->people, y->share->people))
		return x->share->people > y->share->people;
	if (differ(x->share->hectares, y->share->hectares))
		return x->share->hectares > y->share->hectares;
	return x->share->take == TAKE_REST && y->share->take != TAKE_REST;
}

static void choose(struct planning *p, struct touched *t)
{
	struct give *best = NULL;
	bool         named = false;
	for (size_t i = 0; i < t->gives_n; i++) {
		struct give *g = &t->gives[i];
		if (g->heir && named)
			FAULT(p, g->share->place, ORDER_TWO_HEIRS, .name = title_after(p, t));
		if (!best || (g->heir && !named) || (!named && is_larger(g, best)))
			best = g;
		named = named || g->heir;
	}
	if (!best) {
		if (!t->by_level && is_place(t))
			FAULT(p, *part_place(p, t->ended_by), ORDER_NO_HEIR, .name = title_after(p, t));
		return;
	}
	best->heir = true;
	best->to_sort = !named && t->gives_n > 1;
	t->heir = best->to;
	if (best->to_sort)
		NOTICE(p, *part_place(p, t->ended_by), ORDER_TO_SORT, .name = title_after(p, t), .value = title_after(p, best->to));
}

void heirs_choose(struct planning *p)
{
	for (struct touched *t = p->first; t; t = t->next) {
		if (t->ends)
			choose(p, t);
		for (size_t i = 0; i < t->gives_n; i++)
			if (t->gives[i].to->ends)
				unit_missing(p, &t->gives[i].share->place, t->gives[i].to->id, p->day);
	}
}

/* ---- parents */

/* Who bears the code from the day on. `codes`: those of the units that the order touches. */
static struct text by_code_after(const struct planning *p, const struct touched_index *codes, struct text code)
{
	size_t                at = 0;
	const struct touched *t = index_next(codes, code, &at);
	if (t)
		return t->id;
	const struct unit_fact *f = unit_at(p->r, code, p->day);
	return f && !touched_find(p, f->unit) ? f->unit : TEXT_EMPTY;
}

static bool is_there_after(const struct planning *p, struct text id)
{
	const struct touched *t = touched_find(p, id);
	return t ? !t->ends : unit_exists(p->r, id, p->day);
}

/* A parent as written becomes the id of a unit that is there from the day on. */
static struct text parent_of(struct planning *p, const struct touched_index *codes, const struct spot *at, const struct touched *t, struct text ref)
{
	if (ref.len == 0 || is_there_after(p, ref))
		return ref;
	struct text id = by_code_after(p, codes, ref);
	if (id.len == 0)
		FAULT(p, *at, ORDER_NO_PARENT, .name = title_after(p, t), .value = ref);
	return id;
}

void parents_resolve(struct planning *p)
{
	struct touched_index codes = { 0 };
	for (struct touched *t = p->first; t; t = t->next)
		if (!t->ends && is_place(t))
			index_add(p->arena, &codes, fact_after(p, t).code, t);
	for (struct touched *t = p->first; t; t = t->next) {
		if (t->ends)
			continue;
		if (t->made)
			t->parent = (struct said){ parent_of(p, &codes, &t->made->place, t, t->made->parent), t->part, true };
		else if (t->parent.given)
			t->parent.value = parent_of(p, &codes, part_place(p, t->parent.part), t, t->parent.value);
	}
}

/* The unit that a unit's children stand under once it has ended: its heir, or for an abolished level the unit above it. */
static struct text takes_children(const struct planning *p, const struct touched *t, int depth)
{
	if (t->heir)
		return t->heir->id;
	const struct touched *above = t->by_level && depth < TREE_DEEPEST ? touched_find(p, t->before->parent) : NULL;
	if (above && above->ends)
		return takes_children(p, above, depth + 1);
	return t->by_level ? t->before->parent : TEXT_EMPTY;
}

struct text takes_over(const struct planning *p, const struct touched *t) { return takes_children(p, t, 0); }

/* Children of a place that ends, where the order says nothing of them, stand under who takes its place on the same level. */
static void children_of(struct planning *p, const struct touched *t)
{
	struct text new_parent = takes_over(p, t);
	int64_t     orphans = 0;
	for (size_t i = chains_first(&p->r->by_parent, t->id); i != SIZE_MAX; i = chains_next(&p->r->by_parent, i)) {
		const struct unit_fact *f = &p->r->facts[i];
		struct touched         *child = touched_find(p, f->unit);
		if (!in_force(f->from, f->to, p->day) || (child && (child->ends || child->parent.given)))
			continue;
		if (new_parent.len == 0 || !is_there_after(p, new_parent)) {
			orphans++;
			continue;
		}
		child = touched_of(p, f, t->ended_by);
		child->parent = (struct said){ new_parent, t->ended_by, true };
	}
	if (orphans > 0)
		FAULT(p, *part_place(p, t->ended_by), ORDER_CHILDREN, .name = title_after(p, t), .number = orphans);
}

void children_follow(struct planning *p)
{
	for (struct touched *t = p->first; t; t = t->next)
		if (t->ends && is_place(t))
			children_of(p, t);
}
