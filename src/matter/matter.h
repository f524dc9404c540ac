/* matter.h - matters: one thing owed each, with its clocks; filing, steps, lists, figures, and what people typed before.
 *
 * What a matter may do stands in its procedure (a pack); what is said of units in the registry; who may in access. This module keeps the tables, lets act change
 * them by its rows, and gives pages plain structs. Everything that changes something owed appends an entry in the same transaction. */
#pragma once
#include "access/access.h"
#include "act/act.h"
#include "base/base.h"
#include "calendar/calendar.h"
#include "procedure/procedure.h"
#include "registry/registry.h"

/* ---- the ground: packs in use, units, calendar; a picture of the database, immutable, counted by its users. */
struct ground;
/* Loads anew only when the database's versions moved; *kept may be NULL at first. Threads each hold their own reference. */
bool ground_load(struct connection *, struct ground **kept, struct error *);
/* Do the database's versions still fit this picture? */
bool ground_is_current(struct connection *, const struct ground *, bool *ret, struct error *);
void ground_free(struct ground *);
/* Which picture it is, in words for a page's version: another text whenever packs, units or calendar moved. */
void ground_version(const struct ground *, struct build *);
const struct registry *ground_registry(const struct ground *);
const struct calendar *ground_calendar(const struct ground *);
/* NULL: no such procedure is in use. */
const struct pack *ground_pack(const struct ground *, struct text procedure);
/* The one that is meant where none is named: the first whose ledger class is open; empty: there is none. */
struct text ground_usual(const struct ground *);
/* Those in use, by name; NULL after the last. */
const struct pack *ground_pack_at(const struct ground *, size_t n);
struct pack_import { struct text name; const struct pack_file *files; size_t files_n; const struct actor *by; void *work; };
extern const struct act_row row_pack_import;       /* checks, keeps as a blob, appends `import`, takes it into use */
/* Those built into the program. */
size_t pack_imports_builtin(struct arena *, const struct pack_import **ret);

/* ---- drafts: kept without entries, sealed under a token (32 random bytes) that only the cookie holds; gone 7 days after the last change. */
enum { DRAFT_FILES_MOST = 5, FILE_KEPT_MOST = 32 * 1024 * 1024 /* bytes of a file as it is kept: a photograph that was made anew may be larger than what was sent */ };
struct draft_file { int64_t number; struct text name, type; int64_t size; bool shown; struct text stored; };
struct draft { struct text json; struct draft_file *files; size_t files_n; struct text sent; /* the matter's code once it was sent */ };
bool draft_load(struct connection *, struct arena *, struct text token, struct draft *ret, bool *ret_found, struct error *);
struct draft_save { struct text token, json; };
extern const struct act_row row_draft_save;
struct draft_file_add { struct text token, name, type, bytes, sent_hash; bool shown; struct draft draft; int64_t ret_number; };
extern const struct act_row row_draft_file_add;    /* MATTER_TOO_MANY_FILES; at most 10 MB, the page sees to it */
struct draft_file_remove { struct text token; int64_t number; };
extern const struct act_row row_draft_file_remove;
extern const struct act_row row_draft_clean;

/* ---- filing. Sent twice (same caller and key, or same draft) it is one matter and gives the same receipt. */
struct matter_party { struct text name, phone, email, address, title, for_whom /* relation, when filed for somebody else */; };
struct matter_file {
	struct text         procedure, place;          /* place: unit id or today's code */
	bool                concerns_officer;          /* of that office: the level above handles it */
	struct text         text, subject;             /* the author's words; the officer's line (may be empty) */
	struct matter_party party;                     /* all empty: no name */
	struct text         draft_token;               /* files and repetition; empty: none */
	struct text         caller, key, body_hash;    /* idempotency of the API: hash of the caller, its key, hash of the body; empty: none */
	struct text         channel;                   /* "web", "api", "counter", "paper", "phone", "console" */
	day_t               received;                  /* DAY_NONE: today; earlier for paper that was entered later */
	const struct actor *by;                        /* NULL: the author */
	const struct ground *ground;
	bool                invented;
	/* the answer */
	struct text         ret_code, ret_key;         /* key: 26 characters */
	bool                ret_again;                 /* it had been filed already */
	int64_t             ret_entry;
	struct receipt_basis      *ret_receipt;       /* for receipt_sign; NULL with ret_again: matter_receipt makes that one */
	void               *work;                      /* between load and apply */
};
extern const struct act_row row_matter_file;
/* The receipt file of a filing, once it is done: the checkpoint signed at once. */
bool matter_receipt(struct connection *, const struct ledger_key *, struct arena *, struct text code, struct text *ret, struct error *);

/* ---- steps */
struct step_value { struct text name, value; };
struct matter_step {
	struct text              code, step;
	const struct step_value *values;
	size_t                   values_n;
	int64_t                  version;              /* If-Match: the version it was made from; -1: not compared */
	bool                     as_author;            /* the key was shown */
	const struct actor      *by;                   /* NULL with as_author */
	struct text              point_kind;           /* "content", "member" or empty: the whole matter */
	int64_t                  point;
	day_t                    received;             /* of the paper that moves it; DAY_NONE: today */
	struct text              draft_token;          /* files that come with it; empty: none */
	const struct ground     *ground;
	int64_t                  ret_entry, ret_version;
	struct text              ret_holder;           /* unit that holds it now */
	void                    *work;
};
extern const struct act_row row_matter_step;
struct matter;
/* What the step would do to the matter as it is, without doing it: what a page shows before. *ret_holder: who would hold it. What only the writer can see (that another
 * matter exists, that an account may be given it) is not tried. */
bool matter_preview(struct connection *, const struct matter *, const struct matter_step *, day_t today, struct arena *, struct outcome *ret, struct text *ret_holder, struct error *);

/* ---- one matter, for its page */
struct matter_event {
	int64_t     number, entry, account, corrects;  /* account, corrects: 0 when none */
	day_t       day;
	struct text step, before, after, role, unit, holder, via;
	struct text situation, desk;                   /* as they were before the step */
	bool        corrected;
};
struct matter_file_row { int64_t number, step; struct text name, type; int64_t size; bool shown; };
struct matter {
	struct text          code, procedure, desk, holder, place, state, outcome, channel, subject, clock, waits_for;
	bool                 is_open, closed_late, invented;
	bool                 fresh;                    /* came to the desk and nobody has touched it yet */
	day_t                received, accepted, entered, arrived, closed, due;
	day_t                paused;         /* since when its clock stands still */
	int64_t              assignee, version, receipt_entry;
	struct matter_event *events;
	size_t               events_n;
	struct situation     situation;                /* what the engine asks for: clocks, points, facts */
};
/* found false: no such matter. `day`: holders and rights as of that day. */
bool matter_load(struct connection *, struct arena *, const struct ground *, struct text code, day_t day, struct matter *ret, bool *ret_found, struct error *);
/* Compares in constant time. */
bool matter_key_fits(struct connection *, struct arena *, struct text code, struct text key, bool *ret, struct error *);
/* What may be done next, by this actor (NULL and as_author: the author). */
bool matter_offers(const struct matter *, const struct ground *, const struct actor *, bool as_author, day_t today, struct arena *, struct offers *ret, struct error *);
/* Is the actor kept away (named in it, or under who is)? Such a one neither sees nor gets it. */
bool matter_may_see(const struct matter *, const struct ground *, const struct actor *);

/* What is private, opened only after a reading was committed (row_reading) or for the holder of the key. */
struct matter_words { int64_t step; struct step_value *values; size_t values_n; };   /* of one entry: part acts, text, party or internal as members */
bool matter_open(struct connection *, const struct ledger_key *, struct arena *, struct text code, enum part, struct matter_words **ret, size_t *ret_n, struct error *);
bool matter_files(struct connection *, const struct ledger_key *, struct arena *, struct text code, struct matter_file_row **ret, size_t *ret_n, struct error *);
bool matter_file_bytes(struct connection *, const struct ledger_key *, struct arena *, struct text code, int64_t number, struct text *ret, struct error *);
/* The key of a matter that was filed through a draft or an idempotency key, derived again for the receipt page. */
struct text matter_key_again(const struct ledger_key *, struct arena *, struct text draft_token_or_caller, struct text key);

#include "matter/lists.h"
#include "matter/calendar_change.h"
#include "matter/order_change.h"

#define MATTER_NO_SUCH "matter.no_such"               /* value: code */
#define MATTER_WRONG_KEY "matter.wrong_key"
#define MATTER_NO_PROCEDURE "matter.no_procedure"     /* value */
#define MATTER_NO_TEXT "matter.no_text"
#define MATTER_TEXT_LONG "matter.text_long"           /* number; limit: characters */
#define MATTER_SECRET_MARK "matter.secret_mark"       /* MẬT, TỐI MẬT, TUYỆT MẬT */
#define MATTER_RECEIVED_FUTURE "matter.received_future"
#define MATTER_RECEIVED_OLD "matter.received_old"     /* limit: days */
#define MATTER_MOVED_ON "matter.moved_on"             /* version compared: somebody was faster. number: the version now */
#define MATTER_NO_DRAFT "matter.no_draft"
#define MATTER_TOO_MANY_FILES "matter.too_many_files" /* limit */
#define MATTER_FILE_DAMAGED "matter.file_damaged"     /* name */
#define MATTER_OTHER_BODY "matter.other_body"         /* same idempotency key, other contents */
#define MATTER_PACK_STATE "matter.pack_state"         /* name: pack; value: state in which open matters stand and that the new files lack */
#define MATTER_PACK_SAME "matter.pack_same"           /* name: pack */
#define MATTER_SAME_HOLDER "matter.same_holder"       /* name: who holds it already */
#define MATTER_KEPT_AWAY "matter.kept_away"           /* conflict of interest */
#define MATTER_NOT_ASSIGNABLE "matter.not_assignable" /* value */
#define MATTER_NO_STEP "matter.no_step"               /* value: number of the step to put right */
#define MATTER_UNDONE_ALREADY "matter.undone_already"
