/* world.c - the clock and randomness of web's own world, used by several threads one after the other; arenas that go from request to request. */
#include "base/base.h"

#include "inside.h"

int64_t web_boot_ms(struct web *w)
{
	return w->config.world->boot_ms(w->config.world);
}

instant_t web_now(struct web *w)
{
	pthread_mutex_lock(&w->world_lock);
	instant_t now = w->config.world->now(w->config.world);
	pthread_mutex_unlock(&w->world_lock);
	return now;
}

void web_random(struct web *w, void *at, size_t len)
{
	pthread_mutex_lock(&w->world_lock);
	w->config.world->random(w->config.world, at, len);
	pthread_mutex_unlock(&w->world_lock);
}

struct arena *web_arena(struct web *w)
{
	pthread_mutex_lock(&w->pool_lock);
	struct arena *a = w->arena_count ? w->arenas[--w->arena_count] : NULL;
	pthread_mutex_unlock(&w->pool_lock);
	return a ? a : arena_new(ARENA_LIMIT);
}

void web_arena_back(struct web *w, struct arena *a)
{
	bool large = arena_used(a) > (256 << 10);
	if (!large)
		arena_reset(a);
	pthread_mutex_lock(&w->pool_lock);
	bool kept = !large && w->arena_count < KEPT_ARENAS;
	if (kept)
		w->arenas[w->arena_count++] = a;
	pthread_mutex_unlock(&w->pool_lock);
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
