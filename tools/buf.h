/* buf.h - text that grows, for the generators; they are short-lived and free nothing. */
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct buf {
	char  *at;
	size_t len, room;
};

static inline void *must(void *memory)
{
	if (!memory) {
		fprintf(stderr, "out of memory\n");
		exit(2);
	}
	return memory;
}

static inline void buf_add(struct buf *b, const char *at, size_t len)
{
	if (b->room - b->len <= len) {
		b->room = (b->len + len + 1) * 2;
		b->at = must(realloc(b->at, b->room));
	}
	memcpy(b->at + b->len, at, len);
	b->len += len;
	b->at[b->len] = 0;
}

static inline void buf_c(struct buf *b, const char *s) { buf_add(b, s, strlen(s)); }
static inline void buf_byte(struct buf *b, char c) { buf_add(b, &c, 1); }

__attribute__((format(printf, 2, 3))) static inline void buf_print(struct buf *b, const char *format, ...)
{
	char   *s = NULL;
	va_list list;
	va_start(list, format);
	int n = vasprintf(&s, format, list);
	va_end(list);
	must(n < 0 ? NULL : s);
	buf_add(b, s, (size_t)n);
	free(s);
}

/* The buffer's text, never NULL. */
static inline const char *buf_text(const struct buf *b) { return b->at ? b->at : ""; }

/* As the inside of a C string literal. */
static inline void buf_c_literal(struct buf *b, const char *at, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)at[i];
		if (c == '"' || c == '\\')
			buf_print(b, "\\%c", c);
		else if (c == '\n')
			buf_c(b, "\\n");
		else if ((c == '?' && i + 1 < len && at[i + 1] == '?') || c < 32 || c == 127)
			buf_print(b, "\\%03o", c);
		else
			buf_byte(b, (char)c);
	}
}

/* The whole file; NULL (and a word on stderr) when it cannot be read. */
static inline char *file_text(const char *path, size_t *ret_len)
{
	FILE *f = fopen(path, "rb");
	if (!f) {
		perror(path);
		return NULL;
	}
	struct buf b = { 0 };
	char       block[65536];
	size_t     n;
	buf_add(&b, "", 0);
	while ((n = fread(block, 1, sizeof(block), f)) > 0)
		buf_add(&b, block, n);
	fclose(f);
	*ret_len = b.len;
	return b.at;
}

/* Puts the text into the file; false (and a word on stderr) when that fails. */
static inline bool file_put(const char *path, const struct buf *b)
{
	FILE *f = fopen(path, "wb");
	if (!f || fwrite(buf_text(b), 1, b->len, f) != b->len || fclose(f) != 0) {
		perror(path);
		return false;
	}
	return true;
}
