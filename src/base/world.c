/* world.c - the real clock, randomness and files, and the fixed ones of tests. */
#include "base/base.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

static int64_t clock_ms(clockid_t id)
{
	struct timespec t;
	int             failed = clock_gettime(id, &t);
	assert(!failed);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static instant_t real_now(struct world *w) { return (instant_t){ clock_ms(CLOCK_REALTIME) }; }

static int64_t real_boot_ms(struct world *w) { return clock_ms(CLOCK_BOOTTIME); }

static void real_random(struct world *w, void *at, size_t n) { randombytes_buf(at, n); }

static bool failed(struct error *e, const char *code, const char *path)
{
	return error(e, code, .name = text_of(path), .value = text_of(strerror(errno)));
}

static void fd_closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static bool real_read(struct world *w, struct arena *a, const char *path, size_t limit, struct text *ret, struct error *e)
{
	_cleanup_(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat              s;
	if (fd < 0 || fstat(fd, &s) != 0)
		return failed(e, BASE_FILE_READ, path);
	if (S_ISREG(s.st_mode) && (size_t)s.st_size > limit)
		return error(e, BASE_TOO_LARGE, .name = text_of(path), .number = s.st_size, .limit = (int64_t)limit);
	struct build b = { .arena = a };
	char         block[16384];
	for (ssize_t n; (n = read(fd, block, sizeof(block))) != 0;) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(e, BASE_FILE_READ, path);
		build_add(&b, text_bytes(block, (size_t)n));
		if (b.len > limit)
			return error(e, BASE_TOO_LARGE, .name = text_of(path), .number = (int64_t)b.len, .limit = (int64_t)limit);
	}
	*ret = build_text(&b);
	return true;
}

static bool write_all(int fd, struct text bytes)
{
	for (size_t done = 0; done < bytes.len;) {
		ssize_t n = write(fd, bytes.at + done, bytes.len - done);
		if (n < 0 && errno != EINTR)
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return fsync(fd) == 0;
}

static bool sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char        folder[4096];
	int         n = snprintf(folder, sizeof(folder), "%.*s", slash ? (int)(slash - path) + (slash == path) : 1, slash ? path : ".");
	if (n < 0 || (size_t)n >= sizeof(folder))
		return false;
	_cleanup_(fd_closep) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && fsync(fd) == 0;
}

static bool real_replace(struct world *w, const char *path, struct text bytes, unsigned mode, struct error *e)
{
	char beside[4096];
	int  n = snprintf(beside, sizeof(beside), "%s.%ld.new", path, (long)getpid());
	if (n < 0 || (size_t)n >= sizeof(beside)) {
		errno = ENAMETOOLONG;
		return failed(e, BASE_FILE_WRITE, path);
	}
	int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	if (fd < 0)
		return failed(e, BASE_FILE_WRITE, path);
	bool whole = fchmod(fd, mode) == 0 && write_all(fd, bytes);
	whole = close(fd) == 0 && whole;
	if (whole && rename(beside, path) == 0 && sync_folder(path))
		return true;
	failed(e, BASE_FILE_WRITE, path);
	unlink(beside);
	return false;
}

static bool real_exists(struct world *w, const char *path) { return access(path, F_OK) == 0; }

struct world world_real(void)
{
	int ready = sodium_init();
	assert(ready >= 0);
	return (struct world){
		.now = real_now,
		.boot_ms = real_boot_ms,
		.random = real_random,
		.file_read = real_read,
		.file_replace = real_replace,
		.file_exists = real_exists,
	};
}

static instant_t fixed_now(struct world *w) { return w->fixed; }

static int64_t fixed_boot_ms(struct world *w) { return w->fixed.ms; }

void world_fix_clock(struct world *w, instant_t at)
{
	w->fixed = at;
	w->now = fixed_now;
	w->boot_ms = fixed_boot_ms;
}

/* Each draw is a stream of its own, numbered, so that the order of draws alone decides the bytes. */
static void seeded_random(struct world *w, void *at, size_t n)
{
	unsigned char nonce[crypto_stream_chacha20_NONCEBYTES];
	w->drawn++;
	memcpy(nonce, &w->drawn, sizeof(nonce));
	crypto_stream_chacha20(at, n, nonce, w->seed);
}

void world_seed(struct world *w, uint64_t seed)
{
	memset(w->seed, 0, sizeof(w->seed));
	memcpy(w->seed, &seed, sizeof(seed));
	w->drawn = 0;
	w->random = seeded_random;
}

day_t world_today(struct world *w) { return instant_day(w->now(w)); }
