/* seal.c - data keys: one for each scope and part, wrapped under the master key; destroying the wrapped key erases everything that it sealed.
 *
 * Sealed bytes are a nonce of 24 bytes and the ciphertext of XChaCha20-Poly1305. Associated data binds a wrapped key to its scope and part, and sealed bytes
 * to scope, part and label, so that nothing can be moved to another place. */
#include "base/base.h"

#include <sodium.h>

#include "key.h"

enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES, DATA_KEY = 32 };

static struct text seal(struct arena *a, struct world *w, struct text bytes, struct text bound, const uint8_t key[32])
{
	unsigned char *at = arena_alloc(a, NONCE + bytes.len + TAG);
	w->random(w, at, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(at + NONCE, NULL, (const unsigned char *)bytes.at, bytes.len, (const unsigned char *)bound.at,
						   bound.len, NULL, at, key);
	return text_bytes(at, NONCE + bytes.len + TAG);
}

static bool unseal(struct arena *a, struct text sealed, struct text bound, const uint8_t key[32], struct text *ret)
{
	if (sealed.len < NONCE + TAG)
		return false;
	unsigned char *at = arena_alloc(a, sealed.len - NONCE - TAG);
	const unsigned char *from = (const unsigned char *)sealed.at;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(at, NULL, NULL, from + NONCE, sealed.len - NONCE, (const unsigned char *)bound.at, bound.len,
						       from, key) != 0)
		return false;
	*ret = text_bytes(at, sealed.len - NONCE - TAG);
	return true;
}

static struct text key_bound(struct arena *a, struct text scope, enum part p)
{
	return text_print(a, "danvan data key v1\n%.*s\n%s", TEXT_ARG(scope), part_name(p));
}

static struct text bytes_bound(struct arena *a, struct text scope, enum part p, struct text label)
{
	return text_print(a, "danvan sealed v1\n%.*s\n%s\n%.*s", TEXT_ARG(scope), part_name(p), TEXT_ARG(label));
}

STATEMENT(data_key_get, READS, "ti", "B", "SELECT wrapped FROM data_key WHERE scope = $1 AND part = $2");

/* found false: there never was one. An erased one is a row without a key. */
static bool data_key(struct connection *db, const struct ledger_key *k, struct text scope, enum part p, struct arena *a, uint8_t ret[DATA_KEY],
		     bool *ret_found, struct error *e)
{
	struct value row[1];
	struct text  key;
	if (!statement_one(db, &data_key_get, (struct value[]){ value_text(scope), value_int(p) }, a, row, ret_found, e))
		return false;
	if (!*ret_found)
		return true;
	if (row[0].type == VALUE_NULL)
		return error(e, LEDGER_ERASED, .name = scope, .value = text_of(part_name(p)));
	if (!unseal(a, row[0].text, key_bound(a, scope, p), k->master, &key) || key.len != DATA_KEY)
		return error(e, LEDGER_SEAL_BROKEN, .name = scope, .value = text_of(part_name(p)));
	memcpy(ret, key.at, DATA_KEY);
	sodium_memzero((char *)(uintptr_t)key.at, key.len);
	return true;
}

STATEMENT(data_key_put, WRITES, "tib", "", "INSERT INTO data_key (scope, part, wrapped) VALUES ($1, $2, $3)");

static bool data_key_make(struct connection *db, struct world *w, const struct ledger_key *k, struct text scope, enum part p, struct arena *a,
			  uint8_t ret[DATA_KEY], struct error *e)
{
	w->random(w, ret, DATA_KEY);
	struct text wrapped = seal(a, w, text_bytes(ret, DATA_KEY), key_bound(a, scope, p), k->master);
	return statement_run(db, &data_key_put, (struct value[]){ value_text(scope), value_int(p), value_bytes(wrapped) }, NULL, e);
}

bool keys_seal(struct connection *db, struct world *w, const struct ledger_key *k, struct text scope, enum part p, struct text label,
	       struct text bytes, struct arena *a, struct text *ret, struct error *e)
{
	uint8_t key[DATA_KEY];
	bool    found;
	if (!data_key(db, k, scope, p, a, key, &found, e) || (!found && !data_key_make(db, w, k, scope, p, a, key, e)))
		return false;
	*ret = seal(a, w, bytes, bytes_bound(a, scope, p, label), key);
	sodium_memzero(key, sizeof(key));
	return true;
}

bool keys_open(struct connection *db, const struct ledger_key *k, struct text scope, enum part p, struct text label, struct text sealed,
	       struct arena *a, struct text *ret, struct error *e)
{
	uint8_t key[DATA_KEY];
	bool    found;
	if (!data_key(db, k, scope, p, a, key, &found, e))
		return false;
	bool good = found && unseal(a, sealed, bytes_bound(a, scope, p, label), key, ret);
	sodium_memzero(key, sizeof(key));
	return good || error(e, LEDGER_SEAL_BROKEN, .name = scope, .value = text_of(part_name(p)));
}

STATEMENT(data_key_erase, WRITES, "tii", "",
	  "INSERT INTO data_key (scope, part, wrapped, erased) VALUES ($1, $2, NULL, $3)"
	  " ON CONFLICT (scope, part) DO UPDATE SET wrapped = NULL, erased = $3");

bool keys_erase(struct connection *db, struct text scope, enum part p, int64_t entry_index, struct error *e)
{
	return statement_run(db, &data_key_erase, (struct value[]){ value_text(scope), value_int(p), value_int(entry_index) }, NULL, e);
}
