/* work_count.c - what stands above a worklist in numbers: from the counts by day, so that it costs what the desks cost. */
#include "base/base.h"

#include "inside.h"

enum { DESKS_AT_ONCE = 48, SOON_DAYS = 3, EVERYBODY = -1 };

#define TEN_DESKS(a) "($" #a "0), ($" #a "1), ($" #a "2), ($" #a "3), ($" #a "4), ($" #a "5), ($" #a "6), ($" #a "7), ($" #a "8), ($" #a "9)"
#define DESKS                                                                                                              \
	"WITH d(desk) AS (VALUES ($1), ($2), ($3), ($4), ($5), ($6), ($7), ($8), ($9), " TEN_DESKS(1) ", " TEN_DESKS(2) ", " \
	TEN_DESKS(3) ", ($40), ($41), ($42), ($43), ($44), ($45), ($46), ($47), ($48)) "
#define TEXTS "tttttttttttttttttttttttttttttttttttttttttttttttt"
/* $49: the row that sums all; $50: today; $51: the last day that is soon */
#define SUMS                                                                                                                        \
	"CAST(sum(CASE WHEN t.due = $49 THEN t.open ELSE 0 END) AS BIGINT), CAST(sum(CASE WHEN t.due = $49 THEN t.open WHEN t.due >= $50 THEN - t.open ELSE 0 END) AS BIGINT), " \
	"CAST(sum(CASE WHEN t.due >= $50 AND t.due <= $51 THEN t.open ELSE 0 END) AS BIGINT)"

STATEMENT(work_count_desks, READS, TEXTS "iii", "tiiiiii",
          DESKS "SELECT t.desk, " SUMS ", CAST(sum(CASE WHEN t.due = $49 THEN t.paused ELSE 0 END) AS BIGINT), "
          "CAST(sum(CASE WHEN t.due = $49 THEN t.fresh ELSE 0 END) AS BIGINT), CAST(sum(CASE WHEN t.due = $49 THEN t.sign ELSE 0 END) AS BIGINT) "
          "FROM d CROSS JOIN tally_day t WHERE t.desk = d.desk AND t.assignee = -1 AND t.due >= $50 GROUP BY t.desk ORDER BY t.desk");
STATEMENT(work_count_assignees, READS, TEXTS "iii", "tiiii",
          DESKS "SELECT t.desk, t.assignee, " SUMS " FROM d CROSS JOIN tally_day t WHERE t.desk = d.desk AND t.due >= $50 GROUP BY t.desk, t.assignee ORDER BY t.desk, t.assignee");
STATEMENT(work_count_mine, READS, "i", "ti", "SELECT desk, open FROM tally_day WHERE assignee = $1 AND due = 2932897 ORDER BY desk");

static bool start(struct connection *db, const struct statement *s, const struct text *desks, size_t n, day_t today, struct query **ret, struct error *e)
{
	struct value v[DESKS_AT_ONCE + 3];
	for (size_t i = 0; i < DESKS_AT_ONCE; i++)
		v[i] = value_text(i < n ? desks[i] : TEXT_EMPTY);
	v[DESKS_AT_ONCE] = value_int(TALLY_ALL_DAYS);
	v[DESKS_AT_ONCE + 1] = value_int(today.n);
	v[DESKS_AT_ONCE + 2] = value_int(today.n + SOON_DAYS);
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
			ret->open += query_int(q, 1);
			ret->late += query_int(q, 2);
			ret->soon += query_int(q, 3);
			ret->paused += query_int(q, 4);
			ret->fresh += query_int(q, 5);
			ret->sign += query_int(q, 6);
		}
		if (!query_end_ok(q, e))
			return false;
	}
	return true;
}

bool work_mine(struct connection *db, int64_t assignee, const struct text *desks, size_t n, int64_t *ret, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(db, &work_count_mine, (struct value[]){ value_int(assignee) }, &q, e))
		return false;
	for (*ret = 0; query_next(q);)
		for (size_t i = 0; i < n; i++)
			*ret += text_equal(desks[i], query_text(q, 0)) ? query_int(q, 1) : 0;
	return query_end_ok(q, e);
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
		int               first = by_assignee ? 2 : 1;
		int64_t           assignee = by_assignee ? query_int(q, 1) : EVERYBODY;
		struct work_share one = { .open = query_int(q, first), .late = query_int(q, first + 1), .soon = query_int(q, first + 2) };
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
