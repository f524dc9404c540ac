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

struct sums;
struct audit {
	struct sums             *sums; /* NULL: rows are looked up, and what differs is told */
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

/* ---- audit_held.c: the tables that hold rows of a matter */
struct replay;
struct counts;
enum held { HELD_MATTER, HELD_STEPS, HELD_LINKS, HELD_RECOUNTS, HELD_WORDS, HELD_PUBLIC, HELD_PUBLIC_STEPS, HELD_FILES, HELD_KINDS };
enum { MATTER_KEY_HASH = 22 /* column of HELD_MATTER */ };
struct bag held_bag(enum held);
bool held_read(struct audit *, enum held, struct text code, struct bag *ret, struct error *);
/* Holds the matter's rows against those that it must have (NULL: nobody knows; VALUE_ANY in a column: nobody knows that). With sums, what is known wholly just goes into them; else the rows are
 * looked up. ret_is (may be NULL): the rows, if they were. */
bool audit_hold(struct audit *, enum held, const struct bag *must, const struct replay *, struct bag *ret_is, struct error *);
/* Every row of the table goes out of the sums, and counts. */
bool held_scan(struct audit *, enum held, struct counts *, struct error *);

/* ---- audit_count.c: what rows of matters count for; several threads may count, each the rows of other tables */
enum counted_kind { COUNTED_TALLY, COUNTED_WEEKS, COUNTED_WORDS, COUNTED_PUBLIC, COUNTED_OPEN, COUNTED_DUE, COUNTED_KINDS };
struct counts *counts_new(void);
void counts_free(struct counts *);
/* A row of matter, public_matter or subject_word with its columns as in audit_held.c; others count for nothing. */
void counts_row(struct counts *, enum held, const struct value *row);
/* In the order of their columns. */
struct bag counts_bag(struct counts *, enum counted_kind);

/* ---- audit_sums.c: of rows, by their matter's code. Each row is a number that nobody can foretell; what goes in and out in equal parts leaves nothing, in whatever order. */
struct sums *sums_new(void);
/* Another one under the same secret, for another thread. */
struct sums *sums_beside(const struct sums *);
void sums_free(struct sums *);
void sums_row(struct sums *, enum held, struct text code, const struct value *row, size_t width, bool in);
/* The same of an entry. */
void sums_entry(struct sums *, struct text code, int64_t index, bool in);
/* Something else is wrong with this matter. */
void sums_doubt(struct sums *, struct text code);
void sums_join(struct sums *, const struct sums *other);
/* Whether something is left of this matter, or of another one that has the same sum; of any. */
bool sums_leave(const struct sums *, struct text code);
bool sums_leave_any(const struct sums *);

/* ---- audit_first.c: which entries are the first of their matters, and whether others follow; all of those below `size` by two bits each */
struct firsts;
bool firsts_read(struct connection *, int64_t size, struct sums *doubts, struct firsts **ret, struct error *);
void firsts_free(struct firsts *);
bool firsts_is_first(const struct firsts *, int64_t index);
bool firsts_has_more(const struct firsts *, int64_t index);

/* ---- audit.c */
/* An entry as the ledger's audit shows it. */
struct seen_entry { const struct kept_entry *entry; const struct openings *opened; };
/* The entry's matter, if it is its first one, goes into the sums. */
bool audit_see(struct audit *, const struct firsts *, const struct seen_entry *, struct error *);
/* Those of which the sums leave something, one by one. */
bool audit_matters(struct audit *, const struct sums *, struct error *);
bool audit_files(struct audit *, const struct replay *, struct error *); /* audit_files.c */

/* ---- audit_whole.c */
bool audit_pack_rows(struct audit *, struct error *);
bool audit_loose(struct audit *, struct error *);
/* Counts of rows, as they were made again; sums of counts. */
bool audit_counts(struct audit *, struct counts *, struct error *);
bool audit_count_sums(struct audit *, struct error *);
bool audit_published_state(struct audit *, struct error *);

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
/* `only`: its only entry; NULL: they are looked up. False only when the database fails. */
bool replay_matter(struct audit *, struct text code, const struct seen_entry *only, struct replay *ret, struct error *);
/* ---- audit_calendar.c */
bool audit_notice_rows(struct audit *, struct error *);
/* The notices of days off before that entry that were not replayed yet. */
void replay_notices(struct replay *, int64_t before);
extern const char *const recount_columns[];
extern const char *const matter_step_columns[], *const matter_link_columns[], *const public_step_columns[];
