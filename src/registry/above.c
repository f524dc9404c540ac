/* above.c - the closure: every unit above a unit, between which days, how far; and the folded words of names. Both are made from facts alone. */
#include "above.h"

#include "base/fold.h"

enum { DEEPEST = 16 };

static void add(struct above_rows *rows, struct text above, day_t from, day_t to, int depth)
{
	if (rows->count == rows->room) {
		rows->at = arena_grow(rows->arena, rows->at, rows->count, rows->room + 32, sizeof(rows->at[0]));
		rows->room = rows->count + rows->room + 32;
	}
	rows->at[rows->count++] = (struct above_row){ above, from, to, depth };
}

static void climb(const struct registry *r, struct text unit, day_t from, day_t to, int depth, struct above_rows *rows)
{
	if (unit.len == 0 || depth > DEEPEST)
		return;
	for (size_t i = chains_first(&r->by_unit, unit); i != SIZE_MAX; i = chains_next(&r->by_unit, i)) {
		const struct unit_fact *f = &r->facts[i];
		day_t                   start = f->from.n > from.n ? f->from : from, end = f->to.n < to.n ? f->to : to;
		if (start.n >= end.n)
			continue;
		add(rows, unit, start, end, depth);
		climb(r, f->parent, start, end, depth + 1, rows);
		climb(r, f->place, start, end, depth + 1, rows);
	}
}

static int by_above(const void *a, const void *b)
{
	const struct above_row *x = a, *y = b;
	int                     order = text_compare(x->above, y->above);
	order = order ? order : day_compare(x->from, y->from);
	return order ? order : y->to.n - x->to.n;
}

struct above_rows above_of(const struct registry *r, struct arena *a, struct text unit)
{
	struct above_rows rows = { .arena = a };
	climb(r, unit, DAY_NONE, DAY_MAX, 0, &rows);
	if (rows.count == 0)
		return rows;
	qsort(rows.at, rows.count, sizeof(rows.at[0]), by_above);
	/* days that touch or overlap become one row: by two ways up, the shorter one counts */
	size_t kept = 0;
	for (size_t i = 1; i < rows.count; i++) {
		struct above_row *last = &rows.at[kept], *row = &rows.at[i];
		if (!text_equal(last->above, row->above) || last->to.n < row->from.n) {
			rows.at[++kept] = *row;
			continue;
		}
		last->to = row->to.n > last->to.n ? row->to : last->to;
		last->depth = row->depth < last->depth ? row->depth : last->depth;
	}
	rows.count = kept + 1;
	return rows;
}
