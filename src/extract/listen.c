/* listen.c - takes connections and gives each a process of its own; this process reads no byte of any photograph. */
#include "base/base.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "jail.h"

enum { AT_ONCE = 4, WAITING = 32 };

/* The socket gets its name when it listens: who finds it there is not turned away. What had the name was left by a process that was killed. */
static bool open_socket(const char *path, int *ret, struct error *e)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int                len = snprintf(address.sun_path, sizeof address.sun_path, "%s.new", path);
	if (len < 0 || (size_t)len >= sizeof address.sun_path)
		return error(e, EXTRACT_LISTEN, .name = text_of(path), .value = text_of(strerror(ENAMETOOLONG)));
	*ret = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	unlink(address.sun_path);
	mode_t before = umask(0177);
	bool   ok = *ret >= 0 && bind(*ret, (const struct sockaddr *)&address, sizeof address) == 0 && listen(*ret, WAITING) == 0 && rename(address.sun_path, path) == 0;
	umask(before);
	return ok || error(e, EXTRACT_LISTEN, .name = text_of(path), .value = text_of(strerror(errno)));
}

/* The signals that end us, and those of children, as something to poll. */
static int open_signals(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* False when it is time to end. */
static bool read_signals(int signals, int *children)
{
	struct signalfd_siginfo info;
	bool                    go_on = true;
	while (read(signals, &info, sizeof info) == sizeof info)
		go_on = go_on && info.ssi_signo == SIGCHLD;
	while (*children > 0 && waitpid(-1, NULL, WNOHANG) > 0)
		--*children;
	return go_on;
}

static void serve_apart(int socket_fd, int signals, int connection)
{
	pid_t parent = getpid(), child = fork();
	if (child == 0) {
		sigset_t none;
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(socket_fd);
		close(signals);
		_exit(getppid() == parent ? jail_serve(connection, connection, true) : 0);
	}
	close(connection);
}

bool jail_listen(const char *socket_path, struct error *e)
{
	int fd, children = 0, signals = open_signals();
	if (!open_socket(socket_path, &fd, e))
		return false;
	do {
		struct pollfd waits[] = { { .fd = signals, .events = POLLIN }, { .fd = children < AT_ONCE ? fd : -1, .events = POLLIN } };
		if (poll(waits, COUNT_OF(waits), -1) <= 0 || !(waits[1].revents & POLLIN))
			continue;
		int connection = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
		if (connection < 0)
			continue;
		serve_apart(fd, signals, connection);
		children++;
	} while (read_signals(signals, &children));
	close(fd);
	close(signals);
	unlink(socket_path);
	return true;
}
