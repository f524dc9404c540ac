/* procedure_reflections.c - reflections from the day they come to the answer and after it, step by step, against the office's own rules (see procedure_packs.c). */
#include "base/base.h"

#include "procedure_help.h"

#define PAKN "phan-anh-kien-nghi"

/* basis: PAKN.RECEIVE PAKN.TERM PAKN.TRANSFER PAKN.NEGLECT */
static void a_reflection_owes_an_answer_in_fifteen_working_days(void **state)
{
	struct tried t = matter(PAKN, "", "2026-11-02");
	assert_due(&t, "answer", "2026-11-23");
	assert_due(&t, "transfer", "2026-11-09");
	assert_due(&t, "neglect", "2026-12-17");
	assert_day(t.last.due, "2026-11-23"); /* the inner clock is not what the receipt says */
	assert_true(pack_rule(t.pack, TEXT("PAKN.TERM/1"))->is_own);
	assert_int_equal(pack_rule(t.pack, TEXT("PAKN.TERM/1"))->verified, RULE_UNVERIFIED);
	does(&t, a_clerk, "receive", "", "2026-11-10");
	assert_true(t.last.was_late);
}

/* basis: PAKN.FORWARD PAKN.TRANSFER */
static void a_forwarded_reflection_keeps_its_day(void **state)
{
	struct tried t = matter(PAKN, "", "2026-11-02");
	refused(&t, an_officer, "forward", "unit=org-a;reason=place", "2026-11-03", PROCEDURE_FIELD_BAD);
	does(&t, an_officer, "forward", "unit=org-b;reason=place", "2026-11-03");
	assert_int_equal(t.last.holder, HOLDER_TO_UNIT);
	assert_due(&t, "answer", "2026-11-23");
	assert_due(&t, "transfer", "2026-11-10");
}

/* basis: PAKN.CONFLICT */
static void what_concerns_an_officer_goes_to_the_level_above(void **state)
{
	struct tried t = matter(PAKN, "concerns_officer=yes", "2026-11-02"), later = matter(PAKN, "", "2026-11-02");
	assert_int_equal(t.last.holder, HOLDER_TO_ABOVE);
	does(&later, an_officer, "send_up", "reason=Có tên cán bộ", "2026-11-03");
	assert_int_equal(later.last.holder, HOLDER_TO_ABOVE);
	later.s.is_top = true;
	refused(&later, an_officer, "send_up", "reason=Lần nữa", "2026-11-03", PROCEDURE_CONDITION);
}

/* basis: PAKN.SUPPLEMENT PAKN.SUPPLEMENT.WAIT */
static void waiting_for_the_author_pauses_the_clock_once(void **state)
{
	struct tried t = matter(PAKN, "", "2026-11-02");
	does(&t, an_officer, "ask_supplement", "list=Ở đâu", "2026-11-05");
	assert_int_equal(clock_is(&t, "answer")->status, CLOCK_PAUSED);
	assert_int_equal(clock_is(&t, "answer")->term.amount, 12); /* working days */
	assert_false(day_is_known(t.last.due));
	assert_day(t.last.paused, "2026-11-05");
	refused(&t, an_officer, "lapse", "", "2026-12-07", PROCEDURE_TOO_EARLY); /* 30 days end on Saturday 5 December */
	struct tried gone = t;
	does(&gone, an_officer, "lapse", "", "2026-12-08");
	does(&t, the_author, "supplement", "text=Ở thôn A", "2026-11-19");
	assert_due(&t, "answer", "2026-12-08"); /* 24 November is a day off */
	refused(&t, an_officer, "ask_supplement", "list=Nữa", "2026-11-20", PROCEDURE_ONLY_ONCE);
}

/* basis: PAKN.EXTEND */
static void a_reflection_is_extended_once_and_in_time(void **state)
{
	struct tried t = matter(PAKN, "", "2026-11-02");
	refused(&t, an_officer, "extend", "reason=verify;words=x", "2026-11-20", PROCEDURE_NOT_YOUR_ROLE);
	refused(&t, the_head, "extend", "reason=verify;words=x", "2026-11-25", PROCEDURE_TOO_LATE);
	does(&t, the_head, "extend", "reason=verify;words=x", "2026-11-20");
	assert_due(&t, "answer", "2026-12-08");
	refused(&t, the_head, "extend", "reason=verify;words=x", "2026-11-20", PROCEDURE_ONLY_ONCE);
}

static struct tried answered(void)
{
	struct tried t = matter(PAKN, "", "2026-11-02");
	does(&t, a_clerk, "receive", "", "2026-11-03");
	does(&t, an_officer, "draft", "answer=Đã sửa cầu.", "2026-11-04");
	refused(&t, an_officer, "sign", "answer=Đã sửa cầu.;signed=yes", "2026-11-05", PROCEDURE_NOT_YOUR_ROLE);
	does(&t, the_head, "return_draft", "reason=Thiếu ngày", "2026-11-05");
	does(&t, an_officer, "draft", "answer=Đã sửa cầu ngày 4/11.", "2026-11-05");
	assert_string_equal(text_c(ground, t.last.waits_for), "head");
	does(&t, the_head, "sign", "answer=Đã sửa cầu ngày 4/11.;signed=yes", "2026-11-06");
	does(&t, a_clerk, "issue", "answer=Đã sửa cầu ngày 4/11.;number=12/UBND", "2026-11-09");
	return t;
}

/* basis: PAKN.SIGN PAKN.PUBLISH PAKN.HANDLE */
static void an_answer_is_drafted_signed_and_issued(void **state)
{
	struct tried t = answered();
	assert_state(&t, "answered");
	assert_int_equal(clock_is(&t, "answer")->status, CLOCK_MET);
	assert_false(t.last.is_open);
	refused(&t, an_officer, "note", "note=x", "2026-11-10", PROCEDURE_WRONG_STATE);
}

/* basis: PAKN.RATE PAKN.REOPEN PAKN.REOPEN.WINDOW PAKN.REOPEN.TERM */
static void the_author_rates_and_opens_again_once_within_fifteen_days(void **state)
{
	struct tried t = answered();
	refused(&t, an_officer, "rate", "stars=5", "2026-11-10", PROCEDURE_NOT_YOUR_ROLE);
	refused(&t, the_author, "rate", "stars=6", "2026-11-10", PROCEDURE_FIELD_BAD);
	does(&t, the_author, "rate", "stars=2", "2026-11-10");
	refused(&t, the_author, "rate", "stars=5", "2026-11-10", PROCEDURE_CONDITION);
	does(&t, the_author, "dissatisfied", "reason=not_done", "2026-11-10");
	refused(&t, the_author, "reopen", "reason=Cầu vẫn hỏng như cũ", "2026-11-26", PROCEDURE_TOO_LATE);
	does(&t, the_author, "reopen", "reason=Cầu vẫn hỏng như cũ", "2026-11-25"); /* the fifteenth day, the 24th, is a day off */
	assert_int_equal(t.last.holder, HOLDER_TO_ABOVE);
	assert_due(&t, "answer_again", "2026-12-16");
	assert_day(t.last.due, "2026-12-16");
	does(&t, an_officer, "guide", "competent=Sở X;where=Số 1;words=Xin gửi đến đó", "2026-11-27");
	refused(&t, the_author, "reopen", "reason=Cầu vẫn hỏng như cũ", "2026-11-28", PROCEDURE_ONLY_ONCE);
	does(&t, the_author, "rate", "stars=1", "2026-11-28");
}

/* basis: PAKN.REFUSE PAKN.GUIDE PAKN.JOIN PAKN.WITHDRAW */
static void refused_guided_joined_and_withdrawn_are_told_apart(void **state)
{
	static const struct { const char *step, *values, *outcome; } ends[] = {
		{ "refuse", "ground=insulting;words=Không nêu việc gì", "refused" }, { "guide", "competent=Sở X;where=Số 1;words=Xin gửi đến đó", "guided" },
		{ "join", "matter=7Q4M-2RXA-K9TD", "joined" }, { "withdraw", "", "withdrawn" }, { "close", "result=Đã sửa;agreed=yes", "answered" },
	};
	for (size_t i = 0; i < N_OF(ends); i++) {
		struct tried t = matter(PAKN, "", "2026-11-02");
		does(&t, i == 3 ? the_author : the_head, ends[i].step, ends[i].values, "2026-11-03");
		assert_string_equal(text_c(ground, t.last.outcome), ends[i].outcome);
	}
}

/* basis: PAKN.CORRECT */
static void a_wrong_refusal_is_put_right_by_the_head(void **state)
{
	struct tried     t = matter(PAKN, "", "2026-11-02");
	struct situation before = t.s;
	struct named     v[] = { { TEXT("reason"), TEXT("wrong_matter") }, { TEXT("words"), TEXT("Nhầm mã") } };
	struct move      m = { .step = TEXT("correct"), .actor = an_officer, .values = v, .values_n = 2, .received = DAY_NONE };
	does(&t, the_head, "refuse", "ground=insulting;words=x", "2026-11-03");
	assert_false(procedure_correct(t.pack, calendar, &t.s, &before, TEXT("refuse"), &m, on("2026-11-04"), ground, &t.last, &t.error));
	assert_string_equal(t.error.code, PROCEDURE_NOT_YOUR_ROLE);
	m.actor = the_head;
	assert_false(procedure_correct(t.pack, calendar, &t.s, &before, TEXT("open"), &m, on("2026-11-04"), ground, &t.last, &t.error));
	assert_string_equal(t.error.code, PROCEDURE_FINAL);
	m.values_n = 0;
	assert_false(procedure_correct(t.pack, calendar, &t.s, &before, TEXT("refuse"), &m, on("2026-11-04"), ground, &t.last, &t.error));
	assert_string_equal(t.error.code, PROCEDURE_FIELD_MISSING);
	m.values_n = 2;
	assert_true(procedure_correct(t.pack, calendar, &t.s, &before, TEXT("refuse"), &m, on("2026-11-04"), ground, &t.last, &t.error));
	t.s = t.last.after;
	assert_state(&t, "received");
	assert_due(&t, "answer", "2026-11-23");
	assert_int_equal(clock_is(&t, "reopen")->status, CLOCK_ENDED); /* begun by the wrong step */
	for (size_t i = 0; i < t.last.changes_n; i++)
		assert_string_equal(text_c(ground, t.last.changes[i].rule), "PAKN.CORRECT/1");
}

/* basis: PAKN.HANDLE */
static void assigning_moves_no_clock(void **state)
{
	struct tried t = matter(PAKN, "", "2026-11-02");
	does(&t, the_head, "assign", "account=17", "2026-11-03");
	assert_int_equal(t.last.changes_n, 0);
	assert_state(&t, "received");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reflection_owes_an_answer_in_fifteen_working_days),
		cmocka_unit_test(a_forwarded_reflection_keeps_its_day),
		cmocka_unit_test(what_concerns_an_officer_goes_to_the_level_above),
		cmocka_unit_test(waiting_for_the_author_pauses_the_clock_once),
		cmocka_unit_test(a_reflection_is_extended_once_and_in_time),
		cmocka_unit_test(an_answer_is_drafted_signed_and_issued),
		cmocka_unit_test(the_author_rates_and_opens_again_once_within_fifteen_days),
		cmocka_unit_test(refused_guided_joined_and_withdrawn_are_told_apart),
		cmocka_unit_test(a_wrong_refusal_is_put_right_by_the_head),
		cmocka_unit_test(assigning_moves_no_clock),
	};
	return cmocka_run_group_tests(tests, ground_up, ground_down);
}
