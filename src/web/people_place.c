/* people_place.c - where: names as people know them, old ones too, each with the unit that it belongs to today. */
#include "base/base.h"

#include "pages.h"
#include "people.h"

enum { MATCHES = 40, OFFERED = 12 };

struct text place_title(struct request *r, struct text unit)
{
	const struct ground    *g = site_ground(r);
	const struct unit_fact *fact = g ? unit_on(ground_registry(g), unit, site_today(r)) : NULL;
	struct text             title = site_title(r, unit);
	if (!fact || fact->parent.len == 0)
		return title;
	return text_print(r->arena, "%.*s, %.*s", TEXT_ARG(title), TEXT_ARG(site_title(r, fact->parent)));
}

static bool is_offered(const struct place_found *list, size_t n, struct text unit, struct text was)
{
	for (size_t i = 0; i < n; i++)
		if (text_equal(list[i].unit, unit) && text_equal(list[i].was, was))
			return true;
	return false;
}

/* "trước là xã Lương Hạ, nay thuộc xã Na Rì, tỉnh Thái Nguyên": the name that was given, and whose it is now. */
static struct text now_within(struct request *r, const struct unit_match *m, struct text unit)
{
	struct build b = { .arena = r->arena };
	if (m->above)
		SAY(&b, r->lang, "people.place_was_in", FACT_T("within", unit_title(r->arena, m->above)), FACT_T("unit", place_title(r, unit)));
	else
		SAY(&b, r->lang, "people.place_was", FACT_T("unit", place_title(r, unit)));
	return build_text(&b);
}

/* Today's names stand for themselves; a former name of the same unit says what it is called now. */
static struct place_found found(struct request *r, const struct unit_match *m, struct text unit)
{
	const struct ground    *g = site_ground(r);
	const struct unit_fact *today = unit_on(ground_registry(g), unit, site_today(r));
	struct place_found      p = { .unit = unit, .exact = m->how <= MATCH_DECODED };
	bool                    same = text_equal(m->fact->unit, unit) && today && text_equal(today->name, m->fact->name) && text_equal(today->type, m->fact->type);
	if (same) {
		p.name = site_title(r, unit);
		p.within = today->parent.len > 0 ? site_title(r, today->parent) : TEXT_EMPTY;
		return p;
	}
	p.was = m->fact->unit;
	p.name = m->title;
	p.within = now_within(r, m, unit);
	return p;
}

size_t places_find(struct request *r, struct text typed, size_t most, struct place_found **ret, bool *ret_more)
{
	const struct ground *g = site_ground(r);
	struct unit_match   *matches;
	struct place_found  *list = ARENA_ARRAY(r->arena, struct place_found, most + 1);
	struct office        office;
	size_t               n = 0;
	*ret = list;
	*ret_more = false;
	if (!g || text_trim(typed).len == 0)
		return 0;
	struct unit_search search = { .text = typed, .on = DAY_NONE, .today = site_today(r), .limit = MATCHES };
	size_t             matched = unit_find(ground_registry(g), r->arena, search, &matches);
	for (size_t i = 0; i < matched; i++)
		for (size_t k = 0; k < matches[i].heir_count; k++) {
			struct place_found p = found(r, &matches[i], matches[i].heirs[k].fact->unit);
			if (is_offered(list, n, p.unit, p.was) || !office_of(ground_registry(g), p.unit, site_today(r), &office, NULL))
				continue;
			if (n == most) {
				*ret_more = true;
				return n;
			}
			list[n++] = p;
		}
	return n;
}

/* "vn-02155-0.vn-02150-0": today's unit and the one that was named. */
static struct text option_value(struct request *r, const struct place_found *p)
{
	return p->was.len > 0 ? text_print(r->arena, "%.*s.%.*s", TEXT_ARG(p->unit), TEXT_ARG(p->was)) : p->unit;
}

static void show(struct request *r, const struct filing *f, bool searched, bool wrong)
{
	struct file_place_view v = { .ask = { .step = { 3, FILE_STEPS }, .token = request_token(r, "file.place.post"), .to_check = request_has(r, PLACE_BACK) } };
	struct place_found    *list;
	struct text            typed = f->answers[ANSWER_PLACE_TYPED];
	size_t                 n = places_find(r, typed, OFFERED, &list, &v.more);
	struct unit_option    *options = ARENA_ARRAY(r->arena, struct unit_option, n + 1);
	for (size_t i = 0; i < n; i++)
		options[i] = (struct unit_option){ .id = option_value(r, &list[i]), .name = list[i].name, .within = list[i].within,
						   .chosen = text_equal(list[i].unit, f->answers[ANSWER_PLACE]) && text_equal(list[i].was, f->answers[ANSWER_PLACE_WAS]) };
	v.place = (struct unit_picker_view){ .id = "place", .typed = typed, .find_url = request_path(r, "units.find", NULL), .options = options, .options_n = n,
					     .searched = searched || typed.len > 0, .is_heading = true };
	request_layout(r, &v.ask.layout);
	v.ask.layout.back_url = v.ask.to_check ? request_path(r, "file.check", NULL) : request_path(r, "file.officer", NULL);
	if (wrong) {
		struct error_row *row = ARENA_NEW(r->arena, struct error_row);
		struct text       said = n > 0 ? people_say(r, "people.choose_place") : typed.len > 0 ? people_say(r, "people.place_not_found") : people_say(r, "people.no_place");
		struct text       other = f->answers[ANSWER_PLACE].len > 0 ? answer_wrong(r, f, ANSWER_PLACE) : TEXT_EMPTY;
		*row = (struct error_row){ .href = n > 0 ? TEXT("#place_id") : TEXT("#place"), .text = other.len > 0 ? other : said };
		v.ask.errors = (struct error_summary_view){ row, 1 };
		v.place.error = row->text;
		v.ask.layout.has_error = true;
		answer_status(r, 422);
	}
	page_file_place(r->out, &v);
}

void file_place(struct request *r)
{
	struct filing f;
	if (filing_begin(r, &f))
		show(r, &f, false, false);
}

/* Which of those that fit what is typed now; the only exact one needs no choosing. */
static void choose(struct request *r, struct filing *f)
{
	struct place_found *list;
	bool                more;
	struct text         value = request_text(r, PLACE_ID);
	size_t              n = places_find(r, f->answers[ANSWER_PLACE_TYPED], OFFERED, &list, &more);
	const struct place_found *chosen = n == 1 && list[0].exact && !request_has(r, PLACE_FIND) ? &list[0] : NULL;
	for (size_t i = 0; i < n; i++)
		if (text_equal(option_value(r, &list[i]), value))
			chosen = &list[i];
	f->answers[ANSWER_PLACE] = chosen ? chosen->unit : TEXT_EMPTY;
	f->answers[ANSWER_PLACE_WAS] = chosen ? chosen->was : TEXT_EMPTY;
}

static void place_saved(struct request *r)
{
	struct filing *f = r->state;
	struct text    clean;
	struct error   e = { 0 };
	if (!r->did) {
		answer_error(r, &r->error);
		return;
	}
	if (request_has(r, PLACE_FIND)) {
		answer_see(r, text_print(r->arena, "/file/place%s", request_has(r, PLACE_BACK) ? "?back=check" : ""), "place_id");
		return;
	}
	if (!answer_check(r, f, ANSWER_PLACE, &clean, &e))
		show(r, f, true, true);
	else
		answer_see(r, request_path(r, request_has(r, PLACE_BACK) ? "file.check" : "file.text", NULL), NULL);
}

void file_place_post(struct request *r)
{
	struct filing *f = r->state = ARENA_NEW(r->arena, struct filing);
	if (!filing_begin(r, f))
		return;
	f->answers[ANSWER_PLACE_TYPED] = r->given[PLACE_TYPED].typed;
	choose(r, f);
	filing_save(r, f, place_saved);
}

void units_find(struct request *r)
{
	struct place_found *list;
	bool                more;
	struct json         j = json_start(r->arena, false);
	size_t              n = places_find(r, request_text(r, UNITS_Q), OFFERED, &list, &more);
	json_array(&j);
	for (size_t i = 0; i < n; i++) {
		json_object(&j);
		json_member_text(&j, "id", option_value(r, &list[i]));
		json_member_text(&j, "name", list[i].name);
		json_member_text(&j, "within", list[i].within);
		json_end(&j);
	}
	json_end(&j);
	answer_json(r, 200, json_done(&j));
}
