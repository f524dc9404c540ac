/* administer.c - an administrator's acts on accounts. Each is an entry that names the account by number; who it is and what its secrets hash to is only committed. */
#include "base/base.h"

#include "access/access.h"
#include "inside.h"

STATEMENT(account_next, READS, "", "i", "SELECT COALESCE(max(number), 0) + 1 FROM account", "account");
STATEMENT(account_insert, WRITES, "itttBiiti", "",
          "INSERT INTO account (number, login, name, password, totp, totp_step, active, invented, keys_off, lang, entry) "
          "VALUES ($1, $2, $3, $4, $5, 0, $6, $7, 0, $8, $9)");
STATEMENT(account_set_active, WRITES, "ii", "", "UPDATE account SET active = $2 WHERE number = $1");
STATEMENT(account_set_password, WRITES, "it", "", "UPDATE account SET password = $2 WHERE number = $1");
STATEMENT(account_set_totp, WRITES, "iB", "", "UPDATE account SET totp = $2, totp_step = 0 WHERE number = $1");
STATEMENT(account_drop_sessions, WRITES, "i", "", "DELETE FROM session WHERE account = $1");

struct text account_scope(struct arena *a, int64_t number) { return text_print(a, "account/%lld", (long long)number); }

struct text by_json(struct arena *a, const struct actor *by, const char *via)
{
	struct text way = text_of(by && by->via ? by->via : via);
	struct json j = json_start(a, false);
	json_object(&j);
	if (by && by->account.number > 0)
		json_member_int(&j, "account", by->account.number);
	json_member_text(&j, "role", TEXT("administrator"));
	if (!text_is(way, "web"))
		json_member_text(&j, "via", way);
	json_end(&j);
	return json_done(&j);
}

bool next_number(struct act_run *run, const struct statement *s, int64_t *ret, struct error *e)
{
	struct value row[1];
	bool         found;
	if (!statement_one(run->db, s, NULL, run->arena, row, &found, e))
		return false;
	*ret = row[0].number;
	return true;
}

/* ---- who may ---- */

/* The grants as they are under the lock: one that was taken back a moment ago does not count. */
static bool reload(struct act_run *run, const struct actor *by, struct actor *ret, struct error *e)
{
	if (!by || (!by->console && by->account.number == 0))
		return error(e, ACCESS_NOT_YOURS, .expected = text_of(role_name(ROLE_ADMINISTRATOR)));
	*ret = *by;
	return by->console || actor_load(run->db, run->arena, by->account.number, run->today, by->via, ret, e);
}

static bool administers_unit(const struct actor *by, const struct registry *registry, struct text unit)
{
	if (by->console || (registry && (actor_roles(by, registry, unit) & ROLE_ADMINISTRATOR)))
		return true;
	for (size_t i = 0; i < by->grants_n; i++)
		if (by->grants[i].role == ROLE_ADMINISTRATOR && text_equal(by->grants[i].unit, unit))
			return true;
	return false;
}

bool may_administer(struct act_run *run, const struct actor *by, const struct registry *registry, struct text unit, struct error *e)
{
	struct actor now;
	if (!reload(run, by, &now, e))
		return false;
	return administers_unit(&now, registry, unit) || error(e, ACCESS_NOT_YOURS, .expected = text_of(role_name(ROLE_ADMINISTRATOR)), .value = unit);
}

/* One's own password is one's own: whoever shows the present one (the caller has checked it) sets another. */
static bool is_own_password(const struct account_change *c)
{
	return c->what == ACCOUNT_PASSWORD && c->by && !c->by->console && c->by->account.number == c->number;
}

/* An administrator of a commune may not take over the account of one of the province: every unit at which the account acts must be theirs. */
static bool may_change(struct act_run *run, const struct account_change *c, struct error *e)
{
	struct actor  now;
	struct grant *rows;
	size_t        n;
	if (!reload(run, c->by, &now, e) || !grant_list(run->db, run->arena, c->number, &rows, &n, e))
		return false;
	bool may = now.console || actor_has(&now, ROLE_ADMINISTRATOR);
	for (size_t i = 0; i < n; i++)
		may = may && (day_compare(rows[i].to, run->today) <= 0 || administers_unit(&now, c->registry, rows[i].unit));
	return may || error(e, ACCESS_NOT_YOURS, .expected = text_of(role_name(ROLE_ADMINISTRATOR)));
}

/* ---- opening an account ---- */

bool account_open_prepare(struct world *w, struct arena *a, struct account_open *c, struct error *e)
{
	c->login = text_trim(c->login);
	if (!login_is_good(c->login))
		return error(e, ACCESS_BAD_LOGIN, .value = c->login);
	if (c->password.len == 0)
		c->ret_password = c->password = draw_password(w, a);
	return hash_password(a, c->password, c->login, c->prepared, e);
}

static bool open_decide(struct act_run *run, void *command, struct error *e)
{
	struct account_open *c = command;
	struct account       other;
	struct actor         now;
	bool                 found;
	if (!reload(run, c->by, &now, e) || !account_find(run->db, run->arena, c->login, &other, &found, e))
		return false;
	if (!now.console && !actor_has(&now, ROLE_ADMINISTRATOR))
		return error(e, ACCESS_NOT_YOURS, .expected = text_of(role_name(ROLE_ADMINISTRATOR)));
	return !found || error(e, ACCESS_LOGIN_TAKEN, .value = c->login);
}

/* What the row's secrets hash to: so that a password or an authenticator that was put into the database by hand is found. */
struct text secrets_json(struct arena *a, struct text password, struct text totp)
{
	struct json j = json_start(a, true);
	json_object(&j);
	if (password.len > 0)
		json_member_text(&j, "password", hash_hex(a, sha256(password)));
	if (totp.len > 0)
		json_member_text(&j, "totp", hash_hex(a, sha256(totp)));
	json_end(&j);
	return json_done(&j);
}

static bool open_record(struct act_run *run, void *command, struct error *e)
{
	struct account_open *c = command;
	struct new_secret   *secret = c->work = ARENA_NEW(run->arena, struct new_secret);
	if (!next_number(run, &account_next, &c->ret_number, e) || (!c->without_totp && !draw_totp(run, c->ret_number, c->login, secret, e)))
		return false;
	struct json j = json_start(run->arena, false);
	json_object(&j);
	json_member_int(&j, "account", c->ret_number);
	json_key(&j, "by");
	json_raw(&j, by_json(run->arena, c->by, run->via));
	json_end(&j);
	struct json p = json_start(run->arena, true); /* who it is: committed, not shown */
	json_object(&p);
	json_member_text(&p, "login", c->login);
	json_member_text(&p, "name", c->name);
	json_end(&p);
	struct entry entry = { .kind = "account.opened", .day = run->today, .members = json_done(&j), .scope = account_scope(run->arena, c->ret_number) };
	entry.part[PART_PARTY] = json_done(&p);
	entry.part[PART_INTERNAL] = secrets_json(run->arena, text_of((char *)c->prepared), secret->sealed);
	return ledger_append(run->batch, &entry, &secret->entry, e);
}

static bool open_apply(struct act_run *run, void *command, struct error *e)
{
	struct account_open     *c = command;
	const struct new_secret *secret = c->work;
	struct value v[] = { value_int(c->ret_number), value_text(c->login), value_text(c->name), value_text(text_of((char *)c->prepared)),
			     secret->sealed.len > 0 ? value_bytes(secret->sealed) : value_null(), value_int(1), value_int(c->invented),
			     value_text(TEXT("vi")), value_int(secret->entry) };
	c->ret_totp_secret = secret->base32;
	c->ret_totp_uri = secret->uri;
	return statement_run(run->db, &account_insert, v, NULL, e);
}

const struct act_row row_account_open = { .name = "account.open", .decide = open_decide, .record = open_record, .apply = open_apply };

/* ---- changing one ---- */

static const char *const changes[] = { "closed", "reopened", "password", "authenticator" };

bool account_change_prepare(struct world *w, struct arena *a, struct account_change *c, struct error *e)
{
	if (c->what != ACCOUNT_PASSWORD)
		return true;
	if (c->password.len == 0)
		c->ret_password = c->password = draw_password(w, a);
	return hash_password(a, c->password, TEXT_EMPTY, c->prepared, e);
}

static bool change_decide(struct act_run *run, void *command, struct error *e)
{
	struct account_change *c = command;
	struct account         account;
	struct grant          *rows;
	size_t                 n;
	bool                   found;
	if (!account_by_number(run->db, run->arena, c->number, &account, &found, e))
		return false;
	if (!found)
		return error(e, ACCESS_NO_ACCOUNT, .number = c->number, .value = text_print(run->arena, "%lld", (long long)c->number));
	if (!is_own_password(c) && !may_change(run, c, e))
		return false;
	if ((c->what == ACCOUNT_CLOSE && !account.active) || (c->what == ACCOUNT_REOPEN && account.active))
		return error(e, ACCESS_ALREADY, .value = account.login);
	if (c->what != ACCOUNT_CLOSE)
		return true;
	if (!grant_list(run->db, run->arena, c->number, &rows, &n, e))
		return false;
	for (size_t i = 0; i < n; i++)
		if (rows[i].role == ROLE_ADMINISTRATOR && day_compare(rows[i].to, run->today) > 0)
			return others_administer(run, c->number, 0, e);
	return true;
}

static bool change_record(struct act_run *run, void *command, struct error *e)
{
	struct account_change *c = command;
	struct new_secret     *secret = c->work = ARENA_NEW(run->arena, struct new_secret);
	struct account         account;
	bool                   found;
	if (!account_by_number(run->db, run->arena, c->number, &account, &found, e) ||
	    (c->what == ACCOUNT_TOTP && !draw_totp(run, c->number, account.login, secret, e)))
		return false;
	struct json j = json_start(run->arena, false);
	json_object(&j);
	json_member_int(&j, "account", c->number);
	json_key(&j, "by");
	if (is_own_password(c)) {
		json_object(&j);
		json_member_int(&j, "account", c->number);
		json_end(&j);
	} else {
		json_raw(&j, by_json(run->arena, c->by, run->via));
	}
	json_member_text(&j, "what", text_of(changes[c->what]));
	json_end(&j);
	struct entry entry = { .kind = "account.changed", .day = run->today, .members = json_done(&j), .scope = account_scope(run->arena, c->number) };
	struct text  password = c->what == ACCOUNT_PASSWORD ? text_of((char *)c->prepared) : TEXT_EMPTY;
	if (password.len > 0 || secret->sealed.len > 0)
		entry.part[PART_INTERNAL] = secrets_json(run->arena, password, secret->sealed);
	return ledger_append(run->batch, &entry, NULL, e);
}

static bool change_apply(struct act_run *run, void *command, struct error *e)
{
	struct account_change   *c = command;
	const struct new_secret *secret = c->work;
	struct value             number = value_int(c->number);
	bool                     done = false;
	switch (c->what) {
	case ACCOUNT_CLOSE:
	case ACCOUNT_REOPEN:
		done = statement_run(run->db, &account_set_active, (struct value[]){ number, value_int(c->what == ACCOUNT_REOPEN) }, NULL, e);
		break;
	case ACCOUNT_PASSWORD:
		done = statement_run(run->db, &account_set_password, (struct value[]){ number, value_text(text_of((char *)c->prepared)) }, NULL, e);
		break;
	case ACCOUNT_TOTP:
		c->ret_totp_secret = secret->base32;
		c->ret_totp_uri = secret->uri;
		done = statement_run(run->db, &account_set_totp, (struct value[]){ number, value_bytes(secret->sealed) }, NULL, e);
		break;
	}
	return done && statement_run(run->db, &account_drop_sessions, &number, NULL, e);
}

const struct act_row row_account_change = { .name = "account.change", .decide = change_decide, .record = change_record, .apply = change_apply };
