/* note.c - notes, vkeys and checkpoints from strangers. */
#include "base/base.h"

#include "ledger/checkpoint.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct text                   whole = text_bytes(at, len);
	struct checkpoint             c;
	struct vkey                   v;
	struct error                  e = { 0 };
	if (vkey_parse(a, whole, &v, &e) && !text_equal(vkey_print(a, v.name, v.public), whole))
		__builtin_trap(); /* one key, one way to write it */
	struct text example = TEXT("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
	if (vkey_parse(a, example, &v, &e))
		(void)checkpoint_verify(a, whole, &v, 1, &c, &e);
	return 0;
}
