/* public_ledger.c - the ledger for people and for verifiers: its page, one entry with what each member means, and the static files. Nothing here says an hour. */
#include "base/base.h"

#include "ledger/ledger.h"
#include "pages.h"
#include "public.h"
#include "web/views_public.h"

enum { INDEX };
const struct field ledger_entry_form[] = {
	[INDEX] = { "index", field_number, 12, REQUIRED, .label = "public.index", .least = 0, .most = INT64_C(999999999) },
	{ NULL },
};
enum { REST };
const struct field ledger_static_form[] = {
	[REST] = { "rest", field_rest, 200, IN_PATH },
	{ NULL },
};

/* ---- the page */

struct published { struct ledger_meta meta; struct ledger_file checkpoint; bool found; };

static bool read_published(struct request *r, struct connection *db, struct published *ret)
{
	struct error e = { 0 };
	bool         found;
	if (ledger_meta(db, r->arena, &ret->meta, &found, &e) && ledger_file(db, TEXT("checkpoint"), r->arena, &ret->checkpoint, &ret->found, &e))
		return true;
	answer_error(r, &e);
	return false;
}

static struct text base_url(struct request *r)
{
	struct text own = site_settings(r)->public_url;
	return own.len > 0 ? own : request_origin(r);
}

void ledger_page(struct request *r)
{
	struct public_ground g;
	struct published     p;
	if (!public_ground(r, &g) || !read_published(r, g.db, &p))
		return;
	struct text        hours = site_settings(r)->publish;
	struct ledger_view v = { .is_published = p.found, .checkpoint = p.checkpoint.bytes, .vkey = p.meta.vkey, .origin = p.meta.origin, .size = p.meta.published,
				 .day = g.state.day, .at_once = hours.len == 0 || text_is(hours, "now"), .hours = hours };
	v.url = text_print(r->arena, "%.*s/ledger", TEXT_ARG(base_url(r)));
	v.qr_path = site_qr(r, v.vkey, &v.qr_size);
	request_layout(r, &v.layout);
	page_ledger(r->out, &v);
}

void ledger_json(struct request *r)
{
	struct public_ground g;
	struct published     p;
	if (!public_ground(r, &g) || !read_published(r, g.db, &p))
		return;
	struct json j = json_start(r->arena, true);
	json_object(&j);
	json_member_text(&j, "checkpoint", p.found ? p.checkpoint.bytes : TEXT_EMPTY);
	json_member_text(&j, "files", text_print(r->arena, "%.*s/ledger/", TEXT_ARG(base_url(r))));
	json_member_text(&j, "origin", p.meta.origin);
	json_member_published(&j, &g.state);
	json_member_int(&j, "size", p.meta.published);
	json_member_text(&j, "vkey", p.meta.vkey);
	json_end(&j);
	answer_json(r, 200, json_done(&j));
}

/* ---- one entry */

/* Canonical JSON with line ends and indents, for eyes; it is not what is hashed. */
static struct text indented(struct arena *a, struct text json)
{
	struct build b = { .arena = a };
	int          depth = 0;
	bool         in_string = false;
	for (size_t i = 0; i < json.len; i++) {
		char c = json.at[i], next = i + 1 < json.len ? json.at[i + 1] : '\0';
		bool closes = !in_string && (c == '}' || c == ']'), opens = !in_string && (c == '{' || c == '[');
		depth -= closes;
		if (closes && i > 0 && json.at[i - 1] != '{' && json.at[i - 1] != '[')
			build_print(&b, "\n%*s", 2 * depth, "");
		build_byte(&b, c);
		if (in_string && c == '\\' && next) {
			build_byte(&b, next);
			i++;
			continue;
		}
		in_string = in_string != (c == '"');
		depth += opens;
		if ((opens && next != '}' && next != ']') || (!in_string && c == ','))
			build_print(&b, "\n%*s", 2 * depth, "");
		if (!in_string && c == ':')
			build_byte(&b, ' ');
	}
	return build_text(&b);
}

/* The next member of a canonical object; start with *at = 1, behind its brace. */
static bool member_next(struct text object, size_t *at, struct text *ret_name, struct text *ret_raw)
{
	size_t start = *at, end;
	int    depth = 0;
	bool   in_string = false;
	if (start >= object.len || object.at[start] != '"')
		return false;
	for (end = start + 1; object.at[end] != '"'; end++)
		;
	*ret_name = (struct text){ object.at + start + 1, end - start - 1 };
	start = end += 2;
	for (; end < object.len && (in_string || depth > 0 || (object.at[end] != ',' && object.at[end] != '}')); end++) {
		char c = object.at[end];
		if (in_string && c == '\\')
			end++;
		else if (c == '"')
			in_string = !in_string;
		else if (!in_string)
			depth += (c == '{' || c == '[') - (c == '}' || c == ']');
	}
	*ret_raw = (struct text){ object.at + start, end - start };
	*at = end + 1;
	return true;
}

/* The sentence for a kind or a member; a new one without a sentence is shown bare (a test sees that there is none). */
static struct text meaning(struct request *r, const char *of, struct text name)
{
	const char *code = text_c(r->arena, text_print(r->arena, "%s.%.*s", of, TEXT_ARG(name)));
	return say_knows(code) ? public_word(r, code) : TEXT_EMPTY;
}

static struct text value_words(struct request *r, struct text raw)
{
	struct text object = text_print(r->arena, "{\"v\":%.*s}", TEXT_ARG(raw)), words;
	return raw.len > 0 && raw.at[0] == '"' && entry_text(r->arena, object, "v", &words) ? words : raw;
}

static bool read_entry(struct request *r, struct public_ground *g, struct kept_entry *ret, int64_t *ret_size)
{
	struct ledger_meta meta;
	struct error       e = { 0 };
	bool               found = false;
	int64_t            index = request_number(r, INDEX);
	if (!public_ground(r, g))
		return false;
	bool fine = ledger_meta(g->db, r->arena, &meta, &found, &e);
	if (fine && (!found || index >= meta.published))
		fine = error(&e, PUBLIC_NO_ENTRY, .number = index, .limit = found ? meta.published - 1 : 0);
	fine = fine && ledger_entry(g->db, index, r->arena, ret, &found, &e);
	*ret_size = meta.published;
	if (!fine)
		answer_error(r, &e);
	else if (!found)
		answer_not_found(r);
	return fine && found;
}

/* RFC 6962: a leaf is hashed behind a zero byte. */
static struct text leaf_hash_hex(struct arena *a, struct text bytes)
{
	struct build b = { .arena = a };
	build_byte(&b, '\0');
	build_add(&b, bytes);
	return hash_hex(a, sha256(build_text(&b)));
}

void ledger_entry_page(struct request *r)
{
	struct public_ground     g;
	struct kept_entry        k;
	struct ledger_entry_view v = { 0 };
	enum { MEMBERS_MOST = 32, TILE = 256 };
	struct member_row *rows = ARENA_ARRAY(r->arena, struct member_row, MEMBERS_MOST);
	struct text        name, raw;
	if (!read_entry(r, &g, &k, &v.size))
		return;
	struct build title = { .arena = r->arena };
	SAY(&title, r->lang, "public.entry_title", FACT_N("n", k.index));
	v.title = build_text(&title);
	v.index = k.index;
	v.day = k.day;
	v.kind = k.kind;
	v.meaning = meaning(r, "entry_kind", k.kind);
	v.pretty = indented(r->arena, k.bytes);
	v.hash = leaf_hash_hex(r->arena, k.bytes);
	for (size_t at = 1; v.members_n < MEMBERS_MOST && member_next(k.bytes, &at, &name, &raw);)
		rows[v.members_n++] = (struct member_row){ .name = name, .value = value_words(r, raw), .meaning = meaning(r, "entry_member", name) };
	v.members = rows;
	if (k.matter.len > 0) {
		v.matter = site_code(r, k.matter);
		v.matter_url = text_print(r->arena, "/m/%.*s", TEXT_ARG(k.matter));
	}
	if (k.index > 0)
		v.previous_url = text_print(r->arena, "/ledger/entry?index=%lld", (long long)k.index - 1);
	if (k.index + 1 < v.size)
		v.next_url = text_print(r->arena, "/ledger/entry?index=%lld", (long long)k.index + 1);
	v.json_url = text_print(r->arena, "/ledger/entry.json?index=%lld", (long long)k.index);
	request_layout(r, &v.layout);
	page_ledger_entry(r->out, &v);
}

void ledger_entry_json(struct request *r)
{
	struct public_ground g;
	struct kept_entry    k;
	int64_t              size;
	if (!read_entry(r, &g, &k, &size))
		return;
	struct json j = json_start(r->arena, false);
	json_object(&j);
	json_member_text(&j, "bytes", base64_encode(r->arena, k.bytes));
	json_key(&j, "entry");
	json_raw(&j, k.bytes);
	json_member_int(&j, "index", k.index);
	json_member_int(&j, "size", size);
	json_end(&j);
	answer_json(r, 200, json_done(&j));
}

/* ---- the files */

static void file_at(struct request *r, struct text path)
{
	struct connection *db = web_read(r);
	struct ledger_file f;
	struct error       e = { 0 };
	bool               found;
	if (!db)
		return;
	if (!ledger_file(db, path, r->arena, &f, &found, &e))
		answer_error(r, &e);
	else if (!found)
		answer_not_found(r);
	else
		answer_bytes(r, 200, f.type, f.bytes, NULL);
}

void ledger_checkpoint(struct request *r) { file_at(r, TEXT("checkpoint")); }

void ledger_static(struct request *r) { file_at(r, request_text(r, REST)); }
