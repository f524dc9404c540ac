/* picture.c - puts facts, lineages and desks in order and finds them again by id, code, parent, place and name. */
#include "model.h"

static int by_unit(const void *a, const void *b)
{
	const struct unit_fact *x = a, *y = b;
	int                     order = text_compare(x->unit, y->unit);
	return order != 0 ? order : day_compare(x->from, y->from);
}

static int by_from(const void *a, const void *b)
{
	const struct lineage *x = a, *y = b;
	int                   order = text_compare(x->from, y->from);
	order = order != 0 ? order : day_compare(x->day, y->day);
	return order != 0 ? order : text_compare(x->to, y->to);
}

static int by_desk(const void *a, const void *b)
{
	const struct unit_desk *x = a, *y = b;
	int                     order = text_compare(x->desk, y->desk);
	return order != 0 ? order : day_compare(x->from, y->from);
}

static int by_measure(const void *a, const void *b)
{
	const struct unit_measure *x = a, *y = b;
	int                        order = text_compare(x->unit, y->unit);
	order = order != 0 ? order : text_compare(x->what, y->what);
	return order != 0 ? order : day_compare(x->from, y->from);
}

static void index_measures(struct registry *r)
{
	if (r->measure_count > 1)
		qsort(r->measures, r->measure_count, sizeof(r->measures[0]), by_measure);
	r->by_measured = chains_make(r->arena, r->measure_count);
	for (size_t i = 0; i < r->measure_count; i++)
		chains_add(&r->by_measured, r->measures[i].unit, i);
}

static void index_facts(struct registry *r)
{
	if (r->fact_count > 1)
		qsort(r->facts, r->fact_count, sizeof(r->facts[0]), by_unit);
	r->by_unit = chains_make(r->arena, r->fact_count);
	r->by_code = chains_make(r->arena, r->fact_count);
	r->by_parent = chains_make(r->arena, r->fact_count);
	r->by_place = chains_make(r->arena, r->fact_count);
	for (size_t i = 0; i < r->fact_count; i++) {
		struct unit_fact *f = &r->facts[i];
		f->level = unit_level_of(f->type, f->parent);
		chains_add(&r->by_unit, f->unit, i);
		chains_add(&r->by_parent, f->parent, i);
		if (f->code.len > 0)
			chains_add(&r->by_code, f->code, i);
		if (f->place.len > 0)
			chains_add(&r->by_place, f->place, i);
	}
}

void registry_index(struct registry *r)
{
	index_facts(r);
	if (r->lineage_count > 1)
		qsort(r->lineages, r->lineage_count, sizeof(r->lineages[0]), by_from);
	r->by_from = chains_make(r->arena, r->lineage_count);
	r->by_to = chains_make(r->arena, r->lineage_count);
	for (size_t i = 0; i < r->lineage_count; i++) {
		chains_add(&r->by_from, r->lineages[i].from, i);
		chains_add(&r->by_to, r->lineages[i].to, i);
	}
	if (r->desk_count > 1)
		qsort(r->desks, r->desk_count, sizeof(r->desks[0]), by_desk);
	r->by_desk = chains_make(r->arena, r->desk_count);
	r->by_holder = chains_make(r->arena, r->desk_count);
	for (size_t i = 0; i < r->desk_count; i++) {
		chains_add(&r->by_desk, r->desks[i].desk, i);
		chains_add(&r->by_holder, r->desks[i].unit, i);
	}
	index_measures(r);
	registry_index_names(r);
}

void registry_free(struct registry *r)
{
	if (r)
		arena_free(r->arena); /* the registry itself lies in it */
}

int64_t registry_loaded_version(const struct registry *r) { return r->version; }
