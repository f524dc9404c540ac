/* yaml.h - small languages written in YAML (packs, orders): nodes with places, mappings read by tables of keys, and complaints that say file, line, column.
 *
 * A language gives its own codes, so that its sentences can say what stands in its documentation. Aliases are refused: each node is looked at once. */
#pragma once
#include <yaml.h>

#include "base/error.h"
#include "base/say.h"

enum {
	NAME_MOST = 48,    /* characters of a name */
	WORDS_MOST = 600,  /* bytes of a sentence */
	LIST_MOST = 1000,  /* items of one list, where a language does not say otherwise */
};

/* syntax: value, what the reader says · key: name of the mapping, value, expected · value: name, value, expected · missing: name, value: of what · translation: name, value */
struct yaml_codes { const char *syntax, *key, *value, *missing, *translation; };
/* `user`: the thing being built; `seen`: by node, an alias would show one twice, and could grow without end. */
struct reader {
	struct arena            *arena;
	void                    *user;
	const struct yaml_codes *codes;
	struct text              file;
	size_t                   list_most;
	yaml_document_t         *document;
	bool                    *seen;
	struct error            *error;
};
struct key { const char *name; bool needed; };
enum { KEYS_MOST = 32 };

/* Parses one document and hands its root over; everything kept is copied into the arena. The caller limits the size. */
bool yaml_read(struct reader *, struct text bytes, bool (*root_read)(struct reader *, yaml_node_t *));

/* Fills the error with the file and line of the spot and gives false, so that a reader ends with it. */
bool place_error(struct error *, const struct spot *, const char *code, struct text name, struct text value, struct text expected, day_t);
/* The same for a node. */
bool complain(struct reader *, const yaml_node_t *, const char *code, struct text name, struct text value, struct text expected);
/* Where a node begins: line and column from 1. */
struct spot place_of(struct reader *, const yaml_node_t *);
/* Each node is looked at once: a second time means an alias, which is refused. */
bool node_is_new(struct reader *, int index);
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
bool words_read(struct reader *, yaml_node_t *, const char *what, struct words *ret);    /* {vi, en}, both needed */
