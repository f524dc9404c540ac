/* asset.c - files of assets/ that the build put into the program, by name and by address. The table itself is made by tools/asset.c. */
#include "base/base.h"

#include <assert.h>

#include "web/out.h"

extern const struct asset assets[];

const char *asset_url(const char *name)
{
	const struct asset *a = assets;
	while (a->name && strcmp(a->name, name) != 0)
		a++;
	assert(a->name);
	return a->url;
}

const struct asset *asset_at(struct text path)
{
	for (const struct asset *a = assets; a->name; a++)
		if (text_is(path, a->url))
			return a;
	return NULL;
}
