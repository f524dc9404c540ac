/* cookie.c - any bytes as Cookie, Accept-Encoding, If-None-Match: what is found could have been set by us. */
#include "base/base.h"

#include "fuzz.h"
#include "web/inside.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct text                   header = text_bytes(at, len);
	struct text                   value = cookie_find(a, header, "danvan_session");
	assert(cookie_value_ok(value) && value.len <= 512);
	assert(coding_choose(header) <= CODING_BROTLI);
	assert(!etag_matches(header, TEXT_EMPTY));
	etag_matches(header, TEXT("\"0123456789abcdef0123456789abcdef\""));
	return 0;
}
