/* site_view.c - views that many pages share: clocks, codes, states, the picture of a code. */
#include "base/base.h"

#include "site.h"

#include <qrencode.h>

struct text site_words(const struct request *r, const struct words *w) { return w ? w->in[r->lang] : TEXT_EMPTY; }

struct text site_code(struct request *r, struct text code) { return grouped(r->arena, code, 4, '-'); }

struct text site_state(struct request *r, struct text procedure, struct text state)
{
	const struct ground     *g = site_ground(r);
	const struct pack       *pack = g ? ground_pack(g, procedure) : NULL;
	const struct pack_state *s = pack ? pack_state(pack, state) : NULL;
	return s ? site_words(r, &s->word) : state;
}

static enum face face_of(day_t due, day_t paused, day_t closed, bool late, day_t today)
{
	enum { SOON_DAYS = 3 };
	if (day_is_known(closed))
		return late ? FACE_MET_LATE : FACE_MET;
	if (day_is_known(paused))
		return FACE_PAUSED;
	if (!day_is_known(due))
		return FACE_NONE;
	int32_t left = day_between(today, due);
	return left < 0 ? FACE_LATE : left <= SOON_DAYS ? FACE_SOON : FACE_RUNNING;
}

static void count_left(struct request *r, struct clock_view *v, enum term_unit unit)
{
	const struct ground *g = site_ground(r);
	struct error         e;
	int                  left;
	v->count = unit == TERM_WORKING_DAYS ? SAY_WORKING_DAYS : SAY_DAYS;
	if (g && day_is_known(v->due) && calendar_left(ground_calendar(g), v->today, v->due, unit, &left, &e))
		v->left = left;
}

struct clock_view site_public_clock(struct request *r, const struct public_row *p)
{
	struct clock_view v = { .who = site_title(r, p->unit), .received = p->received, .due = p->due, .today = site_today(r), .paused_since = p->paused,
				.met_on = p->closed };
	v.face = face_of(p->due, p->paused, p->closed, text_is(p->status, "closed-late"), v.today);
	count_left(r, &v, TERM_DAYS);
	return v;
}

/* The clock that is shown first: the one that ends first, else the last that the office owed to the author (inner clocks are its own business). */
static const struct clock *first_clock(const struct pack *pack, const struct matter *m)
{
	const struct clock *last = NULL;
	for (size_t i = 0; i < m->situation.clocks_n; i++) {
		const struct clock *k = &m->situation.clocks[i];
		if (k->owed_by != OWED_BY_OFFICE)
			continue;
		const struct pack_clock *declared = pack ? pack_clock(pack, k->name) : NULL;
		if (text_equal(k->name, m->clock))
			return k;
		if (declared && declared->is_inner)
			continue;
		if (!last || k->status == CLOCK_PAUSED || (last->status != CLOCK_PAUSED && day_compare(k->started, last->started) >= 0))
			last = k;
	}
	return last;
}

struct clock_view site_clock(struct request *r, const struct matter *m)
{
	const struct ground     *g = site_ground(r);
	const struct pack       *pack = g ? ground_pack(g, m->procedure) : NULL;
	const struct clock      *k = first_clock(pack, m);
	const struct pack_clock *label = pack && k ? pack_clock(pack, k->name) : NULL;
	const struct pack_rule  *rule = pack && k ? pack_rule(pack, k->rule) : NULL;
	struct clock_view        v = { .who = site_title(r, m->holder), .received = m->received, .due = k ? k->due : m->due, .today = site_today(r),
				       .paused_since = m->paused, .met_on = m->closed };
	v.face = k ? face_of(v.due, m->paused, m->is_open ? DAY_NONE : m->closed, m->closed_late, v.today) : FACE_NONE;
	if (!k)
		return v;
	v.what = label ? site_words(r, &label->label) : k->name;
	v.provisional = !k->sure;
	v.extended = k->extended > 0;
	v.basis = k->basis;
	v.own_rule = rule && rule->is_own;
	count_left(r, &v, k->term.unit);
	return v;
}

struct clock_view site_work_clock(struct request *r, const struct work_row *w)
{
	struct clock_view v = { .received = w->received, .due = w->due, .today = site_today(r), .paused_since = w->paused, .met_on = DAY_NONE };
	v.face = face_of(w->due, w->paused, DAY_NONE, false, v.today);
	if (!w->is_open)
		v.face = w->closed_late ? FACE_MET_LATE : FACE_MET;
	count_left(r, &v, TERM_DAYS);
	return v;
}

bool site_count(struct request *r, const struct matter *m, const struct clock_day **ret, size_t *ret_n, struct error *e)
{
	const struct ground *g = site_ground(r);
	const struct clock  *k = first_clock(g ? ground_pack(g, m->procedure) : NULL, m);
	struct count         count;
	*ret_n = 0;
	if (!g || !k)
		return true;
	if (!calendar_count(ground_calendar(g), r->arena, k->from, k->term, &count, e))
		return false;
	struct clock_day *days = ARENA_ARRAY(r->arena, struct clock_day, count.step_count + 1);
	for (size_t i = 0; i < count.step_count; i++) {
		const struct count_step *s = &count.steps[i];
		bool                     off = day_kind_is_off(s->at.kind);
		days[i] = (struct clock_day){ .day = s->at.day, .nth = s->kind == STEP_COUNTED ? s->number : 0,
					      .why = off ? text_of(r->lang == LANG_VI ? s->at.name_vi : s->at.name_en) : TEXT_EMPTY };
	}
	*ret = days;
	*ret_n = count.step_count;
	return true;
}

struct text site_qr(struct request *r, struct text contents, int *ret_size)
{
	QRcode      *code = QRcode_encodeString8bit(text_c(r->arena, contents), 0, QR_ECLEVEL_M);
	struct build b = { .arena = r->arena };
	*ret_size = 0;
	if (!code)
		return TEXT_EMPTY;
	for (int y = 0; y < code->width; y++)
		for (int x = 0; x < code->width; x++)
			if (code->data[y * code->width + x] & 1)
				build_print(&b, "M%d %dh1v1h-1z", x, y);
	*ret_size = code->width;
	QRcode_free(code);
	return build_text(&b);
}
