/* fold_typed.c - what was typed for a Vietnamese keyboard that was not switched on: raw Telex and raw VNI.
 *
 * Both methods write a letter's shape and the syllable's tone as further keys, anywhere after it. A word is read key by key into a syllable and kept only if the
 * result is built like one. */
#include "syllable.h"

#include "base/fold.h"

static bool has_vowel(const struct syllable *s)
{
	for (size_t i = 0; i < s->len; i++)
		if (memchr("aeiouy", s->letter[i], 6))
			return true;
	return false;
}

static bool add_letter(struct syllable *s, char letter, bool upper)
{
	if (s->len == SYLLABLE_MOST)
		return false;
	s->letter[s->len] = letter;
	s->upper[s->len] = upper;
	s->shape[s->len++] = SHAPE_NONE;
	return true;
}

/* Index of the last `letter`, or -1. */
static int last_of(const struct syllable *s, char letter)
{
	for (size_t i = s->len; i > 0; i--)
		if (s->letter[i - 1] == letter)
			return (int)i - 1;
	return -1;
}

static bool shape_last(struct syllable *s, char letter, enum shape shape)
{
	int at = last_of(s, letter);
	if (at < 0)
		return false;
	s->shape[at] = shape;
	return true;
}

/* uo becomes ươ at one stroke, but not in quo. */
static bool horn_pair(struct syllable *s)
{
	int o = last_of(s, 'o');
	if (o < 1 || s->letter[o - 1] != 'u' || (o >= 2 && s->letter[o - 2] == 'q'))
		return false;
	s->shape[o - 1] = s->shape[o] = SHAPE_HORN;
	return true;
}

/* đ: the first letter only. */
static bool bar_d(struct syllable *s)
{
	if (s->len == 0 || s->letter[0] != 'd')
		return false;
	s->shape[0] = SHAPE_HORN;
	return true;
}

/* A key that shapes or tones what stands before it; false: it is a letter of its own. */
typedef bool (*key_reader)(struct syllable *, char key);

static bool telex_w(struct syllable *s)
{
	int a = last_of(s, 'a'), u = last_of(s, 'u');
	if (horn_pair(s))
		return true;
	/* mưa: the u takes the horn; oă, quă: the a takes the breve */
	if (a >= 1 && u == a - 1 && !(u >= 1 && s->letter[u - 1] == 'q')) {
		s->shape[u] = SHAPE_HORN;
		return true;
	}
	return shape_last(s, 'a', SHAPE_BREVE) || shape_last(s, 'o', SHAPE_HORN) || shape_last(s, 'u', SHAPE_HORN);
}

static bool telex_key(struct syllable *s, char key)
{
	static const char tones[] = "zfrxsj"; /* in the order of enum tone */
	const char       *tone = memchr(tones, key, sizeof(tones) - 1);
	if (tone && has_vowel(s)) {
		s->tone = (enum tone)(tone - tones);
		return true;
	}
	if (key == 'd' && s->len > 0)
		return bar_d(s);
	if (key == 'w') {
		if (!telex_w(s) && add_letter(s, 'u', false))
			s->shape[s->len - 1] = SHAPE_HORN;
		return true;
	}
	/* a second a, e, o: right after the first, or after the consonants that follow it */
	int at = memchr("aeo", key, 3) ? last_of(s, key) : -1;
	if (at < 0 || s->shape[at] != SHAPE_NONE || ((size_t)at + 1 < s->len && memchr("aeiouy", s->letter[at + 1], 6)))
		return false;
	s->shape[at] = SHAPE_CIRCUMFLEX;
	return true;
}

static bool vni_key(struct syllable *s, char key)
{
	switch (key) {
	case '0': s->tone = TONE_NONE; return true;
	case '1': s->tone = TONE_ACUTE; return true;
	case '2': s->tone = TONE_GRAVE; return true;
	case '3': s->tone = TONE_HOOK; return true;
	case '4': s->tone = TONE_TILDE; return true;
	case '5': s->tone = TONE_DOT; return true;
	case '6': return shape_last(s, 'a', SHAPE_CIRCUMFLEX) || shape_last(s, 'e', SHAPE_CIRCUMFLEX) || shape_last(s, 'o', SHAPE_CIRCUMFLEX);
	case '7': return horn_pair(s) || shape_last(s, 'o', SHAPE_HORN) || shape_last(s, 'u', SHAPE_HORN);
	case '8': return shape_last(s, 'a', SHAPE_BREVE);
	case '9': return bar_d(s);
	default: return false;
	}
}

/* Reads one word; true when keys were found in it and a syllable came of it. */
static bool word_read(struct text word, key_reader key, struct syllable *ret)
{
	bool any = false;
	*ret = (struct syllable){ 0 };
	for (size_t i = 0; i < word.len; i++) {
		char lower = char_lower(word.at[i]);
		if (key(ret, lower))
			any = true;
		else if (!char_is_alpha(lower) || !add_letter(ret, lower, lower != word.at[i]))
			return false;
	}
	size_t start, end;
	return any && ret->len > 0 && syllable_nucleus(ret, &start, &end);
}

static bool in_word(char c) { return char_is_alpha(c) || char_is_digit(c) || (unsigned char)c >= 0x80; }

static bool typed_read(struct arena *a, struct text typed, key_reader key, struct text *ret)
{
	struct build b = { .arena = a };
	bool         any = false;
	for (size_t i = 0; i < typed.len;) {
		size_t end = i;
		while (end < typed.len && in_word(typed.at[end]))
			end++;
		struct text     word = text_first(text_from(typed, i), end - i);
		struct syllable s;
		if (word.len > 0 && word_read(word, key, &s)) {
			syllable_write(&b, &s);
			any = true;
		} else {
			build_add(&b, word);
		}
		if (end < typed.len)
			build_byte(&b, typed.at[end++]);
		i = end;
	}
	if (any)
		*ret = build_text(&b);
	return any;
}

bool text_telex(struct arena *a, struct text typed, struct text *ret) { return typed_read(a, typed, telex_key, ret); }

bool text_vni(struct arena *a, struct text typed, struct text *ret) { return typed_read(a, typed, vni_key, ret); }
