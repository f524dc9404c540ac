/* sniff.h - what a file is, by its content; its name and what the sender says of it are not asked. Pure, and safe on bytes from strangers: it only looks. */
#pragma once
#include "base/text.h"

enum file_type {
	FILE_UNKNOWN,
	FILE_JPEG,
	FILE_PNG,
	FILE_HEIC, /* also AVIF: what iPhones and new Androids take; refused in words, few can open it */
	FILE_GIF,
	FILE_WEBP,
	FILE_TIFF,
	FILE_PDF,
	FILE_DOCX,
	FILE_XLSX,
	FILE_PPTX,
	FILE_ODT,
	FILE_ODS,
	FILE_OLE,     /* DOC, XLS, PPT of before 2007 */
	FILE_RTF,
	FILE_ZIP,     /* none of the above */
	FILE_ARCHIVE, /* RAR, 7z, gzip, xz */
	FILE_VIDEO,   /* MP4, 3GP, MOV, WebM, AVI */
	FILE_AUDIO,
	FILE_HTML,    /* HTML, SVG, XML: what a browser might run */
	FILE_PROGRAM, /* Windows, ELF, Mach-O, scripts with #! */
	FILE_TEXT,    /* UTF-8 without control characters */
	FILE_TYPE_COUNT
};

/* By the content alone; FILE_UNKNOWN when nothing fits. */
enum file_type extract_sniff(struct text bytes);
/* "image/jpeg"; "application/octet-stream" for FILE_UNKNOWN. */
const char *file_type_mime(enum file_type);
/* ".jpg"; "" for FILE_UNKNOWN. */
const char *file_type_ending(enum file_type);
/* "JPEG", "Word (DOCX)": the name that people know; "?" for FILE_UNKNOWN. */
const char *file_type_name(enum file_type);
/* May it be attached to a filing: JPEG, PNG, PDF, DOC, DOCX, XLS, XLSX, ODT, ODS, text? */
bool file_type_is_accepted(enum file_type);
/* Can danvan-extract open it, so that it may be shown as a picture? */
bool file_type_is_photo(enum file_type);
