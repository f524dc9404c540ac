/* list_lineage.c - who came from whom, as far as the list itself says it. A province came from those whose communes came to it. */
#include "base/base.h"

#include "list_planning.h"

#include "base/fold.h"

static const struct unit_fact *province_of(const struct registry *r, const struct unit_fact *f, day_t day)
{
	const struct unit_fact *up[4];
	size_t                  n = unit_above_facts(r, f, day, up, COUNT_OF(up));
	return f->level == LEVEL_PROVINCE ? f : n > 0 && up[n - 1]->level == LEVEL_PROVINCE ? up[n - 1] : NULL;
}

static void moved_add(struct planning *p, struct text from, size_t to)
{
	for (size_t i = 0; i < p->moved_n; i++)
		if (p->moved[i].to == to && text_equal(p->moved[i].from, from))
			return;
	if (p->moved_n == p->moved_room) {
		p->moved = arena_grow(p->arena, p->moved, p->moved_n, p->moved_n + 128, sizeof(p->moved[0]));
		p->moved_room = p->moved_n + p->moved_n + 128;
	}
	p->moved[p->moved_n++] = (struct moved){ from, to };
}

/* The unit of the list that stands at the top above this one. */
static size_t list_province(const struct planning *p, const struct list_unit *u)
{
	while (u && u->parent.len > 0)
		u = list_unit_at(p->list, u->parent);
	return u ? (size_t)(u - p->list->units) : SIZE_MAX;
}

/* The unit that bore the code the day before. */
static const struct unit_fact *was_at(const struct planning *p, struct text code) { return unit_at(p->r, code, day_add(p->on, -1)); }

static void moved_read(struct planning *p, const struct list_unit *u)
{
	size_t to = list_province(p, u);
	for (size_t k = 0; k < u->before_n; k++) {
		const struct unit_fact *was = was_at(p, u->before[k].code), *from = was ? province_of(p->r, was, day_add(p->on, -1)) : NULL;
		if (from && to != SIZE_MAX)
			moved_add(p, from->unit, to);
	}
}

void planning_lineage_read(struct planning *p)
{
	size_t n = 0;
	for (size_t i = 0; i < p->list->n; i++)
		n += p->list->units[i].before_n;
	p->heirs = chains_make(p->arena, n);
	n = 0;
	for (size_t i = 0; i < p->list->n; i++) {
		for (size_t k = 0; k < p->list->units[i].before_n; k++)
			chains_add(&p->heirs, p->list->units[i].before[k].code, n++);
		moved_read(p, &p->list->units[i]);
	}
}

static bool has_several_heirs(const struct planning *p, const struct list_before *b)
{
	size_t first = chains_first(&p->heirs, b->code);
	return b->torn || (first != SIZE_MAX && chains_next(&p->heirs, first) != SIZE_MAX);
}

/* How many provinces came to it, and how many places its own communes went to. */
static bool province_goes_on(const struct planning *p, size_t unit, const struct unit_fact *now)
{
	bool from_others = false, to_others = false;
	for (size_t i = 0; i < p->moved_n; i++) {
		bool mine = text_equal(p->moved[i].from, now->unit);
		from_others |= p->moved[i].to == unit && !mine;
		to_others |= p->moved[i].to != unit && mine;
	}
	return !from_others && !to_others;
}

bool planning_goes_on(const struct planning *p, size_t unit, const struct unit_fact *now)
{
	const struct list_unit *u = &p->list->units[unit];
	if (u->level == LEVEL_PROVINCE)
		return province_goes_on(p, unit, now);
	if (u->before_n == 0)
		return chains_first(&p->heirs, u->code) == SIZE_MAX; /* others took it, whole or in parts */
	return u->before_n == 1 && text_equal(u->before[0].code, now->code) && !has_several_heirs(p, &u->before[0]);
}

/* ---- rows */

struct lineage_rows { struct lineage *at; size_t n; };

static bool follows_already(const struct registry *r, struct text from, struct text to, day_t day)
{
	for (size_t i = chains_first(&r->by_from, from); i != SIZE_MAX; i = chains_next(&r->by_from, i))
		if (text_equal(r->lineages[i].to, to) && r->lineages[i].day.n == day.n)
			return true;
	return false;
}

/* The acts by which it came to be on that day are known. */
static bool acts_are_known(const struct registry *r, struct text to, day_t day)
{
	for (size_t i = chains_first(&r->by_to, to); i != SIZE_MAX; i = chains_next(&r->by_to, i))
		if (r->lineages[i].day.n == day.n)
			return true;
	return false;
}

static void row_add(struct planning *p, struct text from, struct text to, bool part)
{
	p->plan->lineages[p->plan->lineages_n++] =
		(struct lineage){ .from = from, .to = to, .day = p->on, .extent = part ? EXTENT_PART : EXTENT_WHOLE, .basis = p->basis, .note = TEXT_EMPTY };
}

static void before_make(struct planning *p, const struct list_unit *u, const struct taken *t, const struct list_before *b)
{
	const struct unit_fact *was = was_at(p, b->code);
	if (!was) {
		NOTICE(p->found, LIST_BEFORE_UNKNOWN, .file = u->at, .value = b->code, .name = u->name);
		return;
	}
	if (text_equal(was->unit, t->unit) || follows_already(p->r, was->unit, t->unit, p->on))
		return;
	enum agreement names = b->name.len > 0 ? names_agree(p->arena, was->name, b->name) : NAMES_SAME;
	if (names == NAMES_NEAR)
		NOTICE(p->found, LIST_SPELLED, .value = b->code, .name = was->name, .expected = b->name);
	if (names == NAMES_DIFFER) {
		NOTICE(p->found, LIST_BEFORE_NAME, .file = u->at, .value = b->code, .name = b->name, .expected = was->name);
		return;
	}
	if (acts_are_known(p->r, t->unit, p->on))
		NOTICE(p->found, LIST_LINEAGE, .value = u->code, .name = u->name, .expected = unit_title(p->arena, was));
	else if (t->is_new || (t->now && t->now->from.n == p->on.n))
		row_add(p, was->unit, t->unit, has_several_heirs(p, b));
}

static bool gave_to_others(const struct planning *p, const struct moved *m)
{
	for (size_t i = 0; i < p->moved_n; i++)
		if (p->moved[i].to != m->to && text_equal(p->moved[i].from, m->from))
			return true;
	return false;
}

void planning_lineage_make(struct planning *p)
{
	size_t n = p->moved_n;
	for (size_t i = 0; i < p->list->n; i++)
		n += p->list->units[i].before_n;
	p->plan->lineages = ARENA_ARRAY(p->arena, struct lineage, n + 1);
	for (size_t i = 0; i < p->moved_n; i++) {
		const struct moved *m = &p->moved[i];
		const struct taken *t = &p->taken[m->to];
		if (!text_equal(m->from, t->unit) && !follows_already(p->r, m->from, t->unit, p->on) && !acts_are_known(p->r, t->unit, p->on) && t->is_new)
			row_add(p, m->from, t->unit, gave_to_others(p, m));
	}
	for (size_t i = 0; i < p->list->n; i++)
		for (size_t k = 0; k < p->list->units[i].before_n; k++)
			before_make(p, &p->list->units[i], &p->taken[i], &p->list->units[i].before[k]);
}

void planning_heirless_tell(struct planning *p)
{
	const struct registry *after = p->plan->after;
	for (size_t i = 0; p->list->tells_before && i < p->r->fact_count; i++) {
		const struct unit_fact *f = &p->r->facts[i];
		if (f->level != LEVEL_COMMUNE || !in_force(f->from, f->to, day_add(p->on, -1)) || unit_exists(after, f->unit, p->on) ||
		    chains_first(&after->by_from, f->unit) != SIZE_MAX)
			continue;
		p->plan->heirless++;
		NOTICE(p->found, LIST_HEIRLESS, .value = f->code, .name = unit_title(p->arena, f));
	}
}
