/* config.h - settings of an installation: one file of KEY=VALUE, the same keys as DANVAN_KEY in the environment, and KEY_FILE for what another
 * program hands over as a file (systemd credentials, container secrets).
 *
 * What stands on the command line wins over the environment, the environment over the file, the file over the default. A key is a row of
 * config_keys; `config show`, `config check`, the man page and the reference are made from the rows. A value has been checked against its type
 * when a command sees it. */
#pragma once
#include "base/base.h"
#include "base/say.h"

enum config_type {
	CONFIG_TEXT,
	CONFIG_NUMBER,   /* whole, least .. most of the row */
	CONFIG_SWITCH,   /* yes no, on off, 1 0, true false */
	CONFIG_DATABASE, /* sqlite:PATH or postgresql://...: the password is never shown */
	CONFIG_LISTEN,   /* ADDRESS:PORT */
	CONFIG_TIMES,    /* "now" or hours of the day: 12:00,18:00 */
	CONFIG_URL,      /* http:// or https://, without a path */
	CONFIG_LANGUAGE, /* vi or en */
	CONFIG_INSTANT,  /* 2026-11-23T09:41:07+07:00 */
};

struct config_key {
	const char      *name;
	enum config_type type;
	const char      *standard;    /* NULL: not set */
	const char      *vi, *en;
	int64_t          least, most; /* of a CONFIG_NUMBER */
	bool             secret;      /* shown as *** */
};

struct config;

/* Reads file and environment. `path` NULL: DANVAN_CONFIG, else /etc/danvan/danvan.conf where it is there. The first thing that is wrong is the error
 * (CLI_CONFIG_KEY, CLI_CONFIG_LINE, CLI_CONFIG_VALUE with file and line, BASE_FILE_READ for a file that was named and can't be read). `lang` is that of
 * the error's words. */
bool config_read(struct world *, struct arena *, enum lang, const char *path, char *const *variables, const struct config **ret, struct error *);

/* `key` must be a row (asserted). NULL when it is not set. */
const char *config_text(const struct config *, const char *key);
/* Only for a CONFIG_NUMBER, which always has a standard. */
int64_t config_number(const struct config *, const char *key);
bool config_switch(const struct config *, const char *key);

/* The n-th row; NULL after the last. */
const struct config_key *config_key_at(int n);
/* Where the value comes from: "danvan.conf:3", "DANVAN_DB", or NULL for the standard. */
const char *config_source(const struct config *, const char *key);
/* The value as it may be shown: secrets masked. The empty text when not set. */
struct text config_shown(struct arena *, const struct config *, const char *key);
/* The file that was read; NULL if none. */
const char *config_file(const struct config *);
/* What a type takes, in words. */
const char *config_type_words(enum config_type, enum lang);
