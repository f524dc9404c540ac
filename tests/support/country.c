#include "country.h"

struct arena          *arena;
const struct registry *registry;

struct registry_data *country_data(struct arena *a)
{
	struct registry_data  *data = NULL;
	struct registry_faults faults;
	if (registry_parse(a, registry_builtin(a), &data, &faults))
		return data;
	for (size_t i = 0; i < faults.count; i++)
		fprintf(stderr, "%s:%d %s %s %s\n", faults.at[i].file, faults.at[i].line, faults.at[i].code, faults.at[i].name, faults.at[i].value);
	test_fail("the lists of the program", &faults.at[0]);
}

day_t day(const char *iso)
{
	day_t d;
	if (!day_parse(text_of(iso), &d))
		test_fail(iso, NULL);
	return d;
}

int country_begin(void **state)
{
	arena = arena_new(0);
	registry = registry_of(country_data(arena));
	return 0;
}

int country_end(void **state)
{
	arena_free(arena);
	return 0;
}

struct text rows_print(struct connection *db, struct arena *a, const struct statement *rows)
{
	_cleanup_query_ struct query *q = NULL;
	struct build                  b = { .arena = a };
	struct error                  e;
	if (!query_start(db, rows, NULL, &q, &e))
		test_fail(rows->name, &e);
	while (query_next(q)) {
		for (int i = 0; rows->result[i]; i++)
			if (rows->result[i] == 't')
				build_print(&b, "%.*s|", TEXT_ARG(query_text(q, i)));
			else
				build_print(&b, "%lld|", (long long)query_int(q, i));
		build_c(&b, "\n");
	}
	return build_text(&b);
}
