/* slips.c - names that are one slip away, and names with a word that begins so, without looking at all names.
 *
 * Every name is kept under itself and under each of the texts that remain when one of its letters is left out. A letter more, less or other, and two exchanged
 * neighbours, leave such a remainder in common; what shares one is compared once more, for a remainder in common may come of two slips. */
#include "model.h"

/* Of `t` without the letter `left_out` (t.len: of all). */
static size_t bucket_of(const struct slip_index *x, struct text t, size_t left_out)
{
	uint64_t h = 0xcbf29ce484222325u; /* FNV-1a, as in chains.c */
	for (size_t i = 0; i < t.len; i++)
		if (i != left_out)
			h = (h ^ (unsigned char)t.at[i]) * 0x100000001b3u;
	return (size_t)(h ^ (h >> 32)) & x->mask;
}

/* Leaving out either of two equal neighbours gives the same. */
static bool is_repeated(struct text t, size_t at) { return at + 1 < t.len && t.at[at] == t.at[at + 1]; }

static void slips_index(struct registry *r)
{
	struct slip_index *x = &r->slips;
	size_t             remainders = 0;
	for (size_t i = 0; i < r->entry_count; i++)
		remainders += r->entries[i].folded.len + 1;
	x->mask = 15;
	while (x->mask < remainders)
		x->mask = x->mask * 2 + 1;
	x->starts = ARENA_ARRAY(r->arena, uint32_t, x->mask + 2);
	x->entries = ARENA_ARRAY(r->arena, uint32_t, remainders + 1);
	/* counted, then filled from the end of each bucket */
	for (size_t i = 0; i < r->entry_count; i++)
		for (size_t k = 0; k <= r->entries[i].folded.len; k++)
			if (!is_repeated(r->entries[i].folded, k))
				x->starts[bucket_of(x, r->entries[i].folded, k)]++;
	for (size_t i = 1; i <= x->mask + 1; i++)
		x->starts[i] += x->starts[i - 1];
	for (size_t i = r->entry_count; i-- > 0;)
		for (size_t k = 0; k <= r->entries[i].folded.len; k++)
			if (!is_repeated(r->entries[i].folded, k))
				x->entries[--x->starts[bucket_of(x, r->entries[i].folded, k)]] = (uint32_t)i;
}

bool is_one_slip(struct text a, struct text b)
{
	if (a.len > b.len) {
		struct text longer = a;
		a = b;
		b = longer;
	}
	if (b.len - a.len > 1)
		return false;
	size_t i = 0;
	while (i < a.len && a.at[i] == b.at[i])
		i++;
	if (a.len < b.len)
		return text_equal(text_from(a, i), text_from(b, i + 1));
	if (text_equal(text_from(a, i + 1), text_from(b, i + 1)))
		return true;
	return i + 1 < a.len && a.at[i] == b.at[i + 1] && a.at[i + 1] == b.at[i] && text_equal(text_from(a, i + 2), text_from(b, i + 2));
}

size_t slip_next(struct slip_search *s)
{
	const struct slip_index *x = &s->r->slips;
	for (;;) {
		while (s->at < s->end) {
			uint32_t entry = x->entries[s->at++];
			if (is_one_slip(s->name, s->r->entries[entry].folded))
				return entry;
		}
		if (s->is_begun && s->left_out++ >= s->name.len)
			return SIZE_MAX;
		s->is_begun = true;
		if (is_repeated(s->name, s->left_out))
			continue;
		size_t bucket = bucket_of(x, s->name, s->left_out);
		s->at = x->starts[bucket];
		s->end = x->starts[bucket + 1];
	}
}

/* ---- words */

static struct text follows(const struct registry *r, struct word_start s) { return text_from(r->entries[s.entry].folded, s.at); }

static int by_what_follows(const void *a, const void *b, void *registry)
{
	const struct word_start *x = a, *y = b;
	int                      order = text_compare(follows(registry, *x), follows(registry, *y));
	return order != 0 ? order : (x->entry > y->entry) - (x->entry < y->entry);
}

static void starts_index(struct registry *r)
{
	size_t room = 0;
	for (size_t i = 0; i < r->entry_count; i++)
		for (size_t k = 0; k < r->entries[i].folded.len; k++)
			room += k == 0 || r->entries[i].folded.at[k - 1] == ' ';
	r->starts = ARENA_ARRAY(r->arena, struct word_start, room + 1);
	for (size_t i = 0; i < r->entry_count; i++)
		for (size_t k = 0; k < r->entries[i].folded.len; k++)
			if (k == 0 || r->entries[i].folded.at[k - 1] == ' ')
				r->starts[r->start_count++] = (struct word_start){ (uint32_t)i, (uint32_t)k };
	if (r->start_count > 1)
		qsort_r(r->starts, r->start_count, sizeof(r->starts[0]), by_what_follows, r);
}

/* The first start whose text is not before `part`; `past`: not before all that begin with it. */
static size_t start_at(const struct registry *r, struct text part, bool past)
{
	size_t low = 0, high = r->start_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int    order = text_compare(text_first(follows(r, r->starts[middle]), part.len), part);
		if (order < 0 || (past && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void parts_find(const struct registry *r, struct text part, size_t *ret_from, size_t *ret_to)
{
	*ret_from = start_at(r, part, false);
	*ret_to = start_at(r, part, true);
}

void registry_index_slips(struct registry *r)
{
	r->start_count = 0;
	slips_index(r);
	starts_index(r);
}
