/* world.c - the real clock and randomness, and the fixed ones of tests. */
#include "base/base.h"

#include <assert.h>
#include <sodium.h>

static int64_t clock_ms(clockid_t id)
{
	struct timespec t;
	int             failed = clock_gettime(id, &t);
	assert(!failed);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static instant_t real_now(struct world *w) { return (instant_t){ clock_ms(CLOCK_REALTIME) }; }

static int64_t real_boot_ms(struct world *w) { return clock_ms(CLOCK_BOOTTIME); }

static void real_random(struct world *w, void *at, size_t n) { randombytes_buf(at, n); }

struct world world_real(void)
{
	int ready = sodium_init();
	assert(ready >= 0);
	struct world w = { .now = real_now, .boot_ms = real_boot_ms, .random = real_random };
	world_files(&w);
	return w;
}

static instant_t fixed_now(struct world *w) { return w->fixed; }

static int64_t fixed_boot_ms(struct world *w) { return w->fixed.ms; }

void world_fix_clock(struct world *w, instant_t at)
{
	w->fixed = at;
	w->now = fixed_now;
	w->boot_ms = fixed_boot_ms;
}

/* Each draw is a stream of its own, numbered, so that the order of draws alone decides the bytes. */
static void seeded_random(struct world *w, void *at, size_t n)
{
	unsigned char nonce[crypto_stream_chacha20_NONCEBYTES];
	w->drawn++;
	memcpy(nonce, &w->drawn, sizeof(nonce));
	crypto_stream_chacha20(at, n, nonce, w->seed);
}

void world_seed(struct world *w, uint64_t seed)
{
	memset(w->seed, 0, sizeof(w->seed));
	memcpy(w->seed, &seed, sizeof(seed));
	w->drawn = 0;
	w->random = seeded_random;
}

day_t world_today(struct world *w) { return instant_day(w->now(w)); }
