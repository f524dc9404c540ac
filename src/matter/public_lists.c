/* public_lists.c - what everybody may see: lists and figures of the published state. */
#include "base/base.h"

#include "matter/matter.h"

/* Holders and places count with all that stands under them today. */
#define UNDER(column, above, day) \
	"(" above " = '' OR " column " = " above " OR " column " IN (SELECT unit FROM unit_above WHERE above = " above " AND from_day <= " day " AND " day " < to_day)) "
#define CHOSEN \
	"FROM public_matter WHERE ($1 = '' OR procedure = $1) AND " UNDER("unit", "$2", "$9") "AND " UNDER("place", "$3", "$9") \
	"AND ($4 = '' OR status = $4) AND ($5 = '' OR outcome = $5) AND received >= $6 AND received <= $7 " \
	"AND ($8 = 0 OR (status = 'open' AND due < $8 AND paused IS NULL)) "

STATEMENT(public_list_page, READS, "tttttddiddti", "ttttttttdDDDi",
          "SELECT code, class, procedure, unit, place, state, status, outcome, received, due, closed, paused, invented " CHOSEN
          "AND received <= $10 AND (received < $10 OR code < $11) ORDER BY received DESC, code DESC LIMIT $12",
          "public_matter");
STATEMENT(public_list_count, READS, "tttttddid", "i", "SELECT count(*) " CHOSEN, "public_matter");
STATEMENT(public_steps_of, READS, "t", "idttt", "SELECT entry, day, step, state, unit FROM public_step WHERE matter = $1 ORDER BY entry");
STATEMENT(public_count_all, READS, "tttiid", "tttitti",
          "SELECT unit, class, procedure, month, status, outcome, CAST(sum(count) AS BIGINT) FROM public_count "
          "WHERE ($1 = '' OR procedure = $1) AND " UNDER("unit", "$2", "$6") "AND ($3 = '' OR status = $3) AND month >= $4 AND month <= $5 "
          "GROUP BY unit, class, procedure, month, status, outcome HAVING sum(count) <> 0 ORDER BY unit, class, procedure, month, status, outcome",
          "public_count");
STATEMENT(public_open_late, READS, "ttd", "ttti",
          "SELECT unit, class, procedure, CAST(sum(count) AS BIGINT) FROM public_open WHERE ($1 = '' OR procedure = $1) AND " UNDER("unit", "$2", "$3")
          "AND due > 0 AND due < $3 GROUP BY unit, class, procedure HAVING sum(count) <> 0 ORDER BY unit, class, procedure",
          "public_open");

enum { PAGE = 50, PAGE_MOST = 1000, MONTH_FIRST = 0, MONTH_LAST = 9999 * 12 + 11 };

static void period(const struct public_filter *f, day_t *ret_first, day_t *ret_last)
{
	*ret_first = (day_t){ -719162 };
	*ret_last = DAY_MAX;
	if (f->year <= 0)
		return;
	day_make((struct date){ f->year, f->month > 0 ? f->month : 1, 1 }, ret_first);
	int year = f->month == 12 || f->month <= 0 ? f->year + 1 : f->year;
	if (day_make((struct date){ year, f->month > 0 ? f->month % 12 + 1 : 1, 1 }, ret_last))
		ret_last->n--;
}

enum { CHOSEN_BY = 9, NOTHING_AFTER = 0x7a /* after all codes */ };

/* The first nine parameters, the same for the page and its count. */
static void chosen_by(const struct public_filter *f, day_t today, struct value v[CHOSEN_BY])
{
	day_t first, last;
	period(f, &first, &last);
	const struct value all[CHOSEN_BY] = {
		value_text(f->procedure), value_text(f->unit), value_text(f->place), value_text(f->status), value_text(f->outcome),
		value_day(first), value_day(last), value_int(f->late_now ? today.n : 0), value_day(today),
	};
	memcpy(v, all, sizeof(all));
}

bool public_count(struct connection *db, const struct public_filter *f, day_t today, int64_t *ret, struct error *e)
{
	struct value                  v[CHOSEN_BY];
	_cleanup_query_ struct query *q = NULL;
	chosen_by(f, today, v);
	if (!query_start(db, &public_list_count, v, &q, e))
		return false;
	while (query_next(q))
		*ret = query_int(q, 0);
	return query_end_ok(q, e);
}

bool public_list(struct connection *db, struct arena *a, const struct registry *registry, const struct public_filter *f, day_t today,
                 struct public_row **ret, size_t *ret_n, struct error *e)
{
	static const char             after_all[] = { NOTHING_AFTER };
	_cleanup_query_ struct query *q = NULL;
	size_t                        limit = f->limit == 0 ? PAGE : f->limit < PAGE_MOST ? f->limit : PAGE_MOST, n = 0;
	bool                          is_first = !day_is_known(f->after_received) || f->after_code.len == 0;
	struct value                  v[CHOSEN_BY + 3];
	chosen_by(f, today, v);
	v[CHOSEN_BY] = value_day(is_first ? DAY_MAX : f->after_received);
	v[CHOSEN_BY + 1] = value_text(is_first ? text_bytes(after_all, 1) : f->after_code);
	v[CHOSEN_BY + 2] = value_int((int64_t)limit);
	struct public_row *rows = ARENA_ARRAY(a, struct public_row, limit);
	if (!query_start(db, &public_list_page, v, &q, e))
		return false;
	while (query_next(q))
		rows[n++] = (struct public_row){
			.code = text_copy(a, query_text(q, 0)), .class = text_copy(a, query_text(q, 1)), .procedure = text_copy(a, query_text(q, 2)),
			.unit = text_copy(a, query_text(q, 3)), .place = text_copy(a, query_text(q, 4)), .state = text_copy(a, query_text(q, 5)),
			.status = text_copy(a, query_text(q, 6)), .outcome = text_copy(a, query_text(q, 7)), .received = query_day(q, 8),
			.due = query_day(q, 9), .closed = query_day(q, 10), .paused = query_day(q, 11), .invented = query_int(q, 12) != 0,
		};
	*ret = rows;
	*ret_n = n;
	return query_end_ok(q, e);
}

/* The rows themselves, so that nothing can move without the text moving. Steps are only ever added; that one was put right is a step of its own. */
STATEMENT(public_matter_made_of, READS, "t", "t",
          "SELECT p.class || ' ' || p.procedure || ' ' || p.unit || ' ' || p.place || ' ' || p.state || ' ' || p.status || ' ' || p.outcome || ' ' || p.received || ' ' || "
          "COALESCE(p.due, -1) || ' ' || COALESCE(p.closed, -1) || ' ' || COALESCE(p.paused, -1) || ' ' || p.invented || ' ' || "
          "(SELECT count(*) || '/' || COALESCE(max(s.entry), -1) FROM public_step AS s WHERE s.matter = p.code) || ' ' || "
          "m.version || ' ' || m.procedure || ' ' || m.desk || ' ' || m.state || ' ' || m.is_open || ' ' || m.due || ' ' || m.clock || ' ' || COALESCE(m.paused, -1) || ' ' || m.situation "
          "FROM public_matter AS p JOIN matter AS m ON m.code = p.code WHERE p.code = $1");

bool public_matter_version(struct connection *db, struct arena *a, struct text code, struct text *ret, bool *ret_found, struct error *e)
{
	struct value row[1];
	if (!statement_one(db, &public_matter_made_of, (struct value[]){ value_text(code) }, a, row, ret_found, e))
		return false;
	*ret = row[0].text;
	return true;
}

bool public_steps(struct connection *db, struct arena *a, struct text code, struct public_step **ret, size_t *ret_n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct public_step           *steps = NULL;
	size_t                        n = 0, room = 0;
	if (!query_start(db, &public_steps_of, (struct value[]){ value_text(code) }, &q, e))
		return false;
	while (query_next(q)) {
		if (n == room) {
			steps = arena_grow(a, steps, n, 16, sizeof(*steps));
			room += 16;
		}
		steps[n++] = (struct public_step){ .entry = query_int(q, 0), .day = query_day(q, 1), .step = query_text(q, 2).len > 0 ? text_copy(a, query_text(q, 2)) : TEXT("open"),
						   .state = text_copy(a, query_text(q, 3)), .unit = text_copy(a, query_text(q, 4)) };
	}
	*ret = steps;
	*ret_n = n;
	return query_end_ok(q, e);
}

struct figures {
	struct arena      *arena;
	enum figures_by    by;
	struct figure_row *rows;
	size_t             n, room;
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

static bool add_counts(struct connection *db, struct figures *f, const struct public_filter *filter, day_t today, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	int from = filter->year > 0 ? filter->year * 12 + (filter->month > 0 ? filter->month - 1 : 0) : MONTH_FIRST;
	int to = filter->year > 0 ? filter->year * 12 + (filter->month > 0 ? filter->month - 1 : 11) : MONTH_LAST;
	struct value v[] = { value_text(filter->procedure), value_text(filter->unit), value_text(filter->status), value_int(from), value_int(to), value_day(today) };
	if (!query_start(db, &public_count_all, v, &q, e))
		return false;
	while (query_next(q)) {
		struct figure_row *r = row_of(f, query_text(q, 0), query_text(q, 1), query_text(q, 2), (int)query_int(q, 3));
		int64_t            n = query_int(q, 6);
		r->received += n;
		if (text_is(query_text(q, 4), "open")) {
			r->open += n;
			continue;
		}
		*(text_is(query_text(q, 4), "closed-late") ? &r->late : &r->in_time) += n;
		if (text_is(query_text(q, 1), "open"))
			add_outcome(r, query_text(q, 5), n);
	}
	return query_end_ok(q, e);
}

/* Late today: only where no period narrows the rows, for the open counts know no month. */
static bool add_late(struct connection *db, struct figures *f, const struct public_filter *filter, day_t today, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (f->by == FIGURES_BY_MONTH || f->by == FIGURES_BY_QUARTER || filter->year > 0)
		return true;
	if (!query_start(db, &public_open_late, (struct value[]){ value_text(filter->procedure), value_text(filter->unit), value_day(today) }, &q, e))
		return false;
	while (query_next(q))
		row_of(f, query_text(q, 0), query_text(q, 1), query_text(q, 2), 0)->late_now += query_int(q, 3);
	return query_end_ok(q, e);
}

bool public_figures(struct connection *db, struct arena *a, const struct registry *registry, const struct public_filter *filter, enum figures_by by,
                    day_t today, struct figure_row **ret, size_t *ret_n, struct error *e)
{
	struct figures f = { .arena = a, .by = by };
	if (!add_counts(db, &f, filter, today, e) || !add_late(db, &f, filter, today, e))
		return false;
	*ret = f.rows;
	*ret_n = f.n;
	return true;
}
