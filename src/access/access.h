/* access.h - who may act: accounts, sessions, roles at units, and the trace of who read what.
 *
 * Every act of an administrator (account, grant, password, authenticator) is an entry of the ledger; an entry names an account by its number, never by its name.
 * Signing in takes a password (argon2id) and a one-time code (RFC 6238, own step only, each step once); attempts are limited by account *and* address, so that
 * nobody can lock another out. A right is a role at a unit and all that stands under it, between two days, evaluated today through the registry. */
#pragma once
#include "act/act.h"
#include "base/base.h"
#include "base/say.h"
#include "registry/registry.h"

enum role {
	ROLE_CLERK = 1,          /* tiếp nhận: enters what came by paper, phone, at the counter */
	ROLE_OFFICER = 2,        /* thụ lý: handles matters */
	ROLE_HEAD = 4,           /* người đứng đầu: signs, extends, corrects, reassigns */
	ROLE_LEADER = 8,         /* lãnh đạo theo dõi: sees what is late under the unit, may reassign */
	ROLE_INSPECTOR = 16,     /* thanh tra: reads, with a purpose */
	ROLE_ADMINISTRATOR = 32, /* accounts, grants, packs; reads no text */
};
const char *role_name(enum role);                       /* "clerk" ... as in packs, entries, grants; the sentence "role.clerk" names it to people */
bool role_parse(struct text, enum role *ret);

struct account {
	int64_t     number;      /* permanent; stands in entries */
	struct text login, name;
	bool        active, invented, has_totp, keys_off; /* keys_off: single-letter keys are switched off */
	enum lang   lang;
};
struct grant {
	int64_t     number, account;
	enum role   role;
	struct text unit;
	day_t       from, to;    /* [from, to) */
};

/* Who does something: an account with its grants of today, or nobody in particular (a person with a key, a public page). Lives in the arena. */
struct actor {
	struct account      account;   /* number 0: no account */
	const struct grant *grants;    /* those in force on `day` */
	size_t              grants_n;
	day_t               day;
	const char         *via;       /* "web", "api", "console" */
	bool                console;   /* an administrator on the console: may do an administrator's acts, nothing in an officer's name */
	uint8_t             session[32]; /* hash of the session token; CSRF tokens derive from it */
	bool                session_stale; /* last seen over a minute ago: run row_session_seen */
};
/* Where a grant holds on the day: at its unit, or, when that has ended, at the heir that took its desks. */
struct text grant_unit(const struct grant *, const struct registry *, day_t);
/* The roles (a set of bits) that the actor has at `unit` today. */
unsigned actor_roles(const struct actor *, const struct registry *, struct text unit);
/* Does the actor have one of `roles` anywhere? */
bool actor_has(const struct actor *, unsigned roles);
/* Desks of all units where the actor has one of `roles`, ordered by id, each once. */
size_t actor_desks(const struct actor *, const struct registry *, struct arena *, unsigned roles, day_t, struct text **ret);

/* ---- reading */
bool account_find(struct connection *, struct arena *, struct text login, struct account *ret, bool *ret_found, struct error *);
bool account_by_number(struct connection *, struct arena *, int64_t number, struct account *ret, bool *ret_found, struct error *);
bool account_list(struct connection *, struct arena *, struct account **ret, size_t *ret_n, struct error *);   /* by login */
bool grant_list(struct connection *, struct arena *, int64_t account /* 0: all */, struct grant **ret, size_t *ret_n, struct error *);
bool actor_load(struct connection *, struct arena *, int64_t account, day_t, const char *via, struct actor *ret, struct error *);
/* Accounts that have one of `roles` at `unit` on the day: who can be assigned, who must be told. By name (text_sort_key). */
bool account_at(struct connection *, struct arena *, const struct registry *, struct text unit, unsigned roles, day_t, struct account **ret, size_t *ret_n, struct error *);

/* ---- an administrator's acts: rows for act_do. `by`: the console, or an account that administers (under the lock) every unit it touches; `registry` says what stands
 * under what (NULL: only the very unit counts), else ACCESS_NOT_YOURS. New secrets are drawn by the writer and given once. */
struct account_open { struct text login, name, password /* empty: drawn */; bool invented, without_totp; const struct actor *by; int64_t ret_number; struct text ret_password, ret_totp_uri, ret_totp_secret; uint8_t prepared[128]; void *work; };
/* Hashes the password outside the writer (argon2id takes about 0.1 s and 64 MB): call before act_do. Checks login (2-32 of a-z 0-9 . -) and password (at least 10 characters). */
bool account_open_prepare(struct world *, struct arena *, struct account_open *, struct error *);
extern const struct act_row row_account_open;
struct account_change { int64_t number; enum { ACCOUNT_CLOSE, ACCOUNT_REOPEN, ACCOUNT_PASSWORD, ACCOUNT_TOTP } what; struct text password; const struct actor *by; const struct registry *registry; struct text ret_password, ret_totp_uri, ret_totp_secret; uint8_t prepared[128]; void *work; };
bool account_change_prepare(struct world *, struct arena *, struct account_change *, struct error *);
extern const struct act_row row_account_change;    /* each ends all sessions of the account. One's own password needs no administrator: the caller has checked the present one */
struct account_prefer { int64_t number; bool keys_off; enum lang lang; };
extern const struct act_row row_account_prefer;    /* keeps; what a person likes */
struct grant_give { int64_t account; enum role role; struct text unit; day_t from, to; const struct actor *by; const struct registry *registry; int64_t ret_number; };
extern const struct act_row row_grant_give;
struct grant_end { int64_t number; day_t to; const struct actor *by; const struct registry *registry; };
extern const struct act_row row_grant_end;
/* A setting that weakens or strengthens the house (`totp`: "on", "off"): kept, and an entry when it differs from what is kept. */
struct setting_change { const char *name; struct text value; const struct actor *by; bool ret_changed; int64_t entry; };
extern const struct act_row row_setting_change;
bool setting_read(struct connection *, struct arena *, const char *name, struct text *ret, bool *ret_found, struct error *);

/* ---- signing in. Off only by a written setting: `totp = off` in the configuration and an entry that says so. */
struct sign_in { struct text login, password, code, address; bool totp_off; instant_t now; /* filled by the check: */ int64_t account; int64_t totp_step; bool failed; bool needs_code; };
/* Outside the writer: compares in constant time, the same work for an unknown login. False: ACCESS_SIGN_IN_WRONG, ACCESS_CODE_NEEDED, ACCESS_TOO_MANY (limit: seconds to wait), ACCESS_CLOSED.
 * The caller then runs row_sign_in_failed (when .failed) or row_session_start. */
bool sign_in_check(struct connection *, const struct ledger_key *, struct arena *, struct sign_in *, struct error *);
extern const struct act_row row_sign_in_failed;    /* keeps; command: struct sign_in */
struct session_start { struct sign_in *sign_in; const char *what /* "web", "cli" */; struct text ret_token; /* 64 hex digits; only its hash is kept */ };
extern const struct act_row row_session_start;     /* keeps; refuses a one-time step that was used (ACCESS_CODE_USED) */
struct session_seen { uint8_t hash[32]; };
extern const struct act_row row_session_seen;      /* keeps */
struct session_end { uint8_t hash[32]; int64_t account; bool all; };
extern const struct act_row row_session_end;       /* keeps; one, or all of an account */
/* The actor of a session token; found false: none, ended, idle over 12 hours (web) or 30 days at most. */
bool session_find(struct connection *, struct arena *, struct text token, instant_t now, const char *via, struct actor *ret, bool *ret_found, struct error *);
struct session_row { uint8_t hash[32]; instant_t started, seen; struct text what; };
bool session_list(struct connection *, struct arena *, int64_t account, struct session_row **ret, size_t *ret_n, struct error *);

/* ---- who read what. Text and contact data are opened by POST; the key is unwrapped only after this row is committed. */
struct reading { struct text matter; int64_t account; const char *what /* "text", "party", "files", "internal" */; struct text purpose; };
extern const struct act_row row_reading;           /* keeps */
struct reading_row { int64_t account; day_t day; struct text what, purpose; };
/* Shown to the author and to leaders, oldest first. */
bool reading_list(struct connection *, struct arena *, struct text matter, struct reading_row **ret, size_t *ret_n, struct error *);
/* Once a day: one entry `readings.day` commits to the rows of the days before today that none commits to yet, so that the trace cannot be deleted. */
extern const struct act_row row_readings_commit;

/* Replays the entries about accounts, grants, settings and readings and holds the tables against them, column by column, as ledger_audit does of its own. */
bool access_audit(struct connection *, const struct ledger_key *, void (*found)(void *, const struct misfit *), void *arg, int64_t *ret_misfits, struct error *);

/* TOTP by RFC 6238 (SHA-1, 6 digits, 30 s); `secret` raw bytes. */
bool totp_check(struct text secret, struct text code, instant_t now, int64_t last_step, int64_t *ret_step);
struct text totp_code(struct arena *, struct text secret, instant_t now);

#define ACCESS_SIGN_IN_WRONG "access.sign_in_wrong"
#define ACCESS_CODE_NEEDED "access.code_needed"
#define ACCESS_CODE_USED "access.code_used"
#define ACCESS_TOO_MANY "access.too_many"           /* limit: seconds */
#define ACCESS_CLOSED "access.closed"
#define ACCESS_BAD_LOGIN "access.bad_login"         /* value */
#define ACCESS_LOGIN_TAKEN "access.login_taken"
#define ACCESS_PASSWORD_SHORT "access.password_short" /* limit */
#define ACCESS_PASSWORD_COMMON "access.password_common"
#define ACCESS_NO_AUTHENTICATOR "access.no_authenticator" /* the account has none, and the installation asks for one */
#define ACCESS_NO_ACCOUNT "access.no_account"       /* value */
#define ACCESS_ALREADY "access.already"             /* value: login; it is closed or open already */
#define ACCESS_NO_GRANT "access.no_grant"           /* number; day: when it ended */
#define ACCESS_BAD_DAYS "access.bad_days"           /* day: today; from is before it, or to is not after from */
#define ACCESS_NOT_YOURS "access.not_yours"         /* expected: the role and unit that may */
#define ACCESS_BAD_ROLE "access.bad_role"           /* value; expected: the roles */
#define ACCESS_LAST_ADMINISTRATOR "access.last_administrator"
