/* file_layer.h - layers between SQLite and the file layer that is its usual one. Private to the store.
 *
 * Writers open their files through log_layer, which writes the log in large pieces; readers through read_layer, which reads the database in large pieces where it is read in order. */
#pragma once
#include <sqlite3.h>

#include "engine.h"

/* What a layer has files of one kind opened as: a struct that begins with a struct layered. */
struct layer {
	int                       opens; /* SQLITE_OPEN_...: other kinds of files are left alone */
	size_t                    size;  /* of the struct */
	const sqlite3_io_methods *methods;
};
extern const struct layer log_layer, read_layer;

struct layered {
	sqlite3_file  file; /* what SQLite sees */
	sqlite3_file *below;
};
static inline sqlite3_file *layered_under(sqlite3_file *file) { return ((struct layered *)file)->below; }

/* What is handed through as it is. */
int layered_control(sqlite3_file *, int op, void *arg);
int layered_sector(sqlite3_file *);
int layered_device(sqlite3_file *);
int layered_lock(sqlite3_file *, int level);
int layered_unlock(sqlite3_file *, int level);
int layered_reserved(sqlite3_file *, int *ret);
#define LAYERED_PASSES \
	.xFileControl = layered_control, .xSectorSize = layered_sector, .xDeviceCharacteristics = layered_device, .xLock = layered_lock, .xUnlock = layered_unlock, \
	.xCheckReservedLock = layered_reserved

/* A layer over the file layer that is SQLite's usual one now. It must outlive every connection that was opened with its name. */
struct file_layer *file_layer_new(const struct layer *);
const char        *file_layer_name(const struct file_layer *);
void               file_layer_free(struct file_layer *);

/* Whether syncs of this log may be left to somebody else, who syncs the same log over another file (store_sync_later). Its header is synced all the same: an old header over
 * new pages would lay the oldest of the old ones over the database (sqlite.org/src/info/ff5be73dee). Anything but a log of log_layer: nothing to do. */
void log_layer_sync_later(sqlite3_file *log, bool later);
/* Whether what failed last on this file of the system did so because a quota is used up. */
bool log_layer_quota_is_used_up(sqlite3_file *file);

/* Much of this database will be read in order, until it is closed. Anything but a database of read_layer, or no memory: nothing to do. */
void read_layer_ahead(sqlite3_file *database);
