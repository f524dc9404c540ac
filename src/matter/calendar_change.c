/* calendar_change.c - days off are announced: the file is held against the calendar in use, one entry names the days that change, and every open matter is counted anew. */
#include "base/base.h"

#include "inside.h"

enum { BASIS_MOST = 300, NAME_MOST = 120, DAYS_MOST = 1000 };

STATEMENT(notice_put, WRITES, "itbddt", "", "INSERT INTO calendar_notice (entry, name, bytes, day, announced, basis) VALUES ($1, $2, $3, $4, $5, $6)");

/* Between load and apply. */
struct announcing {
	const struct embedded *files;    /* of the new calendar */
	const struct calendar *was, *is;
	struct text            blob;
};

/* One line that may stand in an entry. */
static bool is_line(struct text t, size_t most)
{
	bool good = text_trim(t).len > 0 && t.len <= most && text_is_utf8(t);
	for (size_t i = 0; i < t.len; i++)
		good = good && (unsigned char)t.at[i] >= ' ' && t.at[i] != 0x7f;
	return good;
}

static bool check_words(const struct calendar_change *c, day_t today, struct error *e)
{
	if (!is_line(c->basis, BASIS_MOST))
		return error(e, MATTER_CALENDAR_BASIS, .name = TEXT("basis"), .limit = BASIS_MOST);
	if (!is_line(c->name, NAME_MOST))
		return error(e, MATTER_CALENDAR_BASIS, .name = TEXT("name"), .limit = NAME_MOST);
	if (!day_is_known(c->announced) || day_compare(c->announced, today) > 0)
		return error(e, MATTER_CALENDAR_FUTURE, .day = c->announced);
	return true;
}

static bool check_new(struct connection *db, struct arena *a, const struct calendar_change *c, struct error *e)
{
	struct calendar_notice *notices;
	size_t                  n;
	if (!calendar_notices_since(db, a, -1, false, &notices, &n, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct embedded last = calendar_blob_last(a, notices[i].bytes);
		if (last.path && text_equal(text_bytes(last.at, last.len), c->bytes))
			return error(e, MATTER_CALENDAR_TWICE, .name = c->name, .day = notices[i].day);
	}
	return true;
}

static bool year_differs(const struct announcing *w)
{
	for (int year = day_date(calendar_first(w->is)).year; year <= day_date(calendar_last(w->is)).year; year++) {
		enum day_status was = DAY_UNKNOWN, is = DAY_UNKNOWN;
		bool            had = calendar_year_status(w->was, year, &was, NULL);
		if (!calendar_year_status(w->is, year, &is, NULL) || !had || was != is)
			return true;
	}
	return false;
}

/* Days that change between working and off; of a year that had no rule before, none: nothing could be counted in it. */
static bool compare(struct arena *a, struct calendar_change *c, const struct announcing *w, struct error *e)
{
	struct changed_day *days = ARENA_ARRAY(a, struct changed_day, DAYS_MOST);
	size_t              n = 0;
	for (day_t d = calendar_first(w->is); d.n <= calendar_last(w->is).n; d.n++) {
		struct changed_day one;
		if (!calendar_at(w->was, d, &one.was, NULL) || !calendar_at(w->is, d, &one.is, NULL) || day_kind_is_off(one.was.kind) == day_kind_is_off(one.is.kind))
			continue;
		if (n < DAYS_MOST)
			days[n] = one;
		n++;
	}
	if (n > DAYS_MOST)
		return error(e, MATTER_CALENDAR_MANY, .number = (int64_t)n, .limit = DAYS_MOST);
	if (n == 0 && !year_differs(w))
		return error(e, MATTER_CALENDAR_NOTHING, .name = c->name);
	c->ret_days = days;
	c->ret_days_n = n;
	return true;
}

static bool prepare(struct connection *db, struct arena *a, struct calendar_change *c, day_t today, struct error *e)
{
	struct announcing *w = c->work = ARENA_NEW(a, struct announcing);
	c->basis = text_trim(c->basis);
	w->was = ground_calendar(c->ground);
	if (!check_words(c, today, e) || !check_new(db, a, c, e))
		return false;
	w->files = calendar_files_and(a, ground_calendar_files(c->ground), c->name, c->bytes);
	return calendar_load(a, w->files, &w->is, e) && compare(a, c, w, e);
}

bool calendar_change_preview(struct connection *db, struct arena *a, struct calendar_change *c, day_t today, struct error *e)
{
	if (!prepare(db, a, c, today, e))
		return false;
	return recount_all(db, c->ground, ((struct announcing *)c->work)->is, c->announced, -1, &c->ret_matters, e);
}

/* ---- the row */

static bool load(struct act_run *run, void *command, struct error *e)
{
	struct calendar_change *c = command;
	return ground_calendar_stands(run->db, c->ground, e) && prepare(run->db, run->arena, c, run->today, e);
}

static bool decide(struct act_run *run, void *command, struct error *e)
{
	struct calendar_change *c = command;
	struct actor            now = { 0 };
	if (c->by && c->by->console)
		return true;
	if (c->by && c->by->account.number > 0 && !actor_load(run->db, run->arena, c->by->account.number, run->today, c->by->via, &now, e))
		return false;
	return actor_has(&now, ROLE_ADMINISTRATOR) || error(e, ACCESS_NOT_YOURS, .expected = text_of(role_name(ROLE_ADMINISTRATOR)));
}

static struct text members(struct act_run *run, const struct calendar_change *c)
{
	struct json j = json_start(run->arena, false);
	json_object(&j);
	json_member_text(&j, "announced", day_print(run->arena, c->announced));
	json_member_text(&j, "basis", c->basis);
	write_by(&j, run, c->by);
	json_key(&j, "days");
	json_array(&j);
	for (size_t i = 0; i < c->ret_days_n; i++) {
		json_object(&j);
		json_member_text(&j, "day", day_print(run->arena, c->ret_days[i].is.day));
		json_member_text(&j, "is", day_kind_is_off(c->ret_days[i].is.kind) ? TEXT("off") : TEXT("working"));
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
	return json_done(&j);
}

/* The blob first: whoever reads calendar.changed finds the whole calendar in the entry before it. */
static bool record(struct act_run *run, void *command, struct error *e)
{
	struct calendar_change *c = command;
	struct announcing      *w = c->work;
	struct entry            entry = { .kind = "calendar.changed", .day = run->today };
	int64_t                 files = 0;
	while (w->files[files].path)
		files++;
	w->blob = calendar_blob_print(run->arena, w->files);
	entry.members = members(run, c);
	return ledger_import(run->batch, run->today, TEXT("calendar"), c->name, files, w->blob, NULL, e) && ledger_append(run->batch, &entry, &c->ret_entry, e);
}

static bool apply(struct act_run *run, void *command, struct error *e)
{
	struct calendar_change *c = command;
	struct announcing      *w = c->work;
	struct value            v[] = { value_int(c->ret_entry), value_text(c->name), value_bytes(w->blob), value_day(run->today), value_day(c->announced), value_text(c->basis) };
	return statement_run(run->db, &notice_put, v, NULL, e) && recount_all(run->db, c->ground, w->is, c->announced, c->ret_entry, &c->ret_matters, e);
}

const struct act_row row_calendar_change = { .name = "calendar.change", .load = load, .decide = decide, .record = record, .apply = apply };
