/* units.h - what the commands about units share. */
#pragma once
#include "cli.h"
#include "registry/registry.h"
#include "store/store.h"

/* The registry of the database, or, when no database is given, of the lists in the program. */
struct units {
	struct store          *store;
	struct connection     *db;
	struct registry       *loaded;
	const struct registry *registry;
	day_t                  today;
};
bool units_open(struct cli *, struct units *, struct error *);
void units_close(struct units *);
#define _cleanup_units_ _cleanup_(units_close)

/* "từ 2020-02-01 đến trước 2025-07-01": half-open, so the last day is not in it. */
struct text unit_days_say(const struct cli *, const struct unit_fact *);
/* "xã Cường Lợi (một phần), xã Na Rì (một phần)" */
struct text unit_heirs_say(const struct cli *, const struct heir *, size_t count);
/* One object: basis, code, from, id, name, note, parent, title, to, type; a day that is not known, or not yet, is null. */
void json_unit(struct json *, struct arena *, const struct unit_fact *);
