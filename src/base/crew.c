/* crew.c - each thread takes the next piece that nobody has taken. */
#include "base/base.h"
#include "base/crew.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

struct crew_work {
	bool (*do_piece)(void *arg, int worker, int64_t piece);
	void           *arg;
	int64_t         pieces;
	_Atomic int64_t taken;
	_Atomic bool    failed;
};
struct member { struct crew_work *work; int worker; pthread_t thread; };

int crew_processors(void)
{
	cpu_set_t set;
	int       n = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;
	return n < CREW_MOST ? n : CREW_MOST;
}

static void *take_pieces(void *arg)
{
	struct member    *m = arg;
	struct crew_work *w = m->work;
	int64_t           n;
	while (!atomic_load(&w->failed) && (n = atomic_fetch_add(&w->taken, 1)) < w->pieces)
		if (!w->do_piece(w->arg, m->worker, n))
			atomic_store(&w->failed, true);
	return NULL;
}

/* Where no thread can be made the others do its share. */
bool crew_run(int workers, int64_t pieces, bool (*do_piece)(void *arg, int worker, int64_t piece), void *arg)
{
	struct crew_work w = { .do_piece = do_piece, .arg = arg, .pieces = pieces };
	struct member    member[CREW_MOST];
	int              n = 1;
	assert(workers >= 1 && workers <= CREW_MOST);
	for (; n < workers && n < pieces; n++) {
		member[n] = (struct member){ .work = &w, .worker = n };
		if (pthread_create(&member[n].thread, NULL, take_pieces, &member[n]) != 0)
			break;
	}
	take_pieces(&(struct member){ .work = &w, .worker = 0 });
	for (int i = 1; i < n; i++)
		pthread_join(member[i].thread, NULL);
	return !atomic_load(&w.failed);
}
