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

struct registry_source registry_builtin(void)
{
	return (struct registry_source){ .units = file_of("units.csv"), .units_file = "data/units.csv",
		                         .organisations = file_of("organisations.csv"), .organisations_file = "data/organisations.csv",
		                         .order = file_of("order_855.csv"), .order_file = "data/order_855.csv" };
}
