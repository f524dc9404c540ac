/* node.h - private to procedure: packs read from YAML (base/yaml.h). */
#pragma once
#include "base/yaml.h"

#include "inside.h"

extern const struct yaml_codes pack_codes;
static inline struct pack *pack_of(const struct reader *r) { return r->user; }
/* A list of the pack with one more place at its end; *count goes up. */
void *place_add(struct pack *, void *list, size_t *count, size_t size);
bool term_read(struct reader *, yaml_node_t *, const char *what, struct term *ret);
bool condition_read(struct reader *, yaml_node_t *, struct condition *ret);

/* Adds one step to the pack (read_step.c). */
bool step_read(struct reader *, yaml_node_t *);
