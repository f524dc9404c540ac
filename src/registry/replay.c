/* replay.c - orders upon a list that is still being read: each is planned against the list as the ones before left it. */
#include "data.h"

enum { MORE = 64 };

void measure_add(struct registry_data *d, const struct unit_measure *m)
{
	if (d->measure_count == d->measure_room) {
		d->measures = arena_grow(d->arena, d->measures, d->measure_count, d->measure_room + MORE, sizeof(d->measures[0]));
		d->measure_room = d->measure_count + d->measure_room + MORE;
	}
	d->measures[d->measure_count++] = *m;
}

static void fact_end(struct registry_data *d, const struct unit_fact *was, day_t day)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->facts[i].from.n == was->from.n && text_equal(d->facts[i].unit, was->unit))
			d->facts[i].to = day;
}

static void measure_end(struct registry_data *d, const struct unit_measure *was, day_t day)
{
	for (size_t i = 0; i < d->measure_count; i++)
		if (d->measures[i].from.n == was->from.n && text_equal(d->measures[i].unit, was->unit) && text_equal(d->measures[i].what, was->what))
			d->measures[i].to = day;
}

/* Desks are opened when an installation begins: before that there are none. */
static void take(struct registry_data *d, const struct order_plan *plan, const struct unit_change *c, const char *file)
{
	switch (c->what) {
	case CHANGE_FACT_ENDS: fact_end(d, &c->fact, plan->order->day); break;
	case CHANGE_FACT_BEGINS: fact_add(d, &c->fact, (struct origin){ file, plan->order->parts[c->part].place.line }); break;
	case CHANGE_LINEAGE: lineage_add(d, &c->lineage); break;
	case CHANGE_MEASURE_ENDS: measure_end(d, &c->measure, plan->order->day); break;
	case CHANGE_MEASURE_BEGINS: measure_add(d, &c->measure); break;
	case CHANGE_DESK_ENDS: case CHANGE_DESK_BEGINS: break;
	}
}

static bool one(struct registry_data *d, const struct registry_file *file)
{
	struct order       *order;
	struct error        e = { 0 }, *fault;
	struct order_faults faults;
	struct order_plan   plan;
	if (!order_read(d->arena, file->bytes, file->name, &order, &e)) {
		if ((fault = fault_next(d)))
			*fault = e;
		return false;
	}
	if (d->before.n != 0 && order->day.n >= d->before.n)
		return true;
	data_picture(d);
	if (!order_plan(&d->picture, d->arena, order, &plan, &faults)) {
		for (size_t i = 0; i < faults.wrong_n && (fault = fault_next(d)); i++)
			*fault = faults.wrong[i];
		return false;
	}
	for (size_t i = 0; i < plan.changes_n; i++)
		take(d, &plan, &plan.changes[i], file->name);
	d->plans[d->order_count++] = plan;
	return true;
}

void orders_replay(struct registry_data *d, const struct registry_file *files, size_t count)
{
	d->plans = ARENA_ARRAY(d->arena, struct order_plan, count + 1);
	d->files = files;
	for (size_t i = 0; i < count; i++)
		if (!one(d, &files[i]))
			return; /* what follows rests on it */
}

size_t registry_order_parts(const struct registry_data *d, size_t n) { return d->plans[n].order->parts_n; }
