/* multipart.c - see multipart.h.
 *
 * The delimiter is CR LF "--" boundary; the first one stands at the very beginning, so reading starts as if a CR LF had just gone by. `held` bytes of
 * the delimiter have matched and are not yet known to be contents. A boundary begins with CR and holds none later, so after a mismatch only the
 * present byte can begin another match. */
#include "base/base.h"

#include "multipart.h"

#define HEADERS_LIMIT 2048
#define PARTS_LIMIT 100
#define BOUNDARY_LIMIT 70

enum at { AT_PREAMBLE, AT_AFTER_BOUNDARY, AT_HEADERS, AT_CONTENTS, AT_EPILOGUE, AT_FAULT };

struct multipart {
	struct arena      *arena;
	struct part_reader reader;
	enum at            at;
	char               delimiter[BOUNDARY_LIMIT + 5];
	size_t             delimiter_len;
	size_t             held;
	char               after[2];   /* two bytes behind a boundary: "--" or CR LF */
	size_t             after_len;
	char               headers[HEADERS_LIMIT];
	size_t             headers_len;
	int                parts;
};

static bool is_boundary_char(char c)
{
	return char_is_digit(c) || char_is_alpha(c) || (c && strchr("'()+_,-./:=? ", c));
}

struct multipart *multipart_new(struct arena *a, struct text boundary, struct part_reader reader)
{
	if (!boundary.len || boundary.len > BOUNDARY_LIMIT || boundary.at[boundary.len - 1] == ' ')
		return NULL;
	for (size_t i = 0; i < boundary.len; i++)
		if (!is_boundary_char(boundary.at[i]))
			return NULL;
	struct multipart *m = ARENA_NEW(a, struct multipart);
	*m = (struct multipart){ .arena = a, .reader = reader, .held = 2, .delimiter_len = boundary.len + 4 };
	memcpy(m->delimiter, "\r\n--", 4);
	memcpy(m->delimiter + 4, boundary.at, boundary.len);
	return m;
}

/* The value of name="…" (backslash escapes the next byte, as old browsers do; %22 %0D %0A as new ones do) or of a bare token. */
static bool parameter(struct arena *a, struct text header, const char *name, struct text *ret)
{
	size_t n = strlen(name);
	for (size_t i = 0; i < header.len;) {
		bool quoted = false;
		size_t start = i;
		while (i < header.len && (quoted || header.at[i] != ';')) {
			if (quoted && header.at[i] == '\\' && i + 1 < header.len)
				i++;
			else if (header.at[i] == '"')
				quoted = !quoted;
			i++;
		}
		struct text piece = text_trim((struct text){ header.at + start, i - start });
		i++;
		if (piece.len <= n || strncasecmp(piece.at, name, n) || piece.at[n] != '=')
			continue;
		struct text value = text_trim(text_from(piece, n + 1));
		struct build b = { .arena = a };
		bool in_quotes = value.len && value.at[0] == '"';
		for (size_t k = in_quotes; k < value.len && !(in_quotes && value.at[k] == '"'); k++) {
			if (in_quotes && value.at[k] == '\\' && k + 1 < value.len && (value.at[k + 1] == '"' || value.at[k + 1] == '\\'))
				k++;
			build_byte(&b, value.at[k]);
		}
		*ret = build_text(&b);
		return true;
	}
	return false;
}

bool multipart_boundary(struct text type, struct text *ret)
{
	static const char form[] = "multipart/form-data";
	if (type.len < sizeof form || strncasecmp(type.at, form, sizeof form - 1))
		return false;
	for (struct text rest = text_from(type, sizeof form - 1), piece; text_next(&rest, ';', &piece);) {
		piece = text_trim(piece);
		if (piece.len < 10 || strncasecmp(piece.at, "boundary=", 9))
			continue;
		struct text value = text_from(piece, 9);
		if (value.len >= 2 && value.at[0] == '"' && value.at[value.len - 1] == '"')
			value = (struct text){ value.at + 1, value.len - 2 };
		*ret = value;
		return value.len > 0 && value.len <= BOUNDARY_LIMIT;
	}
	return false;
}

static bool headers_read(struct multipart *m, struct form_part *ret)
{
	struct text rest = text_copy(m->arena, (struct text){ m->headers, m->headers_len });
	bool found = false;
	for (struct text row; text_next(&rest, '\n', &row);) {
		static const char name[] = "content-disposition:";
		if (row.len < sizeof name || strncasecmp(row.at, name, sizeof name - 1))
			continue;
		struct text value = text_trim(text_from(row, sizeof name - 1));
		if (found || value.len < 9 || strncasecmp(value.at, "form-data", 9))
			return false;
		found = true;
		if (!parameter(m->arena, value, "name", &ret->name))
			return false;
		ret->is_file = parameter(m->arena, value, "filename", &ret->file_name);
	}
	return found;
}

/* A byte of a part's headers; they end with an empty line. */
static void header_byte(struct multipart *m, char c)
{
	if (m->headers_len == HEADERS_LIMIT || c == '\0') {
		m->at = AT_FAULT;
		return;
	}
	m->headers[m->headers_len++] = c;
	bool ends = (m->headers_len == 2 && !memcmp(m->headers, "\r\n", 2)) ||
		    (m->headers_len >= 4 && !memcmp(m->headers + m->headers_len - 4, "\r\n\r\n", 4));
	if (!ends)
		return;
	struct form_part part = { 0 };
	if (m->parts++ == PARTS_LIMIT || !headers_read(m, &part)) {
		m->at = AT_FAULT;
		return;
	}
	m->at = AT_CONTENTS;
	m->held = 0;
	m->reader.begin(m->reader.context, &part);
}

static void after_boundary(struct multipart *m, char c)
{
	if (m->after_len == 0 && (c == ' ' || c == '\t'))
		return; /* white space that a relay may have added */
	m->after[m->after_len++] = c;
	if (m->after_len < 2)
		return;
	m->after_len = 0;
	m->headers_len = 0;
	m->at = !memcmp(m->after, "--", 2) ? AT_EPILOGUE : !memcmp(m->after, "\r\n", 2) ? AT_HEADERS : AT_FAULT;
}

/* What was held at the end of the last piece was no boundary: it is contents. */
static bool give_held(struct multipart *m)
{
	struct text held = { m->delimiter, m->held };
	m->held = 0;
	return m->reader.bytes(m->reader.context, held);
}

/* Contents up to the next boundary or the end of what came, given on in as few pieces as can be. Gives the number of bytes taken; *ret_stop as the reader says. */
static size_t contents(struct multipart *m, struct text in, bool *ret_stop)
{
	size_t i = 0, start = 0, carried = m->held; /* in[start..] is contents not yet given; `carried` bytes of a match came before */
	while (i < in.len && m->held < m->delimiter_len) {
		if (in.at[i] == m->delimiter[m->held]) {
			m->held++;
			i++;
		} else if (carried) {
			if ((*ret_stop = give_held(m)))
				return i;
			carried = 0;
			start = i;
		} else if (m->held) {
			m->held = 0;
		} else {
			const char *cr = memchr(in.at + i, '\r', in.len - i);
			i = cr ? (size_t)(cr - in.at) : in.len;
		}
	}
	bool found = m->held == m->delimiter_len;
	struct text plain = { in.at + start, carried ? 0 : i - m->held - start };
	if (plain.len && (*ret_stop = m->reader.bytes(m->reader.context, plain)) && found) {
		m->held = 0;
		return start + plain.len; /* the boundary is read again when the reader goes on */
	}
	if (found) {
		m->held = 0;
		m->at = AT_AFTER_BOUNDARY;
		*ret_stop = m->reader.end(m->reader.context);
	}
	return i;
}

static void preamble_byte(struct multipart *m, char c)
{
	if (c != m->delimiter[m->held])
		m->held = c == m->delimiter[0];
	else if (++m->held == m->delimiter_len) {
		m->held = 0;
		m->at = AT_AFTER_BOUNDARY;
	}
}

size_t multipart_feed(struct multipart *m, struct text in)
{
	size_t i = 0;
	while (i < in.len) {
		bool stop = false;
		switch (m->at) {
		case AT_CONTENTS:
			i += contents(m, text_from(in, i), &stop);
			break;
		case AT_PREAMBLE:
			preamble_byte(m, in.at[i++]);
			break;
		case AT_AFTER_BOUNDARY:
			after_boundary(m, in.at[i++]);
			break;
		case AT_HEADERS:
			header_byte(m, in.at[i++]);
			break;
		case AT_EPILOGUE:
		case AT_FAULT:
			return in.len;
		}
		if (stop)
			return i;
	}
	return i;
}

bool multipart_is_whole(const struct multipart *m)
{
	return m->at == AT_EPILOGUE;
}

bool multipart_is_broken(const struct multipart *m)
{
	return m->at == AT_FAULT;
}
