/* key.h - what the key file holds, for the files of this module. */
#pragma once
#include "base/base.h"
#include "ledger.h"

struct ledger_key {
	char    origin[200], id[9];
	uint8_t sign[64];   /* seed || public key, as libsodium keeps it */
	uint8_t master[32]; /* wraps the data keys */
	uint8_t secret[32]; /* for key_derive */
};

/* keys_open with the wrapped data key at hand (NULL: it is erased, or there never was one) instead of looked for. */
bool wrapped_open(const struct ledger_key *, struct value wrapped, struct text scope, enum part, struct text label, struct text sealed, struct arena *,
		  struct text *ret, struct error *);
/* Whether a row of data_key is one that whoever holds this key has made for that scope and part. */
bool wrapped_is_ours(const struct ledger_key *, struct text wrapped, struct text scope, enum part, struct arena *);
/* keys_seal where there is no data key yet. */
bool keys_seal_first(struct connection *, struct world *, const struct ledger_key *, struct text scope, enum part, struct text label, struct text bytes,
		     struct arena *, struct text *ret_sealed, struct error *);
