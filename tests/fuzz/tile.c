/* tile.c - tile paths and bundles of entries from strangers. */
#include "base/base.h"

#include "ledger/tile.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct text                   whole = text_bytes(at, len), rest = whole, entry;
	struct build                  again = { .arena = a };
	struct tile                   t;
	if (tile_parse(whole, &t) && !text_equal(tile_path(a, t), whole))
		__builtin_trap();
	while (bundle_next(&rest, &entry))
		bundle_add(&again, entry);
	if (!text_equal(build_text(&again), text_first(whole, whole.len - rest.len)))
		__builtin_trap();
	return 0;
}
