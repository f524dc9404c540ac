/* Any bytes as a photograph: refused for a reason, or kept; and what was kept is a photograph that would be kept again, of the same size. */
#include "extract/extract.h"

#include <assert.h>

#include "extract/photo.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	_cleanup_arena_ struct arena *arena = arena_new(0);
	struct photo kept, again;
	if (photo_clean(text_bytes(bytes, size), arena, &kept) != REASON_KEPT)
		return 0;
	assert(kept.bytes.len > 0 && photo_size_is_allowed(kept.width, kept.height));
	/* a clean copy of a large picture costs too long to clean in every run */
	if ((uint64_t)kept.width * kept.height < 1000000) {
		enum extract_reason reason = photo_clean(kept.bytes, arena, &again);
		assert(reason == REASON_KEPT && again.width == kept.width && again.height == kept.height && again.type == kept.type);
	}
	return 0;
}
