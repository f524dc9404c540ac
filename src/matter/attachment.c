/* attachment.c - files that came with a filing or a step. The bytes stay where the draft put them; what moves is the key that opens them. */
#include "base/base.h"

#include "file_store.h"
#include "inside.h"

STATEMENT(attachment_last, READS, "t", "i", "SELECT COALESCE(max(number), 0) FROM attachment WHERE matter = $1");
STATEMENT(attachment_put, WRITES, "tiibbtiii", "",
          "INSERT INTO attachment (matter, number, step, file, sealed, type, size, pieces, shown) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
STATEMENT(attachments_of, READS, "t", "iibi", "SELECT number, step, sealed, shown FROM attachment WHERE matter = $1 ORDER BY number");

/* {"files":[{"kept":..,"name":..,"sent":..,"size":..}]}: committed as sent and as kept. */
struct text files_part(struct arena *a, const struct draft *d)
{
	struct json j = json_start(a, true);
	json_object(&j);
	json_key(&j, "files");
	json_array(&j);
	for (size_t i = 0; i < d->files_n; i++) {
		struct stored_file f;
		if (!file_store_read(a, d->files[i].stored, &f))
			continue;
		json_object(&j);
		json_member_text(&j, "kept", f.kept_hash);
		json_member_text(&j, "name", f.name);
		json_member_text(&j, "sent", f.sent_hash);
		json_member_int(&j, "size", f.size);
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
	return json_done(&j);
}

static struct text label(struct arena *a, int64_t number) { return text_print(a, "file/%lld", (long long)number); }

bool attach_draft(struct act_run *run, struct text code, int64_t step, const struct draft *d, struct error *e)
{
	struct value last[1];
	bool         found;
	if (!statement_one(run->db, &attachment_last, (struct value[]){ value_text(code) }, run->arena, last, &found, e))
		return false;
	for (size_t i = 0; i < d->files_n; i++) {
		struct stored_file f;
		struct text        sealed;
		int64_t            number = last[0].number + (int64_t)i + 1;
		if (!file_store_read(run->arena, d->files[i].stored, &f))
			return error(e, MATTER_FILE_DAMAGED, .name = d->files[i].name);
		if (!keys_seal(run->db, run->world, run->key, code, PART_FILES, label(run->arena, number), d->files[i].stored, run->arena, &sealed, e))
			return false;
		struct value v[] = { value_text(code), value_int(number), value_int(step), value_bytes(text_bytes(f.id, sizeof(f.id))), value_bytes(sealed),
				     value_text(f.type), value_int(f.size), value_int(f.pieces), value_int(f.shown) };
		if (!statement_run(run->db, &attachment_put, v, NULL, e))
			return false;
	}
	return true;
}

/* Every file of the matter with what opens it. */
static bool stored_of(struct connection *db, const struct ledger_key *key, struct arena *a, struct text code, struct matter_file_row **ret,
                      struct stored_file **ret_stored, size_t *ret_n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct matter_file_row       *rows = NULL;
	struct stored_file           *stored = NULL;
	size_t                        n = 0;
	if (!query_start(db, &attachments_of, (struct value[]){ value_text(code) }, &q, e))
		return false;
	for (; query_next(q); n++) {
		struct text json;
		if (n % 8 == 0) {
			rows = arena_grow(a, rows, n, 8, sizeof(*rows));
			stored = arena_grow(a, stored, n, 8, sizeof(*stored));
		}
		int64_t number = query_int(q, 0);
		if (!keys_open(db, key, code, PART_FILES, label(a, number), query_bytes(q, 2), a, &json, e))
			return false;
		if (!file_store_read(a, json, &stored[n]))
			return error(e, MATTER_FILE_DAMAGED, .number = number);
		rows[n] = (struct matter_file_row){ .number = number, .step = query_int(q, 1), .name = stored[n].name, .type = stored[n].type,
						    .size = stored[n].size, .shown = query_int(q, 3) != 0 };
	}
	*ret = rows;
	*ret_stored = stored;
	*ret_n = n;
	return query_end_ok(q, e);
}

bool matter_files(struct connection *db, const struct ledger_key *key, struct arena *a, struct text code, struct matter_file_row **ret, size_t *ret_n, struct error *e)
{
	struct stored_file *stored;
	return stored_of(db, key, a, code, ret, &stored, ret_n, e);
}

bool matter_file_bytes(struct connection *db, const struct ledger_key *key, struct arena *a, struct text code, int64_t number, struct text *ret, struct error *e)
{
	struct matter_file_row *rows;
	struct stored_file     *stored;
	size_t                  n;
	if (!stored_of(db, key, a, code, &rows, &stored, &n, e))
		return false;
	for (size_t i = 0; i < n; i++)
		if (rows[i].number == number)
			return file_store_get(db, a, &stored[i], ret, e);
	return error(e, MATTER_NO_SUCH, .value = code);
}
