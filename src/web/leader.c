/* leader.c - what is late or will be within three days, by unit and by officer; what waits for a signature; giving several matters to another. */
#include "base/base.h"

#include "officer.h"
#include "pages.h"

enum { ROWS_MOST = 500, SIGN_MOST = 50, COLUMNS = 4, OFFICES_MOST = 12 };
enum { CODES, TO };
static const struct field assign_form[] = {
	[CODES] = { "code", field_code, 12, OPTIONAL, .many = ROWS_MOST },
	[TO] = { "to", field_number, 12, OPTIONAL, .least = 1, .most = INT64_C(1) << 40 },
	{ NULL },
};

struct led {
	const struct ground *ground;
	struct text         *desks;
	size_t               desks_n;
	struct work_row     *rows;   /* late first, then soon: the order of the list */
	size_t               rows_n;
};

/* Desks of the units where this person heads or watches. */
static size_t led_desks(struct request *r, const struct ground *g, struct text **ret)
{
	return actor_desks(site_actor(r), ground_registry(g), r->arena, ROLE_HEAD | ROLE_LEADER, site_today(r), ret);
}

static struct text unit_of(struct request *r, const struct led *l, struct text desk) { return desk_holder(ground_registry(l->ground), desk, site_today(r)); }

static bool load(struct request *r, struct led *l)
{
	struct error       e;
	struct work_row   *late, *soon;
	size_t             late_n, soon_n = 0;
	struct work_filter f = { .view = WORK_LATE, .after_due = DAY_NONE, .limit = ROWS_MOST };
	l->ground = site_ground(r);
	if (!l->ground)
		return false;
	f.desks_n = l->desks_n = led_desks(r, l->ground, &l->desks);
	f.desks = l->desks;
	bool ok = work_list(web_read(r), r->arena, &f, site_today(r), &late, &late_n, &e);
	f.view = WORK_SOON;
	f.limit = ROWS_MOST - late_n;
	if (ok && f.limit > 0)
		ok = work_list(web_read(r), r->arena, &f, site_today(r), &soon, &soon_n, &e);
	if (!ok) {
		answer_error(r, &e);
		return false;
	}
	l->rows = ARENA_ARRAY(r->arena, struct work_row, late_n + soon_n + 1);
	if (late_n > 0)
		memcpy(l->rows, late, late_n * sizeof(*late));
	if (soon_n > 0)
		memcpy(l->rows + late_n, soon, soon_n * sizeof(*soon));
	l->rows_n = late_n + soon_n;
	return true;
}

/* ---- tables ---- */

static const struct table_column *columns(struct request *r, const char *const *names, size_t n, size_t numbers_from)
{
	struct table_column *c = ARENA_ARRAY(r->arena, struct table_column, n);
	for (size_t i = 0; i < n; i++)
		c[i] = (struct table_column){ .heading = desk_word(r, "officer.column", text_of(names[i])), .is_number = i >= numbers_from };
	return c;
}

static void numbers(struct cell *c, const struct work_share *s, struct text late_href)
{
	c[0] = (struct cell){ .number = s->open, .is_number = true };
	c[1] = (struct cell){ .number = s->late, .is_number = true, .href = s->late > 0 ? late_href : TEXT_EMPTY };
	c[2] = (struct cell){ .number = s->soon, .is_number = true };
}

static bool by_unit(struct request *r, const struct led *l, struct table_view *t)
{
	static const char *const names[] = { "unit", "open", "late", "soon" };
	struct work_share *s;
	struct error       e;
	size_t             n;
	if (!work_shares(web_read(r), r->arena, l->desks, l->desks_n, false, site_today(r), &s, &n, &e)) {
		answer_error(r, &e);
		return false;
	}
	struct cell *cells = ARENA_ARRAY(r->arena, struct cell, n * COLUMNS + 1);
	for (size_t i = 0; i < n; i++) {
		struct text unit = unit_of(r, l, s[i].desk);
		if (s[i].open == 0)
			continue;
		cells[t->rows_n * COLUMNS] = (struct cell){ .text = site_title(r, unit), .href = text_print(r->arena, "/work?view=all&unit=%.*s", TEXT_ARG(unit)) };
		numbers(&cells[t->rows_n++ * COLUMNS + 1], &s[i], text_print(r->arena, "/work?view=late&unit=%.*s", TEXT_ARG(unit)));
	}
	t->caption = SAID(r, "officer.by_unit");
	t->columns = columns(r, names, COLUMNS, 1);
	t->columns_n = COLUMNS;
	t->cells = cells;
	return true;
}

static bool by_officer(struct request *r, const struct led *l, struct table_view *t)
{
	static const char *const names[] = { "officer", "open", "late", "soon" };
	struct work_share *s;
	struct error       e;
	size_t             n;
	if (!work_shares(web_read(r), r->arena, l->desks, l->desks_n, true, site_today(r), &s, &n, &e)) {
		answer_error(r, &e);
		return false;
	}
	struct cell *cells = ARENA_ARRAY(r->arena, struct cell, n * COLUMNS + 1);
	for (size_t i = 0; i < n; i++) {
		if (s[i].late + s[i].soon == 0)
			continue;
		cells[t->rows_n * COLUMNS] = (struct cell){ .text = s[i].assignee > 0 ? desk_account(r, s[i].assignee) : SAID(r, "officer.nobody"),
							    .hint = site_title(r, unit_of(r, l, s[i].desk)) };
		numbers(&cells[t->rows_n++ * COLUMNS + 1], &s[i], TEXT_EMPTY);
	}
	t->caption = SAID(r, "officer.by_officer");
	t->columns = columns(r, names, COLUMNS, 1);
	t->columns_n = COLUMNS;
	t->cells = cells;
	return true;
}

static void rows_table(struct request *r, const struct led *l, const struct work_row *rows, size_t n, struct table_view *t)
{
	static const char *const names[] = { "code", "subject", "clock", "officer" };
	struct cell *cells = ARENA_ARRAY(r->arena, struct cell, n * COLUMNS + 1);
	for (size_t i = 0; i < n; i++) {
		struct cell       *c = &cells[i * COLUMNS];
		struct clock_view *clock = ARENA_NEW(r->arena, struct clock_view);
		*clock = site_work_clock(r, &rows[i]);
		c[0] = (struct cell){ .text = site_code(r, rows[i].code), .href = text_print(r->arena, "/work/m/%.*s", TEXT_ARG(rows[i].code)) };
		c[1] = (struct cell){ .text = rows[i].subject.len > 0 ? rows[i].subject : SAID(r, "officer.no_subject"), .hint = site_title(r, unit_of(r, l, rows[i].desk)) };
		c[2] = (struct cell){ .clock = clock };
		c[3] = (struct cell){ .text = rows[i].assignee > 0 ? desk_account(r, rows[i].assignee) : SAID(r, "officer.nobody"), .hint = site_state(r, rows[i].procedure, rows[i].state) };
	}
	t->caption = SAID(r, "officer.caption");
	t->columns = columns(r, names, COLUMNS, COLUMNS);
	t->columns_n = COLUMNS;
	t->cells = cells;
	t->rows_n = n;
}

static void selects(struct request *r, const struct led *l, struct table_view *t)
{
	struct text *values = ARENA_ARRAY(r->arena, struct text, l->rows_n + 1);
	for (size_t i = 0; i < l->rows_n; i++)
		values[i] = l->rows[i].code;
	t->select_values = values;
	t->select_name = "code";
}

/* ---- to whom ---- */

static void people_of(struct request *r, const struct led *l, struct text unit, struct choice_view *v, struct choice *o, size_t room)
{
	struct account *accounts;
	size_t          n = desk_people(r, l->ground, unit, &accounts);
	for (size_t i = 0; i < n && v->choices_n < room; i++) {
		const char *value = text_c(r->arena, text_print(r->arena, "%lld", (long long)accounts[i].number));
		bool        there = false;
		for (size_t k = 0; k < v->choices_n; k++)
			there = there || strcmp(o[k].value, value) == 0;
		if (!there)
			o[v->choices_n++] = (struct choice){ .value = value, .label = accounts[i].name, .hint = site_title(r, unit), .chosen = r->route->form == assign_form && text_is(request_text(r, TO), value) };
	}
}

static void to_whom(struct request *r, const struct led *l, struct choice_view *v)
{
	enum { MOST = 60 };
	struct choice *o = ARENA_ARRAY(r->arena, struct choice, MOST);
	struct text    units[OFFICES_MOST];
	size_t         n = 0;
	*v = (struct choice_view){ .id = "to", .choices = o };
	for (size_t i = 0; i < l->rows_n && n < OFFICES_MOST; i++) {
		struct text unit = unit_of(r, l, l->rows[i].desk);
		bool        there = false;
		for (size_t k = 0; k < n; k++)
			there = there || text_equal(units[k], unit);
		if (there)
			continue;
		units[n++] = unit;
		people_of(r, l, unit, v, o, MOST);
	}
}

/* ---- the page ---- */

static void late_show(struct request *r, const struct error *e)
{
	struct led          l = { 0 };
	struct late_view    v = { 0 };
	struct work_counts  n;
	struct work_row    *sign;
	struct error        fault;
	size_t              sign_n;
	struct desk_errors  errors = { 0 };
	struct figure_view *f = ARENA_ARRAY(r->arena, struct figure_view, 3);
	if (!load(r, &l) || !by_unit(r, &l, &v.units) || !by_officer(r, &l, &v.officers))
		return;
	struct work_filter filter = { .view = WORK_SIGN, .desks = l.desks, .desks_n = l.desks_n, .after_due = DAY_NONE, .limit = SIGN_MOST };
	if (!work_count(web_read(r), r->arena, l.desks, l.desks_n, site_today(r), &n, &fault) ||
	    !work_list(web_read(r), r->arena, &filter, site_today(r), &sign, &sign_n, &fault)) {
		answer_error(r, &fault);
		return;
	}
	f[0] = (struct figure_view){ .number = n.late, .of = n.open, .label = desk_word(r, "officer.view", TEXT("late")), .href = TEXT("#giao-lai"), .face = n.late > 0 ? FACE_LATE : FACE_NONE };
	f[1] = (struct figure_view){ .number = n.soon, .of = n.open, .label = desk_word(r, "officer.view", TEXT("soon")), .href = TEXT("#giao-lai"), .face = n.soon > 0 ? FACE_SOON : FACE_NONE };
	f[2] = (struct figure_view){ .number = n.sign, .of = n.open, .label = desk_word(r, "officer.view", TEXT("sign")), .href = TEXT("#cho-ky") };
	v.figures = f;
	v.figures_n = 3;
	request_layout(r, &v.layout);
	v.layout.wide = true;
	rows_table(r, &l, sign, sign_n, &v.sign);
	rows_table(r, &l, l.rows, l.rows_n, &v.rows);
	selects(r, &l, &v.rows);
	v.cut = l.rows_n == ROWS_MOST;
	to_whom(r, &l, &v.to);
	v.token = request_token(r, "work.late.assign");
	if (e) {
		v.to.error = error_say(r->arena, r->lang, e);
		desk_error(r, &errors, v.to.choices_n > 0 ? "to" : "noi-dung", v.to.error);
	}
	v.errors = desk_summary(r, &errors, &v.layout);
	page_late(r->out, &v);
}

static void late_seen(struct request *r) { late_show(r, NULL); }

static void late_page(struct request *r) { desk_seen(r, late_seen); }

/* ---- giving several to one ---- */

/* The pack's step that names who handles it. */
static bool assign_step(const struct pack *pack, struct text *ret_step, struct text *ret_field, struct error *e)
{
	const struct pack_step *s;
	for (size_t i = 0; pack && (s = pack_step_at(pack, i)); i++)
		for (size_t k = 0; s->is_quiet && k < s->fields_n; k++)
			if (s->fields[k].type == FIELD_ACCOUNT && s->fields[k].required) {
				*ret_step = s->name;
				*ret_field = s->fields[k].name;
				return true;
			}
	return error(e, PROCEDURE_NO_STEP, .value = TEXT("assign"));
}

static void assigned(struct request *r, const struct desk_many *m)
{
	int64_t number = 0;
	text_to_int(m->value.value, &number);
	struct assigned_view v = desk_many_result(r, m, desk_account(r, number));
	page_assigned(r->out, &v);
}

static void assign_post(struct request *r)
{
	struct desk_many *m = ARENA_NEW(r->arena, struct desk_many);
	struct error      e = { 0 };
	*m = (struct desk_many){ .codes = CODES, .value.value = request_text(r, TO), .choose = assign_step, .end = assigned };
	if (desk_chosen(r, CODES) == 0 || m->value.value.len == 0) {
		error(&e, OFFICER_NOTHING_CHOSEN);
		late_show(r, &e);
		return;
	}
	desk_many(r, m);
}

const struct route leader_routes[] = {
	{ GET, "/work/late", LEADER, NULL, 0, late_page, .name = "work.late", .produces = HTML, .help_vi = "Trễ hạn và sắp đến hạn, theo đơn vị và người được giao; việc chờ ký.",
	  .help_en = "What is late or due within three days, by unit and officer; what waits for a signature." },
	{ POST, "/work/late/assign", LEADER, assign_form, 64 << 10, assign_post, .name = "work.late.assign", .produces = HTML, .help_vi = "Giao lại một hoặc nhiều việc.",
	  .help_en = "Gives one or several matters to another." },
	{ 0 },
};
