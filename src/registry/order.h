/* order.h - orders: legal acts that merge, absorb, split, rename, retype, reparent, recode, create, dissolve units, move parts between them, or end a level.
 *
 * An order is a file (docs/orders.md has its grammar). It is read, then planned against a picture of the registry: pure, no I/O. The plan is a list of
 * elementary changes, all of one day: facts that begin and end, lineage, desks that move, measures. Applying is writing those changes; revoking is taking
 * them back, row by row, as long as the day has not come and nothing was built upon them. No matter is rewritten: matters lie at desks.
 *
 * What stands in an order is true from its day on: facts get their `from` when it is applied, so nothing has to happen at midnight. */
#pragma once
#include "base/base.h"
#include "base/say.h"

struct connection;
struct registry;

enum { ORDER_BYTES_MOST = 8 * 1024 * 1024, ORDER_PARTS_MOST = 20000 };

enum order_kind {
	ORDER_MERGE,     /* several become a new one */
	ORDER_ABSORB,    /* one that goes on takes others in */
	ORDER_SPLIT,     /* one ends, its parts go to several */
	ORDER_TRANSFER,  /* a part changes hands; the giver goes on, unless the rest goes too */
	ORDER_RENAME, ORDER_RETYPE, ORDER_REPARENT, ORDER_RECODE,
	ORDER_CREATE,    /* without a predecessor in the registry */
	ORDER_DISSOLVE,  /* ends; what it had goes to its heir, if one is named */
	ORDER_ABOLISH,   /* a level ends; what stood under it stands under the level above */
	ORDER_MEASURE,   /* posts, people, area of a unit from the day on */
	ORDER_HAND_OVER, /* staff, property or a function of one body goes to another */
};
/* "merge", "hand_over" ... NULL after the last. */
const char *order_kind_word(size_t);
/* Such a part is about the unit under `to`, which goes on and takes; else about what it makes, or what it takes from. */
bool order_kind_about_to(enum order_kind);

/* What a unit gives: all of it, a part, or the rest (what no other part of the order takes; with it, it ends). */
enum take { TAKE_WHOLE, TAKE_PART, TAKE_REST };
enum { UNKNOWN = -1 }; /* a figure that the order does not give */
struct order_share {
	struct text unit;              /* as written: id, or code on the day */
	enum take   take;
	int64_t     hectares, people;  /* UNKNOWN */
	struct text hamlets;           /* "Nà Sang, Nà Khun" */
	struct text note;
	bool        heir, unverified;  /* heir: takes the matters, accounts and desks of a unit that ends */
	struct order_unit *made;       /* split: a new one; else NULL */
	struct spot place;
};
/* A unit that the order makes. Its id is vn-CODE-YYYYMMDD, for an organisation what the order says. */
struct order_unit { struct text id, name, type, code, parent, seat /* an organisation's place */; int64_t hectares, people; struct text note; struct spot place; };
struct order_part {
	enum order_kind     kind;
	struct order_share *from, *to;
	size_t              from_n, to_n;
	struct order_unit  *made;           /* merge, create; else NULL */
	struct text         name, type, code, parent;   /* rename, retype, recode, reparent; of an abolished level: type, and where in `parent` */
	struct text         what, note, source, basis;  /* measure: one of unit_measures; hand_over: staff, property, function; basis: of this part, if another than the order's */
	int64_t             amount, hectares, people;   /* amount: of `what`; the others: stated for the unit that goes on, once all parts are in (a split: for the one that ends) */
	bool                unverified;
	struct spot        place;
};
/* What the text itself declares about its figures, to be held against what its parts add up to. */
struct order_declared { struct text what, under; int64_t before, after, change /* INT64_MIN: not declared */; struct spot place; };
struct order {
	struct text            id;          /* "nq-855-2020": permanent */
	struct words           title;
	struct text            basis, note;
	day_t                  day;         /* the effective day; of an unknown one the first day of its year */
	bool                   day_unknown; /* only the year is known: never applied to matters, shown as such */
	struct order_part     *parts;
	size_t                 parts_n;
	struct order_declared *declared;
	size_t                 declared_n;
};

/* Everything that is wrong, or worth knowing, each with file, line, column; at most 100 of each. */
struct order_faults { struct error *wrong, *notices; size_t wrong_n, notices_n; };

/* Reads one file. Syntax errors end it at the first; ORDER_*. The order lies in the arena. */
bool order_read(struct arena *, struct text bytes, const char *file, struct order **ret, struct error *);

/* ---- the plan */
enum change_what { CHANGE_FACT_ENDS, CHANGE_FACT_BEGINS, CHANGE_LINEAGE, CHANGE_DESK_ENDS, CHANGE_DESK_BEGINS, CHANGE_MEASURE_ENDS, CHANGE_MEASURE_BEGINS };
struct unit_change {
	enum change_what    what;
	struct unit_fact    fact;      /* ENDS: as it was before; it ends on the plan's day */
	struct lineage      lineage;
	struct unit_desk    desk;
	struct unit_measure measure;
	size_t              part;      /* index of the part of the order that causes it */
};
struct order_plan {
	const struct order *order;
	struct unit_change      *changes;   /* in an order that depends on nothing but file and picture */
	size_t              changes_n;
	struct text        *ended, *made, *changed;   /* unit ids, organisations too, sorted */
	size_t              ended_n, made_n, changed_n;
	size_t              desks;     /* how many change hands */
};
/* False: the order may not be applied, and ret_faults->wrong says why: every reason, not just the first. `today`: an order whose day is past is history (allowed to
 * `init` and to corrections of lists only: the caller decides). */
bool order_plan(const struct registry *, struct arena *, const struct order *, struct order_plan *ret, struct order_faults *ret_faults);
/* The picture after the changes; a new one in the arena, which must outlive it. The old one stays as it is. */
const struct registry *order_applied(const struct registry *, struct arena *, const struct order_plan *);

/* ---- in the tables, in the caller's write transaction (the entries are the caller's: matter/order_change.h) */
/* Writes the changes, what is derived of the units concerned, and the order itself. ORDER_APPLIED when one of that id was applied before. */
bool order_write(struct connection *, const struct registry *now, const struct order_plan *, struct text file, int64_t entry, struct error *);
/* Takes it back, row by row. ORDER_NO_SUCH, ORDER_REVOKED; ORDER_IN_FORCE: its day is not after `today`; ORDER_BUILT_UPON: a later order touches the same units. */
bool order_may_be_revoked(struct connection *, struct arena *, struct text id, day_t today, struct error *);
bool order_undo(struct connection *, struct text id, int64_t entry, struct error *);

/* Orders that were applied here, latest day first, those of `init` too. */
struct order_row { struct text id, basis; struct words title; day_t day; bool day_unknown; int64_t entry, parts, revoked /* entry; 0: stands */; struct text hash; };
bool order_list(struct connection *, struct arena *, struct order_row **ret, size_t *ret_n, struct error *);
/* The units of which it ended something: those there before it. */
bool order_units(struct connection *, struct arena *, struct text id, struct text **ret, size_t *ret_n, struct error *);
/* Its file, as it was applied. found false: no such order. */
bool order_file(struct connection *, struct arena *, struct text id, struct text *ret, bool *ret_found, struct error *);

#define ORDER_SYNTAX "order.syntax"             /* value */
#define ORDER_KEY "order.key"                   /* name: of what; value; expected */
#define ORDER_VALUE "order.value"               /* name; value; expected */
#define ORDER_MISSING "order.missing"           /* name: key; value: of what */
#define ORDER_TRANSLATION "order.translation"   /* name; value: language */
#define ORDER_ONE_KIND "order.one_kind"         /* value: keys found: a part has exactly one kind */
#define ORDER_LARGE "order.large"               /* number; limit */
#define ORDER_NO_UNIT "order.no_unit"           /* value; day: nobody is there by that id or code the day before; expected: when it was */
#define ORDER_UNKNOWN_UNIT "order.unknown_unit" /* value; day: the same, and nobody ever was */
#define ORDER_OVERTAKEN "order.overtaken"       /* name: unit; day: something is already known of it from then on */
#define ORDER_SAME_DAY "order.same_day"         /* name: unit; value: the other order's basis: put both in one order */
#define ORDER_CODE_TAKEN "order.code_taken"     /* value: code; name: who has it on that day */
#define ORDER_ID_TAKEN "order.id_taken"         /* value: id of a unit */
#define ORDER_APPLIED "order.applied"           /* value: id of an order that was applied before */
#define ORDER_GIVEN_TWICE "order.given_twice"   /* name: unit whose whole or rest is given twice, or a key set twice; number: the other line */
#define ORDER_NO_HEIR "order.no_heir"           /* name: unit; a part left without heir */
#define ORDER_TWO_HEIRS "order.two_heirs"       /* name: unit */
#define ORDER_NO_PARENT "order.no_parent"       /* name: unit; value: parent that is not there from that day on */
#define ORDER_CHILDREN "order.children"         /* name: unit that ends; number: units under it whose parent the order does not say */
#define ORDER_CYCLE "order.cycle"               /* name: unit */
#define ORDER_SUM "order.sum"                   /* name: unit; value: people or hectares; number: what the parts add up to; limit: what is stated */
#define ORDER_SAME_UNIT "order.same_unit"       /* name: given to itself */
#define ORDER_LEVEL "order.level"               /* name: unit; value: type that does not fit there */
#define ORDER_PAST "order.past"                 /* day */
#define ORDER_FAULTY "order.faulty"             /* number: reasons */
#define ORDER_NO_SUCH "order.no_such"           /* value */
#define ORDER_IN_FORCE "order.in_force"         /* value; day */
#define ORDER_BUILT_UPON "order.built_upon"     /* value; name: the order that rests on it */
#define ORDER_REVOKED "order.revoked"           /* value */
#define ORDER_UNKNOWN_DAY "order.unknown_day"   /* value */
/* notices: nothing is refused for them */
#define ORDER_UNVERIFIED "order.unverified"     /* name: what the order itself marks as unverified */
#define ORDER_TO_SORT "order.to_sort"           /* name: unit that is divided; value: who takes its matters until they are sorted */
#define ORDER_DECLARED "order.declared"         /* name: what; number: what the figures give; limit: what the text declares */
#define ORDER_NO_BODIES "order.no_bodies"       /* name: body that ends; value: where its matters go, as no body of its kind is there */
