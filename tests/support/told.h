/* told.h - what clients were told and what was signed, and whether what is left after a fault bears it out.
 *
 * It hears every command's answer from a history, and sees every checkpoint on its way to the disk. Afterwards what was acknowledged must be there with a proof that leads to
 * its root, what was refused must be absent, what was left unknown may be there once, and each checkpoint that was ever signed must be a beginning of the ledger. Roots are computed
 * here, from the entries alone. */
#pragma once
#include "crash.h"
#include "history.h"

enum told_state { TOLD_DONE, TOLD_REFUSED, TOLD_UNKNOWN };
struct told_filing { struct text code, key, private, receipt; enum told_state state; int64_t entry; size_t files; day_t day; };
struct told_draft { struct text token, json; day_t day; };

struct told {
	struct arena       *arena;
	struct history     *t;
	struct crash       *disk;
	struct told_filing *filed;
	struct tree_head   *signed_heads;
	struct told_draft  *drafts;
	size_t              filed_n, heads_n, drafts_n;
	int64_t             published;
	bool                overlaps;     /* what was committed before a fault may be answered just after it */
	int64_t             done, refused, unknown, checkpoints, proofs;
	char                fault[512];   /* the first thing found wrong; empty: all is well */
};

/* Listens to the history and to the disk from now on. */
void told_begin(struct told *, struct history *, struct crash *);
/* Forgets what was told, for a life that begins anew; figures stay. */
void told_forget(struct told *);
void told_end(struct told *);
/* A checkpoint was given to somebody. */
void told_saw(struct told *, struct tree_head);
/* What was planted by hand through the history's writer: the same as the history tells. */
void told_hear(struct told *, const struct act_row *, void *command, const struct act_result *, const struct error *);
/* Holds the database, opened again, against all of it; false when something is wrong (told.fault). */
bool told_check(struct told *);
bool told_wrong(struct told *, const char *format, ...) __attribute__((format(printf, 2, 3)));
