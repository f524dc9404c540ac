/* engine.h - the functions of the engine and their refusals. Part of procedure.h. */
#pragma once

/* What a new matter begins with. `received` and facts by move->values (fields of the step "open") and move->received; state "" at first. */
bool procedure_open(const struct pack *, const struct calendar *, const struct situation *begin, const struct move *, day_t today, struct arena *,
		    struct outcome *ret, struct error *);
/* What the step does. Refuses what the actor may not, what does not fit the state, what lacks something, what comes too late or too early. */
bool procedure_decide(const struct pack *, const struct calendar *, const struct situation *, const struct move *, day_t today, struct arena *,
		      struct outcome *ret, struct error *);
/* A correcting step: the situation becomes what it was before the wrong step, from today on; the past stays. `before`: as it was then; `wrong`: its step's name.
 * The head at the holder or above, with a reason (value "reason"). Steps that are final, and those of the author, cannot be put right so. */
bool procedure_correct(const struct pack *, const struct calendar *, const struct situation *now, const struct situation *before, struct text wrong,
		       const struct move *, day_t today, struct arena *, struct outcome *ret, struct error *);
/* Days off were announced: running clocks by the new calendar. Ended and paused ones stay; no due day moves to before the day after `announced`. */
bool procedure_recount(const struct pack *, const struct calendar *now, const struct situation *, day_t announced, struct arena *, struct outcome *ret,
		       struct error *);

/* One step as it stands for this actor today: what a page is made from. */
struct offer {
	const struct pack_step  *step;
	bool                     may;
	struct error             why;      /* when not: code, article, who may, by when */
	const struct pack_field *fields;   /* those that apply now (only_if still stands for what depends on other fields) */
	size_t                   fields_n;
	struct words             who;      /* "công chức thụ lý, người đứng đầu": who may */
	struct text              rule, basis; /* version that applies today; empty when none does */
	day_t                    until;    /* last day on which it can be done, else DAY_NONE */
};
struct offers { const struct offer *at; size_t count; };
/* All steps but "open" that exist for this matter today, in the pack's order; `move` gives actor and language. */
bool procedure_offers(const struct pack *, const struct calendar *, const struct situation *, const struct move *, day_t today, struct arena *,
		      struct offers *ret, struct error *);
/* The version of a rule that applies; NULL when none does. */
const struct pack_rule *procedure_rule(const struct pack *, struct text id, day_t received, day_t accepted, day_t today);
/* The term of a rule with a table, for these facts: what a page tells before anything is filed. False: PROCEDURE_NO_RULE. */
bool procedure_term(const struct pack *, struct text id, const struct situation *, day_t today, struct term *ret, struct text *ret_rule, struct error *);
/* As canonical JSON, and read again: what a caller keeps so that a step can be put right later. */
struct text situation_print(struct arena *, const struct situation *);
bool situation_read(struct arena *, struct text json, struct situation *ret);

#define PROCEDURE_NO_STEP "procedure.no_step"               /* value: step */
#define PROCEDURE_WRONG_STATE "procedure.wrong_state"       /* name: step; value: state; expected: states; basis */
#define PROCEDURE_NOT_YOUR_ROLE "procedure.not_your_role"   /* name; expected: who may; basis */
#define PROCEDURE_FIELD_MISSING "procedure.field_missing"   /* name: field; value: step; basis */
#define PROCEDURE_FIELD_UNKNOWN "procedure.field_unknown"   /* name: field; value: step */
#define PROCEDURE_FIELD_BAD "procedure.field_bad"           /* name: field; value; expected */
#define PROCEDURE_FIELD_LONG "procedure.field_long"         /* name; number; limit */
#define PROCEDURE_FIELD_SHORT "procedure.field_short"       /* name; number; limit */
#define PROCEDURE_ONLY_ONCE "procedure.only_once"           /* name; basis */
#define PROCEDURE_TOO_LATE "procedure.too_late"             /* name; day: the last day; basis */
#define PROCEDURE_TOO_EARLY "procedure.too_early"           /* name; day: the first day; basis */
#define PROCEDURE_NOT_IN_FORCE "procedure.not_in_force"     /* name; basis; day: from when, or until when it was */
#define PROCEDURE_CONDITION "procedure.condition"           /* name; expected: what must be so; basis */
#define PROCEDURE_NO_CLOCK "procedure.no_clock"             /* name; expected: the clock that does not run */
#define PROCEDURE_NO_POINT "procedure.no_point"             /* name; number: content or member that is not there or has ended */
#define PROCEDURE_NO_ABOVE "procedure.no_above"             /* name: nobody stands above the holder */
#define PROCEDURE_DAY_FUTURE "procedure.day_future"         /* name; day */
#define PROCEDURE_DAY_EARLY "procedure.day_early"           /* name; day: the first that is allowed */
#define PROCEDURE_FINAL "procedure.final"                   /* name: step that can't be put right */
#define PROCEDURE_NO_RULE "procedure.no_rule"               /* name: rule; day */
#define PROCEDURE_SITUATION "procedure.situation"           /* name: state, clock or fact that the pack does not know */

/* Of packs; all with file, line, column. docs/packs.md shows one of each. */
#define PACK_SYNTAX "procedure.pack_syntax"                 /* value: what the reader says */
#define PACK_TOO_LARGE "procedure.pack_too_large"           /* number; limit */
#define PACK_KEY "procedure.pack_key"                       /* value: unknown or repeated key; expected: keys allowed here */
#define PACK_MISSING "procedure.pack_missing"               /* name: the key that is missing */
#define PACK_VALUE "procedure.pack_value"                   /* name: key; value; expected */
#define PACK_TWICE "procedure.pack_twice"                   /* name: kind of thing; value */
#define PACK_UNKNOWN "procedure.pack_unknown"               /* name: kind of thing; value */
#define PACK_TRANSLATION "procedure.pack_translation"       /* name: the key; value: language */
#define PACK_UNREACHABLE "procedure.pack_unreachable"       /* value: state */
#define PACK_ENDLESS "procedure.pack_endless"               /* value: state from which nothing ends */
#define PACK_NO_ROLE "procedure.pack_no_role"               /* value: step */
#define PACK_NO_BASIS "procedure.pack_no_basis"             /* value: rule */
#define PACK_OVERLAP "procedure.pack_overlap"               /* value: rule; day */
#define PACK_GAP "procedure.pack_gap"                       /* value: rule; day: the first without a rule */
#define PACK_NO_ELSE "procedure.pack_no_else"               /* value: rule */
#define PACK_CLOCK "procedure.pack_clock"                   /* value: clock; name: what is wrong with how steps use it */
#define PACK_UNUSED "procedure.pack_unused"                 /* name: kind of thing; value: named by nothing */
