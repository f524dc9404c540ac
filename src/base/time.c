/* time.c - days and instants; days by the civil calendar, no libc time zone. */
#include "base/base.h"

enum { ZONE_MS = 7 * 3600 * 1000, DAY_MS = 24 * 3600 * 1000 };

bool day_is_known(day_t d) { return d.n != INT32_MIN; }

static bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

static int month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days before 1 March of the year, counted in eras of 400 years: 719,468 of them lie before 1970-01-01. */
static int32_t days_from_civil(int y, int m, int d)
{
	y -= m <= 2;
	int era = y / 400, year_of_era = y - era * 400;
	int day_of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

bool day_make(struct date at, day_t *ret)
{
	if (at.year < 1 || at.year > 9999 || at.month < 1 || at.month > 12 || at.day < 1 || at.day > month_days(at.year, at.month))
		return false;
	ret->n = days_from_civil(at.year, at.month, at.day);
	return true;
}

struct date day_date(day_t day)
{
	int z = day.n + 719468;
	int era = (z >= 0 ? z : z - 146096) / 146097;
	int day_of_era = z - era * 146097;
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int shifted = (5 * day_of_year + 2) / 153; /* 0 = March */
	int month = shifted < 10 ? shifted + 3 : shifted - 9;
	return (struct date){ year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) / 5 + 1 };
}

int day_weekday(day_t day)
{
	int since_monday = (day.n + 3) % 7; /* 1970-01-01 was a Thursday */
	return (since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

static bool read_digits(struct text t, size_t at, size_t n, int *ret)
{
	*ret = 0;
	for (size_t i = at; i < at + n; i++) {
		if (i >= t.len || !char_is_digit(t.at[i]))
			return false;
		*ret = *ret * 10 + (t.at[i] - '0');
	}
	return true;
}

bool day_parse(struct text t, day_t *ret)
{
	struct date d;
	return t.len == 10 && t.at[4] == '-' && t.at[7] == '-' && read_digits(t, 0, 4, &d.year) && read_digits(t, 5, 2, &d.month) &&
	       read_digits(t, 8, 2, &d.day) && day_make(d, ret);
}

static void put_digits(char *at, int count, int n)
{
	for (; count > 0; n /= 10)
		at[--count] = (char)('0' + n % 10);
}

/* Printed some ten times for each entry, so without printf. */
struct text day_print(struct arena *a, day_t day)
{
	enum { YEAR = 0, MONTH = 5, DAY = 8, LENGTH = 10 };
	if (!day_is_known(day))
		return TEXT_EMPTY;
	struct date d = day_date(day);
	if (d.year < 0 || d.year > 9999)
		return text_print(a, "%04d-%02d-%02d", d.year, d.month, d.day);
	char *at = arena_alloc(a, LENGTH + 1);
	put_digits(at + YEAR, 4, d.year);
	at[MONTH - 1] = at[DAY - 1] = '-';
	put_digits(at + MONTH, 2, d.month);
	put_digits(at + DAY, 2, d.day);
	return (struct text){ at, LENGTH };
}

static int64_t floor_div(int64_t n, int64_t by) { return n >= 0 ? n / by : -((-n + by - 1) / by); }

day_t instant_day(instant_t at) { return (day_t){ (int32_t)floor_div(at.ms + ZONE_MS, DAY_MS) }; }

instant_t day_start(day_t d) { return (instant_t){ (int64_t)d.n * DAY_MS - ZONE_MS }; }

struct text instant_print(struct arena *a, instant_t at)
{
	day_t       day = instant_day(at);
	int64_t     s = (at.ms - day_start(day).ms) / 1000;
	struct date d = day_date(day);
	return text_print(a, "%04d-%02d-%02dT%02d:%02d:%02d+07:00", d.year, d.month, d.day, (int)(s / 3600), (int)(s / 60 % 60),
	                  (int)(s % 60));
}

/* The offset in ms that stands at the end: "Z" or "+07:00". */
static bool read_offset(struct text t, int64_t *ret_ms)
{
	int hours, minutes;
	if (t.len == 1 && (t.at[0] == 'Z' || t.at[0] == 'z')) {
		*ret_ms = 0;
		return true;
	}
	if (t.len != 6 || (t.at[0] != '+' && t.at[0] != '-') || t.at[3] != ':' || !read_digits(t, 1, 2, &hours) ||
	    !read_digits(t, 4, 2, &minutes) || hours > 14 || minutes > 59)
		return false;
	*ret_ms = (int64_t)(hours * 60 + minutes) * 60000 * (t.at[0] == '-' ? -1 : 1);
	return true;
}

bool instant_parse(struct text t, instant_t *ret)
{
	day_t   day;
	int     h, m, s;
	int64_t offset;
	if (t.len < 20 || !day_parse(text_first(t, 10), &day) || (t.at[10] != 'T' && t.at[10] != ' ') || t.at[13] != ':' ||
	    t.at[16] != ':' || !read_digits(t, 11, 2, &h) || !read_digits(t, 14, 2, &m) || !read_digits(t, 17, 2, &s) || h > 23 ||
	    m > 59 || s > 59 || !read_offset(text_from(t, 19), &offset))
		return false;
	ret->ms = (int64_t)day.n * DAY_MS + ((int64_t)(h * 3600 + m * 60 + s)) * 1000 - offset;
	return true;
}
