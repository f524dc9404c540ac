/* public_table.c - what public lists are for other programs: CSV, and the JSON members that many answers share. */
#include "base/base.h"

#include "public.h"

static const char byte_order_mark[] = "\xef\xbb\xbf";

struct sheet sheet_start(struct arena *a, bool for_excel)
{
	struct sheet c = { .out = { .arena = a }, .for_excel = for_excel };
	if (for_excel)
		build_c(&c.out, byte_order_mark);
	return c;
}

static void cell_begin(struct sheet *c)
{
	if (c->in_row)
		build_byte(&c->out, ',');
	c->in_row = true;
}

void sheet_text(struct sheet *c, struct text t)
{
	bool formula = c->for_excel && t.len > 0 && memchr("=+-@\t\r", t.at[0], 6);
	bool quoted = formula;
	for (size_t i = 0; i < t.len && !quoted; i++)
		quoted = memchr("\",\r\n", t.at[i], 4) || t.at[0] == ' ' || t.at[t.len - 1] == ' ';
	cell_begin(c);
	if (quoted)
		build_byte(&c->out, '"');
	if (formula)
		build_byte(&c->out, '\'');
	for (size_t i = 0; i < t.len; i++) {
		if (t.at[i] == '"')
			build_byte(&c->out, '"');
		build_byte(&c->out, t.at[i]);
	}
	if (quoted)
		build_byte(&c->out, '"');
}

void sheet_number(struct sheet *c, int64_t n)
{
	cell_begin(c);
	build_int(&c->out, n);
}

void sheet_day(struct sheet *c, day_t d)
{
	cell_begin(c);
	build_add(&c->out, day_print(c->out.arena, d));
}

void sheet_row_end(struct sheet *c)
{
	build_c(&c->out, "\r\n");
	c->in_row = false;
}

void sheet_heading(struct sheet *c, const char *const *cells)
{
	for (; *cells; cells++)
		sheet_text(c, text_of(*cells));
	sheet_row_end(c);
}

void json_member_day(struct json *j, const char *key, day_t d)
{
	if (day_is_known(d))
		json_member_text(j, key, day_print(j->out.arena, d));
}

void json_member_bool(struct json *j, const char *key, bool is)
{
	json_key(j, key);
	json_bool(j, is);
}

void json_member_unit(struct json *j, struct request *r, const struct registry *registry, const char *key, struct text id)
{
	json_key(j, key);
	json_object(j);
	json_member_text(j, "id", id);
	json_member_text(j, "name", unit_title_at(registry, r->arena, id, site_today(r)));
	json_end(j);
}

static void json_steps(struct json *j, struct request *r, const struct public_ground *g, const struct public_story *s)
{
	json_key(j, "steps");
	json_array(j);
	for (size_t i = 0; i < s->n; i++) {
		json_object(j);
		json_member_day(j, "day", s->steps[i].day);
		json_member_int(j, "entry", s->steps[i].entry);
		json_member_text(j, "state", s->steps[i].state);
		json_member_text(j, "step", s->steps[i].step.len > 0 ? s->steps[i].step : TEXT("open"));
		json_member_unit(j, r, g->registry, "unit", s->steps[i].unit);
		json_end(j);
	}
	json_end(j);
}

void json_matter(struct json *j, struct request *r, const struct public_ground *g, const struct public_row *m, const struct public_story *story)
{
	bool all = text_is(m->class, "open");
	json_object(j);
	json_member_text(j, "class", m->class);
	if (all)
		json_member_day(j, "closed", m->closed);
	json_member_text(j, "code", m->code);
	json_member_day(j, "due", m->due);
	if (all) {
		json_member_bool(j, "invented", m->invented);
		if (m->outcome.len > 0)
			json_member_text(j, "outcome", m->outcome);
		json_member_day(j, "paused", m->paused);
		json_member_unit(j, r, g->registry, "place", m->place);
		json_member_text(j, "procedure", m->procedure);
	}
	if (story)
		json_member_bool(j, "published", story->published);
	json_member_day(j, "received", m->received);
	if (all)
		json_member_text(j, "state", m->state);
	json_member_text(j, "status", m->status);
	if (all && story)
		json_steps(j, r, g, story);
	json_member_unit(j, r, g->registry, "unit", m->unit);
	json_end(j);
}

void json_member_published(struct json *j, const struct public_state *s)
{
	json_key(j, "published");
	json_object(j);
	json_member_day(j, "day", s->day);
	json_member_int(j, "size", s->size);
	json_member_int(j, "version", s->version);
	json_end(j);
}
