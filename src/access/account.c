/* account.c - reading accounts and grants. */
#include "base/base.h"
#include "base/fold.h"

#include "access/access.h"
#include "inside.h"

#define ACCOUNT_COLUMNS "number, login, name, active, invented, CASE WHEN totp IS NULL THEN 0 ELSE 1 END, keys_off, lang"
STATEMENT(account_by_login, READS, "t", "ittiiiit", "SELECT " ACCOUNT_COLUMNS " FROM account WHERE login = $1");
STATEMENT(account_of_number, READS, "i", "ittiiiit", "SELECT " ACCOUNT_COLUMNS " FROM account WHERE number = $1");
STATEMENT(account_all, READS, "", "ittiiiit", "SELECT " ACCOUNT_COLUMNS " FROM account ORDER BY login", "account");
STATEMENT(grants_of, READS, "i", "iittdd",
          "SELECT number, account, role, unit, from_day, to_day FROM role_grant WHERE account = $1 OR $1 = 0 ORDER BY account, number", "role_grant");
STATEMENT(grants_now, READS, "id", "iittdd",
          "SELECT number, account, role, unit, from_day, to_day FROM role_grant WHERE account = $1 AND from_day <= $2 AND to_day > $2 ORDER BY number");

static struct account account_row(struct arena *a, struct query *q)
{
	struct account r = { .number = query_int(q, 0), .login = text_copy(a, query_text(q, 1)), .name = text_copy(a, query_text(q, 2)),
			     .active = query_int(q, 3) != 0, .invented = query_int(q, 4) != 0, .has_totp = query_int(q, 5) != 0,
			     .keys_off = query_int(q, 6) != 0 };
	lang_read(query_text(q, 7), &r.lang);
	return r;
}

static bool one_account(struct connection *db, struct arena *a, const struct statement *s, struct value v, struct account *ret, bool *ret_found, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	if (!query_start(db, s, &v, &q, e))
		return false;
	*ret_found = query_next(q);
	if (*ret_found)
		*ret = account_row(a, q);
	return query_end_ok(q, e);
}

bool account_find(struct connection *db, struct arena *a, struct text login, struct account *ret, bool *ret_found, struct error *e)
{
	return one_account(db, a, &account_by_login, value_text(login), ret, ret_found, e);
}

bool account_by_number(struct connection *db, struct arena *a, int64_t number, struct account *ret, bool *ret_found, struct error *e)
{
	return one_account(db, a, &account_of_number, value_int(number), ret, ret_found, e);
}

bool account_list(struct connection *db, struct arena *a, struct account **ret, size_t *ret_n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct account               *rows = NULL;
	size_t                        n = 0;
	if (!query_start(db, &account_all, NULL, &q, e))
		return false;
	for (; query_next(q); n++) {
		if (n % 32 == 0)
			rows = arena_grow(a, rows, n, 32, sizeof(*rows));
		rows[n] = account_row(a, q);
	}
	*ret = rows;
	*ret_n = n;
	return query_end_ok(q, e);
}

static bool grants(struct connection *db, struct arena *a, const struct statement *s, const struct value *v, struct grant **ret, size_t *ret_n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct grant                 *rows = NULL;
	size_t                        n = 0;
	if (!query_start(db, s, v, &q, e))
		return false;
	for (; query_next(q); n++) {
		if (n % 16 == 0)
			rows = arena_grow(a, rows, n, 16, sizeof(*rows));
		rows[n] = (struct grant){ .number = query_int(q, 0), .account = query_int(q, 1), .unit = text_copy(a, query_text(q, 3)),
					  .from = query_day(q, 4), .to = query_day(q, 5) };
		role_parse(query_text(q, 2), &rows[n].role);
	}
	*ret = rows;
	*ret_n = n;
	return query_end_ok(q, e);
}

bool grant_list(struct connection *db, struct arena *a, int64_t account, struct grant **ret, size_t *ret_n, struct error *e)
{
	return grants(db, a, &grants_of, (struct value[]){ value_int(account) }, ret, ret_n, e);
}

bool actor_load(struct connection *db, struct arena *a, int64_t account, day_t day, const char *via, struct actor *ret, struct error *e)
{
	struct grant *rows;
	bool          found;
	*ret = (struct actor){ .day = day, .via = via };
	if (!account_by_number(db, a, account, &ret->account, &found, e) ||
	    !grants(db, a, &grants_now, (struct value[]){ value_int(account), value_day(day) }, &rows, &ret->grants_n, e))
		return false;
	ret->grants = rows;
	return (found && ret->account.active) || error(e, ACCESS_NO_ACCOUNT);
}

struct sorted {
	struct account account;
	struct text    key;
};

static int by_name(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	int                  order = text_compare(x->key, y->key);
	return order != 0 ? order : x->account.number < y->account.number ? -1 : x->account.number > y->account.number;
}

bool account_at(struct connection *db, struct arena *a, const struct registry *registry, struct text unit, unsigned set, day_t day, struct account **ret,
                size_t *ret_n, struct error *e)
{
	struct account *all;
	size_t          count, n = 0;
	if (!account_list(db, a, &all, &count, e))
		return false;
	struct sorted *sorted = ARENA_ARRAY(a, struct sorted, count + 1);
	for (size_t i = 0; i < count; i++) {
		struct actor actor;
		if (!all[i].active)
			continue;
		if (!actor_load(db, a, all[i].number, day, "", &actor, e))
			return false;
		if (actor_roles(&actor, registry, unit) & set)
			sorted[n++] = (struct sorted){ all[i], text_sort_key(a, all[i].name) };
	}
	if (n > 0)
		qsort(sorted, n, sizeof(*sorted), by_name);
	*ret = ARENA_ARRAY(a, struct account, n + 1);
	for (size_t i = 0; i < n; i++)
		(*ret)[i] = sorted[i].account;
	*ret_n = n;
	return true;
}

/* ---- what a person likes: no entry, nobody else is concerned */

STATEMENT(account_likes, WRITES, "iit", "", "UPDATE account SET keys_off = $2, lang = $3 WHERE number = $1");

static bool prefer_apply(struct act_run *run, void *command, struct error *e)
{
	const struct account_prefer *c = command;
	struct value                 v[] = { value_int(c->number), value_int(c->keys_off), value_text(text_of(lang_tag(c->lang))) };
	return statement_run(run->db, &account_likes, v, NULL, e);
}

const struct act_row row_account_prefer = { .name = "account.prefer", .keeps = true, .apply = prefer_apply };
