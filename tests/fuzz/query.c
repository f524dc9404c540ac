/* query.c - any bytes as what somebody typed, through every kind of field, and as an address through the table of pages. */
#include "base/base.h"

#include "fuzz.h"
#include "web/inside.h"

static const char *const choices[] = { "a", "b", NULL };

static void read_all(struct arena *a, struct text typed)
{
	static field_reader *const kinds[] = { field_line, field_text, field_name, field_phone, field_email, field_number, field_day, field_choice,
					       field_flag, field_code, field_id, field_secret, field_token, field_rest };
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		struct field f = { "x", kinds[i], 12, OPTIONAL, .choices = choices };
		struct given g = { 0 };
		struct error e = { 0 };
		assert(kinds[i](a, &f, typed, &g, &e) ? text_is_utf8(g.text) : e.code != NULL);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct text                   t = text_bytes(at, len), holes[PATH_HOLES], allow, path;
	const struct route           *r;
	size_t                        n = 0;
	if (route_find(web_routes, "GET", t, a, &r, holes, &n, &allow) == FOUND)
		for (size_t i = 0; i < n; i++)
			assert(holes[i].at >= t.at && holes[i].at + holes[i].len <= t.at + t.len);
	percent_decode(a, t, true, &path);
	struct text typed = text_trim(text_nfc(a, t));
	if (text_is_utf8(t) && typed.len && !memchr(typed.at, 0, typed.len))
		read_all(a, typed);
	return 0;
}
