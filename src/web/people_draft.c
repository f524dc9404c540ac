/* people_draft.c - what a person has typed so far: kept as typed, looked at question by question, and all at once before it is sent. */
#include "base/base.h"

#include "base/fold.h"
#include "pages.h"
#include "people.h"

/* In the bytewise order of the names, as the JSON of the draft wants them. */
static const struct question {
	const char   *name, *page;
	const char   *missing;   /* sentence when it is left out; NULL: it may be */
	field_reader *read;      /* NULL: looked at in answer_check */
	size_t        most;
	const char   *label;
} questions[ANSWERS] = {
	[ANSWER_EMAIL] = { "email", "/file/who", NULL, field_email, 254, "field.email" },
	[ANSWER_FOR_WHOM] = { "for_whom", "/file/who", NULL, field_line, 200, "field.for_whom" },
	[ANSWER_KIND] = { "kind", "/file", "people.no_kind", NULL, 80, "field.kind" },
	[ANSWER_NAME] = { "name", "/file/who", NULL, field_name, 120, "field.name" },
	[ANSWER_OFFICER] = { "officer", "/file/officer", "people.no_officer", NULL, 3, "field.officer" },
	[ANSWER_PHONE] = { "phone", "/file/who", NULL, field_phone, 40, "field.phone" },
	[ANSWER_PLACE] = { "place", "/file/place", "people.no_place", NULL, 80, "field.place" },
	[ANSWER_PLACE_TYPED] = { "place_typed", "/file/place", NULL, field_line, 200, "field.place" },
	[ANSWER_PLACE_WAS] = { "place_was", "/file/place", NULL, NULL, 80, "field.place" },
	[ANSWER_TEXT] = { "text", "/file/text", MATTER_NO_TEXT, field_text, FILE_TEXT_MOST, "field.text" },
	[ANSWER_TITLE] = { "title", "/file/who", NULL, NULL, 20, "field.title" },
};

const char *answer_name(enum answer a) { return questions[a].name; }

const char *answer_page(enum answer a) { return questions[a].page; }

struct text people_say(struct request *r, const char *code)
{
	struct build b = { .arena = r->arena };
	say(&b, r->lang, code, (const struct fact[]){ { .name = NULL } });
	return build_text(&b);
}

struct text people_say_text(struct request *r, const char *code, const char *hole, struct text value)
{
	struct build b = { .arena = r->arena };
	say(&b, r->lang, code, (const struct fact[]){ { .name = hole, .kind = FACT_TEXT, .text = value }, { .name = NULL } });
	return build_text(&b);
}

bool filing_load(struct request *r, struct filing *f)
{
	struct connection *db;
	struct error       e = { 0 };
	*f = (struct filing){ .token = site_draft(r) };
	if (f->token.len == 0)
		return true;
	if (!(db = web_read(r)))
		return false;
	if (!draft_load(db, r->arena, f->token, &f->draft, &f->found, &e)) {
		answer_error(r, &e);
		return false;
	}
	for (int i = 0; f->found && i < ANSWERS; i++)
		if (!entry_text(r->arena, f->draft.json, questions[i].name, &f->answers[i]))
			f->answers[i] = TEXT_EMPTY;
	return true;
}

static void show_sent(struct request *r, const struct filing *f)
{
	struct file_sent_view v = { .code = site_code(r, f->draft.sent), .token = request_token(r, "file.new") };
	request_layout(r, &v.layout);
	page_file_sent(r->out, &v);
	answer_status(r, 200);
}

bool filing_begin(struct request *r, struct filing *f)
{
	if (!filing_load(r, f))
		return false;
	if (f->found && f->draft.sent.len > 0) {
		show_sent(r, f);
		return false;
	}
	if (f->found || r->route->run == file_kind || r->route->run == file_kind_post)
		return true;
	answer_see(r, request_path(r, "file", NULL), NULL);
	return false;
}

void filing_save(struct request *r, const struct filing *f, void (*then)(struct request *))
{
	struct draft_save *save = ARENA_NEW(r->arena, struct draft_save);
	struct json        j = json_start(r->arena, true);
	json_object(&j);
	for (int i = 0; i < ANSWERS; i++)
		if (f->answers[i].len > 0)
			json_member_text(&j, questions[i].name, f->answers[i]);
	json_end(&j);
	*save = (struct draft_save){ .token = f->token, .json = json_done(&j) };
	request_act(r, &row_draft_save, save, then);
}

/* A kind that can be filed here: a procedure in use whose matters are open to all. */
static bool kind_is_taken(struct request *r, struct text kind)
{
	const struct ground *g = site_ground(r);
	const struct pack   *pack = g ? ground_pack(g, kind) : NULL;
	return pack && pack_class(pack) == PACK_OPEN;
}

static bool choice_fits(struct request *r, enum answer a, struct text value)
{
	switch (a) {
	case ANSWER_KIND:
		return kind_is_taken(r, value);
	case ANSWER_OFFICER:
		return text_is(value, "yes") || text_is(value, "no");
	case ANSWER_TITLE:
		return text_is(value, "ong") || text_is(value, "ba");
	default:
		return true;
	}
}

/* The office that will have it must be found now, not after everything is typed. */
static bool place_fits(struct request *r, const struct filing *f, struct error *e)
{
	const struct ground *g = site_ground(r);
	struct office        office;
	if (!g)
		return false;
	if (!office_of(ground_registry(g), f->answers[ANSWER_PLACE], site_today(r), &office, e))
		return false;
	return !text_is(f->answers[ANSWER_OFFICER], "yes") || office_above(ground_registry(g), office.unit, site_today(r), &office, e);
}

bool answer_check(struct request *r, const struct filing *f, enum answer a, struct text *ret, struct error *e)
{
	const struct question *q = &questions[a];
	struct field           field = { .name = q->name, .max = q->most };
	struct given           given = { 0 };
	struct text            clean = text_trim(text_nfc(r->arena, f->answers[a]));
	size_t                 points = text_points(clean);
	*ret = clean;
	if (clean.len == 0)
		return !q->missing || error(e, q->missing);
	if (a == ANSWER_TEXT && points > q->most)
		return error(e, MATTER_TEXT_LONG, .number = (int64_t)points, .limit = (int64_t)q->most);
	if (points > q->most)
		return error(e, FORM_TOO_LONG, .name = people_say(r, q->label), .number = (int64_t)points, .limit = (int64_t)q->most);
	if (!choice_fits(r, a, clean))
		return error(e, q->missing ? q->missing : "people.no_title");
	if (a == ANSWER_PLACE)
		return place_fits(r, f, e);
	if (!q->read)
		return true;
	if (!q->read(r->arena, &field, clean, &given, e)) {
		if (!e->name[0]) /* readers leave the name to who asked */
			error(e, e->code, .name = people_say(r, q->label), .value = text_of(e->value), .expected = text_of(e->expected), .number = e->number, .limit = e->limit);
		return false;
	}
	*ret = given.text;
	return true;
}

struct text answer_wrong(struct request *r, const struct filing *f, enum answer a)
{
	struct text  clean;
	struct error e = { 0 };
	return answer_check(r, f, a, &clean, &e) || !e.code ? TEXT_EMPTY : error_say(r->arena, r->lang, &e);
}

struct error_summary_view answers_wrong(struct request *r, const struct filing *f, const enum answer *which, size_t n, bool from_afar)
{
	struct error_row *rows = ARENA_ARRAY(r->arena, struct error_row, n + 1);
	size_t            wrong = 0;
	for (size_t i = 0; i < n; i++) {
		enum answer a = which[i];
		struct text said = answer_wrong(r, f, a);
		if (said.len == 0)
			continue;
		rows[wrong++] = (struct error_row){
			.href = from_afar ? text_print(r->arena, "%s?back=check#%s", questions[a].page, questions[a].name) : text_print(r->arena, "#%s", questions[a].name),
			.text = said,
		};
	}
	return (struct error_summary_view){ rows, wrong };
}
