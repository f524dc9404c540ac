/* encoded.c - percent-encoding, queries and urlencoded bodies (WHATWG URL, section 5). */
#include "base/base.h"

#include "inside.h"

static int hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool percent_decode(struct arena *a, struct text in, bool plus_is_space, struct text *ret)
{
	char *at = arena_alloc(a, in.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < in.len; i++) {
		char c = in.at[i];
		if (c == '%') {
			if (i + 2 >= in.len)
				return false;
			int high = hex_value(in.at[i + 1]), low = hex_value(in.at[i + 2]);
			if (high < 0 || low < 0)
				return false;
			c = (char)(high << 4 | low);
			i += 2;
		} else if (c == '+' && plus_is_space) {
			c = ' ';
		}
		at[n++] = c;
	}
	*ret = (struct text){ at, n };
	return true;
}

void percent_add(struct build *b, struct text t)
{
	for (size_t i = 0; i < t.len; i++) {
		char c = t.at[i];
		if (char_is_alpha(c) || char_is_digit(c) || (c && strchr("-._~", c)))
			build_byte(b, c);
		else
			build_print(b, "%%%02X", (unsigned char)c);
	}
}

/* A stray percent sign stands for itself, as in browsers: nothing that somebody typed is lost. */
static struct text decode_kindly(struct arena *a, struct text in)
{
	struct text t;
	if (percent_decode(a, in, true, &t))
		return t;
	struct build b = { .arena = a };
	for (size_t i = 0; i < in.len; i++) {
		bool coded = in.at[i] == '%' && i + 2 < in.len && hex_value(in.at[i + 1]) >= 0 && hex_value(in.at[i + 2]) >= 0;
		build_byte(&b, coded ? (char)(hex_value(in.at[i + 1]) << 4 | hex_value(in.at[i + 2])) : in.at[i] == '+' ? ' ' : in.at[i]);
		i += coded ? 2 : 0;
	}
	return build_text(&b);
}

bool pair_next(struct arena *a, struct text *rest, struct pair *ret)
{
	struct text piece;
	while (text_next(rest, '&', &piece)) {
		if (!piece.len)
			continue;
		size_t equals = text_find(piece, TEXT("="));
		struct text name = equals == SIZE_MAX ? piece : text_first(piece, equals);
		struct text value = equals == SIZE_MAX ? TEXT_EMPTY : text_from(piece, equals + 1);
		ret->name = decode_kindly(a, name);
		ret->value = decode_kindly(a, value);
		ret->is_text = text_is_utf8(ret->value) && !memchr(ret->value.at, 0, ret->value.len);
		return true;
	}
	return false;
}
