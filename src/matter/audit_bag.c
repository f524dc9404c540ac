/* audit_bag.c - two sets of rows held against each other: what differs is named by table and column. */
#include "base/base.h"

#include "audit.h"

void audit_misfit(struct audit *u, const char *table, const char *column, struct text matter, int64_t index)
{
	u->misfits++;
	if (u->found)
		u->found(u->arg, &(struct misfit){ table, column, matter, index });
}

struct bag bag_of(const char *table, const char *const *columns)
{
	struct bag b = { .table = table, .columns = columns };
	while (columns[b.width])
		b.width++;
	return b;
}

struct value *bag_add(struct arena *a, struct bag *b)
{
	if (b->n == b->room) {
		size_t more = b->room + 16;
		b->rows = arena_grow(a, b->rows, b->n * b->width, more * b->width, sizeof(struct value));
		b->room += more;
	}
	return &b->rows[b->n++ * b->width];
}

static struct value column_of(struct arena *a, struct query *q, int column, char letter)
{
	if (query_is_null(q, column))
		return value_null();
	switch (letter) {
	case 't':
	case 'T': return value_text(text_copy(a, query_text(q, column)));
	case 'b':
	case 'B': return value_bytes(text_copy(a, query_bytes(q, column)));
	default: return value_int(query_int(q, column));
	}
}

bool bag_read(struct audit *u, struct bag *b, const struct statement *s, const struct value *values, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(u->db, s, values, &q, e))
		return false;
	while (query_next(q)) {
		struct value *row = bag_add(u->arena, b);
		for (size_t i = 0; i < b->width; i++)
			row[i] = column_of(u->arena, q, (int)i, s->result[i]);
	}
	return query_end_ok(q, e);
}

static bool value_fits(const struct value *must, const struct value *is)
{
	if ((int)must->type == VALUE_ANY)
		return true;
	if (must->type != is->type)
		return false;
	switch (must->type) {
	case VALUE_NULL: return true;
	case VALUE_INT: return must->number == is->number;
	default: return text_equal(must->text, is->text);
	}
}

/* In how many columns two rows differ. */
static size_t differences(const struct bag *must, size_t m, const struct bag *is, size_t i)
{
	size_t n = 0;
	for (size_t c = 0; c < must->width; c++)
		n += !value_fits(&must->rows[m * must->width + c], &is->rows[i * is->width + c]);
	return n;
}

/* The row of `is` that is not taken yet and differs least; SIZE_MAX when all are taken. */
static size_t nearest(const struct bag *must, size_t m, const struct bag *is, const bool *taken, size_t *ret_differences)
{
	size_t best = SIZE_MAX;
	*ret_differences = SIZE_MAX;
	for (size_t i = 0; i < is->n && *ret_differences > 0; i++) {
		size_t n = taken[i] ? SIZE_MAX : differences(must, m, is, i);
		if (n < *ret_differences) {
			*ret_differences = n;
			best = i;
		}
	}
	return best;
}

static void name_differences(struct audit *u, const struct bag *must, size_t m, const struct bag *is, size_t i, struct text matter, int64_t index)
{
	for (size_t c = 0; c < must->width; c++)
		if (!value_fits(&must->rows[m * must->width + c], &is->rows[i * is->width + c]))
			audit_misfit(u, must->table, must->columns[c], matter, index);
}

void bag_compare(struct audit *u, const struct bag *must, const struct bag *is, struct text matter, int64_t index)
{
	bool  *met = ARENA_ARRAY(u->arena, bool, must->n + 1), *taken = ARENA_ARRAY(u->arena, bool, is->n + 1);
	size_t n;
	for (size_t i = 0; i < must->n && i < is->n; i++) /* nearly always all of them */
		met[i] = taken[i] = differences(must, i, is, i) == 0;
	for (size_t m = 0; m < must->n; m++) {
		size_t i = met[m] ? SIZE_MAX : nearest(must, m, is, taken, &n);
		if (i != SIZE_MAX && n == 0)
			met[m] = taken[i] = true;
	}
	for (size_t m = 0; m < must->n; m++) {
		if (met[m])
			continue;
		size_t i = nearest(must, m, is, taken, &n);
		if (i == SIZE_MAX || n == must->width) {
			audit_misfit(u, must->table, must->columns[0], matter, index);
			continue;
		}
		taken[i] = true;
		name_differences(u, must, m, is, i, matter, index);
	}
	for (size_t i = 0; i < is->n; i++)
		if (!taken[i])
			audit_misfit(u, is->table, is->columns[0], matter, index);
}
