/* fill.c - files N invented matters through the program's own writer, from one thread, as fast as it takes them; prints filings a second, and microseconds of
 * this process's CPU a filing.
 *
 * Usage: bench_fill URL N [DESKS] [WAITING]
 *   The database must be a demonstration (`danvan demo`); matters go to DESKS communes in turn (default: all there are), with at most WAITING of them handed over and
 *   not yet answered (default 240: four groups; 1 makes every filing a group of its own). What is filed is published at the end.
 * The time counts from the first filing to the answer of the last: every one stands in the ledger, signed and synced. */
#include "base/base.h"

#include "matter/matter.h"

#include <pthread.h>
#include <sys/resource.h>

enum { WAITING_MOST = 2000 };

struct slot {
	struct fill       *fill;
	struct act_work    work;
	struct matter_file file;
	struct arena      *arena;
	struct slot       *next;
};

struct fill {
	pthread_mutex_t lock;
	pthread_cond_t  freed;
	struct slot    *free;
	int64_t         waiting, refused;
	struct error    why;
};

static const char *const words[] = { "đường", "cầu", "cống", "đèn", "rác", "trường", "chợ", "trạm", "nước", "điện", "mương", "đê", "vỉa hè", "cây", "biển báo", "nhà văn hoá" };

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t cpu_us(void)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	return (int64_t)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000 + u.ru_utime.tv_usec + u.ru_stime.tv_usec;
}

static void done(struct act_work *w)
{
	struct slot *s = w->caller;
	struct fill *f = s->fill;
	pthread_mutex_lock(&f->lock);
	if (!w->did && f->refused++ == 0)
		f->why = w->error;
	s->next = f->free;
	f->free = s;
	f->waiting--;
	pthread_cond_signal(&f->freed);
	pthread_mutex_unlock(&f->lock);
}

static struct slot *take(struct fill *f)
{
	pthread_mutex_lock(&f->lock);
	while (!f->free)
		pthread_cond_wait(&f->freed, &f->lock);
	struct slot *s = f->free;
	f->free = s->next;
	f->waiting++;
	pthread_mutex_unlock(&f->lock);
	return s;
}

static void wait_for_all(struct fill *f)
{
	pthread_mutex_lock(&f->lock);
	while (f->waiting > 0)
		pthread_cond_wait(&f->freed, &f->lock);
	pthread_mutex_unlock(&f->lock);
}

/* The n-th filing: text of some 300 bytes, a subject line of three words, a name and a telephone number. Nobody in it exists. */
static void file_one(struct act *act, struct slot *s, const struct ground *g, struct text place, int64_t n)
{
	arena_reset(s->arena);
	struct arena *a = s->arena;
	const char   *one = words[n % 16], *two = words[n / 16 % 16], *three = words[n / 256 % 16];
	s->file = (struct matter_file){
		.procedure = TEXT("phan-anh-kien-nghi"), .place = place, .channel = TEXT("api"), .received = DAY_NONE, .ground = g, .invented = true,
		.subject = text_print(a, "Hỏng %s, %s và %s", one, two, three),
		.text = text_print(a, "Việc thứ %lld: %s ở gần %s hỏng đã hơn một tháng, bà con đi lại khó khăn, nhất là buổi tối và khi trời mưa. Đã báo thôn hai lần nhưng chưa "
		                      "thấy ai đến xem. Đề nghị xã cho người kiểm tra %s và trả lời để dân được biết.", (long long)n, one, two, three),
		.party = { .name = text_print(a, "Người gửi giả định %lld", (long long)n), .phone = TEXT("0900000000") },
	};
	s->work = (struct act_work){ .row = &row_matter_file, .command = &s->file, .arena = a, .done = done, .caller = s };
	act_submit(act, &s->work);
}

static int fail(const struct error *e, const char *what)
{
	fprintf(stderr, "bench_fill: %s: %s %s\n", what, e->code ? e->code : "?", e->value);
	return 70;
}

struct plan { const char *url; int64_t n, desks, waiting; };

static void run(struct act *act, struct fill *f, const struct ground *g, const struct unit_fact **units, const struct plan *p)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct slot                  *slots = ARENA_ARRAY(a, struct slot, (size_t)p->waiting);
	for (int64_t i = 0; i < p->waiting; i++) {
		slots[i] = (struct slot){ .fill = f, .arena = arena_new(0), .next = f->free };
		f->free = &slots[i];
	}
	int64_t from = now_ms(), used = cpu_us();
	for (int64_t n = 0; n < p->n && f->refused == 0; n++)
		file_one(act, take(f), g, units[n % p->desks]->unit, n);
	wait_for_all(f);
	int64_t ms = now_ms() - from;
	printf("%.0f\t%.1f\n", (double)p->n * 1000 / (double)(ms ? ms : 1), (double)(cpu_us() - used) / (double)p->n);
	for (int64_t i = 0; i < p->waiting; i++)
		arena_free(slots[i].arena);
}

static int fill(const struct plan *given)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct world                  world = world_real();
	struct error                  e = { 0 };
	struct store                 *store;
	struct act                   *act;
	struct connection            *db;
	struct ground                *g = NULL;
	struct act_result             result;
	struct publish                publish = { 0 };
	struct plan                   p = *given;
	struct fill                   f = { .lock = PTHREAD_MUTEX_INITIALIZER, .freed = PTHREAD_COND_INITIALIZER };
	const struct unit_fact      **units;
	if (!store_open(p.url, &store, &e) || !store_connect(store, STORE_READ, &db, &e) || !ground_load(db, &g, &e))
		return fail(&e, p.url);
	struct act_config config = { .world = &world, .store = store, .via = "api" };
	if (!act_open(&config, &act, &e) || !act_start(act, &e))
		return fail(&e, p.url);
	int64_t all = (int64_t)unit_list(ground_registry(g), a, TEXT_EMPTY, LEVEL_COMMUNE, world_today(&world), &units);
	p.desks = p.desks < 1 || p.desks > all ? all : p.desks;
	run(act, &f, g, units, &p);
	if (f.refused > 0)
		return fail(&f.why, "a filing was refused");
	if (!act_do(act, &row_publish, &publish, a, &result, &e))
		return fail(&e, "publish");
	act_close(act);
	ground_free(g);
	connection_close(db);
	store_close(store);
	return 0;
}

int main(int argc, char **argv)
{
	struct plan p = { .waiting = 240 };
	if (argc < 3 || argc > 5 || !text_to_int(text_of(argv[2]), &p.n) || (argc > 3 && !text_to_int(text_of(argv[3]), &p.desks)) ||
	    (argc > 4 && !text_to_int(text_of(argv[4]), &p.waiting)) || p.n < 1 || p.waiting < 1 || p.waiting > WAITING_MOST) {
		fprintf(stderr, "usage: bench_fill URL N [DESKS] [WAITING]\n");
		return 64;
	}
	p.url = argv[1];
	return fill(&p);
}
