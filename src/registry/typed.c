/* typed.c - takes apart "X. Lương Hạ, huyện Na Rì": types and their abbreviations, the name, and the context behind it. */
#include "typed.h"

#include "base/fold.h"

/* Bodies and hamlets are no types of units, but stand in front of their names. */
static const char *const bodies[] = { "uy ban nhan dan", "hoi dong nhan dan", "ubnd", "hdnd", "dia chi", "tai" };
/* What an address begins with below a commune. */
static const char *const hamlets[] = { "thon", "ban", "xom", "to dan pho", "to", "khu pho", "khu", "ap", "pho", "duong", "so", "so nha", "ngo" };
/* After a name, and at the end of an address. */
static const char *const tails[] = { "cu", "viet nam", "vn" };

enum { MOST_ABOVE = 4 };

static size_t words_split(struct text t, struct part *parts, size_t room)
{
	size_t count = 0;
	for (size_t i = 0; i < t.len && count < room; i++) {
		size_t start = i;
		while (i < t.len && t.at[i] != ' ')
			i++;
		parts[count++] = (struct part){ start, i };
	}
	return count;
}

struct text typed_span(const struct typed *q, size_t from, size_t to)
{
	return text_first(text_from(q->folded, q->word[from].start), q->word[to - 1].end - q->word[from].start);
}

struct text typed_span_spelled(const struct typed *q, size_t from, size_t to)
{
	return text_first(text_from(q->spelled, q->spelling[from].start), q->spelling[to - 1].end - q->spelling[from].start);
}

/* How many words of `phrase` stand right before word `at`; 0: not those. */
static size_t stands_before(const struct typed *q, size_t at, const char *phrase)
{
	size_t words = 1;
	for (const char *c = phrase; *c; c++)
		words += *c == ' ';
	return at >= words && text_is(typed_span(q, at - words, at), phrase) ? words : 0;
}

static size_t type_before(const struct typed *q, size_t at, const struct unit_type *type)
{
	size_t most = 0;
	for (size_t i = 0; i < COUNT_OF(type->typed) && type->typed[i]; i++) {
		size_t n = stands_before(q, at, type->typed[i]);
		most = n > most ? n : most;
	}
	return most;
}

static size_t any_type_before(const struct typed *q, size_t at, const struct unit_type **ret)
{
	size_t                  most = 0;
	const struct unit_type *t;
	for (size_t i = 0; (t = unit_type_at(i)); i++) {
		size_t n = type_before(q, at, t);
		if (n > most) {
			most = n;
			*ret = t;
		}
	}
	return most;
}

static size_t body_before(const struct typed *q, size_t at)
{
	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		size_t n = stands_before(q, at, bodies[i]);
		if (n > 0)
			return n;
	}
	return 0;
}

static uint32_t bits(size_t from, size_t to)
{
	uint32_t all = 0;
	for (size_t i = from; i < to; i++)
		all |= 1u << i;
	return all;
}

/* Once for a text: each fact that could be meant asks for it. */
static void read_between(struct typed *q)
{
	for (size_t at = 1; at <= q->count; at++) {
		struct before *b = &q->before[at];
		b->type_words = any_type_before(q, at, &b->type);
		b->body_words = body_before(q, at);
	}
	for (size_t i = 0; i < COUNT_OF(tails); i++)
		for (size_t at = 1; at <= q->count && q->tail_count < MOST_WORDS; at++) {
			size_t n = stands_before(q, at, tails[i]);
			if (n > 0)
				q->tail[q->tail_count++] = (struct part){ at - n, at };
		}
}

/* How many of the words from the start are types and bodies: "UBND xã ...". A name may begin like a type (Huyền Tụng), so at least one word remains. */
static size_t heads(const struct typed *q, size_t end)
{
	size_t start = 0;
	for (size_t at = 1; at < end && at <= start + 4; at++) {
		size_t n = q->before[at].type_words > 0 ? q->before[at].type_words : q->before[at].body_words;
		if (n > 0 && at - n == start)
			start = at;
	}
	return start;
}

struct typed typed_read(struct arena *a, struct text t)
{
	t = text_cut(t, MOST_TYPED);
	struct typed q = { .folded = text_fold(a, t), .spelled = text_spelling(a, t) };
	q.count = words_split(q.folded, q.word, MOST_WORDS);
	/* both foldings break words at the same places */
	size_t spelled = words_split(q.spelled, q.spelling, MOST_WORDS);
	q.count = spelled < q.count ? spelled : q.count;
	read_between(&q);
	size_t first = 0;
	while (first < t.len && t.at[first] != ',' && t.at[first] != ';' && t.at[first] != '\n' && t.at[first] != '(')
		first++;
	struct part parts[MOST_WORDS];
	q.main_end = words_split(text_fold(a, text_first(t, first)), parts, MOST_WORDS);
	q.main_end = q.main_end == 0 || q.main_end > q.count ? q.count : q.main_end;
	q.main_start = heads(&q, q.main_end);
	for (size_t i = 0; i < COUNT_OF(hamlets) && q.main_end < q.count; i++)
		for (size_t at = 1; at < q.main_end && at <= 3; at++)
			q.in_unit = q.in_unit || stands_before(&q, at, hamlets[i]) == at;
	return q;
}

/* Marks `name` where it stands in words not yet accounted for, with the type before it. */
static uint32_t context_bits(const struct typed *q, struct text name, uint32_t taken)
{
	size_t words = 1;
	for (size_t i = 0; i < name.len; i++)
		words += name.at[i] == ' ';
	for (size_t from = 0; from + words <= q->count; from++) {
		uint32_t own = bits(from, from + words);
		if ((taken & own) || !text_equal(typed_span(q, from, from + words), name))
			continue;
		return own | (bits(from - q->before[from].type_words, from) & ~taken);
	}
	return 0;
}

static uint32_t context_of(const struct registry *r, const struct typed *q, const struct unit_fact *f, day_t day, uint32_t taken)
{
	uint32_t found = 0;
	for (int i = 0; i < MOST_ABOVE && (f = fact_above(r, f, day)); i++)
		found |= context_bits(q, r->folded[f - r->facts], taken | found);
	return found;
}

static uint32_t heirs_context(const struct registry *r, const struct typed *q, const struct unit_fact *f, day_t today, uint32_t taken)
{
	struct heir heirs[MOST_HEIRS];
	size_t      count = heirs_on(r, f->unit, today, heirs);
	uint32_t    found = 0;
	for (size_t i = 0; i < count; i++) {
		found |= context_bits(q, r->folded[heirs[i].fact - r->facts], taken | found);
		found |= context_of(r, q, heirs[i].fact, today, taken | found);
	}
	return found;
}

static uint32_t tail_bits(const struct typed *q, size_t to, uint32_t taken)
{
	uint32_t found = 0;
	for (size_t i = 0; i < q->tail_count; i++)
		if (q->tail[i].start >= to)
			found |= bits(q->tail[i].start, q->tail[i].end) & ~taken;
	return found;
}

uint32_t typed_explained(const struct registry *r, const struct typed *q, const struct unit_fact *f, size_t from, size_t to, day_t today, bool *ret_other_type)
{
	const struct unit_type *own = unit_type_find(f->type);
	uint32_t                found = bits(from, to), all = bits(0, q->count);
	size_t                  before = own && q->before[from].type_words > 0 ? type_before(q, from, own) : 0, other = q->before[from].type_words;
	/* "thị xã X": the longer word counts, and it is another type than xã */
	*ret_other_type = other > before;
	before = other > before ? other : before;
	found |= bits(from - before, from);
	size_t body = q->before[from - before].body_words;
	found |= bits(from - before - body, from - before);
	if (found != all)
		found |= tail_bits(q, to, found);
	if (found != all)
		found |= context_of(r, q, f, f->to.n >= DAY_MAX.n ? today : day_add(f->to, -1), found);
	if (found != all && f->to.n < DAY_MAX.n)
		found |= heirs_context(r, q, f, today, found);
	return found;
}
