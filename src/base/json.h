/* json.h - canonical JSON, written (the subset of RFC 8785 in which there is no choice: ASCII keys in order, integers below 2^53, no floats).
 *
 * One small writer for entries, parts and receipts. Keys must come in bytewise order and asserts say so. Reading: ledger's canon.c (canonical) and
 * web's json_in.c (what others send), both strict. */
#pragma once
#include "base/text.h"

struct json {
	struct build out;
	int          depth;
	bool         first[32];       /* nothing written yet at this depth */
	bool         is_object[32];
	char         key[32][64];     /* last key at this depth, to check the order */
	bool         newline_allowed; /* in parts: a newline in a string is written \n */
};

/* Begins in the arena; newline_allowed as above. */
struct json json_start(struct arena *, bool newline_allowed);
/* Opens an object, an array. More than 32 levels end the program: ours are known. */
void json_object(struct json *);
/* Likewise an array. */
void json_array(struct json *);
void json_end(struct json *);         /* closes the innermost object or array */
void json_key(struct json *, const char *key);
void json_text(struct json *, struct text);
void json_int(struct json *, int64_t);
void json_bool(struct json *, bool);
void json_null(struct json *);
/* canonical JSON made elsewhere, put in as it is */
void json_raw(struct json *, struct text);
struct text json_done(struct json *);
/* key and value in one line */
void json_member_text(struct json *, const char *key, struct text);
void json_member_int(struct json *, const char *key, int64_t);
