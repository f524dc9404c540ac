/* delta.h - a page told by another one: what both have is copied from the other, the rest stands there. Pages of one route differ in some hundred bytes. */
#pragma once
#include "base/base.h"

enum { DELTA_MOST = 60000 }; /* bytes of a page; positions are of 16 bits */

struct delta_base;
/* A copy of `page` that others are told by; NULL when it is too long or too short to be of use. */
struct delta_base *delta_base_new(struct text page);
void delta_base_free(struct delta_base *);
/* Into `room`, which has page.len bytes. The number of bytes; 0 when three quarters of the page would not do. */
size_t delta_make(const struct delta_base *, struct text page, char *room);
/* The page again; `ret` has its length in bytes. */
void delta_undo(const struct delta_base *, struct text delta, char *ret, size_t len);
