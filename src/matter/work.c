/* work.c - the worklist and the search in subject lines: keys in their order, then the rows of a page. */
#include "base/base.h"
#include "base/fold.h"

#include "inside.h"
#include "work_keys.h"

enum { PAGE = 50, PAGE_MOST = 500, CANDIDATES_MOST = 2000, DESKS_AT_ONCE = 48 };

/* Fifty codes at once; the empty one is none. */
#define TEN(a) "$" #a "0, $" #a "1, $" #a "2, $" #a "3, $" #a "4, $" #a "5, $" #a "6, $" #a "7, $" #a "8, $" #a "9"
#define FIFTY_CODES "$1, $2, $3, $4, $5, $6, $7, $8, $9, " TEN(1) ", " TEN(2) ", " TEN(3) ", " TEN(4) ", $50"
#define FIFTY_TEXTS "tttttttttttttttttttttttttttttttttttttttttttttttttt"

STATEMENT(work_rows, READS, FIFTY_TEXTS, "tttttttttdidiDiii",
          "SELECT code, procedure, desk, place, state, subject, clock, waits_for, outcome, received, due, arrived, COALESCE(assignee, 0), paused, invented, closed_late, fresh "
          "FROM matter WHERE code IN (" FIFTY_CODES ") ORDER BY due, code");
#define FORTY_EIGHT "($1), ($2), ($3), ($4), ($5), ($6), ($7), ($8), ($9), " EACH(1) ", " EACH(2) ", " EACH(3) ", ($40), ($41), ($42), ($43), ($44), ($45), ($46), ($47), ($48)"
#define EACH(a) "($" #a "0), ($" #a "1), ($" #a "2), ($" #a "3), ($" #a "4), ($" #a "5), ($" #a "6), ($" #a "7), ($" #a "8), ($" #a "9)"
STATEMENT(work_desks_of_kind, READS, "tttttttttttttttttttttttttttttttttttttttttttttttt" "ti", "t",
          "WITH d(desk) AS (VALUES " FORTY_EIGHT ") SELECT desk FROM d WHERE EXISTS (SELECT 1 FROM matter AS m WHERE m.desk = d.desk AND m.procedure = $49 AND m.is_open = $50) "
          "ORDER BY desk");
STATEMENT(work_word_count, READS, "t", "i", "SELECT count FROM word_count WHERE word = $1");

struct listing {
	struct connection        *db;
	struct arena             *arena;
	const struct work_filter *filter;
	struct text              *desks;   /* in bytewise order; NULL: every key is of one that was asked for */
	struct text              *words;   /* folded, the rarest first */
	size_t                    words_n;
	int64_t                   marks;   /* of all but the first of them */
	struct work_row          *rows;
	size_t                    n, limit;
};

static int by_text(const void *a, const void *b) { return text_compare(*(const struct text *)a, *(const struct text *)b); }

static void codes_of(const struct work_key *keys, size_t n, struct value v[WORK_PIECE])
{
	for (size_t i = 0; i < WORK_PIECE; i++)
		v[i] = value_text(i < n ? keys[i].code : TEXT_EMPTY);
}

/* Those whose subject line may have the other words too, in their order. */
static size_t keep_marked(const struct listing *l, struct work_key *keys, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if ((keys[i].marks & l->marks) == l->marks)
			keys[kept++] = keys[i];
	return kept;
}

/* The first is what the keys were chosen by; marks only tell what cannot be. */
static bool has_other_words(const struct listing *l, struct text subject)
{
	struct text folded = l->words_n > 1 ? text_fold(l->arena, subject) : TEXT_EMPTY;
	for (size_t i = 1; i < l->words_n; i++) {
		struct text rest = folded, word;
		bool        there = false;
		while (!there && subject_word(&rest, &word))
			there = text_equal(word, l->words[i]);
		if (!there)
			return false;
	}
	return true;
}

/* What the order of the keys did not choose by. */
static bool fits(const struct listing *l, const struct work_row *r, bool fresh)
{
	const struct work_filter *f = l->filter;
	return (f->procedure.len == 0 || text_equal(r->procedure, f->procedure)) && (f->assignee == 0 || r->assignee == f->assignee) &&
	       (f->view != WORK_NEW || fresh) && (f->view != WORK_PAUSED || day_is_known(r->paused)) && (f->view != WORK_SIGN || text_is(r->waits_for, "head")) &&
	       (!l->desks || bsearch(&r->desk, l->desks, f->desks_n, sizeof(*l->desks), by_text)) &&
	       has_other_words(l, r->subject);
}

static bool add_rows(struct listing *l, const struct work_key *keys, size_t n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct value                  v[WORK_PIECE];
	codes_of(keys, n, v);
	if (n == 0)
		return true;
	if (!query_start(l->db, &work_rows, v, &q, e))
		return false;
	while (query_next(q) && l->n < l->limit) {
		struct arena   *a = l->arena;
		int64_t         due = query_int(q, 10);
		struct work_row r = {
			.code = text_copy(a, query_text(q, 0)), .procedure = text_copy(a, query_text(q, 1)), .desk = text_copy(a, query_text(q, 2)),
			.place = text_copy(a, query_text(q, 3)), .state = text_copy(a, query_text(q, 4)), .subject = text_copy(a, query_text(q, 5)),
			.clock = text_copy(a, query_text(q, 6)), .waits_for = text_copy(a, query_text(q, 7)), .outcome = text_copy(a, query_text(q, 8)),
			.received = query_day(q, 9), .due = due == DAY_MAX.n ? DAY_NONE : (day_t){ (int32_t)due }, .arrived = query_day(q, 11),
			.assignee = query_int(q, 12), .paused = query_day(q, 13), .invented = query_int(q, 14) != 0, .closed_late = query_int(q, 15) != 0,
			.is_open = l->filter->view != WORK_CLOSED,
		};
		if (fits(l, &r, query_int(q, 16) != 0))
			l->rows[l->n++] = r;
	}
	return query_end_ok(q, e);
}

/* Fills the list; *ret_stopped: it was given up after so many that have the rarest word. */
static bool collect(struct listing *l, struct work_keys *k, bool *ret_stopped, struct error *e)
{
	struct work_key keys[WORK_PIECE];
	size_t          n = 1, looked = 0;
	*ret_stopped = false;
	while (l->n < l->limit && n > 0 && !*ret_stopped) {
		size_t most = l->words_n > 1 || l->limit - l->n > WORK_PIECE ? WORK_PIECE : l->limit - l->n;
		if (!work_keys_next(k, keys, most, &n, e))
			return false;
		if (!add_rows(l, keys, keep_marked(l, keys, n), e))
			return false;
		looked += n;
		*ret_stopped = l->words_n > 1 && looked >= CANDIDATES_MOST && l->n < l->limit && n == most;
	}
	return true;
}

/* Where nothing of the kind is open nothing is read: a list of what is new, say, would else look through all that is new at desks that never have such a matter. */
static bool leave_out_desks(struct listing *l, struct work_filter *f, struct error *e)
{
	struct text *kept = ARENA_ARRAY(l->arena, struct text, f->desks_n + 1);
	size_t       n = 0;
	for (size_t from = 0; from < f->desks_n; from += DESKS_AT_ONCE) {
		_cleanup_query_ struct query *q = NULL;
		struct value                  v[DESKS_AT_ONCE + 2];
		for (size_t i = 0; i < DESKS_AT_ONCE; i++)
			v[i] = value_text(from + i < f->desks_n ? f->desks[from + i] : TEXT_EMPTY);
		v[DESKS_AT_ONCE] = value_text(f->procedure);
		v[DESKS_AT_ONCE + 1] = value_int(f->view != WORK_CLOSED);
		if (!query_start(l->db, &work_desks_of_kind, v, &q, e))
			return false;
		while (query_next(q))
			kept[n++] = text_copy(l->arena, query_text(q, 0));
		if (!query_end_ok(q, e))
			return false;
	}
	f->desks = kept;
	f->desks_n = n;
	return true;
}

static bool list_all(struct listing *l, day_t today, bool *ret_stopped, struct error *e)
{
	struct work_filter *f = ARENA_NEW(l->arena, struct work_filter);
	*f = *l->filter;
	l->filter = f;
	l->rows = ARENA_ARRAY(l->arena, struct work_row, l->limit + 1);
	if (f->procedure.len > 0 && f->assignee == 0 && !leave_out_desks(l, f, e))
		return false;
	if (f->assignee != 0 && l->words_n == 0 && f->desks_n > 0) { /* the order is the assignee's, whichever the desk */
		l->desks = ARENA_ARRAY(l->arena, struct text, f->desks_n);
		memcpy(l->desks, f->desks, f->desks_n * sizeof(*l->desks));
		qsort(l->desks, f->desks_n, sizeof(*l->desks), by_text);
	}
	return collect(l, work_keys_start(l->db, l->arena, f, l->words_n > 0 ? l->words[0] : TEXT_EMPTY, l->words_n > 1, today), ret_stopped, e);
}

static size_t page_of(const struct work_filter *f) { return f->limit == 0 ? PAGE : f->limit < PAGE_MOST ? f->limit : PAGE_MOST; }

bool work_list(struct connection *db, struct arena *a, const struct work_filter *f, day_t today, struct work_row **ret, size_t *ret_n, struct error *e)
{
	struct listing l = { .db = db, .arena = a, .filter = f, .limit = page_of(f) };
	bool        stopped;
	if (!list_all(&l, today, &stopped, e))
		return false;
	*ret = l.rows;
	*ret_n = l.n;
	return true;
}

/* ---- words ---- */

struct counted { struct text word; int64_t count; };

static int by_count(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;
	return x->count != y->count ? (x->count < y->count ? -1 : 1) : text_compare(x->word, y->word);
}

/* Each once, the rarest first. */
static bool order_words(struct listing *l, struct text folded, struct error *e)
{
	struct counted *all = ARENA_ARRAY(l->arena, struct counted, folded.len / 2 + 2);
	struct text     word;
	size_t          n = 0;
	while (text_next(&folded, ' ', &word)) {
		struct value row[1];
		bool         found;
		if (word.len == 0)
			continue;
		if (!statement_one(l->db, &work_word_count, (struct value[]){ value_text(word) }, l->arena, row, &found, e))
			return false;
		all[n++] = (struct counted){ word, found ? row[0].number : 0 };
	}
	if (n > 1)
		qsort(all, n, sizeof(*all), by_count);
	l->words = ARENA_ARRAY(l->arena, struct text, n + 1);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || !text_equal(all[i].word, all[i - 1].word))
			l->words[l->words_n++] = all[i].word;
	for (size_t i = 1; i < l->words_n; i++)
		l->marks |= subject_word_marks(l->words[i]);
	return true;
}

bool work_find(struct connection *db, struct arena *a, const struct work_filter *f, struct text words, day_t today, struct work_found *ret, struct error *e)
{
	size_t      limit = page_of(f);
	struct listing l = { .db = db, .arena = a, .filter = f, .limit = limit + 1 }; /* one more tells whether there are more */
	bool        stopped;
	if (!order_words(&l, text_fold(a, words), e) || !list_all(&l, today, &stopped, e))
		return false;
	*ret = (struct work_found){ .rows = l.rows, .n = l.n > limit ? limit : l.n, .more = l.n > limit, .looked_at = stopped ? CANDIDATES_MOST : 0 };
	return true;
}
