/* audit_sums.c - rows that must be, against rows that are, without looking for any: each is made a number of 128 bits by SipHash under a secret of this run, and numbers are added up.
 *
 * The numbers of two sets of rows have the same sum by chance once in 2^128, and on purpose only for somebody who knows the secret, which is drawn anew each time and kept nowhere. Sums are kept apart
 * by code, so that what is left over tells which few matters must be looked at. */
#include "base/base.h"

#include <sodium.h>

#include "audit.h"

enum { BUCKETS = 1 << 15, ROW_OF_ENTRY = HELD_KINDS };

struct sum { uint64_t at[2]; };
struct sums {
	uint8_t       secret[crypto_shorthash_siphashx24_KEYBYTES];
	struct arena *arena;
	struct build  row; /* used again for each */
	struct sum    at[BUCKETS];
	bool          is_doubted[BUCKETS];
};

/* From the system itself: what is drawn shows in no result, so no test need draw another. */
struct sums *sums_new(void)
{
	struct sums *s = memory_new(sizeof(*s));
	randombytes_buf(s->secret, sizeof(s->secret));
	s->arena = arena_new(0);
	s->row.arena = s->arena;
	return s;
}

struct sums *sums_beside(const struct sums *other)
{
	struct sums *s = sums_new();
	memcpy(s->secret, other->secret, sizeof(s->secret));
	return s;
}

void sums_free(struct sums *s)
{
	if (!s)
		return;
	arena_free(s->arena);
	free(s);
}

/* Codes of matters are random; what else a row may name need only go somewhere. */
static size_t bucket(struct text code)
{
	uint64_t n = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < code.len; i++)
		n = (n ^ (unsigned char)code.at[i]) * UINT64_C(0x100000001b3);
	return (n ^ n >> 32) % BUCKETS;
}

/* What it is and how long before what it says: no two rows are written alike. */
static void put(struct build *b, const struct value *v)
{
	char     head[9] = { (char)v->type };
	bool     is_text = v->type == VALUE_TEXT || v->type == VALUE_BYTES;
	uint64_t n = is_text ? v->text.len : v->type == VALUE_INT ? (uint64_t)v->number : 0;
	memcpy(head + 1, &n, sizeof(n));
	build_add(b, text_bytes(head, sizeof(head)));
	if (is_text && v->text.len > 0)
		build_add(b, v->text);
}

static void add(struct sums *s, int what, struct text code, const struct value *row, size_t width, bool in)
{
	struct sum  n;
	struct sum *to = &s->at[bucket(code)];
	s->row.len = 0;
	build_byte(&s->row, (char)what);
	for (size_t i = 0; i < width; i++)
		put(&s->row, &row[i]);
	crypto_shorthash_siphashx24((unsigned char *)n.at, (const unsigned char *)s->row.at, s->row.len, s->secret);
	for (size_t i = 0; i < COUNT_OF(n.at); i++)
		to->at[i] += in ? n.at[i] : -n.at[i];
}

void sums_row(struct sums *s, enum held h, struct text code, const struct value *row, size_t width, bool in) { add(s, (int)h, code, row, width, in); }

void sums_entry(struct sums *s, struct text code, int64_t index, bool in)
{
	add(s, ROW_OF_ENTRY, code, (struct value[]){ value_text(code), value_int(index) }, 2, in);
}

void sums_doubt(struct sums *s, struct text code) { s->is_doubted[bucket(code)] = true; }

void sums_join(struct sums *s, const struct sums *other)
{
	for (size_t i = 0; i < BUCKETS; i++) {
		for (size_t k = 0; k < COUNT_OF(s->at[i].at); k++)
			s->at[i].at[k] += other->at[i].at[k];
		s->is_doubted[i] = s->is_doubted[i] || other->is_doubted[i];
	}
}

static bool leaves(const struct sums *s, size_t i) { return s->is_doubted[i] || s->at[i].at[0] != 0 || s->at[i].at[1] != 0; }

bool sums_leave(const struct sums *s, struct text code) { return leaves(s, bucket(code)); }

bool sums_leave_any(const struct sums *s)
{
	for (size_t i = 0; i < BUCKETS; i++)
		if (leaves(s, i))
			return true;
	return false;
}
