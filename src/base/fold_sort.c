/* fold_sort.c - the order of names: the keys of ICU's collation for `vi` (CLDR), made in one place so that both databases sort alike. */
#include "base/base.h"
#include "base/fold.h"

#include <assert.h>
#include <unicode/ucol.h>
#include <unicode/ustring.h>
#include <unicode/uversion.h>

static void collator_closep(UCollator **c) { ucol_close(*c); }

/* ICU keeps the rules of a language after the first opening; opening anew costs microseconds and shares nothing between threads. */
static UCollator *collator_open(void)
{
	UErrorCode status = U_ZERO_ERROR;
	UCollator *c = ucol_open("vi", &status);
	if (status == U_MEMORY_ALLOCATION_ERROR) { /* asked twice, as memory_new does */
		status = U_ZERO_ERROR;
		c = ucol_open("vi", &status);
	}
	assert(c && U_SUCCESS(status));
	return c;
}

struct text text_sort_key(struct arena *a, struct text t)
{
	_cleanup_(collator_closep) UCollator *c = collator_open();
	assert(t.len < INT32_MAX / 2);
	UErrorCode status = U_ZERO_ERROR;
	int32_t    length = 0;
	UChar     *wide = ARENA_ARRAY(a, UChar, t.len + 1);
	u_strFromUTF8WithSub(wide, (int32_t)t.len + 1, &length, t.at, (int32_t)t.len, 0xFFFD, NULL, &status);
	assert(U_SUCCESS(status));
	int32_t  size = ucol_getSortKey(c, wide, length, NULL, 0);
	uint8_t *key = arena_alloc(a, (size_t)size);
	ucol_getSortKey(c, wide, length, key, size);
	return text_bytes(key, size > 0 ? (size_t)size - 1 : 0); /* ICU ends it by a zero */
}

struct text text_sort_version(struct arena *a)
{
	_cleanup_(collator_closep) UCollator *c = collator_open();
	UVersionInfo library, rules;
	char         words[2][U_MAX_VERSION_STRING_LENGTH];
	u_getVersion(library);
	ucol_getVersion(c, rules);
	u_versionToString(library, words[0]);
	u_versionToString(rules, words[1]);
	return text_print(a, "icu %s vi %s", words[0], words[1]);
}
