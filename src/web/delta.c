/* delta.c - pairs of (bytes that stand here, bytes of the base) until the page is whole: u16 length, the bytes, u16 position in the base, u16 length. */
#include "base/base.h"

#include <assert.h>

#include "delta.h"

enum { WINDOW = 8, SHORTEST = 16, PLACES = 1 << 14, HEAD = 6 };

struct delta_base {
	size_t   len;
	uint16_t place[PLACES]; /* by hash of WINDOW bytes: 1 + where they begin; 0: nowhere */
	char     at[];
};

static size_t hash(const char *at)
{
	uint64_t n;
	memcpy(&n, at, sizeof n);
	return (size_t)(n * 0x9E3779B97F4A7C15u >> 50);
}

struct delta_base *delta_base_new(struct text page)
{
	if (page.len < 64 || page.len > DELTA_MOST)
		return NULL;
	struct delta_base *b = memory_new(sizeof *b + page.len);
	b->len = page.len;
	memcpy(b->at, page.at, page.len);
	for (size_t i = page.len - WINDOW + 1; i-- > 0;)
		b->place[hash(b->at + i)] = (uint16_t)(i + 1);
	return b;
}

void delta_base_free(struct delta_base *b) { free(b); }

static char *put16(char *to, size_t n)
{
	to[0] = (char)(n & 255);
	to[1] = (char)(n >> 8);
	return to + 2;
}

static size_t get16(const char *at) { return (size_t)(unsigned char)at[0] | (size_t)(unsigned char)at[1] << 8; }

/* How much of the base stands at `i` of the page; *ret_from: where in the base. */
static size_t same_at(const struct delta_base *b, struct text page, size_t i, size_t *ret_from)
{
	size_t from = b->place[hash(page.at + i)], n = 0;
	if (from == 0)
		return 0;
	from--;
	while (i + n < page.len && from + n < b->len && page.at[i + n] == b->at[from + n])
		n++;
	*ret_from = from;
	return n;
}

/* NULL: no room. */
static char *put_pair(char *to, const char *end, struct text here, size_t from, size_t same)
{
	if ((size_t)(end - to) < HEAD + here.len)
		return NULL;
	to = put16(to, here.len);
	memcpy(to, here.at, here.len);
	return put16(put16(to + here.len, from), same);
}

size_t delta_make(const struct delta_base *b, struct text page, char *room)
{
	char  *to = room, *end = room + page.len * 3 / 4;
	size_t here = 0, i = 0, from = 0;
	if (page.len > DELTA_MOST)
		return 0;
	while (i + WINDOW <= page.len) {
		size_t same = same_at(b, page, i, &from);
		if (same < SHORTEST) {
			i++;
			continue;
		}
		if (!(to = put_pair(to, end, (struct text){ page.at + here, i - here }, from, same)))
			return 0;
		here = i += same;
	}
	to = put_pair(to, end, text_from(page, here), 0, 0);
	return to ? (size_t)(to - room) : 0;
}

void delta_undo(const struct delta_base *b, struct text delta, char *ret, size_t len)
{
	const char *at = delta.at;
	char       *end = ret + len;
	while (at < delta.at + delta.len) {
		size_t here = get16(at), from = get16(at + 2 + here), same = get16(at + 4 + here);
		assert(here + same <= (size_t)(end - ret) && from + same <= b->len);
		memcpy(ret, at + 2, here);
		memcpy(ret + here, b->at + from, same);
		ret += here + same;
		at += HEAD + here;
	}
	assert(ret == end);
}
