/* answer.c - what a handler says: exactly one answer a request. Nothing is sent here (send.c). */
#include "base/base.h"

#include "inside.h"
#include "web/views.h"

/* False: an error was answered before (something on the way had failed), and that stays the answer. */
static bool answered(struct hit *h, int status)
{
	if (h->is_refused)
		return false;
	assert(!h->answered && !h->suspended);
	h->answered = true;
	h->status = status;
	return true;
}

void answer_status(struct request *r, int status)
{
	hit_of(r)->status = status;
}

/* A path of our own: one slash first, nothing that a browser could read as another host, nothing that ends a line. */
static bool path_is_own(struct text path)
{
	bool fine = path.len && path.at[0] == '/' && !(path.len > 1 && (path.at[1] == '/' || path.at[1] == '\\'));
	for (size_t i = 0; fine && i < path.len; i++)
		fine = (unsigned char)path.at[i] > 0x20 && (unsigned char)path.at[i] < 0x7f && path.at[i] != '\\';
	return fine;
}

void answer_see(struct request *r, struct text path, const char *fragment)
{
	struct hit *h = hit_of(r);
	assert(path_is_own(path));
	if (!answered(h, 303))
		return;
	struct build b = { .arena = r->arena };
	build_add(&b, path);
	if (fragment) {
		build_byte(&b, '#');
		percent_add(&b, text_of(fragment));
	}
	answer_header(r, "Location", build_text(&b));
	h->type = NULL;
	h->answer = TEXT_EMPTY;
}

void answer_json(struct request *r, int status, struct text json)
{
	answer_bytes(r, status, "application/json", json, NULL);
}

/* attachment; filename="plain"; filename*=UTF-8''… (RFC 6266): old readers get ASCII, others the name itself. */
static struct text disposition(struct arena *a, struct text name)
{
	struct build plain = { .arena = a }, all = { .arena = a };
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		bool fine = char_is_alpha(c) || char_is_digit(c) || (c && strchr("._-", c));
		if (fine || !((unsigned char)c & 0x80) || (unsigned char)c >= 0xc0)
			build_byte(&plain, fine ? c : '_');
	}
	build_print(&all, "attachment; filename=\"%.*s\"; filename*=UTF-8''", TEXT_ARG(build_text(&plain)));
	percent_add(&all, name);
	return build_text(&all);
}

void answer_bytes(struct request *r, int status, const char *type, struct text bytes, const struct text *file_name)
{
	struct hit *h = hit_of(r);
	if (!answered(h, status))
		return;
	h->type = type;
	h->answer = bytes;
	if (!file_name)
		return;
	h->is_download = true;
	answer_header(r, "Content-Disposition", disposition(r->arena, text_cut(*file_name, 240)));
}

void answer_header(struct request *r, const char *name, struct text value)
{
	for (size_t i = 0; i < value.len; i++)
		assert((unsigned char)value.at[i] >= 0x20 && value.at[i] != 0x7f);
	struct header *new = ARENA_NEW(r->arena, struct header), **last = &hit_of(r)->headers;
	*new = (struct header){ .name = name, .value = value };
	while (*last)
		last = &(*last)->next;
	*last = new;
}

/* ---- what a handler asks ---- */

static const struct given *given_at(const struct request *r, size_t field)
{
	assert(field < route_fields(r->route));
	return &r->given[field];
}

bool request_has(const struct request *r, size_t field)
{
	return given_at(r, field)->fits;
}

struct text request_text(const struct request *r, size_t field)
{
	const struct given *g = given_at(r, field);
	return g->fits ? g->text : TEXT_EMPTY;
}

int64_t request_number(const struct request *r, size_t field)
{
	const struct given *g = given_at(r, field);
	return g->fits ? g->number : 0;
}

day_t request_day(const struct request *r, size_t field)
{
	const struct given *g = given_at(r, field);
	return g->fits ? g->day : DAY_NONE;
}

bool request_flag(const struct request *r, size_t field)
{
	return request_number(r, field) != 0;
}

struct text request_many(const struct request *r, size_t field, size_t n)
{
	if (n == 0)
		return request_text(r, field);
	for (const struct more *m = hit_of(r)->more; m; m = m->next)
		if (m->field == field && --n == 0)
			return m->given.fits ? m->given.text : TEXT_EMPTY;
	return TEXT_EMPTY;
}

struct text request_field_error(const struct request *r, size_t field)
{
	const struct given *g = given_at(r, field);
	return g->error.code ? error_say(r->arena, r->lang, &g->error) : TEXT_EMPTY;
}

void request_show_field(const struct request *r, size_t field, struct field_view *v)
{
	v->id = r->route->form[field].name;
	v->value = given_at(r, field)->typed;
	v->error = request_field_error(r, field);
	v->optional = r->route->form[field].need == OPTIONAL;
}

void request_layout(struct request *r, struct layout_view *v)
{
	v->language_url = request_in_language(r, r->lang == LANG_VI ? LANG_EN : LANG_VI);
	if (r->web->config.layout)
		r->web->config.layout(r, v);
}

/* draft-ietf-httpapi-idempotency-key-header: a string in quotes; without quotes it is taken too. */
bool request_idempotency_key(const struct request *r, struct text *ret)
{
	struct text t = text_trim(header_in(hit_of(r), "Idempotency-Key"));
	if (t.len >= 2 && t.at[0] == '"' && t.at[t.len - 1] == '"')
		t = (struct text){ t.at + 1, t.len - 2 };
	bool fine = t.len > 0 && t.len <= 255;
	for (size_t i = 0; fine && i < t.len; i++)
		fine = t.at[i] >= 0x20 && t.at[i] < 0x7f && t.at[i] != '"';
	if (fine)
		*ret = t;
	return fine;
}
