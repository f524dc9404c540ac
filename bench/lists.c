/* lists.c - how long officers' and public lists take on a filled database (bench_fill), in process, each call in a read transaction of its own as a page has it.
 *
 * Usage: bench_lists URL [ROUNDS] [DESKS] [NAME]
 * Prints a line for each: name, p50 us, p99 us, the same of this thread's CPU time (what others on the machine took is not in it), rows that the last call gave. Desks are the first DESKS (default 300) that hold open matters; filters and words change from
 * call to call. */
#include "base/base.h"

#include "matter/matter.h"

struct bench {
	struct arena        *a, *work;
	struct connection   *db;
	struct ground       *ground;
	struct text         *desks, *units; /* who holds each */
	size_t               desks_n, rows, round;
	day_t                today;
	struct error         e;
};

/* Common words alone and together, rarer ones, and house numbers that a handful of lines have. */
static const char *const words[] = { "duong", "cau", "den", "rac", "truong", "cho", "nuoc", "bui" };
static const char *const pairs[] = { "duong cau", "den rac", "cho tram", "truong cong", "ao duong", "ruong den", "ho cau", "duong 5" };
static const char *const rare[] = { "31", "4711", "duong 991", "cau 7 1234", "so nha 8080", "17 duong gan 22" };

static struct work_filter filter_of(struct bench *b) { return (struct work_filter){ .desks = b->desks, .desks_n = b->desks_n, .after_due = DAY_NONE }; }

static bool list_work(struct bench *b, struct work_filter f)
{
	struct work_row *rows;
	return work_list(b->db, b->work, &f, b->today, &rows, &b->rows, &b->e);
}

static bool one_desk(struct bench *b)
{
	struct work_filter f = filter_of(b);
	f.desks += b->round % b->desks_n;
	f.desks_n = 1;
	return list_work(b, f);
}

static bool all_desks(struct bench *b) { return list_work(b, filter_of(b)); }

/* Somewhere behind the first page. */
static bool next_page(struct bench *b)
{
	struct work_filter f = filter_of(b);
	f.after_due = (day_t){ b->today.n - 30 + (int)(b->round % 60) };
	f.after_code = TEXT("5");
	return list_work(b, f);
}

static bool filtered(struct bench *b)
{
	static const enum work_view views[] = { WORK_LATE, WORK_SOON, WORK_NEW, WORK_PAUSED, WORK_SIGN, WORK_CLOSED };
	struct work_filter          f = filter_of(b);
	f.view = views[b->round % COUNT_OF(views)];
	return list_work(b, f);
}

static bool of_kind(struct bench *b)
{
	static const enum work_view views[] = { WORK_ALL, WORK_LATE, WORK_NEW, WORK_PAUSED, WORK_SIGN };
	struct work_filter          f = filter_of(b);
	f.view = views[b->round % COUNT_OF(views)];
	f.procedure = b->round % 2 ? TEXT("nhiem-vu") : TEXT("to-cao"); /* the second: nobody has one */
	return list_work(b, f);
}

static bool mine(struct bench *b)
{
	struct work_filter f = filter_of(b);
	f.view = WORK_MINE;
	f.assignee = 100 + (int64_t)(b->round % (5 * b->desks_n));
	return list_work(b, f);
}

static bool find(struct bench *b, const char *what)
{
	struct work_filter f = filter_of(b);
	struct work_found  found;
	if (!work_find(b->db, b->work, &f, text_of(what), b->today, &found, &b->e))
		return false;
	b->rows = found.n;
	return true;
}

static bool by_word(struct bench *b) { return find(b, words[b->round % COUNT_OF(words)]); }
static bool by_words(struct bench *b) { return find(b, pairs[b->round % COUNT_OF(pairs)]); }
static bool by_rare(struct bench *b) { return find(b, rare[b->round % COUNT_OF(rare)]); }

static bool counts(struct bench *b)
{
	struct work_counts c;
	b->rows = 1;
	return work_count(b->db, b->work, b->desks, b->desks_n, b->today, &c, &b->e);
}

static bool shares(struct bench *b)
{
	struct work_share *s;
	return work_shares(b->db, b->work, b->desks, b->desks_n, b->round % 2, b->today, &s, &b->rows, &b->e);
}

/* ---- what everybody sees ---- */

static bool list_public(struct bench *b, struct public_filter f)
{
	struct public_row *rows;
	int64_t            n;
	f.after_day = DAY_NONE;
	return public_list(b->db, b->work, ground_registry(b->ground), &f, b->today, &rows, &b->rows, &b->e) && public_count(b->db, b->work, ground_registry(b->ground), &f, b->today, &n, &b->e);
}

static bool public_all(struct bench *b) { return list_public(b, (struct public_filter){ .limit = 50 }); }

static bool public_unit(struct bench *b)
{
	static const char *const statuses[] = { "", "open", "closed-in-time" };
	return list_public(b, (struct public_filter){ .unit = b->units[b->round % b->desks_n], .status = text_of(statuses[b->round % COUNT_OF(statuses)]) });
}

static bool public_filtered(struct bench *b)
{
	struct date          at = day_date(b->today);
	struct public_filter f = { 0 };
	f.procedure = b->round % 2 ? TEXT("phan-anh-kien-nghi") : TEXT_EMPTY;
	f.status = b->round % 3 ? TEXT("open") : TEXT("closed-late");
	f.late_now = b->round % 4 == 3 && b->round % 3;
	f.year = b->round % 5 == 4 ? at.year - 1 : 0;
	f.month = f.year ? 5 : 0;
	return list_public(b, f);
}

static bool figures(struct bench *b)
{
	struct figure_row   *rows;
	struct public_filter f = { .unit = b->units[b->round % b->desks_n], .after_day = DAY_NONE };
	return public_figures(b->db, b->work, ground_registry(b->ground), &f, FIGURES_BY_MONTH, b->today, &rows, &b->rows, &b->e);
}

static bool figures_all(struct bench *b)
{
	struct figure_row   *rows;
	struct public_filter f = { .after_day = DAY_NONE };
	return public_figures(b->db, b->work, ground_registry(b->ground), &f, b->round % 2 ? FIGURES_BY_UNIT : FIGURES_BY_MONTH, b->today, &rows, &b->rows, &b->e);
}

static const struct { const char *name; bool (*run)(struct bench *); } benches[] = {
	{ "worklist_desk", one_desk }, { "worklist_all", all_desks }, { "worklist_next", next_page }, { "worklist_filtered", filtered }, { "worklist_kind", of_kind },
	{ "worklist_mine", mine }, { "search_word", by_word }, { "search_words", by_words }, { "search_rare", by_rare }, { "worklist_counts", counts }, { "worklist_shares", shares },
	{ "public_list", public_all }, { "public_unit", public_unit }, { "public_filtered", public_filtered }, { "figures_unit", figures }, { "figures_all", figures_all },
};

static int64_t now_us(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int by_size(const void *a, const void *b) { return (*(const int64_t *)a > *(const int64_t *)b) - (*(const int64_t *)a < *(const int64_t *)b); }

static bool measure(struct bench *b, const char *name, bool (*run)(struct bench *), size_t rounds)
{
	int64_t *took = ARENA_ARRAY(b->a, int64_t, rounds), *cpu = ARENA_ARRAY(b->a, int64_t, rounds);
	for (b->round = 0; b->round < rounds; b->round++) {
		int64_t from = now_us(CLOCK_MONOTONIC), cpu_from = now_us(CLOCK_THREAD_CPUTIME_ID);
		bool    ok = store_begin(b->db, BEGIN_READ, &b->e) && run(b);
		store_rollback(b->db);
		cpu[b->round] = now_us(CLOCK_THREAD_CPUTIME_ID) - cpu_from;
		took[b->round] = now_us(CLOCK_MONOTONIC) - from;
		arena_reset(b->work);
		if (!ok)
			return false;
	}
	qsort(took, rounds, sizeof(*took), by_size);
	qsort(cpu, rounds, sizeof(*cpu), by_size);
	printf("%s\t%lld\t%lld\t%lld\t%lld\t%zu\n", name, (long long)took[rounds / 2], (long long)took[rounds * 99 / 100], (long long)cpu[rounds / 2],
	       (long long)cpu[rounds * 99 / 100], b->rows);
	return true;
}

/* As one sees them who leads all that has something open: the first so many desks. */
STATEMENT(bench_desks, READS, "i", "t", "SELECT desk FROM tally_week WHERE assignee = -1 AND week = 521723 AND open > 0 ORDER BY desk LIMIT $1", "tally_week");

static bool find_desks(struct bench *b, int64_t most)
{
	_cleanup_query_ struct query *q = NULL;
	b->desks = ARENA_ARRAY(b->a, struct text, (size_t)most);
	b->units = ARENA_ARRAY(b->a, struct text, (size_t)most);
	if (!query_start(b->db, &bench_desks, (struct value[]){ value_int(most) }, &q, &b->e))
		return false;
	for (; query_next(q); b->desks_n++) {
		b->desks[b->desks_n] = text_copy(b->a, query_text(q, 0));
		b->units[b->desks_n] = desk_holder(ground_registry(b->ground), b->desks[b->desks_n], b->today);
	}
	return query_end_ok(q, &b->e);
}

int main(int argc, char **argv)
{
	_cleanup_arena_ struct arena *a = arena_new(0), *work = arena_new(0);
	struct world                  world = world_real();
	struct bench                  b = { .a = a, .work = work, .today = world_today(&world) };
	struct store                 *store;
	int64_t                       rounds = 400, desks = 300;
	if (argc < 2 || argc > 5 || (argc > 2 && (!text_to_int(text_of(argv[2]), &rounds) || rounds < 10)) || (argc > 3 && (!text_to_int(text_of(argv[3]), &desks) || desks < 1))) {
		fprintf(stderr, "usage: bench_lists URL [ROUNDS] [DESKS] [NAME]\n");
		return 64;
	}
	bool ok = store_open(argv[1], &store, &b.e) && store_connect(store, STORE_READ, &b.db, &b.e) && ground_load(b.db, &b.ground, &b.e) && find_desks(&b, desks);
	for (size_t i = 0; ok && i < COUNT_OF(benches); i++)
		ok = (argc > 4 && strcmp(argv[4], benches[i].name) != 0) || measure(&b, benches[i].name, benches[i].run, (size_t)rounds);
	if (!ok)
		fprintf(stderr, "bench_lists: %s %s\n", b.e.code ? b.e.code : "?", b.e.value);
	ground_free(b.ground);
	connection_close(b.db);
	return ok ? 0 : 70;
}
