/* order_sum.c - area and people are conserved where the order or the registry states them; and what a text declares is held against its own figures. */
#include "base/base.h"

#include "order_inside.h"

enum { AREA, PEOPLE, SIZES };
static const char *const size_names[SIZES] = { "hectares", "people" };

static int64_t share_size(const struct order_share *s, int size) { return size == AREA ? s->hectares : s->people; }

static int64_t known_size(const struct planning *p, const struct touched *t, int size)
{
	int64_t amount;
	return t->before && unit_measure_on(p->r, t->id, size_names[size], p->before, &amount) ? amount : UNKNOWN;
}

static int64_t whole_size(const struct planning *p, const struct touched *t, int size)
{
	return t->split && t->stated[size] != UNKNOWN ? t->stated[size] : known_size(p, t, size);
}

static bool is_rest(const struct touched *from, const struct give *g)
{
	return g->share->take == TAKE_REST || (g->share->take == TAKE_WHOLE && !g->whole && !from->split);
}

/* What is left when all others have taken theirs. */
static int64_t rest_size(const struct planning *p, const struct touched *from, const struct give *g, int size)
{
	int64_t left = whole_size(p, from, size);
	for (size_t i = 0; i < from->gives_n && left != UNKNOWN; i++) {
		int64_t part = &from->gives[i] == g ? 0 : share_size(from->gives[i].share, size);
		left = part == UNKNOWN || part > left ? UNKNOWN : left - part;
	}
	return left;
}

/* What a give brings: its own figure, or for the whole the unit's, for the rest what is left of it. */
static int64_t give_size(const struct planning *p, const struct touched *from, const struct give *g, int size)
{
	int64_t own = share_size(g->share, size);
	if (own != UNKNOWN)
		return own;
	return g->whole ? known_size(p, from, size) : is_rest(from, g) ? rest_size(p, from, g, size) : UNKNOWN;
}

static void sum_wrong(struct planning *p, const struct spot *at, const struct touched *t, int size, int64_t sum, int64_t stated)
{
	FAULT(p, *at, ORDER_SUM, .name = title_after(p, t), .value = text_of(size_names[size]), .number = sum, .limit = stated);
}

static void giver_check(struct planning *p, const struct touched *t, int size)
{
	int64_t sum = 0, known = whole_size(p, t, size);
	bool    all = true;
	for (size_t i = 0; i < t->gives_n; i++) {
		int64_t part = give_size(p, t, &t->gives[i], size);
		all = all && part != UNKNOWN;
		sum += part != UNKNOWN ? part : 0;
	}
	if (t->gives_n > 0 && known != UNKNOWN && (sum > known || (all && t->ends && sum != known)))
		sum_wrong(p, part_place(p, t->gives[t->gives_n - 1].part), t, size, sum, known);
}

struct income { int64_t sum; bool all, any; };

/* What all give to each: one walk over all gives. */
static void incomes(struct planning *p, int size, struct income *in)
{
	for (size_t i = 0; i < p->units.count; i++) {
		int64_t own = p->units.at[i]->made ? 0 : known_size(p, p->units.at[i], size);
		in[i] = (struct income){ .sum = own == UNKNOWN ? 0 : own, .all = own != UNKNOWN };
	}
	for (const struct touched *t = p->first; t; t = t->next)
		for (size_t i = 0; i < t->gives_n; i++) {
			size_t  to = chains_first(&p->units.chains, t->gives[i].to->id), from = chains_first(&p->units.chains, t->id);
			int64_t part = give_size(p, t, &t->gives[i], size);
			in[to].any = true;
			in[to].all = in[to].all && part != UNKNOWN;
			in[to].sum += part != UNKNOWN ? part : 0;
			in[from].all = in[from].all && part != UNKNOWN;
			in[from].sum -= part != UNKNOWN ? part : 0;
		}
}

static void sizes_check(struct planning *p, int size)
{
	struct income *in = ARENA_ARRAY(p->arena, struct income, p->units.count + 1);
	incomes(p, size, in);
	for (size_t i = 0; i < p->units.count; i++) {
		struct touched *t = p->units.at[i];
		giver_check(p, t, size);
		if (t->ends || (!in[i].any && t->gives_n == 0))
			continue;
		if (t->stated[size] != UNKNOWN && in[i].all && in[i].sum != t->stated[size])
			sum_wrong(p, part_place(p, t->stated_by), t, size, in[i].sum, t->stated[size]);
		if (t->stated[size] == UNKNOWN && in[i].all)
			t->stated[size] = in[i].sum; /* becomes its figure from the day on */
		t->blurred[size] = t->stated[size] == UNKNOWN;
	}
}

/* ---- declared figures */

static bool is_counted(const struct planning *p, const struct order_part *o, const struct order_declared *d)
{
	if (o->kind != ORDER_MEASURE || !text_equal(o->what, d->what))
		return false;
	const struct unit_fact *f = named_before(p, o->from[0].unit);
	const struct unit_fact *above = named_before(p, d->under);
	return f && (d->under.len == 0 || (above && unit_is_under(p->r, f->unit, above->unit, p->before)));
}

static void declared_differs(struct planning *p, const struct order_declared *d, int64_t computed, int64_t declared)
{
	if (computed != declared)
		NOTICE(p, d->place, ORDER_DECLARED, .name = d->what, .number = computed, .limit = declared);
}

static void declared_check(struct planning *p, const struct order_declared *d)
{
	int64_t after = 0, before = 0, known;
	bool    any = false, all_known = true;
	for (size_t i = 0; i < p->order->parts_n; i++) {
		const struct order_part *o = &p->order->parts[i];
		if (!is_counted(p, o, d))
			continue;
		const struct unit_fact *f = named_before(p, o->from[0].unit);
		any = true;
		after += o->amount;
		if (unit_measure_on(p->r, f->unit, text_c(p->arena, d->what), p->before, &known))
			before += known;
		else
			all_known = false;
	}
	if (any && d->after != UNKNOWN)
		declared_differs(p, d, after, d->after);
	if (any && all_known && d->before != UNKNOWN)
		declared_differs(p, d, before, d->before);
	if (d->change != INT64_MIN && d->before != UNKNOWN && d->after != UNKNOWN)
		declared_differs(p, d, d->after - d->before, d->change);
}

/* A `measure` part says what else would not be known any more. */
static void measured_anew(struct planning *p)
{
	for (size_t i = 0; i < p->order->parts_n; i++) {
		const struct order_part *o = &p->order->parts[i];
		const struct unit_fact  *f = o->kind == ORDER_MEASURE ? unit_at(p->r, o->from[0].unit, p->before) : NULL;
		struct touched          *t = o->kind == ORDER_MEASURE ? touched_find(p, f ? f->unit : o->from[0].unit) : NULL;
		for (int size = 0; t && size < SIZES; size++)
			if (text_is(o->what, size_names[size]))
				t->blurred[size] = false;
	}
}

void figures_check(struct planning *p)
{
	for (int size = 0; size < SIZES; size++)
		sizes_check(p, size);
	for (size_t i = 0; i < p->order->declared_n; i++)
		declared_check(p, &p->order->declared[i]);
	measured_anew(p);
}
