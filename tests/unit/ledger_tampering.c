/* ledger_tampering.c - no tampering with the kept ledger stays unseen, on the engine of this run: each column changed once, and what changes before signing. */
#include "base/base.h"

#include "ledger_fixture.h"

/* A statement is known to the store by where it stands, so each has a place of its own. */
static bool change(struct fixture *f, const char *sql)
{
	struct statement *s = ARENA_NEW(f->arena, struct statement);
	*s = (struct statement){ "change", WRITES, "", "", sql };
	return statement_run(f->db, s, NULL, NULL, &f->e);
}

struct tamper { const char *found, *sql; };
static const struct tamper tampers[] = {
	{ "entry.day", "UPDATE entry SET day = day - 1 WHERE idx = 5" },
	{ "entry.kind", "UPDATE entry SET kind = 'erase' WHERE idx = 5" },
	{ "entry.matter", "UPDATE entry SET matter = 'M9' WHERE idx = 5" },
	{ "entry.leaf", "UPDATE entry SET bytes = (SELECT bytes FROM entry WHERE idx = 6) WHERE idx = 5" },
	{ "entry.leaf", "UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE idx = 6) WHERE idx = 5" },
	{ "entry.idx", "DELETE FROM entry WHERE idx = 5" },
	{ "entry.idx", "INSERT INTO entry (idx, day, kind, matter, bytes, leaf) SELECT 700, day, kind, matter, bytes, leaf FROM entry WHERE idx = 5" },
	{ "tile.bytes", "UPDATE tile SET bytes = root WHERE n = 0" },
	{ "tile.root", "UPDATE tile SET root = (SELECT leaf FROM entry WHERE idx = 5) WHERE n = 0" },
	{ "tile.bytes", "DELETE FROM tile WHERE n = 1" },
	{ "tile.n", "INSERT INTO tile (level, n, bytes, root) SELECT 5, 9, bytes, root FROM tile WHERE n = 0" },
	{ "part.scope", "UPDATE part SET scope = 'M9' WHERE idx = 5" },
	{ "part.commitments", "UPDATE part SET commitments = (SELECT commitments FROM part WHERE idx = 6) WHERE idx = 5" },
	{ "part.sealed_time", "UPDATE part SET sealed_time = (SELECT sealed_time FROM part WHERE idx = 6) WHERE idx = 5" },
	{ "part.sealed_text", "UPDATE part SET sealed_text = sealed_time WHERE idx = 5" },
	{ "part.sealed_party", "UPDATE part SET sealed_party = (SELECT sealed_party FROM part WHERE idx = 6) WHERE idx = 5" },
	{ "part.sealed_files", "UPDATE part SET sealed_files = sealed_text WHERE idx = 5" },
	{ "part.sealed_acts", "UPDATE part SET sealed_acts = sealed_party WHERE idx = 5" },
	{ "part.sealed_internal", "UPDATE part SET sealed_internal = sealed_acts WHERE idx = 5" },
	{ "part.idx", "DELETE FROM part WHERE idx = 5" },
	{ "part.idx", "UPDATE part SET idx = 9999 WHERE idx = 5" },
	{ "part.sealed_time", "DELETE FROM data_key WHERE scope = 'M1' AND part = 0" },
	{ "part.sealed_time", "UPDATE data_key SET wrapped = (SELECT wrapped FROM data_key WHERE scope = 'M2' AND part = 0) WHERE scope = 'M1' AND part = 0" },
	{ "data_key.wrapped", "UPDATE data_key SET wrapped = NULL WHERE scope = 'M1' AND part = 0" },
	{ "data_key.wrapped", "UPDATE data_key SET wrapped = NULL, erased = 5 WHERE scope = 'M1' AND part = 0" },
	{ "blob.bytes", "UPDATE blob SET bytes = hash" },
	{ "blob.bytes", "UPDATE blob SET hash = bytes" },
	{ "blob.idx", "UPDATE blob SET idx = 5" },
	{ "blob.hash", "INSERT INTO blob (hash, idx, bytes) SELECT entry.leaf, (SELECT min(idx) FROM blob), entry.bytes FROM entry WHERE idx = 5" },
	{ "data_key.wrapped", "INSERT INTO data_key (scope, part, wrapped) SELECT 'M9', part, wrapped FROM data_key WHERE scope = 'M1' AND part = 0" },
	{ "data_key.part", "INSERT INTO data_key (scope, part, wrapped) SELECT scope, 77, wrapped FROM data_key WHERE scope = 'M1' AND part = 0" },
	{ "entry.matter", "UPDATE entry SET matter = NULL WHERE idx = 5" },
	{ "ledger_meta.origin", "UPDATE ledger_meta SET origin = 'other'" },
	{ "ledger_meta.vkey", "UPDATE ledger_meta SET vkey = 'other'" },
	{ "ledger_meta.size", "UPDATE ledger_meta SET size = 9007199254740991" },
	{ "entry.idx", "UPDATE ledger_meta SET size = 599" },
	{ "ledger_meta.root", "UPDATE ledger_meta SET root = (SELECT leaf FROM entry WHERE idx = 5)" },
	{ "ledger_meta.published", "UPDATE ledger_meta SET published = 700" },
	{ "ledger_meta.published_note", "UPDATE ledger_meta SET published = 300" },
};

static void every_changed_column_is_found_and_named(void **state)
{
	struct fixture *f = *state;
	struct found    found;
	grow(f, 600);
	batch(f);
	must(f, ledger_publish(f->ledger, f->db, 600, &f->e) && store_commit(f->db, &f->e) == STORE_DONE);
	assert_int_equal(audit(f, &found), 0);
	for (size_t i = 0; i < COUNT_OF(tampers); i++) {
		must(f, store_begin(f->db, BEGIN_WRITE, &f->e) && change(f, tampers[i].sql));
		if (audit(f, &found) == 0 || strcmp(found.at, tampers[i].found) != 0)
			fail_msg("%s: found %s (%d)", tampers[i].sql, found.at, found.count);
		store_rollback(f->db);
	}
	assert_int_equal(audit(f, &found), 0);
}

/* Between the append and the look back, anything that differs stops the group before it is signed (P12). */
static const char *const flips[] = {
	"UPDATE entry SET day = day + 1 WHERE idx = 305",
	"UPDATE entry SET kind = 'erase' WHERE idx = 305",
	"UPDATE entry SET matter = 'M9' WHERE idx = 305",
	"UPDATE entry SET bytes = (SELECT bytes FROM entry WHERE idx = 306) WHERE idx = 305",
	"UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE idx = 306) WHERE idx = 305",
	"UPDATE entry SET bytes = (SELECT bytes FROM entry WHERE idx = 306), leaf = (SELECT leaf FROM entry WHERE idx = 306) WHERE idx = 305",
	"DELETE FROM entry WHERE idx = 305",
	"UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE idx = 6) WHERE idx = 298",
	"UPDATE tile SET root = (SELECT leaf FROM entry WHERE idx = 6) WHERE n = 0",
	"UPDATE part SET commitments = (SELECT commitments FROM part WHERE idx = 306) WHERE idx = 305",
	"UPDATE part SET sealed_text = sealed_time WHERE idx = 305",
	"UPDATE part SET sealed_party = (SELECT sealed_party FROM part WHERE idx = 306) WHERE idx = 305",
	"DELETE FROM part WHERE idx = 305",
	"UPDATE ledger_meta SET size = 299",
	"UPDATE ledger_meta SET root = (SELECT leaf FROM entry WHERE idx = 5)",
};

static void what_changes_before_signing_is_never_signed(void **state)
{
	struct fixture *f = *state;
	grow(f, 300);
	for (size_t i = 0; i < COUNT_OF(flips); i++) {
		struct ledger_batch *b = batch(f);
		struct tree_head     head;
		for (int n = 0; n < 250; n++)
			append(f, b, "M5");
		must(f, change(f, flips[i]));
		if (ledger_finish(b, &head, &f->e))
			fail_msg("not noticed: %s", flips[i]);
		if (!error_is(&f->e, LEDGER_READ_BACK) && !error_is(&f->e, LEDGER_DAMAGED) && !error_is(&f->e, LEDGER_FORKED))
			fail_msg("%s: %s", flips[i], f->e.code);
		store_rollback(f->db);
	}
	assert_int_equal(grow(f, 250).size, 550);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_changed_column_is_found_and_named),
		T(what_changes_before_signing_is_never_signed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
