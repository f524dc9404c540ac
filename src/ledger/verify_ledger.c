/* verify_ledger.c - a whole ledger from its public files alone: entries give leaves, leaves give every tile and the root, the root is what was signed. */
#include "base/base.h"

#include "canon.h"
#include "checkpoint.h"
#include "kinds.h"
#include "tile.h"

enum { CHECKPOINT_MOST = 64 * 1024, TILE_MOST = TILE_WIDTH * sizeof(struct hash), BUNDLE_MOST = TILE_WIDTH * (2 + LEDGER_ENTRY_MOST), BLOB_MOST = 1 << 26 };

/* A tile in the making at each level. */
struct level { int64_t n; int width; struct hash at[TILE_WIDTH]; };

struct check {
	const struct ledger_reader *reader;
	struct arena               *arena; /* emptied after each bundle */
	struct checkpoint           now, since;
	bool                        has_since;
	day_t                       floor;
	struct frontier             frontier;
	struct level                level[TILE_LEVEL_MOST + 1];
	struct ledger_report       *report;
};

static bool wrong(struct check *c, struct text name, int64_t number, struct error *e) { return error(e, LEDGER_FILE_WRONG, .name = name, .number = number); }

/* The file of the tile at this level must be what the entries give. */
static bool tile_check(struct check *c, int level, struct error *e)
{
	struct level *l = &c->level[level];
	struct text   path = tile_path(c->arena, (struct tile){ level, l->n, l->width }), bytes;
	if (!c->reader->read(c->reader->arg, text_c(c->arena, path), TILE_MOST, c->arena, &bytes, e))
		return false;
	if (bytes.len != (size_t)l->width * sizeof(struct hash))
		return wrong(c, path, l->n * TILE_WIDTH, e);
	for (int i = 0; i < l->width; i++)
		if (memcmp(bytes.at + (size_t)i * sizeof(struct hash), l->at[i].at, sizeof(struct hash)) != 0)
			return wrong(c, path, l->n * TILE_WIDTH + i, e);
	c->report->tiles++;
	return true;
}

static bool level_add(struct check *c, int level, struct hash h, struct error *e)
{
	struct level *l = &c->level[level];
	l->at[l->width++] = h;
	if (l->width < TILE_WIDTH)
		return true;
	if (!tile_check(c, level, e))
		return false;
	l->width = 0;
	l->n++;
	return level == TILE_LEVEL_MOST || level_add(c, level + 1, fold(l->at, TILE_WIDTH), e);
}

static bool since_check(struct check *c, struct error *e)
{
	if (!c->has_since || c->frontier.size != c->since.head.size || hash_equal(frontier_root(&c->frontier), c->since.head.root))
		return true;
	return error(e, LEDGER_NOT_CONSISTENT, .number = c->since.head.size, .limit = c->now.head.size);
}

static bool blob_check(struct check *c, struct text entry, struct error *e)
{
	struct text hex, bytes;
	int64_t     length;
	if (!entry_text(c->arena, entry, "blob", &hex) || !entry_int(entry, "bytes", &length))
		return true;
	struct text path = text_print(c->arena, "blob/%.*s", TEXT_ARG(hex));
	if (!c->reader->read(c->reader->arg, text_c(c->arena, path), BLOB_MOST, c->arena, &bytes, e))
		return false;
	if ((int64_t)bytes.len != length || !text_equal(hash_hex(c->arena, sha256(bytes)), hex))
		return wrong(c, path, c->frontier.size, e);
	c->report->blobs++;
	return true;
}

static bool entry_check(struct check *c, struct text entry, struct error *e)
{
	int64_t            index = c->frontier.size;
	struct entry_facts f;
	if (!kind_check(c->arena, entry, index, &f, e))
		return false;
	if (day_compare(f.day, c->floor) < 0)
		return error(e, LEDGER_DAY_FALLS, .value = day_print(c->arena, f.day), .expected = day_print(c->arena, c->floor), .day = c->floor,
			     .number = index);
	if (index == 0)
		c->report->first = f.day;
	c->report->last = f.day;
	c->floor = f.floor;
	if (name_is(text_of(f.kind->kind), "import") && !blob_check(c, entry, e))
		return false;
	struct hash leaf = leaf_hash(entry);
	frontier_add(&c->frontier, leaf);
	return level_add(c, 0, leaf, e) && since_check(c, e);
}

static bool bundle_check(struct check *c, struct tile t, struct error *e)
{
	struct text path = tile_path(c->arena, t), rest, entry;
	if (!c->reader->read(c->reader->arg, text_c(c->arena, path), BUNDLE_MOST, c->arena, &rest, e))
		return false;
	for (int i = 0; i < t.width; i++)
		if (!bundle_next(&rest, &entry))
			return wrong(c, path, c->frontier.size, e);
		else if (!entry_check(c, entry, e))
			return false;
	return rest.len == 0 || wrong(c, path, c->frontier.size, e);
}

static bool tree_check(struct check *c, struct error *e)
{
	int64_t size = c->now.head.size;
	for (int64_t n = 0; tile_width(size, TILE_ENTRIES, n) > 0; n++) {
		if (!bundle_check(c, (struct tile){ TILE_ENTRIES, n, tile_width(size, TILE_ENTRIES, n) }, e))
			return false;
		arena_reset(c->arena);
	}
	for (int level = 0; level <= TILE_LEVEL_MOST; level++)
		if (c->level[level].width > 0 && !tile_check(c, level, e))
			return false;
	return hash_equal(frontier_root(&c->frontier), c->now.head.root) || wrong(c, TEXT("checkpoint"), size, e);
}

static bool checkpoints_read(struct check *c, struct arena *a, const struct vkey *v, size_t count, struct text since, struct error *e)
{
	struct text note;
	if (!c->reader->read(c->reader->arg, "checkpoint", CHECKPOINT_MOST, a, &note, e) || !checkpoint_verify(a, note, v, count, &c->now, e))
		return false;
	c->has_since = since.len > 0;
	if (!c->has_since)
		return true;
	if (!checkpoint_verify(a, since, v, count, &c->since, e))
		return false;
	if (!text_equal(c->since.origin, c->now.origin))
		return error(e, LEDGER_BAD_ORIGIN, .value = c->since.origin, .expected = c->now.origin);
	if (c->since.head.size > c->now.head.size)
		return error(e, LEDGER_SHRUNK, .number = c->now.head.size, .limit = c->since.head.size);
	return since_check(c, e); /* of the empty tree */
}

bool verify_ledger(const struct ledger_reader *r, const struct text *vkeys, size_t vkey_count, struct text since, struct arena *a,
		   struct ledger_report *ret, struct error *e)
{
	_cleanup_arena_ struct arena *scratch = arena_new(0);
	struct ledger_report          report = { .first = DAY_NONE, .last = DAY_NONE, .since = -1 };
	struct check                 *c = ARENA_NEW(a, struct check);
	struct vkey                  *v;
	*c = (struct check){ .reader = r, .arena = scratch, .floor = DAY_NONE, .report = &report };
	if (!vkeys_parse(a, vkeys, vkey_count, &v, e) || !checkpoints_read(c, a, v, vkey_count, since, e) || !tree_check(c, e))
		return false;
	report.origin = c->now.origin;
	report.head = c->now.head;
	report.signatures = c->now.signatures;
	report.unknown = c->now.unknown;
	if (c->has_since)
		report.since = c->since.head.size;
	*ret = report;
	return true;
}

static bool folder_read(void *arg, const char *path, size_t limit, struct arena *a, struct text *ret, struct error *e)
{
	struct ledger_folder *f = arg;
	return f->world->file_read(f->world, a, text_c(a, text_print(a, "%s/%s", f->path, path)), limit, ret, e);
}

struct ledger_reader ledger_reader_folder(struct ledger_folder *f) { return (struct ledger_reader){ folder_read, f }; }
