/* convert.c - where an address of one day lies on another: decides among readings, and says how sure that is.
 *
 * Certain is only what leaves no other way to read it: the name as it is spelled (or without any marks), its type if one stands there, and a unit above it that
 * it has, with nothing behind the name left over, and no other commune named beside it. All else is likely at most; and what the name alone does not
 * tell apart, or what was divided, is left to a person with what there is to choose from. */
#include "convert.h"

#include "base/fold.h"

static const char *const certainty_words[CERTAINTIES] = { "certain", "likely", "ambiguous", "unknown" };

const char *certainty_word(enum certainty c) { return certainty_words[c]; }

/* ---- making one */

static void place_add(struct conversion *c, uint32_t fact)
{
	struct text key = c->r->folded[fact];
	size_t      i = text_hash(key) & c->mask;
	while (c->names[i].key.at && !text_equal(c->names[i].key, key))
		i = (i + 1) & c->mask;
	c->names[i].key = key;
	c->names[i].hash = (uint32_t)(text_hash(key) >> 32);
	c->names[i].all++;
	size_t words = 1;
	for (size_t k = 0; k < key.len; k++)
		words += key.at[k] == ' ';
	c->most_words = words > c->most_words ? words : c->most_words;
}

static bool is_place(const struct unit_fact *f) { return f->level & LEVELS_PLACES; }

/* By name: those of the day first. */
static void places_index(struct conversion *c)
{
	const struct registry *r = c->r;
	for (c->mask = 63; c->mask < r->fact_count * 2; c->mask = c->mask * 2 + 1)
		;
	c->names = ARENA_ARRAY(c->arena, struct place_name, c->mask + 1);
	c->items = ARENA_ARRAY(c->arena, uint32_t, r->fact_count + 1);
	for (size_t i = 0; i < r->fact_count; i++)
		if (is_place(&r->facts[i]) && r->folded[i].len > 0)
			place_add(c, (uint32_t)i);
	uint32_t first = 0;
	for (size_t i = 0; i <= c->mask; i++) {
		c->names[i].first = first;
		first += c->names[i].all;
		c->names[i].all = 0;
	}
	for (int alive = 1; alive >= 0; alive--)
		for (size_t i = 0; i < r->fact_count; i++) {
			if (!is_place(&r->facts[i]) || r->folded[i].len == 0 || in_force(r->facts[i].from, r->facts[i].to, c->from) != (alive == 1))
				continue;
			struct place_name *n = &c->names[place_named(c, r->folded[i]) - c->names];
			c->items[n->first + n->all++] = (uint32_t)i;
			n->alive += alive == 1;
		}
}

static void above_index(struct conversion *c)
{
	const struct registry *r = c->r;
	c->above = ARENA_ARRAY(c->arena, struct place_above, r->fact_count + 1);
	c->types = ARENA_ARRAY(c->arena, const struct unit_type *, r->fact_count + 1);
	for (size_t i = 0; i < r->fact_count; i++) {
		const struct unit_fact *f = &r->facts[i], *up = f;
		day_t                   day = in_force(f->from, f->to, c->from) ? c->from : f->to.n < DAY_MAX.n ? day_add(f->to, -1) : f->from;
		c->types[i] = unit_type_find(f->type);
		for (int depth = 0; is_place(f) && depth < 3 && (up = fact_above(r, up, day)); depth++)
			*(up->level == LEVEL_PROVINCE ? &c->above[i].province : &c->above[i].district) = (uint32_t)(up - r->facts) + 1;
	}
}

bool conversion_start(const struct registry *r, struct arena *a, day_t from, day_t to, struct text within, struct conversion **ret, struct error *e)
{
	const struct unit_fact *above = NULL;
	if (to.n < from.n)
		return error(e, REGISTRY_CONVERT_DAYS, .value = day_print(a, to), .expected = day_print(a, from));
	if (within.len > 0 && !unit_show(r, within, from, &above, e))
		return false;
	struct conversion *c = ARENA_NEW(a, struct conversion);
	*c = (struct conversion){ .r = r, .arena = a, .from = from, .to = to, .within = above };
	c->outcomes = ARENA_ARRAY(a, struct outcome *, r->fact_count + 1);
	for (size_t i = 0; i < COUNT_OF(c->deciding); i++)
		c->deciding[i] = ARENA_NEW(a, struct deciding);
	tails_make(c);
	phrases_make(a, &c->phrases);
	places_index(c);
	above_index(c);
	*ret = c;
	return true;
}

/* ---- deciding */

static struct address_answer unknown(const char *reason) { return (struct address_answer){ .certainty = CERTAINTY_UNKNOWN, .reason = reason }; }

static void option_add(struct address_answer *answer, const struct unit_fact *was, const struct unit_fact *now, struct text share)
{
	for (size_t i = 0; i < answer->option_count; i++)
		if (answer->options[i].was == was && answer->options[i].now == now)
			return;
	if (answer->option_count < MOST_OPTIONS)
		answer->options[answer->option_count++] = (struct address_option){ was, now, share };
}

/* The unit is known: what became of it by the other day? `start`: the words before it may name its hamlet. */
static struct address_answer followed(struct deciding *d, const struct unit_fact *f, size_t start, enum certainty certainty, const char *reason)
{
	const struct outcome *o = outcome_of(d->c, f);
	struct address_answer answer = { .certainty = certainty, .reason = reason, .was = f };
	if (o->count == 0)
		return (struct address_answer){ .certainty = CERTAINTY_UNKNOWN, .was = f,
			                        .reason = f->level == LEVEL_COMMUNE ? "registry.address_no_heir" : "registry.address_only_above" };
	if (o->count == 1) {
		answer.now = o->heir[0].fact;
		return answer;
	}
	answer.now = outcome_by_hamlet(d->c, f, &d->words, start);
	if (answer.now) {
		answer.certainty = CERTAINTY_LIKELY;
		answer.reason = certainty == CERTAINTY_CERTAIN ? "registry.address_hamlet" : reason;
		return answer;
	}
	answer.certainty = CERTAINTY_AMBIGUOUS;
	answer.reason = "registry.address_divided";
	answer.options = ARENA_ARRAY(d->arena, struct address_option, MOST_OPTIONS);
	for (size_t i = 0; i < o->count; i++)
		option_add(&answer, f, o->heir[i].fact, o->heir[i].share);
	return answer;
}

/* Several units: their heirs to choose from; where all lead to one, that is likely. */
static struct address_answer several(struct deciding *d, const struct reading *const *list, size_t count, const char *reason)
{
	struct address_answer answer = { .certainty = CERTAINTY_AMBIGUOUS, .reason = reason, .options = ARENA_ARRAY(d->arena, struct address_option, MOST_OPTIONS) };
	const struct unit_fact *now = NULL;
	bool                    is_one = true;
	for (size_t i = 0; i < count; i++) {
		const struct outcome *o = outcome_of(d->c, list[i]->fact);
		is_one = is_one && o->count == 1 && (!now || now == o->heir[0].fact);
		now = o->count > 0 ? o->heir[0].fact : NULL;
		option_add(&answer, list[i]->fact, o->count == 1 ? now : NULL, TEXT_EMPTY);
	}
	if (is_one && now && count > 1) {
		answer.now = now;
		answer.certainty = CERTAINTY_LIKELY;
		answer.reason = "registry.address_one_heir";
	}
	return answer;
}

static bool overlap(const struct reading *a, const struct reading *b) { return a->start < b->to && b->start < a->to; }

/* Another commune is named beside `r`, with its type: "xã A (nay là xã B)". */
static const struct reading *named_beside(const struct deciding *d, const struct reading *r)
{
	for (size_t i = 0; i < d->readings.count; i++) {
		const struct reading *o = &d->readings.at[i];
		if (o->is_typed && o->fact->level == LEVEL_COMMUNE && d->words.word[o->from].before->level == LEVEL_COMMUNE && !overlap(o, r) &&
		    !text_equal(o->fact->unit, r->fact->unit))
			return o;
	}
	return NULL;
}

/* A type of commune stands before `r` with a name that is none: perhaps the address is there. */
static bool type_beside(const struct deciding *d, const struct reading *r)
{
	for (size_t i = 0; i < r->start; i++)
		if (d->words.word[i].type && d->words.word[i].type->level == LEVEL_COMMUNE)
			return true;
	return false;
}

/* "Yên Đĩnh, Chợ Mới, Bắc Kạn" may also be a hamlet Yên Đĩnh in the town of Chợ Mới. */
static bool is_twofold(const struct deciding *d, const struct reading *r)
{
	for (size_t i = 0; !r->is_typed && i < d->readings.count; i++)
		if (d->readings.at[i].grade == GRADE_TWOFOLD && d->readings.at[i].from >= r->to)
			return true;
	return false;
}

static const struct { enum certainty certainty; const char *reason; } grades[] = {
	[GRADE_WHOLE] = { CERTAINTY_CERTAIN, "registry.address_whole" }, [GRADE_MARKS] = { CERTAINTY_LIKELY, "registry.address_marks" },
	[GRADE_TYPE] = { CERTAINTY_LIKELY, "registry.address_type" },    [GRADE_ALONE] = { CERTAINTY_LIKELY, "registry.address_alone" },
	[GRADE_LOOSE] = { CERTAINTY_LIKELY, "registry.address_loose" },  [GRADE_SLIP] = { CERTAINTY_LIKELY, "registry.address_slip" },
	[GRADE_TWOFOLD] = { CERTAINTY_LIKELY, "registry.address_fuller" },
};

/* The readings of the best grade, one a unit; those with a type, when some have one. */
static size_t best_readings(const struct readings *all, enum grade grade, const struct reading **list)
{
	bool   typed = false;
	size_t count = 0;
	for (size_t i = 0; i < all->count; i++)
		typed = typed || (all->at[i].grade == grade && all->at[i].is_typed);
	for (size_t i = 0; i < all->count; i++) {
		const struct reading *r = &all->at[i];
		size_t                k = 0;
		if (r->grade != grade || r->is_typed != typed)
			continue;
		while (k < count && list[k]->fact != r->fact)
			k++;
		if (k == count)
			list[count++] = r;
	}
	return count;
}

/* Of two communes without types the one that begins first says more. Of namesakes, the one written with these very marks. */
static const struct reading *fuller(const struct reading *const *list, size_t count)
{
	const struct reading *best = list[0];
	for (size_t i = 1; i < count; i++)
		if (list[i]->from < best->from || (list[i]->from == best->from && list[i]->is_exact && !best->is_exact))
			best = list[i];
	for (size_t i = 0; i < count; i++)
		if (list[i] != best && list[i]->from == best->from && (list[i]->is_exact || !best->is_exact))
			return NULL;
	return best;
}

static struct address_answer decided(struct deciding *d, enum grade grade, bool is_forgiven, const char *forgiven)
{
	const struct reading *list[MOST_READINGS], *other;
	size_t                count = best_readings(&d->readings, grade, list);
	enum certainty        certainty = grades[grade].certainty;
	const char           *reason = is_forgiven ? forgiven : grades[grade].reason;
	certainty = is_forgiven && certainty == CERTAINTY_CERTAIN ? CERTAINTY_LIKELY : certainty;
	const struct reading *best = count == 1 ? list[0] : grade <= GRADE_MARKS ? fuller(list, count) : NULL;
	if (!best || (!best->has_above && best->fact->level == LEVEL_COMMUNE && (grade == GRADE_SLIP || is_forgiven)))
		return several(d, list, count, count == 1 ? reason : "registry.address_namesakes");
	if (count > 1 || (certainty == CERTAINTY_CERTAIN && is_twofold(d, best))) {
		certainty = CERTAINTY_LIKELY;
		reason = "registry.address_fuller";
	}
	if ((other = named_beside(d, best)))
		return several(d, (const struct reading *[]){ best, other }, 2, "registry.address_beside");
	if (certainty == CERTAINTY_CERTAIN && type_beside(d, best)) {
		certainty = CERTAINTY_LIKELY;
		reason = "registry.address_loose";
	}
	struct address_answer answer = followed(d, best->fact, best->start, certainty, reason);
	const struct address_word *word = &d->words.word[best->start];
	if (answer.certainty == CERTAINTY_CERTAIN && best->is_typed && best->fact->level == LEVEL_COMMUNE && word->apart)
		tail_keep(d->c, text_from(d->address, word->came_at), answer.was, answer.now);
	return answer;
}

static enum grade best_grade(const struct readings *list)
{
	enum grade best = GRADE_NONE;
	for (size_t i = 0; i < list->count; i++)
		best = list->at[i].grade < best ? list->at[i].grade : best;
	return best;
}

/* The communes that the words name, or, when they say no more, the district or province. */
static bool decide_by(struct deciding *d, enum read_how how, enum grade worst, const char *forgiven, struct address_answer *ret)
{
	read_communes(d->c, &d->words, how, &d->readings);
	enum grade grade = d->readings.count < MOST_READINGS ? best_grade(&d->readings) : GRADE_NONE;
	if (grade > GRADE_ALONE && how == READ_DAY && worst <= GRADE_ALONE) {
		read_above(d->c, &d->words, &d->readings);
		grade = best_grade(&d->readings);
	}
	if (grade > worst)
		return false;
	*ret = decided(d, grade, forgiven != NULL, forgiven);
	return true;
}

/* What was typed without a Vietnamese keyboard, or in an encoding of the 1990s. */
static bool decide_decoded(struct deciding *d, struct text address, struct address_answer *ret)
{
	struct text form;
	bool        is_legacy = text_legacy(d->arena, address, &form) != LEGACY_NONE;
	for (int i = 0; i < 3; i++) {
		if (i == 0 ? !is_legacy : i == 1 ? !text_telex(d->arena, address, &form) : !text_vni(d->arena, address, &form))
			continue;
		struct deciding *other = d->c->deciding[1];
		other->c = d->c;
		other->arena = d->arena;
		other->address = form;
		address_words(d->arena, &d->c->phrases, form, &other->words);
		if (other->words.count > 0 && decide_by(other, READ_DAY, GRADE_TYPE, "registry.address_decoded", ret))
			return true;
	}
	return false;
}

/* Communes of this name there are, but under others than the address says, or on other days. */
static struct address_answer misfits(struct deciding *d)
{
	static const struct { enum read_how how; enum grade grade; const char *reason; } tries[] = {
		{ READ_DAY, GRADE_MISFIT, "registry.address_misfit" }, { READ_OTHER_DAYS, GRADE_ALONE, "registry.address_not_then" },
	};
	for (size_t i = 0; i < COUNT_OF(tries); i++) {
		const struct reading *list[MOST_READINGS];
		read_communes(d->c, &d->words, tries[i].how, &d->readings);
		size_t count = best_readings(&d->readings, tries[i].grade, list), kept = 0;
		for (size_t k = 0; k < count; k++) /* not "thôn Kim Lư" */
			if (list[k]->is_typed || d->words.word[list[k]->from].begins)
				list[kept++] = list[k];
		if ((count = kept) == 0)
			continue;
		struct address_answer answer = several(d, list, count, tries[i].reason);
		answer.certainty = CERTAINTY_UNKNOWN;
		answer.reason = tries[i].reason;
		answer.now = NULL;
		return answer;
	}
	return unknown("registry.address_no_name");
}

static struct address_answer by_words(struct conversion *c, struct arena *a, struct text address)
{
	struct deciding      *d = c->deciding[0];
	struct address_answer answer;
	if (tail_find(c, address, &answer))
		return answer;
	d->c = c;
	d->arena = a;
	d->address = address;
	address_words(a, &c->phrases, address, &d->words);
	if (d->words.count == 0)
		return unknown("registry.address_no_name");
	if (decide_by(d, READ_DAY, GRADE_ALONE, NULL, &answer) || decide_by(d, READ_LATER, GRADE_TYPE, "registry.address_other_day", &answer) ||
	    decide_by(d, READ_OTHER_DAYS, GRADE_TYPE, "registry.address_other_day", &answer) || decide_decoded(d, address, &answer) ||
	    decide_by(d, READ_DAY, GRADE_LOOSE, NULL, &answer) || decide_by(d, READ_SLIPS, GRADE_SLIP, NULL, &answer) ||
	    decide_by(d, READ_DAY, GRADE_TWOFOLD, NULL, &answer))
		return answer;
	return misfits(d);
}

/* ---- a code instead of an address */

/* Without what spreadsheets put around it: ="02155", '02155. */
static struct text unquoted(struct text t)
{
	t = text_trim(t);
	if (text_starts(t, "="))
		t = text_from(t, 1);
	while (t.len > 0 && (t.at[0] == '"' || t.at[0] == '\''))
		t = text_from(t, 1);
	while (t.len > 0 && (t.at[t.len - 1] == '"' || t.at[t.len - 1] == '\''))
		t = text_first(t, t.len - 1);
	return text_trim(t);
}

static bool is_code(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (!char_is_digit(t.at[i]))
			return text_starts(t, "vn-") && t.len <= 64;
	return t.len > 0 && t.len <= 5;
}

static struct address_answer by_code(struct conversion *c, struct arena *a, struct text code)
{
	const struct unit_fact *f = unit_at(c->r, code, c->from);
	struct deciding        *d = c->deciding[0];
	char                    filled[5] = "00000";
	d->c = c;
	d->arena = a;
	if (!f && text_starts(code, "vn-"))
		f = unit_on(c->r, code, c->from);
	if (f && c->within && !unit_is_under(c->r, f->unit, c->within->unit, c->from))
		return unknown("registry.address_misfit");
	if (f)
		return followed(d, f, 0, CERTAINTY_CERTAIN, "registry.address_code");
	/* a spreadsheet took its zeros */
	if (code.len == 4 || code.len == 3) {
		memcpy(filled + 5 - code.len, code.at, code.len);
		f = unit_at(c->r, text_bytes(filled, 5), c->from);
	}
	return f ? followed(d, f, 0, CERTAINTY_LIKELY, "registry.address_zeros") : unknown("registry.address_no_code");
}

struct address_answer address_convert(struct conversion *c, struct arena *a, struct text address)
{
	struct text code = unquoted(address);
	if (code.len == 0)
		return unknown("registry.address_empty");
	if (code.len > MOST_ADDRESS)
		return unknown("registry.address_long");
	if (!text_is_utf8(code)) {
		/* bytes of a single-byte font, each as the letter that Latin-1 has there */
		struct build b = { .arena = a };
		struct text  form;
		for (size_t i = 0; i < code.len; i++) {
			unsigned char byte = (unsigned char)code.at[i];
			if (byte >= 0x80)
				build_byte(&b, (char)(0xC0 | byte >> 6));
			build_byte(&b, (char)(byte >= 0x80 ? 0x80 | (byte & 0x3F) : byte));
		}
		if (text_legacy(a, build_text(&b), &form) == LEGACY_NONE)
			return unknown("registry.address_not_text");
		struct address_answer answer = by_words(c, a, form);
		if (answer.certainty == CERTAINTY_CERTAIN) {
			answer.certainty = CERTAINTY_LIKELY;
			answer.reason = "registry.address_decoded";
		}
		return answer;
	}
	return is_code(code) ? by_code(c, a, code) : by_words(c, a, code);
}
