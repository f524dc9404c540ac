/* read_step.c - the steps of a pack: who may take them, from where to where, what they ask for and what they cause. */
#include "base/base.h"

#include "node.h"

const char *const must_words[] = { "still_run", "have_passed", NULL };
const char *const effect_words[] = { "start", "pause", "resume", "meet", "end", "extend", "retime", NULL };
const char *const point_words[] = { "whole", "content", "member", NULL };
const char *const part_words[] = { "acts", "text", "party", "internal", NULL };

static const struct {
	const char *name;
	unsigned    bit;
} roles[] = {
	{ "clerk", WHO_CLERK }, { "officer", WHO_OFFICER }, { "head", WHO_HEAD }, { "leader", WHO_LEADER }, { "inspector", WHO_INSPECTOR },
	{ "administrator", WHO_ADMINISTRATOR }, { "author", WHO_AUTHOR }, { "system", WHO_SYSTEM }, { "anybody", WHO_ANYBODY },
};

const char *who_name(enum who w)
{
	for (size_t i = 0; i < COUNT_OF(roles); i++)
		if (roles[i].bit == w)
			return roles[i].name;
	return "";
}

/* "head" or "head above". */
static bool who_read(struct reader *r, yaml_node_t *n, struct step *s)
{
	struct text t = TEXT_EMPTY;
	if (!text_read(r, n, "who", NAME_MOST, &t))
		return false;
	bool above = text_ends(t, " above");
	t = above ? text_first(t, t.len - 6) : t;
	for (size_t i = 0; i < COUNT_OF(roles); i++)
		if (text_is(t, roles[i].name) && !(above && roles[i].bit >= WHO_AUTHOR)) {
			*(above ? &s->pub.who_above : &s->pub.who) |= roles[i].bit;
			return true;
		}
	return complain(r, n, PACK_UNKNOWN, TEXT("who"), t, TEXT("clerk, officer, head, leader, head above, author, system, anybody"));
}

static bool all_who_read(struct reader *r, yaml_node_t *n, yaml_node_t *whole, struct step *s)
{
	yaml_node_t **items;
	size_t        count;
	if (!items_read(r, n, "who", &count, &items))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!who_read(r, items[i], s))
			return false;
	return count > 0 || complain(r, n ? n : whole, PACK_NO_ROLE, TEXT("who"), s->pub.name, TEXT_EMPTY);
}

static bool from_read(struct reader *r, yaml_node_t *n, struct step *s)
{
	yaml_node_t **items;
	struct text   word = TEXT_EMPTY;
	if (n && n->type == YAML_SCALAR_NODE) {
		s->from_all_open = true;
		return text_read(r, n, "from", NAME_MOST, &word) && (text_is(word, "open") || complain(r, n, PACK_VALUE, TEXT("from"), word, TEXT("[state, ...] | open")));
	}
	if (!items_read(r, n, "from", &s->from_n, &items))
		return false;
	s->from = ARENA_ARRAY(r->arena, struct text, s->from_n + 1);
	for (size_t i = 0; i < s->from_n; i++)
		if (!name_read(r, items[i], "from", &s->from[i]))
			return false;
	return true;
}

static bool way_read(struct reader *r, yaml_node_t *n, const char *what, struct way *ret)
{
	static const struct key keys[] = { { "name", true }, { "if", false }, { 0 } };
	yaml_node_t            *v[KEYS_MOST];
	ret->place = place_of(r, n);
	if (n->type == YAML_SCALAR_NODE)
		return name_read(r, n, what, &ret->to);
	return map_read(r, n, what, keys, v) && name_read(r, v[0], what, &ret->to) && condition_read(r, v[1], &ret->if_);
}

/* `to: answered`, or a list of {name, if} of which the first that holds counts. */
static bool ways_read(struct reader *r, yaml_node_t *n, const char *what, struct way **ret, size_t *ret_n)
{
	yaml_node_t **items = &n;
	if (!n)
		return true;
	*ret_n = 1;
	if (n->type == YAML_SEQUENCE_NODE && !items_read(r, n, what, ret_n, &items))
		return false;
	*ret = ARENA_ARRAY(r->arena, struct way, *ret_n + 1);
	for (size_t i = 0; i < *ret_n; i++)
		if (!way_read(r, items[i], what, &(*ret)[i]))
			return false;
	return true;
}

static const struct { int64_t least, most, least_least, most_most; } limits[FIELD_TYPE_COUNT] = {
	[FIELD_TEXT] = { 1, 20000, 1, 100000 }, [FIELD_LINE] = { 1, 200, 1, 1000 }, [FIELD_NUMBER] = { 0, 1000000, -1000000000, 1000000000000 },
	[FIELD_RATING] = { 1, 5, 1, 10 }, [FIELD_DOCUMENT] = { 1, 60, 1, 200 }, [FIELD_MATTER] = { 12, 14, 12, 14 },
};

enum { F_FIELD, F_TYPE, F_LIST, F_OPTIONAL, F_LABEL, F_HINT, F_LEAST, F_MOST, F_PART, F_RULE, F_SETS, F_IF, F_NOT_BEFORE, F_NOT_AFTER, F_PREFILL };

static bool field_words_read(struct reader *r, yaml_node_t **v, struct field *f)
{
	return name_read(r, v[F_FIELD], "field", &f->pub.name) && words_read(r, v[F_LABEL], "label", &f->pub.label) && words_read(r, v[F_HINT], "hint", &f->pub.hint) &&
	       name_read(r, v[F_LIST], "list", &f->list) && id_read(r, v[F_RULE], "rule", &f->pub.rule) && name_read(r, v[F_SETS], "sets", &f->pub.sets) &&
	       condition_read(r, v[F_IF], &f->if_) && name_read(r, v[F_NOT_BEFORE], "not_before", &f->not_before) &&
	       name_read(r, v[F_NOT_AFTER], "not_after", &f->not_after) && name_read(r, v[F_PREFILL], "prefill", &f->pub.prefill);
}

static bool field_read(struct reader *r, yaml_node_t *n, struct field *f)
{
	static const struct key keys[] = { { "field", true }, { "type", true }, { "list", false }, { "optional", false }, { "label", true }, { "hint", false },
		{ "least", false }, { "most", false }, { "part", false }, { "rule", false }, { "sets", false }, { "if", false }, { "not_before", false },
		{ "not_after", false }, { "prefill", false }, { 0 } };
	yaml_node_t            *v[KEYS_MOST];
	int                     type = 0, part = 0;
	bool                    optional = false;
	f->place = place_of(r, n);
	if (!map_read(r, n, "needs", keys, v) || !field_words_read(r, v, f) || !word_read(r, v[F_TYPE], "type", type_words, &type) ||
	    !word_read(r, v[F_PART], "part", part_words, &part) || !yes_read(r, v[F_OPTIONAL], "optional", &optional))
		return false;
	f->pub.type = (enum field_type)type;
	f->pub.least = limits[type].least;
	f->pub.most = limits[type].most;
	if (!number_read(r, v[F_LEAST], "least", limits[type].least_least, limits[type].most_most, &f->pub.least) ||
	    !number_read(r, v[F_MOST], "most", f->pub.least, limits[type].most_most, &f->pub.most))
		return false;
	if ((f->pub.type == FIELD_CHOICE) != (f->list.len > 0))
		return complain(r, n, f->list.len ? PACK_VALUE : PACK_MISSING, TEXT("list"), f->list, TEXT("type: choice"));
	if ((f->not_before.len || f->not_after.len) && f->pub.type != FIELD_DAY)
		return complain(r, n, PACK_VALUE, TEXT("not_before"), f->pub.name, TEXT("type: day"));
	f->pub.required = !optional;
	f->pub.part = text_of(part_words[part]);
	return true;
}

static bool fields_read(struct reader *r, yaml_node_t *n, struct step *s)
{
	yaml_node_t **items;
	if (!items_read(r, n, "needs", &s->fields_n, &items))
		return false;
	s->fields = ARENA_ARRAY(r->arena, struct field, s->fields_n + 1);
	for (size_t i = 0; i < s->fields_n; i++) {
		if (!field_read(r, items[i], &s->fields[i]))
			return false;
		for (size_t j = 0; j < i; j++)
			if (text_equal(s->fields[j].pub.name, s->fields[i].pub.name))
				return complain(r, items[i], PACK_TWICE, TEXT("needs"), s->fields[i].pub.name, TEXT_EMPTY);
	}
	return true;
}

static bool day_check_read(struct reader *r, yaml_node_t *n, struct day_check *d)
{
	enum { RULE, CLOCK, FROM, BEFORE, ON, PLUS, MUST, IF };
	static const struct key keys[] = { { "rule", false }, { "clock", false }, { "from", false }, { "before", false }, { "on", false }, { "plus", false },
		{ "must", true }, { "if", false }, { 0 } };
	yaml_node_t            *v[KEYS_MOST];
	int                     must = 0;
	d->place = place_of(r, n);
	d->on = TEXT("today");
	if (!map_read(r, n, "days", keys, v) || !id_read(r, v[RULE], "rule", &d->rule) || !name_read(r, v[CLOCK], "clock", &d->clock) ||
	    !name_read(r, v[FROM], "from", &d->from) || !name_read(r, v[BEFORE], "before", &d->before) || !name_read(r, v[ON], "on", &d->on) ||
	    !name_read(r, v[PLUS], "plus", &d->plus) || !word_read(r, v[MUST], "must", must_words, &must) || !condition_read(r, v[IF], &d->if_))
		return false;
	d->must = (enum must)must;
	if (!d->rule.len == !d->clock.len)
		return complain(r, n, PACK_MISSING, TEXT("rule | clock"), TEXT("days"), TEXT_EMPTY);
	if (d->rule.len && !d->from.len == !d->before.len)
		return complain(r, n, PACK_MISSING, TEXT("from | before"), TEXT("days"), TEXT_EMPTY);
	return true;
}

static bool effect_read(struct reader *r, yaml_node_t *n, struct effect *ret)
{
	enum { FROM = EFFECT_COUNT, BY, IF };
	static const struct key keys[] = { { "start", false }, { "pause", false }, { "resume", false }, { "meet", false }, { "end", false }, { "extend", false },
		{ "retime", false }, { "from", false }, { "by", false }, { "if", false }, { 0 } };
	yaml_node_t            *v[KEYS_MOST];
	int                     given = 0;
	ret->place = place_of(r, n);
	if (!map_read(r, n, "clocks", keys, v) || !name_read(r, v[FROM], "from", &ret->from) || !id_read(r, v[BY], "by", &ret->by) || !condition_read(r, v[IF], &ret->if_))
		return false;
	for (int kind = 0; kind < EFFECT_COUNT; kind++)
		if (v[kind]) {
			given++;
			ret->kind = (enum effect_kind)kind;
			if (!name_read(r, v[kind], effect_words[kind], &ret->clock))
				return false;
		}
	if (given != 1)
		return complain(r, n, PACK_MISSING, TEXT("start | pause | resume | meet | end | extend | retime"), TEXT("clocks"), TEXT_EMPTY);
	if ((ret->kind == EFFECT_EXTEND) != (ret->by.len > 0))
		return complain(r, n, ret->by.len ? PACK_VALUE : PACK_MISSING, TEXT("by"), ret->by, TEXT("extend"));
	if (ret->from.len && (ret->kind == EFFECT_EXTEND || ret->kind == EFFECT_RETIME))
		return complain(r, n, PACK_VALUE, TEXT("from"), ret->from, TEXT("start, pause, resume, meet, end"));
	return true;
}

static bool effects_read(struct reader *r, yaml_node_t *n, yaml_node_t *days, struct step *s)
{
	yaml_node_t **items, **day_items;
	if (!items_read(r, n, "clocks", &s->effects_n, &items) || !items_read(r, days, "days", &s->days_n, &day_items))
		return false;
	s->effects = ARENA_ARRAY(r->arena, struct effect, s->effects_n + 1);
	s->days = ARENA_ARRAY(r->arena, struct day_check, s->days_n + 1);
	for (size_t i = 0; i < s->effects_n; i++)
		if (!effect_read(r, items[i], &s->effects[i]))
			return false;
	for (size_t i = 0; i < s->days_n; i++)
		if (!day_check_read(r, day_items[i], &s->days[i]))
			return false;
	return true;
}

static bool sets_read(struct reader *r, yaml_node_t *n, struct step *s)
{
	struct condition c = { 0 };
	if (!condition_read(r, n, &c))
		return false;
	s->sets = ARENA_ARRAY(r->arena, struct named, c.tests_n + 1);
	for (size_t i = 0; i < c.tests_n; i++)
		s->sets[i] = c.tests[i].is;
	s->sets_n = c.tests_n;
	return true;
}

/* `point: {ends: withdrawn, none_open: terminated}`, `{adds: content}`, `{revives: yes}`. */
static bool point_read(struct reader *r, yaml_node_t *n, struct step *s)
{
	enum { ADDS, ENDS, REVIVES, NONE_OPEN };
	static const struct key keys[] = { { "adds", false }, { "ends", false }, { "revives", false }, { "none_open", false }, { 0 } };
	yaml_node_t            *v[KEYS_MOST];
	int                     adds = 0, outcome = 0;
	bool                    revives = false;
	if (!map_read(r, n, "point", keys, v) || !word_read(r, v[ADDS], "adds", point_words, &adds) || !word_read(r, v[ENDS], "ends", outcome_words, &outcome) ||
	    !yes_read(r, v[REVIVES], "revives", &revives) || !name_read(r, v[NONE_OPEN], "none_open", &s->none_open))
		return false;
	if (!!v[ADDS] + !!v[ENDS] + revives != 1 || (v[ADDS] && (adds == POINT_WHOLE || s->pub.acts_on != POINT_WHOLE)) || (!v[ADDS] && s->pub.acts_on == POINT_WHOLE))
		return complain(r, n, PACK_VALUE, TEXT("point"), s->pub.name, TEXT("acts_on: content, point: {ends: ...} | point: {adds: content}"));
	s->point = v[ADDS] ? POINT_ADDS : v[ENDS] ? POINT_ENDS : POINT_REVIVES;
	s->adds = (enum point_kind)adds;
	s->point_outcome = v[ENDS] ? text_of(outcome_words[outcome]) : TEXT_EMPTY;
	return true;
}

enum { S_NAME, S_LABEL, S_ABOUT, S_DONE, S_WHO, S_RULE, S_FROM, S_TO, S_ACTS_ON, S_ONCE, S_IF, S_BECAUSE, S_NEEDS, S_DAYS, S_CLOCKS, S_SET, S_ACCEPTS,
	S_POINT, S_HOLDER, S_BECOMES, S_PAPER, S_NOTICE, S_QUIET, S_FINAL };

static bool step_words_read(struct reader *r, yaml_node_t **v, struct step *s)
{
	struct pack_step *pub = &s->pub;
	return name_read(r, v[S_NAME], "name", &pub->name) && words_read(r, v[S_LABEL], "label", &pub->label) && words_read(r, v[S_ABOUT], "about", &pub->about) &&
	       words_read(r, v[S_DONE], "done", &pub->done) && id_read(r, v[S_RULE], "rule", &pub->rule) && name_read(r, v[S_BECOMES], "becomes", &pub->becomes) &&
	       words_read(r, v[S_PAPER], "paper", &pub->paper) && words_read(r, v[S_NOTICE], "notice", &pub->notice) &&
	       words_read(r, v[S_BECAUSE], "because", &s->because) && yes_read(r, v[S_QUIET], "quiet", &pub->is_quiet) &&
	       yes_read(r, v[S_FINAL], "final", &pub->is_final) && yes_read(r, v[S_ONCE], "once", &s->is_once);
}

bool step_read(struct reader *r, yaml_node_t *n)
{
	static const struct key keys[] = { { "name", true }, { "label", true }, { "about", true }, { "done", true }, { "who", false }, { "rule", true },
		{ "from", false }, { "to", false }, { "acts_on", false }, { "once", false }, { "if", false }, { "because", false }, { "needs", false },
		{ "days", false }, { "clocks", false }, { "set", false }, { "accepts", false }, { "point", false }, { "holder", false }, { "becomes", false },
		{ "paper", false }, { "notice", false }, { "quiet", false }, { "final", false }, { 0 } };
	yaml_node_t            *v[KEYS_MOST];
	struct pack            *p = pack_of(r);
	struct step             s = { .place = place_of(r, n) };
	int                     acts_on = 0;
	if (!map_read(r, n, "steps", keys, v) || !step_words_read(r, v, &s) || !word_read(r, v[S_ACTS_ON], "acts_on", point_words, &acts_on))
		return false;
	s.pub.acts_on = (enum point_kind)acts_on;
	if (!all_who_read(r, v[S_WHO], n, &s) || !from_read(r, v[S_FROM], &s) || !ways_read(r, v[S_TO], "to", &s.to, &s.to_n) || !fields_read(r, v[S_NEEDS], &s) ||
	    !ways_read(r, v[S_HOLDER], "holder", &s.holder, &s.holder_n) || !condition_read(r, v[S_IF], &s.if_) ||
	    !effects_read(r, v[S_CLOCKS], v[S_DAYS], &s) || !sets_read(r, v[S_SET], &s) || !name_read(r, v[S_ACCEPTS], "accepts", &s.accepts))
		return false;
	if (s.pub.acts_on != POINT_WHOLE && !v[S_POINT])
		return complain(r, n, PACK_MISSING, TEXT("point"), s.pub.name, TEXT_EMPTY);
	if (v[S_POINT] && !point_read(r, v[S_POINT], &s))
		return false;
	if (s.if_.tests_n && !words_are_given(&s.because))
		return complain(r, n, PACK_MISSING, TEXT("because"), s.pub.name, TEXT_EMPTY);
	if (text_is(s.pub.name, "open") != (s.from_n == 0 && !s.from_all_open))
		return complain(r, n, PACK_MISSING, TEXT("from"), s.pub.name, TEXT_EMPTY);
	p->steps = place_add(p, p->steps, &p->steps_n, sizeof(s));
	p->steps[p->steps_n - 1] = s;
	return true;
}
