/* office.c - who handles what concerns a place or an officer, and what became of units that have ended. */
#include "model.h"

enum { DEEPEST = 16 };

static size_t lineages_of(const struct registry *r, struct arena *a, const struct chains *c, struct text unit, const struct lineage ***ret)
{
	size_t count = 0;
	for (size_t i = chains_first(c, unit); i != SIZE_MAX; i = chains_next(c, i))
		count++;
	*ret = ARENA_ARRAY(a, const struct lineage *, count + 1);
	count = 0;
	for (size_t i = chains_first(c, unit); i != SIZE_MAX; i = chains_next(c, i))
		(*ret)[count++] = &r->lineages[i];
	return count;
}

size_t lineage_from(const struct registry *r, struct arena *a, struct text unit, const struct lineage ***ret)
{
	return lineages_of(r, a, &r->by_from, unit, ret);
}

static int by_day(const void *a, const void *b)
{
	const struct lineage *x = *(const struct lineage *const *)a, *y = *(const struct lineage *const *)b;
	int                   order = day_compare(x->day, y->day);
	return order != 0 ? order : text_compare(x->from, y->from);
}

size_t lineage_to(const struct registry *r, struct arena *a, struct text unit, const struct lineage ***ret)
{
	size_t count = lineages_of(r, a, &r->by_to, unit, ret);
	qsort(*ret, count, sizeof((*ret)[0]), by_day);
	return count;
}

static void heirs_add(struct heir *list, size_t *count, const struct unit_fact *f, enum extent extent)
{
	for (size_t i = 0; i < *count; i++)
		if (list[i].fact == f)
			return;
	if (*count < MOST_HEIRS)
		list[(*count)++] = (struct heir){ f, extent };
}

static void heirs_collect(const struct registry *r, struct text unit, day_t day, enum extent extent, int depth, struct heir *list, size_t *count)
{
	const struct unit_fact *f = unit_on(r, unit, day);
	if (f) {
		heirs_add(list, count, f, extent);
		return;
	}
	for (size_t i = chains_first(&r->by_from, unit); depth < DEEPEST && i != SIZE_MAX; i = chains_next(&r->by_from, i))
		if (r->lineages[i].day.n <= day.n)
			heirs_collect(r, r->lineages[i].to, day, r->lineages[i].extent == EXTENT_PART ? EXTENT_PART : extent, depth + 1, list, count);
}

size_t heirs_on(const struct registry *r, struct text unit, day_t day, struct heir *list)
{
	size_t count = 0;
	heirs_collect(r, unit, day, EXTENT_WHOLE, 0, list, &count);
	if (count == 1)
		list[0].extent = EXTENT_WHOLE; /* parts that came together again */
	return count;
}

size_t unit_heirs(const struct registry *r, struct arena *a, struct text unit, day_t day, struct heir **ret)
{
	struct heir list[MOST_HEIRS];
	size_t      count = heirs_on(r, unit, day, list);
	*ret = ARENA_ARRAY(a, struct heir, count + 1);
	if (count > 0)
		memcpy(*ret, list, count * sizeof(list[0]));
	return count;
}

static const struct unit_fact *organisation_at(const struct registry *r, struct text place, const char *type, day_t day)
{
	for (size_t i = chains_first(&r->by_place, place); i != SIZE_MAX; i = chains_next(&r->by_place, i))
		if (text_is(r->facts[i].type, type) && in_force(r->facts[i].from, r->facts[i].to, day))
			return &r->facts[i];
	return NULL;
}

/* The last unit that bore the id or code before the day. */
static const struct unit_fact *last_before(const struct registry *r, struct text id_or_code, day_t day)
{
	const struct unit_fact *best = NULL;
	const struct chains    *c = chains_first(&r->by_unit, id_or_code) != SIZE_MAX ? &r->by_unit : &r->by_code;
	for (size_t i = chains_first(c, id_or_code); i != SIZE_MAX; i = chains_next(c, i))
		if (r->facts[i].to.n <= day.n && (!best || best->to.n < r->facts[i].to.n))
			best = &r->facts[i];
	return best;
}

static bool several(const struct registry *r, const struct unit_fact *was, const struct heir *heirs, size_t count, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct build                  b = { .arena = a };
	for (size_t i = 0; i < count; i++)
		build_print(&b, "%s%.*s", i > 0 ? ", " : "", TEXT_ARG(unit_title(a, heirs[i].fact)));
	return error(e, REGISTRY_SEVERAL_HEIRS, .name = unit_title(a, was), .expected = build_text(&b));
}

/* The place as it is on the day: itself, or its one heir. */
static bool place_on(const struct registry *r, struct text place, day_t day, const struct unit_fact **ret, struct error *e)
{
	if (unit_show(r, place, day, ret, e))
		return true;
	const struct unit_fact *was = last_before(r, place, day);
	if (!was)
		return false;
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct heir                  *heirs;
	size_t                        count = unit_heirs(r, a, was->unit, day, &heirs);
	if (count > 1)
		return several(r, was, heirs, count, e);
	if (count == 0)
		return error(e, REGISTRY_NO_OFFICE, .name = unit_title(a, was));
	*ret = heirs[0].fact;
	return true;
}

bool office_of(const struct registry *r, struct text place, day_t day, struct office *ret, struct error *e)
{
	const struct unit_fact *f;
	if (!place_on(r, place, day, &f, e))
		return false;
	const struct unit_fact *o = f->level == LEVEL_ORGANISATION ? f : organisation_at(r, f->unit, "ubnd", day);
	struct text             desk = o ? unit_desk(r, o->unit, day) : TEXT_EMPTY;
	if (desk.len == 0) {
		_cleanup_arena_ struct arena *a = arena_new(0);
		return error(e, REGISTRY_NO_OFFICE, .name = unit_title(a, f));
	}
	*ret = (struct office){ .place = f->level == LEVEL_ORGANISATION ? f->place : f->unit, .unit = o->unit, .desk = desk };
	return true;
}

bool office_above(const struct registry *r, struct text unit, day_t day, struct office *ret, struct error *e)
{
	const struct unit_fact *own, *up;
	if (!unit_show(r, unit, day, &own, e))
		return false;
	up = unit_on(r, own->parent, day);
	for (int depth = 0; up && !text_is(up->type, "ubnd") && depth < DEEPEST; depth++)
		up = unit_on(r, up->parent, day);
	/* the board takes it, unless it is the one concerned or stands under it */
	const struct unit_fact *board = up ? organisation_at(r, up->place, "reception", day) : NULL;
	if (board && !unit_is_under(r, board->unit, own->unit, day) && unit_desk(r, board->unit, day).len > 0)
		up = board;
	struct text desk = up ? unit_desk(r, up->unit, day) : TEXT_EMPTY;
	if (desk.len == 0) {
		_cleanup_arena_ struct arena *a = arena_new(0);
		return error(e, REGISTRY_NO_LEVEL_ABOVE, .name = unit_title(a, own));
	}
	*ret = (struct office){ .place = up->place, .unit = up->unit, .desk = desk };
	return true;
}
