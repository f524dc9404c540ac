/* calendar.c - loading a calendar, and what one day is. */
#include "base/base.h"

#include <assert.h>

#include "inside.h"

bool calendar_load(struct arena *arena, const struct embedded *files, const struct calendar **ret, struct error *e)
{
	struct data      data = { 0 };
	struct calendar *c = ARENA_NEW(arena, struct calendar);
	for (const struct embedded *f = files; f->path; f++)
		if (!data_read(arena, &data, f->path, text_bytes(f->at, f->len), e))
			return false;
	if (!holiday_fill(arena, &data, c, e))
		return false;
	*ret = c;
	return true;
}

day_t calendar_first(const struct calendar *c) { return c->first; }
day_t calendar_last(const struct calendar *c) { return c->last; }

const char *day_kind_tag(enum day_kind kind)
{
	static const char *const tags[] = { [DAY_WORKING] = "working", [DAY_WEEKEND] = "weekend", [DAY_HOLIDAY] = "holiday", [DAY_COMPENSATION] = "compensation",
		[DAY_SWAPPED_OFF] = "swapped-off", [DAY_SWAPPED_WORKING] = "swapped-working" };
	assert((size_t)kind < COUNT_OF(tags));
	return tags[kind];
}

const char *day_status_tag(enum day_status status)
{
	static const char *const tags[] = { [DAY_ANNOUNCED] = "announced", [DAY_BY_RULE] = "by-rule", [DAY_UNKNOWN] = "unknown" };
	assert((size_t)status < COUNT_OF(tags));
	return tags[status];
}

bool calendar_no_rule(const struct calendar *c, int year, struct error *e)
{
	/* years are told as text: as a number 2036 would be written 2.036 */
	char asked[16], known[40];
	snprintf(asked, sizeof(asked), "%d", year);
	snprintf(known, sizeof(known), "%d - %d", c->first_year, c->last_year);
	return error(e, CALENDAR_NO_RULE, .number = year, .limit = c->last_year, .value = text_of(asked), .expected = text_of(known));
}

bool calendar_at(const struct calendar *c, day_t d, struct calendar_day *ret, struct error *e)
{
	assert(day_is_known(d));
	if (!day_is_inside(c, d))
		return calendar_no_rule(c, day_date(d).year, e);
	*ret = *day_row(c, d);
	return true;
}

bool calendar_is_working(const struct calendar *c, day_t d, bool *ret, struct error *e)
{
	struct calendar_day day;
	if (!calendar_at(c, d, &day, e))
		return false;
	*ret = !day_kind_is_off(day.kind);
	return true;
}

bool calendar_year_status(const struct calendar *c, int year, enum day_status *ret, struct error *e)
{
	if (year < c->first_year || year > c->last_year)
		return calendar_no_rule(c, year, e);
	*ret = c->years[year - c->first_year];
	return true;
}

bool calendar_working_between(const struct calendar *c, day_t after, day_t until, int *ret, struct error *e)
{
	struct calendar_day day;
	if (until.n <= after.n) {
		*ret = 0;
		return true;
	}
	if (!calendar_at(c, day_add(after, 1), &day, e) || !calendar_at(c, until, &day, e))
		return false;
	int before = after.n < c->first.n ? 0 : c->worked[after.n - c->first.n];
	*ret = c->worked[until.n - c->first.n] - before;
	return true;
}
