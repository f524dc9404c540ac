/* proof.h - the receipt file: C2SP tlog-proof with the entry and its part commitments as extra data. */
#pragma once
#include "base/base.h"
#include "merkle.h"

enum { PROOF_FILE_MOST = 256 * 1024 };
struct proof_file {
	struct text  entry, checkpoint;
	bool         has_parts;
	struct hash  part[PART_COUNT];
	int64_t      index;
	struct proof proof;
};
struct text proof_print(struct arena *, const struct proof_file *);
/* LEDGER_BAD_RECEIPT with the line: whatever differs from what proof_print would write is refused. */
bool proof_parse(struct arena *, struct text, struct proof_file *ret, struct error *);
