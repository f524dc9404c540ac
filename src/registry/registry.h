/* registry.h - administrative units, organisations and desks, as they are between two days.
 *
 * A unit is an identity (`vn-02134-0`, `org-19-btcd`): permanent text, never a row number and never an official code, because codes are given again to other
 * units. All else is a fact that holds from one day up to, not including, another: [from, to). `from` is DAY_NONE when the day is not known (before the first
 * list, of 06/10/2019), `to` is DAY_MAX while there is no end. Organisations are units too; matters lie at desks, and a desk belongs to one unit at a time.
 *
 * A `struct registry` is a picture of the tables, read once: immutable, shared between threads, valid until registry_free. All that the functions give
 * points into it, unless they take an arena. A process compares registry_version with the picture's own to notice a change. */
#pragma once
#include "base/base.h"
#include "base/say.h"

struct connection;
struct registry;

enum unit_level { LEVEL_PROVINCE = 1, LEVEL_DISTRICT = 2, LEVEL_COMMUNE = 4, LEVEL_ORGANISATION = 8 }; /* bits: a set of levels is their sum */
#define LEVELS_PLACES (LEVEL_PROVINCE | LEVEL_DISTRICT | LEVEL_COMMUNE)
#define LEVELS_ALL (LEVELS_PLACES | LEVEL_ORGANISATION)

struct unit_fact {
	struct text     unit;
	day_t           from, to;
	struct text     code;          /* official code; empty for organisations */
	struct text     name;          /* "Na Rì", "UBND xã Na Rì" */
	struct text     type;          /* "xa", "thi_tran", "ubnd": rows of unit_type_word */
	struct text     parent;        /* the unit right above; empty at the top */
	struct text     place;         /* an organisation's administrative unit; else empty */
	struct text     basis, note;
	enum unit_level level;
};

/* The picture. Fails with what the store says, or REGISTRY_EMPTY when nothing was imported. */
bool registry_load(struct connection *, struct registry **ret, struct error *);
void registry_free(struct registry *);
static inline void registry_freep(struct registry **r) { registry_free(*r); }
int64_t registry_loaded_version(const struct registry *);
/* The version in the database now; it grows with every change of these tables. */
bool registry_version(struct connection *, int64_t *ret, struct error *);

/* ---- one unit. NULL: there is none on that day. */
/* Who bears the official code on the day. */
const struct unit_fact *unit_at(const struct registry *, struct text code, day_t);
/* All facts with that code, of whichever unit and day. */
size_t unit_coded(const struct registry *, struct arena *, struct text code, const struct unit_fact ***ret);
/* By id, on the day. */
const struct unit_fact *unit_on(const struct registry *, struct text id, day_t);
/* By id, or else by code, on the day: what a person or program may have given. REGISTRY_NO_UNIT (expected: when it did exist), REGISTRY_NO_SUCH_UNIT. */
bool unit_show(const struct registry *, struct text id_or_code, day_t, const struct unit_fact **ret, struct error *);
/* Its facts in the order of days. */
size_t unit_history(const struct registry *, struct text id, const struct unit_fact **ret_facts);
bool unit_exists(const struct registry *, struct text id, day_t);

/* "xã Na Rì", "UBND xã Na Rì": as it is said in a sentence. unit_title_at gives the id itself when there is no such unit on any day; a unit that has
 * ended, or is not yet there, goes by its nearest name. */
struct text unit_title(struct arena *, const struct unit_fact *);
struct text unit_title_at(const struct registry *, struct arena *, struct text id, day_t);
/* "xã", "thị trấn", "" for an organisation; the type itself when it is not known. */
struct text unit_type_word(struct text type);

/* ---- the tree. An organisation stands under the organisation that is its parent, and under its place. */
/* Is `unit` the same as, or under, `above` on the day? */
bool unit_is_under(const struct registry *, struct text unit, struct text above, day_t);
/* Facts of the units under `above` (not itself) whose level is in `levels`, ordered by code, then id. Empty `above`: all units. */
size_t unit_list(const struct registry *, struct arena *, struct text above, unsigned levels, day_t, const struct unit_fact ***ret);

/* ---- desks. */
struct unit_desk { struct text desk, unit; day_t from, to; };
/* Who holds the desk on the day; empty: nobody. */
struct text desk_holder(const struct registry *, struct text desk, day_t);
/* The unit's desk on the day; empty: it has none. */
struct text unit_desk(const struct registry *, struct text unit, day_t);
/* Desks held by `above` and by all that stands under it, ordered by id. */
size_t desk_list(const struct registry *, struct arena *, struct text above, day_t, struct text **ret);

/* ---- who handles what. */
struct office { struct text place, unit, desk; };   /* the place asked for as it is on the day; its organisation; where matters lie */
/* The organisation that answers for a place (id or code): its UBND; for an organisation, itself. A place that has ended leads to its heir; REGISTRY_SEVERAL_HEIRS
 * (expected: their names) when it was divided, REGISTRY_NO_OFFICE when nobody answers there (a district since 01/07/2025: expected says what to give instead). */
bool office_of(const struct registry *, struct text place, day_t, struct office *ret, struct error *);
/* Who handles what concerns an officer of `unit`: the reception board beside the UBND above it, or that UBND. REGISTRY_NO_LEVEL_ABOVE at the top. */
bool office_above(const struct registry *, struct text unit, day_t, struct office *ret, struct error *);

/* ---- what became of it. */
enum extent { EXTENT_WHOLE, EXTENT_PART };
/* hectares, people: of a part, 0 when not known; hamlets: "Nà Sang, Nà Khun". heir: of those that follow a unit that ended, the one that has its desks, matters and
 * accounts; to_sort: nobody named it, so its matters are still to be sorted among the heirs. */
struct lineage { struct text from, to; day_t day; enum extent extent; struct text basis, note; int64_t hectares, people; struct text hamlets; bool heir, to_sort; };
/* The acts by which the unit ended or gave a part, and those by which it came to be, in the order of days. */
size_t lineage_from(const struct registry *, struct arena *, struct text unit, const struct lineage ***ret);
size_t lineage_to(const struct registry *, struct arena *, struct text unit, const struct lineage ***ret);
struct heir { const struct unit_fact *fact; enum extent extent; };
/* The units that the place of `unit` belongs to on the day, by lineage: itself while it exists. Several after a split; none when nothing is known. */
size_t unit_heirs(const struct registry *, struct arena *, struct text unit, day_t, struct heir **ret);

/* Who answers today for what was the unit's: itself while it exists, else the heir that has its desks and accounts; empty: nobody is known. */
struct text unit_successor(const struct registry *, struct text unit, day_t);
/* The lineage by which its desks and accounts went on, at most on that day; NULL: it goes on itself, or nobody is known. */
const struct lineage *unit_successor_act(const struct registry *, struct text unit, day_t);
/* The units that ended and whose successor on the day is `unit`, nearest first, itself first of all. */
size_t unit_forebears(const struct registry *, struct arena *, struct text unit, day_t, struct text **ret);
/* A desk whose unit was divided and whose matters are still to be sorted: the divided unit's lineages on that day, else 0. */
size_t desk_to_sort(const struct registry *, struct arena *, struct text desk, day_t today, const struct lineage ***ret);

/* ---- figures of units, dated: area, people, posts. */
struct unit_measure { struct text unit, what; day_t from, to; int64_t amount; struct text basis; };
extern const char *const unit_measures[];   /* "hectares", "people", "posts.officials" ...; NULL ends */
bool unit_measure_on(const struct registry *, struct text unit, const char *what, day_t, int64_t *ret);
/* All of a unit, by what, then day. */
size_t unit_measures_of(const struct registry *, struct text unit, const struct unit_measure **ret);

/* ---- figures of the units of one day, for the units of a later one. Sums go with a unit that went whole; nothing is shared out where one was divided: it is told,
 * and its heirs are marked incomplete. Averages and rates are no sums: columns that are not named are left out, and told. */
struct restate { struct text csv; const char *file; day_t on, to; struct text column; const struct text *sums; size_t sums_n; /* at most 16 */ };
enum restate_why { RESTATE_DIVIDED, RESTATE_NO_UNIT, RESTATE_NO_HEIR };
struct not_restated { int line; struct text unit; /* id, or as written */ struct text divided; /* where the division was: itself or who followed it */ enum restate_why why; };
struct restated { struct text csv; /* unit_id, code, name, the sums, complete (yes, no); by code */ struct not_restated *not_restated; size_t not_restated_n; struct text left_out; /* columns */ };
/* REGISTRY_RESTATE_BACK; REGISTRY_CSV_* with file and line. */
bool figures_restate(const struct registry *, struct arena *, const struct restate *, struct restated *ret, struct error *);

/* ---- search by what people type (base/fold.h): without diacritics, đ/d, any tone placement, Telex, VNI, TCVN3, abbreviations, old names, one slip. */
struct unit_search {
	struct text text;
	day_t       on;          /* only what was there on this day; DAY_NONE: at any time */
	day_t       today;       /* for `heirs` */
	unsigned    levels;      /* 0: LEVELS_PLACES */
	size_t      limit;       /* 0: 50; at most 200 */
	bool        units_once;  /* one match a unit (its latest fact), not one a fact */
};
enum match_how { MATCH_SPELLED, MATCH_FOLDED, MATCH_DECODED, MATCH_WORDS, MATCH_SLIP }; /* as written; without marks; Telex or VNI; some words of the name; one slip */
struct unit_match {
	const struct unit_fact *fact;
	struct text             title;       /* "xã Yên Đĩnh" */
	const struct unit_fact *above;       /* district or province of that time, for telling namesakes apart; may be NULL */
	struct heir            *heirs;       /* today */
	size_t                  heir_count;
	enum match_how          how;
};
/* Best first; equal ones by what exists on `today`, then code, day, id. Never fails: nothing found is 0. */
size_t unit_find(const struct registry *, struct arena *, struct unit_search, struct unit_match **ret);

/* ---- address files: where the addresses of one day lie on another (docs/units.md says how it is decided).
 *
 * A conversion is made once and belongs to one thread. It is asked for one address after another, or a file of CSV is pushed through it: start, feed pieces of
 * any size (what a socket gave, or all of it), end. What feed and end add to `out` is the next part of the result: send it away and reset its arena; memory does
 * not grow with the file. All else stays byte for byte; seven columns are put behind each record: unit_id, old_code, new_code, new_name, certainty, reason, candidates. */
enum certainty { CERTAINTY_CERTAIN, CERTAINTY_LIKELY, CERTAINTY_AMBIGUOUS, CERTAINTY_UNKNOWN, CERTAINTIES };
/* "certain", "likely", "ambiguous", "unknown" */
const char *certainty_word(enum certainty);
struct conversion;
/* `within`: id or code of a unit that all addresses lie in on `from`; empty: anywhere. REGISTRY_CONVERT_DAYS; what unit_show says of `within`. */
bool conversion_start(const struct registry *, struct arena *, day_t from, day_t to, struct text within, struct conversion **ret, struct error *);
struct address_option { const struct unit_fact *was, *now; struct text share; };  /* was: what the address may mean; now: its heir, may be NULL; share: "4.40 km2 ..." */
struct address_answer {
	enum certainty           certainty;
	const char              *reason;        /* code of a sentence: "registry.address_slip" */
	const struct unit_fact  *was, *now;     /* on `from`, on `to`; NULL: not decided */
	struct address_option   *options;       /* what there is to choose from, when it is not decided; in the arena */
	size_t                   option_count;
};
/* Never fails; bytes that are not UTF-8 are taken for an old encoding, or are unknown. */
struct address_answer address_convert(struct conversion *, struct arena *, struct text address);
struct address_file;
struct address_done { int64_t bytes, lines, records, faults, by[CERTAINTIES]; };  /* of whole records; faults: lines that are no good CSV or text */
struct address_how {
	struct text                column;      /* its heading, or its number from 1 */
	enum lang                  lang;        /* of reasons and candidates */
	const struct address_done *resume;      /* what an interrupted run had done: feed again from the first byte, what is done is passed over; or NULL */
};
struct address_file *address_file_start(struct conversion *, struct arena *, struct address_how);
/* `report` (may be NULL) gets a line for each record that is neither certain nor likely: line number, certainty, reason, candidates, between tabs. */
bool address_file_feed(struct address_file *, struct text piece, struct build *out, struct build *report, struct error *);
bool address_file_end(struct address_file *, struct build *out, struct build *report, struct error *);
struct address_done address_file_done(const struct address_file *);

/* ---- import, in the caller's write transaction (the ledger entry is the caller's). */
struct registry_file { const char *name; struct text bytes; };
/* orders: files of docs/orders.md, in the order of their days, replayed upon the list; `order`: the table of an order, as older installations have it in their ledger. */
struct registry_source { struct text units, organisations, order; const char *units_file, *organisations_file, *order_file; const struct registry_file *orders; size_t orders_n;
	day_t before; /* not 0: only orders before this day, and nothing that begins on it or later */ };
struct registry_data;   /* in the arena */
struct registry_faults { struct error *at; size_t count; };  /* each with file and line; at most 100 */
/* Three CSV files (docs/units.md); `order` may be empty. False: nothing may be imported, and ret_faults says all that is wrong. */
bool registry_parse(struct arena *, struct registry_source, struct registry_data **ret, struct registry_faults *ret_faults);
size_t registry_data_units(const struct registry_data *);
/* Parts of the n-th order of the source. */
size_t registry_order_parts(const struct registry_data *, size_t n);
/* The picture of the lists themselves, without a database: no desks, so no offices. Lives as long as the arena; never registry_free it. */
const struct registry *registry_of(const struct registry_data *);
/* Rows into empty tables, desks (one for each organisation), what is derived; version + 1. REGISTRY_NOT_EMPTY otherwise. `opened`: the day the desks begin. */
bool registry_import(struct connection *, const struct registry_data *, day_t opened, int64_t *ret_units, struct error *);
/* Makes unit_above and unit_name anew from the facts. */
bool registry_rebuild(struct connection *, struct error *);
/* The tables that it makes, ended by NULL: they stay out of backups. */
extern const char *const registry_derived[];
/* The lists compiled into the program. */
struct registry_source registry_builtin(struct arena *);

#define REGISTRY_EMPTY "registry.empty"
#define REGISTRY_NOT_EMPTY "registry.not_empty"
#define REGISTRY_NO_UNIT "registry.no_unit"               /* value; day; expected: its days */
#define REGISTRY_NO_SUCH_UNIT "registry.no_such_unit"     /* value */
#define REGISTRY_SEVERAL_HEIRS "registry.several_heirs"   /* name; expected: the heirs */
#define REGISTRY_NO_OFFICE "registry.no_office"           /* name */
#define REGISTRY_NO_LEVEL_ABOVE "registry.no_level_above" /* name */
#define REGISTRY_NO_LEVEL "registry.no_level"             /* value: what was given for a level; expected */
#define REGISTRY_CONVERT_DAYS "registry.convert_days"     /* the day to convert to is before the other; value: to; expected: from */
#define REGISTRY_CONVERT_COLUMN "registry.convert_column" /* value: column; expected: those that there are */
#define REGISTRY_CONVERT_TWICE "registry.convert_twice"   /* value: a column that the file has already */
#define REGISTRY_CONVERT_LARGE "registry.convert_large"   /* line; limit: bytes of a record */
#define REGISTRY_CONVERT_UTF16 "registry.convert_utf16"   /* line 1 */
#define REGISTRY_CONVERT_EMPTY "registry.convert_empty"   /* no heading */
#define REGISTRY_CONVERT_OTHER "registry.convert_other"   /* resume: this is not the file that was begun */
/* faults of CSV; all with file and line */
#define REGISTRY_CSV_QUOTE "registry.csv_quote"
#define REGISTRY_CSV_LARGE "registry.csv_large"           /* limit */
#define REGISTRY_CSV_NOT_UTF8 "registry.csv_not_utf8"
#define REGISTRY_CSV_FIELDS "registry.csv_fields"         /* number: found; limit: headings */
#define REGISTRY_CSV_HEADING "registry.csv_heading"       /* name: missing or unknown heading; expected */
#define REGISTRY_CSV_VALUE "registry.csv_value"           /* name: heading; value; expected */
#define REGISTRY_CSV_DATES "registry.csv_dates"           /* name: unit; from is not before to */
#define REGISTRY_CSV_OVERLAP "registry.csv_overlap"       /* name: unit; number: the other line */
#define REGISTRY_CODE_TWICE "registry.code_twice"         /* value: code; number: the other line */
#define REGISTRY_UNKNOWN_UNIT "registry.unknown_unit"     /* name: heading; value */
#define REGISTRY_CYCLE "registry.cycle"                   /* name: unit */
#define REGISTRY_RESTATE_BACK "registry.restate_back"     /* day: of the figures, which is after the one asked for */
#define REGISTRY_NOTE "registry.note"                     /* value: a name in a note that fits no unit, or several */

#include "registry/list.h"
#include "registry/order.h"
