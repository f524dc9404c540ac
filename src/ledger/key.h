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
