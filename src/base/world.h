/* world.h - what comes from outside the program: the clock, randomness, files. Everything takes them from here, so that a test can replace them
 * and a history can be repeated. */
#pragma once
#include "base/error.h"
#include "base/time.h"

struct world {
	instant_t (*now)(struct world *);                      /* wall clock */
	int64_t   (*boot_ms)(struct world *);                  /* ms since the machine started, sleep included */
	void      (*random)(struct world *, void *, size_t);   /* unguessable bytes; a seeded stream in tests */

	/* The whole file, at most `limit` bytes (else BASE_TOO_LARGE). */
	bool (*file_read)(struct world *, struct arena *, const char *path, size_t limit, struct text *ret, struct error *);
	/* Puts `bytes` in the place of the file, or leaves the old one: written beside it, synced, renamed, folder synced. `mode` as in chmod. */
	bool (*file_replace)(struct world *, const char *path, struct text bytes, unsigned mode, struct error *);
	bool (*file_exists)(struct world *, const char *path);

	/* used by the worlds below */
	instant_t fixed;          /* the clock, when it is fixed */
	uint8_t   seed[32];
	uint64_t  drawn;
};

/* The machine's own clock, randomness and files. */
struct world world_real(void);
/* The clock stands still at `at` until somebody sets world.fixed. */
void world_fix_clock(struct world *, instant_t at);
/* Random bytes become ChaCha20 of the seed: the same seed, the same bytes. For tests and for repeating a history. */
void world_seed(struct world *, uint64_t seed);

day_t world_today(struct world *);
