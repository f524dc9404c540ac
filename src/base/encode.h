/* encode.h - bytes as characters: hex, base64 (RFC 4648 section 4, padded), base32 for authenticators (RFC 4648 section 6), Crockford base32 for codes. */
#pragma once
#include "base/text.h"

/* Lower case, two characters a byte. */
struct text hex_encode(struct arena *, struct text bytes);
/* Either case; false for an odd number of characters or any other one. */
bool hex_decode(struct arena *, struct text, struct text *ret_bytes);
/* Padded, on one line. */
struct text base64_encode(struct arena *, struct text bytes);
/* Strict: padded, no white space, no stray bits. */
bool base64_decode(struct arena *, struct text, struct text *ret_bytes);
struct text base32_encode(struct arena *, struct text bytes);
/* `digits` characters of Crockford's alphabet, the first bits of `bytes` (5 a character). */
struct text crockford_encode(struct arena *, struct text bytes, size_t digits);
/* What a person typed, as the alphabet's own characters: upper case, O -> 0, I and L -> 1, spaces and hyphens dropped.
 * False if anything else remains or there are not exactly `digits`. */
bool crockford_read(struct arena *, struct text typed, size_t digits, struct text *ret);
/* Grouped for reading aloud: "7Q4M-2RXA-K9TD". */
struct text grouped(struct arena *, struct text, size_t group, char separator);
