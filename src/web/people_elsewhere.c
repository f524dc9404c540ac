/* people_elsewhere.c - kinds of petitions that are not filed on this site: how and where to go, from data/elsewhere.json. */
#include "base/base.h"

#include "base/embed.h"
#include "base/json_in.h"
#include "people.h"

extern const struct embedded elsewhere_files[];

static struct json_in inside(struct request *r, struct text value)
{
	struct json_in j = { .arena = r->arena, .all = value, .depth_limit = 8 };
	json_in_enter(&j);
	return j;
}

/* A string, or the one of the reader's language. */
static struct text in_language(struct request *r, const struct json_seen *value)
{
	struct json_in   j;
	struct json_seen v;
	struct text      name;
	if (value->kind == JSON_IS_STRING)
		return value->text;
	j = inside(r, value->text);
	while (json_in_member(&j, &name, &v))
		if (text_is(name, lang_tag(r->lang)))
			return v.text;
	return TEXT_EMPTY;
}

static void read_row(struct request *r, struct text row, struct elsewhere *ret)
{
	const struct { const char *name; struct text *to; } members[] = {
		{ "name", &ret->name }, { "title", &ret->title }, { "about", &ret->about }, { "how", &ret->how }, { "where", &ret->where }, { "term", &ret->term }, { "basis", &ret->basis },
	};
	struct json_in   j = inside(r, row);
	struct json_seen v;
	struct text      name;
	while (json_in_member(&j, &name, &v))
		for (size_t i = 0; i < COUNT_OF(members); i++)
			if (text_is(name, members[i].name))
				*members[i].to = in_language(r, &v);
}

bool elsewhere_at(struct request *r, size_t n, struct elsewhere *ret)
{
	struct json_in   j = inside(r, text_trim(text_bytes(elsewhere_files[0].at, elsewhere_files[0].len)));
	struct json_seen row;
	*ret = (struct elsewhere){ 0 };
	for (size_t i = 0; json_in_item(&j, &row); i++)
		if (i == n) {
			read_row(r, row.text, ret);
			return true;
		}
	return false;
}

bool elsewhere_named(struct request *r, struct text name, struct elsewhere *ret)
{
	for (size_t n = 0; elsewhere_at(r, n, ret); n++)
		if (text_equal(ret->name, name))
			return true;
	return false;
}
