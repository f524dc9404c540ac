/* rows.c - single rows of the registry's tables. */
#include "base/base.h"

#include "rows.h"

#include "base/fold.h"

STATEMENT(unit_insert, WRITES, "t", "", "INSERT INTO unit (id) VALUES ($1) ON CONFLICT DO NOTHING");
STATEMENT(unit_delete, WRITES, "t", "", "DELETE FROM unit WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM unit_fact WHERE unit = $1)");
STATEMENT(unit_fact_insert, WRITES, "tiittttttt", "",
          "INSERT INTO unit_fact (unit, from_day, to_day, code, name, type, parent, place, basis, note) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
STATEMENT(unit_fact_end, WRITES, "tii", "", "UPDATE unit_fact SET to_day = $3 WHERE unit = $1 AND from_day = $2");
STATEMENT(unit_fact_delete, WRITES, "ti", "", "DELETE FROM unit_fact WHERE unit = $1 AND from_day = $2");
STATEMENT(lineage_insert, WRITES, "ttittt", "",
          "INSERT INTO lineage (from_unit, to_unit, day, extent, basis, note) VALUES ($1, $2, $3, $4, $5, $6)");
STATEMENT(lineage_share_insert, WRITES, "ttiiitii", "",
          "INSERT INTO lineage_share (from_unit, to_unit, day, hectares, people, hamlets, heir, to_sort) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
STATEMENT(lineage_delete, WRITES, "tti", "", "DELETE FROM lineage WHERE from_unit = $1 AND to_unit = $2 AND day = $3");
STATEMENT(lineage_share_delete, WRITES, "tti", "", "DELETE FROM lineage_share WHERE from_unit = $1 AND to_unit = $2 AND day = $3");
STATEMENT(desk_insert, WRITES, "t", "", "INSERT INTO desk (id) VALUES ($1) ON CONFLICT DO NOTHING");
STATEMENT(desk_delete, WRITES, "t", "", "DELETE FROM desk WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM unit_desk WHERE desk = $1)");
STATEMENT(unit_desk_insert, WRITES, "ttii", "", "INSERT INTO unit_desk (desk, unit, from_day, to_day) VALUES ($1, $2, $3, $4)");
STATEMENT(unit_desk_end, WRITES, "tii", "", "UPDATE unit_desk SET to_day = $3 WHERE desk = $1 AND from_day = $2");
STATEMENT(unit_desk_delete, WRITES, "ti", "", "DELETE FROM unit_desk WHERE desk = $1 AND from_day = $2");
STATEMENT(unit_measure_insert, WRITES, "ttiiit", "",
          "INSERT INTO unit_measure (unit, what, from_day, to_day, amount, basis) VALUES ($1, $2, $3, $4, $5, $6)");
STATEMENT(unit_measure_end, WRITES, "ttii", "", "UPDATE unit_measure SET to_day = $4 WHERE unit = $1 AND what = $2 AND from_day = $3");
STATEMENT(unit_measure_delete, WRITES, "tti", "", "DELETE FROM unit_measure WHERE unit = $1 AND what = $2 AND from_day = $3");
STATEMENT(unit_above_insert, WRITES, "ttiii", "", "INSERT INTO unit_above (unit, above, from_day, to_day, depth) VALUES ($1, $2, $3, $4, $5)");
STATEMENT(unit_above_delete, WRITES, "t", "", "DELETE FROM unit_above WHERE unit = $1");
STATEMENT(unit_name_insert, WRITES, "ttii", "",
          "INSERT INTO unit_name (word, unit, from_day, to_day) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING");
STATEMENT(unit_name_delete, WRITES, "t", "", "DELETE FROM unit_name WHERE unit = $1");
STATEMENT(registry_version_raise, WRITES, "", "",
          "INSERT INTO registry_state (id, version) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET version = registry_state.version + 1");

/* Sent, not waited for: a registry is some ten thousand rows, and on PostgreSQL each would cost a way there and back. */
#define RUN(db, row, e, ...) statement_send((db), &(row), (const struct value[]){ __VA_ARGS__ }, (e))

bool unit_row(struct connection *db, struct text id, struct error *e) { return RUN(db, unit_insert, e, value_text(id)); }

bool fact_row(struct connection *db, const struct unit_fact *f, struct error *e)
{
	return RUN(db, unit_fact_insert, e, value_text(f->unit), value_int(f->from.n), value_int(f->to.n), value_text(f->code), value_text(f->name), value_text(f->type),
		   value_text(f->parent), value_text(f->place), value_text(f->basis), value_text(f->note));
}

bool fact_row_end(struct connection *db, struct text unit, day_t from, day_t to, struct error *e)
{
	return RUN(db, unit_fact_end, e, value_text(unit), value_int(from.n), value_int(to.n));
}

bool fact_row_remove(struct connection *db, struct text unit, day_t from, struct error *e)
{
	return RUN(db, unit_fact_delete, e, value_text(unit), value_int(from.n)) && RUN(db, unit_delete, e, value_text(unit));
}

bool lineage_row(struct connection *db, const struct lineage *l, struct error *e)
{
	struct value from = value_text(l->from), to = value_text(l->to), day = value_int(l->day.n);
	bool         has_share = l->hectares != 0 || l->people != 0 || l->hamlets.len > 0 || l->heir || l->to_sort;
	return RUN(db, lineage_insert, e, from, to, day, value_text(l->extent == EXTENT_WHOLE ? TEXT("whole") : TEXT("part")), value_text(l->basis), value_text(l->note)) &&
	       (!has_share || RUN(db, lineage_share_insert, e, from, to, day, value_int(l->hectares), value_int(l->people),
				  value_text(l->hamlets.at ? l->hamlets : TEXT_EMPTY), value_int(l->heir), value_int(l->to_sort)));
}

bool lineage_row_remove(struct connection *db, struct text from, struct text to, day_t day, struct error *e)
{
	return RUN(db, lineage_share_delete, e, value_text(from), value_text(to), value_int(day.n)) &&
	       RUN(db, lineage_delete, e, value_text(from), value_text(to), value_int(day.n));
}

bool desk_row(struct connection *db, const struct unit_desk *d, struct error *e)
{
	return RUN(db, desk_insert, e, value_text(d->desk)) &&
	       RUN(db, unit_desk_insert, e, value_text(d->desk), value_text(d->unit), value_int(d->from.n), value_int(d->to.n));
}

bool desk_row_end(struct connection *db, struct text desk, day_t from, day_t to, struct error *e)
{
	return RUN(db, unit_desk_end, e, value_text(desk), value_int(from.n), value_int(to.n));
}

bool desk_row_remove(struct connection *db, struct text desk, day_t from, struct error *e)
{
	return RUN(db, unit_desk_delete, e, value_text(desk), value_int(from.n)) && RUN(db, desk_delete, e, value_text(desk));
}

bool measure_row(struct connection *db, const struct unit_measure *m, struct error *e)
{
	return RUN(db, unit_measure_insert, e, value_text(m->unit), value_text(m->what), value_int(m->from.n), value_int(m->to.n), value_int(m->amount),
		   value_text(m->basis));
}

bool measure_row_end(struct connection *db, struct text unit, struct text what, day_t from, day_t to, struct error *e)
{
	return RUN(db, unit_measure_end, e, value_text(unit), value_text(what), value_int(from.n), value_int(to.n));
}

bool measure_row_remove(struct connection *db, struct text unit, struct text what, day_t from, struct error *e)
{
	return RUN(db, unit_measure_delete, e, value_text(unit), value_text(what), value_int(from.n));
}

static bool words_insert(struct connection *db, struct arena *a, const struct unit_fact *f, struct error *e)
{
	struct text rest = text_fold(a, f->name), word;
	while (text_next(&rest, ' ', &word))
		if (word.len > 0 && !RUN(db, unit_name_insert, e, value_text(word), value_text(f->unit), value_int(f->from.n), value_int(f->to.n)))
			return false;
	return true;
}

static bool above_insert(struct connection *db, struct arena *a, const struct registry *r, struct text unit, struct error *e)
{
	struct above_rows rows = above_of(r, a, unit);
	for (size_t i = 0; i < rows.count; i++) {
		const struct above_row *row = &rows.at[i];
		if (!RUN(db, unit_above_insert, e, value_text(unit), value_text(row->above), value_int(row->from.n), value_int(row->to.n), value_int(row->depth)))
			return false;
	}
	return true;
}

bool derived_rows(struct connection *db, struct arena *a, const struct registry *r, struct text unit, struct error *e)
{
	const struct unit_fact *facts;
	size_t                  n = unit_history(r, unit, &facts);
	if (!RUN(db, unit_above_delete, e, value_text(unit)) || !RUN(db, unit_name_delete, e, value_text(unit)))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!words_insert(db, a, &facts[i], e))
			return false;
	return n == 0 || above_insert(db, a, r, unit, e);
}

bool registry_raise(struct connection *db, struct error *e) { return statement_run(db, &registry_version_raise, NULL, NULL, e); }
