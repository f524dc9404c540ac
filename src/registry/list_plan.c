/* list_plan.c - a list against the registry of its day: who is known, who goes on, who begins, who is gone. Level by level, so that what stands above is decided first. */
#include "base/base.h"

#include "data.h"
#include "list_planning.h"

#include "base/fold.h"
#include "base/say.h"

/* The list of 06/10/2019, with which the registry begins: what it has was there before, nobody knows since when. */
static const day_t first_list = { 18175 };
static const char  basis_begins[] = "Danh mục ngày ";

/* Came by a list, not by an act. */
static bool is_by_list(const struct unit_fact *f) { return text_starts(f->basis, basis_begins); }

static bool spelled_the_same(struct planning *p, struct text a, struct text b) { return text_equal(text_spelling(p->arena, a), text_spelling(p->arena, b)); }

static void fact_begin(struct planning *p, const struct unit_fact *f)
{
	assert(p->plan->begins_n < p->begins_room);
	p->plan->begins[p->plan->begins_n++] = *f;
}

static void fact_end(struct planning *p, const struct unit_fact *f, const char *why)
{
	struct text mark = text_print(p->arena, "%s (%.*s)", why, TEXT_ARG(p->basis));
	p->plan->ends[p->plan->ends_n++] = (struct list_end){ f->unit, f->from, p->on, f->note.len > 0 ? text_print(p->arena, "%.*s; %.*s", TEXT_ARG(f->note), TEXT_ARG(mark)) : mark };
	p->ended[f - p->r->facts] = true;
}

/* ---- how long */

/* The first day after which the unit is not there any more. */
static day_t there_until(const struct registry *r, struct text unit, day_t day)
{
	const struct unit_fact *f;
	while (day.n < DAY_MAX.n && (f = unit_on(r, unit, day)))
		day = f->to;
	return day;
}

/* A code that the registry gives to another unit later is free until then; nobody stays longer than what it stands under. */
static day_t free_until(const struct planning *p, struct text code, const struct taken *above)
{
	day_t until = above ? above->to : DAY_MAX;
	for (size_t i = chains_first(&p->r->by_code, code); i != SIZE_MAX; i = chains_next(&p->r->by_code, i))
		if (p->r->facts[i].from.n > p->on.n && p->r->facts[i].from.n < until.n)
			until = p->r->facts[i].from;
	return until;
}

static day_t free_since(const struct planning *p, struct text code)
{
	day_t since = DAY_NONE;
	if (p->on.n > first_list.n)
		return p->on;
	for (size_t i = chains_first(&p->r->by_code, code); i != SIZE_MAX; i = chains_next(&p->r->by_code, i))
		if (p->r->facts[i].to.n <= p->on.n && p->r->facts[i].to.n > since.n)
			since = p->r->facts[i].to;
	return since;
}

/* ---- one unit */

static struct text id_of(struct planning *p, struct text code)
{
	if (p->on.n <= first_list.n)
		return text_print(p->arena, "vn-%.*s-0", TEXT_ARG(code));
	struct text day = day_print(p->arena, p->on);
	return text_print(p->arena, "vn-%.*s-%.*s%.*s%.*s", TEXT_ARG(code), 4, day.at, 2, day.at + 5, 2, day.at + 8);
}

static void unit_begins(struct planning *p, const struct list_unit *u, struct taken *t, const struct taken *above)
{
	struct text id = id_of(p, u->code);
	*t = (struct taken){ .unit = id, .to = free_until(p, u->code, above), .is_new = true };
	if (chains_first(&p->r->by_unit, id) != SIZE_MAX) {
		SERIOUS(p->found, LIST_ID_TAKEN, .file = u->at, .value = id);
		return;
	}
	fact_begin(p, &(struct unit_fact){ .unit = id, .from = free_since(p, u->code), .to = t->to, .code = u->code, .name = u->name, .type = u->type,
					   .parent = above ? above->unit : TEXT_EMPTY, .place = TEXT_EMPTY, .basis = p->basis, .note = TEXT_EMPTY, .level = u->level });
	p->plan->made++;
}

/* What is known by an act stays; what the list says otherwise is told. */
static void known_compare(struct planning *p, const struct list_unit *u, const struct unit_fact *now, const struct taken *above)
{
	struct text parent = above ? above->unit : TEXT_EMPTY, code = u->code;
	if (!text_equal(text_fold(p->arena, now->name), text_fold(p->arena, u->name)) || !text_equal(now->type, u->type))
		NOTICE(p->found, LIST_DIFFERS, .value = code, .name = unit_title(p->arena, now), .expected = text_print(p->arena, "%.*s %.*s", TEXT_ARG(unit_type_word(u->type)), TEXT_ARG(u->name)));
	else if (!spelled_the_same(p, now->name, u->name))
		NOTICE(p->found, LIST_SPELLED, .value = code, .name = now->name, .expected = u->name);
	if (!text_equal(now->parent, parent))
		NOTICE(p->found, LIST_DIFFERS, .value = code, .name = now->parent, .expected = parent);
}

/* Type or unit above is another: the same unit all the same, from that day on. */
static void unit_changes(struct planning *p, const struct list_unit *u, const struct unit_fact *now, struct taken *t, const struct taken *above)
{
	struct text parent = above ? above->unit : TEXT_EMPTY;
	day_t       until = above && above->to.n < now->to.n ? above->to : now->to;
	t->to = until;
	if (text_equal(now->type, u->type) && text_equal(now->parent, parent)) {
		p->plan->stay++;
		return;
	}
	fact_end(p, now, "đổi loại hoặc cấp trên");
	struct unit_fact next = *now;
	next.from = p->on;
	next.to = until;
	next.type = u->type;
	next.parent = parent;
	next.basis = p->basis;
	next.note = TEXT_EMPTY;
	fact_begin(p, &next);
	p->plan->changed++;
}

static void unit_decide(struct planning *p, size_t i)
{
	const struct list_unit *u = &p->list->units[i];
	const struct list_unit *up = u->parent.len > 0 ? list_unit_at(p->list, u->parent) : NULL;
	const struct taken     *above = up ? &p->taken[up - p->list->units] : NULL;
	const struct unit_fact *now = unit_at(p->r, u->code, p->on);
	struct taken           *t = &p->taken[i];
	if (!now) {
		unit_begins(p, u, t, above);
		return;
	}
	p->seen[now - p->r->facts] = true;
	*t = (struct taken){ .unit = now->unit, .to = there_until(p->r, now->unit, p->on), .now = now };
	if (!is_by_list(now) || now->from.n >= p->on.n) {
		known_compare(p, u, now, above);
		p->plan->known++;
		return;
	}
	bool same_name = text_equal(text_fold(p->arena, now->name), text_fold(p->arena, u->name));
	if (!same_name || !planning_goes_on(p, i, now)) {
		fact_end(p, now, same_name ? "thành đơn vị khác cùng tên, cùng mã" : "mã thuộc đơn vị có tên khác, có thể đã sáp nhập");
		unit_begins(p, u, t, above);
		t->now = NULL;
		p->plan->gone++;
		return;
	}
	if (!spelled_the_same(p, now->name, u->name))
		NOTICE(p->found, LIST_SPELLED, .value = u->code, .name = now->name, .expected = u->name);
	unit_changes(p, u, now, t, above);
}

/* What is there on the day and not in the list. */
static void gone_decide(struct planning *p, bool part)
{
	for (size_t i = 0; i < p->r->fact_count; i++) {
		const struct unit_fact *f = &p->r->facts[i];
		if (!(f->level & LEVELS_PLACES) || p->seen[i] || !in_force(f->from, f->to, p->on) || part)
			continue;
		if (!is_by_list(f) || f->from.n >= p->on.n) {
			NOTICE(p->found, LIST_ALONE, .value = f->code, .name = unit_title(p->arena, f));
			continue;
		}
		fact_end(p, f, "không còn trong danh mục");
		p->plan->gone++;
	}
}

/* ---- the picture after it, and whether it holds together */

static void picture_after(struct planning *p)
{
	const struct registry *r = p->r;
	struct registry       *after = ARENA_NEW(p->arena, struct registry);
	*after = (struct registry){ .arena = p->arena, .version = r->version, .facts = ARENA_ARRAY(p->arena, struct unit_fact, r->fact_count + p->plan->begins_n + 1),
		                    .lineages = ARENA_ARRAY(p->arena, struct lineage, r->lineage_count + p->plan->lineages_n + 1), .desks = r->desks, .desk_count = r->desk_count };
	for (size_t i = 0; i < r->fact_count; i++) {
		after->facts[i] = r->facts[i];
		if (p->ended[i])
			after->facts[i].to = p->on;
	}
	after->fact_count = r->fact_count + p->plan->begins_n;
	after->lineage_count = r->lineage_count + p->plan->lineages_n;
	if (p->plan->begins_n > 0)
		memcpy(after->facts + r->fact_count, p->plan->begins, p->plan->begins_n * sizeof(after->facts[0]));
	if (r->lineage_count > 0)
		memcpy(after->lineages, r->lineages, r->lineage_count * sizeof(after->lineages[0]));
	if (p->plan->lineages_n > 0)
		memcpy(after->lineages + r->lineage_count, p->plan->lineages, p->plan->lineages_n * sizeof(after->lineages[0]));
	registry_index(after);
	p->plan->after = after;
}

static void after_check(struct planning *p)
{
	struct registry_faults faults = { .at = ARENA_ARRAY(p->arena, struct error, MOST_FAULTS + 1) };
	struct registry_data   d = { .arena = p->arena, .faults = &faults };
	for (size_t i = 0; i < p->plan->after->fact_count; i++)
		fact_add(&d, &p->plan->after->facts[i], (struct origin){ text_c(p->arena, p->list->source), 0 });
	data_check(&d);
	for (size_t i = 0; i < faults.count; i++) {
		const struct error *e = &faults.at[i];
		if (error_is(e, REGISTRY_UNKNOWN_UNIT))
			SERIOUS(p->found, LIST_ORPHANS, .value = text_of(e->value));
		else
			SERIOUS(p->found, e->code, .name = text_of(e->name), .value = text_of(e->value), .number = e->number, .file = text_of(e->file));
	}
}

/* Lists come in the order of their days: an earlier one would make new units of those that a later one has brought. */
static void order_check(const struct registry *r, day_t on, struct list_findings *found)
{
	for (size_t i = 0; i < r->fact_count; i++)
		if (is_by_list(&r->facts[i]) && r->facts[i].from.n > on.n) {
			SERIOUS(found, LIST_ORDER, .day = on, .value = r->facts[i].basis);
			return;
		}
}

static bool day_fits(const struct registry *r, const struct list *l, day_t on, bool part, struct list_findings *found)
{
	size_t provinces = list_count(l, LEVEL_PROVINCE);
	if (on.n < first_list.n)
		SERIOUS(found, LIST_DAY, .day = on);
	order_check(r, on, found);
	if (!part && provinces < LIST_PROVINCES_LEAST)
		SERIOUS(found, LIST_FEW_PROVINCES, .number = (int64_t)provinces, .limit = LIST_PROVINCES_LEAST);
	return found->serious == 0;
}

bool list_plan(const struct registry *r, struct arena *a, const struct list *l, day_t on, bool part, struct list_plan *ret, struct list_findings *found)
{
	static const enum unit_level levels[] = { LEVEL_PROVINCE, LEVEL_DISTRICT, LEVEL_COMMUNE };
	struct planning              p = { .r = r, .arena = a, .list = l, .on = on, .found = found, .plan = ret };
	struct build                 basis = { .arena = a };
	*ret = (struct list_plan){ .on = on, .before = r };
	if (!day_fits(r, l, on, part, found))
		return false;
	build_c(&basis, basis_begins);
	say_date(&basis, LANG_VI, on);
	build_print(&basis, " (%.*s), chưa rõ văn bản", TEXT_ARG(l->source));
	p.basis = build_text(&basis);
	p.taken = ARENA_ARRAY(a, struct taken, l->n + 1);
	p.seen = arena_alloc(a, r->fact_count + 1);
	p.ended = arena_alloc(a, r->fact_count + 1);
	p.begins_room = l->n;
	ret->begins = ARENA_ARRAY(a, struct unit_fact, l->n + 1);
	ret->ends = ARENA_ARRAY(a, struct list_end, r->fact_count + 1);
	planning_lineage_read(&p);
	for (size_t level = 0; level < COUNT_OF(levels); level++)
		for (size_t i = 0; i < l->n; i++)
			if (l->units[i].level == levels[level])
				unit_decide(&p, i);
	gone_decide(&p, part);
	planning_lineage_make(&p);
	picture_after(&p);
	planning_heirless_tell(&p);
	after_check(&p);
	return found->serious == 0;
}
