/* order_inside.h - private to the registry: an order on its way from its file to a list of changes.
 *
 * Every unit that an order touches has one `struct touched`: what it was the day before, what is said of it, what it gives to whom. From these, and from
 * nothing else, come checks and changes, so that the order of the parts in the file does not matter. */
#pragma once
#include "model.h"

enum { ORDER_KINDS = ORDER_HAND_OVER + 1, FAULTS_MOST = 100, TREE_DEEPEST = 16 };

struct give { const struct order_share *share; struct touched *to; size_t part; bool whole; bool heir; bool to_sort; };
/* Something that is said of a unit once: its new name, type, code, parent, seat. */
struct said { struct text value; size_t part; bool given; };

struct touched {
	struct text             id;
	const struct unit_fact *before;     /* NULL: the order makes it */
	const struct order_unit *made;
	struct said             name, type, code, parent, seat;
	struct give            *gives;
	size_t                  gives_n, gives_room;
	bool                    ends, split, by_level;   /* by_level: its level was abolished, nobody follows it */
	size_t                  ended_by;   /* part */
	struct touched         *heir;       /* once heirs are known; NULL: none */
	int64_t                 stated[2];  /* hectares, people of what comes out, or of what is split; UNKNOWN */
	bool                    blurred[2]; /* something came or went whose figure nobody gives: what was known is true no longer */
	size_t                  stated_by, part;   /* part: of its making, or the first that touched it */
	struct touched         *next;       /* in the order of their first mention */
};

/* Units by a text: by id, by code, by seat. In the order in which they were added. */
struct touched_index { struct chains chains; struct text *key; struct touched **at; size_t count, room; };

struct planning {
	const struct registry *r;
	struct arena          *arena;
	const struct order    *order;
	day_t                  day, before; /* the effective day and the day before it */
	struct touched        *first, *last;
	struct touched_index   units;       /* by id */
	struct touched_index   seated;      /* by seat: bodies that the order makes, or seats elsewhere */
	struct order_faults   *faults;
	struct order_plan     *plan;
	size_t                 changes_room;
};

/* ---- order_plan.c */
struct error *order_fault(struct planning *);   /* room for one more; a spare one when there are enough */
struct error *order_notice(struct planning *);
#define FAULT(p, where, code, ...) error(order_fault(p), (code), .file = (where).file, .line = (where).line, .column = (where).column, ##__VA_ARGS__)
#define NOTICE(p, where, code, ...) error(order_notice(p), (code), .file = (where).file, .line = (where).line, .column = (where).column, ##__VA_ARGS__)
const struct spot *part_place(const struct planning *, size_t part);
struct text part_basis(const struct planning *, size_t part);
struct touched *touched_find(const struct planning *, struct text id);
void index_add(struct arena *, struct touched_index *, struct text key, struct touched *);
/* The next one with that key; start with *at = 0. NULL: no more. */
struct touched *index_next(const struct touched_index *, struct text key, size_t *at);
/* A unit as it is written, id or code, on the day before; NULL: there is none. */
const struct unit_fact *named_before(const struct planning *, struct text id_or_code);
/* The unit of this id as the day before left it; made or found once. */
struct touched *touched_of(struct planning *, const struct unit_fact *before, size_t part);
struct touched *touched_make(struct planning *, struct text id, const struct order_unit *, size_t part);
struct give *give_add(struct planning *, struct touched *from, struct touched *to, const struct order_share *, size_t part, bool whole);
void said_set(struct planning *, struct touched *, struct said *, struct text value, size_t part);
/* As it will be from the day on. */
struct text title_after(const struct planning *, const struct touched *);
struct unit_fact fact_after(const struct planning *, const struct touched *);
bool is_place(const struct touched *);

/* ---- order_take.c: the parts, one after the other */
void parts_take(struct planning *);
/* Nobody is there by that id or code on the day: a fault that says when there was. */
void unit_missing(struct planning *, const struct spot *, struct text ref, day_t);
/* ---- order_heirs.c: who follows whom; what stood under, or sat at, a unit that ends */
void heirs_choose(struct planning *);
void levels_abolish(struct planning *);
void children_follow(struct planning *);
/* What stood under, or sat at, an ended place is there from the day on: its heir, of an abolished level the place above; empty: nobody. */
struct text takes_over(const struct planning *, const struct touched *);
void parents_resolve(struct planning *);
/* ---- order_bodies.c */
void bodies_follow(struct planning *);
/* Who has what an ended unit had, from the day on; NULL: nobody. */
struct touched *last_heir(const struct touched *);
/* ---- order_sum.c: figures that must fit */
void figures_check(struct planning *);
/* ---- order_fit.c: codes, levels, parents, cycles on the day */
void result_check(struct planning *);
/* ---- order_later.c: what is already known of the days after */
void later_check(struct planning *);
/* ---- order_emit.c: the changes */
void changes_emit(struct planning *);
