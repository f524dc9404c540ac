/* people_matter.c - one matter as its page shows it: to everybody what is published; to the holder of the key all of it, and what may be done next. */
#include "base/base.h"

#include "pages.h"
#include "people.h"

/* What one page is made of. */
struct seen {
	struct text          code;
	const struct ground *ground;
	const struct pack   *pack;
	struct connection   *db;
	struct matter        m;
	struct public_row    row;
	struct public_state  state;
	bool                 exists, is_published, has_key;
};

static bool look(struct request *r, struct seen *s)
{
	struct error e = { 0 };
	*s = (struct seen){ .code = request_text(r, MATTER_CODE), .db = web_read(r) };
	s->ground = s->db ? site_ground(r) : NULL;
	s->has_key = site_has_key(r, s->code);
	if (!s->ground)
		return false;
	if (!matter_load(s->db, r->arena, s->ground, s->code, site_today(r), &s->m, &s->exists, &e) || !public_state(s->db, &s->state, &e) ||
	    !public_matter(s->db, r->arena, s->code, &s->row, &s->is_published, &e)) {
		answer_error(r, &e);
		return false;
	}
	s->has_key = s->has_key && s->exists;
	if (s->exists)
		s->pack = ground_pack(s->ground, s->has_key || !s->is_published ? s->m.procedure : s->row.procedure);
	return true;
}

/* ---- without the key */

/* How the day came about stands in the entries of open matters: the days may be shown as long as nothing unpublished has moved the clock. */
static void public_clock(struct request *r, const struct seen *s, struct clock_view *v)
{
	struct clock_view now = site_clock(r, &s->m);
	struct error      e;
	struct public_row row = s->row;
	row.unit = public_unit_now(ground_registry(s->ground), row.unit, site_today(r)); /* who owes the answer today */
	*v = site_public_clock(r, &row);
	if (!text_is(s->row.class, "open") || day_compare(now.due, s->row.due) != 0)
		return;
	v->what = now.what;
	v->basis = now.basis;
	v->own_rule = now.own_rule;
	v->provisional = now.provisional;
	v->count = now.count;
	v->left = now.left;
	if (!site_count(r, &s->m, &v->days, &v->days_n, &e))
		v->days_n = 0;
}

static void public_story(struct request *r, const struct seen *s, struct matter_view *v)
{
	struct public_step   *steps;
	size_t                n = 0;
	struct error          e;
	struct timeline_step *shown;
	struct public_state   state;
	struct site_notices   notices;
	if (!public_steps(s->db, r->arena, s->code, &steps, &n, &e) || !public_state(s->db, &state, &e) || !site_notices(r, s->db, s->code, state.size, &notices))
		return;
	shown = ARENA_ARRAY(r->arena, struct timeline_step, n * (1 + SITE_MOVES_MOST) + notices.n + 1);
	size_t behind = 0;
	for (size_t i = 0; i < n; i++) {
		site_notices_before(r, &notices, steps[i].entry, shown, &v->timeline.steps_n);
		if (i > 0)
			site_moves(r, steps[i - 1].unit, steps[i].day, shown, behind, &v->timeline.steps_n);
		struct text title = step_title(r, s->pack, steps[i].step, steps[i].state);
		if (title.len > 0)
			shown[v->timeline.steps_n++] = (struct timeline_step){ .day = steps[i].day, .title = title, .unit = site_title(r, steps[i].unit) };
		behind = v->timeline.steps_n;
	}
	site_notices_before(r, &notices, INT64_MAX, shown, &v->timeline.steps_n);
	if (n > 0)
		site_moves(r, steps[n - 1].unit, site_today(r), shown, behind, &v->timeline.steps_n);
	v->timeline.steps = shown;
}

static void show_public(struct request *r, const struct seen *s, struct matter_view *v)
{
	const struct pack_state *state = s->pack && s->row.state.len > 0 ? pack_state(s->pack, s->row.state) : NULL;
	bool                     is_open = text_is(s->row.status, "open");
	v->is_grouped = !text_is(s->row.class, "open");
	v->kind = s->pack ? site_words(r, pack_title(s->pack)) : TEXT_EMPTY;
	v->state = state ? site_words(r, &state->word) : people_say(r, is_open ? "people.open" : text_is(s->row.status, "closed-late") ? "people.closed_late" : "people.closed");
	v->sentence = state ? site_words(r, &state->sentence) : TEXT_EMPTY;
	v->holder = site_title(r, public_unit_now(ground_registry(s->ground), s->row.unit, site_today(r)));
	v->moved = site_moved_said(r, s->row.unit);
	v->place = s->row.place.len > 0 ? place_title(r, s->row.place) : TEXT_EMPTY;
	v->received = s->row.received;
	v->invented = s->row.invented;
	public_clock(r, s, &v->clock);
	public_story(r, s, v);
}

/* Filed, but the public ledger has not come to it: who holds it and by when, so that its author can leave in peace. */
static void show_unpublished(struct request *r, const struct seen *s, struct matter_view *v)
{
	v->state = people_say(r, "people.unpublished");
	v->holder = site_title(r, s->m.holder);
	v->received = s->m.received;
	v->invented = s->m.invented;
	v->clock = site_clock(r, &s->m);
	v->is_grouped = s->pack && pack_class(s->pack) != PACK_OPEN;
}

/* ---- with the key */

static const struct matter_words *words_of(const struct matter_words *list, size_t n, int64_t step)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].step == step)
			return &list[i];
	return NULL;
}

struct private { struct matter_words *acts, *text, *party; size_t acts_n, text_n, party_n; struct matter_file_row *files; size_t files_n; struct reading_row *readings; size_t readings_n; };

static bool open_all(struct request *r, const struct seen *s, struct private *p, struct error *e)
{
	const struct ledger_key *k = site_key(r);
	return matter_open(s->db, k, r->arena, s->code, PART_ACTS, &p->acts, &p->acts_n, e) && matter_open(s->db, k, r->arena, s->code, PART_TEXT, &p->text, &p->text_n, e) &&
	       matter_open(s->db, k, r->arena, s->code, PART_PARTY, &p->party, &p->party_n, e) && matter_files(s->db, k, r->arena, s->code, &p->files, &p->files_n, e) &&
	       reading_list(s->db, r->arena, s->code, &p->readings, &p->readings_n, e);
}

/* All words of one step, whatever part keeps them. */
static struct text words_at(struct request *r, const struct private *p, const struct pack_step *step, int64_t number)
{
	const struct matter_words *acts = words_of(p->acts, p->acts_n, number), *text = words_of(p->text, p->text_n, number);
	struct text                a = acts ? step_words(r, step, acts->values, acts->values_n) : TEXT_EMPTY;
	struct text                t = text ? step_words(r, step, text->values, text->values_n) : TEXT_EMPTY;
	return a.len > 0 && t.len > 0 ? text_print(r->arena, "%.*s\n%.*s", TEXT_ARG(a), TEXT_ARG(t)) : a.len > 0 ? a : t;
}

static void story(struct request *r, const struct seen *s, const struct private *p, struct matter_view *v)
{
	struct site_notices   notices;
	site_notices(r, s->db, s->code, INT64_MAX, &notices);
	struct timeline_step *shown = ARENA_ARRAY(r->arena, struct timeline_step, s->m.events_n * (1 + SITE_MOVES_MOST) + notices.n + 1);
	size_t                behind = 0;
	for (size_t i = 0; i < s->m.events_n; i++) {
		site_notices_before(r, &notices, s->m.events[i].entry, shown, &v->timeline.steps_n);
		const struct matter_event *ev = &s->m.events[i];
		if (i > 0)
			site_moves(r, s->m.events[i - 1].holder, ev->day, shown, behind, &v->timeline.steps_n);
		const struct pack_step    *step = s->pack ? named_step(s->pack, ev->step) : NULL;
		const struct pack_state   *after = s->pack ? pack_state(s->pack, ev->after) : NULL;
		struct text                title = step_title(r, s->pack, ev->step, ev->after), said = words_at(r, p, step, ev->number);
		if (title.len == 0)
			continue;
		if (ev->corrected)
			title = people_say_text(r, "people.was_corrected", "name", title);
		if (after && !ev->corrected && text_is(after->waits_for, "author"))
			v->asked = i + 1 == s->m.events_n || text_equal(s->m.state, ev->after) ? said : TEXT_EMPTY;
		if (after && !ev->corrected && !after->is_open && after->outcome.len > 0 && said.len > 0 && !text_equal(ev->before, ev->after)) {
			v->answer_title = title;
			v->answer = said;
			v->answer_unit = site_title(r, ev->holder);
			v->answer_day = ev->day;
			said = TEXT_EMPTY; /* it stands at the top of the page */
		}
		shown[v->timeline.steps_n++] = (struct timeline_step){ .day = ev->day, .title = title, .unit = text_is(ev->role, "author") && i > 0 ? TEXT_EMPTY : site_title(r, ev->holder), .text = i == 0 ? TEXT_EMPTY : said };
		behind = v->timeline.steps_n;
	}
	site_notices_before(r, &notices, INT64_MAX, shown, &v->timeline.steps_n);
	if (s->m.events_n > 0)
		site_moves(r, s->m.events[s->m.events_n - 1].holder, site_today(r), shown, behind, &v->timeline.steps_n);
	v->timeline.steps = shown;
	if (!text_is(s->m.waits_for, "author"))
		v->asked = TEXT_EMPTY;
}

/* The form of address is kept as a word of ours. */
static struct text given_words(struct request *r, const struct pack_field *f, struct step_value given)
{
	const char *title = text_c(r->arena, text_print(r->arena, "people.title_%.*s", TEXT_ARG(given.value)));
	return text_is(given.name, "title") && say_knows(title) ? people_say(r, title) : value_words(r, f, given.value);
}

static void filed(struct request *r, const struct seen *s, const struct private *p, struct matter_view *v)
{
	const struct pack_step    *open = s->pack ? pack_step(s->pack, TEXT("open")) : NULL;
	const struct matter_words *both[] = { words_of(p->text, p->text_n, 1), words_of(p->party, p->party_n, 1) };
	size_t                     n = 0, most = (both[0] ? both[0]->values_n : 0) + (both[1] ? both[1]->values_n : 0);
	struct summary_row        *rows = ARENA_ARRAY(r->arena, struct summary_row, most + 1);
	for (size_t i = 0; i < COUNT_OF(both); i++)
		for (size_t k = 0; both[i] && k < both[i]->values_n; k++) {
			struct step_value        given = both[i]->values[k];
			const struct pack_field *f = step_field(open, given.name);
			const char              *label = text_c(r->arena, text_print(r->arena, "field.%.*s", TEXT_ARG(given.name)));
			if (f || say_knows(label))
				rows[n++] = (struct summary_row){ .term = f ? site_words(r, &f->label) : people_say(r, label), .value = given_words(r, f, given) };
		}
	v->sent = (struct summary_list_view){ rows, n };
	struct file_row *files = ARENA_ARRAY(r->arena, struct file_row, p->files_n + 1);
	for (size_t i = 0; i < p->files_n; i++)
		files[i] = (struct file_row){ .name = p->files[i].name, .type = people_type_name(p->files[i].type), .size = p->files[i].size,
					      .url = text_print(r->arena, "/m/%.*s/files/%lld", TEXT_ARG(s->code), (long long)p->files[i].number) };
	v->files = (struct file_list_view){ files, p->files_n };
	struct read_row *read = ARENA_ARRAY(r->arena, struct read_row, p->readings_n + 1);
	for (size_t i = 0; i < p->readings_n; i++) {
		const char *what = text_c(r->arena, text_print(r->arena, "people.read_%.*s", TEXT_ARG(p->readings[i].what)));
		read[i] = (struct read_row){ .day = p->readings[i].day, .who = reader_words(r, p->readings[i].account, p->readings[i].day),
					     .what = say_knows(what) ? people_say(r, what) : p->readings[i].what };
	}
	v->readings = read;
	v->readings_n = p->readings_n;
}

/* What its author may do; what only has to wait or is over says why. */
static bool next(struct request *r, const struct seen *s, struct matter_view *v, struct error *e)
{
	struct offers    offers;
	struct next_row *rows;
	if (!matter_offers(&s->m, s->ground, NULL, true, site_today(r), r->arena, &offers, e))
		return false;
	rows = ARENA_ARRAY(r->arena, struct next_row, offers.count + 1);
	for (size_t i = 0; i < offers.count; i++) {
		const struct offer *o = &offers.at[i];
		bool                explains = error_is(&o->why, PROCEDURE_TOO_LATE) || error_is(&o->why, PROCEDURE_ONLY_ONCE) || error_is(&o->why, PROCEDURE_NO_ABOVE);
		if (!(o->step->who & WHO_AUTHOR) || (!o->may && !explains))
			continue;
		struct next_row *row = &rows[v->next_n++];
		*row = (struct next_row){ .label = site_words(r, &o->step->label), .until = DAY_NONE };
		if (o->may) {
			row->about = site_words(r, &o->step->about);
			row->until = o->until;
			row->url = text_print(r->arena, "/m/%.*s/do/%.*s", TEXT_ARG(s->code), TEXT_ARG(o->step->name));
		} else {
			row->why = error_say(r->arena, r->lang, &o->why);
		}
	}
	v->next = rows;
	return true;
}

static bool show_private(struct request *r, const struct seen *s, struct matter_view *v, struct error *e)
{
	const struct pack_state *state = s->pack ? pack_state(s->pack, s->m.state) : NULL;
	struct private           p = { 0 };
	v->kind = s->pack ? site_words(r, pack_title(s->pack)) : TEXT_EMPTY;
	v->state = state ? site_words(r, &state->word) : s->m.state;
	v->sentence = state ? site_words(r, &state->sentence) : TEXT_EMPTY;
	v->holder = site_title(r, s->m.holder);
	v->moved = s->m.events_n > 0 ? site_moved_said(r, s->m.events[s->m.events_n - 1].holder) : TEXT_EMPTY;
	v->place = place_title(r, s->m.place);
	v->received = s->m.received;
	v->invented = s->m.invented;
	v->clock = site_clock(r, &s->m);
	if (!site_count(r, &s->m, &v->clock.days, &v->clock.days_n, e) || !open_all(r, s, &p, e) || !next(r, s, v, e))
		return false;
	story(r, s, &p, v);
	filed(r, s, &p, v);
	return true;
}

/* ---- the page */

static void show(struct request *r, struct seen *s, const struct error *wrong)
{
	struct matter_view v = { .code = site_code(r, s->code), .has_key = s->has_key, .is_published = s->is_published, .answer_day = DAY_NONE,
				 .key_url = request_path(r, "matter", text_c(r->arena, s->code), NULL), .proofs_url = request_path(r, "matter.proofs", text_c(r->arena, s->code), NULL) };
	struct error       e = { 0 };
	struct error_row  *row = ARENA_NEW(r->arena, struct error_row);
	v.title = people_say_text(r, "people.matter_title", "code", v.code);
	v.published = publish_next(site_settings(r)->publish, request_now(r));
	v.key = (struct field_view){ .id = "key", .no_spellcheck = true, .autocomplete = "off" };
	if (s->has_key && !show_private(r, s, &v, &e)) {
		answer_error(r, &e);
		return;
	}
	if (!s->has_key && s->is_published)
		show_public(r, s, &v);
	else if (!s->has_key)
		show_unpublished(r, s, &v);
	request_layout(r, &v.layout);
	if (wrong) {
		*row = (struct error_row){ .href = TEXT("#key"), .text = error_say(r->arena, r->lang, wrong) };
		v.errors = (struct error_summary_view){ row, 1 };
		v.key.error = row->text;
		v.layout.has_error = true;
		answer_status(r, 422);
	}
	page_matter(r->out, &v);
}

static void no_such(struct request *r)
{
	struct error e = { 0 };
	error(&e, MATTER_NO_SUCH, .value = site_code(r, request_text(r, MATTER_CODE)));
	people_find_show(r, r->given[MATTER_CODE].typed, &e, 404);
}

void matter_show(struct request *r)
{
	struct seen s;
	if (!text_equal(r->given[MATTER_CODE].typed, request_text(r, MATTER_CODE))) { /* one address a matter: the key's cookie goes by it */
		answer_see(r, request_path(r, "matter", text_c(r->arena, request_text(r, MATTER_CODE)), NULL), NULL);
		return;
	}
	if (!look(r, &s))
		return;
	if (!s.exists && !s.is_published)
		no_such(r);
	else
		show(r, &s, NULL);
}

/* For everybody's page alone: whoever brings a key gets it made. The page is not kept by browsers, which may get the key later, but by the program itself. */
bool matter_version(struct request *r, struct build *b)
{
	struct connection   *db = request_cookie(r, "key").len > 0 ? NULL : web_read(r);
	const struct ground *g = db ? site_ground(r) : NULL;
	struct text          made_of;
	struct error         e = { 0 };
	bool                 found = false;
	if (!g || !public_matter_version(db, r->arena, request_text(r, MATTER_CODE), &made_of, &found, &e) || !found)
		return false;
	build_print(b, "day %d ", site_today(r).n);
	ground_version(g, b);
	build_byte(b, ' ');
	build_add(b, made_of);
	return true;
}

void matter_give_key(struct request *r)
{
	struct seen  s;
	struct error e = { 0 };
	bool         fits = false;
	if (!look(r, &s))
		return;
	if (!s.exists) {
		no_such(r);
		return;
	}
	if (!matter_key_fits(s.db, r->arena, s.code, r->given[MATTER_KEY].typed, &fits, &e)) {
		answer_error(r, &e);
		return;
	}
	if (!fits) {
		s.has_key = false;
		error(&e, MATTER_WRONG_KEY);
		show(r, &s, &e);
		return;
	}
	site_give_key(r, s.code);
	answer_see(r, request_path(r, "matter", text_c(r->arena, s.code), NULL), NULL);
}
