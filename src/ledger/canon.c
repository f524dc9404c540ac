/* canon.c - the reader of canonical JSON (the subset of RFC 8785 in which there is no choice).
 *
 * Two ways of writing the same object would be two hashes of the same fact, so there is only one: keys ASCII and in strict order, integers below 2^53 without
 * sign of plus, zero before or minus zero, the shortest escapes, no white space. Checking costs less than hashing the same bytes. */
#include "base/base.h"

#include <assert.h>
#include <endian.h>

#include "canon.h"
#include "ledger.h"

/* After a backslash: \" and \\ always; in parts the short forms that RFC 8785 asks for, and \u00xx (lower case) for the other control characters. */
static bool escape(struct scan *s)
{
	if (s->at == s->end)
		return false;
	char c = *s->at++;
	if (c == '"' || c == '\\')
		return true;
	if (!s->newline_allowed)
		return false;
	if (c == 'n' || c == 't' || c == 'r' || c == 'b' || c == 'f')
		return true;
	if (c != 'u' || s->end - s->at < 4 || memcmp(s->at, "00", 2) != 0 || (s->at[2] != '0' && s->at[2] != '1'))
		return false;
	char low = s->at[3];
	bool has_short_form = s->at[2] == '0' && (low == '8' || low == '9' || low == 'a' || low == 'c' || low == 'd');
	s->at += 4;
	return !has_short_form && (char_is_digit(low) || (low >= 'a' && low <= 'f'));
}

/* Marks, in eight characters, those that end a run of plain ones: quotation mark, backslash, control characters. Only the lowest mark is sure. */
static uint64_t marks(uint64_t eight)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = UINT64_C(0x8080808080808080);
	uint64_t       quote = eight ^ ones * '"', slash = eight ^ ones * '\\';
	return (((quote - ones) & ~quote) | ((slash - ones) & ~slash) | ((eight - ones * 0x20) & ~eight)) & high;
}

/* Passes over plain characters; whether one of them was above ASCII. */
static bool pass_plain(struct scan *s)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	uint64_t       wide = 0;
	for (uint64_t eight; s->end - s->at >= (ptrdiff_t)sizeof(eight); s->at += sizeof(eight)) {
		memcpy(&eight, s->at, sizeof(eight));
		eight = le64toh(eight);
		uint64_t found = marks(eight);
		if (found) {
			int n = __builtin_ctzll(found) / 8;
			s->at += n;
			return ((wide | (eight & ((UINT64_C(1) << 8 * n) - 1))) & high) != 0;
		}
		wide |= eight;
	}
	for (; s->at < s->end && *s->at != '"' && *s->at != '\\' && (unsigned char)*s->at >= 0x20; s->at++)
		wide |= (unsigned char)*s->at;
	return (wide & high) != 0;
}

bool scan_string(struct scan *s)
{
	const char *start = ++s->at;
	bool        wide = false;
	for (;;) {
		wide |= pass_plain(s);
		if (s->at == s->end)
			return false;
		char c = *s->at++;
		if (c == '"')
			return !wide || text_is_utf8(text_bytes(start, (size_t)(s->at - 1 - start)));
		if (c != '\\' || !escape(s))
			return false;
	}
}

bool scan_number(struct scan *s)
{
	const char *start = s->at;
	uint64_t    n = 0;
	bool        minus = *s->at == '-';
	s->at += minus;
	const char *digits = s->at;
	for (; s->at < s->end && char_is_digit(*s->at); s->at++)
		if (s->at - start > 17 || (n = n * 10 + (uint64_t)(*s->at - '0')) >= UINT64_C(1) << 53)
			return false;
	return s->at > digits && (*digits != '0' || (s->at - digits == 1 && !minus));
}

bool scan_word(struct scan *s, const char *w)
{
	size_t n = strlen(w);
	if ((size_t)(s->end - s->at) < n || memcmp(s->at, w, n) != 0)
		return false;
	s->at += n;
	return true;
}

static bool value(struct scan *s);

/* A key, which is ASCII, has no escapes and stands after the one before it, and its colon. */
static bool key(struct scan *s, struct text *last, bool first)
{
	if (s->at == s->end || *s->at != '"')
		return false;
	const char *start = ++s->at;
	for (; s->at < s->end && *s->at != '"'; s->at++)
		if (*s->at < 0x20 || *s->at > 0x7e || *s->at == '\\')
			return false;
	struct text k = { start, (size_t)(s->at - start) };
	if (s->end - s->at < 2 || s->at[1] != ':' || k.len > 63 || (!first && text_compare(*last, k) >= 0))
		return false;
	s->at += 2;
	*last = k;
	return true;
}

static bool container(struct scan *s, char close, bool is_object)
{
	struct text last = TEXT_EMPTY;
	if (++s->depth > CANON_DEPTH)
		return false;
	s->at++;
	if (s->at < s->end && *s->at == close) {
		s->at++;
		s->depth--;
		return true;
	}
	for (bool first = true;; first = false) {
		if ((is_object && !key(s, &last, first)) || !value(s) || s->at == s->end)
			return false;
		char c = *s->at++;
		if (c == close)
			break;
		if (c != ',')
			return false;
	}
	s->depth--;
	return true;
}

static bool value(struct scan *s)
{
	if (s->at == s->end)
		return false;
	switch (*s->at) {
	case '{':
		return container(s, '}', true);
	case '[':
		return container(s, ']', false);
	case '"':
		return scan_string(s);
	case 't':
		return scan_word(s, "true");
	case 'f':
		return scan_word(s, "false");
	case 'n':
		return scan_word(s, "null");
	default:
		return scan_number(s);
	}
}

bool canon_is_good(struct text t, bool newline_allowed)
{
	struct scan s = { t.at, t.at + t.len, newline_allowed, 0 };
	return value(&s) && s.at == s.end; /* only strings may hold more than ASCII, and they look whether it is UTF-8 */
}

/* One value of bytes that are known to be canonical. */
static struct text raw_value(struct text t, size_t at)
{
	struct scan s = { t.at + at, t.at + t.len, true, 0 };
	if (!value(&s))
		return TEXT_EMPTY;
	return (struct text){ t.at + at, (size_t)(s.at - (t.at + at)) };
}

bool canon_member(struct text o, size_t *at, struct text *ret_key, struct text *ret_value)
{
	if (o.len < 2 || o.at[0] != '{' || *at + 1 >= o.len)
		return false;
	size_t start = *at + 2; /* over the brace or comma, and the quotation mark */
	if (o.at[*at + 1] != '"')
		return false;
	size_t len = 0;
	while (start + len < o.len && o.at[start + len] != '"')
		len++;
	if (start + len + 2 >= o.len)
		return false;
	*ret_key = (struct text){ o.at + start, len };
	*ret_value = raw_value(o, start + len + 2);
	*at = start + len + 2 + ret_value->len;
	return ret_value->len > 0;
}

static char unescaped(char c)
{
	static const char from[] = "ntrbf", to[] = "\n\t\r\b\f";
	const char       *found = strchr(from, c);
	return found ? to[found - from] : c;
}

struct text canon_string(struct arena *a, struct text raw)
{
	assert(raw.len >= 2);
	struct text t = text_first(text_from(raw, 1), raw.len - 2);
	if (t.len == 0 || !memchr(t.at, '\\', t.len))
		return t;
	struct build b = { .arena = a };
	for (size_t i = 0; i < t.len; i++) {
		if (t.at[i] != '\\')
			build_byte(&b, t.at[i]);
		else if (t.at[i + 1] != 'u')
			build_byte(&b, unescaped(t.at[++i]));
		else {
			char low = t.at[i + 5];
			build_byte(&b, (char)((t.at[i + 4] - '0') * 16 + (char_is_digit(low) ? low - '0' : low - 'a' + 10)));
			i += 5;
		}
	}
	return build_text(&b);
}

bool entry_raw(struct text object, const char *member, struct text *ret)
{
	struct text k, v;
	for (size_t at = 0; canon_member(object, &at, &k, &v);)
		if (name_is(k, member)) {
			*ret = v;
			return true;
		}
	return false;
}

static bool text_of_raw(struct arena *a, struct text raw, struct text *ret)
{
	if (raw.at[0] != '"')
		return false;
	*ret = canon_string(a, raw);
	return true;
}

bool entry_text(struct arena *a, struct text object, const char *member, struct text *ret)
{
	struct text raw;
	return entry_raw(object, member, &raw) && text_of_raw(a, raw, ret);
}

void entry_members(struct text object, struct entry_members *ret)
{
	ret->object = object;
	ret->n = 0;
	for (size_t at = 0; ret->n < MEMBERS_AT_HAND && canon_member(object, &at, &ret->at[ret->n].name, &ret->at[ret->n].raw);)
		ret->n++;
}

/* What has no room is looked for. */
bool members_raw(const struct entry_members *m, const char *member, struct text *ret)
{
	for (size_t i = 0; i < m->n; i++)
		if (name_is(m->at[i].name, member)) {
			*ret = m->at[i].raw;
			return true;
		}
	return m->n == MEMBERS_AT_HAND && entry_raw(m->object, member, ret);
}

bool members_text(struct arena *a, const struct entry_members *m, const char *member, struct text *ret)
{
	struct text raw;
	return members_raw(m, member, &raw) && text_of_raw(a, raw, ret);
}

bool members_int(const struct entry_members *m, const char *member, int64_t *ret)
{
	struct text raw;
	return members_raw(m, member, &raw) && text_to_int(raw, ret);
}

bool entry_int(struct text object, const char *member, int64_t *ret)
{
	struct text raw;
	return entry_raw(object, member, &raw) && text_to_int(raw, ret);
}

bool entry_member(struct arena *a, struct text object, size_t *at, struct text *ret_name, struct text *ret_value)
{
	struct text raw;
	while (canon_member(object, at, ret_name, &raw))
		if (raw.at[0] == '"') {
			*ret_value = canon_string(a, raw);
			return true;
		}
	return false;
}

bool entry_item(struct text array, size_t *at, struct text *ret)
{
	if (array.len < 3 || array.at[0] != '[' || *at + 1 >= array.len)
		return false;
	*ret = raw_value(array, *at + 1); /* over the bracket or comma */
	*at += 1 + ret->len;
	return ret->len > 0;
}
