-- Accounts, roles at units, sessions, and the trace of who read what.
CREATE TABLE account (
	number INT8 NOT NULL PRIMARY KEY,
	login TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	password TEXT NOT NULL,          -- argon2id, as libsodium writes it
	totp BYTES,                      -- the authenticator's secret, sealed; NULL: none
	totp_step INT8 NOT NULL,         -- the last one-time step that was used
	active INT8 NOT NULL,
	invented INT8 NOT NULL,
	keys_off INT8 NOT NULL,
	lang TEXT NOT NULL,
	entry INT8 NOT NULL
);

CREATE TABLE role_grant (
	number INT8 NOT NULL PRIMARY KEY,
	account INT8 NOT NULL,
	role TEXT NOT NULL,
	unit TEXT NOT NULL,
	from_day INT8 NOT NULL,
	to_day INT8 NOT NULL,
	entry INT8 NOT NULL
);
CREATE INDEX role_grant_account ON role_grant (account, number);

-- What was switched, as the last `setting.changed` entry says.
CREATE TABLE setting (
	name TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL,
	entry INT8 NOT NULL
);

CREATE TABLE session (
	hash BYTES NOT NULL PRIMARY KEY,
	account INT8 NOT NULL,
	what TEXT NOT NULL,              -- web or cli
	started INT8 NOT NULL,
	seen INT8 NOT NULL
);
CREATE INDEX session_account ON session (account, started);
CREATE INDEX session_seen ON session (seen);

-- Attempts that failed, by account and address (a salted hash): nobody can lock another out.
CREATE TABLE sign_in_attempt (
	who BYTES NOT NULL PRIMARY KEY,
	failures INT8 NOT NULL,
	last INT8 NOT NULL
);
CREATE INDEX sign_in_attempt_last ON sign_in_attempt (last);

CREATE TABLE reading (
	number INT8 NOT NULL PRIMARY KEY,
	matter TEXT NOT NULL,
	account INT8 NOT NULL,
	day INT8 NOT NULL,
	at INT8 NOT NULL,
	what TEXT NOT NULL,
	purpose TEXT NOT NULL,
	entry INT8                       -- the `readings.day` entry that commits to it; NULL: not yet
);
CREATE INDEX reading_matter ON reading (matter, number);
CREATE INDEX reading_day ON reading (day, number);
CREATE INDEX reading_entry ON reading (entry, day, number);
