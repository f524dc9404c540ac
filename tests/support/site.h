/* site.h - the pages and the API of a history's house, served inside the test. */
#pragma once
#include "history.h"
#include "http.h"

/* `publish` as the setting ("now", "12:00, 18:00"). The server ends with the arena, the site with site_free behind it. */
struct server *history_serve(struct history *, struct arena *, const char *publish, struct site **ret_site);
/* The same with other settings; world, store and act are the history's. */
struct server *history_serve_set(struct history *, struct arena *, struct site_config, struct site **ret_site);
