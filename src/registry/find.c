/* find.c - units by what people type, in four steps that each begin only when the one before left words unexplained: names as typed; what Telex, VNI or an
 * old encoding make of it; beginnings and parts of names; names that are one slip away. */
#include "typed.h"

#include "base/fold.h"

enum { LIMIT_USUAL = 50, LIMIT_MOST = 200, SLIP_SHORTEST = 4, PART_SHORTEST = 2 };

struct candidate {
	const struct unit_fact *fact;
	enum match_how          how;
	int                     explained;   /* words */
	bool                    other_type, at_start, today;
	uint64_t                place;       /* once all are there */
};

struct search {
	const struct registry *r;
	struct arena          *arena;
	struct unit_search     want;
	const struct typed    *typed;
	struct candidate      *list;
	size_t                 count, room;
	int                    best;         /* most words explained so far */
	uint64_t              *is_listed;    /* a bit a fact */
	size_t                 guess_from;   /* where the name that by_guessing looks for begins */
};

static bool is_wanted(const struct search *s, const struct unit_fact *f)
{
	return (f->level & s->want.levels) && (!day_is_known(s->want.on) || in_force(f->from, f->to, s->want.on));
}

static void consider(struct search *s, const struct unit_fact *f, size_t from, size_t to, enum match_how how, bool at_start)
{
	struct candidate c = { .fact = f, .how = how, .at_start = at_start, .today = in_force(f->from, f->to, s->want.today) };
	if (!is_wanted(s, f))
		return;
	c.explained = __builtin_popcount(typed_explained(s->r, s->typed, f, from, to, s->want.today, &c.other_type));
	if (c.explained < s->best)
		return;
	size_t number = (size_t)(f - s->r->facts), words = s->r->fact_count / 64 + 1;
	if (!s->is_listed)
		s->is_listed = ARENA_ARRAY(s->arena, uint64_t, words);
	if (c.explained > s->best) {
		s->best = c.explained;
		s->count = 0;
		memset(s->is_listed, 0, words * sizeof(s->is_listed[0]));
	}
	if (s->is_listed[number / 64] >> (number % 64) & 1)
		return;
	s->is_listed[number / 64] |= (uint64_t)1 << (number % 64);
	if (s->count == s->room) {
		s->list = arena_grow(s->arena, s->list, s->count, s->room + 32, sizeof(s->list[0]));
		s->room += s->room + 32;
	}
	s->list[s->count++] = c;
}

/* Every run of words that is the name of a unit. */
static void by_names(struct search *s, bool decoded)
{
	for (size_t from = 0; from < s->typed->count; from++)
		for (size_t to = from + 1; to <= s->typed->count && to - from <= MOST_NAME_WORDS; to++) {
			struct text spelled = typed_span_spelled(s->typed, from, to);
			size_t      i = chains_first(&s->r->by_name, typed_span(s->typed, from, to));
			for (; i != SIZE_MAX; i = chains_next(&s->r->by_name, i)) {
				bool same = text_equal(spelled, s->r->spelled[i]);
				consider(s, &s->r->facts[i], from, to, decoded ? MATCH_DECODED : same ? MATCH_SPELLED : MATCH_FOLDED, true);
			}
		}
}

static bool is_done(const struct search *s) { return s->count > 0 && s->best == (int)s->typed->count; }

static struct search search_for(const struct search *like, const struct typed *q)
{
	return (struct search){ .r = like->r, .arena = like->arena, .want = like->want, .typed = q };
}

/* What else the text may have been meant to be; takes the one that leaves the fewest words unexplained. */
static void by_decoding(struct search *s)
{
	struct text forms[3];
	size_t      count = 0;
	struct text typed = text_cut(s->want.text, MOST_TYPED);
	count += text_telex(s->arena, typed, &forms[count]);
	count += text_vni(s->arena, typed, &forms[count]);
	count += text_legacy(s->arena, typed, &forms[count]) != LEGACY_NONE;
	for (size_t i = 0; i < count && !is_done(s); i++) {
		struct typed *q = ARENA_NEW(s->arena, struct typed);
		*q = typed_read(s->arena, forms[i]);
		struct search other = search_for(s, q);
		by_names(&other, true);
		int left = other.count > 0 ? (int)q->count - other.best : (int)q->count;
		if (other.count > 0 && (s->count == 0 || left < (int)s->typed->count - s->best))
			*s = other;
	}
}

static void consider_entry(struct search *s, const struct name_entry *n, enum match_how how, bool at_start)
{
	for (size_t i = n->first_fact; i != SIZE_MAX; i = chains_next(&s->r->by_name, i))
		consider(s, &s->r->facts[i], s->guess_from, s->typed->main_end, how, at_start);
}

static void by_parts(struct search *s, struct text main)
{
	size_t from = 0, to = 0;
	if (main.len >= PART_SHORTEST)
		parts_find(s->r, main, &from, &to);
	/* names that begin so come first: one that does is not taken again for a later word of it */
	for (int start = 1; start >= 0; start--)
		for (size_t i = from; i < to; i++)
			if ((s->r->starts[i].at == 0) == (start == 1))
				consider_entry(s, &s->r->entries[s->r->starts[i].entry], MATCH_WORDS, start == 1);
	struct text tight = squeezed(s->arena, main);
	for (size_t i = chains_first(&s->r->by_squeezed, tight); i != SIZE_MAX; i = chains_next(&s->r->by_squeezed, i))
		consider_entry(s, &s->r->entries[i], MATCH_SLIP, true);
}

static void by_slips(struct search *s, struct text main)
{
	struct slip_search near = { .r = s->r, .name = main };
	if (main.len < SLIP_SHORTEST)
		return;
	for (size_t i; (i = slip_next(&near)) != SIZE_MAX;)
		consider_entry(s, &s->r->entries[i], MATCH_SLIP, true);
}

/* The last resort, for what stands before the first comma: taken when it explains more words than whole names did. */
static void by_guessing(struct search *s, const struct typed *q)
{
	static void (*const steps[])(struct search *, struct text) = { by_parts, by_slips };
	/* without the words of types in front, and with them: Huyền Tụng begins like a district */
	const size_t starts[] = { q->main_start, 0 };
	if (q->in_unit)
		return;
	for (size_t i = 0; i < COUNT_OF(steps); i++)
		for (size_t k = 0; k < (q->main_start > 0 ? 2 : 1) && !is_done(s); k++) {
			if (starts[k] >= q->main_end)
				continue;
			struct search other = search_for(s, q);
			other.guess_from = starts[k];
			steps[i](&other, typed_span(q, starts[k], q->main_end));
			if (other.count > 0 && (s->count == 0 || is_done(&other)))
				*s = other;
		}
}

/* The lower, the better. */
static uint64_t place_in_order(const struct registry *r, const struct candidate *c)
{
	uint64_t place = (uint64_t)c->other_type << 8 | (uint64_t)c->how << 3 | (uint64_t)!c->at_start << 2 | (uint64_t)!c->today << 1;
	return (place | (c->fact->level == LEVEL_ORGANISATION)) << 32 | r->rank[c->fact - r->facts];
}

static int better(const void *a, const void *b)
{
	uint64_t x = ((const struct candidate *)a)->place, y = ((const struct candidate *)b)->place;
	return (x > y) - (x < y);
}

/* The worst of list[0 .. count) goes to the top of the heap again. */
static void sink(struct candidate *list, size_t at, size_t count)
{
	struct candidate c = list[at];
	for (size_t child; (child = 2 * at + 1) < count; at = child) {
		child += child + 1 < count && list[child].place < list[child + 1].place;
		if (list[child].place <= c.place)
			break;
		list[at] = list[child];
	}
	list[at] = c;
}

/* Three letters begin thousands of names: only the best `wanted` are put in order. */
static void keep_best(struct search *s, size_t wanted)
{
	for (size_t i = wanted / 2; i-- > 0;)
		sink(s->list, i, wanted);
	for (size_t i = wanted; i < s->count; i++)
		if (s->list[i].place < s->list[0].place) {
			s->list[0] = s->list[i];
			sink(s->list, 0, wanted);
		}
	s->count = wanted;
}

static void best_first(struct search *s)
{
	for (size_t i = 0; i < s->count; i++)
		s->list[i].place = place_in_order(s->r, &s->list[i]);
	/* a unit given once takes its latest fact, which may be any */
	if (s->count > s->want.limit && !s->want.units_once)
		keep_best(s, s->want.limit);
	if (s->count > 1)
		qsort(s->list, s->count, sizeof(s->list[0]), better);
}

/* One a unit: the best place in the order, the latest fact. */
static void units_once(struct search *s)
{
	size_t kept = 0;
	for (size_t i = 0; i < s->count; i++) {
		size_t k = 0;
		while (k < kept && !text_equal(s->list[k].fact->unit, s->list[i].fact->unit))
			k++;
		if (k == kept)
			s->list[kept++] = s->list[i];
		else if (s->list[k].fact->from.n < s->list[i].fact->from.n)
			s->list[k].fact = s->list[i].fact;
	}
	s->count = kept;
}

static const struct unit_fact *district_of(const struct registry *r, const struct unit_fact *f, day_t today)
{
	const struct unit_fact *above = NULL;
	day_t                   day = f->to.n >= DAY_MAX.n ? (f->from.n > today.n ? f->from : today) : day_add(f->to, -1);
	return unit_above_facts(r, f, day, &above, 1) > 0 ? above : NULL;
}

size_t unit_find(const struct registry *r, struct arena *a, struct unit_search want, struct unit_match **ret)
{
	want.levels = want.levels ? want.levels : LEVELS_PLACES;
	want.limit = want.limit == 0 ? LIMIT_USUAL : want.limit > LIMIT_MOST ? LIMIT_MOST : want.limit;
	const struct typed q = typed_read(a, want.text);
	struct search      s = { .r = r, .arena = a, .want = want, .typed = &q };
	by_names(&s, false);
	if (!is_done(&s))
		by_decoding(&s);
	if (!is_done(&s))
		by_guessing(&s, &q);
	bool partly = !is_done(&s);
	best_first(&s);
	if (want.units_once)
		units_once(&s);
	size_t count = s.count < want.limit ? s.count : want.limit;
	*ret = ARENA_ARRAY(a, struct unit_match, count + 1);
	for (size_t i = 0; i < count; i++) {
		const struct candidate *c = &s.list[i];
		struct unit_match      *m = &(*ret)[i];
		*m = (struct unit_match){ .fact = c->fact, .title = unit_title(a, c->fact), .above = district_of(r, c->fact, want.today) };
		m->how = partly && c->how < MATCH_WORDS ? MATCH_WORDS : c->how;
		m->heir_count = unit_heirs(r, a, c->fact->unit, want.today, &m->heirs);
	}
	return count;
}
