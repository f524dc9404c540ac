/* order_plan.c - what an order does, step by step; and the units it touches. */
#include "base/base.h"

#include "order_inside.h"

struct error *order_fault(struct planning *p)
{
	struct order_faults *f = p->faults;
	return f->wrong_n < FAULTS_MOST ? &f->wrong[f->wrong_n++] : &f->wrong[FAULTS_MOST];
}

struct error *order_notice(struct planning *p)
{
	struct order_faults *f = p->faults;
	return f->notices_n < FAULTS_MOST ? &f->notices[f->notices_n++] : &f->notices[FAULTS_MOST];
}

const struct spot *part_place(const struct planning *p, size_t part) { return &p->order->parts[part].place; }

struct text part_basis(const struct planning *p, size_t part)
{
	struct text own = p->order->parts[part].basis;
	return own.len > 0 ? own : p->order->basis;
}

/* ---- the units that are touched */

/* Chains do not grow: they are made anew, twice as large. */
void index_add(struct arena *a, struct touched_index *x, struct text key, struct touched *t)
{
	if (x->count == x->room) {
		x->at = arena_grow(a, x->at, x->count, x->room + 256, sizeof(*x->at));
		x->key = arena_grow(a, x->key, x->count, x->room + 256, sizeof(*x->key));
		x->room = x->count + x->room + 256;
		x->chains = chains_make(a, x->room);
		for (size_t i = 0; i < x->count; i++)
			chains_add(&x->chains, x->key[i], i);
	}
	chains_add(&x->chains, key, x->count);
	x->key[x->count] = key;
	x->at[x->count++] = t;
}

struct touched *index_next(const struct touched_index *x, struct text key, size_t *at)
{
	size_t i = x->count == 0 ? SIZE_MAX : *at == 0 ? chains_first(&x->chains, key) : chains_next(&x->chains, *at - 1);
	if (i == SIZE_MAX)
		return NULL;
	*at = i + 1;
	return x->at[i];
}

struct touched *touched_find(const struct planning *p, struct text id)
{
	size_t at = 0;
	return index_next(&p->units, id, &at);
}

const struct unit_fact *named_before(const struct planning *p, struct text id_or_code)
{
	const struct unit_fact *f = unit_on(p->r, id_or_code, p->before);
	return f ? f : unit_at(p->r, id_or_code, p->before);
}

static struct touched *touched_add(struct planning *p, struct text id, size_t part)
{
	struct touched *t = ARENA_NEW(p->arena, struct touched);
	t->id = id;
	t->part = part;
	t->stated[0] = t->stated[1] = UNKNOWN;
	*(p->last ? &p->last->next : &p->first) = t;
	p->last = t;
	index_add(p->arena, &p->units, id, t);
	return t;
}

struct touched *touched_of(struct planning *p, const struct unit_fact *before, size_t part)
{
	struct touched *t = touched_find(p, before->unit);
	if (t)
		return t;
	t = touched_add(p, before->unit, part);
	t->before = before;
	return t;
}

struct touched *touched_make(struct planning *p, struct text id, const struct order_unit *made, size_t part)
{
	struct touched *t = touched_add(p, id, part);
	t->made = made;
	if (made->code.len == 0)
		index_add(p->arena, &p->seated, made->seat, t);
	return t;
}

struct give *give_add(struct planning *p, struct touched *from, struct touched *to, const struct order_share *share, size_t part, bool whole)
{
	for (size_t i = 0; i < from->gives_n; i++)
		if (from->gives[i].to == to) {
			FAULT(p, *part_place(p, part), ORDER_GIVEN_TWICE, .name = title_after(p, from), .number = part_place(p, from->gives[i].part)->line);
			return &from->gives[i];
		}
	if (from->gives_n == from->gives_room) {
		from->gives = arena_grow(p->arena, from->gives, from->gives_n, from->gives_room + 4, sizeof(*from->gives));
		from->gives_room = from->gives_n + from->gives_room + 4;
	}
	from->gives[from->gives_n] = (struct give){ .share = share, .to = to, .part = part, .whole = whole };
	return &from->gives[from->gives_n++];
}

void said_set(struct planning *p, struct touched *t, struct said *s, struct text value, size_t part)
{
	if (s->given && !text_equal(s->value, value))
		FAULT(p, *part_place(p, part), ORDER_GIVEN_TWICE, .name = title_after(p, t), .number = part_place(p, s->part)->line);
	*s = (struct said){ value, part, true };
}

bool is_place(const struct touched *t) { return t->made ? t->made->code.len > 0 : t->before->level != LEVEL_ORGANISATION; }

struct unit_fact fact_after(const struct planning *p, const struct touched *t)
{
	struct unit_fact f = { .unit = t->id, .from = p->day, .to = DAY_MAX, .basis = part_basis(p, t->part) };
	if (t->made) {
		f.name = t->made->name;
		f.type = t->made->type;
		f.code = t->made->code;
		f.parent = t->parent.given ? t->parent.value : t->made->parent;
		f.place = t->made->seat;
		f.note = t->made->note;
	} else {
		f = *t->before;
		const struct said *const said[] = { &t->name, &t->type, &t->code, &t->parent, &t->seat };
		struct text *const       into[] = { &f.name, &f.type, &f.code, &f.parent, &f.place };
		for (size_t i = 0; i < COUNT_OF(said); i++)
			if (said[i]->given) {
				*into[i] = said[i]->value;
				f.basis = part_basis(p, said[i]->part);
			}
		f.from = p->day;
		f.note = TEXT_EMPTY;
	}
	f.level = unit_level_of(f.type, f.parent);
	return f;
}

struct text title_after(const struct planning *p, const struct touched *t)
{
	struct unit_fact f = fact_after(p, t);
	return unit_title(p->arena, t->ends ? t->before : &f);
}

/* ---- the plan as a whole */

static int by_text(const void *a, const void *b) { return text_compare(*(const struct text *)a, *(const struct text *)b); }

static void names_list(struct planning *p)
{
	struct order_plan *plan = p->plan;
	plan->ended = ARENA_ARRAY(p->arena, struct text, p->units.count + 1);
	plan->made = ARENA_ARRAY(p->arena, struct text, p->units.count + 1);
	plan->changed = ARENA_ARRAY(p->arena, struct text, p->units.count + 1);
	for (const struct touched *t = p->first; t; t = t->next) {
		if (t->ends)
			plan->ended[plan->ended_n++] = t->id;
		else if (t->made)
			plan->made[plan->made_n++] = t->id;
		else
			plan->changed[plan->changed_n++] = t->id;
	}
	qsort(plan->ended, plan->ended_n, sizeof(struct text), by_text);
	qsort(plan->made, plan->made_n, sizeof(struct text), by_text);
	qsort(plan->changed, plan->changed_n, sizeof(struct text), by_text);
}

static int by_place(const void *a, const void *b)
{
	const struct error *x = a, *y = b;
	return x->line != y->line ? x->line - y->line : x->column != y->column ? x->column - y->column : strcmp(x->code, y->code);
}

static void unverified_tell(struct planning *p)
{
	for (size_t i = 0; i < p->order->parts_n; i++) {
		const struct order_part *part = &p->order->parts[i];
		bool                     share = false;
		for (size_t k = 0; k < part->from_n + part->to_n; k++)
			share = share || (k < part->from_n ? part->from[k] : part->to[k - part->from_n]).unverified;
		if (part->unverified || share)
			NOTICE(p, part->place, ORDER_UNVERIFIED, .name = text_of(order_kind_word(part->kind)), .value = part->note);
	}
}

bool order_plan(const struct registry *r, struct arena *a, const struct order *o, struct order_plan *ret, struct order_faults *ret_faults)
{
	*ret_faults = (struct order_faults){ .wrong = ARENA_ARRAY(a, struct error, FAULTS_MOST + 1), .notices = ARENA_ARRAY(a, struct error, FAULTS_MOST + 1) };
	*ret = (struct order_plan){ .order = o };
	struct planning p = { .r = r, .arena = a, .order = o, .day = o->day, .before = day_add(o->day, -1), .faults = ret_faults, .plan = ret };
	unverified_tell(&p);
	/* what rests on units that are not there would only tell the same fault again */
	parts_take(&p);
	static void (*const steps[])(struct planning *) = { levels_abolish, heirs_choose, parents_resolve, children_follow, bodies_follow, figures_check, result_check, later_check };
	for (size_t i = 0; i < COUNT_OF(steps) && ret_faults->wrong_n == 0; i++)
		steps[i](&p);
	if (ret_faults->wrong_n == 0) {
		changes_emit(&p);
		names_list(&p);
	}
	qsort(ret_faults->wrong, ret_faults->wrong_n, sizeof(struct error), by_place);
	qsort(ret_faults->notices, ret_faults->notices_n, sizeof(struct error), by_place);
	return ret_faults->wrong_n == 0;
}
