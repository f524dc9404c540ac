/* tally.c - derived counts of open matters, by desk, procedure, state and due day; and the folded words of subject lines. */
#include "base/base.h"
#include "base/fold.h"

#include "inside.h"

STATEMENT(tally_add, WRITES, "tttiiiti", "",
          "INSERT INTO tally (desk, procedure, state, due, paused, fresh, waits_for, count) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
          "ON CONFLICT (desk, procedure, state, due, paused, fresh, waits_for) DO UPDATE SET count = tally.count + excluded.count");
STATEMENT(tally_clear, WRITES, "", "", "DELETE FROM tally", "tally");
STATEMENT(tally_fill, WRITES, "", "",
          "INSERT INTO tally (desk, procedure, state, due, paused, fresh, waits_for, count) "
          "SELECT desk, procedure, state, due, CASE WHEN paused IS NULL THEN 0 ELSE 1 END, fresh, waits_for, count(*) FROM matter WHERE is_open = 1 "
          "GROUP BY desk, procedure, state, due, CASE WHEN paused IS NULL THEN 0 ELSE 1 END, fresh, waits_for",
          "matter");
STATEMENT(tally_sweep_row, WRITES, "", "", "DELETE FROM tally WHERE count = 0", "tally");
STATEMENT(subject_clear, WRITES, "t", "", "DELETE FROM subject_word WHERE matter = $1");
STATEMENT(subject_clear_all, WRITES, "", "", "DELETE FROM subject_word", "subject_word");
STATEMENT(subject_lines, READS, "", "tt", "SELECT code, subject FROM matter WHERE subject <> '' ORDER BY code", "matter");
STATEMENT(subject_add, WRITES, "tt", "", "INSERT INTO subject_word (word, matter) VALUES ($1, $2) ON CONFLICT (word, matter) DO NOTHING");

bool tally_move(struct connection *db, const struct matter *m, int64_t by, struct error *e)
{
	struct value v[] = { value_text(m->desk), value_text(m->procedure), value_text(m->state), value_int(day_is_known(m->due) ? m->due.n : DAY_MAX.n),
			     value_int(day_is_known(m->paused)), value_int(m->fresh), value_text(m->waits_for), value_int(by) };
	return !m->is_open || statement_send(db, &tally_add, v, e);
}

bool tally_rebuild(struct connection *db, struct error *e)
{
	return statement_run(db, &tally_clear, NULL, NULL, e) && statement_run(db, &tally_fill, NULL, NULL, e);
}

bool tally_sweep(struct connection *db, struct error *e) { return statement_run(db, &tally_sweep_row, NULL, NULL, e); }

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

static bool index_words(struct connection *db, struct arena *a, struct text code, struct text subject, struct error *e)
{
	struct text rest = text_fold(a, subject), word;
	while (subject_word(&rest, &word))
		if (!statement_send(db, &subject_add, (struct value[]){ value_text(word), value_text(code) }, e))
			return false;
	return true;
}

bool subject_index(struct connection *db, struct arena *a, struct text code, struct text subject, struct error *e)
{
	return statement_send(db, &subject_clear, (struct value[]){ value_text(code) }, e) && index_words(db, a, code, subject, e);
}

static bool subjects_rebuild(struct connection *db, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	_cleanup_query_ struct query *q = NULL;
	if (!statement_run(db, &subject_clear_all, NULL, NULL, e) || !query_start(db, &subject_lines, NULL, &q, e))
		return false;
	for (; query_next(q); arena_reset(a))
		if (!index_words(db, a, text_copy(a, query_text(q, 0)), text_copy(a, query_text(q, 1)), e))
			return false;
	return query_end_ok(q, e);
}

bool matter_rebuild(struct connection *db, struct error *e) { return tally_rebuild(db, e) && subjects_rebuild(db, e) && public_rebuild(db, e); }
