/* text.c - views of UTF-8 text, and texts that are being built. */
#include "base/base.h"

#include <assert.h>
#include <stdarg.h>

struct text text_of(const char *s) { return s ? (struct text){ s, strlen(s) } : TEXT_EMPTY; }

struct text text_bytes(const void *at, size_t len) { return (struct text){ at ? at : "", len }; }

bool text_equal(struct text a, struct text b) { return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0); }

bool text_is(struct text a, const char *b) { return text_equal(a, text_of(b)); }

int text_compare(struct text a, struct text b)
{
	size_t least = a.len < b.len ? a.len : b.len;
	int    order = least > 0 ? memcmp(a.at, b.at, least) : 0;
	return order != 0 ? order : a.len < b.len ? -1 : a.len > b.len;
}

bool text_starts(struct text t, const char *prefix)
{
	size_t n = strlen(prefix);
	return t.len >= n && memcmp(t.at, prefix, n) == 0;
}

bool text_ends(struct text t, const char *suffix)
{
	size_t n = strlen(suffix);
	return t.len >= n && memcmp(t.at + t.len - n, suffix, n) == 0;
}

size_t text_find(struct text t, struct text needle)
{
	if (needle.len == 0)
		return 0;
	const char *hit = t.len >= needle.len ? memmem(t.at, t.len, needle.at, needle.len) : NULL;
	return hit ? (size_t)(hit - t.at) : SIZE_MAX;
}

struct text text_trim(struct text t)
{
	while (t.len > 0 && char_is_space(t.at[0])) {
		t.at++;
		t.len--;
	}
	while (t.len > 0 && char_is_space(t.at[t.len - 1]))
		t.len--;
	return t;
}

struct text text_from(struct text t, size_t start)
{
	if (start > t.len)
		start = t.len;
	return (struct text){ t.at + start, t.len - start };
}

struct text text_first(struct text t, size_t len) { return (struct text){ t.at, len < t.len ? len : t.len }; }

bool text_next(struct text *rest, char separator, struct text *ret_part)
{
	if (!rest->at)
		return false;
	const char *hit = rest->len > 0 ? memchr(rest->at, separator, rest->len) : NULL;
	if (hit) {
		*ret_part = (struct text){ rest->at, (size_t)(hit - rest->at) };
		*rest = text_from(*rest, ret_part->len + 1);
	} else {
		*ret_part = *rest;
		*rest = (struct text){ NULL, 0 };
	}
	return true;
}

bool text_to_int(struct text t, int64_t *ret)
{
	bool    negative = t.len > 0 && t.at[0] == '-';
	size_t  i = negative || (t.len > 0 && t.at[0] == '+') ? 1 : 0;
	int64_t n = 0;
	if (i == t.len)
		return false;
	for (; i < t.len; i++) {
		if (!char_is_digit(t.at[i]) || __builtin_mul_overflow(n, (int64_t)10, &n))
			return false;
		int64_t digit = t.at[i] - '0';
		if (__builtin_add_overflow(n, negative ? -digit : digit, &n))
			return false;
	}
	*ret = n;
	return true;
}

struct text text_copy(struct arena *a, struct text t)
{
	char *at = arena_bytes(a, t.len + 1);
	if (t.len > 0)
		memcpy(at, t.at, t.len);
	at[t.len] = '\0';
	return (struct text){ at, t.len };
}

char *text_c(struct arena *a, struct text t) { return (char *)(uintptr_t)text_copy(a, t).at; }

/* Most of what is printed is short: only what is not is printed twice. */
static struct text print(struct arena *a, const char *format, va_list args)
{
	char    brief[200];
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(brief, sizeof(brief), format, args);
	assert(n >= 0);
	char *at = arena_alloc(a, (size_t)n + 1);
	if ((size_t)n < sizeof(brief))
		memcpy(at, brief, (size_t)n);
	else
		vsnprintf(at, (size_t)n + 1, format, again);
	va_end(again);
	return (struct text){ at, (size_t)n };
}

struct text text_print(struct arena *a, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct text t = print(a, format, args);
	va_end(args);
	return t;
}

/* Room for `more` bytes and a NUL after them; twice as much as there was. */
static void build_grow(struct build *b, size_t more)
{
	enum { FIRST = 128 };
	size_t room;
	if (__builtin_add_overflow(b->room > more ? b->room : more, b->room + FIRST, &room))
		abort();
	char *at = arena_bytes(b->arena, room);
	if (b->len > 0)
		memcpy(at, b->at, b->len);
	b->at = at;
	b->room = room;
}

void build_add(struct build *b, struct text t)
{
	if (t.len == 0)
		return;
	if (b->room - b->len < t.len + 1)
		build_grow(b, t.len);
	memcpy(b->at + b->len, t.at, t.len);
	b->len += t.len;
	b->at[b->len] = '\0';
}

void build_c(struct build *b, const char *s) { build_add(b, text_of(s)); }

void build_byte(struct build *b, char c)
{
	if (b->room - b->len < 2) {
		build_add(b, (struct text){ &c, 1 });
		return;
	}
	b->at[b->len++] = c;
	b->at[b->len] = '\0';
}

void build_int(struct build *b, int64_t n)
{
	char     at[24], *first = at + sizeof(at);
	uint64_t left = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	do
		*--first = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (n < 0)
		*--first = '-';
	build_add(b, (struct text){ first, (size_t)(at + sizeof(at) - first) });
}

void build_print(struct build *b, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	build_add(b, print(b->arena, format, args));
	va_end(args);
}

struct text build_text(const struct build *b) { return (struct text){ b->at ? b->at : "", b->len }; }
