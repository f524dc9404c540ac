/* fold.h - Vietnamese text as people type it: one folding for all search, what was typed without a Vietnamese keyboard, old encodings, sorting, telephone numbers.
 *
 * All take UTF-8 that came through the door (text_is_utf8); what they give belongs to the arena. */
#pragma once
#include "base/error.h"
#include "base/text.h"

/* What search compares: lower case, no marks, đ -> d, y -> i where a syllable ends in it alone (kỹ/kĩ, Mỹ/Mĩ, quý/quí), every run of other characters
 * than letters and digits one space, none at the ends. "Na-rì" -> "na ri". Folding twice changes nothing. */
struct text text_fold(struct arena *, struct text);
/* The same, but with the marks kept and each word's tone moved to its end, so that only the way of writing is forgiven: hòa = hoà, Lý = Lí, NFC = NFD;
 * Yên and Yến differ. */
struct text text_spelling(struct arena *, struct text);

/* What raw Telex ("Yeen Lacj") or raw VNI ("Ye6n La5c") was meant to be: "Yên Lạc". False when nothing in it reads as such. Words that would not become a Vietnamese
 * syllable stay as they are. */
bool text_telex(struct arena *, struct text typed, struct text *ret);
bool text_vni(struct arena *, struct text typed, struct text *ret);

enum legacy { LEGACY_NONE, LEGACY_TCVN3, LEGACY_VNI };
/* Text from a file of the 1990s whose bytes were taken for Latin-1 or Windows-1252 ("Céng hßa x· héi", "Coäng hoøa xaõ hoäi"). LEGACY_NONE: it is not, and *ret
 * is left alone. The converted text is an offer: show it before using it. */
enum legacy text_legacy(struct arena *, struct text, struct text *ret);

/* Bytes that compare (memcmp, then length) in the order of CLDR `vi`. Empty only for text that has no weight. A key is kept together with text_sort_version. */
struct text text_sort_key(struct arena *, struct text);
/* "icu 72.1 vi 153.120": keys of another version are made anew. */
struct text text_sort_version(struct arena *);

/* A telephone number of Vietnam in any spelling -> "+84912345678"; the 11-digit mobile numbers of before 2018 become today's, and so do the area codes of
 * Bắc Kạn and Thái Nguyên of before 2017. Other countries only with + or 00. */
bool phone_read(struct arena *, struct text typed, struct text *ret, struct error *);
#define FOLD_PHONE "fold.phone"             /* not a telephone number; value is NOT given: it is personal */
#define FOLD_PHONE_SHORT "fold.phone_short" /* number: digits found; expected: how many */
#define FOLD_PHONE_IS_CCCD "fold.phone_is_cccd"
