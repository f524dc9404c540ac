/* units.c - where the commands about units take the registry from, and how they put a unit into words and JSON. */
#include "base/base.h"

#include "units.h"

void units_close(struct units *s)
{
	registry_free(s->loaded);
	connection_close(s->db);
	store_close(s->store);
}

bool units_open(struct cli *c, struct units *s, struct error *e)
{
	*s = (struct units){ .today = world_today(c->world) };
	if (c->db_url) {
		if (!store_open(c->db_url, &s->store, e) || !store_connect(s->store, STORE_READ, &s->db, e) || !store_schema_check(s->db, e) ||
		    !registry_load(s->db, &s->loaded, e))
			return false;
		s->registry = s->loaded;
		return true;
	}
	struct registry_data  *data;
	struct registry_faults faults;
	if (!registry_parse(c->arena, registry_builtin(c->arena), &data, &faults)) {
		*e = faults.at[0];
		return false;
	}
	s->registry = registry_of(data);
	return true;
}

static struct text from_in_words(const struct cli *c, day_t d)
{
	return d.n == DAY_NONE.n ? text_of(cli_word(c, "trước 2019-10-06", "before 2019-10-06")) : day_print(c->arena, d);
}

static struct text to_in_words(const struct cli *c, day_t d) { return d.n >= DAY_MAX.n ? text_of(cli_word(c, "nay", "now")) : day_print(c->arena, d); }

struct text unit_days_say(const struct cli *c, const struct unit_fact *f)
{
	struct text from = from_in_words(c, f->from), to = to_in_words(c, f->to);
	if (f->to.n >= DAY_MAX.n)
		return text_print(c->arena, "%s %.*s %s", cli_word(c, "từ", "from"), TEXT_ARG(from), cli_word(c, "đến nay", "until now"));
	return text_print(c->arena, "%s %.*s %s %.*s", cli_word(c, "từ", "from"), TEXT_ARG(from), cli_word(c, "đến trước", "until before"), TEXT_ARG(to));
}

static void json_day(struct json *j, struct arena *a, const char *key, day_t d)
{
	json_key(j, key);
	if (d.n == DAY_NONE.n || d.n >= DAY_MAX.n)
		json_null(j);
	else
		json_text(j, day_print(a, d));
}

void json_unit(struct json *j, struct arena *a, const struct unit_fact *f)
{
	json_object(j);
	json_member_text(j, "basis", f->basis);
	json_member_text(j, "code", f->code);
	json_day(j, a, "from", f->from);
	json_member_text(j, "id", f->unit);
	json_member_text(j, "name", f->name);
	json_member_text(j, "note", f->note);
	json_member_text(j, "parent", f->parent);
	json_member_text(j, "title", unit_title(a, f));
	json_day(j, a, "to", f->to);
	json_member_text(j, "type", f->type);
	json_end(j);
}

struct text unit_heirs_say(const struct cli *c, const struct heir *heirs, size_t count)
{
	struct build b = { .arena = c->arena };
	for (size_t i = 0; i < count; i++) {
		build_print(&b, "%s%.*s", i > 0 ? ", " : "", TEXT_ARG(unit_title(c->arena, heirs[i].fact)));
		if (heirs[i].extent == EXTENT_PART)
			build_c(&b, cli_word(c, " (một phần)", " (a part)"));
	}
	return build_text(&b);
}
