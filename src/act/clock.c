/* clock.c - no silent clock: law counts days, so a wrong clock moves dates (trust.md: "one wrong clock"). */
#include "base/base.h"

#include "inside.h"

enum { JUMP_MS = 5 * 60 * 1000, GAP_DAYS = 40 };

static bool is_demo(const struct act *act) { return text_starts(text_of(key_origin(act->key)), "demo."); }

/* The day of the last entry, or the one to which `clock.corrected` set it; DAY_NONE when there is none. */
static bool last_day(struct act *act, day_t *ret, struct error *e)
{
	struct ledger_meta meta;
	struct kept_entry  last;
	bool               found;
	*ret = DAY_NONE;
	if (!ledger_meta(act->db, act->arena, &meta, &found, e))
		return false;
	if (!found || meta.head.size == 0)
		return true;
	if (!ledger_entry(act->db, meta.head.size - 1, act->arena, &last, &found, e))
		return false;
	struct text to;
	if (found && (!text_is(last.kind, "clock.corrected") || !entry_text(act->arena, last.bytes, "to", &to) || !day_parse(to, ret)))
		*ret = last.day;
	return true;
}

bool clock_check_start(struct act *act, struct error *e)
{
	struct world *w = act->config.world;
	instant_t     now = w->now(w);
	day_t         last;
	if (act->config.clock_fixed && !is_demo(act))
		return error(e, ACT_FIXED_CLOCK, .value = text_of(key_origin(act->key)));
	if (!last_day(act, &last, e))
		return false;
	act->wall_less_boot = now.ms - w->boot_ms(w);
	if (!day_is_known(last) || act->config.clock_accept)
		return true;
	int32_t days = day_between(last, instant_day(now));
	/* a demonstration owes nobody anything: it may lie still for as long as it likes */
	if (days < 0 || (days > GAP_DAYS && !is_demo(act)))
		return error(e, ACT_CLOCK_WRONG, .day = last, .number = days, .value = day_print(act->arena, instant_day(now)));
	return true;
}

static bool is_jump(int64_t ms) { return ms > JUMP_MS || ms < -JUMP_MS; }

bool clock_check_group(struct act *act, instant_t now, struct error *e)
{
	struct world *w = act->config.world;
	int64_t       jump = now.ms - w->boot_ms(w) - act->wall_less_boot;
	return !is_jump(jump) || error(e, ACT_CLOCK_JUMPED, .number = jump / 1000);
}

bool clock_check_server(struct act *act, instant_t now, struct error *e)
{
	instant_t server;
	bool      has;
	if (act->config.clock_fixed)
		return true;
	if (!store_clock(act->db, &has, &server, e))
		return false;
	return !has || !is_jump(now.ms - server.ms) || error(e, ACT_CLOCK_SERVER, .number = (now.ms - server.ms) / 1000);
}

struct correction {
	day_t       last; /* in the ledger */
	const char *reason;
};

/* `clock.corrected` is the only entry before whose day later entries may fall; its own day may not fall. */
static bool record_correction(struct act_run *run, void *command, struct error *e)
{
	struct correction *c = command;
	day_t              to = instant_day(run->at);
	struct json        j = json_start(run->arena, false);
	json_object(&j);
	json_key(&j, "by");
	json_object(&j);
	json_member_text(&j, "role", TEXT("administrator"));
	json_member_text(&j, "via", text_of(run->via));
	json_end(&j);
	json_member_text(&j, "from", day_print(run->arena, c->last));
	json_member_text(&j, "reason", text_of(c->reason));
	json_member_text(&j, "to", day_print(run->arena, to));
	json_end(&j);
	struct entry entry = { .kind = "clock.corrected", .day = day_compare(to, c->last) < 0 ? c->last : to, .members = json_done(&j) };
	return ledger_append(run->batch, &entry, NULL, e);
}

static const struct act_row row_clock_corrected = { .name = "clock.accept", .record = record_correction };

bool clock_correct(struct act *act, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct correction             c = { .reason = act->config.clock_reason ? act->config.clock_reason : "looked at and accepted" };
	struct act_result             result;
	if (!last_day(act, &c.last, e))
		return false;
	return !day_is_known(c.last) || act_do(act, &row_clock_corrected, &c, a, &result, e);
}
