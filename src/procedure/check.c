/* check.c - what must hold of a whole pack: periods without gap or overlap, tables with a last row, every state reached and able to end, clocks that are met. */
#include "base/base.h"

#include "inside.h"

static bool refuse(struct error *e, const struct spot *p, const char *code, const char *name, struct text value, day_t day)
{
	return place_error(e, p, code, text_of(name), value, TEXT_EMPTY, day);
}

static bool rows_check(const struct version *v, struct error *e)
{
	for (size_t i = 0; i < v->rows_n; i++) {
		bool is_last = i + 1 == v->rows_n, is_open = v->rows[i].if_.tests_n == 0;
		if (is_last != is_open)
			return refuse(e, &v->rows[i].place, PACK_NO_ELSE, is_last ? "if" : "when", v->pub.reference, DAY_NONE);
	}
	return true;
}

/* What binds more comes later: otherwise a matter received before the change would have no rule after it. */
static bool versions_follow(const struct version *a, const struct version *b, struct error *e)
{
	day_t next = day_add(a->pub.to, 1);
	if (b->pub.version != a->pub.version + 1)
		return refuse(e, &b->place, PACK_TWICE, "version", b->pub.reference, DAY_NONE);
	if (b->pub.from.n < next.n)
		return refuse(e, &b->place, PACK_OVERLAP, "", b->pub.id, b->pub.from);
	if (b->pub.from.n > next.n || b->pub.binds < a->pub.binds)
		return refuse(e, &b->place, PACK_GAP, "", b->pub.id, next);
	return true;
}

static bool rule_check(const struct rule *r, struct error *e)
{
	if (r->versions[0].pub.version != 1)
		return refuse(e, &r->versions[0].place, PACK_TWICE, "version", r->versions[0].pub.reference, DAY_NONE);
	for (size_t i = 0; i < r->versions_n; i++)
		if (!rows_check(&r->versions[i], e) || (i > 0 && !versions_follow(&r->versions[i - 1], &r->versions[i], e)))
			return false;
	return true;
}

/* Rules that can't be missing (of the filing, of what the office owes by it) begin with the pack and have no end. */
static bool rule_covers(const struct pack *p, struct text id, struct error *e)
{
	const struct rule    *r = rule_find(p, id);
	const struct version *last = &r->versions[r->versions_n - 1];
	if (r->versions[0].pub.from.n > p->since.n)
		return refuse(e, &r->versions[0].place, PACK_GAP, "", id, p->since);
	return last->pub.to.n == DAY_MAX.n || refuse(e, &last->place, PACK_GAP, "", id, day_add(last->pub.to, 1));
}

static bool open_check(const struct pack *p, struct error *e)
{
	const struct step *open = step_find(p, TEXT("open"));
	if (!open || !open->to_n)
		return refuse(e, open ? &open->place : &p->place, PACK_MISSING, open ? "to" : "open", TEXT("steps"), DAY_NONE);
	if (!rule_covers(p, open->pub.rule, e))
		return false;
	for (size_t i = 0; i < open->effects_n; i++) {
		const struct effect    *x = &open->effects[i];
		const struct clock_row *c = clock_find(p, x->clock);
		if (x->kind == EFFECT_START && !x->if_.tests_n && c->pub.owed_by == OWED_BY_OFFICE && !rule_covers(p, c->rule, e))
			return false;
	}
	const struct step *correct = step_find(p, TEXT("correct"));
	if (correct && (correct->to_n || correct->effects_n || correct->sets_n))
		return refuse(e, &correct->place, PACK_VALUE, "correct", TEXT("to, clocks, set"), DAY_NONE);
	return true;
}

/* ---- the graph of states ---- */

static size_t state_number(const struct pack *p, struct text name) { return (size_t)(state_find(p, name) - p->states); }

static bool leaves(const struct pack *p, const struct step *s, const struct state *from)
{
	for (size_t i = 0; i < s->from_n; i++)
		if (text_equal(s->from[i], from->pub.name))
			return true;
	return s->from_all_open && from->pub.is_open;
}

/* Marks each state to which the step leads; did anything change? */
static bool each_target(const struct pack *p, const struct step *s, bool *marks, bool value)
{
	bool changed = false;
	for (size_t i = 0; i <= s->to_n; i++) {
		struct text to = i < s->to_n ? s->to[i].to : s->none_open;
		if (!to.len)
			continue;
		size_t n = state_number(p, to);
		changed |= marks[n] != value;
		marks[n] = value;
	}
	return changed;
}

static bool any_target_marked(const struct pack *p, const struct step *s, const bool *marks)
{
	for (size_t i = 0; i < s->to_n; i++)
		if (marks[state_number(p, s->to[i].to)])
			return true;
	return s->none_open.len && marks[state_number(p, s->none_open)];
}

static struct text steps_from(const struct pack *p, const struct state *s)
{
	struct build b = { .arena = p->arena };
	for (size_t i = 0; i < p->steps_n; i++)
		if (leaves(p, &p->steps[i], s)) {
			build_c(&b, b.len > 0 ? " " : "");
			build_add(&b, p->steps[i].pub.name);
		}
	return build_text(&b);
}

/* What usually follows a state must be a step that can be made from it. */
static bool next_check(const struct pack *p, struct error *e)
{
	for (size_t i = 0; i < p->states_n; i++) {
		const struct state *s = &p->states[i];
		if (s->pub.next.len > 0 && (!step_find(p, s->pub.next) || !leaves(p, step_find(p, s->pub.next), s)))
			return error(e, PACK_UNKNOWN, .name = TEXT("next"), .value = s->pub.next, .expected = steps_from(p, s), .file = s->place.file,
			             .line = s->place.line, .column = s->place.column);
	}
	return true;
}

static bool reach_check(const struct pack *p, struct error *e)
{
	bool *reached = ARENA_ARRAY(p->arena, bool, p->states_n + 1);
	bool  more = each_target(p, step_find(p, TEXT("open")), reached, true);
	while (more) {
		more = false;
		for (size_t i = 0; i < p->steps_n; i++)
			for (size_t j = 0; j < p->states_n; j++)
				if (reached[j] && leaves(p, &p->steps[i], &p->states[j]) && each_target(p, &p->steps[i], reached, true))
					more = true;
	}
	for (size_t i = 0; i < p->states_n; i++)
		if (!reached[i])
			return refuse(e, &p->states[i].place, PACK_UNREACHABLE, "state", p->states[i].pub.name, DAY_NONE);
	return true;
}

/* From each open state some way leads to a closing one. */
static bool end_check(const struct pack *p, struct error *e)
{
	bool *ends = ARENA_ARRAY(p->arena, bool, p->states_n + 1);
	bool  more = true;
	for (size_t i = 0; i < p->states_n; i++)
		ends[i] = !p->states[i].pub.is_open;
	while (more) {
		more = false;
		for (size_t i = 0; i < p->steps_n; i++)
			for (size_t j = 0; j < p->states_n; j++)
				if (!ends[j] && leaves(p, &p->steps[i], &p->states[j]) && any_target_marked(p, &p->steps[i], ends))
					more = ends[j] = true;
	}
	for (size_t i = 0; i < p->states_n; i++)
		if (!ends[i])
			return refuse(e, &p->states[i].place, PACK_ENDLESS, "state", p->states[i].pub.name, DAY_NONE);
	return true;
}

/* ---- clocks and lists ---- */

static bool has_effect(const struct pack *p, struct text clock, enum effect_kind kind)
{
	for (size_t i = 0; i < p->steps_n; i++)
		for (size_t j = 0; j < p->steps[i].effects_n; j++)
			if (p->steps[i].effects[j].kind == kind && text_equal(p->steps[i].effects[j].clock, clock))
				return true;
	return false;
}

static bool clock_check(const struct pack *p, const struct clock_row *c, struct error *e)
{
	if (!has_effect(p, c->pub.name, EFFECT_START))
		return refuse(e, &c->place, PACK_CLOCK, "start", c->pub.name, DAY_NONE);
	if (c->pub.owed_by == OWED_BY_OFFICE && !has_effect(p, c->pub.name, EFFECT_MEET))
		return refuse(e, &c->place, PACK_CLOCK, "meet", c->pub.name, DAY_NONE);
	if (has_effect(p, c->pub.name, EFFECT_PAUSE) && !has_effect(p, c->pub.name, EFFECT_RESUME))
		return refuse(e, &c->place, PACK_CLOCK, "resume", c->pub.name, DAY_NONE);
	return true;
}

bool pack_check(const struct pack *p, struct error *e)
{
	for (size_t i = 0; i < p->rules_n; i++)
		if (!rule_check(&p->rules[i], e))
			return false;
	if (!open_check(p, e) || !next_check(p, e) || !reach_check(p, e) || !end_check(p, e))
		return false;
	for (size_t i = 0; i < p->clocks_n; i++)
		if (!clock_check(p, &p->clocks[i], e))
			return false;
	for (size_t i = 0; i < p->lists_n; i++)
		if (!p->lists[i].is_used)
			return refuse(e, &p->lists[i].place, PACK_UNUSED, "list", p->lists[i].name, DAY_NONE);
	return true;
}
