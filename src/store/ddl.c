/* ddl.c - the schema's own words INT8, TEXT, BYTES, and CLUSTERED (rows lie in their key, where the engine can), made the engine's, statement by statement. */
#include <strings.h>

#include "engine.h"

static bool is_word_char(char c)
{
	return char_is_alpha(c) || char_is_digit(c) || c == '_';
}

/* Length of what is taken over as it stands: a quoted text or name, a comment (left out by the caller), a word, or one character. */
static size_t token_length(struct text t)
{
	size_t n = 1;
	if (t.at[0] == '\'' || t.at[0] == '"') {
		while (n < t.len && t.at[n] != t.at[0])
			n++;
		return n < t.len ? n + 1 : n;
	}
	if (text_starts(t, "--")) {
		while (n < t.len && t.at[n] != '\n')
			n++;
		return n;
	}
	while (is_word_char(t.at[0]) && n < t.len && is_word_char(t.at[n]))
		n++;
	return n;
}

static void add_word(struct build *sql, const struct engine *engine, struct text word, bool after_as)
{
	for (const struct ddl_word *w = engine->words; w->ours; w++)
		if (text_is(word, w->ours)) {
			build_c(sql, after_as ? w->in_cast : w->theirs);
			return;
		}
	build_add(sql, word);
}

static bool says_as(struct text word)
{
	return word.len == 2 && strncasecmp(word.at, "as", 2) == 0;
}

bool ddl_next(const struct engine *engine, struct arena *a, struct text *script, char **ret_sql)
{
	struct build sql = { .arena = a };
	bool         after_as = false;
	while (script->len > 0) {
		struct text token = text_first(*script, token_length(*script));
		*script = text_from(*script, token.len);
		if (text_starts(token, "--"))
			continue;
		if (text_is(token, ";") && text_trim(build_text(&sql)).len > 0)
			break;
		if (text_is(token, ";"))
			continue;
		add_word(&sql, engine, token, after_as);
		if (!char_is_space(token.at[0]))
			after_as = says_as(token);
	}
	struct text made = text_trim(build_text(&sql));
	if (made.len == 0)
		return false;
	*ret_sql = text_c(a, text_print(a, "%.*s%s", TEXT_ARG(made), text_starts(made, "CREATE TABLE") ? engine->table_end : ""));
	return true;
}
