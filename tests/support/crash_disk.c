/* crash_disk.c - the disk: what is seen, what is kept, what a power cut makes of the difference. */
#include "crash_inside.h"

#include <assert.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR_SMALL = 512, SECTOR_LARGE = 4096 };

static void *must(void *at)
{
	assert(at);
	return at;
}

void crash_lock(struct crash *c) { pthread_mutex_lock(&c->lock); }

void crash_unlock(struct crash *c) { pthread_mutex_unlock(&c->lock); }

uint64_t crash_draw(struct crash *c, uint64_t n)
{
	CRASH_LOCKED(c);
	c->random ^= c->random << 13;
	c->random ^= c->random >> 7;
	c->random ^= c->random << 17;
	return (c->random >> 11) % n;
}

const char *crash_fate_name(enum crash_fate fate)
{
	static const char *const names[] = { "kept", "dropped", "torn at 512", "torn at 4096", "mixed by 512", "mixed by 4096", "garbled" };
	return names[fate];
}

/* ---- bytes ---- */

static void bytes_room(struct crash_bytes *b, size_t room)
{
	if (room <= b->room)
		return;
	size_t more = b->room * 2 > room ? b->room * 2 : room;
	b->at = must(realloc(b->at, more));
	b->room = more;
}

/* What lies between the end and `at` reads as zeros. */
static void bytes_put(struct crash_bytes *b, size_t at, const void *bytes, size_t len)
{
	if (len == 0)
		return;
	bytes_room(b, at + len);
	if (at > b->len)
		memset(b->at + b->len, 0, at - b->len);
	memcpy(b->at + at, bytes, len);
	b->len = at + len > b->len ? at + len : b->len;
}

static void bytes_cut(struct crash_bytes *b, size_t len)
{
	bytes_room(b, len);
	if (len > b->len)
		memset(b->at + b->len, 0, len - b->len);
	b->len = len;
}

void crash_copy(struct crash_bytes *to, const struct crash_bytes *from)
{
	bytes_room(to, from->len);
	if (from->len > 0)
		memcpy(to->at, from->at, from->len);
	to->len = from->len;
}

/* ---- files ---- */

static struct crash_inode *inode_new(struct crash *c)
{
	struct crash_inode *i = must(calloc(1, sizeof(*i)));
	i->next = c->inodes;
	return c->inodes = i;
}

static void changes_forget(struct crash_inode *i)
{
	for (size_t n = 0; n < i->changes_n; n++)
		free(i->changes[n].bytes);
	i->changes_n = 0;
}

static void inode_free(struct crash_inode *i)
{
	changes_forget(i);
	free(i->changes);
	free(i->now.at);
	free(i->kept.at);
	assert(i->shared_users == 0);
	free(i);
}

static struct crash_change *change_new(struct crash_inode *i)
{
	if (i->changes_n == i->changes_room) {
		i->changes_room = i->changes_room * 2 + 8;
		i->changes = must(realloc(i->changes, i->changes_room * sizeof(*i->changes)));
	}
	return &i->changes[i->changes_n++];
}

void crash_write(struct crash *c, struct crash_inode *i, int64_t at, const void *bytes, size_t len)
{
	uint8_t *copy = must(malloc(len + 1));
	memcpy(copy, bytes, len);
	*change_new(i) = (struct crash_change){ .at = at, .len = len, .bytes = copy };
	bytes_put(&i->now, (size_t)at, bytes, len);
	c->count.writes++;
}

void crash_cut_to(struct crash *c, struct crash_inode *i, int64_t len)
{
	*change_new(i) = (struct crash_change){ .at = len };
	bytes_cut(&i->now, (size_t)len);
}

bool crash_databases_are_kept(const struct crash *c)
{
	for (const struct crash_inode *i = c->inodes; i; i = i->next)
		if (i->is_database && (i->changes_n > 0 || i->now.len != i->kept.len || (i->lost && memcmp(i->now.at, i->kept.at, i->now.len) != 0)))
			return false;
	return true;
}

static void change_keep(struct crash_inode *i, const struct crash_change *change)
{
	if (change->bytes)
		bytes_put(&i->kept, (size_t)change->at, change->bytes, change->len);
	else
		bytes_cut(&i->kept, (size_t)change->at);
}

/* ---- names ---- */

struct crash_name *crash_name(struct crash *c, const char *path, bool make)
{
	for (struct crash_name *n = c->names; n; n = n->next)
		if (strcmp(n->path, path) == 0)
			return n;
	if (!make)
		return NULL;
	struct crash_name *n = must(calloc(1, sizeof(*n)));
	n->path = must(strdup(path));
	n->next = c->names;
	return c->names = n;
}

struct crash_inode *crash_find(struct crash *c, const char *path)
{
	struct crash_name *n = crash_name(c, path, false);
	return n ? n->now : NULL;
}

static void name_becomes(struct crash *c, struct crash_renaming r)
{
	if (c->renamings_n == c->renamings_room) {
		c->renamings_room = c->renamings_room * 2 + 8;
		c->renamings = must(realloc(c->renamings, c->renamings_room * sizeof(*c->renamings)));
	}
	c->renamings[c->renamings_n++] = r;
	if (r.from)
		r.from->now = NULL;
	r.to->now = r.inode;
}

struct crash_inode *crash_create(struct crash *c, const char *path, bool is_folder)
{
	struct crash_inode *i = inode_new(c);
	i->is_folder = is_folder;
	name_becomes(c, (struct crash_renaming){ .to = crash_name(c, path, true), .inode = i });
	return i;
}

void crash_rename(struct crash *c, struct crash_name *from, struct crash_name *to)
{
	name_becomes(c, (struct crash_renaming){ .from = from, .to = to, .inode = from->now });
}

void crash_remove(struct crash *c, struct crash_name *n) { name_becomes(c, (struct crash_renaming){ .to = n }); }

/* Does `path` stand directly in `folder`? */
static bool stands_in(const char *path, const char *folder, size_t len)
{
	const char *slash = strrchr(path, '/');
	return slash && (size_t)(slash - path) == len && strncmp(path, folder, len) == 0;
}

void crash_renaming_keep(struct crash_renaming *r)
{
	if (r->from)
		r->from->kept = NULL;
	r->to->kept = r->inode;
}

/* ---- syncs ---- */

/* False: this sync fails; c->dead tells whether the power is gone too. */
static bool sync_may_go_on(struct crash *c)
{
	if (c->dead)
		return false;
	c->count.syncs++;
	if (c->fault == CRASH_NONE || --c->until > 0)
		return true;
	c->happened = true;
	if (c->fault == CRASH_CUT) {
		c->dead = true;
		c->count.cuts++;
	} else {
		c->count.failed++;
	}
	if (c->fault != CRASH_FAIL_ALWAYS)
		c->fault = CRASH_NONE;
	return false;
}

static bool is_lied_to(const struct crash *c, const struct crash_inode *i)
{
	return c->lie != CRASH_HONEST && (i->is_log || i->is_database) == (c->lie == CRASH_LIES_TO_SQLITE);
}

bool crash_sync(struct crash *c, struct crash_inode *i)
{
	bool good = sync_may_go_on(c);
	if (good && is_lied_to(c, i))
		return true;
	for (size_t n = 0; good && n < i->changes_n; n++)
		change_keep(i, &i->changes[n]);
	if (!good && !c->dead && i->changes_n > 0)
		i->lost = true;
	if (!c->dead)
		changes_forget(i);
	return good;
}

bool crash_sync_folder(struct crash *c, const char *path, bool may_fail)
{
	size_t len = strlen(path), left = 0;
	bool   good = !may_fail || sync_may_go_on(c);
	if (c->dead || !good)
		return false; /* names are kept in a journal: what failed is tried again with the next sync of the folder */
	for (size_t n = 0; n < c->renamings_n; n++) {
		if (stands_in(c->renamings[n].to->path, path, len))
			crash_renaming_keep(&c->renamings[n]);
		else
			c->renamings[left++] = c->renamings[n];
	}
	c->renamings_n = left;
	return true;
}

/* ---- a cut ---- */

/* Some sectors of one change: each with even chances, or those before `until`. What is garbled lies inside what was written: no sector outside is touched. */
static void change_keep_some(struct crash *c, struct crash_inode *i, const struct crash_change *change, int64_t sector, int64_t until, bool garble)
{
	if (!change->bytes) {
		if (until == INT64_MAX ? crash_draw(c, 2) : change->at < until)
			change_keep(i, change);
		return;
	}
	int64_t end = change->at + (int64_t)change->len;
	for (int64_t at = change->at, next; at < end; at = next) {
		next = (at / sector + 1) * sector < end ? (at / sector + 1) * sector : end;
		bool     keep = until == INT64_MAX ? crash_draw(c, 2) : at < until;
		uint8_t *bytes = change->bytes + (at - change->at);
		if (!keep && garble && crash_draw(c, 2))
			for (int64_t n = 0; n < next - at; n++, keep = true)
				bytes[n] = (uint8_t)crash_draw(c, 256);
		if (keep)
			bytes_put(&i->kept, (size_t)at, bytes, (size_t)(next - at));
		else
			c->count.lost_writes++;
	}
}

static void changes_end(struct crash *c, struct crash_inode *i, enum crash_fate fate)
{
	int64_t sector = fate == CRASH_TEAR_512 || fate == CRASH_MIX_512 || fate == CRASH_GARBLE ? SECTOR_SMALL : SECTOR_LARGE;
	bool    tears = fate == CRASH_TEAR_512 || fate == CRASH_TEAR_4096;
	size_t  torn = tears && i->changes_n > 0 ? crash_draw(c, i->changes_n) : i->changes_n;
	for (size_t n = 0; n < i->changes_n; n++) {
		struct crash_change *change = &i->changes[n];
		if (fate == CRASH_KEEP || (tears && n < torn))
			change_keep(i, change);
		else if (tears && n == torn && change->len > 0)
			change_keep_some(c, i, change, sector, (change->at / sector + 1 + (int64_t)crash_draw(c, change->len / (size_t)sector + 1)) * sector, false);
		else if (fate >= CRASH_MIX_512)
			change_keep_some(c, i, change, sector, INT64_MAX, fate == CRASH_GARBLE);
		else
			c->count.lost_writes++;
	}
	if (i->changes_n > 0 || i->lost)
		crash_copy(&i->now, &i->kept);
	changes_forget(i);
	i->lost = false;
}

bool crash_is_real_folder(const char *path)
{
	struct stat s;
	return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

static bool folder_is_kept(struct crash *c, const char *path)
{
	char folder[4096];
	snprintf(folder, sizeof(folder), "%.*s", (int)(strrchr(path, '/') - path), path);
	struct crash_name *n = crash_name(c, folder, false);
	return n ? n->kept && folder_is_kept(c, folder) : crash_is_real_folder(folder);
}

/* Each change of a name is kept or undone: all, none, those up to one, or any. */
static void names_end(struct crash *c)
{
	uint64_t how = crash_draw(c, 4), until = crash_draw(c, c->renamings_n + 1);
	for (size_t n = 0; n < c->renamings_n; n++) {
		if (how == 0 || (how == 2 && n < until) || (how == 3 && crash_draw(c, 2)))
			crash_renaming_keep(&c->renamings[n]);
		else
			c->count.lost_names++;
	}
	c->renamings_n = 0;
	for (struct crash_name *n = c->names; n; n = n->next) {
		if (n->kept && !folder_is_kept(c, n->path))
			n->kept = NULL; /* with its folder */
		n->now = n->kept;
		if (!n->now)
			unlink(n->path); /* the empty file that danvan made for the database in the real folder (see crash.h) */
	}
}

static bool is_named(struct crash *c, const struct crash_inode *i)
{
	for (struct crash_name *n = c->names; n; n = n->next)
		if (n->now == i || n->kept == i)
			return true;
	for (size_t n = 0; n < c->renamings_n; n++)
		if (c->renamings[n].inode == i)
			return true;
	return false;
}

void crash_sweep(struct crash *c)
{
	for (struct crash_inode **at = &c->inodes; *at;) {
		struct crash_inode *i = *at;
		if (is_named(c, i)) {
			at = &i->next;
			continue;
		}
		*at = i->next;
		inode_free(i);
	}
	for (struct crash_name **at = &c->names; *at;) {
		struct crash_name *n = *at;
		bool               used = n->now || n->kept;
		for (size_t r = 0; !used && r < c->renamings_n; r++)
			used = c->renamings[r].to == n || c->renamings[r].from == n;
		if (used) {
			at = &n->next;
			continue;
		}
		*at = n->next;
		free(n->path);
		free(n);
	}
}

void crash_process_begins(struct crash *c)
{
	assert(!c->opened);
	memset(c->fds, 0, sizeof(c->fds));
	crash_sweep(c);
	c->dead = c->happened = false;
	c->fault = CRASH_NONE;
	c->forced = true;
	for (struct crash_inode *i = c->inodes; i; i = i->next)
		c->forced = c->forced && !(i->is_log && i->now.len > 0);
}

void crash_power_on(struct crash *c, enum crash_fate fate)
{
	for (struct crash_inode *i = c->inodes; i; i = i->next)
		changes_end(c, i, fate);
	names_end(c);
	crash_process_begins(c);
}

void crash_start_again(struct crash *c) { crash_process_begins(c); }

/* ---- what the test says and asks ---- */

void crash_arm(struct crash *c, enum crash_fault fault, int64_t at_sync)
{
	c->fault = fault;
	c->until = at_sync;
	c->happened = false;
}

void crash_lie(struct crash *c, enum crash_lie lie) { c->lie = lie; }

void crash_seed(struct crash *c, uint64_t seed) { c->random = seed * 0x9e3779b97f4a7c15u + 0x1234567; }

void crash_kill(struct crash *c)
{
	CRASH_LOCKED(c);
	c->dead = true;
}

bool crash_happened(struct crash *c)
{
	CRASH_LOCKED(c);
	return c->happened;
}

bool crash_is_dead(struct crash *c)
{
	CRASH_LOCKED(c);
	return c->dead;
}

const struct crash_count *crash_counted(const struct crash *c) { return &c->count; }

bool crash_log_was_forced(const struct crash *c) { return c->forced; }

void crash_before_sync(struct crash *c, void (*others)(void *), void *arg)
{
	c->others = others;
	c->others_arg = arg;
}

void crash_watch(struct crash *c, void (*own_file)(void *, const char *, struct text), void *arg)
{
	c->watch = own_file;
	c->watch_arg = arg;
}

/* ---- begin and end ---- */

struct crash *crash_new(uint64_t seed)
{
	struct crash *c = must(calloc(1, sizeof(*c)));
	pthread_mutexattr_t nested;
	pthread_mutexattr_init(&nested);
	pthread_mutexattr_settype(&nested, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&c->lock, &nested);
	pthread_mutexattr_destroy(&nested);
	crash_seed(c, seed);
	crash_vfs_begin(c);
	return c;
}

void crash_free(struct crash *c)
{
	if (!c)
		return;
	crash_vfs_end(c);
	assert(!c->opened);
	for (struct crash_name *n = c->names; n; n = n->next)
		n->now = n->kept = NULL;
	c->renamings_n = 0;
	crash_sweep(c);
	pthread_mutex_destroy(&c->lock);
	free(c->renamings);
	free(c->above_name.path);
	free(c);
}
