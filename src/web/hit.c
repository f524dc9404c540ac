/* hit.c - the life of a request: head, checks in the order of the table's columns, body, fields, handler, maybe a rest, answer.
 *
 * libmicrohttpd calls hit_go again and again: once with the head, then with pieces of the body, then with none. A refusal that comes before the body is
 * answered after the body has been thrown away (so that the client sees the answer) and at once, with the connection closed, before one that is longer than DRAIN_LIMIT. */
#include "base/base.h"

#include "inside.h"

struct hit *hit_new(struct web *w, const char *target)
{
	struct arena *a = web_arena(w);
	struct hit *h = ARENA_NEW(a, struct hit);
	h->r.web = w;
	h->r.arena = a;
	h->r.house = w->config.house;
	h->r.out = &h->out;
	h->target = text_copy(a, text_of(target));
	h->began = web_boot_ms(w);
	h->status = 200;
	return h;
}

void hit_end(struct hit *h)
{
	struct web *w = h->r.web;
	if (h->upload && h->r.route->sink->end) /* the client left in the middle of a file */
		h->r.route->sink->end(&h->r, h->upload, false);
	read_end(h);
	if (h->method) {
		log_request(h);
		atomic_fetch_sub(&w->running, 1);
	}
	web_arena_back(w, h->r.arena);
}

/* ---- the checks that need no body ---- */

static bool target_read(struct hit *h, struct error *e)
{
	size_t mark = text_find(h->target, TEXT("?"));
	h->path = mark == SIZE_MAX ? h->target : text_first(h->target, mark);
	h->query = mark == SIZE_MAX ? TEXT_EMPTY : text_from(h->target, mark + 1);
	bool fine = h->target.len <= REQUEST_LINE_LIMIT && h->path.len && h->path.at[0] == '/';
	for (size_t i = 0; fine && i < h->target.len; i++)
		fine = (unsigned char)h->target.at[i] > 0x20 && (unsigned char)h->target.at[i] < 0x7f;
	return fine || error(e, WEB_BAD_REQUEST);
}

/* Where a request ends must be beyond doubt for every relay on the way (RFC 9112, section 6.3), and so must the host. */
static bool framing_is_clear(struct hit *h, struct error *e)
{
	struct text coding = header_in(h, "Transfer-Encoding");
	bool fine = header_is_single(h, "Transfer-Encoding") && header_is_single(h, "Content-Length") && header_is_single(h, "Host");
	fine = fine && !(coding.len && header_in(h, "Content-Length").len);
	fine = fine && (!coding.len || (coding.len == 7 && !strncasecmp(coding.at, "chunked", 7)));
	return fine || error(e, WEB_BAD_REQUEST);
}

static bool route_choose(struct hit *h, struct error *e)
{
	struct text allow = TEXT_EMPTY;
	enum found found = route_find(h->r.web->config.routes, h->method, h->path, h->r.arena, &h->r.route, h->holes, &h->hole_count, &allow);
	if (found == FOUND)
		return true;
	if (found == FOUND_NONE)
		return error(e, WEB_NOT_FOUND);
	answer_header(&h->r, "Allow", allow);
	return error(e, WEB_METHOD, .expected = allow);
}

static bool limit_ok(struct hit *h, struct error *e)
{
	int64_t seconds = 0;
	if (limit_take(h->r.web, h, h->r.route->limit, &seconds))
		return true;
	answer_header(&h->r, "Retry-After", text_print(h->r.arena, "%lld", (long long)seconds));
	return error(e, WEB_LIMITED, .number = seconds);
}

static void person_find(struct hit *h)
{
	const struct web_config *c = &h->r.web->config;
	h->draft_token = request_cookie(&h->r, "draft");
	if (h->draft_token.len != 43)
		h->draft_token = TEXT_EMPTY;
	h->session_token = request_cookie(&h->r, "session");
	if (h->session_token.len && c->session)
		h->r.session = c->session(&h->r, h->session_token);
}

static bool right_ok(struct hit *h, struct error *e)
{
	const struct web_config *c = &h->r.web->config;
	enum right who = h->r.route->who;
	enum may may = MAY_NOT;
	if (who == ANYONE)
		may = MAY;
	else if (who == SIGNED_IN)
		may = h->r.session ? MAY : MAY_AFTER_SIGN_IN;
	else if (who != NOBODY && c->may)
		may = c->may(&h->r, who);
	switch (may) {
	case MAY:
		return true;
	case MAY_NOT:
		return error(e, WEB_NOT_ALLOWED);
	case MAY_AFTER_KEY:
		return error(e, WEB_GIVE_KEY);
	case MAY_AFTER_SIGN_IN:
		return error(e, WEB_SIGN_IN);
	case MAY_NOT_KNOW:
		break;
	}
	return error(e, WEB_NOT_FOUND);
}

static bool checks(struct hit *h, struct error *e)
{
	if (!target_read(h, e) || !framing_is_clear(h, e))
		return false;
	language_choose(h);
	if (!route_choose(h, e))
		return false;
	take_start(h);
	if (!take_holes(h))
		return error(e, WEB_NOT_FOUND);
	if (!limit_ok(h, e) || !body_start(h, e))
		return false;
	if (h->r.route->method == POST && h->r.route->csrf != CSRF_NO_COOKIES && !same_origin(h))
		return error(e, WEB_FORGED);
	person_find(h);
	return !h->answered && right_ok(h, e);
}

/* ---- the handler ---- */

static bool fields_ok(struct hit *h, struct error *e)
{
	const struct route *r = h->r.route;
	if (r->method == GET)
		take_query(h);
	else if (!body_end(h, e))
		return false;
	if (h->refusal.code) {
		*e = h->refusal;
		return false;
	}
	if (r->method == POST && r->csrf == CSRF_TOKEN && !h->token_passed)
		return error(e, WEB_FORGED);
	take_end(h);
	size_t refused = take_refused(h);
	return !refused || error(e, WEB_FIELDS, .number = (int64_t)refused);
}

/* Does the client have it already? */
static bool client_has_it(struct hit *h, enum coding c)
{
	struct text known = header_in(h, "If-None-Match");
	if (!known.len)
		return false;
	struct text packed = etag_of(h, c), plain = etag_of(h, CODING_NONE);
	if (!etag_matches(known, packed) && !etag_matches(known, plain))
		return false;
	h->etag = etag_matches(known, packed) ? packed : plain;
	h->answered = true;
	h->status = 304;
	return true;
}

/* An answer from what the client has already, or from memory: nothing is read but the version. */
static bool is_known(struct hit *h)
{
	const struct route *r = h->r.route;
	if (!r->version || h->r.session || h->is_personal)
		return false;
	enum coding c = coding_choose(header_in(h, "Accept-Encoding"));
	if (kept_at_once(h, c))
		return true;
	struct build b = { .arena = h->r.arena };
	if (!r->version(&h->r, &b) || h->answered)
		return h->answered;
	h->version = build_text(&b);
	return client_has_it(h, c) || kept_find(h, c);
}

static void run(struct hit *h)
{
	struct error e = { 0 };
	h->out = out_start(h->r.arena, h->r.lang);
	h->suspended = false;
	if (h->answered) /* the database did not answer when the session was looked for */
		return;
	if (h->refusal.code) {
		answer_refusal(h, &h->refusal);
	} else if (fields_ok(h, &e)) {
		if (!is_known(h))
			h->r.route->run(&h->r);
	} else if (error_is(&e, WEB_FIELDS) && h->r.route->refused) {
		h->status = 422;
		h->r.route->refused(&h->r);
	} else {
		answer_refusal(h, &e);
	}
}

/* Ends the snapshot; then the connection rests, or the answer goes out. */
static enum MHD_Result after(struct hit *h)
{
	if (h->suspended) {
		assert(!h->answered);
		h->phase = WAITS;
		return MHD_YES;
	}
	read_end(h);
	h->phase = IS_ANSWERED;
	return send_answer(h);
}

static enum MHD_Result resume(struct hit *h)
{
	void (*then)(struct request *) = h->then;
	h->suspended = false;
	h->then = NULL;
	then(&h->r);
	return after(h);
}

/* ---- the steps ---- */

static enum MHD_Result begin(struct hit *h)
{
	atomic_fetch_add(&h->r.web->running, 1);
	h->out = out_start(h->r.arena, h->r.lang);
	h->phase = READS_BODY;
	address_find(h);
	h->r.head = !strcmp(h->method, "HEAD");
	bool fine = checks(h, &h->refusal);
	h->out.lang = h->r.lang;
	read_end(h);
	bool long_body = h->expects > DRAIN_LIMIT || header_in(h, "Expect").len;
	if (!fine && (long_body || error_is(&h->refusal, WEB_BAD_REQUEST))) {
		run(h);
		h->closes = true;
		return after(h);
	}
	return MHD_YES;
}

/* A sink had made the body wait; its own `then` goes first. */
static void sink_resume(struct hit *h)
{
	void (*then)(struct request *) = h->suspended ? h->then : NULL;
	h->suspended = false;
	h->then = NULL;
	if (then)
		then(&h->r);
}

static enum MHD_Result body(struct hit *h, const char *upload, size_t *upload_size)
{
	struct text bytes = { upload, *upload_size };
	size_t taken = bytes.len;
	sink_resume(h);
	if (h->refusal.code || h->answered)
		h->body_seen += taken;
	else
		taken = body_feed(h, bytes);
	if (h->refusal.code && h->body_seen > h->body_limit + DRAIN_LIMIT)
		return MHD_NO; /* it floods: no more is read */
	*upload_size -= taken;
	slow_until(h, h->began + 1000LL * h->r.web->config.head_seconds + (int64_t)(h->body_seen * 1000 / h->r.web->config.least_rate));
	return MHD_YES;
}

enum MHD_Result hit_go(struct hit *h, const char *upload, size_t *upload_size)
{
	switch (h->phase) {
	case BEGINS:
		return begin(h);
	case READS_BODY:
		if (*upload_size)
			return body(h, upload, upload_size);
		slow_until(h, INT64_MAX);
		h->phase = IS_READY;
		sink_resume(h);
		run(h);
		return after(h);
	case WAITS:
		return resume(h);
	case IS_READY:
	case IS_ANSWERED:
		break;
	}
	return MHD_NO;
}

/* ---- going on later ---- */

void request_suspend(struct request *r, void (*then)(struct request *))
{
	struct hit *h = hit_of(r);
	assert(!h->suspended && !h->answered);
	h->suspended = true;
	h->then = then;
	read_end(h); /* no snapshot is held while somebody waits */
	atomic_fetch_add(&r->web->resting, 1);
	mhd.suspend_connection(h->connection);
}

void request_finish(struct request *r)
{
	struct web *w = r->web; /* after the resumption the request may be gone; web_stop waits for the count */
	mhd.resume_connection(hit_of(r)->connection);
	atomic_fetch_sub(&w->resting, 1);
}
