/* png.c - a PNG decoded and encoded anew: pixels, transparency, orientation and the time of its last change; no other chunk. */
#include "base/base.h"
#include <endian.h>
#include <setjmp.h>

#include <png.h>

#include "photo.h"

enum {
	CHUNK_LIMIT = 64,                 /* notes of all kinds in one file */
	CHUNK_MEMORY = 1024 * 1024,       /* of one note, unpacked: text that unpacks to gigabytes is refused */
	COMPRESSION = 6,
	PNG_HEAD = 8, CHUNK_FRAME = 12,   /* bytes before the first chunk; length, kind and sum around each */
};

struct job {
	png_structp   in, out;
	png_infop     in_info, out_info;
	jmp_buf       failed;
	struct arena *arena;
	struct text   rest;   /* not read yet */
	struct build  bytes;
	png_uint_32   width, height;
};

static void on_error(png_structp png, png_const_charp message)
{
	struct job *job = png_get_error_ptr(png);
	longjmp(job->failed, REASON_DAMAGED);
}

static void on_warning(png_structp png, png_const_charp message) {}

static void on_read(png_structp png, png_bytep to, size_t len)
{
	struct job *job = png_get_io_ptr(png);
	if (len > job->rest.len)
		png_error(png, "ends too early");
	memcpy(to, job->rest.at, len);
	job->rest = text_from(job->rest, len);
}

static void on_write(png_structp png, png_bytep from, size_t len)
{
	struct job *job = png_get_io_ptr(png);
	if (job->bytes.len + len > EXTRACT_OUTPUT_LIMIT)
		longjmp(job->failed, REASON_TOO_LARGE);
	build_add(&job->bytes, text_bytes(from, len));
}

static void on_flush(png_structp png) {}

/* libpng believes the length of a chunk before it has read any of it, and clears as much memory: a gigabyte for a note of nothing (its own limit only warns). */
static bool chunks_fit(struct text bytes)
{
	for (struct text rest = text_from(bytes, PNG_HEAD); rest.len >= CHUNK_FRAME;) {
		uint32_t len;
		memcpy(&len, rest.at, sizeof(len));
		len = be32toh(len);
		if (len > rest.len - CHUNK_FRAME)
			return false;
		if (memcmp(rest.at + sizeof(len), "IEND", 4) == 0)
			return true;
		rest = text_from(rest, CHUNK_FRAME + (size_t)len);
	}
	return true; /* what ends too early is told when it is read */
}

static void start_reading(struct job *job)
{
	job->in = png_create_read_struct(PNG_LIBPNG_VER_STRING, job, on_error, on_warning);
	job->in_info = png_create_info_struct(job->in);
	png_set_read_fn(job->in, job, on_read);
	png_set_user_limits(job->in, 0x7fffffff, 0x7fffffff); /* ours follow, with a reason of their own */
	png_set_chunk_cache_max(job->in, CHUNK_LIMIT);
	png_set_chunk_malloc_max(job->in, CHUNK_MEMORY);
	png_set_keep_unknown_chunks(job->in, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
	png_read_info(job->in, job->in_info);
	job->width = png_get_image_width(job->in, job->in_info);
	job->height = png_get_image_height(job->in, job->in_info);
	if (!photo_size_is_allowed(job->width, job->height))
		longjmp(job->failed, REASON_TOO_MANY_PIXELS);
	png_set_expand(job->in);
	png_set_scale_16(job->in);
	png_set_interlace_handling(job->in);
	png_read_update_info(job->in, job->in_info);
}

/* Orientation and day may stand in eXIf, the time of the last change in tIME. */
static void copy_notes(struct job *job)
{
	png_bytep   exif = NULL;
	png_uint_32 len = 0;
	png_timep   changed = NULL;
	if (png_get_eXIf_1(job->in, job->in_info, &len, &exif) && len) {
		struct build whole = { .arena = job->arena };
		build_add(&whole, text_bytes("Exif\0\0", 6));
		build_add(&whole, text_bytes(exif, len));
		struct photo_notes notes = notes_read(build_text(&whole));
		struct text        kept = notes_write(job->arena, &notes);
		if (kept.len)
			png_set_eXIf_1(job->out, job->out_info, (png_uint_32)kept.len - 6, (png_bytep)(uintptr_t)(kept.at + 6));
	}
	if (png_get_tIME(job->in, job->in_info, &changed))
		png_set_tIME(job->out, job->out_info, changed);
}

static void start_writing(struct job *job)
{
	job->out = png_create_write_struct(PNG_LIBPNG_VER_STRING, job, on_error, on_warning);
	job->out_info = png_create_info_struct(job->out);
	png_set_write_fn(job->out, job, on_write, on_flush);
	png_set_compression_level(job->out, COMPRESSION);
	png_set_IHDR(job->out, job->out_info, job->width, job->height, 8, png_get_color_type(job->in, job->in_info), PNG_INTERLACE_NONE,
		PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	copy_notes(job);
	png_write_info(job->out, job->out_info);
}

/* An interlaced picture comes in seven passes and has to be held whole; any other passes through line by line. */
static void copy_lines(struct job *job)
{
	size_t  line_len = png_get_rowbytes(job->in, job->in_info);
	bool    whole = png_get_interlace_type(job->in, job->in_info) != PNG_INTERLACE_NONE;
	int     passes = whole ? 7 : 1;
	png_byte *lines = arena_array(job->arena, whole ? job->height : 1, line_len);
	for (int pass = 0; pass < passes; pass++)
		for (png_uint_32 y = 0; y < job->height; y++) {
			png_byte *line = lines + (whole ? y * line_len : 0);
			png_read_row(job->in, line, NULL);
			if (pass == passes - 1)
				png_write_row(job->out, line);
		}
	png_read_end(job->in, NULL);
	png_write_end(job->out, job->out_info);
}

static void job_end(struct job *job)
{
	png_destroy_read_struct(&job->in, &job->in_info, NULL);
	png_destroy_write_struct(&job->out, &job->out_info);
}

enum extract_reason png_clean(struct text bytes, struct arena *arena, struct photo *ret)
{
	struct job *job = ARENA_NEW(arena, struct job);
	if (!chunks_fit(bytes))
		return REASON_DAMAGED;
	job->arena = arena;
	job->rest = bytes;
	job->bytes.arena = arena;
	int reason = setjmp(job->failed);
	if (reason == REASON_KEPT) {
		start_reading(job);
		start_writing(job);
		copy_lines(job);
		*ret = (struct photo){ .type = FILE_PNG, .width = job->width, .height = job->height, .bytes = build_text(&job->bytes) };
	}
	job_end(job);
	return (enum extract_reason)reason;
}
