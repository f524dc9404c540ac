/* unfinished.c - how far a long conversion had come, kept in a small file of lines: a word, blanks, its value. */
#include "unfinished.h"

#include "office.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

enum { SIDE_MOST = 8192 };

static struct number_row { const char *word; size_t at; } numbers[] = {
#define NUMBER(word, member) { word, offsetof(struct unfinished, member) }
	NUMBER("read", read),           NUMBER("written", written),         NUMBER("reported", reported),     NUMBER("bytes", done.bytes),
	NUMBER("lines", done.lines),    NUMBER("records", done.records),    NUMBER("faults", done.faults),    NUMBER("certain", done.by[CERTAINTY_CERTAIN]),
	NUMBER("likely", done.by[CERTAINTY_LIKELY]), NUMBER("ambiguous", done.by[CERTAINTY_AMBIGUOUS]), NUMBER("unknown", done.by[CERTAINTY_UNKNOWN]),
#undef NUMBER
};

static int64_t *number_at(struct unfinished *u, size_t row) { return (int64_t *)(void *)((char *)u + numbers[row].at); }

static bool line_read(struct unfinished *u, struct text line, size_t *ret_found)
{
	struct text word;
	if (!text_next(&line, ' ', &word) || !line.at)
		return false;
	if (text_is(word, "what"))
		return text_equal(line, u->what) && ++*ret_found;
	if (text_is(word, "sha256")) {
		u->hash = line;
		return line.len == 64 && ++*ret_found;
	}
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		if (text_is(word, numbers[i].word))
			return text_to_int(line, number_at(u, i)) && *number_at(u, i) >= 0 && ++*ret_found;
	return false;
}

bool unfinished_read(struct cli *c, const char *path, struct text what, struct unfinished *ret, struct error *e)
{
	struct text side, line;
	size_t      found = 0;
	*ret = (struct unfinished){ .path = path, .part = text_c(c->arena, text_print(c->arena, "%s.part", path)),
		                    .side = text_c(c->arena, text_print(c->arena, "%s.resume", path)), .what = what };
	if (c->world->file_exists(c->world, path))
		return error(e, CLI_FILE_EXISTS, .name = text_of(path));
	if (!c->world->file_exists(c->world, ret->side))
		return true;
	if (!c->world->file_read(c->world, c->arena, ret->side, SIDE_MOST, &side, e))
		return false;
	while (text_next(&side, '\n', &line))
		if (line.len > 0 && !line_read(ret, line, &found))
			return error(e, CLI_CONVERT_SIDE, .name = text_of(ret->side));
	ret->is_resumed = found == COUNT_OF(numbers) + 2;
	return ret->is_resumed || error(e, CLI_CONVERT_SIDE, .name = text_of(ret->side));
}

bool unfinished_write(struct cli *c, const struct unfinished *u, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct unfinished             copy = *u;
	struct build                  b = { .arena = a };
	build_print(&b, "what %.*s\nsha256 %.*s\n", TEXT_ARG(u->what), TEXT_ARG(u->hash));
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		build_print(&b, "%s %lld\n", numbers[i].word, (long long)*number_at(&copy, i));
	return c->world->file_replace(c->world, u->side, build_text(&b), 0600, e);
}

bool unfinished_end(const struct unfinished *u, struct error *e)
{
	if (rename(u->part, u->path) != 0)
		return error(e, BASE_FILE_WRITE, .name = text_of(u->path), .value = text_of(strerror(errno)));
	unlink(u->side); /* of no use any more; if it stays, the result is there and the next run says so */
	return true;
}
