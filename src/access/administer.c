/* administer.c - an administrator's acts: accounts and grants. Each is an entry that names accounts by number. */
#include "base/base.h"

#include "access/access.h"
#include "inside.h"

#include <sodium.h>

STATEMENT(account_next, READS, "", "i", "SELECT COALESCE(max(number), 0) + 1 FROM account", "account");
STATEMENT(account_insert, WRITES, "itttBiiti", "",
          "INSERT INTO account (number, login, name, password, totp, totp_step, active, invented, keys_off, lang, entry) "
          "VALUES ($1, $2, $3, $4, $5, 0, $6, $7, 0, $8, $9)");
STATEMENT(account_set_active, WRITES, "ii", "", "UPDATE account SET active = $2 WHERE number = $1");
STATEMENT(account_set_password, WRITES, "it", "", "UPDATE account SET password = $2 WHERE number = $1");
STATEMENT(account_set_totp, WRITES, "iB", "", "UPDATE account SET totp = $2, totp_step = 0 WHERE number = $1");
STATEMENT(account_drop_sessions, WRITES, "i", "", "DELETE FROM session WHERE account = $1");
STATEMENT(grant_next, READS, "", "i", "SELECT COALESCE(max(number), 0) + 1 FROM role_grant", "role_grant");
STATEMENT(grant_insert, WRITES, "iittddi", "",
          "INSERT INTO role_grant (number, account, role, unit, from_day, to_day, entry) VALUES ($1, $2, $3, $4, $5, $6, $7)");
STATEMENT(grant_by_number, READS, "i", "iittdd", "SELECT number, account, role, unit, from_day, to_day FROM role_grant WHERE number = $1");
STATEMENT(grant_set_to, WRITES, "id", "", "UPDATE role_grant SET to_day = $2 WHERE number = $1");
STATEMENT(administrators_but, READS, "iid", "i",
          "SELECT count(*) FROM role_grant g JOIN account a ON a.number = g.account WHERE g.role = 'administrator' AND a.active = 1 "
          "AND g.account <> $1 AND g.number <> $2 AND g.from_day <= $3 AND g.to_day > $3",
          "role_grant account g a");

struct text account_scope(struct arena *a, int64_t number) { return text_print(a, "account/%lld", (long long)number); }

struct text by_json(struct arena *a, const struct actor *by, const char *via)
{
	struct json j = json_start(a, false);
	json_object(&j);
	if (by && by->account.number > 0)
		json_member_int(&j, "account", by->account.number);
	json_member_text(&j, "via", text_of(by && by->via ? by->via : via));
	json_end(&j);
	return json_done(&j);
}

static bool next_number(struct act_run *run, const struct statement *s, int64_t *ret, struct error *e)
{
	struct value row[1];
	bool         found;
	if (!statement_one(run->db, s, NULL, run->arena, row, &found, e))
		return false;
	*ret = row[0].number;
	return true;
}

/* ---- secrets ---- */

static bool login_is_good(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (!(t.at[i] >= 'a' && t.at[i] <= 'z') && !char_is_digit(t.at[i]) && t.at[i] != '.' && t.at[i] != '-')
			return false;
	return t.len >= 2 && t.len <= 32;
}

/* The worst of the passwords that people choose: what a guesser tries first. */
static bool password_is_common(struct arena *a, struct text password, struct text login)
{
	static const char *const common[] = { "1234567890", "0123456789", "password12", "qwertyuiop", "abcdefghij", "matkhau123", "1111111111", "0000000000", "danvan1234" };
	struct text              lower = text_lower(a, password);
	for (size_t i = 0; i < COUNT_OF(common); i++)
		if (text_starts(lower, common[i]))
			return true;
	return login.len > 3 && text_find(lower, login) != SIZE_MAX;
}

/* Five groups of four: 100 bits, easy to read aloud. */
static struct text draw_password(struct world *w, struct arena *a)
{
	uint8_t bytes[13];
	w->random(w, bytes, sizeof(bytes));
	return text_lower(a, grouped(a, crockford_encode(a, text_bytes(bytes, sizeof(bytes)), 20), 4, '-'));
}

static bool hash_password(struct arena *a, struct text password, struct text login, uint8_t prepared[HASH_ROOM], struct error *e)
{
	if (text_points(password) < PASSWORD_LEAST || password.len > PASSWORD_MOST)
		return error(e, ACCESS_PASSWORD_SHORT, .limit = PASSWORD_LEAST);
	if (password_is_common(a, password, login))
		return error(e, ACCESS_PASSWORD_COMMON);
	struct text plain = text_nfc(a, password);
	if (crypto_pwhash_str((char *)prepared, plain.at, plain.len, crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
		abort(); /* no memory */
	return true;
}

struct new_secret {
	struct text base32, uri;
	struct value sealed;
};

static bool draw_totp(struct act_run *run, int64_t number, struct text login, struct new_secret *ret, struct error *e)
{
	uint8_t     secret[TOTP_SECRET];
	struct text sealed;
	run->world->random(run->world, secret, sizeof(secret));
	struct text bytes = text_copy(run->arena, text_bytes(secret, sizeof(secret)));
	if (!keys_seal(run->db, run->world, run->key, account_scope(run->arena, number), PART_INTERNAL, TEXT("totp"), bytes, run->arena, &sealed, e))
		return false;
	ret->base32 = base32_encode(run->arena, bytes);
	ret->uri = text_print(run->arena, "otpauth://totp/danvan:%.*s?secret=%.*s&issuer=danvan", TEXT_ARG(login), TEXT_ARG(ret->base32));
	ret->sealed = value_bytes(sealed);
	return true;
}

bool account_secret(struct connection *db, const struct ledger_key *key, struct arena *a, int64_t number, struct text sealed, struct text *ret, struct error *e)
{
	*ret = TEXT_EMPTY;
	return sealed.len == 0 || keys_open(db, key, account_scope(a, number), PART_INTERNAL, TEXT("totp"), sealed, a, ret, e);
}

/* ---- opening an account ---- */

bool account_open_prepare(struct world *w, struct arena *a, struct account_open *c, struct error *e)
{
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
	bool                 found;
	if (!account_find(run->db, run->arena, c->login, &other, &found, e))
		return false;
	return !found || error(e, ACCESS_LOGIN_TAKEN, .value = c->login);
}

static bool open_record(struct act_run *run, void *command, struct error *e)
{
	struct account_open *c = command;
	if (!next_number(run, &account_next, &c->ret_number, e))
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
	return ledger_append(run->batch, &entry, NULL, e);
}

static bool open_apply(struct act_run *run, void *command, struct error *e)
{
	struct account_open *c = command;
	struct new_secret    secret = { .sealed = value_null() };
	if (!c->without_totp && !draw_totp(run, c->ret_number, c->login, &secret, e))
		return false;
	c->ret_totp_secret = secret.base32;
	c->ret_totp_uri = secret.uri;
	struct value v[] = { value_int(c->ret_number), value_text(c->login), value_text(c->name), value_text(text_of((char *)c->prepared)), secret.sealed,
			     value_int(1), value_int(c->invented), value_text(TEXT("vi")), value_int(ledger_batch_head(run->batch).size - 1) };
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

/* Somebody must stay who can open the door again. */
static bool others_administer(struct act_run *run, int64_t account, int64_t grant, struct error *e)
{
	struct value row[1];
	bool         found;
	if (!statement_one(run->db, &administrators_but, (struct value[]){ value_int(account), value_int(grant), value_day(run->today) }, run->arena, row, &found, e))
		return false;
	return row[0].number > 0 || error(e, ACCESS_LAST_ADMINISTRATOR);
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
		return error(e, ACCESS_NO_ACCOUNT, .number = c->number);
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
	struct json            j = json_start(run->arena, false);
	json_object(&j);
	json_member_int(&j, "account", c->number);
	json_key(&j, "by");
	json_raw(&j, by_json(run->arena, c->by, run->via));
	json_member_text(&j, "what", text_of(changes[c->what]));
	json_end(&j);
	struct entry entry = { .kind = "account.changed", .day = run->today, .members = json_done(&j), .scope = account_scope(run->arena, c->number) };
	return ledger_append(run->batch, &entry, NULL, e);
}

static bool change_totp(struct act_run *run, struct account_change *c, struct error *e)
{
	struct account    account;
	struct new_secret secret;
	bool              found;
	if (!account_by_number(run->db, run->arena, c->number, &account, &found, e) || !draw_totp(run, c->number, account.login, &secret, e))
		return false;
	c->ret_totp_secret = secret.base32;
	c->ret_totp_uri = secret.uri;
	return statement_run(run->db, &account_set_totp, (struct value[]){ value_int(c->number), secret.sealed }, NULL, e);
}

static bool change_apply(struct act_run *run, void *command, struct error *e)
{
	struct account_change *c = command;
	struct value           number = value_int(c->number);
	bool                   done = false;
	switch (c->what) {
	case ACCOUNT_CLOSE:
	case ACCOUNT_REOPEN:
		done = statement_run(run->db, &account_set_active, (struct value[]){ number, value_int(c->what == ACCOUNT_REOPEN) }, NULL, e);
		break;
	case ACCOUNT_PASSWORD:
		done = statement_run(run->db, &account_set_password, (struct value[]){ number, value_text(text_of((char *)c->prepared)) }, NULL, e);
		break;
	case ACCOUNT_TOTP:
		done = change_totp(run, c, e);
		break;
	}
	return done && statement_run(run->db, &account_drop_sessions, &number, NULL, e);
}

const struct act_row row_account_change = { .name = "account.change", .decide = change_decide, .record = change_record, .apply = change_apply };

/* ---- grants ---- */

static bool give_decide(struct act_run *run, void *command, struct error *e)
{
	struct grant_give      *c = command;
	struct account          account;
	const struct unit_fact *unit;
	bool                    found;
	if (!day_is_known(c->from))
		c->from = run->today;
	if (!day_is_known(c->to))
		c->to = DAY_MAX;
	if (!account_by_number(run->db, run->arena, c->account, &account, &found, e))
		return false;
	if (!found || !account.active)
		return error(e, ACCESS_NO_ACCOUNT, .number = c->account);
	if (role_name(c->role)[0] == '\0')
		return error(e, ACCESS_BAD_ROLE);
	return !c->registry || unit_show(c->registry, c->unit, run->today, &unit, e);
}

static bool grant_entry(struct act_run *run, const char *kind, const struct grant *g, const struct actor *by, struct error *e)
{
	struct json j = json_start(run->arena, false);
	json_object(&j);
	json_member_int(&j, "account", g->account);
	json_key(&j, "by");
	json_raw(&j, by_json(run->arena, by, run->via));
	json_member_text(&j, "from", day_print(run->arena, g->from));
	json_member_int(&j, "grant", g->number);
	json_member_text(&j, "role", text_of(role_name(g->role)));
	json_member_text(&j, "to", day_print(run->arena, g->to));
	json_member_text(&j, "unit", g->unit);
	json_end(&j);
	struct entry entry = { .kind = kind, .day = run->today, .members = json_done(&j), .scope = account_scope(run->arena, g->account) };
	return ledger_append(run->batch, &entry, NULL, e);
}

static bool give_record(struct act_run *run, void *command, struct error *e)
{
	struct grant_give *c = command;
	if (!next_number(run, &grant_next, &c->ret_number, e))
		return false;
	struct grant g = { .number = c->ret_number, .account = c->account, .role = c->role, .unit = c->unit, .from = c->from, .to = c->to };
	return grant_entry(run, "grant.given", &g, c->by, e);
}

static bool give_apply(struct act_run *run, void *command, struct error *e)
{
	struct grant_give *c = command;
	struct value       v[] = { value_int(c->ret_number), value_int(c->account), value_text(text_of(role_name(c->role))), value_text(c->unit),
				   value_day(c->from), value_day(c->to), value_int(ledger_batch_head(run->batch).size - 1) };
	return statement_run(run->db, &grant_insert, v, NULL, e);
}

const struct act_row row_grant_give = { .name = "grant.give", .decide = give_decide, .record = give_record, .apply = give_apply };

static bool find_grant(struct act_run *run, int64_t number, struct grant *ret, struct error *e)
{
	struct value v[6];
	bool         found;
	if (!statement_one(run->db, &grant_by_number, (struct value[]){ value_int(number) }, run->arena, v, &found, e))
		return false;
	if (!found)
		return error(e, ACCESS_NO_GRANT, .number = number);
	*ret = (struct grant){ .number = v[0].number, .account = v[1].number, .unit = v[3].text, .from = value_as_day(v[4]), .to = value_as_day(v[5]) };
	return role_parse(v[2].text, &ret->role);
}

static bool end_decide(struct act_run *run, void *command, struct error *e)
{
	struct grant_end *c = command;
	struct grant      g;
	if (!day_is_known(c->to))
		c->to = run->today;
	if (!find_grant(run, c->number, &g, e))
		return false;
	return g.role != ROLE_ADMINISTRATOR || others_administer(run, 0, c->number, e);
}

static bool end_record(struct act_run *run, void *command, struct error *e)
{
	struct grant_end *c = command;
	struct grant      g;
	if (!find_grant(run, c->number, &g, e))
		return false;
	g.to = c->to;
	return grant_entry(run, "grant.ended", &g, c->by, e);
}

static bool end_apply(struct act_run *run, void *command, struct error *e)
{
	struct grant_end *c = command;
	return statement_run(run->db, &grant_set_to, (struct value[]){ value_int(c->number), value_day(c->to) }, NULL, e);
}

const struct act_row row_grant_end = { .name = "grant.end", .decide = end_decide, .record = end_record, .apply = end_apply };
