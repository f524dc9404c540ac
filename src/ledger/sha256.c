/* sha256.c - SHA-256 by the processor's own instructions where it has them (four times as fast), else by libsodium.
 *
 * Checking a large ledger is little else than hashing, so this is worth its eighty lines. The processor is asked once a thread. */
#include "base/base.h"

#include <sodium.h>

#include "merkle.h"

static struct hash with_sodium(const struct text *piece, size_t count)
{
	crypto_hash_sha256_state state;
	struct hash              h;
	crypto_hash_sha256_init(&state);
	for (size_t i = 0; i < count; i++)
		crypto_hash_sha256_update(&state, (const unsigned char *)piece[i].at, piece[i].len);
	crypto_hash_sha256_final(&state, h.at);
	return h;
}

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

SHA_NI static struct state compress(struct state s, const unsigned char *at, size_t blocks)
{
	const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
	for (; blocks > 0; blocks--, at += 64) {
		struct state before = s;
		__m128i      w[4];
#pragma GCC unroll 16
		for (int i = 0; i < 16; i++) {
			if (i < 4)
				w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(const void *)(at + 16 * i)), big_endian);
			else {
				__m128i x = _mm_sha256msg1_epu32(w[i % 4], w[(i + 1) % 4]);
				x = _mm_add_epi32(x, _mm_alignr_epi8(w[(i + 3) % 4], w[(i + 2) % 4], 4));
				w[i % 4] = _mm_sha256msg2_epu32(x, w[(i + 3) % 4]);
			}
			__m128i k = _mm_add_epi32(w[i % 4], _mm_loadu_si128((const __m128i *)(const void *)(round_constant + 4 * i)));
			s.cdgh = _mm_sha256rnds2_epu32(s.cdgh, s.abef, k);
			s.abef = _mm_sha256rnds2_epu32(s.abef, s.cdgh, _mm_shuffle_epi32(k, 0x0e));
		}
		s.abef = _mm_add_epi32(s.abef, before.abef);
		s.cdgh = _mm_add_epi32(s.cdgh, before.cdgh);
	}
	return s;
}

SHA_NI static struct hash state_bytes(struct state s)
{
	const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
	__m128i       feba = _mm_shuffle_epi32(s.abef, 0x1b), dchg = _mm_shuffle_epi32(s.cdgh, 0xb1);
	struct hash   h;
	_mm_storeu_si128((__m128i *)(void *)h.at, _mm_shuffle_epi8(_mm_blend_epi16(feba, dchg, 0xf0), big_endian));
	_mm_storeu_si128((__m128i *)(void *)(h.at + 16), _mm_shuffle_epi8(_mm_alignr_epi8(dchg, feba, 8), big_endian));
	return h;
}

SHA_NI static struct hash with_processor(const struct text *piece, size_t count)
{
	struct state s = { .abef = _mm_set_epi32(0x6a09e667, (int)0xbb67ae85, 0x510e527f, (int)0x9b05688c),
			   .cdgh = _mm_set_epi32(0x3c6ef372, (int)0xa54ff53a, 0x1f83d9ab, 0x5be0cd19) };
	unsigned char block[128];
	size_t        held = 0, total = 0;
	for (size_t i = 0; i < count; i++) {
		const unsigned char *at = (const unsigned char *)piece[i].at;
		size_t               left = piece[i].len;
		if (left == 0)
			continue;
		total += left;
		if (held > 0) {
			size_t take = left < 64 - held ? left : 64 - held;
			memcpy(block + held, at, take);
			held += take, at += take, left -= take;
			if (held < 64)
				continue;
			s = compress(s, block, 1);
		}
		s = compress(s, at, left / 64);
		held = left % 64;
		if (held > 0)
			memcpy(block, at + left - held, held);
	}
	size_t end = held < 56 ? 64 : 128;
	memset(block + held, 0, end - held);
	block[held] = 0x80;
	for (size_t i = 0; i < 8; i++)
		block[end - 1 - i] = (unsigned char)((uint64_t)total * 8 >> 8 * i);
	return state_bytes(compress(s, block, end / 64));
}

/* cpuid 7: EBX bit 29 is the SHA extension; cpuid 1: ECX bits 9 and 19 are SSSE3 and SSE4.1 */
static bool processor_has_sha(void)
{
	unsigned a, b, c, d;
	if (!__get_cpuid(1, &a, &b, &c, &d) || (c & (1U << 9)) == 0 || (c & (1U << 19)) == 0)
		return false;
	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & (1U << 29)) != 0;
}
#else
static bool processor_has_sha(void) { return false; }

static struct hash with_processor(const struct text *piece, size_t count) { return with_sodium(piece, count); }
#endif

struct hash sha256_pieces(const struct text *piece, size_t count)
{
	/* a fact about the machine, asked once a thread: cpuid is slow under a hypervisor */
	static _Thread_local signed char fast = -1;
	if (fast < 0)
		fast = processor_has_sha();
	return fast ? with_processor(piece, count) : with_sodium(piece, count);
}

struct hash sha256_portable(const struct text *piece, size_t count) { return with_sodium(piece, count); }

struct hash sha256(struct text bytes) { return sha256_pieces(&bytes, 1); }

bool hash_equal(struct hash a, struct hash b) { return memcmp(a.at, b.at, sizeof(a.at)) == 0; }

struct text hash_hex(struct arena *a, struct hash h) { return hex_encode(a, text_bytes(h.at, sizeof(h.at))); }
