/* term.c - legal terms: articles 147 and 148 of the Civil Code 2015, forward, backward, with pauses, and step by step for whoever wants to check.
 *
 * One walk serves both the due date and its explanation, so that they can't differ. */
#include "base/base.h"

#include <assert.h>

#include "inside.h"

/* Where the explanation goes; without an arena nothing is kept. */
struct log {
	struct arena      *arena;
	struct count_step *at;
	size_t             count, room;
};

static void log_add(struct log *log, enum step_kind kind, int number, bool is_month_end, const struct calendar_day *day)
{
	if (!log->arena)
		return;
	if (log->count == log->room) {
		size_t more = log->room + 32;
		log->at = arena_grow(log->arena, log->at, log->count, more, sizeof(*log->at));
		log->room += more;
	}
	log->at[log->count++] = (struct count_step){ .kind = kind, .number = number, .is_month_end = is_month_end, .at = *day };
}

static bool amount_fits(struct term t, struct error *e)
{
	if (t.amount < 0 || t.amount > TERM_MOST)
		return error(e, CALENDAR_BAD_AMOUNT, .number = t.amount, .limit = TERM_MOST);
	return true;
}

/* The matching date `months` later (or earlier), or the last day of that month (Đ148 k3). False beyond the years that dates have. */
static bool month_step(day_t from, int months, day_t *ret, bool *ret_is_end)
{
	struct date d = day_date(from);
	int         month = d.year * 12 + d.month - 1 + months;
	*ret_is_end = false;
	if (month < 12)
		return false;
	for (d.year = month / 12, d.month = month % 12 + 1; d.day >= 28; d.day--, *ret_is_end = true)
		if (day_make(d, ret))
			return true;
	*ret_is_end = false;
	return day_make(d, ret);
}

static bool calendar_unit_step(day_t from, struct term t, int n, day_t *ret, bool *ret_is_end)
{
	*ret_is_end = false;
	switch (t.unit) {
	case TERM_MONTHS: return month_step(from, n, ret, ret_is_end);
	case TERM_YEARS: return month_step(from, 12 * n, ret, ret_is_end);
	default: *ret = day_add(from, n); return true;
	}
}

/* From `day` on to the first working day, itself included. */
static bool forward(const struct calendar *c, day_t day, int number, struct log *log, day_t *ret, struct error *e)
{
	struct calendar_day at;
	bool                moved = false;
	for (; calendar_at(c, day, &at, e); day.n++) {
		if (!day_kind_is_off(at.kind)) {
			if (moved)
				log_add(log, STEP_DUE, number, false, &at);
			*ret = day;
			return true;
		}
		log_add(log, STEP_MOVED, number, false, &at);
		moved = true;
	}
	return false;
}

/* Days, months, years: each unit is counted, on or off; only the last day matters. */
static bool run_calendar(const struct calendar *c, day_t from, struct term t, struct log *log, struct count *ret, struct error *e)
{
	struct calendar_day at;
	bool                is_end;
	for (int n = 1; log->arena && n < t.amount; n++) {
		day_t day;
		if (!calendar_unit_step(from, t, n, &day, &is_end))
			return calendar_no_rule(c, c->last_year + 1, e);
		if (!calendar_at(c, day, &at, e))
			return false;
		log_add(log, STEP_COUNTED, n, is_end, &at);
	}
	if (!calendar_unit_step(from, t, t.amount, &ret->end, &is_end))
		return calendar_no_rule(c, c->last_year + 1, e);
	if (!calendar_at(c, ret->end, &at, e))
		return false;
	if (t.amount > 0)
		log_add(log, STEP_COUNTED, t.amount, is_end, &at);
	return forward(c, ret->end, t.amount, log, &ret->due.day, e);
}

static bool run_working(const struct calendar *c, day_t from, struct term t, struct log *log, struct count *ret, struct error *e)
{
	struct calendar_day at;
	day_t               day = from;
	for (int n = 0; n < t.amount;) {
		day.n++;
		if (!calendar_at(c, day, &at, e))
			return false;
		bool is_off = day_kind_is_off(at.kind);
		n += !is_off;
		log_add(log, is_off ? STEP_SKIPPED : STEP_COUNTED, n, false, &at);
	}
	ret->end = day;
	return forward(c, day, t.amount, log, &ret->due.day, e);
}

/* Do all days in [first, last] lie in years whose notice is known? */
static bool is_sure(const struct calendar *c, day_t first, day_t last)
{
	for (int year = day_date(first).year; year <= day_date(last).year; year++)
		if (year < c->first_year || year > c->last_year || c->years[year - c->first_year] != DAY_ANNOUNCED)
			return false;
	return true;
}

static bool run(const struct calendar *c, day_t from, struct term t, struct log *log, struct count *ret, struct error *e)
{
	assert(day_is_known(from));
	bool is_working = t.unit == TERM_WORKING_DAYS;
	*ret = (struct count){ .from = from };
	if (!amount_fits(t, e) || !(is_working ? run_working(c, from, t, log, ret, e) : run_calendar(c, from, t, log, ret, e)))
		return false;
	/* a term of working days rests on every day it passes, the others on the last days alone */
	ret->due.sure = is_sure(c, is_working && t.amount > 0 ? day_add(from, 1) : ret->end, ret->due.day);
	return true;
}

bool calendar_due(const struct calendar *c, day_t from, struct term t, struct due *ret, struct error *e)
{
	struct count count;
	if (!run(c, from, t, &(struct log){ .arena = NULL }, &count, e))
		return false;
	*ret = count.due;
	return true;
}

bool calendar_count(const struct calendar *c, struct arena *arena, day_t from, struct term t, struct count *ret, struct error *e)
{
	struct log   log = { .arena = arena };
	struct count count;
	if (!run(c, from, t, &log, &count, e))
		return false;
	count.steps = log.at;
	count.step_count = log.count;
	*ret = count;
	return true;
}

const char *step_kind_tag(enum step_kind kind)
{
	static const char *const tags[] = { [STEP_COUNTED] = "counted", [STEP_SKIPPED] = "skipped", [STEP_MOVED] = "moved", [STEP_DUE] = "due" };
	assert((size_t)kind < COUNT_OF(tags));
	return tags[kind];
}

bool calendar_left(const struct calendar *c, day_t today, day_t due, enum term_unit unit, int *ret, struct error *e)
{
	int left = day_between(today, due), working;
	if (unit != TERM_WORKING_DAYS || left == 0) {
		*ret = left;
		return true;
	}
	if (!calendar_working_between(c, left > 0 ? today : due, left > 0 ? due : today, &working, e))
		return false;
	if (working == 0)
		working = 1; /* only days off between them: one is to come, or one is late, all the same */
	*ret = left > 0 ? working : -working;
	return true;
}

bool calendar_pause(const struct calendar *c, day_t from, struct term t, day_t paused, struct term *ret, struct error *e)
{
	struct count count;
	int          used = 0;
	if (!run(c, from, t, &(struct log){ .arena = NULL }, &count, e))
		return false;
	if (paused.n > count.due.day.n)
		return error(e, CALENDAR_OVERDUE, .day = count.due.day);
	if (t.unit == TERM_WORKING_DAYS) {
		if (!calendar_working_between(c, from, paused, &used, e))
			return false;
		*ret = (struct term){ .amount = used < t.amount ? t.amount - used : 0, .unit = t.unit, .basis = t.basis };
		return true;
	}
	int left = day_between(paused.n > from.n ? paused : from, count.end);
	if (left > TERM_MOST)
		return error(e, CALENDAR_BAD_AMOUNT, .number = left, .limit = TERM_MOST);
	*ret = (struct term){ .amount = left > 0 ? left : 0, .unit = TERM_DAYS, .basis = t.basis };
	return true;
}

static bool backward(const struct calendar *c, day_t day, day_t *ret, struct error *e)
{
	struct calendar_day at;
	for (; calendar_at(c, day, &at, e); day.n--)
		if (!day_kind_is_off(at.kind)) {
			*ret = day;
			return true;
		}
	return false;
}

bool calendar_before(const struct calendar *c, day_t event, struct term t, struct due *ret, struct error *e)
{
	assert(day_is_known(event));
	struct calendar_day at;
	day_t               day = event, last;
	bool                is_end;
	if (!amount_fits(t, e))
		return false;
	if (t.unit != TERM_WORKING_DAYS && !calendar_unit_step(event, t, -t.amount, &day, &is_end))
		return calendar_no_rule(c, c->last_year + 1, e);
	for (int n = 0; t.unit == TERM_WORKING_DAYS && n < t.amount; n += !day_kind_is_off(at.kind)) {
		day.n--;
		if (!calendar_at(c, day, &at, e))
			return false;
	}
	if (!backward(c, day, &last, e))
		return false;
	*ret = (struct due){ .day = last, .sure = is_sure(c, last, event) };
	return true;
}
