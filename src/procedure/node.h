/* node.h - private to procedure: YAML as nodes with places, read by tables of keys. */
#pragma once
#include <yaml.h>

#include "inside.h"

struct reader {
	struct pack     *pack;
	struct text      file;
	yaml_document_t *document;
	bool            *seen;   /* by node: an alias would show one twice, and could grow without end */
	struct error    *error;
};
struct key { const char *name; bool needed; };
enum { KEYS_MOST = 32 };

bool complain(struct reader *, const yaml_node_t *, const char *code, struct text name, struct text value, struct text expected);
struct place place_of(struct reader *, const yaml_node_t *);
/* Each node is looked at once: a second time means an alias, which is refused. */
bool node_is_new(struct reader *, int index);
/* A list of the pack with one more place at its end; *count goes up. */
void *place_add(struct pack *, void *list, size_t *count, size_t size);
/* The values of a mapping by the rows of `keys` (ended by a row without a name), NULL where a key is absent. `what`: its own key, for complaints. */
bool map_read(struct reader *, yaml_node_t *, const char *what, const struct key *keys, yaml_node_t **ret);
/* The items of a sequence; an absent one (NULL) has none. */
bool items_read(struct reader *, yaml_node_t *, const char *what, size_t *ret_n, yaml_node_t ***ret);
/* Scalars; an absent node leaves *ret as it is. */
bool text_read(struct reader *, yaml_node_t *, const char *what, size_t most, struct text *ret);
bool name_read(struct reader *, yaml_node_t *, const char *what, struct text *ret);      /* a-z 0-9 _ - */
bool id_read(struct reader *, yaml_node_t *, const char *what, struct text *ret);        /* A-Z 0-9 . _ */
bool number_read(struct reader *, yaml_node_t *, const char *what, int64_t least, int64_t most, int64_t *ret);
bool day_read(struct reader *, yaml_node_t *, const char *what, day_t *ret);
bool yes_read(struct reader *, yaml_node_t *, const char *what, bool *ret);
bool word_read(struct reader *, yaml_node_t *, const char *what, const char *const *words, int *ret);
bool term_read(struct reader *, yaml_node_t *, const char *what, struct term *ret);
bool words_read(struct reader *, yaml_node_t *, const char *what, struct words *ret);    /* {vi, en}, both needed */
bool condition_read(struct reader *, yaml_node_t *, struct condition *ret);

/* Adds one step to the pack (read_step.c). */
bool step_read(struct reader *, yaml_node_t *);
