/* officer_work.c - the worklist: counts on top, one list ordered by what is due, filters in the address, words by POST, the same as CSV. */
#include "base/base.h"
#include "base/fold.h"

#include "officer.h"
#include "pages.h"
#include "public.h"

enum { PAGE = 50, FOUND_MOST = 200, CSV_PIECE = 500, COLUMNS = 5 };

enum { VIEW, KIND, UNIT, AFTER, DONE, BOM, LIST_FIELDS };
static const char *const views[] = { "all", "late", "soon", "paused", "new", "sign", "mine", "closed", NULL };
static const char *const bom[] = { "0", "1", NULL };
static const struct field list_form[] = {
	[VIEW] = { "view", field_choice, 10, OPTIONAL, .choices = views },
	[KIND] = { "kind", field_id, 60, OPTIONAL },
	[UNIT] = { "unit", field_id, 80, OPTIONAL },
	[AFTER] = { "after", field_id, 40, OPTIONAL },
	[DONE] = { "done", field_code, 12, OPTIONAL },
	[BOM] = { "bom", field_choice, 1, OPTIONAL, .choices = bom },
	{ NULL },
};
enum { WORDS };
static const struct field words_form[] = {
	[WORDS] = { "words", field_line, 100, OPTIONAL },
	{ NULL },
};

struct chosen {
	struct work_filter filter;
	const struct ground *ground;
	struct text        unit, words;
	struct text       *desks;    /* all that this person sees */
	size_t             desks_n;
	enum work_view     view;
};

static enum work_view view_named(struct text name)
{
	for (size_t i = 0; views[i]; i++)
		if (text_is(name, views[i]))
			return (enum work_view)i;
	return WORK_ALL;
}

static bool choose(struct request *r, struct chosen *c)
{
	bool words = r->route->form == words_form;
	c->ground = site_ground(r);
	if (!c->ground)
		return false;
	c->desks_n = desk_desks(r, c->ground, &c->desks);
	c->filter = (struct work_filter){ .desks = c->desks, .desks_n = c->desks_n, .limit = PAGE, .after_due = DAY_NONE };
	if (words) {
		c->words = request_text(r, WORDS);
		c->filter.limit = FOUND_MOST;
		return true;
	}
	c->view = c->filter.view = view_named(request_text(r, VIEW));
	c->filter.procedure = request_text(r, KIND);
	c->unit = request_text(r, UNIT);
	if (c->view == WORK_MINE)
		c->filter.assignee = site_actor(r)->account.number;
	desk_after(&c->filter, request_text(r, AFTER));
	if (c->unit.len > 0) { /* of the desks that one sees, those of this unit */
		struct text *own = ARENA_ARRAY(r->arena, struct text, c->desks_n + 1);
		size_t       n = 0;
		for (size_t i = 0; i < c->desks_n; i++)
			if (text_equal(desk_holder(ground_registry(c->ground), c->desks[i], site_today(r)), c->unit))
				own[n++] = c->desks[i];
		c->filter.desks = own;
		c->filter.desks_n = n;
	}
	return true;
}

/* The address of this list with another view, kept filters, another place. */
static struct text address(struct request *r, const struct chosen *c, const char *path, enum work_view view, struct text from)
{
	struct build b = { .arena = r->arena };
	build_print(&b, "%s?view=%s", path, views[view]);
	if (c->filter.procedure.len > 0)
		build_print(&b, "&kind=%.*s", TEXT_ARG(c->filter.procedure));
	if (c->unit.len > 0)
		build_print(&b, "&unit=%.*s", TEXT_ARG(c->unit));
	if (from.len > 0)
		build_print(&b, "&after=%.*s", TEXT_ARG(from));
	return build_text(&b);
}

/* ---- above the list ---- */

static int64_t count_mine(struct request *r, const struct chosen *c)
{
	struct error e;
	int64_t      mine = 0;
	if (!actor_has(site_actor(r), ROLES_AT_DESK) || !work_mine(web_read(r), site_actor(r)->account.number, c->desks, c->desks_n, &mine, &e))
		return 0;
	return mine;
}

static bool figures(struct request *r, const struct chosen *c, struct work_view_page *v)
{
	struct work_counts  n;
	struct error        e;
	struct figure_view *f = ARENA_ARRAY(r->arena, struct figure_view, 6);
	if (!work_count(web_read(r), r->arena, c->desks, c->desks_n, site_today(r), &n, &e)) {
		answer_error(r, &e);
		return false;
	}
	const struct { enum work_view view; enum face face; int64_t count; } all[] = {
		{ WORK_LATE, FACE_LATE, n.late }, { WORK_SOON, FACE_SOON, n.soon }, { WORK_PAUSED, FACE_PAUSED, n.paused },
		{ WORK_NEW, FACE_NONE, n.fresh }, { WORK_SIGN, FACE_NONE, n.sign }, { WORK_MINE, FACE_NONE, count_mine(r, c) },
	};
	for (size_t i = 0; i < COUNT_OF(all); i++)
		f[i] = (struct figure_view){ .number = all[i].count, .label = desk_word(r, "officer.view", text_of(views[all[i].view])), .face = all[i].count > 0 ? all[i].face : FACE_NONE,
					     .href = text_print(r->arena, "/work?view=%s", views[all[i].view]) };
	v->figures = f;
	v->figures_n = COUNT_OF(all);
	return true;
}

static struct filter_field choose_view(struct request *r, const struct chosen *c)
{
	struct choice *o = ARENA_ARRAY(r->arena, struct choice, COUNT_OF(views));
	size_t         n = 0;
	for (; views[n]; n++)
		o[n] = (struct choice){ .value = views[n], .label = desk_word(r, "officer.view", text_of(views[n])), .chosen = c->view == (enum work_view)n };
	return (struct filter_field){ .name = "view", .label = SAID(r, "officer.filter_view"), .choices = o, .choices_n = n };
}

static struct filter_field choose_kind(struct request *r, const struct chosen *c)
{
	struct choice     *o = ARENA_ARRAY(r->arena, struct choice, 64);
	const struct pack *p;
	size_t             n = 0;
	o[n++] = (struct choice){ .value = "", .label = SAID(r, "officer.any_kind") };
	for (size_t i = 0; (p = ground_pack_at(c->ground, i)) && n < 64; i++)
		o[n++] = (struct choice){ .value = text_c(r->arena, pack_name(p)), .label = site_words(r, pack_title(p)), .chosen = text_equal(pack_name(p), c->filter.procedure) };
	return (struct filter_field){ .name = "kind", .label = SAID(r, "officer.filter_kind"), .choices = o, .choices_n = n };
}

struct by_name { struct choice choice; struct text key; };

static int compare_names(const void *a, const void *b) { return text_compare(((const struct by_name *)a)->key, ((const struct by_name *)b)->key); }

static struct filter_field choose_unit(struct request *r, const struct chosen *c)
{
	struct by_name *units = ARENA_ARRAY(r->arena, struct by_name, c->desks_n + 1);
	struct choice  *o = ARENA_ARRAY(r->arena, struct choice, c->desks_n + 1);
	for (size_t i = 0; i < c->desks_n; i++) {
		struct text unit = desk_holder(ground_registry(c->ground), c->desks[i], site_today(r)), name = site_title(r, unit);
		units[i] = (struct by_name){ { .value = text_c(r->arena, unit), .label = name, .chosen = text_equal(unit, c->unit) }, text_sort_key(r->arena, name) };
	}
	qsort(units, c->desks_n, sizeof(*units), compare_names);
	o[0] = (struct choice){ .value = "", .label = SAID(r, "officer.any_unit") };
	for (size_t i = 0; i < c->desks_n; i++)
		o[i + 1] = units[i].choice;
	return (struct filter_field){ .name = "unit", .label = SAID(r, "officer.filter_unit"), .choices = o, .choices_n = c->desks_n + 1 };
}

static void filters(struct request *r, const struct chosen *c, size_t found, struct work_view_page *v)
{
	struct filter_field *f = ARENA_ARRAY(r->arena, struct filter_field, 3);
	size_t               n = 0;
	struct build         b = { .arena = r->arena };
	f[n++] = choose_view(r, c);
	f[n++] = choose_kind(r, c);
	if (c->desks_n > 1)
		f[n++] = choose_unit(r, c);
	bool narrow = c->view != WORK_ALL || c->filter.procedure.len > 0 || c->unit.len > 0 || c->words.len > 0;
	if (narrow)
		build_c(&b, text_c(r->arena, SAID(r, "officer.seeing", FACT_T("view", desk_word(r, "officer.view", text_of(views[c->view]))))));
	if (c->unit.len > 0)
		build_print(&b, ", %.*s", TEXT_ARG(site_title(r, c->unit)));
	if (c->words.len > 0)
		build_print(&b, ", “%.*s”", TEXT_ARG(c->words));
	v->filter = (struct filter_view){ .action = TEXT("/work"), .fields = f, .fields_n = n, .found = (int64_t)found, .said = build_text(&b),
					  .clear_url = narrow ? TEXT("/work") : TEXT_EMPTY };
}

/* ---- the list ---- */

/* What the matter waits for from this person, as a button; else a link to choose. */
static void next_act(struct request *r, const struct chosen *c, const struct work_row *w, struct cell *ret, bool *ret_seen)
{
	struct matter m;
	struct offers offers;
	struct error  e;
	bool          found;
	*ret_seen = false;
	if (!matter_load(web_read(r), r->arena, c->ground, w->code, site_today(r), &m, &found, &e) || !found || !matter_may_see(&m, c->ground, site_actor(r)))
		return;
	*ret_seen = true;
	if (!matter_offers(&m, c->ground, desk_actor(r), false, site_today(r), r->arena, &offers, &e))
		return;
	const struct offer *o = desk_main_offer(ground_pack(c->ground, m.procedure), &m, &offers);
	if (o)
		*ret = (struct cell){ .button = site_words(r, &o->step->label),
				      .button_url = text_print(r->arena, "/work/m/%.*s/do/%.*s", TEXT_ARG(w->code), TEXT_ARG(o->step->name)) };
	else
		*ret = (struct cell){ .text = SAID(r, "officer.look"), .href = text_print(r->arena, "/work/m/%.*s", TEXT_ARG(w->code)) };
}

static bool fill_row(struct request *r, const struct chosen *c, const struct work_row *w, struct cell cell[COLUMNS])
{
	const struct pack *pack = ground_pack(c->ground, w->procedure);
	struct clock_view *clock = ARENA_NEW(r->arena, struct clock_view);
	bool               seen;
	*clock = site_work_clock(r, w);
	cell[0] = (struct cell){ .text = site_code(r, w->code), .href = text_print(r->arena, "/work/m/%.*s", TEXT_ARG(w->code)),
				 .hint = pack ? site_words(r, pack_title(pack)) : w->procedure };
	cell[1] = (struct cell){ .text = w->subject.len > 0 ? w->subject : SAID(r, "officer.no_subject"),
				 .hint = site_title(r, desk_holder(ground_registry(c->ground), w->desk, site_today(r))) };
	cell[2] = (struct cell){ .clock = clock };
	cell[3] = (struct cell){ .text = site_state(r, w->procedure, w->state), .hint = w->assignee > 0 ? desk_account(r, w->assignee) : TEXT_EMPTY };
	next_act(r, c, w, &cell[4], &seen);
	return seen;
}

static void fill_table(struct request *r, const struct chosen *c, const struct work_row *rows, size_t n, struct table_view *t)
{
	struct table_column *columns = ARENA_ARRAY(r->arena, struct table_column, COLUMNS);
	struct cell         *cells = ARENA_ARRAY(r->arena, struct cell, n * COLUMNS + 1);
	static const char *const headings[COLUMNS] = { "code", "subject", "clock", "state", "next" };
	for (size_t i = 0; i < COLUMNS; i++)
		columns[i].heading = desk_word(r, "officer.column", text_of(headings[i]));
	for (size_t i = 0; i < n; i++)
		if (fill_row(r, c, &rows[i], &cells[t->rows_n * COLUMNS]))
			t->rows_n++;
	t->caption = SAID(r, "officer.caption");
	t->columns = columns;
	t->columns_n = COLUMNS;
	t->cells = cells;
}

/* Where the list of what was found ends before all of it is told, it says so and why. */
static void say_cut(struct request *r, const struct chosen *c, const struct work_found *found, struct work_view_page *v)
{
	if (found->more)
		v->cut = SAID(r, "officer.found_more", FACT_N("n", (int64_t)c->filter.limit));
	else if (found->looked_at > 0)
		v->cut = SAID(r, "officer.found_some", FACT_N("n", found->looked_at));
}

static void list_show(struct request *r)
{
	struct chosen         c = { 0 };
	struct work_view_page v = { 0 };
	struct work_found     found = { 0 };
	struct error          e;
	if (!choose(r, &c) || !figures(r, &c, &v))
		return;
	if (!desk_count_to_sort(r, c.ground, &v.to_sort, &v.to_sort_more, &e) ||
	    !(c.words.len > 0 ? work_find(web_read(r), r->arena, &c.filter, c.words, site_today(r), &found, &e)
	                      : work_list(web_read(r), r->arena, &c.filter, site_today(r), &found.rows, &found.n, &e))) {
		answer_error(r, &e);
		return;
	}
	const struct work_row *rows = found.rows;
	size_t                 n = found.n;
	request_layout(r, &v.layout);
	v.layout.wide = true;
	fill_table(r, &c, rows, n, &v.table);
	filters(r, &c, v.table.rows_n, &v);
	v.words = c.words;
	say_cut(r, &c, &found, &v);
	v.token_words = request_token(r, "work.find");
	v.empty = (struct empty_view){ .title = SAID(r, "officer.empty"), .text = SAID(r, "officer.empty_why") };
	if (c.words.len == 0) {
		const struct work_row *last = n > 0 ? &rows[n - 1] : NULL;
		v.csv_url = address(r, &c, "/work.csv", c.view, TEXT_EMPTY);
		if (n == c.filter.limit)
			v.next_url = address(r, &c, "/work", c.view, desk_after_of(r, last));
		if (day_is_known(c.filter.after_due))
			v.first_url = address(r, &c, "/work", c.view, TEXT_EMPTY);
	}
	if (r->route->form == list_form && request_has(r, DONE))
		v.done = (struct notice_view){ .kind = NOTICE_DONE, .title = SAID(r, "officer.moved_away", FACT_T("code", site_code(r, request_text(r, DONE)))) };
	page_work(r->out, &v);
}

static void list_page(struct request *r) { desk_seen(r, list_show); }

/* ---- the same for a table program ---- */

static void csv_line(struct request *r, const struct chosen *c, struct sheet *csv, const struct work_row *w)
{
	const struct pack *pack = ground_pack(c->ground, w->procedure);
	struct clock_view  clock = site_work_clock(r, w);
	sheet_text(csv, site_code(r, w->code));
	sheet_text(csv, pack ? site_words(r, pack_title(pack)) : w->procedure);
	sheet_text(csv, w->subject);
	sheet_text(csv, site_title(r, desk_holder(ground_registry(c->ground), w->desk, site_today(r))));
	sheet_text(csv, site_title(r, w->place));
	sheet_text(csv, site_state(r, w->procedure, w->state));
	sheet_day(csv, w->received);
	sheet_day(csv, w->due);
	sheet_number(csv, day_is_known(w->due) ? clock.left : 0);
	sheet_text(csv, w->assignee > 0 ? desk_account(r, w->assignee) : TEXT_EMPTY);
	sheet_row_end(csv);
}

static void list_csv(struct request *r)
{
	static const char *const vi[] = { "Mã", "Loại việc", "Tóm tắt", "Đơn vị giữ", "Nơi có việc", "Trạng thái", "Ngày nhận", "Hạn", "Còn (ngày)", "Người được giao", NULL };
	static const char *const en[] = { "Code", "Kind", "Subject", "Held by", "Place", "State", "Received", "Due", "Days left", "Assigned to", NULL };
	struct chosen c = { 0 };
	struct sheet    csv = sheet_start(r->arena, !text_is(request_text(r, BOM), "0"));
	struct error  e;
	if (!choose(r, &c))
		return;
	sheet_heading(&csv, r->lang == LANG_VI ? vi : en);
	c.filter.limit = CSV_PIECE;
	for (size_t n = CSV_PIECE; n == CSV_PIECE;) { /* to the end: no row is left out in silence */
		struct work_row *rows;
		if (!work_list(web_read(r), r->arena, &c.filter, site_today(r), &rows, &n, &e)) {
			answer_error(r, &e);
			return;
		}
		for (size_t i = 0; i < n; i++)
			csv_line(r, &c, &csv, &rows[i]);
		if (n > 0) {
			c.filter.after_due = day_is_known(rows[n - 1].due) ? rows[n - 1].due : DAY_MAX;
			c.filter.after_code = rows[n - 1].code;
		}
	}
	struct text name = TEXT("viec-can-lam.csv");
	answer_bytes(r, 200, "text/csv; charset=utf-8", build_text(&csv.out), &name);
}

const struct route officer_work_routes[] = {
	{ GET, "/work", OFFICER, list_form, 0, list_page, .name = "work", .produces = HTML, .help_vi = "Việc cần làm, xếp theo hạn.", .help_en = "The worklist, ordered by what is due." },
	{ GET, "/work.csv", OFFICER, list_form, 0, list_csv, .name = "work.csv", .produces = CSV, .help_vi = "Danh sách việc thành bảng tính.", .help_en = "The worklist for a table program." },
	{ POST, "/work/find", OFFICER, words_form, 4096, list_show, .name = "work.find", .produces = HTML, .help_vi = "Tìm chữ trong dòng tóm tắt.", .help_en = "Finds words in subject lines." },
	{ 0 },
};
