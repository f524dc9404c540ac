/* tile.h - C2SP tlog-tiles: which tiles a tree has, their paths, entry bundles, and hashes read out of tiles. */
#pragma once
#include "base/base.h"
#include "ledger.h"
#include "merkle.h"

enum { TILE_HEIGHT = 8, TILE_WIDTH = 256, TILE_ENTRIES = -1, TILE_LEVEL_MOST = 7 };

/* width 256: a full tile; less: a partial one. level TILE_ENTRIES: a bundle of entries. */
struct tile { int level; int64_t n; int width; };

/* "tile/0/x001/234.p/5", "tile/entries/000" */
struct text tile_path(struct arena *, struct tile);
bool tile_parse(struct text path, struct tile *ret);
/* How many hashes (entries) stand at a level of a tree of `size`. */
int64_t tile_hashes(int64_t size, int level);
/* How wide tile `n` of that level is: 0 (does not exist) .. 256. */
int tile_width(int64_t size, int level, int64_t n);

/* Entries with their length before them. An entry has at most 65,535 bytes. */
void bundle_add(struct build *, struct text entry);
bool bundle_next(struct text *rest, struct text *ret_entry);

/* Hashes of complete subtrees out of tiles that `read` gives (`width` hashes of 32 bytes each); keeps the last tile of each level. */
struct tile_source {
	bool (*read)(void *arg, struct tile, struct arena *, struct text *ret, struct error *);
	void         *arg;
	struct arena *arena;
	int64_t       size;
	struct { bool held; struct tile tile; struct text bytes; } last[TILE_LEVEL_MOST + 1];
};
struct hash_reader tile_hashes_of(struct tile_source *);
