/* officer_matter.c - one matter for who works on it: the clock, what may be done next and under which article, what happened; text and contacts only after their reading was recorded. */
#include "base/base.h"

#include "officer.h"
#include "pages.h"

enum { CODE };
enum { SHOW_DONE = 1 };
static const struct field show_form[] = {
	[CODE] = { "code", field_code, 12, IN_PATH },
	[SHOW_DONE] = { "done", field_id, 40, OPTIONAL },
	{ NULL },
};
enum { PURPOSE = 1, WHAT };
static const char *const purposes[] = { "handle", "sign", "check", "contact", NULL };
static const char *const whats[] = { "text", "party", "files", "internal", NULL };
static const struct field read_form[] = {
	[CODE] = { "code", field_code, 12, IN_PATH },
	[PURPOSE] = { "purpose", field_choice, 20, OPTIONAL, .choices = purposes },
	[WHAT] = { "what", field_choice, 20, REQUIRED, .choices = whats },
	{ NULL },
};
enum { NUMBER = 1 };
static const struct field file_form[] = {
	[CODE] = { "code", field_code, 12, IN_PATH },
	[NUMBER] = { "number", field_number, 6, IN_PATH, .least = 1, .most = 9999 },
	{ NULL },
};

/* ---- shared with the pages of steps ---- */

bool desk_load(struct request *r, const struct ground **ret_ground, const struct pack **ret_pack, struct matter *m)
{
	struct error e;
	bool         found = false;
	*ret_ground = site_ground(r);
	if (!*ret_ground)
		return false;
	if (!matter_load(web_read(r), r->arena, *ret_ground, request_text(r, CODE), site_today(r), m, &found, &e)) {
		answer_error(r, &e);
		return false;
	}
	*ret_pack = found ? ground_pack(*ret_ground, m->procedure) : NULL;
	if (!*ret_pack || !matter_may_see(m, *ret_ground, site_actor(r))) {
		answer_not_found(r);
		return false;
	}
	return true;
}

struct text desk_title(struct request *r, const struct matter *m, const struct pack *pack)
{
	return m->subject.len > 0 ? m->subject : site_words(r, pack_title(pack));
}

static struct text who_did(struct request *r, const struct matter_event *e)
{
	if (e->account == 0)
		return desk_word(r, "officer.by", e->role.len > 0 ? e->role : TEXT("system"));
	return text_print(r->arena, "%.*s, %.*s", TEXT_ARG(desk_account(r, e->account)), TEXT_ARG(desk_word(r, "role", e->role)));
}

struct timeline_view desk_timeline(struct request *r, const struct matter *m, const struct pack *pack, int64_t after)
{
	struct site_notices   notices = { 0 };
	struct connection    *db = web_read(r);
	if (db)
		site_notices(r, db, m->code, INT64_MAX, &notices);
	struct timeline_step *steps = ARENA_ARRAY(r->arena, struct timeline_step, m->events_n * (1 + SITE_MOVES_MOST) + notices.n + 1);
	size_t                n = 0, behind = 0;
	for (size_t i = 0; i < m->events_n; i++) {
		const struct matter_event *e = &m->events[i];
		const struct pack_step    *step = pack_step(pack, e->step.len > 0 ? e->step : TEXT("open"));
		site_notices_before(r, &notices, e->entry, e->number <= after ? NULL : steps, &n);
		if (e->number <= after)
			continue;
		if (i > 0)
			site_moves(r, m->events[i - 1].holder, e->day, steps, behind, &n);
		struct text text = who_did(r, e);
		if (e->corrected)
			text = text_print(r->arena, "%.*s\n%.*s", TEXT_ARG(text), TEXT_ARG(SAID(r, "officer.was_corrected")));
		if (e->corrects > 0)
			text = text_print(r->arena, "%.*s\n%.*s", TEXT_ARG(text), TEXT_ARG(SAID(r, "officer.corrects", FACT_N("number", e->corrects))));
		steps[n++] = (struct timeline_step){ .day = e->day, .title = step ? site_words(r, &step->done) : text_is(e->step, STEP_SORT) ? SAID(r, "web.sorted") : e->step, .unit = site_title(r, e->holder), .text = text };
		behind = n;
	}
	site_notices_before(r, &notices, INT64_MAX, steps, &n);
	if (m->events_n > 0)
		site_moves(r, m->events[m->events_n - 1].holder, site_today(r), steps, behind, &n);
	return (struct timeline_view){ steps, n };
}

static const struct pack_field *field_named(const struct pack_step *step, struct text name)
{
	for (size_t i = 0; step && i < step->fields_n; i++)
		if (text_equal(step->fields[i].name, name))
			return &step->fields[i];
	return NULL;
}

struct text desk_prefill(struct request *r, const struct matter *m, const struct pack *pack, const struct pack_field *field)
{
	const struct pack_field *source = field_named(pack_step(pack, field->prefill), field->name);
	struct matter_words     *words;
	struct error             e;
	enum part                part;
	size_t                   n;
	int64_t                  number = 0;
	for (size_t i = 0; i < m->events_n; i++)
		if (text_equal(m->events[i].step, field->prefill) && !m->events[i].corrected)
			number = m->events[i].number;
	if (!source || number == 0 || !part_parse(source->part, &part) || !matter_open(web_read(r), site_key(r), r->arena, m->code, part, &words, &n, &e))
		return TEXT_EMPTY;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; words[i].step == number && k < words[i].values_n; k++)
			if (text_equal(words[i].values[k].name, field->name))
				return words[i].values[k].value;
	return TEXT_EMPTY;
}

struct paper_view desk_paper(struct request *r, const struct ground *g, const struct matter *m, const struct pack_step *step, struct text body)
{
	const struct unit_fact *holder = unit_on(ground_registry(g), m->holder, site_today(r));
	const struct pack_step *issue = step && step->paper.in[LANG_VI].len > 0 ? step : NULL;
	struct paper_view       p = { .issuer = site_title(r, m->holder), .number = TEXT("…"), .day = DAY_NONE, .body = body, .is_draft = true, .subject = m->subject,
				      .signer_title = SAID(r, "officer.signer"), .recipients = SAID(r, "officer.recipients") };
	if (holder && holder->parent.len > 0)
		p.issuer_above = site_title(r, holder->parent);
	if (holder && holder->place.len > 0)
		p.place = site_title(r, holder->place);
	p.title = issue ? issue->paper.in[LANG_VI] : SAID(r, "officer.paper_answer");
	return p;
}

bool desk_offers(struct request *r, const struct ground *g, const struct matter *m, struct offers *ret)
{
	struct error e;
	if (matter_offers(m, g, desk_actor(r), false, site_today(r), r->arena, ret, &e))
		return true;
	answer_error(r, &e);
	return false;
}

/* ---- what may be done ---- */

/* The author's own steps are entered for the author only when paper came; notes and corrections move nothing on. */
static bool moves_on(const struct offer *o)
{
	return o->may && !o->step->is_quiet && !(o->step->who & WHO_AUTHOR) && !text_is(o->step->name, "correct");
}

static bool carries_draft(const struct offer *o)
{
	for (size_t i = 0; i < o->fields_n; i++)
		if (o->fields[i].prefill.len > 0)
			return true;
	return false;
}

static bool asks_nothing(const struct offer *o)
{
	for (size_t i = 0; i < o->fields_n; i++)
		if (o->fields[i].required)
			return false;
	return true;
}

const struct offer *desk_main_offer(const struct pack *pack, const struct matter *m, const struct offers *offers)
{
	const struct pack_state *state = pack_state(pack, m->state);
	for (size_t i = 0; state && state->next.len > 0 && i < offers->count; i++)
		if (text_equal(offers->at[i].step->name, state->next))
			return offers->at[i].may ? &offers->at[i] : NULL;
	for (size_t i = 0; i < offers->count; i++)
		if (moves_on(&offers->at[i]) && carries_draft(&offers->at[i]))
			return &offers->at[i];
	for (size_t i = 0; i < offers->count; i++)
		if (moves_on(&offers->at[i]) && asks_nothing(&offers->at[i]))
			return &offers->at[i];
	return NULL;
}

static struct offer_line offer_line(struct request *r, const struct matter *m, const struct offer *o)
{
	struct offer_line line = { .label = site_words(r, &o->step->label), .about = site_words(r, &o->step->about), .basis = o->basis, .until = o->until,
				   .who = o->who.in[r->lang], .url = request_path(r, "work.step", text_c(r->arena, m->code), text_c(r->arena, o->step->name), NULL) };
	if (!o->may)
		line.why = error_say(r->arena, r->lang, &o->why);
	return line;
}

/* Those of the author are the author's; those that another state asks for are noise. */
static bool is_worth_telling(const struct offer *o)
{
	return (o->step->who & ~(unsigned)(WHO_AUTHOR | WHO_SYSTEM)) && !error_is(&o->why, PROCEDURE_WRONG_STATE);
}

static void offers_of(struct request *r, const struct ground *g, const struct pack *pack, const struct matter *m, struct desk_matter_view *v)
{
	struct offers      offers;
	struct offer_line *may, *others;
	if (!desk_offers(r, g, m, &offers))
		return;
	may = ARENA_ARRAY(r->arena, struct offer_line, offers.count + 1);
	others = ARENA_ARRAY(r->arena, struct offer_line, offers.count + 1);
	const struct offer *main_one = desk_main_offer(pack, m, &offers);
	if (main_one)
		may[v->offers_n++] = offer_line(r, m, main_one);
	for (size_t pass = 0; pass < 2; pass++) /* what moves the matter on stands before notes, corrections and what is entered for the author */
		for (size_t i = 0; i < offers.count; i++) {
			const struct offer *o = &offers.at[i];
			if (o->may && o != main_one && moves_on(o) == (pass == 0))
				may[v->offers_n++] = offer_line(r, m, o);
			else if (!o->may && pass == 0 && is_worth_telling(o))
				others[v->others_n++] = offer_line(r, m, o);
		}
	v->has_main = main_one != NULL;
	for (size_t k = 0; main_one && k < main_one->fields_n; k++)
		if (main_one->fields[k].prefill.len > 0 && !text_equal(main_one->fields[k].prefill, main_one->step->name))
			v->paper = desk_paper(r, g, m, main_one->step, desk_prefill(r, m, pack, &main_one->fields[k]));
	v->offers = may;
	v->others = others;
}

/* ---- what was opened ---- */

static struct text label_of(struct request *r, const struct pack_step *step, struct text name)
{
	const struct pack_field *field = field_named(step, name);
	return field ? site_words(r, &field->label) : desk_word(r, "officer.part", name);
}

static struct text shown_value(struct request *r, const struct pack_step *step, const struct step_value *value)
{
	const struct pack_field *field = field_named(step, value->name);
	for (size_t i = 0; field && i < field->choices_n; i++)
		if (text_equal(field->choices[i].name, value->value))
			return site_words(r, &field->choices[i].label);
	return value->value;
}

static bool open_part(struct request *r, const struct matter *m, const struct pack *pack, enum part part, struct opened_part *ret, size_t *n)
{
	struct matter_words *words;
	struct error         e;
	size_t               count;
	if (!matter_open(web_read(r), site_key(r), r->arena, m->code, part, &words, &count, &e)) {
		answer_error(r, &e);
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		const struct matter_event *event = words[i].step >= 1 && words[i].step <= (int64_t)m->events_n ? &m->events[words[i].step - 1] : NULL;
		const struct pack_step    *step = event ? pack_step(pack, event->step.len > 0 ? event->step : TEXT("open")) : NULL;
		struct summary_row        *rows = ARENA_ARRAY(r->arena, struct summary_row, words[i].values_n + 1);
		struct build               title = { .arena = r->arena };
		for (size_t k = 0; k < words[i].values_n; k++)
			rows[k] = (struct summary_row){ .term = label_of(r, step, words[i].values[k].name), .value = shown_value(r, step, &words[i].values[k]) };
		build_add(&title, step ? site_words(r, &step->done) : TEXT_EMPTY);
		if (event) {
			build_c(&title, " · ");
			say_date(&title, r->lang, event->day);
		}
		ret[(*n)++] = (struct opened_part){ .title = build_text(&title), .rows = rows, .rows_n = words[i].values_n };
	}
	return true;
}

static bool open_files(struct request *r, const struct matter *m, struct desk_matter_view *v)
{
	struct matter_file_row *files;
	struct error            e;
	size_t                  n;
	if (!matter_files(web_read(r), site_key(r), r->arena, m->code, &files, &n, &e)) {
		answer_error(r, &e);
		return false;
	}
	struct file_row *rows = ARENA_ARRAY(r->arena, struct file_row, n + 1);
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct file_row){ .name = files[i].name, .type = files[i].type, .size = files[i].size,
					     .url = request_path(r, "work.file", text_c(r->arena, m->code), text_c(r->arena, text_print(r->arena, "%lld", (long long)files[i].number)), NULL) };
	v->files = rows;
	v->files_n = n;
	v->token_file = request_token(r, "work.file");
	return true;
}

/* `what` of the reading: its parts. With the text come the office's own words; notes stay apart. */
static bool open_what(struct request *r, const struct matter *m, const struct pack *pack, struct text what, struct desk_matter_view *v)
{
	struct opened_part *parts = ARENA_ARRAY(r->arena, struct opened_part, 2 * m->events_n + 2);
	bool                ok = true;
	v->parts = parts;
	if (text_is(what, "text"))
		ok = open_part(r, m, pack, PART_TEXT, parts, &v->parts_n) && open_part(r, m, pack, PART_ACTS, parts, &v->parts_n);
	else if (text_is(what, "party"))
		ok = open_part(r, m, pack, PART_PARTY, parts, &v->parts_n);
	else if (text_is(what, "internal"))
		ok = open_part(r, m, pack, PART_INTERNAL, parts, &v->parts_n);
	else
		ok = open_files(r, m, v);
	v->opened = true;
	v->opened_what = desk_word(r, "officer.read", what);
	return ok;
}

/* ---- the page ---- */

static bool readings(struct request *r, const struct matter *m, struct desk_matter_view *v)
{
	struct reading_row *rows;
	struct error        e;
	size_t              n;
	if (!actor_has(site_actor(r), ROLE_HEAD | ROLE_LEADER | ROLE_INSPECTOR))
		return true;
	if (!reading_list(web_read(r), r->arena, m->code, &rows, &n, &e)) {
		answer_error(r, &e);
		return false;
	}
	struct text *lines = ARENA_ARRAY(r->arena, struct text, n + 1);
	for (size_t i = 0; i < n; i++)
		lines[i] = SAID(r, "officer.reading", FACT_T("name", desk_account(r, rows[i].account)), FACT_D("day", rows[i].day),
				FACT_T("what", desk_word(r, "officer.read", rows[i].what)), FACT_T("purpose", desk_word(r, "officer.purpose", rows[i].purpose)));
	v->readings = lines;
	v->readings_n = n;
	return true;
}

static void purpose_of(struct request *r, struct choice_view *v)
{
	struct choice *o = ARENA_ARRAY(r->arena, struct choice, COUNT_OF(purposes));
	bool           posted = r->route->form == read_form && request_has(r, PURPOSE);
	*v = (struct choice_view){ .id = "purpose", .choices = o };
	for (size_t i = 0; purposes[i]; i++)
		o[v->choices_n++] = (struct choice){ .value = purposes[i], .label = desk_word(r, "officer.purpose", text_of(purposes[i])),
						     .chosen = posted ? text_is(request_text(r, PURPOSE), purposes[i]) : i == 0 };
}

static struct notice_view done_notice(struct request *r, const struct pack *pack)
{
	const struct pack_step *step = r->route->form == show_form && request_has(r, SHOW_DONE) ? pack_step(pack, request_text(r, SHOW_DONE)) : NULL;
	return (struct notice_view){ .kind = NOTICE_DONE, .title = step ? site_words(r, &step->done) : TEXT_EMPTY };
}

static struct clock_view clock_of(struct request *r, const struct matter *m)
{
	struct clock_view v = site_clock(r, m);
	struct error      e;
	site_count(r, m, &v.days, &v.days_n, &e);
	return v;
}

static void show(struct request *r, struct text what)
{
	const struct ground     *g;
	const struct pack       *pack;
	struct matter            m;
	struct desk_matter_view *v = ARENA_NEW(r->arena, struct desk_matter_view);
	if (!desk_load(r, &g, &pack, &m))
		return;
	const struct pack_state *state = pack_state(pack, m.state);
	if ((what.len > 0 && !open_what(r, &m, pack, what, v)) || !readings(r, &m, v))
		return;
	request_layout(r, &v->layout);
	v->layout.back_url = TEXT("/work");
	v->done = done_notice(r, pack);
	v->title = desk_title(r, &m, pack);
	v->code = site_code(r, m.code);
	v->code_plain = m.code;
	v->kind = site_words(r, pack_title(pack));
	v->place = site_title(r, m.place);
	v->holder = site_title(r, m.holder);
	v->moved = m.events_n > 0 ? site_moved_said(r, m.events[m.events_n - 1].holder) : TEXT_EMPTY;
	v->state = state ? site_words(r, &state->word) : m.state;
	v->sentence = state ? site_words(r, &state->sentence) : TEXT_EMPTY;
	v->channel = desk_word(r, "officer.channel", m.channel);
	v->assignee = m.assignee > 0 ? desk_account(r, m.assignee) : TEXT_EMPTY;
	v->clock = clock_of(r, &m);
	offers_of(r, g, pack, &m, v);
	desk_sort(r, g, &m, &v->sort);
	purpose_of(r, &v->purpose);
	v->may_read = true;
	v->token_read = request_token(r, "work.read");
	v->timeline = desk_timeline(r, &m, pack, 0);
	page_desk_matter(r->out, v);
}

static void show_seen(struct request *r) { show(r, TEXT_EMPTY); }

static void show_page(struct request *r) { desk_seen(r, show_seen); }

/* ---- reading: recorded first, opened after ---- */

static struct reading *reading_of(struct request *r, const char *what, struct text purpose)
{
	struct reading *c = ARENA_NEW(r->arena, struct reading);
	*c = (struct reading){ .matter = request_text(r, CODE), .account = site_actor(r)->account.number, .what = what, .purpose = purpose };
	return c;
}

static void was_recorded(struct request *r)
{
	if (r->did)
		show(r, request_text(r, WHAT));
	else
		answer_error(r, &r->error);
}

static void read_post(struct request *r)
{
	struct text purpose = request_has(r, PURPOSE) ? request_text(r, PURPOSE) : TEXT("handle");
	request_act(r, &row_reading, reading_of(r, text_c(r->arena, request_text(r, WHAT)), purpose), was_recorded);
}

static void file_recorded(struct request *r)
{
	struct matter_file_row *files;
	struct error            e;
	struct text             bytes;
	size_t                  n;
	if (!r->did) {
		answer_error(r, &r->error);
		return;
	}
	if (!matter_files(web_read(r), site_key(r), r->arena, request_text(r, CODE), &files, &n, &e)) {
		answer_error(r, &e);
		return;
	}
	for (size_t i = 0; i < n; i++)
		if (files[i].number == request_number(r, NUMBER)) {
			if (matter_file_bytes(web_read(r), site_key(r), r->arena, request_text(r, CODE), files[i].number, &bytes, &e))
				answer_bytes(r, 200, text_c(r->arena, files[i].type), bytes, &files[i].name);
			else
				answer_error(r, &e);
			return;
		}
	answer_not_found(r);
}

static void file_post(struct request *r) { request_act(r, &row_reading, reading_of(r, "files", TEXT("handle")), file_recorded); }

enum { SMALL = 4096, STEP_BODY = 256 << 10 };
const struct route officer_matter_routes[] = {
	{ GET, "/work/m/{code}", HANDLER_OF_MATTER, show_form, 0, show_page, .name = "work.matter", .produces = HTML, .help_vi = "Một vụ việc: hạn, việc làm tiếp, diễn biến.",
	  .help_en = "One matter: its clock, what may be done next, what happened." },
	{ POST, "/work/m/{code}/read", HANDLER_OF_MATTER, read_form, SMALL, read_post, .name = "work.read", .produces = HTML,
	  .help_vi = "Mở nội dung hoặc liên hệ; việc đọc được ghi lại trước.", .help_en = "Opens text or contacts; the reading is recorded first." },
	{ POST, "/work/m/{code}/file/{number}", HANDLER_OF_MATTER, file_form, SMALL, file_post, .name = "work.file", .produces = BYTES, .memory = FILE_MEMORY, .help_vi = "Tải một tệp gửi kèm.",
	  .help_en = "Downloads a file of the matter." },
	{ GET, "/work/m/{code}/do/{step}", HANDLER_OF_MATTER, desk_step_get_form, 0, desk_step, .name = "work.step", .produces = HTML, .help_vi = "Biểu mẫu của một bước.",
	  .help_en = "The form of a step." },
	{ POST, "/work/m/{code}/do/{step}", HANDLER_OF_MATTER, desk_step_form, STEP_BODY, desk_step_post, .name = "work.step.post", .produces = HTML,
	  .help_vi = "Xem trước một bước, rồi làm.", .help_en = "Shows what a step would do, then does it." },
	{ 0 },
};
