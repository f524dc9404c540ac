/* canon.h - canonical JSON read: one pass says whether the bytes are exactly what our writer would have written; then members are found without copying. */
#pragma once
#include "base/base.h"

enum { CANON_DEPTH = 30 };
/* One canonical value and nothing else; `newline_allowed`: in parts, strings may have escaped control characters. */
bool canon_is_good(struct text, bool newline_allowed);
/* A place in canonical bytes that are being read. Each of these passes over one thing that begins at `at`, which is before `end`; false: it is not well formed there. */
struct scan { const char *at, *end; bool newline_allowed; int depth; };
bool scan_string(struct scan *);                    /* from its opening quotation mark; UTF-8, the shortest escapes */
bool scan_number(struct scan *);
bool scan_word(struct scan *, const char *word);    /* these very characters */
/* text_is, with the first character looked at before the rest: most names that are compared differ there. */
static inline bool name_is(struct text t, const char *name) { return t.len > 0 && t.at[0] == name[0] && text_is(t, name); }
/* The next member of a canonical object; start with *at = 0. The key's characters, the value's raw JSON. */
bool canon_member(struct text object, size_t *at, struct text *ret_key, struct text *ret_value);
/* A raw string's characters. */
struct text canon_string(struct arena *, struct text raw);
