/* verify_bundle.h - the part of a ledger that can be checked without the rest: a bundle of entries and the tile over them. */
#pragma once
#include "base/base.h"
#include "ledger.h"
#include "tile.h"

struct bundle {
	int64_t      n;                        /* which; `width` entries, 256 but in the last one */
	int          width;
	bool         good;
	struct error error;                    /* when not */
	int          checked;                  /* entries that are well formed, from the first */
	day_t        first, last;              /* of those */
	day_t        floor;                    /* the day that the entry after them may not fall below */
	int64_t      blobs;
	struct hash  leaf[TILE_WIDTH], root;   /* root: over all leaves; when good */
};

/* Entries by the table of kinds, days that do not fall within it, blobs, and the tile of level 0. `n` and `width` are given. What is read goes into the arena. */
void bundle_check(const struct ledger_reader *, struct arena *, struct bundle *);
/* A tile's file holds these hashes. */
bool tile_holds(const struct ledger_reader *, struct arena *, struct tile, const struct hash *, struct error *);
