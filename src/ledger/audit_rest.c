/* audit_rest.c - what the database keeps of the ledger beside entries and their parts: tiles, data keys, rows that belong to nothing, the published state. */
#include "base/base.h"

#include "audit.h"
#include "canon.h"
#include "checkpoint.h"
#include "key.h"

static bool audit_tile(struct audit *u, struct tile t, struct error *e)
{
	struct text bytes, root, below;
	bool        found;
	if (!stored_tile_row(u->db, t, u->arena, &bytes, &root, &found, e) || !stored_tile_below(u->db, t, u->arena, &below, e))
		return false;
	bool whole = below.len == TILE_WIDTH * sizeof(struct hash);
	if (!found || !whole || !text_equal(bytes, below))
		audit_misfit(u, "tile", "bytes", TEXT_EMPTY, t.n * TILE_WIDTH);
	else {
		struct hash is = fold((const struct hash *)(const void *)below.at, TILE_WIDTH);
		if (!text_equal(root, text_bytes(is.at, sizeof(is.at))))
			audit_misfit(u, "tile", "root", TEXT_EMPTY, t.n * TILE_WIDTH);
	}
	arena_reset(u->arena);
	return true;
}

bool audit_tiles(struct audit *u, struct error *e)
{
	for (int level = 0; level < TILE_LEVEL_MOST; level++)
		for (int64_t n = 0; n < tile_hashes(u->size, level + 1); n++)
			if (!audit_tile(u, (struct tile){ level, n, TILE_WIDTH }, e))
				return false;
	return true;
}

/* Rows that belong to nothing. Parts and data keys are read whole by others, who count them. */
STATEMENT(rows_counted, READS, "i", "iiii",
	  "SELECT (SELECT count(*) FROM tile), (SELECT count(*) FROM part WHERE idx < 0 OR idx >= $1),"
	  " (SELECT count(*) FROM blob WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.idx = blob.idx AND entry.kind = 'import')), (SELECT count(*) FROM blob)",
	  "tile blob");

bool audit_count(struct audit *u, struct audit_rows *ret, struct error *e)
{
	struct value row[4];
	bool         found;
	if (!statement_one(u->db, &rows_counted, (struct value[]){ value_int(u->size) }, u->arena, row, &found, e))
		return false;
	*ret = (struct audit_rows){ .tiles = row[0].number, .parts_elsewhere = row[1].number, .stray_blobs = row[2].number, .blobs = row[3].number };
	return true;
}

void audit_rows_fit(struct audit *u, const struct audit_rows *rows, int64_t odd_keys)
{
	int64_t tiles = 0;
	for (int level = 1; level <= TILE_LEVEL_MOST; level++)
		tiles += tile_hashes(u->size, level);
	if (rows->tiles > tiles)
		audit_misfit(u, "tile", "n", TEXT_EMPTY, u->size);
	if (u->part_rows + rows->parts_elsewhere != u->parts)
		audit_misfit(u, "part", "idx", TEXT_EMPTY, u->size);
	if (rows->stray_blobs > 0)
		audit_misfit(u, "blob", "idx", TEXT_EMPTY, u->size);
	else if (rows->blobs > u->blobs) /* a public file that no entry names */
		audit_misfit(u, "blob", "hash", TEXT_EMPTY, u->size);
	if (odd_keys > 0) /* there and said to be erased, or gone and nobody says by which entry */
		audit_misfit(u, "data_key", "erased", TEXT_EMPTY, u->size);
}

/* An erased part is as it should be only if the entry that its key row names says so. */
STATEMENT(data_key_erased, READS, "ti", "I", "SELECT erased FROM data_key WHERE scope = $1 AND part = $2");

static bool erasure_is_recorded(struct audit *u, struct text scope, enum part p, bool *ret, struct error *e)
{
	struct value        row[1];
	struct stored_entry n;
	struct entry_facts  f;
	struct text         parts, item, own;
	bool                found;
	*ret = false;
	if (!statement_one(u->db, &data_key_erased, (struct value[]){ value_text(scope), value_int(p) }, u->arena, row, &found, e))
		return false;
	if (!found || row[0].type == VALUE_NULL)
		return true;
	if (!stored_entry(u->db, row[0].number, u->arena, &n, &found, e))
		return false;
	if (!found || !kind_check(u->arena, n.bytes, n.index, &f, NULL) || !text_is(text_of(f.kind->kind), "erase") ||
	    !entry_raw(n.bytes, "parts", &parts))
		return true;
	if (!text_equal(f.matter, scope) && (!entry_text(u->arena, n.bytes, "scope", &own) || !text_equal(own, scope)))
		return true;
	for (size_t at = 0; entry_item(parts, &at, &item);)
		*ret = *ret || (item.at[0] == '"' && text_is(canon_string(u->arena, item), part_name(p)));
	return true;
}

/* ---- data keys that nobody but the holder of the key file can have made, and those that an entry says are gone ---- */

enum { KEYS_AT_ONCE = 1024 };
STATEMENT(data_keys_after, READS, "ti", "tiBI", "SELECT scope, part, wrapped, erased FROM data_key WHERE (scope, part) > ($1, $2) ORDER BY scope, part LIMIT 1024");

struct key_row { struct text scope; int64_t part, erased; struct value wrapped; };

/* As they lie: reading each by its scope costs several times as much as opening it. */
STATEMENT(data_keys_all, READS, "", "tiBI", "SELECT scope, part, wrapped, erased FROM data_key", "data_key");

static bool data_keys(struct audit *u, struct arena *a, struct text scope, int64_t part, struct key_row *ret, size_t *ret_n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(u->db, &data_keys_after, (struct value[]){ value_text(scope), value_int(part) }, &q, e))
		return false;
	for (*ret_n = 0; query_next(q); ++*ret_n) {
		ret[*ret_n] = (struct key_row){ text_copy(a, query_text(q, 0)), query_int(q, 1), query_int(q, 3), value_null() };
		if (!query_is_null(q, 2))
			ret[*ret_n].wrapped = value_bytes(text_copy(a, query_bytes(q, 2)));
	}
	return query_end_ok(q, e);
}

static bool audit_key(struct audit *u, const struct key_row *k, struct error *e)
{
	bool good = k->part >= 0 && k->part < PART_COUNT;
	if (!good)
		audit_misfit(u, "data_key", "part", k->scope, k->erased);
	else if (k->wrapped.type != VALUE_NULL)
		good = wrapped_is_ours(u->key, k->wrapped.text, k->scope, (enum part)k->part, u->arena);
	else if (!erasure_is_recorded(u, k->scope, (enum part)k->part, &good, e))
		return false;
	if (!good && k->part >= 0 && k->part < PART_COUNT)
		audit_misfit(u, "data_key", "wrapped", k->scope, k->erased);
	arena_reset(u->arena);
	return true;
}

/* In the order of scopes, so that misfits are told in one that means something. */
static bool audit_keys_in_order(struct audit *u, struct error *e)
{
	_cleanup_arena_ struct arena *these = arena_new(0), *before = arena_new(0); /* where a page begins stands in the page before it */
	struct text                   scope = TEXT_EMPTY;
	int64_t                       part = -1;
	for (size_t n = KEYS_AT_ONCE; n == KEYS_AT_ONCE;) {
		struct key_row *rows = arena_alloc(these, KEYS_AT_ONCE * sizeof(*rows));
		if (!data_keys(u, these, scope, part, rows, &n, e))
			return false;
		for (size_t i = 0; i < n; i++)
			if (!audit_key(u, &rows[i], e))
				return false;
		if (n == KEYS_AT_ONCE) {
			scope = rows[n - 1].scope;
			part = rows[n - 1].part;
		}
		struct arena *emptied = before;
		before = these;
		these = emptied;
		arena_reset(these);
	}
	return true;
}

bool audit_keys(struct audit *u, int64_t *ret_odd, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	_cleanup_query_ struct query *q = NULL;
	struct misfit_list            found = { .arena = a };
	struct audit                  quick = *u;
	quick.misfits = &found;
	*ret_odd = 0;
	if (!query_stream(u->db, &data_keys_all, &q, e))
		return false;
	while (query_next(q)) {
		struct key_row k = { query_text(q, 0), query_int(q, 1), query_int(q, 3), query_is_null(q, 2) ? value_null() : value_bytes(query_bytes(q, 2)) };
		*ret_odd += query_is_null(q, 2) == query_is_null(q, 3);
		if (found.n == 0 && !audit_key(&quick, &k, e))
			return false;
	}
	return query_end_ok(q, e) && (found.n == 0 || audit_keys_in_order(u, e));
}

STATEMENT(published_both, READS, "", "ib", "SELECT published, published_note FROM ledger_meta WHERE one = 1");

bool audit_published(struct audit *u, struct error *e)
{
	struct value      row[2];
	struct vkey       v;
	struct checkpoint c;
	struct hash       root;
	bool              found;
	if (!statement_one(u->db, &published_both, NULL, u->arena, row, &found, e))
		return false;
	if (row[0].number == 0 && row[1].text.len == 0)
		return true;
	if (row[0].number < 0 || row[0].number > u->size) {
		audit_misfit(u, "ledger_meta", "published", TEXT_EMPTY, row[0].number);
		return true;
	}
	if (!stored_root(u->db, u->arena, row[0].number, &root, e) || !vkey_parse(u->arena, key_vkey(u->arena, u->key), &v, e))
		return false;
	if (!checkpoint_verify(u->arena, row[1].text, &v, 1, &c, NULL) || c.head.size != row[0].number || !hash_equal(c.head.root, root))
		audit_misfit(u, "ledger_meta", "published_note", TEXT_EMPTY, row[0].number);
	return true;
}
