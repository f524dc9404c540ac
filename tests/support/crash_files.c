/* crash_files.c - our own files on the crash disk: the calls of struct disk, and reading. */
#include "crash_inside.h"

#include <errno.h>

static struct crash *disk_of(struct world *w) { return w->state; }

static int refuse(int why)
{
	errno = why;
	return -1;
}

static int fd_new(struct crash *c, struct crash_inode *i, struct crash_name *n)
{
	for (int fd = 0; fd < CRASH_FDS; fd++)
		if (!c->fds[fd].inode) {
			c->fds[fd] = (struct crash_fd){ i, n };
			return fd;
		}
	return refuse(EMFILE);
}

static bool folder_is_there(struct crash *c, const char *path)
{
	struct crash_inode *i = crash_find(c, path);
	return (i && i->is_folder) || crash_is_real_folder(path);
}

static bool above_is_there(struct crash *c, const char *path)
{
	char folder[4096];
	snprintf(folder, sizeof(folder), "%.*s", (int)(strrchr(path, '/') - path), path);
	return folder_is_there(c, folder);
}

static int disk_make(struct world *w, const char *path, unsigned mode)
{
	struct crash       *c = disk_of(w);
	CRASH_LOCKED(c);
	struct crash_inode *i = crash_find(c, path);
	if (c->dead)
		return refuse(EIO);
	if (!above_is_there(c, path))
		return refuse(ENOENT);
	if (i)
		crash_cut_to(c, i, 0);
	else
		i = crash_create(c, path, false);
	return fd_new(c, i, crash_name(c, path, false));
}

static int disk_folder(struct world *w, const char *path)
{
	struct crash *c = disk_of(w);
	CRASH_LOCKED(c);
	if (c->dead)
		return refuse(EIO);
	if (!folder_is_there(c, path))
		return refuse(ENOENT);
	struct crash_name *n = crash_name(c, path, false);
	if (n)
		return fd_new(c, n->now, n);
	free(c->above_name.path);
	c->above_name.path = strdup(path);
	c->above_inode.is_folder = true;
	return fd_new(c, &c->above_inode, &c->above_name);
}

static ssize_t disk_write(struct world *w, int fd, const void *at, size_t n)
{
	struct crash *c = disk_of(w);
	CRASH_LOCKED(c);
	if (c->dead)
		return refuse(EIO);
	/* now and then the system takes a part only */
	if (n > 1 && crash_draw(c, 16) == 0)
		n = 1 + crash_draw(c, n - 1);
	crash_write(c, c->fds[fd].inode, (int64_t)c->fds[fd].inode->now.len, at, n);
	return (ssize_t)n;
}

static int disk_sync(struct world *w, int fd)
{
	struct crash    *c = disk_of(w);
	CRASH_LOCKED(c);
	struct crash_fd *f = &c->fds[fd];
	if (!c->dead && !f->inode->is_folder && c->watch)
		c->watch(c->watch_arg, f->name->path, text_bytes(f->inode->now.at, f->inode->now.len));
	bool good = f->inode->is_folder ? crash_sync_folder(c, f->name->path, true) : crash_sync(c, f->inode);
	return good ? 0 : refuse(EIO);
}

static int disk_close(struct world *w, int fd)
{
	struct crash *c = disk_of(w);
	CRASH_LOCKED(c);
	c->fds[fd] = (struct crash_fd){ 0 };
	return c->dead ? refuse(EIO) : 0;
}

static int disk_rename(struct world *w, const char *from, const char *to)
{
	struct crash      *c = disk_of(w);
	CRASH_LOCKED(c);
	struct crash_name *n = crash_name(c, from, false);
	if (c->dead)
		return refuse(EIO);
	if (!n || !n->now)
		return refuse(ENOENT);
	crash_rename(c, n, crash_name(c, to, true));
	return 0;
}

static int disk_remove(struct world *w, const char *path)
{
	struct crash      *c = disk_of(w);
	CRASH_LOCKED(c);
	struct crash_name *n = crash_name(c, path, false);
	if (c->dead)
		return refuse(EIO);
	if (!n || !n->now)
		return refuse(ENOENT);
	crash_remove(c, n);
	return 0;
}

static int disk_make_folder(struct world *w, const char *path, unsigned mode)
{
	struct crash *c = disk_of(w);
	CRASH_LOCKED(c);
	if (c->dead)
		return refuse(EIO);
	if (folder_is_there(c, path))
		return refuse(EEXIST);
	if (!above_is_there(c, path))
		return refuse(ENOENT);
	crash_create(c, path, true);
	return 0;
}

static bool disk_read(struct world *w, struct arena *a, const char *path, size_t limit, struct text *ret, struct error *e)
{
	struct crash       *c = disk_of(w);
	CRASH_LOCKED(c);
	struct crash_inode *i = crash_find(c, path);
	if (c->dead || !i)
		return error(e, BASE_FILE_READ, .name = text_of(path), .value = text_of(strerror(c->dead ? EIO : ENOENT)));
	if (i->now.len > limit)
		return error(e, BASE_TOO_LARGE, .name = text_of(path), .number = (int64_t)i->now.len, .limit = (int64_t)limit);
	*ret = text_copy(a, text_bytes(i->now.at, i->now.len));
	return true;
}

static bool disk_exists(struct world *w, const char *path)
{
	struct crash *c = disk_of(w);
	CRASH_LOCKED(c);
	return crash_find(c, path) != NULL;
}

static const struct disk crash_disk = {
	.make = disk_make,
	.folder = disk_folder,
	.write = disk_write,
	.sync = disk_sync,
	.close = disk_close,
	.rename = disk_rename,
	.remove = disk_remove,
	.make_folder = disk_make_folder,
};

void crash_world(struct crash *c, struct world *w)
{
	w->state = c;
	w->disk = &crash_disk;
	w->file_read = disk_read;
	w->file_exists = disk_exists;
}
