/* audit_count.c - counts made again from the rows that they count, while those are read anyway: the database would sort a million rows for it. */
#include "base/base.h"

#include "audit.h"

enum { KEYS_MOST = 8 };

/* Rows by their first `keys` columns; the others are sums. */
struct counted {
	struct arena *arena;
	struct bag    rows;
	size_t        keys, room, last; /* slots, a power of two; the row that was counted last */
	uint32_t     *slot;             /* number of the row and one more; 0: free */
};

struct counts { struct counted at[COUNTED_KINDS]; };

static const char *const tally_columns[] = { "desk", "procedure", "state", "due", "paused", "fresh", "waits_for", "count", NULL };
static const char *const tally_week_columns[] = { "desk", "assignee", "week", "open", "d0", "d1", "d2", "d3", "d4", "d5", "d6", "paused", "fresh", "sign", NULL };
static const char *const word_count_columns[] = { "word", "count", NULL };
static const char *const count_columns[] = { "unit", "class", "procedure", "status", "outcome", "month", "count", NULL };
static const char *const open_columns[] = { "unit", "class", "procedure", "due", "count", NULL };
static const char *const due_columns[] = { "class", "procedure", "due", "month", "count", NULL };
static const struct { const char *table; const char *const *columns; size_t keys; } kinds[COUNTED_KINDS] = {
	[COUNTED_TALLY] = { "tally", tally_columns, 7 }, [COUNTED_WEEKS] = { "tally_week", tally_week_columns, 3 }, [COUNTED_WORDS] = { "word_count", word_count_columns, 1 },
	[COUNTED_PUBLIC] = { "public_count", count_columns, 6 }, [COUNTED_OPEN] = { "public_open", open_columns, 4 },
	[COUNTED_DUE] = { "public_due", due_columns, 4 },
};

struct counts *counts_new(void)
{
	struct counts *c = memory_new(sizeof(*c));
	for (int k = 0; k < COUNTED_KINDS; k++)
		c->at[k] = (struct counted){ .arena = arena_new(0), .rows = bag_of(kinds[k].table, kinds[k].columns), .keys = kinds[k].keys };
	return c;
}

void counts_free(struct counts *c)
{
	for (int k = 0; c && k < COUNTED_KINDS; k++)
		arena_free(c->at[k].arena);
	free(c);
}

/* ---- a row more */

static uint64_t hash_of(const struct value *key, size_t n)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < n; i++) {
		h = (h ^ (uint64_t)key[i].number ^ key[i].text.len) * UINT64_C(0x100000001b3);
		for (size_t k = 0; key[i].type == VALUE_TEXT && k < key[i].text.len; k++)
			h = (h ^ (unsigned char)key[i].text.at[k]) * UINT64_C(0x100000001b3);
	}
	return h ^ h >> 32;
}

static int compare(const struct value *a, const struct value *b)
{
	if (a->type == VALUE_TEXT)
		return text_compare(a->text, b->text);
	return (a->number > b->number) - (a->number < b->number);
}

static bool same(const struct value *a, const struct value *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i].type == VALUE_TEXT ? !text_equal(a[i].text, b[i].text) : a[i].number != b[i].number)
			return false;
	return true;
}

static void make_room(struct counted *c)
{
	if ((c->rows.n + 1) * 2 <= c->room)
		return;
	c->room = c->room ? c->room * 2 : 256;
	c->slot = ARENA_ARRAY(c->arena, uint32_t, c->room);
	for (size_t i = 0; i < c->rows.n; i++) {
		size_t at = hash_of(&c->rows.rows[i * c->rows.width], c->keys) & (c->room - 1);
		while (c->slot[at])
			at = (at + 1) & (c->room - 1);
		c->slot[at] = (uint32_t)i + 1;
	}
}

static size_t row_new(struct counted *c, const struct value *key)
{
	struct arena *a = c->arena;
	if (c->rows.n == c->rows.room) { /* twice as many: an arena keeps what is outgrown */
		c->rows.room = c->rows.n ? c->rows.n * 2 : 64;
		c->rows.rows = arena_grow(a, c->rows.rows, c->rows.n * c->rows.width, (c->rows.room - c->rows.n) * c->rows.width, sizeof(struct value));
	}
	struct value *row = bag_add(a, &c->rows);
	for (size_t i = 0; i < c->rows.width; i++)
		row[i] = i >= c->keys ? value_int(0) : key[i].type == VALUE_TEXT ? value_text(text_copy(a, key[i].text)) : key[i];
	return c->rows.n - 1;
}

static size_t row_of(struct counted *c, const struct value *key)
{
	make_room(c);
	size_t at = hash_of(key, c->keys) & (c->room - 1);
	for (; c->slot[at]; at = (at + 1) & (c->room - 1))
		if (same(&c->rows.rows[(c->slot[at] - 1) * c->rows.width], key, c->keys))
			return c->slot[at] - 1;
	size_t row = row_new(c, key);
	c->slot[at] = (uint32_t)row + 1;
	return row;
}

static void count(struct counts *counts, enum counted_kind k, const struct value *key, const int64_t *by)
{
	struct counted *c = &counts->at[k];
	if (c->rows.n == 0 || !same(&c->rows.rows[c->last * c->rows.width], key, c->keys))
		c->last = row_of(c, key);
	for (size_t i = c->keys; i < c->rows.width; i++)
		c->rows.rows[c->last * c->rows.width + i].number += by[i - c->keys];
}

/* ---- what a row counts for */

static void count_matter(struct counts *c, const struct value *row)
{
	enum { PROCEDURE = 1, DESK, STATE = 4, IS_OPEN, DUE, PAUSED = 12, FRESH, ASSIGNEE = 19, WAITS_FOR = 21 };
	const int64_t      stands = row[PAUSED].type != VALUE_NULL, sign = text_is(row[WAITS_FOR].text, "head");
	const struct value key[] = { row[DESK], row[PROCEDURE], row[STATE], row[DUE], value_int(stands), row[FRESH], row[WAITS_FOR] };
	if (row[IS_OPEN].number != 1)
		return;
	count(c, COUNTED_TALLY, key, (int64_t[]){ 1 });
	for (int assigned = 0; assigned <= (row[ASSIGNEE].type != VALUE_NULL); assigned++)
		for (int all = 0; all < 2; all++) {
			const int64_t      due = row[DUE].number;
			const struct value week[] = { row[DESK], assigned ? row[ASSIGNEE] : value_int(TALLY_EVERYBODY), value_int(all ? TALLY_ALL_WEEKS : tally_week(due)) };
			int64_t            by[1 + TALLY_DAYS + 3] = { 1, [1 + TALLY_DAYS] = stands, row[FRESH].number, sign };
			if (!all)
				by[1 + tally_week_day(due)] = 1;
			count(c, COUNTED_WEEKS, week, by);
		}
}

static void count_public(struct counts *c, const struct value *row)
{
	enum { CLASS = 1, PROCEDURE, UNIT, STATUS = 6, OUTCOME, RECEIVED, DUE, PAUSED = 11 };
	struct date        d = day_date((day_t){ (int32_t)row[RECEIVED].number });
	const struct value month = value_int(d.year * 12 + d.month - 1), owed = value_int(row[DUE].type == VALUE_NULL || row[PAUSED].type != VALUE_NULL ? 0 : row[DUE].number);
	const struct value received[] = { row[UNIT], row[CLASS], row[PROCEDURE], row[STATUS], row[OUTCOME], month };
	const struct value open[] = { row[UNIT], row[CLASS], row[PROCEDURE], owed }, due[] = { row[CLASS], row[PROCEDURE], owed, month };
	count(c, COUNTED_PUBLIC, received, (int64_t[]){ 1 });
	if (!text_is(row[STATUS].text, "open"))
		return;
	count(c, COUNTED_OPEN, open, (int64_t[]){ 1 });
	count(c, COUNTED_DUE, due, (int64_t[]){ 1 });
}

void counts_row(struct counts *c, enum held h, const struct value *row)
{
	if (h == HELD_MATTER)
		count_matter(c, row);
	else if (h == HELD_PUBLIC)
		count_public(c, row);
	else if (h == HELD_WORDS)
		count(c, COUNTED_WORDS, row, (int64_t[]){ 1 });
}

/* ---- together, in the order of their columns */

static int by_columns(const void *a, const void *b, void *keys)
{
	for (size_t i = 0; i < *(const size_t *)keys; i++) {
		int order = compare((const struct value *)a + i, (const struct value *)b + i);
		if (order != 0)
			return order;
	}
	return 0;
}

struct bag counts_bag(struct counts *c, enum counted_kind k)
{
	struct bag *b = &c->at[k].rows;
	if (b->n > 0)
		qsort_r(b->rows, b->n, b->width * sizeof(*b->rows), by_columns, &c->at[k].keys);
	return *b;
}
