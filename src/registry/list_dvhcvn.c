/* list_dvhcvn.c - the package dvhcvn as it is published: JavaScript that makes the tree by calls, in the order of the tree. Only these calls are looked at:
 *
 *     new Level1("06", "Tỉnh Bắc Kạn", exports.Type.tinh, [
 *         new Level2(3, "066", "Huyện Na Rì", exports.Type.huyen, [
 *             new Level3(3, 7, "02134", "Thị trấn Yến Lạc", exports.Type.thi_tran), */
#include "base/base.h"

#include "list_inside.h"

#include "base/json_in.h"

static const struct text call = { "new Level", 9 };
static const char        shape[] = "new Level1(\"06\", \"Tỉnh Bắc Kạn\", exports.Type.tinh, [";

/* The next string, written as JSON writes it; *rest goes on behind it. Both stand on the line of the call. */
static bool string_next(struct list_reader *r, struct text *rest, struct text *ret)
{
	size_t           quote = text_find(*rest, TEXT("\""));
	struct json_in   j = { .arena = r->arena, .all = text_from(*rest, quote), .depth_limit = 1 };
	struct json_seen v;
	if (quote == SIZE_MAX || !json_in_item(&j, &v) || v.kind != JSON_IS_STRING)
		return false;
	*ret = v.text;
	*rest = text_from(j.all, j.at);
	return true;
}

/* "exports.Type.thi_tran": the last word. */
static struct text type_next(struct text rest)
{
	size_t end = 0, start;
	while (end < rest.len && rest.at[end] != ')' && rest.at[end] != '[')
		end++;
	rest = text_trim(text_first(rest, end));
	if (text_ends(rest, ","))
		rest = text_trim(text_first(rest, rest.len - 1));
	for (start = rest.len; start > 0 && rest.at[start - 1] != '.' && rest.at[start - 1] != ' ' && rest.at[start - 1] != ',';)
		start--;
	return text_from(rest, start);
}

static bool call_read(struct list_reader *r, struct text line, int number, struct text above[2])
{
	char        level = line.len > call.len + 1 && line.at[call.len + 1] == '(' ? line.at[call.len] : '\0';
	struct text at = text_print(r->arena, "%s:%d", r->file, number), code, name, rest = text_from(line, call.len + 2);
	if (level < '1' || level > '3' || !string_next(r, &rest, &code) || !string_next(r, &rest, &name)) {
		SERIOUS(r->found, LIST_SHAPE, .file = at, .expected = text_of(shape));
		return false;
	}
	unit_take(r, &(struct written){ .code = code, .name = name, .type = type_next(rest), .parent = level == '1' ? TEXT_EMPTY : above[level - '2'],
					.level = level == '1' ? LEVEL_PROVINCE : level == '2' ? LEVEL_DISTRICT : LEVEL_COMMUNE, .at = at });
	if (level < '3')
		above[level - '1'] = code;
	return true;
}

bool list_dvhcvn_read(struct list_reader *r, struct text t)
{
	struct text above[2] = { TEXT_EMPTY, TEXT_EMPTY }, line;
	bool        some = false;
	if (!text_is_utf8(t)) {
		SERIOUS(r->found, LIST_SHAPE, .file = text_of(r->file), .expected = TEXT("UTF-8"));
		return false;
	}
	for (int number = 1; text_next(&t, '\n', &line); number++) {
		size_t hit = text_find(line, call);
		if (hit == SIZE_MAX)
			continue;
		some = true;
		if (!call_read(r, text_from(line, hit), number, above))
			return false;
	}
	if (!some)
		SERIOUS(r->found, LIST_SHAPE, .file = text_of(r->file), .expected = text_of(shape));
	return some;
}
