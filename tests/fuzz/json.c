/* json.c - any bytes as a JSON body: refused, or read to its end member by member, with texts that are UTF-8. */
#include "base/base.h"

#include <assert.h>

#include "fuzz.h"
#include "base/json_in.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct json_in                j = { .arena = a, .all = text_bytes(at, len), .depth_limit = 32 };
	struct text                   name;
	struct json_seen              v, item;
	if (!json_in_check(&j)) {
		assert(j.failed && j.at <= len);
		return 0;
	}
	if (text_trim(j.all).at[0] != '{')
		return 0;
	json_in_enter(&j);
	while (json_in_member(&j, &name, &v)) {
		assert(text_is_utf8(name) && text_is_utf8(v.text));
		struct json_in list = { .arena = a, .all = v.text, .depth_limit = 32 };
		if (v.kind != JSON_IS_ARRAY)
			continue;
		json_in_enter(&list);
		while (json_in_item(&list, &item))
			assert(text_is_utf8(item.text));
	}
	assert(!j.failed);
	return 0;
}
