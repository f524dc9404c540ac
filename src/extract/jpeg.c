/* jpeg.c - a JPEG decoded line by line and encoded anew. libjpeg tells of faults by a jump, so everything lives in one struct that the jump leaves alone. */
#include "base/base.h"
#include <setjmp.h>

#include <jpeglib.h>
#include <jerror.h>

#include "photo.h"

enum {
	QUALITY = 88,
	MARKER_EXIF = JPEG_APP0 + 1,
	SCAN_LIMIT = 100,                      /* a progressive picture has about ten; thousands would cost hours */
	MEMORY_LIMIT = 450 * 1024 * 1024,
	PART = 64 * 1024,                      /* written at a time */
};

struct job {
	struct jpeg_decompress_struct in;
	struct jpeg_compress_struct   out;
	struct jpeg_error_mgr         errors;
	struct jpeg_progress_mgr      progress;
	jmp_buf                       failed;
	struct arena                 *arena;
	struct text                   notes;
	/* jpeg_mem_dest would free its buffer twice when a picture breaks off: the answer grows in the arena instead */
	struct jpeg_destination_mgr   destination;
	unsigned char                 part[PART];
	struct build                  bytes;
	bool                          inverted; /* CMYK as Adobe writes it */
};

static void on_error(j_common_ptr any)
{
	struct job *job = any->client_data;
	longjmp(job->failed, REASON_DAMAGED);
}

/* What libjpeg would patch up with grey: a picture that ends too early is no evidence of anything. */
static void on_message(j_common_ptr any, int level)
{
	if (level < 0 && any->err->msg_code == JWRN_JPEG_EOF)
		on_error(any);
}

static void on_progress(j_common_ptr any)
{
	const struct job *job = any->client_data;
	if (any->is_decompressor && job->in.input_scan_number > SCAN_LIMIT)
		on_error(any);
}

static void keep_part(struct job *job, size_t len)
{
	if (job->bytes.len + len > EXTRACT_OUTPUT_LIMIT)
		longjmp(job->failed, REASON_TOO_LARGE);
	build_add(&job->bytes, text_bytes(job->part, len));
	job->destination.next_output_byte = job->part;
	job->destination.free_in_buffer = PART;
}

static void on_start(j_compress_ptr out) { keep_part(out->client_data, 0); }

static boolean on_full(j_compress_ptr out)
{
	keep_part(out->client_data, PART);
	return TRUE;
}

static void on_end(j_compress_ptr out)
{
	struct job *job = out->client_data;
	keep_part(job, PART - job->destination.free_in_buffer);
}

static struct text find_exif(const struct jpeg_decompress_struct *in)
{
	for (const struct jpeg_marker_struct *m = in->marker_list; m; m = m->next)
		if (m->marker == MARKER_EXIF && m->data_length > 6 && memcmp(m->data, "Exif\0", 6) == 0)
			return text_bytes(m->data, m->data_length);
	return TEXT_EMPTY;
}

static void start_reading(struct job *job, struct text bytes)
{
	struct jpeg_decompress_struct *in = &job->in;
	jpeg_create_decompress(in);
	in->mem->max_memory_to_use = MEMORY_LIMIT;
	in->progress = &job->progress;
	jpeg_mem_src(in, (const unsigned char *)bytes.at, bytes.len);
	jpeg_save_markers(in, MARKER_EXIF, 0xffff);
	jpeg_read_header(in, TRUE);
	if (!photo_size_is_allowed(in->image_width, in->image_height))
		longjmp(job->failed, REASON_TOO_MANY_PIXELS);
	struct photo_notes notes = notes_read(find_exif(in));
	job->notes = notes_write(job->arena, &notes);
	if (in->num_components == 4) {
		in->out_color_space = JCS_CMYK;
		job->inverted = in->saw_Adobe_marker;
	} else if (in->num_components != 1)
		in->out_color_space = JCS_RGB;
	jpeg_start_decompress(in);
}

static void start_writing(struct job *job)
{
	struct jpeg_compress_struct *out = &job->out;
	bool                         grey = job->in.out_color_space == JCS_GRAYSCALE;
	jpeg_create_compress(out);
	job->destination = (struct jpeg_destination_mgr){ .init_destination = on_start, .empty_output_buffer = on_full, .term_destination = on_end };
	out->dest = &job->destination;
	out->image_width = job->in.output_width;
	out->image_height = job->in.output_height;
	out->input_components = grey ? 1 : 3;
	out->in_color_space = grey ? JCS_GRAYSCALE : JCS_RGB;
	jpeg_set_defaults(out);
	jpeg_set_quality(out, QUALITY, TRUE);
	out->optimize_coding = FALSE;
	jpeg_start_compress(out, TRUE);
	if (job->notes.len)
		jpeg_write_marker(out, MARKER_EXIF, (const unsigned char *)job->notes.at, (unsigned)job->notes.len);
}

/* Print colours as screen colours, in place: four bytes become three. */
static void cmyk_to_rgb(unsigned char *line, size_t pixels, bool inverted)
{
	for (size_t i = 0; i < pixels; i++) {
		unsigned char from[4];
		for (int k = 0; k < 4; k++)
			from[k] = inverted ? line[4 * i + (size_t)k] : (unsigned char)(255 - line[4 * i + (size_t)k]);
		for (int k = 0; k < 3; k++)
			line[3 * i + (size_t)k] = (unsigned char)(from[k] * from[3] / 255);
	}
}

static void copy_lines(struct job *job)
{
	size_t         width = job->in.output_width, channels = (size_t)job->in.output_components;
	unsigned char *line = arena_array(job->arena, width, channels);
	while (job->in.output_scanline < job->in.output_height) {
		jpeg_read_scanlines(&job->in, &line, 1);
		if (job->in.out_color_space == JCS_CMYK)
			cmyk_to_rgb(line, width, job->inverted);
		jpeg_write_scanlines(&job->out, &line, 1);
	}
	jpeg_finish_decompress(&job->in);
	jpeg_finish_compress(&job->out);
}

static void job_end(struct job *job)
{
	jpeg_destroy_decompress(&job->in);
	jpeg_destroy_compress(&job->out);
}

enum extract_reason jpeg_clean(struct text bytes, struct arena *arena, struct photo *ret)
{
	struct job *job = ARENA_NEW(arena, struct job);
	job->arena = job->bytes.arena = arena;
	job->progress.progress_monitor = on_progress;
	job->in.err = job->out.err = jpeg_std_error(&job->errors);
	job->errors.error_exit = on_error;
	job->errors.emit_message = on_message;
	job->in.client_data = job->out.client_data = job;
	int reason = setjmp(job->failed);
	if (reason == REASON_KEPT) {
		start_reading(job, bytes);
		start_writing(job);
		copy_lines(job);
		*ret = (struct photo){ .type = FILE_JPEG, .width = job->out.image_width, .height = job->out.image_height, .bytes = build_text(&job->bytes) };
	}
	job_end(job);
	return (enum extract_reason)reason;
}
