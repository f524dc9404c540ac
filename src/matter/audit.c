/* audit.c - the tables of matters held against the ledger: every matter is made again from its entries, what derives from matters is counted again. */
#include "base/base.h"
#include "base/fold.h"

#include "audit.h"
#include "file_store.h"

/* Every matter that has an entry, in the order of their first ones: so what lies side by side in the tables is read side by side. */
STATEMENT(audit_codes, READS, "", "ti",
          "SELECT matter, min(idx) AS first FROM entry WHERE kind IN ('matter.filed', 'matter.step', 'grouped') AND matter IS NOT NULL GROUP BY matter ORDER BY first, matter", "entry");
/* Every code that a table of ours names and no entry: no row without its entry is passed over. */
STATEMENT(audit_strays, READS, "", "t",
          "SELECT code FROM matter UNION SELECT matter FROM matter_step UNION SELECT matter FROM matter_link UNION SELECT matter FROM attachment UNION SELECT matter FROM subject_word "
          "UNION SELECT code FROM public_matter UNION SELECT matter FROM public_step UNION SELECT matter FROM matter_recount "
          "EXCEPT SELECT matter FROM entry WHERE kind IN ('matter.filed', 'matter.step', 'grouped') ORDER BY 1",
          "matter entry matter_step matter_link attachment subject_word public_matter public_step matter_recount");
STATEMENT(audit_matter, READS, "t", "tttttiitdDddDiDitttItttiii",
          "SELECT code, procedure, desk, place, state, is_open, due, clock, received, accepted, entered, arrived, paused, fresh, closed, closed_late, outcome, channel, "
          "subject, assignee, situation, waits_for, '', receipt_entry, version, invented FROM matter WHERE code = $1");
STATEMENT(audit_key_hash, READS, "t", "b", "SELECT key_hash FROM matter WHERE code = $1");
STATEMENT(audit_steps, READS, "t", "itidttttttItIitt",
          "SELECT number, matter, entry, day, step, state_before, state_after, role, unit, holder, account, via, corrects, corrected, situation, desk "
          "FROM matter_step WHERE matter = $1 ORDER BY number");
STATEMENT(audit_links, READS, "t", "ttti", "SELECT other, matter, kind, entry FROM matter_link WHERE matter = $1 ORDER BY entry, other, kind");
STATEMENT(audit_words, READS, "t", "tititi", "SELECT word, is_open, desk, due, matter, marks FROM subject_word WHERE matter = $1 ORDER BY word, is_open, desk, due");
STATEMENT(audit_public, READS, "t", "ttttttttdDDDii",
          "SELECT code, class, procedure, unit, place, state, status, outcome, received, due, closed, paused, invented, sort_due FROM public_matter WHERE code = $1");
STATEMENT(audit_public_steps, READS, "t", "itdttt", "SELECT entry, matter, day, step, state, unit FROM public_step WHERE matter = $1 ORDER BY entry");

STATEMENT(audit_recounts, READS, "t", "ttidd", "SELECT clock, matter, entry, old_due, new_due FROM matter_recount WHERE matter = $1 ORDER BY entry, clock");

static const char *const matter_columns[] = { "code", "procedure", "desk", "place", "state", "is_open", "due", "clock", "received", "accepted", "entered", "arrived", "paused",
					      "fresh", "closed", "closed_late", "outcome", "channel", "subject", "assignee", "situation", "waits_for", "key_hash",
					      "receipt_entry", "version", "invented", NULL };
static const char *const word_columns[] = { "word", "is_open", "desk", "due", "matter", "marks", NULL };
static const char *const public_columns[] = { "code", "class", "procedure", "unit", "place", "state", "status", "outcome", "received", "due", "closed", "paused",
					      "invented", "sort_due", NULL };

static struct value any(void) { return (struct value){ .type = (enum value_type)VALUE_ANY }; }

static struct value last_day(day_t due) { return value_int(day_is_known(due) ? due.n : DAY_MAX.n); }

/* The row as it must be. What the entries show is always known; what only the engine knows, while it could repeat every step; nothing, when the part that holds it all was erased. */
static void matter_must(struct audit *u, const struct replay *r, struct bag *b)
{
	const struct matter     *m = &r->matter;
	const struct pack       *pack = ground_pack(u->ground, m->procedure);
	const struct pack_state *state = pack ? pack_state(pack, m->state) : NULL;
	struct value             waits = state ? value_text(state->waits_for) : any();
	bool                     late = !m->is_open || r->whole;
	struct value             row[] = {
		value_text(m->code), value_text(m->procedure), value_text(m->desk), value_text(m->place), value_text(m->state), value_int(m->is_open), last_day(m->due),
		value_text(m->clock), value_day(m->received), value_day(m->accepted), value_day(m->entered), value_day(m->arrived), value_day(m->paused),
		value_int(m->fresh), value_day(m->closed), late ? value_int(m->closed_late) : any(), value_text(m->outcome), value_text(m->channel),
		value_text(m->subject), m->assignee > 0 ? value_int(m->assignee) : value_null(), value_text(situation_print(u->arena, &m->situation)), waits,
		any(), value_int(m->receipt_entry), value_int(m->version), r->key_hash.len > 0 ? value_int(m->invented) : any(),
	};
	static const int of_engine[] = { 7, 9, 11, 13, 14, 18, 19, 20 }, shown[] = { 1, 2, 3, 4, 5, 6, 12, 16, 17, 21 };
	for (size_t i = 0; i < COUNT_OF(of_engine); i++)
		row[of_engine[i]] = r->whole ? row[of_engine[i]] : any();
	for (size_t i = 0; i < COUNT_OF(shown); i++)
		row[shown[i]] = r->shown ? row[shown[i]] : any();
	if (!r->shown)
		row[8] = row[15] = any();
	if (!r->due_known)
		row[6] = any();
	memcpy(bag_add(u->arena, b), row, sizeof(row));
}

static bool audit_key(struct audit *u, const struct replay *r, struct error *e)
{
	struct value row[1];
	bool         found;
	if (!statement_one(u->db, &audit_key_hash, (struct value[]){ value_text(r->matter.code) }, u->arena, row, &found, e))
		return false;
	if (found && r->key_hash.len > 0 && !text_equal(row[0].text, r->key_hash))
		audit_misfit(u, "matter", "key_hash", r->matter.code, r->matter.receipt_entry);
	return true;
}

static bool audit_subject(struct audit *u, const struct replay *r, struct error *e)
{
	struct bag  must = bag_of("subject_word", word_columns), is = must;
	struct text rest = text_fold(u->arena, r->matter.subject), word;
	if (!bag_read(u, &is, &audit_words, (struct value[]){ value_text(r->matter.code) }, e))
		return false;
	if (!r->whole)
		return true; /* the subject line is not known any more */
	const struct matter *m = &r->matter;
	int64_t              marks = subject_marks(rest);
	struct value         row[] = { value_null(), value_int(m->is_open), value_text(m->desk), last_day(m->due), value_text(m->code), value_int(marks) };
	for (size_t i = 0; i < is.n; i++) { /* what was not reckoned yet hides nothing */
		struct value *there = &is.rows[i * is.width + COUNT_OF(row) - 1];
		there->number = there->number == SUBJECT_MARKS_UNKNOWN ? marks : there->number;
	}
	while (subject_word(&rest, &word)) {
		bool twice = false;
		for (size_t i = 0; i < must.n; i++)
			twice = twice || text_equal(must.rows[COUNT_OF(row) * i].text, word);
		row[0] = value_text(word);
		if (!twice)
			memcpy(bag_add(u->arena, &must), row, sizeof(row));
	}
	bag_compare(u, &must, &is, r->matter.code, r->matter.receipt_entry);
	return true;
}

static bool audit_shown(struct audit *u, struct replay *r, struct error *e)
{
	const struct public_row *p = &r->public;
	struct value             code = value_text(r->matter.code);
	struct bag               must = bag_of("public_matter", public_columns), is = must, steps = bag_of("public_step", public_step_columns);
	struct value             row[] = {
		code, value_text(p->class), value_text(p->procedure), value_text(p->unit), value_text(p->place), value_text(p->state), value_text(p->status),
		value_text(p->outcome), value_day(p->received), value_day(p->due), value_day(p->closed), value_day(p->paused),
		r->key_hash.len > 0 ? value_int(r->matter.invented) : any(), last_day(p->due),
	};
	if (!r->public_due_known)
		row[9] = row[13] = any();
	if (r->is_public)
		memcpy(bag_add(u->arena, &must), row, sizeof(row));
	if (!bag_read(u, &is, &audit_public, &code, e) || !bag_read(u, &steps, &audit_public_steps, &code, e))
		return false;
	bag_compare(u, &must, &is, r->matter.code, r->matter.receipt_entry);
	bag_compare(u, &r->public_steps, &steps, r->matter.code, r->matter.receipt_entry);
	return true;
}

/* ---- files ---- */

STATEMENT(audit_attachments, READS, "t", "iibbtiii", "SELECT number, step, file, sealed, type, size, pieces, shown FROM attachment WHERE matter = $1 ORDER BY number");
STATEMENT(audit_loose_pieces, READS, "", "b", "SELECT file FROM file_piece EXCEPT SELECT file FROM attachment EXCEPT SELECT file FROM draft_file ORDER BY 1",
          "file_piece attachment draft_file");

/* One row against what its seal holds, and that against the entry. */
static bool audit_file(struct audit *u, const struct replay *r, const struct value *row, const struct replay_file *f, struct error *e)
{
	static const char *const columns[] = { "file", "type", "size", "pieces", "shown" };
	struct stored_file       s;
	struct text              json, bytes, code = r->matter.code;
	struct error             why = { 0 };
	int64_t                  index = r->matter.receipt_entry;
	struct text              label = text_print(u->arena, "file/%lld", (long long)row[0].number);
	if (!keys_open(u->db, u->key, code, PART_FILES, label, row[3].text, u->arena, &json, &why)) {
		if (error_is(&why, LEDGER_SEAL_BROKEN))
			audit_misfit(u, "attachment", "sealed", code, index);
		else if (!error_is(&why, LEDGER_ERASED)) /* then nothing is to be compared: the ledger's audit asks for the entry */
			*e = why;
		return error_is(&why, LEDGER_SEAL_BROKEN) || error_is(&why, LEDGER_ERASED);
	}
	if (!file_store_read(u->arena, json, &s)) {
		audit_misfit(u, "attachment", "sealed", code, index);
		return true;
	}
	const bool fits[] = { text_equal(row[2].text, text_bytes(s.id, sizeof(s.id))), text_equal(row[4].text, s.type), row[5].number == s.size,
			      row[6].number == s.pieces, row[7].number == s.shown };
	for (size_t i = 0; i < COUNT_OF(fits); i++)
		if (!fits[i])
			audit_misfit(u, "attachment", columns[i], code, index);
	if (!f)
		return true;
	if (row[1].number != f->step)
		audit_misfit(u, "attachment", "step", code, index);
	if (!text_equal(s.kept_hash, f->kept) || !text_equal(s.sent_hash, f->sent) || !text_equal(s.name, f->name) || s.size != f->size)
		audit_misfit(u, "attachment", "sealed", code, index);
	if (!file_store_get(u->db, u->arena, &s, &bytes, &why)) {
		if (!error_is(&why, MATTER_FILE_DAMAGED)) {
			*e = why;
			return false;
		}
		audit_misfit(u, "file_piece", "sealed", code, index);
	} else if (!text_equal(hash_hex(u->arena, sha256(bytes)), f->kept))
		audit_misfit(u, "file_piece", "sealed", code, index);
	return true;
}

/* Numbers go up from 1 without a gap, in the order in which the entries name the files. */
static bool audit_files(struct audit *u, const struct replay *r, struct error *e)
{
	static const char *const columns[] = { "number", "step", "file", "sealed", "type", "size", "pieces", "shown", NULL };
	struct bag               is = bag_of("attachment", columns);
	if (!bag_read(u, &is, &audit_attachments, (struct value[]){ value_text(r->matter.code) }, e))
		return false;
	if (r->files_known && is.n != r->files_n)
		audit_misfit(u, "attachment", "number", r->matter.code, r->matter.receipt_entry);
	for (size_t i = 0; i < is.n; i++) {
		const struct value *row = &is.rows[i * is.width];
		bool                in_order = row[0].number == (int64_t)i + 1;
		if (!in_order)
			audit_misfit(u, "attachment", "number", r->matter.code, r->matter.receipt_entry);
		else if (!audit_file(u, r, row, r->files_known && i < r->files_n ? &r->files[i] : NULL, e))
			return false;
	}
	return true;
}

static bool audit_loose(struct audit *u, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(u->db, &audit_loose_pieces, NULL, &q, e))
		return false;
	while (query_next(q))
		audit_misfit(u, "file_piece", "file", TEXT_EMPTY, 0);
	return query_end_ok(q, e);
}

/* ---- one matter ---- */

/* Rows of a matter that never was: what they were, and whose, nobody can tell; the column that names it is wrong. */
static bool audit_stray(struct audit *u, struct text code, struct error *e)
{
	static const struct statement *const rows[] = { &audit_matter, &audit_steps, &audit_links, &audit_words, &audit_public, &audit_public_steps, &audit_attachments, &audit_recounts };
	static const char *const tables[] = { "matter", "matter_step", "matter_link", "subject_word", "public_matter", "public_step", "attachment", "matter_recount" };
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		_cleanup_query_ struct query *q = NULL;
		if (!query_start(u->db, rows[i], (struct value[]){ value_text(code) }, &q, e))
			return false;
		while (query_next(q))
			audit_misfit(u, tables[i], rows[i] == &audit_matter || rows[i] == &audit_public ? "code" : "matter", code, 0);
		if (!query_end_ok(q, e))
			return false;
	}
	return true;
}

static bool audit_one(struct audit *u, struct text code, struct error *e)
{
	struct replay r;
	struct value  key = value_text(code);
	struct bag    must = bag_of("matter", matter_columns), is = must, steps = bag_of("matter_step", matter_step_columns), links = bag_of("matter_link", matter_link_columns),
		      recounts = bag_of("matter_recount", recount_columns);
	if (!replay_matter(u, code, &r, e))
		return false;
	if (r.entries == 0)
		return audit_stray(u, code, e);
	if (!bag_read(u, &is, &audit_matter, &key, e) || !bag_read(u, &steps, &audit_steps, &key, e) ||
	    !bag_read(u, &links, &audit_links, &key, e) || !bag_read(u, &recounts, &audit_recounts, &key, e))
		return false;
	for (size_t i = 0; i < is.n; i++)
		is.rows[i * is.width + 22] = value_null(); /* the key's hash has a look of its own */
	ground_set_moment(u->ground, INT64_MAX);
	matter_must(u, &r, &must);
	bag_compare(u, &must, &is, code, r.matter.receipt_entry);
	if (r.shown)
		bag_compare(u, &r.steps, &steps, code, r.matter.receipt_entry);
	if (r.whole)
		bag_compare(u, &r.links, &links, code, r.matter.receipt_entry);
	if (r.recounts_known)
		bag_compare(u, &r.recounts, &recounts, code, r.matter.receipt_entry);
	return audit_key(u, &r, e) && audit_subject(u, &r, e) && audit_shown(u, &r, e) && audit_files(u, &r, e);
}

static bool audit_each(struct audit *u, const struct statement *codes, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(u->db, codes, NULL, &q, e))
		return false;
	for (; query_next(q); arena_reset(u->arena))
		if (!audit_one(u, text_copy(u->arena, query_text(q, 0)), e))
			return false;
	return query_end_ok(q, e);
}

static bool audit_matters(struct audit *u, struct error *e) { return audit_each(u, &audit_codes, e) && audit_each(u, &audit_strays, e); }

/* ---- tables as wholes ---- */

STATEMENT(audit_packs, READS, "", "ttbdii", "SELECT name, hash, files, imported, entry, in_use FROM pack ORDER BY name, hash", "pack");
STATEMENT(audit_tally, READS, "", "tttiiiti",
          "SELECT desk, procedure, state, due, paused, fresh, waits_for, count FROM tally WHERE count <> 0 ORDER BY desk, procedure, state, due, paused, fresh, waits_for", "tally");
STATEMENT(audit_tally_anew, READS, "", "tttiiiti",
          "SELECT desk, procedure, state, due, CASE WHEN paused IS NULL THEN 0 ELSE 1 END AS stands, fresh, waits_for, count(*) FROM matter WHERE is_open = 1 "
          "GROUP BY desk, procedure, state, due, CASE WHEN paused IS NULL THEN 0 ELSE 1 END, fresh, waits_for ORDER BY desk, procedure, state, due, stands, fresh, waits_for",
          "matter");
#define SEVEN(DAY) "CAST(" DAY(0) " AS BIGINT), CAST(" DAY(1) " AS BIGINT), CAST(" DAY(2) " AS BIGINT), CAST(" DAY(3) " AS BIGINT), CAST(" DAY(4) " AS BIGINT), CAST(" DAY(5) " AS BIGINT), CAST(" DAY(6) " AS BIGINT)"
STATEMENT(audit_tally_week, READS, "", "tiiiiiiiiiiiii",
          "SELECT desk, assignee, week, open, d0, d1, d2, d3, d4, d5, d6, paused, fresh, sign FROM tally_week WHERE open <> 0 ORDER BY desk, assignee, week", "tally_week");
#define ONE(n) "sum(CASE WHEN day = " #n " THEN 1 ELSE 0 END)"
#define OPEN_ONES(assignee, week, day, which) \
	"SELECT desk, " assignee " AS assignee, " week " AS week, " day " AS day, paused, fresh, waits_for FROM matter WHERE is_open = 1" which
#define BOTH_ROWS(assignee, which) OPEN_ONES(assignee, "(due + 719162) / 7", "(due + 719162) % 7", which) " UNION ALL " OPEN_ONES(assignee, "521723", "-1", which)
STATEMENT(audit_tally_week_anew, READS, "", "tiiiiiiiiiiiii",
          "SELECT desk, assignee, week, count(*), " SEVEN(ONE) ", CAST(sum(CASE WHEN paused IS NULL THEN 0 ELSE 1 END) AS BIGINT), CAST(sum(fresh) AS BIGINT), "
          "CAST(sum(CASE WHEN waits_for = 'head' THEN 1 ELSE 0 END) AS BIGINT) FROM ("
          BOTH_ROWS("-1", "") " UNION ALL " BOTH_ROWS("assignee", " AND assignee IS NOT NULL") ") AS every_row GROUP BY desk, assignee, week ORDER BY desk, assignee, week",
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
STATEMENT(audit_week, READS, "", "tittiiiiiiii",
          "SELECT procedure, week, unit, class, open, d0, d1, d2, d3, d4, d5, d6 FROM public_week WHERE open <> 0 ORDER BY procedure, week, unit, class", "public_week");
#define SOME(n) "sum(CASE WHEN day = " #n " THEN count ELSE 0 END)"
#define OWED(procedure, week, day) "SELECT " procedure " AS procedure, " week " AS week, unit, class, " day " AS day, count FROM public_open WHERE due > 0"
STATEMENT(audit_week_anew, READS, "", "tittiiiiiiii",
          "SELECT procedure, week, unit, class, CAST(sum(count) AS BIGINT), " SEVEN(SOME) " FROM ("
          OWED("procedure", "(due + 719162) / 7", "(due + 719162) % 7") " UNION ALL " OWED("'*'", "(due + 719162) / 7", "(due + 719162) % 7") " UNION ALL "
          OWED("procedure", "521723", "-1") " UNION ALL " OWED("'*'", "521723", "-1")
          ") AS every_row GROUP BY procedure, week, unit, class HAVING sum(count) <> 0 ORDER BY procedure, week, unit, class",
          "public_open");

STATEMENT(audit_month, READS, "", "ttitti", "SELECT class, procedure, month, status, outcome, count FROM public_month WHERE count <> 0 ORDER BY class, procedure, month, status, outcome",
          "public_month");
STATEMENT(audit_month_anew, READS, "", "ttitti",
          "SELECT class, procedure, month, status, outcome, CAST(sum(count) AS BIGINT) FROM public_count GROUP BY class, procedure, month, status, outcome "
          "HAVING sum(count) <> 0 ORDER BY class, procedure, month, status, outcome",
          "public_count");
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
STATEMENT(audit_due, READS, "", "ttiii", "SELECT class, procedure, due, month, count FROM public_due WHERE count <> 0 ORDER BY class, procedure, due, month", "public_due");
STATEMENT(audit_due_anew, READS, "", "ttidi",
          "SELECT class, procedure, CASE WHEN due IS NULL OR paused IS NOT NULL THEN 0 ELSE due END AS owed, received, count(*) FROM public_matter WHERE status = 'open' "
          "GROUP BY class, procedure, CASE WHEN due IS NULL OR paused IS NOT NULL THEN 0 ELSE due END, received ORDER BY class, procedure, owed, received",
          "public_matter");

static const char *const pack_columns[] = { "name", "hash", "files", "imported", "entry", "in_use", NULL };
static const char *const tally_columns[] = { "desk", "procedure", "state", "due", "paused", "fresh", "waits_for", "count", NULL };
static const char *const tally_week_columns[] = { "desk", "assignee", "week", "open", "d0", "d1", "d2", "d3", "d4", "d5", "d6", "paused", "fresh", "sign", NULL };
static const char *const week_columns[] = { "procedure", "week", "unit", "class", "open", "d0", "d1", "d2", "d3", "d4", "d5", "d6", NULL };
static const char *const word_count_columns[] = { "word", "count", NULL };
static const char *const count_columns[] = { "unit", "class", "procedure", "status", "outcome", "month", "count", NULL };
static const char *const month_columns[] = { "class", "procedure", "month", "status", "outcome", "count", NULL };
static const char *const period_columns[] = { "unit", "period", "class", "open", "in_time", "late", "answered", "refused", "guided", "withdrawn", NULL };
static const char *const due_columns[] = { "class", "procedure", "due", "month", "count", NULL };
static const char *const open_columns[] = { "unit", "class", "procedure", "due", "count", NULL };

/* The last import of the same files counts; of each name, the last import of all is in use. */
static bool audit_pack_rows(struct audit *u, struct error *e)
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

/* The last column but one, a day, becomes a month; neighbours that then are the same count together. */
static void by_month(struct bag *b)
{
	size_t n = 0, day = b->width - 2, count = b->width - 1;
	for (size_t i = 0; i < b->n; i++) {
		struct value *row = &b->rows[i * b->width], *last = n > 0 ? &b->rows[(n - 1) * b->width] : NULL;
		struct date   d = day_date((day_t){ (int32_t)row[day].number });
		bool          same = last != NULL;
		row[day].number = d.year * 12 + d.month - 1;
		for (size_t c = 0; same && c <= day; c++)
			same = row[c].type == VALUE_INT ? row[c].number == last[c].number : text_equal(row[c].text, last[c].text);
		if (same)
			last[count].number += row[count].number;
		else
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

/* Sums of other counts come after those: what is wrong there is named first. */
static bool audit_sums(struct audit *u, struct error *e)
{
	return audit_whole(u, "tally_week", tally_week_columns, &audit_tally_week_anew, &audit_tally_week, e) &&
	       audit_whole(u, "word_count", word_count_columns, &audit_word_count_anew, &audit_word_count, e) &&
	       audit_whole(u, "public_month", month_columns, &audit_month_anew, &audit_month, e) &&
	       audit_whole(u, "public_week", week_columns, &audit_week_anew, &audit_week, e) && audit_whole(u, "public_period", period_columns, &audit_period_anew, &audit_period, e);
}

static bool audit_counts(struct audit *u, struct error *e)
{
	struct bag tally = bag_of("tally", tally_columns), tally_is = tally, count = bag_of("public_count", count_columns), count_is = count,
		   open = bag_of("public_open", open_columns), open_is = open, due = bag_of("public_due", due_columns), due_is = due;
	if (!bag_read(u, &tally, &audit_tally_anew, NULL, e) || !bag_read(u, &tally_is, &audit_tally, NULL, e) || !bag_read(u, &count, &audit_count_anew, NULL, e) ||
	    !bag_read(u, &count_is, &audit_count, NULL, e) || !bag_read(u, &open, &audit_open_anew, NULL, e) || !bag_read(u, &open_is, &audit_open, NULL, e) ||
	    !bag_read(u, &due, &audit_due_anew, NULL, e) || !bag_read(u, &due_is, &audit_due, NULL, e))
		return false;
	by_month(&count);
	by_month(&due);
	bag_compare(u, &tally, &tally_is, TEXT_EMPTY, 0);
	bag_compare(u, &count, &count_is, TEXT_EMPTY, 0);
	bag_compare(u, &open, &open_is, TEXT_EMPTY, 0);
	bag_compare(u, &due, &due_is, TEXT_EMPTY, 0);
	return audit_sums(u, e);
}

STATEMENT(audit_state, READS, "", "iid", "SELECT id, size, day FROM public_state ORDER BY id", "public_state");

/* What was published is what the ledger's files show; it was published on the day of its last entry or later, and before what it does not hold yet was all there. */
static bool audit_published_state(struct audit *u, const struct ledger_meta *meta, struct error *e)
{
	static const char *const columns[] = { "id", "size", "day", NULL };
	struct bag               is = bag_of("public_state", columns);
	struct kept_entry        last;
	bool                     found = false;
	if (!bag_read(u, &is, &audit_state, NULL, e))
		return false;
	if (is.n != (meta->published > 0) || (is.n == 1 && is.rows[0].number != 1)) {
		audit_misfit(u, "public_state", "id", TEXT_EMPTY, meta->published);
		return true;
	}
	if (is.n == 0)
		return true;
	if (is.rows[1].number != meta->published)
		audit_misfit(u, "public_state", "size", TEXT_EMPTY, meta->published);
	if (!ledger_entry(u->db, meta->published - 1, u->arena, &last, &found, e))
		return false;
	bool early = found && is.rows[2].number < last.day.n;
	if (!ledger_entry(u->db, meta->published, u->arena, &last, &found, e))
		return false;
	if (early || (found && is.rows[2].number > last.day.n))
		audit_misfit(u, "public_state", "day", TEXT_EMPTY, meta->published);
	return true;
}

bool matter_audit(struct connection *db, const struct ledger_key *key, void (*found)(void *, const struct misfit *), void *arg, int64_t *ret, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0), *kept = arena_new(0);
	struct audit                  u = { .db = db, .key = key, .found = found, .arg = arg, .arena = a };
	struct ledger_meta            meta = { 0 };
	bool                          is_there;
	if (!ledger_meta(db, kept, &meta, &is_there, e) || !ground_load_history(db, &u.ground, e))
		return false;
	u.published = meta.published;
	bool done = audit_matters(&u, e) && audit_pack_rows(&u, e) && audit_notice_rows(&u, e) && audit_loose(&u, e) && audit_counts(&u, e) && audit_published_state(&u, &meta, e);
	ground_free(u.ground);
	if (done)
		*ret = u.misfits;
	return done;
}
