/* lists.c - how long officers' and public lists take on a filled database (bench_fill), in process, each call in a read transaction of its own as a page has it.
 *
 * Usage: bench_lists URL [ROUNDS]
 * Prints a line for each: name, p50 us, p99 us, rows given. Desks are all that hold matters; filters and words change from call to call. */
#include "base/base.h"

#include "matter/matter.h"

struct bench {
	struct arena        *a, *work;
	struct connection   *db;
	struct ground       *ground;
	struct text         *desks;
	size_t               desks_n, rows, round;
	day_t                today;
	struct error         e;
};

static const char *const words[] = { "duong", "cau", "cong", "den", "rac", "truong", "cho", "tram" };
static const char *const pairs[] = { "duong cau", "den rac", "cho tram", "truong cong" };

static bool list_work(struct bench *b, struct work_filter f)
{
	struct work_row *rows;
	f.desks = f.desks ? f.desks : b->desks;
	f.desks_n = f.desks_n ? f.desks_n : b->desks_n;
	f.after_due = DAY_NONE;
	return work_list(b->db, b->work, &f, b->today, &rows, &b->rows, &b->e);
}

static bool one_desk(struct bench *b) { return list_work(b, (struct work_filter){ .desks = &b->desks[b->round % b->desks_n], .desks_n = 1 }); }
static bool all_desks(struct bench *b) { return list_work(b, (struct work_filter){ .view = WORK_ALL }); }
static bool filtered(struct bench *b)
{
	static const enum work_view views[] = { WORK_LATE, WORK_SOON, WORK_NEW, WORK_PAUSED };
	return list_work(b, (struct work_filter){ .view = views[b->round % COUNT_OF(views)], .unit = b->desks[b->round % b->desks_n] });
}
static bool by_word(struct bench *b) { return list_work(b, (struct work_filter){ .words = text_of(words[b->round % COUNT_OF(words)]) }); }
static bool by_words(struct bench *b) { return list_work(b, (struct work_filter){ .words = text_of(pairs[b->round % COUNT_OF(pairs)]) }); }

static bool counts(struct bench *b)
{
	struct work_counts c;
	b->rows = 1;
	return work_count(b->db, b->work, b->desks, b->desks_n, b->today, &c, &b->e);
}

static bool public_first(struct bench *b)
{
	struct public_row   *rows;
	struct public_filter f = { .procedure = b->round % 2 ? TEXT("phan-anh-kien-nghi") : TEXT_EMPTY, .status = b->round % 3 ? TEXT_EMPTY : TEXT("open"), .after_received = DAY_NONE };
	return public_list(b->db, b->work, ground_registry(b->ground), &f, b->today, &rows, &b->rows, &b->e);
}

static bool figures(struct bench *b)
{
	struct figure_row   *rows;
	struct public_filter f = { .unit = b->desks[b->round % b->desks_n], .after_received = DAY_NONE };
	return public_figures(b->db, b->work, ground_registry(b->ground), &f, FIGURES_BY_MONTH, b->today, &rows, &b->rows, &b->e);
}

static bool figures_all(struct bench *b)
{
	struct figure_row   *rows;
	struct public_filter f = { .after_received = DAY_NONE };
	return public_figures(b->db, b->work, ground_registry(b->ground), &f, FIGURES_BY_UNIT, b->today, &rows, &b->rows, &b->e);
}

static const struct { const char *name; bool (*run)(struct bench *); } benches[] = {
	{ "worklist_desk", one_desk }, { "worklist_all", all_desks }, { "worklist_filtered", filtered }, { "search_word", by_word }, { "search_words", by_words },
	{ "worklist_counts", counts }, { "public_list", public_first }, { "figures_unit", figures }, { "figures_all", figures_all },
};

static int64_t now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int by_size(const void *a, const void *b) { return (*(const int64_t *)a > *(const int64_t *)b) - (*(const int64_t *)a < *(const int64_t *)b); }

static bool measure(struct bench *b, const char *name, bool (*run)(struct bench *), size_t rounds)
{
	int64_t *took = ARENA_ARRAY(b->a, int64_t, rounds);
	for (b->round = 0; b->round < rounds; b->round++) {
		int64_t from = now_us();
		bool    ok = store_begin(b->db, BEGIN_READ, &b->e) && run(b);
		store_rollback(b->db);
		took[b->round] = now_us() - from;
		arena_reset(b->work);
		if (!ok)
			return false;
	}
	qsort(took, rounds, sizeof(*took), by_size);
	printf("%s\t%lld\t%lld\t%zu\n", name, (long long)took[rounds / 2], (long long)took[rounds * 99 / 100], b->rows);
	return true;
}

/* As a leader of everything sees them. */
STATEMENT(bench_desks, READS, "", "t", "SELECT DISTINCT desk FROM matter ORDER BY desk", "matter");

static bool find_desks(struct bench *b)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(b->db, &bench_desks, NULL, &q, &b->e))
		return false;
	b->desks = ARENA_ARRAY(b->a, struct text, 5000);
	while (query_next(q) && b->desks_n < 5000)
		b->desks[b->desks_n++] = text_copy(b->a, query_text(q, 0));
	return query_end_ok(q, &b->e);
}

int main(int argc, char **argv)
{
	_cleanup_arena_ struct arena *a = arena_new(0), *work = arena_new(0);
	struct world                  world = world_real();
	struct bench                  b = { .a = a, .work = work, .today = world_today(&world) };
	struct store                 *store;
	int64_t                       rounds = 400;
	if (argc < 2 || argc > 3 || (argc == 3 && (!text_to_int(text_of(argv[2]), &rounds) || rounds < 10))) {
		fprintf(stderr, "usage: bench_lists URL [ROUNDS]\n");
		return 64;
	}
	bool ok = store_open(argv[1], &store, &b.e) && store_connect(store, STORE_READ, &b.db, &b.e) && ground_load(b.db, &b.ground, &b.e) && find_desks(&b);
	for (size_t i = 0; ok && i < COUNT_OF(benches); i++)
		ok = measure(&b, benches[i].name, benches[i].run, (size_t)rounds);
	if (!ok)
		fprintf(stderr, "bench_lists: %s %s\n", b.e.code ? b.e.code : "?", b.e.value);
	ground_free(b.ground);
	connection_close(b.db);
	return ok ? 0 : 70;
}
