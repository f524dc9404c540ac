/* model.h - private to the registry: the picture of units in memory, and how it is found through. */
#pragma once
#include "registry.h"

/* From a text to the numbers of the things that bear it, in the order in which they were added. */
struct chains {
	struct chain_slot { struct text key; uint32_t first, last; } *slots; /* numbers + 1; 0: none */
	size_t    mask, used;
	uint32_t *next;                                                      /* by number */
	size_t    room;
};
/* FNV-1a, at once and piece by piece: for keys of our own, which nobody chooses to collide. */
uint64_t text_hash(struct text);
struct hashing { uint64_t state; };
static inline struct hashing hashing_start(void) { return (struct hashing){ 0xcbf29ce484222325u }; }
static inline void hashing_add(struct hashing *h, struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		h->state = (h->state ^ (unsigned char)t.at[i]) * 0x100000001b3u;
}
static inline uint64_t hashing_end(struct hashing h) { return h.state ^ (h.state >> 29); }
struct chains chains_make(struct arena *, size_t items);
void chains_add(struct chains *, struct text key, size_t item);
/* SIZE_MAX: none, or no more. */
size_t chains_first(const struct chains *, struct text key);
size_t chains_next(const struct chains *, size_t item);

/* A name as search knows it. */
struct name_entry {
	struct text folded;
	size_t      first_fact; /* then by_name */
};

/* Names by what remains when one letter is left out: two names that are one slip apart share such a remainder, or one is the other's (slips.c). */
struct slip_index {
	uint32_t *starts;       /* by bucket, and one more: where its numbers begin */
	uint32_t *entries;
	size_t    mask;
};
/* The beginning of a word in a name. */
struct word_start {
	uint32_t entry, at;
};

struct registry {
	struct arena     *arena;
	int64_t           version;
	struct unit_fact *facts;      /* ordered by unit, then from */
	size_t            fact_count;
	struct lineage   *lineages;   /* ordered by from, day, to */
	size_t            lineage_count;
	struct unit_desk *desks;      /* ordered by desk, from */
	size_t            desk_count;
	struct unit_measure *measures; /* ordered by unit, what, from */
	size_t            measure_count;
	struct chains     by_unit, by_code, by_parent, by_place;   /* facts; by_place: organisations */
	struct chains     by_from, by_to;                          /* lineages */
	struct chains     by_desk, by_holder;                      /* desks */
	struct chains     by_measured;                             /* measures, by unit */
	struct chains     by_name, by_squeezed;                    /* facts by the folded name; entries by it without blanks */
	struct text      *folded, *spelled;                        /* by fact: text_fold and text_spelling of its name */
	uint32_t         *rank;                                    /* by fact: its place in the order of code, latest day first, id */
	uint32_t         *above;                                   /* by fact: the first fact of what it stands in or under, + 1; 0: nothing */
	struct name_entry *entries;
	size_t            entry_count;
	struct slip_index  slips;
	struct word_start *starts;                                 /* ordered by what follows there */
	size_t             start_count;
};

static inline bool in_force(day_t from, day_t to, day_t day) { return from.n <= day.n && day.n < to.n; }
/* Sorts, and makes all chains; what the registry points to must live as long as its arena. */
void registry_index(struct registry *);
/* names.c: the names for search; part of registry_index. */
void        registry_index_names(struct registry *);
struct text squeezed(struct arena *, struct text folded);
/* What stands right above the fact on the day, or NULL. */
const struct unit_fact *fact_above(const struct registry *, const struct unit_fact *, day_t);
/* slips.c: over all entries; part of registry_index_names. */
void registry_index_slips(struct registry *);
/* One letter more, less, other, or two neighbours exchanged. */
bool is_one_slip(struct text a, struct text b);
/* Entries one slip away from `folded`, one after another: begin with { .r, .name }. An entry may come twice; SIZE_MAX: no more. */
struct slip_search {
	const struct registry *r;
	struct text            name;
	size_t                 left_out;      /* which letter of `name` is left out; its length: none */
	uint32_t               at, end;       /* in slips.entries */
	bool                   is_begun;
};
size_t slip_next(struct slip_search *);
/* Entries in which a word begins with `part`: [*ret_from, *ret_to) of starts. */
void parts_find(const struct registry *, struct text part, size_t *ret_from, size_t *ret_to);

/* office.c: unit_heirs without an arena */
enum { MOST_HEIRS = 64 };
size_t heirs_on(const struct registry *, struct text unit, day_t, struct heir *list);

/* types.c */
struct unit_type {
	const char     *type, *word;
	enum unit_level level;
	const char     *typed[4];  /* folded words that stand for it */
	bool            goes_on;   /* a body that is its own, not part of the government of its place */
};
const struct unit_type *unit_type_find(struct text type);
const struct unit_type *unit_type_at(size_t);   /* NULL after the last */
/* A city without a parent is a province. */
enum unit_level unit_level_of(struct text type, struct text parent);

/* measure.c: "4.40", "4,40": square kilometres with at most two decimals, as hectares. */
bool hectares_parse(struct text, int64_t *ret);

/* parse.c */
bool id_is_good(struct text id);
bool name_is_good(struct arena *, struct text name);
/* Two, three, five digits: a shorter one has lost its zeros in a spreadsheet. */
bool code_is_good(struct text code, enum unit_level);

/* Names of the units right and further above a fact, on the day; at most `room`, nearest first. */
size_t unit_above_facts(const struct registry *, const struct unit_fact *, day_t, const struct unit_fact **ret, size_t room);
