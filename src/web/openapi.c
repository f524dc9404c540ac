/* openapi.c - the description of the API for programs (OpenAPI 3.1), made from the table of routes, their fields and the shapes of answers; and its page for people. */
#include "base/base.h"

#include "inside.h"
#include "pages.h"
#include "public.h"
#include "web/views_public.h"

static bool is_call(const struct route *row) { return text_starts(text_of(row->path), "/api/v1/") && row->run != api_openapi; }

static int by_path(const void *a, const void *b)
{
	const struct route *const *x = a, *const *y = b;
	int                        n = strcmp((*x)->path, (*y)->path);
	return n ? n : (int)(*x)->method - (int)(*y)->method; /* get before post */
}

static size_t calls(struct request *r, const struct route ***ret)
{
	const struct route *row, **list = ARENA_ARRAY(r->arena, const struct route *, 64);
	size_t              n = 0;
	for (size_t i = 0; (row = route_at(r->web->config.routes, i)); i++)
		if (is_call(row)) {
			assert(n < 64);
			list[n++] = row;
		}
	qsort(list, n, sizeof(*list), by_path);
	*ret = list;
	return n;
}

/* ---- schemas */

static void ref(struct json *j, struct arena *a, const char *kind, const char *name)
{
	json_object(j);
	json_member_text(j, "$ref", text_print(a, "#/components/%s/%s", kind, name));
	json_end(j);
}

static void members_schema(struct json *j, const struct answer_member *members);

static void shape_schema(struct json *j, const struct answer_member *m)
{
	static const char *const types[] = { [SHAPE_TEXT] = "string", [SHAPE_DAY] = "string", [SHAPE_NUMBER] = "integer", [SHAPE_BOOL] = "boolean", [SHAPE_LIST] = "array" };
	if (m->type == SHAPE_OBJECT) {
		members_schema(j, m->of);
		return;
	}
	json_object(j);
	if (m->doc)
		json_member_text(j, "description", text_of(m->doc));
	if (m->type == SHAPE_DAY)
		json_member_text(j, "format", TEXT("date"));
	if (m->type == SHAPE_LIST) {
		json_key(j, "items");
		members_schema(j, m->of);
	}
	if (m->type != SHAPE_ANY)
		json_member_text(j, "type", text_of(types[m->type]));
	json_end(j);
}

static void members_schema(struct json *j, const struct answer_member *members)
{
	json_object(j);
	json_key(j, "properties");
	json_object(j);
	for (const struct answer_member *m = members; m->name; m++) {
		json_key(j, m->name);
		shape_schema(j, m);
	}
	json_end(j);
	json_key(j, "required");
	json_array(j);
	for (const struct answer_member *m = members; m->name; m++)
		if (m->always)
			json_text(j, text_of(m->name));
	json_end(j);
	json_member_text(j, "type", TEXT("object"));
	json_end(j);
}

/* Problem details (RFC 9457), the same for every call. */
static const struct answer_member problem_errors[] = {
	{ "detail", SHAPE_TEXT, true, "What is wrong and what to do.", NULL },
	{ "error", SHAPE_TEXT, true, "Stable code of it.", NULL },
	{ "pointer", SHAPE_TEXT, true, "JSON Pointer to the member.", NULL },
	{ 0 },
};
static const struct answer_member problem[] = {
	{ "detail", SHAPE_TEXT, true, "What is wrong and what to do, in the language of Accept-Language.", NULL },
	{ "error", SHAPE_TEXT, true, "Stable code, such as matter.no_such.", NULL },
	{ "errors", SHAPE_LIST, false, "One for each member that does not fit.", problem_errors },
	{ "status", SHAPE_NUMBER, true, "The HTTP status.", NULL },
	{ "title", SHAPE_TEXT, true, "The kind of problem, in words.", NULL },
	{ "type", SHAPE_TEXT, true, "Address of a page that explains the code.", NULL },
	{ 0 },
};

static int by_name(const void *a, const void *b)
{
	const struct answer_shape *const *x = a, *const *y = b;
	return strcmp((*x)->name, (*y)->name);
}

static void components(struct json *j, struct request *r)
{
	const struct answer_shape *list[32], problem_shape = { .name = "Problem", .members = problem };
	size_t                     n = 0;
	for (const struct answer_shape *s = answer_shapes; s->route; s++)
		list[n++] = s;
	list[n++] = &problem_shape;
	qsort(list, n, sizeof(*list), by_name);
	json_object(j);
	json_key(j, "responses");
	json_object(j);
	json_key(j, "problem");
	json_object(j);
	json_key(j, "content");
	json_object(j);
	json_key(j, "application/problem+json");
	json_object(j);
	json_key(j, "schema");
	ref(j, r->arena, "schemas", "Problem");
	json_end(j);
	json_end(j);
	json_member_text(j, "description", TEXT("Problem details (RFC 9457). 400 cannot be read, 403 wrong key, 404 not there, 405 see Allow, 413 too large, 415 not JSON, 422 does not fit, "
						"429 and 503 see Retry-After."));
	json_end(j);
	json_end(j);
	json_key(j, "schemas");
	json_object(j);
	for (size_t i = 0; i < n; i++) {
		json_key(j, list[i]->name);
		members_schema(j, list[i]->members);
	}
	json_end(j);
	json_end(j);
}

/* ---- what a call takes */

static void field_schema(struct json *j, const struct field *f)
{
	json_object(j);
	if (f->read == field_choice) {
		json_key(j, "enum");
		json_array(j);
		for (const char *const *c = f->choices; *c; c++)
			json_text(j, text_of(*c));
		json_end(j);
	}
	if (f->read == field_day)
		json_member_text(j, "format", TEXT("date"));
	bool is_number = f->read == field_number, is_flag = f->read == field_flag;
	if (is_number && f->most)
		json_member_int(j, "maximum", f->most);
	if (!is_number && !is_flag && f->read != field_choice)
		json_member_int(j, "maxLength", (int64_t)f->max);
	if (is_number && f->most)
		json_member_int(j, "minimum", f->least);
	json_member_text(j, "type", is_number ? TEXT("integer") : is_flag ? TEXT("boolean") : TEXT("string"));
	json_end(j);
}

static struct text field_words(struct request *r, const struct field *f)
{
	struct build b = { .arena = r->arena };
	if (!f->label || !say_knows(f->label))
		return text_of(f->name);
	SAY(&b, LANG_EN, f->label);
	return build_text(&b);
}

static void parameter(struct json *j, struct request *r, const struct field *f)
{
	json_object(j);
	json_member_text(j, "description", field_words(r, f));
	json_member_text(j, "in", f->need == IN_PATH ? TEXT("path") : TEXT("query"));
	json_member_text(j, "name", text_of(f->name));
	json_key(j, "required");
	json_bool(j, f->need != OPTIONAL);
	json_key(j, "schema");
	field_schema(j, f);
	json_end(j);
}

static void key_parameter(struct json *j)
{
	json_object(j);
	json_member_text(j, "description", TEXT("1 to 255 visible ASCII characters, with or without quotes, such as a UUID. The same key and the same body within 7 days give the same "
						"answer and one matter; the same key and another body are refused with 422."));
	json_member_text(j, "in", TEXT("header"));
	json_member_text(j, "name", TEXT("Idempotency-Key"));
	json_key(j, "required");
	json_bool(j, false);
	json_key(j, "schema");
	json_object(j);
	json_member_int(j, "maxLength", 257);
	json_member_text(j, "type", TEXT("string"));
	json_end(j);
	json_end(j);
}

static int by_field(const void *a, const void *b)
{
	const struct field *const *x = a, *const *y = b;
	return strcmp((*x)->name, (*y)->name);
}

static void body(struct json *j, struct request *r, const struct route *row)
{
	const struct field *list[32];
	size_t              n = 0;
	for (const struct field *f = row->form; f && f->name; f++)
		if (f->need != IN_PATH)
			list[n++] = f;
	qsort(list, n, sizeof(*list), by_field);
	json_key(j, "requestBody");
	json_object(j);
	json_key(j, "content");
	json_object(j);
	json_key(j, "application/json");
	json_object(j);
	json_key(j, "schema");
	json_object(j);
	json_key(j, "properties");
	json_object(j);
	for (size_t i = 0; i < n; i++) {
		json_key(j, list[i]->name);
		field_schema(j, list[i]);
	}
	json_end(j);
	json_key(j, "required");
	json_array(j);
	for (size_t i = 0; i < n; i++)
		if (list[i]->need == REQUIRED)
			json_text(j, text_of(list[i]->name));
	json_end(j);
	json_member_text(j, "type", TEXT("object"));
	json_end(j);
	json_end(j);
	json_end(j);
	json_key(j, "required");
	json_bool(j, true);
	json_end(j);
}

static void responses(struct json *j, struct request *r, const struct route *row)
{
	json_key(j, "responses");
	json_object(j);
	for (const struct answer_shape *s = answer_shapes; s->route; s++) {
		if (strcmp(s->route, row->name) != 0)
			continue;
		json_key(j, s->status == 201 ? "201" : "200");
		json_object(j);
		json_key(j, "content");
		json_object(j);
		json_key(j, "application/json");
		json_object(j);
		json_key(j, "schema");
		ref(j, r->arena, "schemas", s->name);
		json_end(j);
		json_end(j);
		json_member_text(j, "description", text_of(row->help_en));
		json_end(j);
	}
	json_key(j, "4XX");
	ref(j, r->arena, "responses", "problem");
	json_key(j, "5XX");
	ref(j, r->arena, "responses", "problem");
	json_end(j);
}

static void operation(struct json *j, struct request *r, const struct route *row)
{
	json_object(j);
	json_member_text(j, "description", text_of(row->help_en));
	json_member_text(j, "operationId", text_of(row->name));
	json_key(j, "parameters");
	json_array(j);
	for (const struct field *f = row->form; f && f->name; f++)
		if (f->need == IN_PATH || row->method == GET)
			parameter(j, r, f);
	if (row->run == api_file)
		key_parameter(j);
	json_end(j);
	if (row->method == POST)
		body(j, r, row);
	responses(j, r, row);
	json_member_text(j, "summary", text_of(row->help_en));
	json_end(j);
}

void api_openapi(struct request *r)
{
	const struct route **list;
	size_t               n = calls(r, &list);
	struct json          j = json_start(r->arena, true);
	json_object(&j);
	json_key(&j, "components");
	components(&j, r);
	json_key(&j, "info");
	json_object(&j);
	json_member_text(&j, "description", TEXT("Filing and tracking of matters, the public lists, figures, units and the ledger. Days are local days of Vietnam (UTC+7); nothing public says an hour."));
	json_key(&j, "license");
	json_object(&j);
	json_member_text(&j, "identifier", TEXT("AGPL-3.0-or-later"));
	json_member_text(&j, "name", TEXT("GNU Affero General Public License 3.0 or later"));
	json_end(&j);
	json_member_text(&j, "title", TEXT("danvan"));
	json_member_text(&j, "version", TEXT("1"));
	json_end(&j);
	json_member_text(&j, "openapi", TEXT("3.1.0"));
	json_key(&j, "paths");
	json_object(&j);
	for (size_t i = 0; i < n; i++) {
		bool again = i > 0 && strcmp(list[i]->path, list[i - 1]->path) == 0;
		if (!again) {
			json_key(&j, list[i]->path);
			json_object(&j);
		}
		json_key(&j, list[i]->method == GET ? "get" : "post");
		operation(&j, r, list[i]);
		if (i + 1 == n || strcmp(list[i]->path, list[i + 1]->path) != 0)
			json_end(&j);
	}
	json_end(&j);
	json_key(&j, "security");
	json_array(&j);
	json_end(&j);
	json_key(&j, "servers");
	json_array(&j);
	json_object(&j);
	json_member_text(&j, "url", TEXT("/"));
	json_end(&j);
	json_end(&j);
	json_end(&j);
	answer_json(r, 200, json_done(&j));
}

/* ---- for people */

static struct api_row row_view(struct request *r, const struct route *row)
{
	return (struct api_row){ .method = row->method == GET ? TEXT("GET") : TEXT("POST"), .path = text_of(row->path), .about = text_of(r->lang == LANG_VI ? row->help_vi : row->help_en) };
}

void api_page(struct request *r)
{
	const struct route **list, *row;
	size_t               n = calls(r, &list);
	struct api_row      *rows = ARENA_ARRAY(r->arena, struct api_row, n + 1), *siblings = ARENA_ARRAY(r->arena, struct api_row, 64);
	struct text          own = site_settings(r)->public_url;
	struct api_view      v = { .base = own.len > 0 ? own : request_origin(r), .calls = rows, .calls_n = n, .siblings = siblings };
	for (size_t i = 0; i < n; i++)
		rows[i] = row_view(r, list[i]);
	for (size_t i = 0; (row = route_at(r->web->config.routes, i)) && v.siblings_n < 64; i++) {
		struct text path = text_of(row->path);
		if (text_ends(path, ".json") && !text_starts(path, "/api/"))
			siblings[v.siblings_n++] = row_view(r, row);
		if (text_ends(path, ".csv"))
			siblings[v.siblings_n++] = row_view(r, row);
	}
	request_layout(r, &v.layout);
	page_api(r->out, &v);
}
