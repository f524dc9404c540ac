/* convert_words.c - takes an address apart into folded words, and finds the types of units among them. */
#include "convert.h"

#include "base/fold.h"

/* What an address names below a commune: a name right behind such a word is no commune's. */
static const char *const hamlets[] = { "thon", "ban", "xom", "pho", "to", "tdp", "khu", "kp", "ap", "duong", "so", "ngo", "ngach", "hem", "lang", "buon", "khoi", "soc", "doi", "kv" };

/* Where the piece ends: before a character that divides an address, which is *ret_len bytes long. A name may go over a dash, but not over what sets apart. */
static size_t piece_end(struct text t, size_t at, size_t *ret_len, bool *ret_apart)
{
	for (; at < t.len; at++) {
		char c = t.at[at];
		*ret_apart = c == ',' || c == ';' || c == '\n' || c == '(' || c == ')' || c == '/' || c == '|' || c == '\t';
		*ret_len = text_starts(text_from(t, at), "\xE2\x80\x93") || text_starts(text_from(t, at), "\xE2\x80\x94") ? 3 : *ret_apart || c == '-' ? 1 : 0;
		if (*ret_len > 0)
			return at;
	}
	*ret_len = 1;
	return at;
}

struct wording {
	struct address_words *ret;
	char                 *folded, *spelled;
	size_t                folded_len, spelled_len, room, came_at;
	bool                  begins, apart;
};

/* Room for a piece: a letter may be written out longer than it came. */
static void wording_room(struct arena *a, struct wording *w, size_t more)
{
	size_t used = w->folded_len > w->spelled_len ? w->folded_len : w->spelled_len;
	if (used + more <= w->room)
		return;
	w->folded = arena_grow(a, w->folded, w->folded_len, used + more, 1);
	w->spelled = arena_grow(a, w->spelled, w->spelled_len, used + more, 1);
	w->room = used + more;
}

/* The spelling without what makes it one: shapes, tone, the bar of đ. At least one byte, so that words stay apart. */
static size_t fold_spelled(struct text word, char *out)
{
	size_t len = 0;
	for (size_t i = 0; i < word.len; i++) {
		unsigned char c = (unsigned char)word.at[i];
		if ((c == 0xCC || c == 0xCD) && i + 1 < word.len)
			i++;
		else if (c == 0xC4 && i + 1 < word.len && (unsigned char)word.at[i + 1] == 0x91)
			out[len++] = 'd', i++;
		else if (c >= 0x80 || char_is_alpha((char)c) || char_is_digit((char)c))
			out[len++] = (char)c;
	}
	if (len == 0)
		out[len++] = '?';
	return len;
}

static void word_add(struct wording *w, struct text spelled)
{
	struct address_words *a = w->ret;
	if (a->count == ADDRESS_WORDS) {
		memmove(a->word, a->word + 1, (ADDRESS_WORDS - 1) * sizeof(a->word[0]));
		a->word[0].begins = a->word[0].apart = false; /* something stood before it */
		a->count--;
	}
	struct address_word *word = &a->word[a->count];
	*word = (struct address_word){ .begins = w->begins, .apart = w->apart, .came_at = (uint16_t)w->came_at };
	if (w->folded_len > 0)
		w->folded[w->folded_len++] = w->spelled[w->spelled_len++] = ' ';
	size_t len = fold_spelled(spelled, w->folded + w->folded_len);
	memcpy(w->spelled + w->spelled_len, spelled.at, spelled.len);
	word->at = (uint16_t)w->folded_len;
	word->spelled_at = (uint16_t)w->spelled_len;
	w->folded_len += len;
	w->spelled_len += spelled.len;
	word->end = (uint16_t)w->folded_len;
	word->spelled_end = (uint16_t)w->spelled_len;
	word->is_marked = len != spelled.len;
	a->count++;
	w->begins = w->apart = false;
}

/* "P5" is "P 5". */
static bool is_numbered(struct text word)
{
	if (word.len < 2 || word.len > 3 || (word.at[0] != 'p' && word.at[0] != 'q' && word.at[0] != 'f'))
		return false;
	return char_is_digit(word.at[1]) && char_is_digit(word.at[word.len - 1]);
}

static void piece_add(struct wording *w, struct text spelled)
{
	struct text word;
	while (text_next(&spelled, ' ', &word)) {
		if (is_numbered(word)) {
			word_add(w, text_first(word, 1));
			word = text_from(word, 1);
		}
		if (word.len > 0)
			word_add(w, word);
	}
}

struct text words_span(const struct address_words *a, size_t from, size_t to)
{
	return (struct text){ a->folded.at + a->word[from].at, (size_t)(a->word[to - 1].end - a->word[from].at) };
}

bool words_apart(const struct address_words *a, size_t from, size_t to)
{
	for (size_t i = from + 1; i < to; i++)
		if (a->word[i].apart)
			return true;
	return false;
}

bool words_spelled(const struct address_words *a, size_t from, size_t to, struct text spelled)
{
	struct text part;
	for (size_t i = from; i < to && text_next(&spelled, ' ', &part); i++) {
		const struct address_word *w = &a->word[i];
		if (w->is_marked && !text_equal(part, (struct text){ a->spelled.at + w->spelled_at, (size_t)(w->spelled_end - w->spelled_at) }))
			return false;
	}
	return true;
}

bool words_exact(const struct address_words *a, size_t from, size_t to, struct text spelled)
{
	size_t at = a->word[from].spelled_at;
	return text_equal((struct text){ a->spelled.at + at, a->word[to - 1].spelled_end - at }, spelled);
}

bool word_is_hamlet(const struct address_words *a, size_t at)
{
	struct text word = words_span(a, at, at + 1);
	for (size_t i = 0; i < COUNT_OF(hamlets); i++)
		if (text_is(word, hamlets[i]))
			return true;
	return false;
}

void phrases_make(struct arena *a, struct type_phrases *p)
{
	const struct unit_type *t;
	for (size_t i = 0; (t = unit_type_at(i)); i++)
		for (size_t k = 0; k < COUNT_OF(t->typed) && t->typed[k] && p->count < MOST_PHRASES; k++) {
			struct text folded = text_of(t->typed[k]), part, rest = folded;
			uint8_t     words = 0;
			while (text_next(&rest, ' ', &part))
				words++;
			/* the first is the whole word, the others are short for it */
			p->at[p->count++] = (struct type_phrase){ folded, k == 0 ? text_spelling(a, text_of(t->word)) : TEXT_EMPTY, t, words };
		}
}

static const struct type_phrase *phrase_at(const struct address_words *a, const struct type_phrases *p, size_t at)
{
	const struct type_phrase *best = NULL;
	const char               *text = a->folded.at + a->word[at].at;
	size_t                    left = a->folded.len - a->word[at].at;
	for (size_t i = 0; i < p->count; i++) {
		const struct type_phrase *f = &p->at[i];
		if (f->folded.at[0] != text[0] || f->folded.len > left || (f->folded.len < left && text[f->folded.len] != ' ') || memcmp(text, f->folded.at, f->folded.len) != 0)
			continue;
		if ((!best || f->words > best->words) && !words_apart(a, at, at + f->words) && words_spelled(a, at, at + f->words, f->spelled))
			best = f;
	}
	return best;
}

/* A type stands before a name: at the end there is none. */
static void types_find(struct address_words *a, const struct type_phrases *p)
{
	for (size_t i = 0; i + 1 < a->count; i++) {
		const struct type_phrase *f = phrase_at(a, p, i);
		size_t                    after = f ? i + f->words : 0;
		if (!f || after > a->count)
			continue;
		a->word[i].type = f->type;
		a->word[i].type_words = f->words;
		/* "thị xã X": the longer one, which began before */
		if (f->words >= a->word[after].type_before) {
			a->word[after].before = f->type;
			a->word[after].type_before = f->words;
		}
	}
}

void address_words(struct arena *arena, const struct type_phrases *p, struct text t, struct address_words *ret)
{
	ret->count = 0;
	ret->word[0] = (struct address_word){ 0 };
	struct wording w = { .ret = ret, .begins = true, .apart = true };
	wording_room(arena, &w, t.len * 2);
	for (size_t at = 0; at <= t.len;) {
		bool   apart = false;
		size_t len, end = piece_end(t, at, &len, &apart);
		struct text spelled = text_spelling(arena, text_first(text_from(t, at), end - at));
		wording_room(arena, &w, spelled.len * 2 + 2); /* each word may need a blank */
		w.came_at = at;
		piece_add(&w, spelled);
		w.begins = true;
		w.apart = w.apart || apart;
		at = end + len;
	}
	ret->folded = (struct text){ w.folded, w.folded_len };
	ret->spelled = (struct text){ w.spelled, w.spelled_len };
	types_find(ret, p);
}
