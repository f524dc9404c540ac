/* house.h - what a command that works on a database opens: the store, a reading connection, the ground, the writer, and who acts. */
#pragma once
#include "act/act.h"
#include "cli.h"
#include "matter/matter.h"

struct house {
	struct cli        *cli;
	struct store      *store;
	struct connection *db;     /* reads */
	struct ground     *ground; /* NULL until house_ground */
	struct act        *act;    /* NULL unless opened for writing */
	struct ledger_key *key;    /* the act's, or loaded for reading; NULL when the key file can't be read */
	bool               owns_key;
	const char        *key_file; /* from which house_key loaded it */
	struct actor       actor;  /* of `danvan login`, or the console */
};

/* Opens the store and a reading connection; the schema must be this program's. */
bool house_open(struct cli *, struct house *, struct error *);
/* And the writer (needs the key file); ground and actor are loaded. */
bool house_open_to_write(struct cli *, struct house *, struct error *);
bool house_ground(struct house *, struct error *);
/* The key that the database remembers, for opening what is private; false without the file. */
bool house_key(struct house *, struct error *);
/* Who acts: the session that `danvan login` made, else the console. */
bool house_actor(struct house *, struct error *);
void house_close(struct house *);
#define _cleanup_house_ _cleanup_(house_close)

/* init.c: an empty database that can be served, and its key. The store must be empty (CLI_DATABASE_EXISTS). `key_file` NULL: house_key_path. */
bool init_database(struct cli *, struct store *, const char *origin, const char *key_file, struct text *ret_vkey, struct error *);

/* Where a key file stands unless --key or the configuration says otherwise: ${XDG_STATE_HOME:-~/.local/state}/danvan/KEYID.key, or /var/lib/danvan-keys/ without HOME. */
struct text house_key_path(const struct cli *, const char *key_id);
/* The file in which `danvan login` keeps its session: ${XDG_STATE_HOME:-~/.local/state}/danvan/session. */
struct text house_session_path(const struct cli *);

#define CLI_DATABASE_EXISTS "cli.database_exists" /* name: the URL */
#define CLI_NOT_SIGNED_IN "cli.not_signed_in"
#define CLI_DEMO_LINE "cli.demo_line"           /* file, line: a line of the demonstration that cannot be read */
