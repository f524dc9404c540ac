/* officer_sort.c - matters that came with the desk of a divided unit: each goes to the unit that has its place now; where that is the one that holds it, to its own desk. One by
 * one from the matter's page, several to one heir from the list, which shows one divided unit at a time. */
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
/* After one or several were moved: the code of the one, or how many and where to. */
enum { FROM, AFTER, DONE, MOVED, MOVED_TO };
static const struct field list_form[] = {
	[FROM] = { "from", field_id, 80, OPTIONAL },
	[AFTER] = { "after", field_id, 40, OPTIONAL },
	[DONE] = { "done", field_code, 12, OPTIONAL },
	[MOVED] = { "moved", field_number, 5, OPTIONAL, .least = 1, .most = 1000 },
	[MOVED_TO] = { "to", field_id, 80, OPTIONAL },
	{ NULL },
};
enum { PAGE = 50, PIECE = 50, LOOKED_MOST = 2000, COUNTED_MOST = 100, COLUMNS = 3 };
enum { MANY_FROM, MANY_TO, CODES };
static const struct field many_form[] = {
	[MANY_FROM] = { "from", field_id, 80, OPTIONAL },
	[MANY_TO] = { "to", field_id, 80, OPTIONAL },
	[CODES] = { "code", field_code, 12, OPTIONAL, .many = PAGE },
	{ NULL },
};

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

/* ---- what is to be sorted, by the unit that was divided */

struct divided { struct text from; day_t day; struct text *desks; size_t desks_n; };

/* Those of whose desks this person holds some and may sort what lies there. */
static size_t divided_units(struct request *r, const struct ground *g, struct divided **ret)
{
	struct text    *desks;
	size_t          n = desk_desks(r, g, &desks), units_n = 0;
	struct divided *units = *ret = ARENA_ARRAY(r->arena, struct divided, n + 1);
	for (size_t i = 0, k; i < n; i++) {
		const struct lineage **lines;
		struct matter          held = { .holder = desk_holder(ground_registry(g), desks[i], site_today(r)) };
		if (desk_to_sort(ground_registry(g), r->arena, desks[i], site_today(r), &lines) == 0 || !matter_may_sort(&held, g, site_actor(r)))
			continue;
		for (k = 0; k < units_n && !text_equal(units[k].from, lines[0]->from);)
			k++;
		if (k == units_n)
			units[units_n++] = (struct divided){ lines[0]->from, lines[0]->day, ARENA_ARRAY(r->arena, struct text, n), 0 };
		units[k].desks[units[k].desks_n++] = desks[i];
	}
	return units_n;
}

struct to_sort { struct work_row work; struct sort_row row; };
struct found { struct to_sort *rows; size_t n, most; bool more; struct text last; /* key of what was looked at last, of the rows that are shown */ };

/* What came before the division, this person may see, and has an heir to go to. */
static bool look_at(struct request *r, const struct ground *g, const struct divided *d, const struct work_row *w, struct to_sort *ret, bool *ret_is, struct error *e)
{
	struct matter m;
	*ret_is = false;
	if (w->arrived.n >= d->day.n)
		return true;
	if (!matter_load(web_read(r), r->arena, g, w->code, site_today(r), &m, ret_is, e))
		return false;
	ret->work = *w;
	*ret_is = *ret_is && matter_may_see(&m, g, site_actor(r)) && desk_sort(r, g, &m, &ret->row);
	return true;
}

/* In the order of what is due, behind `after`; one more than `most` is looked for, to know whether there is a next page. What came to the desk later lies among them: it is passed
 * over, and after LOOKED_MOST the page ends with a link to go on from there. */
static bool find(struct request *r, const struct ground *g, const struct divided *d, struct text after, struct found *f, struct error *e)
{
	struct work_filter filter = { .desks = d->desks, .desks_n = d->desks_n, .limit = PIECE };
	struct to_sort     other;
	desk_after(&filter, after);
	f->rows = ARENA_ARRAY(r->arena, struct to_sort, f->most + 1);
	for (size_t looked = 0; looked < LOOKED_MOST; looked += PIECE) {
		struct work_row *work;
		size_t           n;
		if (!work_list(web_read(r), r->arena, &filter, site_today(r), &work, &n, e))
			return false;
		for (size_t i = 0; i < n; i++) {
			bool is, full = f->n == f->most;
			if (!look_at(r, g, d, &work[i], full ? &other : &f->rows[f->n], &is, e))
				return false;
			if (full && is)
				return f->more = true;
			f->n += !full && is;
			f->last = full ? f->last : desk_after_of(r, &work[i]);
		}
		if (n < PIECE)
			return true;
		desk_after(&filter, desk_after_of(r, &work[n - 1]));
	}
	return f->more = true;
}

bool desk_count_to_sort(struct request *r, const struct ground *g, int64_t *ret, bool *ret_more, struct error *e)
{
	struct divided *units;
	size_t          n = divided_units(r, g, &units);
	*ret = 0;
	*ret_more = false;
	for (size_t i = 0; i < n; i++) {
		struct found f = { .most = COUNTED_MOST };
		if (!find(r, g, &units[i], TEXT_EMPTY, &f, e))
			return false;
		*ret += (int64_t)f.n;
		*ret_more = *ret_more || f.more;
	}
	return true;
}

/* ---- the list */

static struct text address(struct request *r, const struct divided *d, struct text after)
{
	return text_print(r->arena, "/work/sort?from=%.*s%s%.*s", TEXT_ARG(d->from), after.len > 0 ? "&after=" : "", TEXT_ARG(after));
}

static struct table_view table(struct request *r, const struct found *f)
{
	static const char *const names[COLUMNS] = { "code", "subject", "clock" };
	struct table_column     *columns = ARENA_ARRAY(r->arena, struct table_column, COLUMNS);
	struct cell             *c = ARENA_ARRAY(r->arena, struct cell, f->n * COLUMNS + 1);
	struct text             *codes = ARENA_ARRAY(r->arena, struct text, f->n + 1);
	struct table_view        t = { .caption = SAID(r, "officer.to_sort"), .columns = columns, .columns_n = COLUMNS, .cells = c, .rows_n = f->n, .select_name = "code", .select_values = codes };
	for (size_t i = 0; i < COLUMNS; i++)
		columns[i].heading = desk_word(r, "officer.column", text_of(names[i]));
	for (size_t i = 0; i < f->n; i++, c += COLUMNS) {
		const struct sort_row *row = &f->rows[i].row;
		struct clock_view     *clock = ARENA_NEW(r->arena, struct clock_view);
		*clock = site_work_clock(r, &f->rows[i].work);
		codes[i] = f->rows[i].work.code;
		c[0] = (struct cell){ .text = row->code, .href = row->href };
		c[1] = (struct cell){ .text = row->subject, .hint = row->place };
		c[2] = (struct cell){ .clock = clock };
	}
	return t;
}

/* Of all rows of the page; each goes only where its own heirs are, and the result says which could not. */
static void heirs_of_all(struct request *r, const struct found *f, struct sort_view *v)
{
	size_t            room = 0;
	struct sort_heir *all;
	for (size_t i = 0; i < f->n; i++)
		room += f->rows[i].row.heirs_n;
	v->heirs = all = ARENA_ARRAY(r->arena, struct sort_heir, room + 1);
	for (size_t i = 0; i < f->n; i++)
		for (size_t k = 0, j; k < f->rows[i].row.heirs_n; k++) {
			for (j = 0; j < v->heirs_n && !text_equal(all[j].unit, f->rows[i].row.heirs[k].unit);)
				j++;
			if (j == v->heirs_n)
				all[v->heirs_n++] = f->rows[i].row.heirs[k];
		}
}

static void say_done(struct request *r, struct sort_view *v)
{
	if (r->route->form == list_form && request_has(r, DONE))
		v->done = (struct notice_view){ .kind = NOTICE_DONE, .title = SAID(r, "officer.sorted_one", FACT_T("code", site_code(r, request_text(r, DONE)))) };
	else if (r->route->form == list_form && request_has(r, MOVED))
		v->done = (struct notice_view){ .kind = NOTICE_DONE,
						.title = SAID(r, "officer.sorted", FACT_N("n", request_number(r, MOVED)), FACT_T("unit", site_title(r, request_text(r, MOVED_TO)))) };
}

/* Of several divided units the one that is asked for, else the first that still has something; the others as links. */
static bool fill(struct request *r, const struct ground *g, struct text from, struct text after, struct sort_view *v, struct error *e)
{
	struct divided   *units, *shown = NULL;
	size_t            n = divided_units(r, g, &units);
	struct link_view *others = ARENA_ARRAY(r->arena, struct link_view, n + 1);
	struct found      shown_rows = { 0 };
	for (size_t i = 0; i < n; i++) {
		bool         is_it = text_equal(units[i].from, from) || (from.len == 0 && !shown);
		struct found f = { .most = is_it ? PAGE : 1 };
		if (!find(r, g, &units[i], is_it ? after : TEXT_EMPTY, &f, e))
			return false;
		if (is_it && f.n + f.more > 0) {
			shown = &units[i];
			shown_rows = f;
		} else if (f.n + f.more > 0)
			others[v->others_n++] = (struct link_view){ .label = unit_title_at(ground_registry(g), r->arena, units[i].from, day_add(units[i].day, -1)), .href = address(r, &units[i], TEXT_EMPTY) };
	}
	v->others = others;
	if (!shown)
		return true;
	v->from = shown->from;
	v->day = shown->day;
	v->title = unit_title_at(ground_registry(g), r->arena, shown->from, day_add(shown->day, -1));
	v->table = table(r, &shown_rows);
	heirs_of_all(r, &shown_rows, v);
	v->next_url = shown_rows.more ? address(r, shown, shown_rows.last) : TEXT_EMPTY;
	v->first_url = after.len > 0 ? address(r, shown, TEXT_EMPTY) : TEXT_EMPTY;
	return true;
}

static void show(struct request *r, struct text from, struct text after, const struct error *wrong)
{
	const struct ground *g = site_ground(r);
	struct sort_view     v = { 0 };
	struct desk_errors   errors = { 0 };
	struct error         e;
	if (!g)
		return;
	if (!fill(r, g, from, after, &v, &e)) {
		answer_error(r, &e);
		return;
	}
	say_done(r, &v);
	v.token = request_token(r, "work.sort.many");
	v.empty = (struct empty_view){ .title = SAID(r, "officer.nothing_to_sort"), .text = SAID(r, "officer.nothing_to_sort_why"), .link = SAID(r, "officer.to_work"), .link_url = TEXT("/work") };
	request_layout(r, &v.layout);
	v.layout.back_url = TEXT("/work");
	v.layout.wide = true;
	if (wrong)
		desk_error(r, &errors, "cac-don", error_say(r->arena, r->lang, wrong));
	v.errors = desk_summary(r, &errors, &v.layout);
	page_work_sort(r->out, &v);
}

static void list_show(struct request *r) { show(r, request_text(r, FROM), request_text(r, AFTER), NULL); }

static void list_page(struct request *r) { desk_seen(r, list_show); }

/* ---- several to one heir */

static bool sort_step(const struct pack *pack, struct text *ret_step, struct text *ret_field, struct error *e)
{
	*ret_step = TEXT(STEP_SORT);
	*ret_field = TEXT("to");
	return true;
}

static void all_sorted(struct request *r, const struct desk_many *m)
{
	struct text from = request_text(r, MANY_FROM), to = m->value.value;
	if (m->done == m->n) {
		answer_see(r, text_print(r->arena, "/work/sort?from=%.*s&moved=%zu&to=%.*s", TEXT_ARG(from), m->n, TEXT_ARG(to)), NULL);
		return;
	}
	struct assigned_view v = desk_many_result(r, m, site_title(r, to));
	v.back_url = text_print(r->arena, "/work/sort?from=%.*s", TEXT_ARG(from));
	answer_status(r, 422);
	page_sorted(r->out, &v);
}

static void sort_many(struct request *r)
{
	struct desk_many *m = ARENA_NEW(r->arena, struct desk_many);
	struct error      e = { 0 };
	*m = (struct desk_many){ .codes = CODES, .value.value = request_text(r, MANY_TO), .choose = sort_step, .end = all_sorted };
	if (desk_chosen(r, CODES) == 0 || m->value.value.len == 0) {
		error(&e, OFFICER_NOTHING_TO_MOVE);
		show(r, request_text(r, MANY_FROM), TEXT_EMPTY, &e);
		return;
	}
	desk_many(r, m);
}

/* ---- one */

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

enum { SMALL = 4096, MANY = 16384 };
const struct route officer_sort_routes[] = {
	{ GET, "/work/sort", OFFICER, list_form, 0, list_page, .name = "work.sort", .produces = HTML, .help_vi = "Vụ việc của đơn vị đã chia, còn phải chuyển cho đơn vị tiếp nhận.",
	  .help_en = "Matters of a divided unit that are still to be sorted among its heirs." },
	{ POST, "/work/sort", OFFICER, many_form, MANY, sort_many, .name = "work.sort.many", .produces = HTML, .help_vi = "Chuyển nhiều vụ việc cho một đơn vị tiếp nhận.",
	  .help_en = "Passes several matters to one heir of the divided unit." },
	{ POST, "/work/m/{code}/sort", HANDLER_OF_MATTER, sort_form, SMALL, sort_post, .name = "work.sort.post", .produces = HTML, .help_vi = "Chuyển một vụ việc cho đơn vị tiếp nhận.",
	  .help_en = "Passes a matter to an heir of the divided unit." },
	{ 0 },
};
