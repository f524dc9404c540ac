/* commands.h - one line a group, in the order of `danvan help`. The array GROUP_commands stands in src/cli/GROUP.c. */
#pragma once
#include "cli.h"

#define CLI_GROUPS(X) \
	X(init) \
	X(setup) \
	X(demo) \
	X(serve) \
	X(matter) \
	X(account) \
	X(grant) \
	X(ledger) \
	X(verify) \
	X(keep) \
	X(erase) \
	X(calendar) \
	X(calendar_announce) \
	X(pack) \
	X(unit) \
	X(unit_history) \
	X(unit_import) \
	X(unit_diff) \
	X(convert) \
	X(restate) \
	X(order) \
	X(system)

#define DECLARE(group) extern const struct cli_command group##_commands[];
CLI_GROUPS(DECLARE)
#undef DECLARE
