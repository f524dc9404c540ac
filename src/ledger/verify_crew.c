/* verify_crew.c - each thread takes the next bundle that nobody has taken, while the one who asks is not more than some bundles behind. */
#include "base/base.h"
#include "base/crew.h"

#include <assert.h>
#include <pthread.h>

#include "verify_crew.h"

enum { AHEAD = 4 /* bundles a thread */ };

struct place { bool ready; struct bundle bundle; };

struct crew {
	const struct ledger_reader *reader;
	int64_t                     size, count;
	pthread_mutex_t             lock;
	pthread_cond_t              moved;
	int64_t                     taken, handed; /* bundles taken by threads; handed over, the last of which is still looked at */
	bool                        over;
	int                         threads, places;
	struct place               *place;         /* bundle n stands at n % places */
	pthread_t                   thread[CREW_MOST];
	struct arena               *arena;         /* without threads */
};

static void check(struct crew *c, struct arena *a, struct bundle *b, int64_t n)
{
	b->n = n;
	b->width = tile_width(c->size, TILE_ENTRIES, n);
	bundle_check(c->reader, a, b);
	arena_reset(a);
}

/* Under the lock. */
static bool may_take(const struct crew *c) { return c->taken < c->count && c->taken - (c->handed - 1) < c->places; }

static void *work(void *arg)
{
	struct crew                  *c = arg;
	_cleanup_arena_ struct arena *a = arena_new(0);
	pthread_mutex_lock(&c->lock);
	for (;;) {
		while (!c->over && c->taken < c->count && !may_take(c))
			pthread_cond_wait(&c->moved, &c->lock);
		if (c->over || c->taken == c->count)
			break;
		int64_t       n = c->taken++;
		struct place *p = &c->place[n % c->places];
		pthread_mutex_unlock(&c->lock);
		check(c, a, &p->bundle, n);
		pthread_mutex_lock(&c->lock);
		p->ready = true;
		pthread_cond_broadcast(&c->moved);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

struct crew *crew_start(const struct ledger_reader *r, int64_t size, int64_t count)
{
	struct crew *c = memory_new(sizeof(*c));
	*c = (struct crew){ .reader = r, .size = size, .count = count, .lock = PTHREAD_MUTEX_INITIALIZER, .moved = PTHREAD_COND_INITIALIZER };
	int wanted = r->shared && count > 1 ? crew_processors() : 1;
	c->places = wanted * AHEAD;
	c->place = memory_new((size_t)c->places * sizeof(*c->place));
	c->arena = arena_new(0);
	while (wanted > 1 && c->threads < wanted && pthread_create(&c->thread[c->threads], NULL, work, c) == 0)
		c->threads++;
	return c;
}

const struct bundle *crew_next(struct crew *c)
{
	assert(c->handed < c->count);
	struct place *p = &c->place[c->handed % c->places];
	if (c->threads == 0) {
		check(c, c->arena, &p->bundle, c->handed++);
		return &p->bundle;
	}
	pthread_mutex_lock(&c->lock);
	if (c->handed > 0)
		c->place[(c->handed - 1) % c->places].ready = false;
	c->handed++;
	pthread_cond_broadcast(&c->moved);
	while (!p->ready)
		pthread_cond_wait(&c->moved, &c->lock);
	pthread_mutex_unlock(&c->lock);
	return &p->bundle;
}

void crew_end(struct crew *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&c->lock);
	c->over = true;
	pthread_cond_broadcast(&c->moved);
	pthread_mutex_unlock(&c->lock);
	for (int i = 0; i < c->threads; i++)
		pthread_join(c->thread[i], NULL);
	arena_free(c->arena);
	free(c->place);
	free(c);
}
