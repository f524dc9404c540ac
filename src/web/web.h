/* web.h - the frame of the web server: the table of pages and what a page's handler sees.
 *
 * A page is a row of a table: method, path, who may, what it takes in, who answers, how it may be kept. The frame has checked everything the row says before the
 * handler runs: rights, limits, size and form of the body, the token against forgery, every field. docs/http.md tells in six steps how to add one.
 *
 * Handlers run in a few worker threads, one request at a time each; they never wait. Who changes something calls request_act and goes on in `then`. */
#pragma once
#include "base/base.h"
#include "base/say.h"
#include "web/form.h"
#include "web/out.h"

struct act;
struct act_row;
struct act_result;
struct connection;
struct session; /* access's; web only keeps the pointer */
struct store;
struct web;
struct layout_view;
struct field_view;

/* ---- the table of pages ---- */

enum method { GET = 1, POST }; /* GET answers HEAD as well */

/* Who may. A row that forgets it says NOBODY. ANYONE and SIGNED_IN are the frame's own; the others are put to web_config.may with the request, so that the
 * scope (this unit, this matter) counts. */
enum right { NOBODY, ANYONE, SIGNED_IN, HOLDER_OF_KEY, READER_OF_MATTER, HANDLER_OF_MATTER, ENTERS_PAPER, OFFICER, LEADER_OF_UNIT, LEADER, OVERSEER, ADMINISTRATOR };
enum may { MAY, MAY_NOT, MAY_AFTER_KEY, MAY_AFTER_SIGN_IN, MAY_NOT_KNOW /* answered 404 */ };

enum produces { HTML, JSON, CSV, TEXT_PLAIN, BYTES /* the handler names the type */ };
enum csrf {
	CSRF_TOKEN,       /* POST: same origin, and the token of this session or draft and this route (request_token) */
	CSRF_SAME_ORIGIN, /* POST that keeps nothing for a stranger (look up, sign in): same origin by Sec-Fetch-Site or Origin */
	CSRF_NO_COOKIES,  /* the API: neither session nor cookies are looked at, so there is nothing to forge; JSON only */
};
enum caching {
	PRIVATE,    /* no-store: whatever needs a session, a key, a draft, a token */
	REVALIDATE, /* public; the browser asks again each time, and gets 304 while the version stands */
	FOREVER,    /* the path holds the hash of the contents */
};
enum limited { NOT_LIMITED, LIMIT_SIGN_IN, LIMIT_FILING, LIMIT_KEY, LIMIT_SEARCH, LIMIT_UPLOAD, LIMITS };

struct route {
	enum method         method;
	const char         *path;       /* "/m/{code}"; a hole is one segment, a last "{rest*}" all that follows; each hole is a field with IN_PATH */
	enum right          who;
	const struct field *form;       /* ended by { NULL }; NULL: takes nothing in */
	size_t              body_limit; /* bytes of the body, files not counted; 0: no body (POST: 413) */
	void (*run)(struct request *);
	void (*refused)(struct request *); /* some field did not fit: show the form again. NULL: 422 with all sentences */
	/* Writes what the answer depends on ("published 812"), asked before `run`; the strong ETag is made of it, the path and query, the language and the program's
	 * version; if it is what the client has, the answer is 304 and `run` is never called. NULL: no ETag. version_of_program: for pages that read nothing. */
	bool (*version)(struct request *, struct build *);
	enum csrf               csrf;
	const char             *name;   /* "matter.show": unique; in logs, metrics, request_path */
	const char             *help_vi, *help_en;
	enum produces           produces;
	enum caching            cache;
	enum limited            limit;
	const struct file_sink *sink;   /* where files of the form go; NULL: takes none */
	size_t                  memory; /* bytes that answering one request may take, its body included; more is 500. 0: 8 MB */
	bool                    listed; /* search engines may list it; else X-Robots-Tag: noindex */
	bool                    shared; /* public data: Access-Control-Allow-Origin: * */
};
bool version_of_program(struct request *, struct build *);

/* The whole table: areas ended by NULL (areas.h), each an array ended by a row without a path. */
extern const struct route *const web_routes[];
/* The n-th row of a table; NULL after the last. */
const struct route *route_at(const struct route *const *areas, size_t n);
/* Is the table sound: paths and names unique, holes declared, rights, help and limits there? `ret_error`.name: the row. */
bool routes_check(const struct route *const *areas, struct error *);

/* ---- one request ---- */

struct request {
	struct web           *web;
	struct arena         *arena;   /* ends when the answer is sent */
	const struct route   *route;
	void                 *house;   /* web_config.house */
	enum lang             lang;
	const struct session *session; /* NULL: nobody is signed in */
	struct out           *out;     /* HTML goes here */
	struct given         *given;   /* one a field of the form, in its order: what forms show again */
	const struct upload  *uploads; /* files that came */
	size_t                upload_count;
	void                 *state;   /* the handler's own, from run to then */
	/* for `then` of request_act */
	bool                     did;
	struct error             error;
	const struct act_result *result;
	bool                     head;    /* HEAD: the body will not be sent */
	void                    *held;    /* the house's own, for as long as the snapshot of web_read: NULL with each new one */
};

/* Fields, by index; asserts that the index is one of the route's. */
bool        request_has(const struct request *, size_t field);
struct text request_text(const struct request *, size_t field);   /* empty when left out */
int64_t     request_number(const struct request *, size_t field); /* 0 */
day_t       request_day(const struct request *, size_t field);    /* DAY_NONE */
bool        request_flag(const struct request *, size_t field);
/* The n-th value of a field that may come many times; empty after the last. */
struct text request_many(const struct request *, size_t field, size_t n);
/* As if this had been typed into the field (what a file holds): read and judged anew. */
void request_put(struct request *, size_t field, struct text typed);
/* The sentence of a field's error in the reader's language; empty: none. */
struct text request_field_error(const struct request *, size_t field);
/* id, value as typed, error of a field, for {use field(...)}; the rest of the view stays. */
void request_show_field(const struct request *, size_t field, struct field_view *);
/* What stands around every page: web_config.layout, and the language's switch. */
void request_layout(struct request *, struct layout_view *);
day_t request_today(const struct request *);
instant_t request_now(const struct request *);
/* Unguessable bytes (not from the writer's stream). */
void request_random(struct request *, void *, size_t);
/* A cookie by its plain name ("session"; the frame adds prefix); empty: none. NULL value of the Idempotency-Key header: none; quotes are taken off. */
struct text request_cookie(const struct request *, const char *name);
bool        request_idempotency_key(const struct request *, struct text *ret);
/* Salted hash of the address, for limits of one's own (drafts): new each day, never kept. */
uint64_t    request_address_hash(const struct request *);
/* A connection that cannot write, inside one read transaction that ends with the handler (then has its own, new one). NULL: the database does not answer; the
 * answer (503) is made and the handler just returns. */
struct connection *web_read(struct request *);
/* The token that a form to the route of that name must carry in the field "_token". Makes a draft cookie for who has neither session nor draft. */
struct text request_token(struct request *, const char *route_name);
/* "/m/7Q4M2RXAK9TD": the path of a route by name, its holes filled in order; asserts that it exists and takes them. */
struct text request_path(struct request *, const char *route_name, ...) __attribute__((sentinel));
/* The token of the reader's draft (cookie "draft", 7 days), made if there is none; what is kept under it is encrypted with it and found by its hash. */
struct text request_draft(struct request *);
/* Another token from now on: what lies under the old one stays there. */
struct text request_draft_renew(struct request *);
/* "https://danvan.example.vn": for addresses that leave the page (QR codes). */
struct text request_origin(struct request *);
/* This page in the other language, for the switch at its foot. */
struct text request_in_language(struct request *, enum lang);

/* ---- answers: exactly one a request; without any, what stands in `out` is sent as 200 ---- */

void answer_status(struct request *, int status);                 /* of the page in `out`: 200, 404, 409, 422 */
/* 303 to a path of our own (request_path), with a fragment like "loi" or NULL. Never to what somebody typed: asserted. */
void answer_see(struct request *, struct text path, const char *fragment);
void answer_json(struct request *, int status, struct text json);
/* Any bytes, as they lie in the arena. `type` with charset. `file_name` not NULL: as a download, sandboxed. */
void answer_bytes(struct request *, int status, const char *type, struct text bytes, const struct text *file_name);
/* An error as a page or as problem details, by what the route produces; the status comes from the code (problem.c). */
void answer_error(struct request *, const struct error *);
void answer_not_found(struct request *);
/* Adds a header; asserts that nothing in it ends a line. Link, Retry-After, Clear-Site-Data. */
void answer_header(struct request *, const char *name, struct text value);
/* `name` without prefix. HttpOnly, SameSite=Lax (Strict on demand), and `__Host-` (path "/") or `__Secure-` with Secure unless served on plain loopback.
 * seconds 0: until the browser ends; below 0: gone now. `path`: NULL is "/". */
struct cookie { const char *name; struct text value; int64_t seconds; const char *path; bool strict; };
void answer_cookie(struct request *, struct cookie);

/* ---- going on later ---- */

/* The connection rests (no thread waits) until request_finish is called, in any thread, once; then `then` runs in a worker's thread and answers.
 * Call it BEFORE handing the work on. */
void request_suspend(struct request *, void (*then)(struct request *));
void request_finish(struct request *);
/* Hands a command to the writer; `then` finds did, error, result. `command` lies in the arena. A client who leaves changes nothing: the act goes on. */
void request_act(struct request *, const struct act_row *, void *command, void (*then)(struct request *));

/* ---- the server ---- */

struct web_limit { int count; int seconds; }; /* `count` at once, and one more each seconds/count; 0: no limit */

struct web_config {
	struct world *world;       /* web's own: clock and randomness are used under a lock */
	struct store *store;       /* NULL: pages that read answer 503 */
	struct act   *act;
	void         *house;       /* for the handlers */
	const char   *listen;      /* "127.0.0.1:8080", "[::1]:0" (a free port) */
	const char   *public_origin; /* "https://danvan.example.vn"; NULL: plain http, allowed on loopback only */
	const char   *trusted_proxies; /* addresses, by commas: only these may say X-Forwarded-For; NULL: nobody */
	const struct route *const *routes; /* NULL: web_routes */
	unsigned      workers;     /* 0: 2 */
	unsigned      connections, connections_per_address; /* 0: 4,000 and 200 */
	unsigned      head_seconds, idle_seconds; /* 0: 20 for a whole head, 30 idle */
	unsigned      least_rate;  /* bytes a second that a body or an answer must move after that time; 0: 400 */
	unsigned      drain_ms, stop_ms; /* readyz is 503 for drain_ms before the door closes; then stop_ms for what runs. 0: 0 and 8,000 */
	struct web_limit limits[LIMITS]; /* by enum limited */
	/* Who it is: finds the session of that cookie; NULL: none. Reads through web_read. */
	const struct session *(*session)(struct request *, struct text token);
	enum may (*may)(struct request *, enum right); /* NULL: nobody but ANYONE and SIGNED_IN */
	const char *sign_in, *give_key; /* routes to show to who must sign in or give the key; NULL: 403 */
	void (*layout)(struct request *, struct layout_view *); /* office, officer, menu: around every page, errors too; NULL: nothing */
	bool (*ready)(void *house, struct error *); /* readyz asks it besides the act and the store */
	void (*started)(struct web *, void *house); /* listening: tell systemd */
	void (*reopen)(void *house);                /* SIGHUP */
	FILE *log;                 /* access log, NULL: none. Method, route's name, status, ms: nothing else */
	bool  log_json;
};

/* Refusals of the frame; statuses of all codes stand in problem.c */
#define WEB_NOT_FOUND "web.not_found"
#define WEB_METHOD "web.method"             /* expected: methods that the page knows */
#define WEB_BAD_REQUEST "web.bad_request"
#define WEB_TOO_LARGE "web.too_large"       /* limit: bytes */
#define WEB_WRONG_TYPE "web.wrong_type"     /* expected: content types */
#define WEB_BAD_JSON "web.bad_json"         /* line, column */
#define WEB_DEEP_JSON "web.deep_json"       /* limit: depth */
#define WEB_FIELDS "web.fields"             /* number: how many fields do not fit */
#define WEB_FORGED "web.forged"             /* no token, a stale one, or another site's form */
#define WEB_LIMITED "web.limited"           /* number: seconds to wait */
#define WEB_SIGN_IN "web.sign_in"
#define WEB_GIVE_KEY "web.give_key"
#define WEB_NOT_ALLOWED "web.not_allowed"
#define WEB_INTERNAL "web.internal"         /* what is shown for every fault of the program */
#define WEB_UNAVAILABLE "web.unavailable"   /* the database or the writer rests */
#define WEB_FULL "web.full"                 /* no room: nothing was kept; reading goes on */
#define WEB_DOUBT "web.doubt"               /* it is not known whether it was kept: ask again with the same key */
#define WEB_STOPPING "web.stopping"

#define WEB_LISTEN "web.listen"       /* name: address; value: the system's word */
#define WEB_PLAIN_PUBLIC "web.plain_public" /* name: address: not loopback and no https public_origin */
#define WEB_TABLE "web.table"         /* name: row; value: what is wrong (for developers) */

/* Serves in threads of its own. */
bool web_start(const struct web_config *, struct web **ret, struct error *);
int  web_port(const struct web *);
/* readyz says 503, the door closes, what runs is finished, threads end. True: nothing was cut off. */
bool web_stop(struct web *);
/* web_start, then waits for SIGTERM or SIGINT (stop), SIGHUP (reopen); they are blocked for the process before any thread starts. */
bool web_serve(const struct web_config *, struct error *);

/* ---- the pages of an installation (site.h is what they share) ---- */

struct site;
struct site_config {
	struct world *world;
	struct store *store;
	struct act   *act;
	struct text   publish;     /* "now" or "12:00, 18:00" */
	struct text   extract;     /* socket of danvan-extract; empty: away */
	struct text   public_url;  /* "https://…" for QR codes and receipts; empty: the request's own host */
	struct text   office;      /* unit id of the office whose pages these are; empty: the top one */
	struct text   address, hours, phone; /* of that office, at the foot of every page; may be empty */
	bool          totp_off;    /* a written setting */
	size_t        gathered_most; /* bytes of memory for files that are coming in, of all requests together: a crowd with large files must not end the process. 0: 512 MB */
};
/* Everything the pages need beside the request. */
struct site *site_new(const struct site_config *);
void site_free(struct site *);
/* session, may, layout, ready, sign_in, give_key, house: everything of a web_config that pages need. */
void site_configure(struct site *, struct web_config *);
