/* entry.c - the entry of a filing or a step: what everybody may read, and the parts that it only commits to. docs/entries.md has each kind with an example. */
#include "base/base.h"

#include "inside.h"

struct text time_part(struct arena *a, instant_t at)
{
	struct json j = json_start(a, true);
	json_object(&j);
	json_member_text(&j, "at", instant_print(a, at));
	json_end(&j);
	return json_done(&j);
}

static void member_day(struct json *j, const char *key, day_t day)
{
	if (day_is_known(day))
		json_member_text(j, key, day_print(j->out.arena, day));
}

static void member_some(struct json *j, const char *key, struct text t)
{
	if (t.len > 0)
		json_member_text(j, key, t);
}

/* Who did it: a role at a unit and an account's number, never a name; `via` when it was not the pages. */
static void put_by(struct json *j, const struct change *c)
{
	json_key(j, "by");
	json_object(j);
	if (c->account > 0)
		json_member_int(j, "account", c->account);
	member_some(j, "role", c->role);
	member_some(j, "unit", c->role_unit);
	if (c->via && strcmp(c->via, "web") != 0)
		json_member_text(j, "via", text_of(c->via));
	json_end(j);
}

static void put_clocks(struct json *j, const struct change *c)
{
	json_key(j, "clocks");
	json_array(j);
	for (size_t i = 0; i < c->outcome.changes_n; i++) {
		const struct clock_change *k = &c->outcome.changes[i];
		json_object(j);
		member_some(j, "basis", k->basis);
		member_day(j, "due", k->new_due);
		json_member_text(j, "name", k->name);
		if (day_is_known(k->new_due)) {
			json_key(j, "sure");
			json_bool(j, k->sure);
		}
		json_member_text(j, "what", text_of(clock_happened_name(k->what)));
		json_end(j);
	}
	json_end(j);
}

static void put_rules(struct json *j, const struct change *c)
{
	json_key(j, "rules");
	json_array(j);
	for (size_t i = 0; i < c->outcome.rules_n; i++)
		json_text(j, c->outcome.rules[i]);
	json_end(j);
}

day_t matter_shown_due(const struct matter *m, bool grouped)
{
	day_t last = m->received;
	if (!grouped || day_is_known(m->due))
		return m->due;
	for (size_t i = 0; i < m->situation.clocks_n; i++) {
		const struct clock *k = &m->situation.clocks[i];
		if (k->owed_by == OWED_BY_OFFICE && day_compare(k->due, last) > 0)
			last = k->due;
	}
	return last;
}

static struct text status_of(const struct matter *m)
{
	return m->is_open ? TEXT("open") : m->closed_late ? TEXT("closed-late") : TEXT("closed-in-time");
}

/* The content or member that the step acted on. */
static void put_point(struct json *j, const struct change *c)
{
	if (c->point <= 0)
		return;
	json_key(j, "point");
	json_object(j);
	json_member_text(j, "kind", c->point_kind);
	json_member_int(j, "number", c->point);
	json_end(j);
}

/* Members in bytewise order, as canonical JSON wants them. */
static struct text open_members(struct arena *a, const struct change *c, day_t today)
{
	const struct matter *m = &c->after;
	struct json          j = json_start(a, false);
	json_object(&j);
	put_by(&j, c);
	json_member_text(&j, "channel", c->channel);
	put_clocks(&j, c);
	if (c->corrects > 0)
		json_member_int(&j, "corrects", m->events[c->corrects - 1].entry);
	member_day(&j, "due", m->due);
	member_some(&j, "from", c->before);
	member_some(&j, "outcome", m->outcome);
	if (c->step.len > 0 && day_compare(c->received, today) != 0)
		member_day(&j, "paper", c->received);
	member_day(&j, "paused", m->paused);
	json_member_text(&j, "place", m->place);
	put_point(&j, c);
	json_member_text(&j, "procedure", m->procedure);
	json_member_text(&j, "received", day_print(a, m->received));
	put_rules(&j, c);
	json_member_text(&j, "status", status_of(m));
	member_some(&j, "step", c->step);
	json_member_text(&j, "to", m->state);
	json_member_text(&j, "unit", m->holder);
	json_end(&j);
	return json_done(&j);
}

/* A grouped matter shows only this of each step; everything else is in the part `acts`. */
static struct text grouped_members(struct arena *a, const struct change *c)
{
	struct json j = json_start(a, false);
	json_object(&j);
	json_member_text(&j, "due", day_print(a, matter_shown_due(&c->after, true)));
	json_member_text(&j, "received", day_print(a, c->after.received));
	json_member_text(&j, "status", status_of(&c->after));
	json_member_text(&j, "unit", c->after.holder);
	json_end(&j);
	return json_done(&j);
}

/* {"entry":<what an open matter would show>,"values":<what was filled in>} */
static struct text grouped_acts(struct arena *a, struct text members, struct text acts)
{
	struct json j = json_start(a, true);
	json_object(&j);
	json_key(&j, "entry");
	json_raw(&j, members);
	if (acts.len > 0) {
		json_key(&j, "values");
		json_raw(&j, acts);
	}
	json_end(&j);
	return json_done(&j);
}

/* The part `internal` of a filing: what was filled in, and {"filing":{"invented":..,"key":..}}: nobody can give the matter another key, or call it invented, unseen. */
static struct text filing_internal(struct arena *a, const struct change *c)
{
	struct json j = json_start(a, true);
	struct text name, value;
	size_t      at = 0;
	bool        put = false;
	json_object(&j);
	for (bool more = true; more;) {
		more = entry_member(a, c->part[PART_INTERNAL], &at, &name, &value);
		if (!put && (!more || text_compare(name, TEXT("filing")) > 0)) {
			json_key(&j, "filing");
			json_object(&j);
			json_key(&j, "invented");
			json_bool(&j, c->after.invented);
			json_member_text(&j, "key", hex_encode(a, c->key_hash));
			json_end(&j);
			put = true;
		}
		if (more)
			json_member_text(&j, text_c(a, name), value);
	}
	json_end(&j);
	return json_done(&j);
}

bool change_record(struct act_run *run, struct change *c, struct error *e)
{
	struct text  members = open_members(run->arena, c, run->today);
	struct entry entry = { .day = run->today, .matter = c->after.code, .members = members, .is_first = c->step.len == 0 };
	entry.kind = c->grouped ? "grouped" : c->step.len > 0 ? "matter.step" : "matter.filed";
	memcpy(entry.part, c->part, sizeof(entry.part));
	entry.part[PART_TIME] = time_part(run->arena, run->at);
	if (c->step.len == 0)
		entry.part[PART_INTERNAL] = filing_internal(run->arena, c);
	if (c->grouped) {
		entry.members = grouped_members(run->arena, c);
		entry.part[PART_ACTS] = grouped_acts(run->arena, members, c->part[PART_ACTS]);
	}
	return ledger_append(run->batch, &entry, &c->entry, e);
}
