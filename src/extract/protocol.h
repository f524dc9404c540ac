/* protocol.h - what stands on the socket; extract.h describes it. */
#pragma once
#include "extract.h"

enum { PROTOCOL_HEAD = 4, REQUEST_HEAD = 8, KEPT_HEAD = 4 + 1 + 1 + 12 };
extern const char protocol_mark[PROTOCOL_HEAD];

void protocol_put32(unsigned char *at, uint32_t);
uint32_t protocol_get32(const unsigned char *at);
/* All of it, through interruptions; false when the other side ended or the time is over. */
bool protocol_read(int fd, void *to, size_t len);
/* `is_socket`: a reader that left is an error and not a signal. */
bool protocol_write(int fd, const void *from, size_t len, bool is_socket);
