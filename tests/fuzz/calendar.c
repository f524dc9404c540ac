/* Any bytes as a file of days off: refused with a place in the file, or taken, and then every answer holds together. */
#include "calendar/calendar.h"

#include <assert.h>

#include "fuzz.h"

static void ask(const struct calendar *c, const uint8_t *bytes, size_t size)
{
	struct error e;
	struct due   due;
	struct count count;
	bool         working = false;
	struct term  term = { .amount = size > 0 ? bytes[0] : 0, .unit = (enum term_unit)(size % 4) };
	day_t        from = day_add(calendar_first(c), (int32_t)(size * 37 % 2000));
	if (!calendar_due(c, from, term, &due, &e))
		return;
	assert(due.day.n >= from.n);
	assert(calendar_is_working(c, due.day, &working, &e) && working);
	struct arena *arena = arena_new(0);
	assert(calendar_count(c, arena, from, term, &count, &e) && count.due.day.n == due.day.n);
	arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena          *arena = arena_new(0);
	const struct calendar *c;
	struct error           e = { 0 };
	struct embedded        files[] = { { "fuzz.yaml", bytes, size }, { NULL } };
	if (calendar_load(arena, files, &c, &e))
		ask(c, bytes, size);
	else
		assert(e.code && (e.line > 0 || !text_starts(text_of(e.code), "calendar.data_") || error_is(&e, CALENDAR_DATA_MISSING)));
	arena_free(arena);
	return 0;
}
