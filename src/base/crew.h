/* crew.h - work in pieces that do not depend on each other, done by several threads. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { CREW_MOST = 16 };
/* Processors that this process may run on; at most CREW_MOST. */
int crew_processors(void);
/* Calls do_piece once for each number below `pieces`, in their order as far as several can be in one. `worker` is below `workers` (1 .. CREW_MOST), and no two calls at once have the same:
 * so what belongs to a worker (a connection, an arena) needs no lock. The caller is worker 0. After one that gives false no other is begun, and crew_run gives false. */
bool crew_run(int workers, int64_t pieces, bool (*do_piece)(void *arg, int worker, int64_t piece), void *arg);
