/* finish.c - full tiles and the new head, and the look back before anything is signed (promise P12).
 *
 * Logs have died of one bit that flipped between the entry and the signed root. So what the transaction holds is read again and everything is computed anew
 * from it: each leaf from its entry, each commitment from its opened parts, each tile from what lies below, the root from leaves alone. */
#include "base/base.h"

#include "key.h"
#include "stored.h"

STATEMENT(tile_put, WRITES, "iibb", "", "INSERT INTO tile (level, n, bytes, root) VALUES ($1, $2, $3, $4)");

static bool tile_keep(struct ledger_batch *b, struct tile t, struct error *e)
{
	struct text bytes;
	if (!stored_tile_below(b->db, t, b->arena, &bytes, e))
		return false;
	if (bytes.len != TILE_WIDTH * sizeof(struct hash))
		return error(e, LEDGER_DAMAGED, .name = TEXT("tile"), .value = tile_path(b->arena, t), .number = t.n);
	struct hash root = fold((const struct hash *)(const void *)bytes.at, TILE_WIDTH);
	return statement_run(b->db, &tile_put,
			     (struct value[]){ value_int(t.level), value_int(t.n), value_bytes(bytes), value_bytes(text_bytes(root.at, sizeof(root.at))) },
			     NULL, e);
}

/* Calls `each` for the tiles that became full in this batch, lowest level first. */
static bool for_full_tiles(struct ledger_batch *b, bool (*each)(struct ledger_batch *, struct tile, struct error *), struct error *e)
{
	for (int level = 0; level <= TILE_LEVEL_MOST - 1; level++) {
		int64_t from = tile_hashes(b->before.size, level + 1), to = tile_hashes(b->frontier.size, level + 1);
		for (int64_t n = from; n < to; n++)
			if (!each(b, (struct tile){ level, n, TILE_WIDTH }, e))
				return false;
	}
	return true;
}

STATEMENT(meta_move, WRITES, "ibib", "", "UPDATE ledger_meta SET size = $1, root = $2 WHERE one = 1 AND size = $3 AND root = $4");

/* Second guard after the lock: the head moves only from where this batch began. */
static bool head_move(struct ledger_batch *b, struct tree_head to, struct error *e)
{
	int64_t      changed;
	struct value row[] = { value_int(to.size), value_bytes(text_bytes(to.root.at, sizeof(to.root.at))), value_int(b->before.size),
			       value_bytes(text_bytes(b->before.root.at, sizeof(b->before.root.at))) };
	if (!statement_run(b->db, &meta_move, row, &changed, e))
		return false;
	return changed == 1 || error(e, LEDGER_FORKED, .number = b->before.size);
}

static bool misread(struct error *e, const char *what, int64_t index) { return error(e, LEDGER_READ_BACK, .name = text_of(what), .number = index); }

static bool parts_fit(const struct ledger_batch *b, struct arena *a, int64_t index, const struct entry_facts *f, struct error *e)
{
	struct stored_parts s;
	struct opening      o;
	struct hash         part[PART_COUNT];
	bool                found;
	if (!stored_parts(b->db, index, a, &s, &found, e))
		return false;
	if (!found)
		return misread(e, "part", index);
	for (int p = 0; p < PART_COUNT; p++) {
		struct error why = { 0 };
		if (!stored_opening(b->db, b->ledger->key, index, &s, (enum part)p, a, &o, &why)) {
			if (error_is(&why, LEDGER_SEAL_BROKEN))
				return misread(e, part_name((enum part)p), index);
			if (e)
				*e = why;
			return false;
		}
		part[p] = part_commitment((enum part)p, o.salt, o.bytes);
		if (memcmp(part[p].at, s.commitments.at + (size_t)p * sizeof(struct hash), sizeof(struct hash)) != 0)
			return misread(e, part_name((enum part)p), index);
	}
	return text_equal(hash_hex(a, commit_of(part)), f->commit) || misread(e, "commit", index);
}

/* One entry of the batch, read again; its leaf, computed anew. */
static bool entry_fits(const struct ledger_batch *b, struct arena *a, int64_t index, struct hash *ret, struct error *e)
{
	struct stored_entry n;
	struct entry_facts  f;
	bool                found;
	if (!stored_entry(b->db, index, a, &n, &found, e))
		return false;
	if (!found || !kind_check(a, n.bytes, index, &f, NULL) || day_compare(f.day, n.day) != 0 || !text_is(n.kind, f.kind->kind) ||
	    !text_equal(n.matter, f.matter))
		return misread(e, "entry", index);
	*ret = leaf_hash(n.bytes);
	if (!text_equal(n.leaf, text_bytes(ret->at, sizeof(ret->at))))
		return misread(e, "leaf", index);
	return f.commit.len == 0 || parts_fit(b, a, index, &f, e);
}

static bool tile_fits(struct ledger_batch *b, struct tile t, struct error *e)
{
	struct text bytes, root, below;
	bool        found;
	if (!stored_tile_row(b->db, t, b->arena, &bytes, &root, &found, e) || !stored_tile_below(b->db, t, b->arena, &below, e))
		return false;
	if (!found || bytes.len != TILE_WIDTH * sizeof(struct hash) || !text_equal(bytes, below))
		return misread(e, "tile", t.n);
	struct hash is = fold((const struct hash *)(const void *)bytes.at, TILE_WIDTH);
	return text_equal(root, text_bytes(is.at, sizeof(is.at))) || misread(e, "tile", t.n);
}

static bool read_back(struct ledger_batch *b, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct stored_tree            tree;
	struct frontier               f;
	struct hash_reader            r = stored_tree(&tree, b->db, a, b->before.size);
	if (!frontier_read(&r, b->before.size, &f, e))
		return false;
	if (!hash_equal(frontier_root(&f), b->before.root))
		return misread(e, "tree", b->before.size);
	for (int64_t i = b->before.size; i < b->frontier.size; i++) {
		struct hash leaf;
		if (!entry_fits(b, a, i, &leaf, e))
			return false;
		frontier_add(&f, leaf);
		arena_reset(a);
	}
	if (!hash_equal(frontier_root(&f), frontier_root(&b->frontier)))
		return misread(e, "tree", b->frontier.size);
	return for_full_tiles(b, tile_fits, e);
}

bool ledger_finish(struct ledger_batch *b, struct tree_head *ret, struct error *e)
{
	struct tree_head head = ledger_batch_head(b);
	if (head.size > b->before.size && (!for_full_tiles(b, tile_keep, e) || !head_move(b, head, e) || !read_back(b, e)))
		return false;
	*ret = head;
	return true;
}
