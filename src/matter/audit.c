/* audit.c - the tables of matters held against the ledger: every matter is made again from its entries, what derives from matters is counted again.
 *
 * Looking up the rows of each matter in nine tables costs several times as much as all the rest, for codes are random and so is where their rows lie. So rows are not looked up: the rows that each
 * matter must have go into sums (audit_sums.c), each table is read once as it lies, and its rows go out of them again. Where nothing is left, the rows that are there are the very rows that must be.
 * Only matters of whose rows something is left over are looked at one by one, which names what differs. */
#include "base/base.h"
#include "base/fold.h"

#include "audit.h"

/* Every matter that has an entry, in the order of their first ones: so what lies side by side in the tables is read side by side. */
STATEMENT(audit_codes, READS, "", "ti",
          "SELECT matter, min(idx) AS first FROM entry WHERE kind IN ('matter.filed', 'matter.step', 'grouped') AND matter IS NOT NULL GROUP BY matter ORDER BY first, matter", "entry");
/* Every code that a table of ours names and no entry: no row without its entry is passed over. */
STATEMENT(audit_strays, READS, "", "t",
          "SELECT code FROM matter UNION SELECT matter FROM matter_step UNION SELECT matter FROM matter_link UNION SELECT matter FROM attachment UNION SELECT matter FROM subject_word "
          "UNION SELECT code FROM public_matter UNION SELECT matter FROM public_step UNION SELECT matter FROM matter_recount "
          "EXCEPT SELECT matter FROM entry WHERE kind IN ('matter.filed', 'matter.step', 'grouped') ORDER BY 1",
          "matter entry matter_step matter_link attachment subject_word public_matter public_step matter_recount");

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
	if (u->sums && r->key_hash.len > 0)
		row[MATTER_KEY_HASH] = value_bytes(r->key_hash);
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

/* The key's hash is told by itself. */
static void audit_key(struct audit *u, const struct replay *r, const struct bag *is)
{
	for (size_t i = 0; i < is->n && r->key_hash.len > 0; i++)
		if (!text_equal(is->rows[i * is->width + MATTER_KEY_HASH].text, r->key_hash))
			audit_misfit(u, "matter", "key_hash", r->matter.code, r->matter.receipt_entry);
}

static bool audit_subject(struct audit *u, const struct replay *r, struct error *e)
{
	struct bag  must = held_bag(HELD_WORDS);
	struct text rest = text_fold(u->arena, r->matter.subject), word;
	if (!r->whole) /* the subject line is not known any more */
		return audit_hold(u, HELD_WORDS, NULL, r, NULL, e);
	const struct matter *m = &r->matter;
	struct value         row[] = { value_null(), value_int(m->is_open), value_text(m->desk), last_day(m->due), value_text(m->code), value_int(subject_marks(rest)) };
	while (subject_word(&rest, &word)) {
		bool twice = false;
		for (size_t i = 0; i < must.n; i++)
			twice = twice || text_equal(must.rows[COUNT_OF(row) * i].text, word);
		row[0] = value_text(word);
		if (!twice)
			memcpy(bag_add(u->arena, &must), row, sizeof(row));
	}
	return audit_hold(u, HELD_WORDS, &must, r, NULL, e);
}

static bool audit_shown(struct audit *u, struct replay *r, struct error *e)
{
	const struct public_row *p = &r->public;
	struct bag               must = held_bag(HELD_PUBLIC);
	struct value             row[] = {
		value_text(r->matter.code), value_text(p->class), value_text(p->procedure), value_text(p->unit), value_text(p->place), value_text(p->state), value_text(p->status),
		value_text(p->outcome), value_day(p->received), value_day(p->due), value_day(p->closed), value_day(p->paused),
		r->key_hash.len > 0 ? value_int(r->matter.invented) : any(), last_day(p->due),
	};
	if (!r->public_due_known)
		row[9] = row[13] = any();
	if (r->is_public)
		memcpy(bag_add(u->arena, &must), row, sizeof(row));
	return audit_hold(u, HELD_PUBLIC, &must, r, NULL, e) && audit_hold(u, HELD_PUBLIC_STEPS, &r->public_steps, r, NULL, e);
}

/* ---- one matter ---- */

/* Rows of a matter that never was: what they were, and whose, nobody can tell; the column that names it is wrong. */
static bool audit_stray(struct audit *u, struct text code, struct error *e)
{
	static const enum held order[] = { HELD_MATTER, HELD_STEPS, HELD_LINKS, HELD_WORDS, HELD_PUBLIC, HELD_PUBLIC_STEPS, HELD_FILES, HELD_RECOUNTS };
	for (size_t i = 0; i < COUNT_OF(order); i++) {
		struct bag is = held_bag(order[i]);
		if (!held_read(u, order[i], code, &is, e))
			return false;
		for (size_t k = 0; k < is.n; k++)
			audit_misfit(u, is.table, order[i] == HELD_MATTER || order[i] == HELD_PUBLIC ? "code" : "matter", code, 0);
	}
	return true;
}

/* `only`: its only entry; NULL: they are looked up. */
static bool audit_one(struct audit *u, struct text code, const struct seen_entry *only, struct error *e)
{
	struct replay r;
	struct bag    must = held_bag(HELD_MATTER), is = must;
	if (!replay_matter(u, code, only, &r, e))
		return false;
	if (r.entries == 0)
		return u->sums != NULL || audit_stray(u, code, e);
	ground_set_moment(u->ground, INT64_MAX);
	matter_must(u, &r, &must);
	if (!audit_hold(u, HELD_MATTER, &must, &r, &is, e) || !audit_hold(u, HELD_STEPS, r.shown ? &r.steps : NULL, &r, NULL, e) ||
	    !audit_hold(u, HELD_LINKS, r.whole ? &r.links : NULL, &r, NULL, e) || !audit_hold(u, HELD_RECOUNTS, r.recounts_known ? &r.recounts : NULL, &r, NULL, e))
		return false;
	audit_key(u, &r, &is);
	return audit_subject(u, &r, e) && audit_shown(u, &r, e) && audit_files(u, &r, e);
}

/* ---- one by one: those of whose rows something is left over ---- */

static bool audit_each(struct audit *u, const struct sums *sums, const struct statement *codes, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_stream(u->db, codes, &q, e))
		return false;
	for (; query_next(q); arena_reset(u->arena))
		if (sums_leave(sums, query_text(q, 0)) && !audit_one(u, text_copy(u->arena, query_text(q, 0)), NULL, e))
			return false;
	return query_end_ok(q, e);
}

bool audit_matters(struct audit *u, const struct sums *sums, struct error *e)
{
	return !sums_leave_any(sums) || (audit_each(u, sums, &audit_codes, e) && audit_each(u, sums, &audit_strays, e));
}

/* ---- all of them: by their sums ---- */

bool audit_see(struct audit *u, const struct firsts *f, const struct seen_entry *n, struct error *e)
{
	const struct kept_entry *k = n->entry;
	bool                     ours = text_is(k->kind, "matter.filed") || text_is(k->kind, "matter.step") || text_is(k->kind, "grouped");
	int64_t                  misfits = u->misfits;
	if (ours && k->matter.len > 0)
		sums_entry(u->sums, k->matter, k->index, false);
	if (!firsts_is_first(f, k->index) || (!ours && !firsts_has_more(f, k->index)))
		return true;
	bool done = audit_one(u, k->matter, firsts_has_more(f, k->index) ? NULL : n, e);
	if (u->misfits > misfits)
		sums_doubt(u->sums, k->matter);
	arena_reset(u->arena);
	return done;
}
