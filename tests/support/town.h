/* town.h - a house in which matters can be filed: the real units, offices and packs, and the ground loaded. */
#pragma once
#include "ledger.h"
#include "matter/matter.h"

void town_begin(struct test_house *, struct ground **ret_ground);
void town_end(struct test_house *, struct ground **);
