/* photo.c - which decoder opens it, and how large it may be. */
#include "base/base.h"

#include "photo.h"

bool photo_size_is_allowed(uint32_t width, uint32_t height)
{
	return width > 0 && height > 0 && width <= EXTRACT_SIDE_LIMIT && height <= EXTRACT_SIDE_LIMIT &&
	       (uint64_t)width * height <= EXTRACT_PIXEL_LIMIT;
}

enum extract_reason photo_clean(struct text bytes, struct arena *arena, struct photo *ret)
{
	if (bytes.len > EXTRACT_INPUT_LIMIT)
		return REASON_TOO_LARGE;
	switch (extract_sniff(bytes)) {
	case FILE_JPEG:
		return jpeg_clean(bytes, arena, ret);
	case FILE_PNG:
		return png_clean(bytes, arena, ret);
	case FILE_HEIC:
		return REASON_HEIC;
	default:
		return REASON_NOT_PHOTO;
	}
}
