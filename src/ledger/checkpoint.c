/* checkpoint.c - what a log signs. */
#include "base/base.h"

#include "checkpoint.h"
#include "key.h"

static struct text body_print(struct arena *a, struct text origin, struct tree_head head)
{
	return text_print(a, "%.*s\n%lld\n%.*s\n", TEXT_ARG(origin), (long long)head.size,
			  TEXT_ARG(base64_encode(a, text_bytes(head.root.at, sizeof(head.root.at)))));
}

struct text checkpoint_sign(struct arena *a, const struct ledger_key *key, struct tree_head head)
{
	return note_sign(a, body_print(a, text_of(key->origin), head), text_of(key->origin), key->sign);
}

/* Three lines, written as we would write them, and nothing else. */
static bool body_parse(struct arena *a, struct text body, struct checkpoint *ret)
{
	struct text rest = body, size, root, bytes;
	if (!text_next(&rest, '\n', &ret->origin) || !text_next(&rest, '\n', &size) || !text_next(&rest, '\n', &root) ||
	    !key_name_is_good(ret->origin) || !text_to_int(size, &ret->head.size) || ret->head.size < 0)
		return false;
	if (!base64_decode(a, root, &bytes) || bytes.len != sizeof(struct hash))
		return false;
	memcpy(ret->head.root.at, bytes.at, bytes.len);
	return text_equal(body, body_print(a, ret->origin, ret->head));
}

bool checkpoint_verify(struct arena *a, struct text whole, const struct vkey *v, size_t count, struct checkpoint *ret, struct error *e)
{
	struct note       n;
	struct checkpoint c = { 0 };
	if (!note_parse(a, whole, &n, e))
		return false;
	if (!body_parse(a, n.text, &c))
		return error(e, LEDGER_BAD_NOTE);
	if (!note_verify(a, &n, v, count, &c.signatures, &c.unknown, e))
		return false;
	for (size_t i = 0; i < n.count; i++)
		for (size_t j = 0; j < count; j++)
			if (text_equal(v[j].name, c.origin) && text_equal(n.at[i].name, c.origin) && n.at[i].id == v[j].id) {
				*ret = c;
				return true;
			}
	return error(e, LEDGER_NOT_SIGNED, .name = c.origin); /* only by others, such as witnesses */
}

bool vkeys_parse(struct arena *a, const struct text *t, size_t count, struct vkey **ret, struct error *e)
{
	struct vkey *v = ARENA_ARRAY(a, struct vkey, count);
	for (size_t i = 0; i < count; i++)
		if (!vkey_parse(a, text_trim(t[i]), &v[i], e))
			return false;
	*ret = v;
	return true;
}
