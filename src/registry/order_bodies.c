/* order_bodies.c - what happens to the bodies of a place by itself: those of one that ends go to the body of the same kind at its heir; those of a new place are
 * named after it; those of a renamed one take its new name. Bodies that the order speaks of itself are left to it. */
#include "base/base.h"

#include "order_inside.h"

static const struct order_share all_of_it = { .take = TAKE_WHOLE, .hectares = UNKNOWN, .people = UNKNOWN };

/* `t` with the first `what` replaced; the text itself where it does not occur. */
static struct text replaced(struct arena *a, struct text t, struct text what, struct text by)
{
	size_t at = what.len > 0 ? text_find(t, what) : SIZE_MAX;
	if (at == SIZE_MAX)
		return t;
	return text_print(a, "%.*s%.*s%.*s", (int)at, t.at, TEXT_ARG(by), TEXT_ARG(text_from(t, at + what.len)));
}

/* "org-vn-02134-0-kt", "org-19-stp": which of the bodies of its kind it is. */
static struct text suffix_of(struct text id)
{
	size_t at = id.len;
	while (at > 0 && id.at[at - 1] != '-')
		at--;
	return text_from(id, at);
}

/* How well a body at the heir fits: the same office elsewhere, the same name, the only one of its kind (told by `count`). */
enum fit { FIT_NOT, FIT_KIND, FIT_NAME, FIT_OFFICE };
static enum fit fit_of(const struct unit_fact *old, const struct unit_fact *other, struct text seat)
{
	if (!text_equal(other->place, seat) || !text_equal(other->type, old->type))
		return FIT_NOT;
	return text_equal(suffix_of(other->unit), suffix_of(old->unit)) ? FIT_OFFICE : text_equal(other->name, old->name) ? FIT_NAME : FIT_KIND;
}

struct fitting { enum fit best; size_t of_kind; struct touched *touched; const struct unit_fact *fact; };

static void fit_consider(struct fitting *f, enum fit fit, struct touched *t, const struct unit_fact *fact)
{
	f->of_kind += fit != FIT_NOT;
	if (fit > f->best)
		*f = (struct fitting){ fit, f->of_kind, t, fact };
}

/* The body that takes over from `old` at `seat`: made by the order, or there already; NULL: none. */
static struct touched *body_at(struct planning *p, const struct unit_fact *old, struct text seat, size_t part)
{
	struct fitting f = { 0 };
	size_t         at = 0;
	for (struct touched *t; (t = index_next(&p->seated, seat, &at));)
		if (!t->ends) {
			struct unit_fact after = fact_after(p, t);
			fit_consider(&f, fit_of(old, &after, seat), t, NULL);
		}
	for (size_t i = chains_first(&p->r->by_place, seat); i != SIZE_MAX; i = chains_next(&p->r->by_place, i)) {
		const struct unit_fact *other = &p->r->facts[i];
		struct touched         *t = touched_find(p, other->unit);
		if (in_force(other->from, other->to, p->day) && other->to.n == DAY_MAX.n && (!t || (!t->ends && !t->seat.given)))
			fit_consider(&f, fit_of(old, other, seat), t, other);
	}
	if (f.best == FIT_NOT || (f.best == FIT_KIND && f.of_kind > 1))
		return NULL;
	return f.touched ? f.touched : touched_of(p, f.fact, part);
}

/* A body at the new place like the one at the old: its name and id with the new place's in them. */
static struct touched *body_make(struct planning *p, const struct unit_fact *old, const struct touched *place, const struct touched *seat, size_t part)
{
	struct unit_fact   after = fact_after(p, seat);
	struct text        title = unit_title(p->arena, place->before), new_title = unit_title(p->arena, &after);
	struct text        id = text_print(p->arena, "org-%.*s-%.*s", TEXT_ARG(seat->id), TEXT_ARG(suffix_of(old->unit)));
	struct order_unit *u = ARENA_NEW(p->arena, struct order_unit);
	*u = (struct order_unit){ .id = id, .name = replaced(p->arena, old->name, title, new_title), .type = old->type, .parent = old->parent, .seat = seat->id,
		                  .hectares = UNKNOWN, .people = UNKNOWN, .place = *part_place(p, part) };
	return touched_make(p, id, u, part);
}

static struct touched *heir_body(struct planning *p, const struct unit_fact *old, const struct touched *place)
{
	struct touched *to = body_at(p, old, place->heir->id, place->ended_by);
	if (to)
		return to;
	if (place->heir->made)
		return body_make(p, old, place, place->heir, place->ended_by);
	to = body_at(p, &(struct unit_fact){ .unit = TEXT("ubnd"), .type = TEXT("ubnd") }, place->heir->id, place->ended_by);
	if (to)
		NOTICE(p, *part_place(p, place->ended_by), ORDER_NO_BODIES, .name = old->name, .value = title_after(p, to));
	return to;
}

/* A school, a hospital: it sits at the heir from the day on; of an abolished level, at the place above. */
static void body_goes_on(struct planning *p, const struct unit_fact *body, const struct touched *place)
{
	struct touched *t = touched_of(p, body, place->ended_by);
	struct text     seat = takes_over(p, place);
	if (seat.len == 0)
		FAULT(p, *part_place(p, place->ended_by), ORDER_NO_HEIR, .name = body->name);
	else {
		t->seat = (struct said){ seat, place->ended_by, true };
		index_add(p->arena, &p->seated, seat, t);
	}
}

static void bodies_of(struct planning *p, const struct touched *place)
{
	for (size_t i = chains_first(&p->r->by_place, place->id); i != SIZE_MAX; i = chains_next(&p->r->by_place, i)) {
		const struct unit_fact *old = &p->r->facts[i];
		struct touched         *t = touched_find(p, old->unit);
		if (!in_force(old->from, old->to, p->day) || old->to.n < DAY_MAX.n || (t && (t->ends || t->seat.given)))
			continue;
		if (unit_type_find(old->type)->goes_on) {
			body_goes_on(p, old, place);
			continue;
		}
		t = touched_of(p, old, place->ended_by);
		t->ends = true;
		t->ended_by = place->ended_by;
		struct touched *to = place->heir ? heir_body(p, old, place) : NULL;
		if (to) {
			give_add(p, t, to, &all_of_it, place->ended_by, true)->heir = true;
			t->heir = to;
		}
	}
}

/* A body whose parent ended stands under that one's heir. */
static void parent_follows(struct planning *p, struct touched *t)
{
	struct text           parent = t->parent.given ? t->parent.value : t->made ? t->made->parent : t->before->parent;
	const struct touched *above = touched_find(p, parent), *now = above && above->ends ? last_heir(above) : above;
	if (above && !now)
		FAULT(p, *part_place(p, above->ended_by), ORDER_NO_PARENT, .name = title_after(p, t), .value = above->id);
	else if (now != above)
		t->parent = (struct said){ now->id, now->part, true };
}

static void under_ended_bodies(struct planning *p, const struct touched *ended)
{
	for (size_t i = chains_first(&p->r->by_parent, ended->id); i != SIZE_MAX; i = chains_next(&p->r->by_parent, i)) {
		const struct unit_fact *f = &p->r->facts[i];
		if (in_force(f->from, f->to, p->day) && f->to.n == DAY_MAX.n && !touched_find(p, f->unit))
			touched_of(p, f, ended->ended_by);
	}
}

/* "UBND xã Vân Tùng" becomes "UBND thị trấn Vân Tùng". */
static void renamed_place(struct planning *p, const struct touched *place)
{
	struct unit_fact after = fact_after(p, place);
	struct text      title = unit_title(p->arena, place->before), new_title = unit_title(p->arena, &after);
	for (size_t i = chains_first(&p->r->by_place, place->id); i != SIZE_MAX; i = chains_next(&p->r->by_place, i)) {
		const struct unit_fact *f = &p->r->facts[i];
		struct text             name = replaced(p->arena, f->name, title, new_title);
		if (!in_force(f->from, f->to, p->day) || f->to.n < DAY_MAX.n || text_equal(name, f->name))
			continue;
		struct touched *t = touched_of(p, f, place->part);
		if (!t->ends && !t->name.given)
			t->name = (struct said){ name, place->part, true };
	}
}

/* An heir may end in the same order, with its place: what it was to have goes on to who follows it. */
struct touched *last_heir(const struct touched *t)
{
	struct touched *heir = t->heir;
	for (int depth = 0; heir && heir->ends && depth < TREE_DEEPEST; depth++)
		heir = heir->heir;
	return heir && heir->ends ? NULL : heir;
}

/* A body with a desk that nobody follows would leave its matters with nobody. */
static void desks_have_heirs(struct planning *p)
{
	for (const struct touched *t = p->first; t; t = t->next)
		if (t->ends && !last_heir(t) && !is_place(t) && unit_desk(p->r, t->id, p->day).len > 0)
			FAULT(p, *part_place(p, t->ended_by), ORDER_NO_HEIR, .name = title_after(p, t));
}

void bodies_follow(struct planning *p)
{
	for (struct touched *t = p->first; t; t = t->next) {
		if (!is_place(t))
			continue;
		if (t->ends)
			bodies_of(p, t);
		else if (!t->made && (t->name.given || t->type.given))
			renamed_place(p, t);
	}
	for (struct touched *t = p->first; t; t = t->next)
		if (t->ends && !is_place(t))
			under_ended_bodies(p, t);
	for (struct touched *t = p->first; t; t = t->next)
		if (!t->ends && !is_place(t))
			parent_follows(p, t);
	desks_have_heirs(p);
}
