/* site_moved.c - what orders did to who holds a matter, as lines of its timeline: a desk changes hands without an entry of the matter, so the page says it from the lineage. */
#include "base/base.h"
#include "base/say.h"

#include "site.h"

static struct text say_act(struct request *r, const struct registry *reg, const char *code, const struct lineage *act)
{
	struct build b = { .arena = r->arena };
	SAY(&b, r->lang, code, FACT_T("from", unit_title_at(reg, r->arena, act->from, day_add(act->day, -1))), FACT_T("to", unit_title_at(reg, r->arena, act->to, act->day)),
	    FACT_T("basis", act->basis), FACT_D("day", act->day));
	return build_text(&b);
}

static size_t moves(const struct registry *reg, struct text unit, day_t until, const struct lineage *ret[SITE_MOVES_MOST])
{
	size_t n = 0;
	while (n < SITE_MOVES_MOST && (ret[n] = unit_successor_act(reg, unit, until)))
		unit = ret[n++]->to;
	return n;
}

void site_moves(struct request *r, struct text unit, day_t until, struct timeline_step *steps, size_t at, size_t *n)
{
	const struct ground  *g = site_ground(r);
	const struct lineage *acts[SITE_MOVES_MOST];
	size_t                acts_n = g ? moves(ground_registry(g), unit, until, acts) : 0;
	for (size_t i = 0; i < acts_n; i++) {
		size_t k = (*n)++;
		for (; k > at && steps[k - 1].day.n > acts[i]->day.n; k--)
			steps[k] = steps[k - 1];
		steps[k] = (struct timeline_step){ .day = acts[i]->day, .title = say_act(r, ground_registry(g), "web.desk_moved", acts[i]),
						   .text = say_act(r, ground_registry(g), "web.desk_moved_why", acts[i]) };
		at = k + 1;
	}
}

struct text site_moved_said(struct request *r, struct text unit)
{
	const struct ground  *g = site_ground(r);
	const struct lineage *acts[SITE_MOVES_MOST];
	size_t                n = g ? moves(ground_registry(g), unit, site_today(r), acts) : 0;
	if (n == 0)
		return TEXT_EMPTY;
	struct lineage whole = *acts[n - 1];
	whole.from = acts[0]->from;
	struct build b = { .arena = r->arena };
	SAY(&b, r->lang, "web.received_by", FACT_T("from", unit_title_at(ground_registry(g), r->arena, whole.from, day_add(acts[0]->day, -1))),
	    FACT_T("to", site_title(r, whole.to)), FACT_T("basis", whole.basis), FACT_D("day", whole.day));
	return build_text(&b);
}
