/* audit_whole.c - tables that no single matter has rows in: packs, counts made again from the rows that they count, what was published, pieces of files that belong to nothing. */
#include "base/base.h"

#include "audit.h"

STATEMENT(audit_packs, READS, "", "ttbdii", "SELECT name, hash, files, imported, entry, in_use FROM pack ORDER BY name, hash", "pack");
STATEMENT(audit_tally, READS, "", "tttiiiti",
          "SELECT desk, procedure, state, due, paused, fresh, waits_for, count FROM tally WHERE count <> 0 ORDER BY desk, procedure, state, due, paused, fresh, waits_for", "tally");
STATEMENT(audit_tally_anew, READS, "", "tttiiiti",
          "SELECT desk, procedure, state, due, CASE WHEN paused IS NULL THEN 0 ELSE 1 END AS stands, fresh, waits_for, count(*) FROM matter WHERE is_open = 1 "
          "GROUP BY desk, procedure, state, due, CASE WHEN paused IS NULL THEN 0 ELSE 1 END, fresh, waits_for ORDER BY desk, procedure, state, due, stands, fresh, waits_for",
          "matter");
STATEMENT(audit_tally_day, READS, "", "tiiiiii",
          "SELECT desk, assignee, due, open, paused, fresh, sign FROM tally_day WHERE open <> 0 ORDER BY desk, assignee, due", "tally_day");
#define OPEN_ONES(assignee, due, which) \
	"SELECT desk, " assignee " AS assignee, " due " AS due, paused, fresh, waits_for FROM matter WHERE is_open = 1" which
STATEMENT(audit_tally_day_anew, READS, "", "tiiiiii",
          "SELECT desk, assignee, due, count(*), CAST(sum(CASE WHEN paused IS NULL THEN 0 ELSE 1 END) AS BIGINT), CAST(sum(fresh) AS BIGINT), "
          "CAST(sum(CASE WHEN waits_for = 'head' THEN 1 ELSE 0 END) AS BIGINT) FROM ("
          OPEN_ONES("-1", "due", "") " UNION ALL " OPEN_ONES("-1", "2932897", "") " UNION ALL "
          OPEN_ONES("assignee", "due", " AND assignee IS NOT NULL") " UNION ALL " OPEN_ONES("assignee", "2932897", " AND assignee IS NOT NULL")
          ") AS every_row GROUP BY desk, assignee, due ORDER BY desk, assignee, due",
          "matter");
STATEMENT(audit_word_count, READS, "", "ti", "SELECT word, count FROM word_count WHERE count <> 0 ORDER BY word", "word_count");
STATEMENT(audit_word_count_anew, READS, "", "ti", "SELECT word, count(*) FROM subject_word GROUP BY word ORDER BY word", "subject_word");
STATEMENT(audit_count, READS, "", "tttttii",
          "SELECT unit, class, procedure, status, outcome, month, count FROM public_count WHERE count <> 0 ORDER BY unit, class, procedure, status, outcome, month", "public_count");
STATEMENT(audit_count_anew, READS, "", "tttttdi",
          "SELECT unit, class, procedure, status, outcome, received, count(*) FROM public_matter GROUP BY unit, class, procedure, status, outcome, received "
          "ORDER BY unit, class, procedure, status, outcome, received",
          "public_matter");
STATEMENT(audit_open, READS, "", "tttii", "SELECT unit, class, procedure, due, count FROM public_open WHERE count <> 0 ORDER BY unit, class, procedure, due", "public_open");
STATEMENT(audit_open_anew, READS, "", "tttii",
          "SELECT unit, class, procedure, CASE WHEN due IS NULL OR paused IS NOT NULL THEN 0 ELSE due END AS owed, count(*) FROM public_matter WHERE status = 'open' "
          "GROUP BY unit, class, procedure, CASE WHEN due IS NULL OR paused IS NOT NULL THEN 0 ELSE due END ORDER BY unit, class, procedure, owed",
          "public_matter");

STATEMENT(audit_month, READS, "", "ttitti", "SELECT class, procedure, month, status, outcome, count FROM public_month WHERE count <> 0 ORDER BY class, procedure, month, status, outcome",
          "public_month");
STATEMENT(audit_month_anew, READS, "", "ttitti",
          "SELECT class, procedure, month, status, outcome, CAST(sum(count) AS BIGINT) FROM public_count GROUP BY class, procedure, month, status, outcome "
          "HAVING sum(count) <> 0 ORDER BY class, procedure, month, status, outcome",
          "public_count");
STATEMENT(audit_year, READS, "", "itttti", "SELECT year, unit, class, status, outcome, count FROM public_year WHERE count <> 0 ORDER BY year, unit, class, status, outcome", "public_year");
STATEMENT(audit_year_anew, READS, "", "itttti",
          "SELECT month / 12, unit, class, status, outcome, CAST(sum(count) AS BIGINT) FROM public_count GROUP BY month / 12, unit, class, status, outcome "
          "HAVING sum(count) <> 0 ORDER BY month / 12, unit, class, status, outcome",
          "public_count");
STATEMENT(audit_due, READS, "", "ttii", "SELECT class, procedure, due, count FROM public_due WHERE count <> 0 ORDER BY class, procedure, due", "public_due");
STATEMENT(audit_due_anew, READS, "", "ttii",
          "SELECT class, procedure, due, CAST(sum(count) AS BIGINT) FROM public_open GROUP BY class, procedure, due HAVING sum(count) <> 0 ORDER BY class, procedure, due",
          "public_open");

static const char *const pack_columns[] = { "name", "hash", "files", "imported", "entry", "in_use", NULL };
static const char *const tally_columns[] = { "desk", "procedure", "state", "due", "paused", "fresh", "waits_for", "count", NULL };
static const char *const tally_day_columns[] = { "desk", "assignee", "due", "open", "paused", "fresh", "sign", NULL };
static const char *const word_count_columns[] = { "word", "count", NULL };
static const char *const count_columns[] = { "unit", "class", "procedure", "status", "outcome", "month", "count", NULL };
static const char *const month_columns[] = { "class", "procedure", "month", "status", "outcome", "count", NULL };
static const char *const year_columns[] = { "year", "unit", "class", "status", "outcome", "count", NULL };
static const char *const due_columns[] = { "class", "procedure", "due", "count", NULL };
static const char *const open_columns[] = { "unit", "class", "procedure", "due", "count", NULL };

/* The last import of the same files counts; of each name, the last import of all is in use. */
bool audit_pack_rows(struct audit *u, struct error *e)
{
	struct bag          must = bag_of("pack", pack_columns), is = must;
	struct pack_history h, later;
	for (size_t n = 0; ground_import_at(u->ground, n, &h); n++) {
		bool again = false, in_use = true;
		for (size_t k = n + 1; ground_import_at(u->ground, k, &later); k++)
			if (text_equal(h.name, later.name)) {
				again = again || text_equal(h.hash, later.hash);
				in_use = false;
			}
		struct value row[] = { value_text(h.name), value_text(h.hash), value_bytes(h.files), value_day(h.day), value_int(h.entry), value_int(in_use) };
		if (!again)
			memcpy(bag_add(u->arena, &must), row, sizeof(row));
	}
	if (!bag_read(u, &is, &audit_packs, NULL, e))
		return false;
	bag_compare(u, &must, &is, TEXT_EMPTY, 0);
	return true;
}

/* Days become months: neighbours that then are the same count together. */
static void by_month(struct bag *b)
{
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++) {
		struct value *row = &b->rows[i * b->width], *last = n > 0 ? &b->rows[(n - 1) * b->width] : NULL;
		struct date   d = day_date((day_t){ (int32_t)row[5].number });
		bool          same = last != NULL;
		row[5].number = d.year * 12 + d.month - 1;
		for (size_t c = 0; same && c < 5; c++)
			same = text_equal(row[c].text, last[c].text);
		if (same && row[5].number == last[5].number) {
			last[6].number += row[6].number;
			continue;
		}
		memmove(&b->rows[n++ * b->width], row, b->width * sizeof(*row));
	}
	b->n = n;
}

static bool audit_whole(struct audit *u, const char *table, const char *const *columns, const struct statement *anew, const struct statement *there, struct error *e)
{
	struct bag must = bag_of(table, columns), is = must;
	if (!bag_read(u, &must, anew, NULL, e) || !bag_read(u, &is, there, NULL, e))
		return false;
	bag_compare(u, &must, &is, TEXT_EMPTY, 0);
	return true;
}

bool audit_counts(struct audit *u, struct error *e)
{
	struct bag tally = bag_of("tally", tally_columns), tally_is = tally, count = bag_of("public_count", count_columns), count_is = count,
		   open = bag_of("public_open", open_columns), open_is = open;
	if (!bag_read(u, &tally, &audit_tally_anew, NULL, e) || !bag_read(u, &tally_is, &audit_tally, NULL, e) || !bag_read(u, &count, &audit_count_anew, NULL, e) ||
	    !bag_read(u, &count_is, &audit_count, NULL, e) || !bag_read(u, &open, &audit_open_anew, NULL, e) || !bag_read(u, &open_is, &audit_open, NULL, e))
		return false;
	by_month(&count);
	bag_compare(u, &tally, &tally_is, TEXT_EMPTY, 0);
	bag_compare(u, &count, &count_is, TEXT_EMPTY, 0);
	bag_compare(u, &open, &open_is, TEXT_EMPTY, 0);
	return true;
}

bool audit_days(struct audit *u, struct error *e) { return audit_whole(u, "tally_day", tally_day_columns, &audit_tally_day_anew, &audit_tally_day, e); }

bool audit_word_counts(struct audit *u, struct error *e) { return audit_whole(u, "word_count", word_count_columns, &audit_word_count_anew, &audit_word_count, e); }

bool audit_count_sums(struct audit *u, struct error *e)
{
	return audit_whole(u, "public_month", month_columns, &audit_month_anew, &audit_month, e) && audit_whole(u, "public_year", year_columns, &audit_year_anew, &audit_year, e) &&
	       audit_whole(u, "public_due", due_columns, &audit_due_anew, &audit_due, e);
}

STATEMENT(audit_loose_pieces, READS, "", "b", "SELECT file FROM file_piece EXCEPT SELECT file FROM attachment EXCEPT SELECT file FROM draft_file ORDER BY 1",
          "file_piece attachment draft_file");

bool audit_loose(struct audit *u, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(u->db, &audit_loose_pieces, NULL, &q, e))
		return false;
	while (query_next(q))
		audit_misfit(u, "file_piece", "file", TEXT_EMPTY, 0);
	return query_end_ok(q, e);
}

STATEMENT(audit_state, READS, "", "iid", "SELECT id, size, day FROM public_state ORDER BY id", "public_state");

/* What was published is what the ledger's files show; it was published on the day of its last entry or later, and before what it does not hold yet was all there. */
bool audit_published_state(struct audit *u, struct error *e)
{
	static const char *const columns[] = { "id", "size", "day", NULL };
	struct bag               is = bag_of("public_state", columns);
	struct kept_entry        last;
	bool                     found = false;
	if (!bag_read(u, &is, &audit_state, NULL, e))
		return false;
	if (is.n != (u->published > 0) || (is.n == 1 && is.rows[0].number != 1)) {
		audit_misfit(u, "public_state", "id", TEXT_EMPTY, u->published);
		return true;
	}
	if (is.n == 0)
		return true;
	if (is.rows[1].number != u->published)
		audit_misfit(u, "public_state", "size", TEXT_EMPTY, u->published);
	if (!ledger_entry(u->db, u->published - 1, u->arena, &last, &found, e))
		return false;
	bool early = found && is.rows[2].number < last.day.n;
	if (!ledger_entry(u->db, u->published, u->arena, &last, &found, e))
		return false;
	if (early || (found && is.rows[2].number > last.day.n))
		audit_misfit(u, "public_state", "day", TEXT_EMPTY, u->published);
	return true;
}
