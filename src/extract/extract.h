/* extract.h - photographs from strangers are opened by another program, danvan-extract, in a jail, and never by the server.
 *
 * What comes back has been decoded and encoded anew: the picture alone, with its orientation and the day it was taken. The place (GPS), serial
 * numbers, the owner's name, thumbnails, comments and whatever hides behind the picture are gone. The jail: one process a photograph, no files, no
 * network, allow-listed system calls, bounded memory, processor time and clock.
 *
 * Over a unix socket, one photograph a connection (all numbers big-endian):
 *     to the extractor      "DVX1" u32 length, bytes                                     at most EXTRACT_INPUT_LIMIT
 *     back, kept            "DVX1" u8 0, u8 type (1 JPEG, 2 PNG), u32 width, u32 height, u32 length, bytes
 *     back, refused         "DVX1" u8 reason (enum extract_reason)
 * A connection that ends without an answer means that the jail stopped the process: EXTRACT_GAVE_UP. */
#pragma once
#include "base/base.h"
#include "base/sniff.h"

enum {
	EXTRACT_INPUT_LIMIT = 10 * 1024 * 1024,
	EXTRACT_OUTPUT_LIMIT = 32 * 1024 * 1024,
	EXTRACT_SIDE_LIMIT = 20000,                /* pixels */
	EXTRACT_PIXEL_LIMIT = 50 * 1000 * 1000,
};

struct photo {
	enum file_type type;          /* FILE_JPEG or FILE_PNG */
	struct text    bytes;         /* in the arena */
	uint32_t       width, height; /* as stored; orientation is in the picture's own mark */
};

/* Sends the bytes and waits for what may be kept, at most 40 seconds. EXTRACT_AWAY: the extractor is not there or not now; keep the file, show it
 * later. All other errors are about the file. */
bool extract_photo(const char *socket_path, struct text bytes, struct arena *, struct photo *ret, struct error *);

/* Why a photograph is not kept; stands in the answer. */
enum extract_reason { REASON_KEPT, REASON_NOT_PHOTO, REASON_HEIC, REASON_TOO_LARGE, REASON_TOO_MANY_PIXELS, REASON_DAMAGED };

#define EXTRACT_AWAY "extract.away"                     /* value: the system's word */
#define EXTRACT_NOT_PHOTO "extract.not_photo"           /* value: what it is */
#define EXTRACT_HEIC "extract.heic"
#define EXTRACT_TOO_LARGE "extract.too_large"           /* number: bytes; limit */
#define EXTRACT_TOO_MANY_PIXELS "extract.too_many_pixels" /* limit: pixels */
#define EXTRACT_DAMAGED "extract.damaged"
#define EXTRACT_GAVE_UP "extract.gave_up"
#define EXTRACT_LISTEN "extract.listen"                 /* name: the socket; value: the system's word */
