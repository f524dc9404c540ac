/* lineage.c - which units follow which: from the table of an order, and from what the list of units says in its notes. */
#include "data.h"

#include "base/fold.h"

enum { MOST_ORIGINS = 32 };

void lineage_add(struct registry_data *d, const struct lineage *l)
{
	for (size_t i = 0; i < d->lineage_count; i++)
		if (text_equal(d->lineages[i].from, l->from) && text_equal(d->lineages[i].to, l->to) && d->lineages[i].day.n == l->day.n)
			return;
	if (d->lineage_count == d->lineage_room) {
		d->lineages = arena_grow(d->arena, d->lineages, d->lineage_count, d->lineage_room + 64, sizeof(d->lineages[0]));
		d->lineage_room = d->lineage_count + d->lineage_room + 64;
	}
	d->lineages[d->lineage_count++] = *l;
}

static void unresolved(struct registry_data *d, struct text name, struct origin o)
{
	struct error *fault = fault_next(d);
	if (fault)
		error(fault, REGISTRY_NOTE, .value = name, .file = text_of(o.file), .line = o.line);
}

/* ---- the table of an order: a row a part */

enum { DAY, BASIS, OLD_CODE, EXTENT, NEW_CODE, NOTE, COLUMNS };
static const struct column columns[COLUMNS] = { [DAY] = { "effective_date", true }, [BASIS] = { "legal_basis", true }, [OLD_CODE] = { "old_code", true },
	                                        [EXTENT] = { "extent", true },      [NEW_CODE] = { "new_code", true }, [NOTE] = { "note", false } };

static bool order_row(struct registry_data *d, const struct csv *c, const int *position, struct error *e)
{
	struct text old_code = field_of(c, position, OLD_CODE), new_code = field_of(c, position, NEW_CODE), extent = field_of(c, position, EXTENT);
	struct text note = field_of(c, position, NOTE);
	day_t       day;
	if (!csv_day(c, columns[DAY].name, field_of(c, position, DAY), DAY_NONE, &day, e))
		return false;
	if (!day_is_known(day) || (!text_starts(extent, "whole") && !text_starts(extent, "part")))
		return error(e, REGISTRY_CSV_VALUE, .name = text_of(columns[EXTENT].name), .value = extent, .expected = TEXT("whole, part"), CSV_AT(c));
	const struct unit_fact *from = unit_at(&d->picture, old_code, day_add(day, -1)), *to = unit_at(&d->picture, new_code, day);
	if (!from || !to)
		return error(e, REGISTRY_UNKNOWN_UNIT, .name = text_of(columns[from ? NEW_CODE : OLD_CODE].name), .value = from ? new_code : old_code, CSV_AT(c));
	if (text_equal(from->unit, to->unit))
		return true; /* it goes on: its facts say so */
	bool is_whole = text_starts(extent, "whole");
	if (text_find(extent, TEXT(" ")) != SIZE_MAX) /* "part (the rest: ...)" */
		note = note.len > 0 ? text_print(d->arena, "%.*s; %.*s", TEXT_ARG(extent), TEXT_ARG(note)) : extent;
	lineage_add(d, &(struct lineage){ .from = from->unit, .to = to->unit, .day = day, .extent = is_whole ? EXTENT_WHOLE : EXTENT_PART, .basis = field_of(c, position, BASIS), .note = note });
	return true;
}

void order_parse(struct registry_data *d, struct text t, const char *file)
{
	struct csv    c = csv_start(d->arena, t, file);
	int           position[COLUMNS];
	struct error  e = { 0 };
	struct error *fault;
	bool          ok = headings_read(&c, columns, COLUMNS, position, &e);
	if (!ok && (fault = fault_next(d)))
		*fault = e;
	size_t width = c.count;
	for (enum csv_step step; ok && (step = csv_next(&c, &e)) != CSV_END;) {
		bool good = step == CSV_ROW;
		if (good && c.count != width)
			good = error(&e, REGISTRY_CSV_FIELDS, .number = (int64_t)c.count, .limit = (int64_t)width, CSV_AT(&c));
		if ((!good || !order_row(d, &c, position, &e)) && (fault = fault_next(d)))
			*fault = e;
	}
}

/* ---- notes */

struct text note_basis(struct text note)
{
	static const char *const openings[] = { "created/recoded by ", "" };
	for (size_t i = 0; i < COUNT_OF(openings); i++) {
		struct text rest = text_from(note, strlen(openings[i]));
		if (!text_starts(note, openings[i]) || !text_starts(rest, "NQ "))
			continue;
		size_t semicolon = text_find(rest, TEXT(";")), colon = text_find(rest, TEXT(":"));
		return text_first(rest, semicolon < colon ? semicolon : colon);
	}
	return TEXT_EMPTY;
}

/* Where the list of origins begins: after "; from " or ": from ". */
static bool origins_start(struct text note, struct text *ret)
{
	static const struct text openings[] = { { "; from ", 7 }, { ": from ", 7 } };
	for (size_t i = 0; i < COUNT_OF(openings); i++) {
		size_t at = text_find(note, openings[i]);
		if (at == SIZE_MAX)
			continue;
		struct text rest = text_from(note, at + openings[i].len);
		size_t      end = text_find(rest, TEXT(";"));
		*ret = end == SIZE_MAX ? rest : text_first(rest, end);
		return true;
	}
	return false;
}

size_t note_origins(struct text note, struct text *ret_names, size_t room)
{
	struct text list;
	size_t      count = 0;
	if (!origins_start(note, &list))
		return 0;
	while (list.len > 0 && count < room) {
		size_t plus = text_find(list, TEXT(" + ")), and = text_find(list, TEXT(" and "));
		size_t end = plus < and ? plus : and;
		ret_names[count++] = text_trim(end == SIZE_MAX ? list : text_first(list, end));
		list = end == SIZE_MAX ? TEXT_EMPTY : text_from(list, end + (plus < and ? 3 : 5));
	}
	return count;
}

/* The one unit of this name (with or without its type in front) and level that was there the day before. */
static const struct unit_fact *origin_unit(struct registry_data *d, struct text name, const struct unit_fact *heir)
{
	const struct unit_fact *found = NULL;
	const struct registry  *r = &d->picture;
	day_t                   before = day_add(heir->from, -1);
	struct text             wanted = text_fold(d->arena, name);
	for (size_t i = 0; i < r->fact_count; i++) {
		const struct unit_fact *f = &r->facts[i];
		if (f->level != heir->level || !in_force(f->from, f->to, before))
			continue;
		if (!text_equal(wanted, r->folded[i]) && !text_equal(wanted, text_fold(d->arena, unit_title(d->arena, f))))
			continue;
		if (found)
			return NULL; /* two of that name: the note does not say which */
		found = f;
	}
	return found;
}

void notes_parse(struct registry_data *d)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct unit_fact *f = &d->facts[i];
		struct text             names[MOST_ORIGINS];
		size_t                  count = note_origins(f->note, names, MOST_ORIGINS);
		for (size_t k = 0; k < count; k++) {
			const struct unit_fact *from = origin_unit(d, names[k], f);
			if (!from)
				unresolved(d, names[k], d->origins[i]);
			else if (!text_equal(from->unit, f->unit))
				lineage_add(d, &(struct lineage){ .from = from->unit, .to = f->unit, .day = f->from, .extent = EXTENT_WHOLE, .basis = f->basis, .note = TEXT_EMPTY });
		}
	}
}
