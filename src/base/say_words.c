/* say_words.c - days, numbers, sizes and durations in words. */
#include "base/base.h"

#include "base/say.h"

static const char *const weekdays[LANG_COUNT][7] = {
	{ "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "chủ nhật" },
	{ "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" },
};
static const char *const months[12] = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
	"November", "December" };

static bool unknown(struct build *b, enum lang lang, day_t day)
{
	if (day_is_known(day))
		return false;
	build_c(b, lang == LANG_VI ? "chưa rõ" : "not known");
	return true;
}

/* 03/02/2020, without printf: lists have hundreds of them. */
static void numeric_date(struct build *b, struct date d)
{
	char at[10] = { (char)('0' + d.day / 10), (char)('0' + d.day % 10), '/', (char)('0' + d.month / 10), (char)('0' + d.month % 10), '/' };
	for (int i = 9, year = d.year; i > 5; i--, year /= 10)
		at[i] = (char)('0' + year % 10);
	build_add(b, text_bytes(at, sizeof(at)));
}

void say_date(struct build *b, enum lang lang, day_t day)
{
	if (unknown(b, lang, day))
		return;
	struct date d = day_date(day);
	if (lang == LANG_VI)
		numeric_date(b, d);
	else
		build_print(b, "%d %s %d", d.day, months[d.month - 1], d.year);
}

void say_weekday(struct build *b, enum lang lang, day_t day)
{
	if (!unknown(b, lang, day))
		build_c(b, weekdays[lang][day_weekday(day) - 1]);
}

void say_day(struct build *b, enum lang lang, day_t day)
{
	if (unknown(b, lang, day))
		return;
	say_weekday(b, lang, day);
	build_byte(b, ' ');
	say_date(b, lang, day);
}

void say_month(struct build *b, enum lang lang, day_t day)
{
	if (unknown(b, lang, day))
		return;
	struct date d = day_date(day);
	if (lang == LANG_VI)
		build_print(b, "tháng %02d/%04d", d.month, d.year);
	else
		build_print(b, "%s %d", months[d.month - 1], d.year);
}

void say_instant(struct build *b, enum lang lang, instant_t at)
{
	day_t   day = instant_day(at);
	int64_t minutes = (at.ms - day_start(day).ms) / 60000;
	build_print(b, "%02d:%02d %s ", (int)(minutes / 60), (int)(minutes % 60), lang == LANG_VI ? "ngày" : "on");
	say_date(b, lang, day);
}

/* Digits in groups of three from the right. */
static void grouped_add(struct build *b, enum lang lang, uint64_t n)
{
	char   digits[32], *s = digits + sizeof(digits);
	size_t count = 0;
	do {
		if (count > 0 && count % 3 == 0)
			*--s = lang == LANG_VI ? '.' : ',';
		*--s = (char)('0' + n % 10);
		n /= 10;
		count++;
	} while (n > 0);
	build_add(b, text_bytes(s, (size_t)(digits + sizeof(digits) - s)));
}

/* Writes the sign and gives the amount; the least number has no positive twin, so it goes by way of unsigned. */
static uint64_t signed_add(struct build *b, int64_t n)
{
	if (n >= 0)
		return (uint64_t)n;
	build_c(b, "−");
	return (uint64_t)0 - (uint64_t)n;
}

void say_number(struct build *b, enum lang lang, int64_t n) { grouped_add(b, lang, signed_add(b, n)); }

void say_decimal(struct build *b, enum lang lang, int64_t scaled, int digits)
{
	uint64_t amount = signed_add(b, scaled), unit = 1;
	for (int i = 0; i < digits; i++)
		unit *= 10;
	grouped_add(b, lang, amount / unit);
	if (digits > 0)
		build_print(b, "%c%0*llu", lang == LANG_VI ? ',' : '.', digits, (unsigned long long)(amount % unit));
}

void say_permille(struct build *b, enum lang lang, int64_t permille)
{
	say_decimal(b, lang, permille % 10 ? permille : permille / 10, permille % 10 ? 1 : 0);
	build_c(b, lang == LANG_VI ? " %" : "%");
}

void say_size(struct build *b, enum lang lang, int64_t bytes)
{
	static const char *const units[] = { "KB", "MB", "GB", "TB", "PB", "EB" };
	size_t                   u = 0;
	int64_t                  unit = 1024;
	if (bytes < 1024) {
		say_number(b, lang, bytes);
		build_c(b, lang == LANG_VI ? " byte" : bytes == 1 ? " byte" : " bytes");
		return;
	}
	while (bytes / unit >= 1024) {
		unit *= 1024;
		u++;
	}
	int64_t tenths = bytes / unit * 10 + (int64_t)((uint64_t)(bytes % unit) * 10 / (uint64_t)unit);
	bool    whole = tenths >= 100 || tenths % 10 == 0;
	say_decimal(b, lang, whole ? tenths / 10 : tenths, whole ? 0 : 1);
	build_print(b, " %s", units[u]);
}

static void counted(struct build *b, enum lang lang, int64_t n, const char *vi, const char *one, const char *other)
{
	say_number(b, lang, n);
	build_byte(b, ' ');
	build_c(b, lang == LANG_VI ? vi : n == 1 ? one : other);
}

void say_duration(struct build *b, enum lang lang, int64_t ms)
{
	static const struct { int64_t seconds; const char *vi, *one, *other; } units[] = {
		{ 86400, "ngày", "day", "days" }, { 3600, "giờ", "hour", "hours" }, { 60, "phút", "minute", "minutes" }, { 1, "giây", "second", "seconds" },
	};
	int64_t seconds = ms / 1000;
	size_t  u = 0;
	while (u + 1 < COUNT_OF(units) && seconds < units[u].seconds)
		u++;
	counted(b, lang, seconds / units[u].seconds, units[u].vi, units[u].one, units[u].other);
	int64_t rest = seconds % units[u].seconds;
	if (u + 1 < COUNT_OF(units) && rest / units[u + 1].seconds > 0) {
		build_byte(b, ' ');
		counted(b, lang, rest / units[u + 1].seconds, units[u + 1].vi, units[u + 1].one, units[u + 1].other);
	}
}

void say_days(struct build *b, enum lang lang, int64_t n, enum say_count count)
{
	bool working = count == SAY_WORKING_DAYS;
	counted(b, lang, n, working ? "ngày làm việc" : "ngày", working ? "working day" : "day", working ? "working days" : "days");
}

void say_left(struct build *b, enum lang lang, int64_t left, enum say_count count)
{
	bool vi = lang == LANG_VI;
	if (left == 0) {
		build_c(b, vi ? "Hết hạn hôm nay" : "Due today");
		return;
	}
	if (vi)
		build_c(b, left > 0 ? "Còn " : "Quá hạn ");
	say_days(b, lang, left > 0 ? left : -left, count);
	if (!vi)
		build_c(b, left > 0 ? " left" : " late");
}
