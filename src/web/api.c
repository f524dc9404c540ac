/* api.c - filing and tracking for programs. Errors are problem details (RFC 9457); neither cookies nor sessions count here.
 *
 * A repeated filing is known by its Idempotency-Key alone and not by where it comes from: who sends again is often on another network by then. Another body
 * under the same key is refused, so a key that somebody else chose too opens nothing. */
#include "base/base.h"

#include "inside.h"
#include "ledger/ledger.h"
#include "public.h"

enum { IN_PROCEDURE, IN_UNIT, IN_TEXT, IN_SUBJECT, IN_NAME, IN_PHONE, IN_EMAIL, IN_CONCERNS, IN_RECEIVED, IN_FIELDS };
enum { TEXT_MOST = 20000, KEY_CHARACTERS = 255 };

const struct field api_file_form[] = {
	[IN_PROCEDURE] = { "procedure", field_id, 60, OPTIONAL, .label = "api.procedure" },
	[IN_UNIT] = { "unit", field_id, 60, REQUIRED, .label = "api.unit" },
	[IN_TEXT] = { "text", field_text, TEXT_MOST, REQUIRED, .label = "api.text" },
	[IN_SUBJECT] = { "subject", field_line, 200, OPTIONAL, .label = "api.subject" },
	[IN_NAME] = { "name", field_name, 100, OPTIONAL, .label = "api.name" },
	[IN_PHONE] = { "phone", field_phone, 20, OPTIONAL, .label = "api.phone" },
	[IN_EMAIL] = { "email", field_email, 254, OPTIONAL, .label = "api.email" },
	[IN_CONCERNS] = { "concerns_officer", field_flag, 5, OPTIONAL, .label = "api.concerns_officer" },
	[IN_RECEIVED] = { "received", field_day, 10, OPTIONAL, .label = "api.received" },
	{ NULL },
};
const struct field api_code_form[] = {
	[API_CODE] = { "code", field_code, 12, IN_PATH },
	{ NULL },
};
const struct field api_open_form[] = {
	[API_CODE] = { "code", field_code, 12, IN_PATH },
	[API_KEY] = { "key", field_line, 60, REQUIRED, .label = "api.key" },
	{ NULL },
};

/* ---- filing */

/* Of what was understood, not of the bytes: blanks and the order of members make no other payload. */
static struct text body_hash(struct request *r)
{
	struct build b = { .arena = r->arena };
	for (size_t i = 0; i < IN_FIELDS; i++) {
		struct text t = request_text(r, i);
		build_print(&b, "%zu:", t.len);
		build_add(&b, t);
	}
	struct hash h = sha256(build_text(&b));
	return text_copy(r->arena, text_bytes(h.at, sizeof(h.at)));
}

/* None at all is a filing that isn't repeated; one that cannot be read is refused, for its sender counts on it. */
static bool read_key(struct request *r, struct text *ret, struct error *e)
{
	bool given = header_in(hit_of(r), "Idempotency-Key").len > 0;
	bool fine = header_is_single(hit_of(r), "Idempotency-Key") && (!given || request_idempotency_key(r, ret));
	return fine || error(e, API_BAD_KEY, .limit = KEY_CHARACTERS);
}

/* The filing's own entry and its receipt: as the writer gave them, or, for one that had been filed already, as they are kept. False: it was answered. */
static bool filed_entry(struct request *r, const struct matter_file *f, struct text *ret_entry, struct text *ret_receipt)
{
	struct connection *db;
	struct matter      m;
	struct kept_entry  k;
	struct error       e = { 0 };
	bool               found;
	if (f->ret_receipt) {
		*ret_entry = receipt_entry(f->ret_receipt);
		*ret_receipt = receipt_sign(site_key(r), f->ret_receipt, r->arena);
		return true;
	}
	db = web_read(r);
	if (!db)
		return false;
	if (!matter_load(db, r->arena, f->ground, f->ret_code, site_today(r), &m, &found, &e) || (!found && !error(&e, MATTER_NO_SUCH, .value = f->ret_code)) ||
	    !ledger_entry(db, m.receipt_entry, r->arena, &k, &found, &e) || !matter_receipt(db, site_key(r), r->arena, f->ret_code, ret_receipt, &e)) {
		answer_error(r, &e);
		return false;
	}
	*ret_entry = k.bytes;
	return true;
}

/* The answer to a filing holds only what its own entry and receipt hold, so a repetition years later gives the same bytes. */
static struct text filed_json(struct request *r, const struct matter_file *f, struct text entry, struct text receipt)
{
	struct text unit = TEXT_EMPTY, due = TEXT_EMPTY, received = TEXT_EMPTY;
	struct json j = json_start(r->arena, true);
	entry_text(r->arena, entry, "unit", &unit);
	entry_text(r->arena, entry, "due", &due);
	entry_text(r->arena, entry, "received", &received);
	json_object(&j);
	json_member_text(&j, "code", f->ret_code);
	if (due.len > 0)
		json_member_text(&j, "due", due);
	json_member_text(&j, "key", f->ret_key);
	json_member_text(&j, "procedure", f->procedure);
	json_member_text(&j, "receipt", receipt);
	json_member_text(&j, "received", received);
	json_member_text(&j, "status", TEXT("open"));
	json_member_text(&j, "track", text_print(r->arena, "/m/%.*s", TEXT_ARG(f->ret_code)));
	json_member_unit(&j, r, ground_registry(f->ground), "unit", unit);
	json_member_text(&j, "vkey", key_vkey(r->arena, site_key(r)));
	json_end(&j);
	return json_done(&j);
}

static void filed(struct request *r)
{
	const struct matter_file *f = r->state;
	struct text               entry, receipt;
	if (!r->did) {
		answer_error(r, &r->error);
		return;
	}
	if (!filed_entry(r, f, &entry, &receipt))
		return;
	answer_header(r, "Location", text_print(r->arena, "/api/v1/matters/%.*s", TEXT_ARG(f->ret_code)));
	answer_json(r, 201, filed_json(r, f, entry, receipt));
}

void api_file(struct request *r)
{
	struct matter_file *f = ARENA_NEW(r->arena, struct matter_file);
	const struct ground *ground = site_ground(r);
	struct text         procedure = request_text(r, IN_PROCEDURE);
	struct error        e = { 0 };
	day_t               received = request_day(r, IN_RECEIVED);
	if (!ground)
		return;
	*f = (struct matter_file){
		.procedure = procedure.len > 0 ? procedure : ground_usual(ground),
		.place = request_text(r, IN_UNIT),
		.concerns_officer = request_flag(r, IN_CONCERNS),
		.text = request_text(r, IN_TEXT),
		.subject = request_text(r, IN_SUBJECT),
		.party = { .name = request_text(r, IN_NAME), .phone = request_text(r, IN_PHONE), .email = request_text(r, IN_EMAIL) },
		.channel = TEXT("api"),
		.received = DAY_NONE,
		.caller = TEXT("api"),
		.body_hash = body_hash(r),
		.ground = ground,
	};
	bool fine = read_key(r, &f->key, &e);
	if (fine && day_is_known(received) && day_compare(received, site_today(r)) != 0) /* an earlier day is entered by an officer, who answers for it */
		fine = error(&e, API_RECEIVED, .day = site_today(r));
	if (!fine) {
		answer_error(r, &e);
		return;
	}
	if (f->key.len == 0)
		f->caller = TEXT_EMPTY;
	r->state = f;
	request_act(r, &row_matter_file, f, filed);
}

/* ---- tracking */

static day_t day_member(struct arena *a, struct text entry, const char *name)
{
	struct text t;
	day_t       d;
	return entry_text(a, entry, name, &t) && day_parse(t, &d) ? d : DAY_NONE;
}

/* What the filing's own entry says, until the public ledger has come to it: so who has just filed can follow it, and nobody learns the hour of later steps. */
static bool row_of_filing(struct request *r, const struct public_ground *g, struct text code, struct public_row *ret, bool *ret_found, struct error *e)
{
	struct matter     m;
	struct kept_entry k;
	if (!matter_load(g->db, r->arena, g->ground, code, g->today, &m, ret_found, e) || !*ret_found)
		return !*ret_found && !e->code;
	if (!ledger_entry(g->db, m.receipt_entry, r->arena, &k, ret_found, e))
		return false;
	*ret = (struct public_row){ .code = code, .class = text_is(k.kind, "grouped") ? TEXT("grouped") : TEXT("open"), .received = day_member(r->arena, k.bytes, "received"),
				    .due = day_member(r->arena, k.bytes, "due"), .closed = DAY_NONE, .paused = DAY_NONE, .status = TEXT("open"), .invented = m.invented };
	entry_text(r->arena, k.bytes, "unit", &ret->unit);
	entry_text(r->arena, k.bytes, "place", &ret->place);
	entry_text(r->arena, k.bytes, "procedure", &ret->procedure);
	entry_text(r->arena, k.bytes, "to", &ret->state);
	return true;
}

void api_matter(struct request *r)
{
	struct public_ground g;
	struct public_row    row;
	struct public_step  *steps = NULL;
	struct public_story  story = { 0 };
	struct text          code = request_text(r, API_CODE);
	struct error         e = { 0 };
	bool                 found = false;
	if (!public_ground(r, &g))
		return;
	bool fine = public_matter(g.db, r->arena, code, &row, &story.published, &e) && public_steps(g.db, r->arena, code, &steps, &story.n, &e);
	found = story.published;
	if (fine && found)
		row.unit = public_unit_now(g.registry, row.unit, g.today);
	if (fine && !found)
		fine = row_of_filing(r, &g, code, &row, &found, &e);
	if (fine && !found)
		fine = error(&e, MATTER_NO_SUCH, .value = site_code(r, code));
	if (!fine) {
		answer_error(r, &e);
		return;
	}
	struct json j = json_start(r->arena, false);
	story.steps = steps;
	json_matter(&j, r, &g, &row, &story);
	answer_json(r, 200, json_done(&j));
}

/* ---- for the holder of the key */

struct opened { struct matter m; struct matter_words *words[3]; size_t n[3]; struct matter_file_row *files; size_t files_n; struct reading_row *readings; size_t readings_n; };

static bool open_all(struct request *r, const struct public_ground *g, struct text code, struct opened *o, struct error *e)
{
	static const enum part   parts[] = { PART_ACTS, PART_PARTY, PART_TEXT };
	const struct ledger_key *k = site_key(r);
	bool                     found, fits = false;
	if (!matter_load(g->db, r->arena, g->ground, code, g->today, &o->m, &found, e))
		return false;
	if (!found)
		return error(e, MATTER_NO_SUCH, .value = site_code(r, code));
	if (!matter_key_fits(g->db, r->arena, code, request_text(r, API_KEY), &fits, e))
		return false;
	if (!fits)
		return error(e, MATTER_WRONG_KEY);
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (!matter_open(g->db, k, r->arena, code, parts[i], &o->words[i], &o->n[i], e))
			return false;
	return matter_files(g->db, k, r->arena, code, &o->files, &o->files_n, e) && reading_list(g->db, r->arena, code, &o->readings, &o->readings_n, e);
}

/* Everything that was said with one step, whatever part keeps it. */
static void said_json(struct json *j, const struct opened *o, int64_t number)
{
	json_key(j, "said");
	json_array(j);
	for (size_t p = 0; p < COUNT_OF(o->words); p++)
		for (size_t i = 0; i < o->n[p]; i++)
			for (size_t k = 0; o->words[p][i].step == number && k < o->words[p][i].values_n; k++) {
				json_object(j);
				json_member_text(j, "name", o->words[p][i].values[k].name);
				json_member_text(j, "value", o->words[p][i].values[k].value);
				json_end(j);
			}
	json_end(j);
}

static void own_steps_json(struct json *j, struct request *r, const struct public_ground *g, const struct opened *o)
{
	const struct pack *pack = ground_pack(g->ground, o->m.procedure);
	json_key(j, "steps");
	json_array(j);
	for (size_t i = 0; i < o->m.events_n; i++) {
		const struct matter_event *ev = &o->m.events[i];
		const struct pack_step    *step = pack ? pack_step(pack, ev->step) : NULL;
		if (step && step->is_quiet) /* the office's own bookkeeping */
			continue;
		json_object(j);
		json_member_day(j, "day", ev->day);
		json_member_int(j, "entry", ev->entry);
		said_json(j, o, ev->number);
		json_member_text(j, "state", ev->after);
		json_member_text(j, "step", ev->step.len > 0 ? ev->step : TEXT("open"));
		json_member_unit(j, r, g->registry, "unit", ev->holder);
		json_end(j);
	}
	json_end(j);
}

static void own_lists_json(struct json *j, const struct opened *o)
{
	json_key(j, "files");
	json_array(j);
	for (size_t i = 0; i < o->files_n; i++) {
		json_object(j);
		json_member_text(j, "name", o->files[i].name);
		json_member_int(j, "number", o->files[i].number);
		json_member_int(j, "size", o->files[i].size);
		json_member_text(j, "type", o->files[i].type);
		json_end(j);
	}
	json_end(j);
}

static void readings_json(struct json *j, const struct opened *o)
{
	json_key(j, "readings");
	json_array(j);
	for (size_t i = 0; i < o->readings_n; i++) {
		json_object(j);
		json_member_int(j, "account", o->readings[i].account);
		json_member_day(j, "day", o->readings[i].day);
		json_member_text(j, "purpose", o->readings[i].purpose);
		json_member_text(j, "what", o->readings[i].what);
		json_end(j);
	}
	json_end(j);
}

void api_open(struct request *r)
{
	struct public_ground g;
	struct opened        o = { 0 };
	struct error         e = { 0 };
	if (!public_ground(r, &g))
		return;
	if (!open_all(r, &g, request_text(r, API_CODE), &o, &e)) {
		answer_error(r, &e);
		return;
	}
	struct json j = json_start(r->arena, true);
	json_object(&j);
	json_member_day(&j, "closed", o.m.closed);
	json_member_text(&j, "code", o.m.code);
	json_member_day(&j, "due", o.m.due);
	own_lists_json(&j, &o);
	if (o.m.outcome.len > 0)
		json_member_text(&j, "outcome", o.m.outcome);
	json_member_day(&j, "paused", o.m.paused);
	json_member_unit(&j, r, g.registry, "place", o.m.place);
	json_member_text(&j, "procedure", o.m.procedure);
	readings_json(&j, &o);
	json_member_day(&j, "received", o.m.received);
	json_member_text(&j, "state", o.m.state);
	json_member_text(&j, "state_word", site_state(r, o.m.procedure, o.m.state));
	json_member_text(&j, "status", o.m.is_open ? TEXT("open") : o.m.closed_late ? TEXT("closed-late") : TEXT("closed-in-time"));
	own_steps_json(&j, r, &g, &o);
	json_member_unit(&j, r, g.registry, "unit", o.m.holder);
	json_end(&j);
	answer_json(r, 200, json_done(&j));
}

/* ---- what can be filed */

static void pack_fields_json(struct json *j, struct request *r, const struct pack *pack)
{
	const struct pack_step *open = pack_step(pack, TEXT("open"));
	json_key(j, "fields");
	json_array(j);
	for (size_t i = 0; open && i < open->fields_n; i++) {
		json_object(j);
		json_member_text(j, "label", site_words(r, &open->fields[i].label));
		json_member_text(j, "name", open->fields[i].name);
		json_member_bool(j, "required", open->fields[i].required);
		json_member_text(j, "type", text_of(field_type_name(open->fields[i].type)));
		json_end(j);
	}
	json_end(j);
}

void api_procedures(struct request *r)
{
	static const char *const classes[] = { [PACK_OPEN] = "open", [PACK_GROUPED] = "grouped", [PACK_SEALED] = "sealed" };
	struct public_ground     g;
	const struct pack       *pack;
	if (!public_ground(r, &g))
		return;
	struct json j = json_start(r->arena, true);
	json_object(&j);
	json_key(&j, "procedures");
	json_array(&j);
	for (size_t n = 0; (pack = ground_pack_at(g.ground, n)); n++) {
		json_object(&j);
		json_member_text(&j, "about", site_words(r, pack_about(pack)));
		json_member_text(&j, "class", text_of(classes[pack_class(pack)]));
		pack_fields_json(&j, r, pack);
		json_member_text(&j, "name", pack_name(pack));
		json_member_text(&j, "title", site_words(r, pack_title(pack)));
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
	answer_json(r, 200, json_done(&j));
}
