/* inside.h - what the files of the frame know of each other. */
#pragma once
#include <assert.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/base.h"
#include "mhd.h"
#include "multipart.h"
#include "store/store.h"
#include "web/web.h"

#define PATH_HOLES 4
#define JSON_LIMIT (64 << 10)
#define JSON_DEPTH 32
#define DRAIN_LIMIT (64 << 20)       /* of a refused body: read and thrown away, for who is cut off while sending does not see the answer (a film instead of a photograph) */
#define ARENA_LIMIT (8 << 20)        /* of one request, where its route says no other */
#define REQUEST_LINE_LIMIT 4096
#define DRAFT_SECONDS (7 * 86400)
#define COMPRESS_FROM 1024

/* ---- one connection, for the limits of time (slow.c) ---- */
struct line {
	struct line *next, *previous;
	int          fd;
	_Atomic int64_t until; /* boot ms when it is cut; INT64_MAX: never (an answer is being made) */
};

/* ---- one request ---- */
enum coding { CODING_NONE, CODING_GZIP, CODING_BROTLI };
enum phase { BEGINS, READS_BODY, IS_READY, WAITS, IS_ANSWERED };

struct header {
	const char    *name;
	struct text    value;
	struct header *next;
};

/* What came for a field a second, third ... time. */
struct more {
	size_t       field;
	struct given given;
	struct more *next;
};

/* The part of a multipart body that is coming in, when it is no file. */
struct part_state {
	size_t field;    /* SIZE_MAX: passed over */
	bool   is_token;
	size_t kept;     /* bytes of all such parts */
};

struct hit {
	struct request         r;       /* first: a request is a hit */
	struct out             out;
	struct MHD_Connection *connection;
	struct line           *line;
	enum phase             phase;
	int64_t                began;   /* boot ms */
	struct text            target;  /* path and query as they came */
	struct text            path, query; /* still percent-encoded */
	const char            *method;
	struct text            holes[PATH_HOLES];
	size_t                 hole_count;
	struct sockaddr_storage address; /* of the person: the peer, or what a trusted proxy says */
	bool                   is_loopback;

	struct text session_token, draft_token; /* empty: none */
	bool        draft_is_new;

	/* the body */
	enum { BODY_NONE, BODY_FORM, BODY_PARTS, BODY_JSON } body_kind;
	size_t            body_seen, body_limit, expects;
	struct build      body;
	struct multipart *parts;
	bool              token_passed;
	struct more      *more;
	struct upload    *upload;       /* the file that is coming in */
	struct build      gathered;     /* of the present part: a field's contents, or a file's first bytes until its kind is known */
	struct part_state part;

	struct error refusal;           /* decided before the body was read; answered after */

	/* going on later */
	void (*then)(struct request *);
	bool  suspended;                /* since the last call of a handler */
	struct waiting *waiting;        /* for the writer (frame.c) */
	void (*then_act)(struct request *);

	/* the answer */
	bool           answered;
	int            status;
	const char    *type;
	struct text    answer;
	const char    *log_code;        /* error that was answered: a constant, for the log */
	bool           is_refusing;     /* the page of an error is being made: what fails around it (office, menu) is left out, not told again */
	bool           is_refused;      /* an error was answered: what the handler still says, not having looked, is dropped */
	struct header *headers;
	bool           is_personal;    /* this answer is one reader's own: never kept by anybody */
	bool           is_download;
	bool           closes;          /* the connection ends with this answer */
	struct text    version;         /* for the ETag; empty: none */
	struct text    etag;            /* that the client has: 304 */
	bool           is_kept;         /* the answer came from memory, coded already */
	enum coding    kept_coding;

	struct connection *db;
	struct pooled     *pooled;      /* whose `db` it is */
	uint64_t           generation;  /* before its snapshot began */
	struct hit        *next_free;
};
static inline struct hit *hit_of(const struct request *r) { return (struct hit *)(uintptr_t)r; }

/* ---- the server ---- */
struct bucket {
	uint64_t who;      /* 0: free */
	int64_t  at;       /* boot ms */
	int64_t  tokens;   /* thousandths */
};
#define BUCKETS 8192
#define KEPT_CONNECTIONS 32
#define KEPT_ARENAS 64
#define ASSETS_KEPT 64

struct packed_asset {
	const void *of;
	struct text as[3]; /* by enum coding; at NULL: not made yet, or not smaller */
	bool        made[3];
};

struct web {
	struct web_config  config;
	bool               secure;       /* public_origin is https */
	struct text        origin;       /* "https://…" or empty: then by the Host header */
	struct MHD_Daemon *daemon;
	int                listen_fd;
	int                port;
	char               build[33];    /* which program this is, in ETags */

	pthread_mutex_t world_lock;
	_Atomic(struct pooled *) pool[KEPT_CONNECTIONS]; /* those that nobody uses now; NULL: an empty place. Taken and put back by exchange: several in each request */
	_Atomic(struct arena *)  arenas[KEPT_ARENAS];    /* likewise */
	_Atomic uint64_t   generation;
	pthread_mutex_t packed_lock;
	struct packed_asset packed[ASSETS_KEPT];
	struct kept_answers *answers;

	pthread_mutex_t limit_lock;
	uint8_t         salt[32];
	day_t           salt_day;
	struct bucket  *buckets;         /* BUCKETS each of LIMITS */

	pthread_mutex_t slow_lock;
	pthread_cond_t  slow_wake;
	pthread_t       slow_thread;
	struct line    *lines;
	bool            slow_ends;

	atomic_int  running;             /* requests between their head and the end of their answer */
	atomic_int  resting;             /* of these, suspended */
	atomic_bool stopping;
};

/* world.c: the world under its lock */
int64_t   web_boot_ms(struct web *);
instant_t web_now(struct web *);
void      web_random(struct web *, void *, size_t);
struct arena *web_arena(struct web *);
void          web_arena_back(struct web *, struct arena *);

/* read.c */
/* A reading connection and the store's mark when it was last asked for one. */
struct pooled {
	struct connection *db;
	int64_t            mark;
	bool               has_mark;
};
/* Which state of the database this is, as far as we know: grows whenever one of our connections finds that something was committed (and when a new one cannot tell).
 * What was read in a snapshot that began after generation g was asked for is what the database holds, as long as pool_generation gives g. False: the store can't tell. */
bool pool_generation(struct web *, uint64_t *ret);
void read_end(struct hit *);
bool read_answers(struct web *, struct error *);
void read_close_all(struct web *);

/* route.c */
enum found { FOUND, FOUND_OTHER_METHOD, FOUND_NONE };
/* Finds the row and fills holes; for another method ret_allow says which the path knows: "GET, HEAD, POST". */
enum found route_find(const struct route *const *areas, const char *method, struct text path, struct arena *, const struct route **ret,
                      struct text holes[PATH_HOLES], size_t *ret_holes, struct text *ret_allow);
const struct route *route_named(const struct route *const *areas, const char *name);
size_t route_fields(const struct route *);

/* encoded.c: percent-encoding, queries and urlencoded bodies */
bool percent_decode(struct arena *, struct text, bool plus_is_space, struct text *ret);
void percent_add(struct build *, struct text);
struct pair { struct text name, value; bool is_text; };
/* Takes off the next pair; false at the end. */
bool pair_next(struct arena *, struct text *rest, struct pair *ret);

/* take.c: what came in becomes fields */
void take_start(struct hit *);
/* The index of a field that may come this way, or SIZE_MAX. */
size_t field_index(const struct route *, struct text name, bool file);
void take(struct hit *, size_t field, struct text typed, bool is_text);
bool take_holes(struct hit *);        /* false: one does not fit (404) */
void take_query(struct hit *);
void take_form(struct hit *);
bool take_json(struct hit *, struct error *);
void take_end(struct hit *);          /* what is required and did not come */
size_t take_refused(const struct hit *);

/* upload.c: multipart bodies */
void parts_start(struct hit *, struct text boundary);
/* Bytes taken; fewer than given when a sink made the request wait. */
size_t parts_feed(struct hit *, struct text bytes);
bool parts_end(struct hit *, struct error *);

/* body.c */
bool body_start(struct hit *, struct error *);
size_t body_feed(struct hit *, struct text bytes);
bool body_end(struct hit *, struct error *);

/* cookie.c */
struct text cookie_find(struct arena *, struct text header, const char *name);
struct text cookie_line(const struct web *, struct arena *, struct cookie);
bool cookie_value_ok(struct text);

/* token.c */
bool token_ok(struct hit *, struct text token);
bool same_origin(struct hit *);
bool text_same_secretly(struct text, struct text);

/* limit.c */
void address_find(struct hit *);
bool address_is_loopback(const struct sockaddr_storage *);
/* False: wait *ret_seconds. */
bool limit_take(struct web *, struct hit *, enum limited, int64_t *ret_seconds);

/* language.c */
void language_choose(struct hit *);

/* compress.c */
enum coding coding_choose(struct text accept_encoding);
bool text_pack(struct arena *, enum coding, bool thoroughly, struct text, struct text *ret);
bool type_is_text(const char *type);
const char *coding_name(enum coding);
struct text asset_packed(struct web *, const void *key, struct text bytes, enum coding *in_out);

/* etag.c */
/* What the tag is made of: false when the page has no version. */
bool etag_digest(struct hit *, enum coding, uint8_t ret[16]);
struct text etag_of(struct hit *, enum coding);
bool etag_matches(struct text if_none_match, struct text etag);
void program_identity(struct web *, char ret[33]);

/* kept.c: answers in memory, at most `limit` bytes of them (0: 48 MB) */
struct kept_answers *kept_new(size_t limit);
void kept_free(struct kept_answers *);
/* Answers from memory when the very same was made before. */
bool kept_find(struct hit *, enum coding asked);
/* The same without asking for the version, where nothing was committed since this question was answered last on one of our connections. */
bool kept_at_once(struct hit *, enum coding asked);
/* Keeps what is being sent, where everybody gets the same; `made`: the coding it has, which may be none where packing would not make it smaller. */
void kept_put(struct hit *, enum coding asked, enum coding made, struct text body);

/* answer.c, send.c */
void answer_refusal(struct hit *, const struct error *);
enum MHD_Result send_answer(struct hit *);
struct text header_in(const struct hit *, const char *name);
bool header_is_single(const struct hit *, const char *name);

/* problem.c */
struct standing { int status, retry_after; const char *shown; };
struct standing error_standing(const char *code);
bool wants_json(const struct hit *);
/* The page of a code, with 200. */
void problem_show(struct hit *, const char *code);

/* slow.c */
bool slow_start(struct web *);
void slow_stop(struct web *);
void slow_opened(struct web *, struct MHD_Connection *, void **socket_context);
void slow_closed(struct web *, void **socket_context);
void slow_until(struct hit *, int64_t until);

/* log.c */
void log_request(const struct hit *);

/* hit.c */
struct hit *hit_new(struct web *, const char *target);
enum MHD_Result hit_go(struct hit *, const char *upload, size_t *upload_size);
void hit_end(struct hit *);
