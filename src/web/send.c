/* send.c - the answer on its way: headers for every answer, coding, tag, how long it may be kept. docs/http.md says why each header is there. */
#include "base/base.h"

#include "inside.h"

#define CONTENT_POLICY                                                                                                                    \
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; " \
	"form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
#define FILE_POLICY "default-src 'none'; frame-ancestors 'none'; sandbox"

struct text header_in(const struct hit *h, const char *name)
{
	return text_of(mhd.lookup_connection_value(h->connection, MHD_HEADER_KIND, name));
}

struct counted {
	const char *name;
	int         times;
};

static enum MHD_Result count(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct counted *c = context;
	c->times += !strcasecmp(name, c->name);
	return MHD_YES;
}

bool header_is_single(const struct hit *h, const char *name)
{
	struct counted c = { name, 0 };
	mhd.get_connection_values(h->connection, MHD_HEADER_KIND, count, &c);
	return c.times <= 1;
}

static void put(struct MHD_Response *m, const char *name, const char *value)
{
	mhd.add_response_header(m, name, value);
}

static void put_safety(struct hit *h, struct MHD_Response *m)
{
	const struct route *r = h->r.route;
	bool shared = r && r->shared;
	put(m, "Content-Security-Policy", h->is_download || (r && r->produces == BYTES) ? FILE_POLICY : CONTENT_POLICY);
	put(m, "X-Content-Type-Options", "nosniff");
	put(m, "X-Frame-Options", "DENY");
	put(m, "Referrer-Policy", "same-origin");
	put(m, "Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()");
	put(m, "Cross-Origin-Opener-Policy", "same-origin");
	put(m, "Cross-Origin-Resource-Policy", shared ? "cross-origin" : "same-origin");
	if (shared)
		put(m, "Access-Control-Allow-Origin", "*");
	if (!r || !r->listed)
		put(m, "X-Robots-Tag", "noindex");
	if (h->r.web->secure)
		put(m, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
}

/* May it be kept? Never what is one reader's own; an error only by who got it, and not even there. */
static enum caching keeping(const struct hit *h)
{
	bool plain = h->status == 200 || h->status == 304;
	return !h->r.route || h->is_personal || h->r.session || !plain ? PRIVATE : h->r.route->cache;
}

static void put_keeping(struct hit *h, struct MHD_Response *m, enum coding coding)
{
	switch (keeping(h)) {
	case PRIVATE:
		put(m, "Cache-Control", "no-store");
		return;
	case REVALIDATE:
		put(m, "Cache-Control", "public, no-cache");
		break;
	case FOREVER:
		put(m, "Cache-Control", "public, max-age=31536000, immutable");
		break;
	}
	struct text etag = h->etag.len ? h->etag : etag_of(h, coding);
	if (etag.len)
		put(m, "ETag", text_c(h->r.arena, etag));
}

static const char *type_of(const struct hit *h)
{
	static const char *const types[] = { [HTML] = "text/html", [JSON] = "application/json", [CSV] = "text/csv; charset=utf-8; header=present",
					     [TEXT_PLAIN] = "text/plain", [BYTES] = "application/octet-stream" };
	return h->type ? h->type : types[h->r.route ? h->r.route->produces : HTML];
}

static void put_type(struct hit *h, struct MHD_Response *m, enum coding coding)
{
	const char *type = type_of(h);
	bool needs_charset = !strncmp(type, "text/", 5) && !strstr(type, "charset");
	bool by_language = !h->r.route || h->r.route->produces == HTML || h->r.route->produces == JSON;
	bool by_cookie = !h->r.route || h->r.route->csrf != CSRF_NO_COOKIES;
	if (h->answer.len || h->status == 200) {
		put(m, "Content-Type", needs_charset ? text_c(h->r.arena, text_print(h->r.arena, "%s; charset=utf-8", type)) : type);
		if (!strncmp(type, "text/html", 9))
			put(m, "Content-Language", lang_tag(h->r.lang));
	}
	if (coding != CODING_NONE && h->status != 304)
		put(m, "Content-Encoding", coding_name(coding));
	put(m, "Vary", keeping(h) == FOREVER ? "Accept-Encoding" : by_language && by_cookie ? "Accept-Encoding, Accept-Language, Cookie" :
		       by_language ? "Accept-Encoding, Accept-Language" : "Accept-Encoding");
}

/* What stands in `out` when the handler did not answer otherwise. */
static void finish_answer(struct hit *h)
{
	if (!h->answered && h->out.len) {
		h->answered = true;
		h->answer = out_text(&h->out);
	}
	size_t most = h->r.route && h->r.route->memory ? h->r.route->memory : ARENA_LIMIT;
	bool over = arena_used(h->r.arena) > most;
	if (h->answered && !over)
		return;
	/* no answer, or one that is cut: a fault of the program, told as such */
	h->answered = h->is_refused = false;
	h->suspended = false;
	h->headers = NULL;
	answer_refusal(h, &(struct error){ .code = WEB_INTERNAL });
}

static struct text pack(struct hit *h, enum coding *in_out)
{
	struct text packed;
	if (h->status == 304 || !h->answer.len)
		return TEXT_EMPTY;
	if (h->is_kept) {
		*in_out = h->kept_coding;
		return h->answer;
	}
	if (keeping(h) == FOREVER && type_is_text(type_of(h)))
		return asset_packed(h->r.web, h->answer.at, h->answer, in_out);
	if (type_is_text(type_of(h)) && text_pack(h->r.arena, *in_out, false, h->answer, &packed))
		return packed;
	*in_out = CODING_NONE;
	return h->answer;
}

enum MHD_Result send_answer(struct hit *h)
{
	struct web *w = h->r.web;
	finish_answer(h);
	enum coding coding = coding_choose(header_in(h, "Accept-Encoding"));
	enum coding asked = coding;
	struct text body = pack(h, &coding);
	kept_put(h, asked, coding, body);
	struct MHD_Response *m = mhd.create_response_from_buffer(body.len, (void *)(uintptr_t)body.at, MHD_RESPMEM_PERSISTENT);
	if (!m)
		return MHD_NO;
	put_safety(h, m);
	put_keeping(h, m, coding);
	put_type(h, m, coding);
	for (const struct header *x = h->headers; x; x = x->next)
		put(m, x->name, text_c(h->r.arena, x->value));
	if (h->closes || atomic_load(&w->stopping))
		put(m, "Connection", "close");
	slow_until(h, web_boot_ms(w) + 1000LL * w->config.idle_seconds + (int64_t)(body.len * 1000 / w->config.least_rate));
	enum MHD_Result done = mhd.queue_response(h->connection, (unsigned)h->status, m);
	mhd.destroy_response(m);
	return done;
}
