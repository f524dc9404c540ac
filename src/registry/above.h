/* above.h - private to the registry: the rows of unit_above for one unit. */
#pragma once
#include "model.h"

struct above_row {
	struct text above;
	day_t       from, to;
	int         depth;
};
struct above_rows {
	struct arena     *arena;
	struct above_row *at;
	size_t            count, room;
};
/* Itself with depth 0 first among its own; ordered by above, then from; no two rows of one unit touch. */
struct above_rows above_of(const struct registry *, struct arena *, struct text unit);
