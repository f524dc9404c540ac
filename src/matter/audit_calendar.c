/* audit_calendar.c - notices of days off held against the ledger, and what they did to matters: made again by the calendar that each one published. */
#include "base/base.h"

#include "audit.h"

STATEMENT(audit_notices, READS, "", "itbddt", "SELECT entry, name, bytes, day, announced, basis FROM calendar_notice ORDER BY entry", "calendar_notice");

static const char *const notice_columns[] = { "entry", "name", "bytes", "day", "announced", "basis", NULL };
const char *const recount_columns[] = { "clock", "matter", "entry", "old_due", "new_due", NULL };

bool audit_notice_rows(struct audit *u, struct error *e)
{
	struct bag                    must = bag_of("calendar_notice", notice_columns), is = must;
	const struct calendar_notice *n;
	for (size_t i = 0; (n = ground_notice_at(u->ground, i)) != NULL; i++) {
		struct value row[] = { value_int(n->entry), value_text(n->name), value_bytes(n->bytes), value_day(n->day), value_day(n->announced), value_text(n->basis) };
		memcpy(bag_add(u->arena, &must), row, sizeof(row));
	}
	if (!bag_read(u, &is, &audit_notices, NULL, e))
		return false;
	bag_compare(u, &must, &is, TEXT_EMPTY, 0);
	return true;
}

static void note_move(struct replay *r, int64_t entry, struct text clock, day_t was, day_t is)
{
	struct value row[] = { value_text(clock), value_text(r->matter.code), value_int(entry), value_day(was), value_day(is) };
	memcpy(bag_add(r->audit->arena, &r->recounts), row, sizeof(row));
}

/* What a notice moves is known only while the clocks are. */
static void replay_notice(struct replay *r, const struct calendar_notice *n)
{
	struct audit      *u = r->audit;
	struct recount     c;
	bool               published = n->entry < u->published;
	const struct pack *pack;
	ground_set_moment(u->ground, n->entry);
	pack = ground_pack(u->ground, r->matter.procedure);
	if (!r->whole || !pack || !recount_matter(pack, n->calendar, n->announced, &r->matter, u->arena, &c, NULL)) {
		r->recounts_known = r->due_known = false;
		r->public_due_known = r->public_due_known && !published;
		return;
	}
	if (day_compare(c.old_shown, c.new_shown) != 0) {
		note_move(r, n->entry, TEXT_EMPTY, c.old_shown, c.new_shown);
		if (published)
			r->public.due = c.new_shown;
	}
	for (size_t i = 0; i < c.moved_n; i++)
		note_move(r, n->entry, c.moved[i].name, c.moved[i].old_due, c.moved[i].new_due);
	r->matter = c.after;
}

void replay_notices(struct replay *r, int64_t before)
{
	const struct calendar_notice *n;
	for (; (n = ground_notice_at(r->audit->ground, r->notices)) != NULL && n->entry < before; r->notices++)
		if (r->entries > 0 && (r->matter.is_open || !r->shown))
			replay_notice(r, n);
}
