/* crash_image.c - the disk as it was at some moment, to be put back. */
#include "crash_inside.h"

#include <assert.h>

static void *must(void *at)
{
	assert(at);
	return at;
}

struct image_file { char *path; bool is_folder, is_log, is_database; struct crash_bytes bytes; };
struct crash_image { size_t n; struct image_file *files; };

struct crash_image *crash_image_take(struct crash *c)
{
	struct crash_image *image = must(calloc(1, sizeof(*image)));
	assert(!c->opened);
	for (struct crash_name *n = c->names; n; n = n->next) {
		if (!n->now)
			continue;
		image->files = must(realloc(image->files, (image->n + 1) * sizeof(*image->files)));
		struct image_file *f = &image->files[image->n++];
		*f = (struct image_file){ must(strdup(n->path)), n->now->is_folder, n->now->is_log, n->now->is_database, { 0 } };
		crash_copy(&f->bytes, &n->now->now);
	}
	return image;
}

void crash_image_put(struct crash *c, const struct crash_image *image)
{
	for (struct crash_name *n = c->names; n; n = n->next)
		n->now = n->kept = NULL;
	c->renamings_n = 0;
	crash_sweep(c);
	for (size_t i = 0; i < image->n; i++) {
		struct image_file  *f = &image->files[i];
		struct crash_inode *inode = crash_create(c, f->path, f->is_folder);
		inode->is_log = f->is_log;
		inode->is_database = f->is_database;
		crash_copy(&inode->now, &f->bytes);
		crash_copy(&inode->kept, &f->bytes);
		crash_renaming_keep(&c->renamings[i]);
	}
	c->renamings_n = 0;
	crash_process_begins(c);
}

void crash_image_free(struct crash_image *image)
{
	for (size_t i = 0; image && i < image->n; i++) {
		free(image->files[i].path);
		free(image->files[i].bytes.at);
	}
	free(image ? image->files : NULL);
	free(image);
}
