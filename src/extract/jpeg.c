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
};

struct job {
	struct jpeg_decompress_struct in;
	struct jpeg_compress_struct   out;
	struct jpeg_error_mgr         errors;
	struct jpeg_progress_mgr      progress;
	jmp_buf                       failed;
	struct arena                 *arena;
	struct text                   notes;
	unsigned char                *bytes;   /* libjpeg's own memory: freed at the end */
	unsigned long                 len;
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
	jpeg_mem_dest(out, &job->bytes, &job->len);
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
	free(job->bytes);
}

enum extract_reason jpeg_clean(struct text bytes, struct arena *arena, struct photo *ret)
{
	struct job *job = ARENA_NEW(arena, struct job);
	job->arena = arena;
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
		reason = job->len <= EXTRACT_OUTPUT_LIMIT ? REASON_KEPT : REASON_TOO_LARGE;
	}
	if (reason == REASON_KEPT)
		*ret = (struct photo){ .type = FILE_JPEG, .width = job->out.image_width, .height = job->out.image_height,
			.bytes = text_copy(arena, text_bytes(job->bytes, job->len)) };
	job_end(job);
	return (enum extract_reason)reason;
}
