/* Every row of the table of commands and of the table of settings is whole; options, values and slips of the finger. The programs themselves are visited by
 * tests/flow/cli_help.sh. */
#include "base/base.h"
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "cli/cli.h"
#include "cli/config.h"
#include "cli/inside.h"

static struct world fixed_world(void)
{
	struct world world = world_real();
	world_fix_clock(&world, (instant_t){ 1763900000000 });
	return world;
}

/* Words as argv[1..], ended by NULL; what stood on standard output is in `out`, messages in `err`. */
static int call(char *const *variables, char *out, char *err, size_t room, char **words)
{
	struct world world = fixed_world();
	char        *argv[16] = { (char *)(uintptr_t) "danvan" };
	int          argc = 1;
	for (; words[argc - 1]; argc++)
		argv[argc] = words[argc - 1];
	memset(out, 0, room);
	memset(err, 0, room);
	FILE *to = fmemopen(out, room, "w"), *messages = fmemopen(err, room, "w");
	int   code = cli_main(&(struct cli_call){ .world = &world, .in = stdin, .out = to, .err = messages, .variables = variables }, argc, argv);
	fclose(to);
	fclose(messages);
	return code;
}

enum { ROOM = 64 * 1024 };
static char *const no_variables[] = { NULL };
#define CALL(variables, ...) call((variables), out, err, ROOM, (char *[]){ __VA_ARGS__, NULL })
#define OUTPUTS char *out = malloc(ROOM), *err = malloc(ROOM); assert_true(out && err)

static bool is_line(const char *text) { return text && text[0] && !strchr(text, '\n'); }

static void options_are_whole(const struct cli_option *options)
{
	for (const struct cli_option *o = options; o && o->name; o++) {
		assert_true(is_line(o->vi) && is_line(o->en));
		assert_false(text_starts(text_of(o->name), "-"));
		for (const struct cli_option *other = options; other != o; other++)
			assert_string_not_equal(other->name, o->name);
	}
}

static void examples_are_of_it(const struct cli_command *command)
{
	_cleanup_arena_ struct arena *arena = arena_new(0);
	struct text rest = text_of(command->examples), line;
	char       *beginning = text_c(arena, text_print(arena, "danvan %s", command->name));
	bool        of_it = false;
	while (text_next(&rest, '\n', &line))
		of_it = of_it || text_find(line, text_of(beginning)) != SIZE_MAX;
	assert_true(of_it);
}

static void every_command_is_whole(void **state)
{
	int count = 0;
	for (; cli_command_at(count); count++) {
		const struct cli_command *row = cli_command_at(count);
		assert_true(is_line(row->one_line_vi) && is_line(row->one_line_en));
		assert_true(row->help_vi && row->help_en && row->examples && row->output_vi && row->output_en && row->run);
		assert_non_null(cli_group_title(row->group, LANG_VI));
		assert_non_null(cli_group_title(row->group, LANG_EN));
		options_are_whole(row->options);
		examples_are_of_it(row);
		for (int other = 0; other < count; other++)
			assert_string_not_equal(cli_command_at(other)->name, row->name);
	}
	print_message("%d commands\n", count);
	options_are_whole(cli_common_options);
}

static void exit_codes_of_commands_are_known_and_ascend(void **state)
{
	for (int n = 0; cli_command_at(n); n++) {
		struct text rest = text_of(cli_command_at(n)->exits), part;
		int64_t     last = 0, code;
		while (rest.len && text_next(&rest, ' ', &part)) {
			assert_true(text_to_int(part, &code));
			assert_true(code > last && help_exit((int)code, LANG_VI) && help_exit((int)code, LANG_EN));
			last = code;
		}
	}
}

static void every_setting_is_whole_and_its_standard_fits(void **state)
{
	const struct config          *config;
	struct error                  e;
	struct world                  world = fixed_world();
	_cleanup_arena_ struct arena *arena = arena_new(0);
	assert_true(config_read(&world, arena, LANG_VI, NULL, no_variables, &config, &e));
	for (int n = 0; config_key_at(n); n++) {
		const struct config_key *key = config_key_at(n);
		assert_true(is_line(key->vi) && is_line(key->en));
		assert_null(config_source(config, key->name));
		if (!key->standard)
			continue;
		/* what is the standard may also be written down */
		char         *variable = text_c(arena, text_print(arena, "DANVAN_%s=%s", key->name, key->standard));
		for (char *c = variable; *c != '='; c++)
			*c = char_upper(*c);
		const struct config *written;
		assert_true(config_read(&world, arena, LANG_VI, NULL, (char *[]){ variable, NULL }, &written, &e));
		assert_string_equal(config_text(written, key->name), key->standard);
		if (key->type == CONFIG_NUMBER)
			assert_true(config_number(written, key->name) >= key->least);
	}
}

static void a_slip_is_met_with_the_nearest_name(void **state)
{
	OUTPUTS;
	static char slip[] = "verison", far[] = "zzzzzz", english[] = "--lang=en";
	assert_int_equal(CALL(no_variables, slip), EXIT_USAGE);
	assert_non_null(strstr(err, "“version”"));
	assert_int_equal(CALL(no_variables, english, far), EXIT_USAGE);
	assert_null(strstr(err, "nearest"));
	assert_int_equal(near_distance(TEXT("form"), TEXT("from")), 1);
	assert_int_equal(near_distance(TEXT("days"), TEXT("days")), 0);
	free(out);
	free(err);
}

static void errors_are_json_where_results_are(void **state)
{
	OUTPUTS;
	static char show[] = "config", check[] = "check", json[] = "--json", bad[] = "DANVAN_THREADS=many";
	assert_int_equal(CALL(((char *const[]){ bad, NULL }), show, check, json), EXIT_CONFIG);
	assert_true(text_starts(text_of(err), "{\"error\":\"cli.config_number\",\"message\":\""));
	assert_string_equal(out, "");
	free(out);
	free(err);
}

/* The environment's language rules until the command line says otherwise; without either it is Vietnamese. */
static void language_follows_the_one_who_asks(void **state)
{
	OUTPUTS;
	static char help[] = "help", lang[] = "--lang", vi[] = "vi", english[] = "LANG=en_GB.UTF-8", posix[] = "LANG=C";
	char *const in_english[] = { english, NULL }, *const in_posix[] = { posix, NULL };
	CALL(in_english, help);
	assert_non_null(strstr(out, "Usage"));
	CALL(in_posix, help);
	assert_non_null(strstr(out, "Cách dùng"));
	CALL(in_english, help, lang, vi);
	assert_non_null(strstr(out, "Cách dùng"));
	free(out);
	free(err);
}

static void every_error_of_the_frame_has_its_sentence(void **state)
{
	static const char *const codes[] = { CLI_NO_COMMAND, CLI_NO_COMMAND_NEAR, CLI_NO_OPTION, CLI_NO_OPTION_NEAR, CLI_OPTION_MISSING, CLI_VALUE_MISSING,
		CLI_VALUE_EXTRA, CLI_GIVEN_TWICE, CLI_TOO_FEW, CLI_TOO_MANY, CLI_BAD_NUMBER, CLI_BAD_DAY, CLI_BAD_CLOCK, CLI_BAD_LANGUAGE, CLI_NO_DATABASE,
		CLI_NO_SHELL, CLI_CONFIG_KEY, CLI_CONFIG_KEY_NEAR, CLI_CONFIG_VARIABLE, CLI_CONFIG_VARIABLE_NEAR, CLI_CONFIG_LINE, CLI_CONFIG_VALUE,
		CLI_CONFIG_NUMBER };
	for (size_t i = 0; i < COUNT_OF(codes); i++)
		assert_true(say_knows(codes[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_command_is_whole),
		cmocka_unit_test(exit_codes_of_commands_are_known_and_ascend),
		cmocka_unit_test(every_setting_is_whole_and_its_standard_fits),
		cmocka_unit_test(a_slip_is_met_with_the_nearest_name),
		cmocka_unit_test(errors_are_json_where_results_are),
		cmocka_unit_test(language_follows_the_one_who_asks),
		cmocka_unit_test(every_error_of_the_frame_has_its_sentence),
	};
	return cmocka_run_group_tests_name("cli", tests, NULL, NULL);
}
