/* token.c - proof that a form is ours: HMAC-SHA-256 under the session's or the draft's token (which only the cookie holds) of the route's name and a
 * nonce. The nonce makes each page's token another one, so that compressing the page tells nothing about it. */
#include "base/base.h"

#include <sodium.h>

#include "inside.h"

#define NONCE 16
#define TOKEN_CHARS 64 /* base64url of 16 + 32 bytes, no padding */

static struct text base64url(struct arena *a, const void *at, size_t len)
{
	size_t room = sodium_base64_encoded_len(len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *out = arena_alloc(a, room);
	sodium_bin2base64(out, room, at, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return text_of(out);
}

static void token_mac(struct text key, const char *route, const uint8_t nonce[NONCE], uint8_t ret[32])
{
	static const char purpose[] = "danvan form token 1\n";
	crypto_auth_hmacsha256_state s;
	crypto_auth_hmacsha256_init(&s, (const uint8_t *)key.at, key.len);
	crypto_auth_hmacsha256_update(&s, (const uint8_t *)purpose, sizeof purpose - 1);
	crypto_auth_hmacsha256_update(&s, (const uint8_t *)route, strlen(route) + 1);
	crypto_auth_hmacsha256_update(&s, nonce, NONCE);
	crypto_auth_hmacsha256_final(&s, ret);
}

struct text request_draft(struct request *r)
{
	struct hit *h = hit_of(r);
	return h->draft_token.len ? h->draft_token : request_draft_renew(r);
}

struct text request_draft_renew(struct request *r)
{
	struct hit *h = hit_of(r);
	uint8_t drawn[32];
	web_random(r->web, drawn, sizeof drawn);
	h->draft_token = base64url(r->arena, drawn, sizeof drawn);
	h->draft_is_new = true;
	answer_cookie(r, (struct cookie){ .name = "draft", .value = h->draft_token, .seconds = DRAFT_SECONDS });
	return h->draft_token;
}

struct text request_token(struct request *r, const char *route_name)
{
	struct hit *h = hit_of(r);
	assert(route_named(r->web->config.routes, route_name));
	uint8_t token[NONCE + 32];
	web_random(r->web, token, NONCE);
	token_mac(r->session ? h->session_token : request_draft(r), route_name, token, token + NONCE);
	h->is_personal = true; /* a page with a token is one reader's own */
	return base64url(r->arena, token, sizeof token);
}

bool token_ok(struct hit *h, struct text token)
{
	struct text key = h->r.session ? h->session_token : h->draft_token;
	uint8_t given[NONCE + 32], right[32];
	size_t len;
	if (!key.len || token.len != TOKEN_CHARS ||
	    sodium_base642bin(given, sizeof given, token.at, token.len, NULL, &len, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) ||
	    len != sizeof given)
		return false;
	token_mac(key, h->r.route->name, given, right);
	return sodium_memcmp(given + NONCE, right, sizeof right) == 0;
}

struct text request_origin(struct request *r)
{
	struct text own = r->web->origin;
	return own.len ? own : text_print(r->arena, "http://%.*s", TEXT_ARG(header_in(hit_of(r), "Host")));
}

/* What the browser says of the page that the form stood on. Old browsers say nothing; then the token alone decides. */
bool same_origin(struct hit *h)
{
	struct text site = header_in(h, "Sec-Fetch-Site"), origin = header_in(h, "Origin");
	if (site.len && !text_is(site, "same-origin") && !text_is(site, "none"))
		return false;
	if (!origin.len || (site.len && text_is(origin, "null")))
		return true;
	return text_equal(origin, request_origin(&h->r));
}
