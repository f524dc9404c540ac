/* po_read.c - the reader of po files. */
#include "po_read.h"

#include <dirent.h>
#include <unistd.h>

static bool refused(const char *file, int line, const char *why)
{
	fprintf(stderr, "%s:%d: %s\n", file, line, why);
	return false;
}

/* The inside of a quoted string, added to `to`. */
static bool string_read(struct buf *to, const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	while (end > s && (end[-1] == ' ' || end[-1] == '\r' || end[-1] == '\t'))
		end--;
	if (end - s < 2 || *s != '"' || end[-1] != '"')
		return false;
	for (s++, end--; s < end; s++) {
		if (*s == '"')
			return false;
		if (*s != '\\') {
			buf_byte(to, *s);
			continue;
		}
		if (++s == end)
			return false;
		buf_byte(to, *s == 'n' ? '\n' : *s == 't' ? '\t' : *s);
	}
	return true;
}

static void sentence_add(struct po *po, struct buf *id, struct buf *str, const char *file, int line)
{
	if (!id->at)
		return;
	if (id->len > 0) {
		if (po->n == po->room) {
			po->room = po->room ? po->room * 2 : 256;
			po->rows = must(realloc(po->rows, po->room * sizeof(*po->rows)));
		}
		po->rows[po->n++] = (struct sentence){ id->at, buf_text(str), file, line };
	}
	*id = *str = (struct buf){ 0 };
}

bool po_read(struct po *po, const char *path, const char *shown)
{
	size_t len;
	char  *text = file_text(path, &len);
	if (!text)
		return false;
	struct buf  id = { 0 }, str = { 0 };
	struct buf *now = NULL;
	int         line = 0, id_line = 0;
	for (char *s = text, *next; s < text + len; s = next) {
		char *end = strchrnul(s, '\n');
		next = end + 1;
		line++;
		if (s == end || *s == '#' || *s == '\r')
			continue;
		if (strncmp(s, "msgid ", 6) == 0) {
			sentence_add(po, &id, &str, shown, id_line);
			now = &id, s += 6, id_line = line;
			buf_add(now, "", 0);
		} else if (strncmp(s, "msgstr ", 7) == 0 && now == &id) {
			now = &str, s += 7;
		} else if (*s != '"' || !now) {
			return refused(shown, line, "neither msgid, nor msgstr, nor a quoted string that follows one");
		}
		if (!string_read(now, s, end))
			return refused(shown, line, "the string does not end, or holds a quote without a backslash");
	}
	sentence_add(po, &id, &str, shown, id_line);
	return true;
}

static int name_order(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

char **folder_names(const char *folder)
{
	char **names = must(calloc(1, sizeof(*names)));
	size_t n = 0;
	DIR   *d = opendir(folder);
	if (!d)
		return names;
	for (struct dirent *e; (e = readdir(d));) {
		if (e->d_name[0] == '.')
			continue;
		names = must(realloc(names, (n + 2) * sizeof(*names)));
		names[n++] = must(strdup(e->d_name));
		names[n] = NULL;
	}
	closedir(d);
	qsort(names, n, sizeof(*names), name_order);
	return names;
}

const char *path_below(const char *path, const char *root)
{
	size_t n = strlen(root);
	return n > 0 && strncmp(path, root, n) == 0 && path[n] == '/' ? path + n + 1 : path;
}

static bool is_of_language(const char *name, const char *lang)
{
	struct buf whole = { 0 }, tail = { 0 };
	buf_print(&whole, "%s.po", lang);
	buf_print(&tail, ".%s.po", lang);
	return strcmp(name, whole.at) == 0 || (strlen(name) > tail.len && strcmp(name + strlen(name) - tail.len, tail.at) == 0);
}

bool po_read_folder(struct po *po, const char *folder, const char *root, const char *lang, struct buf *seen)
{
	bool good = true;
	buf_print(seen, "%s\n", folder);
	for (char **name = folder_names(folder); *name; name++) {
		struct buf path = { 0 };
		buf_print(&path, "%s/%s", folder, *name);
		if (strcmp(*name, "parts") == 0) {
			good = po_read_folder(po, path.at, root, lang, seen) && good;
		} else if (is_of_language(*name, lang)) {
			buf_print(seen, "%s\n", path.at);
			good = po_read(po, path.at, must(strdup(path_below(path.at, root)))) && good;
		}
	}
	return good;
}

static int sentence_order(const void *a, const void *b)
{
	const struct sentence *x = a, *y = b;
	int                    by_id = strcmp(x->id, y->id);
	return by_id ? by_id : strcmp(x->file, y->file);
}

void po_sort(struct po *po)
{
	if (po->n > 0)
		qsort(po->rows, po->n, sizeof(*po->rows), sentence_order);
}

const struct sentence *po_find(const struct po *po, const char *id)
{
	size_t low = 0, high = po->n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int    order = strcmp(po->rows[middle].id, id);
		if (order == 0)
			return &po->rows[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

bool depfile_put(const char *path, const char *target, const struct buf *seen)
{
	struct buf b = { 0 };
	buf_print(&b, "%s:", target);
	for (const char *s = buf_text(seen); *s; s = strchrnul(s, '\n') + 1) {
		buf_byte(&b, ' ');
		for (const char *c = s; *c != '\n'; c++) {
			if (*c == ' ')
				buf_byte(&b, '\\');
			buf_byte(&b, *c);
		}
	}
	buf_byte(&b, '\n');
	return file_put(path, &b);
}
