/* address.c - any bytes as an address and as a file of them: no answer is half an answer, what came in goes out, and pieces of any size give the same. */
#include "base/base.h"

#include <assert.h>

#include "fuzz.h"
#include "registry/registry.h"

static void check_answer(const struct address_answer *a)
{
	assert(a->reason && say_knows(a->reason));
	assert(a->certainty != CERTAINTY_CERTAIN || (a->was && a->now && a->option_count == 0));
	assert(a->certainty != CERTAINTY_LIKELY || a->now);
	assert(a->certainty < CERTAINTY_AMBIGUOUS || !a->now);
}

/* The whole file, in pieces that grow. False: it was refused. */
static bool convert(struct conversion *c, struct arena *a, struct text t, size_t piece, struct build *out, struct address_done *ret, struct error *e)
{
	struct address_file *f = address_file_start(c, a, (struct address_how){ .column = TEXT("1"), .lang = LANG_VI });
	for (size_t at = 0; at < t.len; at += piece, piece += piece / 2)
		if (!address_file_feed(f, text_first(text_from(t, at), piece), out, NULL, e))
			return false;
	bool ok = address_file_end(f, out, NULL, e);
	*ret = address_file_done(f);
	return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static struct arena      *kept;
	static struct conversion *c;
	if (!kept) {
		struct registry_data  *data;
		struct registry_faults faults;
		struct error           e;
		kept = arena_new(0);
		if (!registry_parse(kept, registry_builtin(kept), &data, &faults) || !conversion_start(registry_of(data), kept, (day_t){ 18261 }, (day_t){ 20780 }, TEXT_EMPTY, &c, &e))
			abort();
	}
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct text                   t = text_bytes(at, len), rest = t, line;
	while (text_next(&rest, '\n', &line)) {
		struct address_answer answer = address_convert(c, a, line);
		check_answer(&answer);
	}
	struct build        whole = { .arena = a }, pieces = { .arena = a };
	struct address_done done[2];
	struct error        e;
	if (!convert(c, a, t, len + 1, &whole, &done[0], &e)) {
		assert(e.code);
		return 0;
	}
	assert(done[0].bytes == (int64_t)len && convert(c, a, t, 1, &pieces, &done[1], &e));
	assert(memcmp(&done[0], &done[1], sizeof(done[0])) == 0);
	assert(whole.len >= len && whole.len == pieces.len);
	return 0;
}
