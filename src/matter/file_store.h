/* file_store.h - the bytes of files, in pieces, each file under a key of its own. Whoever keeps that key (a draft, a matter) holds the file. */
#pragma once
#include "base/base.h"
#include "store/store.h"

enum { FILE_PIECE = 256 * 1024 };

struct stored_file {
	uint8_t     id[16], key[32];
	struct text name, type;          /* type by content: "image/jpeg" */
	int64_t     size;                /* as kept */
	int64_t     pieces;
	struct text sent_hash, kept_hash; /* sha-256, hex */
	bool        shown;               /* has been through the extractor */
};

/* Draws id and key, seals and writes the pieces. */
bool file_store_put(struct connection *, struct world *, struct arena *, struct text bytes, struct stored_file *, struct error *);
bool file_store_get(struct connection *, struct arena *, const struct stored_file *, struct text *ret, struct error *);
bool file_store_drop(struct connection *, const uint8_t id[16], struct error *);
/* What a draft or a matter keeps sealed. */
struct text file_store_print(struct arena *, const struct stored_file *);
bool file_store_read(struct arena *, struct text json, struct stored_file *ret);
