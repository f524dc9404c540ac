/* time.h - days and instants. Law counts days; machines count milliseconds; they are different types so that neither is added to the other.
 *
 * A day_t counts days since 1970-01-01 in Vietnam (UTC+7, no summer time) and has no hour. An instant_t is milliseconds since 1970-01-01T00:00Z. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

typedef struct { int32_t n; } day_t;
typedef struct { int64_t ms; } instant_t;

struct date { int year, month, day; };

/* "no such day": before all days; day_is_known is false for it */
#define DAY_NONE ((day_t){ INT32_MIN })
#define DAY_MAX ((day_t){ 2932896 }) /* 9999-12-31 */

/* False for DAY_NONE alone. */
bool day_is_known(day_t);
/* Gregorian; month 1-12, day 1-31. False when there is no such date or the year is outside 1-9999. */
bool day_make(struct date, day_t *ret);
struct date day_date(day_t);
static inline day_t day_add(day_t d, int32_t days) { return (day_t){ d.n + days }; }
static inline int32_t day_between(day_t from, day_t to) { return to.n - from.n; }
static inline int day_compare(day_t a, day_t b) { return a.n < b.n ? -1 : a.n > b.n; }
/* 1 = Monday ... 7 = Sunday */
int day_weekday(day_t);
/* "2020-01-22" and nothing else. */
bool day_parse(struct text, day_t *ret);
/* "2020-01-22"; the empty text for DAY_NONE. */
struct text day_print(struct arena *, day_t);

/* The day that it is in Vietnam at that instant. */
day_t instant_day(instant_t);
/* 00:00 in Vietnam on that day. */
instant_t day_start(day_t);
/* "2026-11-23T09:41:07+07:00" */
struct text instant_print(struct arena *, instant_t);
bool instant_parse(struct text, instant_t *ret);
