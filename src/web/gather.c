/* gather.c - files that come with a form, gathered in memory while the body arrives. */
#include "base/base.h"

#include "site.h"

#include <stdlib.h>

static void gathered_free(void *arg) { free(((struct gathered *)arg)->at); }

struct gathered *gathered_new(struct arena *a)
{
	struct gathered *g = ARENA_NEW(a, struct gathered);
	*g = (struct gathered){ 0 };
	arena_owns(a, gathered_free, g);
	return g;
}

bool gathered_add(struct gathered *g, struct text bytes, struct error *e)
{
	if (g->room - g->len < bytes.len) {
		size_t room = 2 * g->room > g->len + bytes.len ? 2 * g->room : g->len + bytes.len;
		char  *at = realloc(g->at, room);
		if (!at)
			return error(e, WEB_FULL);
		g->at = at;
		g->room = room;
	}
	if (bytes.len > 0)
		memcpy(g->at + g->len, bytes.at, bytes.len);
	g->len += bytes.len;
	return true;
}

static bool begin(struct request *r, struct upload *u, struct error *e)
{
	u->state = gathered_new(r->arena);
	return true;
}

static bool piece(struct request *r, struct upload *u, struct text bytes, struct error *e) { return gathered_add(u->state, bytes, e); }

const struct file_sink gather_sink = { .begin = begin, .piece = piece };

struct text gathered_text(const struct upload *u)
{
	const struct gathered *g = u->state;
	return u->error.code || !g ? TEXT_EMPTY : (struct text){ g->at, g->len };
}
