/* read.c - the sections of a pack but its steps: what it is, facts, lists, states, clocks, rules. */
#include "base/base.h"

#include <assert.h>

#include "node.h"

const char *const class_words[] = { "open", "grouped", "sealed", NULL };
const char *const binds_words[] = { "received", "accepted", "pending", NULL };
const char *const verified_words[] = { "seen", "memory", "unverified", NULL };
const char *const owed_words[] = { "office", "author", "nobody", NULL };
const char *const type_words[] = { "text", "line", "choice", "yes_no", "confirm", "number", "rating", "day", "unit", "account", "matter", "document", "file", NULL };
const char *const outcome_words[] = { "answered", "refused", "guided", "withdrawn", "joined", "lapsed", "moved", NULL };
static const char *const kind_words[] = { "open", "closing", NULL };
static const char *const waits_words[] = { "head", "author", NULL };

static bool one_test_read(struct reader *r, yaml_node_t *key, yaml_node_t *value, struct test *t)
{
	yaml_node_t **items;
	size_t        n;
	struct build  b = { .arena = r->arena };
	struct text   one = TEXT_EMPTY;
	t->place = place_of(r, key);
	if (!name_read(r, key, "if", &t->is.name))
		return false;
	if (value->type == YAML_SCALAR_NODE)
		return text_read(r, value, "if", 200, &t->is.value);
	if (!items_read(r, value, "if", &n, &items))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!text_read(r, items[i], "if", 60, &one))
			return false;
		build_print(&b, "%s%.*s", i ? "|" : "", TEXT_ARG(one));
	}
	t->is.value = build_text(&b);
	return n > 0 || complain(r, value, PACK_VALUE, TEXT("if"), TEXT("[]"), TEXT("[a, b]"));
}

bool condition_read(struct reader *r, yaml_node_t *n, struct condition *ret)
{
	if (!n)
		return true;
	if (n->type != YAML_MAPPING_NODE)
		return complain(r, n, PACK_VALUE, TEXT("if"), TEXT("..."), TEXT("{ fact: value }"));
	size_t count = (size_t)(n->data.mapping.pairs.top - n->data.mapping.pairs.start);
	if (count == 0 || count > LIST_MOST)
		return complain(r, n, PACK_VALUE, TEXT("if"), TEXT("{}"), TEXT("{ fact: value }"));
	ret->tests = ARENA_ARRAY(r->arena, struct test, count);
	for (size_t i = 0; i < count; i++) {
		const yaml_node_pair_t *p = &n->data.mapping.pairs.start[i];
		if (!node_is_new(r, p->key) || !node_is_new(r, p->value) ||
		    !one_test_read(r, yaml_document_get_node(r->document, p->key), yaml_document_get_node(r->document, p->value), &ret->tests[i]))
			return false;
		for (size_t j = 0; j < i; j++)
			if (text_equal(ret->tests[j].is.name, ret->tests[i].is.name))
				return complain(r, yaml_document_get_node(r->document, p->key), PACK_KEY, TEXT("if"), ret->tests[i].is.name, TEXT_EMPTY);
	}
	ret->tests_n = count;
	return true;
}

static bool about_read(struct reader *r, yaml_node_t *n)
{
	enum { NAME, CLASS, SINCE, TITLE, ABOUT };
	static const struct key keys[] = { { "name", true }, { "class", true }, { "since", true }, { "title", true }, { "about", true }, { 0 } };
	yaml_node_t            *v[KEYS_MOST];
	struct pack            *p = pack_of(r);
	int                     class = 0;
	if (p->name.len)
		return complain(r, n, PACK_TWICE, TEXT("pack"), p->name, TEXT_EMPTY);
	p->place = place_of(r, n);
	if (!map_read(r, n, "pack", keys, v) || !name_read(r, v[NAME], "name", &p->name) || !word_read(r, v[CLASS], "class", class_words, &class) ||
	    !day_read(r, v[SINCE], "since", &p->since) || !words_read(r, v[TITLE], "title", &p->title) || !words_read(r, v[ABOUT], "about", &p->about))
		return false;
	p->class = (enum pack_class)class;
	return true;
}

static bool fact_read(struct reader *r, yaml_node_t *n)
{
	enum { NAME, TYPE, LIST, BY, PRESET, LABEL };
	static const struct key keys[] = { { "name", true }, { "type", true }, { "list", false }, { "by", false }, { "default", false }, { "label", true }, { 0 } };
	yaml_node_t            *v[KEYS_MOST];
	struct pack            *p = pack_of(r);
	struct fact_row             f = { .place = place_of(r, n) };
	int                     type = 0;
	if (!map_read(r, n, "facts", keys, v) || !name_read(r, v[NAME], "name", &f.name) || !word_read(r, v[TYPE], "type", type_words, &type) ||
	    !name_read(r, v[LIST], "list", &f.list) || !id_read(r, v[BY], "by", &f.by) || !text_read(r, v[PRESET], "default", 60, &f.preset) ||
	    !words_read(r, v[LABEL], "label", &f.label))
		return false;
	f.type = (enum field_type)type;
	if (f.type == FIELD_TEXT || f.type == FIELD_FILE)
		return complain(r, v[TYPE], PACK_VALUE, TEXT("type"), text_of(type_words[type]), TEXT("yes_no, choice, number, day, line, unit"));
	if ((f.type == FIELD_CHOICE) != (f.list.len > 0))
		return complain(r, n, f.list.len ? PACK_VALUE : PACK_MISSING, TEXT("list"), f.list, TEXT("type: choice"));
	p->facts = place_add(p, p->facts, &p->facts_n, sizeof(f));
	p->facts[p->facts_n - 1] = f;
	return true;
}

static bool choice_read(struct reader *r, yaml_node_t *n, struct pack_choice *ret)
{
	static const struct key keys[] = { { "name", true }, { "label", true }, { "basis", false }, { 0 } };
	yaml_node_t            *v[KEYS_MOST];
	return map_read(r, n, "items", keys, v) && name_read(r, v[0], "name", &ret->name) && words_read(r, v[1], "label", &ret->label) &&
	       text_read(r, v[2], "basis", 90, &ret->basis);
}

static bool list_read(struct reader *r, yaml_node_t *n)
{
	static const struct key keys[] = { { "name", true }, { "items", true }, { 0 } };
	yaml_node_t            *v[KEYS_MOST], **items;
	struct pack            *p = pack_of(r);
	struct list             l = { .place = place_of(r, n) };
	if (!map_read(r, n, "lists", keys, v) || !name_read(r, v[0], "name", &l.name) || !items_read(r, v[1], "items", &l.items_n, &items))
		return false;
	if (l.items_n == 0)
		return complain(r, v[1], PACK_MISSING, TEXT("items"), l.name, TEXT_EMPTY);
	l.items = ARENA_ARRAY(p->arena, struct pack_choice, l.items_n);
	for (size_t i = 0; i < l.items_n; i++) {
		if (!choice_read(r, items[i], &l.items[i]))
			return false;
		for (size_t j = 0; j < i; j++)
			if (text_equal(l.items[j].name, l.items[i].name))
				return complain(r, items[i], PACK_TWICE, TEXT("items"), l.items[i].name, TEXT_EMPTY);
	}
	p->lists = place_add(p, p->lists, &p->lists_n, sizeof(l));
	p->lists[p->lists_n - 1] = l;
	return true;
}

static bool state_read(struct reader *r, yaml_node_t *n)
{
	enum { NAME, KIND, OUTCOME, WAITS, NEXT, WORD, SENTENCE };
	static const struct key keys[] = { { "name", true }, { "kind", true }, { "outcome", false }, { "waits_for", false }, { "next", false }, { "word", true }, { "sentence", true }, { 0 } };
	yaml_node_t            *v[KEYS_MOST];
	struct pack            *p = pack_of(r);
	struct state            s = { .place = place_of(r, n) };
	int                     kind = 0, outcome = -1, waits = -1;
	if (!map_read(r, n, "states", keys, v) || !name_read(r, v[NAME], "name", &s.pub.name) || !word_read(r, v[KIND], "kind", kind_words, &kind) ||
	    !word_read(r, v[OUTCOME], "outcome", outcome_words, &outcome) || !word_read(r, v[WAITS], "waits_for", waits_words, &waits) ||
	    !name_read(r, v[NEXT], "next", &s.pub.next) || !words_read(r, v[WORD], "word", &s.pub.word) || !words_read(r, v[SENTENCE], "sentence", &s.pub.sentence))
		return false;
	if (text_is(s.pub.name, "open"))
		return complain(r, v[NAME], PACK_VALUE, TEXT("name"), s.pub.name, TEXT("from: open"));
	if ((kind == 1) != (outcome >= 0))
		return complain(r, n, kind == 1 ? PACK_MISSING : PACK_VALUE, TEXT("outcome"), s.pub.name, TEXT("kind: closing"));
	s.pub.is_open = kind == 0;
	s.pub.outcome = outcome >= 0 ? text_of(outcome_words[outcome]) : TEXT_EMPTY;
	if (!s.pub.next.at)
		s.pub.next = TEXT_EMPTY;
	s.pub.waits_for = waits >= 0 ? text_of(waits_words[waits]) : TEXT_EMPTY;
	p->states = place_add(p, p->states, &p->states_n, sizeof(s));
	p->states[p->states_n - 1] = s;
	return true;
}

static bool clock_read(struct reader *r, yaml_node_t *n)
{
	enum { NAME, LABEL, OWED, RULE, INNER };
	static const struct key keys[] = { { "name", true }, { "label", true }, { "owed_by", true }, { "rule", true }, { "inner", false }, { 0 } };
	yaml_node_t            *v[KEYS_MOST];
	struct pack            *p = pack_of(r);
	struct clock_row        c = { .place = place_of(r, n) };
	int                     owed = 0;
	if (!map_read(r, n, "clocks", keys, v) || !name_read(r, v[NAME], "name", &c.pub.name) || !words_read(r, v[LABEL], "label", &c.pub.label) ||
	    !word_read(r, v[OWED], "owed_by", owed_words, &owed) || !id_read(r, v[RULE], "rule", &c.rule) || !yes_read(r, v[INNER], "inner", &c.pub.is_inner))
		return false;
	c.pub.owed_by = (enum owed_by)owed;
	p->clocks = place_add(p, p->clocks, &p->clocks_n, sizeof(c));
	p->clocks[p->clocks_n - 1] = c;
	return true;
}

static bool row_read(struct reader *r, yaml_node_t *n, struct row *ret)
{
	static const struct key keys[] = { { "if", false }, { "term", false }, { "value", false }, { 0 } };
	yaml_node_t            *v[KEYS_MOST];
	ret->place = place_of(r, n);
	if (!map_read(r, n, "when", keys, v) || !condition_read(r, v[0], &ret->if_))
		return false;
	if (!v[1] == !v[2])
		return complain(r, n, v[1] ? PACK_VALUE : PACK_MISSING, v[1] ? TEXT("term") : TEXT("term | value"), v[1] ? TEXT("value") : TEXT("when"), TEXT("term | value"));
	ret->has_term = v[1] != NULL;
	return v[1] ? term_read(r, v[1], "term", &ret->term) : text_read(r, v[2], "value", 60, &ret->value);
}

static bool in_force_read(struct reader *r, yaml_node_t *n, struct pack_rule *ret)
{
	static const struct key keys[] = { { "from", true }, { "to", false }, { 0 } };
	yaml_node_t            *v[KEYS_MOST];
	ret->to = DAY_MAX;
	if (!map_read(r, n, "in_force", keys, v) || !day_read(r, v[0], "from", &ret->from) || !day_read(r, v[1], "to", &ret->to))
		return false;
	return ret->from.n <= ret->to.n || complain(r, v[1], PACK_VALUE, TEXT("to"), day_print(r->arena, ret->to), TEXT(">= from"));
}

static bool rule_source_read(struct reader *r, yaml_node_t *n, yaml_node_t *basis, yaml_node_t *own, const struct rule *rule, struct pack_rule *ret)
{
	if (!basis == !own)
		return complain(r, n, PACK_NO_BASIS, TEXT("basis"), rule->id, TEXT("basis | own"));
	ret->is_own = own != NULL;
	return text_read(r, basis ? basis : own, basis ? "basis" : "own", 90, &ret->basis);
}

static bool version_read(struct reader *r, yaml_node_t *n, const struct rule *rule, struct version *ret)
{
	enum { VERSION, IN_FORCE, BINDS, BASIS, OWN, VERIFIED, NOTE, WHEN };
	static const struct key keys[] = { { "version", true }, { "in_force", true }, { "binds", true }, { "basis", false }, { "own", false },
		{ "verified", true }, { "note", false }, { "when", false }, { 0 } };
	yaml_node_t            *v[KEYS_MOST], **rows;
	struct pack_rule       *pub = &ret->pub;
	int64_t                 number = 0;
	int                     binds = 0, verified = 0;
	ret->place = place_of(r, n);
	if (!map_read(r, n, "versions", keys, v) || !number_read(r, v[VERSION], "version", 1, 99, &number) || !in_force_read(r, v[IN_FORCE], pub) ||
	    !word_read(r, v[BINDS], "binds", binds_words, &binds) || !rule_source_read(r, n, v[BASIS], v[OWN], rule, pub) ||
	    !word_read(r, v[VERIFIED], "verified", verified_words, &verified) || !text_read(r, v[NOTE], "note", WORDS_MOST, &pub->note) ||
	    !items_read(r, v[WHEN], "when", &ret->rows_n, &rows))
		return false;
	if (verified != RULE_SEEN && !pub->note.len)
		return complain(r, n, PACK_MISSING, TEXT("note"), rule->id, TEXT_EMPTY);
	*pub = (struct pack_rule){ .id = rule->id, .reference = text_print(r->arena, "%.*s/%d", TEXT_ARG(rule->id), (int)number), .version = (int)number,
		.line = ret->place.line, .file = r->file, .basis = pub->basis, .is_own = pub->is_own, .from = pub->from, .to = pub->to,
		.binds = (enum rule_binds)binds, .verified = (enum rule_verified)verified, .note = pub->note, .says = rule->says };
	ret->rows = ARENA_ARRAY(r->arena, struct row, ret->rows_n + 1);
	for (size_t i = 0; i < ret->rows_n; i++) {
		if (!row_read(r, rows[i], &ret->rows[i]))
			return false;
		if (ret->rows[i].has_term != ret->rows[0].has_term)
			return complain(r, rows[i], PACK_VALUE, TEXT("when"), rule->id, TEXT("term | value"));
	}
	return true;
}

static bool rule_read(struct reader *r, yaml_node_t *n)
{
	static const struct key keys[] = { { "id", true }, { "says", true }, { "versions", true }, { 0 } };
	yaml_node_t            *v[KEYS_MOST], **items;
	struct pack            *p = pack_of(r);
	struct rule             rule = { .place = place_of(r, n) };
	if (!map_read(r, n, "rules", keys, v) || !id_read(r, v[0], "id", &rule.id) || !words_read(r, v[1], "says", &rule.says) ||
	    !items_read(r, v[2], "versions", &rule.versions_n, &items))
		return false;
	if (rule.versions_n == 0)
		return complain(r, v[2], PACK_MISSING, TEXT("versions"), rule.id, TEXT_EMPTY);
	rule.versions = ARENA_ARRAY(p->arena, struct version, rule.versions_n);
	for (size_t i = 0; i < rule.versions_n; i++)
		if (!version_read(r, items[i], &rule, &rule.versions[i]))
			return false;
	p->rules = place_add(p, p->rules, &p->rules_n, sizeof(rule));
	p->rules[p->rules_n - 1] = rule;
	return true;
}

static bool section_read(struct reader *r, yaml_node_t *n, const char *what, bool (*one)(struct reader *, yaml_node_t *))
{
	yaml_node_t **items;
	size_t        count;
	if (!items_read(r, n, what, &count, &items))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!one(r, items[i]))
			return false;
	return true;
}

static bool root_read(struct reader *r, yaml_node_t *root)
{
	static const struct key keys[] = { { "pack", false }, { "facts", false }, { "lists", false }, { "states", false }, { "clocks", false },
		{ "rules", false }, { "steps", false }, { 0 } };
	yaml_node_t            *v[KEYS_MOST];
	return map_read(r, root, "pack.yaml", keys, v) && (!v[0] || about_read(r, v[0])) && section_read(r, v[1], "facts", fact_read) &&
	       section_read(r, v[2], "lists", list_read) && section_read(r, v[3], "states", state_read) && section_read(r, v[4], "clocks", clock_read) &&
	       section_read(r, v[5], "rules", rule_read) && section_read(r, v[6], "steps", step_read);
}

bool pack_read_file(struct pack *p, const struct pack_file *f, struct error *e)
{
	struct reader r = { .arena = p->arena, .user = p, .codes = &pack_codes, .file = text_copy(p->arena, f->name), .list_most = LIST_MOST, .error = e };
	return yaml_read(&r, f->bytes, root_read);
}
