/* text_unicode.c - what needs Unicode's tables: validity, code points, normal forms. */
#include "base/base.h"

#include <assert.h>
#include <utf8proc.h>

int32_t text_point(struct text t, size_t *ret_len)
{
	utf8proc_int32_t point = -1;
	utf8proc_ssize_t n = t.len > 0 ? utf8proc_iterate((const utf8proc_uint8_t *)t.at, (utf8proc_ssize_t)t.len, &point) : 0;
	*ret_len = n > 0 ? (size_t)n : 0;
	return n > 0 ? point : -1;
}

/* Bytes from `low` to `high`, and then `more` that only continue. */
static bool goes_on(const unsigned char *at, unsigned char low, unsigned char high, size_t more)
{
	bool good = at[1] >= low && at[1] <= high;
	for (size_t i = 2; i < 2 + more; i++)
		good = good && (at[i] & 0xc0) == 0x80;
	return good;
}

/* Length of the well-formed sequence of at least two bytes that stands here; 0: none. The Unicode standard, table 3-7. */
static size_t sequence(const unsigned char *at, size_t left)
{
	unsigned char first = at[0];
	if (first < 0xe0)
		return first >= 0xc2 && left >= 2 && goes_on(at, 0x80, 0xbf, 0) ? 2 : 0;
	if (first < 0xf0)
		return left >= 3 && goes_on(at, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf, 1) ? 3 : 0;
	return first < 0xf5 && left >= 4 && goes_on(at, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf, 2) ? 4 : 0;
}

/* Checking a ledger asks this of every entry, so ASCII is passed over eight bytes at a time. */
bool text_is_utf8(struct text t)
{
	const unsigned char *at = (const unsigned char *)t.at;
	for (size_t i = 0, n; i < t.len; i += n) {
		uint64_t eight;
		if (t.len - i >= sizeof(eight)) {
			memcpy(&eight, at + i, sizeof(eight));
			n = sizeof(eight);
			if (!(eight & UINT64_C(0x8080808080808080)))
				continue;
		}
		n = at[i] < 0x80 ? 1 : sequence(at + i, t.len - i);
		if (n == 0)
			return false;
	}
	return true;
}

size_t text_points(struct text t)
{
	size_t points = 0;
	for (size_t i = 0; i < t.len; i++)
		points += ((unsigned char)t.at[i] & 0xC0) != 0x80;
	return points;
}

struct text text_cut(struct text t, size_t max)
{
	if (t.len <= max)
		return t;
	while (max > 0 && ((unsigned char)t.at[max] & 0xC0) == 0x80)
		max--;
	return text_first(t, max);
}

static struct text mapped(struct arena *a, struct text t, utf8proc_option_t options)
{
	/* not utf8proc_map: that one allocates, and what somebody wrote would be gone when it can't */
	const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)t.at;
	utf8proc_ssize_t        n = utf8proc_decompose(at, (utf8proc_ssize_t)t.len, NULL, 0, options);
	if (n < 0)
		return TEXT_EMPTY; /* not UTF-8: the door has been passed over */
	utf8proc_int32_t *points = ARENA_ARRAY(a, utf8proc_int32_t, (size_t)n + 1);
	utf8proc_decompose(at, (utf8proc_ssize_t)t.len, points, n, options);
	n = utf8proc_reencode(points, n, options); /* in its place: UTF-8 is never longer */
	assert(n >= 0);
	return text_bytes((const char *)points, (size_t)n);
}

/* A carriage return before a newline goes, one alone becomes a newline; other control characters but tab go. */
static struct text without_controls(struct arena *a, struct text t)
{
	struct build b = { .arena = a };
	for (size_t i = 0; i < t.len; i++) {
		unsigned char c = (unsigned char)t.at[i];
		if (c == '\r') {
			if (i + 1 >= t.len || t.at[i + 1] != '\n')
				build_byte(&b, '\n');
		} else if (c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7F))
			build_byte(&b, (char)c);
	}
	return build_text(&b);
}

/* Printable ASCII, as codes and names of units are: it is in every normal form. */
static bool is_plain(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if ((unsigned char)t.at[i] < 0x20 || (unsigned char)t.at[i] > 0x7e)
			return false;
	return true;
}

struct text text_nfc(struct arena *a, struct text t)
{
	if (is_plain(t))
		return text_copy(a, t);
	return mapped(a, without_controls(a, t), UTF8PROC_COMPOSE | UTF8PROC_STABLE);
}

struct text text_lower(struct arena *a, struct text t)
{
	struct build b = { .arena = a };
	for (size_t i = 0, n; i < t.len; i += n) {
		int32_t point = text_point(text_from(t, i), &n);
		if (n == 0)
			break;
		utf8proc_uint8_t at[4];
		utf8proc_ssize_t len = utf8proc_encode_char(utf8proc_tolower(point), at);
		build_add(&b, text_bytes(at, (size_t)len));
	}
	return mapped(a, build_text(&b), UTF8PROC_COMPOSE | UTF8PROC_STABLE);
}
