/* out_page.h - the words in which the page compiler writes its C. For generated code only. */
#pragma once
#include "web/out.h"

/* A call, not the inlined out_put: a page is a few hundred of these, and small code stays in the cache. */
#define PUT(constant) out_constant(o, "" constant, sizeof(constant) - 1)
#define PUT_BY_LANGUAGE(vi, en) (o->lang == LANG_EN ? PUT(en) : PUT(vi))
#define TEXT_BY_LANGUAGE(vi, en) (o->lang == LANG_EN ? TEXT(en) : TEXT(vi))

__attribute__((noinline, unused)) static void out_constant(struct out *o, const char *bytes, size_t len) { out_put(o, bytes, len); }

/* The word for one or for any other number; the words are the page's own. */
static inline void out_plural(struct out *o, int64_t n, const char *one, const char *other) { out_html_c(o, n == 1 ? one : other); }
