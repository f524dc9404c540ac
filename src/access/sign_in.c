/* sign_in.c - passwords, one-time codes, sessions. The slow comparison runs outside the writer; what it leads to is kept by the writer. */
#include "base/base.h"

#include "access/access.h"
#include "inside.h"

#include <sodium.h>

enum { FREE_TRIES = 5, WAIT_FIRST_S = 30, WAIT_MOST_S = 900, FORGET_MS = 24 * 3600 * 1000, IDLE_WEB_MS = 12 * 3600 * 1000 };
static const int64_t session_most_ms = INT64_C(30) * 24 * 3600 * 1000, seen_every_ms = 60 * 1000;

STATEMENT(sign_in_account, READS, "t", "itBii", "SELECT number, password, totp, totp_step, active FROM account WHERE login = $1");
STATEMENT(attempts_of, READS, "b", "ii", "SELECT failures, last FROM sign_in_attempt WHERE who = $1");
STATEMENT(attempt_add, WRITES, "bii", "",
          "INSERT INTO sign_in_attempt (who, failures, last) VALUES ($1, 1, $2) ON CONFLICT (who) DO UPDATE SET "
          "failures = CASE WHEN sign_in_attempt.last < $3 THEN 1 ELSE sign_in_attempt.failures + 1 END, last = excluded.last");
STATEMENT(attempt_forget, WRITES, "b", "", "DELETE FROM sign_in_attempt WHERE who = $1");
STATEMENT(attempts_old, WRITES, "i", "", "DELETE FROM sign_in_attempt WHERE last < $1");
STATEMENT(totp_use, WRITES, "ii", "", "UPDATE account SET totp_step = $2 WHERE number = $1 AND totp_step < $2");
STATEMENT(session_put, WRITES, "biti", "", "INSERT INTO session (hash, account, what, started, seen) VALUES ($1, $2, $3, $4, $4)");
STATEMENT(session_by_hash, READS, "b", "iitii", "SELECT s.account, a.active, s.what, s.started, s.seen FROM session s JOIN account a ON a.number = s.account WHERE s.hash = $1");
STATEMENT(session_seen_at, WRITES, "bi", "", "UPDATE session SET seen = $2 WHERE hash = $1");
STATEMENT(session_drop, WRITES, "b", "", "DELETE FROM session WHERE hash = $1");
STATEMENT(session_drop_all, WRITES, "i", "", "DELETE FROM session WHERE account = $1");
STATEMENT(session_drop_old, WRITES, "i", "", "DELETE FROM session WHERE seen < $1");
STATEMENT(sessions_of, READS, "i", "biit", "SELECT hash, started, seen, what FROM session WHERE account = $1 ORDER BY started, hash");

/* Account and address together: whoever tries elsewhere does not lock the owner out here. */
static struct value attempt_key(struct arena *a, const struct ledger_key *key, const struct sign_in *s)
{
	struct text input = text_print(a, "%.*s\n%.*s", TEXT_ARG(s->login), TEXT_ARG(s->address));
	uint8_t    *at = arena_alloc(a, 32);
	key_derive(key, "sign-in attempt", input, at);
	return value_bytes(text_bytes(at, 32));
}

/* Seconds still to wait after so many failures; the wait doubles from the sixth on. */
static int64_t wait_s(int64_t failures, int64_t last_ms, int64_t now_ms)
{
	if (failures < FREE_TRIES || now_ms - last_ms > FORGET_MS)
		return 0;
	int64_t wait = WAIT_FIRST_S;
	for (int64_t i = FREE_TRIES; i < failures && wait < WAIT_MOST_S; i++)
		wait *= 2;
	wait = wait < WAIT_MOST_S ? wait : WAIT_MOST_S;
	int64_t left = wait - (now_ms - last_ms) / 1000;
	return left > 0 ? left : 0;
}

static bool password_fits(struct arena *a, const char *hash, struct text password)
{
	struct text plain = text_nfc(a, password);
	return crypto_pwhash_str_verify(hash, plain.at, plain.len) == 0;
}

/* For a login that is not there: the same work, never a success. */
static bool waste_time(struct arena *a, struct text password)
{
	char none[crypto_pwhash_STRBYTES];
	int  done = crypto_pwhash_str(none, password.at, password.len, crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE);
	(void)done; /* without the memory for it the answer comes sooner: nobody outside may end the process by signing in */
	return false;
}

static bool check_code(struct connection *db, const struct ledger_key *key, struct arena *a, struct sign_in *s, const struct value row[5], struct error *e)
{
	struct text secret;
	if (s->totp_off)
		return true;
	if (row[2].type == VALUE_NULL)
		return error(e, ACCESS_NO_AUTHENTICATOR, .value = s->login);
	if (text_trim(s->code).len == 0) {
		s->needs_code = true;
		return error(e, ACCESS_CODE_NEEDED);
	}
	if (!account_secret(db, key, a, row[0].number, row[2].text, &secret, e))
		return false;
	if (totp_check(secret, s->code, s->now, row[3].number, &s->totp_step))
		return true;
	if (totp_check(secret, s->code, s->now, 0, &s->totp_step))
		return error(e, ACCESS_CODE_USED); /* right, but for the second time: whoever signs in twice within 30 seconds must be told to wait */
	s->failed = true;
	return error(e, ACCESS_SIGN_IN_WRONG);
}

bool sign_in_check(struct connection *db, const struct ledger_key *key, struct arena *a, struct sign_in *s, struct error *e)
{
	struct value row[5], tries[2];
	bool         found, tried;
	s->login = text_lower(a, text_trim(s->login));
	if (!statement_one(db, &attempts_of, (struct value[]){ attempt_key(a, key, s) }, a, tries, &tried, e) ||
	    !statement_one(db, &sign_in_account, (struct value[]){ value_text(s->login) }, a, row, &found, e))
		return false;
	int64_t wait = tried ? wait_s(tries[0].number, tries[1].number, s->now.ms) : 0;
	if (wait > 0)
		return error(e, ACCESS_TOO_MANY, .limit = wait);
	if (!(found ? password_fits(a, text_c(a, row[1].text), s->password) : waste_time(a, s->password))) {
		s->failed = true;
		return error(e, ACCESS_SIGN_IN_WRONG);
	}
	s->account = row[0].number;
	if (!row[4].number)
		return error(e, ACCESS_CLOSED);
	return check_code(db, key, a, s, row, e);
}

static bool failed_apply(struct act_run *run, void *command, struct error *e)
{
	struct sign_in *s = command;
	struct value    old = value_int(run->at.ms - FORGET_MS);
	struct value    v[] = { attempt_key(run->arena, run->key, s), value_instant(run->at), old };
	return statement_run(run->db, &attempt_add, v, NULL, e) && statement_run(run->db, &attempts_old, &old, NULL, e);
}

const struct act_row row_sign_in_failed = { .name = "sign-in.failed", .keeps = true, .apply = failed_apply };

static void session_hash(struct text token, uint8_t ret[32]) { crypto_hash_sha256(ret, (const unsigned char *)token.at, token.len); }

/* A one-time step counts once, even for two who come at the same time: the writer decides. */
static bool use_step(struct act_run *run, const struct sign_in *s, struct error *e)
{
	int64_t changed;
	if (s->totp_step == 0)
		return true;
	if (!statement_run(run->db, &totp_use, (struct value[]){ value_int(s->account), value_int(s->totp_step) }, &changed, e))
		return false;
	return changed == 1 || error(e, ACCESS_CODE_USED);
}

static bool start_apply(struct act_run *run, void *command, struct error *e)
{
	struct session_start *c = command;
	uint8_t               token[32], hash[32];
	run->world->random(run->world, token, sizeof(token));
	c->ret_token = hex_encode(run->arena, text_bytes(token, sizeof(token)));
	session_hash(c->ret_token, hash);
	struct value v[] = { value_bytes(text_bytes(hash, 32)), value_int(c->sign_in->account), value_text(text_of(c->what)), value_instant(run->at) };
	struct value who = attempt_key(run->arena, run->key, c->sign_in), old = value_int(run->at.ms - session_most_ms);
	return use_step(run, c->sign_in, e) && statement_run(run->db, &session_put, v, NULL, e) &&
	       statement_run(run->db, &attempt_forget, &who, NULL, e) && statement_run(run->db, &session_drop_old, &old, NULL, e);
}

const struct act_row row_session_start = { .name = "session.start", .keeps = true, .apply = start_apply };

static bool end_apply(struct act_run *run, void *command, struct error *e)
{
	struct session_end *c = command;
	struct value        v = c->all ? value_int(c->account) : value_bytes(text_bytes(c->hash, 32));
	return statement_run(run->db, c->all ? &session_drop_all : &session_drop, &v, NULL, e);
}

const struct act_row row_session_end = { .name = "session.end", .keeps = true, .apply = end_apply };

static bool seen_apply(struct act_run *run, void *command, struct error *e)
{
	struct session_seen *c = command;
	return statement_run(run->db, &session_seen_at, (struct value[]){ value_bytes(text_bytes(c->hash, 32)), value_instant(run->at) }, NULL, e);
}

const struct act_row row_session_seen = { .name = "session.seen", .keeps = true, .apply = seen_apply };

bool session_find(struct connection *db, struct arena *a, struct text token, instant_t now, const char *via, struct actor *ret, bool *ret_found, struct error *e)
{
	struct value row[5];
	uint8_t      hash[32];
	*ret_found = false;
	if (token.len != 64)
		return true;
	session_hash(token, hash);
	if (!statement_one(db, &session_by_hash, (struct value[]){ value_bytes(text_bytes(hash, 32)) }, a, row, ret_found, e))
		return false;
	bool web = *ret_found && text_is(row[2].text, "web");
	*ret_found = *ret_found && row[1].number && now.ms - row[3].number < session_most_ms && (!web || now.ms - row[4].number < IDLE_WEB_MS);
	if (!*ret_found)
		return true;
	if (!actor_load(db, a, row[0].number, instant_day(now), via, ret, e))
		return false;
	memcpy(ret->session, hash, 32);
	ret->session_stale = now.ms - row[4].number > seen_every_ms;
	return true;
}

bool session_list(struct connection *db, struct arena *a, int64_t account, struct session_row **ret, size_t *ret_n, struct error *e)
{
	_cleanup_query_ struct query *q = NULL;
	struct session_row           *rows = NULL;
	size_t                        n = 0;
	if (!query_start(db, &sessions_of, (struct value[]){ value_int(account) }, &q, e))
		return false;
	for (; query_next(q); n++) {
		if (n % 16 == 0)
			rows = arena_grow(a, rows, n, 16, sizeof(*rows));
		rows[n] = (struct session_row){ .started = { query_int(q, 1) }, .seen = { query_int(q, 2) }, .what = text_copy(a, query_text(q, 3)) };
		memcpy(rows[n].hash, query_bytes(q, 0).at, 32);
	}
	*ret = rows;
	*ret_n = n;
	return query_end_ok(q, e);
}
