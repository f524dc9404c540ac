#include "site.h"

struct server *history_serve(struct history *t, struct arena *a, const char *publish, struct site **ret_site)
{
	return history_serve_set(t, a, (struct site_config){ .publish = text_of(publish) }, ret_site);
}

struct server *history_serve_set(struct history *t, struct arena *a, struct site_config sc, struct site **ret_site)
{
	struct web_config wc = { 0 };
	sc.world = &t->h.world;
	sc.store = t->h.store;
	sc.act = t->h.act;
	*ret_site = site_new(&sc);
	site_configure(*ret_site, &wc);
	return server_start(a, &wc);
}
