/* Days off that are announced while an installation runs: which due days move, how far, who sees it when, and what finds a change by hand. */
#include "base/base.h"

#include "town.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

static struct test_house h;
static struct ground    *ground;

#define NA_RI "org-vn-02155-20250701-ubnd"
/* A Wednesday inside the fifteen working days that run from Monday 2026-11-23 to 2026-12-15 */
#define DAY_OFF "rules:\n- {id: quoc-tang, vi: \"Quốc tang\", en: \"National mourning\", basis: \"TB 1/TB-VPCP\", on: 12-02, from: 2026-12-02, until: 2026-12-02}\n"
#define SATURDAY "swaps:\n- {off: 2027-03-01, work: 2026-12-05, basis: \"TB 2/TB-VPCP\"}\n"

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

static struct text file(const char *procedure)
{
	struct matter_file f = { .procedure = text_of(procedure), .place = TEXT("02155"), .text = TEXT("Cầu treo hỏng."), .channel = TEXT("web"), .received = DAY_NONE, .ground = ground };
	house_do(&h, &row_matter_file, &f);
	return f.ret_code;
}

static struct text reflection(void) { return file("phan-anh-kien-nghi"); }

static struct matter load(struct text code)
{
	struct matter m;
	bool          found;
	house_must(&h, matter_load(h.db, h.arena, ground, code, world_today(&h.world), &m, &found, &h.e));
	assert_true(found);
	return m;
}

static struct actor officer(const char *login, enum role role)
{
	struct test_account a = house_account(&h, login, login);
	struct actor        actor;
	house_grant(&h, a.number, role, NA_RI);
	house_must(&h, actor_load(h.db, h.arena, a.number, world_today(&h.world), "web", &actor, &h.e));
	return actor;
}

static void does(struct text code, const char *name, const struct actor *by, const struct step_value *values, size_t n)
{
	struct matter_step s = { .code = code, .step = text_of(name), .by = by, .as_author = by == NULL, .version = -1, .received = DAY_NONE, .ground = ground,
				 .values = values, .values_n = n };
	house_do(&h, &row_matter_step, &s);
}
#define DOES(code, name, by, ...) does(code, name, by, (const struct step_value[]){ __VA_ARGS__ }, sizeof((const struct step_value[]){ __VA_ARGS__ }) / sizeof(struct step_value))
#define V(name, value) { TEXT(name), TEXT(value) }

static day_t on(const char *day)
{
	day_t d;
	assert_true(day_parse(text_of(day), &d));
	return d;
}

static struct calendar_change notice(const char *yaml, const char *announced)
{
	return (struct calendar_change){ .name = TEXT("notice.yaml"), .bytes = text_of(yaml), .announced = on(announced), .basis = TEXT("TB 1/TB-VPCP"), .by = &h.console, .ground = ground };
}

static struct calendar_change announce(const char *yaml, const char *announced)
{
	struct calendar_change c = notice(yaml, announced);
	house_do(&h, &row_calendar_change, &c);
	house_must(&h, ground_load(h.db, &ground, &h.e));
	return c;
}

static void publish(void)
{
	struct publish p = { 0 };
	house_do(&h, &row_publish, &p);
}

static void assert_day(day_t day, const char *expected) { assert_string_equal(text_c(h.arena, day_print(h.arena, day)), expected); }

static const struct clock *clock_of(const struct matter *m, const char *name)
{
	for (size_t i = 0; i < m->situation.clocks_n; i++)
		if (text_is(m->situation.clocks[i].name, name))
			return &m->situation.clocks[i];
	fail_msg("no clock %s", name);
	return NULL;
}

static void tell_misfit(void *arg, const struct misfit *m) { fprintf(stderr, "%s.%s %.*s %lld\n", m->table, m->column, TEXT_ARG(m->matter), (long long)m->index); }

static int64_t misfits(bool told)
{
	int64_t n = -1;
	house_must(&h, store_begin(h.db, BEGIN_READ, &h.e));
	house_must(&h, matter_audit(h.db, act_key(h.act), told ? tell_misfit : NULL, NULL, &n, &h.e));
	store_rollback(h.db);
	return n;
}

static void assert_fits(void) { assert_int_equal(misfits(true), 0); }

/* Every due day of the tally is that of a matter: counted again it is the same. */
static int64_t tally_at(const char *day)
{
	struct work_counts counts;
	struct text        desks[] = { TEXT("desk-" NA_RI) };
	house_must(&h, work_count(h.db, h.arena, desks, 1, on(day), &counts, &h.e));
	return counts.late;
}

/* ---- claims ---- */

static void a_day_off_inside_a_running_term_moves_its_end_by_one_working_day_with_one_entry(void **state)
{
	struct text code = reflection(), other = reflection();
	assert_day(load(code).due, "2026-12-15");
	int64_t                size = house_size(&h);
	struct calendar_change c = announce(DAY_OFF, "2026-11-23");
	assert_int_equal(house_size(&h), size + 2); /* the file, and the change: none for a matter */
	assert_int_equal(c.ret_entry, size + 1);
	assert_int_equal(c.ret_matters, 2);
	assert_int_equal(c.ret_days_n, 1);
	assert_day(c.ret_days[0].is.day, "2026-12-02");
	struct matter m = load(code);
	assert_day(m.due, "2026-12-16");
	assert_day(clock_of(&m, "answer")->due, "2026-12-16");
	assert_int_equal(m.version, 1);
	assert_day(load(other).due, "2026-12-16");
	assert_int_equal(tally_at("2026-12-16"), 0);
	assert_int_equal(tally_at("2026-12-17"), 2);
	assert_day(load(reflection()).due, "2026-12-16"); /* what comes later counts with it at once */
	assert_fits();
}

static void the_timeline_finds_both_days_and_the_notice(void **state)
{
	struct matter_recount *rows;
	size_t                 n;
	struct text            code = reflection();
	struct calendar_change c = announce(DAY_OFF, "2026-11-23");
	house_must(&h, matter_recounts(h.db, h.arena, code, INT64_MAX, &rows, &n, &h.e));
	assert_true(n >= 2);
	assert_int_equal(rows[0].clock.len, 0);
	assert_day(rows[0].old_due, "2026-12-15");
	assert_day(rows[0].new_due, "2026-12-16");
	assert_int_equal(rows[0].entry, c.ret_entry);
	assert_string_equal(text_c(h.arena, rows[0].basis), "TB 1/TB-VPCP");
	house_must(&h, matter_recounts(h.db, h.arena, code, c.ret_entry, &rows, &n, &h.e));
	assert_int_equal(n, 0); /* not published yet */
}

static void a_paused_clock_stays_and_runs_on_by_the_new_calendar(void **state)
{
	struct text  code = reflection();
	struct actor thuly = officer("thuly", ROLE_OFFICER);
	DOES(code, "receive", &thuly);
	DOES(code, "ask_supplement", &thuly, V("list", "Ở thôn nào?"));
	announce(DAY_OFF, "2026-11-23");
	struct matter m = load(code);
	assert_day(clock_of(&m, "answer")->due, "2026-12-15");
	assert_false(day_is_known(m.due));
	assert_fits();
	house_later(&h, 7 * day_ms);
	DOES(code, "supplement", NULL, V("text", "Thôn Nà Khưa."));
	assert_day(load(code).due, "2026-12-22"); /* one later than without the day off */
	assert_fits();
}

static void what_has_ended_keeps_the_calendar_it_ended_under(void **state)
{
	struct text  code = reflection();
	struct actor thuly = officer("thuly", ROLE_OFFICER), head = officer("chutich", ROLE_HEAD);
	DOES(code, "receive", &thuly);
	DOES(code, "refuse", &head, V("ground", "no_content"), V("words", "Chưa rõ."));
	struct matter          closed = load(code);
	struct calendar_change c = announce(DAY_OFF, "2026-11-23");
	assert_int_equal(c.ret_matters, 0);
	struct matter m = load(code);
	for (size_t i = 0; i < m.situation.clocks_n; i++)
		assert_int_equal(m.situation.clocks[i].due.n, clock_of(&closed, text_c(h.arena, m.situation.clocks[i].name))->due.n);
	assert_fits();
}

static void a_correction_goes_back_to_the_days_as_they_are_counted_now(void **state)
{
	struct text  code = reflection();
	struct actor thuly = officer("thuly", ROLE_OFFICER), head = officer("chutich", ROLE_HEAD);
	DOES(code, "receive", &thuly);
	DOES(code, "refuse", &head, V("ground", "no_content"), V("words", "Chưa rõ."));
	announce(DAY_OFF, "2026-11-23"); /* while it is closed */
	DOES(code, "correct", &head, V("reason", "wrong_step"), V("words", "Bấm nhầm."), V("wrong", "3"));
	assert_day(load(code).due, "2026-12-16");
	assert_fits();
}

static void a_worked_saturday_moves_it_earlier_but_never_to_before_the_day_after_the_announcement(void **state)
{
	struct text code = reflection();
	house_later(&h, 7 * day_ms); /* 2026-11-30 */
	announce(SATURDAY, "2026-11-30");
	assert_day(load(code).due, "2026-12-14");
	assert_fits();
	/* a second Saturday would make it the 12th; it was announced on the 14th itself */
	house_later(&h, 14 * day_ms); /* 2026-12-14 */
	struct text late = reflection();
	announce("swaps:\n- {off: 2027-03-02, work: 2026-12-12, basis: \"TB 3/TB-VPCP\"}\n", "2026-12-13");
	assert_day(load(code).due, "2026-12-14");
	assert_day(load(late).due, "2027-01-05"); /* it began after that Saturday */
	assert_fits();
}

static void what_everybody_sees_follows_at_the_next_publication_and_not_before(void **state)
{
	struct public_row one;
	bool              found;
	struct text       code = reflection(), complaint = file("khieu-nai-lan-dau");
	publish();
	struct text unseen = reflection();
	struct matter before = load(complaint);
	announce(DAY_OFF, "2026-11-23");
	house_must(&h, public_matter(h.db, h.arena, code, &one, &found, &h.e));
	assert_day(one.due, "2026-12-15");
	assert_fits();
	publish();
	house_must(&h, public_matter(h.db, h.arena, code, &one, &found, &h.e));
	assert_day(one.due, "2026-12-16");
	house_must(&h, public_matter(h.db, h.arena, unseen, &one, &found, &h.e));
	assert_day(one.due, "2026-12-16");
	struct public_filter late = { .late_now = true, .after_day = DAY_NONE };
	int64_t              n;
	house_must(&h, public_count(h.db, h.arena, ground_registry(ground), &late, on("2026-12-16"), &n, &h.e));
	struct matter after = load(complaint);
	assert_int_equal(n, day_compare(after.due, on("2026-12-16")) < 0);
	house_must(&h, public_matter(h.db, h.arena, complaint, &one, &found, &h.e));
	assert_int_equal(one.due.n, after.due.n);
	assert_true(after.due.n >= before.due.n);
	assert_fits();
}

static bool rebuild_apply(struct act_run *run, void *command, struct error *e) { return matter_rebuild(run->db, e); }
static const struct act_row row_rebuild = { .name = "test.rebuild", .keeps = true, .apply = rebuild_apply };

static void tables_made_anew_are_the_same(void **state)
{
	struct public_row one;
	bool              found;
	struct text       code = reflection();
	announce(DAY_OFF, "2026-11-23");
	publish();
	house_do(&h, &row_rebuild, NULL);
	house_must(&h, public_matter(h.db, h.arena, code, &one, &found, &h.e));
	assert_day(one.due, "2026-12-16");
	assert_fits();
}

static void a_broken_file_is_refused_where_it_is_broken_and_nothing_changes(void **state)
{
	struct text code = reflection();
	int64_t     size = house_size(&h);
	struct {
		const char *yaml, *announced, *code;
		int         line;
	} cases[] = {
		{ "swaps:\n- {off: 2026-12-05, work: 2026-12-12, basis: x}\n", "2026-11-23", CALENDAR_DATA_CLASH, 2 },
		{ "swaps:\n- {off: 2026-12-33}\n", "2026-11-23", CALENDAR_DATA_VALUE, 2 },
		{ "swaps: [\n", "2026-11-23", CALENDAR_DATA_SYNTAX, 2 },
		{ "", "2026-11-23", MATTER_CALENDAR_NOTHING, 0 },
		{ "years:\n- {year: 2026, status: announced, basis: x}\n", "2026-11-23", MATTER_CALENDAR_NOTHING, 0 },
		{ "breaks:\n- {rule: tet-am-lich, year: 2027, first: 2027-02-04, last: 2027-02-08, basis: x}\n", "2026-11-23", MATTER_CALENDAR_NOTHING, 0 }, /* it is built in */
		{ "weekends:\n- {days: monday tuesday wednesday, basis: x, from: 2028-01-01}\n", "2026-11-23", MATTER_CALENDAR_MANY, 0 },
		{ DAY_OFF, "2026-11-24", MATTER_CALENDAR_FUTURE, 0 },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct calendar_change c = notice(cases[i].yaml, cases[i].announced);
		assert_false(house_try(&h, &row_calendar_change, &c));
		if (strcmp(h.e.code, cases[i].code) != 0)
			fail_msg("case %zu: %s, expected %s", i, h.e.code, cases[i].code);
		if (cases[i].line > 0) {
			assert_int_equal(h.e.line, cases[i].line);
			assert_string_equal(h.e.file, "notice.yaml");
		}
	}
	struct calendar_change bare = notice(DAY_OFF, "2026-11-23");
	bare.basis = TEXT(" ");
	assert_false(house_try(&h, &row_calendar_change, &bare));
	assert_string_equal(h.e.code, MATTER_CALENDAR_BASIS);
	bare.basis = TEXT("một\nhai");
	assert_false(house_try(&h, &row_calendar_change, &bare));
	assert_string_equal(h.e.code, MATTER_CALENDAR_BASIS);
	assert_int_equal(house_size(&h), size);
	assert_day(load(code).due, "2026-12-15");
}

static void only_an_administrator_may(void **state)
{
	struct actor           head = officer("chutich", ROLE_HEAD), administrator = officer("quantri", ROLE_ADMINISTRATOR);
	struct calendar_change c = notice(DAY_OFF, "2026-11-23");
	c.by = &head;
	assert_false(house_try(&h, &row_calendar_change, &c));
	assert_string_equal(h.e.code, ACCESS_NOT_YOURS);
	c.by = NULL;
	assert_false(house_try(&h, &row_calendar_change, &c));
	c.by = &administrator;
	house_do(&h, &row_calendar_change, &c);
}

static void the_same_file_twice_is_refused(void **state)
{
	struct text code = reflection();
	announce(DAY_OFF, "2026-11-23");
	int64_t                size = house_size(&h);
	struct calendar_change again = notice(DAY_OFF, "2026-11-23"), same = notice("# đã có\n" DAY_OFF, "2026-11-23");
	assert_false(house_try(&h, &row_calendar_change, &again));
	assert_string_equal(h.e.code, MATTER_CALENDAR_TWICE);
	assert_int_equal(h.e.day.n, TEST_TODAY.n);
	assert_false(house_try(&h, &row_calendar_change, &same));
	assert_string_equal(h.e.code, MATTER_CALENDAR_NOTHING);
	assert_int_equal(house_size(&h), size);
	assert_day(load(code).due, "2026-12-16");
}

static void a_preview_tells_what_would_move_and_moves_nothing(void **state)
{
	struct text            code = reflection();
	struct calendar_change c = notice(DAY_OFF, "2026-11-23");
	int64_t                size = house_size(&h);
	house_must(&h, calendar_change_preview(h.db, h.arena, &c, TEST_TODAY, &h.e));
	assert_int_equal(c.ret_matters, 1);
	assert_int_equal(c.ret_days_n, 1);
	assert_int_equal(house_size(&h), size);
	assert_day(load(code).due, "2026-12-15");
}

static void nothing_is_counted_with_a_calendar_of_a_moment_ago(void **state)
{
	struct ground         *now = NULL;
	struct calendar_change c = notice(DAY_OFF, "2026-11-23"), other = notice(SATURDAY, "2026-11-23");
	bool                   current;
	house_do(&h, &row_calendar_change, &c);
	struct matter_file f = { .procedure = TEXT("phan-anh-kien-nghi"), .place = TEXT("02155"), .text = TEXT("x"), .channel = TEXT("web"), .received = DAY_NONE, .ground = ground };
	assert_false(house_try(&h, &row_matter_file, &f));
	assert_string_equal(h.e.code, MATTER_CALENDAR_MOVED);
	assert_false(house_try(&h, &row_calendar_change, &other));
	assert_string_equal(h.e.code, MATTER_CALENDAR_MOVED);
	house_must(&h, ground_is_current(h.db, ground, &current, &h.e));
	assert_false(current);
	house_must(&h, ground_load(h.db, &now, &h.e));
	f.ground = now;
	house_do(&h, &row_matter_file, &f);
	ground_free(now);
}

static void a_year_that_is_announced_as_the_rule_has_it_becomes_certain(void **state)
{
	enum day_status        status;
	struct calendar_change c = announce("years:\n- {year: 2028, status: announced, basis: \"TB 4/TB-VPCP\"}\n", "2026-11-23");
	assert_int_equal(c.ret_days_n, 0);
	house_must(&h, calendar_year_status(ground_calendar(ground), 2028, &status, &h.e));
	assert_int_equal(status, DAY_ANNOUNCED);
	assert_fits();
}

static void what_is_changed_by_hand_is_found(void **state)
{
	static const char *const hands[][2] = {
		{ "UPDATE matter SET due = due + 1", "UPDATE matter SET due = due - 1" },
		{ "UPDATE matter_recount SET new_due = new_due + 1", "UPDATE matter_recount SET new_due = new_due - 1" },
		{ "UPDATE matter_recount SET matter = '000000000000'", NULL },
		{ "UPDATE calendar_notice SET announced = announced - 1", "UPDATE calendar_notice SET announced = announced + 1" },
		{ "UPDATE public_matter SET due = due - 1", "UPDATE public_matter SET due = due + 1" },
		{ "DELETE FROM matter_recount", NULL },
		{ "DELETE FROM calendar_notice", NULL },
	};
	reflection();
	announce(DAY_OFF, "2026-11-23");
	publish();
	assert_fits();
	for (size_t i = 0; i < COUNT_OF(hands); i++) {
		house_tamper(&h, hands[i][0]);
		if (misfits(false) == 0)
			fail_msg("not found: %s", hands[i][0]);
		if (hands[i][1]) {
			house_tamper(&h, hands[i][1]);
			if (i < 2)
				assert_fits();
		}
	}
}

#define T(claim) cmocka_unit_test_setup_teardown(claim, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_day_off_inside_a_running_term_moves_its_end_by_one_working_day_with_one_entry),
		T(the_timeline_finds_both_days_and_the_notice),
		T(a_paused_clock_stays_and_runs_on_by_the_new_calendar),
		T(what_has_ended_keeps_the_calendar_it_ended_under),
		T(a_correction_goes_back_to_the_days_as_they_are_counted_now),
		T(a_worked_saturday_moves_it_earlier_but_never_to_before_the_day_after_the_announcement),
		T(what_everybody_sees_follows_at_the_next_publication_and_not_before),
		T(tables_made_anew_are_the_same),
		T(a_broken_file_is_refused_where_it_is_broken_and_nothing_changes),
		T(only_an_administrator_may),
		T(the_same_file_twice_is_refused),
		T(a_preview_tells_what_would_move_and_moves_nothing),
		T(nothing_is_counted_with_a_calendar_of_a_moment_ago),
		T(a_year_that_is_announced_as_the_rule_has_it_becomes_certain),
		T(what_is_changed_by_hand_is_found),
	};
	return cmocka_run_group_tests_name("calendar_change", tests, NULL, NULL);
}
