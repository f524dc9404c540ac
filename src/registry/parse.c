/* parse.c - the list of units: one row a fact. Every wrong row is told, none is half taken. */
#include "data.h"

enum { ID_LONGEST = 64, NAME_LONGEST = 200 };

struct error *fault_next(struct registry_data *d)
{
	return d->faults->count < MOST_FAULTS ? &d->faults->at[d->faults->count++] : NULL;
}

void fact_add(struct registry_data *d, const struct unit_fact *f, struct origin o)
{
	if (d->count == d->room) {
		size_t more = d->room + 256;
		d->facts = arena_grow(d->arena, d->facts, d->count, d->room - d->count + more, sizeof(d->facts[0]));
		d->origins = arena_grow(d->arena, d->origins, d->count, d->room - d->count + more, sizeof(d->origins[0]));
		d->room += more;
	}
	d->facts[d->count] = *f;
	d->origins[d->count++] = o;
}

bool headings_read(struct csv *c, const struct column *columns, size_t count, int *position, struct error *e)
{
	enum csv_step step = csv_next(c, e);
	if (step == CSV_BAD)
		return false;
	if (step == CSV_END)
		return error(e, REGISTRY_CSV_HEADING, .name = text_of(columns[0].name), .file = text_of(c->file), .line = 1);
	for (size_t i = 0; i < count; i++) {
		position[i] = -1;
		for (size_t k = 0; k < c->count; k++)
			if (text_is(text_trim(c->field[k]), columns[i].name))
				position[i] = (int)k;
		if (position[i] < 0 && columns[i].required)
			return error(e, REGISTRY_CSV_HEADING, .name = text_of(columns[i].name), CSV_AT(c));
	}
	return true;
}

struct text field_of(const struct csv *c, const int *position, size_t column)
{
	return position[column] >= 0 && (size_t)position[column] < c->count ? text_trim(c->field[position[column]]) : TEXT_EMPTY;
}

bool id_is_good(struct text id)
{
	for (size_t i = 0; i < id.len; i++)
		if (!char_is_digit(id.at[i]) && !(id.at[i] >= 'a' && id.at[i] <= 'z') && id.at[i] != '-')
			return false;
	return id.len > 0 && id.len <= ID_LONGEST;
}

bool name_is_good(struct arena *a, struct text name)
{
	return name.len > 0 && name.len <= NAME_LONGEST && text_equal(text_nfc(a, name), name) && !memchr(name.at, '\n', name.len) &&
	       !memchr(name.at, '\t', name.len);
}

bool csv_day(const struct csv *c, const char *column, struct text t, day_t unknown, day_t *ret, struct error *e)
{
	*ret = unknown;
	if (t.len == 0 || day_parse(t, ret))
		return true;
	return error(e, REGISTRY_CSV_VALUE, .name = text_of(column), .value = t, .expected = TEXT("2020-02-01"), CSV_AT(c));
}

enum { ID, CODE, NAME, TYPE, PARENT, FROM, TO, NOTE, KM2, PEOPLE, COLUMNS };
static const struct column columns[COLUMNS] = { [ID] = { "id", true },          [CODE] = { "code", true },         [NAME] = { "name", true },
	                                        [TYPE] = { "type", true },      [PARENT] = { "parent_id", true },  [FROM] = { "valid_from", true },
	                                        [TO] = { "valid_to", true },    [NOTE] = { "note", false },
	                                        [KM2] = { "km2", false },       [PEOPLE] = { "people", false } };

static bool wrong(const struct csv *c, size_t column, struct text value, const char *expected, struct error *e)
{
	return error(e, REGISTRY_CSV_VALUE, .name = text_of(columns[column].name), .value = value, .expected = text_of(expected), CSV_AT(c));
}

bool code_is_good(struct text code, enum unit_level level)
{
	size_t digits = level == LEVEL_PROVINCE ? 2 : level == LEVEL_DISTRICT ? 3 : 5;
	for (size_t i = 0; i < code.len; i++)
		if (!char_is_digit(code.at[i]))
			return false;
	return code.len == digits;
}

static bool row_read(struct registry_data *d, const struct csv *c, const int *position, struct unit_fact *f, struct error *e)
{
	*f = (struct unit_fact){ .unit = field_of(c, position, ID),     .code = field_of(c, position, CODE),
		                 .name = field_of(c, position, NAME),   .type = field_of(c, position, TYPE),
		                 .parent = field_of(c, position, PARENT), .note = field_of(c, position, NOTE) };
	if (!id_is_good(f->unit))
		return wrong(c, ID, f->unit, "vn-02134-0", e);
	if (f->parent.len > 0 && !id_is_good(f->parent))
		return wrong(c, PARENT, f->parent, "vn-066-0", e);
	if (!name_is_good(d->arena, f->name))
		return wrong(c, NAME, f->name, "Na Rì", e);
	const struct unit_type *type = unit_type_find(f->type);
	if (!type || type->level == LEVEL_ORGANISATION)
		return wrong(c, TYPE, f->type, "tinh, thanh_pho, thi_xa, huyen, quan, phuong, xa, thi_tran, dac_khu", e);
	f->level = unit_level_of(f->type, f->parent);
	if (!code_is_good(f->code, f->level))
		return wrong(c, CODE, f->code, f->level == LEVEL_PROVINCE ? "06" : f->level == LEVEL_DISTRICT ? "066" : "02155", e);
	if (!csv_day(c, columns[FROM].name, field_of(c, position, FROM), DAY_NONE, &f->from, e) ||
	    !csv_day(c, columns[TO].name, field_of(c, position, TO), DAY_MAX, &f->to, e))
		return false;
	if (f->from.n >= f->to.n)
		return error(e, REGISTRY_CSV_DATES, .name = f->unit, CSV_AT(c));
	f->basis = note_basis(f->note);
	return true;
}

/* Area and people as the list states them, for as long as this fact holds. */
static bool sizes_read(struct registry_data *d, const struct csv *c, const int *position, const struct unit_fact *f, struct error *e)
{
	struct text km2 = field_of(c, position, KM2), people = field_of(c, position, PEOPLE);
	int64_t     amount;
	if (km2.len > 0 && !hectares_parse(km2, &amount))
		return wrong(c, KM2, km2, "26.99", e);
	if (km2.len > 0)
		measure_add(d, &(struct unit_measure){ f->unit, text_of(unit_measures[0]), f->from, f->to, amount, f->basis });
	if (people.len > 0 && (!text_to_int(people, &amount) || amount < 0))
		return wrong(c, PEOPLE, people, "2320", e);
	if (people.len > 0)
		measure_add(d, &(struct unit_measure){ f->unit, text_of(unit_measures[1]), f->from, f->to, amount, f->basis });
	return true;
}

void units_parse(struct registry_data *d, struct text t, const char *file)
{
	struct csv   c = csv_start(d->arena, t, file);
	int          position[COLUMNS];
	struct error e = { 0 };
	if (!headings_read(&c, columns, COLUMNS, position, &e)) {
		*fault_next(d) = e;
		return;
	}
	size_t width = c.count;
	for (enum csv_step step; (step = csv_next(&c, &e)) != CSV_END;) {
		struct unit_fact f;
		struct error    *fault;
		bool             ok = step == CSV_ROW;
		if (ok && c.count != width)
			ok = error(&e, REGISTRY_CSV_FIELDS, .number = (int64_t)c.count, .limit = (int64_t)width, CSV_AT(&c));
		if (ok && row_read(d, &c, position, &f, &e) && sizes_read(d, &c, position, &f, &e))
			fact_add(d, &f, (struct origin){ file, c.line });
		else if ((fault = fault_next(d)))
			*fault = e;
	}
}

bool registry_parse(struct arena *a, struct registry_source s, struct registry_data **ret, struct registry_faults *ret_faults)
{
	*ret_faults = (struct registry_faults){ .at = ARENA_ARRAY(a, struct error, MOST_FAULTS + 1) };
	struct registry_data *d = ARENA_NEW(a, struct registry_data);
	d->arena = a;
	d->faults = ret_faults;
	d->before = s.before;
	units_parse(d, s.units, s.units_file);
	organisations_parse(d, s.organisations, s.organisations_file, PLAIN_ROWS);
	orders_replay(d, s.orders, s.orders_n);
	organisations_parse(d, s.organisations, s.organisations_file, PATTERN_ROWS);
	data_check(d);
	if (ret_faults->count > 0)
		return false; /* lineage rests on units that fit together */
	data_picture(d);
	if (s.order.len > 0)
		order_parse(d, s.order, s.order_file);
	notes_parse(d);
	if (ret_faults->count > 0)
		return false;
	data_picture(d); /* with its lineage now */
	*ret = d;
	return true;
}

const struct registry *registry_of(const struct registry_data *d) { return &d->picture; }

size_t registry_data_units(const struct registry_data *d)
{
	size_t count = 0;
	for (size_t i = 0; i < d->picture.fact_count; i++)
		count += i == 0 || !text_equal(d->picture.facts[i].unit, d->picture.facts[i - 1].unit);
	return count;
}
