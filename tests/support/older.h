/* older.h - a database as an earlier danvan left it: made by the first numbered files, which never change (STORE_CHANGED_SCHEMA), and filled from a database of today as far as its
 * columns go. Failures end the test program with a sentence. */
#pragma once
#include "base/embed.h"
#include "store/store.h"

enum { OLDER_FILES_MOST = 64 };

/* How many numbered files there are. */
size_t older_last(void);
/* The first k of them, ended by an empty row. */
void older_files(size_t k, struct embedded ret[OLDER_FILES_MOST]);
/* Fills the empty database `to` (of the same engine) with schema k and the rows of `from`. */
void older_make(struct arena *, const char *from, const char *to, size_t k);
/* A script, run past the store on the database of that URL. */
void older_script(const char *url, const char *sql);
/* For test_dump: the tables of the ledger, which no migration may change. */
bool older_of_ledger(void *context, const char *table);
/* A dump without the number and the hash of the schema, which stand first, and the hash of it all, which stands last. */
struct text older_rows(struct text dump);
