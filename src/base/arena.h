/* arena.h - memory that lives as long as one request or one command.
 *
 * Everything a request allocates comes from its arena and is gone with it; nothing is freed in between. What is not handed out is poisoned for ASan.
 * An arena never returns NULL: when the system has no memory left, asked twice, the process ends (nothing acknowledged is lost), and when the arena's
 * own limit is passed a sticky mark is set, which is looked at once, where the answer is sent. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* `size` zeroed bytes for what lives longer than any arena; free() ends them. Never NULL, like an arena: a refusal is answered by giving the system back what the heap
 * holds free and asking once more, and only then does the process end. */
void *memory_new(size_t size);

struct arena;

/* A new arena; `limit` in bytes is where arena_is_over begins to hold (0: no limit). Ends with arena_free. */
struct arena *arena_new(size_t limit);
/* Runs the destructors, last registered first, and frees all; NULL is allowed. */
void arena_free(struct arena *);
/* Forgets all that was handed out (destructors run) and keeps one block for the next request: the largest that is not too large. */
void arena_reset(struct arena *);

/* `size` zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *, size_t size);
/* The same without zeroing, for what is written over at once. */
void *arena_bytes(struct arena *, size_t size);
/* `count` * `size` zeroed bytes; an overflow ends the process. */
void *arena_array(struct arena *, size_t count, size_t size);
#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_array((arena), (count), sizeof(type)))
/* A larger place for an array that was the arena's: the old `count` items copied, room for `more`. */
void *arena_grow(struct arena *, const void *old, size_t count, size_t more, size_t size);

/* `end(thing)` is called when the arena ends or is reset. */
void arena_owns(struct arena *, void (*end)(void *), void *thing);
/* The sticky mark: more was asked than the limit. */
bool arena_is_over(const struct arena *);
size_t arena_used(const struct arena *);

static inline void arena_freep(struct arena **a) { arena_free(*a); }
#define _cleanup_(f) __attribute__((cleanup(f)))
#define _cleanup_arena_ _cleanup_(arena_freep)
