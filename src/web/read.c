/* read.c - connections that only read: as many as there are workers, handed from request to request; one snapshot for each handler. */
#include "base/base.h"

#include "inside.h"

static void pooled_end(struct pooled *p)
{
	connection_close(p->db);
	free(p);
}

static struct pooled *pooled_new(struct web *w, struct error *e)
{
	struct pooled *p = memory_new(sizeof *p);
	if (store_connect(w->config.store, STORE_READ, &p->db, e))
		return p;
	free(p);
	return NULL;
}

static struct pooled *pool_pop(struct web *w)
{
	struct pooled *p = NULL;
	for (size_t i = 0; !p && i < KEPT_CONNECTIONS; i++)
		if (atomic_load_explicit(&w->pool[i], memory_order_relaxed))
			p = atomic_exchange(&w->pool[i], NULL);
	return p;
}

static struct pooled *connection_take(struct web *w, struct error *e)
{
	struct pooled *p = pool_pop(w);
	if (!p && !(p = pooled_new(w, e)))
		return NULL;
	if (store_begin(p->db, BEGIN_READ, e))
		return p;
	/* a connection that was kept may have died with the server; a new one tells whether it is back */
	pooled_end(p);
	if (!(p = pooled_new(w, e)))
		return NULL;
	if (store_begin(p->db, BEGIN_READ, e))
		return p;
	pooled_end(p);
	return NULL;
}

static void pooled_back(struct web *w, struct pooled *p)
{
	bool kept = false;
	for (size_t i = 0; !kept && i < KEPT_CONNECTIONS && !connection_is_dead(p->db); i++) {
		struct pooled *empty = NULL;
		kept = atomic_compare_exchange_strong(&w->pool[i], &empty, p);
	}
	if (!kept)
		pooled_end(p);
}

bool pool_generation(struct web *w, uint64_t *ret)
{
	int64_t        mark = 0;
	struct pooled *p = pool_pop(w);
	if (!p)
		return false;
	bool knows = store_mark(p->db, &mark);
	if (knows && (!p->has_mark || p->mark != mark))
		atomic_fetch_add(&w->generation, 1); /* before it is read below: what was remembered until now counts no more */
	p->mark = mark;
	p->has_mark = knows;
	pooled_back(w, p);
	*ret = atomic_load(&w->generation);
	return knows;
}

static void connection_back(struct web *w, struct pooled *p)
{
	store_rollback(p->db);
	pooled_back(w, p);
}

struct connection *web_read(struct request *r)
{
	struct hit *h = hit_of(r);
	if (h->db)
		return h->db;
	struct error e = { .code = STORE_CANNOT_OPEN };
	h->generation = atomic_load(&r->web->generation);
	if (r->web->config.store)
		h->pooled = connection_take(r->web, &e);
	h->db = h->pooled ? h->pooled->db : NULL;
	if (!h->db && !h->answered)
		answer_error(r, &e);
	return h->db;
}

void read_end(struct hit *h)
{
	if (h->db)
		connection_back(h->r.web, h->pooled);
	h->db = NULL;
	h->pooled = NULL;
	h->r.held = NULL;
}

bool read_answers(struct web *w, struct error *e)
{
	struct pooled *p = connection_take(w, e);
	bool           fine = p && store_schema_check(p->db, e);
	if (p)
		connection_back(w, p);
	return fine;
}

void read_close_all(struct web *w)
{
	for (struct pooled *p; (p = pool_pop(w));)
		pooled_end(p);
}
