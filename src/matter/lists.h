/* lists.h - lists and figures of matters: the officers' worklist, the leaders' view, what is published. Part of matter.h. */
#pragma once

/* ---- the worklist: a merge over (desk, open, due, code), ordered by what is due; those that owe nothing come last. */
enum work_view { WORK_ALL, WORK_LATE, WORK_SOON /* due within 3 days */, WORK_PAUSED, WORK_NEW /* came to the desk and was not yet touched */, WORK_SIGN /* waits for a signature */, WORK_MINE, WORK_CLOSED };
struct work_filter {
	enum work_view     view;
	struct text        procedure;
	int64_t            assignee;                    /* 0: any */
	const struct text *desks;
	size_t             desks_n;
	day_t              after_due;                   /* the page begins after this (due, code); DAY_NONE: at the beginning */
	struct text        after_code;
	size_t             limit;                       /* 0: 50; at most 500 */
};
struct work_row { struct text code, procedure, desk, place, state, subject, clock, waits_for, outcome; day_t received, due, arrived, paused; int64_t assignee; bool invented, is_open, closed_late; };
bool work_list(struct connection *, struct arena *, const struct work_filter *, day_t today, struct work_row **ret, size_t *ret_n, struct error *);
/* The same, of those in whose subject line all these words stand (without marks, in any order). Only the rarest word is read, in the order of what is due; where several words
 * are asked for it is given up after looked_at matters that have it. */
struct work_found { struct work_row *rows; size_t n; bool more; /* than `limit` */ int64_t looked_at; /* 0: all that have them were looked at */ };
bool work_find(struct connection *, struct arena *, const struct work_filter *, struct text words, day_t today, struct work_found *ret, struct error *);
struct work_counts { int64_t open, late, soon, paused, fresh, sign; };
/* From the tally by day; costs what the desks cost. */
bool work_count(struct connection *, struct arena *, const struct text *desks, size_t desks_n, day_t today, struct work_counts *ret, struct error *);
/* Open ones at these desks that are the assignee's. */
bool work_mine(struct connection *, int64_t assignee, const struct text *desks, size_t desks_n, int64_t *ret, struct error *);
/* By desk and by assignee: what a leader looks at. assignee 0 and name empty: nobody. */
struct work_share { struct text desk; int64_t assignee, open, late, soon; };
bool work_shares(struct connection *, struct arena *, const struct text *desks, size_t desks_n, bool by_assignee, day_t today, struct work_share **ret, size_t *ret_n, struct error *);

/* ---- the published state. */
struct public_state { int64_t size, version; day_t day; };
bool public_state(struct connection *, struct public_state *ret, struct error *);
struct publish { int64_t ret_from, ret_to; };
extern const struct act_row row_publish;               /* copies what entries show, moves the published size; to the present */
/* When the published state moves next, for "stands in the public ledger from 18:00". `hours`: "now" or "12:00, 18:00" (configuration `publish`). DAY_NONE-like: ms 0 when at once. */
instant_t publish_next(struct text hours, instant_t now);

/* ---- derived tables and the audit. */
/* Inside a write transaction: an erased subject line and its words. */
bool matter_subject_erase(struct connection *, struct text code, struct error *);
/* Inside a write transaction: tallies, words of subject lines and public tables made anew from what they derive from. */
bool matter_rebuild(struct connection *, struct error *);
/* The tables that it makes, ended by NULL: they stay out of backups. */
extern const char *const matter_derived[];
/* Makes every matter again from its entries, and packs, public tables and counts with them, and calls `found` for each column that differs; as ledger_audit does of its own.
 * Call it in one snapshot (BEGIN_READ). What was erased is not compared. */
bool matter_audit(struct connection *, const struct ledger_key *, void (*found)(void *, const struct misfit *), void *arg, int64_t *ret_misfits, struct error *);
/* That and ledger_audit in one reading of the ledger, by as many threads (at most CREW_MOST) as there are connections, all in one snapshot (store_begin_together). Told in the end, matters first, in
 * an order that does not depend on the threads; where something stops the matters, the ledger alone is told, and it gives false. */
bool matter_audit_with_ledger(struct connection *const *, int count, const struct ledger_key *, void (*found)(void *, const struct misfit *), void *arg, int64_t *ret_misfits, struct error *);

struct public_filter {
	struct text procedure, unit, status;                /* empty: any; unit: with all under it today */
	int         year, month;                            /* of the day received; 0: any */
	bool        late_now;                               /* open and past due today */
	struct text after_code;                             /* the page begins after this row */
	day_t       after_day;                              /* public_row_day of that row; DAY_NONE: at the beginning */
	size_t      limit;                                  /* 0: 50; at most 1,000 */
};
/* Who answers today for a unit that held something: itself, the heir of its desk since an order, or, where nobody is known, still itself. Lists and figures give units so;
 * what public_matter and public_steps give is as it was at that entry. */
struct text public_unit_now(const struct registry *, struct text unit, day_t today);
struct public_row { struct text code, class, procedure, unit, place, state, status, outcome; day_t received, due, closed, paused; bool invented; };
/* Newest received first, of one day by code downwards; with late_now what is late for longest first, of one day by code. */
bool public_list(struct connection *, struct arena *, const struct registry *, const struct public_filter *, day_t today, struct public_row **ret, size_t *ret_n, struct error *);
/* The day by which such a list is ordered. */
static inline day_t public_row_day(const struct public_filter *f, const struct public_row *r) { return f->late_now ? r->due : r->received; }
/* How many fit, on all pages. */
bool public_count(struct connection *, struct arena *, const struct registry *, const struct public_filter *, day_t today, int64_t *ret, struct error *);
bool public_matter(struct connection *, struct arena *, struct text code, struct public_row *ret, bool *ret_found, struct error *);
/* All that a matter's public page is made of, in one text: another one whenever the page would be another (with ground_version and the day). found false: it is not
 * published, or its page is made from what is not. */
bool public_matter_version(struct connection *, struct arena *, struct text code, struct text *ret, bool *ret_found, struct error *);
struct public_step { int64_t entry; day_t day; struct text step, state, unit; };
bool public_steps(struct connection *, struct arena *, struct text code, struct public_step **ret, size_t *ret_n, struct error *);

/* Figures: received, still open, late now, closed in time and late, by outcome; of a period of months, by unit or by month. Nothing by any trait of persons. */
struct figure_row { struct text unit, procedure, class; int month; /* year * 12 + month - 1, of a quarter its first; 0 when not by month or quarter */ int64_t received, open, late_now, in_time, late, answered, refused, guided, withdrawn, other; };
enum figures_by { FIGURES_ALL, FIGURES_BY_UNIT, FIGURES_BY_MONTH, FIGURES_BY_PROCEDURE, FIGURES_BY_QUARTER /* and unit: all that may be said of grouped ones */ };
bool public_figures(struct connection *, struct arena *, const struct registry *, const struct public_filter *, enum figures_by, day_t today, struct figure_row **ret, size_t *ret_n, struct error *);
