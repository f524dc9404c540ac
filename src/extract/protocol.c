/* protocol.c - bytes over a socket or a pipe, all or nothing. */
#include "base/base.h"
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "protocol.h"

const char protocol_mark[PROTOCOL_HEAD] = { 'D', 'V', 'X', '1' };

void protocol_put32(unsigned char *at, uint32_t n)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(n >> (24 - 8 * i));
}

uint32_t protocol_get32(const unsigned char *at) { return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]; }

bool protocol_read(int fd, void *to, size_t len)
{
	for (size_t got = 0; got < len;) {
		ssize_t n = read(fd, (char *)to + got, len - got);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		got += (size_t)n;
	}
	return true;
}

bool protocol_write(int fd, const void *from, size_t len, bool is_socket)
{
	for (size_t put = 0; put < len;) {
		const char *at = (const char *)from + put;
		ssize_t     n = is_socket ? send(fd, at, len - put, MSG_NOSIGNAL) : write(fd, at, len - put);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		put += (size_t)n;
	}
	return true;
}
