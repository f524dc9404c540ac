/* body.c - what a request may bring along: how much, of which type, and where it goes. */
#include "base/base.h"

#include "inside.h"

#define PART_OVERHEAD (64 << 10) /* boundaries and headers around files */

static bool type_is(struct text type, const char *wanted)
{
	size_t n = strlen(wanted);
	return type.len >= n && !strncasecmp(type.at, wanted, n) && (type.len == n || type.at[n] == ';' || type.at[n] == ' ');
}

static size_t files_limit(const struct route *r)
{
	size_t sum = 0;
	for (const struct field *f = r->form; f && f->name; f++)
		if (f->read == field_file)
			sum += f->max * (f->many > 1 ? f->many : 1) + PART_OVERHEAD;
	return sum;
}

static bool kind_choose(struct hit *h, struct error *e)
{
	const struct route *r = h->r.route;
	struct text type = header_in(h, "Content-Type"), boundary;
	struct text coding = header_in(h, "Content-Encoding");
	if (coding.len && !text_is(coding, "identity"))
		return error(e, WEB_WRONG_TYPE, .expected = TEXT("Content-Encoding: identity"));
	if (r->csrf == CSRF_NO_COOKIES) {
		h->body_kind = BODY_JSON;
		return type_is(type, "application/json") || error(e, WEB_WRONG_TYPE, .expected = TEXT("application/json"));
	}
	if (type_is(type, "application/x-www-form-urlencoded") || (!type.len && !h->expects)) {
		h->body_kind = BODY_FORM;
		return true;
	}
	if (multipart_boundary(type, &boundary)) {
		h->body_kind = BODY_PARTS;
		h->body_limit = r->body_limit + files_limit(r) + PART_OVERHEAD;
		parts_start(h, boundary);
		if (h->parts)
			return true;
	}
	return error(e, WEB_WRONG_TYPE, .expected = TEXT("application/x-www-form-urlencoded, multipart/form-data"));
}

bool body_start(struct hit *h, struct error *e)
{
	struct text length = header_in(h, "Content-Length");
	bool chunked = header_in(h, "Transfer-Encoding").len > 0;
	int64_t n = 0;
	if (length.len && (!char_is_digit(length.at[0]) || !text_to_int(length, &n)))
		return error(e, WEB_BAD_REQUEST);
	h->expects = (size_t)n;
	h->body_limit = h->r.route->method == POST ? h->r.route->body_limit : 0;
	h->body = (struct build){ .arena = h->r.arena };
	if (!h->expects && !chunked && h->r.route->csrf == CSRF_NO_COOKIES && !h->r.route->form)
		return true;
	if (h->r.route->method == POST && !kind_choose(h, e))
		return false;
	return h->expects <= h->body_limit || error(e, WEB_TOO_LARGE, .limit = (int64_t)h->body_limit);
}

size_t body_feed(struct hit *h, struct text bytes)
{
	if (!h->refusal.code && h->body_seen + bytes.len > h->body_limit)
		error(&h->refusal, WEB_TOO_LARGE, .limit = (int64_t)h->body_limit);
	size_t taken = bytes.len;
	if (!h->refusal.code && h->body_kind == BODY_PARTS)
		taken = parts_feed(h, bytes);
	else if (!h->refusal.code)
		build_add(&h->body, bytes);
	h->body_seen += taken;
	return taken;
}

bool body_end(struct hit *h, struct error *e)
{
	switch (h->body_kind) {
	case BODY_NONE:
		return true;
	case BODY_FORM:
		take_form(h);
		return true;
	case BODY_PARTS:
		return parts_end(h, e);
	case BODY_JSON:
		return take_json(h, e);
	}
	return true;
}
