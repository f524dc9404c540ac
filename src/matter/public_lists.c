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
#define LATE(today, from, to, procedure) \
	"status = 'open' AND paused IS NULL AND sort_due < " today " AND received >= " from " AND received <= " to " AND (" procedure " = '' OR procedure = " procedure ")"
STATEMENT(public_late_all, READS, "iiit", "i", "SELECT count(*) FROM public_matter WHERE " LATE("$1", "$2", "$3", "$4"));
STATEMENT(public_late_units, READS, UNIT_TEXTS "iiit", "i", "SELECT count(*) FROM public_matter WHERE unit IN (" UNITS ") AND " LATE("$49", "$50", "$51", "$52"));
STATEMENT(public_due_all, READS, "it", "i",
          "SELECT CAST(COALESCE(sum(count), 0) AS BIGINT) FROM public_due WHERE due > 0 AND due < $1 AND ($2 = '' OR procedure = $2)", "public_due");

enum { PAGE = 50, PAGE_MOST = 1000, UNITS_AT_ONCE = 48, MONTH_LAST = 9999 * 12 + 11 };

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
	struct value v[UNITS_AT_ONCE + 4], row[1];
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

bool public_count(struct connection *db, struct arena *a, const struct registry *registry, const struct public_filter *f, day_t today, int64_t *ret, struct error *e)
{
	struct text *units;
	size_t       n;
	bool         all;
	day_t        first, last;
	public_period(f, &first, &last);
	if (!public_units(db, a, registry, f->unit, today, &units, &n, &all, e))
		return false;
	if (f->late_now && f->year <= 0 && all)
		return sum(db, a, &public_due_all, NULL, NULL, 0, (struct value[]){ value_day(today), value_text(f->procedure) }, 2, ret, e);
	if (f->late_now)
		return sum(db, a, all ? &public_late_all : NULL, &public_late_units, units, n,
		           (struct value[]){ value_day(today), value_day(first), value_day(last), value_text(f->procedure) }, 4, ret, e);
	int month = f->year * 12 + (f->month > 0 ? f->month - 1 : 0);
	return sum(db, a, all ? &public_sum_all : NULL, &public_sum_units, units, n,
	           (struct value[]){ value_text(f->procedure), value_text(f->status), value_int(f->year > 0 ? month : 0),
				     value_int(f->year <= 0 ? MONTH_LAST : f->month > 0 ? month : f->year * 12 + 11) }, 4, ret, e);
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
