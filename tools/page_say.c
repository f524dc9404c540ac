/* page_say.c - sentences: Vietnamese stands in the page, English in po/, and both become constants of the program. */
#include "page.h"

struct piece {
	char *text;             /* constant words; NULL: a hole */
	char *name;             /* of the hole */
	char *expression;
	char *one, *other;      /* a plural instead of the number */
	const char *at;
};
struct pieces {
	struct piece row[48];
	size_t       n;
};

static bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/* White space as single blanks, none at the ends. */
static char *squeezed(const char *s, const char *end)
{
	struct buf b = { 0 };
	buf_add(&b, "", 0);
	for (; s < end; s++) {
		bool blank = *s == ' ' || *s == '\t' || *s == '\n' || *s == '\r';
		if (!blank)
			buf_byte(&b, *s);
		else if (b.len > 0 && b.at[b.len - 1] != ' ')
			buf_byte(&b, ' ');
	}
	if (b.len > 0 && b.at[b.len - 1] == ' ')
		b.at[--b.len] = 0;
	return b.at;
}

static struct piece *piece_add(struct compiler *c, struct pieces *p, const char *at)
{
	if (p->n == sizeof(p->row) / sizeof(p->row[0]))
		refuse(c, at, "a sentence with too many holes");
	p->row[p->n] = (struct piece){ .at = at };
	return &p->row[p->n++];
}

static void text_add(struct compiler *c, struct pieces *p, const char *from, const char *to)
{
	if (from < to)
		piece_add(c, p, from)->text = must(strndup(from, (size_t)(to - from)));
}

/* "name=expression", or an expression whose last word names the hole: {v->due} is {due}. */
static void hole_name(struct compiler *c, struct piece *p, const char *inside)
{
	size_t n = 0;
	while (is_word(inside[n]))
		n++;
	if (n > 0 && inside[n] == '=' && inside[n + 1] != '=') {
		p->name = must(strndup(inside, n));
		p->expression = must(strdup(inside + n + 1));
		return;
	}
	size_t end = strlen(inside), start = end;
	while (start > 0 && is_word(inside[start - 1]))
		start--;
	if (start == end)
		refuse(c, p->at, "the hole has no name: write {name=%s}", inside);
	p->name = must(strdup(inside + start));
	p->expression = must(strdup(inside));
}

/* The page's own sentence; its msgid has the holes by name. */
static char *own_read(struct compiler *c, struct pieces *p, const char *s, const char *end)
{
	struct buf id = { 0 }, source = { 0 };
	buf_add(&source, "", 0);
	const char *from = s;
	for (; s < end; s++) {
		if (*s == '}')
			refuse(c, s, "a lone } in a sentence");
		if (*s != '{')
			continue;
		const char *behind = hole_end(c, s, true);
		buf_add(&id, from, (size_t)(s - from));
		text_add(c, p, from, s);
		struct piece *hole = piece_add(c, p, s);
		hole_name(c, hole, squeezed(s + 1, behind - 1));
		buf_print(&id, "{%s}", hole->name);
		from = behind;
		s = behind - 1;
	}
	text_add(c, p, from, end);
	buf_add(&id, from, (size_t)(end - from));
	return squeezed(id.at, id.at + id.len);
}

static const struct piece *hole_called(const struct pieces *p, const char *name, size_t len)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->row[i].name && strlen(p->row[i].name) == len && strncmp(p->row[i].name, name, len) == 0)
			return &p->row[i];
	return NULL;
}

/* One language's words: text, {name} and {name|one|other}. Holes are those of `own`. */
static void words_read(struct compiler *c, struct pieces *p, const struct pieces *own, const char *at, const char *words, const char *whence)
{
	const char *from = words, *s = words;
	for (; *s; s++) {
		if (*s != '{')
			continue;
		text_add(c, p, from, s);
		size_t      n = strcspn(s + 1, "|}");
		const char *end = strchr(s, '}');
		if (!end)
			refuse(c, at, "%s: a hole does not end", whence);
		const struct piece *of = hole_called(own, s + 1, n);
		if (!of)
			refuse(c, at, "%s: {%.*s} is no hole of this sentence", whence, (int)n, s + 1);
		struct piece *hole = piece_add(c, p, of->at);
		hole->name = of->name;
		hole->expression = of->expression;
		if (s[1 + n] == '|') {
			const char *one = s + n + 2, *bar = strchr(one, '|');
			if (!bar || bar > end)
				refuse(c, at, "%s: a plural is {name|one|other}", whence);
			hole->one = must(strndup(one, (size_t)(bar - one)));
			hole->other = must(strndup(bar + 1, (size_t)(end - bar - 1)));
		}
		from = end + 1;
		s = end;
	}
	text_add(c, p, from, s);
}

/* ---- tags inside a sentence ---- */

static const char *const tags_allowed[] = { "<b>", "</b>", "<strong>", "</strong>", "<em>", "</em>", "<br>", "<code>", "</code>", "<kbd>", "</kbd>",
	"</a>", "<a href=\"", NULL };

static int order(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* The sentence's tags, sorted: both languages must have the same, with the same addresses. */
static char *tags_of(struct compiler *c, const char *at, const char *s, const char *whence)
{
	char      *tags[64];
	size_t     n = 0;
	struct buf all = { 0 };
	buf_add(&all, "", 0);
	for (s = strchr(s, '<'); s && n < 64; s = strchr(s + 1, '<')) {
		const char *end = strchr(s, '>');
		bool        known = false;
		for (const char *const *t = tags_allowed; *t; t++)
			known = known || strncmp(s, *t, strlen(*t)) == 0;
		if (!end || !known || memchr(s, '{', (size_t)(end - s)) || (s[1] == 'a' && s[9] != '/' && s[9] != '#'))
			refuse(c, at, "%s: in a sentence stand only b, strong, em, br, code, kbd, and a with a fixed address of ours", whence);
		tags[n++] = must(strndup(s, (size_t)(end + 1 - s)));
	}
	qsort(tags, n, sizeof(*tags), order);
	for (size_t i = 0; i < n; i++)
		buf_c(&all, tags[i]);
	return all.at;
}

/* ---- writing ---- */

static void text_put(struct compiler *c, int lang, const char *s)
{
	for (; *s; s++) {
		if (c->html.where == IN_VALUE && *s == c->html.quote)
			put_lang(c, lang, *s == '"' ? "&quot;" : "&#39;", *s == '"' ? 6 : 5);
		else
			put_lang(c, lang, s, 1);
	}
}

static bool same_holes(const struct pieces *a, const struct pieces *b)
{
	size_t i = 0, j = 0;
	for (;; i++, j++) {
		while (i < a->n && a->row[i].text)
			i++;
		while (j < b->n && b->row[j].text)
			j++;
		if (i == a->n || j == b->n)
			return i == a->n && j == b->n;
		if (a->row[i].one || b->row[j].one || strcmp(a->row[i].name, b->row[j].name) != 0)
			return false;
	}
}

/* The same holes in the same order: only the words between them differ. */
static void side_by_side(struct compiler *c, const struct pieces *vi, const struct pieces *en)
{
	size_t i = 0, j = 0;
	do {
		for (; i < vi->n && vi->row[i].text; i++)
			text_put(c, VI, vi->row[i].text);
		for (; j < en->n && en->row[j].text; j++)
			text_put(c, EN, en->row[j].text);
		if (i < vi->n) {
			struct buf line = { 0 };
			value_code(c, &line, vi->row[i].at, vi->row[i].expression);
			flush(c);
			code_line(c, vi->row[i].at);
			buf_c(&c->code, line.at);
			i++, j++;
		}
	} while (i < vi->n || j < en->n);
}

static void one_language(struct compiler *c, const struct pieces *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct piece *r = &p->row[i];
		struct buf          line = { 0 };
		if (r->text) {
			text_put(c, VI, r->text);
			text_put(c, EN, r->text);
			continue;
		}
		flush(c);
		if (r->one) {
			buf_print(&line, "\tout_plural(o, (%s), \"", r->expression);
			buf_c_literal(&line, r->one, strlen(r->one));
			buf_c(&line, "\", \"");
			buf_c_literal(&line, r->other, strlen(r->other));
			buf_c(&line, "\");\n");
		} else {
			value_code(c, &line, r->at, r->expression);
		}
		code_line(c, r->at);
		buf_c(&c->code, line.at);
	}
	flush(c);
}

static void apart(struct compiler *c, const struct pieces *vi, const struct pieces *en)
{
	flush(c);
	buf_c(&c->code, "\tif (o->lang == LANG_VI) {\n");
	one_language(c, vi);
	buf_c(&c->code, "\t} else {\n");
	one_language(c, en);
	buf_c(&c->code, "\t}\n");
}

/* The English words, or the Vietnamese ones after a complaint: all that is missing is told in one run. */
static const char *english(struct compiler *c, const char *at, const char *id, const char **ret_whence)
{
	const struct sentence *s = po_find(c->en, id);
	*ret_whence = c->file;
	if (s && *s->str) {
		struct buf b = { 0 };
		buf_print(&b, "%s:%d", s->file, s->line);
		*ret_whence = b.at;
		return s->str;
	}
	int        line, column;
	struct buf quoted = { 0 };
	position(c, at, &line, &column);
	for (const char *q = id; *q; q++)
		buf_print(&quoted, *q == '"' || *q == '\\' ? "\\%c" : "%c", *q);
	fprintf(stderr, "%s:%d:%d: no English for this sentence; add to po/:\nmsgid \"%s\"\nmsgstr \"\"\n\n", c->file, line, column, quoted.at);
	c->missing++;
	return id;
}

void sentence_hole(struct compiler *c, const char *at, const char *inside, const char *end)
{
	struct pieces own = { 0 }, vi = { 0 }, en = { 0 };
	struct html  *h = &c->html;
	if (h->where == IN_TAG || h->where == IN_JSON || (h->where == IN_VALUE && h->attribute != ATTR_PLAIN && h->attribute != ATTR_HUMAN))
		refuse(c, at, "a sentence stands in text or in an attribute that people read");
	char *id = own_read(c, &own, inside, end);
	if (!*id)
		refuse(c, at, "an empty sentence");
	const char *whence, *words = english(c, at, id, &whence);
	char       *tags = tags_of(c, at, id, c->file);
	if (*tags && h->where != IN_TEXT)
		refuse(c, at, "tags in a sentence where none can stand");
	if (strcmp(tags, tags_of(c, at, words, whence)) != 0)
		refuse(c, at, "%s: other tags than the Vietnamese has", whence);
	words_read(c, &vi, &own, at, id, c->file);
	words_read(c, &en, &own, at, words, whence);
	space_before_value(c);
	if (same_holes(&vi, &en))
		side_by_side(c, &vi, &en);
	else
		apart(c, &vi, &en);
	h->value_begun = true;
}

/* Reads the C string at *s (on its quote); *s ends behind the closing quote. */
static char *c_string(struct compiler *c, const char *at, const char **s)
{
	struct buf b = { 0 };
	buf_add(&b, "", 0);
	for ((*s)++; **s != '"'; (*s)++) {
		if (!**s)
			refuse(c, at, "_(\"…\") does not end");
		if (**s == '\\')
			(*s)++;
		buf_byte(&b, **s);
	}
	(*s)++;
	return b.at;
}

char *with_sentences(struct compiler *c, const char *at, const char *s)
{
	struct buf out = { 0 };
	buf_add(&out, "", 0);
	char quote = 0;
	for (const char *start = s; *s;) {
		bool begins = !quote && s[0] == '_' && s[1] == '(' && s[2] == '"' && (s == start || !is_word(s[-1]));
		if (!begins) {
			if (quote && *s == '\\')
				buf_byte(&out, *s++);
			else if (quote ? *s == quote : (*s == '"' || *s == '\''))
				quote = quote ? 0 : *s;
			buf_byte(&out, *s++);
			continue;
		}
		s += 2;
		char       *id = c_string(c, at, &s);
		const char *whence, *words = english(c, at, id, &whence);
		if (*s++ != ')' || strchr(id, '{'))
			refuse(c, at, "_(\"…\") holds one sentence without holes");
		buf_c(&out, "TEXT_BY_LANGUAGE(\"");
		buf_c_literal(&out, id, strlen(id));
		buf_c(&out, "\", \"");
		buf_c_literal(&out, words, strlen(words));
		buf_c(&out, "\")");
	}
	return out.at;
}
