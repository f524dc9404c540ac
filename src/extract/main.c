/* main.c - danvan-extract: opens photographs for danvan in a jail. */
#include "base/base.h"
#include "base/say.h"

#include "jail.h"

static const char usage[] =
	"danvan-extract – mở ảnh cho danvan trong buồng kín | opens photographs for danvan in a jail\n\n"
	"  danvan-extract --listen SOCKET   nhận ảnh qua socket cho đến khi có SIGTERM | takes photographs over a socket until SIGTERM\n"
	"  danvan-extract --stdio           một ảnh từ đầu vào chuẩn | one photograph from standard input\n\n"
	"Mã thoát | exit codes: 0 xong | done, 64 dòng lệnh sai | wrong command line, 65 dữ liệu sai | wrong data,\n"
	"  69 không mở được socket | socket not to be opened, 71 không dựng được buồng kín | no jail on this system, 74 không ghi được | not written\n";

int main(int argc, char **argv)
{
	_cleanup_arena_ struct arena *arena = arena_new(0);
	struct error e;
	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return fputs(usage, stdout) < 0 ? 74 : 0;
	if (argc == 2 && strcmp(argv[1], "--stdio") == 0)
		return jail_serve(0, 1, false);
	if (argc != 3 || strcmp(argv[1], "--listen") != 0) {
		fputs(usage, stderr);
		return 64;
	}
	if (jail_listen(argv[2], &e))
		return 0;
	fprintf(stderr, "danvan-extract: %.*s\n", TEXT_ARG(error_say(arena, LANG_VI, &e)));
	return 69;
}
