/* append.c - one entry, from what its kind's module says of it to the row, the leaf and the sealed parts. */
#include "base/base.h"

#include <assert.h>

#include "canon.h"
#include "key.h"
#include "stored.h"

struct text ledger_part_label(struct arena *a, int64_t index)
{
	struct build b = { .arena = a };
	build_c(&b, "entry/");
	build_int(&b, index);
	return build_text(&b);
}

/* One common member, if it is due before `before` (empty: at the end) and the entry has it. */
struct common { const char *name; struct text value; bool is_number; };

static void put_common(struct json *j, const struct common *c, size_t count, size_t *done, const struct text *before)
{
	for (; *done < count && (!before || text_compare(text_of(c[*done].name), *before) < 0); ++*done) {
		if (c[*done].value.len == 0)
			continue;
		json_key(j, c[*done].name);
		if (c[*done].is_number)
			json_raw(j, c[*done].value);
		else
			json_text(j, c[*done].value);
	}
}

/* The kind's members with the common ones in their places. */
static struct text entry_bytes(struct arena *a, const struct entry *n, const struct hash *commit)
{
	const struct common common[] = {
		{ "commit", commit ? hash_hex(a, *commit) : TEXT_EMPTY }, { "day", day_print(a, n->day) }, { "kind", text_of(n->kind) },
		{ "matter", n->matter }, { "v", TEXT("1"), true },
	};
	struct json j = json_start(a, false);
	struct text name, raw;
	size_t      done = 0;
	json_object(&j);
	for (size_t at = 0; canon_member(n->members, &at, &name, &raw);) {
		put_common(&j, common, COUNT_OF(common), &done, &name);
		json_key(&j, text_c(a, name));
		json_raw(&j, raw);
	}
	put_common(&j, common, COUNT_OF(common), &done, NULL);
	json_end(&j);
	return json_done(&j);
}

static bool members_are_good(struct text members)
{
	static const char *const common[] = { "commit", "day", "kind", "matter", "v" };
	struct text              name, raw;
	if (members.len == 0)
		return true;
	if (!canon_is_good(members, false) || members.at[0] != '{')
		return false;
	for (size_t at = 0; canon_member(members, &at, &name, &raw);)
		for (size_t i = 0; i < COUNT_OF(common); i++)
			if (name_is(name, common[i]))
				return false;
	return true;
}

/* Six fresh salts, and the commitments made with them. */
struct commitments { uint8_t salt[PART_COUNT][SALT]; struct hash part[PART_COUNT]; struct hash whole; };

static void commit_parts(struct world *w, const struct entry *n, struct commitments *ret)
{
	w->random(w, ret->salt, sizeof(ret->salt));
	for (int p = 0; p < PART_COUNT; p++)
		ret->part[p] = part_commitment((enum part)p, ret->salt[p], n->part[p]);
	ret->whole = commit_of(ret->part);
}

STATEMENT(part_put, WRITES, "itbbbbbbb", "",
	  "INSERT INTO part (idx, scope, commitments, sealed_time, sealed_text, sealed_party, sealed_files, sealed_acts, sealed_internal)"
	  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");

/* Salt and bytes of a part are sealed together: with the key both are gone, so that nobody can try out what the bytes were. */
static bool parts_keep(struct ledger_batch *b, const struct entry *n, const struct commitments *c, struct text scope, struct error *e)
{
	int64_t      index = b->frontier.size;
	struct value row[9] = { value_int(index), value_text(scope), value_bytes(text_bytes(c->part, sizeof(c->part))) };
	for (int p = 0; p < PART_COUNT; p++) {
		struct text sealed = text_bytes(c->salt[p], SALT);
		if (n->part[p].len > 0) {
			struct build both = { .arena = b->arena };
			build_add(&both, sealed);
			build_add(&both, n->part[p]);
			if (!(n->is_first ? keys_seal_first : keys_seal)(b->db, b->ledger->world, b->ledger->key, scope, (enum part)p, ledger_part_label(b->arena, index), build_text(&both),
				       b->arena, &sealed, e))
				return false;
		}
		row[3 + p] = value_bytes(sealed);
	}
	return statement_send(b->db, &part_put, row, e);
}

static bool entry_is_right(const struct ledger_batch *b, const struct entry *n, struct text bytes, struct entry_facts *ret, struct error *e)
{
	if (!kind_check(b->arena, bytes, b->frontier.size, ret, e))
		return false;
	if (day_compare(n->day, b->floor) < 0)
		return error(e, LEDGER_DAY_FALLS, .value = day_print(b->arena, n->day), .expected = day_print(b->arena, b->floor),
			     .day = b->floor, .number = b->frontier.size);
	for (int p = 0; p < PART_COUNT; p++)
		if (n->part[p].len > 0 && (!ret->kind->commits || !canon_is_good(n->part[p], true) || n->part[p].at[0] != '{'))
			return error(e, LEDGER_ENTRY_WRONG, .name = text_of(part_name((enum part)p)), .value = text_of(n->kind), .number = b->frontier.size);
	return true;
}

STATEMENT(entry_put, WRITES, "iitTbb", "", "INSERT INTO entry (idx, day, kind, matter, bytes, leaf) VALUES ($1, $2, $3, $4, $5, $6)");

bool ledger_append(struct ledger_batch *b, const struct entry *n, int64_t *ret_index, struct error *e)
{
	const struct entry_kind *kind = kind_find(text_of(n->kind));
	struct commitments       c;
	struct entry_facts       facts;
	int64_t                  index = b->frontier.size;
	struct text              scope = n->matter.len > 0 ? n->matter : n->scope;
	if (!kind || !members_are_good(n->members))
		return error(e, LEDGER_ENTRY_WRONG, .name = text_of(kind ? "members" : "kind"), .value = text_of(n->kind), .number = index);
	if (kind->commits)
		commit_parts(b->ledger->world, n, &c);
	struct text bytes = entry_bytes(b->arena, n, kind->commits ? &c.whole : NULL);
	if (!entry_is_right(b, n, bytes, &facts, e))
		return false;
	assert(!kind->commits || scope.len > 0); /* parts without an owner could never be erased */
	struct hash leaf = leaf_hash(bytes);
	if (!statement_send(b->db, &entry_put,
			    (struct value[]){ value_int(index), value_day(n->day), value_text(text_of(n->kind)),
					      n->matter.len > 0 ? value_text(n->matter) : value_null(), value_bytes(bytes),
					      value_bytes(text_bytes(leaf.at, sizeof(leaf.at))) },
			    e))
		return false;
	if (kind->commits && !parts_keep(b, n, &c, scope, e))
		return false;
	frontier_add(&b->frontier, leaf);
	b->floor = facts.floor;
	if (ret_index)
		*ret_index = index;
	return true;
}

STATEMENT(blob_put, WRITES, "bib", "", "INSERT INTO blob (hash, idx, bytes) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING");

bool ledger_import(struct ledger_batch *b, day_t day, struct text what, struct text name, int64_t count, struct text bytes, int64_t *ret_index,
		   struct error *e)
{
	struct hash  h = sha256(bytes);
	struct json  j = json_start(b->arena, false);
	struct value row[] = { value_bytes(text_bytes(h.at, sizeof(h.at))), value_int(b->frontier.size), value_bytes(bytes) };
	json_object(&j);
	json_member_text(&j, "blob", hash_hex(b->arena, h));
	json_member_int(&j, "bytes", (int64_t)bytes.len);
	json_member_int(&j, "count", count);
	json_member_text(&j, "name", name);
	json_member_text(&j, "what", what);
	json_end(&j);
	if (!statement_run(b->db, &blob_put, row, NULL, e))
		return false;
	return ledger_append(b, &(struct entry){ .kind = "import", .day = day, .members = json_done(&j) }, ret_index, e);
}

struct tree_head ledger_batch_head(const struct ledger_batch *b) { return (struct tree_head){ b->frontier.size, frontier_root(&b->frontier) }; }

day_t ledger_batch_day(const struct ledger_batch *b) { return b->floor; }
