/* csv.c - one row after another. */
#include "csv.h"

#include "registry.h"

struct csv csv_start(struct arena *a, struct text t, const char *file)
{
	return (struct csv){ .arena = a, .rest = text_starts(t, "\xEF\xBB\xBF") ? text_from(t, 3) : t, .file = file, .next_line = 1 };
}

/* Where the row ends: the first newline outside quotes. A quote opens only where a field begins. False: a quote is never closed. */
static bool row_end(struct text t, size_t *ret_len, int *ret_lines)
{
	bool quoted = false, field_starts = true;
	*ret_lines = 1;
	for (size_t i = 0; i < t.len; i++) {
		char c = t.at[i];
		if (c == '\n') {
			if (!quoted) {
				*ret_len = i;
				return true;
			}
			++*ret_lines;
		}
		if (quoted)
			quoted = c != '"';
		else if (c == '"')
			quoted = field_starts || (i > 0 && t.at[i - 1] == '"');
		field_starts = !quoted && c == ',';
	}
	*ret_len = t.len;
	return !quoted;
}

/* Unquoted at the start of `t`; *ret_len: how much was used, quotes included. */
static bool quoted_field(struct csv *c, struct text t, struct text *ret, size_t *ret_len)
{
	struct build b = { .arena = c->arena };
	for (size_t i = 1; i < t.len; i++) {
		if (t.at[i] != '"') {
			build_byte(&b, t.at[i]);
		} else if (i + 1 < t.len && t.at[i + 1] == '"') {
			build_byte(&b, '"');
			i++;
		} else {
			*ret = build_text(&b);
			*ret_len = i + 1;
			return true;
		}
	}
	return false;
}

static bool row_split(struct csv *c, struct text row, struct error *e)
{
	c->count = 0;
	for (size_t at = 0;; at++) {
		struct text t = text_from(row, at), field;
		size_t      len;
		if (c->count == CSV_MOST_FIELDS)
			return error(e, REGISTRY_CSV_LARGE, .limit = CSV_MOST_FIELDS, CSV_AT(c));
		if (t.len > 0 && t.at[0] == '"') {
			if (!quoted_field(c, t, &field, &len))
				return error(e, REGISTRY_CSV_QUOTE, CSV_AT(c));
		} else {
			const char *comma = t.len > 0 ? memchr(t.at, ',', t.len) : NULL;
			len = comma ? (size_t)(comma - t.at) : t.len;
			field = text_first(t, len);
			if (len > 0 && memchr(field.at, '"', len))
				return error(e, REGISTRY_CSV_QUOTE, CSV_AT(c));
		}
		c->field[c->count++] = field;
		at += len;
		if (at == row.len)
			return true;
		if (row.at[at] != ',')
			return error(e, REGISTRY_CSV_QUOTE, CSV_AT(c));
	}
}

/* An unclosed quote costs its own line, not the rest of the file. */
static struct text row_take(struct csv *c, bool *ret_closed)
{
	size_t len;
	int    lines;
	*ret_closed = row_end(c->rest, &len, &lines);
	if (!*ret_closed) {
		const char *newline = memchr(c->rest.at, '\n', c->rest.len);
		len = newline ? (size_t)(newline - c->rest.at) : c->rest.len;
		lines = 1;
	}
	struct text row = text_first(c->rest, len);
	c->rest = text_from(c->rest, len + 1);
	c->line = c->next_line;
	c->next_line += lines;
	return row.len > 0 && row.at[row.len - 1] == '\r' ? text_first(row, row.len - 1) : row;
}

enum csv_step csv_next(struct csv *c, struct error *e)
{
	bool closed;
	if (c->line == 0 && c->rest.len > CSV_MOST_FILE) {
		c->line = 1;
		c->rest = TEXT_EMPTY;
		error(e, REGISTRY_CSV_LARGE, .limit = CSV_MOST_FILE, CSV_AT(c));
		return CSV_BAD;
	}
	while (c->rest.len > 0) {
		struct text row = row_take(c, &closed);
		if (row.len == 0 && closed)
			continue; /* an empty line */
		bool ok = closed             ? true : error(e, REGISTRY_CSV_QUOTE, CSV_AT(c));
		ok = ok && (row.len <= CSV_MOST_ROW ? true : error(e, REGISTRY_CSV_LARGE, .limit = CSV_MOST_ROW, CSV_AT(c)));
		ok = ok && (text_is_utf8(row) ? true : error(e, REGISTRY_CSV_NOT_UTF8, CSV_AT(c)));
		return ok && row_split(c, row, e) ? CSV_ROW : CSV_BAD;
	}
	return CSV_END;
}
