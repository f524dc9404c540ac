/* json_in.h - JSON that others wrote, read strictly (RFC 8259) and without building a tree: the members of one object, the items of one array, one after the other.
 *
 * No library: neither forms nor lists need floats or trees. Texts are views into what is read, unless something in them was escaped. */
#pragma once
#include "base/text.h"

enum json_kind { JSON_IS_NULL, JSON_IS_BOOL, JSON_IS_NUMBER, JSON_IS_STRING, JSON_IS_ARRAY, JSON_IS_OBJECT };

struct json_in {
	struct arena *arena;
	struct text   all;
	size_t        at;
	int           depth_limit;
	bool          failed, too_deep; /* failed: at `at` */
	bool          checked;          /* as a whole, so that names are not compared again: set it for a value inside one that was */
};
/* A value: a string decoded; a number, true, false as written; arrays and objects as they stand. */
struct json_seen {
	enum json_kind kind;
	struct text    text;
};
/* Is the whole text one well-formed value, UTF-8, no deeper than `depth`, no member named twice? */
bool json_in_check(struct json_in *);
/* After the check. The next member of the object, or item of the array, that `rest` stands in (json_in_enter); false at its end. */
void json_in_enter(struct json_in *);
bool json_in_member(struct json_in *, struct text *ret_name, struct json_seen *ret);
bool json_in_item(struct json_in *, struct json_seen *ret);
