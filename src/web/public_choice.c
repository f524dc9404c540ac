/* public_choice.c - how public lists and figures are chosen, and how the choice is told in words. */
#include "base/base.h"

#include "public.h"

static const char *const statuses[] = { "open", "late-now", "closed-in-time", "closed-late", NULL };
static const char *const yes_no[] = { "0", "1", NULL };

static const char *const tables[] = { "unit", "month", "kind", "grouped", NULL };

#define CHOICE_FIELDS                                                                 \
	[PUBLIC_KIND] = { "kind", field_id, 60, OPTIONAL, .label = "public.kind" },   \
	[PUBLIC_UNIT] = { "unit", field_id, 60, OPTIONAL, .label = "public.unit" },   \
	[PUBLIC_MONTH] = { "month", field_id, 7, OPTIONAL, .label = "public.month" }, \
	[PUBLIC_BOM] = { "bom", field_choice, 1, OPTIONAL, .choices = yes_no }

const struct field public_list_form[] = {
	CHOICE_FIELDS,
	[PUBLIC_STATUS] = { "status", field_choice, 20, OPTIONAL, .label = "public.status", .choices = statuses },
	[PUBLIC_AFTER] = { "after", field_id, 40, OPTIONAL, .label = "public.after" },
	{ NULL },
};

const struct field public_figures_form[] = {
	CHOICE_FIELDS,
	[PUBLIC_BY] = { "by", field_choice, 10, OPTIONAL, .label = "public.by", .choices = tables },
	{ NULL },
};

/* Figures are not chosen by status: they count each of them. */
static struct text list_field(const struct request *r, enum public_field field)
{
	return r->route->form == public_list_form ? request_text(r, field) : TEXT_EMPTY;
}

bool public_version(struct request *r, struct build *b)
{
	struct public_ground       g;
	const struct site_config *c = site_settings(r);
	if (!public_ground(r, &g))
		return false;
	build_print(b, "published %lld day %d units %lld at %.*s of %.*s %.*s %.*s %.*s %.*s", (long long)g.state.version, g.today.n,
		    (long long)registry_loaded_version(g.registry), TEXT_ARG(request_origin(r)), TEXT_ARG(c->office), TEXT_ARG(c->address), TEXT_ARG(c->hours), TEXT_ARG(c->phone),
		    TEXT_ARG(c->publish));
	return true;
}

bool public_ground(struct request *r, struct public_ground *ret)
{
	struct public_ground g = { .ground = site_ground(r), .today = site_today(r) };
	struct error         e = { 0 };
	g.db = g.ground ? web_read(r) : NULL;
	if (!g.db)
		return false;
	g.registry = ground_registry(g.ground);
	if (!public_state(g.db, &g.state, &e)) {
		answer_error(r, &e);
		return false;
	}
	*ret = g;
	return true;
}

struct text public_word(struct request *r, const char *code)
{
	struct build b = { .arena = r->arena };
	SAY(&b, r->lang, code);
	return build_text(&b);
}

struct text public_status(struct request *r, struct text status)
{
	char *code = text_c(r->arena, text_print(r->arena, "public.status_%.*s", TEXT_ARG(status)));
	for (char *c = code; *c; c++)
		*c = *c == '-' ? '_' : *c;
	return public_word(r, code);
}

struct text public_month(struct arena *a, int month) { return text_print(a, "%04d-%02d", month / 12, month % 12 + 1); }

day_t public_month_day(int month)
{
	day_t d = DAY_NONE;
	return day_make((struct date){ month / 12, month % 12 + 1, 1 }, &d) ? d : DAY_NONE;
}

/* "2026-11", or a year alone. */
static bool read_month(struct text t, struct public_filter *f, struct error *e)
{
	int64_t year, month = 0;
	bool    fits = (t.len == 4 || (t.len == 7 && t.at[4] == '-' && text_to_int(text_from(t, 5), &month) && month >= 1 && month <= 12)) &&
	            text_to_int(text_first(t, 4), &year) && year >= 1;
	if (!fits)
		return error(e, PUBLIC_BAD_MONTH, .value = t);
	f->year = (int)year;
	f->month = (int)month;
	return true;
}

/* "20780.7Q4M2RXAK9TD": the day received and the code of the last row of the page before. */
static bool read_after(struct request *r, struct text t, struct public_filter *f, struct error *e)
{
	struct text rest = t, day;
	int64_t     n;
	if (!text_next(&rest, '.', &day) || !text_to_int(day, &n) || n < -719162 || n > DAY_MAX.n || !crockford_read(r->arena, rest, 12, &f->after_code))
		return error(e, PUBLIC_BAD_PAGE);
	f->after_day = (day_t){ (int32_t)n };
	return true;
}

bool public_choice(struct request *r, const struct public_ground *g, struct public_choice *ret)
{
	struct public_choice c = { .filter = { .after_day = DAY_NONE, .procedure = request_text(r, PUBLIC_KIND) } };
	struct text          status = list_field(r, PUBLIC_STATUS);
	struct error         e = { 0 };
	bool                 fits = true;
	if (c.filter.procedure.len > 0 && !ground_pack(g->ground, c.filter.procedure))
		fits = error(&e, MATTER_NO_PROCEDURE, .value = c.filter.procedure);
	if (fits && request_has(r, PUBLIC_UNIT))
		fits = unit_show(g->registry, request_text(r, PUBLIC_UNIT), g->today, &c.unit, &e);
	if (fits && request_has(r, PUBLIC_MONTH))
		fits = read_month(request_text(r, PUBLIC_MONTH), &c.filter, &e);
	struct text after = list_field(r, PUBLIC_AFTER);
	if (fits && after.len > 0)
		fits = read_after(r, after, &c.filter, &e);
	if (!fits) {
		answer_error(r, &e);
		return false;
	}
	c.filter.unit = c.unit ? c.unit->unit : TEXT_EMPTY;
	c.filter.late_now = text_is(status, "late-now");
	c.filter.status = c.filter.late_now ? TEXT("open") : status;
	*ret = c;
	return true;
}

struct text public_query(struct request *r, const struct public_choice *c, struct text after)
{
	struct build       b = { .arena = r->arena };
	const struct {
		const char *name;
		struct text value;
	} members[] = {
		{ "kind", c->filter.procedure }, { "unit", c->filter.unit }, { "month", request_text(r, PUBLIC_MONTH) }, { "status", list_field(r, PUBLIC_STATUS) }, { "after", after },
	};
	for (size_t i = 0; i < COUNT_OF(members); i++)
		if (members[i].value.len > 0)
			build_print(&b, "%s%s=%.*s", b.len > 0 ? "&" : "?", members[i].name, TEXT_ARG(members[i].value));
	return build_text(&b);
}

struct text public_said(struct request *r, const struct public_ground *g, const struct public_choice *c)
{
	struct build b = { .arena = r->arena };
	struct text  status = list_field(r, PUBLIC_STATUS);
	const struct {
		bool        is;
		struct text words;
	} said[] = {
		{ c->filter.procedure.len > 0, c->filter.procedure.len > 0 ? site_words(r, pack_title(ground_pack(g->ground, c->filter.procedure))) : TEXT_EMPTY },
		{ c->unit, c->unit ? unit_title(r->arena, c->unit) : TEXT_EMPTY },
		{ status.len > 0, status.len > 0 ? public_status(r, status) : TEXT_EMPTY },
	};
	for (size_t i = 0; i < COUNT_OF(said); i++)
		if (said[i].is)
			build_print(&b, "%s%.*s", b.len > 0 ? "; " : "", TEXT_ARG(said[i].words));
	if (c->filter.year > 0) {
		build_c(&b, b.len > 0 ? "; " : "");
		if (c->filter.month > 0) {
			struct build month = { .arena = r->arena };
			say_month(&month, r->lang, public_month_day(c->filter.year * 12 + c->filter.month - 1));
			SAY(&b, r->lang, "public.said_month", FACT_T("month", build_text(&month)));
		} else
			SAY(&b, r->lang, "public.said_year", FACT_T("year", text_print(r->arena, "%d", c->filter.year)));
	}
	if (b.len == 0)
		return TEXT_EMPTY;
	struct build all = { .arena = r->arena };
	SAY(&all, r->lang, "public.said", FACT_T("what", build_text(&b)));
	return build_text(&all);
}

struct filter_field public_filter_kind(struct request *r, const struct public_ground *g, const struct public_choice *c)
{
	size_t             n = 0;
	const struct pack *pack;
	while (ground_pack_at(g->ground, n))
		n++;
	struct choice *choices = ARENA_ARRAY(r->arena, struct choice, n + 1);
	choices[0] = (struct choice){ .value = "", .label = public_word(r, "public.any_kind") };
	n = 1;
	for (size_t i = 0; (pack = ground_pack_at(g->ground, i)); i++)
		if (pack_class(pack) == PACK_OPEN) /* of the others it isn't told which they are */
			choices[n++] = (struct choice){ .value = text_c(r->arena, pack_name(pack)), .label = site_words(r, pack_title(pack)),
							.chosen = text_equal(pack_name(pack), c->filter.procedure) };
	return (struct filter_field){ .name = "kind", .label = public_word(r, "public.kind"), .choices = choices, .choices_n = n };
}

/* Units that hold or held something; another one that was chosen stands among them. */
struct filter_field public_filter_unit(struct request *r, const struct public_ground *g, const struct public_choice *c)
{
	struct figure_row *rows;
	size_t             rows_n, n = 0;
	struct error       e;
	if (!public_figures(g->db, r->arena, g->registry, &(struct public_filter){ .after_day = DAY_NONE }, FIGURES_BY_UNIT, g->today, &rows, &rows_n, &e))
		rows_n = 0; /* only the choice is poorer */
	struct choice *choices = ARENA_ARRAY(r->arena, struct choice, rows_n + 2);
	bool           is_there = !c->unit;
	choices[n++] = (struct choice){ .value = "", .label = public_word(r, "public.any_unit") };
	for (size_t i = 0; i < rows_n; i++) {
		bool seen = false; /* open and grouped ones of a unit are two rows */
		for (size_t k = 1; k < n; k++)
			seen = seen || text_is(rows[i].unit, choices[k].value);
		if (seen)
			continue;
		bool chosen = c->unit && text_equal(rows[i].unit, c->unit->unit);
		is_there = is_there || chosen;
		choices[n++] = (struct choice){ .value = text_c(r->arena, rows[i].unit), .label = unit_title_at(g->registry, r->arena, rows[i].unit, g->today), .chosen = chosen };
	}
	if (!is_there)
		choices[n++] = (struct choice){ .value = text_c(r->arena, c->unit->unit), .label = unit_title(r->arena, c->unit), .chosen = true };
	return (struct filter_field){ .name = "unit", .label = public_word(r, "public.unit"), .choices = choices, .choices_n = n };
}
