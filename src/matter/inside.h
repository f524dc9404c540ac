/* inside.h - what the files of matter share: a matter as it will stand after a step, and how it is written. */
#pragma once
#include "matter/matter.h"

enum { CODE_DIGITS = 12, KEY_DIGITS = 26 };

/* A matter as it stands after a step that was decided, and what the entry says of the step. */
struct change {
	struct matter       after;        /* state, clocks, desk, outcome, ... as they will be; code and what never changes included */
	struct text         step, before; /* step name (empty: it was filed), state before */
	struct text         role, role_unit;
	int64_t             account;
	const char         *via;
	struct text         channel;      /* how the paper came */
	day_t               received;     /* of the paper; today where there is none */
	struct text         point_kind;   /* the content or member that the step acts on; empty: the whole matter */
	int64_t             point;
	struct text         key_hash;     /* of a filing: committed to in its part internal */
	struct outcome      outcome;      /* the engine's: clock changes, rules, facts, papers */
	struct text         part[PART_COUNT];
	struct text         link;         /* code of the matter that this step names; empty: none */
	int64_t             corrects;     /* number of the step it puts right; 0: none */
	bool                grouped, touches; /* touches: the holder has now seen it */
	int64_t             entry;        /* its index, after change_record */
};

/* entry.c: appends the entry of the step. */
bool change_record(struct act_run *, struct change *, struct error *);
/* tables.c: writes the rows. `was`: the matter before, NULL when it is new. */
bool change_apply(struct act_run *, const struct change *, const struct matter *was, struct error *);
bool matter_insert(struct act_run *, const struct change *, struct text key_hash, struct error *);
bool matter_read(struct connection *, struct arena *, struct text code, struct matter *ret, bool *ret_found, struct error *);
/* tally.c: counts follow a matter from what it was (NULL: it is new) to what it is; only open ones count. */
bool tally_follow(struct connection *, const struct matter *was, const struct matter *is, struct error *);
/* Rows of tally_week and public_week count seven days: in which row a due day counts, and as which of them. */
enum { TALLY_ALL_WEEKS = 521723 /* the one after the week of DAY_MAX: the row that sums the others */, TALLY_EVERYBODY = -1, TALLY_DAYS = 7 };
int64_t tally_week(int64_t due);
int     tally_week_day(int64_t due); /* 0 .. 6 */
/* The same in SQL: 719162 days lie between the first of all and 1970. */
#define TALLY_WEEK_OF(due) "(" due " + 719162) / 7"
#define TALLY_DAY_OF(due) "(" due " + 719162) % 7"
#define TALLY_ALL "521723"
/* Of such a row `t`: how many are due on its $n-th day or later. */
#define TALLY_FROM_DAY(t, n)                                                                                                                                                       \
	"(CASE WHEN $" #n " <= 0 THEN " t ".d0 ELSE 0 END + CASE WHEN $" #n " <= 1 THEN " t ".d1 ELSE 0 END + CASE WHEN $" #n " <= 2 THEN " t ".d2 ELSE 0 END + CASE WHEN $" #n \
	" <= 3 THEN " t ".d3 ELSE 0 END + CASE WHEN $" #n " <= 4 THEN " t ".d4 ELSE 0 END + CASE WHEN $" #n " <= 5 THEN " t ".d5 ELSE 0 END + " t ".d6)"
/* DAY(0) to DAY(6) in a row. */
#define TALLY_EACH_DAY(DAY) DAY(0) ", " DAY(1) ", " DAY(2) ", " DAY(3) ", " DAY(4) ", " DAY(5) ", " DAY(6)
/* Takes away the rows that count nothing any more. */
bool tally_sweep(struct connection *, struct error *);
/* subject.c: folded words of a subject line that search may find; start with *rest = text_fold(subject). */
bool subject_word(struct text *rest, struct text *ret);
/* The marks that a word leaves on its line, and those of all words of a line: a line without all the marks of a word has not the word, one with them may have it. */
int64_t subject_word_marks(struct text word);
int64_t subject_marks(struct text folded);
enum { SUBJECT_MARKS_UNKNOWN = -1 /* every mark: the row was written before there were marks, and `danvan rebuild` has not run since */ };
/* The words follow a matter: another line, another desk, another due day, closed. */
bool subject_follow(struct connection *, struct arena *, const struct matter *was, const struct matter *is, struct error *);
bool subjects_rebuild(struct connection *, struct error *);
/* files of a draft become the matter's; gives part `files` (canonical JSON array in an object). */
bool attach_draft(struct act_run *, struct text code, int64_t step, const struct draft *, struct error *);
struct text files_part(struct arena *, const struct draft *);
bool draft_sent(struct act_run *, struct text token, struct text code, struct error *);
/* 18:00 of that day in words of machines: {"at":"..."} */
struct text time_part(struct arena *, instant_t);

/* engine.c: the only file that talks to procedure. */
bool engine_open(struct act_run *, const struct matter_file *, const struct office *, const struct named *values, size_t values_n, struct change *ret, struct error *);
/* Roles of an actor towards a holder: at it (same place), and at a level above it. */
void engine_roles(const struct actor *, const struct ground *, struct text holder, day_t, unsigned *ret_at, unsigned *ret_above);
/* The parts of the entry that the values belong to, by the step's fields; `also`: part for names that the step does not declare (NULL: refused before). */
void engine_parts(struct arena *, const struct pack_step *, const struct named *values, size_t n, struct text part[PART_COUNT]);
/* publish.c: what the entry, whose members they are, says of the matter as it stands after it. */
void public_show(struct arena *, const struct kept_entry *, const struct entry_members *, struct public_row *);
/* public_tally.c: counts of what is published; `texts` is its own. Nothing counts before it was written. */
struct public_tally;
struct public_tally *public_tally_new(struct arena *, struct arena *texts);
bool public_tally_move(struct connection *, struct public_tally *, const struct public_row *, int64_t by, struct error *);
bool public_tally_write(struct connection *, struct public_tally *, struct error *);
bool public_tally_sweep(struct connection *, struct error *);
bool public_tally_clear(struct connection *, struct error *);
/* Makes the public tables anew from the entries below their size. */
bool public_rebuild(struct connection *, struct error *);

/* ground.c: a ground that knows all packs that were ever imported; ground_pack gives the one in use when entry `index` was made. For replaying, by one thread. */
bool ground_load_history(struct connection *, struct ground **ret, struct error *);
void ground_set_moment(struct ground *, int64_t index);
/* The same picture with a moment of its own, for another thread; it must not outlive the other. */
struct ground *ground_beside(const struct ground *);
/* The n-th import: texts live as long as the ground. False after the last. */
struct pack_history { struct text name, hash, files; day_t day; int64_t entry; };
bool ground_import_at(const struct ground *, size_t n, struct pack_history *ret);
/* The n-th notice of days off, as the ledger has it; NULL after the last. */
const struct calendar_notice *ground_notice_at(const struct ground *, size_t n);

/* calendar_notice.c: the calendar as an installation has it. */
struct calendar_notice {
	int64_t                entry;     /* calendar.changed */
	day_t                  day, announced;
	struct text            name, basis;
	struct text            bytes;     /* all files since then as one blob; the last is the notice */
	const struct calendar *calendar;  /* made from them; NULL where it was not asked for */
};
bool calendar_version(struct connection *, int64_t *ret, struct error *);
/* The files built in and the notices on top, and the calendar that they make. */
bool calendar_present(struct connection *, struct arena *, const struct embedded **ret_files, const struct calendar **ret, struct error *);
/* One file more at the end. */
const struct embedded *calendar_files_and(struct arena *, const struct embedded *files, struct text name, struct text bytes);
struct text calendar_blob_print(struct arena *, const struct embedded *files);
/* Its last file; path NULL when it has none. */
struct embedded calendar_blob_last(struct arena *, struct text blob);
/* Those after entry `entry`, as the table has them. */
bool calendar_notices_since(struct connection *, struct arena *, int64_t entry, bool with_calendar, struct calendar_notice **ret, size_t *ret_n, struct error *);
/* All, as the ledger has them. */
bool calendar_notices_of_ledger(struct connection *, struct arena *, struct calendar_notice **ret, size_t *ret_n, struct error *);
/* ground.c: the files that the ground's calendar was made from. */
const struct embedded *ground_calendar_files(const struct ground *);
/* Notices after entry `since` with their calendars; with history, before the moment that is replayed. */
bool ground_notices(const struct ground *, struct connection *, struct arena *, int64_t since, struct calendar_notice **ret, size_t *ret_n, struct error *);
/* Under the writer's lock: MATTER_CALENDAR_MOVED when days off were announced after the picture was taken; what it counts would be of yesterday. */
bool ground_calendar_stands(struct connection *, const struct ground *, struct error *);

/* recount.c: what a notice does to one matter. */
struct recount { struct clock_change *moved; size_t moved_n; /* clocks of which the due day differs */ day_t old_shown, new_shown; bool changed; struct matter after; };
/* The due day that everybody sees of a matter: what is owed now; of a grouped one else what was owed last. */
day_t matter_shown_due(const struct matter *, bool grouped);
bool recount_matter(const struct pack *, const struct calendar *, day_t announced, const struct matter *was, struct arena *, struct recount *ret, struct error *);
/* A situation as it would stand today, had the notices since that entry found it: what a correction goes back to. */
bool recount_since(const struct ground *, struct connection *, const struct pack *, int64_t since, struct situation *, struct arena *, struct error *);
/* Counts every open matter anew; `entry` below 0: only counts how many would move. */
bool recount_all(struct connection *, const struct ground *, const struct calendar *, day_t announced, int64_t entry, int64_t *ret_matters, struct error *);
/* publish.c asks: the shown due days that the entry moved, of matters after `after` by code. */
struct shown_move { struct text matter; day_t due; };
bool recount_shown(struct connection *, struct arena *, int64_t entry, struct text after, struct shown_move **ret, size_t *ret_n, struct error *);

/* sort.c: is `to` (a place, or a body there) an heir to whom the matter may go? MATTER_NOT_TO_SORT, MATTER_NOT_AN_HEIR. */
bool sort_check(const struct matter *, const struct ground *, struct text to, day_t, struct arena *, struct error *);
/* order_change.c: the member `by` of an entry about an administrator's act. */
void write_by(struct json *, const struct act_run *, const struct actor *);

struct text situation_level(const struct ground *, struct text unit, day_t);
bool engine_step(struct act_run *, const struct matter *, const struct matter_step *, struct change *ret, struct error *);
