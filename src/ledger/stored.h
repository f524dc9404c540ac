/* stored.h - the ledger as the database keeps it, for the files of this module. */
#pragma once
#include <pthread.h>

#include "base/base.h"
#include "commit.h"
#include "kinds.h"
#include "ledger.h"
#include "proof.h"
#include "tile.h"

struct ledger {
	struct world            *world;
	const struct ledger_key *key;
	char                     outer_path[4096];
	char                     folder[4096]; /* of the key; held while the outer checkpoint in it is looked at and replaced */
	/* the writer's */
	bool                     has_frontier; /* of `head`, with the floor of the next entry's day: this process committed it */
	struct frontier          frontier;
	day_t                    floor;
	/* under the lock: one thread may seal a batch while another writes the next */
	pthread_mutex_t          lock;
	bool                     is_known;   /* head: the last that this process saw committed */
	struct tree_head         head;
	char                     outer[1024]; /* the outer checkpoint that was last verified or written, to verify each only once */
	struct tree_head         outer_head;
	bool                     outer_is_ours; /* written or held against the database by this process: the history that it goes through is known to be ours */
};

/* All of a receipt but its signature. */
struct receipt_basis { struct proof_file file; struct tree_head head; };
struct receipt_asked { int64_t index; struct arena *arena; struct receipt_basis **ret; struct receipt_asked *next; };

/* KEYID.checkpoint in the folder of the key file; false: the path is too long. */
bool outer_path(const struct ledger_key *, const char *key_path, char *ret, size_t room);

/* The last head that this process saw committed; false: none yet. */
bool head_known(struct ledger *, struct tree_head *ret);

struct ledger_batch {
	struct ledger     *ledger;
	struct connection *db;
	struct arena      *arena;
	struct tree_head   before;   /* the head at the beginning */
	struct frontier    frontier; /* with what was appended */
	day_t              floor;    /* no entry's day may fall below it */
	struct receipt_asked *asked, *asked_last; /* by index */
};

/* Tiles of the stored tree: full ones as rows, the others from leaves and from the roots of the full tiles below. */
struct stored_tree { struct connection *db; struct tile_source source; };
struct hash_reader stored_tree(struct stored_tree *, struct connection *, struct arena *, int64_t size);
/* The row of a full tile; what such a tile must be by the leaves or tiles below it; the one or the other. */
bool stored_tile_row(struct connection *, struct tile, struct arena *, struct text *ret_bytes, struct text *ret_root, bool *ret_found, struct error *);
bool stored_tile_below(struct connection *, struct tile, struct arena *, struct text *ret, struct error *);
bool stored_tile(struct connection *, struct tile, struct arena *, struct text *ret, struct error *);
bool stored_bundle(struct connection *, struct tile, struct arena *, struct text *ret, struct error *);
/* Root of the stored tree's first `size` entries. */
bool stored_root(struct connection *, struct arena *, int64_t size, struct hash *ret, struct error *);

/* Whether the stored history goes through `seen`: LEDGER_BEHIND, LEDGER_FORKED. */
bool history_contains(struct connection *, struct arena *, struct tree_head now, struct tree_head seen, struct error *);
/* The six commitments and what is sealed, as they stand in the row. */
struct stored_parts { struct text scope, commitments, sealed[PART_COUNT]; };
bool stored_parts(struct connection *, int64_t index, struct arena *, struct stored_parts *ret, bool *ret_found, struct error *);
/* Salt and bytes of what stands in one part of such a row, once it is unsealed. */
bool opening_split(enum part, struct text scope, struct text unsealed, struct opening *ret, struct error *);
/* The same of the row itself. */
bool stored_opening(struct connection *, const struct ledger_key *, int64_t index, const struct stored_parts *, enum part, struct arena *,
		    struct opening *ret, struct error *);
/* The data keys of a scope as they stand in their rows, read at once; and the same of a part by them, so that six parts cost one look-up. */
struct scope_keys { bool is_there[PART_COUNT]; struct value wrapped[PART_COUNT]; };
bool scope_keys(struct connection *, struct text scope, struct arena *, struct scope_keys *ret, struct error *);
bool stored_opening_by(const struct ledger_key *, const struct scope_keys *, int64_t index, const struct stored_parts *, enum part, struct arena *, struct opening *ret,
		       struct error *);
struct text ledger_part_label(struct arena *, int64_t index);
/* One row of the table entry. */
struct stored_entry { int64_t index; day_t day; struct text kind, matter, bytes, leaf; };
bool stored_entry(struct connection *, int64_t index, struct arena *, struct stored_entry *ret, bool *ret_found, struct error *);
/* receipt.c: of the entry that comes after the tree `before`, if it was asked for; `with` is the tree with it. commitments NULL: it has no parts. */
void receipt_answer(struct ledger_batch *, const struct frontier *before, const struct frontier *with, struct text entry, const struct text *commitments);
