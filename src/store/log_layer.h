/* log_layer.h - a file layer of SQLite that writes the log in large pieces. Private to the store. */
#pragma once
#include <sqlite3.h>

#include "engine.h"

struct log_layer;

/* A layer over the file layer that is SQLite's usual one now. It must outlive every connection that was opened with its name. */
struct log_layer *log_layer_new(void);
const char       *log_layer_name(const struct log_layer *);
void              log_layer_free(struct log_layer *);

/* Whether syncs of this log may be left to somebody else, who syncs the same log over another file (store_sync_later). Its header is synced all the same: an old header over
 * new pages would lay the oldest of the old ones over the database (sqlite.org/src/info/ff5be73dee). Anything but a log of this layer: nothing to do. */
void log_layer_sync_later(sqlite3_file *log, bool later);
/* Whether what failed last on this file of the system did so because a quota is used up. */
bool log_layer_quota_is_used_up(sqlite3_file *file);
