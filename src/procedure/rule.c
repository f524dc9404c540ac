/* rule.c - what applies and what is so: versions of rules by days, conditions by fields and facts, tables. */
#include "base/base.h"

#include "inside.h"

/* The day by which a version is chosen. */
static day_t binding_day(const struct pack_rule *r, day_t received, day_t accepted, day_t today)
{
	if (r->binds == BINDS_RECEIVED && day_is_known(received))
		return received;
	return r->binds == BINDS_ACCEPTED && day_is_known(accepted) ? accepted : today;
}

static const struct version *version_at(const struct rule *r, day_t received, day_t accepted, day_t today)
{
	for (size_t i = r ? r->versions_n : 0; i-- > 0;) {
		const struct pack_rule *v = &r->versions[i].pub;
		day_t                   day = binding_day(v, received, accepted, today);
		if (day.n >= v->from.n && day.n <= v->to.n)
			return &r->versions[i];
	}
	return NULL;
}

const struct pack_rule *procedure_rule(const struct pack *p, struct text id, day_t received, day_t accepted, day_t today)
{
	const struct version *v = version_at(rule_find(p, id), received, accepted, today);
	return v ? &v->pub : NULL;
}

void view_uses(struct view *v, struct text reference)
{
	if (!v->used)
		return;
	for (size_t i = 0; i < v->used_n; i++)
		if (text_equal(v->used[i], reference))
			return;
	if (v->used_n == v->used_room) {
		v->used = arena_grow(v->arena, v->used, v->used_n, v->used_n + 8, sizeof(*v->used));
		v->used_room += v->used_n + 8;
	}
	v->used[v->used_n++] = reference;
}

const struct version *view_rule(struct view *v, struct text id)
{
	const struct version *found = version_at(rule_find(v->pack, id), v->s->received, v->s->accepted, v->today);
	if (found)
		view_uses(v, found->pub.reference);
	return found;
}

static const struct row *version_row(struct view *v, const struct version *version)
{
	for (size_t i = 0; i < version->rows_n; i++)
		if (condition_holds(v, &version->rows[i].if_))
			return &version->rows[i];
	return NULL;
}

bool version_term(struct view *v, const struct version *version, struct term *ret)
{
	const struct row *row = version_row(v, version);
	if (!row || !row->has_term)
		return false;
	*ret = row->term;
	ret->basis = text_c(v->arena, version->pub.basis);
	return true;
}

static struct text count_of_points(const struct situation *s, enum point_kind kind)
{
	size_t open = 0;
	for (size_t i = 0; i < s->points_n; i++)
		open += s->points[i].kind == kind && s->points[i].is_open;
	return open == 0 ? TEXT("none") : open == 1 ? TEXT("one") : TEXT("many");
}

static struct text derived(struct view *v, const struct fact_row *f)
{
	const struct version *version = view_rule(v, f->by);
	const struct row     *row = version ? version_row(v, version) : NULL;
	return row ? row->value : TEXT_EMPTY;
}

struct text view_value(struct view *v, struct text name)
{
	struct text value = named_find(v->values, v->values_n, name);
	if (value.len)
		return value;
	if (text_is(name, "level"))
		return v->s->holder_level;
	if (fact_is_builtin(name))
		return count_of_points(v->s, text_is(name, "contents") ? POINT_CONTENT : POINT_MEMBER);
	const struct fact_row *f = fact_find(v->pack, name);
	if (f && f->by.len)
		return derived(v, f);
	value = named_find(v->s->facts, v->s->facts_n, name);
	return value.len || !f ? value : f->preset;
}

static bool value_matches(struct text value, struct text test)
{
	int64_t least, most, number;
	if (value.len && text_equal(value, test))
		return true;
	if (text_is(test, "given") || text_is(test, "none"))
		return (value.len > 0) == text_is(test, "given");
	return range_read(test, &least, &most) && text_to_int(value, &number) && number >= least && number <= most;
}

static bool test_holds(struct view *v, const struct test *t)
{
	struct text rest = t->is.value, one, value = view_value(v, t->is.name);
	while (text_next(&rest, '|', &one))
		if (value_matches(value, one))
			return true;
	return false;
}

bool condition_holds(struct view *v, const struct condition *c)
{
	for (size_t i = 0; i < c->tests_n; i++)
		if (!test_holds(v, &c->tests[i]))
			return false;
	return true;
}

day_t view_day(struct view *v, struct text name)
{
	day_t day = DAY_NONE;
	if (text_is(name, "today"))
		return v->day;
	if (text_is(name, "received"))
		return v->s->received;
	if (text_is(name, "accepted"))
		return v->s->accepted;
	return day_parse(view_value(v, name), &day) ? day : DAY_NONE;
}

bool procedure_term(const struct pack *p, struct text id, const struct situation *s, day_t today, struct term *ret, struct text *ret_rule, struct error *e)
{
	struct view           v = { .pack = p, .s = s, .today = today, .day = today };
	const struct version *version = view_rule(&v, id);
	const struct row     *row = version ? version_row(&v, version) : NULL;
	if (!row || !row->has_term)
		return error(e, PROCEDURE_NO_RULE, .name = id, .day = today);
	*ret = row->term;
	ret->basis = ""; /* the rule has it */
	*ret_rule = version->pub.reference;
	return true;
}
