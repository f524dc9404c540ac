/* node.c - YAML as nodes with places: mappings by tables of keys, and the kinds of scalars that packs have. */
#include "base/base.h"

#include <assert.h>

#include "node.h"

bool place_error(struct error *e, const struct place *p, const char *code, struct text name, struct text value, struct text expected, day_t day)
{
	return error(e, code, .file = p->file, .line = p->line, .column = p->column, .name = name, .value = value, .expected = expected, .day = day);
}

struct place place_of(struct reader *r, const yaml_node_t *n)
{
	return (struct place){ r->file, (int)n->start_mark.line + 1, (int)n->start_mark.column + 1 };
}

bool complain(struct reader *r, const yaml_node_t *n, const char *code, struct text name, struct text value, struct text expected)
{
	struct place p = place_of(r, n);
	return place_error(r->error, &p, code, name, value, expected, DAY_NONE);
}

static yaml_node_t *node_at(struct reader *r, int index) { return yaml_document_get_node(r->document, index); }

bool node_is_new(struct reader *r, int index)
{
	yaml_node_t *n = node_at(r, index);
	if (r->seen[index])
		return complain(r, n, PACK_SYNTAX, TEXT_EMPTY, TEXT("&anchor *alias"), TEXT_EMPTY);
	r->seen[index] = true;
	return true;
}

static struct text scalar(const yaml_node_t *n) { return text_bytes(n->data.scalar.value, n->data.scalar.length); }

static struct text keys_print(struct arena *a, const struct key *keys)
{
	struct build b = { .arena = a };
	for (; keys->name; keys++)
		build_print(&b, "%s%s", b.len ? ", " : "", keys->name);
	return build_text(&b);
}

static bool pair_read(struct reader *r, const yaml_node_pair_t *pair, const char *what, const struct key *keys, yaml_node_t **ret)
{
	yaml_node_t *key = node_at(r, pair->key);
	size_t       i = 0;
	if (!node_is_new(r, pair->key) || !node_is_new(r, pair->value))
		return false;
	if (key->type != YAML_SCALAR_NODE)
		return complain(r, key, PACK_KEY, text_of(what), TEXT("[...]"), keys_print(r->pack->arena, keys));
	while (keys[i].name && !text_is(scalar(key), keys[i].name))
		i++;
	if (!keys[i].name || ret[i])
		return complain(r, key, PACK_KEY, text_of(what), scalar(key), keys_print(r->pack->arena, keys));
	ret[i] = node_at(r, pair->value);
	return true;
}

bool map_read(struct reader *r, yaml_node_t *n, const char *what, const struct key *keys, yaml_node_t **ret)
{
	if (n->type != YAML_MAPPING_NODE)
		return complain(r, n, PACK_VALUE, text_of(what), n->type == YAML_SCALAR_NODE ? scalar(n) : TEXT("[...]"), TEXT("{ key: value }"));
	for (size_t i = 0; keys[i].name; i++)
		ret[i] = NULL;
	for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top; p++)
		if (!pair_read(r, p, what, keys, ret))
			return false;
	for (size_t i = 0; keys[i].name; i++)
		if (keys[i].needed && !ret[i])
			return complain(r, n, PACK_MISSING, text_of(keys[i].name), text_of(what), TEXT_EMPTY);
	return true;
}

bool items_read(struct reader *r, yaml_node_t *n, const char *what, size_t *ret_n, yaml_node_t ***ret)
{
	*ret_n = 0;
	*ret = NULL;
	if (!n)
		return true;
	if (n->type != YAML_SEQUENCE_NODE)
		return complain(r, n, PACK_VALUE, text_of(what), n->type == YAML_SCALAR_NODE ? scalar(n) : TEXT("{...}"), TEXT("[ ... ]"));
	size_t count = (size_t)(n->data.sequence.items.top - n->data.sequence.items.start);
	if (count > LIST_MOST)
		return complain(r, n, PACK_VALUE, text_of(what), TEXT("[...]"), text_print(r->pack->arena, "<= %d", LIST_MOST));
	*ret = ARENA_ARRAY(r->pack->arena, yaml_node_t *, count + 1);
	for (size_t i = 0; i < count; i++) {
		if (!node_is_new(r, n->data.sequence.items.start[i]))
			return false;
		(*ret)[i] = node_at(r, n->data.sequence.items.start[i]);
	}
	*ret_n = count;
	return true;
}

bool text_read(struct reader *r, yaml_node_t *n, const char *what, size_t most, struct text *ret)
{
	if (!n)
		return true;
	if (n->type != YAML_SCALAR_NODE)
		return complain(r, n, PACK_VALUE, text_of(what), n->type == YAML_MAPPING_NODE ? TEXT("{...}") : TEXT("[...]"), TEXT("text"));
	struct text t = text_trim(scalar(n));
	for (size_t i = 0; i < t.len; i++)
		if ((unsigned char)t.at[i] < ' ')
			return complain(r, n, PACK_VALUE, text_of(what), TEXT("\\n"), TEXT("1"));
	if (t.len == 0 || t.len > most || !text_is_utf8(t))
		return complain(r, n, PACK_VALUE, text_of(what), text_cut(t, 60), text_print(r->pack->arena, "1 - %zu byte", most));
	*ret = text_copy(r->pack->arena, t);
	return true;
}

static bool made_of(struct text t, bool (*may)(char))
{
	for (size_t i = 0; i < t.len; i++)
		if (!may(t.at[i]))
			return false;
	return true;
}
static bool in_name(char c) { return (c >= 'a' && c <= 'z') || char_is_digit(c) || c == '_' || c == '-'; }
static bool in_id(char c) { return (c >= 'A' && c <= 'Z') || char_is_digit(c) || c == '_' || c == '.'; }

bool name_read(struct reader *r, yaml_node_t *n, const char *what, struct text *ret)
{
	struct text t = TEXT_EMPTY;
	if (!n)
		return true;
	if (!text_read(r, n, what, NAME_MOST, &t))
		return false;
	if (!made_of(t, in_name))
		return complain(r, n, PACK_VALUE, text_of(what), t, TEXT("a-z 0-9 _ -"));
	*ret = t;
	return true;
}

bool id_read(struct reader *r, yaml_node_t *n, const char *what, struct text *ret)
{
	struct text t = TEXT_EMPTY;
	if (!n)
		return true;
	if (!text_read(r, n, what, NAME_MOST, &t))
		return false;
	if (!made_of(t, in_id))
		return complain(r, n, PACK_VALUE, text_of(what), t, TEXT("A-Z 0-9 . _"));
	*ret = t;
	return true;
}

bool number_read(struct reader *r, yaml_node_t *n, const char *what, int64_t least, int64_t most, int64_t *ret)
{
	struct text t;
	int64_t     number;
	if (!n)
		return true;
	if (!text_read(r, n, what, 20, &t))
		return false;
	if (!text_to_int(t, &number) || number < least || number > most)
		return complain(r, n, PACK_VALUE, text_of(what), t, text_print(r->pack->arena, "%lld - %lld", (long long)least, (long long)most));
	*ret = number;
	return true;
}

bool day_read(struct reader *r, yaml_node_t *n, const char *what, day_t *ret)
{
	struct text t;
	if (!n)
		return true;
	if (!text_read(r, n, what, 20, &t))
		return false;
	return day_parse(t, ret) || complain(r, n, PACK_VALUE, text_of(what), t, TEXT("2026-07-01"));
}

bool word_read(struct reader *r, yaml_node_t *n, const char *what, const char *const *words, int *ret)
{
	struct build b = { .arena = r->pack->arena };
	struct text  t;
	if (!n)
		return true;
	if (!text_read(r, n, what, NAME_MOST, &t))
		return false;
	for (int i = 0; words[i]; i++)
		if (text_is(t, words[i])) {
			*ret = i;
			return true;
		}
	for (int i = 0; words[i]; i++)
		build_print(&b, "%s%s", i ? ", " : "", words[i]);
	return complain(r, n, PACK_VALUE, text_of(what), t, build_text(&b));
}

bool yes_read(struct reader *r, yaml_node_t *n, const char *what, bool *ret)
{
	static const char *const words[] = { "no", "yes", NULL };
	int                      at = *ret;
	if (!word_read(r, n, what, words, &at))
		return false;
	*ret = at == 1;
	return true;
}

void *place_add(struct pack *p, void *list, size_t *count, size_t size)
{
	bool is_full = (*count & (*count - 1)) == 0; /* room is doubled */
	void *all = is_full ? arena_grow(p->arena, list, *count, *count ? *count : 1, size) : list;
	++*count;
	return all;
}

static const struct {
	const char    *word, *one;
	enum term_unit unit;
} term_units[] = {
	{ "working days", "working day", TERM_WORKING_DAYS },
	{ "days", "day", TERM_DAYS },
	{ "months", "month", TERM_MONTHS },
	{ "years", "year", TERM_YEARS },
};

bool term_read(struct reader *r, yaml_node_t *n, const char *what, struct term *ret)
{
	struct text t, rest;
	int64_t     amount;
	if (!text_read(r, n, what, 40, &t))
		return false;
	size_t space = text_find(t, TEXT(" "));
	if (space != SIZE_MAX && text_to_int(text_first(t, space), &amount) && amount >= 1 && amount <= TERM_MOST) {
		rest = text_from(t, space + 1);
		for (size_t i = 0; i < COUNT_OF(term_units); i++)
			if (text_is(rest, term_units[i].word) || text_is(rest, term_units[i].one)) {
				*ret = (struct term){ .amount = (int)amount, .unit = term_units[i].unit };
				return true;
			}
	}
	return complain(r, n, PACK_VALUE, text_of(what), t, TEXT("10 days, 7 working days, 3 months, 1 year"));
}

struct text term_print(struct arena *a, struct term t)
{
	for (size_t i = 0; i < COUNT_OF(term_units); i++)
		if (term_units[i].unit == t.unit)
			return text_print(a, "%d %s", t.amount, t.amount == 1 ? term_units[i].one : term_units[i].word);
	assert(!"a unit of terms");
	return TEXT_EMPTY;
}

bool words_read(struct reader *r, yaml_node_t *n, const char *what, struct words *ret)
{
	static const struct key keys[] = { { "vi", false }, { "en", false }, { 0 } };
	yaml_node_t            *v[KEYS_MOST];
	if (!n)
		return true;
	if (n->type == YAML_SCALAR_NODE)
		return complain(r, n, PACK_TRANSLATION, text_of(what), TEXT("vi, en"), TEXT_EMPTY);
	if (!map_read(r, n, what, keys, v))
		return false;
	for (int i = 0; i < LANG_COUNT; i++) {
		if (!v[i] || (v[i]->type == YAML_SCALAR_NODE && text_trim(scalar(v[i])).len == 0))
			return complain(r, v[i] ? v[i] : n, PACK_TRANSLATION, text_of(what), text_of(keys[i].name), TEXT_EMPTY);
		if (!text_read(r, v[i], what, WORDS_MOST, &ret->in[i]))
			return false;
	}
	return true;
}
