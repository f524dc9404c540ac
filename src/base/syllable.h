/* syllable.h - private to base: one Vietnamese syllable taken apart, for the readers of Telex, VNI and old encodings. */
#pragma once
#include "base/base.h"

enum { SYLLABLE_MOST = 12 };

enum shape { SHAPE_NONE, SHAPE_CIRCUMFLEX, SHAPE_BREVE, SHAPE_HORN };
enum tone { TONE_NONE, TONE_GRAVE, TONE_HOOK, TONE_TILDE, TONE_ACUTE, TONE_DOT };

/* Plain letters with the shape of each; `d` with SHAPE_HORN stands for đ. */
struct syllable {
	char       letter[SYLLABLE_MOST]; /* lower case */
	bool       upper[SYLLABLE_MOST];
	enum shape shape[SYLLABLE_MOST];
	size_t     len;
	enum tone  tone;
};

/* Where the vowels stand: [*ret_start, *ret_end), without the u of qu and the i of gi. False when it is not built like a Vietnamese syllable. */
bool syllable_nucleus(const struct syllable *, size_t *ret_start, size_t *ret_end);
/* Writes it composed, the tone where the old style puts it (hòa, thủy). It must have a nucleus. */
void syllable_write(struct build *, const struct syllable *);
/* The code point of a plain letter with shape and tone; -1 when there is none. */
int32_t vietnamese_letter(char letter, enum shape, enum tone, bool upper);
/* The way back, for composed letters; false for what is no letter of Vietnamese or ASCII. */
bool vietnamese_letter_read(int32_t point, char *ret_letter, enum shape *ret_shape, enum tone *ret_tone, bool *ret_upper);
