/* dump_sink.c - a ring of blocks between two threads. Reading, hashing and writing a gigabyte take about the same time each, and the disk more than all of them: so
 * one thread reads while the other hashes and writes, and the system is asked early to carry to the disk what must be there at the end. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "dump_sink.h"
#include "engine.h"

enum { BLOCKS = 4, BLOCK = 512 * 1024, PUSH = 8 * 1024 * 1024 };

struct block { size_t len; unsigned char at[BLOCK]; };

struct sink {
	int             fd;
	pthread_mutex_t lock;
	pthread_cond_t  moved;
	int64_t         filled, written;  /* blocks handed over; done with */
	bool            over, started;
	_Atomic int     error;
	pthread_t       writer;
	struct sha256   hash;             /* the writer's */
	off_t           at, pushed;       /* the writer's */
	struct block    block[BLOCKS];    /* number n stands at n % BLOCKS */
};

static void write_block(struct sink *s, const struct block *b)
{
	sha256_add(&s->hash, b->at, b->len);
	for (size_t done = 0; done < b->len && !s->error;) {
		ssize_t n = write(s->fd, b->at + done, b->len - done);
		if (n > 0)
			done += (size_t)n;
		else if (errno != EINTR)
			s->error = errno;
	}
	s->at += (off_t)b->len;
	if (s->at - s->pushed < PUSH)
		return;
	(void)sync_file_range(s->fd, s->pushed, s->at - s->pushed, SYNC_FILE_RANGE_WRITE); /* a hint; whether all is there is asked by fsync */
	s->pushed = s->at;
}

static void *work(void *arg)
{
	struct sink *s = arg;
	pthread_mutex_lock(&s->lock);
	for (;;) {
		while (!s->over && s->written == s->filled)
			pthread_cond_wait(&s->moved, &s->lock);
		if (s->written == s->filled)
			break;
		struct block *b = &s->block[s->written % BLOCKS];
		pthread_mutex_unlock(&s->lock);
		if (!s->error)
			write_block(s, b);
		pthread_mutex_lock(&s->lock);
		b->len = 0;
		s->written++;
		pthread_cond_signal(&s->moved);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

struct sink *sink_open(int fd)
{
	struct sink *s = memory_new(sizeof(*s));
	s->fd = fd;
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->moved, NULL);
	sha256_start(&s->hash);
	s->started = pthread_create(&s->writer, NULL, work, s) == 0;
	s->error = s->started ? 0 : EAGAIN;
	return s;
}

/* The block that is being filled becomes the writer's; the next one is waited for. */
static void hand_over(struct sink *s)
{
	pthread_mutex_lock(&s->lock);
	s->filled++;
	pthread_cond_signal(&s->moved);
	while (s->started && s->filled - s->written == BLOCKS)
		pthread_cond_wait(&s->moved, &s->lock);
	pthread_mutex_unlock(&s->lock);
	if (!s->started)
		s->block[s->filled % BLOCKS].len = 0;
}

unsigned char *sink_room(struct sink *s, size_t len)
{
	assert(len <= SINK_SMALL);
	struct block *b = &s->block[s->filled % BLOCKS];
	if (BLOCK - b->len < len) {
		hand_over(s);
		b = &s->block[s->filled % BLOCKS];
	}
	b->len += len;
	return b->at + b->len - len;
}

void sink_put(struct sink *s, const void *at, size_t len)
{
	for (const unsigned char *from = at; len > 0;) {
		struct block *b = &s->block[s->filled % BLOCKS];
		size_t        n = len < BLOCK - b->len ? len : BLOCK - b->len;
		memcpy(b->at + b->len, from, n);
		b->len += n;
		from += n;
		len -= n;
		if (b->len == BLOCK)
			hand_over(s);
	}
}

int sink_error(struct sink *s) { return s->error; }

static void join(struct sink *s)
{
	if (!s->started)
		return;
	pthread_mutex_lock(&s->lock);
	s->over = true;
	pthread_cond_signal(&s->moved);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->writer, NULL);
	s->started = false;
}

int sink_finish(struct sink *s, struct hash *ret)
{
	hand_over(s);
	join(s);
	*ret = sha256_end(&s->hash);
	return s->error;
}

void sink_close(struct sink *s)
{
	if (!s)
		return;
	join(s);
	pthread_cond_destroy(&s->moved);
	pthread_mutex_destroy(&s->lock);
	free(s);
}
