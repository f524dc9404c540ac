/* client.c - danvan's side of the socket. */
#include "base/base.h"
#include "base/sniff.h"
#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "protocol.h"

enum { PATIENCE_SECONDS = 40 };

static void close_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static bool connect_to(const char *path, int *ret, struct error *e)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct timeval     patience = { .tv_sec = PATIENCE_SECONDS };
	if (!path || strlen(path) >= sizeof address.sun_path)
		return error(e, EXTRACT_AWAY, .value = text_of(path));
	memcpy(address.sun_path, path, strlen(path));
	*ret = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (*ret < 0)
		return error(e, EXTRACT_AWAY, .value = text_of(strerror(errno)));
	setsockopt(*ret, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	setsockopt(*ret, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	if (connect(*ret, (const struct sockaddr *)&address, sizeof address) < 0)
		return error(e, EXTRACT_AWAY, .value = text_of(strerror(errno)));
	return true;
}

static bool refused(enum extract_reason reason, struct text bytes, struct error *e)
{
	switch (reason) {
	case REASON_HEIC:
		return error(e, EXTRACT_HEIC);
	case REASON_TOO_LARGE:
		return error(e, EXTRACT_TOO_LARGE, .number = (int64_t)bytes.len, .limit = EXTRACT_INPUT_LIMIT);
	case REASON_TOO_MANY_PIXELS:
		return error(e, EXTRACT_TOO_MANY_PIXELS, .limit = EXTRACT_PIXEL_LIMIT / 1000000);
	case REASON_NOT_PHOTO:
		return error(e, EXTRACT_NOT_PHOTO, .value = text_of(file_type_name(extract_sniff(bytes))));
	default:
		return error(e, EXTRACT_DAMAGED);
	}
}

static bool read_answer(int fd, struct text bytes, struct arena *arena, struct photo *ret, struct error *e)
{
	unsigned char head[KEPT_HEAD];
	if (!protocol_read(fd, head, 5) || memcmp(head, protocol_mark, PROTOCOL_HEAD) != 0)
		return error(e, EXTRACT_GAVE_UP);
	if (head[4] != REASON_KEPT)
		return refused(head[4], bytes, e);
	if (!protocol_read(fd, head + 5, KEPT_HEAD - 5))
		return error(e, EXTRACT_GAVE_UP);
	uint32_t len = protocol_get32(head + 14);
	if (len == 0 || len > EXTRACT_OUTPUT_LIMIT || (head[5] != 1 && head[5] != 2))
		return error(e, EXTRACT_GAVE_UP);
	char *kept = arena_alloc(arena, len);
	if (!protocol_read(fd, kept, len))
		return error(e, EXTRACT_GAVE_UP);
	*ret = (struct photo){ .type = head[5] == 1 ? FILE_JPEG : FILE_PNG, .bytes = text_bytes(kept, len), .width = protocol_get32(head + 6),
		.height = protocol_get32(head + 10) };
	return true;
}

bool extract_photo(const char *socket_path, struct text bytes, struct arena *arena, struct photo *ret, struct error *e)
{
	unsigned char         head[REQUEST_HEAD];
	_cleanup_(close_fd) int fd = -1;
	if (bytes.len > EXTRACT_INPUT_LIMIT)
		return refused(REASON_TOO_LARGE, bytes, e);
	if (!file_type_is_photo(extract_sniff(bytes)))
		return refused(extract_sniff(bytes) == FILE_HEIC ? REASON_HEIC : REASON_NOT_PHOTO, bytes, e);
	if (!connect_to(socket_path, &fd, e))
		return false;
	memcpy(head, protocol_mark, PROTOCOL_HEAD);
	protocol_put32(head + PROTOCOL_HEAD, (uint32_t)bytes.len);
	if (!protocol_write(fd, head, sizeof head, true) || !protocol_write(fd, bytes.at, bytes.len, true))
		return error(e, EXTRACT_GAVE_UP);
	return read_answer(fd, bytes, arena, ret, e);
}
