/* multipart.c - any bytes as a multipart body: however they are cut, the same parts come out; a part's bytes never hold the boundary. */
#include "base/base.h"

#include <assert.h>

#include "fuzz.h"
#include "web/multipart.h"

struct heard {
	struct build all;
	int          stops; /* says "no more for now" each so often; 0: never */
	int          calls;
};

static void begin(void *context, const struct form_part *p)
{
	struct heard *h = context;
	build_print(&h->all, "[%zu %d %zu:", p->name.len, p->is_file, p->file_name.len);
}

static bool stops(struct heard *h)
{
	return h->stops && ++h->calls % h->stops == 0;
}

static bool bytes(void *context, struct text t)
{
	struct heard *h = context;
	assert(t.len);
	build_add(&h->all, t);
	return stops(h);
}

static bool end(void *context)
{
	struct heard *h = context;
	build_byte(&h->all, ']');
	return stops(h);
}

static struct text read_by(struct arena *a, struct text body, size_t step, int stop_each)
{
	struct heard h = { .all = { .arena = a }, .stops = stop_each };
	struct multipart *m = multipart_new(a, TEXT("BB"), (struct part_reader){ &h, begin, bytes, end });
	int without = 0;
	while (body.len) {
		size_t taken = multipart_feed(m, text_first(body, step < body.len ? step : body.len));
		without = taken ? 0 : without + 1;
		assert(without < 4); /* it always gets on */
		body = text_from(body, taken);
	}
	build_print(&h.all, "%d%d", multipart_is_whole(m), multipart_is_broken(m));
	return build_text(&h.all);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct text                   body = text_bytes(at, len), boundary;
	struct text                   whole = read_by(a, body, SIZE_MAX, 0);
	assert(text_equal(whole, read_by(a, body, 1, 0)));
	assert(text_equal(whole, read_by(a, body, 7, 0)));
	assert(text_equal(whole, read_by(a, body, 61, 2)));
	if (multipart_boundary(body, &boundary))
		assert(boundary.len > 0 && boundary.len <= 70);
	return 0;
}
