/* public_tally.c - counts of what is published. What a publication changes is gathered first, so that each count is written once, however many matters moved it. */
#include "base/base.h"

#include "inside.h"

/* ---- the tables and what each is counted by */

enum part_of_key { UNIT, CLASS, PROCEDURE, STATUS, OUTCOME, EVERY /* procedure: "*" */, TEXTS, MONTH = TEXTS, YEAR, DUE, WEEK, WHOLE, NONE };

struct moved {
	struct text text[TEXTS];
	int64_t     number[NONE - TEXTS];
	int64_t     by;
};

#define PUT(table, columns, values, key) \
	"INSERT INTO " table " (" columns ", count) VALUES (" values ") ON CONFLICT (" key ") DO UPDATE SET count = " table ".count + excluded.count"
#define COUNTS "unit, class, procedure, month, status, outcome"
#define MONTHS "class, procedure, month, status, outcome"
#define ADD(column) column " = public_period." column " + excluded." column
STATEMENT(public_count_move, WRITES, "tttitti", "", PUT("public_count", COUNTS, "$1, $2, $3, $4, $5, $6, $7", COUNTS));
STATEMENT(public_month_move, WRITES, "ttitti", "", PUT("public_month", MONTHS, "$1, $2, $3, $4, $5, $6", MONTHS));
STATEMENT(public_period_move, WRITES, "titiiiiiii", "",
          "INSERT INTO public_period (unit, period, class, open, in_time, late, answered, refused, guided, withdrawn) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
          "ON CONFLICT (unit, period, class) DO UPDATE SET " ADD("open") ", " ADD("in_time") ", " ADD("late") ", " ADD("answered") ", " ADD("refused") ", " ADD("guided") ", " ADD("withdrawn"));
STATEMENT(public_open_move, WRITES, "tttii", "", PUT("public_open", "unit, class, procedure, due", "$1, $2, $3, $4, $5", "unit, class, procedure, due"));
#define ADD_WEEK(n) "d" #n " = public_week.d" #n " + excluded.d" #n
STATEMENT(public_week_move, WRITES, "titt" "iiiiiiii", "",
          "INSERT INTO public_week (procedure, week, unit, class, open, d0, d1, d2, d3, d4, d5, d6) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
          "ON CONFLICT (procedure, week, unit, class) DO UPDATE SET open = public_week.open + excluded.open, " TALLY_EACH_DAY(ADD_WEEK));
STATEMENT(public_due_move, WRITES, "ittii", "", PUT("public_due", "month, class, procedure, due", "$1, $2, $3, $4, $5", "month, class, procedure, due"));
/* What was counted away: without this the tables would grow by a row for every day on which something was due. */
STATEMENT(public_count_sweep, WRITES, "", "", "DELETE FROM public_count WHERE count = 0");
STATEMENT(public_month_sweep, WRITES, "", "", "DELETE FROM public_month WHERE count = 0");
STATEMENT(public_period_sweep, WRITES, "", "", "DELETE FROM public_period WHERE open = 0 AND in_time = 0 AND late = 0");
STATEMENT(public_open_sweep, WRITES, "", "", "DELETE FROM public_open WHERE count = 0");
STATEMENT(public_week_sweep, WRITES, "", "", "DELETE FROM public_week WHERE open = 0");
STATEMENT(public_due_sweep, WRITES, "", "", "DELETE FROM public_due WHERE count = 0");
STATEMENT(public_count_clear, WRITES, "", "", "DELETE FROM public_count", "public_count");
STATEMENT(public_month_clear, WRITES, "", "", "DELETE FROM public_month", "public_month");
STATEMENT(public_period_clear, WRITES, "", "", "DELETE FROM public_period", "public_period");
STATEMENT(public_open_clear, WRITES, "", "", "DELETE FROM public_open", "public_open");
STATEMENT(public_week_clear, WRITES, "", "", "DELETE FROM public_week", "public_week");
STATEMENT(public_due_clear, WRITES, "", "", "DELETE FROM public_due", "public_due");

enum { KEY_MOST = 6, PERIOD_SUMS = 7, WEEK_SUMS = 1 + TALLY_DAYS, SUMS_MOST = WEEK_SUMS };

static void add_all(const struct moved *m, int64_t *sums) { sums[0] += m->by; }
static void add_open(const struct moved *m, int64_t *sums) { sums[0] += text_is(m->text[STATUS], "open") ? m->by : 0; }
static void add_owed(const struct moved *m, int64_t *sums) { sums[0] += text_is(m->text[STATUS], "open") && m->number[DUE - TEXTS] != 0 ? m->by : 0; }

static void add_week(const struct moved *m, int64_t *sums)
{
	add_owed(m, sums);
	add_owed(m, sums + 1 + tally_week_day(m->number[DUE - TEXTS]));
}

static void add_columns(const struct moved *m, int64_t *sums)
{
	static const char *const outcomes[] = { "answered", "refused", "guided", "withdrawn" };
	enum { OPEN, IN_TIME, LATE, OUTCOMES };
	bool open = text_is(m->text[STATUS], "open");
	sums[open ? OPEN : text_is(m->text[STATUS], "closed-late") ? LATE : IN_TIME] += m->by;
	for (size_t i = 0; i < COUNT_OF(outcomes); i++)
		sums[OUTCOMES + i] += !open && text_is(m->text[OUTCOME], outcomes[i]) ? m->by : 0;
}

static const struct counted {
	const struct statement *move, *sweep, *clear;
	void                  (*add)(const struct moved *, int64_t *sums);
	int                     sums_n;
	enum part_of_key        key[KEY_MOST + 1]; /* in the order of the statement's parameters, ended by NONE */
} tables[] = {
	{ &public_count_move, &public_count_sweep, &public_count_clear, add_all, 1, { UNIT, CLASS, PROCEDURE, MONTH, STATUS, OUTCOME, NONE } },
	{ &public_month_move, &public_month_sweep, &public_month_clear, add_all, 1, { CLASS, PROCEDURE, MONTH, STATUS, OUTCOME, NONE } },
	{ &public_period_move, NULL, NULL, add_columns, PERIOD_SUMS, { UNIT, MONTH, CLASS, NONE } },
	{ &public_period_move, &public_period_sweep, &public_period_clear, add_columns, PERIOD_SUMS, { UNIT, YEAR, CLASS, NONE } },
	{ &public_week_move, NULL, NULL, add_week, WEEK_SUMS, { PROCEDURE, WEEK, UNIT, CLASS, NONE } },
	{ &public_week_move, NULL, NULL, add_week, WEEK_SUMS, { EVERY, WEEK, UNIT, CLASS, NONE } },
	{ &public_week_move, NULL, NULL, add_owed, WEEK_SUMS, { PROCEDURE, WHOLE, UNIT, CLASS, NONE } },
	{ &public_week_move, &public_week_sweep, &public_week_clear, add_owed, WEEK_SUMS, { EVERY, WHOLE, UNIT, CLASS, NONE } },
	{ &public_open_move, &public_open_sweep, &public_open_clear, add_open, 1, { UNIT, CLASS, PROCEDURE, DUE, NONE } },
	{ &public_due_move, &public_due_sweep, &public_due_clear, add_open, 1, { MONTH, CLASS, PROCEDURE, DUE, NONE } },
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

static bool write_one(struct connection *db, const struct counted *t, const struct moved *m, const int64_t *sums, struct error *e)
{
	struct value v[KEY_MOST + SUMS_MOST];
	size_t       n = 0;
	bool         moves = false;
	for (; t->key[n] != NONE; n++)
		v[n] = t->key[n] < TEXTS ? value_text(m->text[t->key[n]]) : value_int(m->number[t->key[n] - TEXTS]);
	for (int i = 0; i < t->sums_n; i++) {
		v[n++] = value_int(sums[i]);
		moves = moves || sums[i] != 0;
	}
	return !moves || statement_run(db, t->move, v, NULL, e);
}

static bool write_table(struct connection *db, const struct counted *t, struct public_tally *all, struct error *e)
{
	int64_t sums[SUMS_MOST] = { 0 };
	qsort_r(all->moved, all->n, sizeof(*all->moved), compare, (void *)(uintptr_t)t->key);
	for (size_t i = 0; i < all->n; i++) {
		const struct moved *m = &all->moved[i];
		t->add(m, sums);
		if (i + 1 < all->n && compare(m, m + 1, (void *)(uintptr_t)t->key) == 0)
			continue;
		if (!write_one(db, t, m, sums, e))
			return false;
		memset(sums, 0, sizeof(sums));
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
	int64_t     due = day_is_known(r->due) && !day_is_known(r->paused) ? r->due.n : 0;
	if (t->n == GATHERED_MOST && !public_tally_write(db, t, e))
		return false;
	t->moved[t->n++] = (struct moved){
		.text = { [UNIT] = text_copy(t->arena, r->unit), [CLASS] = text_copy(t->arena, r->class), [PROCEDURE] = text_copy(t->arena, r->procedure),
			  [STATUS] = text_copy(t->arena, r->status), [OUTCOME] = text_copy(t->arena, r->outcome), [EVERY] = TEXT("*") },
		.number = { [MONTH - TEXTS] = at.year * 12 + at.month - 1, [YEAR - TEXTS] = -at.year, [DUE - TEXTS] = due, [WEEK - TEXTS] = tally_week(due),
			    [WHOLE - TEXTS] = TALLY_ALL_WEEKS },
		.by = by,
	};
	return true;
}

bool public_tally_sweep(struct connection *db, struct error *e)
{
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		if (tables[i].sweep && !statement_run(db, tables[i].sweep, NULL, NULL, e))
			return false;
	return true;
}

bool public_tally_clear(struct connection *db, struct error *e)
{
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		if (tables[i].clear && !statement_run(db, tables[i].clear, NULL, NULL, e))
			return false;
	return true;
}
