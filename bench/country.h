/* country.h - a country as large and as alike in its names as the real one, for benches: 63 provinces, some 700 districts and 10,600 communes of 2019, changes in
 * 2020 and 2023, and the reform of 2025 to 34 provinces and 3,300 communes; about 25,000 versions of units with the lineage between them. Made from a seed. */
#pragma once
#include "registry/registry.h"

/* Lives as long as the arena. */
const struct registry *country_make(struct arena *, uint64_t seed);
size_t country_versions(const struct registry *);
#define COUNTRY_OLD ((day_t){ 18261 })    /* 31/12/2019 */
#define COUNTRY_TODAY ((day_t){ 20780 })  /* after the reform */

struct draw { uint64_t state; };
/* A number below `below`. */
size_t draw(struct draw *, size_t below);
