/* list_store.c - a planned list into the tables: many rows a statement, and of what is derived only what has become another. */
#include "base/base.h"

#include "above.h"
#include "list_inside.h"

#include "base/fold.h"
#include "store/store.h"

/* Parameters by tens: a list brings a hundred thousand rows, and each statement is a way to the server and back. TEN_OF_5("2", "3") is ($21, $22 ... $25), ($26 ... $30). */
#define TEN_IN(t, n) "$" t "1, $" t "2, $" t "3, $" t "4, $" t "5, $" t "6, $" t "7, $" t "8, $" t "9, $" n "0"
#define TEN_OF_1(t, n) "($" t "1), ($" t "2), ($" t "3), ($" t "4), ($" t "5), ($" t "6), ($" t "7), ($" t "8), ($" t "9), ($" n "0)"
#define TEN_OF_5(t, n) "($" t "1, $" t "2, $" t "3, $" t "4, $" t "5), ($" t "6, $" t "7, $" t "8, $" t "9, $" n "0)"
#define TEN_OF_10(t, n) "(" TEN_IN(t, n) ")"
#define TWENTY_OF_4(t, u, n)                                                                                                           \
	"($" t "1, $" t "2, $" t "3, $" t "4), ($" t "5, $" t "6, $" t "7, $" t "8), ($" t "9, $" u "0, $" u "1, $" u "2), "           \
	"($" u "3, $" u "4, $" u "5, $" u "6), ($" u "7, $" u "8, $" u "9, $" n "0)"
#define THIRTY_OF_6(t, u, v, n)                                                                                                        \
	"($" t "1, $" t "2, $" t "3, $" t "4, $" t "5, $" t "6), ($" t "7, $" t "8, $" t "9, $" u "0, $" u "1, $" u "2), "             \
	"($" u "3, $" u "4, $" u "5, $" u "6, $" u "7, $" u "8), ($" u "9, $" v "0, $" v "1, $" v "2, $" v "3, $" v "4), "             \
	"($" v "5, $" v "6, $" v "7, $" v "8, $" v "9, $" n "0)"
#define HUNDRED(ten) ten("", "1") ", " ten("1", "2") ", " ten("2", "3") ", " ten("3", "4") ", " ten("4", "5") ", " ten("5", "6") ", " ten("6", "7") ", " ten("7", "8") ", " ten("8", "9") ", " ten("9", "10")
#define HUNDRED_OF_4 TWENTY_OF_4("", "1", "2") ", " TWENTY_OF_4("2", "3", "4") ", " TWENTY_OF_4("4", "5", "6") ", " TWENTY_OF_4("6", "7", "8") ", " TWENTY_OF_4("8", "9", "10")
#define NINETY_OF_6 THIRTY_OF_6("", "1", "2", "3") ", " THIRTY_OF_6("3", "4", "5", "6") ", " THIRTY_OF_6("6", "7", "8", "9")
#define TIMES_5(s) s s s s s
#define TIMES_10(s) TIMES_5(s) TIMES_5(s)
#define TIMES_100(s) TIMES_10(s) TIMES_10(s) TIMES_10(s) TIMES_10(s) TIMES_10(s) TIMES_10(s) TIMES_10(s) TIMES_10(s) TIMES_10(s) TIMES_10(s)

STATEMENT(list_units_insert, WRITES, TIMES_100("t"), "", "INSERT INTO unit (id) VALUES " HUNDRED(TEN_OF_1));
STATEMENT(list_unit_insert, WRITES, "t", "", "INSERT INTO unit (id) VALUES ($1)");
STATEMENT(list_facts_insert, WRITES, TIMES_10("tiittttttt"), "",
          "INSERT INTO unit_fact (unit, from_day, to_day, code, name, type, parent, place, basis, note) VALUES " HUNDRED(TEN_OF_10));
STATEMENT(list_fact_insert, WRITES, "tiittttttt", "",
          "INSERT INTO unit_fact (unit, from_day, to_day, code, name, type, parent, place, basis, note) VALUES " TEN_OF_10("", "1"));
STATEMENT(list_facts_end, WRITES, TIMES_5(TIMES_5("tiit")), "",
          "UPDATE unit_fact SET to_day = v.column3, note = v.column4 FROM (VALUES " HUNDRED_OF_4 ") AS v WHERE unit = v.column1 AND from_day = v.column2");
STATEMENT(list_fact_end, WRITES, "tiit", "", "UPDATE unit_fact SET to_day = $3, note = $4 WHERE unit = $1 AND from_day = $2");
STATEMENT(list_lineages_insert, WRITES, TIMES_5("ttittt") TIMES_10("ttittt"), "",
          "INSERT INTO lineage (from_unit, to_unit, day, extent, basis, note) VALUES " NINETY_OF_6);
STATEMENT(list_lineage_insert, WRITES, "ttittt", "", "INSERT INTO lineage (from_unit, to_unit, day, extent, basis, note) VALUES ($1, $2, $3, $4, $5, $6)");
STATEMENT(list_aboves_delete, WRITES, TIMES_100("t"), "", "DELETE FROM unit_above WHERE unit IN (" HUNDRED(TEN_IN) ")");
STATEMENT(list_above_delete, WRITES, "t", "", "DELETE FROM unit_above WHERE unit = $1");
STATEMENT(list_aboves_insert, WRITES, TIMES_10("ttiii") TIMES_10("ttiii"), "", "INSERT INTO unit_above (unit, above, from_day, to_day, depth) VALUES " HUNDRED(TEN_OF_5));
STATEMENT(list_above_insert, WRITES, "ttiii", "", "INSERT INTO unit_above (unit, above, from_day, to_day, depth) VALUES ($1, $2, $3, $4, $5)");
STATEMENT(list_names_delete, WRITES, TIMES_100("t"), "", "DELETE FROM unit_name WHERE unit IN (" HUNDRED(TEN_IN) ")");
STATEMENT(list_name_delete, WRITES, "t", "", "DELETE FROM unit_name WHERE unit = $1");
STATEMENT(list_names_insert, WRITES, TIMES_5(TIMES_5("ttii")), "",
          "INSERT INTO unit_name (word, unit, from_day, to_day) VALUES " HUNDRED_OF_4 " ON CONFLICT DO NOTHING");
STATEMENT(list_name_insert, WRITES, "ttii", "", "INSERT INTO unit_name (word, unit, from_day, to_day) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING");
STATEMENT(list_version_raise, WRITES, "", "",
          "INSERT INTO registry_state (id, version) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET version = registry_state.version + 1");

/* Rows of one kind, written whenever there are as many as the larger statement takes; what is left over is written one by one. The texts must live until then. */
enum { PARAMETERS = 100 };
struct rows {
	const struct statement *many, *one;
	size_t                  used;
	struct value            values[PARAMETERS];
};

static bool rows_add(struct connection *db, struct rows *r, const struct value *row, struct error *e)
{
	size_t width = strlen(r->one->params);
	memcpy(&r->values[r->used], row, width * sizeof(row[0]));
	r->used += width;
	if (r->used < strlen(r->many->params))
		return true;
	r->used = 0;
	return statement_run(db, r->many, r->values, NULL, e);
}

static bool rows_end(struct connection *db, struct rows *r, struct error *e)
{
	size_t width = strlen(r->one->params);
	for (size_t i = 0; i < r->used; i += width)
		if (!statement_run(db, r->one, &r->values[i], NULL, e))
			return false;
	r->used = 0;
	return true;
}

static bool ends_write(struct connection *db, const struct list_plan *p, struct error *e)
{
	struct rows ends = { .many = &list_facts_end, .one = &list_fact_end };
	for (size_t i = 0; i < p->ends_n; i++) {
		const struct list_end *end = &p->ends[i];
		if (!rows_add(db, &ends, (struct value[]){ value_text(end->unit), value_int(end->from.n), value_int(end->to.n), value_text(end->note) }, e))
			return false;
	}
	return rows_end(db, &ends, e);
}

static bool begins_write(struct connection *db, const struct list_plan *p, struct error *e)
{
	struct rows units = { .many = &list_units_insert, .one = &list_unit_insert }, facts = { .many = &list_facts_insert, .one = &list_fact_insert };
	for (size_t i = 0; i < p->begins_n; i++) {
		const struct unit_fact *f = &p->begins[i];
		const struct value      row[] = { value_text(f->unit),   value_int(f->from.n),  value_int(f->to.n),   value_text(f->code),  value_text(f->name),
			                          value_text(f->type),   value_text(f->parent), value_text(f->place), value_text(f->basis), value_text(f->note) };
		if (chains_first(&p->before->by_unit, f->unit) == SIZE_MAX && !rows_add(db, &units, row, e))
			return false;
		if (!rows_add(db, &facts, row, e))
			return false;
	}
	return rows_end(db, &units, e) && rows_end(db, &facts, e);
}

static bool lineages_write(struct connection *db, const struct list_plan *p, struct error *e)
{
	struct rows rows = { .many = &list_lineages_insert, .one = &list_lineage_insert };
	for (size_t i = 0; i < p->lineages_n; i++) {
		const struct lineage *l = &p->lineages[i];
		const struct value    row[] = { value_text(l->from), value_text(l->to), value_int(l->day.n), value_text(l->extent == EXTENT_WHOLE ? TEXT("whole") : TEXT("part")),
			                        value_text(l->basis), value_text(l->note) };
		if (!rows_add(db, &rows, row, e))
			return false;
	}
	return rows_end(db, &rows, e);
}

/* ---- what is derived: of units for which it has become another */

static bool same_above(struct arena *a, const struct list_plan *p, struct text unit)
{
	struct above_rows was = above_of(p->before, a, unit), is = above_of(p->after, a, unit);
	bool              same = was.count == is.count;
	for (size_t i = 0; same && i < was.count; i++)
		same = text_equal(was.at[i].above, is.at[i].above) && was.at[i].from.n == is.at[i].from.n && was.at[i].to.n == is.at[i].to.n && was.at[i].depth == is.at[i].depth;
	return same;
}

static bool same_names(struct arena *a, const struct list_plan *p, struct text unit)
{
	const struct unit_fact *was, *is;
	size_t                  n = unit_history(p->before, unit, &was);
	bool                    same = unit_history(p->after, unit, &is) == n;
	for (size_t i = 0; same && i < n; i++)
		same = text_equal(was[i].name, is[i].name) && was[i].from.n == is[i].from.n && was[i].to.n == is[i].to.n;
	return same;
}

static bool above_insert(struct connection *db, struct arena *a, const struct list_plan *p, struct text unit, struct rows *rows, struct error *e)
{
	struct above_rows above = above_of(p->after, a, unit);
	for (size_t i = 0; i < above.count; i++) {
		const struct above_row *row = &above.at[i];
		if (!rows_add(db, rows, (struct value[]){ value_text(unit), value_text(row->above), value_int(row->from.n), value_int(row->to.n), value_int(row->depth) }, e))
			return false;
	}
	return true;
}

static bool names_insert(struct connection *db, struct arena *a, const struct list_plan *p, struct text unit, struct rows *rows, struct error *e)
{
	const struct unit_fact *facts;
	size_t                  n = unit_history(p->after, unit, &facts);
	struct text             word;
	for (size_t i = 0; i < n; i++)
		for (struct text rest = text_fold(a, facts[i].name); text_next(&rest, ' ', &word);)
			if (word.len > 0 && !rows_add(db, rows, (struct value[]){ value_text(word), value_text(unit), value_int(facts[i].from.n), value_int(facts[i].to.n) }, e))
				return false;
	return true;
}

/* One kind of what is derived: the rows of all units concerned go before any comes. */
struct derived {
	bool (*same)(struct arena *, const struct list_plan *, struct text unit);
	bool (*insert)(struct connection *, struct arena *, const struct list_plan *, struct text unit, struct rows *, struct error *);
	struct rows deletes, inserts;
};

static bool derived_write(struct connection *db, const struct list_plan *p, struct derived *d, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0), *scratch = arena_new(0);
	const struct registry        *r = p->after;
	struct text                  *units = ARENA_ARRAY(a, struct text, r->fact_count + 1);
	size_t                        n = 0;
	for (size_t i = 0; i < r->fact_count; i++) {
		struct text unit = r->facts[i].unit;
		if ((i > 0 && text_equal(unit, r->facts[i - 1].unit)) || d->same(scratch, p, unit))
			continue;
		units[n++] = unit;
		if (chains_first(&p->before->by_unit, unit) != SIZE_MAX && !rows_add(db, &d->deletes, &(struct value){ .type = VALUE_TEXT, .text = unit }, e))
			return false;
		arena_reset(scratch);
	}
	if (!rows_end(db, &d->deletes, e))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!d->insert(db, a, p, units[i], &d->inserts, e))
			return false;
	return rows_end(db, &d->inserts, e);
}

bool list_apply(struct connection *db, const struct list_plan *p, struct error *e)
{
	struct derived above = { same_above, above_insert, { &list_aboves_delete, &list_above_delete }, { &list_aboves_insert, &list_above_insert } };
	struct derived names = { same_names, names_insert, { &list_names_delete, &list_name_delete }, { &list_names_insert, &list_name_insert } };
	if (list_plan_is_empty(p))
		return true;
	return ends_write(db, p, e) && begins_write(db, p, e) && lineages_write(db, p, e) && derived_write(db, p, &above, e) && derived_write(db, p, &names, e) &&
	       statement_run(db, &list_version_raise, NULL, NULL, e);
}
