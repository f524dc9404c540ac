/* inside.h - what the files of the frame share with each other and no command needs. */
#pragma once
#include "cli.h"

/* One option as it was given, the last one first. */
struct cli_given {
	const char             *name, *value;
	const struct cli_given *next;
};

/* The options that every command takes: db, json, lang, clock, config, help; ended by a row without a name. */
extern const struct cli_option cli_common_options[];

/* table.c: the command whose words are the first of `words`, longest name first; NULL if none. */
const struct cli_command *cli_find(char *const *words, int count, int *ret_used);
const struct cli_command *cli_find_name(struct text name);
/* Is it the first word or words of at least one command ("unit")? */
bool cli_is_prefix(struct text words);
/* The name that differs least from `typed`, or the empty text if none is near enough. */
struct text cli_nearest_command(struct arena *, struct text typed);

/* near.c: how many letters are to be added, dropped, changed or swapped; stops counting at 8. */
int near_distance(struct text a, struct text b);
/* Is `distance` small enough to be a slip of the finger in a word of that length? */
bool near_enough(int distance, size_t length);

/* options.c: reads argv after the command's words into c; unknown, missing and doubled ones are errors. */
bool cli_parse(struct cli *c, int argc, char *const *argv, struct error *);
/* The common options that stand before the command; ret_used: how many words of argv they take. */
bool cli_parse_before(struct cli *c, int argc, char *const *argv, int *ret_used, struct error *);
/* Given at all, command or not. */
const char *cli_given_value(const struct cli *, const char *name);

/* help.c, manual.c: all made from the table. */
void help_command(FILE *, const struct cli_command *, enum lang);
void help_all(FILE *, enum lang);
/* The commands that begin with these words. */
void help_group(FILE *, struct text words, enum lang);
void manual_print(FILE *, enum lang);
void completion_print(FILE *);
/* What an exit code means, in one line. */
const char *help_exit(int code, enum lang);
