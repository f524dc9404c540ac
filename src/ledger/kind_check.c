/* kind_check.c - an entry against the table of kinds. */
#include "base/base.h"

#include "canon.h"
#include "kinds.h"

const struct entry_kind *kind_find(struct text kind)
{
	for (const struct entry_kind *k = entry_kinds; k->kind; k++)
		if (name_is(kind, k->kind))
			return k;
	return NULL;
}

/* Characters of a raw string that has no escapes (days, hashes, words have none); empty if it is no string. */
static struct text plain(struct text raw)
{
	return raw.len >= 2 && raw.at[0] == '"' ? text_first(text_from(raw, 1), raw.len - 2) : TEXT_EMPTY;
}

static bool is_hash(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (!char_is_digit(t.at[i]) && (t.at[i] < 'a' || t.at[i] > 'f'))
			return false;
	return t.len == 2 * sizeof(struct hash);
}

static bool is_one_of(struct text t, const char *words)
{
	struct text rest = text_of(words), word;
	while (text_next(&rest, ' ', &word))
		if (text_equal(word, t))
			return true;
	return false;
}

static bool members_fit(struct text object, const struct entry_member *, const char **ret_name);

static bool items_fit(struct text array, const struct entry_member *of, const char **ret_name)
{
	struct text item;
	for (size_t at = 0; entry_item(array, &at, &item);)
		if (of ? item.at[0] != '{' || !members_fit(item, of, ret_name) : item.at[0] != '"')
			return false;
	return true;
}

static bool value_fits(struct text raw, const struct entry_member *m, const char **ret_name)
{
	day_t day;
	switch (m->type) {
	case MEMBER_TEXT:
		return raw.at[0] == '"';
	case MEMBER_WORD:
		return is_one_of(plain(raw), m->words);
	case MEMBER_NUMBER:
		return char_is_digit(raw.at[0]);
	case MEMBER_BOOL:
		return raw.at[0] == 't' || raw.at[0] == 'f';
	case MEMBER_DAY:
		return day_parse(plain(raw), &day);
	case MEMBER_HASH:
		return is_hash(plain(raw));
	case MEMBER_OBJECT:
		return raw.at[0] == '{' && members_fit(raw, m->of, ret_name);
	case MEMBER_LIST:
	case MEMBER_TEXTS:
		return raw.at[0] == '[' && items_fit(raw, m->type == MEMBER_LIST ? m->of : NULL, ret_name);
	}
	return false;
}

/* One member that must be the list's next or a later one, if all that are passed over are optional; *m moves on behind it. */
static bool member_fits(struct text name, struct text raw, const struct entry_member **m, const char **ret_name)
{
	while ((*m)->name && !name_is(name, (*m)->name) && !(*m)->required)
		++*m;
	*ret_name = (*m)->name;
	if (!(*m)->name || !name_is(name, (*m)->name))
		return false;
	if (!value_fits(raw, *m, ret_name))
		return false;
	++*m;
	return true;
}

/* What is left of the list after the last member is optional. */
static bool rest_fits(const struct entry_member *m, const char **ret_name)
{
	for (; m->name; m++)
		if (m->required) {
			*ret_name = m->name;
			return false;
		}
	return true;
}

static bool members_fit(struct text object, const struct entry_member *m, const char **ret_name)
{
	struct text name, raw;
	for (size_t at = 0; canon_member(object, &at, &name, &raw);)
		if (!member_fits(name, raw, &m, ret_name))
			return false;
	return rest_fits(m, ret_name);
}

bool kind_has_common(const struct entry_kind *k, const struct entry_member *m)
{
	if (text_is(text_of(m->name), "matter"))
		return k->matter != MATTER_NEVER;
	return !text_is(text_of(m->name), "commit") || k->commits;
}

static const struct entry_member *common(const struct entry_kind *k, struct text name)
{
	for (const struct entry_member *m = entry_common; m->name; m++)
		if (name_is(name, m->name))
			return kind_has_common(k, m) ? m : NULL;
	return NULL;
}

/* Keeps what the common members say. */
static void keep_facts(struct entry_facts *f, struct text name, struct text raw)
{
	if (name_is(name, "day"))
		day_parse(plain(raw), &f->day);
	else if (name_is(name, "matter"))
		f->matter = plain(raw);
	else if (name_is(name, "commit"))
		f->commit = plain(raw);
}

static bool facts_fit(const struct entry_facts *f, struct text bytes, const char **ret_name)
{
	int64_t v;
	*ret_name = "v";
	if (!entry_int(bytes, "v", &v) || v != 1)
		return false;
	*ret_name = "day";
	if (!day_is_known(f->day))
		return false;
	*ret_name = "commit";
	if ((f->commit.len > 0) != f->kind->commits)
		return false;
	*ret_name = "matter";
	return f->kind->matter != MATTER_MUST || f->matter.len > 0;
}

static bool entry_fits(struct arena *a, struct text bytes, struct entry_facts *f, const char **ret_name)
{
	const struct entry_member *own = f->kind->members, *shared;
	struct text                name, raw;
	for (size_t at = 0; canon_member(bytes, &at, &name, &raw);) {
		shared = common(f->kind, name);
		if (shared) {
			*ret_name = shared->name;
			if (!value_fits(raw, shared, ret_name))
				return false;
			keep_facts(f, name, raw);
		} else if (!member_fits(name, raw, &own, ret_name)) {
			if (!*ret_name)
				*ret_name = text_c(a, name);
			return false;
		}
	}
	return rest_fits(own, ret_name) && facts_fit(f, bytes, ret_name);
}

static day_t member_day(struct text bytes, const char *name)
{
	struct text raw;
	day_t       day;
	return entry_raw(bytes, name, &raw) && day_parse(plain(raw), &day) ? day : DAY_NONE;
}

bool kind_check(struct arena *a, struct text bytes, int64_t index, struct entry_facts *ret, struct error *e)
{
	struct entry_facts f = { .day = DAY_NONE };
	struct text        raw;
	const char        *name = "kind";
	if (bytes.len > LEDGER_ENTRY_MOST)
		return error(e, LEDGER_ENTRY_TOO_LARGE, .number = (int64_t)bytes.len, .limit = LEDGER_ENTRY_MOST);
	if (!canon_is_good(bytes, false) || bytes.at[0] != '{' || !entry_raw(bytes, "kind", &raw))
		return error(e, LEDGER_ENTRY_WRONG, .name = TEXT("kind"), .number = index);
	f.kind = kind_find(plain(raw));
	if (!f.kind || !entry_fits(a, bytes, &f, &name))
		return error(e, LEDGER_ENTRY_WRONG, .name = text_of(name), .value = plain(raw), .number = index);
	day_t received = member_day(bytes, "received");
	if (day_is_known(received) && day_compare(received, f.day) > 0)
		return error(e, LEDGER_RECEIVED_LATER, .day = received, .number = index);
	f.floor = name_is(plain(raw), "clock.corrected") ? member_day(bytes, "to") : f.day;
	*ret = f;
	return true;
}
