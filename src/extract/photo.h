/* photo.h - inside the jail: the picture alone out of a photograph. */
#pragma once
#include "extract.h"

/* Decodes and encodes anew. Needs no jail itself (tests and the fuzzer call it), takes at most some hundred MB. */
enum extract_reason photo_clean(struct text bytes, struct arena *, struct photo *ret);

/* What of a photograph's notes is kept. */
struct photo_notes {
	int  orientation; /* 1-8; 0: not told */
	char taken[20];   /* "2026:11:23 09:41:07"; empty: not told */
};
/* `exif`: from "Exif\0\0" on. Unreadable notes are no notes. */
struct photo_notes notes_read(struct text exif);
/* EXIF with just these, from "Exif\0\0" on; the empty text when there are none. */
struct text notes_write(struct arena *, const struct photo_notes *);

enum extract_reason jpeg_clean(struct text bytes, struct arena *, struct photo *ret);
enum extract_reason png_clean(struct text bytes, struct arena *, struct photo *ret);
/* Is a picture of that size opened at all? */
bool photo_size_is_allowed(uint32_t width, uint32_t height);
