/* public_convert.c - a file of addresses of one day comes back with where they lie on another. Nothing of it is kept: it lives as long as the request. */
#include "base/base.h"

#include "pages.h"
#include "public.h"
#include "web/views_public.h"

#include <stdlib.h>

enum { COLUMN, FROM, TO, FILE_FIELD, CONVERT_MOST = 5 * 1024 * 1024, PIECE = 64 * 1024 };
const struct field convert_form[] = {
	[COLUMN] = { "column", field_line, 100, REQUIRED, .label = "public.convert_column" },
	[FROM] = { "from", field_day, 20, REQUIRED, .label = "public.convert_from" },
	[TO] = { "to", field_day, 20, REQUIRED, .label = "public.convert_to" },
	[FILE_FIELD] = { "file", field_file, CONVERT_MOST, REQUIRED, .label = "public.convert_file", .accept = ACCEPTS(FILE_TEXT) | ACCEPTS(FILE_UNKNOWN) },
	{ NULL },
};

/* The bytes as they came; malloc'd, for the arena's blocks are small. */
struct came { char *at; size_t len, room; };

static void came_free(void *arg) { free(((struct came *)arg)->at); }

static bool add(struct came *c, struct text bytes, struct error *e)
{
	if (c->room - c->len < bytes.len) {
		size_t room = 2 * c->room > c->len + bytes.len ? 2 * c->room : c->len + bytes.len;
		char  *at = realloc(c->at, room);
		if (!at)
			return error(e, WEB_FULL);
		c->at = at;
		c->room = room;
	}
	memcpy(c->at + c->len, bytes.at, bytes.len);
	c->len += bytes.len;
	return true;
}

static bool begin(struct request *r, struct upload *u, struct error *e)
{
	u->state = ARENA_NEW(r->arena, struct came);
	arena_owns(r->arena, came_free, u->state);
	return true;
}

static bool piece(struct request *r, struct upload *u, struct text bytes, struct error *e) { return add(u->state, bytes, e); }

const struct file_sink convert_sink = { .begin = begin, .piece = piece };

static bool is_post(const struct request *r) { return r->route->form == convert_form; }

static void show(struct request *r, const struct error *wrong)
{
	struct convert_view v = { .column = { .id = "column", .no_spellcheck = true, .width = 20 }, .from = { .id = "from", .width = 10 }, .to = { .id = "to", .width = 10 } };
	static const struct { const char *id; size_t field; } fields[] = { { "column", COLUMN }, { "from", FROM }, { "to", TO }, { "file", FILE_FIELD } };
	struct error_row *rows = ARENA_ARRAY(r->arena, struct error_row, COUNT_OF(fields) + 1);
	size_t            n = 0;
	v.token = request_token(r, "units.convert.post");
	if (is_post(r)) {
		request_show_field(r, COLUMN, &v.column);
		request_show_field(r, FROM, &v.from);
		request_show_field(r, TO, &v.to);
		v.file_error = request_field_error(r, FILE_FIELD);
		for (size_t i = 0; i < COUNT_OF(fields); i++)
			if (request_field_error(r, fields[i].field).len > 0)
				rows[n++] = (struct error_row){ .href = text_print(r->arena, "#%s", fields[i].id), .text = request_field_error(r, fields[i].field) };
		if (wrong)
			rows[n++] = (struct error_row){ .href = TEXT("#file"), .text = v.file_error = error_say(r->arena, r->lang, wrong) };
		v.errors = (struct error_summary_view){ rows, n };
		answer_status(r, 422);
	}
	request_layout(r, &v.layout);
	v.layout.has_error = n > 0;
	page_units_convert(r->out, &v);
}

void convert_page(struct request *r) { show(r, NULL); }

/* In pieces, as it would come from a socket: what each gives is put by and its arena used again. */
static bool convert(struct request *r, const struct registry *reg, struct text bytes, struct came *out, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct conversion            *c;
	if (!conversion_start(reg, r->arena, r->given[FROM].day, r->given[TO].day, TEXT_EMPTY, &c, e))
		return false;
	struct address_file *f = address_file_start(c, r->arena, (struct address_how){ .column = request_text(r, COLUMN), .lang = r->lang });
	for (size_t at = 0; at < bytes.len; at += PIECE, arena_reset(a)) {
		struct build some = { .arena = a };
		if (!address_file_feed(f, text_first(text_from(bytes, at), bytes.len - at < PIECE ? bytes.len - at : PIECE), &some, NULL, e) || !add(out, build_text(&some), e))
			return false;
	}
	struct build last = { .arena = a };
	return address_file_end(f, &last, NULL, e) && (last.len == 0 || add(out, build_text(&last), e));
}

void convert_post(struct request *r)
{
	struct public_ground g;
	struct came         *out = ARENA_NEW(r->arena, struct came);
	struct error         e = { 0 };
	struct text          name = TEXT("dia-chi.csv");
	const struct came   *c = r->upload_count > 0 && !r->uploads[0].error.code ? r->uploads[0].state : NULL;
	if (!c || c->len == 0) {
		if (r->upload_count > 0 && r->uploads[0].error.code)
			e = r->uploads[0].error;
		else
			error(&e, FORM_FILE_EMPTY, .value = TEXT("CSV"));
		show(r, &e);
		return;
	}
	if (!public_ground(r, &g))
		return;
	*out = (struct came){ 0 };
	arena_owns(r->arena, came_free, out);
	if (convert(r, g.registry, (struct text){ c->at, c->len }, out, &e))
		answer_bytes(r, 200, "text/csv; charset=utf-8", (struct text){ out->at, out->len }, &name);
	else
		show(r, &e);
}
