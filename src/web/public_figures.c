/* public_figures.c - figures of what is owed: by unit, month and outcome for procedures that show it, by unit and quarter for the others. Nothing by any
 * trait of persons. A share always stands beside its count. */
#include "base/base.h"

#include "pages.h"
#include "public.h"
#include "web/views_public.h"

struct rows { struct figure_row *at; size_t n; };

/* One class alone: grouped matters never share a sum with the others. */
static bool read_rows(struct request *r, const struct public_ground *g, const struct public_choice *c, enum figures_by by, const char *class, struct rows *ret)
{
	struct figure_row *all;
	size_t             all_n, n = 0;
	struct error       e = { 0 };
	if (!public_figures(g->db, r->arena, g->registry, &c->filter, by, g->today, &all, &all_n, &e)) {
		answer_error(r, &e);
		return false;
	}
	for (size_t i = 0; i < all_n; i++)
		if (text_is(all[i].class, class) && (all[i].received > 0 || all[i].late_now > 0))
			all[n++] = all[i];
	*ret = (struct rows){ all, n };
	return true;
}

struct figures_read { struct public_ground ground; struct public_choice choice; struct rows total, units, months, kinds, grouped; };

static int by_month(const void *a, const void *b)
{
	const struct figure_row *x = a, *y = b;
	return x->month != y->month ? x->month - y->month : text_compare(x->unit, y->unit);
}

static bool read_all(struct request *r, struct figures_read *f)
{
	const struct public_ground *g = &f->ground;
	const struct public_choice *c = &f->choice;
	if (!public_ground(r, &f->ground) || !public_choice(r, g, &f->choice) || !read_rows(r, g, c, FIGURES_ALL, "open", &f->total) ||
	    !read_rows(r, g, c, FIGURES_BY_UNIT, "open", &f->units) || !read_rows(r, g, c, FIGURES_BY_MONTH, "open", &f->months) ||
	    !read_rows(r, g, c, FIGURES_BY_PROCEDURE, "open", &f->kinds) || !read_rows(r, g, c, FIGURES_BY_QUARTER, "grouped", &f->grouped))
		return false;
	if (f->choice.filter.month > 0)
		f->grouped.n = 0; /* a month alone would say more than its quarter */
	if (f->months.n > 1)
		qsort(f->months.at, f->months.n, sizeof(*f->months.at), by_month);
	if (f->grouped.n > 1)
		qsort(f->grouped.at, f->grouped.n, sizeof(*f->grouped.at), by_month);
	return true;
}

/* ---- for people ---- */

static struct cell number_cell(int64_t n) { return (struct cell){ .is_number = true, .number = n }; }

/* "95,0 %" of how many that ended; nothing has ended: says so. */
static struct cell share_cell(struct request *r, const struct figure_row *f)
{
	int64_t      ended = f->in_time + f->late;
	struct build share = { .arena = r->arena }, of = { .arena = r->arena };
	if (ended == 0)
		return (struct cell){ .text = public_word(r, "public.none_ended") };
	say_permille(&share, r->lang, f->in_time * 1000 / ended);
	SAY(&of, r->lang, "public.of_ended", FACT_N("n", ended));
	return (struct cell){ .text = build_text(&share), .hint = build_text(&of) };
}

static struct table_column *columns(struct request *r, const char *const *headings, size_t n, size_t numbers_from)
{
	struct table_column *c = ARENA_ARRAY(r->arena, struct table_column, n);
	for (size_t i = 0; i < n; i++)
		c[i] = (struct table_column){ .heading = public_word(r, headings[i]), .is_number = i >= numbers_from };
	return c;
}

static struct table_view units_table(struct request *r, const struct figures_read *f)
{
	static const char *const headings[] = { "public.holder", "public.received_n", "public.open_n", "public.late_now_n", "public.in_time_n", "public.late_n", "public.share" };
	enum { N = COUNT_OF(headings) };
	struct cell *cells = ARENA_ARRAY(r->arena, struct cell, f->units.n * N + 1), *c = cells;
	bool         period = f->choice.filter.year > 0;
	for (size_t i = 0; i < f->units.n; i++) {
		const struct figure_row *u = &f->units.at[i];
		*c++ = (struct cell){ .text = unit_title_at(f->ground.registry, r->arena, u->unit, f->ground.today), .href = text_print(r->arena, "/units/%.*s", TEXT_ARG(u->unit)) };
		*c++ = (struct cell){ .is_number = true, .number = u->received, .href = text_print(r->arena, "/matters?unit=%.*s", TEXT_ARG(u->unit)) };
		*c++ = number_cell(u->open);
		*c++ = period ? (struct cell){ .text = TEXT("–") } : number_cell(u->late_now);
		*c++ = number_cell(u->in_time);
		*c++ = number_cell(u->late);
		*c++ = share_cell(r, u);
	}
	return (struct table_view){ .caption = public_word(r, "public.by_unit"), .columns = columns(r, headings, N, 1), .columns_n = N, .cells = cells, .rows_n = f->units.n };
}

static struct table_view outcomes_table(struct request *r, const struct figures_read *f)
{
	static const char *const headings[] = { "public.kind", "public.answered_n", "public.refused_n", "public.guided_n", "public.withdrawn_n", "public.other_n" };
	enum { N = COUNT_OF(headings) };
	struct cell *cells = ARENA_ARRAY(r->arena, struct cell, f->kinds.n * N + 1), *c = cells;
	for (size_t i = 0; i < f->kinds.n; i++) {
		const struct figure_row *k = &f->kinds.at[i];
		const struct pack       *pack = ground_pack(f->ground.ground, k->procedure);
		*c++ = (struct cell){ .text = pack ? site_words(r, pack_title(pack)) : k->procedure };
		*c++ = number_cell(k->answered);
		*c++ = number_cell(k->refused);
		*c++ = number_cell(k->guided);
		*c++ = number_cell(k->withdrawn);
		*c++ = number_cell(k->other);
	}
	return (struct table_view){ .caption = public_word(r, "public.by_outcome"), .columns = columns(r, headings, N, 1), .columns_n = N, .cells = cells, .rows_n = f->kinds.n };
}

static struct text quarter(struct request *r, int month) { return text_print(r->arena, "%d-Q%d", month / 12, month % 12 / 3 + 1); }

static struct table_view grouped_table(struct request *r, const struct figures_read *f)
{
	static const char *const headings[] = { "public.holder", "public.quarter", "public.received_n", "public.open_n", "public.in_time_n", "public.late_n" };
	enum { N = COUNT_OF(headings) };
	struct cell *cells = ARENA_ARRAY(r->arena, struct cell, f->grouped.n * N + 1), *c = cells;
	for (size_t i = 0; i < f->grouped.n; i++) {
		const struct figure_row *q = &f->grouped.at[i];
		struct build             name = { .arena = r->arena };
		SAY(&name, r->lang, "public.quarter_name", FACT_T("n", text_print(r->arena, "%d", q->month % 12 / 3 + 1)), FACT_T("year", text_print(r->arena, "%d", q->month / 12)));
		*c++ = (struct cell){ .text = unit_title_at(f->ground.registry, r->arena, q->unit, f->ground.today) };
		*c++ = (struct cell){ .text = build_text(&name) };
		*c++ = number_cell(q->received);
		*c++ = number_cell(q->open);
		*c++ = number_cell(q->in_time);
		*c++ = number_cell(q->late);
	}
	return (struct table_view){ .caption = public_word(r, "public.by_quarter"), .columns = columns(r, headings, N, 2), .columns_n = N, .cells = cells, .rows_n = f->grouped.n };
}

enum { BARS_MOST = 24 };

static struct bars_view month_bars(struct request *r, const struct figures_read *f)
{
	size_t      first = f->months.n > BARS_MOST ? f->months.n - BARS_MOST : 0, n = 0;
	struct bar *bars = ARENA_ARRAY(r->arena, struct bar, BARS_MOST);
	for (size_t i = first; i < f->months.n; i++) {
		const struct figure_row *m = &f->months.at[i];
		struct text              own = public_month(r->arena, m->month);
		bars[n++] = (struct bar){ .label = text_print(r->arena, "%02d/%d", m->month % 12 + 1, m->month / 12), .part = m->in_time, .whole = m->in_time + m->late,
					  .href = text_print(r->arena, "/matters?month=%.*s", TEXT_ARG(own)) };
	}
	return (struct bars_view){ .title = public_word(r, "public.by_month"), .part_heading = public_word(r, "public.in_time_n"), .whole_heading = public_word(r, "public.ended_n"),
				   .bars = bars, .bars_n = n };
}

static struct figure_view *totals(struct request *r, const struct figures_read *f, size_t *ret_n)
{
	struct figure_row   none = { 0 };
	struct figure_row  *t = f->total.n > 0 ? &f->total.at[0] : &none;
	struct figure_view *v = ARENA_ARRAY(r->arena, struct figure_view, 5);
	struct text         query = public_query(r, &f->choice, TEXT_EMPTY);
	const char         *joint = query.len > 0 ? "&" : "?";
	size_t              n = 0;
	struct text         all = text_print(r->arena, "/matters%.*s", TEXT_ARG(query));
	struct text         with = text_print(r->arena, "%.*s%sstatus=", TEXT_ARG(all), joint);
	v[n++] = (struct figure_view){ .number = t->received, .label = public_word(r, "public.received_n"), .href = all };
	v[n++] = (struct figure_view){ .number = t->open, .of = t->received, .label = public_word(r, "public.open_n"), .href = text_print(r->arena, "%.*sopen", TEXT_ARG(with)) };
	if (f->choice.filter.year == 0)
		v[n++] = (struct figure_view){ .number = t->late_now, .of = t->open, .label = public_word(r, "public.late_now_n"), .face = t->late_now > 0 ? FACE_LATE : FACE_NONE,
					       .href = text_print(r->arena, "%.*slate-now", TEXT_ARG(with)) };
	v[n++] = (struct figure_view){ .number = t->in_time, .of = t->in_time + t->late, .label = public_word(r, "public.in_time_n"), .face = FACE_MET,
				       .href = text_print(r->arena, "%.*sclosed-in-time", TEXT_ARG(with)) };
	v[n++] = (struct figure_view){ .number = t->late, .of = t->in_time + t->late, .label = public_word(r, "public.late_n"), .face = FACE_MET_LATE,
				       .href = text_print(r->arena, "%.*sclosed-late", TEXT_ARG(with)) };
	*ret_n = n;
	return v;
}

static struct filter_field filter_year(struct request *r, const struct public_ground *g)
{
	enum { YEARS = 5 };
	struct choice *choices = ARENA_ARRAY(r->arena, struct choice, YEARS + 2);
	struct text    chosen = request_text(r, PUBLIC_MONTH);
	size_t         n = 0;
	bool           is_there = chosen.len == 0;
	choices[n++] = (struct choice){ .value = "", .label = public_word(r, "public.any_month") };
	for (int i = 0; i < YEARS; i++) {
		const char *year = text_c(r->arena, text_print(r->arena, "%d", day_date(g->today).year - i));
		is_there = is_there || text_is(chosen, year);
		choices[n++] = (struct choice){ .value = year, .label = text_of(year), .chosen = text_is(chosen, year) };
	}
	if (!is_there)
		choices[n++] = (struct choice){ .value = text_c(r->arena, chosen), .label = chosen, .chosen = true };
	return (struct filter_field){ .name = "month", .label = public_word(r, "public.year"), .choices = choices, .choices_n = n };
}

void figures_page(struct request *r)
{
	struct figures_read f = { 0 };
	if (!read_all(r, &f))
		return;
	struct figures_view  v = { .units = units_table(r, &f), .outcomes = outcomes_table(r, &f), .grouped = grouped_table(r, &f), .months = month_bars(r, &f),
				   .published = f.ground.state.day };
	struct filter_field *fields = ARENA_ARRAY(r->arena, struct filter_field, 3);
	struct text          query = public_query(r, &f.choice, TEXT_EMPTY);
	const char          *joint = query.len > 0 ? "&" : "?";
	fields[0] = public_filter_kind(r, &f.ground, &f.choice);
	fields[1] = public_filter_unit(r, &f.ground, &f.choice);
	fields[2] = filter_year(r, &f.ground);
	v.filter = (struct filter_view){ .action = TEXT("/figures"), .fields = fields, .fields_n = 3, .said = public_said(r, &f.ground, &f.choice),
					 .clear_url = query.len > 0 ? TEXT("/figures") : TEXT_EMPTY, .found = f.total.n > 0 ? f.total.at[0].received : 0 };
	v.figures = totals(r, &f, &v.figures_n);
	v.siblings.csv_url = text_print(r->arena, "/figures.csv%.*s", TEXT_ARG(query));
	v.siblings.json_url = text_print(r->arena, "/figures.json%.*s", TEXT_ARG(query));
	v.month_csv_url = text_print(r->arena, "/figures.csv%.*s%sby=month", TEXT_ARG(query), joint);
	v.grouped_csv_url = text_print(r->arena, "/figures.csv%.*s%sby=grouped", TEXT_ARG(query), joint);
	v.empty = (struct empty_view){ .title = public_word(r, "public.no_matters"), .text = public_word(r, query.len > 0 ? "public.no_matters_filter" : "public.no_matters_yet"),
				       .link = public_word(r, "public.all_figures"), .link_url = v.filter.clear_url };
	v.layout.wide = true;
	request_layout(r, &v.layout);
	page_figures(r->out, &v);
}

/* ---- for programs ---- */

/* The members of a row, in bytewise order of their names; by whatever it is broken down stands among them. */
static void row_json(struct json *j, struct request *r, const struct figures_read *f, enum figures_by by, const struct figure_row *u)
{
	bool open = text_is(u->class, "open");
	json_object(j);
	if (open)
		json_member_int(j, "answered", u->answered);
	if (open)
		json_member_int(j, "guided", u->guided);
	json_member_int(j, "in_time", u->in_time);
	json_member_int(j, "late", u->late);
	if (open && f->choice.filter.year == 0 && by != FIGURES_BY_MONTH)
		json_member_int(j, "late_now", u->late_now);
	if (by == FIGURES_BY_MONTH)
		json_member_text(j, "month", public_month(r->arena, u->month));
	json_member_int(j, "open", u->open);
	if (open)
		json_member_int(j, "other", u->other);
	if (by == FIGURES_BY_PROCEDURE)
		json_member_text(j, "procedure", u->procedure);
	if (by == FIGURES_BY_QUARTER)
		json_member_text(j, "quarter", quarter(r, u->month));
	json_member_int(j, "received", u->received);
	if (open)
		json_member_int(j, "refused", u->refused);
	if (by == FIGURES_BY_UNIT || by == FIGURES_BY_QUARTER)
		json_member_unit(j, r, f->ground.registry, "unit", u->unit);
	if (open)
		json_member_int(j, "withdrawn", u->withdrawn);
	json_end(j);
}

static void rows_json(struct json *j, struct request *r, const struct figures_read *f, const char *key, enum figures_by by, struct rows rows)
{
	json_key(j, key);
	json_array(j);
	for (size_t i = 0; i < rows.n; i++)
		row_json(j, r, f, by, &rows.at[i]);
	json_end(j);
}

void figures_json(struct request *r)
{
	struct figures_read f = { 0 };
	if (!read_all(r, &f))
		return;
	struct json             j = json_start(r->arena, false);
	const struct figure_row none = { .class = TEXT("open") };
	json_object(&j);
	rows_json(&j, r, &f, "by_month", FIGURES_BY_MONTH, f.months);
	rows_json(&j, r, &f, "by_procedure", FIGURES_BY_PROCEDURE, f.kinds);
	rows_json(&j, r, &f, "by_unit", FIGURES_BY_UNIT, f.units);
	rows_json(&j, r, &f, "grouped", FIGURES_BY_QUARTER, f.grouped);
	json_member_published(&j, &f.ground.state);
	json_key(&j, "total");
	row_json(&j, r, &f, FIGURES_ALL, f.total.n > 0 ? &f.total.at[0] : &none);
	json_end(&j);
	answer_json(r, 200, json_done(&j));
}

static void csv_counts(struct sheet *csv, const struct figure_row *u, bool late_now)
{
	const int64_t counts[] = { u->in_time, u->late, u->answered, u->refused, u->guided, u->withdrawn, u->other };
	sheet_number(csv, u->received);
	sheet_number(csv, u->open);
	if (late_now)
		sheet_number(csv, u->late_now);
	for (size_t i = 0; i < COUNT_OF(counts); i++)
		sheet_number(csv, counts[i]);
}

static void csv_grouped(struct sheet *csv, struct request *r, const struct figures_read *f)
{
	static const char *const headings[] = { "unit", "unit_name", "quarter", "received", "open", "in_time", "late", NULL };
	sheet_heading(csv, headings);
	for (size_t i = 0; i < f->grouped.n; i++) {
		const struct figure_row *q = &f->grouped.at[i];
		sheet_text(csv, q->unit);
		sheet_text(csv, unit_title_at(f->ground.registry, r->arena, q->unit, f->ground.today));
		sheet_text(csv, quarter(r, q->month));
		sheet_number(csv, q->received);
		sheet_number(csv, q->open);
		sheet_number(csv, q->in_time);
		sheet_number(csv, q->late);
		sheet_row_end(csv);
	}
}

#define COUNTS_CSV "in_time", "late", "answered", "refused", "guided", "withdrawn", "other", NULL

static void csv_open(struct sheet *csv, struct request *r, const struct figures_read *f, struct text by)
{
	static const char *const unit[] = { "unit", "unit_name", "received", "open", "late_now", COUNTS_CSV }, *const unit_period[] = { "unit", "unit_name", "received", "open", COUNTS_CSV };
	static const char *const month[] = { "month", "received", "open", COUNTS_CSV };
	static const char *const kind[] = { "procedure", "received", "open", "late_now", COUNTS_CSV }, *const kind_period[] = { "procedure", "received", "open", COUNTS_CSV };
	bool                     by_months = text_is(by, "month"), by_kind = text_is(by, "kind"), now = f->choice.filter.year == 0;
	struct rows              rows = by_months ? f->months : by_kind ? f->kinds : f->units;
	sheet_heading(csv, by_months ? month : by_kind ? now ? kind : kind_period : now ? unit : unit_period);
	for (size_t i = 0; i < rows.n; i++) {
		const struct figure_row *u = &rows.at[i];
		sheet_text(csv, by_months ? public_month(r->arena, u->month) : by_kind ? u->procedure : u->unit);
		if (!by_months && !by_kind)
			sheet_text(csv, unit_title_at(f->ground.registry, r->arena, u->unit, f->ground.today));
		csv_counts(csv, u, now && !by_months);
		sheet_row_end(csv);
	}
}

void figures_csv(struct request *r)
{
	struct figures_read f = { 0 };
	struct sheet          csv = sheet_start(r->arena, !text_is(request_text(r, PUBLIC_BOM), "0"));
	if (!read_all(r, &f))
		return;
	if (text_is(request_text(r, PUBLIC_BY), "grouped"))
		csv_grouped(&csv, r, &f);
	else
		csv_open(&csv, r, &f, request_text(r, PUBLIC_BY));
	answer_bytes(r, 200, "text/csv; charset=utf-8; header=present", build_text(&csv.out), NULL);
}
