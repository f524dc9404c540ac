/* list_check.c - does a list fit together? Codes of the right length, each once, under a unit that is there; and what is odd without being wrong. */
#include "base/base.h"

#include "list_inside.h"

static size_t digits_of(enum unit_level level) { return level == LEVEL_PROVINCE ? 2 : level == LEVEL_DISTRICT ? 3 : 5; }

static bool all_digits(struct text code)
{
	for (size_t i = 0; i < code.len; i++)
		if (!char_is_digit(code.at[i]))
			return false;
	return code.len > 0;
}

/* A spreadsheet takes 06 for the number 6. */
static void code_check(const struct list *l, const struct list_unit *u, struct list_findings *found)
{
	size_t digits = digits_of(u->level);
	if (all_digits(u->code) && u->code.len < digits)
		SERIOUS(found, LIST_ZEROS, .file = u->at, .value = u->code, .expected = text_print(l->arena, "%.*s%.*s", (int)(digits - u->code.len), "00000", TEXT_ARG(u->code)));
	else if (!all_digits(u->code) || u->code.len != digits)
		SERIOUS(found, LIST_CODE, .file = u->at, .value = u->code, .number = (int64_t)digits);
	const struct list_unit *first = list_unit_at(l, u->code);
	if (first != u)
		SERIOUS(found, LIST_TWICE, .file = u->at, .value = u->code, .expected = first->at);
}

/* Province, district, commune: no way up is longer. */
static bool is_in_cycle(const struct list *l, const struct list_unit *u)
{
	const struct list_unit *up = u;
	for (int steps = 0; steps < 4 && up && up->parent.len > 0; steps++) {
		up = list_unit_at(l, up->parent);
		if (up == u)
			return true;
	}
	return false;
}

static void parent_check(const struct list *l, const struct list_unit *u, struct list_findings *found)
{
	const struct list_unit *up = u->parent.len > 0 ? list_unit_at(l, u->parent) : NULL;
	if (u->parent.len > 0 && !up)
		SERIOUS(found, LIST_NO_PARENT, .file = u->at, .value = u->parent, .name = u->name);
	else if (is_in_cycle(l, u))
		SERIOUS(found, LIST_CYCLE, .file = u->at, .value = u->code);
	else if (u->level == LEVEL_PROVINCE ? up != NULL : !up || up->level >= u->level)
		SERIOUS(found, LIST_UNDER, .file = u->at, .name = u->name, .value = up ? up->name : TEXT("-"));
}

static void namesakes_check(const struct list *l, struct list_findings *found)
{
	struct chains names = chains_make(l->arena, l->n);
	for (size_t i = 0; i < l->n; i++) {
		const struct list_unit *u = &l->units[i];
		struct text             key = text_print(l->arena, "%.*s %.*s %.*s", TEXT_ARG(u->parent), TEXT_ARG(u->type), TEXT_ARG(u->name));
		size_t                  other = chains_first(&names, key);
		if (other != SIZE_MAX)
			NOTICE(found, LIST_NAMESAKE, .file = u->at, .name = u->name, .expected = l->units[other].at);
		chains_add(&names, key, i);
	}
}

static void childless_check(const struct list *l, struct list_findings *found)
{
	struct chains parents = chains_make(l->arena, l->n);
	for (size_t i = 0; i < l->n; i++)
		chains_add(&parents, l->units[i].parent, i);
	for (size_t i = 0; i < l->n; i++)
		if (l->units[i].level == LEVEL_DISTRICT && chains_first(&parents, l->units[i].code) == SIZE_MAX)
			NOTICE(found, LIST_CHILDLESS, .file = l->units[i].at, .name = l->units[i].name);
}

void list_check(struct list *l, struct list_findings *found)
{
	list_index(l);
	if (l->n == 0 && found->serious == 0)
		SERIOUS(found, LIST_EMPTY, .file = l->source);
	for (size_t i = 0; i < l->n; i++) {
		code_check(l, &l->units[i], found);
		parent_check(l, &l->units[i], found);
	}
	namesakes_check(l, found);
	childless_check(l, found);
}
