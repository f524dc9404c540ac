/* limit.c - who asks too often waits. Counted is a salted hash of the address: the salt is drawn anew each day and never kept, so that nothing here can be
 * turned into an address later. IPv6 counts by /64, which is one household. */
#include "base/base.h"

#include <arpa/inet.h>
#include <sodium.h>

#include "inside.h"

#define PROBES 8

bool address_is_loopback(const struct sockaddr_storage *a)
{
	if (a->ss_family == AF_INET)
		return ntohl(((const struct sockaddr_in *)a)->sin_addr.s_addr) >> 24 == 127;
	if (a->ss_family != AF_INET6)
		return a->ss_family == AF_UNIX;
	const struct in6_addr *six = &((const struct sockaddr_in6 *)a)->sin6_addr;
	return IN6_IS_ADDR_LOOPBACK(six) || (IN6_IS_ADDR_V4MAPPED(six) && six->s6_addr[12] == 127);
}

static bool address_read(struct arena *a, struct text t, struct sockaddr_storage *ret)
{
	char *c = text_c(a, text_trim(t));
	struct sockaddr_in four = { .sin_family = AF_INET };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	memset(ret, 0, sizeof *ret);
	if (inet_pton(AF_INET, c, &four.sin_addr) == 1)
		memcpy(ret, &four, sizeof four);
	else if (inet_pton(AF_INET6, c, &six.sin6_addr) == 1)
		memcpy(ret, &six, sizeof six);
	else
		return false;
	return true;
}

/* The bytes that count of an address. */
static size_t address_bytes(const struct sockaddr_storage *a, uint8_t ret[16])
{
	if (a->ss_family == AF_INET) {
		memcpy(ret, &((const struct sockaddr_in *)a)->sin_addr, 4);
		return 4;
	}
	if (a->ss_family != AF_INET6)
		return 0;
	const struct in6_addr *six = &((const struct sockaddr_in6 *)a)->sin6_addr;
	bool mapped = IN6_IS_ADDR_V4MAPPED(six);
	memcpy(ret, six->s6_addr + (mapped ? 12 : 0), mapped ? 4 : 8);
	return mapped ? 4 : 8;
}

static bool is_trusted(const struct web *w, struct arena *arena, const struct sockaddr_storage *a)
{
	uint8_t own[16], other[16];
	size_t len = address_bytes(a, own);
	for (struct text rest = text_of(w->config.trusted_proxies), piece; text_next(&rest, ',', &piece);) {
		struct sockaddr_storage trusted;
		if (address_read(arena, piece, &trusted) && address_bytes(&trusted, other) == len && !memcmp(own, other, len))
			return true;
	}
	return false;
}

/* The peer; or, when the peer is a proxy of ours, the last address in X-Forwarded-For that is not. What others write there counts for nothing. */
void address_find(struct hit *h)
{
	const union MHD_ConnectionInfo *info = mhd.get_connection_info(h->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *peer = info ? info->client_addr : NULL;
	if (peer)
		memcpy(&h->address, peer, peer->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in));
	h->is_loopback = address_is_loopback(&h->address);
	struct text forwarded = header_in(h, "X-Forwarded-For");
	if (!h->r.web->config.trusted_proxies || !is_trusted(h->r.web, h->r.arena, &h->address))
		return;
	h->is_loopback = false;
	while (forwarded.len) {
		size_t start = forwarded.len;
		while (start && forwarded.at[start - 1] != ',')
			start--;
		struct sockaddr_storage a;
		if (!address_read(h->r.arena, text_from(forwarded, start), &a))
			return;
		h->address = a;
		if (!is_trusted(h->r.web, h->r.arena, &a))
			return;
		forwarded = text_first(forwarded, start ? start - 1 : 0);
	}
}

static void salt_renew(struct web *w)
{
	day_t today = instant_day(web_now(w));
	if (day_compare(today, w->salt_day) == 0)
		return;
	w->salt_day = today;
	web_random(w, w->salt, sizeof w->salt);
	memset(w->buckets, 0, sizeof *w->buckets * BUCKETS * LIMITS);
}

static uint64_t address_hash(struct web *w, const struct sockaddr_storage *a)
{
	uint8_t bytes[16], digest[crypto_generichash_BYTES_MIN];
	uint64_t hash;
	size_t len = address_bytes(a, bytes);
	crypto_generichash(digest, sizeof digest, bytes, len, w->salt, sizeof w->salt);
	memcpy(&hash, digest, sizeof hash);
	return hash ? hash : 1;
}

uint64_t request_address_hash(const struct request *r)
{
	pthread_mutex_lock(&r->web->limit_lock);
	salt_renew(r->web);
	uint64_t hash = address_hash(r->web, &hit_of(r)->address);
	pthread_mutex_unlock(&r->web->limit_lock);
	return hash;
}

/* The bucket of `who`, or the one of its few places that has rested longest. */
static struct bucket *bucket_find(struct bucket *table, uint64_t who)
{
	struct bucket *oldest = NULL;
	for (size_t i = 0; i < PROBES; i++) {
		struct bucket *b = &table[(who + i) % BUCKETS];
		if (b->who == who)
			return b;
		if (!oldest || (!b->who && oldest->who) || (!b->who == !oldest->who && b->at < oldest->at))
			oldest = b;
	}
	*oldest = (struct bucket){ 0 };
	return oldest;
}

bool limit_take(struct web *w, struct hit *h, enum limited kind, int64_t *ret_seconds)
{
	struct web_limit limit = w->config.limits[kind];
	if (kind == NOT_LIMITED || !limit.count || !limit.seconds || h->is_loopback)
		return true;
	int64_t now = web_boot_ms(w), full = limit.count * 1000LL;
	pthread_mutex_lock(&w->limit_lock);
	salt_renew(w);
	uint64_t who = address_hash(w, &h->address);
	struct bucket *b = bucket_find(w->buckets + (size_t)kind * BUCKETS, who);
	if (!b->who)
		*b = (struct bucket){ .who = who, .at = now, .tokens = full };
	int64_t grown = (now - b->at) * limit.count / limit.seconds;
	if (grown > 0) {
		b->tokens = b->tokens + grown > full ? full : b->tokens + grown;
		b->at = now;
	}
	bool may = b->tokens >= 1000;
	if (may)
		b->tokens -= 1000;
	*ret_seconds = ((1000 - b->tokens) * limit.seconds / limit.count + 999) / 1000;
	pthread_mutex_unlock(&w->limit_lock);
	return may;
}
