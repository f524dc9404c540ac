/* load_index.c - indexes of a database that is being filled are taken down first and made at the end, when sorting does what would else be a search for each row. */
#include "engine.h"

bool indexes_take_down(struct connection *c, struct arena *a, struct index **ret, size_t *ret_n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct index                 *all = NULL;
	size_t                        n = 0;
	if (!query_start(c, c->engine->indexes, NULL, &q, e))
		return false;
	while (query_next(q)) {
		if ((n & (n - 1)) == 0)
			all = arena_grow(a, all, n, n ? n * 2 : 1, sizeof(*all));
		all[n++] = (struct index){ text_copy(a, query_text(q, 0)), text_copy(a, query_text(q, 1)) };
	}
	if (!query_end_ok(q, e))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!c->engine->script(c, text_c(a, text_print(a, "DROP INDEX \"%.*s\"", TEXT_ARG(all[i].name))), e))
			return false;
	*ret = all;
	*ret_n = n;
	return true;
}

bool indexes_put_up(struct connection *c, struct arena *a, const struct index *all, size_t n, struct error *e)
{
	for (size_t i = 0; i < n; i++)
		if (!c->engine->script(c, text_c(a, all[i].sql), e))
			return false;
	return true;
}
