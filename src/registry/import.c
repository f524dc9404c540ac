/* import.c - parsed lists into empty tables, desks for the organisations, and what is derived from the facts. */
#include "above.h"
#include "data.h"

#include "base/fold.h"
#include "store/store.h"

STATEMENT(registry_any_unit, READS, "", "t", "SELECT id FROM unit ORDER BY id LIMIT 1", "unit");
STATEMENT(unit_insert, WRITES, "t", "", "INSERT INTO unit (id) VALUES ($1)");
STATEMENT(unit_fact_insert, WRITES, "tiittttttt", "",
          "INSERT INTO unit_fact (unit, from_day, to_day, code, name, type, parent, place, basis, note) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
STATEMENT(lineage_insert, WRITES, "ttittt", "",
          "INSERT INTO lineage (from_unit, to_unit, day, extent, basis, note) VALUES ($1, $2, $3, $4, $5, $6)");
STATEMENT(desk_insert, WRITES, "t", "", "INSERT INTO desk (id) VALUES ($1)");
STATEMENT(unit_desk_insert, WRITES, "ttii", "", "INSERT INTO unit_desk (desk, unit, from_day, to_day) VALUES ($1, $2, $3, $4)");
STATEMENT(unit_above_insert, WRITES, "ttiii", "", "INSERT INTO unit_above (unit, above, from_day, to_day, depth) VALUES ($1, $2, $3, $4, $5)");
STATEMENT(unit_above_clear, WRITES, "", "", "DELETE FROM unit_above", "unit_above");
STATEMENT(unit_name_insert, WRITES, "ttii", "",
          "INSERT INTO unit_name (word, unit, from_day, to_day) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING");
STATEMENT(unit_name_clear, WRITES, "", "", "DELETE FROM unit_name", "unit_name");
STATEMENT(registry_version_raise, WRITES, "", "",
          "INSERT INTO registry_state (id, version) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET version = registry_state.version + 1");

static bool facts_insert(struct connection *db, const struct registry *r, int64_t *ret_units, struct error *e)
{
	*ret_units = 0;
	for (size_t i = 0; i < r->fact_count; i++) {
		const struct unit_fact *f = &r->facts[i];
		bool                    is_new = i == 0 || !text_equal(f->unit, r->facts[i - 1].unit);
		if (is_new && !statement_run(db, &unit_insert, (struct value[]){ value_text(f->unit) }, NULL, e))
			return false;
		*ret_units += is_new;
		const struct value row[] = { value_text(f->unit),   value_int(f->from.n),  value_int(f->to.n),    value_text(f->code),  value_text(f->name),
			                     value_text(f->type),   value_text(f->parent), value_text(f->place),  value_text(f->basis), value_text(f->note) };
		if (!statement_run(db, &unit_fact_insert, row, NULL, e))
			return false;
	}
	return true;
}

static bool lineages_insert(struct connection *db, const struct registry *r, struct error *e)
{
	for (size_t i = 0; i < r->lineage_count; i++) {
		const struct lineage *l = &r->lineages[i];
		const struct value    row[] = { value_text(l->from), value_text(l->to), value_int(l->day.n),
			                        value_text(l->extent == EXTENT_WHOLE ? TEXT("whole") : TEXT("part")), value_text(l->basis), value_text(l->note) };
		if (!statement_run(db, &lineage_insert, row, NULL, e))
			return false;
	}
	return true;
}

/* One for each organisation that is there on the day or comes later. */
static bool desks_insert(struct connection *db, const struct registry *r, day_t opened, struct error *e)
{
	for (size_t i = 0; i < r->fact_count; i++) {
		const struct unit_fact *f = &r->facts[i];
		if (f->level != LEVEL_ORGANISATION || f->to.n <= opened.n)
			continue;
		char        at[96];
		int         len = snprintf(at, sizeof(at), "desk-%.*s", TEXT_ARG(f->unit));
		struct text desk = text_bytes(at, (size_t)len);
		day_t       from = f->from.n > opened.n ? f->from : opened;
		const struct value row[] = { value_text(desk), value_text(f->unit), value_int(from.n), value_int(f->to.n) };
		if (!statement_run(db, &desk_insert, row, NULL, e) || !statement_run(db, &unit_desk_insert, row, NULL, e))
			return false;
	}
	return true;
}

static bool words_insert(struct connection *db, struct arena *a, const struct unit_fact *f, struct error *e)
{
	struct text rest = text_fold(a, f->name), word;
	while (text_next(&rest, ' ', &word)) {
		const struct value row[] = { value_text(word), value_text(f->unit), value_int(f->from.n), value_int(f->to.n) };
		if (word.len > 0 && !statement_run(db, &unit_name_insert, row, NULL, e))
			return false;
	}
	return true;
}

static bool above_insert(struct connection *db, struct arena *a, const struct registry *r, struct text unit, struct error *e)
{
	struct above_rows rows = above_of(r, a, unit);
	for (size_t i = 0; i < rows.count; i++) {
		const struct above_row *row = &rows.at[i];
		const struct value      values[] = { value_text(unit), value_text(row->above), value_int(row->from.n), value_int(row->to.n), value_int(row->depth) };
		if (!statement_run(db, &unit_above_insert, values, NULL, e))
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
		if (!words_insert(db, a, &r->facts[i], e))
			return false;
		bool is_new = i == 0 || !text_equal(r->facts[i].unit, r->facts[i - 1].unit);
		if (is_new && !above_insert(db, a, r, r->facts[i].unit, e))
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
	if (!facts_insert(db, &d->picture, &units, e) || !lineages_insert(db, &d->picture, e) || !desks_insert(db, &d->picture, opened, e) ||
	    !derived_insert(db, &d->picture, e) || !statement_run(db, &registry_version_raise, NULL, NULL, e))
		return false;
	*ret_units = units;
	return true;
}

bool registry_rebuild(struct connection *db, struct error *e)
{
	struct registry *r;
	if (!registry_load(db, &r, e))
		return false;
	bool ok = derived_insert(db, r, e) && statement_run(db, &registry_version_raise, NULL, NULL, e);
	registry_free(r);
	return ok;
}
