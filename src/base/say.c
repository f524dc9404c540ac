/* say.c - sentences by code, with their holes filled. */
#include "base/base.h"

#include <assert.h>

#include "base/say.h"
#include "base/say_table.h"

const char *lang_tag(enum lang lang) { return lang == LANG_EN ? "en" : "vi"; }

bool lang_read(struct text t, enum lang *ret)
{
	for (enum lang l = LANG_VI; l < LANG_COUNT; l++) {
		if (t.len < 2 || char_lower(t.at[0]) != lang_tag(l)[0] || char_lower(t.at[1]) != lang_tag(l)[1] || (t.len > 2 && t.at[2] != '-'))
			continue;
		*ret = l;
		return true;
	}
	return false;
}

static const struct say_row *row_of(const char *code)
{
	size_t low = 0, high = say_rows_n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int    order = strcmp(say_rows[middle].code, code);
		if (order == 0)
			return &say_rows[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

bool say_knows(const char *code) { return row_of(code) != NULL; }

static void fact_add(struct build *b, enum lang lang, const struct fact *f)
{
	switch (f->kind) {
	case FACT_TEXT:
		build_add(b, f->text);
		break;
	case FACT_NUMBER:
		say_number(b, lang, f->number);
		break;
	case FACT_DAY:
		say_date(b, lang, f->day);
		break;
	}
}

/* A hole's inside: "name", or "name|one|other", of which the fact's number takes one. */
static void hole_add(struct build *b, enum lang lang, struct text inside, const struct fact *facts)
{
	struct text name, one;
	text_next(&inside, '|', &name);
	while (facts->name && !text_is(name, facts->name))
		facts++;
	if (!facts->name)
		return;
	if (inside.len == 0) {
		fact_add(b, lang, facts);
		return;
	}
	text_next(&inside, '|', &one);
	build_add(b, facts->number == 1 ? one : inside);
}

static void sentence_add(struct build *b, enum lang lang, const char *s, const struct fact *facts)
{
	for (const char *brace; (brace = strchr(s, '{')); s = strchr(brace, '}') + 1) {
		build_add(b, text_bytes(s, (size_t)(brace - s)));
		hole_add(b, lang, text_bytes(brace + 1, (size_t)(strchr(brace, '}') - brace - 1)), facts);
	}
	build_c(b, s);
}

void say(struct build *b, enum lang lang, const char *code, const struct fact *facts)
{
	const struct say_row *row = row_of(code);
	assert(row);
	sentence_add(b, lang, row->sentence[lang], facts);
}

struct text error_say(struct arena *a, enum lang lang, const struct error *e)
{
	struct build      b = { .arena = a };
	const struct fact facts[] = {
		FACT_T("name", text_of(e->name)),     FACT_T("value", text_of(e->value)), FACT_T("expected", text_of(e->expected)),
		FACT_T("basis", text_of(e->basis)),   FACT_N("number", e->number),        FACT_N("limit", e->limit),
		FACT_D("day", e->day),                FACT_N("line", e->line),            FACT_N("column", e->column),
		FACT_T("file", text_of(e->file)),     FACT_T("code", text_of(e->code)),   { .name = NULL },
	};
	say(&b, lang, e->code && say_knows(e->code) ? e->code : BASE_NO_SENTENCE, facts);
	return build_text(&b);
}
