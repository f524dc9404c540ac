/* proof.c - receipt files and openings from strangers: what is taken prints as the very same bytes. */
#include "base/base.h"

#include "ledger/canon.h"
#include "ledger/kinds.h"
#include "ledger/proof.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct text                   whole = text_bytes(at, len), key, value;
	struct proof_file             f;
	struct opening                o;
	struct receipt                r = { .has_parts = true };
	struct entry_facts            facts;
	struct error                  e = { 0 };
	if (proof_parse(a, whole, &f, &e) && !text_equal(proof_print(a, &f), whole))
		__builtin_trap();
	(void)verify_opening(a, &r, whole, &o, &e);
	if (kind_check(a, whole, 0, &facts, &e) && !canon_is_good(whole, false))
		__builtin_trap(); /* the reader that knows the kinds takes nothing that the general one refuses */
	if (canon_is_good(whole, true))
		for (size_t i = 0; canon_member(whole, &i, &key, &value);)
			if (!canon_is_good(value, true))
				__builtin_trap(); /* a member of a good object is good */
	return 0;
}
