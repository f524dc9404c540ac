/* What every module stands on: text, days, encodings, canonical JSON, arenas, the world. */
#include "base/base.h"
#include "base/late.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena *arena;

static int open_arena(void **state)
{
	arena = arena_new(0);
	return 0;
}

static int close_arena(void **state)
{
	arena_free(arena);
	return 0;
}

static void assert_text(struct text got, const char *expected)
{
	assert_string_equal(text_c(arena, got), expected);
	assert_int_equal(got.len, strlen(expected));
}

static day_t day(const char *s)
{
	day_t d = DAY_NONE;
	assert_true(day_parse(text_of(s), &d));
	return d;
}

static void every_day_from_1600_to_2200_reads_as_it_prints(void **state)
{
	for (day_t d = day("1600-01-01"); d.n <= day("2200-12-31").n; d.n++) {
		struct arena *a = arena_new(0);
		day_t         again = DAY_NONE;
		assert_true(day_parse(day_print(a, d), &again));
		assert_int_equal(again.n, d.n);
		arena_free(a);
	}
}

static void a_day_that_is_not_in_the_calendar_is_refused(void **state)
{
	static const char *const wrong[] = { "2021-02-29", "2020-13-01", "2020-00-10", "2020-04-31", "20200101", "2020-1-01", "0000-01-01", "" };
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		day_t d;
		assert_false(day_parse(text_of(wrong[i]), &d));
	}
}

static void weekdays_are_those_of_the_wall_calendar(void **state)
{
	assert_int_equal(day_weekday(day("2020-01-22")), 3);
	assert_int_equal(day_weekday(day("2020-02-03")), 1);
	assert_int_equal(day_weekday(day("2026-11-22")), 7);
	assert_int_equal(day_weekday(day("1969-12-28")), 7);
}

static void the_day_changes_at_midnight_in_vietnam(void **state)
{
	instant_t at;
	assert_true(instant_parse(TEXT("2026-11-23T16:59:59Z"), &at));
	assert_int_equal(instant_day(at).n, day("2026-11-23").n);
	at.ms += 1000;
	assert_int_equal(instant_day(at).n, day("2026-11-24").n);
	assert_text(instant_print(arena, at), "2026-11-24T00:00:00+07:00");
	assert_int_equal(day_start(day("2026-11-24")).ms, at.ms);
}

static void an_instant_is_read_at_any_offset(void **state)
{
	instant_t a, b;
	assert_true(instant_parse(TEXT("2026-11-23T09:41:07+07:00"), &a));
	assert_true(instant_parse(TEXT("2026-11-23T02:41:07Z"), &b));
	assert_int_equal(a.ms, b.ms);
	assert_false(instant_parse(TEXT("2026-11-23T25:41:07Z"), &b));
	assert_false(instant_parse(TEXT("2026-11-23T09:41:07"), &b));
}

static void a_number_is_read_whole_or_not_at_all(void **state)
{
	int64_t n = 7;
	assert_true(text_to_int(TEXT("-9223372036854775808"), &n));
	assert_true(n == INT64_MIN);
	assert_false(text_to_int(TEXT("9223372036854775808"), &n));
	assert_false(text_to_int(TEXT("12a"), &n));
	assert_false(text_to_int(TEXT(""), &n));
	assert_false(text_to_int(TEXT("-"), &n));
}

static void decomposed_vietnamese_becomes_composed(void **state)
{
	assert_text(text_nfc(arena, TEXT("Na Ri\xCC\x80")), "Na Rì");
	assert_text(text_nfc(arena, TEXT("a\xCC\xA3\xCC\x82")), "ậ");
	assert_text(text_nfc(arena, TEXT("m\r\nn\rp\x01")), "m\nn\np");
	assert_text(text_lower(arena, TEXT("ĐỨC ÁNH")), "đức ánh");
}

static void text_that_is_not_utf8_is_known(void **state)
{
	assert_true(text_is_utf8(TEXT("Cầu treo hỏng")));
	assert_false(text_is_utf8(TEXT("\xC3")));
	assert_false(text_is_utf8(TEXT("\xED\xA0\x80")));
	assert_text(text_cut(TEXT("aầ"), 3), "a");
}

/* Random bytes, half of them such as begin or go on a long character, against the code points that utf8proc finds. */
static void utf8_is_what_can_be_read_point_by_point(void **state)
{
	struct world w = world_real();
	int          good = 0;
	world_seed(&w, 20261127);
	for (int round = 0; round < 50000; round++) {
		static const unsigned char often[] = { 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xee, 0xf0, 0xf4, 0xf5 };
		unsigned char              bytes[24], len;
		w.random(&w, bytes, sizeof(bytes));
		w.random(&w, &len, 1);
		len %= sizeof(bytes);
		for (size_t i = 0; i < len; i++)
			bytes[i] = bytes[i] & 1 ? 'a' : often[bytes[i] >> 4];
		struct text t = { (const char *)bytes, len };
		bool        whole = true;
		for (size_t i = 0, n; whole && i < len; i += n) {
			text_point(text_from(t, i), &n);
			whole = n > 0;
		}
		good += whole && len > 8;
		if (text_is_utf8(t) != whole)
			fail_msg("round %d", round);
	}
	assert_true(good > 5);
}

static void a_code_is_read_as_people_write_it(void **state)
{
	struct text code;
	assert_true(crockford_read(arena, TEXT(" 7q4m 2rxa-k9td"), 12, &code));
	assert_text(code, "7Q4M2RXAK9TD");
	assert_true(crockford_read(arena, TEXT("OIL0"), 4, &code));
	assert_text(code, "0110");
	assert_false(crockford_read(arena, TEXT("7Q4M2RXAK9T"), 12, &code));
	assert_false(crockford_read(arena, TEXT("7Q4M2RXAK9TU"), 12, &code));
	assert_text(grouped(arena, TEXT("7Q4M2RXAK9TD"), 4, '-'), "7Q4M-2RXA-K9TD");
}

static void encodings_go_there_and_back(void **state)
{
	struct text back;
	assert_text(hex_encode(arena, TEXT("\x00\xff")), "00ff");
	assert_text(base64_encode(arena, TEXT("foob")), "Zm9vYg==");
	assert_true(base64_decode(arena, TEXT("Zm9vYg=="), &back));
	assert_text(back, "foob");
	assert_false(base64_decode(arena, TEXT("Zm9vYg"), &back));
	assert_false(base64_decode(arena, TEXT("Zm9vYh=="), &back)); /* stray bits */
	assert_false(hex_decode(arena, TEXT("0"), &back));
	assert_text(base32_encode(arena, TEXT("foob")), "MZXW6YQ");
	assert_text(crockford_encode(arena, TEXT("\xff\xff"), 4), "ZZZG");
}

static void canonical_json_escapes_what_it_must_and_no_more(void **state)
{
	struct json j = json_start(arena, true);
	json_object(&j);
	json_member_int(&j, "a", -5);
	json_key(&j, "b");
	json_array(&j);
	json_text(&j, TEXT("Cầu \"treo\"\n\\"));
	json_bool(&j, true);
	json_null(&j);
	json_end(&j);
	json_end(&j);
	assert_text(json_done(&j), "{\"a\":-5,\"b\":[\"Cầu \\\"treo\\\"\\n\\\\\",true,null]}");
}

static void an_error_keeps_its_facts_when_the_arena_is_gone(void **state)
{
	struct error e;
	struct arena *a = arena_new(0);
	assert_false(error(&e, "test.wrong", .name = text_print(a, "trường %d", 3), .number = 9));
	arena_free(a);
	assert_string_equal(e.name, "trường 3");
	assert_int_equal(e.number, 9);
	assert_false(day_is_known(e.day));
}

static void an_arena_remembers_that_its_limit_was_passed(void **state)
{
	struct arena *a = arena_new(1000);
	arena_alloc(a, 900);
	assert_false(arena_is_over(a));
	char *more = arena_alloc(a, 200);
	memset(more, 1, 200); /* still memory: the mark is looked at once, at the end */
	assert_true(arena_is_over(a));
	arena_reset(a);
	assert_false(arena_is_over(a));
	arena_free(a);
}

static int ended;
static void end_thing(void *thing) { ended = ended * 10 + *(int *)thing; }

static void what_an_arena_owns_ends_with_it_last_first(void **state)
{
	int           one = 1, two = 2;
	struct arena *a = arena_new(0);
	arena_owns(a, end_thing, &one);
	arena_owns(a, end_thing, &two);
	arena_free(a);
	assert_int_equal(ended, 21);
}

static void a_file_is_replaced_whole_with_its_mode(void **state)
{
	struct world w = world_real();
	struct error e;
	struct text  got;
	struct stat  s;
	char         folder[] = "/tmp/danvan-base-XXXXXX";
	assert_non_null(mkdtemp(folder));
	const char *path = text_c(arena, text_print(arena, "%s/key", folder));
	assert_true(w.file_replace(&w, path, TEXT("một"), 0600, &e));
	assert_true(w.file_replace(&w, path, TEXT("hai"), 0600, &e));
	assert_true(w.file_read(&w, arena, path, 100, &got, &e));
	assert_text(got, "hai");
	assert_int_equal(stat(path, &s), 0);
	assert_int_equal(s.st_mode & 0777, 0600);
	assert_false(w.file_read(&w, arena, path, 2, &got, &e));
	assert_true(error_is(&e, BASE_TOO_LARGE));
	assert_false(w.file_replace(&w, "/nowhere/at/all", TEXT("x"), 0600, &e));
	assert_true(error_is(&e, BASE_FILE_WRITE));
	unlink(path);
	rmdir(folder);
}

/* ---- what is done to the disk, in order: m(ake), w(rite), s(ync), r(ename), d(elete), f(older made) */

static const struct disk *real_disk;
static char               done[64];

static void note(char what)
{
	size_t n = strlen(done);
	assert_true(n + 1 < sizeof(done));
	done[n] = what;
}

static int     noted_make(struct world *w, const char *path, unsigned mode) { return note('m'), real_disk->make(w, path, mode); }
static ssize_t noted_write(struct world *w, int fd, const void *at, size_t n) { return note('w'), real_disk->write(w, fd, at, n); }
static int     noted_sync(struct world *w, int fd) { return note('s'), real_disk->sync(w, fd); }
static int     noted_rename(struct world *w, const char *from, const char *to) { return note('r'), real_disk->rename(w, from, to); }
static int     noted_remove(struct world *w, const char *path) { return note('d'), real_disk->remove(w, path); }
static int     noted_folder(struct world *w, const char *path, unsigned mode) { return note('f'), real_disk->make_folder(w, path, mode); }

static void assert_done(const char *steps)
{
	assert_string_equal(done, steps);
	memset(done, 0, sizeof(done));
}

static void what_is_written_is_synced_and_so_is_the_folder_that_names_it(void **state)
{
	struct world w = world_real();
	struct disk  noted = *(real_disk = w.disk);
	struct error e;
	char         folder[] = "/tmp/danvan-base-XXXXXX";
	assert_non_null(mkdtemp(folder));
	noted.make = noted_make, noted.write = noted_write, noted.sync = noted_sync;
	noted.rename = noted_rename, noted.remove = noted_remove, noted.make_folder = noted_folder;
	w.disk = &noted;
	const char *file = text_c(arena, text_print(arena, "%s/state/key", folder));
	assert_true(w.folders_make(&w, file, 0700, &e));
	assert_done("fsfsfs"); /* two were there already, and are synced all the same */
	assert_true(w.file_replace(&w, file, TEXT("một"), 0600, &e));
	assert_done("mwsrs");
	assert_true(w.file_remove(&w, file, &e));
	assert_done("ds");
	assert_true(w.file_remove(&w, file, &e)); /* who removes it a second time has what was wanted */
	assert_done("ds");
	assert_false(w.folders_make(&w, "/proc/nothing/there", 0700, &e));
	assert_true(error_is(&e, BASE_FILE_WRITE));
	memset(done, 0, sizeof(done));
	rmdir(text_c(arena, text_print(arena, "%s/state", folder)));
	rmdir(folder);
}

static int why_not_renamed;
static int rename_refused(struct world *w, const char *from, const char *to) { return errno = why_not_renamed, -1; }

static void without_room_for_its_name_a_file_is_refused_and_the_old_one_stays(void **state)
{
	static const struct { int why; const char *code; } told[] = { { ENOSPC, BASE_FILE_FULL }, { EDQUOT, BASE_FILE_FULL }, { EIO, BASE_FILE_WRITE } };
	struct world w = world_real();
	struct disk  full = *w.disk;
	struct error e;
	struct text  got;
	char         folder[] = "/tmp/danvan-base-XXXXXX";
	assert_non_null(mkdtemp(folder));
	const char *path = text_c(arena, text_print(arena, "%s/checkpoint", folder));
	assert_true(w.file_replace(&w, path, TEXT("một"), 0600, &e));
	full.rename = rename_refused;
	w.disk = &full;
	for (size_t i = 0; i < COUNT_OF(told); i++) {
		why_not_renamed = told[i].why;
		assert_false(w.file_replace(&w, path, TEXT("hai"), 0600, &e));
		assert_string_equal(e.code, told[i].code);
		assert_true(w.file_read(&w, arena, path, 100, &got, &e));
		assert_text(got, "một");
	}
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0); /* nothing else was left in it */
}

static void the_same_seed_draws_the_same_bytes(void **state)
{
	uint8_t      a[40], b[40], c[40];
	struct world w = world_real(), v = world_real();
	world_seed(&w, 5);
	world_seed(&v, 5);
	w.random(&w, a, 40);
	v.random(&v, b, 40);
	v.random(&v, c, 40);
	assert_memory_equal(a, b, 40);
	assert_memory_not_equal(b, c, 40);
}

/* As where closing fails: the file is still open. */
static void a_lock_is_let_go_though_its_file_is_not_closed(void **state)
{
	struct world w = world_real();
	char         folder[] = "/tmp/danvan-lock.XXXXXX";
	assert_non_null(mkdtemp(folder));
	int lock = w.file_lock(&w, folder), still_open = dup(lock), other = open(folder, O_RDONLY | O_CLOEXEC);
	assert_true(lock >= 0 && still_open >= 0 && other >= 0);
	assert_int_equal(flock(other, LOCK_EX | LOCK_NB), -1);
	w.file_unlock(&w, lock);
	assert_int_equal(flock(other, LOCK_EX | LOCK_NB), 0);
	close(still_open);
	close(other);
	rmdir(folder);
}

static void a_library_is_loaded_when_it_is_needed_and_what_is_missing_is_named(void **state)
{
	static struct { typeof(cos) *cos; } m, empty;
	static const char *const            names[] = { "cos" }, *const wrong[] = { "cosinus_of_danvan" };
	struct late                         maths = { "libm.so.6", names, &m, 1, false }, less = { "libm.so.6", wrong, &empty, 1, false },
		    nowhere = { "libdanvan-nowhere.so.1", names, &empty, 1, false };
	struct error                        e = { 0 };
	assert_true(late_load(&maths, &e) && late_load(&maths, &e));
	assert_true(m.cos(0) == 1);
	assert_false(late_load(&less, &e));
	assert_string_equal(e.code, BASE_LIBRARY);
	assert_string_equal(e.value, "cosinus_of_danvan");
	assert_false(late_load(&nowhere, &e));
	assert_string_equal(e.name, "libdanvan-nowhere.so.1");
	assert_null(empty.cos);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_from_1600_to_2200_reads_as_it_prints),
		cmocka_unit_test(a_day_that_is_not_in_the_calendar_is_refused),
		cmocka_unit_test(weekdays_are_those_of_the_wall_calendar),
		cmocka_unit_test(the_day_changes_at_midnight_in_vietnam),
		cmocka_unit_test(an_instant_is_read_at_any_offset),
		cmocka_unit_test(a_number_is_read_whole_or_not_at_all),
		cmocka_unit_test(decomposed_vietnamese_becomes_composed),
		cmocka_unit_test(text_that_is_not_utf8_is_known),
		cmocka_unit_test(utf8_is_what_can_be_read_point_by_point),
		cmocka_unit_test(a_code_is_read_as_people_write_it),
		cmocka_unit_test(encodings_go_there_and_back),
		cmocka_unit_test(canonical_json_escapes_what_it_must_and_no_more),
		cmocka_unit_test(an_error_keeps_its_facts_when_the_arena_is_gone),
		cmocka_unit_test(an_arena_remembers_that_its_limit_was_passed),
		cmocka_unit_test(what_an_arena_owns_ends_with_it_last_first),
		cmocka_unit_test(a_file_is_replaced_whole_with_its_mode),
		cmocka_unit_test(what_is_written_is_synced_and_so_is_the_folder_that_names_it),
		cmocka_unit_test(without_room_for_its_name_a_file_is_refused_and_the_old_one_stays),
		cmocka_unit_test(the_same_seed_draws_the_same_bytes),
		cmocka_unit_test(a_lock_is_let_go_though_its_file_is_not_closed),
		cmocka_unit_test(a_library_is_loaded_when_it_is_needed_and_what_is_missing_is_named),
	};
	return cmocka_run_group_tests_name("base", tests, open_arena, close_arena);
}
