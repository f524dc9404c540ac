/* calendar_notice.c - the calendar as an installation has it: the files built into the program, then the notices that were announced here, in their order. */
#include "base/base.h"

#include "inside.h"

STATEMENT(calendar_version_get, READS, "", "i", "SELECT COALESCE(max(entry), -1) FROM calendar_notice", "calendar_notice");
STATEMENT(calendar_notices, READS, "i", "iddttb", "SELECT entry, day, announced, name, basis, bytes FROM calendar_notice WHERE entry > $1 ORDER BY entry");
STATEMENT(calendar_notices_ever, READS, "", "idb", "SELECT idx, day, bytes FROM entry WHERE kind = 'calendar.changed' ORDER BY idx", "entry");
STATEMENT(calendar_blob, READS, "b", "b", "SELECT bytes FROM blob WHERE hash = $1");

bool calendar_version(struct connection *db, int64_t *ret, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct value                  row[1];
	bool                          found;
	if (!statement_one(db, &calendar_version_get, NULL, a, row, &found, e))
		return false;
	*ret = row[0].number;
	return true;
}

/* ---- files as one public blob: {"files":[{"bytes":"...","name":"..."},...]} */

struct text calendar_blob_print(struct arena *a, const struct embedded *files)
{
	struct json j = json_start(a, true);
	json_object(&j);
	json_key(&j, "files");
	json_array(&j);
	for (; files->path; files++) {
		json_object(&j);
		json_member_text(&j, "bytes", text_bytes(files->at, files->len));
		json_member_text(&j, "name", text_of(files->path));
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
	return json_done(&j);
}

const struct embedded *calendar_files_and(struct arena *a, const struct embedded *files, struct text name, struct text bytes)
{
	size_t n = 0;
	while (files[n].path)
		n++;
	struct embedded *all = ARENA_ARRAY(a, struct embedded, n + 2);
	memcpy(all, files, n * sizeof(*all));
	all[n] = (struct embedded){ .path = text_c(a, name), .at = (const unsigned char *)bytes.at, .len = bytes.len };
	all[n + 1] = (struct embedded){ 0 };
	return all;
}

static const struct embedded *blob_read(struct arena *a, struct text blob)
{
	const struct embedded *files = ARENA_NEW(a, struct embedded);
	struct text            list, item, name, bytes;
	if (!entry_raw(blob, "files", &list))
		return files;
	for (size_t at = 0; entry_item(list, &at, &item);)
		if (entry_text(a, item, "name", &name) && entry_text(a, item, "bytes", &bytes))
			files = calendar_files_and(a, files, name, bytes);
	return files;
}

struct embedded calendar_blob_last(struct arena *a, struct text blob)
{
	const struct embedded *files = blob_read(a, blob), *last = files;
	for (; files->path; files++)
		last = files;
	return *last;
}

/* ---- notices */

static struct calendar_notice *notice_add(struct arena *a, struct calendar_notice **notices, size_t *n)
{
	*notices = arena_grow(a, *notices, *n, 1, sizeof(**notices));
	return &(*notices)[(*n)++];
}

bool calendar_notices_since(struct connection *db, struct arena *a, int64_t entry, bool with_calendar, struct calendar_notice **ret, size_t *ret_n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	*ret = NULL;
	*ret_n = 0;
	if (!query_start(db, &calendar_notices, (struct value[]){ value_int(entry) }, &q, e))
		return false;
	while (query_next(q)) {
		struct calendar_notice *n = notice_add(a, ret, ret_n);
		*n = (struct calendar_notice){ .entry = query_int(q, 0), .day = query_day(q, 1), .announced = query_day(q, 2), .name = text_copy(a, query_text(q, 3)),
					       .basis = text_copy(a, query_text(q, 4)), .bytes = text_copy(a, query_bytes(q, 5)) };
		if (with_calendar && !calendar_load(a, blob_read(a, n->bytes), &n->calendar, e))
			return false;
	}
	return query_end_ok(q, e);
}

bool calendar_present(struct connection *db, struct arena *a, const struct embedded **ret_files, const struct calendar **ret, struct error *e)
{
	struct calendar_notice *notices;
	size_t                  n;
	const struct embedded  *files = calendar_files;
	struct error            why = { 0 };
	if (!calendar_notices_since(db, a, -1, false, &notices, &n, e))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct embedded last = calendar_blob_last(a, notices[i].bytes);
		if (last.path)
			files = calendar_files_and(a, files, notices[i].name, text_bytes(last.at, last.len));
	}
	*ret_files = files;
	if (calendar_load(a, files, ret, n > 0 ? &why : e))
		return true;
	if (n == 0)
		return false;
	/* a later program may say otherwise what a notice said here: what was announced stands, with the files it stood on */
	*ret_files = blob_read(a, notices[n - 1].bytes);
	return calendar_load(a, *ret_files, ret, e);
}

/* The blob of the `import` that stands before the entry; one that is missing or is not what it should be is passed over: the ledger's own audit tells of it. */
static bool take_notice(struct connection *db, struct arena *a, struct calendar_notice *n, struct text bytes, bool *ret_good, struct error *e)
{
	struct kept_entry import;
	struct text       what, hex, hash, announced;
	struct value      row[1];
	bool              found;
	*ret_good = false;
	if (!ledger_entry(db, n->entry - 1, a, &import, &found, e))
		return false;
	if (!found || !text_is(import.kind, "import") || !entry_text(a, import.bytes, "what", &what) || !text_is(what, "calendar") ||
	    !entry_text(a, import.bytes, "name", &n->name) || !entry_text(a, import.bytes, "blob", &hex) || !hex_decode(a, hex, &hash) ||
	    !entry_text(a, bytes, "basis", &n->basis) || !entry_text(a, bytes, "announced", &announced) || !day_parse(announced, &n->announced))
		return true;
	if (!statement_one(db, &calendar_blob, (struct value[]){ value_bytes(hash) }, a, row, &found, e))
		return false;
	n->bytes = found ? row[0].text : TEXT_EMPTY;
	*ret_good = found && text_equal(hash_hex(a, sha256(n->bytes)), hex) && calendar_load(a, blob_read(a, n->bytes), &n->calendar, NULL);
	return true;
}

bool calendar_notices_of_ledger(struct connection *db, struct arena *a, struct calendar_notice **ret, size_t *ret_n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	*ret = NULL;
	*ret_n = 0;
	if (!query_start(db, &calendar_notices_ever, NULL, &q, e))
		return false;
	while (query_next(q)) {
		struct calendar_notice n = { .entry = query_int(q, 0), .day = query_day(q, 1) };
		bool                   good;
		if (!take_notice(db, a, &n, text_copy(a, query_bytes(q, 2)), &good, e))
			return false;
		if (good)
			*notice_add(a, ret, ret_n) = n;
	}
	return query_end_ok(q, e);
}
