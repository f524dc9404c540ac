/* merkle.h - the tree of RFC 6962 section 2.1: hashes, a frontier that grows by leaves, proofs over whoever can give the hash of a complete subtree. */
#pragma once
#include "base/base.h"
#include "ledger.h"

struct hash leaf_hash(struct text entry);
/* Of two entries, in less time than one after the other. */
void leaf_hash_pair(struct text first, struct text second, struct hash ret[2]);
struct hash node_hash(struct hash left, struct hash right);
struct hash empty_hash(void);
/* The root over hashes that stand side by side, `count` from 1 to 256. */
struct hash fold(const struct hash *, size_t count);

/* A tree as the roots of its complete subtrees: at[k] covers 2^k leaves and counts if bit k of size is set; the largest is leftmost. */
enum { TREE_LEVELS = 63 };
struct frontier { int64_t size; struct hash at[TREE_LEVELS]; };
void frontier_add(struct frontier *, struct hash leaf);
/* A whole subtree of 2^level leaves; the size before it must be a multiple of that. */
void frontier_add_tree(struct frontier *, int level, struct hash root);
struct hash frontier_root(const struct frontier *);

/* Gives the hash of entries [n * 2^level, (n + 1) * 2^level). */
struct hash_reader { bool (*read)(void *arg, int level, int64_t n, struct hash *ret, struct error *); void *arg; };
bool frontier_read(const struct hash_reader *, int64_t size, struct frontier *ret, struct error *);

enum { PROOF_MOST = 2 * TREE_LEVELS };
struct proof { int count; struct hash at[PROOF_MOST]; };
/* 0 <= index < size */
bool inclusion_make(const struct hash_reader *, int64_t index, int64_t size, struct proof *ret, struct error *);
bool inclusion_holds(struct hash leaf, int64_t index, struct tree_head, const struct proof *);
/* 0 <= old <= size; the proof is empty for old == 0 and old == size. */
bool consistency_make(const struct hash_reader *, int64_t old, int64_t size, struct proof *ret, struct error *);
bool consistency_holds(struct tree_head old, struct tree_head now, const struct proof *);
