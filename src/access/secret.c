/* secret.c - passwords (argon2id, as libsodium writes it) and the secrets of authenticators, sealed under a data key of the account. */
#include "base/base.h"

#include "access/access.h"
#include "inside.h"

#include <sodium.h>

bool login_is_good(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (!(t.at[i] >= 'a' && t.at[i] <= 'z') && !char_is_digit(t.at[i]) && t.at[i] != '.' && t.at[i] != '-')
			return false;
	return t.len >= 2 && t.len <= 32;
}

/* The worst of the passwords that people choose: what a guesser tries first. */
static bool password_is_common(struct arena *a, struct text password, struct text login)
{
	static const char *const common[] = { "1234567890", "0123456789", "password12", "qwertyuiop", "abcdefghij", "matkhau123", "1111111111", "0000000000", "danvan1234" };
	struct text              lower = text_lower(a, password);
	for (size_t i = 0; i < COUNT_OF(common); i++)
		if (text_starts(lower, common[i]))
			return true;
	return login.len > 3 && text_find(lower, login) != SIZE_MAX;
}

/* Five groups of four: 100 bits, easy to read aloud. */
struct text draw_password(struct world *w, struct arena *a)
{
	uint8_t bytes[13];
	w->random(w, bytes, sizeof(bytes));
	return text_lower(a, grouped(a, crockford_encode(a, text_bytes(bytes, sizeof(bytes)), 20), 4, '-'));
}

bool hash_password(struct arena *a, struct text password, struct text login, uint8_t prepared[HASH_ROOM], struct error *e)
{
	if (text_points(password) < PASSWORD_LEAST || password.len > PASSWORD_MOST)
		return error(e, ACCESS_PASSWORD_SHORT, .limit = PASSWORD_LEAST);
	if (password_is_common(a, password, login))
		return error(e, ACCESS_PASSWORD_COMMON);
	struct text plain = text_nfc(a, password);
	if (crypto_pwhash_str((char *)prepared, plain.at, plain.len, crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
		return error(e, BASE_NO_MEMORY);
	return true;
}

bool draw_totp(struct act_run *run, int64_t number, struct text login, struct new_secret *ret, struct error *e)
{
	uint8_t     secret[TOTP_SECRET];
	struct text sealed;
	run->world->random(run->world, secret, sizeof(secret));
	struct text bytes = text_copy(run->arena, text_bytes(secret, sizeof(secret)));
	if (!keys_seal(run->db, run->world, run->key, account_scope(run->arena, number), PART_INTERNAL, TEXT("totp"), bytes, run->arena, &sealed, e))
		return false;
	ret->base32 = base32_encode(run->arena, bytes);
	ret->uri = text_print(run->arena, "otpauth://totp/danvan:%.*s?secret=%.*s&issuer=danvan", TEXT_ARG(login), TEXT_ARG(ret->base32));
	ret->sealed = sealed;
	return true;
}

bool account_secret(struct connection *db, const struct ledger_key *key, struct arena *a, int64_t number, struct text sealed, struct text *ret, struct error *e)
{
	*ret = TEXT_EMPTY;
	return sealed.len == 0 || keys_open(db, key, account_scope(a, number), PART_INTERNAL, TEXT("totp"), sealed, a, ret, e);
}
