/* tally.c - derived counts of open matters: by desk, procedure, state and due day; and by desk, assignee and due day, seven days in a row, which is what worklists show. */
#include "base/base.h"

#include "inside.h"

STATEMENT(tally_add, WRITES, "tttiiiti", "",
          "INSERT INTO tally (desk, procedure, state, due, paused, fresh, waits_for, count) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
          "ON CONFLICT (desk, procedure, state, due, paused, fresh, waits_for) DO UPDATE SET count = tally.count + excluded.count");
STATEMENT(tally_clear, WRITES, "", "", "DELETE FROM tally", "tally");
STATEMENT(tally_fill, WRITES, "", "",
          "INSERT INTO tally (desk, procedure, state, due, paused, fresh, waits_for, count) "
          "SELECT desk, procedure, state, due, CASE WHEN paused IS NULL THEN 0 ELSE 1 END, fresh, waits_for, count(*) FROM matter WHERE is_open = 1 "
          "GROUP BY desk, procedure, state, due, CASE WHEN paused IS NULL THEN 0 ELSE 1 END, fresh, waits_for",
          "matter");
STATEMENT(tally_sweep_row, WRITES, "", "", "DELETE FROM tally WHERE count = 0");
#define COLUMNS "desk, assignee, week, open, d0, d1, d2, d3, d4, d5, d6, paused, fresh, sign"
#define ADD(column) column " = tally_week." column " + excluded." column
#define ADD_DAY(n) ADD("d" #n)
STATEMENT(tally_week_add, WRITES, "tii" "iiiiiiiiiii", "",
          "INSERT INTO tally_week (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14), ($1, $2, " TALLY_ALL ", $4, 0, 0, 0, 0, 0, 0, 0, $12, $13, $14) "
          "ON CONFLICT (desk, assignee, week) DO UPDATE SET " ADD("open") ", " TALLY_EACH_DAY(ADD_DAY) ", " ADD("paused") ", " ADD("fresh") ", " ADD("sign"));
STATEMENT(tally_week_clear, WRITES, "", "", "DELETE FROM tally_week", "tally_week");
#define DAY(n) "sum(CASE WHEN day = " #n " THEN 1 ELSE 0 END)"
#define OPEN_ONES(assignee, week, day, which) \
	"SELECT desk, " assignee " AS assignee, " week " AS week, " day " AS day, paused, fresh, waits_for FROM matter WHERE is_open = 1" which
#define BOTH_ROWS(assignee, which) OPEN_ONES(assignee, TALLY_WEEK_OF("due"), TALLY_DAY_OF("due"), which) " UNION ALL " OPEN_ONES(assignee, TALLY_ALL, "-1", which)
STATEMENT(tally_week_fill, WRITES, "", "",
          "INSERT INTO tally_week (" COLUMNS ") SELECT desk, assignee, week, count(*), " TALLY_EACH_DAY(DAY)
          ", sum(CASE WHEN paused IS NULL THEN 0 ELSE 1 END), sum(fresh), sum(CASE WHEN waits_for = 'head' THEN 1 ELSE 0 END) FROM ("
          BOTH_ROWS("-1", "") " UNION ALL " BOTH_ROWS("assignee", " AND assignee IS NOT NULL") ") AS every_row GROUP BY desk, assignee, week",
          "matter");
STATEMENT(tally_week_sweep, WRITES, "", "", "DELETE FROM tally_week WHERE open = 0");

enum { FIRST_DAY = -719162 /* 0001-01-01 */ };

int64_t tally_week(int64_t due) { return (due - FIRST_DAY) / TALLY_DAYS; }
int     tally_week_day(int64_t due) { return (int)((due - FIRST_DAY) % TALLY_DAYS); }

static int64_t due_of(const struct matter *m) { return day_is_known(m->due) ? m->due.n : DAY_MAX.n; }

static bool waits_for_head(const struct matter *m) { return text_is(m->waits_for, "head"); }

static bool add(struct connection *db, const struct matter *m, int64_t by, struct error *e)
{
	struct value v[] = { value_text(m->desk), value_text(m->procedure), value_text(m->state), value_int(due_of(m)),
			     value_int(day_is_known(m->paused)), value_int(m->fresh), value_text(m->waits_for), value_int(by) };
	return statement_send(db, &tally_add, v, e);
}

static bool add_week(struct connection *db, const struct matter *m, int64_t assignee, int64_t by, struct error *e)
{
	int64_t due = due_of(m), on[TALLY_DAYS] = { 0 };
	on[tally_week_day(due)] = by;
	struct value v[] = {
		value_text(m->desk), value_int(assignee), value_int(tally_week(due)), value_int(by), value_int(on[0]), value_int(on[1]), value_int(on[2]), value_int(on[3]),
		value_int(on[4]), value_int(on[5]), value_int(on[6]), value_int(day_is_known(m->paused) ? by : 0), value_int(m->fresh ? by : 0), value_int(waits_for_head(m) ? by : 0),
	};
	return statement_send(db, &tally_week_add, v, e);
}

/* `day`: its day's counts too. */
static bool count(struct connection *db, const struct matter *m, bool day, int64_t by, struct error *e)
{
	if (!m || !m->is_open)
		return true;
	return add(db, m, by, e) && (!day || (add_week(db, m, TALLY_EVERYBODY, by, e) && (m->assignee == 0 || add_week(db, m, m->assignee, by, e))));
}

static bool same_day(const struct matter *a, const struct matter *b)
{
	return a->is_open == b->is_open && text_equal(a->desk, b->desk) && a->assignee == b->assignee && due_of(a) == due_of(b) && a->fresh == b->fresh &&
	       day_is_known(a->paused) == day_is_known(b->paused) && waits_for_head(a) == waits_for_head(b);
}

bool tally_follow(struct connection *db, const struct matter *was, const struct matter *is, struct error *e)
{
	bool day = !was || !same_day(was, is);
	if (was && !day && text_equal(was->procedure, is->procedure) && text_equal(was->state, is->state) && text_equal(was->waits_for, is->waits_for))
		return true;
	return count(db, was, day, -1, e) && count(db, is, day, 1, e);
}

static bool tally_rebuild(struct connection *db, struct error *e)
{
	return statement_run(db, &tally_clear, NULL, NULL, e) && statement_run(db, &tally_fill, NULL, NULL, e) &&
	       statement_run(db, &tally_week_clear, NULL, NULL, e) && statement_run(db, &tally_week_fill, NULL, NULL, e);
}

bool tally_sweep(struct connection *db, struct error *e)
{
	return statement_run(db, &tally_sweep_row, NULL, NULL, e) && statement_run(db, &tally_week_sweep, NULL, NULL, e);
}

const char *const matter_derived[] = { "tally", "tally_week", "subject_word", "word_count", "public_matter", "public_step", "public_count", "public_open", "public_month", "public_period", "public_week",
				       "public_due", NULL };

bool matter_rebuild(struct connection *db, struct error *e) { return tally_rebuild(db, e) && subjects_rebuild(db, e) && public_rebuild(db, e); }
