/* json_in.c - see json_in.h. */
#include "base/json_in.h"

#include "base/base.h"

static bool fail(struct json_in *j)
{
	j->failed = true;
	return false;
}

static char peek(struct json_in *j)
{
	while (j->at < j->all.len && char_is_space(j->all.at[j->at]))
		j->at++;
	return j->at < j->all.len ? j->all.at[j->at] : '\0';
}

static bool eat(struct json_in *j, char c)
{
	if (peek(j) != c || j->at >= j->all.len)
		return false;
	j->at++;
	return true;
}

static int32_t hex4(struct json_in *j)
{
	int32_t value = 0;
	if (j->all.len - j->at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = char_lower(j->all.at[j->at++]);
		int digit = char_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
		if (digit < 0)
			return -1;
		value = value << 4 | digit;
	}
	return value;
}

static void add_point(struct build *b, int32_t c)
{
	if (c < 0x80) {
		build_byte(b, (char)c);
		return;
	}
	if (c < 0x800) {
		build_byte(b, (char)(0xc0 | c >> 6));
	} else {
		if (c < 0x10000) {
			build_byte(b, (char)(0xe0 | c >> 12));
		} else {
			build_byte(b, (char)(0xf0 | c >> 18));
			build_byte(b, (char)(0x80 | (c >> 12 & 0x3f)));
		}
		build_byte(b, (char)(0x80 | (c >> 6 & 0x3f)));
	}
	build_byte(b, (char)(0x80 | (c & 0x3f)));
}

/* Behind a backslash. Halves of a pair that stand alone are no text. */
static bool escape(struct json_in *j, struct build *b)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	char c = j->at < j->all.len ? j->all.at[j->at++] : '\0';
	const char *known = c ? strchr(from, c) : NULL;
	if (known) {
		build_byte(b, to[known - from]);
		return true;
	}
	int32_t point = c == 'u' ? hex4(j) : -1;
	if (point >= 0xd800 && point < 0xdc00) {
		bool pair = j->all.len - j->at > 2 && j->all.at[j->at] == '\\' && j->all.at[j->at + 1] == 'u';
		j->at += pair ? 2 : 0;
		int32_t low = pair ? hex4(j) : -1;
		point = low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00) : -1;
	}
	if (point < 0 || (point >= 0xdc00 && point < 0xe000))
		return fail(j);
	add_point(b, point);
	return true;
}

static bool string(struct json_in *j, struct text *ret)
{
	struct build b = { .arena = j->arena };
	if (!eat(j, '"'))
		return fail(j);
	while (j->at < j->all.len) {
		size_t start = j->at;
		while (j->at < j->all.len && (unsigned char)j->all.at[j->at] >= 0x20 && j->all.at[j->at] != '"' && j->all.at[j->at] != '\\')
			j->at++;
		struct text run = { j->all.at + start, j->at - start };
		char        c = j->at < j->all.len ? j->all.at[j->at++] : '\0';
		if (c == '"' && b.len == 0) {
			*ret = run; /* nothing was escaped: a view */
			return true;
		}
		build_add(&b, run);
		if (c == '"') {
			*ret = build_text(&b);
			return true;
		}
		if (c != '\\' || !escape(j, &b))
			return fail(j);
	}
	return fail(j);
}

static size_t digits(struct json_in *j)
{
	size_t start = j->at;
	while (j->at < j->all.len && char_is_digit(j->all.at[j->at]))
		j->at++;
	return j->at - start;
}

static bool number(struct json_in *j)
{
	const char *at = j->all.at;
	j->at += at[j->at] == '-';
	bool zero = j->at < j->all.len && at[j->at] == '0';
	size_t whole = digits(j);
	if (!whole || (zero && whole > 1))
		return fail(j);
	if (j->at < j->all.len && at[j->at] == '.') {
		j->at++;
		if (!digits(j))
			return fail(j);
	}
	if (j->at < j->all.len && (at[j->at] == 'e' || at[j->at] == 'E')) {
		j->at++;
		j->at += j->at < j->all.len && (at[j->at] == '+' || at[j->at] == '-');
		if (!digits(j))
			return fail(j);
	}
	return true;
}

static bool word(struct json_in *j, const char *w)
{
	if (!text_starts(text_from(j->all, j->at), w))
		return fail(j);
	j->at += strlen(w);
	return true;
}

static bool value(struct json_in *j, int depth, struct json_seen *ret);

struct name {
	struct text  text;
	struct name *next;
};

static bool name_is_new(struct json_in *j, struct name **names, struct text name)
{
	size_t count = 0;
	if (j->checked)
		return true;
	for (struct name *n = *names; n; n = n->next, count++)
		if (text_equal(n->text, name))
			return fail(j);
	if (count == 1000)
		return fail(j);
	struct name *new = ARENA_NEW(j->arena, struct name);
	*new = (struct name){ name, *names };
	*names = new;
	return true;
}

static bool list(struct json_in *j, int depth, char end)
{
	struct json_seen seen;
	struct name *names = NULL;
	j->at++;
	if (depth > j->depth_limit) {
		j->too_deep = true;
		return fail(j);
	}
	if (eat(j, end))
		return true;
	do {
		struct text name;
		if (end == '}' && (!string(j, &name) || !name_is_new(j, &names, name) || !eat(j, ':')))
			return fail(j);
		if (!value(j, depth, &seen))
			return false;
	} while (eat(j, ','));
	return eat(j, end) || fail(j);
}

static bool value(struct json_in *j, int depth, struct json_seen *ret)
{
	char c = peek(j);
	size_t start = j->at;
	bool fine;
	if (c == '"') {
		ret->kind = JSON_IS_STRING;
		return string(j, &ret->text);
	}
	if (c == '{' || c == '[') {
		ret->kind = c == '{' ? JSON_IS_OBJECT : JSON_IS_ARRAY;
		fine = list(j, depth + 1, c == '{' ? '}' : ']');
	} else if (c == '-' || char_is_digit(c)) {
		ret->kind = JSON_IS_NUMBER;
		fine = number(j);
	} else {
		ret->kind = c == 'n' ? JSON_IS_NULL : JSON_IS_BOOL;
		fine = word(j, c == 'n' ? "null" : c == 't' ? "true" : "false");
	}
	ret->text = (struct text){ j->all.at + start, j->at - start };
	return fine;
}

bool json_in_check(struct json_in *j)
{
	struct json_seen seen;
	bool fine = text_is_utf8(j->all) && value(j, 0, &seen);
	peek(j);
	j->checked = fine && j->at == j->all.len;
	return j->checked || fail(j);
}

void json_in_enter(struct json_in *j)
{
	j->at = 0;
	peek(j);
	j->at++;
}

bool json_in_member(struct json_in *j, struct text *ret_name, struct json_seen *ret)
{
	eat(j, ',');
	return peek(j) == '"' && string(j, ret_name) && eat(j, ':') && value(j, 0, ret);
}

bool json_in_item(struct json_in *j, struct json_seen *ret)
{
	eat(j, ',');
	char c = peek(j);
	return c && c != ']' && value(j, 0, ret);
}
