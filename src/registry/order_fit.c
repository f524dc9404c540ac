/* order_fit.c - what must hold from the day on: codes are unique, parents are there and stand higher, nobody stands under himself. */
#include "base/base.h"

#include "order_inside.h"

static const struct spot *place_of_touched(const struct planning *p, const struct touched *t)
{
	const struct said *said[] = { &t->code, &t->type, &t->parent };
	for (size_t i = 0; i < COUNT_OF(said); i++)
		if (said[i]->given)
			return part_place(p, said[i]->part);
	return t->made ? &t->made->place : part_place(p, t->part);
}

/* Codes of all that is touched and stays, sorted, so that two alike lie side by side. */
struct code_row { struct text code; const struct touched *unit; };

static int by_code(const void *a, const void *b)
{
	const struct code_row *x = a, *y = b;
	int                    order = text_compare(x->code, y->code);
	return order ? order : text_compare(x->unit->id, y->unit->id);
}

static void codes_check(struct planning *p)
{
	struct code_row *rows = ARENA_ARRAY(p->arena, struct code_row, p->units.count + 1);
	size_t           n = 0;
	for (const struct touched *t = p->first; t; t = t->next) {
		struct text code = t->ends ? TEXT_EMPTY : fact_after(p, t).code;
		if (code.len > 0)
			rows[n++] = (struct code_row){ code, t };
	}
	qsort(rows, n, sizeof(*rows), by_code);
	for (size_t i = 0; i < n; i++) {
		const struct unit_fact *f = unit_at(p->r, rows[i].code, p->day);
		if (i > 0 && text_equal(rows[i].code, rows[i - 1].code))
			FAULT(p, *place_of_touched(p, rows[i].unit), ORDER_CODE_TAKEN, .value = rows[i].code, .name = title_after(p, rows[i - 1].unit));
		else if (f && !touched_find(p, f->unit))
			FAULT(p, *place_of_touched(p, rows[i].unit), ORDER_CODE_TAKEN, .value = rows[i].code, .name = unit_title(p->arena, f));
	}
}

/* The unit above on that day, after the changes: parent, and for a body its seat. */
static bool fact_on_day(const struct planning *p, struct text id, struct unit_fact *ret)
{
	const struct touched   *t = touched_find(p, id);
	const struct unit_fact *f = t ? NULL : unit_on(p->r, id, p->day);
	if (t ? t->ends : !f)
		return false;
	*ret = t ? fact_after(p, t) : *f;
	return true;
}

static bool climbs_to_itself(const struct planning *p, const struct unit_fact *from)
{
	struct unit_fact above = *from;
	for (int depth = 0; depth <= TREE_DEEPEST; depth++)
		if (above.parent.len == 0 || !fact_on_day(p, above.parent, &above))
			return false;
	return true; /* no real tree is deeper */
}

static void code_form_check(struct planning *p, const struct touched *t, const struct unit_fact *f)
{
	if (f->level != LEVEL_ORGANISATION && !code_is_good(f->code, f->level))
		FAULT(p, *place_of_touched(p, t), ORDER_VALUE, .name = TEXT("code"), .value = f->code,
		      .expected = f->level == LEVEL_PROVINCE ? TEXT("06") : f->level == LEVEL_DISTRICT ? TEXT("066") : TEXT("02155"));
}

static void unit_check(struct planning *p, const struct touched *t)
{
	struct unit_fact        f = fact_after(p, t), parent;
	const struct unit_type *type = unit_type_find(f.type);
	const struct spot     *at = place_of_touched(p, t);
	bool                    is_body = f.level == LEVEL_ORGANISATION;
	if (!type || is_body != (f.code.len == 0)) {
		FAULT(p, *at, ORDER_LEVEL, .name = f.name, .value = f.type);
		return;
	}
	code_form_check(p, t, &f);
	if (f.parent.len > 0 && !fact_on_day(p, f.parent, &parent))
		FAULT(p, *at, ORDER_NO_PARENT, .name = title_after(p, t), .value = f.parent);
	else if (f.parent.len == 0 ? !is_body && f.level != LEVEL_PROVINCE : is_body != (parent.level == LEVEL_ORGANISATION) || (!is_body && parent.level >= f.level))
		FAULT(p, *at, ORDER_LEVEL, .name = title_after(p, t), .value = f.type);
	if (is_body && !fact_on_day(p, f.place, &parent))
		FAULT(p, *at, ORDER_NO_PARENT, .name = title_after(p, t), .value = f.place);
	if (climbs_to_itself(p, &f))
		FAULT(p, *at, ORDER_CYCLE, .name = title_after(p, t));
}

void result_check(struct planning *p)
{
	for (const struct touched *t = p->first; t; t = t->next)
		if (!t->ends)
			unit_check(p, t);
	if (p->faults->wrong_n == 0)
		codes_check(p);
}
