/* cookie.c - cookies in and out (RFC 6265). With https a cookie carries `__Host-` (whole site, set by nobody but us) or, for one path only, `__Secure-`. */
#include "base/base.h"

#include "inside.h"

bool cookie_value_ok(struct text t)
{
	for (size_t i = 0; i < t.len; i++) {
		unsigned char c = (unsigned char)t.at[i];
		if (c <= 0x20 || c >= 0x7f || strchr("\",;\\", c))
			return false;
	}
	return true;
}

static struct text full_name(const struct web *w, struct arena *a, const char *name, bool whole_site)
{
	return text_print(a, "%sdanvan_%s", !w->secure ? "" : whole_site ? "__Host-" : "__Secure-", name);
}

/* The first of that name: browsers send the one with the longest path first. A value we could not have set is none. */
struct text cookie_find(struct arena *a, struct text header, const char *name)
{
	for (struct text piece; text_next(&header, ';', &piece);) {
		piece = text_trim(piece);
		size_t n = strlen(name);
		if (piece.len <= n || memcmp(piece.at, name, n) || piece.at[n] != '=')
			continue;
		struct text value = text_from(piece, n + 1);
		if (value.len >= 2 && value.at[0] == '"' && value.at[value.len - 1] == '"')
			value = (struct text){ value.at + 1, value.len - 2 };
		return value.len && value.len <= 512 && cookie_value_ok(value) ? text_copy(a, value) : TEXT_EMPTY;
	}
	return TEXT_EMPTY;
}

struct text request_cookie(const struct request *r, const char *name)
{
	struct hit *h = hit_of(r);
	if (h->r.route && h->r.route->csrf == CSRF_NO_COOKIES)
		return TEXT_EMPTY;
	struct text header = header_in(h, "Cookie");
	struct text found = cookie_find(r->arena, header, text_c(r->arena, full_name(r->web, r->arena, name, true)));
	if (!found.len && r->web->secure)
		found = cookie_find(r->arena, header, text_c(r->arena, full_name(r->web, r->arena, name, false)));
	return found;
}

struct text cookie_line(const struct web *w, struct arena *a, struct cookie c)
{
	const char *path = c.path ? c.path : "/";
	assert(cookie_value_ok(c.value) && c.value.len <= 512 && !strpbrk(path, ";\r\n"));
	struct build b = { .arena = a };
	build_add(&b, full_name(w, a, c.name, !strcmp(path, "/")));
	build_byte(&b, '=');
	build_add(&b, c.value);
	build_print(&b, "; Path=%s; HttpOnly; SameSite=%s", path, c.strict ? "Strict" : "Lax");
	if (w->secure)
		build_c(&b, "; Secure");
	if (c.seconds)
		build_print(&b, "; Max-Age=%lld", (long long)(c.seconds < 0 ? 0 : c.seconds));
	return build_text(&b);
}

void answer_cookie(struct request *r, struct cookie c)
{
	answer_header(r, "Set-Cookie", cookie_line(r->web, r->arena, c));
	hit_of(r)->is_personal = true;
}
