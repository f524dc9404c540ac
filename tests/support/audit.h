/* audit.h - what an audit of everything finds, and what the schema holds that it can find: for the tests of tampering.
 *
 * A change is made inside a write transaction, looked at by audit_inside, and rolled back. */
#pragma once
#include "history.h"

enum { FOUND_MOST = 400 };
struct found {
	int count;
	struct { char at[80], matter[24]; int64_t index; } is[FOUND_MOST]; /* at: "table.column" */
};
/* For the audits' `found`; arg: a struct found. */
void found_note(void *arg, const struct misfit *);
/* In a snapshot of its own; a failure ends the test program. */
int audit_all(struct history *, struct found *);
/* Inside the open transaction. An audit that can't go on says where: that is a find too. */
int audit_inside(struct history *, struct connection *, struct found *);
/* The first misfit, for messages. */
const char *found_first(const struct found *);
bool found_table(const struct found *, const char *table);
bool found_matter(const struct found *, struct text matter);
/* The column itself; or, of a key column, what is no longer found under the old key. */
bool found_column(const struct found *, const char *table, const char *column);

struct column { char table[48], name[48]; int type; /* 0 integer, 1 text, 2 bytes */ bool may_be_null, is_key; };
/* Every column of the schema, by table; how many. */
size_t schema_columns(struct history *, struct column *ret, size_t most);
/* What no entry can tell, with the reason in audit.c. A column that is added later and that neither this table nor the audits know fails the tests. */
bool column_is_kept_apart(const char *table, const char *column);
/* Tables of the registry, which another audit walks. */
bool table_is_of_units(const char *table);
/* A statement that lives as long as the history. The store knows statements by where they stand, so the same words give the same one. */
const struct statement *test_statement(struct history *, bool writes, const char *params, const char *result, struct text sql);
/* The history goes on until every one of these tables holds a row that fits its condition, and a day's readings are committed to. */
void fill_tables(struct history *, const struct column *, size_t n, const char *(*where)(const char *table));
