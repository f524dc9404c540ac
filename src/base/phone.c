/* phone.c - telephone numbers as people write them.
 *
 * Mobile: 0 and nine digits that begin with 3, 5, 7, 8 or 9. Fixed lines: 0, an area code that begins with 2, eleven digits in all. 1800 and 1900: four or six more. */
#include "base/base.h"
#include "base/fold.h"

enum { DIGITS_MOST = 24, CCCD_DIGITS = 12, SHORTEST = 9 };

struct digits {
	char   at[DIGITS_MOST + 1];
	size_t len;
	bool   plus;
};

/* What the 11-digit mobile numbers became in 2018 and two area codes in 2017: national digits without the 0. */
static const struct { const char *old, *now; } changed[] = {
	{ "120", "70" }, { "121", "79" }, { "122", "77" }, { "126", "76" }, { "128", "78" }, { "123", "83" }, { "124", "84" },
	{ "125", "85" }, { "127", "81" }, { "129", "82" }, { "162", "32" }, { "163", "33" }, { "164", "34" }, { "165", "35" },
	{ "166", "36" }, { "167", "37" }, { "168", "38" }, { "169", "39" }, { "186", "56" }, { "188", "58" }, { "199", "59" },
	{ "280", "208" }, { "281", "209" },
};

static bool is_separator(int32_t point)
{
	return point == ' ' || point == '\t' || point == '.' || point == '-' || point == '(' || point == ')' || point == '/' || point == ',' ||
	       point == 0xA0 || point == 0x202F || (point >= 0x2009 && point <= 0x2015) || point == 0x2060 || point == 0xFEFF || point == 0xB7;
}

/* A label may stand before the number ("ĐT:", "tel:") and a remark after it; nothing but separators within. */
static bool digits_read(struct text typed, struct digits *ret)
{
	bool ended = false;
	*ret = (struct digits){ 0 };
	for (size_t i = 0, n; i < typed.len; i += n) {
		int32_t point = text_point(text_from(typed, i), &n);
		if (n == 0)
			return false;
		if (point >= 0xFF10 && point <= 0xFF19)
			point = point - 0xFF10 + '0'; /* full width */
		if (point >= '0' && point <= '9') {
			if (ended || ret->len == DIGITS_MOST)
				return false;
			ret->at[ret->len++] = (char)point;
		} else if (point == '+' || point == 0xFF0B) {
			if (ret->plus || ret->len > 0)
				return false;
			ret->plus = true;
		} else if (!is_separator(point)) {
			ended = ret->len > 0;
		}
	}
	return true;
}

static bool starts(const struct digits *d, size_t at, const char *prefix)
{
	size_t n = strlen(prefix);
	return d->len >= at + n && memcmp(d->at + at, prefix, n) == 0;
}

static void drop(struct digits *d, size_t n)
{
	memmove(d->at, d->at + n, d->len - n);
	d->len -= n;
	d->at[d->len] = '\0';
}

/* National digits without the 0 -> today's. */
static void renumber(struct digits *d)
{
	for (size_t i = 0; i < COUNT_OF(changed); i++) {
		size_t was = strlen(changed[i].old), now = strlen(changed[i].now);
		if (d->len != 10 || !starts(d, 0, changed[i].old))
			continue;
		char rest[DIGITS_MOST + 1];
		memcpy(rest, d->at + was, d->len - was);
		size_t left = d->len - was;
		memcpy(d->at, changed[i].now, now);
		memcpy(d->at + now, rest, left);
		d->len = now + left;
		return;
	}
}

static bool is_national(const struct digits *d)
{
	if (starts(d, 0, "1800") || starts(d, 0, "1900"))
		return d->len == 8 || d->len == 10;
	if (d->at[0] == '2')
		return d->len == 10;
	return d->len == 9 && memchr("35789", d->at[0], 5);
}

bool phone_read(struct arena *a, struct text typed, struct text *ret, struct error *e)
{
	struct digits d;
	if (!digits_read(typed, &d))
		return error(e, FOLD_PHONE);
	if (!d.plus && d.len == CCCD_DIGITS && d.at[0] == '0')
		return error(e, FOLD_PHONE_IS_CCCD);
	if (d.len < SHORTEST && !((d.len == 8) && (starts(&d, 0, "1800") || starts(&d, 0, "1900"))))
		return error(e, FOLD_PHONE_SHORT, .number = (int64_t)d.len);
	bool abroad = d.plus || starts(&d, 0, "00");
	if (starts(&d, 0, "00"))
		drop(&d, 2);
	if (abroad && !starts(&d, 0, "84")) {
		if (d.len < 8 || d.len > 15 || d.at[0] == '0')
			return error(e, FOLD_PHONE);
		*ret = text_print(a, "+%s", d.at);
		return true;
	}
	if (abroad || (starts(&d, 0, "84") && d.len >= 11))
		drop(&d, 2);
	if (starts(&d, 0, "0")) /* also the 0 of "+84 (0) 912 ..." */
		drop(&d, 1);
	renumber(&d);
	if (!is_national(&d))
		return error(e, FOLD_PHONE);
	*ret = text_print(a, "+84%.*s", (int)d.len, d.at);
	return true;
}
