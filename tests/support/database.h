/* database.h - a fresh database for a test, on the engine that the run is about.
 *
 * DANVAN_TEST_ENGINE is sqlite (the default) or postgresql; the latter needs DANVAN_TEST_PG (tests/support/with-postgres COMMAND sets it). Everything
 * made here ends with the arena, last made first: connections, the store, the folder or the schema. Failures end the test program with a sentence. */
#pragma once
#include "store/store.h"

/* The engine of this run. */
enum store_engine test_engine(void);
/* DANVAN_TEST_ALL is set: tests that else try a part of what there is (each some-th column, statement ...) try all of it. */
bool test_everything(void);
/* The number in that variable, or another when it is not set. */
int64_t test_number(const char *name, int64_t otherwise);
/* A world whose random numbers begin with DANVAN_TEST_SEED, or anywhere: the seed is printed. */
struct world test_random_world(void);
size_t test_draw(struct world *, size_t below);
/* A folder of its own, which goes with all that is in it. */
const char *test_folder(struct arena *);
/* The URL of an empty database: a file in a folder of its own, or a schema of its own. */
const char *test_database(struct arena *);
const char *test_database_of(struct arena *, enum store_engine);
/* Opened; the arena closes it. */
struct store *test_store_at(struct arena *, const char *url);
/* A fresh one with the program's whole schema. */
struct store *test_store(struct arena *);
/* Closed by the arena. */
struct connection *test_connection(struct arena *, struct store *, enum store_mode);
/* The tables that are wanted (NULL: all) as a backup holds them, in the arena. */
struct text test_dump(struct arena *, struct connection *, store_table_wanted wanted);
/* Prints the error's code and facts and ends the test program. */
void test_fail(const char *what, const struct error *) __attribute__((noreturn));
