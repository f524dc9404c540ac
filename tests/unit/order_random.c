/* order_random.c - random orders upon random trees, written as files, read, planned, and carried out, not always in the order of their days.
 *
 * After each: on every day codes are unique, whoever is there stands under, and sits at, somebody who is there, desks lie with somebody who is there, whoever ended has an heir
 * who is there, people and area are as many as before. A smaller number goes through the database: the tables are the picture, what is derived is what the facts make of it, and an
 * order that is taken back leaves no trace. */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/say.h"
#include "country.h"

enum { HISTORIES = 500 /* on each engine */, STORED = 8 /* on SQLite; half as many on PostgreSQL */, ORDERS = 6, FIRST = 20000, BETWEEN = 30, DAYS = 8, COMMUNES = 24, DISTRICTS = 4 };

/* All of the tables that an order writes, as text. */
STATEMENT(test_facts, READS, "", "tiittttttt",
          "SELECT unit, from_day, to_day, code, name, type, parent, place, basis, note FROM unit_fact ORDER BY unit, from_day", "unit_fact");
STATEMENT(test_units, READS, "", "t", "SELECT id FROM unit ORDER BY id", "unit");
STATEMENT(test_lineages, READS, "", "ttittt", "SELECT from_unit, to_unit, day, extent, basis, note FROM lineage ORDER BY from_unit, to_unit, day", "lineage");
STATEMENT(test_shares, READS, "", "ttiiitii",
          "SELECT from_unit, to_unit, day, hectares, people, hamlets, heir, to_sort FROM lineage_share ORDER BY from_unit, to_unit, day", "lineage_share");
STATEMENT(test_desks, READS, "", "ttii", "SELECT desk, unit, from_day, to_day FROM unit_desk ORDER BY desk, from_day", "unit_desk");
STATEMENT(test_measures, READS, "", "ttiiit", "SELECT unit, what, from_day, to_day, amount, basis FROM unit_measure ORDER BY unit, what, from_day", "unit_measure");
STATEMENT(test_above, READS, "", "ttiii", "SELECT unit, above, from_day, to_day, depth FROM unit_above ORDER BY unit, above, from_day", "unit_above");
STATEMENT(test_names, READS, "", "ttii", "SELECT word, unit, from_day, to_day FROM unit_name ORDER BY word, unit, from_day", "unit_name");

static const struct statement *const tables[] = { &test_facts, &test_units, &test_lineages, &test_shares, &test_desks, &test_measures, &test_above, &test_names };

/* ---- a tree: a province or two, districts, communes with people and area, an office for each */

static const struct registry_data *drawn_tree(struct world *w, struct arena *a)
{
	struct build           units = { .arena = a }, bodies = { .arena = a };
	struct registry_data  *data;
	struct registry_faults faults;
	build_c(&units, "id,code,name,type,parent_id,valid_from,valid_to,note,km2,people\nvn-10-0,10,Đất Một,tinh,,,,,,\nvn-11-0,11,Đất Hai,tinh,,,,,,\n");
	build_c(&bodies, "id,name,kind,unit_id,parent_id,valid_from,valid_to,note\n");
	for (int i = 0; i < DISTRICTS; i++)
		build_print(&units, "vn-10%d-0,10%d,Huyện %d,huyen,vn-1%zu-0,,,,,\n", i, i, i, test_draw(w, 2));
	for (int i = 0; i < COMMUNES; i++) {
		build_print(&units, "vn-000%02d-0,000%02d,Làng %d,xa,vn-10%zu-0,,,,%zu,%zu\n", i, i, i, test_draw(w, DISTRICTS), 1 + test_draw(w, 50), 100 + test_draw(w, 5000));
		if (test_draw(w, 4) > 0)
			build_print(&bodies, "org-%02d-ubnd,UBND xã Làng %d,ubnd,vn-000%02d-0,,,,\n", i, i, i);
		if (test_draw(w, 8) == 0)
			build_print(&bodies, "org-%02d-th,Trường %d,school,vn-000%02d-0,,,,\n", i, i, i);
	}
	struct registry_source s = { .units = build_text(&units), .organisations = build_text(&bodies), .units_file = "units", .organisations_file = "bodies" };
	if (!registry_parse(a, s, &data, &faults))
		fail_msg("the tree: %.*s", TEXT_ARG(error_say(a, LANG_EN, &faults.at[0])));
	return data;
}

/* ---- an order */

struct drawing { struct world *w; struct arena *arena; const struct unit_fact **there; size_t n; int *fresh; };

/* One of the communes that are there, mostly one that the order has not named yet; sometimes one that is not there at all. */
static struct text unit_drawn(struct drawing *d)
{
	if (test_draw(d->w, 60) == 0 || d->n == 0)
		return TEXT("00099");
	size_t at = test_draw(d->w, d->n);
	const struct unit_fact *f = d->there[at];
	if (test_draw(d->w, 20) > 0)
		d->there[at] = d->there[--d->n];
	return test_draw(d->w, 2) ? f->unit : text_print(d->arena, "\"%.*s\"", TEXT_ARG(f->code));
}

static struct text code_drawn(struct drawing *d) { return test_draw(d->w, 5) == 0 ? text_print(d->arena, "000%02zu", test_draw(d->w, COMMUNES)) : text_print(d->arena, "%05d", (*d->fresh)++); }

static struct text made_drawn(struct drawing *d)
{
	static const char *const types[] = { "xa", "thi_tran", "phuong" };
	return text_print(d->arena, "{ name: \"Đất %zu\", type: %s, code: \"%.*s\", parent: \"10%zu\" }", test_draw(d->w, 9), types[test_draw(d->w, 3)], TEXT_ARG(code_drawn(d)), test_draw(d->w, DISTRICTS));
}

static void part_drawn(struct drawing *d, struct build *b)
{
	struct text one = unit_drawn(d), two = unit_drawn(d), three = unit_drawn(d), made = made_drawn(d);
	switch (test_draw(d->w, 11)) {
	case 0: build_print(b, "  - merge: [%.*s, %.*s, %.*s]\n    into: %.*s\n", TEXT_ARG(one), TEXT_ARG(two), TEXT_ARG(three), TEXT_ARG(made)); break;
	case 1: build_print(b, "  - merge: [%.*s, %.*s]\n    into: %.*s\n", TEXT_ARG(one), TEXT_ARG(two), TEXT_ARG(made)); break;
	case 2: build_print(b, "  - absorb: [%.*s, %.*s]\n    to: %.*s\n", TEXT_ARG(one), TEXT_ARG(two), TEXT_ARG(three)); break;
	case 3: build_print(b, "  - split: %.*s\n    to: [{ unit: %.*s }, { new: %.*s%s }]\n", TEXT_ARG(one), TEXT_ARG(two), TEXT_ARG(made), test_draw(d->w, 2) ? ", heir: yes" : ""); break;
	case 4: build_print(b, "  - transfer: { unit: %.*s, take: part, people: %zu }\n    to: %.*s\n", TEXT_ARG(one), 1 + test_draw(d->w, 90), TEXT_ARG(two)); break;
	case 5:
		build_print(b, "  - transfer: { unit: %.*s, take: part, people: 5, km2: \"0.50\" }\n    to: %.*s\n", TEXT_ARG(one), TEXT_ARG(two));
		build_print(b, "  - transfer: { unit: %.*s, take: rest }\n    to: %.*s\n", TEXT_ARG(one), TEXT_ARG(three));
		break;
	case 6: build_print(b, "  - rename: %.*s\n    name: \"Làng mới %zu\"\n", TEXT_ARG(one), test_draw(d->w, 9)); break;
	case 7: build_print(b, "  - recode: %.*s\n    code: \"%.*s\"\n", TEXT_ARG(one), TEXT_ARG(code_drawn(d))); break;
	case 8: build_print(b, "  - reparent: [%.*s, %.*s]\n    parent: \"10%zu\"\n", TEXT_ARG(one), TEXT_ARG(two), test_draw(d->w, DISTRICTS)); break;
	case 9: build_print(b, "  - dissolve: %.*s\n    heir: %.*s\n", TEXT_ARG(one), TEXT_ARG(two)); break;
	case 10: build_print(b, "  - create: %.*s\n", TEXT_ARG(made)); break;
	}
}

static struct text order_drawn(struct drawing *d, int number, day_t day)
{
	struct build b = { .arena = d->arena };
	build_print(&b, "order: o-%d\ntitle: { vi: Thử, en: Trial }\nbasis: %d/NQ\neffective: %.*s\nparts:\n", number, number, TEXT_ARG(day_print(d->arena, day)));
	if (test_draw(d->w, 12) == 0)
		build_print(&b, "  - dissolve: \"10%zu\"\n    heir: \"10%zu\"\n", test_draw(d->w, DISTRICTS), test_draw(d->w, DISTRICTS));
	else if (test_draw(d->w, 20) == 0)
		build_print(&b, "  - abolish: [huyen]\n    under: \"1%zu\"\n", test_draw(d->w, 2));
	for (size_t i = 1 + test_draw(d->w, 3); i > 0; i--)
		part_drawn(d, &b);
	return build_text(&b);
}

/* ---- what holds on every day */

static size_t all_on(const struct registry *r, struct arena *a, day_t on, const struct unit_fact ***ret) { return unit_list(r, a, TEXT_EMPTY, LEVELS_ALL, on, ret); }

static void codes_and_parents_hold(const struct registry *r, struct arena *a, day_t on, const char *file)
{
	const struct unit_fact **all;
	for (size_t i = 0, n = all_on(r, a, on, &all); i < n; i++) {
		if (all[i]->code.len > 0 && unit_at(r, all[i]->code, on) != all[i])
			fail_msg("%s\non %.*s the code %.*s is there twice", file, TEXT_ARG(day_print(a, on)), TEXT_ARG(all[i]->code));
		if ((all[i]->parent.len > 0 && !unit_exists(r, all[i]->parent, on)) || (all[i]->place.len > 0 && !unit_exists(r, all[i]->place, on)))
			fail_msg("%s\non %.*s %.*s is under or at somebody who is not there: %.*s %.*s", file, TEXT_ARG(day_print(a, on)), TEXT_ARG(all[i]->unit), TEXT_ARG(all[i]->parent),
				 TEXT_ARG(all[i]->place));
	}
}

/* Who was there the day before is there, or somebody follows it. */
static void nobody_is_lost(const struct registry *r, struct arena *a, day_t on, const char *file)
{
	const struct unit_fact **all;
	for (size_t i = 0, n = unit_list(r, a, TEXT_EMPTY, LEVEL_COMMUNE, day_add(on, -1), &all); i < n; i++)
		if (unit_successor(r, all[i]->unit, on).len == 0)
			fail_msg("%s\non %.*s nobody follows %.*s", file, TEXT_ARG(day_print(a, on)), TEXT_ARG(all[i]->unit));
}

static void desks_have_holders(const struct registry *r, struct arena *a, day_t on, const char *file)
{
	const struct unit_fact **all;
	for (size_t i = 0, n = unit_list(r, a, TEXT_EMPTY, LEVEL_ORGANISATION, (day_t){ FIRST - 1 }, &all); i < n; i++) {
		struct text desk = unit_desk(r, all[i]->unit, (day_t){ FIRST - 1 }), holder = desk.len > 0 ? desk_holder(r, desk, on) : TEXT_EMPTY;
		if (desk.len > 0 && (holder.len == 0 || !unit_exists(r, holder, on)))
			fail_msg("%s\non %.*s the desk %.*s lies with nobody (%.*s)", file, TEXT_ARG(day_print(a, on)), TEXT_ARG(desk), TEXT_ARG(holder));
	}
}

static void days_hold(const struct registry *r, struct arena *a, const char *file)
{
	for (int d = 0; d <= DAYS; d++)
		for (int near = 0; near < 2; near++) {
			day_t on = { FIRST + d * BETWEEN + near };
			codes_and_parents_hold(r, a, on, file);
			nobody_is_lost(r, a, on, file);
			desks_have_holders(r, a, on, file);
		}
}

/* Of all places together, where every one of them is known. */
static int64_t sum_of(const struct registry *r, struct arena *a, const char *what, day_t on, bool *ret_known)
{
	const struct unit_fact **all;
	int64_t                  sum = 0, amount;
	*ret_known = true;
	for (size_t i = 0, n = unit_list(r, a, TEXT_EMPTY, LEVEL_COMMUNE, on, &all); i < n; i++)
		if (unit_measure_on(r, all[i]->unit, what, on, &amount))
			sum += amount;
		else
			*ret_known = false;
	return sum;
}

static void sizes_are_kept(const struct registry *r, struct arena *a, day_t day, const char *file)
{
	static const char *const sizes[] = { "people", "hectares" };
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		bool    before_known, after_known;
		int64_t before = sum_of(r, a, sizes[i], day_add(day, -1), &before_known), after = sum_of(r, a, sizes[i], day, &after_known);
		if (before_known && after_known && before != after)
			fail_msg("%s\non %.*s there were %lld %s, now %lld", file, TEXT_ARG(day_print(a, day)), (long long)before, sizes[i], (long long)after);
	}
}

/* ---- a history */

struct run { struct world *w; struct arena *arena; int fresh; size_t taken, refused; };

static bool order_next(struct run *run, const struct registry *r, int number, struct order_plan *ret, struct text *ret_file)
{
	day_t               day = { FIRST + (int)test_draw(run->w, DAYS) * BETWEEN };
	struct drawing      d = { .w = run->w, .arena = run->arena, .fresh = &run->fresh };
	struct order_faults faults;
	struct order       *order;
	struct error        e = { 0 };
	d.n = unit_list(r, run->arena, TEXT_EMPTY, LEVEL_COMMUNE, day_add(day, -1), &d.there);
	*ret_file = order_drawn(&d, number, day);
	if (!order_read(run->arena, *ret_file, "order.yaml", &order, &e))
		fail_msg("%s\n%.*s", text_c(run->arena, *ret_file), TEXT_ARG(error_say(run->arena, LANG_EN, &e)));
	bool planned = order_plan(r, run->arena, order, ret, &faults);
	assert_int_equal(planned, faults.wrong_n == 0);
	for (size_t i = 0; i < faults.wrong_n; i++)
		assert_true(faults.wrong[i].line > 0 && error_say(run->arena, LANG_EN, &faults.wrong[i]).len > 0);
	*(planned ? &run->taken : &run->refused) += 1;
	return planned;
}

static void a_history(struct run *run)
{
	const struct registry *r = registry_of(drawn_tree(run->w, run->arena));
	for (int i = 0; i < ORDERS; i++) {
		struct order_plan plan;
		struct text       file;
		if (!order_next(run, r, i, &plan, &file))
			continue;
		r = order_applied(r, run->arena, &plan);
		days_hold(r, run->arena, text_c(run->arena, file));
		sizes_are_kept(r, run->arena, plan.order->day, text_c(run->arena, file));
	}
}

static void after_every_order_every_day_is_whole(void **state)
{
	struct world w = test_random_world();
	struct run   run = { .w = &w };
	for (int i = 0; i < HISTORIES; i++) {
		_cleanup_arena_ struct arena *a = arena_new(0);
		run.arena = a;
		run.fresh = 50000;
		a_history(&run);
	}
	print_message("%zu orders carried out, %zu refused\n", run.taken, run.refused);
	assert_true(run.taken > HISTORIES);
}

/* ---- in the tables */

struct kept { struct text of[COUNT_OF(tables)]; };

static struct kept keep(struct connection *db, struct arena *a)
{
	struct kept k;
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		k.of[i] = rows_print(db, a, tables[i]);
	return k;
}

static void is_as_kept(struct connection *db, struct arena *a, const struct kept *k, const char *when)
{
	for (size_t i = 0; i < COUNT_OF(tables); i++) {
		struct text now = rows_print(db, a, tables[i]);
		if (!text_equal(k->of[i], now))
			fail_msg("%s: %s was\n%s\nand is\n%s", when, tables[i]->name, text_c(a, k->of[i]), text_c(a, now));
	}
}

/* What was read from the tables is what was planned. */
static void pictures_are_equal(const struct registry *x, const struct registry *y, struct arena *a)
{
	for (int d = -1; d <= DAYS * BETWEEN; d++) {
		const struct unit_fact **p, **q;
		const struct lineage   **l, **m;
		day_t                    on = { FIRST + d };
		size_t                   n = all_on(x, a, on, &p);
		assert_int_equal(n, all_on(y, a, on, &q));
		for (size_t i = 0; i < n; i++) {
			int64_t here = 0, there = 0;
			assert_true(text_equal(p[i]->unit, q[i]->unit) && text_equal(p[i]->code, q[i]->code) && text_equal(p[i]->name, q[i]->name) && text_equal(p[i]->type, q[i]->type));
			assert_true(text_equal(p[i]->parent, q[i]->parent) && text_equal(p[i]->place, q[i]->place) && p[i]->from.n == q[i]->from.n && p[i]->to.n == q[i]->to.n);
			assert_int_equal(unit_measure_on(x, p[i]->unit, "people", on, &here), unit_measure_on(y, p[i]->unit, "people", on, &there));
			assert_int_equal(here, there);
			assert_true(text_equal(unit_desk(x, p[i]->unit, on), unit_desk(y, p[i]->unit, on)));
			size_t lines = lineage_from(x, a, p[i]->unit, &l);
			assert_int_equal(lines, lineage_from(y, a, p[i]->unit, &m));
			for (size_t k = 0; k < lines; k++)
				assert_true(text_equal(l[k]->to, m[k]->to) && l[k]->day.n == m[k]->day.n && l[k]->heir == m[k]->heir && l[k]->people == m[k]->people);
		}
		d += d > 0 && d % BETWEEN == 1 ? BETWEEN - 4 : 0; /* the days around each order's */
	}
}

static bool must(bool done, const char *what, const struct error *e)
{
	if (!done)
		test_fail(what, e);
	return done;
}

static void in_one_write(struct connection *db, bool (*what)(struct connection *, void *, struct error *), void *with)
{
	struct error e = { 0 };
	must(store_begin(db, BEGIN_WRITE, &e) && what(db, with, &e) && store_commit(db, &e) == STORE_DONE, "write", &e);
}

struct writing { const struct registry *now; const struct order_plan *plan; struct text file, id; int64_t entry; };
static bool do_write(struct connection *db, void *p, struct error *e)
{
	const struct writing *w = p;
	return order_write(db, w->now, w->plan, w->file, w->entry, e);
}
static bool do_undo(struct connection *db, void *p, struct error *e)
{
	const struct writing *w = p;
	return order_undo(db, w->id, w->entry, e);
}
static bool do_rebuild(struct connection *db, void *p, struct error *e) { return registry_rebuild(db, e); }
static bool do_import(struct connection *db, void *p, struct error *e)
{
	int64_t units;
	return registry_import(db, p, (day_t){ FIRST - 1000 }, &units, e);
}

struct applied { struct text id; bool revoked; };

/* Takes orders back, those that may be, until none is left: the last one always may. */
static void take_all_back(struct run *run, struct connection *db, struct applied *done, size_t n, int64_t *entry, const struct kept *first)
{
	for (size_t left = n; left > 0;) {
		size_t       at = test_draw(run->w, n), last = n;
		struct error e = { 0 };
		while (last > 0 && done[last - 1].revoked)
			last--;
		at = done[at].revoked ? last - 1 : at;
		if (!order_may_be_revoked(db, run->arena, done[at].id, (day_t){ FIRST - 100 }, &e)) {
			assert_true(at != last - 1 && error_is(&e, ORDER_BUILT_UPON));
			continue;
		}
		in_one_write(db, do_undo, &(struct writing){ .id = done[at].id, .entry = (*entry)++ });
		done[at].revoked = true;
		left--;
		struct registry *loaded;
		must(registry_load(db, &loaded, &e), "load", &e);
		days_hold(loaded, run->arena, text_c(run->arena, text_print(run->arena, "after %.*s was revoked", TEXT_ARG(done[at].id))));
		registry_free(loaded);
	}
	is_as_kept(db, run->arena, first, "all was taken back");
}

static void a_stored_history(struct run *run, struct connection *db)
{
	struct applied  done[2 * ORDERS];
	struct error    e = { 0 };
	size_t          n = 0;
	int64_t         entry = 1;
	in_one_write(db, do_import, (void *)drawn_tree(run->w, run->arena));
	struct kept first = keep(db, run->arena);
	for (int i = 0; i < 2 * ORDERS; i++) {
		struct registry  *now, *loaded;
		struct order_plan plan;
		struct text       file;
		must(registry_load(db, &now, &e), "load", &e);
		if (order_next(run, now, i, &plan, &file)) {
			const struct registry *after = order_applied(now, run->arena, &plan);
			struct kept            before = keep(db, run->arena), then;
			struct writing         w = { now, &plan, file, plan.order->id, entry++ };
			days_hold(after, run->arena, text_c(run->arena, file));
			in_one_write(db, do_write, &w);
			must(registry_load(db, &loaded, &e), "load", &e);
			pictures_are_equal(after, loaded, run->arena);
			registry_free(loaded);
			then = keep(db, run->arena);
			in_one_write(db, do_rebuild, NULL);
			is_as_kept(db, run->arena, &then, text_c(run->arena, text_print(run->arena, "%.*sderived anew", TEXT_ARG(file))));
			if (test_draw(run->w, 3) == 0) {
				w.entry = entry++;
				in_one_write(db, do_undo, &w);
				is_as_kept(db, run->arena, &before, text_c(run->arena, text_print(run->arena, "%.*staken back", TEXT_ARG(file))));
			} else
				done[n++] = (struct applied){ text_copy(run->arena, plan.order->id), false };
		}
		registry_free(now);
	}
	take_all_back(run, db, done, n, &entry, &first);
}

static void the_tables_are_the_picture_and_an_order_taken_back_leaves_no_trace(void **state)
{
	struct world w = test_random_world();
	struct run   run = { .w = &w };
	for (int i = 0; i < (test_engine() == STORE_SQLITE ? STORED : STORED / 2); i++) {
		_cleanup_arena_ struct arena *a = arena_new(0);
		run.arena = a;
		run.fresh = 50000;
		a_stored_history(&run, test_connection(a, test_store(a), STORE_WRITE));
	}
	print_message("%zu orders written, %zu refused\n", run.taken, run.refused);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(after_every_order_every_day_is_whole),
		cmocka_unit_test(the_tables_are_the_picture_and_an_order_taken_back_leaves_no_trace),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
