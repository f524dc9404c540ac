/* fold.c - any text is folded, read as Telex, VNI or an old encoding, sorted and looked for; folding twice changes nothing. */
#include "base/base.h"

#include <assert.h>

#include "base/fold.h"
#include "fuzz.h"
#include "registry/registry.h"

static void search(struct arena *a, struct text t)
{
	struct registry_data  *data;
	struct registry_faults faults;
	struct unit_match     *m;
	bool                   parsed = registry_parse(a, registry_builtin(a), &data, &faults);
	assert(parsed);
	size_t count = unit_find(registry_of(data), a, (struct unit_search){ .text = t, .on = DAY_NONE, .today = { 20780 }, .levels = LEVELS_ALL, .limit = 200 }, &m);
	assert(count <= 200);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct text                   t = text_bytes(at, len), other;
	struct error                  e;
	if (!text_is_utf8(t))
		return 0;
	struct text folded = text_fold(a, t), spelled = text_spelling(a, t);
	assert(text_is_utf8(folded) && text_is_utf8(spelled));
	assert(text_equal(text_fold(a, folded), folded));
	if (text_telex(a, t, &other))
		assert(text_is_utf8(other));
	if (text_vni(a, t, &other))
		assert(text_is_utf8(other));
	if (text_legacy(a, t, &other) != LEGACY_NONE)
		assert(text_is_utf8(other));
	if (phone_read(a, t, &other, &e))
		assert(text_starts(other, "+") && other.len <= 16);
	text_sort_key(a, text_cut(t, 4096));
	/* the registry is made anew for each input, so only now and then */
	if (len > 0 && len < 200 && at[0] % 16 == 0)
		search(a, t);
	return 0;
}
