/* holiday.c - from rows of data to one row for each day: weekends, then the days off of each rule or notice, then compensations, then swaps.
 *
 * The order is the law's: a day off that meets a weekend is compensated (Đ111 k3 BLLĐ 2019), and swaps are agreed on top of what is off already. */
#include "base/base.h"

#include <assert.h>

#include "inside.h"

static const char *print_c(struct arena *arena, const char *vi_or_en, const char *name, day_t day, bool slashes)
{
	struct date d = day_date(day);
	struct text when = slashes ? text_print(arena, "%02d/%02d/%d", d.day, d.month, d.year) : day_print(arena, day);
	return text_c(arena, text_print(arena, vi_or_en, name, TEXT_ARG(when)));
}

/* ---- the years and the bare week ---- */

static bool years_find(const struct data *data, struct calendar *c, struct error *e)
{
	const struct rows *years = &data->of[YEARS];
	if (!years->count)
		return error(e, CALENDAR_DATA_MISSING, .name = TEXT("years"));
	c->first_year = c->last_year = (int)years->at[0].cell[F_YEAR].number;
	for (size_t i = 1; i < years->count; i++) {
		/* in order and without a gap, so that each year is said once */
		if (years->at[i].cell[F_YEAR].number != c->last_year + 1)
			return data_error(e, CALENDAR_DATA_VALUE, &years->at[i], F_YEAR, text_of(years->at[i].cell[F_YEAR].text), TEXT("+ 1"));
		c->last_year++;
	}
	bool known = day_make((struct date){ c->first_year, 1, 1 }, &c->first) && day_make((struct date){ c->last_year, 12, 31 }, &c->last);
	assert(known);
	return true;
}

static void years_fill(struct arena *arena, const struct data *data, struct calendar *c)
{
	c->years = ARENA_ARRAY(arena, enum day_status, (size_t)(c->last_year - c->first_year + 1));
	for (size_t i = 0; i < data->of[YEARS].count; i++)
		c->years[i] = (enum day_status)data->of[YEARS].at[i].cell[F_STATUS].number;
}

static void week_fill(const struct data *data, struct calendar *c)
{
	static const char *const vi[] = { "", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "chủ nhật" };
	static const char *const en[] = { "", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };
	for (day_t d = c->first; d.n <= c->last.n; d.n++) {
		enum day_status      year = c->years[day_date(d).year - c->first_year];
		struct calendar_day *row = day_row(c, d);
		*row = (struct calendar_day){ .day = d, .kind = DAY_WORKING, .status = DAY_BY_RULE, .sure = year == DAY_ANNOUNCED, .name_vi = "ngày làm việc",
			.name_en = "working day", .basis = "", .other = DAY_NONE };
		for (size_t i = 0; i < data->of[WEEKENDS].count; i++) {
			const struct row *weekend = &data->of[WEEKENDS].at[i];
			if (!row_is_in_force(weekend, d) || !(weekend->cell[F_DAYS].number & (1 << day_weekday(d))))
				continue;
			row->kind = DAY_WEEKEND;
			row->name_vi = vi[day_weekday(d)];
			row->name_en = en[day_weekday(d)];
			row->basis = weekend->cell[F_BASIS].text;
		}
	}
}

/* ---- days off by rule or by notice ---- */

/* Some days in a row; none when last is before first. */
struct span {
	day_t first, last;
};

/* Which neighbour, itself not on a weekend, joins the day to the nearest weekend; of a Wednesday, whose neighbours are equally near, the one before. */
static int neighbour(day_t d)
{
	static const int side[] = { [1] = 1, [2] = -1, [3] = -1, [4] = 1, [5] = -1, [6] = -1, [7] = 1 };
	return side[day_weekday(d)];
}

/* The days that a rule gives in a year; false when its date does not exist in that year. */
static bool rule_span(const struct row *rule, int year, struct span *ret)
{
	bool  is_lunar = rule->cell[F_LUNAR].given;
	int   date = (int)rule->cell[is_lunar ? F_LUNAR : F_ON].number;
	day_t day;
	if (is_lunar ? !lunar_day((struct lunar){ .year = year, .month = date / 100, .day = date % 100 }, &day) :
		       !day_make((struct date){ year, date / 100, date % 100 }, &day))
		return false;
	if (rule->cell[F_BESIDE].given)
		day = day_add(day, neighbour(day));
	*ret = (struct span){ day_add(day, (int32_t)rule->cell[F_BEGINS].number), day_add(day, (int32_t)rule->cell[F_ENDS].number) };
	return true;
}

/* The notice that fixes this rule's days in that year, or NULL. */
static const struct row *break_of(const struct data *data, const struct row *rule, int year)
{
	for (size_t i = 0; i < data->of[BREAKS].count; i++) {
		const struct row *b = &data->of[BREAKS].at[i];
		if (b->cell[F_YEAR].number == year && strcmp(b->cell[F_RULE].text, rule->cell[F_ID].text) == 0)
			return b;
	}
	return NULL;
}

static void day_off_put(struct calendar *c, day_t d, const struct row *rule, enum day_status status, const char *basis)
{
	struct calendar_day *row = day_row(c, d);
	if (row->kind == DAY_HOLIDAY)
		return; /* two on one day: it is off once, under the first name */
	row->kind = DAY_HOLIDAY;
	row->status = status;
	row->name_vi = rule->cell[F_VI].text;
	row->name_en = rule->cell[F_EN].text;
	row->basis = basis;
}

static void rule_fill(struct arena *arena, const struct data *data, struct calendar *c, const struct row *rule, int year)
{
	struct span       span;
	const struct row *notice = break_of(data, rule, year);
	enum day_status   status = rule->cell[F_STATUS].given ? (enum day_status)rule->cell[F_STATUS].number : DAY_BY_RULE;
	const char       *basis = rule->cell[F_BASIS].text;
	if (!rule_span(rule, year, &span))
		return;
	if (notice) {
		span = (struct span){ notice->cell[F_FIRST].day, notice->cell[F_LAST].day };
		status = notice->cell[F_STATUS].given ? (enum day_status)notice->cell[F_STATUS].number : DAY_ANNOUNCED;
		basis = text_c(arena, text_print(arena, "%s; %s", basis, notice->cell[F_BASIS].text));
	}
	for (day_t d = span.first; d.n <= span.last.n; d.n++)
		if (day_is_inside(c, d) && row_is_in_force(rule, d))
			day_off_put(c, d, rule, status, basis);
}

/* ---- compensation ---- */

static const struct row *compensation_rule(const struct data *data, day_t d)
{
	for (size_t i = 0; i < data->of[COMPENSATIONS].count; i++)
		if (row_is_in_force(&data->of[COMPENSATIONS].at[i], d))
			return &data->of[COMPENSATIONS].at[i];
	return NULL;
}

/* The weekly days off that are holidays, in order of days; each takes the next day that is still a working day, so that several roll on. */
static void compensations_fill(struct arena *arena, const struct data *data, struct calendar *c, const bool *was_weekend)
{
	for (day_t d = c->first; d.n <= c->last.n; d.n++) {
		const struct calendar_day *holiday = day_row(c, d);
		const struct row          *rule = compensation_rule(data, d);
		day_t                      next = day_add(d, 1);
		if (holiday->kind != DAY_HOLIDAY || !was_weekend[d.n - c->first.n] || !rule)
			continue;
		while (next.n <= c->last.n && day_row(c, next)->kind != DAY_WORKING)
			next.n++;
		if (next.n > c->last.n)
			return;
		struct calendar_day *row = day_row(c, next);
		row->kind = DAY_COMPENSATION;
		row->status = holiday->status;
		row->name_vi = print_c(arena, "Nghỉ bù %s (%.*s)", holiday->name_vi, d, true);
		row->name_en = print_c(arena, "In lieu of %s (%.*s)", holiday->name_en, d, false);
		row->basis = rule->cell[F_BASIS].text;
		row->other = d;
	}
}

/* ---- swaps ---- */

static bool swap_put(struct arena *arena, struct calendar *c, const struct row *swap, enum field f, struct error *e)
{
	bool         is_off = f == F_OFF;
	day_t        day = swap->cell[f].day, other = swap->cell[is_off ? F_WORK : F_OFF].day;
	struct text  given = text_of(swap->cell[f].text);
	if (!day_is_inside(c, day))
		return data_error(e, CALENDAR_DATA_VALUE, swap, f, given, text_print(arena, "%d - %d", c->first_year, c->last_year));
	struct calendar_day *row = day_row(c, day);
	if (row->kind != (is_off ? DAY_WORKING : DAY_WEEKEND))
		return data_error(e, CALENDAR_DATA_CLASH, swap, f, text_of(row->name_vi), TEXT_EMPTY);
	*row = (struct calendar_day){ .day = day, .kind = is_off ? DAY_SWAPPED_OFF : DAY_SWAPPED_WORKING, .sure = row->sure,
		.status = swap->cell[F_STATUS].given ? (enum day_status)swap->cell[F_STATUS].number : DAY_ANNOUNCED,
		.name_vi = print_c(arena, is_off ? "%sNghỉ hoán đổi với ngày %.*s" : "%sLàm bù cho ngày %.*s", "", other, true),
		.name_en = print_c(arena, is_off ? "%sDay off swapped with %.*s" : "%sWorking day in place of %.*s", "", other, false),
		.basis = swap->cell[F_BASIS].text, .other = other };
	return true;
}

/* ---- rows that contradict each other ---- */

static bool rules_fit(const struct data *data, struct error *e)
{
	const struct rows *rules = &data->of[RULES];
	for (size_t i = 0; i < rules->count; i++) {
		const struct row *a = &rules->at[i];
		if (a->cell[F_ON].given == a->cell[F_LUNAR].given)
			return data_error(e, CALENDAR_DATA_MISSING, a, F_ON, TEXT_EMPTY, TEXT_EMPTY);
		if (a->cell[F_BEGINS].number > a->cell[F_ENDS].number)
			return data_error(e, CALENDAR_DATA_VALUE, a, F_BEGINS, text_of(a->cell[F_BEGINS].text), TEXT("begins <= ends"));
		for (size_t j = 0; j < i; j++) {
			const struct row *b = &rules->at[j];
			bool a_is_later = b->cell[F_UNTIL].given && a->cell[F_FROM].given && b->cell[F_UNTIL].day.n < a->cell[F_FROM].day.n;
			bool b_is_later = a->cell[F_UNTIL].given && b->cell[F_FROM].given && a->cell[F_UNTIL].day.n < b->cell[F_FROM].day.n;
			if (strcmp(a->cell[F_ID].text, b->cell[F_ID].text) == 0 && !a_is_later && !b_is_later)
				return data_error(e, CALENDAR_DATA_CLASH, a, F_ID, text_of(a->cell[F_ID].text), TEXT_EMPTY);
		}
	}
	return true;
}

static const struct row *rule_in_force(const struct data *data, const char *id, day_t d)
{
	for (size_t i = 0; i < data->of[RULES].count; i++)
		if (strcmp(data->of[RULES].at[i].cell[F_ID].text, id) == 0 && row_is_in_force(&data->of[RULES].at[i], d))
			return &data->of[RULES].at[i];
	return NULL;
}

static struct text rule_ids(struct arena *arena, const struct data *data, day_t d)
{
	struct build b = { .arena = arena };
	for (size_t i = 0; i < data->of[RULES].count; i++)
		if (row_is_in_force(&data->of[RULES].at[i], d))
			build_print(&b, "%s%s", b.len ? ", " : "", data->of[RULES].at[i].cell[F_ID].text);
	return build_text(&b);
}

/* A notice gives a rule as many days as the law does, near the rule's own date: anything else is a slip of the pen. */
static bool break_fits(struct arena *arena, const struct data *data, const struct calendar *c, const struct row *b, struct error *e)
{
	day_t             first = b->cell[F_FIRST].day, last = b->cell[F_LAST].day;
	int               year = (int)b->cell[F_YEAR].number;
	const struct row *rule = rule_in_force(data, b->cell[F_RULE].text, first);
	struct span       own;
	if (year < c->first_year || year > c->last_year)
		return data_error(e, CALENDAR_DATA_VALUE, b, F_YEAR, text_of(b->cell[F_YEAR].text), text_print(arena, "%d - %d", c->first_year, c->last_year));
	if (!rule || !rule_span(rule, year, &own))
		return data_error(e, CALENDAR_DATA_VALUE, b, F_RULE, text_of(b->cell[F_RULE].text), rule_ids(arena, data, first));
	if (first.n < own.first.n - 10 || first.n > own.first.n + 10)
		return data_error(e, CALENDAR_DATA_VALUE, b, F_FIRST, text_of(b->cell[F_FIRST].text), day_print(arena, own.first));
	if (last.n - first.n != own.last.n - own.first.n)
		return data_error(e, CALENDAR_DATA_VALUE, b, F_LAST, text_of(b->cell[F_LAST].text), day_print(arena, day_add(first, own.last.n - own.first.n)));
	for (const struct row *other = data->of[BREAKS].at; other < b; other++)
		if (other->cell[F_YEAR].number == year && strcmp(other->cell[F_RULE].text, b->cell[F_RULE].text) == 0)
			return data_error(e, CALENDAR_DATA_CLASH, b, F_RULE, text_of(b->cell[F_RULE].text), TEXT_EMPTY);
	return true;
}

static void worked_fill(struct arena *arena, struct calendar *c)
{
	int32_t sum = 0;
	c->worked = ARENA_ARRAY(arena, int32_t, (size_t)(c->last.n - c->first.n + 1));
	for (day_t d = c->first; d.n <= c->last.n; d.n++)
		c->worked[d.n - c->first.n] = sum += !day_kind_is_off(day_row(c, d)->kind);
}

bool holiday_fill(struct arena *arena, const struct data *data, struct calendar *c, struct error *e)
{
	if (!years_find(data, c, e) || !rules_fit(data, e))
		return false;
	size_t count = (size_t)(c->last.n - c->first.n + 1);
	c->days = ARENA_ARRAY(arena, struct calendar_day, count);
	bool *was_weekend = ARENA_ARRAY(arena, bool, count);
	for (size_t i = 0; i < data->of[BREAKS].count; i++)
		if (!break_fits(arena, data, c, &data->of[BREAKS].at[i], e))
			return false;
	years_fill(arena, data, c);
	week_fill(data, c);
	for (size_t i = 0; i < count; i++)
		was_weekend[i] = c->days[i].kind == DAY_WEEKEND;
	for (int year = c->first_year; year <= c->last_year; year++)
		for (size_t i = 0; i < data->of[RULES].count; i++)
			rule_fill(arena, data, c, &data->of[RULES].at[i], year);
	compensations_fill(arena, data, c, was_weekend);
	for (size_t i = 0; i < data->of[SWAPS].count; i++)
		if (!swap_put(arena, c, &data->of[SWAPS].at[i], F_OFF, e) || !swap_put(arena, c, &data->of[SWAPS].at[i], F_WORK, e))
			return false;
	worked_fill(arena, c);
	return true;
}
