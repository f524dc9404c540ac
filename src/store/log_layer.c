/* log_layer.c - what SQLite writes to its log goes to the system in large pieces.
 *
 * SQLite writes each page of a transaction to the log by two calls of the system, 24 bytes and the page; a group of sixty filings makes over two thousand. Nobody reads them before they
 * are synced and the log's index says so: until then they can as well wait here. This is a layer over whatever file layer SQLite uses: it gathers what follows one another, and hands it on
 * before anything is read, synced, measured or cut short. An error of writing is told a little later, by the call that hands on, and always before the commit is. */
#include <errno.h>

#include "file_layer.h"

enum { LOG_HEADER = 32 };
enum { LOG_PIECE = 120 * 1024 }; /* SQLite's own layer takes up to 128 KB less one byte at a time */

struct log_file {
	struct layered layered;
	sqlite3_int64  from; /* what waits here belongs there */
	int            count;
	bool           later; /* syncs are left to another */
	bool           header; /* it was written since the last sync */
	char          *waits; /* LOG_PIECE bytes; NULL: nothing was written yet */
};

static struct log_file *log_of(sqlite3_file *file) { return (struct log_file *)file; }
static sqlite3_file    *under(sqlite3_file *file) { return layered_under(file); }

/* SQLite calls it an error of the disk when a quota is used up; that heals as a full disk does. */
static int write_under(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
	int rc = under(file)->pMethods->xWrite(under(file), bytes, count, at);
	return rc == SQLITE_IOERR_WRITE && log_layer_quota_is_used_up(under(file)) ? SQLITE_FULL : rc;
}

/* What could not be written is forgotten: its transaction fails. */
static int hand_on(sqlite3_file *file)
{
	struct log_file *log = log_of(file);
	int              count = log->count;
	log->count = 0;
	return count > 0 ? write_under(file, log->waits, count, log->from) : SQLITE_OK;
}

static int log_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
	struct log_file *log = log_of(file);
	log->header = log->header || at < LOG_HEADER;
	bool             follows = at == log->from + log->count && count <= LOG_PIECE - log->count;
	int              rc = follows ? SQLITE_OK : hand_on(file);
	if (rc != SQLITE_OK)
		return rc;
	if (!log->waits)
		log->waits = malloc(LOG_PIECE);
	if (!log->waits || count > LOG_PIECE)
		return write_under(file, bytes, count, at);
	if (log->count == 0)
		log->from = at;
	memcpy(log->waits + log->count, bytes, (size_t)count);
	log->count += count;
	return SQLITE_OK;
}

static int log_read(sqlite3_file *file, void *ret, int count, sqlite3_int64 at)
{
	int rc = hand_on(file);
	return rc == SQLITE_OK ? under(file)->pMethods->xRead(under(file), ret, count, at) : rc;
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	int rc = hand_on(file);
	return rc == SQLITE_OK ? under(file)->pMethods->xTruncate(under(file), size) : rc;
}

static int log_sync(sqlite3_file *file, int flags)
{
	struct log_file *log = log_of(file);
	int              rc = hand_on(file);
	if (rc != SQLITE_OK || (log->later && !log->header))
		return rc;
	log->header = false;
	return under(file)->pMethods->xSync(under(file), flags);
}

static int log_size(sqlite3_file *file, sqlite3_int64 *ret)
{
	int rc = hand_on(file);
	return rc == SQLITE_OK ? under(file)->pMethods->xFileSize(under(file), ret) : rc;
}

/* What still waits belongs to a transaction that was never committed. */
static int log_close(sqlite3_file *file)
{
	free(log_of(file)->waits);
	return under(file)->pMethods->xClose(under(file));
}

static const sqlite3_io_methods log_methods = {
	.iVersion = 1, /* a log is neither shared nor mapped through these */
	LAYERED_PASSES,
	.xClose = log_close,
	.xRead = log_read,
	.xWrite = log_write,
	.xTruncate = log_truncate,
	.xSync = log_sync,
	.xFileSize = log_size,
};

const struct layer log_layer = { .opens = SQLITE_OPEN_WAL, .size = sizeof(struct log_file), .methods = &log_methods };

void log_layer_sync_later(sqlite3_file *log, bool later)
{
	if (log && log->pMethods == &log_methods)
		log_of(log)->later = later;
}

bool log_layer_quota_is_used_up(sqlite3_file *file)
{
	int why = 0;
	return file && file->pMethods && file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &why) == SQLITE_OK && why == EDQUOT;
}
