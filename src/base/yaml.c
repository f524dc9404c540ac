/* yaml.c - YAML as nodes with places: mappings by tables of keys, lists, and the kinds of scalars that our small languages have. */
#include "base/base.h"
#include "base/yaml.h"

#include <stdlib.h>

bool place_error(struct error *e, const struct spot *p, const char *code, struct text name, struct text value, struct text expected, day_t day)
{
	return error(e, code, .file = p->file, .line = p->line, .column = p->column, .name = name, .value = value, .expected = expected, .day = day);
}

struct spot place_of(struct reader *r, const yaml_node_t *n)
{
	return (struct spot){ r->file, (int)n->start_mark.line + 1, (int)n->start_mark.column + 1 };
}

bool complain(struct reader *r, const yaml_node_t *n, const char *code, struct text name, struct text value, struct text expected)
{
	struct spot p = place_of(r, n);
	return place_error(r->error, &p, code, name, value, expected, DAY_NONE);
}

static yaml_node_t *node_at(struct reader *r, int index) { return yaml_document_get_node(r->document, index); }

bool node_is_new(struct reader *r, int index)
{
	yaml_node_t *n = node_at(r, index);
	if (r->seen[index])
		return complain(r, n, r->codes->syntax, TEXT_EMPTY, TEXT("&anchor *alias"), TEXT_EMPTY);
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
		return complain(r, key, r->codes->key, text_of(what), TEXT("[...]"), keys_print(r->arena, keys));
	while (keys[i].name && !text_is(scalar(key), keys[i].name))
		i++;
	if (!keys[i].name || ret[i])
		return complain(r, key, r->codes->key, text_of(what), scalar(key), keys_print(r->arena, keys));
	ret[i] = node_at(r, pair->value);
	return true;
}

bool map_read(struct reader *r, yaml_node_t *n, const char *what, const struct key *keys, yaml_node_t **ret)
{
	if (n->type != YAML_MAPPING_NODE)
		return complain(r, n, r->codes->value, text_of(what), n->type == YAML_SCALAR_NODE ? scalar(n) : TEXT("[...]"), TEXT("{ key: value }"));
	for (size_t i = 0; keys[i].name; i++)
		ret[i] = NULL;
	for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top; p++)
		if (!pair_read(r, p, what, keys, ret))
			return false;
	for (size_t i = 0; keys[i].name; i++)
		if (keys[i].needed && !ret[i])
			return complain(r, n, r->codes->missing, text_of(keys[i].name), text_of(what), TEXT_EMPTY);
	return true;
}

bool items_read(struct reader *r, yaml_node_t *n, const char *what, size_t *ret_n, yaml_node_t ***ret)
{
	*ret_n = 0;
	*ret = NULL;
	if (!n)
		return true;
	if (n->type != YAML_SEQUENCE_NODE)
		return complain(r, n, r->codes->value, text_of(what), n->type == YAML_SCALAR_NODE ? scalar(n) : TEXT("{...}"), TEXT("[ ... ]"));
	size_t count = (size_t)(n->data.sequence.items.top - n->data.sequence.items.start);
	if (count > r->list_most)
		return complain(r, n, r->codes->value, text_of(what), TEXT("[...]"), text_print(r->arena, "<= %d", (int)r->list_most));
	*ret = ARENA_ARRAY(r->arena, yaml_node_t *, count + 1);
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
		return complain(r, n, r->codes->value, text_of(what), n->type == YAML_MAPPING_NODE ? TEXT("{...}") : TEXT("[...]"), TEXT("text"));
	struct text t = text_trim(scalar(n));
	for (size_t i = 0; i < t.len; i++)
		if ((unsigned char)t.at[i] < ' ')
			return complain(r, n, r->codes->value, text_of(what), TEXT("\\n"), TEXT("1"));
	if (t.len == 0 || t.len > most || !text_is_utf8(t))
		return complain(r, n, r->codes->value, text_of(what), text_cut(t, 60), text_print(r->arena, "1 - %zu byte", most));
	*ret = text_copy(r->arena, t);
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
		return complain(r, n, r->codes->value, text_of(what), t, TEXT("a-z 0-9 _ -"));
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
		return complain(r, n, r->codes->value, text_of(what), t, TEXT("A-Z 0-9 . _"));
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
		return complain(r, n, r->codes->value, text_of(what), t, text_print(r->arena, "%lld - %lld", (long long)least, (long long)most));
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
	return day_parse(t, ret) || complain(r, n, r->codes->value, text_of(what), t, TEXT("2026-07-01"));
}

bool word_read(struct reader *r, yaml_node_t *n, const char *what, const char *const *words, int *ret)
{
	struct build b = { .arena = r->arena };
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
	return complain(r, n, r->codes->value, text_of(what), t, build_text(&b));
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

bool words_read(struct reader *r, yaml_node_t *n, const char *what, struct words *ret)
{
	static const struct key keys[] = { { "vi", false }, { "en", false }, { 0 } };
	yaml_node_t            *v[KEYS_MOST];
	if (!n)
		return true;
	if (n->type == YAML_SCALAR_NODE)
		return complain(r, n, r->codes->translation, text_of(what), TEXT("vi, en"), TEXT_EMPTY);
	if (!map_read(r, n, what, keys, v))
		return false;
	for (int i = 0; i < LANG_COUNT; i++) {
		if (!v[i] || (v[i]->type == YAML_SCALAR_NODE && text_trim(scalar(v[i])).len == 0))
			return complain(r, v[i] ? v[i] : n, r->codes->translation, text_of(what), text_of(keys[i].name), TEXT_EMPTY);
		if (!text_read(r, v[i], what, WORDS_MOST, &ret->in[i]))
			return false;
	}
	return true;
}

static bool document_read(struct reader *r, bool (*root_read)(struct reader *, yaml_node_t *))
{
	yaml_node_t *root = yaml_document_get_root_node(r->document);
	size_t       nodes = (size_t)(r->document->nodes.top - r->document->nodes.start);
	if (!root)
		return error(r->error, r->codes->syntax, .file = r->file, .line = 1, .column = 1, .value = TEXT("---"));
	r->seen = ARENA_ARRAY(r->arena, bool, nodes + 1);
	return root_read(r, root);
}

/* Is there one, and on which line does it begin? */
static bool second_document(yaml_parser_t *parser, int *ret_line)
{
	yaml_document_t more;
	*ret_line = (int)parser->mark.line + 1;
	if (!yaml_parser_load(parser, &more)) {
		*ret_line = (int)parser->problem_mark.line + 1;
		return true;
	}
	bool there = yaml_document_get_root_node(&more) != NULL;
	if (there)
		*ret_line = (int)more.start_mark.line + 1;
	yaml_document_delete(&more);
	return there;
}

bool yaml_read(struct reader *r, struct text bytes, bool (*root_read)(struct reader *, yaml_node_t *))
{
	yaml_parser_t   parser;
	yaml_document_t document;
	r->document = &document;
	if (!text_is_utf8(bytes))
		return error(r->error, r->codes->syntax, .file = r->file, .line = 1, .column = 1, .value = TEXT("UTF-8"));
	if (!yaml_parser_initialize(&parser))
		abort(); /* no memory left */
	yaml_parser_set_input_string(&parser, (const unsigned char *)bytes.at, bytes.len);
	int  line;
	bool ok = yaml_parser_load(&parser, &document);
	if (ok) {
		ok = document_read(r, root_read);
		yaml_document_delete(&document);
		if (ok && second_document(&parser, &line))
			ok = error(r->error, r->codes->syntax, .file = r->file, .line = line, .column = 1, .value = TEXT("---"));
	} else
		error(r->error, r->codes->syntax, .file = r->file, .line = (int)parser.problem_mark.line + 1, .column = (int)parser.problem_mark.column + 1,
			.value = text_of(parser.problem));
	yaml_parser_delete(&parser);
	r->document = NULL;
	return ok;
}
