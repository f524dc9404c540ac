/* signed.c - what was signed once, held against what the database keeps now: somebody who rewrites entries, tree and tables so that they fit each other can't make them
 * fit a checkpoint or a receipt that is already out of the house. */
#include "base/base.h"

#include "checkpoint.h"
#include "stored.h"

enum { OUTER_MOST = 64 * 1024 };

bool outer_path(const struct ledger_key *k, const char *key_path, char *ret, size_t room)
{
	const char *slash = strrchr(key_path, '/');
	int         n = snprintf(ret, room, "%.*s%s.checkpoint", slash ? (int)(slash - key_path) + 1 : 0, key_path, key_id(k));
	return n > 0 && (size_t)n < room;
}

bool ledger_outer(struct world *w, const struct ledger_key *k, const char *key_path, struct arena *a, struct text *ret, bool *ret_found, struct error *e)
{
	char path[4096];
	if (!outer_path(k, key_path, path, sizeof(path)))
		return error(e, LEDGER_KEY_FILE, .name = text_of(key_path));
	*ret_found = w->file_exists(w, path);
	return !*ret_found || w->file_read(w, a, path, OUTER_MOST, ret, e);
}

struct held {
	struct connection *db;
	struct arena      *arena;
	void (*found)(void *, const struct misfit *);
	void             *arg;
	int64_t           misfits;
	bool              is_receipt;
	struct proof_file receipt;
	struct tree_head  seen; /* as signed */
};

static void misfit(struct held *h, const char *table, const char *column, struct text matter, int64_t index)
{
	h->misfits++;
	if (h->found)
		h->found(h->arg, &(struct misfit){ table, column, matter, index });
}

/* A receipt, or a checkpoint alone. */
static bool signed_read(struct held *h, const struct ledger_key *k, struct text file, struct error *e)
{
	struct checkpoint c;
	struct vkey       v;
	h->is_receipt = text_starts(file, "c2sp.org/tlog-proof");
	if (!vkey_parse(h->arena, key_vkey(h->arena, k), &v, e) || (h->is_receipt && !proof_parse(h->arena, file, &h->receipt, e)) ||
	    !checkpoint_verify(h->arena, h->is_receipt ? h->receipt.checkpoint : file, &v, 1, &c, e))
		return false;
	h->seen = c.head;
	const struct proof_file *r = &h->receipt;
	return !h->is_receipt || inclusion_holds(leaf_hash(r->entry), r->index, c.head, &r->proof) || error(e, LEDGER_NOT_INCLUDED, .number = r->index, .limit = c.head.size);
}

/* Where the subtrees begin whose hashes lead from a leaf of the tree [lo, lo + n) to its root, in the order of a proof. */
static void sibling_starts(int64_t index, int64_t lo, int64_t n, int64_t *ret, int *count)
{
	int64_t k = 1;
	if (n == 1)
		return;
	while (k * 2 < n)
		k *= 2;
	bool is_left = index < lo + k;
	sibling_starts(index, is_left ? lo : lo + k, is_left ? k : n - k, ret, count);
	ret[(*count)++] = is_left ? lo + k : lo;
}

/* The receipt's entry, and each of the subtrees beside its way to the root: so it is known which of them were changed. */
static bool hold_receipt(struct held *h, struct error *e)
{
	const struct proof_file *r = &h->receipt;
	struct stored_tree       tree;
	struct stored_entry      n = { 0 };
	struct hash_reader       reader = stored_tree(&tree, h->db, h->arena, h->seen.size);
	struct proof             now;
	struct entry_facts       facts;
	int64_t                  start[PROOF_MOST];
	int                      count = 0;
	bool                     found;
	if (!stored_entry(h->db, r->index, h->arena, &n, &found, e) || !inclusion_make(&reader, r->index, h->seen.size, &now, e))
		return false;
	if (!found || !text_equal(n.bytes, r->entry))
		misfit(h, "entry", "bytes", kind_check(h->arena, r->entry, r->index, &facts, NULL) ? facts.matter : TEXT_EMPTY, r->index);
	sibling_starts(r->index, 0, h->seen.size, start, &count);
	for (int i = 0; i < count && i < now.count; i++)
		if (!hash_equal(now.at[i], r->proof.at[i]))
			misfit(h, "entry", "leaf", TEXT_EMPTY, start[i]);
	return true;
}

static bool hold_root(struct held *h, struct error *e)
{
	struct hash root;
	if (!stored_root(h->db, h->arena, h->seen.size, &root, e))
		return false;
	if (!hash_equal(root, h->seen.root) && h->misfits == 0)
		misfit(h, "ledger_meta", "root", TEXT_EMPTY, h->seen.size);
	return true;
}

bool ledger_audit_signed(struct connection *db, const struct ledger_key *k, struct text file, void (*found)(void *, const struct misfit *), void *arg, int64_t *ret_size,
			 int64_t *ret_misfits, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct held                   h = { .db = db, .arena = a, .found = found, .arg = arg };
	struct ledger_meta            meta;
	struct error                  why = { 0 };
	bool                          there;
	if (!signed_read(&h, k, file, e) || !ledger_meta(db, a, &meta, &there, e))
		return false;
	if (!there || meta.head.size < h.seen.size)
		misfit(&h, "ledger_meta", "size", TEXT_EMPTY, there ? meta.head.size : 0);
	else if ((h.is_receipt && !hold_receipt(&h, &why)) || !hold_root(&h, &why)) {
		if (!error_is(&why, LEDGER_DAMAGED) && !error_is(&why, LEDGER_FILE_WRONG)) {
			*e = why;
			return false;
		}
		misfit(&h, "ledger_meta", "root", TEXT_EMPTY, h.seen.size); /* so damaged that there is no tree to compare with */
	}
	*ret_size = h.seen.size;
	*ret_misfits = h.misfits;
	return true;
}
