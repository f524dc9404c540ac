/* po_read.h - sentences of po files (msgid, msgstr, comments; strings over several lines), for the generators. */
#pragma once
#include "buf.h"

struct sentence {
	const char *id, *str;  /* str: "" when not translated */
	const char *file;
	int         line;
};

struct po {
	struct sentence *rows;
	size_t           n, room;
};

/* Adds the file's sentences. False, with file:line on stderr, for what is no po file . */
bool po_read(struct po *, const char *path, const char *shown_path);
/* Every file under `folder` and its parts/ whose name is `lang`.po or ends with .`lang`.po, in the order of names. Files and folders looked at are
 * added to `seen`, one path a line, for the build's list of dependencies. */
bool po_read_folder(struct po *, const char *folder, const char *root, const char *lang, struct buf *seen);
/* NULL when there is none. Call po_sort before. */
const struct sentence *po_find(const struct po *, const char *id);
void po_sort(struct po *);

/* The names in `folder`, sorted, each a new string; ends with NULL. */
char **folder_names(const char *folder);
/* `path` without `root`/ in front. */
const char *path_below(const char *path, const char *root);
/* "target: dependency …" for ninja, from the paths in `seen`. */
bool depfile_put(const char *path, const char *target, const struct buf *seen);
