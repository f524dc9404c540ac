/* calendar_change.h - days off that are announced while an installation runs. Part of matter.h.
 *
 * A notice is a file of the calendar's grammar (docs/calendar.md) on top of what is there. It is published whole, with all files it stands on, as a blob, and one entry
 * `calendar.changed` names the days that changed. Every open matter is counted anew in the same transaction: running clocks by the new calendar, none to before the day after
 * the announcement; what is paused or has ended stays. What everybody sees follows at the next publication. */
#pragma once

struct changed_day { struct calendar_day was, is; };
struct calendar_change {
	struct text               name, bytes;   /* the file: what errors call it, without a folder; its YAML */
	day_t                     announced;     /* day of the announcement, at the latest today */
	struct text               basis;         /* the legal act: one line */
	const struct actor       *by;            /* an administrator */
	const struct ground      *ground;
	/* the answer */
	const struct changed_day *ret_days;      /* those that become off or working, in order; none when only the certainty of a year changes */
	size_t                    ret_days_n;
	int64_t                   ret_matters;   /* open matters of which a due day moved */
	int64_t                   ret_entry;
	void                     *work;          /* between load and apply */
};
/* Refuses a broken file with its line and column (CALENDAR_DATA_*), one that changes nothing, one that was announced already. */
extern const struct act_row row_calendar_change;
/* The same checks and counts without doing it; ret_entry stays. */
bool calendar_change_preview(struct connection *, struct arena *, struct calendar_change *, day_t today, struct error *);

/* What notices did to a matter, for its timeline: "Ngày hạn đổi vì lịch nghỉ". */
struct matter_recount {
	int64_t     entry;                       /* the calendar.changed entry */
	day_t       day, announced;
	struct text basis, clock;                /* clock empty: the due day that everybody sees of the matter; else that clock's */
	day_t       old_due, new_due;
};
/* In the order of entries, of those below `size` (the published size where no key is shown, else INT64_MAX). */
bool matter_recounts(struct connection *, struct arena *, struct text code, int64_t size, struct matter_recount **ret, size_t *ret_n, struct error *);

#define MATTER_CALENDAR_NOTHING "matter.calendar_nothing"     /* name: the file changes no day and no year's certainty */
#define MATTER_CALENDAR_TWICE "matter.calendar_twice"         /* name; day: when it was announced here */
#define MATTER_CALENDAR_FUTURE "matter.calendar_future"       /* day: the announcement, which is after today */
#define MATTER_CALENDAR_BASIS "matter.calendar_basis"         /* limit: bytes of the one line that is needed */
#define MATTER_CALENDAR_MANY "matter.calendar_many"           /* number of days that change; limit */
#define MATTER_CALENDAR_MOVED "matter.calendar_moved"         /* days off were announced a moment ago: the command is to be given again */
