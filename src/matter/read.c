/* read.c - one matter for its page: what stands in its rows, what may be done next, what is private and opened. */
#include "base/base.h"

#include "inside.h"

#include <sodium.h>

STATEMENT(matter_key_hash, READS, "t", "b", "SELECT key_hash FROM matter WHERE code = $1");

bool matter_load(struct connection *db, struct arena *a, const struct ground *ground, struct text code, day_t day, struct matter *m, bool *ret_found, struct error *e)
{
	if (!matter_read(db, a, code, m, ret_found, e) || !*ret_found)
		return !*ret_found && !connection_is_dead(db);
	struct office above;
	m->holder = desk_holder(ground_registry(ground), m->desk, day);
	m->situation.holder = m->holder;
	m->situation.holder_level = situation_level(ground, m->holder, day);
	m->situation.is_top = !office_above(ground_registry(ground), m->holder, day, &above, NULL);
	return true;
}

bool matter_key_fits(struct connection *db, struct arena *a, struct text code, struct text key, bool *ret, struct error *e)
{
	struct value row[1];
	struct text  given;
	uint8_t      hash[32];
	bool         found;
	*ret = false;
	if (!crockford_read(a, key, KEY_DIGITS, &given))
		return true;
	if (!statement_one(db, &matter_key_hash, (struct value[]){ value_text(code) }, a, row, &found, e))
		return false;
	crypto_hash_sha256(hash, (const unsigned char *)given.at, given.len);
	*ret = found && row[0].text.len == sizeof(hash) && sodium_memcmp(hash, row[0].text.at, sizeof(hash)) == 0;
	return true;
}

bool matter_offers(const struct matter *m, const struct ground *ground, const struct actor *by, bool as_author, day_t today, struct arena *a, struct offers *ret, struct error *e)
{
	const struct pack *pack = ground_pack(ground, m->procedure);
	struct move        move = { .actor = { .is_author = as_author, .via = TEXT("web") }, .lang = by ? by->account.lang : LANG_VI };
	*ret = (struct offers){ 0 };
	if (!pack)
		return error(e, MATTER_NO_PROCEDURE, .value = m->procedure);
	engine_roles(by, ground, m->holder, today, &move.actor.at_holder, &move.actor.at_above);
	return procedure_offers(pack, ground_calendar(ground), &m->situation, &move, today, a, ret, e);
}

static bool concerns_officer(const struct matter *m)
{
	for (size_t i = 0; i < m->situation.facts_n; i++)
		if (text_is(m->situation.facts[i].name, "concerns_officer"))
			return text_is(m->situation.facts[i].value, "yes");
	return false;
}

/* Where it concerns an officer of the place's own office, nobody who works there sees it: not the officer, not those under him, not those above him there. */
static bool works_at(const struct actor *by, const struct registry *r, struct text place)
{
	struct text now = unit_successor(r, place, by->day);
	for (size_t i = 0; i < by->grants_n; i++)
		if (unit_is_under(r, grant_unit(&by->grants[i], r, by->day), now.len > 0 ? now : place, by->day))
			return true;
	return false;
}

bool matter_may_see(const struct matter *m, const struct ground *ground, const struct actor *by)
{
	unsigned at, above;
	if (!by || by->account.number == 0)
		return false;
	engine_roles(by, ground, m->holder, by->day, &at, &above);
	if (concerns_officer(m) && works_at(by, ground_registry(ground), m->place))
		return false;
	return (at & (ROLE_CLERK | ROLE_OFFICER | ROLE_HEAD | ROLE_LEADER | ROLE_INSPECTOR)) || (above & (ROLE_HEAD | ROLE_LEADER | ROLE_INSPECTOR));
}

/* The members of a part as names and values; an object of an open matter's filing or step. */
static size_t members(struct arena *a, struct text object, struct step_value **ret)
{
	/* names are those that packs declare; the part is ours, so every member is a text */
	struct step_value *values = ARENA_ARRAY(a, struct step_value, 32);
	size_t             n = 0, at = 0;
	struct text        name, value;
	while (n < 32 && entry_member(a, object, &at, &name, &value))
		values[n++] = (struct step_value){ name, value };
	*ret = values;
	return n;
}

bool matter_open(struct connection *db, const struct ledger_key *key, struct arena *a, struct text code, enum part part, struct matter_words **ret, size_t *ret_n, struct error *e)
{
	struct matter        m;
	bool                 found;
	struct matter_words *words;
	size_t               n = 0;
	if (!matter_read(db, a, code, &m, &found, e))
		return false;
	if (!found)
		return error(e, MATTER_NO_SUCH, .value = code);
	words = ARENA_ARRAY(a, struct matter_words, m.events_n + 1);
	for (size_t i = 0; i < m.events_n; i++) {
		struct opening o;
		struct text    object;
		if (!ledger_open_part(db, key, m.events[i].entry, part, a, &o, e))
			return false;
		if (o.bytes.len == 0)
			continue;
		object = o.bytes;
		if (part == PART_ACTS) {
			struct text inner; /* grouped ones keep the values one level deeper */
			if (entry_raw(object, "values", &inner))
				object = inner;
			else if (entry_raw(object, "entry", &inner))
				continue;
		}
		words[n].step = m.events[i].number;
		words[n].values_n = members(a, object, &words[n].values);
		n++;
	}
	*ret = words;
	*ret_n = n;
	return true;
}
