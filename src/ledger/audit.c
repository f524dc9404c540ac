/* audit.c - everything that the database keeps of the ledger, held against everything else: for `danvan verify db` and before a lost outer checkpoint is made anew. */
#include "base/base.h"

#include "canon.h"
#include "checkpoint.h"
#include "key.h"
#include "stored.h"

struct audit {
	struct connection       *db;
	const struct ledger_key *key;
	void (*found)(void *, const struct misfit *);
	void           *arg;
	int64_t         misfits, size;
	struct arena   *arena; /* emptied after each entry */
	struct frontier frontier;
	day_t           floor;
	int64_t         parts, blobs; /* rows that belong to an entry; rows that some entry names first */
};

static void misfit(struct audit *u, const char *table, const char *column, struct text matter, int64_t index)
{
	u->misfits++;
	if (u->found)
		u->found(u->arg, &(struct misfit){ table, column, matter, index });
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

static const char *const sealed_column[PART_COUNT] = { "sealed_time", "sealed_text", "sealed_party", "sealed_files", "sealed_acts", "sealed_internal" };

/* Failures of the database end the audit; a part that does not open or does not fit is a misfit. */
static bool audit_part(struct audit *u, int64_t index, struct text matter, const struct stored_parts *s, const struct scope_keys *keys, enum part p, struct error *e)
{
	struct error   why = { 0 };
	struct opening o;
	if (stored_opening_by(u->key, keys, index, s, p, u->arena, &o, &why)) {
		struct hash h = part_commitment(p, o.salt, o.bytes);
		if (memcmp(h.at, s->commitments.at + (size_t)p * sizeof(h), sizeof(h)) != 0)
			misfit(u, "part", sealed_column[p], matter, index);
		return true;
	}
	if (error_is(&why, LEDGER_SEAL_BROKEN))
		misfit(u, "part", sealed_column[p], matter, index);
	else if (!error_is(&why, LEDGER_ERASED)) { /* whether an entry says so is asked once a key */
		*e = why;
		return false;
	}
	return true;
}

static bool audit_parts(struct audit *u, const struct stored_entry *n, const struct entry_facts *f, struct error *e)
{
	struct stored_parts s;
	struct scope_keys   keys;
	struct error        why = { 0 };
	struct hash         part[PART_COUNT];
	bool                found;
	if (!stored_parts(u->db, n->index, u->arena, &s, &found, &why)) {
		if (!error_is(&why, LEDGER_DAMAGED)) {
			*e = why;
			return false;
		}
		misfit(u, "part", "commitments", n->matter, n->index);
		u->parts++;
		return true;
	}
	u->parts += found;
	if (found != (f->commit.len > 0)) {
		misfit(u, "part", "idx", n->matter, n->index);
		return true;
	}
	if (!found)
		return true;
	memcpy(part, s.commitments.at, sizeof(part));
	if (!text_equal(hash_hex(u->arena, commit_of(part)), f->commit))
		misfit(u, "part", "commitments", n->matter, n->index);
	if (f->matter.len > 0 && !text_equal(s.scope, f->matter))
		misfit(u, "part", "scope", n->matter, n->index);
	if (!scope_keys(u->db, s.scope, u->arena, &keys, e))
		return false;
	for (int p = 0; p < PART_COUNT; p++)
		if (!audit_part(u, n->index, n->matter, &s, &keys, (enum part)p, e))
			return false;
	return true;
}

STATEMENT(blob_bytes, READS, "b", "ib", "SELECT idx, bytes FROM blob WHERE hash = $1");

static bool audit_blob(struct audit *u, const struct stored_entry *n, struct error *e)
{
	struct text  hex, hash;
	struct value row[2];
	bool         found;
	if (!entry_text(u->arena, n->bytes, "blob", &hex) || !hex_decode(u->arena, hex, &hash))
		return true;
	if (!statement_one(u->db, &blob_bytes, (struct value[]){ value_bytes(hash) }, u->arena, row, &found, e))
		return false;
	struct hash is = sha256(row[1].text);
	if (!found || !text_equal(hash, text_bytes(is.at, sizeof(is.at))))
		misfit(u, "blob", "bytes", TEXT_EMPTY, n->index);
	else if (row[0].number > n->index) /* the row's entry is the first that names it */
		misfit(u, "blob", "idx", TEXT_EMPTY, n->index);
	u->blobs += found && row[0].number == n->index;
	return true;
}

static bool audit_entry(struct audit *u, int64_t index, struct error *e)
{
	struct stored_entry n;
	struct entry_facts  f;
	bool                found;
	if (!stored_entry(u->db, index, u->arena, &n, &found, e))
		return false;
	if (!found) {
		misfit(u, "entry", "idx", TEXT_EMPTY, index);
		frontier_add(&u->frontier, leaf_hash(TEXT_EMPTY));
		return true;
	}
	struct hash leaf = leaf_hash(n.bytes);
	frontier_add(&u->frontier, leaf);
	if (!text_equal(n.leaf, text_bytes(leaf.at, sizeof(leaf.at))))
		misfit(u, "entry", "leaf", n.matter, index);
	if (!kind_check(u->arena, n.bytes, index, &f, NULL)) {
		misfit(u, "entry", "bytes", n.matter, index);
		return true;
	}
	if (!text_is(n.kind, f.kind->kind))
		misfit(u, "entry", "kind", f.matter, index);
	if (!text_equal(n.matter, f.matter))
		misfit(u, "entry", "matter", f.matter, index);
	if (day_compare(n.day, f.day) != 0 || day_compare(f.day, u->floor) < 0)
		misfit(u, "entry", "day", f.matter, index);
	u->floor = f.floor;
	return audit_parts(u, &n, &f, e) && (!text_is(n.kind, "import") || audit_blob(u, &n, e));
}

static bool audit_tile(struct audit *u, struct tile t, struct error *e)
{
	struct text bytes, root, below;
	bool        found;
	if (!stored_tile_row(u->db, t, u->arena, &bytes, &root, &found, e) || !stored_tile_below(u->db, t, u->arena, &below, e))
		return false;
	bool whole = below.len == TILE_WIDTH * sizeof(struct hash);
	if (!found || !whole || !text_equal(bytes, below))
		misfit(u, "tile", "bytes", TEXT_EMPTY, t.n * TILE_WIDTH);
	else {
		struct hash is = fold((const struct hash *)(const void *)below.at, TILE_WIDTH);
		if (!text_equal(root, text_bytes(is.at, sizeof(is.at))))
			misfit(u, "tile", "root", TEXT_EMPTY, t.n * TILE_WIDTH);
	}
	arena_reset(u->arena);
	return true;
}

static bool audit_tiles(struct audit *u, struct error *e)
{
	for (int level = 0; level < TILE_LEVEL_MOST; level++)
		for (int64_t n = 0; n < tile_hashes(u->size, level + 1); n++)
			if (!audit_tile(u, (struct tile){ level, n, TILE_WIDTH }, e))
				return false;
	return true;
}

/* Rows that belong to nothing. */
STATEMENT(rows_counted, READS, "", "iiiii",
	  "SELECT (SELECT count(*) FROM tile), (SELECT count(*) FROM part),"
	  " (SELECT count(*) FROM blob WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.idx = blob.idx AND entry.kind = 'import')),"
	  " (SELECT count(*) FROM data_key WHERE (wrapped IS NULL) <> (erased IS NOT NULL)), (SELECT count(*) FROM blob)",
	  "tile part blob data_key");

static bool audit_counts(struct audit *u, struct error *e)
{
	struct value row[5];
	bool         found;
	int64_t      tiles = 0;
	for (int level = 1; level <= TILE_LEVEL_MOST; level++)
		tiles += tile_hashes(u->size, level);
	if (!statement_one(u->db, &rows_counted, NULL, u->arena, row, &found, e))
		return false;
	if (row[0].number > tiles)
		misfit(u, "tile", "n", TEXT_EMPTY, u->size);
	if (row[1].number != u->parts)
		misfit(u, "part", "idx", TEXT_EMPTY, u->size);
	if (row[2].number > 0)
		misfit(u, "blob", "idx", TEXT_EMPTY, u->size);
	else if (row[4].number > u->blobs) /* a public file that no entry names */
		misfit(u, "blob", "hash", TEXT_EMPTY, u->size);
	if (row[3].number > 0) /* there and said to be erased, or gone and nobody says by which entry */
		misfit(u, "data_key", "erased", TEXT_EMPTY, u->size);
	return true;
}

/* ---- data keys that nobody but the holder of the key file can have made, and those that an entry says are gone ---- */

enum { KEYS_AT_ONCE = 1024 };
STATEMENT(data_keys_after, READS, "ti", "tiBI", "SELECT scope, part, wrapped, erased FROM data_key WHERE (scope, part) > ($1, $2) ORDER BY scope, part LIMIT 1024");

struct key_row { struct text scope; int64_t part, erased; struct value wrapped; };

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
		misfit(u, "data_key", "part", k->scope, k->erased);
	else if (k->wrapped.type != VALUE_NULL)
		good = wrapped_is_ours(u->key, k->wrapped.text, k->scope, (enum part)k->part, u->arena);
	else if (!erasure_is_recorded(u, k->scope, (enum part)k->part, &good, e))
		return false;
	if (!good && k->part >= 0 && k->part < PART_COUNT)
		misfit(u, "data_key", "wrapped", k->scope, k->erased);
	arena_reset(u->arena);
	return true;
}

static bool audit_keys(struct audit *u, struct error *e)
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

STATEMENT(entries_end, READS, "", "ii", "SELECT (SELECT COALESCE(max(idx), -1) + 1 FROM entry), (SELECT count(*) FROM entry WHERE idx < 0)");

/* The size that the head names, or as many entries as there are: so that a changed size does not send us looking for 2^60 of them. */
static bool audit_size(struct audit *u, int64_t size, struct error *e)
{
	struct value row[2];
	bool         found;
	if (!statement_one(u->db, &entries_end, NULL, u->arena, row, &found, e))
		return false;
	if (size < row[0].number || row[1].number > 0)
		misfit(u, "entry", "idx", TEXT_EMPTY, size);
	if (size > row[0].number)
		misfit(u, "ledger_meta", "size", TEXT_EMPTY, size);
	u->size = size < row[0].number ? size : row[0].number;
	return true;
}

STATEMENT(published_both, READS, "", "ib", "SELECT published, published_note FROM ledger_meta WHERE one = 1");

static bool audit_published(struct audit *u, struct error *e)
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
		misfit(u, "ledger_meta", "published", TEXT_EMPTY, row[0].number);
		return true;
	}
	if (!stored_root(u->db, u->arena, row[0].number, &root, e) || !vkey_parse(u->arena, key_vkey(u->arena, u->key), &v, e))
		return false;
	if (!checkpoint_verify(u->arena, row[1].text, &v, 1, &c, NULL) || c.head.size != row[0].number || !hash_equal(c.head.root, root))
		misfit(u, "ledger_meta", "published_note", TEXT_EMPTY, row[0].number);
	return true;
}

static bool audit_head(struct audit *u, struct tree_head *ret, struct error *e)
{
	struct ledger_meta meta;
	struct error       why = { 0 };
	bool               found = false;
	if (!ledger_meta(u->db, u->arena, &meta, &found, &why) && !error_is(&why, LEDGER_DAMAGED)) {
		*e = why;
		return false;
	}
	if (!found || why.code)
		misfit(u, "ledger_meta", "root", TEXT_EMPTY, 0);
	else {
		if (!text_is(meta.origin, u->key->origin))
			misfit(u, "ledger_meta", "origin", TEXT_EMPTY, 0);
		if (!text_equal(meta.vkey, key_vkey(u->arena, u->key)))
			misfit(u, "ledger_meta", "vkey", TEXT_EMPTY, 0);
		*ret = meta.head;
	}
	return true;
}

bool ledger_audit(struct connection *db, const struct ledger_key *k, void (*found)(void *, const struct misfit *), void *arg, int64_t *ret,
		  struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct audit                  u = { .db = db, .key = k, .found = found, .arg = arg, .arena = a, .floor = DAY_NONE };
	struct tree_head              head = { 0 };
	struct error                  unused;
	e = e ? e : &unused;
	if (!audit_head(&u, &head, e) || !audit_size(&u, head.size, e))
		return false;
	for (int64_t i = 0; i < u.size; i++, arena_reset(a))
		if (!audit_entry(&u, i, e))
			return false;
	if (!hash_equal(frontier_root(&u.frontier), head.root))
		misfit(&u, "ledger_meta", "root", TEXT_EMPTY, u.size);
	if (!audit_tiles(&u, e) || !audit_keys(&u, e) || !audit_counts(&u, e) || (u.misfits == 0 && !audit_published(&u, e)))
		return false;
	*ret = u.misfits;
	return true;
}
