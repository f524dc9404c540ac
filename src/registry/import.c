/* import.c - parsed lists into empty tables, desks for the organisations, the orders that came with the lists, and what is derived from the facts. */
#include "data.h"
#include "order_rows.h"
#include "rows.h"

STATEMENT(registry_any_unit, READS, "", "t", "SELECT id FROM unit ORDER BY id LIMIT 1", "unit");
STATEMENT(unit_above_clear, WRITES, "", "", "DELETE FROM unit_above", "unit_above");
STATEMENT(unit_name_clear, WRITES, "", "", "DELETE FROM unit_name", "unit_name");

static bool facts_insert(struct connection *db, const struct registry *r, int64_t *ret_units, struct error *e)
{
	*ret_units = 0;
	for (size_t i = 0; i < r->fact_count; i++) {
		const struct unit_fact *f = &r->facts[i];
		bool                    is_new = i == 0 || !text_equal(f->unit, r->facts[i - 1].unit);
		if ((is_new && !unit_row(db, f->unit, e)) || !fact_row(db, f, e))
			return false;
		*ret_units += is_new;
	}
	return true;
}

static bool others_insert(struct connection *db, const struct registry_data *d, struct error *e)
{
	const struct registry *r = &d->picture;
	for (size_t i = 0; i < r->lineage_count; i++)
		if (!lineage_row(db, &r->lineages[i], e))
			return false;
	for (size_t i = 0; i < r->measure_count; i++)
		if (!measure_row(db, &r->measures[i], e))
			return false;
	for (size_t i = 0; i < d->order_count; i++)
		if (!order_rows(db, d->arena, &d->plans[i], d->files[i].bytes, 0, e))
			return false;
	return true;
}

/* One for each organisation that is there on the day or comes later. */
static bool desks_insert(struct connection *db, const struct registry *r, day_t opened, struct error *e)
{
	for (size_t i = 0; i < r->fact_count; i++) {
		const struct unit_fact *f = &r->facts[i];
		if (f->level != LEVEL_ORGANISATION || f->to.n <= opened.n)
			continue;
		char             at[96];
		int              len = snprintf(at, sizeof(at), "desk-%.*s", TEXT_ARG(f->unit));
		struct unit_desk desk = { text_bytes(at, (size_t)len), f->unit, f->from.n > opened.n ? f->from : opened, f->to };
		if (!desk_row(db, &desk, e))
			return false;
	}
	return true;
}

static bool derived_insert(struct connection *db, const struct registry *r, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	if (!statement_run(db, &unit_above_clear, NULL, NULL, e) || !statement_run(db, &unit_name_clear, NULL, NULL, e))
		return false;
	for (size_t i = 0; i < r->fact_count; i++) {
		arena_reset(a);
		bool is_new = i == 0 || !text_equal(r->facts[i].unit, r->facts[i - 1].unit);
		if (is_new && !derived_rows(db, a, r, r->facts[i].unit, e))
			return false;
	}
	return true;
}

bool registry_import(struct connection *db, const struct registry_data *d, day_t opened, int64_t *ret_units, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct value                  row[1];
	bool                          found;
	if (!statement_one(db, &registry_any_unit, NULL, a, row, &found, e))
		return false;
	if (found)
		return error(e, REGISTRY_NOT_EMPTY);
	int64_t units;
	if (!facts_insert(db, &d->picture, &units, e) || !others_insert(db, d, e) || !desks_insert(db, &d->picture, opened, e) ||
	    !derived_insert(db, &d->picture, e) || !registry_raise(db, e))
		return false;
	*ret_units = units;
	return true;
}

const char *const registry_derived[] = { "unit_above", "unit_name", NULL };

bool registry_rebuild(struct connection *db, struct error *e)
{
	struct registry *r;
	if (!registry_load(db, &r, e))
		return false;
	bool ok = derived_insert(db, r, e) && registry_raise(db, e);
	registry_free(r);
	return ok;
}
