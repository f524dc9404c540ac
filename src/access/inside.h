/* inside.h - what the files of access share. */
#pragma once
#include "access/access.h"

enum { PASSWORD_LEAST = 10, PASSWORD_MOST = 200, TOTP_SECRET = 20, HASH_ROOM = 128 };

/* The scope of an account's data keys: "account/17". */
struct text account_scope(struct arena *, int64_t number);
/* The authenticator's secret; empty when there is none. */
bool account_secret(struct connection *, const struct ledger_key *, struct arena *, int64_t number, struct text sealed, struct text *ret, struct error *);
/* {"account":N,"via":"console"} as canonical JSON: who did it, in entries. */
struct text by_json(struct arena *, const struct actor *, const char *via);

/* secret.c. A login of 2 to 32 of a-z 0-9 . -; argon2id of a password that is long and uncommon enough; a drawn password. */
bool login_is_good(struct text);
bool hash_password(struct arena *, struct text password, struct text login, uint8_t prepared[HASH_ROOM], struct error *);
struct text draw_password(struct world *, struct arena *);
/* A new authenticator, sealed; `entry`: that of the account's opening. */
struct new_secret { struct text base32, uri, sealed; int64_t entry; };
bool draw_totp(struct act_run *, int64_t number, struct text login, struct new_secret *ret, struct error *);

/* administer.c. The part `internal` of an account's entries: SHA-256 of what stands in the columns password and totp; empty ones are left out. */
struct text secrets_json(struct arena *, struct text password, struct text totp);
bool next_number(struct act_run *, const struct statement *, int64_t *ret, struct error *);
/* Is `by` the console or, today and under the lock, an administrator at `unit` or above it? ACCESS_NOT_YOURS. */
bool may_administer(struct act_run *, const struct actor *by, const struct registry *, struct text unit, struct error *);

/* grant.c: is there an administrator today besides that account and that grant? ACCESS_LAST_ADMINISTRATOR. */
bool others_administer(struct act_run *, int64_t account, int64_t grant, struct error *);

/* reading.c: the line of a row (number, matter, account, day, at, what, purpose) that `readings.day` commits to. */
struct text reading_line(struct arena *, struct query *);
