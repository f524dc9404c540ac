/* people_check.c - everything once more before it is sent: all that is wrong in one list, then one matter, however often it is sent. */
#include "base/base.h"

#include "pages.h"
#include "people.h"

static const enum answer all[] = { ANSWER_KIND, ANSWER_OFFICER, ANSWER_PLACE, ANSWER_TEXT, ANSWER_TITLE, ANSWER_NAME, ANSWER_PHONE, ANSWER_EMAIL, ANSWER_FOR_WHOM };

/* "xã Lương Hạ, nay thuộc xã Na Rì, tỉnh Thái Nguyên": by the name that was given first. */
static struct text place_now(struct request *r, struct text was, struct text unit)
{
	struct build b = { .arena = r->arena };
	SAY(&b, r->lang, "people.place_now", FACT_T("name", site_title(r, was)), FACT_T("unit", place_title(r, unit)));
	return build_text(&b);
}

/* An answer as a person reads it. */
static struct text shown(struct request *r, const struct filing *f, enum answer a)
{
	struct text          value = f->answers[a];
	const struct ground *g = site_ground(r);
	const struct pack   *pack = g && a == ANSWER_KIND ? ground_pack(g, value) : NULL;
	if (value.len == 0)
		return TEXT_EMPTY;
	switch (a) {
	case ANSWER_KIND:
		return pack ? site_words(r, pack_title(pack)) : value;
	case ANSWER_OFFICER:
		return people_say(r, text_is(value, "yes") ? "people.officer_yes" : "people.officer_no");
	case ANSWER_TITLE:
		return people_say(r, text_is(value, "ong") ? "people.title_ong" : "people.title_ba");
	case ANSWER_PLACE:
		if (f->answers[ANSWER_PLACE_WAS].len > 0 && !text_equal(f->answers[ANSWER_PLACE_WAS], value))
			return place_now(r, f->answers[ANSWER_PLACE_WAS], value);
		return place_title(r, value);
	default:
		return value;
	}
}

static struct summary_list_view answers(struct request *r, const struct filing *f)
{
	static const char *const terms[COUNT_OF(all)] = { "field.kind", "field.officer", "field.place", "field.text", "field.title", "field.name", "field.phone", "field.email", "field.for_whom" };
	struct summary_row      *rows = ARENA_ARRAY(r->arena, struct summary_row, COUNT_OF(all));
	for (size_t i = 0; i < COUNT_OF(all); i++)
		rows[i] = (struct summary_row){ .term = people_say(r, terms[i]), .value = shown(r, f, all[i]),
						.change_url = text_print(r->arena, "%s?back=check#%s", answer_page(all[i]), answer_name(all[i])) };
	return (struct summary_list_view){ rows, COUNT_OF(all) };
}

/* Who will have it, as far as the answers tell. */
static struct text holder(struct request *r, const struct filing *f)
{
	const struct ground *g = site_ground(r);
	struct office        office;
	if (!g || f->answers[ANSWER_PLACE].len == 0 || !office_of(ground_registry(g), f->answers[ANSWER_PLACE], site_today(r), &office, NULL))
		return TEXT_EMPTY;
	if (text_is(f->answers[ANSWER_OFFICER], "yes") && !office_above(ground_registry(g), office.unit, site_today(r), &office, NULL))
		return TEXT_EMPTY;
	return site_title(r, office.unit);
}

static void show(struct request *r, const struct filing *f, bool wrong, const struct error *refused)
{
	const struct ground   *g = site_ground(r);
	const struct pack     *pack = g ? ground_pack(g, f->answers[ANSWER_KIND]) : NULL;
	struct file_check_view v = { .answers = answers(r, f), .kept = people_files(r, &f->draft, NULL), .holder = holder(r, f) };
	if (!g)
		return;
	v.about = pack ? site_words(r, pack_about(pack)) : TEXT_EMPTY;
	v.nameless = f->answers[ANSWER_NAME].len == 0;
	v.unreachable = f->answers[ANSWER_PHONE].len == 0 && f->answers[ANSWER_EMAIL].len == 0;
	v.ask.token = request_token(r, "file.send");
	request_layout(r, &v.ask.layout);
	v.ask.layout.back_url = request_path(r, "file.who", NULL);
	if (wrong)
		v.ask.errors = answers_wrong(r, f, all, COUNT_OF(all), true);
	if (refused && v.ask.errors.errors_n == 0) {
		struct error_row *row = ARENA_NEW(r->arena, struct error_row);
		bool              of_place = strncmp(refused->code, "registry.", 9) == 0;
		*row = (struct error_row){ .href = of_place ? TEXT("/file/place?back=check#place") : TEXT("/file/text?back=check#text"), .text = error_say(r->arena, r->lang, refused) };
		v.ask.errors = (struct error_summary_view){ row, 1 };
	}
	if (v.ask.errors.errors_n > 0) {
		v.ask.layout.has_error = true;
		answer_status(r, 422);
	}
	page_file_check(r->out, &v);
}

void file_check(struct request *r)
{
	struct filing f;
	if (!filing_begin(r, &f))
		return;
	show(r, &f, true, NULL);
	answer_status(r, 200); /* what is missing is told, but nothing was to be sent yet */
}

/* ---- send */

static void sent(struct request *r)
{
	static const char *const of_what_was_typed[] = { "matter.", "registry.", "procedure.", "calendar." };
	bool                     typed = false;
	for (size_t i = 0; !r->did && i < COUNT_OF(of_what_was_typed); i++)
		typed = typed || strncmp(r->error.code, of_what_was_typed[i], strlen(of_what_was_typed[i])) == 0;
	if (r->did)
		answer_see(r, request_path(r, "receipt", NULL), NULL);
	else if (typed)
		show(r, r->state, false, &r->error);
	else
		answer_error(r, &r->error); /* the draft is kept: sending again is safe */
}

void file_send(struct request *r)
{
	struct filing      *f = r->state = ARENA_NEW(r->arena, struct filing);
	struct matter_file *m = ARENA_NEW(r->arena, struct matter_file);
	struct text         clean[ANSWERS];
	struct error        e = { 0 };
	bool                fits = true;
	if (!filing_load(r, f))
		return;
	if (!f->found) {
		answer_see(r, request_path(r, "file", NULL), NULL);
		return;
	}
	if (f->draft.sent.len > 0) {
		answer_see(r, request_path(r, "receipt", NULL), NULL);
		return;
	}
	for (size_t i = 0; i < COUNT_OF(all); i++)
		fits = answer_check(r, f, all[i], &clean[all[i]], &e) && fits;
	if (!fits) {
		show(r, f, true, NULL);
		return;
	}
	*m = (struct matter_file){
		.procedure = clean[ANSWER_KIND], .place = clean[ANSWER_PLACE], .concerns_officer = text_is(clean[ANSWER_OFFICER], "yes"), .text = clean[ANSWER_TEXT],
		.party = { .name = clean[ANSWER_NAME], .phone = clean[ANSWER_PHONE], .email = clean[ANSWER_EMAIL], .title = clean[ANSWER_TITLE], .for_whom = clean[ANSWER_FOR_WHOM] },
		.draft_token = f->token, .channel = TEXT("web"), .received = DAY_NONE, .ground = site_ground(r), .invented = site_is_demo(r),
	};
	if (m->ground)
		request_act(r, &row_matter_file, m, sent);
}
