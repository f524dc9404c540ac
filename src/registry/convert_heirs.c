/* convert_heirs.c - what became of a unit between two days: its heirs, the shares of a division, and the hamlets by which a division is told apart. */
#include "convert.h"

#include "base/fold.h"

enum { DEEPEST = 16 };

/* The words of an address that may name a hamlet; NULL: not asked. */
struct hamlet_words {
	const struct address_words *words;
	size_t                      before;
	struct arena               *arena;
};

static void heir_add(struct outcome *o, const struct unit_fact *f, struct text share)
{
	for (size_t i = 0; i < o->count; i++)
		if (o->heir[i].fact == f)
			return;
	if (o->count < MOST_OPTIONS)
		o->heir[o->count++] = (struct outcome_heir){ f, share };
}

/* "part (the rest: 4.40 km2, thôn Nà Sang + Nà Khun); ...": what is in the brackets, or all that stands before the first semicolon. */
static struct text share_of(struct text note)
{
	size_t open = text_find(note, TEXT("(")), end = text_find(note, TEXT(";"));
	if (text_starts(note, "part (") && open != SIZE_MAX) {
		note = text_from(note, open + 1);
		end = text_find(note, TEXT(")"));
	}
	return text_trim(text_first(note, end == SIZE_MAX ? note.len : end));
}

/* "10.56 km2, 852 people", as far as the order says, in the language of the column beside it; else what its note tells. */
static struct text share_said(struct arena *a, const struct lineage *l)
{
	struct build b = { .arena = a };
	if (l->hectares > 0)
		build_print(&b, "%lld.%02lld km2", (long long)(l->hectares / 100), (long long)(l->hectares % 100));
	if (l->people > 0)
		build_print(&b, "%s%lld people", b.len > 0 ? ", " : "", (long long)l->people);
	return b.len > 0 ? build_text(&b) : share_of(l->note);
}

/* The list behind the word for hamlet: "Nà Sang + Nà Khun". */
static struct text hamlets_of(struct text note)
{
	static const char *const words[] = { "thôn ", "xóm ", "bản ", "ấp ", "tổ dân phố ", "khu phố ", "buôn " };
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		size_t at = text_find(note, text_of(words[i]));
		if (at == SIZE_MAX)
			continue;
		struct text list = text_from(note, at + strlen(words[i]));
		for (size_t end = 0; end < list.len; end++)
			if (list.at[end] == ')' || list.at[end] == ';')
				return text_first(list, end);
		return list;
	}
	return TEXT_EMPTY;
}

static bool names_hamlet(const struct hamlet_words *h, struct text name)
{
	struct text folded = text_fold(h->arena, name);
	for (size_t from = 0; folded.len > 0 && from < h->before; from++)
		for (size_t to = from + 1; to <= h->before; to++)
			if (text_equal(words_span(h->words, from, to), folded))
				return words_spelled(h->words, from, to, text_spelling(h->arena, name));
	return false;
}

static bool names_any(const struct hamlet_words *h, const struct lineage *l)
{
	struct text list = l->hamlets.len > 0 ? l->hamlets : hamlets_of(l->note);
	while (list.len > 0) {
		size_t plus = text_find(list, TEXT(" + ")), comma = text_find(list, TEXT(", ")), end = plus < comma ? plus : comma;
		if (names_hamlet(h, end == SIZE_MAX ? list : text_first(list, end)))
			return true;
		list = end == SIZE_MAX ? TEXT_EMPTY : text_from(list, end + (plus < comma ? 3 : 2));
	}
	return false;
}

static bool is_between(const struct lineage *l, day_t after, day_t to) { return l->day.n > after.n && l->day.n <= to.n; }

/* A unit that goes on may have given a part away: then its addresses are divided too. */
static void follow(const struct conversion *c, struct text unit, day_t after, struct text share, int depth, const struct hamlet_words *h, struct outcome *o)
{
	const struct registry  *r = c->r;
	const struct unit_fact *f = unit_on(r, unit, c->to);
	bool                    is_named = false;
	for (size_t i = chains_first(&r->by_from, unit); h && i != SIZE_MAX; i = chains_next(&r->by_from, i))
		is_named = is_named || (is_between(&r->lineages[i], after, c->to) && names_any(h, &r->lineages[i]));
	for (size_t i = chains_first(&r->by_from, unit); depth < DEEPEST && i != SIZE_MAX; i = chains_next(&r->by_from, i)) {
		const struct lineage *l = &r->lineages[i];
		if (is_between(l, after, c->to) && (!is_named || names_any(h, l)))
			follow(c, l->to, l->day, l->extent == EXTENT_PART ? share_said(c->arena, l) : share, depth + 1, h, o);
	}
	if (f && !is_named)
		heir_add(o, f, share);
}

/* From when on the fact's addresses are to be followed. */
static day_t start_of(const struct conversion *c, const struct unit_fact *f)
{
	if (in_force(f->from, f->to, c->from))
		return c->from;
	return f->from.n > c->from.n ? f->from : day_add(f->to, -1);
}

const struct outcome *outcome_of(const struct conversion *c, const struct unit_fact *f)
{
	struct outcome **known = &c->outcomes[f - c->r->facts];
	if (!*known) {
		struct outcome o = { 0 };
		follow(c, f->unit, start_of(c, f), TEXT_EMPTY, 0, NULL, &o);
		size_t size = offsetof(struct outcome, heir) + o.count * sizeof(o.heir[0]);
		*known = memcpy(arena_alloc(c->arena, size), &o, size);
	}
	return *known;
}

const struct unit_fact *outcome_by_hamlet(const struct conversion *c, const struct unit_fact *f, const struct address_words *words, size_t before)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct hamlet_words           h = { words, before, a };
	struct outcome                o = { 0 };
	if (before == 0)
		return NULL;
	follow(c, f->unit, start_of(c, f), TEXT_EMPTY, 0, &h, &o);
	return o.count == 1 ? o.heir[0].fact : NULL;
}
