/* types.c - the kinds of units and organisations, and the words for them. */
#include "model.h"

static const struct unit_type types[] = {
	{ "tinh", "tỉnh", LEVEL_PROVINCE, { "tinh", "t" } },
	{ "thanh_pho", "thành phố", LEVEL_DISTRICT, { "thanh pho", "tp" } },
	{ "thi_xa", "thị xã", LEVEL_DISTRICT, { "thi xa", "tx" } },
	{ "huyen", "huyện", LEVEL_DISTRICT, { "huyen", "h" } },
	{ "quan", "quận", LEVEL_DISTRICT, { "quan", "q" } },
	{ "phuong", "phường", LEVEL_COMMUNE, { "phuong", "p", "f" } },
	{ "xa", "xã", LEVEL_COMMUNE, { "xa", "x" } },
	{ "thi_tran", "thị trấn", LEVEL_COMMUNE, { "thi tran", "tt" } },
	{ "dac_khu", "đặc khu", LEVEL_COMMUNE, { "dac khu", "dk" } },
	/* organisations: the name holds all its words */
	{ "ubnd", "", LEVEL_ORGANISATION, { 0 } },
	{ "hdnd", "", LEVEL_ORGANISATION, { 0 } },
	{ "office", "", LEVEL_ORGANISATION, { 0 } },
	{ "reception", "", LEVEL_ORGANISATION, { 0 } },
	{ "inspectorate", "", LEVEL_ORGANISATION, { 0 } },
	{ "department", "", LEVEL_ORGANISATION, { 0 } },
	{ "division", "", LEVEL_ORGANISATION, { 0 } },
	{ "one-stop", "", LEVEL_ORGANISATION, { 0 } },
	{ "front", "", LEVEL_ORGANISATION, { 0 } },
	{ "mass-organisation", "", LEVEL_ORGANISATION, { 0 } },
	/* ... and these go on when the place where they sit is merged: no other school becomes them */
	{ "school", "", LEVEL_ORGANISATION, { 0 }, .goes_on = true },
	{ "hospital", "", LEVEL_ORGANISATION, { 0 }, .goes_on = true },
	{ "branch", "", LEVEL_ORGANISATION, { 0 }, .goes_on = true },
	{ "centre", "", LEVEL_ORGANISATION, { 0 }, .goes_on = true },
};

const struct unit_type *unit_type_at(size_t n) { return n < COUNT_OF(types) ? &types[n] : NULL; }

const struct unit_type *unit_type_find(struct text type)
{
	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (text_is(type, types[i].type))
			return &types[i];
	return NULL;
}

enum unit_level unit_level_of(struct text type, struct text parent)
{
	const struct unit_type *t = unit_type_find(type);
	if (!t)
		return LEVEL_ORGANISATION;
	return t->level == LEVEL_DISTRICT && parent.len == 0 ? LEVEL_PROVINCE : t->level;
}

struct text unit_type_word(struct text type)
{
	const struct unit_type *t = unit_type_find(type);
	return t ? text_of(t->word) : type;
}

struct text unit_title(struct arena *a, const struct unit_fact *f)
{
	struct text word = unit_type_word(f->type);
	return word.len > 0 ? text_print(a, "%.*s %.*s", TEXT_ARG(word), TEXT_ARG(f->name)) : f->name;
}
