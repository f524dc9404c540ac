/* error.h - why something was refused: a stable code and the facts that the sentence needs. The sentence itself stands in po/, in each language.
 *
 *     return error(e, CALENDAR_NO_RULE, .number = year);        always false, so a refusal is one line
 *
 * Codes are "module.what" strings, declared in the module's public header; each has a sentence in po/vi.po and po/en.po, and a test sees to it. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "base/time.h"

/* What error() is given; texts are copied, cut to the room in struct error. */
struct error_facts {
	struct text name;      /* which thing: a field, a file, a step */
	struct text value;     /* what was given */
	struct text expected;  /* what would be right, or who to go to */
	struct text basis;     /* the article that refuses */
	int64_t     number;
	int64_t     limit;
	day_t       day;
	struct text file;      /* position, where there is one */
	int         line, column;
};

struct error {
	const char *code;      /* NULL: no error */
	char        name[96], value[240], expected[240], basis[96], file[160];
	int64_t     number, limit;
	day_t       day;
	int         line, column;
};

/* Keeps code and facts; always false. */
bool error_set(struct error *, const char *code, const struct error_facts *);
/* so that compilers and analysers see it too: what a refusal left unwritten is not read */
static inline bool error_refused(bool set) { return false; }
/* .day begins as DAY_NONE, written bare because gcc refuses to override a compound literal */
#define error(e, code, ...) error_refused(error_set((e), (code), &(struct error_facts){ .day = { INT32_MIN }, ##__VA_ARGS__ }))
bool error_is(const struct error *, const char *code);

/* Where something is written in a file of a small language. */
struct spot { struct text file; int line, column; };

/* Codes of base itself */
#define BASE_FILE_READ "base.file_read"       /* name: path; value: the system's word */
#define BASE_FILE_WRITE "base.file_write"
#define BASE_FILE_FULL "base.file_full"       /* name: path of the file that was to be written; there is no room for it, and nothing was harmed */
#define BASE_TOO_LARGE "base.too_large"       /* name; number: size; limit */
#define BASE_NO_MEMORY "base.no_memory"       /* for one large piece of work; small pieces end the process, see arena.h */
#define BASE_NOT_TEXT "base.not_text"         /* name: what is not UTF-8 */
#define BASE_LIBRARY "base.library"           /* name: soname; value: the system's word, or the function that it has not */
#define BASE_BAD_ENCODING "base.bad_encoding" /* name: hex, base64 ... */
