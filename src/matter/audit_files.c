/* audit_files.c - the files of a matter held against what its entries name. */
#include "base/base.h"

#include "audit.h"
#include "file_store.h"

/* One row against what its seal holds, and that against the entry. */
static bool audit_file(struct audit *u, const struct replay *r, const struct value *row, const struct replay_file *f, struct error *e)
{
	static const char *const columns[] = { "file", "type", "size", "pieces", "shown" };
	struct stored_file       s;
	struct text              json, bytes, code = r->matter.code;
	struct error             why = { 0 };
	int64_t                  index = r->matter.receipt_entry;
	struct text              label = text_print(u->arena, "file/%lld", (long long)row[0].number);
	if (!keys_open(u->db, u->key, code, PART_FILES, label, row[3].text, u->arena, &json, &why)) {
		if (error_is(&why, LEDGER_SEAL_BROKEN))
			audit_misfit(u, "attachment", "sealed", code, index);
		else if (!error_is(&why, LEDGER_ERASED)) /* then nothing is to be compared: the ledger's audit asks for the entry */
			*e = why;
		return error_is(&why, LEDGER_SEAL_BROKEN) || error_is(&why, LEDGER_ERASED);
	}
	if (!file_store_read(u->arena, json, &s)) {
		audit_misfit(u, "attachment", "sealed", code, index);
		return true;
	}
	const bool fits[] = { text_equal(row[2].text, text_bytes(s.id, sizeof(s.id))), text_equal(row[4].text, s.type), row[5].number == s.size,
			      row[6].number == s.pieces, row[7].number == s.shown };
	for (size_t i = 0; i < COUNT_OF(fits); i++)
		if (!fits[i])
			audit_misfit(u, "attachment", columns[i], code, index);
	if (!f)
		return true;
	if (row[1].number != f->step)
		audit_misfit(u, "attachment", "step", code, index);
	if (!text_equal(s.kept_hash, f->kept) || !text_equal(s.sent_hash, f->sent) || !text_equal(s.name, f->name) || s.size != f->size)
		audit_misfit(u, "attachment", "sealed", code, index);
	if (!file_store_get(u->db, u->arena, &s, &bytes, &why)) {
		if (!error_is(&why, MATTER_FILE_DAMAGED)) {
			*e = why;
			return false;
		}
		audit_misfit(u, "file_piece", "sealed", code, index);
	} else if (!text_equal(hash_hex(u->arena, sha256(bytes)), f->kept))
		audit_misfit(u, "file_piece", "sealed", code, index);
	return true;
}

/* Numbers go up from 1 without a gap, in the order in which the entries name the files. What a row must hold stands in its own seal: so where there are files, the rows are looked up. */
bool audit_files(struct audit *u, const struct replay *r, struct error *e)
{
	struct bag none = held_bag(HELD_FILES), is;
	if (u->sums && r->files_known && r->files_n == 0)
		return audit_hold(u, HELD_FILES, &none, r, NULL, e);
	if (!audit_hold(u, HELD_FILES, NULL, r, &is, e))
		return false;
	if (r->files_known && is.n != r->files_n)
		audit_misfit(u, "attachment", "number", r->matter.code, r->matter.receipt_entry);
	for (size_t i = 0; i < is.n; i++) {
		const struct value *row = &is.rows[i * is.width];
		bool                in_order = row[0].number == (int64_t)i + 1;
		if (!in_order)
			audit_misfit(u, "attachment", "number", r->matter.code, r->matter.receipt_entry);
		else if (!audit_file(u, r, row, r->files_known && i < r->files_n ? &r->files[i] : NULL, e))
			return false;
	}
	return true;
}
