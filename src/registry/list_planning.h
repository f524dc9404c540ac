/* list_planning.h - private to the registry: a list while it is held against the registry. */
#pragma once
#include "list_inside.h"

#include <assert.h>

/* What a unit of the list is in the registry: `now` when it is there on the day already, and until when it will be. */
struct taken { struct text unit; const struct unit_fact *now; day_t to; bool is_new; };
/* Communes of province `from` that came to the list's province `to`. */
struct moved { struct text from; size_t to; };

struct planning {
	const struct registry *r;
	struct arena          *arena;
	const struct list     *list;
	struct list_findings  *found;
	struct list_plan      *plan;
	day_t                  on;
	struct text            basis;
	struct taken          *taken;         /* by unit of the list */
	bool                  *seen, *ended;  /* by fact of the registry: in the list; ends on the day */
	size_t                 begins_room;
	struct chains          heirs;         /* by code of a predecessor: (unit of the list, which of its predecessors) */
	struct moved          *moved;
	size_t                 moved_n, moved_room;
};

/* list_lineage.c: what the list says of predecessors, counted before anything is decided. */
void planning_lineage_read(struct planning *);
/* Is the unit of the list, which has name and code of `now`, that very unit? Not if the list names others that it came from, or others that took of it. */
bool planning_goes_on(const struct planning *, size_t unit, const struct unit_fact *now);
void planning_lineage_make(struct planning *);
/* Communes that end and of which nobody says where they went, where the list tells such things. */
void planning_heirless_tell(struct planning *);
