/* check.c - do the facts fit together? One fact a unit and one unit a code on any day, parents that are there, no cycles. */
#include "data.h"

/* The first lists are of 06/10/2019; before it a parent's day may be known and its child's not. */
static const day_t first_list = { 18175 };
enum { DEEPEST = 16 }; /* no real tree is deeper; a deeper one is told as a cycle */

static bool overlap(const struct unit_fact *a, const struct unit_fact *b) { return a->from.n < b->to.n && b->from.n < a->to.n; }

/* The other fact, read before this one, that holds at the same time and has the same key; SIZE_MAX: none. */
static size_t earlier_overlap(const struct registry_data *d, const struct chains *c, struct text key, size_t own)
{
	for (size_t i = chains_first(c, key); i != SIZE_MAX && i < own; i = chains_next(c, i))
		if (overlap(&d->facts[i], &d->facts[own]))
			return i;
	return SIZE_MAX;
}

static bool twice_check(const struct registry_data *d, const struct chains *units, const struct chains *codes, size_t i, struct error *e)
{
	const struct unit_fact *f = &d->facts[i];
	const struct origin    *o = &d->origins[i];
	size_t                  other = earlier_overlap(d, units, f->unit, i);
	if (other != SIZE_MAX)
		return error(e, REGISTRY_CSV_OVERLAP, .name = f->unit, .number = d->origins[other].line, .file = text_of(o->file), .line = o->line);
	other = f->code.len > 0 ? earlier_overlap(d, codes, f->code, i) : SIZE_MAX;
	if (other != SIZE_MAX)
		return error(e, REGISTRY_CODE_TWICE, .value = f->code, .number = d->origins[other].line, .file = text_of(o->file), .line = o->line);
	return true;
}

/* A fact of `id` that holds through all of [from, to) together with others of it. */
static bool holds_through(const struct registry_data *d, const struct chains *units, struct text id, day_t from, day_t to)
{
	for (bool found = true; found && from.n < to.n;) {
		found = false;
		for (size_t i = chains_first(units, id); i != SIZE_MAX; i = chains_next(units, i))
			if (in_force(d->facts[i].from, d->facts[i].to, from)) {
				from = d->facts[i].to;
				found = true;
			}
	}
	return from.n >= to.n;
}

static bool reference_check(const struct registry_data *d, const struct chains *units, size_t i, const char *heading, struct text id, struct error *e)
{
	const struct unit_fact *f = &d->facts[i];
	const struct origin    *o = &d->origins[i];
	if (id.len == 0)
		return true;
	day_t from = f->from.n < first_list.n ? first_list : f->from;
	if (chains_first(units, id) != SIZE_MAX && (f->level == LEVEL_ORGANISATION || holds_through(d, units, id, from, f->to)))
		return true;
	return error(e, REGISTRY_UNKNOWN_UNIT, .name = text_of(heading), .value = id, .file = text_of(o->file), .line = o->line);
}

/* Does the way up from fact `i`, by the parents and places of any day, come back to its unit? `state` by fact: 0 new, 1 on the way, 2 done. */
static bool cycle_from(const struct registry_data *d, const struct chains *units, struct text id, unsigned char *state, int depth)
{
	if (depth > DEEPEST)
		return true;
	for (size_t i = chains_first(units, id); i != SIZE_MAX; i = chains_next(units, i)) {
		if (state[i] == 1)
			return true;
		if (state[i] == 2)
			continue;
		state[i] = 1;
		bool cycle = cycle_from(d, units, d->facts[i].parent, state, depth + 1) || cycle_from(d, units, d->facts[i].place, state, depth + 1);
		state[i] = 2;
		if (cycle)
			return true;
	}
	return false;
}

static bool fact_check(const struct registry_data *d, const struct chains *units, const struct chains *codes, unsigned char *state, size_t i, struct error *e)
{
	const struct unit_fact *f = &d->facts[i];
	const struct origin    *o = &d->origins[i];
	if (!twice_check(d, units, codes, i, e) || !reference_check(d, units, i, "parent_id", f->parent, e) ||
	    !reference_check(d, units, i, "unit_id", f->place, e))
		return false;
	if (state[i] == 0 && cycle_from(d, units, f->unit, state, 0))
		return error(e, REGISTRY_CYCLE, .name = f->unit, .file = text_of(o->file), .line = o->line);
	return true;
}

void data_check(struct registry_data *d)
{
	struct chains  units = chains_make(d->arena, d->count), codes = chains_make(d->arena, d->count);
	unsigned char *state = arena_alloc(d->arena, d->count + 1);
	for (size_t i = 0; i < d->count; i++) {
		chains_add(&units, d->facts[i].unit, i);
		if (d->facts[i].code.len > 0)
			chains_add(&codes, d->facts[i].code, i);
	}
	for (size_t i = 0; i < d->count; i++) {
		struct error  e = { 0 };
		struct error *fault;
		if (!fact_check(d, &units, &codes, state, i, &e) && (fault = fault_next(d)))
			*fault = e;
	}
}

void data_picture(struct registry_data *d)
{
	d->picture = (struct registry){ .arena = d->arena,        .facts = ARENA_ARRAY(d->arena, struct unit_fact, d->count + 1), .fact_count = d->count,
		                        .lineages = d->lineages, .lineage_count = d->lineage_count, .measures = d->measures, .measure_count = d->measure_count };
	if (d->count > 0)
		memcpy(d->picture.facts, d->facts, d->count * sizeof(d->facts[0]));
	registry_index(&d->picture);
}
