/* form.h - what a page takes in, declared. A handler sees only fields of its route's table, by index, after all of them were checked.
 *
 *     enum { PHONE, TEXT, FIELDS };
 *     static const struct field contact[] = {
 *         [PHONE] = { "phone", field_phone, 20, OPTIONAL, "Đ8" },
 *         [TEXT] = { "text", field_text, 10000, REQUIRED, "Đ8", .label = "file.text" },
 *         { NULL },
 *     };
 *
 * The same table serves a GET's query, a form (urlencoded or multipart), a JSON body (members by the same names) and the holes of the path (IN_PATH). What is
 * not declared is passed over. What does not fit is kept as it was typed, so that the page can show it again beside its sentence. */
#pragma once
#include "base/base.h"
#include "base/sniff.h"

enum need {
	OPTIONAL, /* may be left out or empty: given.came is false */
	REQUIRED, /* FORM_MISSING when left out or empty */
	IN_PATH,  /* comes from the hole of this name in the route's path and from nowhere else; what does not fit is 404 */
};

/* What came for one field. */
struct given {
	struct text  typed;  /* as it came, cut to 4 x max bytes, for showing again; empty when nothing came */
	bool         came;   /* something came and it was not empty */
	bool         fits;   /* came and is right; the fields below hold only then */
	struct text  text;   /* cleaned: NFC, trimmed; a code in its own alphabet; a choice as declared */
	int64_t      number; /* field_number; field_flag: 1 */
	day_t        day;    /* field_day */
	struct error error;  /* code NULL: none */
};

struct field;
/* Reads what was typed (UTF-8, NFC, trimmed, not empty, at most `max` code points): fills text, number or day, or says what is wrong. */
typedef bool field_reader(struct arena *, const struct field *, struct text typed, struct given *ret, struct error *);

struct field {
	const char        *name;    /* in forms, JSON and queries: [a-z0-9_]+ */
	field_reader      *read;    /* one of the kinds below; field_file takes files */
	size_t             max;     /* code points; field_file: bytes of one file */
	enum need          need;
	const char        *basis;   /* the article by which it is asked, or NULL */
	const char        *label;   /* key of its label in po/, for sentences of errors; NULL: the name */
	unsigned           many;    /* how many times it may come; 0 or 1: once (twice is FORM_TWICE) */
	const char *const *choices; /* field_choice: the values, ended by NULL */
	int64_t            least, most; /* field_number, both 0: any */
	uint64_t           accept;  /* field_file: ACCEPTS(FILE_JPEG) | ACCEPTS(FILE_PNG): by content, never by name */
};

#define ACCEPTS(file_type) (UINT64_C(1) << (file_type))

/* The kinds. What people type is forgiven where the meaning is sure (spaces, dots, dashes, invisible characters in numbers and codes). */
field_reader field_line;     /* one line; newlines become spaces */
field_reader field_text;     /* several lines */
field_reader field_name;     /* a person's or office's name: one line, no control or bidi characters */
field_reader field_phone;    /* base/fold.h's phone_read; text: "+84912345678" */
field_reader field_email;    /* one address; no quoting, no comments */
field_reader field_number;   /* whole number within least..most; 1.000 is a thousand */
field_reader field_day;      /* 31/01/2020, 31-1-2020, 2020-01-31 */
field_reader field_choice;   /* one of `choices`, exactly */
field_reader field_flag;     /* a ticked box: on, 1, true, yes, co */
field_reader field_code;     /* a matter's code: `max` characters of Crockford's alphabet, O I L forgiven */
field_reader field_id;       /* a unit, desk, account, step: [A-Za-z0-9._-]+ */
field_reader field_secret;   /* a password: kept byte for byte, not normalised, never shown again (typed stays empty) */
field_reader field_token;    /* base64url of our own making */
field_reader field_rest;     /* for {rest*} in a path: segments of [A-Za-z0-9._-]+ between slashes, no ".." */
field_reader field_file;     /* a file: goes to the route's sink in pieces; given.number: how many came */

#define FORM_MISSING "form.missing"       /* name: label; basis */
#define FORM_TOO_LONG "form.too_long"     /* name; number: code points given; limit */
#define FORM_NOT_TEXT "form.not_text"     /* name: bytes that are not UTF-8 */
#define FORM_TWICE "form.twice"           /* name; limit: how many */
#define FORM_EMAIL "form.email"           /* name; value */
#define FORM_NUMBER "form.number"         /* name; value; number: least; limit: most */
#define FORM_DAY "form.day"               /* name; value */
#define FORM_CHOICE "form.choice"         /* name; expected: the choices */
#define FORM_CODE "form.code"             /* name; limit: how many characters */
#define FORM_ID "form.id"
#define FORM_NAME "form.name"
#define FORM_TYPE "form.type"             /* name: a JSON member of the wrong type; expected */
#define FORM_FILE_EMPTY "form.file_empty" /* value: file name */
#define FORM_FILE_LARGE "form.file_large" /* value: file name; limit: bytes; expected: the same in words */
#define FORM_FILE_KIND "form.file_kind"   /* value: file name; expected: the kinds that are taken */
#define FORM_FILE_HEIC "form.file_heic"   /* value: file name: how to make a JPEG of it */
#define FORM_FILE_MANY "form.file_many"   /* limit */

/* One file on its way in. */
struct upload {
	size_t       field;     /* index in the form */
	struct text  file_name; /* as sent, cleaned: last segment, NFC, at most 120 code points; only for showing */
	enum file_type found;   /* by its first bytes (base/sniff.h) */
	size_t       size;      /* so far */
	struct error error;     /* code set: refused, no more pieces come */
	void        *state;     /* the sink's own */
};
struct request;
/* Where a route's files go. Called in the worker's thread while the body arrives; rights and the CSRF token have been checked before the first call.
 * `piece` may call request_suspend with its own `then`: no more bytes are read until request_finish. A false return with `error` set refuses this file alone. */
struct file_sink {
	bool (*begin)(struct request *, struct upload *, struct error *);
	bool (*piece)(struct request *, struct upload *, struct text bytes, struct error *); /* at most 64 KiB */
	void (*end)(struct request *, struct upload *, bool whole); /* whole: all came and nothing was refused */
};
