/* role.c - roles by name, and what an actor may at a unit. */
#include "base/base.h"

#include "access/access.h"

static const struct {
	enum role   role;
	const char *name;
} roles[] = {
	{ ROLE_CLERK, "clerk" },   { ROLE_OFFICER, "officer" },     { ROLE_HEAD, "head" },
	{ ROLE_LEADER, "leader" }, { ROLE_INSPECTOR, "inspector" }, { ROLE_ADMINISTRATOR, "administrator" },
};

const char *role_name(enum role role)
{
	for (size_t i = 0; i < COUNT_OF(roles); i++)
		if (roles[i].role == role)
			return roles[i].name;
	return "";
}

bool role_parse(struct text t, enum role *ret)
{
	for (size_t i = 0; i < COUNT_OF(roles); i++)
		if (text_is(t, roles[i].name)) {
			*ret = roles[i].role;
			return true;
		}
	return false;
}

struct text grant_unit(const struct grant *g, const struct registry *registry, day_t day)
{
	struct text now = unit_successor(registry, g->unit, day);
	return now.len > 0 ? now : g->unit;
}

unsigned actor_roles(const struct actor *actor, const struct registry *registry, struct text unit)
{
	unsigned set = 0;
	for (size_t i = 0; actor && i < actor->grants_n; i++)
		if (unit_is_under(registry, unit, grant_unit(&actor->grants[i], registry, actor->day), actor->day))
			set |= actor->grants[i].role;
	return set;
}

bool actor_has(const struct actor *actor, unsigned set)
{
	for (size_t i = 0; actor && i < actor->grants_n; i++)
		if (actor->grants[i].role & set)
			return true;
	return false;
}

static int by_text(const void *a, const void *b) { return text_compare(*(const struct text *)a, *(const struct text *)b); }

size_t actor_desks(const struct actor *actor, const struct registry *registry, struct arena *a, unsigned set, day_t day, struct text **ret)
{
	struct text *desks = NULL;
	size_t       n = 0, once = 0;
	for (size_t i = 0; actor && i < actor->grants_n; i++) {
		struct text *more;
		if (!(actor->grants[i].role & set))
			continue;
		size_t count = desk_list(registry, a, grant_unit(&actor->grants[i], registry, day), day, &more);
		desks = arena_grow(a, desks, n, count, sizeof(*desks));
		memcpy(desks + n, more, count * sizeof(*desks));
		n += count;
	}
	if (n > 0)
		qsort(desks, n, sizeof(*desks), by_text);
	for (size_t i = 0; i < n; i++)
		if (once == 0 || !text_equal(desks[i], desks[once - 1]))
			desks[once++] = desks[i];
	*ret = desks;
	return once;
}
