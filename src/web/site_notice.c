/* site_notice.c - what notices of days off did to a matter, as lines of its timeline: no due day moves without being cited there. */
#include "base/base.h"
#include "base/say.h"

#include "site.h"

bool site_notices(struct request *r, struct connection *db, struct text code, int64_t size, struct site_notices *ret)
{
	struct error e;
	*ret = (struct site_notices){ 0 };
	return matter_recounts(db, r->arena, code, size, &ret->rows, &ret->n, &e);
}

static struct text say_row(struct request *r, const char *code, const struct matter_recount *row)
{
	struct build b = { .arena = r->arena };
	say(&b, r->lang, code, (const struct fact[]){ FACT_D("was", row->old_due), FACT_D("due", row->new_due), FACT_T("basis", row->basis), FACT_D("day", row->announced), { .name = NULL } });
	return build_text(&b);
}

void site_notices_before(struct request *r, struct site_notices *s, int64_t entry, struct timeline_step *steps, size_t *n)
{
	for (; s->next < s->n && s->rows[s->next].entry < entry; s->next++) {
		const struct matter_recount *row = &s->rows[s->next];
		if (row->clock.len == 0 && steps) /* the day that everybody sees; single clocks are the desk's */
			steps[(*n)++] = (struct timeline_step){ .day = row->day, .title = say_row(r, "web.due_moved", row), .text = say_row(r, "web.due_moved_why", row) };
	}
}
