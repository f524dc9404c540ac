/* sha256.c - SHA-256 by the processor's own instructions where it has them (four times as fast), else by libsodium.
 *
 * Checking a large ledger is little else than hashing, so this is worth its lines. The processor is asked once a thread. */
#include "base/base.h"

#include <assert.h>
#include <sodium.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

/* FIPS 180-4, 4.2.2 */
static const uint32_t round_constant[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
	0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
	0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
	0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
	0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
	0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* The instructions keep the eight working variables as two vectors, (a b e f) and (c d g h). */
struct state { __m128i abef, cdgh; };

#define SHA_NI __attribute__((target("sha,sse4.1,ssse3")))
#define IN_LINE SHA_NI __attribute__((always_inline)) static inline

IN_LINE __m128i big_endian(void) { return _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203); }

/* Rounds 4i .. 4i+3; w: the message's last sixteen words. */
IN_LINE void four_rounds(struct state *s, __m128i w[4], const unsigned char *at, int i)
{
	if (i < 4)
		w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(const void *)(at + 16 * i)), big_endian());
	else {
		__m128i x = _mm_sha256msg1_epu32(w[i % 4], w[(i + 1) % 4]);
		x = _mm_add_epi32(x, _mm_alignr_epi8(w[(i + 3) % 4], w[(i + 2) % 4], 4));
		w[i % 4] = _mm_sha256msg2_epu32(x, w[(i + 3) % 4]);
	}
	__m128i k = _mm_add_epi32(w[i % 4], _mm_loadu_si128((const __m128i *)(const void *)(round_constant + 4 * i)));
	s->cdgh = _mm_sha256rnds2_epu32(s->cdgh, s->abef, k);
	s->abef = _mm_sha256rnds2_epu32(s->abef, s->cdgh, _mm_shuffle_epi32(k, 0x0e));
}

IN_LINE struct state sum(struct state a, struct state b) { return (struct state){ _mm_add_epi32(a.abef, b.abef), _mm_add_epi32(a.cdgh, b.cdgh) }; }

SHA_NI static struct state compress(struct state s, const unsigned char *at, size_t blocks)
{
	for (; blocks > 0; blocks--, at += 64) {
		struct state before = s;
		__m128i      w[4];
#pragma GCC unroll 16
		for (int i = 0; i < 16; i++)
			four_rounds(&s, w, at, i);
		s = sum(s, before);
	}
	return s;
}

SHA_NI static struct state state_first(void)
{
	return (struct state){ .abef = _mm_set_epi32(0x6a09e667, (int)0xbb67ae85, 0x510e527f, (int)0x9b05688c),
			       .cdgh = _mm_set_epi32(0x3c6ef372, (int)0xa54ff53a, 0x1f83d9ab, 0x5be0cd19) };
}

SHA_NI static struct hash state_bytes(struct state s)
{
	__m128i     feba = _mm_shuffle_epi32(s.abef, 0x1b), dchg = _mm_shuffle_epi32(s.cdgh, 0xb1);
	struct hash h;
	_mm_storeu_si128((__m128i *)(void *)h.at, _mm_shuffle_epi8(_mm_blend_epi16(feba, dchg, 0xf0), big_endian()));
	_mm_storeu_si128((__m128i *)(void *)(h.at + 16), _mm_shuffle_epi8(_mm_alignr_epi8(dchg, feba, 8), big_endian()));
	return h;
}

/* cpuid 7: EBX bit 29 is the SHA extension; cpuid 1: ECX bits 9 and 19 are SSSE3 and SSE4.1 */
static bool processor_has_sha(void)
{
	unsigned a, b, c, d;
	if (!__get_cpuid(1, &a, &b, &c, &d) || (c & (1U << 9)) == 0 || (c & (1U << 19)) == 0)
		return false;
	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & (1U << 29)) != 0;
}

/* What follows the last whole block: `held` bytes that stand in `block` already, the mark, zeros, the length in bits. Gives the number of blocks. */
static size_t finish(unsigned char block[128], size_t held, uint64_t total)
{
	size_t end = held < 56 ? 64 : 128;
	memset(block + held, 0, end - held);
	block[held] = 0x80;
	for (size_t i = 0; i < 8; i++)
		block[end - 1 - i] = (unsigned char)(total * 8 >> 8 * i);
	return end / 64;
}

struct own { struct state state; uint64_t total; unsigned char block[64]; };

SHA_NI static void own_start(struct own *o) { *o = (struct own){ .state = state_first() }; }

SHA_NI static void own_add(struct own *o, const unsigned char *at, size_t left)
{
	size_t held = o->total % 64;
	if (left == 0)
		return;
	o->total += left;
	if (held > 0) {
		size_t take = left < 64 - held ? left : 64 - held;
		memcpy(o->block + held, at, take);
		held += take, at += take, left -= take;
		if (held < 64)
			return;
		o->state = compress(o->state, o->block, 1);
	}
	o->state = compress(o->state, at, left / 64);
	if (left % 64 > 0)
		memcpy(o->block, at + left - left % 64, left % 64);
}

SHA_NI static struct hash own_end(struct own *o)
{
	unsigned char last[128];
	memcpy(last, o->block, 64);
	return state_bytes(compress(o->state, last, finish(last, o->total % 64, o->total)));
}

/* One of two messages that are hashed side by side: a byte and then `text`, so that its blocks lie one byte before those of the text. */
struct lane { const unsigned char *at; size_t whole, blocks; unsigned char head[64], tail[128]; };

static void lane_start(struct lane *l, uint8_t prefix, struct text text)
{
	size_t total = text.len + 1, held = total % 64;
	l->at = (const unsigned char *)text.at;
	l->whole = total / 64;
	l->head[0] = l->tail[0] = prefix;
	if (l->whole > 0) {
		memcpy(l->head + 1, text.at, 63);
		memcpy(l->tail, text.at + text.len - held, held);
	} else if (text.len > 0)
		memcpy(l->tail + 1, text.at, text.len);
	l->blocks = l->whole + finish(l->tail, held, total);
}

static inline const unsigned char *lane_block(const struct lane *l, size_t i)
{
	return i >= l->whole ? l->tail + 64 * (i - l->whole) : i == 0 ? l->head : l->at + 64 * i - 1;
}

SHA_NI static void own_pair(const struct lane *l, struct hash ret[2])
{
	struct state a = state_first(), b = state_first();
	size_t       i = 0;
	for (; i < l[0].blocks && i < l[1].blocks; i++) {
		const unsigned char *from_a = lane_block(&l[0], i), *from_b = lane_block(&l[1], i);
		struct state         a_before = a, b_before = b;
		__m128i              w[4], x[4];
#pragma GCC unroll 16
		for (int k = 0; k < 16; k++) {
			four_rounds(&a, w, from_a, k);
			four_rounds(&b, x, from_b, k);
		}
		a = sum(a, a_before);
		b = sum(b, b_before);
	}
	for (size_t k = i; k < l[0].blocks; k++)
		a = compress(a, lane_block(&l[0], k), 1);
	for (size_t k = i; k < l[1].blocks; k++)
		b = compress(b, lane_block(&l[1], k), 1);
	ret[0] = state_bytes(a);
	ret[1] = state_bytes(b);
}
#else
struct own { char none; };
struct lane { char none; };
static bool        processor_has_sha(void) { return false; }
static void        own_start(struct own *o) { abort(); }
static void        own_add(struct own *o, const unsigned char *at, size_t left) { abort(); }
static struct hash own_end(struct own *o) { abort(); }
static void        lane_start(struct lane *l, uint8_t prefix, struct text text) { abort(); }
static void        own_pair(const struct lane *l, struct hash ret[2]) { abort(); }
#endif

/* a fact about the machine, asked once a thread: cpuid is slow under a hypervisor */
static bool is_fast(void)
{
	static _Thread_local signed char fast = -1;
	if (fast < 0)
		fast = processor_has_sha();
	return fast;
}

/* ---- in pieces */

struct inside { union { struct own own; crypto_hash_sha256_state sodium; } as; bool fast; };
_Static_assert(sizeof(struct inside) <= sizeof(struct sha256) && _Alignof(struct inside) <= _Alignof(struct sha256), "room for both ways");

static struct inside *inside(struct sha256 *s) { return (struct inside *)(void *)s->room; }

void sha256_start(struct sha256 *s)
{
	struct inside *in = inside(s);
	in->fast = is_fast();
	if (in->fast)
		own_start(&in->as.own);
	else
		crypto_hash_sha256_init(&in->as.sodium);
}

void sha256_add(struct sha256 *s, const void *at, size_t len)
{
	struct inside *in = inside(s);
	if (in->fast)
		own_add(&in->as.own, at, len);
	else
		crypto_hash_sha256_update(&in->as.sodium, at, len);
}

struct hash sha256_end(struct sha256 *s)
{
	struct inside *in = inside(s);
	struct hash    h;
	if (in->fast)
		return own_end(&in->as.own);
	crypto_hash_sha256_final(&in->as.sodium, h.at);
	return h;
}

/* ---- at once */

struct hash sha256_pieces(const struct text *piece, size_t count)
{
	struct sha256 s;
	sha256_start(&s);
	for (size_t i = 0; i < count; i++)
		sha256_add(&s, piece[i].at, piece[i].len);
	return sha256_end(&s);
}

struct hash sha256_portable(const struct text *piece, size_t count)
{
	crypto_hash_sha256_state state;
	struct hash              h;
	crypto_hash_sha256_init(&state);
	for (size_t i = 0; i < count; i++)
		crypto_hash_sha256_update(&state, (const unsigned char *)piece[i].at, piece[i].len);
	crypto_hash_sha256_final(&state, h.at);
	return h;
}

struct hash sha256(struct text bytes) { return sha256_pieces(&bytes, 1); }

void sha256_pair(uint8_t prefix, struct text first, struct text second, struct hash ret[2])
{
	struct lane lane[2];
	char        byte = (char)prefix;
	if (!is_fast()) {
		struct hash one = sha256_portable((struct text[]){ { &byte, 1 }, first }, 2);
		ret[1] = sha256_portable((struct text[]){ { &byte, 1 }, second }, 2);
		ret[0] = one;
		return;
	}
	lane_start(&lane[0], prefix, first);
	lane_start(&lane[1], prefix, second);
	own_pair(lane, ret);
}

bool hash_equal(struct hash a, struct hash b) { return memcmp(a.at, b.at, sizeof(a.at)) == 0; }

struct text hash_hex(struct arena *a, struct hash h) { return hex_encode(a, text_bytes(h.at, sizeof(h.at))); }
