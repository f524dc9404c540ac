/* builtin.c - the lists that the build put into the program. */
#include "registry.h"

#include "base/embed.h"

#include <assert.h>

extern const struct embedded registry_files[];

static struct text file_of(const char *path)
{
	for (const struct embedded *f = registry_files; f->path; f++)
		if (strcmp(f->path, path) == 0)
			return text_bytes(f->at, f->len);
	assert(!"a list is missing from the build");
	return TEXT_EMPTY;
}

struct registry_source registry_builtin(struct arena *a)
{
	struct registry_file  *orders = NULL;
	size_t                 n = 0;
	for (const struct embedded *f = registry_files; f->path; f++)
		if (text_starts(text_of(f->path), "orders/")) { /* named in the order of their days */
			orders = arena_grow(a, orders, n, 1, sizeof(*orders));
			orders[n++] = (struct registry_file){ text_c(a, text_print(a, "data/%s", f->path)), text_bytes(f->at, f->len) };
		}
	return (struct registry_source){ .units = file_of("units.csv"), .units_file = "data/units.csv", .organisations = file_of("organisations.csv"),
		                         .organisations_file = "data/organisations.csv", .orders = orders, .orders_n = n };
}
