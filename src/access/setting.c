/* setting.c - what was switched, by whom and when: an entry, so that nobody weakens the house unseen. */
#include "base/base.h"

#include "access/access.h"
#include "inside.h"

STATEMENT(setting_get, READS, "t", "t", "SELECT value FROM setting WHERE name = $1");
STATEMENT(setting_put, WRITES, "tti", "",
          "INSERT INTO setting (name, value, entry) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET value = excluded.value, entry = excluded.entry");

bool setting_read(struct connection *db, struct arena *a, const char *name, struct text *ret, bool *ret_found, struct error *e)
{
	struct value row[1];
	if (!statement_one(db, &setting_get, (struct value[]){ value_text(text_of(name)) }, a, row, ret_found, e))
		return false;
	*ret = *ret_found ? row[0].text : TEXT_EMPTY;
	return true;
}

static bool setting_load(struct act_run *run, void *command, struct error *e)
{
	struct setting_change *c = command;
	struct text            kept;
	bool                   found;
	if (!setting_read(run->db, run->arena, c->name, &kept, &found, e))
		return false;
	c->ret_changed = !found || !text_equal(kept, c->value);
	return true;
}

static bool setting_record(struct act_run *run, void *command, struct error *e)
{
	struct setting_change *c = command;
	if (!c->ret_changed)
		return true;
	struct json j = json_start(run->arena, false);
	json_object(&j);
	json_key(&j, "by");
	json_raw(&j, by_json(run->arena, c->by, run->via));
	json_member_text(&j, "name", text_of(c->name));
	json_member_text(&j, "value", c->value);
	json_end(&j);
	struct entry entry = { .kind = "setting.changed", .day = run->today, .members = json_done(&j) };
	return ledger_append(run->batch, &entry, &c->entry, e);
}

static bool setting_apply(struct act_run *run, void *command, struct error *e)
{
	struct setting_change *c = command;
	return !c->ret_changed ||
	       statement_run(run->db, &setting_put, (struct value[]){ value_text(text_of(c->name)), value_text(c->value), value_int(c->entry) }, NULL, e);
}

const struct act_row row_setting_change = { .name = "setting.change", .load = setting_load, .record = setting_record, .apply = setting_apply };
