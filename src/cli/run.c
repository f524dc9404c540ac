/* run.c - one call of the program, from argv to the exit code. */
#include "base/base.h"
#include <errno.h>

#include "config.h"
#include "inside.h"

/* What is known before anything is read: --lang, DANVAN_LANG, then the system's LC_ALL, LC_MESSAGES, LANG; Vietnamese unless one of them says English. */
static enum lang first_language(const struct cli *c, int argc, char *const *argv)
{
	static const char *const names[] = { "DANVAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG" };
	for (int i = 1; i < argc; i++) {
		if (text_starts(text_of(argv[i]), "--lang="))
			return strcmp(argv[i] + 7, "en") == 0 ? LANG_EN : LANG_VI;
		if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			return strcmp(argv[i + 1], "en") == 0 ? LANG_EN : LANG_VI;
	}
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (cli_variable(c, names[i]))
			return text_starts(text_of(cli_variable(c, names[i])), "en") ? LANG_EN : LANG_VI;
	return LANG_VI;
}

static bool set_language(struct cli *c, struct error *e)
{
	const char *given = cli_given_value(c, "lang");
	bool        told = given || !c->config || cli_variable(c, "DANVAN_LANG") || cli_variable(c, "LANG");
	const char *named = told ? given : config_text(c->config, "lang");
	if (named && !lang_read(text_of(named), &c->lang))
		return error(e, CLI_BAD_LANGUAGE, .value = text_of(named));
	return true;
}

static bool set_clock(struct cli *c, struct error *e)
{
	const char *given = cli_given_value(c, "clock");
	const char *fixed = given || !c->config ? given : config_text(c->config, "clock");
	instant_t   at;
	if (!fixed)
		return true;
	if (!instant_parse(text_of(fixed), &at))
		return error(e, CLI_BAD_CLOCK, .value = text_of(fixed));
	world_fix_clock(c->world, at);
	c->clock_is_fixed = true;
	return true;
}

/* Settings, language, clock, database: what a command may count on. */
static bool prepare(struct cli *c, struct error *e)
{
	if (!c->command->no_settings && !config_read(c->world, c->arena, c->lang, cli_given_value(c, "config"), c->variables, &c->config, e))
		return false;
	const char *db = cli_given_value(c, "db");
	c->db_url = db || !c->config ? db : config_text(c->config, "db");
	return set_language(c, e) && set_clock(c, e);
}

static bool has_help(int argc, char *const *argv)
{
	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

/* "unit" alone or "unit shwo": the words that are there, and what comes nearest. */
static int no_such_command(struct cli *c, int argc, char *const *argv)
{
	bool         asks_help = cli_given_value(c, "help") || has_help(argc, argv);
	struct build typed = { .arena = c->arena };
	struct error e;
	for (int i = 0; i < argc && i < 2 && argv[i][0] != '-'; i++) {
		build_c(&typed, i ? " " : "");
		build_c(&typed, argv[i]);
	}
	struct text words = build_text(&typed), nearest = cli_nearest_command(c->arena, words);
	if (cli_is_prefix(words)) {
		help_group(asks_help ? c->out : c->err, words, c->lang);
		return asks_help ? EXIT_DONE : EXIT_USAGE;
	}
	if (!nearest.len && argc > 0 && cli_is_prefix(text_of(argv[0])))
		help_group(c->err, text_of(argv[0]), c->lang);
	if (!nearest.len && argc > 0)
		nearest = cli_nearest_command(c->arena, text_of(argv[0]));
	error(&e, nearest.len ? CLI_NO_COMMAND_NEAR : CLI_NO_COMMAND, .value = words, .expected = nearest);
	return cli_fail(c, &e);
}

static int run_command(struct cli *c, int argc, char *const *argv)
{
	struct error e;
	int          used = 0;
	c->command = cli_find(argv, argc, &used);
	if (!c->command)
		return no_such_command(c, argc, argv);
	if (!cli_parse(c, argc - used, argv + used, &e))
		return cli_fail(c, &e);
	c->json = cli_given_value(c, "json") != NULL;
	if (cli_given_value(c, "help")) {
		help_command(c->out, c->command, c->lang);
		return EXIT_DONE;
	}
	if (!prepare(c, &e))
		return cli_fail(c, &e);
	return c->command->run(c);
}

static int run(struct cli *c, int argc, char *const *argv)
{
	struct error e;
	int          before = 0;
	if (!cli_parse_before(c, argc - 1, argv + 1, &before, &e))
		return cli_fail(c, &e);
	int at = 1 + before;
	if (at < argc)
		return run_command(c, argc - at, argv + at);
	bool asked = cli_given_value(c, "help") != NULL;
	help_all(asked ? c->out : c->err, c->lang);
	return asked ? EXIT_DONE : EXIT_USAGE;
}

int cli_main(const struct cli_call *call, int argc, char *const *argv)
{
	_cleanup_arena_ struct arena *arena = arena_new(0);
	struct cli c = { .world = call->world, .arena = arena, .in = call->in, .out = call->out, .err = call->err, .variables = call->variables };
	c.lang = first_language(&c, argc, argv);
	int code = run(&c, argc, argv);
	/* a result that could not be written (full disk, closed pipe) was not given */
	if ((fflush(c.out) != 0 || ferror(c.out)) && code == EXIT_DONE) {
		struct error e;
		error(&e, BASE_FILE_WRITE, .name = TEXT("stdout"), .value = text_of(strerror(errno)));
		code = cli_fail(&c, &e);
	}
	fflush(c.err);
	return code;
}
