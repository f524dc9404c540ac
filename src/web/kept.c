/* kept.c - answers that were made, kept in memory under everything their bytes depend on: the tag's digest (program, route, path and query, language, coding, version)
 * and the host. The version is read from the database for each request, in the snapshot in which the page would be made; so what is kept is never older than the
 * database, whoever wrote to it. What is not asked for goes first when the bound is reached. */
#include "base/base.h"

#include <sodium.h>

#include "delta.h"
#include "inside.h"

enum { BUCKETS_KEPT = 1 << 14, KEPT_BYTES = 32 << 20, BASES = 64, LARGEST = 256 << 10, REMEMBERED = 1 << 14 };

struct kept {
	uint8_t      digest[16];
	struct kept *next;             /* of its bucket */
	struct kept *newer, *older;    /* in the order in which they were asked for */
	enum coding  coding;
	const struct delta_base *base; /* NULL: the bytes are the answer */
	size_t       whole;            /* bytes of the answer */
	size_t       len;
	char         bytes[];
};

/* Which answer a question led to, in which state of the database. */
struct remembered {
	uint8_t  question[16], answer[16];
	uint64_t generation;
};

/* The first answer of a route in a language, not packed: the others are told by it. Kept until the end. */
struct base {
	const struct route *route;
	enum lang           lang;
	struct delta_base  *of;
};

struct kept_answers {
	pthread_mutex_t lock;
	struct remembered remembered[REMEMBERED];
	struct kept    *bucket[BUCKETS_KEPT];
	struct kept    *newest, *oldest;
	size_t          bytes, limit;
	struct base     bases[BASES];
};

struct kept_answers *kept_new(size_t limit)
{
	struct kept_answers *k = calloc(1, sizeof *k);
	assert(k);
	k->limit = limit ? limit : KEPT_BYTES;
	pthread_mutex_init(&k->lock, NULL);
	return k;
}

static void unlink_age(struct kept_answers *k, struct kept *one)
{
	*(one->newer ? &one->newer->older : &k->newest) = one->older;
	*(one->older ? &one->older->newer : &k->oldest) = one->newer;
}

static void link_newest(struct kept_answers *k, struct kept *one)
{
	one->newer = NULL;
	one->older = k->newest;
	*(k->newest ? &k->newest->newer : &k->oldest) = one;
	k->newest = one;
}

static struct kept **place_of(struct kept_answers *k, const uint8_t digest[16])
{
	uint32_t n;
	memcpy(&n, digest, sizeof n); /* a digest is even by itself */
	struct kept **at = &k->bucket[n % BUCKETS_KEPT];
	while (*at && memcmp((*at)->digest, digest, 16))
		at = &(*at)->next;
	return at;
}

static void drop_oldest(struct kept_answers *k)
{
	struct kept *one = k->oldest;
	*place_of(k, one->digest) = one->next;
	unlink_age(k, one);
	k->bytes -= sizeof *one + one->len;
	free(one);
}

void kept_free(struct kept_answers *k)
{
	while (k->oldest)
		drop_oldest(k);
	for (size_t i = 0; i < BASES; i++)
		delta_base_free(k->bases[i].of);
	pthread_mutex_destroy(&k->lock);
	free(k);
}

/* Only what everybody gets the same: nobody is signed in, no draft is being written, and the page has a version. */
static bool may_be_kept(const struct hit *h)
{
	return h->version.len && h->r.route->method == GET && !h->r.session && !h->draft_token.len && !h->is_personal && !h->is_download && !h->headers && !h->type &&
	       h->status == 200;
}

static bool digest_of(struct hit *h, enum coding coding, uint8_t ret[16])
{
	struct text host = header_in(h, "Host");
	uint8_t     tag[16];
	if (!etag_digest(h, coding, tag))
		return false;
	crypto_generichash(ret, 16, (const uint8_t *)host.at, host.len, tag, sizeof tag);
	return true;
}

static struct text whole(struct arena *a, const struct kept *one)
{
	struct text bytes = { one->bytes, one->len };
	if (!one->base)
		return text_copy(a, bytes);
	char *at = arena_bytes(a, one->whole);
	delta_undo(one->base, bytes, at, one->whole);
	return (struct text){ at, one->whole };
}

/* Under the lock. */
static bool find(struct hit *h, const uint8_t digest[16])
{
	struct kept_answers *k = h->r.web->answers;
	struct kept         *one = *place_of(k, digest);
	h->is_kept = h->answered = one != NULL;
	if (!one)
		return false;
	h->answer = whole(h->r.arena, one);
	h->kept_coding = one->coding;
	if (one != k->newest) {
		unlink_age(k, one);
		link_newest(k, one);
	}
	return true;
}

/* ---- what was asked lately ---- */

/* All that a version may depend on beside the database: what was asked, in which language and coding, of which host, on which day. Cookies are not in it, so who brings
 * any is not answered this way; nor is who may have the page already. */
static bool question_of(struct hit *h, enum coding coding, uint8_t ret[16])
{
	if (header_in(h, "Cookie").len || header_in(h, "If-None-Match").len || h->r.route->cache != PRIVATE)
		return false;
	struct text host = header_in(h, "Host");
	struct { int32_t day; uint32_t lang, coding, host, target; const void *route; } also;
	crypto_generichash_state s;
	memset(&also, 0, sizeof also);
	also.day = request_today(&h->r).n;
	also.lang = h->r.lang;
	also.coding = coding;
	also.host = (uint32_t)host.len;
	also.target = (uint32_t)h->target.len;
	also.route = h->r.route;
	crypto_generichash_init(&s, NULL, 0, 16);
	crypto_generichash_update(&s, (const uint8_t *)&also, sizeof also);
	crypto_generichash_update(&s, (const uint8_t *)host.at, host.len);
	crypto_generichash_update(&s, (const uint8_t *)h->target.at, h->target.len);
	crypto_generichash_final(&s, ret, 16);
	return true;
}

static struct remembered *place_in(struct kept_answers *k, const uint8_t question[16])
{
	uint32_t n;
	memcpy(&n, question, sizeof n);
	return &k->remembered[n % REMEMBERED];
}

bool kept_at_once(struct hit *h, enum coding coding)
{
	struct kept_answers *k = h->r.web->answers;
	uint8_t              question[16];
	uint64_t             generation;
	if (h->r.session || h->draft_token.len || h->db || !question_of(h, coding, question) || !pool_generation(h->r.web, &generation))
		return false;
	pthread_mutex_lock(&k->lock);
	const struct remembered *one = place_in(k, question);
	bool found = one->generation == generation && !memcmp(one->question, question, sizeof question) && find(h, one->answer);
	pthread_mutex_unlock(&k->lock);
	return found;
}

/* With the generation before the snapshot in which the version was read. */
static void remember(struct hit *h, enum coding coding, const uint8_t answer[16])
{
	struct kept_answers *k = h->r.web->answers;
	struct remembered    one = { .generation = h->generation };
	if (!h->db || !question_of(h, coding, one.question))
		return;
	memcpy(one.answer, answer, sizeof one.answer);
	pthread_mutex_lock(&k->lock);
	*place_in(k, one.question) = one;
	pthread_mutex_unlock(&k->lock);
}

bool kept_find(struct hit *h, enum coding coding)
{
	uint8_t digest[16];
	if (!may_be_kept(h) || !digest_of(h, coding, digest))
		return false;
	remember(h, coding, digest);
	pthread_mutex_lock(&h->r.web->answers->lock);
	bool found = find(h, digest);
	pthread_mutex_unlock(&h->r.web->answers->lock);
	return found;
}

/* What the answer is told by; NULL: by nothing. The first of its kind becomes the base of the others. */
static const struct delta_base *base_for(struct hit *h, enum coding made, struct text body)
{
	struct kept_answers *k = h->r.web->answers;
	size_t               i = 0;
	if (made != CODING_NONE)
		return NULL;
	while (i < BASES && k->bases[i].of && (k->bases[i].route != h->r.route || k->bases[i].lang != h->r.lang))
		i++;
	if (i < BASES && !k->bases[i].of)
		k->bases[i] = (struct base){ h->r.route, h->r.lang, delta_base_new(body) };
	return i < BASES ? k->bases[i].of : NULL;
}

static struct kept *kept_new_one(struct hit *h, enum coding made, struct text body)
{
	struct kept_answers *k = h->r.web->answers;
	char                *room = arena_alloc(h->r.arena, body.len);
	pthread_mutex_lock(&k->lock);
	const struct delta_base *base = base_for(h, made, body);
	pthread_mutex_unlock(&k->lock);
	size_t       len = base ? delta_make(base, body, room) : 0;
	struct text  bytes = len ? (struct text){ room, len } : body;
	struct kept *one = memory_new(sizeof *one + bytes.len);
	*one = (struct kept){ .coding = made, .base = len ? base : NULL, .whole = body.len, .len = bytes.len };
	memcpy(one->bytes, bytes.at, bytes.len);
	return one;
}

void kept_put(struct hit *h, enum coding asked, enum coding made, struct text body)
{
	struct kept_answers *k = h->r.web->answers;
	uint8_t              digest[16];
	if (h->is_kept || h->r.head || !body.len || body.len > LARGEST || !may_be_kept(h) || !digest_of(h, asked, digest))
		return;
	struct kept *one = kept_new_one(h, made, body);
	memcpy(one->digest, digest, sizeof digest);
	pthread_mutex_lock(&k->lock);
	struct kept **at = place_of(k, digest);
	if (*at) { /* another thread was faster, with the same bytes */
		free(one);
	} else {
		*at = one;
		link_newest(k, one);
		k->bytes += sizeof *one + one->len;
	}
	while (k->bytes > k->limit)
		drop_oldest(k);
	pthread_mutex_unlock(&k->lock);
}
