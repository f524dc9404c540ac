/* What danvan-extract keeps of a photograph, what it refuses, and that its jail holds. */
#include "base/base.h"
#include "base/sniff.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <fcntl.h>
#include <jpeglib.h>
#include <png.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "extract/extract.h"
#include "extract/jail.h"
#include "extract/photo.h"

static const char secret_serial[] = "SERIAL-7731-4410";
static const char secret_comment[] = "taken by Nguyen Van A";

static struct arena *arena_of(void **state) { return *state; }

static int arena_begin(void **state)
{
	*state = arena_new(0);
	return 0;
}

static int arena_finish(void **state)
{
	arena_free(*state);
	return 0;
}

static void put16(struct build *b, unsigned n)
{
	build_byte(b, (char)(n >> 8));
	build_byte(b, (char)n);
}

static void put32(struct build *b, unsigned n)
{
	put16(b, n >> 16);
	put16(b, n & 0xffff);
}

static void put_row(struct build *b, unsigned tag, unsigned format, unsigned count, unsigned value)
{
	put16(b, tag);
	put16(b, format);
	put32(b, count);
	put32(b, value);
}

/* Notes as a telephone writes them: way up 6, a day, a serial number, a place. Offsets count from "MM". */
static struct text notes_of_a_telephone(struct arena *arena)
{
	struct build b = { .arena = arena };
	build_add(&b, text_bytes("Exif\0\0MM\0*\0\0\0\10", 14));
	put16(&b, 3);
	put_row(&b, 0x0112, 3, 1, 6u << 16);
	put_row(&b, 0x8769, 4, 1, 50);
	put_row(&b, 0x8825, 4, 1, 120);
	put32(&b, 0);
	assert_int_equal(b.len, 6 + 50);
	put16(&b, 2);
	put_row(&b, 0x9003, 2, 20, 80);
	put_row(&b, 0xa431, 2, sizeof secret_serial, 100);
	put32(&b, 0);
	build_add(&b, text_bytes("2026:11:20 08:15:00", 20));
	build_add(&b, text_bytes(secret_serial, sizeof secret_serial));
	while (b.len < 6 + 120)
		build_byte(&b, 0);
	put16(&b, 2);
	put_row(&b, 1, 2, 2, (unsigned)'N' << 24);
	put_row(&b, 2, 5, 3, 150);
	put32(&b, 0);
	put32(&b, 21);
	put32(&b, 1);
	put32(&b, 35);
	put32(&b, 1);
	put32(&b, 4242);
	put32(&b, 100);
	return build_text(&b);
}

static struct text make_jpeg(struct arena *arena, unsigned width, unsigned height, struct text exif)
{
	struct jpeg_compress_struct out;
	struct jpeg_error_mgr       errors;
	unsigned char              *bytes = NULL, *line = arena_array(arena, width, 3);
	unsigned long               len = 0;
	out.err = jpeg_std_error(&errors);
	jpeg_create_compress(&out);
	jpeg_mem_dest(&out, &bytes, &len);
	out.image_width = width;
	out.image_height = height;
	out.input_components = 3;
	out.in_color_space = JCS_RGB;
	jpeg_set_defaults(&out);
	jpeg_start_compress(&out, TRUE);
	if (exif.len)
		jpeg_write_marker(&out, JPEG_APP0 + 1, (const unsigned char *)exif.at, (unsigned)exif.len);
	jpeg_write_marker(&out, JPEG_COM, (const unsigned char *)secret_comment, sizeof secret_comment);
	for (unsigned y = 0; y < height; y++) {
		for (unsigned x = 0; x < 3 * width; x++)
			line[x] = (unsigned char)(x * 7 + y * 3);
		jpeg_write_scanlines(&out, &line, 1);
	}
	jpeg_finish_compress(&out);
	jpeg_destroy_compress(&out);
	struct text made = text_copy(arena, text_bytes(bytes, len));
	free(bytes);
	return made;
}

static void png_to_build(png_structp png, png_bytep from, size_t len) { build_add(png_get_io_ptr(png), text_bytes(from, len)); }
static void png_no_flush(png_structp png) {}

static struct text make_png(struct arena *arena, unsigned width, unsigned height, int interlaced, struct text exif)
{
	struct build  b = { .arena = arena };
	png_structp   png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop     info = png_create_info_struct(png);
	png_text      note = { .compression = PNG_TEXT_COMPRESSION_NONE, .key = (char *)(uintptr_t) "Author", .text = (char *)(uintptr_t)secret_comment };
	png_bytep    *lines = arena_array(arena, height, sizeof *lines);
	png_set_write_fn(png, &b, png_to_build, png_no_flush);
	png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, interlaced, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_set_text(png, info, &note, 1);
	if (exif.len)
		png_set_eXIf_1(png, info, (png_uint_32)exif.len - 6, (png_bytep)(uintptr_t)(exif.at + 6));
	for (unsigned y = 0; y < height; y++) {
		lines[y] = arena_array(arena, width, 3);
		memset(lines[y], (int)(y * 5 & 0xff), 3 * (size_t)width);
	}
	png_set_rows(png, info, lines);
	png_write_png(png, info, PNG_TRANSFORM_IDENTITY, NULL);
	png_destroy_write_struct(&png, &info);
	return build_text(&b);
}

static bool holds(struct text bytes, const char *what) { return text_find(bytes, text_of(what)) != SIZE_MAX; }

/* The EXIF of a JPEG as it was kept. */
static struct text exif_in(struct text jpeg)
{
	size_t at = text_find(jpeg, text_bytes("Exif\0\0", 6));
	if (at == SIZE_MAX)
		return TEXT_EMPTY;
	size_t len = ((size_t)(unsigned char)jpeg.at[at - 2] << 8 | (unsigned char)jpeg.at[at - 1]) - 2;
	return text_first(text_from(jpeg, at), len);
}

static void a_jpeg_loses_place_serial_and_comment_and_keeps_way_up_and_day(void **state)
{
	struct text  jpeg = make_jpeg(arena_of(state), 64, 48, notes_of_a_telephone(arena_of(state)));
	struct photo kept;
	assert_true(holds(jpeg, secret_serial) && holds(jpeg, secret_comment));
	struct photo_notes before = notes_read(exif_in(jpeg));
	assert_int_equal(before.orientation, 6);

	assert_int_equal(photo_clean(jpeg, arena_of(state), &kept), REASON_KEPT);
	assert_int_equal(kept.type, FILE_JPEG);
	assert_int_equal(kept.width, 64);
	assert_int_equal(kept.height, 48);
	assert_false(holds(kept.bytes, secret_serial) || holds(kept.bytes, secret_comment));
	struct text exif = exif_in(kept.bytes);
	assert_int_equal(text_find(exif, text_bytes("\x88\x25", 2)), SIZE_MAX); /* the pointer to the place */
	struct photo_notes after = notes_read(exif);
	assert_int_equal(after.orientation, 6);
	assert_string_equal(after.taken, "2026:11:20 08:15:00");
}

static void what_hangs_behind_a_jpeg_is_gone(void **state)
{
	struct build b = { .arena = arena_of(state) };
	struct photo kept;
	build_add(&b, make_jpeg(arena_of(state), 16, 16, TEXT_EMPTY));
	build_c(&b, "PK\3\4 hidden archive");
	assert_int_equal(photo_clean(build_text(&b), arena_of(state), &kept), REASON_KEPT);
	assert_false(holds(kept.bytes, "hidden archive"));
}

static void a_png_loses_its_texts_and_keeps_way_up(void **state)
{
	for (int interlaced = 0; interlaced < 2; interlaced++) {
		struct text  png = make_png(arena_of(state), 40, 30, interlaced, notes_of_a_telephone(arena_of(state)));
		struct photo kept;
		assert_true(holds(png, secret_serial) && holds(png, secret_comment));
		assert_int_equal(photo_clean(png, arena_of(state), &kept), REASON_KEPT);
		assert_int_equal(kept.type, FILE_PNG);
		assert_int_equal(kept.width, 40);
		assert_false(holds(kept.bytes, secret_serial) || holds(kept.bytes, secret_comment) || holds(kept.bytes, "tEXt"));
		assert_true(holds(kept.bytes, "eXIf") && holds(kept.bytes, "2026:11:20 08:15:00"));
	}
}

/* The pixels of a PNG are the same before and after: cleaning what was cleaned gives the same bytes. */
static void a_clean_png_stays_as_it_is(void **state)
{
	struct photo once, twice;
	assert_int_equal(photo_clean(make_png(arena_of(state), 33, 21, 0, TEXT_EMPTY), arena_of(state), &once), REASON_KEPT);
	assert_int_equal(photo_clean(once.bytes, arena_of(state), &twice), REASON_KEPT);
	assert_true(text_equal(once.bytes, twice.bytes));
}

static void a_truncated_photograph_is_refused(void **state)
{
	/* the large one breaks off when some of the answer has been written */
	struct text  all[] = { make_jpeg(arena_of(state), 64, 64, TEXT_EMPTY), make_jpeg(arena_of(state), 900, 900, TEXT_EMPTY), make_png(arena_of(state), 64, 64, 0, TEXT_EMPTY) };
	struct photo kept;
	for (size_t i = 0; i < COUNT_OF(all); i++)
		for (size_t tenth = 2; tenth < 9; tenth++)
			assert_int_equal(photo_clean(text_first(all[i], all[i].len * tenth / 10), arena_of(state), &kept), REASON_DAMAGED);
}

static long most_memory(void) /* KB that the process ever held */
{
	struct rusage used;
	getrusage(RUSAGE_SELF, &used);
	return used.ru_maxrss;
}

static void a_note_that_says_it_is_a_gigabyte_is_not_believed(void **state)
{
	struct build b = { .arena = arena_of(state) };
	struct photo kept;
	build_add(&b, text_first(make_png(arena_of(state), 24, 24, 0, TEXT_EMPTY), 33)); /* up to the first note */
	build_add(&b, text_bytes("\x50\0\0\0tEXtComment\0a", 17));
	long before = most_memory();
	assert_int_equal(photo_clean(build_text(&b), arena_of(state), &kept), REASON_DAMAGED);
	assert_true(most_memory() - before < 64 * 1024);
}

static void a_photograph_with_any_byte_changed_harms_nobody(void **state)
{
	struct text all[] = { make_jpeg(arena_of(state), 24, 24, notes_of_a_telephone(arena_of(state))), make_png(arena_of(state), 24, 24, 1, TEXT_EMPTY) };
	for (size_t i = 0; i < COUNT_OF(all); i++)
		for (size_t at = 0; at < all[i].len; at++) {
			_cleanup_arena_ struct arena *arena = arena_new(0);
			char        *bytes = text_c(arena, TEXT_EMPTY);
			struct photo kept;
			bytes = arena_alloc(arena, all[i].len);
			memcpy(bytes, all[i].at, all[i].len);
			bytes[at] = (char)(bytes[at] ^ 0x5a);
			photo_clean(text_bytes(bytes, all[i].len), arena, &kept);
		}
}

/* A PNG whose header promises more than its size limit, with a right checksum. */
static struct text bomb(struct arena *arena, unsigned width, unsigned height)
{
	struct build b = { .arena = arena };
	struct build head = { .arena = arena };
	build_c(&head, "IHDR");
	put32(&head, width);
	put32(&head, height);
	build_add(&head, text_bytes("\10\2\0\0\0", 5));
	uint32_t crc = 0xffffffff;
	for (size_t i = 0; i < head.len; i++) {
		crc ^= (unsigned char)head.at[i];
		for (int k = 0; k < 8; k++)
			crc = crc >> 1 ^ (0xedb88320 & -(crc & 1));
	}
	build_add(&b, text_bytes("\x89PNG\r\n\x1a\n", 8));
	put32(&b, 13);
	build_add(&b, build_text(&head));
	put32(&b, ~crc);
	put32(&b, 4);
	build_add(&b, text_bytes("IDAT", 4));
	return build_text(&b);
}

static void a_bomb_is_refused_before_it_is_unpacked(void **state)
{
	struct photo kept;
	assert_int_equal(photo_clean(bomb(arena_of(state), 60000, 60000), arena_of(state), &kept), REASON_TOO_MANY_PIXELS);
	assert_int_equal(photo_clean(bomb(arena_of(state), 19999, 19999), arena_of(state), &kept), REASON_TOO_MANY_PIXELS);
	assert_int_equal(photo_clean(bomb(arena_of(state), 30000, 1), arena_of(state), &kept), REASON_TOO_MANY_PIXELS);
}

static void what_is_no_photograph_is_refused_by_name(void **state)
{
	struct photo kept;
	assert_int_equal(photo_clean(TEXT("%PDF-1.7 ..."), arena_of(state), &kept), REASON_NOT_PHOTO);
	assert_int_equal(photo_clean(text_bytes("\0\0\0\030ftypheic\0\0\0\0mif1heic", 24), arena_of(state), &kept), REASON_HEIC);
}

static void files_are_known_by_their_content(void **state)
{
	static const struct {
		struct text    bytes;
		enum file_type type;
		bool           accepted;
	} rows[] = {
		{ { "\xff\xd8\xff\xe0", 4 }, FILE_JPEG, true },
		{ { "\x89PNG\r\n\x1a\n", 8 }, FILE_PNG, true },
		{ { "\0\0\0\030ftypmif1\0\0\0\0heicmif1", 24 }, FILE_HEIC, false },
		{ { "\0\0\0\030ftypisom\0\0\0\0isommp42", 24 }, FILE_VIDEO, false },
		{ { "RIFF\1\0\0\0WEBPVP8 ", 16 }, FILE_WEBP, false },
		{ { "%PDF-1.4\n", 9 }, FILE_PDF, true },
		{ { "PK\3\4.......word/document.xml", 28 }, FILE_DOCX, true },
		{ { "PK\3\4.......xl/workbook.xml", 26 }, FILE_XLSX, true },
		{ { "PK\3\4.......readme.txt", 21 }, FILE_ZIP, false },
		{ { "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8 }, FILE_OLE, true },
		{ { "MZ\x90\0\3", 5 }, FILE_PROGRAM, false },
		{ { "#!/bin/sh\n", 10 }, FILE_PROGRAM, false },
		{ { "  <!DOCTYPE html>", 17 }, FILE_HTML, false },
		{ { "<SVG onload=x>", 14 }, FILE_HTML, false },
		{ { "K\xc3\xadnh g\xe1\xbb\xadi", 11 }, FILE_TEXT, true },
		{ { "MZ is how this letter begins", 28 }, FILE_TEXT, true },
		{ { "a\0b", 3 }, FILE_UNKNOWN, false },
		{ { "", 0 }, FILE_UNKNOWN, false },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_int_equal(extract_sniff(rows[i].bytes), rows[i].type);
		assert_int_equal(file_type_is_accepted(rows[i].type), rows[i].accepted);
	}
	for (int type = 0; type < FILE_TYPE_COUNT; type++)
		assert_true(file_type_mime(type) && file_type_ending(type) && file_type_name(type));
}

/* In a process of its own: how did it end? */
static int in_jail(void (*act)(void))
{
	int   status;
	pid_t child = fork();
	if (child == 0) {
		if (jail_enter())
			act();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void nothing(void) {}
static void open_a_file(void) { _exit(open("/etc/passwd", O_RDONLY) >= 0 ? 99 : 98); }
static void open_a_socket(void) { _exit(socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 99 : 98); }
static void start_a_program(void) { execl("/bin/true", "true", (char *)NULL); }
static void make_a_process(void) { _exit(fork() >= 0 ? 99 : 98); }
static void take_all_memory(void) { _exit(malloc((size_t)2 << 30) ? 99 : 0); }

static void the_jail_holds(void **state)
{
	static void (*const outside[])(void) = { open_a_file, open_a_socket, start_a_program, make_a_process };
#if defined(__SANITIZE_ADDRESS__)
	skip(); /* such a build has no walls but time: see jail.c */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
	skip();
#endif
#endif
	assert_int_equal(in_jail(nothing), 0);
	assert_int_equal(in_jail(take_all_memory), 0);
	for (size_t i = 0; i < COUNT_OF(outside); i++) {
		int status = in_jail(outside[i]);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGSYS);
	}
}

/* Waits until the extractor listens; fails after 5 seconds. */
static void wait_for(const char *path)
{
	for (int i = 0; i < 500 && access(path, F_OK) != 0; i++)
		usleep(10000);
	assert_int_equal(access(path, F_OK), 0);
}

static void over_the_socket_a_photograph_comes_back_clean(void **state)
{
	char         folder[] = "/tmp/extract-XXXXXX";
	struct error e;
	struct photo kept;
	assert_non_null(mkdtemp(folder));
	char *path = text_c(arena_of(state), text_print(arena_of(state), "%s/s", folder));
	struct text jpeg = make_jpeg(arena_of(state), 800, 600, notes_of_a_telephone(arena_of(state)));

	assert_false(extract_photo(path, jpeg, arena_of(state), &kept, &e));
	assert_string_equal(e.code, EXTRACT_AWAY);

	pid_t server = fork();
	if (server == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails leaves no server behind */
		_exit(jail_listen(path, &e) ? 0 : 1);
	}
	wait_for(path);
	for (int i = 0; i < 12; i++) {
		assert_true(extract_photo(path, jpeg, arena_of(state), &kept, &e));
		assert_int_equal(kept.width, 800);
		assert_false(holds(kept.bytes, secret_serial));
	}
	assert_false(extract_photo(path, text_first(jpeg, jpeg.len / 2), arena_of(state), &kept, &e));
	assert_string_equal(e.code, EXTRACT_DAMAGED);
	assert_false(extract_photo(path, bomb(arena_of(state), 60000, 60000), arena_of(state), &kept, &e));
	assert_string_equal(e.code, EXTRACT_TOO_MANY_PIXELS);
	assert_false(extract_photo(path, TEXT("%PDF-1.7"), arena_of(state), &kept, &e));
	assert_string_equal(e.code, EXTRACT_NOT_PHOTO);

	int status;
	kill(server, SIGTERM);
	assert_int_equal(waitpid(server, &status, 0), server);
	assert_int_equal(status, 0);
	assert_int_not_equal(access(path, F_OK), 0);
	rmdir(folder);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_begin, arena_finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_jpeg_loses_place_serial_and_comment_and_keeps_way_up_and_day),
		TEST(what_hangs_behind_a_jpeg_is_gone),
		TEST(a_png_loses_its_texts_and_keeps_way_up),
		TEST(a_clean_png_stays_as_it_is),
		TEST(a_truncated_photograph_is_refused),
		TEST(a_note_that_says_it_is_a_gigabyte_is_not_believed),
		TEST(a_photograph_with_any_byte_changed_harms_nobody),
		TEST(a_bomb_is_refused_before_it_is_unpacked),
		TEST(what_is_no_photograph_is_refused_by_name),
		TEST(files_are_known_by_their_content),
		TEST(the_jail_holds),
		TEST(over_the_socket_a_photograph_comes_back_clean),
	};
	return cmocka_run_group_tests_name("extract", tests, NULL, NULL);
}
