/* receipt.c - the receipt file of one entry, made from what is kept. Signing twice gives the same bytes (RFC 8032), so no receipt need be stored. */
#include "base/base.h"

#include "checkpoint.h"
#include "proof.h"
#include "stored.h"

static bool receipt_parts(struct connection *db, int64_t index, struct arena *a, struct proof_file *f, struct error *e)
{
	struct stored_parts s;
	if (!stored_parts(db, index, a, &s, &f->has_parts, e))
		return false;
	if (f->has_parts)
		memcpy(f->part, s.commitments.at, sizeof(f->part));
	return true;
}

bool ledger_receipt(struct connection *db, const struct ledger_key *k, int64_t index, int64_t size, struct arena *a, struct text *ret,
		    struct error *e)
{
	struct ledger_meta  meta;
	struct stored_entry n;
	struct stored_tree  tree;
	struct proof_file   f = { .index = index };
	struct tree_head    head = { .size = size };
	bool                found;
	if (!ledger_meta(db, a, &meta, &found, e))
		return false;
	if (!found || index < 0 || index >= size || size > meta.head.size)
		return error(e, LEDGER_NO_ENTRY, .number = index);
	if (!stored_entry(db, index, a, &n, &found, e))
		return false;
	if (!found)
		return error(e, LEDGER_NO_ENTRY, .number = index);
	struct hash_reader r = stored_tree(&tree, db, a, size);
	if (!receipt_parts(db, index, a, &f, e) || !inclusion_make(&r, index, size, &f.proof, e) || !stored_root(db, a, size, &head.root, e))
		return false;
	if (!inclusion_holds(leaf_hash(n.bytes), index, head, &f.proof)) /* nothing is signed over what does not fit */
		return error(e, LEDGER_DAMAGED, .name = TEXT("entry"), .number = index);
	f.entry = n.bytes;
	f.checkpoint = checkpoint_sign(a, k, head);
	*ret = proof_print(a, &f);
	return true;
}
