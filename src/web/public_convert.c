/* public_convert.c - a file of addresses of one day comes back with where they lie on another. Nothing of it is kept: it lives as long as the request. */
#include "base/base.h"

#include "pages.h"
#include "public.h"
#include "web/views_public.h"

enum { COLUMN, FROM, TO, FILE_FIELD, CONVERT_MOST = 5 * 1024 * 1024, PIECE = 64 * 1024 };
const struct field convert_form[] = {
	[COLUMN] = { "column", field_line, 100, REQUIRED, .label = "public.convert_column" },
	[FROM] = { "from", field_day, 20, REQUIRED, .label = "public.convert_from" },
	[TO] = { "to", field_day, 20, REQUIRED, .label = "public.convert_to" },
	[FILE_FIELD] = { "file", field_file, CONVERT_MOST, REQUIRED, .label = "public.convert_file", .accept = ACCEPTS(FILE_TEXT) | ACCEPTS(FILE_UNKNOWN) },
	{ NULL },
};

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
static bool convert(struct request *r, const struct registry *reg, struct text bytes, struct gathered *out, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct conversion            *c;
	if (!conversion_start(reg, r->arena, r->given[FROM].day, r->given[TO].day, TEXT_EMPTY, &c, e))
		return false;
	struct address_file *f = address_file_start(c, r->arena, (struct address_how){ .column = request_text(r, COLUMN), .lang = r->lang });
	for (size_t at = 0; at < bytes.len; at += PIECE, arena_reset(a)) {
		struct build some = { .arena = a };
		if (!address_file_feed(f, text_first(text_from(bytes, at), bytes.len - at < PIECE ? bytes.len - at : PIECE), &some, NULL, e) || !gathered_add(out, build_text(&some), e))
			return false;
	}
	struct build last = { .arena = a };
	return address_file_end(f, &last, NULL, e) && (last.len == 0 || gathered_add(out, build_text(&last), e));
}

void convert_post(struct request *r)
{
	struct public_ground g;
	struct gathered     *out = gathered_new(r);
	struct error         e = { 0 };
	struct text          name = TEXT("dia-chi.csv");
	struct text          came = r->upload_count > 0 ? gathered_text(&r->uploads[0]) : TEXT_EMPTY;
	if (came.len == 0) {
		if (r->upload_count > 0 && r->uploads[0].error.code)
			e = r->uploads[0].error;
		else
			error(&e, FORM_FILE_EMPTY, .value = TEXT("CSV"));
		show(r, &e);
		return;
	}
	if (!public_ground(r, &g))
		return;
	if (convert(r, g.registry, came, out, &e))
		answer_bytes(r, 200, "text/csv; charset=utf-8", (struct text){ out->at, out->len }, &name);
	else
		show(r, &e);
}
