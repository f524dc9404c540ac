/* making.c - an outcome while it is being made: copies of what changes, and what is said of it at the end. */
#include "base/base.h"

#include "inside.h"

struct making making_start(struct view *v, size_t clocks_more, size_t points_more)
{
	const struct situation *s = v->s;
	struct making           m = { .view = v, .began = s };
	m.clocks = ARENA_ARRAY(v->arena, struct clock, s->clocks_n + clocks_more + 1);
	m.points = ARENA_ARRAY(v->arena, struct point, s->points_n + points_more + 1);
	m.facts = ARENA_ARRAY(v->arena, struct named, s->facts_n + 1);
	m.facts_room = s->facts_n + 1;
	for (size_t i = 0; i < s->clocks_n; i++)
		m.clocks[m.clocks_n++] = s->clocks[i];
	for (size_t i = 0; i < s->points_n; i++)
		m.points[m.points_n++] = s->points[i];
	for (size_t i = 0; i < s->facts_n; i++)
		m.facts[m.facts_n++] = s->facts[i];
	return m;
}

static void put(struct arena *a, struct named **list, size_t *n, size_t *room, struct text name, struct text value)
{
	for (size_t i = 0; i < *n; i++)
		if (text_equal((*list)[i].name, name)) {
			(*list)[i].value = value;
			return;
		}
	if (*n == *room) {
		*list = arena_grow(a, *list, *n, *n + 8, sizeof(**list));
		*room += *n + 8;
	}
	(*list)[(*n)++] = (struct named){ name, value };
}

void making_set(struct making *m, struct text name, struct text value)
{
	if (text_equal(named_find(m->facts, m->facts_n, name), value))
		return;
	put(m->view->arena, &m->facts, &m->facts_n, &m->facts_room, name, value);
	making_note(m, name, value);
}

void making_note(struct making *m, struct text name, struct text value)
{
	put(m->view->arena, &m->set, &m->set_n, &m->set_room, name, value);
}

void making_change(struct making *m, const struct clock *c, enum clock_happened what, day_t old_due, struct text rule, struct text basis)
{
	if (m->changes_n == m->changes_room) {
		m->changes = arena_grow(m->view->arena, m->changes, m->changes_n, m->changes_n + 8, sizeof(*m->changes));
		m->changes_room += m->changes_n + 8;
	}
	m->changes[m->changes_n++] = (struct clock_change){ .name = c->name, .what = what, .old_due = old_due, .new_due = c->due, .sure = c->sure,
		.rule = rule, .basis = basis };
}

static int by_bytes(const void *a, const void *b) { return text_compare(*(const struct text *)a, *(const struct text *)b); }

/* The clock that counts for lists and receipts: of the office, not an inner one. */
static void outcome_due(const struct making *m, struct outcome *o)
{
	o->due = DAY_NONE;
	o->paused = DAY_NONE;
	for (size_t i = 0; i < m->clocks_n; i++) {
		const struct clock     *c = &m->clocks[i];
		const struct clock_row *row = clock_find(m->view->pack, c->name);
		if (c->owed_by != OWED_BY_OFFICE || !row || row->pub.is_inner)
			continue;
		if (c->status == CLOCK_PAUSED)
			o->paused = c->paused;
		if (c->status == CLOCK_RUNNING && (!day_is_known(o->due) || c->due.n < o->due.n)) {
			o->due = c->due;
			o->due_clock = c->name;
			o->sure = c->sure;
		}
	}
	if (o->due_clock.len)
		o->paused = DAY_NONE;
}

void making_done(struct making *m, struct outcome *o, struct text state)
{
	struct view            *v = m->view;
	const struct state     *at = state_find(v->pack, state);
	const struct situation *was = m->began;
	o->after = *was;
	o->after.received = v->s->received;
	o->after.accepted = v->s->accepted;
	o->after.state = state;
	o->after.clocks = m->clocks;
	o->after.clocks_n = m->clocks_n;
	o->after.points = m->points;
	o->after.points_n = m->points_n;
	o->after.facts = m->facts;
	o->after.facts_n = m->facts_n;
	o->from = was->state;
	o->is_open = at && at->pub.is_open;
	o->outcome = at ? at->pub.outcome : TEXT_EMPTY;
	o->waits_for = at ? at->pub.waits_for : TEXT_EMPTY;
	o->changes = m->changes;
	o->changes_n = m->changes_n;
	o->facts_set = m->set;
	o->facts_set_n = m->set_n;
	o->was_late = m->was_late;
	if (v->used_n)
		qsort(v->used, v->used_n, sizeof(*v->used), by_bytes);
	o->rules = v->used;
	o->rules_n = v->used_n;
	outcome_due(m, o);
}
