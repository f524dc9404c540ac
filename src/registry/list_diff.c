/* list_diff.c - what is different between two lists, by code; and the registry's own list of a day. */
#include "base/base.h"

#include "list_inside.h"

#include "base/fold.h"

static int by_level(const void *a, const void *b)
{
	const struct list_change *x = a, *y = b;
	const struct list_unit   *u = x->is ? x->is : x->was, *v = y->is ? y->is : y->was;
	int                       order = (int)u->level - (int)v->level;
	order = order ? order : text_compare(u->code, v->code);
	return order ? order : (int)x->what - (int)y->what;
}

static const struct list_unit *top_of(const struct list *l, const struct list_unit *u)
{
	for (int steps = 0; steps < 4 && u && u->parent.len > 0; steps++)
		u = list_unit_at(l, u->parent);
	return u;
}

/* Kind, name and province: what remains the same when only the code changes. */
static struct text likeness(struct arena *a, const struct list *l, const struct list_unit *u)
{
	const struct list_unit *top = top_of(l, u);
	return text_print(a, "%.*s/%.*s/%.*s", top ? (int)top->code.len : 0, top ? top->code.at : "", TEXT_ARG(u->type), TEXT_ARG(text_spelling(a, u->name)));
}

static unsigned difference(struct arena *a, const struct list_unit *was, const struct list_unit *is)
{
	unsigned what = 0;
	if (!text_equal(text_spelling(a, was->name), text_spelling(a, is->name)))
		what |= DIFF_NAME;
	if (!text_equal(was->type, is->type))
		what |= DIFF_TYPE;
	if (!text_equal(was->parent, is->parent))
		what |= DIFF_PARENT;
	return what;
}

/* One that is gone and one that is new, each the only one of its likeness: the same under another code. */
static size_t recoded_join(struct arena *a, const struct list *from, const struct list *to, struct list_change *list, size_t n)
{
	struct chains gone = chains_make(a, n), added = chains_make(a, n);
	for (size_t i = 0; i < n; i++) {
		if (list[i].what == DIFF_GONE)
			chains_add(&gone, likeness(a, from, list[i].was), i);
		if (list[i].what == DIFF_ADDED)
			chains_add(&added, likeness(a, to, list[i].is), i);
	}
	for (size_t i = 0; i < n; i++) {
		if (list[i].what != DIFF_ADDED)
			continue;
		struct text key = likeness(a, to, list[i].is);
		size_t      was = chains_first(&gone, key), is = chains_first(&added, key);
		if (was == SIZE_MAX || chains_next(&gone, was) != SIZE_MAX || chains_next(&added, is) != SIZE_MAX)
			continue;
		list[i].was = list[was].was;
		list[i].what = DIFF_CODE | difference(a, list[i].was, list[i].is);
		list[was].what = 0;
	}
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (list[i].what)
			list[kept++] = list[i];
	return kept;
}

size_t list_diff(struct arena *a, const struct list *from, const struct list *to, struct list_change **ret)
{
	struct list_change *list = ARENA_ARRAY(a, struct list_change, from->n + to->n + 1);
	size_t              n = 0;
	for (size_t i = 0; i < from->n; i++) {
		const struct list_unit *was = &from->units[i], *is = list_unit_at(to, was->code);
		unsigned                what = is ? difference(a, was, is) : DIFF_GONE;
		if (what)
			list[n++] = (struct list_change){ what, was, is };
	}
	for (size_t i = 0; i < to->n; i++)
		if (!list_unit_at(from, to->units[i].code))
			list[n++] = (struct list_change){ DIFF_ADDED, NULL, &to->units[i] };
	n = recoded_join(a, from, to, list, n);
	if (n > 0)
		qsort(list, n, sizeof(list[0]), by_level);
	*ret = list;
	return n;
}

struct text list_change_words(struct arena *a, unsigned what)
{
	static const char *const words[] = { "added", "gone", "name", "type", "parent", "code" };
	struct build             b = { .arena = a };
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (what & (1u << i))
			build_print(&b, "%s%s", b.len > 0 ? "," : "", words[i]);
	return build_text(&b);
}

struct list *list_of(const struct registry *r, struct arena *a, day_t on)
{
	const struct unit_fact **facts;
	size_t                   n = unit_list(r, a, TEXT_EMPTY, LEVELS_PLACES, on, &facts);
	struct list             *l = ARENA_NEW(a, struct list);
	*l = (struct list){ .arena = a, .source = text_print(a, "@%.*s", TEXT_ARG(day_print(a, on))), .units = ARENA_ARRAY(a, struct list_unit, n + 1), .n = n, .room = n + 1 };
	for (size_t i = 0; i < n; i++) {
		const struct unit_fact *up = unit_on(r, facts[i]->parent, on);
		l->units[i] = (struct list_unit){ .code = facts[i]->code, .name = facts[i]->name, .type = facts[i]->type, .parent = up ? up->code : TEXT_EMPTY, .level = facts[i]->level,
			                          .at = facts[i]->unit };
	}
	list_index(l);
	return l;
}
