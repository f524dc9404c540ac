/* sniff.c - signatures at the head of files, the most telling first. */
#include "base/base.h"
#include "base/sniff.h"

static const struct {
	const char *mime, *ending, *name;
	bool        accepted;
} rows[FILE_TYPE_COUNT] = {
	[FILE_UNKNOWN] = { "application/octet-stream", "", "?" },
	[FILE_JPEG] = { "image/jpeg", ".jpg", "JPEG", true },
	[FILE_PNG] = { "image/png", ".png", "PNG", true },
	[FILE_HEIC] = { "image/heic", ".heic", "HEIC" },
	[FILE_GIF] = { "image/gif", ".gif", "GIF" },
	[FILE_WEBP] = { "image/webp", ".webp", "WebP" },
	[FILE_TIFF] = { "image/tiff", ".tif", "TIFF" },
	[FILE_PDF] = { "application/pdf", ".pdf", "PDF", true },
	[FILE_DOCX] = { "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx", "Word (DOCX)", true },
	[FILE_XLSX] = { "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", "Excel (XLSX)", true },
	[FILE_PPTX] = { "application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx", "PowerPoint (PPTX)" },
	[FILE_ODT] = { "application/vnd.oasis.opendocument.text", ".odt", "OpenDocument (ODT)", true },
	[FILE_ODS] = { "application/vnd.oasis.opendocument.spreadsheet", ".ods", "OpenDocument (ODS)", true },
	[FILE_OLE] = { "application/x-ole-storage", ".doc", "Word, Excel 97-2003 (DOC, XLS)", true },
	[FILE_RTF] = { "application/rtf", ".rtf", "RTF" },
	[FILE_ZIP] = { "application/zip", ".zip", "ZIP" },
	[FILE_ARCHIVE] = { "application/octet-stream", "", "RAR, 7z, gzip" },
	[FILE_VIDEO] = { "video/mp4", ".mp4", "MP4" },
	[FILE_AUDIO] = { "audio/mpeg", ".mp3", "MP3" },
	[FILE_HTML] = { "text/plain", ".txt", "HTML, SVG, XML" },
	[FILE_PROGRAM] = { "application/octet-stream", "", "EXE" },
	[FILE_TEXT] = { "text/plain", ".txt", "TXT", true },
};

const char *file_type_mime(enum file_type type) { return rows[type].mime; }
const char *file_type_ending(enum file_type type) { return rows[type].ending; }
const char *file_type_name(enum file_type type) { return rows[type].name; }
bool file_type_is_accepted(enum file_type type) { return rows[type].accepted; }
bool file_type_is_photo(enum file_type type) { return type == FILE_JPEG || type == FILE_PNG; }

#define SIGNATURE(at, literal, type) { at, literal, sizeof(literal) - 1, type }
static const struct signature {
	size_t         at;
	const char    *bytes;
	size_t         len;
	enum file_type type;
} signatures[] = {
	SIGNATURE(0, "\xff\xd8\xff", FILE_JPEG),
	SIGNATURE(0, "\x89PNG\r\n\x1a\n", FILE_PNG),
	SIGNATURE(0, "GIF87a", FILE_GIF),
	SIGNATURE(0, "GIF89a", FILE_GIF),
	SIGNATURE(8, "WEBP", FILE_WEBP),
	SIGNATURE(0, "II*\0", FILE_TIFF),
	SIGNATURE(0, "MM\0*", FILE_TIFF),
	SIGNATURE(0, "%PDF-", FILE_PDF),
	SIGNATURE(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FILE_OLE),
	SIGNATURE(0, "{\\rtf", FILE_RTF),
	SIGNATURE(0, "Rar!\x1a\x07", FILE_ARCHIVE),
	SIGNATURE(0, "7z\xbc\xaf\x27\x1c", FILE_ARCHIVE),
	SIGNATURE(0, "\x1f\x8b", FILE_ARCHIVE),
	SIGNATURE(0, "\xfd" "7zXZ", FILE_ARCHIVE),
	SIGNATURE(0, "\x1a\x45\xdf\xa3", FILE_VIDEO),
	SIGNATURE(8, "AVI ", FILE_VIDEO),
	SIGNATURE(8, "WAVE", FILE_AUDIO),
	SIGNATURE(0, "ID3", FILE_AUDIO),
	SIGNATURE(0, "\xff\xfb", FILE_AUDIO),
	SIGNATURE(0, "OggS", FILE_AUDIO),
	SIGNATURE(0, "#!AMR", FILE_AUDIO),
	SIGNATURE(0, "MZ", FILE_PROGRAM),
	SIGNATURE(0, "\x7f" "ELF", FILE_PROGRAM),
	SIGNATURE(0, "\xcf\xfa\xed\xfe", FILE_PROGRAM),
	SIGNATURE(0, "#!", FILE_PROGRAM),
};

static bool stands_at(struct text bytes, size_t at, const char *what, size_t len)
{
	return bytes.len >= at + len && memcmp(bytes.at + at, what, len) == 0;
}

/* The box `ftyp` of ISO media: major and compatible brands tell still pictures (HEIF, AVIF) from film. */
static enum file_type sniff_iso_media(struct text bytes)
{
	static const char *const still[] = { "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis" };
	size_t box = (size_t)(unsigned char)bytes.at[2] << 8 | (unsigned char)bytes.at[3];
	size_t end = box < bytes.len ? box : bytes.len;
	for (size_t at = 8; at + 4 <= end; at += 4)
		for (size_t i = 0; i < COUNT_OF(still); i++)
			if (stands_at(bytes, at, still[i], 4))
				return FILE_HEIC;
	return stands_at(bytes, 8, "M4A ", 4) ? FILE_AUDIO : FILE_VIDEO;
}

/* A ZIP is what its first names say it is. */
static enum file_type sniff_zip(struct text bytes)
{
	struct text head = text_first(bytes, bytes.len < 256 ? bytes.len : 256);
	if (text_find(head, TEXT("mimetypeapplication/vnd.oasis.opendocument.text")) != SIZE_MAX)
		return FILE_ODT;
	if (text_find(head, TEXT("mimetypeapplication/vnd.oasis.opendocument.spreadsheet")) != SIZE_MAX)
		return FILE_ODS;
	if (text_find(bytes, TEXT("word/document.xml")) != SIZE_MAX)
		return FILE_DOCX;
	if (text_find(bytes, TEXT("xl/workbook.")) != SIZE_MAX)
		return FILE_XLSX;
	return text_find(bytes, TEXT("ppt/presentation.xml")) != SIZE_MAX ? FILE_PPTX : FILE_ZIP;
}

/* The first letters of `bytes`, whatever their case, are `word`. */
static bool begins_like(struct text bytes, const char *word)
{
	size_t len = strlen(word);
	if (bytes.len < len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (char_lower(bytes.at[i]) != word[i])
			return false;
	return true;
}

static enum file_type sniff_text(struct text bytes)
{
	static const char *const markup[] = { "<!doctype", "<html", "<?xml", "<svg", "<script", "<head", "<body", "<iframe" };
	struct text text = text_trim(stands_at(bytes, 0, "\xef\xbb\xbf", 3) ? text_from(bytes, 3) : bytes);
	if (!text.len || !text_is_utf8(text))
		return FILE_UNKNOWN;
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] < 0x20 && !char_is_space(text.at[i]))
			return FILE_UNKNOWN;
	for (size_t i = 0; i < COUNT_OF(markup); i++)
		if (begins_like(text, markup[i]))
			return FILE_HTML;
	return FILE_TEXT;
}

enum file_type extract_sniff(struct text bytes)
{
	if (bytes.len >= 12 && stands_at(bytes, 4, "ftyp", 4))
		return sniff_iso_media(bytes);
	if (stands_at(bytes, 0, "PK\3\4", 4))
		return sniff_zip(bytes);
	for (size_t i = 0; i < COUNT_OF(signatures); i++) {
		const struct signature *s = &signatures[i];
		if (!stands_at(bytes, s->at, s->bytes, s->len) || (s->at > 0 && !stands_at(bytes, 0, "RIFF", 4)))
			continue;
		/* a letter may begin with MZ or ID3 */
		return s->len < 4 && sniff_text(bytes) == FILE_TEXT && s->bytes[0] != '#' ? FILE_TEXT : s->type;
	}
	return sniff_text(bytes);
}
