/* people_file.c - filing, one question a page: the kind, whom it concerns, who files, check, send. Where and what stand in people_place.c and people_text.c. */
#include "base/base.h"

#include "pages.h"
#include "people.h"

/* After a page: on to the next one, or back to the check page that sent here. */
static void go_on(struct request *r, size_t back, const char *next)
{
	answer_see(r, request_path(r, request_has(r, back) ? "file.check" : next, NULL), NULL);
}

/* What stands on every page of the form. `wrong`: the answers of this page were not taken. */
static void ask(struct request *r, const struct filing *f, struct ask_view *v, int step, size_t back, const char *previous, const enum answer *answers, size_t n, bool wrong)
{
	v->step = (struct step_view){ step, FILE_STEPS };
	v->to_check = request_has(r, back);
	request_layout(r, &v->layout);
	v->layout.back_url = v->to_check ? request_path(r, "file.check", NULL) : previous ? request_path(r, previous, NULL) : TEXT("/");
	if (!wrong)
		return;
	v->errors = answers_wrong(r, f, answers, n, false);
	v->layout.has_error = true;
	answer_status(r, 422);
}

/* ---- the kind */

static size_t kind_choices(struct request *r, const struct filing *f, struct choice **ret)
{
	enum { MOST = 40 };
	const struct ground *g = site_ground(r);
	const struct pack   *pack;
	struct choice       *list = *ret = ARENA_ARRAY(r->arena, struct choice, MOST);
	struct elsewhere     other;
	size_t               n = 0;
	for (size_t i = 0; g && (pack = ground_pack_at(g, i)) && n < MOST; i++)
		if (pack_class(pack) == PACK_OPEN || !elsewhere_named(r, pack_name(pack), &other))
			list[n++] = (struct choice){ .value = text_c(r->arena, pack_name(pack)), .label = site_words(r, pack_title(pack)), .hint = site_words(r, pack_about(pack)) };
	for (size_t i = 0; elsewhere_at(r, i, &other) && n < MOST; i++)
		list[n++] = (struct choice){ .value = text_c(r->arena, other.name), .label = other.title, .hint = other.about };
	for (size_t i = 0; i < n; i++)
		list[i].chosen = text_is(f->answers[ANSWER_KIND], list[i].value);
	return n;
}

static void kind_show(struct request *r, const struct filing *f, bool wrong)
{
	static const enum answer answers[] = { ANSWER_KIND };
	struct file_kind_view    v = { 0 };
	struct choice           *choices;
	ask(r, f, &v.ask, 1, KIND_BACK, NULL, answers, COUNT_OF(answers), wrong);
	v.ask.token = request_token(r, "file.post");
	v.kind = (struct choice_view){ .id = "kind", .is_heading = true, .error = wrong ? answer_wrong(r, f, ANSWER_KIND) : TEXT_EMPTY };
	v.kind.choices_n = kind_choices(r, f, &choices);
	v.kind.choices = choices;
	page_file_kind(r->out, &v);
}

void file_kind(struct request *r)
{
	struct filing f;
	if (filing_begin(r, &f))
		kind_show(r, &f, false);
}

static void kind_saved(struct request *r)
{
	const struct filing *f = r->state;
	struct elsewhere     other;
	struct text          clean, kind = f->answers[ANSWER_KIND];
	struct error         e = { 0 };
	if (!r->did)
		answer_error(r, &r->error);
	else if (answer_check(r, f, ANSWER_KIND, &clean, &e))
		go_on(r, KIND_BACK, "file.officer");
	else if (kind.len > 0 && elsewhere_named(r, kind, &other))
		answer_see(r, request_path(r, "file.elsewhere", text_c(r->arena, other.name), NULL), NULL);
	else
		kind_show(r, f, true);
}

void file_kind_post(struct request *r)
{
	struct filing *f = r->state = ARENA_NEW(r->arena, struct filing);
	if (!filing_begin(r, f))
		return;
	f->token = request_draft(r);
	f->answers[ANSWER_KIND] = r->given[KIND_KIND].typed;
	filing_save(r, f, kind_saved);
}

void file_elsewhere(struct request *r)
{
	struct elsewhere      other;
	struct elsewhere_view v = { 0 };
	if (!elsewhere_named(r, request_text(r, ELSEWHERE_NAME), &other)) {
		answer_not_found(r);
		return;
	}
	v = (struct elsewhere_view){ .title = other.title, .about = other.about, .how = other.how, .where = other.where, .term = other.term, .basis = other.basis };
	request_layout(r, &v.layout);
	v.layout.back_url = request_path(r, "file", NULL);
	page_elsewhere(r->out, &v);
}

/* ---- does it concern an officer of that office */

static void officer_show(struct request *r, const struct filing *f, bool wrong)
{
	static const enum answer answers[] = { ANSWER_OFFICER };
	struct file_officer_view v = { 0 };
	struct choice           *choices = ARENA_ARRAY(r->arena, struct choice, 2);
	ask(r, f, &v.ask, 2, OFFICER_BACK, "file", answers, COUNT_OF(answers), wrong);
	v.ask.token = request_token(r, "file.officer.post");
	choices[0] = (struct choice){ .value = "no", .label = people_say(r, "people.officer_no"), .chosen = text_is(f->answers[ANSWER_OFFICER], "no") };
	choices[1] = (struct choice){ .value = "yes", .label = people_say(r, "people.officer_yes"), .chosen = text_is(f->answers[ANSWER_OFFICER], "yes") };
	v.officer = (struct choice_view){ .id = "officer", .choices = choices, .choices_n = 2, .is_heading = true, .error = wrong ? answer_wrong(r, f, ANSWER_OFFICER) : TEXT_EMPTY };
	page_file_officer(r->out, &v);
}

void file_officer(struct request *r)
{
	struct filing f;
	if (filing_begin(r, &f))
		officer_show(r, &f, false);
}

static void officer_saved(struct request *r)
{
	struct text  clean;
	struct error e = { 0 };
	if (!r->did)
		answer_error(r, &r->error);
	else if (answer_check(r, r->state, ANSWER_OFFICER, &clean, &e))
		go_on(r, OFFICER_BACK, "file.place");
	else
		officer_show(r, r->state, true);
}

void file_officer_post(struct request *r)
{
	struct filing *f = r->state = ARENA_NEW(r->arena, struct filing);
	if (!filing_begin(r, f))
		return;
	f->answers[ANSWER_OFFICER] = r->given[OFFICER_OFFICER].typed;
	filing_save(r, f, officer_saved);
}

/* ---- who files */

static const enum answer of_person[] = { ANSWER_TITLE, ANSWER_NAME, ANSWER_PHONE, ANSWER_EMAIL, ANSWER_FOR_WHOM };

static struct field_view person_field(struct request *r, const struct filing *f, enum answer a, bool wrong)
{
	return (struct field_view){ .id = answer_name(a), .value = f->answers[a], .optional = true, .error = wrong ? answer_wrong(r, f, a) : TEXT_EMPTY };
}

static void who_show(struct request *r, const struct filing *f, bool wrong)
{
	struct file_who_view v = { 0 };
	struct choice       *titles = ARENA_ARRAY(r->arena, struct choice, 2);
	ask(r, f, &v.ask, 5, PERSON_BACK, "file.text", of_person, COUNT_OF(of_person), wrong);
	v.ask.token = request_token(r, "file.who.post");
	titles[0] = (struct choice){ .value = "ong", .label = people_say(r, "people.title_ong"), .chosen = text_is(f->answers[ANSWER_TITLE], "ong") };
	titles[1] = (struct choice){ .value = "ba", .label = people_say(r, "people.title_ba"), .chosen = text_is(f->answers[ANSWER_TITLE], "ba") };
	v.title = (struct choice_view){ .id = "title", .choices = titles, .choices_n = 2, .optional = true, .error = wrong ? answer_wrong(r, f, ANSWER_TITLE) : TEXT_EMPTY };
	v.name = person_field(r, f, ANSWER_NAME, wrong);
	v.name.autocomplete = "name";
	v.name.no_spellcheck = true;
	v.phone = person_field(r, f, ANSWER_PHONE, wrong);
	v.phone.type = "tel";
	v.phone.autocomplete = "tel";
	v.phone.width = 20;
	v.email = person_field(r, f, ANSWER_EMAIL, wrong);
	v.email.type = "email";
	v.email.autocomplete = "email";
	v.email.no_spellcheck = true;
	v.for_whom = person_field(r, f, ANSWER_FOR_WHOM, wrong);
	page_file_who(r->out, &v);
}

void file_who(struct request *r)
{
	struct filing f;
	if (filing_begin(r, &f))
		who_show(r, &f, false);
}

static void who_saved(struct request *r)
{
	if (!r->did)
		answer_error(r, &r->error);
	else if (answers_wrong(r, r->state, of_person, COUNT_OF(of_person), false).errors_n > 0)
		who_show(r, r->state, true);
	else
		answer_see(r, request_path(r, "file.check", NULL), NULL);
}

void file_who_post(struct request *r)
{
	static const struct { size_t field; enum answer answer; } taken[] = {
		{ PERSON_TITLE, ANSWER_TITLE }, { PERSON_NAME, ANSWER_NAME }, { PERSON_PHONE, ANSWER_PHONE }, { PERSON_EMAIL, ANSWER_EMAIL }, { PERSON_FOR, ANSWER_FOR_WHOM },
	};
	struct filing *f = r->state = ARENA_NEW(r->arena, struct filing);
	if (!filing_begin(r, f))
		return;
	for (size_t i = 0; i < COUNT_OF(taken); i++)
		f->answers[taken[i].answer] = r->given[taken[i].field].typed;
	filing_save(r, f, who_saved);
}

/* After it was sent: another one, under another token. */
void file_new(struct request *r)
{
	site_draft_begin(r);
	answer_see(r, request_path(r, "file", NULL), NULL);
}
