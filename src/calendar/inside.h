/* inside.h - what the files of the calendar share: the rows of its data, and the table of days made from them. */
#pragma once
#include "calendar/calendar.h"

/* What may stand in a row of data; data.c has the key and the type of each. */
enum field {
	F_ID, F_ON, F_LUNAR, F_BEGINS, F_ENDS, F_BESIDE, F_DAYS, F_VI, F_EN, F_BASIS, F_STATUS, F_FROM, F_UNTIL, F_RULE, F_YEAR, F_FIRST, F_LAST, F_OFF, F_WORK,
	FIELD_COUNT
};
enum section { WEEKENDS, RULES, COMPENSATIONS, YEARS, BREAKS, SWAPS, SECTION_COUNT };

struct cell {
	bool        given;
	const char *text;
	int64_t     number; /* numbers; month * 100 + day; a status; weekdays as bits (1 << 1 Monday ... 1 << 7 Sunday) */
	day_t       day;
	int         line, column;
};
struct row {
	const char *file;
	int         line, column;
	struct cell cell[FIELD_COUNT];
};
struct rows {
	struct row *at;
	size_t      count;
};
struct data {
	struct rows of[SECTION_COUNT];
};
#define ROWS_MOST 5000
#define DATA_FILE_MOST (256 * 1024)

/* Adds the rows of one file, each checked by itself. */
bool data_read(struct arena *, struct data *, const char *file, struct text bytes, struct error *);
/* A complaint about one cell or, when it is not given, its row. */
bool data_error(struct error *, const char *code, const struct row *, enum field, struct text value, struct text expected);
static inline bool row_is_in_force(const struct row *r, day_t d)
{
	return (!r->cell[F_FROM].given || d.n >= r->cell[F_FROM].day.n) && (!r->cell[F_UNTIL].given || d.n <= r->cell[F_UNTIL].day.n);
}

struct calendar {
	int                  first_year, last_year;
	day_t                first, last;
	struct calendar_day *days;    /* one for each day from first to last */
	int32_t             *worked;  /* working days from `first` up to and with that day */
	enum day_status     *years;   /* one for each year */
};
/* Makes the table of days; rows that contradict each other are refused. */
bool holiday_fill(struct arena *, const struct data *, struct calendar *, struct error *);
/* CALENDAR_NO_RULE for that year. */
bool calendar_no_rule(const struct calendar *, int year, struct error *);
/* The row of a day that is known to be inside. */
static inline struct calendar_day *day_row(const struct calendar *c, day_t d) { return &c->days[d.n - c->first.n]; }
static inline bool day_is_inside(const struct calendar *c, day_t d) { return day_is_known(d) && d.n >= c->first.n && d.n <= c->last.n; }
