/* work_keys.h - the order of a worklist: which matters come next, by due day and code, over any number of desks. Private to matter. */
#pragma once
#include "matter/matter.h"

struct work_key { int64_t due; struct text code; int64_t marks; /* of its subject line; 0 unless they were asked for */ };
enum { WORK_PIECE = 50 };
struct work_keys;
/* `word`: only matters with this folded word in their subject line; empty: all. `marks`: with the marks of that line. What the order cannot choose by (the others of several words,
 * an assignee at a desk, a mark beside a word) the caller must still look at: work_list does. */
struct work_keys *work_keys_start(struct connection *, struct arena *, const struct work_filter *, struct text word, bool marks, day_t today);
/* The next at most `most` (up to WORK_PIECE); fewer only at the end. */
bool work_keys_next(struct work_keys *, struct work_key *ret, size_t most, size_t *ret_n, struct error *);
