/* rows.h - private to the registry: single rows of its tables, written and taken back; each in the caller's transaction. */
#pragma once
#include "above.h"

#include "store/store.h"

bool unit_row(struct connection *, struct text id, struct error *);            /* there already: nothing happens */
bool fact_row(struct connection *, const struct unit_fact *, struct error *);
bool fact_row_end(struct connection *, struct text unit, day_t from, day_t to, struct error *);
bool fact_row_remove(struct connection *, struct text unit, day_t from, struct error *); /* and the unit, if that was all of it */
bool lineage_row(struct connection *, const struct lineage *, struct error *);
bool lineage_row_remove(struct connection *, struct text from, struct text to, day_t, struct error *);
bool desk_row(struct connection *, const struct unit_desk *, struct error *);
bool desk_row_end(struct connection *, struct text desk, day_t from, day_t to, struct error *);
bool desk_row_remove(struct connection *, struct text desk, day_t from, struct error *); /* and the desk, if that was all of it */
bool measure_row(struct connection *, const struct unit_measure *, struct error *);
bool measure_row_end(struct connection *, struct text unit, struct text what, day_t from, day_t to, struct error *);
bool measure_row_remove(struct connection *, struct text unit, struct text what, day_t from, struct error *);
/* Derived rows of one unit, made anew from the picture. */
bool derived_rows(struct connection *, struct arena *, const struct registry *, struct text unit, struct error *);
bool registry_raise(struct connection *, struct error *);
