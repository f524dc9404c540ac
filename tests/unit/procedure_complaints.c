/* procedure_complaints.c - complaints from the day they come to the decision, step by step, against the law (see procedure_packs.c). */
#include "base/base.h"

#include "procedure_help.h"

#define KN "khieu-nai-lan-dau"

static struct tried complaint(const char *values, const char *day) { return matter(KN, values, day); }
static const char   accepted_with[] = "number=12/TB-UBND;identified=yes;notified=yes", accepted_before[] = "number=12/TB-UBND;notified=yes";
#define DECISION(day) "conclusion=correct;decision=Hủy quyết định cũ.;number=8/QĐ-UBND;signed=yes;issued=" day

/* basis: KN.ACCEPT.1/1 KN.ACCEPT.1/2 */
static void acceptance_is_ten_days_until_june_and_seven_working_days_from_july(void **state)
{
	struct tried june = complaint("", "2026-06-30"), july = complaint("", "2026-07-01"), later = complaint("", "2026-07-13");
	assert_due(&june, "accept", "2026-07-10");
	assert_int_equal(clock_is(&june, "accept")->term.unit, TERM_DAYS);
	assert_int_equal(clock_is(&june, "accept")->term.amount, 10);
	assert_due(&july, "accept", "2026-07-10");
	assert_int_equal(clock_is(&july, "accept")->term.unit, TERM_WORKING_DAYS);
	assert_due(&later, "accept", "2026-07-22");
}

/* basis: KN.TRANSITION KN.SUSPEND KN.WITHDRAW.PART KN.DIALOGUE.NOTICE */
static void the_rules_of_2026_on_suspension_withdrawal_and_dialogue_bind_matters_accepted_before(void **state)
{
	struct tried t = complaint("", "2026-06-01");
	does(&t, the_head, "accept", accepted_before, "2026-06-05");
	refused(&t, the_head, "suspend", "ground=related_matter;number=1/QĐ", "2026-06-30", PROCEDURE_NOT_IN_FORCE);
	refused(&t, the_author, "withdraw_content", "signed=yes", "2026-06-30", PROCEDURE_NOT_IN_FORCE);
	does(&t, an_officer, "call_dialogue", "dialogue_day=2026-07-02;place=Trụ sở", "2026-06-30");
	refused(&t, an_officer, "call_dialogue", "dialogue_day=2026-07-03;place=Trụ sở", "2026-07-01", PROCEDURE_TOO_LATE);
	does(&t, the_head, "suspend", "ground=related_matter;number=1/QĐ", "2026-07-01");
	assert_state(&t, "suspended");
}

/* basis: KN.NOTICE.ACCEPT KN.IDENTIFY */
static void acceptance_needs_the_notices_and_from_july_the_identification(void **state)
{
	struct tried june = complaint("", "2026-06-30"), july = complaint("", "2026-07-01");
	refused(&june, the_head, "accept", "number=12/TB-UBND", "2026-07-02", PROCEDURE_FIELD_MISSING);
	does(&june, the_head, "accept", accepted_before, "2026-07-02");
	refused(&july, the_head, "accept", accepted_before, "2026-07-02", PROCEDURE_FIELD_MISSING);
	refused(&july, an_officer, "accept", accepted_with, "2026-07-02", PROCEDURE_NOT_YOUR_ROLE);
	does(&july, the_head, "accept", accepted_with, "2026-07-02");
	assert_due(&july, "decide", "2026-08-03"); /* 30 days end on Saturday 1 August */
	assert_day(july.s.accepted, "2026-07-02");
}

/* basis: KN.REFUSE KN.FILE.1 KN.FILE.OBSTACLE */
static void out_of_time_is_a_ground_only_when_ninety_days_have_passed_without_obstacle(void **state)
{
	struct tried t = complaint("", "2026-07-01");
	refused(&t, the_head, "refuse", "ground=out_of_time;words=Hết hạn;number=1/TB;day_known=2026-06-01", "2026-07-02", PROCEDURE_TOO_EARLY);
	refused(&t, the_head, "refuse", "ground=out_of_time;words=Hết hạn;number=1/TB;day_known=2026-03-01;obstacle_days=60", "2026-07-02", PROCEDURE_TOO_EARLY);
	does(&t, the_head, "refuse", "ground=out_of_time;words=Hết hạn;number=1/TB;day_known=2026-03-01", "2026-07-02");
	assert_state(&t, "refused");
	assert_string_equal(text_c(ground, t.last.outcome), "refused");
	assert_int_equal(clock_is(&t, "accept")->status, CLOCK_MET);
}

/* basis: KN.REFUSE */
static void there_are_nine_grounds_each_with_its_paragraph(void **state)
{
	const struct pack_step *s = pack_step(pack_of(KN), TEXT("refuse"));
	assert_int_equal(s->fields[0].choices_n, 9);
	for (size_t i = 0; i < 9; i++)
		assert_true(text_starts(s->fields[0].choices[i].basis, text_c(ground, text_print(ground, "Đ11 k%zu ", i + 1))));
}

/* basis: KN.COMPLEX KN.COMPLEX.CRITERIA KN.COMPLEX.PAPER */
static void a_complex_matter_gets_the_longer_term_once_in_time_and_from_july_with_a_paper(void **state)
{
	struct tried june = complaint("", "2026-06-30"), july = complaint("", "2026-07-01");
	does(&june, the_head, "accept", accepted_before, "2026-07-02");
	does(&july, the_head, "accept", accepted_with, "2026-07-02");
	does(&june, the_head, "complex", "reason=Nhiều nơi", "2026-07-20");
	assert_due(&june, "decide", "2026-08-17"); /* 45 days end on Sunday 16 August */
	refused(&july, the_head, "complex", "reason=Nhiều nơi", "2026-07-20", PROCEDURE_FIELD_MISSING);
	refused(&july, the_head, "complex", "reason=Nhiều nơi;criterion=abroad", "2026-07-20", PROCEDURE_FIELD_MISSING);
	refused(&july, the_head, "complex", "reason=Nhiều nơi;criterion=abroad;paper=4/BC", "2026-08-04", PROCEDURE_TOO_LATE);
	does(&july, the_head, "complex", "reason=Nhiều nơi;criterion=abroad;paper=4/BC", "2026-08-03");
	refused(&july, the_head, "complex", "reason=Nhiều nơi;criterion=abroad;paper=4/BC", "2026-08-03", PROCEDURE_ONLY_ONCE);
	assert_int_equal(pack_step(july.pack, TEXT("complex"))->fields[0].choices_n, 7);
}

/* basis: KN.DIALOGUE KN.DIALOGUE.1 KN.DIALOGUE.MINUTES KN.DIALOGUE.ABSENT KN.CONCLUSION */
static void no_first_decision_before_the_dialogue_when_request_and_findings_differ(void **state)
{
	struct tried t = complaint("", "2026-07-01");
	does(&t, the_head, "accept", accepted_with, "2026-07-02");
	does(&t, an_officer, "verify", "results_differ=yes;summary=Khác nhau", "2026-07-10");
	refused(&t, the_head, "decide", DECISION("2026-07-10"), "2026-07-10", PROCEDURE_CONDITION);
	refused(&t, an_officer, "hold_dialogue", "held_day=2026-07-10;copies=2;absent=nobody;held_by=resolver;serious=no", "2026-07-10", PROCEDURE_FIELD_BAD);
	does(&t, an_officer, "hold_dialogue", "held_day=2026-07-10;copies=3;absent=with_reason;held_by=resolver;serious=no", "2026-07-10");
	refused(&t, the_head, "decide", DECISION("2026-07-10"), "2026-07-10", PROCEDURE_CONDITION);
	does(&t, an_officer, "hold_dialogue", "held_day=2026-07-13;copies=3;absent=without_reason;held_by=resolver;serious=no", "2026-07-13");
	refused(&t, the_head, "decide", "conclusion=maybe;decision=x;number=8/QĐ;signed=yes;issued=2026-07-13", "2026-07-13", PROCEDURE_FIELD_BAD);
	does(&t, the_head, "decide", DECISION("2026-07-13"), "2026-07-13");
}

/* basis: KN.DIALOGUE.2 KN.DIALOGUE.HOLDER KN.DIALOGUE.DISCIPLINE */
static void second_and_disciplinary_matters_always_need_the_dialogue(void **state)
{
	struct tried t = { .pack = pack_of(KN), .s = { .holder = TEXT("org-p"), .holder_level = TEXT("province") } };
	does(&t, the_author, "open", "instance=second;respondent=commune_chair", "2026-07-01");
	assert_due(&t, "accept_2", "2026-07-10");
	does(&t, the_head, "accept", accepted_with, "2026-07-02");
	assert_due(&t, "decide_2", "2026-08-17"); /* 45 days end on Sunday 16 August */
	refused(&t, the_head, "decide", DECISION("2026-07-10"), "2026-07-10", PROCEDURE_CONDITION);
	refused(&t, an_officer, "hold_dialogue", "held_day=2026-07-10;copies=3;absent=nobody;held_by=deputy;serious=yes", "2026-07-10", PROCEDURE_FIELD_MISSING);
	does(&t, an_officer, "hold_dialogue", "held_day=2026-07-10;copies=3;absent=nobody;held_by=resolver;serious=yes;was_in_person=yes", "2026-07-10");
	does(&t, the_head, "decide", DECISION("2026-07-10"), "2026-07-10");
	assert_due(&t, "send_2", "2026-07-17");
	struct tried d = complaint("disciplinary=yes", "2026-07-01");
	does(&d, the_head, "accept", accepted_with, "2026-07-02");
	refused(&d, the_head, "decide", DECISION("2026-07-10"), "2026-07-10", PROCEDURE_CONDITION);
}

/* basis: KN.SUSPEND KN.SUSPEND.PROOF KN.RESUME KN.SUSPEND.SEND */
static void a_suspension_keeps_the_days_that_are_left_and_they_run_on_from_the_issue(void **state)
{
	struct tried t = complaint("", "2026-07-01");
	does(&t, the_head, "accept", accepted_with, "2026-07-02");
	refused(&t, the_head, "suspend", "ground=obstacle;obstacle=disaster;number=1/QĐ", "2026-07-12", PROCEDURE_FIELD_MISSING);
	does(&t, the_head, "suspend", "ground=obstacle;obstacle=disaster;proof=3/XN;number=1/QĐ", "2026-07-13");
	assert_int_equal(clock_is(&t, "decide")->status, CLOCK_PAUSED);
	assert_int_equal(clock_is(&t, "decide")->term.amount, 19); /* 30 days less the 11 that passed */
	assert_due(&t, "suspension_send", "2026-07-16");
	does(&t, a_clerk, "send_suspension", "how=post", "2026-07-15");
	does(&t, the_head, "resume", "issued=2026-09-10;number=2/QĐ", "2026-09-11");
	assert_due(&t, "decide", "2026-09-29"); /* 19 days from 10 September */
	assert_due(&t, "resumption_send", "2026-09-15");
}

/* basis: KN.WITHDRAW/1 KN.WITHDRAW/2 KN.SUSPEND.SEND */
static void a_complaint_withdrawn_as_a_whole_ends_when_the_decision_is_sent(void **state)
{
	struct tried before = complaint("", "2026-06-01"), t = complaint("", "2026-07-01");
	does(&before, the_author, "withdraw", "signed=yes", "2026-06-10");
	assert_false(day_is_known(before.last.due));
	does(&t, the_author, "withdraw", "signed=yes", "2026-07-02");
	assert_due(&t, "termination_send", "2026-07-07");
	assert_int_equal(clock_is(&t, "accept")->status, CLOCK_ENDED);
	does(&t, a_clerk, "send_termination", "number=5/QĐ", "2026-07-03");
	assert_state(&t, "withdrawn");
}

/* basis: KN.WITHDRAW.PART KN.WITHDRAW.THREAT */
static void a_withdrawn_content_leaves_the_others_and_comes_back_only_after_a_threat(void **state)
{
	struct tried t = complaint("", "2026-07-01");
	does(&t, an_officer, "add_content", "words=Nội dung hai", "2026-07-02");
	struct move m = { .step = TEXT("withdraw_content"), .actor = the_author, .values = (struct named[]){ { TEXT("signed"), TEXT("yes") } }, .values_n = 1,
		.target_kind = POINT_CONTENT, .target = 2, .received = DAY_NONE };
	assert_true(procedure_decide(t.pack, calendar, &t.s, &m, on("2026-07-03"), ground, &t.last, &t.error));
	t.s = t.last.after;
	assert_state(&t, "received");
	assert_false(t.s.points[1].is_open);
	refused(&t, an_officer, "take_again", "reason=Bị ép", "2026-07-03", PROCEDURE_NOT_YOUR_ROLE);
	does(&t, the_head, "take_again", "reason=Bị ép", "2026-07-03");
	assert_true(t.s.points[1].is_open);
	m.target = 1;
	assert_true(procedure_decide(t.pack, calendar, &t.s, &m, on("2026-07-03"), ground, &t.last, &t.error));
	t.s = t.last.after;
	m.target = 2;
	assert_true(procedure_decide(t.pack, calendar, &t.s, &m, on("2026-07-06"), ground, &t.last, &t.error));
	t.s = t.last.after;
	assert_state(&t, "terminating");
	assert_due(&t, "termination_send", "2026-07-09");
}

/* basis: KN.GROUP.WITHDRAW */
static void a_group_goes_on_until_the_last_member_withdraws(void **state)
{
	struct tried t = complaint("", "2026-07-01");
	does(&t, a_clerk, "add_member", "name=A", "2026-07-02");
	does(&t, a_clerk, "add_member", "name=B", "2026-07-02");
	struct move m = { .step = TEXT("withdraw_member"), .actor = the_author, .values = (struct named[]){ { TEXT("signed"), TEXT("yes") } }, .values_n = 1,
		.target_kind = POINT_MEMBER, .target = 1, .received = DAY_NONE };
	assert_true(procedure_decide(t.pack, calendar, &t.s, &m, on("2026-07-03"), ground, &t.last, &t.error));
	t.s = t.last.after;
	assert_state(&t, "received");
	does(&t, the_author, "withdraw_member", "signed=yes", "2026-07-06");
	assert_state(&t, "terminating");
}

/* basis: KN.TERMINATE */
static void a_complaint_of_one_who_died_without_successor_is_terminated(void **state)
{
	struct tried t = complaint("", "2026-07-01");
	does(&t, the_head, "terminate", "ground=death;number=6/QĐ", "2026-07-02");
	does(&t, a_clerk, "send_termination", "number=6/QĐ", "2026-07-03");
	assert_state(&t, "terminated");
	assert_string_equal(text_c(ground, t.last.outcome), "lapsed");
}

/* basis: KN.REPRESENTATIVES */
static void a_group_of_ten_has_at_most_two_representatives(void **state)
{
	static const struct { int people, representatives; bool fits; } groups[] = { { 4, 4, true }, { 5, 0, false }, { 5, 1, true }, { 10, 2, true }, { 10, 3, false },
		{ 11, 3, true }, { 11, 5, true }, { 200, 6, false } };
	for (size_t i = 0; i < N_OF(groups); i++) {
		struct tried t = complaint("", "2026-07-01");
		does(&t, a_clerk, "classify", text_c(ground, text_print(ground, "people=%d;representatives=%d", groups[i].people, groups[i].representatives)), "2026-07-02");
		if (groups[i].fits)
			does(&t, the_head, "accept", accepted_with, "2026-07-03");
		else
			refused(&t, the_head, "accept", accepted_with, "2026-07-03", PROCEDURE_CONDITION);
	}
}

/* basis: KN.JURISDICTION/1 KN.JURISDICTION/2 KN.JURISDICTION/3 KN.JURISDICTION.DIVISION */
static void the_commune_resolves_first_complaints_only(void **state)
{
	static const struct { const char *level, *values, *day; bool may; } cases[] = {
		{ "commune", "", "2025-06-02", true }, { "commune", "respondent=district_chair", "2025-06-02", false },
		{ "district", "instance=second", "2025-06-02", true }, { "district", "respondent=district_chair", "2025-06-02", true },
		{ "commune", "respondent=district_chair", "2025-07-02", true }, { "commune", "instance=second", "2025-07-02", false },
		{ "commune", "respondent=commune_division", "2026-07-02", true }, { "commune", "instance=second;respondent=commune_division", "2026-07-02", false },
		{ "province", "instance=second", "2026-07-02", true }, { "province", "respondent=provincial_chair", "2026-07-02", true },
		{ "province", "respondent=other", "2026-07-02", false },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct tried t = { .pack = pack_of(KN), .s = { .holder = TEXT("org"), .holder_level = text_of(cases[i].level) } };
		does(&t, the_author, "open", cases[i].values, cases[i].day);
		const char *values = day_compare(on(cases[i].day), on("2026-07-01")) < 0 ? accepted_before : accepted_with;
		if (take(&t, the_head, "accept", values, cases[i].day) != cases[i].may)
			fail_msg("case %zu: %s", i, t.error.code);
	}
}

/* basis: KN.PENDING.DISTRICT */
static void what_a_district_left_goes_to_the_leading_commune_or_up(void **state)
{
	struct tried one = complaint("respondent=district_chair", "2025-07-02"), two = complaint("respondent=district_chair", "2025-07-02");
	does(&one, head_above, "hand_over", "communes=1;unit=org-b", "2025-07-03");
	assert_int_equal(one.last.holder, HOLDER_TO_UNIT);
	does(&two, head_above, "hand_over", "communes=2", "2025-07-03");
	assert_int_equal(two.last.holder, HOLDER_TO_ABOVE);
}

static struct tried decided(void)
{
	struct tried t = complaint("", "2026-07-01");
	does(&t, the_head, "accept", accepted_with, "2026-07-02");
	does(&t, the_head, "decide", DECISION("2026-07-20"), "2026-07-20");
	return t;
}

/* basis: KN.SEND.1 KN.FILE.2 KN.IN_FORCE.1 KN.ENFORCE KN.PUBLISH KN.PUBLISH.POST */
static void a_decision_is_sent_published_and_takes_effect(void **state)
{
	struct tried t = decided();
	assert_due(&t, "send", "2026-07-23");
	assert_due(&t, "publish", "2026-08-04");
	assert_due(&t, "in_force", "2026-08-19");
	does(&t, a_clerk, "send_first", "served=2026-07-22;how=hand;to_whom=A", "2026-07-22");
	assert_due(&t, "complain_again", "2026-08-21");
	does(&t, a_clerk, "publish", "way=posting", "2026-07-22");
	refused(&t, a_clerk, "take_down", "", "2026-08-06", PROCEDURE_TOO_EARLY);
	does(&t, a_clerk, "take_down", "", "2026-08-07");
	refused(&t, an_officer, "take_effect", "", "2026-08-19", PROCEDURE_TOO_EARLY);
	does(&t, an_officer, "take_effect", "", "2026-08-20");
	assert_due(&t, "enforce", "2026-08-26"); /* Saturday 22 August is a working day in place of the 31st */
	does(&t, the_head, "enforce", "number=9/QĐ", "2026-08-21");
	assert_state(&t, "done");
	assert_false(t.last.was_late);
}

/* basis: KN.PUBLISH.PRESS KN.PUBLISH.MEETING KN.PUBLISH.PORTAL */
static void the_press_prints_it_twice_and_a_meeting_is_announced_three_days_before(void **state)
{
	struct tried t = decided();
	refused(&t, a_clerk, "publish", "way=press;times=1", "2026-07-22", PROCEDURE_FIELD_BAD);
	does(&t, a_clerk, "publish", "way=press;times=2", "2026-07-22");
	refused(&t, a_clerk, "publish", "way=meeting;announced=2026-07-22;meeting=2026-07-24", "2026-07-22", PROCEDURE_TOO_LATE);
	does(&t, a_clerk, "publish", "way=meeting;announced=2026-07-22;meeting=2026-07-27", "2026-07-22");
	does(&t, a_clerk, "publish", "way=portal", "2026-07-22");
	refused(&t, a_clerk, "take_off", "", "2026-08-06", PROCEDURE_TOO_EARLY);
}

/* basis: KN.FILE.2 */
static void the_second_complaint_comes_within_thirty_days_of_receiving_the_first_decision(void **state)
{
	struct tried t = decided();
	refused(&t, the_author, "complain_again", "", "2026-07-21", PROCEDURE_CONDITION);
	does(&t, a_clerk, "send_first", "served=2026-07-22;how=hand;to_whom=A", "2026-07-22");
	refused(&t, the_author, "complain_again", "", "2026-08-22", PROCEDURE_TOO_LATE);
	does(&t, the_author, "complain_again", "", "2026-08-21");
	assert_state(&t, "complained_again");
}

/* basis: KN.GUIDE KN.HANDLE KN.CONFLICT KN.CORRECT */
static void a_complaint_is_assigned_guided_or_sent_up_by_the_office(void **state)
{
	struct tried t = complaint("", "2026-07-01"), up = complaint("concerns_officer=yes", "2026-07-01");
	assert_int_equal(up.last.holder, HOLDER_TO_ABOVE);
	refused(&up, an_officer, "send_up", "reason=x", "2026-07-01", PROCEDURE_CONDITION);
	struct situation before = t.s;
	does(&t, an_officer, "assign", "account=17", "2026-07-02");
	does(&t, an_officer, "guide", "competent_body=Sở A;where=Số 1", "2026-07-02");
	assert_state(&t, "guided");
	struct named v[] = { { TEXT("reason"), TEXT("wrong_step") }, { TEXT("words"), TEXT("Nhầm") } };
	struct move  m = { .step = TEXT("correct"), .actor = the_head, .values = v, .values_n = 2, .received = DAY_NONE };
	assert_true(procedure_correct(t.pack, calendar, &t.s, &before, TEXT("guide"), &m, on("2026-07-03"), ground, &t.last, &t.error));
	t.s = t.last.after;
	assert_state(&t, "received");
	assert_due(&t, "accept", "2026-07-10");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(acceptance_is_ten_days_until_june_and_seven_working_days_from_july),
		cmocka_unit_test(the_rules_of_2026_on_suspension_withdrawal_and_dialogue_bind_matters_accepted_before),
		cmocka_unit_test(acceptance_needs_the_notices_and_from_july_the_identification),
		cmocka_unit_test(out_of_time_is_a_ground_only_when_ninety_days_have_passed_without_obstacle),
		cmocka_unit_test(there_are_nine_grounds_each_with_its_paragraph),
		cmocka_unit_test(a_complex_matter_gets_the_longer_term_once_in_time_and_from_july_with_a_paper),
		cmocka_unit_test(no_first_decision_before_the_dialogue_when_request_and_findings_differ),
		cmocka_unit_test(second_and_disciplinary_matters_always_need_the_dialogue),
		cmocka_unit_test(a_suspension_keeps_the_days_that_are_left_and_they_run_on_from_the_issue),
		cmocka_unit_test(a_complaint_withdrawn_as_a_whole_ends_when_the_decision_is_sent),
		cmocka_unit_test(a_withdrawn_content_leaves_the_others_and_comes_back_only_after_a_threat),
		cmocka_unit_test(a_group_goes_on_until_the_last_member_withdraws),
		cmocka_unit_test(a_complaint_of_one_who_died_without_successor_is_terminated),
		cmocka_unit_test(a_group_of_ten_has_at_most_two_representatives),
		cmocka_unit_test(the_commune_resolves_first_complaints_only),
		cmocka_unit_test(what_a_district_left_goes_to_the_leading_commune_or_up),
		cmocka_unit_test(a_decision_is_sent_published_and_takes_effect),
		cmocka_unit_test(the_press_prints_it_twice_and_a_meeting_is_announced_three_days_before),
		cmocka_unit_test(the_second_complaint_comes_within_thirty_days_of_receiving_the_first_decision),
		cmocka_unit_test(a_complaint_is_assigned_guided_or_sent_up_by_the_office),
	};
	return cmocka_run_group_tests(tests, ground_up, ground_down);
}
