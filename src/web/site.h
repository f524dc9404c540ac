/* site.h - what the pages of this installation share: the writer, the key, the ground, who is signed in, who has shown a key. web_config.house is a struct site.
 *
 * A page never reaches around it: it reads through web_read(request), asks the modules for plain structs, fills a view, calls the compiled page. */
#pragma once
#include "matter/matter.h"
#include "web/views.h"
#include "web/web.h"

struct site *site_of(const struct request *);
const struct site_config *site_settings(const struct request *);
const struct ledger_key *site_key(const struct request *);
/* Packs, units and calendar as they are now; held until the answer is sent. NULL: the database does not answer, the answer is made. */
const struct ground *site_ground(struct request *);
/* Who is signed in; NULL: nobody. */
const struct actor *site_actor(const struct request *);
day_t site_today(const struct request *);
/* Around the slow work of passwords (argon2id, 64 MB each): two at once in one process, so that a flood of attempts stays within 128 MB; who comes third waits its turn. */
void site_slow_begin(const struct request *);
void site_slow_end(const struct request *);
bool site_is_demo(const struct request *);
/* What the files of all requests take together while they are gathered. */
struct gathering { _Atomic size_t bytes; size_t most; };
struct gathering *site_gathering(const struct request *);
/* A unit's name today: "UBND xã Na Rì". */
struct text site_title(struct request *, struct text unit);

/* Who has shown the key of a matter carries a cookie for that matter's pages alone; it holds for two days. */
void site_give_key(struct request *, struct text code);
bool site_has_key(const struct request *, struct text code);
/* The draft that a form fills: token of the cookie "draft"; empty: none yet. site_draft_begin draws another one and sets the cookie. */
struct text site_draft(const struct request *);
struct text site_draft_begin(struct request *);
void site_draft_end(struct request *);

/* ---- files that come with a form, gathered in memory while the body arrives (gather.c); outside the arena, whose blocks are small, but ending with it */
struct gathered { char *at; size_t len, room; struct gathering *all; };
struct gathered *gathered_new(struct request *);
/* WEB_FULL: nothing was added, for there is no memory, or all requests together gather as much as they may (site_config.gathered_most). */
bool gathered_add(struct gathered *, struct text bytes, struct error *);
extern const struct file_sink gather_sink;
/* What came; empty: nothing, or it was refused. */
struct text gathered_text(const struct upload *);
/* struct route.memory of a page that gives a kept file, and of one that takes as many as there may be: photographs are made anew before they are kept. */
enum { FILE_MEMORY = FILE_KEPT_MOST + (8 << 20), UPLOAD_MEMORY = DRAFT_FILES_MOST * FILE_KEPT_MOST + (8 << 20) };

/* ---- views made from what the modules give, the same on every page */
/* The clock of a matter without its key: from the published row. */
struct clock_view site_public_clock(struct request *, const struct public_row *);
/* The clock of a matter as it is now. */
struct clock_view site_clock(struct request *, const struct matter *);
/* For a line of a list. */
struct clock_view site_work_clock(struct request *, const struct work_row *);
/* How the running clock's day came about, day by day. */
bool site_count(struct request *, const struct matter *, const struct clock_day **ret, size_t *ret_n, struct error *);
/* What notices of days off did to a matter, for its timeline: those of entries below `size`. site_notices_before adds the lines that come before the entry and were not
 * added yet (INT64_MAX: all that are left); `steps` NULL passes them over. There are at most `n` of them. */
struct site_notices { struct matter_recount *rows; size_t n, next; };
bool site_notices(struct request *, struct connection *, struct text code, int64_t size, struct site_notices *ret);
void site_notices_before(struct request *, struct site_notices *, int64_t entry, struct timeline_step *steps, size_t *n);
/* What orders did to who holds a matter: a desk changes hands without an entry. For the gap behind a step at which `unit` held it, up to the day of the next one (or today): adds a line
 * for each act, at most SITE_MOVES_MOST, among steps[at..*n] by its day. site_moved_said: "received by A, today with B", empty when the unit is still there. */
enum { SITE_MOVES_MOST = 4 };
void site_moves(struct request *, struct text unit, day_t until, struct timeline_step *steps, size_t at, size_t *n);
struct text site_moved_said(struct request *, struct text unit);
/* The text of words in the request's language. */
struct text site_words(const struct request *, const struct words *);
/* Grouped for reading: "7Q4M-2RXA-K9TD". */
struct text site_code(struct request *, struct text code);
/* The state's word for people, by the pack. */
struct text site_state(struct request *, struct text procedure, struct text state);
/* SVG path of a QR code (modules as units) and its size; empty when it can't be made. */
struct text site_qr(struct request *, struct text contents, int *ret_size);
