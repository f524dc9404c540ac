/* names.c - the names of all units as search compares them, made once with the picture. */
#include "model.h"

#include "base/fold.h"

struct text squeezed(struct arena *a, struct text folded)
{
	struct build b = { .arena = a };
	for (size_t i = 0; i < folded.len; i++)
		if (folded.at[i] != ' ')
			build_byte(&b, folded.at[i]);
	return build_text(&b);
}

static int by_rank(const void *a, const void *b, void *registry)
{
	const struct registry  *r = registry;
	const struct unit_fact *x = &r->facts[*(const uint32_t *)a], *y = &r->facts[*(const uint32_t *)b];
	int                     order = text_compare(x->code, y->code);
	order = order ? order : day_compare(y->from, x->from);
	return order ? order : text_compare(x->unit, y->unit);
}

/* So that the many that begin alike are put in order by comparing numbers. */
static void ranks_index(struct registry *r)
{
	uint32_t *order = ARENA_ARRAY(r->arena, uint32_t, r->fact_count + 1);
	r->rank = ARENA_ARRAY(r->arena, uint32_t, r->fact_count + 1);
	for (size_t i = 0; i < r->fact_count; i++)
		order[i] = (uint32_t)i;
	if (r->fact_count > 1)
		qsort_r(order, r->fact_count, sizeof(order[0]), by_rank, r);
	for (size_t i = 0; i < r->fact_count; i++)
		r->rank[order[i]] = (uint32_t)i;
}

static void above_index(struct registry *r)
{
	r->above = ARENA_ARRAY(r->arena, uint32_t, r->fact_count + 1);
	for (size_t i = 0; i < r->fact_count; i++) {
		const struct unit_fact *f = &r->facts[i];
		size_t                  first = chains_first(&r->by_unit, f->place.len > 0 ? f->place : f->parent);
		r->above[i] = first == SIZE_MAX ? 0 : (uint32_t)first + 1;
	}
}

const struct unit_fact *fact_above(const struct registry *r, const struct unit_fact *f, day_t day)
{
	uint32_t first = r->above[f - r->facts];
	/* the facts of one unit stand together */
	for (size_t i = first > 0 ? first - 1 : r->fact_count; i < r->fact_count && text_equal(r->facts[i].unit, r->facts[first - 1].unit); i++)
		if (in_force(r->facts[i].from, r->facts[i].to, day))
			return &r->facts[i];
	return NULL;
}

void registry_index_names(struct registry *r)
{
	ranks_index(r);
	above_index(r);
	r->by_name = chains_make(r->arena, r->fact_count);
	r->by_squeezed = chains_make(r->arena, r->fact_count);
	r->folded = ARENA_ARRAY(r->arena, struct text, r->fact_count + 1);
	r->spelled = ARENA_ARRAY(r->arena, struct text, r->fact_count + 1);
	r->entries = ARENA_ARRAY(r->arena, struct name_entry, r->fact_count + 1);
	for (size_t i = 0; i < r->fact_count; i++) {
		r->folded[i] = text_fold(r->arena, r->facts[i].name);
		r->spelled[i] = text_spelling(r->arena, r->facts[i].name);
		bool is_new = chains_first(&r->by_name, r->folded[i]) == SIZE_MAX;
		chains_add(&r->by_name, r->folded[i], i);
		if (!is_new)
			continue;
		r->entries[r->entry_count] = (struct name_entry){ r->folded[i], i };
		chains_add(&r->by_squeezed, squeezed(r->arena, r->folded[i]), r->entry_count++);
	}
	registry_index_slips(r);
}
