/* order_take.c - the parts of an order, one after the other: which units they name, and what they say of them. */
#include "base/base.h"

#include "order_inside.h"

/* "xã Lương Hạ (… - 2020-02-01)": when there was such a unit, for the sentence. */
static struct text spans(const struct planning *p, struct text id_or_code)
{
	const struct chains *c = chains_first(&p->r->by_unit, id_or_code) != SIZE_MAX ? &p->r->by_unit : &p->r->by_code;
	struct build         b = { .arena = p->arena };
	for (size_t i = chains_first(c, id_or_code); i != SIZE_MAX; i = chains_next(c, i)) {
		const struct unit_fact *f = &p->r->facts[i];
		struct text from = day_is_known(f->from) ? day_print(p->arena, f->from) : TEXT("…"), to = f->to.n < DAY_MAX.n ? day_print(p->arena, f->to) : TEXT("…");
		build_print(&b, "%s%.*s (%.*s - %.*s)", b.len > 0 ? ", " : "", TEXT_ARG(unit_title(p->arena, f)), TEXT_ARG(from), TEXT_ARG(to));
	}
	return build_text(&b);
}

/* Who already acts on that unit on that day, by its fact's basis. */
static bool is_untouched(struct planning *p, const struct spot *at, const struct unit_fact *f)
{
	if (f->from.n == p->day.n)
		return FAULT(p, *at, ORDER_SAME_DAY, .name = unit_title(p->arena, f), .value = f->basis);
	if (f->to.n < DAY_MAX.n)
		return FAULT(p, *at, ORDER_OVERTAKEN, .name = unit_title(p->arena, f), .day = f->to);
	return true;
}

void unit_missing(struct planning *p, const struct spot *at, struct text ref, day_t day)
{
	struct text known = spans(p, ref);
	if (known.len > 0)
		FAULT(p, *at, ORDER_NO_UNIT, .value = ref, .day = day, .expected = known);
	else
		FAULT(p, *at, ORDER_UNKNOWN_UNIT, .value = ref, .day = day);
}

/* A unit that is there the day before, by id or by the code it bears then. */
static struct touched *subject(struct planning *p, const struct spot *at, struct text ref, size_t part)
{
	const struct unit_fact *f = named_before(p, ref);
	struct touched *made = f ? NULL : touched_find(p, ref);
	if (made)
		return made;
	f = f ? f : unit_on(p->r, ref, p->day);
	if (!f) {
		unit_missing(p, at, ref, p->before);
		return NULL;
	}
	return is_untouched(p, at, f) ? touched_of(p, f, part) : NULL;
}

/* One that may give or end: what the order itself makes was not there the day before. */
static struct touched *giver(struct planning *p, const struct order_share *s, size_t part)
{
	struct touched *t = subject(p, &s->place, s->unit, part);
	if (!t || !t->made)
		return t;
	unit_missing(p, &s->place, s->unit, p->before);
	return NULL;
}

static struct text made_id(struct planning *p, const struct order_unit *u)
{
	if (u->code.len == 0)
		return u->id;
	struct date d = day_date(p->day);
	return text_print(p->arena, "vn-%.*s-%04d%02d%02d", TEXT_ARG(u->code), d.year, d.month, d.day);
}

static struct touched *make(struct planning *p, const struct order_unit *u, size_t part)
{
	struct text             id = made_id(p, u);
	const struct unit_type *type = unit_type_find(u->type);
	const struct unit_fact *history;
	bool                    body = type && type->level == LEVEL_ORGANISATION;
	if (!type || body != (u->code.len == 0) || !name_is_good(p->arena, u->name)) {
		FAULT(p, u->place, ORDER_LEVEL, .name = u->name, .value = type ? u->code : u->type);
		return NULL;
	}
	if (!id_is_good(id) || (body && !text_starts(id, "org-"))) {
		FAULT(p, u->place, ORDER_VALUE, .name = TEXT("id"), .value = id, .expected = TEXT("org-06-ttlt"));
		return NULL;
	}
	if (touched_find(p, id) || unit_history(p->r, id, &history) > 0) {
		FAULT(p, u->place, ORDER_ID_TAKEN, .value = id);
		return NULL;
	}
	return touched_make(p, id, u, part);
}

/* Does the unit end because of this give? */
static void ends_with(struct planning *p, struct touched *t, enum take take, size_t part)
{
	if (take == TAKE_PART)
		return;
	if (t->ends && !t->split)
		FAULT(p, *part_place(p, part), ORDER_GIVEN_TWICE, .name = title_after(p, t), .number = part_place(p, t->ended_by)->line);
	t->ends = true;
	t->ended_by = part;
}

static void take_share(struct planning *p, const struct order_share *s, struct touched *to, size_t part)
{
	struct touched *from = giver(p, s, part);
	if (!from || !to)
		return;
	if (from == to) {
		FAULT(p, s->place, ORDER_SAME_UNIT, .name = title_after(p, from));
		return;
	}
	if (s->take == TAKE_WHOLE && from->gives_n > 0)
		FAULT(p, s->place, ORDER_GIVEN_TWICE, .name = title_after(p, from), .number = part_place(p, from->gives[0].part)->line);
	ends_with(p, from, s->take, part);
	give_add(p, from, to, s, part, s->take == TAKE_WHOLE)->heir = s->heir;
}

static void state(struct touched *t, const struct order_part *o, size_t part)
{
	if (o->hectares != UNKNOWN)
		t->stated[0] = o->hectares;
	if (o->people != UNKNOWN)
		t->stated[1] = o->people;
	if (o->hectares != UNKNOWN || o->people != UNKNOWN)
		t->stated_by = part;
}

/* merge, absorb, transfer: from some to one */
static void take_into(struct planning *p, const struct order_part *o, size_t part)
{
	struct touched *to = o->made ? touched_find(p, made_id(p, o->made)) : subject(p, &o->to[0].place, o->to[0].unit, part);
	for (size_t i = 0; i < o->from_n; i++)
		take_share(p, &o->from[i], to, part);
	if (to && o->made) {
		to->stated[0] = o->made->hectares;
		to->stated[1] = o->made->people;
		to->stated_by = part;
	} else if (to)
		state(to, o, part);
}

static void take_split(struct planning *p, const struct order_part *o, size_t part)
{
	struct touched *from = giver(p, &o->from[0], part);
	if (!from)
		return;
	if (from->ends || from->gives_n > 0)
		FAULT(p, o->place, ORDER_GIVEN_TWICE, .name = title_after(p, from), .number = part_place(p, from->part)->line);
	from->ends = from->split = true;
	from->ended_by = part;
	state(from, o, part);
	for (size_t i = 0; i < o->to_n; i++) {
		const struct order_share *s = &o->to[i];
		struct touched           *to = s->made ? touched_find(p, made_id(p, s->made)) : subject(p, &s->place, s->unit, part);
		if (to == from)
			FAULT(p, s->place, ORDER_SAME_UNIT, .name = title_after(p, from));
		else if (to)
			give_add(p, from, to, s, part, false)->heir = s->heir;
	}
}

/* rename, retype, recode; reparent keeps what is written: parents are found once all units are known. */
static void take_said(struct planning *p, const struct order_part *o, size_t part)
{
	for (size_t i = 0; i < o->from_n; i++) {
		struct touched *t = subject(p, &o->from[i].place, o->from[i].unit, part);
		if (!t)
			continue;
		struct said *const at[] = { [ORDER_RENAME] = &t->name, [ORDER_RETYPE] = &t->type, [ORDER_REPARENT] = &t->parent, [ORDER_RECODE] = &t->code };
		const struct text  value[] = { [ORDER_RENAME] = o->name, [ORDER_RETYPE] = o->type, [ORDER_REPARENT] = o->parent, [ORDER_RECODE] = o->code };
		said_set(p, t, at[o->kind], value[o->kind], part);
	}
}

static void take_dissolve(struct planning *p, const struct order_part *o, size_t part)
{
	struct touched *t = giver(p, &o->from[0], part);
	if (!t)
		return;
	ends_with(p, t, TAKE_REST, part);
	struct touched *heir = o->to_n > 0 ? subject(p, &o->to[0].place, o->to[0].unit, part) : NULL;
	if (heir == t)
		FAULT(p, o->place, ORDER_SAME_UNIT, .name = title_after(p, t));
	else if (heir)
		give_add(p, t, heir, &o->to[0], part, t->gives_n == 0);
}

/* Both ends must be there; what is handed over is told by the order itself. */
static void take_named(struct planning *p, const struct order_part *o, size_t part)
{
	for (size_t i = 0; i < o->from_n; i++)
		subject(p, &o->from[i].place, o->from[i].unit, part);
	for (size_t i = 0; i < o->to_n; i++)
		subject(p, &o->to[i].place, o->to[i].unit, part);
}

static void take_nothing(struct planning *p, const struct order_part *o, size_t part) {}

void parts_take(struct planning *p)
{
	static void (*const take[ORDER_KINDS])(struct planning *, const struct order_part *, size_t) = {
		[ORDER_MERGE] = take_into, [ORDER_ABSORB] = take_into, [ORDER_SPLIT] = take_split, [ORDER_TRANSFER] = take_into, [ORDER_RENAME] = take_said,
		[ORDER_RETYPE] = take_said, [ORDER_REPARENT] = take_said, [ORDER_RECODE] = take_said, [ORDER_CREATE] = take_nothing,
		[ORDER_DISSOLVE] = take_dissolve, [ORDER_ABOLISH] = take_nothing, [ORDER_MEASURE] = take_named, [ORDER_HAND_OVER] = take_named,
	};
	const struct order *o = p->order;
	for (size_t i = 0; i < o->parts_n; i++) { /* what is made first, so that every part may name it */
		if (o->parts[i].made)
			make(p, o->parts[i].made, i);
		for (size_t k = 0; k < o->parts[i].to_n; k++)
			if (o->parts[i].to[k].made)
				make(p, o->parts[i].to[k].made, i);
	}
	for (size_t i = 0; i < o->parts_n; i++)
		take[o->parts[i].kind](p, &o->parts[i], i);
}
