/* read.c - connections that only read: as many as there are workers, handed from request to request; one snapshot for each handler. */
#include "base/base.h"

#include "inside.h"

static struct connection *connection_take(struct web *w, struct error *e)
{
	pthread_mutex_lock(&w->pool_lock);
	struct connection *db = w->kept_count ? w->kept[--w->kept_count] : NULL;
	pthread_mutex_unlock(&w->pool_lock);
	if (!db && !store_connect(w->config.store, STORE_READ, &db, e))
		return NULL;
	if (store_begin(db, BEGIN_READ, e))
		return db;
	/* a connection that was kept may have died with the server; a new one tells whether it is back */
	connection_close(db);
	db = NULL;
	if (!store_connect(w->config.store, STORE_READ, &db, e))
		return NULL;
	if (store_begin(db, BEGIN_READ, e))
		return db;
	connection_close(db);
	return NULL;
}

static void connection_back(struct web *w, struct connection *db)
{
	store_rollback(db);
	bool kept = false;
	if (!connection_is_dead(db)) {
		pthread_mutex_lock(&w->pool_lock);
		kept = w->kept_count < KEPT_CONNECTIONS;
		if (kept)
			w->kept[w->kept_count++] = db;
		pthread_mutex_unlock(&w->pool_lock);
	}
	if (!kept)
		connection_close(db);
}

struct connection *web_read(struct request *r)
{
	struct hit *h = hit_of(r);
	if (h->db)
		return h->db;
	struct error e = { .code = STORE_CANNOT_OPEN };
	if (r->web->config.store)
		h->db = connection_take(r->web, &e);
	if (!h->db && !h->answered)
		answer_error(r, &e);
	return h->db;
}

void read_end(struct hit *h)
{
	if (h->db)
		connection_back(h->r.web, h->db);
	h->db = NULL;
}

bool read_answers(struct web *w, struct error *e)
{
	struct connection *db = connection_take(w, e);
	bool fine = db && store_schema_check(db, e);
	if (db)
		connection_back(w, db);
	return fine;
}

void read_close_all(struct web *w)
{
	while (w->kept_count)
		connection_close(w->kept[--w->kept_count]);
}
