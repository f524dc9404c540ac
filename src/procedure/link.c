/* link.c - every name in a pack against what it names, and the views that others read (choices, conditions of fields). */
#include "base/base.h"

#include "inside.h"

struct linking {
	struct pack       *pack;
	const struct step *step;   /* whose fields may be named; NULL: facts only */
	size_t             facts_n; /* facts that may be named: tables of derived facts see only those before */
	struct error      *error;
};

static struct text names_joined(struct arena *a, const void *list, size_t count, size_t size)
{
	struct build b = { .arena = a };
	for (size_t i = 0; i < count; i++)
		build_print(&b, "%s%.*s", i ? ", " : "", TEXT_ARG(*(const struct text *)(const void *)((const char *)list + i * size)));
	return build_text(&b);
}

/* The names there are: every row begins with its own. */
static struct text names_known(const struct linking *l, const char *kind)
{
	const struct pack *p = l->pack;
	const struct { const char *kind; const void *list; size_t count, size; } lists[] = {
		{ "fact", p->facts, p->facts_n, sizeof(*p->facts) }, { "list", p->lists, p->lists_n, sizeof(*p->lists) },
		{ "state", p->states, p->states_n, sizeof(*p->states) }, { "clock", p->clocks, p->clocks_n, sizeof(*p->clocks) },
		{ "rule", p->rules, p->rules_n, sizeof(*p->rules) }, { "step", p->steps, p->steps_n, sizeof(*p->steps) },
	};
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		if (strcmp(lists[i].kind, kind) == 0)
			return names_joined(p->arena, lists[i].list, lists[i].count, lists[i].size);
	return l->step && l->step->fields_n ? names_joined(p->arena, l->step->fields, l->step->fields_n, sizeof(*l->step->fields)) : TEXT("-");
}

static bool unknown(struct linking *l, const struct spot *p, const char *kind, struct text value)
{
	return place_error(l->error, p, PACK_UNKNOWN, text_of(kind), value, names_known(l, kind), DAY_NONE);
}

static bool bad(struct linking *l, const struct spot *p, const char *key, struct text value, struct text expected)
{
	return place_error(l->error, p, PACK_VALUE, text_of(key), value, expected, DAY_NONE);
}

static const struct fact_row *fact_before(struct linking *l, struct text name)
{
	const struct fact_row *f = fact_find(l->pack, name);
	return f && (size_t)(f - l->pack->facts) < l->facts_n ? f : NULL;
}

bool range_read(struct text t, int64_t *ret_least, int64_t *ret_most)
{
	size_t dots = text_find(t, TEXT(".."));
	*ret_least = INT64_MIN;
	*ret_most = INT64_MAX;
	if (dots == SIZE_MAX || t.len == 2)
		return false;
	struct text least = text_first(t, dots), most = text_from(t, dots + 2);
	return (!least.len || text_to_int(least, ret_least)) && (!most.len || text_to_int(most, ret_most));
}

static bool list_has(const struct list *l, struct text name)
{
	for (size_t i = 0; l && i < l->items_n; i++)
		if (text_equal(l->items[i].name, name))
			return true;
	return false;
}

/* Could a thing of this type ever have this value? */
static bool value_is_possible(struct pack *p, enum field_type type, struct text list, struct text value)
{
	int64_t least, most;
	if (text_is(value, "given") || text_is(value, "none"))
		return type != FIELD_YES_NO;
	switch (type) {
	case FIELD_YES_NO: return text_is(value, "yes") || text_is(value, "no");
	case FIELD_CONFIRM: return text_is(value, "yes");
	case FIELD_CHOICE: return list_has(list_find(p, list), value);
	case FIELD_NUMBER:
	case FIELD_RATING: return range_read(value, &least, &most) || text_to_int(value, &least);
	default: return false;
	}
}

static struct text values_possible(struct pack *p, enum field_type type, struct text list)
{
	const struct list *l = list.len ? list_find(p, list) : NULL;
	if (l)
		return names_joined(p->arena, l->items, l->items_n, sizeof(*l->items));
	return type == FIELD_YES_NO ? TEXT("yes, no") : type == FIELD_CONFIRM ? TEXT("yes")
	       : type == FIELD_NUMBER || type == FIELD_RATING ? TEXT("5, 5..10, 5.., ..10") : TEXT("given, none");
}

static bool builtin_is_possible(struct text name, struct text value)
{
	static const char *const levels[] = { "commune", "district", "province" }, *const counts[] = { "none", "one", "many" };
	for (size_t i = 0; i < COUNT_OF(levels); i++)
		if (text_is(value, text_is(name, "level") ? levels[i] : counts[i]))
			return true;
	return false;
}

static bool test_links(struct linking *l, const struct test *t)
{
	const struct field    *field = l->step ? field_find(l->step, t->is.name) : NULL;
	const struct fact_row *fact = fact_before(l, t->is.name);
	struct text            rest = t->is.value, one;
	if (!field && !fact && !fact_is_builtin(t->is.name))
		return unknown(l, &t->place, "fact", t->is.name);
	while (text_next(&rest, '|', &one)) {
		bool fits = field  ? value_is_possible(l->pack, field->pub.type, field->list, one)
			    : fact ? value_is_possible(l->pack, fact->type, fact->list, one)
				   : builtin_is_possible(t->is.name, one);
		if (!fits)
			return place_error(l->error, &t->place, PACK_VALUE, t->is.name, one,
				field  ? values_possible(l->pack, field->pub.type, field->list)
				: fact ? values_possible(l->pack, fact->type, fact->list)
				       : TEXT("level: commune, district, province; contents, members: none, one, many"), DAY_NONE);
	}
	return true;
}

static bool condition_links(struct linking *l, const struct condition *c)
{
	for (size_t i = 0; i < c->tests_n; i++)
		if (!test_links(l, &c->tests[i]))
			return false;
	return true;
}

static bool rule_links(struct linking *l, const struct spot *p, struct text id)
{
	struct rule *r = rule_find(l->pack, id);
	if (!r)
		return unknown(l, p, "rule", id);
	r->is_used = true;
	return true;
}

/* A rule that must give terms (or values) in each version. */
static bool table_links(struct linking *l, const struct spot *p, struct text id, bool terms)
{
	if (!rule_links(l, p, id))
		return false;
	const struct rule *r = rule_find(l->pack, id);
	for (size_t i = 0; i < r->versions_n; i++)
		if (r->versions[i].rows_n == 0 || r->versions[i].rows[0].has_term != terms)
			return place_error(l->error, &r->versions[i].place, PACK_MISSING, TEXT("when"), id, terms ? TEXT("term") : TEXT("value"), DAY_NONE);
	return true;
}

static bool list_links(struct linking *l, const struct spot *p, struct text name)
{
	struct list *list = list_find(l->pack, name);
	if (!list)
		return unknown(l, p, "list", name);
	list->is_used = true;
	return true;
}

static bool fact_links(struct linking *l, const struct fact_row *f)
{
	l->facts_n = (size_t)(f - l->pack->facts);
	if ((f->list.len && !list_links(l, &f->place, f->list)) || (f->by.len && !table_links(l, &f->place, f->by, false)))
		return false;
	if (fact_is_builtin(f->name))
		return place_error(l->error, &f->place, PACK_TWICE, TEXT("fact"), f->name, TEXT_EMPTY, DAY_NONE);
	if (f->preset.len && (f->by.len || !value_is_possible(l->pack, f->type, f->list, f->preset)))
		return bad(l, &f->place, "default", f->preset, values_possible(l->pack, f->type, f->list));
	const struct rule *r = f->by.len ? rule_find(l->pack, f->by) : NULL;
	for (size_t i = 0; r && i < r->versions_n; i++)
		for (size_t j = 0; j < r->versions[i].rows_n; j++) {
			const struct row *row = &r->versions[i].rows[j];
			if (!condition_links(l, &row->if_))
				return false;
			if (!value_is_possible(l->pack, f->type, f->list, row->value))
				return bad(l, &row->place, "value", row->value, f->name);
		}
	return true;
}

/* "today", "received", "accepted", a day field of the step, a day fact. */
static bool day_links(struct linking *l, const struct spot *p, const char *key, struct text name)
{
	const struct field    *field = l->step ? field_find(l->step, name) : NULL;
	const struct fact_row *fact = fact_find(l->pack, name);
	if (!name.len || text_is(name, "today") || text_is(name, "received") || text_is(name, "accepted"))
		return true;
	if (!field && !fact)
		return unknown(l, p, key, name);
	return (field ? field->pub.type : fact->type) == FIELD_DAY || bad(l, p, key, name, TEXT("type: day"));
}

static bool way_state_links(struct linking *l, const struct way *w)
{
	return state_find(l->pack, w->to) ? condition_links(l, &w->if_) : unknown(l, &w->place, "state", w->to);
}

static bool way_holder_links(struct linking *l, const struct way *w)
{
	const struct field *f = field_find(l->step, w->to);
	if (!text_is(w->to, "above") && !(f && f->pub.type == FIELD_UNIT))
		return unknown(l, &w->place, "holder", w->to);
	return condition_links(l, &w->if_);
}

static bool prefill_links(struct linking *l, const struct field *f)
{
	const struct step *from = step_find(l->pack, f->pub.prefill);
	if (!from)
		return unknown(l, &f->place, "step", f->pub.prefill);
	return field_find(from, f->pub.name) ? true : unknown(l, &f->place, "field", f->pub.name);
}

static bool field_links(struct linking *l, struct field *f)
{
	const struct fact_row *fact = f->pub.sets.len ? fact_find(l->pack, f->pub.sets) : NULL;
	if ((f->list.len && !list_links(l, &f->place, f->list)) || (f->pub.rule.len && !rule_links(l, &f->place, f->pub.rule)) ||
	    (f->pub.prefill.len && !prefill_links(l, f)) || !condition_links(l, &f->if_) || !day_links(l, &f->place, "not_before", f->not_before) ||
	    !day_links(l, &f->place, "not_after", f->not_after))
		return false;
	if (f->pub.sets.len && !fact)
		return unknown(l, &f->place, "fact", f->pub.sets);
	if (fact && (fact->by.len || fact->type != (f->pub.type == FIELD_CONFIRM ? FIELD_YES_NO : f->pub.type) || !text_equal(fact->list, f->list)))
		return bad(l, &f->place, "sets", f->pub.sets, text_of(type_words[fact->type]));
	const struct list *list = f->list.len ? list_find(l->pack, f->list) : NULL;
	f->pub.choices = list ? list->items : NULL;
	f->pub.choices_n = list ? list->items_n : 0;
	struct named *only_if = ARENA_ARRAY(l->pack->arena, struct named, f->if_.tests_n + 1);
	for (size_t i = 0; i < f->if_.tests_n; i++)
		only_if[i] = f->if_.tests[i].is;
	f->pub.only_if = only_if;
	f->pub.only_if_n = f->if_.tests_n;
	return true;
}

static bool day_check_links(struct linking *l, const struct day_check *d)
{
	const struct field *plus = d->plus.len ? field_find(l->step, d->plus) : NULL;
	if (d->clock.len && !clock_find(l->pack, d->clock))
		return unknown(l, &d->place, "clock", d->clock);
	if (d->plus.len && !(plus && plus->pub.type == FIELD_NUMBER))
		return unknown(l, &d->place, "field", d->plus);
	return (!d->rule.len || table_links(l, &d->place, d->rule, true)) && day_links(l, &d->place, "from", d->from) &&
	       day_links(l, &d->place, "before", d->before) && day_links(l, &d->place, "on", d->on) && condition_links(l, &d->if_);
}

static bool effect_links(struct linking *l, const struct effect *x)
{
	if (!clock_find(l->pack, x->clock))
		return unknown(l, &x->place, "clock", x->clock);
	return (!x->by.len || table_links(l, &x->place, x->by, true)) && day_links(l, &x->place, "from", x->from) && condition_links(l, &x->if_);
}

static bool sets_link(struct linking *l, const struct step *s)
{
	for (size_t i = 0; i < s->sets_n; i++) {
		const struct fact_row *f = fact_find(l->pack, s->sets[i].name);
		if (!f)
			return unknown(l, &s->place, "fact", s->sets[i].name);
		if (f->by.len || !value_is_possible(l->pack, f->type, f->list, s->sets[i].value) || text_is(s->sets[i].value, "given"))
			return bad(l, &s->place, "set", s->sets[i].value, f->name);
	}
	return true;
}

static bool step_places_link(struct linking *l, const struct step *s)
{
	for (size_t i = 0; i < s->from_n; i++)
		if (!state_find(l->pack, s->from[i]))
			return unknown(l, &s->place, "state", s->from[i]);
	for (size_t i = 0; i < s->to_n; i++)
		if (!way_state_links(l, &s->to[i]))
			return false;
	for (size_t i = 0; i < s->holder_n; i++)
		if (!way_holder_links(l, &s->holder[i]))
			return false;
	if (s->none_open.len && !state_find(l->pack, s->none_open))
		return unknown(l, &s->place, "state", s->none_open);
	return day_links(l, &s->place, "accepts", s->accepts);
}

static bool step_links(struct linking *l, struct step *s)
{
	l->step = s;
	l->facts_n = l->pack->facts_n;
	if (!rule_links(l, &s->place, s->pub.rule) || !step_places_link(l, s) || !condition_links(l, &s->if_) || !sets_link(l, s))
		return false;
	struct pack_field *fields = ARENA_ARRAY(l->pack->arena, struct pack_field, s->fields_n + 1);
	for (size_t i = 0; i < s->fields_n; i++) {
		if (!field_links(l, &s->fields[i]))
			return false;
		fields[i] = s->fields[i].pub;
	}
	s->pub.fields = fields;
	s->pub.fields_n = s->fields_n;
	for (size_t i = 0; i < s->days_n; i++)
		if (!day_check_links(l, &s->days[i]))
			return false;
	for (size_t i = 0; i < s->effects_n; i++)
		if (!effect_links(l, &s->effects[i]))
			return false;
	return true;
}

/* Names given twice. Every row begins with its name or has it in its public part, which begins with it. */
static bool names_differ(const char *kind, const void *list, size_t count, size_t size, size_t place, struct error *e)
{
	for (size_t i = 1; i < count; i++)
		for (size_t j = 0; j < i; j++) {
			const struct text *a = (const void *)((const char *)list + i * size), *b = (const void *)((const char *)list + j * size);
			if (text_equal(*a, *b))
				return place_error(e, (const void *)((const char *)list + i * size + place), PACK_TWICE, text_of(kind), *a, TEXT_EMPTY, DAY_NONE);
		}
	return true;
}
#define DIFFER(kind, list, count, type) names_differ(kind, list, count, sizeof(type), offsetof(type, place), e)

static bool all_differ(const struct pack *p, struct error *e)
{
	return DIFFER("fact", p->facts, p->facts_n, struct fact_row) && DIFFER("list", p->lists, p->lists_n, struct list) &&
	       DIFFER("state", p->states, p->states_n, struct state) && DIFFER("clock", p->clocks, p->clocks_n, struct clock_row) &&
	       DIFFER("rule", p->rules, p->rules_n, struct rule) && DIFFER("step", p->steps, p->steps_n, struct step);
}

static bool rule_tables_link(struct linking *l, const struct rule *r)
{
	l->step = NULL;
	l->facts_n = l->pack->facts_n;
	for (size_t i = 0; i < r->versions_n; i++)
		for (size_t j = 0; j < r->versions[i].rows_n; j++)
			if (!condition_links(l, &r->versions[i].rows[j].if_))
				return false;
	return true;
}

/* So that what follows, which compares all with all, has an end also for hostile packs. */
static bool counts_fit(const struct pack *p, struct error *e)
{
	const struct { size_t count, most; } counts[] = {
		{ p->facts_n, 200 }, { p->lists_n, 100 }, { p->states_n, 60 }, { p->clocks_n, 60 }, { p->rules_n, 400 }, { p->steps_n, 200 },
	};
	for (size_t i = 0; i < COUNT_OF(counts); i++)
		if (counts[i].count > counts[i].most)
			return error(e, PACK_TOO_LARGE, .file = p->place.file, .number = (int64_t)counts[i].count, .limit = (int64_t)counts[i].most);
	return true;
}

bool pack_link(struct pack *p, struct error *e)
{
	struct linking l = { .pack = p, .error = e };
	if (!counts_fit(p, e) || !all_differ(p, e))
		return false;
	for (size_t i = 0; i < p->facts_n; i++)
		if (!fact_links(&l, &p->facts[i]))
			return false;
	for (size_t i = 0; i < p->rules_n; i++)
		if (!rule_tables_link(&l, &p->rules[i]))
			return false;
	for (size_t i = 0; i < p->clocks_n; i++)
		if (!table_links(&l, &p->clocks[i].place, p->clocks[i].rule, true))
			return false;
	for (size_t i = 0; i < p->steps_n; i++)
		if (!step_links(&l, &p->steps[i]))
			return false;
	return true;
}
