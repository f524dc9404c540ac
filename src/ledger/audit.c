/* audit.c - everything that the database keeps of the ledger, held against everything else: for `danvan verify db` and before a lost outer checkpoint is made anew.
 *
 * It is done in pieces, which several threads may take: the data keys, the counts of rows and the tiles are one each, then come slices of entries. What a piece finds is kept with it and told in
 * the order of the pieces, so that it does not depend on who was faster. */
#include "base/base.h"

#include <assert.h>

#include "audit.h"
#include "key.h"

enum { SLICE = TILE_WIDTH /* entries; a power of two: the slices' trees are nodes of the whole one */ };
enum { PIECE_KEYS, PIECE_ROWS, PIECE_TILES, PIECE_SLICES };

struct piece { struct misfit_list misfits; int64_t size, parts, part_rows, blobs; struct hash tree[TILE_HEIGHT + 1]; /* as a frontier's */ };

struct ledger_audit {
	const struct ledger_key *key;
	struct arena            *arena;
	struct misfit_list       begun, root, last; /* of the head; of what the slices say together; of what is asked last */
	struct tree_head         head;
	int64_t                  size, pieces;
	struct audit_rows        rows;
	int64_t                  odd_keys;
	struct piece            *piece;
};

void misfit_keep(void *list, const struct misfit *m)
{
	struct misfit_list *l = list;
	if (!l->arena)
		l->arena = arena_new(0);
	if (l->n % 64 == 0)
		l->at = arena_grow(l->arena, l->at, l->n, 64, sizeof(*l->at));
	l->at[l->n] = *m;
	l->at[l->n++].matter = text_copy(l->arena, m->matter);
}

static void tell_all(const struct misfit_list *l, void (*found)(void *, const struct misfit *), void *arg)
{
	for (size_t i = 0; found && i < l->n; i++)
		found(arg, &l->at[i]);
}

/* ---- an entry and its parts, as they stand in their rows */

STATEMENT(audit_entries, READS, "ii", "idtTbb", "SELECT idx, day, kind, matter, bytes, leaf FROM entry WHERE idx >= $1 AND idx < $2 ORDER BY idx");
STATEMENT(audit_parts_of, READS, "ii", "itbbbbbbb",
	  "SELECT idx, scope, commitments, sealed_time, sealed_text, sealed_party, sealed_files, sealed_acts, sealed_internal FROM part WHERE idx >= $1 AND idx < $2 ORDER BY idx");

/* Two tables side by side, in one order. */
struct rows { struct query *entries, *parts; bool on_entry, on_part; };

static void next_part(struct audit *u, struct rows *r)
{
	r->on_part = query_next(r->parts);
	u->part_rows += r->on_part;
}

static bool rows_start(struct audit *u, int64_t from, int64_t to, struct rows *ret, struct error *e)
{
	struct value range[] = { value_int(from), value_int(to) };
	*ret = (struct rows){ 0 };
	if (!query_start(u->db, &audit_entries, range, &ret->entries, e) || !query_start(u->db, &audit_parts_of, range, &ret->parts, e))
		return false;
	ret->on_entry = query_next(ret->entries);
	next_part(u, ret);
	return true;
}

static void rows_end(struct rows *r)
{
	query_end(r->entries);
	query_end(r->parts);
}

enum parts { PARTS_NONE, PARTS_DAMAGED, PARTS_THERE };
struct sight {
	struct stored_entry entry;
	enum parts          parts;
	struct stored_parts stored;
	struct openings     opened;
	bool                is_broken[PART_COUNT]; /* else, when not known, its key was destroyed; whether an entry says so is asked once a key */
};

static bool see_parts(struct audit *u, struct query *q, struct sight *s, struct error *e)
{
	struct scope_keys keys;
	s->stored.commitments = query_bytes(q, 2);
	s->parts = s->stored.commitments.len == PART_COUNT * sizeof(struct hash) ? PARTS_THERE : PARTS_DAMAGED;
	if (s->parts == PARTS_DAMAGED)
		return true;
	s->stored.scope = query_text(q, 1);
	for (int p = 0; p < PART_COUNT; p++)
		s->stored.sealed[p] = query_bytes(q, 3 + p);
	if (!scope_keys(u->db, s->stored.scope, u->arena, &keys, e))
		return false;
	for (int p = 0; p < PART_COUNT; p++) {
		struct error why = { 0 };
		s->opened.known[p] = stored_opening_by(u->key, &keys, s->entry.index, &s->stored, (enum part)p, u->arena, &s->opened.at[p], &why);
		s->is_broken[p] = !s->opened.known[p] && !error_is(&why, LEDGER_ERASED);
	}
	return true;
}

/* The entry `index`; found false: there is none. The rows are left after it. */
static bool see_entry(struct audit *u, struct rows *r, int64_t index, struct sight *ret, bool *ret_found, struct error *e)
{
	struct query *q = r->entries;
	*ret_found = r->on_entry && query_int(q, 0) == index;
	while (r->on_part && query_int(r->parts, 0) < index)
		next_part(u, r);
	if (!*ret_found)
		return true;
	*ret = (struct sight){ .entry = { .index = index, .day = query_day(q, 1), .kind = query_text(q, 2), .matter = query_text(q, 3), .bytes = query_bytes(q, 4), .leaf = query_bytes(q, 5) } };
	return !r->on_part || query_int(r->parts, 0) != index || see_parts(u, r->parts, ret, e);
}

/* ---- an entry held against its parts, its blob and the one before it */

static const char *const sealed_column[PART_COUNT] = { "sealed_time", "sealed_text", "sealed_party", "sealed_files", "sealed_acts", "sealed_internal" };

static void audit_part(struct audit *u, const struct sight *s, enum part p)
{
	const struct opening *o = &s->opened.at[p];
	bool                  fits = !s->is_broken[p];
	if (s->opened.known[p]) {
		struct hash h = part_commitment(p, o->salt, o->bytes);
		fits = memcmp(h.at, s->stored.commitments.at + (size_t)p * sizeof(h), sizeof(h)) == 0;
	}
	if (!fits)
		audit_misfit(u, "part", sealed_column[p], s->entry.matter, s->entry.index);
}

static void audit_parts(struct audit *u, const struct sight *s, const struct entry_facts *f)
{
	const struct stored_entry *n = &s->entry;
	struct hash                part[PART_COUNT];
	u->parts += s->parts != PARTS_NONE;
	if (s->parts == PARTS_DAMAGED) {
		audit_misfit(u, "part", "commitments", n->matter, n->index);
		return;
	}
	if ((s->parts == PARTS_THERE) != (f->commit.len > 0)) {
		audit_misfit(u, "part", "idx", n->matter, n->index);
		return;
	}
	if (s->parts == PARTS_NONE)
		return;
	memcpy(part, s->stored.commitments.at, sizeof(part));
	if (!text_equal(hash_hex(u->arena, commit_of(part)), f->commit))
		audit_misfit(u, "part", "commitments", n->matter, n->index);
	if (f->matter.len > 0 && !text_equal(s->stored.scope, f->matter))
		audit_misfit(u, "part", "scope", n->matter, n->index);
	for (int p = 0; p < PART_COUNT; p++)
		audit_part(u, s, (enum part)p);
}

STATEMENT(blob_bytes, READS, "b", "ib", "SELECT idx, bytes FROM blob WHERE hash = $1");

static bool audit_blob(struct audit *u, const struct stored_entry *n, struct error *e)
{
	struct text  hex, hash;
	struct value row[2];
	bool         found;
	if (!entry_text(u->arena, n->bytes, "blob", &hex) || !hex_decode(u->arena, hex, &hash))
		return true;
	if (!statement_one(u->db, &blob_bytes, (struct value[]){ value_bytes(hash) }, u->arena, row, &found, e))
		return false;
	struct hash is = sha256(row[1].text);
	if (!found || !text_equal(hash, text_bytes(is.at, sizeof(is.at))))
		audit_misfit(u, "blob", "bytes", TEXT_EMPTY, n->index);
	else if (row[0].number > n->index) /* the row's entry is the first that names it */
		audit_misfit(u, "blob", "idx", TEXT_EMPTY, n->index);
	u->blobs += found && row[0].number == n->index;
	return true;
}

static bool audit_entry(struct audit *u, const struct sight *s, struct error *e)
{
	const struct stored_entry *n = &s->entry;
	struct entry_facts         f;
	struct hash                leaf = leaf_hash(n->bytes);
	frontier_add(&u->frontier, leaf);
	if (!text_equal(n->leaf, text_bytes(leaf.at, sizeof(leaf.at))))
		audit_misfit(u, "entry", "leaf", n->matter, n->index);
	if (!kind_check(u->arena, n->bytes, n->index, &f, NULL)) {
		audit_misfit(u, "entry", "bytes", n->matter, n->index);
		return true;
	}
	if (!text_is(n->kind, f.kind->kind))
		audit_misfit(u, "entry", "kind", f.matter, n->index);
	if (!text_equal(n->matter, f.matter))
		audit_misfit(u, "entry", "matter", f.matter, n->index);
	if (day_compare(n->day, f.day) != 0 || day_compare(f.day, u->floor) < 0)
		audit_misfit(u, "entry", "day", f.matter, n->index);
	u->floor = f.floor;
	audit_parts(u, s, &f);
	return !text_is(n->kind, "import") || audit_blob(u, n, e);
}

/* ---- a slice */

/* What the last good entry before the slice says. */
static bool floor_before(struct audit *u, int64_t index, struct error *e)
{
	u->floor = DAY_NONE;
	for (bool good = false; index > 0 && !good; arena_reset(u->arena)) {
		struct stored_entry n;
		struct entry_facts  f;
		bool                found;
		if (!stored_entry(u->db, --index, u->arena, &n, &found, e))
			return false;
		good = found && kind_check(u->arena, n.bytes, index, &f, NULL);
		if (good)
			u->floor = f.floor;
	}
	return true;
}

static bool audit_index(struct audit *u, struct rows *r, int64_t index, const struct ledger_eye *eye, struct error *e)
{
	struct sight s;
	bool         found;
	if (!see_entry(u, r, index, &s, &found, e))
		return false;
	if (!found) {
		audit_misfit(u, "entry", "idx", TEXT_EMPTY, index);
		frontier_add(&u->frontier, leaf_hash(TEXT_EMPTY));
		return true;
	}
	struct kept_entry n = { index, s.entry.day, s.entry.kind, s.entry.matter, s.entry.bytes };
	bool              done = audit_entry(u, &s, e) && (!eye || eye->see(eye->arg, &n, &s.opened, e));
	r->on_entry = done && query_next(r->entries);
	return done;
}

static bool audit_slice(struct audit *u, int64_t from, int64_t to, const struct ledger_eye *eye, struct error *e)
{
	struct rows rows = { 0 };
	bool        done = floor_before(u, from, e) && rows_start(u, from, to, &rows, e);
	for (int64_t i = from; done && i < to; i++, arena_reset(u->arena))
		done = audit_index(u, &rows, i, eye, e);
	while (done && rows.on_part)
		next_part(u, &rows);
	done = done && query_end_ok(rows.entries, e) && query_end_ok(rows.parts, e);
	rows_end(&rows);
	return done;
}

/* ---- the whole */

STATEMENT(entries_end, READS, "", "ii", "SELECT (SELECT COALESCE(max(idx), -1) + 1 FROM entry), (SELECT count(*) FROM entry WHERE idx < 0)");

/* The size that the head names, or as many entries as there are: so that a changed size does not send us looking for 2^60 of them. */
static bool audit_size(struct audit *u, int64_t size, struct error *e)
{
	struct value row[2];
	bool         found;
	if (!statement_one(u->db, &entries_end, NULL, u->arena, row, &found, e))
		return false;
	if (size < row[0].number || row[1].number > 0)
		audit_misfit(u, "entry", "idx", TEXT_EMPTY, size);
	if (size > row[0].number)
		audit_misfit(u, "ledger_meta", "size", TEXT_EMPTY, size);
	u->size = size < row[0].number ? size : row[0].number;
	return true;
}

static bool audit_head(struct audit *u, struct tree_head *ret, struct error *e)
{
	struct ledger_meta meta;
	struct error       why = { 0 };
	bool               found = false;
	if (!ledger_meta(u->db, u->arena, &meta, &found, &why) && !error_is(&why, LEDGER_DAMAGED)) {
		*e = why;
		return false;
	}
	if (!found || why.code)
		audit_misfit(u, "ledger_meta", "root", TEXT_EMPTY, 0);
	else {
		if (!text_is(meta.origin, u->key->origin))
			audit_misfit(u, "ledger_meta", "origin", TEXT_EMPTY, 0);
		if (!text_equal(meta.vkey, key_vkey(u->arena, u->key)))
			audit_misfit(u, "ledger_meta", "vkey", TEXT_EMPTY, 0);
		*ret = meta.head;
	}
	return true;
}

bool ledger_audit_begin(struct connection *db, const struct ledger_key *k, struct ledger_audit **ret, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct ledger_audit          *l = memory_new(sizeof(*l));
	struct audit                  u = { .db = db, .key = k, .misfits = &l->begun, .arena = a };
	*l = (struct ledger_audit){ .key = k, .arena = arena_new(0) };
	if (!audit_head(&u, &l->head, e) || !audit_size(&u, l->head.size, e)) {
		ledger_audit_free(l);
		return false;
	}
	l->size = u.size;
	l->pieces = PIECE_SLICES + (u.size > 0 ? (u.size - 1) / SLICE + 1 : 0);
	l->piece = ARENA_ARRAY(l->arena, struct piece, (size_t)l->pieces);
	*ret = l;
	return true;
}

void ledger_audit_free(struct ledger_audit *l)
{
	if (!l)
		return;
	for (int64_t i = 0; l->piece && i < l->pieces; i++)
		arena_free(l->piece[i].misfits.arena);
	arena_free(l->begun.arena);
	arena_free(l->root.arena);
	arena_free(l->last.arena);
	arena_free(l->arena);
	free(l);
}

int64_t ledger_audit_size(const struct ledger_audit *l) { return l->size; }

int64_t ledger_audit_pieces(const struct ledger_audit *l) { return l->pieces; }

bool ledger_audit_piece(struct ledger_audit *l, struct connection *db, int64_t n, const struct ledger_eye *eye, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct piece                 *p = &l->piece[n];
	struct audit                  u = { .db = db, .key = l->key, .misfits = &p->misfits, .size = l->size, .arena = a };
	int64_t                       from = (n - PIECE_SLICES) * SLICE;
	assert(n >= 0 && n < l->pieces);
	switch (n) {
	case PIECE_KEYS: return audit_keys(&u, &l->odd_keys, e);
	case PIECE_ROWS: return audit_count(&u, &l->rows, e);
	case PIECE_TILES: return audit_tiles(&u, e);
	}
	if (!audit_slice(&u, from, l->size - from < SLICE ? l->size : from + SLICE, eye, e))
		return false;
	p->size = u.frontier.size;
	memcpy(p->tree, u.frontier.at, sizeof(p->tree));
	p->parts = u.parts;
	p->part_rows = u.part_rows;
	p->blobs = u.blobs;
	return true;
}

/* What the pieces say together, and what can be asked only then; in the order in which it is told. */
static bool audit_end(struct ledger_audit *l, struct audit *u, struct error *e)
{
	int64_t told = (int64_t)(l->begun.n + l->piece[PIECE_TILES].misfits.n + l->piece[PIECE_KEYS].misfits.n);
	for (int64_t i = PIECE_SLICES; i < l->pieces; i++) {
		const struct piece *p = &l->piece[i];
		for (int level = TILE_HEIGHT; level >= 0; level--)
			if (p->size >> level & 1)
				frontier_add_tree(&u->frontier, level, p->tree[level]);
		u->parts += p->parts;
		u->part_rows += p->part_rows;
		u->blobs += p->blobs;
		told += (int64_t)p->misfits.n;
	}
	if (!hash_equal(frontier_root(&u->frontier), l->head.root))
		audit_misfit(u, "ledger_meta", "root", TEXT_EMPTY, u->size);
	u->misfits = &l->last;
	audit_rows_fit(u, &l->rows, l->odd_keys);
	return told + (int64_t)(l->root.n + l->last.n) > 0 || audit_published(u, e);
}

bool ledger_audit_end(struct ledger_audit *l, struct connection *db, void (*found)(void *, const struct misfit *), void *arg, int64_t *ret, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct audit                  u = { .db = db, .key = l->key, .misfits = &l->root, .size = l->size, .arena = a };
	if (!audit_end(l, &u, e))
		return false;
	const struct misfit_list *const rest[] = { &l->root, &l->piece[PIECE_TILES].misfits, &l->piece[PIECE_KEYS].misfits, &l->last };
	tell_all(&l->begun, found, arg);
	*ret = (int64_t)l->begun.n;
	for (int64_t i = PIECE_SLICES; i < l->pieces; i++) {
		tell_all(&l->piece[i].misfits, found, arg);
		*ret += (int64_t)l->piece[i].misfits.n;
	}
	for (size_t i = 0; i < COUNT_OF(rest); i++) {
		tell_all(rest[i], found, arg);
		*ret += (int64_t)rest[i]->n;
	}
	return true;
}

bool ledger_audit(struct connection *db, const struct ledger_key *k, void (*found)(void *, const struct misfit *), void *arg, int64_t *ret, struct error *e)
{
	struct ledger_audit *l;
	struct error         unused;
	e = e ? e : &unused;
	if (!ledger_audit_begin(db, k, &l, e))
		return false;
	bool done = true;
	for (int64_t i = 0; done && i < l->pieces; i++)
		done = ledger_audit_piece(l, db, i, NULL, e);
	done = done && ledger_audit_end(l, db, found, arg, ret, e);
	ledger_audit_free(l);
	return done;
}
