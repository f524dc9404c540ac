/* unfinished.h - a result that is being written: FILE.part, and beside it FILE.resume, which says how far it had come, so that what was interrupted goes on. */
#pragma once
#include "base/sha256.h"
#include "cli.h"
#include "registry/registry.h"

struct unfinished {
	const char         *path, *part, *side;   /* the result; what is written; how far */
	struct text         what;                 /* which conversion: goes on only for the same */
	struct address_done done;
	int64_t             read;                 /* bytes of the input that `hash` is of; at least done.bytes */
	struct text         hash;                 /* hex */
	int64_t             written, reported;    /* bytes of the result and of the report */
	bool                is_resumed;
};
/* Reads FILE.resume, when there is one; CLI_FILE_EXISTS when the result is there already, CLI_CONVERT_SIDE when it is of another conversion. */
bool unfinished_read(struct cli *, const char *path, struct text what, struct unfinished *ret, struct error *);
/* Both files are on the disk before this says so. */
bool unfinished_write(struct cli *, const struct unfinished *, struct error *);
/* FILE.part becomes FILE. */
bool unfinished_end(const struct unfinished *, struct error *);
