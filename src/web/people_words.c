/* people_words.c - what procedures, steps and values are called to the author of a matter. */
#include "base/base.h"

#include "people.h"

const struct pack_field *step_field(const struct pack_step *step, struct text name)
{
	for (size_t i = 0; step && i < step->fields_n; i++)
		if (text_equal(step->fields[i].name, name))
			return &step->fields[i];
	return NULL;
}

static struct text choice_words(struct request *r, const struct pack_field *f, struct text value)
{
	for (size_t i = 0; i < f->choices_n; i++)
		if (text_equal(f->choices[i].name, value))
			return site_words(r, &f->choices[i].label);
	return value;
}

struct text value_words(struct request *r, const struct pack_field *f, struct text value)
{
	day_t        day;
	struct build b = { .arena = r->arena };
	if (!f)
		return value;
	switch (f->type) {
	case FIELD_CHOICE:
		return choice_words(r, f, value);
	case FIELD_YES_NO:
	case FIELD_CONFIRM:
		return people_say(r, text_is(value, "yes") ? "people.yes" : "people.no");
	case FIELD_RATING:
		return people_say(r, text_c(r->arena, text_print(r->arena, "people.rating_%.*s", TEXT_ARG(value))));
	case FIELD_UNIT:
		return site_title(r, value);
	case FIELD_MATTER:
		return site_code(r, value);
	case FIELD_DAY:
		if (!day_parse(value, &day))
			return value;
		say_day(&b, r->lang, day);
		return build_text(&b);
	default:
		return value;
	}
}

/* The first text is what the step says; it needs no label. A confirmation is no news. */
struct text step_words(struct request *r, const struct pack_step *step, const struct step_value *values, size_t n)
{
	struct build b = { .arena = r->arena };
	bool         has_text = false;
	for (size_t i = 0; i < n; i++) {
		const struct pack_field *f = step_field(step, values[i].name);
		bool                     is_text = f && f->type == FIELD_TEXT;
		if (f && f->type == FIELD_CONFIRM)
			continue;
		if (b.len > 0)
			build_byte(&b, '\n');
		if (f && (!is_text || has_text))
			build_print(&b, "%.*s: ", TEXT_ARG(site_words(r, &f->label)));
		build_add(&b, value_words(r, f, values[i].value));
		has_text = has_text || is_text;
	}
	return build_text(&b);
}

/* A filing is kept without a step's name. */
const struct pack_step *named_step(const struct pack *pack, struct text step) { return pack_step(pack, step.len > 0 ? step : TEXT("open")); }

struct text step_title(struct request *r, const struct pack *pack, struct text step, struct text state)
{
	const struct pack_step  *s = pack ? named_step(pack, step) : NULL;
	const struct pack_state *now = pack ? pack_state(pack, state) : NULL;
	if (text_is(step, STEP_SORT))
		return people_say(r, "web.sorted");
	if (s && s->is_quiet)
		return TEXT_EMPTY;
	if (text_is(step, "correct"))
		return people_say(r, "people.corrected");
	if (s && site_words(r, &s->done).len > 0)
		return site_words(r, &s->done);
	if (s)
		return site_words(r, &s->label);
	return now ? site_words(r, &now->word) : people_say(r, "people.changed");
}

/* The grant that explains why the account could read on that day: its role and unit, never its owner's name. */
struct text reader_words(struct request *r, int64_t account, day_t day)
{
	struct connection *db = web_read(r);
	struct grant      *grants;
	size_t             n;
	struct error       e;
	if (db && grant_list(db, r->arena, account, &grants, &n, &e))
		for (size_t i = 0; i < n; i++) {
			if (grants[i].role == ROLE_ADMINISTRATOR || day_compare(grants[i].from, day) > 0 || day_compare(grants[i].to, day) <= 0)
				continue;
			const char *code = text_c(r->arena, text_print(r->arena, "role.%s", role_name(grants[i].role)));
			struct text role = say_knows(code) ? people_say(r, code) : people_say(r, "people.an_officer");
			return text_print(r->arena, "%.*s, %.*s", TEXT_ARG(role), TEXT_ARG(site_title(r, grants[i].unit)));
		}
	return people_say(r, "people.an_officer");
}
