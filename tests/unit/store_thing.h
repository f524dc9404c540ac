/* store_thing.h - a small schema and a fresh database with it, for the tests of the store. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "database.h"

#define FILE_ROW(name, sql) { (name), (const unsigned char *)(sql), sizeof(sql) - 1 }
static const struct embedded thing_schema[] = {
	FILE_ROW("0001_thing.sql", "-- a comment; with a semicolon and the word TEXT\n"
	                           "CREATE TABLE thing (id INT8 PRIMARY KEY NOT NULL, word TEXT UNIQUE, data BYTES);\n"
	                           "CREATE TABLE pair (word TEXT NOT NULL, number INT8 NOT NULL, note TEXT NOT NULL DEFAULT 'INT8; TEXT', PRIMARY KEY (word, number));\n"
	                           "CREATE INDEX pair_number ON pair (number, word);\n"),
	{ NULL },
};

/* These are of this test's own schema, so they stand outside the list of all statements. */
#define OWN(id, ...) static const struct statement id __attribute__((unused)) = { #id, __VA_ARGS__ }
OWN(thing_add, WRITES, "iTB", "", "INSERT INTO thing (id, word, data) VALUES ($1, $2, $3)");
OWN(thing_ids, READS, "", "i", "SELECT id FROM thing ORDER BY id", "thing");

struct fixture {
	struct arena      *arena;
	const char        *url;
	struct store      *store;
	struct connection *writer, *reader;
	struct error       e;
};

static inline struct fixture fixture_new(void)
{
	struct fixture f = { .arena = arena_new(0) };
	f.url = test_database(f.arena);
	f.store = test_store_at(f.arena, f.url);
	f.writer = test_connection(f.arena, f.store, STORE_WRITE);
	if (!store_migrate_with(f.writer, thing_schema, &f.e))
		test_fail("store_migrate_with", &f.e);
	f.reader = test_connection(f.arena, f.store, STORE_READ);
	return f;
}

static inline void fixture_end(struct fixture *f)
{
	arena_free(f->arena);
}
#define _cleanup_fixture_ _cleanup_(fixture_end)

static inline void must(bool ok, struct fixture *f)
{
	if (!ok)
		test_fail("refused", &f->e);
}

#define assert_refused(call, wanted)                          \
	do {                                                  \
		assert_false(call);                           \
		assert_string_equal(f.e.code, wanted);        \
	} while (0)

static inline void add(struct fixture *f, int64_t id, struct value word, struct value data)
{
	must(store_begin(f->writer, BEGIN_WRITE, &f->e), f);
	must(statement_run(f->writer, &thing_add, (struct value[]){ value_int(id), word, data }, NULL, &f->e), f);
	assert_int_equal(store_commit(f->writer, &f->e), STORE_DONE);
}

static inline int count_of(struct fixture *f, struct connection *db)
{
	_cleanup_query_ struct query *q = NULL;
	int                           count = 0;
	must(query_start(db, &thing_ids, NULL, &q, &f->e), f);
	while (query_next(q))
		count++;
	must(query_end_ok(q, &f->e), f);
	return count;
}
