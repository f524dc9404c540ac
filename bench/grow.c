/* grow.c - makes a demonstration as large as is asked for, without its ledger: copies of its matters at so many desks, under other codes, days and subject lines.
 *
 * Usage: bench_grow URL N [DESKS]
 *   The database must be a demonstration (`danvan demo`). Each of DESKS (default 300) desks of the registry gets N/DESKS rows in `matter` and `public_matter`; tallies, words and
 *   public counts are made from them. Entries, steps and texts are not: only lists, searches and figures can be measured on it, and `danvan verify` would refuse it. */
#include "base/base.h"

#include "matter/matter.h"

enum { MONTHS = 40 };

/* Words of subject lines, each ten characters wide. */
static const char words[] =
	"đường     cầu       cống      đèn       rác       trường    chợ       trạm      nước      điện      mương     đê        vỉa hè    cây       biển báo  nhà       "
	"xóm       thôn      ngõ       suối      rừng      đất       sổ đỏ     ranh giới bò        lợn       chó       ồn        bụi       khói      mùi       nghĩa địa "
	"đò        bến       xe tải    lầy       sụt       nứt       gãy       tắc       ngập      mất       hỏng      bẩn       cháy      dột       lún       hở        "
	"trụ       dây       ống       bể        giếng     loa       sân       tường     rào       hẻm       đèo       dốc       hồ        ao        vườn      ruộng     ";

/* $1 desk, $2 place, $3 the matter that is copied, $4 first number, $5 how many, $6 today, $7 words, $8 an assignee. Numbers that divide nothing spread the copies. */
STATEMENT(grow_matters, WRITES, "tttiiiti", "",
          "WITH RECURSIVE n(n) AS (SELECT $4 UNION ALL SELECT n + 1 FROM n WHERE n + 1 < $4 + $5) "
          "INSERT INTO matter (code, procedure, desk, place, state, is_open, due, clock, received, accepted, entered, arrived, paused, fresh, closed, closed_late, outcome, channel, "
          "subject, assignee, situation, waits_for, key_hash, receipt_entry, version, invented) "
          "SELECT substr(CAST(1000000000000 + n * 2654435761 % 999999999989 AS TEXT), 2), CASE n % 7 WHEN 1 THEN 'khieu-nai-lan-dau' WHEN 2 THEN 'nhiem-vu' ELSE m.procedure END, $1, $2, "
          "m.state, m.is_open, CASE WHEN m.due > 2000000 THEN m.due ELSE $6 - 40 + n * 7 % 83 END, m.clock, $6 - n * 11 % 900, m.accepted, $6 - n * 11 % 900, $6 - n * 11 % 900, "
          "m.paused, m.fresh, m.closed, m.closed_late, m.outcome, m.channel, "
          "rtrim(substr($7, CAST(1 + n % 64 * (n / 64 % 64) / 64 * 10 AS INTEGER), 10)) || ' ' || rtrim(substr($7, CAST(1 + n / 7 % 64 * 10 AS INTEGER), 10)) || ' gần ' || "
          "rtrim(substr($7, CAST(1 + n / 449 % 64 * (n / 3 % 64) / 64 * 10 AS INTEGER), 10)) || ', số nhà ' || CAST(n * 31 % 9973 AS TEXT) || ' tổ ' || CAST(n % 23 AS TEXT), "
          "CASE WHEN n % 3 = 0 THEN NULL ELSE $8 + n % 5 END, m.situation, m.waits_for, m.key_hash, m.receipt_entry, m.version, 1 "
          "FROM n CROSS JOIN matter AS m WHERE m.code = $3",
          "n");
STATEMENT(grow_public, WRITES, "ttt", "",
          "INSERT INTO public_matter (code, class, procedure, unit, place, state, status, outcome, received, due, closed, paused, invented, sort_due) "
          "SELECT m.code, p.class, m.procedure, $2, m.place, p.state, p.status, p.outcome, m.received, CASE WHEN m.due > 2000000 THEN NULL ELSE m.due END, p.closed, p.paused, 1, m.due "
          "FROM matter AS m JOIN public_matter AS p ON p.code = $3 JOIN matter AS t ON t.code = $3 WHERE m.desk = $1 AND m.receipt_entry = t.receipt_entry AND m.code <> $3");
STATEMENT(grow_count, WRITES, "idd", "",
          "INSERT INTO public_count (unit, class, procedure, month, status, outcome, count) SELECT unit, class, procedure, $1, status, outcome, count(*) FROM public_matter "
          "WHERE received >= $2 AND received <= $3 GROUP BY unit, class, procedure, status, outcome");
STATEMENT(grow_open, WRITES, "", "",
          "INSERT INTO public_open (unit, class, procedure, due, count) SELECT unit, class, procedure, CASE WHEN due IS NULL OR paused IS NOT NULL THEN 0 ELSE due END, count(*) "
          "FROM public_matter WHERE status = 'open' GROUP BY unit, class, procedure, CASE WHEN due IS NULL OR paused IS NOT NULL THEN 0 ELSE due END",
          "public_matter");
#define SOME(n) "sum(CASE WHEN day = " #n " THEN count ELSE 0 END)"
#define OWED(procedure, week, day) "SELECT " procedure " AS procedure, " week " AS week, unit, class, " day " AS day, count FROM public_open WHERE due > 0"
STATEMENT(grow_week, WRITES, "", "",
          "INSERT INTO public_week (procedure, week, unit, class, open, d0, d1, d2, d3, d4, d5, d6) SELECT procedure, week, unit, class, sum(count), "
          SOME(0) ", " SOME(1) ", " SOME(2) ", " SOME(3) ", " SOME(4) ", " SOME(5) ", " SOME(6) " FROM ("
          OWED("procedure", "(due + 719162) / 7", "(due + 719162) % 7") " UNION ALL " OWED("'*'", "(due + 719162) / 7", "(due + 719162) % 7") " UNION ALL "
          OWED("procedure", "521723", "-1") " UNION ALL " OWED("'*'", "521723", "-1") ") AS every_row GROUP BY procedure, week, unit, class",
          "public_open");
STATEMENT(grow_week_clear, WRITES, "", "", "DELETE FROM public_week", "public_week");
STATEMENT(grow_month, WRITES, "", "",
          "INSERT INTO public_month (class, procedure, month, status, outcome, count) SELECT class, procedure, month, status, outcome, sum(count) FROM public_count "
          "GROUP BY class, procedure, month, status, outcome",
          "public_count");
#define WHERE(which) "sum(CASE WHEN " which " THEN count ELSE 0 END)"
#define CLOSED(outcome) WHERE("status <> 'open' AND outcome = '" outcome "'")
STATEMENT(grow_period, WRITES, "", "",
          "INSERT INTO public_period (unit, period, class, open, in_time, late, answered, refused, guided, withdrawn) "
          "SELECT unit, period, class, " WHERE("status = 'open'") ", " WHERE("status = 'closed-in-time'") ", " WHERE("status = 'closed-late'") ", "
          CLOSED("answered") ", " CLOSED("refused") ", " CLOSED("guided") ", " CLOSED("withdrawn") " FROM (SELECT unit, month AS period, class, status, outcome, count FROM public_count "
          "UNION ALL SELECT unit, - (month / 12), class, status, outcome, count FROM public_count) AS every_row GROUP BY unit, period, class",
          "public_count");
STATEMENT(grow_due, WRITES, "idd", "",
          "INSERT INTO public_due (month, class, procedure, due, count) SELECT $1, class, procedure, CASE WHEN due IS NULL OR paused IS NOT NULL THEN 0 ELSE due END, count(*) "
          "FROM public_matter WHERE status = 'open' AND received >= $2 AND received <= $3 GROUP BY class, procedure, CASE WHEN due IS NULL OR paused IS NOT NULL THEN 0 ELSE due END");
STATEMENT(grow_month_clear, WRITES, "", "", "DELETE FROM public_month", "public_month");
STATEMENT(grow_period_clear, WRITES, "", "", "DELETE FROM public_period", "public_period");
STATEMENT(grow_due_clear, WRITES, "", "", "DELETE FROM public_due", "public_due");
STATEMENT(grow_count_clear, WRITES, "", "", "DELETE FROM public_count", "public_count");
STATEMENT(grow_open_clear, WRITES, "", "", "DELETE FROM public_open", "public_open");
STATEMENT(grow_templates, READS, "", "ti", "SELECT code, is_open FROM matter ORDER BY code", "matter");

struct grow {
	struct arena        *a;
	struct connection   *db;
	struct ground       *ground;
	struct text         *desks, *copied; /* open ones stand five times: most of what an office has is still owed when nobody works it off */
	size_t               desks_n, copied_n;
	int64_t              n, done;
	day_t                today;
	struct error         e;
};

static bool find_copied(struct grow *g)
{
	enum { MOST = 2000, OPEN_WEIGHT = 5 };
	_cleanup_query_ struct query *q = NULL;
	g->copied = ARENA_ARRAY(g->a, struct text, MOST);
	if (!query_start(g->db, &grow_templates, NULL, &q, &g->e))
		return false;
	while (query_next(q)) {
		struct text code = text_copy(g->a, query_text(q, 0));
		for (int i = 0; i < (query_int(q, 1) ? OPEN_WEIGHT : 1) && g->copied_n < MOST; i++)
			g->copied[g->copied_n++] = code;
	}
	return query_end_ok(q, &g->e);
}

static bool fill_desk(struct grow *g, size_t d, int64_t rows)
{
	struct text desk = g->desks[d], unit = desk_holder(ground_registry(g->ground), desk, g->today);
	int64_t     all = (int64_t)g->copied_n;
	for (int64_t t = 0; t < all && t < rows; t++) {
		int64_t      some = rows / all + (t < rows % all);
		struct value v[] = { value_text(desk), value_text(unit), value_text(g->copied[(size_t)(t + (int64_t)d * 17) % g->copied_n]), value_int(g->done), value_int(some),
				     value_int(g->today.n), value_text(text_of(words)), value_int(100 + 5 * (int64_t)d) };
		if (!statement_run(g->db, &grow_matters, v, NULL, &g->e))
			return false;
		g->done += some;
	}
	return true;
}

static bool fill_public(struct grow *g, size_t d)
{
	struct text desk = g->desks[d], unit = desk_holder(ground_registry(g->ground), desk, g->today);
	for (size_t i = 0; i < g->copied_n; i++) {
		struct value v[] = { value_text(desk), value_text(unit), value_text(g->copied[i]) };
		if ((i == 0 || !text_equal(g->copied[i], g->copied[i - 1])) && !statement_run(g->db, &grow_public, v, NULL, &g->e))
			return false;
	}
	return true;
}

static bool run_all(struct grow *g, const struct statement *const *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!statement_run(g->db, s[i], NULL, NULL, &g->e))
			return false;
	return true;
}

static bool fill_counts(struct grow *g)
{
	static const struct statement *const clear[] = { &grow_count_clear, &grow_open_clear, &grow_week_clear, &grow_month_clear, &grow_period_clear, &grow_due_clear };
	static const struct statement *const sums[] = { &grow_open, &grow_week, &grow_month, &grow_period };
	struct date                          at = day_date(g->today);
	if (!run_all(g, clear, COUNT_OF(clear)))
		return false;
	for (int i = 0, month = at.year * 12 + at.month - 1; i < MONTHS; i++, month--) {
		day_t first, next;
		day_make((struct date){ month / 12, month % 12 + 1, 1 }, &first);
		day_make((struct date){ (month + 1) / 12, (month + 1) % 12 + 1, 1 }, &next);
		struct value v[] = { value_int(month), value_day(first), value_int(next.n - 1) };
		if (!statement_run(g->db, &grow_count, v, NULL, &g->e) || !statement_run(g->db, &grow_due, v, NULL, &g->e))
			return false;
	}
	return run_all(g, sums, COUNT_OF(sums));
}

static bool in_one(struct grow *g, bool (*step)(struct grow *, size_t), size_t d)
{
	bool ok = store_begin(g->db, BEGIN_WRITE, &g->e) && step(g, d) && store_commit(g->db, &g->e) == STORE_DONE;
	store_rollback(g->db);
	return ok;
}

static bool desk_step(struct grow *g, size_t d) { return fill_desk(g, d, g->n / (int64_t)g->desks_n); }
static bool rebuild_step(struct grow *g, size_t d) { return matter_rebuild(g->db, &g->e); }
static bool counts_step(struct grow *g, size_t d) { return fill_counts(g); }

static bool grow(struct grow *g)
{
	for (size_t d = 0; d < g->desks_n; d++)
		if (!in_one(g, desk_step, d))
			return false;
	if (!in_one(g, rebuild_step, 0))
		return false;
	for (size_t d = 0; d < g->desks_n; d++)
		if (!in_one(g, fill_public, d))
			return false;
	return in_one(g, counts_step, 0);
}

int main(int argc, char **argv)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct world                  world = world_real();
	struct grow                   g = { .a = a, .today = world_today(&world) };
	struct store                 *store;
	int64_t                       desks = 300;
	if (argc < 3 || argc > 4 || !text_to_int(text_of(argv[2]), &g.n) || (argc > 3 && !text_to_int(text_of(argv[3]), &desks)) || g.n < desks || desks < 1) {
		fprintf(stderr, "usage: bench_grow URL N [DESKS]\n");
		return 64;
	}
	bool ok = store_open(argv[1], &store, &g.e) && store_connect(store, STORE_WRITE, &g.db, &g.e) && ground_load(g.db, &g.ground, &g.e) && find_copied(&g);
	if (ok) {
		g.desks_n = desk_list(ground_registry(g.ground), a, TEXT_EMPTY, g.today, &g.desks);
		g.desks_n = g.desks_n < (size_t)desks ? g.desks_n : (size_t)desks;
		ok = grow(&g);
	}
	if (!ok)
		fprintf(stderr, "bench_grow: %s %s %s\n", g.e.code ? g.e.code : "?", g.e.name, g.e.value);
	ground_free(g.ground);
	connection_close(g.db);
	store_close(store);
	return ok ? 0 : 70;
}
