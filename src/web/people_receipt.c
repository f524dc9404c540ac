/* people_receipt.c - what the author takes home: code, key, who, by when, proof. Made again from the draft's cookie, so that reloading and Back lose nothing;
 * the key is derived anew each time and stands in no address. */
#include "base/base.h"

#include "pages.h"
#include "people.h"

/* The code of what this reader's draft became. False: the answer is made, or there is none (*ret empty). */
static bool sent_code(struct request *r, struct text *ret_token, struct text *ret)
{
	struct filing f;
	*ret = TEXT_EMPTY;
	if (!filing_load(r, &f))
		return false;
	*ret_token = f.token;
	*ret = f.found ? f.draft.sent : TEXT_EMPTY;
	return true;
}

/* The working day after the due day: when nothing has come by then, it is late. */
static day_t look_again(const struct calendar *c, day_t due)
{
	bool         working = false;
	struct error e;
	day_t        d = due;
	for (int i = 0; i < 30 && !working; i++) {
		d = day_add(d, 1);
		if (!calendar_is_working(c, d, &working, &e))
			return day_add(due, 1);
	}
	return d;
}

static struct text base_url(struct request *r)
{
	const struct site_config *c = site_settings(r);
	return c->public_url.len > 0 ? c->public_url : request_origin(r);
}

static void show(struct request *r, struct text token, const struct matter *m, const struct clock_view *clock)
{
	const struct ground *g = site_ground(r);
	const struct pack   *pack = ground_pack(g, m->procedure);
	const struct ledger_key *key = site_key(r);
	struct public_state  state = { 0 };
	struct error         e;
	struct receipt_view  v = { .clock = *clock, .holder = site_title(r, m->holder), .kind = pack ? site_words(r, pack_title(pack)) : TEXT_EMPTY, .due = clock->due,
				   .provisional = clock->provisional, .basis = clock->basis, .own_rule = clock->own_rule };
	v.code_url = request_path(r, "matter", text_c(r->arena, m->code), NULL);
	v.proof_url = request_path(r, "receipt.proof", NULL);
	v.look_again = look_again(ground_calendar(g), clock->due);
	v.published = publish_next(site_settings(r)->publish, request_now(r));
	if (public_state(web_read(r), &state, &e))
		v.is_published = state.size > m->receipt_entry;
	v.code = (struct code_box_view){ .code = site_code(r, m->code), .label = people_say(r, "people.your_code") };
	v.code.qr_path = site_qr(r, text_print(r->arena, "%.*s%.*s", TEXT_ARG(base_url(r)), TEXT_ARG(v.code_url)), &v.code.qr_size);
	v.key = (struct code_box_view){ .code = grouped(r->arena, matter_key_again(key, r->arena, token, TEXT_EMPTY), 4, '-'), .label = people_say(r, "people.your_key") };
	request_layout(r, &v.layout);
	page_receipt(r->out, &v);
}

void receipt_show(struct request *r)
{
	struct text       token = TEXT_EMPTY, code;
	struct matter     m;
	struct error      e = { 0 };
	bool              found = false;
	struct plain_view none = { 0 };
	if (!sent_code(r, &token, &code))
		return;
	const struct ground *g = site_ground(r);
	if (!g)
		return;
	if (code.len > 0 && !matter_load(web_read(r), r->arena, g, code, site_today(r), &m, &found, &e)) {
		answer_error(r, &e);
		return;
	}
	if (!found) {
		request_layout(r, &none.layout);
		page_no_receipt(r->out, &none);
		answer_status(r, 404);
		return;
	}
	struct clock_view clock = site_clock(r, &m);
	if (!site_count(r, &m, &clock.days, &clock.days_n, &e)) {
		answer_error(r, &e);
		return;
	}
	site_give_key(r, code);
	show(r, token, &m, &clock);
}

void receipt_proof(struct request *r)
{
	struct text  token, code, file;
	struct error e = { 0 };
	if (!sent_code(r, &token, &code))
		return;
	if (code.len == 0) {
		answer_not_found(r);
		return;
	}
	if (!matter_receipt(web_read(r), site_key(r), r->arena, code, &file, &e)) {
		answer_error(r, &e);
		return;
	}
	struct text name = text_print(r->arena, "danvan-%.*s.tlog-proof", TEXT_ARG(code));
	answer_bytes(r, 200, "text/plain; charset=utf-8", file, &name);
}
