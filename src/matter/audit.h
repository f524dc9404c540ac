/* audit.h - what the files of the audit share: rows as entries say they must be, and rows as they are. */
#pragma once
#include "inside.h"

enum { VALUE_ANY = 100 }; /* a value that no entry determines any more (its part was erased): fits whatever stands there */

/* Rows of one table, or of one matter in one table. Columns in the order of `columns`, which ends with NULL. */
struct bag {
	const char        *table;
	const char *const *columns;
	size_t             width, n, room;
	struct value      *rows;
};

struct audit {
	struct connection       *db;
	const struct ledger_key *key;
	struct ground           *ground;
	void (*found)(void *, const struct misfit *);
	void         *arg;
	int64_t       misfits;
	int64_t       published; /* entries that the public tables show */
	struct arena *arena;     /* of one matter or table; emptied after each */
};
void audit_misfit(struct audit *, const char *table, const char *column, struct text matter, int64_t index);

/* ---- audit_bag.c */
struct bag bag_of(const char *table, const char *const *columns);
/* Room for one more row. */
struct value *bag_add(struct arena *, struct bag *);
/* The rows that a statement gives, whose letters are the bag's columns. */
bool bag_read(struct audit *, struct bag *, const struct statement *, const struct value *values, struct error *);
/* Rows that must be and are not, or are and must not be, are paired where they differ least: the columns in which they differ are the misfits; what has no partner is told by the first column. */
void bag_compare(struct audit *, const struct bag *must, const struct bag *is, struct text matter, int64_t index);

/* ---- replay.c: one matter as its entries say */
struct replay_file { int64_t step, size; struct text kept, name, sent; };
struct replay {
	struct audit       *audit;
	struct matter       matter;       /* as it stands after the last entry; events hold what a correction needs */
	struct bag          steps, links; /* rows of matter_step and matter_link */
	bool                shown;        /* every entry's members are known: no part that holds them was erased */
	bool                whole;        /* the engine could repeat every step: situation and facts are known */
	bool                files_known;
	struct text         key_hash;     /* empty: not known any more */
	struct replay_file *files;
	size_t              files_n;
	int64_t             entries;
	struct public_row   public;       /* of the published entries */
	struct bag          public_steps;
	bool                is_public;
	struct bag          recounts;     /* rows of matter_recount */
	size_t              notices;      /* of days off, replayed so far */
	bool                recounts_known, due_known, public_due_known; /* false: a notice came while the clocks were not known */
};
/* False only when the database fails. */
bool replay_matter(struct audit *, struct text code, struct replay *ret, struct error *);
/* ---- audit_calendar.c */
bool audit_notice_rows(struct audit *, struct error *);
/* The notices of days off before that entry that were not replayed yet. */
void replay_notices(struct replay *, int64_t before);
extern const char *const recount_columns[];
extern const char *const matter_step_columns[], *const matter_link_columns[], *const public_step_columns[];
