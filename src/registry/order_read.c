/* order_read.c - an order from its file: keys, figures, units as they are written. Whether they exist is for the plan. */
#include "base/base.h"
#include "base/yaml.h"

#include "order_inside.h"

enum { BASIS_MOST = 200, HAMLETS_MOST = 600, UNIT_MOST = 64, UNIT_NAME_MOST = 200 };

static const struct yaml_codes order_codes = { ORDER_SYNTAX, ORDER_KEY, ORDER_VALUE, ORDER_MISSING, ORDER_TRANSLATION };

static struct order *order_of(const struct reader *r) { return r->user; }

static bool area_read(struct reader *r, yaml_node_t *n, const char *what, int64_t *ret)
{
	struct text t = TEXT_EMPTY;
	*ret = UNKNOWN;
	if (!n)
		return true;
	return text_read(r, n, what, 20, &t) && (hectares_parse(t, ret) || complain(r, n, ORDER_VALUE, text_of(what), t, TEXT("26.99")));
}

static bool people_read(struct reader *r, yaml_node_t *n, int64_t *ret)
{
	*ret = UNKNOWN;
	return number_read(r, n, "people", 0, 200 * 1000 * 1000, ret);
}

static bool unit_read(struct reader *r, yaml_node_t *n, const char *what, struct text *ret) { return text_read(r, n, what, UNIT_MOST, ret); }

/* `hamlets: [Nà Sang, Nà Khun]` as one text. */
static bool hamlets_read(struct reader *r, yaml_node_t *n, struct text *ret)
{
	struct build  b = { .arena = r->arena };
	yaml_node_t **items;
	size_t        count;
	if (!items_read(r, n, "hamlets", &count, &items))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct text one = TEXT_EMPTY;
		if (!text_read(r, items[i], "hamlets", UNIT_NAME_MOST, &one))
			return false;
		build_print(&b, "%s%.*s", i > 0 ? ", " : "", TEXT_ARG(one));
	}
	*ret = build_text(&b);
	return ret->len <= HAMLETS_MOST || complain(r, n, ORDER_VALUE, TEXT("hamlets"), text_cut(*ret, 60), text_print(r->arena, "<= %d byte", HAMLETS_MOST));
}

static bool made_read(struct reader *r, yaml_node_t *n, const char *what, struct order_unit **ret)
{
	static const struct key keys[] = { { "name", true }, { "type", true }, { "code", false }, { "parent", false }, { "id", false }, { "seat", false },
		{ "km2", false }, { "people", false }, { "note", false }, { 0 } };
	yaml_node_t            *v[KEYS_MOST];
	struct order_unit      *u = ARENA_NEW(r->arena, struct order_unit);
	u->place = place_of(r, n);
	if (!map_read(r, n, what, keys, v) || !text_read(r, v[0], "name", UNIT_NAME_MOST, &u->name) || !text_read(r, v[1], "type", NAME_MOST, &u->type) ||
	    !text_read(r, v[2], "code", 8, &u->code) || !unit_read(r, v[3], "parent", &u->parent) || !unit_read(r, v[4], "id", &u->id) ||
	    !unit_read(r, v[5], "seat", &u->seat) || !area_read(r, v[6], "km2", &u->hectares) || !people_read(r, v[7], &u->people) ||
	    !text_read(r, v[8], "note", WORDS_MOST, &u->note))
		return false;
	*ret = u;
	return true;
}

static bool share_map_read(struct reader *r, yaml_node_t *n, struct order_share *s)
{
	static const struct key   keys[] = { { "unit", false }, { "new", false }, { "take", false }, { "km2", false }, { "people", false }, { "hamlets", false },
		  { "note", false }, { "heir", false }, { "verified", false }, { 0 } };
	static const char *const takes[] = { "whole", "part", "rest", NULL };
	yaml_node_t             *v[KEYS_MOST];
	int                      take = TAKE_WHOLE;
	bool                     verified = true;
	if (!map_read(r, n, "share", keys, v) || !unit_read(r, v[0], "unit", &s->unit) || (v[1] && !made_read(r, v[1], "new", &s->made)) ||
	    !word_read(r, v[2], "take", takes, &take) || !area_read(r, v[3], "km2", &s->hectares) || !people_read(r, v[4], &s->people) ||
	    !hamlets_read(r, v[5], &s->hamlets) || !text_read(r, v[6], "note", WORDS_MOST, &s->note) || !yes_read(r, v[7], "heir", &s->heir) ||
	    !yes_read(r, v[8], "verified", &verified))
		return false;
	s->take = (enum take)take;
	s->unverified = !verified;
	return (s->unit.len > 0) != (s->made != NULL) || complain(r, n, ORDER_MISSING, TEXT("unit"), TEXT("share"), TEXT_EMPTY);
}

static bool share_read(struct reader *r, yaml_node_t *n, struct order_share *s)
{
	*s = (struct order_share){ .hectares = UNKNOWN, .people = UNKNOWN, .place = place_of(r, n) };
	return n->type == YAML_SCALAR_NODE ? unit_read(r, n, "unit", &s->unit) : share_map_read(r, n, s);
}

/* One share, or a list of them. */
static bool shares_read(struct reader *r, yaml_node_t *n, const char *what, struct order_share **ret, size_t *ret_n)
{
	yaml_node_t **items = &n;
	size_t        count = 1;
	if (!n || (n->type == YAML_SEQUENCE_NODE && !items_read(r, n, what, &count, &items)))
		return !n;
	if (count == 0)
		return complain(r, n, ORDER_VALUE, text_of(what), TEXT("[]"), TEXT("[\"02155\"]"));
	*ret = ARENA_ARRAY(r->arena, struct order_share, count);
	*ret_n = count;
	for (size_t i = 0; i < count; i++)
		if (!share_read(r, items[i], &(*ret)[i]))
			return false;
	return true;
}

/* ---- one part: the keys of its kind, and those that every part may have */

enum {
	K_KIND, K_INTO = ORDER_KINDS, K_TO, K_HEIR, K_NAME, K_TYPE, K_CODE, K_PARENT, K_UNDER, K_WHAT, K_AMOUNT, K_KM2, K_PEOPLE, K_BASIS, K_SOURCE, K_NOTE, K_VERIFIED, K_COUNT
};
static const struct key part_keys[] = {
	[ORDER_MERGE] = { "merge", false }, [ORDER_ABSORB] = { "absorb", false }, [ORDER_SPLIT] = { "split", false }, [ORDER_TRANSFER] = { "transfer", false },
	[ORDER_RENAME] = { "rename", false }, [ORDER_RETYPE] = { "retype", false }, [ORDER_REPARENT] = { "reparent", false }, [ORDER_RECODE] = { "recode", false },
	[ORDER_CREATE] = { "create", false }, [ORDER_DISSOLVE] = { "dissolve", false }, [ORDER_ABOLISH] = { "abolish", false },
	[ORDER_MEASURE] = { "measure", false }, [ORDER_HAND_OVER] = { "hand_over", false },
	[K_INTO] = { "into", false }, [K_TO] = { "to", false }, [K_HEIR] = { "heir", false }, [K_NAME] = { "name", false }, [K_TYPE] = { "type", false },
	[K_CODE] = { "code", false }, [K_PARENT] = { "parent", false }, [K_UNDER] = { "under", false }, [K_WHAT] = { "what", false }, [K_AMOUNT] = { "amount", false },
	[K_KM2] = { "km2", false }, [K_PEOPLE] = { "people", false }, [K_BASIS] = { "basis", false }, [K_SOURCE] = { "source", false }, [K_NOTE] = { "note", false },
	[K_VERIFIED] = { "verified", false }, [K_COUNT] = { 0 },
};
_Static_assert((int)K_COUNT < (int)KEYS_MOST, "a part's keys fit the reader");

#define BIT(k) (1u << (k))
#define ALWAYS (BIT(K_BASIS) | BIT(K_SOURCE) | BIT(K_NOTE) | BIT(K_VERIFIED))
#define SIZES (BIT(K_KM2) | BIT(K_PEOPLE))
static const struct { unsigned needed, allowed; bool about_to; } kinds[ORDER_KINDS] = {
	[ORDER_MERGE] = { BIT(K_INTO), 0 },
	[ORDER_ABSORB] = { BIT(K_TO), SIZES, .about_to = true },
	[ORDER_SPLIT] = { BIT(K_TO), SIZES },
	[ORDER_TRANSFER] = { BIT(K_TO), SIZES, .about_to = true },
	[ORDER_RENAME] = { BIT(K_NAME), 0 },
	[ORDER_RETYPE] = { BIT(K_TYPE), 0 },
	[ORDER_REPARENT] = { BIT(K_PARENT), 0 },
	[ORDER_RECODE] = { BIT(K_CODE), 0 },
	[ORDER_CREATE] = { 0, 0 },
	[ORDER_DISSOLVE] = { 0, BIT(K_HEIR) },
	[ORDER_ABOLISH] = { BIT(K_UNDER), 0 },
	[ORDER_MEASURE] = { BIT(K_WHAT) | BIT(K_AMOUNT), 0 },
	[ORDER_HAND_OVER] = { BIT(K_TO) | BIT(K_WHAT), BIT(K_AMOUNT) },
};

const char *order_kind_word(size_t kind) { return kind < ORDER_KINDS ? part_keys[kind].name : NULL; }

bool order_kind_about_to(enum order_kind kind) { return kinds[kind].about_to; }

static bool kind_find(struct reader *r, yaml_node_t *n, yaml_node_t **v, enum order_kind *ret)
{
	struct build found = { .arena = r->arena }, known = { .arena = r->arena };
	size_t       count = 0;
	for (size_t k = 0; k < ORDER_KINDS; k++) {
		build_print(&known, "%s%s", k > 0 ? ", " : "", part_keys[k].name);
		if (!v[k])
			continue;
		build_print(&found, "%s%s", count++ > 0 ? ", " : "", part_keys[k].name);
		*ret = (enum order_kind)k;
	}
	return count == 1 || complain(r, n, ORDER_ONE_KIND, TEXT_EMPTY, count > 0 ? build_text(&found) : TEXT("–"), build_text(&known));
}

static unsigned keys_of(enum order_kind kind) { return kinds[kind].needed | kinds[kind].allowed | ALWAYS; }

static struct text keys_print(struct arena *a, unsigned keys)
{
	struct build b = { .arena = a };
	for (size_t k = ORDER_KINDS; k < K_COUNT; k++)
		if (keys & BIT(k))
			build_print(&b, "%s%s", b.len > 0 ? ", " : "", part_keys[k].name);
	return build_text(&b);
}

static bool kind_keys_fit(struct reader *r, yaml_node_t *n, yaml_node_t **v, enum order_kind kind)
{
	for (size_t k = ORDER_KINDS; k < K_COUNT; k++) {
		if ((kinds[kind].needed & BIT(k)) && !v[k])
			return complain(r, n, ORDER_MISSING, text_of(part_keys[k].name), text_of(part_keys[kind].name), TEXT_EMPTY);
		if (v[k] && !(keys_of(kind) & BIT(k)))
			return complain(r, v[k], ORDER_KEY, text_of(part_keys[kind].name), text_of(part_keys[k].name), keys_print(r->arena, keys_of(kind)));
	}
	return true;
}

static bool what_read(struct reader *r, yaml_node_t *n, enum order_kind kind, struct order_part *p)
{
	static const char *const handed[] = { "staff", "property", "function", NULL };
	const char *const       *words = kind == ORDER_MEASURE ? unit_measures : handed;
	int                      at = -1;
	if (!word_read(r, n, "what", words, &at))
		return false;
	if (at >= 0)
		p->what = text_of(words[at]);
	return true;
}

/* `abolish: huyen` or `[huyen, quan, thi_xa]`: a text with a comma between. */
static bool types_read(struct reader *r, yaml_node_t *n, struct order_part *p)
{
	struct build  b = { .arena = r->arena };
	yaml_node_t **items = &n;
	size_t        count = 1;
	if (n->type == YAML_SEQUENCE_NODE && !items_read(r, n, "abolish", &count, &items))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct text one = TEXT_EMPTY;
		if (!name_read(r, items[i], "abolish", &one))
			return false;
		build_print(&b, "%s%.*s", i > 0 ? "," : "", TEXT_ARG(one));
	}
	p->type = build_text(&b);
	return true;
}

static bool subject_read(struct reader *r, yaml_node_t *n, struct order_part *p)
{
	if (p->kind == ORDER_CREATE)
		return made_read(r, n, "create", &p->made);
	if (p->kind == ORDER_ABOLISH)
		return types_read(r, n, p);
	return shares_read(r, n, part_keys[p->kind].name, &p->from, &p->from_n);
}

static bool rest_read(struct reader *r, yaml_node_t **v, struct order_part *p)
{
	bool        verified = true;
	const char *to = v[K_HEIR] ? "heir" : "to";
	p->amount = UNKNOWN;
	if ((v[K_INTO] && !made_read(r, v[K_INTO], "into", &p->made)) || !shares_read(r, v[K_HEIR] ? v[K_HEIR] : v[K_TO], to, &p->to, &p->to_n) ||
	    !text_read(r, v[K_NAME], "name", UNIT_NAME_MOST, &p->name) || (v[K_TYPE] && !name_read(r, v[K_TYPE], "type", &p->type)) ||
	    !text_read(r, v[K_CODE], "code", 8, &p->code) || !unit_read(r, v[K_PARENT] ? v[K_PARENT] : v[K_UNDER], "parent", &p->parent) ||
	    !what_read(r, v[K_WHAT], p->kind, p) || !number_read(r, v[K_AMOUNT], "amount", 0, INT64_C(1000000000000), &p->amount) ||
	    !area_read(r, v[K_KM2], "km2", &p->hectares) || !people_read(r, v[K_PEOPLE], &p->people) || !text_read(r, v[K_BASIS], "basis", BASIS_MOST, &p->basis) ||
	    !text_read(r, v[K_SOURCE], "source", WORDS_MOST, &p->source) || !text_read(r, v[K_NOTE], "note", WORDS_MOST, &p->note) ||
	    !yes_read(r, v[K_VERIFIED], "verified", &verified))
		return false;
	p->unverified = !verified;
	return true;
}

/* Where exactly one unit may stand. */
static bool counts_fit(struct reader *r, yaml_node_t *n, const struct order_part *p)
{
	bool many_from = p->kind == ORDER_MERGE || p->kind == ORDER_ABSORB || p->kind == ORDER_REPARENT;
	if (p->from_n > 1 && !many_from)
		return complain(r, n, ORDER_VALUE, text_of(part_keys[p->kind].name), text_print(r->arena, "%zu", p->from_n), TEXT("1"));
	if (p->kind == ORDER_MERGE && p->from_n < 2)
		return complain(r, n, ORDER_VALUE, TEXT("merge"), text_print(r->arena, "%zu", p->from_n), TEXT("2"));
	if (p->kind == ORDER_SPLIT ? p->to_n < 2 : p->to_n > 1)
		return complain(r, n, ORDER_VALUE, TEXT("to"), text_print(r->arena, "%zu", p->to_n), p->kind == ORDER_SPLIT ? TEXT("2") : TEXT("1"));
	return true;
}

static bool part_read(struct reader *r, yaml_node_t *n, struct order_part *p)
{
	yaml_node_t *v[KEYS_MOST];
	p->place = place_of(r, n);
	return map_read(r, n, "parts", part_keys, v) && kind_find(r, n, v, &p->kind) && kind_keys_fit(r, n, v, p->kind) && subject_read(r, v[p->kind], p) &&
	       rest_read(r, v, p) && counts_fit(r, n, p);
}

/* ---- the order */

static bool effective_read(struct reader *r, yaml_node_t *n, struct order *o)
{
	struct text t = TEXT_EMPTY;
	int64_t     year;
	if (!text_read(r, n, "effective", 20, &t))
		return false;
	o->day_unknown = text_starts(t, "unknown-");
	if (o->day_unknown ? text_to_int(text_from(t, 8), &year) && year >= 1900 && year < 2200 && day_make((struct date){ (int)year, 1, 1 }, &o->day) : day_parse(t, &o->day))
		return true;
	return complain(r, n, ORDER_VALUE, TEXT("effective"), t, TEXT("2026-07-01, unknown-2026"));
}

static bool declared_read(struct reader *r, yaml_node_t *n, struct order_declared *d)
{
	static const struct key keys[] = { { "what", true }, { "under", false }, { "before", false }, { "after", false }, { "change", false }, { 0 } };
	yaml_node_t            *v[KEYS_MOST];
	int                     what = 0;
	*d = (struct order_declared){ .before = UNKNOWN, .after = UNKNOWN, .change = INT64_MIN, .place = place_of(r, n) };
	if (!map_read(r, n, "declared", keys, v) || !word_read(r, v[0], "what", unit_measures, &what) || !unit_read(r, v[1], "under", &d->under) ||
	    !number_read(r, v[2], "before", 0, INT64_C(1000000000000), &d->before) || !number_read(r, v[3], "after", 0, INT64_C(1000000000000), &d->after) ||
	    !number_read(r, v[4], "change", INT64_C(-1000000000000), INT64_C(1000000000000), &d->change))
		return false;
	d->what = text_of(unit_measures[what]);
	return true;
}

static bool lists_read(struct reader *r, yaml_node_t *parts, yaml_node_t *declared, struct order *o)
{
	yaml_node_t **items;
	if (!items_read(r, parts, "parts", &o->parts_n, &items))
		return false;
	o->parts = ARENA_ARRAY(r->arena, struct order_part, o->parts_n + 1);
	for (size_t i = 0; i < o->parts_n; i++)
		if (!part_read(r, items[i], &o->parts[i]))
			return false;
	if (!items_read(r, declared, "declared", &o->declared_n, &items))
		return false;
	o->declared = ARENA_ARRAY(r->arena, struct order_declared, o->declared_n + 1);
	for (size_t i = 0; i < o->declared_n; i++)
		if (!declared_read(r, items[i], &o->declared[i]))
			return false;
	return o->parts_n > 0 || complain(r, parts, ORDER_VALUE, TEXT("parts"), TEXT("[]"), TEXT("1"));
}

static bool root_read(struct reader *r, yaml_node_t *root)
{
	static const struct key keys[] = { { "order", true }, { "title", true }, { "basis", true }, { "effective", true }, { "note", false }, { "parts", true },
		{ "declared", false }, { 0 } };
	yaml_node_t            *v[KEYS_MOST];
	struct order           *o = order_of(r);
	return map_read(r, root, "order", keys, v) && name_read(r, v[0], "order", &o->id) && words_read(r, v[1], "title", &o->title) &&
	       text_read(r, v[2], "basis", BASIS_MOST, &o->basis) && effective_read(r, v[3], o) && text_read(r, v[4], "note", WORDS_MOST, &o->note) &&
	       lists_read(r, v[5], v[6], o);
}

bool order_read(struct arena *a, struct text bytes, const char *file, struct order **ret, struct error *e)
{
	struct order *o = ARENA_NEW(a, struct order);
	struct reader r = { .arena = a, .user = o, .codes = &order_codes, .file = text_copy(a, text_of(file)), .list_most = ORDER_PARTS_MOST, .error = e };
	if (bytes.len > ORDER_BYTES_MOST)
		return error(e, ORDER_LARGE, .file = r.file, .number = (int64_t)bytes.len, .limit = ORDER_BYTES_MOST);
	if (!yaml_read(&r, text_starts(bytes, "\xef\xbb\xbf") ? text_from(bytes, 3) : bytes, root_read))
		return false;
	*ret = o;
	return true;
}
