/* checkpoint.h - C2SP tlog-checkpoint: origin, size and root of a tree as a signed note. Ours has no extension lines. */
#pragma once
#include "base/base.h"
#include "note.h"

struct checkpoint { struct text origin; struct tree_head head; int signatures, unknown; };
struct text checkpoint_sign(struct arena *, const struct ledger_key *, struct tree_head);
/* Verifies: at least one given key whose name is the origin has signed, no given key has signed badly. */
bool checkpoint_verify(struct arena *, struct text, const struct vkey *, size_t count, struct checkpoint *ret, struct error *);
/* Vkeys as text, read one by one. */
bool vkeys_parse(struct arena *, const struct text *, size_t count, struct vkey **ret, struct error *);
