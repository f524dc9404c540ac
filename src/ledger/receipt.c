/* receipt.c - the receipt file of one entry, made from what is kept, or from what the writer has just read back. Signing twice gives the same bytes (RFC 8032), so no
 * receipt need be stored. */
#include "base/base.h"

#include <assert.h>

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
	if (size > meta.published && !store_sync(db, e)) /* it can be read before the disk has it, but not signed */
		return false;
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

void ledger_ask_receipt(struct ledger_batch *b, int64_t index, struct arena *a, struct receipt_basis **ret)
{
	struct receipt_asked *asked = ARENA_NEW(b->arena, struct receipt_asked);
	assert(index >= b->before.size && index < b->frontier.size && (!b->asked_last || b->asked_last->index < index));
	*asked = (struct receipt_asked){ .index = index, .arena = a, .ret = ret };
	*(b->asked_last ? &b->asked_last->next : &b->asked) = asked;
	b->asked_last = asked;
}

/* The tree that ends with the entry: the way from its last leaf to the root is the roots of the complete trees before it, the smallest first. */
static void prove_last(const struct frontier *before, struct proof *ret)
{
	ret->count = 0;
	for (int k = 0; k < TREE_LEVELS; k++)
		if ((before->size >> k) & 1)
			ret->at[ret->count++] = before->at[k];
}

void receipt_answer(struct ledger_batch *b, const struct frontier *before, const struct frontier *with, struct text entry, const struct text *commitments)
{
	struct receipt_asked *asked = b->asked;
	if (!asked || asked->index != before->size)
		return;
	b->asked = asked->next;
	struct receipt_basis *basis = ARENA_NEW(asked->arena, struct receipt_basis);
	basis->file.index = asked->index;
	basis->file.entry = text_copy(asked->arena, entry);
	basis->file.has_parts = commitments != NULL;
	basis->head = (struct tree_head){ with->size, frontier_root(with) };
	if (commitments)
		memcpy(basis->file.part, commitments->at, sizeof(basis->file.part));
	prove_last(before, &basis->file.proof);
	*asked->ret = basis;
}

struct text receipt_entry(const struct receipt_basis *basis) { return basis->file.entry; }

struct text receipt_sign(const struct ledger_key *k, struct receipt_basis *basis, struct arena *a)
{
	struct proof_file *f = &basis->file;
	assert(inclusion_holds(leaf_hash(f->entry), f->index, basis->head, &f->proof)); /* a bit that flipped since is not signed */
	f->checkpoint = checkpoint_sign(a, k, basis->head);
	return proof_print(a, f);
}
