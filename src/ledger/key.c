/* key.c - the key file: "danvan key v1", then one line each for origin, id, sign (the seed), master, secret; hex digits. */
#include "base/base.h"

#include <errno.h>
#include <sodium.h>
#include <sys/stat.h>

#include "key.h"
#include "note.h"

enum { KEY_FILE_MOST = 4096 };

void key_free(struct ledger_key *k)
{
	if (!k)
		return;
	sodium_memzero(k, sizeof(*k));
	free(k);
}

static void key_freep(struct ledger_key **k) { key_free(*k); }

static struct ledger_key *key_new(void)
{
	struct ledger_key *k = calloc(1, sizeof(*k));
	if (!k)
		abort();
	sodium_mlock(k, sizeof(*k)); /* not into swap; where the limit forbids it, go on */
	return k;
}

/* Public key and id follow from the seed and the origin. */
static bool key_complete(struct ledger_key *k, struct text origin, const uint8_t seed[32], struct error *e)
{
	uint8_t public[32];
	if (!key_name_is_good(origin) || text_ends(origin, "/") || origin.len >= sizeof(k->origin) || text_find(origin, TEXT("://")) != SIZE_MAX)
		return error(e, LEDGER_BAD_ORIGIN, .value = origin);
	memcpy(k->origin, origin.at, origin.len);
	crypto_sign_seed_keypair(public, k->sign, seed);
	snprintf(k->id, sizeof(k->id), "%08x", vkey_id(origin, public));
	return true;
}

bool key_make(struct world *w, struct text origin, struct ledger_key **ret, struct error *e)
{
	_cleanup_(key_freep) struct ledger_key *k = key_new();
	uint8_t                                 seed[32];
	w->random(w, seed, sizeof(seed));
	w->random(w, k->master, sizeof(k->master));
	w->random(w, k->secret, sizeof(k->secret));
	bool good = key_complete(k, origin, seed, e);
	sodium_memzero(seed, sizeof(seed));
	if (!good)
		return false;
	*ret = k;
	k = NULL;
	return true;
}

static bool key_line(struct text *rest, const char *word, struct text *ret)
{
	struct text line;
	if (!text_next(rest, '\n', &line) || !text_starts(line, word))
		return false;
	*ret = text_from(line, strlen(word));
	return true;
}

static bool key_bytes(struct text *rest, const char *word, uint8_t ret[32])
{
	struct text line;
	size_t      n;
	return key_line(rest, word, &line) && line.len == 64 && sodium_hex2bin(ret, 32, line.at, line.len, NULL, &n, NULL) == 0 && n == 32;
}

static bool key_parse(struct text file, struct ledger_key *k, struct error *e)
{
	struct text rest = file, line, origin, id;
	uint8_t     seed[32];
	bool        good = key_line(&rest, "danvan key v1", &line) && line.len == 0 && key_line(&rest, "origin ", &origin) &&
		    key_line(&rest, "id ", &id) && key_bytes(&rest, "sign ", seed) && key_bytes(&rest, "master ", k->master) &&
		    key_bytes(&rest, "secret ", k->secret) && rest.len == 0 && key_complete(k, origin, seed, e) && text_is(id, k->id);
	sodium_memzero(seed, sizeof(seed));
	return good;
}

bool key_load(struct world *w, const char *path, struct ledger_key **ret, struct error *e)
{
	_cleanup_(key_freep) struct ledger_key *k = key_new();
	_cleanup_arena_ struct arena           *a = arena_new(0);
	struct text                             file;
	struct stat                             s;
	if (!w->file_read(w, a, path, KEY_FILE_MOST, &file, e))
		return error(e, LEDGER_KEY_FILE, .name = text_of(path), .value = text_of(e && e->value[0] ? text_c(a, text_of(e->value)) : ""));
	/* A credential of systemd shows its access list in the group's bits, so only what others may do, and a group's writing, is refused. */
	bool open_to_others = stat(path, &s) == 0 && (s.st_mode & (S_IWGRP | S_IRWXO)) != 0;
	bool good = !open_to_others && key_parse(file, k, e);
	sodium_memzero((char *)(uintptr_t)file.at, file.len);
	if (!good)
		return error(e, LEDGER_KEY_FILE, .name = text_of(path), .value = text_of(open_to_others ? "mode" : "format"));
	*ret = k;
	k = NULL;
	return true;
}

bool key_save(struct world *w, const struct ledger_key *k, const char *path, struct error *e)
{
	char seed[65], master[65], secret[65], file[KEY_FILE_MOST];
	if (w->file_exists(w, path))
		return error(e, LEDGER_KEY_EXISTS, .name = text_of(path));
	sodium_bin2hex(seed, sizeof(seed), k->sign, 32);
	sodium_bin2hex(master, sizeof(master), k->master, 32);
	sodium_bin2hex(secret, sizeof(secret), k->secret, 32);
	int n = snprintf(file, sizeof(file), "danvan key v1\norigin %s\nid %s\nsign %s\nmaster %s\nsecret %s\n", k->origin, k->id, seed, master, secret);
	bool good = w->file_replace(w, path, text_bytes(file, (size_t)n), 0600, e);
	sodium_memzero(seed, sizeof(seed));
	sodium_memzero(master, sizeof(master));
	sodium_memzero(secret, sizeof(secret));
	sodium_memzero(file, sizeof(file));
	return good;
}

const char *key_origin(const struct ledger_key *k) { return k->origin; }

const char *key_id(const struct ledger_key *k) { return k->id; }

struct text key_vkey(struct arena *a, const struct ledger_key *k) { return vkey_print(a, text_of(k->origin), k->sign + 32); }

/* HKDF (RFC 5869) with SHA-256, no salt, one block: info = use || 0x0A || input */
void derive(struct text secret, const char *use, struct text input, uint8_t ret[32])
{
	static const uint8_t         no_salt[crypto_auth_hmacsha256_KEYBYTES], one = 1;
	uint8_t                      pseudorandom[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state s;
	crypto_auth_hmacsha256(pseudorandom, (const unsigned char *)secret.at, secret.len, no_salt);
	crypto_auth_hmacsha256_init(&s, pseudorandom, sizeof(pseudorandom));
	crypto_auth_hmacsha256_update(&s, (const unsigned char *)use, strlen(use));
	crypto_auth_hmacsha256_update(&s, (const unsigned char *)"\n", 1);
	crypto_auth_hmacsha256_update(&s, (const unsigned char *)input.at, input.len);
	crypto_auth_hmacsha256_update(&s, &one, 1);
	crypto_auth_hmacsha256_final(&s, ret);
	sodium_memzero(pseudorandom, sizeof(pseudorandom));
}

void key_derive(const struct ledger_key *k, const char *use, struct text input, uint8_t ret[32])
{
	derive(text_bytes(k->secret, sizeof(k->secret)), use, input, ret);
}
