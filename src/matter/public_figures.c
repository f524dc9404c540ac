/* public_figures.c - figures of the published state, from counts alone. */
#include "base/base.h"

#include "inside.h"
#include "public_keys.h"

#define TEN(a) "$" #a "0, $" #a "1, $" #a "2, $" #a "3, $" #a "4, $" #a "5, $" #a "6, $" #a "7, $" #a "8, $" #a "9"
#define UNITS "$1, $2, $3, $4, $5, $6, $7, $8, $9, " TEN(1) ", " TEN(2) ", " TEN(3) ", $40, $41, $42, $43, $44, $45, $46, $47, $48"
#define TEN_TEXTS "tttttttttt"
#define UNIT_TEXTS TEN_TEXTS TEN_TEXTS TEN_TEXTS TEN_TEXTS "tttttttt"
#define OF(procedure, status, from, to) \
	"(" procedure " = '' OR procedure = " procedure ") AND (" status " = '' OR status = " status ") AND month >= " from " AND month <= " to " AND count <> 0 "

STATEMENT(figures_units, READS, UNIT_TEXTS "ttii", "tttitti",
          "SELECT unit, class, procedure, month, status, outcome, count FROM public_count WHERE unit IN (" UNITS ") AND " OF("$49", "$50", "$51", "$52")
          "ORDER BY unit, class, procedure, month, status, outcome");
STATEMENT(figures_each, READS, "ttii", "tttitti",
          "SELECT unit, class, procedure, month, status, outcome, count FROM public_count WHERE " OF("$1", "$2", "$3", "$4") "ORDER BY unit, class, procedure, month, status, outcome",
          "public_count");
STATEMENT(figures_months, READS, "ttii", "tttitti",
          "SELECT '', class, procedure, month, status, outcome, count FROM public_month WHERE " OF("$1", "$2", "$3", "$4") "ORDER BY class, procedure, month, status, outcome",
          "public_month");
#define COLUMNS "SELECT unit, class, period, open, in_time, late, answered, refused, guided, withdrawn FROM public_period WHERE "
STATEMENT(figures_periods, READS, UNIT_TEXTS "ii", "ttiiiiiiii", COLUMNS "unit IN (" UNITS ") AND period >= $49 AND period <= $50 ORDER BY unit, period, class");
STATEMENT(figures_years, READS, "ii", "ttiiiiiiii", COLUMNS "period < 0 AND period >= $1 AND period <= $2 ORDER BY unit, period, class");
#define PAST(today, procedure) "due > 0 AND due < " today " AND (" procedure " = '' OR procedure = " procedure ") "
STATEMENT(figures_late_units, READS, UNIT_TEXTS "dt", "ttti",
          "SELECT unit, class, procedure, CAST(sum(count) AS BIGINT) FROM public_open WHERE unit IN (" UNITS ") AND " PAST("$49", "$50")
          "GROUP BY unit, class, procedure HAVING sum(count) <> 0 ORDER BY unit, class, procedure");
/* As in work_count.c: what is owed, less what is due today or later. $1: the procedure, or '*'; $2: this week; $3: which of its days is today. */
#define LATE "CAST(sum(CASE WHEN w.week = " TALLY_ALL " THEN w.open WHEN w.week = $2 THEN - " TALLY_FROM_DAY("w", 3) " ELSE - w.open END) AS BIGINT)"
STATEMENT(figures_late_each, READS, "tii", "ttti",
          "SELECT w.unit, w.class, '', " LATE " FROM public_week AS w WHERE w.procedure = $1 AND w.week >= $2 GROUP BY w.unit, w.class ORDER BY w.unit, w.class");
STATEMENT(figures_late_all, READS, "dt", "ttti",
          "SELECT '', class, procedure, CAST(sum(count) AS BIGINT) FROM public_due WHERE " PAST("$1", "$2")
          "GROUP BY class, procedure HAVING sum(count) <> 0 ORDER BY class, procedure",
          "public_due");

enum { UNITS_AT_ONCE = 48, MONTH_FIRST = 0, MONTH_LAST = 9999 * 12 + 11 };

struct figures {
	struct arena          *arena;
	const struct registry *registry;
	day_t                  today;
	enum figures_by        by;
	struct figure_row     *rows;
	size_t                 n, room;
};

/* The row in which such a count is summed; grouped ones never share a row with open ones, for less of them may be shown. */
static struct figure_row *row_of(struct figures *f, struct text unit, struct text class, struct text procedure, int month)
{
	if (f->by == FIGURES_BY_QUARTER)
		month -= month % 3;
	else if (f->by != FIGURES_BY_MONTH)
		month = 0;
	if (f->by != FIGURES_BY_UNIT && f->by != FIGURES_BY_QUARTER)
		unit = TEXT_EMPTY;
	else
		unit = public_unit_now(f->registry, unit, f->today);
	if (f->by != FIGURES_BY_PROCEDURE)
		procedure = TEXT_EMPTY;
	for (size_t i = f->n; i > 0; i--) {
		struct figure_row *r = &f->rows[i - 1];
		if (r->month == month && text_equal(r->unit, unit) && text_equal(r->class, class) && text_equal(r->procedure, procedure))
			return r;
	}
	if (f->n == f->room) {
		f->rows = arena_grow(f->arena, f->rows, f->n, f->n + 32, sizeof(*f->rows));
		f->room += f->n + 32;
	}
	f->rows[f->n] = (struct figure_row){ .unit = text_copy(f->arena, unit), .class = text_copy(f->arena, class),
					     .procedure = text_copy(f->arena, procedure), .month = month };
	return &f->rows[f->n++];
}

static void add_outcome(struct figure_row *r, struct text outcome, int64_t n)
{
	/* the outcomes that every pack uses (procedure.h) */
	struct {
		const char *name;
		int64_t    *sum;
	} const sums[] = { { "answered", &r->answered }, { "refused", &r->refused }, { "guided", &r->guided }, { "withdrawn", &r->withdrawn } };
	for (size_t i = 0; i < COUNT_OF(sums); i++)
		if (text_is(outcome, sums[i].name)) {
			*sums[i].sum += n;
			return;
		}
	r->other += n;
}

/* One statement, once for all units or for so many of the chosen at a time. */
struct asked {
	const struct statement *statement;
	struct value            own[4];
	size_t                  own_n;
	struct text            *units; /* chosen; NULL: the statement names none */
	size_t                  units_n;
};

static bool each_row(struct connection *db, struct figures *f, const struct asked *s, void (*add)(struct figures *, struct query *), struct error *e)
{
	for (size_t from = 0; s->units ? from < s->units_n : from == 0; from += UNITS_AT_ONCE) {
		_cleanup_query_ struct query *q = NULL;
		struct value                  v[UNITS_AT_ONCE + COUNT_OF(s->own)];
		for (size_t i = 0; i < UNITS_AT_ONCE; i++)
			v[i] = value_text(s->units && from + i < s->units_n ? s->units[from + i] : TEXT_EMPTY);
		memcpy(v + UNITS_AT_ONCE, s->own, s->own_n * sizeof(*s->own));
		if (!query_start(db, s->statement, s->units ? v : s->own, &q, e))
			return false;
		while (query_next(q))
			add(f, q);
		if (!query_end_ok(q, e))
			return false;
	}
	return true;
}

static void add_count(struct figures *f, struct query *q)
{
	struct figure_row *r = row_of(f, query_text(q, 0), query_text(q, 1), query_text(q, 2), (int)query_int(q, 3));
	int64_t            n = query_int(q, 6);
	r->received += n;
	if (text_is(query_text(q, 4), "open")) {
		r->open += n;
		return;
	}
	*(text_is(query_text(q, 4), "closed-late") ? &r->late : &r->in_time) += n;
	if (text_is(query_text(q, 1), "open"))
		add_outcome(r, query_text(q, 5), n);
}

static void add_period(struct figures *f, struct query *q)
{
	int                period = (int)query_int(q, 2);
	struct figure_row *r = row_of(f, query_text(q, 0), query_text(q, 1), TEXT_EMPTY, period);
	int64_t            in_time = query_int(q, 4), late = query_int(q, 5), others = in_time + late;
	r->open += query_int(q, 3);
	r->in_time += in_time;
	r->late += late;
	r->received += query_int(q, 3) + in_time + late;
	if (!text_is(query_text(q, 1), "open"))
		return;
	int64_t *const sums[] = { &r->answered, &r->refused, &r->guided, &r->withdrawn };
	for (size_t i = 0; i < COUNT_OF(sums); i++) {
		*sums[i] += query_int(q, 6 + (int)i);
		others -= query_int(q, 6 + (int)i);
	}
	r->other += others;
}

static void add_late(struct figures *f, struct query *q) { row_of(f, query_text(q, 0), query_text(q, 1), query_text(q, 2), 0)->late_now += query_int(q, 3); }

static bool by_units(const struct figures *f) { return f->by == FIGURES_BY_UNIT || f->by == FIGURES_BY_QUARTER; }

static bool count_all(struct connection *db, struct figures *f, const struct public_filter *filter, const struct asked *of, struct error *e)
{
	struct asked s = *of;
	int from = filter->year > 0 ? filter->year * 12 + (filter->month > 0 ? filter->month - 1 : 0) : MONTH_FIRST;
	int to = filter->year > 0 ? filter->year * 12 + (filter->month > 0 ? filter->month - 1 : 11) : MONTH_LAST;
	bool months = f->by == FIGURES_BY_MONTH || f->by == FIGURES_BY_QUARTER || filter->month > 0;
	if (filter->procedure.len == 0 && filter->status.len == 0 && f->by != FIGURES_BY_PROCEDURE && (s.units || (by_units(f) && !months))) {
		s.statement = s.units ? &figures_periods : &figures_years;
		s.own_n = 2;
		s.own[0] = value_int(months ? from : -to / 12);
		s.own[1] = value_int(months ? to : -from / 12);
		return each_row(db, f, &s, add_period, e);
	}
	s.statement = s.units ? &figures_units : by_units(f) ? &figures_each : &figures_months;
	s.own_n = 4;
	memcpy(s.own, (struct value[]){ value_text(filter->procedure), value_text(filter->status), value_int(from), value_int(to) }, 4 * sizeof(struct value));
	return each_row(db, f, &s, add_count, e);
}

/* Late today: only where no period narrows the rows, for the open counts know no month. */
static bool count_late(struct connection *db, struct figures *f, const struct public_filter *filter, const struct asked *of, day_t today, struct error *e)
{
	struct asked s = *of;
	if (f->by == FIGURES_BY_MONTH || f->by == FIGURES_BY_QUARTER || filter->year > 0)
		return true;
	s.statement = s.units ? &figures_late_units : by_units(f) ? &figures_late_each : &figures_late_all;
	s.own_n = 2;
	s.own[0] = value_day(today);
	s.own[1] = value_text(filter->procedure);
	if (s.statement == &figures_late_each) {
		s.own_n = 3;
		s.own[0] = filter->procedure.len > 0 ? value_text(filter->procedure) : value_text(TEXT("*"));
		s.own[1] = value_int(tally_week(today.n));
		s.own[2] = value_int(tally_week_day(today.n));
	}
	return each_row(db, f, &s, add_late, e);
}

bool public_figures(struct connection *db, struct arena *a, const struct registry *registry, const struct public_filter *filter, enum figures_by by,
                    day_t today, struct figure_row **ret, size_t *ret_n, struct error *e)
{
	struct figures f = { .arena = a, .registry = registry, .today = today, .by = by };
	struct asked   of = { 0 };
	bool           all;
	if (!public_units(db, a, registry, filter->unit, today, &of.units, &of.units_n, &all, e))
		return false;
	of.units = all ? NULL : of.units_n > 0 ? of.units : ARENA_NEW(a, struct text);
	if (!count_all(db, &f, filter, &of, e) || !count_late(db, &f, filter, &of, today, e))
		return false;
	*ret = f.rows;
	*ret_n = f.n;
	return true;
}
