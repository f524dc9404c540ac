/* form.c - any bytes as an urlencoded body: every pair comes out once; encoding a value and decoding it again gives it back. */
#include "base/base.h"

#include "fuzz.h"
#include "web/inside.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct text                   rest = text_bytes(at, len), back;
	struct pair                   pair;
	size_t                        pairs = 0;
	while (pair_next(a, &rest, &pair)) {
		struct build b = { .arena = a };
		percent_add(&b, pair.value);
		assert(percent_decode(a, build_text(&b), false, &back) && text_equal(back, pair.value));
		assert(!pair.is_text || text_is_utf8(pair.value));
		assert(++pairs <= len + 1);
	}
	return 0;
}
