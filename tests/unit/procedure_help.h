/* procedure_help.h - what the tests of procedures share: the real packs and calendar, a matter that is moved step by step. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/base.h"
#include "procedure/procedure.h"

#define N_OF(list) (sizeof(list) / sizeof((list)[0]))

static struct arena *ground;
static const struct calendar *calendar;
static struct pack *packs[8];
static size_t packs_n;

static inline void show_error(const struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	print_message("%s: %.*s\n", e->code, TEXT_ARG(error_say(a, LANG_EN, e)));
}

static int ground_up(void **state)
{
	struct error      e = { 0 };
	struct text       name;
	struct pack_file *files;
	size_t            n;
	ground = arena_new(0);
	packs_n = 0;
	assert_true(calendar_load(ground, calendar_files, &calendar, &e));
	for (size_t i = 0; (n = procedure_builtin(i, ground, &name, &files)); i++) {
		if (!pack_load(files, n, &packs[packs_n++], &e)) {
			show_error(&e);
			return -1;
		}
	}
	return 0;
}

static int ground_down(void **state)
{
	for (size_t i = 0; i < packs_n; i++)
		pack_free(packs[i]);
	arena_free(ground);
	return 0;
}

static inline const struct pack *pack_of(const char *name)
{
	for (size_t i = 0; i < packs_n; i++)
		if (text_is(pack_name(packs[i]), name))
			return packs[i];
	fail_msg("no pack %s", name);
	return NULL;
}

static inline day_t on(const char *day)
{
	day_t d;
	assert_true(day_parse(text_of(day), &d));
	return d;
}

static inline void assert_day(day_t d, const char *expected)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	assert_string_equal(text_c(a, day_print(a, d)), expected);
}

/* One matter; the last outcome or refusal is kept. */
struct tried {
	const struct pack *pack;
	struct situation   s;
	struct outcome     last;
	struct error       error;
	struct step_actor  actor;
};
static const struct step_actor an_officer = { .at_holder = WHO_OFFICER }, the_head = { .at_holder = WHO_HEAD }, a_clerk = { .at_holder = WHO_CLERK },
			       the_author = { .is_author = true }, head_above = { .at_above = WHO_HEAD };

/* "name=value;name=value" */
static inline size_t values_of(const char *list, struct named *ret)
{
	struct text rest = text_of(list), pair;
	size_t      n = 0;
	while (rest.len && text_next(&rest, ';', &pair)) {
		size_t at = text_find(pair, TEXT("="));
		ret[n++] = (struct named){ text_first(pair, at), text_from(pair, at + 1) };
	}
	return n;
}

static inline bool take(struct tried *t, struct step_actor actor, const char *step, const char *values, const char *day)
{
	struct named v[16];
	struct move  m = { .step = text_of(step), .actor = actor, .values = v, .values_n = values_of(values, v), .received = DAY_NONE, .lang = LANG_EN };
	t->error = (struct error){ 0 };
	bool ok = text_is(m.step, "open") ? procedure_open(t->pack, calendar, &t->s, &m, on(day), ground, &t->last, &t->error)
					  : procedure_decide(t->pack, calendar, &t->s, &m, on(day), ground, &t->last, &t->error);
	if (ok)
		t->s = t->last.after;
	return ok;
}

static inline void does(struct tried *t, struct step_actor actor, const char *step, const char *values, const char *day)
{
	if (take(t, actor, step, values, day))
		return;
	show_error(&t->error);
	fail_msg("%s was refused", step);
}

static inline void refused(struct tried *t, struct step_actor actor, const char *step, const char *values, const char *day, const char *code)
{
	assert_false(take(t, actor, step, values, day));
	assert_string_equal(t->error.code, code);
}

static inline const struct clock *clock_is(const struct tried *t, const char *name)
{
	for (size_t i = 0; i < t->s.clocks_n; i++)
		if (text_is(t->s.clocks[i].name, name))
			return &t->s.clocks[i];
	fail_msg("no clock %s", name);
	return NULL;
}

static inline void assert_state(const struct tried *t, const char *state)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	assert_string_equal(text_c(a, t->s.state), state);
}

static inline void assert_due(const struct tried *t, const char *clock, const char *day)
{
	assert_int_equal(clock_is(t, clock)->status, CLOCK_RUNNING);
	assert_day(clock_is(t, clock)->due, day);
}

/* A new matter at a commune's office. */
static inline struct tried matter(const char *pack, const char *values, const char *day)
{
	struct tried t = { .pack = pack_of(pack), .s = { .holder = TEXT("org-a"), .holder_level = TEXT("commune") } };
	does(&t, the_author, "open", values, day);
	return t;
}
