/* public_orders.c - orders that rearranged units, as everybody may read them: the list; and one, in plain words, with the desks that move, its file and its entry in the ledger. */
#include "base/base.h"

#include "pages.h"
#include "public.h"
#include "web/views_public.h"

enum { ID };
const struct field order_form[] = {
	[ID] = { "id", field_id, 80, IN_PATH },
	{ NULL },
};

enum { PARTS_SHOWN = 300, OPEN_MOST = 8 /* more parts than these are folded, a line each */ };

static const char *state_of(day_t today, const struct order_row *o)
{
	return o->revoked > 0 ? "revoked" : !o->day_unknown && o->day.n > today.n ? "coming" : "in_force";
}

static struct text state_words(struct request *r, day_t today, const struct order_row *o)
{
	return public_word(r, text_c(r->arena, text_print(r->arena, "order_state.%s", state_of(today, o))));
}

static struct text say_with(struct request *r, const char *code, const struct fact *facts)
{
	struct build b = { .arena = r->arena };
	say(&b, r->lang, code, facts);
	return build_text(&b);
}

static struct text day_words(struct request *r, const struct order_row *o)
{
	if (o->day_unknown)
		return say_with(r, "public.in_year", (const struct fact[]){ FACT_T("year", text_print(r->arena, "%d", day_date(o->day).year)), { .name = NULL } });
	struct build b = { .arena = r->arena };
	say_date(&b, r->lang, o->day);
	return build_text(&b);
}

static struct text order_url(struct request *r, const struct order_row *o) { return text_print(r->arena, "/orders/%.*s", TEXT_ARG(o->id)); }

static bool read_list(struct request *r, struct public_ground *g, struct order_row **ret, size_t *ret_n)
{
	struct error e;
	if (!public_ground(r, g))
		return false;
	if (order_list(g->db, r->arena, ret, ret_n, &e))
		return true;
	answer_error(r, &e);
	return false;
}

/* ---- the list */

struct table_view public_orders_table(struct request *r, day_t today, const struct order_row *rows, size_t n)
{
	static const char *const headings[] = { "public.order_day", "public.order_title", "public.basis", "public.order_state" };
	enum { N = COUNT_OF(headings) };
	struct table_column *columns = ARENA_ARRAY(r->arena, struct table_column, N);
	struct cell         *cells = ARENA_ARRAY(r->arena, struct cell, n * N + 1), *c = cells;
	for (size_t i = 0; i < N; i++)
		columns[i].heading = public_word(r, headings[i]);
	for (size_t i = 0; i < n; i++) {
		*c++ = (struct cell){ .text = day_words(r, &rows[i]) };
		*c++ = (struct cell){ .text = rows[i].title.in[r->lang], .href = order_url(r, &rows[i]) };
		*c++ = (struct cell){ .text = rows[i].basis };
		*c++ = (struct cell){ .text = state_words(r, today, &rows[i]) };
	}
	return (struct table_view){ .caption = public_word(r, "public.orders"), .columns = columns, .columns_n = N, .cells = cells, .rows_n = n };
}

void orders_page(struct request *r)
{
	struct public_ground g;
	struct order_row    *rows;
	struct orders_view   v = { 0 };
	size_t               n;
	if (!read_list(r, &g, &rows, &n))
		return;
	v.table = public_orders_table(r, g.today, rows, n);
	v.siblings.json_url = TEXT("/orders.json");
	request_layout(r, &v.layout);
	v.layout.wide = true;
	page_orders(r->out, &v);
}

static void row_members(struct json *j, const struct public_ground *g, struct request *r, const struct order_row *o)
{
	json_member_text(j, "basis", o->basis);
	if (!o->day_unknown)
		json_member_day(j, "effective", o->day);
	json_member_int(j, "entry", o->entry);
	json_member_text(j, "hash", o->hash);
	json_member_text(j, "id", o->id);
	json_member_int(j, "parts", o->parts);
	json_member_text(j, "state", text_of(state_of(g->today, o)));
	json_member_text(j, "title", o->title.in[r->lang]);
}

void orders_json(struct request *r)
{
	struct public_ground g;
	struct order_row    *rows;
	size_t               n;
	if (!read_list(r, &g, &rows, &n))
		return;
	struct json j = json_start(r->arena, false);
	json_object(&j);
	json_key(&j, "orders");
	json_array(&j);
	for (size_t i = 0; i < n; i++) {
		json_object(&j);
		row_members(&j, &g, r, &rows[i]);
		json_member_int(&j, "year", day_date(rows[i].day).year);
		json_end(&j);
	}
	json_end(&j);
	json_member_published(&j, &g.state);
	json_end(&j);
	answer_json(r, 200, json_done(&j));
}

/* ---- one order */

struct order_seen { struct public_ground g; const struct order_row *row; struct order *order; struct text *units; size_t units_n; struct unit_link *before, *after; size_t desks_n; };

/* Desks of what the order ended or changed that another unit holds from its day on. */
static bool find_desks(struct request *r, struct order_seen *s, struct error *e)
{
	const struct registry *reg = s->g.registry;
	struct text           *units;
	size_t                 n;
	day_t                  day = s->row->day, before = day_add(day, -1);
	if (!order_units(s->g.db, r->arena, s->row->id, &units, &n, e))
		return false;
	s->units = units;
	s->units_n = n;
	s->before = ARENA_ARRAY(r->arena, struct unit_link, n + 1);
	s->after = ARENA_ARRAY(r->arena, struct unit_link, n + 1);
	for (size_t i = 0; i < n && s->row->revoked == 0; i++) {
		struct text desk = unit_desk(reg, units[i], before), holder = desk.len > 0 ? desk_holder(reg, desk, day) : TEXT_EMPTY;
		if (holder.len == 0 || text_equal(holder, units[i]))
			continue;
		s->before[s->desks_n] = (struct unit_link){ .title = unit_title_at(reg, r->arena, units[i], before), .href = text_print(r->arena, "/units/%.*s", TEXT_ARG(units[i])) };
		s->after[s->desks_n++] = (struct unit_link){ .title = unit_title_at(reg, r->arena, holder, day), .href = text_print(r->arena, "/units/%.*s", TEXT_ARG(holder)) };
	}
	return true;
}

static bool read_one(struct request *r, struct order_seen *s)
{
	struct order_row *rows;
	struct text       bytes;
	size_t            n;
	bool              found = false;
	struct error      e;
	*s = (struct order_seen){ 0 };
	if (!read_list(r, &s->g, &rows, &n))
		return false;
	for (size_t i = 0; i < n && !s->row; i++)
		s->row = text_equal(rows[i].id, request_text(r, ID)) ? &rows[i] : NULL;
	if (!s->row) {
		answer_not_found(r);
		return false;
	}
	if (order_file(s->g.db, r->arena, s->row->id, &bytes, &found, &e) && order_read(r->arena, bytes, "", &s->order, &e) && find_desks(r, s, &e))
		return true;
	answer_error(r, &e);
	return false;
}

struct text public_share(struct request *r, int64_t hectares, int64_t people, struct text hamlets)
{
	struct build b = { .arena = r->arena };
	if (hectares > 0)
		build_print(&b, "%lld%c%02lld km²", (long long)hectares / 100, r->lang == LANG_VI ? ',' : '.', (long long)hectares % 100);
	if (people > 0)
		build_print(&b, "%s%.*s", b.len > 0 ? "; " : "", TEXT_ARG(say_with(r, "public.people_n", (const struct fact[]){ FACT_N("n", people), { .name = NULL } })));
	if (hamlets.len > 0)
		build_print(&b, "%s%.*s", b.len > 0 ? "; " : "", TEXT_ARG(hamlets));
	return build_text(&b);
}

/* As it was the day before, else as the order itself makes it. */
static struct text unit_words(struct request *r, const struct order_seen *s, struct text unit)
{
	const struct unit_fact *f;
	struct error            e;
	if (unit_show(s->g.registry, unit, day_add(s->row->day, -1), &f, &e) || unit_show(s->g.registry, unit, s->row->day, &f, &e))
		return f->code.len > 0 ? text_print(r->arena, "%.*s (%.*s)", TEXT_ARG(unit_title(r->arena, f)), TEXT_ARG(f->code)) : unit_title(r->arena, f);
	return unit;
}

static struct text made_words(struct request *r, const struct order_unit *u)
{
	struct text type = unit_type_word(u->type);
	return text_print(r->arena, "%.*s%s%.*s%s%.*s", TEXT_ARG(type), type.len > 0 ? " " : "", TEXT_ARG(u->name), u->code.len > 0 ? ", " : "", TEXT_ARG(u->code));
}

struct lines { struct request *r; struct summary_row *rows; size_t n; };

/* Several of one term stand below each other under it. */
static void line(struct lines *l, const char *term, struct text value)
{
	struct text         word = public_word(l->r, term);
	struct summary_row *last = l->n > 0 ? &l->rows[l->n - 1] : NULL;
	if (value.len > 0 && last && text_equal(last->term, word))
		last->value = text_print(l->r->arena, "%.*s\n%.*s", TEXT_ARG(last->value), TEXT_ARG(value));
	else if (value.len > 0)
		l->rows[l->n++] = (struct summary_row){ .term = word, .value = value };
}

static void share_line(struct lines *l, const struct order_seen *s, const struct order_share *share, bool gives)
{
	static const char *const takes[] = { [TAKE_WHOLE] = "public.take_whole", [TAKE_PART] = "public.take_part", [TAKE_REST] = "public.take_rest" };
	struct text              unit = share->made ? made_words(l->r, share->made) : unit_words(l->r, s, share->unit);
	struct text              size = public_share(l->r, share->hectares, share->people, share->hamlets);
	struct build             b = { .arena = l->r->arena };
	build_add(&b, unit);
	if (gives || share->take != TAKE_WHOLE)
		build_print(&b, ": %.*s", TEXT_ARG(public_word(l->r, takes[share->take])));
	if (size.len > 0)
		build_print(&b, " (%.*s)", TEXT_ARG(size));
	if (share->heir)
		build_print(&b, ". %.*s", TEXT_ARG(public_word(l->r, "public.takes_matters")));
	line(l, gives ? "public.order_from" : "public.order_to", build_text(&b));
}

static struct summary_list_view part_lines(struct request *r, const struct order_seen *s, const struct order_part *p)
{
	enum { OTHERS = 10 };
	struct lines l = { r, ARENA_ARRAY(r->arena, struct summary_row, p->from_n + p->to_n + OTHERS), 0 };
	bool         gives = p->to_n > 0 || p->made;
	for (size_t i = 0; i < p->from_n; i++)
		if (gives && p->kind != ORDER_SPLIT && p->kind != ORDER_HAND_OVER)
			share_line(&l, s, &p->from[i], true);
		else
			line(&l, "public.order_unit", unit_words(r, s, p->from[i].unit));
	for (size_t i = 0; i < p->to_n; i++)
		share_line(&l, s, &p->to[i], false);
	if (p->made)
		line(&l, "public.order_made", made_words(r, p->made));
	line(&l, "public.order_name", p->name);
	line(&l, "public.order_type", p->type.len > 0 && unit_type_word(p->type).len > 0 ? unit_type_word(p->type) : p->type);
	line(&l, "public.official_code", p->code);
	line(&l, "public.stands_under", p->parent.len > 0 ? unit_words(r, s, p->parent) : TEXT_EMPTY);
	if (p->what.len > 0)
		line(&l, "public.order_amount", text_print(r->arena, "%.*s%s%s", TEXT_ARG(public_word(r, text_c(r->arena, text_print(r->arena, "measure.%.*s", TEXT_ARG(p->what))))),
							   p->amount > 0 ? ": " : "", p->amount > 0 ? text_c(r->arena, text_print(r->arena, "%lld", (long long)p->amount)) : ""));
	line(&l, "public.order_stated", public_share(r, p->hectares, p->people, TEXT_EMPTY));
	line(&l, "public.basis", p->basis);
	line(&l, "public.order_note", p->note);
	return (struct summary_list_view){ l.rows, l.n };
}

/* "Nhập thành đơn vị mới: xã Hiệp Lực": the kind, and the unit that it is about. */
static struct text part_title(struct request *r, const struct order_seen *s, const struct order_part *p)
{
	struct text kind = public_word(r, text_c(r->arena, text_print(r->arena, "order_kind.%s", order_kind_word(p->kind)))), unit = TEXT_EMPTY;
	if (p->made)
		unit = made_words(r, p->made);
	else if (order_kind_about_to(p->kind) && p->to_n > 0)
		unit = p->to[0].made ? made_words(r, p->to[0].made) : unit_words(r, s, p->to[0].unit);
	else if (p->from_n > 0)
		unit = unit_words(r, s, p->from[0].unit);
	return unit.len > 0 ? text_print(r->arena, "%.*s: %.*s", TEXT_ARG(kind), TEXT_ARG(unit)) : kind;
}

void order_page(struct request *r)
{
	struct order_seen s;
	struct order_view v = { 0 };
	if (!read_one(r, &s))
		return;
	v.parts_n = s.order->parts_n < PARTS_SHOWN ? s.order->parts_n : PARTS_SHOWN;
	v.parts_more = (int64_t)(s.order->parts_n - v.parts_n);
	struct order_part_view *parts = ARENA_ARRAY(r->arena, struct order_part_view, v.parts_n + 1);
	for (size_t i = 0; i < v.parts_n; i++)
		parts[i] = (struct order_part_view){ .title = part_title(r, &s, &s.order->parts[i]), .lines = part_lines(r, &s, &s.order->parts[i]) };
	v.folded = v.parts_n > OPEN_MOST;
	struct summary_row *about = ARENA_ARRAY(r->arena, struct summary_row, 4);
	about[0] = (struct summary_row){ .term = public_word(r, "public.order_day"), .value = day_words(r, s.row) };
	about[1] = (struct summary_row){ .term = public_word(r, "public.basis"), .value = s.row->basis };
	about[2] = (struct summary_row){ .term = public_word(r, "public.order_state"), .value = state_words(r, s.g.today, s.row) };
	v.about = (struct summary_list_view){ about, 3 };
	v.title = s.row->title.in[r->lang];
	v.parts = parts;
	v.before = s.before;
	v.after = s.after;
	v.desks_n = s.desks_n;
	if (s.row->entry < s.g.state.size) {
		v.entry_url = text_print(r->arena, "/ledger/entry?index=%lld", (long long)s.row->entry);
		v.file_url = text_print(r->arena, "/ledger/blob/%.*s", TEXT_ARG(s.row->hash));
	}
	if (s.row->revoked > 0 && s.row->revoked < s.g.state.size)
		v.revoked_url = text_print(r->arena, "/ledger/entry?index=%lld", (long long)s.row->revoked);
	v.siblings.json_url = text_print(r->arena, "/orders/%.*s.json", TEXT_ARG(s.row->id));
	request_layout(r, &v.layout);
	page_order(r->out, &v);
}

/* Who follows whom from its day on. */
static void follows_json(struct json *j, struct request *r, const struct order_seen *s)
{
	const struct registry *reg = s->g.registry;
	json_key(j, "follows");
	json_array(j);
	for (size_t i = 0; i < s->units_n && s->row->revoked == 0; i++) {
		const struct lineage **lines;
		size_t                 n = lineage_from(reg, r->arena, s->units[i], &lines);
		for (size_t k = 0; k < n; k++) {
			if (lines[k]->day.n != s->row->day.n)
				continue;
			json_object(j);
			json_member_text(j, "extent", lines[k]->extent == EXTENT_WHOLE ? TEXT("whole") : TEXT("part"));
			json_member_text(j, "from", lines[k]->from);
			json_member_text(j, "from_name", unit_title_at(reg, r->arena, lines[k]->from, day_add(s->row->day, -1)));
			json_member_text(j, "to", lines[k]->to);
			json_member_text(j, "to_name", unit_title_at(reg, r->arena, lines[k]->to, s->row->day));
			json_end(j);
		}
	}
	json_end(j);
}

void order_json(struct request *r)
{
	struct order_seen s;
	if (!read_one(r, &s))
		return;
	struct json j = json_start(r->arena, false);
	json_object(&j);
	json_key(&j, "desks");
	json_array(&j);
	for (size_t i = 0; i < s.desks_n; i++) {
		json_object(&j);
		json_member_text(&j, "from", text_from(s.before[i].href, strlen("/units/")));
		json_member_text(&j, "from_name", s.before[i].title);
		json_member_text(&j, "to", text_from(s.after[i].href, strlen("/units/")));
		json_member_text(&j, "to_name", s.after[i].title);
		json_end(&j);
	}
	json_end(&j);
	follows_json(&j, r, &s);
	json_key(&j, "order");
	json_object(&j);
	row_members(&j, &s.g, r, s.row);
	json_member_int(&j, "year", day_date(s.row->day).year);
	json_end(&j);
	json_member_published(&j, &s.g.state);
	json_end(&j);
	answer_json(r, 200, json_done(&j));
}
