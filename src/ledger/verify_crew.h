/* verify_crew.h - bundles checked by as many threads as there are processors, and handed over in their order. */
#pragma once
#include "verify_bundle.h"

struct crew;
/* `count` bundles of a tree of `size`. With a reader that only one thread may use, or one processor, there are no threads: crew_next does the work itself. */
struct crew *crew_start(const struct ledger_reader *, int64_t size, int64_t count);
/* The bundles from the first to the last, one a call; it lives until the next call. */
const struct bundle *crew_next(struct crew *);
/* Also before all have been handed over; NULL is allowed. */
void crew_end(struct crew *);
static inline void crew_endp(struct crew **c) { crew_end(*c); }
