/* public_lists.c - what everybody may see: lists of the published state, how many fit, and what a matter's page is made of. */
#include "base/base.h"

#include "public_keys.h"

#define TEN(a) "$" #a "0, $" #a "1, $" #a "2, $" #a "3, $" #a "4, $" #a "5, $" #a "6, $" #a "7, $" #a "8, $" #a "9"
#define TO_39 "$1, $2, $3, $4, $5, $6, $7, $8, $9, " TEN(1) ", " TEN(2) ", " TEN(3)
#define FIFTY_CODES TO_39 ", " TEN(4) ", $50"
#define UNITS TO_39 ", $40, $41, $42, $43, $44, $45, $46, $47, $48"
#define TEN_TEXTS "tttttttttt"
#define UNIT_TEXTS TEN_TEXTS TEN_TEXTS TEN_TEXTS TEN_TEXTS "tttttttt"

STATEMENT(public_rows, READS, TEN_TEXTS TEN_TEXTS TEN_TEXTS TEN_TEXTS TEN_TEXTS, "ttttttttdDDDi",
          "SELECT code, class, procedure, unit, place, state, status, outcome, received, due, closed, paused, invented FROM public_matter WHERE code IN (" FIFTY_CODES ") ORDER BY code");
STATEMENT(public_steps_of, READS, "t", "idttt", "SELECT entry, day, step, state, unit FROM public_step WHERE matter = $1 ORDER BY entry");
#define OF(procedure, status, from, to) "(" procedure " = '' OR procedure = " procedure ") AND (" status " = '' OR status = " status ") AND month >= " from " AND month <= " to
STATEMENT(public_sum_all, READS, "ttii", "i", "SELECT CAST(COALESCE(sum(count), 0) AS BIGINT) FROM public_month WHERE " OF("$1", "$2", "$3", "$4"), "public_month");
STATEMENT(public_sum_units, READS, UNIT_TEXTS "ttii", "i",
          "SELECT CAST(COALESCE(sum(count), 0) AS BIGINT) FROM public_count WHERE unit IN (" UNITS ") AND " OF("$49", "$50", "$51", "$52"));
/* All procedures together; $52 and $53: of which statuses: 1 or 0. */
STATEMENT(public_sum_periods, READS, UNIT_TEXTS "iiiii", "i",
          "SELECT CAST(COALESCE(sum(open * $51 + in_time * $52 + late * $53), 0) AS BIGINT) FROM public_period WHERE unit IN (" UNITS ") AND period >= $49 AND period <= $50");
STATEMENT(public_late_all, READS, "diit", "i",
          "SELECT CAST(COALESCE(sum(count), 0) AS BIGINT) FROM public_due WHERE due > 0 AND due < $1 AND month >= $2 AND month <= $3 AND ($4 = '' OR procedure = $4)");
STATEMENT(public_late_units, READS, UNIT_TEXTS "dt", "i",
          "SELECT CAST(COALESCE(sum(count), 0) AS BIGINT) FROM public_open WHERE unit IN (" UNITS ") AND due > 0 AND due < $49 AND ($50 = '' OR procedure = $50)");
STATEMENT(public_late_units_in, READS, UNIT_TEXTS "iiit", "i",
          "SELECT count(*) FROM public_matter WHERE unit IN (" UNITS ") AND status = 'open' AND paused IS NULL AND sort_due < $49 AND received >= $50 AND received <= $51 AND "
          "($52 = '' OR procedure = $52)");

enum { PAGE = 50, PAGE_MOST = 1000, UNITS_AT_ONCE = 48, YEAR_LAST = 9999, MONTH_LAST = YEAR_LAST * 12 + 11, OWN_MOST = 5 };

/* ---- the list */

static bool read_rows(struct connection *db, struct arena *a, const struct public_key *keys, size_t n, struct public_row *rows, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct value                  v[PUBLIC_PIECE];
	for (size_t i = 0; i < PUBLIC_PIECE; i++)
		v[i] = value_text(i < n ? keys[i].code : TEXT_EMPTY);
	if (!query_start(db, &public_rows, v, &q, e))
		return false;
	while (query_next(q)) {
		struct public_row r = {
			.code = text_copy(a, query_text(q, 0)), .class = text_copy(a, query_text(q, 1)), .procedure = text_copy(a, query_text(q, 2)),
			.unit = text_copy(a, query_text(q, 3)), .place = text_copy(a, query_text(q, 4)), .state = text_copy(a, query_text(q, 5)),
			.status = text_copy(a, query_text(q, 6)), .outcome = text_copy(a, query_text(q, 7)), .received = query_day(q, 8),
			.due = query_day(q, 9), .closed = query_day(q, 10), .paused = query_day(q, 11), .invented = query_int(q, 12) != 0,
		};
		for (size_t i = 0; i < n; i++)
			if (text_equal(keys[i].code, r.code))
				rows[i] = r;
	}
	return query_end_ok(q, e);
}

bool public_list(struct connection *db, struct arena *a, const struct registry *registry, const struct public_filter *f, day_t today,
                 struct public_row **ret, size_t *ret_n, struct error *e)
{
	size_t              limit = f->limit == 0 ? PAGE : f->limit < PAGE_MOST ? f->limit : PAGE_MOST, n = 0, some = 1;
	struct public_row  *rows = ARENA_ARRAY(a, struct public_row, limit);
	struct public_keys *keys;
	struct public_key   piece[PUBLIC_PIECE];
	if (!public_keys_start(db, a, registry, f, today, &keys, e))
		return false;
	for (; n < limit && some > 0; n += some)
		if (!public_keys_next(keys, piece, limit - n < PUBLIC_PIECE ? limit - n : PUBLIC_PIECE, &some, e) || (some > 0 && !read_rows(db, a, piece, some, rows + n, e)))
			return false;
	for (size_t i = 0; i < n; i++)
		rows[i].unit = public_unit_now(registry, rows[i].unit, today);
	*ret = rows;
	*ret_n = n;
	return true;
}

/* ---- how many */

/* Of all units, or of those named, so many at a time. */
static bool sum(struct connection *db, struct arena *a, const struct statement *all, const struct statement *some, const struct text *units, size_t n, const struct value *own, size_t own_n,
                int64_t *ret, struct error *e)
{
	struct value v[UNITS_AT_ONCE + OWN_MOST], row[1];
	bool         found;
	*ret = 0;
	for (size_t from = 0; all ? from == 0 : from < n; from += UNITS_AT_ONCE) {
		for (size_t i = 0; i < UNITS_AT_ONCE; i++)
			v[i] = value_text(!all && from + i < n ? units[from + i] : TEXT_EMPTY);
		memcpy(v + UNITS_AT_ONCE, own, own_n * sizeof(*own));
		if (!statement_one(db, all ? all : some, all ? own : v, a, row, &found, e))
			return false;
		*ret += row[0].number;
	}
	return true;
}

/* All of some units or of all. */
struct counting { struct connection *db; struct arena *a; const struct public_filter *filter; struct text *units; size_t units_n; bool all; int first, last; /* months */ };

static bool count_late(const struct counting *c, day_t today, int64_t *ret, struct error *e)
{
	struct text procedure = c->filter->procedure;
	day_t       first, last;
	public_period(c->filter, &first, &last);
	if (c->all)
		return sum(c->db, c->a, &public_late_all, NULL, NULL, 0, (struct value[]){ value_day(today), value_int(c->first), value_int(c->last), value_text(procedure) }, 4, ret, e);
	if (c->filter->year <= 0)
		return sum(c->db, c->a, NULL, &public_late_units, c->units, c->units_n, (struct value[]){ value_day(today), value_text(procedure) }, 2, ret, e);
	return sum(c->db, c->a, NULL, &public_late_units_in, c->units, c->units_n,
	           (struct value[]){ value_day(today), value_day(first), value_day(last), value_text(procedure) }, 4, ret, e);
}

/* From months, or from years where whole ones are asked for. */
static bool count_periods(const struct counting *c, int64_t *ret, struct error *e)
{
	bool        years = c->filter->month <= 0;
	struct text status = c->filter->status;
	struct value own[OWN_MOST] = {
		value_int(years ? -c->last / 12 : c->first), value_int(years ? -c->first / 12 : c->last), value_int(status.len == 0 || text_is(status, "open")),
		value_int(status.len == 0 || text_is(status, "closed-in-time")), value_int(status.len == 0 || text_is(status, "closed-late")),
	};
	return sum(c->db, c->a, NULL, &public_sum_periods, c->units, c->units_n, own, OWN_MOST, ret, e);
}

bool public_count(struct connection *db, struct arena *a, const struct registry *registry, const struct public_filter *f, day_t today, int64_t *ret, struct error *e)
{
	int             month = f->year * 12 + (f->month > 0 ? f->month - 1 : 0);
	struct counting c = { .db = db, .a = a, .filter = f, .first = f->year > 0 ? month : 0, .last = f->year <= 0 ? MONTH_LAST : f->month > 0 ? month : f->year * 12 + 11 };
	if (!public_units(db, a, registry, f->unit, today, &c.units, &c.units_n, &c.all, e))
		return false;
	if (f->late_now)
		return count_late(&c, today, ret, e);
	if (!c.all && f->procedure.len == 0)
		return count_periods(&c, ret, e);
	return sum(db, a, c.all ? &public_sum_all : NULL, &public_sum_units, c.units, c.units_n,
	           (struct value[]){ value_text(f->procedure), value_text(f->status), value_int(c.first), value_int(c.last) }, 4, ret, e);
}

/* ---- one matter */

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
