/* load.c - the tables into the picture. */
#include "data.h"

#include "store/store.h"

STATEMENT(registry_version_now, READS, "", "i", "SELECT version FROM registry_state WHERE id = 1");
STATEMENT(registry_counts, READS, "", "iiii",
          "SELECT (SELECT count(*) FROM unit_fact), (SELECT count(*) FROM lineage), (SELECT count(*) FROM unit_desk), (SELECT count(*) FROM unit_measure)",
          "unit_fact lineage unit_desk unit_measure");
STATEMENT(registry_facts, READS, "", "tiittttttt",
          "SELECT unit, from_day, to_day, code, name, type, parent, place, basis, note FROM unit_fact ORDER BY unit, from_day", "unit_fact");
STATEMENT(registry_lineages, READS, "", "ttitttiitii",
          "SELECT l.from_unit, l.to_unit, l.day, l.extent, l.basis, l.note, COALESCE(s.hectares, 0), COALESCE(s.people, 0), COALESCE(s.hamlets, ''), "
          "COALESCE(s.heir, 0), COALESCE(s.to_sort, 0) FROM lineage l LEFT JOIN lineage_share s ON s.from_unit = l.from_unit AND s.to_unit = l.to_unit "
          "AND s.day = l.day ORDER BY l.from_unit, l.to_unit, l.day",
          "lineage l lineage_share s");
STATEMENT(registry_measures, READS, "", "ttiiit", "SELECT unit, what, from_day, to_day, amount, basis FROM unit_measure ORDER BY unit, what, from_day", "unit_measure");
STATEMENT(registry_desks, READS, "", "ttii", "SELECT desk, unit, from_day, to_day FROM unit_desk ORDER BY desk, from_day", "unit_desk");

static struct text kept(struct registry *r, struct query *q, int column) { return text_copy(r->arena, query_text(q, column)); }

static day_t day_in(struct query *q, int column) { return (day_t){ (int32_t)query_int(q, column) }; }

static bool facts_load(struct connection *db, struct registry *r, size_t room, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(db, &registry_facts, NULL, &q, e))
		return false;
	r->facts = ARENA_ARRAY(r->arena, struct unit_fact, room + 1);
	while (query_next(q) && r->fact_count < room)
		r->facts[r->fact_count++] = (struct unit_fact){ .unit = kept(r, q, 0), .from = day_in(q, 1),    .to = day_in(q, 2),     .code = kept(r, q, 3),
			                                        .name = kept(r, q, 4), .type = kept(r, q, 5),   .parent = kept(r, q, 6), .place = kept(r, q, 7),
			                                        .basis = kept(r, q, 8), .note = kept(r, q, 9) };
	return query_end_ok(q, e);
}

static bool lineages_load(struct connection *db, struct registry *r, size_t room, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(db, &registry_lineages, NULL, &q, e))
		return false;
	r->lineages = ARENA_ARRAY(r->arena, struct lineage, room + 1);
	while (query_next(q) && r->lineage_count < room)
		r->lineages[r->lineage_count++] =
			(struct lineage){ .from = kept(r, q, 0),  .to = kept(r, q, 1), .day = day_in(q, 2), .extent = text_is(query_text(q, 3), "part") ? EXTENT_PART : EXTENT_WHOLE,
			                  .basis = kept(r, q, 4), .note = kept(r, q, 5), .hectares = query_int(q, 6), .people = query_int(q, 7), .hamlets = kept(r, q, 8),
			                  .heir = query_int(q, 9) != 0, .to_sort = query_int(q, 10) != 0 };
	return query_end_ok(q, e);
}

static bool desks_load(struct connection *db, struct registry *r, size_t room, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(db, &registry_desks, NULL, &q, e))
		return false;
	r->desks = ARENA_ARRAY(r->arena, struct unit_desk, room + 1);
	while (query_next(q) && r->desk_count < room)
		r->desks[r->desk_count++] = (struct unit_desk){ .desk = kept(r, q, 0), .unit = kept(r, q, 1), .from = day_in(q, 2), .to = day_in(q, 3) };
	return query_end_ok(q, e);
}

static bool measures_load(struct connection *db, struct registry *r, size_t room, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(db, &registry_measures, NULL, &q, e))
		return false;
	r->measures = ARENA_ARRAY(r->arena, struct unit_measure, room + 1);
	while (query_next(q) && r->measure_count < room)
		r->measures[r->measure_count++] = (struct unit_measure){ .unit = kept(r, q, 0), .what = kept(r, q, 1), .from = day_in(q, 2), .to = day_in(q, 3),
			                                                 .amount = query_int(q, 4), .basis = kept(r, q, 5) };
	return query_end_ok(q, e);
}

static bool tables_load(struct connection *db, struct registry *r, struct error *e)
{
	struct value counts[4];
	bool         found;
	if (!registry_version(db, &r->version, e) || !statement_one(db, &registry_counts, NULL, r->arena, counts, &found, e))
		return false;
	if (!found || counts[0].number == 0)
		return error(e, REGISTRY_EMPTY);
	return facts_load(db, r, (size_t)counts[0].number, e) && lineages_load(db, r, (size_t)counts[1].number, e) &&
	       desks_load(db, r, (size_t)counts[2].number, e) && measures_load(db, r, (size_t)counts[3].number, e);
}

/* The reads must see one state: inside the caller's transaction, or one of our own. */
static bool snapshot_load(struct connection *db, struct registry *r, struct error *e)
{
	if (connection_in_transaction(db))
		return tables_load(db, r, e);
	if (!store_begin(db, BEGIN_READ, e))
		return false;
	bool ok = tables_load(db, r, e);
	store_rollback(db);
	return ok;
}

bool registry_load(struct connection *db, struct registry **ret, struct error *e)
{
	struct arena    *a = arena_new(0);
	struct registry *r = ARENA_NEW(a, struct registry);
	r->arena = a;
	if (!snapshot_load(db, r, e)) {
		arena_free(a);
		return false;
	}
	registry_index(r);
	*ret = r;
	return true;
}

bool registry_version(struct connection *db, int64_t *ret, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct value                  row[1];
	bool                          found;
	if (!statement_one(db, &registry_version_now, NULL, a, row, &found, e))
		return false;
	*ret = found ? row[0].number : 0;
	return true;
}
