/* work_keys.c - the order of a worklist is a merge over desks, each read in the order of an index and no further than the page needs.
 *
 * A statement merges 48 desks by itself: both engines read the arms of a UNION ALL in step when each comes in the order that is asked for. Which index an arm reads follows
 * from the filter. Nothing but keys is read here, and from indexes alone; the rows of a page are read once it is known which they are. */
#include "base/base.h"

#include "work_keys.h"

enum { DESKS_AT_ONCE = 48, MARKED_PIECE = 300 /* LIMIT of work_keys_marked */, ARMS_VALUES = DESKS_AT_ONCE + 5, SOON_DAYS = 3 };

/* One arm for each of the first 48 parameters; $49 to $51: after this day and code, up to that day. */
#define OR_ELSE " UNION ALL "
#define EIGHT(ARM, a, b, c, d, e, f, g, h) ARM(a) OR_ELSE ARM(b) OR_ELSE ARM(c) OR_ELSE ARM(d) OR_ELSE ARM(e) OR_ELSE ARM(f) OR_ELSE ARM(g) OR_ELSE ARM(h)
#define EACH_DESK_UP_TO(ARM, most)                                                                         \
	EIGHT(ARM, 1, 2, 3, 4, 5, 6, 7, 8) OR_ELSE EIGHT(ARM, 9, 10, 11, 12, 13, 14, 15, 16) OR_ELSE        \
	EIGHT(ARM, 17, 18, 19, 20, 21, 22, 23, 24) OR_ELSE EIGHT(ARM, 25, 26, 27, 28, 29, 30, 31, 32) OR_ELSE \
	EIGHT(ARM, 33, 34, 35, 36, 37, 38, 39, 40) OR_ELSE EIGHT(ARM, 41, 42, 43, 44, 45, 46, 47, 48)       \
	" ORDER BY due, code LIMIT " most
#define EACH_DESK(ARM) EACH_DESK_UP_TO(ARM, "50")
#define TEN_DESKS "tttttttttt"
#define DESKS TEN_DESKS TEN_DESKS TEN_DESKS TEN_DESKS "tttttttt"
#define OF_MATTER(n, which) "SELECT due, code FROM matter WHERE desk = $" #n " AND " which " AND (due, code) > ($49, $50) AND due <= $51"

#define ANY_ARM(n) OF_MATTER(n, "is_open = $52")
#define KIND_ARM(n) OF_MATTER(n, "is_open = $52 AND procedure = $53")
#define FRESH_ARM(n) OF_MATTER(n, "is_open = 1 AND fresh = 1 AND ($52 = '' OR procedure = $52)")
#define PAUSED_ARM(n) OF_MATTER(n, "is_open = 1 AND paused IS NOT NULL AND ($52 = '' OR procedure = $52)")
#define SIGN_ARM(n) OF_MATTER(n, "is_open = 1 AND waits_for = 'head' AND ($52 = '' OR procedure = $52)")
#define OF_WORD(n, more) \
	"SELECT due, matter AS code" more " FROM subject_word WHERE desk = $" #n " AND is_open = $52 AND word = $53 AND (due, matter) > ($49, $50) AND due <= $51"
#define WORD_ARM(n) OF_WORD(n, "")
#define MARKED_ARM(n) OF_WORD(n, ", marks")

STATEMENT(work_keys_any, READS, DESKS "itii", "it", EACH_DESK(ANY_ARM));
STATEMENT(work_keys_kind, READS, DESKS "itiit", "it", EACH_DESK(KIND_ARM));
STATEMENT(work_keys_fresh, READS, DESKS "itit", "it", EACH_DESK(FRESH_ARM));
STATEMENT(work_keys_paused, READS, DESKS "itit", "it", EACH_DESK(PAUSED_ARM));
STATEMENT(work_keys_sign, READS, DESKS "itit", "it", EACH_DESK(SIGN_ARM));
STATEMENT(work_keys_word, READS, DESKS "itiit", "it", EACH_DESK(WORD_ARM));
/* Of several words: a few at first, for most searches need no more, then many, for each beginning looks for the place of every desk. */
STATEMENT(work_keys_marked_first, READS, DESKS "itiit", "iti", EACH_DESK(MARKED_ARM));
STATEMENT(work_keys_marked, READS, DESKS "itiit", "iti", EACH_DESK_UP_TO(MARKED_ARM, "300"));
STATEMENT(work_keys_mine, READS, "iiiti", "it",
          "SELECT due, code FROM matter WHERE assignee = $1 AND is_open = $2 AND (due, code) > ($3, $4) AND due <= $5 ORDER BY due, code LIMIT 50");

/* Some desks that one statement merges, and the piece of their order that was read last. */
struct chunk {
	const struct text *desks;
	size_t             desks_n;
	struct work_key   *keys;
	size_t             n, at, most; /* how many are read next */
	bool               done;        /* there are no more than those */
	int64_t            after_due;
	struct text        after_code;
};

struct work_keys {
	struct connection        *db;
	struct arena             *arena;
	const struct work_filter *filter;
	struct text               word;
	bool                      marks;
	int64_t                   to; /* due day */
	struct chunk             *chunks;
	size_t                    chunks_n;
};

static int64_t first_due(const struct work_filter *f, day_t today) { return f->view == WORK_SOON ? today.n : INT32_MIN; }

static int64_t last_due(const struct work_filter *f, day_t today)
{
	return f->view == WORK_LATE ? today.n - 1 : f->view == WORK_SOON ? today.n + SOON_DAYS : INT32_MAX;
}

struct work_keys *work_keys_start(struct connection *db, struct arena *a, const struct work_filter *f, struct text word, bool marks, day_t today)
{
	struct work_keys *k = ARENA_NEW(a, struct work_keys);
	bool              goes_on = day_is_known(f->after_due) && f->after_due.n >= first_due(f, today);
	*k = (struct work_keys){ .db = db, .arena = a, .filter = f, .word = word, .marks = marks, .to = last_due(f, today) };
	bool mine = f->assignee != 0 && word.len == 0;
	k->chunks_n = f->desks_n == 0 ? 0 : mine ? 1 : (f->desks_n + DESKS_AT_ONCE - 1) / DESKS_AT_ONCE;
	k->chunks = ARENA_ARRAY(a, struct chunk, k->chunks_n + 1);
	for (size_t i = 0, at = 0; i < k->chunks_n; i++, at += DESKS_AT_ONCE)
		k->chunks[i] = (struct chunk){
			.keys = ARENA_ARRAY(a, struct work_key, marks ? MARKED_PIECE : WORK_PIECE), .most = WORK_PIECE, .desks = f->desks + at, .desks_n = f->desks_n - at < DESKS_AT_ONCE ? f->desks_n - at : DESKS_AT_ONCE,
			.after_due = goes_on ? f->after_due.n : first_due(f, today), .after_code = goes_on ? f->after_code : TEXT_EMPTY,
		};
	return k;
}

/* The statement that this filter is read by, and its values behind those that all have. */
static const struct statement *source(const struct work_keys *k, const struct chunk *c, struct value *rest)
{
	static const struct statement *const marks[] = { [WORK_NEW] = &work_keys_fresh, [WORK_PAUSED] = &work_keys_paused, [WORK_SIGN] = &work_keys_sign, [WORK_CLOSED] = NULL };
	const struct work_filter            *f = k->filter;
	struct value                         is_open = value_int(f->view != WORK_CLOSED);
	if (k->word.len > 0) {
		rest[0] = is_open;
		rest[1] = value_text(k->word);
		return !k->marks ? &work_keys_word : c->most > WORK_PIECE ? &work_keys_marked : &work_keys_marked_first;
	}
	if (marks[f->view]) {
		rest[0] = value_text(f->procedure);
		return marks[f->view];
	}
	rest[0] = is_open;
	rest[1] = value_text(f->procedure);
	return f->procedure.len > 0 ? &work_keys_kind : &work_keys_any;
}

static bool start_mine(struct work_keys *k, struct chunk *c, struct query **ret, struct error *e)
{
	struct value v[] = { value_int(k->filter->assignee), value_int(k->filter->view != WORK_CLOSED), value_int(c->after_due), value_text(c->after_code), value_int(k->to) };
	return query_start(k->db, &work_keys_mine, v, ret, e);
}

static bool start(struct work_keys *k, struct chunk *c, struct query **ret, struct error *e)
{
	struct value v[ARMS_VALUES];
	if (k->filter->assignee != 0 && k->word.len == 0)
		return start_mine(k, c, ret, e);
	for (size_t i = 0; i < DESKS_AT_ONCE; i++)
		v[i] = value_text(i < c->desks_n ? c->desks[i] : TEXT_EMPTY); /* nothing lies at the desk without a name */
	v[DESKS_AT_ONCE] = value_int(c->after_due);
	v[DESKS_AT_ONCE + 1] = value_text(c->after_code);
	v[DESKS_AT_ONCE + 2] = value_int(k->to);
	const struct statement *s = source(k, c, v + DESKS_AT_ONCE + 3);
	return query_start(k->db, s, v, ret, e);
}

static bool fill(struct work_keys *k, struct chunk *c, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	c->n = c->at = 0;
	if (!start(k, c, &q, e))
		return false;
	for (; c->n < c->most && query_next(q); c->n++)
		c->keys[c->n] = (struct work_key){ query_int(q, 0), text_copy(k->arena, query_text(q, 1)), k->marks ? query_int(q, 2) : 0 };
	c->done = c->n < c->most;
	if (k->marks && c->most < MARKED_PIECE)
		c->most = 2 * c->most < MARKED_PIECE ? 2 * c->most : MARKED_PIECE;
	if (c->n > 0) {
		c->after_due = c->keys[c->n - 1].due;
		c->after_code = c->keys[c->n - 1].code;
	}
	return query_end_ok(q, e);
}

static bool is_before(const struct work_key *a, const struct work_key *b) { return a->due != b->due ? a->due < b->due : text_compare(a->code, b->code) < 0; }

bool work_keys_next(struct work_keys *k, struct work_key *ret, size_t most, size_t *ret_n, struct error *e)
{
	for (*ret_n = 0; *ret_n < most; ++*ret_n) {
		struct chunk *least = NULL;
		for (size_t i = 0; i < k->chunks_n; i++) {
			struct chunk *c = &k->chunks[i];
			if (c->at == c->n && !c->done && !fill(k, c, e))
				return false;
			if (c->at < c->n && (!least || is_before(&c->keys[c->at], &least->keys[least->at])))
				least = c;
		}
		if (!least)
			break;
		ret[*ret_n] = least->keys[least->at++];
	}
	return true;
}
