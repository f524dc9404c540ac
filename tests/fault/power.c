/* power.c - power cuts and failed syncs under the whole program, in one process: promises P2 and P3 (docs/promises.md).
 *
 * Usage: power cuts N | power syncs [EVERY] | power lies     SEED is the seed; DANVAN_TEST_ENGINE as for all tests.
 *
 * cuts: a town lives on the crash disk (tests/support/crash.h). People file, officers do the steps that procedures offer, files are attached, the published state moves, until the power
 * fails at a sync. Then it opens as the next start does, now and then with the next cut inside that start, and what is left is held against what was told (tests/support/told.h).
 * syncs: the same few commands with the first sync failing, the second, the third ... until they pass untouched; once and for good; the machine goes on, or the power fails at once.
 * EVERY: only each so-manieth.
 * lies: a disk that says it has synced and has not must be found out, or the other two prove nothing.
 * On PostgreSQL only our own files lie on that disk: the server's files are its own affair. */
#include "base/base.h"

#include "told.h"

#include <malloc.h>
#include <setjmp.h>
#include <unistd.h>

enum { LIFE_CUTS = 12, COMMANDS_MOST = 60, SYNCS_MOST = 14, GROUP = 6, LARGE = 2000 * 1024, TRIES_AFTER = 5 };

struct power {
	struct history      t;
	struct told         told;
	struct crash       *disk;
	struct crash_image *image; /* NULL on PostgreSQL */
	struct world        world_then;
	uint64_t            seed, keys, scenarios;
	size_t              waiting; /* for an answer */
	jmp_buf             out; /* of what a command was about when the machine failed under it */
	int64_t             cuts_in_start, fates[CRASH_FATES];
};

static void give_up(struct power *p, int64_t run)
{
	fprintf(stderr, "power: %s, seed %llu, run %lld: %s\n", test_engine() == STORE_SQLITE ? "sqlite" : "postgresql", (unsigned long long)p->seed, (long long)run, p->told.fault);
	exit(1);
}

static void must(struct power *p, bool good, int64_t run)
{
	if (!good || p->told.fault[0])
		give_up(p, run);
}

static void leave(struct test_house *h)
{
	struct power *p = (struct power *)((char *)h - offsetof(struct power, t.h));
	if (!crash_is_dead(p->disk) && !crash_happened(p->disk))
		told_wrong(&p->told, "a command failed without a fault: %s (%s)", h->e.code, h->e.name);
	longjmp(p->out, 1);
}

/* ---- what is done ---- */

static void filing_make(struct power *p, struct arena *a, struct matter_file *f, uint64_t key)
{
	*f = (struct matter_file){ .procedure = TEXT("phan-anh-kien-nghi"), .place = TEXT("02155"), .text = TEXT("Cầu treo hỏng, đề nghị sửa sớm cho dân đi."), .received = DAY_NONE,
				   .channel = TEXT("api"), .ground = p->t.ground, .caller = TEXT("power"), .body_hash = TEXT("0123456789abcdef") };
	f->key = text_print(a, "p%llu", (unsigned long long)key);
}

/* One command with its answer told; false: not done. */
static bool attempt(struct power *p, const struct act_row *row, void *command)
{
	struct act_result result;
	struct error      e = { 0 };
	bool              did = act_do(p->t.h.act, row, command, p->t.scratch, &result, &e);
	told_hear(&p->told, row, command, did ? &result : NULL, &e);
	if (!did && !crash_is_dead(p->disk) && !crash_happened(p->disk))
		told_wrong(&p->told, "%s failed without a fault: %s (%s)", row->name, e.code, e.name);
	return did;
}

static void file_with_key(struct power *p)
{
	struct matter_file f;
	bool               again = p->keys > 0 && crash_draw(p->disk, 3) == 0;
	filing_make(p, p->t.scratch, &f, again ? crash_draw(p->disk, p->keys) : p->keys++);
	attempt(p, &row_matter_file, &f);
	arena_reset(p->t.scratch);
}

static void attach(struct power *p, size_t size)
{
	struct arena         *a = p->t.scratch;
	char                 *bytes = arena_alloc(a, size);
	struct draft_save     save = { .json = TEXT("{\"text\":\"x\"}") };
	struct draft_file_add add = { .name = TEXT("cầu.jpg"), .type = TEXT("image/jpeg"), .bytes = { bytes, size }, .shown = true };
	struct matter_file    f = { .procedure = TEXT("phan-anh-kien-nghi"), .place = TEXT("02086"), .text = TEXT("Có ảnh kèm theo."), .received = DAY_NONE, .channel = TEXT("web"), .ground = p->t.ground };
	memset(bytes, (int)crash_draw(p->disk, 256), size);
	save.token = add.token = f.draft_token = text_print(a, "%016llx%016llx", (unsigned long long)crash_draw(p->disk, INT64_MAX), (unsigned long long)crash_draw(p->disk, INT64_MAX));
	add.sent_hash = hash_hex(a, sha256(add.bytes));
	if (attempt(p, &row_draft_save, &save) && attempt(p, &row_draft_file_add, &add))
		attempt(p, &row_matter_file, &f);
	arena_reset(a);
}

static const char *export_folder(struct power *p) { return text_c(p->t.scratch, text_print(p->t.scratch, "%s/export/ledger", p->t.h.folder)); }

static void export(struct power *p)
{
	struct error       e = { 0 };
	struct ledger_meta meta;
	bool               found;
	if (ledger_meta(p->t.h.db, p->t.scratch, &meta, &found, &e) && ledger_export(p->t.h.db, &p->t.h.world, act_key(p->t.h.act), meta.published, export_folder(p), &e) &&
	    crash_is_dead(p->disk))
		told_wrong(&p->told, "an export was done without power");
	arena_reset(p->t.scratch);
}

/* An exported checkpoint speaks only of files that are there, however the power failed. */
static bool export_fits(struct power *p)
{
	struct arena        *a = p->t.scratch;
	struct ledger_folder folder = { &p->t.h.world, export_folder(p) };
	struct ledger_reader reader = ledger_reader_folder(&folder);
	struct ledger_report report;
	struct error         e = { 0 };
	struct text          vkey = key_vkey(a, act_key(p->t.h.act));
	bool                 good = !p->t.h.world.file_exists(&p->t.h.world, text_c(a, text_print(a, "%s/checkpoint", folder.path))) ||
		    verify_ledger(&reader, &vkey, 1, TEXT_EMPTY, a, &report, &e) || told_wrong(&p->told, "the exported ledger is refused: %s (%s)", e.code, e.name);
	arena_reset(a);
	return good;
}

static void answered(struct act_work *work)
{
	struct power *p = work->caller;
	told_hear(&p->told, work->row, work->command, work->did ? &work->result : NULL, &work->error);
	crash_lock(p->disk);
	p->waiting--;
	crash_unlock(p->disk);
}

/* Somebody asks for the receipt of the newest entry while it may not be on the disk yet. */
static void ask_for_receipt(struct power *p)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct connection            *db = NULL;
	struct error                  e = { 0 };
	struct ledger_meta            meta;
	struct text                   receipt;
	bool                          found;
	if (store_connect(p->t.h.store, STORE_READ, &db, &e) && store_begin(db, BEGIN_READ, &e) && ledger_meta(db, a, &meta, &found, &e) && found &&
	    ledger_receipt(db, act_key(p->t.h.act), meta.head.size - 1, meta.head.size, a, &receipt, &e))
		told_saw(&p->told, meta.head);
	connection_close(db);
}

static void others_meanwhile(void *arg)
{
	struct power            *p = arg;
	static _Thread_local bool asks; /* which syncs too */
	if (asks || !p->told.overlaps)
		return;
	asks = true;
	ask_for_receipt(p);
	asks = false;
}

static void wait_for_answers(struct power *p)
{
	for (size_t left = 1; left > 0; usleep(20)) {
		crash_lock(p->disk);
		left = p->waiting;
		crash_unlock(p->disk);
	}
}

/* Several at once, as one group: they wait before the writer's thread begins. Then one more: while the others are being signed, or when they are answered. */
static void file_as_group(struct power *p, bool overlaps)
{
	static struct act_work work[GROUP];
	static struct matter_file f[GROUP];
	struct arena  *a = arena_new(0);
	struct error   e = { 0 };
	size_t         n = 1 + crash_draw(p->disk, GROUP);
	p->waiting = n;
	for (size_t i = 0; i < n; i++) {
		filing_make(p, a, &f[i], p->keys++);
		work[i] = (struct act_work){ .row = &row_matter_file, .command = &f[i], .arena = a, .done = answered, .caller = p };
		act_submit(p->t.h.act, &work[i]);
	}
	p->told.overlaps = overlaps;
	crash_before_sync(p->disk, overlaps ? others_meanwhile : NULL, p);
	if (!act_start(p->t.h.act, &e))
		told_wrong(&p->told, "no thread for the writer");
	if (!overlaps)
		wait_for_answers(p);
	file_with_key(p);
	wait_for_answers(p);
	p->told.overlaps = false;
	arena_free(a);
}

/* What is in the engine's log goes into the database, beside the writer and its thread, as in a server. */
static void carry(struct power *p)
{
	struct connection *db = NULL;
	struct error       e = { 0 };
	if (store_connect(p->t.h.store, STORE_WRITE, &db, &e) && store_tidy(db, crash_draw(p->disk, 2), &e) && crash_is_dead(p->disk) && test_engine() == STORE_SQLITE)
		told_wrong(&p->told, "the log was carried without power");
	connection_close(db);
}

static void work(struct power *p)
{
	uint64_t threads = crash_draw(p->disk, 3);
	if (threads > 0)
		file_as_group(p, threads == 2);
	for (int i = 0; i < COMMANDS_MOST && !crash_is_dead(p->disk) && !p->told.fault[0]; i++) {
		uint64_t what = crash_draw(p->disk, 100);
		if (what < 30)
			file_with_key(p);
		else if (what < 38)
			attach(p, 1 + crash_draw(p->disk, 40000));
		else if (what < 39)
			attach(p, p->image ? LARGE : 1000);
		else if (what < 42)
			export(p);
		else if (what < 46)
			carry(p);
		else
			history_run(&p->t, 1);
	}
	for (int i = 0; i < 2 && crash_is_dead(p->disk); i++)
		file_with_key(p); /* without power nobody is told that it is done */
}

static void work_until_it_fails(struct power *p, void (*what)(struct power *))
{
	p->t.h.on_failure = leave;
	if (setjmp(p->out) == 0)
		what(p);
	p->t.h.on_failure = NULL;
}

/* ---- life and death ---- */

static bool start(struct power *p)
{
	struct test_house *h = &p->t.h;
	arena_reset(p->t.scratch);
	return house_start(h) && ground_load(h->db, &p->t.ground, &h->e);
}

static bool start_well(struct power *p)
{
	return start(p) || told_wrong(&p->told, "it does not start again: %s %s (%s)", p->t.h.e.code, p->t.h.e.name, p->t.h.e.value);
}

static void power_off_and_on(struct power *p, enum crash_fate fate)
{
	crash_kill(p->disk);
	house_stop(&p->t.h);
	crash_power_on(p->disk, fate);
	p->fates[fate]++;
}

static enum crash_fate any_fate(struct power *p) { return (enum crash_fate)crash_draw(p->disk, CRASH_FATES); }

/* The next start, and sometimes the next cut already in it. */
static void come_back(struct power *p, int64_t run)
{
	while (crash_draw(p->disk, 6) == 0) {
		crash_arm(p->disk, CRASH_CUT, 1 + (int64_t)crash_draw(p->disk, 4));
		bool started = start(p);
		must(p, started || crash_is_dead(p->disk) || told_wrong(&p->told, "it does not start again: %s (%s)", p->t.h.e.code, p->t.h.e.name), run);
		p->cuts_in_start += crash_is_dead(p->disk);
		power_off_and_on(p, any_fate(p));
	}
	must(p, start_well(p) && told_check(&p->told) && export_fits(p), run);
}

static void life_begins(struct power *p)
{
	if (p->image) {
		crash_image_put(p->disk, p->image);
		p->t.codes = 0;
		p->t.h.world.fixed = p->world_then.fixed;
		told_forget(&p->told);
	} else {
		crash_start_again(p->disk);
	}
}

static void begin(struct power *p, uint64_t seed)
{
	struct world world = world_real();
	*p = (struct power){ .seed = seed, .disk = crash_new(seed) };
	crash_world(p->disk, &world);
	history_begin_in(&p->t, seed, &world);
	told_begin(&p->told, &p->t, p->disk);
	p->world_then = p->t.h.world;
	house_stop(&p->t.h);
	if (test_engine() == STORE_SQLITE)
		p->image = crash_image_take(p->disk);
}

static void end(struct power *p)
{
	crash_start_again(p->disk);
	house_stop(&p->t.h);
	crash_image_free(p->image);
	history_end(&p->t);
	told_end(&p->told);
	crash_free(p->disk);
}

/* ---- P2 ---- */

static void tell_cuts(const struct power *p)
{
	const struct crash_count *c = crash_counted(p->disk);
	printf("power: %s, seed %llu: %lld cuts (%lld while starting;", test_engine() == STORE_SQLITE ? "sqlite" : "postgresql", (unsigned long long)p->seed, (long long)c->cuts,
	       (long long)p->cuts_in_start);
	for (int f = 0; f < CRASH_FATES; f++)
		printf(" %s %lld%s", crash_fate_name((enum crash_fate)f), (long long)p->fates[f], f + 1 < CRASH_FATES ? "," : ")");
	printf(" at %lld syncs, %lld writes and %lld names lost; %lld commands done, %lld refused, %lld unknown; %lld proofs verified, %lld checkpoints signed; 0 lost, 0 contradicted\n",
	       (long long)c->syncs, (long long)c->lost_writes, (long long)c->lost_names, (long long)p->told.done, (long long)p->told.refused, (long long)p->told.unknown,
	       (long long)p->told.proofs, (long long)p->told.checkpoints);
}

static void cuts(struct power *p, int64_t wanted)
{
	for (int64_t run = 0; crash_counted(p->disk)->cuts < wanted;) {
		life_begins(p);
		must(p, start_well(p), run);
		for (int i = 0; i < LIFE_CUTS && crash_counted(p->disk)->cuts < wanted; i++, run++) {
			crash_arm(p->disk, CRASH_CUT, 1 + run % SYNCS_MOST);
			work_until_it_fails(p, work);
			must(p, true, run);
			power_off_and_on(p, (enum crash_fate)(run % CRASH_FATES));
			come_back(p, run);
		}
		house_stop(&p->t.h);
	}
	tell_cuts(p);
}

/* ---- P3 ---- */

/* The same commands each time: with two large files, so that the log is emptied into the database in their course. */
static void scenario(struct power *p)
{
	crash_seed(p->disk, p->seed + (p->image ? 0 : p->scenarios++)); /* a server goes on with what the last one left */
	file_as_group(p, false);
	attach(p, 30000);
	for (int i = 0; i < 2; i++) {
		attach(p, p->image ? LARGE : 1000);
		file_with_key(p);
		history_run(&p->t, 2);
	}
	history_publish(&p->t);
	file_with_key(p);
}

static void after_the_fault(struct power *p)
{
	for (int i = 0; i < TRIES_AFTER; i++)
		i % 2 ? attach(p, 100) : file_with_key(p);
}

enum what_next { GOES_ON, GOES_ON_FAILING, POWER_FAILS, WHAT_NEXTS };

/* The process ends, by itself or by a signal, and the next one begins. */
static void next_process(struct power *p, enum what_next next, int64_t run)
{
	if (next == POWER_FAILS) {
		power_off_and_on(p, run % 2 ? CRASH_DROP : any_fate(p));
		return;
	}
	if (run % 2)
		crash_kill(p->disk);
	house_stop(&p->t.h);
	crash_start_again(p->disk);
	if (next != GOES_ON_FAILING)
		return;
	crash_arm(p->disk, CRASH_FAIL_ALWAYS, 1);
	if (start(p))
		file_with_key(p); /* and if it starts, nothing is done as long as no sync is */
	crash_kill(p->disk);
	house_stop(&p->t.h);
	crash_start_again(p->disk);
}

/* False: the scenario passed untouched. */
static bool sync_fails(struct power *p, enum crash_fault fault, enum what_next next, int64_t n)
{
	uint64_t state = p->t.state;
	life_begins(p);
	must(p, start_well(p), n);
	p->keys = p->image ? 0 : p->keys;
	crash_arm(p->disk, fault, n);
	work_until_it_fails(p, scenario);
	bool failed = crash_happened(p->disk);
	if (failed)
		work_until_it_fails(p, after_the_fault);
	p->t.state = p->image ? state : p->t.state;
	next_process(p, next, n);
	must(p, start_well(p) && told_check(&p->told), n);
	power_off_and_on(p, CRASH_DROP); /* what that sync should have kept, unless it was written anew since, is gone now */
	must(p, start_well(p) && told_check(&p->told), n);
	work_until_it_fails(p, file_with_key);
	must(p, true, n);
	house_stop(&p->t.h);
	return failed;
}

static void syncs(struct power *p, int64_t every)
{
	int64_t runs = 0, last = 0;
	for (int fault = CRASH_FAIL_ONCE; fault <= CRASH_FAIL_ALWAYS; fault++)
		for (int next = 0; next < WHAT_NEXTS; next++)
			for (int64_t n = 1; sync_fails(p, (enum crash_fault)fault, (enum what_next)next, n); n += every, runs++)
				last = n > last ? n : last;
	printf("power: %s, seed %llu: %s of %lld syncs failed, once and for good, %lld runs; %lld commands done, %lld refused, %lld unknown; %lld proofs verified; "
	       "0 answers of success after the fault, 0 checkpoints signed before the forced rewrite, 0 lost\n",
	       test_engine() == STORE_SQLITE ? "sqlite" : "postgresql", (unsigned long long)p->seed, every == 1 ? "each" : "some", (long long)last, (long long)runs, (long long)p->told.done, (long long)p->told.refused,
	       (long long)p->told.unknown, (long long)p->told.proofs);
}

/* ---- the judge at work: a disk that says it has synced and has not must be found out ---- */

static bool is_found_out(struct power *p, enum crash_lie lie)
{
	for (int64_t run = 0; run < 60 && !p->told.fault[0]; run++) {
		life_begins(p);
		if (!start_well(p))
			break;
		crash_lie(p->disk, lie);
		crash_arm(p->disk, CRASH_CUT, 4 + run % SYNCS_MOST);
		work_until_it_fails(p, work);
		crash_lie(p->disk, CRASH_HONEST);
		power_off_and_on(p, any_fate(p));
		if (start_well(p) && told_check(&p->told))
			work_until_it_fails(p, file_with_key);
		house_stop(&p->t.h);
	}
	bool found = p->told.fault[0];
	printf("power: a disk that lies to %s: %s\n", lie == CRASH_LIES_TO_US ? "us" : "SQLite", found ? p->told.fault : "NOT FOUND OUT");
	p->told.fault[0] = '\0';
	return found;
}

int main(int argc, char **argv)
{
	static struct power p;
	const char         *seed = getenv("SEED"), *what = argc > 1 ? argv[1] : "";
	bool                good = true;
	mallopt(M_MMAP_THRESHOLD, 1 << 30); /* the disk's large blocks come and go */
	mallopt(M_TRIM_THRESHOLD, 1 << 30);
	begin(&p, seed ? strtoull(seed, NULL, 10) : 1);
	if (argc == 3 && strcmp(what, "cuts") == 0)
		cuts(&p, atoll(argv[2]));
	else if (strcmp(what, "syncs") == 0)
		syncs(&p, argc > 2 ? atoll(argv[2]) : 1);
	else if (strcmp(what, "lies") == 0)
		good = is_found_out(&p, CRASH_LIES_TO_US) && (test_engine() != STORE_SQLITE || is_found_out(&p, CRASH_LIES_TO_SQLITE));
	else
		good = fprintf(stderr, "usage: power cuts N | power syncs [EVERY] | power lies\n") < 0;
	end(&p);
	return good ? 0 : 1;
}
