/* people_text.c - what happened, and the papers that show it. Each press of a button keeps the words and the files that came along. */
#include "base/base.h"

#include "pages.h"
#include "people.h"

/* Between the writes of one form. */
struct text_post { struct filing filing; struct error refused; };

static void show(struct request *r, const struct filing *f, bool wrong, const struct error *refused)
{
	static const enum answer answers[] = { ANSWER_TEXT };
	struct file_text_view    v = { .ask = { .step = { 4, FILE_STEPS }, .token = request_token(r, "file.text.post"), .to_check = request_has(r, TEXT_BACK) },
				       .kept = people_files(r, &f->draft, "remove"), .files_most = DRAFT_FILES_MOST, .text_most = FILE_TEXT_MOST,
				       .is_full = f->draft.files_n >= DRAFT_FILES_MOST };
	struct error_row        *rows = ARENA_ARRAY(r->arena, struct error_row, 2);
	request_layout(r, &v.ask.layout);
	v.ask.layout.back_url = request_path(r, v.ask.to_check ? "file.check" : "file.place", NULL);
	v.text = (struct field_view){ .id = "text", .value = f->answers[ANSWER_TEXT], .rows = 10, .is_heading = true };
	v.files = (struct field_view){ .id = "files", .optional = true };
	if (wrong)
		v.ask.errors = answers_wrong(r, f, answers, COUNT_OF(answers), false);
	if (v.ask.errors.errors_n > 0)
		v.text.error = v.ask.errors.errors[0].text;
	if (refused && refused->code) {
		if (v.ask.errors.errors_n > 0)
			rows[0] = v.ask.errors.errors[0];
		v.files.error = error_say(r->arena, r->lang, refused);
		rows[v.ask.errors.errors_n++] = (struct error_row){ .href = v.is_full ? TEXT("#tep") : TEXT("#files"), .text = v.files.error };
		v.ask.errors.errors = rows;
	}
	if (v.ask.errors.errors_n > 0) {
		v.ask.layout.has_error = true;
		answer_status(r, 422);
	}
	page_file_text(r->out, &v);
}

void file_text(struct request *r)
{
	struct filing f;
	if (filing_begin(r, &f))
		show(r, &f, false, NULL);
}

/* Everything is kept; the draft is read anew for the list of files. */
static void kept(struct request *r)
{
	struct text_post *p = r->state;
	struct text       clean, back = request_has(r, TEXT_BACK) ? TEXT("?back=check") : TEXT_EMPTY;
	struct error      e = { 0 };
	bool              stays = request_has(r, TEXT_UPLOAD) || request_has(r, TEXT_REMOVE);
	if (!r->did) {
		answer_error(r, &r->error);
		return;
	}
	if (!filing_load(r, &p->filing))
		return;
	if (p->refused.code || (!stays && !answer_check(r, &p->filing, ANSWER_TEXT, &clean, &e)))
		show(r, &p->filing, !stays, &p->refused);
	else if (stays)
		answer_see(r, text_print(r->arena, "/file/text%.*s", TEXT_ARG(back)), "tep");
	else
		answer_see(r, request_path(r, back.len > 0 ? "file.check" : "file.who", NULL), NULL);
}

static void saved(struct request *r)
{
	struct text_post         *p = r->state;
	struct draft_file_remove *gone = ARENA_NEW(r->arena, struct draft_file_remove);
	if (!r->did) {
		answer_error(r, &r->error);
		return;
	}
	*gone = (struct draft_file_remove){ .token = p->filing.token, .number = request_number(r, TEXT_REMOVE) };
	if (request_has(r, TEXT_REMOVE))
		request_act(r, &row_draft_file_remove, gone, kept);
	else
		people_keep_files(r, p->filing.token, &p->refused, kept);
}

void file_text_post(struct request *r)
{
	struct text_post *p = r->state = ARENA_NEW(r->arena, struct text_post);
	if (!filing_begin(r, &p->filing))
		return;
	p->filing.answers[ANSWER_TEXT] = r->given[TEXT_TEXT].typed;
	filing_save(r, &p->filing, saved);
}
