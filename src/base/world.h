/* world.h - what comes from outside the program: the clock, randomness, files. Everything takes them from here, so that a test can replace them
 * and a history can be repeated. */
#pragma once
#include "base/error.h"
#include "base/time.h"

#include <sys/types.h>

struct world;

/* The calls to the system by which files are written; each answers as the system does, with errno. What is written is kept for sure only after its sync, a new,
 * renamed or removed name only after the sync of its folder. */
struct disk {
	int     (*make)(struct world *, const char *path, unsigned mode); /* a file to write to, empty; -1 */
	int     (*folder)(struct world *, const char *path);              /* a folder, to be synced; -1 */
	ssize_t (*write)(struct world *, int fd, const void *, size_t);
	int     (*sync)(struct world *, int fd);
	int     (*close)(struct world *, int fd);
	int     (*rename)(struct world *, const char *from, const char *to);
	int     (*remove)(struct world *, const char *path);
	int     (*make_folder)(struct world *, const char *path, unsigned mode);
};

struct world {
	instant_t (*now)(struct world *);                      /* wall clock */
	int64_t   (*boot_ms)(struct world *);                  /* ms since the machine started, sleep included */
	void      (*random)(struct world *, void *, size_t);   /* unguessable bytes; a seeded stream in tests */

	/* The whole file, at most `limit` bytes (else BASE_TOO_LARGE). */
	bool (*file_read)(struct world *, struct arena *, const char *path, size_t limit, struct text *ret, struct error *);
	/* Puts `bytes` in the place of the file, or leaves the old one: written beside it, synced, renamed, folder synced. `mode` as in chmod. */
	bool (*file_replace)(struct world *, const char *path, struct text bytes, unsigned mode, struct error *);
	bool (*file_exists)(struct world *, const char *path);
	/* Waits until nobody else holds this file or folder, in this process or another; it need only be there. A number for file_unlock; -1, with errno. A process that ends lets go. */
	int  (*file_lock)(struct world *, const char *path);
	void (*file_unlock)(struct world *, int lock);
	/* When it returns true the file is not there and will not come back. */
	bool (*file_remove)(struct world *, const char *path, struct error *);
	/* Makes the folders above `path` that are missing, and syncs each into the one that holds it: what is kept in a folder is worth no more than the folder. */
	bool (*folders_make)(struct world *, const char *path, unsigned mode, struct error *);
	/* What the last four are made of. */
	const struct disk *disk;

	/* used by the worlds below, and by those of tests */
	void     *state;
	instant_t fixed;          /* the clock, when it is fixed */
	uint8_t   seed[32];
	uint64_t  drawn;
};

/* The machine's own clock, randomness and files. */
struct world world_real(void);
/* The machine's files alone, for a world that has all else. */
void world_files(struct world *);
/* The clock stands still at `at` until somebody sets world.fixed. */
void world_fix_clock(struct world *, instant_t at);
/* Random bytes become ChaCha20 of the seed: the same seed, the same bytes. For tests and for repeating a history. */
void world_seed(struct world *, uint64_t seed);

/* The day in Vietnam (UTC+7) by the world's clock. */
day_t world_today(struct world *);
