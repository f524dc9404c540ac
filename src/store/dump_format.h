/* dump_format.h - a backup file: the line below, then records, then the SHA-256 of all that stands before it.
 *
 *     'V' number sha256          which schema: its last number, and the hash (hex) of that file
 *     'T' name count             a table; then for each column: name, letter (i, t, b)
 *     'R'                        a row of the last table; for each column: 'n', or 'i' number, or 't' or 'b' text
 *     'E'                        the end
 *
 * Numbers are 8 bytes, highest first; texts and bytes are a number (their length) and the bytes. Rows stand in the order of the primary key, tables
 * by name: the same contents are the same file. */
#pragma once

#define DUMP_MAGIC "danvan backup 1\n"
enum { DUMP_BLOCK = 512 * 1024 };
#define DUMP_TEXT_MAX ((uint64_t)256 << 20) /* longest text or bytes that is read */
