/* po.c - makes the table of sentences for C (base/say.h) from po/.
 *
 * Usage: po ROOT PO_FOLDER OUT.c DEPFILE
 * Sentences of C have a dotted code as msgid ("calendar.no_rule"); each needs both languages with the same holes. The other msgids are sentences of pages
 * and are the page compiler's business. */
#include "po_read.h"

static bool is_code(const char *id)
{
	bool dot = false;
	for (const char *s = id; *s; s++) {
		bool word = (*s >= 'a' && *s <= 'z') || *s == '_' || (s > id && *s >= '0' && *s <= '9');
		if (!word && !(*s == '.' && s > id && s[1] && s[1] != '.'))
			return false;
		dot = dot || *s == '.';
	}
	return dot;
}

/* The name in the hole at `s` (behind its brace), as a length; 0 when it is no name. */
static size_t hole_name(const char *s)
{
	size_t n = 0;
	while ((s[n] >= 'a' && s[n] <= 'z') || s[n] == '_' || (n > 0 && s[n] >= '0' && s[n] <= '9'))
		n++;
	return s[n] == '}' || s[n] == '|' ? n : 0;
}

static bool has_hole(const char *sentence, const char *name, size_t len)
{
	for (const char *s = strchr(sentence, '{'); s; s = strchr(s + 1, '{'))
		if (hole_name(s + 1) == len && strncmp(s + 1, name, len) == 0)
			return true;
	return false;
}

static bool complain(const struct sentence *s, const char *what, const char *detail)
{
	fprintf(stderr, "%s:%d: \"%s\": %s%s\n", s->file, s->line, s->id, what, detail);
	return false;
}

/* Every hole of `a` is a well-formed one and stands in `b` too. */
static bool holes_agree(const struct sentence *a, const struct sentence *b)
{
	for (const char *s = strchr(a->str, '{'); s; s = strchr(s + 1, '{')) {
		size_t n = hole_name(s + 1);
		if (n == 0 || !strchr(s, '}'))
			return complain(a, "a hole is {name} or {name|one|other}", "");
		if (s[1 + n] == '|') {
			const char *bar = strchr(s + n + 2, '|'), *end = strchr(s, '}');
			if (!bar || bar > end)
				return complain(a, "a plural is {name|one|other}", "");
		}
		if (!has_hole(b->str, s + 1, n))
			return complain(a, "has a hole that the other language lacks: ", must(strndup(s, n + 1)));
	}
	return true;
}

static bool pair_check(const struct sentence *a, const struct po *others, const char *language)
{
	const struct sentence *b = po_find(others, a->id);
	if (!b || !*b->str)
		return complain(a, "has no sentence in ", language);
	if (!*a->str)
		return complain(a, "is empty", "");
	return holes_agree(a, b);
}

static bool table_check(const struct po *of, const struct po *others, const char *language)
{
	bool good = true;
	for (size_t i = 0; i < of->n; i++) {
		if (i > 0 && strcmp(of->rows[i].id, of->rows[i - 1].id) == 0)
			good = complain(&of->rows[i], "stands also in ", of->rows[i - 1].file);
		if (is_code(of->rows[i].id))
			good = pair_check(&of->rows[i], others, language) && good;
	}
	return good;
}

static void table_write(struct buf *out, const struct po *vi, const struct po *en)
{
	buf_c(out, "/* Made by tools/po.c from po/. */\n#include \"base/say_table.h\"\n\nconst struct say_row say_rows[] = {\n");
	size_t n = 0;
	for (size_t i = 0; i < vi->n; i++) {
		if (!is_code(vi->rows[i].id))
			continue;
		const char *both[] = { vi->rows[i].str, po_find(en, vi->rows[i].id)->str };
		buf_print(out, "\t{ \"%s\", {", vi->rows[i].id);
		for (int l = 0; l < 2; l++) {
			buf_c(out, l ? ", \"" : " \"");
			buf_c_literal(out, both[l], strlen(both[l]));
			buf_byte(out, '"');
		}
		buf_c(out, " } },\n");
		n++;
	}
	buf_print(out, "\t{ NULL, { NULL, NULL } },\n};\nconst size_t say_rows_n = %zu;\n", n);
}

int main(int argc, char **argv)
{
	if (argc != 5) {
		fprintf(stderr, "usage: po ROOT PO_FOLDER OUT.c DEPFILE\n");
		return 2;
	}
	struct po  vi = { 0 }, en = { 0 };
	struct buf seen = { 0 }, out = { 0 };
	bool       good = po_read_folder(&vi, argv[2], argv[1], "vi", &seen);
	good = po_read_folder(&en, argv[2], argv[1], "en", &seen) && good;
	if (!good)
		return 1;
	po_sort(&vi);
	po_sort(&en);
	good = table_check(&vi, &en, "English");
	good = table_check(&en, &vi, "Vietnamese") && good;
	if (!good)
		return 1;
	table_write(&out, &vi, &en);
	return file_put(argv[3], &out) && depfile_put(argv[4], argv[3], &seen) ? 0 : 1;
}
