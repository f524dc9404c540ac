/* world.c - the clock and randomness of web's own world (its randomness is used by several threads one after the other); arenas that go from request to request. */
#include "base/base.h"

#include "inside.h"

int64_t web_boot_ms(struct web *w)
{
	return w->config.world->boot_ms(w->config.world);
}

instant_t web_now(struct web *w)
{
	return w->config.world->now(w->config.world); /* a clock is only read */
}

void web_random(struct web *w, void *at, size_t len)
{
	pthread_mutex_lock(&w->world_lock);
	w->config.world->random(w->config.world, at, len);
	pthread_mutex_unlock(&w->world_lock);
}

struct arena *web_arena(struct web *w)
{
	struct arena *a = NULL;
	for (size_t i = 0; !a && i < KEPT_ARENAS; i++)
		if (atomic_load_explicit(&w->arenas[i], memory_order_relaxed))
			a = atomic_exchange(&w->arenas[i], NULL);
	return a ? a : arena_new(0);
}

void web_arena_back(struct web *w, struct arena *a)
{
	bool large = arena_used(a) > (256 << 10);
	if (!large)
		arena_reset(a);
	bool kept = false;
	for (size_t i = 0; !kept && !large && i < KEPT_ARENAS; i++) {
		struct arena *empty = NULL;
		kept = atomic_compare_exchange_strong(&w->arenas[i], &empty, a);
	}
	if (!kept)
		arena_free(a);
}

day_t request_today(const struct request *r)
{
	return instant_day(web_now(r->web));
}

instant_t request_now(const struct request *r)
{
	return web_now(r->web);
}

void request_random(struct request *r, void *at, size_t len)
{
	web_random(r->web, at, len);
}
