/* unit_history.c - what became of a unit: the chain of acts from then to now. A code may have been several units, a name may be borne by several: each is an answer. */
#include "base/base.h"

#include "commands.h"
#include "units.h"

enum { UNITS_MOST = 40, ACTS_MOST = 400 };

/* One step of the chain: a unit that becomes another, whole or in a part, or the same unit with another name, kind, code or unit above. */
struct act_line {
	day_t                   day;
	const struct unit_fact *was, *is;   /* is NULL: it ended, and nobody knows where it went */
	const struct lineage   *lineage;    /* NULL: it is the same unit */
	struct text             basis;
};

struct chain {
	const struct registry *r;
	struct arena          *arena;
	struct text            seen[UNITS_MOST];
	size_t                 seen_n;
	struct act_line        acts[ACTS_MOST];
	size_t                 acts_n;
};

static const struct unit_fact *fact_near(const struct registry *r, struct text unit, day_t day)
{
	const struct unit_fact *facts, *f = unit_on(r, unit, day);
	size_t                  n = unit_history(r, unit, &facts);
	for (size_t i = n; !f && i > 0; i--)
		if (facts[i - 1].from.n <= day.n)
			f = &facts[i - 1];
	return f ? f : n > 0 ? &facts[0] : NULL;
}

static bool is_seen(const struct chain *c, struct text unit)
{
	for (size_t i = 0; i < c->seen_n; i++)
		if (text_equal(c->seen[i], unit))
			return true;
	return false;
}

static void act_add(struct chain *c, const struct act_line *a)
{
	if (c->acts_n < ACTS_MOST)
		c->acts[c->acts_n++] = *a;
}

static void chain_follow(struct chain *c, struct text unit, day_t since);

static void lineage_add(struct chain *c, const struct lineage *l)
{
	const struct unit_fact *was = fact_near(c->r, l->from, day_add(l->day, -1)), *is = fact_near(c->r, l->to, l->day);
	if (was && is)
		act_add(c, &(struct act_line){ l->day, was, is, l, l->basis });
}

static void heirs_follow(struct chain *c, struct text unit, day_t since)
{
	const struct lineage **rows;
	size_t                 n = lineage_from(c->r, c->arena, unit, &rows);
	for (size_t i = 0; i < n; i++)
		if (rows[i]->day.n >= since.n) {
			lineage_add(c, rows[i]);
			chain_follow(c, rows[i]->to, rows[i]->day);
		}
}

/* Every unit once, however many ways lead to it; what it was before `since` is another story. */
static void chain_follow(struct chain *c, struct text unit, day_t since)
{
	const struct unit_fact *facts;
	const struct lineage  **rows;
	size_t                  n = unit_history(c->r, unit, &facts);
	if (is_seen(c, unit) || c->seen_n == UNITS_MOST)
		return;
	c->seen[c->seen_n++] = unit;
	for (size_t i = 1; i < n; i++)
		if (facts[i].from.n >= since.n)
			act_add(c, &(struct act_line){ facts[i].from, &facts[i - 1], &facts[i], NULL, facts[i].basis });
	if (n > 0 && facts[n - 1].to.n < DAY_MAX.n && lineage_from(c->r, c->arena, unit, &rows) == 0)
		act_add(c, &(struct act_line){ facts[n - 1].to, &facts[n - 1], NULL, NULL, facts[n - 1].note });
	heirs_follow(c, unit, since);
}

static int by_day(const void *a, const void *b)
{
	const struct act_line *x = a, *y = b;
	int                    order = day_compare(x->day, y->day);
	order = order ? order : text_compare(x->was->code, y->was->code);
	return order ? order : text_compare(x->is ? x->is->unit : TEXT_EMPTY, y->is ? y->is->unit : TEXT_EMPTY);
}

/* From whom it came, and then all that followed. */
static void chain_make(struct chain *c, const struct registry *r, struct arena *a, struct text unit)
{
	const struct lineage **rows;
	*c = (struct chain){ .r = r, .arena = a };
	for (size_t i = 0, n = lineage_to(r, a, unit, &rows); i < n; i++)
		lineage_add(c, rows[i]);
	chain_follow(c, unit, DAY_NONE);
	if (c->acts_n > 0)
		qsort(c->acts, c->acts_n, sizeof(c->acts[0]), by_day);
}

/* ---- in words */

static struct text coded(struct arena *a, const struct unit_fact *f)
{
	struct text title = unit_title(a, f);
	return f->code.len > 0 ? text_print(a, "%.*s (%.*s)", TEXT_ARG(title), TEXT_ARG(f->code)) : title;
}

static struct text what_word(const struct act_line *a)
{
	if (!a->is)
		return TEXT("ends");
	if (a->lineage)
		return a->lineage->extent == EXTENT_WHOLE ? TEXT("whole") : TEXT("part");
	return TEXT("changes");
}

/* " [4,40 km², 357 người; Nà Sang, Nà Khun]": what the act says of the part, then its note. */
static void print_share(const struct cli *c, struct build *b, const struct lineage *l)
{
	struct build said = { .arena = c->arena };
	if (l->hectares > 0)
		build_print(&said, cli_word(c, "%lld,%02lld km²", "%lld.%02lld km²"), (long long)(l->hectares / 100), (long long)(l->hectares % 100));
	if (l->people > 0)
		build_print(&said, cli_word(c, "%s%lld người", "%s%lld people"), said.len > 0 ? ", " : "", (long long)l->people);
	const struct text more[] = { l->hamlets, l->note };
	for (size_t i = 0; i < COUNT_OF(more); i++)
		if (more[i].len > 0)
			build_print(&said, "%s%.*s", said.len > 0 ? "; " : "", TEXT_ARG(more[i]));
	if (said.len > 0)
		build_print(b, " [%.*s]", TEXT_ARG(build_text(&said)));
}

static struct text what_say(const struct cli *c, const struct act_line *a)
{
	struct text was = coded(c->arena, a->was), is = a->is ? coded(c->arena, a->is) : TEXT_EMPTY;
	const char *verb = !a->is                                  ? cli_word(c, "không còn, chưa rõ về đâu", "ends; where it went is not known")
	                   : !a->lineage                           ? cli_word(c, "thành", "becomes")
	                   : a->lineage->extent == EXTENT_WHOLE ? cli_word(c, "toàn bộ về", "as a whole to")
	                                                           : cli_word(c, "một phần về", "a part to");
	struct build b = { .arena = c->arena };
	build_print(&b, "%.*s %s%s%.*s", TEXT_ARG(was), verb, is.len > 0 ? " " : "", TEXT_ARG(is));
	if (a->is && !a->lineage && !text_equal(a->was->parent, a->is->parent))
		build_print(&b, "%s", cli_word(c, ", cấp trên khác", ", under another unit"));
	if (a->lineage)
		print_share(c, &b, a->lineage);
	return build_text(&b);
}

/* "huyện Na Rì": what it stood under when it last was there. */
static struct text above_say(const struct registry *r, struct arena *a, const struct unit_fact *f)
{
	day_t day = f->to.n < DAY_MAX.n ? day_add(f->to, -1) : f->from;
	return f->parent.len > 0 ? unit_title_at(r, a, f->parent, day) : TEXT("-");
}

static void chain_print(const struct cli *c, const struct units *s, struct text unit)
{
	const struct unit_fact *facts;
	struct chain           *chain = ARENA_NEW(c->arena, struct chain);
	struct heir            *heirs;
	size_t                  n = unit_history(s->registry, unit, &facts), heirs_n = unit_heirs(s->registry, c->arena, unit, s->today, &heirs);
	struct unit_fact        whole = facts[n - 1];
	whole.from = facts[0].from;
	chain_make(chain, s->registry, c->arena, unit);
	fprintf(c->out, "%.*s\t%.*s\t%.*s\t%.*s\n", TEXT_ARG(whole.code.len > 0 ? whole.code : whole.unit), TEXT_ARG(unit_title(c->arena, &whole)),
		TEXT_ARG(above_say(s->registry, c->arena, &whole)), TEXT_ARG(unit_days_say(c, &whole)));
	for (size_t i = 0; i < chain->acts_n; i++) {
		const struct act_line *a = &chain->acts[i];
		fprintf(c->out, "\t%.*s\t%.*s\t%.*s\n", TEXT_ARG(day_print(c->arena, a->day)), TEXT_ARG(what_say(c, a)), TEXT_ARG(a->basis.len > 0 ? a->basis : TEXT("-")));
	}
	if (whole.to.n <= s->today.n)
		fprintf(c->out, "\t%.*s\t%s %.*s\t-\n", TEXT_ARG(day_print(c->arena, s->today)), cli_word(c, "nay thuộc", "today"),
			TEXT_ARG(heirs_n > 0 ? unit_heirs_say(c, heirs, heirs_n) : text_of(cli_word(c, "chưa rõ", "not known"))));
}

/* ---- in JSON */

static void act_json(const struct cli *c, struct json *j, const struct act_line *a)
{
	json_object(j);
	json_member_text(j, "basis", a->basis);
	json_member_text(j, "day", day_print(c->arena, a->day));
	json_member_text(j, "from", a->was->unit);
	json_member_text(j, "from_code", a->was->code);
	json_member_text(j, "from_title", unit_title(c->arena, a->was));
	json_member_text(j, "note", a->lineage ? a->lineage->note : TEXT_EMPTY);
	json_member_text(j, "to", a->is ? a->is->unit : TEXT_EMPTY);
	json_member_text(j, "to_code", a->is ? a->is->code : TEXT_EMPTY);
	json_member_text(j, "to_title", a->is ? unit_title(c->arena, a->is) : TEXT_EMPTY);
	json_member_text(j, "what", what_word(a));
	json_end(j);
}

static void chain_json(const struct cli *c, const struct units *s, struct text unit, struct json *j)
{
	const struct unit_fact *facts;
	struct chain           *chain = ARENA_NEW(c->arena, struct chain);
	struct heir            *heirs;
	size_t                  n = unit_history(s->registry, unit, &facts), heirs_n = unit_heirs(s->registry, c->arena, unit, s->today, &heirs);
	chain_make(chain, s->registry, c->arena, unit);
	json_object(j);
	json_member_text(j, "above", above_say(s->registry, c->arena, &facts[n - 1]));
	json_key(j, "acts");
	json_array(j);
	for (size_t i = 0; i < chain->acts_n; i++)
		act_json(c, j, &chain->acts[i]);
	json_end(j);
	json_key(j, "facts");
	json_array(j);
	for (size_t i = 0; i < n; i++)
		json_unit(j, c->arena, &facts[i]);
	json_end(j);
	json_key(j, "heirs");
	json_array(j);
	for (size_t i = 0; i < heirs_n; i++) {
		json_object(j);
		json_member_text(j, "extent", heirs[i].extent == EXTENT_WHOLE ? TEXT("whole") : TEXT("part"));
		json_member_text(j, "id", heirs[i].fact->unit);
		json_member_text(j, "title", unit_title(c->arena, heirs[i].fact));
		json_end(j);
	}
	json_end(j);
	json_member_text(j, "id", unit);
	json_end(j);
}

/* ---- which units */

static size_t unit_add(struct text *list, size_t n, struct text unit)
{
	for (size_t i = 0; i < n; i++)
		if (text_equal(list[i], unit))
			return n;
	if (n < UNITS_MOST)
		list[n++] = unit;
	return n;
}

/* An identity, else all that ever bore the code, else all of the name. */
static size_t units_meant(const struct registry *r, struct arena *a, struct text typed, day_t today, struct text *ret)
{
	const struct unit_fact *facts;
	struct unit_match      *matches;
	size_t                  n = 0;
	if (unit_history(r, typed, &facts) > 0)
		return unit_add(ret, 0, typed);
	const struct unit_fact **coded;
	size_t                   coded_n = unit_coded(r, a, typed, &coded);
	for (size_t i = 0; i < coded_n; i++)
		n = unit_add(ret, n, coded[i]->unit);
	if (n > 0)
		return n;
	size_t found = unit_find(r, a, (struct unit_search){ .text = typed, .on = DAY_NONE, .today = today, .levels = LEVELS_PLACES, .units_once = true }, &matches);
	for (size_t i = 0; i < found; i++)
		if (i == 0 || matches[i].how <= matches[0].how)
			n = unit_add(ret, n, matches[i].fact->unit);
	return n;
}

static int run_history(struct cli *c)
{
	_cleanup_units_ struct units s = { 0 };
	struct error                 e = { 0 };
	struct build                 typed = { .arena = c->arena };
	struct text                  units[UNITS_MOST];
	if (!units_open(c, &s, &e))
		return cli_fail(c, &e);
	for (int i = 0; cli_argument(c, i); i++)
		build_print(&typed, "%s%s", i > 0 ? " " : "", cli_argument(c, i));
	if (!text_is_utf8(build_text(&typed)) && !error(&e, BASE_NOT_TEXT, .name = TEXT("CODE_OR_NAME")))
		return cli_fail(c, &e);
	size_t      n = units_meant(s.registry, c->arena, build_text(&typed), s.today, units);
	struct json j = json_start(c->arena, false);
	json_array(&j);
	for (size_t i = 0; i < n; i++) {
		if (c->json)
			chain_json(c, &s, units[i], &j);
		else
			chain_print(c, &s, units[i]);
	}
	json_end(&j);
	if (c->json)
		cli_print_json(c, json_done(&j));
	if (n > 0)
		return EXIT_DONE;
	error(&e, REGISTRY_NO_SUCH_UNIT, .value = build_text(&typed));
	return cli_fail(c, &e);
}

const struct cli_command unit_history_commands[] = {
	{ .name = "unit history", .group = "unit", .arguments = "CODE_OR_NAME...", .run = run_history, .exits = "1 65 69",
	  .one_line_vi = "một đơn vị từ trước đến nay: qua những văn bản nào", .one_line_en = "a unit from then to now: by which acts",
	  .help_vi = "Cho mã, định danh hoặc tên (không cần dấu). Mã được dùng lại và tên trùng nhau thì có nhiều câu trả lời, mỗi câu có huyện hoặc tỉnh và thời gian. Đơn vị bị chia có phần\n"
	             "về nhiều nơi, kèm diện tích, số dân nếu biết. Không tìm thấy: mã thoát 1.",
	  .help_en = "Give a code, an identity or a name (no diacritics needed). Codes that were given again and names that several bear have several answers, each with its district or\n"
	             "province and its days. A unit that was divided went to several, with area and people where they are known. Nothing found: exit code 1.",
	  .examples = "danvan unit history 02155\ndanvan unit history \"yen dinh\"\ndanvan unit history vn-02134-0 --json",
	  .output_vi = "Mỗi đơn vị một dòng: mã, tên, cấp trên, thời gian; dưới đó, sau một dấu tab, mỗi văn bản một dòng: ngày, điều gì, căn cứ. Với --json: một mảng.",
	  .output_en = "A line a unit: code, name, unit above, days; below it, behind a tab, a line an act: day, what, legal basis. With --json: an array." },
	{ 0 },
};
