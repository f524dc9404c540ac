/* page.c - the page compiler: HTML files of pages/ and pages/parts/ become C functions (docs/pages.md).
 *
 * Usage: page ROOT PO_FOLDER OUT.c OUT.h DEPFILE FOLDER|FILE...
 * Says every refused page (file:line:column) and every sentence without English before it fails. */
#include "page.h"

#include <sys/stat.h>

void position(const struct compiler *c, const char *at, int *ret_line, int *ret_column)
{
	*ret_line = *ret_column = 1;
	for (const char *s = c->start; s < at; s++) {
		if (*s == '\n') {
			++*ret_line;
			*ret_column = 1;
		} else if (((unsigned char)*s & 0xC0) != 0x80) {
			++*ret_column;
		}
	}
}

_Noreturn void refuse(struct compiler *c, const char *at, const char *format, ...)
{
	int     line, column;
	va_list list;
	position(c, at, &line, &column);
	fprintf(stderr, "%s:%d:%d: ", c->file, line, column);
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fputc('\n', stderr);
	longjmp(c->give_up, 1);
}

static bool word_is(const char **s, const char *word)
{
	size_t n = strlen(word);
	*s += strspn(*s, " ");
	if (strncmp(*s, word, n) != 0)
		return false;
	*s += n;
	return true;
}

/* <!-- page NAME(PARAMETERS) [from "header"] [opens] [closes] --> */
static void first_line(struct compiler *c)
{
	static const char usage[] = "the first line is <!-- page NAME(const struct NAME_view *v) --> or <!-- part … -->";
	const char       *s = c->start, *eol = strchrnul(s, '\n');
	if (!word_is(&s, "<!--"))
		refuse(c, c->start, "%s", usage);
	c->function.kind = word_is(&s, "page ") ? "page" : word_is(&s, "part ") ? "part" : NULL;
	const char *open = strchr(s, '('), *close = strchr(s, ')');
	if (!c->function.kind || !open || !close || close > eol || close < open)
		refuse(c, c->start, "%s", usage);
	s += strspn(s, " ");
	c->function.name = must(strndup(s, (size_t)(open - s)));
	c->function.parameters = must(strndup(open + 1, (size_t)(close - open - 1)));
	s = close + 1;
	if (word_is(&s, "from \"")) {
		const char *end = strchrnul(s, '"');
		c->function.include = must(strndup(s, (size_t)(end - s)));
		s = end + (*end == '"');
	}
	c->opens = word_is(&s, "opens");
	c->closes = word_is(&s, "closes");
	if (!word_is(&s, "-->"))
		refuse(c, s, "%s", usage);
	c->at = s;
}

static void signature(struct buf *b, const struct function *f)
{
	buf_print(b, "void %s_%s(struct out *o%s%s)", f->kind, f->name, *f->parameters ? ", " : "", f->parameters);
}

static void body(struct compiler *c)
{
	while (c->at < c->end) {
		if (c->at[0] == '{' && c->at[1] != '{') {
			hole(c);
			continue;
		}
		if (*c->at == '}' && c->at[1] != '}')
			refuse(c, c->at, "a lone }: write }} for a brace that is meant");
		if (*c->at == '{' || *c->at == '}')
			c->at++;
		html_step(c);
	}
	if (c->blocks_n > 0) {
		struct block *b = &c->blocks[c->blocks_n - 1];
		refuse(c, c->end, "{%s} of line %d has no {end}", b->kind == BLOCK_IF ? "if" : "for", b->line);
	}
	html_end(c);
}

/* A C function from the file. False when it is refused; sentences without English are counted and do not stop it. */
static bool compile(struct compiler *c, const char *path, const char *shown)
{
	size_t len;
	char  *text = file_text(path, &len);
	if (!text)
		return false;
	c->file = shown;
	c->start = c->at = text;
	c->end = text + len;
	c->after_block = true;
	if (setjmp(c->give_up))
		return false;
	first_line(c);
	c->function.file = shown;
	code_line(c, c->start);
	signature(&c->code, &c->function);
	buf_c(&c->code, "\n{\n");
	body(c);
	buf_c(&c->code, "}\n\n");
	return true;
}

/* One sentence has one English: two that differ would be taken by chance. */
static bool english_agrees(const struct po *en)
{
	bool good = true;
	for (size_t i = 1; i < en->n; i++) {
		const struct sentence *a = &en->rows[i - 1], *b = &en->rows[i];
		if (strcmp(a->id, b->id) != 0 || strcmp(a->str, b->str) == 0)
			continue;
		fprintf(stderr, "%s:%d: \"%s\" has other English in %s:%d\n", b->file, b->line, b->id, a->file, a->line);
		good = false;
	}
	return good;
}

struct run {
	const char *root;
	struct po   en;
	struct buf  code, prototypes, includes, seen;
	bool        good;
};

static void file_run(struct run *r, const char *path)
{
	static struct compiler c;
	memset(&c, 0, sizeof(c));
	c.en = &r->en;
	buf_print(&r->seen, "%s\n", path);
	bool good = compile(&c, path, path_below(path, r->root));
	r->good = r->good && good && c.missing == 0;
	if (!good)
		return;
	buf_add(&r->code, buf_text(&c.code), c.code.len);
	signature(&r->prototypes, &c.function);
	buf_c(&r->prototypes, ";\n");
	struct buf include = { 0 };
	if (c.function.include)
		buf_print(&include, "#include \"%s\"\n", c.function.include);
	if (c.function.include && !strstr(buf_text(&r->includes), include.at))
		buf_c(&r->includes, include.at);
}

static void path_run(struct run *r, const char *path)
{
	struct stat st;
	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
		file_run(r, path);
		return;
	}
	buf_print(&r->seen, "%s\n", path);
	for (char **name = folder_names(path); *name; name++) {
		struct buf  below = { 0 };
		const char *dot = strrchr(*name, '.');
		buf_print(&below, "%s/%s", path, *name);
		if (!dot || strcmp(dot, ".html") == 0)
			path_run(r, below.at);
	}
}

static bool results_put(struct run *r, char **argv)
{
	struct buf  header = { 0 }, code = { 0 };
	const char *slash = strrchr(argv[4], '/');
	buf_print(&header, "/* Made by tools/page.c from pages/. */\n#pragma once\n#include \"web/out.h\"\n#include \"web/views.h\"\n%s\n%s",
		  buf_text(&r->includes), buf_text(&r->prototypes));
	buf_print(&code, "/* Made by tools/page.c from pages/. */\n#include \"base/base.h\"\n#include \"%s\"\n#include \"web/out_page.h\"\n\n%s",
		  slash ? slash + 1 : argv[4], buf_text(&r->code));
	return file_put(argv[3], &code) && file_put(argv[4], &header) && depfile_put(argv[5], argv[3], &r->seen);
}

int main(int argc, char **argv)
{
	if (argc < 7) {
		fprintf(stderr, "usage: page ROOT PO_FOLDER OUT.c OUT.h DEPFILE FOLDER|FILE...\n");
		return 2;
	}
	struct run r = { .root = argv[1], .good = true };
	if (!po_read_folder(&r.en, argv[2], argv[1], "en", &r.seen))
		return 1;
	po_sort(&r.en);
	r.good = english_agrees(&r.en);
	for (int i = 6; i < argc; i++)
		path_run(&r, argv[i]);
	return r.good && results_put(&r, argv) ? 0 : 1;
}
