/* lunar.c - the Vietnamese lunar calendar by astronomy at UTC+7.
 *
 * The rules (the same as Hồ Ngọc Đức's well-known description): a month begins on the local day of the new moon; the eleventh month holds the winter
 * solstice; between two eleventh months there are 12 or 13 months, and of 13 the first one in which the sun enters no new sign is a leap month that
 * repeats the number before it. New moons and the sun's place follow J. Meeus, Astronomical Algorithms (1998), chapters 49 and 25: good to seconds for the
 * moon and a quarter of an hour for the sun. One rule for all years: that the North reckoned by UTC+8 before 1968 is not followed. */
#include "base/base.h"

#include <assert.h>
#include <math.h>

#include "calendar/calendar.h"

#define JULIAN_1970 2440587.5   /* Julian date of 1970-01-01T00:00Z */
#define JULIAN_2000 2451545.0
#define UTC_PLUS_7 (7.0 / 24.0) /* of a day */
#define FIRST_DAY (-25567)      /* 1900-01-01 */
#define LAST_LUNAR_YEAR 2100
#define SIGN_OF_WINTER_SOLSTICE 9 /* of 12 signs of 30 degrees: longitude 270 */

static double radians(double degrees) { return degrees * (M_PI / 180.0); }
static double sine(double degrees) { return sin(radians(degrees)); }

/* Terrestrial time minus universal time, in seconds: observed until 2020, then the usual forecast; straight lines between. */
static double delta_t(double year)
{
	static const struct { double year, seconds; } known[] = {
		{ 1890, -6 },   { 1900, -3 },   { 1910, 10 },   { 1920, 21 },   { 1930, 24 },   { 1940, 24 },   { 1950, 29 },   { 1960, 33 },
		{ 1970, 40 },   { 1980, 50.5 }, { 1990, 57 },   { 2000, 64 },   { 2010, 66 },   { 2020, 69.4 }, { 2050, 90 },   { 2110, 220 },
	};
	size_t i = 1;
	while (i + 1 < COUNT_OF(known) && year > known[i].year)
		i++;
	double share = (year - known[i - 1].year) / (known[i].year - known[i - 1].year);
	return known[i - 1].seconds + share * (known[i].seconds - known[i - 1].seconds);
}

static double delta_t_days(double julian) { return delta_t(2000.0 + (julian - JULIAN_2000) / 365.25) / 86400.0; }

/* Meeus, table 49.A: terms of the true new moon, in 10^-5 days; multiples of the sun's and the moon's anomaly, of the moon's argument of latitude; power of E. */
static const struct { int value, sun, moon, latitude, eccentricity; } moon_terms[] = {
	{ -40720, 0, 1, 0, 0 }, { 17241, 1, 0, 0, 1 },  { 1608, 0, 2, 0, 0 },  { 1039, 0, 0, 2, 0 },  { 739, -1, 1, 0, 1 }, { -514, 1, 1, 0, 1 },
	{ 208, 2, 0, 0, 2 },    { -111, 0, 1, -2, 0 },  { -57, 0, 1, 2, 0 },   { 56, 1, 2, 0, 1 },    { -42, 0, 3, 0, 0 },  { 42, 1, 0, 2, 1 },
	{ 38, 1, 0, -2, 1 },    { -24, -1, 2, 0, 1 },   { -7, 2, 1, 0, 0 },    { 4, 0, 2, -2, 0 },    { 4, 3, 0, 0, 0 },    { 3, 1, 1, -2, 0 },
	{ 3, 0, 2, 2, 0 },      { -3, 1, 1, 2, 0 },     { 3, -1, 1, 2, 0 },    { -2, -1, 1, -2, 0 },  { -2, 1, 3, 0, 0 },   { 2, 0, 4, 0, 0 },
};
/* The same page: the planets' pull, in 10^-6 days; an angle at new moon 0 and its growth a month. */
static const struct { int value; double angle, growth; } planet_terms[] = {
	{ 325, 299.77, 0.107408 }, { 165, 251.88, 0.016321 },  { 164, 251.83, 26.651886 }, { 126, 349.42, 36.412478 }, { 110, 84.66, 18.206239 },
	{ 62, 141.74, 53.303771 }, { 60, 207.14, 2.453732 },   { 56, 154.84, 7.306860 },   { 47, 34.52, 27.261239 },   { 42, 207.19, 0.121824 },
	{ 40, 291.34, 1.844379 },  { 37, 161.72, 24.198154 },  { 35, 239.56, 25.513099 },  { 23, 331.55, 3.592518 },
};

/* Julian date (terrestrial time) of the k-th new moon; number 0 is that of 6 January 2000. */
static double new_moon(int k)
{
	double t = k / 1236.85, t2 = t * t, t3 = t2 * t, t4 = t3 * t;
	double e = 1 - 0.002516 * t - 0.0000074 * t2;
	double sun = 2.5534 + 29.10535670 * k - 0.0000014 * t2 - 0.00000011 * t3;
	double moon = 201.5643 + 385.81693528 * k + 0.0107582 * t2 + 0.00001238 * t3 - 0.000000058 * t4;
	double latitude = 160.7108 + 390.67050284 * k - 0.0016118 * t2 - 0.00000227 * t3 + 0.000000011 * t4;
	double node = 124.7746 - 1.56375588 * k + 0.0020672 * t2 + 0.00000215 * t3;
	double at = 2451550.09766 + 29.530588861 * k + 0.00015437 * t2 - 0.000000150 * t3 + 0.00000000073 * t4 - 0.00017 * sine(node);
	for (size_t i = 0; i < COUNT_OF(moon_terms); i++) {
		double angle = moon_terms[i].sun * sun + moon_terms[i].moon * moon + moon_terms[i].latitude * latitude;
		at += 1e-5 * moon_terms[i].value * pow(e, moon_terms[i].eccentricity) * sine(angle);
	}
	for (size_t i = 0; i < COUNT_OF(planet_terms); i++)
		at += 1e-6 * planet_terms[i].value * sine(planet_terms[i].angle + planet_terms[i].growth * k - (i == 0 ? 0.009173 * t2 : 0));
	return at;
}

/* The local day on which the k-th month begins. */
static int month_start(int k)
{
	double at = new_moon(k);
	return (int)floor(at - delta_t_days(at) + UTC_PLUS_7 - JULIAN_1970);
}

/* In which of the twelve signs of 30 degrees (0: spring equinox) the sun stands at the beginning of that local day. */
static int sign_at(int day)
{
	double universal = JULIAN_1970 + day - UTC_PLUS_7;
	double t = (universal + delta_t_days(universal) - JULIAN_2000) / 36525.0;
	double anomaly = 357.52911 + 35999.05029 * t - 0.0001537 * t * t;
	double centre = (1.914602 - 0.004817 * t - 0.000014 * t * t) * sine(anomaly) + (0.019993 - 0.000101 * t) * sine(2 * anomaly) + 0.000289 * sine(3 * anomaly);
	double longitude = 280.46646 + 36000.76983 * t + 0.0003032 * t * t + centre - 0.00569 - 0.00478 * sine(125.04 - 1934.136 * t);
	return (int)floor((longitude - 360.0 * floor(longitude / 360.0)) / 30.0) % 12;
}

/* The number of the month that holds `day`. */
static int month_of(int day)
{
	int k = (int)floor((day + JULIAN_1970 - 2451550.1) / 29.530588861);
	while (month_start(k) > day)
		k--;
	while (month_start(k + 1) <= day)
		k++;
	return k;
}

/* The months from one eleventh month to the next. */
struct round {
	int first, after; /* the eleventh month of the year before, and of the year */
	int leap;         /* position of the leap month, counted from `first`; 0: none */
};

/* The number of the eleventh month of a year: the one that holds the winter solstice. */
static int eleventh_month(int year)
{
	day_t day;
	bool  is_date = day_make((struct date){ .year = year, .month = 12, .day = 19 }, &day);
	assert(is_date);
	while (sign_at(day.n + 1) != SIGN_OF_WINTER_SOLSTICE)
		day.n++;
	return month_of(day.n);
}

static struct round round_of(int year)
{
	struct round r = { .first = eleventh_month(year - 1), .after = eleventh_month(year) };
	if (r.after - r.first == 12)
		return r;
	for (r.leap = 1; r.leap < 13; r.leap++)
		if (sign_at(month_start(r.first + r.leap)) == sign_at(month_start(r.first + r.leap + 1)))
			return r;
	assert(!"of thirteen months one has no sign of its own");
	return r;
}

static struct lunar lunar_within(struct round r, int year, int k, int day)
{
	int  position = k - r.first;
	bool is_leap = r.leap && position == r.leap;
	int  months = position - (r.leap && position >= r.leap); /* since the eleventh month */
	int  month = (10 + months) % 12 + 1;
	return (struct lunar){ .year = months < 2 ? year - 1 : year, .month = month, .day = day - month_start(k) + 1, .is_leap = is_leap };
}

static struct lunar lunar_anywhere(int day)
{
	int          k = month_of(day), year = day_date((day_t){ day }).year;
	struct round r = round_of(year);
	if (k >= r.after)
		r = round_of(++year);
	return lunar_within(r, year, k, day);
}

bool lunar_of(day_t day, struct lunar *ret)
{
	if (!day_is_known(day) || day.n < FIRST_DAY || day_date(day).year > LAST_LUNAR_YEAR + 1)
		return false;
	struct lunar found = lunar_anywhere(day.n);
	if (found.year > LAST_LUNAR_YEAR)
		return false;
	*ret = found;
	return true;
}

bool lunar_day(struct lunar l, day_t *ret)
{
	if (l.year < 1899 || l.year > LAST_LUNAR_YEAR || l.month < 1 || l.month > 12 || l.day < 1 || l.day > 30)
		return false;
	struct round r = round_of(l.month >= 11 ? l.year + 1 : l.year);
	int          months = (l.month + 1) % 12;
	int          position = months + (l.is_leap || (r.leap && months >= r.leap));
	if (l.is_leap && position != r.leap)
		return false;
	int first = month_start(r.first + position);
	if (first + l.day - 1 >= month_start(r.first + position + 1) || first + l.day - 1 < FIRST_DAY)
		return false;
	*ret = (day_t){ first + l.day - 1 };
	return true;
}

int lunar_leap_month(int year)
{
	assert(year >= 1900 && year <= LAST_LUNAR_YEAR);
	/* a leap 11th or 12th month belongs to the round that ends in the next year */
	for (int end = year; end <= year + 1; end++) {
		struct round r = round_of(end);
		struct lunar first = r.leap ? lunar_within(r, end, r.first + r.leap, month_start(r.first + r.leap)) : (struct lunar){ 0 };
		if (first.year == year)
			return first.month;
	}
	return 0;
}

struct text lunar_print(struct arena *arena, struct lunar l)
{
	return text_print(arena, "%04d-%02d%s-%02d", l.year, l.month, l.is_leap ? "+" : "", l.day);
}

bool lunar_parse(struct text t, struct lunar *ret)
{
	struct text  part[3];
	int64_t      number[3];
	struct lunar l = { .is_leap = false };
	for (int i = 0; i < 3; i++) {
		if (!text_next(&t, '-', &part[i]))
			return false;
		if (i == 1 && text_ends(part[i], "+")) {
			l.is_leap = true;
			part[i].len--;
		}
		if (part[i].len != (i == 0 ? 4u : 2u) || !char_is_digit(part[i].at[0]) || !text_to_int(part[i], &number[i]))
			return false;
	}
	l.year = (int)number[0];
	l.month = (int)number[1];
	l.day = (int)number[2];
	day_t day;
	if (t.len || !lunar_day(l, &day))
		return false;
	*ret = l;
	return true;
}
