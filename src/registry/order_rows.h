/* order_rows.h - private to the registry: what an order leaves in the tables. */
#pragma once
#include "model.h"

#include "store/store.h"

/* The order itself and the list of its changes; `entry`: of the ledger, 0 for one that came with the lists. */
bool order_rows(struct connection *, struct arena *, const struct order_plan *, struct text file, int64_t entry, struct error *);
/* The changes in the registry's tables, and what is derived of the units concerned; `after`: the picture with them. */
bool changes_write(struct connection *, struct arena *, const struct order_plan *, const struct registry *after, struct error *);
/* Takes back what `order_change` lists; what is derived is made anew from the tables. */
bool changes_undo(struct connection *, struct arena *, struct text order, day_t, struct error *);
