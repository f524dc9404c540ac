/* head.c - the head of the tree in three places (database, memory, outer checkpoint), held against each other before anything is appended. */
#include "base/base.h"

#include "checkpoint.h"
#include "key.h"
#include "stored.h"

enum { OUTER_MOST = 64 * 1024 };

STATEMENT(meta_get, READS, "", "tttibi", "SELECT origin, vkey, key_path, size, root, published FROM ledger_meta WHERE one = 1");

bool ledger_meta(struct connection *db, struct arena *a, struct ledger_meta *ret, bool *ret_found, struct error *e)
{
	struct value row[6];
	if (!statement_one(db, &meta_get, NULL, a, row, ret_found, e))
		return false;
	if (!*ret_found)
		return true;
	*ret = (struct ledger_meta){ .origin = row[0].text, .vkey = row[1].text, .key_path = row[2].text, .published = row[5].number };
	ret->head.size = row[3].number;
	if (row[4].text.len != sizeof(struct hash))
		return error(e, LEDGER_DAMAGED, .name = TEXT("ledger_meta"));
	memcpy(ret->head.root.at, row[4].text.at, sizeof(struct hash));
	return true;
}

STATEMENT(meta_put, WRITES, "tttbb", "",
	  "INSERT INTO ledger_meta (one, origin, vkey, key_path, size, root, published, published_note) VALUES (1, $1, $2, $3, 0, $4, 0, $5)");

bool ledger_create(struct connection *db, const struct ledger_key *k, const char *key_path, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct hash                   root = empty_hash();
	return statement_run(db, &meta_put,
			     (struct value[]){ value_text(text_of(k->origin)), value_text(key_vkey(a, k)), value_text(text_of(key_path)),
					       value_bytes(text_bytes(root.at, sizeof(root.at))), value_bytes(TEXT_EMPTY) },
			     NULL, e);
}

static bool outer_path(struct ledger *l, const char *key_path)
{
	const char *slash = strrchr(key_path, '/');
	int n = snprintf(l->outer_path, sizeof(l->outer_path), "%.*s%s.checkpoint", slash ? (int)(slash - key_path) + 1 : 0, key_path, l->key->id);
	return n > 0 && (size_t)n < sizeof(l->outer_path);
}

bool ledger_open(struct connection *db, struct world *w, const struct ledger_key *k, const char *key_path, struct ledger **ret, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct ledger_meta            meta;
	bool                          found;
	if (!ledger_meta(db, a, &meta, &found, e))
		return false;
	if (!found || !text_equal(meta.vkey, key_vkey(a, k)))
		return error(e, LEDGER_WRONG_KEY, .value = key_vkey(a, k), .expected = found ? meta.vkey : TEXT_EMPTY);
	struct ledger *l = calloc(1, sizeof(*l));
	if (!l)
		abort();
	*l = (struct ledger){ .world = w, .key = k };
	if (!outer_path(l, key_path)) {
		free(l);
		return error(e, LEDGER_KEY_FILE, .name = text_of(key_path));
	}
	*ret = l;
	return true;
}

void ledger_close(struct ledger *l) { free(l); }

static void remember_outer(struct ledger *l, struct text note, struct tree_head head)
{
	l->outer_head = head;
	l->outer[0] = '\0';
	if (note.len < sizeof(l->outer)) {
		memcpy(l->outer, note.at, note.len);
		l->outer[note.len] = '\0';
	}
}

/* The outer checkpoint, read anew each time (another process may have written it), verified when it is not the one of last time. */
static bool outer_read(struct ledger *l, struct arena *a, bool *ret_found, struct error *e)
{
	struct text       note;
	struct vkey       v;
	struct checkpoint c;
	*ret_found = l->world->file_exists(l->world, l->outer_path);
	if (!*ret_found)
		return true;
	if (!l->world->file_read(l->world, a, l->outer_path, OUTER_MOST, &note, e))
		return false;
	if (l->outer[0] && text_is(note, l->outer))
		return true;
	if (!vkey_parse(a, key_vkey(a, l->key), &v, e) || !checkpoint_verify(a, note, &v, 1, &c, e))
		return error(e, LEDGER_FILE_WRONG, .name = text_of(l->outer_path));
	remember_outer(l, note, c.head);
	return true;
}

STATEMENT(entry_last, READS, "i", "b", "SELECT bytes FROM entry WHERE idx = $1");

/* The day below which the next entry may not fall. */
static bool floor_read(struct connection *db, struct arena *a, int64_t size, day_t *ret, struct error *e)
{
	struct value       row[1];
	struct entry_facts f = { .floor = DAY_NONE };
	bool               found = false;
	if (size > 0 && !statement_one(db, &entry_last, (struct value[]){ value_int(size - 1) }, a, row, &found, e))
		return false;
	if (size > 0 && (!found || !kind_check(a, row[0].text, size - 1, &f, NULL)))
		return error(e, LEDGER_DAMAGED, .name = TEXT("entry"), .number = size - 1);
	*ret = f.floor;
	return true;
}

/* The stored head, with its frontier, as the stored hashes give it. */
static bool head_read(struct ledger *l, struct connection *db, struct arena *a, struct frontier *ret, struct error *e)
{
	struct ledger_meta meta;
	struct stored_tree tree;
	bool               found;
	if (!ledger_meta(db, a, &meta, &found, e))
		return false;
	if (!found || !text_equal(meta.vkey, key_vkey(a, l->key)))
		return error(e, LEDGER_WRONG_KEY, .value = key_vkey(a, l->key), .expected = found ? meta.vkey : TEXT_EMPTY);
	struct hash_reader r = stored_tree(&tree, db, a, meta.head.size);
	if (!frontier_read(&r, meta.head.size, ret, e))
		return false;
	return hash_equal(frontier_root(ret), meta.head.root) || error(e, LEDGER_DAMAGED, .name = TEXT("tree"), .number = meta.head.size);
}

bool ledger_begin(struct ledger *l, struct connection *db, struct arena *a, struct ledger_batch **ret, struct error *e)
{
	struct ledger_batch *b = ARENA_NEW(a, struct ledger_batch);
	bool                 has_outer;
	*b = (struct ledger_batch){ .ledger = l, .db = db, .arena = a };
	if (!head_read(l, db, a, &b->frontier, e))
		return false;
	b->before = (struct tree_head){ b->frontier.size, frontier_root(&b->frontier) };
	if ((l->is_known && !history_contains(db, a, b->before, l->head, e)) || !outer_read(l, a, &has_outer, e))
		return false;
	if (!has_outer && b->before.size > 0)
		return error(e, LEDGER_NO_OUTER, .name = text_of(l->outer_path));
	if ((has_outer && !history_contains(db, a, b->before, l->outer_head, e)) || !floor_read(db, a, b->before.size, &b->floor, e))
		return false;
	l->head = b->before; /* committed by somebody: from here on it may not shrink */
	l->is_known = true;
	*ret = b;
	return true;
}

/* A larger outer checkpoint, which another process has written meanwhile, stays: each says more than the ones before it. */
static bool outer_write(struct ledger *l, struct arena *a, struct text note, struct tree_head head, struct error *e)
{
	bool found;
	if (!outer_read(l, a, &found, e))
		return false;
	if (found && l->outer_head.size > head.size)
		return true;
	if (!l->world->file_replace(l->world, l->outer_path, note, 0644, e))
		return false;
	remember_outer(l, note, head);
	return true;
}

bool ledger_seal(struct ledger *l, struct tree_head head, struct arena *a, struct text *ret, struct error *e)
{
	struct text note = checkpoint_sign(a, l->key, head);
	if (!outer_write(l, a, note, head, e))
		return false;
	l->head = head;
	l->is_known = true;
	if (ret)
		*ret = note;
	return true;
}

bool ledger_adopt(struct ledger *l, struct connection *db, struct arena *a, struct tree_head *ret, struct error *e)
{
	struct frontier f;
	bool            has_outer;
	int64_t         misfits;
	if (!head_read(l, db, a, &f, e) || !outer_read(l, a, &has_outer, e))
		return false;
	struct tree_head head = { f.size, frontier_root(&f) };
	if (has_outer && !history_contains(db, a, head, l->outer_head, e))
		return false;
	if (!ledger_audit(db, l->key, NULL, NULL, &misfits, e))
		return false;
	if (misfits > 0)
		return error(e, LEDGER_DAMAGED, .name = TEXT("ledger"), .number = misfits);
	if (!ledger_seal(l, head, a, NULL, e))
		return false;
	*ret = head;
	return true;
}
