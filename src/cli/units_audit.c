/* units_audit.c - units replayed: the imported lists, as the ledger holds them, are imported again into an empty database, what was brought in, ordered and revoked since
 * is done again in the order of the entries, and the tables must be equal. */
#include "base/base.h"

#include "office.h"

#include <unistd.h>

STATEMENT(units_imports, READS, "", "itb", "SELECT idx, kind, bytes FROM entry WHERE kind IN ('import', 'order', 'order.revoked') ORDER BY idx", "entry");
STATEMENT(units_blob, READS, "b", "b", "SELECT bytes FROM blob WHERE hash = $1");

/* One statement a table, by primary key; the columns as they are named in a misfit. */
STATEMENT(units_unit, READS, "", "t", "SELECT id FROM unit ORDER BY id", "unit");
STATEMENT(units_fact, READS, "", "tiittttttt",
          "SELECT unit, from_day, to_day, code, name, type, parent, place, basis, note FROM unit_fact ORDER BY unit, from_day", "unit_fact");
STATEMENT(units_lineage, READS, "", "ttittt", "SELECT from_unit, to_unit, day, extent, basis, note FROM lineage ORDER BY from_unit, to_unit, day", "lineage");
STATEMENT(units_desk, READS, "", "t", "SELECT id FROM desk ORDER BY id", "desk");
STATEMENT(units_unit_desk, READS, "", "ttii", "SELECT desk, unit, from_day, to_day FROM unit_desk ORDER BY desk, from_day", "unit_desk");
STATEMENT(units_share, READS, "", "ttiiitii",
          "SELECT from_unit, to_unit, day, hectares, people, hamlets, heir, to_sort FROM lineage_share ORDER BY from_unit, to_unit, day", "lineage_share");
STATEMENT(units_measure, READS, "", "ttiiit", "SELECT unit, what, from_day, to_day, amount, basis FROM unit_measure ORDER BY unit, what, from_day", "unit_measure");
STATEMENT(units_order, READS, "", "tiiitttiti",
          "SELECT id, entry, day, day_unknown, basis, title_vi, title_en, parts, hash, revoked FROM unit_order ORDER BY id", "unit_order");
STATEMENT(units_order_file, READS, "", "tb", "SELECT id, file FROM unit_order ORDER BY id", "unit_order");
STATEMENT(units_change, READS, "", "titttiii",
          "SELECT order_id, number, what, unit, other, from_day, to_day, part FROM order_change ORDER BY order_id, number", "order_change");
STATEMENT(units_above, READS, "", "ttiii", "SELECT unit, above, from_day, to_day, depth FROM unit_above ORDER BY unit, above, from_day", "unit_above");
STATEMENT(units_name, READS, "", "ttii", "SELECT word, unit, from_day, to_day FROM unit_name ORDER BY word, unit, from_day", "unit_name");

static const struct compared {
	const char             *table;
	const struct statement *rows;
	int                     key; /* so many columns are the primary key */
	const char             *columns[10];
} tables[] = {
	{ "unit", &units_unit, 1, { "id" } },
	{ "unit_fact", &units_fact, 2, { "unit", "from_day", "to_day", "code", "name", "type", "parent", "place", "basis", "note" } },
	{ "lineage", &units_lineage, 3, { "from_unit", "to_unit", "day", "extent", "basis", "note" } },
	{ "desk", &units_desk, 1, { "id" } },
	{ "unit_desk", &units_unit_desk, 2, { "desk", "unit", "from_day", "to_day" } },
	{ "lineage_share", &units_share, 3, { "from_unit", "to_unit", "day", "hectares", "people", "hamlets", "heir", "to_sort" } },
	{ "unit_measure", &units_measure, 3, { "unit", "what", "from_day", "to_day", "amount", "basis" } },
	{ "unit_order", &units_order, 1, { "id", "entry", "day", "day_unknown", "basis", "title_vi", "title_en", "parts", "hash", "revoked" } },
	{ "unit_order", &units_order_file, 1, { "id", "file" } },
	{ "order_change", &units_change, 2, { "order_id", "number", "what", "unit", "other", "from_day", "to_day", "part" } },
	{ "unit_above", &units_above, 3, { "unit", "above", "from_day", "to_day", "depth" } },
	{ "unit_name", &units_name, 3, { "word", "unit", "from_day", "to_day" } },
};

struct audit {
	struct connection *db;
	struct arena      *arena;
	void (*found)(void *, const struct misfit *);
	void   *arg;
	int64_t misfits, entry; /* of the import */
};

static void misfit(struct audit *u, const char *table, const char *column)
{
	u->misfits++;
	if (u->found)
		u->found(u->arg, &(struct misfit){ table, column, TEXT_EMPTY, u->entry });
}

/* ---- the lists of the ledger */

/* What came in after the first lists, in the order of entries. */
struct later { int64_t index; struct text what, name, blob; };
struct lists { struct registry_source source; struct registry_file *orders; day_t day; bool is_there; struct later *later; size_t later_n; };

static bool blob_of(struct audit *u, struct text entry, struct text *ret, struct error *e)
{
	struct text  hex, hash;
	struct value row[1];
	bool         found;
	*ret = TEXT_EMPTY;
	if (!entry_text(u->arena, entry, "blob", &hex) || !hex_decode(u->arena, hex, &hash))
		return true;
	if (!statement_one(u->db, &units_blob, (struct value[]){ value_bytes(hash) }, u->arena, row, &found, e))
		return false;
	if (found)
		*ret = row[0].text;
	return true;
}

struct import { int64_t index; struct text what, name, bytes; };
struct imports { struct import *at; size_t n, room; };

static void import_add(struct audit *u, struct imports *all, const struct import *i)
{
	if (all->n == all->room) {
		all->at = arena_grow(u->arena, all->at, all->n, all->n + 16, sizeof(all->at[0]));
		all->room = all->n + all->n + 16;
	}
	all->at[all->n++] = *i;
}

static bool imports_read(struct audit *u, struct imports *ret, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	*ret = (struct imports){ 0 };
	if (!query_start(u->db, &units_imports, NULL, &q, e))
		return false;
	while (query_next(q)) {
		struct import i = { .index = query_int(q, 0), .what = text_copy(u->arena, query_text(q, 1)), .name = TEXT_EMPTY, .bytes = text_copy(u->arena, query_bytes(q, 2)) };
		bool          is_order = !text_is(i.what, "import");
		entry_text(u->arena, i.bytes, is_order ? "order" : "name", &i.name);
		if (is_order || (entry_text(u->arena, i.bytes, "what", &i.what) && !text_is(i.what, "pack") && !text_is(i.what, "calendar")))
			import_add(u, ret, &i);
	}
	return query_end_ok(q, e);
}

static bool list_take(struct audit *u, struct lists *lists, const struct import *i, struct error *e)
{
	struct text day, blob;
	if (!blob_of(u, i->bytes, &blob, e))
		return false;
	if (text_is(i->what, "units")) {
		lists->source.units = blob;
		lists->source.units_file = text_c(u->arena, i->name);
		lists->is_there = entry_text(u->arena, i->bytes, "day", &day) && day_parse(day, &lists->day);
		u->entry = i->index;
	} else if (text_is(i->what, "organisations")) {
		lists->source.organisations = blob;
		lists->source.organisations_file = text_c(u->arena, i->name);
	} else if (text_is(i->what, "list-order")) {
		lists->orders[lists->source.orders_n++] = (struct registry_file){ text_c(u->arena, i->name), blob };
		lists->source.orders = lists->orders;
	} else if (text_is(i->what, "units-order")) { /* of installations that began before orders were files */
		lists->source.order = blob;
		lists->source.order_file = text_c(u->arena, i->name);
	} else if (text_is(i->what, "unit-list") || text_is(i->what, "order") || text_is(i->what, "order.revoked")) {
		lists->later[lists->later_n++] = (struct later){ i->index, i->what, i->name, blob };
	}
	return true;
}

static bool lists_read(struct audit *u, struct lists *ret, struct error *e)
{
	struct imports all;
	if (!imports_read(u, &all, e))
		return false;
	*ret = (struct lists){ .day = DAY_NONE, .later = ARENA_ARRAY(u->arena, struct later, all.n + 1), .orders = ARENA_ARRAY(u->arena, struct registry_file, all.n + 1) };
	for (size_t i = 0; i < all.n; i++)
		if (!list_take(u, ret, &all.at[i], e))
			return false;
	return true;
}

/* ---- comparing, in the order of keys */

static int key_order(const struct compared *t, struct query *a, struct query *b)
{
	for (int i = 0; i < t->key; i++) {
		bool is_text = t->rows->result[i] == 't';
		int  order = is_text ? text_compare(query_text(a, i), query_text(b, i)) : (query_int(a, i) > query_int(b, i)) - (query_int(a, i) < query_int(b, i));
		if (order != 0)
			return order;
	}
	return 0;
}

static void compare_row(struct audit *u, const struct compared *t, struct query *must, struct query *is)
{
	for (int i = t->key; i < (int)COUNT_OF(t->columns) && t->columns[i]; i++) {
		char letter = t->rows->result[i];
		bool fits = letter == 'b'   ? text_equal(query_bytes(must, i), query_bytes(is, i))
			    : letter == 't' ? text_equal(query_text(must, i), query_text(is, i))
					    : query_int(must, i) == query_int(is, i);
		if (!fits)
			misfit(u, t->table, t->columns[i]);
	}
}

static bool compare_table(struct audit *u, struct connection *copy, const struct compared *t, struct error *e)
{
	_cleanup_query_ struct query *must = NULL, *is = NULL;
	if (!query_start(copy, t->rows, NULL, &must, e) || !query_start(u->db, t->rows, NULL, &is, e))
		return false;
	bool in_must = query_next(must), in_is = query_next(is);
	while (in_must || in_is) {
		int order = !in_is ? -1 : !in_must ? 1 : key_order(t, must, is);
		if (order == 0)
			compare_row(u, t, must, is);
		else
			misfit(u, t->table, t->columns[0]);
		if (order <= 0)
			in_must = query_next(must);
		if (order >= 0)
			in_is = query_next(is);
	}
	return query_end_ok(must, e) && query_end_ok(is, e);
}

/* A list of the country, as it was brought in. */
static bool list_again(struct audit *u, struct connection *copy, const struct registry *now, const struct later *l, bool *ret_fits, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct list_findings          found = list_findings(a);
	struct list                  *list;
	struct list_plan              plan;
	struct text                   source;
	day_t                         on;
	bool                          part;
	*ret_fits = list_title_parse(a, l->name, &on, &part, &source) && list_read(a, LIST_CSV, l->blob, "list.csv", text_c(a, source), &list, &found) &&
		    list_plan(now, a, list, on, part, &plan, &found);
	return !*ret_fits || list_apply(copy, &plan, e);
}

/* An order, as it was applied. */
static bool order_again(struct audit *u, struct connection *copy, const struct registry *now, const struct later *l, bool *ret_fits, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct order                 *order;
	struct order_plan             plan;
	struct order_faults           faults;
	*ret_fits = order_read(a, l->blob, "", &order, NULL) && order_plan(now, a, order, &plan, &faults);
	return !*ret_fits || order_write(copy, now, &plan, l->blob, l->index, e);
}

static bool later_replay(struct audit *u, struct connection *copy, const struct later *l, struct error *e)
{
	struct registry *now;
	bool             fits = true;
	if (!registry_load(copy, &now, e))
		return false;
	bool done = store_begin(copy, BEGIN_WRITE, e) &&
		    (text_is(l->what, "unit-list") ? list_again(u, copy, now, l, &fits, e)
		     : text_is(l->what, "order")   ? order_again(u, copy, now, l, &fits, e)
						   : order_undo(copy, l->name, l->index, e)) &&
		    store_commit(copy, e) == STORE_DONE;
	registry_free(now);
	if (!fits) {
		u->entry = l->index;
		misfit(u, "blob", "bytes");
	}
	return done;
}

static bool replay(struct audit *u, struct connection *copy, const struct lists *lists, struct error *e)
{
	struct registry_data  *data;
	struct registry_faults faults = { 0 };
	int64_t                units;
	if (!registry_parse(u->arena, lists->source, &data, &faults)) {
		misfit(u, "blob", "bytes");
		return true;
	}
	if (!store_migrate(copy, e) || !store_begin(copy, BEGIN_WRITE, e) || !registry_import(copy, data, lists->day, &units, e) || store_commit(copy, e) != STORE_DONE)
		return false;
	for (size_t i = 0; i < lists->later_n; i++)
		if (!later_replay(u, copy, &lists->later[i], e))
			return false;
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		if (!compare_table(u, copy, &tables[i], e))
			return false;
	return true;
}

/* A database of its own in a folder that is gone afterwards. */
static bool replay_apart(struct audit *u, struct world *w, const struct lists *lists, struct error *e)
{
	char               folder[] = "/tmp/danvan-verify-XXXXXX";
	struct store      *store = NULL;
	struct connection *copy = NULL;
	if (!mkdtemp(folder))
		return error(e, BASE_FILE_WRITE, .name = TEXT("/tmp"));
	const char *path = text_c(u->arena, text_print(u->arena, "%s/units.db", folder));
	bool        done = store_open(text_c(u->arena, text_print(u->arena, "sqlite:%s", path)), &store, e) && store_connect(store, STORE_WRITE, &copy, e) &&
	            replay(u, copy, lists, e);
	connection_close(copy);
	store_close(store);
	static const char *const endings[] = { "", "-wal", "-shm", ".lock" };
	for (size_t i = 0; i < COUNT_OF(endings); i++)
		unlink(text_c(u->arena, text_print(u->arena, "%s%s", path, endings[i])));
	rmdir(folder);
	return done;
}

bool units_audit(struct connection *db, struct world *w, struct arena *a, void (*found)(void *, const struct misfit *), void *arg, int64_t *ret, struct error *e)
{
	struct audit u = { .db = db, .arena = a, .found = found, .arg = arg };
	struct lists lists;
	if (!lists_read(&u, &lists, e) || (lists.is_there && !replay_apart(&u, w, &lists, e)))
		return false;
	*ret = u.misfits;
	return true;
}
