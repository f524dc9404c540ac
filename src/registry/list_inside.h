/* list_inside.h - private to the registry: what the readers of lists share. */
#pragma once
#include "list.h"
#include "model.h"

/* Keeps it, if there is room for one more of its kind. */
void list_tell(struct list_findings *, bool serious, const char *code, const struct error_facts *);
#define SERIOUS(found, code, ...) list_tell((found), true, (code), &(struct error_facts){ .day = { INT32_MIN }, __VA_ARGS__ })
#define NOTICE(found, code, ...) list_tell((found), false, (code), &(struct error_facts){ .day = { INT32_MIN }, __VA_ARGS__ })

struct list_reader {
	struct arena         *arena;
	struct list          *list;
	struct list_findings *found;
	const char           *file;
	bool                  bare;             /* names stand without their types: in Huế there is a phường of the name "Phường Đúc" */
	size_t                types_in_names;   /* of those that should be bare */
};
/* A unit as it is written; `level` 0: by its type. */
struct written { struct text code, name, type, parent; enum unit_level level; struct text at; };
/* Takes it apart and adds it; what is odd is told. */
void unit_take(struct list_reader *, const struct written *);
/* A predecessor's code: digits, and no more than a commune has. */
bool before_code_is_good(struct text);
void before_take(struct list_reader *, struct list_unit *, struct list_before);
/* NFC, one blank between words, none at the ends. */
struct text name_clean(struct arena *, struct text);
/* A name, and one that may have its type in front: do they say the same? Near: one has a word more in front, or they are one slip apart. */
enum agreement { NAMES_DIFFER, NAMES_NEAR, NAMES_SAME };
enum agreement names_agree(struct arena *, struct text bare, struct text full);
/* "thành phố", "Xã", "thi_tran", "tptw"; false: none of them. */
bool type_word_read(struct arena *, struct text, const char **ret_type, enum unit_level *ret_level);

/* False: its shape is wrong, which has been told. */
bool list_json_read(struct list_reader *, enum list_format, struct text);
bool list_dvhcvn_read(struct list_reader *, struct text);    /* the package's lib/index.js */
bool list_csv_read(struct list_reader *, struct text);
/* by_code; the first of those that are there twice. */
void list_index(struct list *);
void list_check(struct list *, struct list_findings *);
