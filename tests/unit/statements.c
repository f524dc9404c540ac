/* statements.c - every statement of the program, prepared on the engine; none may read a growing table whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "database.h"

static void every_statement_fits_the_schema_and_reaches_growing_tables_by_an_index(void **state)
{
	_cleanup_arena_ struct arena  *a = arena_new(0);
	struct connection             *db = test_connection(a, test_store(a), STORE_WRITE);
	size_t                         count, wrong = 0;
	const struct statement *const *all = statements_all(&count);
	for (size_t i = 0; i < count; i++) {
		struct error e = { 0 };
		struct text  scans = TEXT_EMPTY;
		if (!statement_check(db, all[i], a, &scans, &e))
			fprintf(stderr, "%s: %s %s\n", all[i]->name, e.code, e.value);
		else if (scans.len > 0)
			fprintf(stderr, "%s reads whole: %.*s (an index is missing, or name it in the statement's last column)\n", all[i]->name, TEXT_ARG(scans));
		else
			continue;
		wrong++;
	}
	print_message("%zu statements\n", count);
	assert_true(count >= 2);
	assert_int_equal(wrong, 0);
}

static void no_two_statements_have_one_name(void **state)
{
	size_t                         count, wrong = 0;
	const struct statement *const *all = statements_all(&count);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++)
			if (strcmp(all[i]->name, all[j]->name) == 0) {
				fprintf(stderr, "%s stands twice\n", all[i]->name);
				wrong++;
			}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_fits_the_schema_and_reaches_growing_tables_by_an_index),
		cmocka_unit_test(no_two_statements_have_one_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
