/* order_rows.c - an order in the tables: itself, the list of its changes, the changes; and all of it taken back. */
#include "base/base.h"

#include "data.h"
#include "order_rows.h"
#include "rows.h"

#include "ledger/ledger.h"

STATEMENT(unit_order_insert, WRITES, "tiiitttitb", "",
          "INSERT INTO unit_order (id, entry, day, day_unknown, basis, title_vi, title_en, parts, hash, file, revoked) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)");
STATEMENT(order_change_insert, WRITES, "titttiii", "",
          "INSERT INTO order_change (order_id, number, what, unit, other, from_day, to_day, part) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
STATEMENT(order_changes, READS, "t", "tttii", "SELECT what, unit, other, from_day, to_day FROM order_change WHERE order_id = $1 ORDER BY number");
STATEMENT(unit_children, READS, "t", "t", "SELECT DISTINCT unit FROM unit_above WHERE above = $1 ORDER BY unit");

static const char *const change_words[] = {
	[CHANGE_FACT_ENDS] = "fact_ends", [CHANGE_FACT_BEGINS] = "fact_begins", [CHANGE_LINEAGE] = "lineage", [CHANGE_DESK_ENDS] = "desk_ends",
	[CHANGE_DESK_BEGINS] = "desk_begins", [CHANGE_MEASURE_ENDS] = "measure_ends", [CHANGE_MEASURE_BEGINS] = "measure_begins",
};

/* What of a change is kept: enough to find its row again, and to put back what ended. */
struct kept_change { struct text unit, other; day_t from, to; };

static struct kept_change kept(const struct unit_change *c, day_t day)
{
	switch (c->what) {
	case CHANGE_FACT_ENDS: return (struct kept_change){ c->fact.unit, TEXT_EMPTY, c->fact.from, c->fact.to };
	case CHANGE_FACT_BEGINS: return (struct kept_change){ c->fact.unit, TEXT_EMPTY, day, DAY_MAX };
	case CHANGE_LINEAGE: return (struct kept_change){ c->lineage.from, c->lineage.to, day, DAY_MAX };
	case CHANGE_DESK_ENDS: return (struct kept_change){ c->desk.desk, c->desk.unit, c->desk.from, c->desk.to };
	case CHANGE_DESK_BEGINS: return (struct kept_change){ c->desk.desk, c->desk.unit, day, DAY_MAX };
	case CHANGE_MEASURE_ENDS: return (struct kept_change){ c->measure.unit, c->measure.what, c->measure.from, c->measure.to };
	case CHANGE_MEASURE_BEGINS: return (struct kept_change){ c->measure.unit, c->measure.what, day, DAY_MAX };
	}
	return (struct kept_change){ TEXT_EMPTY, TEXT_EMPTY, DAY_NONE, DAY_NONE };
}

bool order_rows(struct connection *db, struct arena *a, const struct order_plan *plan, struct text file, int64_t entry, struct error *e)
{
	const struct order *o = plan->order;
	const struct value  row[] = { value_text(o->id), value_int(entry), value_int(o->day.n), value_int(o->day_unknown), value_text(o->basis),
		                      value_text(o->title.in[LANG_VI]), value_text(o->title.in[LANG_EN]), value_int((int64_t)o->parts_n),
		                      value_text(hash_hex(a, sha256(file))), value_bytes(file) };
	if (!statement_send(db, &unit_order_insert, row, e))
		return false;
	for (size_t i = 0; i < plan->changes_n; i++) {
		const struct unit_change *c = &plan->changes[i];
		struct kept_change   k = kept(c, o->day);
		const struct value   values[] = { value_text(o->id), value_int((int64_t)i), value_text(text_of(change_words[c->what])), value_text(k.unit), value_text(k.other),
			                          value_int(k.from.n), value_int(k.to.n), value_int((int64_t)c->part) };
		if (!statement_send(db, &order_change_insert, values, e))
			return false;
	}
	return true;
}

/* ---- writing */

static bool change_write(struct connection *db, const struct unit_change *c, day_t day, struct error *e)
{
	switch (c->what) {
	case CHANGE_FACT_ENDS: return fact_row_end(db, c->fact.unit, c->fact.from, day, e);
	case CHANGE_FACT_BEGINS: return unit_row(db, c->fact.unit, e) && fact_row(db, &c->fact, e);
	case CHANGE_LINEAGE: return lineage_row(db, &c->lineage, e);
	case CHANGE_DESK_ENDS: return desk_row_end(db, c->desk.desk, c->desk.from, day, e);
	case CHANGE_DESK_BEGINS: return desk_row(db, &c->desk, e);
	case CHANGE_MEASURE_ENDS: return measure_row_end(db, c->measure.unit, c->measure.what, c->measure.from, day, e);
	case CHANGE_MEASURE_BEGINS: return measure_row(db, &c->measure, e);
	}
	return false;
}

/* The units whose facts changed and all that stood or stand under one of them. */
struct concerned { struct arena *arena; struct text *at; size_t n, room; };

static void concern(struct concerned *c, struct text unit)
{
	if (c->n == c->room) {
		c->at = arena_grow(c->arena, c->at, c->n, c->room + 64, sizeof(*c->at));
		c->room = c->n + c->room + 64;
	}
	c->at[c->n++] = text_copy(c->arena, unit);
}

static bool concern_under(struct connection *db, struct concerned *c, struct text unit, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	concern(c, unit);
	if (!query_start(db, &unit_children, (struct value[]){ value_text(unit) }, &q, e))
		return false;
	while (query_next(q))
		concern(c, query_text(q, 0));
	return query_end_ok(q, e);
}

static int by_text(const void *a, const void *b) { return text_compare(*(const struct text *)a, *(const struct text *)b); }

static bool derive_concerned(struct connection *db, struct concerned *c, const struct registry *after, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	if (c->n > 0)
		qsort(c->at, c->n, sizeof(*c->at), by_text);
	for (size_t i = 0; i < c->n; i++) {
		arena_reset(a);
		if ((i == 0 || !text_equal(c->at[i], c->at[i - 1])) && !derived_rows(db, a, after, c->at[i], e))
			return false;
	}
	return registry_raise(db, e);
}

bool changes_write(struct connection *db, struct arena *a, const struct order_plan *plan, const struct registry *after, struct error *e)
{
	struct concerned c = { .arena = a };
	for (size_t i = 0; i < plan->changes_n; i++)
		if (!change_write(db, &plan->changes[i], plan->order->day, e))
			return false;
	for (size_t i = 0; i < plan->changes_n; i++)
		if ((plan->changes[i].what == CHANGE_FACT_ENDS || plan->changes[i].what == CHANGE_FACT_BEGINS) && !concern_under(db, &c, plan->changes[i].fact.unit, e))
			return false;
	return derive_concerned(db, &c, after, e);
}

/* ---- taking back */

static bool change_undo(struct connection *db, enum change_what what, const struct kept_change *k, day_t day, struct error *e)
{
	switch (what) {
	case CHANGE_FACT_ENDS: return fact_row_end(db, k->unit, k->from, k->to, e);
	case CHANGE_FACT_BEGINS: return fact_row_remove(db, k->unit, day, e);
	case CHANGE_LINEAGE: return lineage_row_remove(db, k->unit, k->other, day, e);
	case CHANGE_DESK_ENDS: return desk_row_end(db, k->unit, k->from, k->to, e);
	case CHANGE_DESK_BEGINS: return desk_row_remove(db, k->unit, day, e);
	case CHANGE_MEASURE_ENDS: return measure_row_end(db, k->unit, k->other, k->from, k->to, e);
	case CHANGE_MEASURE_BEGINS: return measure_row_remove(db, k->unit, k->other, day, e);
	}
	return false;
}

static bool what_read(struct text word, enum change_what *ret)
{
	for (size_t i = 0; i < COUNT_OF(change_words); i++)
		if (text_is(word, change_words[i])) {
			*ret = (enum change_what)i;
			return true;
		}
	return false;
}

struct undoing { enum change_what what; struct kept_change kept; };

static bool changes_read(struct connection *db, struct arena *a, struct text order, struct undoing **ret, size_t *ret_n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	size_t                        room = 0;
	*ret_n = 0;
	*ret = NULL;
	if (!query_start(db, &order_changes, (struct value[]){ value_text(order) }, &q, e))
		return false;
	while (query_next(q)) {
		struct undoing u = { .kept = { text_copy(a, query_text(q, 1)), text_copy(a, query_text(q, 2)), { (int32_t)query_int(q, 3) }, { (int32_t)query_int(q, 4) } } };
		if (!what_read(query_text(q, 0), &u.what))
			continue;
		if (*ret_n == room) {
			*ret = arena_grow(a, *ret, *ret_n, room + 64, sizeof(**ret));
			room = *ret_n + room + 64;
		}
		(*ret)[(*ret_n)++] = u;
	}
	return query_end_ok(q, e);
}

bool changes_undo(struct connection *db, struct arena *a, struct text order, day_t day, struct error *e)
{
	struct concerned c = { .arena = a };
	struct undoing  *all;
	size_t           n;
	struct registry *after = NULL;
	if (!changes_read(db, a, order, &all, &n, e))
		return false;
	for (size_t i = 0; i < n; i++)
		if ((all[i].what == CHANGE_FACT_ENDS || all[i].what == CHANGE_FACT_BEGINS) && !concern_under(db, &c, all[i].kept.unit, e))
			return false;
	for (size_t i = n; i > 0; i--)
		if (!change_undo(db, all[i - 1].what, &all[i - 1].kept, day, e))
			return false;
	if (!registry_load(db, &after, e))
		return false;
	bool done = derive_concerned(db, &c, after, e);
	registry_free(after);
	return done;
}
