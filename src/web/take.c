/* take.c - what came in (holes of the path, query, form, JSON) becomes the fields that the route declares. */
#include "base/base.h"

#include "inside.h"
#include "base/json_in.h"

void take_start(struct hit *h)
{
	size_t n = route_fields(h->r.route);
	h->r.given = ARENA_ARRAY(h->r.arena, struct given, n + 1);
}

size_t field_index(const struct route *r, struct text name, bool file)
{
	for (size_t i = 0; r->form && r->form[i].name; i++)
		if (r->form[i].need != IN_PATH && (r->form[i].read == field_file) == file && text_is(name, r->form[i].name))
			return i;
	return SIZE_MAX;
}

static struct text label_of(const struct hit *h, const struct field *f)
{
	if (!f->label || !say_knows(f->label))
		return text_of(f->name);
	struct build b = { .arena = h->r.arena };
	SAY(&b, h->r.lang, f->label);
	return build_text(&b);
}

/* Zero-width marks, joiners and byte order marks that come along when people paste. */
static struct text without_invisible(struct arena *a, struct text t)
{
	struct build b = { .arena = a };
	while (t.len) {
		size_t len;
		int32_t c = text_point(t, &len);
		if (!(c == 0xfeff || c == 0x200b || c == 0x2060 || c == 0x00ad || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)))
			build_add(&b, text_first(t, len));
		t = text_from(t, len);
	}
	return build_text(&b);
}

static void read_one(struct hit *h, const struct field *f, struct text typed, bool is_text, struct given *g)
{
	struct arena *a = h->r.arena;
	bool secret = f->read == field_secret;
	if (!is_text) {
		g->came = true;
		error(&g->error, FORM_NOT_TEXT, .name = label_of(h, f), .basis = text_of(f->basis));
		return;
	}
	struct text clean = secret ? typed : text_trim(without_invisible(a, text_nfc(a, typed)));
	if (!secret)
		g->typed = text_cut(text_nfc(a, typed), 4 * f->max);
	if (!clean.len)
		return;
	g->came = true;
	size_t points = text_points(clean);
	size_t most = f->read == field_code ? 3 * f->max : f->max; /* a code is read aloud and typed in groups */
	if (points > most) {
		error(&g->error, FORM_TOO_LONG, .name = label_of(h, f), .number = (int64_t)points, .limit = (int64_t)f->max);
		return;
	}
	struct error e = { 0 };
	g->fits = f->read(a, f, clean, g, &e);
	if (!g->fits) {
		g->error = e;
		struct text label = text_cut(label_of(h, f), sizeof g->error.name - 1);
		memcpy(g->error.name, label.at, label.len);
		g->error.name[label.len] = '\0';
	}
}

static size_t times_taken(const struct hit *h, size_t field)
{
	size_t n = h->r.given[field].came;
	for (const struct more *m = h->more; m; m = m->next)
		n += m->field == field;
	return n;
}

void take(struct hit *h, size_t i, struct text typed, bool is_text)
{
	const struct field *f = &h->r.route->form[i];
	struct given *g = &h->r.given[i];
	size_t taken = times_taken(h, i), many = f->many > 1 ? f->many : 1;
	if (!taken) {
		read_one(h, f, typed, is_text, g);
		return;
	}
	if (taken >= many) {
		g->fits = false;
		error(&g->error, FORM_TWICE, .name = label_of(h, f), .limit = (int64_t)many);
		return;
	}
	struct more *m = ARENA_NEW(h->r.arena, struct more), **last = &h->more;
	m->field = i;
	read_one(h, f, typed, is_text, &m->given);
	if (!m->given.came)
		return;
	if (!m->given.fits) {
		g->fits = false;
		g->error = m->given.error;
	}
	while (*last)
		last = &(*last)->next;
	*last = m;
}

void request_put(struct request *r, size_t field, struct text typed)
{
	r->given[field] = (struct given){ 0 };
	take(hit_of(r), field, typed, text_is_utf8(typed) && !(typed.len && memchr(typed.at, 0, typed.len)));
}

/* Holes stand in the path in the order of their names there, which may be another than the form's. */
bool take_holes(struct hit *h)
{
	const char *p = h->r.route->path;
	for (size_t n = 0; n < h->hole_count; n++) {
		p = strchr(p, '{') + 1;
		size_t len = strcspn(p, "*}"), i = 0;
		const struct field *form = h->r.route->form;
		while (strlen(form[i].name) != len || memcmp(form[i].name, p, len))
			i++;
		struct text value;
		if (!percent_decode(h->r.arena, h->holes[n], false, &value) || !text_is_utf8(value) || memchr(value.at, 0, value.len))
			return false;
		take(h, i, value, true);
		if (!h->r.given[i].fits)
			return false;
	}
	return true;
}

static void take_pairs(struct hit *h, struct text rest)
{
	struct pair pair;
	while (pair_next(h->r.arena, &rest, &pair)) {
		size_t i = field_index(h->r.route, pair.name, false);
		if (text_is(pair.name, "_token"))
			h->token_passed = h->token_passed || token_ok(h, pair.value);
		else if (i != SIZE_MAX)
			take(h, i, pair.value, pair.is_text);
	}
}

void take_query(struct hit *h)
{
	take_pairs(h, h->query);
}

void take_form(struct hit *h)
{
	take_pairs(h, build_text(&h->body));
}

static void take_value(struct hit *h, size_t i, const struct json_seen *v)
{
	struct given *g = &h->r.given[i];
	const struct field *f = &h->r.route->form[i];
	if (v->kind == JSON_IS_STRING) {
		take(h, i, v->text, !memchr(v->text.at, 0, v->text.len));
	} else if (v->kind == JSON_IS_NUMBER && f->read == field_number && text_find(v->text, TEXT(".")) == SIZE_MAX) {
		take(h, i, v->text, true);
	} else if (v->kind == JSON_IS_BOOL && f->read == field_flag) {
		take(h, i, v->text, true);
	} else if (v->kind != JSON_IS_NULL) {
		g->came = true;
		g->fits = false;
		error(&g->error, FORM_TYPE, .name = label_of(h, f),
		      .expected = f->read == field_number ? TEXT("number") : f->read == field_flag ? TEXT("true, false") : TEXT("string"));
	}
}

/* Where reading stopped, for who has to find the mistake. */
static bool json_refused(const struct json_in *j, struct error *e)
{
	int line = 1, column = 1;
	for (size_t i = 0; i < j->at && i < j->all.len; i++) {
		column = j->all.at[i] == '\n' ? 1 : column + 1;
		line += j->all.at[i] == '\n';
	}
	if (j->too_deep)
		return error(e, WEB_DEEP_JSON, .limit = JSON_DEPTH);
	return error(e, WEB_BAD_JSON, .line = line, .column = column);
}

bool take_json(struct hit *h, struct error *e)
{
	struct json_in j = { .arena = h->r.arena, .all = build_text(&h->body), .depth_limit = JSON_DEPTH };
	if (!json_in_check(&j))
		return json_refused(&j, e);
	struct text name, body = text_trim(j.all);
	struct json_seen v, item;
	if (body.at[0] != '{')
		return error(e, WEB_BAD_JSON, .line = 1, .column = 1);
	json_in_enter(&j);
	while (json_in_member(&j, &name, &v)) {
		size_t i = field_index(h->r.route, name, false);
		if (i == SIZE_MAX)
			continue;
		struct json_in list = { .arena = h->r.arena, .all = v.text, .depth_limit = JSON_DEPTH };
		if (v.kind != JSON_IS_ARRAY || h->r.route->form[i].many < 2) {
			take_value(h, i, &v);
			continue;
		}
		json_in_enter(&list);
		while (json_in_item(&list, &item))
			take_value(h, i, &item);
	}
	return true;
}

void take_end(struct hit *h)
{
	const struct field *form = h->r.route->form;
	for (size_t i = 0; form && form[i].name; i++) {
		struct given *g = &h->r.given[i];
		if (form[i].need == REQUIRED && !g->came && !g->error.code)
			error(&g->error, FORM_MISSING, .name = label_of(h, &form[i]), .basis = text_of(form[i].basis));
	}
}

size_t take_refused(const struct hit *h)
{
	size_t n = 0;
	for (size_t i = 0; i < route_fields(h->r.route); i++)
		n += h->r.given[i].error.code != NULL;
	return n;
}
