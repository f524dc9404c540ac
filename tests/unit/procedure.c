/* procedure.c - the reader of packs and the engine by themselves: what is refused and in which words, printing and reading again, terms, corrections, new days off.
 *
 * tests/packs/ok has packs and how they are printed, tests/packs/refused packs and the sentences that refuse them; DANVAN_ACCEPT=1 renews both. */
#include "base/base.h"

#include <dirent.h>

#include "procedure_help.h"

static struct text file_of(const char *folder, const char *name)
{
	struct world world = world_real();
	struct error e = { 0 };
	struct text  bytes = TEXT_EMPTY;
	if (!world.file_read(&world, ground, text_c(ground, text_print(ground, "%s/%s", folder, name)), 1024 * 1024, &bytes, &e))
		return TEXT_EMPTY;
	return bytes;
}

/* The file beside `name` with another ending says `is`; or is made to. */
static void expects(const char *folder, const char *name, const char *ending, struct text is)
{
	struct world world = world_real();
	struct error e = { 0 };
	struct text  stem = text_first(text_of(name), strlen(name) - strlen(".yaml"));
	char        *path = text_c(ground, text_print(ground, "%.*s%s", TEXT_ARG(stem), ending));
	if (getenv("DANVAN_ACCEPT"))
		assert_true(world.file_replace(&world, text_c(ground, text_print(ground, "%s/%s", folder, path)), is, 0644, &e));
	assert_string_equal(text_c(ground, is), text_c(ground, file_of(folder, path)));
}

static int is_pack(const struct dirent *d) { return text_ends(text_of(d->d_name), ".yaml"); }

static size_t each_pack(const char *folder, void (*see)(const char *folder, const char *name))
{
	struct dirent **names;
	int             n = scandir(folder, &names, is_pack, alphasort);
	assert_true(n > 0);
	for (int i = 0; i < n; i++) {
		see(folder, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	return (size_t)n;
}

static void prints_and_reads_again(const char *folder, const char *name)
{
	struct pack_file file = { text_of(name), file_of(folder, name) }, again = { TEXT("printed"), TEXT_EMPTY };
	struct pack     *p, *q;
	struct error     e = { 0 };
	if (!pack_load(&file, 1, &p, &e)) {
		show_error(&e);
		fail_msg("%s is refused", name);
	}
	again.bytes = pack_print(p, ground);
	expects(folder, name, ".print", again.bytes);
	assert_true(pack_load(&again, 1, &q, &e));
	assert_true(text_equal(again.bytes, pack_print(q, ground)));
	pack_free(p);
	pack_free(q);
}

static void packs_that_are_right_are_read_and_print_the_same_when_read_again(void **state) { each_pack("tests/packs/ok", prints_and_reads_again); }

static void is_refused_in_words(const char *folder, const char *name)
{
	struct pack_file file = { text_of(name), file_of(folder, name) };
	struct pack     *p = NULL;
	struct error     e = { 0 };
	if (pack_load(&file, 1, &p, &e))
		fail_msg("%s is accepted", name);
	assert_true(e.line > 0 && e.column > 0);
	expects(folder, name, ".txt", text_print(ground, "%s\n%.*s\n%.*s\n", e.code, TEXT_ARG(error_say(ground, LANG_VI, &e)), TEXT_ARG(error_say(ground, LANG_EN, &e))));
}

static void packs_that_are_wrong_are_refused_with_file_line_and_column(void **state) { assert_true(each_pack("tests/packs/refused", is_refused_in_words) >= 30); }

static void the_packs_of_the_program_print_and_read_again(void **state)
{
	assert_true(packs_n >= 2);
	for (size_t i = 0; i < packs_n; i++) {
		struct pack_file printed = { TEXT("pack.yaml"), pack_print(packs[i], ground) };
		struct pack     *again;
		struct error     e = { 0 };
		assert_true(pack_load(&printed, 1, &again, &e));
		assert_true(text_equal(printed.bytes, pack_print(again, ground)));
		pack_free(again);
	}
}

static void the_hash_is_of_the_files_in_the_order_of_their_names(void **state)
{
	struct text       name;
	struct pack_file *files, turned[8];
	size_t            n = procedure_builtin(0, ground, &name, &files);
	struct pack      *p;
	struct error      e = { 0 };
	assert_true(n > 1);
	for (size_t i = 0; i < n; i++)
		turned[i] = files[n - 1 - i];
	assert_true(pack_load(turned, n, &p, &e));
	assert_true(text_equal(pack_hash(p), pack_hash(packs[0])));
	pack_free(p);
	turned[0].bytes = text_print(ground, "%.*s\n", TEXT_ARG(turned[0].bytes));
	assert_true(pack_load(turned, n, &p, &e));
	assert_false(text_equal(pack_hash(p), pack_hash(packs[0])));
	pack_free(p);
}

static void a_pack_that_is_too_large_is_refused(void **state)
{
	char            *bytes = arena_alloc(ground, PACK_BYTES_MOST + 1);
	struct pack_file file = { TEXT("pack.yaml"), { bytes, PACK_BYTES_MOST + 1 } };
	struct pack     *p;
	struct error     e = { 0 };
	memset(bytes, '#', PACK_BYTES_MOST + 1);
	assert_false(pack_load(&file, 1, &p, &e));
	assert_string_equal(e.code, PACK_TOO_LARGE);
}

/* ---- what pages are made from ---- */

static void every_word_of_a_pack_is_there_in_both_languages(void **state)
{
	for (size_t i = 0; i < packs_n; i++) {
		const struct pack_step *s;
		for (size_t n = 0; (s = pack_step_at(packs[i], n)); n++)
			for (int lang = 0; lang < LANG_COUNT; lang++) {
				assert_true(s->label.in[lang].len && s->about.in[lang].len && s->done.in[lang].len);
				for (size_t k = 0; k < s->fields_n; k++)
					assert_true(s->fields[k].label.in[lang].len);
			}
	}
}

static const struct offer *offer_of(const struct offers *all, const char *step)
{
	for (size_t i = 0; i < all->count; i++)
		if (text_is(all->at[i].step->name, step))
			return &all->at[i];
	fail_msg("%s is not there", step);
	return NULL;
}

static struct offers offers_to(struct tried *t, struct step_actor actor, const char *day)
{
	struct move   m = { .actor = actor, .lang = LANG_EN };
	struct offers all;
	struct error  e = { 0 };
	assert_true(procedure_offers(t->pack, calendar, &t->s, &m, on(day), ground, &all, &e));
	return all;
}

static void an_offer_says_who_may_by_when_and_under_which_article(void **state)
{
	struct tried        t = matter("phan-anh-kien-nghi", "", "2026-11-02");
	struct offers       all = offers_to(&t, an_officer, "2026-11-03");
	const struct offer *extend = offer_of(&all, "extend"), *forward = offer_of(&all, "forward");
	assert_false(extend->may);
	assert_string_equal(extend->why.code, PROCEDURE_NOT_YOUR_ROLE);
	assert_string_equal(text_c(ground, extend->who.in[LANG_VI]), "người đứng đầu");
	assert_true(forward->may);
	assert_string_equal(text_c(ground, forward->rule), "PAKN.FORWARD/1");
	assert_int_equal(forward->fields[0].type, FIELD_UNIT);
	all = offers_to(&t, the_head, "2026-11-03");
	assert_true(offer_of(&all, "extend")->may);
	assert_day(offer_of(&all, "extend")->until, "2026-11-23");
	assert_string_equal(offer_of(&all, "issue")->why.code, PROCEDURE_WRONG_STATE);
}

static void fields_that_the_law_asks_for_only_later_are_not_shown(void **state)
{
	struct tried  june = matter("khieu-nai-lan-dau", "", "2026-06-30"), july = matter("khieu-nai-lan-dau", "", "2026-07-01");
	struct offers all = offers_to(&june, the_head, "2026-07-02");
	assert_int_equal(offer_of(&all, "accept")->fields_n, 2);
	all = offers_to(&july, the_head, "2026-07-02");
	assert_int_equal(offer_of(&all, "accept")->fields_n, 3);
}

/* ---- the engine's refusals ---- */

static void what_is_not_asked_for_is_refused(void **state)
{
	struct tried t = matter("phan-anh-kien-nghi", "", "2026-11-02");
	refused(&t, the_head, "refuse", "ground=insulting;words=x;before=7Q4M-2RXA-K9TD", "2026-11-03", PROCEDURE_FIELD_UNKNOWN);
	refused(&t, the_head, "refuse", "ground=answered_before;words=x", "2026-11-03", PROCEDURE_FIELD_MISSING);
	refused(&t, the_head, "refuse", "ground=insulting;words=x;hidden=x", "2026-11-03", PROCEDURE_FIELD_UNKNOWN);
	refused(&t, the_head, "refuse", "ground=insulting;ground=insulting;words=x", "2026-11-03", PROCEDURE_FIELD_UNKNOWN);
	refused(&t, the_head, "vanish", "", "2026-11-03", PROCEDURE_NO_STEP);
	refused(&t, the_head, "correct", "reason=wrong_step;words=x", "2026-11-03", PROCEDURE_NO_STEP);
	refused(&t, the_head, "extend", "reason=verify;words=một\ndòng", "2026-11-03", PROCEDURE_FIELD_BAD);
}

static void paper_that_came_earlier_counts_from_its_day_but_not_from_before_the_matter(void **state)
{
	struct tried t = matter("phan-anh-kien-nghi", "", "2026-11-02");
	struct named v[] = { { TEXT("text"), TEXT("Ở thôn A") } };
	struct move  m = { .step = TEXT("supplement"), .actor = a_clerk, .values = v, .values_n = 1, .received = on("2026-11-13"), .lang = LANG_EN };
	does(&t, an_officer, "ask_supplement", "list=Ở đâu", "2026-11-05");
	assert_true(procedure_decide(t.pack, calendar, &t.s, &m, on("2026-11-16"), ground, &t.last, &t.error)); /* Friday's paper, entered on Monday */
	struct tried friday = { .pack = t.pack, .s = t.last.after };
	assert_due(&friday, "answer", "2026-12-02");
	m.received = on("2026-11-01");
	assert_false(procedure_decide(t.pack, calendar, &t.s, &m, on("2026-11-16"), ground, &t.last, &t.error));
	assert_string_equal(t.error.code, PROCEDURE_DAY_EARLY);
	m.received = on("2026-11-17");
	assert_false(procedure_decide(t.pack, calendar, &t.s, &m, on("2026-11-16"), ground, &t.last, &t.error));
	assert_string_equal(t.error.code, PROCEDURE_DAY_FUTURE);
}

static void a_term_that_was_missed_is_not_mended_by_a_pause(void **state)
{
	struct tried t = matter("phan-anh-kien-nghi", "", "2026-11-02");
	does(&t, an_officer, "ask_supplement", "list=Ở đâu", "2026-11-26");
	assert_due(&t, "answer", "2026-11-23");
	does(&t, the_author, "supplement", "text=Ở thôn A", "2026-11-27");
	assert_due(&t, "answer", "2026-11-23");
}

static void a_situation_that_the_pack_does_not_know_is_refused(void **state)
{
	struct tried t = matter("phan-anh-kien-nghi", "", "2026-11-02");
	t.s.state = TEXT("nowhere");
	refused(&t, the_head, "receive", "", "2026-11-03", PROCEDURE_SITUATION);
}

static void at_the_top_the_author_still_opens_again(void **state)
{
	struct tried t = matter("phan-anh-kien-nghi", "", "2026-11-02");
	does(&t, the_head, "guide", "competent=Sở X;where=Số 1;words=Xin gửi đến đó", "2026-11-03");
	t.s.is_top = true;
	does(&t, the_author, "reopen", "reason=Tôi chưa đồng ý với việc này", "2026-11-04");
	assert_int_equal(t.last.holder, HOLDER_STAYS);
}

static void new_days_off_move_only_running_clocks_and_say_so(void **state)
{
	struct tried   t = matter("phan-anh-kien-nghi", "", "2026-11-02"), paused = t;
	struct outcome o;
	struct error   e = { 0 };
	struct clock  *c = ARENA_ARRAY(ground, struct clock, t.s.clocks_n);
	does(&paused, an_officer, "ask_supplement", "list=Ở đâu", "2026-11-03");
	memcpy(c, t.s.clocks, t.s.clocks_n * sizeof(*c));
	c[0].due = on("2026-11-20"); /* as if counted before a day off was known */
	t.s.clocks = c;
	assert_true(procedure_recount(t.pack, calendar, &t.s, on("2026-11-10"), ground, &o, &e));
	assert_int_equal(o.changes_n, 1);
	assert_int_equal(o.changes[0].what, CLOCK_MOVED);
	assert_day(o.changes[0].old_due, "2026-11-20");
	assert_day(o.changes[0].new_due, "2026-11-23");
	c[0].due = on("2026-12-30"); /* a working Saturday brings it nearer, but not before the day after the notice */
	assert_true(procedure_recount(t.pack, calendar, &t.s, on("2026-11-25"), ground, &o, &e));
	assert_day(o.changes[0].new_due, "2026-11-26");
	assert_true(procedure_recount(t.pack, calendar, &paused.s, on("2026-11-10"), ground, &o, &e));
	for (size_t i = 0; i < o.changes_n; i++)
		assert_false(text_is(o.changes[i].name, "answer"));
}

static void a_situation_survives_being_kept_and_no_prefix_of_it_is_read(void **state)
{
	struct tried     t = matter("khieu-nai-lan-dau", "", "2026-07-01");
	struct situation again;
	struct text      kept;
	does(&t, a_clerk, "add_member", "name=A", "2026-07-02");
	kept = situation_print(ground, &t.s);
	assert_true(situation_read(ground, kept, &again));
	assert_true(text_equal(kept, situation_print(ground, &again)));
	for (size_t n = 0; n < kept.len; n++)
		assert_false(situation_read(ground, text_first(kept, n), &again));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packs_that_are_right_are_read_and_print_the_same_when_read_again),
		cmocka_unit_test(packs_that_are_wrong_are_refused_with_file_line_and_column),
		cmocka_unit_test(the_packs_of_the_program_print_and_read_again),
		cmocka_unit_test(the_hash_is_of_the_files_in_the_order_of_their_names),
		cmocka_unit_test(a_pack_that_is_too_large_is_refused),
		cmocka_unit_test(every_word_of_a_pack_is_there_in_both_languages),
		cmocka_unit_test(an_offer_says_who_may_by_when_and_under_which_article),
		cmocka_unit_test(fields_that_the_law_asks_for_only_later_are_not_shown),
		cmocka_unit_test(what_is_not_asked_for_is_refused),
		cmocka_unit_test(paper_that_came_earlier_counts_from_its_day_but_not_from_before_the_matter),
		cmocka_unit_test(a_term_that_was_missed_is_not_mended_by_a_pause),
		cmocka_unit_test(a_situation_that_the_pack_does_not_know_is_refused),
		cmocka_unit_test(at_the_top_the_author_still_opens_again),
		cmocka_unit_test(new_days_off_move_only_running_clocks_and_say_so),
		cmocka_unit_test(a_situation_survives_being_kept_and_no_prefix_of_it_is_read),
	};
	return cmocka_run_group_tests(tests, ground_up, ground_down);
}
