/* files.c - the machine's files: read whole, replaced whole, removed, folders made; written in steps that a power cut may come between. */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 4096, BLOCK = 16384 };

static bool failed(struct error *e, const char *code, const char *path)
{
	return error(e, code, .name = text_of(path), .value = text_of(strerror(errno)));
}

/* ---- the system's calls ---- */

static int real_make(struct world *w, const char *path, unsigned mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	if (fd < 0 || fchmod(fd, mode) == 0)
		return fd;
	int why = errno;
	close(fd);
	errno = why;
	return -1;
}

static int real_folder(struct world *w, const char *path) { return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC); }

static ssize_t real_write(struct world *w, int fd, const void *at, size_t n) { return write(fd, at, n); }

static int real_sync(struct world *w, int fd) { return fsync(fd); }

static int real_close(struct world *w, int fd) { return close(fd); }

static int real_rename(struct world *w, const char *from, const char *to) { return rename(from, to); }

static int real_unlink(struct world *w, const char *path) { return unlink(path); }

static int real_mkdir(struct world *w, const char *path, unsigned mode) { return mkdir(path, mode); }

static const struct disk real_disk = {
	.make = real_make,
	.folder = real_folder,
	.write = real_write,
	.sync = real_sync,
	.close = real_close,
	.rename = real_rename,
	.remove = real_unlink,
	.make_folder = real_mkdir,
};

/* ---- reading ---- */

static void fd_closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static bool file_read(struct world *w, struct arena *a, const char *path, size_t limit, struct text *ret, struct error *e)
{
	_cleanup_(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat              s;
	if (fd < 0 || fstat(fd, &s) != 0)
		return failed(e, BASE_FILE_READ, path);
	if (S_ISREG(s.st_mode) && (size_t)s.st_size > limit)
		return error(e, BASE_TOO_LARGE, .name = text_of(path), .number = s.st_size, .limit = (int64_t)limit);
	/* one byte more than it has, so that its end is met without a larger place */
	struct build b = { .arena = a, .room = S_ISREG(s.st_mode) ? (size_t)s.st_size + 1 : BLOCK };
	b.at = arena_alloc(a, b.room);
	for (ssize_t n; (n = read(fd, b.at + b.len, b.room - b.len)) != 0;) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(e, BASE_FILE_READ, path);
		b.len += (size_t)n;
		if (b.len > limit)
			return error(e, BASE_TOO_LARGE, .name = text_of(path), .number = (int64_t)b.len, .limit = (int64_t)limit);
		if (b.len == b.room) {
			b.at = arena_grow(a, b.at, b.len, b.room, 1);
			b.room *= 2;
		}
	}
	*ret = build_text(&b);
	return true;
}

static int file_lock(struct world *w, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), done = -1;
	while (fd >= 0 && (done = flock(fd, LOCK_EX)) != 0 && errno == EINTR)
		;
	if (fd >= 0 && done != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static void file_unlock(struct world *w, int lock)
{
	flock(lock, LOCK_UN); /* whatever closing does: who asks for it next would wait for ever, this process too */
	close(lock);
}

static bool file_exists(struct world *w, const char *path) { return access(path, F_OK) == 0; }

/* ---- writing ---- */

static bool write_all(struct world *w, int fd, struct text bytes)
{
	for (size_t done = 0; done < bytes.len;) {
		ssize_t n = w->disk->write(w, fd, bytes.at + done, bytes.len - done);
		if (n < 0 && errno != EINTR)
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return true;
}

/* A full disk that says so in time has harmed nothing; one that says so at a sync has. */
static const char *write_code(void) { return errno == ENOSPC || errno == EDQUOT ? BASE_FILE_FULL : BASE_FILE_WRITE; }

/* Syncs the folder that holds `path`. */
static bool sync_above(struct world *w, const char *path)
{
	const char *slash = strrchr(path, '/');
	char        folder[PATH_ROOM];
	int         n = snprintf(folder, sizeof(folder), "%.*s", slash ? (int)(slash - path) + (slash == path) : 1, slash ? path : ".");
	if (n < 0 || (size_t)n >= sizeof(folder)) {
		errno = ENAMETOOLONG;
		return false;
	}
	int fd = w->disk->folder(w, folder);
	if (fd < 0)
		return false;
	bool synced = w->disk->sync(w, fd) == 0;
	int  why = errno;
	w->disk->close(w, fd);
	errno = why;
	return synced;
}

static bool file_replace(struct world *w, const char *path, struct text bytes, unsigned mode, struct error *e)
{
	char beside[PATH_ROOM];
	int  n = snprintf(beside, sizeof(beside), "%s.%ld.new", path, (long)getpid());
	if (n < 0 || (size_t)n >= sizeof(beside)) {
		errno = ENAMETOOLONG;
		return failed(e, BASE_FILE_WRITE, path);
	}
	int fd = w->disk->make(w, beside, mode);
	if (fd < 0)
		return failed(e, write_code(), path);
	bool        written = write_all(w, fd, bytes);
	const char *code = written ? BASE_FILE_WRITE : write_code();
	bool        whole = written && w->disk->sync(w, fd) == 0;
	int         why = errno;
	whole = w->disk->close(w, fd) == 0 && whole;
	bool renamed = whole && w->disk->rename(w, beside, path) == 0;
	if (whole && !renamed) /* the old one still has the name */
		code = write_code();
	if (renamed && sync_above(w, path))
		return true;
	errno = written ? errno : why;
	failed(e, code, path);
	w->disk->remove(w, beside);
	return false;
}

static bool file_remove(struct world *w, const char *path, struct error *e)
{
	if (w->disk->remove(w, path) != 0 && errno != ENOENT)
		return failed(e, BASE_FILE_WRITE, path);
	return sync_above(w, path) || failed(e, BASE_FILE_WRITE, path);
}

static bool folders_make(struct world *w, const char *path, unsigned mode, struct error *e)
{
	char   part[PATH_ROOM];
	size_t len = strlen(path);
	if (len >= sizeof(part)) {
		errno = ENAMETOOLONG;
		return failed(e, BASE_FILE_WRITE, path);
	}
	for (size_t i = 1; i < len; i++) {
		if (path[i] != '/')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		bool made = w->disk->make_folder(w, part, mode) == 0;
		if (!made && errno != EEXIST)
			return failed(e, BASE_FILE_WRITE, part);
		/* one that is there may have been made by a process that was killed before it synced; those above may be closed to us, and are older than that */
		if (!sync_above(w, part) && (made || errno != EACCES))
			return failed(e, BASE_FILE_WRITE, part);
	}
	return true;
}

void world_files(struct world *w)
{
	w->file_read = file_read;
	w->file_exists = file_exists;
	w->file_lock = file_lock;
	w->file_unlock = file_unlock;
	w->file_replace = file_replace;
	w->file_remove = file_remove;
	w->folders_make = folders_make;
	w->disk = &real_disk;
}
