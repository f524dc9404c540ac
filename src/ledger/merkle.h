/* merkle.h - the tree of RFC 6962 section 2.1: hashes, a frontier that grows by leaves, proofs over whoever can give the hash of a complete subtree. */
#pragma once
#include "base/base.h"
#include "ledger.h"

/* The pieces, one after the other. */
struct hash sha256_pieces(const struct text *piece, size_t count);
struct hash sha256_portable(const struct text *piece, size_t count); /* for the test that holds both against each other */

struct hash leaf_hash(struct text entry);
struct hash node_hash(struct hash left, struct hash right);
struct hash empty_hash(void);
/* The root over hashes that stand side by side, `count` >= 1. */
struct hash fold(const struct hash *, size_t count);

/* A tree as the roots of its complete subtrees: at[k] covers 2^k leaves and counts if bit k of size is set; the largest is leftmost. */
enum { TREE_LEVELS = 63 };
struct frontier { int64_t size; struct hash at[TREE_LEVELS]; };
void frontier_add(struct frontier *, struct hash leaf);
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
