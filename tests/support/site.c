#include "site.h"

struct server *history_serve(struct history *t, struct arena *a, const char *publish, struct site **ret_site)
{
	struct site_config sc = { .world = &t->h.world, .store = t->h.store, .act = t->h.act, .publish = text_of(publish) };
	struct web_config  wc = { 0 };
	*ret_site = site_new(&sc);
	site_configure(*ret_site, &wc);
	return server_start(a, &wc);
}
