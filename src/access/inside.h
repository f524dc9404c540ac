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
