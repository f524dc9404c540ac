/* http.h - a server inside the test and clients for it: one that keeps cookies like a browser (libcurl), and one that writes bytes as they are.
 * Everything lives in the arena; what cannot be done ends the test program with a sentence. */
#pragma once
#include "web/web.h"

struct server {
	struct web  *web;
	struct world world;
	const char  *url;   /* "http://127.0.0.1:12345" */
	int          port;
};
/* Starts it on a free port of loopback; `config` may leave world and listen out. Stopped by server_stop, else by the arena. */
struct server *server_start(struct arena *, const struct web_config *config);
bool server_stop(struct server *);

struct client;
struct reply {
	long        status;
	struct text headers;  /* as they came */
	struct text body;     /* decoded */
	const char *location; /* "" when there is none */
};
/* Cookies are kept from call to call; redirects are followed only by http_follow. */
struct client *client_new(struct arena *, const struct server *);
/* Sent with all that follow, instead of the one of that name before; NULL value: no longer. */
void client_header(struct client *, const char *name, const char *value);
struct reply http_get(struct client *, const char *path);
struct reply http_head(struct client *, const char *path);
/* A form: `body` is urlencoded already ("a=1&b=2"). */
struct reply http_post(struct client *, const char *path, const char *body);
/* Any body with its type. */
struct reply http_send(struct client *, const char *method, const char *path, const char *type, struct text body);
/* GET of the reply's location while it is a redirect. */
struct reply http_follow(struct client *, struct reply);
/* The value of a header; empty text: none. */
struct text reply_header(struct reply, const char *name);
/* What a cookie line sets, whole; empty: none. */
struct text reply_cookie(struct reply, const char *name);
bool reply_says(struct reply, const char *words);
/* The value of the first input of that name in the body, unescaped; empty: none. */
struct text reply_input(struct arena *, struct reply, const char *name);
/* name=value pairs, ended by NULL, as an urlencoded body. */
const char *form_of(struct arena *, ...) __attribute__((sentinel));

/* Writes the bytes over one connection and reads until the server closes it or `ms` pass without a byte. */
struct text http_raw(struct arena *, const struct server *, struct text bytes, int ms);
/* An open connection, for slow clients. */
int http_connect(const struct server *);
