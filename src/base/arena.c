/* arena.c - blocks of memory that end together. */
#include "base/base.h"

#include <assert.h>
#include <malloc.h>
#include <stdalign.h>
#include <stdint.h>

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define POISON(at, n) __asan_poison_memory_region((at), (n))
#define UNPOISON(at, n) __asan_unpoison_memory_region((at), (n))
#else
#define POISON(at, n) ((void)0)
#define UNPOISON(at, n) ((void)0)
#endif

enum { FIRST_BLOCK = 16 * 1024, LARGEST_BLOCK = 1024 * 1024, KEPT_BLOCK = 64 * 1024, ALIGN = 16, GUARD = 16 };

struct block {
	struct block *before;
	size_t        room, used;
	alignas(ALIGN) char at[];
};

struct owned {
	struct owned *before;
	void (*end)(void *);
	void *thing;
};

struct arena {
	struct block *last;
	struct owned *owned;
	size_t        limit, used;
};

static void *ask_again(size_t size)
{
	malloc_trim(0);
	void *at = calloc(1, size);
	if (!at)
		abort(); /* the supervisor starts the process again; nothing acknowledged is lost */
	return at;
}

void *memory_new(size_t size)
{
	void *at = calloc(1, size);
	return at ? at : ask_again(size);
}

static struct block *block_new(struct block *before, size_t room)
{
	struct block *b = malloc(sizeof(*b) + room); /* zeroed as it is handed out */
	if (!b)
		b = ask_again(sizeof(*b) + room);
	*b = (struct block){ .before = before, .room = room };
	POISON(b->at, room);
	return b;
}

static void block_free(struct block *b)
{
	UNPOISON(b->at, b->room);
	free(b);
}

struct arena *arena_new(size_t limit)
{
	struct arena *a = memory_new(sizeof(*a));
	*a = (struct arena){ .limit = limit, .last = block_new(NULL, FIRST_BLOCK) };
	return a;
}

static void end_owned(struct arena *a)
{
	while (a->owned) {
		struct owned *o = a->owned;
		a->owned = o->before;
		o->end(o->thing);
	}
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	end_owned(a);
	for (struct block *b = a->last, *before; b; b = before) {
		before = b->before;
		block_free(b);
	}
	free(a);
}

/* Blocks grow, so the last is the largest: with it the next request of the same kind needs no other. Those with a limit are many (one a request that is under way), so
 * each keeps little; one without belongs to a thread. */
void arena_reset(struct arena *a)
{
	struct block *kept = NULL;
	end_owned(a);
	for (struct block *b = a->last, *before; b; b = before) {
		before = b->before;
		if (!kept && (b->room <= KEPT_BLOCK || a->limit == 0 || !before))
			kept = b;
		else
			block_free(b);
	}
	*kept = (struct block){ .room = kept->room };
	a->last = kept;
	a->used = 0;
	POISON(kept->at, kept->room);
}

void *arena_bytes(struct arena *a, size_t size)
{
	size_t want;
	if (__builtin_add_overflow(size, (size_t)GUARD + ALIGN, &want))
		abort();
	want &= ~(size_t)(ALIGN - 1); /* size rounded up, and a guard that stays poisoned */
	if (a->last->room - a->last->used < want) {
		size_t room = a->last->room * 2 < LARGEST_BLOCK ? a->last->room * 2 : LARGEST_BLOCK;
		a->last = block_new(a->last, room > want ? room : want);
	}
	char *at = a->last->at + a->last->used;
	a->last->used += want;
	a->used += size;
	UNPOISON(at, size);
	return at;
}

void *arena_alloc(struct arena *a, size_t size) { return memset(arena_bytes(a, size), 0, size); }

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(count, size, &bytes))
		abort();
	return arena_alloc(a, bytes);
}

void *arena_grow(struct arena *a, const void *old, size_t count, size_t more, size_t size)
{
	size_t total;
	if (__builtin_add_overflow(count, more, &total))
		abort();
	size_t bytes;
	if (__builtin_mul_overflow(total, size, &bytes))
		abort();
	char *at = arena_bytes(a, bytes);
	if (count > 0)
		memcpy(at, old, count * size);
	memset(at + count * size, 0, bytes - count * size);
	return at;
}

void arena_owns(struct arena *a, void (*end)(void *), void *thing)
{
	struct owned *o = ARENA_NEW(a, struct owned);
	*o = (struct owned){ .before = a->owned, .end = end, .thing = thing };
	a->owned = o;
}

bool arena_is_over(const struct arena *a) { return a->limit > 0 && a->used > a->limit; }

size_t arena_used(const struct arena *a) { return a->used; }
