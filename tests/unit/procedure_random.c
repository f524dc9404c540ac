/* procedure_random.c - random histories of both packs: none leaves the machine, no clock runs backwards, a closed matter owes nothing, every step that is offered is
 * accepted and every other is refused. On failure the seed is printed; DANVAN_TEST_SEED runs that one alone; DANVAN_TEST_ALL
 * runs a thousand instead of four hundred. */
#include "base/base.h"

#include "procedure_help.h"

enum { HISTORIES = 700, ALL_HISTORIES = 1000, STEPS_MOST = 40, TRIES_MOST = 40 };

struct dice { uint64_t state; };
static uint32_t roll(struct dice *d, uint32_t sides)
{
	d->state = d->state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(d->state >> 33) % sides;
}

struct history {
	const struct pack *pack;
	struct dice        dice;
	uint64_t           seed;
	struct situation   s;
	day_t              today;
	struct arena      *a;
	int                steps, corrected;
	struct taken      *taken;
};
/* How often each step of each pack was taken: a step that no history ever takes is a step that nobody can. */
struct taken { const struct pack_step *step; int times; };

#define CLAIM(h, what, ...) \
	do { \
		if (!(what)) { \
			print_message("seed %llu, step %d: ", (unsigned long long)(h)->seed, (h)->steps); \
			fail_msg(__VA_ARGS__); \
		} \
	} while (0)

/* ---- values that fit: one guess a field, mended by what the refusal says ---- */

static struct text day_guess(struct history *h, struct text name)
{
	static const struct { const char *name; int from_today; } days[] = { { "dialogue_day", 20 }, { "meeting", 30 } };
	for (size_t i = 0; i < N_OF(days); i++)
		if (text_is(name, days[i].name))
			return day_print(h->a, day_add(h->today, days[i].from_today));
	return day_print(h->a, text_is(name, "day_known") ? day_add(h->s.received, -400) : h->today);
}

static struct text guess(struct history *h, const struct pack_field *f)
{
	switch (f->type) {
	case FIELD_CHOICE: return f->choices[roll(&h->dice, (uint32_t)f->choices_n)].name;
	case FIELD_YES_NO: return roll(&h->dice, 2) ? TEXT("yes") : TEXT("no");
	case FIELD_CONFIRM: return TEXT("yes");
	case FIELD_NUMBER:
	case FIELD_RATING: return text_print(h->a, "%lld", (long long)(f->least + roll(&h->dice, 3)));
	case FIELD_DAY: return day_guess(h, f->name);
	case FIELD_UNIT: return text_is(h->s.holder, "org-b") ? TEXT("org-c") : TEXT("org-b");
	case FIELD_ACCOUNT:
	case FIELD_FILE: return TEXT("17");
	case FIELD_MATTER: return TEXT("7Q4M-2RXA-K9TD");
	default: return TEXT("Nội dung đủ dài để được nhận.");
	}
}

struct filled { struct named v[24]; size_t n; };

static bool is_label(const struct pack_field *f, const struct error *e) { return text_is(f->label.in[LANG_EN], e->name); }

/* Fills in what is missing, takes out what is not asked for; false when the refusal is of another kind. */
static bool mend(struct history *h, const struct pack_step *step, struct filled *f, const struct error *e)
{
	for (size_t i = 0; i < step->fields_n; i++) {
		if (!is_label(&step->fields[i], e))
			continue;
		size_t at = 0;
		while (at < f->n && !text_equal(f->v[at].name, step->fields[i].name))
			at++;
		if (error_is(e, PROCEDURE_FIELD_UNKNOWN) && at < f->n) {
			f->v[at] = f->v[--f->n];
			return true;
		}
		if (error_is(e, PROCEDURE_FIELD_MISSING) && at == f->n) {
			f->v[f->n++] = (struct named){ step->fields[i].name, guess(h, &step->fields[i]) };
			return true;
		}
	}
	return false;
}

static struct move move_of(struct history *h, const struct pack_step *step, struct step_actor actor, const struct filled *f)
{
	struct move m = { .step = step->name, .actor = actor, .values = f->v, .values_n = f->n, .received = DAY_NONE, .lang = LANG_EN };
	if (step->acts_on == POINT_WHOLE)
		return m;
	bool revives = text_is(step->name, "take_again");
	for (size_t i = 0; i < h->s.points_n; i++)
		if (h->s.points[i].kind == step->acts_on && h->s.points[i].is_open != revives && (!revives || text_is(h->s.points[i].outcome, "withdrawn"))) {
			m.target_kind = step->acts_on;
			m.target = h->s.points[i].number;
		}
	return m;
}

static bool tries(struct history *h, const struct pack_step *step, struct step_actor actor, struct outcome *ret, struct error *e)
{
	struct filled f = { 0 };
	for (size_t i = 0; i < step->fields_n; i++)
		if (!step->fields[i].only_if_n && (step->fields[i].required || roll(&h->dice, 2)))
			f.v[f.n++] = (struct named){ step->fields[i].name, guess(h, &step->fields[i]) };
	for (int i = 0; i < TRIES_MOST; i++) {
		struct move m = move_of(h, step, actor, &f);
		*e = (struct error){ 0 };
		if (procedure_decide(h->pack, calendar, &h->s, &m, h->today, h->a, ret, e))
			return true;
		if (!mend(h, step, &f, e))
			return false;
	}
	return false;
}

/* ---- what must hold ---- */

static void holds(struct history *h, const struct outcome *o)
{
	const struct pack_state *state = pack_state(h->pack, o->after.state);
	struct situation         again;
	CLAIM(h, state, "left the machine");
	CLAIM(h, o->is_open == state->is_open && (o->is_open || o->outcome.len), "open or closed");
	CLAIM(h, o->rules_n > 0, "no rule applied");
	for (size_t i = 0; i < o->rules_n; i++)
		CLAIM(h, pack_rule(h->pack, o->rules[i]), "a rule that the pack does not have");
	for (size_t i = 0; i < o->changes_n; i++) {
		const struct clock_change *c = &o->changes[i];
		CLAIM(h, c->rule.len && c->basis.len, "a clock moved without a rule");
		CLAIM(h, !day_is_known(c->old_due) || c->new_due.n >= c->old_due.n, "%.*s ran backwards", TEXT_ARG(c->name));
	}
	for (size_t i = 0; i < o->after.clocks_n; i++) {
		const struct clock *c = &o->after.clocks[i];
		bool                runs = c->status == CLOCK_RUNNING || c->status == CLOCK_PAUSED;
		CLAIM(h, o->is_open || !runs || c->owed_by == OWED_BY_AUTHOR, "closed, but %.*s runs", TEXT_ARG(c->name));
		CLAIM(h, c->due.n >= c->from.n && c->from.n >= c->started.n, "%.*s ends before it began", TEXT_ARG(c->name));
		CLAIM(h, runs || day_is_known(c->ended), "%.*s has no end", TEXT_ARG(c->name));
	}
	CLAIM(h, o->is_open || !day_is_known(o->due), "closed, but due");
	struct text kept = situation_print(h->a, &o->after);
	CLAIM(h, situation_read(h->a, kept, &again) && text_equal(kept, situation_print(h->a, &again)), "a situation does not survive being kept");
}

static struct step_actor some_actor(struct history *h)
{
	static const struct step_actor actors[] = {
		{ .at_holder = WHO_CLERK }, { .at_holder = WHO_OFFICER }, { .at_holder = WHO_HEAD }, { .at_holder = WHO_HEAD | WHO_OFFICER }, { .is_author = true },
		{ .at_above = WHO_HEAD | WHO_LEADER }, { .is_system = true }, { .at_holder = WHO_INSPECTOR },
	};
	return actors[roll(&h->dice, N_OF(actors))];
}

static void applies(struct history *h, const struct outcome *o)
{
	h->s = o->after;
	if (o->holder == HOLDER_TO_UNIT)
		h->s.holder = o->holder_unit;
	if (o->holder == HOLDER_TO_ABOVE) {
		h->s.holder = TEXT("org-above");
		h->s.holder_level = TEXT("province");
		h->s.is_top = true;
	}
}

/* The head finds that the last step was wrong: all is as before, and the clocks say that they were restored. */
static void puts_right(struct history *h, const struct situation *before, struct text wrong)
{
	struct named   v[] = { { TEXT("reason"), TEXT("wrong_step") }, { TEXT("words"), TEXT("Nhầm") } };
	struct move    m = { .step = TEXT("correct"), .actor = { .at_holder = WHO_HEAD }, .values = v, .values_n = 2, .received = DAY_NONE };
	struct outcome o;
	struct error   e = { 0 };
	if (!procedure_correct(h->pack, calendar, &h->s, before, wrong, &m, h->today, h->a, &o, &e))
		return;
	CLAIM(h, text_equal(o.after.state, before->state), "not put right");
	CLAIM(h, o.after.clocks_n >= before->clocks_n && o.after.points_n == before->points_n && o.after.facts_n == before->facts_n, "something was lost");
	for (size_t i = 0; i < before->clocks_n; i++)
		CLAIM(h, o.after.clocks[i].due.n == before->clocks[i].due.n && o.after.clocks[i].status == before->clocks[i].status, "a clock is not as it was");
	for (size_t i = before->clocks_n; i < o.after.clocks_n; i++)
		CLAIM(h, o.after.clocks[i].status == CLOCK_ENDED, "a clock of the wrong step still runs");
	for (size_t i = 0; i < o.changes_n; i++)
		CLAIM(h, o.changes[i].what == CLOCK_RESTORED || o.changes[i].what == CLOCK_WAS_ENDED, "a clock moved by a correction");
	applies(h, &o);
	h->corrected++;
}

/* Steps that lead on are likelier than those that end it all, or no history would get far. */
static uint32_t weight(const struct history *h, const struct outcome *o)
{
	if (text_starts(o->step->name, "withdraw") || text_is(o->after.state, "terminating"))
		return 1;
	if (!o->is_open)
		return 6;
	return !text_equal(o->after.state, h->s.state) ? 24 : o->step->is_quiet ? 2 : 12;
}

/* Every step is tried; one of those accepted is taken. */
static void goes_on(struct history *h)
{
	struct step_actor actor = some_actor(h);
	struct move       who = { .actor = actor, .lang = LANG_EN };
	struct offers     offers;
	struct outcome    taken = { 0 };
	struct error      e;
	uint32_t          accepted = 0;
	CLAIM(h, procedure_offers(h->pack, calendar, &h->s, &who, h->today, h->a, &offers, &e), "offers failed");
	for (size_t i = 0; i < offers.count; i++) {
		const struct offer *o = &offers.at[i];
		struct outcome      out;
		if (text_is(o->step->name, "correct"))
			continue;
		bool ok = tries(h, o->step, actor, &out, &e);
		CLAIM(h, ok == o->may, "%.*s is %s, but %s (%s %s)", TEXT_ARG(o->step->name), o->may ? "offered" : "not offered", ok ? "accepted" : "refused",
			ok ? "" : e.code, ok ? "" : e.name);
		CLAIM(h, o->may || (o->why.code && say_knows(o->why.code)), "no reason why not");
		if (!ok)
			continue;
		holds(h, &out);
		uint32_t w = weight(h, &out);
		accepted += w;
		if (roll(&h->dice, accepted) < w)
			taken = out;
	}
	if (!accepted || (weight(h, &taken) == 1 && roll(&h->dice, 4)))
		return;
	struct situation before = h->s;
	for (struct taken *t = h->taken; t->step; t++)
		t->times += t->step == taken.step;
	applies(h, &taken);
	if (roll(&h->dice, 6) == 0)
		puts_right(h, &before, taken.step->name);
}

static int one_history(uint64_t seed, struct taken *taken)
{
	struct history h = { .taken = taken, .seed = seed, .dice = { seed * 0x9e3779b97f4a7c15u + 1 }, .a = arena_new(0) };
	struct outcome o;
	struct error   e = { 0 };
	h.pack = packs[seed % packs_n];
	h.today = day_add(on("2025-07-01"), (int)roll(&h.dice, 600));
	h.s = (struct situation){ .holder = TEXT("org-a"), .holder_level = roll(&h.dice, 3) ? TEXT("commune") : TEXT("province"), .is_top = roll(&h.dice, 4) == 0 };
	const struct pack_step *open = pack_step(h.pack, TEXT("open"));
	struct filled           f = { 0 };
	for (size_t i = 0; i < open->fields_n; i++)
		if (roll(&h.dice, 2))
			f.v[f.n++] = (struct named){ open->fields[i].name, guess(&h, &open->fields[i]) };
	struct move m = { .step = TEXT("open"), .actor = { .is_author = true }, .values = f.v, .values_n = f.n, .received = DAY_NONE, .lang = LANG_EN };
	CLAIM(&h, procedure_open(h.pack, calendar, &h.s, &m, h.today, h.a, &o, &e), "not opened: %s %s", e.code, e.name);
	holds(&h, &o);
	applies(&h, &o);
	for (; h.steps < STEPS_MOST; h.steps++) {
		h.today = day_add(h.today, (int)(roll(&h.dice, 4) ? roll(&h.dice, 6) : roll(&h.dice, 60)));
		goes_on(&h);
	}
	arena_free(h.a);
	return h.corrected;
}

static struct taken *all_steps(void)
{
	struct taken *all = ARENA_ARRAY(ground, struct taken, 400);
	size_t        n = 0;
	for (size_t i = 0; i < packs_n; i++)
		for (size_t k = 0; pack_step_at(packs[i], k); k++)
			all[n++].step = pack_step_at(packs[i], k);
	return all;
}

static void random_histories_stay_within_the_law(void **state)
{
	const char   *only = getenv("DANVAN_TEST_SEED");
	int64_t       seed;
	uint64_t      histories = getenv("DANVAN_TEST_ALL") ? ALL_HISTORIES : HISTORIES;
	int           corrected = 0;
	struct taken *taken = all_steps();
	if (only && text_to_int(text_of(only), &seed)) {
		one_history((uint64_t)seed, taken);
		return;
	}
	for (uint64_t i = 1; i <= histories; i++)
		corrected += one_history(i, taken);
	assert_true(corrected > (int)histories / 4);
	for (struct taken *t = taken; t->step; t++)
		if (!t->times && !text_is(t->step->name, "open") && !text_is(t->step->name, "correct"))
			fail_msg("no history takes the step %.*s", TEXT_ARG(t->step->name));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(random_histories_stay_within_the_law) };
	return cmocka_run_group_tests(tests, ground_up, ground_down);
}
