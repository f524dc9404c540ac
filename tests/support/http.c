/* http.c - see http.h. */
#include "base/base.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <poll.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http.h"

static void give_up(const char *what)
{
	fprintf(stderr, "test: %s\n", what);
	abort();
}

static void stop_later(void *context)
{
	server_stop(context);
}

struct server *server_start(struct arena *a, const struct web_config *given)
{
	struct server *s = ARENA_NEW(a, struct server);
	struct web_config c = *given;
	struct error e = { 0 };
	s->world = world_real();
	c.world = c.world ? c.world : &s->world;
	c.listen = c.listen ? c.listen : "127.0.0.1:0";
	if (!web_start(&c, &s->web, &e)) {
		fprintf(stderr, "test: the server does not start: %s %s %s\n", e.code, e.name, e.value);
		abort();
	}
	s->port = web_port(s->web);
	s->url = text_c(a, text_print(a, "http://127.0.0.1:%d", s->port));
	arena_owns(a, stop_later, s);
	return s;
}

bool server_stop(struct server *s)
{
	bool whole = !s->web || web_stop(s->web);
	s->web = NULL;
	return whole;
}

/* ---- a client like a browser ---- */

struct client {
	struct arena        *arena;
	const struct server *server;
	CURL                *curl;
	struct curl_slist   *headers;
	struct build         head, body;
};

static void client_end(void *context)
{
	struct client *c = context;
	curl_slist_free_all(c->headers);
	curl_easy_cleanup(c->curl);
}

struct client *client_new(struct arena *a, const struct server *s)
{
	struct client *c = ARENA_NEW(a, struct client);
	*c = (struct client){ .arena = a, .server = s, .curl = curl_easy_init() };
	curl_easy_setopt(c->curl, CURLOPT_COOKIEFILE, "");
	curl_easy_setopt(c->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c->curl, CURLOPT_TIMEOUT, 30L);
	arena_owns(a, client_end, c);
	return c;
}

void client_header(struct client *c, const char *name, const char *value)
{
	struct curl_slist *kept = NULL;
	size_t n = strlen(name);
	for (struct curl_slist *l = c->headers; l; l = l->next)
		if (strncasecmp(l->data, name, n) || l->data[n] != ':')
			kept = curl_slist_append(kept, l->data);
	curl_slist_free_all(c->headers);
	c->headers = value ? curl_slist_append(kept, text_c(c->arena, text_print(c->arena, "%s: %s", name, value))) : kept;
}

static size_t gather(char *at, size_t size, size_t count, void *context)
{
	build_add(context, (struct text){ at, size * count });
	return size * count;
}

static struct reply call(struct client *c, const char *path)
{
	struct reply r = { .location = "" };
	c->head = (struct build){ .arena = c->arena };
	c->body = (struct build){ .arena = c->arena };
	curl_easy_setopt(c->curl, CURLOPT_URL, text_c(c->arena, text_print(c->arena, "%s%s", c->server->url, path)));
	curl_easy_setopt(c->curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, c->headers);
	curl_easy_setopt(c->curl, CURLOPT_HEADERFUNCTION, gather);
	curl_easy_setopt(c->curl, CURLOPT_HEADERDATA, &c->head);
	curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, gather);
	curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, &c->body);
	CURLcode done = curl_easy_perform(c->curl);
	if (done != CURLE_OK && done != CURLE_SEND_ERROR && done != CURLE_RECV_ERROR && done != CURLE_GOT_NOTHING)
		give_up(curl_easy_strerror(done));
	curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &r.status);
	r.headers = build_text(&c->head);
	r.body = build_text(&c->body);
	r.location = text_c(c->arena, reply_header(r, "Location"));
	curl_easy_setopt(c->curl, CURLOPT_CUSTOMREQUEST, NULL);
	return r;
}

struct reply http_get(struct client *c, const char *path)
{
	curl_easy_setopt(c->curl, CURLOPT_HTTPGET, 1L);
	return call(c, path);
}

struct reply http_head(struct client *c, const char *path)
{
	curl_easy_setopt(c->curl, CURLOPT_NOBODY, 1L);
	struct reply r = call(c, path);
	curl_easy_setopt(c->curl, CURLOPT_NOBODY, 0L);
	return r;
}

struct reply http_send(struct client *c, const char *method, const char *path, const char *type, struct text body)
{
	client_header(c, "Content-Type", type);
	client_header(c, "Expect", "");
	curl_easy_setopt(c->curl, CURLOPT_POST, 1L);
	curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE, (long)body.len);
	curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, body.at);
	if (strcmp(method, "POST"))
		curl_easy_setopt(c->curl, CURLOPT_CUSTOMREQUEST, method);
	struct reply r = call(c, path);
	client_header(c, "Content-Type", NULL);
	client_header(c, "Expect", NULL);
	return r;
}

struct reply http_post(struct client *c, const char *path, const char *body)
{
	return http_send(c, "POST", path, "application/x-www-form-urlencoded", text_of(body));
}

struct reply http_follow(struct client *c, struct reply r)
{
	for (int i = 0; i < 10 && r.status >= 300 && r.status < 400 && *r.location; i++) {
		char *path = text_c(c->arena, text_of(r.location)), *mark = strchr(path, '#');
		if (mark)
			*mark = '\0';
		r = http_get(c, path);
	}
	return r;
}

struct text reply_header(struct reply r, const char *name)
{
	size_t n = strlen(name);
	for (struct text rest = r.headers, row; text_next(&rest, '\n', &row);)
		if (row.len > n && row.at[n] == ':' && !strncasecmp(row.at, name, n))
			return text_trim(text_from(row, n + 1));
	return TEXT_EMPTY;
}

struct text reply_cookie(struct reply r, const char *name)
{
	size_t n = strlen(name);
	for (struct text rest = r.headers, row; text_next(&rest, '\n', &row);) {
		if (row.len < 11 || strncasecmp(row.at, "Set-Cookie:", 11))
			continue;
		struct text value = text_trim(text_from(row, 11));
		if (text_starts(value, name) && value.len > n && value.at[n] == '=')
			return value;
	}
	return TEXT_EMPTY;
}

bool reply_says(struct reply r, const char *words)
{
	return text_find(r.body, text_of(words)) != SIZE_MAX;
}

static struct text unescaped(struct arena *a, struct text t)
{
	static const struct { const char *from, *to; } known[] = { { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&#34;", "\"" }, { "&#39;", "'" } };
	struct build b = { .arena = a };
	while (t.len) {
		size_t i = 0;
		while (i < COUNT_OF(known) && !text_starts(t, known[i].from))
			i++;
		build_add(&b, i < COUNT_OF(known) ? text_of(known[i].to) : text_first(t, 1));
		t = text_from(t, i < COUNT_OF(known) ? strlen(known[i].from) : 1);
	}
	return build_text(&b);
}

struct text reply_input(struct arena *a, struct reply r, const char *name)
{
	struct text wanted = text_print(a, "name=\"%s\"", name), rest = r.body;
	size_t at;
	while ((at = text_find(rest, wanted)) != SIZE_MAX) {
		struct text tail = text_from(rest, at + wanted.len);
		size_t end = text_find(tail, TEXT(">")), value = text_find(tail, TEXT("value=\""));
		if (end != SIZE_MAX && value != SIZE_MAX && value < end) {
			tail = text_from(tail, value + 7);
			return unescaped(a, text_first(tail, text_find(tail, TEXT("\""))));
		}
		rest = tail;
	}
	return TEXT_EMPTY;
}

const char *form_of(struct arena *a, ...)
{
	struct build b = { .arena = a };
	va_list args;
	va_start(args, a);
	for (const char *name; (name = va_arg(args, const char *));) {
		char *value = curl_easy_escape(NULL, va_arg(args, const char *), 0);
		build_print(&b, "%s%s=", b.len ? "&" : "", name);
		build_c(&b, value);
		curl_free(value);
	}
	va_end(args);
	return text_c(a, build_text(&b));
}

/* ---- bytes as they are ---- */

int http_connect(const struct server *s)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)s->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to))
		give_up("cannot connect");
	return fd;
}

struct text http_raw(struct arena *a, const struct server *s, struct text bytes, int ms)
{
	int fd = http_connect(s);
	struct build b = { .arena = a };
	char piece[16384];
	while (bytes.len) {
		ssize_t n = send(fd, bytes.at, bytes.len, MSG_NOSIGNAL);
		if (n <= 0)
			break;
		bytes = text_from(bytes, (size_t)n);
	}
	struct pollfd p = { .fd = fd, .events = POLLIN };
	while (poll(&p, 1, ms) > 0) {
		ssize_t n = recv(fd, piece, sizeof piece, 0);
		if (n <= 0)
			break;
		build_add(&b, (struct text){ piece, (size_t)n });
	}
	close(fd);
	return build_text(&b);
}
