/* list_draft.c - what two lists differ in, as an order that a person completes. What lists cannot say is left open in such a way that the order is refused. */
#include "base/base.h"

#include "list_inside.h"

enum { BESIDE_MOST = 12 };

struct drafting {
	struct arena             *arena;
	enum lang                 lang;
	const struct list        *from, *to;
	const struct list_change *changes;
	size_t                    n;
	struct chains             by_parent;     /* changes, by the code of what they stand under */
	struct chains             heirs;         /* by code of a predecessor that the later list names */
	bool                      districts_end; /* the later list has no districts at all */
	struct build              b;
};

static struct text titled(struct arena *a, const struct list_unit *u)
{
	return text_print(a, "%.*s %.*s", TEXT_ARG(unit_type_word(u->type)), TEXT_ARG(u->name));
}

/* A name in quotes that YAML reads as it is. */
static struct text quoted(struct arena *a, struct text t)
{
	struct build b = { .arena = a };
	build_byte(&b, '"');
	for (size_t i = 0; i < t.len; i++) {
		if (t.at[i] == '"' || t.at[i] == '\\')
			build_byte(&b, '\\');
		build_byte(&b, t.at[i]);
	}
	build_byte(&b, '"');
	return build_text(&b);
}

#define COMMENT(d, code, ...)                                             \
	do {                                                              \
		build_c(&(d)->b, "  # ");                                 \
		SAY(&(d)->b, (d)->lang, code, __VA_ARGS__);               \
		build_c(&(d)->b, "\n");                                   \
	} while (0)

static const struct list_unit *either(const struct list_change *c) { return c->is ? c->is : c->was; }

/* Changes of one of the kinds under the same unit and of the same level: "01966 xã Hương Nê, …". */
static struct text beside(struct drafting *d, const struct list_unit *u, unsigned what)
{
	struct build b = { .arena = d->arena };
	int          count = 0;
	for (size_t i = chains_first(&d->by_parent, u->parent); i != SIZE_MAX; i = chains_next(&d->by_parent, i)) {
		const struct list_unit *other = either(&d->changes[i]);
		if (other == u || other->level != u->level || !(d->changes[i].what & what) || text_equal(other->code, u->code))
			continue;
		if (count++ == BESIDE_MOST) {
			build_c(&b, ", …");
			break;
		}
		build_print(&b, "%s%.*s %.*s", b.len > 0 ? ", " : "", TEXT_ARG(other->code), TEXT_ARG(titled(d->arena, other)));
	}
	if (b.len == 0)
		SAY(&b, d->lang, "list.draft_nobody");
	return build_text(&b);
}

static void made_print(struct drafting *d, const char *key, const struct list_unit *u)
{
	build_print(&d->b, "%s{ name: %.*s, type: %.*s, code: \"%.*s\"", key, TEXT_ARG(quoted(d->arena, u->name)), TEXT_ARG(u->type), TEXT_ARG(u->code));
	if (u->parent.len > 0)
		build_print(&d->b, ", parent: \"%.*s\"", TEXT_ARG(u->parent));
	build_c(&d->b, " }\n");
}

static bool went_to_several(const struct drafting *d, const struct list_before *b)
{
	size_t first = chains_first(&d->heirs, b->code);
	return b->torn || (first != SIZE_MAX && chains_next(&d->heirs, first) != SIZE_MAX);
}

/* The later list names those it came from. */
static void named_print(struct drafting *d, const struct list_unit *u)
{
	COMMENT(d, "list.draft_named", FACT_T("code", u->code), FACT_T("is", titled(d->arena, u)));
	build_c(&d->b, "  - merge: [");
	for (size_t i = 0; i < u->before_n; i++)
		build_print(&d->b, went_to_several(d, &u->before[i]) ? "%s{ unit: \"%.*s\", take: part }" : "%s\"%.*s\"", i > 0 ? ", " : "", TEXT_ARG(u->before[i].code));
	build_print(&d->b, "%s]\n", u->before_n == 1 ? ", \"?\"" : "");
	made_print(d, "    into: ", u);
}

/* Who came from nobody but itself, the whole of it. */
static bool is_itself(const struct drafting *d, const struct list_unit *u)
{
	return u->before_n == 1 && text_equal(u->before[0].code, u->code) && !went_to_several(d, &u->before[0]);
}

/* One that is gone and was called so, perhaps the very unit under another code: 02134 -> 02155, thị trấn Yến Lạc. */
static const struct list_unit *called_so(const struct drafting *d, const struct list_unit *u)
{
	const struct list_unit *found = NULL;
	for (size_t i = 0; i < d->n; i++) {
		const struct list_unit *was = d->changes[i].was;
		if ((d->changes[i].what & DIFF_GONE) && text_equal(was->name, u->name) && text_equal(was->type, u->type) && text_equal(was->parent, u->parent))
			found = was;
	}
	return found;
}

static void changed_print(struct drafting *d, const struct list_change *c)
{
	const struct list_unit *u = c->is, *was = c->was;
	if (c->what & DIFF_NAME) {
		COMMENT(d, "list.draft_merge", FACT_T("code", was->code), FACT_T("was", titled(d->arena, was)), FACT_T("is", titled(d->arena, u)),
			FACT_T("beside", beside(d, was, DIFF_GONE)));
		const struct list_unit *same = called_so(d, u);
		if (same)
			COMMENT(d, "list.draft_same", FACT_T("code", same->code), FACT_T("is", titled(d->arena, u)));
		build_print(&d->b, "  - merge: [\"%.*s\", \"?\"]\n", TEXT_ARG(was->code));
		made_print(d, "    into: ", u);
		return;
	}
	if (c->what & DIFF_CODE)
		build_print(&d->b, "  - recode: \"%.*s\"  # %.*s\n    code: \"%.*s\"\n", TEXT_ARG(was->code), TEXT_ARG(titled(d->arena, was)), TEXT_ARG(u->code));
	if (c->what & DIFF_TYPE)
		build_print(&d->b, "  - retype: \"%.*s\"  # %.*s\n    type: %.*s\n", TEXT_ARG(was->code), TEXT_ARG(titled(d->arena, was)), TEXT_ARG(u->type));
	if ((c->what & DIFF_PARENT) && !d->districts_end)
		build_print(&d->b, "  - reparent: [\"%.*s\"]  # %.*s\n    parent: \"%.*s\"\n", TEXT_ARG(was->code), TEXT_ARG(titled(d->arena, was)), TEXT_ARG(u->parent));
}

static void change_print(struct drafting *d, const struct list_change *c)
{
	const struct list_unit *u = either(c);
	if (c->is && c->is->before_n > 0 && !is_itself(d, c->is))
		return; /* among those that the later list explains */
	if (c->what & DIFF_ADDED) {
		COMMENT(d, "list.draft_create", FACT_T("code", u->code), FACT_T("is", titled(d->arena, u)), FACT_T("beside", beside(d, u, DIFF_GONE)));
		made_print(d, "  - create: ", u);
	} else if (!(c->what & DIFF_GONE)) {
		changed_print(d, c);
	} else if (chains_first(&d->heirs, u->code) == SIZE_MAX && !(d->districts_end && u->level == LEVEL_DISTRICT)) {
		COMMENT(d, "list.draft_absorb", FACT_T("code", u->code), FACT_T("was", titled(d->arena, u)), FACT_T("beside", beside(d, u, DIFF_NAME | DIFF_ADDED | DIFF_TYPE)));
		build_print(&d->b, "  - absorb: [\"%.*s\"]\n    to: \"?\"\n", TEXT_ARG(u->code));
	}
}

static void districts_print(struct drafting *d)
{
	static const char *const types[] = { "huyen", "quan", "thi_xa", "thanh_pho" };
	if (!d->districts_end)
		return;
	COMMENT(d, "list.draft_abolish", FACT_T("code", TEXT_EMPTY));
	for (size_t i = 0; i < d->from->n; i++) {
		const struct list_unit *province = &d->from->units[i];
		struct build            found = { .arena = d->arena };
		for (size_t t = 0; province->level == LEVEL_PROVINCE && t < COUNT_OF(types); t++) {
			bool some = false;
			for (size_t k = 0; k < d->from->n && !some; k++)
				some = d->from->units[k].level == LEVEL_DISTRICT && text_equal(d->from->units[k].parent, province->code) && text_is(d->from->units[k].type, types[t]);
			if (some)
				build_print(&found, "%s%s", found.len > 0 ? ", " : "", types[t]);
		}
		if (found.len > 0)
			build_print(&d->b, "  - abolish: [%.*s]\n    under: \"%.*s\"\n", TEXT_ARG(build_text(&found)), TEXT_ARG(province->code));
	}
}

static void chains_fill(struct drafting *d)
{
	size_t n = 0;
	d->by_parent = chains_make(d->arena, d->n);
	for (size_t i = 0; i < d->n; i++)
		chains_add(&d->by_parent, either(&d->changes[i])->parent, i);
	for (size_t i = 0; i < d->to->n; i++)
		n += d->to->units[i].before_n;
	d->heirs = chains_make(d->arena, n);
	n = 0;
	for (size_t i = 0; i < d->to->n; i++)
		for (size_t k = 0; k < d->to->units[i].before_n; k++)
			chains_add(&d->heirs, d->to->units[i].before[k].code, n++);
}

static void head_print(struct drafting *d, day_t on)
{
	struct text day = day_print(d->arena, on);
	build_c(&d->b, "# ");
	SAY(&d->b, d->lang, "list.draft_head", FACT_T("from", d->from->source), FACT_T("to", d->to->source));
	build_c(&d->b, "\n# ");
	SAY(&d->b, d->lang, "list.draft_complete");
	build_print(&d->b, "\norder: draft-%.*s\ntitle: { vi: \"?\", en: \"?\" }\n# basis: 855/NQ-UBTVQH14 (10/01/2020)\neffective: %.*s\nparts:\n", TEXT_ARG(day), TEXT_ARG(day));
}

struct text list_draft(struct arena *a, enum lang lang, const struct list *from, const struct list *to, day_t on, const struct list_change *changes, size_t n)
{
	struct drafting d = { .arena = a, .lang = lang, .from = from, .to = to, .changes = changes, .n = n, .b = { .arena = a } };
	d.districts_end = list_count(from, LEVEL_DISTRICT) > 0 && list_count(to, LEVEL_DISTRICT) == 0;
	chains_fill(&d);
	head_print(&d, on);
	districts_print(&d);
	for (size_t i = 0; i < to->n; i++)
		if (to->units[i].before_n > 0 && !is_itself(&d, &to->units[i]))
			named_print(&d, &to->units[i]);
	for (size_t i = 0; i < n; i++)
		change_print(&d, &changes[i]);
	return build_text(&d.b);
}
