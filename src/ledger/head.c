/* head.c - the head of the tree in three places (database, memory, outer checkpoint), held against each other before anything is appended. */
#include "base/base.h"

#include <errno.h>

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

static bool outer_paths(struct ledger *l, const char *key_path)
{
	const char *slash = strrchr(key_path, '/');
	snprintf(l->folder, sizeof(l->folder), "%.*s", slash ? (int)(slash - key_path) + 1 : 2, slash ? key_path : "./");
	return outer_path(l->key, key_path, l->outer_path, sizeof(l->outer_path));
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
	pthread_mutex_init(&l->lock, NULL);
	if (!outer_paths(l, key_path)) {
		ledger_close(l);
		return error(e, LEDGER_KEY_FILE, .name = text_of(key_path));
	}
	*ret = l;
	return true;
}

void ledger_close(struct ledger *l)
{
	if (!l)
		return;
	pthread_mutex_destroy(&l->lock);
	free(l);
}

static bool same_head(struct tree_head a, struct tree_head b) { return a.size == b.size && hash_equal(a.root, b.root); }

static void remember_outer(struct ledger *l, struct text note, struct tree_head head, bool is_ours)
{
	pthread_mutex_lock(&l->lock);
	bool is_older = l->outer[0] && head.size < l->outer_head.size; /* read just before the other thread replaced it */
	if (!is_older && note.len < sizeof(l->outer)) {
		l->outer_head = head;
		l->outer_is_ours = is_ours;
		memcpy(l->outer, note.at, note.len);
		l->outer[note.len] = '\0';
	}
	pthread_mutex_unlock(&l->lock);
}

/* What is known of the outer checkpoint; found false: there is none. */
struct outer { bool found, is_ours; struct tree_head head; };

static bool is_remembered(struct ledger *l, struct text note, struct outer *ret)
{
	pthread_mutex_lock(&l->lock);
	bool same = l->outer[0] && text_is(note, l->outer);
	if (same)
		*ret = (struct outer){ .found = true, .is_ours = l->outer_is_ours, .head = l->outer_head };
	pthread_mutex_unlock(&l->lock);
	return same;
}

/* The outer checkpoint, read anew each time (another process may have written it), verified when it is not the one of last time. */
static bool outer_read(struct ledger *l, struct arena *a, struct outer *ret, struct error *e)
{
	struct text       note;
	struct vkey       v;
	struct checkpoint c;
	*ret = (struct outer){ .found = l->world->file_exists(l->world, l->outer_path) };
	if (!ret->found)
		return true;
	if (!l->world->file_read(l->world, a, l->outer_path, OUTER_MOST, &note, e))
		return false;
	if (is_remembered(l, note, ret))
		return true;
	if (!vkey_parse(a, key_vkey(a, l->key), &v, e) || !checkpoint_verify(a, note, &v, 1, &c, e))
		return error(e, LEDGER_FILE_WRONG, .name = text_of(l->outer_path));
	remember_outer(l, note, c.head, false);
	ret->head = c.head;
	return true;
}

/* It was held against the database: until somebody else writes another one it need not be again. */
static void outer_is_ours(struct ledger *l, struct tree_head head)
{
	pthread_mutex_lock(&l->lock);
	if (same_head(l->outer_head, head))
		l->outer_is_ours = true;
	pthread_mutex_unlock(&l->lock);
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

/* The stored head. */
static bool head_read(struct ledger *l, struct connection *db, struct arena *a, struct tree_head *ret, struct error *e)
{
	struct ledger_meta meta;
	bool               found;
	if (!ledger_meta(db, a, &meta, &found, e))
		return false;
	if (!found || !text_equal(meta.vkey, key_vkey(a, l->key)))
		return error(e, LEDGER_WRONG_KEY, .value = key_vkey(a, l->key), .expected = found ? meta.vkey : TEXT_EMPTY);
	*ret = meta.head;
	return true;
}

/* The frontier of that head, as the stored hashes give it. */
static bool frontier_stored(struct connection *db, struct arena *a, struct tree_head head, struct frontier *ret, struct error *e)
{
	struct stored_tree tree;
	struct hash_reader r = stored_tree(&tree, db, a, head.size);
	if (!frontier_read(&r, head.size, ret, e))
		return false;
	return hash_equal(frontier_root(ret), head.root) || error(e, LEDGER_DAMAGED, .name = TEXT("tree"), .number = head.size);
}

static void remember_head(struct ledger *l, struct tree_head head)
{
	pthread_mutex_lock(&l->lock);
	if (!l->is_known || l->head.size < head.size)
		l->head = head;
	l->is_known = true;
	pthread_mutex_unlock(&l->lock);
}

bool head_known(struct ledger *l, struct tree_head *ret)
{
	pthread_mutex_lock(&l->lock);
	bool known = l->is_known;
	*ret = l->head;
	pthread_mutex_unlock(&l->lock);
	return known;
}

/* What this process committed last is what the database holds: the root speaks for every entry, so nothing need be read again. */
static bool take_remembered(struct ledger *l, struct tree_head head, struct ledger_batch *b)
{
	struct tree_head mine;
	if (!l->has_frontier || !head_known(l, &mine) || !same_head(mine, head) || l->frontier.size != head.size || !hash_equal(frontier_root(&l->frontier), head.root))
		return false;
	b->frontier = l->frontier;
	b->floor = l->floor;
	return true;
}

static bool take_stored(struct ledger *l, struct tree_head head, struct ledger_batch *b, struct error *e)
{
	struct tree_head mine;
	return frontier_stored(b->db, b->arena, head, &b->frontier, e) && (!head_known(l, &mine) || history_contains(b->db, b->arena, head, mine, e)) &&
	       floor_read(b->db, b->arena, head.size, &b->floor, e);
}

bool ledger_begin(struct ledger *l, struct connection *db, struct arena *a, struct ledger_batch **ret, struct error *e)
{
	struct ledger_batch *b = ARENA_NEW(a, struct ledger_batch);
	struct outer         outer;
	*b = (struct ledger_batch){ .ledger = l, .db = db, .arena = a };
	if (!head_read(l, db, a, &b->before, e))
		return false;
	bool remembered = take_remembered(l, b->before, b);
	if ((!remembered && !take_stored(l, b->before, b, e)) || !outer_read(l, a, &outer, e))
		return false;
	if (!outer.found && b->before.size > 0)
		return error(e, LEDGER_NO_OUTER, .name = text_of(l->outer_path));
	if (outer.found && !(remembered && outer.is_ours && outer.head.size <= b->before.size) && !history_contains(db, a, b->before, outer.head, e))
		return false;
	if (outer.found)
		outer_is_ours(l, outer.head);
	remember_head(l, b->before); /* committed by somebody: from here on it may not shrink */
	*ret = b;
	return true;
}

void ledger_committed(struct ledger_batch *b)
{
	struct ledger *l = b->ledger;
	l->frontier = b->frontier;
	l->floor = b->floor;
	l->has_frontier = true;
	remember_head(l, ledger_batch_head(b));
}

/* Whether the outer checkpoint stands in one history with this head. Somebody else may have written it since ledger_begin: another process on this database, or one on a
 * copy of it, which has gone another way. */
static bool outer_fits(struct ledger *l, struct connection *db, struct arena *a, const struct outer *outer, struct tree_head head, struct error *e)
{
	struct tree_head now;
	if (!outer->found || outer->is_ours || same_head(outer->head, head))
		return true;
	if (outer->head.size == head.size)
		return error(e, LEDGER_FORKED, .number = head.size);
	if (!db)
		return error(e, LEDGER_OUTER_MOVED, .number = outer->head.size);
	return head_read(l, db, a, &now, e) && history_contains(db, a, now, outer->head, e);
}

/* A larger outer checkpoint, which another process has written meanwhile, stays: each says more than the ones before it. */
static bool outer_replace(struct ledger *l, struct connection *db, struct arena *a, struct text note, struct tree_head head, struct error *e)
{
	struct outer outer;
	if (!outer_read(l, a, &outer, e) || !outer_fits(l, db, a, &outer, head, e))
		return false;
	if (outer.found && outer.head.size > head.size)
		return true;
	if (!l->world->file_replace(l->world, l->outer_path, note, 0644, e))
		return false;
	remember_outer(l, note, head, true);
	return true;
}

/* Looking and replacing are one step, for all who have this key: of two that sign for one size only the first is let pass. */
static bool outer_write(struct ledger *l, struct connection *db, struct arena *a, struct text note, struct tree_head head, struct error *e)
{
	int lock = l->world->file_lock(l->world, l->folder);
	if (lock < 0)
		return error(e, BASE_FILE_READ, .name = text_of(l->folder), .value = text_of(strerror(errno)));
	bool written = outer_replace(l, db, a, note, head, e);
	l->world->file_unlock(l->world, lock);
	return written;
}

bool ledger_seal(struct ledger *l, struct connection *db, struct tree_head head, struct arena *a, struct text *ret, struct error *e)
{
	struct text note = checkpoint_sign(a, l->key, head);
	if (!outer_write(l, db, a, note, head, e))
		return false;
	remember_head(l, head);
	if (ret)
		*ret = note;
	return true;
}

bool ledger_adopt(struct ledger *l, struct connection *db, struct arena *a, struct tree_head *ret, struct error *e)
{
	struct tree_head head;
	struct frontier  f;
	struct outer     outer;
	int64_t          misfits;
	if (!head_read(l, db, a, &head, e) || !frontier_stored(db, a, head, &f, e) || !outer_read(l, a, &outer, e))
		return false;
	if (outer.found && !history_contains(db, a, head, outer.head, e))
		return false;
	if (!ledger_audit(db, l->key, NULL, NULL, &misfits, e))
		return false;
	if (misfits > 0)
		return error(e, LEDGER_DAMAGED, .name = TEXT("ledger"), .number = misfits);
	if (!ledger_seal(l, db, head, a, NULL, e))
		return false;
	*ret = head;
	return true;
}
