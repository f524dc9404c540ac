/* mhd.c - where the functions of libmicrohttpd stand once they are loaded. */
#include "mhd.h"

#include "base/base.h"
#include "base/late.h"

#define NAME(name) "MHD_" #name,
struct mhd               mhd;
static const char *const names[] = { LIBMICROHTTPD(NAME) };
static struct late       library = { "libmicrohttpd.so.12", names, &mhd, COUNT_OF(names), false };

bool mhd_load(struct error *e) { return late_load(&library, e); }
