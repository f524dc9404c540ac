/* gather.c - files that come with a form, gathered in memory while the body arrives. */
#include "base/base.h"

#include "site.h"

#include <stdatomic.h>
#include <stdlib.h>

static void gathered_free(void *arg)
{
	struct gathered *g = arg;
	free(g->at);
	atomic_fetch_sub(&g->all->bytes, g->room);
}

struct gathered *gathered_new(struct request *r)
{
	struct gathered *g = ARENA_NEW(r->arena, struct gathered);
	*g = (struct gathered){ .all = site_gathering(r) };
	arena_owns(r->arena, gathered_free, g);
	return g;
}

static bool grow(struct gathered *g, size_t room)
{
	size_t more = room - g->room;
	bool   fits = atomic_fetch_add(&g->all->bytes, more) + more <= g->all->most;
	char  *at = fits ? realloc(g->at, room) : NULL;
	if (!at) {
		atomic_fetch_sub(&g->all->bytes, more);
		return false;
	}
	g->at = at;
	g->room = room;
	return true;
}

bool gathered_add(struct gathered *g, struct text bytes, struct error *e)
{
	if (g->room - g->len < bytes.len) {
		size_t needed = g->len + bytes.len;
		if (!grow(g, 2 * g->room > needed ? 2 * g->room : needed) && !grow(g, needed))
			return error(e, WEB_FULL);
	}
	if (bytes.len > 0)
		memcpy(g->at + g->len, bytes.at, bytes.len);
	g->len += bytes.len;
	return true;
}

static bool begin(struct request *r, struct upload *u, struct error *e)
{
	u->state = gathered_new(r);
	return true;
}

static bool piece(struct request *r, struct upload *u, struct text bytes, struct error *e) { return gathered_add(u->state, bytes, e); }

const struct file_sink gather_sink = { .begin = begin, .piece = piece };

struct text gathered_text(const struct upload *u)
{
	const struct gathered *g = u->state;
	return u->error.code || !g ? TEXT_EMPTY : (struct text){ g->at, g->len };
}
