/* stored_tree.c - hashes out of the tables entry and tile. */
#include "base/base.h"

#include "stored.h"

static bool gather(struct query *q, int width, struct arena *a, struct text *ret, struct error *e)
{
	char *at = arena_alloc(a, (size_t)width * sizeof(struct hash));
	int   n = 0;
	for (; query_next(q) && n < width; n++) {
		struct text hash = query_bytes(q, 0);
		if (hash.len != sizeof(struct hash))
			break;
		memcpy(at + (size_t)n * sizeof(struct hash), hash.at, hash.len);
	}
	*ret = text_bytes(at, (size_t)n * sizeof(struct hash));
	return query_end_ok(q, e);
}

STATEMENT(tile_get, READS, "ii", "bb", "SELECT bytes, root FROM tile WHERE level = $1 AND n = $2");

bool stored_tile_row(struct connection *db, struct tile t, struct arena *a, struct text *ret_bytes, struct text *ret_root, bool *ret_found,
		     struct error *e)
{
	struct value row[2];
	if (!statement_one(db, &tile_get, (struct value[]){ value_int(t.level), value_int(t.n) }, a, row, ret_found, e))
		return false;
	*ret_bytes = row[0].text;
	*ret_root = row[1].text;
	return true;
}

STATEMENT(tile_leaves, READS, "ii", "b", "SELECT leaf FROM entry WHERE idx >= $1 AND idx < $2 ORDER BY idx");
STATEMENT(tile_roots, READS, "iii", "b", "SELECT root FROM tile WHERE level = $1 AND n >= $2 AND n < $3 ORDER BY n");

bool stored_tile_below(struct connection *db, struct tile t, struct arena *a, struct text *ret, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	int64_t                       from = t.n * TILE_WIDTH, to = from + t.width;
	bool good = t.level == 0 ? query_start(db, &tile_leaves, (struct value[]){ value_int(from), value_int(to) }, &q, e)
				 : query_start(db, &tile_roots, (struct value[]){ value_int(t.level - 1), value_int(from), value_int(to) }, &q, e);
	return good && gather(q, t.width, a, ret, e);
}

bool stored_tile(struct connection *db, struct tile t, struct arena *a, struct text *ret, struct error *e)
{
	struct text root;
	bool        found = false;
	if (t.width == TILE_WIDTH && !stored_tile_row(db, t, a, ret, &root, &found, e))
		return false;
	return found || stored_tile_below(db, t, a, ret, e);
}

STATEMENT(bundle_entries, READS, "ii", "b", "SELECT bytes FROM entry WHERE idx >= $1 AND idx < $2 ORDER BY idx");

bool stored_bundle(struct connection *db, struct tile t, struct arena *a, struct text *ret, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct build                  b = { .arena = a };
	int64_t                       from = t.n * TILE_WIDTH;
	if (!query_start(db, &bundle_entries, (struct value[]){ value_int(from), value_int(from + t.width) }, &q, e))
		return false;
	while (query_next(q)) {
		struct text entry = query_bytes(q, 0);
		if (entry.len > LEDGER_ENTRY_MOST)
			return error(e, LEDGER_DAMAGED, .name = TEXT("entry"), .number = from);
		bundle_add(&b, entry);
	}
	*ret = build_text(&b);
	return query_end_ok(q, e);
}

static bool source_read(void *arg, struct tile t, struct arena *a, struct text *ret, struct error *e)
{
	struct stored_tree *s = arg;
	if (!stored_tile(s->db, t, a, ret, e))
		return false;
	if (ret->len != (size_t)t.width * sizeof(struct hash))
		return error(e, LEDGER_DAMAGED, .name = TEXT("tile"), .value = tile_path(a, t), .number = t.n);
	return true;
}

struct hash_reader stored_tree(struct stored_tree *s, struct connection *db, struct arena *a, int64_t size)
{
	*s = (struct stored_tree){ .db = db, .source = { .read = source_read, .arg = s, .arena = a, .size = size } };
	return tile_hashes_of(&s->source);
}

bool stored_root(struct connection *db, struct arena *a, int64_t size, struct hash *ret, struct error *e)
{
	struct stored_tree tree;
	struct frontier    f;
	struct hash_reader r = stored_tree(&tree, db, a, size);
	if (!frontier_read(&r, size, &f, e))
		return false;
	*ret = frontier_root(&f);
	return true;
}

bool history_contains(struct connection *db, struct arena *a, struct tree_head now, struct tree_head seen, struct error *e)
{
	struct hash root = now.root;
	if (now.size < seen.size)
		return error(e, LEDGER_BEHIND, .number = now.size, .limit = seen.size);
	if (now.size > seen.size && !stored_root(db, a, seen.size, &root, e))
		return false;
	return hash_equal(root, seen.root) || error(e, LEDGER_FORKED, .number = seen.size);
}
