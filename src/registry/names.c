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

void registry_index_names(struct registry *r)
{
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
