/* officer_step.c - the form of a step, made from the fields of its pack; what came is tried first, shown, and done only when the person has seen what it does. */
#include "base/base.h"

#include "officer.h"
#include "pages.h"

enum { CODE, STEP, VERSION, PHASE, FIND, F0, U0 = F0 + STEP_FIELDS_MOST };
static const char *const phases[] = { "do", "edit", NULL };
#define F(n) [F0 + n] = { "f" #n, field_text, 20000, OPTIONAL }
#define U(n) [U0 + n] = { "f" #n "_id", field_id, 170, OPTIONAL }
const struct field desk_step_get_form[] = {
	[CODE] = { "code", field_code, 12, IN_PATH },
	[STEP] = { "step", field_id, 60, IN_PATH },
	{ NULL },
};
const struct field desk_step_form[] = {
	[CODE] = { "code", field_code, 12, IN_PATH },
	[STEP] = { "step", field_id, 60, IN_PATH },
	[VERSION] = { "version", field_number, 10, REQUIRED, .least = 0, .most = 1000000 },
	[PHASE] = { "phase", field_choice, 10, OPTIONAL, .choices = phases },
	[FIND] = { "find", field_flag, 5, OPTIONAL },
	F(0), F(1), F(2), F(3), F(4), F(5), F(6), F(7), F(8), F(9), F(10), F(11), F(12), F(13), F(14), F(15),
	U(0), U(1), U(2), U(3), U(4), U(5), U(6), U(7), U(8), U(9), U(10), U(11), U(12), U(13), U(14), U(15),
	{ NULL },
};

/* ---- what is asked ---- */

/* False: the answer is made. What this person may never do here is not there. */
static bool asked_load(struct request *r, struct asked *a)
{
	struct offers offers;
	if (!desk_load(r, &a->ground, &a->pack, &a->m) || !desk_offers(r, a->ground, &a->m, &offers))
		return false;
	for (size_t i = 0; i < offers.count; i++)
		if (text_equal(offers.at[i].step->name, request_text(r, STEP)))
			a->offer = &offers.at[i];
	if (a->offer && a->offer->step->fields_n <= STEP_FIELDS_MOST)
		return true;
	answer_not_found(r);
	return false;
}

size_t asked_index(const struct asked *a, const struct pack_field *field)
{
	for (size_t i = 0; i < a->offer->step->fields_n; i++)
		if (text_equal(a->offer->step->fields[i].name, field->name))
			return i;
	return 0;
}

static bool is_posted(const struct request *r) { return r->route->method == POST; }

static struct text typed(struct request *r, const struct asked *a, const struct pack_field *f)
{
	return is_posted(r) ? r->given[F0 + asked_index(a, f)].typed : TEXT_EMPTY;
}

/* What was typed, as the engine wants it; what can't be read stays as it is and is refused there. */
static struct text value_of(struct request *r, const struct asked *a, const struct pack_field *f)
{
	size_t       i = asked_index(a, f);
	struct text  t = request_text(r, F0 + i), code;
	struct given day = { 0 };
	struct error e;
	if (t.len == 0 && f->type != FIELD_UNIT)
		return t;
	switch (f->type) {
	case FIELD_UNIT:
		return desk_unit(r, t, request_text(r, U0 + i), true);
	case FIELD_DAY:
		return field_day(r->arena, NULL, t, &day, &e) ? day_print(r->arena, day.day) : t;
	case FIELD_MATTER:
		return crockford_read(r->arena, t, 12, &code) ? code : t;
	case FIELD_TEXT:
		return t;
	default:
		field_line(r->arena, NULL, t, &day, &e);
		return day.text;
	}
}

static void asked_values(struct request *r, struct asked *a)
{
	for (size_t i = 0; i < a->offer->fields_n; i++) {
		struct text value = value_of(r, a, &a->offer->fields[i]);
		if (value.len > 0)
			a->values[a->values_n++] = (struct step_value){ a->offer->fields[i].name, value };
	}
	a->step = (struct matter_step){ .code = a->m.code, .step = a->offer->step->name, .values = a->values, .values_n = a->values_n, .version = request_number(r, VERSION),
					.by = desk_actor(r), .received = DAY_NONE, .ground = a->ground };
}

static struct text given(const struct asked *a, struct text name)
{
	for (size_t i = 0; i < a->values_n; i++)
		if (text_equal(a->values[i].name, name))
			return a->values[i].value;
	for (size_t i = 0; i < a->m.situation.facts_n; i++)
		if (text_equal(a->m.situation.facts[i].name, name))
			return a->m.situation.facts[i].value;
	return TEXT_EMPTY;
}

/* Is the field asked for, as the others are filled in? */
static bool applies(const struct asked *a, const struct pack_field *f)
{
	for (size_t i = 0; i < f->only_if_n; i++) {
		struct text rest = f->only_if[i].value, one, is = given(a, f->only_if[i].name);
		bool        fits = false;
		while (text_next(&rest, '|', &one))
			fits = fits || text_equal(one, is);
		if (!fits)
			return false;
	}
	return true;
}

/* ---- the form ---- */

static struct text hint_of(struct request *r, const struct asked *a, const struct pack_field *f)
{
	struct build b = { .arena = r->arena };
	build_add(&b, site_words(r, &f->hint));
	for (size_t i = 0; i < f->only_if_n; i++)
		for (size_t k = 0; k < a->offer->fields_n; k++) {
			const struct pack_field *other = &a->offer->fields[k];
			for (size_t c = 0; text_equal(other->name, f->only_if[i].name) && c < other->choices_n; c++)
				if (text_equal(other->choices[c].name, f->only_if[i].value)) {
					build_c(&b, b.len ? " " : "");
					build_add(&b, SAID(r, "officer.only_if", FACT_T("field", site_words(r, &other->label)), FACT_T("choice", site_words(r, &other->choices[c].label))));
				}
		}
	if (f->type == FIELD_DAY)
		build_add(&b, SAID(r, "officer.day_hint"));
	return build_text(&b);
}

static void choices_of(struct request *r, const struct asked *a, const struct pack_field *f, struct text is, struct choice_view *v)
{
	struct account *accounts = NULL;
	size_t          n = f->type == FIELD_ACCOUNT ? desk_people(r, a->ground, a->m.holder, &accounts) : 0;
	size_t         room = f->choices_n > n ? f->choices_n : n;
	struct choice *o = ARENA_ARRAY(r->arena, struct choice, room + 6);
	if (f->type == FIELD_YES_NO || f->type == FIELD_CONFIRM)
		o[v->choices_n++] = (struct choice){ .value = "yes", .label = f->type == FIELD_CONFIRM ? site_words(r, &f->label) : SAID(r, "officer.yes") };
	if (f->type == FIELD_YES_NO)
		o[v->choices_n++] = (struct choice){ .value = "no", .label = SAID(r, "officer.no") };
	for (int i = 1; f->type == FIELD_RATING && i <= 5; i++)
		o[v->choices_n++] = (struct choice){ .value = text_c(r->arena, text_print(r->arena, "%d", i)), .label = text_print(r->arena, "%d", i) };
	for (size_t i = 0; f->type == FIELD_CHOICE && i < f->choices_n; i++)
		o[v->choices_n++] = (struct choice){ .value = text_c(r->arena, f->choices[i].name), .label = site_words(r, &f->choices[i].label), .hint = f->choices[i].basis };
	for (size_t i = 0; i < n; i++)
		o[v->choices_n++] = (struct choice){ .value = text_c(r->arena, text_print(r->arena, "%lld", (long long)accounts[i].number)), .label = accounts[i].name,
						     .hint = accounts[i].number == a->m.assignee ? SAID(r, "officer.has_it") : TEXT_EMPTY };
	for (size_t i = 0; i < v->choices_n; i++)
		o[i].chosen = text_is(is, o[i].value);
	v->choices = o;
}

static struct step_question question(struct request *r, const struct asked *a, const struct pack_field *f)
{
	const char          *id = text_c(r->arena, text_print(r->arena, "f%zu", asked_index(a, f)));
	struct text          is = typed(r, a, f);
	bool                 optional = !f->required || f->only_if_n > 0;
	struct step_question q = { .label = site_words(r, &f->label), .hint = hint_of(r, a, f), .field = { .id = id, .optional = optional }, .choice = { .id = id, .optional = optional } };
	if (!is_posted(r) && f->prefill.len > 0)
		is = desk_prefill(r, &a->m, a->pack, f);
	if (!is_posted(r) && text_is(f->name, "subject"))
		is = a->m.subject;
	q.field.value = is;
	switch (f->type) {
	case FIELD_TEXT:
		q.ask = ASK_TEXT;
		q.field.rows = f->most > 4000 ? 14 : 6;
		break;
	case FIELD_CONFIRM:
		q.choice.many = true;
		q.ask = ASK_CHOICE;
		choices_of(r, a, f, is, &q.choice);
		break;
	case FIELD_CHOICE:
	case FIELD_YES_NO:
	case FIELD_RATING:
	case FIELD_ACCOUNT:
		q.ask = ASK_CHOICE;
		choices_of(r, a, f, is, &q.choice);
		break;
	case FIELD_UNIT:
		q.ask = ASK_UNIT;
		q.unit = desk_picker(r, id, is, is_posted(r) ? request_text(r, U0 + asked_index(a, f)) : TEXT_EMPTY, is.len > 0, true);
		break;
	default:
		q.field.width = f->type == FIELD_DAY || f->type == FIELD_NUMBER ? 10 : f->type == FIELD_MATTER ? 20 : 0;
		q.field.inputmode = f->type == FIELD_NUMBER ? "numeric" : NULL;
		q.field.no_spellcheck = f->type == FIELD_MATTER || f->type == FIELD_DOCUMENT;
	}
	return q;
}

static void set_error(struct step_question *q, struct text sentence) { q->field.error = q->choice.error = q->unit.error = sentence; }

static void form_show(struct request *r, const struct asked *a, const struct desk_errors *errors)
{
	const struct pack_step *step = a->offer->step;
	struct desk_step_view   v = { .code = site_code(r, a->m.code), .subject = a->m.subject, .title = site_words(r, &step->label), .about = site_words(r, &step->about),
				      .basis = a->offer->basis, .until = a->offer->until, .version = a->m.version, .clock = site_clock(r, &a->m),
				      .url = request_path(r, "work.step", text_c(r->arena, a->m.code), text_c(r->arena, step->name), NULL),
				      .back_url = request_path(r, "work.matter", text_c(r->arena, a->m.code), NULL), .token = request_token(r, "work.step.post") };
	struct step_question   *q = ARENA_ARRAY(r->arena, struct step_question, a->offer->fields_n + 1);
	request_layout(r, &v.layout);
	v.layout.back_url = v.back_url;
	for (size_t i = 0; i < a->offer->fields_n; i++) {
		const struct pack_field *f = &a->offer->fields[i];
		if (f->type == FIELD_FILE)
			continue;
		struct step_question *one = &q[v.questions_n++];
		*one = question(r, a, f);
		for (size_t k = 0; k < errors->n; k++)
			if (text_is(text_from(errors->rows[k].href, 1), one->field.id))
				set_error(one, errors->rows[k].text);
	}
	v.questions = q;
	v.errors = desk_summary(r, errors, &v.layout);
	page_desk_step(r->out, &v);
}

void desk_step(struct request *r)
{
	struct asked       a = { 0 };
	struct desk_errors none = { 0 };
	if (!asked_load(r, &a))
		return;
	if (a.offer->may)
		form_show(r, &a, &none);
	else
		answer_error(r, &a.offer->why);
}

/* ---- what is wrong ---- */

/* Everything that is missing, at once. */
static void missing(struct request *r, const struct asked *a, struct desk_errors *errors)
{
	for (size_t i = 0; i < a->offer->fields_n; i++) {
		const struct pack_field *f = &a->offer->fields[i];
		struct text              label = site_words(r, &f->label);
		struct error             e;
		bool                     is_there = false;
		for (size_t k = 0; k < a->values_n; k++)
			is_there = is_there || text_equal(a->values[k].name, f->name);
		if (is_there || !f->required || !applies(a, f))
			continue;
		if (f->type == FIELD_UNIT && typed(r, a, f).len > 0)
			error(&e, OFFICER_NO_UNIT, .name = label);
		else
			error(&e, PROCEDURE_FIELD_MISSING, .name = label, .value = site_words(r, &a->offer->step->label), .basis = a->offer->basis);
		desk_error(r, errors, text_c(r->arena, text_print(r->arena, "f%zu", asked_index(a, f))), error_say(r->arena, r->lang, &e));
	}
}

/* A refusal of the engine: at its field where it names one. */
static void refusal(struct request *r, const struct asked *a, const struct error *e, struct desk_errors *errors)
{
	const char *at = "noi-dung";
	for (size_t i = 0; i < a->offer->fields_n; i++)
		if (text_is(site_words(r, &a->offer->fields[i].label), e->name) && text_starts(text_of(e->code), "procedure.f"))
			at = text_c(r->arena, text_print(r->arena, "f%zu", asked_index(a, &a->offer->fields[i])));
	if (error_is(e, MATTER_NO_SUCH) || error_is(e, MATTER_SAME_HOLDER) || error_is(e, MATTER_NOT_ASSIGNABLE))
		for (size_t i = 0; i < a->offer->fields_n; i++)
			if (a->offer->fields[i].type == FIELD_MATTER || a->offer->fields[i].type == FIELD_UNIT || a->offer->fields[i].type == FIELD_ACCOUNT)
				at = text_c(r->arena, text_print(r->arena, "f%zu", asked_index(a, &a->offer->fields[i])));
	desk_error(r, errors, at, error_say(r->arena, r->lang, e));
}

/* ---- done ---- */

static void step_done(struct request *r)
{
	struct asked      *a = r->state;
	struct desk_errors errors = { 0 };
	if (r->did) {
		struct text code = a->m.code;
		answer_see(r, desk_sees_unit(r, a->ground, a->step.ret_holder)
				      ? text_print(r->arena, "/work/m/%.*s?done=%.*s", TEXT_ARG(code), TEXT_ARG(a->step.step))
				      : text_print(r->arena, "/work?done=%.*s", TEXT_ARG(code)), NULL);
		return;
	}
	struct asked now = { 0 };
	if (!asked_load(r, &now))
		return;
	now.values_n = a->values_n;
	memcpy(now.values, a->values, sizeof(now.values));
	if (error_is(&r->error, MATTER_MOVED_ON)) {
		conflict_show(r, &now, a->step.version);
		return;
	}
	if (!now.offer->may) {
		conflict_show(r, &now, now.m.version);
		return;
	}
	refusal(r, &now, &r->error, &errors);
	form_show(r, &now, &errors);
}

void desk_step_post(struct request *r)
{
	struct asked      *a = r->state = ARENA_NEW(r->arena, struct asked);
	struct desk_errors errors = { 0 };
	struct outcome     outcome;
	struct text        holder;
	struct error       e;
	if (!asked_load(r, a))
		return;
	asked_values(r, a);
	if (request_number(r, VERSION) != a->m.version || !a->offer->may) {
		conflict_show(r, a, request_number(r, VERSION));
		return;
	}
	if (request_has(r, FIND) || text_is(request_text(r, PHASE), "edit")) {
		form_show(r, a, &errors);
		return;
	}
	missing(r, a, &errors);
	if (errors.n == 0 && !matter_preview(web_read(r), &a->m, &a->step, site_today(r), r->arena, &outcome, &holder, &e))
		refusal(r, a, &e, &errors);
	if (errors.n > 0)
		form_show(r, a, &errors);
	else if (text_is(request_text(r, PHASE), "do"))
		request_act(r, &row_matter_step, &a->step, step_done);
	else
		preview_show(r, a, &outcome, holder);
}

/* Hidden fields repeat what was typed, so that going back to the form loses nothing. */
size_t asked_hidden(struct request *r, const struct asked *a, const struct hidden_value **ret)
{
	struct hidden_value *h = ARENA_ARRAY(r->arena, struct hidden_value, 2 * STEP_FIELDS_MOST);
	size_t               n = 0;
	for (size_t i = 0; i < 2 * STEP_FIELDS_MOST; i++)
		if (r->given[F0 + i].typed.len > 0)
			h[n++] = (struct hidden_value){ text_of(desk_step_form[F0 + i].name), r->given[F0 + i].typed };
	*ret = h;
	return n;
}
