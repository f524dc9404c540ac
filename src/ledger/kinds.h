/* kinds.h - the table of the kinds of entry: what members an entry of each kind has. Writing, `ledger schema` and verification walk it. */
#pragma once
#include "base/base.h"
#include "ledger.h"

enum member_type {
	MEMBER_TEXT,
	MEMBER_WORD,   /* one of `words`, which are separated by blanks */
	MEMBER_NUMBER, /* 0 .. 2^53 - 1 */
	MEMBER_BOOL,
	MEMBER_DAY,    /* "2026-11-23" */
	MEMBER_HASH,   /* 64 hex digits */
	MEMBER_TEXTS,  /* array of texts */
	MEMBER_OBJECT, /* with the members `of` */
	MEMBER_LIST,   /* array of such objects */
};

struct entry_member {
	const char                *name; /* NULL ends the list; lists stand in bytewise order of names */
	enum member_type           type;
	bool                       required;
	const char                *doc;
	const struct entry_member *of;
	const char                *words;
};

enum about_matter { MATTER_NEVER, MATTER_MAY, MATTER_MUST };

/* v, day and kind are in every entry; matter and commit as the row says. */
struct entry_kind {
	const char                *kind;
	enum about_matter          matter;
	bool                       commits; /* has six parts and a `commit` */
	const struct entry_member *members;
	const char                *doc;
};

extern const struct entry_kind entry_kinds[]; /* ends with kind NULL */
/* v, day, kind, matter, commit. */
extern const struct entry_member entry_common[];
bool kind_has_common(const struct entry_kind *, const struct entry_member *);
const struct entry_kind *kind_find(struct text kind);

/* An entry that passed. `floor`: the day that the next entry may not fall below. commit: 64 hex digits, or empty. */
struct entry_facts { const struct entry_kind *kind; day_t day, floor; struct text matter, commit; };
/* Canonical bytes, known kind, members by the table, received <= day. `index` is for the error. */
bool kind_check(struct arena *, struct text bytes, int64_t index, struct entry_facts *ret, struct error *);
