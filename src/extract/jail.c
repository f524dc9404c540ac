/* jail.c - the walls: limits of the kernel and an allow-list of system calls. */
#include "base/base.h"
#include <errno.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "jail.h"
#include "photo.h"
#include "protocol.h"

enum {
	MEMORY = 768 * 1024 * 1024,
	PROCESSOR_SECONDS = 20,
	CLOCK_SECONDS = 30,
};

/* AddressSanitizer keeps terabytes of address space and calls what it likes: such a build has the limits of time only, and no secrets. */
#if defined(__SANITIZE_ADDRESS__)
#define UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif
#ifndef UNDER_SANITIZER
#define UNDER_SANITIZER 0
#endif

static bool limit(int what, rlim_t most)
{
	struct rlimit limits = { .rlim_cur = most, .rlim_max = most };
	return setrlimit(what, &limits) == 0;
}

static bool limit_resources(void)
{
	bool ok = limit(RLIMIT_CPU, PROCESSOR_SECONDS) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, EXTRACT_OUTPUT_LIMIT);
	alarm(CLOCK_SECONDS);
	if (UNDER_SANITIZER)
		return ok;
	return ok && limit(RLIMIT_AS, MEMORY) && limit(RLIMIT_NOFILE, 0);
}

/* mmap and mprotect only for memory that nobody can run */
static int allow_memory(scmp_filter_ctx filter)
{
	struct scmp_arg_cmp not_executable = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	int bad = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, not_executable);
	return bad ? bad : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, not_executable);
}

static bool filter_calls(void)
{
	static const int allowed[] = { SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(sendto), SCMP_SYS(close), SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap),
		SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime), SCMP_SYS(rt_sigreturn), SCMP_SYS(restart_syscall),
		SCMP_SYS(exit), SCMP_SYS(exit_group) };
	scmp_filter_ctx  filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (!filter)
		return false;
	int bad = allow_memory(filter);
	for (size_t i = 0; i < COUNT_OF(allowed) && !bad; i++)
		bad = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	bad = bad ? bad : seccomp_load(filter);
	seccomp_release(filter);
	return !bad;
}

bool jail_enter(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return false;
	return limit_resources() && (UNDER_SANITIZER || filter_calls());
}

static bool answer(int out, bool is_socket, enum extract_reason reason, const struct photo *photo)
{
	unsigned char head[KEPT_HEAD];
	memcpy(head, protocol_mark, PROTOCOL_HEAD);
	head[4] = (unsigned char)reason;
	if (reason != REASON_KEPT)
		return protocol_write(out, head, 5, is_socket);
	head[5] = photo->type == FILE_JPEG ? 1 : 2;
	protocol_put32(head + 6, photo->width);
	protocol_put32(head + 10, photo->height);
	protocol_put32(head + 14, (uint32_t)photo->bytes.len);
	return protocol_write(out, head, sizeof head, is_socket) && protocol_write(out, photo->bytes.at, photo->bytes.len, is_socket);
}

int jail_serve(int in, int out, bool is_socket)
{
	unsigned char head[REQUEST_HEAD];
	struct photo  photo = { 0 };
	/* before anything of the stranger's is read */
	if (!jail_enter())
		return 71;
	if (!protocol_read(in, head, sizeof head) || memcmp(head, protocol_mark, PROTOCOL_HEAD) != 0)
		return 65;
	uint32_t len = protocol_get32(head + PROTOCOL_HEAD);
	if (len > EXTRACT_INPUT_LIMIT)
		return answer(out, is_socket, REASON_TOO_LARGE, &photo) ? 0 : 74;
	_cleanup_arena_ struct arena *arena = arena_new(0);
	char *bytes = arena_alloc(arena, len + 1);
	if (!protocol_read(in, bytes, len))
		return 65;
	enum extract_reason reason = photo_clean(text_bytes(bytes, len), arena, &photo);
	return answer(out, is_socket, reason, &photo) ? 0 : 74;
}
