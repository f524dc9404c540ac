/* convert.h - private to the registry: an address as words, what it may mean, and what became of that. */
#pragma once
#include "model.h"

enum { MOST_ADDRESS = 1000 /* bytes; more is no address */, ADDRESS_WORDS = 48, MOST_READINGS = 256, MOST_OPTIONS = 24 };

/* ---- words (convert_words.c) */
struct address_word {
	uint16_t at, end;              /* in folded */
	uint16_t spelled_at, spelled_end;
	bool     begins;               /* a comma, a dash or the like stands before it, or nothing */
	bool     apart;                /* ... one over which no name goes: a comma, not a dash */
	bool     is_marked;            /* it has a mark, or đ */
	uint16_t came_at;              /* of a word that begins behind a comma: where that stood in the address */
	uint8_t  type_words;           /* words of a type that begins here; 0: none */
	uint8_t  type_before;          /* words of a type that ends right before it */
	const struct unit_type *type, *before;
};
struct address_words {
	struct text         folded, spelled;
	struct address_word word[ADDRESS_WORDS + 1];   /* the one after the last has what stands before the end */
	size_t              count;
};
/* What is typed for a type, "thi tran" or "tt"; spelled: how it is written with marks, or empty. */
struct type_phrase { struct text folded, spelled; const struct unit_type *type; uint8_t words; };
enum { MOST_PHRASES = 32 };
struct type_phrases { struct type_phrase at[MOST_PHRASES]; size_t count; };
void phrases_make(struct arena *, struct type_phrases *);
/* The words of the address; when there are too many, the last ones. */
void address_words(struct arena *, const struct type_phrases *, struct text, struct address_words *ret);
struct text words_span(const struct address_words *, size_t from, size_t to);
/* Do [from, to) go over a comma? */
bool words_apart(const struct address_words *, size_t from, size_t to);
/* Where it has marks, are they those of `spelled`? */
bool words_spelled(const struct address_words *, size_t from, size_t to, struct text spelled);
/* Are they written so, mark by mark? */
bool words_exact(const struct address_words *, size_t from, size_t to, struct text spelled);
bool word_is_hamlet(const struct address_words *, size_t at);

/* ---- places of the day (convert.c) */
struct place_name { struct text key; uint32_t hash, first, alive, all; };   /* items [first, first + alive) are there on the day, up to `all` on others */
struct outcome;
struct conversion {
	const struct registry *r;
	struct arena          *arena;
	day_t                  from, to;
	const struct unit_fact *within;
	struct type_phrases    phrases;
	struct place_name     *names;
	size_t                 mask, most_words;
	uint32_t              *items;          /* facts */
	const struct unit_type **types;        /* by fact */
	struct place_above { uint32_t district, province; } *above;   /* by fact, + 1; on the day, or on the fact's own */
	struct outcome       **outcomes;       /* by fact, made when first asked for */
	struct tail           *tails;          /* convert_tail.c */
	struct deciding       *deciding[2];    /* what one decision needs, and one over its decoded form */
};

/* ---- readings (convert_read.c): one unit that the words may mean, and how well they fit it. The lower the grade, the better. */
enum grade { GRADE_WHOLE, GRADE_MARKS, GRADE_TYPE, GRADE_ALONE, GRADE_LOOSE, GRADE_SLIP, GRADE_TWOFOLD, GRADE_MISFIT, GRADE_NONE };
struct reading {
	const struct unit_fact *fact;
	enum grade              grade;
	uint8_t                 start, from, to;   /* with its type, the name */
	bool                    is_typed, is_exact, has_above;   /* is_exact: with these very marks */
};
enum read_how { READ_DAY, READ_LATER /* under the province of its heirs */, READ_OTHER_DAYS, READ_SLIPS };
struct readings {
	struct reading at[MOST_READINGS];
	size_t         count;
};
void read_communes(const struct conversion *, const struct address_words *, enum read_how, struct readings *ret);
/* An address that says no more than a district or province. */
void read_above(const struct conversion *, const struct address_words *, struct readings *ret);
/* Facts by folded name; NULL: none. */
const struct place_name *place_named(const struct conversion *, struct text folded);

/* ---- what became of a unit (convert_heirs.c) */
struct outcome {
	size_t count;
	struct outcome_heir { const struct unit_fact *fact; struct text share; } heir[MOST_OPTIONS];
};
const struct outcome *outcome_of(const struct conversion *, const struct unit_fact *);
/* The one heir whose hamlets the words name; NULL: none, or several. */
const struct unit_fact *outcome_by_hamlet(const struct conversion *, const struct unit_fact *, const struct address_words *, size_t before);

struct deciding {
	struct conversion   *c;
	struct arena        *arena;
	struct text          address;
	struct address_words words;
	struct readings      readings;
};

/* ---- ends of addresses that are certain (convert_tail.c) */
void tails_make(struct conversion *);
bool tail_find(const struct conversion *, struct text address, struct address_answer *ret);
void tail_keep(const struct conversion *, struct text tail, const struct unit_fact *was, const struct unit_fact *now);

/* ---- the file (convert_row.c) */
/* What the seven columns hold, each with `separator` before it. */
void answer_row(struct build *out, const struct conversion *, const struct address_answer *, enum lang, char separator);
void answer_candidates(struct build *out, const struct conversion *, const struct address_answer *, enum lang);
