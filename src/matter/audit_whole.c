/* audit_whole.c - tables that no single matter has rows in: packs, counts made again from the rows that they count, what was published, pieces of files that belong to nothing. */
#include "base/base.h"

#include "audit.h"

STATEMENT(audit_packs, READS, "", "ttbdii", "SELECT name, hash, files, imported, entry, in_use FROM pack ORDER BY name, hash", "pack");
STATEMENT(audit_tally, READS, "", "tttiiiti",
          "SELECT desk, procedure, state, due, paused, fresh, waits_for, count FROM tally WHERE count <> 0 ORDER BY desk, procedure, state, due, paused, fresh, waits_for", "tally");
STATEMENT(audit_tally_week, READS, "", "tiiiiiiiiiiiii",
          "SELECT desk, assignee, week, open, d0, d1, d2, d3, d4, d5, d6, paused, fresh, sign FROM tally_week WHERE open <> 0 ORDER BY desk, assignee, week", "tally_week");
STATEMENT(audit_word_count, READS, "", "ti", "SELECT word, count FROM word_count WHERE count <> 0 ORDER BY word", "word_count");
STATEMENT(audit_count, READS, "", "tttttii",
          "SELECT unit, class, procedure, status, outcome, month, count FROM public_count WHERE count <> 0 ORDER BY unit, class, procedure, status, outcome, month", "public_count");
STATEMENT(audit_open, READS, "", "tttii", "SELECT unit, class, procedure, due, count FROM public_open WHERE count <> 0 ORDER BY unit, class, procedure, due", "public_open");

STATEMENT(audit_month, READS, "", "ttitti", "SELECT class, procedure, month, status, outcome, count FROM public_month WHERE count <> 0 ORDER BY class, procedure, month, status, outcome",
          "public_month");
STATEMENT(audit_month_anew, READS, "", "ttitti",
          "SELECT class, procedure, month, status, outcome, CAST(sum(count) AS BIGINT) FROM public_count GROUP BY class, procedure, month, status, outcome "
          "HAVING sum(count) <> 0 ORDER BY class, procedure, month, status, outcome",
          "public_count");
STATEMENT(audit_due, READS, "", "ttiii", "SELECT class, procedure, due, month, count FROM public_due WHERE count <> 0 ORDER BY class, procedure, due, month", "public_due");
STATEMENT(audit_week, READS, "", "tittiiiiiiii",
          "SELECT procedure, week, unit, class, open, d0, d1, d2, d3, d4, d5, d6 FROM public_week WHERE open <> 0 ORDER BY procedure, week, unit, class", "public_week");
#define SOME(n) "CAST(sum(CASE WHEN day = " #n " THEN count ELSE 0 END) AS BIGINT)"
#define OWED(procedure, week, day) "SELECT " procedure " AS procedure, " week " AS week, unit, class, " day " AS day, count FROM public_open WHERE due > 0"
STATEMENT(audit_week_anew, READS, "", "tittiiiiiiii",
          "SELECT procedure, week, unit, class, CAST(sum(count) AS BIGINT), " TALLY_EACH_DAY(SOME) " FROM ("
          OWED("procedure", TALLY_WEEK_OF("due"), TALLY_DAY_OF("due")) " UNION ALL " OWED("'*'", TALLY_WEEK_OF("due"), TALLY_DAY_OF("due")) " UNION ALL "
          OWED("procedure", TALLY_ALL, "-1") " UNION ALL " OWED("'*'", TALLY_ALL, "-1")
          ") AS every_row GROUP BY procedure, week, unit, class HAVING sum(count) <> 0 ORDER BY procedure, week, unit, class",
          "public_open");
STATEMENT(audit_period, READS, "", "titiiiiiii",
          "SELECT unit, period, class, open, in_time, late, answered, refused, guided, withdrawn FROM public_period WHERE open <> 0 OR in_time <> 0 OR late <> 0 ORDER BY unit, period, class",
          "public_period");
#define WHERE(which) "CAST(sum(CASE WHEN " which " THEN count ELSE 0 END) AS BIGINT)"
#define CLOSED(outcome) WHERE("status <> 'open' AND outcome = '" outcome "'")
STATEMENT(audit_period_anew, READS, "", "titiiiiiii",
          "SELECT unit, period, class, " WHERE("status = 'open'") ", " WHERE("status <> 'open' AND status <> 'closed-late'") ", " WHERE("status = 'closed-late'") ", "
          CLOSED("answered") ", " CLOSED("refused") ", " CLOSED("guided") ", " CLOSED("withdrawn") " FROM (SELECT unit, month AS period, class, status, outcome, count FROM public_count "
          "UNION ALL SELECT unit, - (month / 12), class, status, outcome, count FROM public_count) AS every_row GROUP BY unit, period, class HAVING sum(count) <> 0 ORDER BY unit, period, class",
          "public_count");

static const char *const pack_columns[] = { "name", "hash", "files", "imported", "entry", "in_use", NULL };
static const char *const month_columns[] = { "class", "procedure", "month", "status", "outcome", "count", NULL };
static const char *const week_columns[] = { "procedure", "week", "unit", "class", "open", "d0", "d1", "d2", "d3", "d4", "d5", "d6", NULL };
static const char *const period_columns[] = { "unit", "period", "class", "open", "in_time", "late", "answered", "refused", "guided", "withdrawn", NULL };

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

static bool audit_whole(struct audit *u, const char *table, const char *const *columns, const struct statement *anew, const struct statement *there, struct error *e)
{
	struct bag must = bag_of(table, columns), is = must;
	if (!bag_read(u, &must, anew, NULL, e) || !bag_read(u, &is, there, NULL, e))
		return false;
	bag_compare(u, &must, &is, TEXT_EMPTY, 0);
	return true;
}

static bool audit_counted(struct audit *u, struct counts *c, enum counted_kind k, const struct statement *there, struct error *e)
{
	struct bag must = counts_bag(c, k), is = must;
	is.rows = NULL;
	is.n = is.room = 0;
	if (!bag_read(u, &is, there, NULL, e))
		return false;
	bag_compare(u, &must, &is, TEXT_EMPTY, 0);
	return true;
}

bool audit_counts(struct audit *u, struct counts *c, struct error *e)
{
	return audit_counted(u, c, COUNTED_TALLY, &audit_tally, e) && audit_counted(u, c, COUNTED_PUBLIC, &audit_count, e) &&
	       audit_counted(u, c, COUNTED_OPEN, &audit_open, e) && audit_counted(u, c, COUNTED_DUE, &audit_due, e) &&
	       audit_counted(u, c, COUNTED_WEEKS, &audit_tally_week, e) && audit_counted(u, c, COUNTED_WORDS, &audit_word_count, e);
}

bool audit_count_sums(struct audit *u, struct error *e)
{
	return audit_whole(u, "public_month", month_columns, &audit_month_anew, &audit_month, e) && audit_whole(u, "public_week", week_columns, &audit_week_anew, &audit_week, e) &&
	       audit_whole(u, "public_period", period_columns, &audit_period_anew, &audit_period, e);
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
