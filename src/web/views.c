/* views.c - what parts compute from their view. */
#include "base/base.h"

#include "web/views.h"

/* Where `at` stands between two days, per mille. */
static int64_t share(day_t from, day_t to, day_t at)
{
	if (!day_is_known(from) || !day_is_known(to) || !day_is_known(at) || day_compare(at, from) <= 0)
		return 0;
	return day_compare(at, to) >= 0 ? 1000 : day_between(from, at) * INT64_C(1000) / day_between(from, to);
}

static day_t now_or_met(const struct clock_view *v)
{
	return v->face == FACE_MET || v->face == FACE_MET_LATE ? v->met_on : v->face == FACE_PAUSED ? v->paused_since : v->today;
}

/* The bar's right end: the due date, or the day that it is past by. */
static day_t last_day(const struct clock_view *v)
{
	day_t now = now_or_met(v);
	return day_is_known(now) && day_compare(now, v->due) > 0 ? now : v->due;
}

int64_t clock_passed(const struct clock_view *v)
{
	return share(v->received, last_day(v), now_or_met(v));
}

int64_t clock_due_at(const struct clock_view *v) { return share(v->received, last_day(v), v->due); }

const char *face_word(enum face face)
{
	static const char *const words[] = { "none", "running", "soon", "late", "paused", "met", "met-late" };
	return words[face];
}
