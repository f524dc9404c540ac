/* audit_held.c - the tables that hold rows of a matter: those of one matter, to be compared with what they must be, and all of them as they lie, to be taken out of the sums. */
#include "base/base.h"

#include "audit.h"

static const char *const matter_columns[] = { "code", "procedure", "desk", "place", "state", "is_open", "due", "clock", "received", "accepted", "entered", "arrived", "paused",
					      "fresh", "closed", "closed_late", "outcome", "channel", "subject", "assignee", "situation", "waits_for", "key_hash",
					      "receipt_entry", "version", "invented", NULL };
static const char *const word_columns[] = { "word", "is_open", "desk", "due", "matter", "marks", NULL };
static const char *const public_columns[] = { "code", "class", "procedure", "unit", "place", "state", "status", "outcome", "received", "due", "closed", "paused",
					      "invented", "sort_due", NULL };
static const char *const file_columns[] = { "number", "step", "file", "sealed", "type", "size", "pieces", "shown", "matter", NULL };

/* The same columns twice: of one matter, in order, and of all, in none: the order in which rows lie is the only one that costs nothing. */
#define HELD(id, letters, columns, table, code, order)                                                                      \
	STATEMENT(audit_##id, READS, "t", letters, "SELECT " columns " FROM " table " WHERE " code " = $1" order);          \
	STATEMENT(audit_all_##id, READS, "", letters, "SELECT " columns " FROM " table, table)

HELD(matter, "tttttiitdDddDiDitttIttbiii",
     "code, procedure, desk, place, state, is_open, due, clock, received, accepted, entered, arrived, paused, fresh, closed, closed_late, outcome, channel, "
     "subject, assignee, situation, waits_for, key_hash, receipt_entry, version, invented",
     "matter", "code", "");
HELD(steps, "itidttttttItIitt",
     "number, matter, entry, day, step, state_before, state_after, role, unit, holder, account, via, corrects, corrected, situation, desk", "matter_step", "matter",
     " ORDER BY number");
HELD(links, "ttti", "other, matter, kind, entry", "matter_link", "matter", " ORDER BY entry, other, kind");
HELD(recounts, "ttidd", "clock, matter, entry, old_due, new_due", "matter_recount", "matter", " ORDER BY entry, clock");
HELD(words, "tititi", "word, is_open, desk, due, matter, marks", "subject_word", "matter", " ORDER BY word, is_open, desk, due");
HELD(public, "ttttttttdDDDii", "code, class, procedure, unit, place, state, status, outcome, received, due, closed, paused, invented, sort_due", "public_matter", "code", "");
HELD(public_steps, "itdttt", "entry, matter, day, step, state, unit", "public_step", "matter", " ORDER BY entry");
HELD(files_of, "iibbtiiit", "number, step, file, sealed, type, size, pieces, shown, matter", "attachment", "matter", " ORDER BY number");

static const struct { const char *table; const char *const *columns; const struct statement *of_matter, *all; size_t code; /* column */ } helds[HELD_KINDS] = {
	[HELD_MATTER] = { "matter", matter_columns, &audit_matter, &audit_all_matter, 0 },
	[HELD_STEPS] = { "matter_step", matter_step_columns, &audit_steps, &audit_all_steps, 1 },
	[HELD_LINKS] = { "matter_link", matter_link_columns, &audit_links, &audit_all_links, 1 },
	[HELD_RECOUNTS] = { "matter_recount", recount_columns, &audit_recounts, &audit_all_recounts, 1 },
	[HELD_WORDS] = { "subject_word", word_columns, &audit_words, &audit_all_words, 4 },
	[HELD_PUBLIC] = { "public_matter", public_columns, &audit_public, &audit_all_public, 0 },
	[HELD_PUBLIC_STEPS] = { "public_step", public_step_columns, &audit_public_steps, &audit_all_public_steps, 1 },
	[HELD_FILES] = { "attachment", file_columns, &audit_files_of, &audit_all_files_of, 8 },
};
enum { HELD_WIDEST = 26 };

struct bag held_bag(enum held h) { return bag_of(helds[h].table, helds[h].columns); }

bool held_read(struct audit *u, enum held h, struct text code, struct bag *ret, struct error *e)
{
	return bag_read(u, ret, helds[h].of_matter, (struct value[]){ value_text(code) }, e);
}

static bool is_known(const struct bag *b)
{
	for (size_t i = 0; i < b->n * b->width; i++)
		if ((int)b->rows[i].type == VALUE_ANY)
			return false;
	return true;
}

static void sum_bag(struct audit *u, enum held h, struct text code, const struct bag *b)
{
	for (size_t i = 0; i < b->n; i++)
		sums_row(u->sums, h, code, &b->rows[i * b->width], b->width, true);
}

/* What has not been reckoned since there are marks hides nothing. All words of a matter have the same. */
static void reckon_marks(const struct bag *must, struct bag *is)
{
	for (size_t i = 0; i < is->n && must->n > 0; i++) {
		struct value *marks = &is->rows[(i + 1) * is->width - 1];
		if (marks->number == SUBJECT_MARKS_UNKNOWN)
			*marks = must->rows[must->width - 1];
	}
}

bool audit_hold(struct audit *u, enum held h, const struct bag *must, const struct replay *r, struct bag *ret_is, struct error *e)
{
	struct bag is = held_bag(h);
	if (ret_is)
		*ret_is = is;
	if (u->sums && must && is_known(must)) {
		sum_bag(u, h, r->matter.code, must);
		return true;
	}
	if (!held_read(u, h, r->matter.code, &is, e))
		return false;
	if (u->sums)
		sum_bag(u, h, r->matter.code, &is);
	if (must && h == HELD_WORDS)
		reckon_marks(must, &is);
	if (must)
		bag_compare(u, must, &is, r->matter.code, r->matter.receipt_entry);
	if (ret_is)
		*ret_is = is;
	return true;
}

bool held_scan(struct audit *u, enum held h, struct counts *counts, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct value                  row[HELD_WIDEST];
	size_t                        width = strlen(helds[h].all->result);
	if (!query_stream(u->db, helds[h].all, &q, e))
		return false;
	while (query_next(q)) {
		query_row(q, row);
		sums_row(u->sums, h, row[helds[h].code].text, row, width, false);
		counts_row(counts, h, row);
	}
	return query_end_ok(q, e);
}
