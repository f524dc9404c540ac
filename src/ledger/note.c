/* note.c - signed notes: a text, an empty line, signatures. */
#include "base/base.h"

#include <sodium.h>

#include "note.h"
#include "merkle.h"

static const char ed25519 = 1;                       /* type byte of the key and in the key id */
static const struct text dash = { "\xe2\x80\x94 ", 4 }; /* U+2014 and a space */

uint32_t vkey_id(struct text name, const uint8_t public[32])
{
	struct hash h = sha256_pieces((struct text[]){ name, TEXT("\n"), { &ed25519, 1 }, text_bytes(public, 32) }, 4);
	return (uint32_t)h.at[0] << 24 | (uint32_t)h.at[1] << 16 | (uint32_t)h.at[2] << 8 | h.at[3];
}

/* Spaces of Unicode beyond ASCII: U+0085, U+00A0, U+1680, U+2000-200A, U+2028, U+2029, U+202F, U+205F, U+3000 */
static bool is_space(int32_t c)
{
	return c <= 0x20 || c == 0x7f || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
	       c == 0x202f || c == 0x205f || c == 0x3000;
}

bool key_name_is_good(struct text name)
{
	if (name.len == 0 || !text_is_utf8(name))
		return false;
	for (size_t n; name.len > 0; name = text_from(name, n)) {
		int32_t c = text_point(name, &n);
		if (is_space(c) || c == '+')
			return false;
	}
	return true;
}

struct text vkey_print(struct arena *a, struct text name, const uint8_t public[32])
{
	char key[33] = { ed25519 };
	memcpy(key + 1, public, 32);
	return text_print(a, "%.*s+%08x+%.*s", TEXT_ARG(name), vkey_id(name, public), TEXT_ARG(base64_encode(a, text_bytes(key, sizeof(key)))));
}

bool vkey_parse(struct arena *a, struct text t, struct vkey *ret, struct error *e)
{
	struct text rest = t, name, id, key;
	struct vkey v = { 0 };
	if (!text_next(&rest, '+', &name) || !text_next(&rest, '+', &id) || !key_name_is_good(name) || !base64_decode(a, rest, &key) ||
	    key.len != 33 || key.at[0] != ed25519)
		return error(e, LEDGER_BAD_VKEY, .value = t);
	v.name = text_copy(a, name);
	memcpy(v.public, key.at + 1, 32);
	v.id = vkey_id(name, v.public);
	if (!text_equal(id, text_print(a, "%08x", v.id)))
		return error(e, LEDGER_BAD_VKEY, .value = t);
	*ret = v;
	return true;
}

/* "— NAME BASE64" */
static bool signature_parse(struct arena *a, struct text line, struct note_signature *ret)
{
	struct text rest, bytes;
	if (line.len < dash.len || !text_equal(text_first(line, dash.len), dash))
		return false;
	rest = text_from(line, dash.len);
	if (!text_next(&rest, ' ', &ret->name) || !key_name_is_good(ret->name) || !base64_decode(a, rest, &bytes) || bytes.len < 5)
		return false;
	const unsigned char *id = (const unsigned char *)bytes.at;
	ret->id = (uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 | (uint32_t)id[2] << 8 | id[3];
	ret->bytes = text_from(bytes, 4);
	return true;
}

static bool is_plain(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if ((unsigned char)t.at[i] < 0x20 && t.at[i] != '\n')
			return false;
	return text_is_utf8(t);
}

bool note_parse(struct arena *a, struct text whole, struct note *ret, struct error *e)
{
	size_t end = SIZE_MAX; /* of the text: the last empty line divides */
	for (size_t i = 1; i + 1 < whole.len; i++)
		if (whole.at[i - 1] == '\n' && whole.at[i] == '\n')
			end = i;
	if (end == SIZE_MAX || !is_plain(whole) || !text_ends(whole, "\n"))
		return error(e, LEDGER_BAD_NOTE);
	struct text lines = text_first(text_from(whole, end + 1), whole.len - end - 2), line;
	ret->text = text_first(whole, end);
	ret->count = 0;
	while (text_next(&lines, '\n', &line))
		if (ret->count == NOTE_SIGNATURES || !signature_parse(a, line, &ret->at[ret->count++]))
			return error(e, LEDGER_BAD_NOTE);
	return true;
}

static const struct vkey *known(const struct vkey *v, size_t count, const struct note_signature *s)
{
	for (size_t i = 0; i < count; i++)
		if (v[i].id == s->id && text_equal(v[i].name, s->name))
			return &v[i];
	return NULL;
}

bool note_verify(struct arena *a, const struct note *n, const struct vkey *v, size_t count, int *ret_good, int *ret_unknown, struct error *e)
{
	int good = 0;
	for (size_t i = 0; i < n->count; i++) {
		const struct vkey *key = known(v, count, &n->at[i]);
		if (!key)
			continue;
		if (n->at[i].bytes.len != crypto_sign_BYTES ||
		    crypto_sign_verify_detached((const unsigned char *)n->at[i].bytes.at, (const unsigned char *)n->text.at, n->text.len, key->public) != 0)
			return error(e, LEDGER_BAD_SIGNATURE, .name = key->name);
		good++;
	}
	if (good == 0)
		return error(e, LEDGER_NOT_SIGNED);
	*ret_good = good;
	*ret_unknown = (int)n->count - good;
	return true;
}

struct text note_sign(struct arena *a, struct text t, struct text name, const uint8_t secret[64])
{
	uint32_t      id = vkey_id(name, secret + 32);
	unsigned char bytes[4 + crypto_sign_BYTES] = { (unsigned char)(id >> 24), (unsigned char)(id >> 16), (unsigned char)(id >> 8), (unsigned char)id };
	struct build  b = { .arena = a };
	crypto_sign_detached(bytes + 4, NULL, (const unsigned char *)t.at, t.len, secret);
	build_add(&b, t);
	build_byte(&b, '\n');
	build_add(&b, dash);
	build_add(&b, name);
	build_byte(&b, ' ');
	build_add(&b, base64_encode(a, text_bytes(bytes, sizeof(bytes))));
	build_byte(&b, '\n');
	return build_text(&b);
}
