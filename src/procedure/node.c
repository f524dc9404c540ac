/* node.c - what packs have beyond the common scalars: terms. */
#include "base/base.h"

#include <assert.h>

#include "node.h"

const struct yaml_codes pack_codes = { PACK_SYNTAX, PACK_KEY, PACK_VALUE, PACK_MISSING, PACK_TRANSLATION };

void *place_add(struct pack *p, void *list, size_t *count, size_t size)
{
	bool is_full = (*count & (*count - 1)) == 0; /* room is doubled */
	void *all = is_full ? arena_grow(p->arena, list, *count, *count ? *count : 1, size) : list;
	++*count;
	return all;
}

static const struct {
	const char    *word, *one;
	enum term_unit unit;
} term_units[] = {
	{ "working days", "working day", TERM_WORKING_DAYS },
	{ "days", "day", TERM_DAYS },
	{ "months", "month", TERM_MONTHS },
	{ "years", "year", TERM_YEARS },
};

bool term_read(struct reader *r, yaml_node_t *n, const char *what, struct term *ret)
{
	struct text t, rest;
	int64_t     amount;
	if (!text_read(r, n, what, 40, &t))
		return false;
	size_t space = text_find(t, TEXT(" "));
	if (space != SIZE_MAX && text_to_int(text_first(t, space), &amount) && amount >= 1 && amount <= TERM_MOST) {
		rest = text_from(t, space + 1);
		for (size_t i = 0; i < COUNT_OF(term_units); i++)
			if (text_is(rest, term_units[i].word) || text_is(rest, term_units[i].one)) {
				*ret = (struct term){ .amount = (int)amount, .unit = term_units[i].unit };
				return true;
			}
	}
	return complain(r, n, PACK_VALUE, text_of(what), t, TEXT("10 days, 7 working days, 3 months, 1 year"));
}

struct text term_print(struct arena *a, struct term t)
{
	for (size_t i = 0; i < COUNT_OF(term_units); i++)
		if (term_units[i].unit == t.unit)
			return text_print(a, "%d %s", t.amount, t.amount == 1 ? term_units[i].one : term_units[i].word);
	assert(!"a unit of terms");
	return TEXT_EMPTY;
}
