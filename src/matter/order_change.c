/* order_change.c - orders through act: applied as a run of entries, or taken back by one. */
#include "base/base.h"

#include "inside.h"

STATEMENT(desk_open_late, READS, "ti", "ii",
          "SELECT CAST(COALESCE(sum(count), 0) AS BIGINT), CAST(COALESCE(sum(CASE WHEN due < $2 AND paused = 0 THEN count ELSE 0 END), 0) AS BIGINT) FROM tally "
          "WHERE desk = $1");

struct applying {
	struct registry *now;
	struct order    *order;
};

static void registry_end(void *r) { registry_free(r); }

/* Who administers the office of a place administers what lies under the place too, though not the place itself: UBND tỉnh its communes, no commune its neighbour. */
static bool administers_as_office(const struct actor *by, const struct registry *r, struct text unit)
{
	for (size_t i = 0; i < by->grants_n; i++) {
		struct text             own = grant_unit(&by->grants[i], r, by->day);
		const struct unit_fact *f = unit_on(r, own, by->day), *it = unit_on(r, unit, by->day);
		struct office           o;
		struct error            e;
		if (!(by->grants[i].role & ROLE_ADMINISTRATOR) || !f || !it || f->place.len == 0 || text_equal(unit, f->place) || text_equal(it->place, f->place))
			continue;
		if (unit_is_under(r, unit, f->place, by->day) && office_of(r, f->place, by->day, &o, &e) && text_equal(o.unit, own))
			return true;
	}
	return false;
}

/* An order is for who administers every unit that it touches. */
static bool administers(struct arena *a, const struct actor *by, const struct registry *r, const struct text *units, size_t n, struct error *e)
{
	if (by && by->console)
		return true;
	if (!actor_has(by, ROLE_ADMINISTRATOR))
		return error(e, ACCESS_NOT_YOURS, .expected = text_of(role_name(ROLE_ADMINISTRATOR)));
	for (size_t i = 0; i < n; i++)
		if (!(actor_roles(by, r, units[i]) & ROLE_ADMINISTRATOR) && !administers_as_office(by, r, units[i]))
			return error(e, ORDER_NOT_YOURS, .name = unit_title_at(r, a, units[i], by->day));
	return true;
}

static bool may_apply(struct arena *a, const struct actor *by, const struct registry *r, const struct order_plan *p, struct error *e)
{
	return administers(a, by, r, p->ended, p->ended_n, e) && administers(a, by, r, p->changed, p->changed_n, e);
}

/* With the grants as they are under the lock: one that was taken back a moment ago does not count. */
static bool reload(struct act_run *run, const struct actor *by, struct actor *ret, struct error *e)
{
	*ret = by && by->console ? *by : (struct actor){ 0 };
	return !by || by->console || by->account.number == 0 || actor_load(run->db, run->arena, by->account.number, run->today, by->via, ret, e);
}

/* Of the units that it ended something of, as they are today. */
static bool may_revoke(struct act_run *run, const struct order_revoke *o, struct error *e)
{
	struct registry *r = NULL;
	struct text     *units;
	struct actor     now;
	size_t           n;
	if (!order_units(run->db, run->arena, o->id, &units, &n, e) || !registry_load(run->db, &r, e))
		return false;
	arena_owns(run->arena, registry_end, r);
	return reload(run, o->by, &now, e) && administers(run->arena, &now, r, units, n, e);
}

static bool prepare(struct connection *db, struct arena *a, struct order_apply *o, day_t today, struct error *e)
{
	struct applying *w = o->work = ARENA_NEW(a, struct applying);
	if (!order_read(a, o->bytes, o->file, &w->order, e))
		return false;
	if (w->order->day_unknown)
		return error(e, ORDER_UNKNOWN_DAY, .value = w->order->id);
	if (w->order->day.n <= today.n)
		return error(e, ORDER_PAST, .day = w->order->day);
	if (!registry_load(db, &w->now, e))
		return false;
	arena_owns(a, registry_end, w->now);
	return order_plan(w->now, a, w->order, &o->ret_plan, &o->ret_faults) || error(e, ORDER_FAULTY, .number = (int64_t)o->ret_faults.wrong_n);
}

bool order_preview(struct connection *db, struct arena *a, struct order_apply *o, day_t today, const struct registry **ret_now, struct error *e)
{
	bool             ok = prepare(db, a, o, today, e);
	struct applying *w = o->work;
	*ret_now = w->now;
	if (ok && o->by)
		may_apply(a, o->by, w->now, &o->ret_plan, &o->ret_not_yours);
	return ok;
}

static bool load(struct act_run *run, void *command, struct error *e) { return prepare(run->db, run->arena, command, run->today, e); }

static bool decide(struct act_run *run, void *command, struct error *e)
{
	const struct order_apply *o = command;
	const struct applying    *w = o->work;
	struct text               file;
	struct actor              now;
	bool                      found;
	if (!reload(run, o->by, &now, e) || !may_apply(run->arena, &now, w->now, &o->ret_plan, e) || !order_file(run->db, run->arena, w->order->id, &file, &found, e))
		return false;
	return !found || error(e, ORDER_APPLIED, .value = w->order->id);
}

/* ---- the run of entries */

void write_by(struct json *j, const struct act_run *run, const struct actor *by)
{
	const char *via = by->console ? "console" : by->via ? by->via : run->via;
	json_key(j, "by");
	json_object(j);
	if (!by->console)
		json_member_int(j, "account", by->account.number);
	json_member_text(j, "role", text_of(role_name(ROLE_ADMINISTRATOR)));
	if (strcmp(via, "web") != 0)
		json_member_text(j, "via", text_of(via));
	json_end(j);
}

static struct text opening(struct act_run *run, const struct order_apply *o, const struct order *order)
{
	struct json j = json_start(run->arena, false);
	json_object(&j);
	json_member_text(&j, "basis", order->basis);
	json_member_text(&j, "blob", hash_hex(run->arena, sha256(o->bytes)));
	write_by(&j, run, o->by);
	json_member_int(&j, "count", (int64_t)order->parts_n);
	json_member_text(&j, "effective", day_print(run->arena, order->day));
	json_member_text(&j, "order", order->id);
	json_end(&j);
	return json_done(&j);
}

enum listed { BEGINS, DESKS, ENDS, FOLLOWS, LISTS };

/* What a part does to units, by their ids: those that end, begin, follow (an ended or giving unit and who has it), and desks that change hands. */
static bool is_listed(const struct unit_change *c, enum listed which, struct arena *a, struct text *ret)
{
	switch (which) {
	case BEGINS: *ret = c->fact.unit; return c->what == CHANGE_FACT_BEGINS;
	case ENDS: *ret = c->fact.unit; return c->what == CHANGE_FACT_ENDS;
	case DESKS: *ret = c->desk.desk; return c->what == CHANGE_DESK_BEGINS;
	case FOLLOWS:
		if (c->what == CHANGE_LINEAGE)
			*ret = text_print(a, "%.*s %.*s", TEXT_ARG(c->lineage.from), TEXT_ARG(c->lineage.to));
		return c->what == CHANGE_LINEAGE;
	default: return false;
	}
}

static void write_list(struct json *j, struct arena *a, const struct unit_change *const *changes, size_t n, enum listed which)
{
	static const char *const names[LISTS] = { "begins", "desks", "ends", "follows" };
	struct text              value;
	bool                     any = false;
	for (size_t i = 0; i < n; i++) {
		if (!is_listed(changes[i], which, a, &value))
			continue;
		if (!any) {
			json_key(j, names[which]);
			json_array(j);
		}
		any = true;
		json_text(j, value);
	}
	if (any)
		json_end(j);
}

static bool record_part(struct act_run *run, const struct order *order, size_t part, const struct unit_change *const *changes, size_t n, struct error *e)
{
	struct entry entry = { .kind = "order.part", .day = run->today };
	struct json  j = json_start(run->arena, false);
	json_object(&j);
	for (enum listed k = 0; k < LISTS; k++)
		write_list(&j, run->arena, changes, n, k);
	json_member_int(&j, "number", (int64_t)part);
	json_member_text(&j, "order", order->id);
	json_member_text(&j, "what", text_of(order_kind_word(order->parts[part].kind)));
	json_end(&j);
	entry.members = json_done(&j);
	return ledger_append(run->batch, &entry, NULL, e);
}

static int by_part(const void *a, const void *b)
{
	const struct unit_change *x = *(const struct unit_change *const *)a, *y = *(const struct unit_change *const *)b;
	return x->part != y->part ? (x->part > y->part) - (x->part < y->part) : (x > y) - (x < y);
}

static bool record_parts(struct act_run *run, const struct order_apply *o, const struct order *order, struct error *e)
{
	const struct order_plan   *plan = &o->ret_plan;
	const struct unit_change **sorted = ARENA_ARRAY(run->arena, const struct unit_change *, plan->changes_n + 1);
	for (size_t i = 0; i < plan->changes_n; i++)
		sorted[i] = &plan->changes[i];
	qsort(sorted, plan->changes_n, sizeof(*sorted), by_part);
	for (size_t part = 0, at = 0; part < order->parts_n; part++) {
		size_t n = 0;
		while (at + n < plan->changes_n && sorted[at + n]->part == part)
			n++;
		if (!record_part(run, order, part, sorted + at, n, e))
			return false;
		at += n;
	}
	return true;
}

static bool record_end(struct act_run *run, const struct order_apply *o, const struct order *order, struct error *e)
{
	struct entry entry = { .kind = "order.end", .day = run->today };
	struct json  j = json_start(run->arena, false);
	json_object(&j);
	json_member_int(&j, "changes", (int64_t)o->ret_plan.changes_n);
	json_member_int(&j, "desks", (int64_t)o->ret_plan.desks);
	json_member_text(&j, "order", order->id);
	json_end(&j);
	entry.members = json_done(&j);
	return ledger_append(run->batch, &entry, NULL, e);
}

/* The blob first: whoever reads `order` finds the file in the entry before it. */
static bool record(struct act_run *run, void *command, struct error *e)
{
	struct order_apply    *o = command;
	const struct applying *w = o->work;
	struct entry           entry = { .kind = "order", .day = run->today, .members = opening(run, o, w->order) };
	return ledger_import(run->batch, run->today, TEXT("order-file"), w->order->id, (int64_t)w->order->parts_n, o->bytes, NULL, e) &&
	       ledger_append(run->batch, &entry, &o->ret_entry, e) && record_parts(run, o, w->order, e) && record_end(run, o, w->order, e);
}

static bool apply(struct act_run *run, void *command, struct error *e)
{
	struct order_apply    *o = command;
	const struct applying *w = o->work;
	return order_write(run->db, w->now, &o->ret_plan, o->bytes, o->ret_entry, e);
}

const struct act_row row_order_apply = { .name = "order.apply", .load = load, .decide = decide, .record = record, .apply = apply };

/* ---- taking back */

enum { REASON_MOST = 300 };

static bool revoke_decide(struct act_run *run, void *command, struct error *e)
{
	struct order_revoke *o = command;
	o->reason = text_trim(o->reason);
	if (o->reason.len == 0 || o->reason.len > REASON_MOST || memchr(o->reason.at, '\n', o->reason.len))
		return error(e, ORDER_VALUE, .name = TEXT("reason"), .value = text_cut(o->reason, 60), .expected = text_print(run->arena, "1 - %d byte", REASON_MOST));
	return order_may_be_revoked(run->db, run->arena, o->id, run->today, e) && may_revoke(run, o, e);
}

static bool revoke_record(struct act_run *run, void *command, struct error *e)
{
	struct order_revoke *o = command;
	struct entry         entry = { .kind = "order.revoked", .day = run->today };
	struct json          j = json_start(run->arena, false);
	json_object(&j);
	write_by(&j, run, o->by);
	json_member_text(&j, "order", o->id);
	json_member_text(&j, "reason", o->reason);
	json_end(&j);
	entry.members = json_done(&j);
	return ledger_append(run->batch, &entry, &o->ret_entry, e);
}

static bool revoke_apply(struct act_run *run, void *command, struct error *e)
{
	struct order_revoke *o = command;
	return order_undo(run->db, o->id, o->ret_entry, e);
}

const struct act_row row_order_revoke = { .name = "order.revoke", .decide = revoke_decide, .record = revoke_record, .apply = revoke_apply };

/* ---- what lies at the desks that move */

bool order_desks(struct connection *db, struct arena *a, const struct order_plan *plan, day_t today, struct desk_load **ret, size_t *ret_n, struct error *e)
{
	struct value row[2];
	bool         found;
	*ret = ARENA_ARRAY(a, struct desk_load, plan->desks + 1);
	*ret_n = 0;
	for (size_t i = 0; i + 1 < plan->changes_n && *ret_n < plan->desks; i++) {
		const struct unit_change *ends = &plan->changes[i], *begins = &plan->changes[i + 1];
		if (ends->what != CHANGE_DESK_ENDS || begins->what != CHANGE_DESK_BEGINS)
			continue;
		if (!statement_one(db, &desk_open_late, (struct value[]){ value_text(ends->desk.desk), value_int(today.n) }, a, row, &found, e))
			return false;
		(*ret)[(*ret_n)++] = (struct desk_load){ ends->desk.desk, ends->desk.unit, begins->desk.unit, row[0].number, row[1].number };
	}
	return true;
}
