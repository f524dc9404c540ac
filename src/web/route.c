/* route.c - the table of pages: finding a row by method and path, making a path from a row, checking the table. */
#include "base/base.h"

#include <stdarg.h>

#include "inside.h"

#define AREA(name) extern const struct route name##_routes[];
#include "areas.h"
#undef AREA

#define AREA(name) name##_routes,
const struct route *const web_routes[] = {
#include "areas.h"
	NULL,
};
#undef AREA

const struct route *route_at(const struct route *const *areas, size_t n)
{
	for (; *areas; areas++)
		for (const struct route *r = *areas; r->path; r++)
			if (n-- == 0)
				return r;
	return NULL;
}

/* The row after `r`, the first after NULL; *areas moves on with it. For what walks the table in every request: route_at begins anew each time. */
static const struct route *route_next(const struct route *const **areas, const struct route *r)
{
	r = r ? r + 1 : **areas;
	while (r && !r->path)
		r = *++*areas;
	return r;
}

const struct route *route_named(const struct route *const *areas, const char *name)
{
	const struct route *r;
	for (r = route_next(&areas, NULL); r; r = route_next(&areas, r))
		if (!strcmp(r->name, name))
			return r;
	return NULL;
}

size_t route_fields(const struct route *r)
{
	size_t n = 0;
	while (r->form && r->form[n].name)
		n++;
	return n;
}

/* Does the path fit the pattern? Holes are views of the path, still encoded. An empty segment fills no hole. */
static bool path_fits(const char *pattern, struct text path, struct text holes[PATH_HOLES], size_t *ret_holes)
{
	size_t i = 0, holes_n = 0;
	const char *p = pattern;
	while (*p) {
		if (*p != '{') {
			if (i == path.len || path.at[i] != *p)
				return false;
			i++, p++;
			continue;
		}
		const char *end = strchr(p, '}');
		bool rest = end[-1] == '*';
		size_t start = i;
		while (i < path.len && (rest || path.at[i] != '/') && (rest || !end[1] || end[1] == '/' || path.at[i] != end[1]))
			i++;
		if (i == start || holes_n == PATH_HOLES)
			return false;
		holes[holes_n++] = (struct text){ path.at + start, i - start };
		p = end + 1;
	}
	*ret_holes = holes_n;
	return i == path.len;
}

static const char *method_words(unsigned methods)
{
	static const char *const words[] = { "", "GET, HEAD", "POST", "GET, HEAD, POST" };
	return words[methods & 3];
}

/* How exactly a pattern says what it takes: the length of its constant beginning. "/units/find" goes before "/units/{id}". */
static size_t exactness(const char *pattern)
{
	const char *hole = strchr(pattern, '{');
	return hole ? (size_t)(hole - pattern) : SIZE_MAX;
}

enum found route_find(const struct route *const *areas, const char *method, struct text path, struct arena *a, const struct route **ret,
                      struct text holes[PATH_HOLES], size_t *ret_holes, struct text *ret_allow)
{
	enum method wanted = !strcmp(method, "GET") || !strcmp(method, "HEAD") ? GET : !strcmp(method, "POST") ? POST : 0;
	const struct route *r, *best = NULL;
	unsigned methods = 0;
	for (r = route_next(&areas, NULL); r; r = route_next(&areas, r)) {
		struct text h[PATH_HOLES];
		size_t count = 0;
		if (!path_fits(r->path, path, h, &count))
			continue;
		methods |= r->method;
		if (r->method != wanted || (best && exactness(best->path) >= exactness(r->path)))
			continue;
		best = r;
		memcpy(holes, h, sizeof h);
		*ret_holes = count;
	}
	if (best) {
		*ret = best;
		return FOUND;
	}
	*ret_allow = text_copy(a, text_of(method_words(methods)));
	return methods ? FOUND_OTHER_METHOD : FOUND_NONE;
}

struct text request_path(struct request *r, const char *route_name, ...)
{
	const struct route *row = route_named(r->web->config.routes, route_name);
	assert(row);
	struct build b = { .arena = r->arena };
	va_list args;
	va_start(args, route_name);
	for (const char *p = row->path; *p; p++) {
		if (*p != '{') {
			build_byte(&b, *p);
			continue;
		}
		const char *value = va_arg(args, const char *), *end = strchr(p, '}');
		assert(value && *value);
		if (end[-1] == '*')
			build_c(&b, value);
		else
			percent_add(&b, text_of(value));
		p = end;
	}
	va_end(args);
	return build_text(&b);
}

/* ---- is the table sound? ---- */

static bool hole_is_declared(const struct route *r, const char *hole, size_t len)
{
	for (const struct field *f = r->form; f && f->name; f++)
		if (f->need == IN_PATH && strlen(f->name) == len && !memcmp(f->name, hole, len))
			return true;
	return false;
}

static const char *holes_fault(const struct route *r)
{
	size_t holes = 0, fields = 0;
	for (const char *p = strchr(r->path, '{'); p; p = strchr(p + 1, '{'), holes++) {
		const char *end = strchr(p, '}');
		if (!end)
			return "a hole without its end";
		bool rest = end[-1] == '*';
		if (rest && end[1])
			return "{rest*} must be last";
		if (!hole_is_declared(r, p + 1, (size_t)(end - p - 1 - rest)))
			return "a hole that is no field with IN_PATH";
	}
	for (const struct field *f = r->form; f && f->name; f++)
		fields += f->need == IN_PATH;
	return holes != fields ? "a field with IN_PATH that is no hole" : holes > PATH_HOLES ? "too many holes" : NULL;
}

static const char *fields_fault(const struct route *r)
{
	for (const struct field *f = r->form; f && f->name; f++) {
		for (const char *p = f->name; *p; p++)
			if (!(*p >= 'a' && *p <= 'z') && !char_is_digit(*p) && *p != '_')
				return "a field's name outside [a-z0-9_]";
		if (!f->read || !f->max)
			return "a field without kind or length";
		if (f->read == field_choice && !f->choices)
			return "a choice without choices";
		if (f->read == field_file && (!f->accept || !r->sink || r->method != POST || r->csrf != CSRF_TOKEN))
			return "a file needs accept, a sink, POST and CSRF_TOKEN";
		if (f->read == field_secret && r->method == GET)
			return "a secret in a query";
		for (const struct field *g = r->form; g < f; g++)
			if (!strcmp(f->name, g->name))
				return "a field declared twice";
	}
	return NULL;
}

static const char *row_fault(const struct route *const *areas, const struct route *r)
{
	if (r->path[0] != '/' || !r->name || !r->run || !r->help_vi || !r->help_en)
		return "path, name, handler and help in both languages must be there";
	if (r->who == NOBODY)
		return "nobody may: say who";
	if (r->method != GET && r->method != POST)
		return "no method";
	if (r->method == POST && !r->body_limit && r->csrf != CSRF_NO_COOKIES)
		return "POST without a body limit has no room for its token";
	if (r->csrf == CSRF_NO_COOKIES && r->who != ANYONE)
		return "without cookies there is no session: ANYONE only";
	if (r->cache != PRIVATE && (r->who != ANYONE || r->method != GET))
		return "only what anyone may GET may be kept";
	if (r->cache == REVALIDATE && !r->version)
		return "REVALIDATE needs a version";
	const struct route *other;
	for (size_t n = 0; (other = route_at(areas, n)) && other != r; n++)
		if (!strcmp(other->name, r->name) || (other->method == r->method && !strcmp(other->path, r->path)))
			return "its name or path is taken";
	const char *fault = holes_fault(r);
	return fault ? fault : fields_fault(r);
}

bool routes_check(const struct route *const *areas, struct error *e)
{
	const struct route *r;
	for (size_t n = 0; (r = route_at(areas, n)); n++) {
		const char *fault = row_fault(areas, r);
		if (fault)
			return error(e, WEB_TABLE, .name = text_of(r->name ? r->name : r->path), .value = text_of(fault));
	}
	return true;
}
