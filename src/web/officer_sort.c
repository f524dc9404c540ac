/* officer_sort.c - matters that came with the desk of a divided unit: each goes, by one button, to the unit that has its place now; where that is the one that holds it, to its own desk. */
#include "base/base.h"

#include "officer.h"
#include "pages.h"

enum { CODE, TO, VERSION };
static const struct field sort_form[] = {
	[CODE] = { "code", field_code, 12, IN_PATH },
	[TO] = { "to", field_id, 80, REQUIRED },
	[VERSION] = { "version", field_number, 10, REQUIRED, .least = 0, .most = 1000000 },
	{ NULL },
};
enum { DONE };
static const struct field list_form[] = {
	[DONE] = { "done", field_code, 12, OPTIONAL },
	{ NULL },
};

enum { SHOWN_MOST = 100 };

/* Those that follow the divided unit, as long as the matter lies at its desk. */
static size_t heirs_of(struct request *r, const struct ground *g, const struct matter *m, const struct sort_heir **ret)
{
	const struct registry *reg = ground_registry(g);
	const struct lineage **lines;
	size_t                 n = matter_heirs(m, g, site_today(r), r->arena, &lines), heirs_n = 0;
	struct sort_heir      *heirs = ARENA_ARRAY(r->arena, struct sort_heir, n + 1);
	*ret = heirs;
	for (size_t i = 0; i < n; i++) {
		struct text   unit = unit_successor(reg, lines[i]->to, site_today(r));
		struct office o;
		struct error  e;
		bool          known = unit.len == 0 || !office_of(reg, unit, site_today(r), &o, &e) || text_equal(o.desk, m->desk);
		for (size_t k = 0; k < heirs_n && !known; k++)
			known = text_equal(heirs[k].unit, unit);
		if (!known)
			heirs[heirs_n++] = (struct sort_heir){ .unit = unit, .title = site_title(r, unit), .hamlets = lines[i]->hamlets };
	}
	return heirs_n;
}

bool desk_sort(struct request *r, const struct ground *g, const struct matter *m, struct sort_row *ret)
{
	*ret = (struct sort_row){ .code = site_code(r, m->code), .subject = m->subject.len > 0 ? m->subject : SAID(r, "officer.no_subject"), .place = site_title(r, m->place),
				  .version = m->version, .href = request_path(r, "work.matter", text_c(r->arena, m->code), NULL),
				  .url = request_path(r, "work.sort.post", text_c(r->arena, m->code), NULL), .token = request_token(r, "work.sort.post") };
	ret->heirs_n = matter_may_sort(m, g, site_actor(r)) ? heirs_of(r, g, m, &ret->heirs) : 0;
	return ret->heirs_n > 0;
}

/* Open ones at that desk, in the order of what is due. */
static bool add_desk(struct request *r, const struct ground *g, const struct text *desk, struct sort_view *v, struct sort_row *rows, struct error *e)
{
	const struct lineage **lines;
	struct work_row       *work;
	size_t                 n;
	struct work_filter     f = { .desks = desk, .desks_n = 1, .limit = 500, .after_due = DAY_NONE };
	size_t                 parts = desk_to_sort(ground_registry(g), r->arena, *desk, site_today(r), &lines);
	if (parts == 0)
		return true;
	if (!work_list(web_read(r), r->arena, &f, site_today(r), &work, &n, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct matter m;
		bool          found;
		if (work[i].arrived.n >= lines[0]->day.n)
			continue;
		if (v->rows_n == SHOWN_MOST) {
			v->more = true;
			return true;
		}
		if (!matter_load(web_read(r), r->arena, g, work[i].code, site_today(r), &m, &found, e))
			return false;
		v->rows_n += found && matter_may_see(&m, g, site_actor(r)) && desk_sort(r, g, &m, &rows[v->rows_n]);
	}
	return true;
}

bool desk_to_sort_rows(struct request *r, const struct ground *g, struct sort_view *v, struct error *e)
{
	struct text     *desks;
	size_t           n = desk_desks(r, g, &desks);
	struct sort_row *rows = ARENA_ARRAY(r->arena, struct sort_row, SHOWN_MOST + 1);
	v->rows = rows;
	for (size_t i = 0; i < n && !v->more; i++)
		if (!add_desk(r, g, &desks[i], v, rows, e))
			return false;
	return true;
}

static void list_show(struct request *r)
{
	const struct ground *g = site_ground(r);
	struct sort_view     v = { 0 };
	struct error         e;
	if (!g)
		return;
	if (!desk_to_sort_rows(r, g, &v, &e)) {
		answer_error(r, &e);
		return;
	}
	if (r->route->form == list_form && request_has(r, DONE))
		v.done = (struct notice_view){ .kind = NOTICE_DONE, .title = SAID(r, "officer.moved_away", FACT_T("code", site_code(r, request_text(r, DONE)))) };
	v.empty = (struct empty_view){ .title = SAID(r, "officer.nothing_to_sort"), .text = SAID(r, "officer.nothing_to_sort_why"), .link = SAID(r, "officer.to_work"), .link_url = TEXT("/work") };
	request_layout(r, &v.layout);
	v.layout.back_url = TEXT("/work");
	page_work_sort(r->out, &v);
}

static void list_page(struct request *r) { desk_seen(r, list_show); }

/* ---- doing it */

static void sorted(struct request *r)
{
	if (r->did)
		answer_see(r, text_print(r->arena, "/work/sort?done=%.*s", TEXT_ARG(request_text(r, CODE))), NULL);
	else
		answer_error(r, &r->error);
}

static void sort_post(struct request *r)
{
	struct matter_step *s = ARENA_NEW(r->arena, struct matter_step);
	struct step_value  *to = ARENA_NEW(r->arena, struct step_value);
	const struct ground *g = site_ground(r);
	if (!g)
		return;
	if (!r->given[TO].fits || !r->given[VERSION].fits) {
		answer_error(r, r->given[TO].fits ? &r->given[VERSION].error : &r->given[TO].error);
		return;
	}
	*to = (struct step_value){ .name = TEXT("to"), .value = request_text(r, TO) };
	*s = (struct matter_step){ .code = request_text(r, CODE), .step = TEXT(STEP_SORT), .values = to, .values_n = 1, .version = request_number(r, VERSION), .by = desk_actor(r),
				   .received = DAY_NONE, .ground = g };
	request_act(r, &row_matter_step, s, sorted);
}

enum { SMALL = 4096 };
const struct route officer_sort_routes[] = {
	{ GET, "/work/sort", OFFICER, list_form, 0, list_page, .name = "work.sort", .produces = HTML, .help_vi = "Vụ việc của đơn vị đã chia, còn phải chuyển cho đơn vị tiếp nhận.",
	  .help_en = "Matters of a divided unit that are still to be sorted among its heirs." },
	{ POST, "/work/m/{code}/sort", HANDLER_OF_MATTER, sort_form, SMALL, sort_post, .name = "work.sort.post", .produces = HTML, .help_vi = "Chuyển một vụ việc cho đơn vị tiếp nhận.",
	  .help_en = "Passes a matter to an heir of the divided unit." },
	{ 0 },
};
