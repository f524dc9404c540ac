/* What happens to a matter: filing, routing, steps, keys, files, and what everybody may see of it. */
#include "base/base.h"

#include "town.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

static struct test_house h;
static struct ground    *ground;

#define NA_RI "org-vn-02155-20250701-ubnd"
#define CHO_MOI "org-vn-02086-20250701-ubnd"
#define BOARD "org-19-btcd"

static int begin(void **state)
{
	town_begin(&h, &ground);
	return 0;
}

static int end(void **state)
{
	town_end(&h, &ground);
	return 0;
}

/* ---- verbs ---- */

static struct matter_file filing(const char *place, const char *text)
{
	return (struct matter_file){ .procedure = TEXT("phan-anh-kien-nghi"), .place = text_of(place), .text = text_of(text), .channel = TEXT("web"),
				     .received = DAY_NONE, .ground = ground };
}

static struct text file(const char *place)
{
	struct matter_file f = filing(place, "Cầu treo hỏng.");
	house_do(&h, &row_matter_file, &f);
	return f.ret_code;
}

static struct matter load(struct text code)
{
	struct matter m;
	bool          found;
	house_must(&h, matter_load(h.db, h.arena, ground, code, world_today(&h.world), &m, &found, &h.e));
	assert_true(found);
	return m;
}

static struct actor officer(const char *login, enum role role, const char *unit)
{
	struct test_account a = house_account(&h, login, login);
	struct actor        actor;
	house_grant(&h, a.number, role, unit);
	house_must(&h, actor_load(h.db, h.arena, a.number, world_today(&h.world), "web", &actor, &h.e));
	return actor;
}

static struct matter_step step(struct text code, const char *name, const struct actor *by)
{
	return (struct matter_step){ .code = code, .step = text_of(name), .by = by, .as_author = by == NULL, .version = -1, .received = DAY_NONE, .ground = ground };
}

static void does(struct text code, const char *name, const struct actor *by, const struct step_value *values, size_t n)
{
	struct matter_step s = step(code, name, by);
	s.values = values;
	s.values_n = n;
	house_do(&h, &row_matter_step, &s);
}
#define DOES(code, name, by, ...) does(code, name, by, (const struct step_value[]){ __VA_ARGS__ }, sizeof((const struct step_value[]){ __VA_ARGS__ }) / sizeof(struct step_value))
#define V(name, value) { TEXT(name), TEXT(value) }

static void answer(struct text code, const struct actor *officer_, const struct actor *head)
{
	DOES(code, "receive", officer_);
	DOES(code, "draft", officer_, V("answer", "Đã sửa xong cầu treo."));
	DOES(code, "sign", head, V("answer", "Đã sửa xong cầu treo."), V("signed", "yes"));
	DOES(code, "issue", officer_, V("answer", "Đã sửa xong cầu treo."));
}

static void assert_text(struct text got, const char *expected) { assert_string_equal(text_c(h.arena, got), expected); }

/* ---- filing ---- */

static void a_filing_lies_with_the_office_of_its_place_and_has_its_term(void **state)
{
	struct matter m = load(file("02155"));
	assert_text(m.holder, NA_RI);
	assert_text(m.place, "vn-02155-20250701");
	assert_text(m.state, "received");
	assert_text(day_print(h.arena, m.due), "2026-12-15"); /* 15 working days; 24/11 is a day off */
	assert_true(m.is_open && m.fresh);
}

static void what_concerns_an_officer_goes_to_the_level_above_at_once(void **state)
{
	struct matter_file f = filing("02155", "Cán bộ đòi tiền.");
	f.concerns_officer = true;
	house_do(&h, &row_matter_file, &f);
	assert_text(load(f.ret_code).holder, BOARD);
	struct actor there = officer("thuly", ROLE_OFFICER, NA_RI), above = officer("ban", ROLE_OFFICER, BOARD), province = officer("phochutich", ROLE_HEAD, "org-19-ubnd");
	struct matter m = load(f.ret_code);
	assert_false(matter_may_see(&m, ground, &there));
	assert_true(matter_may_see(&m, ground, &above));
	assert_true(matter_may_see(&m, ground, &province));
}

static void sent_twice_it_is_one_matter_with_the_same_key(void **state)
{
	struct matter_file f = filing("02155", "Cầu treo hỏng."), g = f, other = f;
	f.caller = g.caller = other.caller = TEXT("app");
	f.key = g.key = other.key = TEXT("k-1");
	f.body_hash = g.body_hash = TEXT("một");
	other.body_hash = TEXT("hai");
	house_do(&h, &row_matter_file, &f);
	int64_t size = house_size(&h);
	house_do(&h, &row_matter_file, &g);
	assert_true(g.ret_again);
	assert_true(text_equal(f.ret_code, g.ret_code) && text_equal(f.ret_key, g.ret_key));
	assert_int_equal(house_size(&h), size);
	assert_false(house_try(&h, &row_matter_file, &other));
	assert_true(error_is(&h.e, MATTER_OTHER_BODY));
}

static void only_the_right_key_opens_and_only_its_hash_is_kept(void **state)
{
	bool               fits;
	struct matter_file f = filing("02155", "Cầu treo hỏng.");
	house_do(&h, &row_matter_file, &f);
	assert_int_equal(f.ret_key.len, 26);
	house_must(&h, matter_key_fits(h.db, h.arena, f.ret_code, grouped(h.arena, text_lower(h.arena, f.ret_key), 4, ' '), &fits, &h.e));
	assert_true(fits);
	char *wrong = text_c(h.arena, f.ret_key);
	wrong[25] = wrong[25] == '0' ? '4' : '0';
	house_must(&h, matter_key_fits(h.db, h.arena, f.ret_code, text_of(wrong), &fits, &h.e));
	assert_false(fits);
	assert_false(house_ledger_shows(&h, text_c(h.arena, f.ret_key)));
}

static void a_filing_without_words_in_the_future_or_marked_secret_is_refused_and_leaves_nothing(void **state)
{
	struct {
		struct matter_file f;
		const char        *code;
	} cases[] = {
		{ filing("02155", "  \n"), MATTER_NO_TEXT },
		{ filing("02155", "MẬT\nKế hoạch"), MATTER_SECRET_MARK },
		{ filing("02155", "Có dấu TUYỆT MẬT"), MATTER_SECRET_MARK },
		{ filing("02155", "x"), MATTER_RECEIVED_FUTURE },
		{ filing("02155", "x"), MATTER_RECEIVED_OLD },
		{ filing("99999", "x"), REGISTRY_NO_SUCH_UNIT },
		{ filing("02155", "x"), MATTER_NO_PROCEDURE },
	};
	cases[3].f.received = day_add(TEST_TODAY, 1);
	cases[4].f.received = day_add(TEST_TODAY, -400);
	cases[6].f.procedure = TEXT("khong-co");
	int64_t size = house_size(&h);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_false(house_try(&h, &row_matter_file, &cases[i].f));
		assert_string_equal(h.e.code, cases[i].code);
	}
	assert_int_equal(house_size(&h), size);
}

static void paper_that_came_earlier_runs_from_the_day_it_came(void **state)
{
	struct actor       clerk = officer("tiepnhan", ROLE_CLERK, NA_RI);
	struct matter_file f = filing("02155", "Đơn giấy.");
	f.received = day_add(TEST_TODAY, -30);
	f.channel = TEXT("paper");
	f.by = &clerk;
	house_do(&h, &row_matter_file, &f);
	struct matter m = load(f.ret_code);
	assert_int_equal(m.received.n, TEST_TODAY.n - 30);
	assert_int_equal(m.entered.n, TEST_TODAY.n);
	assert_true(day_compare(m.due, TEST_TODAY) < 0); /* it is late when it is entered, and listed so */
}

/* ---- steps ---- */

static void a_forwarded_matter_lies_with_the_other_unit_and_its_answer_keeps_its_day(void **state)
{
	struct text  code = file("02155");
	struct actor clerk = officer("tiepnhan", ROLE_CLERK, NA_RI), other = officer("thuly2", ROLE_OFFICER, CHO_MOI);
	day_t        answer_due = DAY_NONE;
	struct matter m = load(code);
	for (size_t i = 0; i < m.situation.clocks_n; i++)
		if (text_is(m.situation.clocks[i].name, "answer"))
			answer_due = m.situation.clocks[i].due;
	house_later(&h, 2 * day_ms);
	DOES(code, "forward", &clerk, V("unit", CHO_MOI), V("reason", "place"));
	m = load(code);
	assert_text(m.holder, CHO_MOI);
	assert_true(m.fresh);
	for (size_t i = 0; i < m.situation.clocks_n; i++)
		if (text_is(m.situation.clocks[i].name, "answer"))
			assert_int_equal(m.situation.clocks[i].due.n, answer_due.n);
	assert_true(matter_may_see(&m, ground, &other));
	assert_false(matter_may_see(&m, ground, &clerk));
	struct matter_step late = step(code, "receive", &clerk);
	assert_false(house_try(&h, &row_matter_step, &late));
	assert_true(error_is(&h.e, MATTER_KEPT_AWAY));
}

static void a_province_does_not_sign_for_a_commune(void **state)
{
	struct text  code = file("02155");
	struct actor thuly = officer("thuly", ROLE_OFFICER, NA_RI), province = officer("phochutich", ROLE_HEAD, "org-19-ubnd");
	DOES(code, "receive", &thuly);
	DOES(code, "draft", &thuly, V("answer", "Đã sửa."));
	struct matter_step sign = step(code, "sign", &province);
	sign.values = (struct step_value[]){ V("answer", "Đã sửa."), V("signed", "yes") };
	sign.values_n = 2;
	assert_false(house_try(&h, &row_matter_step, &sign));
	assert_true(error_is(&h.e, PROCEDURE_NOT_YOUR_ROLE));
}

static void an_answer_is_drafted_signed_issued_and_then_nothing_is_owed(void **state)
{
	struct text  code = file("02155");
	struct actor thuly = officer("thuly", ROLE_OFFICER, NA_RI), head = officer("chutich", ROLE_HEAD, NA_RI);
	answer(code, &thuly, &head);
	struct matter m = load(code);
	assert_false(m.is_open);
	assert_false(m.closed_late);
	assert_text(m.outcome, "answered");
	assert_false(day_is_known(m.due));
	assert_int_equal(m.version, 5);
}

static void an_answer_after_its_day_is_late_for_ever(void **state)
{
	struct text code = file("02155");
	house_later(&h, 40 * day_ms);
	struct actor thuly = officer("thuly", ROLE_OFFICER, NA_RI), head = officer("chutich", ROLE_HEAD, NA_RI);
	answer(code, &thuly, &head);
	assert_true(load(code).closed_late);
}

static void while_the_author_is_asked_the_clock_stands_still(void **state)
{
	struct text  code = file("02155");
	struct actor thuly = officer("thuly", ROLE_OFFICER, NA_RI);
	DOES(code, "receive", &thuly);
	DOES(code, "ask_supplement", &thuly, V("list", "Ở thôn nào?"));
	assert_true(day_is_known(load(code).paused));
	assert_false(day_is_known(load(code).due));
	house_later(&h, 7 * day_ms);
	DOES(code, "supplement", NULL, V("text", "Thôn Nà Khưa."));
	struct matter m = load(code);
	assert_false(day_is_known(m.paused));
	assert_text(day_print(h.arena, m.due), "2026-12-21"); /* the 15 working days that were left run on from 30/11 */
}

static void who_is_not_satisfied_opens_it_again_once_and_the_level_above_has_it(void **state)
{
	struct text  code = file("02155");
	struct actor thuly = officer("thuly", ROLE_OFFICER, NA_RI), head = officer("chutich", ROLE_HEAD, NA_RI);
	answer(code, &thuly, &head);
	DOES(code, "rate", NULL, V("stars", "1"));
	DOES(code, "reopen", NULL, V("reason", "Chưa thấy ai đến sửa cả."));
	struct matter m = load(code);
	assert_true(m.is_open);
	assert_text(m.holder, BOARD);
	assert_true(day_is_known(m.due));
	struct matter_step again = step(code, "reopen", NULL);
	again.values = (struct step_value[]){ V("reason", "Vẫn chưa đồng ý lần nữa.") };
	again.values_n = 1;
	assert_false(house_try(&h, &row_matter_step, &again));
}

static void who_was_faster_is_told_to_the_other(void **state)
{
	struct text        code = file("02155");
	struct actor       thuly = officer("thuly", ROLE_OFFICER, NA_RI);
	struct matter_step first = step(code, "receive", &thuly), second = step(code, "note", &thuly);
	first.version = second.version = 1;
	second.values = (struct step_value[]){ V("note", "Đã gọi.") };
	second.values_n = 1;
	house_do(&h, &row_matter_step, &first);
	assert_false(house_try(&h, &row_matter_step, &second));
	assert_true(error_is(&h.e, MATTER_MOVED_ON));
	assert_int_equal(h.e.number, 2);
}

static void a_wrong_step_is_put_right_and_stays_on_record(void **state)
{
	struct text  code = file("02155");
	struct actor thuly = officer("thuly", ROLE_OFFICER, NA_RI), head = officer("chutich", ROLE_HEAD, NA_RI);
	DOES(code, "receive", &thuly);
	struct matter before = load(code);
	DOES(code, "refuse", &head, V("ground", "no_content"), V("words", "Chưa rõ."));
	assert_false(load(code).is_open);
	DOES(code, "correct", &head, V("reason", "wrong_step"), V("words", "Bấm nhầm."), V("wrong", "3"));
	struct matter m = load(code);
	assert_true(m.is_open);
	assert_text(m.state, "handling");
	assert_int_equal(m.due.n, before.due.n);
	assert_int_equal(m.events_n, 4);
	assert_true(m.events[2].corrected);
	assert_int_equal(m.events[3].corrects, 3);
}

static void work_is_given_only_to_who_may_do_it(void **state)
{
	struct text        code = file("02155");
	struct actor       head = officer("chutich", ROLE_HEAD, NA_RI), thuly = officer("thuly", ROLE_OFFICER, NA_RI), far = officer("thuly2", ROLE_OFFICER, CHO_MOI);
	struct step_value  to_far[] = { { TEXT("account"), text_print(h.arena, "%lld", (long long)far.account.number) } };
	struct step_value  to_near[] = { { TEXT("account"), text_print(h.arena, "%lld", (long long)thuly.account.number) } };
	struct matter_step s = step(code, "assign", &head);
	s.values = to_far;
	s.values_n = 1;
	assert_false(house_try(&h, &row_matter_step, &s));
	assert_true(error_is(&h.e, MATTER_NOT_ASSIGNABLE));
	does(code, "assign", &head, to_near, 1);
	assert_int_equal(load(code).assignee, thuly.account.number);
}

/* ---- what is private, and what is public ---- */

static void what_was_written_opens_again_word_for_word(void **state)
{
	struct matter_words *words;
	size_t               n;
	struct matter_file   f = filing("02155", "Cầu treo \"hỏng\".\nĐề nghị sửa.");
	f.party.name = TEXT("Người Giả Định");
	house_do(&h, &row_matter_file, &f);
	house_must(&h, matter_open(h.db, act_key(h.act), h.arena, f.ret_code, PART_TEXT, &words, &n, &h.e));
	assert_int_equal(n, 1);
	assert_text(words[0].values[0].value, "Cầu treo \"hỏng\".\nĐề nghị sửa.");
	house_must(&h, matter_open(h.db, act_key(h.act), h.arena, f.ret_code, PART_PARTY, &words, &n, &h.e));
	assert_text(words[0].values[0].value, "Người Giả Định");
	assert_false(house_ledger_shows(&h, "Người Giả Định"));
}

static void nobody_sees_a_matter_in_the_lists_before_it_is_published(void **state)
{
	struct public_row   *rows, one;
	struct public_filter all = { .after_day = DAY_NONE };
	struct publish       p = { 0 };
	size_t               n;
	bool                 found;
	struct text          code = file("02155");
	house_must(&h, public_matter(h.db, h.arena, code, &one, &found, &h.e));
	assert_false(found);
	house_do(&h, &row_publish, &p);
	house_must(&h, public_list(h.db, h.arena, ground_registry(ground), &all, TEST_TODAY, &rows, &n, &h.e));
	assert_int_equal(n, 1);
	assert_text(rows[0].code, text_c(h.arena, code));
	assert_text(rows[0].status, "open");
}

static void a_receipt_is_verified_by_who_has_only_the_key_of_the_ledger(void **state)
{
	struct text    receipt, vkey = key_vkey(h.arena, act_key(h.act));
	struct receipt r;
	struct text    code = file("02155");
	file("02155");
	house_must(&h, matter_receipt(h.db, act_key(h.act), h.arena, code, &receipt, &h.e));
	house_must(&h, verify_receipt(h.arena, receipt, &vkey, 1, &r, &h.e));
	assert_text(r.kind, "matter.filed");
	assert_true(text_equal(r.matter, code));
}

/* ---- lists ---- */

static void the_worklist_stands_in_the_order_of_what_is_due(void **state)
{
	struct text        first, desks[] = { TEXT("desk-" NA_RI), TEXT("desk-" CHO_MOI) };
	struct work_filter all = { .desks = desks, .desks_n = 2, .after_due = DAY_NONE };
	struct work_row   *rows;
	struct work_counts counts;
	size_t             n;
	first = file("02155");
	house_later(&h, 3 * day_ms);
	file("02086");
	house_later(&h, 30 * day_ms);
	file("02155");
	day_t today = world_today(&h.world);
	house_must(&h, work_list(h.db, h.arena, &all, today, &rows, &n, &h.e));
	assert_int_equal(n, 3);
	assert_true(text_equal(rows[0].code, first));
	assert_true(rows[0].due.n <= rows[1].due.n && rows[1].due.n <= rows[2].due.n);
	house_must(&h, work_count(h.db, h.arena, desks, 2, today, &counts, &h.e));
	assert_int_equal(counts.open, 3);
	assert_int_equal(counts.late, 2);
	assert_int_equal(counts.fresh, 3);
	all.after_due = rows[0].due;
	all.after_code = rows[0].code;
	house_must(&h, work_list(h.db, h.arena, &all, today, &rows, &n, &h.e));
	assert_int_equal(n, 2);
}

static void the_counts_are_those_of_the_matters(void **state)
{
	struct text        code = file("02155"), desks[] = { TEXT("desk-" NA_RI), TEXT("desk-" CHO_MOI) };
	struct actor       thuly = officer("thuly", ROLE_OFFICER, NA_RI), head = officer("chutich", ROLE_HEAD, NA_RI);
	struct work_counts counts;
	file("02155");
	answer(code, &thuly, &head);
	house_must(&h, work_count(h.db, h.arena, desks, 2, TEST_TODAY, &counts, &h.e));
	assert_int_equal(counts.open, 1);
	assert_int_equal(counts.fresh, 1);
}

#define T(claim) cmocka_unit_test_setup_teardown(claim, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_filing_lies_with_the_office_of_its_place_and_has_its_term),
		T(what_concerns_an_officer_goes_to_the_level_above_at_once),
		T(sent_twice_it_is_one_matter_with_the_same_key),
		T(only_the_right_key_opens_and_only_its_hash_is_kept),
		T(a_filing_without_words_in_the_future_or_marked_secret_is_refused_and_leaves_nothing),
		T(paper_that_came_earlier_runs_from_the_day_it_came),
		T(a_forwarded_matter_lies_with_the_other_unit_and_its_answer_keeps_its_day),
		T(a_province_does_not_sign_for_a_commune),
		T(an_answer_is_drafted_signed_issued_and_then_nothing_is_owed),
		T(an_answer_after_its_day_is_late_for_ever),
		T(while_the_author_is_asked_the_clock_stands_still),
		T(who_is_not_satisfied_opens_it_again_once_and_the_level_above_has_it),
		T(who_was_faster_is_told_to_the_other),
		T(a_wrong_step_is_put_right_and_stays_on_record),
		T(work_is_given_only_to_who_may_do_it),
		T(what_was_written_opens_again_word_for_word),
		T(nobody_sees_a_matter_in_the_lists_before_it_is_published),
		T(a_receipt_is_verified_by_who_has_only_the_key_of_the_ledger),
		T(the_worklist_stands_in_the_order_of_what_is_due),
		T(the_counts_are_those_of_the_matters),
	};
	return cmocka_run_group_tests_name("matter", tests, NULL, NULL);
}
