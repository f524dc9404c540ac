/* sort.c - matters that came with the desk of a divided unit: among whom they are to be sorted, and who may do it. */
#include "base/base.h"

#include "inside.h"

size_t matter_heirs(const struct matter *m, const struct ground *ground, day_t day, struct arena *a, const struct lineage ***ret)
{
	size_t n = m->is_open ? desk_to_sort(ground_registry(ground), a, m->desk, day, ret) : 0;
	return n > 0 && m->arrived.n < (*ret)[0]->day.n ? n : 0; /* what arrived later came to the heir itself */
}

bool matter_may_sort(const struct matter *m, const struct ground *ground, const struct actor *by)
{
	unsigned at, above;
	engine_roles(by, ground, m->holder, by->day, &at, &above);
	return (at & (ROLE_CLERK | ROLE_OFFICER | ROLE_HEAD)) || (above & (ROLE_HEAD | ROLE_LEADER));
}

static bool is_at(const struct registry *r, struct text unit, struct text place, day_t day)
{
	const struct unit_fact *f = unit_on(r, unit, day);
	return text_equal(unit, place) || (f && text_equal(f->place, place));
}

bool sort_check(const struct matter *m, const struct ground *ground, struct text to, day_t day, struct arena *a, struct error *e)
{
	const struct registry *r = ground_registry(ground);
	const struct lineage **lines;
	size_t                 n = matter_heirs(m, ground, day, a, &lines);
	struct build           heirs = { .arena = a };
	if (n == 0)
		return error(e, MATTER_NOT_TO_SORT);
	for (size_t i = 0; i < n; i++) {
		struct text heir = unit_successor(r, lines[i]->to, day);
		if (heir.len > 0 && is_at(r, to, heir, day))
			return true;
		build_print(&heirs, "%s%.*s (%.*s)", i > 0 ? ", " : "", TEXT_ARG(unit_title_at(r, a, heir, day)), TEXT_ARG(heir));
	}
	return error(e, MATTER_NOT_AN_HEIR, .value = to, .expected = build_text(&heirs));
}
