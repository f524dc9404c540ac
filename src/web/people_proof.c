/* people_proof.c - proofs of every step, openings part by part, and the files of a matter. */
#include "base/base.h"

#include "pages.h"
#include "people.h"

/* What the author may open: all parts but the office's own notes. */
static const enum part openable[] = { PART_TIME, PART_TEXT, PART_PARTY, PART_FILES, PART_ACTS };

static void parts(struct request *r, struct text code, int64_t entry, struct proof_row *row)
{
	struct connection *db = web_read(r);
	struct proof_part *list = ARENA_ARRAY(r->arena, struct proof_part, COUNT_OF(openable));
	for (size_t i = 0; db && i < COUNT_OF(openable); i++) {
		struct opening o;
		struct error   e;
		const char    *label = text_c(r->arena, text_print(r->arena, "people.part_%s", part_name(openable[i])));
		if (!ledger_open_part(db, site_key(r), entry, openable[i], r->arena, &o, &e) || o.bytes.len == 0)
			continue; /* absent or erased: nothing to open */
		list[row->parts_n++] = (struct proof_part){ .label = people_say(r, label),
							    .url = text_print(r->arena, "/m/%.*s/opening/%lld/%s", TEXT_ARG(code), (long long)entry, part_name(openable[i])) };
	}
	row->parts = list;
}

void matter_proofs(struct request *r)
{
	struct connection   *db = web_read(r);
	const struct ground *g = db ? site_ground(r) : NULL;
	struct text          code = request_text(r, MATTER_CODE);
	struct matter        m;
	struct public_state  state;
	struct error         e = { 0 };
	bool                 found;
	struct proofs_view   v = { .code = site_code(r, code), .has_key = site_has_key(r, code) };
	if (!g)
		return;
	if (!matter_load(db, r->arena, g, code, site_today(r), &m, &found, &e) || !public_state(db, &state, &e)) {
		answer_error(r, &e);
		return;
	}
	if (!found) {
		answer_not_found(r);
		return;
	}
	const struct pack *pack = ground_pack(g, m.procedure);
	struct proof_row  *rows = ARENA_ARRAY(r->arena, struct proof_row, m.events_n + 1);
	bool               shows_steps = v.has_key || !pack || pack_class(pack) == PACK_OPEN;
	for (size_t i = 0; i < m.events_n; i++) {
		const struct matter_event *ev = &m.events[i];
		bool                       is_published = ev->entry < state.size;
		struct text                title = shows_steps ? step_title(r, pack, ev->step, ev->after) : TEXT_EMPTY;
		if (!v.has_key && !is_published)
			continue; /* nobody learns of it before it is published */
		struct proof_row *row = &rows[v.rows_n++];
		*row = (struct proof_row){ .day = ev->day, .title = title.len > 0 ? title : people_say(r, "people.a_step"), .unit = shows_steps ? site_title(r, ev->holder) : TEXT_EMPTY,
					   .entry = ev->entry, .is_published = is_published, .url = text_print(r->arena, "/m/%.*s/proof/%lld", TEXT_ARG(code), (long long)ev->entry) };
		if (v.has_key)
			parts(r, code, ev->entry, row);
	}
	v.rows = rows;
	v.vkey = key_vkey(r->arena, site_key(r));
	request_layout(r, &v.layout);
	v.layout.back_url = request_path(r, "matter", text_c(r->arena, code), NULL);
	page_proofs(r->out, &v);
}

/* Is the entry one of this matter's? */
static bool entry_is_of(struct request *r, struct connection *db, int64_t entry, struct text code)
{
	struct kept_entry kept;
	struct error      e;
	bool              found;
	return ledger_entry(db, entry, r->arena, &kept, &found, &e) && found && text_equal(kept.matter, code);
}

/* Under the published checkpoint as soon as there is one; before, the holder of the key has the one that was signed at once. */
void matter_proof(struct request *r)
{
	struct connection  *db = web_read(r);
	struct text         code = request_text(r, PROOF_CODE), file;
	int64_t             entry = request_number(r, PROOF_ENTRY);
	struct public_state state;
	struct error        e = { 0 };
	if (!db)
		return;
	if (!public_state(db, &state, &e)) {
		answer_error(r, &e);
		return;
	}
	bool is_published = entry < state.size;
	if (!entry_is_of(r, db, entry, code) || (!is_published && !site_has_key(r, code))) {
		answer_not_found(r);
		return;
	}
	if (!ledger_receipt(db, site_key(r), entry, is_published ? state.size : entry + 1, r->arena, &file, &e)) {
		answer_error(r, &e);
		return;
	}
	struct text name = text_print(r->arena, "danvan-%.*s-%lld.tlog-proof", TEXT_ARG(code), (long long)entry);
	answer_bytes(r, 200, "text/plain; charset=utf-8", file, &name);
}

void matter_opening(struct request *r)
{
	struct connection *db = web_read(r);
	struct text        code = request_text(r, OPENING_CODE);
	int64_t            entry = request_number(r, OPENING_ENTRY);
	enum part          part;
	struct opening     o;
	struct error       e = { 0 };
	if (!db)
		return;
	bool is_ours = part_parse(request_text(r, OPENING_PART), &part) && part != PART_INTERNAL && entry_is_of(r, db, entry, code);
	if (!is_ours) {
		answer_not_found(r);
		return;
	}
	if (!ledger_open_part(db, site_key(r), entry, part, r->arena, &o, &e)) {
		answer_error(r, &e);
		return;
	}
	struct text name = text_print(r->arena, "danvan-%.*s-%lld-%s.json", TEXT_ARG(code), (long long)entry, part_name(part));
	answer_bytes(r, 200, "application/json", opening_print(r->arena, &o), &name);
}

void matter_attachment(struct request *r)
{
	struct connection      *db = web_read(r);
	struct text             code = request_text(r, ATTACHMENT_CODE), bytes;
	struct matter_file_row *files;
	size_t                  n;
	struct error            e = { 0 };
	if (!db)
		return;
	if (!matter_files(db, site_key(r), r->arena, code, &files, &n, &e)) {
		answer_error(r, &e);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		if (files[i].number != request_number(r, ATTACHMENT_NUMBER))
			continue;
		if (matter_file_bytes(db, site_key(r), r->arena, code, files[i].number, &bytes, &e))
			answer_bytes(r, 200, text_c(r->arena, files[i].type), bytes, &files[i].name);
		else
			answer_error(r, &e);
		return;
	}
	answer_not_found(r);
}
