/* late.h - libraries that few commands need are loaded when they are first needed.
 *
 * libcurl and libpq bring thirty others with them, and to load those is two fifths of what every start of the program costs (docs/performance.md). So neither is linked: who needs one lists
 * the functions that he calls, and calls them through a struct of pointers. */
#pragma once
#include <stdatomic.h>

#include "error.h"

struct late {
	const char        *library;   /* its soname, "libpq.so.5" */
	const char *const *names;     /* of the functions, in the order of the pointers */
	void              *functions; /* a struct of as many pointers */
	size_t             n;
	_Atomic bool       loaded;
};
/* Once for the process, by any thread; again is free. BASE_LIBRARY: it is not on this machine, or has no such function. */
bool late_load(struct late *, struct error *);
