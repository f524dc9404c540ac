/* officer.c - what the pages of officers share: who acts, which desks, units that were typed, errors at their fields. */
#include "base/base.h"

#include "officer.h"
#include "people.h"

enum { OFFERED = 12 };

struct text desk_word(struct request *r, const char *group, struct text word)
{
	const char *code = text_c(r->arena, text_print(r->arena, "%s.%.*s", group, TEXT_ARG(word)));
	if (!say_knows(code))
		return word;
	struct build b = { .arena = r->arena };
	say(&b, r->lang, code, (const struct fact[]){ { .name = NULL } });
	return build_text(&b);
}

const struct actor *desk_actor(struct request *r)
{
	struct actor *a = ARENA_NEW(r->arena, struct actor);
	*a = *site_actor(r);
	a->account.lang = r->lang;
	return a;
}

void desk_seen(struct request *r, void (*go_on)(struct request *))
{
	const struct actor *a = site_actor(r);
	if (!a || !a->session_stale || r->head) {
		go_on(r);
		return;
	}
	struct session_seen *seen = ARENA_NEW(r->arena, struct session_seen);
	memcpy(seen->hash, a->session, sizeof(seen->hash));
	request_act(r, &row_session_seen, seen, go_on);
}

size_t desk_desks(struct request *r, const struct ground *g, struct text **ret)
{
	struct text *all;
	size_t       n = actor_desks(site_actor(r), ground_registry(g), r->arena, ROLES_OF_WORK, site_today(r), &all), kept = 0;
	for (size_t i = 0; i < n; i++)
		if (desk_sees_unit(r, g, desk_holder(ground_registry(g), all[i], site_today(r))))
			all[kept++] = all[i];
	*ret = all;
	return kept;
}

bool desk_sees_unit(struct request *r, const struct ground *g, struct text unit)
{
	struct matter any = { .holder = unit };
	return matter_may_see(&any, g, site_actor(r));
}

struct text desk_account(struct request *r, int64_t number)
{
	struct account     a;
	struct error       e;
	bool               found = false;
	struct connection *db = number > 0 ? web_read(r) : NULL;
	if (db && account_by_number(db, r->arena, number, &a, &found, &e) && found)
		return a.name;
	return TEXT("–");
}

static struct text place_of(struct request *r, const struct ground *g, struct text unit)
{
	const struct unit_fact *fact = unit_on(ground_registry(g), unit, site_today(r));
	return fact && fact->place.len > 0 ? fact->place : unit;
}

static bool works_at(struct request *r, const struct ground *g, int64_t account, struct text place)
{
	struct grant *grants;
	struct error  e;
	size_t        n;
	if (!grant_list(web_read(r), r->arena, account, &grants, &n, &e))
		return false;
	for (size_t i = 0; i < n; i++)
		if ((grants[i].role & ROLES_AT_DESK) && day_compare(grants[i].from, site_today(r)) <= 0 && day_compare(grants[i].to, site_today(r)) > 0 &&
		    text_equal(place_of(r, g, grant_unit(&grants[i], ground_registry(g), site_today(r))), place))
			return true;
	return false;
}

size_t desk_people(struct request *r, const struct ground *g, struct text unit, struct account **ret)
{
	struct account *all;
	struct error    e;
	size_t          n, kept = 0;
	struct text     place = place_of(r, g, unit);
	if (!account_at(web_read(r), r->arena, ground_registry(g), unit, ROLES_AT_DESK, site_today(r), &all, &n, &e))
		return 0;
	for (size_t i = 0; i < n; i++)
		if (works_at(r, g, all[i].number, place))
			all[kept++] = all[i];
	*ret = all;
	return kept;
}

/* ---- units ---- */

/* Places, and where an office itself may be meant (a board, a department) the organisations too. */
static size_t find(struct request *r, struct text typed, bool of_access, struct unit_option *ret, size_t room, bool *ret_exact)
{
	struct place_found  *places = NULL;
	struct unit_match   *orgs = NULL;
	const struct ground *g = site_ground(r);
	bool                 more;
	size_t               n = 0, places_n = places_find(r, typed, room, &places, &more), orgs_n = 0;
	*ret_exact = places_n == 1 && places[0].exact;
	if (g && of_access && typed.len > 0) {
		struct unit_search s = { .text = typed, .on = site_today(r), .today = site_today(r), .levels = LEVEL_ORGANISATION, .limit = OFFERED, .units_once = true };
		orgs_n = unit_find(ground_registry(g), r->arena, s, &orgs);
	}
	for (size_t i = 0; i < places_n && n < room; i++)
		ret[n++] = (struct unit_option){ .id = places[i].unit, .name = places[i].name, .within = places[i].within };
	for (size_t i = 0; i < orgs_n && n < room; i++)
		ret[n++] = (struct unit_option){ .id = orgs[i].fact->unit, .name = orgs[i].title,
						 .within = orgs[i].fact->parent.len > 0 ? site_title(r, orgs[i].fact->parent) : TEXT_EMPTY };
	*ret_exact = n == 1 && (*ret_exact || (orgs_n == 1 && orgs[0].how <= MATCH_DECODED));
	return n;
}

struct unit_picker_view desk_picker(struct request *r, const char *id, struct text typed, struct text chosen, bool searched, bool of_access)
{
	struct unit_option     *options = ARENA_ARRAY(r->arena, struct unit_option, OFFERED + 1);
	struct unit_picker_view v = { .id = id, .typed = typed, .options = options, .searched = searched, .find_url = of_access ? TEXT_EMPTY : request_path(r, "units.find", NULL) };
	bool                    exact;
	if (typed.len > 0)
		v.options_n = find(r, typed, of_access, options, OFFERED, &exact);
	for (size_t i = 0; i < v.options_n; i++)
		options[i].chosen = text_equal(options[i].id, chosen);
	return v;
}

struct text desk_unit(struct request *r, struct text typed, struct text chosen, bool of_access)
{
	struct unit_option options[OFFERED];
	bool               exact;
	size_t             n = find(r, typed, of_access, options, OFFERED, &exact);
	size_t             dot = text_find(chosen, TEXT(".")); /* the search as one types adds the name of old */
	struct text        picked = dot == SIZE_MAX ? chosen : text_first(chosen, dot);
	for (size_t i = 0; i < n; i++)
		if (text_equal(options[i].id, picked))
			return options[i].id;
	return exact ? options[0].id : TEXT_EMPTY;
}

/* ---- errors ---- */

void desk_after(struct work_filter *f, struct text after)
{
	struct text rest = after, day;
	int64_t     n;
	f->after_due = DAY_NONE;
	if (text_next(&rest, '-', &day) && text_to_int(day, &n) && n > INT32_MIN && n < INT32_MAX && rest.len > 0) {
		f->after_due = (day_t){ (int32_t)n };
		f->after_code = rest;
	}
}

struct text desk_after_of(struct request *r, const struct work_row *w)
{
	return text_print(r->arena, "%d-%.*s", day_is_known(w->due) ? w->due.n : DAY_MAX.n, TEXT_ARG(w->code));
}

void desk_error(struct request *r, struct desk_errors *all, const char *id, struct text sentence)
{
	if (all->n < COUNT_OF(all->rows))
		all->rows[all->n++] = (struct error_row){ .href = text_print(r->arena, "#%s", id), .text = sentence };
}

void desk_field_errors(struct request *r, struct desk_errors *all, size_t fields)
{
	for (size_t i = 0; i < fields; i++) {
		struct text sentence = request_field_error(r, i);
		if (sentence.len > 0)
			desk_error(r, all, r->route->form[i].name, sentence);
	}
}

struct error_summary_view desk_summary(struct request *r, const struct desk_errors *all, struct layout_view *layout)
{
	struct error_row *rows = ARENA_ARRAY(r->arena, struct error_row, all->n + 1);
	memcpy(rows, all->rows, all->n * sizeof(*rows));
	layout->has_error = all->n > 0;
	if (all->n > 0)
		answer_status(r, 422);
	return (struct error_summary_view){ rows, all->n };
}
