/* schema.c - the table of kinds as JSON Schema, for outsiders who check with tools of their own. */
#include "base/base.h"

#include "kinds.h"

static void object(struct json *j, const struct entry_member *const *list, size_t count, const char *kind, const char *doc);

static size_t listed(struct arena *a, const struct entry_member *m, const struct entry_member *const **ret)
{
	size_t n = 0;
	while (m[n].name)
		n++;
	const struct entry_member **list = ARENA_ARRAY(a, const struct entry_member *, n + 1);
	for (size_t i = 0; i < n; i++)
		list[i] = &m[i];
	*ret = list;
	return n;
}

static void object_of(struct json *j, const struct entry_member *m)
{
	const struct entry_member *const *list;
	size_t                            n = listed(j->out.arena, m, &list);
	object(j, list, n, NULL, NULL);
}

static void words(struct json *j, const char *blank_separated)
{
	struct text rest = text_of(blank_separated), word;
	json_array(j);
	while (text_next(&rest, ' ', &word))
		json_text(j, word);
	json_end(j);
}

/* A member's schema; keys in order: const, description, enum, items, minimum, pattern, type. */
static void value(struct json *j, const struct entry_member *m, const char *kind)
{
	static const char *const type[] = { "string", "string", "integer", "boolean", "string", "string", "array", NULL, "array" };
	if (m->type == MEMBER_OBJECT) {
		object_of(j, m->of);
		return;
	}
	json_object(j);
	if (kind && text_is(text_of(m->name), "kind"))
		json_member_text(j, "const", text_of(kind));
	else if (kind && text_is(text_of(m->name), "v"))
		json_member_int(j, "const", 1);
	json_member_text(j, "description", text_of(m->doc));
	if (m->type == MEMBER_WORD) {
		json_key(j, "enum");
		words(j, m->words);
	} else if (m->type == MEMBER_TEXTS || m->type == MEMBER_LIST) {
		json_key(j, "items");
		if (m->type == MEMBER_LIST)
			object_of(j, m->of);
		else
			json_raw(j, TEXT("{\"type\":\"string\"}"));
	} else if (m->type == MEMBER_NUMBER)
		json_member_int(j, "minimum", 0);
	else if (m->type == MEMBER_DAY)
		json_member_text(j, "pattern", TEXT("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"));
	else if (m->type == MEMBER_HASH)
		json_member_text(j, "pattern", TEXT("^[0-9a-f]{64}$"));
	json_member_text(j, "type", text_of(type[m->type]));
	json_end(j);
}

/* `kind` NULL: an object inside an entry. */
static void object(struct json *j, const struct entry_member *const *list, size_t count, const char *kind, const char *doc)
{
	const struct entry_kind *row = kind ? kind_find(text_of(kind)) : NULL;
	json_object(j);
	json_key(j, "additionalProperties");
	json_bool(j, false);
	if (doc)
		json_member_text(j, "description", text_of(doc));
	json_key(j, "properties");
	json_object(j);
	for (size_t i = 0; i < count; i++) {
		json_key(j, list[i]->name);
		value(j, list[i], kind);
	}
	json_end(j);
	json_key(j, "required");
	json_array(j);
	for (size_t i = 0; i < count; i++)
		if (list[i]->required || (row && row->matter == MATTER_MUST && text_is(text_of(list[i]->name), "matter")))
			json_text(j, text_of(list[i]->name));
	json_end(j);
	if (kind)
		json_member_text(j, "title", text_of(kind));
	json_member_text(j, "type", TEXT("object"));
	json_end(j);
}

static int by_name(const void *a, const void *b)
{
	const struct entry_member *const *x = a, *const *y = b;
	return strcmp((*x)->name, (*y)->name);
}

/* The kind's own members and the common ones that it has, in order. */
static void kind_object(struct json *j, const struct entry_kind *k)
{
	const struct entry_member *all[64];
	size_t                     n = 0;
	for (const struct entry_member *m = entry_common; m->name; m++)
		if (kind_has_common(k, m))
			all[n++] = m;
	for (const struct entry_member *m = k->members; m->name && n < COUNT_OF(all); m++)
		all[n++] = m;
	qsort(all, n, sizeof(all[0]), by_name);
	object(j, all, n, k->kind, k->doc);
}

struct text ledger_schema(struct arena *a)
{
	struct json j = json_start(a, false);
	json_object(&j);
	json_member_text(&j, "$schema", TEXT("https://json-schema.org/draft/2020-12/schema"));
	json_key(&j, "oneOf");
	json_array(&j);
	for (const struct entry_kind *k = entry_kinds; k->kind; k++)
		kind_object(&j, k);
	json_end(&j);
	json_member_text(&j, "title", TEXT("danvan ledger entry"));
	json_end(&j);
	return json_done(&j);
}
