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

/* The entries of the batch with their parts, and after them the wrapped data keys of the parts: two statements a batch, whatever its size. */
STATEMENT(back_entries, READS, "ii", "idtTbbTBBBBBBB",
	  "SELECT e.idx, e.day, e.kind, e.matter, e.bytes, e.leaf, p.scope, p.commitments, p.sealed_time, p.sealed_text, p.sealed_party, p.sealed_files, p.sealed_acts,"
	  " p.sealed_internal FROM entry e LEFT JOIN part p ON p.idx = e.idx WHERE e.idx >= $1 AND e.idx < $2 ORDER BY e.idx");
STATEMENT(back_keys, READS, "ii", "iiB",
	  "SELECT p.idx, k.part, k.wrapped FROM part p JOIN data_key k ON k.scope = p.scope WHERE p.idx >= $1 AND p.idx < $2 ORDER BY p.idx, k.part");

struct back {
	const struct ledger_batch *batch;
	struct arena              *arena;   /* of one entry */
	struct query              *entries, *keys;
	bool                       on_key;  /* `keys` stands on a row that is not used yet */
	struct value               wrapped[PART_COUNT];
};

/* The data keys of the entry's parts; their views hold until the next entry. */
static void keys_of(struct back *r, int64_t index)
{
	for (int p = 0; p < PART_COUNT; p++)
		r->wrapped[p] = value_null();
	for (; r->on_key && query_int(r->keys, 0) <= index; r->on_key = query_next(r->keys)) {
		int64_t p = query_int(r->keys, 1);
		if (query_int(r->keys, 0) == index && p >= 0 && p < PART_COUNT && !query_is_null(r->keys, 2))
			r->wrapped[p] = value_bytes(text_copy(r->arena, query_bytes(r->keys, 2)));
	}
}

static bool part_fits(struct back *r, int64_t index, struct text scope, enum part p, struct text commitments, struct hash *ret, struct error *e)
{
	const struct ledger_key *key = r->batch->ledger->key;
	struct text              both = query_bytes(r->entries, 8 + (int)p);
	struct opening           o;
	struct error             why = { 0 };
	if ((both.len != SALT && !wrapped_open(key, r->wrapped[p], scope, p, ledger_part_label(r->arena, index), both, r->arena, &both, &why)) ||
	    !opening_split(p, scope, both, &o, &why))
		return misread(e, part_name(p), index);
	*ret = part_commitment(p, o.salt, o.bytes);
	return memcmp(ret->at, commitments.at + (size_t)p * sizeof(struct hash), sizeof(struct hash)) == 0 || misread(e, part_name(p), index);
}

static bool parts_fit(struct back *r, int64_t index, struct text commit, struct error *e)
{
	struct hash part[PART_COUNT];
	struct text scope = query_text(r->entries, 6), commitments = query_bytes(r->entries, 7);
	if (query_is_null(r->entries, 6) || commitments.len != sizeof(part))
		return misread(e, "part", index);
	keys_of(r, index);
	for (int p = 0; p < PART_COUNT; p++)
		if (!part_fits(r, index, scope, (enum part)p, commitments, &part[p], e))
			return false;
	return text_equal(hash_hex(r->arena, commit_of(part)), commit) || misread(e, "commit", index);
}

/* One entry of the batch, read again; its leaf, computed anew. */
static bool entry_fits(struct back *r, int64_t index, struct hash *ret, struct error *e)
{
	struct query      *q = r->entries;
	struct entry_facts f;
	if (!query_next(q))
		return query_end_ok(q, e) && misread(e, "entry", index);
	if (query_int(q, 0) != index)
		return misread(e, "entry", index);
	struct text bytes = query_bytes(q, 4);
	if (!kind_check(r->arena, bytes, index, &f, NULL) || day_compare(f.day, query_day(q, 1)) != 0 || !text_is(query_text(q, 2), f.kind->kind) ||
	    !text_equal(query_text(q, 3), f.matter))
		return misread(e, "entry", index);
	*ret = leaf_hash(bytes);
	if (!text_equal(query_bytes(q, 5), text_bytes(ret->at, sizeof(ret->at))))
		return misread(e, "leaf", index);
	return f.commit.len == 0 || parts_fit(r, index, f.commit, e);
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

/* The entries one after the other, each into the tree; what receipts were asked for is made on the way. */
static bool entries_fit(struct back *r, struct ledger_batch *b, struct frontier *f, struct error *e)
{
	for (int64_t i = b->before.size; i < b->frontier.size; i++, arena_reset(r->arena)) {
		struct frontier before = *f;
		struct hash     leaf;
		if (!entry_fits(r, i, &leaf, e))
			return false;
		frontier_add(f, leaf);
		struct text commitments = query_bytes(r->entries, 7);
		receipt_answer(b, &before, f, query_bytes(r->entries, 4), query_is_null(r->entries, 7) ? NULL : &commitments);
	}
	return !query_next(r->entries) && query_end_ok(r->entries, e) && (r->on_key || query_end_ok(r->keys, e));
}

static bool read_back(struct ledger_batch *b, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	_cleanup_query_ struct query *entries = NULL, *keys = NULL;
	struct value                  range[] = { value_int(b->before.size), value_int(b->frontier.size) };
	struct stored_tree            tree;
	struct frontier               f;
	struct hash_reader            r = stored_tree(&tree, b->db, a, b->before.size);
	if (!frontier_read(&r, b->before.size, &f, e))
		return false;
	if (!hash_equal(frontier_root(&f), b->before.root))
		return misread(e, "tree", b->before.size);
	if (!query_start(b->db, &back_entries, range, &entries, e) || !query_start(b->db, &back_keys, range, &keys, e))
		return false;
	arena_reset(a);
	struct back back = { .batch = b, .arena = a, .entries = entries, .keys = keys, .on_key = query_next(keys) };
	if (!entries_fit(&back, b, &f, e))
		return false;
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
