/* tile.c - paths, widths and contents of tiles (C2SP tlog-tiles). */
#include "base/base.h"

#include <assert.h>

#include "tile.h"

/* Groups of three digits, all but the last after an x: 1234067 is x001/x234/067. */
static void add_number(struct build *b, int64_t n)
{
	int64_t group = 1;
	while (n / group >= 1000)
		group *= 1000;
	for (; group > 1; group /= 1000)
		build_print(b, "x%03d/", (int)(n / group % 1000));
	build_print(b, "%03d", (int)(n % 1000));
}

struct text tile_path(struct arena *a, struct tile t)
{
	struct build b = { .arena = a };
	if (t.level == TILE_ENTRIES)
		build_c(&b, "tile/entries/");
	else
		build_print(&b, "tile/%d/", t.level);
	add_number(&b, t.n);
	if (t.width < TILE_WIDTH)
		build_print(&b, ".p/%d", t.width);
	return build_text(&b);
}

/* Digits without a sign and without zeros before them. */
static bool small_number(struct text t, int64_t least, int64_t most, int *ret)
{
	int64_t n;
	if (t.len == 0 || !char_is_digit(t.at[0]) || (t.at[0] == '0' && t.len > 1) || !text_to_int(t, &n) || n < least || n > most)
		return false;
	*ret = (int)n;
	return true;
}

static bool read_number(struct text t, int64_t *ret)
{
	struct text group;
	int64_t     n = 0;
	bool        last = false, first = true;
	while (text_next(&t, '/', &group)) {
		if (last)
			return false;
		last = group.len != 4;
		if (!last && group.at[0] != 'x')
			return false;
		struct text digits = last ? group : text_from(group, 1);
		if (digits.len != 3 || !char_is_digit(digits.at[0]) || !char_is_digit(digits.at[1]) || !char_is_digit(digits.at[2]))
			return false;
		int64_t value = (digits.at[0] - '0') * 100 + (digits.at[1] - '0') * 10 + (digits.at[2] - '0');
		if ((first && !last && value == 0) || n > INT64_MAX / 1000 - 1)
			return false;
		n = n * 1000 + value;
		first = false;
	}
	*ret = n;
	return last;
}

bool tile_parse(struct text path, struct tile *ret)
{
	struct tile t = { .width = TILE_WIDTH };
	struct text rest = path, level;
	if (!text_starts(path, "tile/"))
		return false;
	rest = text_from(path, 5);
	if (!text_next(&rest, '/', &level) || rest.len == 0 || text_ends(rest, "/"))
		return false;
	if (text_is(level, "entries"))
		t.level = TILE_ENTRIES;
	else if (!small_number(level, 0, 63, &t.level))
		return false;
	size_t partial = text_find(rest, TEXT(".p/"));
	if (partial != SIZE_MAX) {
		if (!small_number(text_from(rest, partial + 3), 1, TILE_WIDTH - 1, &t.width))
			return false;
		rest = text_first(rest, partial);
	}
	if (!read_number(rest, &t.n))
		return false;
	*ret = t;
	return true;
}

int64_t tile_hashes(int64_t size, int level)
{
	int shift = level == TILE_ENTRIES ? 0 : level * TILE_HEIGHT;
	return shift < 63 ? size >> shift : 0;
}

int tile_width(int64_t size, int level, int64_t n)
{
	int64_t hashes = tile_hashes(size, level);
	if (n < 0 || n > hashes / TILE_WIDTH)
		return 0;
	return n < hashes / TILE_WIDTH ? TILE_WIDTH : (int)(hashes % TILE_WIDTH);
}

void bundle_add(struct build *b, struct text entry)
{
	assert(entry.len <= LEDGER_ENTRY_MOST);
	build_byte(b, (char)(entry.len >> 8));
	build_byte(b, (char)(entry.len & 255));
	build_add(b, entry);
}

bool bundle_next(struct text *rest, struct text *ret_entry)
{
	if (rest->len < 2)
		return false;
	size_t len = (size_t)(unsigned char)rest->at[0] << 8 | (unsigned char)rest->at[1];
	if (rest->len - 2 < len)
		return false;
	*ret_entry = text_first(text_from(*rest, 2), len);
	*rest = text_from(*rest, 2 + len);
	return true;
}

static bool read_hash(void *arg, int level, int64_t n, struct hash *ret, struct error *e)
{
	struct tile_source *s = arg;
	int                 tile_level = level / TILE_HEIGHT, inside = level % TILE_HEIGHT;
	int64_t             first = n << inside;
	struct tile         t = { .level = tile_level, .n = first / TILE_WIDTH };
	size_t              from = (size_t)(first % TILE_WIDTH), count = (size_t)1 << inside;
	t.width = tile_width(s->size, tile_level, t.n);
	assert(tile_level <= TILE_LEVEL_MOST && from + count <= (size_t)t.width);
	if (!s->last[tile_level].held || s->last[tile_level].tile.n != t.n) {
		struct text bytes;
		if (!s->read(s->arg, t, s->arena, &bytes, e))
			return false;
		if (bytes.len != (size_t)t.width * sizeof(struct hash))
			return error(e, LEDGER_FILE_WRONG, .name = tile_path(s->arena, t));
		s->last[tile_level].held = true;
		s->last[tile_level].tile = t;
		s->last[tile_level].bytes = bytes;
	}
	*ret = fold((const struct hash *)(const void *)s->last[tile_level].bytes.at + from, count);
	return true;
}

struct hash_reader tile_hashes_of(struct tile_source *s) { return (struct hash_reader){ read_hash, s }; }
