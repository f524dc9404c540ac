/* ledger.h - a house for tests: a fresh database with schema and ledger, a key in a folder of its own, a clock that stands still, and the writer opened.
 *
 * Everything ends with house_end. Failures end the test program with a sentence (test_fail). */
#pragma once
#include "access/access.h"
#include "act/act.h"
#include "database.h"

struct test_house {
	struct arena      *arena;
	struct world       world;    /* seeded; its clock stands at test_moment until house_later moves it */
	struct store      *store;
	struct connection *db;       /* reads */
	struct act        *act;
	const char        *url, *folder, *key_path, *outer_path;
	struct actor       console;  /* an administrator on the console */
	struct error       e;        /* of the last call that failed */
	struct arena      *process;  /* what ends when the process does: the store and `db` */
	/* Called instead of ending the test program when house_must finds a failure; does not return. */
	void (*on_failure)(struct test_house *);
};

#define TEST_TODAY ((day_t){ 20780 }) /* 2026-11-23, a Monday */
/* 09:41:07 of TEST_TODAY */
instant_t test_moment(void);

/* Origin "demo.test/ledger" unless another is given; with one that is no demonstration the clock stands at the real moment, since the server's is compared.
 * The ledger has one entry, ledger.start. */
void house_begin(struct test_house *);
void house_begin_at(struct test_house *, const char *origin);
/* On another disk, with another clock: `world` is copied, then seeded and its clock fixed as usual. */
void house_begin_in(struct test_house *, const char *origin, const struct world *world);
void house_end(struct test_house *);
/* As when the process ends, and as when the next one begins (false: it refuses, with h->e). */
void house_stop(struct test_house *);
bool house_start(struct test_house *);
/* Ends the test program unless `good`. */
void house_must(struct test_house *, bool good);
/* Runs the row; a refusal ends the program. */
void house_do(struct test_house *, const struct act_row *, void *command);
/* Runs the row; the refusal's code stands in h->e. */
bool house_try(struct test_house *, const struct act_row *, void *command);
/* The clock, so many milliseconds later (or earlier). */
void house_later(struct test_house *, int64_t ms);
/* Closes and opens the writer again, with another configuration where the test changes it. */
struct act_config house_config(struct test_house *);
bool house_open_again(struct test_house *, const struct act_config *);
/* Number of entries in the ledger. */
int64_t house_size(struct test_house *);
/* An account of which the test knows the password ("con cò bay lả") and the authenticator's secret. */
struct test_account { int64_t number; struct text login, password, secret; };
struct test_account house_account(struct test_house *, const char *login, const char *name);
/* A right from today on; its number. */
int64_t house_grant(struct test_house *, int64_t account, enum role, const char *unit);
/* Runs SQL straight on the engine, past all rules: what somebody with the database may do. */
void house_tamper(struct test_house *, const char *sql);
/* Is `name` in any file of the ledger as the public sees it, all entries included? */
bool house_ledger_shows(struct test_house *, const char *name);
