/* print.c - a pack as one YAML file in the canonical order: what is not given is not written, all texts stand in double quotes. Loading it prints the same. */
#include "base/base.h"

#include "inside.h"

struct printing {
	struct build  out;
	struct arena *arena;
	int           depth;
	bool          item;  /* the next line begins an item of a list */
};

static void line_start(struct printing *p)
{
	for (int i = 0; i < p->depth - p->item; i++)
		build_c(&p->out, "  ");
	if (p->item)
		build_c(&p->out, "- ");
	p->item = false;
}

static void quoted(struct build *b, struct text t)
{
	build_byte(b, '"');
	for (size_t i = 0; i < t.len; i++) {
		if (t.at[i] == '"' || t.at[i] == '\\')
			build_byte(b, '\\');
		build_byte(b, t.at[i]);
	}
	build_byte(b, '"');
}

static void put_text(struct printing *p, const char *key, struct text t)
{
	if (!t.len)
		return;
	line_start(p);
	build_print(&p->out, "%s: ", key);
	quoted(&p->out, t);
	build_byte(&p->out, '\n');
}

static void put_c(struct printing *p, const char *key, const char *word) { put_text(p, key, text_of(word)); }
static void put_yes(struct printing *p, const char *key, bool yes) { put_text(p, key, yes ? TEXT("yes") : TEXT_EMPTY); }
static void put_number(struct printing *p, const char *key, int64_t n) { put_text(p, key, text_print(p->arena, "%lld", (long long)n)); }

static void put_words(struct printing *p, const char *key, const struct words *w)
{
	if (!words_are_given(w))
		return;
	line_start(p);
	build_print(&p->out, "%s: {vi: ", key);
	quoted(&p->out, w->in[LANG_VI]);
	build_c(&p->out, ", en: ");
	quoted(&p->out, w->in[LANG_EN]);
	build_c(&p->out, "}\n");
}

static void put_condition(struct printing *p, const char *key, const struct condition *c)
{
	if (!c->tests_n)
		return;
	line_start(p);
	build_print(&p->out, "%s: {", key);
	for (size_t i = 0; i < c->tests_n; i++) {
		build_print(&p->out, "%s%.*s: ", i ? ", " : "", TEXT_ARG(c->tests[i].is.name));
		quoted(&p->out, c->tests[i].is.value);
	}
	build_c(&p->out, "}\n");
}

static bool section(struct printing *p, const char *key, size_t count)
{
	if (!count)
		return false;
	line_start(p);
	build_print(&p->out, "%s:\n", key);
	p->depth++;
	return true;
}
static void section_end(struct printing *p) { p->depth--; }
static void item(struct printing *p) { p->item = true; }

static void print_rows(struct printing *p, const struct version *v)
{
	if (!section(p, "when", v->rows_n))
		return;
	for (size_t i = 0; i < v->rows_n; i++) {
		item(p);
		put_condition(p, "if", &v->rows[i].if_);
		if (v->rows[i].has_term)
			put_text(p, "term", term_print(p->arena, v->rows[i].term));
		else
			put_text(p, "value", v->rows[i].value);
	}
	section_end(p);
}

static void print_version(struct printing *p, const struct version *v)
{
	const struct pack_rule *r = &v->pub;
	item(p);
	put_number(p, "version", r->version);
	line_start(p);
	build_print(&p->out, "in_force: {from: %.*s", TEXT_ARG(day_print(p->arena, r->from)));
	if (r->to.n != DAY_MAX.n)
		build_print(&p->out, ", to: %.*s", TEXT_ARG(day_print(p->arena, r->to)));
	build_c(&p->out, "}\n");
	put_c(p, "binds", binds_words[r->binds]);
	put_text(p, r->is_own ? "own" : "basis", r->basis);
	put_c(p, "verified", verified_words[r->verified]);
	put_text(p, "note", r->note);
	print_rows(p, v);
}

static void print_rule(struct printing *p, const struct rule *r)
{
	item(p);
	put_text(p, "id", r->id);
	put_words(p, "says", &r->says);
	section(p, "versions", r->versions_n);
	for (size_t i = 0; i < r->versions_n; i++)
		print_version(p, &r->versions[i]);
	section_end(p);
}

static void print_fact(struct printing *p, const struct fact_row *f)
{
	item(p);
	put_text(p, "name", f->name);
	put_c(p, "type", type_words[f->type]);
	put_text(p, "list", f->list);
	put_text(p, "by", f->by);
	put_text(p, "default", f->preset);
	put_words(p, "label", &f->label);
}

static void print_list(struct printing *p, const struct list *l)
{
	item(p);
	put_text(p, "name", l->name);
	section(p, "items", l->items_n);
	for (size_t i = 0; i < l->items_n; i++) {
		item(p);
		put_text(p, "name", l->items[i].name);
		put_words(p, "label", &l->items[i].label);
		put_text(p, "basis", l->items[i].basis);
	}
	section_end(p);
}

static void print_state(struct printing *p, const struct pack_state *s)
{
	item(p);
	put_text(p, "name", s->name);
	put_c(p, "kind", s->is_open ? "open" : "closing");
	put_text(p, "outcome", s->outcome);
	put_text(p, "waits_for", s->waits_for);
	put_text(p, "next", s->next);
	put_words(p, "word", &s->word);
	put_words(p, "sentence", &s->sentence);
}

static void print_clock(struct printing *p, const struct clock_row *c)
{
	item(p);
	put_text(p, "name", c->pub.name);
	put_words(p, "label", &c->pub.label);
	put_c(p, "owed_by", owed_words[c->pub.owed_by]);
	put_text(p, "rule", c->rule);
	put_yes(p, "inner", c->pub.is_inner);
}

static void print_field(struct printing *p, const struct field *f)
{
	item(p);
	put_text(p, "field", f->pub.name);
	put_c(p, "type", type_words[f->pub.type]);
	put_text(p, "list", f->list);
	put_yes(p, "optional", !f->pub.required);
	put_words(p, "label", &f->pub.label);
	put_words(p, "hint", &f->pub.hint);
	if (f->pub.most) {
		put_number(p, "least", f->pub.least);
		put_number(p, "most", f->pub.most);
	}
	put_text(p, "part", f->pub.part);
	put_text(p, "rule", f->pub.rule);
	put_text(p, "sets", f->pub.sets);
	put_condition(p, "if", &f->if_);
	put_text(p, "not_before", f->not_before);
	put_text(p, "not_after", f->not_after);
	put_text(p, "prefill", f->pub.prefill);
}

static void print_day(struct printing *p, const struct day_check *d)
{
	item(p);
	put_text(p, "rule", d->rule);
	put_text(p, "clock", d->clock);
	put_text(p, "from", d->from);
	put_text(p, "before", d->before);
	put_text(p, "on", d->on);
	put_text(p, "plus", d->plus);
	put_c(p, "must", must_words[d->must]);
	put_condition(p, "if", &d->if_);
}

static void print_effect(struct printing *p, const struct effect *x)
{
	item(p);
	put_text(p, effect_words[x->kind], x->clock);
	put_text(p, "from", x->from);
	put_text(p, "by", x->by);
	put_condition(p, "if", &x->if_);
}

static void print_ways(struct printing *p, const char *key, const struct way *ways, size_t n)
{
	if (!section(p, key, n))
		return;
	for (size_t i = 0; i < n; i++) {
		item(p);
		put_text(p, "name", ways[i].to);
		put_condition(p, "if", &ways[i].if_);
	}
	section_end(p);
}

static void print_who(struct printing *p, const struct pack_step *s)
{
	const char *separator = "";
	line_start(p);
	build_c(&p->out, "who: [");
	for (unsigned bit = WHO_CLERK; bit <= WHO_ANYBODY; bit <<= 1)
		for (int above = 0; above < 2; above++)
			if ((above ? s->who_above : s->who) & bit) {
				build_print(&p->out, "%s%s%s", separator, who_name((enum who)bit), above ? " above" : "");
				separator = ", ";
			}
	build_c(&p->out, "]\n");
}

static void print_from(struct printing *p, const struct step *s)
{
	if (s->from_all_open)
		put_c(p, "from", "open");
	if (!s->from_n)
		return;
	line_start(p);
	build_c(&p->out, "from: [");
	for (size_t i = 0; i < s->from_n; i++)
		build_print(&p->out, "%s%.*s", i ? ", " : "", TEXT_ARG(s->from[i]));
	build_c(&p->out, "]\n");
}

static void print_point(struct printing *p, const struct step *s)
{
	static const char *const acts[] = { [POINT_ADDS] = "adds", [POINT_ENDS] = "ends", [POINT_REVIVES] = "revives" };
	if (s->point == POINT_NOTHING)
		return;
	line_start(p);
	build_print(&p->out, "point: {%s: \"%.*s\"", acts[s->point],
		TEXT_ARG(s->point == POINT_ADDS ? text_of(point_words[s->adds]) : s->point == POINT_ENDS ? s->point_outcome : TEXT("yes")));
	if (s->none_open.len)
		build_print(&p->out, ", none_open: \"%.*s\"", TEXT_ARG(s->none_open));
	build_c(&p->out, "}\n");
}

static void print_causes(struct printing *p, const struct step *s)
{
	if (section(p, "clocks", s->effects_n)) {
		for (size_t i = 0; i < s->effects_n; i++)
			print_effect(p, &s->effects[i]);
		section_end(p);
	}
	if (s->sets_n)
		line_start(p);
	for (size_t i = 0; i < s->sets_n; i++)
		build_print(&p->out, "%s%.*s: \"%.*s\"%s", i ? ", " : "set: {", TEXT_ARG(s->sets[i].name), TEXT_ARG(s->sets[i].value),
			i + 1 == s->sets_n ? "}\n" : "");
	put_text(p, "accepts", s->accepts);
	print_point(p, s);
	print_ways(p, "holder", s->holder, s->holder_n);
	put_text(p, "becomes", s->pub.becomes);
	put_words(p, "paper", &s->pub.paper);
	put_words(p, "notice", &s->pub.notice);
	put_yes(p, "quiet", s->pub.is_quiet);
	put_yes(p, "final", s->pub.is_final);
}

static void print_step(struct printing *p, const struct step *s)
{
	item(p);
	put_text(p, "name", s->pub.name);
	put_words(p, "label", &s->pub.label);
	put_words(p, "about", &s->pub.about);
	put_words(p, "done", &s->pub.done);
	print_who(p, &s->pub);
	put_text(p, "rule", s->pub.rule);
	print_from(p, s);
	print_ways(p, "to", s->to, s->to_n);
	if (s->pub.acts_on != POINT_WHOLE)
		put_c(p, "acts_on", point_words[s->pub.acts_on]);
	put_yes(p, "once", s->is_once);
	put_condition(p, "if", &s->if_);
	put_words(p, "because", &s->because);
	if (section(p, "needs", s->fields_n)) {
		for (size_t i = 0; i < s->fields_n; i++)
			print_field(p, &s->fields[i]);
		section_end(p);
	}
	if (section(p, "days", s->days_n)) {
		for (size_t i = 0; i < s->days_n; i++)
			print_day(p, &s->days[i]);
		section_end(p);
	}
	print_causes(p, s);
}

#define PRINT_ALL(key, list, count, print) \
	if (section(&p, key, count)) { \
		for (size_t i = 0; i < (count); i++) \
			print(&p, list); \
		section_end(&p); \
	}

struct text pack_print(const struct pack *pack, struct arena *a)
{
	struct printing p = { .out = { .arena = a }, .arena = a };
	section(&p, "pack", 1);
	put_text(&p, "name", pack->name);
	put_c(&p, "class", class_words[pack->class]);
	put_text(&p, "since", day_print(a, pack->since));
	put_words(&p, "title", &pack->title);
	put_words(&p, "about", &pack->about);
	section_end(&p);
	PRINT_ALL("facts", &pack->facts[i], pack->facts_n, print_fact)
	PRINT_ALL("lists", &pack->lists[i], pack->lists_n, print_list)
	PRINT_ALL("states", &pack->states[i].pub, pack->states_n, print_state)
	PRINT_ALL("clocks", &pack->clocks[i], pack->clocks_n, print_clock)
	PRINT_ALL("rules", &pack->rules[i], pack->rules_n, print_rule)
	PRINT_ALL("steps", &pack->steps[i], pack->steps_n, print_step)
	return build_text(&p.out);
}
