/* publish.c - the public files at the published size: checkpoint, tiles, bundles of entries, blobs. */
#include "base/base.h"

#include "checkpoint.h"
#include "stored.h"

STATEMENT(published_move, WRITES, "ib", "", "UPDATE ledger_meta SET published = $1, published_note = $2 WHERE one = 1");

bool ledger_publish(struct ledger *l, struct connection *db, int64_t size, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct tree_head              head = { .size = size }, last = { 0 };
	struct ledger_meta            meta;
	bool                          found;
	if (!ledger_meta(db, a, &meta, &found, e))
		return false;
	/* Only what was committed before this transaction: a checkpoint must not speak of entries that a rollback can take away. */
	if (!found || !head_known(l, &last) || size < meta.published || size > last.size)
		return error(e, LEDGER_PUBLISH_SIZE, .number = size, .limit = last.size);
	if (!stored_root(db, a, size, &head.root, e))
		return false;
	return statement_run(db, &published_move, (struct value[]){ value_int(size), value_bytes(checkpoint_sign(a, l->key, head)) }, NULL, e);
}

STATEMENT(published_get, READS, "", "ib", "SELECT published, published_note FROM ledger_meta WHERE one = 1");
STATEMENT(blob_get, READS, "bi", "b", "SELECT bytes FROM blob WHERE hash = $1 AND idx < $2");

static bool blob_file(struct connection *db, int64_t size, struct text hex, struct arena *a, struct ledger_file *ret, bool *ret_found, struct error *e)
{
	struct text  hash;
	struct value row[1];
	if (!hex_decode(a, hex, &hash) || hash.len != sizeof(struct hash) || !text_equal(hex, hex_encode(a, hash)))
		return true;
	if (!statement_one(db, &blob_get, (struct value[]){ value_bytes(hash), value_int(size) }, a, row, ret_found, e))
		return false;
	if (*ret_found)
		*ret = (struct ledger_file){ row[0].text, "application/octet-stream", true };
	return true;
}

static bool file_at(struct connection *db, int64_t size, struct text path, struct arena *a, struct ledger_file *ret, bool *ret_found, struct error *e)
{
	struct tile t;
	*ret_found = false;
	if (text_starts(path, "blob/"))
		return blob_file(db, size, text_from(path, 5), a, ret, ret_found, e);
	/* A partial tile that has grown since is still given: older checkpoints lead to it. */
	if (!tile_parse(path, &t) || t.width > tile_width(size, t.level, t.n))
		return true;
	*ret = (struct ledger_file){ .type = "application/octet-stream", .immutable = true };
	*ret_found = true;
	return t.level == TILE_ENTRIES ? stored_bundle(db, t, a, &ret->bytes, e) : stored_tile(db, t, a, &ret->bytes, e);
}

bool ledger_file(struct connection *db, struct text path, struct arena *a, struct ledger_file *ret, bool *ret_found, struct error *e)
{
	struct value row[2];
	if (!statement_one(db, &published_get, NULL, a, row, ret_found, e))
		return false;
	if (!*ret_found)
		return true;
	if (!text_is(path, "checkpoint"))
		return file_at(db, row[0].number, path, a, ret, ret_found, e);
	*ret = (struct ledger_file){ row[1].text, "text/plain; charset=utf-8", false };
	*ret_found = row[1].text.len > 0;
	return true;
}

/* ---- export: the same files, written into a folder; the checkpoint last, so that it never speaks of what is not there yet ---- */

struct export {
	struct connection *db;
	struct world      *world;
	const char        *folder;
	int64_t            size;
	struct arena      *arena;
	char               made[4096]; /* the folder of the last file */
	size_t             made_len;
};

/* Is this file in the folder of the one before? Then that is there. */
static bool in_same_folder(struct export *x, const char *full)
{
	size_t len = (size_t)(strrchr(full, '/') - full);
	bool   same = len == x->made_len && strncmp(full, x->made, len) == 0;
	x->made_len = len < sizeof(x->made) ? len : 0;
	memcpy(x->made, full, x->made_len);
	return same && len > 0;
}

static bool file_put(struct export *x, struct text path, struct text bytes, struct error *e)
{
	const char *full = text_c(x->arena, text_print(x->arena, "%s/%.*s", x->folder, TEXT_ARG(path)));
	return (in_same_folder(x, full) || x->world->folders_make(x->world, full, 0755, e)) && x->world->file_replace(x->world, full, bytes, 0644, e);
}

static bool path_put(struct export *x, struct text path, struct error *e)
{
	struct ledger_file f;
	bool               found;
	if (!file_at(x->db, x->size, path, x->arena, &f, &found, e))
		return false;
	bool good = !found || file_put(x, path, f.bytes, e);
	arena_reset(x->arena);
	return good;
}

static bool level_put(struct export *x, int level, struct error *e)
{
	for (int64_t n = 0; tile_width(x->size, level, n) > 0; n++)
		if (!path_put(x, tile_path(x->arena, (struct tile){ level, n, tile_width(x->size, level, n) }), e))
			return false;
	return true;
}

STATEMENT(blob_next, READS, "ib", "b", "SELECT hash FROM blob WHERE idx < $1 AND hash > $2 ORDER BY hash LIMIT 1");

static bool blobs_put(struct export *x, struct error *e)
{
	char        last[sizeof(struct hash)];
	struct text after = TEXT_EMPTY;
	for (bool found = true; found;) {
		struct value row[1];
		if (!statement_one(x->db, &blob_next, (struct value[]){ value_int(x->size), value_bytes(after) }, x->arena, row, &found, e))
			return false;
		if (found) {
			memcpy(last, row[0].text.at, sizeof(last));
			after = text_bytes(last, sizeof(last));
			if (!path_put(x, text_print(x->arena, "blob/%.*s", TEXT_ARG(hex_encode(x->arena, after))), e))
				return false;
		}
	}
	return true;
}

static bool checkpoint_put(struct export *x, const struct ledger_key *k, struct error *e)
{
	struct tree_head head = { .size = x->size };
	struct value     row[2];
	bool             found;
	if (!stored_root(x->db, x->arena, x->size, &head.root, e) || !statement_one(x->db, &published_get, NULL, x->arena, row, &found, e))
		return false;
	/* The published note may carry others' signatures too. */
	struct text note = found && row[0].number == x->size && row[1].text.len > 0 ? row[1].text : checkpoint_sign(x->arena, k, head);
	return file_put(x, TEXT("checkpoint"), note, e);
}

bool ledger_export(struct connection *db, struct world *w, const struct ledger_key *k, int64_t size, const char *folder, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct export                 x = { .db = db, .world = w, .folder = folder, .size = size, .arena = a };
	struct ledger_meta            meta;
	bool                          found;
	if (!ledger_meta(db, a, &meta, &found, e))
		return false;
	if (!found || size < 0 || size > meta.head.size)
		return error(e, LEDGER_PUBLISH_SIZE, .number = size, .limit = found ? meta.head.size : 0);
	for (int level = TILE_ENTRIES; level <= TILE_LEVEL_MOST; level++)
		if (!level_put(&x, level, e))
			return false;
	return blobs_put(&x, e) && checkpoint_put(&x, k, e);
}
