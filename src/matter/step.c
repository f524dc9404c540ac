/* step.c - one step of a matter: who came first is told so, what the pack refuses is refused, the rest is recorded and applied. */
#include "base/base.h"

#include "inside.h"

STATEMENT(linked_exists, READS, "t", "i", "SELECT 1 FROM matter WHERE code = $1");

struct stepping {
	struct matter was;
	struct change change;
	struct draft  draft;
	bool          has_draft;
};

static bool load(struct act_run *run, void *command, struct error *e)
{
	struct matter_step *s = command;
	struct stepping    *w = s->work = ARENA_NEW(run->arena, struct stepping);
	bool                found;
	if (!ground_calendar_stands(run->db, s->ground, e) || !matter_load(run->db, run->arena, s->ground, s->code, run->today, &w->was, &found, e))
		return false;
	if (!found)
		return error(e, MATTER_NO_SUCH, .value = s->code);
	if (s->version >= 0 && s->version != w->was.version)
		return error(e, MATTER_MOVED_ON, .number = w->was.version);
	return s->draft_token.len == 0 || draft_load(run->db, run->arena, s->draft_token, &w->draft, &w->has_draft, e);
}

/* The role in which it was done: the one that the step asks for first. */
static struct text role_of(const struct matter_step *s, const struct change *c, unsigned at, unsigned above)
{
	static const enum role order[] = { ROLE_HEAD, ROLE_OFFICER, ROLE_CLERK, ROLE_LEADER, ROLE_INSPECTOR, ROLE_ADMINISTRATOR };
	const struct pack_step *step = c->outcome.step;
	unsigned                may = step ? (step->who & at) | (step->who_above & above) : at | above;
	if (s->as_author)
		return TEXT("author");
	for (size_t i = 0; i < COUNT_OF(order); i++)
		if (may & order[i])
			return text_of(role_name(order[i]));
	return TEXT("system");
}

static bool assignable(struct act_run *run, const struct matter_step *s, const struct change *c, const struct stepping *w, struct error *e)
{
	struct actor assignee;
	unsigned     at, above;
	int64_t      account = c->after.assignee;
	if (account == 0 || account == w->was.assignee)
		return true;
	if (!actor_load(run->db, run->arena, account, run->today, "", &assignee, e))
		return error(e, MATTER_NOT_ASSIGNABLE, .number = account);
	engine_roles(&assignee, s->ground, c->after.holder, run->today, &at, &above);
	return ((at & (ROLE_OFFICER | ROLE_CLERK | ROLE_HEAD)) && matter_may_see(&w->was, s->ground, &assignee)) || error(e, MATTER_NOT_ASSIGNABLE, .number = account, .value = assignee.account.name);
}

static bool link_exists(struct act_run *run, const struct change *c, struct error *e)
{
	struct value row[1];
	bool         found;
	if (c->link.len == 0)
		return true;
	if (!statement_one(run->db, &linked_exists, (struct value[]){ value_text(c->link) }, run->arena, row, &found, e))
		return false;
	return (found && !text_equal(c->link, c->after.code)) || error(e, MATTER_NO_SUCH, .value = c->link);
}

static bool decide(struct act_run *run, void *command, struct error *e)
{
	struct matter_step *s = command;
	struct stepping    *w = s->work;
	struct change      *c = &w->change;
	unsigned            at, above;
	if (s->by && !matter_may_see(&w->was, s->ground, s->by))
		return error(e, MATTER_KEPT_AWAY);
	if (!engine_step(run, &w->was, s, c, e) || !assignable(run, s, c, w, e) || !link_exists(run, c, e))
		return false;
	engine_roles(s->by, s->ground, w->was.holder, run->today, &at, &above);
	c->role = role_of(s, c, at, above);
	c->role_unit = s->by ? w->was.holder : TEXT_EMPTY;
	c->account = s->by ? s->by->account.number : 0;
	c->via = s->by && s->by->via ? s->by->via : run->via;
	c->channel = TEXT("web");
	c->received = day_is_known(s->received) ? s->received : run->today;
	c->point_kind = s->point_kind;
	c->point = s->point;
	c->after.version = w->was.version + 1;
	if (w->has_draft && w->draft.files_n > 0)
		c->part[PART_FILES] = files_part(run->arena, &w->draft);
	return true;
}

static bool record(struct act_run *run, void *command, struct error *e)
{
	struct matter_step *s = command;
	struct stepping    *w = s->work;
	if (!change_record(run, &w->change, e))
		return false;
	s->ret_entry = w->change.entry;
	s->ret_version = w->change.after.version;
	s->ret_holder = w->change.after.holder;
	return true;
}

static bool apply(struct act_run *run, void *command, struct error *e)
{
	struct matter_step *s = command;
	struct stepping    *w = s->work;
	if (!change_apply(run, &w->change, &w->was, e))
		return false;
	return !w->has_draft || (attach_draft(run, s->code, w->change.after.version, &w->draft, e) && draft_sent(run, s->draft_token, s->code, e));
}

const struct act_row row_matter_step = { .name = "matter.step", .load = load, .decide = decide, .record = record, .apply = apply };
