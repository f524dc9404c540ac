/* inside.h - what the files of procedure share: a pack as it lies in memory. Every thing knows the line it was written on, for complaints and for `make law`. */
#pragma once
#include "base/yaml.h"
#include "procedure/procedure.h"

/* All tests must hold. A value: "yes", "a|b" (one of them), "5..10" "5.." "..10" (numbers), "given" "none". */
struct test { struct named is; struct spot place; };
struct condition { struct test *tests; size_t tests_n; };

/* A row of a decision table: the first whose condition holds gives the term, or the value of a derived fact. */
struct row { struct condition if_; bool has_term; struct term term; struct text value; struct spot place; };
struct version { struct pack_rule pub; struct row *rows; size_t rows_n; struct spot place; };
struct rule { struct text id; struct words says; struct version *versions; size_t versions_n; struct spot place; bool is_used; };

struct list { struct text name; struct pack_choice *items; size_t items_n; struct spot place; bool is_used; };
struct fact_row {
	struct text     name, list, by, preset;  /* by: rule whose table gives it; preset: value when nothing is known */
	enum field_type type;                    /* yes_no, choice, number, day, line, unit */
	struct words    label;
	struct spot    place;
};
struct state { struct pack_state pub; struct spot place; };
struct clock_row { struct pack_clock pub; struct text rule; struct spot place; };

struct field { struct pack_field pub; struct text list, not_before, not_after; struct condition if_; struct spot place; };

/* What must be so between days: the term of `rule` counted from a day (or backward from `before`), or the due day of `clock`. */
enum must { MUST_STILL_RUN, MUST_HAVE_PASSED };
struct day_check { struct text rule, clock, from, before, on, plus; enum must must; struct condition if_; struct spot place; };

enum effect_kind { EFFECT_START, EFFECT_PAUSE, EFFECT_RESUME, EFFECT_MEET, EFFECT_END, EFFECT_EXTEND, EFFECT_RETIME, EFFECT_COUNT };
struct effect { enum effect_kind kind; struct text clock, from, by; struct condition if_; struct spot place; };
struct way { struct text to; struct condition if_; struct spot place; }; /* where it goes: a state, or who holds it: "above" or a field */

enum point_act { POINT_NOTHING, POINT_ADDS, POINT_ENDS, POINT_REVIVES };
struct step {
	struct pack_step  pub;
	struct text      *from;          /* names of states */
	size_t            from_n;
	bool              from_all_open; /* `from: open` */
	struct way       *to, *holder;   /* the first whose condition holds; none: it stays */
	size_t            to_n, holder_n;
	bool              is_once;
	struct condition  if_;
	struct words      because;       /* said when if_ does not hold */
	struct field     *fields;
	size_t            fields_n;
	struct day_check *days;
	size_t            days_n;
	struct effect    *effects;
	size_t            effects_n;
	struct named     *sets;
	size_t            sets_n;
	struct text       accepts;       /* "today" or a field: becomes the day accepted */
	enum point_act    point;
	enum point_kind   adds;          /* POINT_ADDS */
	struct text       point_outcome, none_open; /* none_open: state when no point of that kind is open any more */
	struct spot      place;
};

struct pack {
	struct arena      *arena;
	struct text        name, hash;
	enum pack_class    class;
	day_t              since;        /* rules of clocks begin no later */
	struct words       title, about;
	struct spot       place;
	struct fact_row       *facts;
	size_t             facts_n;
	struct list       *lists;
	size_t             lists_n;
	struct state      *states;
	size_t             states_n;
	struct clock_row  *clocks;
	size_t             clocks_n;
	struct rule       *rules;
	size_t             rules_n;
	struct step       *steps;
	size_t             steps_n;
};

/* ---- finding (pack.c) ---- */
struct rule *rule_find(const struct pack *, struct text id);
struct list *list_find(const struct pack *, struct text name);
const struct fact_row *fact_find(const struct pack *, struct text name);
const struct state *state_find(const struct pack *, struct text name);
const struct clock_row *clock_find(const struct pack *, struct text name);
const struct step *step_find(const struct pack *, struct text name);
const struct field *field_find(const struct step *, struct text name);
static inline bool words_are_given(const struct words *w) { return w->in[LANG_VI].len > 0; }
/* Facts that the engine itself knows: "level", "contents", "members" (none, one, many: those still open). */
bool fact_is_builtin(struct text name);
extern const char *const class_words[], *const binds_words[], *const verified_words[], *const owed_words[], *const type_words[], *const must_words[],
	*const effect_words[], *const point_words[], *const part_words[], *const outcome_words[]; /* each ends with NULL */

/* ---- reading (node.c, read.c, read_step.c), linking and checking (link.c, check.c) ---- */
bool pack_read_file(struct pack *, const struct pack_file *, struct error *);
bool pack_link(struct pack *, struct error *);
bool pack_check(const struct pack *, struct error *);
bool range_read(struct text, int64_t *ret_least, int64_t *ret_most); /* "5..10" "5.." "..10" */
struct text term_print(struct arena *, struct term);

/* ---- the engine's view of one matter on one day (rule.c) ---- */
struct view {
	const struct pack      *pack;
	const struct calendar  *calendar;
	const struct situation *s;
	const struct named     *values;   /* of the move; they come before facts */
	size_t                  values_n;
	day_t                   today;    /* rules by it */
	day_t                   day;      /* on which the step counts: that of the paper, or today */
	enum lang               lang;
	struct arena           *arena;
	struct text            *used;     /* references of rules applied; NULL: nobody asks */
	size_t                  used_n, used_room;
};
struct text view_value(struct view *, struct text name); /* field, fact, derived or preset; empty: not known */
bool condition_holds(struct view *, const struct condition *);
/* The version that applies, noted among those used; NULL when there is none. */
const struct version *view_rule(struct view *, struct text id);
bool version_term(struct view *, const struct version *, struct term *ret);
struct text named_find(const struct named *, size_t, struct text name);
void view_uses(struct view *, struct text reference);

/* ---- what refuses a step (may.c, values.c), what it does (clocks.c, decide.c) ---- */
/* All that does not depend on values; ret_until: the last day on which it can be done. */
bool step_may(struct view *, const struct step *, const struct step_actor *, day_t *ret_until, struct error *);
struct words who_words(struct arena *, unsigned who, unsigned above);
bool field_applies(struct view *, const struct field *);
bool values_fit(struct view *, const struct step *, struct error *);
/* With `known` only: those whose days are known before any field is. */
bool days_fit(struct view *, const struct step *, bool known, day_t *ret_until, struct error *);
/* A day named "today", "received", "accepted", or by a field or fact; DAY_NONE when it is not known. */
day_t view_day(struct view *, struct text name);

struct making { /* an outcome being made */
	struct view         *view;     /* may come to look at another situation: facts as the step leaves them */
	const struct situation *began;
	struct clock        *clocks;
	size_t               clocks_n;
	struct point        *points;
	size_t               points_n;
	struct named        *facts;
	size_t               facts_n, facts_room;
	struct clock_change *changes;
	size_t               changes_n, changes_room;
	struct named        *set;
	size_t               set_n, set_room;
	bool                 was_late;
};
struct making making_start(struct view *, size_t clocks_more, size_t points_more);
void making_set(struct making *, struct text name, struct text value);
/* Says that the fact changed to this, whatever the copy holds already. */
void making_note(struct making *, struct text name, struct text value);
void making_change(struct making *, const struct clock *, enum clock_happened, day_t old_due, struct text rule, struct text basis);
void making_done(struct making *, struct outcome *, struct text state);
bool effect_apply(struct making *, const struct version *of_step, const struct effect *, struct error *);
/* Nothing is owed any more by the office, and no period runs. */
void clocks_end_all(struct making *, const struct version *of_step);
