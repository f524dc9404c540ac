/* tamper_rebuilt.c - P13: somebody rewrites the ledger itself. An entry is changed and every hash and tile after it is made anew, so that they fit each other: without the signing key, which the
 * signed checkpoint beside the key shows; and with it, signed again, which only what is out of the house shows: an older receipt or a checkpoint that somebody saved.
 *
 * DANVAN_TEST_REWRITES: how many of each; DANVAN_TEST_SEED. */
#include "base/base.h"

#include "audit.h"
#include "ledger/canon.h"
#include "ledger/checkpoint.h"
#include "ledger/stored.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { ENTRIES_MOST = 4096, TRIES = 1000 };

struct rewriting {
	struct history          *history;
	struct connection       *db;
	struct arena            *arena; /* of one rewriting */
	const struct ledger_key *key;
	int64_t                  size, published;
	struct text              outer; /* the checkpoint beside the key */
};
/* What was changed. */
struct forged { int64_t index; struct text matter; char member[48]; };

static void must(struct rewriting *r, bool good) { house_must(&r->history->h, good); }

static struct kept_entry entry_at(struct rewriting *r, int64_t index)
{
	struct kept_entry n;
	bool              found = false;
	must(r, ledger_entry(r->db, index, r->arena, &n, &found, &r->history->h.e) && found);
	return n;
}

static int64_t below(struct rewriting *r, int64_t n) { return (int64_t)history_draw(r->history, (uint64_t)n); }

/* ---- rewriting ---- */

STATEMENT(rewrite_entry, WRITES, "iitTbb", "", "UPDATE entry SET day = $2, kind = $3, matter = $4, bytes = $5, leaf = $6 WHERE idx = $1");

static void put_entry(struct rewriting *r, int64_t index, struct text bytes)
{
	struct entry_facts f;
	must(r, kind_check(r->arena, bytes, index, &f, &r->history->h.e));
	struct hash  leaf = leaf_hash(bytes);
	struct value values[] = { value_int(index), value_day(f.day), value_text(text_of(f.kind->kind)), f.matter.len > 0 ? value_text(f.matter) : value_null(),
				  value_bytes(bytes), value_bytes(text_bytes(leaf.at, sizeof(leaf.at))) };
	must(r, statement_run(r->db, &rewrite_entry, values, NULL, &r->history->h.e));
}

/* The value of one member of a canonical object, another. */
static struct text with_member(struct arena *a, struct text object, struct text was, struct text is)
{
	size_t before = (size_t)(was.at - object.at);
	return text_print(a, "%.*s%.*s%.*s", TEXT_ARG(text_first(object, before)), TEXT_ARG(is), TEXT_ARG(text_from(object, before + was.len)));
}

/* One member at random that the other entry has too, with another value; the commitment only when it can be kept. */
static bool differing_member(struct rewriting *r, struct text mine, struct text other, struct text *ret_was, struct text *ret_is, struct forged *f)
{
	struct text name, value, theirs;
	uint64_t    seen = 0;
	for (size_t at = 0; canon_member(mine, &at, &name, &value);) {
		char *member = text_c(r->arena, name);
		if (text_is(name, "commit") || text_is(name, "kind") || !entry_raw(other, member, &theirs) || text_equal(value, theirs) || history_draw(r->history, ++seen) > 0)
			continue;
		*ret_was = value;
		*ret_is = theirs;
		snprintf(f->member, sizeof(f->member), "%s", member);
	}
	return seen > 0;
}

/* An entry takes one member from another of its kind: well formed, and a lie. */
static struct forged forge(struct rewriting *r)
{
	struct forged      f = { 0 };
	struct entry_facts facts;
	for (int tries = 0; tries < TRIES; tries++) {
		f.index = below(r, r->size);
		struct kept_entry mine = entry_at(r, f.index), other = entry_at(r, below(r, r->size));
		struct text       was, is;
		if (mine.matter.len == 0 || !text_equal(mine.kind, other.kind) || !differing_member(r, mine.bytes, other.bytes, &was, &is, &f))
			continue;
		struct text bytes = with_member(r->arena, mine.bytes, was, is);
		if (!kind_check(r->arena, bytes, f.index, &facts, NULL))
			continue;
		f.matter = mine.matter;
		put_entry(r, f.index, bytes);
		return f;
	}
	fail_msg("nothing to forge");
	return f;
}

STATEMENT(rewrite_tile, WRITES, "ibb", "", "UPDATE tile SET bytes = $2, root = $3 WHERE level = 0 AND n = $1");
STATEMENT(rewrite_head, WRITES, "b", "", "UPDATE ledger_meta SET root = $1");

/* Every tile, and the root; the new head. */
static struct tree_head rebuild_tree(struct rewriting *r)
{
	static struct hash leaf[ENTRIES_MOST];
	struct frontier    tree = { 0 };
	assert_true(r->size <= ENTRIES_MOST);
	for (int64_t i = 0; i < r->size; i++) {
		leaf[i] = leaf_hash(entry_at(r, i).bytes);
		frontier_add(&tree, leaf[i]);
	}
	for (int64_t n = 0; (n + 1) * TILE_WIDTH <= r->size; n++) {
		struct hash  over = fold(&leaf[n * TILE_WIDTH], TILE_WIDTH);
		struct value values[] = { value_int(n), value_bytes(text_bytes(leaf[n * TILE_WIDTH].at, TILE_WIDTH * sizeof(*leaf))), value_bytes(text_bytes(over.at, sizeof(over))) };
		must(r, statement_run(r->db, &rewrite_tile, values, NULL, &r->history->h.e));
	}
	struct tree_head head = { r->size, frontier_root(&tree) };
	must(r, statement_run(r->db, &rewrite_head, (struct value[]){ value_bytes(text_bytes(head.root.at, sizeof(head.root))) }, NULL, &r->history->h.e));
	return head;
}

STATEMENT(rewrite_note, WRITES, "ib", "", "UPDATE ledger_meta SET published = $1, published_note = $2");

/* What was published can't be signed again: as if nothing ever had been. */
static void unpublish(struct rewriting *r)
{
	must(r, statement_run(r->db, &rewrite_note, (struct value[]){ value_int(0), value_bytes(TEXT_EMPTY) }, NULL, &r->history->h.e));
	must(r, statement_run(r->db, test_statement(r->history, true, "", "", TEXT("DELETE FROM public_state")), NULL, NULL, &r->history->h.e));
	must(r, matter_rebuild(r->db, &r->history->h.e));
}

static struct text checkpoint_of(struct rewriting *r, int64_t size)
{
	struct tree_head head = { .size = size };
	must(r, stored_root(r->db, r->arena, size, &head.root, &r->history->h.e));
	return checkpoint_sign(r->arena, r->key, head);
}

/* With the key: signed again, beside the key too. */
static void sign_again(struct rewriting *r)
{
	must(r, statement_run(r->db, &rewrite_note, (struct value[]){ value_int(r->published), value_bytes(checkpoint_of(r, r->published)) }, NULL, &r->history->h.e));
	r->outer = checkpoint_of(r, r->size);
}

/* ---- holding against what was signed ---- */

static int hold(struct rewriting *r, struct text file, struct found *f)
{
	int64_t size, misfits;
	*f = (struct found){ 0 };
	must(r, ledger_audit_signed(r->db, r->key, file, found_note, f, &size, &misfits, &r->history->h.e));
	return f->count;
}

static struct text receipt_of(struct rewriting *r, int64_t index, int64_t size)
{
	struct text file;
	must(r, ledger_receipt(r->db, r->key, index, size, r->arena, &file, &r->history->h.e));
	return file;
}

/* What people hold of the history before it was rewritten: a receipt of the entry itself, a receipt of another one and a checkpoint after it, and a checkpoint from before it. */
struct held { struct text own, other, after, before; };

static void make_held(struct rewriting *r, struct held *ret, int64_t index)
{
	int64_t after = index + 1 + below(r, r->size - index), other = below(r, after);
	*ret = (struct held){ .own = receipt_of(r, index, after), .other = receipt_of(r, other, after), .after = checkpoint_of(r, after),
			      .before = index > 0 ? checkpoint_of(r, 1 + below(r, index)) : TEXT_EMPTY };
}

static void begin_one(struct rewriting *r, struct held *ret, int64_t *ret_index)
{
	struct forged f;
	must(r, store_begin(r->db, BEGIN_WRITE, &r->history->h.e));
	r->outer = checkpoint_of(r, r->size);
	uint64_t state = r->history->state; /* which entry it will be is drawn twice alike, for receipts are made before */
	f = forge(r);
	store_rollback(r->db);
	must(r, store_begin(r->db, BEGIN_WRITE, &r->history->h.e));
	make_held(r, ret, f.index);
	r->history->state = state;
	*ret_index = f.index;
}

static void end_one(struct rewriting *r)
{
	store_rollback(r->db);
	arena_reset(r->arena);
}

static bool found_at(const struct found *f, const char *at, int64_t index)
{
	for (int i = 0; i < f->count && i < FOUND_MOST; i++)
		if (strcmp(f->is[i].at, at) == 0 && f->is[i].index == index)
			return true;
	return false;
}

/* Each says what it can: the entry's own receipt which entry and matter; another's a run of entries that begins not after it; a checkpoint how many entries; one from before it nothing. */
static void assert_held_tells(struct rewriting *r, const struct held *h, const struct forged *f)
{
	struct found own, other, after, before;
	int          n = hold(r, h->own, &own);
	if (n == 0 || !found_at(&own, "entry.bytes", f->index) || !found_matter(&own, f->matter))
		fail_msg("entry %lld, %s: its own receipt finds %d, the first %s (seed %llu)", (long long)f->index, f->member, n, found_first(&own), (unsigned long long)history_seed());
	if (hold(r, h->other, &other) == 0 || other.is[0].index > f->index)
		fail_msg("entry %lld, %s: another receipt finds %d, the first %s %lld (seed %llu)", (long long)f->index, f->member, other.count, found_first(&other),
			 (long long)other.is[0].index, (unsigned long long)history_seed());
	if (hold(r, h->after, &after) != 1 || strcmp(found_first(&after), "ledger_meta.root") != 0)
		fail_msg("entry %lld, %s: a later checkpoint finds %d (seed %llu)", (long long)f->index, f->member, after.count, (unsigned long long)history_seed());
	if (h->before.len > 0 && hold(r, h->before, &before) != 0)
		fail_msg("entry %lld, %s: an earlier checkpoint does not fit: %s (seed %llu)", (long long)f->index, f->member, found_first(&before), (unsigned long long)history_seed());
}

/* ---- tests ---- */

static struct rewriting *rewriting_of(struct history *t)
{
	struct rewriting  *r = ARENA_NEW(t->h.arena, struct rewriting);
	struct ledger_meta meta = { 0 };
	bool               found;
	while (house_size(&t->h) < 300) /* a full tile, and what stands beside it */
		history_run(t, 20);
	house_must(&t->h, ledger_meta(t->h.db, t->h.arena, &meta, &found, &t->h.e) && found);
	*r = (struct rewriting){ .history = t, .db = test_connection(t->h.arena, t->h.store, STORE_WRITE), .arena = arena_new(0), .key = act_key(t->h.act),
				 .size = meta.head.size, .published = meta.published };
	return r;
}

static int64_t rewrites(struct history *t)
{
	bool is_lite = store_engine(t->h.store) == STORE_SQLITE;
	return test_number("DANVAN_TEST_REWRITES", test_everything() ? (is_lite ? 1000 : 100) : (is_lite ? 10 : 4));
}

static void a_rewritten_ledger_that_could_not_be_signed_is_found_by_the_checkpoint_beside_the_key(void **state)
{
	struct history   *t = *state;
	struct rewriting *r = rewriting_of(t);
	struct found      f, outer;
	struct held       held;
	int64_t           n = rewrites(t), by_tables = 0, by_matter = 0, index;
	/* the way of it is no misfit: only the lie is */
	must(r, store_begin(r->db, BEGIN_WRITE, &t->h.e));
	rebuild_tree(r);
	unpublish(r);
	if (audit_inside(t, r->db, &f) != 0)
		fail_msg("an honest tree made anew: %s", found_first(&f));
	store_rollback(r->db);
	for (int64_t i = 0; i < n; i++, end_one(r)) {
		begin_one(r, &held, &index);
		struct forged forged = forge(r);
		rebuild_tree(r);
		if (history_draw(t, 2) || forged.index < r->published)
			unpublish(r);
		if (hold(r, r->outer, &outer) != 1 || strcmp(found_first(&outer), "ledger_meta.root") != 0)
			fail_msg("entry %lld, %s: the checkpoint beside the key finds %d (seed %llu)", (long long)forged.index, forged.member, outer.count, (unsigned long long)history_seed());
		assert_int_equal(forged.index, index);
		assert_held_tells(r, &held, &forged);
		by_tables += audit_inside(t, r->db, &f) > 0;
		by_matter += found_matter(&f, forged.matter);
	}
	printf("P13: %lld entries rewritten with the tree, without the key: all found by the checkpoint beside the key, %lld by the tables too, %lld with their matter; each receipt of such an entry "
	       "names it; %lld entries, seed %llu\n",
	       (long long)n, (long long)by_tables, (long long)by_matter, (long long)r->size, (unsigned long long)history_seed());
	arena_free(r->arena);
}

STATEMENT(rewrite_part, WRITES, "ibb", "", "UPDATE part SET commitments = $2, sealed_text = $3 WHERE idx = $1");

/* What a person wrote, replaced by other words: sealed, committed to, in the entry. Nothing in the database is left that could tell. False: the entry holds no text. */
static bool forge_text(struct rewriting *r, struct forged *f)
{
	struct error       *e = &r->history->h.e;
	struct stored_parts s;
	struct opening      o;
	struct text         was, sealed;
	struct hash         part[PART_COUNT];
	bool                found;
	struct kept_entry   n = entry_at(r, f->index = below(r, r->size));
	f->matter = n.matter;
	snprintf(f->member, sizeof(f->member), "commit");
	if (n.matter.len == 0 || !entry_raw(n.bytes, "commit", &was))
		return false;
	must(r, stored_parts(r->db, f->index, r->arena, &s, &found, e) && found && stored_opening(r->db, r->key, f->index, &s, PART_TEXT, r->arena, &o, e));
	if (o.bytes.len == 0)
		return false;
	struct text words = TEXT("{\"text\":\"Không có gì.\"}"), both = text_print(r->arena, "%.*s", TEXT_ARG(words));
	char       *at = arena_alloc(r->arena, SALT + both.len);
	memcpy(at, o.salt, SALT);
	memcpy(at + SALT, both.at, both.len);
	must(r, keys_seal(r->db, &r->history->h.world, r->key, s.scope, PART_TEXT, ledger_part_label(r->arena, f->index), text_bytes(at, SALT + both.len), r->arena, &sealed, e));
	memcpy(part, s.commitments.at, sizeof(part));
	part[PART_TEXT] = part_commitment(PART_TEXT, o.salt, words);
	must(r, statement_run(r->db, &rewrite_part, (struct value[]){ value_int(f->index), value_bytes(text_bytes(part, sizeof(part))), value_bytes(sealed) }, NULL, e));
	put_entry(r, f->index, with_member(r->arena, n.bytes, was, text_print(r->arena, "\"%.*s\"", TEXT_ARG(hash_hex(r->arena, commit_of(part))))));
	return true;
}

static int64_t some_text(struct rewriting *r)
{
	struct forged f;
	uint64_t      state;
	bool          did = false;
	must(r, store_begin(r->db, BEGIN_WRITE, &r->history->h.e));
	for (int tries = 0; !did && tries < TRIES; tries++) {
		state = r->history->state;
		did = forge_text(r, &f);
	}
	assert_true(did);
	store_rollback(r->db);
	r->history->state = state;
	return f.index;
}

static void a_history_that_was_rewritten_and_signed_again_is_found_by_one_older_receipt_or_checkpoint(void **state)
{
	struct history   *t = *state;
	struct rewriting *r = rewriting_of(t);
	struct found      f;
	struct held       held;
	int64_t           n = rewrites(t);
	for (int64_t i = 0; i < n; i++, end_one(r)) {
		struct forged forged;
		int64_t       index = some_text(r);
		uint64_t      next = t->state;
		must(r, store_begin(r->db, BEGIN_WRITE, &t->h.e));
		make_held(r, &held, index);
		t->state = next;
		assert_true(forge_text(r, &forged) && forged.index == index);
		rebuild_tree(r);
		sign_again(r);
		if (audit_inside(t, r->db, &f) != 0 || hold(r, r->outer, &f) != 0)
			fail_msg("the rewriting is not whole: %s (entry %lld, seed %llu)", found_first(&f), (long long)index, (unsigned long long)history_seed());
		assert_held_tells(r, &held, &forged);
	}
	printf("P13: %lld texts rewritten and all signed again with the key: nothing in the database tells, every receipt and checkpoint from after the entry does; the entry's own receipt names it; seed %llu\n",
	       (long long)n, (unsigned long long)history_seed());
	arena_free(r->arena);
}

static void a_database_with_fewer_entries_than_were_signed_is_found(void **state)
{
	struct history   *t = *state;
	struct rewriting *r = rewriting_of(t);
	struct found      f;
	must(r, store_begin(r->db, BEGIN_READ, &t->h.e));
	struct tree_head later = { .size = r->size + 3, .root = leaf_hash(TEXT("x")) };
	assert_int_equal(hold(r, checkpoint_sign(r->arena, r->key, later), &f), 1);
	assert_true(found_at(&f, "ledger_meta.size", r->size));
	assert_int_equal(hold(r, checkpoint_of(r, r->size), &f), 0);
	store_rollback(r->db);
	arena_free(r->arena);
}

/* Another history under the same key, whole and signed: the two have a beginning in common. */
static void two_histories_of_one_key_contradict_each_others_receipts(void **state)
{
	struct history   *t = *state, *other = calloc(1, sizeof(*other));
	struct rewriting *r = rewriting_of(t), *o;
	struct found      f;
	history_begin(other, history_seed());
	int64_t common = house_size(&other->h), told = 0, receipts = 20;
	other->state += 1;
	o = rewriting_of(other);
	assert_string_equal(key_id(r->key), key_id(o->key));
	assert_int_equal(audit_all(other, &f), 0);
	for (int64_t i = 0; i < receipts; i++, arena_reset(o->arena), arena_reset(r->arena)) {
		int64_t size = common + 2 + below(r, (r->size < o->size ? r->size : o->size) - common - 2);
		told += hold(r, receipt_of(o, below(o, size), size), &f) > 0;
		told += hold(o, receipt_of(r, below(r, size), size), &f) > 0;
		assert_int_equal(hold(r, receipt_of(o, below(o, common), common), &f), 0);
	}
	assert_int_equal(told, 2 * receipts);
	arena_free(r->arena);
	arena_free(o->arena);
	history_end(other);
	free(other);
}

int main(void)
{
#define T(f) cmocka_unit_test(f)
	const struct CMUnitTest tests[] = {
		T(a_rewritten_ledger_that_could_not_be_signed_is_found_by_the_checkpoint_beside_the_key),
		T(a_history_that_was_rewritten_and_signed_again_is_found_by_one_older_receipt_or_checkpoint),
		T(a_database_with_fewer_entries_than_were_signed_is_found),
		T(two_histories_of_one_key_contradict_each_others_receipts),
	};
	return cmocka_run_group_tests(tests, history_setup, history_teardown);
}
