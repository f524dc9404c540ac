/* dump_sink.h - where a backup goes: blocks are filled by the one who reads the database, and hashed and written by a thread of their own meanwhile. */
#pragma once
#include "store/store.h"

struct sink;
struct sink *sink_open(int fd);
void sink_put(struct sink *, const void *at, size_t len);
/* Room for `len` bytes side by side, at most SINK_SMALL, which the caller fills before the next call. */
enum { SINK_SMALL = 64 };
unsigned char *sink_room(struct sink *, size_t len);
/* errno of the first write that failed, or 0: after that nothing is written any more. */
int sink_error(struct sink *);
/* Hands over what is left, waits until it is written, and gives the SHA-256 of all that was put; errno or 0. */
int sink_finish(struct sink *, struct hash *ret);
/* Whatever has happened before; NULL is allowed. */
void sink_close(struct sink *);
static inline void sink_closep(struct sink **s) { sink_close(*s); }
