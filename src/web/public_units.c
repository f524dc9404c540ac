/* public_units.c - today's units and their offices, search by any name they ever had, and one unit's page: names, family, address, figures. */
#include "base/base.h"

#include "pages.h"
#include "public.h"
#include "web/views_public.h"

enum { Q, BOM };
static const char *const yes_no[] = { "0", "1", NULL };
const struct field units_form[] = {
	[Q] = { "q", field_line, 80, OPTIONAL, .label = "public.unit_name" },
	[BOM] = { "bom", field_choice, 1, OPTIONAL, .choices = yes_no },
	{ NULL },
};

enum { ID };
const struct field unit_form[] = {
	[ID] = { "id", field_id, 60, IN_PATH },
	{ NULL },
};

enum { FOUND_MOST = 30 };

static struct text unit_url(struct request *r, struct text id) { return text_print(r->arena, "/units/%.*s", TEXT_ARG(id)); }

static bool is_today(const struct unit_fact *f, day_t today) { return (!day_is_known(f->from) || day_compare(f->from, today) <= 0) && day_compare(today, f->to) < 0; }

/* "huyện Na Rì, tỉnh Bắc Kạn": what stood above it while the fact held. */
static struct text within(struct request *r, const struct registry *reg, const struct unit_fact *f, day_t day)
{
	struct build            b = { .arena = r->arena };
	const struct unit_fact *above = f->parent.len > 0 ? unit_on(reg, f->parent, day) : NULL;
	for (int i = 0; above && i < 3; i++) {
		build_print(&b, "%s%.*s", b.len > 0 ? ", " : "", TEXT_ARG(unit_title(r->arena, above)));
		above = above->parent.len > 0 ? unit_on(reg, above->parent, day) : NULL;
	}
	return build_text(&b);
}

/* A day on which the fact held: its last, or today. */
static day_t day_of(const struct unit_fact *f, day_t today) { return is_today(f, today) ? today : day_compare(f->to, DAY_MAX) < 0 ? day_add(f->to, -1) : f->from; }

static struct unit_link *links(struct request *r, const struct heir *heirs, size_t n)
{
	struct unit_link *l = ARENA_ARRAY(r->arena, struct unit_link, n + 1);
	for (size_t i = 0; i < n; i++)
		l[i] = (struct unit_link){ .title = unit_title(r->arena, heirs[i].fact), .href = unit_url(r, heirs[i].fact->unit), .part = heirs[i].extent == EXTENT_PART };
	return l;
}

static size_t search(struct request *r, const struct public_ground *g, struct unit_match **ret)
{
	return unit_find(g->registry, r->arena, (struct unit_search){ .text = request_text(r, Q), .on = DAY_NONE, .today = g->today, .levels = LEVELS_ALL, .limit = FOUND_MOST }, ret);
}

/* ---- the list */

/* The organisation that answers there; empty: nobody does. */
static struct text office_unit(const struct public_ground *g, struct text place)
{
	struct office o;
	struct error  e;
	return office_of(g->registry, place, g->today, &o, &e) ? o.unit : TEXT_EMPTY;
}

/* With the lists of a whole country in the registry the page would hold three thousand rows: then those stand in it for whom somebody answers here. */
enum { LISTED_MOST = 400 };

static size_t answered_for(const struct public_ground *g, const struct unit_fact **units, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; n > LISTED_MOST && i < n; i++)
		if (office_unit(g, units[i]->unit).len > 0)
			units[kept++] = units[i];
	return n > LISTED_MOST ? kept : n;
}

static struct table_view all_today(struct request *r, const struct public_ground *g)
{
	static const char *const headings[] = { "public.unit_name", "public.official_code", "public.office" };
	enum { N = COUNT_OF(headings) };
	const struct unit_fact **units;
	size_t                   n = unit_list(g->registry, r->arena, TEXT_EMPTY, LEVEL_PROVINCE | LEVEL_COMMUNE, g->today, &units);
	n = answered_for(g, units, n);
	struct table_column     *columns = ARENA_ARRAY(r->arena, struct table_column, N);
	struct cell             *cells = ARENA_ARRAY(r->arena, struct cell, n * N + 1), *c = cells;
	for (size_t i = 0; i < N; i++)
		columns[i] = (struct table_column){ .heading = public_word(r, headings[i]) };
	for (size_t i = 0; i < n; i++) {
		struct text office = office_unit(g, units[i]->unit);
		*c++ = (struct cell){ .text = unit_title(r->arena, units[i]), .href = unit_url(r, units[i]->unit) };
		*c++ = (struct cell){ .text = units[i]->code };
		*c++ = office.len > 0 ? (struct cell){ .text = unit_title_at(g->registry, r->arena, office, g->today), .href = unit_url(r, office) } : (struct cell){ .text = TEXT("–") };
	}
	return (struct table_view){ .caption = public_word(r, "public.units_today"), .columns = columns, .columns_n = N, .cells = cells, .rows_n = n };
}

static struct found_unit found_of(struct request *r, const struct public_ground *g, const struct unit_match *m)
{
	bool ended = !is_today(m->fact, g->today);
	return (struct found_unit){ .title = m->title, .href = unit_url(r, m->fact->unit), .within = within(r, g->registry, m->fact, day_of(m->fact, g->today)), .from = m->fact->from,
				    .to = m->fact->to, .ended = ended, .heirs = ended ? links(r, m->heirs, m->heir_count) : NULL, .heirs_n = ended ? m->heir_count : 0 };
}

void units_page(struct request *r)
{
	struct public_ground g;
	struct units_view    v = { .typed = r->given[Q].typed, .searched = request_has(r, Q) };
	if (!public_ground(r, &g))
		return;
	if (v.searched) {
		struct unit_match *m;
		v.found_n = search(r, &g, &m);
		struct found_unit *found = ARENA_ARRAY(r->arena, struct found_unit, v.found_n + 1);
		for (size_t i = 0; i < v.found_n; i++)
			found[i] = found_of(r, &g, &m[i]);
		v.found = found;
		v.empty = (struct empty_view){ .title = public_word(r, "public.no_unit"), .text = public_word(r, "public.no_unit_try"), .link = public_word(r, "public.all_units"),
					       .link_url = TEXT("/units") };
	} else {
		v.table = all_today(r, &g);
	}
	struct build query = { .arena = r->arena };
	if (v.searched) {
		static const char hex[] = "0123456789ABCDEF";
		struct text       q = request_text(r, Q);
		build_c(&query, "?q=");
		for (size_t i = 0; i < q.len; i++) {
			unsigned char c = (unsigned char)q.at[i];
			if (char_is_alpha((char)c) || char_is_digit((char)c))
				build_byte(&query, (char)c);
			else
				build_print(&query, "%%%c%c", hex[c >> 4], hex[c & 15]);
		}
	}
	v.siblings.json_url = text_print(r->arena, "/units.json%.*s", TEXT_ARG(build_text(&query)));
	v.siblings.csv_url = v.searched ? TEXT_EMPTY : TEXT("/units.csv");
	v.layout.wide = !v.searched;
	request_layout(r, &v.layout);
	page_units(r->out, &v);
}

static const char *level_word(enum unit_level level)
{
	switch (level) {
	case LEVEL_PROVINCE:
		return "province";
	case LEVEL_DISTRICT:
		return "district";
	case LEVEL_COMMUNE:
		return "commune";
	case LEVEL_ORGANISATION:
		break;
	}
	return "organisation";
}

/* `official_code`: `code` means a matter's. */
static void fact_json(struct json *j, struct request *r, const struct public_ground *g, const struct unit_fact *f, const struct heir *heirs, size_t heirs_n)
{
	json_object(j);
	json_member_day(j, "from", f->from);
	json_member_text(j, "id", f->unit);
	json_member_text(j, "level", text_of(level_word(f->level)));
	json_member_text(j, "name", unit_title(r->arena, f));
	if (!is_today(f, g->today)) {
		json_key(j, "now");
		json_array(j);
		for (size_t i = 0; i < heirs_n; i++) {
			json_object(j);
			json_member_text(j, "extent", heirs[i].extent == EXTENT_PART ? TEXT("part") : TEXT("whole"));
			json_member_text(j, "id", heirs[i].fact->unit);
			json_member_text(j, "name", unit_title(r->arena, heirs[i].fact));
			json_end(j);
		}
		json_end(j);
	}
	struct text office = f->level != LEVEL_ORGANISATION && is_today(f, g->today) ? office_unit(g, f->unit) : TEXT_EMPTY;
	if (office.len > 0)
		json_member_unit(j, r, g->registry, "office", office);
	if (f->code.len > 0)
		json_member_text(j, "official_code", f->code);
	if (f->parent.len > 0)
		json_member_text(j, "parent", f->parent);
	if (f->place.len > 0)
		json_member_text(j, "place", f->place);
	if (day_compare(f->to, DAY_MAX) < 0)
		json_member_day(j, "to", f->to);
	json_member_text(j, "within", within(r, g->registry, f, day_of(f, g->today)));
	json_end(j);
}

void units_json(struct request *r)
{
	struct public_ground g;
	if (!public_ground(r, &g))
		return;
	struct json j = json_start(r->arena, false);
	json_object(&j);
	json_key(&j, "units");
	json_array(&j);
	if (request_has(r, Q)) {
		struct unit_match *m;
		size_t             n = search(r, &g, &m);
		for (size_t i = 0; i < n; i++)
			fact_json(&j, r, &g, m[i].fact, m[i].heirs, m[i].heir_count);
	} else {
		const struct unit_fact **units;
		size_t                   n = unit_list(g.registry, r->arena, TEXT_EMPTY, LEVELS_ALL, g.today, &units);
		for (size_t i = 0; i < n; i++)
			fact_json(&j, r, &g, units[i], NULL, 0);
	}
	json_end(&j);
	json_end(&j);
	answer_json(r, 200, json_done(&j));
}

void units_csv(struct request *r)
{
	static const char *const headings[] = { "id", "level", "official_code", "name", "parent", "place", "from", "office", "office_name", NULL };
	struct public_ground     g;
	struct sheet               csv = sheet_start(r->arena, !text_is(request_text(r, BOM), "0"));
	if (!public_ground(r, &g))
		return;
	const struct unit_fact **units;
	size_t                   n = unit_list(g.registry, r->arena, TEXT_EMPTY, LEVELS_ALL, g.today, &units);
	sheet_heading(&csv, headings);
	for (size_t i = 0; i < n; i++) {
		const struct unit_fact *f = units[i];
		struct text             office = f->level == LEVEL_ORGANISATION ? TEXT_EMPTY : office_unit(&g, f->unit);
		sheet_text(&csv, f->unit);
		sheet_text(&csv, text_of(level_word(f->level)));
		sheet_text(&csv, f->code);
		sheet_text(&csv, unit_title(r->arena, f));
		sheet_text(&csv, f->parent);
		sheet_text(&csv, f->place);
		sheet_day(&csv, f->from);
		sheet_text(&csv, office);
		sheet_text(&csv, office.len > 0 ? unit_title_at(g.registry, r->arena, office, g.today) : TEXT_EMPTY);
		sheet_row_end(&csv);
	}
	answer_bytes(r, 200, "text/csv; charset=utf-8; header=present", build_text(&csv.out), NULL);
}

/* ---- one unit */

/* By id, or by official code of today, which leads on to the id's page. NULL: the answer is made. */
static const struct unit_fact *unit_asked(struct request *r, const struct public_ground *g)
{
	const struct unit_fact *facts, *f;
	size_t                  n = unit_history(g->registry, request_text(r, ID), &facts);
	if (n > 0) {
		f = unit_on(g->registry, request_text(r, ID), g->today);
		return f ? f : &facts[n - 1];
	}
	f = unit_at(g->registry, request_text(r, ID), g->today);
	if (!f)
		answer_not_found(r);
	return f;
}

static struct text days_words(struct request *r, const struct unit_fact *f)
{
	struct build b = { .arena = r->arena };
	bool         open = day_compare(f->to, DAY_MAX) >= 0;
	SAY(&b, r->lang, day_is_known(f->from) ? open ? "public.from_on" : "public.from_to" : open ? "public.always" : "public.until", FACT_D("from", f->from),
	    FACT_D("to", open ? f->to : day_add(f->to, -1)));
	return build_text(&b);
}

/* The page of the order by which the fact began; empty: none is known. */
static struct text order_of(struct request *r, const struct order_row *orders, size_t n, const struct unit_fact *f)
{
	for (size_t i = 0; i < n; i++)
		if (orders[i].revoked == 0 && orders[i].day.n == f->from.n && text_equal(orders[i].basis, f->basis))
			return text_print(r->arena, "/orders/%.*s", TEXT_ARG(orders[i].id));
	return TEXT_EMPTY;
}

static struct table_view names_table(struct request *r, struct text unit, const struct public_ground *g)
{
	static const char *const headings[] = { "public.unit_name", "public.official_code", "public.days", "public.basis" };
	enum { N = COUNT_OF(headings) };
	const struct unit_fact *facts;
	struct order_row       *orders;
	struct error            e;
	size_t                  n = unit_history(g->registry, unit, &facts), orders_n = 0;
	if (!order_list(g->db, r->arena, &orders, &orders_n, &e))
		orders_n = 0;
	struct table_column    *columns = ARENA_ARRAY(r->arena, struct table_column, N);
	struct cell            *cells = ARENA_ARRAY(r->arena, struct cell, n * N + 1), *c = cells;
	for (size_t i = 0; i < N; i++)
		columns[i] = (struct table_column){ .heading = public_word(r, headings[i]) };
	for (size_t i = 0; i < n; i++) {
		*c++ = (struct cell){ .text = unit_title(r->arena, &facts[i]) };
		*c++ = (struct cell){ .text = facts[i].code.len > 0 ? facts[i].code : TEXT("–") };
		*c++ = (struct cell){ .text = days_words(r, &facts[i]) };
		*c++ = (struct cell){ .text = facts[i].basis.len > 0 ? facts[i].basis : TEXT("–"), .href = order_of(r, orders, orders_n, &facts[i]) };
	}
	return (struct table_view){ .caption = public_word(r, "public.names"), .columns = columns, .columns_n = N, .cells = cells, .rows_n = n };
}

static struct table_view offices_table(struct request *r, struct text place, const struct public_ground *g)
{
	const struct unit_fact **units;
	size_t                   n = unit_list(g->registry, r->arena, TEXT_EMPTY, LEVEL_ORGANISATION, g->today, &units), rows = 0;
	struct table_column     *columns = ARENA_ARRAY(r->arena, struct table_column, 1);
	struct cell             *cells = ARENA_ARRAY(r->arena, struct cell, n + 1);
	columns[0] = (struct table_column){ .heading = public_word(r, "public.office") };
	for (size_t i = 0; i < n; i++)
		if (text_equal(units[i]->place, place))
			cells[rows++] = (struct cell){ .text = unit_title(r->arena, units[i]), .href = unit_url(r, units[i]->unit) };
	return (struct table_view){ .caption = public_word(r, "public.offices_here"), .columns = columns, .columns_n = 1, .cells = cells, .rows_n = rows };
}

static struct table_view measures_table(struct request *r, struct text unit, const struct public_ground *g)
{
	static const char *const headings[] = { "public.measure", "public.amount", "public.days", "public.basis" };
	enum { N = COUNT_OF(headings) };
	const struct unit_measure *m;
	size_t                     n = unit_measures_of(g->registry, unit, &m);
	struct table_column       *columns = ARENA_ARRAY(r->arena, struct table_column, N);
	struct cell               *cells = ARENA_ARRAY(r->arena, struct cell, n * N + 1), *c = cells;
	for (size_t i = 0; i < N; i++)
		columns[i] = (struct table_column){ .heading = public_word(r, headings[i]), .is_number = i == 1 };
	for (size_t i = 0; i < n; i++) {
		struct unit_fact days = { .from = m[i].from, .to = m[i].to };
		*c++ = (struct cell){ .text = public_word(r, text_c(r->arena, text_print(r->arena, "measure.%.*s", TEXT_ARG(m[i].what)))) };
		*c++ = text_is(m[i].what, "hectares") ? (struct cell){ .text = public_share(r, m[i].amount, 0, TEXT_EMPTY) } : (struct cell){ .number = m[i].amount, .is_number = true };
		*c++ = (struct cell){ .text = days_words(r, &days) };
		*c++ = (struct cell){ .text = m[i].basis.len > 0 ? m[i].basis : TEXT("–") };
	}
	return (struct table_view){ .caption = public_word(r, "public.measures"), .columns = columns, .columns_n = N, .cells = cells, .rows_n = n };
}

struct family { struct request *r; const struct public_ground *g; struct tree_node *nodes; size_t n, room; bool forward; };

static void branch(struct family *f, struct text unit, struct text note, int depth)
{
	enum { DEPTH_MOST = 4 };
	const struct lineage **acts;
	size_t                 n = depth < DEPTH_MOST ? f->forward ? lineage_from(f->g->registry, f->r->arena, unit, &acts) : lineage_to(f->g->registry, f->r->arena, unit, &acts) : 0;
	if (f->n == f->room)
		return;
	f->nodes[f->n++] = (struct tree_node){ .label = unit_title_at(f->g->registry, f->r->arena, unit, f->forward ? f->g->today : (day_t){ -719162 }), .note = note, .depth = depth,
					       .href = depth > 0 ? unit_url(f->r, unit) : TEXT_EMPTY, .is_current = depth == 0 };
	for (size_t i = 0; i < n; i++) {
		struct build why = { .arena = f->r->arena };
		SAY(&why, f->r->lang, acts[i]->extent == EXTENT_PART ? "public.part_on" : "public.whole_on", FACT_D("day", acts[i]->day), FACT_T("basis", acts[i]->basis));
		struct text share = public_share(f->r, acts[i]->hectares, acts[i]->people, acts[i]->hamlets);
		if (share.len > 0)
			build_print(&why, " (%.*s)", TEXT_ARG(share));
		branch(f, f->forward ? acts[i]->to : acts[i]->from, build_text(&why), depth + 1);
	}
}

static struct tree_view family_tree(struct request *r, const struct public_ground *g, struct text unit, bool forward)
{
	enum { NODES_MOST = 80 };
	struct family f = { .r = r, .g = g, .nodes = ARENA_ARRAY(r->arena, struct tree_node, NODES_MOST), .room = NODES_MOST, .forward = forward };
	branch(&f, unit, TEXT_EMPTY, 0);
	return (struct tree_view){ .title = public_word(r, forward ? "public.became" : "public.came_from"), .nodes = f.nodes, .nodes_n = f.n > 1 ? f.n : 0 };
}

static void about(struct request *r, const struct public_ground *g, const struct unit_fact *u, bool ended, struct unit_view *v)
{
	struct summary_row *rows = ARENA_ARRAY(r->arena, struct summary_row, 5);
	size_t              n = 0;
	struct text         above = within(r, g->registry, u, day_of(u, g->today));
	if (u->code.len > 0)
		rows[n++] = (struct summary_row){ .term = public_word(r, "public.official_code"), .value = u->code };
	if (above.len > 0)
		rows[n++] = (struct summary_row){ .term = public_word(r, "public.stands_under"), .value = above };
	if (u->place.len > 0)
		rows[n++] = (struct summary_row){ .term = public_word(r, "public.place"), .value = unit_title_at(g->registry, r->arena, u->place, g->today) };
	struct text office = u->level == LEVEL_ORGANISATION || ended ? TEXT_EMPTY : office_unit(g, u->unit);
	if (office.len > 0)
		rows[n++] = (struct summary_row){ .term = public_word(r, "public.answers_here"), .value = unit_title_at(g->registry, r->arena, office, g->today) };
	if (u->level == LEVEL_COMMUNE && !ended)
		rows[n++] = (struct summary_row){ .term = public_word(r, "public.write_address"),
						  .value = text_print(r->arena, "%.*s, %.*s", TEXT_ARG(unit_title(r->arena, u)), TEXT_ARG(above)) };
	v->about = (struct summary_list_view){ rows, n };
}

static bool unit_figures(struct request *r, const struct public_ground *g, const struct unit_fact *u, struct unit_view *v)
{
	struct public_filter f = { .unit = u->unit, .after_day = DAY_NONE };
	struct figure_row   *rows;
	size_t               n;
	struct error         e = { 0 };
	if (!public_figures(g->db, r->arena, g->registry, &f, FIGURES_ALL, g->today, &rows, &n, &e)) {
		answer_error(r, &e);
		return false;
	}
	struct figure_view *figures = ARENA_ARRAY(r->arena, struct figure_view, 3);
	for (size_t i = 0; i < n; i++) {
		if (!text_is(rows[i].class, "open"))
			continue;
		figures[0] = (struct figure_view){ .number = rows[i].open, .of = rows[i].received, .label = public_word(r, "public.open_n") };
		figures[1] = (struct figure_view){ .number = rows[i].late_now, .of = rows[i].open, .label = public_word(r, "public.late_now_n"), .face = rows[i].late_now > 0 ? FACE_LATE : FACE_NONE };
		figures[2] = (struct figure_view){ .number = rows[i].in_time, .of = rows[i].in_time + rows[i].late, .label = public_word(r, "public.in_time_n"), .face = FACE_MET };
		v->figures_n = 3;
	}
	v->figures = figures;
	return true;
}

void unit_page(struct request *r)
{
	struct public_ground    g;
	const struct unit_fact *u = public_ground(r, &g) ? unit_asked(r, &g) : NULL;
	struct unit_view        v = { 0 };
	struct heir            *heirs;
	if (!u)
		return;
	if (!text_equal(u->unit, request_text(r, ID))) {
		answer_see(r, unit_url(r, u->unit), NULL);
		return;
	}
	v.title = unit_title(r->arena, u);
	v.ended = !is_today(u, g.today);
	about(r, &g, u, v.ended, &v);
	if (v.ended) {
		v.heirs_n = unit_heirs(g.registry, r->arena, u->unit, g.today, &heirs);
		v.heirs = links(r, heirs, v.heirs_n);
	}
	v.names = names_table(r, u->unit, &g);
	v.measures = measures_table(r, u->unit, &g);
	if (u->level != LEVEL_ORGANISATION)
		v.offices = offices_table(r, u->unit, &g);
	v.before = family_tree(r, &g, u->unit, false);
	v.after = family_tree(r, &g, u->unit, true);
	if (!unit_figures(r, &g, u, &v))
		return;
	v.list_url = text_print(r->arena, "/matters?unit=%.*s", TEXT_ARG(u->unit));
	v.json_url = text_print(r->arena, "/units/%.*s.json", TEXT_ARG(u->unit));
	request_layout(r, &v.layout);
	page_unit(r->out, &v);
}

static void lineage_json(struct json *j, struct request *r, const struct public_ground *g, const char *key, struct text unit, bool forward)
{
	const struct lineage **acts;
	size_t                 n = forward ? lineage_from(g->registry, r->arena, unit, &acts) : lineage_to(g->registry, r->arena, unit, &acts);
	json_key(j, key);
	json_array(j);
	for (size_t i = 0; i < n; i++) {
		struct text other = forward ? acts[i]->to : acts[i]->from;
		json_object(j);
		json_member_text(j, "basis", acts[i]->basis);
		json_member_day(j, "day", acts[i]->day);
		json_member_text(j, "extent", acts[i]->extent == EXTENT_PART ? TEXT("part") : TEXT("whole"));
		json_member_text(j, "id", other);
		json_member_text(j, "name", unit_title_at(g->registry, r->arena, other, acts[i]->day));
		json_end(j);
	}
	json_end(j);
}

void unit_json(struct request *r)
{
	struct public_ground    g;
	const struct unit_fact *u = public_ground(r, &g) ? unit_asked(r, &g) : NULL, *facts;
	if (!u)
		return;
	struct json j = json_start(r->arena, false);
	size_t      n = unit_history(g.registry, u->unit, &facts);
	json_object(&j);
	lineage_json(&j, r, &g, "became", u->unit, true);
	lineage_json(&j, r, &g, "came_from", u->unit, false);
	json_member_text(&j, "id", u->unit);
	json_member_text(&j, "name", unit_title(r->arena, u));
	json_key(&j, "names");
	json_array(&j);
	for (size_t i = 0; i < n; i++) {
		struct heir *heirs;
		size_t       heirs_n = unit_heirs(g.registry, r->arena, u->unit, g.today, &heirs);
		fact_json(&j, r, &g, &facts[i], heirs, heirs_n);
	}
	json_end(&j);
	json_end(&j);
	answer_json(r, 200, json_done(&j));
}
