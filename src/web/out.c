/* out.c - escaping by place. What needs no escape is copied in runs: a table of 256 says where a run ends. */
#include "base/base.h"

#include <assert.h>

#include "web/out.h"

enum { FIRST_ROOM = 16 * 1024 };

struct out out_start(struct arena *a, enum lang lang)
{
	return (struct out){ .arena = a, .at = arena_alloc(a, FIRST_ROOM), .room = FIRST_ROOM, .lang = lang };
}

struct text out_text(const struct out *o) { return text_bytes(o->at, o->len); }

void out_room(struct out *o, size_t more)
{
	size_t grow = o->room > more ? o->room : more;
	o->at = arena_grow(o->arena, o->at, o->len, o->room - o->len + grow, 1);
	o->room += grow;
}

#define OUT_C(o, literal) out_put((o), "" literal, sizeof(literal) - 1)

/* ---- text and attributes ---- */

static const char *const html_escapes[256] = {
	['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;", ['\0'] = "\xEF\xBF\xBD",
};

void out_html_text(struct out *o, struct text t)
{
	if (t.len == 0) /* a text of a view that was left out points nowhere */
		return;
	const char *from = t.at, *end = t.at + t.len;
	for (const char *s = from; s < end; s++) {
		const char *escape = html_escapes[(unsigned char)*s];
		if (__builtin_expect(!escape, 1))
			continue;
		out_put(o, from, (size_t)(s - from));
		out_put(o, escape, strlen(escape));
		from = s + 1;
	}
	if (from < end)
		out_put(o, from, (size_t)(end - from));
}

/* ---- addresses ---- */

static bool is_unreserved(unsigned char c)
{
	return char_is_alpha((char)c) || char_is_digit((char)c) || c == '-' || c == '.' || c == '_' || c == '~';
}

static void percent(struct out *o, unsigned char c)
{
	static const char hex[] = "0123456789ABCDEF";
	char              three[] = { '%', hex[c >> 4], hex[c & 15] };
	out_put(o, three, sizeof(three));
}

void out_part_text(struct out *o, struct text t)
{
	for (size_t i = 0; i < t.len; i++) {
		if (is_unreserved((unsigned char)t.at[i]))
			out_put(o, t.at + i, 1);
		else
			percent(o, (unsigned char)t.at[i]);
	}
}

/* Where a scheme could end: a colon before any / ? #. Browsers drop control characters and blanks inside, so one of those is no address at all. */
static bool url_is_safe(struct text t)
{
	static const char *const schemes[] = { "http://", "https://", "mailto:", "tel:" };
	for (size_t i = 0; i < COUNT_OF(schemes); i++)
		if (text_starts(t, schemes[i]))
			return true;
	if (text_starts(t, "//") || text_starts(t, "/\\") || text_starts(t, "\\"))
		return false;
	for (size_t i = 0; i < t.len && t.at[i] != '/' && t.at[i] != '?' && t.at[i] != '#'; i++)
		if (t.at[i] == ':')
			return false;
	return true;
}

void out_url_text(struct out *o, struct text t)
{
	for (size_t i = 0; i < t.len; i++) {
		if ((unsigned char)t.at[i] <= ' ' || t.at[i] == 127) {
			OUT_C(o, "#");
			return;
		}
	}
	if (url_is_safe(t))
		out_html_text(o, t);
	else
		OUT_C(o, "#");
}

/* ---- JSON in a script block ---- */

static void json_escape(struct out *o, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	if (c == '"' || c == '\\') {
		char two[] = { '\\', (char)c };
		out_put(o, two, 2);
	} else {
		char six[] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };
		out_put(o, six, 6);
	}
}

void out_json_text(struct out *o, struct text t)
{
	OUT_C(o, "\"");
	for (size_t i = 0; i < t.len; i++) {
		unsigned char c = (unsigned char)t.at[i];
		bool          separator = c == 0xE2 && i + 2 < t.len && (unsigned char)t.at[i + 1] == 0x80 && ((unsigned char)t.at[i + 2] & ~1) == 0xA8;
		if (separator) { /* U+2028 and U+2029 end a line in older JavaScript */
			out_put(o, (unsigned char)t.at[i + 2] == 0xA8 ? "\\u2028" : "\\u2029", 6);
			i += 2;
		} else if (c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 127) {
			json_escape(o, c);
		} else {
			out_put(o, t.at + i, 1);
		}
	}
	OUT_C(o, "\"");
}

/* ---- numbers and words ---- */

void out_number(struct out *o, int64_t n)
{
	char     digits[24], *s = digits + sizeof(digits);
	uint64_t amount = n < 0 ? (uint64_t)0 - (uint64_t)n : (uint64_t)n;
	do {
		*--s = (char)('0' + amount % 10);
		amount /= 10;
	} while (amount > 0);
	if (n < 0)
		*--s = '-';
	out_put(o, s, (size_t)(digits + sizeof(digits) - s));
}

static void out_built(struct out *o, const struct build *b) { out_html_text(o, build_text(b)); }

#define OUT_SAID(name, type, say_it)                                  \
	void name(struct out *o, type v)                              \
	{                                                             \
		struct build b = { .arena = o->arena };               \
		say_it(&b, o->lang, v);                               \
		out_built(o, &b);                                     \
	}
OUT_SAID(out_date, day_t, say_date)
OUT_SAID(out_day, day_t, say_day)
OUT_SAID(out_month, day_t, say_month)
OUT_SAID(out_time, instant_t, say_instant)
OUT_SAID(out_int, int64_t, say_number)
OUT_SAID(out_permille, int64_t, say_permille)
OUT_SAID(out_size, int64_t, say_size)

void out_iso(struct out *o, day_t day)
{
	struct text t = day_print(o->arena, day);
	out_put(o, t.at, t.len);
}

void out_days(struct out *o, int64_t n, enum say_count count)
{
	struct build b = { .arena = o->arena };
	say_days(&b, o->lang, n, count);
	out_built(o, &b);
}

void out_left(struct out *o, int64_t left, enum say_count count)
{
	struct build b = { .arena = o->arena };
	say_left(&b, o->lang, left, count);
	out_built(o, &b);
}

void out_error(struct out *o, const struct error *e) { out_html_text(o, error_say(o->arena, o->lang, e)); }
