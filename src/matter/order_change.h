/* order_change.h - an order that is carried out, or taken back, while an installation runs. Part of matter.h.
 *
 * Applying is one transaction: a run of entries, opened by `order` with the file's hash and the number of its parts, one `order.part` for each, closed by `order.end`; the file is
 * a public blob; the registry's rows get their future `from`. No matter is touched: they lie at desks, and desks change hands on the day. Revoking is an entry too, as long as
 * the day has not come. What is already in force is corrected by another order. */
#pragma once

struct order_apply {
	struct text          bytes;          /* of the file */
	const char          *file;           /* what errors call it */
	const struct actor  *by;             /* an administrator of every unit that is touched; the office of a place counts for all under it, not for the place */
	/* the answer */
	struct order_plan    ret_plan;
	struct order_faults  ret_faults;     /* all reasons of ORDER_FAULTY */
	struct error         ret_not_yours;  /* of a preview with `by`: why this person may not apply what may be applied; code NULL: may */
	int64_t              ret_entry;      /* of `order` */
	void                *work;           /* between load and apply */
};
/* ORDER_FAULTY, ORDER_PAST: its day is not after today; ORDER_UNKNOWN_DAY; ORDER_APPLIED; ORDER_NOT_YOURS; what order_read says. */
extern const struct act_row row_order_apply;
/* The same checks on what is in the database now, without doing it. `now`: the picture that the plan was made against, in the arena. */
bool order_preview(struct connection *, struct arena *, struct order_apply *, day_t today, const struct registry **ret_now, struct error *);

struct order_revoke {
	struct text         id, reason;      /* reason: one line; everybody reads it in the ledger */
	const struct actor *by;
	int64_t             ret_entry;
};
extern const struct act_row row_order_revoke;

#define ORDER_NOT_YOURS "order.not_yours"       /* name: a unit that it touches and that this administrator does not administer */

/* Open matters at the desks that a plan moves, by desk: what `order plan` shows. */
struct desk_load { struct text desk, from, to; int64_t open, late; };
bool order_desks(struct connection *, struct arena *, const struct order_plan *, day_t today, struct desk_load **ret, size_t *ret_n, struct error *);

/* The step by which a matter of a divided unit goes to the heir whose it is; every procedure has it while `matter_heirs` gives some. Its one value: `to`, a unit. */
#define STEP_SORT "sort"
/* The lineages of the unit that was divided, while the matter lies, open and from before that day, at its desk; else 0. */
size_t matter_heirs(const struct matter *, const struct ground *, day_t, struct arena *, const struct lineage ***ret);
bool matter_may_sort(const struct matter *, const struct ground *, const struct actor *);
#define MATTER_NOT_TO_SORT "matter.not_to_sort"         /* its desk was not divided, or it was sorted already */
#define MATTER_NOT_AN_HEIR "matter.not_an_heir"         /* value: a unit that is not among the heirs; expected: those */
