/* job.h - what the program does by itself: rows that one node leases and finishes at least once. Effects are idempotent, so that a worker may die at any step. */
#pragma once
#include "act/act.h"

struct job {
	const char           *name;     /* permanent */
	const struct act_row *row;
	size_t                command;  /* bytes of the row's command struct, zeroed; 0: none */
	int64_t               every_ms; /* 0: by `next` */
	instant_t (*next)(const struct job *, instant_t now); /* when it is due after now */
	const void *arg;
};

/* Runs those that are due, one after the other; each first takes its lease (60 s) in `job`, and gives it back with the moment of its next run.
 * ret_next: when to look again. A job that fails is tried again after a minute; ret_failed counts such. */
bool jobs_run(struct act *, struct store *, struct world *, const struct job *, size_t count, instant_t *ret_next, size_t *ret_failed, struct error *);
