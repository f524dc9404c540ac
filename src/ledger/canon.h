/* canon.h - canonical JSON read: one pass says whether the bytes are exactly what our writer would have written; then members are found without copying. */
#pragma once
#include "base/base.h"

enum { CANON_DEPTH = 30 };
/* One canonical value and nothing else; `newline_allowed`: in parts, strings may have escaped control characters. */
bool canon_is_good(struct text, bool newline_allowed);
/* The next member of a canonical object; start with *at = 0. The key's characters, the value's raw JSON. */
bool canon_member(struct text object, size_t *at, struct text *ret_key, struct text *ret_value);
/* A raw string's characters. */
struct text canon_string(struct arena *, struct text raw);
