/* note.h - C2SP signed-note with Ed25519 keys. */
#pragma once
#include "base/base.h"
#include "ledger.h"

/* At least 16 must be taken; a note of more than this is refused. */
enum { NOTE_SIGNATURES = 64 };

/* A verifier key: NAME+hex8(id)+base64(0x01 || public key) */
struct vkey { struct text name; uint32_t id; uint8_t public[32]; };
bool vkey_parse(struct arena *, struct text, struct vkey *ret, struct error *);
struct text vkey_print(struct arena *, struct text name, const uint8_t public[32]);
uint32_t vkey_id(struct text name, const uint8_t public[32]);
/* Not empty, no space, no plus sign, no control character. */
bool key_name_is_good(struct text name);

struct note_signature { struct text name; uint32_t id; struct text bytes; };
struct note {
	struct text           text;        /* with its last newline */
	size_t                count;
	struct note_signature at[NOTE_SIGNATURES];
};
/* Takes a note apart; verifies nothing. */
bool note_parse(struct arena *, struct text, struct note *ret, struct error *);
/* How many signatures are by the given keys (a bad one of them: LEDGER_BAD_SIGNATURE) and how many by others. None by a given key: LEDGER_NOT_SIGNED. */
bool note_verify(struct arena *, const struct note *, const struct vkey *, size_t count, int *ret_good, int *ret_unknown, struct error *);
/* text, which ends in a newline, with one signature; `secret` as libsodium keeps it (seed || public key). */
struct text note_sign(struct arena *, struct text, struct text name, const uint8_t secret[64]);
