/* work.c - the worklist and the search in subject lines: keys in their order, then the rows of a page. */
#include "base/base.h"
#include "base/fold.h"

#include "inside.h"
#include "work_keys.h"

enum { PAGE = 50, PAGE_MOST = 500, CANDIDATES_MOST = 2000 };

/* Fifty codes at once; the empty one is none. */
#define TEN(a) "$" #a "0, $" #a "1, $" #a "2, $" #a "3, $" #a "4, $" #a "5, $" #a "6, $" #a "7, $" #a "8, $" #a "9"
#define FIFTY_CODES "$1, $2, $3, $4, $5, $6, $7, $8, $9, " TEN(1) ", " TEN(2) ", " TEN(3) ", " TEN(4) ", $50"
#define FIFTY_TEXTS "tttttttttttttttttttttttttttttttttttttttttttttttttt"

STATEMENT(work_rows, READS, FIFTY_TEXTS, "tttttttttdidiDiii",
          "SELECT code, procedure, desk, place, state, subject, clock, waits_for, outcome, received, due, arrived, COALESCE(assignee, 0), paused, invented, closed_late, fresh "
          "FROM matter WHERE code IN (" FIFTY_CODES ") ORDER BY due, code");
STATEMENT(work_have_word, READS, FIFTY_TEXTS "t", "t", "SELECT matter FROM subject_word WHERE matter IN (" FIFTY_CODES ") AND word = $51 ORDER BY matter");
STATEMENT(work_word_count, READS, "t", "i", "SELECT count FROM word_count WHERE word = $1");

struct listing {
	struct connection        *db;
	struct arena             *arena;
	const struct work_filter *filter;
	struct text              *desks;   /* in bytewise order; NULL: every key is of one that was asked for */
	struct text              *words;   /* folded, the rarest first */
	size_t                    words_n;
	struct work_row          *rows;
	size_t                    n, limit;
};

static int by_text(const void *a, const void *b) { return text_compare(*(const struct text *)a, *(const struct text *)b); }

static void codes_of(const struct work_key *keys, size_t n, struct value v[WORK_PIECE])
{
	for (size_t i = 0; i < WORK_PIECE; i++)
		v[i] = value_text(i < n ? keys[i].code : TEXT_EMPTY);
}

/* Of the keys, those in whose subject line the word stands too; in their order. */
static bool keep_having(struct listing *l, struct text word, struct work_key *keys, size_t *n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct value                  v[WORK_PIECE + 1];
	struct text                   have[WORK_PIECE];
	size_t                        have_n = 0, kept = 0;
	codes_of(keys, *n, v);
	v[WORK_PIECE] = value_text(word);
	if (!query_start(l->db, &work_have_word, v, &q, e))
		return false;
	while (query_next(q) && have_n < WORK_PIECE)
		have[have_n++] = text_copy(l->arena, query_text(q, 0));
	for (size_t i = 0; i < *n; i++)
		if (have_n > 0 && bsearch(&keys[i].code, have, have_n, sizeof(*have), by_text))
			keys[kept++] = keys[i];
	*n = kept;
	return query_end_ok(q, e);
}

/* What the order of the keys did not choose by. */
static bool fits(const struct listing *l, const struct work_row *r, bool fresh)
{
	const struct work_filter *f = l->filter;
	return (f->procedure.len == 0 || text_equal(r->procedure, f->procedure)) && (f->assignee == 0 || r->assignee == f->assignee) &&
	       (f->view != WORK_NEW || fresh) && (f->view != WORK_PAUSED || day_is_known(r->paused)) && (f->view != WORK_SIGN || text_is(r->waits_for, "head")) &&
	       (!l->desks || bsearch(&r->desk, l->desks, f->desks_n, sizeof(*l->desks), by_text));
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
		size_t left = n;
		for (size_t i = 1; i < l->words_n && left > 0; i++)
			if (!keep_having(l, l->words[i], keys, &left, e))
				return false;
		if (!add_rows(l, keys, left, e))
			return false;
		looked += n;
		*ret_stopped = l->words_n > 1 && looked >= CANDIDATES_MOST && l->n < l->limit && n == most;
	}
	return true;
}

static bool list_all(struct listing *l, day_t today, bool *ret_stopped, struct error *e)
{
	const struct work_filter *f = l->filter;
	l->rows = ARENA_ARRAY(l->arena, struct work_row, l->limit + 1);
	if (f->assignee != 0 && l->words_n == 0 && f->desks_n > 0) { /* the order is the assignee's, whichever the desk */
		l->desks = ARENA_ARRAY(l->arena, struct text, f->desks_n);
		memcpy(l->desks, f->desks, f->desks_n * sizeof(*l->desks));
		qsort(l->desks, f->desks_n, sizeof(*l->desks), by_text);
	}
	return collect(l, work_keys_start(l->db, l->arena, f, l->words_n > 0 ? l->words[0] : TEXT_EMPTY, today), ret_stopped, e);
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
