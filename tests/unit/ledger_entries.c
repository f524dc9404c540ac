/* ledger_entries.c - what an entry may be: commitments, canonical JSON and nothing near it, kinds and their documented examples. */
#include "base/base.h"

#include "ledger/canon.h"
#include "ledger/commit.h"
#include "ledger/kinds.h"
#include "ledger_help.h"

/* ---- commitments ---- */

static void the_worked_vector_of_the_six_parts_comes_out(void **state)
{
	static const char *const text[PART_COUNT] = { "{\"at\":\"2026-11-23T09:41:07+07:00\"}", "{\"text\":\"Cầu treo hỏng.\\nĐề nghị sửa.\"}", "", "", "", "" };
	static const char *const expected[PART_COUNT] = {
		"05d2ff169433bec1eb53acff45b0a9d45c055f0827bcdef792fe8943c4b0b3d1", "9df3f4ca91f09817f2efe8d0ba8f6249d799a215eef43fca864e081a244555af",
		"962a768a66988db75e4f259da88465eed3cf6bfb407bfa670c07dc4ecb5e43d0", "d11decb6b3f3da2d34cea9977a2291cb5ee06e48adbb8c394135036707e33195",
		"0c15bb491e4b1ce0bed5c0738cca2ea6ffc37e6ca701140dfaf31df7a6d3c5cc", "4fa2189a8a3b66cd10c6253233b044e7c116302f8b5a89916e06909e8648c908",
	};
	struct hash part[PART_COUNT];
	assert_int_equal(strlen(text[1]), 50);
	for (int p = 0; p < PART_COUNT; p++) {
		uint8_t salt[SALT];
		memset(salt, p, sizeof(salt));
		part[p] = part_commitment((enum part)p, salt, text_of(text[p]));
		assert_hash(part[p], expected[p]);
	}
	assert_hash(commit_of(part), "1ee725e62f15c75de57d80dbaa177f3ff3b52a0e9f7df310881e2584a5d44692");
}

/* ---- canonical JSON ---- */

static void canonical_json_is_taken_and_nothing_near_it(void **state)
{
	static const char *const good[] = { "{}", "[]", "0", "-1", "9007199254740991", "-9007199254740991", "\"\"", "{\"a\":1,\"b\":[true,false,null]}",
					    "\"\\\"\\\\\"", "\"Đề nghị\"", "{\"a\":{\"a\":{}}}" };
	static const char *const bad[] = { "", " {}", "{} ", "{ }", "{\"b\":1,\"a\":2}", "{\"a\":1,\"a\":2}", "01", "-0", "+1", "1.0", "1e3", "9007199254740992",
					   "-", "\"\\u0041\"", "\"\\/\"", "\"\\n\"", "\"\n\"", "\"\x01\"", "\"", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "[1,]", "[1 ,2]",
					   "nul", "truefalse", "{\"\\u0061\":1}", "{\"đ\":1}", "{a:1}", "'a'", "\"\xff\"", "{}{}", "99999999999999999999" };
	for (size_t i = 0; i < COUNT_OF(good); i++)
		if (!canon_is_good(text_of(good[i]), false))
			fail_msg("refused: %s", good[i]);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (canon_is_good(text_of(bad[i]), false))
			fail_msg("taken: %s", bad[i]);
	assert_true(canon_is_good(TEXT("{\"text\":\"a\\nb\\tc\\u001f\"}"), true));
	assert_false(canon_is_good(TEXT("\"\\u000a\""), true));
	assert_false(canon_is_good(TEXT("\"\\u001F\""), true));
}

static void nesting_has_a_limit_instead_of_a_stack_overflow(void **state)
{
	char *deep = arena_alloc(arena, 100000);
	memset(deep, '[', 100000);
	assert_false(canon_is_good((struct text){ deep, 100000 }, false));
}

static void members_and_items_are_found(void **state)
{
	struct text o = TEXT("{\"a\":\"x\\\\y\",\"b\":-5,\"c\":[1,\"two\",{\"d\":[]}],\"e\":{\"b\":7}}"), t, item;
	int64_t     n;
	size_t      at = 0;
	assert_true(entry_text(arena, o, "a", &t) && text_is(t, "x\\y"));
	assert_true(entry_int(o, "b", &n) && n == -5);
	assert_false(entry_text(arena, o, "b", &t) || entry_int(o, "a", &n) || entry_raw(o, "d", &t));
	assert_true(entry_raw(o, "c", &t));
	assert_true(entry_item(t, &at, &item) && text_is(item, "1"));
	assert_true(entry_item(t, &at, &item) && text_is(item, "\"two\""));
	assert_true(entry_item(t, &at, &item) && text_is(item, "{\"d\":[]}"));
	assert_false(entry_item(t, &at, &item));
}

/* ---- kinds ---- */

static void assert_in_order(const struct entry_member *m, const char *kind)
{
	for (; m->name; m++) {
		if (m[1].name && strcmp(m->name, m[1].name) >= 0)
			fail_msg("%s: %s stands before %s", kind, m->name, m[1].name);
		if ((m->type == MEMBER_OBJECT || m->type == MEMBER_LIST) != (m->of != NULL) || (m->type == MEMBER_WORD) != (m->words != NULL) || !m->doc)
			fail_msg("%s: %s is not complete", kind, m->name);
		if (m->of)
			assert_in_order(m->of, kind);
	}
}

static void every_kind_has_its_members_in_order(void **state)
{
	for (const struct entry_kind *k = entry_kinds; k->kind; k++) {
		assert_non_null(k->doc);
		assert_in_order(k->members, k->kind);
		assert_ptr_equal(kind_find(text_of(k->kind)), k);
	}
}

/* Each kind has a section "### `kind`" with an example that its row takes, and without any one of its required members takes no more. */
static void every_kind_is_documented_with_an_example_that_its_row_takes(void **state)
{
	struct text doc;
	assert_true(world.file_read(&world, arena, "docs/entries.md", 1 << 20, &doc, NULL));
	for (const struct entry_kind *k = entry_kinds; k->kind; k++) {
		size_t             at = text_find(doc, text_print(arena, "### `%s`\n", k->kind));
		struct entry_facts f;
		struct error       e = { 0 };
		if (at == SIZE_MAX)
			fail_msg("docs/entries.md has no section for %s", k->kind);
		struct text section = text_from(doc, at + 4), example;
		size_t      next = text_find(section, TEXT("\n### ")), start;
		section = text_first(section, next == SIZE_MAX ? section.len : next);
		start = text_find(section, TEXT("\n{"));
		if (start == SIZE_MAX)
			fail_msg("%s has no example", k->kind);
		section = text_from(section, start + 1);
		text_next(&section, '\n', &example);
		if (!kind_check(arena, example, 0, &f, &e) || f.kind != k)
			fail_msg("the example of %s is refused: %s %s", k->kind, e.code ? e.code : "other kind", e.name);
		struct text name, raw, own, value;
		for (size_t i = 0; canon_member(example, &i, &name, &raw);) {
			struct json j = json_start(arena, false);
			bool        required = text_is(name, "v") || text_is(name, "day") || text_is(name, "kind") || text_is(name, "commit");
			for (const struct entry_member *m = k->members; m->name; m++)
				required = required || (m->required && text_is(name, m->name));
			json_object(&j);
			for (size_t o = 0; canon_member(example, &o, &own, &value);)
				if (!text_equal(own, name)) {
					json_key(&j, text_c(arena, own));
					json_raw(&j, value);
				}
			json_end(&j);
			if (required && kind_check(arena, json_done(&j), 0, &f, NULL))
				fail_msg("%s is taken without %.*s", k->kind, TEXT_ARG(name));
		}
	}
}

static void assert_wrong(const char *entry, const char *code, const char *member)
{
	struct entry_facts f;
	struct error       e = { 0 };
	assert_false(kind_check(arena, text_of(entry), 3, &f, &e));
	assert_string_equal(e.code, code);
	assert_string_equal(e.name, member);
	assert_int_equal(e.number, 3);
}

#define COMMIT "\"commit\":\"1ee725e62f15c75de57d80dbaa177f3ff3b52a0e9f7df310881e2584a5d44692\","

/* The first member named kind, at whatever depth, is only a guess of the reader. */
static void what_looks_like_a_kind_inside_a_member_is_not_that_of_the_entry(void **state)
{
	struct entry_facts f;
	assert_wrong("{\"by\":{\"kind\":\"import\"},\"day\":\"2026-11-23\",\"kind\":\"ledger.key\",\"reason\":\"r\",\"v\":1,\"vkey\":\"k\"}", LEDGER_ENTRY_WRONG, "kind");
	assert_true(kind_check(arena, TEXT("{\"by\":{\"role\":\"\\\"kind\\\":\\\"import\\\"\"},\"day\":\"2026-11-23\",\"kind\":\"ledger.key\",\"reason\":\"r\",\"v\":1,"
					   "\"vkey\":\"k\"}"), 0, &f, NULL));
	assert_string_equal(f.kind->kind, "ledger.key");
}

/* Every documented example with one byte changed, taken away or another put before it: what is still taken is canonical by the general reader. */
static void what_is_taken_of_changed_examples_is_canonical(void **state)
{
	struct text doc, line;
	int         taken = 0, tried = 0;
	assert_true(world.file_read(&world, arena, "docs/entries.md", 1 << 20, &doc, NULL));
	while (text_next(&doc, '\n', &line)) {
		if (!text_starts(line, "{\"") || text_find(line, TEXT("\"v\":1")) == SIZE_MAX)
			continue;
		for (size_t at = 0; at < line.len; at++, tried++) {
			char               put[] = { (char)(draw(8) ? 32 + draw(95) : draw(256)), line.at[at] };
			struct text        changed = text_print(arena, "%.*s%.*s%.*s", (int)at, line.at, (int)draw(3), put, TEXT_ARG(text_from(line, at + 1))), kind;
			struct entry_facts f;
			if (!kind_check(arena, changed, 0, &f, NULL))
				continue;
			taken++;
			if (!canon_is_good(changed, false) || !entry_text(arena, changed, "kind", &kind) || !text_is(kind, f.kind->kind))
				fail_msg("taken: %.*s", TEXT_ARG(changed));
		}
	}
	assert_true(taken > tried / 20 && taken < tried);
}

static void an_entry_that_its_kind_does_not_allow_is_refused_by_name(void **state)
{
	assert_wrong("{\"day\":\"2026-11-23\",\"kind\":\"nothing.such\",\"v\":1}", LEDGER_ENTRY_WRONG, "kind");
	assert_wrong("{\"day\":\"2026-02-30\",\"kind\":\"ledger.start\",\"origin\":\"a\",\"program\":\"p\",\"v\":1,\"vkey\":\"k\"}", LEDGER_ENTRY_WRONG, "day");
	assert_wrong("{\"day\":\"2026-11-23\",\"kind\":\"ledger.start\",\"origin\":\"a\",\"program\":\"p\",\"v\":2,\"vkey\":\"k\"}", LEDGER_ENTRY_WRONG, "v");
	assert_wrong("{\"day\":\"2026-11-23\",\"kind\":\"ledger.start\",\"origin\":7,\"program\":\"p\",\"v\":1,\"vkey\":\"k\"}", LEDGER_ENTRY_WRONG, "origin");
	assert_wrong("{\"day\":\"2026-11-23\",\"hour\":9,\"kind\":\"ledger.start\",\"origin\":\"a\",\"program\":\"p\",\"v\":1,\"vkey\":\"k\"}", LEDGER_ENTRY_WRONG,
		     "hour");
	assert_wrong("{" COMMIT "\"day\":\"2026-11-23\",\"due\":\"2026-12-01\",\"kind\":\"grouped\",\"matter\":\"A\",\"received\":\"2026-11-20\",\"status\":\"hidden\","
		     "\"unit\":\"u\",\"v\":1}", LEDGER_ENTRY_WRONG, "status");
	assert_wrong("{" COMMIT "\"day\":\"2026-11-23\",\"due\":\"2026-12-01\",\"kind\":\"grouped\",\"received\":\"2026-11-20\",\"status\":\"open\","
		     "\"unit\":\"u\",\"v\":1}", LEDGER_ENTRY_WRONG, "matter");
	assert_wrong("{" COMMIT "\"day\":\"2026-11-23\",\"due\":\"2026-12-01\",\"kind\":\"grouped\",\"matter\":\"A\",\"received\":\"2026-11-24\",\"status\":\"open\","
		     "\"unit\":\"u\",\"v\":1}", LEDGER_RECEIVED_LATER, "");
}

static void the_schema_is_canonical_json_and_names_every_kind(void **state)
{
	struct text schema = ledger_schema(arena);
	assert_true(canon_is_good(schema, false));
	for (const struct entry_kind *k = entry_kinds; k->kind; k++)
		assert_true(text_find(schema, text_print(arena, "\"title\":\"%s\"", k->kind)) != SIZE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_worked_vector_of_the_six_parts_comes_out),
		T(canonical_json_is_taken_and_nothing_near_it),
		T(nesting_has_a_limit_instead_of_a_stack_overflow),
		T(members_and_items_are_found),
		T(every_kind_has_its_members_in_order),
		T(every_kind_is_documented_with_an_example_that_its_row_takes),
		T(what_looks_like_a_kind_inside_a_member_is_not_that_of_the_entry),
		T(what_is_taken_of_changed_examples_is_canonical),
		T(an_entry_that_its_kind_does_not_allow_is_refused_by_name),
		T(the_schema_is_canonical_json_and_names_every_kind),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
