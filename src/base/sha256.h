/* sha256.h - SHA-256, as fast as the processor can: whole, in pieces, or two messages side by side. */
#pragma once
#include "base/text.h"

struct hash { uint8_t at[32]; };

/* Of one text, at once. */
struct hash sha256(struct text bytes);
/* The pieces, one after the other. */
struct hash sha256_pieces(const struct text *piece, size_t count);
bool hash_equal(struct hash, struct hash);
struct text hash_hex(struct arena *, struct hash);

/* Bytes as they come: start, add ..., end. */
struct sha256 { _Alignas(16) uint8_t room[128]; };
void sha256_start(struct sha256 *);
void sha256_add(struct sha256 *, const void *at, size_t len);
struct hash sha256_end(struct sha256 *);

/* The hashes of `prefix` followed by each text, as leaves and nodes of a tree are. On one core well over the speed of one after the other: the
 * rounds of one message run while those of the other wait for their result. ret may be where the texts are. */
void sha256_pair(uint8_t prefix, struct text first, struct text second, struct hash ret[2]);

/* By libsodium alone: for the test that holds all ways against each other. */
struct hash sha256_portable(const struct text *piece, size_t count);
