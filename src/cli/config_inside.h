/* config_inside.h - what the table of settings and its reader share. */
#pragma once
#include "config.h"

enum { CONFIG_KEYS = 17 };

struct config_value {
	const char *text;
	const char *source; /* NULL: the standard holds */
};

struct config {
	const char         *file;
	struct config_value values[CONFIG_KEYS];
};

/* The row of that name, or -1. */
int config_find(struct text name);
/* Is it of the type (and within the bounds) of the row? */
bool config_fits(const struct config_key *, struct text value);
bool config_switch_read(struct text value, bool *ret);
