/* situation.c - a situation as canonical JSON and back; the names of what stands in clocks. */
#include "base/base.h"

#include "inside.h"

static const char *const status_words[] = { "running", "paused", "met", "ended" };
static const char *const happened_words[] = { "started", "paused", "resumed", "extended", "met", "ended", "moved", "restored" };
static const char *const unit_words[] = { [TERM_DAYS] = "days", [TERM_WORKING_DAYS] = "working days", [TERM_MONTHS] = "months", [TERM_YEARS] = "years" };

const char *clock_status_name(enum clock_status s) { return status_words[s]; }
const char *clock_happened_name(enum clock_happened h) { return happened_words[h]; }

/* ---- writing: keys in bytewise order ---- */

static void member_day(struct json *j, struct arena *a, const char *key, day_t day)
{
	if (day_is_known(day))
		json_member_text(j, key, day_print(a, day));
}

static void clock_write(struct json *j, struct arena *a, const struct clock *c)
{
	json_object(j);
	json_member_text(j, "basis", c->basis);
	member_day(j, a, "due", c->due);
	member_day(j, a, "ended", c->ended);
	json_member_int(j, "extended", c->extended);
	member_day(j, a, "from", c->from);
	json_member_text(j, "name", c->name);
	json_member_text(j, "owed_by", text_of(owed_words[c->owed_by]));
	member_day(j, a, "paused", c->paused);
	json_member_text(j, "rule", c->rule);
	member_day(j, a, "started", c->started);
	json_member_text(j, "status", text_of(status_words[c->status]));
	json_key(j, "sure");
	json_bool(j, c->sure);
	json_member_int(j, "term", c->term.amount);
	json_member_text(j, "unit", text_of(unit_words[c->term.unit]));
	json_end(j);
}

static void facts_write(struct json *j, const struct situation *s)
{
	json_key(j, "facts");
	json_array(j);
	for (size_t i = 0; i < s->facts_n; i++) {
		if (!s->facts[i].value.len)
			continue;
		json_object(j);
		json_member_text(j, "name", s->facts[i].name);
		json_member_text(j, "value", s->facts[i].value);
		json_end(j);
	}
	json_end(j);
}

static void points_write(struct json *j, const struct situation *s)
{
	json_key(j, "points");
	json_array(j);
	for (size_t i = 0; i < s->points_n; i++) {
		const struct point *p = &s->points[i];
		json_object(j);
		json_member_text(j, "kind", text_of(point_words[p->kind]));
		json_member_int(j, "number", p->number);
		json_key(j, "open");
		json_bool(j, p->is_open);
		json_member_text(j, "outcome", p->outcome);
		json_end(j);
	}
	json_end(j);
}

struct text situation_print(struct arena *a, const struct situation *s)
{
	struct json j = json_start(a, true);
	json_object(&j);
	member_day(&j, a, "accepted", s->accepted);
	json_key(&j, "clocks");
	json_array(&j);
	for (size_t i = 0; i < s->clocks_n; i++)
		clock_write(&j, a, &s->clocks[i]);
	json_end(&j);
	facts_write(&j, s);
	json_member_text(&j, "holder", s->holder);
	json_member_text(&j, "level", s->holder_level);
	points_write(&j, s);
	member_day(&j, a, "received", s->received);
	json_member_text(&j, "state", s->state);
	json_key(&j, "top");
	json_bool(&j, s->is_top);
	json_end(&j);
	return json_done(&j);
}

/* ---- reading: only what is written above, by one pass over raw values ---- */

/* The end of the value that begins at `at`; SIZE_MAX when it has none. */
static size_t value_end(struct text t, size_t at)
{
	int depth = 0;
	for (bool in_string = false; at < t.len; at++) {
		char c = t.at[at];
		if (in_string && c == '\\')
			at++;
		else if (c == '"')
			in_string = !in_string;
		else if (!in_string && (c == '{' || c == '['))
			depth++;
		else if (!in_string && (c == '}' || c == ']') && --depth < 0)
			return at;
		else if (!in_string && c == ',' && depth == 0)
			return at;
	}
	return depth == 0 ? t.len : SIZE_MAX;
}

static struct text unwrapped(struct text t) { return t.len >= 2 ? text_first(text_from(t, 1), t.len - 2) : TEXT_EMPTY; }

/* The next value of an array's or object's inside; start with *at = 0. */
static bool value_next(struct text inside, size_t *at, struct text *ret)
{
	if (*at >= inside.len)
		return false;
	size_t end = value_end(inside, *at);
	if (end == SIZE_MAX || end == *at)
		return false;
	*ret = text_first(text_from(inside, *at), end - *at);
	*at = end + 1;
	return true;
}

static struct text get(struct text object, const char *key)
{
	struct text inside = unwrapped(object), pair;
	for (size_t at = 0; value_next(inside, &at, &pair);) {
		size_t colon = text_find(pair, TEXT(":"));
		if (colon != SIZE_MAX && text_is(unwrapped(text_first(pair, colon)), key))
			return text_from(pair, colon + 1);
	}
	return TEXT_EMPTY;
}

static struct text get_text(struct arena *a, struct text object, const char *key)
{
	static const char escaped[] = "\"\\ntr", plain[] = "\"\\\n\t\r";
	struct text       raw = unwrapped(get(object, key));
	struct build      b = { .arena = a };
	for (size_t i = 0; i < raw.len; i++) {
		const char *found = raw.at[i] == '\\' && i + 1 < raw.len ? memchr(escaped, raw.at[i + 1], sizeof(escaped) - 1) : NULL;
		build_byte(&b, found ? plain[found - escaped] : raw.at[i]);
		i += found != NULL;
	}
	return build_text(&b);
}

static day_t get_day(struct text object, const char *key)
{
	day_t day;
	return day_parse(unwrapped(get(object, key)), &day) ? day : DAY_NONE;
}

static int64_t get_number(struct text object, const char *key)
{
	int64_t n;
	return text_to_int(get(object, key), &n) ? n : 0;
}

static bool get_yes(struct text object, const char *key) { return text_is(get(object, key), "true"); }

static bool get_word(struct text object, const char *key, const char *const *words, size_t n, int *ret)
{
	struct text t = unwrapped(get(object, key));
	for (size_t i = 0; i < n && words[i]; i++)
		if (text_is(t, words[i])) {
			*ret = (int)i;
			return true;
		}
	return false;
}

static bool clock_get(struct arena *a, struct text o, struct clock *ret)
{
	int status, owed, unit;
	if (!get_word(o, "status", status_words, COUNT_OF(status_words), &status) || !get_word(o, "owed_by", owed_words, 3, &owed) ||
	    !get_word(o, "unit", unit_words, COUNT_OF(unit_words), &unit))
		return false;
	*ret = (struct clock){ .name = get_text(a, o, "name"), .status = (enum clock_status)status, .owed_by = (enum owed_by)owed,
		.started = get_day(o, "started"), .from = get_day(o, "from"), .due = get_day(o, "due"), .sure = get_yes(o, "sure"),
		.extended = (int)get_number(o, "extended"), .paused = get_day(o, "paused"), .ended = get_day(o, "ended"), .rule = get_text(a, o, "rule"),
		.basis = get_text(a, o, "basis") };
	ret->term = (struct term){ .amount = (int)get_number(o, "term"), .unit = (enum term_unit)unit, .basis = text_c(a, ret->basis) };
	return ret->name.len > 0;
}

static bool point_get(struct arena *a, struct text o, struct point *ret)
{
	int kind;
	if (!get_word(o, "kind", point_words, 3, &kind))
		return false;
	*ret = (struct point){ .kind = (enum point_kind)kind, .number = get_number(o, "number"), .is_open = get_yes(o, "open"), .outcome = get_text(a, o, "outcome") };
	return true;
}

static bool lists_get(struct arena *a, struct text o, struct situation *s)
{
	struct text   clocks = unwrapped(get(o, "clocks")), facts = unwrapped(get(o, "facts")), points = unwrapped(get(o, "points")), one;
	size_t        most = o.len / 16 + 1; /* the least that an item takes */
	struct clock *c = ARENA_ARRAY(a, struct clock, clocks.len / 64 + 1);
	struct named *f = ARENA_ARRAY(a, struct named, most);
	struct point *p = ARENA_ARRAY(a, struct point, most);
	s->clocks = c, s->facts = f, s->points = p;
	for (size_t at = 0; s->clocks_n < clocks.len / 64 && value_next(clocks, &at, &one); s->clocks_n++)
		if (!clock_get(a, one, &c[s->clocks_n]))
			return false;
	for (size_t at = 0; s->facts_n < most && value_next(facts, &at, &one); s->facts_n++)
		f[s->facts_n] = (struct named){ get_text(a, one, "name"), get_text(a, one, "value") };
	for (size_t at = 0; s->points_n < most && value_next(points, &at, &one); s->points_n++)
		if (!point_get(a, one, &p[s->points_n]))
			return false;
	return true;
}

bool situation_read(struct arena *a, struct text json, struct situation *ret)
{
	struct situation s = { 0 };
	if (json.len < 2 || json.at[0] != '{' || json.at[json.len - 1] != '}' || value_end(json, 0) != json.len || !lists_get(a, json, &s))
		return false;
	s.state = get_text(a, json, "state");
	s.received = get_day(json, "received");
	s.accepted = get_day(json, "accepted");
	s.holder = get_text(a, json, "holder");
	s.holder_level = get_text(a, json, "level");
	s.is_top = get_yes(json, "top");
	*ret = s;
	return true;
}
