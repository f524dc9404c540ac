/* act.h - the one way in which anything changes.
 *
 * A page, an API call or a command line makes one command and hands it here with its row. One writer takes what waits (at most 60) as one transaction:
 * lock; reload the tree head and hold it against memory and the outer checkpoint; for each command load, decide, record its entries, apply; read back what will be
 * signed; commit; only then sync, sign, sync the outer checkpoint, answer: a second thread does these four while the writer is at the next group. Rows belong to the
 * modules above; act walks them and knows none of them.
 *
 * What a command may count on: it sees the database under the lock; random numbers and the moment are drawn by the writer in queue order, so that a history can be
 * repeated; a refusal (load or decide) has written nothing; after the answer no kill -9, power cut or full disk loses it. */
#pragma once
#include "base/base.h"
#include "ledger/ledger.h"
#include "store/store.h"

struct act; /* the writer of one process; threads may submit to it */

/* What a row's functions see of the group they run in. */
struct act_run {
	struct world            *world;
	struct connection       *db;    /* inside the write transaction */
	struct arena            *arena; /* lives until the command is answered */
	struct ledger           *ledger;
	struct ledger_batch     *batch; /* NULL for keeping */
	const struct ledger_key *key;
	instant_t                at;    /* the moment of the group */
	day_t                    today; /* never before the last entry's day */
	const char              *via;   /* "web", "api", "console", "job": stands in entries */
};

/* One kind of change. Each function gets the caller's command struct; NULL columns are passed over. */
struct act_row {
	const char *name;
	bool        keeps; /* no entries: drafts, sessions, counters; written in groups of their own */
	bool        shows; /* shows everybody what stands in the ledger: begins when all that was committed before it is signed */
	bool (*load)(struct act_run *, void *command, struct error *);   /* reads what it concerns */
	bool (*decide)(struct act_run *, void *command, struct error *); /* may it be done; draws and computes, writes nothing */
	bool (*record)(struct act_run *, void *command, struct error *); /* appends entries; a failure here breaks the whole group */
	bool (*apply)(struct act_run *, void *command, struct error *);  /* changes the tables; likewise */
};

/* After the commit: where the ledger stands. The checkpoint is the signed one, shown to nobody but holders of receipts. */
struct act_result {
	struct tree_head head;
	struct text      checkpoint; /* in the command's arena; empty for keeping */
	instant_t        at;
};

/* ACT_STOPPED: the writer has stopped for good after a failed sync or a doubt; 503 until the process is started again. */
#define ACT_STOPPED "act.stopped"
/* ACT_BUSY: more waits than the queue holds (503, try again). */
#define ACT_BUSY "act.busy"
/* ACT_UNKNOWN: it is not known whether the change was made; the same idempotency key later gives the one true answer. */
#define ACT_UNKNOWN "act.unknown"
/* ACT_CLOCK_JUMPED: the wall clock left the boot clock by over 5 minutes since start. number: seconds */
#define ACT_CLOCK_JUMPED "act.clock_jumped"
/* ACT_CLOCK_SERVER: this machine's clock and the database server's differ by over 5 minutes. number: seconds */
#define ACT_CLOCK_SERVER "act.clock_server"
/* ACT_CLOCK_WRONG: at start the wall clock is before the last commit, or over 40 days after it; a fixed clock at any time. day: the last entry's day */
#define ACT_CLOCK_WRONG "act.clock_wrong"
/* ACT_FIXED_CLOCK: a fixed clock works only on a ledger whose origin begins with "demo." */
#define ACT_FIXED_CLOCK "act.fixed_clock"
/* ACT_NO_LEDGER: the database holds none; `danvan init` makes it */
#define ACT_NO_LEDGER "act.no_ledger"

struct act_config {
	struct world *world; /* must outlive the act; used by the writer and its sealer alone */
	struct store *store;
	const char   *key_path;      /* NULL: the one the database remembers */
	const char   *via;
	bool          clock_fixed;   /* the world's clock stands still */
	bool          clock_accept;  /* `danvan clock accept`: record clock.corrected instead of refusing */
	const char   *clock_reason;  /* why it is accepted; NULL: a sentence of ours */
	size_t        queue_limit;   /* 0: 10,000 */
};

/* Opens the ledger for writing: forces the engine's log into the database and compares before anything can be signed. */
bool act_open(const struct act_config *, struct act **ret, struct error *);
/* Ends the thread after what waits has been answered. */
void act_close(struct act *);
const struct ledger_key *act_key(const struct act *);
/* Starts the writer's own thread; before it (and in programs that never call it) act_do runs in the caller's thread. */
bool act_start(struct act *, struct error *);

/* Does it and waits. `command` must stay alive until then; results are fields of the command, texts in `arena`. */
bool act_do(struct act *, const struct act_row *, void *command, struct arena *, struct act_result *ret, struct error *);

/* Hands it to the writer's thread; `done` is called there, once, when it is answered. Everything in `work` must stay alive until then: a caller who leaves changes nothing. */
struct act_work {
	const struct act_row *row;
	void                 *command;
	struct arena         *arena;
	void (*done)(struct act_work *);
	void *caller;
	/* the answer */
	bool              did;
	struct error      error;
	struct act_result result;
	struct act_work  *next; /* the queue's own */
};
void act_submit(struct act *, struct act_work *);
/* Is the writer alive, the clock sane, the disk willing: what /readyz asks. */
bool act_is_ready(const struct act *, struct error *);

#include "act/job.h"
