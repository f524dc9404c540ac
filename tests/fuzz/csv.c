/* csv.c - any bytes as lists of units, organisations and an order: they are refused with a line, or make a picture that can be asked. */
#include "base/base.h"

#include <assert.h>

#include "fuzz.h"
#include "registry/csv.h"
#include "registry/registry.h"

static void read_rows(struct arena *a, struct text t)
{
	struct csv    c = csv_start(a, t, "list");
	struct error  e = { 0 };
	int           line = 0;
	enum csv_step step;
	while ((step = csv_next(&c, &e)) != CSV_END) {
		assert(c.line > line);
		line = c.line;
		assert(step == CSV_ROW ? c.count > 0 && c.count <= CSV_MOST_FIELDS : e.code && e.line == c.line);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct text                   t = text_bytes(at, len);
	struct registry_source        builtin = registry_builtin(a);
	read_rows(a, t);
	/* the bytes in the place of each list, the others as they are */
	for (int which = 0; which < 3; which++) {
		struct registry_source  s = builtin;
		struct registry_data   *data = NULL;
		struct registry_faults  faults;
		*(which == 0 ? &s.units : which == 1 ? &s.organisations : &s.order) = t;
		if (which == 0)
			s.organisations = TEXT("id,name,kind,unit_id,parent_id,valid_from,valid_to,note\n");
		if (!registry_parse(a, s, &data, &faults)) {
			assert(faults.count > 0 && faults.count <= 100 && faults.at[0].line > 0);
			continue;
		}
		struct unit_match *m;
		unit_find(registry_of(data), a, (struct unit_search){ .text = TEXT("na ri"), .on = DAY_NONE, .today = { 20000 } }, &m);
	}
	return 0;
}
