/* preview.c - what a step would do, without doing it. */
#include "base/base.h"

#include "inside.h"

bool matter_preview(struct connection *db, const struct matter *m, const struct matter_step *s, day_t today, struct arena *a, struct outcome *ret, struct text *ret_holder, struct error *e)
{
	struct act_run run = { .db = db, .arena = a, .today = today, .via = "web" };
	struct change  c = { 0 };
	if (!engine_step(&run, m, s, &c, e))
		return false;
	*ret = c.outcome;
	*ret_holder = c.after.holder;
	return true;
}
