/* cli.h - the table of commands. A command is one row; usage, help in both languages, the man page, shell completion and the tests that visit
 * every command are made from the row, so that none can exist without its help.
 *
 * To add commands: write src/cli/GROUP.c with `const struct cli_command GROUP_commands[]` (ended by a row without a name), add one line
 * `X(GROUP)` to commands.h and the file to meson.build. `run` finds options and arguments already checked against its row: required ones are there,
 * unknown ones were refused. It prints results to c->out (and only results), everything else to c->err, and returns an exit code below. */
#pragma once
#include "base/base.h"
#include "base/say.h"

struct cli;
struct config;
struct store;

/* Exit codes of every command; 64 and above are those of sysexits.h. */
enum cli_exit {
	EXIT_DONE = 0,
	EXIT_REFUSED = 1,        /* does not fit, refused by a rule, or not found */
	EXIT_USAGE = 64,         /* the command line itself is wrong */
	EXIT_DATA = 65,          /* a file or value that was given is wrong */
	EXIT_UNAVAILABLE = 69,   /* the database or a server does not answer */
	EXIT_CANNOT_CREATE = 73, /* a file or database to be made is there already, or can't be made */
	EXIT_IO = 74,            /* reading or writing failed */
	EXIT_NOT_ALLOWED = 77,   /* no session, or the account lacks the role */
	EXIT_CONFIG = 78,        /* the configuration is wrong */
};

struct cli_option {
	const char *name;      /* "from" for --from */
	const char *value;     /* the word in the help: "DATE"; NULL for a switch */
	const char *vi, *en;   /* one line each */
	bool        required;
	bool        repeats;   /* may be given several times: cli_option_at */
};

struct cli_command {
	const char *name;               /* "unit show": words of one space */
	const char *group;              /* "calendar": the heading in `danvan help`; a key of cli_group_title */
	const char *one_line_vi, *one_line_en;
	const char *arguments;          /* "CODE", "DIR", "[NAME]", "NAME..."; NULL: none. In brackets: may be left out; dots: any number */
	const struct cli_option *options; /* ended by a row without a name; NULL: none. --db --json --lang --clock --config --help are everybody's */
	const char *help_vi, *help_en;  /* a paragraph or more; lines are kept */
	const char *examples;           /* whole command lines, one a line, each beginning with "danvan " */
	const char *output_vi, *output_en; /* what stands on standard output, with and without --json */
	const char *exits;              /* the codes it may end with besides 0 and 64, ascending: "1 65 69" */
	bool no_database;               /* does not use --db: it is not shown in its help */
	bool no_settings;               /* runs even where the configuration is wrong; c->config is NULL */
	int (*run)(struct cli *);
};

/* One call of the program. Fields are for reading. */
struct cli {
	struct world *world;            /* clock and randomness; --clock is already in it */
	struct arena *arena;            /* ends with the command */
	FILE         *in, *out, *err;
	bool          json;             /* --json */
	bool          clock_is_fixed;   /* by --clock or DANVAN_CLOCK: act refuses it unless the origin begins with "demo." */
	enum lang     lang;
	const char   *db_url;           /* --db, else DANVAN_DB or the configuration; NULL: none given */
	const struct config *config;    /* config.h */
	const struct cli_command *command;
	int           argument_count;
	char *const  *arguments;        /* positional ones */
	const struct cli_given *given;  /* what cli_option looks through */
	char *const  *variables;        /* the environment: cli_variable looks through it */
};

/* The value of --name, or NULL when it was not given. `name` must be one of the command's row (asserted). */
const char *cli_option(const struct cli *, const char *name);
/* The n-th (from 0) value of an option that repeats; NULL after the last. */
const char *cli_option_at(const struct cli *, const char *name, int n);
/* Was the switch or option given? */
bool cli_has(const struct cli *, const char *name);
/* The n-th argument (from 0), or NULL. */
const char *cli_argument(const struct cli *, int n);
/* --name as a whole number within [least, most]; not given: ret stays. Otherwise CLI_BAD_NUMBER. */
bool cli_number(const struct cli *, const char *name, int64_t least, int64_t most, int64_t *ret, struct error *);
/* --name as a day "2020-01-31" (also "31/01/2020"), "today" allowed; not given: ret stays. Otherwise CLI_BAD_DAY. */
bool cli_day(const struct cli *, const char *name, day_t *ret, struct error *);

/* The environment's variable, or NULL when it is not set or empty. */
const char *cli_variable(const struct cli *, const char *name);
/* The database of --db, DANVAN_DB or the configuration; nothing is connected yet. CLI_NO_DATABASE when none was named. End it with store_close. */
bool cli_store(const struct cli *, struct store **ret, struct error *);
/* vi or en, by c->lang. */
const char *cli_word(const struct cli *, const char *vi, const char *en);
/* Prints the error's sentence to c->err and returns the exit code that its code stands for (cli_exit_of). */
int cli_fail(const struct cli *, const struct error *);
/* Which exit code an error ends with: by its code's row in errors.c, else EXIT_REFUSED. */
int cli_exit_of(const struct error *);
/* Prints canonical JSON and a newline to c->out. */
void cli_print_json(const struct cli *, struct text json);
/* Prints the text and a newline to c->out. */
void cli_print(const struct cli *, struct text);

/* The program: parses, runs, flushes; returns the exit code. `variables` is the environment ("NAME=value", ended by NULL), or a test's. */
struct cli_call {
	struct world *world;
	FILE         *in, *out, *err;
	char *const  *variables;
};
int cli_main(const struct cli_call *, int argc, char *const *argv);
/* The n-th command of the whole table in the order of groups; NULL after the last. */
const struct cli_command *cli_command_at(int n);
/* The title of a group; NULL if there is no such group. */
const char *cli_group_title(const char *group, enum lang);

#define CLI_NO_COMMAND "cli.no_command"         /* value: what was typed. These four have a twin _NEAR with expected: the nearest */
#define CLI_NO_COMMAND_NEAR "cli.no_command_near"
#define CLI_NO_OPTION "cli.no_option"           /* name: command; value: the option */
#define CLI_NO_OPTION_NEAR "cli.no_option_near"
#define CLI_OPTION_MISSING "cli.option_missing" /* name: command; expected: --from DATE */
#define CLI_VALUE_MISSING "cli.value_missing"   /* name: the option; expected: its word */
#define CLI_VALUE_EXTRA "cli.value_extra"       /* name: a switch that was given a value */
#define CLI_GIVEN_TWICE "cli.given_twice"       /* name: the option */
#define CLI_TOO_FEW "cli.too_few"               /* name: command; expected: its arguments */
#define CLI_TOO_MANY "cli.too_many"             /* name: command; value: the first too many */
#define CLI_BAD_NUMBER "cli.bad_number"         /* name; value; number: least; limit: most */
#define CLI_BAD_DAY "cli.bad_day"               /* name; value */
#define CLI_BAD_CLOCK "cli.bad_clock"           /* value */
#define CLI_BAD_LANGUAGE "cli.bad_language"     /* value */
#define CLI_NO_DATABASE "cli.no_database"       /* no --db, no DANVAN_DB */
#define CLI_NO_SHELL "cli.no_shell"             /* value; expected: the shells there are */
#define CLI_CONFIG_KEY "cli.config_key"         /* file, line; value: the key */
#define CLI_CONFIG_KEY_NEAR "cli.config_key_near"
#define CLI_CONFIG_VARIABLE "cli.config_variable" /* file: the variable's name */
#define CLI_CONFIG_VARIABLE_NEAR "cli.config_variable_near"
#define CLI_CONFIG_LINE "cli.config_line"       /* file, line; value: the line */
#define CLI_CONFIG_VALUE "cli.config_value"     /* name: key; value; expected: its type in words; file: "FILE:LINE" or the variable */
#define CLI_CONFIG_NUMBER "cli.config_number"   /* name: key; value; number: least; limit: most; file */
