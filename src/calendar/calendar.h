/* calendar.h - days off, working days, legal terms and lunar dates in Vietnam (UTC+7).
 *
 * A `day_t` (base/time.h) counts days in local time; it has no hour. Terms follow articles 147 and 148 of the Civil Code 2015: the first day is not
 * counted, a term of months or years ends on the matching date or the last day of the month, and a term that ends on a day off ends on the next working day.
 *
 * Days off are data (packs/vn/calendar/, explained in docs/calendar.md): rules of law with the days on which they are in force, and one notice a year.
 * A date is *sure* when it rests on a year whose notice is known; beyond, it rests on the rule alone and an entry moves it when the notice comes.
 * Everything here is pure: the same calendar and days give the same answer; nothing reads a clock. */
#pragma once
#include "base/base.h"
#include "base/embed.h"

struct calendar; /* immutable once loaded; may be shared between threads; lives as long as its arena */

/* The data that is built into the program; ends with a row of NULL. */
extern const struct embedded calendar_files[];
/* Reads the files in their order (names of rules are known across files). Errors carry file, line and column: CALENDAR_DATA_*. */
bool calendar_load(struct arena *, const struct embedded *files, const struct calendar **ret, struct error *ret_error);
/* The first and the last day for which there is a rule. */
day_t calendar_first(const struct calendar *);
day_t calendar_last(const struct calendar *);

/* ---- one day ---- */
enum day_kind { DAY_WORKING, DAY_WEEKEND, DAY_HOLIDAY, DAY_COMPENSATION, DAY_SWAPPED_OFF, DAY_SWAPPED_WORKING };
enum day_status {
	DAY_ANNOUNCED, /* a notice of the competent body names it */
	DAY_BY_RULE,   /* the law or a rule gives it; a notice may still move it where the law leaves the choice */
	DAY_UNKNOWN,   /* the law leaves the choice and no notice is known: what stands here is the usual pattern */
};

struct calendar_day {
	day_t           day;
	enum day_kind   kind;
	enum day_status status;
	bool            sure;    /* the notice of its year is known */
	const char     *name_vi; /* "Tết Âm lịch", "thứ Bảy"; of an ordinary working day: "ngày làm việc". Never NULL */
	const char     *name_en;
	const char     *basis;   /* "Đ112 k1 điểm b BLLĐ 2019"; "" for an ordinary working day */
	day_t           other;   /* compensation: the holiday it stands for; swaps: the day it was swapped with; else DAY_NONE */
};
static inline bool day_kind_is_off(enum day_kind k) { return k != DAY_WORKING && k != DAY_SWAPPED_WORKING; }
/* "working", "weekend", "holiday", "compensation", "swapped-off", "swapped-working"; "announced", "by-rule", "unknown": for --json and the API */
const char *day_kind_tag(enum day_kind);
const char *day_status_tag(enum day_status);

/* CALENDAR_NO_RULE outside calendar_first..calendar_last. */
bool calendar_at(const struct calendar *, day_t, struct calendar_day *ret, struct error *ret_error);
bool calendar_is_working(const struct calendar *, day_t, bool *ret, struct error *ret_error);
/* Announced when a notice settles the year, by rule or unknown otherwise. */
bool calendar_year_status(const struct calendar *, int year, enum day_status *ret, struct error *ret_error);

/* ---- terms ---- */
enum term_unit { TERM_DAYS, TERM_WORKING_DAYS, TERM_MONTHS, TERM_YEARS };
#define TERM_MOST 10000

struct term {
	int            amount; /* 0 .. TERM_MOST; 0: the day itself, or the next working day (what is left of a paused term may be 0) */
	enum term_unit unit;
	const char    *basis;  /* "Đ28 LKN": shown beside the due date; not read here */
};

struct due {
	day_t day;
	bool  sure;            /* false: provisional, the notice of a year it rests on is not known */
};

/* The last day on which something begun on `from` is still in time: always a working day, never before `from`.
 * Fails with CALENDAR_NO_RULE only outside the years for which there is a rule, and with CALENDAR_BAD_AMOUNT. */
bool calendar_due(const struct calendar *, day_t from, struct term, struct due *ret_due, struct error *ret_error);

/* How a due date came about, day by day (terms of months and years: month by month, year by year, then day by day). */
enum step_kind {
	STEP_COUNTED,          /* it is the n-th */
	STEP_SKIPPED,          /* a day off within a term of working days */
	STEP_MOVED,            /* the term would end here, on a day off, and moves on (Đ148 k5) */
	STEP_DUE,              /* reached by moving on */
};
struct count_step {
	enum step_kind      kind;
	int                 number; /* of days, months or years counted so far */
	bool                is_month_end; /* months, years: no matching date, so the last day of the month (Đ148 k3) */
	struct calendar_day at;
};
struct count {
	day_t                    from;  /* not counted (Đ147 k2) */
	day_t                    end;   /* where the count ends, before moving on; equals due.day when that is a working day */
	struct due               due;
	const struct count_step *steps; /* in the arena, in order of days */
	size_t                   step_count;
};
bool calendar_count(const struct calendar *, struct arena *, day_t from, struct term, struct count *ret_count, struct error *ret_error);
/* "counted", "skipped", "moved", "due" */
const char *step_kind_tag(enum step_kind);
/* The articles of counting, for pages: "Đ147 k2 BLDS 2015" and so on. */
#define CALENDAR_BASIS_FIRST_DAY "Đ147 k2 BLDS 2015"
#define CALENDAR_BASIS_MONTH_END "Đ148 k3 BLDS 2015"
#define CALENDAR_BASIS_DAY_OFF "Đ148 k5 BLDS 2015"

/* What is left on `today`, in working days for TERM_WORKING_DAYS and in calendar days for every other unit: above 0 before the due day, 0 on it, below 0 after
 * it ("quá hạn n ngày"). The sign never contradicts the calendar: on the Saturday after a due Friday one working day is late, not none. */
bool calendar_left(const struct calendar *, day_t today, day_t due, enum term_unit, int *ret_left, struct error *ret_error);

/* What is left of the term when it is paused on `paused` (that day is still counted): working days stay working days, everything else becomes days.
 * The remaining days run on from the day of resumption, which is not counted: calendar_due(cal, resumed, left, ...). Paused and resumed on one day
 * changes nothing. Fails with CALENDAR_OVERDUE when `paused` is after the due day: a missed term can't be mended by a pause. */
bool calendar_pause(const struct calendar *, day_t from, struct term, day_t paused, struct term *ret_left, struct error *ret_error);

/* Counted backward: the last working day on which a notice is still given "at least `term` before" `event` (the day of the event is not counted; where the count
 * ends on a day off, the working day before it). Always before or on `event`. */
bool calendar_before(const struct calendar *, day_t event, struct term, struct due *ret_due, struct error *ret_error);

/* Working days in (after, until]; 0 when until <= after. */
bool calendar_working_between(const struct calendar *, day_t after, day_t until, int *ret, struct error *ret_error);

/* ---- lunar dates ---- */
struct lunar {
	int  year, month, day; /* month 1-12, day 1-30 */
	bool is_leap;          /* the second month of that number */
};
/* Days from 1900-01-01 (lunar 1899-12-01) to the last day of lunar year 2100; false outside. */
bool lunar_of(day_t, struct lunar *ret);
/* False when there is no such day. */
bool lunar_day(struct lunar, day_t *ret);
/* The leap month of a lunar year, 0 when it has none; years 1900-2100. */
int lunar_leap_month(int year);
/* "2030-01-01"; the day of a leap month "2025-06+-01". */
struct text lunar_print(struct arena *, struct lunar);
bool lunar_parse(struct text, struct lunar *ret);

#define CALENDAR_NO_RULE "calendar.no_rule"             /* number, value: the year; limit: the last year with a rule; expected: "2016 - 2035" */
#define CALENDAR_BAD_AMOUNT "calendar.bad_amount"       /* number; limit */
#define CALENDAR_OVERDUE "calendar.overdue"             /* day: the due day */
#define CALENDAR_BAD_LUNAR "calendar.bad_lunar"         /* value */
#define CALENDAR_LUNAR_RANGE "calendar.lunar_range"     /* value: a day outside 1900-2100; for callers of lunar_of */
#define CALENDAR_DATA_SYNTAX "calendar.data_syntax"     /* file, line, column; value: what the reader says */
#define CALENDAR_DATA_KEY "calendar.data_key"           /* file, line, column; value: unknown or repeated key; expected: keys allowed here */
#define CALENDAR_DATA_MISSING "calendar.data_missing"   /* file, line, column; name: the key that is missing */
#define CALENDAR_DATA_VALUE "calendar.data_value"       /* file, line, column; name: key; value; expected */
#define CALENDAR_DATA_CLASH "calendar.data_clash"       /* file, line, column; value: what it clashes with; day */
