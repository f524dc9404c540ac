/* convert_read.c - which units the words of an address may mean.
 *
 * A reading takes one run of words for the name of one unit, the words before it for its type, and all that follows for what stands above it. The better it
 * accounts for the words, the better its grade; a reading that is not the best is an objection at most (convert.c). */
#include "convert.h"

enum { SLIP_SHORTEST = 4, MOST_NAME_PARTS = 8 };

/* How a name fits a run of words; TIGHT: but for its blanks. */
enum fit { FIT_NOT, FIT_SAME, FIT_TIGHT, FIT_SLIP };

struct after {
	bool     has_district, has_province, marks_same, types_same, contradicts, is_tight;
	unsigned left, slips;   /* words that mean nothing; names with a slip */
};

static bool tight_equal(struct text a, struct text b)
{
	size_t i = 0, k = 0;
	for (;; i++, k++) {
		while (i < a.len && a.at[i] == ' ')
			i++;
		while (k < b.len && b.at[k] == ' ')
			k++;
		if (i == a.len || k == b.len)
			return i == a.len && k == b.len;
		if (a.at[i] != b.at[k])
			return false;
	}
}

/* Do the words from `at` on begin with the name? *ret_to: behind it. */
static enum fit name_fits(const struct address_words *a, size_t at, struct text name, bool slips, size_t *ret_to)
{
	size_t start = a->word[at].at, len = a->folded.len - start;
	if (len >= name.len && memcmp(a->folded.at + start, name.at, name.len) == 0 && (len == name.len || a->folded.at[start + name.len] == ' ')) {
		for (*ret_to = at + 1; a->word[*ret_to - 1].end < start + name.len; ++*ret_to)
			;
		return words_apart(a, at, *ret_to) ? FIT_NOT : FIT_SAME;
	}
	for (size_t to = at + 1; slips && name.len >= SLIP_SHORTEST && to <= a->count && to - at <= MOST_NAME_PARTS && !words_apart(a, at, to); to++) {
		struct text span = words_span(a, at, to);
		if (span.len > name.len + 2)
			break;
		bool is_tight = tight_equal(span, name);
		if (is_tight || is_one_slip(span, name)) {
			*ret_to = to;
			return is_tight ? FIT_TIGHT : FIT_SLIP;
		}
	}
	return FIT_NOT;
}

static bool is_tail(const struct address_words *a, size_t at, size_t *ret_to)
{
	static const char *const tails[] = { "viet nam", "vietnam", "vn", "cu" };
	for (size_t i = 0; i < COUNT_OF(tails); i++)
		if (name_fits(a, at, text_of(tails[i]), false, ret_to) == FIT_SAME)
			return true;
	return false;
}

/* Takes the words at `at` for what stands above. */
static bool above_fits(const struct conversion *c, const struct address_words *a, size_t at, uint32_t above, bool slips, struct after *r, size_t *ret_to)
{
	if (above == 0)
		return false;
	const struct unit_type *typed = a->word[at].type;
	size_t                  name = at + a->word[at].type_words;
	enum fit                fit = name < a->count ? name_fits(a, name, c->r->folded[above - 1], slips, ret_to) : FIT_NOT;
	if (fit == FIT_NOT && typed) { /* a name that begins like a type */
		typed = NULL;
		name = at;
		fit = name_fits(a, name, c->r->folded[above - 1], slips, ret_to);
	}
	if (fit == FIT_NOT)
		return false;
	r->slips += fit == FIT_SLIP;
	r->is_tight = r->is_tight || fit == FIT_TIGHT;
	r->marks_same = r->marks_same && (fit != FIT_SAME || words_spelled(a, name, *ret_to, c->r->spelled[above - 1]));
	r->types_same = r->types_same && (!typed || typed == c->types[above - 1]);
	return true;
}

/* "tỉnh Bắc Kạn" is the province even where the city bears its name. */
static bool type_is(const struct conversion *c, const struct address_words *a, size_t at, uint32_t above)
{
	return above > 0 && a->word[at].type == c->types[above - 1];
}

static void word_left(const struct address_words *a, size_t at, const struct unit_fact *f, struct after *r)
{
	struct text word = words_span(a, at, at + 1);
	if (text_equal(word, f->code))
		return;
	r->left++;
	r->contradicts = r->contradicts || (a->word[at].type && a->word[at].type->level != LEVEL_COMMUNE);
}

/* "xã Kim Lư, huyện Na Rì, tỉnh Thái Nguyên": the old commune in the new province. */
static uint32_t province_later(const struct conversion *c, const struct unit_fact *f)
{
	const struct outcome   *o = outcome_of(c, f);
	const struct unit_fact *up = o->count > 0 ? fact_above(c->r, o->heir[0].fact, c->to) : NULL;
	return up && up->level == LEVEL_PROVINCE ? (uint32_t)(up - c->r->facts) + 1 : 0;
}

/* All that follows the name: is it what stands above the unit? */
static struct after read_after(const struct conversion *c, const struct address_words *a, const struct unit_fact *f, size_t at, enum read_how how)
{
	struct after       r = { .marks_same = true, .types_same = true };
	struct place_above above = c->above[f - c->r->facts];
	bool               slips = how == READ_SLIPS;
	if (how == READ_LATER)
		above.province = province_later(c, f);
	for (size_t to; at < a->count && !r.contradicts; at = to) {
		bool province_first = type_is(c, a, at, above.province) && !type_is(c, a, at, above.district);
		if (province_first && !r.has_province && above_fits(c, a, at, above.province, slips, &r, &to))
			r.has_province = true;
		else if (!r.has_district && above_fits(c, a, at, above.district, slips, &r, &to))
			r.has_district = true;
		else if (!r.has_province && above_fits(c, a, at, above.province, slips, &r, &to))
			r.has_province = true;
		else if (!is_tail(a, at, &to)) {
			word_left(a, at, f, &r);
			to = at + 1;
		}
	}
	return r;
}

/* Does a unit of these levels bear the name on the day? */
static bool is_named(const struct conversion *c, struct text folded, unsigned levels)
{
	const struct place_name *n = place_named(c, folded);
	for (uint32_t i = 0; n && i < n->alive; i++)
		if (c->r->facts[c->items[n->first + i]].level & levels)
			return true;
	return false;
}

/* `from` .. `to` is the name of `f`, with or without a slip. */
static struct reading read_one(const struct conversion *c, const struct address_words *a, const struct unit_fact *f, size_t from, size_t to, bool is_near, enum read_how how)
{
	const struct address_word *w = &a->word[from];
	struct reading r = { .fact = f, .from = (uint8_t)from, .to = (uint8_t)to, .is_typed = w->type_before > 0, .start = (uint8_t)(from - w->type_before) };
	struct after   after = read_after(c, a, f, to, how);
	bool           type_same = !r.is_typed || w->before == c->types[f - c->r->facts], begins = r.is_typed || w->begins;
	bool           is_inside = c->within && unit_is_under(c->r, f->unit, c->within->unit, in_force(f->from, f->to, c->from) ? c->from : f->from);
	r.has_above = after.has_district || after.has_province || is_inside;
	r.grade = GRADE_MISFIT;
	if (after.contradicts)
		return r; /* most namesakes end here */
	r.grade = GRADE_WHOLE;
	r.is_exact = words_exact(a, from, to, c->r->spelled[f - c->r->facts]);
	if ((!is_near && !r.is_exact && !words_spelled(a, from, to, c->r->spelled[f - c->r->facts])) || !after.marks_same)
		r.grade = GRADE_MARKS;
	if (!type_same || !after.types_same)
		r.grade = GRADE_TYPE;
	if (!r.has_above)
		r.grade = GRADE_ALONE;
	bool is_whole = after.left == 0 && begins;
	if (!is_whole)
		r.grade = r.has_above && type_same && (begins || from == 0 || !word_is_hamlet(a, from - 1)) ? GRADE_LOOSE : GRADE_MISFIT;
	bool is_slip = is_near && !tight_equal(words_span(a, from, to), c->r->folded[f - c->r->facts]);
	if (is_near || after.slips > 0 || after.is_tight)
		r.grade = is_whole && after.slips + is_slip <= 1 ? GRADE_SLIP : GRADE_MISFIT;
	/* "cao kỳ, chợ mới, tỉnh Bắc Kạn": without a type it is rather the district of that name than its town */
	if (r.grade < GRADE_SLIP && f->level == LEVEL_COMMUNE && !r.is_typed && !after.has_district && is_named(c, c->r->folded[f - c->r->facts], LEVEL_DISTRICT | LEVEL_PROVINCE))
		r.grade = GRADE_TWOFOLD;
	/* what is typed as a district is no commune, nor is what belongs elsewhere */
	bool other_level = r.is_typed && !type_same && w->before->level != f->level;
	if (other_level || (c->within && !is_inside))
		r.grade = GRADE_MISFIT;
	return r;
}

static void add(struct readings *list, struct reading r)
{
	if (list->count < MOST_READINGS)
		list->at[list->count++] = r;
}

static const struct place_name *place_hashed(const struct conversion *c, struct text folded, uint64_t hash)
{
	for (size_t i = hash & c->mask; c->names[i].key.at; i = (i + 1) & c->mask)
		if (c->names[i].hash == (uint32_t)(hash >> 32) && text_equal(c->names[i].key, folded))
			return &c->names[i];
	return NULL;
}

const struct place_name *place_named(const struct conversion *c, struct text folded)
{
	return place_hashed(c, folded, text_hash(folded));
}

/* Is "05" the ward "5", or the other way round? */
static const struct place_name *place_numbered(const struct conversion *c, struct text word)
{
	char other[3] = { '0', word.at[0], 0 };
	if (word.len == 1 && char_is_digit(word.at[0]))
		return place_named(c, text_bytes(other, 2));
	return word.len == 2 && word.at[0] == '0' && char_is_digit(word.at[1]) ? place_named(c, text_from(word, 1)) : NULL;
}

static void read_span(const struct conversion *c, const struct address_words *a, size_t from, size_t to, uint64_t hash, enum read_how how, struct readings *ret)
{
	struct text              span = words_span(a, from, to);
	const struct place_name *n = place_hashed(c, span, hash);
	bool                     is_number = char_is_digit(span.at[0]) && to == from + 1;
	if (is_number && a->word[from].type_before == 0)
		return; /* "số 5": a ward that is a number says that it is a ward */
	n = n || !is_number ? n : place_numbered(c, span);
	for (uint32_t i = n ? n->first + (how == READ_OTHER_DAYS ? n->alive : 0) : 0, end = !n ? 0 : n->first + (how == READ_OTHER_DAYS ? n->all : n->alive); i < end; i++) {
		const struct unit_fact *f = &c->r->facts[c->items[i]];
		if (f->level == LEVEL_COMMUNE)
			add(ret, read_one(c, a, f, from, to, false, how));
	}
}

static void add_near(const struct conversion *c, const struct address_words *a, size_t from, size_t to, struct text name, struct readings *ret)
{
	const struct place_name *n = text_equal(words_span(a, from, to), name) ? NULL : place_named(c, name);
	for (uint32_t i = 0; n && i < n->alive; i++) {
		const struct unit_fact *f = &c->r->facts[c->items[n->first + i]];
		bool                    twice = false;
		for (size_t k = 0; k < ret->count; k++)
			twice = twice || (ret->at[k].fact == f && ret->at[k].from == from && ret->at[k].to == to);
		if (f->level == LEVEL_COMMUNE && !twice)
			add(ret, read_one(c, a, f, from, to, true, READ_SLIPS));
	}
}

static void read_near(const struct conversion *c, const struct address_words *a, size_t from, size_t to, struct readings *ret)
{
	struct slip_search near = { .r = c->r, .name = words_span(a, from, to) };
	if (near.name.len < SLIP_SHORTEST)
		return;
	for (size_t e; (e = slip_next(&near)) != SIZE_MAX;)
		add_near(c, a, from, to, c->r->entries[e].folded, ret);
	for (size_t e = to == from + 1 ? chains_first(&c->r->by_squeezed, near.name) : SIZE_MAX; e != SIZE_MAX; e = chains_next(&c->r->by_squeezed, e))
		add_near(c, a, from, to, c->r->entries[e].folded, ret);
}

void read_communes(const struct conversion *c, const struct address_words *a, enum read_how how, struct readings *ret)
{
	ret->count = 0;
	for (size_t from = 0; from < a->count; from++) {
		struct hashing h = hashing_start();
		for (size_t to = from + 1; to <= a->count && to - from <= c->most_words && (to == from + 1 || !a->word[to - 1].apart); to++) {
			/* with the blank before it, from the second word on */
			size_t start = to == from + 1 ? a->word[from].at : a->word[to - 2].end;
			hashing_add(&h, (struct text){ a->folded.at + start, a->word[to - 1].end - start });
			read_span(c, a, from, to, hashing_end(h), how, ret);
			if (how == READ_SLIPS && (a->word[from].begins || a->word[from].type_before > 0))
				read_near(c, a, from, to, ret);
		}
	}
}

void read_above(const struct conversion *c, const struct address_words *a, struct readings *ret)
{
	ret->count = 0;
	size_t from = a->word[0].type_words;
	for (size_t to = from + 1; to <= a->count && to - from <= c->most_words; to++) {
		const struct place_name *n = place_named(c, words_span(a, from, to));
		for (uint32_t i = 0; n && i < n->alive; i++) {
			const struct unit_fact *f = &c->r->facts[c->items[n->first + i]];
			struct reading          r = f->level == LEVEL_COMMUNE ? (struct reading){ .grade = GRADE_NONE } : read_one(c, a, f, from, to, false, READ_DAY);
			/* nothing stands above a province */
			if (r.grade == GRADE_ALONE && r.is_typed && f->level == LEVEL_PROVINCE)
				r.grade = words_spelled(a, from, to, c->r->spelled[f - c->r->facts]) ? GRADE_WHOLE : GRADE_MARKS;
			if (r.grade < GRADE_ALONE && !r.is_typed && is_named(c, c->r->folded[f - c->r->facts], LEVEL_COMMUNE))
				r.grade = GRADE_ALONE;
			if (r.grade <= GRADE_ALONE)
				add(ret, r);
		}
	}
}
