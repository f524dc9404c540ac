/* officer_preview.c - before a step: what it will change, whom it tells, what enters the public ledger. And when somebody was faster: what they did, and what was typed. */
#include "base/base.h"

#include "officer.h"
#include "pages.h"

static struct text day_words(struct request *r, struct text value)
{
	struct build b = { .arena = r->arena };
	day_t        day;
	if (!day_parse(value, &day))
		return value;
	say_day(&b, r->lang, day);
	return build_text(&b);
}

static struct text words_of(struct request *r, const struct pack_field *f, struct text value)
{
	int64_t number;
	for (size_t i = 0; i < f->choices_n; i++)
		if (text_equal(f->choices[i].name, value))
			return site_words(r, &f->choices[i].label);
	switch (f->type) {
	case FIELD_UNIT: return site_title(r, value);
	case FIELD_ACCOUNT: return text_to_int(value, &number) ? desk_account(r, number) : value;
	case FIELD_DAY: return day_words(r, value);
	case FIELD_MATTER: return site_code(r, value);
	case FIELD_YES_NO:
	case FIELD_CONFIRM: return text_is(value, "yes") ? SAID(r, "officer.yes") : SAID(r, "officer.no");
	default: return value;
	}
}

static const struct pack_field *field_of(const struct asked *a, struct text name)
{
	for (size_t i = 0; i < a->offer->fields_n; i++)
		if (text_equal(a->offer->fields[i].name, name))
			return &a->offer->fields[i];
	return NULL;
}

struct summary_list_view asked_given(struct request *r, const struct asked *a)
{
	struct summary_row *rows = ARENA_ARRAY(r->arena, struct summary_row, a->values_n + 1);
	size_t              n = 0;
	for (size_t i = 0; i < a->values_n; i++) {
		const struct pack_field *f = field_of(a, a->values[i].name);
		if (f)
			rows[n++] = (struct summary_row){ .term = site_words(r, &f->label), .value = words_of(r, f, a->values[i].value) };
	}
	return (struct summary_list_view){ rows, n };
}

/* ---- what it does ---- */

static void clocks(struct request *r, const struct asked *a, const struct outcome *o, struct desk_preview_view *v)
{
	struct clock_effect *c = ARENA_ARRAY(r->arena, struct clock_effect, o->changes_n + 1);
	for (size_t i = 0; i < o->changes_n; i++) {
		const struct clock_change *x = &o->changes[i];
		const struct pack_clock   *clock = pack_clock(a->pack, x->name);
		bool                       ends = x->what == CLOCK_WAS_MET || x->what == CLOCK_WAS_ENDED || x->what == CLOCK_PAUSED_NOW;
		c[v->clocks_n++] = (struct clock_effect){ .clock = clock ? site_words(r, &clock->label) : x->name, .basis = x->basis, .sure = x->sure,
							  .what = desk_word(r, "officer.clock", text_of(clock_happened_name(x->what))), .old_due = ends ? DAY_NONE : x->old_due,
							  .new_due = ends ? DAY_NONE : x->new_due };
	}
	v->clocks = c;
}

static void told(struct request *r, const struct asked *a, const struct outcome *o, struct text holder, struct desk_preview_view *v)
{
	struct text            *t = ARENA_ARRAY(r->arena, struct text, 4 + a->values_n);
	const struct pack_step *step = a->offer->step;
	if (step->notice.in[LANG_VI].len > 0)
		t[v->told_n++] = SAID(r, "officer.told_author", FACT_T("notice", site_words(r, &step->notice)));
	if (v->holder_after.len > 0)
		t[v->told_n++] = SAID(r, "officer.told_holder", FACT_T("unit", v->holder_after));
	if (text_is(o->waits_for, "head"))
		t[v->told_n++] = SAID(r, "officer.told_head", FACT_T("unit", site_title(r, holder)));
	for (size_t i = 0; i < a->values_n; i++) {
		const struct pack_field *f = field_of(a, a->values[i].name);
		if (f && f->type == FIELD_ACCOUNT)
			t[v->told_n++] = SAID(r, "officer.told_account", FACT_T("name", words_of(r, f, a->values[i].value)));
	}
	v->told = t;
}

static void ledger(struct request *r, const struct asked *a, const struct outcome *o, struct text holder, struct desk_preview_view *v)
{
	struct text *t = ARENA_ARRAY(r->arena, struct text, 4);
	if (pack_class(a->pack) == PACK_OPEN) {
		t[v->ledger_n++] = SAID(r, "officer.ledger_step", FACT_T("step", site_words(r, &a->offer->step->done)), FACT_T("unit", site_title(r, holder)), FACT_D("day", site_today(r)));
		if (day_is_known(o->due))
			t[v->ledger_n++] = SAID(r, "officer.ledger_due", FACT_D("day", o->due));
	} else {
		t[v->ledger_n++] = SAID(r, "officer.ledger_grouped");
	}
	t[v->ledger_n++] = SAID(r, "officer.ledger_private");
	v->ledger = t;
}

static struct text rules(struct request *r, const struct outcome *o)
{
	struct build b = { .arena = r->arena };
	for (size_t i = 0; i < o->rules_n; i++)
		build_print(&b, "%s%.*s", i ? ", " : "", TEXT_ARG(o->rules[i]));
	return build_text(&b);
}

static struct paper_view paper(struct request *r, const struct asked *a)
{
	for (size_t i = 0; i < a->values_n; i++) {
		const struct pack_field *f = field_of(a, a->values[i].name);
		if (f && f->type == FIELD_TEXT && f->prefill.len > 0)
			return desk_paper(r, a->ground, &a->m, a->offer->step, a->values[i].value);
	}
	return (struct paper_view){ .day = DAY_NONE };
}

void preview_show(struct request *r, const struct asked *a, const struct outcome *o, struct text holder)
{
	const char              *code = text_c(r->arena, a->m.code);
	struct desk_preview_view v = { .code = site_code(r, a->m.code), .subject = a->m.subject, .title = site_words(r, &a->offer->step->label), .version = a->m.version,
				       .url = request_path(r, "work.step", code, text_c(r->arena, a->offer->step->name), NULL),
				       .back_url = request_path(r, "work.matter", code, NULL), .token = request_token(r, "work.step.post"), .rules = rules(r, o),
				       .state_before = site_state(r, a->m.procedure, o->from), .state_after = site_state(r, a->m.procedure, o->after.state) };
	request_layout(r, &v.layout);
	if (!text_equal(holder, a->m.holder))
		v.holder_after = site_title(r, holder);
	v.values_n = asked_hidden(r, a, &v.values);
	v.given = asked_given(r, a);
	clocks(r, a, o, &v);
	told(r, a, o, holder, &v);
	ledger(r, a, o, holder, &v);
	v.paper = paper(r, a);
	page_desk_preview(r->out, &v);
}

/* ---- somebody was faster ---- */

/* The step that keeps words inside the house: a quiet one with a single field, a text. */
static const struct pack_step *note_step(const struct pack *pack)
{
	const struct pack_step *s;
	for (size_t i = 0; (s = pack_step_at(pack, i)); i++)
		if (s->is_quiet && s->fields_n == 1 && s->fields[0].type == FIELD_TEXT)
			return s;
	return NULL;
}

static struct text as_note(struct request *r, const struct asked *a, const struct summary_list_view *given)
{
	struct build b = { .arena = r->arena };
	build_add(&b, site_words(r, &a->offer->step->label));
	for (size_t i = 0; i < given->rows_n; i++)
		build_print(&b, "\n%.*s: %.*s", TEXT_ARG(given->rows[i].term), TEXT_ARG(given->rows[i].value));
	return build_text(&b);
}

static bool note_may(struct request *r, const struct asked *a, const struct pack_step *note)
{
	struct offers offers;
	struct error  e;
	if (!note || !matter_offers(&a->m, a->ground, desk_actor(r), false, site_today(r), r->arena, &offers, &e))
		return false;
	for (size_t i = 0; i < offers.count; i++)
		if (offers.at[i].step == note || text_equal(offers.at[i].step->name, note->name))
			return offers.at[i].may;
	return false;
}

void conflict_show(struct request *r, const struct asked *a, int64_t made_from)
{
	const char             *code = text_c(r->arena, a->m.code);
	const struct pack_step *note = note_step(a->pack);
	struct desk_conflict_view    v = { .code = site_code(r, a->m.code), .title = site_words(r, &a->offer->step->label), .version = a->m.version,
				      .url = request_path(r, "work.step", code, text_c(r->arena, a->offer->step->name), NULL),
				      .matter_url = request_path(r, "work.matter", code, NULL), .token = request_token(r, "work.step.post"), .note_field = TEXT("f0"),
				      .since = desk_timeline(r, &a->m, a->pack, made_from), .given = asked_given(r, a) };
	request_layout(r, &v.layout);
	v.layout.has_error = true;
	v.values_n = asked_hidden(r, a, &v.values);
	if (!a->offer->may)
		v.why = error_say(r->arena, r->lang, &a->offer->why);
	v.may_note = v.given.rows_n > 0 && note_may(r, a, note);
	if (v.may_note) {
		v.note_url = request_path(r, "work.step", code, text_c(r->arena, note->name), NULL);
		v.token_note = request_token(r, "work.step.post");
		v.note = as_note(r, a, &v.given);
	}
	answer_status(r, 409);
	page_desk_conflict(r->out, &v);
}
