/* ledger_stranger.c - P15: a stranger can check, and cannot be fooled. Many receipts are verified offline, by us and by a client that others wrote; no single flipped bit of a receipt, an opening, a
 * proof, a checkpoint or a file of the ledger is accepted.
 *
 * DANVAN_TEST_RECEIPTS, DANVAN_TEST_FLIPS: how many; DANVAN_TEST_CLIENT: the client of tests/outside, which is given DANVAN_TEST_GIVEN of the receipts; DANVAN_TEST_SEED. */
#include "base/base.h"

#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "ledger/checkpoint.h"
#include "ledger/stored.h"
#include "ledger_fixture.h"

enum { GROUP = 500 };

static int64_t cpu_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static uint64_t draw(struct fixture *f, uint64_t below)
{
	uint64_t n;
	f->world.random(&f->world, &n, sizeof(n));
	return n % below;
}

/* A ledger of so many entries, in groups, each with memory of its own. */
static int64_t grow_to(struct fixture *f, int64_t count)
{
	struct arena *whole = f->arena;
	int64_t       size = 0;
	while (size < count) {
		f->arena = arena_new(0);
		size = grow(f, (int)(count - size < GROUP ? count - size : GROUP)).size;
		arena_free(f->arena);
		f->arena = whole;
	}
	return size;
}

static int begin_seeded(void **state)
{
	int64_t seed = test_number("DANVAN_TEST_SEED", 20261123);
	begin(state);
	world_seed(&((struct fixture *)*state)->world, (uint64_t)seed);
	return 0;
}

static long long seed_given(void) { return (long long)test_number("DANVAN_TEST_SEED", 20261123); }

/* ---- many receipts ---- */

struct sums { int64_t made, us_made, us_verified, bytes, most, given; };

static void one_receipt(struct fixture *f, int64_t index, int64_t size, const char *give_to, struct sums *s)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct text                   file;
	struct receipt                r;
	int64_t                       start = cpu_us();
	must(f, ledger_receipt(f->db, f->key, index, size, a, &file, &f->e));
	int64_t made = cpu_us();
	if (!verify_receipt(a, file, &f->vkey, 1, &r, &f->e) || r.index != index || r.head.size != size)
		fail_msg("the receipt of entry %lld in %lld was refused: %s (seed %lld)", (long long)index, (long long)size, f->e.code, seed_given());
	s->us_verified += cpu_us() - made;
	s->us_made += made - start;
	s->bytes += (int64_t)file.len;
	s->most = (int64_t)file.len > s->most ? (int64_t)file.len : s->most;
	s->made++;
	if (!give_to)
		return;
	must(f, f->world.file_replace(&f->world, text_c(a, text_print(a, "%s/%lld.tlog-proof", give_to, (long long)index)), file, 0644, &f->e));
	s->given++;
}

/* The other client says how many it verified, and ends with 0. */
static void given_away(struct fixture *f, const char *folder)
{
	char *const words[] = { getenv("DANVAN_TEST_CLIENT"), text_c(f->arena, TEXT("receipts")), text_c(f->arena, text_of(folder)), text_c(f->arena, f->vkey), NULL };
	pid_t       pid;
	int         status = -1;
	extern char **environ;
	fflush(stdout);
	assert_int_equal(posix_spawn(&pid, words[0], NULL, NULL, words, environ), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (status != 0)
		fail_msg("the other client refused a receipt (status %d, seed %lld)", status, seed_given());
}

static void every_receipt_is_verified_offline_by_us_and_by_others(void **state)
{
	struct fixture *f = *state;
	struct sums     s = { 0 };
	const char     *folder = path_of(f, "given");
	bool            give = getenv("DANVAN_TEST_CLIENT") != NULL;
	int64_t         receipts = test_number("DANVAN_TEST_RECEIPTS", 200), given = test_number("DANVAN_TEST_GIVEN", 20), size = grow_to(f, receipts);
	if (give)
		assert_int_equal(mkdir(folder, 0755), 0);
	for (int64_t i = 0; i < size; i++) {
		bool this_one = give && i * given / size != (i + 1) * given / size;
		one_receipt(f, i, i + 1 + (int64_t)draw(f, (uint64_t)(size - i)), this_one ? folder : NULL, &s);
	}
	if (give)
		given_away(f, folder);
	printf("P15: %lld receipts, none refused, %lld of them by the other client too; CPU: made in %.3f ms, verified in %.3f ms each; %lld bytes each, %lld at most; seed %lld\n",
	       (long long)s.made, (long long)s.given, (double)s.us_made / (double)s.made / 1000, (double)s.us_verified / (double)s.made / 1000, (long long)(s.bytes / s.made),
	       (long long)s.most, seed_given());
}

/* ---- flipped bits ---- */

enum { RECEIPTS = 64, ENTRIES = 300, FILES_MOST = 16 };
struct shown { struct text path, bytes; };
struct stranger {
	struct fixture *f;
	struct arena   *arena; /* of one flip */
	struct text     receipt[RECEIPTS], opening[RECEIPTS], checkpoint[RECEIPTS];
	struct receipt  verified[RECEIPTS];
	struct shown    file[FILES_MOST];
	size_t          files;
	int64_t         size;
};

/* A copy with one bit flipped. */
static struct text flipped(struct stranger *s, struct text t)
{
	char    *at = memcpy(arena_alloc(s->arena, t.len), t.at, t.len);
	uint64_t bit = draw(s->f, t.len * 8);
	at[bit / 8] = (char)(at[bit / 8] ^ 1 << bit % 8);
	return text_bytes(at, t.len);
}

static size_t some(struct stranger *s) { return draw(s->f, RECEIPTS); }

static bool receipt_is_taken(struct stranger *s)
{
	struct receipt r;
	return verify_receipt(s->arena, flipped(s, s->receipt[some(s)]), &s->f->vkey, 1, &r, NULL);
}

static bool opening_is_taken(struct stranger *s)
{
	struct opening o;
	size_t         i = some(s);
	return verify_opening(s->arena, &s->verified[i], flipped(s, s->opening[i]), &o, NULL);
}

static bool checkpoint_is_taken(struct stranger *s)
{
	struct vkey       v;
	struct checkpoint c;
	must(s->f, vkey_parse(s->arena, s->f->vkey, &v, &s->f->e));
	return checkpoint_verify(s->arena, flipped(s, s->checkpoint[some(s)]), &v, 1, &c, NULL);
}

/* The hashes of a proof as numbers, past the file in which they stand: that of an entry, and that between two checkpoints. */
static bool proof_is_taken(struct stranger *s)
{
	struct proof_file f;
	size_t            i = some(s);
	must(s->f, proof_parse(s->arena, s->receipt[i], &f, &s->f->e));
	assert_true(f.proof.count > 0);
	struct text is = flipped(s, text_bytes(f.proof.at[0].at, (size_t)f.proof.count * sizeof(struct hash)));
	memcpy(f.proof.at, is.at, is.len);
	return inclusion_holds(leaf_hash(f.entry), f.index, s->verified[i].head, &f.proof);
}

static bool consistency_is_taken(struct stranger *s)
{
	struct stored_tree tree;
	struct hash_reader r = stored_tree(&tree, s->f->db, s->arena, s->size);
	struct tree_head   old = { .size = 1 + (int64_t)draw(s->f, (uint64_t)s->size - 1) }, now = { .size = s->size };
	struct proof       p;
	must(s->f, stored_root(s->f->db, s->arena, old.size, &old.root, &s->f->e) && stored_root(s->f->db, s->arena, now.size, &now.root, &s->f->e) &&
			   consistency_make(&r, old.size, now.size, &p, &s->f->e));
	assert_true(consistency_holds(old, now, &p));
	struct text is = flipped(s, text_bytes(p.at[0].at, (size_t)p.count * sizeof(struct hash)));
	memcpy(p.at, is.at, is.len);
	return consistency_holds(old, now, &p);
}

static bool file_read(void *arg, const char *path, size_t limit, struct arena *a, struct text *ret, struct error *e)
{
	struct stranger *s = arg;
	for (size_t i = 0; i < s->files; i++)
		if (text_is(s->file[i].path, path)) {
			*ret = s->file[i].bytes;
			return true;
		}
	return error(e, BASE_FILE_READ, .name = text_of(path));
}

static bool ledger_is_good(struct stranger *s)
{
	struct ledger_reader r = { file_read, s, false };
	struct ledger_report report;
	return verify_ledger(&r, &s->f->vkey, 1, TEXT_EMPTY, s->arena, &report, &s->f->e);
}

/* Any bit of any file of the ledger: tiles, entries, the blob. */
static bool ledger_is_taken(struct stranger *s)
{
	size_t all = 0, i = 0;
	for (size_t n = 0; n < s->files; n++)
		all += s->file[n].bytes.len;
	for (size_t at = draw(s->f, all); at >= s->file[i].bytes.len; i++)
		at -= s->file[i].bytes.len;
	struct text was = s->file[i].bytes;
	s->file[i].bytes = flipped(s, was);
	bool taken = ledger_is_good(s);
	s->file[i].bytes = was;
	return taken;
}

static void keep_file(struct stranger *s, struct text path)
{
	assert_true(s->files < FILES_MOST);
	s->file[s->files++] = (struct shown){ path, file_of(s->f, path_of(s->f, text_c(s->f->arena, text_print(s->f->arena, "shown/%.*s", TEXT_ARG(path))))) };
}

static void keep_ledger(struct stranger *s)
{
	struct fixture *f = s->f;
	must(f, ledger_export(f->db, &f->world, f->key, s->size, path_of(f, "shown"), &f->e));
	keep_file(s, TEXT("checkpoint"));
	for (int level = TILE_ENTRIES; level <= 1; level++)
		for (int64_t n = 0; tile_width(s->size, level, n) > 0; n++)
			keep_file(s, tile_path(f->arena, (struct tile){ level, n, tile_width(s->size, level, n) }));
	keep_file(s, text_print(f->arena, "blob/%.*s", TEXT_ARG(hash_hex(f->arena, sha256(TEXT("a\nb\n"))))));
	must(f, ledger_is_good(s));
}

static void keep_receipts(struct stranger *s)
{
	struct fixture *f = s->f;
	for (int i = 0; i < RECEIPTS; i++) {
		int64_t        index = 1 + (int64_t)draw(f, (uint64_t)s->size - 1), size = index + 1 + (int64_t)draw(f, (uint64_t)(s->size - index));
		struct opening o;
		must(f, ledger_receipt(f->db, f->key, index, size, f->arena, &s->receipt[i], &f->e) &&
				verify_receipt(f->arena, s->receipt[i], &f->vkey, 1, &s->verified[i], &f->e) &&
				ledger_open_part(f->db, f->key, index, PART_TEXT, f->arena, &o, &f->e));
		s->opening[i] = opening_print(f->arena, &o);
		must(f, verify_opening(f->arena, &s->verified[i], s->opening[i], &o, &f->e));
		s->checkpoint[i] = checkpoint_sign(f->arena, f->key, s->verified[i].head);
	}
}

static const struct flip { const char *what; bool (*is_taken)(struct stranger *); int of_16; } flips[] = {
	{ "receipts", receipt_is_taken, 7 }, { "openings", opening_is_taken, 1 },         { "checkpoints", checkpoint_is_taken, 2 },
	{ "proofs", proof_is_taken, 3 },     { "proofs of consistency", consistency_is_taken, 1 }, { "files of the ledger", ledger_is_taken, 2 },
};

static void no_flipped_bit_is_accepted(void **state)
{
	struct fixture  *f = *state;
	struct stranger *s = ARENA_NEW(f->arena, struct stranger);
	int64_t          all = test_number("DANVAN_TEST_FLIPS", 2000), done = 0, start;
	*s = (struct stranger){ .f = f, .arena = arena_new(0), .size = grow_to(f, ENTRIES) };
	keep_ledger(s);
	keep_receipts(s);
	start = cpu_us();
	for (size_t k = 0; k < COUNT_OF(flips); k++) {
		int64_t n = all * flips[k].of_16 / 16;
		for (int64_t i = 0; i < n; i++, arena_reset(s->arena))
			if (flips[k].is_taken(s))
				fail_msg("%s: flip %lld was accepted (seed %lld)", flips[k].what, (long long)i, seed_given());
		printf("%s%lld in %s", k ? ", " : "P15: flipped bits, none accepted: ", (long long)n, flips[k].what);
		done += n;
	}
	printf(" (%lld, %.0f s of CPU); seed %lld\n", (long long)done, (double)(cpu_us() - start) / 1e6, seed_given());
	arena_free(s->arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_receipt_is_verified_offline_by_us_and_by_others, begin_seeded, end),
		cmocka_unit_test_setup_teardown(no_flipped_bit_is_accepted, begin_seeded, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
