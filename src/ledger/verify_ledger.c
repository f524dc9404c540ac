/* verify_ledger.c - a whole ledger from its public files alone: entries give leaves, leaves give every tile and the root, the root is what was signed. */
#include "base/base.h"

#include "checkpoint.h"
#include "verify_crew.h"

enum { CHECKPOINT_MOST = 64 * 1024 };

/* A tile in the making at each level above the leaves. */
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

/* The file of the tile at this level must be what the entries give. */
static bool tile_check(struct check *c, int level, struct error *e)
{
	struct level *l = &c->level[level];
	if (!tile_holds(c->reader, c->arena, (struct tile){ level, l->n, l->width }, l->at, e))
		return false;
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

/* The tree grows by a bundle: as a whole where nobody asks for a size inside it. */
static bool tree_add(struct check *c, const struct bundle *b, struct error *e)
{
	int64_t before = c->frontier.size, after = before + b->width;
	bool    whole = b->width == TILE_WIDTH;
	if (whole && (!c->has_since || c->since.head.size <= before || c->since.head.size >= after))
		frontier_add_tree(&c->frontier, TILE_HEIGHT, b->root);
	for (int i = (int)(c->frontier.size - before); i < b->width; i++) {
		frontier_add(&c->frontier, b->leaf[i]);
		if (!since_check(c, e))
			return false;
	}
	return since_check(c, e) && (!whole || level_add(c, 1, b->root, e));
}

static bool bundle_add_checked(struct check *c, const struct bundle *b, struct error *e)
{
	if (b->checked > 0 && day_compare(b->first, c->floor) < 0)
		return error(e, LEDGER_DAY_FALLS, .value = day_print(c->arena, b->first), .expected = day_print(c->arena, c->floor), .day = c->floor,
			     .number = b->n * TILE_WIDTH);
	if (!b->good) {
		if (e)
			*e = b->error;
		return false;
	}
	if (b->n == 0)
		c->report->first = b->first;
	c->report->last = b->last;
	c->report->blobs += b->blobs;
	c->report->tiles++;
	c->floor = b->floor;
	return tree_add(c, b, e);
}

static bool tree_check(struct check *c, struct error *e)
{
	int64_t                           size = c->now.head.size, count = (size + TILE_WIDTH - 1) / TILE_WIDTH;
	_cleanup_(crew_endp) struct crew *crew = crew_start(c->reader, size, count);
	for (int64_t n = 0; n < count; n++) {
		if (!bundle_add_checked(c, crew_next(crew), e))
			return false;
		arena_reset(c->arena);
	}
	for (int level = 1; level <= TILE_LEVEL_MOST; level++)
		if (c->level[level].width > 0 && !tile_check(c, level, e))
			return false;
	return hash_equal(frontier_root(&c->frontier), c->now.head.root) || error(e, LEDGER_FILE_WRONG, .name = TEXT("checkpoint"), .number = size);
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

struct ledger_reader ledger_reader_folder(struct ledger_folder *f) { return (struct ledger_reader){ folder_read, f, true }; }
