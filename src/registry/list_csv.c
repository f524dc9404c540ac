/* list_csv.c - a list as CSV: code, name or full_name (with the type in front), type, parent and, where it is known, before: "02128 Xã Yên Đĩnh; 02086* Thị trấn Chợ Mới"
 * (the star: others took of it too). */
#include "base/base.h"

#include "data.h"
#include "list_inside.h"

enum { CODE, NAME, FULL_NAME, TYPE, PARENT, BEFORE, COLUMNS };
static const struct column columns[COLUMNS] = { [CODE] = { "code", true },   [NAME] = { "name", false },    [FULL_NAME] = { "full_name", false },
	                                        [TYPE] = { "type", false },  [PARENT] = { "parent", true }, [BEFORE] = { "before", false } };

static void fault_take(struct list_reader *r, const struct error *e)
{
	SERIOUS(r->found, e->code, .name = text_of(e->name), .value = text_of(e->value), .expected = text_of(e->expected), .number = e->number, .limit = e->limit,
		.file = text_of(e->file), .line = e->line);
}

static void before_read(struct list_reader *r, struct text list)
{
	struct list_unit *u = &r->list->units[r->list->n - 1];
	struct text       item;
	while (text_next(&list, ';', &item)) {
		item = text_trim(item);
		if (item.len == 0)
			continue;
		size_t      blank = text_find(item, TEXT(" "));
		struct text code = text_first(item, blank), name = blank == SIZE_MAX ? TEXT_EMPTY : text_from(item, blank + 1);
		bool        torn = text_ends(code, "*");
		if (torn)
			code = text_first(code, code.len - 1);
		if (!before_code_is_good(code))
			NOTICE(r->found, LIST_BEFORE_CODE, .file = u->at, .name = item, .value = u->code);
		else
			before_take(r, u, (struct list_before){ code, name_clean(r->arena, name), torn });
	}
}

bool list_csv_read(struct list_reader *r, struct text t)
{
	struct csv   c = csv_start(r->arena, t, r->file);
	int          position[COLUMNS];
	struct error e = { 0 };
	bool ok = headings_read(&c, columns, COLUMNS, position, &e);
	if (ok && position[NAME] < 0 && position[FULL_NAME] < 0)
		ok = error(&e, REGISTRY_CSV_HEADING, .name = text_of(columns[NAME].name), CSV_AT(&c));
	if (!ok) {
		fault_take(r, &e);
		return false;
	}
	r->bare = position[FULL_NAME] < 0;
	size_t width = c.count, column = (size_t)position[r->bare ? NAME : FULL_NAME];
	for (enum csv_step step; (step = csv_next(&c, &e)) != CSV_END;) {
		bool   good = step == CSV_ROW;
		size_t n = r->list->n;
		if (good && c.count != width)
			good = error(&e, REGISTRY_CSV_FIELDS, .number = (int64_t)c.count, .limit = (int64_t)width, CSV_AT(&c));
		if (!good) {
			fault_take(r, &e);
			continue;
		}
		/* the name as it was written: blanks at the ends are told */
		unit_take(r, &(struct written){ .code = field_of(&c, position, CODE), .name = c.field[column], .type = field_of(&c, position, TYPE), .parent = field_of(&c, position, PARENT),
						.at = text_print(r->arena, "%s:%d", r->file, c.line) });
		if (r->list->n > n)
			before_read(r, field_of(&c, position, BEFORE));
	}
	if (r->types_in_names * 2 > r->list->n)
		SERIOUS(r->found, LIST_FULL_NAMES, .file = text_of(r->file));
	return true;
}

static int by_level(const void *a, const void *b)
{
	const struct list_unit *x = *(const struct list_unit *const *)a, *y = *(const struct list_unit *const *)b;
	int                     order = (int)x->level - (int)y->level;
	return order ? order : text_compare(x->code, y->code);
}

static void field_add(struct build *b, struct text t, char end)
{
	bool quoted = t.len > 0 && (memchr(t.at, ',', t.len) || memchr(t.at, '"', t.len));
	if (quoted)
		build_byte(b, '"');
	for (size_t i = 0; i < t.len; i++) {
		if (t.at[i] == '"')
			build_byte(b, '"');
		build_byte(b, t.at[i]);
	}
	if (quoted)
		build_byte(b, '"');
	build_byte(b, end);
}

static struct text before_print(struct arena *a, const struct list_unit *u)
{
	struct build b = { .arena = a };
	for (size_t i = 0; i < u->before_n; i++) {
		const struct list_before *w = &u->before[i];
		build_print(&b, "%s%.*s%s%s", i > 0 ? "; " : "", TEXT_ARG(w->code), w->torn ? "*" : "", w->name.len > 0 ? " " : "");
		for (size_t k = 0; k < w->name.len; k++)
			build_byte(&b, w->name.at[k] == ';' ? ',' : w->name.at[k]);
	}
	return build_text(&b);
}

struct text list_print(struct arena *a, const struct list *l)
{
	struct build             b = { .arena = a };
	const struct list_unit **sorted = ARENA_ARRAY(a, const struct list_unit *, l->n + 1);
	for (size_t i = 0; i < l->n; i++)
		sorted[i] = &l->units[i];
	qsort(sorted, l->n, sizeof(sorted[0]), by_level);
	build_c(&b, "code,name,type,parent,before\n");
	for (size_t i = 0; i < l->n; i++) {
		field_add(&b, sorted[i]->code, ',');
		field_add(&b, sorted[i]->name, ',');
		field_add(&b, sorted[i]->type, ',');
		field_add(&b, sorted[i]->parent, ',');
		field_add(&b, before_print(a, sorted[i]), '\n');
	}
	return build_text(&b);
}

struct text list_title(struct arena *a, const struct list *l, day_t on, bool part)
{
	return text_print(a, "%.*s %s%.*s", TEXT_ARG(day_print(a, on)), part ? "part " : "", TEXT_ARG(l->source));
}

bool list_title_parse(struct arena *a, struct text t, day_t *ret_on, bool *ret_part, struct text *ret_source)
{
	struct text rest = text_from(t, 11);
	if (t.len < 12 || t.at[10] != ' ' || !day_parse(text_first(t, 10), ret_on))
		return false;
	*ret_part = text_starts(rest, "part ");
	*ret_source = *ret_part ? text_from(rest, 5) : rest;
	return true;
}
