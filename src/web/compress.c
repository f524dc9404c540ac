/* compress.c - brotli and gzip: thoroughly once for what never changes, lightly for a page that is sent once. */
#include "base/base.h"

#include <brotli/encode.h>
#include <zlib.h>

#include "inside.h"

const char *coding_name(enum coding c)
{
	static const char *const names[] = { NULL, "gzip", "br" };
	return names[c];
}

/* Does the header take `name`? Named with q=0 it does not; "*" counts where it is not named. */
static bool is_taken(struct text header, const char *name)
{
	bool star = false;
	for (struct text piece; text_next(&header, ',', &piece);) {
		struct text rest = piece, coding, q;
		if (!text_next(&rest, ';', &coding))
			continue;
		coding = text_trim(coding);
		bool zero = false;
		while (text_next(&rest, ';', &q)) {
			q = text_trim(q);
			zero = zero || text_is(q, "q=0") || text_is(q, "q=0.0") || text_is(q, "q=0.00") || text_is(q, "q=0.000");
		}
		if (coding.len == strlen(name) && !strncasecmp(coding.at, name, coding.len))
			return !zero;
		if (text_is(coding, "*"))
			star = !zero;
	}
	return star;
}

enum coding coding_choose(struct text accept)
{
	return is_taken(accept, "br") ? CODING_BROTLI : is_taken(accept, "gzip") ? CODING_GZIP : CODING_NONE;
}

bool type_is_text(const char *type)
{
	return !strncmp(type, "text/", 5) || !strncmp(type, "application/json", 16) || strstr(type, "+json") || strstr(type, "xml") ||
	       strstr(type, "javascript") || strstr(type, "manifest");
}

static bool gzip(struct arena *a, int level, struct text in, struct text *ret)
{
	z_stream z = { 0 };
	if (deflateInit2(&z, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	uLong room = deflateBound(&z, in.len);
	char *at = arena_alloc(a, room);
	z.next_in = (Bytef *)(uintptr_t)in.at;
	z.avail_in = (uInt)in.len;
	z.next_out = (Bytef *)at;
	z.avail_out = (uInt)room;
	int end = deflate(&z, Z_FINISH);
	*ret = (struct text){ at, z.total_out };
	deflateEnd(&z);
	return end == Z_STREAM_END;
}

static bool brotli(struct arena *a, int quality, struct text in, struct text *ret)
{
	size_t room = BrotliEncoderMaxCompressedSize(in.len);
	uint8_t *at = arena_alloc(a, room);
	if (!room || !BrotliEncoderCompress(quality, quality > 9 ? 22 : 17, BROTLI_MODE_TEXT, in.len, (const uint8_t *)in.at, &room, at))
		return false;
	*ret = (struct text){ (const char *)at, room };
	return true;
}

bool text_pack(struct arena *a, enum coding coding, bool thoroughly, struct text in, struct text *ret)
{
	if (coding == CODING_NONE || in.len < COMPRESS_FROM || in.len > (64 << 20))
		return false;
	struct text out;
	bool done = coding == CODING_GZIP ? gzip(a, thoroughly ? 9 : 4, in, &out) : brotli(a, thoroughly ? 11 : 4, in, &out);
	if (!done || out.len >= in.len)
		return false;
	*ret = out;
	return true;
}

/* An asset in that coding, made when it is first asked for and kept until the server ends; *in_out becomes CODING_NONE where it would not be smaller. */
struct text asset_packed(struct web *w, const void *key, struct text bytes, enum coding *in_out)
{
	enum coding c = *in_out;
	if (c == CODING_NONE)
		return bytes;
	struct text found = bytes;
	pthread_mutex_lock(&w->packed_lock);
	size_t i = 0;
	while (i < ASSETS_KEPT && w->packed[i].of && w->packed[i].of != key)
		i++;
	struct packed_asset *p = i < ASSETS_KEPT ? &w->packed[i] : NULL;
	if (p && !p->made[c]) {
		_cleanup_arena_ struct arena *scratch = arena_new(0);
		struct text smaller;
		p->of = key;
		p->made[c] = true;
		if (text_pack(scratch, c, true, bytes, &smaller)) {
			char *kept = memory_new(smaller.len);
			memcpy(kept, smaller.at, smaller.len);
			p->as[c] = (struct text){ kept, smaller.len };
		}
	}
	if (p && p->as[c].at)
		found = p->as[c];
	else
		*in_out = CODING_NONE;
	pthread_mutex_unlock(&w->packed_lock);
	return found;
}
