/* ledger.h - the public, signed, append-only log: entries, tiles, checkpoints, receipts, and how anyone checks them.
 *
 * An entry is canonical JSON of at most 65,535 bytes. What is private about it stands in six parts that the entry only commits to; each part is kept sealed
 * under a data key of its matter and part, can be opened alone, and is erased alone by destroying that key. Formats: RFC 6962 and the C2SP specifications
 * signed-note, tlog-checkpoint, tlog-tiles, tlog-proof; docs/entries.md has the kinds of entry.
 *
 * A writer does, in this order: store_begin(BEGIN_WRITE), ledger_begin, ledger_append ..., ledger_finish, store_commit, ledger_seal. Nothing is signed before. */
#pragma once
#include "base/base.h"
#include "store/store.h"

enum { LEDGER_ENTRY_MOST = 65535 };                           /* bytes of one entry */

struct tree_head { int64_t size; struct hash root; };       /* `size` entries, those with index 0 .. size-1 */

/* ---- the key file: signing key, master key of the data keys, server secret; text, mode 0600, never in a database or a backup ---- */
struct ledger_key;                                          /* read-only once made: threads may share it */
/* Draws a new one. `origin` is the ledger's prefix without scheme ("xa-na-ri.example/ledger"). */
bool key_make(struct world *, struct text origin, struct ledger_key **ret, struct error *);
/* LEDGER_KEY_FILE: no key file, not ours, or others of the machine may read it. key_save never replaces a file that is there. */
bool key_load(struct world *, const char *path, struct ledger_key **ret, struct error *);
bool key_save(struct world *, const struct ledger_key *, const char *path, struct error *);
void key_free(struct ledger_key *);                         /* wipes it */
const char *key_origin(const struct ledger_key *);
const char *key_id(const struct ledger_key *);              /* eight hex digits */
struct text key_vkey(struct arena *, const struct ledger_key *); /* "origin+1a2b3c4d+AQ...": what outsiders verify with */
/* 32 bytes that depend on the server secret, `use` ("private key") and `input`; the same for the same. */
void key_derive(const struct ledger_key *, const char *use, struct text input, uint8_t ret[32]);
/* The same from another secret, such as the token of a draft (HKDF-SHA256). */
void derive(struct text secret, const char *use, struct text input, uint8_t ret[32]);

/* ---- data keys: XChaCha20-Poly1305, one key a scope and part ---- */
enum part { PART_TIME, PART_TEXT, PART_PARTY, PART_FILES, PART_ACTS, PART_INTERNAL, PART_COUNT };
const char *part_name(enum part);                           /* "time", "text" ... */
bool part_parse(struct text, enum part *ret);
/* `scope` is a matter's code, or what else owns the data ("account/17"). `label` says which piece it is ("file/3/0"): sealed under one label it opens under no other.
 * A key is made at its first use. LEDGER_ERASED: that key was destroyed; LEDGER_SEAL_BROKEN: the bytes are not what was sealed. */
bool keys_seal(struct connection *, struct world *, const struct ledger_key *, struct text scope, enum part, struct text label, struct text bytes,
	       struct arena *, struct text *ret_sealed, struct error *);
bool keys_open(struct connection *, const struct ledger_key *, struct text scope, enum part, struct text label, struct text sealed,
	       struct arena *, struct text *ret, struct error *);
/* Destroys one data key for good; the caller appends the `erase` entry that says so in the same transaction and gives its index. */
bool keys_erase(struct connection *, struct text scope, enum part, int64_t entry_index, struct error *);

/* ---- writing ---- */
struct ledger;                                              /* one process's memory of the ledger; used by its one writer */
struct ledger_batch;                                        /* the entries of one open write transaction */

struct entry {
	const char *kind;                                   /* a row of the table of kinds (kinds.c) */
	day_t       day;                                    /* today; never before the entry before it, except right after `clock.corrected` */
	struct text matter;                                 /* its code; empty: the entry is about no matter */
	struct text members;                                /* canonical JSON object: the kind's own members without v, day, kind, matter, commit; empty: none */
	struct text part[PART_COUNT];                       /* canonical JSON object each (json_start(arena, true)); empty: absent */
	struct text scope;                                  /* owner of the data keys when there is no matter */
	bool        is_first;                               /* of its matter or scope: no data key is looked for, each is made (STORE_CONFLICT when there is one) */
};

/* What the database says of its ledger; found false: there is none yet. */
struct ledger_meta { struct text origin, vkey, key_path; struct tree_head head; int64_t published; };
bool ledger_meta(struct connection *, struct arena *, struct ledger_meta *ret, bool *ret_found, struct error *);
/* Inside a write transaction: the empty ledger of a new database. `key_path` is kept so that later starts find the key. */
bool ledger_create(struct connection *, const struct ledger_key *, const char *key_path, struct error *);
/* The key must be that of the database (LEDGER_WRONG_KEY). The outer checkpoint is KEYID.checkpoint in the folder of key_path. Both pointers must outlive it. */
bool ledger_open(struct connection *, struct world *, const struct ledger_key *, const char *key_path, struct ledger **ret, struct error *);
void ledger_close(struct ledger *);
/* After the lock: reloads the head from the database and holds it against memory and the outer checkpoint. LEDGER_BEHIND: an older state was restored;
 * LEDGER_FORKED: another history; LEDGER_NO_OUTER: the outer checkpoint is missing (ledger_adopt); LEDGER_DAMAGED: stored hashes do not fit each other.
 * The batch lives in the arena; a rollback just forgets it. */
bool ledger_begin(struct ledger *, struct connection *, struct arena *, struct ledger_batch **ret, struct error *);
/* Draws salts, commits to the parts, seals them, checks the entry against its kind, appends. Refuses what LEDGER_ENTRY_*, LEDGER_DAY_FALLS, LEDGER_RECEIVED_LATER say.
 * What the database refuses may be told later (statement_send), by ledger_finish at the latest. */
bool ledger_append(struct ledger_batch *, const struct entry *, int64_t *ret_index, struct error *);
/* Asks for what the receipt of an entry of this batch (in the order of appending) rests on, in the tree that ends with it: ledger_finish makes it in `arena`, from
 * what it has read back, so that nobody need read the tree again for each of a group's receipts. */
struct receipt_basis;
void ledger_ask_receipt(struct ledger_batch *, int64_t index, struct arena *, struct receipt_basis **ret);
/* Keeps a public blob (a pack, a list of units) and appends the `import` entry with its hash and the count of what is in it. `what`: "units", "pack" ... */
bool ledger_import(struct ledger_batch *, day_t, struct text what, struct text name, int64_t count, struct text bytes, int64_t *ret_index, struct error *);
/* Tree head as it will be; the last day an entry may not fall below; both good for a decision inside the transaction. */
struct tree_head ledger_batch_head(const struct ledger_batch *);
day_t ledger_batch_day(const struct ledger_batch *);
/* Writes full tiles and moves the head, then reads back what the transaction holds and recomputes leaves, commitments and root (LEDGER_READ_BACK). */
bool ledger_finish(struct ledger_batch *, struct tree_head *ret, struct error *);
/* After STORE_DONE, by the writer: what it ended with is remembered, so that the next ledger_begin need not read it where nobody else has written. May be left out. */
void ledger_committed(struct ledger_batch *);
/* After STORE_DONE only: signs the head, replaces the outer checkpoint, remembers. If this fails nothing may be answered. Another thread than the writer may do it, and
 * need do it only for the last of several batches; while it does, the writer may write the next. Whoever else has written the outer checkpoint since ledger_begin is held
 * against the database (LEDGER_FORKED, _BEHIND): without a connection this is LEDGER_OUTER_MOVED, to be called again with one that no other thread uses. */
bool ledger_seal(struct ledger *, struct connection *, struct tree_head, struct arena *, struct text *ret_checkpoint, struct error *);
/* After a person has looked: recomputes the whole stored tree and writes the missing outer checkpoint anew. Never replaces one that contradicts (LEDGER_FORKED, _BEHIND). */
bool ledger_adopt(struct ledger *, struct connection *, struct arena *, struct tree_head *ret, struct error *);

/* ---- reading what is kept ---- */
struct kept_entry { int64_t index; day_t day; struct text kind, matter, bytes; };
bool ledger_entry(struct connection *, int64_t index, struct arena *, struct kept_entry *ret, bool *ret_found, struct error *);
/* Entries [from, to) in order; stops when `see` returns false with its error. The views live during the call. */
bool ledger_walk(struct connection *, int64_t from, int64_t to, bool (*see)(void *, const struct kept_entry *, struct error *), void *arg, struct error *);
/* A member of an entry (or of any canonical object): a text's characters, a number, or the raw JSON of anything. False when it is not there or is of another type. */
bool entry_text(struct arena *, struct text object, const char *member, struct text *ret);
bool entry_int(struct text object, const char *member, int64_t *ret);
bool entry_raw(struct text object, const char *member, struct text *ret);
/* The same for who asks for many members: the object is gone through once. */
enum { MEMBERS_AT_HAND = 48 };
struct entry_members { struct text object; size_t n; struct { struct text name, raw; } at[MEMBERS_AT_HAND]; };
void entry_members(struct text object, struct entry_members *ret);
bool members_text(struct arena *, const struct entry_members *, const char *member, struct text *ret);
bool members_int(const struct entry_members *, const char *member, int64_t *ret);
bool members_raw(const struct entry_members *, const char *member, struct text *ret);
/* The members of a canonical object whose values are texts, one after the other; start with *at = 0. */
bool entry_member(struct arena *, struct text object, size_t *at, struct text *ret_name, struct text *ret_value);
/* The items of a canonical array, one after the other; start with *at = 0. */
bool entry_item(struct text array, size_t *at, struct text *ret);
/* A part of an entry: its salt and bytes (empty when absent). LEDGER_ERASED when its key is gone. */
struct opening { enum part part; uint8_t salt[32]; struct text bytes; };
bool ledger_open_part(struct connection *, const struct ledger_key *, int64_t index, enum part, struct arena *, struct opening *ret, struct error *);
/* All six at once; known: it is there (perhaps absent) and opens. found false: the entry has no parts. */
struct openings { bool known[PART_COUNT]; struct opening at[PART_COUNT]; };
bool ledger_open_parts(struct connection *, const struct ledger_key *, int64_t index, struct arena *, struct openings *ret, bool *ret_found, struct error *);
struct text opening_print(struct arena *, const struct opening *);   /* the opening file */
/* Receipt file (.tlog-proof) of an entry in the tree of the first `size` entries, with a checkpoint signed for it: what is not published is synced before (store_sync). */
bool ledger_receipt(struct connection *, const struct ledger_key *, int64_t index, int64_t size, struct arena *, struct text *ret, struct error *);

/* The same bytes as ledger_receipt(index, index + 1) gives; only after the ledger_seal of its batch, for it signs. */
struct text receipt_sign(const struct ledger_key *, struct receipt_basis *, struct arena *);
struct text receipt_entry(const struct receipt_basis *);    /* the entry's bytes */

/* ---- the published state ---- */
/* Inside a write transaction: from now on the files show `size` entries (never fewer than before, never more than are sealed). */
bool ledger_publish(struct ledger *, struct connection *, int64_t size, struct error *);
/* A file under /ledger/ at the published size: "checkpoint", "tile/0/x001/234.p/5", "tile/entries/000", "blob/HEX". found false: 404. */
struct ledger_file { struct text bytes; const char *type; bool immutable; };
bool ledger_file(struct connection *, struct text path, struct arena *, struct ledger_file *ret, bool *ret_found, struct error *);
/* All of them into a folder, of the tree of `size` entries (the published size, or the present). */
bool ledger_export(struct connection *, struct world *, const struct ledger_key *, int64_t size, const char *folder, struct error *);

/* ---- checking, by people who trust nobody: no database, no key file; the verifier keys come from elsewhere, never from what is checked ---- */
struct receipt {
	struct text      origin, entry, kind, matter;       /* entry: its bytes; matter may be empty */
	int64_t          index;
	day_t            day;
	struct tree_head head;
	int              signatures, unknown;               /* verified under given keys; by keys not given */
	struct hash      part[PART_COUNT];
	bool             has_parts;
};
bool verify_receipt(struct arena *, struct text file, const struct text *vkeys, size_t vkey_count, struct receipt *ret, struct error *);
/* An opening file against a verified receipt. */
bool verify_opening(struct arena *, const struct receipt *, struct text file, struct opening *ret, struct error *);

/* Gives the file at `path` ("tile/0/000"), at most `limit` bytes. `shared`: several threads may call it at once. */
struct ledger_reader { bool (*read)(void *arg, const char *path, size_t limit, struct arena *, struct text *ret, struct error *); void *arg; bool shared; };
struct ledger_folder { struct world *world; const char *path; };
struct ledger_reader ledger_reader_folder(struct ledger_folder *);
struct ledger_report { struct text origin; struct tree_head head; int64_t since, tiles, blobs; int signatures, unknown; day_t first, last; };
/* Signature, every tile against the entries, root, grammar of each entry, blobs; with `since` (an older checkpoint's text; empty: none) also that it only grew. */
bool verify_ledger(const struct ledger_reader *, const struct text *vkeys, size_t vkey_count, struct text since, struct arena *, struct ledger_report *ret, struct error *);
/* The same of what a database keeps, and each part against its commitment (erased ones need their entry). Calls `found` for each misfit, goes on, and counts:
 * table, column, matter (may be empty), index. */
struct misfit { const char *table, *column; struct text matter; int64_t index; };
bool ledger_audit(struct connection *, const struct ledger_key *, void (*found)(void *, const struct misfit *), void *arg, int64_t *ret_misfits, struct error *);
/* The same in pieces, which several threads may do at once, each on a connection of its own, all in one snapshot (store_begin_together): begin, each piece once, end, which tells what all of them
 * found in an order that does not depend on who did what. `eye` (NULL: nobody's) is shown each entry that is there, in the order of its slice, and what could be opened of its parts (known); all of
 * it lives during the call. */
struct ledger_audit;
struct ledger_eye { bool (*see)(void *arg, const struct kept_entry *, const struct openings *, struct error *); void *arg; };
bool ledger_audit_begin(struct connection *, const struct ledger_key *, struct ledger_audit **ret, struct error *);
int64_t ledger_audit_size(const struct ledger_audit *);     /* entries that are looked at, from 0 */
int64_t ledger_audit_pieces(const struct ledger_audit *);
bool ledger_audit_piece(struct ledger_audit *, struct connection *, int64_t piece, const struct ledger_eye *eye, struct error *);
bool ledger_audit_end(struct ledger_audit *, struct connection *, void (*found)(void *, const struct misfit *), void *arg, int64_t *ret_misfits, struct error *);
void ledger_audit_free(struct ledger_audit *);
/* Misfits that are told later; `misfit_keep` is a `found` whose argument is such a list. Its arena is made when it is needed and the caller's to free. */
struct misfit_list { struct arena *arena; struct misfit *at; size_t n; };
void misfit_keep(void *list, const struct misfit *);
/* The same of what was signed before: a checkpoint, or a receipt, of this ledger (verified with its own key). What the database alone can't tell, when entries, tree and tables were
 * rewritten together: ledger_meta.size (fewer entries than were signed), entry.bytes (the receipt's own), entry.leaf (the receipt's proof shows that something was changed from this
 * entry on), ledger_meta.root (somewhere before entry `index`). ret_size: how many entries were signed for. */
bool ledger_audit_signed(struct connection *, const struct ledger_key *, struct text file, void (*found)(void *, const struct misfit *), void *arg, int64_t *ret_size,
			 int64_t *ret_misfits, struct error *);
/* The outer checkpoint as it stands beside the key file; found false: there is none. Read it before the snapshot that it is held against, for it follows the database. */
bool ledger_outer(struct world *, const struct ledger_key *, const char *key_path, struct arena *, struct text *ret, bool *ret_found, struct error *);
/* JSON Schema of every kind of entry. */
struct text ledger_schema(struct arena *);

/* Codes; each has its sentence in po/ */
#define LEDGER_KEY_FILE "ledger.key_file"               /* name: path; value: what is wrong */
#define LEDGER_KEY_EXISTS "ledger.key_exists"
#define LEDGER_WRONG_KEY "ledger.wrong_key"             /* value: the key's vkey; expected: the database's */
#define LEDGER_BAD_ORIGIN "ledger.bad_origin"
#define LEDGER_ERASED "ledger.erased"                   /* name: scope; value: part */
#define LEDGER_SEAL_BROKEN "ledger.seal_broken"
#define LEDGER_BEHIND "ledger.behind"                   /* number: entries here; limit: entries in the outer checkpoint */
#define LEDGER_FORKED "ledger.forked"                   /* number: the size at which two histories differ */
#define LEDGER_OUTER_MOVED "ledger.outer_moved"         /* number: its entries */
#define LEDGER_NO_OUTER "ledger.no_outer"               /* name: path */
#define LEDGER_DAMAGED "ledger.damaged"                 /* name: table or file; number: entry or tile */
#define LEDGER_READ_BACK "ledger.read_back"             /* name: entry, part, tree; number: index */
#define LEDGER_ENTRY_TOO_LARGE "ledger.entry_too_large" /* number; limit */
#define LEDGER_ENTRY_WRONG "ledger.entry_wrong"         /* name: member; value: kind; expected: type; number: index */
#define LEDGER_DAY_FALLS "ledger.day_falls"             /* value: the day given; expected: the day before it; number: index */
#define LEDGER_RECEIVED_LATER "ledger.received_later"
#define LEDGER_PUBLISH_SIZE "ledger.publish_size"
#define LEDGER_NO_ENTRY "ledger.no_entry"               /* number */
#define LEDGER_BAD_VKEY "ledger.bad_vkey"
#define LEDGER_BAD_NOTE "ledger.bad_note"               /* not a signed note, or not a checkpoint */
#define LEDGER_BAD_SIGNATURE "ledger.bad_signature"     /* name */
#define LEDGER_NOT_SIGNED "ledger.not_signed"           /* by none of the keys given */
#define LEDGER_BAD_RECEIPT "ledger.bad_receipt"         /* line */
#define LEDGER_NOT_INCLUDED "ledger.not_included"       /* the proof does not lead to the root */
#define LEDGER_BAD_COMMITMENT "ledger.bad_commitment"   /* name: part, or "commit" */
#define LEDGER_FILE_WRONG "ledger.file_wrong"           /* name: file of the ledger */
#define LEDGER_SHRUNK "ledger.shrunk"                   /* number: size now; limit: size then */
#define LEDGER_NOT_CONSISTENT "ledger.not_consistent"   /* number: size then */
