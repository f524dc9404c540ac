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

bool hectares_parse(struct text t, int64_t *ret)
{
	int64_t whole = 0, part = 0;
	size_t  mark = 0;
	while (mark < t.len && t.at[mark] != '.' && t.at[mark] != ',')
		mark++;
	struct text decimals = mark < t.len ? text_from(t, mark + 1) : TEXT_EMPTY;
	bool        fits = mark > 0 && mark <= 7 && decimals.len <= 2 && (mark == t.len || decimals.len > 0);
	for (size_t i = 0; i < t.len; i++)
		fits = fits && (i == mark || char_is_digit(t.at[i]));
	if (!fits || !text_to_int(text_first(t, mark), &whole) || (decimals.len > 0 && !text_to_int(decimals, &part)))
		return false;
	*ret = whole * 100 + (decimals.len == 1 ? part * 10 : part);
	return true;
}
