/* parse_org.c - the list of organisations, with its patterns: a row whose id holds {xa} stands for one organisation in each commune of that day. */
#include "data.h"

enum { ID, NAME, KIND, PLACE, PARENT, FROM, TO, NOTE, COLUMNS };
static const struct column columns[COLUMNS] = { [ID] = { "id", true },           [NAME] = { "name", true },      [KIND] = { "kind", true },
	                                        [PLACE] = { "unit_id", true },   [PARENT] = { "parent_id", true }, [FROM] = { "valid_from", true },
	                                        [TO] = { "valid_to", true },     [NOTE] = { "note", false } };
static const struct text hole = { "{xa}", 4 };

static bool wrong(const struct csv *c, size_t column, struct text value, const char *expected, struct error *e)
{
	return error(e, REGISTRY_CSV_VALUE, .name = text_of(columns[column].name), .value = value, .expected = text_of(expected), CSV_AT(c));
}

/* `t` with every `what` replaced. */
static struct text filled(struct arena *a, struct text t, struct text what, struct text by)
{
	struct build b = { .arena = a };
	for (size_t hit; (hit = text_find(t, what)) != SIZE_MAX; t = text_from(t, hit + what.len)) {
		build_add(&b, text_first(t, hit));
		build_add(&b, by);
	}
	build_add(&b, t);
	return build_text(&b);
}

static bool row_check(struct registry_data *d, const struct csv *c, const struct unit_fact *f, struct error *e)
{
	const struct unit_type *type = unit_type_find(f->type);
	if (!id_is_good(f->unit) || !text_starts(f->unit, "org-"))
		return wrong(c, ID, f->unit, "org-19-ubnd, org-{xa}-ubnd", e);
	if (!name_is_good(d->arena, f->name))
		return wrong(c, NAME, f->name, "UBND {type} {name}", e);
	if (!type || type->level != LEVEL_ORGANISATION)
		return wrong(c, KIND, f->type, "ubnd, office, department, reception, division, one-stop", e);
	if (!id_is_good(f->place))
		return wrong(c, PLACE, f->place, "vn-19-20250701", e);
	if (f->parent.len > 0 && !id_is_good(f->parent))
		return wrong(c, PARENT, f->parent, "org-19-ubnd", e);
	return true;
}

/* Some types have another name: the note says "(phường: Phòng Kinh tế - Hạ tầng - Đô thị)". */
static struct text pattern_name(struct arena *a, struct text name, struct text note, struct text word)
{
	struct text opening = text_print(a, "(%.*s: ", TEXT_ARG(word));
	size_t      at = text_find(note, opening);
	if (at == SIZE_MAX)
		return name;
	struct text other = text_from(note, at + opening.len);
	size_t      end = text_find(other, TEXT(")"));
	return end == SIZE_MAX ? name : text_print(a, "%.*s {type} {name}", TEXT_ARG(text_first(other, end)));
}

/* One organisation in each commune that is there when the pattern begins, or comes later, and has not ended. */
static bool pattern_expand(struct registry_data *d, const struct csv *c, const struct unit_fact *pattern, struct error *e)
{
	size_t units = d->count;
	for (size_t i = 0; i < units; i++) {
		struct unit_fact u = d->facts[i], f = *pattern;
		if (u.level != LEVEL_COMMUNE || u.to.n < DAY_MAX.n)
			continue;
		struct text word = unit_type_word(u.type);
		f.unit = filled(d->arena, f.unit, hole, u.unit);
		f.place = filled(d->arena, f.place, hole, u.unit);
		f.parent = filled(d->arena, f.parent, hole, u.unit);
		f.name = pattern_name(d->arena, f.name, f.note, word);
		f.name = filled(d->arena, filled(d->arena, f.name, TEXT("{type}"), word), TEXT("{name}"), u.name);
		f.note = TEXT_EMPTY;
		f.from = f.from.n > u.from.n ? f.from : u.from;
		if (!row_check(d, c, &f, e))
			return false;
		fact_add(d, &f, (struct origin){ c->file, c->line });
	}
	return true;
}

static bool row_take(struct registry_data *d, const struct csv *c, const int *position, enum organisation_rows which, struct error *e)
{
	struct unit_fact f = { .unit = field_of(c, position, ID),     .name = field_of(c, position, NAME),     .type = field_of(c, position, KIND),
		               .place = field_of(c, position, PLACE), .parent = field_of(c, position, PARENT), .note = field_of(c, position, NOTE),
		               .level = LEVEL_ORGANISATION };
	bool        is_pattern = text_find(f.unit, hole) != SIZE_MAX;
	if (is_pattern != (which == PATTERN_ROWS))
		return true;
	if (!csv_day(c, columns[FROM].name, field_of(c, position, FROM), DAY_NONE, &f.from, e) ||
	    !csv_day(c, columns[TO].name, field_of(c, position, TO), DAY_MAX, &f.to, e))
		return false;
	if (f.from.n >= f.to.n)
		return error(e, REGISTRY_CSV_DATES, .name = f.unit, CSV_AT(c));
	if (d->before.n != 0 && f.from.n >= d->before.n)
		return true;
	if (is_pattern)
		return pattern_expand(d, c, &f, e);
	if (!row_check(d, c, &f, e))
		return false;
	fact_add(d, &f, (struct origin){ c->file, c->line });
	return true;
}

void organisations_parse(struct registry_data *d, struct text t, const char *file, enum organisation_rows which)
{
	struct csv    c = csv_start(d->arena, t, file);
	int           position[COLUMNS];
	struct error  e = { 0 };
	struct error *fault;
	if (!headings_read(&c, columns, COLUMNS, position, &e)) {
		if (which == PLAIN_ROWS && (fault = fault_next(d)))
			*fault = e;
		return;
	}
	size_t width = c.count;
	for (enum csv_step step; (step = csv_next(&c, &e)) != CSV_END;) {
		bool ok = step == CSV_ROW;
		if (ok && c.count != width)
			ok = error(&e, REGISTRY_CSV_FIELDS, .number = (int64_t)c.count, .limit = (int64_t)width, CSV_AT(&c));
		if (ok ? !row_take(d, &c, position, which, &e) : which == PLAIN_ROWS) /* a row that is no row is told once */
			if ((fault = fault_next(d)))
				*fault = e;
	}
}
