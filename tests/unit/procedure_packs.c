/* procedure_packs.c - the two packs against the law: every rule with its article, what applies when, and its term. `make law` holds the `basis:` comments here, and those
 * of the stories in procedure_complaints.c and procedure_reflections.c, against the packs: a rule without a test fails, and a test of a rule that is gone fails. */
#include "base/base.h"

#include "procedure_help.h"

#define KN "khieu-nai-lan-dau"
#define PAKN "phan-anh-kien-nghi"

static const struct {
	const char *pack, *id, *received, *accepted, *today, *facts, *version, *term;
} terms[] = {
	/* basis: KN.SUBJECT */ { KN, "KN.SUBJECT", "2026-07-01", "", "2026-07-01", "", "KN.SUBJECT/1", "" },
	/* basis: KN.FILE.1 */ { KN, "KN.FILE.1", "2026-07-01", "", "2026-07-01", "", "KN.FILE.1/1", "90 d" },
	/* basis: KN.FILE.OBSTACLE */ { KN, "KN.FILE.OBSTACLE", "2026-07-01", "", "2026-07-01", "", "KN.FILE.OBSTACLE/1", "" },
	/* basis: KN.FILE.2 */ { KN, "KN.FILE.2", "2026-07-01", "", "2026-07-01", "", "KN.FILE.2/1", "30 d" },
	/* basis: KN.FILE.2 */ { KN, "KN.FILE.2", "2026-07-01", "", "2026-07-01", "remote=yes", "KN.FILE.2/1", "45 d" },
	/* basis: KN.FILE.DISCIPLINE */ { KN, "KN.FILE.DISCIPLINE", "2026-07-01", "", "2026-07-01", "disciplinary=yes", "KN.FILE.DISCIPLINE/1", "15 d" },
	/* basis: KN.FILE.DISCIPLINE */ { KN, "KN.FILE.DISCIPLINE", "2026-07-01", "", "2026-07-01", "instance=second", "KN.FILE.DISCIPLINE/1", "10 d" },
	/* basis: KN.FILE.DISCIPLINE */ { KN, "KN.FILE.DISCIPLINE", "2026-07-01", "", "2026-07-01", "instance=second;dismissal=yes", "KN.FILE.DISCIPLINE/1", "30 d" },
	/* basis: KN.ACCEPT.1/1 */ { KN, "KN.ACCEPT.1", "2026-06-30", "", "2026-07-05", "", "KN.ACCEPT.1/1", "10 d" },
	/* basis: KN.ACCEPT.1/2 */ { KN, "KN.ACCEPT.1", "2026-07-01", "", "2026-07-01", "", "KN.ACCEPT.1/2", "7 wd" },
	/* basis: KN.ACCEPT.2/1 */ { KN, "KN.ACCEPT.2", "2026-06-30", "", "2026-07-05", "", "KN.ACCEPT.2/1", "10 d" },
	/* basis: KN.ACCEPT.2/2 */ { KN, "KN.ACCEPT.2", "2026-07-01", "", "2026-07-01", "", "KN.ACCEPT.2/2", "7 wd" },
	/* basis: KN.ACCEPT.DISCIPLINE/1 */ { KN, "KN.ACCEPT.DISCIPLINE", "2026-06-30", "", "2026-07-05", "", "KN.ACCEPT.DISCIPLINE/1", "10 d" },
	/* basis: KN.ACCEPT.DISCIPLINE/2 */ { KN, "KN.ACCEPT.DISCIPLINE", "2026-07-01", "", "2026-07-01", "", "KN.ACCEPT.DISCIPLINE/2", "7 wd" },
	/* basis: KN.DECIDE.1 */ { KN, "KN.DECIDE.1", "2026-06-30", "2026-07-02", "2026-07-02", "", "KN.DECIDE.1/1", "30 d" },
	/* basis: KN.DECIDE.1 */ { KN, "KN.DECIDE.1", "2026-06-30", "2026-07-02", "2026-07-02", "complex=yes", "KN.DECIDE.1/1", "45 d" },
	/* basis: KN.DECIDE.1 */ { KN, "KN.DECIDE.1", "2026-06-30", "2026-07-02", "2026-07-02", "remote=yes", "KN.DECIDE.1/1", "45 d" },
	/* basis: KN.DECIDE.1 */ { KN, "KN.DECIDE.1", "2026-06-30", "2026-07-02", "2026-07-02", "remote=yes;complex=yes", "KN.DECIDE.1/1", "60 d" },
	/* basis: KN.DECIDE.2 */ { KN, "KN.DECIDE.2", "2026-06-30", "2026-07-02", "2026-07-02", "", "KN.DECIDE.2/1", "45 d" },
	/* basis: KN.DECIDE.2 */ { KN, "KN.DECIDE.2", "2026-06-30", "2026-07-02", "2026-07-02", "complex=yes", "KN.DECIDE.2/1", "60 d" },
	/* basis: KN.DECIDE.2 */ { KN, "KN.DECIDE.2", "2026-06-30", "2026-07-02", "2026-07-02", "remote=yes", "KN.DECIDE.2/1", "60 d" },
	/* basis: KN.DECIDE.2 */ { KN, "KN.DECIDE.2", "2026-06-30", "2026-07-02", "2026-07-02", "remote=yes;complex=yes", "KN.DECIDE.2/1", "70 d" },
	/* basis: KN.DECIDE.DISCIPLINE */ { KN, "KN.DECIDE.DISCIPLINE", "2026-06-30", "2026-07-02", "2026-07-02", "", "KN.DECIDE.DISCIPLINE/1", "30 d" },
	/* basis: KN.DECIDE.DISCIPLINE */ { KN, "KN.DECIDE.DISCIPLINE", "2026-06-30", "2026-07-02", "2026-07-02", "complex=yes", "KN.DECIDE.DISCIPLINE/1", "45 d" },
	/* basis: KN.DIALOGUE.NOTICE */ { KN, "KN.DIALOGUE.NOTICE", "2026-06-01", "2026-06-05", "2026-06-30", "", NULL, NULL },
	/* basis: KN.DIALOGUE.NOTICE */ { KN, "KN.DIALOGUE.NOTICE", "2026-06-01", "2026-06-05", "2026-07-01", "", "KN.DIALOGUE.NOTICE/1", "5 d" },
	/* basis: KN.SEND.1 */ { KN, "KN.SEND.1", "2026-07-01", "", "2026-07-01", "", "KN.SEND.1/1", "3 wd" },
	/* basis: KN.SEND.2 */ { KN, "KN.SEND.2", "2026-07-01", "", "2026-07-01", "", "KN.SEND.2/1", "7 d" },
	/* basis: KN.PUBLISH */ { KN, "KN.PUBLISH", "2020-11-01", "", "2020-12-09", "", NULL, NULL },
	/* basis: KN.PUBLISH */ { KN, "KN.PUBLISH", "2020-11-01", "", "2020-12-10", "", "KN.PUBLISH/1", "15 d" },
	/* basis: KN.PUBLISH.POST */ { KN, "KN.PUBLISH.POST", "2026-07-01", "", "2026-07-01", "", "KN.PUBLISH.POST/1", "15 d" },
	/* basis: KN.PUBLISH.PORTAL */ { KN, "KN.PUBLISH.PORTAL", "2026-07-01", "", "2026-07-01", "", "KN.PUBLISH.PORTAL/1", "15 d" },
	/* basis: KN.PUBLISH.MEETING */ { KN, "KN.PUBLISH.MEETING", "2026-07-01", "", "2026-07-01", "", "KN.PUBLISH.MEETING/1", "3 d" },
	/* basis: KN.IN_FORCE.1 */ { KN, "KN.IN_FORCE.1", "2026-07-01", "", "2026-07-01", "", "KN.IN_FORCE.1/1", "30 d" },
	/* basis: KN.IN_FORCE.1 */ { KN, "KN.IN_FORCE.1", "2026-07-01", "", "2026-07-01", "remote=yes", "KN.IN_FORCE.1/1", "45 d" },
	/* basis: KN.IN_FORCE.2 */ { KN, "KN.IN_FORCE.2", "2026-07-01", "", "2026-07-01", "", "KN.IN_FORCE.2/1", "30 d" },
	/* basis: KN.IN_FORCE.2 */ { KN, "KN.IN_FORCE.2", "2026-07-01", "", "2026-07-01", "remote=yes", "KN.IN_FORCE.2/1", "45 d" },
	/* basis: KN.IN_FORCE.DISCIPLINE */ { KN, "KN.IN_FORCE.DISCIPLINE", "2026-07-01", "", "2026-07-01", "", "KN.IN_FORCE.DISCIPLINE/1", "30 d" },
	/* basis: KN.ENFORCE */ { KN, "KN.ENFORCE", "2026-07-01", "", "2026-07-01", "", "KN.ENFORCE/1", "5 wd" },
	/* basis: KN.SUSPEND.SEND */ { KN, "KN.SUSPEND.SEND", "2026-06-01", "2026-06-05", "2026-06-30", "", NULL, NULL },
	/* basis: KN.SUSPEND.SEND */ { KN, "KN.SUSPEND.SEND", "2026-06-01", "2026-06-05", "2026-07-01", "", "KN.SUSPEND.SEND/1", "3 wd" },
	/* basis: KN.COMPLEX */ { KN, "KN.COMPLEX", "2026-06-01", "2026-06-05", "2026-06-30", "", "KN.COMPLEX/1", "" },
	/* basis: KN.COMPLEX.CRITERIA */ { KN, "KN.COMPLEX.CRITERIA", "2026-06-30", "", "2026-07-05", "", NULL, NULL },
	/* basis: KN.COMPLEX.PAPER */ { KN, "KN.COMPLEX.PAPER", "2026-06-30", "", "2026-07-05", "", NULL, NULL },
	/* basis: KN.IDENTIFY */ { KN, "KN.IDENTIFY", "2026-06-30", "", "2026-07-05", "", NULL, NULL },
	/* basis: KN.TRANSITION */ { KN, "KN.TRANSITION", "2026-06-01", "2026-06-05", "2026-06-30", "", NULL, NULL },
	/* basis: KN.TRANSITION */ { KN, "KN.TRANSITION", "2026-06-01", "2026-06-05", "2026-07-01", "", "KN.TRANSITION/1", "" },
	/* basis: KN.WITHDRAW/1 */ { KN, "KN.WITHDRAW", "2026-06-01", "", "2026-06-30", "", "KN.WITHDRAW/1", "" },
	/* basis: KN.WITHDRAW/2 */ { KN, "KN.WITHDRAW", "2026-06-01", "", "2026-07-01", "", "KN.WITHDRAW/2", "" },
	/* basis: KN.JURISDICTION/1 */ { KN, "KN.JURISDICTION", "2025-06-01", "", "2025-06-30", "", "KN.JURISDICTION/1", "" },
	/* basis: KN.JURISDICTION/2 */ { KN, "KN.JURISDICTION", "2025-06-01", "", "2025-07-01", "", "KN.JURISDICTION/2", "" },
	/* basis: KN.JURISDICTION/3 */ { KN, "KN.JURISDICTION", "2025-06-01", "", "2026-07-01", "", "KN.JURISDICTION/3", "" },
	/* basis: KN.JURISDICTION.DIVISION */ { KN, "KN.JURISDICTION.DIVISION", "2026-07-01", "", "2026-07-01", "", "KN.JURISDICTION.DIVISION/1", "" },
	/* basis: PAKN.TERM */ { PAKN, "PAKN.TERM", "2026-07-01", "", "2026-07-01", "", "PAKN.TERM/1", "15 wd" },
	/* basis: PAKN.TRANSFER */ { PAKN, "PAKN.TRANSFER", "2026-07-01", "", "2026-07-01", "", "PAKN.TRANSFER/1", "5 wd" },
	/* basis: PAKN.NEGLECT */ { PAKN, "PAKN.NEGLECT", "2026-06-30", "", "2026-07-05", "", NULL, NULL },
	/* basis: PAKN.NEGLECT */ { PAKN, "PAKN.NEGLECT", "2026-07-01", "", "2026-07-05", "", "PAKN.NEGLECT/1", "45 d" },
	/* basis: PAKN.SUPPLEMENT.WAIT */ { PAKN, "PAKN.SUPPLEMENT.WAIT", "2026-07-01", "", "2026-07-01", "", "PAKN.SUPPLEMENT.WAIT/1", "30 d" },
	/* basis: PAKN.EXTEND */ { PAKN, "PAKN.EXTEND", "2026-07-01", "", "2026-07-01", "", "PAKN.EXTEND/1", "10 wd" },
	/* basis: PAKN.REOPEN.WINDOW */ { PAKN, "PAKN.REOPEN.WINDOW", "2026-07-01", "", "2026-07-01", "", "PAKN.REOPEN.WINDOW/1", "15 d" },
	/* basis: PAKN.REOPEN.TERM */ { PAKN, "PAKN.REOPEN.TERM", "2026-07-01", "", "2026-07-01", "", "PAKN.REOPEN.TERM/1", "15 wd" },
};

static void every_rule_applies_on_its_days_with_its_term(void **state)
{
	static const char *const units[] = { [TERM_DAYS] = "d", [TERM_WORKING_DAYS] = "wd", [TERM_MONTHS] = "m", [TERM_YEARS] = "y" };
	for (size_t i = 0; i < N_OF(terms); i++) {
		const struct pack *p = pack_of(terms[i].pack);
		day_t              accepted = terms[i].accepted[0] ? on(terms[i].accepted) : DAY_NONE;
		struct named       facts[8];
		struct situation   s = { .received = on(terms[i].received), .accepted = accepted, .facts = facts, .facts_n = values_of(terms[i].facts, facts) };
		const struct pack_rule *r = procedure_rule(p, text_of(terms[i].id), s.received, accepted, on(terms[i].today));
		struct term        term;
		struct text        rule;
		struct error       e = { 0 };
		if (!terms[i].version) {
			assert_null(r);
			continue;
		}
		if (!r)
			fail_msg("%s does not apply", terms[i].version);
		assert_string_equal(text_c(ground, r->reference), terms[i].version);
		if (!terms[i].term[0])
			continue;
		assert_true(procedure_term(p, text_of(terms[i].id), &s, on(terms[i].today), &term, &rule, &e));
		assert_string_equal(text_c(ground, text_print(ground, "%d %s", term.amount, units[term.unit])), terms[i].term);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule_applies_on_its_days_with_its_term),
	};
	return cmocka_run_group_tests(tests, ground_up, ground_down);
}
