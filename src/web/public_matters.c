/* public_matters.c - the public list of matters: page, JSON, CSV. */
#include "base/base.h"

#include "pages.h"
#include "public.h"
#include "web/views_public.h"

enum { COLUMNS = 5, CSV_MOST = 1000, MONTHS_SHOWN = 24 };

/* A grouped matter has a day by which it is due and a status, no more: no day of closing, no pause. */
static struct clock_view *row_clock(struct request *r, const struct public_row *m)
{
	struct clock_view *v = ARENA_NEW(r->arena, struct clock_view);
	*v = site_public_clock(r, m);
	return v;
}

static void row_cells(struct request *r, const struct public_ground *g, const struct public_row *m, struct cell c[COLUMNS])
{
	const struct pack *pack = ground_pack(g->ground, m->procedure);
	bool               all = text_is(m->class, "open");
	c[0] = (struct cell){ .text = site_code(r, m->code), .href = text_print(r->arena, "/m/%.*s", TEXT_ARG(m->code)) };
	c[1] = (struct cell){ .text = pack ? site_words(r, pack_title(pack)) : all ? m->procedure : public_word(r, "public.grouped_kind"),
			      .hint = all ? site_state(r, m->procedure, m->state) : TEXT_EMPTY };
	c[2] = (struct cell){ .text = unit_title_at(g->registry, r->arena, m->unit, g->today), .href = text_print(r->arena, "/units/%.*s", TEXT_ARG(m->unit)) };
	c[3] = (struct cell){ .is_day = true, .day = m->received };
	if (all || text_is(m->status, "open"))
		c[4] = (struct cell){ .clock = row_clock(r, m) };
	else
		c[4] = (struct cell){ .text = public_status(r, m->status) };
}

static struct table_view table_of(struct request *r, const struct public_ground *g, const struct public_row *rows, size_t n)
{
	static const char *const headings[COLUMNS] = { "public.code", "public.kind", "public.holder", "public.received", "public.clock" };
	struct table_column     *columns = ARENA_ARRAY(r->arena, struct table_column, COLUMNS);
	struct cell             *cells = ARENA_ARRAY(r->arena, struct cell, n * COLUMNS + 1);
	for (size_t i = 0; i < COLUMNS; i++)
		columns[i] = (struct table_column){ .heading = public_word(r, headings[i]) };
	for (size_t i = 0; i < n; i++)
		row_cells(r, g, &rows[i], cells + i * COLUMNS);
	return (struct table_view){ .caption = public_word(r, "public.list_caption"), .columns = columns, .columns_n = COLUMNS, .cells = cells, .rows_n = n };
}

static struct filter_field filter_status(struct request *r)
{
	static const char *const values[] = { "", "open", "late-now", "closed-in-time", "closed-late" };
	struct choice           *choices = ARENA_ARRAY(r->arena, struct choice, COUNT_OF(values));
	for (size_t i = 0; i < COUNT_OF(values); i++) {
		struct text word = i == 0 ? public_word(r, "public.any_status") : public_status(r, text_of(values[i]));
		choices[i] = (struct choice){ .value = values[i], .label = word, .chosen = text_is(request_text(r, PUBLIC_STATUS), values[i]) };
	}
	return (struct filter_field){ .name = "status", .label = public_word(r, "public.status"), .choices = choices, .choices_n = COUNT_OF(values) };
}

static struct choice month_choice(struct request *r, int month)
{
	struct build label = { .arena = r->arena };
	struct text  value = public_month(r->arena, month);
	say_month(&label, r->lang, public_month_day(month));
	return (struct choice){ .value = text_c(r->arena, value), .label = build_text(&label), .chosen = text_equal(value, request_text(r, PUBLIC_MONTH)) };
}

/* The months up to now; one that was chosen from further back, or a whole year, stands first. */
static struct filter_field filter_month(struct request *r, const struct public_ground *g)
{
	struct choice *choices = ARENA_ARRAY(r->arena, struct choice, MONTHS_SHOWN + 2);
	struct date    today = day_date(g->today);
	size_t         n = 0;
	bool           is_there = !request_has(r, PUBLIC_MONTH);
	choices[n++] = (struct choice){ .value = "", .label = public_word(r, "public.any_month") };
	for (int i = 0; i < MONTHS_SHOWN; i++) {
		choices[n] = month_choice(r, today.year * 12 + today.month - 1 - i);
		is_there = is_there || choices[n].chosen;
		n++;
	}
	if (!is_there)
		choices[n++] = (struct choice){ .value = text_c(r->arena, request_text(r, PUBLIC_MONTH)), .label = request_text(r, PUBLIC_MONTH), .chosen = true };
	return (struct filter_field){ .name = "month", .label = public_word(r, "public.month"), .choices = choices, .choices_n = n };
}

static void fill_filter(struct request *r, const struct public_ground *g, const struct public_choice *c, struct filter_view *v)
{
	struct filter_field *fields = ARENA_ARRAY(r->arena, struct filter_field, 4);
	fields[0] = public_filter_kind(r, g, c);
	fields[1] = public_filter_unit(r, g, c);
	fields[2] = filter_month(r, g);
	fields[3] = filter_status(r);
	v->action = TEXT("/matters");
	v->fields = fields;
	v->fields_n = 4;
	v->said = public_said(r, g, c);
	if (v->said.len > 0)
		v->clear_url = TEXT("/matters");
}

struct page_of { struct public_row *rows; size_t n; int64_t total; struct text next; /* cursor; empty: the last page */ };

static bool read_page(struct request *r, const struct public_ground *g, struct public_choice *c, size_t limit, struct page_of *ret)
{
	struct error  e = { 0 };
	struct page_of p = { 0 };
	c->filter.limit = limit + 1; /* one more tells whether there is a next page */
	if (!public_list(g->db, r->arena, g->registry, &c->filter, g->today, &p.rows, &p.n, &e) || !public_count(g->db, r->arena, g->registry, &c->filter, g->today, &p.total, &e)) {
		answer_error(r, &e);
		return false;
	}
	if (p.n > limit) {
		const struct public_row *last = &p.rows[limit - 1];
		p.n = limit;
		p.next = text_print(r->arena, "%d.%.*s", public_row_day(&c->filter, last).n, TEXT_ARG(last->code));
	}
	*ret = p;
	return true;
}

static bool begin(struct request *r, size_t limit, struct public_ground *g, struct public_choice *c, struct page_of *p)
{
	return public_ground(r, g) && public_choice(r, g, c) && read_page(r, g, c, limit, p);
}

static struct text path_with(struct request *r, const char *path, struct text query) { return text_print(r->arena, "%s%.*s", path, TEXT_ARG(query)); }

enum { PAGE_ROWS = 50 };

void matters_page(struct request *r)
{
	struct public_ground g;
	struct public_choice c;
	struct page_of       p;
	if (!begin(r, PAGE_ROWS, &g, &c, &p))
		return;
	struct matters_view v = { .table = table_of(r, &g, p.rows, p.n), .published = g.state.day };
	fill_filter(r, &g, &c, &v.filter);
	v.filter.found = p.total;
	v.pager = (struct pager_view){ .total = p.total, .next_url = p.next.len > 0 ? path_with(r, "/matters", public_query(r, &c, p.next)) : TEXT_EMPTY };
	if (request_has(r, PUBLIC_AFTER)) /* the way back is the first page: a cursor leads forward only */
		v.pager.previous_url = path_with(r, "/matters", public_query(r, &c, TEXT_EMPTY));
	v.pager.last = (int64_t)p.n;
	v.siblings.csv_url = path_with(r, "/matters.csv", public_query(r, &c, TEXT_EMPTY));
	v.siblings.json_url = path_with(r, "/matters.json", public_query(r, &c, TEXT_EMPTY));
	v.empty = (struct empty_view){ .title = public_word(r, "public.no_matters"), .text = public_word(r, v.filter.said.len > 0 ? "public.no_matters_filter" : "public.no_matters_yet"),
				       .link = public_word(r, "public.all_matters"), .link_url = v.filter.clear_url };
	v.layout.wide = true;
	request_layout(r, &v.layout);
	page_matters(r->out, &v);
}

void matters_json(struct request *r)
{
	struct public_ground g;
	struct public_choice c;
	struct page_of       p;
	const char          *own = text_is(text_of(r->route->name), "api.matters") ? "/api/v1/matters" : "/matters.json";
	if (!begin(r, PAGE_ROWS, &g, &c, &p))
		return;
	struct json j = json_start(r->arena, false);
	json_object(&j);
	json_key(&j, "matters");
	json_array(&j);
	for (size_t i = 0; i < p.n; i++)
		json_matter(&j, r, &g, &p.rows[i], NULL);
	json_end(&j);
	if (p.next.len > 0) {
		struct text next = path_with(r, own, public_query(r, &c, p.next));
		json_member_text(&j, "next", next);
		answer_header(r, "Link", text_print(r->arena, "<%.*s>; rel=\"next\"", TEXT_ARG(next)));
	}
	json_member_published(&j, &g.state);
	json_member_int(&j, "total", p.total);
	json_end(&j);
	answer_json(r, 200, json_done(&j));
}

static void csv_matter(struct sheet *csv, struct request *r, const struct public_ground *g, const struct public_row *m)
{
	bool all = text_is(m->class, "open");
	sheet_text(csv, m->code);
	sheet_text(csv, m->class);
	sheet_text(csv, all ? m->procedure : TEXT_EMPTY);
	sheet_text(csv, m->unit);
	sheet_text(csv, unit_title_at(g->registry, r->arena, m->unit, g->today));
	sheet_text(csv, all ? m->place : TEXT_EMPTY);
	sheet_text(csv, all ? unit_title_at(g->registry, r->arena, m->place, g->today) : TEXT_EMPTY);
	sheet_day(csv, m->received);
	sheet_day(csv, m->due);
	sheet_text(csv, m->status);
	sheet_text(csv, all ? m->state : TEXT_EMPTY);
	sheet_text(csv, all ? m->outcome : TEXT_EMPTY);
	sheet_day(csv, all ? m->closed : DAY_NONE);
	sheet_day(csv, all ? m->paused : DAY_NONE);
	sheet_row_end(csv);
}

void matters_csv(struct request *r)
{
	static const char *const headings[] = { "code", "class", "procedure", "unit", "unit_name", "place", "place_name", "received", "due", "status", "state",
						"outcome", "closed", "paused", NULL };
	struct public_ground g;
	struct public_choice c;
	struct page_of       p;
	struct sheet           csv = sheet_start(r->arena, !text_is(request_text(r, PUBLIC_BOM), "0"));
	if (!begin(r, CSV_MOST - 1, &g, &c, &p))
		return;
	sheet_heading(&csv, headings);
	for (size_t i = 0; i < p.n; i++)
		csv_matter(&csv, r, &g, &p.rows[i]);
	if (p.next.len > 0)
		answer_header(r, "Link", text_print(r->arena, "<%.*s%s>; rel=\"next\"", TEXT_ARG(path_with(r, "/matters.csv", public_query(r, &c, p.next))),
						    csv.for_excel ? "" : "&bom=0"));
	answer_bytes(r, 200, "text/csv; charset=utf-8; header=present", build_text(&csv.out), NULL);
}
