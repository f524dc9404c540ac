/* audit_crew.c - the audit of matters, and of the ledger with it, done by several threads: each has a connection, and all look at one snapshot.
 *
 * Entries are read once for both: the ledger's audit opens their parts and shows them to ours. What is found is kept by piece and told in one order. */
#include "base/base.h"
#include "base/crew.h"

#include <assert.h>

#include "audit.h"

static bool audit_packs_and_days_off(struct audit *u, struct error *e) { return audit_pack_rows(u, e) && audit_notice_rows(u, e) && audit_loose(u, e); }

/* In the order in which they are told. Sums of other counts come after those: what is wrong there is told first. */
enum { WHOLE_PACKS, WHOLE_COUNTS /* not before all rows were read */, WHOLE_SUMS, WHOLE_STATE, WHOLES };
static const struct { bool (*audit)(struct audit *, struct error *); } wholes[WHOLES] = {
	[WHOLE_PACKS] = { audit_packs_and_days_off }, [WHOLE_SUMS] = { audit_count_sums }, [WHOLE_STATE] = { audit_published_state },
};

struct worker { struct audit audit; struct error error; };

struct company {
	const struct ledger_key *key;
	struct connection *const *db;
	int                      workers;
	struct ledger_audit     *ledger;
	struct ground           *ground;
	struct firsts           *firsts;
	struct sums             *doubts; /* of what was read first */
	struct counts           *counts;
	struct misfit_list       whole[WHOLES], matters;
	struct worker            worker[CREW_MOST];
};

static void worker_begin(struct company *c, int n, int64_t published)
{
	c->worker[n].audit = (struct audit){ .db = c->db[n], .key = c->key, .arena = arena_new(0), .published = published, .ground = ground_beside(c->ground),
					     .sums = sums_beside(c->doubts) };
}

static void company_end(struct company *c)
{
	for (int i = 0; i < c->workers; i++) {
		ground_free(c->worker[i].audit.ground);
		sums_free(c->worker[i].audit.sums);
		arena_free(c->worker[i].audit.arena);
	}
	for (int i = 0; i < WHOLES; i++)
		arena_free(c->whole[i].arena);
	arena_free(c->matters.arena);
	firsts_free(c->firsts);
	sums_free(c->doubts);
	counts_free(c->counts);
	ground_free(c->ground);
	ledger_audit_free(c->ledger);
}

/* The first error of the first worker that has one. */
static bool fail(const struct company *c, struct error *e)
{
	for (int i = 0; i < c->workers; i++)
		if (c->worker[i].error.code) {
			*e = c->worker[i].error;
			return false;
		}
	return false;
}

/* ---- what must be known before: units, packs and calendar; which entries begin a matter */

static bool prepare(void *arg, int worker, int64_t piece)
{
	struct company *c = arg;
	struct error   *e = &c->worker[worker].error;
	return piece == 0 ? firsts_read(c->db[worker], ledger_audit_size(c->ledger), c->doubts, &c->firsts, e) : ground_load_history(c->db[worker], &c->ground, e);
}

static bool company_begin(struct company *c, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct ledger_meta            meta = { 0 };
	bool                          found;
	if (!ledger_meta(c->db[0], a, &meta, &found, e))
		return false;
	c->doubts = sums_new();
	c->counts = counts_new();
	if (!crew_run(c->workers, 2, prepare, c))
		return fail(c, e);
	for (int i = 0; i < c->workers; i++)
		worker_begin(c, i, meta.published);
	return true;
}

/* ---- everything, in pieces */

struct watch { struct audit *audit; const struct firsts *firsts; };

static bool watch_see(void *arg, const struct kept_entry *n, const struct openings *o, struct error *e)
{
	const struct watch *w = arg;
	return audit_see(w->audit, w->firsts, &(struct seen_entry){ n, o }, e);
}

static bool do_whole(struct company *c, struct audit *u, int n, struct error *e)
{
	struct audit apart = *u; /* what it finds is told, not doubted */
	apart.sums = NULL;
	apart.found = misfit_keep;
	apart.arg = &c->whole[n];
	bool done = n == WHOLE_COUNTS ? audit_counts(&apart, c->counts, e) : wholes[n].audit(&apart, e);
	arena_reset(u->arena);
	return done;
}

static bool do_piece(void *arg, int worker, int64_t piece)
{
	struct company *c = arg;
	struct audit   *u = &c->worker[worker].audit;
	struct error   *e = &c->worker[worker].error;
	struct watch    w = { u, c->firsts };
	if (piece < HELD_KINDS)
		return held_scan(u, (enum held)piece, c->counts, e);
	piece -= HELD_KINDS;
	if (piece < WHOLES)
		return piece == WHOLE_COUNTS || do_whole(c, u, (int)piece, e);
	return ledger_audit_piece(c->ledger, c->db[worker], piece - WHOLES, &(struct ledger_eye){ watch_see, &w }, e);
}

static bool do_all(struct company *c, struct error *e)
{
	struct sums *sums = c->doubts;
	if (!crew_run(c->workers, HELD_KINDS + WHOLES + ledger_audit_pieces(c->ledger), do_piece, c))
		return fail(c, e);
	for (int i = 0; i < c->workers; i++)
		sums_join(sums, c->worker[i].audit.sums);
	if (!do_whole(c, &c->worker[0].audit, WHOLE_COUNTS, e))
		return false;
	struct audit u = c->worker[0].audit;
	u.sums = NULL;
	u.found = misfit_keep;
	u.arg = &c->matters;
	return audit_matters(&u, sums, e);
}

static void tell_all(const struct misfit_list *l, void (*found)(void *, const struct misfit *), void *arg, int64_t *count)
{
	*count += (int64_t)l->n;
	for (size_t i = 0; found && i < l->n; i++)
		found(arg, &l->at[i]);
}

static void tell(const struct company *c, void (*found)(void *, const struct misfit *), void *arg, int64_t *ret)
{
	*ret = 0;
	tell_all(&c->matters, found, arg, ret);
	for (int i = 0; i < WHOLES; i++)
		tell_all(&c->whole[i], found, arg, ret);
}

bool matter_audit(struct connection *db, const struct ledger_key *key, void (*found)(void *, const struct misfit *), void *arg, int64_t *ret, struct error *e)
{
	struct company c = { .key = key, .db = &db, .workers = 1 };
	struct error   unused;
	e = e ? e : &unused;
	bool done = ledger_audit_begin(db, key, &c.ledger, e) && company_begin(&c, e) && do_all(&c, e);
	if (done)
		tell(&c, found, arg, ret);
	company_end(&c);
	return done;
}

/* What stops us does not stop the ledger's own audit: it says what is wrong. */
static bool ledger_alone(struct connection *db, const struct ledger_key *key, void (*found)(void *, const struct misfit *), void *arg, int64_t *ret)
{
	int64_t n;
	if (ledger_audit(db, key, found, arg, &n, NULL))
		*ret += n;
	return false;
}

bool matter_audit_with_ledger(struct connection *const *db, int count, const struct ledger_key *key, void (*found)(void *, const struct misfit *), void *arg, int64_t *ret,
			      struct error *e)
{
	struct company c = { .key = key, .db = db, .workers = count };
	int64_t        of_ledger = 0;
	assert(count >= 1 && count <= CREW_MOST);
	*ret = 0;
	if (!ledger_audit_begin(db[0], key, &c.ledger, e)) {
		company_end(&c);
		return false;
	}
	bool done = company_begin(&c, e) && do_all(&c, e);
	if (done) {
		tell(&c, found, arg, ret);
		done = ledger_audit_end(c.ledger, db[0], found, arg, &of_ledger, e);
		*ret += of_ledger;
	} else
		ledger_alone(db[0], key, found, arg, ret);
	company_end(&c);
	return done;
}
