/* options.c - reads the words after a command against its row. */
#include "base/base.h"
#include <assert.h>

#include "inside.h"

const struct cli_option cli_common_options[] = {
	{ "db", "URL", "cơ sở dữ liệu: sqlite:ĐƯỜNG_DẪN hoặc postgresql://… (hay biến DANVAN_DB)",
	  "the database: sqlite:PATH or postgresql://... (or the variable DANVAN_DB)" },
	{ "json", NULL, "in kết quả bằng JSON", "print the result as JSON" },
	{ "lang", "vi|en", "ngôn ngữ của thông báo và trợ giúp (mặc định: tiếng Việt)", "language of messages and help (standard: Vietnamese)" },
	{ "clock", "INSTANT", "đồng hồ đứng yên; chỉ dùng với cơ sở dữ liệu trình diễn", "a clock that stands still; only with a demonstration database" },
	{ "config", "FILE", "tệp cấu hình (hay biến DANVAN_CONFIG)", "the configuration file (or the variable DANVAN_CONFIG)" },
	{ "help", NULL, "trợ giúp về lệnh này", "help on this command" },
	{ NULL },
};

static const struct cli_option *option_in(const struct cli_option *options, struct text name)
{
	for (const struct cli_option *o = options; o && o->name; o++)
		if (text_is(name, o->name))
			return o;
	return NULL;
}

static const struct cli_option *option_of(const struct cli_command *command, struct text name)
{
	const struct cli_option *own = command ? option_in(command->options, name) : NULL;
	return own ? own : option_in(cli_common_options, name);
}

static void nearest_in(const struct cli_option *options, struct text typed, int *least, const char **nearest)
{
	for (const struct cli_option *o = options; o && o->name; o++) {
		int distance = near_distance(typed, text_of(o->name));
		if (distance < *least) {
			*least = distance;
			*nearest = o->name;
		}
	}
}

static bool unknown_option(struct cli *c, struct text name, struct error *e)
{
	const char *nearest = NULL;
	int         least = 99;
	nearest_in(c->command ? c->command->options : NULL, name, &least, &nearest);
	nearest_in(cli_common_options, name, &least, &nearest);
	bool near = nearest && near_enough(least, name.len);
	return error(e, near ? CLI_NO_OPTION_NEAR : CLI_NO_OPTION, .name = text_of(c->command ? c->command->name : ""),
		.value = text_print(c->arena, "--%.*s", TEXT_ARG(name)), .expected = near ? text_print(c->arena, "--%s", nearest) : TEXT_EMPTY);
}

static bool keep_option(struct cli *c, const struct cli_option *o, const char *value, struct error *e)
{
	if (!o->repeats && cli_given_value(c, o->name))
		return error(e, CLI_GIVEN_TWICE, .name = text_print(c->arena, "--%s", o->name));
	struct cli_given *given = ARENA_NEW(c->arena, struct cli_given);
	*given = (struct cli_given){ .name = o->name, .value = value, .next = c->given };
	c->given = given;
	return true;
}

/* argv[at] is an option: keeps it and says how many words it took. */
static bool take_option(struct cli *c, int argc, char *const *argv, int at, int *ret_took, struct error *e)
{
	struct text word = strcmp(argv[at], "-h") == 0 ? TEXT("help") : text_from(text_of(argv[at]), 2);
	size_t      equals = text_find(word, TEXT("="));
	bool        has_value = equals != SIZE_MAX;
	struct text name = has_value ? text_first(word, equals) : word;

	const struct cli_option *o = option_of(c->command, name);
	if (!o)
		return unknown_option(c, name, e);
	if (!o->value && has_value)
		return error(e, CLI_VALUE_EXTRA, .name = text_print(c->arena, "--%s", o->name));
	*ret_took = 1;
	if (!o->value)
		return keep_option(c, o, "", e);
	if (has_value)
		return keep_option(c, o, text_c(c->arena, text_from(word, equals + 1)), e);
	if (at + 1 >= argc)
		return error(e, CLI_VALUE_MISSING, .name = text_print(c->arena, "--%s", o->name), .expected = text_of(o->value));
	*ret_took = 2;
	return keep_option(c, o, argv[at + 1], e);
}

static bool is_option(const char *word) { return strncmp(word, "--", 2) == 0 || strcmp(word, "-h") == 0; }

bool cli_parse_before(struct cli *c, int argc, char *const *argv, int *ret_used, struct error *e)
{
	int at = 0, took;
	for (; at < argc && is_option(argv[at]); at += took)
		if (!take_option(c, argc, argv, at, &took, e))
			return false;
	*ret_used = at;
	return true;
}

/* "CODE [NAME...]": how few and how many arguments a row allows. */
static void count_allowed(const char *arguments, int *least, int *most)
{
	*least = *most = 0;
	struct text rest = text_of(arguments), part;
	while (text_next(&rest, ' ', &part)) {
		if (!part.len)
			continue;
		*least += part.at[0] != '[';
		*most += 1;
		if (text_find(part, TEXT("...")) != SIZE_MAX)
			*most = INT32_MAX / 2;
	}
}

static bool check_required(const struct cli *c, struct error *e)
{
	for (const struct cli_option *o = c->command->options; o && o->name; o++)
		if (o->required && !cli_given_value(c, o->name))
			return error(e, CLI_OPTION_MISSING, .name = text_of(c->command->name),
				.expected = text_print(c->arena, "--%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : ""));
	int least, most;
	count_allowed(c->command->arguments, &least, &most);
	if (c->argument_count < least)
		return error(e, CLI_TOO_FEW, .name = text_of(c->command->name), .expected = text_of(c->command->arguments));
	if (c->argument_count > most)
		return error(e, CLI_TOO_MANY, .name = text_of(c->command->name), .value = text_of(c->arguments[most]));
	return true;
}

bool cli_parse(struct cli *c, int argc, char *const *argv, struct error *e)
{
	char **arguments = ARENA_ARRAY(c->arena, char *, (size_t)argc + 1);
	bool   options_end = false;
	for (int at = 0, took = 1; at < argc; at += took) {
		took = 1;
		if (!options_end && strcmp(argv[at], "--") == 0)
			options_end = true;
		else if (!options_end && is_option(argv[at])) {
			if (!take_option(c, argc, argv, at, &took, e))
				return false;
		} else
			arguments[c->argument_count++] = argv[at];
	}
	c->arguments = arguments;
	return cli_given_value(c, "help") || check_required(c, e);
}

const char *cli_given_value(const struct cli *c, const char *name)
{
	const char *found = NULL;
	for (const struct cli_given *g = c->given; g; g = g->next)
		if (strcmp(g->name, name) == 0)
			found = g->value;
	return found;
}

const char *cli_option(const struct cli *c, const char *name)
{
	assert(option_of(c->command, text_of(name)));
	return cli_given_value(c, name);
}

const char *cli_option_at(const struct cli *c, const char *name, int n)
{
	assert(option_of(c->command, text_of(name)));
	int count = 0;
	for (const struct cli_given *g = c->given; g; g = g->next)
		count += strcmp(g->name, name) == 0;
	for (const struct cli_given *g = c->given; g; g = g->next)
		if (strcmp(g->name, name) == 0 && --count == n)
			return g->value;
	return NULL;
}

bool cli_has(const struct cli *c, const char *name) { return cli_option(c, name) != NULL; }

const char *cli_argument(const struct cli *c, int n) { return n < c->argument_count ? c->arguments[n] : NULL; }
