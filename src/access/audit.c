/* audit.c - the tables of access, replayed from the ledger: what an entry determines must stand in the row, and no row may be there without its entry. */
#include "base/base.h"

#include "access/access.h"
#include "inside.h"

struct account_fact {
	int64_t     number, entry;
	bool        active;
	struct text login, name, password, totp; /* hashes; empty: not known (erased), see party_known and secrets_known */
	bool        party_known, secrets_known, seen;
};
struct grant_fact {
	struct grant grant;
	struct text  role;
	int64_t      entry;
	bool         seen;
};
struct setting_fact {
	struct text name, value;
	int64_t     entry;
	bool        seen;
};
struct reading_fact {
	int64_t index, count;
};

#define LIST(type) struct { type *at; size_t n; }
struct replay {
	struct connection       *db;
	const struct ledger_key *key;
	struct arena            *arena;
	void (*found)(void *, const struct misfit *);
	void   *arg;
	int64_t misfits;
	LIST(struct kept_entry) entries;
	LIST(struct account_fact) accounts;
	LIST(struct grant_fact) grants;
	LIST(struct setting_fact) settings;
	LIST(struct reading_fact) readings;
};
#define LIST_ADD(arena, list)                                                                       \
	(((list).n % 32 == 0 ? (void)((list).at = arena_grow((arena), (list).at, (list).n, 32, sizeof(*(list).at))) : (void)0), &(list).at[(list).n++])

static void misfit(struct replay *r, const char *table, const char *column, int64_t index)
{
	r->misfits++;
	if (r->found)
		r->found(r->arg, &(struct misfit){ table, column, TEXT_EMPTY, index });
}

STATEMENT(audit_entries_of_access, READS, "i", "idtb",
          "SELECT idx, day, kind, bytes FROM entry WHERE idx >= 0 AND idx < $1 "
          "AND (kind LIKE 'account.%' OR kind LIKE 'grant.%' OR kind IN ('setting.changed', 'readings.day')) ORDER BY idx",
          "entry");

static bool read_entries(struct replay *r, int64_t size, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(r->db, &audit_entries_of_access, (struct value[]){ value_int(size) }, &q, e))
		return false;
	while (query_next(q))
		*LIST_ADD(r->arena, r->entries) =
			(struct kept_entry){ query_int(q, 0), query_day(q, 1), text_copy(r->arena, query_text(q, 2)), TEXT_EMPTY, text_copy(r->arena, query_bytes(q, 3)) };
	return query_end_ok(q, e);
}

/* ---- replay */

/* The part's object; *ret_known false when it was erased or does not open (the ledger's own audit says so). */
static bool part_of(struct replay *r, int64_t index, enum part part, struct text *ret, bool *ret_known, struct error *e)
{
	struct opening o;
	struct error   why = { 0 };
	*ret = TEXT("{}");
	*ret_known = ledger_open_part(r->db, r->key, index, part, r->arena, &o, &why);
	if (*ret_known && o.bytes.len > 0)
		*ret = o.bytes;
	if (*ret_known || error_is(&why, LEDGER_ERASED) || error_is(&why, LEDGER_SEAL_BROKEN) || error_is(&why, LEDGER_NO_ENTRY) || error_is(&why, LEDGER_DAMAGED))
		return true;
	*e = why;
	return false;
}

static struct account_fact *account_of(struct replay *r, int64_t number)
{
	for (size_t i = 0; i < r->accounts.n; i++)
		if (r->accounts.at[i].number == number)
			return &r->accounts.at[i];
	return NULL;
}

static bool replay_opened(struct replay *r, const struct kept_entry *n, int64_t number, struct error *e)
{
	struct account_fact *f = LIST_ADD(r->arena, r->accounts);
	struct text          party, secrets;
	*f = (struct account_fact){ .number = number, .entry = n->index, .active = true };
	if (!part_of(r, n->index, PART_PARTY, &party, &f->party_known, e) || !part_of(r, n->index, PART_INTERNAL, &secrets, &f->secrets_known, e))
		return false;
	entry_text(r->arena, party, "login", &f->login);
	entry_text(r->arena, party, "name", &f->name);
	entry_text(r->arena, secrets, "password", &f->password);
	entry_text(r->arena, secrets, "totp", &f->totp);
	return true;
}

static bool replay_changed(struct replay *r, const struct kept_entry *n, struct account_fact *f, struct error *e)
{
	struct text what, secrets;
	bool        known;
	if (!entry_text(r->arena, n->bytes, "what", &what))
		return true;
	if (text_is(what, "closed") || text_is(what, "reopened"))
		f->active = text_is(what, "reopened");
	if (!part_of(r, n->index, PART_INTERNAL, &secrets, &known, e))
		return false;
	f->secrets_known = f->secrets_known && known;
	entry_text(r->arena, secrets, "password", &f->password);
	entry_text(r->arena, secrets, "totp", &f->totp);
	return true;
}

static bool replay_account(struct replay *r, const struct kept_entry *n, struct error *e)
{
	int64_t              number = 0;
	struct account_fact *f;
	entry_int(n->bytes, "account", &number);
	if (text_is(n->kind, "account.opened"))
		return replay_opened(r, n, number, e);
	f = account_of(r, number);
	if (f)
		return replay_changed(r, n, f, e);
	misfit(r, "entry", "account", n->index);
	return true;
}

static void replay_grant(struct replay *r, const struct kept_entry *n)
{
	int64_t            number = 0;
	struct grant_fact *f = NULL;
	struct text        from, to;
	entry_int(n->bytes, "grant", &number);
	for (size_t i = 0; i < r->grants.n; i++)
		if (r->grants.at[i].grant.number == number)
			f = &r->grants.at[i];
	if (!f) {
		f = LIST_ADD(r->arena, r->grants);
		*f = (struct grant_fact){ .entry = n->index };
	}
	f->grant.number = number;
	entry_int(n->bytes, "account", &f->grant.account);
	entry_text(r->arena, n->bytes, "role", &f->role);
	entry_text(r->arena, n->bytes, "unit", &f->grant.unit);
	if (entry_text(r->arena, n->bytes, "from", &from))
		day_parse(from, &f->grant.from);
	if (entry_text(r->arena, n->bytes, "to", &to))
		day_parse(to, &f->grant.to);
}

static void replay_setting(struct replay *r, const struct kept_entry *n)
{
	struct setting_fact *f = NULL;
	struct text          name = TEXT_EMPTY, value = TEXT_EMPTY;
	entry_text(r->arena, n->bytes, "name", &name);
	entry_text(r->arena, n->bytes, "value", &value);
	for (size_t i = 0; i < r->settings.n; i++)
		if (text_equal(r->settings.at[i].name, name))
			f = &r->settings.at[i];
	if (!f)
		f = LIST_ADD(r->arena, r->settings);
	*f = (struct setting_fact){ .name = name, .value = value, .entry = n->index };
}

static bool replay_all(struct replay *r, struct error *e)
{
	struct ledger_meta meta;
	bool               found;
	if (!ledger_meta(r->db, r->arena, &meta, &found, e))
		return false;
	if (found && !read_entries(r, meta.head.size, e))
		return false;
	for (size_t i = 0; i < r->entries.n; i++) {
		const struct kept_entry *n = &r->entries.at[i];
		if (text_starts(n->kind, "account.") && !replay_account(r, n, e))
			return false;
		if (text_starts(n->kind, "grant."))
			replay_grant(r, n);
		if (text_is(n->kind, "setting.changed"))
			replay_setting(r, n);
		if (text_is(n->kind, "readings.day")) {
			struct reading_fact *f = LIST_ADD(r->arena, r->readings);
			f->index = n->index;
			f->count = 0;
			entry_int(n->bytes, "count", &f->count);
		}
	}
	return true;
}

/* ---- compare */

STATEMENT(audit_accounts, READS, "", "itttBii", "SELECT number, login, name, password, totp, active, entry FROM account ORDER BY number", "account");

static bool is_hash_of(struct replay *r, struct text hash, struct text bytes)
{
	return bytes.len == 0 ? hash.len == 0 : text_equal(hash, hash_hex(r->arena, sha256(bytes)));
}

static void compare_account(struct replay *r, struct query *q)
{
	struct account_fact *f = account_of(r, query_int(q, 0));
	if (!f || f->seen) {
		misfit(r, "account", "number", query_int(q, 6));
		return;
	}
	f->seen = true;
	const struct { const char *column; bool fits; } columns[] = {
		{ "login", !f->party_known || text_equal(query_text(q, 1), f->login) },
		{ "name", !f->party_known || text_equal(query_text(q, 2), f->name) },
		{ "password", !f->secrets_known || is_hash_of(r, f->password, query_text(q, 3)) },
		{ "totp", !f->secrets_known || is_hash_of(r, f->totp, query_bytes(q, 4)) },
		{ "active", query_int(q, 5) == f->active },
		{ "entry", query_int(q, 6) == f->entry },
	};
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		if (!columns[i].fits)
			misfit(r, "account", columns[i].column, f->entry);
}

static bool compare_accounts(struct replay *r, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(r->db, &audit_accounts, NULL, &q, e))
		return false;
	while (query_next(q))
		compare_account(r, q);
	for (size_t i = 0; i < r->accounts.n; i++)
		if (!r->accounts.at[i].seen)
			misfit(r, "account", "number", r->accounts.at[i].entry);
	return query_end_ok(q, e);
}

STATEMENT(audit_grants, READS, "", "iittddi", "SELECT number, account, role, unit, from_day, to_day, entry FROM role_grant ORDER BY number", "role_grant");

static void compare_grant(struct replay *r, struct query *q)
{
	struct grant_fact *f = NULL;
	for (size_t i = 0; i < r->grants.n; i++)
		if (r->grants.at[i].grant.number == query_int(q, 0))
			f = &r->grants.at[i];
	if (!f || f->seen) {
		misfit(r, "role_grant", "number", query_int(q, 6));
		return;
	}
	f->seen = true;
	const struct { const char *column; bool fits; } columns[] = {
		{ "account", query_int(q, 1) == f->grant.account },
		{ "role", text_equal(query_text(q, 2), f->role) },
		{ "unit", text_equal(query_text(q, 3), f->grant.unit) },
		{ "from_day", day_compare(query_day(q, 4), f->grant.from) == 0 },
		{ "to_day", day_compare(query_day(q, 5), f->grant.to) == 0 },
		{ "entry", query_int(q, 6) == f->entry },
	};
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		if (!columns[i].fits)
			misfit(r, "role_grant", columns[i].column, f->entry);
}

static bool compare_grants(struct replay *r, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(r->db, &audit_grants, NULL, &q, e))
		return false;
	while (query_next(q))
		compare_grant(r, q);
	for (size_t i = 0; i < r->grants.n; i++)
		if (!r->grants.at[i].seen)
			misfit(r, "role_grant", "number", r->grants.at[i].entry);
	return query_end_ok(q, e);
}

STATEMENT(audit_settings, READS, "", "tti", "SELECT name, value, entry FROM setting ORDER BY name", "setting");

static bool compare_settings(struct replay *r, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(r->db, &audit_settings, NULL, &q, e))
		return false;
	while (query_next(q)) {
		struct setting_fact *f = NULL;
		for (size_t i = 0; i < r->settings.n; i++)
			if (text_equal(r->settings.at[i].name, query_text(q, 0)))
				f = &r->settings.at[i];
		if (f)
			f->seen = true;
		if (!f)
			misfit(r, "setting", "name", query_int(q, 2));
		else if (!text_equal(f->value, query_text(q, 1)))
			misfit(r, "setting", "value", f->entry);
		else if (f->entry != query_int(q, 2))
			misfit(r, "setting", "entry", f->entry);
	}
	for (size_t i = 0; i < r->settings.n; i++)
		if (!r->settings.at[i].seen)
			misfit(r, "setting", "name", r->settings.at[i].entry);
	return query_end_ok(q, e);
}

STATEMENT(audit_readings, READS, "i", "itiditt", "SELECT number, matter, account, day, at, what, purpose FROM reading WHERE entry = $1 ORDER BY day, number");
STATEMENT(audit_readings_count, READS, "", "i", "SELECT count(*) FROM reading WHERE entry IS NOT NULL", "reading");

static bool compare_readings_of(struct replay *r, const struct reading_fact *f, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct build                  lines = { .arena = a };
	struct text                   internal, hash = TEXT_EMPTY;
	int64_t                       count = 0;
	bool                          known;
	if (!part_of(r, f->index, PART_INTERNAL, &internal, &known, e) || !query_start(r->db, &audit_readings, (struct value[]){ value_int(f->index) }, &q, e))
		return false;
	for (; query_next(q); count++) {
		build_add(&lines, reading_line(a, q));
		build_byte(&lines, '\n');
	}
	entry_text(r->arena, internal, "hash", &hash);
	if (count != f->count)
		misfit(r, "reading", "entry", f->index);
	else if (known && !text_equal(hash, hash_hex(a, sha256(build_text(&lines)))))
		misfit(r, "reading", "number, matter, account, day, at, what, purpose", f->index);
	return query_end_ok(q, e);
}

static bool compare_readings(struct replay *r, struct error *e)
{
	struct value row[1];
	bool         found;
	int64_t      counted = 0;
	for (size_t i = 0; i < r->readings.n; counted += r->readings.at[i++].count)
		if (!compare_readings_of(r, &r->readings.at[i], e))
			return false;
	if (!statement_one(r->db, &audit_readings_count, NULL, r->arena, row, &found, e))
		return false;
	if (row[0].number > counted)
		misfit(r, "reading", "entry", 0);
	return true;
}

bool access_audit(struct connection *db, const struct ledger_key *key, void (*found)(void *, const struct misfit *), void *arg, int64_t *ret, struct error *e)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	struct replay                 r = { .db = db, .key = key, .arena = a, .found = found, .arg = arg };
	if (!replay_all(&r, e) || !compare_accounts(&r, e) || !compare_grants(&r, e) || !compare_settings(&r, e) || !compare_readings(&r, e))
		return false;
	*ret = r.misfits;
	return true;
}
