/* people_step.c - what the author of a matter does next: a form made from the step that the procedure offers, a look at it, then the step. What is typed is kept in a
 * draft of its own, so that neither a restart nor somebody who was faster loses a word. */
#include "base/base.h"

#include "pages.h"
#include "people.h"

#include <stdlib.h>

/* One step of one matter, on its way. */
struct doing {
	struct text           code, name, token;
	const struct ground  *ground;
	struct matter         m;
	const struct offer   *offer;   /* NULL: the procedure does not offer it now */
	const struct pack_step *step;
	struct draft          draft;
	bool                  has_draft;
	struct text           values[STEP_FIELDS]; /* as typed, by position in step->fields */
	struct error          refused; /* of the files */
};

static struct text page(struct request *r, const struct doing *d, const char *end)
{
	return text_print(r->arena, "/m/%.*s/do/%.*s%s", TEXT_ARG(d->code), TEXT_ARG(d->name), end);
}

/* Drafts of steps belong to the matter, not to a cookie: whoever holds the key goes on where it was left. Each time the step is done it is another one. */
static struct text draft_token(struct request *r, const struct doing *d)
{
	uint8_t bytes[32];
	int     before = 0;
	for (size_t i = 0; i < d->m.events_n; i++)
		before += text_equal(d->m.events[i].step, d->name);
	key_derive(site_key(r), "draft of an author's step", text_print(r->arena, "%.*s %.*s %d", TEXT_ARG(d->code), TEXT_ARG(d->name), before), bytes);
	return hex_encode(r->arena, text_bytes(bytes, sizeof(bytes)));
}

static bool load_draft(struct request *r, struct doing *d, struct error *e)
{
	if (!draft_load(web_read(r), r->arena, d->token, &d->draft, &d->has_draft, e))
		return false;
	for (size_t i = 0; d->has_draft && i < d->step->fields_n && i < STEP_FIELDS; i++)
		if (!entry_text(r->arena, d->draft.json, text_c(r->arena, d->step->fields[i].name), &d->values[i]))
			d->values[i] = TEXT_EMPTY;
	return true;
}

/* False: the answer is made. */
static bool begin(struct request *r, struct doing *d)
{
	struct connection *db = web_read(r);
	struct offers      offers;
	struct error       e = { 0 };
	bool               found;
	d->code = request_text(r, STEP_CODE);
	d->name = request_text(r, STEP_NAME);
	d->ground = db ? site_ground(r) : NULL;
	if (!d->ground)
		return false;
	bool ok = matter_load(db, r->arena, d->ground, d->code, site_today(r), &d->m, &found, &e);
	const struct pack *pack = ok && found ? ground_pack(d->ground, d->m.procedure) : NULL;
	d->step = pack ? pack_step(pack, d->name) : NULL;
	if (ok && (!d->step || !(d->step->who & WHO_AUTHOR) || text_is(d->name, "open"))) {
		answer_not_found(r);
		return false;
	}
	d->token = ok ? draft_token(r, d) : TEXT_EMPTY;
	if (!ok || !matter_offers(&d->m, d->ground, NULL, true, site_today(r), r->arena, &offers, &e) || !load_draft(r, d, &e)) {
		answer_error(r, &e);
		return false;
	}
	for (size_t i = 0; i < offers.count; i++)
		if (offers.at[i].step == d->step)
			d->offer = &offers.at[i];
	return true;
}

/* Where it is not offered (any more) the page says why; what was typed stays on it. */
static void not_offered(struct request *r, const struct doing *d)
{
	struct author_check_view v = { .code = site_code(r, d->code), .title = site_words(r, &d->step->label) };
	struct summary_row    *rows = ARENA_ARRAY(r->arena, struct summary_row, STEP_FIELDS);
	v.moved = d->offer ? error_say(r->arena, r->lang, &d->offer->why) : people_say(r, "people.not_now");
	for (size_t i = 0; i < d->step->fields_n && i < STEP_FIELDS; i++)
		if (d->values[i].len > 0)
			rows[v.values.rows_n++] = (struct summary_row){ .term = site_words(r, &d->step->fields[i].label), .value = d->values[i] };
	v.values.rows = rows;
	request_layout(r, &v.layout);
	v.layout.back_url = request_path(r, "matter", text_c(r->arena, d->code), NULL);
	page_author_check(r->out, &v);
	answer_status(r, 409);
}

/* ---- the form */

static bool applies(const struct doing *d, const struct pack_field *f)
{
	for (size_t i = 0; i < d->offer->fields_n; i++)
		if (text_equal(d->offer->fields[i].name, f->name))
			return f->type != FIELD_FILE;
	return false;
}

/* Where the author writes freely, papers may come along. */
static bool takes_files(const struct doing *d)
{
	for (size_t i = 0; i < d->step->fields_n; i++)
		if (d->step->fields[i].type == FIELD_FILE || (d->step->fields[i].type == FIELD_TEXT && text_is(d->step->fields[i].part, "text") && d->step->fields[i].required))
			return true;
	return false;
}

static bool check(struct request *r, const struct doing *d, size_t i, struct text *ret, struct error *e)
{
	const struct pack_field *f = &d->step->fields[i];
	struct text              label = site_words(r, &f->label), clean = text_trim(text_nfc(r->arena, d->values[i]));
	int64_t                  points = (int64_t)text_points(clean);
	struct given             given = { 0 };
	struct field             day = { .name = "day", .max = 40 };
	bool                     is_words = f->type == FIELD_TEXT || f->type == FIELD_LINE;
	*ret = clean;
	if (clean.len == 0)
		return !f->required || f->only_if_n > 0 || error(e, FORM_MISSING, .name = label);
	if (is_words && f->most > 0 && points > f->most)
		return error(e, FORM_TOO_LONG, .name = label, .number = points, .limit = f->most);
	if (is_words && points < f->least)
		return error(e, "people.too_short", .name = label, .number = points, .limit = f->least);
	if (f->type != FIELD_DAY)
		return true;
	if (!field_day(r->arena, &day, clean, &given, e))
		return false;
	*ret = day_print(r->arena, given.day);
	return true;
}

static const struct choice *choices_of(struct request *r, const struct pack_field *f, struct text value, size_t *ret_n)
{
	static const char *const stars[] = { "1", "2", "3", "4", "5" }, *const yes_no[] = { "yes", "no" };
	bool                     listed = f->type == FIELD_CHOICE;
	size_t                   n = listed ? f->choices_n : f->type == FIELD_RATING ? 5 : f->type == FIELD_CONFIRM ? 1 : 2;
	struct choice           *list = ARENA_ARRAY(r->arena, struct choice, n + 1);
	for (size_t i = 0; i < n; i++) {
		const char *name = listed ? text_c(r->arena, f->choices[i].name) : f->type == FIELD_RATING ? stars[i] : yes_no[i];
		list[i] = (struct choice){ .value = name, .chosen = text_is(value, name),
					   .label = f->type == FIELD_CONFIRM ? site_words(r, &f->label) : value_words(r, f, text_of(name)) };
	}
	*ret_n = n;
	return list;
}

static struct asked_field asked(struct request *r, const struct doing *d, size_t i, struct text wrong)
{
	const struct pack_field *f = &d->step->fields[i];
	const char              *id = text_c(r->arena, text_print(r->arena, "f%zu", i));
	struct asked_field       a = { .label = site_words(r, &f->label), .hint = site_words(r, &f->hint) };
	switch (f->type) {
	case FIELD_CHOICE:
	case FIELD_YES_NO:
	case FIELD_CONFIRM:
	case FIELD_RATING:
		a.as = ASKED_CHOICE;
		a.choice = (struct choice_view){ .id = id, .error = wrong, .optional = !f->required, .many = f->type == FIELD_CONFIRM };
		a.choice.choices = choices_of(r, f, d->values[i], &a.choice.choices_n);
		return a;
	case FIELD_TEXT:
		a.as = ASKED_AREA;
		break;
	default:
		a.as = ASKED_LINE;
	}
	a.field = (struct field_view){ .id = id, .value = d->values[i], .error = wrong, .optional = !f->required, .inputmode = f->type == FIELD_NUMBER ? "numeric" : NULL };
	return a;
}

/* What the office asked, where the matter waits for its author. */
static struct text asked_by_office(struct request *r, const struct doing *d)
{
	const struct pack   *pack = ground_pack(d->ground, d->m.procedure);
	struct matter_words *acts;
	size_t               n;
	struct error         e;
	if (!text_is(d->m.waits_for, "author") || !matter_open(web_read(r), site_key(r), r->arena, d->code, PART_ACTS, &acts, &n, &e))
		return TEXT_EMPTY;
	for (size_t i = d->m.events_n; i > 0; i--)
		for (size_t k = 0; text_equal(d->m.events[i - 1].after, d->m.state) && k < n; k++)
			if (acts[k].step == d->m.events[i - 1].number)
				return step_words(r, named_step(pack, d->m.events[i - 1].step), acts[k].values, acts[k].values_n);
	return TEXT_EMPTY;
}

static void form_show(struct request *r, const struct doing *d, bool wrong)
{
	struct author_form_view v = { .code = site_code(r, d->code), .title = site_words(r, &d->step->label), .about = site_words(r, &d->step->about), .until = d->offer->until,
				    .basis = d->offer->basis, .token = request_token(r, "matter.step.post"), .takes_files = takes_files(d),
				    .is_full = d->draft.files_n >= DRAFT_FILES_MOST, .kept = people_files(r, &d->draft, "remove"), .asked = asked_by_office(r, d) };
	struct asked_field   *fields = ARENA_ARRAY(r->arena, struct asked_field, STEP_FIELDS);
	struct error_row     *rows = ARENA_ARRAY(r->arena, struct error_row, STEP_FIELDS + 1);
	for (size_t i = 0; i < d->step->fields_n && i < STEP_FIELDS; i++) {
		struct error e = { 0 };
		struct text  clean, said = TEXT_EMPTY;
		if (!applies(d, &d->step->fields[i]))
			continue;
		if (wrong && !check(r, d, i, &clean, &e))
			said = error_say(r->arena, r->lang, &e);
		fields[v.fields_n++] = asked(r, d, i, said);
		if (said.len > 0)
			rows[v.errors.errors_n++] = (struct error_row){ .href = text_print(r->arena, "#f%zu", i), .text = said };
	}
	v.fields = fields;
	v.files = (struct field_view){ .id = "files", .optional = true };
	if (d->refused.code) {
		v.files.error = error_say(r->arena, r->lang, &d->refused);
		rows[v.errors.errors_n++] = (struct error_row){ .href = v.is_full ? TEXT("#tep") : TEXT("#files"), .text = v.files.error };
	}
	v.errors.errors = rows;
	request_layout(r, &v.layout);
	v.layout.back_url = request_path(r, "matter", text_c(r->arena, d->code), NULL);
	if (v.errors.errors_n > 0) {
		v.layout.has_error = true;
		answer_status(r, 422);
	}
	page_author_form(r->out, &v);
}

void matter_step_form(struct request *r)
{
	struct doing d = { 0 };
	if (!begin(r, &d))
		return;
	if (d.offer && d.offer->may)
		form_show(r, &d, false);
	else
		not_offered(r, &d);
}

static bool all_fit(struct request *r, const struct doing *d)
{
	struct text  clean;
	struct error e = { 0 };
	bool         fit = true;
	for (size_t i = 0; i < d->step->fields_n && i < STEP_FIELDS; i++)
		fit = (!applies(d, &d->step->fields[i]) || check(r, d, i, &clean, &e)) && fit;
	return fit;
}

static void kept(struct request *r)
{
	struct doing *d = r->state;
	struct error  e = { 0 };
	bool          stays = request_has(r, STEP_UPLOAD) || request_has(r, STEP_REMOVE);
	if (!r->did) {
		answer_error(r, &r->error);
		return;
	}
	if (!web_read(r))
		return;
	if (!load_draft(r, d, &e))
		answer_error(r, &e);
	else if (d->refused.code || (!stays && !all_fit(r, d)))
		form_show(r, d, !stays);
	else
		answer_see(r, page(r, d, stays ? "" : "/check"), stays ? "tep" : NULL);
}

static void saved(struct request *r)
{
	struct doing             *d = r->state;
	struct draft_file_remove *gone = ARENA_NEW(r->arena, struct draft_file_remove);
	if (!r->did) {
		answer_error(r, &r->error);
		return;
	}
	*gone = (struct draft_file_remove){ .token = d->token, .number = request_number(r, STEP_REMOVE) };
	if (request_has(r, STEP_REMOVE))
		request_act(r, &row_draft_file_remove, gone, kept);
	else
		people_keep_files(r, d->token, &d->refused, kept);
}

static int by_name(const void *a, const void *b) { return text_compare(((const struct step_value *)a)->name, ((const struct step_value *)b)->name); }

static struct text typed_json(struct request *r, const struct doing *d)
{
	struct step_value sorted[STEP_FIELDS];
	size_t            n = 0;
	struct json       j = json_start(r->arena, true);
	for (size_t i = 0; i < d->step->fields_n && i < STEP_FIELDS; i++)
		if (d->values[i].len > 0)
			sorted[n++] = (struct step_value){ d->step->fields[i].name, d->values[i] };
	qsort(sorted, n, sizeof(sorted[0]), by_name);
	json_object(&j);
	for (size_t i = 0; i < n; i++)
		json_member_text(&j, text_c(r->arena, sorted[i].name), sorted[i].value);
	json_end(&j);
	return json_done(&j);
}

void matter_step_post(struct request *r)
{
	struct doing      *d = r->state = ARENA_NEW(r->arena, struct doing);
	struct draft_save *save = ARENA_NEW(r->arena, struct draft_save);
	if (!begin(r, d))
		return;
	for (size_t i = 0; i < d->step->fields_n && i < STEP_FIELDS; i++)
		d->values[i] = r->given[STEP_F0 + i].typed;
	if (!d->offer || !d->offer->may) {
		not_offered(r, d);
		return;
	}
	*save = (struct draft_save){ .token = d->token, .json = typed_json(r, d) };
	request_act(r, &row_draft_save, save, saved);
}

/* ---- once more, then done */

static void check_show(struct request *r, const struct doing *d, struct text moved, const struct error *refused)
{
	struct author_check_view v = { .code = site_code(r, d->code), .title = site_words(r, &d->step->label), .token = request_token(r, "matter.step.send"), .moved = moved,
				     .form_url = page(r, d, ""), .may_send = true, .version = d->m.version, .kept = people_files(r, &d->draft, NULL) };
	struct summary_row    *rows = ARENA_ARRAY(r->arena, struct summary_row, STEP_FIELDS);
	struct error_row      *row = ARENA_NEW(r->arena, struct error_row);
	for (size_t i = 0; i < d->step->fields_n && i < STEP_FIELDS; i++)
		if (applies(d, &d->step->fields[i]))
			rows[v.values.rows_n++] = (struct summary_row){ .term = site_words(r, &d->step->fields[i].label),
									.value = d->values[i].len > 0 ? value_words(r, &d->step->fields[i], d->values[i]) : TEXT_EMPTY,
									.change_url = page(r, d, text_c(r->arena, text_print(r->arena, "#f%zu", i))) };
	v.values.rows = rows;
	request_layout(r, &v.layout);
	v.layout.back_url = v.form_url;
	if (refused) {
		*row = (struct error_row){ .href = v.form_url, .text = error_say(r->arena, r->lang, refused) };
		v.errors = (struct error_summary_view){ row, 1 };
		v.layout.has_error = true;
		answer_status(r, 422);
	}
	if (moved.len > 0)
		answer_status(r, 409);
	page_author_check(r->out, &v);
}

/* What happened meanwhile: the last step that is shown to the author. */
static struct text moved(struct request *r, const struct doing *d)
{
	const struct pack *pack = ground_pack(d->ground, d->m.procedure);
	struct build       b = { .arena = r->arena };
	for (size_t i = d->m.events_n; i > 0; i--) {
		const struct matter_event *ev = &d->m.events[i - 1];
		struct text                title = step_title(r, pack, ev->step, ev->after);
		if (title.len == 0)
			continue;
		SAY(&b, r->lang, "people.moved", FACT_T("name", title), FACT_D("day", ev->day));
		break;
	}
	return build_text(&b);
}

void matter_step_check(struct request *r)
{
	struct doing d = { 0 };
	if (!begin(r, &d))
		return;
	if (!d.offer || !d.offer->may)
		not_offered(r, &d);
	else if (!d.has_draft || !all_fit(r, &d))
		answer_see(r, page(r, &d, ""), NULL);
	else
		check_show(r, &d, TEXT_EMPTY, NULL);
}

/* Only notes of the office for itself since then: nothing that the author would want to know before going on. */
static bool moved_quietly(struct request *r, const struct doing *d, int64_t version)
{
	const struct pack *pack = ground_pack(d->ground, d->m.procedure);
	for (size_t i = 0; i < d->m.events_n; i++)
		if (d->m.events[i].number > version && step_title(r, pack, d->m.events[i].step, d->m.events[i].after).len > 0)
			return false;
	return true;
}

static void done(struct request *r);

static void act(struct request *r, const struct doing *d, int64_t version)
{
	struct matter_step *s = ARENA_NEW(r->arena, struct matter_step);
	struct step_value  *values = ARENA_ARRAY(r->arena, struct step_value, STEP_FIELDS);
	*s = (struct matter_step){ .code = d->code, .step = d->name, .values = values, .version = version, .as_author = true, .point_kind = TEXT_EMPTY,
				   .received = DAY_NONE, .draft_token = d->token, .ground = d->ground };
	for (size_t i = 0; i < d->step->fields_n && i < STEP_FIELDS; i++) {
		struct text  clean;
		struct error e = { 0 };
		if (applies(d, &d->step->fields[i]) && check(r, d, i, &clean, &e) && clean.len > 0)
			values[s->values_n++] = (struct step_value){ d->step->fields[i].name, clean };
	}
	r->state = s;
	request_act(r, &row_matter_step, s, done);
}

static void done(struct request *r)
{
	static const char *const of_what_was_typed[] = { "procedure.", "matter.", "registry." };
	const struct matter_step *s = r->state;
	struct doing             *d = ARENA_NEW(r->arena, struct doing);
	struct error              why = r->error;
	bool                      typed = false;
	for (size_t i = 0; !r->did && i < COUNT_OF(of_what_was_typed); i++)
		typed = typed || strncmp(why.code, of_what_was_typed[i], strlen(of_what_was_typed[i])) == 0;
	if (r->did) {
		answer_see(r, request_path(r, "matter", text_c(r->arena, request_text(r, SEND_CODE)), NULL), NULL);
		return;
	}
	if (!typed) {
		answer_error(r, &why);
		return;
	}
	if (!begin(r, d))
		return;
	if (!d->offer || !d->offer->may)
		not_offered(r, d);
	else if (error_is(&why, MATTER_MOVED_ON) && d->m.version > s->version && moved_quietly(r, d, s->version))
		act(r, d, d->m.version);
	else if (error_is(&why, MATTER_MOVED_ON))
		check_show(r, d, moved(r, d), NULL);
	else
		check_show(r, d, TEXT_EMPTY, &why);
}

void matter_step_send(struct request *r)
{
	struct doing d = { 0 };
	if (!begin(r, &d))
		return;
	if (d.has_draft && d.draft.sent.len > 0) /* pressed twice */
		answer_see(r, request_path(r, "matter", text_c(r->arena, d.code), NULL), NULL);
	else if (!d.offer || !d.offer->may)
		not_offered(r, &d);
	else if (!d.has_draft || !all_fit(r, &d))
		answer_see(r, page(r, &d, ""), NULL);
	else
		act(r, &d, request_number(r, SEND_VERSION));
}
