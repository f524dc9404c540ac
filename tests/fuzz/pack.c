/* Any bytes as a pack: refused with a place, or taken, and then it prints, reads again the same, and answers a filing without leaving its machine. */
#include "procedure/procedure.h"

#include <assert.h>

#include "fuzz.h"

static void ask(const struct pack *p, const struct calendar *c, struct arena *a)
{
	struct situation s = { .holder = TEXT("org-a"), .holder_level = TEXT("commune") };
	struct move      m = { .step = TEXT("open"), .actor = { .at_holder = WHO_CLERK, .is_author = true }, .received = DAY_NONE };
	struct outcome   o;
	struct offers    all;
	struct error     e = { 0 };
	day_t            today;
	assert(day_parse(TEXT("2026-07-01"), &today));
	if (!procedure_open(p, c, &s, &m, today, a, &o, &e)) {
		assert(e.code);
		return;
	}
	assert(pack_state(p, o.after.state));
	assert(procedure_offers(p, c, &o.after, &m, today, a, &all, &e));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena          *a = arena_new(0);
	const struct calendar *c;
	struct pack           *p, *again;
	struct pack_file       file = { TEXT("fuzz.yaml"), text_bytes(bytes, size) };
	struct error           e = { 0 };
	assert(calendar_load(a, calendar_files, &c, &e));
	if (pack_load(&file, 1, &p, &e)) {
		struct pack_file printed = { TEXT("printed.yaml"), pack_print(p, a) };
		if (printed.bytes.len <= PACK_BYTES_MOST) {
			assert(pack_load(&printed, 1, &again, &e));
			assert(text_equal(printed.bytes, pack_print(again, a)));
			pack_free(again);
		}
		ask(p, c, a);
		pack_free(p);
	} else
		assert(e.code && e.file[0]);
	arena_free(a);
	return 0;
}
