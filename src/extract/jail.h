/* jail.h - one process, one photograph, nothing else. */
#pragma once
#include "extract.h"

/* From here on this process may read and write what it has open, take memory up to a bound and end; any other system call ends it, and so do
 * too much memory, processor time or clock. There is no way back. False when the kernel can't do it. */
bool jail_enter(void);

/* Reads one photograph from `in`, enters the jail, answers to `out`. The exit code of the process: 0 when an answer was given. */
int jail_serve(int in, int out, bool is_socket);

/* Takes connections on a socket (0600), a process each, at most four at a time, until SIGTERM. */
bool jail_listen(const char *socket_path, struct error *);
