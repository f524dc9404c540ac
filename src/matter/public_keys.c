/* public_keys.c - the order of a public list is a merge as in work_keys.c: over units and statuses where units are chosen, over procedures and statuses where they are not. */
#include "base/base.h"

#include "public_keys.h"

enum { PAIRS_AT_ONCE = 24, UNITS_AT_ONCE = 48, VALUES_MOST = 54 };

#define OR_ELSE " UNION ALL "
#define SIX_PAIRS(ARM, a, b, c, d, e, f, g, h, i, j, k, l) ARM(a, b) OR_ELSE ARM(c, d) OR_ELSE ARM(e, f) OR_ELSE ARM(g, h) OR_ELSE ARM(i, j) OR_ELSE ARM(k, l)
#define EACH_PAIR(ARM)                                                                                                                        \
	SIX_PAIRS(ARM, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) OR_ELSE SIX_PAIRS(ARM, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24) OR_ELSE   \
	SIX_PAIRS(ARM, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36) OR_ELSE SIX_PAIRS(ARM, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48) \
	" ORDER BY day DESC, code DESC LIMIT 50"
#define EIGHT(ARM, a, b, c, d, e, f, g, h) ARM(a) OR_ELSE ARM(b) OR_ELSE ARM(c) OR_ELSE ARM(d) OR_ELSE ARM(e) OR_ELSE ARM(f) OR_ELSE ARM(g) OR_ELSE ARM(h)
#define EACH_UNIT(ARM)                                                                                     \
	EIGHT(ARM, 1, 2, 3, 4, 5, 6, 7, 8) OR_ELSE EIGHT(ARM, 9, 10, 11, 12, 13, 14, 15, 16) OR_ELSE        \
	EIGHT(ARM, 17, 18, 19, 20, 21, 22, 23, 24) OR_ELSE EIGHT(ARM, 25, 26, 27, 28, 29, 30, 31, 32) OR_ELSE \
	EIGHT(ARM, 33, 34, 35, 36, 37, 38, 39, 40) OR_ELSE EIGHT(ARM, 41, 42, 43, 44, 45, 46, 47, 48)       \
	" ORDER BY day, code LIMIT 50"
#define TEN "tttttttttt"
#define TEXTS TEN TEN TEN TEN "tttttttt"

/* Newest received first: before this day and code ($49, $50), not before that day. */
#define NEWEST(which) "SELECT received AS day, code FROM public_matter WHERE " which " AND (received, code) < ($49, $50) AND received >= $51"
#define UNIT_ARM(a, b) NEWEST("unit = $" #a " AND status = $" #b " AND ($52 = '' OR procedure = $52)")
#define KIND_ARM(a, b) NEWEST("procedure = $" #a " AND status = $" #b)
STATEMENT(public_keys_unit, READS, TEXTS "itit", "it", EACH_PAIR(UNIT_ARM));
STATEMENT(public_keys_kind, READS, TEXTS "iti", "it", EACH_PAIR(KIND_ARM));
STATEMENT(public_keys_any, READS, "iti", "it",
          "SELECT received, code FROM public_matter WHERE (received, code) < ($1, $2) AND received >= $3 ORDER BY received DESC, code DESC LIMIT 50");

/* Late for longest first: after a due day and code, due before today, received in the period. */
#define LATE(which, after_due, after_code, today, from, to, procedure)                                                                          \
	"SELECT sort_due AS day, code FROM public_matter WHERE " which "status = 'open' AND paused IS NULL AND (sort_due, code) > (" after_due ", " after_code \
	") AND sort_due < " today " AND received >= " from " AND received <= " to " AND (" procedure " = '' OR procedure = " procedure ")"
#define LATE_ARM(n) LATE("unit = $" #n " AND ", "$49", "$50", "$51", "$52", "$53", "$54")
STATEMENT(public_keys_late_unit, READS, TEXTS "itiiit", "it", EACH_UNIT(LATE_ARM));
STATEMENT(public_keys_late, READS, "itiiit", "it", LATE("", "$1", "$2", "$3", "$4", "$5", "$6") " ORDER BY day, code LIMIT 50");

/* Each once, by as many looks into the index. */
#define EACH_ONCE(column)                                                                                       \
	"WITH RECURSIVE u(name) AS (SELECT (SELECT min(" column ") FROM public_matter) UNION ALL "               \
	"SELECT (SELECT min(p." column ") FROM public_matter AS p WHERE p." column " > u.name) FROM u WHERE u.name IS NOT NULL) " \
	"SELECT name FROM u WHERE name IS NOT NULL ORDER BY name"
STATEMENT(public_units_there, READS, "", "t", EACH_ONCE("unit"), "u");
STATEMENT(public_kinds_there, READS, "", "t", EACH_ONCE("procedure"), "u");

static bool read_names(struct connection *db, struct arena *a, const struct statement *s, struct text **ret, size_t *ret_n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	size_t                        room = 0;
	*ret = NULL;
	*ret_n = 0;
	if (!query_start(db, s, NULL, &q, e))
		return false;
	for (; query_next(q); ++*ret_n) {
		if (*ret_n == room) {
			*ret = arena_grow(a, *ret, room, 64, sizeof(**ret));
			room += 64;
		}
		(*ret)[*ret_n] = text_copy(a, query_text(q, 0));
	}
	return query_end_ok(q, e);
}

struct text public_unit_now(const struct registry *registry, struct text unit, day_t today)
{
	struct text now = unit.len > 0 ? unit_successor(registry, unit, today) : TEXT_EMPTY;
	return now.len > 0 ? now : unit;
}

bool public_units(struct connection *db, struct arena *a, const struct registry *registry, struct text above, day_t today, struct text **ret, size_t *ret_n, bool *ret_all,
                  struct error *e)
{
	size_t n, chosen = 0;
	*ret_all = above.len == 0;
	*ret_n = 0;
	if (*ret_all)
		return true;
	if (!read_names(db, a, &public_units_there, ret, &n, e))
		return false;
	for (size_t i = 0; i < n; i++)
		if (text_equal((*ret)[i], above) || unit_is_under(registry, public_unit_now(registry, (*ret)[i], today), above, today))
			(*ret)[chosen++] = (*ret)[i];
	*ret_all = n > 0 && chosen == n;
	*ret_n = chosen;
	return true;
}

void public_period(const struct public_filter *f, day_t *ret_first, day_t *ret_last)
{
	*ret_first = (day_t){ -719162 };
	*ret_last = DAY_MAX;
	if (f->year <= 0)
		return;
	day_make((struct date){ f->year, f->month > 0 ? f->month : 1, 1 }, ret_first);
	int year = f->month == 12 || f->month <= 0 ? f->year + 1 : f->year;
	if (day_make((struct date){ year, f->month > 0 ? f->month % 12 + 1 : 1, 1 }, ret_last))
		ret_last->n--;
}

/* ---- the merge */

struct pair { struct text one, status; };
struct chunk {
	const struct pair *pairs;
	size_t             pairs_n;
	struct public_key  keys[PUBLIC_PIECE];
	size_t             n, at;
	bool               done;
	struct public_key  after;
};

struct public_keys {
	struct connection       *db;
	struct arena            *arena;
	const struct statement  *statement;
	size_t                   at_once; /* pairs in a statement: 0 when it needs none */
	bool                     has_status;
	struct text              procedure;
	int64_t                  today, first, last;
	struct chunk            *chunks;
	size_t                   chunks_n;
	bool                     late;
};

static struct public_key first_key(const struct public_keys *k, const struct public_filter *f)
{
	bool goes_on = day_is_known(f->after_day) && f->after_code.len > 0;
	if (k->late)
		return goes_on ? (struct public_key){ f->after_day.n, f->after_code } : (struct public_key){ INT32_MIN, TEXT_EMPTY };
	return goes_on && f->after_day.n <= k->last ? (struct public_key){ f->after_day.n, f->after_code } : (struct public_key){ k->last + 1, TEXT_EMPTY };
}

/* Each of `names` with each status that is wanted. */
static const struct pair *pairs_of(const struct public_keys *k, const struct text *names, size_t n, struct text status, size_t *ret_n)
{
	static const char *const all[] = { "open", "closed-in-time", "closed-late" };
	struct pair             *pairs = ARENA_ARRAY(k->arena, struct pair, n * COUNT_OF(all) + 1);
	*ret_n = 0;
	for (size_t i = 0; i < n; i++) {
		if (!k->has_status || status.len > 0)
			pairs[(*ret_n)++] = (struct pair){ names[i], status };
		for (size_t s = 0; k->has_status && status.len == 0 && s < COUNT_OF(all); s++)
			pairs[(*ret_n)++] = (struct pair){ names[i], text_of(all[s]) };
	}
	return pairs;
}

static void cut_into_chunks(struct public_keys *k, const struct public_filter *f, const struct pair *pairs, size_t n)
{
	k->chunks_n = k->at_once == 0 ? 1 : (n + k->at_once - 1) / k->at_once;
	k->chunks = ARENA_ARRAY(k->arena, struct chunk, k->chunks_n + 1);
	for (size_t i = 0, at = 0; i < k->chunks_n; i++, at += k->at_once)
		k->chunks[i] = (struct chunk){ .pairs = pairs + at, .pairs_n = k->at_once == 0 ? 0 : n - at < k->at_once ? n - at : k->at_once, .after = first_key(k, f) };
}

bool public_keys_start(struct connection *db, struct arena *a, const struct registry *registry, const struct public_filter *f, day_t today, struct public_keys **ret, struct error *e)
{
	struct public_keys *k = *ret = ARENA_NEW(a, struct public_keys);
	struct text        *names = NULL, procedure = f->procedure;
	size_t              n = 0, pairs_n = 0;
	bool                all;
	day_t               first, last;
	public_period(f, &first, &last);
	*k = (struct public_keys){ .db = db, .arena = a, .procedure = f->procedure, .today = today.n, .first = first.n, .last = last.n, .late = f->late_now };
	if (!public_units(db, a, registry, f->unit, today, &names, &n, &all, e))
		return false;
	k->has_status = !f->late_now && (!all || f->procedure.len > 0 || f->status.len > 0);
	k->at_once = k->has_status ? PAIRS_AT_ONCE : all ? 0 : UNITS_AT_ONCE;
	if (f->late_now)
		k->statement = all ? &public_keys_late : &public_keys_late_unit;
	else
		k->statement = !all ? &public_keys_unit : k->has_status ? &public_keys_kind : &public_keys_any;
	if (k->statement == &public_keys_kind && procedure.len > 0) {
		names = &procedure;
		n = 1;
	} else if (k->statement == &public_keys_kind && !read_names(db, a, &public_kinds_there, &names, &n, e))
		return false;
	const struct pair *pairs = pairs_of(k, names, n, f->status, &pairs_n);
	cut_into_chunks(k, f, pairs, pairs_n);
	return true;
}

/* What stands behind the pairs of the statement. */
static void own_values(const struct public_keys *k, const struct chunk *c, struct value *v)
{
	const struct value newest[] = { value_int(c->after.day), value_text(c->after.code), value_int(k->first), value_text(k->procedure) };
	const struct value late[] = { value_int(c->after.day), value_text(c->after.code), value_int(k->today), value_int(k->first), value_int(k->last), value_text(k->procedure) };
	memcpy(v, k->late ? late : newest, k->late ? sizeof(late) : sizeof(newest));
}

static bool start(struct public_keys *k, struct chunk *c, struct query **ret, struct error *e)
{
	struct value v[VALUES_MOST];
	size_t       n = 0;
	for (size_t i = 0; i < k->at_once; i++) {
		v[n++] = value_text(i < c->pairs_n ? c->pairs[i].one : TEXT_EMPTY);
		if (k->has_status)
			v[n++] = value_text(i < c->pairs_n ? c->pairs[i].status : TEXT_EMPTY);
	}
	own_values(k, c, v + n);
	return query_start(k->db, k->statement, v, ret, e);
}

static bool fill(struct public_keys *k, struct chunk *c, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	c->n = c->at = 0;
	if (!start(k, c, &q, e))
		return false;
	for (; query_next(q) && c->n < PUBLIC_PIECE; c->n++)
		c->keys[c->n] = (struct public_key){ query_int(q, 0), text_copy(k->arena, query_text(q, 1)) };
	c->done = c->n < PUBLIC_PIECE;
	if (c->n > 0)
		c->after = c->keys[c->n - 1];
	return query_end_ok(q, e);
}

static bool is_before(const struct public_keys *k, const struct public_key *a, const struct public_key *b)
{
	int order = a->day != b->day ? (a->day < b->day ? -1 : 1) : text_compare(a->code, b->code);
	return k->late ? order < 0 : order > 0;
}

bool public_keys_next(struct public_keys *k, struct public_key *ret, size_t most, size_t *ret_n, struct error *e)
{
	for (*ret_n = 0; *ret_n < most; ++*ret_n) {
		struct chunk *first = NULL;
		for (size_t i = 0; i < k->chunks_n; i++) {
			struct chunk *c = &k->chunks[i];
			if (c->at == c->n && !c->done && !fill(k, c, e))
				return false;
			if (c->at < c->n && (!first || is_before(k, &c->keys[c->at], &first->keys[first->at])))
				first = c;
		}
		if (!first)
			break;
		ret[*ret_n] = first->keys[first->at++];
	}
	return true;
}
