/* inside.h - what the files of act share. */
#pragma once
#include "act/act.h"

#include <pthread.h>

enum { GROUP_MOST = 60, QUEUE_MOST = 10000 };
enum act_log { LOG_SHORT, LOG_LONG /* the tidier is at it */, LOG_NEARLY_CARRIED /* the rest is the writer's */ };

struct act {
	struct act_config  config;
	struct connection *db;
	struct ledger_key *key;
	struct ledger     *ledger;
	char              *key_path;
	struct arena      *arena;      /* of the group; reset before each */
	int64_t            wall_less_boot; /* ms, at start */
	bool               stopped;    /* for good: under `lock` */
	struct error       why;        /* what stopped it */

	pthread_mutex_t  lock;
	pthread_cond_t   waits, answered;
	pthread_t        thread;
	bool             has_thread, ending;
	struct act_work *first, *last; /* the queue */
	size_t           queued;

	/* committed and not yet signed, for the sealer's thread (seal.c) */
	pthread_t          sealer;
	struct connection *sealers; /* its own, for syncs */
	pthread_cond_t   unsealed_waits, sealed;
	struct act_work *unsealed, *unsealed_last;
	struct tree_head unsealed_head;
	bool             seals, sealer_ends; /* it is at work on some; no more will come */
	bool             owes;               /* there was no room for a checkpoint: under `lock` */
	struct tree_head owed;

	/* the engine's log, for the tidier's thread (tidy.c) */
	pthread_t          tidier;
	struct connection *tidiers; /* its own */
	pthread_cond_t     log_is_long;
	enum act_log       log;
	bool               tidier_ends;
};

/* clock.c: refuses when the clock cannot be trusted. */
bool clock_check_start(struct act *, struct error *);
bool clock_check_group(struct act *, instant_t now, struct error *);
bool clock_check_server(struct act *, instant_t now, struct error *); /* against the database server's clock */
bool clock_correct(struct act *, struct error *);

/* group.c: runs and answers 1 .. GROUP_MOST works that all keep or all record. */
void group_run(struct act *, struct act_work **works, size_t count);
void act_stop(struct act *, const struct error *why);
/* ret: ACT_STOPPED */
bool act_is_stopped(struct act *, struct error *ret);

/* tidy.c: carries the engine's log into the database beside the writer. */
bool tidy_start(struct act *, struct error *);
void tidy_end(struct act *);
/* The writer, after each group. */
void tidy_after_group(struct act *);

/* seal.c: signs, syncs the outer checkpoint and answers, one after the other; several groups that wait share one checkpoint. */
bool seal_start(struct act *, struct error *);
/* After the writer has ended: what waits is answered first. */
void seal_end(struct act *);
/* Works that did, in a list by `next`, with the head that their group was committed with. */
void seal_later(struct act *, struct act_work *first, struct act_work *last, struct tree_head);
/* Until nothing waits and nothing is under way. */
void seal_wait(struct act *);
/* A head that was committed could not be sealed. No room for the file: it is owed, and nothing more is committed before it is paid. Anything else: the writer stops for good. */
void seal_failed(struct act *, struct tree_head, const struct error *why);
/* Pays what is owed, if anything is. */
bool seal_owed(struct act *, struct error *);
