/* pack.c - a pack as a whole: loading, ending, and finding things in it by name. */
#include "base/base.h"

#include <sodium.h>

#include "inside.h"

/* First of a list's items whose name (at `offset` of the item) is the one looked for. */
static void *find(const void *list, size_t count, size_t size, size_t offset, struct text name)
{
	for (size_t i = 0; i < count; i++) {
		const char *item = (const char *)list + i * size;
		if (text_equal(*(const struct text *)(const void *)(item + offset), name))
			return (void *)(uintptr_t)item;
	}
	return NULL;
}
#define FIND(list, count, type, member, name) find((list), (count), sizeof(type), offsetof(type, member), (name))

struct rule *rule_find(const struct pack *p, struct text id) { return FIND(p->rules, p->rules_n, struct rule, id, id); }
struct list *list_find(const struct pack *p, struct text name) { return FIND(p->lists, p->lists_n, struct list, name, name); }
const struct fact_row *fact_find(const struct pack *p, struct text name) { return FIND(p->facts, p->facts_n, struct fact_row, name, name); }
const struct state *state_find(const struct pack *p, struct text name) { return FIND(p->states, p->states_n, struct state, pub.name, name); }
const struct clock_row *clock_find(const struct pack *p, struct text name) { return FIND(p->clocks, p->clocks_n, struct clock_row, pub.name, name); }
const struct step *step_find(const struct pack *p, struct text name) { return FIND(p->steps, p->steps_n, struct step, pub.name, name); }
const struct field *field_find(const struct step *s, struct text name) { return FIND(s->fields, s->fields_n, struct field, pub.name, name); }
struct text named_find(const struct named *list, size_t count, struct text name)
{
	const struct named *n = FIND(list, count, struct named, name, name);
	return n ? n->value : TEXT_EMPTY;
}

bool fact_is_builtin(struct text name) { return text_is(name, "level") || text_is(name, "contents") || text_is(name, "members"); }

struct text pack_name(const struct pack *p) { return p->name; }
struct text pack_hash(const struct pack *p) { return p->hash; }
enum pack_class pack_class(const struct pack *p) { return p->class; }
const struct words *pack_title(const struct pack *p) { return &p->title; }
const struct words *pack_about(const struct pack *p) { return &p->about; }

const struct pack_rule *pack_rule_at(const struct pack *p, size_t n)
{
	for (size_t i = 0; i < p->rules_n; n -= p->rules[i].versions_n, i++)
		if (n < p->rules[i].versions_n)
			return &p->rules[i].versions[n].pub;
	return NULL;
}

const struct pack_rule *pack_rule(const struct pack *p, struct text reference)
{
	const struct pack_rule *r;
	for (size_t n = 0; (r = pack_rule_at(p, n)); n++)
		if (text_equal(r->reference, reference))
			return r;
	return NULL;
}

const struct pack_state *pack_state(const struct pack *p, struct text name)
{
	const struct state *s = state_find(p, name);
	return s ? &s->pub : NULL;
}
const struct pack_state *pack_state_at(const struct pack *p, size_t n) { return n < p->states_n ? &p->states[n].pub : NULL; }
const struct pack_clock *pack_clock(const struct pack *p, struct text name)
{
	const struct clock_row *c = clock_find(p, name);
	return c ? &c->pub : NULL;
}
const struct pack_clock *pack_clock_at(const struct pack *p, size_t n) { return n < p->clocks_n ? &p->clocks[n].pub : NULL; }
const struct pack_step *pack_step(const struct pack *p, struct text name)
{
	const struct step *s = step_find(p, name);
	return s ? &s->pub : NULL;
}
const struct pack_step *pack_step_at(const struct pack *p, size_t n) { return n < p->steps_n ? &p->steps[n].pub : NULL; }
const char *field_type_name(enum field_type t) { return type_words[t]; }

/* The files in the order of their names, each as name, newline, length, newline, bytes: the same folder gives the same hash. */
static struct text hash_files(struct arena *a, const struct pack_file *const *files, size_t count)
{
	crypto_hash_sha256_state state;
	unsigned char            out[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_init(&state);
	for (size_t i = 0; i < count; i++) {
		struct text head = text_print(a, "%.*s\n%zu\n", TEXT_ARG(files[i]->name), files[i]->bytes.len);
		crypto_hash_sha256_update(&state, (const unsigned char *)head.at, head.len);
		crypto_hash_sha256_update(&state, (const unsigned char *)files[i]->bytes.at, files[i]->bytes.len);
	}
	crypto_hash_sha256_final(&state, out);
	return hex_encode(a, text_bytes(out, sizeof(out)));
}

static int by_name(const void *a, const void *b)
{
	return text_compare((*(const struct pack_file *const *)a)->name, (*(const struct pack_file *const *)b)->name);
}

static bool files_fit(const struct pack_file *const *files, size_t count, struct error *e)
{
	size_t sum = 0;
	if (count > PACK_FILES_MOST)
		return error(e, PACK_TOO_LARGE, .number = (int64_t)count, .limit = PACK_FILES_MOST);
	for (size_t i = 0; i < count; i++) {
		sum += files[i]->bytes.len;
		if (files[i]->bytes.len > PACK_BYTES_MOST || sum > PACK_BYTES_MOST)
			return error(e, PACK_TOO_LARGE, .file = files[i]->name, .number = (int64_t)sum, .limit = PACK_BYTES_MOST);
		if (i > 0 && text_equal(files[i - 1]->name, files[i]->name))
			return error(e, PACK_TWICE, .file = files[i]->name, .name = TEXT("file"), .value = files[i]->name);
	}
	return true;
}

static bool load(struct pack *p, const struct pack_file *const *files, size_t count, struct error *e)
{
	if (!files_fit(files, count, e))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!pack_read_file(p, files[i], e))
			return false;
	if (!p->name.len)
		return error(e, PACK_MISSING, .file = count ? files[0]->name : TEXT("pack.yaml"), .line = 1, .column = 1, .name = TEXT("pack"), .value = TEXT("pack.yaml"));
	p->hash = hash_files(p->arena, files, count);
	return pack_link(p, e) && pack_check(p, e);
}

bool pack_load(const struct pack_file *files, size_t count, struct pack **ret, struct error *e)
{
	struct arena *arena = arena_new(0);
	struct pack  *p = ARENA_NEW(arena, struct pack);
	const struct pack_file **sorted = ARENA_ARRAY(arena, const struct pack_file *, count + 1);
	p->arena = arena;
	for (size_t i = 0; i < count; i++)
		sorted[i] = &files[i];
	qsort(sorted, count, sizeof(*sorted), by_name);
	if (!load(p, sorted, count, e)) {
		arena_free(arena);
		return false;
	}
	*ret = p;
	return true;
}

void pack_free(struct pack *p)
{
	if (p)
		arena_free(p->arena);
}
