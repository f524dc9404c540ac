/* json.c - the one writer of canonical JSON. */
#include "base/base.h"

#include <assert.h>

static const int64_t largest = (INT64_C(1) << 53) - 1;

struct json json_start(struct arena *a, bool newline_allowed)
{
	return (struct json){ .out = { .arena = a }, .depth = 0, .first = { true }, .newline_allowed = newline_allowed };
}

/* Before a value: the comma of an array, nothing after a key. */
static void before_value(struct json *j)
{
	if (j->depth > 0 && !j->is_object[j->depth]) {
		if (!j->first[j->depth])
			build_byte(&j->out, ',');
		j->first[j->depth] = false;
	}
}

static void open_level(struct json *j, bool is_object)
{
	before_value(j);
	j->depth++;
	assert(j->depth < (int)COUNT_OF(j->first));
	j->first[j->depth] = true;
	j->is_object[j->depth] = is_object;
	j->key[j->depth][0] = '\0';
	build_byte(&j->out, is_object ? '{' : '[');
}

void json_object(struct json *j) { open_level(j, true); }

void json_array(struct json *j) { open_level(j, false); }

void json_end(struct json *j)
{
	assert(j->depth > 0);
	build_byte(&j->out, j->is_object[j->depth] ? '}' : ']');
	j->depth--;
}

static void escaped(struct json *j, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	if (c == '"' || c == '\\') {
		build_byte(&j->out, '\\');
		build_byte(&j->out, (char)c);
		return;
	}
	assert(j->newline_allowed); /* an entry holds no control character */
	if (c == '\n')
		build_c(&j->out, "\\n");
	else if (c == '\t')
		build_c(&j->out, "\\t");
	else if (c == '\r')
		build_c(&j->out, "\\r");
	else
		build_print(&j->out, "\\u00%c%c", hex[c >> 4], hex[c & 15]);
}

/* What needs no escape is copied in one piece. */
static void string(struct json *j, struct text t)
{
	t = t.at ? t : TEXT_EMPTY; /* a text that was never set */
	size_t from = 0;
	build_byte(&j->out, '"');
	for (size_t i = 0; i < t.len; i++) {
		unsigned char c = (unsigned char)t.at[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		build_add(&j->out, (struct text){ t.at + from, i - from });
		escaped(j, c);
		from = i + 1;
	}
	build_add(&j->out, (struct text){ t.at + from, t.len - from });
	build_byte(&j->out, '"');
}

void json_key(struct json *j, const char *key)
{
	assert(j->depth > 0 && j->is_object[j->depth]);
	char *last = j->key[j->depth];
	assert(j->first[j->depth] || strcmp(last, key) < 0); /* keys stand in bytewise order */
	assert(strlen(key) < sizeof(j->key[0]));
	memcpy(last, key, strlen(key) + 1);
	if (!j->first[j->depth])
		build_byte(&j->out, ',');
	j->first[j->depth] = false;
	string(j, text_of(key));
	build_byte(&j->out, ':');
}

void json_text(struct json *j, struct text t)
{
	before_value(j);
	string(j, t);
}

void json_int(struct json *j, int64_t n)
{
	assert(n >= -largest && n <= largest);
	before_value(j);
	build_int(&j->out, n);
}

void json_bool(struct json *j, bool b)
{
	before_value(j);
	build_c(&j->out, b ? "true" : "false");
}

void json_null(struct json *j)
{
	before_value(j);
	build_c(&j->out, "null");
}

void json_raw(struct json *j, struct text t)
{
	before_value(j);
	build_add(&j->out, t);
}

struct text json_done(struct json *j)
{
	assert(j->depth == 0);
	return build_text(&j->out);
}

void json_member_text(struct json *j, const char *key, struct text t)
{
	json_key(j, key);
	json_text(j, t);
}

void json_member_int(struct json *j, const char *key, int64_t n)
{
	json_key(j, key);
	json_int(j, n);
}
