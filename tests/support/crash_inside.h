/* crash_inside.h - what the files of the crash disk share. */
#pragma once
#include "crash.h"

#include <pthread.h>
#include <sqlite3.h>

/* One write (bytes given) or one cut to the length `at`. */
struct crash_change { int64_t at; size_t len; uint8_t *bytes; };
struct crash_bytes { uint8_t *at; size_t len, room; };

/* A file or folder, whatever it is called at the moment. */
struct crash_inode {
	struct crash_inode  *next;
	bool                 is_folder, is_log, is_database;
	bool                 lost;              /* a sync failed: what is seen is not what will be kept */
	struct crash_bytes   now, kept;         /* as seen; as the disk surely holds it */
	struct crash_change *changes;           /* since the last sync, in order */
	size_t               changes_n, changes_room;
	unsigned char      **shared;            /* the log's index in memory: 32 KB each */
	int                  shared_n, shared_users;
};
struct crash_name { struct crash_name *next; char *path; struct crash_inode *now, *kept; };
/* `to` became `inode` (NULL: it was removed); with a renaming `from` ended. */
struct crash_renaming { struct crash_name *from, *to; struct crash_inode *inode; };

enum { CRASH_FDS = 16 };
struct crash_fd { struct crash_inode *inode; struct crash_name *name; };
struct crash_open; /* an open file of SQLite */

struct crash {
	pthread_mutex_t        lock;           /* the writer and the sealer are two threads */
	uint64_t               random;
	struct crash_inode    *inodes;
	struct crash_name     *names;
	struct crash_renaming *renamings;
	size_t                 renamings_n, renamings_room;
	struct crash_fd        fds[CRASH_FDS];
	struct crash_inode     above_inode;    /* of a folder that the machine really has */
	struct crash_name      above_name;
	struct crash_open     *opened;
	void (*others)(void *); /* before a sync of SQLite's */
	void                  *others_arg;
	sqlite3_vfs            vfs, *vfs_before;
	enum crash_fault       fault;
	int64_t                until;          /* syncs until the fault */
	enum crash_lie         lie;
	bool                   happened, dead, forced;
	struct crash_count     count;
	void                 (*watch)(void *, const char *, struct text);
	void                  *watch_arg;
};

static inline void crash_unlockp(struct crash **c) { crash_unlock(*c); }
/* Until the end of the block. */
#define CRASH_LOCKED(c) _cleanup_(crash_unlockp) struct crash *locked __attribute__((unused)) = (crash_lock(c), (c))

/* crash_disk.c */
struct crash_name *crash_name(struct crash *, const char *path, bool make);
struct crash_inode *crash_find(struct crash *, const char *path);
struct crash_inode *crash_create(struct crash *, const char *path, bool is_folder);
void crash_write(struct crash *, struct crash_inode *, int64_t at, const void *, size_t);
void crash_cut_to(struct crash *, struct crash_inode *, int64_t len);
void crash_copy(struct crash_bytes *to, const struct crash_bytes *from);
void crash_renaming_keep(struct crash_renaming *);
/* Frees what has no name any more. */
void crash_sweep(struct crash *);
void crash_process_begins(struct crash *);
/* Is what database files show also what is kept of them? */
bool crash_databases_are_kept(const struct crash *);
void crash_rename(struct crash *, struct crash_name *from, struct crash_name *to);
void crash_remove(struct crash *, struct crash_name *);
/* One sync of a file, or of the folder of that path. */
bool crash_sync(struct crash *, struct crash_inode *);
bool crash_sync_folder(struct crash *, const char *path, bool may_fail);

/* Has the machine that folder? */
bool crash_is_real_folder(const char *path);

/* crash_vfs.c */
void crash_vfs_begin(struct crash *);
void crash_vfs_end(struct crash *);
