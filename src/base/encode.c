/* encode.c - bytes as characters. */
#include "base/base.h"

#include <sodium.h>

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

struct text hex_encode(struct arena *a, struct text bytes)
{
	char *at = arena_alloc(a, bytes.len * 2 + 1);
	sodium_bin2hex(at, bytes.len * 2 + 1, (const unsigned char *)bytes.at, bytes.len);
	return (struct text){ at, bytes.len * 2 };
}

bool hex_decode(struct arena *a, struct text t, struct text *ret)
{
	unsigned char *at = arena_alloc(a, t.len / 2 + 1);
	size_t         n;
	const char    *end;
	if (t.len % 2 != 0 || sodium_hex2bin(at, t.len / 2 + 1, t.at, t.len, NULL, &n, &end) != 0 || n * 2 != t.len)
		return false;
	*ret = text_bytes(at, n);
	return true;
}

struct text base64_encode(struct arena *a, struct text bytes)
{
	size_t room = sodium_base64_encoded_len(bytes.len, sodium_base64_VARIANT_ORIGINAL);
	char  *at = arena_alloc(a, room);
	sodium_bin2base64(at, room, (const unsigned char *)bytes.at, bytes.len, sodium_base64_VARIANT_ORIGINAL);
	return (struct text){ at, room - 1 };
}

bool base64_decode(struct arena *a, struct text t, struct text *ret)
{
	unsigned char *at = arena_alloc(a, t.len / 4 * 3 + 3);
	size_t         n;
	const char    *end;
	if (t.len == 0) {
		*ret = TEXT_EMPTY;
		return true;
	}
	for (size_t i = 0; i < t.len; i++)
		if ((unsigned char)t.at[i] >= 0x80) /* libsodium 1.0.18 takes some of these for characters of the alphabet */
			return false;
	if (sodium_base642bin(at, t.len / 4 * 3 + 3, t.at, t.len, NULL, &n, &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    end != t.at + t.len)
		return false;
	*ret = text_bytes(at, n);
	return true;
}

/* `digits` characters of an alphabet of 32, five bits each, the first bit first; bits beyond the bytes are 0. */
static struct text five_bits(struct arena *a, struct text bytes, size_t digits, const char *alphabet)
{
	char *at = arena_alloc(a, digits + 1);
	for (size_t i = 0; i < digits; i++) {
		unsigned value = 0;
		for (size_t bit = i * 5; bit < i * 5 + 5; bit++)
			value = value << 1 | (bit / 8 < bytes.len ? (unsigned)((unsigned char)bytes.at[bit / 8] >> (7 - bit % 8)) & 1 : 0);
		at[i] = alphabet[value];
	}
	return (struct text){ at, digits };
}

struct text base32_encode(struct arena *a, struct text bytes) { return five_bits(a, bytes, (bytes.len * 8 + 4) / 5, base32); }

struct text crockford_encode(struct arena *a, struct text bytes, size_t digits) { return five_bits(a, bytes, digits, crockford); }

bool crockford_read(struct arena *a, struct text typed, size_t digits, struct text *ret)
{
	char  *at = arena_alloc(a, digits + 1);
	size_t n = 0;
	for (size_t i = 0; i < typed.len; i++) {
		char c = char_upper(typed.at[i]);
		if (char_is_space(c) || c == '-')
			continue;
		c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
		if (n == digits || c == '\0' || !memchr(crockford, c, 32))
			return false;
		at[n++] = c;
	}
	if (n != digits)
		return false;
	*ret = (struct text){ at, n };
	return true;
}

struct text grouped(struct arena *a, struct text t, size_t group, char separator)
{
	struct build b = { .arena = a };
	for (size_t i = 0; i < t.len; i++) {
		if (i > 0 && i % group == 0)
			build_byte(&b, separator);
		build_byte(&b, t.at[i]);
	}
	return build_text(&b);
}
