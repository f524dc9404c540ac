/* order_kept.c - orders in the tables: applied, listed, read again, taken back. */
#include "base/base.h"

#include "order_rows.h"
#include "registry.h"

STATEMENT(unit_order_one, READS, "t", "iiiib", "SELECT day, day_unknown, entry, revoked, file FROM unit_order WHERE id = $1");
STATEMENT(unit_orders, READS, "", "ttttiiiiit",
          "SELECT id, basis, title_vi, title_en, day, day_unknown, entry, parts, revoked, hash FROM unit_order ORDER BY day DESC, id", "unit_order");
STATEMENT(unit_order_revoke, WRITES, "ti", "", "UPDATE unit_order SET revoked = $2 WHERE id = $1");
/* A later order rests on this one when it changes the same unit, sends another to it, puts another under it or into it, gives away a code that this one set free, or ends
 * what would have to bear again what this one took from it. Nobody waits for it: orders are few, and fewer are taken back. */
STATEMENT(order_built_upon, READS, "ti", "t",
          "SELECT o.id FROM unit_order o WHERE o.entry > $2 AND o.revoked = 0 AND o.id <> $1 AND o.id IN ("
          "SELECT d.order_id FROM order_change c JOIN order_change d ON d.unit = c.unit WHERE c.order_id = $1 "
          "UNION SELECT d.order_id FROM order_change c JOIN lineage l ON l.to_unit = c.unit "
          "JOIN order_change d ON d.unit = l.from_unit AND d.other = l.to_unit WHERE c.order_id = $1 AND d.what = 'lineage' "
          "UNION SELECT d.order_id FROM order_change c JOIN unit_fact f ON f.parent = c.unit "
          "JOIN order_change d ON d.unit = f.unit AND d.from_day = f.from_day WHERE c.order_id = $1 AND c.what = 'fact_begins' AND d.what = 'fact_begins' "
          "UNION SELECT d.order_id FROM order_change c JOIN unit_fact f ON f.place = c.unit "
          "JOIN order_change d ON d.unit = f.unit AND d.from_day = f.from_day WHERE c.order_id = $1 AND c.what = 'fact_begins' AND d.what = 'fact_begins' "
          "UNION SELECT d.order_id FROM order_change c JOIN unit_fact g ON g.unit = c.unit AND g.from_day = c.from_day JOIN unit_fact f ON f.code = g.code "
          "JOIN order_change d ON d.unit = f.unit AND d.from_day = f.from_day WHERE c.order_id = $1 AND c.what = 'fact_ends' AND d.what = 'fact_begins' AND g.code <> '' "
          "UNION SELECT d.order_id FROM order_change c JOIN unit_fact g ON g.unit = c.unit AND g.from_day = c.from_day "
          "JOIN order_change d ON d.unit IN (g.parent, g.place) WHERE c.order_id = $1 AND c.what = 'fact_ends' AND d.what = 'fact_ends' "
          "AND NOT EXISTS (SELECT 1 FROM order_change n WHERE n.order_id = d.order_id AND n.unit = d.unit AND n.what = 'fact_begins')) "
          "ORDER BY o.day, o.id LIMIT 1", "d");

STATEMENT(order_units_ended, READS, "t", "t", "SELECT DISTINCT unit FROM order_change WHERE order_id = $1 AND what = 'fact_ends' ORDER BY unit");

bool order_write(struct connection *db, const struct registry *now, const struct order_plan *plan, struct text file, int64_t entry, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct value                  row[5];
	bool                          found;
	if (!statement_one(db, &unit_order_one, (struct value[]){ value_text(plan->order->id) }, a, row, &found, e))
		return false;
	if (found)
		return error(e, ORDER_APPLIED, .value = plan->order->id);
	return order_rows(db, a, plan, file, entry, e) && changes_write(db, a, plan, order_applied(now, a, plan), e);
}

static bool kept_order(struct connection *db, struct arena *a, struct text id, struct value row[5], struct error *e)
{
	bool found;
	if (!statement_one(db, &unit_order_one, (struct value[]){ value_text(id) }, a, row, &found, e))
		return false;
	return found || error(e, ORDER_NO_SUCH, .value = id);
}

bool order_may_be_revoked(struct connection *db, struct arena *a, struct text id, day_t today, struct error *e)
{
	struct value row[5], later[1];
	bool         found;
	if (!kept_order(db, a, id, row, e))
		return false;
	if (row[3].number != 0)
		return error(e, ORDER_REVOKED, .value = id);
	if (row[0].number <= today.n)
		return error(e, ORDER_IN_FORCE, .value = id, .day = { (int32_t)row[0].number });
	if (!statement_one(db, &order_built_upon, (struct value[]){ value_text(id), row[2] }, a, later, &found, e))
		return false;
	return !found || error(e, ORDER_BUILT_UPON, .value = id, .name = later[0].text);
}

bool order_undo(struct connection *db, struct text id, int64_t entry, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct value                  row[5];
	return kept_order(db, a, id, row, e) && changes_undo(db, a, id, (day_t){ (int32_t)row[0].number }, e) &&
	       statement_run(db, &unit_order_revoke, (struct value[]){ value_text(id), value_int(entry) }, NULL, e);
}

bool order_list(struct connection *db, struct arena *a, struct order_row **ret, size_t *ret_n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	size_t                        room = 0;
	*ret = NULL;
	*ret_n = 0;
	if (!query_start(db, &unit_orders, NULL, &q, e))
		return false;
	while (query_next(q)) {
		if (*ret_n == room) {
			*ret = arena_grow(a, *ret, *ret_n, room + 16, sizeof(**ret));
			room = *ret_n + room + 16;
		}
		(*ret)[(*ret_n)++] = (struct order_row){ .id = text_copy(a, query_text(q, 0)), .basis = text_copy(a, query_text(q, 1)),
			.title = { { text_copy(a, query_text(q, 2)), text_copy(a, query_text(q, 3)) } }, .day = { (int32_t)query_int(q, 4) }, .day_unknown = query_int(q, 5) != 0,
			.entry = query_int(q, 6), .parts = query_int(q, 7), .revoked = query_int(q, 8), .hash = text_copy(a, query_text(q, 9)) };
	}
	return query_end_ok(q, e);
}

bool order_file(struct connection *db, struct arena *a, struct text id, struct text *ret, bool *ret_found, struct error *e)
{
	struct value row[5];
	if (!statement_one(db, &unit_order_one, (struct value[]){ value_text(id) }, a, row, ret_found, e))
		return false;
	*ret = *ret_found ? row[4].text : TEXT_EMPTY;
	return true;
}

bool order_units(struct connection *db, struct arena *a, struct text id, struct text **ret, size_t *ret_n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	size_t                        room = 0;
	*ret = NULL;
	*ret_n = 0;
	if (!query_start(db, &order_units_ended, (struct value[]){ value_text(id) }, &q, e))
		return false;
	while (query_next(q)) {
		if (*ret_n == room) {
			*ret = arena_grow(a, *ret, *ret_n, room + 64, sizeof(**ret));
			room = *ret_n + room + 64;
		}
		(*ret)[(*ret_n)++] = text_copy(a, query_text(q, 0));
	}
	return query_end_ok(q, e);
}
