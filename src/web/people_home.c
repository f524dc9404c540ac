/* people_home.c - the first page: file, look up, and what is owed. Its figures are those of the published state and nothing else. */
#include "base/base.h"

#include "pages.h"
#include "people.h"

#include <stdlib.h>

enum { UNITS_SHOWN = 15, CODE_DIGITS = 12, KEY_DIGITS = 26 };

bool people_version(struct request *r, struct build *b)
{
	struct connection  *db = web_read(r);
	struct public_state s;
	struct error        e = { 0 };
	if (!db || !public_state(db, &s, &e))
		return false;
	build_print(b, "published %lld %lld day %d", (long long)s.size, (long long)s.version, site_today(r).n);
	return true;
}

static int by_late_then_open(const void *a, const void *b)
{
	const struct owed_row *x = a, *y = b;
	if (x->late != y->late)
		return x->late > y->late ? -1 : 1;
	if (x->open != y->open)
		return x->open > y->open ? -1 : 1;
	return text_compare(x->href, y->href);
}

static void units(struct request *r, const struct figure_row *now, size_t n, const struct figure_row *year, size_t year_n, struct home_view *v)
{
	struct owed_row *rows = ARENA_ARRAY(r->arena, struct owed_row, n + 1);
	size_t           count = 0;
	for (size_t i = 0; i < n; i++) {
		struct owed_row *row = &rows[count];
		if (now[i].open == 0)
			continue;
		count++;
		*row = (struct owed_row){ .unit = site_title(r, now[i].unit), .open = now[i].open, .late = now[i].late_now,
					  .href = text_print(r->arena, "/matters?unit=%.*s&status=open", TEXT_ARG(now[i].unit)),
					  .late_href = text_print(r->arena, "/matters?unit=%.*s&late=1", TEXT_ARG(now[i].unit)) };
		for (size_t k = 0; k < year_n; k++)
			if (text_equal(year[k].unit, now[i].unit)) {
				row->in_time = year[k].in_time;
				row->answered = year[k].in_time + year[k].late;
			}
	}
	qsort(rows, count, sizeof(*rows), by_late_then_open);
	v->units = rows;
	v->units_n = count < UNITS_SHOWN ? count : UNITS_SHOWN;
	v->more_units = count > UNITS_SHOWN;
}

static void figures(struct request *r, const struct figure_row *all, const struct figure_row *year, struct home_view *v)
{
	struct build period = { .arena = r->arena };
	int64_t      ended = year ? year->in_time + year->late : 0;
	SAY(&period, r->lang, "people.year", FACT_T("n", text_print(r->arena, "%d", day_date(site_today(r)).year))); /* a year has no thousands' dot */
	v->owed = (struct figure_view){ .number = all ? all->open : 0, .label = people_say(r, "people.owed"), .period = people_say(r, "people.now"), .href = TEXT("/matters?status=open") };
	v->on_time = (struct figure_view){ .number = all ? all->open - all->late_now : 0, .of = v->owed.number, .label = people_say(r, "people.on_time"), .face = FACE_MET,
					   .period = v->owed.period };
	v->late = (struct figure_view){ .number = all ? all->late_now : 0, .of = v->owed.number, .label = people_say(r, "people.late"), .face = FACE_LATE, .period = v->owed.period,
					.href = TEXT("/matters?late=1") };
	v->answered = (struct figure_view){ .number = year ? year->in_time : 0, .of = ended, .label = people_say(r, "people.done_in_time"), .face = FACE_MET, .period = build_text(&period) };
	v->has_answered = ended > 0;
}

void people_home(struct request *r)
{
	struct connection   *db = web_read(r);
	const struct ground *g = db ? site_ground(r) : NULL;
	struct public_state  state;
	struct figure_row   *all, *year, *by_unit, *by_unit_year;
	size_t               all_n, year_n, unit_n, unit_year_n;
	struct public_filter ever = { .after_day = DAY_NONE }, this_year = { .after_day = DAY_NONE, .year = day_date(site_today(r)).year };
	struct error         e = { 0 };
	struct home_view     v = { .code = { .id = "code", .width = 20, .no_spellcheck = true, .autocomplete = "off" } };
	if (!g)
		return;
	const struct registry *reg = ground_registry(g);
	day_t                  today = site_today(r);
	if (!public_state(db, &state, &e) || !public_figures(db, r->arena, reg, &ever, FIGURES_ALL, today, &all, &all_n, &e) ||
	    !public_figures(db, r->arena, reg, &this_year, FIGURES_ALL, today, &year, &year_n, &e) ||
	    !public_figures(db, r->arena, reg, &ever, FIGURES_BY_UNIT, today, &by_unit, &unit_n, &e) ||
	    !public_figures(db, r->arena, reg, &this_year, FIGURES_BY_UNIT, today, &by_unit_year, &unit_year_n, &e)) {
		answer_error(r, &e);
		return;
	}
	v.published = state.size > 0 ? state.day : DAY_NONE;
	figures(r, all_n > 0 ? &all[0] : NULL, year_n > 0 ? &year[0] : NULL, &v);
	units(r, by_unit, unit_n, by_unit_year, unit_year_n, &v);
	request_layout(r, &v.layout);
	page_home(r->out, &v);
}

/* ---- look up */

void people_find_show(struct request *r, struct text typed, const struct error *e, int status)
{
	struct find_view  v = { .code = { .id = "code", .value = typed, .width = 20, .no_spellcheck = true, .autocomplete = "off" } };
	struct error_row *row = ARENA_NEW(r->arena, struct error_row);
	request_layout(r, &v.layout);
	if (e) {
		*row = (struct error_row){ .href = TEXT("#code"), .text = error_say(r->arena, r->lang, e) };
		v.errors = (struct error_summary_view){ row, 1 };
		v.code.error = row->text;
		v.layout.has_error = true;
	}
	page_find(r->out, &v);
	answer_status(r, status);
}

void people_find(struct request *r)
{
	struct text  typed = r->given[FIND_CODE].typed, code;
	struct error e = { 0 };
	if (crockford_read(r->arena, typed, CODE_DIGITS, &code)) {
		answer_see(r, request_path(r, "matter", text_c(r->arena, code), NULL), NULL);
		return;
	}
	if (text_trim(typed).len == 0) {
		people_find_show(r, TEXT_EMPTY, NULL, 200);
		return;
	}
	if (crockford_read(r->arena, typed, KEY_DIGITS, &code)) {
		error(&e, "people.is_key");
		typed = TEXT_EMPTY; /* a key is shown to nobody again */
	} else {
		error(&e, FORM_CODE, .name = people_say(r, "field.code"), .limit = CODE_DIGITS);
	}
	people_find_show(r, typed, &e, 422);
}

/* ---- words about the site */

void people_cookies(struct request *r)
{
	struct plain_view v = { 0 };
	request_layout(r, &v.layout);
	page_cookies(r->out, &v);
}

void people_accessibility(struct request *r)
{
	struct plain_view v = { 0 };
	request_layout(r, &v.layout);
	page_accessibility(r->out, &v);
}
