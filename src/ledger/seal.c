/* seal.c - data keys: one for each scope and part, wrapped under the master key; destroying the wrapped key erases everything that it sealed.
 *
 * Sealed bytes are a nonce of 24 bytes and the ciphertext of XChaCha20-Poly1305. Associated data binds a wrapped key to its scope and part, and sealed bytes
 * to scope, part and label, so that nothing can be moved to another place. */
#include "base/base.h"

#include <sodium.h>

#include "key.h"

enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES, DATA_KEY = 32 };

static struct text seal(struct arena *a, const uint8_t nonce[NONCE], struct text bytes, struct text bound, const uint8_t key[32])
{
	unsigned char *at = arena_alloc(a, NONCE + bytes.len + TAG);
	memcpy(at, nonce, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(at + NONCE, NULL, (const unsigned char *)bytes.at, bytes.len, (const unsigned char *)bound.at,
						   bound.len, NULL, nonce, key);
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

/* What is bound is put together for every piece that is opened: printf would cost as much as opening it. */
static struct text joined(struct arena *a, const struct text *piece, size_t n)
{
	size_t len = 0;
	for (size_t i = 0; i < n; i++)
		len += piece[i].len;
	char *all = arena_bytes(a, len), *at = all;
	for (size_t i = 0; i < n; i++) {
		memcpy(at, piece[i].at, piece[i].len);
		at += piece[i].len;
	}
	return text_bytes(all, len);
}

static struct text key_bound(struct arena *a, struct text scope, enum part p)
{
	return joined(a, (const struct text[]){ TEXT("danvan data key v1\n"), scope, TEXT("\n"), text_of(part_name(p)) }, 4);
}

static struct text bytes_bound(struct arena *a, struct text scope, enum part p, struct text label)
{
	return joined(a, (const struct text[]){ TEXT("danvan sealed v1\n"), scope, TEXT("\n"), text_of(part_name(p)), TEXT("\n"), label }, 6);
}

STATEMENT(data_key_get, READS, "ti", "B", "SELECT wrapped FROM data_key WHERE scope = $1 AND part = $2");

static bool unwrap(const struct ledger_key *k, struct value wrapped, struct text scope, enum part p, struct arena *a, uint8_t ret[DATA_KEY], struct error *e)
{
	struct text key;
	if (wrapped.type == VALUE_NULL)
		return error(e, LEDGER_ERASED, .name = scope, .value = text_of(part_name(p)));
	if (!unseal(a, wrapped.text, key_bound(a, scope, p), k->master, &key) || key.len != DATA_KEY)
		return error(e, LEDGER_SEAL_BROKEN, .name = scope, .value = text_of(part_name(p)));
	memcpy(ret, key.at, DATA_KEY);
	sodium_memzero((char *)(uintptr_t)key.at, key.len);
	return true;
}

/* found false: there never was one. An erased one is a row without a key. */
static bool data_key(struct connection *db, const struct ledger_key *k, struct text scope, enum part p, struct arena *a, uint8_t ret[DATA_KEY],
		     bool *ret_found, struct error *e)
{
	struct value row[1];
	if (!statement_one(db, &data_key_get, (struct value[]){ value_text(scope), value_int(p) }, a, row, ret_found, e))
		return false;
	return !*ret_found || unwrap(k, row[0], scope, p, a, ret, e);
}

STATEMENT(data_key_put, WRITES, "tib", "", "INSERT INTO data_key (scope, part, wrapped) VALUES ($1, $2, $3)");

bool keys_seal_first(struct connection *db, struct world *w, const struct ledger_key *k, struct text scope, enum part p, struct text label,
		     struct text bytes, struct arena *a, struct text *ret, struct error *e)
{
	struct { uint8_t key[DATA_KEY], wraps[NONCE], seals[NONCE]; } drawn; /* at once: each draw is a call of the system */
	w->random(w, &drawn, sizeof(drawn));
	struct text wrapped = seal(a, drawn.wraps, text_bytes(drawn.key, DATA_KEY), key_bound(a, scope, p), k->master);
	*ret = seal(a, drawn.seals, bytes, bytes_bound(a, scope, p, label), drawn.key);
	sodium_memzero(&drawn, sizeof(drawn));
	return statement_send(db, &data_key_put, (struct value[]){ value_text(scope), value_int(p), value_bytes(wrapped) }, e);
}

bool keys_seal(struct connection *db, struct world *w, const struct ledger_key *k, struct text scope, enum part p, struct text label,
	       struct text bytes, struct arena *a, struct text *ret, struct error *e)
{
	uint8_t key[DATA_KEY], nonce[NONCE];
	bool    found;
	if (!data_key(db, k, scope, p, a, key, &found, e))
		return false;
	if (!found)
		return keys_seal_first(db, w, k, scope, p, label, bytes, a, ret, e);
	w->random(w, nonce, sizeof(nonce));
	*ret = seal(a, nonce, bytes, bytes_bound(a, scope, p, label), key);
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

bool wrapped_open(const struct ledger_key *k, struct value wrapped, struct text scope, enum part p, struct text label, struct text sealed, struct arena *a,
		  struct text *ret, struct error *e)
{
	uint8_t key[DATA_KEY];
	if (!unwrap(k, wrapped, scope, p, a, key, e))
		return false;
	bool good = unseal(a, sealed, bytes_bound(a, scope, p, label), key, ret);
	sodium_memzero(key, sizeof(key));
	return good || error(e, LEDGER_SEAL_BROKEN, .name = scope, .value = text_of(part_name(p)));
}

bool wrapped_is_ours(const struct ledger_key *k, struct text wrapped, struct text scope, enum part p, struct arena *a)
{
	uint8_t      key[DATA_KEY];
	struct error why;
	bool         good = unwrap(k, value_bytes(wrapped), scope, p, a, key, &why);
	sodium_memzero(key, sizeof(key));
	return good;
}

STATEMENT(data_key_erase, WRITES, "tii", "",
	  "INSERT INTO data_key (scope, part, wrapped, erased) VALUES ($1, $2, NULL, $3)"
	  " ON CONFLICT (scope, part) DO UPDATE SET wrapped = NULL, erased = $3");

bool keys_erase(struct connection *db, struct text scope, enum part p, int64_t entry_index, struct error *e)
{
	return statement_run(db, &data_key_erase, (struct value[]){ value_text(scope), value_int(p), value_int(entry_index) }, NULL, e);
}
