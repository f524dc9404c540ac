/* page.h - the page compiler's inside: HTML with holes becomes C functions (docs/pages.md has the language).
 *
 *   page.c        command line, walk over the folder, the files written
 *   page_html.c   where in the HTML we stand, letter by letter; white space; what is constant
 *   page_hole.c   {…}: values, if, for, use, let
 *   page_say.c    {_ …} and _("…"): sentences in two languages
 *
 * What is constant gathers in `text`, once for each language; a hole writes it out as C and adds its own line. */
#pragma once
#include "buf.h"
#include "po_read.h"

#include <setjmp.h>

enum { VI, EN, LANGS };

/* Where a hole may stand, and how it is escaped there. */
enum where {
	IN_TEXT,   /* between tags */
	IN_WORDS,  /* inside <title> or <textarea>: no tags */
	IN_JSON,   /* <script type="application/json"> */
	IN_TAG,    /* where attributes stand */
	IN_VALUE,  /* between the quotes of an attribute */
};
enum attribute { ATTR_PLAIN, ATTR_HUMAN, ATTR_URL, ATTR_CONSTANT };

struct element {
	char name[24];
	int  line;
	bool keeps_space;   /* pre, textarea */
	bool own_words;     /* code, kbd, samp, translate="no": letters need no translation */
};

struct html {
	enum where     where;
	enum attribute attribute;
	char           quote;
	bool           value_begun;      /* something of the attribute's value is written */
	bool           json_string, json_escape;
	bool           closing;          /* the tag being read is an end tag */
	bool           script_is_json, translate_no;
	char           name[24];         /* of the attribute */
	char           head[24];         /* first constant bytes of its value */
	struct element tag;              /* the tag being read */
	struct element open[64];
	int            depth;
};

enum block_kind { BLOCK_IF, BLOCK_FOR };
struct block {
	enum block_kind kind;
	int             line, column;
	bool            has_else;
	struct html     before;
};

struct function {
	const char *file, *kind, *name, *parameters, *include;
};

struct compiler {
	const char     *file;       /* as shown and as in #line */
	const char     *start, *at, *end;
	const struct po *en;
	jmp_buf         give_up;    /* an error ends the file, not the run */
	int             missing;    /* sentences without English */
	struct function function;
	bool            opens, closes;

	struct html     html;
	bool            space, space_newline, after_block, after_control;
	struct block    blocks[32];
	int             blocks_n;

	struct buf      text[LANGS];
	struct buf      code;
};

/* page.c */
_Noreturn void refuse(struct compiler *, const char *at, const char *format, ...) __attribute__((format(printf, 3, 4)));
void position(const struct compiler *, const char *at, int *ret_line, int *ret_column);

/* page_html.c */
void html_step(struct compiler *);                     /* takes what stands at `at`, which is no hole */
void put(struct compiler *, const char *s, size_t n);  /* constant, in both languages */
void put_lang(struct compiler *, int lang, const char *s, size_t n);
void flush(struct compiler *);                         /* the constant text so far becomes C */
void space_before_value(struct compiler *);            /* a hole that writes something follows */
void space_before_control(struct compiler *);          /* a hole that only steers follows */
void code_line(struct compiler *, const char *at);     /* #line for what follows */
void html_end(struct compiler *);
/* The letter at s (Latin, with Vietnamese marks) as its length; 0 when it is none. */
int letter(const char *s);

/* page_hole.c */
void hole(struct compiler *);                          /* `at` is on its brace */
/* The C that writes `expression` (perhaps with a word like "date" in front) where we stand now. */
void value_code(struct compiler *, struct buf *to, const char *at, const char *expression);
/* Behind the brace that closes the one at `at`; `quotes` are C strings in which braces don't count. */
const char *hole_end(struct compiler *, const char *at, bool quotes);

/* page_say.c */
void sentence_hole(struct compiler *, const char *at, const char *inside, const char *end);
/* `expression` with each _("…") as a text in the page's language. */
char *with_sentences(struct compiler *, const char *at, const char *expression);
