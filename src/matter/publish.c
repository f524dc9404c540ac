/* publish.c - the job that lets everybody see what the log already holds: copies what the entries (old size, new size] show, then moves the published size.
 *
 * Only entries are read: what an entry does not show can't become public. Counts are kept row by row, so that a publication costs what happened since the last. */
#include "base/base.h"

#include "inside.h"

STATEMENT(public_state_get, READS, "", "iid", "SELECT size, version, day FROM public_state WHERE id = 1");
STATEMENT(public_state_put, WRITES, "ii", "",
          "INSERT INTO public_state (id, size, day, version) VALUES (1, $1, $2, 1) "
          "ON CONFLICT (id) DO UPDATE SET size = excluded.size, day = excluded.day, version = public_state.version + 1");
STATEMENT(public_matter_get, READS, "t", "ttttttttdDDDi",
          "SELECT code, class, procedure, unit, place, state, status, outcome, received, due, closed, paused, invented FROM public_matter WHERE code = $1");
STATEMENT(public_matter_put, WRITES, "ttttttttdDDDii", "",
          "INSERT INTO public_matter (code, class, procedure, unit, place, state, status, outcome, received, due, closed, paused, invented, sort_due) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
          "ON CONFLICT (code) DO UPDATE SET class = excluded.class, procedure = excluded.procedure, unit = excluded.unit, place = excluded.place, "
          "state = excluded.state, status = excluded.status, outcome = excluded.outcome, received = excluded.received, due = excluded.due, "
          "closed = excluded.closed, paused = excluded.paused, invented = excluded.invented, sort_due = excluded.sort_due");
STATEMENT(public_step_put, WRITES, "tidttt", "",
          "INSERT INTO public_step (matter, entry, day, step, state, unit) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (matter, entry) DO NOTHING");
STATEMENT(public_matter_clear, WRITES, "", "", "DELETE FROM public_matter", "public_matter");
STATEMENT(public_step_clear, WRITES, "", "", "DELETE FROM public_step", "public_step");
STATEMENT(matter_is_invented, READS, "t", "it", "SELECT invented, place FROM matter WHERE code = $1");

bool public_state(struct connection *db, struct public_state *ret, struct error *e)
{
	struct value row[3];
	bool         found;
	*ret = (struct public_state){ .day = DAY_NONE };
	_cleanup_arena_ struct arena *a = arena_new(0);
	if (!statement_one(db, &public_state_get, NULL, a, row, &found, e))
		return false;
	if (found)
		*ret = (struct public_state){ .size = row[0].number, .version = row[1].number, .day = value_as_day(row[2]) };
	return true;
}

static bool read_row(struct connection *db, struct arena *a, struct text code, struct public_row *ret, bool *ret_found, struct error *e)
{
	struct value v[13];
	if (!statement_one(db, &public_matter_get, (struct value[]){ value_text(code) }, a, v, ret_found, e))
		return false;
	*ret = (struct public_row){ .code = v[0].text, .class = v[1].text, .procedure = v[2].text, .unit = v[3].text, .place = v[4].text,
				    .state = v[5].text, .status = v[6].text, .outcome = v[7].text, .received = value_as_day(v[8]),
				    .due = value_as_day(v[9]), .closed = value_as_day(v[10]), .paused = value_as_day(v[11]), .invented = v[12].number != 0 };
	return true;
}

bool public_matter(struct connection *db, struct arena *a, struct text code, struct public_row *ret, bool *ret_found, struct error *e)
{
	return read_row(db, a, code, ret, ret_found, e);
}

static bool write_row(struct connection *db, const struct public_row *r, struct error *e)
{
	struct value v[] = { value_text(r->code), value_text(r->class), value_text(r->procedure), value_text(r->unit), value_text(r->place),
			     value_text(r->state), value_text(r->status), value_text(r->outcome), value_day(r->received), value_day(r->due),
			     value_day(r->closed), value_day(r->paused), value_int(r->invented),
			     value_int(day_is_known(r->due) ? r->due.n : DAY_MAX.n) };
	return statement_run(db, &public_matter_put, v, NULL, e);
}

static day_t day_member(struct arena *a, const struct entry_members *members, const char *name)
{
	struct text t;
	day_t       d;
	return members_text(a, members, name, &t) && day_parse(t, &d) ? d : DAY_NONE;
}

/* What the entry says of the matter as it stands after it. */
void public_show(struct arena *a, const struct kept_entry *entry, const struct entry_members *members, struct public_row *r)
{
	bool grouped = text_is(entry->kind, "grouped");
	r->class = grouped ? TEXT("grouped") : TEXT("open");
	r->code = text_copy(a, entry->matter);
	members_text(a, members, "unit", &r->unit);
	members_text(a, members, "place", &r->place);
	members_text(a, members, "procedure", &r->procedure);
	members_text(a, members, "to", &r->state);
	members_text(a, members, "status", &r->status);
	if (!members_text(a, members, "outcome", &r->outcome))
		r->outcome = TEXT_EMPTY;
	r->received = day_member(a, members, "received");
	day_t due = day_member(a, members, "due");
	if (day_is_known(due) || text_is(r->status, "open"))
		r->due = due; /* once it is closed nothing runs, and what was owed last stays to be seen */
	r->paused = day_member(a, members, "paused");
	if (text_is(r->status, "open"))
		r->closed = DAY_NONE;
	else if (!day_is_known(r->closed))
		r->closed = entry->day;
}

struct publishing {
	struct connection   *db;
	struct arena        *arena; /* of one entry */
	struct public_tally *tally;
};

/* Days off were announced: the due days that moved, of matters that everybody sees already. */
static bool publish_recounts(struct publishing *p, int64_t entry, struct error *e)
{
	_cleanup_arena_ struct arena *slice = arena_new(0);
	struct shown_move            *moves;
	struct text                   after = TEXT_EMPTY;
	size_t                        n;
	arena_reset(p->arena);
	for (;; after = text_copy(p->arena, moves[n - 1].matter), arena_reset(slice)) {
		if (!recount_shown(p->db, slice, entry, after, &moves, &n, e))
			return false;
		if (n == 0)
			return true;
		for (size_t i = 0; i < n; i++) {
			struct public_row row;
			bool              found;
			if (!read_row(p->db, slice, moves[i].matter, &row, &found, e) || (found && !public_tally_move(p->db, p->tally, &row, -1, e)))
				return false;
			row.due = moves[i].due;
			if (found && (!write_row(p->db, &row, e) || !public_tally_move(p->db, p->tally, &row, 1, e)))
				return false;
		}
	}
}

static bool publish_entry(void *arg, const struct kept_entry *entry, struct error *e)
{
	struct publishing *p = arg;
	struct public_row  row = { .received = DAY_NONE, .due = DAY_NONE, .closed = DAY_NONE, .paused = DAY_NONE };
	struct value       of_matter[2];
	bool               found, known;
	struct entry_members members;
	if (text_is(entry->kind, "calendar.changed"))
		return publish_recounts(p, entry->index, e);
	if (entry->matter.len == 0 || !(text_starts(entry->kind, "matter.") || text_is(entry->kind, "grouped")))
		return true;
	arena_reset(p->arena);
	if (!read_row(p->db, p->arena, entry->matter, &row, &found, e) || (found && !public_tally_move(p->db, p->tally, &row, -1, e)) ||
	    !statement_one(p->db, &matter_is_invented, (struct value[]){ value_text(entry->matter) }, p->arena, of_matter, &known, e))
		return false;
	if (!found)
		row = (struct public_row){ .closed = DAY_NONE, .invented = known && of_matter[0].number != 0 };
	entry_members(entry->bytes, &members);
	public_show(p->arena, entry, &members, &row);
	if (!write_row(p->db, &row, e) || !public_tally_move(p->db, p->tally, &row, 1, e))
		return false;
	struct text step = TEXT_EMPTY;
	entry_text(p->arena, entry->bytes, "step", &step);
	struct value v[] = { value_text(entry->matter), value_int(entry->index), value_day(entry->day), value_text(step), value_text(row.state), value_text(row.unit) };
	return statement_run(p->db, &public_step_put, v, NULL, e);
}

/* Copies what the entries [from, to) show. */
static bool show_all(struct connection *db, int64_t from, int64_t to, struct error *e)
{
	_cleanup_arena_ struct arena *own = arena_new(0), *one = arena_new(0), *texts = arena_new(0);
	struct publishing             arg = { .db = db, .arena = one, .tally = public_tally_new(own, texts) };
	return ledger_walk(db, from, to, publish_entry, &arg, e) && public_tally_write(db, arg.tally, e) && public_tally_sweep(db, e);
}

bool public_rebuild(struct connection *db, struct error *e)
{
	struct public_state is;
	return public_state(db, &is, e) && statement_run(db, &public_matter_clear, NULL, NULL, e) && statement_run(db, &public_step_clear, NULL, NULL, e) &&
	       public_tally_clear(db, e) && show_all(db, 0, is.size, e);
}

static bool publish_apply(struct act_run *run, void *command, struct error *e)
{
	struct publish     *p = command;
	struct public_state was;
	struct ledger_meta  meta;
	bool                found;
	if (!public_state(run->db, &was, e) || !ledger_meta(run->db, run->arena, &meta, &found, e))
		return false;
	p->ret_from = was.size;
	p->ret_to = meta.head.size; /* as it stood when the lock was taken: all of it is signed */
	struct value v[] = { value_int(p->ret_to), value_day(run->today) };
	return show_all(run->db, p->ret_from, p->ret_to, e) && tally_sweep(run->db, e) && ledger_publish(run->ledger, run->db, p->ret_to, e) &&
	       statement_run(run->db, &public_state_put, v, NULL, e);
}

const struct act_row row_publish = { .name = "publish", .shows = true, .apply = publish_apply };

/* "12:00" at `at`; false for what is no hour. */
static bool read_hour(struct text t, int *ret_minutes)
{
	int64_t h, m;
	t = text_trim(t);
	if (t.len != 5 || t.at[2] != ':' || !text_to_int(text_first(t, 2), &h) || !text_to_int(text_from(t, 3), &m) || h > 23 || m > 59)
		return false;
	*ret_minutes = (int)(h * 60 + m);
	return true;
}

instant_t publish_next(struct text hours, instant_t now)
{
	instant_t   next = { 0 };
	struct text one;
	day_t       today = instant_day(now);
	while (text_next(&hours, ',', &one)) {
		int minutes;
		if (!read_hour(one, &minutes))
			continue;
		instant_t at = { day_start(today).ms + (int64_t)minutes * 60000 };
		if (at.ms <= now.ms)
			at.ms += (int64_t)24 * 3600 * 1000;
		if (next.ms == 0 || at.ms < next.ms)
			next = at;
	}
	return next;
}
