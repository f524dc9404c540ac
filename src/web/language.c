/* language.c - the reader's language: ?lang= (kept in a cookie), else the cookie, else Accept-Language, else Vietnamese. */
#include "base/base.h"

#include "inside.h"

#define LANGUAGE_SECONDS (365 * 86400)

/* The first language of the header that we have; q is looked at only as "more than nothing": people's browsers send the order they mean. */
static bool accepted(struct text header, enum lang *ret)
{
	for (struct text piece; text_next(&header, ',', &piece);) {
		size_t semicolon = text_find(piece, TEXT(";"));
		struct text tag = text_trim(semicolon == SIZE_MAX ? piece : text_first(piece, semicolon));
		if (lang_read(tag, ret))
			return true;
	}
	return false;
}

void language_choose(struct hit *h)
{
	struct text rest = h->query;
	struct pair pair;
	enum lang lang;
	h->r.lang = LANG_VI;
	while (pair_next(h->r.arena, &rest, &pair))
		if (text_is(pair.name, "lang") && lang_read(pair.value, &lang)) {
			h->r.lang = lang;
			answer_cookie(&h->r, (struct cookie){ .name = "lang", .value = text_of(lang_tag(lang)), .seconds = LANGUAGE_SECONDS });
			return;
		}
	if (lang_read(request_cookie(&h->r, "lang"), &lang) || accepted(header_in(h, "Accept-Language"), &lang))
		h->r.lang = lang;
}

struct text request_in_language(struct request *r, enum lang lang)
{
	struct hit *h = hit_of(r);
	struct build b = { .arena = r->arena };
	if (!r->route || r->route->method != GET)
		return TEXT_EMPTY;
	build_add(&b, h->path);
	build_print(&b, "?lang=%s", lang_tag(lang));
	struct text rest = h->query, piece;
	while (text_next(&rest, '&', &piece)) {
		if (!piece.len || text_starts(piece, "lang="))
			continue;
		build_byte(&b, '&');
		build_add(&b, piece);
	}
	return build_text(&b);
}
