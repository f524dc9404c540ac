/* convert_file.c - a file of CSV on its way through: each record as it came, byte for byte, with seven columns behind it.
 *
 * Only the record that is being read is kept, at most MOST_RECORD bytes of it. A quote that is never closed costs its own line, not what follows: a record that
 * does not end well is given up, its first line is reported, and reading goes on behind that line. */
#include "convert.h"

#include "base/fold.h"

enum { MOST_RECORD = 1024 * 1024, PIECE = 64 * 1024, MOST_COLUMNS = 1024 };

static const char *const added[] = { "unit_id", "old_code", "new_code", "new_name", "certainty", "reason", "candidates" };

/* One record: its length with and without its line end; the fields that were asked for. */
struct record {
	size_t      len, body, fields;
	struct text field[MOST_COLUMNS];   /* of the heading all, of other records the one column */
};

struct address_file {
	struct conversion  *c;
	struct arena       *arena, *work;     /* work: of one record */
	struct address_how  how;
	struct address_done done;
	char               *pending;          /* of a record that is not whole yet */
	size_t              len, room;
	int64_t             to_skip;          /* bytes that an interrupted run had done */
	bool                has_heading;
	char                separator;
	size_t              column, width;
	struct record       record;
};

static void work_end(void *work) { arena_free(work); }

struct address_file *address_file_start(struct conversion *c, struct arena *a, struct address_how how)
{
	struct address_file *f = ARENA_NEW(a, struct address_file);
	*f = (struct address_file){ .c = c, .arena = a, .work = arena_new(0), .how = how, .separator = ',' };
	arena_owns(a, work_end, f->work);
	return f;
}

struct address_done address_file_done(const struct address_file *f) { return f->done; }

/* ---- records */

enum scan { SCAN_WHOLE, SCAN_MORE, SCAN_BAD };

/* Fields in turn. SCAN_MORE: it may go on in the next piece; with `is_last` there is none. SCAN_BAD: a quote is not closed, or something stands behind one. */
static enum scan record_scan(struct text t, char separator, bool is_last, struct record *ret, size_t keep)
{
	ret->fields = 0;
	for (size_t at = 0, start = 0;; start = ++at) {
		if (at < t.len && t.at[at] == '"') {
			for (at++; at < t.len && (t.at[at] != '"' || (at + 1 < t.len && t.at[at + 1] == '"')); at++)
				at += t.at[at] == '"';
			if (at >= t.len || (at + 1 == t.len && !is_last))
				return is_last ? SCAN_BAD : SCAN_MORE;
			at++;
			bool at_end = at == t.len || t.at[at] == '\n' || (t.at[at] == '\r' && (at + 1 == t.len || t.at[at + 1] == '\n'));
			if (!at_end && t.at[at] != separator)
				return SCAN_BAD;
		}
		while (at < t.len && t.at[at] != separator && t.at[at] != '\n')
			at++;
		if (at == t.len && !is_last)
			return SCAN_MORE;
		bool   at_end = at == t.len || t.at[at] == '\n';
		size_t body = at - (at_end && at > start && t.at[at - 1] == '\r');
		if (ret->fields < MOST_COLUMNS && (ret->fields == keep || keep == SIZE_MAX))
			ret->field[ret->fields] = text_first(text_from(t, start), body - start);
		ret->fields++;
		if (at_end) {
			ret->body = body;
			ret->len = at < t.len ? at + 1 : at;
			return SCAN_WHOLE;
		}
	}
}

/* A last line without its end is one too. */
static int64_t lines_in(struct text t)
{
	int64_t lines = t.len > 0 && t.at[t.len - 1] != '\n';
	for (size_t i = 0; i < t.len; i++)
		lines += t.at[i] == '\n';
	return lines;
}

/* What the field means: without its quotes. */
static struct text unquoted(struct arena *a, struct text field)
{
	if (field.len < 2 || field.at[0] != '"')
		return field;
	struct text inside = text_first(text_from(field, 1), field.len - 2);
	if (!memchr(inside.at, '"', inside.len))
		return inside;
	struct build b = { .arena = a };
	for (size_t i = 0; i < inside.len; i++) {
		build_byte(&b, inside.at[i]);
		i += inside.at[i] == '"';
	}
	return build_text(&b);
}

/* ---- the heading */

/* What divides the fields: what stands in the heading most often. */
static char separator_of(struct text heading)
{
	static const char separators[] = { ',', ';', '\t', '|' };
	size_t            counts[COUNT_OF(separators)] = { 0 }, best = 0;
	bool              quoted = false;
	for (size_t i = 0; i < heading.len && heading.at[i] != '\n'; i++) {
		quoted = quoted != (heading.at[i] == '"');
		for (size_t k = 0; !quoted && k < COUNT_OF(separators); k++)
			counts[k] += heading.at[i] == separators[k];
	}
	for (size_t k = 1; k < COUNT_OF(separators); k++)
		best = counts[k] > counts[best] ? k : best;
	return separators[best];
}

static bool heading_equal(struct arena *a, struct text x, struct text y)
{
	return text_is_utf8(x) && text_is_utf8(y) && text_fold(a, y).len > 0 && text_equal(text_fold(a, x), text_fold(a, y));
}

static bool column_find(struct address_file *f, const struct text *names, size_t count, struct error *e)
{
	struct build there = { .arena = f->work };
	int64_t      number;
	for (size_t i = 0; i < count; i++)
		if (text_equal(names[i], f->how.column)) {
			f->column = i;
			return true;
		}
	for (size_t i = 0; i < count; i++) {
		if (heading_equal(f->work, names[i], f->how.column)) {
			f->column = i;
			return true;
		}
		build_print(&there, "%s%.*s", i > 0 ? ", " : "", TEXT_ARG(text_is_utf8(names[i]) ? names[i] : TEXT("?")));
	}
	if (text_to_int(f->how.column, &number) && number >= 1 && (uint64_t)number <= count) {
		f->column = (size_t)number - 1;
		return true;
	}
	return error(e, REGISTRY_CONVERT_COLUMN, .value = f->how.column, .expected = build_text(&there));
}

static bool heading_check(struct address_file *f, struct text heading, struct record *r, struct error *e)
{
	f->width = r->fields;
	r->fields = r->fields < MOST_COLUMNS ? r->fields : MOST_COLUMNS;
	if (memchr(heading.at, 0, heading.len))
		return error(e, REGISTRY_CONVERT_UTF16, .line = 1);
	for (size_t i = 0; i < r->fields; i++) {
		r->field[i] = text_trim(unquoted(f->work, text_trim(r->field[i])));
		for (size_t k = 0; k < COUNT_OF(added); k++)
			if (text_is(r->field[i], added[k]))
				return error(e, REGISTRY_CONVERT_TWICE, .value = r->field[i]);
	}
	return column_find(f, r->field, r->fields, e);
}

/* The first record: which column, and what divides them. *ret_len: 0 when it is not whole yet. */
static bool heading_take(struct address_file *f, struct text t, bool is_last, struct build *out, size_t *ret_len, struct error *e)
{
	*ret_len = 0;
	if (t.len < 3 && !is_last)
		return true;
	if (text_starts(t, "\xFF\xFE") || text_starts(t, "\xFE\xFF"))
		return error(e, REGISTRY_CONVERT_UTF16, .line = 1);
	size_t         mark = text_starts(t, "\xEF\xBB\xBF") ? 3 : 0;
	struct record *r = &f->record;
	f->separator = separator_of(text_from(t, mark));
	enum scan scan = record_scan(text_from(t, mark), f->separator, is_last, r, SIZE_MAX);
	if (scan == SCAN_MORE)
		return true;
	if (scan == SCAN_BAD)
		return error(e, REGISTRY_CSV_QUOTE, .line = 1);
	if (r->body == 0)
		return error(e, REGISTRY_CONVERT_EMPTY);
	if (!heading_check(f, text_first(text_from(t, mark), r->body), r, e))
		return false;
	*ret_len = mark + r->len;
	f->has_heading = true;
	if (f->how.resume && f->how.resume->bytes > 0) {
		f->done = *f->how.resume;
		f->to_skip = f->done.bytes - (int64_t)*ret_len;
		return f->to_skip >= 0 || error(e, REGISTRY_CONVERT_OTHER);
	}
	f->done.bytes = (int64_t)*ret_len;
	f->done.lines = lines_in(text_first(t, *ret_len));
	build_add(out, text_first(t, mark + r->body));
	for (size_t i = 0; i < COUNT_OF(added); i++)
		build_print(out, "%c%s", f->separator, added[i]);
	build_add(out, text_from(text_first(t, *ret_len), mark + r->body));
	return true;
}

/* ---- the rest */

static void report_line(struct address_file *f, struct build *report, const struct address_answer *answer, int64_t line)
{
	build_print(report, "%lld\t%s\t", (long long)line, certainty_word(answer->certainty));
	say(report, f->how.lang, answer->reason, (const struct fact[]){ { .name = NULL } });
	build_byte(report, '\t');
	answer_candidates(report, f->c, answer, f->how.lang);
	build_byte(report, '\n');
}

/* What goes out: the record, how much of it stands before its line end, how many fields it lacks; the answer, unless it is a blank line. */
struct outgoing {
	struct text                  record;
	size_t                       body, lacking;
	const struct address_answer *answer;
};

static void record_put(struct address_file *f, struct outgoing o, struct build *out, struct build *report)
{
	build_add(out, text_first(o.record, o.body));
	for (size_t i = 0; i < o.lacking; i++)
		build_byte(out, f->separator); /* so that the columns stand under their headings */
	if (o.answer) {
		answer_row(out, f->c, o.answer, f->how.lang, f->separator);
		f->done.records++;
		f->done.by[o.answer->certainty]++;
	}
	build_add(out, text_from(o.record, o.body));
	if (o.answer && report && o.answer->certainty >= CERTAINTY_AMBIGUOUS)
		report_line(f, report, o.answer, f->done.lines + 1);
	f->done.bytes += (int64_t)o.record.len;
	f->done.lines += lines_in(o.record);
	arena_reset(f->work);
}

/* The record is no good: its first line goes through with the reason. */
static size_t line_put(struct address_file *f, struct text t, const char *reason, struct build *out, struct build *report)
{
	struct address_answer answer = { .certainty = CERTAINTY_UNKNOWN, .reason = reason };
	const char           *newline = memchr(t.at, '\n', t.len);
	size_t                body = newline ? (size_t)(newline - t.at) : t.len, len = newline ? body + 1 : body;
	body -= newline && body > 0 && t.at[body - 1] == '\r';
	f->done.faults++;
	record_put(f, (struct outgoing){ .record = text_first(t, len), .body = body, .answer = &answer }, out, report);
	return len;
}

static void whole_put(struct address_file *f, struct text t, struct build *out, struct build *report)
{
	const struct record  *r = &f->record;
	struct address_answer answer = { .certainty = CERTAINTY_UNKNOWN };
	struct outgoing       o = { .record = text_first(t, r->len), .body = r->body };
	if (r->body > 0) {
		o.answer = &answer;
		o.lacking = r->fields < f->width ? f->width - r->fields : 0;
		answer.reason = memchr(t.at, 0, r->body) ? "registry.address_nul" : r->fields != f->width ? "registry.address_fields" : NULL;
		f->done.faults += answer.reason != NULL;
		if (!answer.reason)
			answer = address_convert(f->c, f->work, unquoted(f->work, r->field[f->column]));
	}
	record_put(f, o, out, report);
}

/* All whole records of `t`; *ret_len: how much that was. */
static bool records_take(struct address_file *f, struct text t, bool is_last, struct build *out, struct build *report, size_t *ret_len, struct error *e)
{
	size_t at = 0;
	if (!f->has_heading && !heading_take(f, t, is_last, out, &at, e))
		return false;
	while (f->has_heading && f->to_skip == 0 && at < t.len) {
		struct text rest = text_from(t, at);
		enum scan   scan = record_scan(rest, f->separator, is_last, &f->record, f->column);
		bool        no_line = scan != SCAN_WHOLE && !is_last && !memchr(rest.at, '\n', rest.len);
		if ((scan == SCAN_MORE || no_line) && rest.len <= MOST_RECORD)
			break;
		if (no_line)
			return error(e, REGISTRY_CONVERT_LARGE, .line = (int)(f->done.lines + 1), .limit = MOST_RECORD);
		if (scan != SCAN_WHOLE) {
			at += line_put(f, rest, "registry.address_quote", out, report);
			continue;
		}
		whole_put(f, rest, out, report);
		at += f->record.len;
	}
	*ret_len = at;
	return f->has_heading || t.len <= MOST_RECORD || error(e, REGISTRY_CONVERT_LARGE, .line = 1, .limit = MOST_RECORD);
}

static void pending_add(struct address_file *f, struct text t)
{
	if (f->room - f->len < t.len) {
		size_t room = (f->len + t.len) * 2;
		f->pending = arena_grow(f->arena, f->pending, f->len, room - f->len, 1);
		f->room = room;
	}
	if (t.len > 0)
		memcpy(f->pending + f->len, t.at, t.len);
	f->len += t.len;
}

static void pending_drop(struct address_file *f, size_t len)
{
	f->len -= len;
	if (f->len > 0)
		memmove(f->pending, f->pending + len, f->len);
}

/* What an interrupted run had done is passed over. */
static struct text skipped(struct address_file *f, struct text t)
{
	size_t len = (uint64_t)f->to_skip < t.len ? (size_t)f->to_skip : t.len;
	f->to_skip -= (int64_t)len;
	return text_from(t, len);
}

bool address_file_feed(struct address_file *f, struct text piece, struct build *out, struct build *report, struct error *e)
{
	while ((piece = skipped(f, piece)).len > 0) {
		size_t used;
		if (f->len == 0) {
			if (!records_take(f, piece, false, out, report, &used, e))
				return false;
			piece = skipped(f, text_from(piece, used));
			pending_add(f, piece);
			return true;
		}
		struct text first = text_first(piece, PIECE);
		piece = text_from(piece, first.len);
		pending_add(f, first);
		if (!records_take(f, (struct text){ f->pending, f->len }, false, out, report, &used, e))
			return false;
		pending_drop(f, used);
		pending_drop(f, f->len - skipped(f, (struct text){ f->pending, f->len }).len);
	}
	return true;
}

bool address_file_end(struct address_file *f, struct build *out, struct build *report, struct error *e)
{
	size_t used;
	if (!records_take(f, (struct text){ f->pending ? f->pending : "", f->len }, true, out, report, &used, e))
		return false;
	if (!f->has_heading)
		return error(e, REGISTRY_CONVERT_EMPTY);
	pending_drop(f, used);
	return f->to_skip == 0 || error(e, REGISTRY_CONVERT_OTHER);
}
