/* tables.c - the rows of a matter: read as they are, written as a decided step leaves them. */
#include "base/base.h"

#include "inside.h"

STATEMENT(matter_row, READS, "t", "ttttittddDdDDitttIiiiidt",
          "SELECT procedure, desk, place, state, is_open, clock, waits_for, received, entered, accepted, arrived, closed, paused, closed_late, outcome, channel, "
          "subject, assignee, receipt_entry, version, invented, fresh, due, situation FROM matter WHERE code = $1");
STATEMENT(matter_events, READS, "t", "iidtttttttIIitt",
          "SELECT number, entry, day, step, state_before, state_after, role, unit, holder, via, account, corrects, corrected, situation, desk "
          "FROM matter_step WHERE matter = $1 ORDER BY number");
STATEMENT(matter_insert_row, WRITES, "tttttiitdDddDiitttIttbiii", "",
          "INSERT INTO matter (code, procedure, desk, place, state, is_open, due, clock, received, accepted, entered, arrived, paused, fresh, closed, closed_late, "
          "outcome, channel, subject, assignee, situation, waits_for, key_hash, receipt_entry, version, invented) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, NULL, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)");
STATEMENT(matter_update_row, WRITES, "ttttiiDtDdDiittItti", "",
          "UPDATE matter SET procedure = $2, desk = $3, state = $4, is_open = $5, due = $6, accepted = $7, clock = $8, paused = $9, arrived = $10, closed = $11, "
          "fresh = $12, closed_late = $13, outcome = $14, subject = $15, assignee = $16, situation = $17, waits_for = $18, version = $19 WHERE code = $1");
STATEMENT(matter_step_row, WRITES, "tiidtttttttIItt", "",
          "INSERT INTO matter_step (matter, number, entry, day, step, state_before, state_after, role, unit, holder, via, account, corrects, corrected, situation, desk) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, $15)");
STATEMENT(matter_step_corrected, WRITES, "ti", "", "UPDATE matter_step SET corrected = 1 WHERE matter = $1 AND number = $2");
STATEMENT(matter_link_add, WRITES, "ttti", "", "INSERT INTO matter_link (matter, other, kind, entry) VALUES ($1, $2, $3, $4) ON CONFLICT (matter, other, kind) DO NOTHING");

static bool read_events(struct connection *db, struct arena *a, struct matter *m, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	size_t                        n = 0;
	if (!query_start(db, &matter_events, (struct value[]){ value_text(m->code) }, &q, e))
		return false;
	for (; query_next(q); n++) {
		if (n % 16 == 0)
			m->events = arena_grow(a, m->events, n, 16, sizeof(*m->events));
		m->events[n] = (struct matter_event){
			.number = query_int(q, 0), .entry = query_int(q, 1), .day = query_day(q, 2), .step = query_text(q, 3).len > 0 ? text_copy(a, query_text(q, 3)) : TEXT("open"),
			.before = text_copy(a, query_text(q, 4)), .after = text_copy(a, query_text(q, 5)), .role = text_copy(a, query_text(q, 6)),
			.unit = text_copy(a, query_text(q, 7)), .holder = text_copy(a, query_text(q, 8)), .via = text_copy(a, query_text(q, 9)),
			.account = query_int(q, 10), .corrects = query_int(q, 11), .corrected = query_int(q, 12) != 0,
			.situation = text_copy(a, query_text(q, 13)), .desk = text_copy(a, query_text(q, 14)),
		};
	}
	m->events_n = n;
	return query_end_ok(q, e);
}

bool matter_read(struct connection *db, struct arena *a, struct text code, struct matter *m, bool *ret_found, struct error *e)
{
	struct value v[24];
	if (!statement_one(db, &matter_row, (struct value[]){ value_text(code) }, a, v, ret_found, e) || !*ret_found)
		return *ret_found || !connection_is_dead(db);
	*m = (struct matter){
		.code = text_copy(a, code), .procedure = v[0].text, .desk = v[1].text, .place = v[2].text, .state = v[3].text, .is_open = v[4].number != 0,
		.clock = v[5].text, .waits_for = v[6].text, .received = value_as_day(v[7]), .entered = value_as_day(v[8]), .accepted = value_as_day(v[9]),
		.arrived = value_as_day(v[10]), .closed = value_as_day(v[11]), .paused = value_as_day(v[12]), .closed_late = v[13].number != 0,
		.outcome = v[14].text, .channel = v[15].text, .subject = v[16].text, .assignee = v[17].number, .receipt_entry = v[18].number,
		.version = v[19].number, .invented = v[20].number != 0, .fresh = v[21].number != 0, .due = value_as_day(v[22]),
	};
	if (m->due.n == DAY_MAX.n)
		m->due = DAY_NONE;
	if (!situation_read(a, v[23].text, &m->situation))
		return error(e, LEDGER_DAMAGED, .name = TEXT("matter"), .value = code);
	return read_events(db, a, m, e);
}

static struct value due_value(day_t due) { return value_int(day_is_known(due) ? due.n : DAY_MAX.n); }

static struct value some(int64_t n) { return n > 0 ? value_int(n) : value_null(); }

bool matter_insert(struct act_run *run, const struct change *c, struct text key_hash, struct error *e)
{
	const struct matter *m = &c->after;
	struct value         v[] = {
		value_text(m->code), value_text(m->procedure), value_text(m->desk), value_text(m->place), value_text(m->state), value_int(m->is_open), due_value(m->due),
		value_text(m->clock), value_day(m->received), value_day(m->accepted), value_day(m->entered), value_day(m->arrived), value_day(m->paused),
		value_int(m->fresh), value_int(m->closed_late), value_text(m->outcome), value_text(m->channel), value_text(m->subject), some(m->assignee),
		value_text(situation_print(run->arena, &m->situation)), value_text(m->waits_for), value_bytes(key_hash), value_int(c->entry),
		value_int(m->version), value_int(m->invented),
	};
	return statement_send(run->db, &matter_insert_row, v, e);
}

static bool update(struct act_run *run, const struct change *c, struct error *e)
{
	const struct matter *m = &c->after;
	struct value         v[] = {
		value_text(m->code), value_text(m->procedure), value_text(m->desk), value_text(m->state), value_int(m->is_open), due_value(m->due), value_day(m->accepted),
		value_text(m->clock), value_day(m->paused), value_day(m->arrived), value_day(m->closed), value_int(m->fresh), value_int(m->closed_late),
		value_text(m->outcome), value_text(m->subject), some(m->assignee), value_text(situation_print(run->arena, &m->situation)),
		value_text(m->waits_for), value_int(m->version),
	};
	return statement_run(run->db, &matter_update_row, v, NULL, e);
}

static bool insert_step(struct act_run *run, const struct change *c, const struct matter *was, struct error *e)
{
	const struct matter *m = &c->after;
	struct value         v[] = {
		value_text(m->code), value_int(m->version), value_int(c->entry), value_day(run->today), value_text(c->step), value_text(c->before), value_text(m->state),
		value_text(c->role), value_text(c->role_unit), value_text(m->holder), value_text(text_of(c->via)), some(c->account), some(c->corrects),
		value_text(was ? situation_print(run->arena, &was->situation) : TEXT_EMPTY), value_text(was ? was->desk : TEXT_EMPTY),
	};
	return statement_send(run->db, &matter_step_row, v, e);
}

/* A value of type "matter" names another one: both can be found from each other. */
static bool link(struct act_run *run, const struct change *c, struct text other, struct error *e)
{
	struct value v[] = { value_text(c->after.code), value_text(other), value_text(c->step), value_int(c->entry) };
	return statement_run(run->db, &matter_link_add, v, NULL, e);
}

bool change_apply(struct act_run *run, const struct change *c, const struct matter *was, struct error *e)
{
	const struct matter *m = &c->after;
	if ((was && !update(run, c, e)) || !tally_follow(run->db, was, m, e) || !insert_step(run, c, was, e))
		return false;
	if (c->corrects > 0 && !statement_run(run->db, &matter_step_corrected, (struct value[]){ value_text(m->code), value_int(c->corrects) }, NULL, e))
		return false;
	if (c->link.len > 0 && !link(run, c, c->link, e))
		return false;
	return subject_follow(run->db, run->arena, was, m, e);
}
