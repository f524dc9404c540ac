/* officer_many.c - one step of several matters: each on its own, so that one that is refused stops no other. */
#include "base/base.h"

#include "officer.h"

/* Answered by the row itself when it cannot be asked for. */
static bool prepare(struct request *r, const struct ground *g, struct desk_many *m, struct text code, struct assigned_row *row, struct error *e)
{
	struct matter matter;
	bool          found = false;
	*row = (struct assigned_row){ .code = site_code(r, code), .url = request_path(r, "work.matter", text_c(r->arena, code), NULL) };
	if (!matter_load(web_read(r), r->arena, g, code, site_today(r), &matter, &found, e) || !found || !matter_may_see(&matter, g, site_actor(r)))
		return error(e, MATTER_NO_SUCH, .value = row->code);
	row->subject = matter.subject;
	m->step = (struct matter_step){ .code = code, .values = &m->value, .values_n = 1, .version = -1, .by = desk_actor(r), .received = DAY_NONE, .ground = g };
	return m->choose(ground_pack(g, matter.procedure), &m->step.step, &m->value.name, e);
}

static void next(struct request *r);

static void was_done(struct request *r)
{
	struct desk_many *m = r->state;
	m->rows[m->at].done = r->did;
	m->done += r->did;
	if (!r->did)
		m->rows[m->at].why = error_say(r->arena, r->lang, &r->error);
	m->at++;
	next(r);
}

static void next(struct request *r)
{
	struct desk_many    *m = r->state;
	const struct ground *g = site_ground(r);
	if (!g)
		return;
	for (; m->at < m->n; m->at++) {
		struct error e = { 0 };
		if (prepare(r, g, m, request_many(r, m->codes, m->at), &m->rows[m->at], &e)) {
			request_act(r, &row_matter_step, &m->step, was_done);
			return;
		}
		m->rows[m->at].why = error_say(r->arena, r->lang, &e);
	}
	m->end(r, m);
}

size_t desk_chosen(struct request *r, size_t codes)
{
	size_t n = 0, most = r->route->form[codes].many;
	while (n < most && request_many(r, codes, n).len > 0)
		n++;
	return n;
}

void desk_many(struct request *r, struct desk_many *m)
{
	r->state = m;
	m->n = desk_chosen(r, m->codes);
	m->rows = ARENA_ARRAY(r->arena, struct assigned_row, m->n + 1);
	next(r);
}

struct assigned_view desk_many_result(struct request *r, const struct desk_many *m, struct text name)
{
	struct assigned_view v = { .name = name, .rows = m->rows, .rows_n = m->n, .done = (int64_t)m->done, .refused = (int64_t)(m->n - m->done) };
	request_layout(r, &v.layout);
	return v;
}
