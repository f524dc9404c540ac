/* read_layer.c - a database that is read in order is read in large pieces.
 *
 * SQLite asks the system for one page at a time, and a call costs as much as copying four of them; an attachment is 64 pages that follow one another. Where a page follows the one
 * before, what comes behind it is read with it, if read_layer_ahead has said that much will be wanted (a backup, an audit).
 *
 * What is kept here is never older than the snapshot that reads it: a page that somebody carries from the log into the database meanwhile is read from the log by this snapshot, and each new
 * snapshot begins with a lock of the shared memory, at which all is forgotten. */
#include "file_layer.h"

enum { AHEAD = 64 * 1024 };

struct read_file {
	struct layered layered;
	sqlite3_int64  from, next; /* what is kept belongs there; where the last page ended */
	int            count;
	char          *kept; /* AHEAD bytes; NULL: nothing is read ahead */
};

static struct read_file *read_of(sqlite3_file *file) { return (struct read_file *)file; }

static void forget(struct read_file *f)
{
	f->count = 0;
	f->next = -1;
}

/* A piece that the file ends in, or that can't be read, is left to the call that asks for the page alone. */
static bool read_ahead(struct read_file *f, int count, sqlite3_int64 at)
{
	bool follows = at == f->next && count <= AHEAD;
	if (follows && f->layered.below->pMethods->xRead(f->layered.below, f->kept, AHEAD, at) == SQLITE_OK) {
		f->from = at;
		f->count = AHEAD;
	} else if (follows) {
		f->count = 0; /* what was there is written over */
	}
	f->next = at + count;
	return f->count > 0 && at >= f->from && at + count <= f->from + f->count;
}

static int read_read(sqlite3_file *file, void *ret, int count, sqlite3_int64 at)
{
	struct read_file *f = read_of(file);
	bool              is_kept = f->count > 0 && at >= f->from && at + count <= f->from + f->count;
	if (is_kept)
		f->next = at + count;
	else if (!f->kept || !read_ahead(f, count, at))
		return f->layered.below->pMethods->xRead(f->layered.below, ret, count, at);
	memcpy(ret, f->kept + (at - f->from), (size_t)count);
	return SQLITE_OK;
}

static int read_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
	forget(read_of(file));
	return layered_under(file)->pMethods->xWrite(layered_under(file), bytes, count, at);
}

static int read_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	forget(read_of(file));
	return layered_under(file)->pMethods->xTruncate(layered_under(file), size);
}

static int read_close(sqlite3_file *file)
{
	free(read_of(file)->kept);
	return layered_under(file)->pMethods->xClose(layered_under(file));
}

static int read_sync(sqlite3_file *file, int flags) { return layered_under(file)->pMethods->xSync(layered_under(file), flags); }
static int read_size(sqlite3_file *file, sqlite3_int64 *ret) { return layered_under(file)->pMethods->xFileSize(layered_under(file), ret); }

static int read_shm_map(sqlite3_file *file, int piece, int size, int extend, void volatile **ret)
{
	return layered_under(file)->pMethods->xShmMap(layered_under(file), piece, size, extend, ret);
}

static int read_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
	forget(read_of(file));
	return layered_under(file)->pMethods->xShmLock(layered_under(file), offset, n, flags);
}

static void read_shm_barrier(sqlite3_file *file) { layered_under(file)->pMethods->xShmBarrier(layered_under(file)); }
static int  read_shm_unmap(sqlite3_file *file, int delete) { return layered_under(file)->pMethods->xShmUnmap(layered_under(file), delete); }

static const sqlite3_io_methods read_methods = {
	.iVersion = 2, /* not mapped */
	LAYERED_PASSES,
	.xClose = read_close,
	.xRead = read_read,
	.xWrite = read_write,
	.xTruncate = read_truncate,
	.xSync = read_sync,
	.xFileSize = read_size,
	.xShmMap = read_shm_map,
	.xShmLock = read_shm_lock,
	.xShmBarrier = read_shm_barrier,
	.xShmUnmap = read_shm_unmap,
};

const struct layer read_layer = { .opens = SQLITE_OPEN_MAIN_DB, .size = sizeof(struct read_file), .methods = &read_methods };

void read_layer_ahead(sqlite3_file *database)
{
	if (!database || database->pMethods != &read_methods || read_of(database)->kept)
		return;
	forget(read_of(database));
	read_of(database)->kept = malloc(AHEAD);
}
