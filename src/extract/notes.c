/* notes.c - EXIF: of all that a camera writes, the way up and the day stay. */
#include "base/base.h"
#include <libexif/exif-data.h>

#include "photo.h"

static void data_unrefp(ExifData **data)
{
	if (*data)
		exif_data_unref(*data);
}

static int read_orientation(ExifData *data)
{
	const ExifEntry *entry = exif_data_get_entry(data, EXIF_TAG_ORIENTATION);
	if (!entry || entry->format != EXIF_FORMAT_SHORT || entry->components != 1 || entry->size < 2)
		return 0;
	int orientation = exif_get_short(entry->data, exif_data_get_byte_order(data));
	return orientation >= 1 && orientation <= 8 ? orientation : 0;
}

/* "2026:11:23 09:41:07" and nothing else: the field could carry any text */
static bool read_date(ExifData *data, ExifTag tag, char taken[static 20])
{
	static const char shape[] = "dddd:dd:dd dd:dd:dd";
	const ExifEntry  *entry = exif_data_get_entry(data, tag);
	if (!entry || entry->format != EXIF_FORMAT_ASCII || entry->size < strlen(shape))
		return false;
	for (size_t i = 0; i < strlen(shape); i++) {
		char c = (char)entry->data[i];
		if (shape[i] == 'd' ? !char_is_digit(c) : c != shape[i])
			return false;
	}
	memcpy(taken, entry->data, strlen(shape));
	taken[strlen(shape)] = 0;
	return true;
}

struct photo_notes notes_read(struct text exif)
{
	struct photo_notes notes = { 0 };
	if (!exif.len || exif.len > 65535)
		return notes;
	_cleanup_(data_unrefp) ExifData *data = exif_data_new();
	if (!data)
		return notes;
	exif_data_load_data(data, (const unsigned char *)exif.at, (unsigned)exif.len);
	notes.orientation = read_orientation(data);
	if (!read_date(data, EXIF_TAG_DATE_TIME_ORIGINAL, notes.taken))
		read_date(data, EXIF_TAG_DATE_TIME, notes.taken);
	return notes;
}

static void add16(struct build *b, unsigned n)
{
	build_byte(b, (char)(n >> 8));
	build_byte(b, (char)n);
}

static void add32(struct build *b, unsigned n)
{
	add16(b, n >> 16);
	add16(b, n & 0xffff);
}

/* One row of an EXIF directory (TIFF 6.0 section 2). */
static void add_row(struct build *b, unsigned tag, unsigned format, unsigned count, unsigned value)
{
	add16(b, tag);
	add16(b, format);
	add32(b, count);
	add32(b, value);
}

struct text notes_write(struct arena *arena, const struct photo_notes *notes)
{
	struct build b = { .arena = arena };
	unsigned     rows = (notes->orientation > 0) + (notes->taken[0] != 0);
	if (!rows)
		return TEXT_EMPTY;
	build_add(&b, text_bytes("Exif\0\0MM\0*\0\0\0\10", 14));
	add16(&b, rows);
	/* offsets count from "MM": 8 of header, 2 of count, 12 a row, 4 of "no next" */
	if (notes->orientation)
		add_row(&b, EXIF_TAG_ORIENTATION, EXIF_FORMAT_SHORT, 1, (unsigned)notes->orientation << 16);
	if (notes->taken[0])
		add_row(&b, EXIF_TAG_EXIF_IFD_POINTER, EXIF_FORMAT_LONG, 1, 8 + 2 + 12 * rows + 4);
	add32(&b, 0);
	if (notes->taken[0]) {
		unsigned here = 8 + 2 + 12 * rows + 4;
		add16(&b, 1);
		add_row(&b, EXIF_TAG_DATE_TIME_ORIGINAL, EXIF_FORMAT_ASCII, sizeof notes->taken, here + 2 + 12 + 4);
		add32(&b, 0);
		build_add(&b, text_bytes(notes->taken, sizeof notes->taken));
	}
	return build_text(&b);
}
