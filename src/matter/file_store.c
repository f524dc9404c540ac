/* file_store.c - pieces of 256 KB, XChaCha20-Poly1305, the number of the piece as associated data. */
#include "base/base.h"

#include "file_store.h"

#include "ledger/ledger.h"
#include "matter/matter.h"

#include <sodium.h>

enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, MAC = crypto_aead_xchacha20poly1305_ietf_ABYTES };

STATEMENT(file_piece_put, WRITES, "bib", "", "INSERT INTO file_piece (file, piece, sealed) VALUES ($1, $2, $3)");
STATEMENT(file_piece_all, READS, "b", "ib", "SELECT piece, sealed FROM file_piece WHERE file = $1 ORDER BY piece");
STATEMENT(file_piece_drop, WRITES, "b", "", "DELETE FROM file_piece WHERE file = $1");

/* Into `at`, which has room for a piece. */
static struct text seal(struct world *w, unsigned char at[NONCE + FILE_PIECE + MAC], const uint8_t key[32], int64_t piece, struct text bytes)
{
	w->random(w, at, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(at + NONCE, NULL, (const unsigned char *)bytes.at, bytes.len, (const unsigned char *)&piece,
	                                           sizeof(piece), NULL, at, key);
	return text_bytes(at, NONCE + bytes.len + MAC);
}

/* At the end of what is open already, where there is room for `room` bytes more. */
static bool open_piece(const uint8_t key[32], int64_t piece, struct text sealed, char *ret, size_t room, size_t *in_out)
{
	if (sealed.len < NONCE + MAC || sealed.len - NONCE - MAC > room)
		return false;
	const unsigned char *at = (const unsigned char *)sealed.at;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)ret + *in_out, NULL, NULL, at + NONCE, sealed.len - NONCE, (const unsigned char *)&piece,
	                                               sizeof(piece), at, key) != 0)
		return false;
	*in_out += sealed.len - NONCE - MAC;
	return true;
}

bool file_store_put(struct connection *db, struct world *w, struct arena *a, struct text bytes, struct stored_file *f, struct error *e)
{
	if (bytes.len > FILE_KEPT_MOST)
		return error(e, BASE_TOO_LARGE, .name = f->name, .number = (int64_t)bytes.len, .limit = FILE_KEPT_MOST);
	_cleanup_arena_ struct arena *own = arena_new(0); /* as much as a piece, however large the file */
	unsigned char                *room = arena_alloc(own, NONCE + FILE_PIECE + MAC);
	w->random(w, f->id, sizeof(f->id));
	w->random(w, f->key, sizeof(f->key));
	f->size = (int64_t)bytes.len;
	f->pieces = 0;
	f->kept_hash = hash_hex(a, sha256(bytes));
	for (size_t at = 0; at < bytes.len || f->pieces == 0; at += FILE_PIECE) {
		struct text   sealed = seal(w, room, f->key, f->pieces, text_first(text_from(bytes, at), FILE_PIECE));
		struct value  values[] = { value_bytes(text_bytes(f->id, sizeof(f->id))), value_int(f->pieces), value_bytes(sealed) };
		if (!statement_run(db, &file_piece_put, values, NULL, e))
			return false;
		f->pieces++;
	}
	return true;
}

bool file_store_get(struct connection *db, struct arena *a, const struct stored_file *f, struct text *ret, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	size_t                        size = f->size < 0 || f->size > FILE_KEPT_MOST ? 0 : (size_t)f->size, len = 0;
	char                         *at = arena_alloc(a, size + 1); /* once: twice would be much of what a request may take */
	int64_t                       next = 0;
	if (!query_start(db, &file_piece_all, (struct value[]){ value_bytes(text_bytes(f->id, sizeof(f->id))) }, &q, e))
		return false;
	for (; query_next(q); next++)
		if (query_int(q, 0) != next || !open_piece(f->key, next, query_bytes(q, 1), at, size - len, &len))
			return error(e, MATTER_FILE_DAMAGED, .name = f->name);
	if (!query_end_ok(q, e))
		return false;
	if (next != f->pieces || (int64_t)len != f->size)
		return error(e, MATTER_FILE_DAMAGED, .name = f->name);
	*ret = text_bytes(at, len);
	return true;
}

bool file_store_drop(struct connection *db, const uint8_t id[16], struct error *e)
{
	return statement_run(db, &file_piece_drop, (struct value[]){ value_bytes(text_bytes(id, 16)) }, NULL, e);
}

struct text file_store_print(struct arena *a, const struct stored_file *f)
{
	struct json j = json_start(a, true);
	json_object(&j);
	json_member_text(&j, "id", hex_encode(a, text_bytes(f->id, sizeof(f->id))));
	json_member_text(&j, "kept", f->kept_hash);
	json_member_text(&j, "key", hex_encode(a, text_bytes(f->key, sizeof(f->key))));
	json_member_text(&j, "name", f->name);
	json_member_int(&j, "pieces", f->pieces);
	json_member_text(&j, "sent", f->sent_hash);
	json_key(&j, "shown");
	json_bool(&j, f->shown);
	json_member_int(&j, "size", f->size);
	json_member_text(&j, "type", f->type);
	json_end(&j);
	return json_done(&j);
}

static bool hex_member(struct arena *a, struct text json, const char *member, uint8_t *at, size_t n)
{
	struct text hex, bytes;
	if (!entry_text(a, json, member, &hex) || !hex_decode(a, hex, &bytes) || bytes.len != n)
		return false;
	memcpy(at, bytes.at, n);
	return true;
}

bool file_store_read(struct arena *a, struct text json, struct stored_file *f)
{
	struct text shown;
	if (!hex_member(a, json, "id", f->id, sizeof(f->id)) || !hex_member(a, json, "key", f->key, sizeof(f->key)) ||
	    !entry_text(a, json, "kept", &f->kept_hash) || !entry_text(a, json, "name", &f->name) || !entry_int(json, "pieces", &f->pieces) ||
	    !entry_text(a, json, "sent", &f->sent_hash) || !entry_raw(json, "shown", &shown) || !entry_int(json, "size", &f->size) ||
	    !entry_text(a, json, "type", &f->type))
		return false;
	f->shown = text_is(shown, "true");
	return true;
}
