/* ledger_fixture.h - what the tests of the kept ledger share: a ledger of its own for each test, on the engine of the run, that is grown, exported, verified and audited. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/base.h"
#include "database.h"
#include "ledger/ledger.h"

static const day_t today = { 20780 }; /* 2026-11-23 */

struct fixture {
	struct arena      *arena;
	struct world       world;
	struct connection *db;
	struct ledger_key *key;
	struct ledger     *ledger;
	const char        *folder, *key_path;
	struct text        vkey;
	struct error       e;
};

static inline void must(struct fixture *f, bool good)
{
	if (!good)
		test_fail("ledger", &f->e);
}

static inline void open_database(struct fixture *f)
{
	f->db = test_connection(f->arena, test_store(f->arena), STORE_WRITE);
	must(f, store_begin(f->db, BEGIN_WRITE, &f->e) && ledger_create(f->db, f->key, f->key_path, &f->e) && store_commit(f->db, &f->e) == STORE_DONE);
	must(f, ledger_open(f->db, &f->world, f->key, f->key_path, &f->ledger, &f->e));
}

static int begin(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->arena = arena_new(0);
	f->world = world_real();
	world_seed(&f->world, 7);
	f->folder = test_folder(f->arena);
	f->key_path = text_c(f->arena, text_print(f->arena, "%s/test.key", f->folder));
	must(f, key_make(&f->world, TEXT("demo.test/ledger"), &f->key, &f->e));
	f->vkey = key_vkey(f->arena, f->key);
	open_database(f);
	*state = f;
	return 0;
}

static int end(void **state)
{
	struct fixture *f = *state;
	ledger_close(f->ledger);
	key_free(f->key);
	arena_free(f->arena);
	free(f);
	return 0;
}

static inline struct ledger_batch *batch(struct fixture *f)
{
	struct ledger_batch *b = NULL;
	must(f, store_begin(f->db, BEGIN_WRITE, &f->e) && ledger_begin(f->ledger, f->db, f->arena, &b, &f->e));
	return b;
}

static inline struct tree_head finish(struct fixture *f, struct ledger_batch *b)
{
	struct tree_head head;
	must(f, ledger_finish(b, &head, &f->e) && store_commit(f->db, &f->e) == STORE_DONE && ledger_seal(f->ledger, f->db, head, f->arena, NULL, &f->e));
	return head;
}

static inline struct entry step(struct fixture *f, const char *matter, day_t day, const char *received)
{
	struct json j = json_start(f->arena, false);
	json_object(&j);
	json_member_text(&j, "due", TEXT("2026-12-03"));
	json_member_text(&j, "received", text_of(received));
	json_member_text(&j, "status", TEXT("open"));
	json_member_text(&j, "unit", TEXT("org-vn-02155-20250701-ubnd"));
	json_end(&j);
	return (struct entry){ .kind = "grouped", .day = day, .matter = text_of(matter), .members = json_done(&j),
			       .part = { [PART_TIME] = TEXT("{\"at\":\"2026-11-23T09:41:07+07:00\"}"), [PART_TEXT] = TEXT("{\"text\":\"C\xe1\xba\xa7u h\xe1\xbb\x8fng.\\n\"}") } };
}

static inline int64_t append(struct fixture *f, struct ledger_batch *b, const char *matter)
{
	int64_t      index;
	struct entry n = step(f, matter, today, "2026-11-20");
	must(f, ledger_append(b, &n, &index, &f->e));
	return index;
}

/* `count` entries in one group, the first of them an import when the ledger is empty. */
static inline struct tree_head grow(struct fixture *f, int count)
{
	struct ledger_batch *b = batch(f);
	if (ledger_batch_head(b).size == 0) {
		must(f, ledger_import(b, today, TEXT("units"), TEXT("test"), 2, TEXT("a\nb\n"), NULL, &f->e));
		count--;
	}
	for (; count > 0; count--)
		append(f, b, text_c(f->arena, text_print(f->arena, "M%d", count % 7)));
	return finish(f, b);
}

static inline void refused(struct fixture *f, bool good, const char *code)
{
	if (good)
		fail_msg("taken, although %s was due", code);
	if (!error_is(&f->e, code))
		fail_msg("refused with %s (%s) instead of %s", f->e.code, f->e.name, code);
}

static inline const char *path_of(struct fixture *f, const char *name) { return text_c(f->arena, text_print(f->arena, "%s/%s", f->folder, name)); }

static inline struct text file_of(struct fixture *f, const char *path)
{
	struct text bytes;
	must(f, f->world.file_read(&f->world, f->arena, path, 1 << 26, &bytes, &f->e));
	return bytes;
}

static inline bool verify(struct fixture *f, const char *folder, struct text since, struct ledger_report *ret)
{
	struct ledger_folder at = { &f->world, folder };
	struct ledger_reader r = ledger_reader_folder(&at);
	return verify_ledger(&r, &f->vkey, 1, since, f->arena, ret, &f->e);
}

struct found { int count; char at[64]; };

static inline void note_misfit(void *arg, const struct misfit *m)
{
	struct found *n = arg;
	if (n->count++ == 0)
		snprintf(n->at, sizeof(n->at), "%s.%s", m->table, m->column);
}

static inline int64_t audit(struct fixture *f, struct found *ret)
{
	int64_t misfits;
	*ret = (struct found){ 0 };
	must(f, ledger_audit(f->db, f->key, note_misfit, ret, &misfits, &f->e));
	return misfits;
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
