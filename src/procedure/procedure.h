/* procedure.h - what a kind of matter is (a pack), and the pure engine that says what a step does to one.
 *
 * A pack is a folder of YAML (docs/packs.md): states, clocks, steps, facts, lists, and rules. A rule has an article, dates in force and what it binds; a clock, a step or a
 * field that names a rule exists only where the rule does: what applies = f(day received, day accepted, today). The engine does no I/O: the same pack, calendar, situation,
 * move and day give the same outcome. Results live in the arena given; texts of a pack live as long as the pack. */
#pragma once
#include "base/base.h"
#include "base/embed.h"
#include "base/say.h"
#include "calendar/calendar.h"

struct named { struct text name, value; };               /* a fact or a field's value; days "2026-07-01", yes or no "yes" "no" */

/* ---- packs: immutable once loaded, may be shared between threads ---- */
struct pack;
struct pack_file { struct text name, bytes; };           /* "pack.yaml"; names without a folder */
enum { PACK_BYTES_MOST = 512 * 1024, PACK_FILES_MOST = 16 };
/* Parses, links and checks; owns copies of everything. Errors PACK_* with file, line, column. */
bool pack_load(const struct pack_file *, size_t count, struct pack **ret, struct error *);
void pack_free(struct pack *);
/* As one YAML file in the canonical order; loads again to a pack that prints the same. */
struct text pack_print(const struct pack *, struct arena *);
/* The packs built into the program, "NAME/FILE" each; ends with NULL. procedure_builtin gives the files of the n-th pack; 0 after the last. */
extern const struct embedded procedure_builtin_packs[];
size_t procedure_builtin(size_t n, struct arena *, struct text *ret_name, struct pack_file **ret_files);

enum pack_class { PACK_OPEN, PACK_GROUPED, PACK_SEALED }; /* what the public ledger shows: trust of the ledger's documentation */
struct text pack_name(const struct pack *);              /* "phan-anh-kien-nghi" */
struct text pack_hash(const struct pack *);              /* SHA-256 of its files, hex */
enum pack_class pack_class(const struct pack *);
const struct words *pack_title(const struct pack *);
const struct words *pack_about(const struct pack *);     /* what it is for, how long it takes, who answers: one or two sentences */

enum rule_verified { RULE_SEEN, RULE_MEMORY, RULE_UNVERIFIED };
enum rule_binds { BINDS_RECEIVED, BINDS_ACCEPTED, BINDS_PENDING }; /* by the day received; by the day accepted; all that are open on the day */
struct pack_rule {                                       /* one version of a rule */
	struct text        id, reference;                /* "KN.ACCEPT"; "KN.ACCEPT/2" as in entries */
	int                version, line;
	struct text        file, basis;                  /* article or decision, for people */
	bool               is_own;                       /* set by the office itself, not by law */
	day_t              from, to;                     /* in force, both days included; to: DAY_MAX when open */
	enum rule_binds    binds;
	enum rule_verified verified;
	struct text        note;                         /* why it is not verified, or how the reading was made */
	struct words       says;
};
/* All versions of all rules, in the order of the files; NULL after the last. */
const struct pack_rule *pack_rule_at(const struct pack *, size_t n);
const struct pack_rule *pack_rule(const struct pack *, struct text reference);

struct pack_state { struct text name; bool is_open; struct text outcome, waits_for, next; struct words word, sentence; };
/* outcome of a closing state: "answered" "refused" "guided" "withdrawn" "joined" "lapsed" "moved"; waits_for: "" the handler, "head", "author"; next: the step that usually follows, or empty */
const struct pack_state *pack_state(const struct pack *, struct text name); /* NULL: unknown */
const struct pack_state *pack_state_at(const struct pack *, size_t n);      /* NULL after the last */
enum owed_by { OWED_BY_OFFICE, OWED_BY_AUTHOR, OWED_BY_NOBODY };            /* nobody: a period that passes, such as until a decision is in force */
struct pack_clock { struct text name; struct words label; enum owed_by owed_by; bool is_inner; }; /* inner: for officers; due_clock of an outcome passes it over */
const struct pack_clock *pack_clock(const struct pack *, struct text name);
const struct pack_clock *pack_clock_at(const struct pack *, size_t n);

enum field_type { FIELD_TEXT, FIELD_LINE, FIELD_CHOICE, FIELD_YES_NO, FIELD_CONFIRM /* must be "yes" */, FIELD_NUMBER, FIELD_RATING /* 1-5 */, FIELD_DAY,
	FIELD_UNIT, FIELD_ACCOUNT, FIELD_MATTER /* a code */, FIELD_DOCUMENT /* number and symbol */, FIELD_FILE, FIELD_TYPE_COUNT };
const char *field_type_name(enum field_type);            /* "text" "line" "choice" "yes_no" ... */
struct pack_choice { struct text name; struct words label; struct text basis; };
struct pack_field {
	struct text               name, part;            /* part of the entry that keeps it: "text" "party" "acts" "internal" */
	enum field_type           type;
	struct words              label, hint;           /* hint may be empty */
	bool                      required;
	int64_t                   least, most;           /* characters of text and lines, values of numbers */
	const struct pack_choice *choices;
	size_t                    choices_n;
	struct text               rule, sets, prefill;   /* rule that asks for it; fact that its value becomes; step whose field of the same name fills it; or empty */
	const struct named       *only_if;               /* asked for when each of these fields or facts has that value ("a|b": one of them); the engine checks it */
	size_t                    only_if_n;
};
enum point_kind { POINT_WHOLE, POINT_CONTENT, POINT_MEMBER };
/* Roles, with the bits and names of access.h; the last three are not granted. */
enum who { WHO_CLERK = 1, WHO_OFFICER = 2, WHO_HEAD = 4, WHO_LEADER = 8, WHO_INSPECTOR = 16, WHO_ADMINISTRATOR = 32, WHO_AUTHOR = 64, WHO_SYSTEM = 128, WHO_ANYBODY = 256 };
const char *who_name(enum who);
struct pack_step {
	struct text              name;
	struct words             label, about, done;     /* button; when to use it; what the timeline says afterwards ("Đã chuyển sang đơn vị khác") */
	unsigned                 who, who_above;         /* at the unit that holds it (author, system and anybody too); at the level above */
	enum point_kind          acts_on;
	struct text              rule, becomes;
	const struct pack_field *fields;
	size_t                   fields_n;
	struct words             paper, notice;          /* name of the paper it makes; what the author is told; may be empty */
	bool                     is_quiet, is_final;     /* leaves no public trace but the entry (note, assign); cannot be put right by procedure_correct */
};
const struct pack_step *pack_step(const struct pack *, struct text name);   /* "open" is the filing itself */
const struct pack_step *pack_step_at(const struct pack *, size_t n);

/* ---- the engine ---- */
enum clock_status { CLOCK_RUNNING, CLOCK_PAUSED, CLOCK_MET, CLOCK_ENDED /* nothing is owed any more */ };
const char *clock_status_name(enum clock_status);        /* "running" "paused" "met" "ended" */
struct clock {
	struct text       name;
	enum clock_status status;
	enum owed_by      owed_by;
	day_t             started, from;                 /* first day; day from which `term` is counted now (later after a pause) */
	struct term       term;                          /* while paused: what is left */
	day_t             due;                           /* while paused: as it was */
	bool              sure;
	int               extended;                      /* how often */
	day_t             paused, ended;                 /* DAY_NONE: not */
	struct text       rule, basis;                   /* reference of the rule version; its article */
};
struct point { enum point_kind kind; int64_t number; bool is_open; struct text outcome; };
struct situation {
	struct text         state;
	day_t               received, accepted;          /* accepted: DAY_NONE before */
	const struct clock *clocks;                      /* each name once */
	size_t              clocks_n;
	const struct point *points;
	size_t              points_n;
	const struct named *facts;                       /* declared ones and the engine's own ("did.extend"): keep all */
	size_t              facts_n;
	struct text         holder, holder_level;        /* unit id; "commune" or "province": a fact `level` to rules */
	bool                is_top;                      /* nobody stands above the holder here */
};
struct step_actor { unsigned at_holder, at_above; bool is_author, is_system; struct text via; };
struct move {
	struct text         step;
	struct step_actor   actor;
	const struct named *values;
	size_t              values_n;
	enum point_kind     target_kind;
	int64_t             target;
	day_t               received;                    /* of the paper that moves it; DAY_NONE: today */
	enum lang           lang;                        /* of the words in errors */
};
enum clock_happened { CLOCK_STARTED, CLOCK_PAUSED_NOW, CLOCK_RESUMED, CLOCK_EXTENDED, CLOCK_WAS_MET, CLOCK_WAS_ENDED, CLOCK_MOVED, CLOCK_RESTORED };
const char *clock_happened_name(enum clock_happened);    /* "started" "paused" "resumed" "extended" "met" "ended" "moved" "restored" */
struct clock_change { struct text name; enum clock_happened what; day_t old_due, new_due; bool sure; struct text rule, basis; };
enum holder_move { HOLDER_STAYS, HOLDER_TO_UNIT, HOLDER_TO_ABOVE };
struct outcome {
	const struct pack_step    *step;                 /* NULL for recounts */
	struct situation           after;                /* everything as it is now; holder and level still the old ones */
	bool                       is_open;
	struct text                from, outcome, waits_for; /* state before; word of a closing state, else empty; of the state after */
	const struct clock_change *changes;
	size_t                     changes_n;
	const struct named        *facts_set;            /* changed or new; a fact that falls away has an empty value */
	size_t                     facts_set_n;
	enum holder_move           holder;
	struct text                holder_unit;          /* HOLDER_TO_UNIT */
	const struct text         *rules;                /* references of those applied, each once, in bytewise order */
	size_t                     rules_n;
	struct text                becomes;              /* procedure that takes it over under the same code and day of receipt; empty: none */
	struct text                due_clock;            /* the running clock of the office that ends first; empty: nothing runs */
	day_t                      due, paused;          /* its day, else DAY_NONE; since when the office's clock stands still, else DAY_NONE */
	bool                       sure, was_late;       /* was_late: this step met a clock of the office after its day */
};
#include "procedure/engine.h"
