/* told.c - what clients were told, held against what is left. */
#include "told.h"

#include <sodium.h>
#include <stdarg.h>

enum { KEYS_DAYS = 6 }; /* an idempotency key is remembered for 7 */

bool told_wrong(struct told *w, const char *format, ...)
{
	va_list args;
	if (w->fault[0])
		return false;
	va_start(args, format);
	vsnprintf(w->fault, sizeof(w->fault), format, args);
	va_end(args);
	return false;
}

/* ---- hearing ---- */

/* One more at the end of a list that has room for a power of two. */
#define ADD(w, list, n, ...)                                                                     \
	do {                                                                                     \
		if (((n) & ((n)-1)) == 0)                                                        \
			(list) = arena_grow((w)->arena, (list), (n), (n) ? (n) : 1, sizeof(*(list))); \
		(list)[(n)++] = __VA_ARGS__;                                                     \
	} while (0)

static void head_add(struct told *w, struct tree_head head)
{
	for (size_t i = w->heads_n; i > 0; i--)
		if (w->signed_heads[i - 1].size == head.size && hash_equal(w->signed_heads[i - 1].root, head.root))
			return;
	ADD(w, w->signed_heads, w->heads_n, head);
	w->checkpoints++;
}

void told_saw(struct told *w, struct tree_head head)
{
	crash_lock(w->disk);
	head_add(w, head);
	crash_unlock(w->disk);
}

/* The three lines of a checkpoint, read here. */
static bool head_read(struct arena *a, struct text note, struct tree_head *ret)
{
	struct text rest = note, origin, size, root, bytes;
	if (!text_next(&rest, '\n', &origin) || !text_next(&rest, '\n', &size) || !text_next(&rest, '\n', &root) || !base64_decode(a, root, &bytes) || bytes.len != 32)
		return false;
	ret->size = strtoll(text_c(a, size), NULL, 10);
	memcpy(ret->root.at, bytes.at, 32);
	return true;
}

static void see_own_file(void *arg, const char *path, struct text bytes)
{
	struct told     *w = arg;
	struct tree_head head;
	if (!strstr(path, ".checkpoint."))
		return;
	if (!head_read(w->arena, bytes, &head)) {
		told_wrong(w, "what is written as a checkpoint is none");
		return;
	}
	head_add(w, head);
	if (crash_happened(w->disk) && !w->overlaps)
		told_wrong(w, "a checkpoint of %lld entries was signed after a sync had failed", (long long)head.size);
	if (!crash_log_was_forced(w->disk))
		told_wrong(w, "a checkpoint of %lld entries was signed before the log was forced into the database", (long long)head.size);
}

static void hear_filing(struct told *w, const struct matter_file *f, const struct act_result *result, enum told_state state)
{
	struct told_filing one = { .code = text_copy(w->arena, f->ret_code), .key = text_copy(w->arena, f->key), .state = state, .day = history_today(w->t) };
	struct error       e = { 0 };
	bool               may_be_there = false;
	for (size_t i = 0; one.key.len > 0 && i < w->filed_n; i++) {
		struct told_filing *before = &w->filed[i];
		if (!text_equal(before->key, one.key) || before->state == TOLD_REFUSED)
			continue;
		may_be_there = true;
		if (state != TOLD_DONE || before->state != TOLD_DONE)
			continue;
		bool same = text_equal(before->code, one.code) && text_equal(before->private, f->ret_key);
		if (!same && day_between(before->day, one.day) <= KEYS_DAYS)
			told_wrong(w, "%.*s has two answers", TEXT_ARG(one.key));
		if (same)
			return;
	}
	if (one.key.len > 0 && state == TOLD_DONE && f->ret_again && !may_be_there)
		told_wrong(w, "%.*s was refused each time, and is there", TEXT_ARG(one.key));
	if (state == TOLD_DONE) {
		one.private = text_copy(w->arena, f->ret_key);
		one.entry = f->ret_again ? -1 : f->ret_entry; /* then its receipt tells */
		one.files = f->draft_token.len > 0;
		bool no_power = w->overlaps && crash_is_dead(w->disk); /* then nothing can be read */
		if (f->ret_receipt)
			one.receipt = receipt_sign(act_key(w->t->h.act), f->ret_receipt, w->arena); /* as an answer does: what is read later is synced first, which would help what is tested here */
		else if (!no_power && !matter_receipt(w->t->h.db, act_key(w->t->h.act), w->arena, one.code, &one.receipt, &e) && !crash_happened(w->disk))
			told_wrong(w, "%.*s is done and has no receipt: %s", TEXT_ARG(one.code), e.code);
	}
	ADD(w, w->filed, w->filed_n, one);
}

static void hear(struct history *t, const struct act_row *row, void *command, const struct act_result *result, const struct error *e)
{
	struct told    *w = t->listener;
	crash_lock(w->disk);
	enum told_state state = result ? TOLD_DONE : error_is(e, ACT_UNKNOWN) ? TOLD_UNKNOWN : TOLD_REFUSED;
	w->done += state == TOLD_DONE;
	w->refused += state == TOLD_REFUSED;
	w->unknown += state == TOLD_UNKNOWN;
	if (result && !w->overlaps && (crash_is_dead(w->disk) || crash_happened(w->disk)))
		told_wrong(w, "%s was answered as done after the fault", row->name);
	if (result && result->checkpoint.len > 0)
		head_add(w, result->head);
	if (row == &row_matter_file)
		hear_filing(w, command, result, state);
	if (row == &row_publish && result)
		w->published = ((struct publish *)command)->ret_to;
	if (row == &row_draft_save && result && w->drafts_n < 200) {
		struct draft_save *s = command;
		struct told_draft  d = { text_copy(w->arena, s->token), text_copy(w->arena, s->json), history_today(t) };
		ADD(w, w->drafts, w->drafts_n, d);
	}
	crash_unlock(w->disk);
}

void told_hear(struct told *w, const struct act_row *row, void *command, const struct act_result *result, const struct error *e)
{
	hear(w->t, row, command, result, e);
}

void told_begin(struct told *w, struct history *t, struct crash *disk)
{
	*w = (struct told){ .arena = arena_new(0), .t = t, .disk = disk };
	t->told = hear;
	t->listener = w;
	crash_watch(disk, see_own_file, w);
}

void told_forget(struct told *w)
{
	arena_reset(w->arena);
	w->filed = NULL;
	w->signed_heads = NULL;
	w->drafts = NULL;
	w->filed_n = w->heads_n = w->drafts_n = 0;
	w->published = 0;
}

void told_end(struct told *w) { arena_free(w->arena); }

/* ---- the ledger that is left ---- */

struct left {
	struct told *w;
	struct hash  peaks[64]; /* trees that are whole so far, the largest first */
	int          peaks_n;
	int64_t      size, filings;
	struct hash *roots;     /* of the first n entries */
	struct text *entries;
};

static struct hash hash_of(uint8_t what, const void *a, size_t a_len, const void *b, size_t b_len)
{
	crypto_hash_sha256_state s;
	struct hash              h;
	crypto_hash_sha256_init(&s);
	crypto_hash_sha256_update(&s, &what, 1);
	crypto_hash_sha256_update(&s, a, a_len);
	crypto_hash_sha256_update(&s, b, b_len);
	crypto_hash_sha256_final(&s, h.at);
	return h;
}

static struct hash node_of(struct hash left, struct hash right) { return hash_of(1, left.at, sizeof(left.at), right.at, sizeof(right.at)); }

static void leaf_add(struct left *l, struct text entry)
{
	struct hash h = hash_of(0, entry.at, entry.len, "", 0);
	for (int64_t n = l->size; n & 1; n >>= 1)
		h = node_of(l->peaks[--l->peaks_n], h);
	l->peaks[l->peaks_n++] = h;
	l->size++;
	for (int i = l->peaks_n - 2; i >= 0; i--)
		h = node_of(l->peaks[i], h);
	l->roots[l->size] = h;
}

static struct told_filing *filing_of(struct told *w, struct text code, enum told_state state)
{
	for (size_t i = 0; i < w->filed_n; i++)
		if (w->filed[i].state == state && text_equal(w->filed[i].code, code))
			return &w->filed[i];
	return NULL;
}

static bool see_entry(void *arg, const struct kept_entry *n, struct error *e)
{
	struct left *l = arg;
	l->entries[l->size] = text_copy(l->w->t->scratch, n->bytes);
	leaf_add(l, n->bytes);
	if (!text_is(n->kind, "matter.filed") && !text_is(n->kind, "grouped"))
		return true;
	if (filing_of(l->w, n->matter, TOLD_DONE) || filing_of(l->w, n->matter, TOLD_UNKNOWN))
		return true;
	return told_wrong(l->w, "%.*s is in the ledger, and nobody was told so%s", TEXT_ARG(n->matter), filing_of(l->w, n->matter, TOLD_REFUSED) ? ": it was refused" : "");
}

static void tell_misfit(void *arg, const struct misfit *m)
{
	told_wrong(arg, "verify: %s.%s of %.*s, entry %lld", m->table, m->column, TEXT_ARG(m->matter), (long long)m->index);
}

static bool tables_fit(struct told *w, struct error *e)
{
	struct connection       *db = w->t->h.db;
	const struct ledger_key *key = act_key(w->t->h.act);
	int64_t                  of_ledger = 0, of_matters = 0;
	bool good = store_begin(db, BEGIN_READ, e) && ledger_audit(db, key, tell_misfit, w, &of_ledger, e) && matter_audit(db, key, tell_misfit, w, &of_matters, e);
	store_rollback(db);
	return good && (of_ledger + of_matters == 0 || told_wrong(w, "verify: %lld misfits", (long long)(of_ledger + of_matters)));
}

/* ---- what was told ---- */

static bool files_fit(struct told *w, const struct told_filing *f, struct error *e)
{
	struct arena            *a = w->t->scratch;
	struct matter_file_row  *rows;
	size_t                   n = 0;
	const struct ledger_key *key = act_key(w->t->h.act);
	if (!matter_files(w->t->h.db, key, a, f->code, &rows, &n, e))
		return false;
	if (n < f->files)
		return told_wrong(w, "%.*s was acknowledged with a file and has none", TEXT_ARG(f->code));
	for (size_t i = 0; i < n; i++) {
		struct text bytes;
		if (!matter_file_bytes(w->t->h.db, key, a, f->code, rows[i].number, &bytes, e))
			return false;
	}
	return true;
}

/* Its first entry, or any where only an earlier answer told which. */
static bool is_entered(const struct left *l, const struct told_filing *f)
{
	for (int64_t i = f->entry < 0 ? 0 : f->entry; i < l->size && (f->entry < 0 || i == f->entry); i++)
		if (text_find(l->entries[i], f->code) != SIZE_MAX)
			return true;
	return false;
}

static bool filing_fits(struct told *w, const struct left *l, const struct told_filing *f, struct error *e)
{
	struct arena  *a = w->t->scratch;
	struct text    vkey = key_vkey(a, act_key(w->t->h.act));
	struct receipt r;
	bool           fits;
	if (f->receipt.len == 0)
		return is_entered(l, f) || told_wrong(w, "%.*s was acknowledged and is lost", TEXT_ARG(f->code));
	if (!verify_receipt(a, f->receipt, &vkey, 1, &r, e))
		return told_wrong(w, "%.*s: its receipt is refused (%s)", TEXT_ARG(f->code), e->code);
	if (r.index >= l->size)
		return told_wrong(w, "%.*s was acknowledged as entry %lld and is lost: there are %lld", TEXT_ARG(f->code), (long long)r.index, (long long)l->size);
	if ((f->entry >= 0 && r.index != f->entry) || !text_equal(r.entry, l->entries[r.index]))
		return told_wrong(w, "%.*s: entry %lld is another one now", TEXT_ARG(f->code), (long long)r.index);
	if (r.head.size > l->size || !hash_equal(l->roots[r.head.size], r.head.root))
		return told_wrong(w, "%.*s: the receipt's tree of %lld is not the beginning of the ledger", TEXT_ARG(f->code), (long long)r.head.size);
	if (!matter_key_fits(w->t->h.db, a, f->code, f->private, &fits, e))
		return false;
	w->proofs++;
	return fits ? files_fit(w, f, e) : told_wrong(w, "%.*s: its key opens nothing", TEXT_ARG(f->code));
}

static bool draft_fits(struct told *w, const struct told_draft *d, struct error *e)
{
	struct draft draft;
	bool         found;
	if (day_between(d->day, history_today(w->t)) >= 6)
		return true; /* gone after seven days */
	if (!draft_load(w->t->h.db, w->t->scratch, d->token, &draft, &found, e))
		return false;
	return (found && (draft.sent.len > 0 || text_equal(draft.json, d->json))) || told_wrong(w, "a draft was kept and is lost");
}

static bool all_fits(struct told *w, const struct left *l, struct error *e)
{
	struct ledger_meta meta;
	bool               found;
	for (size_t i = 0; i < w->heads_n; i++) {
		struct tree_head h = w->signed_heads[i];
		if (h.size > l->size || !hash_equal(l->roots[h.size], h.root))
			return told_wrong(w, "a checkpoint of %lld entries was signed; the ledger with %lld contradicts it", (long long)h.size, (long long)l->size);
	}
	for (size_t i = 0; i < w->filed_n; i++)
		if (w->filed[i].state == TOLD_DONE && !filing_fits(w, l, &w->filed[i], e))
			return false;
	for (size_t i = 0; i < w->drafts_n; i++)
		if (!draft_fits(w, &w->drafts[i], e))
			return false;
	if (!ledger_meta(w->t->h.db, w->t->scratch, &meta, &found, e))
		return false;
	return meta.published >= w->published || told_wrong(w, "%lld entries were published, and now %lld are", (long long)w->published, (long long)meta.published);
}

bool told_check(struct told *w)
{
	struct error       e = { 0 };
	struct arena      *a = w->t->scratch;
	struct ledger_meta meta = { 0 };
	bool               found;
	struct left        l = { .w = w };
	bool               good = tables_fit(w, &e) && ledger_meta(w->t->h.db, a, &meta, &found, &e);
	l.roots = ARENA_ARRAY(a, struct hash, (size_t)meta.head.size + 1);
	l.entries = ARENA_ARRAY(a, struct text, (size_t)meta.head.size + 1);
	crypto_hash_sha256(l.roots[0].at, NULL, 0);
	good = good && ledger_walk(w->t->h.db, 0, meta.head.size, see_entry, &l, &e) && all_fits(w, &l, &e);
	arena_reset(a);
	return good || told_wrong(w, "it cannot be read again: %s (%s)", e.code ? e.code : "?", e.name);
}
