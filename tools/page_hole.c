/* page_hole.c - what stands between braces: values, and words that steer. */
#include "page.h"

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

const char *hole_end(struct compiler *c, const char *at, bool quotes)
{
	int  depth = 0;
	char quote = 0;
	for (const char *s = at; s < c->end; s++) {
		if (quote) {
			if (*s == '\\')
				s++;
			else if (*s == quote)
				quote = 0;
		} else if (*s == '{') {
			depth++;
		} else if (*s == '}') {
			if (--depth == 0)
				return s + 1;
		} else if ((*s == '"' || *s == '\'') && (quotes || depth > 1)) {
			quote = *s;
		}
	}
	refuse(c, at, "the hole does not end");
}

/* The hole's inside, trimmed, on one line. */
static char *one_line(const char *from, const char *to)
{
	struct buf b = { 0 };
	while (from < to && is_space(*from))
		from++;
	while (to > from && is_space(to[-1]))
		to--;
	buf_add(&b, from, (size_t)(to - from));
	for (size_t i = 0; i < b.len; i++)
		if (is_space(b.at[i]))
			b.at[i] = ' ';
	return b.at;
}

/* ---- values ---- */

/* Words that put a value into the reader's language: {date v->due} calls out_date. `everywhere`: its bytes can do no harm in any place. */
static const struct { const char *word; bool everywhere; } formats[] = {
	{ "date", false }, { "day", false }, { "month", false }, { "time", false }, { "int", false }, { "permille", false }, { "size", false },
	{ "days", false }, { "left", false }, { "error", false }, { "iso", true }, { NULL, false },
};

static int format_of(const char *expression, const char **ret_rest)
{
	size_t n = 0;
	while (is_word(expression[n]))
		n++;
	if (expression[n] != ' ')
		return -1;
	for (int i = 0; formats[i].word; i++) {
		if (strlen(formats[i].word) == n && strncmp(formats[i].word, expression, n) == 0) {
			*ret_rest = expression + n + 1;
			return i;
		}
	}
	return -1;
}

static const char *writer(struct compiler *c, const char *at)
{
	struct html *h = &c->html;
	switch (h->where) {
	case IN_TEXT:
	case IN_WORDS:
		return "out_html";
	case IN_JSON:
		if (h->json_string)
			refuse(c, at, "a hole inside a string of JSON: a hole writes its own quotes");
		return "out_json";
	case IN_TAG:
		refuse(c, at, h->closing ? "a hole in an end tag" : "a hole where an attribute stands: only {if}, {for} and {end} may");
	case IN_VALUE:
		break;
	}
	if (h->attribute == ATTR_CONSTANT)
		refuse(c, at, "a hole in %s: no value is safe there", h->name);
	if (h->attribute == ATTR_URL)
		return h->value_begun ? "out_part" : "out_url";
	return "out_attr";
}

void value_code(struct compiler *c, struct buf *to, const char *at, const char *expression)
{
	const char *rest, *by = writer(c, at);
	int         format = format_of(expression, &rest);
	bool        words_fit = c->html.where != IN_JSON && strcmp(by, "out_url") != 0 && strcmp(by, "out_part") != 0;
	if (format >= 0 && !words_fit && !formats[format].everywhere)
		refuse(c, at, "{%s …} makes words for people: give this place the bare value", formats[format].word);
	if (format >= 0 && c->html.where == IN_JSON)
		buf_print(to, "\tPUT(\"\\\"\"); out_%s(o, %s); PUT(\"\\\"\");\n", formats[format].word, with_sentences(c, at, rest));
	else if (format >= 0)
		buf_print(to, "\tout_%s(o, %s);\n", formats[format].word, with_sentences(c, at, rest));
	else
		buf_print(to, "\t%s(o, (%s));\n", by, with_sentences(c, at, expression));
}

static void value_hole(struct compiler *c, const char *at, const char *inside)
{
	struct buf line = { 0 };
	if (!*inside)
		refuse(c, at, "an empty hole; a brace that is meant is written {{ or }}");
	space_before_value(c);
	value_code(c, &line, at, inside);
	flush(c);
	code_line(c, at);
	buf_c(&c->code, line.at);
	c->html.value_begun = true;
}

/* ---- words that steer ---- */

static void steer(struct compiler *c, const char *at)
{
	space_before_control(c);
	flush(c);
	code_line(c, at);
}

/* A branch must leave the HTML where it found it, or what follows could not be escaped rightly. */
static void same_place(struct compiler *c, const char *at, const struct html *before)
{
	struct html *now = &c->html;
	bool         same = now->where == before->where && now->depth == before->depth &&
		    (now->where != IN_VALUE || (now->quote == before->quote && strcmp(now->name, before->name) == 0)) &&
		    (now->where != IN_JSON || now->json_string == before->json_string);
	for (int i = 0; same && i < now->depth; i++)
		same = strcmp(now->open[i].name, before->open[i].name) == 0;
	if (!same)
		refuse(c, at, "a branch must end where it began: in the same element, and in or outside the same tag");
}

static void block_begin(struct compiler *c, const char *at, enum block_kind kind)
{
	if (c->blocks_n == (int)(sizeof(c->blocks) / sizeof(c->blocks[0])))
		refuse(c, at, "blocks nested too deep");
	struct block *b = &c->blocks[c->blocks_n++];
	*b = (struct block){ .kind = kind, .before = c->html };
	position(c, at, &b->line, &b->column);
}

static struct block *block_now(struct compiler *c, const char *at, const char *word)
{
	if (c->blocks_n == 0)
		refuse(c, at, "{%s} without {if} or {for}", word);
	return &c->blocks[c->blocks_n - 1];
}

static void do_if(struct compiler *c, const char *at, const char *condition)
{
	if (!*condition)
		refuse(c, at, "{if} without a condition");
	steer(c, at);
	buf_print(&c->code, "\tif (%s) {\n", condition);
	block_begin(c, at, BLOCK_IF);
}

static void branch(struct compiler *c, const char *at, const char *word)
{
	struct block *b = block_now(c, at, word);
	if (b->kind != BLOCK_IF || b->has_else)
		refuse(c, at, "{%s} belongs to an {if}, before its {else}", word);
	same_place(c, at, &b->before);
	steer(c, at);
	bool begun = c->html.value_begun || b->before.value_begun;
	c->html = b->before;
	b->before.value_begun = begun;
}

static void do_elif(struct compiler *c, const char *at, const char *condition)
{
	branch(c, at, "elif");
	buf_print(&c->code, "\t} else if (%s) {\n", condition);
}

static void do_else(struct compiler *c, const char *at, const char *rest)
{
	branch(c, at, "else");
	if (*rest)
		refuse(c, at, "{else} takes no condition: {elif …} does");
	c->blocks[c->blocks_n - 1].has_else = true;
	buf_c(&c->code, "\t} else {\n");
}

static void do_end(struct compiler *c, const char *at, const char *rest)
{
	struct block *b = block_now(c, at, "end");
	same_place(c, at, &b->before);
	steer(c, at);
	buf_c(&c->code, "\t}\n");
	c->html.value_begun = c->html.value_begun || b->before.value_begun;
	c->blocks_n--;
}

/* {for r in v->rows} walks v->rows[0 … v->rows_n), r being a pointer; {for i, n} counts. */
static void do_for(struct compiler *c, const char *at, const char *rest)
{
	size_t n = 0;
	while (is_word(rest[n]))
		n++;
	const char *behind = rest + n;
	if (n == 0 || !(strncmp(behind, " in ", 4) == 0 || *behind == ','))
		refuse(c, at, "{for row in v->rows} or {for i, count}");
	steer(c, at);
	if (*behind == ',') {
		buf_print(&c->code, "\tfor (size_t %.*s = 0; %.*s < (size_t)(%s); %.*s++) {\n", (int)n, rest, (int)n, rest, behind + 1, (int)n, rest);
	} else {
		const char *list = behind + 4;
		buf_print(&c->code, "\tfor (size_t %.*s_i = 0; %.*s_i < (size_t)(%s_n); %.*s_i++) {\n", (int)n, rest, (int)n, rest, list, (int)n, rest);
		buf_print(&c->code, "\t__typeof__(&(%s)[0]) %.*s = &(%s)[%.*s_i];\n", list, (int)n, rest, list, (int)n, rest);
	}
	block_begin(c, at, BLOCK_FOR);
	c->html.value_begun = true;
}

static void do_use(struct compiler *c, const char *at, const char *call)
{
	const char *open = strchr(call, '(');
	size_t      n = strlen(call);
	if (!open || call[n - 1] != ')')
		refuse(c, at, "{use part(&v->part)}");
	if (c->html.where != IN_TEXT)
		refuse(c, at, "a part stands between tags only");
	char  *arguments = with_sentences(c, at, open + 1);
	size_t inner = strlen(arguments) - 1;
	steer(c, at);
	buf_print(&c->code, "\tpart_%.*s(o%s%.*s);\n", (int)(open - call), call, inner ? ", " : "", (int)inner, arguments);
}

static void do_let(struct compiler *c, const char *at, const char *declaration)
{
	if (!strchr(declaration, '='))
		refuse(c, at, "{let const struct row *r = …}");
	steer(c, at);
	buf_print(&c->code, "\t%s;\n", with_sentences(c, at, declaration));
}

static const struct { const char *word; void (*act)(struct compiler *, const char *at, const char *rest); } words[] = {
	{ "if", do_if }, { "elif", do_elif }, { "else", do_else }, { "end", do_end }, { "for", do_for }, { "use", do_use }, { "let", do_let },
};

void hole(struct compiler *c)
{
	const char *at = c->at;
	if (at[1] == '_' && is_space(at[2])) {
		c->at = hole_end(c, at, false);
		sentence_hole(c, at, at + 3, c->at - 1);
		return;
	}
	c->at = hole_end(c, at, true);
	char  *inside = one_line(at + 1, c->at - 1);
	size_t n = 0;
	while (is_word(inside[n]))
		n++;
	for (size_t i = 0; (inside[n] == ' ' || !inside[n]) && i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i].word) != n || strncmp(words[i].word, inside, n) != 0)
			continue;
		if (c->html.where == IN_TAG && c->html.closing)
			refuse(c, at, "a hole in an end tag");
		words[i].act(c, at, inside + n + (inside[n] == ' '));
		return;
	}
	value_hole(c, at, inside);
}
