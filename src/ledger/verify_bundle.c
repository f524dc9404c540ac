/* verify_bundle.c - a bundle and its tile are read once into memory of our own: what is hashed is what was parsed, even if somebody changes the file meanwhile. */
#include "base/base.h"

#include "canon.h"
#include "kinds.h"
#include "verify_bundle.h"

enum { TILE_MOST = TILE_WIDTH * sizeof(struct hash), BUNDLE_MOST = TILE_WIDTH * (2 + LEDGER_ENTRY_MOST), BLOB_MOST = 1 << 26 };

/* imports: whose blobs are looked at once the entries are known to be those of the tile; a changed entry would only name a file that is not there. */
struct reading {
	const struct ledger_reader *reader;
	struct arena               *arena;
	struct bundle              *bundle;
	struct { struct text entry; int64_t index; } imports[TILE_WIDTH];
	size_t                      imports_n;
};

static bool read_file(const struct ledger_reader *r, struct arena *a, struct text path, size_t most, struct text *ret, struct error *e)
{
	return r->read(r->arg, text_c(a, path), most, a, ret, e);
}

bool tile_holds(const struct ledger_reader *r, struct arena *a, struct tile t, const struct hash *at, struct error *e)
{
	struct text path = tile_path(a, t), bytes;
	if (!read_file(r, a, path, TILE_MOST, &bytes, e))
		return false;
	if (bytes.len != (size_t)t.width * sizeof(struct hash))
		return error(e, LEDGER_FILE_WRONG, .name = path, .number = t.n * TILE_WIDTH);
	for (int i = 0; i < t.width; i++)
		if (memcmp(bytes.at + (size_t)i * sizeof(struct hash), at[i].at, sizeof(struct hash)) != 0)
			return error(e, LEDGER_FILE_WRONG, .name = path, .number = t.n * TILE_WIDTH + i);
	return true;
}

static bool blob_check(struct reading *r, struct text entry, int64_t index, struct error *e)
{
	struct text hex, bytes;
	int64_t     length;
	if (!entry_text(r->arena, entry, "blob", &hex) || !entry_int(entry, "bytes", &length))
		return true;
	struct text path = text_print(r->arena, "blob/%.*s", TEXT_ARG(hex));
	if (!read_file(r->reader, r->arena, path, BLOB_MOST, &bytes, e))
		return false;
	if ((int64_t)bytes.len != length || !text_equal(hash_hex(r->arena, sha256(bytes)), hex))
		return error(e, LEDGER_FILE_WRONG, .name = path, .number = index);
	r->bundle->blobs++;
	return true;
}

static bool entry_check(struct reading *r, struct text entry, struct error *e)
{
	struct bundle     *b = r->bundle;
	struct entry_facts f;
	int64_t            index = b->n * TILE_WIDTH + b->checked;
	if (!kind_check(r->arena, entry, index, &f, e))
		return false;
	if (b->checked > 0 && day_compare(f.day, b->floor) < 0)
		return error(e, LEDGER_DAY_FALLS, .value = day_print(r->arena, f.day), .expected = day_print(r->arena, b->floor), .day = b->floor, .number = index);
	if (b->checked++ == 0)
		b->first = f.day;
	b->last = f.day;
	b->floor = f.floor;
	if (name_is(text_of(f.kind->kind), "import")) {
		r->imports[r->imports_n].entry = entry;
		r->imports[r->imports_n++].index = index;
	}
	return true;
}

static bool blobs_check(struct reading *r, struct error *e)
{
	for (size_t i = 0; i < r->imports_n; i++)
		if (!blob_check(r, r->imports[i].entry, r->imports[i].index, e))
			return false;
	return true;
}

/* Two entries at a time, so that they can be hashed side by side. */
static bool entries_check(struct reading *r, struct error *e)
{
	struct bundle *b = r->bundle;
	struct text    path = tile_path(r->arena, (struct tile){ TILE_ENTRIES, b->n, b->width }), rest, two[2];
	if (!read_file(r->reader, r->arena, path, BUNDLE_MOST, &rest, e))
		return false;
	for (int i = 0; i < b->width; i++) {
		if (!bundle_next(&rest, &two[i % 2]))
			return error(e, LEDGER_FILE_WRONG, .name = path, .number = b->n * TILE_WIDTH + i);
		if (!entry_check(r, two[i % 2], e))
			return false;
		if (i % 2 == 1)
			leaf_hash_pair(two[0], two[1], &b->leaf[i - 1]);
		else if (i + 1 == b->width)
			b->leaf[i] = leaf_hash(two[0]);
	}
	return rest.len == 0 || error(e, LEDGER_FILE_WRONG, .name = path, .number = b->n * TILE_WIDTH + b->width);
}

void bundle_check(const struct ledger_reader *reader, struct arena *a, struct bundle *b)
{
	struct reading r = { .reader = reader, .arena = a, .bundle = b };
	b->checked = 0;
	b->blobs = 0;
	b->first = b->last = b->floor = DAY_NONE;
	b->error = (struct error){ 0 };
	b->good = entries_check(&r, &b->error) && tile_holds(reader, a, (struct tile){ 0, b->n, b->width }, b->leaf, &b->error) && blobs_check(&r, &b->error);
	if (b->good)
		b->root = fold(b->leaf, (size_t)b->width);
}
