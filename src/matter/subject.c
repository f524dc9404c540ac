/* subject.c - derived: the folded words of subject lines, each beside where the matter lies and when it is due, so that a search reads them in the order of the worklist. */
#include "base/base.h"
#include "base/fold.h"

#include "inside.h"

enum { WORDS_AT_ONCE = 16, SORTED_AT_ONCE = 400000, WORDS_OF_A_LINE = 1000 };

STATEMENT(subject_add, WRITES, "titii" "tttttttttttttttt", "",
          "WITH w(word) AS (VALUES ($6), ($7), ($8), ($9), ($10), ($11), ($12), ($13), ($14), ($15), ($16), ($17), ($18), ($19), ($20), ($21)) "
          "INSERT INTO subject_word (word, is_open, desk, due, matter, marks) SELECT word, $2, $3, $4, $1, $5 FROM w WHERE word <> '' "
          "ON CONFLICT (word, is_open, desk, due, matter) DO NOTHING");
STATEMENT(subject_put, WRITES, "titiit", "",
          "INSERT INTO subject_word (word, is_open, desk, due, marks, matter) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (word, is_open, desk, due, matter) DO NOTHING");
STATEMENT(subject_count, WRITES, "t", "",
          "INSERT INTO word_count (word, count) SELECT word, 1 FROM subject_word WHERE matter = $1 ON CONFLICT (word) DO UPDATE SET count = word_count.count + 1");
STATEMENT(subject_uncount, WRITES, "t", "", "UPDATE word_count SET count = count - 1 WHERE word IN (SELECT word FROM subject_word WHERE matter = $1)");
STATEMENT(subject_count_sweep, WRITES, "t", "", "DELETE FROM word_count WHERE count = 0 AND word IN (SELECT word FROM subject_word WHERE matter = $1)");
STATEMENT(subject_clear, WRITES, "t", "", "DELETE FROM subject_word WHERE matter = $1");
STATEMENT(subject_move, WRITES, "titi", "", "UPDATE subject_word SET is_open = $2, desk = $3, due = $4 WHERE matter = $1");
STATEMENT(subject_line_erase, WRITES, "t", "", "UPDATE matter SET subject = '' WHERE code = $1");
STATEMENT(subject_clear_all, WRITES, "", "", "DELETE FROM subject_word", "subject_word");
STATEMENT(subject_count_clear, WRITES, "", "", "DELETE FROM word_count", "word_count");
STATEMENT(subject_count_fill, WRITES, "", "", "INSERT INTO word_count (word, count) SELECT word, count(*) FROM subject_word GROUP BY word", "subject_word");
STATEMENT(subject_lines, READS, "", "ttiti", "SELECT code, subject, is_open, desk, due FROM matter WHERE subject <> '' ORDER BY code", "matter");

/* Six digits in a row are somebody's number: no search finds them (I9). */
static bool is_number_of_somebody(struct text word)
{
	size_t digits = 0;
	for (size_t i = 0; i < word.len; i++)
		digits += char_is_digit(word.at[i]);
	return digits >= 6;
}

bool subject_word(struct text *rest, struct text *ret)
{
	while (text_next(rest, ' ', ret))
		if (ret->len > 0 && !is_number_of_somebody(*ret))
			return true;
	return false;
}

/* Two of 62 bits, by FNV-1a: they stand in the tables, so this stays as it is. */
int64_t subject_word_marks(struct text word)
{
	enum { BITS = 62 };
	uint64_t hash = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < word.len; i++)
		hash = (hash ^ (unsigned char)word.at[i]) * UINT64_C(1099511628211);
	return (int64_t)1 << hash % BITS | (int64_t)1 << (hash >> 32) % BITS;
}

int64_t subject_marks(struct text folded)
{
	struct text word;
	int64_t     marks = 0;
	while (subject_word(&folded, &word))
		marks |= subject_word_marks(word);
	return marks;
}

struct place { struct text code, desk; int64_t due, marks; bool is_open; };

static struct place place_of(const struct matter *m) { return (struct place){ m->code, m->desk, day_is_known(m->due) ? m->due.n : DAY_MAX.n, 0, m->is_open }; }

static bool index_words(struct connection *db, struct arena *a, const struct place *p, struct text subject, struct error *e)
{
	struct text rest = text_fold(a, subject), word;
	int64_t     marks = subject_marks(rest);
	bool        more = subject_word(&rest, &word);
	while (more) {
		struct value v[5 + WORDS_AT_ONCE] = { value_text(p->code), value_int(p->is_open), value_text(p->desk), value_int(p->due), value_int(marks) };
		for (size_t i = 0; i < WORDS_AT_ONCE; i++) {
			v[5 + i] = value_text(more ? word : TEXT_EMPTY);
			more = more && subject_word(&rest, &word);
		}
		if (!statement_send(db, &subject_add, v, e))
			return false;
	}
	return true;
}

static bool clear(struct connection *db, struct text code, struct error *e)
{
	struct value v = value_text(code);
	return statement_send(db, &subject_uncount, &v, e) && statement_send(db, &subject_count_sweep, &v, e) && statement_send(db, &subject_clear, &v, e);
}

bool subject_follow(struct connection *db, struct arena *a, const struct matter *was, const struct matter *is, struct error *e)
{
	struct place now = place_of(is), before = was ? place_of(was) : now;
	if (!was || !text_equal(was->subject, is->subject)) {
		if (was && was->subject.len > 0 && !clear(db, is->code, e))
			return false;
		return is->subject.len == 0 || (index_words(db, a, &now, is->subject, e) && statement_send(db, &subject_count, (struct value[]){ value_text(is->code) }, e));
	}
	if (is->subject.len == 0 || (before.is_open == now.is_open && before.due == now.due && text_equal(before.desk, now.desk)))
		return true;
	struct value v[] = { value_text(now.code), value_int(now.is_open), value_text(now.desk), value_int(now.due) };
	return statement_send(db, &subject_move, v, e);
}

bool matter_subject_erase(struct connection *db, struct text code, struct error *e)
{
	return statement_send(db, &subject_line_erase, (struct value[]){ value_text(code) }, e) && clear(db, code, e);
}

/* ---- made anew: for a million matters eight million rows, which in the order of matters would each change another page of the table */

struct word_row { struct text word; struct place place; };

static int by_key(const void *a, const void *b)
{
	const struct word_row *x = a, *y = b;
	int                    c = text_compare(x->word, y->word);
	if (c == 0)
		c = x->place.is_open - y->place.is_open;
	if (c == 0)
		c = text_compare(x->place.desk, y->place.desk);
	if (c == 0)
		c = (x->place.due > y->place.due) - (x->place.due < y->place.due);
	return c ? c : text_compare(x->place.code, y->place.code);
}

struct word_rows { struct arena *a; struct word_row *at; size_t n; };

static bool put_sorted(struct connection *db, struct word_rows *rows, struct error *e)
{
	qsort(rows->at, rows->n, sizeof(rows->at[0]), by_key);
	for (size_t i = 0; i < rows->n; i++) {
		const struct place *p = &rows->at[i].place;
		struct value        v[] = { value_text(rows->at[i].word), value_int(p->is_open), value_text(p->desk), value_int(p->due), value_int(p->marks), value_text(p->code) };
		if (!statement_send(db, &subject_put, v, e))
			return false;
	}
	rows->n = 0;
	return true;
}

static bool put_all(struct connection *db, struct query *q, struct word_rows *rows, struct error *e)
{
	while (query_next(q)) {
		struct text  rest = text_fold(rows->a, query_text(q, 1)), word;
		struct place p = { text_copy(rows->a, query_text(q, 0)), text_copy(rows->a, query_text(q, 3)), query_int(q, 4), subject_marks(rest), query_int(q, 2) != 0 };
		while (subject_word(&rest, &word)) {
			if (rows->n == SORTED_AT_ONCE && !put_sorted(db, rows, e))
				return false;
			rows->at[rows->n++] = (struct word_row){ word, p };
		}
		if (rows->n < SORTED_AT_ONCE - WORDS_OF_A_LINE)
			continue;
		if (!put_sorted(db, rows, e))
			return false;
		arena_reset(rows->a);
	}
	return query_end_ok(q, e) && put_sorted(db, rows, e);
}

bool subjects_rebuild(struct connection *db, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct word_rows              rows = { arena_new(0), memory_new(SORTED_AT_ONCE * sizeof(struct word_row)), 0 }; /* what is not used takes no memory */
	bool done = statement_run(db, &subject_clear_all, NULL, NULL, e) && query_start(db, &subject_lines, NULL, &q, e) && put_all(db, q, &rows, e) &&
	            statement_run(db, &subject_count_clear, NULL, NULL, e) && statement_run(db, &subject_count_fill, NULL, NULL, e);
	arena_free(rows.a);
	free(rows.at);
	return done;
}
