/* measure.c - dated figures of units: area, people, posts by kind; each with the act that states it. */
#include "model.h"

/* cán bộ, công chức, viên chức, người hoạt động không chuyên trách; the order of the first two is that of order_sum.c */
const char *const unit_measures[] = { "hectares", "people", "posts.officials", "posts.civil", "posts.public", "posts.part_time", NULL };

size_t unit_measures_of(const struct registry *r, struct text unit, const struct unit_measure **ret)
{
	size_t first = chains_first(&r->by_measured, unit), count = 0;
	*ret = first == SIZE_MAX ? NULL : &r->measures[first];
	for (size_t i = first; i != SIZE_MAX; i = chains_next(&r->by_measured, i))
		count++; /* measures are ordered by unit: they lie side by side */
	return count;
}

bool unit_measure_on(const struct registry *r, struct text unit, const char *what, day_t day, int64_t *ret)
{
	const struct unit_measure *all;
	size_t                     n = unit_measures_of(r, unit, &all);
	for (size_t i = 0; i < n; i++)
		if (text_is(all[i].what, what) && in_force(all[i].from, all[i].to, day)) {
			*ret = all[i].amount;
			return true;
		}
	return false;
}
