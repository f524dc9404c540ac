/* short_memory.c - a machine that runs out of memory: loaded before the program (LD_PRELOAD), it refuses the n-th allocation from now, once or for ever after.
 *
 * SHORT_MEMORY names a file of five 64-bit numbers that whoever tests may change while the program runs: how many allocations still succeed (negative: all), whether all
 * later ones fail too, how many were asked for, how many were refused, how many live. Without the variable nothing is refused. */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct control { _Atomic int64_t left, for_ever, asked, refused, live; };

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void  __libc_free(void *);

static struct control *control;

static __attribute__((constructor)) void begin(void)
{
	const char *path = getenv("SHORT_MEMORY");
	int         fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	if (fd < 0)
		return;
	void *at = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (at != MAP_FAILED)
		control = at;
}

/* A place for a debugger to stop at: who asks here is who does not look. */
void short_memory_refused(void) __attribute__((noinline));
void short_memory_refused(void)
{
	control->refused++;
	errno = ENOMEM;
}

static int is_refused(void)
{
	if (!control)
		return 0;
	control->asked++;
	if (control->left < 0)
		return 0;
	int64_t left = control->left--;
	if (left > 0)
		return 0;
	if (control->for_ever)
		control->left = 0;
	if (left < 0)
		return 0; /* another thread took the last one */
	short_memory_refused();
	return 1;
}

static void *counted(void *at)
{
	if (control && at)
		control->live++;
	return at;
}

void *malloc(size_t size) { return is_refused() ? NULL : counted(__libc_malloc(size)); }
void *calloc(size_t count, size_t size) { return is_refused() ? NULL : counted(__libc_calloc(count, size)); }
void *memalign(size_t align, size_t size) { return is_refused() ? NULL : counted(__libc_memalign(align, size)); }
void *aligned_alloc(size_t align, size_t size) { return memalign(align, size); }

void *realloc(void *old, size_t size)
{
	if (!old)
		return malloc(size);
	return is_refused() ? NULL : __libc_realloc(old, size);
}

int posix_memalign(void **ret, size_t align, size_t size)
{
	void *at = memalign(align, size);
	if (!at)
		return ENOMEM;
	*ret = at;
	return 0;
}

void free(void *at)
{
	if (control && at)
		control->live--;
	__libc_free(at);
}
