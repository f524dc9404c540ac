/* totp.c - one-time codes by RFC 6238: HMAC-SHA-1, 30 seconds, 6 digits. Own step only (ASVS 6.5.5), each step once. */
#include "base/base.h"

#include "access/access.h"

#include <liboath/oath.h>
#include <sodium.h>

enum { STEP_S = 30, DIGITS = 6 };

static bool code_of(struct text secret, int64_t step, char ret[DIGITS + 1])
{
	return oath_hotp_generate(secret.at, secret.len, (uint64_t)step, DIGITS, false, OATH_HOTP_DYNAMIC_TRUNCATION, ret) == OATH_OK;
}

struct text totp_code(struct arena *a, struct text secret, instant_t now)
{
	char *at = arena_alloc(a, DIGITS + 1);
	return code_of(secret, now.ms / 1000 / STEP_S, at) ? text_of(at) : TEXT_EMPTY;
}

bool totp_check(struct text secret, struct text code, instant_t now, int64_t last_step, int64_t *ret_step)
{
	char    expected[DIGITS + 1], given[DIGITS] = { 0 };
	size_t  n = 0;
	int64_t step = now.ms / 1000 / STEP_S;
	for (size_t i = 0; i < code.len; i++) /* people type "123 456" */
		if (char_is_digit(code.at[i])) {
			if (n < DIGITS)
				given[n] = code.at[i];
			n++;
		} else if (code.at[i] != ' ')
			return false;
	if (n != DIGITS || !code_of(secret, step, expected) || sodium_memcmp(expected, given, DIGITS) != 0 || step <= last_step)
		return false;
	*ret_step = step;
	return true;
}
