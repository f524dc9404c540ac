/* bit_flips.c - P12: a bit that flips between the decision and the signature, or later on the disk, is never signed over and is found, and it is said where.
 *
 * DANVAN_TEST_FLIPS (300) flips of each sort; DANVAN_TEST_SEED. */
#include "base/base.h"

#include "history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* What is signed, or stands behind it. */
static const struct place { const char *table, *column, *named; } places[] = {
	{ "entry", "bytes", "entry leaf" }, { "entry", "leaf", "leaf" },
	{ "part", "commitments", "time text party files acts internal commit part" },
	{ "part", "sealed_time", "time" }, { "part", "sealed_text", "text" }, { "part", "sealed_party", "party" },
	{ "part", "sealed_files", "files" }, { "part", "sealed_acts", "acts" }, { "part", "sealed_internal", "internal" },
};

static int begin(void **state)
{
	struct history *t = calloc(1, sizeof(*t));
	history_begin(t, history_seed());
	history_run(t, 40);
	*state = t;
	return 0;
}

static int end(void **state)
{
	history_end(*state);
	free(*state);
	return 0;
}

/* ---- one bit of one row */

struct flip { const struct place *place; uint64_t draw; bool newest; struct arena *arena; /* of all statements: the store knows them by where they stand */ };

static struct statement *statement_of(struct arena *a, int does, const char *params, const char *result, struct text sql)
{
	struct statement *s = ARENA_NEW(a, struct statement);
	*s = (struct statement){ "test", does, params, result, text_c(a, sql) };
	return s;
}

static bool flip_bit(struct connection *db, const struct flip *f, struct error *e)
{
	struct arena *a = f->arena;
	struct value row[2];
	bool         found;
	struct text  which = f->newest ? TEXT("max(idx)") : text_print(a, "min(idx) + %lld %% (max(idx) - min(idx) + 1)", (long long)(f->draw % 100000));
	struct text  get = text_print(a, "SELECT idx, %s FROM %s WHERE idx >= (SELECT %.*s FROM %s) ORDER BY idx LIMIT 1", f->place->column, f->place->table, TEXT_ARG(which), f->place->table);
	if (!statement_one(db, statement_of(a, READS, "", "ib", get), NULL, a, row, &found, e))
		return false;
	assert_true(found && row[1].text.len > 0);
	char *bytes = arena_alloc(a, row[1].text.len);
	memcpy(bytes, row[1].text.at, row[1].text.len);
	uint64_t bit = (f->draw >> 20) % (row[1].text.len * 8);
	bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << bit % 8));
	struct text  put = text_print(a, "UPDATE %s SET %s = $2 WHERE idx = $1", f->place->table, f->place->column);
	struct value changed[] = { row[0], value_bytes(text_bytes(bytes, row[1].text.len)) };
	return statement_run(db, statement_of(a, WRITES, "ib", "", put), changed, NULL, e);
}

/* ---- between the decision and the signature: a filing like any other, and then one bit of what it has written */

struct flipped_filing { struct matter_file file; struct flip flip; };

static bool flipped_load(struct act_run *run, void *c, struct error *e) { return !row_matter_file.load || row_matter_file.load(run, &((struct flipped_filing *)c)->file, e); }
static bool flipped_decide(struct act_run *run, void *c, struct error *e) { return row_matter_file.decide(run, &((struct flipped_filing *)c)->file, e); }
static bool flipped_record(struct act_run *run, void *c, struct error *e) { return row_matter_file.record(run, &((struct flipped_filing *)c)->file, e); }
static bool flipped_apply(struct act_run *run, void *c, struct error *e)
{
	struct flipped_filing *f = c;
	return row_matter_file.apply(run, &f->file, e) && (!f->flip.place || flip_bit(run->db, &f->flip, e));
}

static const struct act_row row_flipped = { .name = "test.flipped", .load = flipped_load, .decide = flipped_decide, .record = flipped_record, .apply = flipped_apply };

static struct flipped_filing filing(struct history *t, const struct place *place)
{
	return (struct flipped_filing){
		.file = { .procedure = TEXT("phan-anh-kien-nghi"), .place = TEXT("02155"), .text = TEXT("Cầu treo hỏng."), .received = DAY_NONE, .channel = TEXT("web"), .ground = t->ground,
			  .party = { .name = TEXT("Nông Văn A"), .phone = TEXT("0912345678") } },
		.flip = { .place = place, .draw = history_draw(t, UINT64_MAX), .newest = true, .arena = t->h.arena },
	};
}

static bool is_named(const char *named, const char *name)
{
	const char *at = strstr(named, name);
	return name[0] && at != NULL;
}

static void a_bit_that_flips_before_the_signature_is_never_signed(void **state)
{
	struct history *t = *state;
	int64_t         flips = test_number("DANVAN_TEST_FLIPS", 300), size = house_size(&t->h), named = 0;
	for (int64_t i = 0; i < flips; i++) {
		_cleanup_arena_ struct arena *a = arena_new(0);
		const struct place           *p = &places[(size_t)i % COUNT_OF(places)];
		struct flipped_filing         f = filing(t, p);
		struct act_result             result;
		struct error                  e = { 0 };
		if (act_do(t->h.act, &row_flipped, &f, a, &result, &e))
			fail_msg("%s.%s: signed over a flipped bit (flip %lld, seed %llu)", p->table, p->column, (long long)i, (unsigned long long)history_seed());
		if (!error_is(&e, LEDGER_READ_BACK))
			fail_msg("%s.%s: %s %s", p->table, p->column, e.code, e.name);
		if (!is_named(p->named, e.name))
			fail_msg("%s.%s: the refusal names %s (flip %lld, seed %llu)", p->table, p->column, e.name, (long long)i, (unsigned long long)history_seed());
		named++;
	}
	assert_int_equal(house_size(&t->h), size);
	assert_int_equal(named, flips);
	struct flipped_filing healthy = filing(t, NULL);
	house_do(&t->h, &row_flipped, &healthy);
	assert_true(house_size(&t->h) > size);
	printf("P12: %lld bits flipped before the signature, %lld refused with the place named; seed %llu\n", (long long)flips, (long long)named, (unsigned long long)history_seed());
}

/* ---- later, on the disk */

struct found { int64_t count; char at[64]; };

static void note(void *arg, const struct misfit *m)
{
	struct found *f = arg;
	if (f->count++ == 0)
		snprintf(f->at, sizeof(f->at), "%s.%s", m->table, m->column);
}

static void a_bit_that_flips_on_the_disk_is_found_and_named(void **state)
{
	struct history    *t = *state;
	struct connection *db = test_connection(t->h.arena, t->h.store, STORE_WRITE);
	int64_t            flips = test_number("DANVAN_TEST_FLIPS", 300) / 10, misfits;
	for (int64_t i = 0; i < flips; i++) {
		const struct place *p = &places[(size_t)i % COUNT_OF(places)];
		struct flip         f = { .place = p, .draw = history_draw(t, UINT64_MAX), .arena = t->h.arena };
		struct found        found = { 0 };
		house_must(&t->h, store_begin(db, BEGIN_WRITE, &t->h.e) && flip_bit(db, &f, &t->h.e) && ledger_audit(db, act_key(t->h.act), note, &found, &misfits, &t->h.e));
		store_rollback(db);
		if (found.count == 0 || strncmp(found.at, p->table, strlen(p->table)) != 0)
			fail_msg("%s.%s: %lld misfits, the first %s (flip %lld, seed %llu)", p->table, p->column, (long long)found.count, found.at, (long long)i, (unsigned long long)history_seed());
	}
	printf("P12: %lld bits flipped on the disk, all found in the right table\n", (long long)flips);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bit_that_flips_before_the_signature_is_never_signed),
		cmocka_unit_test(a_bit_that_flips_on_the_disk_is_found_and_named),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
