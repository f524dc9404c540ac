/* upload.c - multipart bodies: fields into the form, files in pieces to the route's sink, kinds of files by their contents. */
#include "base/base.h"

#include "inside.h"

#define FIRST_BYTES 16384 /* so many that a DOCX's names are among them */

/* Only for showing: the last segment, without control and direction marks. */
static struct text shown_name(struct arena *a, struct text name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] == '/' || name.at[i] == '\\') {
			name = text_from(name, i + 1);
			i = (size_t)-1;
		}
	if (!text_is_utf8(name))
		return TEXT("?");
	struct build b = { .arena = a };
	size_t points = 0;
	for (struct text t = text_nfc(a, name); t.len && points < 120; points++) {
		size_t len;
		int32_t c = text_point(t, &len);
		if (c >= 0x20 && c != 0x7f && !(c >= 0x200b && c <= 0x200f) && !(c >= 0x202a && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069))
			build_add(&b, text_first(t, len));
		t = text_from(t, len);
	}
	return build_text(&b);
}

static void part_begin(void *context, const struct form_part *p)
{
	struct hit *h = context;
	struct part_state *s = &h->part;
	h->upload = NULL;
	h->gathered = (struct build){ .arena = h->r.arena };
	s->is_token = !p->is_file && text_is(p->name, "_token");
	s->field = p->is_file ? SIZE_MAX : field_index(h->r.route, p->name, false);
	if (!p->is_file)
		return;
	size_t i = field_index(h->r.route, p->name, true);
	if (i == SIZE_MAX || h->refusal.code)
		return;
	if (!h->token_passed) { /* the token stands before the files, so that a stranger's bytes are never kept */
		error(&h->refusal, WEB_FORGED);
		return;
	}
	struct upload *list = arena_grow(h->r.arena, h->r.uploads, h->r.upload_count, 1, sizeof *list);
	list[h->r.upload_count] = (struct upload){ .field = i, .file_name = shown_name(h->r.arena, p->file_name) };
	h->r.uploads = list;
	h->upload = &list[h->r.upload_count++];
}

static struct text kinds(struct arena *a, uint64_t accept)
{
	struct build b = { .arena = a };
	for (int type = 0; type < FILE_TYPE_COUNT; type++)
		if (accept & ACCEPTS(type))
			build_print(&b, "%s%s", b.len ? ", " : "", file_type_name((enum file_type)type));
	return build_text(&b);
}

/* A character that is cut at the end would make a text look like none. */
static struct text without_cut_end(struct text t)
{
	size_t n = t.len;
	while (n && t.len - n < 3 && ((unsigned char)t.at[n - 1] & 0xc0) == 0x80)
		n--;
	return n && (unsigned char)t.at[n - 1] >= 0xc0 ? text_first(t, n - 1) : t;
}

/* The first bytes are here: is this a file that we take? Then the sink hears of it. */
static void upload_starts(struct hit *h)
{
	struct upload *u = h->upload;
	const struct field *f = &h->r.route->form[u->field];
	size_t before = 0;
	for (const struct upload *other = h->r.uploads; other < u; other++)
		before += other->field == u->field;
	struct text first = build_text(&h->gathered);
	u->found = extract_sniff(first.len < FIRST_BYTES ? first : without_cut_end(first));
	if (before >= (f->many > 1 ? f->many : 1))
		error(&u->error, FORM_FILE_MANY, .limit = f->many > 1 ? f->many : 1);
	else if (u->found == FILE_HEIC && !(f->accept & ACCEPTS(FILE_HEIC)))
		error(&u->error, FORM_FILE_HEIC, .value = u->file_name);
	else if (!(f->accept & ACCEPTS(u->found)))
		error(&u->error, FORM_FILE_KIND, .value = u->file_name, .expected = kinds(h->r.arena, f->accept));
	else if (h->r.route->sink->begin)
		h->r.route->sink->begin(&h->r, u, &u->error);
}

static struct text size_words(struct hit *h, size_t bytes)
{
	struct build b = { .arena = h->r.arena };
	say_size(&b, h->r.lang, (int64_t)bytes);
	return build_text(&b);
}

static void upload_piece(struct hit *h, struct text bytes)
{
	struct upload *u = h->upload;
	const struct field *f = &h->r.route->form[u->field];
	u->size += bytes.len;
	if (u->error.code)
		return;
	if (u->size > f->max)
		error(&u->error, FORM_FILE_LARGE, .value = u->file_name, .limit = (int64_t)f->max, .expected = size_words(h, f->max));
	else
		h->r.route->sink->piece(&h->r, u, bytes, &u->error);
}

static void file_bytes(struct hit *h, struct text bytes)
{
	if (h->gathered.len >= FIRST_BYTES) {
		upload_piece(h, bytes);
		return;
	}
	build_add(&h->gathered, bytes);
	if (h->gathered.len < FIRST_BYTES)
		return;
	upload_starts(h);
	upload_piece(h, build_text(&h->gathered));
}

static bool part_bytes(void *context, struct text bytes)
{
	struct hit *h = context;
	struct part_state *s = &h->part;
	if (h->upload) {
		file_bytes(h, bytes);
		return h->suspended;
	}
	if ((s->field == SIZE_MAX && !s->is_token) || h->refusal.code)
		return false;
	s->kept += bytes.len;
	if (s->kept > h->r.route->body_limit)
		error(&h->refusal, WEB_TOO_LARGE, .limit = (int64_t)h->r.route->body_limit);
	else
		build_add(&h->gathered, bytes);
	return false;
}

static bool file_ends(struct hit *h)
{
	struct upload *u = h->upload;
	struct given *g = &h->r.given[u->field];
	if (h->gathered.len < FIRST_BYTES && !u->size) {
		if (!h->gathered.len && !u->file_name.len) { /* a file input that nobody filled */
			h->r.upload_count--;
			h->upload = NULL;
			return false;
		}
		upload_starts(h);
		if (!h->gathered.len)
			error(&u->error, FORM_FILE_EMPTY, .value = u->file_name);
		upload_piece(h, build_text(&h->gathered));
	}
	g->came = true;
	g->number++;
	if (u->error.code && !g->error.code)
		g->error = u->error;
	g->fits = !g->error.code;
	if (h->r.route->sink->end)
		h->r.route->sink->end(&h->r, u, !u->error.code);
	h->upload = NULL;
	return h->suspended;
}

static bool part_end(void *context)
{
	struct hit *h = context;
	if (h->upload)
		return file_ends(h);
	struct text value = build_text(&h->gathered);
	if (h->refusal.code)
		return false;
	if (h->part.is_token)
		h->token_passed = h->token_passed || token_ok(h, value);
	else if (h->part.field != SIZE_MAX)
		take(h, h->part.field, value, text_is_utf8(value) && !memchr(value.at, 0, value.len));
	return false;
}

void parts_start(struct hit *h, struct text boundary)
{
	h->parts = multipart_new(h->r.arena, boundary, (struct part_reader){ h, part_begin, part_bytes, part_end });
}

size_t parts_feed(struct hit *h, struct text bytes)
{
	return multipart_feed(h->parts, bytes);
}

/* Cut off, or not as the standard says: a file that was coming in is told that it did not come whole. */
bool parts_end(struct hit *h, struct error *e)
{
	bool whole = multipart_is_whole(h->parts);
	if (h->upload && h->r.route->sink->end)
		h->r.route->sink->end(&h->r, h->upload, false);
	h->upload = NULL;
	return whole || error(e, WEB_BAD_REQUEST);
}
