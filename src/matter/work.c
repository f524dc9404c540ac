/* work.c - the worklist: a merge over desks, each read in the order of its index; and what stands above it in numbers. */
#include "base/base.h"
#include "base/fold.h"

#include "matter/matter.h"

enum { PAGE = 50, PAGE_MOST = 500, SOON_DAYS = 3, WORDS_MOST = 3 };

STATEMENT(work_page, READS, "tiiiitiitittttti", "ttttttttttdiditDii",
          "SELECT code, procedure, desk, place, state, subject, clock, waits_for, outcome, '', received, due, arrived, COALESCE(assignee, 0), '', "
          "paused, invented, closed_late FROM matter "
          "WHERE desk = $1 AND is_open = $2 AND due >= $3 AND due <= $4 AND (due > $5 OR (due = $5 AND code > $6)) "
          "AND ($7 = 0 OR fresh = 1) AND ($8 = 0 OR paused IS NOT NULL) AND ($9 = '' OR waits_for = $9) AND ($10 = 0 OR assignee = $10) "
          "AND ($11 = '' OR procedure = $11) AND ($12 = '' OR state = $12) "
          "AND ($13 = '' OR EXISTS (SELECT 1 FROM subject_word s WHERE s.matter = code AND s.word = $13)) "
          "AND ($14 = '' OR EXISTS (SELECT 1 FROM subject_word s WHERE s.matter = code AND s.word = $14)) "
          "AND ($15 = '' OR EXISTS (SELECT 1 FROM subject_word s WHERE s.matter = code AND s.word = $15)) "
          "ORDER BY due, code LIMIT $16");
STATEMENT(work_tally, READS, "t", "iiiti", "SELECT due, paused, fresh, waits_for, count FROM tally WHERE desk = $1 AND count <> 0 ORDER BY procedure, state, due, paused, fresh, waits_for");
STATEMENT(work_by_assignee, READS, "tii", "iiii",
          "SELECT COALESCE(assignee, 0), count(*), CAST(sum(CASE WHEN due < $2 THEN 1 ELSE 0 END) AS BIGINT), "
          "CAST(sum(CASE WHEN due >= $2 AND due <= $3 THEN 1 ELSE 0 END) AS BIGINT) "
          "FROM matter WHERE desk = $1 AND is_open = 1 GROUP BY COALESCE(assignee, 0) ORDER BY COALESCE(assignee, 0)");

/* One desk's place in the merge. */
struct cursor {
	struct text      desk;
	struct work_row *rows;
	size_t           n, at;
	bool             done;      /* the desk has no more */
	int64_t          after_due; /* where its next piece begins */
	struct text      after_code;
};

struct merge {
	struct connection        *db;
	struct arena             *arena;
	const struct work_filter *filter;
	int64_t                   from, to; /* due days */
	struct text               words[WORDS_MOST];
	size_t                    piece;
};

static bool fill(struct merge *m, struct cursor *c, struct error *e)
{
	const struct work_filter     *f = m->filter;
	_cleanup_query_ struct query *q = NULL;
	struct value v[] = {
		value_text(c->desk), value_int(f->view != WORK_CLOSED), value_int(m->from), value_int(m->to), value_int(c->after_due),
		value_text(c->after_code), value_int(f->view == WORK_NEW), value_int(f->view == WORK_PAUSED),
		value_text(f->view == WORK_SIGN ? TEXT("head") : TEXT_EMPTY), value_int(f->assignee), value_text(f->procedure), value_text(TEXT_EMPTY),
		value_text(m->words[0]), value_text(m->words[1]), value_text(m->words[2]), value_int((int64_t)m->piece),
	};
	c->rows = ARENA_ARRAY(m->arena, struct work_row, m->piece);
	c->n = c->at = 0;
	if (!query_start(m->db, &work_page, v, &q, e))
		return false;
	while (query_next(q)) {
		int64_t due = query_int(q, 11);
		c->after_due = due;
		c->rows[c->n++] = (struct work_row){
			.code = text_copy(m->arena, query_text(q, 0)), .procedure = text_copy(m->arena, query_text(q, 1)), .desk = c->desk,
			.place = text_copy(m->arena, query_text(q, 3)), .state = text_copy(m->arena, query_text(q, 4)),
			.subject = text_copy(m->arena, query_text(q, 5)), .clock = text_copy(m->arena, query_text(q, 6)),
			.waits_for = text_copy(m->arena, query_text(q, 7)), .outcome = text_copy(m->arena, query_text(q, 8)),
			.received = query_day(q, 10), .due = due == DAY_MAX.n ? DAY_NONE : (day_t){ (int32_t)due }, .arrived = query_day(q, 12),
			.assignee = query_int(q, 13), .paused = query_day(q, 15), .invented = query_int(q, 16) != 0,
			.closed_late = query_int(q, 17) != 0, .is_open = f->view != WORK_CLOSED,
		};
	}
	c->done = c->n < m->piece;
	if (c->n > 0)
		c->after_code = c->rows[c->n - 1].code;
	return query_end_ok(q, e);
}

static bool is_before(const struct work_row *a, const struct work_row *b)
{
	int64_t x = day_is_known(a->due) ? a->due.n : DAY_MAX.n, y = day_is_known(b->due) ? b->due.n : DAY_MAX.n;
	return x != y ? x < y : text_compare(a->code, b->code) < 0;
}

/* The cursor whose next row comes first; NULL when all are used up. */
static bool least(struct merge *m, struct cursor *cursors, size_t n, struct cursor **ret, struct error *e)
{
	*ret = NULL;
	for (size_t i = 0; i < n; i++) {
		struct cursor *c = &cursors[i];
		if (c->at == c->n && !c->done && !fill(m, c, e))
			return false;
		if (c->at < c->n && (!*ret || is_before(&c->rows[c->at], &(*ret)->rows[(*ret)->at])))
			*ret = c;
	}
	return true;
}

static void due_range(struct merge *m, day_t today)
{
	m->from = INT32_MIN;
	m->to = INT32_MAX;
	if (m->filter->view == WORK_LATE)
		m->to = today.n - 1;
	if (m->filter->view == WORK_SOON) {
		m->from = today.n;
		m->to = today.n + SOON_DAYS;
	}
}

bool work_list(struct connection *db, struct arena *a, const struct work_filter *f, day_t today, struct work_row **ret, size_t *ret_n, struct error *e)
{
	size_t         limit = f->limit == 0 ? PAGE : f->limit < PAGE_MOST ? f->limit : PAGE_MOST;
	struct merge   m = { .db = db, .arena = a, .filter = f, .words = { TEXT_EMPTY, TEXT_EMPTY, TEXT_EMPTY } };
	struct cursor *cursors = ARENA_ARRAY(a, struct cursor, f->desks_n + 1);
	struct text    rest = text_fold(a, f->words), word;
	for (size_t i = 0; i < WORDS_MOST && text_next(&rest, ' ', &word);)
		if (word.len > 0)
			m.words[i++] = word;
	m.piece = limit / (f->desks_n > 0 ? f->desks_n : 1) + 4;
	due_range(&m, today);
	for (size_t i = 0; i < f->desks_n; i++)
		cursors[i] = (struct cursor){ .desk = f->desks[i], .after_due = day_is_known(f->after_due) ? f->after_due.n : INT32_MIN,
					      .after_code = f->after_code };
	struct work_row *rows = ARENA_ARRAY(a, struct work_row, limit);
	size_t           n = 0;
	for (struct cursor *c; n < limit; rows[n++] = c->rows[c->at++])
		if (!least(&m, cursors, f->desks_n, &c, e))
			return false;
		else if (!c)
			break;
	*ret = rows;
	*ret_n = n;
	return true;
}

static bool count_desk(struct connection *db, struct text desk, day_t today, struct work_counts *sum, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(db, &work_tally, (struct value[]){ value_text(desk) }, &q, e))
		return false;
	while (query_next(q)) {
		int64_t due = query_int(q, 0), n = query_int(q, 4);
		sum->open += n;
		sum->late += due < today.n ? n : 0;
		sum->soon += due >= today.n && due <= today.n + SOON_DAYS ? n : 0;
		sum->paused += query_int(q, 1) ? n : 0;
		sum->fresh += query_int(q, 2) ? n : 0;
		sum->sign += text_is(query_text(q, 3), "head") ? n : 0;
	}
	return query_end_ok(q, e);
}

bool work_count(struct connection *db, struct arena *a, const struct text *desks, size_t n, day_t today, struct work_counts *ret, struct error *e)
{
	*ret = (struct work_counts){ 0 };
	for (size_t i = 0; i < n; i++)
		if (!count_desk(db, desks[i], today, ret, e))
			return false;
	return true;
}

static bool shares_of_assignees(struct connection *db, struct text desk, day_t today, struct work_share *at, size_t room, size_t *ret_n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	*ret_n = 0;
	if (!query_start(db, &work_by_assignee, (struct value[]){ value_text(desk), value_int(today.n), value_int(today.n + SOON_DAYS) }, &q, e))
		return false;
	while (query_next(q) && *ret_n < room)
		at[(*ret_n)++] = (struct work_share){ .desk = desk, .assignee = query_int(q, 0), .open = query_int(q, 1), .late = query_int(q, 2), .soon = query_int(q, 3) };
	return query_end_ok(q, e);
}

bool work_shares(struct connection *db, struct arena *a, const struct text *desks, size_t n, bool by_assignee, day_t today, struct work_share **ret,
                 size_t *ret_n, struct error *e)
{
	enum { ASSIGNEES_MOST = 200 }; /* of one desk */
	struct work_share *shares = NULL;
	size_t             count = 0;
	for (size_t i = 0; i < n; i++) {
		struct work_share one[ASSIGNEES_MOST];
		size_t            more = 1;
		if (by_assignee) {
			if (!shares_of_assignees(db, desks[i], today, one, COUNT_OF(one), &more, e))
				return false;
		} else {
			struct work_counts c = { 0 };
			if (!count_desk(db, desks[i], today, &c, e))
				return false;
			one[0] = (struct work_share){ .desk = desks[i], .open = c.open, .late = c.late, .soon = c.soon };
		}
		shares = arena_grow(a, shares, count, more, sizeof(*shares));
		memcpy(shares + count, one, more * sizeof(*shares));
		count += more;
	}
	*ret = shares;
	*ret_n = count;
	return true;
}
