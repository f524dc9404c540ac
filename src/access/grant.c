/* grant.c - a role at a unit, between two days: given and ended. Each is an entry; a right never begins before the day on which it was given. */
#include "base/base.h"

#include "access/access.h"
#include "inside.h"

STATEMENT(grant_next, READS, "", "i", "SELECT COALESCE(max(number), 0) + 1 FROM role_grant", "role_grant");
STATEMENT(grant_insert, WRITES, "iittddi", "",
          "INSERT INTO role_grant (number, account, role, unit, from_day, to_day, entry) VALUES ($1, $2, $3, $4, $5, $6, $7)");
STATEMENT(grant_by_number, READS, "i", "iittdd", "SELECT number, account, role, unit, from_day, to_day FROM role_grant WHERE number = $1");
STATEMENT(grant_set_to, WRITES, "id", "", "UPDATE role_grant SET to_day = $2 WHERE number = $1");
STATEMENT(administrators_but, READS, "iid", "i",
          "SELECT count(*) FROM role_grant g JOIN account a ON a.number = g.account WHERE g.role = 'administrator' AND a.active = 1 "
          "AND g.account <> $1 AND g.number <> $2 AND g.from_day <= $3 AND g.to_day > $3",
          "role_grant account g a");

/* Somebody must stay who can open the door again. */
bool others_administer(struct act_run *run, int64_t account, int64_t grant, struct error *e)
{
	struct value row[1];
	bool         found;
	if (!statement_one(run->db, &administrators_but, (struct value[]){ value_int(account), value_int(grant), value_day(run->today) }, run->arena, row, &found, e))
		return false;
	return row[0].number > 0 || error(e, ACCESS_LAST_ADMINISTRATOR);
}

static bool give_decide(struct act_run *run, void *command, struct error *e)
{
	struct grant_give      *c = command;
	struct account          account;
	const struct unit_fact *unit;
	bool                    found;
	if (!day_is_known(c->from))
		c->from = run->today;
	if (!day_is_known(c->to))
		c->to = DAY_MAX;
	if (!account_by_number(run->db, run->arena, c->account, &account, &found, e))
		return false;
	if (!found || !account.active)
		return error(e, ACCESS_NO_ACCOUNT, .number = c->account, .value = text_print(run->arena, "%lld", (long long)c->account));
	if (role_name(c->role)[0] == '\0')
		return error(e, ACCESS_BAD_ROLE, .expected = TEXT("clerk, officer, head, leader, inspector, administrator"));
	if (day_compare(c->from, run->today) < 0 || day_compare(c->to, c->from) <= 0)
		return error(e, ACCESS_BAD_DAYS, .day = run->today);
	if (c->registry) {
		if (!unit_show(c->registry, c->unit, run->today, &unit, e))
			return false;
		c->unit = text_copy(run->arena, unit->unit); /* the identity: codes are given again to others */
	}
	return may_administer(run, c->by, c->registry, c->unit, e);
}

static bool grant_entry(struct act_run *run, const char *kind, const struct grant *g, const struct actor *by, struct error *e)
{
	struct json j = json_start(run->arena, false);
	json_object(&j);
	json_member_int(&j, "account", g->account);
	json_key(&j, "by");
	json_raw(&j, by_json(run->arena, by, run->via));
	json_member_text(&j, "from", day_print(run->arena, g->from));
	json_member_int(&j, "grant", g->number);
	json_member_text(&j, "role", text_of(role_name(g->role)));
	json_member_text(&j, "to", day_print(run->arena, g->to));
	json_member_text(&j, "unit", g->unit);
	json_end(&j);
	struct entry entry = { .kind = kind, .day = run->today, .members = json_done(&j), .scope = account_scope(run->arena, g->account) };
	return ledger_append(run->batch, &entry, NULL, e);
}

static bool give_record(struct act_run *run, void *command, struct error *e)
{
	struct grant_give *c = command;
	if (!next_number(run, &grant_next, &c->ret_number, e))
		return false;
	struct grant g = { .number = c->ret_number, .account = c->account, .role = c->role, .unit = c->unit, .from = c->from, .to = c->to };
	return grant_entry(run, "grant.given", &g, c->by, e);
}

static bool give_apply(struct act_run *run, void *command, struct error *e)
{
	struct grant_give *c = command;
	struct value       v[] = { value_int(c->ret_number), value_int(c->account), value_text(text_of(role_name(c->role))), value_text(c->unit),
				   value_day(c->from), value_day(c->to), value_int(ledger_batch_head(run->batch).size - 1) };
	return statement_run(run->db, &grant_insert, v, NULL, e);
}

const struct act_row row_grant_give = { .name = "grant.give", .decide = give_decide, .record = give_record, .apply = give_apply };

static bool find_grant(struct act_run *run, int64_t number, struct grant *ret, struct error *e)
{
	struct value v[6];
	bool         found;
	if (!statement_one(run->db, &grant_by_number, (struct value[]){ value_int(number) }, run->arena, v, &found, e))
		return false;
	if (!found)
		return error(e, ACCESS_NO_GRANT, .number = number);
	*ret = (struct grant){ .number = v[0].number, .account = v[1].number, .unit = v[3].text, .from = value_as_day(v[4]), .to = value_as_day(v[5]) };
	return role_parse(v[2].text, &ret->role);
}

static bool end_decide(struct act_run *run, void *command, struct error *e)
{
	struct grant_end *c = command;
	struct grant      g;
	if (!day_is_known(c->to))
		c->to = run->today;
	if (!find_grant(run, c->number, &g, e) || !may_administer(run, c->by, c->registry, g.unit, e))
		return false;
	if (day_compare(c->to, g.to) >= 0) /* it has ended by then: this would make it longer */
		return error(e, ACCESS_NO_GRANT, .number = c->number, .day = g.to);
	if (day_compare(c->to, run->today) < 0)
		return error(e, ACCESS_BAD_DAYS, .day = run->today);
	if (day_compare(c->to, g.from) < 0)
		c->to = g.from; /* it never begins */
	return g.role != ROLE_ADMINISTRATOR || others_administer(run, 0, c->number, e);
}

static bool end_record(struct act_run *run, void *command, struct error *e)
{
	struct grant_end *c = command;
	struct grant      g;
	if (!find_grant(run, c->number, &g, e))
		return false;
	g.to = c->to;
	return grant_entry(run, "grant.ended", &g, c->by, e);
}

static bool end_apply(struct act_run *run, void *command, struct error *e)
{
	struct grant_end *c = command;
	return statement_run(run->db, &grant_set_to, (struct value[]){ value_int(c->number), value_day(c->to) }, NULL, e);
}

const struct act_row row_grant_end = { .name = "grant.end", .decide = end_decide, .record = end_record, .apply = end_apply };
