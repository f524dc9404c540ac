/* audit.h - what the files of the audit share. */
#pragma once
#include "stored.h"

/* What one thread needs while it looks at one piece. */
struct audit {
	struct connection       *db;
	const struct ledger_key *key;
	struct misfit_list      *misfits;
	int64_t                  size;
	struct arena            *arena;    /* emptied after each entry */
	struct frontier          frontier; /* of the piece */
	day_t                    floor;
	int64_t                  parts, part_rows, blobs; /* parts that belong to an entry, and all there are beside entries that there may be; blobs that some entry names first */
};
static inline void audit_misfit(struct audit *u, const char *table, const char *column, struct text matter, int64_t index)
{
	misfit_keep(u->misfits, &(struct misfit){ table, column, matter, index });
}

/* ---- audit_rest.c: what is no entry */
bool audit_tiles(struct audit *, struct error *);
/* Each data key is one that the holder of the key file made, or an entry says that it was destroyed. ret_odd: how many are there and said to be gone, or neither. */
bool audit_keys(struct audit *, int64_t *ret_odd, struct error *);
/* How many rows there are: tiles, parts beside no entry that there may be, blobs that no import names, blobs. */
struct audit_rows { int64_t tiles, parts_elsewhere, stray_blobs, blobs; };
bool audit_count(struct audit *, struct audit_rows *ret, struct error *);
void audit_rows_fit(struct audit *, const struct audit_rows *, int64_t odd_keys);
bool audit_published(struct audit *, struct error *);
