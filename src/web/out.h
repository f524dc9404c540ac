/* out.h - the body of an answer, written straight into its place by the functions that the page compiler makes (docs/pages.md).
 *
 * Every writer escapes for the place its name says; what it is given may be anything. Only out_put writes bytes as they are, and only compiled pages
 * and this module call it. What a request took in all is held against its route's limit when it is sent (send.c). */
#pragma once
#include "base/say.h"
#include "base/text.h"
#include "base/time.h"

struct out {
	struct arena *arena;   /* the request's; the body lives as long as it */
	char         *at;
	size_t        len, room;
	enum lang     lang;    /* in which the page is written */
};

/* An empty body. */
struct out out_start(struct arena *, enum lang);
/* What has been written. */
struct text out_text(const struct out *);
/* Room for `more` bytes after len; called by the writers. */
void out_room(struct out *, size_t more);

/* Bytes as they are: constants of a page. */
static inline void out_put(struct out *o, const char *bytes, size_t len)
{
	if (__builtin_expect(o->room - o->len < len, 0))
		out_room(o, len);
	memcpy(o->at + o->len, bytes, len);
	o->len += len;
}

/* Between tags, and between quotes of an attribute (both escape & < > " '). */
void out_html_text(struct out *, struct text);
/* A whole URL: one that is relative, or http, https, mailto, tel; any other (javascript:, data:, //host) becomes "#". Then as in an attribute. */
void out_url_text(struct out *, struct text);
/* A piece of a URL behind a constant beginning: all but letters, digits and -._~ is percent-encoded. */
void out_part_text(struct out *, struct text);
/* A string, with its quotes, inside a JSON script block (< > & are written \u003c ...). */
void out_json_text(struct out *, struct text);
/* Digits: safe in every place. */
void out_number(struct out *, int64_t);

static inline void out_html_c(struct out *o, const char *s) { out_html_text(o, text_of(s)); }
static inline void out_url_c(struct out *o, const char *s) { out_url_text(o, text_of(s)); }
static inline void out_part_c(struct out *o, const char *s) { out_part_text(o, text_of(s)); }
static inline void out_json_c(struct out *o, const char *s) { out_json_text(o, text_of(s)); }

#define OUT_BY_TYPE(place, v) \
	_Generic((v), struct text: place##_text, char *: place##_c, const char *: place##_c, default: out_number)
#define out_html(o, v) OUT_BY_TYPE(out_html, v)((o), (v))
#define out_attr(o, v) OUT_BY_TYPE(out_html, v)((o), (v))
#define out_url(o, v) OUT_BY_TYPE(out_url, v)((o), (v))
#define out_part(o, v) OUT_BY_TYPE(out_part, v)((o), (v))
#define out_json(o, v) OUT_BY_TYPE(out_json, v)((o), (v))

/* Words of say.h in the page's language, safe in text and attributes: {date v->due} in a page is out_date(o, v->due). */
void out_date(struct out *, day_t);        /* 03/02/2020 */
void out_day(struct out *, day_t);         /* thứ Hai 03/02/2020 */
void out_month(struct out *, day_t);       /* tháng 02/2020 */
void out_iso(struct out *, day_t);         /* 2020-02-03, for <time datetime> and data: safe in every place */
void out_time(struct out *, instant_t);    /* 14:30 ngày 03/02/2020 */
void out_int(struct out *, int64_t);       /* 1.234 */
void out_permille(struct out *, int64_t);  /* 98,5 % */
void out_size(struct out *, int64_t);      /* 1,2 MB */
void out_days(struct out *, int64_t n, enum say_count);
void out_left(struct out *, int64_t left, enum say_count);
void out_error(struct out *, const struct error *); /* the sentence, escaped */

/* An embedded asset's address, with the hash of its content: asset_url("style.css") is "/assets/style.3f9ac2d1.css". An unknown name is a fault (assert). */
struct asset {
	const char          *name;  /* "style.css" */
	const char          *url;
	const char          *type;  /* Content-Type */
	const unsigned char *at;
	size_t               len;
};
const char *asset_url(const char *name);
/* The asset served at this path, or NULL. Serve with Cache-Control: public, max-age=31536000, immutable. */
const struct asset *asset_at(struct text path);
