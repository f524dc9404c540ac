/* recount.c - days off were announced: the due days of open matters by the new calendar, each move kept, so that a timeline can cite it and the published state can follow. */
#include "base/base.h"

#include "inside.h"

enum { SLICE = 500 };

STATEMENT(recount_open, READS, "ti", "ttttttddiDtIt",
          "SELECT code, procedure, desk, state, clock, waits_for, received, due, fresh, paused, situation, assignee, subject FROM matter WHERE is_open = 1 AND code > $1 "
          "ORDER BY code LIMIT $2");
STATEMENT(recount_update, WRITES, "tdtt", "", "UPDATE matter SET due = $2, clock = $3, situation = $4 WHERE code = $1");
STATEMENT(recount_put, WRITES, "titdd", "", "INSERT INTO matter_recount (matter, entry, clock, old_due, new_due) VALUES ($1, $2, $3, $4, $5)");
STATEMENT(recount_shown_slice, READS, "iti", "td",
          "SELECT matter, new_due FROM matter_recount WHERE entry = $1 AND clock = '' AND matter > $2 ORDER BY matter LIMIT $3");
STATEMENT(recounts_of_matter, READS, "ti", "iddttdd",
          "SELECT r.entry, n.day, n.announced, n.basis, r.clock, r.old_due, r.new_due FROM matter_recount r JOIN calendar_notice n ON n.entry = r.entry "
          "WHERE r.matter = $1 AND r.entry < $2 ORDER BY r.entry, r.clock");

bool recount_matter(const struct pack *pack, const struct calendar *calendar, day_t announced, const struct matter *was, struct arena *a, struct recount *ret, struct error *e)
{
	struct outcome o;
	if (!procedure_recount(pack, calendar, &was->situation, announced, a, &o, e))
		return false;
	bool grouped = pack_class(pack) != PACK_OPEN;
	*ret = (struct recount){ .after = *was, .changed = o.changes_n > 0, .moved = ARENA_ARRAY(a, struct clock_change, o.changes_n + 1),
				 .old_shown = matter_shown_due(was, grouped) };
	if (ret->changed) {
		ret->after.situation = o.after;
		ret->after.due = o.due;
		ret->after.clock = o.due_clock;
	}
	ret->new_shown = matter_shown_due(&ret->after, grouped);
	for (size_t i = 0; i < o.changes_n; i++)
		if (day_compare(o.changes[i].old_due, o.changes[i].new_due) != 0)
			ret->moved[ret->moved_n++] = o.changes[i];
	return true;
}

bool recount_since(const struct ground *g, struct connection *db, const struct pack *pack, int64_t since, struct situation *s, struct arena *a, struct error *e)
{
	struct calendar_notice *notices;
	size_t                  n;
	struct outcome          o;
	if (!ground_notices(g, db, a, since, &notices, &n, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!procedure_recount(pack, notices[i].calendar, s, notices[i].announced, a, &o, e))
			return false;
		*s = o.after;
	}
	return true;
}

/* ---- all of them */

static bool keep_moves(struct connection *db, const struct recount *r, int64_t entry, struct error *e)
{
	struct value v[] = { value_text(r->after.code), value_int(entry), value_text(TEXT_EMPTY), value_day(r->old_shown), value_day(r->new_shown) };
	if (day_compare(r->old_shown, r->new_shown) != 0 && !statement_run(db, &recount_put, v, NULL, e))
		return false;
	for (size_t i = 0; i < r->moved_n; i++) {
		v[2] = value_text(r->moved[i].name);
		v[3] = value_day(r->moved[i].old_due);
		v[4] = value_day(r->moved[i].new_due);
		if (!statement_run(db, &recount_put, v, NULL, e))
			return false;
	}
	return true;
}

static bool write(struct connection *db, struct arena *a, const struct matter *was, const struct recount *r, int64_t entry, struct error *e)
{
	const struct matter *m = &r->after;
	struct value         v[] = { value_text(m->code), value_int(day_is_known(m->due) ? m->due.n : DAY_MAX.n), value_text(m->clock),
				     value_text(situation_print(a, &m->situation)) };
	return statement_run(db, &recount_update, v, NULL, e) && tally_follow(db, was, m, e) && subject_follow(db, a, was, m, e) && keep_moves(db, r, entry, e);
}

/* The next open ones by code; only what a recount needs of them. */
static bool read_slice(struct connection *db, struct arena *a, struct text after, struct matter *slice, size_t *ret_n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	size_t                        n = 0;
	if (!query_start(db, &recount_open, (struct value[]){ value_text(after), value_int(SLICE) }, &q, e))
		return false;
	for (; query_next(q); n++) {
		struct matter *m = &slice[n];
		*m = (struct matter){ .code = text_copy(a, query_text(q, 0)), .procedure = text_copy(a, query_text(q, 1)), .desk = text_copy(a, query_text(q, 2)),
				      .state = text_copy(a, query_text(q, 3)), .clock = text_copy(a, query_text(q, 4)), .waits_for = text_copy(a, query_text(q, 5)),
				      .received = query_day(q, 6), .due = query_day(q, 7), .fresh = query_int(q, 8) != 0,
				      .paused = query_day(q, 9), .assignee = query_int(q, 11), .subject = text_copy(a, query_text(q, 12)), .is_open = true };
		if (m->due.n == DAY_MAX.n)
			m->due = DAY_NONE;
		if (!situation_read(a, text_copy(a, query_text(q, 10)), &m->situation))
			return error(e, LEDGER_DAMAGED, .name = TEXT("matter"), .value = m->code);
	}
	*ret_n = n;
	return query_end_ok(q, e);
}

bool recount_all(struct connection *db, const struct ground *ground, const struct calendar *calendar, day_t announced, int64_t entry, int64_t *ret_matters, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0), *kept = arena_new(0);
	struct text                   after = TEXT_EMPTY;
	size_t                        n = SLICE;
	for (*ret_matters = 0; n == SLICE; arena_reset(a)) {
		struct matter *slice = ARENA_ARRAY(a, struct matter, SLICE);
		if (!read_slice(db, a, after, slice, &n, e))
			return false;
		for (size_t i = 0; i < n; i++) {
			struct recount     r;
			const struct pack *pack = ground_pack(ground, slice[i].procedure);
			if (!pack)
				return error(e, MATTER_NO_PROCEDURE, .value = slice[i].procedure);
			if (!recount_matter(pack, calendar, announced, &slice[i], a, &r, e) || (entry >= 0 && r.changed && !write(db, a, &slice[i], &r, entry, e)))
				return false;
			*ret_matters += r.moved_n > 0;
		}
		if (n > 0) {
			arena_reset(kept);
			after = text_copy(kept, slice[n - 1].code);
		}
	}
	return true;
}

/* ---- read again */

bool recount_shown(struct connection *db, struct arena *a, int64_t entry, struct text after, struct shown_move **ret, size_t *ret_n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	size_t                        n = 0;
	*ret = ARENA_ARRAY(a, struct shown_move, SLICE);
	if (!query_start(db, &recount_shown_slice, (struct value[]){ value_int(entry), value_text(after), value_int(SLICE) }, &q, e))
		return false;
	for (; query_next(q); n++)
		(*ret)[n] = (struct shown_move){ text_copy(a, query_text(q, 0)), query_day(q, 1) };
	*ret_n = n;
	return query_end_ok(q, e);
}

bool matter_recounts(struct connection *db, struct arena *a, struct text code, int64_t size, struct matter_recount **ret, size_t *ret_n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	*ret = NULL;
	*ret_n = 0;
	if (!query_start(db, &recounts_of_matter, (struct value[]){ value_text(code), value_int(size) }, &q, e))
		return false;
	while (query_next(q)) {
		*ret = arena_grow(a, *ret, *ret_n, 1, sizeof(**ret));
		(*ret)[(*ret_n)++] = (struct matter_recount){ query_int(q, 0), query_day(q, 1), query_day(q, 2), text_copy(a, query_text(q, 3)),
							      text_copy(a, query_text(q, 4)), query_day(q, 5), query_day(q, 6) };
	}
	return query_end_ok(q, e);
}
