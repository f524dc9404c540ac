/* page_html.c - where in the HTML the compiler stands. It is stricter than HTML: attributes are quoted, tags are closed, no script or style stands
 * inside a page. So each place in which a value can do harm is known. */
#include "page.h"

#include <strings.h>

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '_';
}

static bool is_one_of(const char *name, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

static const char *const void_tags[] = { "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", NULL };
static const char *const inline_tags[] = { "a", "abbr", "b", "br", "button", "cite", "code", "dfn", "em", "i", "img", "input", "kbd", "label", "mark",
	"meter", "output", "progress", "q", "s", "samp", "select", "small", "span", "strong", "sub", "sup", "svg", "textarea", "time", "tspan", "u", "var",
	NULL };
static const char *const url_attributes[] = { "href", "src", "action", "formaction", "poster", "cite", "data", "xlink:href", "manifest", NULL };
static const char *const constant_attributes[] = { "srcset", "imagesrcset", "ping", "http-equiv", "is", "target", NULL };
static const char *const human_attributes[] = { "alt", "title", "aria-label", "placeholder", "aria-description", "aria-roledescription",
	"aria-valuetext", NULL };
static const char *const schemes[] = { "http", "https", "mailto", "tel", NULL };

int letter(const char *s)
{
	unsigned char a = (unsigned char)s[0], b = (unsigned char)s[1];
	if ((a >= 'a' && a <= 'z') || (a >= 'A' && a <= 'Z'))
		return 1;
	if (a >= 0xC3 && a <= 0xC9 && !(a == 0xC3 && (b == 0x97 || b == 0xB7)))
		return 2;
	return a == 0xE1 && b >= 0xB8 && b <= 0xBB ? 3 : 0;
}

void put_lang(struct compiler *c, int lang, const char *s, size_t n) { buf_add(&c->text[lang], s, n); }

void put(struct compiler *c, const char *s, size_t n)
{
	for (int l = 0; l < LANGS; l++)
		put_lang(c, l, s, n);
}

static void put_byte(struct compiler *c, char byte) { put(c, &byte, 1); }

static void literal(struct buf *code, const struct buf *text)
{
	static const size_t line = 150;
	size_t              start = 0;
	do {
		size_t end = start + line < text->len ? start + line : text->len;
		while (end < text->len && ((unsigned char)text->at[end] & 0xC0) == 0x80)
			end++;
		buf_c(code, start ? "\"\n\t\t\"" : "\"");
		buf_c_literal(code, text->at + start, end - start);
		start = end;
	} while (start < text->len);
	buf_byte(code, '"');
}

void flush(struct compiler *c)
{
	struct buf *vi = &c->text[VI], *en = &c->text[EN];
	if (vi->len == 0 && en->len == 0)
		return;
	if (vi->len == en->len && memcmp(vi->at, en->at, vi->len) == 0) {
		buf_c(&c->code, "\tPUT(");
		literal(&c->code, vi);
	} else {
		buf_c(&c->code, "\tPUT_BY_LANGUAGE(");
		literal(&c->code, vi);
		buf_c(&c->code, ",\n\t\t");
		literal(&c->code, en);
	}
	buf_c(&c->code, ");\n");
	vi->len = en->len = 0;
}

void code_line(struct compiler *c, const char *at)
{
	int line, column;
	position(c, at, &line, &column);
	buf_print(&c->code, "#line %d \"%s\"\n", line, c->file);
}

/* ---- white space ---- */

static void space_forget(struct compiler *c) { c->space = c->space_newline = false; }

void space_before_value(struct compiler *c)
{
	bool drop = c->after_block || (c->after_control && c->space_newline);
	if (c->space && !drop && c->html.where != IN_TAG)
		put_byte(c, ' ');
	space_forget(c);
	c->after_block = c->after_control = false;
}

void space_before_control(struct compiler *c)
{
	if (c->space && !c->space_newline && !c->after_block && c->html.where != IN_TAG)
		put_byte(c, ' ');
	space_forget(c);
	c->after_block = false;
	c->after_control = true;
}

static void space_before_tag(struct compiler *c, const char *tag)
{
	bool is_block = !is_one_of(tag, inline_tags);
	if (is_block)
		space_forget(c);
	else
		space_before_value(c);
}

static struct element *innermost(struct compiler *c) { return c->html.depth > 0 ? &c->html.open[c->html.depth - 1] : NULL; }

static bool keeps_space(struct compiler *c) { return innermost(c) && innermost(c)->keeps_space; }

/* ---- text ---- */

static void refuse_letters(struct compiler *c, const char *at)
{
	if (letter(at) && !(innermost(c) && innermost(c)->own_words))
		refuse(c, at, "words outside a sentence stay untranslated: write {_ …}, or translate=\"no\" on the element");
}

/* "&nbsp;" has letters that are no words. */
static size_t entity(const char *s)
{
	size_t n = 1;
	if (*s != '&')
		return 0;
	while (is_name(s[n]) || s[n] == '#')
		n++;
	return s[n] == ';' ? n + 1 : 0;
}

static void text_step(struct compiler *c)
{
	size_t n = entity(c->at);
	if (is_space(*c->at) && !keeps_space(c)) {
		c->space = true;
		c->space_newline = c->space_newline || *c->at == '\n';
		c->at++;
		return;
	}
	if (*c->at == '&' && n == 0)
		refuse(c, c->at, "a bare & : write &amp;");
	space_before_value(c);
	if (n == 0) {
		refuse_letters(c, c->at);
		n = 1;
		while (((unsigned char)c->at[n] & 0xC0) == 0x80)
			n++;
	}
	put(c, c->at, n);
	c->at += n;
}

/* ---- tags ---- */

/* {if …}, {elif …}, {else}, {for …}, {end}: they write nothing themselves. */
static bool steers(const char *brace)
{
	static const char *const words[] = { "{if ", "{elif ", "{else}", "{for ", "{end}", NULL };
	for (const char *const *w = words; *w; w++)
		if (strncmp(brace, *w, strlen(*w)) == 0)
			return true;
	return false;
}

static void name_read(struct compiler *c, char *ret, size_t room, const char *what)
{
	size_t n = 0;
	while (is_name(c->at[n]))
		n++;
	if (c->at[n] == '{' && !steers(c->at + n))
		refuse(c, c->at + n, "a hole in the name of %s", what);
	if (n == 0 || n >= room || !letter(c->at))
		refuse(c, c->at, "no name of %s", what);
	for (size_t i = 0; i < n; i++)
		ret[i] = c->at[i];
	ret[n] = 0;
	c->at += n;
}

static void comment_skip(struct compiler *c)
{
	const char *end = strstr(c->at, "-->"), *brace = strchr(c->at, '{');
	if (!end)
		refuse(c, c->at, "the comment does not end");
	if (brace && brace < end)
		refuse(c, brace, "a hole in a comment: comments are dropped");
	c->at = end + 3;
}

static void doctype_copy(struct compiler *c)
{
	const char *end = strchr(c->at, '>');
	if (!end || strncasecmp(c->at, "<!doctype html", 14) != 0)
		refuse(c, c->at, "only <!doctype html> and comments begin with <!");
	space_forget(c);
	put(c, c->at, (size_t)(end + 1 - c->at));
	c->at = end + 1;
	c->after_block = true;
}

static void tag_begin(struct compiler *c)
{
	const char *tag = c->at;
	c->at++;
	c->html.closing = *c->at == '/';
	if (c->html.closing)
		c->at++;
	if (*c->at == '{')
		refuse(c, c->at, "a hole as the name of a tag");
	int line, column;
	position(c, tag, &line, &column);
	c->html.tag = (struct element){ .line = line };
	name_read(c, c->html.tag.name, sizeof(c->html.tag.name), "a tag");
	if (strcmp(c->html.tag.name, "style") == 0)
		refuse(c, tag, "no <style> in a page: what it looks like stands in assets/style.css");
	space_before_tag(c, c->html.tag.name);
	put(c, tag, (size_t)(c->at - tag));
	c->html.script_is_json = c->html.translate_no = false;
	c->html.where = IN_TAG;
	space_forget(c);
}

static void step_in_text(struct compiler *c)
{
	if (*c->at != '<')
		text_step(c);
	else if (strncmp(c->at, "<!--", 4) == 0)
		comment_skip(c);
	else if (c->at[1] == '!')
		doctype_copy(c);
	else
		tag_begin(c);
}

static void step_in_words(struct compiler *c)
{
	if (*c->at != '<') {
		text_step(c);
		return;
	}
	const char *name = innermost(c)->name;
	if (c->at[1] != '/' || strncmp(c->at + 2, name, strlen(name)) != 0)
		refuse(c, c->at, "no tags inside <%s>", name);
	if (c->html.where == IN_WORDS && strcmp(name, "title") == 0)
		space_forget(c);
	tag_begin(c);
}

static void step_in_json(struct compiler *c)
{
	struct html *h = &c->html;
	if (strncmp(c->at, "</script", 8) == 0) {
		if (h->json_string)
			refuse(c, c->at, "the script ends inside a string of its JSON");
		tag_begin(c);
		return;
	}
	if (*c->at == '<' || *c->at == '&')
		refuse(c, c->at, "in JSON write \\u003c for < and \\u0026 for &");
	bool drop = !h->json_string && is_space(*c->at);
	if (!drop)
		put_byte(c, *c->at);
	if (*c->at == '"' && !h->json_escape)
		h->json_string = !h->json_string;
	h->json_escape = h->json_string && *c->at == '\\' && !h->json_escape;
	c->at++;
}

static void element_open(struct compiler *c, const char *at, bool self_closed)
{
	struct html    *h = &c->html;
	struct element *e = &h->tag;
	const char     *name = e->name;
	bool            is_script = strcmp(name, "script") == 0;
	if (self_closed || is_one_of(name, void_tags))
		return;
	if (h->depth == (int)(sizeof(h->open) / sizeof(h->open[0])))
		refuse(c, at, "tags nested too deep");
	struct element *around = innermost(c);
	e->keeps_space = strcmp(name, "pre") == 0 || strcmp(name, "textarea") == 0 || (around && around->keeps_space);
	e->own_words = h->translate_no || strcmp(name, "code") == 0 || strcmp(name, "kbd") == 0 || strcmp(name, "samp") == 0 ||
		       (around && around->own_words);
	h->open[h->depth++] = *e;
	if (strcmp(name, "title") == 0 || strcmp(name, "textarea") == 0)
		h->where = IN_WORDS;
	if (strcmp(name, "textarea") == 0)
		put_byte(c, '\n'); /* HTML drops the first newline: without one of ours, one that was typed would be lost */
	if (is_script && h->script_is_json) {
		h->where = IN_JSON;
		h->json_string = h->json_escape = false;
	} else if (is_script && strncmp(c->at, "</script>", 9) != 0) {
		refuse(c, c->at, "no script inside a page: it stands in assets/danvan.js");
	}
}

static void element_close(struct compiler *c, const char *at)
{
	struct html    *h = &c->html;
	struct element *last = innermost(c);
	if (!last && c->closes)
		return;
	if (!last)
		refuse(c, at, "</%s> closes nothing", h->tag.name);
	if (strcmp(last->name, h->tag.name) != 0)
		refuse(c, at, "</%s> where <%s> of line %d is still open", h->tag.name, last->name, last->line);
	h->depth--;
}

static void tag_end(struct compiler *c, bool self_closed)
{
	const char *at = c->at;
	c->at += self_closed ? 2 : 1;
	put(c, at, (size_t)(c->at - at));
	space_forget(c);
	c->html.where = IN_TEXT;
	c->after_block = !is_one_of(c->html.tag.name, inline_tags);
	c->after_control = false;
	if (c->html.closing)
		element_close(c, at);
	else
		element_open(c, at, self_closed);
}

/* ---- attributes ---- */

static enum attribute attribute_kind(struct compiler *c, const char *at, const char *name)
{
	if (strncmp(name, "on", 2) == 0)
		refuse(c, at, "no event handler in a page: the content security policy forbids it");
	if (strcmp(name, "style") == 0 || strcmp(name, "srcdoc") == 0)
		refuse(c, at, "no %s attribute in a page: the content security policy forbids it", name);
	if (is_one_of(name, url_attributes))
		return ATTR_URL;
	if (is_one_of(name, constant_attributes))
		return ATTR_CONSTANT;
	return is_one_of(name, human_attributes) ? ATTR_HUMAN : ATTR_PLAIN;
}

static void attribute_begin(struct compiler *c)
{
	const char  *at = c->at;
	struct html *h = &c->html;
	name_read(c, h->name, sizeof(h->name), "an attribute");
	h->attribute = attribute_kind(c, at, h->name);
	if (h->closing)
		refuse(c, at, "an attribute on an end tag");
	put_byte(c, ' ');
	put(c, at, (size_t)(c->at - at));
	if (*c->at != '=')
		return;
	c->at++;
	if (*c->at != '"' && *c->at != '\'')
		refuse(c, c->at, *c->at == '{' ? "a hole as a value without quotes" : "a value without quotes");
	h->quote = *c->at++;
	put_byte(c, '=');
	put_byte(c, h->quote);
	h->where = IN_VALUE;
	h->value_begun = false;
	h->head[0] = 0;
}

static void step_in_tag(struct compiler *c)
{
	if (is_space(*c->at))
		c->at++;
	else if (*c->at == '>')
		tag_end(c, false);
	else if (c->at[0] == '/' && c->at[1] == '>')
		tag_end(c, true);
	else if (is_name(*c->at))
		attribute_begin(c);
	else
		refuse(c, c->at, "what is no attribute inside a tag");
}

static void value_end(struct compiler *c)
{
	struct html *h = &c->html;
	char        *colon = strchr(h->head, ':');
	size_t       scheme = strcspn(h->head, ":/?#");
	if (h->attribute == ATTR_URL && colon && (size_t)(colon - h->head) == scheme) {
		*colon = 0;
		if (!is_one_of(h->head, schemes))
			refuse(c, c->at, "an address that begins with %s:", h->head);
		*colon = ':';
	}
	if (strcmp(h->name, "type") == 0 && strcmp(h->tag.name, "script") == 0)
		h->script_is_json = strcmp(h->head, "application/json") == 0 || strcmp(h->head, "application/ld+json") == 0;
	if (strcmp(h->name, "translate") == 0)
		h->translate_no = strcmp(h->head, "no") == 0;
	put_byte(c, h->quote);
	c->at++;
	h->where = IN_TAG;
}

static void step_in_value(struct compiler *c)
{
	struct html *h = &c->html;
	size_t       n = strlen(h->head), skip = entity(c->at);
	if (*c->at == h->quote) {
		value_end(c);
		return;
	}
	if (*c->at == '<')
		refuse(c, c->at, "< inside an attribute: write &lt;");
	if (h->attribute == ATTR_HUMAN && !skip && letter(c->at) && !h->translate_no)
		refuse(c, c->at, "words outside a sentence stay untranslated: write {_ …}");
	h->value_begun = true;
	skip = skip ? skip : 1;
	if (n + skip < sizeof(h->head)) {
		memcpy(h->head + n, c->at, skip);
		h->head[n + skip] = 0;
	}
	if (is_space(*c->at))
		put_byte(c, ' ');
	else
		put(c, c->at, skip);
	bool was_space = is_space(*c->at);
	c->at += skip;
	while (was_space && is_space(*c->at))
		c->at++;
}

void html_step(struct compiler *c)
{
	static void (*const steps[])(struct compiler *) = {
		[IN_TEXT] = step_in_text, [IN_WORDS] = step_in_words, [IN_JSON] = step_in_json,
		[IN_TAG] = step_in_tag,   [IN_VALUE] = step_in_value,
	};
	steps[c->html.where](c);
}

void html_end(struct compiler *c)
{
	struct element *open = innermost(c);
	if (c->html.where != IN_TEXT)
		refuse(c, c->end, "the file ends inside a tag");
	if (open && !c->opens)
		refuse(c, c->end, "<%s> of line %d is not closed", open->name, open->line);
	flush(c);
}
