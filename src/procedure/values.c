/* values.c - the fields of a step: which apply, what they may hold, and what must be so between days. */
#include "base/base.h"

#include "inside.h"

bool field_applies(struct view *v, const struct field *f)
{
	return condition_holds(v, &f->if_) && (!f->pub.rule.len || view_rule(v, f->pub.rule));
}

static struct text basis_for(struct view *v, const struct step *s, struct text rule)
{
	const struct version *version = view_rule(v, rule.len ? rule : s->pub.rule);
	return version ? version->pub.basis : TEXT_EMPTY;
}

static bool is_bad(struct view *v, const struct field *f, struct text value, struct text expected, struct error *e)
{
	return error(e, PROCEDURE_FIELD_BAD, .name = f->pub.label.in[v->lang], .value = value, .expected = expected);
}

static bool length_fits(struct view *v, const struct field *f, struct text value, struct error *e)
{
	int64_t points = (int64_t)text_points(value);
	if (!text_is_utf8(value))
		return is_bad(v, f, TEXT_EMPTY, TEXT("UTF-8"), e);
	for (size_t i = 0; i < value.len && f->pub.type != FIELD_TEXT; i++)
		if ((unsigned char)value.at[i] < ' ')
			return is_bad(v, f, TEXT_EMPTY, TEXT("1"), e);
	if (points > f->pub.most)
		return error(e, PROCEDURE_FIELD_LONG, .name = f->pub.label.in[v->lang], .number = points, .limit = f->pub.most);
	if (points < f->pub.least)
		return error(e, PROCEDURE_FIELD_SHORT, .name = f->pub.label.in[v->lang], .number = points, .limit = f->pub.least);
	return true;
}

static bool number_fits(struct view *v, const struct field *f, struct text value, struct error *e)
{
	int64_t number;
	if (text_to_int(value, &number) && number >= f->pub.least && number <= f->pub.most)
		return true;
	return is_bad(v, f, value, text_print(v->arena, "%lld - %lld", (long long)f->pub.least, (long long)f->pub.most), e);
}

static bool choice_fits(struct view *v, const struct field *f, struct text value, struct error *e)
{
	struct build b = { .arena = v->arena };
	for (size_t i = 0; i < f->pub.choices_n; i++) {
		if (text_equal(f->pub.choices[i].name, value))
			return true;
		build_print(&b, "%s%.*s", i ? ", " : "", TEXT_ARG(f->pub.choices[i].label.in[v->lang]));
	}
	return is_bad(v, f, value, build_text(&b), e);
}

static bool day_fits(struct view *v, const struct field *f, struct text value, struct error *e)
{
	day_t day, least = view_day(v, f->not_before), most = view_day(v, f->not_after);
	if (!day_parse(value, &day))
		return is_bad(v, f, value, TEXT("2026-07-01"), e);
	if (day_is_known(most) && day.n > most.n)
		return error(e, PROCEDURE_DAY_FUTURE, .name = f->pub.label.in[v->lang], .day = most);
	if (day_is_known(least) && day.n < least.n)
		return error(e, PROCEDURE_DAY_EARLY, .name = f->pub.label.in[v->lang], .day = least);
	return true;
}

static bool is_plain(struct text t, size_t least, size_t most)
{
	for (size_t i = 0; i < t.len; i++)
		if (!char_is_alpha(t.at[i]) && !char_is_digit(t.at[i]) && t.at[i] != '-' && t.at[i] != '_' && t.at[i] != '.')
			return false;
	return t.len >= least && t.len <= most;
}

static bool value_fits(struct view *v, const struct field *f, struct text value, struct error *e)
{
	switch (f->pub.type) {
	case FIELD_TEXT:
	case FIELD_LINE:
	case FIELD_DOCUMENT: return length_fits(v, f, value, e);
	case FIELD_CHOICE: return choice_fits(v, f, value, e);
	case FIELD_YES_NO: return text_is(value, "yes") || text_is(value, "no") || is_bad(v, f, value, TEXT("yes, no"), e);
	case FIELD_CONFIRM: return text_is(value, "yes") || is_bad(v, f, value, TEXT("yes"), e);
	case FIELD_NUMBER:
	case FIELD_RATING: return number_fits(v, f, value, e);
	case FIELD_DAY: return day_fits(v, f, value, e);
	case FIELD_UNIT: return is_plain(value, 2, 80) || is_bad(v, f, value, TEXT("vn-02155-20250701"), e);
	case FIELD_ACCOUNT: return (text_to_int(value, &(int64_t){ 0 }) && value.at[0] != '-' && value.at[0] != '0') || is_bad(v, f, value, TEXT("17"), e);
	case FIELD_MATTER: return is_plain(value, 12, 14) || is_bad(v, f, value, TEXT("7Q4M-2RXA-K9TD"), e);
	case FIELD_FILE: return is_plain(value, 1, 80) || is_bad(v, f, value, TEXT_EMPTY, e);
	case FIELD_TYPE_COUNT: break;
	}
	return is_bad(v, f, value, TEXT_EMPTY, e);
}

/* Handing a matter to its own holder moves nothing. */
static bool holder_differs(struct view *v, const struct step *s, const struct field *f, struct text value, struct error *e)
{
	for (size_t i = 0; i < s->holder_n; i++)
		if (text_equal(s->holder[i].to, f->pub.name) && text_equal(value, v->s->holder))
			return is_bad(v, f, value, TEXT_EMPTY, e);
	return true;
}

static bool field_fits(struct view *v, const struct step *s, const struct field *f, struct error *e)
{
	struct text value = named_find(v->values, v->values_n, f->pub.name);
	bool        applies = field_applies(v, f);
	if (value.len && !applies)
		return error(e, PROCEDURE_FIELD_UNKNOWN, .name = f->pub.label.in[v->lang], .value = s->pub.label.in[v->lang]);
	if (!value.len && applies && f->pub.required)
		return error(e, PROCEDURE_FIELD_MISSING, .name = f->pub.label.in[v->lang], .value = s->pub.label.in[v->lang], .basis = basis_for(v, s, f->pub.rule));
	return !value.len || (value_fits(v, f, value, e) && holder_differs(v, s, f, value, e));
}

bool values_fit(struct view *v, const struct step *s, struct error *e)
{
	for (size_t i = 0; i < v->values_n; i++) {
		if (v->values[i].value.len && !field_find(s, v->values[i].name))
			return error(e, PROCEDURE_FIELD_UNKNOWN, .name = v->values[i].name, .value = s->pub.label.in[v->lang]);
		for (size_t j = 0; j < i; j++)
			if (text_equal(v->values[i].name, v->values[j].name))
				return error(e, PROCEDURE_FIELD_UNKNOWN, .name = v->values[i].name, .value = s->pub.label.in[v->lang]);
	}
	for (size_t i = 0; i < s->fields_n; i++)
		if (!field_fits(v, s, &s->fields[i], e))
			return false;
	if (!condition_holds(v, &s->if_))
		return error(e, PROCEDURE_CONDITION, .name = s->pub.label.in[v->lang], .expected = s->because.in[v->lang], .basis = basis_for(v, s, TEXT_EMPTY));
	return true;
}

/* ---- days ---- */

static bool speaks_of_fields(const struct step *s, const struct day_check *d)
{
	const struct text names[] = { d->from, d->before, d->on, d->plus };
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (names[i].len && field_find(s, names[i]))
			return true;
	for (size_t i = 0; i < d->if_.tests_n; i++)
		if (field_find(s, d->if_.tests[i].is.name))
			return true;
	return false;
}

enum { PLUS_MOST = 36525 }; /* days that lengthen a term: a hundred years */

/* The last day of what the check is about; *ret_none when there is nothing to check. */
static bool check_due(struct view *v, const struct day_check *d, day_t *ret, struct text *ret_basis, bool *ret_none, struct error *e)
{
	struct due  due;
	struct term term;
	int64_t     plus = 0;
	*ret = DAY_NONE;
	*ret_none = false;
	if (d->clock.len) {
		for (size_t i = 0; i < v->s->clocks_n; i++)
			if (text_equal(v->s->clocks[i].name, d->clock) && v->s->clocks[i].status == CLOCK_RUNNING) {
				*ret = v->s->clocks[i].due;
				*ret_basis = v->s->clocks[i].basis;
			}
		return true;
	}
	const struct version *rule = view_rule(v, d->rule);
	day_t                 from = view_day(v, d->from), before = view_day(v, d->before);
	*ret_none = !rule || (!day_is_known(from) && !day_is_known(before)) || !version_term(v, rule, &term);
	if (*ret_none)
		return true;
	*ret_basis = rule->pub.basis;
	if (d->plus.len && (!text_to_int(view_value(v, d->plus), &plus) || plus < 0 || plus > PLUS_MOST))
		plus = 0;
	if (!(day_is_known(from) ? calendar_due(v->calendar, day_add(from, (int32_t)plus), term, &due, e) : calendar_before(v->calendar, before, term, &due, e)))
		return false;
	*ret = due.day;
	return true;
}

static bool day_check_fits(struct view *v, const struct step *s, const struct day_check *d, day_t *until, struct error *e)
{
	struct text basis = TEXT_EMPTY, label = s->pub.label.in[v->lang];
	day_t       due, on = view_day(v, d->on);
	bool        none;
	if (!condition_holds(v, &d->if_))
		return true;
	if (!check_due(v, d, &due, &basis, &none, e))
		return false;
	if (none || !day_is_known(on))
		return true;
	if (d->must == MUST_STILL_RUN && (!day_is_known(due) || on.n > due.n))
		return error(e, PROCEDURE_TOO_LATE, .name = label, .day = due, .basis = basis);
	if (d->must == MUST_HAVE_PASSED && (!day_is_known(due) || on.n <= due.n))
		return error(e, PROCEDURE_TOO_EARLY, .name = label, .day = day_is_known(due) ? day_add(due, 1) : DAY_NONE, .basis = basis);
	if (d->must == MUST_STILL_RUN && text_is(d->on, "today") && (!day_is_known(*until) || due.n < until->n))
		*until = due;
	return true;
}

bool days_fit(struct view *v, const struct step *s, bool known, day_t *ret_until, struct error *e)
{
	for (size_t i = 0; i < s->days_n; i++)
		if (!(known && speaks_of_fields(s, &s->days[i])) && !day_check_fits(v, s, &s->days[i], ret_until, e))
			return false;
	return true;
}
