/* server.c - the server as a whole: its socket, its threads, its start and its end. */
#include "base/base.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "inside.h"

#define HEAD_MEMORY (32 << 10)
#define STEP_MS 10

/* ---- what libmicrohttpd calls ---- */

static void *target_seen(void *context, const char *target, struct MHD_Connection *connection)
{
	return hit_new(context, target);
}

static enum MHD_Result request_seen(void *context, struct MHD_Connection *connection, const char *path, const char *method, const char *version,
                                    const char *upload, size_t *upload_size, void **request)
{
	struct hit *h = *request;
	if (!h->connection) {
		const union MHD_ConnectionInfo *info = mhd.get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
		h->connection = connection;
		h->line = info ? info->socket_context : NULL;
		h->method = text_c(h->r.arena, text_of(method));
	}
	return hit_go(h, upload, upload_size);
}

static void request_ended(void *context, struct MHD_Connection *connection, void **request, enum MHD_RequestTerminationCode why)
{
	struct hit *h = *request;
	struct web *w = context;
	if (!h)
		return;
	slow_until(h, web_boot_ms(w) + 1000LL * w->config.idle_seconds);
	hit_end(h);
	*request = NULL;
}

static void connection_seen(void *context, struct MHD_Connection *connection, void **socket_context, enum MHD_ConnectionNotificationCode what)
{
	if (what == MHD_CONNECTION_NOTIFY_STARTED)
		slow_opened(context, connection, socket_context);
	else
		slow_closed(context, socket_context);
}

/* Paths stay as they came: "%2F" is no slash. We decode hole by hole. */
static size_t leave_encoded(void *context, struct MHD_Connection *connection, char *s)
{
	return strlen(s);
}

/* ---- the socket ---- */

static bool address_split(struct arena *a, const char *listen_on, char **ret_host, char **ret_port)
{
	char *at = text_c(a, text_of(listen_on)), *colon = strrchr(at, ':');
	if (!colon)
		return false;
	*colon = '\0';
	if (*at == '[' && colon > at && colon[-1] == ']') {
		colon[-1] = '\0';
		at++;
	}
	*ret_host = at;
	*ret_port = colon + 1;
	return *at && colon[1];
}

static int port_of(int fd)
{
	struct sockaddr_storage a = { 0 };
	socklen_t len = sizeof a;
	getsockname(fd, (struct sockaddr *)&a, &len);
	return ntohs(a.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&a)->sin6_port : ((struct sockaddr_in *)&a)->sin_port);
}

static bool socket_open(struct web *w, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	const char *listen_on = w->config.listen;
	char *host, *port;
	struct addrinfo *found = NULL, hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV };
	if (!address_split(a, listen_on, &host, &port) || getaddrinfo(host, port, &hints, &found))
		return error(e, WEB_LISTEN, .name = text_of(listen_on), .value = TEXT("127.0.0.1:8080"));
	struct sockaddr_storage address = { 0 };
	socklen_t len = found->ai_addrlen;
	memcpy(&address, found->ai_addr, len);
	freeaddrinfo(found);
	if (!address_is_loopback(&address) && !w->secure)
		return error(e, WEB_PLAIN_PUBLIC, .name = text_of(listen_on));
	w->listen_fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int on = 1;
	setsockopt(w->listen_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (w->listen_fd < 0 || bind(w->listen_fd, (struct sockaddr *)&address, len) || listen(w->listen_fd, 1024)) {
		error(e, WEB_LISTEN, .name = text_of(listen_on), .value = text_of(strerror(errno)));
		if (w->listen_fd >= 0)
			close(w->listen_fd);
		w->listen_fd = -1;
		return false;
	}
	w->port = port_of(w->listen_fd);
	return true;
}

/* ---- start ---- */

static void fill_defaults(struct web_config *c)
{
#define DEFAULT(key, value) c->key = c->key ? c->key : (value)
	DEFAULT(workers, 2);
	DEFAULT(connections, 4000);
	DEFAULT(connections_per_address, 200);
	DEFAULT(head_seconds, 20);
	DEFAULT(idle_seconds, 30);
	DEFAULT(least_rate, 400);
	DEFAULT(stop_ms, 8000);
	DEFAULT(routes, web_routes);
#undef DEFAULT
}

static struct web *web_new(const struct web_config *config)
{
	struct web *w = calloc(1, sizeof *w);
	assert(w);
	w->config = *config;
	fill_defaults(&w->config);
	w->listen_fd = -1;
	w->origin = text_of(config->public_origin);
	w->secure = text_starts(w->origin, "https://");
	w->salt_day = DAY_NONE;
	w->buckets = calloc((size_t)BUCKETS * LIMITS, sizeof *w->buckets);
	assert(w->buckets);
	pthread_mutex_init(&w->world_lock, NULL);
	pthread_mutex_init(&w->packed_lock, NULL);
	pthread_mutex_init(&w->limit_lock, NULL);
	pthread_mutex_init(&w->slow_lock, NULL);
	program_identity(w, w->build);
	w->answers = kept_new(0);
	return w;
}

static void web_free(struct web *w)
{
	if (w->listen_fd >= 0)
		close(w->listen_fd);
	read_close_all(w);
	for (size_t i = 0; i < KEPT_ARENAS; i++)
		arena_free(atomic_load(&w->arenas[i]));
	for (size_t i = 0; i < ASSETS_KEPT; i++)
		for (size_t c = 0; c < COUNT_OF(w->packed[i].as); c++)
			free((void *)(uintptr_t)w->packed[i].as[c].at);
	kept_free(w->answers);
	free(w->buckets);
	free(w);
}

static bool daemon_start(struct web *w)
{
	const struct web_config *c = &w->config;
	/* behind a proxy, and on loopback, all come from one address */
	unsigned per_address = c->trusted_proxies || !w->secure ? 0 : c->connections_per_address;
	struct MHD_OptionItem options[] = {
		{ MHD_OPTION_LISTEN_SOCKET, w->listen_fd, NULL },
		{ MHD_OPTION_THREAD_POOL_SIZE, c->workers > 1 ? (intptr_t)c->workers : 0, NULL },
		{ MHD_OPTION_CONNECTION_LIMIT, (intptr_t)c->connections, NULL },
		{ MHD_OPTION_PER_IP_CONNECTION_LIMIT, (intptr_t)per_address, NULL },
		{ MHD_OPTION_CONNECTION_TIMEOUT, (intptr_t)(c->idle_seconds > c->head_seconds ? c->idle_seconds : c->head_seconds) + 5, NULL },
		{ MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEAD_MEMORY, NULL },
		{ MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL },
		{ MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)target_seen, w },
		{ MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)leave_encoded, NULL },
		{ MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)request_ended, w },
		{ MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)connection_seen, w },
		{ MHD_OPTION_END, 0, NULL },
	};
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_SUPPRESS_DATE_NO_CLOCK;
	w->daemon = mhd.start_daemon(flags, 0, NULL, NULL, request_seen, w, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
	return w->daemon != NULL;
}

bool web_start(const struct web_config *config, struct web **ret, struct error *e)
{
	struct web *w = web_new(config);
	bool fine = mhd_load(e) && routes_check(w->config.routes, e) && socket_open(w, e);
	if (fine && !slow_start(w))
		fine = error(e, WEB_LISTEN, .name = text_of(config->listen), .value = text_of(strerror(errno)));
	else if (fine && !daemon_start(w)) {
		slow_stop(w);
		fine = error(e, WEB_LISTEN, .name = text_of(config->listen), .value = text_of(strerror(errno)));
	}
	if (!fine) {
		web_free(w);
		return false;
	}
	*ret = w;
	if (config->started)
		config->started(w, config->house);
	return true;
}

int web_port(const struct web *w)
{
	return w->port;
}

/* ---- end ---- */

static void rest(int ms)
{
	poll(NULL, 0, ms);
}

bool web_stop(struct web *w)
{
	atomic_store(&w->stopping, true); /* readyz says so; the load balancer looks elsewhere */
	rest((int)w->config.drain_ms);
	mhd.quiesce_daemon(w->daemon);
	int64_t until = web_boot_ms(w) + w->config.stop_ms;
	while ((atomic_load(&w->running) || atomic_load(&w->resting)) && web_boot_ms(w) < until)
		rest(STEP_MS);
	bool whole = atomic_load(&w->running) == 0;
	if (atomic_load(&w->resting))
		return false; /* the writer has not answered: its commands lie in these requests, so they stay until the process ends */
	mhd.stop_daemon(w->daemon);
	slow_stop(w);
	web_free(w);
	return whole;
}

bool web_serve(const struct web_config *config, struct error *e)
{
	sigset_t signals;
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	struct web *w;
	if (!web_start(config, &w, e))
		return false;
	int fd = signalfd(-1, &signals, SFD_CLOEXEC);
	struct signalfd_siginfo got;
	while (fd >= 0 && (read(fd, &got, sizeof got) == sizeof got || errno == EINTR))
		if (got.ssi_signo != SIGHUP)
			break;
		else if (config->reopen)
			config->reopen(config->house);
	if (fd >= 0)
		close(fd);
	return web_stop(w) || error(e, WEB_STOPPING);
}
