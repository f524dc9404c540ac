/* country.h - the real units from the lists of the program, for tests that ask them or bring them into a database. */
#pragma once
#include "database.h"
#include "registry/registry.h"

/* The lists as they are read; a fault in them ends the test program with its place. */
struct registry_data *country_data(struct arena *);
/* "2025-07-01" */
day_t day(const char *iso);

/* For programs of tests that only ask: the units, and an arena that lasts as long as they do. Between country_begin and country_end, cmocka's setup and teardown of a group. */
extern struct arena          *arena;
extern const struct registry *registry;
int country_begin(void **state);
int country_end(void **state);

/* All rows that a statement reads, a line each, to be compared. */
struct text rows_print(struct connection *, struct arena *, const struct statement *);
