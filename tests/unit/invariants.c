/* invariants.c - what must always hold, tried on random histories: I2 one holder, I4 no clock moves silently, I6 nothing personal in clear, I8 every rule in
 * force, I9 nobody can join what one person said. I3, nothing changes unseen, is told in tamper.c. */
#include "base/base.h"

#include "history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <unistd.h>

enum { COMMANDS = 500, SOME = 20 };

/* ---- I2 ---- */

static void every_open_matter_lies_at_one_desk_of_one_unit_that_exists(void **state)
{
	struct history *t = *state;
	size_t          open = 0, moved = 0;
	for (int piece = 0; piece < 20; piece++) {
		history_run(t, COMMANDS / 20);
		for (size_t i = 0; i < t->codes; i++) {
			_cleanup_arena_ struct arena *a = arena_new(0);
			struct matter                 m;
			bool                          found;
			size_t                        desks = 0;
			house_must(&t->h, matter_load(t->h.db, a, t->ground, t->code[i], history_today(t), &m, &found, &t->h.e));
			assert_true(found);
			if (!m.is_open)
				continue;
			open++;
			moved += day_compare(m.arrived, m.entered) > 0;
			assert_true(m.desk.len > 0 && m.holder.len > 0);
			assert_true(unit_exists(ground_registry(t->ground), m.holder, history_today(t)));
			struct text *all;
			size_t       n = desk_list(ground_registry(t->ground), a, TEXT_EMPTY, history_today(t), &all);
			for (size_t k = 0; k < n; k++)
				desks += text_equal(all[k], m.desk);
			assert_int_equal(desks, n > 0 ? 1 : 0);
			assert_true(text_equal(unit_desk(ground_registry(t->ground), m.holder, history_today(t)), m.desk));
		}
	}
	history_tell(t);
	printf("I2: %zu looks at open matters, %zu of them moved; seed %llu\n", open, moved, (unsigned long long)history_seed());
	assert_true(open > 100 && moved > 0);
}

/* ---- I4 ---- */

STATEMENT(test_dues, READS, "", "ti", "SELECT code, due FROM matter ORDER BY code", "matter");

/* The due days of all matters by code: code, due, code, due ... */
static size_t dues(struct history *t, struct arena *a, struct text *codes, int64_t *days)
{
	_cleanup_query_ struct query *q = NULL;
	size_t                        n = 0;
	house_must(&t->h, query_start(t->h.db, &test_dues, NULL, &q, &t->h.e));
	for (; query_next(q); n++) {
		codes[n] = text_copy(a, query_text(q, 0));
		days[n] = query_int(q, 1);
	}
	house_must(&t->h, query_end_ok(q, &t->h.e));
	return n;
}

/* Does some entry [from, to) of this matter say that the office owes it by that day now (DAY_MAX: owes nothing), with a rule that moved a clock? */
struct said_due { struct arena *a; struct text code; int64_t due; bool said, with_rule; const struct ledger_key *key; struct connection *db; };

/* Days off were announced: what it did to the matter is kept beside it, with the basis of the notice. */
static bool hear_notice(struct said_due *s, const struct kept_entry *n, struct error *e)
{
	struct matter_recount *rows;
	size_t                 rows_n;
	if (!matter_recounts(s->db, s->a, s->code, INT64_MAX, &rows, &rows_n, e))
		return false;
	for (size_t i = 0; i < rows_n; i++)
		if (rows[i].entry == n->index && rows[i].clock.len == 0) {
			s->said = rows[i].new_due.n == s->due;
			s->with_rule = rows[i].basis.len > 0;
		}
	return true;
}

static bool hear(void *arg, const struct kept_entry *n, struct error *e)
{
	struct said_due *s = arg;
	struct text      due, members = n->bytes, raw;
	day_t            day;
	if (text_is(n->kind, "calendar.changed"))
		return hear_notice(s, n, e);
	if (!text_equal(n->matter, s->code))
		return true;
	if (text_is(n->kind, "grouped")) {
		struct opening o;
		if (!ledger_open_part(s->db, s->key, n->index, PART_ACTS, s->a, &o, e))
			return false;
		members = entry_raw(o.bytes, "entry", &raw) ? raw : TEXT_EMPTY;
	}
	bool    has = entry_text(s->a, members, "due", &due) && day_parse(due, &day);
	int64_t says = has ? day.n : DAY_MAX.n;
	s->said = says == s->due; /* the last one counts */
	struct text clocks, rules;
	s->with_rule = s->with_rule || (entry_raw(members, "clocks", &clocks) && clocks.len > 2 && entry_raw(members, "rules", &rules) && rules.len > 2);
	return true;
}

static void no_due_day_moves_without_an_entry_that_says_so(void **state)
{
	struct history *t = *state;
	size_t          moved = 0, looks = 0;
	static struct text    before_code[HISTORY_CODES_MOST], after_code[HISTORY_CODES_MOST];
	static int64_t        before[HISTORY_CODES_MOST], after[HISTORY_CODES_MOST];
	for (int i = 0; i < SOME * 2; i++) {
		_cleanup_arena_ struct arena *a = arena_new(0);
		int64_t                       from = house_size(&t->h);
		size_t                        n = dues(t, a, before_code, before);
		history_run(t, 3);
		size_t m = dues(t, a, after_code, after);
		for (size_t k = 0, b = 0; k < m; k++) {
			bool old = b < n && text_equal(before_code[b], after_code[k]);
			bool same = old && before[b] == after[k];
			b += old;
			looks++;
			if (same)
				continue;
			struct said_due s = { .a = a, .code = after_code[k], .due = after[k], .key = act_key(t->h.act), .db = t->h.db };
			house_must(&t->h, ledger_walk(t->h.db, from, house_size(&t->h), hear, &s, &t->h.e));
			moved++;
			if (!s.said || !s.with_rule)
				fail_msg("the due day of %.*s moved to %lld and no entry says so", TEXT_ARG(s.code), (long long)s.due);
		}
	}
	printf("I4: %zu due days looked at, %zu moved, each by an entry with its rule\n", looks, moved);
	assert_true(moved > 20);
}

/* ---- I6 ---- */

static bool has(struct text where, const char *what) { return text_find(where, text_of(what)) != SIZE_MAX; }

/* The database as it lies on the disk (SQLite), or as everything that its tables hold (PostgreSQL). */
static struct text everything(struct history *t)
{
	struct build b = { .arena = t->h.arena };
	build_add(&b, test_dump(t->h.arena, t->h.db, NULL));
	static const char *const ends[] = { "", "-wal" };
	for (size_t i = 0; store_engine(t->h.store) == STORE_SQLITE && i < COUNT_OF(ends); i++) {
		struct text bytes;
		const char *path = text_c(t->h.arena, text_print(t->h.arena, "%s%s", t->h.url + strlen("sqlite:"), ends[i]));
		house_must(&t->h, t->h.world.file_read(&t->h.world, t->h.arena, path, 512u << 20, &bytes, &t->h.e));
		build_add(&b, bytes);
	}
	return build_text(&b);
}

static bool gather_entry(void *arg, const struct kept_entry *n, struct error *e)
{
	build_add(arg, n->bytes);
	return true;
}

static struct text entries_of(struct history *t)
{
	struct build b = { .arena = t->h.arena };
	house_must(&t->h, ledger_walk(t->h.db, 0, house_size(&t->h), gather_entry, &b, &t->h.e));
	return build_text(&b);
}

static void what_is_personal_stands_nowhere_in_clear(void **state)
{
	struct history *t = *state;
	static const char *const planted[] = { "Kaplaviq", "0987112233", "kaplaviq@vidu.example", "thôn Zorbanix", "dấu hiệu Qwyzzle", "Myrrhafile", "con cháu Fnordax" };
	struct matter_party      party = { .name = text_of("Nguyễn Kaplaviq"), .phone = TEXT("0987112233"), .email = TEXT("kaplaviq@vidu.example"),
					   .address = text_of("thôn Zorbanix"), .title = TEXT("ông"), .for_whom = text_of("con cháu Fnordax") };
	struct text code = history_file(t, "02155", "dấu hiệu Qwyzzle ở cầu, gọi 0987112233", &party, "Myrrhafile.txt");
	history_run(t, SOME);
	history_publish(t);
	/* it is there, for those who may open it */
	struct matter_words    *words;
	struct matter_file_row *files;
	size_t                  n, files_n;
	house_must(&t->h, matter_open(t->h.db, act_key(t->h.act), t->h.arena, code, PART_PARTY, &words, &n, &t->h.e) && n == 1);
	house_must(&t->h, matter_files(t->h.db, act_key(t->h.act), t->h.arena, code, &files, &files_n, &t->h.e) && files_n == 1);
	assert_true(text_is(files[0].name, "Myrrhafile.txt"));
	struct text all = everything(t), entries = entries_of(t);
	size_t      looked = 0;
	for (size_t i = 0; i < COUNT_OF(planted); i++, looked++) {
		if (has(all, planted[i]) || has(all, text_c(t->h.arena, hex_encode(t->h.arena, text_of(planted[i])))))
			fail_msg("\"%s\" stands in clear in the database", planted[i]);
		assert_false(has(entries, planted[i]));
	}
	/* the search itself finds what is there in clear */
	assert_true(has(all, text_c(t->h.arena, code)) && has(entries, "matter.filed"));
	printf("I6: %zu markers in %lld filings and steps, nowhere in %zu bytes of database and %zu of entries\n", looked, (long long)(t->filed + t->stepped), all.len, entries.len);
}

/* ---- I8 ---- */

struct rules_walk { struct history *t; struct arena *a; size_t entries, rules; };

static day_t day_of(struct arena *a, struct text members, const char *name)
{
	struct text text;
	day_t       day;
	return entry_text(a, members, name, &text) && day_parse(text, &day) ? day : DAY_NONE;
}

static bool check_rules(void *arg, const struct kept_entry *n, struct error *e)
{
	struct rules_walk *w = arg;
	struct text        members = n->bytes, raw, rules = TEXT_EMPTY, item, procedure;
	if (!text_is(n->kind, "grouped") && !text_is(n->kind, "matter.filed") && !text_is(n->kind, "matter.step"))
		return true;
	if (text_is(n->kind, "grouped")) {
		struct opening o;
		if (!ledger_open_part(w->t->h.db, act_key(w->t->h.act), n->index, PART_ACTS, w->a, &o, e))
			return false;
		assert_true(entry_raw(o.bytes, "entry", &raw));
		members = raw;
	}
	assert_true(entry_text(w->a, members, "procedure", &procedure) && entry_raw(members, "rules", &rules));
	const struct pack *pack = ground_pack(w->t->ground, procedure);
	assert_non_null(pack);
	w->entries++;
	size_t of_entry = 0;
	for (size_t at = 0; entry_item(rules, &at, &item); of_entry++) {
		struct text             name = text_first(text_from(item, 1), item.len - 2);
		const struct pack_rule *r = pack_rule(pack, name);
		if (!r || r->basis.len == 0)
			fail_msg("entry %lld names the rule %.*s, which has no basis in the pack", (long long)n->index, TEXT_ARG(name));
		/* in force on the day that it binds by: that of receipt, of acceptance (between receipt and today), or today */
		day_t received = day_of(w->a, members, "received");
		day_t last = r->binds == BINDS_RECEIVED ? received : n->day, first = r->binds == BINDS_PENDING ? day_add(n->day, -7) : received;
		if (day_compare(r->from, last) > 0 || day_compare(r->to, first) < 0)
			fail_msg("entry %lld of %.*s applies %.*s, which is not in force then", (long long)n->index, TEXT_ARG(day_print(w->a, n->day)), TEXT_ARG(name));
		w->rules++;
	}
	if (of_entry == 0)
		fail_msg("entry %lld names no rule", (long long)n->index);
	return true;
}

static void every_rule_of_every_entry_has_a_basis_and_is_in_force(void **state)
{
	struct history   *t = *state;
	struct rules_walk w = { .t = t, .a = t->h.arena };
	history_run(t, SOME);
	house_must(&t->h, ledger_walk(t->h.db, 0, house_size(&t->h), check_rules, &w, &t->h.e));
	printf("I8: %zu entries, %zu rules applied, each in force with its basis\n", w.entries, w.rules);
	assert_true(w.entries > 100);
}

/* ---- I9: two matters of one person ---- */

/* Does the statement, asked for `what` in place of every text, answer with one of both codes? */
static bool answers(struct history *t, const struct statement *s, const char *what, struct text one, struct text other)
{
	struct value values[32] = { { 0 } };
	bool         asks = false, sees = false;
	for (size_t p = 0; s->params[p]; p++) {
		char letter = (char)(s->params[p] | 0x20);
		asks = asks || letter == 't';
		values[p] = letter == 't' ? value_text(text_of(what)) : letter == 'b' ? value_bytes(text_of(what)) : value_int(1000);
	}
	if (!asks)
		return false;
	_cleanup_query_ struct query *q = NULL;
	struct error                  e = { 0 };
	if (!query_start(t->h.db, s, values, &q, &e))
		fail_msg("%s: %s %s", s->name, e.code, e.value);
	while (query_next(q))
		for (size_t c = 0; s->result[c]; c++)
			sees = sees || ((s->result[c] | 0x20) == 't' && (text_equal(query_text(q, (int)c), one) || text_equal(query_text(q, (int)c), other)));
	return sees;
}

/* Every statement that reads and takes a text, asked for what the person gave: may not answer with both codes, nor with one. One that answers to nothing at all
 * as well walks over everything, slice by slice: it finds nobody. */
static size_t ask_all_statements(struct history *t, const char *what, struct text one, struct text other, size_t *ret_visited)
{
	size_t                         n, joined = 0;
	const struct statement *const *all = statements_all(&n);
	*ret_visited = 0;
	for (size_t i = 0; i < n; i++) {
		const struct statement *s = all[i];
		++*ret_visited;
		if (s->does != READS || strncmp(s->name, "sqlite_", 7) == 0 || strncmp(s->name, "postgresql_", 11) == 0 || strlen(s->params) > 32)
			continue;
		if (answers(t, s, what, one, other) && !answers(t, s, "", one, other)) {
			printf("%s answers to \"%s\"\n", s->name, what);
			joined++;
		}
	}
	return joined;
}

static void nothing_finds_matters_by_who_sent_them(void **state)
{
	struct history *t = *state;
	static const char *const asked[] = { "0987112233", "kaplaviq", "nguyen kaplaviq", "kaplaviq@vidu.example", "Nguyễn Kaplaviq" };
	struct matter_party party = { .name = text_of("Nguyễn Kaplaviq"), .phone = TEXT("0987112233"), .email = TEXT("kaplaviq@vidu.example") };
	struct text         one = history_file(t, "02155", "Cầu hỏng, gọi tôi số 0987112233, Nguyễn Kaplaviq", &party, NULL);
	struct text         other = history_file(t, "02155", "Đường hỏng, gọi tôi số 0987112233, Nguyễn Kaplaviq", &party, NULL);
	struct matter_file  counter = { .procedure = TEXT("phan-anh-kien-nghi"), .place = TEXT("02155"), .text = TEXT("nữa"), .subject = TEXT("Cầu hỏng, dân gọi từ 0987112233"),
					.party = party, .received = DAY_NONE, .channel = TEXT("phone"), .ground = t->ground };
	counter.by = history_actor(t, t->h.arena, 0);
	house_do(&t->h, &row_matter_file, &counter);
	history_publish(t);
	size_t searches = 0, statements = 0;
	for (size_t who = 0; who < HISTORY_PEOPLE; who++) {
		const struct actor *by = history_actor(t, t->h.arena, who);
		struct text        *desks;
		size_t n = actor_desks(by, ground_registry(t->ground), t->h.arena, 63, history_today(t), &desks);
		for (size_t i = 0; i < COUNT_OF(asked); i++, searches++) {
			struct work_filter f = { .desks = desks, .desks_n = n, .after_due = DAY_NONE, .after_code = TEXT_EMPTY };
			struct work_found  found;
			house_must(&t->h, work_find(t->h.db, t->h.arena, &f, text_of(asked[i]), history_today(t), &found, &t->h.e));
			if (found.n != 0)
				fail_msg("%.*s finds %zu matters by \"%s\"", TEXT_ARG(by->account.login), found.n, asked[i]);
		}
	}
	/* the officer's own words are found: the search searches */
	struct work_filter f = { .after_due = DAY_NONE, .after_code = TEXT_EMPTY };
	struct work_found  found;
	struct text       *desks;
	f.desks_n = actor_desks(history_actor(t, t->h.arena, 1), ground_registry(t->ground), t->h.arena, 63, history_today(t), &desks);
	f.desks = desks;
	house_must(&t->h, work_find(t->h.db, t->h.arena, &f, TEXT("cau hong"), history_today(t), &found, &t->h.e));
	assert_true(found.n >= 1);
	size_t total;
	statements_all(&total);
	for (size_t i = 0; i < COUNT_OF(asked); i++) {
		assert_int_equal(ask_all_statements(t, asked[i], one, other, &statements), 0);
		assert_int_equal(statements, total);
	}
	printf("I9: %zu searches by %d officers; %zu statements visited of %zu, with %zu things to ask\n", searches, HISTORY_PEOPLE, statements, total, COUNT_OF(asked));
}

int main(void)
{
#define T(f) cmocka_unit_test(f)
	const struct CMUnitTest tests[] = {
		T(every_open_matter_lies_at_one_desk_of_one_unit_that_exists),
		T(no_due_day_moves_without_an_entry_that_says_so),
		T(what_is_personal_stands_nowhere_in_clear),
		T(every_rule_of_every_entry_has_a_basis_and_is_in_force),
		T(nothing_finds_matters_by_who_sent_them),
	};
	return cmocka_run_group_tests(tests, history_setup, history_teardown);
}
