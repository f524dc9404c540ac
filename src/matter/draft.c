/* draft.c - what a person has typed and not yet sent. Sealed under a key that only the cookie's token gives: the database alone can't open it. */
#include "base/base.h"

#include "file_store.h"
#include "inside.h"

#include <sodium.h>

enum { KEEP_DAYS = 7, NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, MAC = crypto_aead_xchacha20poly1305_ietf_ABYTES, DRAFT_MOST = 512 * 1024 /* what was typed is kept even when it is far too long */ };

STATEMENT(draft_find, READS, "b", "bit", "SELECT sealed, changed, sent FROM draft WHERE token_hash = $1");
STATEMENT(draft_put, WRITES, "bbi", "",
          "INSERT INTO draft (token_hash, sealed, changed, sent) VALUES ($1, $2, $3, '') "
          "ON CONFLICT (token_hash) DO UPDATE SET sealed = excluded.sealed, changed = excluded.changed WHERE draft.sent = ''");
STATEMENT(draft_touch, WRITES, "bi", "", "UPDATE draft SET changed = $2 WHERE token_hash = $1");
STATEMENT(draft_files, READS, "b", "ib", "SELECT number, sealed FROM draft_file WHERE token_hash = $1 ORDER BY number");
STATEMENT(draft_file_put, WRITES, "bibb", "", "INSERT INTO draft_file (token_hash, number, file, sealed) VALUES ($1, $2, $3, $4)");
STATEMENT(draft_file_drop, WRITES, "bi", "", "DELETE FROM draft_file WHERE token_hash = $1 AND number = $2");
STATEMENT(draft_mark_sent, WRITES, "btbi", "", "UPDATE draft SET sent = $2, sealed = $3, changed = $4 WHERE token_hash = $1");
STATEMENT(draft_drop_files, WRITES, "b", "", "DELETE FROM draft_file WHERE token_hash = $1");
STATEMENT(draft_old_pieces, WRITES, "i", "",
          "DELETE FROM file_piece WHERE file IN (SELECT f.file FROM draft_file f JOIN draft d ON d.token_hash = f.token_hash WHERE d.changed < $1)", "file_piece draft_file");
STATEMENT(draft_old_files, WRITES, "i", "",
          "DELETE FROM draft_file WHERE token_hash IN (SELECT token_hash FROM draft WHERE changed < $1)", "draft_file");
STATEMENT(draft_old, WRITES, "i", "", "DELETE FROM draft WHERE changed < $1");

static void token_hash(struct text token, uint8_t ret[32])
{
	crypto_generichash(ret, 32, (const unsigned char *)token.at, token.len, (const unsigned char *)"danvan draft id.", 16);
}

static void token_key(struct text token, uint8_t ret[32])
{
	crypto_generichash(ret, 32, (const unsigned char *)token.at, token.len, (const unsigned char *)"danvan draft key", 16);
}

static struct text seal(struct world *w, struct arena *a, struct text token, struct text bytes)
{
	uint8_t        key[32];
	unsigned char *at = arena_alloc(a, NONCE + bytes.len + MAC);
	token_key(token, key);
	w->random(w, at, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(at + NONCE, NULL, (const unsigned char *)bytes.at, bytes.len, NULL, 0, NULL, at, key);
	sodium_memzero(key, sizeof(key));
	return text_bytes(at, NONCE + bytes.len + MAC);
}

static bool unseal(struct arena *a, struct text token, struct text sealed, struct text *ret)
{
	uint8_t key[32];
	if (sealed.len < NONCE + MAC)
		return false;
	const unsigned char *from = (const unsigned char *)sealed.at;
	unsigned char       *at = arena_alloc(a, sealed.len + 1);
	token_key(token, key);
	bool opened = crypto_aead_xchacha20poly1305_ietf_decrypt(at, NULL, NULL, from + NONCE, sealed.len - NONCE, NULL, 0, from, key) == 0;
	sodium_memzero(key, sizeof(key));
	*ret = text_bytes(at, sealed.len - NONCE - MAC);
	return opened;
}

static struct value hash_value(struct arena *a, struct text token)
{
	uint8_t *hash = arena_alloc(a, 32);
	token_hash(token, hash);
	return value_bytes(text_bytes(hash, 32));
}

static bool load_files(struct connection *db, struct arena *a, struct text token, struct draft *d, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	d->files = ARENA_ARRAY(a, struct draft_file, DRAFT_FILES_MOST);
	if (!query_start(db, &draft_files, (struct value[]){ hash_value(a, token) }, &q, e))
		return false;
	while (query_next(q) && d->files_n < DRAFT_FILES_MOST) {
		struct stored_file f = { 0 };
		struct text        json;
		if (!unseal(a, token, query_bytes(q, 1), &json) || !file_store_read(a, json, &f))
			continue; /* another token's: nothing of ours */
		d->files[d->files_n++] = (struct draft_file){
			.number = query_int(q, 0), .name = f.name, .type = f.type, .size = f.size, .shown = f.shown, .stored = json
		};
	}
	return query_end_ok(q, e);
}

bool draft_load(struct connection *db, struct arena *a, struct text token, struct draft *ret, bool *ret_found, struct error *e)
{
	struct value row[3];
	if (!statement_one(db, &draft_find, (struct value[]){ hash_value(a, token) }, a, row, ret_found, e))
		return false;
	if (!*ret_found)
		return true;
	*ret = (struct draft){ .sent = row[2].text };
	*ret_found = unseal(a, token, row[0].text, &ret->json);
	return !*ret_found || load_files(db, a, token, ret, e);
}

static bool save(struct act_run *run, void *command, struct error *e)
{
	struct draft_save *s = command;
	if (s->json.len > DRAFT_MOST)
		return error(e, BASE_TOO_LARGE, .name = TEXT("draft"), .number = (int64_t)s->json.len, .limit = DRAFT_MOST);
	struct value values[] = { hash_value(run->arena, s->token), value_bytes(seal(run->world, run->arena, s->token, s->json)), value_instant(run->at) };
	return statement_run(run->db, &draft_put, values, NULL, e);
}

const struct act_row row_draft_save = { .name = "draft.save", .keeps = true, .apply = save };

static bool file_load(struct act_run *run, void *command, struct error *e)
{
	struct draft_file_add *f = command;
	bool                   found;
	if (!draft_load(run->db, run->arena, f->token, &f->draft, &found, e))
		return false;
	if (!found)
		return error(e, MATTER_NO_DRAFT);
	return f->draft.files_n < DRAFT_FILES_MOST || error(e, MATTER_TOO_MANY_FILES, .name = f->name, .limit = DRAFT_FILES_MOST);
}

static bool file_apply(struct act_run *run, void *command, struct error *e)
{
	struct draft_file_add *f = command;
	struct stored_file     stored = { .name = f->name, .type = f->type, .sent_hash = f->sent_hash, .shown = f->shown };
	if (!file_store_put(run->db, run->world, run->arena, f->bytes, &stored, e))
		return false;
	f->ret_number = f->draft.files_n == 0 ? 1 : f->draft.files[f->draft.files_n - 1].number + 1;
	struct value values[] = { hash_value(run->arena, f->token), value_int(f->ret_number), value_bytes(text_bytes(stored.id, 16)),
				  value_bytes(seal(run->world, run->arena, f->token, file_store_print(run->arena, &stored))) };
	struct value touch[] = { values[0], value_instant(run->at) };
	return statement_run(run->db, &draft_file_put, values, NULL, e) && statement_run(run->db, &draft_touch, touch, NULL, e);
}

const struct act_row row_draft_file_add = { .name = "draft.file.add", .keeps = true, .load = file_load, .apply = file_apply };

static bool file_remove(struct act_run *run, void *command, struct error *e)
{
	struct draft_file_remove *r = command;
	struct draft              d;
	struct stored_file        f;
	bool                      found;
	if (!draft_load(run->db, run->arena, r->token, &d, &found, e))
		return false;
	for (size_t i = 0; found && i < d.files_n; i++) {
		if (d.files[i].number != r->number || !file_store_read(run->arena, d.files[i].stored, &f))
			continue;
		struct value values[] = { hash_value(run->arena, r->token), value_int(r->number) };
		return file_store_drop(run->db, f.id, e) && statement_run(run->db, &draft_file_drop, values, NULL, e);
	}
	return true; /* it is gone already */
}

const struct act_row row_draft_file_remove = { .name = "draft.file.remove", .keeps = true, .apply = file_remove };

bool draft_sent(struct act_run *run, struct text token, struct text code, struct error *e)
{
	struct value hash = hash_value(run->arena, token);
	struct value values[] = { hash, value_text(code), value_bytes(seal(run->world, run->arena, token, TEXT("{}"))), value_instant(run->at) };
	return statement_run(run->db, &draft_mark_sent, values, NULL, e) && statement_run(run->db, &draft_drop_files, &hash, NULL, e);
}

static bool clean(struct act_run *run, void *command, struct error *e)
{
	struct value before = value_int(run->at.ms - (int64_t)KEEP_DAYS * 24 * 3600 * 1000);
	return statement_run(run->db, &draft_old_pieces, &before, NULL, e) && statement_run(run->db, &draft_old_files, &before, NULL, e) &&
	       statement_run(run->db, &draft_old, &before, NULL, e);
}

const struct act_row row_draft_clean = { .name = "draft.clean", .keeps = true, .apply = clean };
