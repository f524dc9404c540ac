/* history.h - random histories: people file, officers do what the procedures offer them, days pass, the published state moves. The same seed gives the same history.
 *
 * Everything goes through act's rows, as pages and programs do it. What is refused is part of a history; only failures of the machine end the test program. */
#pragma once
#include "ledger.h"
#include "matter/matter.h"

enum { HISTORY_PEOPLE = 9, HISTORY_CODES_MOST = 4096, HISTORY_STEPS_MOST = 64 };

struct history_count { char name[64]; int64_t n; };
struct history {
	struct test_house    h;
	struct ground       *ground;
	uint64_t             state;                 /* of our own random numbers */
	int64_t              account[HISTORY_PEOPLE];
	struct text          code[HISTORY_CODES_MOST];
	size_t               codes;
	const char          *marker;                /* planted in everything private; NULL: none */
	int64_t              commands, filed, again, stepped, refused, published, notices, days;
	struct history_count steps[HISTORY_STEPS_MOST], refusals[HISTORY_STEPS_MOST];
	struct arena        *scratch;               /* of one command */
	/* Hears of every command and its answer; `result` is NULL when it was not done. May be NULL. */
	void (*told)(struct history *, const struct act_row *, void *command, const struct act_result *result, const struct error *);
	void  *listener;
	void  *statements;                          /* test_statement's (audit.h) */
};

/* A house with units, packs, and officers of every role at two communes and at the province. */
void history_begin(struct history *, uint64_t seed);
/* On another disk. */
void history_begin_in(struct history *, uint64_t seed, const struct world *world);
void history_end(struct history *);
/* So many commands. */
void history_run(struct history *, size_t commands);
uint64_t history_draw(struct history *, uint64_t below);
day_t history_today(struct history *);
/* Somebody who works there, by number in the list; NULL: beyond its end. Lives in `a`. */
const struct actor *history_actor(struct history *, struct arena *a, size_t n);
/* One filing with all that is private given; its code. */
struct text history_file(struct history *, const char *place, const char *text, const struct matter_party *, const char *file_name);
/* To the present. */
void history_publish(struct history *);
/* Which steps were taken and what was refused, on standard output. */
void history_tell(const struct history *);
/* The setup and teardown of tests that share one history: `*state` is a struct history without any command, from history_seed, with a marker. */
int history_setup(void **state);
int history_teardown(void **state);
/* Where the random numbers of a test begin: DANVAN_TEST_SEED, or always the same. */
uint64_t history_seed(void);
