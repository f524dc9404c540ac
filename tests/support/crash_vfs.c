/* crash_vfs.c - the file layer of SQLite on the crash disk: files, their locks, and the log's index, which lives in memory and dies with the process.
 *
 * It does what SQLite's own layer for Unix does: the first sync of a log or journal is followed by one of its folder, and a removal only when SQLite asks for it. */
#include "crash_inside.h"

#include <assert.h>
#include <unistd.h>

enum { SLOTS = SQLITE_SHM_NLOCK };

struct crash_open {
	sqlite3_file        base;
	struct crash       *crash;
	struct crash_open  *next;
	struct crash_inode *inode;
	const char         *path;
	int                 lock;              /* SQLITE_LOCK_* */
	bool                sync_folder_too;   /* this opening may have made it */
	bool                maps;
	unsigned            shared, exclusive; /* slots of the index that it holds */
};

/* ---- one file ---- */

static int file_close(sqlite3_file *file)
{
	struct crash_open  *f = (struct crash_open *)file;
	CRASH_LOCKED(f->crash);
	struct crash_open **at = &f->crash->opened;
	while (*at != f)
		at = &(*at)->next;
	*at = f->next;
	return SQLITE_OK;
}

static int file_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at)
{
	struct crash_open        *f = (struct crash_open *)file;
	CRASH_LOCKED(f->crash);
	const struct crash_bytes *b = &f->inode->now;
	if (f->crash->dead)
		return SQLITE_IOERR_READ;
	size_t there = (size_t)at >= b->len ? 0 : b->len - (size_t)at < (size_t)n ? b->len - (size_t)at : (size_t)n;
	if (there > 0)
		memcpy(to, b->at + at, there);
	if (there == (size_t)n)
		return SQLITE_OK;
	memset((char *)to + there, 0, (size_t)n - there);
	return SQLITE_IOERR_SHORT_READ;
}

static int file_write(sqlite3_file *file, const void *from, int n, sqlite3_int64 at)
{
	struct crash_open *f = (struct crash_open *)file;
	CRASH_LOCKED(f->crash);
	if (f->crash->dead)
		return SQLITE_IOERR_WRITE;
	crash_write(f->crash, f->inode, at, from, (size_t)n);
	return SQLITE_OK;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	struct crash_open *f = (struct crash_open *)file;
	CRASH_LOCKED(f->crash);
	if (f->crash->dead)
		return SQLITE_IOERR_TRUNCATE;
	crash_cut_to(f->crash, f->inode, size);
	if (f->inode->is_log && size == 0 && crash_databases_are_kept(f->crash))
		f->crash->forced = true;
	return SQLITE_OK;
}

/* SQLite's layer looks away when the sync of the folder fails, and so do we; the power can fail there all the same. */
static int file_sync(sqlite3_file *file, int flags)
{
	struct crash_open *f = (struct crash_open *)file;
	if (f->crash->others)
		f->crash->others(f->crash->others_arg);
	CRASH_LOCKED(f->crash);
	if (!crash_sync(f->crash, f->inode))
		return SQLITE_IOERR_FSYNC;
	if (f->sync_folder_too) {
		char folder[4096];
		snprintf(folder, sizeof(folder), "%.*s", (int)(strrchr(f->path, '/') - f->path), f->path);
		f->sync_folder_too = false;
		crash_sync_folder(f->crash, folder, f->crash->fault == CRASH_CUT);
	}
	return f->crash->dead ? SQLITE_IOERR_DIR_FSYNC : SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *ret)
{
	struct crash_open *f = (struct crash_open *)file;
	CRASH_LOCKED(f->crash);
	*ret = (sqlite3_int64)f->inode->now.len;
	return f->crash->dead ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

/* ---- locks of the file ---- */

static bool another_holds(const struct crash_open *f, int level)
{
	for (const struct crash_open *o = f->crash->opened; o; o = o->next)
		if (o != f && o->inode == f->inode && o->lock >= level)
			return true;
	return false;
}

static int file_lock(sqlite3_file *file, int level)
{
	struct crash_open *f = (struct crash_open *)file;
	CRASH_LOCKED(f->crash);
	if (f->crash->dead)
		return SQLITE_IOERR_LOCK;
	if (f->lock >= level)
		return SQLITE_OK;
	if (another_holds(f, level == SQLITE_LOCK_SHARED ? SQLITE_LOCK_PENDING : SQLITE_LOCK_RESERVED))
		return SQLITE_BUSY;
	if (level == SQLITE_LOCK_EXCLUSIVE && another_holds(f, SQLITE_LOCK_SHARED)) {
		f->lock = SQLITE_LOCK_PENDING;
		return SQLITE_BUSY;
	}
	f->lock = level;
	return SQLITE_OK;
}

static int file_unlock(sqlite3_file *file, int level)
{
	struct crash_open *f = (struct crash_open *)file;
	CRASH_LOCKED(f->crash);
	f->lock = level < f->lock ? level : f->lock;
	return SQLITE_OK;
}

static int file_is_reserved(sqlite3_file *file, int *ret)
{
	struct crash_open *f = (struct crash_open *)file;
	CRASH_LOCKED(f->crash);
	*ret = f->lock >= SQLITE_LOCK_RESERVED || another_holds(f, SQLITE_LOCK_RESERVED);
	return SQLITE_OK;
}

static int file_control(sqlite3_file *file, int op, void *arg) { return SQLITE_NOTFOUND; }

static int file_sector(sqlite3_file *file) { return 4096; }

/* As on every disk of today, bytes outside what is written keep. */
static int file_traits(sqlite3_file *file) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

/* ---- the log's index ---- */

static int shared_map(sqlite3_file *file, int region, int size, int extend, void volatile **ret)
{
	struct crash_open  *f = (struct crash_open *)file;
	CRASH_LOCKED(f->crash);
	struct crash_inode *i = f->inode;
	if (f->crash->dead)
		return SQLITE_IOERR_SHMMAP;
	if (!f->maps) {
		f->maps = true;
		i->shared_users++;
	}
	*ret = NULL;
	if (region >= i->shared_n && !extend)
		return SQLITE_OK;
	while (region >= i->shared_n) {
		i->shared = realloc(i->shared, (size_t)(i->shared_n + 1) * sizeof(*i->shared));
		assert(i->shared);
		i->shared[i->shared_n] = calloc(1, (size_t)size);
		assert(i->shared[i->shared_n]);
		i->shared_n++;
	}
	*ret = i->shared[region];
	return SQLITE_OK;
}

static int shared_lock(sqlite3_file *file, int offset, int n, int flags)
{
	struct crash_open *f = (struct crash_open *)file;
	CRASH_LOCKED(f->crash);
	unsigned           slots = ((1u << n) - 1) << offset;
	if (flags & SQLITE_SHM_UNLOCK) {
		f->shared &= ~slots;
		f->exclusive &= ~slots;
		return SQLITE_OK;
	}
	if (f->crash->dead)
		return SQLITE_IOERR_SHMLOCK;
	for (const struct crash_open *o = f->crash->opened; o; o = o->next)
		if (o != f && o->inode == f->inode && (slots & (o->exclusive | (flags & SQLITE_SHM_EXCLUSIVE ? o->shared : 0))))
			return SQLITE_BUSY;
	if (flags & SQLITE_SHM_EXCLUSIVE)
		f->exclusive |= slots;
	else
		f->shared |= slots;
	return SQLITE_OK;
}

static void shared_barrier(sqlite3_file *file) { __sync_synchronize(); }

static int shared_unmap(sqlite3_file *file, int delete)
{
	struct crash_open  *f = (struct crash_open *)file;
	CRASH_LOCKED(f->crash);
	struct crash_inode *i = f->inode;
	if (!f->maps)
		return SQLITE_OK;
	f->maps = false;
	f->shared = f->exclusive = 0;
	if (--i->shared_users > 0)
		return SQLITE_OK;
	for (int n = 0; n < i->shared_n; n++)
		free(i->shared[n]);
	free(i->shared);
	i->shared = NULL;
	i->shared_n = 0;
	return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = file_close,
	.xRead = file_read,
	.xWrite = file_write,
	.xTruncate = file_truncate,
	.xSync = file_sync,
	.xFileSize = file_size,
	.xLock = file_lock,
	.xUnlock = file_unlock,
	.xCheckReservedLock = file_is_reserved,
	.xFileControl = file_control,
	.xSectorSize = file_sector,
	.xDeviceCharacteristics = file_traits,
	.xShmMap = shared_map,
	.xShmLock = shared_lock,
	.xShmBarrier = shared_barrier,
	.xShmUnmap = shared_unmap,
};

/* ---- the layer ---- */

/* danvan makes the empty database file itself, past SQLite: what is there in the real folder is there on this disk. */
static bool was_made_outside(int flags, const char *path) { return (flags & SQLITE_OPEN_MAIN_DB) && access(path, F_OK) == 0; }

static int layer_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *ret_flags)
{
	struct crash      *c = vfs->pAppData;
	struct crash_open *f = (struct crash_open *)file;
	CRASH_LOCKED(c);
	file->pMethods = NULL;
	assert(path); /* temporary files are kept in memory */
	if (c->dead)
		return SQLITE_CANTOPEN;
	struct crash_inode *i = crash_find(c, path);
	if (!i && !(flags & SQLITE_OPEN_CREATE) && !was_made_outside(flags, path))
		return SQLITE_CANTOPEN;
	if (!i)
		i = crash_create(c, path, false);
	i->is_log = flags & SQLITE_OPEN_WAL;
	i->is_database = flags & SQLITE_OPEN_MAIN_DB;
	*f = (struct crash_open){ .base = { &methods }, .crash = c, .next = c->opened, .inode = i, .path = path };
	f->sync_folder_too = (flags & SQLITE_OPEN_CREATE) && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL));
	c->opened = f;
	if (ret_flags)
		*ret_flags = flags;
	return SQLITE_OK;
}

static int layer_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
	struct crash      *c = vfs->pAppData;
	CRASH_LOCKED(c);
	struct crash_name *n = crash_name(c, path, false);
	if (c->dead)
		return SQLITE_IOERR_DELETE;
	if (!n || !n->now)
		return SQLITE_IOERR_DELETE_NOENT;
	crash_remove(c, n);
	if (!sync_folder)
		return SQLITE_OK;
	char folder[4096];
	snprintf(folder, sizeof(folder), "%.*s", (int)(strrchr(path, '/') - path), path);
	return crash_sync_folder(c, folder, true) ? SQLITE_OK : SQLITE_IOERR_DIR_FSYNC;
}

static int layer_access(sqlite3_vfs *vfs, const char *path, int flags, int *ret)
{
	struct crash       *c = vfs->pAppData;
	CRASH_LOCKED(c);
	struct crash_inode *i = crash_find(c, path);
	*ret = i && (flags != SQLITE_ACCESS_EXISTS || i->now.len > 0); /* as its own layer: an empty file is none */
	return c->dead ? SQLITE_IOERR_ACCESS : SQLITE_OK;
}

static int layer_path(sqlite3_vfs *vfs, const char *path, int n, char *ret)
{
	snprintf(ret, (size_t)n, "%s", path);
	return SQLITE_OK;
}

static int layer_random(sqlite3_vfs *vfs, int n, char *ret)
{
	for (int i = 0; i < n; i++)
		ret[i] = (char)crash_draw(vfs->pAppData, 256);
	return n;
}

/* Nobody else will let go of a lock meanwhile. */
static int layer_sleep(sqlite3_vfs *vfs, int us) { return us; }

static int layer_time(sqlite3_vfs *vfs, sqlite3_int64 *ret)
{
	*ret = 212664312000000; /* a day in 2026, in ms of the Julian calendar: the schema asks for none */
	return SQLITE_OK;
}

static int layer_time_double(sqlite3_vfs *vfs, double *ret)
{
	*ret = 2461392.0;
	return SQLITE_OK;
}

static int layer_error(sqlite3_vfs *vfs, int n, char *ret) { return 0; }

void crash_vfs_begin(struct crash *c)
{
	c->vfs_before = sqlite3_vfs_find(NULL);
	c->vfs = (sqlite3_vfs){
		.iVersion = 2,
		.szOsFile = sizeof(struct crash_open),
		.mxPathname = 4096,
		.zName = "crash",
		.pAppData = c,
		.xOpen = layer_open,
		.xDelete = layer_delete,
		.xAccess = layer_access,
		.xFullPathname = layer_path,
		.xRandomness = layer_random,
		.xSleep = layer_sleep,
		.xCurrentTime = layer_time_double,
		.xGetLastError = layer_error,
		.xCurrentTimeInt64 = layer_time,
	};
	sqlite3_vfs_register(&c->vfs, 1);
}

void crash_vfs_end(struct crash *c)
{
	sqlite3_vfs_unregister(&c->vfs);
	sqlite3_vfs_register(c->vfs_before, 1);
}
