/* say_table.h - the table of sentences that tools/po.c makes from po/; sorted by code. */
#pragma once
#include "base/say.h"

struct say_row {
	const char *code;
	const char *sentence[LANG_COUNT];
};
extern const struct say_row say_rows[];
extern const size_t         say_rows_n;
