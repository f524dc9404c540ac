/* multipart.h - multipart/form-data (RFC 7578) read as it comes: any cut of the bytes gives the same parts.
 *
 * Strict: boundary of RFC 2046, headers of a part at most 2 KiB, at most 100 parts. It keeps only what could still be a boundary. */
#pragma once
#include "base/base.h"

struct form_part {
	struct text name;      /* of the field */
	bool        is_file;   /* there is a filename */
	struct text file_name; /* as sent; empty for a file input that nobody filled */
};
struct part_reader {
	void *context;
	/* A part begins; its texts live in the arena. */
	void (*begin)(void *, const struct form_part *);
	/* Some of its bytes. True: no more for now (multipart_feed returns). */
	bool (*bytes)(void *, struct text);
	/* It ended. True as above. */
	bool (*end)(void *);
};
struct multipart;
/* NULL if the boundary is none. */
struct multipart *multipart_new(struct arena *, struct text boundary, struct part_reader);
/* Bytes that were taken: all, but when the reader said to stop. After a fault the rest is swallowed. */
size_t multipart_feed(struct multipart *, struct text);
/* Did it come whole, with the closing boundary, and without fault? */
bool multipart_is_whole(const struct multipart *);
bool multipart_is_broken(const struct multipart *);
/* The boundary of a Content-Type header; false if there is none or it is not one. */
bool multipart_boundary(struct text content_type, struct text *ret);
