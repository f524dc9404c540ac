/* restate.c - figures of the units of one day, given for the units of a later one: summed where a unit went whole, told where it was divided, never shared out. */
#include "base/base.h"

#include "csv.h"
#include "model.h"

enum { SUMS_MOST = 16, SCALE = 100, DEEPEST = 16 };

/* "1250", "12,5", "12.25": at most two decimals. "1.250" is refused: it is a thousand here and a decimal there. */
static bool amount_read(struct text t, int64_t *ret)
{
	size_t mark = 0;
	while (mark < t.len && t.at[mark] != '.' && t.at[mark] != ',')
		mark++;
	struct text decimals = mark < t.len ? text_from(t, mark + 1) : TEXT_EMPTY;
	int64_t     whole, part = 0;
	if (mark > 15 || decimals.len > 2 || (mark < t.len && decimals.len == 0) || !text_to_int(text_first(t, mark), &whole) || (decimals.len > 0 && !text_to_int(decimals, &part)) || part < 0)
		return false;
	part *= decimals.len == 1 ? 10 : 1;
	*ret = whole * SCALE + (whole < 0 || text_starts(t, "-") ? -part : part);
	return true;
}

static void amount_print(struct build *b, int64_t n)
{
	int64_t size = n < 0 ? -n : n;
	build_print(b, size % SCALE ? "%s%lld.%02lld" : "%s%lld", n < 0 ? "-" : "", (long long)(size / SCALE), (long long)(size % SCALE));
}

/* Did the unit, or who followed it whole, give a part away between the days? *ret: where it all went; NULL: divided, or nobody knows. */
static const struct unit_fact *follows_whole(const struct registry *r, struct text unit, day_t on, day_t to, struct text *ret_divided)
{
	for (int depth = 0; depth < DEEPEST; depth++) {
		const struct lineage *whole = NULL;
		bool                  part = false;
		for (size_t i = chains_first(&r->by_from, unit); i != SIZE_MAX; i = chains_next(&r->by_from, i)) {
			const struct lineage *l = &r->lineages[i];
			if (l->day.n <= on.n || l->day.n > to.n)
				continue;
			part = part || l->extent == EXTENT_PART;
			whole = l;
		}
		*ret_divided = unit;
		if (part)
			return NULL;
		if (!whole)
			return unit_on(r, unit, to);
		unit = whole->to;
		on = whole->day;
	}
	return NULL;
}

struct row { const struct unit_fact *unit; int64_t sum[SUMS_MOST]; bool incomplete; };
struct restating {
	const struct registry *r;
	struct arena          *arena;
	const struct restate  *how;
	struct csv             csv;
	int                    unit, sums[SUMS_MOST];
	size_t                 sums_n, width, rows_n, rows_room;
	struct row            *rows;
	struct restated       *ret;
};

static struct row *row_of(struct restating *s, const struct unit_fact *f)
{
	for (size_t i = 0; i < s->rows_n; i++)
		if (text_equal(s->rows[i].unit->unit, f->unit))
			return &s->rows[i];
	if (s->rows_n == s->rows_room) {
		s->rows = arena_grow(s->arena, s->rows, s->rows_n, s->rows_room + 64, sizeof(*s->rows));
		s->rows_room = s->rows_n + s->rows_room + 64;
	}
	s->rows[s->rows_n] = (struct row){ .unit = f };
	return &s->rows[s->rows_n++];
}

static bool headings(struct restating *s, struct error *e)
{
	struct build left = { .arena = s->arena };
	if (csv_next(&s->csv, e) != CSV_ROW)
		return s->csv.count > 0 ? false : error(e, REGISTRY_CSV_HEADING, .name = s->how->column, .file = text_of(s->how->file), .line = 1);
	s->unit = -1;
	s->width = s->csv.count;
	for (size_t k = 0; k < s->how->sums_n; k++)
		s->sums[k] = -1;
	for (size_t i = 0; i < s->csv.count; i++) {
		struct text name = text_trim(s->csv.field[i]);
		bool        known = text_equal(name, s->how->column);
		s->unit = known ? (int)i : s->unit;
		for (size_t k = 0; k < s->how->sums_n; k++)
			if (text_equal(name, s->how->sums[k])) {
				s->sums[k] = (int)i;
				known = true;
			}
		if (!known)
			build_print(&left, "%s%.*s", left.len > 0 ? ", " : "", TEXT_ARG(name));
	}
	s->ret->left_out = build_text(&left);
	if (s->unit < 0)
		return error(e, REGISTRY_CSV_HEADING, .name = s->how->column, CSV_AT(&s->csv));
	for (size_t k = 0; k < s->how->sums_n; k++)
		if (s->sums[k] < 0)
			return error(e, REGISTRY_CSV_HEADING, .name = s->how->sums[k], CSV_AT(&s->csv));
	return true;
}

/* Those who got a part have figures that lack it. */
static void mark_heirs(struct restating *s, struct text divided)
{
	struct heir *heirs;
	size_t       n = unit_heirs(s->r, s->arena, divided, s->how->to, &heirs);
	for (size_t i = 0; i < n; i++)
		row_of(s, heirs[i].fact)->incomplete = true;
	for (size_t i = chains_first(&s->r->by_from, divided); i != SIZE_MAX; i = chains_next(&s->r->by_from, i)) {
		struct text             to = s->r->lineages[i].to;
		const struct unit_fact *f = s->r->lineages[i].day.n > s->how->on.n && s->r->lineages[i].day.n <= s->how->to.n ? unit_on(s->r, unit_successor(s->r, to, s->how->to), s->how->to) : NULL;
		if (f)
			row_of(s, f)->incomplete = true;
	}
}

static void tell(struct restating *s, struct text unit, enum restate_why why, struct text divided)
{
	s->ret->not_restated = arena_grow(s->arena, s->ret->not_restated, s->ret->not_restated_n, 1, sizeof(*s->ret->not_restated));
	s->ret->not_restated[s->ret->not_restated_n++] = (struct not_restated){ .line = s->csv.line, .unit = text_copy(s->arena, unit), .divided = divided, .why = why };
}

static bool one(struct restating *s, struct error *e)
{
	struct text             ref = text_trim(s->csv.field[s->unit]), divided = TEXT_EMPTY;
	const struct unit_fact *was = unit_on(s->r, ref, s->how->on), *now;
	int64_t                 amount[SUMS_MOST] = { 0 };
	was = was ? was : unit_at(s->r, ref, s->how->on);
	for (size_t k = 0; k < s->how->sums_n; k++) {
		struct text t = text_trim(s->csv.field[s->sums[k]]);
		if (t.len > 0 && !amount_read(t, &amount[k]))
			return error(e, REGISTRY_CSV_VALUE, .name = s->how->sums[k], .value = t, .expected = TEXT("1250; 12,5"), CSV_AT(&s->csv));
	}
	if (!was) {
		tell(s, ref, RESTATE_NO_UNIT, TEXT_EMPTY);
		return true;
	}
	now = follows_whole(s->r, was->unit, s->how->on, s->how->to, &divided);
	if (!now) {
		tell(s, was->unit, unit_exists(s->r, divided, s->how->to) || chains_first(&s->r->by_from, divided) != SIZE_MAX ? RESTATE_DIVIDED : RESTATE_NO_HEIR, divided);
		mark_heirs(s, divided);
		return true;
	}
	struct row *row = row_of(s, now);
	for (size_t k = 0; k < s->how->sums_n; k++)
		if (__builtin_add_overflow(row->sum[k], amount[k], &row->sum[k]))
			return error(e, REGISTRY_CSV_VALUE, .name = s->how->sums[k], .value = TEXT("…"), .expected = TEXT("< 10^16"), CSV_AT(&s->csv));
	return true;
}

static int by_code(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int               order = text_compare(x->unit->code, y->unit->code);
	return order ? order : text_compare(x->unit->unit, y->unit->unit);
}

static struct text written(struct restating *s)
{
	struct build b = { .arena = s->arena };
	build_c(&b, "unit_id,code,name");
	for (size_t k = 0; k < s->how->sums_n; k++)
		build_print(&b, ",\"%.*s\"", TEXT_ARG(s->how->sums[k]));
	build_c(&b, ",complete\n");
	if (s->rows_n > 0)
		qsort(s->rows, s->rows_n, sizeof(*s->rows), by_code);
	for (size_t i = 0; i < s->rows_n; i++) {
		const struct row *row = &s->rows[i];
		build_print(&b, "%.*s,%.*s,\"%.*s\"", TEXT_ARG(row->unit->unit), TEXT_ARG(row->unit->code), TEXT_ARG(unit_title(s->arena, row->unit)));
		for (size_t k = 0; k < s->how->sums_n; k++) {
			build_byte(&b, ',');
			amount_print(&b, row->sum[k]);
		}
		build_c(&b, row->incomplete ? ",no\n" : ",yes\n");
	}
	return build_text(&b);
}

bool figures_restate(const struct registry *r, struct arena *a, const struct restate *how, struct restated *ret, struct error *e)
{
	struct restating s = { .r = r, .arena = a, .how = how, .csv = csv_start(a, how->csv, how->file), .ret = ret };
	*ret = (struct restated){ 0 };
	if (how->to.n < how->on.n)
		return error(e, REGISTRY_RESTATE_BACK, .day = how->on);
	if (how->sums_n == 0 || how->sums_n > SUMS_MOST)
		return error(e, REGISTRY_CSV_FIELDS, .number = (int64_t)how->sums_n, .limit = SUMS_MOST, .file = text_of(how->file), .line = 1);
	if (!headings(&s, e))
		return false;
	for (enum csv_step step; (step = csv_next(&s.csv, e)) != CSV_END;) {
		if (step == CSV_BAD)
			return false;
		if (s.csv.count != s.width)
			return error(e, REGISTRY_CSV_FIELDS, .number = (int64_t)s.csv.count, .limit = (int64_t)s.width, CSV_AT(&s.csv));
		if (!one(&s, e))
			return false;
	}
	ret->csv = written(&s);
	return true;
}
