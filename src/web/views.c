/* views.c - what parts compute from their view. */
#include "base/base.h"

#include "web/views.h"

int64_t clock_passed(const struct clock_view *v)
{
	if (!day_is_known(v->received) || !day_is_known(v->due))
		return 0;
	int64_t whole = day_between(v->received, v->due), gone = day_between(v->received, v->today);
	if (gone <= 0)
		return 0;
	return gone >= whole ? 1000 : gone * 1000 / whole;
}
