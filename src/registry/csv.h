/* csv.h - private to the registry: a reader of CSV (RFC 4180) that can't be made to use much memory, and knows its lines.
 *
 * A byte order mark and CR LF are taken, quotes may hold newlines and doubled quotes. A row that is wrong is reported with its line and the reader goes on with the next. */
#pragma once
#include "base/base.h"

enum { CSV_MOST_FIELDS = 64, CSV_MOST_ROW = 64 * 1024, CSV_MOST_FILE = 64 * 1024 * 1024 };

struct csv {
	struct arena *arena;
	struct text   rest;
	const char   *file;
	int           line;                     /* of the row that csv_next gave */
	int           next_line;
	struct text   field[CSV_MOST_FIELDS];   /* views into the file, or unquoted in the arena */
	size_t        count;
};

struct csv csv_start(struct arena *, struct text, const char *file);
enum csv_step { CSV_ROW, CSV_END, CSV_BAD /* error is set; call again for the next row */ };
enum csv_step csv_next(struct csv *, struct error *);
/* For error(): where the row is. */
#define CSV_AT(c) .file = text_of((c)->file), .line = (c)->line
