/* crash.h - a disk in memory whose power can be cut: SQLite writes to it through a file layer (VFS) of its own, our own files through the world's calls (struct disk).
 *
 * What is written is seen by everybody at once, as in the memory of an operating system, and is kept only when its file is synced; a new, renamed or removed name only
 * when its folder is. At a sync of the test's choosing the power fails: that call and all later ones fail, and crash_power_on decides, from the seed, what of all that was
 * not kept has reached the disk: everything, nothing, a beginning torn at 512 or 4,096 bytes, or any sectors in any order, some of them garbled inside what was written.
 * Names come and go likewise. Or that sync fails (EIO) as it does on Linux: what it should have kept is still seen, and is not written any more unless it is written anew.
 *
 * One test program has one such disk. With one thread at a time the same seed makes the same faults. Folders that the machine really has are there for ever, and nothing of what they hold is seen, but the
 * empty database file that danvan makes before SQLite opens it. */
#pragma once
#include "base/base.h"

struct crash;
struct crash_image;

/* Becomes SQLite's default file layer until crash_free. */
struct crash *crash_new(uint64_t seed);
void crash_free(struct crash *);
/* The world's files are on this disk. */
void crash_world(struct crash *, struct world *);
/* Everything as it is, synced; later put back. All files must be closed. */
struct crash_image *crash_image_take(struct crash *);
void crash_image_put(struct crash *, const struct crash_image *);
void crash_image_free(struct crash_image *);

enum crash_fault {
	CRASH_NONE,
	CRASH_CUT,         /* the power fails before that sync has done anything */
	CRASH_FAIL_ONCE,   /* that sync fails, and the disk says that it is well again */
	CRASH_FAIL_ALWAYS, /* that sync and all later ones fail */
};
/* At the n-th sync from now, 1 being the next. */
void crash_arm(struct crash *, enum crash_fault, int64_t at_sync);
/* To see a test at work: from now on syncs of database files and logs, or of our own files, are said to be done and keep nothing. */
enum crash_lie { CRASH_HONEST, CRASH_LIES_TO_SQLITE, CRASH_LIES_TO_US };
void crash_lie(struct crash *, enum crash_lie);
/* The disk's random stream begins anew. */
void crash_seed(struct crash *, uint64_t seed);
/* The process is killed here and now: every later call fails until the next start. */
void crash_kill(struct crash *);
/* Did the fault that was armed happen? */
bool crash_happened(struct crash *);
/* Have calls been failing since a cut or a kill? */
bool crash_is_dead(struct crash *);

enum crash_fate { CRASH_KEEP, CRASH_DROP, CRASH_TEAR_512, CRASH_TEAR_4096, CRASH_MIX_512, CRASH_MIX_4096, CRASH_GARBLE, CRASH_FATES };
const char *crash_fate_name(enum crash_fate);
/* The next start: after a cut with what that fate left (names have a fate of their own, drawn); or on a machine that went on, with everything that was seen.
 * All files must be closed. */
void crash_power_on(struct crash *, enum crash_fate);
void crash_start_again(struct crash *);

/* Counted since crash_new: syncs asked for, sectors and names that a cut took away. */
struct crash_count { int64_t syncs, cuts, failed, lost_writes, lost_names, writes; };
const struct crash_count *crash_counted(const struct crash *);
/* Of this process, that is since the last start: SQLite's log held nothing then, or it was emptied since, when all that the database file shows was kept. */
bool crash_log_was_forced(const struct crash *);
/* Called at each sync of one of our own files, with what is being synced. */
void crash_watch(struct crash *, void (*own_file)(void *, const char *path, struct text bytes), void *arg);
/* Called before each sync of one of SQLite's files, by the thread that syncs: what others may do at that moment. NULL: nothing. */
void crash_before_sync(struct crash *, void (*others)(void *), void *arg);
/* Nobody else is at the disk meanwhile; may be nested. */
void crash_lock(struct crash *);
void crash_unlock(struct crash *);
/* A number from the disk's own seeded stream, below `n`. */
uint64_t crash_draw(struct crash *, uint64_t n);
