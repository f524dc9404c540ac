/* ask.c - questions at the terminal; without one, lines of standard input. */
#include "base/base.h"

#include "office.h"

#include <termios.h>
#include <unistd.h>

enum { LINE_MOST = 1024 };

/* Switches the echo off and gives what it was; false when `fd` is no terminal. */
static bool hush(int fd, struct termios *ret_before)
{
	if (tcgetattr(fd, ret_before) != 0)
		return false;
	struct termios quiet = *ret_before;
	quiet.c_lflag &= (tcflag_t)~ECHO;
	return tcsetattr(fd, TCSAFLUSH, &quiet) == 0;
}

bool cli_ask(struct cli *c, const char *vi, const char *en, bool secret, struct text *ret, struct error *e)
{
	char           line[LINE_MOST];
	struct termios before;
	int            fd = c->in ? fileno(c->in) : -1;
	bool           is_terminal = fd >= 0 && isatty(fd);
	if (is_terminal)
		fprintf(c->err, "%s: ", cli_word(c, vi, en));
	fflush(c->err);
	bool hushed = is_terminal && secret && hush(fd, &before);
	bool came = c->in && fgets(line, sizeof(line), c->in) != NULL;
	if (hushed) {
		tcsetattr(fd, TCSAFLUSH, &before);
		fputc('\n', c->err);
	}
	if (!came)
		return error(e, CLI_NO_ANSWER, .name = text_of(cli_word(c, vi, en)));
	size_t len = strcspn(line, "\r\n");
	*ret = text_copy(c->arena, text_bytes(line, len));
	explicit_bzero(line, sizeof(line));
	return text_is_utf8(*ret) || error(e, BASE_NOT_TEXT, .name = text_of(cli_word(c, vi, en)));
}
