/* text.h - UTF-8 text as a view: a pointer and a length, never written to, not ended by NUL.
 *
 * Whoever makes a text owns its bytes; a view does not outlive them. Text from outside is checked once at the door (text_is_utf8, text_nfc). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct text {
	const char *at;
	size_t      len;
};

#define TEXT(literal) ((struct text){ "" literal, sizeof(literal) - 1 })
#define TEXT_EMPTY ((struct text){ "", 0 })
/* for printf("%.*s", TEXT_ARG(t)) */
#define TEXT_ARG(t) (int)(t).len, (t).at

/* A view of a C string; NULL gives the empty text. */
struct text text_of(const char *);
struct text text_bytes(const void *at, size_t len);
bool text_equal(struct text, struct text);
bool text_is(struct text, const char *);
/* Bytewise order: <0, 0, >0. */
int text_compare(struct text, struct text);
bool text_starts(struct text, const char *prefix);
bool text_ends(struct text, const char *suffix);
/* Position of the first `needle`, or SIZE_MAX. */
size_t text_find(struct text, struct text needle);
/* Without ASCII white space at both ends. */
struct text text_trim(struct text);
struct text text_from(struct text, size_t start);
struct text text_first(struct text, size_t len);
/* Splits off what stands before `separator`; what follows remains in *rest. False when *rest is used up. */
bool text_next(struct text *rest, char separator, struct text *ret_part);
/* A whole decimal number, with sign, and nothing else. */
bool text_to_int(struct text, int64_t *ret);
bool text_is_utf8(struct text);
/* Number of code points. */
size_t text_points(struct text);
/* The first code point and its length in bytes; len 0 at the end. `text` must be UTF-8. */
int32_t text_point(struct text, size_t *ret_len);
/* Cut to at most `max` bytes without cutting a code point. */
struct text text_cut(struct text, size_t max);

/* The bytes themselves, in the arena. */
struct text text_copy(struct arena *, struct text);
/* Ended by NUL; a NUL inside the text ends it early. */
char *text_c(struct arena *, struct text);
struct text text_print(struct arena *, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Unicode normal form C, CR LF to LF, control characters but newline and tab removed. */
struct text text_nfc(struct arena *, struct text);
/* Lower case by Unicode, NFC. */
struct text text_lower(struct arena *, struct text);

/* ASCII classes that know no locale. */
static inline bool char_is_digit(char c) { return c >= '0' && c <= '9'; }
static inline bool char_is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static inline bool char_is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static inline char char_lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }
static inline char char_upper(char c) { return c >= 'a' && c <= 'z' ? (char)(c - 32) : c; }

/* A text that is being built; its bytes belong to the arena. Start with { .arena = a }. */
struct build {
	struct arena *arena;
	char         *at;
	size_t        len;
	size_t        room;
};
void build_add(struct build *, struct text);
void build_c(struct build *, const char *);
void build_byte(struct build *, char);
void build_int(struct build *, int64_t);
void build_print(struct build *, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct text build_text(const struct build *);
