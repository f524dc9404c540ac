/* convert_row.c - an answer as the seven columns that are put behind a record. */
#include "convert.h"

static void field_add(struct build *out, struct text t, char separator)
{
	bool quote = false;
	for (size_t i = 0; i < t.len; i++)
		quote = quote || t.at[i] == separator || t.at[i] == '"' || t.at[i] == '\n' || t.at[i] == '\r';
	build_byte(out, separator);
	if (!quote) {
		build_add(out, t);
		return;
	}
	build_byte(out, '"');
	for (size_t i = 0; i < t.len; i++) {
		if (t.at[i] == '"')
			build_byte(out, '"');
		build_byte(out, t.at[i]);
	}
	build_byte(out, '"');
}

static void title_add(struct build *out, const struct unit_fact *f)
{
	struct text word = unit_type_word(f->type);
	build_add(out, word);
	if (word.len > 0)
		build_byte(out, ' ');
	build_add(out, f->name);
}

/* "02155 xã Lương Hạ, huyện Na Rì" */
static void place_add(struct build *out, const struct conversion *c, const struct unit_fact *f, day_t day)
{
	const struct unit_fact *above = fact_above(c->r, f, in_force(f->from, f->to, day) ? day : f->to.n < DAY_MAX.n ? day_add(f->to, -1) : f->from);
	build_add(out, f->code);
	build_byte(out, ' ');
	title_add(out, f);
	if (above) {
		build_c(out, ", ");
		title_add(out, above);
	}
}

void answer_candidates(struct build *out, const struct conversion *c, const struct address_answer *answer, enum lang lang)
{
	for (size_t i = 0; i < answer->option_count; i++) {
		const struct address_option *o = &answer->options[i];
		if (i > 0)
			build_c(out, "; ");
		if (o->was != answer->was) {
			place_add(out, c, o->was, c->from);
			build_c(out, " → ");
		}
		if (o->now)
			place_add(out, c, o->now, c->to);
		else
			say(out, lang, "registry.address_several_heirs", (const struct fact[]){ { .name = NULL } });
		if (o->share.len > 0)
			build_print(out, " (%.*s)", TEXT_ARG(o->share));
	}
}

void answer_row(struct build *out, const struct conversion *c, const struct address_answer *answer, enum lang lang, char separator)
{
	struct build name = { .arena = out->arena }, reason = { .arena = out->arena }, candidates = { .arena = out->arena };
	if (answer->now)
		title_add(&name, answer->now);
	say(&reason, lang, answer->reason, (const struct fact[]){ { .name = NULL } });
	answer_candidates(&candidates, c, answer, lang);
	field_add(out, answer->was ? answer->was->unit : TEXT_EMPTY, separator);
	field_add(out, answer->was ? answer->was->code : TEXT_EMPTY, separator);
	field_add(out, answer->now ? answer->now->code : TEXT_EMPTY, separator);
	field_add(out, build_text(&name), separator);
	field_add(out, text_of(certainty_word(answer->certainty)), separator);
	field_add(out, build_text(&reason), separator);
	field_add(out, build_text(&candidates), separator);
}
