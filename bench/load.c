/* load.c - a load client: one thread, epoll, N connections that are kept alive, each with one request under way.
 *
 * Usage: bench_load [-c CONNECTIONS] [-d SECONDS] [-w WARM_UP_SECONDS] [-p PID] [-H HEADER]... [-b BODIES] PORT PATH|@PATHS
 *   PATH is asked again and again; @PATHS is a file with a path a line, drawn at random (seed fixed). With -b each request is a POST of one line of BODIES,
 *   drawn at random, as application/json. -p: the server's process, whose CPU time (its children's too) is divided by the answers.
 *   Connections come from 127.0.0.2 and following, one address each, so that limits by address do not measure themselves.
 *
 * Prints one line: answers/s, p50 us, p99 us, CPU us of the server an answer, answers that were not 2xx, bytes of the last body. Exit 1 when any was not 2xx. */
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { SLOWEST_US = 4000000, HEAD_MOST = 16384, CONNECTIONS_MOST = 20000 };

struct lines {
	char  **at;
	size_t  n;
};

struct connection {
	int     fd;
	char   *request;
	size_t  request_len, sent;
	char    head[HEAD_MOST];
	size_t  head_len, body_left;
	bool    in_body, is_ok;
	int64_t began;
};

struct load {
	int          port, epoll, connections;
	long         pid;
	double       seconds, warm_up;
	char         headers[4096];
	struct lines paths, bodies;
	uint64_t     random;
	int64_t      measures_from, ends;
	uint64_t     answers, refused;
	size_t       body_size;
	bool         told; /* the first refusal was shown */
	uint32_t    *took; /* how many answers took so many microseconds */
};

static void fail(const char *what)
{
	fprintf(stderr, "bench_load: %s: %s\n", what, strerror(errno));
	exit(70);
}

static int64_t now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* xorshift64*: the same order of requests in every run. */
static uint64_t draw(struct load *l, uint64_t below)
{
	l->random ^= l->random >> 12;
	l->random ^= l->random << 25;
	l->random ^= l->random >> 27;
	return (l->random * 2685821657736338717u >> 16) % below;
}

static struct lines read_lines(const char *path)
{
	struct lines l = { 0 };
	char        *line = NULL;
	size_t       room = 0, most = 0;
	FILE        *f = fopen(path, "r");
	if (!f)
		fail(path);
	for (ssize_t n; (n = getline(&line, &room, f)) > 0;) {
		line[n - (line[n - 1] == '\n')] = '\0';
		if (l.n == most)
			l.at = realloc(l.at, (most = most * 2 + 64) * sizeof(*l.at));
		if (!l.at || !(l.at[l.n++] = strdup(line)))
			fail(path);
	}
	fclose(f);
	free(line);
	if (l.n == 0) {
		fprintf(stderr, "bench_load: %s: no lines\n", path);
		exit(64);
	}
	return l;
}

/* ---- CPU of the server: fields 14 to 17 of /proc/PID/stat, of the process and of its children (nginx works in those) ---- */

static double ticks_of(long pid, long *ret_parent)
{
	char  path[64], line[1024], *at;
	long  user = 0, system = 0;
	FILE *f;
	snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	*ret_parent = 0;
	if (!(f = fopen(path, "r")))
		return 0;
	if (fgets(line, sizeof(line), f) && (at = strrchr(line, ')')))
		sscanf(at + 1, " %*c %ld %*s %*s %*s %*s %*s %*s %*s %*s %*s %ld %ld", ret_parent, &user, &system);
	fclose(f);
	return (double)(user + system);
}

static double cpu_seconds(long pid)
{
	long           parent;
	double         ticks = pid ? ticks_of(pid, &parent) : 0;
	DIR           *d = pid ? opendir("/proc") : NULL;
	struct dirent *e;
	while (d && (e = readdir(d))) {
		long one = isdigit((unsigned char)e->d_name[0]) ? atol(e->d_name) : 0;
		double its = one && one != pid ? ticks_of(one, &parent) : 0;
		if (one && one != pid && parent == pid)
			ticks += its;
	}
	if (d)
		closedir(d);
	return ticks / (double)sysconf(_SC_CLK_TCK);
}

/* ---- one connection ---- */

static void choose(struct load *l, struct connection *c)
{
	const char *path = l->paths.at[l->paths.n > 1 ? draw(l, l->paths.n) : 0];
	const char *body = l->bodies.n ? l->bodies.at[draw(l, l->bodies.n)] : NULL;
	int         n;
	free(c->request);
	if (body)
		n = asprintf(&c->request, "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n%s\r\n%s", path, l->port,
		             strlen(body), l->headers, body);
	else
		n = asprintf(&c->request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n", path, l->port, l->headers);
	if (n < 0)
		fail("memory");
	c->request_len = (size_t)n;
	c->sent = c->head_len = 0;
	c->in_body = false;
	c->began = now_us();
}

static void put(struct load *l, struct connection *c)
{
	while (c->sent < c->request_len) {
		ssize_t n = write(c->fd, c->request + c->sent, c->request_len - c->sent);
		if (n < 0 && errno == EAGAIN)
			break;
		if (n <= 0)
			fail("write");
		c->sent += (size_t)n;
	}
	struct epoll_event ev = { .events = c->sent < c->request_len ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.ptr = c };
	if (c->sent < c->request_len)
		epoll_ctl(l->epoll, EPOLL_CTL_MOD, c->fd, &ev);
}

static void connect_one(struct load *l, struct connection *c, int number)
{
	struct sockaddr_in from = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + (unsigned)number) };
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)l->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int                on = 1;
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0 || bind(c->fd, (struct sockaddr *)&from, sizeof(from)) || connect(c->fd, (struct sockaddr *)&to, sizeof(to)))
		fail("connect");
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (fcntl(c->fd, F_SETFL, O_NONBLOCK))
		fail("fcntl");
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = c };
	if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, c->fd, &ev))
		fail("epoll");
	choose(l, c);
	put(l, c);
}

static void answered(struct load *l, struct connection *c)
{
	int64_t now = now_us(), took = now - c->began;
	if (now >= l->measures_from && now < l->ends) {
		l->answers++;
		l->refused += !c->is_ok;
		l->took[took < SLOWEST_US ? took : SLOWEST_US - 1]++;
	}
	choose(l, c);
	put(l, c);
}

/* The head is whole: what its first line and Content-Length say. Chunked answers are none of ours. */
static void read_head(struct load *l, struct connection *c, char *end)
{
	*end = '\0';
	char *length = strcasestr(c->head, "\r\nContent-Length:");
	if (!length) {
		fprintf(stderr, "bench_load: an answer without Content-Length:\n%s\n", c->head);
		exit(70);
	}
	c->is_ok = !strncmp(c->head, "HTTP/1.1 2", 10);
	if (!c->is_ok && !l->told)
		fprintf(stderr, "bench_load: %.*s\n", (int)strcspn(c->head, "\r"), c->head);
	l->told = l->told || !c->is_ok;
	l->body_size = c->body_left = (size_t)atol(length + 17);
	c->in_body = true;
}

static void took(struct load *l, struct connection *c, char *at, size_t n)
{
	if (!c->in_body) {
		if (c->head_len + n >= HEAD_MOST)
			n = HEAD_MOST - 1 - c->head_len; /* the rest is body: counted below */
		memcpy(c->head + c->head_len, at, n);
		c->head_len += n;
		c->head[c->head_len] = '\0';
		char *end = strstr(c->head, "\r\n\r\n");
		if (!end)
			return;
		n = c->head_len - (size_t)(end + 4 - c->head);
		read_head(l, c, end);
	}
	c->body_left -= n < c->body_left ? n : c->body_left;
	if (c->body_left == 0)
		answered(l, c);
}

static void get(struct load *l, struct connection *c)
{
	char    buffer[HEAD_MOST / 2];
	ssize_t n = read(c->fd, buffer, c->in_body ? sizeof(buffer) : HEAD_MOST / 4);
	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0)
		fail("the server closed a connection");
	took(l, c, buffer, (size_t)n);
}

/* ---- the run ---- */

static void turn(struct load *l, int64_t until)
{
	struct epoll_event events[256];
	while (now_us() < until) {
		int n = epoll_wait(l->epoll, events, 256, 50);
		for (int i = 0; i < n; i++) {
			struct connection *c = events[i].data.ptr;
			if (events[i].events & EPOLLOUT)
				put(l, c);
			if (events[i].events & ~(unsigned)EPOLLOUT)
				get(l, c);
		}
	}
}

static int64_t percentile(const struct load *l, double part)
{
	uint64_t wanted = (uint64_t)((double)l->answers * part), seen = 0;
	for (int64_t us = 0; us < SLOWEST_US; us++)
		if ((seen += l->took[us]) > wanted)
			return us;
	return SLOWEST_US;
}

static void options(struct load *l, int argc, char **argv)
{
	for (int o; (o = getopt(argc, argv, "c:d:w:p:H:b:")) != -1;) {
		size_t len = strlen(l->headers);
		switch (o) {
		case 'c': l->connections = atoi(optarg); break;
		case 'd': l->seconds = atof(optarg); break;
		case 'w': l->warm_up = atof(optarg); break;
		case 'p': l->pid = atol(optarg); break;
		case 'b': l->bodies = read_lines(optarg); break;
		case 'H': snprintf(l->headers + len, sizeof(l->headers) - len, "%s\r\n", optarg); break;
		default: exit(64);
		}
	}
	if (optind + 2 != argc || l->connections < 1 || l->connections > CONNECTIONS_MOST) {
		fprintf(stderr, "usage: bench_load [-c N] [-d S] [-w S] [-p PID] [-H HEADER] [-b BODIES] PORT PATH|@PATHS\n");
		exit(64);
	}
	l->port = atoi(argv[optind]);
	if (argv[optind + 1][0] == '@')
		l->paths = read_lines(argv[optind + 1] + 1);
	else
		l->paths = (struct lines){ &argv[optind + 1], 1 };
}

int main(int argc, char **argv)
{
	struct load l = { .connections = 16, .seconds = 5, .warm_up = 1, .random = 88172645463325252u };
	options(&l, argc, argv);
	l.took = calloc(SLOWEST_US, sizeof(*l.took));
	struct connection *all = calloc((size_t)l.connections, sizeof(*all));
	l.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (!l.took || !all || l.epoll < 0)
		fail("memory");
	l.measures_from = now_us() + (int64_t)(l.warm_up * 1e6);
	l.ends = l.measures_from + (int64_t)(l.seconds * 1e6);
	for (int i = 0; i < l.connections; i++)
		connect_one(&l, &all[i], i);
	turn(&l, l.measures_from);
	double cpu = cpu_seconds(l.pid);
	turn(&l, l.ends);
	cpu = cpu_seconds(l.pid) - cpu;
	if (l.answers == 0) {
		fprintf(stderr, "bench_load: no answers\n");
		return 70;
	}
	printf("%.0f\t%lld\t%lld\t%.1f\t%llu\t%zu\n", (double)l.answers / l.seconds, (long long)percentile(&l, 0.5), (long long)percentile(&l, 0.99),
	       cpu * 1e6 / (double)l.answers, (unsigned long long)l.refused, l.body_size);
	return l.refused > 0;
}
