/* merkle.c - RFC 6962 section 2.1. */
#include "base/base.h"

#include <assert.h>

#include "merkle.h"

void leaf_hash_pair(struct text first, struct text second, struct hash ret[2]) { sha256_pair(0, first, second, ret); }

struct hash leaf_hash(struct text entry) { return sha256_pieces((struct text[]){ { "\0", 1 }, entry }, 2); }

struct hash node_hash(struct hash left, struct hash right)
{
	char both[65] = { 1 };
	memcpy(both + 1, left.at, 32);
	memcpy(both + 33, right.at, 32);
	return sha256_pieces(&(struct text){ both, sizeof(both) }, 1);
}

struct hash empty_hash(void) { return sha256(TEXT_EMPTY); }

/* The largest power of two below n, n >= 2. */
static int64_t split(int64_t n) { return INT64_C(1) << (63 - __builtin_clzll((uint64_t)n - 1)); }

static bool is_power_of_two(int64_t n) { return (n & (n - 1)) == 0; }

static int log_of(int64_t power) { return __builtin_ctzll((uint64_t)power); }

/* `count` is a power of two, at most that of a tile: neighbours become their parents, row by row, two parents at once. */
static struct hash fold_whole(const struct hash *at, size_t count)
{
	enum { MOST = 256 };
	struct hash row[MOST / 2];
	for (assert(count <= MOST); count > 2; count /= 2, at = row)
		for (size_t i = 0; i < count; i += 4)
			sha256_pair(1, text_bytes(&at[i], 2 * sizeof(*at)), text_bytes(&at[i + 2], 2 * sizeof(*at)), &row[i / 2]);
	return count == 1 ? at[0] : node_hash(at[0], at[1]);
}

struct hash fold(const struct hash *at, size_t count)
{
	if (is_power_of_two((int64_t)count))
		return fold_whole(at, count);
	size_t k = (size_t)split((int64_t)count);
	return node_hash(fold(at, k), fold(at + k, count - k));
}

void frontier_add_tree(struct frontier *f, int level, struct hash h)
{
	int k = level;
	assert((f->size & ((INT64_C(1) << level) - 1)) == 0);
	for (; (f->size >> k) & 1; k++)
		h = node_hash(f->at[k], h);
	assert(k < TREE_LEVELS);
	f->at[k] = h;
	f->size += INT64_C(1) << level;
}

void frontier_add(struct frontier *f, struct hash leaf) { frontier_add_tree(f, 0, leaf); }

struct hash frontier_root(const struct frontier *f)
{
	if (f->size == 0)
		return empty_hash();
	int         k = log_of(f->size & -f->size);
	struct hash h = f->at[k];
	for (k++; k < TREE_LEVELS; k++)
		if ((f->size >> k) & 1)
			h = node_hash(f->at[k], h);
	return h;
}

bool frontier_read(const struct hash_reader *r, int64_t size, struct frontier *ret, struct error *e)
{
	struct frontier f = { .size = size };
	int64_t         before = 0;
	for (int k = TREE_LEVELS - 1; k >= 0; k--)
		if ((size >> k) & 1) {
			if (!r->read(r->arg, k, before >> k, &f.at[k], e))
				return false;
			before += INT64_C(1) << k;
		}
	*ret = f;
	return true;
}

/* The root over entries [lo, lo + n); lo is a multiple of the power of two at or above n. */
static bool range_hash(const struct hash_reader *r, int64_t lo, int64_t n, struct hash *ret, struct error *e)
{
	if (is_power_of_two(n))
		return r->read(r->arg, log_of(n), lo >> log_of(n), ret, e);
	int64_t     k = split(n);
	struct hash left, right;
	if (!range_hash(r, lo, k, &left, e) || !range_hash(r, lo + k, n - k, &right, e))
		return false;
	*ret = node_hash(left, right);
	return true;
}

static bool proof_add(const struct hash_reader *r, int64_t lo, int64_t n, struct proof *p, struct error *e)
{
	assert(p->count < PROOF_MOST);
	if (!range_hash(r, lo, n, &p->at[p->count], e))
		return false;
	p->count++;
	return true;
}

/* PATH(m, D[lo:lo+n]) of the RFC */
static bool path(const struct hash_reader *r, int64_t m, int64_t lo, int64_t n, struct proof *p, struct error *e)
{
	if (n == 1)
		return true;
	int64_t k = split(n);
	if (m < k)
		return path(r, m, lo, k, p, e) && proof_add(r, lo + k, n - k, p, e);
	return path(r, m - k, lo + k, n - k, p, e) && proof_add(r, lo, k, p, e);
}

bool inclusion_make(const struct hash_reader *r, int64_t index, int64_t size, struct proof *ret, struct error *e)
{
	assert(index >= 0 && index < size);
	ret->count = 0;
	return path(r, index, 0, size, ret, e);
}

/* SUBPROOF(m, D[lo:lo+n], whole) of the RFC */
static bool subproof(const struct hash_reader *r, int64_t m, int64_t lo, int64_t n, bool whole, struct proof *p, struct error *e)
{
	if (m == n)
		return whole || proof_add(r, lo, n, p, e);
	int64_t k = split(n);
	if (m <= k)
		return subproof(r, m, lo, k, whole, p, e) && proof_add(r, lo + k, n - k, p, e);
	return subproof(r, m - k, lo + k, n - k, false, p, e) && proof_add(r, lo, k, p, e);
}

bool consistency_make(const struct hash_reader *r, int64_t old, int64_t size, struct proof *ret, struct error *e)
{
	assert(old >= 0 && old <= size);
	ret->count = 0;
	return old == 0 || subproof(r, old, 0, size, true, ret, e);
}

/* Both checks walk from the leaf (or the last complete subtree) to the root: RFC 9162, 2.1.3.2 and 2.1.4.2, in which the steps are spelled out. */
bool inclusion_holds(struct hash leaf, int64_t index, struct tree_head head, const struct proof *p)
{
	if (index < 0 || index >= head.size)
		return false;
	int64_t     fn = index, sn = head.size - 1;
	struct hash h = leaf;
	for (int i = 0; i < p->count; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			h = node_hash(p->at[i], h);
			for (; !(fn & 1) && fn != 0; fn >>= 1)
				sn >>= 1;
		} else
			h = node_hash(h, p->at[i]);
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && hash_equal(h, head.root);
}

bool consistency_holds(struct tree_head old, struct tree_head now, const struct proof *p)
{
	if (old.size < 0 || old.size > now.size)
		return false;
	if (old.size == now.size)
		return p->count == 0 && hash_equal(old.root, now.root);
	if (old.size == 0)
		return p->count == 0 && hash_equal(old.root, empty_hash());
	int i = 0;
	if (!is_power_of_two(old.size) && p->count == 0)
		return false;
	struct hash was = is_power_of_two(old.size) ? old.root : p->at[i++], is = was;
	int64_t     fn = old.size - 1, sn = now.size - 1;
	for (; fn & 1; fn >>= 1)
		sn >>= 1;
	for (; i < p->count; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			was = node_hash(p->at[i], was);
			is = node_hash(p->at[i], is);
			for (; !(fn & 1) && fn != 0; fn >>= 1)
				sn >>= 1;
		} else
			is = node_hash(is, p->at[i]);
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && hash_equal(was, old.root) && hash_equal(is, now.root);
}
