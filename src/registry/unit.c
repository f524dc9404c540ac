/* unit.c - one unit, the tree, desks: questions about a day. */
#include "model.h"

enum { DEEPEST = 16 }; /* no real tree is deeper; the import refuses cycles */

const struct unit_fact *unit_at(const struct registry *r, struct text code, day_t day)
{
	for (size_t i = chains_first(&r->by_code, code); i != SIZE_MAX; i = chains_next(&r->by_code, i))
		if (in_force(r->facts[i].from, r->facts[i].to, day))
			return &r->facts[i];
	return NULL;
}

size_t unit_coded(const struct registry *r, struct arena *a, struct text code, const struct unit_fact ***ret)
{
	size_t count = 0;
	for (size_t i = chains_first(&r->by_code, code); i != SIZE_MAX; i = chains_next(&r->by_code, i))
		count++;
	*ret = ARENA_ARRAY(a, const struct unit_fact *, count + 1);
	count = 0;
	for (size_t i = chains_first(&r->by_code, code); i != SIZE_MAX; i = chains_next(&r->by_code, i))
		(*ret)[count++] = &r->facts[i];
	return count;
}

const struct unit_fact *unit_on(const struct registry *r, struct text id, day_t day)
{
	for (size_t i = chains_first(&r->by_unit, id); i != SIZE_MAX; i = chains_next(&r->by_unit, i))
		if (in_force(r->facts[i].from, r->facts[i].to, day))
			return &r->facts[i];
	return NULL;
}

bool unit_exists(const struct registry *r, struct text id, day_t day) { return unit_on(r, id, day) != NULL; }

size_t unit_history(const struct registry *r, struct text id, const struct unit_fact **ret_facts)
{
	size_t first = chains_first(&r->by_unit, id), count = 0;
	*ret_facts = first == SIZE_MAX ? NULL : &r->facts[first];
	for (size_t i = first; i != SIZE_MAX; i = chains_next(&r->by_unit, i))
		count++; /* facts are ordered by unit: they lie side by side */
	return count;
}

static struct text day_or_dots(struct arena *a, day_t d) { return d.n == DAY_NONE.n || d.n >= DAY_MAX.n ? TEXT("…") : day_print(a, d); }

/* "xã Lương Hạ (… - 2020-02-01), thị trấn Yến Lạc (…)": when what was asked for did exist. */
static struct text spans_of(const struct registry *r, struct arena *a, const struct chains *c, struct text key)
{
	struct build b = { .arena = a };
	for (size_t i = chains_first(c, key); i != SIZE_MAX; i = chains_next(c, i)) {
		const struct unit_fact *f = &r->facts[i];
		struct text             title = unit_title(a, f), from = day_or_dots(a, f->from), to = day_or_dots(a, f->to);
		build_print(&b, "%s%.*s (%.*s - %.*s)", b.len > 0 ? ", " : "", TEXT_ARG(title), TEXT_ARG(from), TEXT_ARG(to));
	}
	return build_text(&b);
}

bool unit_show(const struct registry *r, struct text id_or_code, day_t day, const struct unit_fact **ret, struct error *e)
{
	const struct unit_fact *f = unit_on(r, id_or_code, day);
	f = f ? f : unit_at(r, id_or_code, day);
	if (f) {
		*ret = f;
		return true;
	}
	bool is_id = chains_first(&r->by_unit, id_or_code) != SIZE_MAX;
	if (!is_id && chains_first(&r->by_code, id_or_code) == SIZE_MAX)
		return error(e, REGISTRY_NO_SUCH_UNIT, .value = id_or_code);
	_cleanup_arena_ struct arena *a = arena_new(0);
	return error(e, REGISTRY_NO_UNIT, .value = id_or_code, .day = day, .expected = spans_of(r, a, is_id ? &r->by_unit : &r->by_code, id_or_code));
}

struct text unit_title_at(const struct registry *r, struct arena *a, struct text id, day_t day)
{
	const struct unit_fact *facts, *f = unit_on(r, id, day);
	size_t                  count = unit_history(r, id, &facts);
	for (size_t i = count; !f && i > 0; i--)
		if (facts[i - 1].to.n <= day.n)
			f = &facts[i - 1];
	if (!f && count > 0)
		f = &facts[0];
	return f ? unit_title(a, f) : id;
}

static bool under(const struct registry *r, struct text unit, struct text above, day_t day, int depth)
{
	if (text_equal(unit, above))
		return true;
	const struct unit_fact *f = unit.len > 0 && depth < DEEPEST ? unit_on(r, unit, day) : NULL;
	return f && (under(r, f->parent, above, day, depth + 1) || under(r, f->place, above, day, depth + 1));
}

bool unit_is_under(const struct registry *r, struct text unit, struct text above, day_t day)
{
	return unit_exists(r, unit, day) && under(r, unit, above, day, 0);
}

static int by_code(const void *a, const void *b)
{
	const struct unit_fact *x = *(const struct unit_fact *const *)a, *y = *(const struct unit_fact *const *)b;
	int                     order = text_compare(x->code, y->code);
	return order != 0 ? order : text_compare(x->unit, y->unit);
}

size_t unit_list(const struct registry *r, struct arena *a, struct text above, unsigned levels, day_t day, const struct unit_fact ***ret)
{
	const struct unit_fact **list = ARENA_ARRAY(a, const struct unit_fact *, r->fact_count + 1);
	size_t                   count = 0;
	for (size_t i = 0; i < r->fact_count; i++) {
		const struct unit_fact *f = &r->facts[i];
		if (!(f->level & levels) || !in_force(f->from, f->to, day))
			continue;
		if (above.len == 0 || (!text_equal(f->unit, above) && under(r, f->unit, above, day, 0)))
			list[count++] = f;
	}
	qsort(list, count, sizeof(list[0]), by_code);
	*ret = list;
	return count;
}

size_t unit_above_facts(const struct registry *r, const struct unit_fact *f, day_t day, const struct unit_fact **ret, size_t room)
{
	size_t count = 0;
	for (int depth = 0; f && count < room && depth < DEEPEST; depth++) {
		f = unit_on(r, f->place.len > 0 ? f->place : f->parent, day);
		if (f)
			ret[count++] = f;
	}
	return count;
}

struct text desk_holder(const struct registry *r, struct text desk, day_t day)
{
	for (size_t i = chains_first(&r->by_desk, desk); i != SIZE_MAX; i = chains_next(&r->by_desk, i))
		if (in_force(r->desks[i].from, r->desks[i].to, day))
			return r->desks[i].unit;
	return TEXT_EMPTY;
}

/* Its own; one that came to it from another unit only when it has none. */
struct text unit_desk(const struct registry *r, struct text unit, day_t day)
{
	struct text any = TEXT_EMPTY;
	for (size_t i = chains_first(&r->by_holder, unit); i != SIZE_MAX; i = chains_next(&r->by_holder, i))
		if (in_force(r->desks[i].from, r->desks[i].to, day)) {
			if (text_starts(r->desks[i].desk, "desk-") && text_equal(text_from(r->desks[i].desk, 5), unit))
				return r->desks[i].desk;
			any = any.len > 0 ? any : r->desks[i].desk;
		}
	return any;
}

size_t desk_list(const struct registry *r, struct arena *a, struct text above, day_t day, struct text **ret)
{
	struct text *list = ARENA_ARRAY(a, struct text, r->desk_count + 1);
	size_t       count = 0;
	for (size_t i = 0; i < r->desk_count; i++)
		if (in_force(r->desks[i].from, r->desks[i].to, day) && under(r, r->desks[i].unit, above, day, 0))
			list[count++] = r->desks[i].desk;
	*ret = list; /* desks are ordered by id */
	return count;
}
