/* typed.h - private to the registry: what somebody typed, as folded words, and which of them a unit explains. */
#pragma once
#include "model.h"

enum { MOST_WORDS = 24, MOST_NAME_WORDS = 12, MOST_TYPED = 400 /* bytes; more is no name and no address */ };

struct typed {
	struct text folded, spelled;
	struct part { size_t start, end; } word[MOST_WORDS], spelling[MOST_WORDS]; /* in folded; in spelled */
	size_t      count;
	/* what stands right before each word, and after the last: words of the longest type, whose they are; words of a body */
	struct before { size_t type_words, body_words; const struct unit_type *type; } before[MOST_WORDS + 1];
	struct part tail[MOST_WORDS];   /* words that may stand after a name */
	size_t      tail_count;
	size_t      main_start, main_end; /* words before the first comma, without the words of types in front: most likely the name */
	bool        in_unit;               /* it begins with a hamlet, street or house: then it is no unit's name */
};

struct typed typed_read(struct arena *, struct text);
/* The words [from, to) as one text. */
struct text typed_span(const struct typed *, size_t from, size_t to);
struct text typed_span_spelled(const struct typed *, size_t from, size_t to);

/* A bit for each word that is accounted for when the words [from, to) are the name of this fact: those, the words of its type before them,
 * and the names of what stands above it or became of it. *ret_other_type: the type that was typed is another one. */
uint32_t typed_explained(const struct registry *, const struct typed *, const struct unit_fact *, size_t from, size_t to, day_t today, bool *ret_other_type);
