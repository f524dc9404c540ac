/* slow.c - who sends or reads too slowly makes room: each connection has a moment by which its next step must be done.
 *
 * A head must come whole within head_seconds, a body and an answer must move at least_rate bytes a second after that, an idle connection ends after idle_seconds.
 * libmicrohttpd's own timeout sees only silence; one byte a second would hold a place for ever. */
#include "base/base.h"

#include <sys/socket.h>

#include "inside.h"

#define LOOK_MS 500

static void cut_late(struct web *w, int64_t now)
{
	for (struct line *l = w->lines; l; l = l->next)
		if (atomic_load(&l->until) < now) {
			shutdown(l->fd, SHUT_RDWR); /* the worker finds it closed and cleans up */
			atomic_store(&l->until, INT64_MAX);
		}
}

static void *watch(void *context)
{
	struct web *w = context;
	pthread_mutex_lock(&w->slow_lock);
	while (!w->slow_ends) {
		struct timespec until;
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += LOOK_MS * 1000000L;
		until.tv_sec += until.tv_nsec / 1000000000L;
		until.tv_nsec %= 1000000000L;
		pthread_cond_timedwait(&w->slow_wake, &w->slow_lock, &until);
		cut_late(w, web_boot_ms(w));
	}
	pthread_mutex_unlock(&w->slow_lock);
	return NULL;
}

bool slow_start(struct web *w)
{
	pthread_condattr_t attributes;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&w->slow_wake, &attributes);
	pthread_condattr_destroy(&attributes);
	return pthread_create(&w->slow_thread, NULL, watch, w) == 0;
}

void slow_stop(struct web *w)
{
	pthread_mutex_lock(&w->slow_lock);
	w->slow_ends = true;
	pthread_cond_signal(&w->slow_wake);
	pthread_mutex_unlock(&w->slow_lock);
	pthread_join(w->slow_thread, NULL);
	pthread_cond_destroy(&w->slow_wake);
}

void slow_opened(struct web *w, struct MHD_Connection *connection, void **socket_context)
{
	const union MHD_ConnectionInfo *info = mhd.get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct line *l = memory_new(sizeof *l);
	assert(info);
	l->fd = info->connect_fd;
	atomic_init(&l->until, web_boot_ms(w) + 1000LL * w->config.head_seconds);
	pthread_mutex_lock(&w->slow_lock);
	l->next = w->lines;
	if (l->next)
		l->next->previous = l;
	w->lines = l;
	pthread_mutex_unlock(&w->slow_lock);
	*socket_context = l;
}

/* Called before the socket is closed, so that its number is nobody else's yet. */
void slow_closed(struct web *w, void **socket_context)
{
	struct line *l = *socket_context;
	if (!l)
		return;
	pthread_mutex_lock(&w->slow_lock);
	*(l->previous ? &l->previous->next : &w->lines) = l->next;
	if (l->next)
		l->next->previous = l->previous;
	pthread_mutex_unlock(&w->slow_lock);
	free(l);
	*socket_context = NULL;
}

void slow_until(struct hit *h, int64_t until)
{
	if (h->line)
		atomic_store(&h->line->until, until);
}
