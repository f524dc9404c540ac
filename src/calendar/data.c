/* data.c - reads the files of days off (YAML) into rows; what is wrong is told with file, line and column.
 *
 * Which keys a section knows, which it needs and what their values look like are two tables; nothing else here knows about holidays. */
#include "base/base.h"

#include <assert.h>
#include <yaml.h>

#include "inside.h"

enum field_type { AS_WORD, AS_TEXT, AS_MONTH_DAY, AS_DAY, AS_YEAR, AS_OFFSET, AS_STATUS, AS_WEEKDAYS, AS_SIDE };

static const struct {
	const char     *key;
	enum field_type type;
} fields[FIELD_COUNT] = {
	[F_ID] = { "id", AS_WORD },         [F_ON] = { "on", AS_MONTH_DAY },   [F_LUNAR] = { "lunar", AS_MONTH_DAY }, [F_BEGINS] = { "begins", AS_OFFSET },
	[F_ENDS] = { "ends", AS_OFFSET },   [F_BESIDE] = { "beside", AS_SIDE }, [F_DAYS] = { "days", AS_WEEKDAYS },    [F_VI] = { "vi", AS_TEXT },
	[F_EN] = { "en", AS_TEXT },         [F_BASIS] = { "basis", AS_TEXT },  [F_STATUS] = { "status", AS_STATUS },  [F_FROM] = { "from", AS_DAY },
	[F_UNTIL] = { "until", AS_DAY },    [F_RULE] = { "rule", AS_WORD },    [F_YEAR] = { "year", AS_YEAR },        [F_FIRST] = { "first", AS_DAY },
	[F_LAST] = { "last", AS_DAY },      [F_OFF] = { "off", AS_DAY },       [F_WORK] = { "work", AS_DAY },
};

#define BIT(f) (1u << (f))
#define PERIOD (BIT(F_FROM) | BIT(F_UNTIL))
#define DATE (BIT(F_ON) | BIT(F_LUNAR) | BIT(F_BEGINS) | BIT(F_ENDS) | BIT(F_BESIDE))
static const struct {
	const char *key;
	unsigned    needed, allowed;
	unsigned    same; /* a row that agrees in these with one of an earlier file says the same again: it changes nothing, but of a year it is the status that counts */
} sections[SECTION_COUNT] = {
	[WEEKENDS] = { "weekends", BIT(F_DAYS) | BIT(F_BASIS), PERIOD, BIT(F_DAYS) | PERIOD },
	[RULES] = { "rules", BIT(F_ID) | BIT(F_VI) | BIT(F_EN) | BIT(F_BASIS), PERIOD | DATE | BIT(F_STATUS), BIT(F_ID) | DATE | PERIOD },
	[COMPENSATIONS] = { "compensations", BIT(F_BASIS), PERIOD, PERIOD },
	[YEARS] = { "years", BIT(F_YEAR) | BIT(F_STATUS) | BIT(F_BASIS), 0, BIT(F_YEAR) },
	[BREAKS] = { "breaks", BIT(F_RULE) | BIT(F_YEAR) | BIT(F_FIRST) | BIT(F_LAST) | BIT(F_BASIS), BIT(F_STATUS), BIT(F_RULE) | BIT(F_YEAR) | BIT(F_FIRST) | BIT(F_LAST) },
	[SWAPS] = { "swaps", BIT(F_OFF) | BIT(F_WORK) | BIT(F_BASIS), BIT(F_STATUS), BIT(F_OFF) | BIT(F_WORK) },
};

/* What is being read, for complaints. */
struct reader {
	struct arena    *arena;
	const char      *file;
	yaml_document_t *document;
	struct error    *error;
	size_t           earlier[SECTION_COUNT]; /* rows of earlier files */
};

static bool complain(struct reader *r, const char *code, yaml_mark_t at, struct text name, struct text value, struct text expected)
{
	return error(r->error, code, .file = text_of(r->file), .line = (int)at.line + 1, .column = (int)at.column + 1, .name = name, .value = value,
		.expected = expected);
}

bool data_error(struct error *e, const char *code, const struct row *row, enum field f, struct text value, struct text expected)
{
	const struct cell *cell = &row->cell[f];
	day_t              day = cell->given ? cell->day : DAY_NONE;
	return error(e, code, .file = text_of(row->file), .line = cell->given ? cell->line : row->line, .column = cell->given ? cell->column : row->column,
		.name = text_of(fields[f].key), .value = value, .expected = expected, .day = day);
}

static struct text scalar(const yaml_node_t *node) { return text_bytes(node->data.scalar.value, node->data.scalar.length); }

/* ---- values ---- */

/* "02-29" is a date of a year that has one. */
static bool as_month_day(struct text t, struct cell *c)
{
	int64_t month, day;
	if (t.len != 5 || t.at[2] != '-' || !char_is_digit(t.at[0]) || !char_is_digit(t.at[3]))
		return false;
	if (!text_to_int(text_first(t, 2), &month) || !text_to_int(text_from(t, 3), &day) || month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	c->number = month * 100 + day;
	return true;
}

static bool as_number(struct text t, int64_t least, int64_t most, struct cell *c)
{
	return text_to_int(t, &c->number) && c->number >= least && c->number <= most;
}

static bool as_status(struct text t, struct cell *c)
{
	static const char *const words[] = { [DAY_ANNOUNCED] = "announced", [DAY_BY_RULE] = "by_rule", [DAY_UNKNOWN] = "unknown" };
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (text_is(t, words[i])) {
			c->number = (int64_t)i;
			return true;
		}
	return false;
}

static bool as_weekdays(struct text t, struct cell *c)
{
	static const char *const names[] = { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" };
	struct text              part;
	while (text_next(&t, ' ', &part)) {
		size_t i = 0;
		while (i < COUNT_OF(names) && !text_is(part, names[i]))
			i++;
		if (i == COUNT_OF(names))
			return false;
		c->number |= 1 << (i + 1);
	}
	return c->number != 0;
}

static bool as_text(struct text t, size_t most, struct cell *c)
{
	for (size_t i = 0; i < t.len; i++)
		if ((unsigned char)t.at[i] < ' ')
			return false;
	return t.len > 0 && t.len <= most && text_is_utf8(t);
}

static bool value_read(enum field_type type, struct text t, struct cell *c, const char **ret_expected)
{
	switch (type) {
	case AS_WORD: *ret_expected = "quoc-khanh"; return as_text(t, 60, c);
	case AS_TEXT: *ret_expected = "1 - 90 byte"; return as_text(t, 90, c);
	case AS_MONTH_DAY: *ret_expected = "09-02"; return as_month_day(t, c);
	case AS_DAY: *ret_expected = "2027-02-04"; return day_parse(t, &c->day);
	case AS_YEAR: *ret_expected = "1901 - 2100"; return as_number(t, 1901, 2100, c);
	case AS_OFFSET: *ret_expected = "-10 - 10"; return as_number(t, -10, 10, c);
	case AS_STATUS: *ret_expected = "announced, by_rule, unknown"; return as_status(t, c);
	case AS_WEEKDAYS: *ret_expected = "saturday sunday"; return as_weekdays(t, c);
	case AS_SIDE: *ret_expected = "weekend"; return text_is(t, "weekend");
	}
	assert(!"a type of field");
	return false;
}

/* ---- rows ---- */

static struct text keys_of(struct arena *arena, unsigned set)
{
	struct build b = { .arena = arena };
	for (int f = 0; f < FIELD_COUNT; f++)
		if (set & BIT(f))
			build_print(&b, "%s%s", b.len ? ", " : "", fields[f].key);
	return build_text(&b);
}

static bool cell_read(struct reader *r, enum section s, const yaml_node_t *key, const yaml_node_t *value, struct row *row)
{
	unsigned set = sections[s].needed | sections[s].allowed;
	int      f = 0;
	if (key->type != YAML_SCALAR_NODE)
		return complain(r, CALENDAR_DATA_KEY, key->start_mark, TEXT_EMPTY, TEXT("[...]"), keys_of(r->arena, set));
	while (f < FIELD_COUNT && !((set & BIT(f)) && text_is(scalar(key), fields[f].key)))
		f++;
	if (f == FIELD_COUNT || row->cell[f].given)
		return complain(r, CALENDAR_DATA_KEY, key->start_mark, TEXT_EMPTY, scalar(key), keys_of(r->arena, set));
	struct cell *c = &row->cell[f];
	const char  *expected = "";
	bool         is_scalar = value->type == YAML_SCALAR_NODE;
	*c = (struct cell){ .given = true, .day = DAY_NONE, .line = (int)value->start_mark.line + 1, .column = (int)value->start_mark.column + 1 };
	if (!value_read(fields[f].type, is_scalar ? scalar(value) : TEXT_EMPTY, c, &expected))
		return complain(r, CALENDAR_DATA_VALUE, value->start_mark, text_of(fields[f].key), is_scalar ? scalar(value) : TEXT("[...]"), text_of(expected));
	c->text = text_c(r->arena, scalar(value));
	return true;
}

static bool row_read(struct reader *r, enum section s, const yaml_node_t *node, struct row *row)
{
	*row = (struct row){ .file = text_c(r->arena, text_of(r->file)), .line = (int)node->start_mark.line + 1, .column = (int)node->start_mark.column + 1 };
	if (node->type != YAML_MAPPING_NODE)
		return complain(r, CALENDAR_DATA_VALUE, node->start_mark, text_of(sections[s].key), TEXT("..."), TEXT("{...}"));
	for (yaml_node_pair_t *p = node->data.mapping.pairs.start; p < node->data.mapping.pairs.top; p++)
		if (!cell_read(r, s, yaml_document_get_node(r->document, p->key), yaml_document_get_node(r->document, p->value), row))
			return false;
	for (int f = 0; f < FIELD_COUNT; f++)
		if ((sections[s].needed & BIT(f)) && !row->cell[f].given)
			return complain(r, CALENDAR_DATA_MISSING, node->start_mark, text_of(fields[f].key), TEXT_EMPTY, TEXT_EMPTY);
	return true;
}

/* A notice that an installation took in is built into a later program, and the same notice may be told by two files. */
static struct row *said_earlier(const struct reader *r, const struct rows *rows, enum section s, const struct row *row)
{
	for (size_t i = 0; i < r->earlier[s]; i++) {
		bool same = true;
		for (int f = 0; f < FIELD_COUNT && same; f++) {
			const struct cell *a = &rows->at[i].cell[f], *b = &row->cell[f];
			same = !(sections[s].same & BIT(f)) || (a->given == b->given && (!a->given || strcmp(a->text, b->text) == 0));
		}
		if (same)
			return &rows->at[i];
	}
	return NULL;
}

static bool section_read(struct reader *r, struct data *data, const yaml_node_t *key, const yaml_node_t *list)
{
	int s = 0;
	while (s < SECTION_COUNT && !(key->type == YAML_SCALAR_NODE && text_is(scalar(key), sections[s].key)))
		s++;
	if (s == SECTION_COUNT)
		return complain(r, CALENDAR_DATA_KEY, key->start_mark, TEXT_EMPTY, key->type == YAML_SCALAR_NODE ? scalar(key) : TEXT("[...]"),
			TEXT("weekends, rules, compensations, years, breaks, swaps"));
	if (list->type != YAML_SEQUENCE_NODE)
		return complain(r, CALENDAR_DATA_VALUE, list->start_mark, text_of(sections[s].key), TEXT("..."), TEXT("- {...}"));
	struct rows *rows = &data->of[s];
	size_t       more = (size_t)(list->data.sequence.items.top - list->data.sequence.items.start);
	if (rows->count + more > ROWS_MOST)
		return error(r->error, BASE_TOO_LARGE, .name = text_of(r->file), .number = (int64_t)(rows->count + more), .limit = ROWS_MOST);
	rows->at = arena_grow(r->arena, rows->at, rows->count, more, sizeof(*rows->at));
	for (yaml_node_item_t *i = list->data.sequence.items.start; i < list->data.sequence.items.top; i++) {
		struct row *row = &rows->at[rows->count], *said;
		if (!row_read(r, (enum section)s, yaml_document_get_node(r->document, *i), row))
			return false;
		said = said_earlier(r, rows, (enum section)s, row);
		if (!said)
			rows->count++;
		else if (s == YEARS)
			*said = *row;
	}
	return true;
}

/* ---- files ---- */

static bool document_read(struct reader *r, struct data *data)
{
	const yaml_node_t *root = yaml_document_get_root_node(r->document);
	if (!root)
		return true; /* a file with comments alone */
	if (root->type != YAML_MAPPING_NODE)
		return complain(r, CALENDAR_DATA_VALUE, root->start_mark, TEXT("YAML"), TEXT("..."), TEXT("weekends: rules: compensations: years: breaks: swaps:"));
	for (yaml_node_pair_t *p = root->data.mapping.pairs.start; p < root->data.mapping.pairs.top; p++)
		if (!section_read(r, data, yaml_document_get_node(r->document, p->key), yaml_document_get_node(r->document, p->value)))
			return false;
	return true;
}

/* The next document of the file; what follows the first one would be lost in silence, so there must be none. */
static bool documents_read(struct reader *r, yaml_parser_t *parser, struct data *data)
{
	for (int n = 0;; n++) {
		if (!yaml_parser_load(parser, r->document))
			return complain(r, CALENDAR_DATA_SYNTAX, parser->problem_mark, TEXT_EMPTY, text_of(parser->problem), TEXT_EMPTY);
		const yaml_node_t *root = yaml_document_get_root_node(r->document);
		bool               is_end = n > 0 && !root;
		bool               done = n > 0 ? is_end : document_read(r, data);
		if (n > 0 && root)
			complain(r, CALENDAR_DATA_SYNTAX, root->start_mark, TEXT_EMPTY, TEXT("second document"), TEXT_EMPTY);
		yaml_document_delete(r->document);
		if (is_end || !done)
			return done;
	}
}

bool data_read(struct arena *arena, struct data *data, const char *file, struct text bytes, struct error *e)
{
	yaml_parser_t   parser;
	yaml_document_t document;
	struct reader   r = { .arena = arena, .file = file, .document = &document, .error = e };
	if (bytes.len > DATA_FILE_MOST)
		return error(e, BASE_TOO_LARGE, .name = text_of(file), .number = (int64_t)bytes.len, .limit = DATA_FILE_MOST);
	if (!text_is_utf8(bytes))
		return error(e, BASE_NOT_TEXT, .name = text_of(file));
	for (int s = 0; s < SECTION_COUNT; s++)
		r.earlier[s] = data->of[s].count;
	int started = yaml_parser_initialize(&parser);
	assert(started); /* fails for want of memory only */
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)bytes.at, bytes.len);
	bool done = documents_read(&r, &parser, data);
	yaml_parser_delete(&parser);
	return done;
}
