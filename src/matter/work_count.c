/* work_count.c - what stands above a worklist in numbers: from counts by week and day, so that it costs what the desks cost. */
#include "base/base.h"

#include "inside.h"

enum { DESKS_AT_ONCE = 48, SOON_DAYS = 3, EVERYBODY = -1 };

#define TEN_DESKS(a) "($" #a "0), ($" #a "1), ($" #a "2), ($" #a "3), ($" #a "4), ($" #a "5), ($" #a "6), ($" #a "7), ($" #a "8), ($" #a "9)"
#define DESKS                                                                                                              \
	"WITH d(desk) AS (VALUES ($1), ($2), ($3), ($4), ($5), ($6), ($7), ($8), ($9), " TEN_DESKS(1) ", " TEN_DESKS(2) ", " \
	TEN_DESKS(3) ", ($40), ($41), ($42), ($43), ($44), ($45), ($46), ($47), ($48)) "
#define TEXTS "tttttttttttttttttttttttttttttttttttttttttttttttt"
/* $49: this week; $50: which of its days is today; $51: the last day that is soon, counted from the same. Late is what is open less what is due today or later: that spans weeks, what
 * is past spans years. */
#define OF_WEEKS(sum, to) \
	"(SELECT CAST(COALESCE(sum(" sum "), 0) AS BIGINT) FROM tally_week AS t WHERE t.desk = w.desk AND t.assignee = w.assignee AND t.week >= $49 AND t.week <= " to ")"
#define SOON(n) "CASE WHEN t.week = $49 AND $50 <= " #n " AND $51 >= " #n " OR t.week > $49 AND $51 >= 7 + " #n " THEN t.d" #n " ELSE 0 END"
#define SUMS                                                                                                                              \
	"w.open, w.open - " OF_WEEKS("CASE WHEN t.week = $49 THEN " TALLY_FROM_DAY("t", 50) " ELSE t.open END", "521722") " AS late, "  \
	OF_WEEKS(SOON(0) " + " SOON(1) " + " SOON(2) " + " SOON(3) " + " SOON(4) " + " SOON(5) " + " SOON(6), "$49 + 1") " AS soon"
#define WHOLE "FROM d CROSS JOIN tally_week AS w WHERE w.desk = d.desk AND w.week = " TALLY_ALL " "

STATEMENT(work_count_desks, READS, TEXTS "iii", "tiiiiiii", DESKS "SELECT w.desk, w.assignee, " SUMS ", w.paused, w.fresh, w.sign " WHOLE "AND w.assignee = -1 ORDER BY w.desk");
STATEMENT(work_count_assignees, READS, TEXTS "iii", "tiiii", DESKS "SELECT w.desk, w.assignee, " SUMS " " WHOLE "ORDER BY w.desk, w.assignee");
STATEMENT(work_count_mine, READS, TEXTS "i", "i",
          DESKS "SELECT CAST(COALESCE(sum(w.open), 0) AS BIGINT) " WHOLE "AND w.assignee = $49");

static void desk_values(const struct text *desks, size_t n, struct value *v)
{
	for (size_t i = 0; i < DESKS_AT_ONCE; i++)
		v[i] = value_text(i < n ? desks[i] : TEXT_EMPTY);
}

static bool start(struct connection *db, const struct statement *s, const struct text *desks, size_t n, day_t today, struct query **ret, struct error *e)
{
	struct value v[DESKS_AT_ONCE + 3];
	desk_values(desks, n, v);
	v[DESKS_AT_ONCE] = value_int(tally_week(today.n));
	v[DESKS_AT_ONCE + 1] = value_int(tally_week_day(today.n));
	v[DESKS_AT_ONCE + 2] = value_int(tally_week_day(today.n) + SOON_DAYS);
	return query_start(db, s, v, ret, e);
}

static size_t at_once(size_t left) { return left < DESKS_AT_ONCE ? left : DESKS_AT_ONCE; }

bool work_count(struct connection *db, struct arena *a, const struct text *desks, size_t n, day_t today, struct work_counts *ret, struct error *e)
{
	*ret = (struct work_counts){ 0 };
	for (size_t from = 0; from < n; from += DESKS_AT_ONCE) {
		_cleanup_query_ struct query *q = NULL;
		if (!start(db, &work_count_desks, desks + from, at_once(n - from), today, &q, e))
			return false;
		while (query_next(q)) {
			ret->open += query_int(q, 2);
			ret->late += query_int(q, 3);
			ret->soon += query_int(q, 4);
			ret->paused += query_int(q, 5);
			ret->fresh += query_int(q, 6);
			ret->sign += query_int(q, 7);
		}
		if (!query_end_ok(q, e))
			return false;
	}
	return true;
}

bool work_mine(struct connection *db, int64_t assignee, const struct text *desks, size_t n, int64_t *ret, struct error *e)
{
	*ret = 0;
	for (size_t from = 0; from < n; from += DESKS_AT_ONCE) {
		_cleanup_query_ struct query *q = NULL;
		struct value                  v[DESKS_AT_ONCE + 1];
		desk_values(desks + from, at_once(n - from), v);
		v[DESKS_AT_ONCE] = value_int(assignee);
		if (!query_start(db, &work_count_mine, v, &q, e))
			return false;
		if (query_next(q))
			*ret += query_int(q, 0);
		if (!query_end_ok(q, e))
			return false;
	}
	return true;
}

struct shares { struct arena *arena; struct work_share *at; size_t n, room; };

static struct work_share *add(struct shares *s, struct work_share share)
{
	if (s->n == s->room) {
		s->at = arena_grow(s->arena, s->at, s->n, s->n + 64, sizeof(*s->at));
		s->room += s->n + 64;
	}
	s->at[s->n] = share;
	return &s->at[s->n++];
}

/* What is nobody's is what is left of the whole. The rows of a desk begin with that. */
static void take_from(struct work_share *nobody, const struct work_share *one)
{
	nobody->open -= one->open;
	nobody->late -= one->late;
	nobody->soon -= one->soon;
}

static bool shares_of(struct connection *db, struct shares *s, const struct text *desks, size_t n, bool by_assignee, day_t today, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	size_t                        whole = 0; /* where the desk's first share stands */
	if (!start(db, by_assignee ? &work_count_assignees : &work_count_desks, desks, n, today, &q, e))
		return false;
	while (query_next(q)) {
		int64_t           assignee = query_int(q, 1);
		struct work_share one = { .open = query_int(q, 2), .late = query_int(q, 3), .soon = query_int(q, 4) };
		if (assignee == EVERYBODY) {
			one.desk = text_copy(s->arena, query_text(q, 0));
			whole = (size_t)(add(s, one) - s->at);
			continue;
		}
		one.assignee = assignee;
		one.desk = s->at[whole].desk;
		take_from(&s->at[whole], &one);
		if (one.open > 0)
			add(s, one);
	}
	return query_end_ok(q, e);
}

bool work_shares(struct connection *db, struct arena *a, const struct text *desks, size_t n, bool by_assignee, day_t today, struct work_share **ret,
                 size_t *ret_n, struct error *e)
{
	struct shares s = { .arena = a };
	for (size_t from = 0; from < n; from += DESKS_AT_ONCE)
		if (!shares_of(db, &s, desks + from, at_once(n - from), by_assignee, today, e))
			return false;
	*ret = s.at;
	*ret_n = s.n;
	return true;
}
