/* public_keys.h - the order of a public list: which matters come next, and over which units it is chosen. Private to matter. */
#pragma once
#include "matter/matter.h"

struct public_key { int64_t day; struct text code; };
enum { PUBLIC_PIECE = 50 };

/* The units that hold or held something published and are this one or stand under it today. *ret_all: no others ever did, so they need not be chosen by; also when `above` is empty. */
bool public_units(struct connection *, struct arena *, const struct registry *, struct text above, day_t today, struct text **ret, size_t *ret_n, bool *ret_all, struct error *);

struct public_keys;
bool public_keys_start(struct connection *, struct arena *, const struct registry *, const struct public_filter *, day_t today, struct public_keys **ret, struct error *);
/* The next at most `most` (up to PUBLIC_PIECE); fewer only at the end. */
bool public_keys_next(struct public_keys *, struct public_key *ret, size_t most, size_t *ret_n, struct error *);
/* Days of receipt that the filter wants. */
void public_period(const struct public_filter *, day_t *ret_first, day_t *ret_last);
