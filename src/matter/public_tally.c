/* public_tally.c - counts of what is published. What a publication changes is gathered first, so that each count is written once, however many matters moved it. */
#include "base/base.h"

#include "inside.h"

/* ---- the tables and what each is counted by */

enum part_of_key { UNIT, CLASS, PROCEDURE, STATUS, OUTCOME, TEXTS, MONTH = TEXTS, YEAR, DUE, NONE };

struct moved {
	struct text text[TEXTS];
	int64_t     number[NONE - TEXTS];
	int64_t     by;
};

#define PUT(table, columns, values, key) \
	"INSERT INTO " table " (" columns ", count) VALUES (" values ") ON CONFLICT (" key ") DO UPDATE SET count = " table ".count + excluded.count"
#define COUNTS "unit, class, procedure, month, status, outcome"
#define MONTHS "class, procedure, month, status, outcome"
#define YEARS "year, unit, class, status, outcome"
STATEMENT(public_count_move, WRITES, "tttitti", "", PUT("public_count", COUNTS, "$1, $2, $3, $4, $5, $6, $7", COUNTS));
STATEMENT(public_month_move, WRITES, "ttitti", "", PUT("public_month", MONTHS, "$1, $2, $3, $4, $5, $6", MONTHS));
STATEMENT(public_year_move, WRITES, "itttti", "", PUT("public_year", YEARS, "$1, $2, $3, $4, $5, $6", YEARS));
STATEMENT(public_open_move, WRITES, "tttii", "", PUT("public_open", "unit, class, procedure, due", "$1, $2, $3, $4, $5", "unit, class, procedure, due"));
STATEMENT(public_due_move, WRITES, "ttii", "", PUT("public_due", "class, procedure, due", "$1, $2, $3, $4", "class, procedure, due"));
/* What was counted away: without this the tables would grow by a row for every day on which something was due. */
STATEMENT(public_count_sweep, WRITES, "", "", "DELETE FROM public_count WHERE count = 0");
STATEMENT(public_month_sweep, WRITES, "", "", "DELETE FROM public_month WHERE count = 0");
STATEMENT(public_year_sweep, WRITES, "", "", "DELETE FROM public_year WHERE count = 0");
STATEMENT(public_open_sweep, WRITES, "", "", "DELETE FROM public_open WHERE count = 0");
STATEMENT(public_due_sweep, WRITES, "", "", "DELETE FROM public_due WHERE count = 0");
STATEMENT(public_count_clear, WRITES, "", "", "DELETE FROM public_count", "public_count");
STATEMENT(public_month_clear, WRITES, "", "", "DELETE FROM public_month", "public_month");
STATEMENT(public_year_clear, WRITES, "", "", "DELETE FROM public_year", "public_year");
STATEMENT(public_open_clear, WRITES, "", "", "DELETE FROM public_open", "public_open");
STATEMENT(public_due_clear, WRITES, "", "", "DELETE FROM public_due", "public_due");

enum { KEY_MOST = 6 };
static const struct counted {
	const struct statement *move, *sweep, *clear;
	bool                    open_only;
	enum part_of_key        key[KEY_MOST + 1]; /* in the order of the statement's parameters, ended by NONE */
} tables[] = {
	{ &public_count_move, &public_count_sweep, &public_count_clear, false, { UNIT, CLASS, PROCEDURE, MONTH, STATUS, OUTCOME, NONE } },
	{ &public_month_move, &public_month_sweep, &public_month_clear, false, { CLASS, PROCEDURE, MONTH, STATUS, OUTCOME, NONE } },
	{ &public_year_move, &public_year_sweep, &public_year_clear, false, { YEAR, UNIT, CLASS, STATUS, OUTCOME, NONE } },
	{ &public_open_move, &public_open_sweep, &public_open_clear, true, { UNIT, CLASS, PROCEDURE, DUE, NONE } },
	{ &public_due_move, &public_due_sweep, &public_due_clear, true, { CLASS, PROCEDURE, DUE, NONE } },
};

/* ---- gathering */

enum { GATHERED_MOST = 2000 };
struct public_tally {
	struct arena *arena; /* the texts of `moved` */
	size_t        n;
	struct moved  moved[GATHERED_MOST];
};

struct public_tally *public_tally_new(struct arena *a, struct arena *texts)
{
	struct public_tally *t = ARENA_NEW(a, struct public_tally);
	t->arena = texts;
	t->n = 0;
	return t;
}

static int compare(const void *a, const void *b, void *key)
{
	const struct moved *x = a, *y = b;
	for (const enum part_of_key *k = key; *k != NONE; k++) {
		int64_t u = *k < TEXTS ? text_compare(x->text[*k], y->text[*k]) : x->number[*k - TEXTS], v = *k < TEXTS ? 0 : y->number[*k - TEXTS];
		if (u != v)
			return u < v ? -1 : 1;
	}
	return 0;
}

static bool write_one(struct connection *db, const struct counted *t, const struct moved *m, int64_t by, struct error *e)
{
	struct value v[KEY_MOST + 1];
	size_t       n = 0;
	for (; t->key[n] != NONE; n++)
		v[n] = t->key[n] < TEXTS ? value_text(m->text[t->key[n]]) : value_int(m->number[t->key[n] - TEXTS]);
	v[n] = value_int(by);
	return by == 0 || statement_run(db, t->move, v, NULL, e);
}

static bool write_table(struct connection *db, const struct counted *t, struct public_tally *all, struct error *e)
{
	int64_t by = 0;
	qsort_r(all->moved, all->n, sizeof(*all->moved), compare, (void *)(uintptr_t)t->key);
	for (size_t i = 0; i < all->n; i++) {
		const struct moved *m = &all->moved[i];
		by += t->open_only && !text_is(m->text[STATUS], "open") ? 0 : m->by;
		if (i + 1 < all->n && compare(m, m + 1, (void *)(uintptr_t)t->key) == 0)
			continue;
		if (!write_one(db, t, m, by, e))
			return false;
		by = 0;
	}
	return true;
}

bool public_tally_write(struct connection *db, struct public_tally *t, struct error *e)
{
	for (size_t i = 0; t->n > 0 && i < COUNT_OF(tables); i++)
		if (!write_table(db, &tables[i], t, e))
			return false;
	t->n = 0;
	arena_reset(t->arena);
	return true;
}

bool public_tally_move(struct connection *db, struct public_tally *t, const struct public_row *r, int64_t by, struct error *e)
{
	struct date at = day_date(r->received);
	if (t->n == GATHERED_MOST && !public_tally_write(db, t, e))
		return false;
	t->moved[t->n++] = (struct moved){
		.text = { [UNIT] = text_copy(t->arena, r->unit), [CLASS] = text_copy(t->arena, r->class), [PROCEDURE] = text_copy(t->arena, r->procedure),
			  [STATUS] = text_copy(t->arena, r->status), [OUTCOME] = text_copy(t->arena, r->outcome) },
		.number = { [MONTH - TEXTS] = at.year * 12 + at.month - 1, [YEAR - TEXTS] = at.year, [DUE - TEXTS] = day_is_known(r->due) && !day_is_known(r->paused) ? r->due.n : 0 },
		.by = by,
	};
	return true;
}

bool public_tally_sweep(struct connection *db, struct error *e)
{
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		if (!statement_run(db, tables[i].sweep, NULL, NULL, e))
			return false;
	return true;
}

bool public_tally_clear(struct connection *db, struct error *e)
{
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		if (!statement_run(db, tables[i].clear, NULL, NULL, e))
			return false;
	return true;
}
