/* engine.c - the only file that talks to the engine of procedures: what it is told of actors and units, and what its outcome means for a matter. */
#include "base/base.h"

#include "inside.h"

struct text situation_level(const struct ground *ground, struct text unit, day_t day)
{
	const struct registry  *r = ground_registry(ground);
	const struct unit_fact *org = unit_on(r, unit, day);
	const struct unit_fact *place = org && org->place.len > 0 ? unit_on(r, org->place, day) : org;
	return place && place->level == LEVEL_COMMUNE ? TEXT("commune") : TEXT("province");
}

/* The administrative unit that a unit belongs to: an organisation's place, else itself. */
static struct text place_of(const struct registry *r, struct text unit, day_t day)
{
	const struct unit_fact *fact = unit_on(r, unit, day);
	return fact && fact->place.len > 0 ? fact->place : unit;
}

void engine_roles(const struct actor *actor, const struct ground *ground, struct text holder, day_t day, unsigned *ret_at, unsigned *ret_above)
{
	const struct registry *r = ground_registry(ground);
	struct text            place = place_of(r, holder, day);
	*ret_at = *ret_above = 0;
	for (size_t i = 0; actor && i < actor->grants_n; i++) {
		const struct grant *g = &actor->grants[i];
		struct text         unit = grant_unit(g, r, day);
		if (!unit_is_under(r, holder, unit, day))
			continue;
		/* who stands above in another place is not the head here: a province does not sign for a commune */
		*(text_equal(place_of(r, unit, day), place) ? ret_at : ret_above) |= g->role;
	}
}

static bool stands_at_top(const struct ground *ground, struct text unit, day_t day)
{
	struct office above;
	return !office_above(ground_registry(ground), unit, day, &above, NULL);
}

static int by_name(const void *a, const void *b) { return text_compare(((const struct named *)a)->name, ((const struct named *)b)->name); }

static const struct pack_field *field_of(const struct pack_step *step, struct text name)
{
	for (size_t i = 0; i < step->fields_n; i++)
		if (text_equal(step->fields[i].name, name))
			return &step->fields[i];
	return NULL;
}

void engine_parts(struct arena *a, const struct pack_step *step, const struct named *values, size_t n, struct text part[PART_COUNT])
{
	struct named *sorted = ARENA_ARRAY(a, struct named, n + 1);
	struct json   json[PART_COUNT];
	bool          used[PART_COUNT] = { false };
	if (n > 0)
		memcpy(sorted, values, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), by_name);
	for (size_t i = 0; i < n; i++) {
		const struct pack_field *field = field_of(step, sorted[i].name);
		enum part                p;
		if (!field || sorted[i].value.len == 0 || !part_parse(field->part, &p))
			continue;
		if (!used[p]) {
			json[p] = json_start(a, true);
			json_object(&json[p]);
			used[p] = true;
		}
		json_member_text(&json[p], text_c(a, sorted[i].name), sorted[i].value);
	}
	for (int p = 0; p < PART_COUNT; p++)
		if (used[p]) {
			json_end(&json[p]);
			part[p] = json_done(&json[p]);
		}
}

/* Where it lies afterwards. A matter goes on its way as its clock and state tell; only the desk is ours to find. */
static bool move_holder(struct act_run *run, const struct ground *ground, struct change *c, struct error *e)
{
	struct office office;
	struct matter *m = &c->after;
	if (c->outcome.holder == HOLDER_STAYS)
		return true;
	bool found = c->outcome.holder == HOLDER_TO_UNIT ? office_of(ground_registry(ground), c->outcome.holder_unit, run->today, &office, e)
							 : office_above(ground_registry(ground), m->holder, run->today, &office, e);
	if (!found)
		return false;
	if (text_equal(office.desk, m->desk))
		return error(e, MATTER_SAME_HOLDER, .name = unit_title_at(ground_registry(ground), run->arena, office.unit, run->today));
	m->desk = text_copy(run->arena, office.desk);
	m->holder = text_copy(run->arena, office.unit);
	m->arrived = run->today;
	m->assignee = 0;
	m->fresh = true;
	return true;
}

/* The matter as the outcome leaves it. */
static bool take(struct act_run *run, const struct ground *ground, const struct pack *pack, struct change *c, struct error *e)
{
	struct matter        *m = &c->after;
	const struct outcome *o = &c->outcome;
	c->before = o->from;
	c->grouped = pack_class(pack) != PACK_OPEN;
	m->situation = o->after;
	m->state = o->after.state;
	m->accepted = o->after.accepted;
	m->is_open = o->is_open;
	m->outcome = o->outcome;
	m->waits_for = o->waits_for;
	m->due = o->due;
	m->clock = o->due_clock;
	m->paused = o->paused;
	m->closed = o->is_open ? DAY_NONE : day_is_known(m->closed) ? m->closed : run->today;
	m->closed_late = m->closed_late || o->was_late;
	if (!move_holder(run, ground, c, e))
		return false;
	m->situation.holder = m->holder;
	m->situation.holder_level = situation_level(ground, m->holder, run->today);
	m->situation.is_top = stands_at_top(ground, m->holder, run->today);
	return true;
}

bool engine_open(struct act_run *run, const struct matter_file *f, const struct office *office, const struct named *values, size_t n, struct change *ret, struct error *e)
{
	const struct ground *ground = f->ground;
	const struct pack   *pack = ground_pack(ground, f->procedure);
	struct situation     begin = { .state = TEXT_EMPTY, .received = f->received, .accepted = DAY_NONE, .holder = office->unit,
				       .holder_level = situation_level(ground, office->unit, run->today), .is_top = stands_at_top(ground, office->unit, run->today) };
	struct move          move = { .step = TEXT("open"), .values = values, .values_n = n, .received = f->received,
				      .actor = { .is_author = f->by == NULL, .via = text_of(run->via) } };
	if (!pack)
		return error(e, MATTER_NO_PROCEDURE, .value = f->procedure);
	if (f->by)
		engine_roles(f->by, ground, office->unit, run->today, &move.actor.at_holder, &move.actor.at_above);
	move.actor.is_author = move.actor.is_author || (f->by && f->by->console); /* the console files for a person, as the counter does */
	if (!procedure_open(pack, ground_calendar(ground), &begin, &move, run->today, run->arena, &ret->outcome, e))
		return false;
	struct matter *m = &ret->after;
	m->procedure = f->procedure;
	m->received = f->received;
	m->entered = m->arrived = run->today;
	m->closed = DAY_NONE;
	m->holder = text_copy(run->arena, office->unit);
	m->desk = text_copy(run->arena, office->desk);
	m->fresh = true;
	m->outcome = TEXT_EMPTY;
	engine_parts(run->arena, pack_step(pack, TEXT("open")), values, n, ret->part);
	return take(run, ground, pack, ret, e);
}

/* The last step that still stands: only that one can be put right, for what came after a step rests on it. */
static const struct matter_event *last_standing(const struct matter *m)
{
	for (size_t i = m->events_n; i > 0; i--)
		if (!m->events[i - 1].corrected && m->events[i - 1].corrects == 0)
			return &m->events[i - 1];
	return NULL;
}

/* `wrong` (the step's number) is ours, the rest are the step's own fields. Left out, it is the last step that stands. */
static bool wrong_step(const struct matter *m, struct move *move, struct named *values, const struct matter_event **ret, struct error *e)
{
	const struct matter_event *last = last_standing(m);
	size_t                     n = 0;
	for (size_t i = 0; i < move->values_n; i++) {
		int64_t number;
		if (!text_is(values[i].name, "wrong")) {
			values[n++] = values[i];
			continue;
		}
		if (!text_to_int(values[i].value, &number) || number < 1 || number > (int64_t)m->events_n)
			return error(e, MATTER_NO_STEP, .value = values[i].value);
		if (!last || number != last->number)
			return error(e, MATTER_UNDONE_ALREADY, .number = last ? last->number : 0);
	}
	move->values_n = n;
	*ret = last;
	return last || error(e, MATTER_NO_STEP);
}

static bool correct(struct act_run *run, const struct matter *m, const struct matter_step *s, const struct pack *pack, struct move *move, struct named *values, struct change *c, struct error *e)
{
	const struct matter_event *wrong = NULL;
	struct situation           before;
	if (!wrong_step(m, move, values, &wrong, e))
		return false;
	if (!situation_read(run->arena, wrong->situation, &before)) /* the filing itself has none before it */
		return error(e, PROCEDURE_FINAL, .name = TEXT("open"));
	if (!recount_since(s->ground, run->db, pack, wrong->entry, &before, run->arena, e))
		return false;
	/* whose desk it was may be another unit's today; finding the desk is ours, so the engine sees no move */
	struct situation now = m->situation;
	now.holder = before.holder = desk_holder(ground_registry(s->ground), wrong->desk, run->today);
	if (!procedure_correct(pack, ground_calendar(s->ground), &now, &before, wrong->step, move, run->today, run->arena, &c->outcome, e))
		return false;
	c->corrects = wrong->number;
	c->after.closed = DAY_NONE;
	if (!text_equal(wrong->desk, m->desk)) { /* back to where it lay */
		c->after.desk = wrong->desk;
		c->after.holder = before.holder;
		c->after.arrived = run->today;
		c->after.assignee = 0;
		c->after.fresh = true;
	}
	engine_parts(run->arena, pack_step(pack, s->step), values, move->values_n, c->part);
	return true;
}

/* Sorting. Nothing of the procedure moves: state and clocks stay as they are, only the desk is another one. */
static bool sort(struct act_run *run, const struct matter *m, const struct matter_step *s, const struct pack *pack, struct change *c, struct error *e)
{
	struct text to = s->values_n == 1 && text_is(s->values[0].name, "to") ? s->values[0].value : TEXT_EMPTY;
	if (!s->by || !matter_may_sort(m, s->ground, s->by))
		return error(e, ACCESS_NOT_YOURS, .expected = text_of(role_name(ROLE_OFFICER)));
	if (!sort_check(m, s->ground, to, run->today, run->arena, e))
		return false;
	c->outcome = (struct outcome){ .from = m->state, .after = m->situation, .is_open = true, .outcome = m->outcome, .waits_for = m->waits_for, .due = m->due,
				       .due_clock = m->clock, .paused = m->paused, .holder = HOLDER_TO_UNIT, .holder_unit = to };
	struct json j = json_start(run->arena, true);
	json_object(&j);
	json_member_text(&j, "to", to);
	json_end(&j);
	c->part[PART_ACTS] = json_done(&j);
	return take(run, s->ground, pack, c, e);
}

/* The account in a field that names one; 0: none. */
static int64_t assigned(const struct pack_step *step, const struct named *values, size_t n)
{
	int64_t account;
	for (size_t i = 0; i < n; i++) {
		const struct pack_field *field = field_of(step, values[i].name);
		if (field && field->type == FIELD_ACCOUNT && text_to_int(values[i].value, &account))
			return account;
	}
	return 0;
}

/* The code in a field that names another matter. */
static struct text linked(struct arena *a, const struct pack_step *step, const struct named *values, size_t n)
{
	struct text code = TEXT_EMPTY;
	for (size_t i = 0; i < n; i++) {
		const struct pack_field *field = field_of(step, values[i].name);
		if (field && field->type == FIELD_MATTER && crockford_read(a, values[i].value, CODE_DIGITS, &code))
			return code;
	}
	return TEXT_EMPTY;
}

bool engine_step(struct act_run *run, const struct matter *m, const struct matter_step *s, struct change *c, struct error *e)
{
	const struct pack *pack = ground_pack(s->ground, m->procedure);
	struct named      *values = ARENA_ARRAY(run->arena, struct named, s->values_n + 1);
	struct move        move = { .step = s->step, .values = values, .values_n = s->values_n, .target = s->point, .received = s->received,
				    .lang = s->by ? s->by->account.lang : LANG_VI,
				    .actor = { .is_author = s->as_author, .via = text_of(s->by && s->by->via ? s->by->via : run->via) } };
	if (!pack)
		return error(e, MATTER_NO_PROCEDURE, .value = m->procedure);
	for (size_t i = 0; i < s->values_n; i++)
		values[i] = (struct named){ .name = s->values[i].name, .value = s->values[i].value };
	move.target_kind = text_is(s->point_kind, "content") ? POINT_CONTENT : text_is(s->point_kind, "member") ? POINT_MEMBER : POINT_WHOLE;
	if (s->by)
		engine_roles(s->by, s->ground, m->holder, run->today, &move.actor.at_holder, &move.actor.at_above);
	move.actor.is_system = !s->by && !s->as_author;
	c->after = *m;
	c->step = s->step;
	if (text_is(s->step, STEP_SORT))
		return sort(run, m, s, pack, c, e);
	if (text_is(s->step, "correct"))
		return correct(run, m, s, pack, &move, values, c, e) && take(run, s->ground, pack, c, e);
	if (!procedure_decide(pack, ground_calendar(s->ground), &m->situation, &move, run->today, run->arena, &c->outcome, e))
		return false;
	engine_parts(run->arena, c->outcome.step, values, s->values_n, c->part);
	c->link = linked(run->arena, c->outcome.step, values, s->values_n);
	c->after.fresh = false;
	if (assigned(c->outcome.step, values, s->values_n) > 0)
		c->after.assignee = assigned(c->outcome.step, values, s->values_n);
	for (size_t i = 0; i < s->values_n; i++) /* a field of this name is the officer's line about it, in every procedure */
		if (text_is(values[i].name, "subject") && values[i].value.len > 0)
			c->after.subject = values[i].value;
	if (c->outcome.becomes.len > 0)
		c->after.procedure = c->outcome.becomes;
	return take(run, s->ground, pack, c, e);
}
